/* All ways side by side: the sweep by k-means first, then every other algorithm of the table that fits into memory and time. */
#include <config.h>
#include "ways-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

SegWaysOptions
seg_ways_options_defaults (void)
{
	return (SegWaysOptions) { .choose = seg_choose_options_defaults (), .seconds = 60, .resamples = 20 };
}

void
seg_ways_free (SegWays *ways)
{
	if (ways == NULL)
		return;
	for (guint i = 0; i < ways->n; i++) {
		seg_cluster_model_free (ways->ways[i].model);
		seg_sweep_free (ways->ways[i].sweep);
		g_free (ways->ways[i].left_out);
		g_free (ways->ways[i].stability.jaccards);
	}
	g_free (ways->ways);
	g_free (ways->reason);
	g_free (ways);
}

const SegSweepRow *
seg_way_row (const SegWay *way)
{
	return way->sweep != NULL ? way->sweep->rows + way->sweep->suggested : NULL;
}

/* Before ------------------------------------------------------------------------------------------------------------- */

void
seg_way_settings_init (SegClusterSettings *settings, const SegClusterAlgorithm *algorithm, const SegSweep *first, guint64 seed, guint k)
{
	const SegClusterParameter *segments = seg_cluster_parameter_find (algorithm, "k");

	if (first != NULL && seg_sweep_other_settings (first, settings) && settings->algorithm == algorithm)
		return;
	seg_cluster_settings_init (settings, algorithm);
	settings->seed = seed;
	if (segments != NULL && segments->automatic == NULL)
		seg_cluster_settings_put (settings, "k", k);
}

/* Why it cannot be tried, or NULL. */
static char *
find_obstacle (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, double seconds)
{
	SegClusterCost cost;
	gboolean fits = seg_cluster_fits (settings, n_rows, n_columns, &cost);
	g_autofree char *bytes = g_format_size ((guint64) MAX (cost.bytes, 0)), *foreseen = seg_format_number (cost.seconds, 0);

	g_free (cost.alternative);
	if (!fits)
		return g_strdup_printf (_("needs %s of memory"), bytes);
	return cost.seconds > seconds ? g_strdup_printf (_("would take about %s s"), foreseen) : NULL;
}

void
seg_ways_estimate (const SegWaysOptions *options, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	const SegClusterAlgorithm *algorithm;

	seg_choose_estimate (&options->choose, n_rows, n_columns, cost);
	for (gsize i = 1; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		SegClusterSettings settings;
		SegClusterCost own;
		g_autofree char *obstacle = NULL;

		seg_way_settings_init (&settings, algorithm, NULL, options->choose.sweep.seed, options->choose.sweep.k_max);
		obstacle = find_obstacle (&settings, n_rows, n_columns, options->seconds);
		seg_cluster_estimate (&settings, n_rows, n_columns, &own);
		g_free (own.alternative);
		if (obstacle != NULL)
			continue;
		cost->seconds += MAX (own.seconds, 0) + seg_way_draws_seconds (&settings, options, n_rows, n_columns);
		cost->bytes = MAX (cost->bytes, own.bytes);
	}
}

/* Running ------------------------------------------------------------------------------------------------------------ */

static gboolean
judge (SegWay *way, const SegMatrix *matrix, const SegSweep *first, SegJob *job, GError **error)
{
	SegSweepOptions options = first->options;

	options.seed = way->settings.seed;
	options.k_max = MAX (options.k_max, options.k_min + 1); /* one alone would ask for this cut */
	way->sweep = seg_cluster_judge (matrix, way->model, &options, job, error);
	return way->sweep != NULL;
}

/* FALSE only when everything must end: what one way refuses is noted beside it. */
static gboolean
run_way (SegWay *way, const SegMatrix *matrix, const SegSweep *first, double seconds, SegJob *job, GError **error)
{
	g_autoptr (GError) failure = NULL;
	gint64 began = g_get_monotonic_time ();
	SegJobSpan span;
	gboolean done;

	way->left_out = find_obstacle (&way->settings, matrix->n_rows, matrix->n_columns, seconds);
	if (way->left_out != NULL)
		return seg_job_goes_on (job, error);
	span = seg_job_enter (job, 0, 0.7);
	way->model = seg_cluster_fit (matrix, &way->settings, job, &failure);
	way->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.7, 1);
	done = way->model != NULL && judge (way, matrix, first, job, &failure);
	seg_job_leave (job, span);
	if (done) {
		way->settings = way->model->settings;
		return TRUE;
	}
	g_clear_pointer (&way->model, seg_cluster_model_free);
	if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_CANCELLED)) {
		g_propagate_error (error, g_steal_pointer (&failure));
		return FALSE;
	}
	way->left_out = g_strdup (failure->message);
	return TRUE;
}

static gboolean
run_ways (SegWays *ways, const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error)
{
	const SegSweep *first = ways->ways[0].sweep;

	for (guint i = 1; i < ways->n; i++) {
		SegWay *way = ways->ways + i;
		SegJobSpan span = seg_job_enter (job, (i - 1.0) / (ways->n - 1), (double) i / (ways->n - 1));
		gboolean goes_on;

		seg_way_settings_init (&way->settings, seg_cluster_algorithm_at (i), first, first->options.seed, first->rows[first->suggested].clustering->k);
		goes_on = run_way (way, matrix, first, options->seconds, job, error);
		seg_job_leave (job, span);
		if (!goes_on)
			return FALSE;
	}
	return TRUE;
}

/* Comparing ---------------------------------------------------------------------------------------------------------- */

static gboolean
agree (const gint32 *first, guint k_first, const gint32 *second, guint k_second, gsize n, double *ari, GError **error)
{
	g_autoptr (SegAgreement) agreement = seg_agreement_new (first, k_first, second, k_second, n, error);

	if (agreement == NULL)
		return FALSE;
	*ari = agreement->ari;
	return TRUE;
}

static gboolean
compare_with_crowds (SegWay *way, const SegCrowdsFound *crowds, GError **error)
{
	const SegClustering *clustering = seg_way_row (way)->clustering;
	g_autofree gint32 *labels = NULL;

	if (crowds->n < 2)
		return TRUE;
	labels = g_new (gint32, crowds->n_rows);
	for (gsize i = 0; i < crowds->n_rows; i++)
		labels[i] = clustering->labels[crowds->rows != NULL ? crowds->rows[i] : i];
	return agree (crowds->labels, crowds->n, labels, clustering->k, crowds->n_rows, &way->crowds, error);
}

static gboolean
compare_with_others (SegWays *ways, guint number, GError **error)
{
	const SegClustering *own = seg_way_row (ways->ways + number)->clustering;
	double sum = 0;
	guint n = 0;

	for (guint i = 0; i < ways->n; i++) {
		const SegSweepRow *row = seg_way_row (ways->ways + i);
		double ari;

		if (i == number || row == NULL)
			continue;
		if (!agree (own->labels, own->k, row->clustering->labels, row->clustering->k, own->n_rows, &ari, error))
			return FALSE;
		sum += ari;
		n++;
	}
	ways->ways[number].alike = n > 0 ? sum / n : NAN;
	return TRUE;
}

static gboolean
compare (SegWays *ways, SegJob *job, GError **error)
{
	const SegSweep *first = ways->ways[0].sweep;
	const SegSweepOptions *limits = &first->options;

	for (guint i = 0; i < ways->n; i++) {
		SegWay *way = ways->ways + i;
		const SegSweepRow *row = seg_way_row (way);

		way->crowds = way->alike = NAN;
		if (row == NULL)
			continue;
		way->within_limits = (limits->most_segments == 0 || row->clustering->k <= limits->most_segments)
		                     && (limits->least_users == 0 || row->smallest >= limits->least_users);
		if (!compare_with_crowds (way, &first->crowds, error) || !compare_with_others (ways, i, error) || !seg_job_goes_on (job, error))
			return FALSE;
	}
	return TRUE;
}

/* All together ----------------------------------------------------------------------------------------------------- */

static gboolean
run_first (SegWays *ways, const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error)
{
	SegWay *way = ways->ways;
	gint64 began = g_get_monotonic_time ();

	way->sweep = seg_choose_k (matrix, &options->choose, job, error);
	way->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	if (way->sweep == NULL)
		return FALSE;
	seg_way_settings_init (&way->settings, seg_cluster_algorithm_at (0), NULL, options->choose.sweep.seed, seg_way_row (way)->clustering->k);
	seg_cluster_settings_put (&way->settings, "restarts", options->choose.sweep.restarts);
	seg_cluster_settings_put (&way->settings, "passes", options->choose.sweep.max_passes);
	return TRUE;
}

SegWays *
seg_try_ways (const SegMatrix *matrix, const SegWaysOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegWays) ways = g_new0 (SegWays, 1);
	SegJobSpan span = seg_job_enter (job, 0, 0.3);
	gboolean done;

	while (seg_cluster_algorithm_at (ways->n) != NULL)
		ways->n++;
	ways->ways = g_new0 (SegWay, ways->n);
	done = run_first (ways, matrix, options, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.3, 0.7);
	done = done && run_ways (ways, matrix, options, job, error) && compare (ways, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.7, 1);
	done = done && seg_ways_draw (ways, matrix, options, job, error);
	seg_job_leave (job, span);
	if (!done)
		return NULL;
	seg_ways_recommend (ways);
	return g_steal_pointer (&ways);
}
