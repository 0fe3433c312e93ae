/* Do the segments come back when the algorithm that made them is run again on draws of the users? As stability.c does for k-means; one draw
 * after the other, as algorithms use all cores themselves. */
#include <config.h>
#include "choose-private.h"

#include <glib/gi18n.h>
#include <math.h>

/* The settings for @share of the users and @k segments: numbers of users shrink with them; what suits the users is found anew. */
static SegClusterSettings
settings_for (const SegClusterSettings *settings, double share, guint k)
{
	static const char *const automatic[] = { "height", "neighbours", "contrast", "condense" };
	SegClusterSettings again = *settings;
	double least, most;

	for (gsize i = 0; i < G_N_ELEMENTS (automatic); i++)
		if (seg_cluster_parameter_find (settings->algorithm, automatic[i]) != NULL)
			seg_cluster_settings_put (&again, automatic[i], NAN);
	if (seg_cluster_parameter_find (settings->algorithm, "k") != NULL)
		seg_cluster_settings_put (&again, "k", k);
	if (seg_cluster_parameter_find (settings->algorithm, "min-size") != NULL
	    && isfinite (least = seg_cluster_settings_get (settings, "min-size")))
		seg_cluster_settings_put (&again, "min-size", MAX (floor (least * share), 2));
	if (seg_cluster_parameter_find (settings->algorithm, "max-size") != NULL
	    && isfinite (most = seg_cluster_settings_get (settings, "max-size")))
		seg_cluster_settings_put (&again, "max-size", ceil (most * share) + 1);
	return again;
}

double
seg_stability_again_seconds (const SegClusterSettings *settings, guint n_partitions, guint n_resamples, gsize n_rows, gsize n_columns, gsize most_rows)
{
	SegClusterSettings again = settings_for (settings, (double) MIN (n_rows, most_rows) / (double) MAX (n_rows, 1), 8);
	SegClusterCost cost;

	seg_cluster_estimate (&again, MIN (n_rows, most_rows), n_columns, &cost);
	g_free (cost.alternative);
	return MAX (cost.seconds, 0) * n_resamples * n_partitions;
}

/* What the algorithm refuses on a draw (too few users for its options) is not measured. */
static gboolean
run_draw (const SegMatrix *matrix, const SegClusterSettings *settings, const SegPartition *partitions, guint n_partitions, gsize most_rows,
          guint number, SegJob *job, double *jaccards, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (settings->seed, SEG_STREAM_RESAMPLES + number);
	gsize n;
	g_autofree gsize *rows = seg_resample_draw (matrix->n_rows, most_rows, random, &n, error);
	g_autoptr (SegMatrix) drawn = rows != NULL ? seg_subset_matrix (matrix, rows, n, error) : NULL;

	if (drawn != NULL && matrix->groups != NULL) /* categories stay categories */
		drawn->groups = g_memdup2 (matrix->groups, matrix->n_columns * sizeof *matrix->groups);
	for (guint i = 0; drawn != NULL && i < n_partitions; i++) {
		SegClusterSettings again = settings_for (settings, (double) n / (double) matrix->n_rows, partitions[i].k);
		g_autoptr (GError) refused = NULL;
		g_autoptr (SegClusterModel) model = seg_cluster_fit (drawn, &again, job, &refused);
		g_autoptr (SegClustering) grouped = model != NULL ? seg_clustering_group_noise (model->clustering, drawn, job, &refused) : NULL;

		if (grouped != NULL)
			seg_resample_compare (partitions + i, rows, grouped->labels, grouped->k, n, jaccards);
		jaccards += partitions[i].k;
		if (!seg_job_goes_on (job, error))
			return FALSE;
	}
	return drawn != NULL;
}

gboolean
seg_stability_again (const SegMatrix *matrix, const SegClusterSettings *settings, const SegPartition *partitions, guint n_partitions,
                     guint n_resamples, gsize most_rows, SegJob *job, SegStability *stabilities, GError **error)
{
	g_autofree double *jaccards = NULL;
	gsize stride = 0;

	for (guint i = 0; i < n_partitions; i++)
		stride += partitions[i].k;
	jaccards = g_new (double, n_resamples * stride + 1);
	for (gsize i = 0; i < n_resamples * stride; i++)
		jaccards[i] = NAN;
	for (guint number = 0; number < n_resamples; number++) {
		SegJobSpan span = seg_job_enter (job, (double) number / n_resamples, (number + 1.0) / n_resamples);
		gboolean goes_on = run_draw (matrix, settings, partitions, n_partitions, most_rows, number, job, jaccards + number * stride, error);

		seg_job_leave (job, span);
		if (!goes_on)
			return FALSE;
	}
	for (gsize i = 0, first = 0; i < n_partitions; first += partitions[i].k, i++)
		seg_resample_sum_up (jaccards + first, n_resamples, stride, partitions[i].k, stabilities + i);
	return seg_job_proceed (job, 1, _("do the segments come back?"), error);
}
