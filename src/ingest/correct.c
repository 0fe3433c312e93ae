/* Rejects taken up again: a file in the layout of an exported list (rejects_export.c) is read as the source it came from was,
 * and the rejects whose rows it brings are marked. */
#include <config.h>
#include "plan-private.h"

#include <segscope/hint.h>
#include <segscope/rejects.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>

static gssize
find_header (const SegImportPlan *plan, const char *header)
{
	for (gsize i = 0; i < plan->n_columns; i++)
		if (g_ascii_strcasecmp (plan->columns[i].header, header) == 0)
			return (gssize) i;
	return -1;
}

gboolean
seg_reject_is_own_column (const char *header)
{
	static const char *const names[] = {
		SEG_REJECTS_SOURCE, SEG_REJECTS_LINE, SEG_REJECTS_COLUMN, SEG_REJECTS_REASON, SEG_REJECTS_ROW,
	};

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (g_ascii_strcasecmp (header, names[i]) == 0)
			return TRUE;
	return FALSE;
}

/* Which source ------------------------------------------------------------------------------------------------------------ */

/* @source_id: (in) as said, or 0; (out) what it is. 0: the file is no correction. */
static gboolean
find_source (const SegImportPlan *plan, gint64 *source_id, GError **error)
{
	gssize source = find_header (plan, SEG_REJECTS_SOURCE), line = find_header (plan, SEG_REJECTS_LINE);
	const SegPlanColumn *column = source >= 0 ? &plan->columns[source] : NULL;

	if (*source_id == 0 && (source < 0 || line < 0))
		return TRUE;
	if (line < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("%s has no column %s, which says the row each correction is for; import the file that segscope rejects --export "
		                         "wrote, with its last columns left in"),
		                       _("%s has no column %s, which says the row each correction is for; import the file that e wrote from the rows set "
		                         "aside, with its last columns left in")), plan->path, SEG_REJECTS_LINE);
		return FALSE;
	}
	if (*source_id != 0)
		return TRUE;
	if (column->n_distinct == 1 && column->samples[0] != NULL
	    && g_ascii_string_to_signed (column->samples[0], 10, 1, G_MAXINT64, source_id, NULL))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             seg_hint (_("%s: the column %s does not hold one number of a file in all rows; say it with --corrects"),
	                       _("%s: the column %s does not hold one number of a file in all rows; put it into all of them as the export had it")), plan->path, SEG_REJECTS_SOURCE);
	return FALSE;
}

static SegStatement *
read_source (SegWorkspace *workspace, const SegImportPlan *plan, gint64 source_id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT role, mapping, path FROM source WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", source_id);
	if (seg_statement_next (statement, &failure))
		return g_steal_pointer (&statement);
	if (failure == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("%s corrects the file number %" PRId64 ", and this workspace has imported no such file; was it exported from "
		               "another workspace?"), plan->path, source_id);
	else
		g_propagate_error (error, failure);
	return NULL;
}

/* The manner of reading ------------------------------------------------------------------------------------------------------ */

static JsonObject *
column_named (JsonArray *columns, const char *header)
{
	for (guint i = 0; i < json_array_get_length (columns); i++) {
		JsonObject *column = json_array_get_object_element (columns, i);
		g_autofree char *name = g_strstrip (g_strdup (json_object_get_string_member_with_default (column, "column", "")));

		if (strcmp (name, header) == 0)
			return column;
	}
	return NULL;
}

static gboolean
flag (JsonObject *object, const char *name)
{
	return json_object_get_boolean_member_with_default (object, name, FALSE);
}

static SegDateOrder
date_order (JsonObject *object, SegDateOrder otherwise)
{
	const char *dates = json_object_get_string_member_with_default (object, "dates", "");

	return strcmp (dates, "day-first") == 0 ? SEG_DATE_DAY_FIRST : strcmp (dates, "month-first") == 0 ? SEG_DATE_MONTH_FIRST : otherwise;
}

static void
take_missing_words (SegImportPlan *plan, JsonObject *mapping)
{
	JsonArray *words = json_object_has_member (mapping, "missing") ? json_object_get_array_member (mapping, "missing") : NULL;
	g_autoptr (GPtrArray) taken = g_ptr_array_new ();

	if (words == NULL)
		return;
	for (guint i = 0; i < json_array_get_length (words); i++)
		g_ptr_array_add (taken, g_strdup (json_array_get_string_element (words, i)));
	g_ptr_array_add (taken, NULL);
	g_strfreev (plan->missing_words);
	plan->missing_words = (char **) g_ptr_array_steal (taken, NULL);
	seg_missing_free (plan->evidence->missing);
	plan->evidence->missing = seg_missing_new ((const char *const *) plan->missing_words);
}

/* What a few corrected rows cannot say as well as the whole file did. */
static void
take_manner (SegImportPlan *plan, JsonObject *mapping, JsonArray *columns)
{
	plan->date_order = date_order (mapping, plan->date_order);
	plan->date_order_guessed = FALSE;
	plan->decimal_comma = flag (mapping, "decimal_comma");
	plan->cancellations = flag (mapping, "cancellations");
	plan->state_entries = flag (mapping, "state_entries");
	plan->rating_most = json_object_get_double_member_with_default (mapping, "rating_most", 0);
	take_missing_words (plan, mapping);
	for (gsize i = 0; i < plan->n_columns; i++) {
		SegPlanColumn *column = &plan->columns[i];
		JsonObject *kept = column_named (columns, column->header);

		if (kept == NULL)
			continue;
		column->date_order = date_order (kept, plan->date_order);
		column->whole_keys = flag (kept, "whole_keys");
		column->serial_days = flag (kept, "serial_days");
		column->none_is_no = flag (kept, "none_is_no");
	}
}

static void
take_columns (SegImportPlan *plan, JsonArray *columns)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		JsonObject *column = column_named (columns, plan->columns[i].header);

		if (column == NULL || seg_reject_is_own_column (plan->columns[i].header))
			seg_import_plan_set_field (plan, i, NULL, FALSE);
		else
			seg_mapping_take_column (plan, i, column);
	}
}

/* Rows without a key are numbered by their place in the file, which is another one here. */
static gboolean
check_key (const SegImportPlan *plan, GError **error)
{
	const char *entity = plan->role->entity;

	if (entity == NULL || seg_plan_column_of (plan, entity) >= 0)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("%s: the rows of the corrected file have no key, so that they cannot be found again; correct that file itself and import "
	               "it as a whole"), plan->path);
	return FALSE;
}

gboolean
seg_import_plan_correct (SegImportPlan *plan, SegWorkspace *workspace, gint64 source_id, GError **error)
{
	g_autoptr (SegStatement) source = NULL;
	g_autoptr (JsonNode) root = NULL;
	JsonObject *mapping;
	const SegRole *role;

	if (!find_source (plan, &source_id, error))
		return FALSE;
	if (source_id == 0)
		return TRUE;
	if (workspace == NULL || (source = read_source (workspace, plan, source_id, error)) == NULL) {
		if (workspace == NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s corrects a file of a workspace, and this one is new"), plan->path);
		return FALSE;
	}
	role = seg_role_find (seg_statement_text (source, 0));
	root = json_from_string (seg_statement_text (source, 1), NULL);
	if (role == NULL || root == NULL || !JSON_NODE_HOLDS_OBJECT (root)
	    || !json_object_has_member (mapping = json_node_get_object (root), "columns")) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("How %s was read is not known any more"), seg_statement_text (source, 2));
		return FALSE;
	}
	plan->corrects = source_id;
	seg_import_plan_set_role (plan, role);
	take_columns (plan, json_object_get_array_member (mapping, "columns"));
	take_manner (plan, mapping, json_object_get_array_member (mapping, "columns"));
	g_free (plan->event_kind);
	plan->event_kind = g_strdup (json_object_get_string_member_with_default (mapping, "kind", NULL));
	return check_key (plan, error);
}

/* Marking -------------------------------------------------------------------------------------------------------------------- */

/* The lines of the corrected source whose rows the file brings, in temp.corrected_line. */
static gboolean
collect_lines (SegWorkspace *workspace, const SegImportPlan *plan, SegJob *job, GError **error)
{
	gsize line = (gsize) find_header (plan, SEG_REJECTS_LINE);
	g_autoptr (SegReader) reader = seg_reader_open (plan->path, plan->encoding, plan->delimiter, error);
	g_autoptr (SegStatement) add = reader != NULL ? seg_workspace_prepare (workspace,
		"INSERT OR IGNORE INTO temp.corrected_line (line) VALUES (?1)", error) : NULL;
	SegRecord record;
	GError *failure = NULL;

	if (add == NULL)
		return FALSE;
	while (failure == NULL && seg_reader_next (reader, &record, &failure)) {
		gint64 number;

		if (record.n_fields <= line || !g_ascii_string_to_signed (record.fields[line], 10, 1, G_MAXINT64, &number, NULL))
			continue; /* the header, or a row that somebody added */
		seg_statement_bind_integer_at (add, 1, number);
		if (seg_statement_run (add, &failure))
			seg_job_proceed (job, 1, NULL, &failure);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_corrections_mark (SegWorkspace *workspace, const SegImportPlan *plan, gint64 source_id, SegJob *job, gint64 *n_marked, GError **error)
{
	g_autoptr (SegStatement) mark = NULL;

	*n_marked = 0;
	if (plan->corrects == 0 || find_header (plan, SEG_REJECTS_LINE) < 0)
		return TRUE;
	if (!seg_workspace_execute (workspace, "DROP TABLE IF EXISTS temp.corrected_line; "
	                            "CREATE TEMP TABLE corrected_line (line INTEGER PRIMARY KEY)", error)
	    || !collect_lines (workspace, plan, job, error))
		return FALSE;
	mark = seg_workspace_prepare (workspace, "UPDATE reject SET corrected_by = :by WHERE source_id = :source AND corrected_by IS NULL "
	                              "AND line IN (SELECT line FROM temp.corrected_line)", error);
	if (mark == NULL)
		return FALSE;
	seg_statement_bind_integer (mark, ":by", source_id);
	seg_statement_bind_integer (mark, ":source", plan->corrects);
	if (!seg_statement_run (mark, error))
		return FALSE;
	*n_marked = seg_workspace_changes (workspace);
	g_clear_pointer (&mark, seg_statement_free);
	return seg_workspace_execute (workspace, "DROP TABLE temp.corrected_line", error);
}
