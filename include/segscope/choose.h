/* Choosing k: is there structure at all, do segments last, how much do two divisions agree, and one recommendation. Knows
 * matrices only. Whatever is random follows a seed, and no number depends on how many threads work. */
#ifndef SEGSCOPE_CHOOSE_H
#define SEGSCOPE_CHOOSE_H

#include <segscope/cluster.h>

G_BEGIN_DECLS

/* Structure -------------------------------------------------------------------------------------------------------- */

typedef struct {
	double statistic; /* mean over the draws: about 0.5 for rows spread evenly, near 1 where they crowd; NAN: all rows are one */
	double deviation; /* between draws */
	gsize  n_drawn;   /* rows of a draw */
	guint  n_draws;
} SegHopkins;

/**
 * The Hopkins statistic with the power d, H = sum u^d / (sum u^d + sum w^d), d the number of columns; points even over the bounding box.
 *
 * FALSE with SEG_ERROR_ARGUMENT (fewer than 10 rows), SEG_ERROR_DATA, SEG_ERROR_CANCELLED.
 * Cost: O(draws m n d), m = n / 10, from 5 to 100.
 * Source: Hopkins, Skellam 1954, Ann. Bot. 18:213-227; Cross, Jain 1982, IFAC Proc. 15:315-320.
 */
gboolean seg_hopkins (const SegMatrix *matrix, guint draws, guint64 seed, SegJob *job, SegHopkins *hopkins, GError **error);

typedef struct {
	guint  k;
	double gap, error;
} SegGap;

/**
 * The gap statistic for the @n_ks numbers @ks (rising; 1 may be among them) against @n_references sets of as many rows, even over the
 * box of the principal components.
 *
 * @inertias: n_ks, of the data; that of k = 1 is computed. @gaps: (out) n_ks.
 * FALSE with SEG_ERROR_DATA, SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 * Cost: references x k-means for every k; memory of one matrix a thread.
 * Source: Tibshirani, Walther, Hastie 2001, J. R. Stat. Soc. B 63:411-423.
 */
gboolean seg_gap (const SegMatrix *matrix, const guint *ks, const double *inertias, guint n_ks, guint n_references, guint64 seed,
                  SegJob *job, SegGap *gaps, GError **error);
/** The smallest k with gap (k) >= gap (next) - error (next); 0: none, the gap rises to the end. */
guint    seg_gap_choice (const SegGap *gaps, guint n);

/* Stability -------------------------------------------------------------------------------------------------------- */

#define SEG_STABLE 0.75    /* mean Jaccard from which a segment is stable */
#define SEG_DISSOLVED 0.5  /* up to which it dissolves */

typedef enum { SEG_STABILITY_STABLE, SEG_STABILITY_DOUBTFUL, SEG_STABILITY_DISSOLVES } SegStabilityVerdict;

SegStabilityVerdict seg_stability_verdict (double jaccard);
/** "stable", "doubtful", "dissolves": to be translated. */
const char         *seg_stability_verdict_name (SegStabilityVerdict verdict);

typedef struct {
	guint         k;
	const gint32 *labels; /* n, in 0..k-1 */
} SegPartition;

/**
 * Do the segments of k-means come back in resamples? Of up to @most_rows rows bootstrap draws, each row counted once; of more, so
 * many rows drawn without replacement.
 *
 * @stabilities: n_partitions; each jaccards of k values, provided by the caller: the mean Jaccard index of each segment with the most
 * similar one of a resample.
 * FALSE with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. Cost: resamples x k-means for every partition.
 * Source: Hennig 2007, Comput. Stat. Data Anal. 52:258-271.
 */
gboolean seg_stability (const SegMatrix *matrix, const SegPartition *partitions, guint n_partitions, guint n_resamples,
                        gsize most_rows, guint64 seed, SegJob *job, SegStability *stabilities, GError **error);

/**
 * The same by any algorithm: @settings with the partition's k, where it takes one; numbers of users among the settings shrink with the draw,
 * and what suits the users (heights, neighbours) is found anew. Bits do not depend on the number of threads where the algorithm's do not.
 * Cost: resamples x partitions x the algorithm on a draw; seg_stability_again_seconds() foresees it, in seconds.
 */
gboolean seg_stability_again (const SegMatrix *matrix, const SegClusterSettings *settings, const SegPartition *partitions, guint n_partitions,
                              guint n_resamples, gsize most_rows, SegJob *job, SegStability *stabilities, GError **error);
double   seg_stability_again_seconds (const SegClusterSettings *settings, guint n_partitions, guint n_resamples, gsize n_rows, gsize n_columns,
                                      gsize most_rows);

/* Other measures --------------------------------------------------------------------------------------------------- */

/** Mean silhouette with distances to centroids in place of those to rows: O(n k d). NAN for k < 2; meaningless once @job was cancelled. */
double   seg_simplified_silhouette (const SegMatrix *matrix, const SegClustering *clustering, SegJob *job);

typedef struct {
	guint       k;
	double      bic;   /* the least over the shapes; NAN: too few rows for any */
	const char *shape; /* "full", "tied", "diagonal", "spherical", or "" */
} SegBic;

/** BIC of Gaussian mixtures begun from @partitions, over all shapes. @bics: (out) n. FALSE with SEG_ERROR_DATA, _MEMORY, _CANCELLED. */
gboolean seg_mixture_bics (const SegMatrix *matrix, const SegPartition *partitions, guint n, SegJob *job, SegBic *bics, GError **error);

/* Agreement from which a recovery counts as good, by simulations: Steinley 2004, Psychol. Methods 9:386-396. */
#define SEG_GOOD_AGREEMENT 0.8
#define SEG_FEW_ACROSS 0.05 /* of the users may stand across a valley from most of their segment: on borders somebody always does */

#define SEG_DENTED 0.5 /* chances of borders inside crowds above which nothing speaks for them: even users show as much as often as not */

/** The names of indices, translated: "silhouette, gap". Owned. */
char *seg_votes_text (SegVotes votes);

/* Choosing --------------------------------------------------------------------------------------------------------- */

/* What has been found for one k, while the rest is still being computed. Called in the worker's thread. */
typedef void (*SegChooseWatch) (const SegSweepRow *row, gpointer data);

typedef struct {
	SegSweepOptions sweep; /* exact_rows is set from silhouette_seconds */
	double silhouette_seconds; /* exact silhouettes where they are foreseen to take no longer on a laptop of 2 cores; INFINITY: always */
	guint  references; /* of the gap statistic; 0: leave it out */
	guint  resamples;  /* of the stability; 0: leave it out */
	gboolean mixtures; /* BIC */
	gboolean crowds;   /* do the segments follow the places where users crowd? */
	gsize  most_rows;  /* gap, stability, BIC and Hopkins look at so many users at most; of more they draw so many */
	SegChooseWatch watch; /* or NULL */
	gpointer watch_data;
} SegChooseOptions;

/** The sweep's defaults, 60 s, 20 references, 50 resamples, mixtures, crowds, 5,000 users. */
SegChooseOptions seg_choose_options_defaults (void);
/** Rows up to which all silhouettes are foreseen to take no more than @seconds for @n_ks numbers of segments. The same on every
 * machine, so that results are. */
gsize     seg_choose_exact_rows (gsize n_columns, guint n_ks, double seconds);

/** What seg_choose_k() will take for @n_rows x @n_columns, foreseen; cost->alternative stays NULL. */
void      seg_choose_estimate (const SegChooseOptions *options, gsize n_rows, gsize n_columns, SegClusterCost *cost);

/**
 * The sweep with everything that helps to choose: simplified silhouettes at once, Hopkins, gap (k = 1 too), BIC, stability, then
 * silhouettes; and one recommendation with its reasons. Of up to 2,000 rows mixtures of normal distributions are asked, too, whether there are
 * more segments than valleys show; draws are made only where the answer could be believed (0.1 to 0.5 s then).
 * NULL as seg_sweep(). Same bits for any number of threads.
 */
SegSweep *seg_choose_k (const SegMatrix *matrix, const SegChooseOptions *options, SegJob *job, GError **error);

/** What runs the algorithm that suits the users better than k-means (sweep->other_way), with the number and shape that it was believed for.
 * FALSE: k-means suits. */
gboolean  seg_sweep_other_settings (const SegSweep *sweep, SegClusterSettings *settings);

/* Agreement -------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint   k_first, k_second;
	gsize   n_rows;       /* in both: labels below 0 do not count */
	gsize  *table;        /* k_first x k_second: rows in both */
	gsize  *first_sizes, *second_sizes;
	double  ari;          /* adjusted Rand index: 1 the same, about 0 by chance */
	double  nmi;          /* mutual information over the mean of the entropies: 0..1 */
	double  vi, vi_share; /* variation of information, in nats: 0 the same; and as a share of its upper bound ln n */
} SegAgreement;

/** NULL with SEG_ERROR_ARGUMENT (a label beyond k; no row with both), SEG_ERROR_MEMORY. Cost: O(n + k_first k_second). */
SegAgreement *seg_agreement_new (const gint32 *first, guint k_first, const gint32 *second, guint k_second, gsize n, GError **error);
void          seg_agreement_free (SegAgreement *agreement);
/** An adjusted Rand index in words; to be translated. */
const char   *seg_agreement_words (double ari);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAgreement, seg_agreement_free)

G_END_DECLS

#endif
