/* Which arm brings most money, and intervals that hold under peeking: against closed forms where there are any, and made-up experiments with known
 * truths and fixed seeds. */
#include <config.h>

#include "feature-fixture.h"

#include <segscope/experiment.h>
#include <segscope/random.h>

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Money --------------------------------------------------------------------------------------------------------------------------- */

static SegArmValues
ones (double *values, gsize n, gsize did)
{
	for (gsize i = 0; i < n; i++)
		values[i] = i < did ? 1 : 0;
	return (SegArmValues) { values, n };
}

/* Of values that are 0 or 1 the mean is Beta (1 + did, 1 + n - did), so the closed sum for shares says the same. */
static void
test_closed_form (void)
{
	static const gsize cases[][4] = { { 200, 20, 300, 45 }, { 50, 5, 60, 3 }, { 400, 100, 400, 101 }, { 61, 0, 244, 2 } };
	double a[400], b[400];

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		const gsize *c = cases[i];
		SegArmValues arms[2] = { ones (a, c[0], c[1]), ones (b, c[2], c[3]) };
		SegShareComparison exact = seg_compare_shares ((SegArmCount) { (gint64) c[0], (gint64) c[1] }, (SegArmCount) { (gint64) c[2], (gint64) c[3] }, 0.95);
		SegChoice choices[2], again[2];

		seg_choose_by_means (arms, 2, 20000, 7, choices);
		seg_choose_by_means (arms, 2, 20000, 7, again);
		g_assert_cmpfloat_with_epsilon (choices[1].best, exact.b_is_better, 0.012); /* three standard errors of 20,000 draws are 0.0106 */
		g_assert_cmpfloat_with_epsilon (choices[1].loss, exact.expected_loss, 0.001);
		g_assert_cmpfloat_with_epsilon (choices[0].best + choices[1].best, 1, 1e-9);
		g_assert_cmpfloat (choices[1].best, ==, again[1].best);
	}
}

/* Where very many spent something, the difference of means is normal: Phi (d / s), and of the loss s phi (d / s) - d Phi (-d / s). */
static void
test_many (void)
{
	enum { N = 4000 };
	g_autofree double *values = g_new (double, 2 * N);
	g_autoptr (SegRandom) random = seg_random_new (3, 0);
	SegGroup groups[2];
	SegChoice choices[2];
	double d, s;

	for (gsize i = 0; i < 2 * N; i++)
		values[i] = 10 + 5 * seg_random_gaussian (random) + (i < N ? 0 : 0.05);
	groups[0] = seg_group (values, N);
	groups[1] = seg_group (values + N, N);
	d = groups[1].mean - groups[0].mean;
	s = sqrt ((groups[0].deviation * groups[0].deviation + groups[1].deviation * groups[1].deviation) / N);
	seg_choose_by_means ((SegArmValues[]) { { values, N }, { values + N, N } }, 2, 20000, 1, choices);
	g_assert_cmpfloat_with_epsilon (choices[1].best, gsl_cdf_ugaussian_P (d / s), 0.012);
	g_assert_cmpfloat_with_epsilon (choices[1].loss, s * exp (-d * d / (2 * s * s)) / sqrt (2 * M_PI) - d * gsl_cdf_ugaussian_Q (d / s), 0.003);
}

/* Most spend nothing, some a skewed sum. Where it says 80 to 95 %, it is right in about as many of the experiments: which of both arms is the better is drawn too. */
static void
test_calibration (void)
{
	enum { N = 400, N_EXPERIMENTS = 600 };
	g_autoptr (SegRandom) random = seg_random_new (5, 0);
	g_autofree double *values = g_new (double, 2 * N);
	double said = 0, right = 0, n = 0;

	for (guint e = 0; e < N_EXPERIMENTS; e++) {
		double means[2] = { 1 + 0.4 * seg_random_gaussian (random), 1 + 0.4 * seg_random_gaussian (random) };
		SegChoice choices[2];
		gsize better;

		for (gsize i = 0; i < 2 * N; i++)
			values[i] = seg_random_uniform (random) < 0.15 ? -log (1 - seg_random_uniform (random)) * MAX (means[i / N], 0.05) : 0;
		seg_choose_by_means ((SegArmValues[]) { { values, N }, { values + N, N } }, 2, 400, e, choices);
		better = choices[1].best > choices[0].best ? 1 : 0;
		if (choices[better].best < 0.8 || choices[better].best > 0.95)
			continue;
		said += choices[better].best;
		right += means[better] > means[1 - better];
		n++;
	}
	g_assert_cmpfloat (n, >, 80);
	g_assert_cmpfloat_with_epsilon (right / n, said / n, 0.1); /* two standard errors of 100 experiments are 0.07 */
}

static void
test_no_money (void)
{
	const double nothing[3] = { 0, 0, 0 }, some[3] = { 0, 4, 0 };
	SegChoice choices[3];

	seg_choose_by_means ((SegArmValues[]) { { nothing, 3 }, { nothing, 3 } }, 2, 100, 1, choices);
	g_assert_cmpfloat_with_epsilon (choices[0].best, 0.5, 1e-9);
	g_assert_cmpfloat (choices[1].loss, ==, 0);
	seg_choose_by_means ((SegArmValues[]) { { nothing, 3 }, { some, 3 }, { nothing, 3 } }, 3, 100, 1, choices);
	g_assert_cmpfloat (choices[1].best, >, 0.4);
	g_assert_cmpfloat (choices[1].best, <, 0.9); /* one of three: nothing is sure */
	g_assert_cmpfloat (choices[0].loss, >, 0);
	seg_choose_by_means ((SegArmValues[]) { { nothing, 0 }, { some, 3 } }, 2, 100, 1, choices);
	g_assert_true (isnan (choices[0].best) && isnan (choices[1].loss));
}

/* Peeking --------------------------------------------------------------------------------------------------------------------------- */

/* A list that goes out at once: people do it on some day of 30, in all @share of them, those of arm B @more more of them; looked at every day. */
typedef struct {
	guint valid, usual;  /* some look had an interval without 0 */
	guint missed;        /* some look's always-valid interval did not hold the difference as it is on that day */
	guint last_usual_held; /* the usual interval of the last day holds the truth */
} Peeked;

static Peeked
peek (SegRandom *random, gint64 n_a, gint64 n_b, double share, double more, guint n_days)
{
	const double tau = seg_always_valid_tau (share, n_a, n_b, 0.05);
	g_autofree guint *did = g_new0 (guint, 2 * n_days);
	SegArmCount a = { n_a, 0 }, b = { n_b, 0 };
	Peeked peeked = { 0 };

	for (gint64 i = 0; i < n_a + n_b; i++)
		if (seg_random_uniform (random) < (i < n_a ? share : share + more))
			did[(i < n_a ? 0 : n_days) + seg_random_below (random, n_days)]++;
	for (guint day = 0; day < n_days; day++) {
		const double truth = more * (day + 1) / n_days;
		SegInterval always;
		SegShareComparison usual;

		a.did += did[day];
		b.did += did[n_days + day];
		always = seg_always_valid_interval (a, b, tau, 0.95);
		usual = seg_compare_shares (a, b, 0.95);
		peeked.valid |= always.low > 0 || always.high < 0;
		peeked.usual |= usual.interval.low > 0 || usual.interval.high < 0;
		peeked.missed |= !(always.low <= truth && truth <= always.high);
		peeked.last_usual_held = usual.interval.low <= truth && truth <= usual.interval.high;
		g_assert_cmpfloat (always.low, <=, usual.interval.low + 0.02);
	}
	return peeked;
}

static void
test_nothing_happens (void)
{
	static const struct { gint64 n_a, n_b; double share; } lists[] = { { 500, 500, 0.1 }, { 100, 900, 0.2 }, { 2000, 2000, 0.01 } };
	g_autoptr (SegRandom) random = seg_random_new (21, 0);

	for (gsize l = 0; l < G_N_ELEMENTS (lists); l++) {
		guint n_valid = 0, n_usual = 0, n = 1000;

		for (guint i = 0; i < n; i++) {
			Peeked peeked = peek (random, lists[l].n_a, lists[l].n_b, lists[l].share, 0, 30);

			n_valid += peeked.valid;
			n_usual += peeked.usual;
		}
		g_test_message ("%" G_GINT64_FORMAT " and %" G_GINT64_FORMAT ", %g: always valid %u, usual %u of %u", lists[l].n_a, lists[l].n_b, lists[l].share, n_valid, n_usual, n);
		g_assert_cmpuint (n_valid, <=, 50); /* 5 % at most */
		g_assert_cmpuint (n_usual, >, 100);
	}
}

/* Something happens: at all looks together the interval holds what is true on that day; the usual one of the last day alone holds it in 93 to 97 %. */
static void
test_something_happens (void)
{
	g_autoptr (SegRandom) random = seg_random_new (22, 0);
	guint n_missed = 0, n_found = 0, n_held = 0, n = 1000;

	for (guint i = 0; i < n; i++) {
		Peeked peeked = peek (random, 400, 600, 0.15, 0.10, 20);

		n_missed += peeked.missed;
		n_found += peeked.valid;
		n_held += peeked.last_usual_held;
	}
	g_test_message ("missed %u, found %u, last held %u of %u", n_missed, n_found, n_held, n);
	g_assert_cmpuint (n_missed, <=, 50);
	g_assert_cmpuint (n_found, >, 800);
	g_assert_cmpuint (n_held, >=, 930);
	g_assert_cmpuint (n_held, <=, 970);
}

/* Interval and p say the same but for the variance (of both arms apart, and pooled); the wished tau is near the narrowest. */
static void
test_interval (void)
{
	SegArmCount a = { 5000, 500 }, b = { 5000, 600 };
	double tau = seg_always_valid_tau (0.1, a.n, b.n, 0.05), width;
	SegInterval interval = seg_always_valid_interval (a, b, tau, 0.95), other;

	for (double p = seg_always_valid_p (a, b, tau), confidence = 1 - 1.05 * p; confidence < 1 - 0.9 * p; confidence += 0.2 * p) {
		SegInterval at = seg_always_valid_interval (a, b, tau, confidence);

		g_assert_true ((at.low > 0) == (confidence < 1 - p));
	}
	width = interval.high - interval.low;
	for (double factor = 0.25; factor <= 4; factor *= 2) {
		other = seg_always_valid_interval (a, b, tau * factor, 0.95);
		g_assert_cmpfloat (other.high - other.low, >=, 0.99 * width);
	}
	interval = seg_always_valid_interval ((SegArmCount) { 0, 0 }, b, tau, 0.95);
	g_assert_true (isnan (interval.low));
	interval = seg_always_valid_interval ((SegArmCount) { 3, 0 }, (SegArmCount) { 3, 0 }, seg_always_valid_tau (0, 3, 3, 0.05), 0.95);
	g_assert_true (interval.low < 0 && interval.high > 0 && interval.low >= -1 && interval.high <= 1);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/effects/money/closed-form", test_closed_form);
	g_test_add_func ("/effects/money/many", test_many);
	g_test_add_func ("/effects/money/calibration", test_calibration);
	g_test_add_func ("/effects/money/none", test_no_money);
	g_test_add_func ("/effects/peeking/nothing-happens", test_nothing_happens);
	g_test_add_func ("/effects/peeking/something-happens", test_something_happens);
	g_test_add_func ("/effects/peeking/interval", test_interval);
	return g_test_run ();
}
