/* Events read from their rows: by one statement in the order of ids. Rows may be gathered for packs on the way. */
#include <config.h>
#include "event_part.h"

#include <math.h>
#include <string.h>

/* Of a few users: the blocks where they may be, and what stands behind the last block. */
#define ROWS_OF_USERS "SELECT id, user_id, kind_id, at, amount, item_id, order_key, quantity, rating, seconds FROM (" \
	"SELECT max (first_event_id, ?1) AS low, min (last_event_id, ?2) AS high FROM event_block " \
	"WHERE first_event_id <= ?2 AND last_event_id >= ?1 AND seg_are_wanted (?3, first_user_id, last_user_id) UNION ALL SELECT max (?1, " SEG_SQL_LAST_BLOCK " + 1), ?2) " \
	"CROSS JOIN event ON id BETWEEN low AND high WHERE seg_is_wanted (?3, user_id)"
/* Most events of most files have none of the last four figures: not asking for them is a fourth of the time. */
#define PLAIN_ROWS "SELECT id, user_id, kind_id, at, amount, item_id, order_key IS NOT NULL OR quantity IS NOT NULL OR rating IS NOT NULL " \
	"OR seconds IS NOT NULL FROM event WHERE id BETWEEN ?1 AND ?2"
#define ROWS "SELECT id, user_id, kind_id, at, amount, item_id, order_key, quantity, rating, seconds FROM event WHERE id BETWEEN ?1 AND ?2"

/* Chunks ----------------------------------------------------------------------------------------------------------- */

static SegEventChunk *
new_chunk (const SegEventReading *reading)
{
	const gboolean timed = seg_event_reading_wants (reading, SEG_PACK_AT);

	SegEventChunk *chunk = g_new0 (SegEventChunk, 1);

	chunk->user = g_try_new (guint32, SEG_CHUNK_EVENTS);
	chunk->at = timed ? g_try_new (gint64, SEG_CHUNK_EVENTS) : NULL;
	chunk->kind = g_try_new (guint16, SEG_CHUNK_EVENTS);
	if (chunk->user == NULL || (timed && chunk->at == NULL) || chunk->kind == NULL)
		g_clear_pointer (&chunk, seg_event_chunk_free);
	return chunk;
}

/* A place for one more event, or NULL. */
static SegEventChunk *
make_room (SegEventPart *part)
{
	if (part->chunk != NULL && part->chunk->n < SEG_CHUNK_EVENTS)
		return part->chunk;
	part->chunk = new_chunk (part->reading);
	if (part->chunk == NULL)
		part->out_of_memory = TRUE;
	else
		g_ptr_array_add (part->chunks, part->chunk);
	return part->chunk;
}

static void
put_double (SegEventPart *part, double **column, double value)
{
	if (*column == NULL) {
		*column = g_try_new (double, SEG_CHUNK_EVENTS);
		if (*column == NULL) {
			part->out_of_memory = TRUE;
			return;
		}
		for (gsize i = 0; i < SEG_CHUNK_EVENTS; i++)
			(*column)[i] = NAN;
	}
	(*column)[part->chunk->n] = value;
}

#define PUT_INTEGER(part, column, value) \
	do { \
		if ((part)->chunk->column == NULL) \
			(part)->chunk->column = g_try_malloc0_n (SEG_CHUNK_EVENTS, sizeof *(part)->chunk->column); \
		if ((part)->chunk->column == NULL) \
			(part)->out_of_memory = TRUE; \
		else \
			(part)->chunk->column[(part)->chunk->n] = (value); \
	} while (0)

static inline gboolean
is_there (sqlite3_stmt *row, int column)
{
	return sqlite3_column_type (row, column) != SQLITE_NULL;
}

/* The figures that few events have. */
static guint32
read_figures (SegEventPart *part, sqlite3_stmt *row, gboolean keep)
{
	guint32 has = 0;

	if (is_there (row, 6)) {
		has |= SEG_EVENT_HAS_ORDER;
		if (keep && seg_event_reading_wants (part->reading, SEG_PACK_ORDER))
			PUT_INTEGER (part, order, (guint64) seg_order_hash ((const char *) sqlite3_column_text (row, 6)));
	}
	if (is_there (row, 7)) {
		has |= SEG_EVENT_HAS_QUANTITY;
		if (keep && seg_event_reading_wants (part->reading, SEG_PACK_QUANTITY))
			put_double (part, &part->chunk->quantity, sqlite3_column_double (row, 7));
	}
	if (is_there (row, 8)) {
		has |= SEG_EVENT_HAS_RATING;
		if (keep && seg_event_reading_wants (part->reading, SEG_PACK_RATING))
			put_double (part, &part->chunk->rating, sqlite3_column_double (row, 8));
	}
	if (is_there (row, 9)) {
		has |= SEG_EVENT_HAS_SECONDS;
		if (keep && seg_event_reading_wants (part->reading, SEG_PACK_SECONDS))
			put_double (part, &part->chunk->seconds, sqlite3_column_double (row, 9));
	}
	return has;
}

static guint32
read_usual (SegEventPart *part, sqlite3_stmt *row, gboolean keep)
{
	guint32 has = 0;
	gint64 item;

	if (is_there (row, 4)) {
		has |= SEG_EVENT_HAS_AMOUNT;
		if (keep && seg_event_reading_wants (part->reading, SEG_PACK_AMOUNT))
			put_double (part, &part->chunk->amount, sqlite3_column_double (row, 4));
	}
	if (is_there (row, 5)) {
		has |= SEG_EVENT_HAS_ITEM;
		item = keep && seg_event_reading_wants (part->reading, SEG_PACK_ITEM) ? seg_id_index_find (&part->reading->items, sqlite3_column_int64 (row, 5)) + 1 : 0;
		if (item > 0)
			PUT_INTEGER (part, item, (guint32) item);
	}
	return has;
}

static void
read_row (SegEventPart *part, sqlite3_stmt *row, gboolean plain)
{
	const SegEventReading *reading = part->reading;
	gint64 id = sqlite3_column_int64 (row, 0), kind_id = sqlite3_column_int64 (row, 2);
	gint64 at = is_there (row, 3) ? sqlite3_column_int64 (row, 3) : SEG_EVENT_NO_TIME;
	gint64 user_id = sqlite3_column_int64 (row, 1);
	gssize user = seg_id_index_find (&reading->users, user_id);
	guint16 kind = seg_event_part_find_kind (part, kind_id);
	gboolean keep = user >= 0 && at <= reading->as_of && make_room (part) != NULL;
	guint32 length, has = (guint32) (at == SEG_EVENT_NO_TIME ? 0 : SEG_EVENT_HAS_TIME | (at % 86400 != 0 ? SEG_EVENT_HAS_CLOCK : 0));

	has |= read_usual (part, row, keep);
	has |= plain ? 0 : read_figures (part, row, keep);
	seg_event_part_meet (part, user_id);
	part->n_events[kind]++;
	part->last_at = MAX (part->last_at, at);
	part->has[kind] |= has;
	if (!keep)
		return;
	part->chunk->user[part->chunk->n] = (guint32) user;
	if (part->chunk->at != NULL)
		part->chunk->at[part->chunk->n] = at;
	part->chunk->kind[part->chunk->n] = seg_event_part_kind_at (part, id, kind_id, kind);
	if (seg_event_part_find_text (part, id, &length))
		PUT_INTEGER (part, text_length, length);
	part->chunk->n++;
}

/* Packing ---------------------------------------------------------------------------------------------------------- */

static void
pack_run (SegEventPart *part, SegEventRun *run)
{
	SegEventPack *pack = run->n > 0 ? seg_event_run_pack (run) : NULL;

	if (pack != NULL) /* without memory for it there is none */
		g_ptr_array_add (part->packs, pack);
	seg_event_run_clear (run);
}

static void
gather_integer (SegEventRun *run, SegPackColumn column, gint64 value)
{
	run->integers[column][run->n] = value;
	run->touched |= 1u << column;
}

static void
gather_double (SegEventRun *run, SegPackColumn column, sqlite3_stmt *row, int from)
{
	if (!is_there (row, from))
		return;
	seg_event_run_doubles (run, column)[run->n] = sqlite3_column_double (row, from);
	run->touched |= 1u << column;
}

void
seg_event_run_gather (SegEventRun *run, sqlite3_stmt *row, gboolean plain)
{
	gather_integer (run, SEG_PACK_ID, sqlite3_column_int64 (row, 0));
	gather_integer (run, SEG_PACK_USER, sqlite3_column_int64 (row, 1));
	gather_integer (run, SEG_PACK_KIND, sqlite3_column_int64 (row, 2));
	if (is_there (row, 3))
		gather_integer (run, SEG_PACK_AT, sqlite3_column_int64 (row, 3));
	gather_double (run, SEG_PACK_AMOUNT, row, 4);
	if (is_there (row, 5))
		gather_integer (run, SEG_PACK_ITEM, sqlite3_column_int64 (row, 5));
	if (!plain && is_there (row, 6))
		gather_integer (run, SEG_PACK_ORDER, seg_order_hash ((const char *) sqlite3_column_text (row, 6)));
	if (!plain) {
		gather_double (run, SEG_PACK_QUANTITY, row, 7);
		gather_double (run, SEG_PACK_RATING, row, 8);
		gather_double (run, SEG_PACK_SECONDS, row, 9);
	}
	run->n++;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

#define READING "SegEventReading" /* kind of the pointer that is the functions' first value */

static void
is_wanted (sqlite3_context *context, int n_values, sqlite3_value **values)
{
	const SegEventReading *reading = sqlite3_value_pointer (values[0], READING);

	(void) n_values;
	if (reading == NULL)
		sqlite3_result_error_code (context, SQLITE_MISUSE);
	else
		sqlite3_result_int (context, seg_id_index_find (&reading->users, sqlite3_value_int64 (values[1])) >= 0);
}

/* Whether a wanted user lies between two ids. */
static void
are_wanted (sqlite3_context *context, int n_values, sqlite3_value **values)
{
	const SegEventReading *reading = sqlite3_value_pointer (values[0], READING);
	gint64 first = sqlite3_value_int64 (values[1]), last = sqlite3_value_int64 (values[2]);
	gsize low = 0, high = reading != NULL ? reading->users.n : 0;

	(void) n_values;
	if (reading == NULL) {
		sqlite3_result_error_code (context, SQLITE_MISUSE);
		return;
	}
	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (reading->users.ids[middle] < first)
			low = middle + 1;
		else
			high = middle;
	}
	sqlite3_result_int (context, low < reading->users.n && reading->users.ids[low] <= last);
}

/* What is read is a value of theirs and not kept with them: a function that is there cannot be replaced, nor taken away, while any statement of
 * the connection is on a row, and columns of packs are. Added once more it is the same. */
static void
add_functions (SegWorkspace *workspace)
{
	const int flags = SQLITE_UTF8 | SQLITE_DIRECTONLY;

	(void) sqlite3_create_function (workspace->db, "seg_is_wanted", 2, flags, NULL, is_wanted, NULL, NULL);
	(void) sqlite3_create_function (workspace->db, "seg_are_wanted", 3, flags, NULL, are_wanted, NULL, NULL);
}

/* Up to the end; or, of plain rows, up to one that has more: *@first is where to go on then. */
static gboolean
read_rows (SegEventPart *part, SegEventHand *hand, const char *sql, gint64 *first)
{
	SegWorkspace *workspace = hand->workspace;
	gboolean plain = strcmp (sql, PLAIN_ROWS) == 0, more = FALSE;
	sqlite3_stmt *rows = NULL;
	int code = sqlite3_prepare_v2 (workspace->db, sql, -1, &rows, NULL);

	if (code == SQLITE_OK) {
		sqlite3_bind_int64 (rows, 1, *first);
		sqlite3_bind_int64 (rows, 2, part->last);
		if (part->reading->only_users)
			sqlite3_bind_pointer (rows, 3, (void *) part->reading, READING, NULL);
		for (gsize n = 1; (code = sqlite3_step (rows)) == SQLITE_ROW && !part->out_of_memory && !more; n++) {
			if (n % SEG_LOOK_EVERY == 0 && seg_job_is_cancelled (part->job))
				break;
			more = plain && sqlite3_column_int (rows, 6) != 0;
			if (more)
				*first = sqlite3_column_int64 (rows, 0);
			else
				read_row (part, rows, plain);
			if (!more && part->packs != NULL)
				seg_event_run_gather (hand->run, rows, plain);
			if (part->packs != NULL && hand->run->n == SEG_PACK_EVENTS)
				pack_run (part, hand->run);
		}
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		seg_workspace_fail (workspace, code, sql, &part->failure);
	sqlite3_finalize (rows);
	return more;
}

void
seg_event_part_read_rows (SegEventPart *part, SegEventHand *hand)
{
	gint64 first = MAX (part->first, part->after_id + 1);

	if (part->packs != NULL && !seg_event_hand_prepare (hand)) {
		part->out_of_memory = TRUE;
		return;
	}
	if (part->packs != NULL)
		seg_event_run_clear (hand->run);
	if (part->reading->only_users) {
		add_functions (hand->workspace);
		read_rows (part, hand, ROWS_OF_USERS, &first);
	} else if (read_rows (part, hand, PLAIN_ROWS, &first))
		read_rows (part, hand, ROWS, &first);
	if (part->packs != NULL)
		pack_run (part, hand->run);
}
