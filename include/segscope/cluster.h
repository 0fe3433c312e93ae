/* Clustering and the choice of k. Knows matrices only: no workspace, no screen. */
#ifndef SEGSCOPE_CLUSTER_H
#define SEGSCOPE_CLUSTER_H

#include <segscope/error.h>
#include <segscope/job.h>
#include <segscope/matrix.h>

G_BEGIN_DECLS

typedef struct {
	guint   k;          /* number of clusters, 2..n */
	guint   restarts;   /* starts of their own; with more than one, single centres of the best are moved elsewhere too */
	guint   max_passes; /* assignment passes of one start, at most */
	guint64 seed;
} SegClusterOptions;

/** k = 5, 10 restarts, 300 passes, seed 1. */
SegClusterOptions seg_cluster_options_defaults (void);

/* The outcome of a clustering. Clusters are numbered by falling size (equal sizes by first centroid coordinate). */
typedef struct {
	guint      k;
	gsize      n_rows;
	gint32    *labels;    /* n_rows values in 0..k-1 */
	double    *distances; /* n_rows: Euclidean distance to the own centroid */
	gsize     *sizes;     /* k */
	SegMatrix *centroids; /* k x d: means of the members */
	double     inertia;   /* sum of squared distances to the own centroid */
	guint      passes;    /* of the winning start */
	gboolean   converged; /* the last pass changed no label */
} SegClustering;

void seg_clustering_free (SegClustering *clustering);

/* An algorithm. Adding one is one file and one row of the table in cluster/algorithm.c. */
typedef struct {
	const char *name;    /* "k-means" */
	const char *label;   /* translatable */
	const char *meaning; /* one sentence */
	SegClustering *(*fit) (const SegMatrix *matrix, const SegClusterOptions *options, SegJob *job, GError **error);
} SegClusterAlgorithm;

const SegClusterAlgorithm *seg_cluster_algorithms (gsize *n_algorithms);
const SegClusterAlgorithm *seg_cluster_algorithm_find (const char *name);

/**
 * k-means: least sum of squared distances to k centroids.
 *
 * Greedy k-means++ starts (2 + ln k trials a centre), Lloyd passes with a fused assignment kernel. All @restarts starts go on
 * while it pays; the best fifth of them is refined, by moves of single rows too; single centres of the best are tried
 * elsewhere (2 (restarts - 1) times, with many rows a quarter of that); the best of all is carried on until no row changes
 * sides.
 * An empty cluster takes the row farthest from its centroid. Ties go to the lowest cluster.
 * @matrix: n x d, finite, already scaled.
 * NULL with SEG_ERROR_ARGUMENT (k < 2 or > n, or fewer than k different rows, says how many), SEG_ERROR_CANCELLED.
 * Cost: O(n k d) a pass, O(n d + restarts k d) memory. Same bits for any number of threads and any processor.
 * Source: Lloyd 1982, IEEE Trans. Inf. Theory 28:129-137; Arthur, Vassilvitskii 2007, SODA, 1027-1035 (starts);
 * Telgarsky, Vattani 2010, AISTATS, 820-827 (single rows); Franti 2018, J. Big Data 5:13 (single centres).
 */
SegClustering *seg_kmeans (const SegMatrix *matrix, const SegClusterOptions *options, SegJob *job, GError **error);

/** Lloyd's passes alone from given centres (k x d, in this order; labels keep that order and are not renumbered), until
 * no row changes sides or @max_passes are done. Errors as seg_kmeans(). */
SegClustering *seg_kmeans_from (const SegMatrix *matrix, const SegMatrix *starts, guint max_passes, SegJob *job,
                                GError **error);

/** Nearest of the @centroids for each row of @matrix (ties: the lowest): @labels n values, @distances n or NULL. */
void seg_cluster_assign (const SegMatrix *matrix, const SegMatrix *centroids, gint32 *labels, double *distances);

/**
 * Silhouette widths of a labelling, exact.
 *
 * @labels: n values in 0..k-1. @widths: (out) n values in [-1, 1], 0 for the only row of a cluster. NULL to skip.
 * @mean: (out) mean width.
 * FALSE with SEG_ERROR_ARGUMENT (k < 2, labels) or SEG_ERROR_CANCELLED; outputs then untouched.
 * Cost: O(n^2 d) time, O(n) memory. Same bits for any number of threads.
 * Source: Rousseeuw 1987, J. Comput. Appl. Math. 20:53-65, doi:10.1016/0377-0427(87)90125-7.
 */
gboolean seg_silhouette (const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, double *widths,
                         double *mean, GError **error);

/* The silhouettes of one cluster in short. */
typedef struct {
	gsize  size;
	double mean;       /* NAN for an empty one */
	gsize  n_negative; /* rows nearer to another cluster than to their own */
} SegSilhouetteSummary;

/** Sums up @widths (n values) by @labels (n values in 0..k-1) into @clusters (k). */
void seg_silhouette_summarise (const double *widths, const gint32 *labels, gsize n, guint k, SegSilhouetteSummary *clusters);

typedef struct {
	guint   k_min, k_max; /* 2 <= k_min <= k_max; k_max is lowered to the number of different rows - 1, and said */
	guint   restarts, max_passes;
	guint64 seed;
	gsize   exact_rows;   /* up to so many rows every silhouette is computed; above, those of sample_rows random rows
	                       * (each against all rows): the mean then has a standard error */
	gsize   sample_rows;
} SegSweepOptions;

/** k = 2..10, 10 restarts, 300 passes, seed 1, exact up to 50,000 rows, else 5,000 sampled. */
SegSweepOptions seg_sweep_options_defaults (void);

/* What is known of one k. */
typedef struct {
	SegClustering *clustering;
	double silhouette;       /* mean width, exact or estimated */
	double silhouette_error; /* standard error; 0 when exact */
	double *widths;          /* n_rows when exact, else NULL */
	double calinski_harabasz;
	double davies_bouldin;
	gsize  smallest;         /* users in the smallest cluster */
	double seconds;
} SegSweepRow;

typedef struct {
	guint        n_rows;         /* values of k, ascending */
	SegSweepRow *rows;
	guint        suggested;      /* index of the suggested row */
	guint        knee;           /* k at the elbow by kneedle, 0 when there is no clear knee */
	guint        runner_up;      /* index, or the same as suggested */
	char        *reason;         /* the suggestion in words, with its figures */
	gsize        n_sampled;      /* rows whose silhouettes were computed */
	gboolean     exact;
	SegSweepOptions options;     /* as used */
} SegSweep;

/**
 * Clusters for every k of a range with k-means and judges each.
 *
 * Distances between rows do not depend on k: one pass over the pairs serves the silhouettes of all k.
 * The suggestion: highest mean silhouette; values within 0.01 (or one standard error) of it count as equal, and of these
 * the one at the elbow, else the smallest k wins. The reason says so, and names what speaks against it.
 * NULL with SEG_ERROR_ARGUMENT (range; fewer than 3 different rows) or SEG_ERROR_CANCELLED.
 * Cost: the k-means runs + O(n^2 (d + number of k)) time, O(n * number of k) memory. Same bits for any thread count.
 * Source: Satopaa et al. 2011, "Finding a kneedle in a haystack", ICDCSW, 166-171 (elbow).
 */
SegSweep *seg_sweep (const SegMatrix *matrix, const SegSweepOptions *options, SegJob *job, GError **error);
void      seg_sweep_free (SegSweep *sweep);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegClustering, seg_clustering_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSweep, seg_sweep_free)

G_END_DECLS

#endif
