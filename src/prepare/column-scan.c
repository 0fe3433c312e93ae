/* Columns while they are read: counted by several workers, then sorted and described, several columns at a time. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <string.h>

#define ALWAYS_KNOWN_SHARE 200 /* of rows: half a per cent */

/* Hashes ------------------------------------------------------------------------------------------------------------- */

guint64
seg_hash_mix (guint64 hash, guint64 value)
{
	hash = (hash ^ value) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
	hash ^= hash >> 32;
	hash *= G_GUINT64_CONSTANT (0xD6E8FEB86659FD93);
	return hash ^ hash >> 29;
}

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
		scan->counters[i] = seg_counter_new (has_texts (scan), budget, &scan->dropped);
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
	scan->like = g_malloc0_n (n_workers, sizeof *scan->like);
	make_counters (scan, budget);
	return scan;
}

void
seg_scan_free (SegScan *scan)
{
	free_counters (scan);
	seg_tally_clear (&scan->tally);
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

/* What texts read as is known of those in the front; of the others, now or never. */
void
seg_scan_text (SegScan *scan, guint worker, const char *text)
{
	guint like;

	if (scan->done || seg_counter_add (scan->counters[worker], seg_hash_text (0, text), text))
		return;
	like = seg_text_like (text);
	scan->like[worker][like == SEG_LIKE_NUMBER ? 0 : like == SEG_LIKE_DATE ? 1 : 2]++;
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

/* The texts of the fronts with how often each is there in all, most frequent first. Their values belong to the counters. */
static GArray *
count_texts (const SegScan *scan)
{
	g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (Known));
	GArray *texts = g_array_new (FALSE, FALSE, sizeof (SegValueCount));

	for (guint i = 0; i < scan->n_workers; i++)
		seg_counter_texts (scan->counters[i], add_known, known);
	g_array_sort (known, compare_known);
	for (guint i = 0; i < known->len; i++) {
		const Known *one = &g_array_index (known, Known, i);
		SegValueCount text = { (char *) one->text, seg_tally_count (&scan->tally, one->key) };

		if (i == 0 || one[-1].key != one->key)
			g_array_append_val (texts, text);
	}
	g_array_sort (texts, compare_counts);
	return texts;
}

/* Where there are more texts than the fronts hold, which ones are known depends on who read which rows: then only those that hardly
 * any front can have missed are named. */
static gint64
least_named (const SegScan *scan, const GArray *texts)
{
	return texts->len < scan->tally.n ? scan->tally.total / ALWAYS_KNOWN_SHARE + 1 : 1;
}

static void
describe_texts (SegScan *scan)
{
	SegColumnQuality *quality = scan->quality;
	g_autoptr (GArray) texts = count_texts (scan);

	for (guint i = 0; i < MIN (texts->len, SEG_QUALITY_TOP); i++) {
		const SegValueCount *text = &g_array_index (texts, SegValueCount, i);

		if (text->count < least_named (scan, texts))
			break;
		quality->top[quality->n_top++] = (SegValueCount) { g_strdup (text->value), text->count };
	}
	for (guint worker = 0; worker < scan->n_workers; worker++) {
		quality->n_like_number += scan->like[worker][0];
		quality->n_like_date += scan->like[worker][1];
		quality->n_like_other += scan->like[worker][2];
	}
	seg_quality_suspect_texts (quality, (const SegValueCount *) (gpointer) texts->data, texts->len);
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
		memset (scan->like, 0, scan->n_workers * sizeof *scan->like);
		scan->dropped = 0;
		make_counters (scan, budget);
	}
	return any;
}
