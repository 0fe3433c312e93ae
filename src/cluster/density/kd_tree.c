/* Building the tree: rows are halved again and again by the median of the widest column, in whole tiles. */
#include <config.h>
#include "kd-tree.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

/* A row by its value in the column that is split. */
typedef struct {
	double key;
	gint32 row;
} Entry;

typedef struct {
	const SegMatrix *matrix;
	SegKdTree *tree;
	Entry     *entries; /* scratch, n_rows */
	SegJob    *job;
} Build;

void
seg_kd_tree_free (SegKdTree *tree)
{
	if (tree == NULL)
		return;
	g_free (tree->order);
	free (tree->tiles);
	g_free (tree->nodes);
	free (tree->boxes);
	g_free (tree->leaf_node);
	g_free (tree);
}

/* Selecting -------------------------------------------------------------------------------------------------------- */

static inline gboolean
before (const Entry *a, const Entry *b)
{
	return a->key < b->key || (!(b->key < a->key) && a->row < b->row);
}

static inline void
swap (Entry *a, Entry *b)
{
	Entry kept = *a;

	*a = *b;
	*b = kept;
}

/* Brings the @nth of @n entries to its place, smaller ones before it (Hoare's quickselect, middle of three). */
static void
select_nth (Entry *entries, gsize n, gsize nth)
{
	gsize low = 0, high = n - 1;

	while (high > low) {
		gsize middle = low + (high - low) / 2, i = low, j = high;
		Entry pivot;

		if (before (entries + middle, entries + low))
			swap (entries + middle, entries + low);
		if (before (entries + high, entries + low))
			swap (entries + high, entries + low);
		if (before (entries + high, entries + middle))
			swap (entries + high, entries + middle);
		pivot = entries[middle];
		while (i <= j) {
			while (before (entries + i, &pivot))
				i++;
			while (before (&pivot, entries + j))
				j--;
			if (i <= j) {
				swap (entries + i, entries + j);
				i++;
				if (j == 0)
					break;
				j--;
			}
		}
		if (nth <= j)
			high = j;
		else if (nth >= i)
			low = i;
		else
			return;
	}
}

/* Building --------------------------------------------------------------------------------------------------------- */

static void
measure_box (const Build *build, gsize first, gsize last, double *box)
{
	gsize d = build->matrix->n_columns;

	for (gsize column = 0; column < d; column++) {
		box[column] = INFINITY;
		box[d + column] = -INFINITY;
	}
	for (gsize place = first; place < last; place++) {
		const double *x = seg_matrix_row (build->matrix, (gsize) build->tree->order[place]);

		for (gsize column = 0; column < d; column++) {
			box[column] = MIN (box[column], x[column]);
			box[d + column] = MAX (box[d + column], x[column]);
		}
	}
}

static void
split (const Build *build, gsize first, gsize last, gsize nth, const double *box)
{
	gsize d = build->matrix->n_columns, widest = 0;

	for (gsize column = 1; column < d; column++)
		if (box[d + column] - box[column] > box[d + widest] - box[widest])
			widest = column;
	for (gsize place = first; place < last; place++) {
		gint32 row = build->tree->order[place];

		build->entries[place] = (Entry) { seg_matrix_row (build->matrix, (gsize) row)[widest], row };
	}
	select_nth (build->entries + first, last - first, nth - first);
	for (gsize place = first; place < last; place++)
		build->tree->order[place] = build->entries[place].row;
}

/* Node @node over leaves @first..@last-1; its children and theirs take the numbers after it. A tree over m leaves has 2 m - 1
 * nodes, so the numbers are known beforehand and subtrees can be built in any order. */
static void
build_node (const Build *build, gint32 node, gsize first, gsize last)
{
	SegKdTree *tree = build->tree;
	gsize middle = first + (last - first) / 2, end = MIN (last * SEG_TILE_ROWS, tree->n_rows);
	double *box = tree->boxes + (gsize) node * 2 * tree->n_columns;

	tree->nodes[node] = (SegKdNode) { -1, -1, (gint32) first, (gint32) last };
	if (seg_job_is_cancelled (build->job))
		return;
	measure_box (build, first * SEG_TILE_ROWS, end, box);
	if (last - first == 1) {
		tree->leaf_node[first] = node;
		return;
	}
	split (build, first * SEG_TILE_ROWS, end, middle * SEG_TILE_ROWS, box);
	tree->nodes[node].left = node + 1;
	tree->nodes[node].right = node + 2 * (gint32) (middle - first);
}

#define DEEP 3 /* levels built one after the other; below them, subtrees in parallel */

static void
build_subtree (const Build *build, gint32 node, gsize first, gsize last, guint levels)
{
	const SegKdNode *at = build->tree->nodes + node;
	gsize middle = first + (last - first) / 2;

	build_node (build, node, first, last);
	if (at->left < 0 || levels == 0)
		return;
	build_subtree (build, at->left, first, middle, levels - 1);
	build_subtree (build, at->right, middle, last, levels - 1);
}

/* The nodes that the first levels left as they are. */
static void
collect (const SegKdTree *tree, gint32 node, guint levels, GArray *found)
{
	const SegKdNode *at = tree->nodes + node;

	if (at->left < 0)
		return;
	if (levels == 0) {
		g_array_append_val (found, node);
		return;
	}
	collect (tree, at->left, levels - 1, found);
	collect (tree, at->right, levels - 1, found);
}

typedef struct {
	const Build *build;
	const GArray *nodes;
} Deep;

static void
build_deep (gsize block, gsize first, gsize last, gpointer data)
{
	const Deep *deep = data;
	gint32 node = g_array_index (deep->nodes, gint32, block);
	SegKdNode at = deep->build->tree->nodes[node];
	gsize middle = (gsize) at.first + (gsize) (at.last - at.first) / 2;

	(void) first;
	(void) last;
	build_subtree (deep->build, at.left, (gsize) at.first, middle, G_MAXUINT);
	build_subtree (deep->build, at.right, middle, (gsize) at.last, G_MAXUINT);
}

static void
fill_leaves (gsize block, gsize first, gsize last, gpointer data)
{
	const Build *build = data;
	SegKdTree *tree = build->tree;

	(void) block;
	for (gsize leaf = first; leaf < last; leaf++) {
		double *tile = tree->tiles + leaf * tree->n_columns * SEG_TILE_ROWS;
		gsize n = seg_kd_leaf_rows (tree, leaf);

		for (gsize lane = 0; lane < SEG_TILE_ROWS; lane++)
			for (gsize column = 0; column < tree->n_columns; column++)
				tile[column * SEG_TILE_ROWS + lane] = lane < n
					? seg_matrix_row (build->matrix, (gsize) tree->order[leaf * SEG_TILE_ROWS + lane])[column] : INFINITY;
	}
}

static gboolean
allocate (SegKdTree *tree, const SegMatrix *matrix, GError **error)
{
	tree->n_rows = matrix->n_rows;
	tree->n_columns = matrix->n_columns;
	tree->n_leaves = (matrix->n_rows + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;
	tree->n_nodes = 2 * tree->n_leaves - 1;
	tree->tiles = seg_aligned_new (tree->n_leaves * SEG_TILE_ROWS * matrix->n_columns, error);
	tree->boxes = tree->tiles != NULL ? seg_aligned_new (tree->n_nodes * 2 * matrix->n_columns, error) : NULL;
	if (tree->boxes == NULL)
		return FALSE;
	tree->order = g_new (gint32, matrix->n_rows);
	tree->nodes = g_new (SegKdNode, tree->n_nodes);
	tree->leaf_node = g_new (gint32, tree->n_leaves);
	for (gsize row = 0; row < matrix->n_rows; row++)
		tree->order[row] = (gint32) row;
	return TRUE;
}

SegKdTree *
seg_kd_tree_new (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegKdTree) tree = g_new0 (SegKdTree, 1);
	g_autofree Entry *entries = g_try_new (Entry, matrix->n_rows);
	g_autoptr (GArray) deep_nodes = g_array_new (FALSE, FALSE, sizeof (gint32));
	Build build = { matrix, tree, entries, job };
	Deep deep = { &build, deep_nodes };

	if (entries == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to sort %zu users by neighbourhood"), matrix->n_rows);
		return NULL;
	}
	if (!allocate (tree, matrix, error))
		return NULL;
	build_subtree (&build, 0, 0, tree->n_leaves, DEEP);
	collect (tree, 0, DEEP, deep_nodes);
	seg_parallel_blocks (deep_nodes->len, 1, build_deep, &deep);
	seg_parallel_blocks (tree->n_leaves, 64, fill_leaves, &build);
	return seg_job_goes_on (job, error) ? g_steal_pointer (&tree) : NULL;
}
