/* The first rows of a list as they will be in the file. Nothing is written, not even a key for pseudonyms: where there is none yet, pseudonyms are
 * shown as such. */
#include <config.h>
#include "export-private.h"

#include <segscope/csv.h>

static void
free_row (gpointer row)
{
	g_strfreev (row);
}

/* As CSV guards it: what is shown is what will be read. */
static char *
cell_text (const SegExportPlan *plan, guint i, const char *text)
{
	const SegExportColumn *column = plan->columns->pdata[i];
	gboolean is_csv = plan->options->file.format == NULL || plan->options->file.format == seg_table_format (0);
	g_autoptr (GString) line = g_string_new (NULL);

	if (text == NULL || !is_csv || column->preset != NULL)
		return g_strdup (text != NULL ? text : "");
	if (!seg_csv_guards (text))
		return g_strdup (text);
	return g_strconcat ("'", text, NULL);
}

static char **
headings (const SegExportPlan *plan)
{
	char **row = g_new0 (char *, plan->columns->len + 1);

	for (guint i = 0; i < plan->columns->len; i++)
		row[i] = g_strdup (((const SegExportColumn *) plan->columns->pdata[i])->name);
	return row;
}

GPtrArray *
seg_campaign_export_preview (SegWorkspace *workspace, const SegCampaign *campaign, const SegExportOptions *options, guint n_rows, GError **error)
{
	g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (free_row);
	g_autoptr (SegExportPlan) plan = seg_export_plan_new (workspace, campaign, options, error);
	g_autoptr (SegExportRows) rows = plan != NULL ? seg_export_rows_new (workspace, plan, NULL, error) : NULL;
	GError *failure = NULL;
	SegExportRow row;

	if (rows == NULL)
		return NULL;
	g_ptr_array_add (shown, headings (plan));
	while (shown->len <= n_rows && seg_export_rows_next (rows, &row, &failure)) {
		char **cells;

		if (row.fate != SEG_ROW_GOES || !row.is_reachable)
			continue;
		cells = g_new0 (char *, plan->columns->len + 1);
		for (guint i = 0; i < plan->columns->len; i++)
			cells[i] = options->pseudonyms && ((const SegExportColumn *) plan->columns->pdata[i])->kind == SEG_EXPORT_KEY
				? g_strdup ("p…") : cell_text (plan, i, row.cells[i]);
		g_ptr_array_add (shown, cells);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&shown) : NULL;
}
