/* Counting the different values of a column: exact, and in little memory where values repeat.
 *
 * The first 4,096 different values are counted in a small table that stays in the cache, and which grows up to 131,072 while that saves
 * much; what comes beyond them is put in a row and sorted in the end. Each thread has its own counter; seg_tally_make() brings several together. Values are 64-bit
 * keys: seg_key_of_double() keeps the order of numbers, texts come as hashes and the table keeps the text itself. */
#ifndef SEG_PREPARE_COUNTER_H
#define SEG_PREPARE_COUNTER_H

#include <segscope/job.h>

#include <glib.h>

#define SEG_COUNTER_FRONT 4096

/* The memory that the counters of one pass share. A column that asks for more than is left is dropped, and read in another
 * pass; the last one never is. */
typedef struct {
	gint64 limit;  /* values, in blocks */
	gint64 used;   /* atomic */
	gint   n_open; /* atomic: columns that are not dropped */
} SegBudget;

typedef struct SegCounter SegCounter;

/* What a text reads as, a number up to 255. */
typedef guint (*SegTextSort) (const char *text);

typedef enum { SEG_COUNTED_AGAIN, SEG_COUNTED_FIRST, SEG_COUNTED_BEHIND } SegCounted;

/** @texts: keep the first 4,096 texts. @sort: and what the texts of the front read as; or NULL. @dropped: of the column, shared by its
 * counters, set when it does not fit. */
SegCounter *seg_counter_new (gboolean texts, SegTextSort sort, SegBudget *budget, gint *dropped);
void        seg_counter_free (SegCounter *counter);
/** Counts one value. @text: of the key, or NULL. Whether the front had it, has it now, or has no room for it. */
SegCounted  seg_counter_add (SegCounter *counter, guint64 key, const char *text);
/** The texts that are known: calls @func for each. */
void        seg_counter_texts (const SegCounter *counter, void (*func) (guint64 key, const char *text, gpointer data), gpointer data);
/** Adds to @counts how many values of the front read as what; those behind it are not among them. */
void        seg_counter_sorts (const SegCounter *counter, gint64 counts[256]);

/* Different values, ascending, with their counts. */
typedef struct {
	guint64 *keys;
	guint32 *counts; /* NULL: each is there once */
	gsize    n;
	gint64   total;
} SegTally;

/**
 * Brings @n counters together and empties them.
 *
 * FALSE with SEG_ERROR_MEMORY or SEG_ERROR_CANCELLED. Any thread; @job is only asked whether to stop.
 */
gboolean seg_tally_make (SegCounter **counters, guint n, const SegJob *job, SegTally *tally, GError **error);
void     seg_tally_clear (SegTally *tally);
/** How often @key is there. */
gint64   seg_tally_count (const SegTally *tally, guint64 key);

/** The places of the @most most frequent values that are there @least times or more, in @best; of equally frequent ones the lower key
 * first. How many there are. */
gsize    seg_tally_top (const SegTally *tally, gint64 least, gsize most, gsize *best);

static inline gint64
seg_tally_at (const SegTally *tally, gsize i)
{
	return tally->counts != NULL ? tally->counts[i] : 1;
}

/** Sorts @n keys in place (key-sort.c). FALSE when @job was cancelled; they are all still there then. */
gboolean seg_sort_keys (guint64 *keys, gsize n, const SegJob *job);

guint64 seg_key_of_double (double value);
double  seg_double_of_key (guint64 key);

#endif
