/* Whom to tell about an item, as a CSV file. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/csv.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

#define ROWS_BETWEEN_WRITES 512

static void
append_heading (GString *line)
{
	static const char *const names[] = { "rank", "key", "segment", "score" };

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		seg_csv_append (line, i, names[i], SEG_CSV_TEXT);
	seg_csv_end_row (line);
}

static void
append_row (GString *line, guint rank, const SegAudienceRow *row, const SegInteractions *interactions)
{
	g_autofree char *number = g_strdup_printf ("%u", rank), *score = seg_format_exact (row->score);

	seg_csv_append (line, 0, number, SEG_CSV_NUMBER);
	seg_csv_append (line, 1, row->key, SEG_CSV_TEXT);
	seg_csv_append (line, 2, g_hash_table_lookup (interactions->segment_names, &row->segment_id), SEG_CSV_TEXT);
	seg_csv_append (line, 3, score, SEG_CSV_NUMBER);
	seg_csv_end_row (line);
}

static gboolean
write_rows (const GPtrArray *audience, const SegInteractions *interactions, SegCsvFile *file, SegJob *job, GError **error)
{
	g_autoptr (GString) line = g_string_new (NULL);

	append_heading (line);
	for (guint i = 0; i < audience->len; i++) {
		append_row (line, i + 1, audience->pdata[i], interactions);
		if (i % ROWS_BETWEEN_WRITES == 0
		    && (!seg_job_proceed (job, (double) i / audience->len, _("writing the list"), error) || !seg_csv_file_write (file, line, error)))
			return FALSE;
	}
	return seg_csv_file_write (file, line, error);
}

gboolean
seg_item_audience_export (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, const char *path, gboolean bom,
                          SegJob *job, gint64 *n_rows, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.8);
	g_autoptr (GPtrArray) audience = seg_item_audience (workspace, model, item_id, n, job, error);
	g_autoptr (SegCsvFile) file = NULL;

	seg_job_leave (job, outer);
	if (audience == NULL || (file = seg_csv_file_create (path, bom, error)) == NULL)
		return FALSE;
	outer = seg_job_enter (job, 0.8, 1);
	if (!write_rows (audience, seg_model_interactions (model), file, job, error))
		return FALSE;
	seg_job_leave (job, outer);
	*n_rows = audience->len;
	return seg_audit_file (workspace, g_steal_pointer (&file), "export audience", path, audience->len, error);
}
