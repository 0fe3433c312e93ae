/* Rejects as a CSV file in the layout of the file they came from, for correction in a spreadsheet. */
#include <config.h>
#include "plan-private.h"

#include <segscope/csv.h>
#include <segscope/hint.h>
#include <segscope/rejects.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define UNDECODABLE "\xEF\xBF\xBD" /* U+FFFD */

/* The file the rejects came from. */
typedef struct {
	gint64 id;
	char  *path;
	char   delimiter;
	char     quote;   /* encloses fields; '\0': nothing does */
	char **header;    /* of the columns to write, without those of an earlier list */
	gsize *columns;   /* their numbers in the file, as many */
	gsize  n_columns;
	gsize  n_in_file; /* columns of the file */
} Origin;

static void
clear_origin (Origin *origin)
{
	g_free (origin->path);
	g_strfreev (origin->header);
	g_free (origin->columns);
}

/* Which file ----------------------------------------------------------------------------------------------------------- */

/* The only file with open rejects. */
static gboolean
find_only_source (SegWorkspace *workspace, gint64 *id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT source_id, path, count (*) FROM reject JOIN source ON source.id = source_id WHERE corrected_by IS NULL "
		"GROUP BY source_id ORDER BY source_id", error);
	g_autoptr (GString) list = g_string_new (NULL);
	GError *failure = NULL;
	guint n = 0;

	*id = 0;
	if (statement == NULL)
		return FALSE;
	for (; seg_statement_next (statement, &failure); n++) {
		g_autofree char *name = g_path_get_basename (seg_statement_text (statement, 1));

		*id = seg_statement_integer (statement, 0);
		g_string_append_printf (list, "%s%" G_GINT64_FORMAT ": %s (%" G_GINT64_FORMAT ")", n > 0 ? ", " : "", *id, name,
		                        seg_statement_integer (statement, 2));
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (n > 1)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, seg_hint (_("Several files have rows set aside, and each has its own columns; say which with --source: %s"),
		                       _("Several files have rows set aside, and each has its own columns; choose one of them: %s")), list->str);
	else if (n == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("Nothing is set aside that has not been corrected; no file was written"));
	return n == 1;
}

/* The columns as the mapping of the source has them; @all: also those of an earlier list. */
static gboolean
read_columns (Origin *origin, const char *mapping, gboolean all, GError **error)
{
	g_autoptr (JsonNode) root = json_from_string (mapping, NULL);
	JsonArray *columns = root != NULL && JSON_NODE_HOLDS_OBJECT (root) && json_object_has_member (json_node_get_object (root), "columns")
	                     ? json_object_get_array_member (json_node_get_object (root), "columns") : NULL;
	g_autoptr (GPtrArray) header = g_ptr_array_new_with_free_func (g_free);

	if (columns == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("How %s was read is not known any more"), origin->path);
		return FALSE;
	}
	origin->quote = seg_mapping_quote (json_node_get_object (root));
	origin->n_in_file = json_array_get_length (columns);
	origin->columns = g_new0 (gsize, origin->n_in_file);
	for (guint i = 0; i < origin->n_in_file; i++) {
		const char *name = json_object_get_string_member_with_default (json_array_get_object_element (columns, i), "column", "");

		if (!all && seg_reject_is_own_column (name))
			continue;
		origin->columns[origin->n_columns++] = i;
		g_ptr_array_add (header, g_strdup (name));
	}
	g_ptr_array_add (header, NULL);
	origin->header = (char **) g_ptr_array_steal (header, NULL);
	return TRUE;
}

static gboolean
read_origin (SegWorkspace *workspace, gint64 id, gboolean all, Origin *origin, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT path, delimiter, mapping FROM source WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	if (!seg_statement_next (statement, &failure)) {
		if (failure == NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, seg_hint (_("There is no imported file number %" PRId64 "; segscope info lists them"),
			                       _("There is no imported file number %" PRId64 "; Data lists them")), id);
		return seg_query_ended (failure, error) && FALSE;
	}
	origin->id = id;
	origin->path = g_strdup (seg_statement_text (statement, 0));
	origin->delimiter = seg_statement_text (statement, 1)[0];
	return read_columns (origin, seg_statement_text (statement, 2), all, error);
}

gboolean
seg_reject_cells (SegWorkspace *workspace, const SegReject *reject, char ***headers, char ***fields, GError **error)
{
	Origin origin = { .id = 0 };
	gboolean fine = read_origin (workspace, reject->source_id, TRUE, &origin, error);

	*headers = g_steal_pointer (&origin.header);
	*fields = fine ? seg_csv_split (reject->raw, origin.delimiter, origin.quote) : NULL;
	clear_origin (&origin);
	return fine;
}

/* Rows ----------------------------------------------------------------------------------------------------------------- */

static void
append_header (const Origin *origin, GString *text)
{
	static const char *const ours[] = { SEG_REJECTS_SOURCE, SEG_REJECTS_LINE, SEG_REJECTS_COLUMN, SEG_REJECTS_REASON, SEG_REJECTS_ROW };

	for (gsize i = 0; i < origin->n_columns; i++)
		seg_csv_append (text, i, origin->header[i], SEG_CSV_FIELD);
	for (gsize i = 0; i < G_N_ELEMENTS (ours); i++)
		seg_csv_append (text, origin->n_columns + i, ours[i], SEG_CSV_TEXT);
	seg_csv_end_row (text);
}

/* All that is wrong with one row of the file. */
typedef struct {
	gint64   line;
	char    *raw;
	GString *columns, *reasons;
} Fault;

/* The cell to write, or NULL: of a row with more or fewer fields than columns nobody knows which belongs where, and it must not come
 * back as if it were corrected; and what is no text would come back as question marks. Such rows stand behind their reason as a
 * whole, for a person to put the cells in place. */
static const char *
cell_of (const Origin *origin, char **fields, gsize n_fields, gsize column)
{
	if (n_fields != origin->n_in_file || strstr (fields[origin->columns[column]], UNDECODABLE) != NULL)
		return NULL;
	return fields[origin->columns[column]];
}

static void
append_row (const Origin *origin, const Fault *fault, GString *text)
{
	g_auto (GStrv) fields = seg_csv_split (fault->raw, origin->delimiter, origin->quote);
	gsize n_fields = g_strv_length (fields);
	gboolean fits = n_fields == origin->n_in_file && strstr (fault->raw, UNDECODABLE) == NULL;
	g_autofree char *source = g_strdup_printf ("%" G_GINT64_FORMAT, origin->id);
	g_autofree char *line = g_strdup_printf ("%" G_GINT64_FORMAT, fault->line);
	gsize n = origin->n_columns;

	for (gsize i = 0; i < n; i++)
		seg_csv_append (text, i, cell_of (origin, fields, n_fields, i), SEG_CSV_FIELD);
	seg_csv_append (text, n, source, SEG_CSV_NUMBER);
	seg_csv_append (text, n + 1, line, SEG_CSV_NUMBER);
	seg_csv_append (text, n + 2, fault->columns->str, SEG_CSV_TEXT);
	seg_csv_append (text, n + 3, fault->reasons->str, SEG_CSV_TEXT);
	seg_csv_append (text, n + 4, fits ? NULL : fault->raw, SEG_CSV_TEXT); /* the cells before do not say all of it */
	seg_csv_end_row (text);
}

static void
add_fault (Fault *fault, const SegStatement *statement)
{
	const char *column = seg_statement_text (statement, 1);

	if (column != NULL)
		g_string_append_printf (fault->columns, "%s%s", fault->columns->len > 0 ? "; " : "", column);
	g_string_append_printf (fault->reasons, "%s%s", fault->reasons->len > 0 ? "; " : "", seg_statement_text (statement, 2));
}

static gboolean
write_rows (const Origin *origin, SegStatement *statement, SegCsvFile *file, SegJob *job, gint64 *n_rows, GError **error)
{
	g_autoptr (GString) text = g_string_new (NULL), columns = g_string_new (NULL), reasons = g_string_new (NULL);
	Fault fault = { 0, NULL, columns, reasons };
	GError *failure = NULL;
	gboolean more = TRUE;

	append_header (origin, text);
	while (more && failure == NULL) {
		more = seg_statement_next (statement, &failure);
		if (fault.raw != NULL && (!more || seg_statement_integer (statement, 0) != fault.line)) {
			append_row (origin, &fault, text);
			g_clear_pointer (&fault.raw, g_free);
			++*n_rows;
			if (failure == NULL && seg_csv_file_write (file, text, &failure))
				seg_job_proceed (job, 0, NULL, &failure);
		}
		if (!more || failure != NULL)
			break;
		if (fault.raw == NULL) {
			fault.line = seg_statement_integer (statement, 0);
			fault.raw = g_strdup (seg_statement_text (statement, 3));
			g_string_truncate (columns, 0);
			g_string_truncate (reasons, 0);
		}
		add_fault (&fault, statement);
	}
	g_free (fault.raw);
	return seg_query_ended (failure, error);
}

static gboolean
export (SegWorkspace *workspace, const Origin *origin, const char *path, SegJob *job, gint64 *n_rows, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT line, column_name, reason, raw FROM reject WHERE source_id = :source AND corrected_by IS NULL ORDER BY line, id", error);
	g_autoptr (SegCsvFile) file = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":source", origin->id);
	file = seg_csv_file_create (path, TRUE, error);
	if (file == NULL || !write_rows (origin, statement, file, job, n_rows, error))
		return FALSE;
	if (*n_rows == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Nothing of %s is set aside that has not been corrected; no file was written"),
		             origin->path);
		return FALSE;
	}
	g_clear_pointer (&statement, seg_statement_free);
	return seg_audit_file (workspace, g_steal_pointer (&file), "export rejects", path, *n_rows, error);
}

gboolean
seg_rejects_export (SegWorkspace *workspace, gint64 source_id, const char *path, SegJob *job, gint64 *n_rows, GError **error)
{
	Origin origin = { .id = 0 };
	gint64 n = 0;
	gboolean fine = (source_id != 0 || find_only_source (workspace, &source_id, error))
	                && read_origin (workspace, source_id, FALSE, &origin, error) && export (workspace, &origin, path, job, &n, error);

	clear_origin (&origin);
	if (fine && n_rows != NULL)
		*n_rows = n;
	return fine;
}
