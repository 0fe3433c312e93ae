/* A person's own limits: at most so many segments, none under so many users. Kept in the workspace. */
#include <config.h>
#include "clusters.h"

#include <segscope/run.h>

#include <glib/gi18n.h>

typedef struct {
	guint most_segments;
	gsize least_users;
} Limits;

static gboolean
run_limits (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Limits *limits = data;

	(void) job;
	return seg_limits_write (workspace, limits->most_segments, limits->least_users, error);
}

/* Nothing is computed again: another number of those that were tried is recommended, perhaps. */
static void
done_limits (SegView *view, gpointer data)
{
	SegClustersState *state = view->state;
	const Limits *limits = data;

	state->options.sweep.most_segments = limits->most_segments;
	state->options.sweep.least_users = limits->least_users;
	if (state->trial == NULL)
		return;
	seg_sweep_limit (state->trial->sweep, limits->most_segments, limits->least_users);
	seg_clusters_list_changed (state->list, state->trial);
	seg_clusters_remember (view); /* another run may be the recommended one */
}

static const SegWork limits_work = { N_("keeping your limits"), run_limits, done_limits, NULL, g_free, TRUE, FALSE };

static gboolean
accept_limit (SegView *view, const char *text, gpointer data, GError **error)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options.sweep;
	gboolean is_users = GPOINTER_TO_INT (data);
	guint64 value = 0;
	Limits *limits;

	if (*text != '\0' && (!g_ascii_string_to_unsigned (text, 10, 0, is_users ? G_MAXINT64 : 1000, &value, NULL) || (!is_users && value == 1))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, is_users ? _("\"%s\" is not a number of users; leave it empty for no limit")
		             : _("\"%s\" is not a number from 2 to 1000; leave it empty for no limit"), text);
		return FALSE;
	}
	limits = g_new (Limits, 1);
	*limits = (Limits) { is_users ? options->most_segments : (guint) value, is_users ? (gsize) value : options->least_users };
	seg_view_run (view, &limits_work, limits);
	return TRUE;
}

static char *
limit_text (guint64 limit)
{
	return limit > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, limit) : g_strdup ("");
}

static void
limit_chosen (SegView *view, guint choice, gpointer data)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options.sweep;
	g_autofree char *now = limit_text (choice == 0 ? options->most_segments : options->least_users);

	(void) data;
	seg_ask_line (view, choice == 0 ? _("How many segments at most?") : _("How many users at least in each segment?"),
	              choice == 0 ? _("What your team can write messages for. Empty: no limit.")
	                          : _("What a campaign needs to be worth its work and to be measured. Empty: no limit."),
	              now, accept_limit, GINT_TO_POINTER ((int) choice), NULL);
}

void
seg_clusters_ask_limits (SegView *view)
{
	const SegSweepOptions *options = &((SegClustersState *) view->state)->options.sweep;
	g_autofree char *most = limit_text (options->most_segments), *least = limit_text (options->least_users);
	const char *labels[] = { _("Segments at most"), _("Users in a segment at least"), NULL };
	const char *remarks[] = { *most != '\0' ? most : _("no limit"), *least != '\0' ? least : _("no limit"), NULL };

	seg_ask_choice (view, _("Your limits"), labels, remarks, 0, limit_chosen, NULL, NULL);
}
