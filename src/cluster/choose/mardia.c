/* Are rows of a normal distribution? Mardia's test by the skewness and kurtosis of several columns.
 * Sources: Mardia 1970, Biometrika 57:519-530; 1974, Sankhya B 36:115-128 (the correction for few rows). */
#include <config.h>
#include "choose-private.h"
#include "../mixture/mixture.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

SegMatrix *
seg_whiten (const SegMatrix *matrix, GError **error)
{
	const gsize n = matrix->n_rows, d = matrix->n_columns;
	g_autoptr (SegMatrix) even = seg_matrix_new (n, d, error);
	g_autoptr (SegMixture) normal = seg_mixture_new (SEG_SHAPE_FULL, 1, d, 0);

	if (even == NULL)
		return NULL;
	normal->weights[0] = 1;
	for (gsize i = 0; i < n * d; i++)
		normal->means[i % d] += matrix->values[i] / (double) n;
	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < d * d; j++)
			normal->covariances[j] += (seg_matrix_row (matrix, i)[j / d] - normal->means[j / d])
			                          * (seg_matrix_row (matrix, i)[j % d] - normal->means[j % d]) / (double) n;
	if (!seg_mixture_prepare (normal, error))
		return NULL;
	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j < d; j++) {
			double sum = 0;

			for (gsize l = 0; l <= j; l++)
				sum += normal->factors[j * d + l] * (seg_matrix_row (matrix, i)[l] - normal->means[l]);
			seg_matrix_row (even, i)[j] = sum;
		}
	return g_steal_pointer (&even);
}

double
seg_mardia_chance (const SegMatrix *even)
{
	const double n = (double) even->n_rows, d = (double) even->n_columns;
	double skewness = 0, kurtosis = 0, correction = (d + 1) * (n + 1) * (n + 3) / (n * ((n + 1) * (d + 1) - 6)), of_skewness, of_kurtosis;

	for (gsize i = 0; i < even->n_rows; i++)
		for (gsize j = 0; j <= i; j++) {
			double product = 0;

			for (gsize column = 0; column < even->n_columns; column++)
				product += seg_matrix_row (even, i)[column] * seg_matrix_row (even, j)[column];
			skewness += (i == j ? 1 : 2) * product * product * product;
			kurtosis += i == j ? product * product : 0;
		}
	of_skewness = gsl_cdf_chisq_Q (correction * skewness / n / 6, d * (d + 1) * (d + 2) / 6);
	of_kurtosis = 2 * gsl_cdf_ugaussian_Q (fabs (kurtosis / n - d * (d + 2)) / sqrt (8 * d * (d + 2) / n));
	return MIN (2 * MIN (of_skewness, of_kurtosis), 1);
}
