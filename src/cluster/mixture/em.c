/* Expectation and maximisation in one pass: a tile's shares in the components are worked out and added up at once, so that
 * nothing of the size of rows times components is kept. Sums are taken about the means of the step before, which loses no
 * digits where values are large. Blocks of fixed size are added up in order.
 * Sources: Dempster, Laird, Rubin 1977, J. R. Stat. Soc. B 39:1-38; McLachlan, Peel 2000, Finite Mixture Models. */
#include <config.h>
#include "mixture.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_ROWS 2048 /* whole tiles */

typedef struct {
	const SegMixture *mixture;
	const SegTiles *tiles;
	const gint32 *labels;    /* shares are 0 and 1 by these; NULL: by the mixture */
	const double *whitened;  /* tied: k x n_columns, the means whitened; else NULL */
	gsize   n_sums;          /* of all components of a block, and the log likelihood */
	double *sums;            /* n_blocks x n_sums */
	SegJob *job;
} Pass;

/* Shares of the components in the rows of one tile, k x SEG_TILE_ROWS. Returns the log likelihood. */
static double
expect (const Pass *pass, gsize first, gsize n_rows, double *shares, double *scratch)
{
	const SegMixture *mixture = pass->mixture;
	const SegMixtureKernel *kernel = seg_mixture_kernel ();
	const double *tile = seg_tiles_at (pass->tiles, first);
	gsize d = mixture->n_columns;

	if (pass->labels != NULL) {
		memset (shares, 0, mixture->k * SEG_TILE_ROWS * sizeof *shares);
		for (gsize lane = 0; lane < n_rows; lane++)
			shares[(gsize) pass->labels[first + lane] * SEG_TILE_ROWS + lane] = 1;
		return 0;
	}
	if (mixture->shape == SEG_SHAPE_TIED) {
		double *zeros = scratch + d * SEG_TILE_ROWS;

		kernel->whiten (tile, d, zeros, mixture->factors, scratch);
		kernel->log_densities (scratch, d, mixture->k, pass->whitened, mixture->precisions, mixture->constants, shares);
	} else if (mixture->shape == SEG_SHAPE_FULL) {
		double *zeros = scratch + d * SEG_TILE_ROWS, *ones = zeros + d;

		for (guint c = 0; c < mixture->k; c++) {
			kernel->whiten (tile, d, mixture->means + c * d, mixture->factors + c * d * d, scratch);
			kernel->log_densities (scratch, d, 1, zeros, ones, mixture->constants + c, shares + (gsize) c * SEG_TILE_ROWS);
		}
	} else
		kernel->log_densities (tile, d, mixture->k, mixture->means, mixture->precisions, mixture->constants, shares);
	return kernel->share_out (shares, mixture->k, n_rows);
}

/* Lane by lane, in order. */
static void
add_lanes (const double *lanes, gsize n, double *sums)
{
	for (gsize i = 0; i < n; i++) {
		sums[i] = 0;
		for (gsize lane = 0; lane < SEG_MIXTURE_LANES; lane++)
			sums[i] += lanes[i * SEG_MIXTURE_LANES + lane];
	}
}

static void
pass_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	const SegMixture *mixture = pass->mixture;
	const SegMixtureKernel *kernel = seg_mixture_kernel ();
	gsize d = mixture->n_columns, n_own = seg_mixture_n_sums (mixture), n_lanes = mixture->k * n_own * SEG_MIXTURE_LANES;
	gsize n_shares = mixture->k * SEG_TILE_ROWS, n_scratch = d * SEG_TILE_ROWS + 2 * d;
	double *lanes, *shares, *scratch, log_likelihood = 0;

	if (seg_job_is_cancelled (pass->job))
		return;
	lanes = seg_aligned_small (n_lanes + n_shares + n_scratch);
	shares = lanes + n_lanes;
	scratch = shares + n_shares;
	memset (lanes, 0, n_lanes * sizeof *lanes);
	for (gsize i = 0; i < d; i++) {
		scratch[d * SEG_TILE_ROWS + i] = 0;
		scratch[d * SEG_TILE_ROWS + d + i] = 1;
	}
	for (gsize row = first; row < last; row += SEG_TILE_ROWS) {
		log_likelihood += expect (pass, row, MIN (SEG_TILE_ROWS, last - row), shares, scratch);
		for (guint c = 0; c < mixture->k; c++)
			(mixture->shape == SEG_SHAPE_FULL ? kernel->add_products : kernel->add_moments)
				(seg_tiles_at (pass->tiles, row), d, shares + (gsize) c * SEG_TILE_ROWS, mixture->means + c * d,
				 lanes + c * n_own * SEG_MIXTURE_LANES);
	}
	add_lanes (lanes, mixture->k * n_own, pass->sums + block * pass->n_sums);
	pass->sums[block * pass->n_sums + mixture->k * n_own] = log_likelihood;
	free (lanes);
}

static void
whiten_means (const SegMixture *mixture, double *whitened)
{
	gsize d = mixture->n_columns;

	for (guint c = 0; c < mixture->k; c++)
		for (gsize i = 0; i < d; i++) {
			double sum = 0;

			for (gsize j = 0; j <= i; j++)
				sum += mixture->factors[i * d + j] * mixture->means[c * d + j];
			whitened[c * d + i] = sum;
		}
}

/* One pass; the sums of all blocks, and then the log likelihood, into @sums. FALSE when cancelled. */
static gboolean
run_pass (Pass *pass, double *sums, GError **error)
{
	const SegMixture *mixture = pass->mixture;
	g_autofree double *whitened = mixture->shape == SEG_SHAPE_TIED ? g_new (double, mixture->k * mixture->n_columns) : NULL;
	gsize n_rows = pass->tiles->matrix->n_rows, n_blocks = seg_parallel_n_blocks (n_rows, BLOCK_ROWS);

	if (whitened != NULL)
		whiten_means (mixture, whitened);
	pass->whitened = whitened;
	seg_parallel_blocks (n_rows, BLOCK_ROWS, pass_block, pass);
	if (!seg_job_goes_on (pass->job, error))
		return FALSE;
	memset (sums, 0, pass->n_sums * sizeof *sums);
	for (gsize block = 0; block < n_blocks; block++)
		for (gsize i = 0; i < pass->n_sums; i++)
			sums[i] += pass->sums[block * pass->n_sums + i];
	return TRUE;
}

/* The scatter of all rows about their middle, for tied covariances. */
static gboolean
measure_total (const SegTiles *tiles, double *middle, double *total, SegJob *job, GError **error)
{
	const SegMatrix *matrix = tiles->matrix;
	gsize d = matrix->n_columns;
	g_autoptr (SegMixture) one = seg_mixture_new (SEG_SHAPE_FULL, 1, d, 0);
	g_autofree gint32 *labels = g_new0 (gint32, matrix->n_rows);
	gsize n_sums = seg_mixture_n_sums (one) + 1, n_blocks = seg_parallel_n_blocks (matrix->n_rows, BLOCK_ROWS), at = 1 + d;
	g_autofree double *blocks = g_new (double, n_blocks * n_sums), *sums = g_new (double, n_sums);
	Pass pass = { .mixture = one, .tiles = tiles, .labels = labels, .n_sums = n_sums, .sums = blocks, .job = job };

	memcpy (one->means, matrix->values, d * sizeof (double)); /* about any row, to lose no digits */
	if (!run_pass (&pass, sums, error))
		return FALSE;
	for (gsize i = 0; i < d; i++)
		middle[i] = one->means[i] + sums[1 + i] / (double) matrix->n_rows;
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j <= i; j++, at++)
			total[i * d + j] = total[j * d + i] = sums[at] - sums[1 + i] * sums[1 + j] / (double) matrix->n_rows;
	return TRUE;
}

static gboolean
iterate (SegMixture *mixture, Pass *pass, double *sums, const double *total, const double *middle, guint max_steps, double tolerance,
         GError **error)
{
	gsize n_rows = pass->tiles->matrix->n_rows;
	double before = -INFINITY;

	for (;;) {
		double done = (double) mixture->steps / (mixture->steps + 30.0); /* the end is not known */

		if (!run_pass (pass, sums, error) || !seg_job_proceed (pass->job, done, _("fitting the mixture"), error))
			return FALSE;
		mixture->log_likelihood = sums[pass->n_sums - 1];
		mixture->converged = mixture->log_likelihood - before <= tolerance * (double) n_rows;
		if (mixture->steps >= max_steps || mixture->converged)
			return TRUE;
		before = mixture->log_likelihood;
		seg_mixture_update (mixture, sums, total, middle, n_rows);
		if (!seg_mixture_prepare (mixture, error))
			return FALSE;
		mixture->steps++;
	}
}

gboolean
seg_mixture_fit (SegMixture *mixture, const SegTiles *tiles, const SegClustering *start, guint max_steps, double tolerance, SegJob *job,
                 GError **error)
{
	gsize d = mixture->n_columns, n_sums = mixture->k * seg_mixture_n_sums (mixture) + 1, n_rows = tiles->matrix->n_rows;
	gsize n_blocks = seg_parallel_n_blocks (n_rows, BLOCK_ROWS);
	g_autofree double *blocks = g_try_malloc_n (n_blocks * n_sums, sizeof (double)), *sums = g_new (double, n_sums);
	g_autofree double *total = g_new (double, d * d), *middle = g_new (double, d);
	Pass pass = { .mixture = mixture, .tiles = tiles, .labels = start->labels, .n_sums = n_sums, .sums = blocks, .job = job };

	if (blocks == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a mixture of %u components of %zu features"), mixture->k, d);
		return FALSE;
	}
	memcpy (mixture->means, start->centroids->values, mixture->k * d * sizeof (double));
	if (mixture->shape == SEG_SHAPE_TIED && !measure_total (tiles, middle, total, job, error))
		return FALSE;
	if (!run_pass (&pass, sums, error))
		return FALSE;
	seg_mixture_update (mixture, sums, total, middle, n_rows);
	pass.labels = NULL;
	return seg_mixture_prepare (mixture, error) && iterate (mixture, &pass, sums, total, middle, max_steps, tolerance, error);
}
