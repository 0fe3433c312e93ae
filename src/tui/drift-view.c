/* How far the values of features have drifted between two versions of segments, or since. Opened from Who moved. */
#include <config.h>
#include "reading.h"
#include "versions.h"

#include <segscope/figure.h>
#include <segscope/migration.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegReading   reading; /* of GPtrArray of SegDrift* */
	SegDriftPair pair;
	SegList     *list;
} State;

enum { BINS = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, BINS, "drift-bins", N_("in detail"), N_("Show how many users had which values then and have them now, and who they are") },
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
	const GPtrArray *drifts = ((const State *) data)->reading.result;

	return drifts != NULL ? drifts->len : 0;
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
	const GPtrArray *drifts = ((const State *) data)->reading.result;
	const SegDrift *drift = drifts->pdata[row];

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

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static gpointer
read_drift (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const SegDriftPair *pair = request;
	g_autoptr (GPtrArray) versions = seg_versions (workspace, pair->segmentation_id, error);
	g_autofree char *from_text = g_strdup_printf ("%u", pair->from), *to_text = g_strdup_printf ("%u", pair->to);
	const SegVersion *from = versions != NULL ? seg_versions_find (versions, from_text, error) : NULL, *to = NULL;

	if (from == NULL || (pair->to != 0 && (to = seg_versions_find (versions, to_text, error)) == NULL))
		return NULL;
	return seg_drift (workspace, from, to, job, error);
}

static void
done (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static const SegReadingClass drift_reading = { SEG_READING_WORK (N_("measuring drift")), read_drift, done, (GDestroyNotify) g_ptr_array_unref };

static void
refresh (SegView *view)
{
	const State *state = view->state;

	seg_reading_begin (view, &drift_reading, &state->pair, sizeof state->pair);
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
	seg_reading_clear (&state->reading);
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Measuring how far the features have drifted ..."));
}

char *
seg_drift_pair_words (const SegDriftPair *pair)
{
	return pair->to != 0 ? g_strdup_printf (_("version %u → version %u"), pair->from, pair->to) : g_strdup_printf (_("version %u → now"), pair->from);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *remark = seg_drift_pair_words (&state->pair);
	int used;

	rect = seg_reading_draw (view, cells, rect, _("What has drifted?"), remark);
	if (rect.height < 1)
		return;
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED,
	                           _("PSI: stability index over tenths; below 0.1 stable, above 0.25 another population. KS: largest difference of shares.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || n_rows (view->state) > 0;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	if (action != BINS || !seg_list_cursor (state->list, &row))
		return FALSE;
	return seg_view_push (view, &seg_drift_bins_view, &(SegDriftPlace) { state->pair, state->reading.result, (guint) row });
}

static SegList *
list (SegView *view)
{
	return n_rows (view->state) > 0 ? ((State *) view->state)->list : NULL;
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;
	g_autofree char *pair = seg_drift_pair_words (&state->pair), *title = g_strdup_printf (_("What has drifted: %s"), pair);

	return state->reading.result != NULL ? seg_figure_drift (title, state->reading.result) : NULL;
}

const SegViewClass seg_drift_view = {
	.name = "drift", .title = N_("What has drifted?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("How the values of the features lie now against how they lay when the version before was made. The population stability index compares the shares "
	           "of users in the tenths of before; Kolmogorov and Smirnov's D is the largest difference between the shares of users up to any value. Where much has "
	           "drifted, the segments may not fit any more."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.plot = plot,
};
