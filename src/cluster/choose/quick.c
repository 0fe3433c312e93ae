/* k-means for references and resamples: many small ones run side by side, so each stays on its own thread and reports nothing. */
#include <config.h>
#include "choose-private.h"

#include <math.h>
#include <string.h>

#define ROUGH 1e-3      /* the share by which a pass must lower the inertia to go on, while restarts compete */
#define FINE 1e-5       /* the same for the best of them */
#define MOST_PASSES 100

/* FALSE when cancelled. */
static gboolean
iterate (SegKmeans *state, double least_gain, SegJob *job)
{
	double before = INFINITY;

	while (state->passes < MOST_PASSES && !state->converged) {
		if (!seg_kmeans_step (state, job))
			return FALSE;
		if (before - state->inertia < least_gain * state->inertia)
			break;
		before = state->inertia;
	}
	return !seg_job_is_cancelled (job);
}

/* The best start into @best (k x n_columns). */
static gboolean
compete (SegKmeans *state, const SegTiles *tiles, guint k, guint restarts, SegRandom *random, SegJob *job, double *best, GError **error)
{
	gsize n_values = k * tiles->matrix->n_columns;
	double least = INFINITY;

	for (guint restart = 0; restart < restarts; restart++) {
		if (!seg_kmeans_plus_plus (tiles, k, random, job, state->centres, error))
			return FALSE;
		seg_kmeans_begin (state, state->centres);
		if (!iterate (state, ROUGH, job))
			return FALSE;
		if (state->inertia < least) {
			least = state->inertia;
			memcpy (best, state->centres, n_values * sizeof *best);
		}
	}
	return TRUE;
}

double
seg_kmeans_quick (const SegTiles *tiles, guint k, guint restarts, SegRandom *random, SegJob *job, gint32 *labels, GError **error)
{
	g_autoptr (SegKmeans) state = seg_kmeans_new (tiles, k, error);
	g_autofree double *best = g_new (double, k * tiles->matrix->n_columns);

	if (state == NULL || !compete (state, tiles, k, restarts, random, job, best, error))
		return NAN;
	seg_kmeans_begin (state, best);
	if (!iterate (state, FINE, job))
		return NAN;
	if (labels != NULL)
		memcpy (labels, state->assignment->labels, tiles->matrix->n_rows * sizeof *labels);
	return state->inertia;
}
