/* Columns that SQLite computes: who meets a part of a filter, figures to sort by, and the order of keys. */
#include <config.h>
#include "column_store.h"

#include <math.h>
#include <string.h>

/* Answers of SQLite ------------------------------------------------------------------------------------------------- */

static char *
sql_of (const SegFilter *filter, const SegFilterNode *node)
{
	return g_strndup (filter->sql->str + node->sql_from, node->sql_to - node->sql_from);
}

/* The part and its values in one text; the numbers of its parameters change with what stands before it in the filter. */
static char *
name_of_question (const SegFilter *filter, const SegFilterNode *node)
{
	g_autofree char *sql = sql_of (filter, node);
	GString *name = g_string_new (NULL);

	for (const char *at = sql; *at != '\0'; at++) {
		if (!g_str_has_prefix (at, ":filter")) {
			g_string_append_c (name, *at);
			continue;
		}
		g_string_append_printf (name, ":%" G_GUINT64_FORMAT, g_ascii_strtoull (at + strlen (":filter"), (char **) &at, 10) - node->first_value);
		at--;
	}
	for (guint i = 0; i < node->n_values; i++) {
		const SegFilterValue *value = filter->values->pdata[node->first_value + i];

		g_string_append_printf (name, "\n%d %s %.17g %" G_GINT64_FORMAT, value->type,
		                        value->text != NULL ? value->text : "", value->number, value->integer);
	}
	return g_string_free (name, FALSE);
}

static gboolean
read_answers (SegColumnStore *store, SegStatement *rows, SegJob *job, guint8 *answers, GError **error)
{
	GError *failure = NULL;
	gsize i = 0, n = 0;

	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);

		while (i < store->n && store->ids[i] < id)
			i++;
		if (i < store->n && store->ids[i] == id)
			answers[i] = 1;
		if (++n % SEG_COLUMN_PROCEED_EVERY == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

const SegStoredColumn *
seg_column_store_ask (SegColumnStore *store, SegWorkspace *workspace, const SegFilter *filter, const SegFilterNode *node, SegJob *job,
                      GError **error)
{
	g_autofree char *name = name_of_question (filter, node), *part = sql_of (filter, node);
	SegStoredColumn *column = seg_column_store_find (store, name, -1);
	g_autoptr (GString) sql = g_string_new ("SELECT u.id FROM user u");
	g_autoptr (SegStatement) rows = NULL;

	if (column != NULL)
		return column;
	if (filter->set_id != 0 && strstr (part, "f.") != NULL)
		g_string_append_printf (sql, " LEFT JOIN feature_set_%" G_GINT64_FORMAT " f ON f.user_id = u.id", filter->set_id);
	g_string_append_printf (sql, " WHERE %s ORDER BY u.id", part);
	if ((rows = seg_workspace_prepare (workspace, sql->str, error)) == NULL)
		return NULL;
	seg_filter_bind_some (filter, node->first_value, node->n_values, rows);
	column = seg_column_store_new (store, name, SEG_TYPE_BOOLEAN, -1, error);
	if (column != NULL && !read_answers (store, rows, job, column->answers, error))
		g_clear_pointer (&column, seg_stored_column_free);
	return column != NULL ? seg_column_store_keep (store, column) : NULL;
}

/* Order ------------------------------------------------------------------------------------------------------------ */

static gboolean
read_computed (const SegColumnStore *store, SegStatement *rows, SegStoredColumn *column, SegJob *job, GError **error)
{
	g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);
	GError *failure = NULL;
	gsize i = 0, n = 0;

	for (gsize k = 0; column->numbers != NULL && k < store->n; k++)
		column->numbers[k] = NAN;
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);

		while (i < store->n && store->ids[i] < id)
			i++;
		if (i < store->n && store->ids[i] == id && !seg_statement_is_null (rows, 1)) {
			if (column->numbers != NULL)
				column->numbers[i] = seg_statement_double (rows, 1);
			else
				column->codes[i] = seg_stored_column_code (column, codes, seg_statement_text (rows, 1));
		}
		if (++n % SEG_COLUMN_PROCEED_EVERY == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error);
}

const SegStoredColumn *
seg_column_store_compute (SegColumnStore *store, SegWorkspace *workspace, const char *sql, gboolean numbers, SegJob *job, GError **error)
{
	SegStoredColumn *column = seg_column_store_find (store, sql, 0);
	g_autoptr (SegStatement) rows = NULL;

	if (column != NULL)
		return column;
	if ((rows = seg_workspace_prepare (workspace, sql, error)) == NULL)
		return NULL;
	column = seg_column_store_new (store, sql, numbers ? SEG_TYPE_NUMBER : SEG_TYPE_TEXT, 0, error);
	if (column != NULL && !read_computed (store, rows, column, job, error))
		g_clear_pointer (&column, seg_stored_column_free);
	return column != NULL ? seg_column_store_keep (store, column) : NULL;
}

gboolean
seg_column_store_sort_keys (SegColumnStore *store, SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) rows = NULL;
	g_autofree guint32 *by_key = NULL;
	GError *failure = NULL;
	gsize i = 0;

	if (store->by_key != NULL)
		return TRUE;
	rows = seg_workspace_prepare (workspace, "SELECT id FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY key", error);
	by_key = rows != NULL ? g_try_new (guint32, store->n + 1) : NULL;
	if (by_key == NULL)
		return rows != NULL ? seg_column_store_no_memory (store, error) : FALSE;
	while (seg_statement_next (rows, &failure)) {
		gssize at = seg_ids_find (store->ids, store->n, seg_statement_integer (rows, 0));

		if (at < 0 || i == store->n)
			return seg_column_store_fail_changed (store, error);
		by_key[i++] = (guint32) at;
		if (i % SEG_COLUMN_PROCEED_EVERY == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	if (!seg_query_ended (failure, error) || (i < store->n && !seg_column_store_fail_changed (store, error)))
		return FALSE;
	store->by_key = g_steal_pointer (&by_key);
	return TRUE;
}
