/* Coordinates in which a half-step of alternating least squares is easy.
 *
 * Every row x of a half-step solves (G + sum of (c - 1) y y') x = sum of c y with the same G = Y'Y + lambda I = L L'. With x = L'^-1 z and
 * w = L^-1 y that is
 *
 *     (I + sum of (c - 1) w w') z = sum of c w
 *
 * which no longer needs a product with G at each step of conjugate gradients, and which they solve in fewer steps: all but as many
 * eigenvalues as the row has pairs are 1. Others' factors are turned once a half-step, rows on their way in and out. */
#include <config.h>
#include "recommend/als.h"
#include "recommend/als-coordinates.h"

#include <segscope/parallel.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <lapacke.h>
#include <stdlib.h>

#define ROWS_A_GRAM 1024
#define ROWS_TURNED 256
#define LEAST_RIDGE 1e-7 /* of the mean of G's diagonal: below, single precision cannot tell G from one without an inverse */

typedef struct {
	const float *rows;
	gsize        stride;
	float       *parts; /* stride x stride a block */
} Gram;

static void
gram_block (gsize block, gsize first, gsize last, gpointer data)
{
	Gram *gram = data;

	cblas_ssyrk (CblasRowMajor, CblasLower, CblasTrans, (blasint) gram->stride, (blasint) (last - first), 1, gram->rows + first * gram->stride,
	             (blasint) gram->stride, 0, gram->parts + block * gram->stride * gram->stride, (blasint) gram->stride);
}

/* Y'Y, the lower half of n_factors x n_factors; sums over blocks are in double. */
static double *
multiply (const float *rows, gsize n, gsize n_factors, gsize stride, GError **error)
{
	const gsize n_blocks = seg_parallel_n_blocks (n, ROWS_A_GRAM);
	g_autofree float *parts = seg_try_allocate (n_blocks * stride, stride * sizeof (float), error);
	double *result = parts != NULL ? seg_try_allocate (n_factors, n_factors * sizeof *result, error) : NULL;
	Gram gram = { rows, stride, parts };

	if (result == NULL)
		return NULL;
	seg_parallel_blocks (n, ROWS_A_GRAM, gram_block, &gram);
	for (gsize block = 0; block < n_blocks; block++)
		for (gsize i = 0; i < n_factors; i++)
			for (gsize j = 0; j <= i; j++)
				result[i * n_factors + j] += (double) parts[(block * stride + i) * stride + j];
	return result;
}

static void
add_ridge (double *gram, gsize n, double lambda)
{
	double mean = 0;

	for (gsize i = 0; i < n; i++)
		mean += gram[i * n + i] / (double) n;
	lambda = MAX (lambda, mean * LEAST_RIDGE);
	for (gsize i = 0; i < n; i++)
		gram[i * n + i] += lambda > 0 ? lambda : 1;
}

/* The lower triangle of @from, or its transposed, as floats among zeros. */
static void
round_triangle (const double *from, gsize n, gsize stride, gboolean turned, float *to)
{
	for (gsize i = 0; i < n; i++)
		for (gsize j = 0; j <= i; j++)
			to[turned ? j * stride + i : i * stride + j] = (float) from[i * n + j];
}

gboolean
seg_als_coordinates_init (SegAlsCoordinates *coordinates, const float *others, gsize n_others, gsize n_factors, gsize stride, double lambda,
                          GError **error)
{
	g_autofree double *triangle = multiply (others, n_others, n_factors, stride, error);
	const lapack_int n = (lapack_int) n_factors;

	*coordinates = (SegAlsCoordinates) { stride, NULL, NULL, NULL };
	if (triangle == NULL || (coordinates->in = seg_try_allocate (stride, stride * sizeof (float), error)) == NULL
	    || (coordinates->out = seg_try_allocate (stride, stride * sizeof (float), error)) == NULL
	    || (coordinates->others = seg_try_allocate (stride, stride * sizeof (float), error)) == NULL)
		return FALSE;
	add_ridge (triangle, n_factors, lambda);
	if (LAPACKE_dpotrf (LAPACK_ROW_MAJOR, 'L', n, triangle, n) != 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The factors grew beyond what can be computed with; try a larger lambda or fewer factors"));
		return FALSE;
	}
	round_triangle (triangle, n_factors, stride, FALSE, coordinates->in);
	LAPACKE_dtrtri (LAPACK_ROW_MAJOR, 'L', 'N', n, triangle, n);
	round_triangle (triangle, n_factors, stride, FALSE, coordinates->out);
	round_triangle (triangle, n_factors, stride, TRUE, coordinates->others);
	return TRUE;
}

void
seg_als_coordinates_clear (SegAlsCoordinates *coordinates)
{
	g_clear_pointer (&coordinates->in, g_free);
	g_clear_pointer (&coordinates->out, g_free);
	g_clear_pointer (&coordinates->others, g_free);
}

void
seg_als_turn_rows (const SegAlsCoordinates *coordinates, const float *matrix, const float *rows, gsize n, float *turned)
{
	const blasint stride = (blasint) coordinates->stride;

	cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) n, stride, stride, 1, rows, stride, matrix, stride, 0, turned, stride);
}

typedef struct {
	const SegAlsCoordinates *coordinates;
	const float *rows;
	float       *turned;
} Turning;

static void
turn_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Turning *turning = data;
	const gsize stride = turning->coordinates->stride;

	(void) block;
	seg_als_turn_rows (turning->coordinates, turning->coordinates->others, turning->rows + first * stride, last - first,
	                   turning->turned + first * stride);
}

void
seg_als_turn_others (const SegAlsCoordinates *coordinates, const float *others, gsize n, float *turned)
{
	Turning turning = { coordinates, others, turned };

	seg_parallel_blocks (n, ROWS_TURNED, turn_block, &turning);
}
