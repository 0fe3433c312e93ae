/* The segments of one k before they are kept: who would they be? */
#include <config.h>
#include "clusters.h"
#include "segments.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	SegTrialPlace place;
	SegList *list; /* a row for each segment */
} State;

enum { SAVE = SEG_ACTION_OWN, SILHOUETTE, SCATTER, SPREAD, BACK };

static const SegBinding bindings[] = {
	{ 'w', SAVE, "keep-segments", N_("keep"), N_("Keep these segments under a name") },
	{ 'x', SILHOUETTE, "silhouette-plot", N_("silhouettes"), N_("Show how well each user fits its segment") },
	{ 'p', SCATTER, "scatter", N_("scatter"), N_("Show all users in the plane, coloured by segment") },
	{ 'b', SPREAD, "feature-spread", N_("spread"), N_("Show how a feature is spread within each segment: a box each") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "fewer-segments", N_("fewer"), N_("Look at one segment fewer") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "more-segments", N_("more segments"), N_("Look at one segment more") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the numbers of segments") },
	{ 0, 0, NULL, NULL, NULL }
};

/* List ------------------------------------------------------------------------------------------------------------- */

enum { COLOUR, NUMBER, NAME, USERS, SHARE, BAR };

#define BAR_WIDTH 14
#define WIDEST 124 /* columns: the eye must find the way from names to figures */

static const SegListColumn columns[] = {
	[COLOUR] = { "", SEG_ALIGN_LEFT, 1, FALSE }, [NUMBER] = { "", SEG_ALIGN_RIGHT, 2, FALSE },
	[NAME] = { N_("Proposed name"), SEG_ALIGN_LEFT, -24, FALSE }, [USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 9, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE }, [BAR] = { "", SEG_ALIGN_LEFT, BAR_WIDTH, FALSE },
};

static const SegSegmentPreview *
preview_at (const State *state, gsize row)
{
	return seg_trial_preview (state->place.trial, state->place.row)->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return seg_trial_preview (state->place.trial, state->place.row)->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSegmentPreview *preview = preview_at (data, row);

	switch (column) {
	case COLOUR:
		*ink = seg_ink_series ((guint) row + 1);
		return g_strdup ("■");
	case NUMBER:
		*ink = SEG_INK_MUTED;
		return g_strdup_printf ("%u", (guint) row + 1);
	case NAME:
		return g_strdup (preview->name);
	case USERS:
		return seg_format_integer ((gint64) preview->size);
	case SHARE:
		return seg_format_share (preview->share);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	if (column != BAR)
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, preview_at (data, row)->share, selected ? SEG_INK_SELECTED : seg_ink_series ((guint) row + 1));
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

/* What marks the segment under the cursor off ---------------------------------------------------------------------- */

#define VALUE_WIDTH 13

static char *
value_text (const SegProfileFeature *feature, double value)
{
	return feature->share ? seg_format_share (value) : seg_format_auto (value);
}

static void
draw_feature (const SegProfileFeature *feature, SegCells *cells, SegRect line, int label_width)
{
	g_autofree char *here = value_text (feature, feature->mean), *all = value_text (feature, feature->mean_all);
	g_autofree char *label = seg_profile_feature_label (feature, label_width);
	g_autofree char *index = isfinite (feature->index) ? seg_format_number (feature->index, 0) : g_strdup ("–");
	int x = label_width + 1;

	seg_draw_fit (cells, line, 0, 0, label_width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, label);
	seg_draw_fit (cells, line, x, 0, VALUE_WIDTH, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, here);
	seg_draw_fit (cells, line, x + VALUE_WIDTH, 0, VALUE_WIDTH, SEG_ALIGN_RIGHT, SEG_INK_MUTED, all);
	seg_draw_fit (cells, line, x + 2 * VALUE_WIDTH, 0, 7, SEG_ALIGN_RIGHT, SEG_INK_MUTED, index);
	x += 2 * VALUE_WIDTH + 8;
	if (line.width - x >= 9)
		seg_chart_index_bar (cells, line.x + x, line.y, MIN (line.width - x, 41), feature->index);
}

static void
draw_features (const State *state, SegCells *cells, SegRect rect)
{
	int label_width = CLAMP (rect.width - 2 * VALUE_WIDTH - 8 - 14, 18, 44), x = label_width + 1;
	const SegSegmentPreview *preview;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	preview = preview_at (state, row);
	seg_draw_fit (cells, rect, 0, 0, label_width, SEG_ALIGN_LEFT, SEG_INK_HEADING, _("Marked off most by"));
	seg_draw_fit (cells, rect, x, 0, VALUE_WIDTH, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("this segment"));
	seg_draw_fit (cells, rect, x + VALUE_WIDTH, 0, VALUE_WIDTH, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("everyone"));
	seg_draw_fit (cells, rect, x + 2 * VALUE_WIDTH, 0, 7, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("index"));
	rect = seg_rect_below (rect, 1);
	for (guint i = 0; i < preview->features->len && (int) i < rect.height; i++)
		draw_feature (preview->features->pdata[i], cells, seg_rect_top (seg_rect_below (rect, (int) i), 1), label_width);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	seg_trial_place_take (&state->place, argument);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_trial_place_clear (&state->place);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SAVE:
		seg_clusters_save (view, &state->place);
		return TRUE;
	case SILHOUETTE:
		return seg_view_push (view, &seg_silhouette_view, &state->place);
	case SCATTER:
		return seg_view_push (view, &seg_scatter_view, &state->place);
	case SPREAD:
		seg_clusters_ask_spread (view, &state->place);
		return TRUE;
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		seg_trial_place_move (&state->place, action == SEG_ACTION_LEFT ? -1 : 1);
		seg_list_changed (state->list);
		return TRUE;
	default:
		return FALSE;
	}
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	guint k = seg_trial_k (state->place.trial, state->place.row);
	g_autofree char *silhouette = seg_trial_silhouette (seg_trial_row (state->place.trial, state->place.row));
	g_autofree char *title = g_strdup_printf (ngettext ("Who would the %u segment be?", "Who would the %u segments be?", k), k);
	g_autofree char *remark = g_strdup_printf (_("silhouette %s"), silhouette);
	int used = seg_draw_heading (cells, rect, title, remark), list_height, features;

	rect = seg_rect_below (rect, used);
	rect.width = MIN (rect.width, WIDEST);
	rect = seg_rect_below (rect, 1 + seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL,
	                                                     _("Would you talk to each of them differently? Then press w to keep them. If not, try fewer or more.")));
	features = (int) preview_at (state, 0)->features->len + 1;
	list_height = MIN ((int) k + 1, MAX (rect.height - MIN (features, rect.height / 2) - 1, 4));
	seg_list_draw (state->list, cells, seg_rect_top (rect, list_height), seg_view_has_focus (view));
	draw_features (state, cells, seg_rect_below (rect, list_height + 1));
}

const SegViewClass seg_preview_view = {
	.name = "preview", .title = N_("Who would the segments be?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each line is a segment as it would be, with a name made from what marks it off most. Nothing is kept yet.\n\n"
	           "Below stand the features in which the segment under the cursor differs most from everyone: means over the users "
	           "whose value is known. Index 100 is as everyone, 200 twice as much, 50 half."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .list = list,
};
