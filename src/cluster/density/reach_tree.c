/* The minimum spanning tree of mutual reachability, by Boruvka's method over a k-d tree.
 *
 * At first every row is a part of its own. In each round every part looks for its shortest edge to another part; all these
 * edges belong to the tree, and the parts they join become one. What a row found stays its shortest edge while it leads to
 * another part; and what it once found to be too long need not be looked at while its part knows a shorter one. Nodes of the
 * k-d tree whose rows are all of one part are passed over by rows of this part.
 * Edges are ordered by length, then by their rows, so that there are no ties and every number of threads finds the same tree.
 * Sources: Boruvka 1926; Campello, Moulavi, Sander 2013, PAKDD, 160-172 (mutual reachability); March, Ram, Gray 2010, KDD,
 * 603-612 (with trees). */
#include <config.h>
#include "reach-tree.h"

#include "../join-kernel.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>

#define STACK 192
#define BLOCK_PLACES 128

void
seg_reach_init (SegReach *reach, const SegKdTree *tree, const double *core)
{
	reach->tree = tree;
	reach->core = g_new (double, tree->n_rows);
	reach->least_core = g_new (double, tree->n_nodes);
	for (gsize place = 0; place < tree->n_rows; place++)
		reach->core[place] = core[place] * core[place];
	for (gsize node = tree->n_nodes; node-- > 0;) {
		const SegKdNode *at = tree->nodes + node;
		double least = INFINITY;

		if (at->left >= 0)
			least = MIN (reach->least_core[at->left], reach->least_core[at->right]);
		else
			for (gsize lane = 0; lane < seg_kd_leaf_rows (tree, (gsize) at->first); lane++)
				least = MIN (least, reach->core[(gsize) at->first * SEG_TILE_ROWS + lane]);
		reach->least_core[node] = least;
	}
}

void
seg_reach_clear (SegReach *reach)
{
	g_free (reach->core);
	g_free (reach->least_core);
}

/* One point -------------------------------------------------------------------------------------------------------- */

gssize
seg_reach_first (const SegReach *reach, const double *point, double core, double *squared)
{
	const SegKdTree *tree = reach->tree;
	double found[SEG_TILE_ROWS] __attribute__ ((aligned (64))), limit = INFINITY;
	gint32 stack[STACK];
	gsize n = 0;
	gssize best = -1;

	stack[n++] = 0;
	while (n > 0) {
		gint32 node = stack[--n];
		const SegKdNode *at = tree->nodes + node;

		if (MAX (seg_kd_point_apart (tree, point, node), MAX (reach->least_core[node], core)) > limit
		    && seg_kd_point_apart (tree, point, node) > 0)
			continue;
		if (at->left >= 0) {
			gboolean left_nearer = seg_kd_point_apart (tree, point, at->left) < seg_kd_point_apart (tree, point, at->right);

			stack[n++] = left_nearer ? at->right : at->left;
			stack[n++] = left_nearer ? at->left : at->right;
			continue;
		}
		seg_join_kernel ()->distances (seg_kd_tile (tree, (gsize) at->first), tree->n_columns, point, found);
		for (gsize lane = 0; lane < seg_kd_leaf_rows (tree, (gsize) at->first); lane++) {
			gssize place = (gssize) ((gsize) at->first * SEG_TILE_ROWS + lane);
			double away = found[lane] > 0 ? MAX (found[lane], MAX (core, reach->core[place])) : -1;

			if (away > limit || (best >= 0 && away >= limit && tree->order[place] > tree->order[best]))
				continue;
			limit = away;
			best = place;
		}
	}
	*squared = MAX (limit, 0);
	return best;
}

/* All rows --------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegReach *reach;
	gint32   *parents;     /* by place: forest of parts */
	gint32   *part;        /* by place: its root, this round */
	gint32   *node_part;   /* by node: the part of all rows below, or -1 */
	double   *least;       /* by place: length of its shortest edge, or less (squared) */
	gint32   *to;          /* by place: the other end, or -1: not known */
	_Atomic double *bound; /* by root: the part knows an edge of this length */
	gint32   *best;        /* by root: the place with its shortest edge, or -1 */
	SegMerge *edges;
	gsize     n_edges;
	SegJob   *job;
} Boruvka;

/* Whether edge (a, b) comes before (c, d), all of the same length: by rows. */
static gboolean
edge_before (const SegKdTree *tree, gsize a, gsize b, gsize c, gsize d)
{
	gint32 low = MIN (tree->order[a], tree->order[b]), high = MAX (tree->order[a], tree->order[b]);
	gint32 other_low = MIN (tree->order[c], tree->order[d]), other_high = MAX (tree->order[c], tree->order[d]);

	return low < other_low || (low == other_low && high < other_high);
}

static void
lower_bound (Boruvka *work, gint32 part, double length)
{
	double known = atomic_load_explicit (work->bound + part, memory_order_relaxed);

	while (length < known
	       && !atomic_compare_exchange_weak_explicit (work->bound + part, &known, length, memory_order_relaxed, memory_order_relaxed))
		;
}

/* A row on its way to another part. */
typedef struct {
	gsize  place;
	gint32 part;
	double core, limit;
	gint32 to;
	double point[];
} Seeker;

static void
look_at_leaf (const Boruvka *work, Seeker *seeker, gsize leaf)
{
	const SegKdTree *tree = work->reach->tree;
	double found[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	gsize first = leaf * SEG_TILE_ROWS;

	if (seg_join_kernel ()->distances (seg_kd_tile (tree, leaf), tree->n_columns, seeker->point, found) > seeker->limit)
		return;
	for (gsize lane = 0; lane < seg_kd_leaf_rows (tree, leaf); lane++) {
		double away;

		if (found[lane] > seeker->limit || work->part[first + lane] == seeker->part)
			continue;
		away = MAX (found[lane], MAX (seeker->core, work->reach->core[first + lane]));
		if (away > seeker->limit
		    || (away >= seeker->limit && seeker->to >= 0
		        && !edge_before (tree, seeker->place, first + lane, seeker->place, (gsize) seeker->to)))
			continue;
		seeker->limit = away;
		seeker->to = (gint32) (first + lane);
	}
}

static void
seek (const Boruvka *work, Seeker *seeker)
{
	const SegReach *reach = work->reach;
	const SegKdTree *tree = reach->tree;
	gint32 stack[STACK];
	gsize n = 0;

	stack[n++] = 0;
	while (n > 0) {
		gint32 node = stack[--n];
		const SegKdNode *at = tree->nodes + node;
		double to_left, to_right;

		if (work->node_part[node] == seeker->part || reach->least_core[node] > seeker->limit
		    || seg_kd_point_apart (tree, seeker->point, node) > seeker->limit)
			continue;
		if (at->left < 0) {
			look_at_leaf (work, seeker, (gsize) at->first);
			continue;
		}
		to_left = seg_kd_point_apart (tree, seeker->point, at->left);
		to_right = seg_kd_point_apart (tree, seeker->point, at->right);
		stack[n++] = to_left < to_right ? at->right : at->left;
		stack[n++] = to_left < to_right ? at->left : at->right;
	}
}

static void
seek_block (gsize block, gsize first, gsize last, gpointer data)
{
	Boruvka *work = data;
	const SegKdTree *tree = work->reach->tree;
	g_autofree Seeker *seeker = g_malloc (sizeof (Seeker) + tree->n_columns * sizeof (double));

	(void) block;
	for (gsize place = first; place < last; place++) {
		gint32 part = work->part[place];
		double bound = atomic_load_explicit (work->bound + part, memory_order_relaxed);

		if (seg_job_is_cancelled (work->job))
			return;
		if (work->to[place] >= 0 || work->least[place] > bound)
			continue;
		seeker->place = place;
		seeker->part = part;
		seeker->core = work->reach->core[place];
		seeker->limit = bound;
		seeker->to = -1;
		for (gsize column = 0; column < tree->n_columns; column++)
			seeker->point[column] = seg_kd_tile (tree, place / SEG_TILE_ROWS)[column * SEG_TILE_ROWS + place % SEG_TILE_ROWS];
		seek (work, seeker);
		work->to[place] = seeker->to;
		work->least[place] = seeker->limit;
		if (seeker->to >= 0)
			lower_bound (work, part, seeker->limit);
	}
}

/* Where everyone stands now. */
static void
begin_round (Boruvka *work)
{
	const SegKdTree *tree = work->reach->tree;

	for (gsize place = 0; place < tree->n_rows; place++)
		work->part[place] = seg_union_root (work->parents, (gint32) place);
	for (gsize node = tree->n_nodes; node-- > 0;) {
		const SegKdNode *at = tree->nodes + node;

		if (at->left >= 0) {
			work->node_part[node] = work->node_part[at->left] == work->node_part[at->right] ? work->node_part[at->left] : -1;
			continue;
		}
		work->node_part[node] = work->part[(gsize) at->first * SEG_TILE_ROWS];
		for (gsize lane = 1; lane < seg_kd_leaf_rows (tree, (gsize) at->first); lane++)
			if (work->part[(gsize) at->first * SEG_TILE_ROWS + lane] != work->node_part[node])
				work->node_part[node] = -1;
	}
	for (gsize place = 0; place < tree->n_rows; place++) {
		atomic_store_explicit (work->bound + place, INFINITY, memory_order_relaxed);
		work->best[place] = -1;
	}
	for (gsize place = 0; place < tree->n_rows; place++)
		if (work->to[place] >= 0 && work->part[work->to[place]] != work->part[place])
			lower_bound (work, work->part[place], work->least[place]);
		else
			work->to[place] = -1;
}

/* Takes the shortest edge of every part into the tree. */
static void
end_round (Boruvka *work)
{
	const SegKdTree *tree = work->reach->tree;

	for (gsize place = 0; place < tree->n_rows; place++) {
		gint32 *best = work->best + work->part[place];

		if (work->to[place] < 0)
			continue;
		if (*best < 0 || work->least[place] < work->least[*best]
		    || (!(work->least[place] > work->least[*best])
		        && edge_before (tree, place, (gsize) work->to[place], (gsize) *best, (gsize) work->to[*best])))
			*best = (gint32) place;
	}
	for (gsize place = 0; place < tree->n_rows; place++) {
		gint32 from = work->best[place], a, b;

		if (from < 0)
			continue;
		a = seg_union_root (work->parents, from);
		b = seg_union_root (work->parents, work->to[from]);
		if (a == b)
			continue;
		work->parents[MAX (a, b)] = MIN (a, b);
		work->edges[work->n_edges++] = (SegMerge) { sqrt (work->least[from]), tree->order[from], tree->order[work->to[from]], 0 };
	}
}

static gboolean
allocate (Boruvka *work, gsize n, gsize n_nodes, GError **error)
{
	work->parents = g_try_new (gint32, n);
	work->part = g_try_new (gint32, n);
	work->to = g_try_new (gint32, n);
	work->best = g_try_new (gint32, n);
	work->least = g_try_new (double, n);
	work->bound = g_try_malloc_n (n, sizeof *work->bound);
	work->node_part = g_new (gint32, n_nodes);
	if (work->parents != NULL && work->part != NULL && work->to != NULL && work->best != NULL && work->least != NULL && work->bound != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n);
	return FALSE;
}

static void
boruvka_clear (Boruvka *work)
{
	g_free (work->parents);
	g_free (work->part);
	g_free (work->to);
	g_free (work->best);
	g_free (work->least);
	g_free ((gpointer) work->bound);
	g_free (work->node_part);
}

gboolean
seg_reach_spanning_tree (const SegReach *reach, SegMerge *edges, SegJob *job, GError **error)
{
	gsize n = reach->tree->n_rows;
	Boruvka work = { .reach = reach, .edges = edges, .job = job };
	gboolean going = allocate (&work, n, reach->tree->n_nodes, error);

	for (gsize place = 0; going && place < n; place++) {
		work.parents[place] = (gint32) place;
		work.to[place] = -1;
		work.least[place] = reach->core[place];
	}
	while (going && work.n_edges + 1 < n) {
		begin_round (&work);
		seg_parallel_blocks (n, BLOCK_PLACES, seek_block, &work);
		going = seg_job_goes_on (job, error);
		if (going) {
			end_round (&work);
			going = seg_job_proceed (job, (double) work.n_edges / (double) n, _("joining dense places"), error);
		}
	}
	boruvka_clear (&work);
	return going;
}
