/* What the files about choosing k share. Whatever runs many small clusterings (gap, stability) runs them side by side, one on
 * a thread; each has a random stream of its own and a place of its own for what it found, so that the number of threads
 * changes nothing. */
#ifndef SEG_CHOOSE_PRIVATE_H
#define SEG_CHOOSE_PRIVATE_H

#include "../cluster-private.h"

#include <segscope/choose.h>

/* Streams of the seed, far from those of restarts and swaps. */
#define SEG_STREAM_SUBSET     G_GUINT64_CONSTANT (0x5355425345540000)
#define SEG_STREAM_REFERENCES G_GUINT64_CONSTANT (0x4741500000000000)
#define SEG_STREAM_RESAMPLES  G_GUINT64_CONSTANT (0x424f4f5400000000)
#define SEG_STREAM_HOPKINS    G_GUINT64_CONSTANT (0x484f504b00000000)
#define SEG_STREAM_NORMAL     G_GUINT64_CONSTANT (0x4e4f524d00000000)

/* k-means with few restarts on one thread (quick.c): the best of them by inertia, carried on until a pass gains next to nothing.
 * @labels: n rows, or NULL. NAN when @job was cancelled or with @error. Fewer than k different rows: some clusters stay thin. */
double seg_kmeans_quick (const SegTiles *tiles, guint k, guint restarts, SegRandom *random, SegJob *job, gint32 *labels,
                         GError **error);

/* @n_wanted of the numbers 0..@n - 1 at random, ascending (subset.c). Owned; NULL with SEG_ERROR_MEMORY. */
gsize     *seg_subset_draw (gsize n, gsize n_wanted, SegRandom *random, GError **error);
/* The rows @rows of @matrix. NULL with SEG_ERROR_MEMORY. */
SegMatrix *seg_subset_matrix (const SegMatrix *matrix, const gsize *rows, gsize n, GError **error);
/* At most @most rows of @matrix: itself when it has no more (*@owned is then NULL), else some at random, in *@owned.
 * @rows: (out) which, owned, NULL for all. NULL with @error. */
const SegMatrix *seg_subset_at_most (const SegMatrix *matrix, gsize most, guint64 seed, SegMatrix **owned, gsize **rows,
                                     GError **error);

/* The axes (d x d, one a column) of the symmetric @matrix (d x d), which becomes diagonal (axes.c). FALSE with SEG_ERROR_CANCELLED. */
gboolean seg_symmetric_axes (double *matrix, gsize d, double *axes, SegJob *job, GError **error);

/* The dip of @n values, ascending: how far their distribution is from the nearest one with a single mode; 1 / (2 n) at least, 0 where all are
 * one value. O(n). (dip.c) */
double seg_dip (const double *ascending, gsize n);
#define SEG_DIP_FEWEST 10
/* How often @n values of the even distribution have such a dip or a larger one: 1 where that is more than 0.5 or n < SEG_DIP_FEWEST, and
 * no less than 0.0002. */
double seg_dip_chance (double dip, gsize n);

/* Hopkins for given rows and points (m x d): the inner part, for tests. */
gboolean seg_hopkins_of (const SegMatrix *matrix, const gsize *rows, const SegMatrix *points, double power, SegJob *job,
                         double *statistic, GError **error);

/* The crowds among the rows of @matrix (@rows: which these are, NULL: all), and how far each row of the sweep (@partitions, of the same
 * rows) follows them (crowds.c). FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_sweep_find_crowds (SegSweep *sweep, const SegMatrix *matrix, const gsize *rows, const SegPartition *partitions, SegJob *job,
                                GError **error);

/* What is added to every variance of a mixture of the rows, so that a component of equal rows has a density (bic.c). */
double   seg_mixture_ridge (const SegMatrix *matrix);

/* Whether a mixture of more normal segments than are suggested is believed: fills sweep->normal (normal.c). Up to 2,000 rows; of more nothing is
 * asked. O(draws x number of k x mixture). FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_sweep_find_normal (SegSweep *sweep, const SegMatrix *matrix, SegJob *job, GError **error);
/* What runs the mixture of @k segments that is believed. */
void      seg_normal_settings (guint k, guint64 seed, SegClusterSettings *settings);
/* @matrix with columns of mean 0, variance 1 (over n) and without correlation (mardia.c). Owned; NULL with SEG_ERROR_DATA (its rows do not vary in some
 * direction), SEG_ERROR_MEMORY. */
SegMatrix *seg_whiten (const SegMatrix *matrix, GError **error);
/* How often rows of a normal distribution are as skewed, or have tails as unlike its own, as @even, whose columns have mean 0, variance 1 (over
 * n) and no correlation: the lower of Mardia's two chances, times 2. O(n^2 d). */
double   seg_mardia_chance (const SegMatrix *even);

/* @dents: (out) how often, by chance, users without dents would seem to have as clear ones on the borders between segments of @clustering that
 * lie inside crowds; NAN: there are no such borders with enough users (borders.c). @matrix: the rows of @crowds, of which there are at least
 * two. O(n k d + n log n). FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
gboolean seg_borders_measure (const SegMatrix *matrix, const SegCrowdsFound *crowds, const SegClustering *clustering, SegJob *job, double *dents,
                              GError **error);

/* Resamples (stability.c). Rows of one, ascending, *@n of them: of up to @most_rows a bootstrap draw, each row kept once; of more, so many.
 * Owned; NULL with SEG_ERROR_MEMORY. */
gsize *seg_resample_draw (gsize n_rows, gsize most_rows, SegRandom *random, gsize *n, GError **error);
/* @jaccards: (out) partition->k: the Jaccard index of each segment with the one most like it of @fresh (0..@k_fresh-1), the labels of the
 * @n @rows of a resample; NAN for a segment of which no row was drawn. */
void   seg_resample_compare (const SegPartition *partition, const gsize *rows, const gint32 *fresh, guint k_fresh, gsize n, double *jaccards);
/* @jaccards: of resample b from b x @stride on; NAN: not measured. Fills @stability, whose jaccards are provided. */
void   seg_resample_sum_up (const double *jaccards, guint n_resamples, gsize stride, guint k, SegStability *stability);

#define SEG_FEW_USERS 30 /* below, a segment is too small to measure anything in it */

/* What recommend.c hands to recommend_words.c besides what stands in the sweep. */
typedef struct {
	guint k_max_asked;     /* before it was lowered */
	guint without_limits;  /* the row recommended if there were no limits */
	guint n_within_limits; /* rows */
} SegRecommendation;

/* Whether the segments of @row keep to the valleys between crowds, but divide these further without a sign of fewer users on any border. */
gboolean seg_row_cuts_crowds (const SegSweepRow *row);
/* Votes, and what is added and taken off for stability and small segments. */
int  seg_recommend_score (const SegSweepRow *row);
/* Fills reason and structure. */
void seg_recommend_say (SegSweep *sweep, const SegRecommendation *found);

#endif
