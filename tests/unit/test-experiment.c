/* Two arms compared: against scipy, statsmodels and R (reference/experiments), sizes against their own inverse, and thousands of made-up
 * experiments in which nothing or something known happens. */
#include <config.h>

#include "feature-fixture.h"

#include <segscope/experiment.h>
#include <segscope/random.h>

#include <math.h>
#include <string.h>

#include "support/figures.h"

/* Relative, also for the smallest p. */
static void
check (double value, const Table *table, gsize row, const char *column, double tolerance)
{
	double expected = table_number (table, row, column);

	if (!(fabs (value - expected) <= tolerance * MAX (fabs (expected), 1e-290)))
		g_error ("%s of row %zu: %.17g, expected %.17g", column, row, value, expected);
}

static SegArmCount
arm_of (const Table *table, gsize row, const char *n, const char *did)
{
	return (SegArmCount) { (gint64) table_number (table, row, n), (gint64) table_number (table, row, did) };
}

static void
test_shares (void)
{
	g_autoptr (Table) rates = table_read ("reference/experiments/rates.csv");

	for (gsize i = 0; rates != NULL && i < rates->n_rows; i++) {
		SegArmCount a = arm_of (rates, i, "n_a", "x_a"), b = arm_of (rates, i, "n_b", "x_b");
		SegShareComparison c = seg_compare_shares (a, b, 0.95);

		check (c.difference, rates, i, "difference", 1e-9);
		check (c.lift, rates, i, "relative_lift", 1e-9);
		test_close (log1p (c.lift_interval.low), table_number (rates, i, "log_risk_ratio") - 1.959963984540054 * table_number (rates, i, "se_log_risk_ratio"), 1e-9);
		test_close (log1p (c.lift_interval.high), table_number (rates, i, "log_risk_ratio") + 1.959963984540054 * table_number (rates, i, "se_log_risk_ratio"), 1e-9);
		check (c.z, rates, i, "z_pooled", 1e-9);
		check (c.p, rates, i, "p_z", 1e-9);
		check (c.interval.low, rates, i, "newcombe_low", 1e-8);
		check (c.interval.high, rates, i, "newcombe_high", 1e-8);
		check (c.share_a_interval.low, rates, i, "wilson_a_low", 1e-9);
		check (c.share_b_interval.high, rates, i, "wilson_b_high", 1e-9);
		test_close (c.b_is_better, table_number (rates, i, "p_b_beats_a"), 1e-8);
		test_close (c.expected_loss, table_number (rates, i, "expected_loss_of_b"), 1e-8);
	}
	g_assert_true (rates == NULL || rates->n_rows >= 3);
}

/* "$750 - $1,000" has a comma of its own, in the second column: the others are counted from the end. */
static const char *
cell (const Table *data, gsize row, gsize from_end)
{
	return data->rows[row][g_strv_length (data->rows[row]) - from_end];
}

/* Everybody's figure and the one before, in the arm named; returns how many are in it. */
static gsize
values_of (const Table *data, const char *arm, double *values, double *before)
{
	gsize n = 0;

	for (gsize i = 0; i < data->n_rows; i++)
		if (data->rows[i][0] != NULL && data->rows[i][1] != NULL && strcmp (cell (data, i, 4), arm) == 0) {
			values[n] = g_ascii_strtod (cell (data, i, 1), NULL);
			before[n++] = g_ascii_strtod (cell (data, i, 10), NULL);
		}
	return n;
}

static void
test_means (void)
{
	g_autoptr (Table) data = table_read ("data/hillstrom-email/hillstrom.csv");
	g_autoptr (Table) means = table_read ("reference/experiments/means.csv");
	g_autofree double *values = data != NULL ? g_new (double, data->n_rows) : NULL, *before = data != NULL ? g_new (double, data->n_rows) : NULL;
	guint n_checked = 0;

	for (gsize i = 0; data != NULL && means != NULL && i < means->n_rows; i++)
		if (strcmp (table_text (means, i, "test"), "hillstrom") == 0) {
			gsize n_a = values_of (data, table_text (means, i, "a"), values, before);
			gsize n_b = values_of (data, table_text (means, i, "b"), values + n_a, before + n_a);
			SegMeanComparison c = seg_compare_means (values, before, n_a, n_b);

			check (c.plain.difference, means, i, "difference", 1e-9);
			check (c.plain.low, means, i, "low", 1e-8);
			check (c.plain.high, means, i, "high", 1e-8);
			check (c.plain.p, means, i, "p", 1e-8);
			check (c.theta, means, i, "cuped_theta", 1e-9);
			check (c.adjusted.difference, means, i, "cuped_difference", 1e-9);
			check (c.adjusted.p, means, i, "cuped_p", 1e-8);
			check (c.variance_reduction, means, i, "variance_reduction", 1e-7);
			n_checked++;
		}
	g_assert_true (data == NULL || means == NULL || n_checked >= 2);
}

/* On Hillstrom's spending the resampled interval is near Welch's, as 21,000 people are many; in small skewed samples it holds what it should. */
static void
test_bootstrap (void)
{
	g_autoptr (Table) data = table_read ("data/hillstrom-email/hillstrom.csv");
	g_autofree double *values = NULL, *before = NULL;
	gsize n_a, n_b;
	SegInterval interval, again;
	SegMeanComparison welch;

	if (data == NULL)
		return;
	values = g_new (double, data->n_rows);
	before = g_new (double, data->n_rows);
	n_a = values_of (data, "No E-Mail", values, before);
	n_b = values_of (data, "Mens E-Mail", values + n_a, before + n_a);
	welch = seg_compare_means (values, NULL, n_a, n_b);
	interval = seg_bootstrap_means (values, n_a, n_b, 2000, 0.95, 1);
	again = seg_bootstrap_means (values, n_a, n_b, 2000, 0.95, 1);
	g_assert_cmpfloat (interval.low, ==, again.low);
	g_assert_cmpfloat (fabs (interval.low - welch.plain.low), <, 0.03);
	g_assert_cmpfloat (fabs (interval.high - welch.plain.high), <, 0.03);
}

static void
test_bootstrap_coverage (void)
{
	g_autoptr (SegRandom) random = seg_random_new (11, 0);
	const guint n_experiments = 400, n = 300;
	g_autofree double *values = g_new (double, 2 * n);
	guint held = 0;

	for (guint e = 0; e < n_experiments; e++) {
		SegInterval interval;

		for (guint i = 0; i < 2 * n; i++)
			values[i] = seg_random_uniform (random) < 0.2 ? -log (1 - seg_random_uniform (random)) * (i < n ? 1 : 1.5) : 0;
		interval = seg_bootstrap_means (values, n, n, 300, 0.95, e + 1);
		held += interval.low <= 0.1 && 0.1 <= interval.high; /* 0.2 * 1.5 - 0.2 */
	}
	g_assert_cmpfloat (held / (double) n_experiments, >, 0.92);
	g_assert_cmpfloat (held / (double) n_experiments, <, 0.98);
	g_assert_true (isnan (seg_bootstrap_means (values, 0, n, 10, 0.95, 1).low));
}

static void
test_sample_ratio (void)
{
	const gint64 hillstrom[] = { 21307, 21387, 21306 }, cats[] = { 44700, 45489 }, nobody[] = { 0, 0 };
	const double thirds[] = { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, halves[] = { 0.5, 0.5 };

	test_close (seg_sample_ratio (hillstrom, thirds, 3), 0.9036929575604196, 1e-9); /* reference/experiments/sample_ratio.csv */
	test_close (seg_sample_ratio (cats, halves, 2), 0.008607987810836262, 1e-9);
	g_assert_true (isnan (seg_sample_ratio (nobody, halves, 2)) && isnan (seg_sample_ratio (cats, halves, 1)));
}

static void
test_sizes (void)
{
	g_autoptr (Table) sizes = table_read ("reference/experiments/sample_size_rates.csv");

	for (gsize i = 0; sizes != NULL && i < sizes->n_rows; i++) {
		double p1 = table_number (sizes, i, "p1"), p2 = table_number (sizes, i, "p2");
		double power = table_number (sizes, i, "power"), alpha = table_number (sizes, i, "alpha");
		double n = seg_sample_size (p1, p2, power, alpha);

		check (n, sizes, i, "n_per_arm", 1e-9);
		g_assert_cmpfloat_with_epsilon (seg_power (p1, p2, (gint64) ceil (n), (gint64) ceil (n), alpha), power, 0.01);
		if (p2 > p1)
			g_assert_cmpfloat_with_epsilon (seg_smallest_seen (p1, (gint64) ceil (n), (gint64) ceil (n), power, alpha), p2, 0.001);
	}
	g_assert_true (isnan (seg_smallest_seen (0.1, 2, 2, 0.8, 0.05)));
	g_assert_true (isnan (seg_smallest_seen (1, 100, 100, 0.8, 0.05)));
}

static void
test_always_valid (void)
{
	g_autoptr (Table) rates = table_read ("reference/experiments/rates.csv");
	g_autoptr (Table) tests = table_read ("reference/experiments/msprt.csv");

	for (gsize i = 0; rates != NULL && tests != NULL && i < tests->n_rows; i++)
		for (gsize j = 0; j < rates->n_rows; j++)
			if (strcmp (table_text (tests, i, "metric"), table_text (rates, j, "metric")) == 0
			    && strcmp (table_text (tests, i, "a"), table_text (rates, j, "a")) == 0
			    && strcmp (table_text (tests, i, "b"), table_text (rates, j, "b")) == 0)
				check (seg_always_valid_p (arm_of (rates, j, "n_a", "x_a"), arm_of (rates, j, "n_b", "x_b"), table_number (tests, i, "tau")),
				       tests, i, "always_valid_p_at_the_end", 1e-8);
}

static SegArmCount
draw (GRand *random, gint64 n, double share)
{
	SegArmCount arm = { n, 0 };

	for (gint64 i = 0; i < n; i++)
		arm.did += g_rand_double (random) < share;
	return arm;
}

/* Four thousand experiments in which B does three points better: the interval of 95 % holds the truth in 93 to 97 of 100. */
static void
test_coverage (void)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (11);
	int n_held = 0, n_wrong = 0;

	for (int i = 0; i < 4000; i++) {
		SegShareComparison c = seg_compare_shares (draw (random, 150, 0.10), draw (random, 400, 0.13), 0.95);
		SegShareComparison same = seg_compare_shares (draw (random, 300, 0.2), draw (random, 300, 0.2), 0.95);

		n_held += c.interval.low <= 0.03 && 0.03 <= c.interval.high;
		n_wrong += same.p < 0.05;
	}
	g_assert_cmpint (n_held, >=, 3720);
	g_assert_cmpint (n_held, <=, 3880);
	g_assert_cmpint (n_wrong, >=, 140); /* 5 % of 4,000 are 200, four standard deviations 55 */
	g_assert_cmpint (n_wrong, <=, 260);
}

#define FEW_LOOKS 20
#define MANY_LOOKS 400 /* after few looks the level is far from being reached, and a bound that is wrong would not be noticed */

/* A look every 50 people of each arm, and nothing happens: the always valid p falls below 0.05, and the interval that goes with it leaves 0 out, at any of
 * 400 looks in at most 5 of 100; the usual p does in many more within the first 20. */
static void
test_peeking (void)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (12);
	int n_valid = 0, n_outside = 0, n_usual = 0;

	for (int i = 0; i < 1000; i++) {
		SegArmCount a = { 0, 0 }, b = { 0, 0 };
		gboolean valid = FALSE, outside = FALSE, usual = FALSE;

		for (int look = 0; look < MANY_LOOKS; look++) {
			SegArmCount more_a = draw (random, 50, 0.3), more_b = draw (random, 50, 0.3);
			SegInterval always;

			a = (SegArmCount) { a.n + more_a.n, a.did + more_a.did };
			b = (SegArmCount) { b.n + more_b.n, b.did + more_b.did };
			valid |= seg_always_valid_p (a, b, 0.05) < 0.05;
			always = seg_always_valid_interval (a, b, 0.05, 0.95);
			outside |= always.low > 0 || always.high < 0;
			usual |= look < FEW_LOOKS && seg_compare_shares (a, b, 0.95).p < 0.05;
		}
		n_valid += valid;
		n_outside += outside;
		n_usual += usual;
	}
	g_test_message ("%d %d %d of 1,000", n_valid, n_outside, n_usual);
	g_assert_cmpint (n_valid, <=, 50);
	g_assert_cmpint (n_valid, >=, 15);
	g_assert_cmpint (n_outside, <=, 50);
	g_assert_cmpint (n_outside, >=, 15);
	g_assert_cmpint (n_usual, >, 150);
}

static void
test_edges (void)
{
	SegShareComparison none = seg_compare_shares ((SegArmCount) { 0, 0 }, (SegArmCount) { 10, 3 }, 0.95);
	SegShareComparison nobody = seg_compare_shares ((SegArmCount) { 10, 0 }, (SegArmCount) { 10, 0 }, 0.95);
	const double y[] = { 1, 2, 3, 4 }, same[] = { 5, 5, 5, 5 };
	SegMeanComparison flat = seg_compare_means (y, same, 2, 2);

	g_assert_true (isnan (none.difference) && isnan (none.p) && isnan (none.b_is_better) && isnan (none.interval.low));
	g_assert_true (isnan (nobody.p) && isnan (nobody.lift));
	test_close (nobody.b_is_better, 0.5, 1e-12);
	g_assert_cmpfloat (nobody.share_a_interval.low, ==, 0);
	g_assert_cmpfloat (flat.theta, ==, 0);
	g_assert_cmpfloat (flat.adjusted.difference, ==, 2);
	g_assert_cmpfloat (seg_always_valid_p ((SegArmCount) { 10, 0 }, (SegArmCount) { 10, 0 }, 0.05), ==, 1);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/experiment/bootstrap", test_bootstrap);
	g_test_add_func ("/experiment/bootstrap-coverage", test_bootstrap_coverage);
	g_test_add_func ("/experiment/shares", test_shares);
	g_test_add_func ("/experiment/means", test_means);
	g_test_add_func ("/experiment/sample-ratio", test_sample_ratio);
	g_test_add_func ("/experiment/sizes", test_sizes);
	g_test_add_func ("/experiment/always-valid", test_always_valid);
	g_test_add_func ("/experiment/coverage", test_coverage);
	g_test_add_func ("/experiment/peeking", test_peeking);
	g_test_add_func ("/experiment/edges", test_edges);
	return g_test_run ();
}
