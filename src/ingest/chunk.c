/* Chunks: their memory, and the sorting of events by user, time and place in the file. */
#include <config.h>
#include "chunk.h"

#include <segscope/event_pack.h>

#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK (256 * 1024)
#define BLOCK_EVENTS 512

gsize seg_chunk_events_most = 256 * 1024;
gsize seg_chunk_bytes_most = 4 * 1024 * 1024;

/* Memory ----------------------------------------------------------------------------------------------------------- */

static void
clear_reject (gpointer data)
{
	SegChunkReject *reject = data;

	g_free (reject->reason);
	g_clear_pointer (&reject->bytes, g_bytes_unref);
}

static void
clear_kind (gpointer data)
{
	g_free (((SegChunkKind *) data)->name);
}

SegChunk *
seg_chunk_new (void)
{
	SegChunk *chunk = g_new0 (SegChunk, 1);

	chunk->texts = g_array_new (FALSE, FALSE, sizeof (SegChunkText));
	chunk->titles = g_array_new (FALSE, FALSE, sizeof (SegChunkText));
	chunk->keys = g_array_new (FALSE, FALSE, sizeof (SegBulkText));
	chunk->merges = g_array_new (FALSE, FALSE, sizeof (SegMergeRow));
	chunk->users = g_array_new (FALSE, FALSE, sizeof (SegBulkText));
	chunk->items = g_array_new (FALSE, FALSE, sizeof (SegBulkText));
	chunk->kinds = g_array_new (FALSE, FALSE, sizeof (SegChunkKind));
	chunk->results = g_array_new (FALSE, FALSE, sizeof (SegChunkResult));
	chunk->rejects = g_array_new (FALSE, FALSE, sizeof (SegChunkReject));
	chunk->blocks = g_array_new (FALSE, FALSE, sizeof (SegEventBlock));
	chunk->packs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_event_pack_free);
	chunk->arena = g_ptr_array_new_with_free_func (g_free);
	g_array_set_clear_func (chunk->kinds, clear_kind);
	g_array_set_clear_func (chunk->rejects, clear_reject);
	return chunk;
}

void
seg_chunk_free (SegChunk *chunk)
{
	GArray *arrays[] = { chunk->texts, chunk->titles, chunk->keys, chunk->merges, chunk->users, chunk->items, chunk->kinds,
	                     chunk->results, chunk->rejects, chunk->blocks };

	for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
		g_array_unref (arrays[i]);
	g_ptr_array_unref (chunk->packs);
	g_ptr_array_unref (chunk->arena);
	free (chunk->events);
	free (chunk->more);
	free (chunk->cells);
	free (chunk->merge_cells);
	g_free (chunk);
}

void
seg_chunk_clear (SegChunk *chunk)
{
	GArray *arrays[] = { chunk->texts, chunk->titles, chunk->keys, chunk->merges, chunk->users, chunk->items, chunk->kinds,
	                     chunk->results, chunk->rejects, chunk->blocks };

	for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
		g_array_set_size (arrays[i], 0);
	g_ptr_array_set_size (chunk->packs, 0);
	g_ptr_array_set_size (chunk->arena, 0);
	chunk->arena_at = NULL;
	chunk->arena_left = chunk->arena_size = 0;
	chunk->n_events = chunk->n_new = 0;
}

const char *
seg_chunk_keep (SegChunk *chunk, const char *text, gsize size)
{
	char *kept;

	if (text == NULL)
		return NULL;
	if (chunk->arena_left < size + 1) {
		chunk->arena_left = MAX (size + 1, ARENA_BLOCK);
		chunk->arena_at = g_try_malloc (chunk->arena_left);
		if (chunk->arena_at == NULL) {
			chunk->arena_left = 0;
			return NULL;
		}
		chunk->arena_size += chunk->arena_left;
		g_ptr_array_add (chunk->arena, chunk->arena_at);
	}
	kept = memcpy (chunk->arena_at, text, size);
	kept[size] = '\0';
	chunk->arena_at += size + 1;
	chunk->arena_left -= size + 1;
	return kept;
}

/* Room for @n things of @size bytes in all. */
static gboolean
reserve (void **things, gsize *room, gsize n, gsize size)
{
	gsize wanted = MAX (n, *room + *room / 2);
	void *moved;

	if (n <= *room)
		return TRUE;
	moved = reallocarray (*things, wanted, size);
	if (moved == NULL)
		return FALSE;
	*things = moved;
	*room = wanted;
	return TRUE;
}

gboolean
seg_chunk_reserve_events (SegChunk *chunk, gsize n, gboolean more)
{
	return reserve ((void **) &chunk->events, &chunk->room, chunk->n_events + n, sizeof *chunk->events)
	       && (!more || reserve ((void **) &chunk->more, &chunk->more_room, chunk->n_events + n, sizeof *chunk->more));
}

gboolean
seg_chunk_reserve_cells (SegChunk *chunk, gsize n, gsize n_cells)
{
	return reserve ((void **) &chunk->cells, &chunk->cells_room, (chunk->n_new + n) * MAX (n_cells, 1), sizeof *chunk->cells);
}

SegCell *
seg_chunk_add_merge (SegChunk *chunk, const SegMergeRow *row, gsize n_cells)
{
	gsize n = chunk->merges->len;

	if (!reserve ((void **) &chunk->merge_cells, &chunk->merge_room, (n + 1) * MAX (n_cells, 1), sizeof *chunk->merge_cells))
		return NULL;
	g_array_append_vals (chunk->merges, row, 1);
	return &chunk->merge_cells[n * n_cells];
}

/* Sorting ---------------------------------------------------------------------------------------------------------- */

#define DIGIT_BITS 11
#define N_DIGITS (1u << DIGIT_BITS)

/* One stable pass over the digit of the user ids at @shift. */
static void
distribute (const SegEventRow *from, SegEventRow *to, gsize n, guint32 base, guint shift)
{
	guint32 starts[N_DIGITS] = { 0 }, sum = 0;

	for (gsize i = 0; i < n; i++)
		starts[(from[i].user - base) >> shift & (N_DIGITS - 1)]++;
	for (gsize i = 0; i < N_DIGITS; i++) {
		guint32 count = starts[i];

		starts[i] = sum;
		sum += count;
	}
	for (gsize i = 0; i < n; i++)
		to[starts[(from[i].user - base) >> shift & (N_DIGITS - 1)]++] = from[i];
}

static int
compare_events (const void *a, const void *b)
{
	const SegEventRow *first = a, *second = b;

	if (first->at != second->at)
		return first->at < second->at ? -1 : 1;
	return first->row < second->row ? -1 : first->row > second->row;
}

/* The events of one user, which stand in the order of the file; mostly few, or in order already. */
static void
sort_slice (SegEventRow *events, gsize n)
{
	if (n > 32) {
		gsize i = 1;

		while (i < n && events[i - 1].at <= events[i].at)
			i++;
		if (i < n)
			qsort (events, n, sizeof *events, compare_events);
		return;
	}
	for (gsize i = 1; i < n; i++) {
		SegEventRow event = events[i];
		gsize j = i;

		for (; j > 0 && events[j - 1].at > event.at; j--)
			events[j] = events[j - 1];
		events[j] = event;
	}
}

static void
sort_times (SegEventRow *events, gsize n)
{
	for (gsize begin = 0, end; begin < n; begin = end) {
		for (end = begin + 1; end < n && events[end].user == events[begin].user;)
			end++;
		if (end - begin > 1)
			sort_slice (events + begin, end - begin);
	}
}

static void
sort_events (SegChunk *chunk, SegEventRow **scratch, gsize *scratch_room)
{
	guint32 low = G_MAXUINT32, high = 0;

	for (gsize i = 0; i < chunk->n_events; i++) {
		low = MIN (low, chunk->events[i].user);
		high = MAX (high, chunk->events[i].user);
	}
	for (guint shift = 0; shift < 32 && (high - low) >> shift > 0; shift += DIGIT_BITS) {
		SegEventRow *sorted = *scratch;
		gsize room = *scratch_room;

		distribute (chunk->events, sorted, chunk->n_events, low, shift);
		*scratch = chunk->events;
		*scratch_room = chunk->room;
		chunk->events = sorted;
		chunk->room = room;
	}
	sort_times (chunk->events, chunk->n_events);
}

static int
compare_texts (const void *a, const void *b)
{
	const SegChunkText *first = a, *second = b;

	return first->row < second->row ? -1 : first->row > second->row;
}

/* Whatever counts in rows of the file, counted in sorted events. */
static gboolean
follow (SegChunk *chunk)
{
	gsize n = chunk->n_events;

	if (chunk->more_room > 0) {
		SegEventMore *sorted = reallocarray (NULL, MAX (n, 1), sizeof *sorted);

		if (sorted == NULL)
			return FALSE;
		for (gsize i = 0; i < n; i++)
			sorted[i] = chunk->more[chunk->events[i].row];
		free (chunk->more);
		chunk->more = sorted;
		chunk->more_room = MAX (n, 1);
	}
	if (chunk->texts->len > 0) {
		guint32 *place = reallocarray (NULL, n, sizeof *place);

		if (place == NULL)
			return FALSE;
		for (gsize i = 0; i < n; i++)
			place[chunk->events[i].row] = (guint32) i;
		for (guint i = 0; i < chunk->texts->len; i++) {
			SegChunkText *text = &g_array_index (chunk->texts, SegChunkText, i);

			text->row = place[text->row];
		}
		free (place);
		qsort (chunk->texts->data, chunk->texts->len, sizeof (SegChunkText), compare_texts);
	}
	return TRUE;
}

static void
note_blocks (SegChunk *chunk)
{
	for (gsize begin = 0; begin < chunk->n_events; begin += BLOCK_EVENTS) {
		gsize end = MIN (begin + BLOCK_EVENTS, chunk->n_events);
		SegEventBlock block = { chunk->first_event + (gint64) begin, chunk->first_event + (gint64) end - 1, chunk->events[begin].user,
		                        chunk->events[end - 1].user };

		g_array_append_val (chunk->blocks, block);
	}
}

gboolean
seg_chunk_sort (SegChunk *chunk, SegEventRow **scratch, gsize *scratch_room)
{
	if (!reserve ((void **) scratch, scratch_room, chunk->room, sizeof **scratch))
		return FALSE;
	sort_events (chunk, scratch, scratch_room);
	note_blocks (chunk);
	return follow (chunk);
}
