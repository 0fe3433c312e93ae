/* The writing side of a load: chunks into the tables, in a handful of statements each. */
#include <config.h>
#include "load.h"

#include <glib/gi18n.h>
#include <string.h>

/* Preparing -------------------------------------------------------------------------------------------------------------- */

static void
add_pair (GPtrArray *pairs, const char *name, char *value)
{
	g_ptr_array_add (pairs, g_strdup (name));
	g_ptr_array_add (pairs, value);
}

static SegBulk *
prepare_events (SegLoad *load, GError **error)
{
	static const char *const names[] = { "user_id", "kind_id", "at", "amount", "item_id", "quantity", "rating", "seconds", "order_key" };
	g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
	gint64 highest;
	gboolean given_ids, bare;

	if (!seg_workspace_count (load->workspace, "SELECT max (id) FROM event", &highest, error))
		return NULL;
	/* Numbering by SQLite is faster, and goes on from the highest id that is there now; but one may be set aside. */
	given_ids = highest + 1 != load->first_event;
	if (!seg_workspace_lay_bare (load->workspace, "event", given_ids, &bare, error))
		return NULL;
	if (given_ids)
		add_pair (pairs, "id", g_strdup ("rowid + c9"));
	for (guint i = 0; i < (load->has_more ? G_N_ELEMENTS (names) : 5); i++)
		if (i != 4 || load->slots[SEG_SLOT_ITEM] >= 0)
			add_pair (pairs, names[i], g_strdup_printf ("c%u", i));
	add_pair (pairs, "source_id", g_strdup_printf ("%" G_GINT64_FORMAT, load->result->source_id));
	return seg_bulk_new_named (load->workspace, "event", pairs, 10, error);
}

static SegBulk *
prepare_entity (SegLoad *load, GError **error)
{
	g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
	gint64 first = strcmp (load->entity, "user") == 0 ? load->first_user : load->first_item;
	gboolean bare;

	/* Values that an update replaces are kept as they are read, which needs the types. */
	if (first <= 1 && !seg_workspace_lay_bare (load->workspace, load->entity, FALSE, &bare, error))
		return NULL;
	add_pair (pairs, "key", g_strdup ("c0"));
	add_pair (pairs, "listed", g_strdup ("1"));
	for (guint i = 0; i < load->names->len; i++)
		add_pair (pairs, load->names->pdata[i], g_strdup_printf ("c%u", i + 1));
	return seg_bulk_new_named (load->workspace, load->entity, pairs, load->names->len + 1, error);
}

gboolean
seg_load_prepare_writing (SegLoad *load, GError **error)
{
	load->blocks = g_array_new (FALSE, FALSE, sizeof (SegEventBlock));
	if (load->entities) {
		load->bulk_entity = prepare_entity (load, error);
		return load->bulk_entity != NULL;
	}
	load->bulk_events = prepare_events (load, error);
	if (load->bulk_events != NULL)
		load->bulk_users = seg_bulk_new (load->workspace, "user (key, listed)", 1, "c0, 0", error);
	if (load->bulk_users != NULL)
		load->bulk_items = seg_bulk_new (load->workspace, "item (key, listed)", 1, "c0, 0", error);
	if (load->bulk_items != NULL)
		load->bulk_reviews = seg_bulk_new (load->workspace, "review (event_id, text)", 2, "c0, c1", error);
	return load->bulk_reviews != NULL;
}

void
seg_load_clear_writing (SegLoad *load)
{
	g_clear_pointer (&load->bulk_events, seg_bulk_free);
	g_clear_pointer (&load->bulk_users, seg_bulk_free);
	g_clear_pointer (&load->bulk_items, seg_bulk_free);
	g_clear_pointer (&load->bulk_entity, seg_bulk_free);
	g_clear_pointer (&load->bulk_reviews, seg_bulk_free);
	g_clear_pointer (&load->blocks, g_array_unref);
}

/* A chunk ---------------------------------------------------------------------------------------------------------------- */

static gboolean
write_rejects (SegLoad *load, const SegChunk *chunk, GError **error)
{
	for (guint i = 0; i < chunk->rejects->len; i++) {
		const SegChunkReject *reject = &g_array_index (chunk->rejects, SegChunkReject, i);

		if (!seg_store_reject (load->store, reject, reject->column >= 0 ? load->plan->columns[reject->column].header : NULL, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_kinds (SegLoad *load, const SegChunk *chunk, GError **error)
{
	for (guint i = 0; i < chunk->kinds->len; i++) {
		const SegChunkKind *kind = &g_array_index (chunk->kinds, SegChunkKind, i);

		if (!seg_store_add_kind (load->store, kind->id, kind->name, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_keys (SegBulk *bulk, const GArray *keys, GError **error)
{
	SegBulkColumn column = { SEG_BULK_TEXT, keys->data, sizeof (SegBulkText) };

	return seg_bulk_insert (bulk, &column, keys->len, error);
}

static gboolean
write_events (SegLoad *load, const SegChunk *chunk, GError **error)
{
	const SegEventRow *events = chunk->events;
	const SegEventMore *more = chunk->more;
	gint64 before = chunk->first_event - 1;
	SegBulkColumn columns[] = {
		{ SEG_BULK_ID, chunk->n_events > 0 ? &events->user : NULL, sizeof *events },
		{ SEG_BULK_ID, chunk->n_events > 0 ? &events->kind : NULL, sizeof *events },
		{ SEG_BULK_INTEGER, chunk->n_events > 0 ? &events->at : NULL, sizeof *events },
		{ SEG_BULK_DOUBLE, chunk->n_events > 0 ? &events->amount : NULL, sizeof *events },
		{ SEG_BULK_ID, chunk->n_events > 0 ? &events->item : NULL, sizeof *events },
		{ SEG_BULK_DOUBLE, more != NULL ? &more->quantity : NULL, sizeof *more },
		{ SEG_BULK_DOUBLE, more != NULL ? &more->rating : NULL, sizeof *more },
		{ SEG_BULK_DOUBLE, more != NULL ? &more->seconds : NULL, sizeof *more },
		{ SEG_BULK_TEXT, more != NULL ? &more->order : NULL, sizeof *more },
		{ SEG_BULK_INTEGER, &before, 0 },
	};

	for (gsize i = 0; i < chunk->n_events; i++)
		if (events[i].at != SEG_BULK_NO_INTEGER) {
			load->first_at = MIN (load->first_at, events[i].at);
			load->last_at = MAX (load->last_at, events[i].at);
		}
	g_array_append_vals (load->blocks, chunk->blocks->data, chunk->blocks->len);
	return seg_bulk_insert (load->bulk_events, columns, chunk->n_events, error);
}

static gboolean
write_reviews (SegLoad *load, const SegChunk *chunk, GError **error)
{
	const SegChunkText *texts = (const SegChunkText *) (void *) chunk->texts->data;
	g_autofree gint64 *ids = g_new (gint64, chunk->texts->len + 1);
	SegBulkColumn columns[] = { { SEG_BULK_INTEGER, ids, sizeof *ids },
	                            { SEG_BULK_TEXT, chunk->texts->len > 0 ? &texts->text : NULL, sizeof *texts } };

	for (guint i = 0; i < chunk->texts->len; i++)
		ids[i] = chunk->first_event + texts[i].row;
	return seg_bulk_insert (load->bulk_reviews, columns, chunk->texts->len, error);
}

static gboolean
write_titles (SegLoad *load, const SegChunk *chunk, GError **error)
{
	for (guint i = 0; i < chunk->titles->len; i++) {
		const SegChunkText *title = &g_array_index (chunk->titles, SegChunkText, i);

		if (!seg_store_title (load->store, title->row, title->text.text, error))
			return FALSE;
		load->merged = TRUE;
	}
	return TRUE;
}

static SegBulkType
bulk_type (SegType type)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return SEG_BULK_DOUBLE;
	case SEG_TYPE_DATE:
	case SEG_TYPE_BOOLEAN:
		return SEG_BULK_INTEGER;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return SEG_BULK_TEXT;
	}
}

static gboolean
write_entities (SegLoad *load, const SegChunk *chunk, GError **error)
{
	g_autofree SegBulkColumn *columns = g_new (SegBulkColumn, load->n_cells + 1);

	columns[0] = (SegBulkColumn) { SEG_BULK_TEXT, chunk->keys->data, sizeof (SegBulkText) };
	for (gsize i = 0; i < load->n_cells; i++)
		columns[i + 1] = (SegBulkColumn) { bulk_type (load->cell_types[i]), chunk->cells != NULL ? chunk->cells + i : NULL,
		                                   load->n_cells * sizeof (SegCell) };
	return seg_bulk_insert (load->bulk_entity, columns, chunk->n_new, error) && seg_load_merge (load, chunk, error);
}

gboolean
seg_load_write (SegLoad *load, SegChunk *chunk, GError **error)
{
	if (!write_rejects (load, chunk, error))
		return FALSE;
	if (load->entities)
		return write_entities (load, chunk, error);
	if (load->results)
		return write_keys (load->bulk_users, chunk->users, error) && seg_load_write_results (load, chunk, error);
	return write_kinds (load, chunk, error) && write_keys (load->bulk_users, chunk->users, error)
	       && write_keys (load->bulk_items, chunk->items, error) && write_events (load, chunk, error) && seg_load_write_packs (load, chunk, error)
	       && write_reviews (load, chunk, error) && write_titles (load, chunk, error);
}

/* At the end ------------------------------------------------------------------------------------------------------------- */

static gboolean
write_event_blocks (SegLoad *load, GError **error)
{
	static const SegEventBlock none;
	const SegEventBlock *blocks = load->blocks->len > 0 ? (const SegEventBlock *) (void *) load->blocks->data : &none;
	g_autoptr (SegBulk) bulk = NULL;
	SegBulkColumn columns[] = {
		{ SEG_BULK_INTEGER, &blocks->first_event, sizeof *blocks }, { SEG_BULK_INTEGER, &blocks->last_event, sizeof *blocks },
		{ SEG_BULK_INTEGER, &blocks->first_user, sizeof *blocks }, { SEG_BULK_INTEGER, &blocks->last_user, sizeof *blocks },
	};

	if (load->blocks->len == 0)
		return TRUE;
	bulk = seg_bulk_new (load->workspace, "event_block", 4, "c0, c1, c2, c3", error);
	return bulk != NULL && seg_bulk_insert (bulk, columns, load->blocks->len, error);
}

static gboolean
write_key_blocks (SegLoad *load, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (load->workspace,
		"INSERT INTO key_block (entity, first_key, last_key, ids) VALUES (?1, ?2, ?3, ?4)", error);

	if (insert == NULL)
		return FALSE;
	for (guint i = 0; i < load->key_blocks->len; i++) {
		const SegKeyBlock *block = &g_array_index (load->key_blocks, SegKeyBlock, i);

		seg_statement_bind_text_at (insert, 1, block->entity);
		seg_statement_bind_text_at (insert, 2, block->first);
		seg_statement_bind_text_at (insert, 3, block->last);
		seg_statement_bind_text_at (insert, 4, block->ids);
		if (!seg_statement_run (insert, error))
			return FALSE;
	}
	return TRUE;
}

/* Rows that were there have changed: counted anew. Else it is known from reading. */
static gboolean
write_missing (SegLoad *load, GError **error)
{
	gint64 n_users = load->next_user - load->first_user, n_items = load->next_item - load->first_item;

	if (load->merged)
		return seg_store_count_missing (load->store, error);
	if (load->entities)
		return seg_store_add_missing (load->store, load->entity, load->names, load->n_present, MAX (n_users, n_items), error);
	return seg_store_add_missing (load->store, "user", NULL, NULL, n_users, error)
	       && seg_store_add_missing (load->store, "item", NULL, NULL, n_items, error);
}

gboolean
seg_load_end_writing (SegLoad *load, GError **error)
{
	return write_event_blocks (load, error) && write_key_blocks (load, error) && write_missing (load, error)
	       && seg_load_write_orders (load, error);
}
