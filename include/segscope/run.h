/* What a person asks of segments, and the runs that have been tried: kept in the workspace, to compare. */
#ifndef SEGSCOPE_RUN_H
#define SEGSCOPE_RUN_H

#include <segscope/choose.h>
#include <segscope/segment.h>

G_BEGIN_DECLS

/** The limits kept for this workspace into @options (0 each where there are none). */
gboolean seg_limits_read (SegWorkspace *workspace, SegSweepOptions *options, GError **error);
/** Keeps them; 0: no limit. One transaction, audited. */
gboolean seg_limits_write (SegWorkspace *workspace, guint most_segments, gsize least_users, GError **error);

/* One clustering that was tried. Figures are NAN where they were not measured. */
typedef struct {
	gint64   id, trial;     /* runs that were made together (a sweep) share the trial: the id of the first */
	gint64   feature_set_id;
	char    *feature_set;   /* its name then */
	char    *selection;     /* JSON */
	guint    n_features;
	char    *fingerprint;   /* of the matrix */
	char    *algorithm, *options; /* JSON: parameters by name, as text */
	gint64   seed;
	guint    k;             /* groups; users who fit none are one */
	gint64   n_users, smallest;
	double   inertia, silhouette, silhouette_error, calinski_harabasz, davies_bouldin, gap, gap_error, bic;
	char    *bic_shape;     /* or NULL */
	double   stability;     /* lowest mean Jaccard of its segments */
	double   returned;      /* share of the resamples in which all came back */
	gboolean recommended;
	char    *reason;        /* of what is recommended, in words; else "" */
	double   seconds;
	gint64   created_at;
	gboolean stale;         /* the features were computed again since, or are gone */
} SegRun;

void seg_run_free (SegRun *run);
/** The algorithm and its options in words, as seg_cluster_settings_words(). Owned. */
char *seg_run_options_words (const SegRun *run);

/**
 * Keeps every row of @sweep as a run, one transaction. An older run of the same values with the same options gives way, unless it is of
 * a sweep or has a gap, BIC or stability, and @sweep is a single row without these.
 *
 * @model: what clustered, or NULL for the k-means of the sweep. @matrix: of @set with @selection. @trial: (out) id, or NULL.
 * Cost: about 1 byte a user and run.
 */
gboolean seg_runs_keep (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const SegFeatureMatrix *matrix,
                        const SegClusterModel *model, const SegSweep *sweep, SegJob *job, gint64 *trial, GError **error);

/** The runs that are kept, newest trial first and in it by k: GPtrArray of SegRun*, owned. @all: else only those recommended or alone. */
GPtrArray *seg_runs (SegWorkspace *workspace, gboolean all, GError **error);
/** NULL with SEG_ERROR_NOT_FOUND. */
SegRun    *seg_run_load (SegWorkspace *workspace, gint64 id, GError **error);
/** Deletes a run, or, with @whole_trial, all that were made with it. SEG_ERROR_NOT_FOUND. One transaction. */
gboolean   seg_run_delete (SegWorkspace *workspace, gint64 id, gboolean whole_trial, GError **error);

/** The labels of a run: @user_ids (owned, ascending) and labels 0..k-1 (owned), *@n of each. FALSE with @error. */
gboolean   seg_run_labels (SegWorkspace *workspace, gint64 id, gint64 **user_ids, gint32 **labels, gsize *n, GError **error);

/* Two runs side by side, over the users that both have. */
typedef struct {
	SegRun       *first, *second;
	SegAgreement *agreement;
	gsize         n_only_first, n_only_second;
} SegRunComparison;

/** NULL with SEG_ERROR_NOT_FOUND, SEG_ERROR_ARGUMENT (no user in both), SEG_ERROR_CANCELLED. */
SegRunComparison *seg_runs_compare (SegWorkspace *workspace, gint64 first, gint64 second, SegJob *job, GError **error);
void              seg_run_comparison_free (SegRunComparison *comparison);

/**
 * Keeps run @id as the segmentation @name. Of k-means the labels are taken as they are; other algorithms run again, which gives the
 * same bits.
 * Returns its id, or 0 as seg_segmentation_save(), or with SEG_ERROR_DATA: features or users have changed since, or other segments come out.
 */
gint64 seg_run_save (SegWorkspace *workspace, gint64 id, const char *name, gboolean replace, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRun, seg_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRunComparison, seg_run_comparison_free)

G_END_DECLS

#endif
