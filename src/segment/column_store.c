/* Columns of users in memory, as filters ask for them. */
#include <config.h>
#include "column_store.h"

#include <segscope/feature_blocks.h>
#include <segscope/stamp.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_BYTES ((gsize) 256 << 20)

void
seg_stored_column_free (gpointer data)
{
	SegStoredColumn *column = data;

	if (column == NULL)
		return;
	g_free (column->name);
	g_free (column->numbers);
	g_free (column->integers);
	g_free (column->codes);
	g_free (column->answers);
	g_clear_pointer (&column->texts, g_ptr_array_unref);
	g_free (column);
}

void
seg_column_store_clear (SegColumnStore *store)
{
	seg_column_store_end_reading (store);
	g_free (store->ids);
	g_free (store->by_key);
	g_free (store->stamp);
	g_clear_pointer (&store->columns, g_ptr_array_unref);
	*store = (SegColumnStore) { .clock = store->clock };
}

gboolean
seg_column_store_no_memory (const SegColumnStore *store, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a column of %zu users"), store->n);
	return FALSE;
}

/* Users ------------------------------------------------------------------------------------------------------------ */

static gboolean
read_users (SegColumnStore *store, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT id FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);

		g_array_append_val (ids, id);
		if (ids->len % SEG_COLUMN_PROCEED_EVERY == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	store->n = ids->len;
	store->ids = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
	return TRUE;
}

gboolean
seg_column_store_begin (SegColumnStore *store, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autofree char *stamp = seg_workspace_stamp (workspace, error);

	store->clock++;
	if (stamp == NULL)
		return FALSE;
	if (store->stamp != NULL && strcmp (stamp, store->stamp) == 0)
		return TRUE;
	seg_column_store_clear (store);
	store->columns = g_ptr_array_new_with_free_func (seg_stored_column_free);
	if (!read_users (store, workspace, job, error))
		return FALSE;
	store->stamp = g_steal_pointer (&stamp);
	return TRUE;
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

SegStoredColumn *
seg_column_store_find (SegColumnStore *store, const char *name, gint64 set_id)
{
	for (guint i = 0; i < store->columns->len; i++) {
		SegStoredColumn *column = store->columns->pdata[i];

		if (column->set_id != set_id || strcmp (column->name, name) != 0)
			continue;
		column->used = store->clock;
		return column;
	}
	return NULL;
}

/* Gives up what was not asked for lately, never what this count needs. */
static void
make_room (SegColumnStore *store, gsize size)
{
	while (store->size + size > MOST_BYTES) {
		guint oldest = store->columns->len;

		for (guint i = 0; i < store->columns->len; i++) {
			const SegStoredColumn *column = store->columns->pdata[i];

			if (column->used < store->clock
			    && (oldest == store->columns->len || column->used < ((const SegStoredColumn *) store->columns->pdata[oldest])->used))
				oldest = i;
		}
		if (oldest == store->columns->len)
			return;
		store->size -= ((const SegStoredColumn *) store->columns->pdata[oldest])->size;
		g_ptr_array_remove_index_fast (store->columns, oldest);
	}
}

SegStoredColumn *
seg_column_store_new (SegColumnStore *store, const char *name, SegType type, gint64 set_id, GError **error)
{
	SegStoredColumn *column = g_new0 (SegStoredColumn, 1);
	void *values;

	column->name = g_strdup (name);
	column->type = type;
	column->set_id = set_id;
	column->used = store->clock;
	column->size = store->n * (set_id < 0 ? 1 : type == SEG_TYPE_TEXT || type == SEG_TYPE_CATEGORY ? sizeof (guint32) : sizeof (double));
	make_room (store, column->size);
	values = g_try_malloc0 (column->size + 1);
	if (values == NULL) {
		seg_column_store_no_memory (store, error);
		g_clear_pointer (&column, seg_stored_column_free);
	} else if (set_id < 0)
		column->answers = values;
	else if (type == SEG_TYPE_NUMBER)
		column->numbers = values;
	else if (type == SEG_TYPE_DATE || type == SEG_TYPE_BOOLEAN)
		column->integers = values;
	else {
		column->codes = values;
		column->texts = g_ptr_array_new_with_free_func (g_free);
	}
	return column;
}

SegStoredColumn *
seg_column_store_keep (SegColumnStore *store, SegStoredColumn *column)
{
	for (guint i = 0; column->texts != NULL && i < column->texts->len; i++)
		column->size += strlen (column->texts->pdata[i]) + 1 + sizeof (gpointer);
	store->size += column->size;
	g_ptr_array_add (store->columns, column);
	return column;
}

gboolean
seg_column_store_has_room (const SegColumnStore *store, gsize n)
{
	return store->size + n * store->n * sizeof (double) <= MOST_BYTES;
}

/* Someone came or went while all this was read. */
gboolean
seg_column_store_fail_changed (SegColumnStore *store, GError **error)
{
	g_clear_pointer (&store->stamp, g_free);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The workspace changed while its users were counted; count again"));
	return FALSE;
}

/* Attributes ------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegStoredColumn **columns;
	GHashTable      **codes; /* of each column of texts: text -> code, the texts being the column's */
	guint             n;
} Attributes;

guint32
seg_stored_column_code (SegStoredColumn *column, GHashTable *codes, const char *text)
{
	gpointer code = g_hash_table_lookup (codes, text);
	char *copy;

	if (code != NULL)
		return GPOINTER_TO_UINT (code);
	copy = g_strdup (text);
	g_ptr_array_add (column->texts, copy);
	g_hash_table_insert (codes, copy, GUINT_TO_POINTER (column->texts->len));
	return column->texts->len;
}

static void
take_row (Attributes *all, SegStatement *rows, gsize i)
{
	for (guint k = 0; k < all->n; k++) {
		SegStoredColumn *column = all->columns[k];
		int from = (int) k + 1;
		gboolean missing = seg_statement_is_null (rows, from);

		if (column->numbers != NULL)
			column->numbers[i] = missing ? NAN : seg_statement_double (rows, from);
		else if (column->integers != NULL)
			column->integers[i] = missing ? SEG_COLUMN_MISSING : seg_statement_integer (rows, from);
		else
			column->codes[i] = missing ? 0 : seg_stored_column_code (column, all->codes[k], seg_statement_text (rows, from));
	}
}

static gboolean
read_rows (SegColumnStore *store, SegWorkspace *workspace, Attributes *all, SegJob *job, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("SELECT id");
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;
	gsize i = 0;

	for (guint k = 0; k < all->n; k++) {
		g_autofree char *name = seg_sql_identifier (all->columns[k]->name);

		g_string_append_printf (sql, ", %s", name);
	}
	g_string_append (sql, " FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id");
	if ((rows = seg_workspace_prepare (workspace, sql->str, error)) == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		if (i == store->n || seg_statement_integer (rows, 0) != store->ids[i])
			return seg_column_store_fail_changed (store, error);
		take_row (all, rows, i++);
		if (i % SEG_COLUMN_PROCEED_EVERY == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error) && (i == store->n || seg_column_store_fail_changed (store, error));
}

gboolean
seg_column_store_read_attributes (SegColumnStore *store, SegWorkspace *workspace, const GPtrArray *names, const SegType *types, SegJob *job,
                                  GError **error)
{
	Attributes all = { g_new0 (SegStoredColumn *, names->len + 1), g_new0 (GHashTable *, names->len + 1), 0 };
	gboolean fine = TRUE;

	for (guint i = 0; fine && i < names->len; i++) {
		if (seg_column_store_find (store, names->pdata[i], 0) != NULL)
			continue;
		all.columns[all.n] = seg_column_store_new (store, names->pdata[i], types[i], 0, error);
		fine = all.columns[all.n] != NULL;
		if (fine)
			all.codes[all.n++] = g_hash_table_new (g_str_hash, g_str_equal);
	}
	fine = fine && (all.n == 0 || read_rows (store, workspace, &all, job, error));
	for (guint i = 0; i < all.n; i++) {
		g_hash_table_unref (all.codes[i]);
		if (fine)
			seg_column_store_keep (store, all.columns[i]);
		else
			seg_stored_column_free (all.columns[i]);
	}
	g_free (all.columns);
	g_free (all.codes);
	return fine;
}

/* Features --------------------------------------------------------------------------------------------------------- */

static gboolean
find_position (SegWorkspace *workspace, gint64 set_id, const char *name, gint64 *position, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT position FROM feature WHERE feature_set_id = ?1 AND name = ?2", error);
	GError *failure = NULL;

	*position = 0;
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, set_id);
	seg_statement_bind_text_at (statement, 2, name);
	if (seg_statement_next (statement, &failure))
		*position = seg_statement_integer (statement, 0);
	return seg_query_ended (failure, error);
}

/* The values of the set for users of the store who are all those of the set: as they stand. Otherwise put where each user is. */
static gboolean
is_aligned (const SegColumnStore *store, const SegBlockReader *reader)
{
	return seg_block_reader_n_users (reader) == store->n
	       && memcmp (seg_block_reader_user_ids (reader), store->ids, store->n * sizeof *store->ids) == 0;
}

/* Puts @values of the @n users @ids, ascending, where the store has them; others are missing. */
static void
align (const SegColumnStore *store, const gint64 *ids, const double *values, gsize n, double *aligned)
{
	gsize k = 0;

	for (gsize i = 0; i < store->n; i++) {
		while (k < n && ids[k] < store->ids[i])
			k++;
		aligned[i] = k < n && ids[k] == store->ids[i] ? values[k] : NAN;
	}
}

/* Where the users of the set are, which is half the work of a column: kept open for the columns that one count asks for. */
static SegBlockReader *
open_reader (SegColumnStore *store, SegWorkspace *workspace, gint64 set_id, GError **error)
{
	if (store->reader != NULL && store->reader_set == set_id)
		return store->reader;
	g_clear_pointer (&store->reader, seg_block_reader_free);
	store->reader = seg_block_reader_new (workspace, set_id, error);
	store->reader_set = set_id;
	store->reader_aligned = store->reader != NULL && is_aligned (store, store->reader);
	return store->reader;
}

void
seg_column_store_end_reading (SegColumnStore *store)
{
	g_clear_pointer (&store->reader, seg_block_reader_free);
}

static gboolean
read_blocks (SegColumnStore *store, SegWorkspace *workspace, gint64 set_id, gint64 position, SegStoredColumn *column, GError **error)
{
	SegBlockReader *reader = open_reader (store, workspace, set_id, error);
	g_autofree double *values = NULL;

	if (reader == NULL)
		return FALSE;
	if (store->reader_aligned)
		return seg_block_reader_column (reader, (guint) position, column->numbers, 1, error);
	if ((values = g_try_new (double, seg_block_reader_n_users (reader) + 1)) == NULL)
		return seg_column_store_no_memory (store, error);
	if (!seg_block_reader_column (reader, (guint) position, values, 1, error))
		return FALSE;
	align (store, seg_block_reader_user_ids (reader), values, seg_block_reader_n_users (reader), column->numbers);
	return TRUE;
}

/* Sets of version 2 are tables. */
static gboolean
read_table (SegColumnStore *store, SegWorkspace *workspace, gint64 set_id, const char *name, SegStoredColumn *column, GError **error)
{
	g_autofree char *identifier = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("SELECT user_id, %s FROM feature_set_%" G_GINT64_FORMAT " ORDER BY user_id", identifier, set_id);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64)), values = g_array_new (FALSE, FALSE, sizeof (double));
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);
		double value = seg_statement_is_null (rows, 1) ? NAN : seg_statement_double (rows, 1);

		g_array_append_val (ids, id);
		g_array_append_val (values, value);
	}
	align (store, (const gint64 *) (gpointer) ids->data, (const double *) (gpointer) values->data, ids->len, column->numbers);
	return seg_query_ended (failure, error);
}

const SegStoredColumn *
seg_column_store_get (SegColumnStore *store, SegWorkspace *workspace, const char *name, SegType type, gint64 set_id, SegJob *job, GError **error)
{
	SegStoredColumn *column = seg_column_store_find (store, name, set_id);
	gint64 position;
	gboolean fine;

	if (column == NULL && set_id == 0) {
		g_autoptr (GPtrArray) names = g_ptr_array_new ();

		g_ptr_array_add (names, (gpointer) name);
		if (!seg_column_store_read_attributes (store, workspace, names, &type, job, error))
			return NULL;
		return seg_column_store_find (store, name, set_id);
	}
	if (column != NULL || !seg_job_proceed (job, 0, NULL, error) || !find_position (workspace, set_id, name, &position, error)
	    || (column = seg_column_store_new (store, name, type, set_id, error)) == NULL)
		return column;
	fine = position > 0 ? read_blocks (store, workspace, set_id, position, column, error)
	                    : read_table (store, workspace, set_id, name, column, error);
	if (fine)
		return seg_column_store_keep (store, column);
	seg_stored_column_free (column);
	return NULL;
}
