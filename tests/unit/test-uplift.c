/* Whom a campaign changes: models, scores and Qini curve against statsmodels and R on Hillstrom's e-mails (reference/experiments), learners on
 * made-up people of whom it is known, bandits by what they must bring. */
#include <config.h>

#include "feature-fixture.h"

#include <segscope/bandit.h>
#include <segscope/random.h>
#include <segscope/uplift.h>

#include <math.h>
#include <string.h>

#include "support/figures.h"

#define N_COLUMNS 9

typedef struct {
	gsize   n;
	double *values;
	guint8 *sent, *reached;
} People;

static void
people_clear (People *people)
{
	g_free (people->values);
	g_free (people->sent);
	g_free (people->reached);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (People, people_clear)

static People
people_new (gsize n, gsize n_columns)
{
	return (People) { n, g_new0 (double, n * n_columns), g_new0 (guint8, n), g_new0 (guint8, n) };
}

static void
standardise (double *values, gsize n, gsize n_columns)
{
	for (gsize j = 0; j < n_columns; j++) {
		double mean = 0, square = 0;

		for (gsize i = 0; i < n; i++)
			mean += values[i * n_columns + j] / (double) n;
		for (gsize i = 0; i < n; i++)
			square += (values[i * n_columns + j] - mean) * (values[i * n_columns + j] - mean) / (double) n;
		for (gsize i = 0; i < n; i++)
			values[i * n_columns + j] = (values[i * n_columns + j] - mean) / sqrt (square);
	}
}

/* The comma in "7) $1,000 +" is no separator: what stands after it stands one further right. */
static const char *
cell_of (const Table *data, gsize row, const char *column)
{
	gsize extra = g_strv_length (data->rows[row]) - g_strv_length (data->header), i = 0, comma = 0;

	while (strcmp (data->header[comma], "history_segment") != 0)
		comma++;
	while (strcmp (data->header[i], column) != 0)
		i++;
	return data->rows[row][i > comma ? i + extra : i];
}

/* Columns as make.py has them: recency, history, mens, womens, newbie; zip_code and channel without their first values. */
static People
hillstrom (const Table *data)
{
	static const char *const numbers[] = { "recency", "history", "mens", "womens", "newbie" };
	static const char *const codes[][2] = { { "zip_code", "Surburban" }, { "zip_code", "Urban" }, { "channel", "Phone" }, { "channel", "Web" } };
	People people = people_new (data->n_rows, N_COLUMNS);

	people.n = 0;
	for (gsize i = 0; i < data->n_rows; i++) {
		const char *arm = cell_of (data, i, "segment");
		double *x = people.values + people.n * N_COLUMNS;

		if (strcmp (arm, "Mens E-Mail") == 0)
			continue;
		for (gsize j = 0; j < G_N_ELEMENTS (numbers); j++)
			x[j] = g_ascii_strtod (cell_of (data, i, numbers[j]), NULL);
		for (gsize j = 0; j < G_N_ELEMENTS (codes); j++)
			x[G_N_ELEMENTS (numbers) + j] = strcmp (cell_of (data, i, codes[j][0]), codes[j][1]) == 0;
		people.sent[people.n] = strcmp (arm, "Womens E-Mail") == 0;
		people.reached[people.n++] = *cell_of (data, i, "visit") == '1';
	}
	standardise (people.values, people.n, N_COLUMNS);
	return people;
}

static void
check_models (const SegUpliftData *data, const guint *rows, gsize n, double both[2][N_COLUMNS + 1])
{
	g_autoptr (Table) models = table_read ("reference/experiments/uplift_models.csv");
	static const char *const columns[] = { "coefficient_control", "coefficient_treated" };
	g_autofree guint *side = g_new (guint, n);

	for (guint8 sent = 0; sent < 2 && models != NULL; sent++) {
		g_autoptr (GError) error = NULL;
		gsize m = 0;

		for (gsize i = 0; i < n; i++)
			if (data->sent[rows[i]] == sent)
				side[m++] = rows[i];
		g_assert_true (seg_logistic_fit (data, side, m, data->reached, NULL, 0, both[sent], NULL, &error));
		g_assert_no_error (error);
		g_assert_cmpuint (models->n_rows, ==, N_COLUMNS + 1);
		for (gsize j = 0; j <= N_COLUMNS; j++)
			assert_close (both[sent][j], table_number (models, j, columns[sent]), 1e-7);
	}
}

static void
check_qini (const double *scores, const guint8 *sent, const guint8 *reached, gsize n, const Table *expected)
{
	g_autoptr (SegQini) qini = seg_qini (scores, sent, reached, n);

	g_assert_cmpuint (n, ==, (gsize) table_number (expected, 0, "test_rows"));
	assert_close (qini->area, table_number (expected, 0, "qini_area"), 1e-6);
	assert_close (qini->coefficient, table_number (expected, 0, "qini_coefficient_rows"), 1e-5);
	assert_close (qini->per_person, table_number (expected, 0, "qini_coefficient_per_row"), 1e-6);
}

static void
test_reference (void)
{
	g_autoptr (Table) table = table_read ("data/hillstrom-email/hillstrom.csv");
	g_autoptr (Table) expected = table != NULL ? table_read ("reference/experiments/uplift.csv") : NULL;
	g_auto (People) people = { 0 };
	g_autofree guint *even = NULL;
	g_autofree double *scores = NULL;
	g_autofree guint8 *sent = NULL, *reached = NULL;
	SegUpliftData data;
	double both[2][N_COLUMNS + 1] = { { 0 } };
	gsize n = 0, m = 0;

	if (expected == NULL)
		return;
	people = hillstrom (table);
	data = (SegUpliftData) { people.n, N_COLUMNS, people.values, people.sent, people.reached };
	even = g_new (guint, people.n);
	for (gsize i = 0; i < people.n; i += 2)
		even[n++] = (guint) i;
	check_models (&data, even, n, both);
	scores = g_new (double, people.n);
	sent = g_new (guint8, people.n);
	reached = g_new (guint8, people.n);
	for (gsize i = 1; i < people.n; i += 2, m++) {
		const double *x = people.values + i * N_COLUMNS;

		scores[m] = seg_logistic_share (both[1], x, N_COLUMNS) - seg_logistic_share (both[0], x, N_COLUMNS);
		sent[m] = people.sent[i];
		reached[m] = people.reached[i];
	}
	check_qini (scores, sent, reached, m, expected);
	for (gsize learner = 0; seg_uplift_learners[learner] != NULL; learner++) {
		g_autoptr (GError) error = NULL;
		gpointer model = seg_uplift_learners[learner]->fit (&data, even, n, NULL, &error);
		g_autoptr (SegQini) qini = NULL;

		g_assert_no_error (error);
		m = 0;
		for (gsize i = 1; i < people.n; i += 2, m++) {
			scores[m] = seg_uplift_learners[learner]->score (model, people.values + i * N_COLUMNS);
		}
		qini = seg_qini (scores, sent, reached, m);
		g_assert_cmpfloat (qini->coefficient, >, 0); /* each learner finds something in these people */
		seg_uplift_learners[learner]->free (model);
	}
}

/* People of whom the first column says whether being sent to helps (> 0) or hurts; the second says who does it anyway. */
static People
made_up (gsize n, double effect, guint64 seed)
{
	People people = people_new (n, 3);
	g_autoptr (SegRandom) random = seg_random_new (seed, 1);

	for (gsize i = 0; i < n; i++) {
		double *x = people.values + i * 3, share;

		for (guint j = 0; j < 3; j++)
			x[j] = seg_random_gaussian (random);
		people.sent[i] = seg_random_uniform (random) < 0.7; /* sides of different sizes */
		share = 0.3 + 0.1 * (x[1] > 0) + (people.sent[i] ? effect * (x[0] > 0 ? 1 : -0.5) : 0);
		people.reached[i] = seg_random_uniform (random) < share;
	}
	return people;
}

static void
test_learners (void)
{
	g_auto (People) people = made_up (6000, 0.2, 5);
	SegUpliftData data = { people.n, 3, people.values, people.sent, people.reached };
	g_autofree double *scores = g_new (double, people.n);

	for (gsize learner = 0; seg_uplift_learners[learner] != NULL; learner++) {
		g_autoptr (GError) error = NULL;
		g_autoptr (SegQini) qini = NULL;
		double helped = 0, hurt = 0;
		gsize n_helped = 0;

		g_assert_true (seg_uplift_cross_score (seg_uplift_learners[learner], &data, 1, scores, NULL, &error));
		g_assert_no_error (error);
		for (gsize i = 0; i < people.n; i++) {
			gboolean helps = people.values[i * 3] > 0;

			*(helps ? &helped : &hurt) += scores[i];
			n_helped += helps ? 1 : 0;
		}
		helped /= (double) n_helped;
		hurt /= (double) (people.n - n_helped);
		g_assert_cmpfloat (helped, >, 0.1); /* 0.2 in truth; a straight line through a step says less */
		g_assert_cmpfloat (hurt, <, 0.02);  /* -0.1 in truth */
		qini = seg_qini (scores, people.sent, people.reached, people.n);
		g_assert_cmpfloat (qini->coefficient, >, 100);
		g_assert_cmpuint (qini->points->len, ==, 101);
		g_assert_cmpuint (g_array_index (qini->points, SegQiniPoint, 100).n, ==, people.n);
		assert_close (g_array_index (qini->points, SegQiniPoint, 100).gain, qini->gain, 1e-12);
	}
}

/* Where nothing helps anybody, what is scored is noise: the curve of people not seen lies about the straight line. */
static void
test_nothing (void)
{
	double sum = 0;

	for (guint64 seed = 1; seed <= 8; seed++) {
		g_auto (People) people = made_up (1500, 0, seed);
		SegUpliftData data = { people.n, 3, people.values, people.sent, people.reached };
		g_autofree double *scores = g_new (double, people.n);
		g_autoptr (GError) error = NULL;
		g_autoptr (SegQini) qini = NULL;

		g_assert_true (seg_uplift_cross_score (seg_uplift_learners[0], &data, seed, scores, NULL, &error));
		qini = seg_qini (scores, people.sent, people.reached, people.n);
		sum += qini->per_person;
	}
	g_assert_cmpfloat (fabs (sum / 8), <, 0.01);
}

/* Against the definition, person by person; equal scores in their order; one side empty. */
static void
test_qini (void)
{
	const double scores[] = { 0.5, 0.9, 0.1, 0.5, 0.7, 0.5 };
	const guint8 sent[] = { 1, 1, 0, 0, 1, 0 }, reached[] = { 1, 1, 1, 0, 0, 1 }, all_sent[] = { 1, 1, 1, 1, 1, 1 };
	const double gains[] = { 0, 1, 1, 2, 2, 2 - 1 * 3 / 2.0, 2 - 2 * 3 / 3.0 }; /* in the order 1, 4, 0, 3, 5, 2 */
	g_autoptr (SegQini) qini = seg_qini (scores, sent, reached, 6), one_sided = seg_qini (scores, all_sent, reached, 6), empty = seg_qini (NULL, NULL, NULL, 0);
	double area = 0;

	for (guint i = 1; i < 7; i++)
		area += (gains[i - 1] + gains[i]) / 12;
	assert_close (qini->area, area, 1e-12);
	assert_close (qini->coefficient, area - gains[6] / 2, 1e-12);
	g_assert_true (isnan (one_sided->coefficient));
	g_assert_true (isnan (empty->coefficient));
}

static void
test_too_few (void)
{
	g_auto (People) people = made_up (90, 0.2, 3);
	SegUpliftData data = { people.n, 3, people.values, people.sent, people.reached };
	g_autofree double *scores = g_new (double, people.n);

	for (gsize learner = 0; seg_uplift_learners[learner] != NULL; learner++) {
		g_autoptr (GError) error = NULL;

		g_assert_false (seg_uplift_cross_score (seg_uplift_learners[learner], &data, 1, scores, NULL, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	}
}

/* What separates people perfectly, and a column that never varies, have finite coefficients. */
static void
test_separable (void)
{
	g_auto (People) people = people_new (200, 2);
	SegUpliftData data = { people.n, 2, people.values, people.sent, people.reached };
	g_autofree guint *rows = g_new (guint, people.n);
	double coefficients[3];
	g_autoptr (GError) error = NULL;

	for (guint i = 0; i < people.n; i++) {
		rows[i] = i;
		people.values[i * 2] = i < 100 ? -1 : 1;
		people.reached[i] = i >= 100;
	}
	g_assert_true (seg_logistic_fit (&data, rows, people.n, people.reached, NULL, 1e-3, coefficients, NULL, &error));
	g_assert_no_error (error);
	g_assert_true (isfinite (coefficients[0]) && isfinite (coefficients[1]));
	g_assert_cmpfloat (coefficients[1], >, 3);
	assert_close (coefficients[2], 0, 1e-9);
}

/* Bandits -------------------------------------------------------------------------------------------------------------- */

static void
test_shares (void)
{
	const SegArmCount arms[] = { { 1000, 100 }, { 1000, 150 }, { 1000, 90 } }, nothing[] = { { 0, 0 }, { 0, 0 } };
	double shares[3], even[2];

	for (gsize i = 0; seg_bandits[i] != NULL; i++) {
		seg_bandits[i]->shares (arms, 3, 7, shares);
		assert_close (shares[0] + shares[1] + shares[2], 1, 1e-9);
		g_assert_cmpfloat (shares[1], >, 0.9);
		seg_bandit_keep_least (shares, 3, 0.05);
		assert_close (shares[0] + shares[1] + shares[2], 1, 1e-9);
		for (guint j = 0; j < 3; j++)
			g_assert_cmpfloat (shares[j], >=, 0.05 - 1e-12);
	}
	seg_bandits[0]->shares (nothing, 2, 7, even);
	g_assert_cmpfloat (fabs (even[0] - 0.5), <, 0.02); /* of what nothing is known */
	{
		/* what Thompson sampling gives an arm is the probability that it is the better one */
		const SegArmCount two[] = { { 200, 20 }, { 200, 26 } };
		double better = seg_compare_shares (two[0], two[1], 0.95).b_is_better;

		seg_bandits[0]->shares (two, 2, 11, even);
		g_assert_cmpfloat (fabs (even[1] - better), <, 0.02);
	}
}

/* Replayed on people drawn evenly, each policy brings more than drawing evenly and no more than the best arm; the same seed, the same replay. */
static void
test_replay (void)
{
	const double truth[] = { 0.05, 0.15, 0.08 };
	const gsize n = 30000;
	g_autofree guint8 *arm = g_new (guint8, n), *did = g_new (guint8, n);
	g_autoptr (SegRandom) random = seg_random_new (3, 0);

	for (gsize i = 0; i < n; i++) {
		arm[i] = (guint8) (seg_random_uniform (random) < 0.5 ? 0 : 1 + seg_random_below (random, 2)); /* the first twice as large */
		did[i] = seg_random_uniform (random) < truth[arm[i]];
	}
	for (gsize i = 0; seg_bandits[i] != NULL; i++) {
		SegReplay replay = seg_bandit_replay (seg_bandits[i], arm, did, n, 3, 200, 0.02, 5), again = seg_bandit_replay (seg_bandits[i], arm, did, n, 3, 200, 0.02, 5);

		g_assert_cmpint (memcmp (&replay, &again, sizeof replay), ==, 0);
		g_assert_cmpfloat (fabs (replay.mean_random - (0.05 + 0.15 + 0.08) / 3), <, 0.01);
		g_assert_cmpfloat (replay.mean, >, replay.mean_random + 0.03);
		g_assert_cmpfloat (replay.mean, <, 0.165);
		g_assert_cmpfloat (replay.regret, <, replay.regret_random);
		g_assert_cmpuint (replay.n_used, >, 3000);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/uplift/reference", test_reference);
	g_test_add_func ("/uplift/learners", test_learners);
	g_test_add_func ("/uplift/nothing", test_nothing);
	g_test_add_func ("/uplift/qini", test_qini);
	g_test_add_func ("/uplift/too-few", test_too_few);
	g_test_add_func ("/uplift/separable", test_separable);
	g_test_add_func ("/bandit/shares", test_shares);
	g_test_add_func ("/bandit/replay", test_replay);
	return g_test_run ();
}
