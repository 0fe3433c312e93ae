/* The Quality screen: what a person should know before trusting the segments; then every column with its values. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define PANEL_WIDTH 40
#define PANEL_HEIGHT 9
#define SHOWN_FINDINGS 3

typedef struct {
	GPtrArray *shown;      /* of const SegColumnQuality*, borrowed from the session's report: filtered and sorted */
	char      *filter;
	int        sort;       /* column of the list, or -1 */
	gboolean   descending;
	SegView   *view;
	SegList   *list;
} State;

enum { FINDINGS = SEG_ACTION_OWN, CHECK };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, FINDINGS, "all-findings", N_("all findings"), N_("Read every finding, with what to do about it") },
	{ 'f', FINDINGS, "all-findings", NULL, N_("Read every finding, with what to do about it") },
	{ 'c', CHECK, "check-data", N_("check"), N_("Check the data, after that was stopped") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { TABLE, NAME, TYPE, MISSING, DISTINCT, MINIMUM, MEAN, MAXIMUM };

static const SegListColumn columns[] = {
	{ N_("Of"), SEG_ALIGN_LEFT, 5, TRUE },
	{ N_("Column"), SEG_ALIGN_LEFT, -12, TRUE },
	{ N_("Type"), SEG_ALIGN_LEFT, 8, TRUE },
	{ N_("Missing"), SEG_ALIGN_RIGHT, 7, TRUE },
	{ N_("Distinct"), SEG_ALIGN_RIGHT, 8, TRUE },
	{ N_("Min"), SEG_ALIGN_RIGHT, 10, TRUE },
	{ N_("Mean"), SEG_ALIGN_RIGHT, 10, TRUE },
	{ N_("Max"), SEG_ALIGN_RIGHT, 10, TRUE },
};

/* Rows ------------------------------------------------------------------------------------------------------------- */

static double
missing_share (const SegColumnQuality *column)
{
	return column->n > 0 ? (double) column->n_missing / (double) column->n : 0;
}

static int
compare_numbers (double a, double b)
{
	if (isnan (a) || isnan (b)) /* what has no number comes last */
		return isnan (a) - isnan (b);
	return a < b ? -1 : a > b;
}

static int
compare_columns (gconstpointer a, gconstpointer b, gpointer data)
{
	const SegColumnQuality *one = *(SegColumnQuality *const *) a, *other = *(SegColumnQuality *const *) b;

	switch (((const State *) data)->sort) {
	case TABLE:
		return strcmp (one->table, other->table);
	case NAME:
		return g_utf8_collate (one->label, other->label);
	case TYPE:
		return (int) one->type - (int) other->type;
	case MISSING:
		return compare_numbers (missing_share (one), missing_share (other));
	case DISTINCT:
		return compare_numbers ((double) one->n_distinct, (double) other->n_distinct);
	case MINIMUM:
		return compare_numbers (one->minimum, other->minimum);
	case MEAN:
		return compare_numbers (one->mean, other->mean);
	case MAXIMUM:
		return compare_numbers (one->maximum, other->maximum);
	default:
		return 0;
	}
}

static int
compare_falling (gconstpointer a, gconstpointer b, gpointer data)
{
	return compare_columns (b, a, data);
}

static gboolean
matches (const SegColumnQuality *column, const char *filter)
{
	g_autofree char *label = g_utf8_casefold (column->label, -1), *wanted = g_utf8_casefold (filter, -1);

	return strstr (label, wanted) != NULL || strstr (column->table, wanted) != NULL;
}

static void
arrange (State *state)
{
	const SegQualityReport *report = seg_view_session (state->view)->quality;

	g_ptr_array_set_size (state->shown, 0);
	for (guint i = 0; report != NULL && i < report->columns->len; i++)
		if (matches (report->columns->pdata[i], state->filter))
			g_ptr_array_add (state->shown, report->columns->pdata[i]);
	if (state->sort >= 0)
		g_ptr_array_sort_with_data (state->shown, state->descending ? compare_falling : compare_columns, state);
	seg_list_changed (state->list);
}

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->shown->len;
}

static const char *
table_name (const SegColumnQuality *column)
{
	return strcmp (column->table, "user") == 0 ? _("user") : strcmp (column->table, "item") == 0 ? _("item") : _("event");
}

static const char *
type_name (SegType type)
{
	static const char *const names[] = { N_("text"), N_("category"), N_("number"), N_("date"), N_("yes/no") };

	return _(names[type]);
}

static char *
format_value (const SegColumnQuality *column, double value)
{
	if (column->type == SEG_TYPE_DATE)
		return isfinite (value) ? seg_format_date ((gint64) value) : g_strdup ("–");
	return column->type == SEG_TYPE_NUMBER || isfinite (value) ? seg_format_auto (value) : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegColumnQuality *shown = ((State *) data)->shown->pdata[row];

	switch (column) {
	case TABLE:
		*ink = SEG_INK_MUTED;
		return g_strdup (table_name (shown));
	case NAME:
		return g_strdup (shown->label);
	case TYPE:
		*ink = SEG_INK_MUTED;
		return g_strdup (type_name (shown->type));
	case MISSING:
		*ink = missing_share (shown) >= 0.2 ? SEG_INK_WARNING : shown->n_missing == 0 ? SEG_INK_MUTED : SEG_INK_NORMAL;
		return seg_format_share (missing_share (shown));
	case DISTINCT:
		return seg_format_integer (shown->n_distinct);
	case MINIMUM:
		return format_value (shown, shown->minimum);
	case MEAN:
		return format_value (shown, shown->mean);
	default:
		return format_value (shown, shown->maximum);
	}
}

static void
sort (gpointer data, guint column, gboolean descending)
{
	State *state = data;

	state->sort = (int) column;
	state->descending = descending;
	arrange (state);
}

static gboolean
filter (gpointer data, const char *text, GError **error)
{
	State *state = data;

	(void) error;
	g_free (state->filter);
	state->filter = g_strdup (text);
	arrange (state);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .sort = sort, .filter = filter };

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->view = view;
	state->sort = -1;
	state->filter = g_strdup ("");
	state->shown = g_ptr_array_new ();
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_ptr_array_unref (state->shown);
	g_free (state->filter);
}

static void
refresh (SegView *view)
{
	arrange (view->state);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* Findings --------------------------------------------------------------------------------------------------------- */

static SegInk
finding_ink (SegFindingWeight weight)
{
	return weight == SEG_FINDING_PROBLEM ? SEG_INK_BAD : weight == SEG_FINDING_WARNING ? SEG_INK_WARNING : SEG_INK_MUTED;
}

static const char *
finding_sign (SegFindingWeight weight)
{
	return weight == SEG_FINDING_PROBLEM ? "!!" : weight == SEG_FINDING_WARNING ? "!" : "·";
}

static int
draw_findings (SegCells *cells, SegRect rect, const SegQualityReport *report)
{
	guint n = report->findings->len, shown = MIN (n, rect.height >= 20 ? 2 * SHOWN_FINDINGS : SHOWN_FINDINGS);
	int y = 0;

	if (n == 0)
		seg_draw_text (cells, rect, 0, 0, SEG_INK_GOOD, _("Nothing in the data stands out."));
	for (guint i = 0; i < shown; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		seg_draw_text (cells, rect, 0, y, finding_ink (finding->weight), finding_sign (finding->weight));
		if (finding->weight == SEG_FINDING_PROBLEM) /* never cut */
			y += seg_draw_paragraph (cells, rect, 3, y, SEG_INK_NORMAL, finding->sentence);
		else
			seg_draw_text (cells, rect, 3, y++, SEG_INK_NORMAL, finding->sentence);
	}
	return MAX (y, 1);
}

static void
show_findings (SegView *view)
{
	const SegQualityReport *report = seg_view_session (view)->quality;
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; report != NULL && i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		g_string_append_printf (text, "%s%s %s\n", i > 0 ? " \n" : "", finding_sign (finding->weight), finding->sentence);
		if (finding->advice != NULL)
			g_string_append_printf (text, "%s\n", finding->advice);
	}
	seg_tell (view, _("What deserves a look"), text->len > 0 ? text->str : _("Nothing in the data stands out."));
}

/* The column under the cursor -------------------------------------------------------------------------------------- */

static void
draw_top (SegCells *cells, SegRect rect, const SegColumnQuality *column)
{
	int name_width = MIN (rect.width / 2, 20), count_width = 8, bar = rect.width - name_width - count_width - 2;
	double most = column->n_top > 0 ? (double) column->top[0].count : 1;

	if (column->n_top > 0 && column->top[0].count == 1) {
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, _("Every value is there once only."));
		return;
	}
	for (gsize i = 0; i < column->n_top && (int) i < rect.height; i++) {
		g_autofree char *count = seg_format_integer (column->top[i].count);

		seg_draw_fit (cells, rect, 0, (int) i, name_width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, column->top[i].value);
		seg_draw_fit (cells, rect, name_width + 1, (int) i, count_width, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, count);
		if (bar > 2)
			seg_chart_bar (cells, rect.x + name_width + count_width + 2, rect.y + (int) i, bar, (double) column->top[i].count / most,
			               SEG_INK_SERIES_1);
	}
}

static void
draw_figures (SegCells *cells, SegRect rect, int y, const SegColumnQuality *column)
{
	g_autofree char *median = format_value (column, column->median);
	g_autofree char *from = format_value (column, column->lower_quartile), *to = format_value (column, column->upper_quartile);

	seg_draw_format (cells, rect, 0, y, SEG_INK_MUTED, _("median %s, half between %s and %s"), median, from, to);
}

static void
draw_panel (SegCells *cells, SegRect rect, const SegColumnQuality *column)
{
	g_autofree char *have = seg_format_integer (column->n - column->n_missing), *all = seg_format_integer (column->n);
	gboolean numbers = column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE;
	SegRect chart;

	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, column->label);
	seg_draw_format (cells, rect, 0, 1, SEG_INK_MUTED, _("%s of %s have a value"), have, all);
	chart = seg_rect_below (rect, (numbers ? 3 : 2) + (rect.height > PANEL_HEIGHT ? 1 : 0));
	if (numbers) {
		g_autofree char *low = format_value (column, column->minimum), *high = format_value (column, column->maximum);

		draw_figures (cells, rect, 2, column);
		seg_chart_histogram (cells, seg_rect_top (chart, 10), &(SegHistogram) { column->histogram, SEG_QUALITY_BINS, low, high, SEG_INK_SERIES_1 });
	} else
		draw_top (cells, chart, column);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegQualityReport *report = seg_view_session (view)->quality;
	gboolean wide = rect.width >= 126;
	guint n = report->findings->len;
	g_autofree char *remark = g_strdup_printf (g_dngettext (NULL, "%u finding, Enter explains it", "%u findings, Enter explains all", n), n);
	int y = seg_draw_heading (cells, rect, _("Can the data be trusted?"), n > 0 ? remark : NULL);
	SegRect table, panel;
	gsize row;

	y += draw_findings (cells, seg_rect_below (rect, y), report) + 1;
	table = seg_rect_below (rect, y);
	if (wide) {
		table = seg_rect_split (table, table.width - PANEL_WIDTH - 3, &panel);
		seg_rect_split (panel, 3, &panel);
	} else {
		int height = table.height >= 20 ? PANEL_HEIGHT + 2 : table.height >= 10 ? 6 : 0;

		panel = seg_rect_below (table, table.height - height);
		table = seg_rect_top (table, table.height - height - (height > 0 ? 1 : 0));
	}
	seg_list_draw (state->list, cells, table, seg_view_has_focus (view));
	if (seg_list_cursor (state->list, &row))
		draw_panel (cells, panel, state->shown->pdata[row]);
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

static gboolean
can (SegView *view, int action)
{
	const SegSession *session = seg_view_session (view);

	if (action == FINDINGS)
		return session->quality != NULL;
	return action != CHECK || session->quality_stopped;
}

static gboolean
act (SegView *view, int action)
{
	switch (action) {
	case FINDINGS:
		show_findings (view);
		return TRUE;
	case CHECK:
		seg_app_check_quality (view->app);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_quality_view = {
	.name = "quality", .title = N_("Can the data be trusted?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What in the data a person should know before trusting segments made from them, worst first; then every column of users, "
	           "items and events with how much is missing and how its values are spread. Missing counts the rows that could have a "
	           "value. Distinct counts different values."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.leads_to = leads_to,
};
