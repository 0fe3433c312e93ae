/* Do the segments of a way come back when it is run again on draws of the users? As stability.c does for k-means. */
#include <config.h>
#include "../density/peaks.h"
#include "ways-private.h"

#include <math.h>
#include <string.h>

/* What suits the users is found anew; but where they had to be looked at closely, so are the draws, and neighbours grow with the square root of the
 * users. */
static void
set_neighbours_again (SegClusterSettings *settings, gsize n_rows, double share)
{
	double neighbours = seg_cluster_settings_get (settings, "neighbours");
	gboolean closely = neighbours < seg_crowds_neighbours (n_rows);

	seg_cluster_settings_put (settings, "neighbours", closely ? MAX (round (neighbours * sqrt (share)), 1) : NAN);
	if (!closely)
		seg_cluster_settings_put (settings, "contrast", NAN);
}

/* The way as it was run, with the number of segments that counts, on @share of the users. */
static SegClusterSettings
settings_again (const SegWay *way, double share)
{
	SegClusterSettings settings = way->settings;

	if (way->model != NULL && way->model->dendrogram != NULL) {
		seg_cluster_settings_put (&settings, "height", NAN);
		seg_cluster_settings_put (&settings, "k", seg_way_row (way)->clustering->k);
	}
	if (settings.algorithm == &seg_algorithm_peaks)
		set_neighbours_again (&settings, seg_way_row (way)->clustering->n_rows, share);
	return settings;
}

double
seg_way_draws_seconds (const SegClusterSettings *settings, const SegWaysOptions *options, gsize n_rows, gsize n_columns)
{
	SegClusterCost cost;
	double seconds;

	seg_cluster_estimate (settings, MIN (n_rows, options->choose.most_rows), n_columns, &cost);
	g_free (cost.alternative);
	seconds = MAX (cost.seconds, 0) * options->resamples;
	return seconds <= options->seconds ? seconds : 0;
}

/* One draw. What the way refuses there (too few users for its options) is not measured. */
static gboolean
run_draw (const SegWay *way, const SegMatrix *matrix, gsize most_rows, guint number, SegJob *job, double *jaccards, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (way->settings.seed, SEG_STREAM_RESAMPLES + number);
	const SegClustering *clustering = seg_way_row (way)->clustering;
	SegPartition partition = { clustering->k, clustering->labels };
	SegClusterSettings settings;
	gsize n;
	g_autofree gsize *rows = seg_resample_draw (matrix->n_rows, most_rows, random, &n, error);
	g_autoptr (SegMatrix) drawn = rows != NULL ? seg_subset_matrix (matrix, rows, n, error) : NULL;
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegClustering) grouped = NULL;
	g_autoptr (GError) refused = NULL;

	if (drawn == NULL)
		return FALSE;
	settings = settings_again (way, (double) n / (double) matrix->n_rows);
	model = seg_cluster_fit (drawn, &settings, job, &refused);
	if (model != NULL)
		grouped = seg_clustering_group_noise (model->clustering, drawn, job, &refused);
	if (grouped != NULL)
		seg_resample_compare (&partition, rows, grouped->labels, grouped->k, n, jaccards);
	return seg_job_goes_on (job, error);
}

static gboolean
draw_way (SegWay *way, const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error)
{
	guint k = seg_way_row (way)->clustering->k;
	g_autofree double *jaccards = g_new (double, (gsize) options->resamples * k);

	for (gsize i = 0; i < (gsize) options->resamples * k; i++)
		jaccards[i] = NAN;
	for (guint number = 0; number < options->resamples; number++) {
		SegJobSpan span = seg_job_enter (job, (double) number / options->resamples, (number + 1.0) / options->resamples);
		gboolean goes_on = run_draw (way, matrix, options->choose.most_rows, number, job, jaccards + (gsize) number * k, error);

		seg_job_leave (job, span);
		if (!goes_on)
			return FALSE;
	}
	way->stability.jaccards = g_new0 (double, k);
	seg_resample_sum_up (jaccards, options->resamples, k, k, &way->stability);
	return TRUE;
}

/* The sweep has measured that of k-means already. */
static void
take_from_sweep (SegWay *way)
{
	const SegSweepRow *row = seg_way_row (way);

	way->stability = row->stability;
	way->stability.jaccards = row->stability.jaccards != NULL ? g_memdup2 (row->stability.jaccards, row->clustering->k * sizeof (double)) : NULL;
}

gboolean
seg_ways_draw (SegWays *ways, const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error)
{
	take_from_sweep (ways->ways);
	for (guint i = 1; i < ways->n; i++) {
		SegWay *way = ways->ways + i;
		SegJobSpan span;
		gboolean goes_on;

		if (way->sweep == NULL || options->resamples == 0
		    || !(seg_way_draws_seconds (&way->settings, options, matrix->n_rows, matrix->n_columns) > 0))
			continue;
		span = seg_job_enter (job, (i - 1.0) / (ways->n - 1), (double) i / (ways->n - 1));
		goes_on = draw_way (way, matrix, options, job, error);
		seg_job_leave (job, span);
		if (!goes_on)
			return FALSE;
	}
	return TRUE;
}
