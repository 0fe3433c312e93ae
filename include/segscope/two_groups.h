/* Two groups compared in one figure: how far apart their means are, how sure that is, and how differently the values lie. Arrays only. */
#ifndef SEGSCOPE_TWO_GROUPS_H
#define SEGSCOPE_TWO_GROUPS_H

#include <glib.h>

G_BEGIN_DECLS

/* What is known of the values of a group. */
typedef struct {
	gsize  n;
	double mean, deviation; /* divisor n - 1; NAN below two values */
} SegGroup;

/** Cost: two passes. @values: finite. */
SegGroup seg_group (const double *values, gsize n);
/** Those of @all that are not in @part: means and squares taken apart again (Chan, Golub, LeVeque 1983). */
SegGroup seg_group_without (SegGroup all, SegGroup part);

/* The mean of the first group against that of the second. All NAN where a group has less than two values, or none differ. */
typedef struct {
	double difference, low, high;   /* of the means, and its 95 % interval (Welch 1947) */
	double effect, effect_low, effect_high; /* Cohen's d (Cohen 1988) and its 95 % interval (Hedges and Olkin 1985) */
	double p;                       /* Welch's test: of a difference as large by chance */
} SegDifference;

SegDifference seg_group_difference (SegGroup first, SegGroup second);

/* Both arrays ascending and finite; neither may be empty (NAN). */

/** Kolmogorov and Smirnov's D: the largest distance between the shares of both groups up to any value; 0..1. Cost: O(n + m). */
double seg_kolmogorov_smirnov (const double *first, gsize n, const double *second, gsize m);
/**
 * Population stability index: sum over bins of (q - p) ln (q / p), p and q the shares of first and second. Bins: the distinct type-7
 * quantiles of the first at 1/@n_bins ... ; shares are at least 0.0001. By custom below 0.1 is stable, above 0.25 is another population
 * (Siddiqi 2006, Credit Risk Scorecards). Cost: O(n + m).
 */
double seg_stability_index (const double *first, gsize n, const double *second, gsize m, guint n_bins);

G_END_DECLS

#endif
