/* The Quality screen: can the data be trusted? The scores, the problems worth fixing first with what fixes them, all other findings;
 * then every column. Left and right move between the two lists; in a low terminal only the one with the cursor is shown. */
#include <config.h>
#include "app.h"
#include "chart-view.h"
#include "orders-ask.h"
#include "quality.h"
#include "recipe.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DETAIL_LINES 6
#define LEAST_FOR_TWO 36  /* lines; in fewer only the list with the cursor is shown */
#define FINDING_ROWS 11   /* where both are shown */
#define PANEL_WIDTH 40    /* of the column under the cursor, in a wide terminal */
#define PANEL_HEIGHT 10
#define LEAST_FOR_PANEL 126

typedef struct {
	SegFindingList *findings;
	SegColumnList  *columns;
	gboolean        on_columns;
} State;

enum { OPEN = SEG_ACTION_OWN, FINDINGS, SCORES, CHECK, UNDO, RECIPE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, OPEN, "open-quality", N_("fix / look"), N_("See what would fix the problem, or look at the column") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "quality-columns", N_("columns"), N_("Move to the columns") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "quality-problems", N_("problems"), N_("Move to the problems") },
	{ 'r', RECIPE, "cleaning-recipe", N_("recipe"), N_("Show and change the steps that clean the data") },
	{ 'e', SCORES, "explain-scores", N_("scores"), N_("Say why each table has its score") },
	{ 'f', FINDINGS, "all-findings", NULL, N_("Read every finding, with what to do about it") },
	{ 'c', CHECK, "check-data", N_("check"), N_("Check the data, after that was stopped") },
	{ 'u', UNDO, "undo-fix", N_("take back"), N_("Take back the last fix") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->findings = seg_finding_list_new ();
	state->columns = seg_column_list_new ();
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_finding_list_free (state->findings);
	seg_column_list_free (state->columns);
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	const SegQualityReport *report = seg_view_session (view)->quality;

	seg_finding_list_set (state->findings, report);
	seg_column_list_set (state->columns, report);
	if (report != NULL && report->findings->len == 0)
		state->on_columns = TRUE;
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return state->on_columns ? seg_column_list (state->columns) : seg_finding_list (state->findings);
}

/* The finding under the cursor ------------------------------------------------------------------------------------- */

static void
draw_finding (SegCells *cells, SegRect rect, const SegFinding *finding)
{
	int y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, finding->sentence);

	if (finding->fix != NULL) {
		g_autofree char *fix = g_strdup_printf (_("Enter: %s (%s). You see it first, and can take it back."), finding->fix->label,
		                                        finding->fix->effect);

		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_GOOD, fix);
	}
	if (finding->advice != NULL)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, finding->advice);
	if (finding->fix == NULL && seg_finding_kinds[finding->kind].points > 0 && y < rect.height)
		seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("No cleaning step does that: it is mended where the data come from."));
}

static void
show_findings (SegView *view)
{
	const SegQualityReport *report = seg_view_session (view)->quality;
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; report != NULL && i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		g_string_append_printf (text, "%s%s %s\n", i > 0 ? " \n" : "", seg_finding_sign (finding->weight), finding->sentence);
		if (finding->advice != NULL)
			g_string_append_printf (text, "%s\n", finding->advice);
	}
	seg_tell (view, _("What deserves a look"), text->len > 0 ? text->str : _("Nothing in the data stands out."));
}

/* The column under the cursor -------------------------------------------------------------------------------------- */

static void
draw_panel (SegCells *cells, SegRect rect, const SegColumnQuality *column)
{
	g_autofree char *have = seg_format_integer (column->n - column->n_missing), *all = seg_format_integer (column->n);
	gboolean numbers = column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE;
	SegRect chart = seg_rect_below (rect, 3);

	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, column->label);
	seg_draw_format (cells, rect, 0, 1, SEG_INK_MUTED, _("%s of %s have a value; Enter shows more"), have, all);
	if (column->n_missing == column->n)
		seg_draw_paragraph (cells, rect, 0, 2, SEG_INK_NORMAL, _("No value is there."));
	else if (numbers) {
		g_autofree char *median = seg_quality_value (column, column->median);
		g_autofree char *from = seg_quality_value (column, column->lower_quartile), *to = seg_quality_value (column, column->upper_quartile);

		seg_draw_format (cells, rect, 0, 2, SEG_INK_MUTED, _("median %s, half between %s and %s"), median, from, to);
		seg_chart_draw (seg_figure_column (column), cells, seg_rect_top (chart, 14));
	} else if (column->n_top == 0 || column->top[0].count == 1)
		seg_draw_paragraph (cells, rect, 0, 2, SEG_INK_NORMAL, _("Every value is there once only."));
	else
		seg_chart_draw (seg_figure_column (column), cells, seg_rect_below (rect, 2));
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

/* "users 92 · items 99 · events 98 of 100" */
static char *
scores_in_words (const SegQualityReport *report)
{
	GString *text = g_string_new (report->stale ? _("being checked again · ") : "");

	for (guint i = 0; i < report->tables->len; i++) {
		const SegTableQuality *table = report->tables->pdata[i];

		g_string_append_printf (text, "%s%s %.0f", i > 0 ? " · " : "",
		                        strcmp (table->table, "user") == 0 ? _("users") : strcmp (table->table, "item") == 0 ? _("items") : _("events"),
		                        table->score);
	}
	if (report->tables->len > 0)
		g_string_append (text, _(" of 100"));
	return g_string_free (text, FALSE);
}

static int
draw_left_out (SegCells *cells, SegRect rect, int y, const SegQualityReport *report)
{
	const SegTableQuality *users = seg_quality_table (report, "user"), *events = seg_quality_table (report, "event");
	gint64 n_users = users != NULL ? users->n_left_out : 0, n_events = events != NULL ? events->n_left_out : 0;
	g_autofree char *shown_users = seg_format_integer (n_users), *shown_events = seg_format_integer (n_events);
	g_autoptr (GString) text = g_string_new (NULL);

	if (n_users + n_events == 0)
		return y;
	if (n_users > 0)
		g_string_append_printf (text, ngettext ("%s user", "%s users", (gulong) n_users), shown_users);
	if (n_events > 0)
		g_string_append_printf (text, ngettext ("%s%s event", "%s%s events", (gulong) n_events), n_users > 0 ? _(" and ") : "", shown_events);
	seg_draw_format (cells, rect, 0, y, SEG_INK_MUTED, _("Left out by cleaning and the policy for orders: %s."), text->str);
	return y + 1;
}

static void
draw_findings (SegView *view, SegCells *cells, SegRect rect, gboolean focused)
{
	State *state = view->state;
	const SegFinding *finding = seg_finding_list_cursor (state->findings);
	int detail = rect.height >= 10 ? DETAIL_LINES : 0;

	if (seg_view_session (view)->quality->findings->len == 0) {
		seg_draw_text (cells, rect, 0, 0, SEG_INK_GOOD, _("Nothing in the data stands out."));
		return;
	}
	seg_list_draw (seg_finding_list (state->findings), cells, seg_rect_top (rect, rect.height - detail), focused);
	if (detail > 0 && finding != NULL) {
		seg_draw_rule (cells, rect, rect.height - detail);
		draw_finding (cells, seg_rect_below (rect, rect.height - detail + 1), finding);
	}
}

static void
draw_columns (SegView *view, SegCells *cells, SegRect rect, gboolean focused)
{
	State *state = view->state;
	const SegColumnQuality *column = seg_column_list_cursor (state->columns);
	SegRect table = rect, panel = { 0 };

	if (rect.width >= LEAST_FOR_PANEL) {
		table = seg_rect_split (rect, rect.width - PANEL_WIDTH - 3, &panel);
		seg_rect_split (panel, 3, &panel);
	} else if (rect.height >= 30) {
		panel = seg_rect_below (rect, rect.height - PANEL_HEIGHT);
		table = seg_rect_top (rect, rect.height - PANEL_HEIGHT - 1);
	}
	seg_list_draw (seg_column_list (state->columns), cells, table, focused);
	if (column != NULL && panel.height > 0)
		draw_panel (cells, panel, column);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegQualityReport *report = seg_view_session (view)->quality;
	g_autofree char *scores = scores_in_words (report);
	gboolean focused = seg_view_has_focus (view);
	int y = seg_draw_heading (cells, rect, _("Can the data be trusted?"), scores);
	SegRect body;

	y += seg_draw_orders (view, cells, rect, y);
	body = seg_rect_below (rect, draw_left_out (cells, rect, y, report));
	if (rect.height < LEAST_FOR_TWO) {
		if (state->on_columns)
			draw_columns (view, cells, body, focused);
		else
			draw_findings (view, cells, body, focused);
		return;
	}
	draw_findings (view, cells, seg_rect_top (body, FINDING_ROWS + DETAIL_LINES), focused && !state->on_columns);
	draw_columns (view, cells, seg_rect_below (body, FINDING_ROWS + DETAIL_LINES + 1), focused && state->on_columns);
}

static const char *
when_empty (SegView *view)
{
	const SegSession *session = seg_view_session (view);

	if (session->quality != NULL)
		return NULL;
	if (session->info != NULL && session->info->n_users + session->info->n_items == 0)
		return _("There is nothing to check yet: import files first. Press 1, then i.");
	return session->quality_stopped ? _("The data have not been checked: that was stopped. Press c to check them.")
	                                : _("The data are being checked…");
}

static const char *
leads_to (SegView *view)
{
	const SegWorkspaceInfo *info = seg_view_session (view)->info;

	return info != NULL && info->n_users + info->n_items == 0 ? "data" : NULL;
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static gboolean
can (SegView *view, int action)
{
	State *state = view->state;
	const SegSession *session = seg_view_session (view);
	const SegFinding *finding = session->quality != NULL ? seg_finding_list_cursor (state->findings) : NULL;

	switch (action) {
	case OPEN:
		return session->quality != NULL
		       && (state->on_columns ? seg_column_list_cursor (state->columns) != NULL : finding != NULL);
	case FINDINGS:
	case SCORES:
		return session->quality != NULL;
	case SEG_ACTION_RIGHT:
		return session->quality != NULL && !state->on_columns;
	case SEG_ACTION_LEFT:
		return session->quality != NULL && state->on_columns && session->quality->findings->len > 0;
	case CHECK:
		return session->quality_stopped;
	case UNDO:
		return seg_fix_can_undo (view);
	default:
		return TRUE;
	}
}

/* A finding without a fix that is about a column shows the column; without one, all that is to be said. */
static void
open_finding (SegView *view, const SegFinding *finding)
{
	const SegQualityReport *report = seg_view_session (view)->quality;
	const SegColumnQuality *column = finding->column != NULL ? seg_quality_column (report, finding->table, finding->column) : NULL;
	g_autofree char *text = NULL;

	if (finding->fix != NULL) {
		seg_fix_offer (view, finding->fix);
		return;
	}
	if (column != NULL) {
		seg_view_push (view, &seg_quality_column_view, (gpointer) column);
		return;
	}
	text = g_strdup_printf ("%s.\n \n%s", finding->sentence, finding->advice != NULL ? finding->advice : "");
	seg_tell (view, _("What deserves a look"), text);
}

static void
open_row (SegView *view)
{
	State *state = view->state;
	const SegColumnQuality *column = seg_column_list_cursor (state->columns);
	const SegFinding *finding = seg_finding_list_cursor (state->findings);

	if (state->on_columns && column != NULL)
		seg_view_push (view, &seg_quality_column_view, (gpointer) column);
	else if (!state->on_columns && finding != NULL)
		open_finding (view, finding);
}

static void
explain_scores (SegView *view)
{
	g_autofree char *text = seg_quality_explain_scores (seg_view_session (view)->quality);

	seg_tell (view, _("Why these scores"), text);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case OPEN:
		open_row (view);
		return TRUE;
	case SEG_ACTION_RIGHT:
	case SEG_ACTION_LEFT:
		state->on_columns = action == SEG_ACTION_RIGHT;
		return TRUE;
	case FINDINGS:
		show_findings (view);
		return TRUE;
	case SCORES:
		explain_scores (view);
		return TRUE;
	case CHECK:
		seg_app_check_quality (view->app);
		return TRUE;
	case RECIPE:
		seg_view_push (view, &seg_recipe_view, NULL);
		return TRUE;
	case UNDO:
		seg_fix_undo (view);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_quality_view = {
	.name = "quality", .title = N_("Can the data be trusted?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What in the data a person should know before trusting segments made from them. The five problems worth fixing first are "
	           "numbered: those that concern the most rows, weighed by how much harm they do. Enter shows what would fix one, before and "
	           "after, and asks. Then all other findings, and with the right arrow every column of users, items and events. Missing counts the "
	           "rows that could have a value. Distinct counts different values. Doubtful counts values that stand for something else, lie far "
	           "from the rest, or are one spelling of several. The scores begin at 100; e says what took points off."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.leads_to = leads_to,
};
