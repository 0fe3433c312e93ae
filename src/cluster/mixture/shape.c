/* Mixtures: their covariances, by shape. */
#include <config.h>
#include "mixture.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static gboolean
is_square (SegShape shape)
{
	return shape == SEG_SHAPE_FULL || shape == SEG_SHAPE_TIED;
}

/* Components that have a covariance of their own. */
static guint
n_covariances (const SegMixture *mixture)
{
	return mixture->shape == SEG_SHAPE_TIED ? 1 : mixture->k;
}

SegMixture *
seg_mixture_new (SegShape shape, guint k, gsize n_columns, double ridge)
{
	SegMixture *mixture = g_new0 (SegMixture, 1);
	gsize n = is_square (shape) ? n_columns * n_columns : n_columns;

	*mixture = (SegMixture) { .shape = shape, .k = k, .n_columns = n_columns, .ridge = ridge };
	mixture->weights = g_new0 (double, k);
	mixture->means = g_new0 (double, k * n_columns);
	mixture->covariances = g_new0 (double, n_covariances (mixture) * n);
	mixture->factors = is_square (shape) ? g_new0 (double, n_covariances (mixture) * n) : NULL;
	mixture->precisions = shape != SEG_SHAPE_FULL ? g_new0 (double, k * n_columns) : NULL;
	mixture->constants = g_new0 (double, k);
	return mixture;
}

void
seg_mixture_free (SegMixture *mixture)
{
	if (mixture == NULL)
		return;
	g_free (mixture->weights);
	g_free (mixture->means);
	g_free (mixture->covariances);
	g_free (mixture->factors);
	g_free (mixture->precisions);
	g_free (mixture->constants);
	g_free (mixture);
}

double
seg_mixture_parameters (const SegMixture *mixture)
{
	double k = mixture->k, d = (double) mixture->n_columns, means = k * d + k - 1;

	switch (mixture->shape) {
	case SEG_SHAPE_FULL:
		return means + k * d * (d + 1) / 2;
	case SEG_SHAPE_TIED:
		return means + d * (d + 1) / 2;
	case SEG_SHAPE_DIAGONAL:
		return means + k * d;
	case SEG_SHAPE_SPHERICAL:
	case SEG_N_SHAPES:
	default:
		return means + k;
	}
}

double
seg_mixture_bic (const SegMixture *mixture, gsize n_rows)
{
	return -2 * mixture->log_likelihood + seg_mixture_parameters (mixture) * log ((double) n_rows);
}

/* Factors ---------------------------------------------------------------------------------------------------------- */

/* What rounding alone may leave of a variance about @mean. */
static gboolean
is_nothing (double variance, double mean)
{
	return !(variance > 1e-24 * mean * mean && isfinite (variance));
}

/* The lower Cholesky factor of @matrix into @factor. FALSE: it is not positive definite, or so nearly that rounding decides. */
static gboolean
cholesky (const double *matrix, const double *mean, gsize d, double *factor)
{
	memset (factor, 0, d * d * sizeof *factor);
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++) {
			double sum = matrix[i * d + j];

			for (gsize l = 0; l < j; l++)
				sum -= factor[i * d + l] * factor[j * d + l];
			if (i == j && (is_nothing (sum, mean[i]) || !(sum > 1e-14 * matrix[i * d + i])))
				return FALSE;
			factor[i * d + j] = i == j ? sqrt (sum) : sum / factor[j * d + j];
		}
	return TRUE;
}

/* Inverts a lower triangle in place, column by column. */
static void
invert (double *factor, gsize d)
{
	for (gsize i = 0; i < d; i++)
		factor[i * d + i] = 1 / factor[i * d + i];
	for (gsize j = 0; j < d; j++)
		for (gsize i = j + 1; i < d; i++) {
			double sum = 0;

			for (gsize l = j; l < i; l++)
				sum += factor[i * d + l] * factor[l * d + j]; /* row i is still the factor to the right of column j */
			factor[i * d + j] = -sum * factor[i * d + i];
		}
}

static gboolean
collapsed (guint component, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             seg_hint (_("Component %u has shrunk to users of the same values in some feature; choose fewer segments, another shape, or a larger --ridge"),
	                       _("Component %u has shrunk to users of the same values in some feature; choose fewer segments, another shape, or a larger ridge")),
	             component + 1);
	return FALSE;
}

/* Half the logarithm of the determinant of the inverse covariance of @component, whose factors it makes. */
static gboolean
prepare_component (SegMixture *mixture, guint component, double *half, GError **error)
{
	gsize d = mixture->n_columns;
	double *factor = mixture->factors + component * d * d;

	*half = 0;
	if (is_square (mixture->shape)) {
		if (!cholesky (mixture->covariances + component * d * d, mixture->means + component * d, d, factor))
			return collapsed (component, error);
		invert (factor, d);
		for (gsize i = 0; i < d; i++)
			*half += log (factor[i * d + i]);
		return TRUE;
	}
	for (gsize i = component * d; i < (component + 1) * d; i++) {
		if (is_nothing (mixture->covariances[i], mixture->means[i]))
			return collapsed (component, error);
		mixture->precisions[i] = 1 / mixture->covariances[i];
		*half += 0.5 * log (mixture->precisions[i]);
	}
	return TRUE;
}

gboolean
seg_mixture_prepare (SegMixture *mixture, GError **error)
{
	double half = 0;

	for (guint c = 0; c < mixture->k; c++) {
		if (c < n_covariances (mixture) && !prepare_component (mixture, c, &half, error))
			return FALSE;
		mixture->constants[c] = log (mixture->weights[c]) + half - 0.5 * (double) mixture->n_columns * log (2 * G_PI);
	}
	for (gsize i = 0; mixture->shape == SEG_SHAPE_TIED && i < mixture->k * mixture->n_columns; i++)
		mixture->precisions[i] = 1;
	return TRUE;
}

/* From sums to covariances ------------------------------------------------------------------------------------------- */

gsize
seg_mixture_n_sums (const SegMixture *mixture)
{
	gsize d = mixture->n_columns;

	return mixture->shape == SEG_SHAPE_FULL ? 1 + d + d * (d + 1) / 2 : 1 + 2 * d;
}

static void
update_full (SegMixture *mixture, guint component, const double *sums, double n)
{
	gsize d = mixture->n_columns, at = 1 + d;
	double *covariance = mixture->covariances + component * d * d;

	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++, at++)
			covariance[i * d + j] = covariance[j * d + i] =
				sums[at] / n - sums[1 + i] / n * (sums[1 + j] / n) + (i == j ? mixture->ridge : 0);
}

static void
update_variances (SegMixture *mixture, guint component, const double *sums, double n)
{
	gsize d = mixture->n_columns;
	double *variances = mixture->covariances + component * d, total = 0;

	for (gsize i = 0; i < d; i++) {
		double shift = sums[1 + 2 * i] / n;

		variances[i] = MAX (sums[2 + 2 * i] / n - shift * shift, 0);
		total += variances[i];
	}
	for (gsize i = 0; i < d; i++)
		variances[i] = (mixture->shape == SEG_SHAPE_SPHERICAL ? total / (double) d : variances[i]) + mixture->ridge;
}

/* The scatter within all components together: that of all rows less that of the means. */
static void
update_tied (SegMixture *mixture, const double *total, const double *middle, gsize n_rows)
{
	gsize d = mixture->n_columns;

	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++) {
			double sum = total[i * d + j] / (double) n_rows;

			for (guint c = 0; c < mixture->k; c++)
				sum -= mixture->weights[c] * (mixture->means[c * d + i] - middle[i]) * (mixture->means[c * d + j] - middle[j]);
			mixture->covariances[i * d + j] = mixture->covariances[j * d + i] = sum + (i == j ? mixture->ridge : 0);
		}
}

void
seg_mixture_update (SegMixture *mixture, const double *sums, const double *total, const double *middle, gsize n_rows)
{
	gsize d = mixture->n_columns, n_sums = seg_mixture_n_sums (mixture), step = mixture->shape == SEG_SHAPE_FULL ? 1 : 2;

	for (guint c = 0; c < mixture->k; c++) {
		const double *own = sums + c * n_sums;
		double n = MAX (own[0], 1e-300);

		if (mixture->shape == SEG_SHAPE_FULL)
			update_full (mixture, c, own, n);
		else if (mixture->shape != SEG_SHAPE_TIED)
			update_variances (mixture, c, own, n);
		mixture->weights[c] = own[0] / (double) n_rows;
		for (gsize i = 0; i < d; i++)
			mixture->means[c * d + i] += own[1 + step * i] / n;
	}
	if (mixture->shape == SEG_SHAPE_TIED)
		update_tied (mixture, total, middle, n_rows);
}
