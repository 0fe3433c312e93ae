/* DBSCAN: users with enough others nearby are cores; cores near each other are one group; who is near a core belongs to the
 * nearest one; all others are noise.
 *
 * Rows stand in the leaves of a k-d tree, and leaves are compared as tiles. Counting neighbours ends as soon as all rows of a
 * leaf have enough; where a whole node lies within reach its rows are counted without looking at them. Joining passes over
 * pairs of leaves whose cores are together already. A row at exactly eps is near. Groups follow from the definition, except
 * for rows that are near cores of several groups: there the nearest core decides, of equals the one of the first row.
 * Sources: Ester, Kriegel, Sander, Xu 1996, KDD, 226-231; Schubert et al. 2017, ACM Trans. Database Syst. 42:19. */
#include <config.h>
#include "density.h"

#include "../join-kernel.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <string.h>

#define STACK 192

typedef struct {
	const SegKdTree *tree;
	double   limit;      /* eps squared */
	gint64   min_points;
	guint8  *core;       /* by place */
	gint32  *parents;    /* by place: forest of cores */
	gint32  *together;   /* by leaf: a core, when all its cores are known to be together; -1: not known */
	gint32  *n_core;     /* by leaf */
	gint32  *group;      /* by place: -1 noise */
	SegProgress progress;
} Dbscan;

/* Cores ------------------------------------------------------------------------------------------------------------ */

static gboolean
all_enough (const gint64 *counts, gsize n, gint64 enough)
{
	for (gsize lane = 0; lane < n; lane++)
		if (counts[lane] < enough)
			return FALSE;
	return TRUE;
}

/* Adds what lies under @node; TRUE: it was done with, FALSE: its children must be looked at. */
static gboolean
count_node (const Dbscan *dbscan, gsize leaf, gint32 own, gint32 node, gint64 *counts)
{
	const SegKdTree *tree = dbscan->tree;
	const SegKdNode *at = tree->nodes + node;

	if (seg_kd_boxes_apart (tree, own, node) > dbscan->limit)
		return TRUE;
	if (seg_kd_boxes_span (tree, own, node) <= dbscan->limit) {
		gint64 n = (gint64) MIN ((gsize) at->last * SEG_TILE_ROWS, tree->n_rows) - (gint64) at->first * SEG_TILE_ROWS;

		for (gsize lane = 0; lane < SEG_TILE_ROWS; lane++)
			counts[lane] += n;
		return TRUE;
	}
	if (at->left >= 0)
		return FALSE;
	seg_join_kernel ()->count_near (seg_kd_tile (tree, leaf), seg_kd_tile (tree, (gsize) at->first),
	                                seg_kd_leaf_rows (tree, (gsize) at->first), tree->n_columns, dbscan->limit, counts);
	return TRUE;
}

static void
find_cores (const Dbscan *dbscan, gsize leaf)
{
	const SegKdTree *tree = dbscan->tree;
	gint64 counts[SEG_TILE_ROWS] __attribute__ ((aligned (64))) = { 0 };
	gint32 stack[STACK], own = tree->leaf_node[leaf], n_core = 0;
	gsize n = 0, n_rows = seg_kd_leaf_rows (tree, leaf);

	stack[n++] = 0;
	while (n > 0 && !all_enough (counts, n_rows, dbscan->min_points)) {
		gint32 node = stack[--n], left, right;

		if (count_node (dbscan, leaf, own, node, counts))
			continue;
		left = tree->nodes[node].left;
		right = tree->nodes[node].right;
		if (tree->nodes[left].last <= (gint32) leaf) { /* the half with the leaf itself on top */
			stack[n++] = left;
			stack[n++] = right;
		} else {
			stack[n++] = right;
			stack[n++] = left;
		}
	}
	for (gsize lane = 0; lane < n_rows; lane++) {
		dbscan->core[leaf * SEG_TILE_ROWS + lane] = counts[lane] >= dbscan->min_points;
		n_core += counts[lane] >= dbscan->min_points;
	}
	dbscan->n_core[leaf] = n_core;
}

static void
find_cores_of_leaves (gsize block, gsize first, gsize last, gpointer data)
{
	Dbscan *dbscan = data;

	(void) block;
	for (gsize leaf = first; leaf < last; leaf++) {
		find_cores (dbscan, leaf);
		if (!seg_progress_advance (&dbscan->progress, 2))
			return;
	}
}

/* Joining ---------------------------------------------------------------------------------------------------------- */

static void
unite (const Dbscan *dbscan, gint32 a, gint32 b)
{
	a = seg_union_root (dbscan->parents, a);
	b = seg_union_root (dbscan->parents, b);
	if (a != b)
		dbscan->parents[MAX (a, b)] = MIN (a, b);
}

/* A core of @leaf when all of them are together, else -1. */
static gint32
core_of_all (const Dbscan *dbscan, gsize leaf)
{
	gsize first = leaf * SEG_TILE_ROWS, last = first + seg_kd_leaf_rows (dbscan->tree, leaf);
	gint32 root = -1;

	if (dbscan->together[leaf] >= 0)
		return dbscan->together[leaf];
	for (gsize place = first; place < last; place++)
		if (dbscan->core[place]) {
			gint32 other = seg_union_root (dbscan->parents, (gint32) place);

			if (root >= 0 && other != root)
				return -1;
			root = other;
		}
	return dbscan->together[leaf] = root;
}

/* Every core of @b with the cores of @a within reach; with @one a single pair is enough. */
static void
unite_near (const Dbscan *dbscan, gsize a, gsize b, gboolean one)
{
	const SegKdTree *tree = dbscan->tree;
	gsize n = seg_kd_leaf_rows (tree, b);
	gint64 hits[SEG_TILE_ROWS] __attribute__ ((aligned (64)));

	for (gsize row = 0; row < n; row++) {
		gint32 place = (gint32) (b * SEG_TILE_ROWS + row);

		if (!dbscan->core[place]
		    || seg_join_kernel ()->next_hit (seg_kd_tile (tree, a), seg_kd_tile (tree, b), row, row + 1, tree->n_columns, dbscan->limit,
		                                     hits) > row)
			continue;
		for (gsize lane = 0; lane < seg_kd_leaf_rows (tree, a); lane++)
			if (hits[lane] && dbscan->core[a * SEG_TILE_ROWS + lane]) {
				unite (dbscan, place, (gint32) (a * SEG_TILE_ROWS + lane));
				if (one)
					return;
			}
	}
}

static void
unite_all (const Dbscan *dbscan, gsize leaf, gint32 *with)
{
	for (gsize lane = 0; lane < seg_kd_leaf_rows (dbscan->tree, leaf); lane++) {
		gint32 place = (gint32) (leaf * SEG_TILE_ROWS + lane);

		if (!dbscan->core[place])
			continue;
		if (*with >= 0)
			unite (dbscan, place, *with);
		*with = place;
	}
}

static void
join_leaves (const Dbscan *dbscan, gsize a, gsize b, double span)
{
	gint32 core_a = core_of_all (dbscan, a), core_b = core_of_all (dbscan, b), with = -1;

	if (core_a >= 0 && core_b >= 0
	    && seg_union_root (dbscan->parents, core_a) == seg_union_root (dbscan->parents, core_b))
		return;
	if (span <= dbscan->limit) {
		unite_all (dbscan, a, &with);
		unite_all (dbscan, b, &with);
	} else
		unite_near (dbscan, a, b, core_a >= 0 && core_b >= 0);
}

/* The cores of @leaf with those of the leaves after it. */
static void
join_leaf (const Dbscan *dbscan, gsize leaf)
{
	const SegKdTree *tree = dbscan->tree;
	gint32 stack[STACK], own = tree->leaf_node[leaf];
	gsize n = 0;

	join_leaves (dbscan, leaf, leaf, seg_kd_boxes_span (tree, own, own));
	stack[n++] = 0;
	while (n > 0) {
		gint32 node = stack[--n];
		const SegKdNode *at = tree->nodes + node;

		if (at->last <= (gint32) leaf + 1 || seg_kd_boxes_apart (tree, own, node) > dbscan->limit)
			continue;
		if (at->left >= 0) {
			stack[n++] = at->right;
			stack[n++] = at->left;
		} else if (dbscan->n_core[at->first] > 0)
			join_leaves (dbscan, leaf, (gsize) at->first, seg_kd_boxes_span (tree, own, node));
	}
}

static gboolean
join_cores (Dbscan *dbscan)
{
	for (gsize leaf = 0; leaf < dbscan->tree->n_leaves; leaf++) {
		if (dbscan->n_core[leaf] > 0)
			join_leaf (dbscan, leaf);
		if (!seg_progress_advance (&dbscan->progress, 1))
			return FALSE;
	}
	return TRUE;
}

/* Groups ----------------------------------------------------------------------------------------------------------- */

/* Numbers by the first row; returns how many. */
static guint
number_groups (const Dbscan *dbscan)
{
	const SegKdTree *tree = dbscan->tree;
	g_autofree gint32 *place_of = g_new (gint32, tree->n_rows), *numbers = g_new (gint32, tree->n_rows);
	gint32 n = 0;

	for (gsize place = 0; place < tree->n_rows; place++) {
		place_of[tree->order[place]] = (gint32) place;
		numbers[place] = -1;
	}
	for (gsize row = 0; row < tree->n_rows; row++) {
		gint32 place = place_of[row], root;

		dbscan->group[place] = -1;
		if (!dbscan->core[place])
			continue;
		root = seg_union_root (dbscan->parents, place);
		if (numbers[root] < 0)
			numbers[root] = n++;
		dbscan->group[place] = numbers[root];
	}
	return (guint) n;
}

static void
assign_borders (gsize block, gsize first, gsize last, gpointer data)
{
	Dbscan *dbscan = data;
	const SegKdTree *tree = dbscan->tree;
	g_autofree double *point = g_new (double, tree->n_columns);

	(void) block;
	for (gsize place = first; place < last && !seg_job_is_cancelled (dbscan->progress.job); place++) {
		const double *tile = seg_kd_tile (tree, place / SEG_TILE_ROWS) + place % SEG_TILE_ROWS;
		gssize nearest;
		double squared;

		if (dbscan->core[place])
			continue;
		for (gsize column = 0; column < tree->n_columns; column++)
			point[column] = tile[column * SEG_TILE_ROWS];
		nearest = seg_nearest_place (tree, point, dbscan->limit, dbscan->core, &squared);
		if (nearest >= 0)
			dbscan->group[place] = dbscan->group[nearest];
	}
}

static void
dbscan_clear (Dbscan *dbscan)
{
	g_free (dbscan->parents);
	g_free (dbscan->together);
	g_free (dbscan->n_core);
	g_free (dbscan->core);
	g_free (dbscan->group);
}

static gboolean
dbscan_init (Dbscan *dbscan, const SegKdTree *tree, GError **error)
{
	dbscan->tree = tree;
	dbscan->core = g_try_new (guint8, tree->n_rows);
	dbscan->parents = g_try_new (gint32, tree->n_rows);
	dbscan->group = g_try_new (gint32, tree->n_rows);
	dbscan->together = g_new (gint32, tree->n_leaves);
	dbscan->n_core = g_new0 (gint32, tree->n_leaves);
	if (dbscan->core == NULL || dbscan->parents == NULL || dbscan->group == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the groups of %zu users"), tree->n_rows);
		return FALSE;
	}
	memset (dbscan->together, 0xff, tree->n_leaves * sizeof (gint32));
	for (gsize place = 0; place < tree->n_rows; place++)
		dbscan->parents[place] = (gint32) place;
	return TRUE;
}

static gboolean
run (Dbscan *dbscan, guint *n_groups, SegJob *job, GError **error)
{
	const SegKdTree *tree = dbscan->tree;

	seg_progress_init (&dbscan->progress, job, 3 * tree->n_leaves, _("looking for dense places"));
	seg_parallel_blocks (tree->n_leaves, 4, find_cores_of_leaves, dbscan);
	if (!seg_job_is_cancelled (job) && join_cores (dbscan)) {
		*n_groups = number_groups (dbscan);
		seg_parallel_blocks (tree->n_rows, 256, assign_borders, dbscan);
	}
	return seg_progress_finish (&dbscan->progress, error);
}

gboolean
seg_dbscan (const SegKdTree *tree, double eps, gsize min_points, SegJob *job, guint8 **core, gint32 **group, guint *n_groups, GError **error)
{
	Dbscan dbscan = { .limit = eps * eps, .min_points = (gint64) min_points };
	gboolean success = dbscan_init (&dbscan, tree, error) && run (&dbscan, n_groups, job, error);

	if (success) {
		*core = g_steal_pointer (&dbscan.core);
		*group = g_steal_pointer (&dbscan.group);
	}
	dbscan_clear (&dbscan);
	return success;
}
