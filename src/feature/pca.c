/* Principal components: directions along which the rows differ most.
 *
 * The usual route takes the d x d matrix of covariances (or correlations) from one pass over the rows; its eigenvectors are the
 * loadings. Constant columns get variance 0 and take no part; tied eigenvalues leave the directions in their plane to LAPACK. */
#include <config.h>
#include "reduction-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define WIDE_COLUMNS 512       /* from here on the other routes may be cheaper */
#define RANDOMISED_COLUMNS 2048

SegPcaOptions
seg_pca_options_defaults (void)
{
	return (SegPcaOptions) { .scores = TRUE, .method = SEG_PCA_AUTO, .seed = 1 };
}

static gsize
most_components (const SegMatrix *matrix, SegPcaMethod method)
{
	return method == SEG_PCA_ROWS ? MIN (matrix->n_columns, matrix->n_rows - 1) : matrix->n_columns;
}

static SegPcaMethod
choose_method (const SegMatrix *matrix, const SegPcaOptions *options)
{
	gsize d = matrix->n_columns, wanted = options->n_components > 0 ? options->n_components : d;

	if (options->method != SEG_PCA_AUTO)
		return options->method;
	if (d >= WIDE_COLUMNS && matrix->n_rows <= d && wanted < matrix->n_rows)
		return SEG_PCA_ROWS;
	return d >= RANDOMISED_COLUMNS && wanted * 20 <= d ? SEG_PCA_RANDOMISED : SEG_PCA_COVARIANCE;
}

static gboolean
check (const SegMatrix *matrix, const SegPcaOptions *options, GError **error)
{
	gsize most;

	if (matrix->n_rows < 2 || matrix->n_columns < 1) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("Principal components need at least two users and one feature, not %zu and %zu"),
		             matrix->n_rows, matrix->n_columns);
		return FALSE;
	}
	most = most_components (matrix, options->method);
	if (options->n_components > most) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             most == matrix->n_columns
		             ? _("The number of components must be between 1 and %zu (the number of columns), not %zu")
		             : _("The number of components must be between 1 and %zu (the number of users less one), not %zu"),
		             most, options->n_components);
		return FALSE;
	}
	return TRUE;
}

/* The covariance in place of the sums of products; with @pca->correlation divided by the deviations, which become its scales. */
static void
make_covariance (SegMoments *moments, gsize n, SegPca *pca)
{
	gsize d = moments->n_columns;

	for (gsize i = 0; i < d * d; i++)
		moments->cross[i] /= (double) (n - 1);
	for (gsize i = 0; i < d; i++) {
		double variance = moments->cross[i * d + i];

		pca->scales[i] = pca->correlation && variance > 0 ? sqrt (variance) : 1;
	}
	for (gsize i = 0; pca->correlation && i < d; i++)
		for (gsize j = 0; j < d; j++)
			moments->cross[i * d + j] = i == j ? moments->cross[i * d + j] > 0
			                                   : moments->cross[i * d + j] / (pca->scales[i] * pca->scales[j]);
}

/* LAPACK gives rising eigenvalues and eigenvectors in columns. */
static void
keep_components (SegPca *pca, const double *values, const double *vectors, gsize d)
{
	double total = 0;

	for (gsize i = 0; i < d; i++) {
		pca->eigenvalues[i] = MAX (values[d - 1 - i], 0);
		total += pca->eigenvalues[i];
	}
	for (gsize i = 0; i < d; i++)
		pca->shares[i] = total > 0 ? pca->eigenvalues[i] / total : 0;
	for (gsize component = 0; component < pca->n_components; component++)
		for (gsize row = 0; row < d; row++)
			seg_matrix_row (pca->loadings, row)[component] = vectors[row * d + d - 1 - component];
}

static gboolean
by_covariance (const SegMatrix *matrix, SegPca *pca, SegJob *job, GError **error)
{
	gsize d = matrix->n_columns;
	g_auto (SegMoments) moments = { 0 };
	g_autofree double *values = g_new0 (double, d);

	if (!seg_moments_compute (matrix, NULL, job, &moments, error))
		return FALSE;
	memcpy (pca->means, moments.means, d * sizeof *values);
	make_covariance (&moments, matrix->n_rows, pca);
	if (!seg_eigen (moments.cross, d, values, error))
		return FALSE;
	keep_components (pca, values, moments.cross, d);
	return TRUE;
}

/* Goes the exact way where the random one does not settle. */
static gboolean
find_components (const SegMatrix *matrix, const SegPcaOptions *options, SegPca *pca, SegJob *job, GError **error)
{
	gboolean settled = FALSE;

	if (pca->method != SEG_PCA_COVARIANCE && !seg_matrix_check_finite (matrix, error))
		return FALSE;
	if (pca->method == SEG_PCA_ROWS)
		return seg_pca_rows (matrix, pca, job, error);
	if (pca->method == SEG_PCA_RANDOMISED && !seg_pca_randomised (matrix, options->seed, pca, &settled, job, error))
		return FALSE;
	if (settled)
		return TRUE;
	pca->method = SEG_PCA_COVARIANCE;
	return by_covariance (matrix, pca, job, error);
}

SegMatrix *
seg_pca_project (const SegPca *pca, const SegMatrix *rows, SegJob *job, GError **error)
{
	g_autoptr (SegMatrix) directions = NULL;

	if (rows->n_columns != pca->loadings->n_rows) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The components are of %zu columns, not %zu"), pca->loadings->n_rows,
		             rows->n_columns);
		return NULL;
	}
	directions = seg_matrix_new (rows->n_columns, pca->n_components, error);
	if (directions == NULL)
		return NULL;
	for (gsize row = 0; row < rows->n_columns; row++)
		for (gsize component = 0; component < pca->n_components; component++)
			seg_matrix_row (directions, row)[component] = seg_matrix_row (pca->loadings, row)[component] / pca->scales[row];
	return seg_project (rows, pca->means, directions, job, error);
}

SegPca *
seg_pca_run (const SegMatrix *matrix, const SegPcaOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegPca) pca = NULL;
	gsize d = matrix->n_columns;

	if (!check (matrix, options, error) || !seg_job_proceed (job, 0, _("principal components"), error))
		return NULL;
	pca = g_new0 (SegPca, 1);
	pca->correlation = options->correlation;
	pca->method = choose_method (matrix, options);
	pca->n_components = options->n_components > 0 ? options->n_components : most_components (matrix, pca->method);
	pca->eigenvalues = g_new0 (double, d);
	pca->shares = g_new0 (double, d);
	pca->means = g_new0 (double, d);
	pca->scales = g_new0 (double, d);
	pca->loadings = seg_matrix_new (d, pca->n_components, error);
	if (pca->loadings == NULL || !find_components (matrix, options, pca, job, error))
		return NULL;
	seg_settle_signs (pca->loadings);
	if (options->scores && (pca->scores = seg_pca_project (pca, matrix, job, error)) == NULL)
		return NULL;
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&pca) : NULL;
}

SegPca *
seg_pca (const SegMatrix *matrix, gsize n_components, SegJob *job, GError **error)
{
	SegPcaOptions options = seg_pca_options_defaults ();

	if (n_components == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The number of components must be between 1 and %zu (the number of columns), not %zu"),
		             matrix->n_columns, n_components);
		return NULL;
	}
	options.n_components = n_components;
	return seg_pca_run (matrix, &options, job, error);
}

void
seg_pca_free (SegPca *pca)
{
	if (pca == NULL)
		return;
	g_free (pca->eigenvalues);
	g_free (pca->shares);
	g_free (pca->means);
	g_free (pca->scales);
	seg_matrix_free (pca->loadings);
	seg_matrix_free (pca->scores);
	g_free (pca);
}
