/* The blocks of feature sets: written, counted, and read as columns. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/feature_blocks.h>
#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "workspace/feature_blocks-private.h"

/* Writing ---------------------------------------------------------------------------------------------------------- */

struct SegBlockWriter {
	SegStatement *insert;
	gint64        number;
};

gboolean
seg_feature_blocks_clear (SegWorkspace *workspace, gint64 set, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autofree char *drop = g_strdup_printf ("DROP TABLE feature_set_%" G_GINT64_FORMAT, set);
	g_autofree char *ask = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'feature_set_%"
	                                        G_GINT64_FORMAT "')", set);
	gint64 has_table;

	if (!seg_workspace_count (workspace, ask, &has_table, error) || (has_table && !seg_workspace_execute (workspace, drop, error)))
		return FALSE;
	statement = seg_workspace_prepare (workspace, "DELETE FROM feature_block WHERE feature_set_id = :set", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set);
	return seg_statement_run (statement, error);
}

gboolean
seg_feature_blocks_drop_parts (SegWorkspace *workspace, gint64 set, gint64 first_part, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "DELETE FROM feature_block WHERE feature_set_id = :set AND part >= :part", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set);
	seg_statement_bind_integer (statement, ":part", first_part);
	return seg_statement_run (statement, error);
}

SegBlockWriter *
seg_block_writer_new (SegWorkspace *workspace, gint64 set, gint64 part, GError **error)
{
	g_autoptr (SegBlockWriter) writer = g_new0 (SegBlockWriter, 1);

	writer->insert = seg_workspace_prepare (workspace,
		"INSERT INTO feature_block (feature_set_id, part, number, position, n_users, bytes) "
		"VALUES (:set, :part, :number, :position, :n_users, :bytes)", error);
	if (writer->insert == NULL)
		return NULL;
	seg_statement_bind_integer (writer->insert, ":set", set);
	seg_statement_bind_integer (writer->insert, ":part", part);
	return g_steal_pointer (&writer);
}

void
seg_block_writer_free (SegBlockWriter *writer)
{
	if (writer == NULL)
		return;
	seg_statement_free (writer->insert);
	g_free (writer);
}

static gboolean
insert_column (SegBlockWriter *writer, guint position, const void *bytes, gsize size, GError **error)
{
	seg_statement_bind_integer (writer->insert, ":position", position);
	seg_statement_bind_blob (writer->insert, ":bytes", bytes, size);
	return seg_statement_run (writer->insert, error);
}

gboolean
seg_block_writer_add (SegBlockWriter *writer, const gint64 *user_ids, gsize n, GBytes *const *columns, gsize n_columns, GError **error)
{
	gint64 ids[SEG_BLOCK_USERS];

	g_return_val_if_fail (n <= SEG_BLOCK_USERS, FALSE);
	for (gsize i = 0; i < n; i++)
		ids[i] = GINT64_TO_LE (user_ids[i]);
	seg_statement_bind_integer (writer->insert, ":number", writer->number++);
	seg_statement_bind_integer (writer->insert, ":n_users", (gint64) n);
	if (!insert_column (writer, 0, ids, n * sizeof *ids, error))
		return FALSE;
	for (guint i = 0; i < n_columns; i++) {
		gsize size;
		const void *bytes = g_bytes_get_data (columns[i], &size);

		if (!insert_column (writer, i + 1, bytes, size, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_feature_blocks_count (SegWorkspace *workspace, gint64 set, gint64 *n_parts, gint64 *n_users, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT ifnull (max(part) + 1, 0), ifnull (sum(n_users), 0) FROM feature_block WHERE feature_set_id = :set AND position = 0", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set);
	*n_parts = *n_users = 0;
	if (seg_statement_next (statement, &failure)) {
		*n_parts = seg_statement_integer (statement, 0);
		*n_users = seg_statement_integer (statement, 1);
	}
	return seg_query_ended (failure, error);
}

/* Marks those of @ids that are among the ids of a block. */
static void
mark_found (const guint8 *block, gsize n_block, const gint64 *ids, gsize n, guint8 *found)
{
	gsize i = 0;

	for (gsize k = 0; k < n_block && i < n; k++) {
		gint64 id;

		memcpy (&id, block + k * sizeof id, sizeof id);
		id = GINT64_FROM_LE (id);
		while (i < n && ids[i] < id)
			i++;
		if (i < n && ids[i] == id)
			found[i] = 1;
	}
}

/* Those of @ids from @first on. */
static gsize
first_from (const gint64 *ids, gsize n, gint64 first)
{
	gsize low = 0;

	while (low < n) {
		gsize middle = low + (n - low) / 2;

		if (ids[middle] < first)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

gboolean
seg_feature_blocks_find (SegWorkspace *workspace, gint64 set, const gint64 *ids, gsize n, gint64 *n_found, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT bytes FROM feature_block WHERE feature_set_id = :set AND position = 0", error);
	g_autofree guint8 *found = g_malloc0 (n + 1);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set);
	while (seg_statement_next (statement, &failure)) {
		gsize size, from;
		const void *bytes = seg_statement_blob (statement, 0, &size);
		gint64 first;

		if (size < sizeof first)
			continue;
		memcpy (&first, bytes, sizeof first);
		from = first_from (ids, n, GINT64_FROM_LE (first));
		mark_found (bytes, size / sizeof first, ids + from, n - from, found + from);
	}
	*n_found = 0;
	for (gsize i = 0; i < n; i++)
		*n_found += found[i];
	return seg_query_ended (failure, error);
}

/* Where users are -------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64  *ids;   /* ascending */
	guint32 *block; /* of each */
	guint16 *row;
	gsize    n;
} Places;

static gboolean
places_allocate (Places *places, gsize n)
{
	*places = (Places) { .ids = g_try_new (gint64, n + 1), .block = g_try_new (guint32, n + 1), .row = g_try_new (guint16, n + 1) };
	return places->ids != NULL && places->block != NULL && places->row != NULL;
}

static void
places_clear (Places *places)
{
	g_clear_pointer (&places->ids, g_free);
	g_clear_pointer (&places->block, g_free);
	g_clear_pointer (&places->row, g_free);
}

static void
places_add (Places *places, const Places *from, gsize i)
{
	places->ids[places->n] = from->ids[i];
	places->block[places->n] = from->block[i];
	places->row[places->n++] = from->row[i];
}

/* @added: of a later part; its users count instead of those of @places. */
static gboolean
places_merge (Places *places, const Places *added)
{
	Places merged;
	gsize i = 0, k = 0;

	if (!places_allocate (&merged, places->n + added->n)) {
		places_clear (&merged);
		return FALSE;
	}
	while (i < places->n || k < added->n) {
		gboolean later = k < added->n && (i == places->n || added->ids[k] <= places->ids[i]);

		if (later) {
			i += i < places->n && places->ids[i] == added->ids[k];
			places_add (&merged, added, k++);
		} else
			places_add (&merged, places, i++);
	}
	places_clear (places);
	*places = merged;
	return TRUE;
}

/* The blocks of a set, by statements that read ids and bytes. */
struct SegBlocks {
	sqlite3      *db;
	gint64        set;
	Places        places;
	GArray       *blocks; /* of SegBlock */
	sqlite3_stmt *bytes;
	int           code;   /* why the last reading failed */
};

static gboolean
add_block (SegBlocks *blocks, sqlite3_stmt *rows, Places *places, gint64 *last)
{
	SegBlock block = { .part = sqlite3_column_int64 (rows, 0), .number = sqlite3_column_int64 (rows, 1), .n = (gsize) sqlite3_column_int64 (rows, 2) };
	const void *bytes = sqlite3_column_blob (rows, 3);

	if (block.n == 0 || block.n > SEG_BLOCK_USERS || bytes == NULL || (gsize) sqlite3_column_bytes (rows, 3) != block.n * sizeof (gint64))
		return FALSE;
	for (gsize i = 0; i < block.n; i++) {
		gint64 id;

		memcpy (&id, (const char *) bytes + i * sizeof id, sizeof id);
		id = GINT64_FROM_LE (id);
		if (places->n > 0 && id <= *last)
			return FALSE;
		*last = places->ids[places->n] = id;
		places->block[places->n] = blocks->blocks->len;
		places->row[places->n++] = (guint16) i;
	}
	g_array_append_val (blocks->blocks, block);
	return TRUE;
}

/* What went wrong is lost once the next statement has ended well. */
static int
note_code (SegBlocks *blocks, int code)
{
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		blocks->code = code;
	return code;
}

/* Users in one part, at most. */
static gsize
count_users (SegBlocks *blocks)
{
	sqlite3_stmt *rows;
	gsize n = 0;

	if (sqlite3_prepare_v2 (blocks->db, "SELECT max(n) FROM (SELECT sum(n_users) AS n FROM feature_block "
	                        "WHERE feature_set_id = ?1 AND position = 0 GROUP BY part)", -1, &rows, NULL) != SQLITE_OK)
		return 0;
	sqlite3_bind_int64 (rows, 1, blocks->set);
	if (note_code (blocks, sqlite3_step (rows)) == SQLITE_ROW)
		n = (gsize) sqlite3_column_int64 (rows, 0);
	sqlite3_finalize (rows);
	return n;
}

/* All parts in turn; a damaged block ends it. */
static gboolean
read_parts (SegBlocks *blocks, sqlite3_stmt *rows, gsize most)
{
	Places part;
	gint64 number = 0, last = 0;
	gboolean fine = places_allocate (&part, most) && places_allocate (&blocks->places, 0);
	int code;

	while (fine && (code = note_code (blocks, sqlite3_step (rows))) == SQLITE_ROW) {
		if (sqlite3_column_int64 (rows, 0) != number) {
			fine = places_merge (&blocks->places, &part);
			number = sqlite3_column_int64 (rows, 0);
			part.n = 0;
		}
		fine = fine && part.n + (gsize) MAX (sqlite3_column_int64 (rows, 2), 0) <= most && add_block (blocks, rows, &part, &last);
	}
	fine = fine && code == SQLITE_DONE;
	if (fine && blocks->places.n == 0) { /* most sets have one part */
		places_clear (&blocks->places);
		blocks->places = part;
		return TRUE;
	}
	fine = fine && places_merge (&blocks->places, &part);
	places_clear (&part);
	return fine;
}

SegBlocks *
seg_blocks_open (sqlite3 *db, gint64 set, gint64 first_part, int *code)
{
	SegBlocks *blocks = g_new0 (SegBlocks, 1);
	sqlite3_stmt *rows = NULL;
	gboolean fine;

	blocks->db = db;
	blocks->set = set;
	blocks->blocks = g_array_new (FALSE, FALSE, sizeof (SegBlock));
	fine = sqlite3_prepare_v2 (db, "SELECT part, number, n_users, bytes FROM feature_block WHERE feature_set_id = ?1 AND position = 0 "
	                           "AND part >= ?2 ORDER BY part, number", -1, &rows, NULL) == SQLITE_OK
	       && sqlite3_prepare_v2 (db, "SELECT bytes FROM feature_block WHERE feature_set_id = ?1 AND part = ?2 AND number = ?3 AND position = ?4",
	                              -1, &blocks->bytes, NULL) == SQLITE_OK;
	if (fine) {
		sqlite3_bind_int64 (rows, 1, set);
		sqlite3_bind_int64 (rows, 2, first_part);
		sqlite3_bind_int64 (blocks->bytes, 1, set);
		fine = read_parts (blocks, rows, count_users (blocks));
	}
	else
		blocks->code = sqlite3_errcode (db);
	sqlite3_finalize (rows);
	*code = blocks->code;
	if (!fine)
		g_clear_pointer (&blocks, seg_blocks_close);
	return blocks;
}

void
seg_blocks_close (SegBlocks *blocks)
{
	if (blocks == NULL)
		return;
	sqlite3_finalize (blocks->bytes);
	places_clear (&blocks->places);
	g_array_unref (blocks->blocks);
	g_free (blocks);
}

gsize
seg_blocks_n_users (const SegBlocks *blocks)
{
	return blocks->places.n;
}

gint64
seg_blocks_user (const SegBlocks *blocks, gsize i)
{
	return blocks->places.ids[i];
}

guint
seg_blocks_n_blocks (const SegBlocks *blocks)
{
	return blocks->blocks->len;
}

gboolean
seg_blocks_is_one_part (const SegBlocks *blocks)
{
	return blocks->blocks->len == 0 || g_array_index (blocks->blocks, SegBlock, blocks->blocks->len - 1).part == 0;
}

void
seg_blocks_place (const SegBlocks *blocks, gsize i, guint *block, gsize *row)
{
	*block = blocks->places.block[i];
	*row = blocks->places.row[i];
}

gssize
seg_blocks_find (const SegBlocks *blocks, gint64 id)
{
	gsize low = 0, high = blocks->places.n;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (blocks->places.ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < blocks->places.n && blocks->places.ids[low] == id ? (gssize) low : -1;
}

GBytes *
seg_blocks_bytes (SegBlocks *blocks, guint block, gint64 position)
{
	const SegBlock *which = &g_array_index (blocks->blocks, SegBlock, block);
	GBytes *found = NULL;

	sqlite3_bind_int64 (blocks->bytes, 2, which->part);
	sqlite3_bind_int64 (blocks->bytes, 3, which->number);
	sqlite3_bind_int64 (blocks->bytes, 4, position);
	blocks->code = SQLITE_OK;
	if (note_code (blocks, sqlite3_step (blocks->bytes)) == SQLITE_ROW) {
		const void *bytes = sqlite3_column_blob (blocks->bytes, 0);
		gsize size = (gsize) sqlite3_column_bytes (blocks->bytes, 0);

		if (bytes != NULL && seg_values_check (bytes, size, which->n))
			found = g_bytes_new (bytes, size);
	}
	sqlite3_reset (blocks->bytes);
	return found;
}

int
seg_blocks_code (const SegBlocks *blocks)
{
	return blocks->code;
}

/* Reading columns --------------------------------------------------------------------------------------------------- */

struct SegBlockReader {
	SegWorkspace *workspace;
	SegBlocks    *blocks;
};

char *
seg_blocks_damaged (gint64 set)
{
	return g_strdup_printf (seg_hint (_("The values of feature set number %" PRId64 " are damaged; compute them anew: segscope features WORKSPACE --rebuild"),
	                                  _("The values of feature set number %" PRId64 " are damaged; compute them anew on Features with b")), set);
}

static gboolean
fail (SegWorkspace *workspace, gint64 set, int code, GError **error)
{
	g_autofree char *words = NULL;

	if (code != SQLITE_OK)
		return seg_workspace_fail (workspace, code, "feature_block", error);
	words = seg_blocks_damaged (set);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, words);
	return FALSE;
}

SegBlockReader *
seg_block_reader_new (SegWorkspace *workspace, gint64 set, GError **error)
{
	return seg_block_reader_new_from (workspace, set, 0, error);
}

SegBlockReader *
seg_block_reader_new_from (SegWorkspace *workspace, gint64 set, gint64 first_part, GError **error)
{
	SegBlockReader *reader;
	int code;
	SegBlocks *blocks = seg_blocks_open (workspace->db, set, first_part, &code);

	if (blocks == NULL) {
		fail (workspace, set, code, error);
		return NULL;
	}
	reader = g_new0 (SegBlockReader, 1);
	*reader = (SegBlockReader) { workspace, blocks };
	return reader;
}

void
seg_block_reader_free (SegBlockReader *reader)
{
	if (reader == NULL)
		return;
	seg_blocks_close (reader->blocks);
	g_free (reader);
}

gsize
seg_block_reader_n_users (const SegBlockReader *reader)
{
	return reader->blocks->places.n;
}

const gint64 *
seg_block_reader_user_ids (const SegBlockReader *reader)
{
	return reader->blocks->places.ids;
}

/* Of a set in one part: block after block, as they stand. */
static gboolean
read_in_order (SegBlockReader *reader, guint position, double *values, gsize stride, GError **error)
{
	const GArray *blocks = reader->blocks->blocks;
	gsize at = 0;

	for (guint block = 0; block < blocks->len; block++) {
		g_autoptr (GBytes) found = seg_blocks_bytes (reader->blocks, block, position);
		gsize n = g_array_index (blocks, SegBlock, block).n;

		if (found == NULL)
			return fail (reader->workspace, reader->blocks->set, reader->blocks->code, error);
		seg_values_unpack (g_bytes_get_data (found, NULL), n, values + at * stride, stride);
		at += n;
	}
	return TRUE;
}

gboolean
seg_block_reader_column (SegBlockReader *reader, guint position, double *values, gsize stride, GError **error)
{
	const Places *places = &reader->blocks->places;
	gsize n_blocks = reader->blocks->blocks->len;
	g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
	g_autofree const guint8 **bytes = g_new (const guint8 *, n_blocks + 1);

	if (seg_blocks_is_one_part (reader->blocks))
		return read_in_order (reader, position, values, stride, error);
	for (guint block = 0; block < n_blocks; block++) {
		GBytes *found = seg_blocks_bytes (reader->blocks, block, position);

		if (found == NULL)
			return fail (reader->workspace, reader->blocks->set, reader->blocks->code, error);
		g_ptr_array_add (all, found);
		bytes[block] = g_bytes_get_data (found, NULL);
	}
	for (gsize i = 0; i < places->n; i++)
		values[i * stride] = seg_values_at (bytes[places->block[i]], places->row[i]);
	return TRUE;
}
