/* Ranks of a column by a radix sort.
 *
 * Numbers become keys that compare as they do; the 32 leading bits of a key, counted from where the keys of this column begin to
 * differ, go with the row's number into one word, and three passes over the words sort by those bits. What the bits left out is
 * looked at only where words tie. */
#include <config.h>
#include <segscope/correlation.h>

#include <stdlib.h>
#include <string.h>

#define PASSES 3
#define BITS 11
#define BUCKETS (1u << BITS)
#define FEW 24 /* ties up to so many are put in order by insertion */

/* Unsigned integers in the order of the numbers; both zeros are the same. */
static inline guint64
key_of (double value)
{
	guint64 bits;

	value += 0.0;
	memcpy (&bits, &value, sizeof bits);
	return bits ^ (bits >> 63 != 0 ? ~G_GUINT64_CONSTANT (0) : G_GUINT64_CONSTANT (1) << 63);
}

/* How keys are cut to 32 bits. */
typedef struct {
	guint64 least;
	int     shift;
	gboolean exact; /* nothing is lost: equal words are equal values */
} Cut;

static Cut
find_cut (const double *values, gsize n)
{
	Cut cut = { G_MAXUINT64, 0, TRUE };
	guint64 most = 0, lost = 0;

	for (gsize i = 0; i < n; i++) {
		guint64 key = key_of (values[i]);

		cut.least = MIN (cut.least, key);
		most = MAX (most, key);
	}
	while (cut.shift < 32 && (most - cut.least) >> cut.shift > G_MAXUINT32)
		cut.shift++;
	for (gsize i = 0; i < n; i++)
		lost |= (key_of (values[i]) - cut.least) & ((G_GUINT64_CONSTANT (1) << cut.shift) - 1);
	cut.exact = lost == 0;
	return cut;
}

static void
make_words (const double *values, gsize n, const Cut *cut, guint64 *words, guint32 (*counts)[BUCKETS])
{
	memset (counts, 0, PASSES * sizeof *counts);
	for (gsize i = 0; i < n; i++) {
		guint64 bits = (key_of (values[i]) - cut->least) >> cut->shift;

		words[i] = bits << 32 | i;
		for (int pass = 0; pass < PASSES; pass++)
			counts[pass][(bits >> (pass * BITS)) & (BUCKETS - 1)]++;
	}
}

static void
sort_pass (const guint64 *from, guint64 *to, gsize n, int pass, guint32 *counts)
{
	guint32 place = 0;
	int shift = 32 + pass * BITS;

	for (gsize bucket = 0; bucket < BUCKETS; bucket++) {
		guint32 count = counts[bucket];

		counts[bucket] = place;
		place += count;
	}
	for (gsize i = 0; i < n; i++)
		to[counts[(from[i] >> shift) & (BUCKETS - 1)]++] = from[i];
}

/* Whether all values fall into one bucket: the pass would change nothing. */
static gboolean
is_idle (const guint32 *counts, const guint64 *words, gsize n, int pass)
{
	return counts[(words[0] >> (32 + pass * BITS)) & (BUCKETS - 1)] == n;
}

static inline double
value_of (const double *values, guint64 word)
{
	return values[(guint32) word];
}

static int
compare_values (gconstpointer a, gconstpointer b, gpointer values)
{
	double x = value_of (values, *(const guint64 *) a), y = value_of (values, *(const guint64 *) b);

	return x < y ? -1 : x > y;
}

/* Puts words that tie in the order of their values; equal ones in any. */
static void
sort_run (const double *values, guint64 *run, gsize n)
{
	if (n > FEW) {
		g_qsort_with_data (run, (gint) n, sizeof *run, compare_values, (gpointer) values);
		return;
	}
	for (gsize i = 1; i < n; i++) {
		guint64 word = run[i];
		gsize place = i;

		for (; place > 0 && value_of (values, run[place - 1]) > value_of (values, word); place--)
			run[place] = run[place - 1];
		run[place] = word;
	}
}

static gboolean
is_sorted (const double *values, const guint64 *run, gsize n)
{
	for (gsize i = 1; i < n; i++)
		if (value_of (values, run[i - 1]) > value_of (values, run[i]))
			return FALSE;
	return TRUE;
}

/* Gives the words @begin..@end-1 the mean of their places. */
static void
give_rank (const guint64 *words, gsize begin, gsize end, guint32 *ranks)
{
	for (gsize i = begin; i < end; i++)
		ranks[(guint32) words[i]] = (guint32) (begin + end + 1);
}

/* Words of equal leading bits, from @first on. */
static gsize
run_length (const guint64 *words, gsize first, gsize n)
{
	gsize last = first + 1;

	while (last < n && words[last] >> 32 == words[first] >> 32)
		last++;
	return last - first;
}

static void
share_ranks (const double *values, const guint64 *words, gsize begin, gsize end, guint32 *ranks)
{
	for (gsize next; begin < end; begin = next) {
		double value = value_of (values, words[begin]);

		for (next = begin + 1; next < end && value_of (values, words[next]) <= value; next++)
			;
		give_rank (words, begin, next, ranks);
	}
}

void
seg_ranks_twice (const double *values, gsize n, guint32 *ranks, guint64 *scratch)
{
	guint32 counts[PASSES][BUCKETS];
	guint64 *words = scratch, *other = scratch + n;
	Cut cut;

	if (n == 0)
		return;
	cut = find_cut (values, n);
	make_words (values, n, &cut, words, counts);
	for (int pass = 0; pass < PASSES; pass++) {
		guint64 *swap = words;

		if (is_idle (counts[pass], words, n, pass))
			continue;
		sort_pass (words, other, n, pass, counts[pass]);
		words = other;
		other = swap;
	}
	for (gsize first = 0, length; first < n; first += length) {
		length = run_length (words, first, n);
		if (length == 1 || cut.exact) {
			give_rank (words, first, first + length, ranks);
			continue;
		}
		if (!is_sorted (values, words + first, length))
			sort_run (values, words + first, length);
		share_ranks (values, words, first, first + length, ranks);
	}
}
