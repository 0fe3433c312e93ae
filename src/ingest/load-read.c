/* The reading thread of a load: blocks of records into staged rows, staged rows into chunks, full chunks to the writer. */
#include <config.h>
#include "load-wide.h"

#include <segscope/csv.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_KEYS 256

/* Rejects ------------------------------------------------------------------------------------------------------------ */

void
seg_load_stage_reject (SegLoad *load, gssize column, gboolean row, char *reason)
{
	SegStagedReject reject = { load->n_records, column, row, reason, load->row.n_fields };

	g_array_append_val (load->staged_rejects, reject);
}

static char *
count_fault (const SegLoad *load, const SegRecord *record, gsize n_fields)
{
	g_autofree char *counts = g_strdup_printf (
		load->plan->has_header ? _("has %zu columns, the header has %zu") : _("has %zu columns, the first row has %zu"),
		n_fields, load->plan->n_columns);

	if (record->n_lines > 1)
		return g_strdup_printf (_("%s; it runs over %" PRId64 " lines: is a quote (\") missing?"), counts, record->n_lines);
	return g_steal_pointer (&counts);
}

/* What is wrong with the record as text. */
static char *
record_fault (const SegLoad *load, const SegRecord *record, gsize n_fields)
{
	switch (record->fault) {
	case SEG_RECORD_OPEN_QUOTE:
		return g_strdup (_("a quote (\") is opened here and never closed"));
	case SEG_RECORD_TOO_LONG:
		return g_strdup (_("is longer than 1 MiB"));
	case SEG_RECORD_UNDECODABLE:
		return g_strdup_printf (_("is not %s text: byte 0x%02X at position %zu of the row"), load->plan->encoding, record->fault_byte,
		                        record->fault_at);
	case SEG_RECORD_FINE:
	default:
		return count_fault (load, record, n_fields);
	}
}

/* The block holds: what was noted of its rows goes with the chunk, with line and text. */
static void
settle_rejects (SegLoad *load)
{
	for (guint i = 0; i < load->staged_rejects->len; i++) {
		SegStagedReject *staged = &g_array_index (load->staged_rejects, SegStagedReject, i);
		SegChunkReject reject = { .column = staged->column, .is_value = !staged->row };
		SegRecord record;

		seg_reader_locate (load->reader, staged->record, &record);
		reject.line = record.line;
		reject.reason = staged->reason != NULL ? g_steal_pointer (&staged->reason) : record_fault (load, &record, staged->n_fields);
		reject.raw = seg_load_keep (load, record.raw, record.raw_size);
		if (record.fault == SEG_RECORD_UNDECODABLE)
			reject.bytes = seg_reader_original (load->reader, &record);
		g_array_append_val (load->chunk->rejects, reject);
		load->rows_rejected += staged->row;
		load->values_rejected += !staged->row;
	}
	g_array_set_size (load->staged_rejects, 0);
}

/* Records ------------------------------------------------------------------------------------------------------------- */

static void
begin_row (SegLoad *load)
{
	load->row.n_fields = 0;
	load->row.extra = load->row.filled = load->row.test = FALSE;
	load->row.no_key = SEG_NO_KEY_NONE;
	load->row.missing = load->row.bad = 0;
	load->row.stranger = FALSE;
	load->row.price = NAN;
	load->row.kind[0] = load->row.kind[1] = NULL;
	if (load->entities) {
		if (!seg_chunk_reserve_cells (load->chunk, load->staged->len + 1, load->n_cells))
			seg_load_keep (load, NULL, 0); /* notes that there is no memory */
		return;
	}
	g_array_set_size (load->staged, load->staged->len + 1);
	g_array_index (load->staged, SegStagedEvent, load->staged->len - 1) =
		(SegStagedEvent) { .event = { .at = SEG_BULK_NO_INTEGER, .amount = NAN } };
	if (load->wide != NULL)
		seg_wide_begin_row (load);
	if (load->has_more) {
		g_array_set_size (load->staged_more, load->staged->len);
		g_array_index (load->staged_more, SegEventMore, load->staged->len - 1) = (SegEventMore) { NAN, NAN, NAN, { NULL, 0 } };
	}
}

static inline gboolean
is_trimmed (const char *text, gsize size)
{
	guint8 first = (guint8) text[0], last = (guint8) text[size - 1];

	return first > ' ' && first < 0x80 && first != '=' && last > ' ' && last < 0x80;
}

static gboolean
has_text (const char *text, gsize size)
{
	if (!is_trimmed (text, size))
		seg_field_trim (&text, &size);
	return size > 0;
}

static void
on_field (gpointer data, const char *text, gsize size)
{
	SegLoad *load = data;
	const SegLoadColumn *column = &load->columns[load->row.n_fields];

	if (!load->row.filled && size > 0)
		load->row.filled = has_text (text, size);
	if (load->row.n_fields++ >= load->plan->n_columns) {
		load->row.extra |= size > 0 && (seg_field_trim (&text, &size), size > 0);
		return;
	}
	if (column->read == NULL)
		return;
	if (load->plan->corrects != 0 && seg_csv_unguard (text) != text) { /* what the exported list did to formulas */
		text++;
		size--;
	}
	if (size == 0 || is_trimmed (text, size))
		column->read (load, column, text, size);
	else {
		gsize whole = size;

		seg_field_trim (&text, &size);
		if (size < whole && text[size] != '\0') { /* values are ended by NUL */
			g_autofree char *copy = g_strndup (text, size);

			column->read (load, column, copy, size);
		} else
			column->read (load, column, text, size);
	}
}

/* Takes back what was staged for the record, which is no row. */
static void
drop_row (SegLoad *load)
{
	if (load->entities)
		return;
	g_array_set_size (load->staged, load->staged->len - 1);
	if (load->has_more)
		g_array_set_size (load->staged_more, load->staged->len);
}

/* Rejects of values noted for this record are void when the whole of it is set aside. */
static void
drop_value_rejects (SegLoad *load)
{
	GArray *rejects = load->staged_rejects;

	while (rejects->len > 0 && g_array_index (rejects, SegStagedReject, rejects->len - 1).record == load->n_records) {
		g_free (g_array_index (rejects, SegStagedReject, rejects->len - 1).reason);
		g_array_set_size (rejects, rejects->len - 1);
	}
}

static void
end_row (SegLoad *load)
{
	guint n_rejects = load->staged_rejects->len, n_staged = load->staged->len;

	if (load->entities) {
		seg_load_end_entity (load);
		if (load->staged->len == n_staged) { /* set aside for its key */
			SegStagedReject reject = g_array_index (load->staged_rejects, SegStagedReject, n_rejects);

			g_array_set_size (load->staged_rejects, n_rejects);
			drop_value_rejects (load);
			g_array_append_val (load->staged_rejects, reject);
		}
		return;
	}
	if (load->results)
		seg_load_end_result (load);
	else
		seg_load_end_event (load);
	if (load->staged_rejects->len > n_rejects) { /* set aside as a whole */
		SegStagedReject reject = g_array_index (load->staged_rejects, SegStagedReject, n_rejects);

		g_array_set_size (load->staged_rejects, n_rejects);
		drop_value_rejects (load);
		g_array_append_val (load->staged_rejects, reject);
		drop_row (load);
	}
}

/* Empty columns behind the last one are no fault. */
static void
on_record (gpointer data, SegRecordFault fault)
{
	SegLoad *load = data;

	if (fault == SEG_RECORD_FINE && !load->row.filled) { /* delimiters only: a blank line */
		drop_row (load);
		load->n_blank++;
	} else if (fault != SEG_RECORD_FINE || load->row.n_fields < load->plan->n_columns || load->row.extra) {
		drop_value_rejects (load);
		drop_row (load);
		seg_load_stage_reject (load, -1, TRUE, NULL);
	} else
		end_row (load);
	load->n_records++;
	begin_row (load);
}

static void
unstage (SegLoad *load)
{
	for (guint i = 0; i < load->staged_rejects->len; i++)
		g_free (g_array_index (load->staged_rejects, SegStagedReject, i).reason);
	g_array_set_size (load->staged_rejects, 0);
	g_array_set_size (load->staged, 0);
	g_array_set_size (load->staged_more, 0);
	g_array_set_size (load->staged_texts, 0);
	g_array_set_size (load->staged_records, 0);
	load->n_records = load->n_blank = 0;
}

static void
on_restart (gpointer data)
{
	unstage (data);
	begin_row (data);
}

/* Chunks --------------------------------------------------------------------------------------------------------------- */

/* The row that the next block would begin with was begun already. */
static gboolean
settle_block (SegLoad *load, gsize n_records, GError **error)
{
	drop_row (load);
	if (load->failure != NULL || !(load->entities ? seg_load_resolve_entities (load, error)
	                                                  : load->results ? seg_load_resolve_results (load, error)
	                                                                  : seg_load_resolve_events (load, error)))
		return FALSE;
	load->rows_loaded += load->staged->len; /* results that repeat an earlier one are not staged any more */
	settle_rejects (load);
	load->rows_read += (gint64) (n_records - load->n_blank);
	unstage (load);
	return TRUE;
}

static gboolean
is_full (const SegLoad *load)
{
	const SegChunk *chunk = load->chunk;

	return MAX (chunk->n_events, chunk->results->len) >= MAX (seg_chunk_events_most >> load->smaller, 1)
	       || chunk->arena_size + (chunk->n_new + chunk->merges->len) * load->n_cells * sizeof (SegCell)
	              >= seg_chunk_bytes_most >> load->smaller;
}

/* Hands the chunk to the writer and takes another one. */
static gboolean
hand_out (SegLoad *load, gboolean last, GError **error)
{
	SegChunk *chunk = load->chunk;

	chunk->first_event = load->next_event;
	load->next_event += (gint64) chunk->n_events;
	if (!load->entities && !seg_chunk_sort (chunk, &load->scratch, &load->scratch_room)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the rows of %s"), load->plan->path);
		return FALSE;
	}
	seg_load_gather_orders (load, chunk);
	seg_load_pack (load, chunk);
	chunk->rows_read = load->rows_read;
	chunk->position = seg_reader_position (load->reader);
	chunk->last = last;
	load->chunk = NULL;
	load->smaller -= load->smaller > 0;
	seg_handover_give (load->full, chunk);
	if (!last) {
		load->chunk = seg_handover_take (load->empty, 0);
		seg_chunk_clear (load->chunk);
	}
	return TRUE;
}

/* Keys in order -------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint64     begin; /* the first eight bytes: compared as a number, they stand as memcmp() would have them */
	const char *text;
	guint32     size, id;
} SortedKey;

static int
compare_keys (const void *a, const void *b)
{
	const SortedKey *first = a, *second = b;
	int order;

	if (first->begin != second->begin)
		return first->begin < second->begin ? -1 : 1;
	order = memcmp (first->text, second->text, MIN (first->size, second->size));
	return order != 0 ? order : (first->size > second->size) - (first->size < second->size);
}

/* By the first eight bytes, a byte a pass from the last one; bytes that are the same everywhere need none. */
static void
distribute_keys (SortedKey **keys, SortedKey **room, gsize n)
{
	guint64 differences = 0;

	for (gsize i = 1; i < n; i++)
		differences |= (*keys)[i].begin ^ (*keys)[0].begin;
	for (guint shift = 0; shift < 64; shift += 8) {
		gsize starts[256] = { 0 }, sum = 0;
		SortedKey *from = *keys, *to = *room;

		if ((differences >> shift & 255) == 0)
			continue;
		for (gsize i = 0; i < n; i++)
			starts[from[i].begin >> shift & 255]++;
		for (gsize i = 0; i < 256; i++) {
			gsize count = starts[i];

			starts[i] = sum;
			sum += count;
		}
		for (gsize i = 0; i < n; i++)
			to[starts[from[i].begin >> shift & 255]++] = from[i];
		*keys = to;
		*room = from;
	}
}

/* Keys that begin alike are compared as a whole. */
static void
order_keys (SortedKey **keys, SortedKey **room, gsize n)
{
	distribute_keys (keys, room, n);
	for (gsize begin = 0, end; begin < n; begin = end) {
		for (end = begin + 1; end < n && (*keys)[end].begin == (*keys)[begin].begin;)
			end++;
		if (end - begin > 1)
			qsort (*keys + begin, end - begin, sizeof **keys, compare_keys);
	}
}

static char *
list_ids (const SortedKey *keys, gsize n)
{
	char *ids = g_malloc (n * 11 + 2), *to = ids, digits[10];

	for (gsize i = 0; i < n; i++) {
		int n_digits = 0;

		*to++ = i > 0 ? ',' : '[';
		for (guint32 id = keys[i].id; id > 0; id /= 10)
			digits[n_digits++] = (char) ('0' + id % 10);
		while (n_digits > 0)
			*to++ = digits[--n_digits];
	}
	memcpy (to, "]", 2);
	return ids;
}

static void
note_keys (SegLoad *load, const char *entity, const SortedKey *keys, gsize n)
{
	for (gsize begin = 0; begin < n; begin += BLOCK_KEYS) {
		gsize size = MIN (BLOCK_KEYS, n - begin);
		SegKeyBlock block = { entity, g_strndup (keys[begin].text, keys[begin].size),
		                      g_strndup (keys[begin + size - 1].text, keys[begin + size - 1].size), list_ids (keys + begin, size) };

		g_array_append_val (load->key_blocks, block);
	}
}

/* The keys that this load brought. */
static gboolean
sort_keys (SegLoad *load, const char *entity, const SegKeys *keys, guint32 first, guint32 next, GError **error)
{
	gsize n = 0, position = 0;
	SortedKey *sorted = reallocarray (NULL, (gsize) (next - first) + 1, sizeof *sorted);
	SortedKey *room = reallocarray (NULL, (gsize) (next - first) + 1, sizeof *room);

	if (sorted == NULL || room == NULL) {
		free (sorted);
		free (room);
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the keys of %s"), load->plan->path);
		return FALSE;
	}
	for (const SegKey *key; (key = seg_keys_next (keys, &position)) != NULL;)
		if (key->id >= first && !key->existed) {
			char begin[8] = { 0 };
			gsize size;

			sorted[n].text = seg_key_text (key, &size);
			sorted[n].size = (guint32) size;
			sorted[n].id = key->id;
			memcpy (begin, sorted[n].text, MIN (size, sizeof begin));
			memcpy (&sorted[n].begin, begin, sizeof begin);
			sorted[n].begin = GUINT64_FROM_BE (sorted[n].begin);
			n++;
		}
	order_keys (&sorted, &room, n);
	note_keys (load, entity, sorted, n);
	free (sorted);
	free (room);
	return TRUE;
}

/* The thread ------------------------------------------------------------------------------------------------------------- */

static gboolean
read_blocks (SegLoad *load, GError **error)
{
	static const SegRecordSink sink = { on_field, on_record, on_restart };
	gsize n_records;

	do {
		if (g_atomic_int_get (&load->stop) || seg_job_is_cancelled (load->job))
			return TRUE; /* the writer says so */
		begin_row (load);
		if (!seg_reader_block (load->reader, &sink, load, &n_records, error) || !settle_block (load, n_records, error)
		    || (is_full (load) && !hand_out (load, FALSE, error)))
			return FALSE;
	} while (n_records > 0);
	return TRUE;
}

/* While the other thread writes the last chunks. */
static gboolean
sort_all_keys (SegLoad *load, GError **error)
{
	if (seg_job_is_cancelled (load->job)) /* the load will say so; load->stop is also set where all is written */
		return TRUE;
	return sort_keys (load, "user", load->users, load->first_user, load->next_user, error)
	       && sort_keys (load, "item", load->items, load->first_item, load->next_item, error);
}

static gboolean
pass_header (SegLoad *load, GError **error)
{
	SegRecord record;
	GError *failure = NULL;

	if (load->plan->has_header && !seg_reader_next (load->reader, &record, &failure) && failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	return TRUE;
}

gpointer
seg_load_read (gpointer data)
{
	SegLoad *load = data;
	GError *failure = NULL;

	load->chunk = seg_handover_take (load->empty, 0);
	if (pass_header (load, &failure) && read_blocks (load, &failure) && hand_out (load, TRUE, &failure))
		sort_all_keys (load, &failure);
	if (load->chunk != NULL) { /* failed: an empty last one ends the writer's work */
		seg_chunk_clear (load->chunk);
		load->chunk->last = TRUE;
		seg_handover_give (load->full, g_steal_pointer (&load->chunk));
	}
	if (load->failure == NULL)
		load->failure = failure;
	else
		g_clear_error (&failure);
	unstage (load);
	return NULL;
}
