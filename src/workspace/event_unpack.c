/* Events read from a pack: its columns are looked through before anything is taken from them, so that a pack that is not whole leaves no
 * trace, and its events are read from the rows. */
#include <config.h>
#include "event_column.h"
#include "event_part.h"

#include <math.h>
#include <string.h>

#define FEW_STEPS 8 /* from one wanted user to the next, before all are searched */

gboolean
seg_event_hand_prepare (SegEventHand *hand)
{
	if (hand->run != NULL)
		return TRUE;
	hand->rows = g_try_new (guint16, SEG_PACK_EVENTS);
	hand->kept = g_try_new (guint16, SEG_PACK_EVENTS);
	hand->users = g_try_new (guint32, SEG_PACK_EVENTS);
	hand->kinds = g_try_new (guint16, SEG_PACK_EVENTS);
	hand->run = hand->rows != NULL && hand->kept != NULL && hand->users != NULL && hand->kinds != NULL ? seg_event_run_new_bare () : NULL;
	return hand->run != NULL;
}

void
seg_event_hand_clear (SegEventHand *hand)
{
	seg_event_run_free (hand->run);
	g_free (hand->rows);
	g_free (hand->kept);
	g_free (hand->users);
	g_free (hand->kinds);
	for (guint i = 0; i < SEG_PACK_N_COLUMNS; i++)
		sqlite3_finalize (hand->columns[i]);
	sqlite3_finalize (hand->copy);
	*hand = (SegEventHand) { .workspace = hand->workspace };
}

/* The columns of a pack, and which of its rows are of interest. */
typedef struct {
	SegEventPart *part;
	SegEventHand *hand;
	SegColumn     columns[SEG_PACK_N_COLUMNS];
	const guint16 *rows;   /* numbers of the rows that were looked at; NULL: the first n_rows */
	gsize          n_rows;
	gsize          n_kept; /* of these: hand->kept, numbers among rows */
} Unpacking;

/* Loading ---------------------------------------------------------------------------------------------------------- */

/* Loads one column; it must be there and whole. Its bytes stay where SQLite has them until the next part is loaded. */
static gboolean
load_column (Unpacking *unpacking, guint i)
{
	SegEventPart *part = unpacking->part;
	SegEventHand *hand = unpacking->hand;
	sqlite3_stmt **row = &hand->columns[i];

	if (*row == NULL && sqlite3_prepare_v2 (hand->workspace->db, "SELECT bytes FROM event_column WHERE first_event_id = ?1 AND position = ?2",
	                                        -1, row, NULL) != SQLITE_OK)
		return FALSE;
	sqlite3_reset (*row);
	sqlite3_bind_int64 (*row, 1, part->pack);
	sqlite3_bind_int (*row, 2, (int) i);
	if (sqlite3_step (*row) != SQLITE_ROW)
		return FALSE;
	return seg_column_open (&unpacking->columns[i], sqlite3_column_blob (*row, 0), (gsize) sqlite3_column_bytes (*row, 0), part->n_of_pack,
	                        seg_column_place (part->pack, i));
}

/* Times also say which events are kept. */
static gboolean
is_needed (const SegEventPart *part, guint column)
{
	return column <= SEG_PACK_AT || seg_event_reading_wants (part->reading, column);
}

static gboolean
load_columns (Unpacking *unpacking, guint from, guint to)
{
	gboolean fine = TRUE;

	for (guint i = from; fine && i <= to; i++)
		fine = !is_needed (unpacking->part, i) || load_column (unpacking, i);
	return fine;
}

/* Rows of interest -------------------------------------------------------------------------------------------------- */

/* The ids, where some are not there; they must ascend within the range. */
static gboolean
unpack_ids (Unpacking *unpacking)
{
	const SegEventPart *part = unpacking->part;
	gint64 *ids = unpacking->hand->run->integers[SEG_PACK_ID];

	if (!part->has_holes)
		return TRUE;
	seg_column_integers (&unpacking->columns[SEG_PACK_ID], NULL, part->n_of_pack, ids);
	for (gsize i = 1; i < part->n_of_pack; i++)
		if (ids[i] <= ids[i - 1])
			return FALSE;
	return ids[0] == part->first && ids[part->n_of_pack - 1] == part->last;
}

static inline gint64
id_of (const Unpacking *unpacking, gsize row)
{
	return unpacking->part->has_holes ? unpacking->hand->run->integers[SEG_PACK_ID][row] : unpacking->part->first + (gint64) row;
}

static inline gsize
row_of (const Unpacking *unpacking, gsize i)
{
	return unpacking->rows != NULL ? unpacking->rows[i] : i;
}

/* The position of a user; users mostly ascend, and among few that are wanted one step leads to the next. */
static gssize
find_user (const SegEventReading *reading, gint64 id, gsize *next)
{
	const gint64 *ids = reading->users.ids;
	gsize n = reading->users.n;

	if (!reading->only_users)
		return seg_id_index_find (&reading->users, id);
	for (guint steps = 0; steps < FEW_STEPS && *next < n && ids[*next] < id; steps++)
		++*next;
	if ((*next > 0 && ids[*next - 1] >= id) || (*next < n && ids[*next] < id))
		*next = seg_ids_first_from (ids, n, id);
	return *next < n && ids[*next] == id ? (gssize) *next : -1;
}

/* Finds the positions of users; of a few wanted ones also which rows are theirs. */
static void
find_rows (Unpacking *unpacking)
{
	SegEventPart *part = unpacking->part;
	const SegEventReading *reading = part->reading;
	SegEventHand *hand = unpacking->hand;
	gint64 *ids = hand->run->integers[SEG_PACK_USER];
	gboolean all = !reading->only_users && part->after_id < part->first;
	gint64 last_id = G_MININT64;
	gssize position = -1;
	gsize next;

	if (reading->only_users && part->met == NULL && part->after_id < part->first
	    && seg_column_find (&unpacking->columns[SEG_PACK_USER], reading->users.ids, reading->users.n, hand->rows, hand->users, &unpacking->n_rows)) {
		unpacking->rows = hand->rows;
		return;
	}
	seg_column_integers (&unpacking->columns[SEG_PACK_USER], NULL, part->n_of_pack, ids);
	next = seg_ids_first_from (reading->users.ids, reading->users.n, ids[0]);
	unpacking->n_rows = 0;
	for (gsize i = 0; i < part->n_of_pack; i++) {
		if (ids[i] != last_id || i == 0) {
			last_id = ids[i];
			position = find_user (reading, ids[i], &next);
		}
		if (!all && (id_of (unpacking, i) <= part->after_id || (reading->only_users && position < 0)))
			continue;
		hand->rows[unpacking->n_rows] = (guint16) i;
		seg_event_part_meet (part, ids[i]);
		hand->users[unpacking->n_rows++] = position >= 0 ? (guint32) position : G_MAXUINT32;
	}
	unpacking->rows = unpacking->n_rows == part->n_of_pack ? NULL : hand->rows;
}

/* Times and kinds, what they say of the kinds, and which events are kept: of wanted users up to the instant. */
static void
find_kept (Unpacking *unpacking)
{
	SegEventPart *part = unpacking->part;
	SegEventHand *hand = unpacking->hand;
	gint64 *at = hand->run->integers[SEG_PACK_AT], *kinds = hand->run->integers[SEG_PACK_KIND];

	seg_column_integers (&unpacking->columns[SEG_PACK_AT], unpacking->rows, unpacking->n_rows, at);
	seg_column_integers (&unpacking->columns[SEG_PACK_KIND], unpacking->rows, unpacking->n_rows, kinds);
	for (gsize i = 0; i < unpacking->n_rows; i++) {
		guint16 kind = seg_event_part_find_kind (part, kinds[i]);
		guint32 *has = &part->has[kind];

		hand->kinds[i] = kind;
		part->n_events[kind]++;
		part->last_at = MAX (part->last_at, at[i]);
		if (at[i] != SEG_EVENT_NO_TIME)
			*has |= *has & SEG_EVENT_HAS_CLOCK || at[i] % 86400 == 0 ? SEG_EVENT_HAS_TIME : SEG_EVENT_HAS_TIME | SEG_EVENT_HAS_CLOCK;
		hand->kept[unpacking->n_kept] = (guint16) i;
		unpacking->n_kept += hand->users[i] != G_MAXUINT32 && at[i] <= part->reading->as_of;
	}
}

/* What is kept ------------------------------------------------------------------------------------------------------ */

static void *
new_column (SegEventPart *part, gsize n, gsize size)
{
	void *column = g_try_malloc_n (n, size);

	part->out_of_memory = part->out_of_memory || column == NULL;
	return column;
}

static void
take_kinds (Unpacking *unpacking, SegEventChunk *chunk)
{
	SegEventPart *part = unpacking->part;
	SegEventHand *hand = unpacking->hand;
	const gint64 *at = hand->run->integers[SEG_PACK_AT], *kinds = hand->run->integers[SEG_PACK_KIND];
	gint64 given_back = part->reading->given_back_kind;

	chunk->user = new_column (part, chunk->n, sizeof *chunk->user);
	if (seg_event_reading_wants (part->reading, SEG_PACK_AT))
		chunk->at = new_column (part, chunk->n, sizeof *chunk->at);
	chunk->kind = new_column (part, chunk->n, sizeof *chunk->kind);
	for (gsize k = 0; !part->out_of_memory && k < chunk->n; k++) {
		gsize i = hand->kept[k];

		chunk->user[k] = hand->users[i];
		if (chunk->at != NULL)
			chunk->at[k] = at[i];
		chunk->kind[k] = kinds[i] != given_back ? hand->kinds[i]
		                 : seg_event_part_kind_at (part, id_of (unpacking, row_of (unpacking, i)), kinds[i], hand->kinds[i]);
	}
}

static void
take_texts (Unpacking *unpacking, SegEventChunk *chunk)
{
	SegEventPart *part = unpacking->part;

	for (gsize k = 0; k < chunk->n && part->next_text < part->reading->n_texts && !part->out_of_memory; k++) {
		guint32 length;

		if (!seg_event_part_find_text (part, id_of (unpacking, row_of (unpacking, unpacking->hand->kept[k])), &length))
			continue;
		if (chunk->text_length == NULL)
			chunk->text_length = g_try_new0 (guint32, chunk->n);
		if (chunk->text_length != NULL)
			chunk->text_length[k] = length;
		else
			part->out_of_memory = TRUE;
	}
}

static void
take_items (Unpacking *unpacking, SegEventChunk *chunk)
{
	SegEventPart *part = unpacking->part;
	SegEventHand *hand = unpacking->hand;
	gint64 *items = hand->run->integers[SEG_PACK_ITEM];

	if (!is_needed (part, SEG_PACK_ITEM) || seg_column_is_empty (&unpacking->columns[SEG_PACK_ITEM]))
		return;
	seg_column_integers (&unpacking->columns[SEG_PACK_ITEM], unpacking->rows, unpacking->n_rows, items);
	for (gsize i = 0; i < unpacking->n_rows; i++)
		part->has[hand->kinds[i]] |= items[i] != SEG_PACK_NONE ? SEG_EVENT_HAS_ITEM : 0;
	if (chunk->n == 0 || (chunk->item = new_column (part, chunk->n, sizeof *chunk->item)) == NULL)
		return;
	for (gsize k = 0; k < chunk->n; k++) {
		gint64 item = items[hand->kept[k]];

		chunk->item[k] = item != SEG_PACK_NONE ? (guint32) (seg_id_index_find (&part->reading->items, item) + 1) : 0;
	}
}

static void
take_orders (Unpacking *unpacking, SegEventChunk *chunk)
{
	SegEventPart *part = unpacking->part;
	SegEventHand *hand = unpacking->hand;
	gint64 *orders = hand->run->integers[SEG_PACK_ORDER];

	if (!is_needed (part, SEG_PACK_ORDER) || seg_column_is_empty (&unpacking->columns[SEG_PACK_ORDER]))
		return;
	seg_column_integers (&unpacking->columns[SEG_PACK_ORDER], unpacking->rows, unpacking->n_rows, orders);
	for (gsize i = 0; i < unpacking->n_rows; i++)
		part->has[hand->kinds[i]] |= orders[i] != SEG_PACK_NONE ? SEG_EVENT_HAS_ORDER : 0;
	if (chunk->n == 0 || (chunk->order = new_column (part, chunk->n, sizeof *chunk->order)) == NULL)
		return;
	for (gsize k = 0; k < chunk->n; k++)
		chunk->order[k] = orders[hand->kept[k]] != SEG_PACK_NONE ? (guint64) orders[hand->kept[k]] : 0;
}

static void
take_doubles (Unpacking *unpacking, SegPackColumn which, SegEventHas flag, gsize n_kept, double **column)
{
	SegEventPart *part = unpacking->part;
	SegEventHand *hand = unpacking->hand;
	double *values = seg_event_run_doubles (hand->run, which);

	if (!is_needed (part, which) || seg_column_is_empty (&unpacking->columns[which]))
		return;
	seg_column_doubles (&unpacking->columns[which], unpacking->rows, unpacking->n_rows, values);
	for (gsize i = 0; i < unpacking->n_rows; i++)
		part->has[hand->kinds[i]] |= isnan (values[i]) ? 0 : flag;
	if (n_kept == 0 || (*column = new_column (part, n_kept, sizeof **column)) == NULL)
		return;
	for (gsize k = 0; k < n_kept; k++)
		(*column)[k] = values[hand->kept[k]];
}

static void
take_all (Unpacking *unpacking)
{
	SegEventPart *part = unpacking->part;
	SegEventChunk *chunk = g_new0 (SegEventChunk, 1);

	chunk->n = unpacking->n_kept;
	if (chunk->n > 0)
		take_kinds (unpacking, chunk);
	take_texts (unpacking, chunk);
	take_items (unpacking, chunk);
	take_orders (unpacking, chunk);
	take_doubles (unpacking, SEG_PACK_AMOUNT, SEG_EVENT_HAS_AMOUNT, chunk->n, &chunk->amount);
	take_doubles (unpacking, SEG_PACK_QUANTITY, SEG_EVENT_HAS_QUANTITY, chunk->n, &chunk->quantity);
	take_doubles (unpacking, SEG_PACK_RATING, SEG_EVENT_HAS_RATING, chunk->n, &chunk->rating);
	take_doubles (unpacking, SEG_PACK_SECONDS, SEG_EVENT_HAS_SECONDS, chunk->n, &chunk->seconds);
	if (chunk->n > 0)
		g_ptr_array_add (part->chunks, chunk);
	else
		seg_event_chunk_free (chunk);
}

gboolean
seg_event_part_unpack (SegEventPart *part, SegEventHand *hand)
{
	Unpacking unpacking = { .part = part, .hand = hand };
	guint first = part->has_holes ? SEG_PACK_ID : SEG_PACK_USER;

	if (!seg_event_hand_prepare (hand)) {
		part->out_of_memory = TRUE;
		return TRUE;
	}
	hand->run->n = SEG_PACK_EVENTS; /* what is written over is cleared before rows are gathered */
	hand->run->touched = (1u << SEG_PACK_N_COLUMNS) - 1;
	if (!load_columns (&unpacking, first, part->reading->only_users ? SEG_PACK_USER : SEG_PACK_N_COLUMNS - 1)
	    || !unpack_ids (&unpacking))
		return FALSE;
	find_rows (&unpacking);
	if (unpacking.n_rows == 0)
		return TRUE;
	if (part->reading->only_users && !load_columns (&unpacking, SEG_PACK_KIND, SEG_PACK_N_COLUMNS - 1))
		return FALSE;
	find_kept (&unpacking);
	take_all (&unpacking);
	return TRUE;
}
