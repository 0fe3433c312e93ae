/* The beginning of a restart on many rows: a sample of them is enough to find out roughly where the centres belong.
 *
 * Every restart draws rows of its own, one from each of as many stretches of rows of the same length, so that a small group that one
 * sample misses is in another. */
#include <config.h>
#include "cluster-private.h"

#include <math.h>
#include <string.h>

static SegMatrix *
draw (const SegMatrix *matrix, SegRandom *random, GError **error)
{
	SegMatrix *sample = seg_matrix_new (SEG_SEARCH_SAMPLE_ROWS, matrix->n_columns, error);

	for (gsize i = 0; sample != NULL && i < SEG_SEARCH_SAMPLE_ROWS; i++) {
		gsize first = (gsize) ((guint64) i * matrix->n_rows / SEG_SEARCH_SAMPLE_ROWS);
		gsize end = (gsize) ((guint64) (i + 1) * matrix->n_rows / SEG_SEARCH_SAMPLE_ROWS);

		memcpy (seg_matrix_row (sample, i), seg_matrix_row (matrix, first + seg_random_below (random, end - first)),
		        matrix->n_columns * sizeof (double));
	}
	return sample;
}

gboolean
seg_kmeans_sample_start (const SegMatrix *matrix, const SegClusterOptions *options, double least_gain, SegRandom *random,
                         double *centres, SegProgress *progress, GError **error)
{
	g_autoptr (SegMatrix) sample = draw (matrix, random, error);
	g_autoptr (SegTiles) tiles = sample != NULL ? seg_tiles_new_with_singles (sample, progress->job, error) : NULL;
	g_autoptr (SegKmeans) state = tiles != NULL ? seg_kmeans_new (tiles, options->k, error) : NULL;

	if (state == NULL || !seg_kmeans_plus_plus (tiles, options->k, random, progress->job, state->centres, error))
		return FALSE;
	seg_kmeans_begin (state, state->centres);
	if (!seg_kmeans_iterate (state, options->max_passes, least_gain, INFINITY, progress))
		return FALSE;
	memcpy (centres, state->centres, options->k * matrix->n_columns * sizeof *centres);
	return TRUE;
}
