/* Mixtures of normal distributions, and what one more component gains in draws of the mixture without it. Draws run side by side, each fitted on
 * one thread as the users were.
 * Sources: normal.c. */
#include <config.h>
#include "normal-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>

#define DRAWS 99
#define LOST 5         /* draws that rise as far as the users: (LOST + 1) / (DRAWS + 1) is above SEG_NORMAL_CHANCE */
#define BATCH 9        /* draws made before looking whether the test is lost: the same for any number of threads */
#define STARTS 4
#define MOST_STEPS 200
#define TOLERANCE 1e-5 /* rise of the log likelihood of a row below which EM ends */

static guint64
stream_of (guint k, guint draw)
{
	return SEG_STREAM_NORMAL + (guint64) k * 1024 + draw;
}

/* Fitting ------------------------------------------------------------------------------------------------------------ */

/* From one start of k-means; *@mixture stays NULL where a component shrank to a point. */
static gboolean
fit_once (const SegTiles *tiles, guint k, double ridge, SegRandom *random, SegJob *job, SegMixture **mixture, GError **error)
{
	g_autofree gint32 *labels = g_new (gint32, tiles->matrix->n_rows);
	g_autoptr (SegClustering) start = NULL;
	g_autoptr (SegMixture) fitted = seg_mixture_new (SEG_SHAPE_FULL, k, tiles->matrix->n_columns, ridge);
	g_autoptr (GError) failure = NULL;

	if (isnan (seg_kmeans_quick (tiles, k, 1, random, job, labels, &failure))) {
		if (failure != NULL)
			g_propagate_error (error, g_steal_pointer (&failure));
		else
			seg_job_goes_on (job, error);
		return FALSE;
	}
	if ((start = seg_clustering_new (tiles->matrix, labels, k, NULL, error)) == NULL)
		return FALSE;
	if (seg_mixture_fit (fitted, tiles, start, MOST_STEPS, TOLERANCE, NULL, &failure)) {
		if (isfinite (fitted->log_likelihood)) /* not where a cluster of the start was empty */
			*mixture = g_steal_pointer (&fitted);
	} else if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	return seg_job_goes_on (job, error);
}

static gboolean
fit (const SegTiles *tiles, guint k, double ridge, SegRandom *random, SegJob *job, SegMixture **mixture, GError **error)
{
	*mixture = NULL;
	for (guint start = 0; start < STARTS; start++) {
		g_autoptr (SegMixture) other = NULL;

		if (!fit_once (tiles, k, ridge, random, job, &other, error)) {
			g_clear_pointer (mixture, seg_mixture_free);
			return FALSE;
		}
		if (other == NULL || (*mixture != NULL && other->log_likelihood <= (*mixture)->log_likelihood))
			continue;
		seg_mixture_free (*mixture);
		*mixture = g_steal_pointer (&other);
	}
	return TRUE;
}

gboolean
seg_normal_fit (const SegNormalLooking *looking, const SegTiles *tiles, guint k, SegMixture **mixture, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (looking->seed, stream_of (k, 0));

	return fit (tiles, k, looking->ridge, random, looking->job, mixture, error);
}

/* Draws -------------------------------------------------------------------------------------------------------------- */

static guint
draw_component (const SegMixture *mixture, SegRandom *random)
{
	double left = seg_random_uniform (random);
	guint c = 0;

	while (c + 1 < mixture->k && left >= mixture->weights[c])
		left -= mixture->weights[c++];
	return c;
}

/* As many rows of @mixture: what the inverse of its Cholesky factor makes even is made uneven again. */
static SegMatrix *
draw_rows (const SegMixture *mixture, gsize n_rows, SegRandom *random, GError **error)
{
	gsize d = mixture->n_columns;
	SegMatrix *matrix = seg_matrix_new (n_rows, d, error);

	for (gsize row = 0; matrix != NULL && row < n_rows; row++) {
		guint c = draw_component (mixture, random);
		const double *factor = mixture->factors + c * d * d;
		double *values = seg_matrix_row (matrix, row);

		for (gsize i = 0; i < d; i++) {
			double sum = seg_random_gaussian (random);

			for (gsize j = 0; j < i; j++)
				sum -= factor[i * d + j] * values[j];
			values[i] = sum / factor[i * d + i];
		}
		for (gsize i = 0; i < d; i++)
			values[i] += mixture->means[c * d + i];
	}
	return matrix;
}

typedef struct {
	const SegNormalLooking *looking;
	const SegMixture *smaller; /* what is drawn from */
	guint   first;             /* number of the first draw */
	double  rises[BATCH];
	GError *errors[BATCH];
} Batch;

/* What one more component gains in a draw; INFINITY where none could be fitted, which speaks for none. */
static gboolean
measure_draw (const Batch *batch, guint number, double *rise, GError **error)
{
	const SegNormalLooking *looking = batch->looking;
	guint k = batch->smaller->k;
	g_autoptr (SegRandom) random = seg_random_new (looking->seed, stream_of (k, number + 1));
	g_autoptr (SegMatrix) rows = draw_rows (batch->smaller, looking->matrix->n_rows, random, error);
	g_autoptr (SegTiles) tiles = rows != NULL ? seg_tiles_new_with_singles (rows, NULL, error) : NULL;
	g_autoptr (SegMixture) smaller = NULL, larger = NULL;

	*rise = INFINITY;
	if (tiles == NULL || !fit (tiles, k, looking->ridge, random, looking->job, &smaller, error)
	    || !fit (tiles, k + 1, looking->ridge, random, looking->job, &larger, error))
		return FALSE;
	if (smaller != NULL && larger != NULL)
		*rise = larger->log_likelihood - smaller->log_likelihood;
	return TRUE;
}

static void
run_draws (gsize block, gsize first, gsize last, gpointer data)
{
	Batch *batch = data;

	(void) block;
	for (gsize i = first; i < last; i++)
		if (!measure_draw (batch, batch->first + (guint) i, batch->rises + i, batch->errors + i))
			batch->rises[i] = NAN;
}

/* Errors of the batch: the first becomes @error. */
static gboolean
batch_is_done (Batch *batch, GError **error)
{
	gboolean done = TRUE;

	for (guint i = 0; i < BATCH; i++) {
		if (batch->errors[i] != NULL && done) {
			g_propagate_error (error, g_steal_pointer (&batch->errors[i]));
			done = FALSE;
		}
		g_clear_error (&batch->errors[i]);
	}
	return done;
}

gboolean
seg_normal_gain_chance (const SegNormalLooking *looking, const SegMixture *smaller, double rise, double *chance, GError **error)
{
	guint n = 0, as_far = 0;

	while (n < DRAWS && as_far < LOST) {
		Batch batch = { .looking = looking, .smaller = smaller, .first = n };

		seg_parallel_blocks (BATCH, 1, run_draws, &batch);
		if (!batch_is_done (&batch, error) || !seg_job_proceed (looking->job, (double) n / DRAWS, _("comparing with segments of normal shape"), error))
			return FALSE;
		for (guint i = 0; i < BATCH; i++)
			as_far += batch.rises[i] >= rise;
		n += BATCH;
	}
	*chance = (as_far + 1.0) / (n + 1.0);
	return TRUE;
}
