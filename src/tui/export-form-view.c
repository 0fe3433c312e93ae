/* Writing a campaign's list: what kind of file, with what in it, and its first rows as they will be. Nothing is written before the last line. */
#include <config.h>
#include "export-form.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define PREVIEW_ROWS 12
#define LEAST_COLUMN 8
#define MOST_COLUMN 32

enum { CHANGE = SEG_ACTION_OWN, ASK }; /* ASK + n: row n */

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-export", N_("choose"), N_("Change what the cursor is on; on the last line, write the file") },
	{ 'w', ASK + SEG_FORM_WRITE, "write-list", N_("write"), N_("Choose the file and write the list") },
	{ 'p', ASK + SEG_FORM_PRESET, "export-preset", N_("service"), N_("Choose the service that the file is for") },
	{ 'u', ASK + SEG_FORM_FIELDS, "export-fields", N_("fields"), N_("Say which column has the e-mail address, the telephone number, ...") },
	{ 'c', ASK + SEG_FORM_COLUMNS, "export-columns", N_("columns"), N_("Choose the columns of the file") },
	{ 'f', ASK + SEG_FORM_FORMAT, "export-format", N_("format"), N_("Choose CSV, an Excel workbook or JSON Lines") },
	{ 'n', ASK + SEG_FORM_ENCODING, "export-encoding", N_("encoding"), N_("Choose how CSV is encoded and separated") },
	{ 'a', ASK + SEG_FORM_PEOPLE, "export-people", N_("people"), N_("Choose who goes into the file") },
	{ 's', ASK + SEG_FORM_PARTS, "export-parts", N_("files"), N_("Choose one file, or one for each arm or segment") },
	{ 'k', ASK + SEG_FORM_PSEUDONYMS, "export-pseudonyms", N_("keys"), N_("Write pseudonyms in place of keys, or keys") },
	{ 'g', ASK + SEG_FORM_GROUP, "export-group", N_("groups"), N_("Choose how small a group may be") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Leave without writing anything") },
	{ 0, 0, NULL, NULL, NULL }
};

static const struct {
	const char *key, *label;
} rows[SEG_N_FORM_ROWS] = {
	[SEG_FORM_PRESET] = { "p", N_("For") },            [SEG_FORM_FIELDS] = { "u", N_("Fields") },
	[SEG_FORM_COLUMNS] = { "c", N_("Columns") },       [SEG_FORM_FORMAT] = { "f", N_("Format") },
	[SEG_FORM_ENCODING] = { "n", N_("Encoding") },     [SEG_FORM_PEOPLE] = { "a", N_("People") },
	[SEG_FORM_PARTS] = { "s", N_("Files") },           [SEG_FORM_PSEUDONYMS] = { "k", N_("Keys") },
	[SEG_FORM_GROUP] = { "g", N_("Groups") },          [SEG_FORM_WRITE] = { "w", N_("Write the list") },
};

static const SegListColumn columns[] = {
	{ "", SEG_ALIGN_LEFT, 1, FALSE }, { "", SEG_ALIGN_LEFT, 14, FALSE }, { "", SEG_ALIGN_LEFT, SEG_LIST_TEXT (20), FALSE },
};

static gsize
n_rows (gpointer data)
{
	(void) data;
	return SEG_N_FORM_ROWS;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegExportForm *form = data;

	switch (column) {
	case 0:
		*ink = SEG_INK_ACCENT;
		return g_strdup (rows[row].key);
	case 1:
		*ink = row == SEG_FORM_WRITE ? SEG_INK_HEADING : SEG_INK_NORMAL;
		return g_strdup (_(rows[row].label));
	default:
		if (row == SEG_FORM_PEOPLE && form->choice->arm != SEG_ARM_SEND)
			*ink = SEG_INK_BAD;
		else if (!seg_export_form_has (form, (SegFormRow) row))
			*ink = SEG_INK_MUTED;
		return seg_export_form_value (form, (SegFormRow) row);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* The preview ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegExportChoice *choice;
	SegCampaign *campaign;
	GPtrArray   *preview, *fields;
	char        *fault;
	guint        version;
} Look;

static void
free_look (gpointer data)
{
	Look *look = data;

	seg_export_choice_free (look->choice);
	seg_campaign_free (look->campaign);
	g_clear_pointer (&look->preview, g_ptr_array_unref);
	g_clear_pointer (&look->fields, g_ptr_array_unref);
	g_free (look->fault);
	g_free (look);
}

/* What stands in the way of this file (no column for an address, say) is no failure of the job: it is said in place of the rows. */
static gboolean
run_look (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Look *look = data;
	SegExportOptions options = seg_export_choice_options (look->choice);
	g_autoptr (GError) fault = NULL;

	look->campaign = seg_campaign_load (workspace, look->choice->name, error);
	if (look->campaign == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	if (options.preset != NULL)
		look->fields = seg_export_fields (workspace, options.preset, options.fields, NULL);
	look->preview = seg_campaign_export_preview (workspace, look->campaign, &options, PREVIEW_ROWS, &fault);
	seg_workspace_watch (workspace, NULL);
	if (g_error_matches (fault, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		g_propagate_error (error, g_steal_pointer (&fault));
		return FALSE;
	}
	look->fault = fault != NULL ? g_strdup (fault->message) : NULL;
	return TRUE;
}

static void
done_look (SegView *view, gpointer data)
{
	SegExportForm *form = view->state;
	Look *look = data;

	if (look->version != form->version)
		return; /* another one is on its way */
	seg_campaign_free (form->campaign);
	form->campaign = g_steal_pointer (&look->campaign);
	g_clear_pointer (&form->preview, g_ptr_array_unref);
	g_clear_pointer (&form->fields, g_ptr_array_unref);
	form->preview = g_steal_pointer (&look->preview);
	form->fields = g_steal_pointer (&look->fields);
	g_free (form->fault);
	form->fault = g_steal_pointer (&look->fault);
	seg_list_changed (form->list);
}

static void
failed_look (SegView *view, gpointer data, const GError *error)
{
	SegExportForm *form = view->state;

	(void) data;
	g_free (form->fault);
	form->fault = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped. Change something to see the rows.") : error->message);
}

static const SegWork look_work = { N_("reading the first rows"), run_look, done_look, failed_look, free_look, FALSE, FALSE };

static void
look_again (SegView *view)
{
	SegExportForm *form = view->state;
	Look *look = g_new0 (Look, 1);

	look->choice = seg_export_choice_copy (form->choice);
	look->version = ++form->version;
	seg_list_changed (form->list);
	seg_view_run (view, &look_work, look);
}

/* The choice is another, so what was written is not it any more. */
void
seg_export_form_changed (SegView *view)
{
	((SegExportForm *) view->state)->written = FALSE;
	view->unsaved = TRUE;
	look_again (view);
}

/* The view ------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegExportForm *form = view->state;

	(void) error;
	form->choice = g_new0 (SegExportChoice, 1);
	form->choice->name = g_strdup (argument);
	form->choice->file.encoding = seg_text_encoding_find ("utf-8-bom", NULL); /* right in Excel, and harmless elsewhere */
	form->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), form);
	seg_list_set_cursor (form->list, SEG_FORM_WRITE);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegExportForm *form = view->state;

	seg_list_free (form->list);
	seg_export_choice_free (form->choice);
	seg_campaign_free (form->campaign);
	g_clear_pointer (&form->preview, g_ptr_array_unref);
	g_clear_pointer (&form->fields, g_ptr_array_unref);
	g_free (form->fault);
}

static SegList *
list (SegView *view)
{
	return ((SegExportForm *) view->state)->list;
}

static gboolean
can (SegView *view, int action)
{
	return action < ASK || action >= ASK + SEG_N_FORM_ROWS || seg_export_form_has (view->state, (SegFormRow) (action - ASK));
}

static void
choose (SegView *view, SegFormRow row)
{
	const SegExportForm *form = view->state;

	if (!seg_export_form_has (form, row))
		seg_say (view, "%s", _("There is nothing to choose here with what is chosen above."));
	else if (row != SEG_FORM_WRITE)
		seg_export_form_ask (view, row);
	else if (form->fault != NULL)
		seg_say (view, "%s", form->fault);
	else
		seg_export_form_write (view);
}

static gboolean
act (SegView *view, int action)
{
	const SegExportForm *form = view->state;
	gsize row;

	if (action == CHANGE) {
		if (seg_list_cursor (form->list, &row))
			choose (view, (SegFormRow) row);
		return TRUE;
	}
	if (action < ASK || action >= ASK + SEG_N_FORM_ROWS)
		return FALSE;
	choose (view, (SegFormRow) (action - ASK));
	return TRUE;
}

/* Drawing -------------------------------------------------------------------------------------------------------------- */

static int
column_width (const GPtrArray *preview, guint column)
{
	int width = LEAST_COLUMN;

	for (guint r = 0; r < preview->len; r++)
		width = MAX (width, seg_text_width (((char **) preview->pdata[r])[column]));
	return MIN (width, MOST_COLUMN);
}

/* The columns that fit, and how many do not. */
static void
draw_preview (const SegExportForm *form, SegCells *cells, SegRect rect)
{
	guint n_columns = g_strv_length (form->preview->pdata[0]), shown = 0;

	for (int x = 0; shown < n_columns; shown++) {
		int width = column_width (form->preview, shown);

		if (x + width > rect.width && shown > 0)
			break;
		for (guint r = 0; r < form->preview->len && (int) r < rect.height; r++)
			seg_draw_fit (cells, rect, x, (int) r, MIN (width, rect.width - x), SEG_ALIGN_LEFT, r == 0 ? SEG_INK_HEADING : SEG_INK_NORMAL,
			              ((char **) form->preview->pdata[r])[shown]);
		x += width + 2;
	}
}

static int
draw_words (const SegExportForm *form, SegCells *cells, SegRect rect, int used)
{
	if (form->campaign != NULL && form->campaign->stale)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_WARNING, _("! The data have changed since the list was made: the file would be of then."));
	if (form->choice->arm != SEG_ARM_SEND)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD, _("! The file would hold people who are held back: do not write to them."));
	if (form->fault != NULL)
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_BAD, form->fault);
	return used;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegExportForm *form = view->state;
	g_autofree char *title = g_strdup_printf (_("Write the list of \"%s\""), form->choice->name);
	int used = seg_draw_heading (cells, rect, title, form->written ? _("written") : _("nothing is written yet")), left;

	used = draw_words (form, cells, rect, used);
	seg_list_draw (form->list, cells, seg_rect_top (seg_rect_below (rect, used), SEG_N_FORM_ROWS), seg_view_has_focus (view));
	used += SEG_N_FORM_ROWS + 1;
	left = rect.height - used;
	if (left < 3)
		return;
	if (form->preview == NULL) {
		if (form->fault == NULL)
			seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, _("Reading the first rows ..."));
		return;
	}
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, form->preview->len > 1 ? _("The first rows, as they will be in the file:")
	                                                                                       : _("Nobody would be in the file."));
	draw_preview (form, cells, seg_rect_below (rect, used));
}

const SegViewClass seg_export_form_view = {
	.name = "export-form", .title = N_("Write the list"), .bindings = bindings, .state_size = sizeof (SegExportForm),
	.help = N_("Above, what the file will be; below, its first rows as they will be. Enter changes a line, w writes.\n\n"
	           "For: services want their own columns, and some take only hashes of addresses. Fields: which of your columns has the address; when it is "
	           "not clear, you are asked.\n"
	           "Cells that a spreadsheet would run as formulas get a leading ' in CSV; in workbooks all text is text, long numbers too.\n"
	           "Keys: pseudonyms say nothing to whoever gets the file; results that come back by them find their people.\n"
	           "Groups: whoever is in a segment or arm of fewer people than this is held back, so that the file gives nobody away.\n\n"
	           "Beside the file a manifest says what it is made of, with a checksum; everything appears together, or nothing does."),
	.open = open_view, .close = close_view, .refresh = look_again, .draw = draw, .act = act, .can = can, .list = list,
};
