#include <config.h>
#include "neighbours.h"

#include "../join-kernel.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>

#define STACK 192 /* deeper than any tree: it is balanced */

/* Nodes still to be looked at, with their distance from the point. */
typedef struct {
	gint32 nodes[STACK];
	double apart[STACK];
	gsize  n;
} Stack;

static inline void
push (Stack *stack, gint32 node, double apart)
{
	stack->nodes[stack->n] = node;
	stack->apart[stack->n++] = apart;
}

/* Pushes the children of @node, the nearer one on top, as far as they are within @limit. */
static inline void
push_children (Stack *stack, const SegKdTree *tree, const double *point, gint32 node, double limit)
{
	gint32 left = tree->nodes[node].left, right = tree->nodes[node].right;
	double to_left = seg_kd_point_apart (tree, point, left), to_right = seg_kd_point_apart (tree, point, right);

	if (to_left < to_right) {
		if (to_right <= limit)
			push (stack, right, to_right);
		if (to_left <= limit)
			push (stack, left, to_left);
	} else {
		if (to_left <= limit)
			push (stack, left, to_left);
		if (to_right <= limit)
			push (stack, right, to_right);
	}
}

/* The k least values, ascending. */
static inline void
keep_least (double *least, gsize k, double value)
{
	gsize at = k - 1;

	while (at > 0 && least[at - 1] > value) {
		least[at] = least[at - 1];
		at--;
	}
	least[at] = value;
}

void
seg_nearest_squared (const SegKdTree *tree, const double *point, gsize k, double *squared)
{
	const SegJoinKernel *kernel = seg_join_kernel ();
	double found[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	Stack stack = { .n = 0 };

	for (gsize i = 0; i < k; i++)
		squared[i] = INFINITY;
	push (&stack, 0, seg_kd_point_apart (tree, point, 0));
	while (stack.n > 0) {
		gint32 node = stack.nodes[--stack.n];
		gsize leaf, n;

		if (stack.apart[stack.n] >= squared[k - 1])
			continue;
		if (tree->nodes[node].left >= 0) {
			push_children (&stack, tree, point, node, squared[k - 1]);
			continue;
		}
		leaf = (gsize) tree->nodes[node].first;
		n = seg_kd_leaf_rows (tree, leaf);
		if (kernel->distances (seg_kd_tile (tree, leaf), tree->n_columns, point, found) >= squared[k - 1])
			continue;
		for (gsize lane = 0; lane < n; lane++)
			if (found[lane] < squared[k - 1])
				keep_least (squared, k, found[lane]);
	}
}

/* The k nearest so far, of equal distances the lowest row first; the last gives way. */
static inline void
keep_nearest (const SegKdTree *tree, double *squared, gssize *places, gsize k, double value, gssize place)
{
	gsize at = k - 1;

	while (at > 0 && (places[at - 1] < 0 || squared[at - 1] > value
	                  || (!(squared[at - 1] < value) && tree->order[places[at - 1]] > tree->order[place]))) {
		squared[at] = squared[at - 1];
		places[at] = places[at - 1];
		at--;
	}
	squared[at] = value;
	places[at] = place;
}

/* Whether it is nearer than the last of the k nearest so far. */
static inline gboolean
is_nearer (const SegKdTree *tree, double value, gssize place, double last, gssize last_place)
{
	return value < last || (!(value > last) && (last_place < 0 || tree->order[place] < tree->order[last_place]));
}

void
seg_nearest_places (const SegKdTree *tree, const double *point, gsize k, double *squared, gssize *places)
{
	const SegJoinKernel *kernel = seg_join_kernel ();
	double found[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	Stack stack = { .n = 0 };

	for (gsize i = 0; i < k; i++) {
		squared[i] = INFINITY;
		places[i] = -1;
	}
	push (&stack, 0, seg_kd_point_apart (tree, point, 0));
	while (stack.n > 0) {
		gint32 node = stack.nodes[--stack.n];
		gsize leaf, n;

		if (stack.apart[stack.n] > squared[k - 1])
			continue;
		if (tree->nodes[node].left >= 0) {
			push_children (&stack, tree, point, node, squared[k - 1]);
			continue;
		}
		leaf = (gsize) tree->nodes[node].first;
		n = seg_kd_leaf_rows (tree, leaf);
		if (kernel->distances (seg_kd_tile (tree, leaf), tree->n_columns, point, found) > squared[k - 1])
			continue;
		for (gsize lane = 0; lane < n; lane++) {
			gssize place = (gssize) (leaf * SEG_TILE_ROWS + lane);

			if (is_nearer (tree, found[lane], place, squared[k - 1], places[k - 1]))
				keep_nearest (tree, squared, places, k, found[lane], place);
		}
	}
}

gssize
seg_nearest_place (const SegKdTree *tree, const double *point, double limit, const guint8 *allowed, double *squared)
{
	const SegJoinKernel *kernel = seg_join_kernel ();
	double found[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	Stack stack = { .n = 0 };
	gssize best = -1;

	push (&stack, 0, seg_kd_point_apart (tree, point, 0));
	while (stack.n > 0) {
		gint32 node = stack.nodes[--stack.n];
		gsize leaf, n;

		if (stack.apart[stack.n] > limit)
			continue;
		if (tree->nodes[node].left >= 0) {
			push_children (&stack, tree, point, node, limit);
			continue;
		}
		leaf = (gsize) tree->nodes[node].first;
		n = seg_kd_leaf_rows (tree, leaf);
		if (kernel->distances (seg_kd_tile (tree, leaf), tree->n_columns, point, found) > limit)
			continue;
		for (gsize lane = 0; lane < n; lane++) {
			gssize place = (gssize) (leaf * SEG_TILE_ROWS + lane);

			if (found[lane] > limit || (allowed != NULL && !allowed[place]))
				continue;
			if (best < 0 || found[lane] < limit || tree->order[place] < tree->order[best])
				best = place;
			limit = found[lane];
		}
	}
	*squared = limit;
	return best;
}

/* All rows --------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegKdTree *tree;
	gsize       k;
	double     *distances;
	SegProgress progress;
} Kth;

static void
kth_of_leaf (gsize block, gsize first, gsize last, gpointer data)
{
	Kth *kth = data;
	const SegKdTree *tree = kth->tree;
	g_autofree double *squared = g_new (double, kth->k), *point = g_new (double, tree->n_columns);

	(void) block;
	for (gsize leaf = first; leaf < last; leaf++) {
		for (gsize lane = 0; lane < seg_kd_leaf_rows (tree, leaf); lane++) {
			for (gsize column = 0; column < tree->n_columns; column++)
				point[column] = seg_kd_tile (tree, leaf)[column * SEG_TILE_ROWS + lane];
			seg_nearest_squared (tree, point, kth->k, squared);
			kth->distances[leaf * SEG_TILE_ROWS + lane] = sqrt (squared[kth->k - 1]);
		}
		if (!seg_progress_advance (&kth->progress, 1))
			return;
	}
}

gboolean
seg_kth_distances (const SegKdTree *tree, gsize k, SegJob *job, double *distances, GError **error)
{
	Kth kth = { .tree = tree, .k = k, .distances = distances };

	seg_progress_init (&kth.progress, job, tree->n_leaves, _("distances to the nearest users"));
	seg_parallel_blocks (tree->n_leaves, 4, kth_of_leaf, &kth);
	return seg_progress_finish (&kth.progress, error);
}
