/* The list of segments on the screen: its rows, and what is said in words above and below them. */
#include <config.h>
#include "orders-ask.h"
#include "overview.h"
#include "segments.h"

#include <segscope/format.h>
#include <segscope/habits.h>
#include <segscope/rfm.h>

#include <glib/gi18n.h>
#include <math.h>

enum { NUMBER, NAME, USERS, SHARE, REVENUE, MARKS, EACH, EVENTS };

static const SegListColumn columns[] = {
	[NUMBER] = { N_("#"), SEG_ALIGN_RIGHT, 2, FALSE },             [NAME] = { N_("Segment"), SEG_ALIGN_LEFT, -32, FALSE },
	[USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 9, FALSE },          [SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[REVENUE] = { N_("Of revenue"), SEG_ALIGN_RIGHT, 10, FALSE },  [MARKS] = { N_("What marks it off"), SEG_ALIGN_LEFT, -20, FALSE },
	[EACH] = { N_("Revenue each"), SEG_ALIGN_RIGHT, 12, FALSE },   [EVENTS] = { N_("Of events"), SEG_ALIGN_RIGHT, 9, FALSE },
};

static const SegSegment *
segment_at (const SegSegmentsState *state, gsize row)
{
	return state->segments->segmentation->segments->pdata[row];
}

static const SegProfile *
profile_at (const SegSegmentsState *state, gsize row)
{
	return state->segments->profiles->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const SegSegmentsState *state = data;

	return state->segments != NULL ? state->segments->segmentation->segments->len : 0;
}

static char *
revenue_each (const SegProfile *profile)
{
	return isfinite (profile->share_revenue) && profile->size > 0 ? seg_format_money (profile->revenue / (double) profile->size, 2) : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegSegment *segment = segment_at (data, row);
	const SegProfile *profile = profile_at (data, row);

	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%u", segment->position);
	case NAME:
		*ink = seg_ink_series (segment->colour);
		return g_strconcat ("■ ", segment->name, NULL);
	case USERS:
		return seg_format_integer (segment->size);
	case SHARE:
		return seg_format_share (profile->share_users);
	case REVENUE:
		return seg_format_share (profile->share_revenue);
	case EACH:
		return revenue_each (profile);
	case EVENTS:
		return seg_format_share (profile->habits->share_events);
	case MARKS:
	default:
		*ink = SEG_INK_MUTED;
		return g_strdup (profile->marks);
	}
}

static gint64
row_id (gpointer data, gsize row)
{
	return segment_at (data, row)->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = row_id, .is_table = TRUE };

SegList *
seg_segments_new_list (SegSegmentsState *state)
{
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* The answer in words: how many, how clear, who matters. */
static char *
describe (const SegSegmentsState *state)
{
	const SegSegmentation *segmentation = state->segments->segmentation;
	g_autoptr (GString) words = g_string_new (NULL);
	guint richest = 0;
	g_autofree char *users = seg_format_counted (segmentation->n_users, "%s user", "%s users");

	for (guint i = 1; i < state->segments->profiles->len; i++)
		if (profile_at (state, i)->revenue > profile_at (state, richest)->revenue)
			richest = i;
	g_string_printf (words, ngettext ("%s in %u segment.", "%s in %u segments.", segmentation->segments->len), users,
	                 segmentation->segments->len);
	if (isfinite (profile_at (state, richest)->share_revenue)) {
		g_autofree char *share = seg_format_share (profile_at (state, richest)->share_revenue);

		g_string_append_printf (words, _("  \"%s\" brings most of the revenue: %s."), segment_at (state, richest)->name, share);
	}
	if (segmentation->description[0] != '\0')
		g_string_append_printf (words, "  %s", segmentation->description);
	return g_string_free (g_steal_pointer (&words), FALSE);
}

#define DETAIL_LINES 4

/* The segment under the cursor in full: what marks it off, and its description. */
static int
draw_detail (const SegSegmentsState *state, SegCells *cells, SegRect rect)
{
	const SegSegment *segment;
	gsize row;
	int used;

	if (!seg_list_cursor (state->list, &row))
		return 0;
	segment = segment_at (state, row);
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, profile_at (state, row)->sentence);
	return used + 1 + seg_draw_paragraph (cells, seg_rect_below (rect, used), 0, 0, SEG_INK_MUTED, segment->description);
}

static void
draw_overview (const SegSegmentsState *state, gssize current, SegCells *cells, SegRect rect)
{
	const guint n = (guint) n_rows ((gpointer) state);
	g_autofree SegOverviewColumn *segments = g_new0 (SegOverviewColumn, n);

	for (guint i = 0; i < n; i++)
		segments[i] = (SegOverviewColumn) { segment_at (state, i)->position, seg_ink_series (segment_at (state, i)->colour), profile_at (state, i)->features };
	seg_overview_draw (segments, n, current, cells, rect);
}

/* Below the list: the segment under the cursor, unless that stands in the pane, and all of them side by side. */
static void
draw_below (SegView *view, SegCells *cells, SegRect rect)
{
	const SegSegmentsState *state = view->state;
	gsize row;
	gboolean on_one = seg_list_cursor (state->list, &row);

	if (!seg_pane_is_shown (view))
		rect = seg_rect_below (rect, draw_detail (state, cells, rect));
	draw_overview (state, on_one ? (gssize) row : -1, cells, rect);
}

static char *
remark_of (const SegSegmentation *segmentation)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (segmentation->algorithm);
	const char *label = algorithm != NULL ? _(algorithm->label) : segmentation->algorithm;
	g_autofree char *silhouette = NULL;

	if (seg_segmentation_is_rfm (segmentation))
		return g_strdup_printf (_("\"%s\" · RFM grid"), segmentation->name);
	if (!isfinite (segmentation->silhouette))
		return g_strdup_printf (_("\"%s\" · %s"), segmentation->name, label);
	silhouette = seg_format_number (segmentation->silhouette, 2);
	return g_strdup_printf (_("\"%s\" · %s · silhouette %s"), segmentation->name, label, silhouette);
}

gboolean
seg_segments_is_grid (const SegSegmentsState *state)
{
	return state->segments != NULL && seg_segmentation_is_rfm (state->segments->segmentation);
}

int
seg_draw_stale (SegCells *cells, SegRect rect, int y, gint64 as_of)
{
	g_autofree char *day = seg_format_date (as_of);
	g_autofree char *words = g_strdup_printf (_("! The data or features have changed since the segments were made; the figures count what happened up to %s."), day);

	return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, words);
}

/* That the segments are of an earlier state, and of which day the figures are; NULL: they are not. */
static char *
stale_words (const SegSegmentsState *state)
{
	g_autofree char *day = seg_format_date (state->segments->as_of);

	if (!state->segments->segmentation->stale)
		return NULL;
	if (seg_segments_is_grid (state))
		return g_strdup (_("! The data or features have changed since users were put into this grid. Press r to put them in anew, by the same cut points."));
	return g_strdup_printf (_("! The data or features have changed since these segments were made. Press N for their next version. The figures below count what happened up to %s."), day);
}

void
seg_segments_draw (SegView *view, SegCells *cells, SegRect rect)
{
	SegSegmentsState *state = view->state;
	const char *empty = view->class->when_empty (view);
	g_autofree char *words = NULL, *remark = NULL, *stale = NULL;
	int used, list_lines;

	if (state->segments == NULL) {
		used = seg_draw_heading (cells, rect, _("Segments"), NULL);
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, empty != NULL ? empty : _("Reading what the segments are like ..."));
		return;
	}
	remark = remark_of (state->segments->segmentation);
	used = seg_draw_heading (cells, rect, _("Segments: who are they?"), remark);
	stale = stale_words (state);
	if (stale != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, stale);
	words = describe (state);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words);
	used += seg_draw_orders (view, cells, rect, used) + 1;
	list_lines = MIN ((int) n_rows (state) + 2, rect.height - used - DETAIL_LINES);
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), list_lines), seg_view_has_focus (view));
	draw_below (view, cells, seg_rect_below (rect, used + list_lines + 1));
}
