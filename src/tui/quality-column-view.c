/* One column: its quantiles, histogram, most frequent values, the rows that lie furthest out, and what can be done about it. */
#include <config.h>
#include "chart-view.h"
#include "quality.h"
#include "recipe.h"
#include "screens.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define N_OUTLIERS 100

typedef struct {
	const char *table;  /* "user", "item", "event" */
	char       *name;
	GPtrArray  *outliers; /* of SegOutlier*; NULL while they are looked for */
	SegList    *list;     /* of them */
} State;

enum { WHAT = SEG_ACTION_OWN, NEXT, PREVIOUS, UNDO };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, WHAT, "column-fixes", N_("what can be done"), N_("Choose what to do about the column: you see it first") },
	{ SEG_KEY_RIGHT, NEXT, "next-column", N_("next column"), N_("Show the next column") },
	{ SEG_KEY_LEFT, PREVIOUS, "previous-column", NULL, N_("Show the column before") },
	{ 'u', UNDO, "undo-fix", N_("take back"), N_("Take back the last fix") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the columns") },
	{ 0, 0, NULL, NULL, NULL }
};

/* The column as the newest report has it; NULL when it has gone. */
static const SegColumnQuality *
column_of (SegView *view)
{
	const State *state = view->state;
	const SegQualityReport *report = seg_view_session (view)->quality;

	return report != NULL ? seg_quality_column (report, state->table, state->name) : NULL;
}

/* Outliers --------------------------------------------------------------------------------------------------------- */

enum { KEY, VALUE, ROBUST };

static const SegListColumn columns[] = {
	[KEY] = { N_("Furthest from the rest"), SEG_ALIGN_LEFT, -14, FALSE }, [VALUE] = { N_("Value"), SEG_ALIGN_RIGHT, 12, FALSE },
	[ROBUST] = { N_("Robust z"), SEG_ALIGN_RIGHT, 8, FALSE },
};

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->outliers != NULL ? state->outliers->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegOutlier *outlier = ((State *) data)->outliers->pdata[row];

	switch (column) {
	case KEY:
		return g_strdup (outlier->key);
	case VALUE:
		return seg_format_auto (outlier->value);
	default:
		*ink = SEG_INK_MUTED;
		return seg_format_number (outlier->robust_z, 1);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* A job's own copy of what it needs of the column, as the report may be renewed meanwhile. */
typedef struct {
	SegColumnQuality column; /* table, name, type and figures only */
	GPtrArray       *outliers;
} Load;

static gboolean
load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *wanted = data;

	seg_workspace_watch (workspace, job);
	wanted->outliers = seg_quality_outliers (workspace, &wanted->column, N_OUTLIERS, error);
	seg_workspace_watch (workspace, NULL);
	return wanted->outliers != NULL;
}

static void
loaded (SegView *view, gpointer data)
{
	State *state = view->state;
	Load *found = data;

	if (g_strcmp0 (found->column.name, state->name) != 0 || found->column.table != state->table) /* the next column is shown already */
		return;
	g_clear_pointer (&state->outliers, g_ptr_array_unref);
	state->outliers = g_steal_pointer (&found->outliers);
	seg_list_changed (state->list);
}

static void
load_free (gpointer data)
{
	Load *load = data;

	g_free (load->column.name);
	g_clear_pointer (&load->outliers, g_ptr_array_unref);
	g_free (load);
}

static const SegWork load_work = { N_("looking for outliers"), load, loaded, NULL, load_free, FALSE, FALSE };

/* Life ------------------------------------------------------------------------------------------------------------- */

static void
refresh (SegView *view)
{
	State *state = view->state;
	const SegColumnQuality *column = column_of (view);
	Load *wanted;

	if (column == NULL || column->type != SEG_TYPE_NUMBER || column->n_outside == 0) {
		g_clear_pointer (&state->outliers, g_ptr_array_unref);
		state->outliers = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_outlier_free);
		seg_list_changed (state->list);
		return;
	}
	wanted = g_new0 (Load, 1);
	wanted->column = (SegColumnQuality) { .table = state->table, .name = g_strdup (column->name), .type = column->type,
		.lower_quartile = column->lower_quartile, .upper_quartile = column->upper_quartile, .median = column->median, .mad = column->mad };
	seg_view_run (view, &load_work, wanted);
}

static void
show (SegView *view, const SegColumnQuality *column)
{
	State *state = view->state;

	state->table = column->table;
	g_free (state->name);
	state->name = g_strdup (column->name);
	g_clear_pointer (&state->outliers, g_ptr_array_unref);
	seg_list_changed (state->list);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	show (view, argument);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->outliers, g_ptr_array_unref);
	g_free (state->name);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* Drawing ---------------------------------------------------------------------------------------------------------- */

static int
draw_quantiles (SegCells *cells, SegRect rect, int y, const SegColumnQuality *column)
{
	static const char *const names[] = { N_("smallest"), "1 %", "5 %", "25 %", N_("median"), "75 %", "95 %", "99 %", N_("largest") };
	int n = (int) G_N_ELEMENTS (names), width = MIN (rect.width / n, 14);

	for (int i = 0; i < n; i++) {
		double value = i == 0 ? column->minimum : i == n - 1 ? column->maximum : column->quantiles[i - 1];
		g_autofree char *shown = seg_quality_value (column, value), *compact = NULL;

		if (width < 12 && column->type == SEG_TYPE_NUMBER && seg_text_width (shown) >= width)
			compact = seg_format_compact (value);
		if (width < 11 && column->type == SEG_TYPE_DATE)
			compact = g_strndup (shown, 7); /* the month */
		seg_draw_fit (cells, rect, i * width, y, width - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _(names[i]));
		seg_draw_fit (cells, rect, i * width, y + 1, width - 1, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, compact != NULL ? compact : shown);
	}
	return y + 2;
}

static int
draw_spread (SegCells *cells, SegRect rect, int y, const SegColumnQuality *column)
{
	double unit = column->type == SEG_TYPE_DATE ? 86400 : 1;
	g_autofree char *mean = seg_quality_value (column, column->mean), *deviation = seg_format_auto (column->deviation / unit);
	g_autofree char *mad = seg_format_auto (column->mad / unit);
	g_autofree char *far = seg_format_integer (column->n_outliers), *outside = seg_format_integer (column->n_outside);
	g_autofree char *robust = seg_format_integer (column->n_robust), *text = NULL;

	text = g_strdup_printf (column->type == SEG_TYPE_DATE ? _("mean %s, standard deviation %s days, median distance from the median %s days")
	                                                      : _("mean %s, standard deviation %s, median distance from the median (MAD) %s"),
	                        mean, deviation, mad);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, text);
	if (column->type != SEG_TYPE_NUMBER)
		return y;
	g_free (text);
	text = g_strdup_printf (_("outside Tukey's fences %s, far out %s; robust z beyond 3.5: %s"), outside, far, robust);
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, text);
}

/* Values outside of the chart are counted below it. */
static int
draw_histogram (SegCells *cells, SegRect rect, int y, int height, const SegColumnQuality *column)
{
	g_autoptr (SegPlot) plot = seg_figure_column (column);
	SegRect chart = seg_rect_top (seg_rect_below (rect, y), height);

	if (height < 4 || !(column->histogram_to > column->histogram_from))
		return y;
	chart.width = MIN (chart.width, 96);
	if (plot->note != NULL) {
		chart.height--;
		seg_draw_text (cells, rect, 0, y + height - 1, SEG_INK_MUTED, plot->note);
	}
	seg_chart_draw (seg_plot_ref (plot), cells, chart);
	return y + height;
}

/* What the report says of the column, worst first. */
static int
draw_findings (SegView *view, SegCells *cells, SegRect rect, int y, const SegColumnQuality *column)
{
	const SegQualityReport *report = seg_view_session (view)->quality;

	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (strcmp (finding->table, column->table) != 0 || g_strcmp0 (finding->column, column->name) != 0)
			continue;
		seg_draw_text (cells, rect, 0, y, seg_finding_ink (finding->weight), seg_finding_sign (finding->weight));
		y += seg_draw_paragraph (cells, seg_rect_inset (rect, 2, 0), 0, y, SEG_INK_NORMAL, finding->sentence);
	}
	return y;
}

static void
draw_top (SegCells *cells, SegRect rect, const SegColumnQuality *column)
{
	int count_width = 9, name_width = MAX (rect.width - count_width - 1, 1);

	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("Most frequent"));
	if (column->n_top == 0 || column->top[0].count == 1)
		seg_draw_paragraph (cells, rect, 0, 1, SEG_INK_NORMAL, _("Every value is there once only."));
	for (gsize i = 0; i < column->n_top && column->top[0].count > 1 && (int) i + 1 < rect.height; i++) {
		g_autofree char *count = seg_format_integer (column->top[i].count);

		seg_draw_fit (cells, rect, 0, (int) i + 1, name_width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, column->top[i].value);
		seg_draw_fit (cells, rect, name_width + 1, (int) i + 1, count_width, SEG_ALIGN_RIGHT, SEG_INK_MUTED, count);
	}
}

static void
draw_variants (SegCells *cells, SegRect rect, const SegColumnQuality *column)
{
	int y = 1;

	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, _("Several spellings"));
	for (guint i = 0; i < column->variants->len && y < rect.height; i++) {
		const SegVariants *variants = column->variants->pdata[i];
		g_autofree char *others = NULL, *count = seg_format_integer (variants->count);

		g_ptr_array_add (variants->others, NULL);
		others = g_strjoinv ("”, “", (char **) variants->others->pdata);
		g_ptr_array_set_size (variants->others, (gint) variants->others->len - 1);
		seg_draw_format (cells, rect, 0, y++, SEG_INK_NORMAL, _("“%s” ← “%s” (%s)"), variants->value, others, count);
	}
}

/* Left the most frequent values; right the outliers of a number, the spellings of a text. */
static void
draw_lists (SegView *view, SegCells *cells, SegRect rect, const SegColumnQuality *column)
{
	State *state = view->state;
	SegRect right, left = seg_rect_split (rect, MIN (rect.width * 2 / 5, 44), &right);

	seg_rect_split (right, 2, &right);
	draw_top (cells, left, column);
	if (n_rows (state) > 0)
		seg_list_draw (state->list, cells, right, seg_view_has_focus (view));
	else if (state->outliers == NULL)
		seg_draw_text (cells, right, 0, 0, SEG_INK_MUTED, _("looking for outliers…"));
	else if (column->variants->len > 0)
		draw_variants (cells, right, column);
	else if (column->type == SEG_TYPE_NUMBER)
		seg_draw_text (cells, right, 0, 0, SEG_INK_MUTED, _("No value lies outside the fences."));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegColumnQuality *column = column_of (view);
	gboolean numbers = column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE;
	g_autofree char *remark = g_strdup_printf ("%s · %s", seg_quality_table_name (column->table), seg_quality_type_name (column->type));
	g_autofree char *have = seg_format_integer (column->n - column->n_missing), *all = seg_format_integer (column->n);
	g_autofree char *distinct = seg_format_integer (column->n_distinct), *missing = seg_format_share (seg_quality_missing_share (column));
	int y = seg_draw_heading (cells, rect, column->label, remark);

	seg_draw_format (cells, rect, 0, y++, SEG_INK_NORMAL, _("%s of %s have a value (%s missing), %s different"), have, all, missing, distinct);
	y = draw_findings (view, cells, rect, y, column);
	if (numbers && column->n_missing < column->n) {
		y = draw_quantiles (cells, rect, y, column);
		y = draw_spread (cells, rect, y, column);
		y = draw_histogram (cells, rect, y, CLAMP ((rect.height - y) / 2, 0, 12), column);
	}
	draw_lists (view, cells, seg_rect_below (rect, y + (rect.height > 24 ? 1 : 0)), column);
}

static const char *
when_empty (SegView *view)
{
	return column_of (view) != NULL ? NULL : _("This column is out of use now, or the data are being checked. Esc goes back.");
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

/* What a person can try on the column with options of their own. */
static const struct { const char *step, *label; guint types; } forms[] = {
	{ "fill", N_("fill in another way…"), 1 << SEG_TYPE_NUMBER | 1 << SEG_TYPE_DATE | 1 << SEG_TYPE_CATEGORY | 1 << SEG_TYPE_BOOLEAN },
	{ "outliers", N_("treat outliers in another way…"), 1 << SEG_TYPE_NUMBER },
	{ "recode", N_("recode values…"), 1 << SEG_TYPE_TEXT | 1 << SEG_TYPE_CATEGORY },
	{ "parse", N_("read it in another way…"), 1 << SEG_TYPE_TEXT | 1 << SEG_TYPE_CATEGORY },
};

static gboolean
fits (guint form, const SegColumnQuality *column)
{
	return strcmp (column->table, "event") != 0 && forms[form].types & 1u << column->type;
}

/* The form of the step, with the column filled in. */
static void
open_form (SegView *view, const char *name, const SegColumnQuality *column)
{
	const SegStepKind *kind = seg_step_kind_find (name);
	g_autoptr (SegStep) step = kind != NULL ? seg_step_new (kind) : NULL;
	g_autoptr (GError) error = NULL;

	if (step == NULL)
		return;
	if (seg_step_set (step, "of", strcmp (column->table, "user") == 0 ? "users" : "items", &error)
	    && seg_step_set (step, "column", column->name, &error))
		seg_view_push (view, &seg_recipe_step_view, step);
	else
		seg_report (view, error);
}

/* The fixes come first, then the forms that fit. */
static void
chosen (SegView *view, guint choice, gpointer data)
{
	const SegColumnQuality *column = column_of (view);
	GPtrArray *fixes = data;
	guint place = fixes->len;

	if (choice < fixes->len)
		seg_fix_offer (view, fixes->pdata[choice]);
	for (guint i = 0; i < G_N_ELEMENTS (forms) && column != NULL && choice >= fixes->len; i++)
		if (fits (i, column) && place++ == choice) {
			open_form (view, forms[i].step, column);
			return;
		}
}

static void
ask_what (SegView *view)
{
	const SegColumnQuality *column = column_of (view);
	g_autoptr (GPtrArray) fixes = column != NULL ? seg_quality_column_fixes (seg_view_session (view)->quality, column) : NULL;
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();

	for (guint i = 0; fixes != NULL && i < fixes->len; i++) {
		g_ptr_array_add (labels, ((SegFix *) fixes->pdata[i])->label);
		g_ptr_array_add (remarks, ((SegFix *) fixes->pdata[i])->effect);
	}
	for (guint i = 0; column != NULL && i < G_N_ELEMENTS (forms); i++)
		if (fits (i, column)) {
			g_ptr_array_add (labels, _(forms[i].label));
			g_ptr_array_add (remarks, _("you choose the options"));
		}
	if (labels->len == 0) {
		seg_tell (view, _("What can be done"), _("No cleaning step changes this column: it is mended where the data come from."));
		return;
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	seg_ask_choice (view, _("What can be done"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, chosen,
	                g_ptr_array_ref (fixes), (GDestroyNotify) g_ptr_array_unref);
}

static void
step_column (SegView *view, int step)
{
	const SegQualityReport *report = seg_view_session (view)->quality;
	const SegColumnQuality *column = column_of (view);
	guint place;

	if (column == NULL || !g_ptr_array_find (report->columns, column, &place))
		return;
	show (view, report->columns->pdata[((int) place + step + (int) report->columns->len) % (int) report->columns->len]);
	refresh (view);
}

static gboolean
can (SegView *view, int action)
{
	if (action == UNDO)
		return seg_fix_can_undo (view);
	return action == SEG_ACTION_BACK || column_of (view) != NULL;
}

static gboolean
act (SegView *view, int action)
{
	switch (action) {
	case WHAT:
		ask_what (view);
		return TRUE;
	case NEXT:
	case PREVIOUS:
		step_column (view, action == NEXT ? 1 : -1);
		return TRUE;
	case UNDO:
		seg_fix_undo (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static SegPlot *
plot (SegView *view)
{
	const SegColumnQuality *column = column_of (view);

	return column != NULL ? seg_figure_column (column) : NULL;
}

const SegViewClass seg_quality_column_view = {
	.name = "quality-column", .title = N_("One column"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("How the values of one column are spread, which are most frequent, and which lie far from the rest. Quantiles: so many per cent "
	           "of the values are at most as large. MAD is the median distance from the median; the robust z of a value is its distance from "
	           "the median in units of it. Tukey's fences stand 1.5 distances of the quartiles outside of them; far out is 3. A histogram ends "
	           "where values are far out, and says how many lie beyond. Enter lists what can be done; u takes the last of it back."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
	.plot = plot,
};
