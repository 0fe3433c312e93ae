/* The sweep against its parts, the knee against reference figures, and what the suggestion says. */
#include <config.h>
#include <segscope/cluster.h>
#include <segscope/parallel.h>
#include <segscope/task.h>

#include "../support/figures.h"
#include "../support/folder.h"
#include "cluster/cluster-private.h"

#include <math.h>
#include <string.h>

static SegSweepOptions
small_options (guint k_max)
{
	SegSweepOptions options = seg_sweep_options_defaults ();

	options.k_max = k_max;
	options.restarts = 4;
	return options;
}

static SegSweep *
sweep_of (const SegMatrix *matrix, SegSweepOptions options)
{
	GError *error = NULL;
	SegSweep *sweep = seg_sweep (matrix, &options, NULL, &error);

	g_assert_no_error (error);
	return sweep;
}

/* Knee ------------------------------------------------------------------------------------------------------------- */

/* Rows @first up to the next curve; returns the row after it. */
static gsize
check_curve (const TestFigures *figures, gsize first)
{
	static const double sensitivities[] = { 1, 0, 2 };
	static const char *const columns[] = { "knee_s1", "knee_s0", "knee_s2" };
	const char *name = test_figures_text (figures, first, "input");
	double x[40], y[40];
	gsize n = 0;

	for (; first + n < figures->n_rows && strcmp (test_figures_text (figures, first + n, "input"), name) == 0; n++) {
		x[n] = test_figures_number (figures, first + n, "k");
		y[n] = test_figures_number (figures, first + n, "inertia");
	}
	for (gsize s = 0; s < G_N_ELEMENTS (columns); s++) {
		double expected = test_figures_number (figures, first, columns[s]);
		gssize knee = seg_knee (x, y, n, sensitivities[s]);

		if (strcmp (name, "straight") == 0 && sensitivities[s] < 1)
			continue; /* all rounding: where it bends is anybody's guess */
		if (isnan (expected) ? knee != -1 : knee < 0 || x[knee] != expected)
			g_error ("%s, sensitivity %g: index %ld, expected k=%g", name, sensitivities[s], (long) knee, expected);
	}
	return first + n;
}

static void
test_knee_reference (void)
{
	g_autofree char *path = test_data_file ("knee.csv");
	g_autoptr (TestFigures) figures = test_figures_read (path);
	gsize n_curves = 0;

	for (gsize row = 0; row < figures->n_rows; n_curves++)
		row = check_curve (figures, row);
	g_assert_cmpuint (n_curves, ==, 10);
}

static void
test_knee_of_little (void)
{
	static const double x[] = { 2, 3, 4, 5 }, falling[] = { 9, 2, 1.5, 1 }, flat[] = { 4, 4, 4, 4 };

	g_assert_cmpint (seg_knee (x, falling, 4, 1), ==, 1);
	g_assert_cmpint (seg_knee (x, falling, 2, 1), ==, -1);
	g_assert_cmpint (seg_knee (x, falling, 0, 1), ==, -1);
	g_assert_cmpint (seg_knee (x, flat, 4, 1), ==, -1);
}

/* The sweep and its parts ------------------------------------------------------------------------------------------ */

static void
test_rows_are_their_parts (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (900, 4, 5, 1.5, 21);
	g_autoptr (SegSweep) sweep = sweep_of (matrix, small_options (7));

	g_assert_cmpuint (sweep->n_rows, ==, 6);
	g_assert_true (sweep->exact);
	g_assert_cmpuint (sweep->n_sampled, ==, 900);
	for (guint i = 0; i < sweep->n_rows; i++) {
		const SegSweepRow *row = sweep->rows + i;
		SegClusterOptions options = { i + 2, 4, 300, 1 };
		g_autoptr (SegClustering) alone = seg_kmeans (matrix, &options, NULL, NULL);
		double mean;

		test_same_bytes (alone->labels, row->clustering->labels, 900 * sizeof (gint32));
		test_same_bytes (&alone->inertia, &row->clustering->inertia, sizeof (double));
		g_assert_true (seg_silhouette (matrix, alone->labels, i + 2, NULL, NULL, &mean, NULL));
		test_close (row->silhouette, mean, 1e-12);
		g_assert_cmpfloat (row->silhouette_error, ==, 0);
		test_close (row->calinski_harabasz, seg_calinski_harabasz (alone, matrix), 1e-14);
		test_close (row->davies_bouldin, seg_davies_bouldin (alone), 1e-14);
		g_assert_cmpuint (row->smallest, ==, alone->sizes[i + 1]);
		g_assert_nonnull (row->widths);
		g_assert_cmpfloat (row->seconds, >=, 0);
	}
}

static void
test_inertia_falls_with_k (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (700, 6, 4, 2, 22);
	g_autoptr (SegSweep) sweep = sweep_of (matrix, small_options (12));

	for (guint i = 1; i < sweep->n_rows; i++)
		g_assert_cmpfloat (sweep->rows[i].clustering->inertia, <, sweep->rows[i - 1].clustering->inertia);
}

static void
test_sample (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (4000, 4, 4, 1.5, 23);
	SegSweepOptions options = small_options (6), sampled = options;
	g_autoptr (SegSweep) exact = sweep_of (matrix, options), estimated = NULL, again = NULL;

	sampled.exact_rows = 1000;
	sampled.sample_rows = 800;
	estimated = sweep_of (matrix, sampled);
	again = sweep_of (matrix, sampled);
	g_assert_false (estimated->exact);
	g_assert_cmpuint (estimated->n_sampled, ==, 800);
	test_contains (estimated->reason, "800 users drawn at random from every segment");
	for (guint i = 0; i < exact->n_rows; i++) {
		const SegSweepRow *row = estimated->rows + i;
		double off = fabs (row->silhouette - exact->rows[i].silhouette);

		g_assert_null (row->widths);
		g_assert_cmpfloat (row->silhouette_error, >, 0);
		g_assert_cmpfloat (row->silhouette_error, <, 0.02);
		g_assert_cmpfloat (off, <, 4 * row->silhouette_error);
		g_assert_cmpfloat (off, >, 0);
		test_same_bytes (&row->silhouette, &again->rows[i].silhouette, sizeof (double));
	}
	sampled.sample_rows = 4000; /* a sample of everyone is no sample */
	g_clear_pointer (&again, seg_sweep_free);
	again = sweep_of (matrix, sampled);
	g_assert_true (again->exact);
}

/* Standard errors mean what they say: over many samples two thirds of the estimates lie within one. */
static void
test_standard_error (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (800, 3, 3, 2, 24);
	SegSweepOptions options = small_options (3);
	g_autoptr (SegSweep) exact = NULL;
	guint n_within = 0, n_within_two = 0;

	options.k_min = 3;
	exact = sweep_of (matrix, options);
	options.exact_rows = 100;
	options.sample_rows = 200;
	for (guint64 seed = 1; seed <= 60; seed++) {
		g_autoptr (SegSweep) sweep = NULL;
		double off;

		options.seed = seed;
		sweep = sweep_of (matrix, options);
		off = fabs (sweep->rows[0].silhouette - exact->rows[0].silhouette) / sweep->rows[0].silhouette_error;
		n_within += off < 1;
		n_within_two += off < 2;
	}
	g_assert_cmpuint (n_within, >=, 32);
	g_assert_cmpuint (n_within, <=, 50);
	g_assert_cmpuint (n_within_two, >=, 53);
}

static void
check_same (const SegSweep *a, const SegSweep *b)
{
	g_assert_cmpstr (a->reason, ==, b->reason);
	g_assert_cmpuint (a->suggested, ==, b->suggested);
	for (guint i = 0; i < a->n_rows; i++) {
		test_same_bytes (a->rows[i].clustering->labels, b->rows[i].clustering->labels,
		                 a->rows[i].clustering->n_rows * sizeof (gint32));
		test_same_bytes (&a->rows[i].silhouette, &b->rows[i].silhouette, sizeof (double));
		test_same_bytes (&a->rows[i].davies_bouldin, &b->rows[i].davies_bouldin, sizeof (double));
		test_same_bytes (&a->rows[i].calinski_harabasz, &b->rows[i].calinski_harabasz, sizeof (double));
	}
}

static void
test_threads (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (1700, 5, 4, 2, 25);
	g_autoptr (SegSweep) first = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegSweep) sweep = NULL;

		seg_parallel_set_threads (threads[i]);
		sweep = sweep_of (matrix, small_options (5));
		if (first == NULL)
			first = g_steal_pointer (&sweep);
		else
			check_same (first, sweep);
	}
	seg_parallel_set_threads (0);
}

/* The suggestion --------------------------------------------------------------------------------------------------- */

static const SegSweepRow *
suggested_row (const SegSweep *sweep)
{
	return sweep->rows + sweep->suggested;
}

static void
test_clear_structure (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (800, 5, 4, 0.4, 26);
	g_autoptr (SegSweep) sweep = sweep_of (matrix, small_options (8));

	g_assert_cmpuint (suggested_row (sweep)->clustering->k, ==, 4);
	g_assert_cmpuint (sweep->knee, ==, 4);
	g_assert_cmpuint (sweep->runner_up, !=, sweep->suggested);
	g_assert_true (g_str_has_prefix (sweep->reason, "4 segments, because 4 of 4 indices vote for them (silhouette, Calinski-Harabasz, "
	                                 "Davies-Bouldin, elbow); silhouette 0."));
	test_contains (sweep->reason, "The smallest has ");
	test_contains (sweep->reason, "stand well apart");
	test_contains (sweep->reason, " is the runner-up; silhouette 0.");
}

/* One cloud: nothing to find, and the words say so. */
static void
test_no_structure (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (1000, 8, 1, 1, 27);
	g_autoptr (SegSweep) sweep = sweep_of (matrix, small_options (8));

	g_assert_cmpfloat (suggested_row (sweep)->silhouette, <, 0.25);
	test_contains (sweep->reason, "convenient division, not as natural groups");
}

static void
test_small_segment (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (600, 3, 2, 0.5, 28);
	g_autoptr (SegSweep) sweep = NULL;

	for (gsize row = 0; row < 5; row++)
		seg_matrix_row (matrix, row)[0] += 500;
	sweep = sweep_of (matrix, small_options (4));
	g_assert_cmpuint (suggested_row (sweep)->smallest, ==, 5);
	test_contains (sweep->reason, "Mind the smallest: 5 users (0.8 %)");
}

/* A sweep with silhouettes and inertias of our choice: only the words and the choice are tested. */
static SegSweep *
made_up (guint n, const double *silhouettes, const double *inertias)
{
	SegSweep *sweep = g_new0 (SegSweep, 1);

	sweep->n_rows = n;
	sweep->exact = TRUE;
	sweep->gap_one = sweep->hopkins = NAN;
	sweep->options.k_min = 2;
	sweep->options.k_max = n + 1;
	sweep->rows = g_new0 (SegSweepRow, n);
	for (guint i = 0; i < n; i++) {
		sweep->rows[i].silhouette = silhouettes[i];
		sweep->rows[i].calinski_harabasz = sweep->rows[i].davies_bouldin = sweep->rows[i].gap = sweep->rows[i].bic = sweep->rows[i].crowds = NAN;
		sweep->rows[i].smallest = 100;
		sweep->rows[i].clustering = g_new0 (SegClustering, 1);
		sweep->rows[i].clustering->k = i + 2;
		sweep->rows[i].clustering->n_rows = 1000;
		sweep->rows[i].clustering->inertia = inertias[i];
	}
	seg_sweep_suggest (sweep, n + 1);
	return sweep;
}

static void
check_choice (const double *silhouettes, const double *inertias, guint suggested, guint knee, const char *part)
{
	g_autoptr (SegSweep) sweep = made_up (5, silhouettes, inertias);

	g_assert_cmpuint (suggested_row (sweep)->clustering->k, ==, suggested);
	g_assert_cmpuint (sweep->knee, ==, knee);
	test_contains (sweep->reason, part);
}

static void
test_choice (void)
{
	static const double bent[] = { 100, 60, 30, 25, 22 }, straight[] = { 100, 80, 60, 40, 20 };

	check_choice ((double[]) { 0.3, 0.4, 0.35, 0.3, 0.2 }, bent, 3, 4, "3 segments, because 1 of 2 indices votes for them (silhouette); silhouette 0.40.");
	check_choice ((double[]) { 0.3, 0.40, 0.395, 0.3, 0.2 }, bent, 3, 4, "4 is the runner-up: elbow votes for it; silhouette 0.40.");
	check_choice ((double[]) { 0.395, 0.40, 0.3, 0.3, 0.2 }, straight, 3, 0, "The elbow shows no clear knee");
	check_choice ((double[]) { 0.3, 0.4, 0.4, 0.3, 0.2 }, straight, 3, 0, "4 is the runner-up; silhouette 0.40.");
	check_choice ((double[]) { 0.1, 0.2, 0.3, 0.4, 0.5 }, bent, 6, 4, "6 is the most that was tried");
	check_choice ((double[]) { 0.1, 0.2, 0.6, 0.4, 0.5 }, bent, 4, 4, "2 of 2 indices vote for them (silhouette, elbow); silhouette 0.60.");
	check_choice ((double[]) { -0.1, -0.2, -0.3, -0.4, -0.5 }, bent, 2, 4, "groups overlap");
}

static void
test_single_k (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (200, 3, 3, 1, 29);
	SegSweepOptions options = small_options (3);
	g_autoptr (SegSweep) sweep = NULL;

	options.k_min = 3;
	sweep = sweep_of (matrix, options);
	g_assert_cmpuint (sweep->n_rows, ==, 1);
	g_assert_cmpuint (sweep->suggested, ==, 0);
	g_assert_cmpuint (sweep->runner_up, ==, 0);
	g_assert_cmpuint (sweep->knee, ==, 0);
	test_contains (sweep->reason, "the only number tried");
}

/* Errors ----------------------------------------------------------------------------------------------------------- */

/* 40 rows, @n of them different. */
static SegMatrix *
few_different (guint n)
{
	SegMatrix *matrix = seg_matrix_new (40, 1, NULL);

	for (gsize row = 0; row < 40; row++)
		matrix->values[row] = (double) (row % n);
	return matrix;
}

static void
test_range_is_lowered (void)
{
	g_autoptr (SegMatrix) six = few_different (6), three = few_different (3);
	g_autoptr (SegSweep) sweep = sweep_of (six, small_options (10)), least = sweep_of (three, small_options (10));

	g_assert_cmpuint (sweep->options.k_max, ==, 5);
	g_assert_cmpuint (sweep->n_rows, ==, 4);
	test_contains (sweep->reason, "Tried up to 5, not 10: there are only 6 different users");
	g_assert_cmpuint (least->n_rows, ==, 1);
	g_assert_true (isfinite (least->rows[0].silhouette));
}

static void
expect_error (const SegMatrix *matrix, SegSweepOptions options, SegErrorCode code, const char *part)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_sweep (matrix, &options, NULL, &error));
	test_error (&error, code, part);
}

static void
test_errors (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (100, 2, 3, 1, 30), one = few_different (1), two = few_different (2);
	g_autoptr (SegMatrix) six = few_different (6);
	SegSweepOptions options = small_options (5);

	expect_error (one, options, SEG_ERROR_ARGUMENT, "only 1 different user");
	expect_error (two, options, SEG_ERROR_ARGUMENT, "only 2 different users");
	options.k_min = 1;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "not 1 to 5");
	options.k_min = 6;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "not 6 to 5");
	options.k_max = 8;
	expect_error (six, options, SEG_ERROR_ARGUMENT, "too few for 6 segments");
	options.restarts = 0;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "at least 1");
	options = small_options (5);
	options.sample_rows = 1;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "at least 2 users");
	options = small_options (5);
	matrix->values[3] = NAN;
	expect_error (matrix, options, SEG_ERROR_DATA, "Row 2, column 2");
}

/* Cancelled as soon as its progress has passed a mark. */
typedef struct {
	double  mark, last;
	char    phrase[96];
	SegJob *job;
} Cancelling;

static void
observe (const SegJobStatus *status, gpointer data)
{
	Cancelling *cancelling = data;

	g_assert_cmpfloat (status->fraction, >=, cancelling->last);
	cancelling->last = status->fraction;
	g_strlcpy (cancelling->phrase, status->phrase, sizeof cancelling->phrase);
	if (status->fraction >= cancelling->mark)
		seg_job_cancel (cancelling->job);
}

static void
check_cancel (gsize n_rows, SegSweepOptions options, double mark, const char *phrase)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (n_rows, 6, 4, 2, 31);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	Cancelling cancelling = { .mark = mark, .job = job };

	seg_job_observe (job, observe, &cancelling);
	g_assert_null (seg_sweep (matrix, &options, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	test_contains (cancelling.phrase, phrase);
}

/* Work without an end, so that nothing is done before the job is told to stop. */
static void
test_cancel (void)
{
	SegSweepOptions kmeans = small_options (6), silhouettes = small_options (2);

	kmeans.restarts = 20000;
	check_cancel (3000, kmeans, 1e-6, "k=2");
	silhouettes.restarts = silhouettes.max_passes = 1;
	silhouettes.exact_rows = G_MAXSIZE;
	check_cancel (400000, silhouettes, 0.001, "silhouettes");
}

static void
test_progress (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (500, 3, 3, 2, 32);
	g_autoptr (SegJob) job = seg_job_new ();
	SegSweepOptions options = small_options (5);
	g_autoptr (SegSweep) sweep = seg_sweep (matrix, &options, job, NULL);
	SegJobStatus status;

	g_assert_nonnull (sweep);
	seg_job_read (job, &status);
	test_close (status.fraction, 1, 1e-9);
	test_contains (status.phrase, "silhouettes");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/sweep/knee/reference", test_knee_reference);
	g_test_add_func ("/sweep/knee/of-little", test_knee_of_little);
	g_test_add_func ("/sweep/rows-are-their-parts", test_rows_are_their_parts);
	g_test_add_func ("/sweep/inertia-falls-with-k", test_inertia_falls_with_k);
	g_test_add_func ("/sweep/sample", test_sample);
	g_test_add_func ("/sweep/standard-error", test_standard_error);
	g_test_add_func ("/sweep/threads", test_threads);
	g_test_add_func ("/sweep/suggest/clear-structure", test_clear_structure);
	g_test_add_func ("/sweep/suggest/no-structure", test_no_structure);
	g_test_add_func ("/sweep/suggest/small-segment", test_small_segment);
	g_test_add_func ("/sweep/suggest/choice", test_choice);
	g_test_add_func ("/sweep/suggest/single-k", test_single_k);
	g_test_add_func ("/sweep/range-is-lowered", test_range_is_lowered);
	g_test_add_func ("/sweep/errors", test_errors);
	g_test_add_func ("/sweep/cancel", test_cancel);
	g_test_add_func ("/sweep/progress", test_progress);
	return g_test_run ();
}
