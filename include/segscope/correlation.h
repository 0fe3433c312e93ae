/* How features go together: correlations, groups that say nearly the same, variance inflation. Matrices only. */
#ifndef SEGSCOPE_CORRELATION_H
#define SEGSCOPE_CORRELATION_H

#include <segscope/error.h>
#include <segscope/job.h>
#include <segscope/matrix.h>

G_BEGIN_DECLS

typedef enum {
	SEG_CORRELATION_PEARSON, /* of the values: how near to a straight line */
	SEG_CORRELATION_SPEARMAN /* of the ranks, equal values sharing their mean rank: whether one rises with the other at all */
} SegCorrelationMethod;

const char *seg_correlation_method_name (SegCorrelationMethod method); /* "pearson", "spearman" */
gboolean    seg_correlation_method_parse (const char *name, SegCorrelationMethod *method);

/**
 * Correlations of all pairs of columns: d x d, symmetric, 1 on the diagonal; NAN in the row and column of a constant one.
 *
 * @matrix: n x d, finite, n at least 2 and (Spearman) below 2^31.
 * NULL with SEG_ERROR_ARGUMENT, SEG_ERROR_DATA (not finite), SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 * Cost: Pearson two passes and a Gram matrix O(n d^2); Spearman a radix sort a column besides, and 4 bytes a value.
 * Same bits for any number of threads.
 */
SegMatrix *seg_correlations (const SegMatrix *matrix, SegCorrelationMethod method, SegJob *job, GError **error);

/** By both methods, as one piece of work: @both[method] is owned. FALSE: neither. */
gboolean seg_correlations_both (const SegMatrix *matrix, SegMatrix *both[2], SegJob *job, GError **error);
/** The same, to the same bits, without memory for the ranks: twice the ranks take the place of the values of @matrix. */
gboolean seg_correlations_both_in_place (SegMatrix *matrix, SegMatrix *both[2], SegJob *job, GError **error);

/* Columns put so that those that go together stand together. */
typedef struct {
	gsize  n_columns;
	gsize *order;    /* column numbers from left to right */
	guint *groups;   /* by column: 1, 2, ... from left to right; 0: no other column is near */
	guint  n_groups;
} SegCorrelationOrder;

/**
 * Orders the columns by clustering them with distance 1 - |r| (complete linkage, branches turned so that neighbours are near),
 * and groups those of which all pairs have |r| >= @threshold. Columns without correlations come last.
 *
 * @correlations: as of seg_correlations(). Cost: O(d^3).
 * Source: Defays 1977, Computer J. 20:364-366 (complete linkage).
 */
SegCorrelationOrder *seg_correlation_order (const SegMatrix *correlations, double threshold);
void                 seg_correlation_order_free (SegCorrelationOrder *order);

/**
 * Variance inflation factors: 1 / (1 - R^2) of each column on all others = the diagonal of the inverse correlation matrix.
 *
 * @use: d flags, which columns take part; NULL: all. @factors: (out) d values; NAN for those without part or correlations; INFINITY for
 * a column that follows exactly from those before it (the others' factors are then those without it).
 * Source: Marquardt 1970, Technometrics 12:591-612.
 */
void seg_variance_inflation (const SegMatrix *correlations, const gboolean *use, double *factors);

/** The weights with which the standardised columns of @use without @column add up to it best (least squares); 0 elsewhere.
 * For columns whose factor is finite or that follow exactly from those before. */
void seg_variance_inflation_weights (const SegMatrix *correlations, const gboolean *use, gsize column, double *weights);

/**
 * Twice the rank of each value among the @n, equal ones sharing their mean rank: 2 for a smallest one alone, 2n for a largest.
 *
 * @values: finite. @ranks: (out) n. @scratch: room for 2n values of 8 bytes. Cost: O(n), a radix sort.
 */
void seg_ranks_twice (const double *values, gsize n, guint32 *ranks, guint64 *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCorrelationOrder, seg_correlation_order_free)

G_END_DECLS

#endif
