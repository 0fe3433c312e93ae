/* How steps change the tables: cells in place with the imported value kept, rows left out, attributes added. */
#include <config.h>
#include "clean-private.h"

#include <glib/gi18n.h>
#include <string.h>

gboolean
seg_cells_begin (SegStepRun *run, GError **error)
{
	return seg_workspace_execute (run->workspace,
		"CREATE TEMP TABLE IF NOT EXISTS clean_cell (id INTEGER PRIMARY KEY, value);"
		"CREATE TEMP TABLE IF NOT EXISTS clean_row (id INTEGER PRIMARY KEY);"
		"DELETE FROM temp.clean_cell; DELETE FROM temp.clean_row", error);
}

char *
seg_cells_shown_sql (SegType type, const char *column)
{
	switch (type) {
	case SEG_TYPE_NUMBER:
		return g_strdup_printf ("CASE WHEN %s IS NOT NULL THEN printf ('%%.15g', %s) END", column, column);
	case SEG_TYPE_DATE:
		return g_strdup_printf ("CASE WHEN %s %% 86400 = 0 THEN date (%s, 'unixepoch') ELSE datetime (%s, 'unixepoch') END", column, column,
		                        column);
	case SEG_TYPE_BOOLEAN:
		return g_strdup_printf ("CASE %s WHEN 0 THEN 'no' WHEN 1 THEN 'yes' END", column);
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return g_strdup (column);
	}
}

/* Examples for a preview ----------------------------------------------------------------------------------------------------- */

void
seg_clean_example_free (gpointer data)
{
	SegCleanExample *example = data;

	g_free (example->key);
	g_free (example->column);
	g_free (example->before);
	g_free (example->after);
	g_free (example);
}

void
seg_clean_group_free (gpointer data)
{
	SegCleanGroup *group = data;

	g_free (group->survivor);
	g_strfreev (group->others);
	g_free (group->alike);
	g_free (group);
}

/* @sql gives key, before, after and takes :limit. */
static gboolean
witness (SegStepRun *run, const char *sql, const char *column, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;

	if (run->witness == NULL || run->witness->examples->len >= SEG_CLEAN_EXAMPLES)
		return TRUE;
	statement = seg_workspace_prepare (run->workspace, sql, error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":limit", SEG_CLEAN_EXAMPLES - run->witness->examples->len);
	while (seg_statement_next (statement, &failure)) {
		SegCleanExample *example = g_new0 (SegCleanExample, 1);

		example->key = g_strdup (seg_statement_text (statement, 0));
		example->column = g_strdup (column);
		example->before = g_strdup (seg_statement_text (statement, 1));
		example->after = g_strdup (seg_statement_text (statement, 2));
		g_ptr_array_add (run->witness->examples, example);
	}
	return seg_query_ended (failure, error);
}

static gboolean
witness_cells (SegStepRun *run, const SegAttribute *attribute, const char *name, GError **error)
{
	g_autofree char *old = g_strdup_printf ("e.%s", name);
	g_autofree char *before = seg_cells_shown_sql (attribute->type, old), *after = seg_cells_shown_sql (attribute->type, "c.value");
	g_autofree char *sql = g_strdup_printf ("SELECT e.key, %s, %s FROM temp.clean_cell c JOIN %s e ON e.id = c.id WHERE %s IS NOT c.value "
	                                        "ORDER BY c.id LIMIT :limit", before, after, run->entity, old);

	return witness (run, sql, attribute->label, error);
}

gboolean
seg_cells_witness_reading (SegStepRun *run, const SegAttribute *attribute, SegType type, GError **error)
{
	g_autofree char *name = seg_sql_identifier (attribute->name), *old = g_strdup_printf ("e.%s", name);
	g_autofree char *before = seg_cells_shown_sql (attribute->type, old), *after = seg_cells_shown_sql (type, "c.value");
	g_autofree char *sql = g_strdup_printf ("SELECT key, before, after FROM (SELECT e.key AS key, %s AS before, %s AS after, c.value AS value, "
	                                        "c.id AS id FROM temp.clean_cell c JOIN %s e ON e.id = c.id) "
	                                        "WHERE %d OR before IS NOT after ORDER BY value IS NOT NULL, before IS after, id LIMIT :limit",
	                                        before, after, run->entity, type != attribute->type);

	return witness (run, sql, attribute->label, error);
}

/* Cells ---------------------------------------------------------------------------------------------------------------------- */

gboolean
seg_cells_hold_imported (SegStepRun *run, const SegAttribute *attribute, gboolean *holds, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace,
		"SELECT made_by IS NULL AND imported_name IS NULL FROM attribute WHERE entity = :entity AND name = :name", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":entity", run->entity);
	seg_statement_bind_text (statement, ":name", attribute->name);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*holds = seg_statement_integer (statement, 0) != 0;
	return TRUE;
}

static gboolean
keep_imported (SegStepRun *run, const SegAttribute *attribute, const char *name, GError **error)
{
	g_autofree char *sql = g_strdup_printf (
		"INSERT OR IGNORE INTO original_value (entity, name, entity_id, value) SELECT '%s', :name, c.id, e.%s "
		"FROM temp.clean_cell c JOIN %s e ON e.id = c.id WHERE e.%s IS NOT c.value", run->entity, name, run->entity, name);
	g_autoptr (SegStatement) statement = NULL;
	gboolean holds = FALSE;

	if (!seg_cells_hold_imported (run, attribute, &holds, error))
		return FALSE;
	if (!holds)
		return TRUE;
	statement = seg_workspace_prepare (run->workspace, sql, error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", attribute->name);
	return seg_statement_run (statement, error);
}

gboolean
seg_cells_write (SegStepRun *run, const SegAttribute *attribute, GError **error)
{
	g_autofree char *name = seg_sql_identifier (attribute->name);
	g_autofree char *sql = g_strdup_printf ("UPDATE %s SET %s = c.value FROM temp.clean_cell c WHERE c.id = %s.id AND %s.%s IS NOT c.value",
	                                        run->entity, name, run->entity, run->entity, name);
	g_autoptr (SegStatement) update = NULL;

	if (!witness_cells (run, attribute, name, error) || !keep_imported (run, attribute, name, error)
	    || (update = seg_workspace_prepare (run->workspace, sql, error)) == NULL || !seg_statement_run (update, error))
		return FALSE;
	run->step->effect.cells += seg_workspace_changes (run->workspace);
	return seg_workspace_execute (run->workspace, "DELETE FROM temp.clean_cell", error);
}

/* Attributes ------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_name_free (SegStepRun *run, const char *name, gboolean *is_free, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (run->workspace,
		"SELECT NOT EXISTS (SELECT 1 FROM pragma_table_info (:entity) WHERE lower (name) = lower (:name)) AND "
		"NOT EXISTS (SELECT 1 FROM attribute WHERE entity = :entity AND lower (label) = lower (:name))", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":entity", run->entity);
	seg_statement_bind_text (statement, ":name", name);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*is_free = seg_statement_integer (statement, 0) != 0;
	return TRUE;
}

char *
seg_cells_free_name (SegStepRun *run, const char *label, GError **error)
{
	g_autofree char *name = g_strdup (label);
	gboolean is_free;

	for (int i = 2;; i++) {
		if (!is_name_free (run, name, &is_free, error))
			return NULL;
		if (is_free)
			return g_steal_pointer (&name);
		g_free (name);
		name = g_strdup_printf ("%s %d", label, i);
	}
}

/* Views that name a column would keep it from being dropped: they leave, and come back as they were. The program's own are then made to
 * fit by seg_workspace_make_views(); a person's own may have lost a column until the recipe is withdrawn. */
static gboolean
put_views_away (SegWorkspace *workspace, GString *drop, GString *make, GError **error)
{
	g_autoptr (SegStatement) views = seg_workspace_prepare (workspace,
		"SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY rowid", error);
	GError *failure = NULL;

	if (views == NULL)
		return FALSE;
	while (seg_statement_next (views, &failure)) {
		g_autofree char *name = seg_sql_identifier (seg_statement_text (views, 0));

		g_string_append_printf (drop, "DROP VIEW %s;", name);
		g_string_append_printf (make, "%s\n;", seg_statement_text (views, 1));
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_cells_alter (SegWorkspace *workspace, const char *script, GError **error)
{
	g_autoptr (GString) drop = g_string_new (NULL), make = g_string_new (NULL);

	return put_views_away (workspace, drop, make, error) && seg_workspace_execute (workspace, drop->str, error)
	       && seg_workspace_execute (workspace, script, error) && seg_workspace_execute (workspace, make->str, error);
}

gboolean
seg_cells_add_column (SegStepRun *run, const char *name, SegType type, GError **error)
{
	g_autofree char *column = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("ALTER TABLE %s ADD COLUMN %s %s", run->entity, column, seg_type_sql (type));

	return seg_workspace_execute (run->workspace, sql, error);
}

char *
seg_cells_add_attribute (SegStepRun *run, const char *label, SegType type, GError **error)
{
	g_autoptr (SegStatement) insert = seg_workspace_prepare (run->workspace,
		"INSERT INTO attribute (entity, name, label, type, made_by) VALUES (:entity, :name, :name, :type, :step)", error);
	g_autofree char *name = insert != NULL ? seg_cells_free_name (run, label, error) : NULL;

	if (name == NULL)
		return NULL;
	seg_statement_bind_text (insert, ":entity", run->entity);
	seg_statement_bind_text (insert, ":name", name);
	seg_statement_bind_text (insert, ":type", seg_type_name (type));
	seg_statement_bind_integer (insert, ":step", run->step->id);
	return seg_statement_run (insert, error) && seg_cells_add_column (run, name, type, error) ? g_steal_pointer (&name) : NULL;
}

/* Rows -------------------------------------------------------------------------------------------------------------------------- */

static gboolean
witness_rows (SegStepRun *run, GError **error)
{
	if (strcmp (run->entity, "event") == 0)
		return witness (run, "SELECT user.key, event_kind.name || coalesce (' ' || datetime (event.at, 'unixepoch'), ''), NULL "
		                "FROM temp.clean_row r JOIN event ON event.id = r.id JOIN user ON user.id = user_id "
		                "JOIN event_kind ON event_kind.id = kind_id ORDER BY r.id LIMIT :limit", NULL, error);
	return witness (run, strcmp (run->entity, "user") == 0
	                ? "SELECT key, NULL, NULL FROM temp.clean_row r JOIN user ON user.id = r.id ORDER BY r.id LIMIT :limit"
	                : "SELECT key, NULL, NULL FROM temp.clean_row r JOIN item ON item.id = r.id ORDER BY r.id LIMIT :limit", NULL, error);
}

gboolean
seg_rows_leave_out (SegStepRun *run, GError **error)
{
	const gboolean events = strcmp (run->entity, "event") == 0, users = strcmp (run->entity, "user") == 0;
	g_autofree char *sql = events ? g_strdup ("SELECT id FROM temp.clean_row")
	                              : g_strdup_printf ("SELECT id FROM event WHERE %s_id IN (SELECT id FROM temp.clean_row)", run->entity);
	g_autofree char *exclude = g_strdup_printf ("INSERT OR IGNORE INTO excluded_%s (%s_id, step_id) SELECT id, %" G_GINT64_FORMAT
	                                            " FROM temp.clean_row", run->entity, run->entity, run->step->id);
	g_autoptr (SegStatement) statement = NULL;
	gint64 n_events;

	if (!witness_rows (run, error))
		return FALSE;
	if (!events) {
		statement = seg_workspace_prepare (run->workspace, exclude, error);
		if (statement == NULL || !seg_statement_run (statement, error))
			return FALSE;
		*(users ? &run->step->effect.users_out : &run->step->effect.items_out) += seg_workspace_changes (run->workspace);
	}
	if (!seg_events_set_aside (run->workspace, run->step->id, sql, &n_events, error))
		return FALSE;
	run->step->effect.events_out += n_events;
	return seg_workspace_execute (run->workspace, "DELETE FROM temp.clean_row", error);
}

/* Missing values, as loads count them ------------------------------------------------------------------------------------------- */

static gboolean
count_missing_of (SegWorkspace *workspace, const char *entity, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (SegStatement) list = seg_workspace_prepare (workspace, "SELECT name FROM attribute WHERE entity = :entity ORDER BY id", error);
	g_autoptr (SegStatement) save = NULL, count = NULL;
	g_autoptr (GString) sql = g_string_new ("SELECT count (*)");
	GError *failure = NULL;

	if (list == NULL)
		return FALSE;
	seg_statement_bind_text (list, ":entity", entity);
	while (seg_statement_next (list, &failure)) {
		g_autofree char *column = seg_sql_identifier (seg_statement_text (list, 0));

		g_ptr_array_add (names, g_strdup (seg_statement_text (list, 0)));
		g_string_append_printf (sql, ", count (%s)", column);
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	g_string_append_printf (sql, " FROM %s", entity);
	save = seg_workspace_prepare (workspace, "UPDATE attribute SET missing = :missing WHERE entity = :entity AND name = :name", error);
	count = save != NULL ? seg_workspace_prepare (workspace, sql->str, error) : NULL;
	if (count == NULL || !seg_statement_next (count, error))
		return FALSE;
	seg_statement_bind_text (save, ":entity", entity);
	for (guint i = 0; i < names->len; i++) {
		seg_statement_bind_integer (save, ":missing", seg_statement_integer (count, 0) - seg_statement_integer (count, (int) i + 1));
		seg_statement_bind_text (save, ":name", names->pdata[i]);
		if (!seg_statement_run (save, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_cells_count_missing (SegWorkspace *workspace, GError **error)
{
	return count_missing_of (workspace, "user", error) && count_missing_of (workspace, "item", error);
}
