/* What the files of this folder share: the rows cut into tiles, the kernels that run over tiles, and the steps of k-means.
 *
 * A tile holds SEG_TILE_ROWS rows column by column, so that a vector register holds one column of several rows and a loop
 * over columns needs neither gathers nor horizontal sums. Every sum in this folder has a fixed order: over columns first to
 * last, over rows within blocks of fixed size, over blocks first to last. So the bits depend neither on the number of
 * threads nor on which version of a kernel the processor gets. */
#ifndef SEG_CLUSTER_PRIVATE_H
#define SEG_CLUSTER_PRIVATE_H

#include <segscope/cluster.h>
#include <segscope/processor.h>
#include <segscope/random.h>
#include <segscope/rule_edit.h>

#include <stdatomic.h>

#define SEG_TILE_ROWS 32
#define SEG_MAX_TRIALS 32 /* rows on trial for one centre of a start: 2 + ln k of them, so never so many */

/** FALSE with SEG_ERROR_CANCELLED once @job was cancelled; unlike seg_job_proceed() any thread may call it. */
static inline gboolean
seg_job_goes_on (SegJob *job, GError **error)
{
	return !seg_job_is_cancelled (job) || seg_job_proceed (job, 0, NULL, error);
}

/* Checks at the public doors (check.c) ----------------------------------------------------------------------------- */

/** Rows and columns there, all values finite and small enough to be squared; else FALSE with SEG_ERROR_DATA
 * or SEG_ERROR_CANCELLED. */
gboolean seg_cluster_check_matrix (const SegMatrix *matrix, SegJob *job, GError **error);
/** k from 2 to the rows, restarts and passes at least 1; else FALSE with SEG_ERROR_ARGUMENT. */
gboolean seg_cluster_check_options (const SegMatrix *matrix, const SegClusterOptions *options, GError **error);
/** The number of different rows, counted no further than @limit. FALSE with SEG_ERROR_CANCELLED or SEG_ERROR_MEMORY. */
gboolean seg_cluster_count_distinct (const SegMatrix *matrix, gsize limit, SegJob *job, gsize *n_distinct, GError **error);
/** At least @k different rows; else FALSE with SEG_ERROR_ARGUMENT, which says how many there are. */
gboolean seg_cluster_check_distinct (const SegMatrix *matrix, guint k, SegJob *job, GError **error);

/* Progress of work that several threads share (progress.c) ----------------------------------------------------------
 * A job belongs to one thread, so only the thread that started the work reports; the others count. */
typedef struct {
	SegJob       *job;
	GThread      *owner;
	const char   *phrase;
	gsize         total;
	atomic_size_t done;
} SegProgress;

void     seg_progress_init (SegProgress *progress, SegJob *job, gsize total, const char *phrase);
/** Counts @units as done; FALSE once the job was cancelled. */
gboolean seg_progress_advance (SegProgress *progress, gsize units);
/** After the work: TRUE, or FALSE with SEG_ERROR_CANCELLED. Owner only. */
gboolean seg_progress_finish (SegProgress *progress, GError **error);

/* Tiles (tiles.c) -------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegMatrix *matrix; /* borrowed: the same rows, row by row */
	gsize   n_padded;        /* rows rounded up to whole tiles; the lanes beyond the last row are 0 */
	double *values;          /* tile after tile, each n_columns x SEG_TILE_ROWS; 64-byte aligned */
	/* With seg_tiles_add_singles(): */
	float  *singles;         /* the same in single precision, less the mean of the rows */
	double *mean;            /* n_columns */
	double  mean_length;
	double *reaches;         /* n_tiles: how far the farthest row is from the mean */
	double  *tops;           /* n_columns: the greatest absolute value */
	double  squares;         /* sum of the squared distances from the mean */
} SegTiles;

/** NULL with SEG_ERROR_MEMORY or SEG_ERROR_CANCELLED. */
SegTiles *seg_tiles_new (const SegMatrix *matrix, SegJob *job, GError **error);
void      seg_tiles_free (SegTiles *tiles);
/** Adds what k-means needs besides (singles.c). FALSE with SEG_ERROR_MEMORY or SEG_ERROR_CANCELLED. */
gboolean  seg_tiles_add_singles (SegTiles *tiles, SegJob *job, GError **error);
/** The two of them in one. */
SegTiles *seg_tiles_new_with_singles (const SegMatrix *matrix, SegJob *job, GError **error);
/** Only these: tiles->values is NULL. */
SegTiles *seg_tiles_new_of_singles (const SegMatrix *matrix, SegJob *job, GError **error);

static inline const double *
seg_tiles_at (const SegTiles *tiles, gsize row)
{
	return tiles->values + row * tiles->matrix->n_columns; /* row is a multiple of SEG_TILE_ROWS */
}

/** So many bytes, 64-byte aligned, not cleared; NULL with SEG_ERROR_MEMORY. Free with free(). */
void   *seg_aligned_bytes (gsize bytes, GError **error);
/** The same for @n values. */
double *seg_aligned_new (gsize n, GError **error);
/** The same for the scratch of one block, whose size does not grow with the rows: like g_malloc() it never fails. */
double *seg_aligned_small (gsize n);
/** Cuts rows @first..@last-1 into tiles at @out; lanes beyond @last are 0. */
void    seg_tiles_fill (const SegMatrix *matrix, gsize first, gsize last, double *out);
/** One tile of the @n <= SEG_TILE_ROWS rows listed in @rows. */
void    seg_tiles_gather (const SegMatrix *matrix, const gsize *rows, gsize n, double *out);

/* Kernels (kernel.c) ----------------------------------------------------------------------------------------------- */

/* Lanes @first..@last-1 of a tile: rows of one run (see silhouette-plan.h). */
typedef struct {
	guint32 run;
	guint8  first, last;
} SegStretch;

typedef struct {
	/* The nearest of @k centres (k x n_columns) for each lane of @n_tiles tiles: squared distance and number. */
	void (*nearest) (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k,
	                 double *squared, gint32 *labels);
	/* The cluster in which each row costs least: squared distance times @stay of its own cluster (@labels), times @join of
	 * any other. */
	void (*cheapest) (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k,
	                  const double *stay, const double *join, const gint32 *labels, gint32 *best);
	/* The sum of the lanes of @n_tiles tiles of one column. */
	double (*sum) (const double *values, gsize n_tiles);
	/* @sums[p]: sum over the lanes of min (@nearest, squared distance to point p), of @n_points <= SEG_MAX_TRIALS points. */
	void (*potentials) (const double *tiles, gsize n_tiles, gsize n_columns, const double *points, guint n_points,
	                    const double *nearest, double *sums);
	/* @nearest: lowered to the squared distance to @point where that is less. Returns the sum of @nearest. */
	double (*approach) (const double *tiles, gsize n_tiles, gsize n_columns, const double *point, double *nearest);
	/* Adds @row to the sums @coarse and @fine: what of each value is a multiple of the column's unit, and what is not. @magic: 1.5 x
	 * 2^52 units of each column (assign.c). */
	void (*add_row) (const double *row, gsize n_columns, const double *magic, double *coarse, double *fine);
	/* The same, and takes it from other such sums. */
	void (*move_row) (const double *row, gsize n_columns, const double *magic, double *from_coarse, double *from_fine,
	                  double *to_coarse, double *to_fine);
	/* For the lanes of one tile, the distances to the rows of runs @first..@last-1: run r is rows @starts[r] up to
	 * @starts[r + 1], and its sum is added to each of the sums (SEG_TILE_ROWS lanes each) with the numbers
	 * @slots[r * n_slots ..]. */
	void (*sum_runs) (const double *tile, gsize n_columns, const double *rows, const gsize *starts, gsize first, gsize last,
	                  const guint32 *slots, guint n_slots, double *sums);
	/* The distances of the lanes of a tile to the rows of another, summed both ways: @tile_totals: for each of @row_stretches
	 * what each lane is away from its rows; @row_totals: for each of @tile_stretches what each row is away from its lanes. */
	void (*pair_sums) (const double *tile, gsize n_columns, const double *rows, const SegStretch *tile_stretches,
	                   gsize n_tile_stretches, const SegStretch *row_stretches, gsize n_row_stretches, double *tile_totals,
	                   double *row_totals);
	/* Adds the lanes of @totals to those of @open. */
	void (*add_totals) (const double *totals, double *open);
	/* Of @n_levels of groups, each group part of one of the level before (silhouette_pairs.c), those from level @from on are complete:
	 * adds the lanes of their totals @open to the sums with the numbers @slots and to the level before, and clears them. */
	void (*close_groups) (double *open, guint from, guint n_levels, const guint32 *slots, double *sums);
} SegKernel;

/** The version for seg_processor(), as with the other kernels of this folder. */
const SegKernel *seg_kernel (void);

/** How much longer this machine takes than the one the estimates' constants were measured on; measured once (speed.c). */
double seg_cluster_slowness (void);

/* Steps of k-means ------------------------------------------------------------------------------------------------- */

/* One pass over the rows (assign.c): labels, and per block what they add up to. The sums follow the rows that change
 * sides; they are kept in pairs (coarse, fine) without rounding errors, so that the way there leaves no trace in them. */
typedef struct {
	const SegTiles *tiles;
	guint    k;
	gsize    block_rows, n_blocks;
	gint32  *labels;    /* n_padded: of the last pass; before the first -1 */
	gint32  *fresh;     /* n_padded: of the pass under way */
	double  *squared;   /* n_padded: squared distance to the nearest centre, by seg_assignment_measure() */
	double  *magic;     /* n_columns: 1.5 x 2^52 units, so coarse that no sum of a block is rounded */
	double  *sums;      /* n_blocks x 2 x k x n_columns: of the rows of each label; coarse, then fine */
	gsize   *counts;    /* n_blocks x k */
	gsize   *changes;   /* n_blocks: rows that changed sides in the last pass */
	struct SegPackedCentres *packed; /* of the pass under way (nearest-kernel.h) */
} SegAssignment;

SegAssignment *seg_assignment_new (const SegTiles *tiles, guint k, GError **error);
void     seg_assignment_free (SegAssignment *assignment);
/** Forgets the labels, for another start. */
void     seg_assignment_reset (SegAssignment *assignment);
/** Assigns every row to its nearest centre and adds up; FALSE when @job was cancelled on the way. */
gboolean seg_assignment_pass (SegAssignment *assignment, const double *centres, SegJob *job);
/** Fills assignment->squared for @centres, those of the last pass. */
void     seg_assignment_measure (SegAssignment *assignment, const double *centres);
/** Gives @row another label. */
void     seg_assignment_move (SegAssignment *assignment, gsize row, guint label);
/** Sums (k x n_columns; @rests: what they cannot hold) and sizes (k) of the clusters over all blocks; returns how many rows changed
 * sides. */
gsize    seg_assignment_gather (const SegAssignment *assignment, double *sums, double *rests, gsize *counts);
/** The inertia about @centres of clusters with these sums and sizes: it follows from them and from the squares of all rows. */
double   seg_assignment_inertia (const SegAssignment *assignment, const double *centres, const double *sums, const double *rests,
                                 const gsize *counts);

/** Centres of one start (kmeans_start.c) by greedy k-means++ into @centres (k x n_columns). FALSE with an error. */
gboolean seg_kmeans_plus_plus (const SegTiles *tiles, guint k, SegRandom *random, SegJob *job, double *centres,
                               GError **error);
/** Puts one of the @centres, taken at random, somewhere else: where greedy k-means++ would put the last one. */
gboolean seg_kmeans_swap (const SegTiles *tiles, guint k, SegRandom *random, SegJob *job, double *centres, GError **error);

/* Lloyd's iteration over a scratch object (kmeans.c). */
typedef struct {
	SegAssignment *assignment;
	double  *centres;   /* k x n_columns: those of the next pass */
	double  *sums, *rests; /* k x n_columns each, of the last pass */
	gsize   *counts;    /* k */
	double   inertia;   /* of the last pass, about the centres it used */
	guint    passes;
	gboolean converged;
} SegKmeans;

SegKmeans *seg_kmeans_new (const SegTiles *tiles, guint k, GError **error);
void       seg_kmeans_free (SegKmeans *state);
/** Begins again from @centres (k x n_columns). */
void       seg_kmeans_begin (SegKmeans *state, const double *centres);
/** One assignment pass, then new centres. FALSE when @job was cancelled on the way. */
gboolean   seg_kmeans_step (SegKmeans *state, SegJob *job);


#define SEG_ITERATE_UNITS 1000
/**
 * Steps until nothing changes, or a step lowers the inertia by less than the share @least_gain, or it seems out of reach to
 * get down to @target (INFINITY: none), or @max_passes are done. Counts SEG_ITERATE_UNITS of @progress. FALSE when cancelled.
 */
gboolean   seg_kmeans_iterate (SegKmeans *state, guint max_passes, double least_gain, double target, SegProgress *progress);

/** Moves single rows of a converged @state while that lowers the inertia (moves.c). Returns how many moved. */
gsize      seg_kmeans_move_rows (SegKmeans *state, SegJob *job);

#define SEG_SEARCH_SAMPLE_ROWS 32768
/**
 * Rough @centres (k x n_columns) from so many rows of @matrix drawn by @random: k-means++, then passes while they lower the inertia
 * by the share @least_gain (search_sample.c). Counts SEG_ITERATE_UNITS of @progress. FALSE with an error, or when cancelled.
 */
gboolean   seg_kmeans_sample_start (const SegMatrix *matrix, const SegClusterOptions *options, double least_gain, SegRandom *random,
                                    double *centres, SegProgress *progress, GError **error);

/** seg_kmeans() without its checks, on rows already cut into tiles (search.c). */
SegClustering *seg_kmeans_search (const SegTiles *tiles, const SegClusterOptions *options, SegJob *job, GError **error);

/** A clustering from labels in 0..k-1 (clustering.c; copied): sizes, centroids, distances, inertia. NULL with an error. */
SegClustering *seg_clustering_new (const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, GError **error);
/** Numbers the clusters by falling size, ties by their centroids. */
void           seg_clustering_renumber (SegClustering *clustering);
/** The same; @number: (out) k, the new number of each cluster. */
void           seg_clustering_renumber_to (SegClustering *clustering, gint32 *number);

/* Algorithms (one file each), and what they share (settings.c, model.c, rule.c) ------------------------------------------ */

extern const SegClusterAlgorithm seg_algorithm_kmeans, seg_algorithm_ward, seg_algorithm_average, seg_algorithm_complete,
	seg_algorithm_single, seg_algorithm_dbscan, seg_algorithm_hdbscan, seg_algorithm_peaks, seg_algorithm_mixture, seg_algorithm_limits,
	seg_algorithm_kmedians, seg_algorithm_spherical, seg_algorithm_prototypes, seg_algorithm_minibatch;

SegClusterModel *seg_cluster_model_new (const SegClusterSettings *settings);
/** Adds to @model->findings. @words: taken over. */
void seg_cluster_model_add (SegClusterModel *model, const char *name, const char *label, double value, char *words);
/** Makes model->clustering from @labels in -1..k-1, numbers the clusters by falling size, and changes @labels accordingly.
 * @number: (out) k: the new number of each cluster, or NULL. */
gboolean seg_cluster_model_take_labels (SegClusterModel *model, const SegMatrix *matrix, gint32 *labels, guint k, gint32 *number,
                                        SegJob *job, GError **error);
/** Says of the tree of @model, cut into @k: the heights about the cut among the findings, k and perhaps the height in the settings. */
void     seg_cluster_model_say_cut (SegClusterModel *model, guint k);
/** Whether the settings of a tree say Gower's dissimilarity. */
gboolean seg_settings_are_gower (const SegClusterSettings *settings);
/** The rule of a tree by Gower's dissimilarity, cut into @clustering, whose distances become such ones (hierarchical/gower.c). */
gboolean seg_gower_make_rule (SegClusterModel *model, const SegMatrix *matrix, SegClustering *clustering, SegJob *job, GError **error);
/** Makes model->rule with the matrix "centroids" of model->clustering. */
gboolean seg_cluster_model_make_rule (SegClusterModel *model, GError **error);

SegClusterRule  *seg_cluster_rule_new (const SegClusterAlgorithm *algorithm);
/** Adds @matrix, which is taken over, as @name (static). */
void             seg_cluster_rule_take (SegClusterRule *rule, const char *name, SegMatrix *matrix);
/** NULL: there is none of that name. */
const SegMatrix *seg_cluster_rule_get (const SegClusterRule *rule, const char *name);
/** The algorithm that made it. */
const SegClusterAlgorithm *seg_cluster_rule_algorithm (const SegClusterRule *rule);
/** The same in place of the matrix of that name, if there is one. */
void             seg_cluster_rule_replace (SegClusterRule *rule, const char *name, SegMatrix *matrix);
/** Matrix number @number, from 0; NULL: there are no more. */
const SegMatrix *seg_cluster_rule_part (const SegClusterRule *rule, guint number, const char **name);
/** Whether the algorithm can assign by it. */
gboolean         seg_cluster_rule_check (const SegClusterRule *rule);
/** What rules are that people edited (rule_edit.c). In no table: nothing is clustered by it. */
extern const SegClusterAlgorithm seg_rule_edited;
/** A copy of the matrix; NULL with SEG_ERROR_MEMORY. */
SegMatrix       *seg_matrix_copy_of (const SegMatrix *matrix, GError **error);

/* A merge on its way into a dendrogram (dendrogram.c). */
typedef struct {
	double height;
	gint32 a, b;  /* any row of each of the two */
	gint32 order; /* filled by seg_dendrogram_new() */
} SegMerge;

/** Room for a tree of @n_rows, not filled. NULL with SEG_ERROR_MEMORY. */
SegDendrogram *seg_dendrogram_empty (gsize n_rows, GError **error);
/** The tree cut into @k, clusters numbered by falling size. NULL with an error. */
SegClustering *seg_dendrogram_clustering (const SegMatrix *matrix, const SegDendrogram *dendrogram, guint k, SegJob *job, GError **error);
/** Sorts the n_rows - 1 @merges by height (those of equal height as they were found; a cluster's own merges must have been
 * found before it was merged and not be higher) and numbers the nodes. NULL with SEG_ERROR_MEMORY. */
SegDendrogram *seg_dendrogram_new (SegMerge *merges, gsize n_rows, GError **error);
/** Root of @node in a forest of parents, which is shortened on the way. */
gint32         seg_union_root (gint32 *parents, gint32 node);

static inline gint32
seg_dendrogram_size (const SegDendrogram *dendrogram, gint32 node)
{
	return (gsize) node < dendrogram->n_rows ? 1 : dendrogram->sizes[(gsize) node - dendrogram->n_rows];
}

/* Judging ---------------------------------------------------------------------------------------------------------- */

/* One of the labellings whose silhouettes are computed together (silhouette.c). */
typedef struct {
	const gint32 *labels; /* n, in 0..k-1 */
	guint         k;
	double       *widths; /* (out) n_queries */
} SegLabelling;

/**
 * Silhouette widths of the rows @queries (ascending; NULL: all rows, @n_queries of them) under every labelling, each against
 * all rows. The distances are computed once for all labellings. FALSE with an error; widths then undefined.
 */
gboolean seg_silhouettes (const SegMatrix *matrix, const SegLabelling *labellings, guint n_labellings, const gsize *queries,
                          gsize n_queries, SegJob *job, GError **error);

/**
 * For each of the rows @queries (ascending) the sum of its distances to the rows of every cluster of @labels (0..k-1): @sums, n_queries x k. FALSE with
 * an error; sums then undefined.
 */
gboolean seg_distance_sums (const SegMatrix *matrix, const gint32 *labels, guint k, const gsize *queries, gsize n_queries, SegJob *job,
                            double *sums, GError **error);
/** seg_partitions_widths() of a sample (partition_sample.c). */
gboolean seg_partitions_sample (const SegMatrix *matrix, const gint32 *const *labels, const guint *ks, guint n, const SegWidthsSample *sample,
                                SegJob *job, SegPartitionWidths *widths, GError **error);

/* Indices that need only centroids and distances to them (indices.c). */
double seg_calinski_harabasz (const SegClustering *clustering, const SegMatrix *matrix);
double seg_davies_bouldin (const SegClustering *clustering);

/** Index of the knee of a falling convex curve by kneedle with @sensitivity (knee.c), or -1. */
gssize seg_knee (const double *x, const double *y, gsize n, double sensitivity);

/* Some rows of every stratum (choose/strata.c). */
typedef struct {
	guint   k;
	gsize   n;       /* rows drawn */
	gsize  *rows;    /* n, ascending */
	guint  *of;      /* n: the stratum of each */
	double *shares;  /* k: of all rows */
	gsize  *sizes, *sampled; /* k: rows there are, rows drawn */
} SegStrata;

/** About @wanted rows; the segments of @finest are the strata. NULL with SEG_ERROR_MEMORY. */
SegStrata *seg_strata_draw (const SegClustering *finest, gsize wanted, SegRandom *random, GError **error);
/** The same of labels 0..k-1, with at least @least rows of each label, or all it has. */
SegStrata *seg_strata_draw_labels (const gint32 *labels, gsize n_rows, guint k, gsize wanted, gsize least, SegRandom *random, GError **error);
void       seg_strata_free (SegStrata *strata);
/** The mean over all rows and its standard error, from @values of the rows drawn. */
void       seg_strata_mean (const SegStrata *strata, const double *values, double *mean, double *error);

/** The sample for silhouettes, of the segments of the last row of @sweep; NULL in *@strata: all rows. Fills n_sampled and exact. */
gboolean seg_sweep_sample (SegSweep *sweep, SegStrata **strata, GError **error);
/** Silhouettes of all rows of @sweep, whose clusterings are there: of the users in @strata, or of all for NULL. */
gboolean seg_sweep_measure (SegSweep *sweep, const SegMatrix *matrix, const SegStrata *strata, SegJob *job, GError **error);
/** The indices of @row that need only its centroids, and its smallest cluster; those that need more are NAN. */
void     seg_sweep_row_measure (SegSweepRow *row, const SegMatrix *matrix);
/** The part of seg_sweep() before the silhouettes. @watch: called after each k, or NULL. */
SegSweep *seg_sweep_cluster (const SegMatrix *matrix, const SegSweepOptions *options, void (*watch) (const SegSweepRow *, gpointer),
                             gpointer watch_data, SegJob *job, GError **error);
/** The share of the time that seg_sweep_cluster() takes when the silhouettes follow. */
double    seg_sweep_cluster_share (const SegMatrix *matrix, const SegSweepOptions *options);
/** Judges a run that is not Euclidean by its own distance: the only row of @sweep (judge_distance.c). FALSE with an error. */
gboolean seg_judge_in_distance (SegSweep *sweep, const SegMatrix *matrix, const SegClusterModel *model, SegJob *job, GError **error);
/** Silhouettes of all rows of @sweep, cuts of Gower's tree; of a random sample where there are more users than the sweep measures
 * exactly. FALSE with an error. */
gboolean seg_judge_cuts_in_distance (SegSweep *sweep, const SegMatrix *matrix, const SegClusterModel *model, SegJob *job, GError **error);
/** Silhouette widths in the space of k-medians, spherical k-means or k-prototypes (centres/algorithm_centres.c). */
gboolean seg_model_space_widths (const SegClusterModel *model, const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job,
                                 double *widths, GError **error);

/** Fills knee, suggested, runner_up, votes and reason of @sweep (choose/recommend.c). @k_max_asked: before it was lowered. */
void seg_sweep_suggest (SegSweep *sweep, guint k_max_asked);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTiles, seg_tiles_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAssignment, seg_assignment_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegKmeans, seg_kmeans_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegStrata, seg_strata_free)

#endif
