/* What the files of the Clusters screen share: the outcome of one sweep over k, and the views that show parts of it. */
#ifndef SEG_CLUSTERS_H
#define SEG_CLUSTERS_H

#include <segscope/choose.h>
#include <segscope/feature.h>
#include <segscope/segment.h>

#include "screens.h"

/* What was found out about one selection of features. Nothing in it changes once it is made, so that views and jobs hold
 * it together, but what is recommended, when limits change: on the interface thread, and while no job runs. It lives for this session only. */
typedef struct SegTrial {
	SegFeatureSet    *set;       /* as it was then, its selection included */
	SegFeatureMatrix *matrix;
	SegClusterModel  *model;     /* NULL: k-means, by the sweep */
	SegSweep         *sweep;
	GPtrArray        *previews;  /* of GPtrArray of SegSegmentPreview*: for each row of the sweep */
	gsize             n_gone;    /* of a tree that was kept: users who are not there any more */
	gboolean          figures_changed; /* likewise: users have other values now */
	struct SegTrial  *base;      /* owns set, matrix and model; NULL: they are its own */
	gint64            runs;      /* the trial (run.h) its runs are kept as, 0: they are not yet; interface thread */
	gboolean          keeping;   /* that is under way; interface thread */
} SegTrial;

/** Worker thread: reads the newest feature set, clusters by @settings (k-means: for every k of @options), previews the segments. */
SegTrial *seg_trial_make (SegWorkspace *workspace, const SegChooseOptions *options, const SegClusterSettings *settings, SegJob *job,
                          GError **error);
/** Worker thread: the tree of @base cut into @k segments. */
SegTrial *seg_trial_cut (SegTrial *base, guint k, SegJob *job, GError **error);
/** Worker thread: the tree that was kept with a segmentation, cut as it was. */
SegTrial *seg_trial_load (SegWorkspace *workspace, gint64 segmentation_id, const SegSweepOptions *options, SegJob *job, GError **error);
SegTrial *seg_trial_ref (SegTrial *trial);
void        seg_trial_unref (SegTrial *trial);

static inline const SegSweepRow *
seg_trial_row (const SegTrial *trial, guint row)
{
	return &trial->sweep->rows[row];
}

static inline guint
seg_trial_k (const SegTrial *trial, guint row)
{
	return trial->sweep->rows[row].clustering->k;
}

static inline const GPtrArray *
seg_trial_preview (const SegTrial *trial, guint row)
{
	return trial->previews->pdata[row];
}

/** The algorithm, and from what it began where not from every user. */
char *seg_trial_way (const SegTrial *trial);
/** Whether @trial was made from other figures than those of @set (@set may be NULL). */
gboolean seg_trial_is_of_other_figures (const SegTrial *trial, const SegFeatureSet *set);
/** Whether other features are chosen in @set now. */
gboolean seg_trial_is_of_other_choice (const SegTrial *trial, const SegFeatureSet *set);

/** "0.41", "0.41 ± 0.003" (95 %) */
char *seg_trial_silhouette (const SegSweepRow *row);

/* The argument of the views below: one k of a trial. Copied by open(). */
typedef struct {
	SegTrial *trial;
	guint       row;
} SegTrialPlace;

void seg_trial_place_take (SegTrialPlace *place, const SegTrialPlace *argument);
void seg_trial_place_clear (SegTrialPlace *place);
/** Another k, @step up or down, as far as there is one; TRUE when it has changed. */
gboolean seg_trial_place_move (SegTrialPlace *place, int step);

/* The users who fit worst, as a list. (silhouette-worst.c) */
typedef struct SegWorstUsers SegWorstUsers;

SegWorstUsers *seg_worst_users_new (SegView *view);
void           seg_worst_users_free (SegWorstUsers *worst);
SegList       *seg_worst_users_list (SegWorstUsers *worst);
/** Those of @place, which must live on; @widths: of all users, or NULL: nobody. */
void           seg_worst_users_set (SegWorstUsers *worst, const SegTrialPlace *place, const double *widths);
/** Opens the page of the user under the cursor. */
gboolean       seg_worst_users_open (SegWorstUsers *worst);

/** Asks under which name, or as the next version of which segments; then keeps the clusters at @place and shows the segments. */
void seg_clusters_save (SegView *view, const SegTrialPlace *place);
/** Asks whether what run @run found is to be new segments, or the next version of some there are, which is then proposed. New, or there are none:
 * @keep_new is called with @data. (clusters-next.c) */
typedef void (*SegKeepNew) (SegView *view, gpointer data);
void seg_clusters_ask_next (SegView *view, gint64 run, SegKeepNew keep_new, gpointer data, GDestroyNotify free_data);

/* What a running sweep has found so far; worker and interface share it. (clusters-preview.c) */
typedef struct SegClustersPreview SegClustersPreview;

SegClustersPreview *seg_clusters_preview_new (void);
SegClustersPreview *seg_clusters_preview_ref (SegClustersPreview *preview);
void                seg_clusters_preview_unref (SegClustersPreview *preview);
/** A SegChooseWatch; @data: the preview. */
void                seg_clusters_preview_add (const SegSweepRow *row, gpointer data);
/** How many k are there, and copies of them with their simplified silhouettes (owned by the caller), where @k is not NULL. */
guint               seg_clusters_preview_read (SegClustersPreview *preview, double **k, double **simplified);

/* Every way that was tried (ways-view.c). */
typedef struct SegTried SegTried;

void seg_tried_unref (SegTried *tried);
/** The sweep by k-means; NULL: not yet tried. Belongs to @tried. */
const SegSweep *seg_tried_sweep (const SegTried *tried);

/* What the main view knows. */
typedef struct {
	SegChooseOptions options;
	SegClusterSettings settings; /* the algorithm and its parameters */
	SegFeatureSet  *set;      /* the newest, as of the last refresh; NULL: none */
	SegTrial     *trial;  /* NULL: nothing was run */
	SegList        *list;     /* a row for each k */
	SegClustersPreview *preview; /* of the run under way or the last one; NULL: none yet */
	guint           index;    /* the curve beside the inertia, see seg_clusters_next_index() */
	SegTried       *tried;    /* NULL: not yet */
	gboolean        stopped;
	char           *text;     /* of an empty screen, or the warning; kept for drawing */
} SegClustersState;

/** A row for each k of *@trial, which may be NULL and change. (clusters-list.c) */
SegList *seg_clusters_list_new (SegTrial **trial);
/** There is another @trial: the cursor goes to the k it suggests. */
void     seg_clusters_list_changed (SegList *list, const SegTrial *trial);

/** Jobs and questions of a view whose state is a SegClustersState. (clusters-run.c) */
void     seg_clusters_run (SegView *view);
gboolean seg_clusters_is_running (SegView *view);
/** Keeps the runs of the trial that is shown; those already kept give way. */
void     seg_clusters_remember (SegView *view);
void     seg_clusters_ask_range (SegView *view);
void     seg_clusters_ask_option (SegView *view);
/** Whether k-means is chosen, which is tried for a range of k. */
gboolean seg_clusters_is_kmeans (const SegClustersState *state);
/** Cuts the tree of the trial that is shown into @k segments. */
void     seg_clusters_cut (SegView *view, guint k);

/** Limits, kept in the workspace. (clusters-limits.c) */
void     seg_clusters_ask_limits (SegView *view);

/** Reads the tree that was kept with a segmentation and shows it; or asks which first. */
void     seg_clusters_open_tree (SegView *view, gint64 segmentation_id);
void     seg_clusters_ask_tree (SegView *view);

/** Which algorithm, then its parameters; or these alone. Runs it when the person says so. (clusters-algorithm.c) */
void     seg_clusters_ask_algorithm (SegView *view);
void     seg_clusters_ask_parameters (SegView *view);

/* The parts of the main view. (clusters-draw.c) */
typedef struct {
	const SegTrial *trial;
	guint       row;      /* under the cursor */
	SegList    *list;
	const char *warning;  /* or NULL */
	guint       index;    /* the curve beside the inertia */
} SegClustersPicture;

/** The curves of the indices, as many as there is room for. (clusters-charts.c) */
void  seg_clusters_draw_curves (const SegClustersPicture *picture, SegCells *cells, SegRect rect);
/** The curve of a run that has not ended. */
void  seg_clusters_draw_preview_curve (SegClustersPreview *preview, SegCells *cells, SegRect rect);
/** The next index after @index (1: the silhouette) that is known of @trial. */
guint seg_clusters_next_index (const SegTrial *trial, guint index);

/** Asks for a feature and shows how it is spread within each segment. (clusters-spread.c) */
void seg_clusters_ask_spread (SegView *view, const SegTrialPlace *place);

void seg_clusters_draw (const SegClustersPicture *picture, SegCells *cells, SegRect rect, gboolean focused);
/** One line a segment: colour, number, name, users, share. Returns the lines drawn. */
int  seg_clusters_draw_segments (const GPtrArray *previews, SegCells *cells, SegRect rect, gssize marked);

#endif
