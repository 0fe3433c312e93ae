/* The run of a plan: one pass over the file in one transaction. */
#include <config.h>
#include "load.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define ASK_EVERY 1024    /* rows between looks at the job: well under a millisecond each */
#define REBUILD_SHARE 0.5 /* a load of so many rows beside those there is faster with indexes made afterwards */

/* Rows set aside ------------------------------------------------------------------------------------------------------- */

const char *
seg_load_key (SegLoad *load, gssize column, const char *text)
{
	if (text == NULL || column < 0 || !load->plan->columns[column].whole_keys || !seg_value_is_whole (text)
	    || strlen (text) >= sizeof load->whole_key)
		return text;
	memcpy (load->whole_key, text, strlen (text) - 2);
	load->whole_key[strlen (text) - 2] = '\0';
	return load->whole_key;
}

char *
seg_load_bad_value (const char *text, SegType type)
{
	g_autofree char *valid = g_utf8_make_valid (text, -1);
	g_autofree char *shown = g_utf8_strlen (valid, -1) > 40 ? g_utf8_substring (valid, 0, 40) : g_strdup (valid);

	switch (type) {
	case SEG_TYPE_DATE:
		return g_strdup_printf (_("\"%s\" is not a date"), shown);
	case SEG_TYPE_BOOLEAN:
		return g_strdup_printf (_("\"%s\" is neither yes nor no"), shown);
	case SEG_TYPE_NUMBER:
		return g_strdup_printf (_("\"%s\" is not a number"), shown);
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return g_strdup_printf (_("\"%s\" cannot be read"), shown);
	}
}

SegRowFate
seg_load_set_aside (SegLoad *load, const SegRecord *record, gssize column, char *reason, GError **error)
{
	g_autofree char *owned = reason;
	const char *header = column >= 0 ? load->plan->columns[column].header : NULL;

	load->result->rows_rejected++;
	return seg_store_reject (load->store, record, header, owned, error) ? SEG_ROW_SET_ASIDE : SEG_ROW_FAILED;
}

/* Empty columns behind the last one are no fault. */
static gboolean
has_right_count (const SegLoad *load, const SegRecord *record)
{
	for (gsize i = load->plan->n_columns; i < record->n_fields; i++)
		if (record->fields[i][0] != '\0')
			return FALSE;
	return record->n_fields >= load->plan->n_columns;
}

static char *
count_fault (const SegLoad *load, const SegRecord *record)
{
	g_autofree char *counts = g_strdup_printf (
		load->plan->has_header ? _("has %zu columns, the header has %zu") : _("has %zu columns, the first row has %zu"),
		record->n_fields, load->plan->n_columns);

	if (record->n_lines > 1)
		return g_strdup_printf (_("%s; it runs over %" G_GINT64_FORMAT " lines: is a quote (\") missing?"), counts, record->n_lines);
	return g_steal_pointer (&counts);
}

/* What is wrong with the record as text, or NULL. */
static char *
record_fault (const SegLoad *load, const SegRecord *record)
{
	switch (record->fault) {
	case SEG_RECORD_OPEN_QUOTE:
		return g_strdup (_("a quote (\") is opened here and never closed"));
	case SEG_RECORD_TOO_LONG:
		return g_strdup (_("is longer than 1 MiB"));
	case SEG_RECORD_UNDECODABLE:
		return g_strdup_printf (_("is not %s text: byte 0x%02X at position %zu of the row"), load->plan->encoding, record->fault_byte,
		                        record->fault_at);
	case SEG_RECORD_FINE:
	default:
		return has_right_count (load, record) ? NULL : count_fault (load, record);
	}
}

/* Reading all rows ----------------------------------------------------------------------------------------------------- */

static gboolean
load_row (SegLoad *load, SegHashSet *seen, const SegRecord *record, GError **error)
{
	char *fault;
	SegRowFate fate;
	gboolean added;

	load->result->rows_read++;
	fault = record_fault (load, record);
	if (fault != NULL)
		return seg_load_set_aside (load, record, -1, fault, error) != SEG_ROW_FAILED;
	fate = load->bindings != NULL ? seg_load_entity_row (load, record, error) : seg_load_event_row (load, record, error);
	if (fate != SEG_ROW_LOADED)
		return fate != SEG_ROW_FAILED;
	load->result->rows_loaded++;
	if (!seg_hash_set_add (seen, seg_hash_bytes (record->text, record->text_size), &added, error))
		return FALSE;
	load->result->rows_repeated += !added;
	return TRUE;
}

static gboolean
report (const SegLoad *load, const SegReader *reader, SegJob *job, GError **error)
{
	g_autofree char *name = g_path_get_basename (load->plan->path);
	g_autofree char *rows = seg_format_integer (load->result->rows_read), *phrase = g_strdup_printf (_("%s: %s rows"), name, rows);

	return seg_job_proceed (job, (double) seg_reader_position (reader) / (double) MAX (load->plan->size, 1), phrase, error);
}

static gboolean
load_rows (SegLoad *load, SegReader *reader, SegJob *job, GError **error)
{
	SegHashSet seen = { NULL, 0, 0 };
	SegRecord record;
	GError *failure = NULL;
	gboolean fine = !load->plan->has_header || seg_reader_next (reader, &record, &failure);

	while (fine && seg_reader_next (reader, &record, &failure)) {
		fine = load_row (load, &seen, &record, &failure);
		if (fine && load->result->rows_read % ASK_EVERY == 0)
			fine = report (load, reader, job, &failure);
	}
	seg_hash_set_clear (&seen);
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

/* Before and after ----------------------------------------------------------------------------------------------------- */

/* The column that holds the titles of items, made when this file is the first to name them. NULL: the file names none. */
static gboolean
prepare_titles (SegLoad *load, char **column, GError **error)
{
	gssize title = seg_plan_column_of (load->plan, "title");
	SegType type = SEG_TYPE_TEXT;

	if (title < 0)
		return TRUE;
	*column = seg_store_attribute (load->store, "item", load->plan->columns[title].attribute, "title", &type, error);
	return *column != NULL && seg_store_title_column (load->store, *column, error);
}

static gboolean
prepare (SegLoad *load, GError **error)
{
	gboolean users = strcmp (load->plan->role->name, "users") == 0, items = strcmp (load->plan->role->name, "items") == 0;
	g_autofree char *title = NULL;

	if (users || items) {
		if (!seg_load_prepare_entity (load, users ? "user" : "item", error))
			return FALSE;
	} else if (!seg_load_prepare_events (load, error) || !prepare_titles (load, &title, error))
		return FALSE;
	load->users = seg_keys_new ();
	load->items = seg_keys_new ();
	return (items || seg_store_read_keys (load->store, "user", NULL, load->users, error))
	       && (users || seg_store_read_keys (load->store, "item", title, load->items, error));
}

/* Whether the file brings so many events that the indexes are better made at the end. */
static gboolean
wants_rebuild (const SegLoad *load, gboolean *rebuild, GError **error)
{
	double n_expected = (double) load->plan->n_expected;
	gint64 n_events;

	*rebuild = FALSE;
	if (load->bindings != NULL)
		return TRUE;
	if (!seg_workspace_count (load->workspace, "SELECT count(*) FROM event", &n_events, error))
		return FALSE;
	*rebuild = n_expected > 10000 && n_expected > REBUILD_SHARE * (double) n_events;
	return TRUE;
}

static void
count_unknown (SegLoad *load)
{
	if (load->bindings != NULL)
		return;
	if (seg_keys_n_listed (load->users) > 0)
		load->result->unknown_users = seg_keys_count_unlisted (load->users);
	if (seg_keys_n_listed (load->items) > 0)
		load->result->unknown_items = seg_keys_count_unlisted (load->items);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 count)
{
	json_builder_set_member_name (builder, name);
	json_builder_add_int_value (builder, count);
}

static gboolean
audit (const SegLoad *load, GError **error)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;
	g_autofree char *name = g_path_get_basename (load->plan->path), *valid = g_utf8_make_valid (name, -1), *detail = NULL;
	const SegImportResult *result = load->result;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "role");
	json_builder_add_string_value (builder, load->plan->role->name);
	add_count (builder, "rows_read", result->rows_read);
	add_count (builder, "rows_loaded", result->rows_loaded);
	add_count (builder, "rows_rejected", result->rows_rejected);
	add_count (builder, "values_rejected", result->values_rejected);
	add_count (builder, "rows_repeated", result->rows_repeated);
	add_count (builder, "new_users", result->new_users);
	add_count (builder, "changed_users", result->changed_users);
	add_count (builder, "new_items", result->new_items);
	add_count (builder, "changed_items", result->changed_items);
	add_count (builder, "new_events", result->new_events);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	detail = json_to_string (root, FALSE);
	return seg_audit_add (load->workspace, "import", valid, detail, error);
}

/* Nothing loaded is a wrong role or mapping, not an import. */
static gboolean
check_loaded (const SegLoad *load, GError **error)
{
	g_autoptr (SegStatement) first = NULL;

	if (load->result->rows_loaded > 0)
		return TRUE;
	first = seg_workspace_prepare (load->workspace,
		"SELECT line, reason FROM reject WHERE source_id = (SELECT max (id) FROM source) ORDER BY id LIMIT 1", NULL);
	if (first == NULL || !seg_statement_next (first, NULL))
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s has no rows; nothing was changed"), load->plan->path);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("%s: none of its %" G_GINT64_FORMAT " rows could be loaded as %s; nothing was changed. Line %" G_GINT64_FORMAT
		               ": %s. Look at the plan with --dry-run and change it with --map or --as"),
		             load->plan->path, load->result->rows_read, load->plan->role->name, seg_statement_integer (first, 0),
		             seg_statement_text (first, 1));
	return FALSE;
}

static gboolean
load_file (SegLoad *load, SegReader *reader, SegJob *job, GError **error)
{
	SegJobSpan span;
	gboolean rebuild, fine;

	if (!seg_store_begin_source (load->store, &load->result->source_id, error) || !prepare (load, error)
	    || !wants_rebuild (load, &rebuild, error) || (rebuild && !seg_store_drop_event_indexes (load->store, error)))
		return FALSE;
	span = seg_job_enter (job, 0, rebuild ? 0.85 : 0.97);
	fine = load_rows (load, reader, job, error);
	seg_job_leave (job, span);
	if (!fine || !check_loaded (load, error)
	    || !seg_job_proceed (job, rebuild ? 0.85 : 0.97, rebuild ? _("making the indexes") : NULL, error)
	    || !seg_store_make_event_indexes (load->store, error) || !seg_store_count_missing (load->store, error)
	    || !seg_workspace_make_views (load->workspace, error)
	    || !seg_store_end_source (load->store, seg_reader_checksum (reader), load->result, error))
		return FALSE;
	count_unknown (load);
	return audit (load, error);
}

/* Whether the same bytes were read in the same way before. They are read for their checksum only when that is possible. */
static gboolean
find_earlier (SegStore *store, const SegImportPlan *plan, gint64 *id, GError **error)
{
	g_autoptr (SegReader) reader = NULL;
	gboolean has;

	*id = 0;
	if (!seg_store_has_mapping (store, &has, error))
		return FALSE;
	if (!has)
		return TRUE;
	reader = seg_reader_open (plan->path, plan->encoding, plan->delimiter, error);
	return reader != NULL && seg_store_find_source (store, seg_reader_checksum (reader), id, error);
}

static void
clear (SegLoad *load)
{
	g_clear_pointer (&load->users, seg_keys_free);
	g_clear_pointer (&load->items, seg_keys_free);
	g_clear_pointer (&load->bindings, g_array_unref);
	g_clear_pointer (&load->kinds, g_hash_table_unref);
	g_free (load->values);
	g_free (load->styles);
}

static gboolean
run (SegWorkspace *workspace, const SegImportPlan *plan, gboolean dry_run, SegJob *job, SegImportResult *result, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStore) store = transaction != NULL ? seg_store_new (workspace, plan, error) : NULL;
	g_autoptr (SegReader) reader = NULL;
	SegLoad load = { .workspace = workspace, .plan = plan, .store = store, .result = result };
	gboolean fine;

	if (store == NULL || !find_earlier (store, plan, &result->source_id, error))
		return FALSE;
	if (result->source_id != 0) {
		result->already_imported = TRUE;
		return TRUE;
	}
	load.styles = g_new (SegValueStyle, plan->n_columns);
	for (gsize i = 0; i < plan->n_columns; i++)
		load.styles[i] = seg_plan_column_style (plan, i);
	reader = seg_plan_open_reader (plan, error);
	fine = reader != NULL && load_file (&load, reader, job, error);
	clear (&load);
	g_clear_pointer (&store, seg_store_free); /* its statements would keep the transaction open */
	if (!fine || dry_run)
		return fine;
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_import_run (SegWorkspace *workspace, const SegImportPlan *plan, gboolean dry_run, SegJob *job, SegImportResult *result,
                GError **error)
{
	SegImportResult found = { .source_id = 0 };
	gboolean fine;

	if (!seg_import_plan_check (plan, error))
		return FALSE;
	seg_store_trust_keys (workspace, TRUE);
	seg_workspace_watch (workspace, job);
	fine = run (workspace, plan, dry_run, job, &found, error);
	seg_workspace_watch (workspace, NULL);
	seg_store_trust_keys (workspace, FALSE);
	if (fine)
		*result = found;
	return fine;
}
