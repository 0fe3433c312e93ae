/* The axes of a symmetric matrix by Jacobi's rotations: plain arithmetic in one order, so the same bits on every processor. What
 * libraries offer ends in a tuned BLAS, whose bits depend on the processor.
 * Source: Golub, Van Loan 2013, Matrix Computations, 4th ed., section 8.5. */
#include <config.h>
#include "choose-private.h"

#include <math.h>

#define MOST_SWEEPS 60
#define ENOUGH 1e-14 /* what may be left off the diagonal, as a share of the whole */

/* Turns columns @p and @q of the @d x @d matrix. */
static void
turn_columns (double *matrix, gsize d, gsize p, gsize q, double cosine, double sine)
{
	for (gsize row = 0; row < d; row++) {
		double at_p = matrix[row * d + p], at_q = matrix[row * d + q];

		matrix[row * d + p] = cosine * at_p - sine * at_q;
		matrix[row * d + q] = sine * at_p + cosine * at_q;
	}
}

static void
turn_rows (double *matrix, gsize d, gsize p, gsize q, double cosine, double sine)
{
	for (gsize column = 0; column < d; column++) {
		double at_p = matrix[p * d + column], at_q = matrix[q * d + column];

		matrix[p * d + column] = cosine * at_p - sine * at_q;
		matrix[q * d + column] = sine * at_p + cosine * at_q;
	}
}

/* Makes the value at (p, q) zero. */
static void
rotate (double *matrix, double *axes, gsize d, gsize p, gsize q)
{
	double apart = (matrix[q * d + q] - matrix[p * d + p]) / (2 * matrix[p * d + q]);
	double tangent = (apart < 0 ? -1 : 1) / (fabs (apart) + sqrt (1 + apart * apart));
	double cosine = 1 / sqrt (1 + tangent * tangent), sine = tangent * cosine;

	turn_columns (matrix, d, p, q, cosine, sine);
	turn_rows (matrix, d, p, q, cosine, sine);
	turn_columns (axes, d, p, q, cosine, sine);
}

/* How much stands off the diagonal, as a share of the whole. */
static double
rest_of (const double *matrix, gsize d)
{
	double off = 0, all = 0;

	for (gsize i = 0; i < d * d; i++) {
		all += matrix[i] * matrix[i];
		off += i % (d + 1) != 0 ? matrix[i] * matrix[i] : 0;
	}
	return all > 0 ? sqrt (off / all) : 0;
}

gboolean
seg_symmetric_axes (double *matrix, gsize d, double *axes, SegJob *job, GError **error)
{
	for (gsize i = 0; i < d * d; i++)
		axes[i] = i % (d + 1) == 0;
	for (guint sweep = 0; sweep < MOST_SWEEPS && rest_of (matrix, d) > ENOUGH; sweep++)
		for (gsize p = 0; p < d; p++) {
			if (!seg_job_goes_on (job, error))
				return FALSE;
			for (gsize q = p + 1; q < d; q++)
				if (fabs (matrix[p * d + q]) > 0)
					rotate (matrix, axes, d, p, q);
		}
	return TRUE;
}
