/* Every way of clustering side by side, and one recommendation over all of them. Knows matrices only. */
#ifndef SEGSCOPE_WAYS_H
#define SEGSCOPE_WAYS_H

#include <segscope/choose.h>

G_BEGIN_DECLS

/* What came of one algorithm. */
typedef struct {
	SegClusterSettings settings; /* as used */
	SegClusterModel   *model;    /* NULL: k-means, by the sweep; or it did not run */
	SegSweep          *sweep;    /* judged, the row suggested is what counts; NULL: it did not run */
	char              *left_out; /* why it did not; NULL: it did */
	double             seconds;
	double             crowds;   /* adjusted Rand index with the crowds of the users looked at; NAN: there are no two crowds */
	double             alike;    /* the mean of that with the divisions of all other ways; NAN: no other ran */
	SegStability       stability; /* by running it again on draws of the users looked at; n_resamples 0: not measured */
	gboolean           within_limits;
} SegWay;

typedef struct {
	guint   n;
	SegWay *ways;      /* in the order of the table of algorithms; k-means is the first */
	guint   suggested; /* index */
	char   *reason;    /* in words */
} SegWays;

typedef struct {
	SegChooseOptions choose; /* of the sweep by k-means, which is the first way */
	double seconds;          /* what is foreseen to take longer, one way at a time, is left out; INFINITY: nothing is */
	guint  resamples;        /* draws of users for the stability of each way; 0: leave it out */
} SegWaysOptions;

/** seg_choose_options_defaults(), 60 s, 20 draws. */
SegWaysOptions seg_ways_options_defaults (void);

/**
 * Runs every algorithm of the table that fits into memory and time, with seg_way_settings_init() (those that must be told how many
 * segments get the number that the sweep recommends), and judges each.
 *
 * Recommended is k-means, the simplest to explain, unless its segments neither follow the crowds nor keep to the valleys: then density peaks; or a Gaussian
 * mixture is believed to find more (sweep->normal). So the
 * recommendation follows from the users alone: neither from time nor memory, nor from which other ways ran.
 * NULL as seg_choose_k(). Same bits for any number of threads, but for the times.
 * Source of comparing ways by how far they agree: Strehl, Ghosh 2002, JMLR 3:583-617.
 */
SegWays *seg_try_ways (const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error);
void     seg_ways_free (SegWays *ways);

/** What it will take at most, foreseen; cost->alternative stays NULL. */
void     seg_ways_estimate (const SegWaysOptions *options, gsize n_rows, gsize n_columns, SegClusterCost *cost);

/**
 * What @algorithm runs with among all ways: as it is without being told anything, but with @k segments where there is no way to find them, and with the
 * number and shape that @first (the sweep by k-means; NULL: not there) believes it for where it is what suits better.
 */
void     seg_way_settings_init (SegClusterSettings *settings, const SegClusterAlgorithm *algorithm, const SegSweep *first, guint64 seed, guint k);

/** The row of what a way suggests; NULL: it did not run. */
const SegSweepRow *seg_way_row (const SegWay *way);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegWays, seg_ways_free)

G_END_DECLS

#endif
