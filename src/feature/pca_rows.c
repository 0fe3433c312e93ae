/* Components of a matrix with fewer rows than columns: the n x n matrix of products of the centred rows has the same eigenvalues as the
 * covariance, and its eigenvectors u give the loadings X'u / sqrt((n - 1) eigenvalue). */
#include <config.h>
#include "reduction-private.h"

#include <segscope/blas.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <math.h>

#define NOTHING 1e-13 /* of the first eigenvalue: such a component is rounding, and its loadings are left 0 */

/* Centred (and scaled) rows; sets means and scales. */
static SegMatrix *
centre_rows (const SegMatrix *matrix, SegPca *pca, GError **error)
{
	gsize n = matrix->n_rows, d = matrix->n_columns;
	SegMatrix *centred = seg_matrix_new (n, d, error);

	for (gsize column = 0; centred != NULL && column < d; column++) {
		double first = seg_matrix_row (matrix, 0)[column], rest = 0, square = 0;

		for (gsize row = 0; row < n; row++)
			rest += seg_matrix_row (matrix, row)[column] - first;
		pca->means[column] = first + rest / (double) n;
		for (gsize row = 0; row < n; row++)
			square += pow (seg_matrix_row (matrix, row)[column] - pca->means[column], 2);
		pca->scales[column] = pca->correlation && square > 0 ? sqrt (square / (double) (n - 1)) : 1;
		for (gsize row = 0; row < n; row++)
			seg_matrix_row (centred, row)[column] = (seg_matrix_row (matrix, row)[column] - pca->means[column]) / pca->scales[column];
	}
	return centred;
}

/* X'u of the component, divided by its length. */
static void
fill_loadings (SegPca *pca, const SegMatrix *centred, const double *vectors, gsize component)
{
	gsize n = centred->n_rows, d = centred->n_columns;
	double length = sqrt (pca->eigenvalues[component] * (double) (n - 1));

	if (!(pca->eigenvalues[component] > NOTHING * pca->eigenvalues[0]))
		return;
	for (gsize row = 0; row < n; row++) {
		double weight = vectors[row * n + n - 1 - component] / length;

		for (gsize column = 0; column < d; column++)
			seg_matrix_row (pca->loadings, column)[component] += weight * seg_matrix_row (centred, row)[column];
	}
}

gboolean
seg_pca_rows (const SegMatrix *matrix, SegPca *pca, SegJob *job, GError **error)
{
	gsize n = matrix->n_rows, d = matrix->n_columns;
	g_autoptr (SegMatrix) centred = centre_rows (matrix, pca, error);
	g_autoptr (SegMatrix) products = centred != NULL ? seg_matrix_new (n, n, error) : NULL;
	g_autofree double *values = g_new0 (double, n);
	double total = 0;

	if (products == NULL || !seg_job_proceed (job, 0.2, NULL, error))
		return FALSE;
	seg_blas_stay_alone ();
	cblas_dsyrk (CblasRowMajor, CblasUpper, CblasNoTrans, (blasint) n, (blasint) d, 1 / (double) (n - 1), centred->values, (blasint) d, 0,
	             products->values, (blasint) n);
	for (gsize i = 0; i < n; i++)
		total += seg_matrix_row (products, i)[i];
	if (!seg_job_proceed (job, 0.4, NULL, error) || !seg_eigen (products->values, n, values, error))
		return FALSE;
	for (gsize i = 0; i < d; i++) {
		pca->eigenvalues[i] = i + 1 < n ? MAX (values[n - 1 - i], 0) : 0;
		pca->shares[i] = total > 0 ? pca->eigenvalues[i] / total : 0;
	}
	for (gsize component = 0; component < pca->n_components; component++)
		fill_loadings (pca, centred, products->values, component);
	return TRUE;
}
