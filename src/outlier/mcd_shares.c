/* What each column has in a squared distance: the root of the inverse correlation matrix makes columns that are free of each other and
 * each as near as can be to one of the given ones. */
#include <config.h>
#include <segscope/outlier.h>

#include <lapacke.h>
#include <math.h>
#include <string.h>

/* @away: standardised; @root: (out) p values: P^(-1/2) times it. */
static void
decorrelate (const SegMcd *mcd, const double *away, double *root)
{
	gsize p = mcd->n_columns;
	g_autofree double *vectors = g_new (double, p * p), *values = g_new (double, p);

	for (gsize a = 0; a < p; a++)
		for (gsize b = 0; b < p; b++)
			vectors[a * p + b] = mcd->scatter[a * p + b] / sqrt (mcd->scatter[a * p + a] * mcd->scatter[b * p + b]);
	memset (root, 0, p * sizeof *root);
	if (LAPACKE_dsyevd (LAPACK_ROW_MAJOR, 'V', 'U', (lapack_int) p, vectors, (lapack_int) p, values) != 0)
		return;
	for (gsize k = 0; k < p; k++) {
		double along = 0;

		for (gsize a = 0; a < p; a++)
			along += vectors[a * p + k] * away[a];
		for (gsize a = 0; a < p; a++)
			root[a] += vectors[a * p + k] * along / sqrt (MAX (values[k], 1e-12));
	}
}

void
seg_mcd_shares (const SegMcd *mcd, const double *row, double *shares)
{
	gsize p = mcd->n_columns;
	g_autofree double *away = g_new (double, p);
	double total = 0;

	for (gsize a = 0; a < p; a++)
		away[a] = (row[a] - mcd->centre[a]) / sqrt (mcd->scatter[a * p + a]);
	decorrelate (mcd, away, shares);
	for (gsize a = 0; a < p; a++) {
		shares[a] *= shares[a];
		total += shares[a];
	}
	for (gsize a = 0; a < p; a++)
		shares[a] = total > 0 ? shares[a] / total : 0;
}
