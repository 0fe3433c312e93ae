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
	gsize      n_noise;   /* rows that fit no cluster: label -1, in no size and no centroid, not in the inertia; their distance
	                       * is to the nearest centroid (INFINITY where k is 0). Only density-based algorithms leave any */
	gboolean   noise_group; /* the last cluster is such rows: seg_clustering_group_noise() */
} SegClustering;

void seg_clustering_free (SegClustering *clustering);

/** A copy of @clustering (made from @matrix) in which the noise, if there is any, is one more cluster, the last: what is kept
 * as segments has everyone in one of them. NULL with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegClustering *seg_clustering_group_noise (const SegClustering *clustering, const SegMatrix *matrix, SegJob *job, GError **error);

/** A clustering of @matrix from @labels (n values in 0..k-1; copied, not renumbered). NULL with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegClustering *seg_clustering_from_labels (const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, GError **error);

/* Algorithms --------------------------------------------------------------------------------------------------------
 * An algorithm is one file and one row of the table in cluster/algorithm.c. Its parameters are a table too: options of the
 * command, --help and the form on the screen are made from it. */

typedef enum { SEG_PARAMETER_INTEGER, SEG_PARAMETER_NUMBER, SEG_PARAMETER_CHOICE } SegParameterType;

typedef struct {
	const char *name;             /* "min-points": the command has --min-points */
	const char *label;            /* translatable: "Users that make a core" */
	const char *meaning;          /* translatable: one sentence */
	SegParameterType   type;
	double             minimum, maximum; /* of numbers, both allowed */
	double             value;     /* unless something else is said; NAN: automatic */
	const char        *automatic; /* translatable: what happens without a value; NULL: there always is one */
	const char *const *choices;   /* CHOICE: names, NULL-terminated, marked NC_("choice", ...); the value is the index */
} SegClusterParameter;

#define SEG_CLUSTER_PARAMETERS 8 /* of one algorithm, at most */

typedef struct SegClusterAlgorithm SegClusterAlgorithm;

/* An algorithm with values for its parameters. */
typedef struct {
	const SegClusterAlgorithm *algorithm;
	double  values[SEG_CLUSTER_PARAMETERS]; /* in order of the algorithm's table; NAN: automatic */
	guint64 seed;
	gsize   memory; /* bytes the work may take; 0: three quarters of what is free when it starts */
} SegClusterSettings;

/** All parameters at their defaults, seed 1. */
void     seg_cluster_settings_init (SegClusterSettings *settings, const SegClusterAlgorithm *algorithm);
/** The parameter of that name, or NULL: the algorithm has none. */
const SegClusterParameter *seg_cluster_parameter_find (const SegClusterAlgorithm *algorithm, const char *name);
/** The value of parameter @name; NAN: automatic. */
double   seg_cluster_settings_get (const SegClusterSettings *settings, const char *name);
void     seg_cluster_settings_put (SegClusterSettings *settings, const char *name, double value);
/** Takes @text ("5", "0.4", "average", "auto") for @name. FALSE with SEG_ERROR_USAGE, which says what may stand there. */
gboolean seg_cluster_settings_parse (SegClusterSettings *settings, const char *name, const char *text, GError **error);
/** The value of @name as seg_cluster_settings_parse() takes it. Owned. */
char    *seg_cluster_settings_text (const SegClusterSettings *settings, const char *name);
/** The value of @name as screens show it: what happens without one where it is automatic, the name of a choice, translated, or the number. Owned. */
char    *seg_cluster_settings_shown (const SegClusterSettings *settings, const char *name);
/** Choice number @i of @parameter as screens show it, translated. */
const char *seg_cluster_choice_label (const SegClusterParameter *parameter, gsize i);
/** The algorithm and what is set, translated: "Density peaks · Neighbours 21 · Depth of valleys 2". Owned. */
char    *seg_cluster_settings_words (const SegClusterSettings *settings);

/* What a run will take, foreseen. */
typedef struct {
	double seconds;     /* about, on this many threads; negative: unknown */
	double bytes;       /* beyond the matrix itself, at the most */
	guint  groups;      /* where it does not fit: so many small groups by k-means first would ("condense"); 0: there is no such way */
	char  *alternative; /* what to do where the memory does not suffice, in words; NULL: fewer users. Owned by the caller */
} SegClusterCost;

void seg_cluster_estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost);
/** The same, and whether the memory suffices. */
gboolean seg_cluster_fits (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost);
/** Bytes that a run may take: settings->memory, or three quarters of what is free now. */
gsize seg_cluster_memory (const SegClusterSettings *settings);

/* Something that a run found out. */
typedef struct {
	const char *name; /* "eps", "log_likelihood": stays the same, for files */
	char  *label;     /* in words */
	double value;     /* NAN: only words */
	char  *words;     /* the value as a person reads it, with its unit */
} SegClusterFinding;

/* How rows that were not there are assigned: named matrices, read by the algorithm's assign(). */
typedef struct SegClusterRule SegClusterRule;

/* A tree of merges: n - 1 of them, by rising height. Nodes 0..n-1 are rows, n + i is what merge i made. */
typedef struct {
	gsize   n_rows;
	gint32 *first, *second; /* the two nodes merged, first < second */
	double *heights;        /* rising */
	gint32 *sizes;          /* rows below the merge */
} SegDendrogram;

/* How far apart two rows are. */
typedef enum {
	SEG_DISTANCE_EUCLIDEAN,
	SEG_DISTANCE_MANHATTAN, /* sum of the differences */
	SEG_DISTANCE_COSINE,    /* 1 - the cosine of the angle */
	SEG_DISTANCE_MIXED,     /* squared differences of numbers, and a weight for each category that differs */
	SEG_DISTANCE_GOWER      /* mean over features: difference as a share of the range, or 1 for another category */
} SegDistance;

/** "Manhattan distance", translated. */
const char *seg_distance_label (SegDistance distance);

/* The outcome of a run. */
typedef struct {
	SegClusterSettings settings;   /* as used: what was automatic is filled in */
	SegClustering     *clustering;
	GPtrArray         *findings;   /* of SegClusterFinding* */
	SegClusterRule    *rule;
	SegDendrogram     *dendrogram; /* NULL: not a tree of the rows */
	SegMatrix         *membership; /* n x k, rows add up to 1; NULL: rows belong to one cluster or none */
	SegDistance        distance;   /* by which rows were compared; clustering->distances are of it, inertia and centroids are not */
	gboolean           k_open;     /* nobody asked for a certain k: another cut of the dendrogram is as good */
	double             seconds;    /* by the clock; 0 for a tree that was kept and cut again */
} SegClusterModel;

struct SegClusterAlgorithm {
	const char *name;    /* "k-means" */
	const char *label;   /* translatable */
	const char *meaning; /* translatable: one sentence */
	const SegClusterParameter *parameters; /* ends with name NULL; "k" is the number of clusters where it can be said */
	gboolean    has_noise, has_dendrogram, has_membership;
	void     (*estimate) (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost);
	gboolean (*fit) (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error); /* fills all but settings */
	/* NULL: the nearest centroid. Labels as in the clustering. @distances, @membership: or NULL. */
	gboolean (*assign) (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances,
	                    SegMatrix *membership, GError **error);
	gboolean (*check_rule) (const SegClusterRule *rule); /* whether assign() can use what a file held; NULL: nothing to check */
};

/** Algorithm number @number, from 0; NULL: there are no more. */
const SegClusterAlgorithm *seg_cluster_algorithm_at (gsize number);
const SegClusterAlgorithm *seg_cluster_algorithm_find (const char *name);

/**
 * Runs the algorithm of @settings.
 *
 * @matrix: n x d, finite, already scaled.
 * NULL with SEG_ERROR_DATA (not finite, nothing there), SEG_ERROR_ARGUMENT (parameters the data cannot serve), SEG_ERROR_MEMORY
 * before anything is done when it would not fit into settings->memory: the message says what it needs, what there is, and
 * what would fit; SEG_ERROR_CANCELLED. Same bits for any number of threads and any processor.
 */
SegClusterModel *seg_cluster_fit (const SegMatrix *matrix, const SegClusterSettings *settings, SegJob *job, GError **error);
void             seg_cluster_model_free (SegClusterModel *model);
/** The value of the finding @name; NAN: there is none. */
double           seg_cluster_model_found (const SegClusterModel *model, const char *name);
/** Parameters and findings in one paragraph. Owned. */
char            *seg_cluster_model_describe (const SegClusterModel *model);

/**
 * Assigns rows by a rule, in the same scaled units as those it was made from.
 *
 * @labels: (out) n values, -1 where a row fits no cluster. @distances: (out) n values, to the centroid, or NULL.
 * @membership: (out) n x k for algorithms that have it, or NULL.
 * FALSE with SEG_ERROR_ARGUMENT (other number of columns), SEG_ERROR_DATA (not finite), SEG_ERROR_CANCELLED.
 */
gboolean seg_cluster_rule_assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels,
                                  double *distances, SegMatrix *membership, GError **error);
/** A rule that takes each row to the nearest of @centroids, which are taken over. */
SegClusterRule *seg_cluster_rule_nearest (SegMatrix *centroids);
/** The number of clusters it assigns to. */
guint           seg_cluster_rule_k (const SegClusterRule *rule);
void            seg_cluster_rule_free (SegClusterRule *rule);
/** For keeping: bytes that mean the same on every machine, and back. NULL with SEG_ERROR_WORKSPACE: they are no rule. */
GBytes         *seg_cluster_rule_to_bytes (const SegClusterRule *rule);
SegClusterRule *seg_cluster_rule_from_bytes (GBytes *bytes, GError **error);

/* Dendrograms ------------------------------------------------------------------------------------------------------ */

void   seg_dendrogram_free (SegDendrogram *dendrogram);
/** Labels for @k clusters (1..n): numbered by first appearance. */
void   seg_dendrogram_cut (const SegDendrogram *dendrogram, gsize k, gint32 *labels);
/** How many clusters there are when nothing is merged above @height. */
gsize  seg_dendrogram_k_at (const SegDendrogram *dendrogram, double height);
/** Pearson correlation of the distances between rows with the heights at which they meet. O(n^2 d): for checks and few rows. */
double seg_dendrogram_cophenetic (const SegDendrogram *dendrogram, const SegMatrix *matrix);

/** A copy; NULL with SEG_ERROR_MEMORY. */
SegDendrogram *seg_dendrogram_copy (const SegDendrogram *dendrogram, GError **error);
/** For keeping: bytes that mean the same on every machine, and back. NULL with SEG_ERROR_WORKSPACE: they are no tree. */
GBytes        *seg_dendrogram_to_bytes (const SegDendrogram *dendrogram);
SegDendrogram *seg_dendrogram_from_bytes (GBytes *bytes, GError **error);
/** The tree of some of its rows, as if the others had never been: row i is the old row @leaves[i]; at least one. NULL with
 * SEG_ERROR_WORKSPACE: there are no such rows, or one is there twice. */
SegDendrogram *seg_dendrogram_of_rows (const SegDendrogram *dendrogram, const gint64 *leaves, gsize n_rows, GError **error);

/* Density ---------------------------------------------------------------------------------------------------------- */

/**
 * Distances of every row to its @k-th nearest other row, ascending: n values, owned. Where the curve bends is a good reach (eps)
 * for DBSCAN with k + 1 points.
 * NULL with SEG_ERROR_ARGUMENT (k), SEG_ERROR_DATA, SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 */
double *seg_k_distances (const SegMatrix *matrix, guint k, SegJob *job, GError **error);
/** The distance at the bend of such a curve of @n values. */
double  seg_k_distance_bend (const double *distances, gsize n);

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
	gsize   exact_rows;   /* up to so many rows every silhouette is computed; above, those of sample_rows rows drawn from every
	                       * segment of the finest division (each against all rows): the mean then has a standard error */
	gsize   sample_rows;
	guint   most_segments; /* a person's limits: no more segments are recommended than these, and none with a segment of fewer */
	gsize   least_users;   /* users than these; 0: no limit */
} SegSweepOptions;

/** k = 2..10, 10 restarts, 300 passes, seed 1, exact up to 50,000 rows, else 5,000 sampled; no limits. */
SegSweepOptions seg_sweep_options_defaults (void);

/* Whether the segments of one labelling come back when other users are drawn (choose.h). */
typedef struct {
	guint   n_resamples; /* 0: not measured */
	guint   n_returned;  /* resamples in which no segment dissolved */
	double  least;       /* the lowest of jaccards */
	double *jaccards;    /* k, or NULL: mean Jaccard index of each segment with the one of a resample most like it */
} SegStability;

/* What votes for a k. */
typedef enum {
	SEG_VOTE_SILHOUETTE = 1 << 0, SEG_VOTE_CALINSKI_HARABASZ = 1 << 1, SEG_VOTE_DAVIES_BOULDIN = 1 << 2,
	SEG_VOTE_ELBOW = 1 << 3, SEG_VOTE_GAP = 1 << 4, SEG_VOTE_BIC = 1 << 5, SEG_VOTE_CROWDS = 1 << 6
} SegVotes;

/* What is known of one k. */
typedef struct {
	SegClustering *clustering;
	double simplified;       /* mean silhouette with distances to centroids; NAN: not computed */
	double silhouette;       /* mean width, exact or estimated */
	double silhouette_error; /* standard error; 0 when exact */
	double *widths;          /* n_rows when exact, else NULL */
	double calinski_harabasz;
	double davies_bouldin;
	gsize  smallest;         /* users in the smallest cluster */
	double seconds;
	double gap, gap_error;   /* gap statistic; NAN: not computed */
	double bic;              /* of the best Gaussian mixture of so many; NAN: not computed */
	const char *bic_shape;   /* its shape: "full", "tied", "diagonal", "spherical"; NULL: not computed */
	double crowds;           /* adjusted Rand index with the crowds of the users looked at; NAN: not looked for, or only one */
	double across;           /* share of the users who are in another crowd than most of their segment; NAN likewise */
	double dents;            /* how often chance alone would show as few users on the borders between segments of one crowd; NAN likewise, and without such */
	SegStability stability;
	SegVotes votes;          /* what speaks for this k */
	gboolean within_limits;  /* options.most_segments and options.least_users */
} SegSweepRow;

/* Places where users crowd, of any shape, parted by valleys (density peaks), among the users looked at. */
typedef struct {
	guint    n;        /* 0: not looked for */
	gsize    n_rows;   /* users looked at */
	gsize   *rows;     /* n_rows: which, ascending; NULL: all */
	gint32  *labels;   /* n_rows: the crowd of each */
	double   smallest; /* the smallest, as a share of them */
	guint    n_unsure; /* where there is one: how many would be parted by valleys that chance makes as well; at most 1: none */
	gboolean seconded; /* the valleys are shallow, but HDBSCAN* finds the same places */
} SegCrowdsFound;

/* A mixture of normal distributions, of which none fails a test of normality, that has more segments than k-means is recommended with. */
typedef struct {
	guint  k;         /* 0: not looked for, or there is none */
	double chance;    /* how often one segment more gains as much by chance: of the last that was taken in */
	double normality; /* chance of the least normal segment */
	double dents;     /* chance that even users seem to have as few between two segments: of the pair that shows it least */
	gsize  smallest;  /* users in the smallest */
} SegNormalFound;

typedef struct {
	guint        n_rows;         /* values of k, ascending */
	SegSweepRow *rows;
	guint        suggested;      /* index of the suggested row */
	guint        unlimited;      /* index of what would be suggested without limits */
	guint        knee;           /* k at the elbow by kneedle, 0 when there is no clear knee */
	guint        runner_up;      /* index, or the same as suggested */
	char        *reason;         /* the suggestion in words, with its figures */
	gsize        n_sampled;      /* rows whose silhouettes were computed */
	gboolean     exact;
	SegSweepOptions options;     /* as used */
	double       gap_one, gap_one_error; /* of one segment, that is none; NAN: not computed */
	guint        gap_choice;     /* what the gap statistic says, 1 too; 0: nothing, or not computed */
	double       hopkins, hopkins_deviation; /* choose.h; NAN: not computed */
	SegCrowdsFound crowds;
	SegNormalFound normal;
	const char  *other_way;      /* the algorithm that suits better than k-means, or NULL. "density-peaks": there are crowds, and what is suggested
	                              * does not follow them, but crosses valleys or divides crowds without a valley. "mixture": sweep->normal */
	char        *structure;      /* is there structure at all, in words; NULL: not looked at */
	gsize        n_looked_at;    /* users whom gap, stability, BIC and Hopkins looked at; 0: not computed */
	double       seconds;        /* of all of it */
	guint        k_max_asked;    /* before options.k_max was lowered to what the users allow */
} SegSweep;

/**
 * Clusters for every k of a range with k-means and judges each.
 *
 * Distances between rows do not depend on k: one pass over the pairs serves the silhouettes of all k.
 * The recommendation follows from the votes of the indices (choose.h adds more of them), the sizes of segments and the limits; the
 * reason says so, and names what speaks against it.
 * NULL with SEG_ERROR_ARGUMENT (range; fewer than 3 different rows) or SEG_ERROR_CANCELLED.
 * Cost: the k-means runs + O(n^2 (d + number of k)) time, O(n * number of k) memory. Same bits for any thread count.
 * Source: Satopaa et al. 2011, "Finding a kneedle in a haystack", ICDCSW, 166-171 (elbow).
 */
SegSweep *seg_sweep (const SegMatrix *matrix, const SegSweepOptions *options, SegJob *job, GError **error);
void      seg_sweep_free (SegSweep *sweep);
/** Recommends anew within other limits (0: none); nothing is computed again. */
void      seg_sweep_limit (SegSweep *sweep, guint most_segments, gsize least_users);

/**
 * Judges the outcome of any algorithm as the sweep judges k-means: a sweep of one row, whose clustering has the noise as a
 * group of its own (indices and silhouettes are of the others; the noise's widths are NAN); or, of a dendrogram that was not
 * asked for a certain k, a row for each k of @options, of which one is suggested; or of any dendrogram one row for k_min = k_max.
 * NULL with SEG_ERROR_DATA (all is noise), SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED.
 */
SegSweep *seg_cluster_judge (const SegMatrix *matrix, const SegClusterModel *model, const SegSweepOptions *options, SegJob *job,
                             GError **error);
/** Cuts the dendrogram of @model into @k clusters: its clustering, rule, settings and findings are then of these. */
gboolean  seg_cluster_model_cut (SegClusterModel *model, const SegMatrix *matrix, guint k, SegJob *job, GError **error);

/** A model like @model, whose tree is cut into @clustering, one of seg_cluster_judge(): settings, findings and rule of that cut, a
 * copy of the tree, no clustering. The distances in @clustering become those of the model. NULL with SEG_ERROR_MEMORY, SEG_ERROR_CANCELLED. */
SegClusterModel *seg_cluster_model_recut (const SegClusterModel *model, const SegMatrix *matrix, SegClustering *clustering,
                                          SegJob *job, GError **error);
/** A model of a tree that was kept, cut into @k; @dendrogram is taken over, also when it fails. Errors as above. */
SegClusterModel *seg_cluster_model_of_tree (const SegClusterSettings *settings, SegDendrogram *dendrogram, const SegMatrix *matrix,
                                            guint k, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegClustering, seg_clustering_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSweep, seg_sweep_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegClusterModel, seg_cluster_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegClusterRule, seg_cluster_rule_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegDendrogram, seg_dendrogram_free)

G_END_DECLS

#endif
