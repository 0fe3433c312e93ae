/* Drift from the points that are kept of each version: against scipy and R (reference/features/two_groups.csv), and against the measures of
 * the values themselves, which two_groups.h computes. */
#include <config.h>
#include "reference-case.h"
#include "segment/version-private.h"

#include <segscope/migration.h>
#include <segscope/random.h>
#include <segscope/two_groups.h>

#include <math.h>
#include <stdlib.h>

static int
compare_doubles (const void *a, const void *b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return (one > other) - (one < other);
}

static gsize
count_different (const double *sorted, gsize n)
{
	gsize different = n > 0;

	for (gsize i = 1; i < n; i++)
		different += sorted[i] > sorted[i - 1];
	return different;
}

/* A segmentation with two versions, whose only column "x" has these values; NAN: missing. */
static void
keep (Fixture *fixture, guint version, const double *values, gsize n)
{
	g_autoptr (GError) error = NULL;
	SegMatrixColumn column = { .name = (char *) "x", .label = (char *) "X", .unit = (char *) "" };
	SegFeatureMatrix matrix = { .raw = seg_matrix_new (n, 1, NULL), .filled = g_new0 (guint8, n + 1), .n_columns = 1, .columns = &column };

	for (gsize i = 0; i < n; i++) {
		matrix.filled[i] = (guint8) (isnan (values[i]) ? 1 : 0);
		matrix.raw->values[i] = isnan (values[i]) ? -1 : values[i];
	}
	fixture_executef (fixture, "DELETE FROM version_feature WHERE version_id = %u", version);
	g_assert_true (seg_version_keep_features (fixture->workspace, version, &matrix, NULL, &error));
	g_assert_no_error (error);
	seg_matrix_free (matrix.raw);
	g_free (matrix.filled);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
	fixture_set_up (fixture, data);
	fixture_execute (fixture,
		"INSERT INTO feature_set (id, name, as_of, selection, n_users, created_at, program_version, fingerprint) VALUES (1, 'd', 0, '[]', 0, 0, '0', '');"
		"INSERT INTO segmentation (id, name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, program_version, fingerprint) "
		"VALUES (1, 'a', 1, '[]', 'k-means', '{}', 1, 0, 0, '0', '');"
		"INSERT INTO segmentation_version (id, segmentation_id, number, as_of, made_at, algorithm, options, seed, n_users) VALUES "
		"(1, 1, 1, 0, 0, 'k-means', '{}', 1, 0), (2, 1, 2, 0, 0, 'k-means', '{}', 1, 0)");
}

static SegDrift *
measure (Fixture *fixture, const double *first, gsize n, const double *second, gsize m)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) versions = NULL, drifts = NULL;

	keep (fixture, 1, first, n);
	keep (fixture, 2, second, m);
	versions = seg_versions (fixture->workspace, 1, &error);
	g_assert_no_error (error);
	drifts = seg_drift (fixture->workspace, versions->pdata[0], versions->pdata[1], NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (drifts->len, ==, 1);
	return g_ptr_array_steal_index (drifts, 0);
}

/* Both ways of asking: where all values were kept they are the same, else as near as the points lie. */
static void
check (Fixture *fixture, double *first, gsize n, double *second, gsize m, double ks, double psi)
{
	SegDrift *drift = measure (fixture, first, n, second, m);
	gsize most;

	qsort (first, n, sizeof *first, compare_doubles);
	qsort (second, m, sizeof *second, compare_doubles);
	most = MAX (count_different (first, n), count_different (second, m));
	g_assert_cmpfloat_with_epsilon (drift->ks, ks, most <= 1000 ? 1e-12 : 0.002);
	if (count_different (first, n) > 10)
		g_assert_cmpfloat_with_epsilon (drift->psi, psi, most <= 1000 ? 1e-9 : 0.02 * MAX (psi, 0.1));
	seg_drift_free (drift);
}

static void
test_reference (Fixture *fixture, gconstpointer unused)
{
	g_autoptr (Table) table = table_read ("reference/features/two_groups.csv");

	(void) unused;
	if (table == NULL)
		return;
	for (gsize c = 0, row = 0; c < G_N_ELEMENTS (reference_cases); c++) {
		const ReferenceCase *which = &reference_cases[c];
		g_autoptr (ReferenceData) data = reference_data_read (which);

		if (data == NULL)
			return;
		for (gsize j = 0; which->numeric[j] != NULL; j++, row++) {
			g_autofree double *first = g_new (double, data->matrix->n_rows), *second = g_new (double, data->matrix->n_rows);
			gsize n = 0, m = 0;

			for (gsize i = 0; i < data->matrix->n_rows; i++) {
				const char *group = table_text (data->table, data->rows[i], which->group);

				if (g_ascii_strcasecmp (group, table_text (table, row, "first")) == 0)
					first[n++] = seg_matrix_row (data->matrix, i)[j];
				else if (g_ascii_strcasecmp (group, table_text (table, row, "second")) == 0)
					second[m++] = seg_matrix_row (data->matrix, i)[j];
			}
			check (fixture, first, n, second, m, table_number (table, row, "ks_d"), table_number (table, row, "psi_10_bins"));
		}
	}
}

/* Values of many kinds: few and many different ones, ties, of any size. */
static void
test_values (Fixture *fixture, gconstpointer unused)
{
	g_autoptr (SegRandom) random = seg_random_new (3, 0);
	g_autofree double *first = g_new (double, 20000), *second = g_new (double, 20000);

	(void) unused;
	for (guint trial = 0; trial < 40; trial++) {
		gsize n = 1 + seg_random_below (random, trial % 4 == 3 ? 20000 : 900), m = 1 + seg_random_below (random, trial % 4 == 3 ? 20000 : 900);
		double shift = seg_random_uniform (random);

		for (gsize i = 0; i < n + m; i++) {
			double value = trial % 4 == 1 ? (double) seg_random_below (random, 40) : trial % 4 == 2 ? exp (2 * seg_random_gaussian (random)) : seg_random_gaussian (random);

			if (i < n)
				first[i] = value;
			else
				second[i - n] = value + shift;
		}
		qsort (first, n, sizeof *first, compare_doubles);
		qsort (second, m, sizeof *second, compare_doubles);
		check (fixture, first, n, second, m, seg_kolmogorov_smirnov (first, n, second, m), seg_stability_index (first, n, second, m, 10));
	}
}

/* Few values have a bin each: 9 of 10 with 1 against 5 of 10. Missing values are not counted. */
static void
test_few (Fixture *fixture, gconstpointer unused)
{
	double first[] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, NAN, NAN }, second[] = { 1, 1, 1, 1, 1, 0, 0, 0, 0, 0 };
	SegDrift *drift = measure (fixture, first, 12, second, 10);

	(void) unused;
	g_assert_cmpfloat_with_epsilon (drift->psi, 0.4 * log (0.5 / 0.1) - 0.4 * log (0.5 / 0.9), 1e-12);
	g_assert_cmpfloat_with_epsilon (drift->ks, 0.4, 1e-12);
	g_assert_cmpfloat_with_epsilon (drift->mean_before, 0.9, 1e-12);
	g_assert_cmpfloat_with_epsilon (drift->known_before, 10.0 / 12, 1e-12);
	g_assert_cmpstr (seg_drift_words (drift->psi), ==, "far off");
	seg_drift_free (drift);
	for (gsize i = 0; i < 12; i++)
		first[i] = NAN;
	drift = measure (fixture, first, 12, second, 10); /* nobody had a value */
	g_assert_true (isnan (drift->psi) && isnan (drift->ks) && isnan (drift->mean_before));
	seg_drift_free (drift);
}

/* The bins are those of the values themselves: nobody is missed or counted twice, and they add up to the index. */
static void
test_bins (Fixture *fixture, gconstpointer unused)
{
	g_autoptr (SegRandom) random = seg_random_new (9, 0);
	g_autofree double *first = g_new (double, 900), *second = g_new (double, 700);
	SegDrift *drift;
	gint64 before = 0, now = 0;
	double sum = 0, last = -INFINITY;

	(void) unused;
	for (gsize i = 0; i < 900; i++)
		first[i] = i % 9 == 8 ? NAN : floor (exp (2 * seg_random_gaussian (random)));
	for (gsize i = 0; i < 700; i++)
		second[i] = i % 7 == 6 ? NAN : floor (exp (2 * seg_random_gaussian (random)) + 1);
	drift = measure (fixture, first, 900, second, 700);
	g_assert_cmpint (drift->n_before, ==, 900);
	g_assert_cmpint (drift->n_now, ==, 700);
	g_assert_cmpuint (drift->bins->len, >, 3);
	for (guint b = 0; b < drift->bins->len; b++) {
		const SegDriftBin *bin = &g_array_index (drift->bins, SegDriftBin, b);
		gint64 n = 0, m = 0;

		g_assert_true (bin->low == last && bin->high > bin->low);
		for (gsize i = 0; i < 900; i++)
			n += first[i] > bin->low && first[i] <= bin->high;
		for (gsize i = 0; i < 700; i++)
			m += second[i] > bin->low && second[i] <= bin->high;
		g_assert_cmpint (bin->before, ==, n);
		g_assert_cmpint (bin->now, ==, m);
		before += n;
		now += m;
		sum += bin->part;
		last = bin->high;
	}
	g_assert_true (isinf (last));
	g_assert_cmpint (before, ==, 800);
	g_assert_cmpint (now, ==, 600);
	g_assert_cmpfloat_with_epsilon (sum, drift->psi, 1e-12);
	seg_drift_free (drift);
}

static void
test_not_kept (Fixture *fixture, gconstpointer unused)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) versions = seg_versions (fixture->workspace, 1, &error), drifts = NULL;

	(void) unused;
	g_assert_no_error (error);
	drifts = seg_drift (fixture->workspace, versions->pdata[0], versions->pdata[1], NULL, &error);
	g_assert_null (drifts);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/drift/reference", Fixture, NULL, set_up, test_reference, fixture_tear_down);
	g_test_add ("/drift/values", Fixture, NULL, set_up, test_values, fixture_tear_down);
	g_test_add ("/drift/few", Fixture, NULL, set_up, test_few, fixture_tear_down);
	g_test_add ("/drift/bins", Fixture, NULL, set_up, test_bins, fixture_tear_down);
	g_test_add ("/drift/not-kept", Fixture, NULL, set_up, test_not_kept, fixture_tear_down);
	return g_test_run ();
}
