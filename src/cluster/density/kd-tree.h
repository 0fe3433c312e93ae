/* A k-d tree whose leaves are tiles: rows near each other stand together, and a leaf is compared with another by vectors. */
#ifndef SEG_KD_TREE_H
#define SEG_KD_TREE_H

#include "../cluster-private.h"

typedef struct {
	gint32 left, right;  /* nodes; -1: a leaf */
	gint32 first, last;  /* leaves below: first..last-1 */
} SegKdNode;

typedef struct {
	gsize    n_rows, n_columns;
	gsize    n_leaves, n_nodes;
	gint32  *order;     /* n_rows: the row at each place; leaf l has places l * SEG_TILE_ROWS and on, only the last is not full */
	double  *tiles;     /* n_leaves tiles; lanes beyond the last row are infinitely far */
	SegKdNode *nodes;   /* the root is 0; parents before children */
	double  *boxes;     /* n_nodes x 2 x n_columns: the lowest, then the highest values */
	gint32  *leaf_node; /* n_leaves */
} SegKdTree;

/** NULL with SEG_ERROR_MEMORY or SEG_ERROR_CANCELLED. O(n log n) time, O(n d) memory. */
SegKdTree *seg_kd_tree_new (const SegMatrix *matrix, SegJob *job, GError **error);
void       seg_kd_tree_free (SegKdTree *tree);

static inline const double *
seg_kd_tile (const SegKdTree *tree, gsize leaf)
{
	return tree->tiles + leaf * tree->n_columns * SEG_TILE_ROWS;
}

/** Rows in @leaf. */
static inline gsize
seg_kd_leaf_rows (const SegKdTree *tree, gsize leaf)
{
	return MIN (SEG_TILE_ROWS, tree->n_rows - leaf * SEG_TILE_ROWS);
}

/** Least squared distance of the boxes of two nodes. */
static inline double
seg_kd_boxes_apart (const SegKdTree *tree, gint32 a, gint32 b)
{
	const double *x = tree->boxes + (gsize) a * 2 * tree->n_columns, *y = tree->boxes + (gsize) b * 2 * tree->n_columns;
	gsize d = tree->n_columns;
	double sum = 0;

	for (gsize column = 0; column < d; column++) {
		double gap = MAX (x[column] - y[d + column], y[column] - x[d + column]);

		sum += gap > 0 ? gap * gap : 0;
	}
	return sum;
}

/** Largest squared distance of points in the boxes of two nodes. */
static inline double
seg_kd_boxes_span (const SegKdTree *tree, gint32 a, gint32 b)
{
	const double *x = tree->boxes + (gsize) a * 2 * tree->n_columns, *y = tree->boxes + (gsize) b * 2 * tree->n_columns;
	gsize d = tree->n_columns;
	double sum = 0;

	for (gsize column = 0; column < d; column++) {
		double span = MAX (x[d + column] - y[column], y[d + column] - x[column]);

		sum += span * span;
	}
	return sum;
}

/** Least squared distance of @point to the box of @node. */
static inline double
seg_kd_point_apart (const SegKdTree *tree, const double *point, gint32 node)
{
	const double *box = tree->boxes + (gsize) node * 2 * tree->n_columns;
	gsize d = tree->n_columns;
	double sum = 0;

	for (gsize column = 0; column < d; column++) {
		double gap = MAX (box[column] - point[column], point[column] - box[d + column]);

		sum += gap > 0 ? gap * gap : 0;
	}
	return sum;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegKdTree, seg_kd_tree_free)

#endif
