/* Reading the copy of events by user: the list of users is gone through once, then only blocks with events of wanted users are read, by several
 * threads at once where other connections see the same. Nothing in the file is believed: a copy that is not whole counts as none. */
#include <config.h>
#include "event_column.h"
#include "event_part.h"

#include <segscope/event_copy.h>

#include <string.h>

void
seg_event_copy_free (SegEventCopy *copy)
{
	if (copy == NULL)
		return;
	g_clear_pointer (&copy->given_back, g_bytes_unref);
	g_free (copy->first);
	g_free (copy->n);
	g_free (copy);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

/* A column of a block; its bytes stay where SQLite has them until the next is loaded. */
static gboolean
load (SegEventHand *hand, gint64 set, gsize number, guint position, gsize n, SegColumn *column)
{
	sqlite3_stmt **row = &hand->copy;

	if (*row == NULL && sqlite3_prepare_v2 (hand->workspace->db, "SELECT bytes FROM event_copy_column "
	                                        "WHERE feature_set_id = ?1 AND number = ?2 AND position = ?3", -1, row, NULL) != SQLITE_OK)
		return FALSE;
	sqlite3_reset (*row);
	sqlite3_bind_int64 (*row, 1, set);
	sqlite3_bind_int64 (*row, 2, (gint64) number);
	sqlite3_bind_int (*row, 3, (int) position);
	return sqlite3_step (*row) == SQLITE_ROW
	       && seg_column_open (column, sqlite3_column_blob (*row, 0), (gsize) sqlite3_column_bytes (*row, 0), n,
	                           seg_column_place ((gint64) number, position));
}

/* Users ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegEventCopy *copy;
	const gint64 *user_ids; /* wanted */
	gsize         next;     /* the first of them that was not met */
	gsize         n_events; /* of users gone through */
	gint64        last;     /* of them */
} Search;

/* Users of one block, with how many events they have. FALSE: that cannot be. */
static gboolean
search_block (Search *search, const gint64 *ids, const gint64 *counts, gsize n)
{
	SegEventCopy *copy = search->copy;

	for (gsize i = 0; i < n; i++) {
		if ((search->last >= ids[i] && search->n_events > 0) || counts[i] < 0 || (guint64) counts[i] > copy->n_events - search->n_events)
			return FALSE;
		search->last = ids[i];
		while (search->next < copy->n_users && search->user_ids[search->next] < ids[i])
			search->next++;
		if (search->next < copy->n_users && search->user_ids[search->next] == ids[i]) {
			copy->first[search->next] = search->n_events;
			copy->n[search->next] = (gsize) counts[i];
		}
		search->n_events += (gsize) counts[i];
	}
	return TRUE;
}

static gboolean
search_users (SegEventHand *hand, SegEventCopy *copy, gsize n_users, const gint64 *user_ids)
{
	Search search = { .copy = copy, .user_ids = user_ids, .last = G_MININT64 };

	for (gsize number = 0; number * SEG_PACK_EVENTS < n_users; number++) {
		gsize n = MIN (n_users - number * SEG_PACK_EVENTS, SEG_PACK_EVENTS);
		SegColumn column;

		if (!load (hand, copy->feature_set, number, SEG_COPY_USER, n, &column))
			return FALSE;
		seg_column_integers (&column, NULL, n, hand->run->integers[0]);
		if (!load (hand, copy->feature_set, number, SEG_COPY_COUNT, n, &column))
			return FALSE;
		seg_column_integers (&column, NULL, n, hand->run->integers[1]);
		if (!search_block (&search, hand->run->integers[0], hand->run->integers[1], n))
			return FALSE;
	}
	return search.n_events == copy->n_events;
}

/* The row of the copy; NULL without an error: there is none. */
static SegEventCopy *
load_head (SegWorkspace *workspace, gint64 feature_set, gsize *n_users, GError **error)
{
	g_autoptr (SegStatement) head = seg_workspace_prepare (workspace,
		"SELECT as_of, last_event_id, n_users, n_events, columns, given_back FROM event_copy WHERE feature_set_id = :set "
		"AND n_users BETWEEN 0 AND 4294967295 AND n_events BETWEEN 0 AND 4294967295", error);
	GError *failure = NULL;
	SegEventCopy *copy = NULL;

	if (head == NULL)
		return NULL;
	seg_statement_bind_integer (head, ":set", feature_set);
	if (seg_statement_next (head, &failure)) {
		gsize size;
		const void *bytes = seg_statement_blob (head, 5, &size);

		copy = g_new0 (SegEventCopy, 1);
		copy->feature_set = feature_set;
		copy->as_of = seg_statement_integer (head, 0);
		copy->last_event_id = seg_statement_integer (head, 1);
		*n_users = (gsize) seg_statement_integer (head, 2);
		copy->n_events = (gsize) seg_statement_integer (head, 3);
		copy->columns = (guint) seg_statement_integer (head, 4) & ((1u << SEG_PACK_N_COLUMNS) - 1);
		copy->given_back = g_bytes_new (bytes, size);
	}
	if (failure != NULL)
		g_propagate_error (error, failure);
	return copy;
}

gboolean
seg_event_copy_find (SegWorkspace *workspace, gint64 feature_set, const gint64 *user_ids, gsize n_users, SegEventCopy **copy, GError **error)
{
	SegEventHand hand = { .workspace = workspace };
	GError *failure = NULL;
	gsize n_all = 0;

	*copy = load_head (workspace, feature_set, &n_all, &failure);
	if (*copy == NULL)
		return seg_query_ended (failure, error);
	(*copy)->n_users = n_users;
	(*copy)->first = g_try_new0 (gsize, n_users + 1);
	(*copy)->n = g_try_new0 (gsize, n_users + 1);
	if ((*copy)->first == NULL || (*copy)->n == NULL || !seg_event_hand_prepare (&hand) || !search_users (&hand, *copy, n_all, user_ids))
		g_clear_pointer (copy, seg_event_copy_free);
	seg_event_hand_clear (&hand);
	return TRUE;
}

/* Events ----------------------------------------------------------------------------------------------------------- */

/* A block of events and the wanted users, some of whose events it has. */
typedef struct {
	gsize number, first_user, last_user;
} Wanted;

struct SegCopyReader {
	const SegEventCopy *copy;
	SegEventHands      *hands;
};

static void
add_blocks (GArray *blocks, gsize from, gsize to, gsize user)
{
	if (blocks->len > 0 && g_array_index (blocks, Wanted, blocks->len - 1).number == from)
		g_array_index (blocks, Wanted, blocks->len - 1).last_user = user, from++;
	for (; from <= to; from++) {
		Wanted block = { from, user, user };

		g_array_append_val (blocks, block);
	}
}

/* Of users number @first to @last - 1. */
static GArray *
list_blocks (const SegEventCopy *copy, gsize first, gsize last)
{
	GArray *blocks = g_array_new (FALSE, FALSE, sizeof (Wanted));

	for (gsize user = first; user < last; user++)
		if (copy->n[user] > 0)
			add_blocks (blocks, copy->first[user] / SEG_PACK_EVENTS, (copy->first[user] + copy->n[user] - 1) / SEG_PACK_EVENTS, user);
	return blocks;
}

/* The rows of the block that are wanted, and whose they are. */
static gsize
find_rows (const SegEventCopy *copy, const Wanted *block, guint16 *rows, GArray *pieces)
{
	gsize begin = block->number * SEG_PACK_EVENTS, end = begin + SEG_PACK_EVENTS, n = 0;

	g_array_set_size (pieces, 0);
	for (gsize user = block->first_user; user <= block->last_user; user++) {
		gsize from = MAX (copy->first[user], begin), to = MIN (copy->first[user] + copy->n[user], end);
		SegCopyPiece piece = { .user = user, .offset = from - copy->first[user], .row = n, .n = to - from };

		if (from >= to)
			continue;
		for (gsize i = from; i < to; i++)
			rows[n++] = (guint16) (i - begin);
		g_array_append_val (pieces, piece);
	}
	return n;
}

/* FALSE: a column is not there or not whole. */
static gboolean
read_columns (const SegEventCopy *copy, SegEventHand *hand, gsize number, gsize n_rows)
{
	gsize n = MIN (copy->n_events - number * SEG_PACK_EVENTS, SEG_PACK_EVENTS);
	SegEventRun *run = hand->run;

	run->touched = 0;
	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++) {
		SegColumn column;

		if (!(copy->columns >> i & 1))
			continue;
		if (!load (hand, copy->feature_set, number, i, n, &column))
			return FALSE;
		if (seg_column_is_empty (&column))
			continue;
		run->touched |= 1u << i;
		if (i < SEG_PACK_N_INTEGERS)
			seg_column_integers (&column, hand->rows, n_rows, run->integers[i]);
		else
			seg_column_doubles (&column, hand->rows, n_rows, seg_event_run_doubles (run, i));
	}
	return TRUE;
}

static gboolean
read_blocks (const SegEventCopy *copy, SegEventHand *hand, const GArray *blocks, SegCopyTake take, gpointer data)
{
	g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (SegCopyPiece));

	for (guint i = 0; i < blocks->len; i++) {
		const Wanted *block = &g_array_index (blocks, Wanted, i);
		gsize n_rows = find_rows (copy, block, hand->rows, pieces);

		if (!read_columns (copy, hand, block->number, n_rows))
			return FALSE;
		take (hand->run, (const SegCopyPiece *) (gpointer) pieces->data, pieces->len, data);
	}
	return TRUE;
}

gboolean
seg_copy_reader_read (SegCopyReader *reader, gsize first, gsize last, SegCopyTake take, gpointer data)
{
	g_autoptr (GArray) blocks = list_blocks (reader->copy, first, last);
	SegEventHand *hand = seg_event_hands_borrow (reader->hands);
	gboolean fine = seg_event_hand_prepare (hand) && read_blocks (reader->copy, hand, blocks, take, data);

	seg_event_hands_give_back (reader->hands, hand);
	return fine;
}

SegCopyReader *
seg_copy_reader_new (SegWorkspace *workspace, const SegEventCopy *copy, gboolean alone)
{
	SegCopyReader *reader = g_new (SegCopyReader, 1);

	*reader = (SegCopyReader) { copy, seg_event_hands_new (workspace, alone) };
	return reader;
}

void
seg_copy_reader_free (SegCopyReader *reader)
{
	if (reader == NULL)
		return;
	seg_event_hands_free (reader->hands);
	g_free (reader);
}
