/* Silhouettes of several divisions of many rows, from a sample of a sample.
 *
 * Rows that are together in all divisions are a stratum. Of every stratum references are drawn, and of these queries. The mean distance of a query
 * to a cluster is the mean over the strata the cluster consists of, each weighed by how many rows it has, not by how many were drawn:
 * so strata can be drawn as densely as their size demands, and a cluster put together from a large and a small one is not taken for
 * one of equal halves. The mean of all widths weighs queries likewise. How far it may be off is told from the queries; the references
 * are so many more that they add nothing to speak of. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define STREAM 77 /* of random numbers, its own */

typedef struct {
	const gint32 *const *labels;
	const guint *ks;
	guint      n;           /* divisions */
	guint      n_strata;
	gint32    *strata;      /* by row of the matrix */
	guint     *clusters;    /* n_strata x n: the cluster of each stratum in each division */
	SegStrata *references;  /* rows of the matrix */
	SegMatrix *rows;        /* these */
	gint32    *row_strata;
	SegStrata *queries;     /* rows of @rows */
	double    *sums;        /* queries x n_strata */
} Sample;

static void
sample_clear (Sample *sample)
{
	g_free (sample->strata);
	g_free (sample->clusters);
	seg_strata_free (sample->references);
	seg_matrix_free (sample->rows);
	g_free (sample->row_strata);
	seg_strata_free (sample->queries);
	g_free (sample->sums);
}

/* Strata ------------------------------------------------------------------------------------------------------------ */

static guint
hash_clusters (gconstpointer key)
{
	const guint *clusters = key;
	guint hash = clusters[0];

	for (guint i = 1; i <= clusters[0]; i++)
		hash = hash * 31 + clusters[i];
	return hash;
}

static gboolean
same_clusters (gconstpointer a, gconstpointer b)
{
	return memcmp (a, b, (1 + *(const guint *) a) * sizeof (guint)) == 0;
}

/* Its number, from 0 as they are met. @key: the number of divisions, then the cluster in each. */
static gint32
number_of (Sample *sample, GHashTable *numbers, GArray *clusters, const guint *key)
{
	gint32 number = GPOINTER_TO_INT (g_hash_table_lookup (numbers, key)) - 1;

	if (number >= 0)
		return number;
	number = (gint32) sample->n_strata++;
	g_hash_table_insert (numbers, g_memdup2 (key, (sample->n + 1) * sizeof *key), GINT_TO_POINTER (number + 1));
	g_array_append_vals (clusters, key + 1, sample->n);
	return number;
}

/* Which stratum each row is in. */
static gboolean
find_strata (Sample *sample, gsize n_rows, SegJob *job, GError **error)
{
	g_autoptr (GHashTable) numbers = g_hash_table_new_full (hash_clusters, same_clusters, g_free, NULL);
	g_autoptr (GArray) clusters = g_array_new (FALSE, FALSE, sizeof (guint));
	g_autofree guint *key = g_new0 (guint, sample->n + 1);

	sample->strata = g_try_new (gint32, n_rows);
	if (sample->strata == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), n_rows);
		return FALSE;
	}
	key[0] = sample->n;
	for (gsize row = 0; row < n_rows; row++) {
		gboolean same = row > 0;

		if (row % 65536 == 0 && !seg_job_goes_on (job, error))
			return FALSE;
		for (guint i = 0; i < sample->n; i++) {
			guint cluster = (guint) sample->labels[i][row];

			same = same && key[i + 1] == cluster;
			key[i + 1] = cluster;
		}
		sample->strata[row] = same ? sample->strata[row - 1] : number_of (sample, numbers, clusters, key);
	}
	sample->clusters = (guint *) (gpointer) g_array_free (g_steal_pointer (&clusters), FALSE);
	return TRUE;
}

/* Drawing ----------------------------------------------------------------------------------------------------------- */

static gboolean
draw (Sample *sample, const SegMatrix *matrix, const SegWidthsSample *wanted, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (wanted->seed, STREAM);
	const SegStrata *references = sample->references = seg_strata_draw_labels (sample->strata, matrix->n_rows, sample->n_strata, wanted->references,
	                                                                          wanted->least, random, error);

	sample->rows = references != NULL ? seg_matrix_new (references->n, matrix->n_columns, error) : NULL;
	if (sample->rows == NULL)
		return FALSE;
	sample->row_strata = g_new (gint32, MAX (references->n, 1));
	for (gsize i = 0; i < references->n; i++) {
		memcpy (seg_matrix_row (sample->rows, i), seg_matrix_row (matrix, references->rows[i]), matrix->n_columns * sizeof (double));
		sample->row_strata[i] = (gint32) references->of[i];
	}
	sample->queries = seg_strata_draw_labels (sample->row_strata, references->n, sample->n_strata, wanted->queries, MIN (wanted->least, 30), random, error);
	if (sample->queries == NULL)
		return FALSE;
	memcpy (sample->queries->shares, references->shares, sample->n_strata * sizeof (double)); /* what they stand for are all rows */
	memcpy (sample->queries->sizes, references->sizes, sample->n_strata * sizeof (gsize));
	return TRUE;
}

/* Widths ------------------------------------------------------------------------------------------------------------ */

/* The width of query @q in division @p; @totals: room for a distance and a weight of each cluster. */
static double
width_of (const Sample *sample, gsize q, guint p, double *totals)
{
	const SegStrata *references = sample->references;
	const double *sums = sample->sums + q * sample->n_strata;
	guint own = sample->queries->of[q], k = sample->ks[p], own_cluster = sample->clusters[own * sample->n + p];
	double *weights = totals + k, within, between = INFINITY;

	memset (totals, 0, 2 * k * sizeof *totals);
	for (guint h = 0; h < sample->n_strata; h++) {
		guint cluster = sample->clusters[h * sample->n + p];
		double others = (double) references->sampled[h] - (h == own), weight = (double) references->sizes[h] - (h == own);

		if (others < 1)
			continue;
		totals[cluster] += weight * sums[h] / others;
		weights[cluster] += weight;
	}
	if (weights[own_cluster] <= 0)
		return 0;
	within = totals[own_cluster] / weights[own_cluster];
	for (guint c = 0; c < k; c++)
		if (c != own_cluster && weights[c] > 0)
			between = MIN (between, totals[c] / weights[c]);
	return MAX (within, between) > 0 ? (between - within) / MAX (within, between) : 0;
}

static void
sum_up (const Sample *sample, guint p, const double *values, SegPartitionWidths *widths)
{
	const SegStrata *queries = sample->queries;
	guint k = sample->ks[p];
	g_autofree double *sums = g_new0 (double, k), *weights = g_new0 (double, k);

	for (gsize q = 0; q < queries->n; q++) {
		guint h = queries->of[q], cluster = sample->clusters[h * sample->n + p];
		double weight = queries->shares[h] / (double) queries->sampled[h];

		sums[cluster] += weight * values[q];
		weights[cluster] += weight;
	}
	seg_strata_mean (queries, values, &widths->silhouette, &widths->error);
	for (guint c = 0; c < k; c++)
		widths->widths[c] = weights[c] > 0 ? sums[c] / weights[c] : NAN;
}

static void
measure (const Sample *sample, guint p, SegPartitionWidths *widths)
{
	guint k = sample->ks[p];
	g_autofree double *values = g_new (double, MAX (sample->queries->n, 1)), *totals = g_new (double, 2 * MAX (k, 1));

	widths->silhouette = NAN;
	widths->widths = g_new (double, MAX (k, 1));
	for (guint c = 0; c < k; c++)
		widths->widths[c] = NAN;
	if (k < 2)
		return;
	for (gsize q = 0; q < sample->queries->n; q++)
		values[q] = width_of (sample, q, p, totals);
	sum_up (sample, p, values, widths);
}

gboolean
seg_partitions_sample (const SegMatrix *matrix, const gint32 *const *labels, const guint *ks, guint n, const SegWidthsSample *wanted, SegJob *job,
                       SegPartitionWidths *widths, GError **error)
{
	Sample sample = { .labels = labels, .ks = ks, .n = n };
	gboolean done = find_strata (&sample, matrix->n_rows, job, error) && draw (&sample, matrix, wanted, error);

	if (done) {
		sample.sums = g_try_new (double, MAX (sample.queries->n * sample.n_strata, 1));
		if (sample.sums == NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), sample.queries->n);
		done = sample.sums != NULL && seg_distance_sums (sample.rows, sample.row_strata, sample.n_strata, sample.queries->rows, sample.queries->n, job,
		                                                 sample.sums, error);
	}
	for (guint p = 0; done && p < n; p++)
		measure (&sample, p, widths + p);
	sample_clear (&sample);
	return done;
}
