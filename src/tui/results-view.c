/* What came back of a campaign: who was really written to, what does not count and why, who opened, clicked, bought, unsubscribed. */
#include <config.h>
#include "campaigns.h"
#include "import.h"

#include <segscope/format.h>
#include <segscope/results.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	char        *name;
	SegCampaign *campaign; /* NULL: not read yet */
	GPtrArray   *lines;    /* of SegResultsLine* */
	GPtrArray   *strays;   /* of SegStrayResults* */
	gint64       at;       /* of the last result */
	char        *failure;
	SegList     *list;
} State;

enum { BEHIND = SEG_ACTION_OWN, ROWS, IMPORT, GIVE, MEASURE };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, BEHIND, "results-people", N_("people"), N_("Show the people behind the line, or the rows that were set aside") },
	{ 'r', ROWS, "results-rows", N_("rows"), N_("Show the rows of the files behind the line") },
	{ 'i', IMPORT, "import-results", N_("bring in results"), N_("Import a file of who opened, clicked, bought or unsubscribed") },
	{ 'g', GIVE, "give-results", N_("of another name"), N_("Take results that name a campaign which is not here") },
	{ 'm', MEASURE, "measure-campaign", N_("measure"), N_("Measure what it did, against those who were held back") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaign") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { WHAT, PEOPLE, N_ROWS, ARM, SHARE, MONEY };

static const SegListColumn columns[] = {
	[WHAT] = { N_("Figure"), SEG_ALIGN_LEFT, -28, FALSE },       [PEOPLE] = { N_("People"), SEG_ALIGN_RIGHT, 9, FALSE },
	[N_ROWS] = { N_("Rows"), SEG_ALIGN_RIGHT, 8, FALSE },      [ARM] = { N_("Arm"), SEG_ALIGN_LEFT, 9, FALSE },
	[SHARE] = { N_("Of the arm"), SEG_ALIGN_RIGHT, 10, FALSE }, [MONEY] = { N_("Money"), SEG_ALIGN_RIGHT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->lines != NULL ? state->lines->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegResultsLine *line = ((const State *) data)->lines->pdata[row];

	*ink = line->part == SEG_RESULTS_FAULT || line->part == SEG_RESULTS_SET_ASIDE ? SEG_INK_WARNING : SEG_INK_NORMAL;
	switch (column) {
	case WHAT:
		return g_strdup (line->label);
	case ARM:
		return line->arm != NULL ? g_strdup (strcmp (line->arm, SEG_ARM_NAME_CONTROL) == 0 ? _("held back") : line->arm) : NULL;
	case PEOPLE:
		return line->people >= 0 ? seg_format_integer (line->people) : NULL;
	case SHARE:
		return isfinite (line->share) ? seg_format_share (line->share) : NULL;
	case N_ROWS:
		return line->rows >= 0 ? seg_format_integer (line->rows) : NULL;
	default:
		return isfinite (line->money) ? seg_format_money (line->money, -1) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Reading --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char        *name;
	SegCampaign *campaign;
	GPtrArray   *lines, *strays;
	gint64       at;
} Read;

static void
free_read (gpointer data)
{
	Read *read = data;

	g_free (read->name);
	seg_campaign_free (read->campaign);
	g_clear_pointer (&read->lines, g_ptr_array_unref);
	g_clear_pointer (&read->strays, g_ptr_array_unref);
	g_free (read);
}

static gboolean
run_read (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Read *read = data;

	read->campaign = seg_campaign_load (workspace, read->name, error);
	if (read->campaign != NULL)
		read->lines = seg_results_lines (workspace, read->campaign, &read->at, job, error);
	if (read->lines != NULL)
		read->strays = seg_stray_results (workspace, error);
	return read->strays != NULL;
}

static void
clear (State *state)
{
	g_clear_pointer (&state->campaign, seg_campaign_free);
	g_clear_pointer (&state->lines, g_ptr_array_unref);
	g_clear_pointer (&state->strays, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
}

static void
done_read (SegView *view, gpointer data)
{
	State *state = view->state;
	Read *read = data;

	clear (state);
	state->campaign = g_steal_pointer (&read->campaign);
	state->lines = g_steal_pointer (&read->lines);
	state->strays = g_steal_pointer (&read->strays);
	state->at = read->at;
	seg_list_changed (state->list);
}

static void
failed_read (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	clear (state);
	state->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Esc goes back.") : error->message);
	seg_list_changed (state->list);
}

static const SegWork read_work = { N_("matching results with the list"), run_read, done_read, failed_read, free_read, FALSE, FALSE };

static void
refresh (SegView *view)
{
	Read *read;

	if (seg_view_again_after (view, &read_work))
		return;
	read = g_new0 (Read, 1);
	read->name = g_strdup (((State *) view->state)->name);
	seg_view_run (view, &read_work, read);
}

/* Behind a line ----------------------------------------------------------------------------------------------------------- */

static const SegResultsLine *
line_under_cursor (const State *state)
{
	gsize row;

	return state->lines != NULL && seg_list_cursor (state->list, &row) ? state->lines->pdata[row] : NULL;
}

static gboolean
show_set_aside (SegView *view, const SegResultsLine *line)
{
	g_autoptr (GPtrArray) sources = seg_sources (seg_view_workspace (view), NULL);

	for (guint i = 0; sources != NULL && i < sources->len; i++)
		if (((const SegSource *) sources->pdata[i])->id == line->source_id)
			return seg_view_push (view, &seg_rejects_view, sources->pdata[i]);
	return seg_view_push (view, &seg_rejects_view, NULL);
}

static gboolean
show_people (SegView *view, const SegResultsLine *line)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	g_autoptr (GArray) ids = seg_results_line_people (seg_view_workspace (view), state->campaign, line, &error);
	g_autofree char *title = line->arm != NULL ? g_strdup_printf (_("%s · arm %s"), line->label, line->arm) : g_strdup (line->label);

	if (ids != NULL)
		return seg_view_push (view, &seg_campaign_people_view, &(SegPeoplePlace) { ids, title });
	seg_report (view, error);
	return TRUE;
}

static gboolean
show_rows (SegView *view, const SegResultsLine *line)
{
	const State *state = view->state;

	if (line->part == SEG_RESULTS_SET_ASIDE)
		return show_set_aside (view, line);
	return seg_view_push (view, &seg_results_rows_view, &(SegResultsPlace) { state->name, line });
}

/* Bringing results in --------------------------------------------------------------------------------------------------- */

static void
looked_at (SegView *view, gpointer data)
{
	SegPlanRequest *request = data;

	if (seg_view_push (view, &seg_import_plan_view, request->plan))
		request->plan = NULL;
}

static const SegWork look_work = { N_("looking at the file"), seg_plan_request_run, looked_at, NULL, (GDestroyNotify) seg_plan_request_free, FALSE, FALSE };

static gboolean
accept_file (SegView *view, const char *text, gpointer data, GError **error)
{
	const State *state = view->state;
	g_autofree char *path = g_canonicalize_filename (text, NULL);
	SegPlanRequest *request;

	(void) data;
	if (*text == '\0' || !g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (path, G_FILE_TEST_IS_DIR)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("There is no file \"%s\"; Tab completes names"), text);
		return FALSE;
	}
	request = seg_plan_request_new (path);
	request->role = seg_role_find ("results");
	request->kind = g_strdup (state->name);
	seg_view_run (view, &look_work, request);
	return TRUE;
}

typedef struct {
	char  *name;
	gint64 campaign_id, n;
} Give;

static void
free_give (gpointer data)
{
	g_free (((Give *) data)->name);
	g_free (data);
}

static gboolean
run_give (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Give *give = data;

	(void) job;
	return seg_stray_results_give (workspace, give->name, give->campaign_id, &give->n, error);
}

static void
given (SegView *view, gpointer data)
{
	const Give *give = data;
	g_autofree char *n = seg_format_integer (give->n);

	seg_say (view, _("%s results that name \"%s\" are now of \"%s\""), n, give->name, ((const State *) view->state)->name);
}

static const SegWork give_work = { N_("giving results to the campaign"), run_give, given, NULL, free_give, TRUE, FALSE };

static void
take_stray (SegView *view, guint choice, gpointer data)
{
	const State *state = view->state;
	Give *give;

	(void) data;
	if (state->strays == NULL || choice >= state->strays->len)
		return;
	give = g_new0 (Give, 1);
	give->name = g_strdup (((const SegStrayResults *) state->strays->pdata[choice])->name);
	give->campaign_id = state->campaign->id;
	seg_view_run (view, &give_work, give);
}

static void
ask_stray (SegView *view)
{
	const State *state = view->state;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < state->strays->len; i++) {
		const SegStrayResults *stray = state->strays->pdata[i];
		g_autofree char *rows = seg_format_counted (stray->n_rows, "%s row", "%s rows");
		g_autofree char *people = seg_format_counted (stray->n_people, "%s person", "%s people");

		g_ptr_array_add (labels, stray->name);
		g_ptr_array_add (remarks, g_strdup_printf (_("%s, %s"), rows, people));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("Which results are of this campaign?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, take_stray,
	                NULL, NULL);
}

/* The view ---------------------------------------------------------------------------------------------------------------- */

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == BEHIND)
		return line_under_cursor (state) != NULL;
	if (action == ROWS)
		return line_under_cursor (state) != NULL && line_under_cursor (state)->part != SEG_RESULTS_LEDGER;
	if (action == GIVE)
		return state->strays != NULL && state->strays->len > 0;
	return action < SEG_ACTION_OWN || state->campaign != NULL;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;

	switch (action) {
	case BEHIND:
		return line_under_cursor (state)->part == SEG_RESULTS_SET_ASIDE ? show_set_aside (view, line_under_cursor (state))
		                                                                : show_people (view, line_under_cursor (state));
	case ROWS:
		return show_rows (view, line_under_cursor (state));
	case IMPORT:
		seg_ask_path (view, _("Which file of results?"),
		              _("A CSV file with a column that says who (key, pseudonym or e-mail address), and columns like opened, clicked, converted, unsubscribed."),
		              "", accept_file, NULL, NULL);
		return TRUE;
	case GIVE:
		ask_stray (view);
		return TRUE;
	case MEASURE:
		return seg_view_push (view, &seg_measure_view, state->name);
	default:
		return FALSE;
	}
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->name = g_strdup (argument);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	clear (state);
	g_free (state->name);
}

static SegList *
list (SegView *view)
{
	return n_rows (view->state) > 0 ? ((State *) view->state)->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	if (state->lines == NULL)
		return _("Matching results with the list ...\n\nCtrl-C stops it.");
	return state->lines->len == 0 ? _("Nobody was written to yet, and nothing came back. e on the campaign writes its list to a file; i brings in a file of results.") : NULL;
}

/* Rows of results need no time. */
static gboolean
anything_came_back (const State *state)
{
	for (guint i = 0; i < state->lines->len; i++)
		if (((const SegResultsLine *) state->lines->pdata[i])->part != SEG_RESULTS_LEDGER)
			return TRUE;
	return FALSE;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = g_strdup_printf (_("What came back of \"%s\""), state->name), *last = seg_format_date (state->at);
	g_autofree char *days = g_strdup_printf (ngettext ("counted for %u day", "counted for %u days", state->campaign->draft->goal_days), state->campaign->draft->goal_days);
	const gboolean any = anything_came_back (state);
	g_autofree char *remark = state->at != 0 ? g_strdup_printf (_("%s · last result %s"), days, last)
	                          : any ? g_strdup_printf (_("%s · results without days"), days) : g_strdup_printf (_("%s · no results yet"), days);
	int used = seg_draw_heading (cells, rect, title, remark);

	if (!any)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL,
		                            _("i brings in a file of who opened, clicked, bought or unsubscribed. A later import of events measures the goal by itself (m)."));
	if (state->strays->len > 0)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("Some results name a campaign that is not here; g takes them for this one."));
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_results_view = {
	.name = "campaign-results", .title = N_("Results"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Who was really written to: those in the files that went out. Whoever was left out of them is no contact for other campaigns and is not paid "
	           "for; when effects are measured, everybody stays in the arm that was drawn for them.\n\n"
	           "Results come from files: people are found by their key, by the pseudonym of an export, or by e-mail address. Yellow lines are what does not count, "
	           "or is doubtful; Enter shows the people, r the rows.\n\nWhoever unsubscribed is left out of all later lists."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
