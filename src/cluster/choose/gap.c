/* The gap statistic: how much nearer are users to their centres than users without any groups would be?
 *
 * gap (k) = mean over B references of ln W*_k - ln W_k, W: inertia. A reference has as many rows, spread evenly over the box of the
 * principal components of the data. k-means does not mind rotation, so references are made in these components and never turned
 * back. error (k) = sd (ln W*_k) sqrt (1 + 1/B), sd with divisor B. The choice: the smallest k with
 * gap (k) >= gap (next k) - error (next k); k = 1 is one of them and means no groups at all.
 * Source: Tibshirani, Walther, Hastie 2001, J. R. Stat. Soc. B 63:411-423.
 *
 * Each reference is clustered for every k on one thread with a random stream of its own. */
#include <config.h>
#include "choose-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

#define RESTARTS 4 /* of k-means on a reference; without groups one start is about as good as another */

typedef struct {
	gsize   n_rows, n_columns;
	double *sides;     /* n_columns: lengths of the box */
	const guint *ks;
	guint   n_ks;
	guint64 seed;
	double *log_w;     /* n_references x n_ks */
	SegProgress progress;
	pthread_mutex_t lock;
	GError *error;     /* the first */
} References;

/* The box of the principal components ------------------------------------------------------------------------------ */

/* Sums of squares and products about the mean into @scatter (d x d, zeros). */
static gboolean
measure_scatter (const SegMatrix *matrix, const double *mean, double *scatter, SegJob *job, GError **error)
{
	gsize d = matrix->n_columns;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		const double *x = seg_matrix_row (matrix, row);

		if (row % 64 == 0 && !seg_job_goes_on (job, error))
			return FALSE;
		for (gsize i = 0; i < d; i++)
			for (gsize j = 0; j <= i; j++)
				scatter[i * d + j] += (x[i] - mean[i]) * (x[j] - mean[j]);
	}
	for (gsize i = 0; i < d; i++)
		for (gsize j = 0; j < i; j++)
			scatter[j * d + i] = scatter[i * d + j];
	return TRUE;
}

static void
mean_of (const SegMatrix *matrix, double *mean)
{
	for (gsize i = 0; i < matrix->n_rows * matrix->n_columns; i++)
		mean[i % matrix->n_columns] += matrix->values[i] / (double) matrix->n_rows;
}

/* The length of the rows along one axis. */
static double
side_of (const SegMatrix *matrix, const double *mean, const double *axes, gsize axis)
{
	gsize d = matrix->n_columns;
	double low = INFINITY, high = -INFINITY;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		const double *x = seg_matrix_row (matrix, row);
		double score = 0;

		for (gsize column = 0; column < d; column++)
			score += (x[column] - mean[column]) * axes[column * d + axis];
		low = MIN (low, score);
		high = MAX (high, score);
	}
	return high - low;
}

static gboolean
measure_box (const SegMatrix *matrix, double *sides, SegJob *job, GError **error)
{
	gsize d = matrix->n_columns;
	g_autofree double *mean = g_new0 (double, d), *scatter = g_try_malloc0_n (d * d, sizeof (double));
	g_autofree double *axes = g_try_malloc0_n (d * d, sizeof (double));

	if (scatter == NULL || axes == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the axes of %zu features"), d);
		return FALSE;
	}
	mean_of (matrix, mean);
	if (!measure_scatter (matrix, mean, scatter, job, error) || !seg_symmetric_axes (scatter, d, axes, job, error))
		return FALSE;
	for (gsize axis = 0; axis < d && !seg_job_is_cancelled (job); axis++)
		sides[axis] = side_of (matrix, mean, axes, axis);
	return seg_job_goes_on (job, error);
}

/* References ------------------------------------------------------------------------------------------------------- */

static SegMatrix *
make_reference (const References *references, SegRandom *random, GError **error)
{
	SegMatrix *matrix = seg_matrix_new (references->n_rows, references->n_columns, error);

	for (gsize i = 0; matrix != NULL && i < matrix->n_rows * matrix->n_columns; i++)
		matrix->values[i] = references->sides[i % matrix->n_columns] * seg_random_uniform (random);
	return matrix;
}

/* Sum of the squared distances from the mean. */
static double
total_of (const SegMatrix *matrix)
{
	g_autofree double *mean = g_new0 (double, matrix->n_columns);
	double total = 0;

	mean_of (matrix, mean);
	for (gsize i = 0; i < matrix->n_rows * matrix->n_columns; i++) {
		double apart = matrix->values[i] - mean[i % matrix->n_columns];

		total += apart * apart;
	}
	return total;
}

/* ln W of one reference for every k into @log_w. */
static gboolean
cluster_reference (References *references, guint number, double *log_w, GError **error)
{
	SegJob *job = references->progress.job;
	g_autoptr (SegRandom) random = seg_random_new (references->seed, SEG_STREAM_REFERENCES + number);
	g_autoptr (SegMatrix) matrix = make_reference (references, random, error);
	g_autoptr (SegTiles) tiles = matrix != NULL ? seg_tiles_new_with_singles (matrix, job, error) : NULL;

	if (tiles == NULL)
		return FALSE;
	for (guint i = 0; i < references->n_ks; i++) {
		guint k = references->ks[i];
		double inertia = k == 1 ? total_of (matrix) : seg_kmeans_quick (tiles, k, RESTARTS, random, job, NULL, error);

		if (isnan (inertia) || !seg_progress_advance (&references->progress, k))
			return FALSE;
		log_w[i] = log (inertia);
	}
	return TRUE;
}

static void
run_references (gsize block, gsize first, gsize last, gpointer data)
{
	References *references = data;
	GError *error = NULL;

	(void) block;
	for (gsize number = first; number < last && !seg_job_is_cancelled (references->progress.job); number++)
		cluster_reference (references, (guint) number, references->log_w + number * references->n_ks, &error);
	if (error == NULL)
		return;
	pthread_mutex_lock (&references->lock);
	if (references->error == NULL)
		references->error = g_steal_pointer (&error);
	pthread_mutex_unlock (&references->lock);
	g_clear_error (&error);
}

/* The figures ------------------------------------------------------------------------------------------------------ */

static void
sum_up (const References *references, guint n_references, const double *log_w, SegGap *gaps)
{
	for (guint i = 0; i < references->n_ks; i++) {
		double mean = 0, squares = 0;

		for (guint b = 0; b < n_references; b++)
			mean += references->log_w[b * references->n_ks + i] / n_references;
		for (guint b = 0; b < n_references; b++) {
			double apart = references->log_w[b * references->n_ks + i] - mean;

			squares += apart * apart;
		}
		gaps[i] = (SegGap) { references->ks[i], mean - log_w[i], sqrt (squares / n_references) * sqrt (1 + 1.0 / n_references) };
	}
}

guint
seg_gap_choice (const SegGap *gaps, guint n)
{
	for (guint i = 0; i + 1 < n; i++)
		if (gaps[i].gap >= gaps[i + 1].gap - gaps[i + 1].error)
			return gaps[i].k;
	return 0;
}

gboolean
seg_gap (const SegMatrix *matrix, const guint *ks, const double *inertias, guint n_ks, guint n_references, guint64 seed, SegJob *job,
         SegGap *gaps, GError **error)
{
	g_autofree double *sides = g_new0 (double, matrix->n_columns), *found = g_new0 (double, (gsize) n_references * n_ks);
	g_autofree double *log_w = g_new (double, n_ks);
	References references = { matrix->n_rows, matrix->n_columns, sides, ks, n_ks, seed, found, { 0 }, PTHREAD_MUTEX_INITIALIZER, NULL };
	gsize units = 0;

	if (!seg_cluster_check_matrix (matrix, job, error) || !measure_box (matrix, sides, job, error))
		return FALSE;
	for (guint i = 0; i < n_ks; i++) {
		units += ks[i];
		log_w[i] = log (ks[i] == 1 ? total_of (matrix) : inertias[i]);
	}
	seg_progress_init (&references.progress, job, units * n_references, _("comparing with users without groups"));
	seg_parallel_blocks (n_references, 1, run_references, &references);
	if (references.error != NULL) {
		g_propagate_error (error, references.error);
		return FALSE;
	}
	if (!seg_progress_finish (&references.progress, error))
		return FALSE;
	sum_up (&references, n_references, log_w, gaps);
	return TRUE;
}
