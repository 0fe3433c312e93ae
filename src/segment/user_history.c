/* What later files changed about a user. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <string.h>

static void
free_change (gpointer data)
{
	SegUserChange *change = data;

	g_free (change->label);
	g_free (change->before);
	g_free (change->after);
	g_free (change->source);
	g_free (change);
}

/* The value now, as it was imported: a cleaning step may show another. */
static char *
read_present (SegWorkspace *workspace, gint64 user_id, const SegUserColumn *column, GError **error)
{
	g_autofree char *name = seg_sql_identifier (column->name);
	g_autofree char *sql = g_strdup_printf (
		"SELECT CASE WHEN o.name IS NULL THEN u.%s ELSE o.value END FROM user u LEFT JOIN original_value o "
		"ON o.entity = 'user' AND o.entity_id = u.id AND o.name = :name WHERE u.id = :user", name);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", column->name);
	seg_statement_bind_integer (statement, ":user", user_id);
	return seg_statement_next (statement, error) ? seg_user_value_text (column, statement, 0, FALSE) : NULL;
}

static const SegUserColumn *
find_attribute (const GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_attribute && strcmp (column->name, name) == 0)
			return column;
	}
	return NULL;
}

static SegUserChange *
read_change (SegStatement *statement, const SegUserColumn *column)
{
	SegUserChange *change = g_new0 (SegUserChange, 1);

	change->label = g_strdup (column->label);
	change->before = seg_user_value_text (column, statement, 1, FALSE);
	change->source = g_path_get_basename (seg_statement_text (statement, 2));
	change->at = seg_statement_integer (statement, 3);
	return change;
}

/* The newest change of each column leads to what stands there now. */
static gboolean
read_ends (SegWorkspace *workspace, gint64 user_id, const GPtrArray *columns, GHashTable *newest, GError **error)
{
	GHashTableIter iter;
	gpointer name, change;

	g_hash_table_iter_init (&iter, newest);
	while (g_hash_table_iter_next (&iter, &name, &change)) {
		char *present = read_present (workspace, user_id, find_attribute (columns, name), error);

		if (present == NULL)
			return FALSE;
		((SegUserChange *) change)->after = present;
	}
	return TRUE;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
	const SegUserChange *one = *(SegUserChange *const *) a, *other = *(SegUserChange *const *) b;

	return one->position > other->position ? -1 : one->position < other->position;
}

GPtrArray *
seg_user_history (SegWorkspace *workspace, gint64 user_id, GError **error)
{
	g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (free_change);
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, NULL, error);
	g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (SegStatement) statement = columns != NULL ? seg_workspace_prepare (workspace,
		"SELECT name, value, path, imported_at FROM attribute_change c JOIN source ON source.id = source_id "
		"WHERE entity_id = :user AND entity = 'user' ORDER BY c.id", error) : NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":user", user_id);
	while (seg_statement_next (statement, &failure)) {
		const SegUserColumn *column = find_attribute (columns, seg_statement_text (statement, 0));
		SegUserChange *change, *before;

		if (column == NULL)
			continue;
		change = read_change (statement, column);
		change->position = changes->len;
		before = g_hash_table_lookup (newest, column->name);
		if (before != NULL)
			before->after = g_strdup (change->before);
		g_hash_table_insert (newest, g_strdup (column->name), change);
		g_ptr_array_add (changes, change);
	}
	if (!seg_query_ended (failure, error) || !read_ends (workspace, user_id, columns, newest, error))
		return NULL;
	g_ptr_array_sort (changes, compare_newest_first);
	return g_steal_pointer (&changes);
}

char *
seg_user_change_words (const SegUserChange *change)
{
	return g_strdup_printf (_("%s: %s → %s (%s)"), change->label, change->before, change->after, change->source);
}
