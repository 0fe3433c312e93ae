/* Rows of users and items that are there already: compared with what stands in the table, and only what is different is
 * written. New values replace old ones, missing values leave them. Triggers keep what is replaced (delta.c). */
#include <config.h>
#include "load.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct SegMerge {
	SegStatement  *read;      /* the present values of one */
	SegStatement  *list;      /* marks it as named by a file of its own */
	SegStatement **update;    /* of one value, by cell; and of several behind them. Made when first needed */
	gboolean      *differs;   /* by cell */
	gint64        *n_changed; /* of users or items, in the result */
	gint64        *n_named;   /* of those that only events had named */
	GHashTable    *changed;   /* ids counted as changed */
};

static struct SegMerge *
prepare (SegLoad *load, GError **error)
{
	gboolean users = strcmp (load->entity, "user") == 0;
	g_autoptr (GString) read = g_string_new ("SELECT rowid"); /* a bare table has no id (seg_workspace_lay_bare()) */
	g_autofree char *list = g_strdup_printf ("UPDATE %s SET listed = 1 WHERE rowid = ?1", load->entity);

	for (guint i = 0; i < load->names->len; i++) {
		g_autofree char *name = seg_sql_identifier (load->names->pdata[i]);

		g_string_append_printf (read, ", %s", name);
	}
	g_string_append_printf (read, " FROM %s WHERE rowid = ?1", load->entity);
	load->merge = g_new0 (struct SegMerge, 1);
	load->merge->update = g_new0 (SegStatement *, load->n_cells + 1);
	load->merge->differs = g_new0 (gboolean, load->n_cells + 1);
	load->merge->changed = g_hash_table_new (NULL, NULL);
	load->merge->n_changed = users ? &load->result->changed_users : &load->result->changed_items;
	load->merge->n_named = users ? &load->result->named_users : &load->result->named_items;
	load->merge->read = seg_workspace_prepare (load->workspace, read->str, error);
	if (load->merge->read != NULL)
		load->merge->list = seg_workspace_prepare (load->workspace, list, error);
	return load->merge->list != NULL ? load->merge : NULL;
}

void
seg_load_clear_merge (SegLoad *load)
{
	if (load->merge == NULL)
		return;
	seg_statement_free (load->merge->read);
	seg_statement_free (load->merge->list);
	for (gsize i = 0; i <= load->n_cells; i++)
		seg_statement_free (load->merge->update[i]);
	g_free (load->merge->update);
	g_free (load->merge->differs);
	g_hash_table_unref (load->merge->changed);
	g_clear_pointer (&load->merge, g_free);
}

typedef enum { SAME, MISSING, OTHER } Difference;

/* The row's value beside the table's, in @column of the statement. */
static Difference
compare (SegType type, const SegCell *cell, SegStatement *present, int column)
{
	gboolean is_null = seg_statement_is_null (present, column);
	const char *text;

	switch (type) {
	case SEG_TYPE_NUMBER:
		if (isnan (cell->number))
			return is_null ? SAME : MISSING;
		return !is_null && seg_statement_double (present, column) == cell->number ? SAME : OTHER;
	case SEG_TYPE_DATE:
	case SEG_TYPE_BOOLEAN:
		if (cell->integer == SEG_BULK_NO_INTEGER)
			return is_null ? SAME : MISSING;
		return !is_null && seg_statement_integer (present, column) == cell->integer ? SAME : OTHER;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		if (cell->text.text == NULL)
			return is_null ? SAME : MISSING;
		text = seg_statement_text (present, column);
		return text != NULL && strcmp (text, cell->text.text) == 0 ? SAME : OTHER;
	}
}

/* As SegBulk writes it: the table may have lost the types that would see to it (seg_workspace_lay_bare()). */
static void
bind_number (SegStatement *statement, int parameter, double number)
{
	if (fabs (number) < 0x1p47 && (double) (gint64) number == number)
		seg_statement_bind_integer_at (statement, parameter, (gint64) number);
	else
		seg_statement_bind_double_at (statement, parameter, number);
}

static void
bind_cell (SegStatement *statement, int parameter, SegType type, const SegCell *cell)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		bind_number (statement, parameter, cell->number);
		break;
	case SEG_TYPE_DATE:
	case SEG_TYPE_BOOLEAN:
		seg_statement_bind_integer_at (statement, parameter, cell->integer);
		break;
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		seg_statement_bind_text_at (statement, parameter, cell->text.text);
	}
}

/* The value in column @i of @row is another one now. */
static gboolean
replace_one (SegLoad *load, const SegMergeRow *row, gsize i, const SegCell *cell, GError **error)
{
	SegStatement **update = &load->merge->update[i];

	if (*update == NULL) {
		g_autofree char *name = seg_sql_identifier (load->names->pdata[i]);
		g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s = ?2 WHERE rowid = ?1", load->entity, name);

		*update = seg_workspace_prepare (load->workspace, sql, error);
		if (*update == NULL)
			return FALSE;
	}
	seg_statement_bind_integer_at (*update, 1, row->id);
	bind_cell (*update, 2, load->cell_types[i], cell);
	return seg_statement_run (*update, error);
}

static SegStatement *
prepare_several (const SegLoad *load, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("UPDATE ");

	g_string_append (sql, load->entity);
	for (guint i = 0; i < load->names->len; i++) {
		g_autofree char *name = seg_sql_identifier (load->names->pdata[i]);

		g_string_append_printf (sql, "%s %s = coalesce (?%u, %s)", i == 0 ? " SET" : ",", name, i + 2, name);
	}
	g_string_append (sql, " WHERE rowid = ?1"); /* the table may be bare: its id is no key then */
	return seg_workspace_prepare (load->workspace, sql->str, error);
}

/* Those values that are different, in one statement. */
static gboolean
replace_several (SegLoad *load, const SegMergeRow *row, const SegCell *cells, GError **error)
{
	SegStatement **update = &load->merge->update[load->n_cells];

	if (*update == NULL)
		*update = prepare_several (load, error);
	if (*update == NULL)
		return FALSE;
	seg_statement_bind_integer_at (*update, 1, row->id);
	for (gsize i = 0; i < load->n_cells; i++)
		if (load->merge->differs[i])
			bind_cell (*update, (int) i + 2, load->cell_types[i], &cells[i]);
		else
			seg_statement_bind_null_at (*update, (int) i + 2);
	return seg_statement_run (*update, error);
}

static gboolean
replace (SegLoad *load, const SegMergeRow *row, const SegCell *cells, gsize n_different, GError **error)
{
	gsize only = 0;

	if (n_different == 0)
		return TRUE;
	load->merged = TRUE;
	while (!load->merge->differs[only])
		only++;
	if (!(n_different == 1 ? replace_one (load, row, only, &cells[only], error) : replace_several (load, row, cells, error)))
		return FALSE;
	if (seg_workspace_changes (load->workspace) == 1)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The workspace is damaged: %s number %u could not be changed"), load->entity, row->id);
	return FALSE;
}

/* What columns of a log say of someone whom this load brought: there is nothing to compare it with. */
static gboolean
fill_row (SegLoad *load, const SegMergeRow *row, const SegCell *cells, GError **error)
{
	gsize n = 0;

	for (gsize i = 0; i < load->n_cells; i++) {
		load->merge->differs[i] = seg_cell_is_present (load->cell_types[i], &cells[i]);
		n += load->merge->differs[i] ? 1 : 0;
	}
	return replace (load, row, cells, n, error);
}

/* @changed: anything is different now. @equal: not even a missing value is different. */
static gboolean
merge_row (SegLoad *load, const SegMergeRow *row, const SegCell *cells, gboolean *changed, gboolean *equal, GError **error)
{
	GError *failure = NULL;
	gsize n_different = 0;

	*changed = !row->listed;
	*equal = row->listed;
	if (!row->existed && !row->again)
		return fill_row (load, row, cells, error);
	seg_statement_bind_integer_at (load->merge->read, 1, row->id);
	if (!seg_statement_next (load->merge->read, &failure))
		return seg_query_ended (failure, error);
	for (gsize i = 0; i < load->n_cells; i++) {
		Difference difference = compare (load->cell_types[i], &cells[i], load->merge->read, (int) i + 1);

		load->merge->differs[i] = difference == OTHER;
		n_different += difference == OTHER;
		*equal &= difference == SAME;
	}
	*changed |= n_different > 0;
	seg_statement_reset (load->merge->read);
	if (!replace (load, row, cells, n_different, error))
		return FALSE;
	if (row->listed)
		return TRUE;
	seg_statement_bind_integer_at (load->merge->list, 1, row->id);
	return seg_statement_run (load->merge->list, error);
}

gboolean
seg_load_merge (SegLoad *load, const SegChunk *chunk, GError **error)
{
	if (chunk->merges->len == 0)
		return TRUE;
	if (load->merge == NULL && prepare (load, error) == NULL)
		return FALSE;
	for (guint i = 0; i < chunk->merges->len; i++) {
		const SegMergeRow *row = &g_array_index (chunk->merges, SegMergeRow, i);
		gboolean changed, equal;

		if (i % 256 == 0 && !seg_job_proceed (load->job, 0, NULL, error))
			return FALSE;
		if (!merge_row (load, row, chunk->merge_cells + i * load->n_cells, &changed, &equal, error))
			return FALSE;
		load->result->rows_repeated += row->again && equal;
		*load->merge->n_named += row->existed && !row->listed;
		if (changed && row->existed && g_hash_table_add (load->merge->changed, GUINT_TO_POINTER (row->id))) /* each one counts once */
			++*load->merge->n_changed;
	}
	return TRUE;
}
