/* What the rows of a log say of their users and items besides the event: attributes, and outcomes of campaigns.
 *
 * While rows are read, the last value that is there, in the order of the file, is kept for each user and item (wide-values.c). At the end
 * they are merged like the rows of a file of users or items, except that a log does
 * not make anyone listed: who belongs to the company is for its own files to say. */
#include <config.h>
#include "load-wide.h"

#include <glib/gi18n.h>
#include <string.h>

#define MERGE_ROWS 1024

/* Reading ---------------------------------------------------------------------------------------------------------------- */

static inline SegCell *
staged_row (SegWide *wide, guint row)
{
	return (SegCell *) (void *) (wide->staged->data + (gsize) row * wide->n_columns * sizeof (SegCell));
}

static void
note_bad (SegLoad *load, const SegLoadColumn *column, const char *text)
{
	g_autofree char *bad = seg_load_bad_value (text, column->type);

	seg_load_stage_reject (load, (gssize) column->index, FALSE, g_strdup_printf (_("%s; the row was kept without this value"), bad));
}

static gboolean
read_value (SegWide *wide, const SegLoadColumn *column, const char *text, SegCell *cell)
{
	gboolean truth;

	switch (column->type) {
	case SEG_TYPE_NUMBER:
		return seg_style_number (&column->style, text, &cell->number);
	case SEG_TYPE_DATE:
		return seg_style_date (&column->style, text, &cell->integer);
	case SEG_TYPE_BOOLEAN:
		if (!seg_style_boolean (&column->style, text, &truth))
			return FALSE;
		cell->integer = truth;
		return TRUE;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		cell->text.size = strlen (text);
		cell->text.text = g_string_chunk_insert_len (wide->texts, text, (gssize) cell->text.size);
		return TRUE;
	}
}

static void
read_field (SegLoad *load, const SegLoadColumn *column, const char *text, gsize size)
{
	SegWide *wide = load->wide;
	SegCell *cell = staged_row (wide, load->staged->len - 1) + column->cell;

	if (size == 0 || seg_style_is_missing (&column->style, text))
		return;
	if (!read_value (wide, column, text, cell)) {
		*cell = seg_cell_missing (column->type);
		note_bad (load, column, text);
	} else if (wide->columns[column->cell].is_email)
		load->row.test |= seg_order_is_test_address (text);
}

void
seg_wide_begin_row (SegLoad *load)
{
	SegWide *wide = load->wide;
	SegCell *row;

	if (load->staged->len == 1) /* the first row of a block: those before it are taken */
		g_string_chunk_clear (wide->texts);
	g_array_set_size (wide->staged, load->staged->len);
	row = staged_row (wide, load->staged->len - 1);
	for (gsize i = 0; i < wide->n_columns; i++)
		row[i] = seg_cell_missing (wide->columns[i].type);
}

/* Preparing ---------------------------------------------------------------------------------------------------------------- */

static gboolean
add_column (SegLoad *load, gsize index, GError **error)
{
	const SegPlanColumn *planned = &load->plan->columns[index];
	SegLoadColumn *column = &load->columns[index];
	SegWideColumn *made = &load->wide->columns[load->wide->n_columns];
	SegWideEntity *entity;
	char *name;

	column->type = planned->type;
	column->cell = load->wide->n_columns++;
	column->read = read_field;
	made->planned = planned;
	made->type = planned->type;
	made->kind = strcmp (planned->entity, "user") == 0 ? SEG_WIDE_USER : strcmp (planned->entity, "item") == 0 ? SEG_WIDE_ITEM : SEG_WIDE_OUTCOME;
	if (made->kind == SEG_WIDE_OUTCOME)
		return TRUE;
	made->is_email = planned->meaning != NULL && strcmp (planned->meaning->name, "email") == 0;
	entity = &load->wide->entities[made->kind];
	name = seg_store_attribute (load->store, planned->entity, planned->attribute, planned->meaning != NULL ? planned->meaning->name : NULL,
	                            &column->type, error);
	if (name == NULL)
		return FALSE;
	made->type = column->type;
	made->cell = entity->n_cells;
	g_ptr_array_add (entity->names, name);
	entity->types[entity->n_cells++] = column->type;
	return TRUE;
}

gboolean
seg_wide_prepare (SegLoad *load, GError **error)
{
	gsize n = load->plan->n_columns;

	for (gsize i = 0; i < n; i++) {
		const SegPlanColumn *planned = &load->plan->columns[i];

		if (planned->field != NULL || !planned->imported || planned->entity == NULL)
			continue;
		if (load->wide == NULL) {
			load->wide = g_new0 (SegWide, 1);
			load->wide->columns = g_new0 (SegWideColumn, n);
			load->wide->texts = g_string_chunk_new (4096);
			for (int e = 0; e < 2; e++) {
				load->wide->entities[e].names = g_ptr_array_new_with_free_func (g_free);
				load->wide->entities[e].types = g_new0 (SegType, n);
			}
		}
		if (!add_column (load, i, error))
			return FALSE;
	}
	if (load->wide == NULL)
		return TRUE;
	load->wide->staged = g_array_new (FALSE, FALSE, (guint) (load->wide->n_columns * sizeof (SegCell)));
	for (int e = 0; e < 2; e++)
		load->wide->entities[e].values = seg_wide_values_new (load->wide->entities[e].types, load->wide->entities[e].n_cells);
	return TRUE;
}

void
seg_wide_free (SegWide *wide)
{
	if (wide == NULL)
		return;
	for (int e = 0; e < 2; e++) {
		g_ptr_array_unref (wide->entities[e].names);
		seg_wide_values_free (wide->entities[e].values);
		g_free (wide->entities[e].types);
	}
	g_clear_pointer (&wide->staged, g_array_unref);
	g_string_chunk_free (wide->texts);
	g_free (wide->columns);
	g_free (wide);
}

/* Keeping the last values ---------------------------------------------------------------------------------------------------- */

gboolean
seg_wide_take (SegLoad *load, guint row, guint32 user, guint32 item, GError **error)
{
	SegWide *wide = load->wide;
	const SegCell *cells = staged_row (wide, row);

	for (gsize i = 0; i < wide->n_columns; i++) {
		const SegWideColumn *column = &wide->columns[i];
		guint32 id = column->kind == SEG_WIDE_USER ? user : column->kind == SEG_WIDE_ITEM ? item : 0;

		if (id != 0 && seg_cell_is_present (column->type, &cells[i])
		    && !seg_wide_values_set (wide->entities[column->kind].values, id, column->cell, &cells[i], error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_wide_outcome (const SegWide *wide, guint row, gsize column, gint64 *at)
{
	const SegWideColumn *shown = &wide->columns[column];
	const SegCell *cell = staged_row ((SegWide *) wide, row) + column;

	if (shown->kind != SEG_WIDE_OUTCOME || !seg_cell_is_present (shown->type, cell))
		return FALSE;
	if (shown->type == SEG_TYPE_DATE)
		*at = cell->integer;
	return shown->type == SEG_TYPE_NUMBER ? cell->number > 0 : shown->type == SEG_TYPE_BOOLEAN ? cell->integer != 0 : TRUE;
}

/* Writing -------------------------------------------------------------------------------------------------------------------- */

static gboolean
hand_over (SegLoad *load, SegChunk *chunk, GError **error)
{
	gboolean merged = seg_load_merge (load, chunk, error);

	seg_chunk_clear (chunk);
	return merged;
}

/* @cells, whose texts stay where they are until they are merged. */
static gboolean
add_row (SegLoad *load, const SegWideEntity *entity, const SegMergeRow *row, const SegCell *cells, SegChunk *chunk, GError **error)
{
	SegCell *to = seg_chunk_add_merge (chunk, row, entity->n_cells);

	for (gsize i = 0; to != NULL && i < entity->n_cells; i++) {
		to[i] = cells[i];
		if (seg_type_is_text (entity->types[i]) && cells[i].text.text != NULL
		    && (to[i].text.text = seg_chunk_keep (chunk, cells[i].text.text, cells[i].text.size)) == NULL)
			to = NULL;
	}
	if (to != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the rows of %s"), load->plan->path);
	return FALSE;
}

/* Rows of values in the order of ids, as the merge takes them. */
static gboolean
merge_entity (SegLoad *load, SegWideEntity *entity, guint32 first_new, SegChunk *chunk, GError **error)
{
	GError *failure = NULL;
	const SegCell *cells;
	guint32 id;

	if (!seg_wide_values_end (entity->values, error))
		return FALSE;
	while ((id = seg_wide_values_next (entity->values, &cells, &failure)) != 0) {
		SegMergeRow row = { .id = id, .existed = id < first_new, .listed = TRUE };

		if (!add_row (load, entity, &row, cells, chunk, error)
		    || (chunk->merges->len >= MERGE_ROWS && !hand_over (load, chunk, error)))
			return FALSE;
	}
	return seg_query_ended (failure, error) && hand_over (load, chunk, error);
}

gboolean
seg_wide_write (SegLoad *load, GError **error)
{
	static const char *const names[] = { "user", "item" };
	const guint32 first_new[] = { load->first_user, load->first_item };
	SegChunk *chunk;
	gboolean fine = TRUE;

	if (load->wide == NULL)
		return TRUE;
	chunk = seg_chunk_new ();
	for (int e = 0; e < 2 && fine; e++) {
		SegWideEntity *entity = &load->wide->entities[e];

		if (entity->n_cells == 0)
			continue;
		load->entity = names[e];
		load->names = entity->names;
		load->cell_types = entity->types;
		load->n_cells = entity->n_cells;
		load->merged = TRUE;
		fine = merge_entity (load, entity, first_new[e], chunk, error);
		seg_load_clear_merge (load);
		load->entity = NULL;
		load->names = NULL;
		load->cell_types = NULL;
		load->n_cells = 0;
	}
	seg_chunk_free (chunk);
	return fine;
}
