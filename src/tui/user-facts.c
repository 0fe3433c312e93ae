/* What is known of one user: segment, pins, attributes, what changed, campaigns, activity. */
#include <config.h>
#include "orders-ask.h"
#include "user-page.h"

#include <segscope/figure.h>
#include <segscope/format.h>

#include <glib/gi18n.h>
#include <math.h>

#define CHANGES_SHOWN 2

/* "Shanghai · developer · e-mail yes": the attributes that are known, by name where the value alone says nothing. */
static char *
attribute_words (const SegUserPage *page)
{
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; i < page->labels->len; i++) {
		const char *value = page->values->pdata[i];

		if (value == NULL || value[0] == '\0')
			continue;
		g_string_append_printf (words, "%s%s %s", words->len > 0 ? " · " : "", (char *) page->labels->pdata[i], value);
	}
	return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
activity_words (const SegUserPage *page)
{
	g_autofree char *events = seg_format_counted (page->n_events, "%s event", "%s events");
	g_autofree char *orders = seg_format_counted (page->n_orders, "%s order", "%s orders");
	g_autofree char *revenue = seg_format_money (page->revenue, 2), *first = NULL, *last = NULL;

	if (page->n_events == 0)
		return g_strdup (_("No events: this user has done nothing that was imported."));
	if (page->last_at == 0 && page->n_orders == 0 && page->revenue == 0)
		return g_strdup_printf (_("%s without a time, no purchases"), events);
	if (page->last_at == 0)
		return g_strdup_printf (_("%s without a time, %s, %s spent"), events, orders, revenue);
	first = seg_format_date (page->first_at);
	last = seg_format_date (page->last_at);
	if (page->n_orders == 0 && page->revenue == 0)
		return g_strdup_printf (_("%s from %s to %s, no purchases"), events, first, last);
	return g_strdup_printf (_("%s from %s to %s, %s, %s spent"), events, first, last, orders, revenue);
}

static gboolean
was_active (const SegUserPage *page)
{
	for (gsize i = 0; i < G_N_ELEMENTS (page->by_month); i++)
		if (page->by_month[i] > 0)
			return TRUE;
	return FALSE;
}

/* Events in each of the last months of the data; a label alone would look like a fault. */
static int
draw_months (const SegUserPage *page, SegCells *cells, SegRect rect, int y)
{
	const char *label = _("Events by month, last 24 months ");
	int x = seg_text_width (label);
	g_autoptr (SegPlot) months = seg_figure_months (page);

	if (page->n_events == 0 || page->last_at == 0)
		return 0;
	if (!was_active (page))
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("Nothing in the last 24 months of the data."));
	seg_draw_text (cells, rect, 0, y, SEG_INK_MUTED, label);
	if (months != NULL)
		seg_plot_draw_sparkline (months, 0, cells, rect.x + x, rect.y + y, MIN (24, MAX (rect.width - x, 0)));
	return 1;
}

/* How well the user fits the segment, in words. */
static char *
segment_words (const SegUserPage *page, gboolean in_short)
{
	g_autofree char *distance = seg_format_number (page->distance, 2), *nearer = seg_format_share (page->distance_rank);
	const char *fit = page->distance_rank < 0.5 ? _("typical") : page->distance_rank < 0.9 ? _("less typical") : _("at the edge");

	if (!isfinite (page->distance))
		return g_strdup_printf (_("of \"%s\""), page->segmentation_name); /* its segments have no middle */
	if (page->fits_none)
		return in_short ? g_strdup (_("fits no segment")) : g_strdup_printf (_("fits no segment: %s from the middle of the nearest"), distance);
	if (!isfinite (page->distance_rank))
		return g_strdup_printf (_("distance %s to its middle"), distance);
	if (in_short)
		return g_strdup_printf (_("%s: %s are nearer its middle"), fit, nearer);
	return g_strdup_printf (_("%s: %s of the segment are nearer its middle (distance %s)"), fit, nearer, distance);
}

static int
draw_segment (const SegUserPage *page, gboolean there_are_segments, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *words = NULL;
	int x;

	if (page->segment_id == 0)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED,
		                           there_are_segments ? _("In no segment: not among the users the segments were made of.")
		                                                           : _("In no segment: there are none yet. Press 4 to find them."));
	x = seg_draw_text (cells, rect, 0, y, seg_ink_series (page->segment_colour), "■ ");
	x += seg_draw_text (cells, rect, x, y, SEG_INK_NORMAL, page->segment_name);
	words = segment_words (page, FALSE);
	if (x + 3 + seg_text_width (words) > rect.width) {
		g_free (words);
		words = segment_words (page, TRUE);
	}
	seg_draw_text (cells, rect, x + 3, y, SEG_INK_MUTED, words);
	if (page->shares == NULL)
		return 1;
	return 1 + seg_draw_paragraph (cells, rect, 2, y + 1, SEG_INK_MUTED, page->shares);
}

/* The newest changes that later files made, and how many there are. */
static int
draw_history (const SegUserPageState *state, SegCells *cells, SegRect rect, int y)
{
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; i < MIN (state->history->len, CHANGES_SHOWN); i++) {
		g_autofree char *change = seg_user_change_words (state->history->pdata[i]);

		g_string_append_printf (words, "%s%s", i > 0 ? " · " : _("Changed: "), change);
	}
	if (state->history->len > CHANGES_SHOWN)
		g_string_append_printf (words, _(" · %u more (h)"), state->history->len - CHANGES_SHOWN);
	return words->len > 0 ? seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, words->str) : 0;
}

/* The newest campaign, and how many more there are. */
static int
draw_campaigns (const SegUserPageState *state, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *words = NULL, *line = NULL;

	if (state->campaigns == NULL || state->campaigns->len == 0)
		return 0;
	words = seg_user_campaign_words (state->campaigns->pdata[0]);
	line = state->campaigns->len > 1 ? g_strdup_printf (_("Campaign %s · %u more (g)"), words, state->campaigns->len - 1) : g_strdup_printf (_("Campaign %s"), words);
	return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, line);
}

/* What a person wants, whatever the clustering says. */
static int
draw_pins (const SegUserPageState *state, SegCells *cells, SegRect rect, int y)
{
	int used = 0;

	for (guint i = 0; state->pins != NULL && i < state->pins->len; i++) {
		g_autofree char *words = seg_pin_words (state->pins->pdata[i]);

		used += seg_draw_paragraph (cells, rect, 0, y + used, SEG_INK_WARNING, words);
	}
	return used;
}

int
seg_user_draw_facts (SegView *view, SegCells *cells, SegRect rect, int y)
{
	const SegUserPageState *state = view->state;
	g_autofree char *attributes = attribute_words (state->page), *activity = activity_words (state->page);
	int used = y;

	used += draw_segment (state->page, seg_view_session (view)->has_segmentation, cells, rect, used);
	used += draw_pins (state, cells, rect, used);
	if (state->page->cleaning != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, state->page->cleaning);
	if (!state->page->listed && state->page->labels->len > 0) /* else there is no users file at all */
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("Known only from events: in no users file."));
	if (attributes[0] != '\0')
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, attributes);
	used += draw_history (state, cells, rect, used);
	used += draw_campaigns (state, cells, rect, used);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, activity);
	if (state->page->n_orders > 0 || state->page->revenue != 0)
		used += seg_draw_orders (view, cells, rect, used);
	return used + draw_months (state->page, cells, rect, used);
}
