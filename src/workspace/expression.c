/* Expressions over named values: two virtual tables in an empty database, one row after another, and one SELECT over them.
 *
 * The tables' names and columns are those that may stand in the expression; their values are asked for one by one while SQLite
 * computes, so nothing is copied that the expression does not use. A table whose names do not occur is left out. The expression
 * is compiled as a condition first: aggregates, which would make one row of all, are no condition. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/expression.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_TABLES 2
#define LONGEST_TEXT 1000000      /* bytes, that an expression may make */
#define MOST_COLUMNS 2000         /* SQLite's own limit */
#define STEPS_BETWEEN_LOOKS 10000 /* of SQLite's machine: whether the job is cancelled */

typedef struct {
	char      *name;
	GPtrArray *columns;         /* of char* */
	GArray    *values;          /* of guint, by column */
	GHashTable *known;          /* names of columns, folded */
	SegExpression *expression;  /* it belongs to */
	gboolean   is_first;        /* goes through the rows; the other stands on the same one */
	gboolean   is_used;
} Table;

struct SegExpression {
	char     *text;
	gboolean  condition;
	sqlite3  *db;
	sqlite3_stmt *statement;
	Table     tables[MOST_TABLES];
	guint     n_tables;
	GHashTable *reads;          /* values, + 1 */
	char     *denied;           /* function that was not let through */
	gboolean  declaring;        /* SQLite reads the columns of a table: that is not the person's doing */

	/* While it computes: */
	SegExpressionRead read;
	gpointer  data;
	gsize     row, last;
	SegJob   *job;
};

/* The tables ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	sqlite3_vtab base;
	Table       *table;
} Connection;

typedef struct {
	sqlite3_vtab_cursor base;
	Table   *table;
	gboolean ended; /* of the table that stands on the row of the first */
} Cursor;

static int
connect_table (sqlite3 *db, void *data, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
	Table *table = data;
	g_autoptr (GString) sql = g_string_new ("CREATE TABLE x (");
	Connection *connection;
	int code;

	(void) argc;
	(void) argv;
	(void) message;
	for (guint i = 0; i < table->columns->len; i++) {
		g_autofree char *column = seg_sql_identifier (table->columns->pdata[i]);

		g_string_append_printf (sql, "%s%s", i > 0 ? ", " : "", column);
	}
	g_string_append_c (sql, ')');
	table->expression->declaring = TRUE;
	code = sqlite3_declare_vtab (db, sql->str);
	table->expression->declaring = FALSE;
	if (code != SQLITE_OK)
		return code;
	connection = g_new0 (Connection, 1);
	connection->table = table;
	*out = &connection->base;
	return SQLITE_OK;
}

static int
disconnect_table (sqlite3_vtab *connection)
{
	g_free (connection);
	return SQLITE_OK;
}

/* The first table is the outer loop: the row of the other one depends on it. */
static int
plan (sqlite3_vtab *base, sqlite3_index_info *info)
{
	const gboolean is_first = ((Connection *) base)->table->is_first;

	info->estimatedCost = is_first ? 1e6 : 1;
	info->estimatedRows = is_first ? 1000000 : 1;
	return SQLITE_OK;
}

static int
open_cursor (sqlite3_vtab *base, sqlite3_vtab_cursor **out)
{
	Cursor *cursor = g_new0 (Cursor, 1);

	cursor->table = ((Connection *) base)->table;
	*out = &cursor->base;
	return SQLITE_OK;
}

static int
close_cursor (sqlite3_vtab_cursor *cursor)
{
	g_free (cursor);
	return SQLITE_OK;
}

/* The first row is set by seg_expression_compute(). */
static int
rewind_cursor (sqlite3_vtab_cursor *base, int number, const char *name, int argc, sqlite3_value **argv)
{
	(void) number;
	(void) name;
	(void) argc;
	(void) argv;
	((Cursor *) base)->ended = FALSE;
	return SQLITE_OK;
}

static int
next_row (sqlite3_vtab_cursor *base)
{
	Cursor *cursor = (Cursor *) base;

	if (cursor->table->is_first)
		cursor->table->expression->row++;
	else
		cursor->ended = TRUE;
	return SQLITE_OK;
}

static int
is_at_end (sqlite3_vtab_cursor *base)
{
	const Cursor *cursor = (const Cursor *) base;
	const SegExpression *expression = cursor->table->expression;

	return cursor->table->is_first ? expression->row >= expression->last : cursor->ended;
}

static int
read_cell (sqlite3_vtab_cursor *base, sqlite3_context *context, int column)
{
	const Table *table = ((Cursor *) base)->table;
	const SegExpression *expression = table->expression;
	SegExpressionValue cell = { SEG_EXPRESSION_MISSING, NAN, NULL };

	expression->read (expression->data, expression->row, g_array_index (table->values, guint, column), &cell);
	if (cell.type == SEG_EXPRESSION_NUMBER)
		sqlite3_result_double (context, cell.number); /* NAN is NULL */
	else if (cell.type == SEG_EXPRESSION_TEXT && cell.text != NULL)
		sqlite3_result_text (context, cell.text, -1, SQLITE_TRANSIENT);
	return SQLITE_OK;
}

static int
read_row_number (sqlite3_vtab_cursor *base, sqlite3_int64 *number)
{
	*number = (sqlite3_int64) ((Cursor *) base)->table->expression->row;
	return SQLITE_OK;
}

/* Without xCreate: the tables are there by their name alone, and nothing is ever written. */
static const sqlite3_module module = {
	.xConnect = connect_table, .xBestIndex = plan, .xDisconnect = disconnect_table, .xOpen = open_cursor, .xClose = close_cursor,
	.xFilter = rewind_cursor, .xNext = next_row, .xEof = is_at_end, .xColumn = read_cell, .xRowid = read_row_number,
};

static Table *
find_table (SegExpression *expression, const char *name)
{
	for (guint i = 0; i < expression->n_tables; i++)
		if (g_ascii_strcasecmp (expression->tables[i].name, name) == 0)
			return &expression->tables[i];
	return NULL;
}

static Table *
add_table (SegExpression *expression, const char *name)
{
	Table *table = &expression->tables[expression->n_tables];

	g_assert (expression->n_tables < MOST_TABLES);
	*table = (Table) {
		.name = g_strdup (name), .columns = g_ptr_array_new_with_free_func (g_free), .values = g_array_new (FALSE, FALSE, sizeof (guint)),
		.known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), .expression = expression,
		.is_first = expression->n_tables == 0,
	};
	expression->n_tables++;
	return table;
}

static void
add_name (SegExpression *expression, const SegExpressionName *name)
{
	Table *table = find_table (expression, name->table);

	if (table == NULL)
		table = add_table (expression, name->table);
	if (table->columns->len == MOST_COLUMNS || !g_utf8_validate (name->name, -1, NULL) || !g_hash_table_add (table->known, g_ascii_strdown (name->name, -1)))
		return;
	g_ptr_array_add (table->columns, g_strdup (name->name));
	g_array_append_val (table->values, name->value);
}

/* Compiling ----------------------------------------------------------------------------------------------------------- */

static int
judge_read (SegExpression *expression, const char *name, const char *column)
{
	Table *table = find_table (expression, name);

	if (table == NULL)
		return SQLITE_DENY;
	for (guint i = 0; i < table->columns->len; i++)
		if (strcmp (table->columns->pdata[i], column) == 0) {
			g_hash_table_add (expression->reads, GUINT_TO_POINTER (g_array_index (table->values, guint, i) + 1));
			table->is_used = TRUE;
			return SQLITE_OK;
		}
	return *column == '\0' ? SQLITE_OK : SQLITE_DENY; /* "": the table, of which no column is used */
}

static int
judge (void *data, int action, const char *first, const char *second, const char *database, const char *trigger)
{
	SegExpression *expression = data;

	(void) database;
	(void) trigger;
	if (action == SQLITE_SELECT || expression->declaring) /* ours: the words of others have been looked for */
		return SQLITE_OK;
	if (action == SQLITE_READ)
		return judge_read (expression, first, second);
	if (action == SQLITE_FUNCTION && g_strv_contains (seg_expression_functions (), second))
		return SQLITE_OK;
	if (action == SQLITE_FUNCTION) {
		g_free (expression->denied);
		expression->denied = g_ascii_strdown (second, -1);
	}
	return SQLITE_DENY;
}

static void
limit (sqlite3 *db)
{
	static const struct { int what, most; } limits[] = {
		{ SQLITE_LIMIT_LENGTH, LONGEST_TEXT }, { SQLITE_LIMIT_COMPOUND_SELECT, 1 },
		{ SQLITE_LIMIT_ATTACHED, 0 }, { SQLITE_LIMIT_VARIABLE_NUMBER, 0 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 0 },
		{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 }, { SQLITE_LIMIT_WORKER_THREADS, 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
		sqlite3_limit (db, limits[i].what, limits[i].most);
	sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "Paris" is a name, never a text */
	sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
}

static gboolean
open_database (SegExpression *expression, GError **error)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
	gboolean fine = sqlite3_open_v2 (":memory:", &expression->db, flags, NULL) == SQLITE_OK;

	for (guint i = 0; fine && i < expression->n_tables; i++)
		fine = sqlite3_create_module (expression->db, expression->tables[i].name, &module, &expression->tables[i]) == SQLITE_OK;
	if (fine)
		limit (expression->db);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Expressions cannot be computed: %s"), sqlite3_errmsg (expression->db));
	return fine;
}

/* What stands around the expression. @checking: as a condition over all tables. */
static void
surround (const SegExpression *expression, gboolean checking, char **before, char **after)
{
	g_autoptr (GString) from = g_string_new (NULL);

	for (guint i = 0; i < expression->n_tables; i++) {
		g_autofree char *table = seg_sql_identifier (expression->tables[i].name);

		if (i == 0 || checking || expression->tables[i].is_used)
			g_string_append_printf (from, "%s%s", i > 0 ? " CROSS JOIN " : "", table);
	}
	*before = checking ? g_strdup_printf ("SELECT 1 FROM %s WHERE (\n", from->str) : g_strdup ("SELECT (\n");
	*after = checking ? g_strdup ("\n)") : g_strdup_printf (expression->condition ? "\n) IS TRUE FROM %s" : "\n) FROM %s", from->str);
}

static void
set_mistake (const char *text, glong offset, const char *message, guint *mistake, GError **error)
{
	const guint place = offset < 0 ? 0 : (guint) g_utf8_strlen (text, MIN (offset, (glong) strlen (text))) + 1;

	if (mistake != NULL)
		*mistake = place;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, message);
}

static gboolean
compile (SegExpression *expression, gboolean checking, guint *mistake, GError **error)
{
	g_autofree char *before = NULL, *after = NULL, *text = NULL, *sql = NULL, *message = NULL;
	const char *tail = "";
	glong offset = -1;
	int code;

	surround (expression, checking, &before, &after);
	text = checking ? g_strdup (expression->text) : seg_expression_with_fractions (expression->text); /* mistakes have been found in the former */
	sql = g_strconcat (before, text, after, NULL);
	g_clear_pointer (&expression->statement, sqlite3_finalize);
	code = sqlite3_prepare_v2 (expression->db, sql, -1, &expression->statement, &tail);
	if (code != SQLITE_OK)
		message = seg_guard_explain (expression->db, expression->text, strlen (before), expression->denied, &offset);
	else if (*tail != '\0' || sqlite3_bind_parameter_count (expression->statement) > 0)
		message = g_strdup (_("it is more than one expression, or has a parameter"));
	if (message != NULL)
		set_mistake (expression->text, offset, message, mistake, error);
	return message == NULL;
}

/* @text has been looked at word by word. */
static gboolean
compile_twice (SegExpression *expression, guint *mistake, GError **error)
{
	if (!open_database (expression, error))
		return FALSE;
	sqlite3_set_authorizer (expression->db, judge, expression);
	return compile (expression, TRUE, mistake, error) && compile (expression, FALSE, mistake, error);
}

static SegExpression *
new_expression (const char *text, gboolean condition)
{
	SegExpression *expression = g_new0 (SegExpression, 1);

	expression->text = g_strdup (text);
	expression->condition = condition;
	expression->reads = g_hash_table_new (NULL, NULL);
	return expression;
}

SegExpression *
seg_expression_new (const char *text, const SegExpressionName *names, gsize n_names, gboolean condition, guint *mistake,
                    GError **error)
{
	g_autoptr (SegExpression) expression = new_expression (text, condition);
	gboolean readable = g_utf8_validate (text, -1, NULL);
	glong offset = -1;
	const char *words = readable ? seg_guard_check_words (text, &offset) : _("it is no UTF-8 text");

	g_return_val_if_fail (n_names > 0, NULL);
	if (mistake != NULL)
		*mistake = 0;
	if (words != NULL) {
		set_mistake (text, offset, words, mistake, error);
		return NULL;
	}
	for (gsize i = 0; i < n_names; i++)
		add_name (expression, &names[i]);
	return compile_twice (expression, mistake, error) ? g_steal_pointer (&expression) : NULL;
}

SegExpression *
seg_expression_copy (const SegExpression *expression)
{
	SegExpression *copy = new_expression (expression->text, expression->condition);

	for (guint i = 0; i < expression->n_tables; i++) {
		const Table *table = &expression->tables[i];

		for (guint j = 0; j < table->columns->len; j++)
			add_name (copy, &(SegExpressionName) { table->name, table->columns->pdata[j], g_array_index (table->values, guint, j) });
	}
	if (!compile_twice (copy, NULL, NULL))
		g_error ("an expression that compiled before does not any more: %s", expression->text);
	return copy;
}

void
seg_expression_free (SegExpression *expression)
{
	if (expression == NULL)
		return;
	sqlite3_finalize (expression->statement);
	sqlite3_close (expression->db);
	for (guint i = 0; i < expression->n_tables; i++) {
		g_free (expression->tables[i].name);
		g_ptr_array_unref (expression->tables[i].columns);
		g_array_unref (expression->tables[i].values);
		g_hash_table_unref (expression->tables[i].known);
	}
	g_hash_table_unref (expression->reads);
	g_free (expression->denied);
	g_free (expression->text);
	g_free (expression);
}

gboolean
seg_expression_reads (const SegExpression *expression, guint value)
{
	return g_hash_table_contains (expression->reads, GUINT_TO_POINTER (value + 1));
}

/* Computing ----------------------------------------------------------------------------------------------------------- */

static int
look_at_job (void *data)
{
	return seg_job_is_cancelled (((const SegExpression *) data)->job);
}

static void
note_text (sqlite3_stmt *statement, SegExpressionOddities *oddities)
{
	if (oddities == NULL)
		return;
	if (oddities->n_texts++ == 0 && oddities->text == NULL)
		oddities->text = g_utf8_make_valid ((const char *) sqlite3_column_text (statement, 0), sqlite3_column_bytes (statement, 0));
}

static double
take_value (sqlite3_stmt *statement, SegExpressionOddities *oddities)
{
	double value;

	switch (sqlite3_column_type (statement, 0)) {
	case SQLITE_INTEGER:
	case SQLITE_FLOAT:
		value = sqlite3_column_double (statement, 0);
		if (isfinite (value))
			return value;
		if (oddities != NULL)
			oddities->n_infinite++;
		return NAN;
	case SQLITE_NULL:
		return NAN;
	default:
		note_text (statement, oddities);
		return NAN;
	}
}

static gboolean
fail (const SegExpression *expression, int code, SegJob *job, GError **error)
{
	if (code == SQLITE_INTERRUPT && !seg_job_proceed (job, 0, NULL, error))
		return FALSE;
	g_set_error (error, SEG_ERROR, code == SQLITE_NOMEM ? SEG_ERROR_MEMORY : SEG_ERROR_DATA, _("The expression “%s” cannot be computed: %s"),
	             expression->text, sqlite3_errmsg (expression->db));
	return FALSE;
}

gboolean
seg_expression_compute (SegExpression *expression, SegExpressionRead read, gpointer data, gsize first, gsize last, double *values,
                        SegExpressionOddities *oddities, SegJob *job, GError **error)
{
	int code = SQLITE_DONE;
	gsize n = 0;

	expression->read = read;
	expression->data = data;
	expression->row = first;
	expression->last = last;
	expression->job = job;
	sqlite3_progress_handler (expression->db, job != NULL ? STEPS_BETWEEN_LOOKS : 0, look_at_job, expression);
	while (n < last - first && (code = sqlite3_step (expression->statement)) == SQLITE_ROW)
		values[n++] = take_value (expression->statement, oddities);
	sqlite3_reset (expression->statement);
	sqlite3_progress_handler (expression->db, 0, NULL, NULL);
	expression->job = NULL;
	return n == last - first || fail (expression, code, job, error);
}

char *
seg_expression_caret (const char *text, guint mistake)
{
	g_autofree char *line = seg_text_printable (text), *before = NULL;
	const glong length = g_utf8_strlen (line, -1);

	if (mistake == 0)
		return g_steal_pointer (&line);
	before = g_utf8_substring (line, 0, MIN ((glong) mistake - 1, length));
	return g_strdup_printf ("%s\n%*s^", line, seg_text_width (before), "");
}
