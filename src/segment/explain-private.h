/* A shallow tree that tells one group from the rest: what growing it (explain_tree.c) and saying it (explain.c) share. */
#ifndef SEG_EXPLAIN_PRIVATE_H
#define SEG_EXPLAIN_PRIVATE_H

#include <segscope/job.h>

G_BEGIN_DECLS

#define SEG_TREE_DEPTH 3
#define SEG_TREE_MISSING 255     /* bin of values that are not known */
#define SEG_TREE_MOST_CUTS 254

/* One column, cut into bins: bin b holds the values up to cuts[b] (and above cuts[b - 1]); the last one those above all. */
typedef struct {
	guint   n_cuts;
	double *cuts;   /* ascending */
	guint8 *bins;   /* one a row, or SEG_TREE_MISSING */
} SegTreeColumn;

/* bins up to @cut (@above: those above it). */
typedef struct {
	guint    column, cut;
	gboolean above;
} SegTreeCondition;

/* Conditions that all hold. */
typedef struct {
	guint            n;
	SegTreeCondition conditions[SEG_TREE_DEPTH];
	gsize            n_rows, n_inside; /* rows that meet them, and those of the group */
} SegTreeLeaf;

/* Whether @row meets all conditions of @leaf. */
gboolean seg_tree_leaf_takes (const SegTreeLeaf *leaf, const SegTreeColumn *columns, gsize row);

/**
 * Grows the tree over @n rows. @inside: one a row, 1 in the group. @weight: of a row of the group against one of the others.
 * Returns GArray of SegTreeLeaf, all leaves that some row of the group falls into; NULL with SEG_ERROR_CANCELLED.
 */
GArray *seg_tree_grow (const SegTreeColumn *columns, guint n_columns, const guint8 *inside, gsize n, double weight, SegJob *job, GError **error);

/** Cuts @values (@stride apart, @filled: 1 where not known, or NULL) into bins; cuts are the shortest numbers between neighbours. */
void     seg_tree_column_init (SegTreeColumn *column, const double *values, const guint8 *filled, gsize n, gsize stride);
void     seg_tree_column_clear (SegTreeColumn *column);
/** The shortest decimal number from @low (included) to below @high. */
double   seg_tree_round_between (double low, double high);

G_END_DECLS

#endif
