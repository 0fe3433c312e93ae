/* Running the sweep over k, and its options. */
#include <config.h>
#include "clusters.h"
#include "segments.h"

#include <segscope/run.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

/* Running ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegChooseOptions options;
	SegClusterSettings settings;
	SegClustersPreview *preview;
	SegTrial     *base; /* its tree is cut into so many: */
	guint         k;
	gint64        kept; /* the segmentation whose tree is read again; 0: none */
	SegTrial     *trial;
} Run;

static void
free_run (gpointer data)
{
	Run *run = data;

	seg_trial_unref (run->trial);
	seg_trial_unref (run->base);
	seg_clusters_preview_unref (run->preview);
	g_free (run);
}

/* Keeping what was tried --------------------------------------------------------------------------------------------- */

typedef struct {
	SegTrial *trial;
	gint64    id; /* it is kept as */
} Remember;

static gboolean
run_remember (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Remember *remember = data;
	const SegTrial *trial = remember->trial;

	return seg_runs_keep (workspace, trial->set, trial->set->selection, trial->matrix, trial->model, trial->sweep, job, &remember->id, error);
}

static void
done_remember (SegView *view, gpointer data)
{
	const Remember *remember = data;

	(void) view;
	remember->trial->runs = remember->id;
}

static void
free_remember (gpointer data)
{
	Remember *remember = data;

	remember->trial->keeping = FALSE;
	seg_trial_unref (remember->trial);
	g_free (remember);
}

static const SegWork remember_work = { N_("keeping the runs"), run_remember, done_remember, NULL, free_remember, TRUE, FALSE };

void
seg_clusters_remember (SegView *view)
{
	SegClustersState *state = view->state;

	Remember *remember = g_new (Remember, 1);

	*remember = (Remember) { seg_trial_ref (state->trial), 0 };
	remember->trial->keeping = TRUE;
	seg_view_run (view, &remember_work, remember);
}

/* The job ------------------------------------------------------------------------------------------------------------ */

static gboolean
run_sweep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Run *run = data;

	if (run->kept != 0) {
		run->trial = seg_trial_load (workspace, run->kept, &run->options.sweep, job, error);
		return run->trial != NULL;
	}
	run->trial = run->base != NULL ? seg_trial_cut (run->base, run->k, job, error)
	                               : seg_trial_make (workspace, &run->options, &run->settings, job, error);
	return run->trial != NULL;
}

/* The tree that was read again; another run would be by the same algorithm. */
static void
show_tree (SegView *view, SegClustersState *state)
{
	g_autofree char *gone = seg_format_integer ((gint64) state->trial->n_gone);

	state->settings = state->trial->model->settings;
	seg_cluster_settings_put (&state->settings, "k", NAN);
	seg_cluster_settings_put (&state->settings, "height", NAN);
	seg_view_push (view, &seg_dendrogram_view, &(SegTrialPlace) { state->trial, 0 });
	if (state->trial->n_gone > 0)
		seg_say (view, ngettext ("%s user of the tree is not there any more and was left out.",
		                         "%s users of the tree are not there any more and were left out.", (gulong) state->trial->n_gone), gone);
	else if (state->trial->figures_changed)
		seg_say (view, "%s", _("The tree is as it was kept; users have other figures now, and segments are measured by those."));
}

static void
done_sweep (SegView *view, gpointer data)
{
	SegClustersState *state = view->state;
	Run *run = data;

	seg_trial_unref (state->trial);
	state->trial = g_steal_pointer (&run->trial);
	state->stopped = FALSE;
	seg_clusters_list_changed (state->list, state->trial);
	if (run->kept != 0)
		show_tree (view, state);
	else
		seg_clusters_remember (view);
}

static void
failed_sweep (SegView *view, gpointer data, const GError *error)
{
	SegClustersState *state = view->state;

	(void) data;
	state->stopped = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
	else if (state->trial != NULL)
		seg_say (view, "%s", _("Stopped; what you see is of before. Press r to run again."));
}

static const SegWork sweep_work = { N_("looking for segments"), run_sweep, done_sweep, failed_sweep, free_run, FALSE, FALSE };

/* Distances between all users that would not fit: what can be done instead. @data: how many groups would fit. */
static void
way_chosen (SegView *view, guint choice, gpointer data)
{
	SegClustersState *state = view->state;

	if (choice == 0)
		seg_cluster_settings_init (&state->settings, seg_cluster_algorithm_find ("ward"));
	else if (choice == 1)
		seg_cluster_settings_put (&state->settings, "condense", GPOINTER_TO_UINT (data));
	else {
		seg_clusters_ask_algorithm (view);
		return;
	}
	seg_clusters_run (view);
}

static void
ask_other_way (SegView *view, const SegClusterCost *cost)
{
	const SegClustersState *state = view->state;
	g_autofree char *bytes = g_format_size ((guint64) cost->bytes), *users = seg_format_integer (state->set->n_users);
	g_autofree char *groups = seg_format_integer (cost->groups);
	g_autofree char *title = g_strdup_printf (_("%s of %s users needs %s of memory, more than there is"), _(state->settings.algorithm->label), users,
	                                          bytes);
	g_autofree char *condense = g_strdup_printf (_("%s small groups first"), groups);
	const char *labels[] = { _("Ward's method"), condense, _("Another algorithm"), NULL };
	const char *remarks[] = { _("also a tree; needs no distances between all users"),
		                      _("made by k-means; the tree is of their centres, and users of a group stay together"), "", NULL };

	seg_ask_choice (view, title, labels, remarks, 0, way_chosen, GUINT_TO_POINTER (cost->groups), NULL);
}

/* Whether it can run; else asks what to do instead, where there is something. */
static gboolean
fits (SegView *view)
{
	const SegClustersState *state = view->state;
	SegClusterCost cost;
	gboolean fits = seg_cluster_fits (&state->settings, (gsize) state->set->n_users, state->set->selection->len, &cost);

	g_free (cost.alternative);
	if (fits || cost.groups == 0)
		return TRUE; /* what else does not fit is said by the run */
	ask_other_way (view, &cost);
	return FALSE;
}

void
seg_clusters_run (SegView *view)
{
	SegClustersState *state = view->state;
	Run *run;

	if (seg_view_is_at (view, &sweep_work) || !fits (view))
		return;
	run = g_new0 (Run, 1);
	run->options = state->options;
	run->settings = state->settings;
	run->settings.seed = state->options.sweep.seed;
	seg_clusters_preview_unref (state->preview);
	state->preview = seg_clusters_preview_new ();
	run->preview = seg_clusters_preview_ref (state->preview);
	run->options.watch = seg_clusters_preview_add;
	run->options.watch_data = run->preview;
	seg_view_run (view, &sweep_work, run);
}

void
seg_clusters_cut (SegView *view, guint k)
{
	SegClustersState *state = view->state;
	Run *run;

	if (seg_view_is_at (view, &sweep_work) || state->trial == NULL || state->trial->model == NULL)
		return;
	run = g_new0 (Run, 1);
	run->base = seg_trial_ref (state->trial->base != NULL ? state->trial->base : state->trial);
	run->k = k;
	seg_view_run (view, &sweep_work, run);
}

void
seg_clusters_open_tree (SegView *view, gint64 segmentation_id)
{
	SegClustersState *state = view->state;
	Run *run;

	if (seg_view_is_at (view, &sweep_work))
		return;
	run = g_new0 (Run, 1);
	run->options = state->options;
	run->kept = segmentation_id;
	seg_view_run (view, &sweep_work, run);
}

void
seg_clusters_ask_tree (SegView *view)
{
	seg_ask_segmentation_with_tree (view, seg_clusters_open_tree);
}

gboolean
seg_clusters_is_kmeans (const SegClustersState *state)
{
	return state->settings.algorithm == seg_cluster_algorithm_find ("k-means");
}

gboolean
seg_clusters_is_running (SegView *view)
{
	return seg_view_is_busy (view, &sweep_work);
}

/* Options ---------------------------------------------------------------------------------------------------------- */

static gboolean
accept_range (SegView *view, const char *text, gpointer data, GError **error)
{
	SegClustersState *state = view->state;
	guint from, to;
	char rest;

	(void) data;
	if (sscanf (text, "%u - %u %c", &from, &to, &rest) != 2 || from < 2 || to < from || to > 100) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a range; write it like 2-10 (at least 2, at most 100)"), text);
		return FALSE;
	}
	state->options.sweep.k_min = from;
	state->options.sweep.k_max = to;
	seg_clusters_run (view);
	return TRUE;
}

void
seg_clusters_ask_range (SegView *view)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options.sweep;
	g_autofree char *now = g_strdup_printf ("%u-%u", options->k_min, options->k_max);

	seg_ask_line (view, _("Which numbers of segments shall be tried?"),
	              _("What your team can handle is a good limit: each segment needs its own message."), now, accept_range, NULL, NULL);
}

enum { RESTARTS, SEED, TIME, REFERENCES, RESAMPLES };

static const struct {
	const char *label, *question, *hint; /* translatable */
	guint64     least, most;
} fields[] = {
	[RESTARTS] = { N_("Random starts"), N_("How many random starts for each number of segments?"),
		           N_("The best of them counts. More starts take longer and find a better division more surely."), 1, 1000 },
	[SEED] = { N_("Seed"), N_("Seed of the random numbers"),
		       N_("The same seed gives the same segments. If another seed gives others, the segments are not solid."), 0, G_MAXINT64 },
	[TIME] = { N_("Seconds for exact silhouettes"), N_("How many seconds may the silhouettes of all users take?"),
		       N_("Where more are foreseen, 5,000 users are drawn from every segment, and the error is shown."), 0, 86400 },
	[REFERENCES] = { N_("Sets without groups, for the gap"), N_("With how many sets without groups shall the gap compare?"),
		             N_("0 leaves the gap statistic out; 20 are enough for most."), 0, 1000 },
	[RESAMPLES] = { N_("Draws of users, for stability"), N_("How often shall users be drawn, to see whether segments come back?"),
		            N_("0 leaves it out; 50 are enough for most."), 0, 1000 },
};

static guint64
field_value (const SegChooseOptions *options, guint field)
{
	switch (field) {
	case RESTARTS:
		return options->sweep.restarts;
	case SEED:
		return options->sweep.seed;
	case TIME:
		return (guint64) options->silhouette_seconds;
	case REFERENCES:
		return options->references;
	default:
		return options->resamples;
	}
}

static void
set_field (SegChooseOptions *options, guint field, guint64 value)
{
	if (field == RESTARTS)
		options->sweep.restarts = (guint) value;
	else if (field == SEED)
		options->sweep.seed = value;
	else if (field == TIME)
		options->silhouette_seconds = (double) value;
	else if (field == REFERENCES)
		options->references = (guint) value;
	else
		options->resamples = (guint) value;
}

static gboolean
accept_number (SegView *view, const char *text, gpointer data, GError **error)
{
	SegClustersState *state = view->state;
	guint field = GPOINTER_TO_UINT (data);
	guint64 value;

	if (!g_ascii_string_to_unsigned (text, 10, fields[field].least, fields[field].most, &value, NULL)) {
		if (field == SEED)
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number of 0 or more"), text);
		else
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a whole number from %u to %u"), text, (guint) fields[field].least,
			             (guint) fields[field].most);
		return FALSE;
	}
	set_field (&state->options, field, value);
	seg_clusters_run (view);
	return TRUE;
}

static void
option_chosen (SegView *view, guint choice, gpointer data)
{
	g_autofree char *now = g_strdup_printf ("%" G_GUINT64_FORMAT, field_value (&((SegClustersState *) view->state)->options, choice));

	(void) data;
	seg_ask_line (view, _(fields[choice].question), _(fields[choice].hint), now, accept_number, GUINT_TO_POINTER (choice), NULL);
}

void
seg_clusters_ask_option (SegView *view)
{
	const SegChooseOptions *options = &((SegClustersState *) view->state)->options;
	const char *labels[G_N_ELEMENTS (fields) + 1] = { NULL };
	g_auto (GStrv) remarks = g_new0 (char *, G_N_ELEMENTS (fields) + 1);

	if (!seg_clusters_is_kmeans (view->state)) {
		seg_clusters_ask_parameters (view);
		return;
	}
	for (guint field = 0; field < G_N_ELEMENTS (fields); field++) {
		labels[field] = _(fields[field].label);
		remarks[field] = g_strdup_printf ("%" G_GUINT64_FORMAT, field_value (options, field));
	}
	seg_ask_choice (view, _("Options of the clustering"), labels, (const char *const *) remarks, 0, option_chosen, NULL, NULL);
}
