/* Logistic regression, small and exact: a few dozen columns, any number of people. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/uplift.h>

#include <glib/gi18n.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#define MOST_STEPS 50
#define AT_REST 1e-10 /* of the largest change of a coefficient */
#define BLOCK 4096    /* people between two looks at the job */

double
seg_logistic_share (const double *coefficients, const double *values, gsize n_columns)
{
	double sum = coefficients[0];

	for (gsize j = 0; j < n_columns; j++)
		sum += coefficients[j + 1] * values[j];
	return 1 / (1 + exp (-sum));
}

/* One step's equations: the information @h (lower half) and the slope @g of the likelihood at @coefficients. */
static gboolean
add_people (const SegUpliftData *data, const guint *rows, gsize n, const guint8 *outcome, const double *weights, const double *coefficients,
            gsl_matrix *h, gsl_vector *g, SegJob *job, GError **error)
{
	const gsize d = data->n_columns;

	for (gsize i = 0; i < n; i++) {
		const double *x = data->values + (gsize) rows[i] * d;
		double share = seg_logistic_share (coefficients, x, d), weight = weights != NULL ? weights[rows[i]] : 1;
		double slope = weight * (outcome[rows[i]] - share), curve = weight * share * (1 - share);

		if (i % BLOCK == 0 && job != NULL && !seg_job_proceed (job, (double) i / (double) n, NULL, error))
			return FALSE;
		g->data[0] += slope;
		h->data[0] += curve;
		for (gsize j = 0; j < d; j++) {
			double *row = h->data + (j + 1) * h->tda, scaled = curve * x[j];

			g->data[j + 1] += slope * x[j];
			row[0] += scaled;
			for (gsize k = 0; k <= j; k++)
				row[k + 1] += scaled * x[k];
		}
	}
	return TRUE;
}

static void
penalise (const double *coefficients, double penalty, gsl_matrix *h, gsl_vector *g)
{
	for (gsize j = 0; j < g->size; j++) {
		g->data[j] -= j > 0 ? penalty * coefficients[j] : 0;
		h->data[j * h->tda + j] += j > 0 ? penalty : 1e-9;
		for (gsize k = 0; k < j; k++)
			h->data[k * h->tda + j] = h->data[j * h->tda + k];
	}
}

gboolean
seg_logistic_fit (const SegUpliftData *data, const guint *rows, gsize n, const guint8 *outcome, const double *weights, double penalty, double *coefficients, SegJob *job, GError **error)
{
	const gsize size = data->n_columns + 1;
	gsl_matrix *h = gsl_matrix_alloc (size, size);
	gsl_vector *g = gsl_vector_alloc (size), *step = gsl_vector_alloc (size);
	gboolean success = h != NULL && g != NULL && step != NULL, at_rest = FALSE;

	memset (coefficients, 0, size * sizeof *coefficients);
	for (guint pass = 0; pass < MOST_STEPS && success && !at_rest; pass++) {
		double largest = 0;

		gsl_matrix_set_zero (h);
		gsl_vector_set_zero (g);
		success = add_people (data, rows, n, outcome, weights, coefficients, h, g, job, error);
		if (!success)
			break;
		penalise (coefficients, penalty, h, g);
		if (gsl_linalg_cholesky_decomp1 (h) != GSL_SUCCESS || gsl_linalg_cholesky_solve (h, g, step) != GSL_SUCCESS)
			break;
		for (gsize j = 0; j < size; j++) {
			coefficients[j] += CLAMP (step->data[j], -5, 5); /* a step too far does not come back */
			largest = MAX (largest, fabs (step->data[j]));
		}
		at_rest = largest < AT_REST * (1 + fabs (coefficients[0]));
	}
	if (success && !at_rest)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("What the people have in common could not be fitted: too few of them did it, or did not"));
	gsl_matrix_free (h);
	gsl_vector_free (g);
	gsl_vector_free (step);
	return success && at_rest;
}
