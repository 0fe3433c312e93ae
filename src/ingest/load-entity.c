/* Rows of users and items. A value that does not read as its column's type is left out of the row and noted: losing a person
 * for one impossible age would be worse. */
#include <config.h>
#include "load.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Every imported column but the key gets its attribute in the table. */
gboolean
seg_load_prepare_entity (SegLoad *load, const char *entity, GError **error)
{
	load->key_column = seg_plan_column_of (load->plan, entity);
	load->names = g_ptr_array_new_with_free_func (g_free);
	load->cell_types = g_new0 (SegType, load->plan->n_columns + 1);
	for (gsize i = 0; i < load->plan->n_columns; i++) {
		const SegPlanColumn *planned = &load->plan->columns[i];
		SegLoadColumn *column = &load->columns[i];
		char *name;

		if ((gssize) i == load->key_column)
			column->read = seg_load_key_field;
		if (!planned->imported || (gssize) i == load->key_column)
			continue;
		column->type = planned->type;
		name = seg_store_attribute (load->store, entity, planned->attribute, planned->field != NULL ? planned->field->name : NULL,
		                            &column->type, error);
		if (name == NULL)
			return FALSE;
		g_ptr_array_add (load->names, name);
		column->read = seg_load_cell_reader (column->type);
		column->cell = load->n_cells;
		load->cell_types[load->n_cells++] = column->type;
	}
	load->n_present = g_new0 (gint64, load->n_cells + 1);
	return TRUE;
}

void
seg_load_end_entity (SegLoad *load)
{
	gboolean users = strcmp (load->entity, "user") == 0;
	SegBulkText text = load->row.text[SEG_SLOT_USER];
	SegKeyText key;

	if (load->key_column < 0) {
		char number[24];
		int size = g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, load->rows_read + (gint64) (load->n_records - load->n_blank) + 1);

		text = seg_load_keep (load, number, (gsize) size);
	} else if (text.text == NULL) {
		seg_load_stage_reject (load, load->key_column, TRUE, g_strdup (users ? _("no user") : _("no item")));
		return;
	}
	if (load->row.no_key != SEG_NO_KEY_NONE && seg_load_refuse_key (load, load->key_column))
		return;
	seg_keys_take (users ? load->users : load->items, text.text, text.size, &key);
	key.text = text.text;
	g_array_append_val (load->staged, key);
}

/* Keys ------------------------------------------------------------------------------------------------------------------- */

/* A key that was not there: the row goes to the new ones. */
static gboolean
add_new (SegLoad *load, SegKeys *keys, guint32 *next, const SegKeyText *text, const SegCell *cells, GError **error)
{
	SegChunk *chunk = load->chunk;
	SegBulkText kept = { text->text, text->size };
	SegCell *to = &chunk->cells[chunk->n_new * load->n_cells];
	SegKey *key;

	if (*next == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s: more than 4 billion users or items"), load->plan->path);
		return FALSE;
	}
	key = seg_keys_add_text (keys, text, (*next)++, error);
	if (key == NULL)
		return FALSE;
	key->listed = key->seen = TRUE;
	if (to != cells)
		memmove (to, cells, load->n_cells * sizeof *cells);
	for (gsize i = 0; i < load->n_cells; i++)
		load->n_present[i] += seg_cell_is_present (load->cell_types[i], &to[i]);
	g_array_append_val (chunk->keys, kept);
	chunk->n_new++;
	return TRUE;
}

static gboolean
add_merge (SegLoad *load, SegKey *key, const SegCell *cells, GError **error)
{
	SegMergeRow row = { .id = key->id, .existed = key->existed, .listed = key->listed, .again = key->seen };
	SegCell *to = seg_chunk_add_merge (load->chunk, &row, load->n_cells);

	if (to == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the rows of %s"), load->plan->path);
		return FALSE;
	}
	if (load->n_cells > 0)
		memcpy (to, cells, load->n_cells * sizeof *cells);
	key->listed = key->seen = TRUE;
	return TRUE;
}

gboolean
seg_load_resolve_entities (SegLoad *load, GError **error)
{
	gboolean users = strcmp (load->entity, "user") == 0;
	SegKeys *keys = users ? load->users : load->items;
	guint32 *next = users ? &load->next_user : &load->next_item;
	gsize first = load->chunk->n_new; /* the staged rows stand behind the new ones, which grow towards them */

	for (guint i = 0; i < load->staged->len; i++) {
		const SegKeyText *text = &g_array_index (load->staged, SegKeyText, i);
		const SegCell *cells = &load->chunk->cells[(first + i) * load->n_cells];
		SegKey *key;

		if (i + SEG_KEYS_AHEAD < load->staged->len)
			seg_keys_prefetch (keys, text + SEG_KEYS_AHEAD);
		key = seg_keys_find_text (keys, text);
		if (key == NULL ? !add_new (load, keys, next, text, cells, error) : !add_merge (load, key, cells, error))
			return FALSE;
	}
	return TRUE;
}
