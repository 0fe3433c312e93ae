/* The rows that have one fault. */
#include <config.h>
#include "import.h"
#include "screens.h"
#include "windowed.h"

#include <segscope/rejects.h>

#include <glib/gi18n.h>
#include <string.h>

#define BYTES_SHOWN 64
#define DETAIL_LINES 4 /* for the row under the cursor */

typedef struct {
	SegRejectFilter filter;
	char      *reason, *column, *name; /* what the filter borrows; the file's */
	gint64     n_rows;
	SegWindowed *rows;
} State;

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("whole row"), N_("Show the row, cell by cell and as it stands in the file") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the reasons") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { LINE, REASON, ROW, CORRECTED };

static const SegListColumn columns[] = {
	[LINE] = { N_("Line"), SEG_ALIGN_RIGHT, 9, TRUE },                [REASON] = { N_("Reason"), SEG_ALIGN_LEFT, -24, TRUE },
	[ROW] = { N_("Row"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (20), TRUE },  [CORRECTED] = { "", SEG_ALIGN_LEFT, 10, FALSE },
};

/* The list --------------------------------------------------------------------------------------------------------------- */

static GArray *
order_rows (SegWorkspace *workspace, const SegWindowedWish *wish, SegJob *job, GError **error)
{
	static const SegRejectOrder orders[] = { [LINE] = SEG_REJECTS_BY_LINE, [REASON] = SEG_REJECTS_BY_REASON, [ROW] = SEG_REJECTS_BY_ROW };

	return seg_rejects_order (workspace, wish->of, wish->words, wish->sort < 0 ? SEG_REJECTS_AS_READ : orders[wish->sort], wish->descending, job, error);
}

static GPtrArray *
read_rows (SegWorkspace *workspace, gconstpointer of, const gint64 *ids, gsize n, GError **error)
{
	(void) of;
	return seg_rejects_of (workspace, ids, n, error);
}

static char *
row_text (gconstpointer row, guint column, SegInk *ink)
{
	const SegReject *reject = row;

	switch (column) {
	case LINE:
		return seg_format_integer (reject->line);
	case REASON:
		*ink = SEG_INK_WARNING;
		return g_strdup (reject->reason);
	case ROW:
		*ink = SEG_INK_MUTED;
		return g_strdup (reject->raw);
	default:
		*ink = SEG_INK_GOOD;
		return reject->corrected_by != 0 ? g_strdup (_("corrected")) : NULL;
	}
}

static gpointer
copy_filter (gconstpointer of)
{
	SegRejectFilter *copy = g_memdup2 (of, sizeof *copy);

	copy->reason = g_strdup (copy->reason);
	copy->column = g_strdup (copy->column);
	return copy;
}

static void
free_filter (gpointer of)
{
	SegRejectFilter *filter = of;

	g_free ((char *) filter->reason);
	g_free ((char *) filter->column);
	g_free (filter);
}

static const SegWindowedClass rows_class = { order_rows, read_rows, row_text, copy_filter, free_filter };

/* Life ----------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegRejectRows *rows = argument;

	(void) error;
	state->reason = g_strdup (rows->reason->reason);
	state->column = g_strdup (rows->reason->column);
	state->name = g_path_get_basename (rows->reason->source);
	state->filter = (SegRejectFilter) { rows->reason->source_id, state->reason, state->column, rows->with_corrected };
	state->rows = seg_windowed_new (view, &rows_class, columns, rows->with_corrected ? G_N_ELEMENTS (columns) : CORRECTED);
	return TRUE;
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	if (!seg_rejects_count (seg_view_workspace (view), &state->filter, &state->n_rows, &error))
		seg_report (view, error);
	else
		seg_windowed_read (state->rows, &state->filter, state->n_rows);
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_windowed_free (state->rows);
	g_free (state->reason);
	g_free (state->column);
	g_free (state->name);
}

static SegList *
list (SegView *view)
{
	return seg_windowed_list (((State *) view->state)->rows);
}

/* The row under the cursor: its reason in full, then as much of it as there is room for. */
static void
draw_detail (State *state, SegCells *cells, SegRect rect)
{
	const SegReject *reject = seg_windowed_at_cursor (state->rows);
	int y;

	if (reject == NULL)
		return;
	y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, reject->reason);
	seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, reject->raw);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = state->column != NULL ? g_strdup_printf (_("%s: %s"), state->column, state->reason) : g_strdup (state->reason);
	int y = seg_draw_heading (cells, rect, title, state->name);

	SegRect body = seg_rect_below (rect, y);

	seg_list_draw (seg_windowed_list (state->rows), cells, seg_rect_top (body, body.height - DETAIL_LINES - 1), seg_view_has_focus (view));
	seg_draw_rule (cells, body, body.height - DETAIL_LINES - 1);
	draw_detail (view->state, cells, seg_rect_below (body, body.height - DETAIL_LINES));
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (seg_windowed_failure (state->rows) != NULL)
		return seg_windowed_failure (state->rows);
	return state->n_rows == 0 ? _("None of them is left: they were corrected. Esc goes back.") : NULL;
}

/* One row ---------------------------------------------------------------------------------------------------------------- */

/* The bytes of a row that is no text, as far as they fit. */
static void
append_bytes (GString *text, GBytes *bytes)
{
	gsize size;
	const guchar *at = g_bytes_get_data (bytes, &size);

	g_string_append (text, _("\n \nIts bytes in the file:\n"));
	for (gsize i = 0; i < MIN (size, BYTES_SHOWN); i++)
		g_string_append_printf (text, "%02X ", at[i]);
	if (size > BYTES_SHOWN)
		g_string_append_printf (text, _("… (%zu in all)"), size);
}

/* Cell by cell, the one at fault marked. */
static void
append_cells (GString *text, SegWorkspace *workspace, const SegReject *reject)
{
	g_auto (GStrv) headers = NULL, fields = NULL;

	if (!seg_reject_cells (workspace, reject, &headers, &fields, NULL))
		return;
	for (gsize i = 0; fields[i] != NULL; i++) {
		const char *header = i < g_strv_length (headers) ? headers[i] : _("(one too many)");
		gboolean at_fault = i >= g_strv_length (headers) || g_strcmp0 (header, reject->column) == 0;
		g_autofree char *name = seg_text_printable (header), *value = seg_text_printable (fields[i]);

		g_string_append_printf (text, "\n%s %s: %s", at_fault ? "▸" : "·", name, value);
	}
}

static void
show_row (SegView *view)
{
	State *state = view->state;
	g_autoptr (GString) text = g_string_new (NULL);
	g_autofree char *raw = NULL, *title = NULL, *line = NULL;
	const SegReject *reject = seg_windowed_at_cursor (state->rows);

	if (reject == NULL)
		return;
	raw = seg_text_printable (reject->raw);
	g_string_append_printf (text, "%s\n ", reject->reason);
	append_cells (text, seg_view_workspace (view), reject);
	g_string_append_printf (text, _("\n \nThe row as it stands in the file:\n%s"), raw);
	if (reject->bytes != NULL)
		append_bytes (text, reject->bytes);
	line = seg_format_integer (reject->line);
	title = g_strdup_printf (_("Line %s of %s"), line, state->name);
	seg_tell (view, title, text->str);
}

static gboolean
act (SegView *view, int action)
{
	if (action != SEG_ACTION_OPEN)
		return FALSE;
	show_row (view);
	return TRUE;
}

const SegViewClass seg_reject_rows_view = {
	.name = "reject-rows", .title = N_("Rows set aside"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The rows with this fault, as they stand in the file. The whole row shows its cells, with ▸ before the one at fault."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
