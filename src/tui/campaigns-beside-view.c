/* Two to four campaigns side by side. What differs stands out. */
#include <config.h>
#include "campaigns.h"
#include "reading.h"

#include <segscope/campaign_compare.h>

#include <glib/gi18n.h>

typedef struct {
	SegReading reading;   /* GPtrArray of SegComparisonRow* */
	GPtrArray *names;     /* of char* */
	SegListColumn columns[1 + SEG_COMPARE_MOST];
	SegList   *list;
} State;

static const SegBinding bindings[] = {
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaigns") },
	{ 0, 0, NULL, NULL, NULL }
};

static gsize
n_rows (gpointer data)
{
	const GPtrArray *rows = ((const State *) data)->reading.result;

	return rows != NULL ? rows->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegComparisonRow *comparison = ((const GPtrArray *) ((const State *) data)->reading.result)->pdata[row];

	if (column == 0) {
		*ink = SEG_INK_MUTED;
		return g_strdup (comparison->label);
	}
	*ink = comparison->differs ? SEG_INK_NORMAL : SEG_INK_MUTED;
	return g_strdup (comparison->values[column - 1]);
}

static gboolean
heading_is_name (gpointer data, guint column)
{
	(void) data;
	return column > 0;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .heading_is_name = heading_is_name };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
free_campaign (gpointer campaign)
{
	seg_campaign_free (campaign);
}

static void
free_rows (gpointer rows)
{
	g_ptr_array_unref (rows);
}

static void
clear_request (gpointer request)
{
	g_ptr_array_unref (*(GPtrArray **) request);
}

static gpointer
read_rows (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const GPtrArray *names = *(GPtrArray *const *) request;
	g_autoptr (GPtrArray) campaigns = g_ptr_array_new_with_free_func (free_campaign);
	GPtrArray *rows;

	for (guint i = 0; i < names->len; i++) {
		SegCampaign *campaign = seg_campaign_load (workspace, names->pdata[i], error);

		if (campaign == NULL)
			return NULL;
		g_ptr_array_add (campaigns, campaign);
	}
	seg_workspace_watch (workspace, job);
	rows = seg_campaign_comparison (workspace, campaigns, job, error);
	seg_workspace_watch (workspace, NULL);
	return rows;
}

/* Labels get the room they need, as far as the campaigns leave it. */
static void
fit_labels (SegView *view)
{
	static const int most[SEG_COMPARE_MOST + 1] = { 24, 24, 40, 30, 24 };
	State *state = view->state;
	const GPtrArray *rows = state->reading.result;
	int widest = 0;

	for (guint i = 0; rows != NULL && i < rows->len; i++)
		widest = MAX (widest, seg_text_width (((const SegComparisonRow *) rows->pdata[i])->label));
	state->columns[0].width = MIN (widest, most[state->names->len]);
	seg_list_set_columns (state->list, state->columns, 1 + state->names->len);
	seg_list_changed (state->list);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("putting them side by side")), read_rows, fit_labels, free_rows };

static void
refresh (SegView *view)
{
	GPtrArray *names = g_ptr_array_ref (((const State *) view->state)->names);

	seg_reading_begin_with (view, &reading, &names, sizeof names, clear_request);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->names = g_ptr_array_ref (argument);
	state->columns[0] = (SegListColumn) { "", SEG_ALIGN_LEFT, 24, FALSE };
	for (guint i = 0; i < state->names->len; i++)
		state->columns[1 + i] = (SegListColumn) { state->names->pdata[i], SEG_ALIGN_LEFT, -12, FALSE };
	state->list = seg_list_new (&source, state->columns, 1 + state->names->len, state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_reading_clear (&state->reading);
	g_ptr_array_unref (state->names);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 && state->reading.failure == NULL ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Putting the campaigns side by side; those that went out are measured ..."));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Campaigns side by side"), _("Ctrl-Y reads a row in full"));

	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_campaigns_beside_view = {
	.name = "campaigns-beside", .title = N_("Campaigns side by side"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What was planned, whom each reaches, how many people they have in common, and, of those that went out, what they did against those held back. What is the same for "
	           "all is shown paler.\n\n"
	           "People who are held back by one campaign and written to by another blur what the first one shows."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .list = list, .when_empty = when_empty,
};
