/* How much a column tells about the classes people fall into: mutual information, chi-square, analysis of variance. Arrays only. */
#ifndef SEGSCOPE_ASSOCIATION_H
#define SEGSCOPE_ASSOCIATION_H

#include <glib.h>

G_BEGIN_DECLS

/* A test of "has nothing to do with it". NAN where there is nothing to test (one class, one value). */
typedef struct {
	double statistic;
	double df, df_within; /* degrees of freedom; df_within of F only */
	double p;             /* of a value as large by chance */
} SegTest;

/* A column cut into classes: bin = number of the distinct type-7 quantiles at 1/b ... (b-1)/b that are smaller than the value.
 * @values: n, finite. @scratch: n. @bins: (out) n values, the numbers in use without gaps. Returns how many there are. */
guint seg_quantile_bins (const double *values, gsize n, guint n_bins, double *scratch, gint32 *bins);

/* In all of these a label below 0 is not known, and its row left out. */

/** Mutual information in nats of two labellings. Cost: O(n + classes). Source: Cover, Thomas 2006, Elements of Information Theory. */
double  seg_mutual_information (const gint32 *first, guint n_first, const gint32 *second, guint n_second, gsize n);
/** Entropy in nats of a labelling: the most that mutual information with it can be. */
double  seg_entropy (const gint32 *labels, guint n_classes, gsize n);
/** Pearson's chi-square test of a table of counts, without continuity correction; classes without rows do not count. */
SegTest seg_chi_square (const gint32 *first, guint n_first, const gint32 *second, guint n_second, gsize n);
/** One-way analysis of variance. Means and squares are of differences from the overall mean. */
SegTest seg_anova (const double *values, const gint32 *labels, guint n_classes, gsize n);
/** Benjamini and Hochberg 1995: puts in the place of each p the least share of false finds at which it would be found; NAN stays. */
void    seg_adjust_p (double *p, gsize n);

G_END_DECLS

#endif
