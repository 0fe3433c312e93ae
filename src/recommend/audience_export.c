/* Whom to tell about an item, as a file in the format of its name. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/audit_table.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

#define ROWS_BETWEEN_ASKING 512

static const SegTableColumn columns[] = { { "rank", SEG_FIELD_NUMBER }, { "key", SEG_FIELD_TEXT }, { "segment", SEG_FIELD_TEXT }, { "score", SEG_FIELD_NUMBER } };

static gboolean
write_row (SegTableFile *file, guint rank, const SegAudienceRow *row, const SegInteractions *interactions, GError **error)
{
	g_autofree char *number = g_strdup_printf ("%u", rank), *score = seg_format_exact (row->score);
	const char *const cells[] = { number, row->key, g_hash_table_lookup (interactions->segment_names, &row->segment_id), score };

	return seg_table_file_row (file, cells, error);
}

static gboolean
write_rows (const GPtrArray *audience, const SegInteractions *interactions, SegTableFile *file, SegJob *job, GError **error)
{
	for (guint i = 0; i < audience->len; i++)
		if (!write_row (file, i + 1, audience->pdata[i], interactions, error)
		    || (i % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, (double) i / audience->len, _("writing the list"), error)))
			return FALSE;
	return TRUE;
}

gboolean
seg_item_audience_export (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, const char *path, gboolean bom,
                          SegJob *job, gint64 *n_rows, GError **error)
{
	SegJobSpan outer = seg_job_enter (job, 0, 0.8);
	g_autoptr (GPtrArray) audience = seg_item_audience (workspace, model, item_id, n, job, error);
	g_autoptr (SegTableFile) file = NULL;

	seg_job_leave (job, outer);
	if (audience == NULL || (file = seg_table_file_new (path, bom, columns, G_N_ELEMENTS (columns), error)) == NULL)
		return FALSE;
	outer = seg_job_enter (job, 0.8, 1);
	if (!write_rows (audience, seg_model_interactions (model), file, job, error))
		return FALSE;
	seg_job_leave (job, outer);
	*n_rows = audience->len;
	return seg_table_file_finish_audited (g_steal_pointer (&file), workspace, "export audience", error);
}
