/* The blocks of a feature set as a table: every connection knows each set that has blocks as feature_set_N (user_id, features ...).
 *
 * It is a table of the connection, not of the file (an eponymous virtual table): one module a set. Columns are those of the table
 * `feature` when the module was last made known; a cursor finds them again by name, as another connection may have computed the
 * set anew since. */
#include <config.h>
#include "workspace-private.h"

#include <math.h>
#include <string.h>

#include "workspace/feature_blocks-private.h"

typedef struct {
	sqlite3 *db;
	gint64   set;
} Module;

typedef struct {
	sqlite3_vtab base;
	const Module *module;
	GPtrArray   *names; /* of the columns after user_id */
} Table;

typedef struct {
	sqlite3_vtab_cursor base;
	SegBlocks *blocks;     /* from the first xFilter on */
	gint64    *positions;  /* by column; -1: the set has no such feature any more */
	GBytes   **bytes;      /* by block and column, those that were asked for */
	guint      n_columns, n_blocks, scanned;
	gsize      at, end;
} Cursor;

/* Columns ---------------------------------------------------------------------------------------------------------- */

static sqlite3_stmt *
prepare_features (const Module *module)
{
	sqlite3_stmt *rows = NULL;

	if (sqlite3_prepare_v2 (module->db, "SELECT name, position FROM feature WHERE feature_set_id = ?1 AND position > 0 ORDER BY position", -1,
	                        &rows, NULL) == SQLITE_OK)
		sqlite3_bind_int64 (rows, 1, module->set);
	return rows;
}

static int
connect_table (sqlite3 *db, void *data, int n_arguments, const char *const *arguments, sqlite3_vtab **made, char **message)
{
	g_autoptr (GString) sql = g_string_new ("CREATE TABLE feature_set (user_id INTEGER");
	sqlite3_stmt *rows = prepare_features (data);
	Table *table = g_new0 (Table, 1);

	(void) n_arguments;
	(void) arguments;
	(void) message;
	table->module = data;
	table->names = g_ptr_array_new_with_free_func (g_free);
	while (rows != NULL && sqlite3_step (rows) == SQLITE_ROW) {
		const char *name = (const char *) sqlite3_column_text (rows, 0);
		g_autofree char *column = seg_sql_identifier (name);

		g_string_append_printf (sql, ", %s REAL", column);
		g_ptr_array_add (table->names, g_strdup (name));
	}
	sqlite3_finalize (rows);
	g_string_append_c (sql, ')');
	*made = &table->base;
	return sqlite3_declare_vtab (db, sql->str);
}

static int
disconnect_table (sqlite3_vtab *base)
{
	Table *table = (Table *) base;

	g_ptr_array_unref (table->names);
	g_free (table);
	return SQLITE_OK;
}

/* One user, or all in the order of their ids. */
static int
plan_query (sqlite3_vtab *table, sqlite3_index_info *info)
{
	(void) table;
	info->estimatedCost = 2e6;
	info->estimatedRows = 1000000;
	for (int i = 0; i < info->nConstraint; i++)
		if (info->aConstraint[i].usable && info->aConstraint[i].iColumn <= 0 && info->aConstraint[i].op == SQLITE_INDEX_CONSTRAINT_EQ) {
			info->aConstraintUsage[i].argvIndex = 1;
			info->aConstraintUsage[i].omit = 0; /* SQLite compares once more: 1 is not '1x' */
			info->idxNum = 1;
			info->idxFlags = SQLITE_INDEX_SCAN_UNIQUE;
			info->estimatedCost = 5;
			info->estimatedRows = 1;
			break;
		}
	if (info->nOrderBy == 1 && info->aOrderBy[0].iColumn <= 0 && !info->aOrderBy[0].desc)
		info->orderByConsumed = 1;
	return SQLITE_OK;
}

/* Cursors ---------------------------------------------------------------------------------------------------------- */

static int
open_cursor (sqlite3_vtab *base, sqlite3_vtab_cursor **made)
{
	const Table *table = (const Table *) base;
	Cursor *cursor = g_new0 (Cursor, 1);
	sqlite3_stmt *rows = prepare_features (table->module);

	cursor->n_columns = table->names->len;
	cursor->positions = g_new (gint64, cursor->n_columns + 1);
	for (guint i = 0; i < cursor->n_columns; i++)
		cursor->positions[i] = -1;
	for (guint n = 0; rows != NULL && sqlite3_step (rows) == SQLITE_ROW; n++) {
		const char *name = (const char *) sqlite3_column_text (rows, 0);
		guint i = n;

		if (n >= cursor->n_columns || strcmp (table->names->pdata[n], name) != 0) /* computed anew with other features */
			for (i = 0; i < cursor->n_columns && strcmp (table->names->pdata[i], name) != 0; i++)
				;
		if (i < cursor->n_columns)
			cursor->positions[i] = sqlite3_column_int64 (rows, 1);
	}
	sqlite3_finalize (rows);
	*made = &cursor->base;
	return SQLITE_OK;
}

static void
forget_block (Cursor *cursor, guint block)
{
	for (guint i = 0; i < cursor->n_columns; i++)
		g_clear_pointer (&cursor->bytes[(gsize) block * cursor->n_columns + i], g_bytes_unref);
}

static int
close_cursor (sqlite3_vtab_cursor *base)
{
	Cursor *cursor = (Cursor *) base;

	for (guint block = 0; cursor->bytes != NULL && block < cursor->n_blocks; block++)
		forget_block (cursor, block);
	g_free (cursor->bytes);
	g_free (cursor->positions);
	seg_blocks_close (cursor->blocks);
	g_free (cursor);
	return SQLITE_OK;
}

/* What is read from is the set, not the file: the set can be computed anew. But for @code, which says why its blocks could not be read. */
static int
fail (Cursor *cursor, int code)
{
	sqlite3_vtab *table = cursor->base.pVtab;
	g_autofree char *words = NULL;

	if (code != SQLITE_OK)
		return code;
	words = seg_blocks_damaged (((const Table *) table)->module->set);
	sqlite3_free (table->zErrMsg);
	table->zErrMsg = sqlite3_mprintf ("%s", words);
	return SQLITE_CORRUPT_VTAB;
}

static int
open_blocks (Cursor *cursor)
{
	const Module *module = ((const Table *) cursor->base.pVtab)->module;

	int code;

	cursor->blocks = seg_blocks_open (module->db, module->set, 0, &code);
	if (cursor->blocks == NULL)
		return fail (cursor, code);
	cursor->n_blocks = seg_blocks_n_blocks (cursor->blocks);
	cursor->bytes = g_try_new0 (GBytes *, (gsize) cursor->n_blocks * cursor->n_columns + 1);
	return cursor->bytes != NULL ? SQLITE_OK : SQLITE_NOMEM;
}

static int
filter (sqlite3_vtab_cursor *base, int plan, const char *plan_text, int n_values, sqlite3_value **values)
{
	Cursor *cursor = (Cursor *) base;
	int code = cursor->blocks == NULL ? open_blocks (cursor) : SQLITE_OK;
	gsize next = cursor->at + 1;
	gssize found;
	gint64 id;

	(void) plan_text;
	if (code != SQLITE_OK)
		return code;
	if (plan == 0) {
		cursor->at = cursor->scanned = 0;
		cursor->end = seg_blocks_n_users (cursor->blocks);
		return SQLITE_OK;
	}
	cursor->at = cursor->end = 0;
	if (n_values < 1 || sqlite3_value_numeric_type (values[0]) != SQLITE_INTEGER)
		return SQLITE_OK;
	id = sqlite3_value_int64 (values[0]);
	/* Users are mostly asked for in their order. */
	found = next < seg_blocks_n_users (cursor->blocks) && seg_blocks_user (cursor->blocks, next) == id
	        ? (gssize) next : seg_blocks_find (cursor->blocks, id);
	if (found >= 0) {
		cursor->at = (gsize) found;
		cursor->end = cursor->at + 1;
	}
	return SQLITE_OK;
}

/* What a scan has passed is not kept. */
static int
next_row (sqlite3_vtab_cursor *base)
{
	Cursor *cursor = (Cursor *) base;
	guint block;
	gsize row;

	if (++cursor->at >= cursor->end)
		return SQLITE_OK;
	seg_blocks_place (cursor->blocks, cursor->at, &block, &row);
	if (block != cursor->scanned && seg_blocks_is_one_part (cursor->blocks))
		forget_block (cursor, cursor->scanned);
	cursor->scanned = block;
	return SQLITE_OK;
}

static int
is_at_end (sqlite3_vtab_cursor *base)
{
	const Cursor *cursor = (const Cursor *) base;

	return cursor->at >= cursor->end;
}

static int
get_value (sqlite3_vtab_cursor *base, sqlite3_context *context, int i)
{
	Cursor *cursor = (Cursor *) base;
	guint block;
	gsize row;
	GBytes **bytes;
	double value;

	if (i == 0) {
		sqlite3_result_int64 (context, seg_blocks_user (cursor->blocks, cursor->at));
		return SQLITE_OK;
	}
	if (cursor->positions[i - 1] < 0)
		return SQLITE_OK;
	seg_blocks_place (cursor->blocks, cursor->at, &block, &row);
	bytes = &cursor->bytes[(gsize) block * cursor->n_columns + (gsize) i - 1];
	if (*bytes == NULL)
		*bytes = seg_blocks_bytes (cursor->blocks, block, cursor->positions[i - 1]);
	if (*bytes == NULL)
		return fail (cursor, seg_blocks_code (cursor->blocks));
	value = seg_values_at (g_bytes_get_data (*bytes, NULL), row);
	if (!isnan (value))
		sqlite3_result_double (context, value);
	return SQLITE_OK;
}

static int
get_row_id (sqlite3_vtab_cursor *base, sqlite3_int64 *id)
{
	const Cursor *cursor = (const Cursor *) base;

	*id = seg_blocks_user (cursor->blocks, cursor->at);
	return SQLITE_OK;
}

static const sqlite3_module feature_set_module = {
	.xConnect = connect_table, .xDisconnect = disconnect_table, .xBestIndex = plan_query, .xOpen = open_cursor, .xClose = close_cursor,
	.xFilter = filter, .xNext = next_row, .xEof = is_at_end, .xColumn = get_value, .xRowid = get_row_id,
};

/* Making them known ------------------------------------------------------------------------------------------------- */

gboolean
seg_workspace_know_feature_sets (SegWorkspace *workspace)
{
	sqlite3_stmt *sets;
	gboolean some = FALSE;

	if (sqlite3_prepare_v2 (workspace->db, "SELECT id FROM feature_set", -1, &sets, NULL) != SQLITE_OK)
		return FALSE; /* a file that is about to be made */
	while (sqlite3_step (sets) == SQLITE_ROW) {
		Module *module = g_new (Module, 1);
		g_autofree char *name = NULL;

		*module = (Module) { workspace->db, sqlite3_column_int64 (sets, 0) };
		name = g_strdup_printf ("feature_set_%" G_GINT64_FORMAT, module->set);
		some = sqlite3_create_module_v2 (workspace->db, name, &feature_set_module, module, g_free) == SQLITE_OK || some;
	}
	sqlite3_finalize (sets);
	return some;
}

gboolean
seg_workspace_may_miss_feature_set (SegWorkspace *workspace, int code)
{
	const char *message = sqlite3_errmsg (workspace->db);

	return code == SQLITE_ERROR && (strstr (message, "no such table: feature_set_") != NULL || strstr (message, "no such column") != NULL);
}
