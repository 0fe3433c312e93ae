/* BIC of Gaussian mixtures over k and shapes, begun from the k-means of the sweep: how many segments if they were clouds of a
 * certain shape? The least BIC of all shapes counts for each k.
 * Source: Schwarz 1978, Ann. Stat. 6:461-464; Fraley, Raftery 2002, J. Am. Stat. Assoc. 97:611-631 (over k and shapes). */
#include <config.h>
#include "choose-private.h"
#include "../mixture/mixture.h"

#include <glib/gi18n.h>
#include <math.h>

#define MOST_STEPS 60
#define TOLERANCE 1e-4 /* rise of the log likelihood of a row below which EM ends */
#define RIDGE 1e-6     /* of the mean variance of the columns */

static const char *const shape_names[] = { "full", "tied", "diagonal", "spherical" };

double
seg_mixture_ridge (const SegMatrix *matrix)
{
	gsize n = matrix->n_rows, d = matrix->n_columns;
	g_autofree double *mean = g_new0 (double, d);
	double squares = 0;

	for (gsize i = 0; i < n * d; i++)
		mean[i % d] += matrix->values[i] / (double) n;
	for (gsize i = 0; i < n * d; i++)
		squares += (matrix->values[i] - mean[i % d]) * (matrix->values[i] - mean[i % d]);
	return MAX (RIDGE * squares / (double) (n * d), 1e-12);
}

/* FALSE only when cancelled or out of memory; a shape that the rows cannot carry stays NAN. */
static gboolean
try_shape (const SegTiles *tiles, const SegClustering *start, SegShape shape, double ridge, SegJob *job, double *bic, GError **error)
{
	g_autoptr (SegMixture) mixture = seg_mixture_new (shape, start->k, tiles->matrix->n_columns, ridge);
	g_autoptr (GError) failure = NULL;

	*bic = NAN;
	if (seg_mixture_parameters (mixture) > (double) tiles->matrix->n_rows)
		return TRUE;
	if (seg_mixture_fit (mixture, tiles, start, MOST_STEPS, TOLERANCE, job, &failure)) {
		*bic = seg_mixture_bic (mixture, tiles->matrix->n_rows);
		return TRUE;
	}
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) /* a component shrank to a point */
		return TRUE;
	g_propagate_error (error, g_steal_pointer (&failure));
	return FALSE;
}

static gboolean
try_k (const SegTiles *tiles, const SegClustering *start, double ridge, SegJob *job, SegBic *least, GError **error)
{
	*least = (SegBic) { start->k, NAN, "" };
	for (int shape = 0; shape < SEG_N_SHAPES; shape++) {
		SegJobSpan span = seg_job_enter (job, shape / (double) SEG_N_SHAPES, (shape + 1) / (double) SEG_N_SHAPES);
		double bic;
		gboolean done = try_shape (tiles, start, (SegShape) shape, ridge, job, &bic, error);

		seg_job_leave (job, span);
		if (!done)
			return FALSE;
		if (isfinite (bic) && !(bic >= least->bic))
			*least = (SegBic) { start->k, bic, shape_names[shape] };
	}
	return TRUE;
}

gboolean
seg_mixture_bics (const SegMatrix *matrix, const SegPartition *partitions, guint n, SegJob *job, SegBic *bics, GError **error)
{
	g_autoptr (SegTiles) tiles = NULL;
	double ridge;

	if (!seg_cluster_check_matrix (matrix, job, error))
		return FALSE;
	tiles = seg_tiles_new (matrix, job, error);
	ridge = seg_mixture_ridge (matrix);
	for (guint i = 0; tiles != NULL && i < n; i++) {
		SegJobSpan span = seg_job_enter (job, (double) i / n, (double) (i + 1) / n);
		g_autoptr (SegClustering) start = seg_clustering_new (matrix, partitions[i].labels, partitions[i].k, job, error);
		gboolean done = start != NULL && try_k (tiles, start, ridge, job, bics + i, error);

		seg_job_leave (job, span);
		if (!done)
			return FALSE;
	}
	return tiles != NULL;
}
