/* Isolation forest: how few random cuts leave a row alone. Each tree has a stream of random numbers of its own. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/outlier.h>
#include <segscope/progress.h>
#include <segscope/random.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define EULER 0.57721566490153286
#define BLOCK_ROWS 1024

/* A node; a leaf has no children. */
typedef struct {
	double  cut;         /* values up to it go left */
	guint32 column;
	guint32 left, right; /* numbers of nodes; 0: leaf */
	guint32 n;           /* rows of the sample that came here */
} Node;

struct SegIsolationForest {
	gsize   n_columns;
	guint   n_trees, sample, depth;
	GArray **trees;      /* of Node */
};

/* Mean depth of a search that fails in a tree of @n rows. */
static double
expected_depth (double n)
{
	return n > 2 ? 2 * (log (n - 1) + EULER) - 2 * (n - 1) / n : n > 1 ? 1 : 0;
}

/* Growing ------------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const SegMatrix    *matrix;
	SegIsolationForest *forest;
	guint64             seed;
	SegJob             *job;
} Growth;

typedef struct {
	const SegMatrix *matrix;
	SegRandom *random;
	GArray    *nodes;
	gsize     *rows;
	guint      depth;
} Tree;

static void
find_range (const Tree *tree, gsize first, gsize last, gsize column, double *low, double *high)
{
	*low = INFINITY;
	*high = -INFINITY;
	for (gsize i = first; i < last; i++) {
		double value = seg_matrix_row (tree->matrix, tree->rows[i])[column];

		*low = MIN (*low, value);
		*high = MAX (*high, value);
	}
}

/* A random column in which the rows differ; FALSE: there is none. */
static gboolean
pick_column (Tree *tree, gsize first, gsize last, gsize *column, double *low, double *high)
{
	gsize d = tree->matrix->n_columns;
	g_autofree gsize *order = g_new (gsize, d);

	for (gsize i = 0; i < d; i++)
		order[i] = i;
	for (gsize left = d; left > 0; left--) {
		gsize place = seg_random_below (tree->random, left), swap = order[place];

		find_range (tree, first, last, swap, low, high);
		if (*low < *high) {
			*column = swap;
			return TRUE;
		}
		order[place] = order[left - 1];
		order[left - 1] = swap;
	}
	return FALSE;
}

/* Puts rows up to the cut first; returns where the others begin. */
static gsize
divide (Tree *tree, gsize first, gsize last, gsize column, double cut)
{
	gsize middle = first;

	for (gsize i = first; i < last; i++) {
		gsize row = tree->rows[i];

		if (seg_matrix_row (tree->matrix, row)[column] <= cut) {
			tree->rows[i] = tree->rows[middle];
			tree->rows[middle++] = row;
		}
	}
	return middle;
}

static guint32
grow (Tree *tree, gsize first, gsize last, guint depth)
{
	guint32 number = tree->nodes->len, left, right;
	Node node = { 0, 0, 0, 0, (guint32) (last - first) };
	double low, high;
	gsize column, middle;

	g_array_append_val (tree->nodes, node);
	if (last - first < 2 || depth == tree->depth || !pick_column (tree, first, last, &column, &low, &high))
		return number;
	node.cut = low + seg_random_uniform (tree->random) * (high - low);
	if (!(node.cut < high))
		node.cut = low;
	node.column = (guint32) column;
	middle = divide (tree, first, last, column, node.cut);
	left = grow (tree, first, middle, depth + 1);
	right = grow (tree, middle, last, depth + 1);
	node.left = left;
	node.right = right;
	g_array_index (tree->nodes, Node, number) = node;
	return number;
}

/* Different random rows (Floyd's method would need a set; a part shuffle of numbers is as short for the few that are wanted). */
static gsize *
sample_rows (SegRandom *random, gsize n, guint sample)
{
	g_autoptr (GHashTable) moved = g_hash_table_new (g_direct_hash, g_direct_equal);
	gsize *rows = g_new (gsize, sample);

	for (gsize i = 0; i < sample; i++) {
		gsize place = i + seg_random_below (random, n - i);
		gpointer there = g_hash_table_lookup (moved, GSIZE_TO_POINTER (place)), here = g_hash_table_lookup (moved, GSIZE_TO_POINTER (i));

		rows[i] = there != NULL ? GPOINTER_TO_SIZE (there) - 1 : place;
		g_hash_table_insert (moved, GSIZE_TO_POINTER (place), GSIZE_TO_POINTER ((here != NULL ? GPOINTER_TO_SIZE (here) - 1 : i) + 1));
	}
	return rows;
}

static void
grow_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Growth *growth = data;
	SegIsolationForest *forest = growth->forest;

	(void) block;
	for (gsize number = first; number < last; number++) {
		g_autoptr (SegRandom) random = seg_random_new (growth->seed, number);
		g_autofree gsize *rows = sample_rows (random, growth->matrix->n_rows, forest->sample);
		Tree tree = { growth->matrix, random, g_array_new (FALSE, FALSE, sizeof (Node)), rows, forest->depth };

		if (!seg_job_is_cancelled (growth->job))
			grow (&tree, 0, forest->sample, 0);
		forest->trees[number] = tree.nodes;
	}
}

SegIsolationForest *
seg_isolation_forest (const SegMatrix *matrix, guint n_trees, guint sample, guint64 seed, SegJob *job, GError **error)
{
	g_autoptr (SegIsolationForest) forest = g_new0 (SegIsolationForest, 1);
	Growth growth = { matrix, forest, seed, job };

	if (matrix->n_rows < 2 || matrix->n_columns < 1 || n_trees < 1 || sample < 2) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Isolation needs at least two users, a column and a tree"));
		return NULL;
	}
	if (!seg_matrix_check_finite (matrix, error) || !seg_job_proceed (job, 0, _("isolation"), error))
		return NULL;
	forest->n_columns = matrix->n_columns;
	forest->n_trees = n_trees;
	forest->sample = (guint) MIN (sample, matrix->n_rows);
	forest->depth = (guint) ceil (log2 (MAX (forest->sample, 2)));
	forest->trees = g_new0 (GArray *, n_trees);
	seg_parallel_blocks_job (n_trees, 1, grow_block, &growth, job, 0, 0.1);
	return seg_job_proceed (job, 0.1, NULL, error) ? g_steal_pointer (&forest) : NULL;
}

void
seg_isolation_forest_free (SegIsolationForest *forest)
{
	if (forest == NULL)
		return;
	for (guint i = 0; i < forest->n_trees; i++)
		g_clear_pointer (&forest->trees[i], g_array_unref);
	g_free (forest->trees);
	g_free (forest);
}

/* Scoring --------------------------------------------------------------------------------------------------------------------------- */

static double
depth_in (const Node *nodes, const double *row)
{
	guint32 at = 0;
	double depth = 0;

	for (; nodes[at].left != 0; depth++)
		at = row[nodes[at].column] <= nodes[at].cut ? nodes[at].left : nodes[at].right;
	return depth + expected_depth (nodes[at].n);
}

typedef struct {
	const SegIsolationForest *forest;
	const SegMatrix *matrix;
	double *scores;
	SegJob *job;
} Scoring;

/* Tree by tree, as a tree stays in the cache and the rows of a block do too. */
static void
score_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Scoring *scoring = data;
	const SegIsolationForest *forest = scoring->forest;
	double expected = expected_depth (forest->sample);

	(void) block;
	if (seg_job_is_cancelled (scoring->job))
		return;
	memset (scoring->scores + first, 0, (last - first) * sizeof (double));
	for (guint tree = 0; tree < forest->n_trees; tree++) {
		const Node *nodes = (const Node *) (gpointer) forest->trees[tree]->data;

		for (gsize row = first; row < last; row++)
			scoring->scores[row] += depth_in (nodes, seg_matrix_row (scoring->matrix, row));
	}
	for (gsize row = first; row < last; row++)
		scoring->scores[row] = exp2 (-scoring->scores[row] / forest->n_trees / expected);
}

gboolean
seg_isolation_scores (const SegIsolationForest *forest, const SegMatrix *matrix, double *scores, SegJob *job, GError **error)
{
	Scoring scoring = { forest, matrix, scores, job };

	seg_parallel_blocks_job (matrix->n_rows, BLOCK_ROWS, score_block, &scoring, job, 0.1, 1);
	return seg_job_proceed (job, 1, NULL, error);
}

/* A cut that leaves the row with half of the others says nothing; each further bit counts for the column that was cut. */
void
seg_isolation_shares (const SegIsolationForest *forest, const double *row, double *shares)
{
	double total = 0;

	memset (shares, 0, forest->n_columns * sizeof *shares);
	for (guint tree = 0; tree < forest->n_trees; tree++) {
		const Node *nodes = (const Node *) (gpointer) forest->trees[tree]->data;

		for (guint32 at = 0, next; nodes[at].left != 0; at = next) {
			next = row[nodes[at].column] <= nodes[at].cut ? nodes[at].left : nodes[at].right;
			shares[nodes[at].column] += MAX (log2 ((double) nodes[at].n / MAX (nodes[next].n, 1)) - 1, 0);
		}
	}
	for (gsize column = 0; column < forest->n_columns; column++)
		total += shares[column];
	for (gsize column = 0; column < forest->n_columns; column++)
		shares[column] = total > 0 ? shares[column] / total : 0;
}
