/* How far each column follows from all others together.
 *
 * The columns enter a Cholesky factor one by one; the square of each diagonal entry is what is left of the column after those
 * before it. One of which nothing is left follows exactly from them and stays out. */
#include <config.h>
#include <segscope/correlation.h>

#include <lapacke.h>
#include <math.h>
#include <string.h>

#define NOTHING_LEFT 1e-10

typedef struct {
	gsize   d, n;     /* columns of all, and of the factor */
	double *factor;   /* n x d, rows of the lower triangle */
	gsize  *columns;  /* n: which column a row stands for */
} Factor;

/* Puts @column behind the others; FALSE when it follows from them. @row: (out) d values, what it has of each of them. */
static gboolean
enter (Factor *factor, const SegMatrix *correlations, gsize column, double *row)
{
	double left = 1;

	for (gsize i = 0; i < factor->n; i++) {
		double value = seg_matrix_row (correlations, column)[factor->columns[i]];

		for (gsize k = 0; k < i; k++)
			value -= row[k] * factor->factor[i * factor->d + k];
		row[i] = value / factor->factor[i * factor->d + i];
		left -= row[i] * row[i];
	}
	if (left < NOTHING_LEFT)
		return FALSE;
	memcpy (factor->factor + factor->n * factor->d, row, factor->n * sizeof *row);
	factor->factor[factor->n * factor->d + factor->n] = sqrt (left);
	factor->columns[factor->n++] = column;
	return TRUE;
}

static gboolean
takes_part (const SegMatrix *correlations, const gboolean *use, gsize column)
{
	return (use == NULL || use[column]) && !isnan (seg_matrix_row (correlations, column)[column]);
}

static void
factor_init (Factor *factor, gsize d)
{
	factor->d = d;
	factor->n = 0;
	factor->factor = g_new0 (double, d * d);
	factor->columns = g_new0 (gsize, d);
}

static void
factor_clear (Factor *factor)
{
	g_free (factor->factor);
	g_free (factor->columns);
}

void
seg_variance_inflation (const SegMatrix *correlations, const gboolean *use, double *factors)
{
	gsize d = correlations->n_columns;
	g_autofree double *row = g_new (double, d);
	Factor factor;

	factor_init (&factor, d);
	for (gsize column = 0; column < d; column++) {
		factors[column] = NAN;
		if (takes_part (correlations, use, column) && !enter (&factor, correlations, column, row))
			factors[column] = INFINITY;
	}
	/* The diagonal of the inverse of L L': the squared columns of the inverse of L. */
	LAPACKE_dtrtri (LAPACK_ROW_MAJOR, 'L', 'N', (lapack_int) factor.n, factor.factor, (lapack_int) d);
	for (gsize i = 0; i < factor.n; i++) {
		double total = 0;

		for (gsize k = i; k < factor.n; k++)
			total += factor.factor[k * d + i] * factor.factor[k * d + i];
		factors[factor.columns[i]] = MAX (total, 1);
	}
	factor_clear (&factor);
}

void
seg_variance_inflation_weights (const SegMatrix *correlations, const gboolean *use, gsize column, double *weights)
{
	gsize d = correlations->n_columns;
	g_autofree double *row = g_new (double, d);
	Factor factor;

	factor_init (&factor, d);
	memset (weights, 0, d * sizeof *weights);
	for (gsize other = 0; other < d; other++)
		if (other != column && takes_part (correlations, use, other))
			enter (&factor, correlations, other, row);
	/* L u = r, then L' w = u. */
	for (gsize i = 0; i < factor.n; i++) {
		double value = seg_matrix_row (correlations, column)[factor.columns[i]];

		for (gsize k = 0; k < i; k++)
			value -= factor.factor[i * d + k] * row[k];
		row[i] = value / factor.factor[i * d + i];
	}
	for (gsize i = factor.n; i-- > 0;) {
		for (gsize k = i + 1; k < factor.n; k++)
			row[i] -= factor.factor[k * d + i] * row[k];
		row[i] /= factor.factor[i * d + i];
		weights[factor.columns[i]] = row[i];
	}
	factor_clear (&factor);
}
