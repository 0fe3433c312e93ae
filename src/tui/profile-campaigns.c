/* The page of what campaigns did to a segment: each that was measured, with its offer, its effect and how many people that rests on. */
#include <config.h>
#include "campaigns.h"
#include "profile.h"

#include <segscope/format.h>
#include <segscope/learning.h>

#include <glib/gi18n.h>
#include <math.h>

enum { CAMPAIGN, OFFER, WENT_OUT, SENT, DIFFERENCE, INTERVAL, MONEY };

static const SegListColumn columns[] = {
	[CAMPAIGN] = { N_("Campaign"), SEG_ALIGN_LEFT, -12, FALSE },       [OFFER] = { N_("Offer"), SEG_ALIGN_LEFT, -10, FALSE },
	[WENT_OUT] = { N_("Went out"), SEG_ALIGN_LEFT, 10, FALSE },        [SENT] = { N_("Sent to"), SEG_ALIGN_RIGHT, 8, FALSE },
	[DIFFERENCE] = { N_("Points"), SEG_ALIGN_RIGHT, 6, FALSE },        [INTERVAL] = { N_("95 % interval"), SEG_ALIGN_RIGHT, 13, FALSE },
	[MONEY] = { N_("Money each"), SEG_ALIGN_RIGHT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const SegProfileState *state = data;

	return state->worked != NULL ? state->worked->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegWorked *worked = ((SegProfileState *) data)->worked->pdata[row];

	switch (column) {
	case CAMPAIGN:
		return g_strdup (worked->campaign);
	case OFFER:
		return g_strdup (worked->offer != NULL ? worked->offer : C_("offer", "none"));
	case WENT_OUT:
		return seg_format_date (worked->from);
	case SENT:
		return seg_format_integer (worked->sent.n);
	case DIFFERENCE:
		*ink = worked->shrunk_interval.low > 0 ? SEG_INK_GOOD : worked->shrunk_interval.high < 0 ? SEG_INK_BAD : SEG_INK_NORMAL;
		return seg_points (worked->shrunk);
	case INTERVAL:
		return seg_interval_words (worked->shrunk_interval);
	default:
		return isfinite (worked->money) ? seg_format_money (worked->money, -1) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static SegList *
new_list (SegProfileState *state)
{
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
}

/* A short read: a row a campaign. */
static void
show (SegProfileState *state)
{
	g_clear_pointer (&state->worked, g_ptr_array_unref);
	state->worked = seg_what_worked (seg_view_workspace (state->view), seg_profile_segment (state)->id, NULL);
}

static gboolean
open_row (SegView *view, SegProfileState *state, gsize row)
{
	return seg_view_push (view, &seg_campaign_view, ((SegWorked *) state->worked->pdata[row])->campaign);
}

static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	for (guint i = 0; state->worked != NULL && i < MIN (state->worked->len, 2); i++) {
		const SegWorked *worked = state->worked->pdata[i];
		g_autofree char *words = seg_worked_words (worked), *line = g_strdup_printf ("%s: %s", worked->campaign, words);

		seg_draw_fit (cells, rect, 0, (int) i, rect.width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, line);
	}
	if (n_rows ((gpointer) state) == 0)
		seg_draw_fit (cells, rect, 0, 0, rect.width, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("No campaign was measured on this segment yet."));
}

const SegProfilePage seg_profile_page_campaigns = {
	.title = N_("Effect"), .empty = N_("No campaign was measured on this segment yet. e begins one; m on its page measures it once it went out."), .new_list = new_list,
	.show = show, .open = open_row, .aside = draw_aside, .aside_lines = 2,
};
