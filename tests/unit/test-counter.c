/* Counting different values: against sorting them all, in any division among threads, and when memory is short. */
#include <config.h>
#include "prepare/counter.h"

#include <segscope/error.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare (const void *a, const void *b)
{
	guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

	return (x > y) - (x < y);
}

static guint64
random_key (GRand *rand, guint n_different)
{
	return n_different == 0 ? (guint64) g_rand_int (rand) << 32 | g_rand_int (rand)
	                        : (guint64) g_rand_int_range (rand, 0, (gint32) n_different) * G_GUINT64_CONSTANT (0x123456789);
}

static void
expect_tally (const SegTally *tally, guint64 *keys, gsize n)
{
	gsize place = 0;

	qsort (keys, n, sizeof *keys, compare);
	g_assert_cmpint (tally->total, ==, (gint64) n);
	for (gsize i = 0, next; i < n; i = next, place++) {
		for (next = i; next < n && keys[next] == keys[i]; next++)
			;
		g_assert_cmpuint (place, <, tally->n);
		g_assert_cmpuint (tally->keys[place], ==, keys[i]);
		g_assert_cmpint (seg_tally_at (tally, place), ==, (gint64) (next - i));
		g_assert_cmpint (seg_tally_count (tally, keys[i]), ==, (gint64) (next - i));
	}
	g_assert_cmpuint (place, ==, tally->n);
}

/* Few and many different values, on one counter and on three. */
static void
test_counts (void)
{
	static const guint different[] = { 1, 7, 4096, 4097, 5000, 20000, 60000, 300000, 0 };
	g_autoptr (GRand) rand = g_rand_new_with_seed (4);

	for (gsize d = 0; d < G_N_ELEMENTS (different); d++)
		for (guint n_counters = 1; n_counters <= 3; n_counters += 2) {
			const gsize n = 400000;
			g_autofree guint64 *keys = g_new (guint64, n);
			SegBudget budget = { .limit = G_MAXINT64 / 2, .n_open = 1 };
			gint dropped = 0;
			SegCounter *counters[3] = { NULL };
			g_autoptr (GError) error = NULL;
			SegTally tally;

			for (guint c = 0; c < n_counters; c++)
				counters[c] = seg_counter_new (FALSE, NULL, &budget, &dropped);
			for (gsize i = 0; i < n; i++) {
				keys[i] = random_key (rand, different[d]);
				seg_counter_add (counters[g_rand_int_range (rand, 0, (gint32) n_counters)], keys[i], NULL);
			}
			g_assert_true (seg_tally_make (counters, n_counters, NULL, &tally, &error));
			g_assert_no_error (error);
			expect_tally (&tally, keys, n);
			seg_tally_clear (&tally);
			for (guint c = 0; c < n_counters; c++)
				seg_counter_free (counters[c]);
			g_assert_cmpint (budget.used, ==, 0); /* given back */
		}
}

/* Of two columns that do not fit together one is dropped, and the other has all its values. */
static void
test_budget (void)
{
	const gsize n = 300000;
	g_autoptr (GRand) rand = g_rand_new_with_seed (5);
	SegBudget budget = { .limit = 400000, .n_open = 2 };
	guint64 *keys[2] = { g_new (guint64, n), g_new (guint64, n) };
	gint dropped[2] = { 0, 0 };
	SegCounter *counters[2];
	g_autoptr (GError) error = NULL;
	SegTally tally;
	guint kept;

	for (guint c = 0; c < 2; c++)
		counters[c] = seg_counter_new (FALSE, NULL, &budget, &dropped[c]);
	for (gsize i = 0; i < n; i++)
		for (guint c = 0; c < 2; c++) {
			keys[c][i] = random_key (rand, 0);
			seg_counter_add (counters[c], keys[c][i], NULL);
		}
	g_assert_cmpint (dropped[0] + dropped[1], ==, 1);
	g_assert_cmpint (budget.n_open, ==, 1);
	kept = dropped[0] ? 1 : 0;
	g_assert_true (seg_tally_make (&counters[kept], 1, NULL, &tally, &error));
	expect_tally (&tally, keys[kept], n);
	seg_tally_clear (&tally);
	for (guint c = 0; c < 2; c++) {
		seg_counter_free (counters[c]);
		g_free (keys[c]);
	}
	g_assert_cmpint (budget.used, ==, 0);
}

static void
collect (guint64 key, const char *text, gpointer data)
{
	g_hash_table_insert (data, g_memdup2 (&key, sizeof key), g_strdup (text));
}

static void
test_texts (void)
{
	SegBudget budget = { .limit = 1 << 20, .n_open = 1 };
	gint dropped = 0;
	SegCounter *counter = seg_counter_new (TRUE, NULL, &budget, &dropped);
	g_autoptr (GHashTable) texts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

	for (guint64 key = 1; key <= 5000; key++) {
		g_autofree char *text = g_strdup_printf ("text %u", (guint) key);

		g_assert_cmpint (seg_counter_add (counter, key * 7919, text), ==, key <= SEG_COUNTER_FRONT ? SEG_COUNTED_FIRST : SEG_COUNTED_BEHIND);
	}
	seg_counter_texts (counter, collect, texts);
	g_assert_cmpuint (g_hash_table_size (texts), ==, SEG_COUNTER_FRONT);
	g_assert_cmpstr (g_hash_table_lookup (texts, &(guint64) { 7919 * 12 }), ==, "text 12");
	seg_counter_free (counter);
}

/* Keys of numbers sort as the numbers, and come back. */
static void
test_numbers (void)
{
	static const double values[] = { -INFINITY, -1e300, -2.5, -1e-300, 0, 4.9e-324, 1e-300, 1, 1.0000000000000002, 1e15, 1e300, INFINITY };

	for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
		g_assert_true (seg_double_of_key (seg_key_of_double (values[i])) == values[i]);
		g_assert_true (i == 0 || seg_key_of_double (values[i]) > seg_key_of_double (values[i - 1]));
	}
	g_assert_cmpuint (seg_key_of_double (-0.0), ==, seg_key_of_double (0.0));
}

/* Random keys, keys that differ in a few bits here and there, equal keys, few keys. */
static void
test_sort (void)
{
	static const guint64 masks[] = { G_MAXUINT64, 0xff, G_GUINT64_CONSTANT (0xff00000000000000), G_GUINT64_CONSTANT (0x3ff0000000ffff00), 0, 1 };
	static const gsize sizes[] = { 0, 1, 2, 31, 33, 1000, 65536, 65537, 700000 };
	g_autoptr (GRand) rand = g_rand_new_with_seed (6);

	for (gsize m = 0; m < G_N_ELEMENTS (masks); m++)
		for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
			g_autofree guint64 *keys = g_new (guint64, sizes[s] + 1), *expected = NULL;

			for (gsize i = 0; i < sizes[s]; i++)
				keys[i] = (random_key (rand, 0) & masks[m]) ^ G_GUINT64_CONSTANT (0x8000000000000080);
			expected = g_memdup2 (keys, (sizes[s] + 1) * sizeof *keys);
			qsort (expected, sizes[s], sizeof *expected, compare);
			g_assert_true (seg_sort_keys (keys, sizes[s], NULL));
			g_assert_true (memcmp (keys, expected, sizes[s] * sizeof *keys) == 0);
		}
}

/* The most frequent first; of equally frequent ones the lower key. */
static void
test_top (void)
{
	guint64 keys[] = { 10, 20, 30, 40, 50 };
	guint32 counts[] = { 2, 7, 1, 7, 2 };
	SegTally tally = { .keys = keys, .counts = counts, .n = 5, .total = 19 };
	gsize best[3];

	g_assert_cmpuint (seg_tally_top (&tally, 2, 3, best), ==, 3);
	g_assert_true (best[0] == 1 && best[1] == 3 && best[2] == 0);
	g_assert_cmpuint (seg_tally_top (&tally, 3, 3, best), ==, 2);
	tally.counts = NULL;
	g_assert_cmpuint (seg_tally_top (&tally, 2, 3, best), ==, 0);
	g_assert_cmpuint (seg_tally_top (&tally, 1, 3, best), ==, 3);
	g_assert_true (best[0] == 0 && best[1] == 1 && best[2] == 2);
}

static void
test_cancel (void)
{
	const gsize n = 3000000;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autofree guint64 *keys = g_new0 (guint64, n);

	for (gsize i = 0; i < n; i++)
		keys[i] = n - i;
	seg_job_cancel (job);
	g_assert_false (seg_sort_keys (keys, n, job));
	g_assert_true (seg_sort_keys (keys, 0, NULL));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/counter/counts", test_counts);
	g_test_add_func ("/counter/budget", test_budget);
	g_test_add_func ("/counter/texts", test_texts);
	g_test_add_func ("/counter/numbers", test_numbers);
	g_test_add_func ("/counter/sort", test_sort);
	g_test_add_func ("/counter/top", test_top);
	g_test_add_func ("/counter/cancel", test_cancel);
	return g_test_run ();
}
