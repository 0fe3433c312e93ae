/* Running the sweep over k, and its options. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* Running ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegSweepOptions options;
	SegClusterSettings settings;
	SegTrial     *base; /* its tree is cut into so many: */
	guint         k;
	SegTrial     *trial;
} Run;

static void
free_run (gpointer data)
{
	Run *run = data;

	seg_trial_unref (run->trial);
	seg_trial_unref (run->base);
	g_free (run);
}

static gboolean
run_sweep (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Run *run = data;

	run->trial = run->base != NULL ? seg_trial_cut (run->base, run->k, job, error)
	                               : seg_trial_make (workspace, &run->options, &run->settings, job, error);
	return run->trial != NULL;
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

void
seg_clusters_run (SegView *view)
{
	SegClustersState *state = view->state;
	Run *run;

	if (seg_view_is_busy (view, &sweep_work))
		return;
	run = g_new0 (Run, 1);
	run->options = state->options;
	run->settings = state->settings;
	run->settings.seed = state->options.seed;
	seg_view_run (view, &sweep_work, run);
}

void
seg_clusters_cut (SegView *view, guint k)
{
	SegClustersState *state = view->state;
	Run *run;

	if (seg_view_is_busy (view, &sweep_work) || state->trial == NULL || state->trial->model == NULL)
		return;
	run = g_new0 (Run, 1);
	run->base = seg_trial_ref (state->trial->base != NULL ? state->trial->base : state->trial);
	run->k = k;
	seg_view_run (view, &sweep_work, run);
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
	state->options.k_min = from;
	state->options.k_max = to;
	seg_clusters_run (view);
	return TRUE;
}

void
seg_clusters_ask_range (SegView *view)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options;
	g_autofree char *now = g_strdup_printf ("%u-%u", options->k_min, options->k_max);

	seg_ask_line (view, _("Which numbers of segments shall be tried?"),
	              _("What your team can handle is a good limit: each segment needs its own message."), now, accept_range, NULL, NULL);
}

static gboolean
accept_number (SegView *view, const char *text, gpointer data, GError **error)
{
	SegClustersState *state = view->state;
	gboolean is_seed = GPOINTER_TO_INT (data);
	guint64 value;

	if (!g_ascii_string_to_unsigned (text, 10, is_seed ? 0 : 1, is_seed ? G_MAXINT64 : 1000, &value, NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, is_seed ? _("\"%s\" is not a whole number of 0 or more")
		             : _("\"%s\" is not a whole number from 1 to 1000"), text);
		return FALSE;
	}
	if (is_seed)
		state->options.seed = value;
	else
		state->options.restarts = (guint) value;
	seg_clusters_run (view);
	return TRUE;
}

static void
option_chosen (SegView *view, guint choice, gpointer data)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options;
	g_autofree char *now = choice == 0 ? g_strdup_printf ("%u", options->restarts) : g_strdup_printf ("%" G_GUINT64_FORMAT, options->seed);

	(void) data;
	seg_ask_line (view, choice == 0 ? _("How many random starts for each number of segments?") : _("Seed of the random numbers"),
	              choice == 0 ? _("The best of them counts. More starts take longer and find a better division more surely.")
	                          : _("The same seed gives the same segments. If another seed gives others, the segments are not solid."),
	              now, accept_number, GINT_TO_POINTER ((int) choice), NULL);
}

void
seg_clusters_ask_option (SegView *view)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options;
	g_autofree char *restarts = g_strdup_printf ("%u", options->restarts), *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, options->seed);
	const char *labels[] = { _("Random starts"), _("Seed"), NULL }, *remarks[] = { restarts, seed, NULL };

	if (!seg_clusters_is_kmeans (view->state)) {
		seg_clusters_ask_parameters (view);
		return;
	}
	seg_ask_choice (view, _("Options of the clustering"), labels, remarks, 0, option_chosen, NULL, NULL);
}
