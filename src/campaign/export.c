/* The file that goes out: one query in order of key, row by row into a temporary file, renamed when all is on record.
 *
 * Consent is asked again: whoever withdrew it since the list was made is left out of the file, and the audit line counts them. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/csv.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 256
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

/* The query ------------------------------------------------------------------------------------------------------- */

/* Column @column as SQL. */
static char *
column_sql (const SegExportColumn *column, const char *title)
{
	switch (column->kind) {
	case SEG_EXPORT_KEY:
		return g_strdup ("u.key");
	case SEG_EXPORT_ARM:
		return g_strdup ("cm.arm");
	case SEG_EXPORT_SEGMENT:
		return g_strdup ("s.name");
	case SEG_EXPORT_ITEM:
		return g_strdup_printf ("(SELECT i.key FROM campaign_item r JOIN item i ON i.id = r.item_id WHERE r.campaign_id = "
		                        "cm.campaign_id AND r.user_id = cm.user_id AND r.position = %u)", column->position);
	case SEG_EXPORT_TITLE:
		return g_strdup_printf ("(SELECT %s FROM campaign_item r JOIN item i ON i.id = r.item_id WHERE r.campaign_id = "
		                        "cm.campaign_id AND r.user_id = cm.user_id AND r.position = %u)", title, column->position);
	case SEG_EXPORT_REASON:
		return g_strdup_printf ("(SELECT reason FROM campaign_item r WHERE r.campaign_id = cm.campaign_id "
		                        "AND r.user_id = cm.user_id AND r.position = %u)", column->position);
	case SEG_EXPORT_USER:
	default:
		return seg_user_column_sql (column->column, "f");
	}
}

static gboolean
needs_features (const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++) {
		const SegExportColumn *column = columns->pdata[i];

		if (column->kind == SEG_EXPORT_USER && column->column->is_feature)
			return TRUE;
	}
	return FALSE;
}

static gboolean
append_columns (SegWorkspace *workspace, const GPtrArray *columns, GString *sql, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error);

	for (guint i = 0; title != NULL && i < columns->len; i++) {
		g_autofree char *expression = column_sql (columns->pdata[i], title);

		g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", expression);
	}
	return title != NULL;
}

static gboolean
append_from (SegWorkspace *workspace, const GPtrArray *columns, GString *sql, GError **error)
{
	gint64 set_id;

	g_string_append (sql, " FROM campaign_member cm JOIN user u ON u.id = cm.user_id LEFT JOIN segment s ON s.id = cm.segment_id");
	if (!needs_features (columns))
		return TRUE;
	if (!seg_feature_set_in_use (workspace, &set_id, error))
		return FALSE;
	g_string_append_printf (sql, " LEFT JOIN feature_set_%" G_GINT64_FORMAT " f ON f.user_id = u.id", set_id);
	return TRUE;
}

/* Who may be in the file now. People held back are in none but the analyst's file and get no message. Whom cleaning left out since the
 * list was made (test accounts, accounts merged into another) gets none either. */
static char *
permission (SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	GError *failure = NULL;
	g_autofree char *consents = campaign->draft->overrides[SEG_SUPPRESS_CONSENT] == NULL ? seg_consent_condition (workspace, campaign->draft->channel, &failure) : g_strdup ("1");

	if (!seg_query_ended (failure, error))
		return NULL;
	return g_strdup_printf ("(cm.arm = 'control' OR (" SEG_SQL_USER_IN_USE ("u") " AND %s))", consents != NULL ? consents : "0");
}

static SegStatement *
prepare_rows (SegWorkspace *workspace, const SegCampaign *campaign, const GPtrArray *columns, SegArm arm, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("SELECT ");
	g_autofree char *permitted = permission (workspace, campaign, error);
	SegStatement *statement;

	if (permitted == NULL || !append_columns (workspace, columns, sql, error) || !append_from (workspace, columns, sql, error))
		return NULL;
	g_string_append_printf (sql, " WHERE cm.campaign_id = :campaign AND (:arm IS NULL OR (cm.arm = 'control') = :arm) AND %s ORDER BY u.key", permitted);
	statement = seg_workspace_prepare (workspace, sql->str, error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":campaign", campaign->id);
	if (arm != SEG_ARM_BOTH)
		seg_statement_bind_integer (statement, ":arm", arm == SEG_ARM_CONTROL);
	return statement;
}

/* The file -------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegCsvFile *file;
	GChecksum  *checksum; /* of what was written */
	GString    *line;
	gint64      n_rows;
} Output;

static void
clear_output (Output *output)
{
	g_clear_pointer (&output->file, seg_csv_file_abandon);
	g_clear_pointer (&output->checksum, g_checksum_free);
	if (output->line != NULL)
		g_string_free (output->line, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Output, clear_output)

static gboolean
write_line (Output *output, GError **error)
{
	seg_csv_end_row (output->line);
	g_checksum_update (output->checksum, (const guchar *) output->line->str, (gssize) output->line->len);
	return seg_csv_file_write (output->file, output->line, error);
}

static gboolean
open_output (Output *output, const char *path, gboolean bom, GError **error)
{
	output->checksum = g_checksum_new (G_CHECKSUM_SHA256);
	output->line = g_string_new (NULL);
	if (bom)
		g_checksum_update (output->checksum, (const guchar *) BYTE_ORDER_MARK, 3);
	output->file = seg_csv_file_create (path, bom, error);
	return output->file != NULL;
}

static void
append_cell (GString *line, gsize number, const SegExportColumn *column, SegStatement *statement)
{
	g_autofree char *text = NULL;
	gboolean is_number = column->kind == SEG_EXPORT_USER && column->column->type == SEG_TYPE_NUMBER;

	if (column->kind == SEG_EXPORT_USER)
		text = seg_user_value_text (column->column, statement, (int) number, TRUE);
	seg_csv_append (line, number, text != NULL ? text : seg_statement_text (statement, (int) number),
	                is_number ? SEG_CSV_NUMBER : SEG_CSV_TEXT);
}

static gboolean
write_rows (Output *output, const GPtrArray *columns, SegStatement *statement, gint64 n_expected, SegJob *job, GError **error)
{
	GError *failure = NULL;

	for (guint i = 0; i < columns->len; i++)
		seg_csv_append (output->line, i, ((const SegExportColumn *) columns->pdata[i])->name, SEG_CSV_TEXT);
	if (!write_line (output, error))
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		for (guint i = 0; i < columns->len; i++)
			append_cell (output->line, i, columns->pdata[i], statement);
		if (!write_line (output, error))
			return FALSE;
		if (output->n_rows++ % ROWS_BETWEEN_ASKING == 0
		    && !seg_job_proceed (job, (double) output->n_rows / (double) MAX (n_expected, 1), _("writing the file"), error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

/* The record ------------------------------------------------------------------------------------------------------- */

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
	g_autofree char *valid = g_utf8_make_valid (value, -1);

	json_builder_set_member_name (builder, name);
	json_builder_add_string_value (builder, valid);
}

static char *
describe (const char *path, const GPtrArray *columns, SegArm arm, const Output *output, gint64 n_expected, gint64 n_cleaned)
{
	static const char *const arms[] = { [SEG_ARM_SEND] = "send", [SEG_ARM_CONTROL] = "control", [SEG_ARM_BOTH] = "both" };
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	add_text (builder, "file", path);
	add_number (builder, "rows", output->n_rows);
	add_text (builder, "sha256", g_checksum_get_string (output->checksum));
	add_text (builder, "arm", arms[arm]);
	add_number (builder, "left_out_consent_withdrawn", n_expected - n_cleaned - output->n_rows);
	add_number (builder, "left_out_by_cleaning", n_cleaned);
	json_builder_set_member_name (builder, "columns");
	json_builder_begin_array (builder);
	for (guint i = 0; i < columns->len; i++)
		json_builder_add_string_value (builder, ((const SegExportColumn *) columns->pdata[i])->name);
	json_builder_end_array (builder);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static gboolean
mark_exported (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) update = seg_workspace_prepare (workspace,
		"UPDATE campaign SET status = 'exported', exported_at = :at WHERE id = :id", error);

	if (update == NULL)
		return FALSE;
	seg_statement_bind_integer (update, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_integer (update, ":id", id);
	return seg_statement_run (update, error);
}

static gint64
expected_rows (const SegCampaign *campaign, SegArm arm)
{
	return (arm != SEG_ARM_CONTROL ? campaign->n_send : 0) + (arm != SEG_ARM_SEND ? campaign->n_control : 0);
}

/* Members of the list, to be sent to, whom cleaning has left out since. */
static gboolean
count_cleaned (SegWorkspace *workspace, const SegCampaign *campaign, SegArm arm, gint64 *n_cleaned, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM campaign_member WHERE campaign_id = %" G_GINT64_FORMAT
	                                        " AND arm <> 'control' AND user_id IN (SELECT user_id FROM excluded_user)", campaign->id);

	*n_cleaned = 0;
	return arm == SEG_ARM_CONTROL || seg_workspace_count (workspace, sql, n_cleaned, error);
}

/* All within one transaction: nothing is on record that was not written, nothing written that is not on record. */
static gboolean
export_columns (SegWorkspace *workspace, const SegCampaign *campaign, const char *path, const GPtrArray *columns,
                const SegExportOptions *options, SegJob *job, gint64 *n_rows, GError **error)
{
	gint64 n_expected = expected_rows (campaign, options->arm), n_cleaned;
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = transaction != NULL
		? prepare_rows (workspace, campaign, columns, options->arm, error) : NULL;
	g_auto (Output) output = { 0 };
	g_autofree char *detail = NULL;
	GStatBuf status;

	if (statement == NULL || !count_cleaned (workspace, campaign, options->arm, &n_cleaned, error)
	    || !open_output (&output, path, options->bom, error)
	    || !write_rows (&output, columns, statement, n_expected, job, error))
		return FALSE;
	detail = describe (path, columns, options->arm, &output, n_expected, n_cleaned);
	if (!mark_exported (workspace, campaign->id, error)
	    || !seg_audit_add (workspace, "export", campaign->name, detail, error)
	    || !seg_job_proceed (job, 1, NULL, error)
	    || !seg_csv_file_finish (g_steal_pointer (&output.file), error))
		return FALSE;
	g_clear_pointer (&statement, seg_statement_free);
	if (!seg_transaction_commit (g_steal_pointer (&transaction), error)) {
		if (g_lstat (path, &status) == 0 && S_ISREG (status.st_mode))
			g_unlink (path); /* a list that is not on record must not go out */
		return FALSE;
	}
	*n_rows = output.n_rows;
	return TRUE;
}

gboolean
seg_campaign_export (SegWorkspace *workspace, const SegCampaign *campaign, const char *path, const SegExportOptions *options,
                     SegJob *job, gint64 *n_rows, GError **error)
{
	g_autoptr (GPtrArray) user_columns = seg_user_columns (workspace, NULL, error), columns = NULL;
	g_auto (GStrv) proposed = NULL;
	const char *const *names = options->columns;
	gboolean exported;

	if (user_columns == NULL)
		return FALSE;
	if (names == NULL) {
		proposed = seg_campaign_columns (workspace, campaign, options->arm, error);
		if (proposed == NULL)
			return FALSE;
		names = (const char *const *) proposed;
	}
	columns = seg_export_columns_find (campaign, user_columns, names, error);
	if (columns == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	exported = export_columns (workspace, campaign, path, columns, options, job, n_rows, error);
	seg_workspace_watch (workspace, NULL);
	return exported;
}
