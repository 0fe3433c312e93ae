/* The imported values beside what cleaning made of them. */
#include <config.h>
#include "clean-private.h"

static void
free_change (gpointer data)
{
	SegCleanChange *change = data;

	g_free (change->entity);
	g_free (change->key);
	g_free (change->column);
	g_free (change->imported);
	g_free (change->now);
	g_free (change);
}

/* Where the imported values of a column are, and of which type they were. */
typedef struct {
	char    *entity, *name, *label, *aside;
	SegType  type, imported_type;
} Column;

static void
free_column (gpointer data)
{
	Column *column = data;

	g_free (column->entity);
	g_free (column->name);
	g_free (column->label);
	g_free (column->aside);
	g_free (column);
}

static SegType
type_named (const char *name)
{
	for (guint type = 0; type <= SEG_TYPE_BOOLEAN; type++)
		if (g_strcmp0 (seg_type_name (type), name) == 0)
			return (SegType) type;
	return SEG_TYPE_TEXT;
}

static GPtrArray *
read_columns (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace,
		"SELECT entity, name, label, imported_name, type, coalesce (imported_type, type) FROM attribute WHERE made_by IS NULL "
		"AND (imported_name IS NOT NULL OR EXISTS (SELECT 1 FROM original_value o WHERE o.entity = attribute.entity AND o.name = attribute.name)) "
		"ORDER BY entity DESC, id", error);
	GError *failure = NULL;

	if (rows == NULL)
		return NULL;
	while (seg_statement_next (rows, &failure)) {
		Column *column = g_new0 (Column, 1);

		column->entity = g_strdup (seg_statement_text (rows, 0));
		column->name = g_strdup (seg_statement_text (rows, 1));
		column->label = g_strdup (seg_statement_text (rows, 2));
		column->aside = g_strdup (seg_statement_text (rows, 3));
		column->type = type_named (seg_statement_text (rows, 4));
		column->imported_type = type_named (seg_statement_text (rows, 5));
		g_ptr_array_add (columns, column);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&columns) : NULL;
}

/* Key, imported value and present one, of the rows where they differ as people read them. */
static char *
column_sql (const Column *column)
{
	g_autofree char *name = seg_sql_identifier (column->name), *now = g_strdup_printf ("e.%s", name);
	g_autofree char *aside = column->aside != NULL ? seg_sql_identifier (column->aside) : NULL;
	g_autofree char *kept = g_strdup_printf ("CASE WHEN o.entity_id IS NOT NULL THEN o.value ELSE e.%s END", aside != NULL ? aside : name);
	g_autofree char *imported_shown = seg_cells_shown_sql (column->imported_type, "imported");
	g_autofree char *now_shown = seg_cells_shown_sql (column->type, "now");

	return g_strdup_printf ("SELECT key, b, a FROM (SELECT key, %s AS b, %s AS a FROM (SELECT e.key AS key, %s AS imported, %s AS now "
	                        "FROM %s e LEFT JOIN original_value o ON o.entity = '%s' AND o.name = :name AND o.entity_id = e.id)) "
	                        "WHERE b IS NOT a ORDER BY key LIMIT :limit", imported_shown, now_shown, kept, now, column->entity,
	                        column->entity);
}

/* Adds changes of one column; *@offset is what is still to be skipped. */
static gboolean
add_changes (SegWorkspace *workspace, const Column *column, gint64 limit, gint64 *offset, GPtrArray *changes, GError **error)
{
	g_autofree char *sql = column_sql (column);
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_text (rows, ":name", column->name);
	seg_statement_bind_integer (rows, ":limit", limit - (gint64) changes->len + *offset);
	while (seg_statement_next (rows, &failure)) {
		SegCleanChange *change;

		if (*offset > 0) {
			(*offset)--;
			continue;
		}
		change = g_new0 (SegCleanChange, 1);
		change->entity = g_strdup (column->entity);
		change->column = g_strdup (column->label);
		change->key = g_strdup (seg_statement_text (rows, 0));
		change->imported = g_strdup (seg_statement_text (rows, 1));
		change->now = g_strdup (seg_statement_text (rows, 2));
		g_ptr_array_add (changes, change);
	}
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_clean_changes (SegWorkspace *workspace, gint64 offset, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (free_change);
	g_autoptr (GPtrArray) columns = read_columns (workspace, error);

	if (columns == NULL)
		return NULL;
	limit = MIN (limit, G_MAXINT64 / 4);
	for (guint i = 0; i < columns->len && (gint64) changes->len < limit; i++)
		if (!add_changes (workspace, columns->pdata[i], limit, &offset, changes, error))
			return NULL;
	return g_steal_pointer (&changes);
}
