/* k-means against reference figures, against a plain Lloyd and all partitions of small sets, and its invariants. */
#include <config.h>
#include <segscope/cluster.h>
#include <segscope/parallel.h>
#include <segscope/task.h>

#include "../support/figures.h"
#include "../support/folder.h"
#include "cluster/cluster-private.h"

#include <math.h>
#include <string.h>

static const char *const not_values[] = { "label", "row", "size", NULL };

/* A matrix of the reference folder; NULL (and the test skipped) when it is not there. */
static SegMatrix *
reference_matrix (const char *folder, const char *name)
{
	g_autofree char *file = g_strdup_printf ("reference/%s/%s.csv", folder, name);
	g_autofree char *path = test_shared_file (file);
	g_autoptr (TestFigures) figures = path != NULL ? test_figures_read (path) : NULL;

	return figures != NULL ? test_figures_matrix (figures, not_values) : NULL;
}

static TestFigures *
reference_figures (const char *file)
{
	g_autofree char *path = test_shared_file (file);

	return path != NULL ? test_figures_read (path) : NULL;
}

static SegClustering *
fit (const SegMatrix *matrix, guint k, guint restarts, guint64 seed)
{
	GError *error = NULL;
	SegClusterOptions options = seg_cluster_options_defaults ();
	SegClustering *clustering;

	options.k = k;
	options.restarts = restarts;
	options.seed = seed;
	clustering = seg_kmeans (matrix, &options, NULL, &error);
	g_assert_no_error (error);
	return clustering;
}

static SegClustering *
fit_from (const SegMatrix *matrix, const SegMatrix *starts, guint max_passes)
{
	GError *error = NULL;
	SegClustering *clustering = seg_kmeans_from (matrix, starts, max_passes, NULL, &error);

	g_assert_no_error (error);
	return clustering;
}

/* The first @k rows at equal steps through @matrix. */
static SegMatrix *
spaced_rows (const SegMatrix *matrix, gsize k)
{
	SegMatrix *rows = seg_matrix_new (k, matrix->n_columns, NULL);

	for (gsize i = 0; i < k; i++)
		memcpy (seg_matrix_row (rows, i), seg_matrix_row (matrix, i * matrix->n_rows / k),
		        matrix->n_columns * sizeof (double));
	return rows;
}

/* Sizes, means, distances and inertia must follow from the labels. */
static void
check_consistent (const SegMatrix *matrix, const SegClustering *clustering)
{
	g_autofree gsize *sizes = g_new0 (gsize, clustering->k);
	g_autoptr (SegMatrix) means = seg_matrix_new (clustering->k, matrix->n_columns, NULL);
	double inertia = 0;

	g_assert_cmpuint (clustering->n_rows, ==, matrix->n_rows);
	for (gsize row = 0; row < matrix->n_rows; row++) {
		g_assert_cmpint (clustering->labels[row], >=, 0);
		g_assert_cmpint (clustering->labels[row], <, (gint) clustering->k);
		sizes[clustering->labels[row]]++;
		for (gsize column = 0; column < matrix->n_columns; column++)
			seg_matrix_row (means, (gsize) clustering->labels[row])[column] += seg_matrix_row (matrix, row)[column];
	}
	for (guint cluster = 0; cluster < clustering->k; cluster++) {
		g_assert_cmpuint (sizes[cluster], ==, clustering->sizes[cluster]);
		g_assert_cmpuint (sizes[cluster], >, 0);
		for (gsize column = 0; column < matrix->n_columns; column++)
			test_close (seg_matrix_row (clustering->centroids, cluster)[column],
			            seg_matrix_row (means, cluster)[column] / (double) sizes[cluster], 1e-12);
	}
	for (gsize row = 0; row < matrix->n_rows; row++) {
		double squared = 0;

		for (gsize column = 0; column < matrix->n_columns; column++)
			squared += pow (seg_matrix_row (matrix, row)[column] -
			                seg_matrix_row (clustering->centroids, (gsize) clustering->labels[row])[column], 2);
		test_close (clustering->distances[row], sqrt (squared), 1e-12);
		inertia += squared;
	}
	test_close (clustering->inertia, inertia, 1e-11);
}

/* Reference figures ------------------------------------------------------------------------------------------------ */

static void
check_labels (const char *name, const gint32 *labels)
{
	g_autofree char *file = g_strdup_printf ("reference/kmeans/labels/%s.csv", name);
	g_autoptr (TestFigures) expected = reference_figures (file);

	for (gsize row = 0; row < expected->n_rows; row++)
		g_assert_cmpint (labels[row], ==, (gint32) test_figures_number (expected, row, "label"));
}

static void
test_reference_starts (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("reference/kmeans/given_starts.csv");

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		const char *name = test_figures_text (cases, i, "name");
		g_autoptr (SegMatrix) matrix = reference_matrix ("inputs", test_figures_text (cases, i, "input"));
		g_autoptr (SegMatrix) starts = reference_matrix ("kmeans/starts", name);
		g_autoptr (SegMatrix) centres = reference_matrix ("kmeans/centres", name);
		g_autoptr (SegClustering) clustering = fit_from (matrix, starts, 10000);

		g_assert_cmpuint (matrix->n_rows, ==, (guint) test_figures_number (cases, i, "rows"));
		g_assert_cmpuint (clustering->passes, ==, (guint) test_figures_number (cases, i, "assignment_passes"));
		g_assert_true (clustering->converged);
		test_close (clustering->inertia, test_figures_number (cases, i, "inertia"), 1e-10);
		for (gsize v = 0; v < centres->n_rows * centres->n_columns; v++)
			test_close (clustering->centroids->values[v], centres->values[v], 1e-10);
		check_labels (name, clustering->labels);
		check_consistent (matrix, clustering);
	}
}

static void
test_reference_traces (void)
{
	g_autoptr (TestFigures) trace = reference_figures ("reference/kmeans/inertia_traces.csv");
	g_autoptr (TestFigures) cases = reference_figures ("reference/kmeans/given_starts.csv");
	gsize at = 0;

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		g_autoptr (SegMatrix) matrix = reference_matrix ("inputs", test_figures_text (cases, i, "input"));
		g_autoptr (SegMatrix) starts = reference_matrix ("kmeans/starts", test_figures_text (cases, i, "name"));
		g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, NULL, NULL);
		g_autoptr (SegKmeans) state = seg_kmeans_new (tiles, (guint) starts->n_rows, NULL);

		seg_kmeans_begin (state, starts->values);
		while (!state->converged) {
			g_assert_true (seg_kmeans_step (state, NULL));
			g_assert_cmpstr (test_figures_text (trace, at, "name"), ==, test_figures_text (cases, i, "name"));
			g_assert_cmpuint ((guint) test_figures_number (trace, at, "pass"), ==, state->passes);
			test_close (state->inertia, test_figures_number (trace, at, "inertia"), 1e-10);
			at++;
		}
	}
	g_assert_true (cases == NULL || at == trace->n_rows);
}

static void
test_reference_best (void)
{
	g_autoptr (TestFigures) cases = reference_figures ("reference/kmeans/best_inertia.csv");

	for (gsize i = 0; cases != NULL && i < cases->n_rows; i++) {
		g_autoptr (SegMatrix) matrix = reference_matrix ("inputs", test_figures_text (cases, i, "input"));
		guint k = (guint) test_figures_number (cases, i, "k");
		g_autoptr (SegClustering) clustering = fit (matrix, k, 100, 1);
		double best = test_figures_number (cases, i, "best_known");

		if (clustering->inertia > best * 1.001)
			g_error ("%s, k=%u: inertia %.10g, best known %.10g", test_figures_text (cases, i, "input"), k,
			         clustering->inertia, best);
		g_assert_true (clustering->converged);
	}
}

/* Brute force ------------------------------------------------------------------------------------------------------ */

/* Plain Lloyd, as one would write it down; no cluster may become empty. */
static guint
plain_lloyd (const SegMatrix *matrix, SegMatrix *centres, gint32 *labels)
{
	gsize n_columns = matrix->n_columns, k = centres->n_rows;

	for (guint pass = 1;; pass++) {
		gsize changed = 0;

		for (gsize row = 0; row < matrix->n_rows; row++) {
			gint32 best = -1;
			double least = INFINITY;

			for (gsize centre = 0; centre < k; centre++) {
				double squared = 0;

				for (gsize column = 0; column < n_columns; column++)
					squared += pow (seg_matrix_row (matrix, row)[column] - seg_matrix_row (centres, centre)[column], 2);
				if (squared < least) {
					least = squared;
					best = (gint32) centre;
				}
			}
			changed += pass == 1 || labels[row] != best;
			labels[row] = best;
		}
		if (changed == 0)
			return pass;
		for (gsize centre = 0; centre < k; centre++)
			for (gsize column = 0; column < n_columns; column++) {
				double sum = 0;
				gsize count = 0;

				for (gsize row = 0; row < matrix->n_rows; row++)
					if (labels[row] == (gint32) centre) {
						sum += seg_matrix_row (matrix, row)[column];
						count++;
					}
				g_assert_cmpuint (count, >, 0);
				seg_matrix_row (centres, centre)[column] = sum / (double) count;
			}
	}
}

/* Every size around a tile, every width around a vector. */
static void
test_plain_lloyd (void)
{
	static const gsize sizes[] = { 7, 31, 32, 33, 64, 100, 1023, 1024, 1025, 2100 };
	gsize n_columns = 0;

	for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
		for (guint k = 2; k <= 6; k++) {
			g_autoptr (SegMatrix) matrix = test_matrix_clouds (sizes[i], n_columns = n_columns % 19 + 1, 4, 2, i * 10 + k);
			g_autoptr (SegMatrix) starts = spaced_rows (matrix, k);
			g_autoptr (SegMatrix) centres = spaced_rows (matrix, k);
			g_autofree gint32 *labels = g_new (gint32, sizes[i]);
			guint passes = plain_lloyd (matrix, centres, labels);
			g_autoptr (SegClustering) clustering = fit_from (matrix, starts, 1000);

			g_assert_cmpuint (clustering->passes, ==, passes);
			test_same_bytes (labels, clustering->labels, sizes[i] * sizeof *labels);
			for (gsize v = 0; v < k * n_columns; v++)
				test_close (clustering->centroids->values[v], centres->values[v], 1e-12);
			check_consistent (matrix, clustering);
		}
}

/* The least inertia over all ways to split the rows into at most @k groups. */
static double
least_inertia (const SegMatrix *matrix, guint k, gint32 *labels, gsize row, guint n_used)
{
	double least = INFINITY;

	if (row == matrix->n_rows) {
		double inertia = 0;

		for (guint cluster = 0; cluster < n_used; cluster++)
			for (gsize column = 0; column < matrix->n_columns; column++) {
				double sum = 0, squares = 0, n = 0;

				for (gsize i = 0; i < matrix->n_rows; i++)
					if (labels[i] == (gint32) cluster) {
						double value = seg_matrix_row (matrix, i)[column];

						sum += value;
						squares += value * value;
						n++;
					}
				inertia += squares - sum * sum / n;
			}
		return inertia;
	}
	for (guint cluster = 0; cluster < MIN (n_used + 1, k); cluster++) {
		double inertia;

		labels[row] = (gint32) cluster;
		inertia = least_inertia (matrix, k, labels, row + 1, MAX (n_used, cluster + 1));
		least = MIN (least, inertia);
	}
	return least;
}

static void
test_all_partitions (void)
{
	for (guint64 seed = 1; seed <= 12; seed++) {
		g_autoptr (SegMatrix) matrix = test_matrix_clouds (9, 1 + seed % 3, 3, 1.5, seed);
		guint k = 2 + (guint) seed % 3;
		gint32 labels[9];
		g_autoptr (SegClustering) clustering = fit (matrix, k, 60, seed);

		test_close (clustering->inertia, least_inertia (matrix, k, labels, 0, 0), 1e-9);
	}
}

/* Invariants ------------------------------------------------------------------------------------------------------- */

static void
test_inertia_falls (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (3000, 7, 5, 3, 5);
	g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, NULL, NULL);
	g_autoptr (SegKmeans) state = seg_kmeans_new (tiles, 8, NULL);
	double before = INFINITY;

	seg_kmeans_begin (state, matrix->values); /* the first eight rows */
	while (!state->converged) {
		g_assert_true (seg_kmeans_step (state, NULL));
		g_assert_cmpfloat (state->inertia, <=, before * (1 + 1e-14));
		before = state->inertia;
	}
	g_assert_cmpuint (state->passes, >, 5);
}

static void
test_row_order (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (2500, 6, 5, 2, 6);
	g_autoptr (SegMatrix) shuffled = seg_matrix_new (2500, 6, NULL);
	g_autoptr (SegMatrix) starts = spaced_rows (matrix, 5);
	g_autoptr (SegRandom) random = seg_random_new (3, 0);
	g_autoptr (SegClustering) first = NULL, second = NULL;
	gsize order[2500];

	for (gsize i = 0; i < 2500; i++)
		order[i] = i;
	seg_random_shuffle (random, order, 2500);
	for (gsize i = 0; i < 2500; i++)
		memcpy (seg_matrix_row (shuffled, i), seg_matrix_row (matrix, order[i]), 6 * sizeof (double));
	first = fit_from (matrix, starts, 1000);
	second = fit_from (shuffled, starts, 1000);
	for (gsize i = 0; i < 2500; i++)
		g_assert_cmpint (second->labels[i], ==, first->labels[order[i]]);
	test_close (second->inertia, first->inertia, 1e-12);
}

static void
test_column_twice (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (700, 5, 4, 2, 7);
	g_autoptr (SegMatrix) twice = seg_matrix_new (700, 10, NULL);
	g_autoptr (SegMatrix) starts = spaced_rows (matrix, 4), starts_twice = NULL;
	g_autoptr (SegClustering) first = NULL, second = NULL;

	for (gsize row = 0; row < 700; row++) {
		memcpy (seg_matrix_row (twice, row), seg_matrix_row (matrix, row), 5 * sizeof (double));
		memcpy (seg_matrix_row (twice, row) + 5, seg_matrix_row (matrix, row), 5 * sizeof (double));
	}
	starts_twice = spaced_rows (twice, 4);
	first = fit_from (matrix, starts, 1000);
	second = fit_from (twice, starts_twice, 1000);
	test_same_bytes (first->labels, second->labels, 700 * sizeof (gint32));
	test_close (second->inertia, 2 * first->inertia, 1e-12);
}

/* The same bits, whatever threads and whatever version of the kernels. */
static void
check_same (const SegClustering *a, const SegClustering *b)
{
	gsize n_values = a->k * a->centroids->n_columns;

	test_same_bytes (a->labels, b->labels, a->n_rows * sizeof (gint32));
	test_same_bytes (a->distances, b->distances, a->n_rows * sizeof (double));
	test_same_bytes (a->centroids->values, b->centroids->values, n_values * sizeof (double));
	test_same_bytes (&a->inertia, &b->inertia, sizeof (double));
	g_assert_cmpuint (a->passes, ==, b->passes);
}

static void
check_bits (gsize n_rows, gsize n_columns, guint k, guint restarts)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (n_rows, n_columns, 4, 3, 8);
	g_autoptr (SegClustering) first = NULL;

	for (SegProcessor processor = 0; processor < SEG_N_PROCESSORS; processor++)
		for (gsize i = 0; i < G_N_ELEMENTS (threads) && seg_processor_is_supported (processor); i++) {
			g_autoptr (SegClustering) other = NULL;

			seg_parallel_set_threads (threads[i]);
			seg_processor_choose (processor);
			other = fit (matrix, k, restarts, 4);
			if (first == NULL)
				first = g_steal_pointer (&other);
			else
				check_same (first, other);
		}
	seg_processor_choose (SEG_N_PROCESSORS);
	seg_parallel_set_threads (0);
	check_consistent (matrix, first);
}

static void
test_bits (void)
{
	check_bits (2999, 11, 6, 7);  /* restarts side by side */
	check_bits (33333, 5, 4, 2);  /* passes shared out */
	check_bits (66666, 3, 3, 2);  /* beginning with samples */
}

/* So many rows that the blocks grow, from given starts, with and without the tiles of the plain kernel beside them. */
static void
test_many_rows (void)
{
	gsize n_rows = 140001;
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (n_rows, 3, 4, 2, 12), starts = spaced_rows (matrix, 4);
	g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, NULL, NULL);
	g_autoptr (SegKmeans) state = seg_kmeans_new (tiles, 4, NULL);
	g_autoptr (SegClustering) one = NULL, eight = NULL;

	seg_parallel_set_threads (1);
	one = fit_from (matrix, starts, 12);
	seg_parallel_set_threads (8);
	eight = fit_from (matrix, starts, 12);
	seg_parallel_set_threads (0);
	check_same (one, eight);
	check_consistent (matrix, one);
	g_assert_cmpuint (state->assignment->n_blocks, <=, 128);
	seg_kmeans_begin (state, starts->values);
	for (guint pass = 0; pass < one->passes; pass++)
		g_assert_true (seg_kmeans_step (state, NULL));
	test_same_bytes (state->assignment->labels, one->labels, n_rows * sizeof (gint32));
}

static void
test_numbering (void)
{
	/* Two pairs and a triple: sizes 3, 2, 2; the pairs in order of their first coordinates. */
	static const double values[] = { 9, 0,  5, 7,  1, 1,  9, 1,  5, 8,  1, 2,  9, 2 };
	SegMatrix matrix = { .n_rows = 7, .n_columns = 2, .values = (double *) values };
	g_autoptr (SegClustering) clustering = fit (&matrix, 3, 5, 1);
	static const gint32 expected[] = { 0, 2, 1, 0, 2, 1, 0 };

	test_same_bytes (clustering->labels, expected, sizeof expected);
	g_assert_cmpfloat (seg_matrix_row (clustering->centroids, 1)[0], ==, 1);
	g_assert_cmpfloat (seg_matrix_row (clustering->centroids, 2)[1], ==, 7.5);
	check_consistent (&matrix, clustering);
}

static void
test_ties (void)
{
	/* The middle row is as near to one start as to the other. */
	static const double values[] = { 0, 2, 4 }, starts_values[] = { 0, 4 };
	SegMatrix matrix = { .n_rows = 3, .n_columns = 1, .values = (double *) values }, starts = { .n_rows = 2, .n_columns = 1, .values = (double *) starts_values };
	g_autoptr (SegClustering) clustering = fit_from (&matrix, &starts, 1);
	static const gint32 expected[] = { 0, 0, 1 };

	test_same_bytes (clustering->labels, expected, sizeof expected);
	g_assert_false (clustering->converged);
	g_assert_cmpuint (clustering->passes, ==, 1);
}

/* Starts far from every row, or the same twice, leave clusters empty; each must be given a row. */
static void
test_empty_clusters (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (500, 3, 3, 1, 9);
	g_autoptr (SegMatrix) starts = spaced_rows (matrix, 6);
	g_autoptr (SegClustering) clustering = NULL;

	for (gsize column = 0; column < 3; column++) {
		seg_matrix_row (starts, 1)[column] = 1e6;
		seg_matrix_row (starts, 4)[column] = 2e6;
		seg_matrix_row (starts, 5)[column] = seg_matrix_row (starts, 0)[column];
	}
	clustering = fit_from (matrix, starts, 1000);
	g_assert_true (clustering->converged);
	check_consistent (matrix, clustering);
	g_clear_pointer (&clustering, seg_clustering_free);
	clustering = fit_from (matrix, starts, 1);
	check_consistent (matrix, clustering);
}

static void
test_as_many_as_rows (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (12, 2, 3, 2, 10);
	g_autoptr (SegClustering) clustering = fit (matrix, 12, 3, 1);

	g_assert_cmpfloat (clustering->inertia, ==, 0);
	check_consistent (matrix, clustering);
}

/* Thousands of rows, three different ones. */
static void
test_few_different (void)
{
	g_autoptr (SegMatrix) matrix = seg_matrix_new (3000, 2, NULL);
	g_autoptr (SegClustering) clustering = NULL;
	g_autoptr (GError) error = NULL;
	SegClusterOptions options = seg_cluster_options_defaults ();

	for (gsize row = 0; row < 3000; row++)
		seg_matrix_row (matrix, row)[0] = row % 7 == 0 ? -0.0 : (double) (row % 3);
	clustering = fit (matrix, 3, 10, 1);
	g_assert_cmpfloat (clustering->inertia, ==, 0);
	options.k = 4;
	g_assert_null (seg_kmeans (matrix, &options, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "only 3 different");
}

/* Greedy k-means++ finds well separated clouds at the first attempt. */
static void
test_starts (void)
{
	gsize n_found = 0;

	for (guint64 seed = 1; seed <= 20; seed++) {
		g_autoptr (SegMatrix) matrix = test_matrix_clouds (1500, 6, 8, 0.2, 100 + seed);
		g_autoptr (SegClustering) clustering = fit (matrix, 8, 1, seed);

		n_found += clustering->inertia < 1500 * 6 * 0.04 * 1.1;
	}
	g_assert_cmpuint (n_found, >=, 19);
}

static void
test_assign (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (1111, 5, 4, 2, 11);
	g_autoptr (SegClustering) clustering = fit (matrix, 7, 3, 1);
	g_autofree gint32 *labels = g_new (gint32, 1111);
	g_autofree double *distances = g_new (double, 1111);

	g_assert_true (clustering->converged);
	seg_cluster_assign (matrix, clustering->centroids, labels, distances);
	test_same_bytes (labels, clustering->labels, 1111 * sizeof *labels);
	for (gsize row = 0; row < 1111; row++)
		test_close (distances[row], clustering->distances[row], 1e-14);
	memset (labels, 0xff, 1111 * sizeof *labels);
	seg_cluster_assign (matrix, clustering->centroids, labels, NULL);
	test_same_bytes (labels, clustering->labels, 1111 * sizeof *labels);
}

/* Far from the origin and close together: differences must not drown. */
static void
test_far_away (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (600, 4, 3, 0.5, 12);
	g_autoptr (SegMatrix) moved = seg_matrix_new (600, 4, NULL);
	g_autoptr (SegClustering) near_by = NULL, far_away = NULL;

	for (gsize i = 0; i < 600 * 4; i++) {
		matrix->values[i] = round (matrix->values[i] * 1024) / 1024; /* so that the sum is exact */
		moved->values[i] = matrix->values[i] + 1e9;
	}
	near_by = fit (matrix, 3, 5, 1);
	far_away = fit (moved, 3, 5, 1);
	test_same_bytes (near_by->labels, far_away->labels, 600 * sizeof (gint32));
	test_close (far_away->inertia, near_by->inertia, 1e-6);
}

/* Errors ----------------------------------------------------------------------------------------------------------- */

static void
expect_error (const SegMatrix *matrix, SegClusterOptions options, SegErrorCode code, const char *part)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_kmeans (matrix, &options, NULL, &error));
	test_error (&error, code, part);
}

static void
test_errors (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (50, 2, 3, 1, 13), none = seg_matrix_new (0, 2, NULL);
	SegClusterOptions options = seg_cluster_options_defaults ();

	options.k = 1;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "not 1");
	options.k = 51;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "50");
	options.k = 3;
	options.restarts = 0;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "at least 1");
	options.restarts = 1;
	options.max_passes = 0;
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "at least 1");
	options.max_passes = 10;
	expect_error (none, options, SEG_ERROR_DATA, "nothing to cluster");
	matrix->values[7] = 1e200;
	expect_error (matrix, options, SEG_ERROR_DATA, "too large");
	matrix->values[7] = NAN;
	expect_error (matrix, options, SEG_ERROR_DATA, "Row 4, column 2");
	matrix->values[7] = -INFINITY;
	expect_error (matrix, options, SEG_ERROR_DATA, "Row 4, column 2");
	memset (matrix->values, 0, 100 * sizeof (double));
	expect_error (matrix, options, SEG_ERROR_ARGUMENT, "same values");
}

static void
test_wrong_starts (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (50, 2, 3, 1, 14), starts = test_matrix_clouds (3, 3, 1, 1, 1);
	g_autoptr (SegMatrix) one = spaced_rows (matrix, 1), two = spaced_rows (matrix, 2);
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_kmeans_from (matrix, starts, 10, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "3 features");
	g_assert_null (seg_kmeans_from (matrix, one, 10, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "not 1");
	two->values[0] = NAN;
	g_assert_null (seg_kmeans_from (matrix, two, 10, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "not a finite");
}

static gboolean
cluster_for_ever (SegJob *job, gpointer data, GError **error)
{
	SegClusterOptions options = { .k = 12, .restarts = 20000, .max_passes = 300, .seed = 1 };
	SegClustering *clustering = seg_kmeans (data, &options, job, error);

	g_assert_null (clustering);
	return FALSE;
}

static void
check_cancel (gsize n_rows)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (n_rows, 10, 3, 3, 15);
	g_autoptr (GError) error = NULL;
	SegTask *task = seg_task_start (cluster_for_ever, matrix, -1);
	SegJobStatus status;

	do {
		g_usleep (1000);
		seg_job_read (seg_task_job (task), &status);
	} while (status.fraction <= 0);
	test_contains (status.phrase, "k=12");
	seg_job_cancel (seg_task_job (task));
	g_assert_false (seg_task_finish (task, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
}

static void
test_cancel (void)
{
	check_cancel (2000);
	check_cancel (40000);
}

static void
test_cancelled_before (void)
{
	g_autoptr (SegMatrix) matrix = test_matrix_clouds (300, 3, 3, 1, 16);
	g_autoptr (SegMatrix) starts = spaced_rows (matrix, 3);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	seg_job_cancel (job);
	g_assert_null (seg_kmeans_from (matrix, starts, 10, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
}

static void
test_algorithms (void)
{
	const SegClusterAlgorithm *algorithm;

	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		g_assert_true (seg_cluster_algorithm_find (algorithm->name) == algorithm);
		g_assert_cmpstr (algorithm->meaning, !=, "");
	}
	g_assert_nonnull (seg_cluster_algorithm_find ("k-means"));
	g_assert_null (seg_cluster_algorithm_find ("tea leaves"));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/kmeans/reference/starts", test_reference_starts);
	g_test_add_func ("/kmeans/reference/traces", test_reference_traces);
	g_test_add_func ("/kmeans/reference/best", test_reference_best);
	g_test_add_func ("/kmeans/plain-lloyd", test_plain_lloyd);
	g_test_add_func ("/kmeans/all-partitions", test_all_partitions);
	g_test_add_func ("/kmeans/inertia-falls", test_inertia_falls);
	g_test_add_func ("/kmeans/row-order", test_row_order);
	g_test_add_func ("/kmeans/column-twice", test_column_twice);
	g_test_add_func ("/kmeans/bits", test_bits);
	g_test_add_func ("/kmeans/many-rows", test_many_rows);
	g_test_add_func ("/kmeans/numbering", test_numbering);
	g_test_add_func ("/kmeans/ties", test_ties);
	g_test_add_func ("/kmeans/empty-clusters", test_empty_clusters);
	g_test_add_func ("/kmeans/as-many-as-rows", test_as_many_as_rows);
	g_test_add_func ("/kmeans/few-different", test_few_different);
	g_test_add_func ("/kmeans/starts", test_starts);
	g_test_add_func ("/kmeans/assign", test_assign);
	g_test_add_func ("/kmeans/far-away", test_far_away);
	g_test_add_func ("/kmeans/errors", test_errors);
	g_test_add_func ("/kmeans/wrong-starts", test_wrong_starts);
	g_test_add_func ("/kmeans/cancel", test_cancel);
	g_test_add_func ("/kmeans/cancelled-before", test_cancelled_before);
	g_test_add_func ("/kmeans/algorithms", test_algorithms);
	return g_test_run ();
}
