/* The run of a plan: one pass over the file in one transaction. This thread writes what the other one has read. */
#include <config.h>
#include "load-wide.h"

#include <segscope/event_pack.h>
#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

#define N_CHUNKS 2              /* one is filled while the other is written */
#define SMALLER_AT_FIRST 3      /* the first chunk is an eighth of the later ones */
#define LOOK_EVERY 50           /* milliseconds between looks at the job while there is nothing to write */

/* Writing all chunks --------------------------------------------------------------------------------------------------- */

static gboolean
report (const SegLoad *load, const SegChunk *chunk, GError **error)
{
	g_autofree char *name = g_path_get_basename (seg_import_shown_path (load->plan->path));
	g_autofree char *rows = seg_format_integer (chunk->rows_read), *phrase = g_strdup_printf (_("%s: %s rows"), name, rows);

	return seg_job_proceed (load->job, (double) chunk->position / (double) MAX (load->plan->size, 1), phrase, error);
}

/* The next chunk, or NULL when the job was cancelled. */
static SegChunk *
wait_for_chunk (const SegLoad *load, GError **error)
{
	SegChunk *chunk = NULL;

	while (chunk == NULL) {
		if (seg_job_is_cancelled (load->job)) {
			seg_job_proceed (load->job, 0, NULL, error);
			return NULL;
		}
		chunk = seg_handover_take (load->full, LOOK_EVERY);
	}
	return chunk;
}

static gboolean
write_chunks (SegLoad *load, GError **error)
{
	gboolean last = FALSE, fine = TRUE;

	while (fine && !last) {
		SegChunk *chunk = wait_for_chunk (load, error);

		if (chunk == NULL)
			return FALSE;
		last = chunk->last;
		fine = seg_load_write (load, chunk, error) && report (load, chunk, error);
		seg_handover_give (load->empty, chunk);
	}
	return fine;
}

static gboolean
load_rows (SegLoad *load, GError **error)
{
	GThread *thread;
	gboolean written;

	for (int i = 0; i < N_CHUNKS; i++)
		seg_handover_give (load->empty, seg_chunk_new ());
	thread = g_thread_try_new ("import", seg_load_read, load, error);
	if (thread == NULL)
		return FALSE;
	written = write_chunks (load, error);
	g_atomic_int_set (&load->stop, 1);
	if (!written) /* the other thread may wait for room: it gets some, and ends at its next block */
		seg_handover_give (load->empty, seg_chunk_new ());
	g_thread_join (thread);
	if (written && load->failure != NULL) {
		g_propagate_error (error, g_steal_pointer (&load->failure));
		return FALSE;
	}
	load->result->rows_read = load->rows_read;
	load->result->rows_loaded = load->rows_loaded;
	load->result->rows_rejected = load->rows_rejected;
	load->result->values_rejected = load->values_rejected;
	load->result->repeated_results = load->repeated_results;
	load->result->nobody_results = load->nobody_results;
	load->result->new_users = load->next_user - load->first_user;
	load->result->new_items = load->next_item - load->first_item;
	load->result->new_events = load->entities || load->results ? 0 : load->rows_loaded;
	return written;
}

/* Before and after ----------------------------------------------------------------------------------------------------- */

static void
clear_key_block (gpointer data)
{
	SegKeyBlock *block = data;

	g_free (block->first);
	g_free (block->last);
	g_free (block->ids);
}

/* The column that holds the titles of items, made when this file is the first to name them. NULL: the file names none. */
static gboolean
prepare_titles (SegLoad *load, GError **error)
{
	gssize title = seg_plan_column_of (load->plan, "title");
	SegType type = SEG_TYPE_TEXT;

	if (title < 0)
		return TRUE;
	load->title_column = seg_store_attribute (load->store, "item", load->plan->columns[title].attribute, "title", &type, error);
	return load->title_column != NULL && seg_store_title_column (load->store, load->title_column, error);
}

/* What stands in the workspace already: keys, kinds, the next ids. */
static gboolean
read_present (SegLoad *load, GError **error)
{
	gint64 next_kind;

	load->users = seg_keys_new ();
	load->items = seg_keys_new ();
	load->kind_ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	if (!seg_store_next_id (load->store, "user", &load->first_user, error)
	    || !seg_store_next_id (load->store, "item", &load->first_item, error))
		return FALSE;
	load->next_user = load->first_user;
	load->next_item = load->first_item;
	if (load->entities) {
		SegKeys *keys = strcmp (load->entity, "user") == 0 ? load->users : load->items;

		seg_keys_expect (keys, (gsize) MAX (load->plan->n_expected, 0));
		return seg_store_read_keys (load->store, load->entity, NULL, keys, error);
	}
	if (!seg_store_read_keys (load->store, "user", NULL, load->users, error)
	    || !seg_store_read_keys (load->store, "item", load->title_column, load->items, error)
	    || !seg_store_read_kinds (load->store, load->kind_ids, &next_kind, error)
	    || !seg_workspace_index_events (load->workspace, error) || !seg_events_next_id (load->workspace, &load->first_event, error)
	    || !seg_load_prepare_orders (load, error))
		return FALSE;
	load->next_kind = (guint32) next_kind;
	load->next_event = load->first_event;
	return TRUE;
}

static void
free_chunk (gpointer chunk)
{
	seg_chunk_free (chunk);
}

static gboolean
prepare (SegLoad *load, GError **error)
{
	const char *role = load->plan->role->name;

	load->entity = strcmp (role, "users") == 0 ? "user" : strcmp (role, "items") == 0 ? "item" : NULL;
	load->entities = load->entity != NULL;
	load->results = strcmp (role, "results") == 0;
	load->columns = g_new0 (SegLoadColumn, load->plan->n_columns + 1);
	for (gsize i = 0; i < load->plan->n_columns; i++) {
		SegLoadColumn *column = &load->columns[i];

		column->index = i;
		column->style = seg_plan_column_style (load->plan, i);
		column->missing = seg_style_missing_begins (&column->style);
		column->whole_keys = load->plan->columns[i].whole_keys;
		column->header = load->plan->has_header ? load->plan->columns[i].header : "";
		column->header_size = strlen (column->header);
	}
	load->staged = load->entities ? g_array_new (FALSE, FALSE, sizeof (SegKeyText)) : g_array_new (FALSE, FALSE, sizeof (SegStagedEvent));
	load->staged_more = g_array_new (FALSE, FALSE, sizeof (SegEventMore));
	load->staged_texts = g_array_new (FALSE, FALSE, sizeof (SegStagedText));
	load->staged_rejects = g_array_new (FALSE, FALSE, sizeof (SegStagedReject));
	load->staged_records = g_array_new (FALSE, FALSE, sizeof (gsize));
	load->key_blocks = g_array_new (FALSE, FALSE, sizeof (SegKeyBlock));
	g_array_set_clear_func (load->key_blocks, clear_key_block);
	load->smaller = SMALLER_AT_FIRST;
	load->full = seg_handover_new (free_chunk);
	load->empty = seg_handover_new (free_chunk);
	return (load->entities ? seg_load_prepare_entity (load, load->entity, error)
	                       : seg_load_prepare_events (load, error) && prepare_titles (load, error)
	                         && seg_wide_prepare (load, error))
	       && read_present (load, error) && (!load->results || seg_load_prepare_aliases (load, error)) && seg_load_prepare_writing (load, error) && seg_load_begin_delta (load, error);
}

static void
count_unknown (SegLoad *load)
{
	if (load->entities)
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
	add_count (builder, "rows_known", result->rows_known);
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
		             seg_hint (_("%s: none of its %" PRId64 " rows could be loaded as %s; nothing was changed. Line %" PRId64
		                         ": %s. Look at the plan with --dry-run and change it with --map or --as"),
		                       _("%s: none of its %" PRId64 " rows could be loaded as %s; nothing was changed. Line %" PRId64
		                         ": %s. Change in the plan what its columns become, or what the file holds")),
		             load->plan->path, load->result->rows_read, _(load->plan->role->name), seg_statement_integer (first, 0),
		             seg_statement_text (first, 1));
	return FALSE;
}

static gboolean
load_file (SegLoad *load, GError **error)
{
	SegJobSpan span;
	gboolean fine;

	if (!seg_store_begin_source (load->store, &load->result->source_id, error) || !prepare (load, error))
		return FALSE;
	span = seg_job_enter (load->job, 0, 0.97);
	fine = load_rows (load, error);
	seg_job_leave (load->job, span);
	if (!fine || !seg_workspace_dress (load->workspace, error) || !check_loaded (load, error) || !seg_job_proceed (load->job, 0.97, NULL, error) || !seg_wide_write (load, error)
	    || !seg_load_end_writing (load, error)
	    || !seg_load_end_delta (load, error)
	    || !seg_store_end_source (load->store, seg_reader_checksum (load->reader), load->result, error)
	    || !seg_workspace_make_views (load->workspace, error))
		return FALSE;
	count_unknown (load);
	return seg_load_keep_delta (load, error) && audit (load, error);
}

/* Whether the same bytes were read in the same way before. They are read for their checksum only when that is possible. */
static gboolean
find_earlier (SegStore *store, const SegImportPlan *plan, SegJob *job, gint64 *id, GError **error)
{
	gboolean has[2];

	*id = 0;
	if (!seg_store_has_mapping (store, has, error))
		return FALSE;
	for (int old = 0; old < 2 && *id == 0; old++) {
		g_autofree char *checksum = has[old] ? seg_checksum_of_file (plan, old != 0, job, error) : NULL;

		if (has[old] && (checksum == NULL || !seg_store_find_source (store, checksum, id, error)))
			return FALSE;
	}
	return TRUE;
}

static void
clear (SegLoad *load)
{
	seg_load_clear_writing (load);
	seg_load_clear_merge (load);
	seg_load_clear_orders (load);
	g_clear_pointer (&load->run, seg_event_run_free);
	g_clear_pointer (&load->reader, seg_reader_close);
	g_clear_pointer (&load->users, seg_keys_free);
	g_clear_pointer (&load->items, seg_keys_free);
	g_clear_pointer (&load->names, g_ptr_array_unref);
	g_clear_pointer (&load->kinds, g_hash_table_unref);
	g_clear_pointer (&load->kind_ids, g_hash_table_unref);
	g_clear_pointer (&load->wide, seg_wide_free);
	g_clear_pointer (&load->staged, g_array_unref);
	g_clear_pointer (&load->staged_more, g_array_unref);
	g_clear_pointer (&load->staged_texts, g_array_unref);
	g_clear_pointer (&load->staged_rejects, g_array_unref);
	g_clear_pointer (&load->staged_records, g_array_unref);
	seg_load_clear_aliases (load);
	g_clear_pointer (&load->key_blocks, g_array_unref);
	g_clear_pointer (&load->full, seg_handover_free);
	g_clear_pointer (&load->empty, seg_handover_free);
	g_clear_error (&load->failure);
	free (load->scratch);
	g_free (load->columns);
	g_free (load->cell_types);
	g_free (load->n_present);
	g_free (load->title_column);
}

static gboolean
run (SegWorkspace *workspace, const SegImportPlan *plan, gboolean dry_run, SegJob *job, SegImportResult *result, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStore) store = transaction != NULL ? seg_store_new (workspace, plan, error) : NULL;
	SegLoad load = { .first_at = G_MAXINT64, .last_at = G_MININT64, .workspace = workspace, .plan = plan, .store = store, .job = job, .result = result };
	gboolean fine;

	if (store == NULL || !find_earlier (store, plan, job, &result->source_id, error))
		return FALSE;
	if (result->source_id != 0) {
		result->already_imported = TRUE;
		return TRUE;
	}
	load.reader = seg_load_check_whose (workspace, plan, error) ? seg_plan_open_reader (plan, error) : NULL;
	fine = load.reader != NULL && load_file (&load, error);
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
	seg_workspace_begin_bulk (workspace); /* does nothing inside a transaction */
	seg_workspace_watch (workspace, job);
	fine = run (workspace, plan, dry_run, job, &found, error);
	seg_workspace_watch (workspace, NULL);
	seg_workspace_end_bulk (workspace);
	if (fine)
		*result = found;
	return fine;
}
