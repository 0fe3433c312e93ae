/* Reading events into columns. A part of the file is read by one statement in the order of ids; parts go to whichever thread is free,
 * each with a connection of its own. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/event_reader.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define PART_EVENTS 262144 /* ids a part, at least */
#define MOST_PARTS 64
#define LOOK_EVERY 2048
#define MOST_KINDS 0x1fff  /* as many numbers as a kind has bits for */

/* Of a few users: the blocks where they may be, and what stands behind the last block. */
#define ROWS_OF_USERS "SELECT id, user_id, kind_id, at, amount, item_id, order_key, quantity, rating, seconds FROM (" \
	"SELECT max (first_event_id, ?1) AS low, min (last_event_id, ?2) AS high FROM event_block " \
	"WHERE first_event_id <= ?2 AND last_event_id >= ?1 AND seg_are_wanted (first_user_id, last_user_id) UNION ALL SELECT max (?1, " SEG_SQL_LAST_BLOCK " + 1), ?2) " \
	"CROSS JOIN event ON id BETWEEN low AND high WHERE seg_is_wanted (user_id)"
/* Most events of most files have none of the last four figures: not asking for them is a fourth of the time. */
#define PLAIN_ROWS "SELECT id, user_id, kind_id, at, amount, item_id, order_key IS NOT NULL OR quantity IS NOT NULL OR rating IS NOT NULL " \
	"OR seconds IS NOT NULL FROM event WHERE id BETWEEN ?1 AND ?2"
#define ROWS "SELECT id, user_id, kind_id, at, amount, item_id, order_key, quantity, rating, seconds FROM event WHERE id BETWEEN ?1 AND ?2"

void
seg_event_chunk_free (SegEventChunk *chunk)
{
	if (chunk == NULL)
		return;
	g_free (chunk->user);
	g_free (chunk->at);
	g_free (chunk->kind);
	g_free (chunk->item);
	g_free (chunk->text_length);
	g_free (chunk->order);
	g_free (chunk->amount);
	g_free (chunk->quantity);
	g_free (chunk->rating);
	g_free (chunk->seconds);
	g_free (chunk);
}

/* One part --------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegEventReading *reading;
	SegJob       *job;
	GPtrArray    *chunks;
	SegEventChunk *chunk;      /* the last one */
	guint64      *n_events;    /* by kind */
	guint32      *has;
	gint64        last_at;
	gsize         next_given_back, next_text;
	gint64        last_kind_id;
	guint16       last_kind;
	gboolean      out_of_memory;
	GError       *failure;
} Part;

static SegEventChunk *
new_chunk (void)
{
	SegEventChunk *chunk = g_new0 (SegEventChunk, 1);

	chunk->user = g_try_new (guint32, SEG_CHUNK_EVENTS);
	chunk->at = g_try_new (gint64, SEG_CHUNK_EVENTS);
	chunk->kind = g_try_new (guint16, SEG_CHUNK_EVENTS);
	if (chunk->user == NULL || chunk->at == NULL || chunk->kind == NULL)
		g_clear_pointer (&chunk, seg_event_chunk_free);
	return chunk;
}

/* A place for one more event, or NULL. */
static SegEventChunk *
make_room (Part *part)
{
	if (part->chunk != NULL && part->chunk->n < SEG_CHUNK_EVENTS)
		return part->chunk;
	part->chunk = new_chunk ();
	if (part->chunk == NULL)
		part->out_of_memory = TRUE;
	else
		g_ptr_array_add (part->chunks, part->chunk);
	return part->chunk;
}

static void
put_double (Part *part, double **column, double value)
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

static guint64
hash_order (const char *key)
{
	guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325); /* FNV-1a; within one user's orders collisions do not happen */

	for (; *key != '\0'; key++)
		hash = (hash ^ (guchar) *key) * G_GUINT64_CONSTANT (0x100000001b3);
	return MAX (hash, 1);
}

static guint16
position_of_kind (const SegEventReading *reading, gint64 id)
{
	gsize low = 0, high = reading->n_kinds;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (reading->kind_ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return (guint16) MIN (low, MOST_KINDS);
}

/* Rows come in runs of one kind: the last one is asked first. */
static inline guint16
find_kind (Part *part, gint64 id)
{
	if (id != part->last_kind_id) {
		part->last_kind_id = id;
		part->last_kind = position_of_kind (part->reading, id);
	}
	return part->last_kind;
}

/* Where @id stands in @ids from *@next on, which moves along as ids ascend. */
static gboolean
meets (const gint64 *ids, gsize n, gsize *next, gint64 id)
{
	while (*next < n && ids[*next] < id)
		++*next;
	return *next < n && ids[*next] == id;
}

/* A purchase that was given back later than the instant was an order still. */
static guint16
kind_at (Part *part, gint64 id, gint64 kind_id, guint16 kind)
{
	const SegEventReading *reading = part->reading;

	if (kind_id == reading->given_back_kind && meets (reading->given_back_ids, reading->n_given_back, &part->next_given_back, id)
	    && reading->given_back_at[part->next_given_back] > reading->as_of)
		return kind | SEG_CHUNK_NOT_YET_GIVEN_BACK;
	return kind;
}

static inline gboolean
is_there (sqlite3_stmt *row, int column)
{
	return sqlite3_column_type (row, column) != SQLITE_NULL;
}

/* The figures that few events have. */
static guint32
read_figures (Part *part, sqlite3_stmt *row, gboolean keep)
{
	guint32 has = 0;

	if (is_there (row, 6)) {
		has |= SEG_EVENT_HAS_ORDER;
		if (keep)
			PUT_INTEGER (part, order, hash_order ((const char *) sqlite3_column_text (row, 6)));
	}
	if (is_there (row, 7)) {
		has |= SEG_EVENT_HAS_QUANTITY;
		if (keep)
			put_double (part, &part->chunk->quantity, sqlite3_column_double (row, 7));
	}
	if (is_there (row, 8)) {
		has |= SEG_EVENT_HAS_RATING;
		if (keep)
			put_double (part, &part->chunk->rating, sqlite3_column_double (row, 8));
	}
	if (is_there (row, 9)) {
		has |= SEG_EVENT_HAS_SECONDS;
		if (keep)
			put_double (part, &part->chunk->seconds, sqlite3_column_double (row, 9));
	}
	return has;
}

static guint32
read_usual (Part *part, sqlite3_stmt *row, gboolean keep)
{
	guint32 has = 0;
	gint64 item;

	if (is_there (row, 4)) {
		has |= SEG_EVENT_HAS_AMOUNT;
		if (keep)
			put_double (part, &part->chunk->amount, sqlite3_column_double (row, 4));
	}
	if (is_there (row, 5)) {
		has |= SEG_EVENT_HAS_ITEM;
		item = keep ? seg_id_index_find (&part->reading->items, sqlite3_column_int64 (row, 5)) + 1 : 0;
		if (item > 0)
			PUT_INTEGER (part, item, (guint32) item);
	}
	return has;
}

static void
read_row (Part *part, sqlite3_stmt *row, gboolean plain)
{
	const SegEventReading *reading = part->reading;
	gint64 id = sqlite3_column_int64 (row, 0), kind_id = sqlite3_column_int64 (row, 2);
	gint64 at = is_there (row, 3) ? sqlite3_column_int64 (row, 3) : SEG_EVENT_NO_TIME;
	gssize user = seg_id_index_find (&reading->users, sqlite3_column_int64 (row, 1));
	guint16 kind = find_kind (part, kind_id);
	gboolean keep = user >= 0 && at <= reading->as_of && make_room (part) != NULL;
	guint32 has = (guint32) (at == SEG_EVENT_NO_TIME ? 0 : SEG_EVENT_HAS_TIME | (at % 86400 != 0 ? SEG_EVENT_HAS_CLOCK : 0));

	has |= read_usual (part, row, keep);
	has |= plain ? 0 : read_figures (part, row, keep);
	part->n_events[kind]++;
	part->last_at = MAX (part->last_at, at);
	part->has[kind] |= has;
	if (!keep)
		return;
	part->chunk->user[part->chunk->n] = (guint32) user;
	part->chunk->at[part->chunk->n] = at;
	part->chunk->kind[part->chunk->n] = kind_at (part, id, kind_id, kind);
	if (meets (reading->text_ids, reading->n_texts, &part->next_text, id))
		PUT_INTEGER (part, text_length, reading->text_lengths[part->next_text]);
	part->chunk->n++;
}

static void
is_wanted (sqlite3_context *context, int n_values, sqlite3_value **values)
{
	const SegEventReading *reading = sqlite3_user_data (context);

	(void) n_values;
	sqlite3_result_int (context, seg_id_index_find (&reading->users, sqlite3_value_int64 (values[0])) >= 0);
}

/* Whether a wanted user lies between two ids. */
static void
are_wanted (sqlite3_context *context, int n_values, sqlite3_value **values)
{
	const SegEventReading *reading = sqlite3_user_data (context);
	gint64 first = sqlite3_value_int64 (values[0]), last = sqlite3_value_int64 (values[1]);
	gsize low = 0, high = reading->users.n;

	(void) n_values;
	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (reading->users.ids[middle] < first)
			low = middle + 1;
		else
			high = middle;
	}
	sqlite3_result_int (context, low < reading->users.n && reading->users.ids[low] <= last);
}

static void
add_functions (SegWorkspace *workspace, const SegEventReading *reading)
{
	const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;

	sqlite3_create_function (workspace->db, "seg_is_wanted", 1, flags, (void *) reading, is_wanted, NULL, NULL);
	sqlite3_create_function (workspace->db, "seg_are_wanted", 2, flags, (void *) reading, are_wanted, NULL, NULL);
}

static void
remove_functions (SegWorkspace *workspace)
{
	sqlite3_create_function (workspace->db, "seg_is_wanted", 1, SQLITE_UTF8, NULL, NULL, NULL, NULL);
	sqlite3_create_function (workspace->db, "seg_are_wanted", 2, SQLITE_UTF8, NULL, NULL, NULL, NULL);
}

/* Up to the end; or, of plain rows, up to one that has more: *@first is where to go on then. */
static gboolean
read_rows (Part *part, SegWorkspace *workspace, const char *sql, gint64 *first, gint64 last)
{
	gboolean plain = strcmp (sql, PLAIN_ROWS) == 0, more = FALSE;
	sqlite3_stmt *rows = NULL;
	int code = sqlite3_prepare_v2 (workspace->db, sql, -1, &rows, NULL);

	if (code == SQLITE_OK) {
		sqlite3_bind_int64 (rows, 1, *first);
		sqlite3_bind_int64 (rows, 2, last);
		for (gsize n = 1; (code = sqlite3_step (rows)) == SQLITE_ROW && !part->out_of_memory && !more; n++) {
			if (n % LOOK_EVERY == 0 && seg_job_is_cancelled (part->job))
				break;
			more = plain && sqlite3_column_int (rows, 6) != 0;
			if (more)
				*first = sqlite3_column_int64 (rows, 0);
			else
				read_row (part, rows, plain);
		}
	}
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		seg_workspace_fail (workspace, code, sql, &part->failure);
	sqlite3_finalize (rows);
	return more;
}

static void
read_part (Part *part, SegWorkspace *workspace, gint64 first, gint64 last)
{
	if (part->reading->only_users) {
		add_functions (workspace, part->reading);
		read_rows (part, workspace, ROWS_OF_USERS, &first, last);
		remove_functions (workspace);
	} else if (read_rows (part, workspace, PLAIN_ROWS, &first, last))
		read_rows (part, workspace, ROWS, &first, last);
}

/* All parts -------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegEventReading *reading;
	SegWorkspace  *workspace; /* the caller's connection */
	GThread       *caller;
	GAsyncQueue   *others;    /* connections that nobody uses at the moment; NULL: there are none */
	SegJob        *job;
	gint64         first, per_part, last;
	Part          *parts;
	gsize          n_parts;
	atomic_size_t  n_done;
} Reading;

static void
read_block (gsize number, gsize first, gsize last, gpointer data)
{
	Reading *reading = data;
	Part *part = &reading->parts[number];
	gint64 from = reading->first + (gint64) first * reading->per_part;
	SegWorkspace *workspace = reading->workspace;

	(void) last;
	if (seg_job_is_cancelled (reading->job))
		return;
	if (g_thread_self () != reading->caller)
		workspace = g_async_queue_pop (reading->others);
	read_part (part, workspace, from, MIN (from + reading->per_part - 1, reading->last));
	if (workspace != reading->workspace)
		g_async_queue_push (reading->others, workspace);
	atomic_fetch_add (&reading->n_done, 1);
	if (g_thread_self () == reading->caller)
		seg_job_proceed (reading->job, (double) atomic_load (&reading->n_done) / (double) reading->n_parts, _("reading events"), NULL);
}

/* Connections for the other threads; without them this one reads alone. */
static void
open_others (Reading *reading)
{
	guint n = seg_parallel_threads () - 1;

	if (n == 0 || reading->n_parts < 2 || !seg_transaction_is_untouched (reading->workspace))
		return;
	reading->others = g_async_queue_new_full ((GDestroyNotify) seg_workspace_close);
	for (guint i = 0; i < n; i++) {
		SegWorkspace *other = seg_workspace_open (reading->workspace->path, SEG_WORKSPACE_READ_ONLY, NULL);

		if (other == NULL) {
			g_clear_pointer (&reading->others, g_async_queue_unref);
			return;
		}
		seg_workspace_execute (other, "PRAGMA cache_size = -2048", NULL);
		g_async_queue_push (reading->others, other);
	}
}

static void
run (Reading *reading)
{
	open_others (reading);
	if (reading->others != NULL)
		seg_parallel_blocks (reading->n_parts, 1, read_block, reading);
	else
		for (gsize i = 0; i < reading->n_parts; i++)
			read_block (i, i, i + 1, reading);
	g_clear_pointer (&reading->others, g_async_queue_unref);
}

static void
part_init (Part *part, const Reading *reading)
{
	part->reading = reading->reading;
	part->job = reading->job;
	part->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_chunk_free);
	part->n_events = g_new0 (guint64, MOST_KINDS + 1);
	part->has = g_new0 (guint32, MOST_KINDS + 1);
	part->last_kind_id = G_MININT64;
	part->last_at = SEG_EVENT_NO_TIME;
}

/* Adds what @part found to the whole, and empties it. */
static void
part_gather (Part *part, GPtrArray *chunks, guint64 *n_events, guint32 *has, gboolean *out_of_memory, GError **failure)
{
	g_ptr_array_extend_and_steal (chunks, part->chunks);
	for (gsize kind = 0; kind <= MOST_KINDS; kind++) {
		if (n_events != NULL)
			n_events[kind] += part->n_events[kind];
		if (has != NULL)
			has[kind] |= part->has[kind];
	}
	g_free (part->n_events);
	g_free (part->has);
	*out_of_memory = *out_of_memory || part->out_of_memory;
	if (*failure == NULL)
		*failure = part->failure;
	else
		g_clear_error (&part->failure);
}

static gboolean
find_ids (Reading *reading, gint64 after_id, GError **error)
{
	gint64 n;

	if (!seg_workspace_count (reading->workspace, "SELECT ifnull (min (id), 0) FROM event", &reading->first, error)
	    || !seg_workspace_count (reading->workspace, "SELECT ifnull (max (id), -1) FROM event", &reading->last, error))
		return FALSE;
	reading->first = MAX (reading->first, after_id + 1);
	n = reading->last >= reading->first ? reading->last - reading->first + 1 : 0;
	reading->per_part = MAX (PART_EVENTS, n / MOST_PARTS + 1);
	reading->n_parts = (gsize) ((n + reading->per_part - 1) / reading->per_part);
	return TRUE;
}

gboolean
seg_events_read (SegWorkspace *workspace, const SegEventReading *what, gint64 after_id, GPtrArray **chunks, guint64 *n_events,
                 guint32 *has, gint64 *last_at, SegJob *job, GError **error)
{
	Reading reading = { .reading = what, .workspace = workspace, .caller = g_thread_self (), .job = job };
	g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_chunk_free);
	gboolean out_of_memory = FALSE;
	GError *failure = NULL;

	if (!find_ids (&reading, after_id, error))
		return FALSE;
	reading.parts = g_new0 (Part, reading.n_parts + 1);
	for (gsize i = 0; i < reading.n_parts; i++)
		part_init (&reading.parts[i], &reading);
	run (&reading);
	for (gsize i = 0; i < reading.n_parts; i++) {
		if (last_at != NULL)
			*last_at = MAX (*last_at, reading.parts[i].last_at);
		part_gather (&reading.parts[i], all, n_events, has, &out_of_memory, &failure);
	}
	g_free (reading.parts);
	if (failure == NULL && out_of_memory)
		g_set_error_literal (&failure, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to hold the events"));
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	*chunks = g_steal_pointer (&all);
	return seg_job_proceed (job, 1, NULL, error);
}
