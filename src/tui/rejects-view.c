/* What was set aside, of one file or of all: counted by reason first; Enter shows the rows. */
#include <config.h>
#include "import.h"
#include "screens.h"

#include <segscope/rejects.h>

#include <glib/gi18n.h>

#define DETAIL_LINES 3 /* for the reason under the cursor in full */

typedef struct {
	gint64     source_id; /* 0: all files */
	char      *name;
	gboolean   with_corrected;
	GPtrArray *reasons;   /* of SegRejectReason*; NULL until they are counted */
	gint64     n_rows, n_values; /* set aside; left out of rows that were kept */
	SegList   *list;
} State;

enum { EXPORT = SEG_ACTION_OWN, CORRECTED };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("rows"), N_("Show the rows that have this fault") },
	{ 'e', EXPORT, "export-rejects", N_("write file"), N_("Write the rows of this file to a CSV file, for correction in a spreadsheet") },
	{ 'a', CORRECTED, "corrected-too", N_("corrected too"), N_("Show those that were corrected since, too, or hide them") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Reason"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (30), FALSE },
	{ N_("Column"), SEG_ALIGN_LEFT, 14, FALSE },
	{ N_("Number"), SEG_ALIGN_RIGHT, 9, FALSE },
	{ N_("Of what"), SEG_ALIGN_LEFT, 7, FALSE },
	{ N_("First line"), SEG_ALIGN_RIGHT, 11, FALSE },
	{ N_("File"), SEG_ALIGN_LEFT, -12, FALSE },
};

/* The list of reasons ------------------------------------------------------------------------------------------------ */

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->reasons != NULL ? state->reasons->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegRejectReason *reason = ((State *) data)->reasons->pdata[row];

	switch (column) {
	case 0:
		*ink = SEG_INK_WARNING;
		return g_strdup (reason->count == 1 ? reason->example : reason->reason);
	case 1:
		return g_strdup (reason->column);
	case 2:
		return seg_format_integer (reason->count);
	case 3:
		*ink = SEG_INK_MUTED;
		return g_strdup (reason->is_value ? C_("of a file", "values") : C_("of a file", "rows"));
	case 4:
		*ink = SEG_INK_MUTED;
		return seg_format_integer (reason->first_line);
	default:
		*ink = SEG_INK_MUTED;
		return g_path_get_basename (reason->source);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Counting ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegRejectFilter filter;
	GPtrArray      *reasons;
} Count;

static void
count_free (gpointer data)
{
	g_clear_pointer (&((Count *) data)->reasons, g_ptr_array_unref);
	g_free (data);
}

static gboolean
run_count (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Count *count = data;

	return (count->reasons = seg_reject_reasons (workspace, &count->filter, job, error)) != NULL;
}

static void
counted (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->reasons, g_ptr_array_unref);
	state->reasons = g_steal_pointer (&((Count *) data)->reasons);
	state->n_rows = state->n_values = 0;
	for (guint i = 0; i < state->reasons->len; i++) {
		const SegRejectReason *reason = state->reasons->pdata[i];

		*(reason->is_value ? &state->n_values : &state->n_rows) += reason->count;
	}
	seg_list_changed (state->list);
}

static const SegWork count_work = { N_("counting what was set aside"), run_count, counted, NULL, count_free, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Count *count = g_new0 (Count, 1);

	count->filter = (SegRejectFilter) { .source_id = state->source_id, .with_corrected = state->with_corrected };
	seg_view_run (view, &count_work, count);
}

/* Writing them to a file --------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 source_id, n;
	char  *path;
} Export;

static void
export_free (gpointer data)
{
	g_free (((Export *) data)->path);
	g_free (data);
}

static gboolean
run_export (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Export *export = data;

	return seg_rejects_export (workspace, export->source_id, export->path, job, &export->n, error);
}

static void
exported (SegView *view, gpointer data)
{
	const Export *export = data;
	g_autofree char *n = seg_format_integer (export->n);

	seg_say (view, _("%s rows are in %s; correct them there, then import that file"), n, export->path);
}

static const SegWork export_work = { N_("writing the rows"), run_export, exported, NULL, export_free, FALSE, FALSE };

static void
write_to (SegView *view, const char *path, gpointer data)
{
	Export *export = g_new0 (Export, 1);

	export->source_id = *(const gint64 *) data;
	export->path = g_strdup (path);
	seg_view_run (view, &export_work, export);
}

static void
ask_export (SegView *view)
{
	const State *state = view->state;
	gint64 *source_id;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	source_id = g_new (gint64, 1);
	*source_id = ((const SegRejectReason *) state->reasons->pdata[row])->source_id;
	seg_ask_file (view, _("Write the rows to correct to which CSV file?"),
	              _("With the columns of their own file; the reasons stand behind them. Correct the cells, save, import that file."),
	              "to-correct.csv", write_to, source_id, g_free);
}

/* Life ----------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegSource *of = argument;

	(void) error;
	state->source_id = of != NULL ? of->id : 0;
	state->name = of != NULL ? g_path_get_basename (of->path) : g_strdup (_("all files"));
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns) - (of != NULL ? 1 : 0), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->reasons, g_ptr_array_unref);
	g_free (state->name);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* The reason under the cursor in full, as the first of its rows has it. */
static void
draw_detail (const State *state, SegCells *cells, SegRect rect)
{
	g_autofree char *sentence = NULL;
	gsize row;

	if (state->reasons == NULL || !seg_list_cursor (state->list, &row))
		return;
	sentence = seg_reject_reason_sentence (state->reasons->pdata[row]);
	seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, sentence);
}

/* "16 rows set aside, 3 values left out": as the Data screen and segscope info count them. */
static char *
count_words (const State *state)
{
	g_autofree char *rows = seg_format_integer (state->n_rows), *values = seg_format_integer (state->n_values);
	g_autofree char *rows_words = g_strdup_printf (ngettext ("%s row set aside", "%s rows set aside", (gulong) state->n_rows), rows);
	g_autofree char *values_words = g_strdup_printf (ngettext ("%s value left out", "%s values left out", (gulong) state->n_values), values);

	if (state->n_values == 0)
		return g_steal_pointer (&rows_words);
	return state->n_rows == 0 ? g_steal_pointer (&values_words) : g_strdup_printf (_("%s, %s"), rows_words, values_words);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = g_strdup_printf (_("Set aside from %s"), state->name);
	g_autofree char *n = count_words (state), *remark = state->with_corrected ? g_strdup_printf (_("%s, the corrected ones too"), n) : g_strdup (n);
	int y = seg_draw_heading (cells, rect, title, state->reasons != NULL ? remark : NULL);
	SegRect body = seg_rect_below (rect, y);

	seg_list_draw (state->list, cells, seg_rect_top (body, body.height - DETAIL_LINES - 1), seg_view_has_focus (view));
	seg_draw_rule (cells, body, body.height - DETAIL_LINES - 1);
	draw_detail (state, cells, seg_rect_below (body, body.height - DETAIL_LINES));
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->reasons == NULL)
		return _("Counting…");
	if (state->n_rows + state->n_values > 0)
		return NULL;
	return state->with_corrected ? _("Nothing was set aside. Esc goes back.")
	                             : _("Nothing is set aside, or all of it was corrected (a shows those). Esc goes back.");
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return action != EXPORT || state->n_rows + state->n_values > 0;
}

static void
open_rows (SegView *view)
{
	const State *state = view->state;
	SegRejectRows rows = { .with_corrected = state->with_corrected };
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	rows.reason = state->reasons->pdata[row];
	seg_view_push (view, &seg_reject_rows_view, &rows);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SEG_ACTION_OPEN:
		open_rows (view);
		return TRUE;
	case EXPORT:
		ask_export (view);
		return TRUE;
	case CORRECTED:
		state->with_corrected = !state->with_corrected;
		refresh (view);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_rejects_view = {
	.name = "rejects", .title = N_("Set aside"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Rows (and single values) of imported files that could not be read, by reason; … stands for what differs from row to "
	           "row. Write them to a file (e), correct that in a spreadsheet and import it: it is read as their own file was, and "
	           "what it brings is no longer listed here. Or go on without them."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.when_empty = when_empty,
};
