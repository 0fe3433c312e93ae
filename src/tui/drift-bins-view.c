/* How many users had which values of one feature then and have them now, and who these are. Opened from What has drifted. */
#include <config.h>
#include "screens.h"
#include "users.h"
#include "versions.h"

#include <segscope/figure.h>
#include <segscope/migration.h>

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	SegDriftPair    pair;
	GPtrArray      *drifts; /* of SegDrift*, a reference */
	const SegDrift *drift;
	SegList        *list;   /* the bins, then who has no value, then who has one */
} State;

enum { USERS = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "drift-users", N_("users"), N_("List the users who have such values now") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { VALUES, BEFORE, SHARE_BEFORE, NOW, SHARE_NOW, PART, N_COLUMNS };

static const SegListColumn columns[] = {
	[VALUES] = { N_("Values"), SEG_ALIGN_LEFT, -14, FALSE },
	[BEFORE] = { N_("Users before"), SEG_ALIGN_RIGHT, 12, FALSE },
	[SHARE_BEFORE] = { "", SEG_ALIGN_RIGHT, 7, FALSE },
	[NOW] = { N_("Users now"), SEG_ALIGN_RIGHT, 10, FALSE },
	[SHARE_NOW] = { "", SEG_ALIGN_RIGHT, 7, FALSE },
	[PART] = { N_("Of PSI"), SEG_ALIGN_RIGHT, 7, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return ((const State *) data)->drift->bins->len + 2;
}

/* The figures of row @row; @known: of whom it is a share. */
static SegDriftBin
row_at (const State *state, gsize row)
{
	const GArray *bins = state->drift->bins;
	SegDriftBin known = { -INFINITY, INFINITY, 0, 0, state->drift->psi };

	if (row < bins->len)
		return g_array_index (bins, SegDriftBin, row);
	for (guint i = 0; i < bins->len; i++) {
		known.before += g_array_index (bins, SegDriftBin, i).before;
		known.now += g_array_index (bins, SegDriftBin, i).now;
	}
	return row > bins->len ? known : (SegDriftBin) { NAN, NAN, state->drift->n_before - known.before, state->drift->n_now - known.now, NAN };
}

static char *
values_text (const State *state, gsize row)
{
	if (row >= state->drift->bins->len)
		return g_strdup (row == state->drift->bins->len ? _("no value") : _("all values"));
	return seg_drift_bin_words (state->drift, (guint) row);
}

static char *
share_text (gint64 users, gint64 all)
{
	return all > 0 ? seg_format_share ((double) users / (double) all) : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	SegDriftBin bin = row_at (state, row), known = row_at (state, state->drift->bins->len + 1);
	gboolean of_known = row != state->drift->bins->len;

	if (row >= state->drift->bins->len)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case VALUES:
		return values_text (state, row);
	case BEFORE:
		return seg_format_integer (bin.before);
	case SHARE_BEFORE:
		return share_text (bin.before, of_known ? known.before : state->drift->n_before);
	case NOW:
		return seg_format_integer (bin.now);
	case SHARE_NOW:
		return share_text (bin.now, of_known ? known.now : state->drift->n_now);
	case PART:
	default:
		return isfinite (bin.part) ? seg_format_number (bin.part, 3) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegDriftPlace *place = argument;

	(void) error;
	state->pair = place->pair;
	state->drifts = g_ptr_array_ref (place->drifts);
	state->drift = state->drifts->pdata[place->index];
	state->list = seg_list_new (&source, columns, N_COLUMNS, state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_ptr_array_unref (state->drifts);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *remark = seg_drift_pair_words (&state->pair);
	int used;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, state->drift->label, remark));
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, state->pair.to == 0
		? _("Shares are of those who have a value. Enter lists who has such values now.")
		: _("Shares are of those who have a value. Of versions only these figures were kept: Enter lists who has such values now, which may be others.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
show_users (SegView *view, gsize row)
{
	const State *state = view->state;
	SegWorkspace *workspace = seg_view_workspace (view);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, state->pair.segmentation_id, &error);
	g_autoptr (SegFeatureSet) set = segmentation != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, &error) : NULL;
	guint bin = row > state->drift->bins->len ? SEG_DRIFT_KNOWN : (guint) row;
	g_autofree char *filter = set != NULL ? seg_drift_filter (workspace, set, state->drift, bin, &error) : NULL;

	if (filter != NULL)
		return seg_view_push (view, &seg_users_view, &(SegUsersPlace) { filter, set->id, segmentation->id, NULL });
	seg_report (view, error);
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	gsize row;

	return action == USERS && seg_list_cursor (((const State *) view->state)->list, &row) && show_users (view, row);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static SegPlot *
plot (SegView *view)
{
	return seg_figure_drift_bins (((const State *) view->state)->drift);
}

const SegViewClass seg_drift_bins_view = {
	.name = "drift-bins", .title = N_("Values then and now"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The values of one feature, cut into tenths of how they lay before (or one row a value where there are few): how many users were in each, and how many "
	           "are. The last column is what each adds to the stability index. Enter lists the users who have such values now."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .list = list,
	.plot = plot,
};
