/* The schema of the file beside that of a new file of the same version. */
#include <config.h>
#include "check.h"

#include <glib/gi18n.h>
#include <string.h>

sqlite3 *
seg_schema_of_version (gint64 version, GError **error)
{
	gsize n_migrations;
	const SegMigration *migrations = seg_workspace_migrations (&n_migrations);
	sqlite3 *db = NULL;
	int code = sqlite3_open (":memory:", &db);

	for (gsize i = 0; i < n_migrations && code == SQLITE_OK; i++)
		if (migrations[i].version <= version)
			code = sqlite3_exec (db, migrations[i].sql, NULL, NULL, NULL);
	if (code == SQLITE_OK)
		return db;
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("Cannot make the schema of version %d: %s"), (int) version, sqlite3_errmsg (db));
	sqlite3_close (db);
	return NULL;
}

/* The SQL of the object as the file has it; NULL when it has none of that name. */
static gboolean
find_object (SegCheckup *checkup, const char *type, const char *name, char **sql, GError **error)
{
	g_autoptr (SegStatement) find = seg_workspace_prepare (checkup->workspace,
		"SELECT sql FROM sqlite_schema WHERE type = :type AND name = :name", error);
	GError *failure = NULL;

	*sql = NULL;
	if (find == NULL)
		return FALSE;
	seg_statement_bind_text (find, ":type", type);
	seg_statement_bind_text (find, ":name", name);
	if (seg_statement_next (find, &failure))
		*sql = g_strdup (seg_statement_text (find, 0));
	return seg_query_ended (failure, error);
}

/* Tables, indexes and triggers. A table that grows with its data has another text than a new one. */
static gboolean
compare_object (SegCheckup *checkup, const char *type, const char *name, const char *expected, GError **error)
{
	g_autofree char *found = NULL, *anew = NULL;

	if (!find_object (checkup, type, name, &found, error))
		return FALSE;
	if (found == NULL)
		seg_checkup_found (checkup, "schema", g_strdup_printf (_("The %s %s is missing"), type, name),
		                   strcmp (type, "table") == 0 ? g_strdup (_("it is made anew, empty; what it held is lost"))
		                                               : g_strdup (_("it is made anew")), expected);
	else if (strcmp (type, "table") != 0 && strcmp (found, expected) != 0) {
		anew = g_strdup_printf ("DROP %s \"%s\"; %s", type, name, expected);
		seg_checkup_found (checkup, "schema", g_strdup_printf (_("The %s %s is not as this program makes it"), type, name),
		                   g_strdup (_("it is made anew")), anew);
	}
	return TRUE;
}

static gboolean
has_column (SegCheckup *checkup, const char *table, const char *column, gboolean *has, GError **error)
{
	g_autoptr (SegStatement) find = seg_workspace_prepare (checkup->workspace,
		"SELECT 1 FROM pragma_table_xinfo (:table) WHERE name = :column", error);
	GError *failure = NULL;

	if (find == NULL)
		return FALSE;
	seg_statement_bind_text (find, ":table", table);
	seg_statement_bind_text (find, ":column", column);
	*has = seg_statement_next (find, &failure);
	seg_statement_reset (find);
	return seg_query_ended (failure, error);
}

static gboolean
compare_columns (SegCheckup *checkup, sqlite3 *fresh, const char *table, GError **error)
{
	sqlite3_stmt *columns;
	gboolean fine = sqlite3_prepare_v2 (fresh, "SELECT name FROM pragma_table_xinfo (?1)", -1, &columns, NULL) == SQLITE_OK;

	sqlite3_bind_text (columns, 1, table, -1, SQLITE_TRANSIENT);
	while (fine && sqlite3_step (columns) == SQLITE_ROW) {
		const char *column = (const char *) sqlite3_column_text (columns, 0);
		gboolean has;
		SegProblem *problem;

		fine = has_column (checkup, table, column, &has, error);
		if (!fine || has)
			continue;
		problem = seg_problem_new ("schema", g_strdup_printf (_("The table %s has no column %s"), table, column),
		                           g_strdup (_("all rows are copied into a new file that has it; this one is kept beside it")));
		problem->is_damage = TRUE;
		g_ptr_array_add (checkup->problems, problem);
	}
	sqlite3_finalize (columns);
	return fine;
}

static gboolean
compare_objects (SegCheckup *checkup, sqlite3 *fresh, GError **error)
{
	sqlite3_stmt *objects;
	gboolean fine = sqlite3_prepare_v2 (fresh,
		"SELECT type, name, sql FROM sqlite_schema WHERE type <> 'view' AND sql IS NOT NULL ORDER BY type <> 'table'", -1, &objects, NULL)
		== SQLITE_OK;

	while (fine && sqlite3_step (objects) == SQLITE_ROW) {
		const char *type = (const char *) sqlite3_column_text (objects, 0), *name = (const char *) sqlite3_column_text (objects, 1);
		const char *sql = (const char *) sqlite3_column_text (objects, 2);
		guint before = checkup->problems->len;

		fine = compare_object (checkup, type, name, sql, error);
		if (fine && strcmp (type, "table") == 0 && checkup->problems->len == before)
			fine = compare_columns (checkup, fresh, name, error);
	}
	sqlite3_finalize (objects);
	return fine;
}

/* Views hold nothing; those that are missing only stop people with other tools. */
static gboolean
compare_views (SegCheckup *checkup, GError **error)
{
	g_auto (GStrv) views = g_strsplit (seg_workspace_views_template (), "CREATE VIEW ", -1);

	for (char **view = views + 1; *view != NULL; view++) {
		g_autofree char *name = g_strndup (*view, strcspn (*view, " ")), *found = NULL;

		if (!find_object (checkup, "view", name, &found, error))
			return FALSE;
		if (found == NULL) /* repair makes all views anew in the end */
			seg_checkup_found (checkup, "schema", g_strdup_printf (_("The view %s is missing"), name), g_strdup (_("it is made anew")), NULL);
	}
	return TRUE;
}

/* Triggers run inside the program's own statements; one that somebody else put in is worth knowing of. */
static gboolean
find_strangers (SegCheckup *checkup, sqlite3 *fresh, GError **error)
{
	g_autoptr (SegStatement) triggers = seg_workspace_prepare (checkup->workspace,
		"SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger'", error);
	GError *failure = NULL;

	if (triggers == NULL)
		return FALSE;
	while (seg_statement_next (triggers, &failure)) {
		const char *name = seg_statement_text (triggers, 0);
		g_autofree char *identifier = seg_sql_identifier (name), *drop = g_strconcat ("DROP TRIGGER ", identifier, NULL);
		sqlite3_stmt *known;
		gboolean is_known;

		sqlite3_prepare_v2 (fresh, "SELECT 1 FROM sqlite_schema WHERE type = 'trigger' AND name = ?1", -1, &known, NULL);
		sqlite3_bind_text (known, 1, name, -1, SQLITE_TRANSIENT);
		is_known = sqlite3_step (known) == SQLITE_ROW;
		sqlite3_finalize (known);
		if (!is_known)
			seg_checkup_found (checkup, "schema",
			                   g_strdup_printf (_("The table %s has a trigger \"%s\" that segscope did not make"),
			                                    seg_statement_text (triggers, 1), name),
			                   g_strdup (_("it is removed")), drop);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_check_schema (SegCheckup *checkup, GError **error)
{
	sqlite3 *fresh = seg_schema_of_version (SEG_WORKSPACE_VERSION, error);
	gboolean fine = fresh != NULL && compare_objects (checkup, fresh, error) && compare_views (checkup, error)
	                && find_strangers (checkup, fresh, error);

	sqlite3_close (fresh);
	return fine;
}
