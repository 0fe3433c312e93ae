/* Reading what can be read of a damaged file into a new one, table by table.
 *
 * A table is read in the order of its ids. Where a page cannot be read, ids behind it are tried at growing distance until rows come
 * again; then the first readable one between is found by halving. So one damaged page costs the rows on it and a few dozen queries.
 * A table without ids of its own (WITHOUT ROWID) is read from both ends. What cannot be right (the new file's STRICT types and
 * constraints refuse it) is left out. */
#include <config.h>
#include "check.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define ASK_EVERY 1000
#define FARTHEST (G_GINT64_CONSTANT (1) << 61)

typedef struct {
	sqlite3      *from, *to;
	SegJob       *job;
	GPtrArray    *said;
	const char   *table;   /* now */
	char         *columns; /* those that both files have, as identifiers */
	sqlite3_stmt *insert;
	gint64        n_read, n_refused;
	gint64        lost_ids; /* at most so many rows stood where nothing could be read */
	gboolean      by_id;    /* each row is read once: one that is refused is lost */
	gboolean      gap;      /* without ids: something is missing, nobody knows how much */
} Salvage;

static gboolean
fail (Salvage *salvage, const char *what, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("Cannot write the repaired workspace (%s: %s); the damaged one was left as it was"),
	             what, sqlite3_errmsg (salvage->to));
	return FALSE;
}

/* Rows ------------------------------------------------------------------------------------------------------------------ */

/* The row that @rows stands on, without its first @skip columns. A full disk is a failure, a row that cannot be right is not. */
static gboolean
copy_row (Salvage *salvage, sqlite3_stmt *rows, int skip, GError **error)
{
	int code;

	for (int i = skip; i < sqlite3_column_count (rows); i++)
		sqlite3_bind_value (salvage->insert, i - skip + 1, sqlite3_column_value (rows, i));
	code = sqlite3_step (salvage->insert);
	sqlite3_reset (salvage->insert);
	if (code != SQLITE_DONE && (code & 0xFF) != SQLITE_CONSTRAINT && (code & 0xFF) != SQLITE_MISMATCH && (code & 0xFF) != SQLITE_TOOBIG)
		return fail (salvage, salvage->table, error);
	if (code == SQLITE_DONE && sqlite3_changes (salvage->to) > 0)
		salvage->n_read++;
	else
		salvage->n_refused += code != SQLITE_DONE || salvage->by_id;
	return (salvage->n_read + salvage->n_refused) % ASK_EVERY != 0 || seg_job_proceed (salvage->job, 0, NULL, error);
}

static sqlite3_stmt *
prepare (sqlite3 *db, char *sql)
{
	g_autofree char *owned = sql;
	sqlite3_stmt *statement = NULL;

	sqlite3_prepare_v2 (db, owned, -1, &statement, NULL);
	return statement;
}

/* Reads from id @id on. @next: (out) the id behind the last row that could be read. @ended: (out) there are no more rows. */
static gboolean
copy_run (Salvage *salvage, gint64 id, gint64 *next, gboolean *ended, GError **error)
{
	sqlite3_stmt *rows = prepare (salvage->from, g_strdup_printf ("SELECT rowid, %s FROM \"%s\" NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid",
	                                                              salvage->columns, salvage->table));
	gboolean fine = TRUE;
	int code;

	*next = id;
	sqlite3_bind_int64 (rows, 1, id);
	while (fine && (code = sqlite3_step (rows)) == SQLITE_ROW) {
		gint64 at = sqlite3_column_int64 (rows, 0);

		if (at < *next) { /* a damaged page that leads back: going on would never end */
			code = SQLITE_CORRUPT;
			break;
		}
		fine = copy_row (salvage, rows, 1, error);
		*next = at < G_MAXINT64 ? at + 1 : at;
	}
	*ended = fine && code == SQLITE_DONE;
	sqlite3_finalize (rows);
	return fine;
}

/* The id of the first row from @id on; FALSE when it cannot be read. No row at all is G_MAXINT64. */
static gboolean
try_from (Salvage *salvage, gint64 id, gint64 *first)
{
	sqlite3_stmt *row = prepare (salvage->from, g_strdup_printf ("SELECT rowid, %s FROM \"%s\" NOT INDEXED WHERE rowid >= ?1 ORDER BY rowid LIMIT 1",
	                                                             salvage->columns, salvage->table));
	int code;

	sqlite3_bind_int64 (row, 1, id);
	code = sqlite3_step (row);
	*first = code == SQLITE_ROW ? sqlite3_column_int64 (row, 0) : G_MAXINT64;
	sqlite3_finalize (row);
	return (code == SQLITE_ROW && *first >= id) || code == SQLITE_DONE;
}

/* The next id behind @id, where nothing can be read, from which rows can be; G_MAXINT64 when there are none. */
static gint64
behind_damage (Salvage *salvage, gint64 id)
{
	gint64 bad = id, step = 1, good, first;

	while (!try_from (salvage, id + step, &first)) {
		bad = id + step;
		if (step >= FARTHEST || id > G_MAXINT64 - 2 * step)
			return G_MAXINT64;
		step *= 2;
	}
	for (good = id + step; good - bad > 1;) {
		gint64 middle = bad + (good - bad) / 2, found;

		if (try_from (salvage, middle, &found)) {
			good = middle;
			first = found;
		} else
			bad = middle;
	}
	return first;
}

static gboolean
copy_by_id (Salvage *salvage, GError **error)
{
	gint64 id = 0, next;
	gboolean ended = FALSE;

	while (!ended) {
		if (!copy_run (salvage, id, &next, &ended, error) || !seg_job_proceed (salvage->job, 0, NULL, error))
			return FALSE;
		if (ended)
			break;
		id = behind_damage (salvage, next);
		ended = id == G_MAXINT64;
		if (ended)
			salvage->gap = TRUE; /* up to the end: nobody knows how much */
		else
			salvage->lost_ids += id - next;
	}
	return TRUE;
}

/* The key of a table WITHOUT ROWID in order, from its other end: "a DESC, b DESC". */
static char *
key_order (Salvage *salvage, const char *direction)
{
	sqlite3_stmt *key = prepare (salvage->to, g_strdup_printf ("SELECT name FROM pragma_table_info ('%s') WHERE pk > 0 ORDER BY pk", salvage->table));
	GString *order = g_string_new (NULL);

	while (sqlite3_step (key) == SQLITE_ROW) {
		g_autofree char *name = seg_sql_identifier ((const char *) sqlite3_column_text (key, 0));

		g_string_append_printf (order, "%s%s %s", order->len > 0 ? ", " : "", name, direction);
	}
	sqlite3_finalize (key);
	return g_string_free (order, FALSE);
}

static gboolean
copy_from_end (Salvage *salvage, const char *direction, gboolean *complete, GError **error)
{
	g_autofree char *order = key_order (salvage, direction);
	sqlite3_stmt *rows = prepare (salvage->from, g_strdup_printf ("SELECT %s FROM \"%s\" NOT INDEXED ORDER BY %s", salvage->columns,
	                                                              salvage->table, order));
	gboolean fine = TRUE;
	int code = SQLITE_ERROR;

	while (fine && rows != NULL && (code = sqlite3_step (rows)) == SQLITE_ROW)
		fine = copy_row (salvage, rows, 0, error);
	*complete = code == SQLITE_DONE;
	sqlite3_finalize (rows);
	return fine;
}

static gboolean
copy_by_key (Salvage *salvage, GError **error)
{
	gboolean complete;

	if (!copy_from_end (salvage, "ASC", &complete, error))
		return FALSE;
	salvage->gap = !complete;
	return complete || copy_from_end (salvage, "DESC", &complete, error);
}

/* Tables ---------------------------------------------------------------------------------------------------------------- */

/* The columns that the damaged file has and the new one does not: attributes that files brought. */
static gboolean
add_columns (Salvage *salvage, GError **error)
{
	sqlite3_stmt *columns = prepare (salvage->from, g_strdup_printf ("SELECT name, type FROM pragma_table_info ('%s')", salvage->table));
	gboolean fine = TRUE;

	while (fine && sqlite3_step (columns) == SQLITE_ROW) {
		g_autofree char *name = seg_sql_identifier ((const char *) sqlite3_column_text (columns, 0));
		const char *type = (const char *) sqlite3_column_text (columns, 1);
		static const char *const types[] = { "TEXT", "REAL", "INTEGER", "ANY", "BLOB", NULL };
		g_autofree char *sql = NULL, *probe = g_strdup_printf ("SELECT %s FROM \"%s\" LIMIT 0", name, salvage->table);

		if (sqlite3_exec (salvage->to, probe, NULL, NULL, NULL) == SQLITE_OK)
			continue;
		sql = g_strdup_printf ("ALTER TABLE \"%s\" ADD COLUMN %s %s", salvage->table, name,
		                       type != NULL && g_strv_contains (types, type) ? type : "ANY");
		if (sqlite3_exec (salvage->to, sql, NULL, NULL, NULL) != SQLITE_OK)
			fine = fail (salvage, salvage->table, error);
	}
	sqlite3_finalize (columns);
	return fine;
}

/* Lists the columns that both have, and prepares the insertion of them. FALSE: the damaged file does not have the table. */
static gboolean
match_columns (Salvage *salvage)
{
	sqlite3_stmt *columns = prepare (salvage->to, g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", salvage->table));
	GString *names = g_string_new (NULL), *marks = g_string_new (NULL);

	while (sqlite3_step (columns) == SQLITE_ROW) {
		g_autofree char *name = seg_sql_identifier ((const char *) sqlite3_column_text (columns, 0));
		g_autofree char *probe = g_strdup_printf ("SELECT %s FROM \"%s\" LIMIT 0", name, salvage->table);

		if (sqlite3_exec (salvage->from, probe, NULL, NULL, NULL) != SQLITE_OK)
			continue;
		g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
		g_string_append (marks, marks->len > 0 ? ", ?" : "?");
	}
	sqlite3_finalize (columns);
	g_free (salvage->columns);
	salvage->columns = g_string_free (names, FALSE);
	salvage->insert = prepare (salvage->to, g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", salvage->table, salvage->columns,
	                                                         marks->str));
	g_string_free (marks, TRUE);
	return salvage->insert != NULL && *salvage->columns != '\0';
}

static void
say_lost (Salvage *salvage, gboolean found)
{
	g_autofree char *n = seg_format_integer (salvage->n_read), *lost = seg_format_integer (salvage->lost_ids);
	g_autofree char *refused = seg_format_integer (salvage->n_refused);

	if (!found)
		g_ptr_array_add (salvage->said, g_strdup_printf (_("The table %s could not be read at all"), salvage->table));
	if (salvage->gap)
		g_ptr_array_add (salvage->said, g_strdup_printf (_("%s rows of the table %s were saved; an unknown number was lost"), n, salvage->table));
	else if (salvage->lost_ids > 0)
		g_ptr_array_add (salvage->said, g_strdup_printf (_("%s rows of the table %s were saved; up to %s were lost"), n, salvage->table, lost));
	if (salvage->n_refused > 0)
		g_ptr_array_add (salvage->said, g_strdup_printf (_("%s rows of the table %s held values that cannot be right, and were left out"), refused,
		                                                 salvage->table));
}

static gboolean
has_ids (Salvage *salvage)
{
	g_autofree char *probe = g_strdup_printf ("SELECT rowid FROM \"%s\" LIMIT 0", salvage->table);

	return sqlite3_exec (salvage->to, probe, NULL, NULL, NULL) == SQLITE_OK;
}

static gboolean
copy_table (Salvage *salvage, const char *table, GError **error)
{
	gboolean found, fine;

	salvage->table = table;
	salvage->n_read = salvage->n_refused = salvage->lost_ids = 0;
	salvage->gap = FALSE;
	if (!add_columns (salvage, error))
		return FALSE;
	found = match_columns (salvage);
	salvage->by_id = has_ids (salvage);
	fine = !found || (salvage->by_id ? copy_by_id (salvage, error) : copy_by_key (salvage, error));
	sqlite3_finalize (g_steal_pointer (&salvage->insert));
	if (fine)
		say_lost (salvage, found);
	return fine;
}

/* The tables of computed features, which no new file has. */
static gboolean
make_feature_tables (Salvage *salvage, GError **error)
{
	sqlite3_stmt *tables = prepare (salvage->from, g_strdup ("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name GLOB 'feature_set_[0-9]*' "
	                                                         "AND substr (name, 13) NOT GLOB '*[^0-9]*'"));
	gboolean fine = TRUE;

	while (fine && sqlite3_step (tables) == SQLITE_ROW)
		if (sqlite3_exec (salvage->to, (const char *) sqlite3_column_text (tables, 0), NULL, NULL, NULL) != SQLITE_OK)
			fine = fail (salvage, "feature_set", error);
	sqlite3_finalize (tables);
	return fine;
}

static GPtrArray *
list_tables (sqlite3 *db)
{
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
	sqlite3_stmt *tables = prepare (db, g_strdup ("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"));

	while (sqlite3_step (tables) == SQLITE_ROW)
		g_ptr_array_add (names, g_strdup ((const char *) sqlite3_column_text (tables, 0)));
	sqlite3_finalize (tables);
	return names;
}

/* Packs and the copy by user say what the rows do: of those that are saved they are made anew. */
static gboolean
is_copy (const char *table)
{
	return strcmp (table, "event_pack") == 0 || strcmp (table, "event_column") == 0 || g_str_has_prefix (table, "event_copy");
}

static gboolean
copy_tables (Salvage *salvage, GError **error)
{
	g_autoptr (GPtrArray) tables = NULL;

	if (!make_feature_tables (salvage, error))
		return FALSE;
	tables = list_tables (salvage->to);
	for (guint i = 0; i < tables->len; i++) {
		g_autofree char *phrase = NULL;

		if (is_copy (tables->pdata[i]))
			continue;
		phrase = g_strdup_printf (_("saving the table %s"), (const char *) tables->pdata[i]);
		if (!seg_job_proceed (salvage->job, (double) i / tables->len, phrase, error) || !copy_table (salvage, tables->pdata[i], error))
			return FALSE;
	}
	return TRUE;
}

/* Files ----------------------------------------------------------------------------------------------------------------- */

/* A column that is not there must not pass for a text in double quotes. */
static void
be_strict (sqlite3 *db)
{
	sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
}

static gint64
read_pragma (sqlite3 *db, const char *sql)
{
	sqlite3_stmt *pragma = prepare (db, g_strdup (sql));
	gint64 value = sqlite3_step (pragma) == SQLITE_ROW ? sqlite3_column_int64 (pragma, 0) : 0;

	sqlite3_finalize (pragma);
	return value;
}

/* An empty workspace of the version of the damaged one, without journal: nobody knows of it until it is complete. */
static gboolean
make_empty (Salvage *salvage, const char *path, GError **error)
{
	gint64 version = read_pragma (salvage->from, "PRAGMA user_version");
	gsize n_migrations;
	const SegMigration *migrations = seg_workspace_migrations (&n_migrations);
	g_autofree char *finish = NULL;

	if (version < 1 || version > SEG_WORKSPACE_VERSION)
		version = SEG_WORKSPACE_VERSION;
	finish = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; BEGIN", SEG_WORKSPACE_APPLICATION_ID, (int) version);
	if (sqlite3_open_v2 (path, &salvage->to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK
	    || sqlite3_db_config (salvage->to, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) != SQLITE_OK /* rows are taken over as they are */
	    || sqlite3_exec (salvage->to, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF", NULL, NULL, NULL) != SQLITE_OK)
		return fail (salvage, path, error);
	be_strict (salvage->to);
	for (gsize i = 0; i < n_migrations; i++)
		if (migrations[i].version <= version && sqlite3_exec (salvage->to, migrations[i].sql, NULL, NULL, NULL) != SQLITE_OK)
			return fail (salvage, path, error);
	return sqlite3_exec (salvage->to, finish, NULL, NULL, NULL) == SQLITE_OK || fail (salvage, path, error);
}

gboolean
seg_salvage (const char *damaged, const char *path, SegJob *job, GPtrArray *said, GError **error)
{
	Salvage salvage = { .job = job, .said = said };
	gboolean fine;
	int code = SQLITE_CANTOPEN;

	/* writable_schema: SQLite then reads on where the file is shorter than it says. EXCLUSIVE: who has the file open would go on
	 * writing to the damaged one after it has lost its name. */
	if (sqlite3_open_v2 (damaged, &salvage.from, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK
	    || (code = sqlite3_exec (salvage.from, "PRAGMA writable_schema = ON; PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON; "
	                             "SELECT name FROM sqlite_schema", NULL, NULL, NULL)) != SQLITE_OK) {
		if (code == SQLITE_BUSY)
			g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("%s is open in another program; close that, then repair it"), damaged);
		else
			g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
			             _("Not even the list of tables of %s can be read (%s); take a backup, or import the files again"), damaged,
			             sqlite3_errmsg (salvage.from));
		fine = FALSE;
	} else {
		be_strict (salvage.from);
		fine = make_empty (&salvage, path, error) && copy_tables (&salvage, error)
		       && (sqlite3_exec (salvage.to, "COMMIT", NULL, NULL, NULL) == SQLITE_OK || fail (&salvage, path, error));
	}
	sqlite3_close (salvage.from);
	sqlite3_close (salvage.to);
	g_free (salvage.columns);
	return fine;
}
