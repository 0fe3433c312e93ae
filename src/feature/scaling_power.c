/* The Yeo-Johnson power: the lambda under which the transformed values are most likely normal.
 *
 * With s = sign(x) ln(1 + |x|) the power is expm1(lambda s) / lambda for x >= 0 and -expm1(-(2 - lambda) s) / (2 - lambda) below, so
 * one logarithm a value serves all lambdas. What is maximised: -n/2 ln(variance of the transformed) + (lambda - 1) sum of s. A look
 * at some of the values finds about where; Brent's method on all of them finds the place. */
#include <config.h>
#include "feature-private.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>

#define LOWEST (-30.0)
#define HIGHEST 30.0
#define STEP 0.25
#define SAMPLE 2048    /* values looked at for the first guess */
#define MOST_PASSES 60
#define PRECISION 1e-9
#define IMPOSSIBLE 1e200 /* instead of infinity, which the minimiser does not take */

typedef struct {
	const double *logarithms; /* sign(x) ln(1 + |x|) */
	gsize  n, stride;         /* every so many of them */
} Likelihood;

static inline double
power_of_logarithm (double s, double lambda)
{
	double exponent = s < 0 ? 2 - lambda : lambda;

	if (fabs (exponent) < 1e-15)
		return s;
	return s < 0 ? -expm1 (-exponent * s) / exponent : expm1 (exponent * s) / exponent;
}

double
seg_yeo_johnson (double x, double lambda)
{
	return power_of_logarithm (copysign (log1p (fabs (x)), x), lambda);
}

double
seg_transform_power (const SegScaler *scaler, double x)
{
	return seg_yeo_johnson (x, scaler->lambda);
}

/* Minus the log-likelihood for each value, up to a constant. */
static double
badness (double lambda, void *data)
{
	const Likelihood *likelihood = data;
	double total = 0, logarithms = 0, squares = 0, n = 0, mean, result;

	for (gsize i = 0; i < likelihood->n; i += likelihood->stride, n++) {
		total += power_of_logarithm (likelihood->logarithms[i], lambda);
		logarithms += likelihood->logarithms[i];
	}
	mean = total / n;
	for (gsize i = 0; i < likelihood->n; i += likelihood->stride) {
		double distance = power_of_logarithm (likelihood->logarithms[i], lambda) - mean;

		squares += distance * distance;
	}
	result = 0.5 * log (squares / n) - (lambda - 1) * logarithms / n;
	return isfinite (result) ? result : IMPOSSIBLE;
}

/* About the best lambda, by some of the values. */
static double
first_guess (const Likelihood *all)
{
	Likelihood some = { all->logarithms, all->n, MAX (all->n / SAMPLE, 1) };
	double best = 1, least = badness (best, &some);

	for (int i = 0; (double) i * STEP <= HIGHEST - LOWEST; i++) {
		double lambda = LOWEST + i * STEP, value = badness (lambda, &some);

		if (value < least) {
			least = value;
			best = lambda;
		}
	}
	return best;
}

/* Brent's method between @low and @high, of which @middle is better than both. */
static double
refine (Likelihood *likelihood, double low, double middle, double high)
{
	gsl_function function = { badness, likelihood };
	gsl_min_fminimizer *minimiser = gsl_min_fminimizer_alloc (gsl_min_fminimizer_brent);
	double result = middle;

	if (gsl_min_fminimizer_set (minimiser, &function, middle, low, high) == GSL_SUCCESS) {
		for (int pass = 0; pass < MOST_PASSES && gsl_min_fminimizer_iterate (minimiser) == GSL_SUCCESS; pass++)
			if (gsl_min_test_interval (gsl_min_fminimizer_x_lower (minimiser), gsl_min_fminimizer_x_upper (minimiser), PRECISION,
			                           PRECISION) == GSL_SUCCESS)
				break;
		result = gsl_min_fminimizer_x_minimum (minimiser);
	}
	gsl_min_fminimizer_free (minimiser);
	return result;
}

void
seg_fit_power (SegScaler *scaler, const double *values, gsize n, double *scratch)
{
	Likelihood likelihood = { scratch, n, 1 };
	double middle, at, step = STEP;

	for (gsize i = 0; i < n; i++)
		scratch[i] = copysign (log1p (fabs (values[i])), values[i]);
	middle = first_guess (&likelihood);
	at = badness (middle, &likelihood);
	for (double low, high; middle > LOWEST && middle < HIGHEST; ) {
		double below, above;

		low = middle - step;
		high = middle + step;
		below = badness (low, &likelihood);
		above = badness (high, &likelihood);
		if (below > at && above > at) {
			scaler->lambda = refine (&likelihood, low, middle, high);
			return;
		}
		if (below == at || above == at) /* flat: any of them does */
			break;
		middle = below < above ? low : high;
		at = MIN (below, above);
	}
	scaler->lambda = CLAMP (middle, LOWEST, HIGHEST);
}
