/* How far the values of features have drifted between two versions of segments, or since. Opened from Who moved. */
#include <config.h>
#include "versions.h"

#include <segscope/migration.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegDriftPair pair;
	SegList   *list;
	GPtrArray *drifts; /* of SegDrift*; NULL while nothing is loaded */
	char      *failure;
} State;

static const SegBinding bindings[] = {
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { FEATURE, BEFORE, NOW, PSI, KS, VERDICT };

static const SegListColumn columns[] = {
	[FEATURE] = { N_("Feature"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (16), FALSE },
	[BEFORE] = { N_("Mean before"), SEG_ALIGN_RIGHT, 11, FALSE },
	[NOW] = { N_("Mean now"), SEG_ALIGN_RIGHT, 9, FALSE },
	[PSI] = { N_("PSI"), SEG_ALIGN_RIGHT, 6, FALSE },
	[KS] = { N_("KS"), SEG_ALIGN_RIGHT, 5, FALSE },
	[VERDICT] = { N_("Verdict"), SEG_ALIGN_LEFT, 9, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->drifts != NULL ? state->drifts->len : 0;
}

static char *
mean_text (const SegDrift *drift, double mean)
{
	if (!isfinite (mean))
		return NULL;
	return drift->share ? seg_format_share (mean) : seg_format_number (mean, 2);
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegDrift *drift = ((const State *) data)->drifts->pdata[row];

	switch (column) {
	case FEATURE:
		return g_strdup (drift->label);
	case BEFORE:
		return mean_text (drift, drift->mean_before);
	case NOW:
		return mean_text (drift, drift->mean_now);
	case PSI:
		return isfinite (drift->psi) ? seg_format_number (drift->psi, 3) : NULL;
	case KS:
		return isfinite (drift->ks) ? seg_format_number (drift->ks, 2) : NULL;
	case VERDICT:
	default:
		*ink = drift->psi > SEG_DRIFT_FAR ? SEG_INK_WARNING : drift->psi >= SEG_DRIFT_STABLE ? SEG_INK_NORMAL : SEG_INK_MUTED;
		return g_strdup (seg_drift_words (drift->psi));
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

typedef struct {
	SegDriftPair pair;
	GPtrArray   *drifts;
} Load;

static void
free_load (gpointer data)
{
	g_clear_pointer (&((Load *) data)->drifts, g_ptr_array_unref);
	g_free (data);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;
	g_autoptr (GPtrArray) versions = seg_versions (workspace, load->pair.segmentation_id, error);
	g_autofree char *from_text = g_strdup_printf ("%u", load->pair.from), *to_text = g_strdup_printf ("%u", load->pair.to);
	const SegVersion *from = versions != NULL ? seg_versions_find (versions, from_text, error) : NULL, *to = NULL;

	if (from == NULL || (load->pair.to != 0 && (to = seg_versions_find (versions, to_text, error)) == NULL))
		return FALSE;
	load->drifts = seg_drift (workspace, from, to, job, error);
	return load->drifts != NULL;
}

static void
done_load (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->drifts, g_ptr_array_unref);
	state->drifts = g_steal_pointer (&((Load *) data)->drifts);
	seg_list_changed (state->list);
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (error->message);
}

static const SegWork load_work = { N_("measuring drift"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

static void
refresh (SegView *view)
{
	Load *load;

	if (seg_view_is_busy (view, &load_work))
		return;
	load = g_new0 (Load, 1);
	load->pair = ((const State *) view->state)->pair;
	seg_view_run (view, &load_work, load);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	if (argument != NULL)
		state->pair = *(const SegDriftPair *) argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->drifts, g_ptr_array_unref);
	g_free (state->failure);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	return state->drifts == NULL ? _("Measuring how far the features have drifted ...") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *remark = state->pair.to != 0 ? g_strdup_printf (_("version %u → version %u"), state->pair.from, state->pair.to)
	                                              : g_strdup_printf (_("version %u → now"), state->pair.from);
	int used = seg_draw_heading (cells, rect, _("What has drifted?"), remark);

	if (state->drifts == NULL || state->failure != NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, when_empty (view));
		return;
	}
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED,
	                            _("PSI: stability index over tenths; below 0.1 stable, above 0.25 another population. KS: largest difference of shares.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->drifts != NULL ? state->list : NULL;
}

const SegViewClass seg_drift_view = {
	.name = "drift", .title = N_("What has drifted?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("How the values of the features lie now against how they lay when the version before was made. The population stability index compares the shares "
	           "of users in the tenths of before; Kolmogorov and Smirnov's D is the largest difference between the shares of users up to any value. Where much has "
	           "drifted, the segments may not fit any more."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .list = list, .when_empty = when_empty,
};
