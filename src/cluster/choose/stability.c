/* Would other users of the same kind give the same segments? Bootstrap stability.
 *
 * A resample is a draw of n rows with replacement, each row kept once; of many rows, a part drawn without replacement. It is
 * clustered anew; each original segment is compared with the new one most like it by the Jaccard index of their rows in the
 * resample: |both| / |either|. The mean over the resamples says how surely the segment comes back. In a resample where it is not
 * above 1/2 the segment is dissolved: then it can be told from others only by chance.
 * Source: Hennig 2007, Comput. Stat. Data Anal. 52:258-271; means of 0.75 and more are called stable there, of 0.5 and less
 * dissolved.
 *
 * Each resample is clustered for every labelling on one thread with a random stream of its own. */
#include <config.h>
#include "choose-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define RESTARTS 4 /* of k-means on a resample */

typedef struct {
	const SegMatrix  *matrix;
	const SegPartition *partitions;
	guint    n_partitions;
	gsize    most_rows; /* of a resample */
	guint64  seed;
	gsize    n_segments; /* over all partitions */
	double  *jaccards;  /* n_resamples x n_segments; NAN: the segment is not in the resample */
	SegProgress progress;
	pthread_mutex_t lock;
	GError  *error;     /* the first */
} Resamples;

gsize *
seg_resample_draw (gsize n_rows, gsize most_rows, SegRandom *random, gsize *n, GError **error)
{
	g_autofree guint8 *drawn = NULL;
	gsize *rows;

	*n = most_rows;
	if (n_rows > most_rows)
		return seg_subset_draw (n_rows, most_rows, random, error);
	drawn = g_try_new0 (guint8, n_rows);
	rows = g_try_new (gsize, n_rows);
	if (drawn == NULL || rows == NULL) {
		g_free (rows);
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), n_rows);
		return NULL;
	}
	for (gsize i = 0; i < n_rows; i++)
		drawn[seg_random_below (random, n_rows)] = 1;
	*n = 0;
	for (gsize row = 0; row < n_rows; row++)
		if (drawn[row])
			rows[(*n)++] = row;
	return rows;
}

void
seg_resample_compare (const SegPartition *partition, const gsize *rows, const gint32 *fresh, guint k_fresh, gsize n, double *jaccards)
{
	guint k = partition->k;
	g_autofree gsize *both = g_new0 (gsize, (gsize) k * k_fresh), *of_old = g_new0 (gsize, k), *of_new = g_new0 (gsize, k_fresh);

	for (gsize i = 0; i < n; i++) {
		gsize old = (gsize) partition->labels[rows[i]], now = (gsize) fresh[i];

		both[old * k_fresh + now]++;
		of_old[old]++;
		of_new[now]++;
	}
	for (gsize old = 0; old < k; old++) {
		double best = 0;

		for (gsize now = 0; now < k_fresh; now++) {
			gsize either = of_old[old] + of_new[now] - both[old * k_fresh + now];

			if (either > 0)
				best = MAX (best, (double) both[old * k_fresh + now] / (double) either);
		}
		jaccards[old] = of_old[old] > 0 ? best : NAN;
	}
}

static gboolean
run_resample (Resamples *resamples, gsize number, GError **error)
{
	SegJob *job = resamples->progress.job;
	g_autoptr (SegRandom) random = seg_random_new (resamples->seed, SEG_STREAM_RESAMPLES + number);
	gsize n;
	g_autofree gsize *rows = seg_resample_draw (resamples->matrix->n_rows, resamples->most_rows, random, &n, error);
	g_autoptr (SegMatrix) matrix = rows != NULL ? seg_subset_matrix (resamples->matrix, rows, n, error) : NULL;
	g_autoptr (SegTiles) tiles = matrix != NULL ? seg_tiles_new_with_singles (matrix, job, error) : NULL;
	g_autofree gint32 *fresh = tiles != NULL ? g_try_new (gint32, n) : NULL;
	double *jaccards = resamples->jaccards + number * resamples->n_segments;

	if (fresh == NULL) {
		if (error != NULL && *error == NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), n);
		return FALSE;
	}
	for (guint i = 0; i < resamples->n_partitions; i++) {
		const SegPartition *partition = resamples->partitions + i;

		/* too few different users drawn for so many segments: nothing is measured */
		if (partition->k <= n) {
			if (isnan (seg_kmeans_quick (tiles, partition->k, RESTARTS, random, job, fresh, error)))
				return FALSE;
			seg_resample_compare (partition, rows, fresh, partition->k, n, jaccards);
		}
		jaccards += partition->k;
		if (!seg_progress_advance (&resamples->progress, partition->k))
			return FALSE;
	}
	return TRUE;
}

static void
run_resamples (gsize block, gsize first, gsize last, gpointer data)
{
	Resamples *resamples = data;
	GError *error = NULL;

	(void) block;
	for (gsize number = first; number < last && !seg_job_is_cancelled (resamples->progress.job); number++)
		run_resample (resamples, number, &error);
	if (error == NULL)
		return;
	pthread_mutex_lock (&resamples->lock);
	if (resamples->error == NULL)
		resamples->error = g_steal_pointer (&error);
	pthread_mutex_unlock (&resamples->lock);
	g_clear_error (&error);
}

/* The figures ------------------------------------------------------------------------------------------------------ */

void
seg_resample_sum_up (const double *all_jaccards, guint n_resamples, gsize stride, guint k, SegStability *stability)
{
	stability->n_resamples = stability->n_returned = 0;
	for (guint b = 0; b < n_resamples; b++) {
		const double *jaccards = all_jaccards + b * stride;
		gboolean all = TRUE, any = FALSE;

		for (guint c = 0; c < k; c++) {
			all &= !(jaccards[c] <= SEG_DISSOLVED);
			any |= !isnan (jaccards[c]);
		}
		stability->n_resamples += any != FALSE;
		stability->n_returned += any && all;
	}
	stability->least = INFINITY;
	for (guint c = 0; c < k; c++) {
		double sum = 0;
		guint n = 0;

		for (guint b = 0; b < n_resamples; b++) {
			double jaccard = all_jaccards[b * stride + c];

			if (!isnan (jaccard)) {
				sum += jaccard;
				n++;
			}
		}
		stability->jaccards[c] = n > 0 ? sum / n : 0;
		stability->least = MIN (stability->least, stability->jaccards[c]);
	}
}

SegStabilityVerdict
seg_stability_verdict (double jaccard)
{
	return jaccard >= SEG_STABLE ? SEG_STABILITY_STABLE : jaccard > SEG_DISSOLVED ? SEG_STABILITY_DOUBTFUL : SEG_STABILITY_DISSOLVES;
}

const char *
seg_stability_verdict_name (SegStabilityVerdict verdict)
{
	static const char *const names[] = { N_("stable"), N_("doubtful"), N_("dissolves") };

	return names[verdict];
}

gboolean
seg_stability (const SegMatrix *matrix, const SegPartition *partitions, guint n_partitions, guint n_resamples, gsize most_rows,
               guint64 seed, SegJob *job, SegStability *stabilities, GError **error)
{
	Resamples resamples = { .matrix = matrix, .partitions = partitions, .n_partitions = n_partitions, .seed = seed,
		                    .most_rows = most_rows, .lock = PTHREAD_MUTEX_INITIALIZER };
	g_autofree double *jaccards = NULL;

	for (guint i = 0; i < n_partitions; i++)
		resamples.n_segments += partitions[i].k;
	resamples.jaccards = jaccards = g_new (double, n_resamples * resamples.n_segments + 1);
	for (gsize i = 0; i < n_resamples * resamples.n_segments; i++)
		jaccards[i] = NAN;
	seg_progress_init (&resamples.progress, job, n_resamples * resamples.n_segments, _("do the segments come back?"));
	seg_parallel_blocks (n_resamples, 1, run_resamples, &resamples);
	if (resamples.error != NULL) {
		g_propagate_error (error, resamples.error);
		return FALSE;
	}
	if (!seg_progress_finish (&resamples.progress, error))
		return FALSE;
	for (gsize i = 0, first = 0; i < n_partitions; first += partitions[i].k, i++)
		seg_resample_sum_up (jaccards + first, n_resamples, resamples.n_segments, partitions[i].k, stabilities + i);
	return TRUE;
}
