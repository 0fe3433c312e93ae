/* Gap, Hopkins, stability, simplified silhouette, BIC and strata against reference figures and what must hold; the choice as a whole. */
#include <config.h>
#include "cluster-fixture.h"

#include "cluster/choose/choose-private.h"

static SegMatrix *
even_matrix (gsize n_rows, gsize n_columns, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);

	for (gsize i = 0; i < n_rows * n_columns; i++)
		matrix->values[i] = seg_random_uniform (random);
	return matrix;
}

/* Gap -------------------------------------------------------------------------------------------------------------- */

/* The rows of @input, one a k from 1, into @ks and @inertias. */
static guint
gap_rows (const TestFigures *figures, const char *input, guint *ks, double *inertias, gsize *first)
{
	guint n = 0;

	for (gsize row = 0; row < figures->n_rows; row++)
		if (strcmp (test_figures_text (figures, row, "input"), input) == 0) {
			if (n == 0)
				*first = row;
			ks[n] = (guint) test_figures_number (figures, row, "k");
			inertias[n++] = exp (test_figures_number (figures, row, "log_w"));
		}
	return n;
}

static void
check_gap (const TestFigures *figures, const char *input)
{
	g_autoptr (SegMatrix) matrix = reference_matrix (input);
	guint ks[32];
	double inertias[32];
	SegGap gaps[32];
	gsize first = 0;
	guint n = gap_rows (figures, input, ks, inertias, &first);

	g_assert_true (seg_gap (matrix, ks, inertias, n, 50, 1, NULL, gaps, NULL));
	for (guint i = 0; i < n; i++) {
		double tolerance = test_figures_number (figures, first + i, "tolerance");
		/* R misses the best inertia of many clusters: its own gap is less by as much, so that only more than it is an error there */
		double off = gaps[i].gap - test_figures_number (figures, first + i, "gap_pc_r");

		g_test_message ("%s k=%u gap %.4f, R %.4f, tolerance %.4f", input, ks[i], gaps[i].gap, gaps[i].gap - off, tolerance);
		g_assert_cmpfloat (off, >, -tolerance);
		g_assert_cmpfloat (off, <, tolerance + (ks[i] >= 10 ? 0.1 : 0));
		g_assert_cmpfloat (gaps[i].error, <, 2 * test_figures_number (figures, first + i, "se_pc_r"));
		g_assert_cmpfloat (gaps[i].error, >, test_figures_number (figures, first + i, "se_pc_r") / 2);
	}
}

static void
test_gap_reference (void)
{
	static const char *const inputs[] = { "iris", "mall", "wholesale_logz", "r15" };
	g_autoptr (TestFigures) figures = reference_figures ("reference/validity/gap.csv");

	for (gsize i = 0; figures != NULL && i < G_N_ELEMENTS (inputs); i++)
		check_gap (figures, inputs[i]);
}

/* The axes are of length 1 and square to each other, and take the matrix to its diagonal. */
static void
test_axes (void)
{
	g_autoptr (SegRandom) random = seg_random_new (57, 0);

	for (gsize d = 1; d <= 30; d += 3) {
		g_autofree double *matrix = g_new (double, d * d), *whole = NULL, *axes = g_new (double, d * d);

		for (gsize i = 0; i < d; i++)
			for (gsize j = 0; j <= i; j++)
				matrix[i * d + j] = matrix[j * d + i] = d > 20 && (i + j) % 2 == 0 ? 0 : seg_random_gaussian (random);
		whole = g_memdup2 (matrix, d * d * sizeof *matrix);
		g_assert_true (seg_symmetric_axes (matrix, d, axes, NULL, NULL));
		for (gsize a = 0; a < d; a++)
			for (gsize b = 0; b < d; b++) {
				double product = 0, turned = 0;

				for (gsize i = 0; i < d; i++) {
					product += axes[i * d + a] * axes[i * d + b];
					for (gsize j = 0; j < d; j++)
						turned += axes[i * d + a] * whole[i * d + j] * axes[j * d + b];
				}
				test_close (product, a == b, 1e-12);
				test_close (turned, a == b ? matrix[a * d + a] : 0, 1e-11);
			}
	}
}

static void
test_gap_choice_reference (void)
{
	g_autoptr (TestFigures) figures = reference_figures ("reference/validity/gap.csv");
	g_autoptr (TestFigures) choices = reference_figures ("reference/validity/gap_choice.csv");

	for (gsize row = 0; choices != NULL && row < choices->n_rows; row++) {
		guint ks[32], n, choice;
		double inertias[32];
		SegGap gaps[32];
		gsize first = 0;

		n = gap_rows (figures, test_figures_text (choices, row, "input"), ks, inertias, &first);
		for (guint i = 0; i < n; i++)
			gaps[i] = (SegGap) { ks[i], test_figures_number (figures, first + i, "gap_box"), test_figures_number (figures, first + i, "se_box") };
		choice = seg_gap_choice (gaps, n);
		g_assert_cmpuint (choice != 0 ? choice : ks[n - 1], ==, (guint) test_figures_number (choices, row, "tibshirani_box"));
	}
}

/* Hopkins ---------------------------------------------------------------------------------------------------------- */

static void
check_hopkins_sample (const TestFigures *figures, gsize row)
{
	const char *input = test_figures_text (figures, row, "input");
	static const char *const not_points[] = { "row", "w_distance", "u_distance", NULL };
	g_autofree char *file = g_strdup_printf ("reference/validity/hopkins/%s_sample.csv", input);
	g_autoptr (TestFigures) sample = reference_figures (file);
	g_autoptr (SegMatrix) matrix = reference_matrix (input), points = test_figures_matrix (sample, not_points);
	g_autofree gsize *rows = g_new (gsize, sample->n_rows);
	double one, d;
	SegHopkins own;

	for (gsize i = 0; i < sample->n_rows; i++)
		rows[i] = (gsize) test_figures_number (sample, i, "row");
	g_assert_true (seg_hopkins_of (matrix, rows, points, 1, NULL, &one, NULL));
	g_assert_true (seg_hopkins_of (matrix, rows, points, (double) matrix->n_columns, NULL, &d, NULL));
	test_close (one, test_figures_number (figures, row, "hopkins_power_1"), 1e-12);
	test_close (d, test_figures_number (figures, row, "hopkins_power_d"), 1e-12);
	g_assert_true (seg_hopkins (matrix, 50, 1, NULL, &own, NULL));
	g_assert_cmpfloat (fabs (own.statistic - test_figures_number (figures, row, "mean_of_200_power_d")), <,
	                   MAX (3 * test_figures_number (figures, row, "sd_power_d"), 0.005));
}

static void
test_hopkins_reference (void)
{
	g_autoptr (TestFigures) figures = reference_figures ("reference/validity/hopkins.csv");

	for (gsize row = 0; figures != NULL && row < figures->n_rows; row++)
		check_hopkins_sample (figures, row);
}

static void
test_hopkins_meaning (void)
{
	g_autoptr (SegMatrix) even = even_matrix (2000, 3, 41), clouds = test_matrix_clouds (2000, 3, 4, 0.3, 42);
	g_autoptr (SegMatrix) wide = test_matrix_clouds (300, 150, 3, 0.5, 43), one = seg_matrix_new (20, 2, NULL), few = even_matrix (9, 2, 44);
	g_autoptr (GError) error = NULL;
	SegHopkins hopkins;

	g_assert_true (seg_hopkins (even, 20, 1, NULL, &hopkins, NULL));
	g_assert_cmpfloat (fabs (hopkins.statistic - 0.5), <, 0.06);
	g_assert_cmpuint (hopkins.n_drawn, ==, 100);
	g_assert_true (seg_hopkins (clouds, 20, 1, NULL, &hopkins, NULL));
	g_assert_cmpfloat (hopkins.statistic, >, 0.9);
	g_assert_true (seg_hopkins (wide, 5, 1, NULL, &hopkins, NULL)); /* powers of 150 neither overflow nor vanish */
	g_assert_true (isfinite (hopkins.statistic));
	g_assert_true (seg_hopkins (one, 5, 1, NULL, &hopkins, NULL));
	g_assert_true (isnan (hopkins.statistic));
	g_assert_false (seg_hopkins (few, 5, 1, NULL, &hopkins, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "10 users or more");
}

/* Simplified silhouettes ------------------------------------------------------------------------------------------- */

static void
check_simplified (const TestFigures *figures, gsize row)
{
	const char *input = test_figures_text (figures, row, "input"), *name = test_figures_text (figures, row, "labeling");
	g_autofree char *file = g_strdup_printf ("reference/validity/labelings/%s.csv", input);
	g_autoptr (TestFigures) labelings = reference_figures (file);
	g_autoptr (SegMatrix) matrix = reference_matrix (input);
	g_autofree gint32 *labels = g_new (gint32, matrix->n_rows);
	guint k = (guint) test_figures_number (figures, row, "k");
	g_autoptr (SegClustering) clustering = NULL;

	for (gsize i = 0; i < matrix->n_rows; i++)
		labels[i] = (gint32) test_figures_number (labelings, i, name);
	clustering = seg_clustering_from_labels (matrix, labels, k, NULL, NULL);
	test_close (seg_simplified_silhouette (matrix, clustering, NULL), test_figures_number (figures, row, "simplified_silhouette"), 1e-9);
	test_close (seg_calinski_harabasz (clustering, matrix), test_figures_number (figures, row, "calinski_harabasz"), 1e-9);
	/* scikit-learn loses digits of rows that are their own centre; R's formula and ours keep them (agreement.csv of the reference) */
	test_close (seg_davies_bouldin (clustering), test_figures_number (figures, row, "davies_bouldin"), 2e-8);
}

static void
test_indices_reference (void)
{
	g_autoptr (TestFigures) figures = reference_figures ("reference/validity/indices.csv");

	for (gsize row = 0; figures != NULL && row < figures->n_rows; row++)
		check_simplified (figures, row);
}

/* Stability -------------------------------------------------------------------------------------------------------- */

static SegStability
stability_of (const SegMatrix *matrix, guint k, guint n_resamples, gsize most_rows)
{
	SegClusterOptions options = { k, 10, 300, 1 };
	g_autoptr (SegClustering) clustering = seg_kmeans (matrix, &options, NULL, NULL);
	SegPartition partition = { k, clustering->labels };
	SegStability stability = { .jaccards = g_new0 (double, k) };

	g_assert_true (seg_stability (matrix, &partition, 1, n_resamples, most_rows, 1, NULL, &stability, NULL));
	return stability;
}

static void
test_stability_meaning (void)
{
	g_autoptr (SegMatrix) clouds = test_matrix_clouds (600, 3, 4, 0.2, 45), one = test_matrix_clouds (600, 3, 1, 1, 46);
	SegStability right = stability_of (clouds, 4, 30, 5000), wrong = stability_of (clouds, 5, 30, 5000), none = stability_of (one, 6, 30, 5000);
	SegStability part = stability_of (clouds, 4, 30, 200);

	g_assert_cmpuint (right.n_resamples, ==, 30);
	g_assert_cmpuint (right.n_returned, ==, 30);
	g_assert_cmpfloat (right.least, >, 0.99);
	g_assert_cmpfloat (part.least, >, 0.99);
	g_assert_cmpfloat (wrong.least, <, SEG_STABLE);
	g_assert_cmpuint (wrong.n_returned, <, 30);
	g_assert_cmpfloat (none.least, <, SEG_STABLE);
	g_assert_cmpint (seg_stability_verdict (0.75), ==, SEG_STABILITY_STABLE);
	g_assert_cmpint (seg_stability_verdict (0.74), ==, SEG_STABILITY_DOUBTFUL);
	g_assert_cmpint (seg_stability_verdict (0.5), ==, SEG_STABILITY_DISSOLVES);
	g_free (right.jaccards);
	g_free (wrong.jaccards);
	g_free (none.jaccards);
	g_free (part.jaccards);
}

/* Strata ----------------------------------------------------------------------------------------------------------- */

static void
test_strata (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (3000, 2, 3, 1, 47);
	g_autofree gint32 *labels = g_new (gint32, 3000);
	g_autofree double *values = g_new (double, 3000);
	g_autoptr (SegClustering) clustering = NULL;
	double sum = 0, whole;
	guint n_within = 0;

	for (gsize i = 0; i < 3000; i++) {
		labels[i] = i < 2500 ? 0 : i < 2960 ? 1 : 2; /* the last has 40 */
		values[i] = labels[i] + matrix->values[2 * i] / 50;
		sum += values[i];
	}
	whole = sum / 3000;
	clustering = seg_clustering_from_labels (matrix, labels, 3, NULL, NULL);
	for (guint64 seed = 1; seed <= 200; seed++) {
		g_autoptr (SegRandom) random = seg_random_new (seed, 0);
		g_autoptr (SegStrata) strata = seg_strata_draw (clustering, 300, random, NULL);
		g_autofree double *drawn = g_new (double, strata->n);
		double mean, error;

		g_assert_cmpuint (strata->n, ==, 326); /* 250, 46, and 30 of the small one */
		g_assert_cmpuint (strata->sampled[2], ==, 30);
		for (gsize i = 0; i < strata->n; i++) {
			g_assert_true (i == 0 || strata->rows[i] > strata->rows[i - 1]);
			drawn[i] = values[strata->rows[i]];
		}
		seg_strata_mean (strata, drawn, &mean, &error);
		n_within += fabs (mean - whole) < 1.96 * error;
	}
	g_assert_cmpuint (n_within, >=, 182);
	g_assert_cmpuint (n_within, <=, 198);
}

/* BIC -------------------------------------------------------------------------------------------------------------- */

static void
test_bic (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (900, 3, 4, 0.5, 48);
	SegPartition partitions[5];
	SegClustering *clusterings[5];
	SegBic bics[5];

	for (guint i = 0; i < 5; i++) {
		SegClusterOptions options = { i + 2, 10, 300, 1 };

		clusterings[i] = seg_kmeans (matrix, &options, NULL, NULL);
		partitions[i] = (SegPartition) { i + 2, clusterings[i]->labels };
	}
	g_assert_true (seg_mixture_bics (matrix, partitions, 5, NULL, bics, NULL));
	for (guint i = 0; i < 5; i++) {
		g_assert_true (i == 2 || bics[i].bic > bics[2].bic);
		seg_clustering_free (clusterings[i]);
	}
	g_assert_cmpstr (bics[2].shape, ==, "spherical"); /* as the clouds are: fewest parameters */
}

/* The choice ------------------------------------------------------------------------------------------------------- */

static SegChooseOptions
choose_options (guint k_max)
{
	SegChooseOptions options = seg_choose_options_defaults ();

	options.sweep.k_max = k_max;
	options.sweep.restarts = 3;
	options.references = 6;
	options.resamples = 10;
	return options;
}

static SegSweep *
choose (const SegMatrix *matrix, SegChooseOptions options)
{
	GError *error = NULL;
	SegSweep *sweep = seg_choose_k (matrix, &options, NULL, &error);

	g_assert_no_error (error);
	return sweep;
}

static guint
k_of (const SegSweep *sweep)
{
	return sweep->rows[sweep->suggested].clustering->k;
}

static void
check_same (const SegSweep *a, const SegSweep *b)
{
	g_assert_cmpstr (a->reason, ==, b->reason);
	g_assert_cmpstr (a->structure, ==, b->structure);
	test_same_bytes (&a->hopkins, &b->hopkins, sizeof (double));
	test_same_bytes (&a->gap_one, &b->gap_one, sizeof (double));
	for (guint i = 0; i < a->n_rows; i++) {
		const SegSweepRow *one = a->rows + i, *other = b->rows + i;

		test_same_bytes (&one->gap, &other->gap, sizeof (double));
		test_same_bytes (&one->gap_error, &other->gap_error, sizeof (double));
		test_same_bytes (&one->bic, &other->bic, sizeof (double));
		test_same_bytes (&one->simplified, &other->simplified, sizeof (double));
		test_same_bytes (&one->silhouette, &other->silhouette, sizeof (double));
		test_same_bytes (one->stability.jaccards, other->stability.jaccards, one->clustering->k * sizeof (double));
		g_assert_cmpuint (one->votes, ==, other->votes);
	}
}

/* Of all users, and where some are drawn. */
static void
check_threads (gsize most_rows, double seconds)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (1300, 4, 3, 1.2, 49);
	g_autoptr (SegSweep) first = NULL;
	SegChooseOptions options = choose_options (5);

	options.most_rows = most_rows;
	options.silhouette_seconds = seconds;
	options.sweep.sample_rows = 300;
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegSweep) sweep = NULL;

		seg_parallel_set_threads (threads[i]);
		sweep = choose (matrix, options);
		if (first == NULL)
			first = g_steal_pointer (&sweep);
		else
			check_same (first, sweep);
	}
	seg_parallel_set_threads (0);
	g_assert_cmpint (first->exact, ==, seconds > 0);
	g_assert_cmpuint (first->n_looked_at, ==, MIN (most_rows, 1300));
	g_assert_cmpint (strstr (first->reason, "drawn at random.") != NULL, ==, most_rows < 1300);
	g_assert_cmpint (strstr (first->reason, "drawn at random from every segment: with 95 % certainty") != NULL, ==, seconds <= 0);
}

static void
test_threads (void)
{
	check_threads (5000, 60);
	check_threads (400, 0);
}

static void
test_structure (void)
{
	g_autoptr (SegMatrix) clouds = test_matrix_clouds (600, 3, 4, 0.3, 50), even = even_matrix (600, 3, 51), cloud = test_matrix_clouds (600, 3, 1, 1, 52);
	g_autoptr (SegSweep) groups = choose (clouds, choose_options (7)), flat = choose (even, choose_options (6)), one = choose (cloud, choose_options (6));

	g_assert_cmpuint (k_of (groups), ==, 4);
	g_assert_cmpuint (groups->gap_choice, ==, 4);
	test_contains (groups->structure, "There is structure to find.  Hopkins ");
	test_contains (groups->structure, "with 4: groups explain more");
	test_contains (groups->reason, "4 segments, because 7 of 7 indices vote for them");
	test_contains (groups->reason, "All of them are stable: together they come back in 10 of 10 draws of other users");
	g_assert_cmpuint (flat->gap_choice, ==, 1);
	test_contains (flat->structure, "No groups stand out");
	test_contains (flat->structure, "spread about evenly");
	test_contains (one->structure, "No groups stand out");
	test_contains (one->structure, "users crowd together");
}

static void
test_limits (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (800, 4, 5, 0.3, 53);
	g_autoptr (SegSweep) free_choice = choose (matrix, choose_options (8)), few = NULL, large = NULL, none = NULL;
	SegChooseOptions options = choose_options (8);
	gsize smallest = free_choice->rows[free_choice->suggested].smallest;

	g_assert_cmpuint (k_of (free_choice), ==, 5);
	options.sweep.most_segments = 3;
	few = choose (matrix, options);
	g_assert_cmpuint (k_of (few), <=, 3);
	test_contains (few->reason, "Your limit: at most 3 segments.  That rules out 5, which would be recommended without.");
	g_assert_false (few->rows[3].within_limits);
	options.sweep.most_segments = 0;
	options.sweep.least_users = smallest + 1;
	large = choose (matrix, options);
	g_assert_cmpuint (k_of (large), !=, 5);
	g_assert_cmpuint (large->rows[large->suggested].smallest, >, smallest);
	options.sweep.most_segments = 4;
	options.sweep.least_users = 700;
	none = choose (matrix, options);
	g_assert_cmpuint (k_of (none), <=, 4);
	test_contains (none->reason, "Your limits: at most 4 segments, none under 700 users.  No number that was tried keeps within; this comes nearest.");
}

/* The preview comes for every k before the rest is known. */
static void
watch (const SegSweepRow *row, gpointer data)
{
	GArray *seen = data;

	g_assert_true (isfinite (row->simplified));
	g_assert_null (row->widths);
	g_array_append_val (seen, row->clustering->k);
}

static void
test_watch (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 3, 3, 1, 54);
	g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (guint));
	g_autoptr (SegSweep) sweep = NULL;
	SegChooseOptions options = choose_options (5);

	options.watch = watch;
	options.watch_data = seen;
	sweep = choose (matrix, options);
	g_assert_cmpuint (seen->len, ==, 4);
	for (guint i = 0; i < 4; i++)
		g_assert_cmpuint (g_array_index (seen, guint, i), ==, i + 2);
}

static void
test_few_rows (void)
{
	g_autoptr (SegMatrix) few = even_matrix (6, 2, 55), same = seg_matrix_new (50, 2, NULL);
	g_autoptr (SegSweep) sweep = choose (few, choose_options (9));
	SegChooseOptions options = choose_options (4);
	g_autoptr (GError) error = NULL;

	g_assert_cmpuint (sweep->options.k_max, ==, 5);
	g_assert_true (isnan (sweep->hopkins));
	g_assert_null (seg_choose_k (same, &options, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "only 1 different user");
}

typedef struct {
	double  mark;
	SegJob *job;
} Cancelling;

static void
observe (const SegJobStatus *status, gpointer data)
{
	Cancelling *cancelling = data;

	if (status->fraction >= cancelling->mark)
		seg_job_cancel (cancelling->job);
}

/* In every part of the work. */
static void
test_cancel (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (4000, 5, 4, 1, 56);
	SegChooseOptions options = choose_options (6);

	for (double mark = 0.05; mark < 0.95; mark += 0.1) {
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (GError) error = NULL;
		Cancelling cancelling = { mark, job };
		g_autoptr (SegSweep) sweep = NULL;

		options.references = 2000; /* not done before the job is told to stop */
		options.resamples = 2000;
		seg_job_observe (job, observe, &cancelling);
		sweep = seg_choose_k (matrix, &options, job, &error);
		g_assert_null (sweep);
		test_error (&error, SEG_ERROR_CANCELLED, "");
		if (mark > 0.3)
			break; /* the rest takes as long as the references do */
	}
}

static void
test_exact_rows (void)
{
	g_assert_cmpuint (seg_choose_exact_rows (16, 9, 0), ==, 0);
	g_assert_cmpuint (seg_choose_exact_rows (16, 9, 60), >, 200000);
	g_assert_cmpuint (seg_choose_exact_rows (16, 9, 60), <, 1000000);
	g_assert_cmpuint (seg_choose_exact_rows (160, 9, 60), <, seg_choose_exact_rows (16, 9, 60));
	g_assert_cmpuint (seg_choose_exact_rows (16, 9, INFINITY), ==, G_MAXSIZE);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/choose/gap/reference", test_gap_reference);
	g_test_add_func ("/choose/gap/axes", test_axes);
	g_test_add_func ("/choose/gap/choice-reference", test_gap_choice_reference);
	g_test_add_func ("/choose/hopkins/reference", test_hopkins_reference);
	g_test_add_func ("/choose/hopkins/meaning", test_hopkins_meaning);
	g_test_add_func ("/choose/indices/reference", test_indices_reference);
	g_test_add_func ("/choose/stability/meaning", test_stability_meaning);
	g_test_add_func ("/choose/strata", test_strata);
	g_test_add_func ("/choose/bic", test_bic);
	g_test_add_func ("/choose/threads", test_threads);
	g_test_add_func ("/choose/structure", test_structure);
	g_test_add_func ("/choose/limits", test_limits);
	g_test_add_func ("/choose/watch", test_watch);
	g_test_add_func ("/choose/few-rows", test_few_rows);
	g_test_add_func ("/choose/cancel", test_cancel);
	g_test_add_func ("/choose/exact-rows", test_exact_rows);
	return g_test_run ();
}
