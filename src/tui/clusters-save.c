/* Keeping clusters as a segmentation: name, perhaps replace, job, then on to the segments. */
#include <config.h>
#include "clusters.h"

#include <segscope/run.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegTrialPlace place;
	char    *name;
	gboolean replace;
	gint64   id; /* once it is kept */
} Keep;

static Keep *
keep_new (const SegTrialPlace *place, const char *name, gboolean replace)
{
	Keep *keep = g_new0 (Keep, 1);

	seg_trial_place_take (&keep->place, place);
	keep->name = g_strdup (name);
	keep->replace = replace;
	return keep;
}

static void
free_keep (gpointer data)
{
	Keep *keep = data;

	seg_trial_place_clear (&keep->place);
	g_free (keep->name);
	g_free (keep);
}

/* The segments refer to the figures in the workspace: they must still be those that were clustered. */
static gboolean
check_figures (SegWorkspace *workspace, const SegTrial *trial, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, trial->set->id, error);

	if (set == NULL)
		return FALSE;
	if (!seg_trial_is_of_other_figures (trial, set))
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
	                     _("The features were computed again since these segments were found. Press r to find them again, then keep them."));
	return FALSE;
}

/* The model as it is, or, of a tree, as if it had been cut where the person looks. */
static gint64
keep_model (SegWorkspace *workspace, const Keep *keep, SegJob *job, GError **error)
{
	const SegTrial *trial = keep->place.trial;
	const SegSweepRow *row = seg_trial_row (trial, keep->place.row);
	g_autoptr (SegClusterModel) recut = NULL;

	if (trial->model->dendrogram != NULL
	    && (recut = seg_cluster_model_recut (trial->model, trial->matrix->scaled, row->clustering, job, error)) == NULL)
		return 0;
	return seg_segmentation_save_model (workspace, keep->name, trial->set, trial->set->selection, trial->matrix,
	                                    recut != NULL ? recut : trial->model, row->clustering, row->silhouette, row->widths, keep->replace, job,
	                                    error);
}

static gboolean
run_keep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Keep *keep = data;
	const SegTrial *trial = keep->place.trial;
	const SegSweepRow *row = seg_trial_row (trial, keep->place.row);
	const SegSweepOptions *used = &trial->sweep->options;
	SegClusterOptions options = { row->clustering->k, used->restarts, used->max_passes, used->seed };

	if (!check_figures (workspace, trial, error))
		return FALSE;
	if (trial->model != NULL) {
		keep->id = keep_model (workspace, keep, job, error);
		return keep->id != 0;
	}
	keep->id = seg_segmentation_save (workspace, keep->name, trial->set, trial->set->selection, trial->matrix, "k-means",
	                                  &options, row->clustering, row->silhouette, row->widths, keep->replace, job, error);
	return keep->id != 0;
}

static void
done_keep (SegView *view, gpointer data)
{
	const Keep *keep = data;
	guint k = seg_trial_k (keep->place.trial, keep->place.row);

	seg_say (view, ngettext ("Kept %u segment as \"%s\".", "Kept %u segments as \"%s\".", k), k, keep->name);
	seg_view_visit (view, "segments", "segmentation", keep->id);
}

static const SegWork keep_work = { N_("keeping the segments"), run_keep, done_keep, NULL, free_keep, TRUE, FALSE };

static void
replace (SegView *view, gpointer data)
{
	const Keep *asked = data;

	seg_view_run (view, &keep_work, keep_new (&asked->place, asked->name, TRUE));
}

/* The segmentation of that name, or NULL. */
static SegSegmentation *
find_taken (SegView *view, const char *name)
{
	return seg_segmentation_load (seg_view_workspace (view), name, NULL);
}

static void
ask_replace (SegView *view, const SegSegmentation *old, const Keep *asked)
{
	g_autofree char *day = seg_format_time (old->created_at);
	g_autofree char *question = g_strdup_printf (ngettext ("There is already \"%s\" with %u segment, kept on %s UTC. Replace it? Names and notes given to its segments are lost.",
	                                                       "There is already \"%s\" with %u segments, kept on %s UTC. Replace it? Names and notes given to its segments are lost.",
	                                                       old->segments->len), old->name, old->segments->len, day);
	g_autofree char *all = g_strdup_printf (_("%s To keep them, say no and press N on Segments, which makes the next version of \"%s\"."), question, old->name);

	seg_ask_yes (view, all, replace, keep_new (&asked->place, asked->name, TRUE), free_keep);
}

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	Keep *asked = data;
	g_autoptr (SegSegmentation) old = NULL;

	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed, for example Segments"));
		return FALSE;
	}
	g_free (asked->name);
	asked->name = g_strdup (text);
	if ((old = find_taken (view, text)) != NULL) {
		if (!seg_segmentation_name_is_free (seg_view_workspace (view), text, TRUE, error))
			return FALSE; /* a campaign needs the old one */
		ask_replace (view, old, asked);
	} else
		seg_view_run (view, &keep_work, keep_new (&asked->place, text, FALSE));
	return TRUE;
}

static void
ask_name (SegView *view, gpointer data)
{
	const SegTrialPlace *place = &((const Keep *) data)->place;
	guint k = seg_trial_k (place->trial, place->row);
	g_autofree char *title = g_strdup_printf (ngettext ("Name under which to keep the %u segment", "Name under which to keep the %u segments", k), k);

	seg_ask_line (view, title, _("Users, recommendations and campaigns then work with them. Each segment can be named afterwards."),
	              _("Segments"), accept_name, keep_new (place, NULL, FALSE), free_keep);
}

/* The run that the clusters at @place were kept as; 0: it is not kept. */
static gint64
find_run (SegView *view, const SegTrialPlace *place)
{
	g_autoptr (GPtrArray) runs = place->trial->runs != 0 ? seg_runs (seg_view_workspace (view), TRUE, NULL) : NULL;

	for (guint i = 0; runs != NULL && i < runs->len; i++) {
		const SegRun *run = runs->pdata[i];

		if (run->trial == place->trial->runs && run->k == seg_trial_k (place->trial, place->row))
			return run->id;
	}
	return 0;
}

void
seg_clusters_save (SegView *view, const SegTrialPlace *place)
{
	if (place->trial->keeping) /* until it is kept nobody could say whose next version it can be */
		seg_say (view, "%s", _("What was found is being put into the table of runs; press the key again in a moment."));
	else if (!seg_view_is_at (view, &keep_work))
		seg_clusters_ask_next (view, find_run (view, place), ask_name, keep_new (place, NULL, FALSE), free_keep);
}
