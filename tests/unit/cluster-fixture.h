/* What tests of clustering algorithms share: running them, reference figures, made-up matrices. */
#ifndef SEG_CLUSTER_FIXTURE_H
#define SEG_CLUSTER_FIXTURE_H

#include <segscope/cluster.h>
#include <segscope/parallel.h>
#include <segscope/random.h>

#include "../support/figures.h"
#include "../support/folder.h"
#include "cluster/cluster-private.h"

#include <math.h>
#include <string.h>

/* A table of the reference folder; NULL (and the test skipped) when it is not there. */
static inline TestFigures *
reference_figures (const char *file)
{
	g_autofree char *path = test_shared_file (file);

	return path != NULL ? test_figures_read (path) : NULL;
}

static inline SegMatrix *
reference_matrix (const char *name)
{
	static const char *const not_values[] = { "label", "row", "size", NULL };
	g_autofree char *file = g_strdup_printf ("reference/inputs/%s.csv", name);
	g_autoptr (TestFigures) figures = reference_figures (file);

	return figures != NULL ? test_figures_matrix (figures, not_values) : NULL;
}

static inline SegClusterSettings
settings_of (const char *algorithm)
{
	SegClusterSettings settings;

	g_assert_nonnull (seg_cluster_algorithm_find (algorithm));
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find (algorithm));
	return settings;
}

static inline SegClusterModel *
fit_model (const SegMatrix *matrix, const SegClusterSettings *settings)
{
	GError *error = NULL;
	SegClusterModel *model = seg_cluster_fit (matrix, settings, NULL, &error);

	g_assert_no_error (error);
	return model;
}

/* Small matrices with everything awkward: ties (whole numbers), duplicates, constant columns. */
static inline SegMatrix *
awkward_matrix (SegRandom *random, gsize n_rows, gsize n_columns)
{
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);
	gsize kind = seg_random_below (random, 4), constant = seg_random_below (random, 2 * n_columns);

	for (gsize row = 0; row < n_rows; row++)
		for (gsize column = 0; column < n_columns; column++) {
			double *value = seg_matrix_row (matrix, row) + column;

			*value = kind == 0 ? (double) seg_random_below (random, 4) : seg_random_gaussian (random);
			if (column == constant)
				*value = 2.385;
			if (kind == 1 && row > 0 && seg_random_below (random, 3) == 0)
				*value = seg_matrix_row (matrix, row - 1)[column];
		}
	for (gsize row = 1; kind == 2 && row < n_rows; row++)
		if (seg_random_below (random, 3) == 0)
			memcpy (seg_matrix_row (matrix, row), seg_matrix_row (matrix, seg_random_below (random, row)), n_columns * sizeof (double));
	return matrix;
}

static inline double
distance_between (const SegMatrix *matrix, gsize a, gsize b)
{
	double sum = 0;

	for (gsize column = 0; column < matrix->n_columns; column++)
		sum += (seg_matrix_row (matrix, a)[column] - seg_matrix_row (matrix, b)[column])
		       * (seg_matrix_row (matrix, a)[column] - seg_matrix_row (matrix, b)[column]);
	return sqrt (sum);
}

/* The same groups, whatever their numbers; -1 must be -1 in both. */
static inline gboolean
same_partition (const gint32 *a, const gint32 *b, gsize n)
{
	g_autoptr (GHashTable) forth = g_hash_table_new (NULL, NULL), back = g_hash_table_new (NULL, NULL);

	for (gsize i = 0; i < n; i++) {
		gpointer x = GINT_TO_POINTER (a[i] + 2), y = GINT_TO_POINTER (b[i] + 2), was;

		if ((a[i] < 0) != (b[i] < 0))
			return FALSE;
		was = g_hash_table_lookup (forth, x);
		if (was != NULL && was != y)
			return FALSE;
		was = g_hash_table_lookup (back, y);
		if (was != NULL && was != x)
			return FALSE;
		g_hash_table_insert (forth, x, y);
		g_hash_table_insert (back, y, x);
	}
	return TRUE;
}

/* Asserts that one run gives the same bytes with 1, 2, 3 and 8 threads and with every version of the kernels. */
static inline void
assert_same_everywhere (const SegMatrix *matrix, const SegClusterSettings *settings)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegClusterModel) expected = NULL;

	for (guint i = 0; i < SEG_N_PROCESSORS + G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegClusterModel) model = NULL;

		if (i < SEG_N_PROCESSORS && !seg_processor_is_supported (i))
			continue;
		seg_parallel_set_threads (threads[i % G_N_ELEMENTS (threads)]);
		seg_processor_choose (MIN (i, SEG_N_PROCESSORS));
		model = fit_model (matrix, settings);
		if (expected == NULL) {
			expected = g_steal_pointer (&model);
			continue;
		}
		g_assert_cmpuint (model->clustering->k, ==, expected->clustering->k);
		test_same_bytes (model->clustering->labels, expected->clustering->labels, matrix->n_rows * sizeof (gint32));
		test_same_bytes (model->clustering->centroids->values, expected->clustering->centroids->values,
		                 model->clustering->k * matrix->n_columns * sizeof (double));
		if (expected->dendrogram != NULL)
			test_same_bytes (model->dendrogram->heights, expected->dendrogram->heights, (matrix->n_rows - 1) * sizeof (double));
		if (expected->membership != NULL)
			test_same_bytes (model->membership->values, expected->membership->values,
			                 matrix->n_rows * expected->membership->n_columns * sizeof (double));
	}
	seg_processor_choose (SEG_N_PROCESSORS);
	seg_parallel_set_threads (0);
}

/* The rule must give every row of the matrix it was made from what it has, but for @n_others at most; also after it was kept as bytes. */
static inline void
assert_rule (const SegMatrix *matrix, const SegClusterModel *model, gsize n_others)
{
	GError *error = NULL;
	g_autoptr (GBytes) bytes = seg_cluster_rule_to_bytes (model->rule);
	g_autoptr (SegClusterRule) rule = seg_cluster_rule_from_bytes (bytes, &error);
	g_autofree gint32 *labels = g_new (gint32, matrix->n_rows), *again = g_new (gint32, matrix->n_rows);
	gsize n = 0;

	g_assert_no_error (error);
	g_assert_cmpuint (seg_cluster_rule_k (rule), ==, model->clustering->k);
	g_assert_true (seg_cluster_rule_assign (model->rule, matrix, NULL, labels, NULL, NULL, &error));
	g_assert_true (seg_cluster_rule_assign (rule, matrix, NULL, again, NULL, NULL, &error));
	test_same_bytes (labels, again, matrix->n_rows * sizeof *labels);
	for (gsize row = 0; row < matrix->n_rows; row++)
		n += labels[row] != model->clustering->labels[row];
	g_assert_cmpuint (n, <=, n_others);
}

static inline void
assert_refused (const SegMatrix *matrix, const SegClusterSettings *settings, SegErrorCode code, const char *part)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_cluster_fit (matrix, settings, NULL, &error));
	test_error (&error, (int) code, part);
}

#endif
