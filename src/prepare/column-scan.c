/* Columns while they are read: counted by several workers, then sorted and described, several columns at a time. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* Hashes ------------------------------------------------------------------------------------------------------------- */

guint64
seg_hash_text (guint64 hash, const char *text)
{
	gsize size = strlen (text);
	guint64 block;

	for (hash = seg_hash_mix (hash, size); size >= 8; text += 8, size -= 8) {
		memcpy (&block, text, 8);
		hash = seg_hash_mix (hash, block);
	}
	block = 0;
	memcpy (&block, text, size);
	return seg_hash_mix (hash, block);
}

/* Life ----------------------------------------------------------------------------------------------------------------- */

static gboolean
has_texts (const SegScan *scan)
{
	return scan->quality != NULL && (scan->quality->type == SEG_TYPE_TEXT || scan->quality->type == SEG_TYPE_CATEGORY);
}

static void
make_counters (SegScan *scan, SegBudget *budget)
{
	scan->counters = g_new0 (SegCounter *, scan->n_workers);
	for (guint i = 0; i < scan->n_workers; i++)
		scan->counters[i] = seg_counter_new (has_texts (scan), scan->reads ? seg_text_like : NULL, budget, &scan->dropped);
	g_atomic_int_inc (&budget->n_open);
}

static void
free_counters (SegScan *scan)
{
	for (guint i = 0; scan->counters != NULL && i < scan->n_workers; i++)
		seg_counter_free (scan->counters[i]);
	g_clear_pointer (&scan->counters, g_free);
}

SegScan *
seg_scan_new (SegColumnQuality *quality, guint n_workers, SegBudget *budget)
{
	SegScan *scan = g_new0 (SegScan, 1);

	scan->quality = quality;
	scan->n_workers = n_workers;
	scan->reads = has_texts (scan) && !seg_quality_is_key (quality);
	scan->like = g_malloc0_n (scan->reads ? n_workers : 0, sizeof *scan->like);
	scan->stand_ins = g_new0 (GHashTable *, n_workers);
	make_counters (scan, budget);
	return scan;
}

void
seg_scan_free (SegScan *scan)
{
	free_counters (scan);
	seg_tally_clear (&scan->tally);
	for (guint i = 0; i < scan->n_workers; i++)
		g_clear_pointer (&scan->stand_ins[i], g_hash_table_unref);
	g_free (scan->stand_ins);
	g_free (scan->like);
	g_free (scan);
}

/* Reading ---------------------------------------------------------------------------------------------------------------- */

void
seg_scan_number (SegScan *scan, guint worker, double value)
{
	if (!scan->done)
		seg_counter_add (scan->counters[worker], seg_key_of_double (value), NULL);
}

void
seg_scan_key (SegScan *scan, guint worker, guint64 key)
{
	if (!scan->done)
		seg_counter_add (scan->counters[worker], key, NULL);
}

/* Notes a word for "unknown". They are few, and their texts short. */
static void
note_stand_in (SegScan *scan, guint worker, guint64 key, const char *text)
{
	GHashTable **words = &scan->stand_ins[worker];

	if (*words == NULL)
		*words = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	if (!g_hash_table_contains (*words, &key))
		g_hash_table_insert (*words, g_memdup2 (&key, sizeof key), g_strdup (text));
}

/* What a text is, is seen when it comes into the front; those that do not are looked at each time. */
void
seg_scan_text (SegScan *scan, guint worker, const char *text)
{
	guint64 key = seg_hash_text (0, text);
	SegCounted counted;

	if (scan->done)
		return;
	counted = seg_counter_add (scan->counters[worker], key, text);
	if (!scan->reads || counted == SEG_COUNTED_AGAIN)
		return;
	if (counted == SEG_COUNTED_BEHIND)
		scan->like[worker][seg_text_like (text)]++;
	if (seg_stand_in_reason (text) != NULL)
		note_stand_in (scan, worker, key, text);
}

/* Describing --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint64     key;
	const char *text; /* of a counter */
} Known;

static void
add_known (guint64 key, const char *text, gpointer data)
{
	Known known = { key, text };

	g_array_append_val ((GArray *) data, known);
}

static int
compare_known (const void *a, const void *b)
{
	guint64 x = ((const Known *) a)->key, y = ((const Known *) b)->key;

	return (x > y) - (x < y);
}

static int
compare_counts (const void *a, const void *b)
{
	const SegValueCount *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp (x->value, y->value);
}

/* The known texts, by key, each once. Their texts belong to the counters and to the scan. */
static GArray *
gather_known (const SegScan *scan, gboolean stand_ins)
{
	g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (Known));
	GArray *once = g_array_new (FALSE, FALSE, sizeof (Known));

	for (guint i = 0; i < scan->n_workers; i++) {
		GHashTableIter iter;
		gpointer key, text;

		if (!stand_ins)
			seg_counter_texts (scan->counters[i], add_known, known);
		else if (scan->stand_ins[i] != NULL)
			for (g_hash_table_iter_init (&iter, scan->stand_ins[i]); g_hash_table_iter_next (&iter, &key, &text);)
				add_known (*(guint64 *) key, text, known);
	}
	g_array_sort (known, compare_known);
	for (guint i = 0; i < known->len; i++)
		if (i == 0 || g_array_index (known, Known, i - 1).key != g_array_index (known, Known, i).key)
			g_array_append_val (once, g_array_index (known, Known, i));
	return once;
}

/* With how often each is there in all, most frequent first. */
static GArray *
count_texts (const SegScan *scan, const GArray *known)
{
	GArray *texts = g_array_new (FALSE, FALSE, sizeof (SegValueCount));

	for (guint i = 0; i < known->len; i++) {
		const Known *one = &g_array_index (known, Known, i);
		SegValueCount text = { (char *) one->text, seg_tally_count (&scan->tally, one->key) };

		g_array_append_val (texts, text);
	}
	g_array_sort (texts, compare_counts);
	return texts;
}

/* Every text is known, whoever read which rows: no front can have been full. */
static gboolean
knows_all (const SegScan *scan)
{
	return scan->tally.n <= SEG_COUNTER_FRONT;
}

static const char *
find_text (const GArray *known, guint64 key)
{
	const Known *found = bsearch (&(Known) { key, NULL }, known->data, known->len, sizeof (Known), compare_known);

	return found != NULL ? found->text : NULL;
}

/* The most frequent of very many texts; of equally frequent ones those whose hash is lower, which says nothing, but is the same each
 * time. Texts that no worker kept are read later (text-top.c). */
static void
find_top (SegScan *scan, const GArray *known)
{
	SegColumnQuality *column = scan->quality;
	gsize best[SEG_QUALITY_TOP], n = seg_tally_top (&scan->tally, 2, SEG_QUALITY_TOP, best);

	for (gsize i = 0; i < n && known->len > 0; i++) {
		scan->top[i] = scan->tally.keys[best[i]];
		column->top[column->n_top++] = (SegValueCount) { g_strdup (find_text (known, scan->top[i])), seg_tally_at (&scan->tally, best[i]) };
	}
}

static void
list_top (SegColumnQuality *column, const GArray *texts)
{
	for (guint i = 0; i < MIN (texts->len, SEG_QUALITY_TOP); i++) {
		const SegValueCount *text = &g_array_index (texts, SegValueCount, i);

		column->top[column->n_top++] = (SegValueCount) { g_strdup (text->value), text->count };
	}
}

static void
count_likes (SegScan *scan)
{
	gint64 counts[256] = { 0 };

	for (guint i = 0; i < scan->n_workers; i++) {
		seg_counter_sorts (scan->counters[i], counts);
		for (guint k = 0; k < 256; k++)
			counts[k] += scan->like[i][k];
	}
	scan->quality->n_like_number = counts[SEG_LIKE_NUMBER];
	scan->quality->n_like_date = counts[SEG_LIKE_DATE];
	scan->quality->n_like_other = counts[SEG_LIKE_OTHER];
}

static void
describe_texts (SegScan *scan)
{
	g_autoptr (GArray) known = gather_known (scan, FALSE), texts = NULL;

	if (scan->reads)
		count_likes (scan);
	if (knows_all (scan)) {
		texts = count_texts (scan, known);
		list_top (scan->quality, texts);
	} else {
		g_autoptr (GArray) words = gather_known (scan, TRUE);

		texts = count_texts (scan, words);
		find_top (scan, known);
	}
	seg_quality_suspect_texts (scan->quality, (const SegValueCount *) (gpointer) texts->data, texts->len);
}

static void
describe (SegScan *scan)
{
	SegColumnQuality *quality = scan->quality;

	if (quality == NULL)
		return;
	quality->n_distinct = (gint64) scan->tally.n;
	quality->n_missing = quality->n - scan->tally.total;
	if (has_texts (scan)) {
		describe_texts (scan);
		return;
	}
	seg_quality_describe (quality, &scan->tally);
	if (quality->type != SEG_TYPE_BOOLEAN)
		seg_quality_suspect_numbers (quality, &scan->tally);
}

typedef struct {
	GPtrArray    *scans;
	const SegJob *job;
	GError      **errors; /* one for each scan */
} Finish;

static void
finish_one (gsize block, gsize first, gsize last, gpointer data)
{
	Finish *finish = data;
	SegScan *scan = finish->scans->pdata[block];

	(void) first;
	(void) last;
	if (scan->done || g_atomic_int_get (&scan->dropped)
	    || !seg_tally_make (scan->counters, scan->n_workers, finish->job, &scan->tally, &finish->errors[block]))
		return;
	describe (scan);
	free_counters (scan);
	scan->done = TRUE;
	if (!scan->keep) {
		g_clear_pointer (&scan->tally.keys, g_free);
		g_clear_pointer (&scan->tally.counts, g_free);
	}
}

gboolean
seg_scans_finish (GPtrArray *scans, SegJob *job, GError **error)
{
	g_autofree GError **errors = g_new0 (GError *, MAX (scans->len, 1));
	Finish finish = { scans, job, errors };
	gboolean fine = TRUE;

	seg_parallel_blocks (scans->len, 1, finish_one, &finish);
	for (guint i = 0; i < scans->len; i++)
		if (errors[i] != NULL && fine) {
			g_propagate_error (error, errors[i]);
			fine = FALSE;
		} else
			g_clear_error (&errors[i]);
	return fine;
}

gboolean
seg_scans_again (GPtrArray *scans, SegBudget *budget)
{
	gboolean any = FALSE;

	budget->n_open = 0;
	for (guint i = 0; i < scans->len; i++) {
		SegScan *scan = scans->pdata[i];

		if (scan->done)
			continue;
		any = TRUE;
		free_counters (scan);
		if (scan->reads)
			memset (scan->like, 0, scan->n_workers * sizeof *scan->like);
		scan->dropped = 0;
		make_counters (scan, budget);
	}
	return any;
}
