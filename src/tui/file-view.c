/* One file that was imported: what its load changed, and what became of its columns, with the quality of their values. */
#include <config.h>
#include "import.h"
#include "quality.h"

#include <segscope/format.h>
#include <segscope/source_columns.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SHOWN_VALUES 3

typedef struct {
	gint64     id;
	GPtrArray *sources; /* of SegSource*, as read; NULL: they could not be */
	const SegSource *file; /* in it; NULL: it is gone */
	GPtrArray *columns; /* of SegSourceColumn*, or NULL */
	SegList   *list;
	char      *failure;
	SegView   *view;
} State;

enum { QUALITY = SEG_ACTION_OWN, REJECTS };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, QUALITY, "file-column", N_("values"), N_("Show the values of the column and what is doubtful about them") },
	{ 'r', REJECTS, "rejects", N_("set aside"), N_("Look at the rows of this file that were set aside, and why") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the files") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { COLUMN, BECOMES, MISSING, DISTINCT, VALUES };

static const SegListColumn columns[] = {
	[COLUMN] = { N_("Column"), SEG_ALIGN_LEFT, -14, FALSE },       [BECOMES] = { N_("Became"), SEG_ALIGN_LEFT, -16, FALSE },
	[MISSING] = { N_("Missing"), SEG_ALIGN_RIGHT, 7, FALSE },      [DISTINCT] = { N_("Distinct"), SEG_ALIGN_RIGHT, 8, FALSE },
	[VALUES] = { N_("Values"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (24), FALSE },
};

static const SegSourceColumn *
column_at (const State *state, gsize row)
{
	return state->columns->pdata[row];
}

/* Of its values, as the quality report has them; NULL: keys have no values, and there may be no report yet. */
static const SegColumnQuality *
quality_of (const State *state, const SegSourceColumn *column)
{
	const SegQualityReport *report = seg_view_session (state->view)->quality;

	for (guint i = 0; report != NULL && column->table != NULL && i < report->columns->len; i++) {
		const SegColumnQuality *quality = report->columns->pdata[i];

		if (strcmp (quality->table, column->table) != 0)
			continue;
		if (column->field != NULL ? g_strcmp0 (quality->field, column->field->name) == 0 : g_strcmp0 (quality->label, column->attribute) == 0)
			return quality;
	}
	return NULL;
}

/* Least, median and most of what can be measured; else the values that most rows have. */
static char *
values_words (const SegColumnQuality *quality)
{
	g_autofree char *least = seg_quality_value (quality, quality->minimum), *median = seg_quality_value (quality, quality->median);
	g_autofree char *most = seg_quality_value (quality, quality->maximum);
	GString *words;

	if (least != NULL && median != NULL && most != NULL)
		return g_strdup_printf ("%s … %s … %s", least, median, most);
	words = g_string_new (NULL);
	for (gsize i = 0; i < MIN (quality->n_top, SHOWN_VALUES); i++) {
		g_autofree char *count = seg_format_integer (quality->top[i].count);

		g_string_append_printf (words, "%s%s %s", i > 0 ? " · " : "", quality->top[i].value, count);
	}
	return g_string_free (words, FALSE);
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->columns != NULL ? state->columns->len : 0;
}

static char *
quality_cell (const SegColumnQuality *quality, guint column, SegInk *ink)
{
	double missing = seg_quality_missing_share (quality);

	switch (column) {
	case MISSING:
		*ink = missing >= 0.2 ? SEG_INK_WARNING : quality->n_missing == 0 ? SEG_INK_MUTED : SEG_INK_NORMAL;
		return seg_format_share (missing);
	case DISTINCT:
		return seg_format_integer (quality->n_distinct);
	default:
		*ink = SEG_INK_MUTED;
		return values_words (quality);
	}
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegSourceColumn *shown = column_at (state, row);
	const SegColumnQuality *quality = quality_of (state, shown);

	if (column == COLUMN)
		return g_strdup (shown->header);
	*ink = SEG_INK_MUTED;
	if (column == BECOMES)
		return g_strdup (shown->becomes);
	return quality != NULL ? quality_cell (quality, column, ink) : NULL;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Life ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->view = view;
	state->id = ((const SegSource *) argument)->id;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->sources, g_ptr_array_unref);
	g_clear_pointer (&state->columns, g_ptr_array_unref);
	g_free (state->failure);
}

/* A few rows of a small table: read at once. */
static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->sources, g_ptr_array_unref);
	g_clear_pointer (&state->columns, g_ptr_array_unref);
	state->file = NULL;
	state->sources = seg_sources (seg_view_workspace (view), &error);
	state->columns = state->sources != NULL ? seg_source_columns (seg_view_workspace (view), state->id, &error) : NULL;
	for (guint i = 0; state->columns != NULL && i < state->sources->len; i++)
		if (((const SegSource *) state->sources->pdata[i])->id == state->id)
			state->file = state->sources->pdata[i];
	if (state->file == NULL)
		state->failure = g_strdup (error != NULL ? error->message : _("This file is not in the workspace any more."));
	seg_list_changed (state->list);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	return ((const State *) view->state)->failure;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const SegSource *file = state->file;
	g_autofree char *name = g_path_get_basename (file->path), *rows = seg_format_integer (file->rows_read), *at = seg_format_time (file->imported_at);
	g_autofree char *remark = g_strdup_printf (ngettext ("%s · %s row", "%s · %s rows", (gulong) file->rows_read), _(file->role), rows);
	g_autofree char *origin = g_strdup_printf (_("%s · imported %s (UTC)"), file->encoding, at);
	g_autoptr (GPtrArray) sentences = seg_source_sentences (file);
	int used = seg_draw_heading (cells, rect, name, remark);

	for (guint i = 0; i < sentences->len; i++)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, sentences->pdata[i]);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, origin);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, _("Missing, distinct and values are of the whole workspace, as it is used now.")) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

static const SegColumnQuality *
quality_at_cursor (const State *state)
{
	gsize row;

	return state->columns != NULL && seg_list_cursor (state->list, &row) ? quality_of (state, column_at (state, row)) : NULL;
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == QUALITY)
		return quality_at_cursor (state) != NULL;
	return action != REJECTS || (state->file != NULL && state->file->n_open_rows + state->file->n_open_values + state->file->n_corrected > 0);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case QUALITY:
		return seg_view_push (view, &seg_quality_column_view, (gpointer) quality_at_cursor (state));
	case REJECTS:
		return seg_view_push (view, &seg_rejects_view, (gpointer) state->file);
	default:
		return FALSE;
	}
}

const SegViewClass seg_file_view = {
	.name = "file", .title = N_("Imported file"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("What the load of the file changed, and what became of each of its columns. Missing and distinct are those of the quality report: of all "
	           "users, items or events that are in use now, not of this file alone. Values: the least, the median and the most; of texts the most frequent. "
	           "Enter shows all about a column."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
