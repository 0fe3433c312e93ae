/* Silhouettes and the indices of centroids against reference figures and the definition, and their invariants. */
#include <config.h>
#include <segscope/cluster.h>
#include <segscope/parallel.h>
#include <segscope/task.h>

#include "../support/figures.h"
#include "../support/folder.h"
#include "cluster/cluster-private.h"

#include <math.h>

static TestFigures *
reference_figures (const char *folder, const char *name)
{
	g_autofree char *file = g_strdup_printf ("reference/%s/%s.csv", folder, name);
	g_autofree char *path = test_shared_file (file);

	return path != NULL ? test_figures_read (path) : NULL;
}

static SegMatrix *
reference_input (const char *name)
{
	static const char *const not_values[] = { "label", NULL };
	g_autoptr (TestFigures) figures = reference_figures ("inputs", name);

	return test_figures_matrix (figures, not_values);
}

static gint32 *
labels_of (const TestFigures *figures, const char *column)
{
	gint32 *labels = g_new (gint32, figures->n_rows);

	for (gsize row = 0; row < figures->n_rows; row++)
		labels[row] = (gint32) test_figures_number (figures, row, column);
	return labels;
}

static gint32 *
random_labels (gsize n, guint k, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 5);
	gint32 *labels = g_new (gint32, n);

	for (gsize row = 0; row < n; row++)
		labels[row] = (gint32) seg_random_below (random, k);
	return labels;
}

/* Reference figures ------------------------------------------------------------------------------------------------ */

static void
check_widths (const char *input, const char *labelling, const double *widths)
{
	g_autoptr (TestFigures) expected = reference_figures ("validity/silhouettes", input);

	for (gsize row = 0; test_figures_has (expected, labelling) && row < expected->n_rows; row++)
		test_close (widths[row], test_figures_number (expected, row, labelling), 1e-9);
}

static void
check_labelling (const TestFigures *cases, gsize i, const SegMatrix *matrix, const TestFigures *labellings)
{
	const char *input = test_figures_text (cases, i, "input"), *labelling = test_figures_text (cases, i, "labeling");
	guint k = (guint) test_figures_number (cases, i, "k");
	g_autofree gint32 *labels = labels_of (labellings, labelling);
	g_autofree double *widths = g_new (double, matrix->n_rows);
	g_autoptr (SegClustering) clustering = seg_clustering_new (matrix, labels, k, NULL, NULL);
	g_autoptr (GError) error = NULL;
	double mean, least = 1;

	g_assert_true (seg_silhouette (matrix, labels, k, NULL, widths, &mean, &error));
	g_assert_no_error (error);
	for (gsize row = 0; row < matrix->n_rows; row++)
		least = MIN (least, widths[row]);
	test_close (mean, test_figures_number (cases, i, "mean_silhouette"), 1e-9);
	test_close (least, test_figures_number (cases, i, "min_silhouette"), 1e-9);
	check_widths (input, labelling, widths);
	test_close (clustering->inertia, test_figures_number (cases, i, "inertia"), 1e-10);
	test_close (seg_calinski_harabasz (clustering, matrix), test_figures_number (cases, i, "calinski_harabasz"), 1e-9);
	/* The figures are scikit-learn's, which puts the only row of a cluster about 1e-8 away from itself. */
	test_close (seg_davies_bouldin (clustering), test_figures_number (cases, i, "davies_bouldin"),
	            test_figures_number (cases, i, "smallest_cluster") > 1 ? 1e-9 : 2e-8);
}

static void
test_reference (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("validity", "indices");

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		const char *input = test_figures_text (cases, i, "input");
		g_autoptr (SegMatrix) matrix = reference_input (input);
		g_autoptr (TestFigures) labellings = reference_figures ("validity/labelings", input);

		check_labelling (cases, i, matrix, labellings);
	}
}

/* The definition --------------------------------------------------------------------------------------------------- */

static double
plain_width (const SegMatrix *matrix, const gint32 *labels, guint k, gsize row)
{
	g_autofree double *sums = g_new0 (double, k), *sizes = g_new0 (double, k);
	double within, between = INFINITY;

	for (gsize other = 0; other < matrix->n_rows; other++) {
		double squared = 0;

		for (gsize column = 0; column < matrix->n_columns; column++)
			squared += pow (seg_matrix_row (matrix, row)[column] - seg_matrix_row (matrix, other)[column], 2);
		sums[labels[other]] += sqrt (squared);
		sizes[labels[other]]++;
	}
	if (sizes[labels[row]] < 2)
		return 0;
	within = sums[labels[row]] / (sizes[labels[row]] - 1);
	for (guint cluster = 0; cluster < k; cluster++)
		if (cluster != (guint) labels[row] && sizes[cluster] > 0)
			between = fmin (between, sums[cluster] / sizes[cluster]);
	return fmax (within, between) > 0 ? (between - within) / fmax (within, between) : 0;
}

static void
check_against_definition (const SegMatrix *matrix, const gint32 *labels, guint k)
{
	g_autofree double *widths = g_new (double, matrix->n_rows);
	double mean, sum = 0;

	g_assert_true (seg_silhouette (matrix, labels, k, NULL, widths, &mean, NULL));
	for (gsize row = 0; row < matrix->n_rows; row++) {
		test_close (widths[row], plain_width (matrix, labels, k, row), 1e-12);
		sum += widths[row];
	}
	test_close (mean, sum / (double) matrix->n_rows, 1e-14);
}

static void
test_definition (void)
{
	static const gsize sizes[] = { 3, 31, 32, 33, 65, 257 };

	for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
		for (guint k = 2; k <= 9; k++) { /* with few rows some clusters are empty, others have one row */
			g_autoptr (SegMatrix) matrix = test_matrix_clouds (sizes[i], i * 3 + 1, 4, 2, k);
			g_autofree gint32 *labels = random_labels (sizes[i], k, i);

			labels[0] = 0;
			labels[1] = 1;
			check_against_definition (matrix, labels, k);
		}
}

/* Rows many times over: distances of 0, within and between. */
static void
test_duplicates (void)
{
	g_autoptr (SegMatrix) matrix = seg_matrix_new (120, 2, NULL);
	g_autofree gint32 *labels = random_labels (120, 3, 1);
	g_autofree double *widths = g_new (double, 120);
	double mean;

	for (gsize row = 0; row < 120; row++)
		seg_matrix_row (matrix, row)[0] = 1e6 + (double) (row % 4) * 1e-6;
	check_against_definition (matrix, labels, 3);
	for (gsize row = 0; row < 120; row++)
		seg_matrix_row (matrix, row)[0] = 5;
	g_assert_true (seg_silhouette (matrix, labels, 3, NULL, widths, &mean, NULL));
	g_assert_cmpfloat (mean, ==, 0);
	g_assert_cmpfloat (widths[7], ==, 0);
}

/* Invariants ------------------------------------------------------------------------------------------------------- */

enum { N = 1500, N_LABELLINGS = 6 };

/* Several labellings at once are what each is alone; asking for some rows gives those rows of all. */
static void
test_together (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (N, 5, 5, 2, 3);
	SegLabelling all[N_LABELLINGS], some[N_LABELLINGS];
	gsize rows[100];

	for (gsize i = 0; i < 100; i++)
		rows[i] = i * 14 + i % 3;
	for (guint s = 0; s < N_LABELLINGS; s++) {
		all[s] = some[s] = (SegLabelling) { random_labels (N, s + 2, s), s + 2, NULL };
		all[s].widths = g_new (double, N);
		some[s].widths = g_new (double, 100);
	}
	g_assert_true (seg_silhouettes (matrix, all, N_LABELLINGS, NULL, N, NULL, NULL));
	g_assert_true (seg_silhouettes (matrix, some, N_LABELLINGS, rows, 100, NULL, NULL));
	for (guint s = 0; s < N_LABELLINGS; s++) {
		g_autofree double *alone = g_new (double, N);

		g_assert_true (seg_silhouette (matrix, all[s].labels, all[s].k, NULL, alone, NULL, NULL));
		for (gsize row = 0; row < N; row++)
			test_close (all[s].widths[row], alone[row], 1e-12);
		for (gsize i = 0; i < 100; i++)
			test_close (some[s].widths[i], all[s].widths[rows[i]], 1e-12); /* another order of adding up */
		g_free (all[s].widths);
		g_free (some[s].widths);
		g_free ((gpointer) all[s].labels);
	}
}

static void
test_bits (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (N, 7, 5, 2, 4);
	g_autofree gint32 *labels = random_labels (N, 5, 2);
	g_autofree double *first = g_new (double, N), *other = g_new (double, N);
	double mean, other_mean;

	g_assert_true (seg_silhouette (matrix, labels, 5, NULL, first, &mean, NULL));
	for (SegProcessor processor = 0; processor < SEG_N_PROCESSORS; processor++)
		for (gsize i = 0; i < G_N_ELEMENTS (threads) && seg_processor_is_supported (processor); i++) {
			seg_parallel_set_threads (threads[i]);
			seg_processor_choose (processor);
			g_assert_true (seg_silhouette (matrix, labels, 5, NULL, other, &other_mean, NULL));
			test_same_bytes (first, other, N * sizeof (double));
			test_same_bytes (&mean, &other_mean, sizeof (double));
		}
	seg_processor_choose (SEG_N_PROCESSORS);
	seg_parallel_set_threads (0);
}

static void
test_names_do_not_matter (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (400, 3, 4, 1, 5);
	g_autofree gint32 *labels = random_labels (400, 4, 3), *renamed = g_new (gint32, 400);
	g_autofree double *widths = g_new (double, 400), *other = g_new (double, 400);
	static const gint32 names[] = { 5, 0, 3, 2 }; /* with gaps */

	for (gsize row = 0; row < 400; row++)
		renamed[row] = names[labels[row]];
	g_assert_true (seg_silhouette (matrix, labels, 4, NULL, widths, NULL, NULL));
	g_assert_true (seg_silhouette (matrix, renamed, 6, NULL, other, NULL, NULL));
	for (gsize row = 0; row < 400; row++) {
		test_close (other[row], widths[row], 1e-13);
		g_assert_cmpfloat (fabs (widths[row]), <=, 1);
	}
}

/* Clouds far apart are near 1; cutting one of them in two is not. */
static void
test_meaning (void)
{
	g_autoptr (SegMatrix) matrix = seg_matrix_new (90, 1, NULL);
	gint32 good[90], bad[90];
	double mean_good, mean_bad;

	for (gsize row = 0; row < 90; row++) {
		matrix->values[row] = (row < 60 ? 0 : 100) + (double) (row % 30) / 30;
		good[row] = row < 60 ? 0 : 1;
		bad[row] = (gint32) row % 2;
	}
	g_assert_true (seg_silhouette (matrix, good, 2, NULL, NULL, &mean_good, NULL));
	g_assert_true (seg_silhouette (matrix, bad, 2, NULL, NULL, &mean_bad, NULL));
	g_assert_cmpfloat (mean_good, >, 0.99);
	g_assert_cmpfloat (mean_bad, <, 0.01);
}

/* Errors ----------------------------------------------------------------------------------------------------------- */

static void
expect_error (const SegMatrix *matrix, const gint32 *labels, guint k, SegErrorCode code, const char *part)
{
	g_autoptr (GError) error = NULL;
	double widths[3] = { 7, 7, 7 }, mean = 7;

	g_assert_false (seg_silhouette (matrix, labels, k, NULL, widths, &mean, &error));
	test_error (&error, code, part);
	g_assert_cmpfloat (mean, ==, 7);
	g_assert_cmpfloat (widths[0], ==, 7);
}

static void
test_errors (void)
{
	double values[] = { 1, 2, 3 };
	SegMatrix matrix = { .n_rows = 3, .n_columns = 1, .values = values };

	expect_error (&matrix, (gint32[]) { 0, 0, 0 }, 1, SEG_ERROR_ARGUMENT, "at least 2");
	expect_error (&matrix, (gint32[]) { 0, 0, 0 }, 2, SEG_ERROR_ARGUMENT, "same segment");
	expect_error (&matrix, (gint32[]) { 0, 2, 1 }, 2, SEG_ERROR_ARGUMENT, "row 2 is 2");
	expect_error (&matrix, (gint32[]) { 0, 1, -1 }, 2, SEG_ERROR_ARGUMENT, "row 3 is -1");
	values[2] = NAN;
	expect_error (&matrix, (gint32[]) { 0, 1, 1 }, 2, SEG_ERROR_DATA, "Row 3");
}

typedef struct {
	SegMatrix *matrix;
	gint32    *labels;
} Work;

static gboolean
measure (SegJob *job, gpointer data, GError **error)
{
	const Work *work = data;
	double mean = 7;
	gboolean success = seg_silhouette (work->matrix, work->labels, 4, job, NULL, &mean, error);

	g_assert_false (success);
	g_assert_cmpfloat (mean, ==, 7);
	return FALSE;
}

static void
test_cancel (void)
{
	Work work = { test_matrix_clouds (200000, 8, 4, 2, 6), random_labels (200000, 4, 4) };
	g_autoptr (GError) error = NULL;
	SegTask *task = seg_task_start (measure, &work, -1);
	SegJobStatus status;

	do {
		g_usleep (1000);
		seg_job_read (seg_task_job (task), &status);
	} while (status.fraction <= 0);
	seg_job_cancel (seg_task_job (task));
	g_assert_false (seg_task_finish (task, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	seg_matrix_free (work.matrix);
	g_free (work.labels);
}

static void
test_summary (void)
{
	static const double widths[] = { 0.5, -0.25, 0.75, 0, 1, -0.5 };
	static const gint32 labels[] = { 0, 0, 2, 2, 0, 0 };
	SegSilhouetteSummary clusters[3];

	seg_silhouette_summarise (widths, labels, G_N_ELEMENTS (widths), 3, clusters);
	g_assert_cmpuint (clusters[0].size, ==, 4);
	g_assert_cmpfloat (clusters[0].mean, ==, 0.1875);
	g_assert_cmpuint (clusters[0].n_negative, ==, 2);
	g_assert_cmpuint (clusters[1].size, ==, 0);
	g_assert_true (isnan (clusters[1].mean));
	g_assert_cmpfloat (clusters[2].mean, ==, 0.375);
	g_assert_cmpuint (clusters[2].n_negative, ==, 0); /* 0 is on the border, not beyond it */
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/silhouette/reference", test_reference);
	g_test_add_func ("/silhouette/definition", test_definition);
	g_test_add_func ("/silhouette/duplicates", test_duplicates);
	g_test_add_func ("/silhouette/together", test_together);
	g_test_add_func ("/silhouette/bits", test_bits);
	g_test_add_func ("/silhouette/names-do-not-matter", test_names_do_not_matter);
	g_test_add_func ("/silhouette/meaning", test_meaning);
	g_test_add_func ("/silhouette/errors", test_errors);
	g_test_add_func ("/silhouette/cancel", test_cancel);
	g_test_add_func ("/silhouette/summary", test_summary);
	return g_test_run ();
}
