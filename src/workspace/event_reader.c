/* Reading events into columns. The ids are cut into parts, packs and ranges of rows, which go to whichever thread is free, each with a
 * connection of its own. */
#include <config.h>
#include "event_part.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#define PART_EVENTS 262144 /* ids a part that is read from rows, at least; fewer in all are not worth other threads */
#define MOST_PARTS 64
#define FEW_PACKS 8        /* so many that would fit into one are packed as one */

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


/* A part ----------------------------------------------------------------------------------------------------------- */

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
	return (guint16) MIN (low, SEG_MOST_KINDS);
}

guint16
seg_event_part_find_kind (SegEventPart *part, gint64 id)
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

guint16
seg_event_part_kind_at (SegEventPart *part, gint64 id, gint64 kind_id, guint16 kind)
{
	const SegEventReading *reading = part->reading;

	if (kind_id == reading->given_back_kind && meets (reading->given_back_ids, reading->n_given_back, &part->next_given_back, id)
	    && reading->given_back_at[part->next_given_back] > reading->as_of)
		return kind | SEG_CHUNK_NOT_YET_GIVEN_BACK;
	return kind;
}

gboolean
seg_event_part_find_text (SegEventPart *part, gint64 id, guint32 *length)
{
	const SegEventReading *reading = part->reading;

	if (!meets (reading->text_ids, reading->n_texts, &part->next_text, id))
		return FALSE;
	*length = reading->text_lengths[part->next_text];
	return TRUE;
}

gsize
seg_ids_first_from (const gint64 *ids, gsize n, gint64 id)
{
	gsize low = 0;

	while (low < n) {
		gsize middle = low + (n - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			n = middle;
	}
	return low;
}

/* Positions that events can have a kind at: the last is of kinds that are not there, or one too many. */
static gsize
n_kinds_of (const SegEventReading *reading)
{
	return MIN (reading->n_kinds, SEG_MOST_KINDS) + 1;
}

/* Takes the arrays it fills while it is read. */
static gboolean
part_begin (SegEventPart *part)
{
	const SegEventReading *reading = part->reading;

	part->chunks = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_chunk_free);
	part->packs = reading->packs != NULL ? g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_pack_free) : NULL;
	part->met = reading->met != NULL ? g_array_new (FALSE, FALSE, sizeof (gint64)) : NULL;
	part->n_events = g_try_new0 (guint64, n_kinds_of (reading));
	part->has = g_try_new0 (guint32, n_kinds_of (reading));
	part->last_kind_id = G_MININT64;
	part->last_at = SEG_EVENT_NO_TIME;
	part->next_given_back = seg_ids_first_from (reading->given_back_ids, reading->n_given_back, part->first);
	part->next_text = seg_ids_first_from (reading->text_ids, reading->n_texts, part->first);
	part->out_of_memory = part->n_events == NULL || part->has == NULL;
	return !part->out_of_memory;
}

/* Cutting ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegEventReading *reading;
	SegWorkspace  *workspace; /* the caller's connection */
	GThread       *caller;
	SegEventHands *hands;
	SegJob        *job;
	gint64         first, last;
	gint64         n_ids;
	GArray        *parts;     /* of SegEventPart */
	atomic_size_t  n_done;
} Reading;

static void
add_rows (Reading *reading, gint64 first, gint64 last)
{
	gint64 each = MAX (PART_EVENTS, (reading->last - reading->first) / MOST_PARTS + 1);

	for (; first <= last; first += each) {
		SegEventPart part = { .reading = reading->reading, .job = reading->job, .first = first, .last = MIN (last, first + each - 1),
		                      .after_id = reading->first - 1 };

		g_array_append_val (reading->parts, part);
		if (last - first < each)
			break;
	}
}

/* Whether someone who is wanted lies between two ids. */
static gboolean
concerns (const SegEventReading *reading, gint64 first_user, gint64 last_user)
{
	gsize at = reading->only_users ? seg_ids_first_from (reading->users.ids, reading->users.n, first_user) : 0;

	return !reading->only_users || (at < reading->users.n && reading->users.ids[at] <= last_user);
}

typedef struct {
	gint64 first, last, n, first_user, last_user;
} Pack;

/* Packs that can be right, in the order of ids. */
static GArray *
list_packs (Reading *reading, GError **error)
{
	g_autoptr (GArray) packs = g_array_new (FALSE, FALSE, sizeof (Pack));
	g_autoptr (SegStatement) rows = seg_workspace_prepare (reading->workspace,
		"SELECT first_event_id, last_event_id, n_events, first_user_id, last_user_id FROM event_pack AS p "
		"WHERE last_event_id >= ?1 AND first_event_id <= ?2 "
		"AND EXISTS (SELECT 1 FROM event_column AS c WHERE c.first_event_id = p.first_event_id AND position = 2) ORDER BY 1", error);
	GError *failure = NULL;
	gint64 before = G_MININT64;

	if (rows == NULL)
		return NULL;
	seg_statement_bind_integer_at (rows, 1, reading->first);
	seg_statement_bind_integer_at (rows, 2, reading->last);
	while (seg_statement_next (rows, &failure)) {
		Pack pack = { seg_statement_integer (rows, 0), seg_statement_integer (rows, 1), seg_statement_integer (rows, 2),
		              seg_statement_integer (rows, 3), seg_statement_integer (rows, 4) };

		if (pack.n < 1 || pack.n > SEG_PACK_EVENTS || pack.first <= before || pack.last < pack.first
		    || (guint64) pack.last - (guint64) pack.first < (guint64) pack.n - 1)
			continue;
		before = pack.last;
		g_array_append_val (packs, pack);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&packs) : NULL;
}

/* How many packs from @i on are better made one: those of many small imports. */
static guint
count_small (const GArray *packs, guint i)
{
	gint64 n = 0;
	guint k = i;

	while (k < packs->len && n + g_array_index (packs, Pack, k).n <= SEG_PACK_EVENTS)
		n += g_array_index (packs, Pack, k++).n;
	return k - i >= FEW_PACKS ? k - i : 0;
}

static gboolean
cut (Reading *reading, GError **error)
{
	g_autoptr (GArray) packs = list_packs (reading, error);
	gint64 next = reading->first;

	for (guint i = 0; packs != NULL && i < packs->len; i++) {
		const Pack *pack = &g_array_index (packs, Pack, i);
		guint n_small = reading->reading->packs != NULL ? count_small (packs, i) : 0;
		SegEventPart part = { .reading = reading->reading, .job = reading->job, .first = pack->first, .last = pack->last, .pack = pack->first,
		                      .after_id = reading->first - 1, .n_of_pack = (gsize) pack->n, .has_holes = (guint64) pack->last - (guint64) pack->first != (guint64) pack->n - 1 };

		if (n_small > 0) { /* read as rows with what follows */
			i += n_small - 1;
			continue;
		}
		add_rows (reading, next, pack->first - 1);
		if (concerns (reading->reading, pack->first_user, pack->last_user))
			g_array_append_val (reading->parts, part);
		next = pack->last < G_MAXINT64 ? pack->last + 1 : pack->last;
	}
	if (packs != NULL)
		add_rows (reading, next, reading->last);
	return packs != NULL;
}

static gboolean
find_ids (Reading *reading, gint64 after_id, GError **error)
{
	if (!seg_workspace_count (reading->workspace, "SELECT ifnull (min (id), 0) FROM event", &reading->first, error)
	    || !seg_workspace_count (reading->workspace, "SELECT ifnull (max (id), -1) FROM event", &reading->last, error))
		return FALSE;
	reading->first = MAX (reading->first, after_id + 1);
	reading->n_ids = reading->last >= reading->first ? reading->last - reading->first + 1 : 0;
	return reading->n_ids == 0 || cut (reading, error);
}

/* Threads ---------------------------------------------------------------------------------------------------------- */

static void
read_part (SegEventPart *part, SegEventHand *hand)
{
	if (!part_begin (part) || (part->n_of_pack > 0 && seg_event_part_unpack (part, hand)))
		return;
	if (!part->out_of_memory && part->failure == NULL)
		seg_event_part_read_rows (part, hand);
}

static void
read_block (gsize number, gsize first, gsize last, gpointer data)
{
	Reading *reading = data;
	SegEventHand *hand;

	(void) first;
	(void) last;
	if (seg_job_is_cancelled (reading->job))
		return;
	hand = seg_event_hands_borrow (reading->hands);
	read_part (&g_array_index (reading->parts, SegEventPart, number), hand);
	seg_event_hands_give_back (reading->hands, hand);
	atomic_fetch_add (&reading->n_done, 1);
	if (g_thread_self () == reading->caller)
		seg_job_proceed (reading->job, (double) atomic_load (&reading->n_done) / (double) reading->parts->len, _("reading events"), NULL);
}

static void
run (Reading *reading)
{
	reading->hands = seg_event_hands_new (reading->workspace, reading->n_ids <= PART_EVENTS);
	if (seg_event_hands_are_own (reading->hands))
		seg_parallel_blocks (reading->parts->len, 1, read_block, reading);
	else
		for (gsize i = 0; i < reading->parts->len; i++)
			read_block (i, i, i + 1, reading);
	seg_event_hands_free (reading->hands);
}

/* All parts -------------------------------------------------------------------------------------------------------- */

/* Adds what @part found to the whole, and empties it. */
static void
part_gather (SegEventPart *part, GPtrArray *chunks, guint64 *n_events, guint32 *has, gboolean *out_of_memory, GError **failure)
{
	if (part->chunks != NULL)
		g_ptr_array_extend_and_steal (chunks, part->chunks);
	if (part->packs != NULL)
		g_ptr_array_extend_and_steal (part->reading->packs, part->packs);
	if (part->met != NULL)
		g_array_append_vals (part->reading->met, part->met->data, part->met->len);
	g_clear_pointer (&part->met, g_array_unref);
	for (gsize kind = 0; part->n_events != NULL && part->has != NULL && kind < n_kinds_of (part->reading); kind++) {
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
say_failure (GError *failure, gboolean out_of_memory, GError **error)
{
	if (failure == NULL && out_of_memory)
		g_set_error_literal (&failure, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to hold the events"));
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

gboolean
seg_events_read (SegWorkspace *workspace, const SegEventReading *what, gint64 after_id, GPtrArray **chunks, guint64 *n_events,
                 guint32 *has, gint64 *last_at, SegJob *job, GError **error)
{
	g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (SegEventPart));
	Reading reading = { .reading = what, .workspace = workspace, .caller = g_thread_self (), .job = job, .parts = parts };
	g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_chunk_free);
	gboolean out_of_memory = FALSE;
	GError *failure = NULL;

	if (!find_ids (&reading, after_id, error))
		return FALSE;
	run (&reading);
	for (guint i = 0; i < parts->len; i++) {
		SegEventPart *part = &g_array_index (parts, SegEventPart, i);

		if (last_at != NULL && part->chunks != NULL)
			*last_at = MAX (*last_at, part->last_at);
		part_gather (part, all, n_events, has, &out_of_memory, &failure);
	}
	if (!say_failure (failure, out_of_memory, error))
		return FALSE;
	*chunks = g_steal_pointer (&all);
	return seg_job_proceed (job, 1, NULL, error);
}
