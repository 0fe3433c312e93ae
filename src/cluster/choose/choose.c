/* Choosing k: the sweep, and beside it what tells whether there is anything to find and whether it lasts.
 *
 * What costs a pass over all pairs or many clusterings looks at a limited number of users (said in the words), so that the whole
 * stays proportional to the number of users: only the silhouettes may look at all of them, and only where the time allows. */
#include <config.h>
#include "choose-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define HOPKINS_DRAWS 20
/* Distances of 16 columns with the silhouettes of eleven numbers of segments, both cores of a laptop: measured at 1.4e9 to 1.8e9 in 8, 16 and 32
 * columns; a constant here, so that the same users are looked at on every machine. */
#define PAIRS_A_SECOND 1.5e9

#define QUICK_SECONDS 8e-9     /* of k-means on references and resamples: a row, column and cluster, on one thread */
#define MIXTURE_SECONDS 1.5e-8 /* the same of mixtures, a pair of columns */

/* How the time goes, about: shares of the progress after the clusterings. */
static const double after_hopkins = 0.05, after_crowds = 0.1, after_bic = 0.3, after_gap = 0.6, after_stability = 0.85;

SegChooseOptions
seg_choose_options_defaults (void)
{
	return (SegChooseOptions) { .sweep = seg_sweep_options_defaults (), .silhouette_seconds = 60, .references = 20, .resamples = 50,
		                        .mixtures = TRUE, .crowds = TRUE, .most_rows = 5000 };
}

gsize
seg_choose_exact_rows (gsize n_columns, guint n_ks, double seconds)
{
	double cost = ((double) n_columns + 12 + n_ks) / 39 / PAIRS_A_SECOND, rows = sqrt (2 * MAX (seconds, 0) / cost);

	return rows < 1e15 ? (gsize) rows : G_MAXSIZE;
}

/* Of k-means for every k, on this many threads. */
static double
kmeans_seconds (const SegChooseOptions *options, gsize n_rows, gsize n_columns)
{
	SegClusterSettings settings;
	SegClusterCost cost;
	double seconds = 0;

	seg_cluster_settings_init (&settings, &seg_algorithm_kmeans);
	seg_cluster_settings_put (&settings, "restarts", options->sweep.restarts);
	for (guint k = options->sweep.k_min; k <= options->sweep.k_max; k++) {
		seg_cluster_settings_put (&settings, "k", k);
		seg_cluster_estimate (&settings, n_rows, n_columns, &cost);
		g_free (cost.alternative);
		seconds += MAX (cost.seconds, 0);
	}
	return seconds;
}

void
seg_choose_estimate (const SegChooseOptions *options, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	guint n_ks = options->sweep.k_max - options->sweep.k_min + 1;
	double n = (double) n_rows, d = (double) n_columns, looked = MIN (n, (double) options->most_rows), threads = MIN (seg_parallel_threads (), 8);
	double sum_of_k = (double) n_ks * ((double) options->sweep.k_min + options->sweep.k_max) / 2;
	gboolean exact = n_rows <= MAX (options->sweep.sample_rows, seg_choose_exact_rows (n_columns, n_ks, options->silhouette_seconds));
	double pairs = exact ? n * n / 2 : n * (double) options->sweep.sample_rows, a_pair = (d + 12 + n_ks) / 39 / (PAIRS_A_SECOND / 2 * threads);
	double rest = pairs * a_pair + (options->references + options->resamples) * sum_of_k * looked * d * QUICK_SECONDS / threads;

	*cost = (SegClusterCost) { .seconds = -1 };
	if (options->mixtures)
		rest += sum_of_k * looked * d * (d + 8) * MIXTURE_SECONDS / threads;
	cost->seconds = kmeans_seconds (options, n_rows, n_columns) + rest * seg_cluster_slowness ();
	cost->bytes = n * d * 20 + n * n_ks * 20 + (exact ? n * sum_of_k * 8 : 0) + threads * looked * d * 24;
}

/* The users looked at ---------------------------------------------------------------------------------------------- */

/* Some rows or all, with their labels in every row of the sweep. */
typedef struct {
	const SegMatrix *matrix;
	SegMatrix *owned;
	gsize     *rows;       /* NULL: all */
	guint      n;
	SegPartition *partitions; /* n: with all labels used, so clusters that no drawn user is in are left out */
	GPtrArray *labels;     /* what partitions borrow */
} Looked;

static void
looked_clear (Looked *looked)
{
	seg_matrix_free (looked->owned);
	g_free (looked->rows);
	g_free (looked->partitions);
	if (looked->labels != NULL)
		g_ptr_array_unref (looked->labels);
}

/* Labels of the drawn rows; numbered through without the clusters of which no row was drawn. */
static SegPartition
partition_of (Looked *looked, const SegClustering *clustering)
{
	gsize n = looked->matrix->n_rows;
	gint32 *labels = g_new (gint32, n);
	g_autofree gint32 *number = g_new (gint32, clustering->k);
	guint k = 0;

	for (guint c = 0; c < clustering->k; c++)
		number[c] = -1;
	for (gsize i = 0; i < n; i++)
		number[clustering->labels[looked->rows != NULL ? looked->rows[i] : i]] = 0;
	for (guint c = 0; c < clustering->k; c++)
		if (number[c] >= 0)
			number[c] = (gint32) k++;
	for (gsize i = 0; i < n; i++)
		labels[i] = number[clustering->labels[looked->rows != NULL ? looked->rows[i] : i]];
	g_ptr_array_add (looked->labels, labels);
	return (SegPartition) { k, labels };
}

static gboolean
looked_init (Looked *looked, const SegSweep *sweep, const SegMatrix *matrix, gsize most_rows, GError **error)
{
	looked->matrix = seg_subset_at_most (matrix, most_rows, sweep->options.seed, &looked->owned, &looked->rows, error);
	if (looked->matrix == NULL)
		return FALSE;
	looked->n = sweep->n_rows;
	looked->partitions = g_new (SegPartition, sweep->n_rows);
	looked->labels = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; i < sweep->n_rows; i++)
		looked->partitions[i] = partition_of (looked, sweep->rows[i].clustering);
	return TRUE;
}

/* The measures ----------------------------------------------------------------------------------------------------- */

static gboolean
measure_structure (SegSweep *sweep, const Looked *looked, SegJob *job, GError **error)
{
	SegHopkins hopkins;

	if (looked->matrix->n_rows < 10)
		return TRUE;
	if (!seg_hopkins (looked->matrix, HOPKINS_DRAWS, sweep->options.seed, job, &hopkins, error))
		return FALSE;
	sweep->hopkins = hopkins.statistic;
	sweep->hopkins_deviation = hopkins.deviation;
	return TRUE;
}

static gboolean
measure_bic (SegSweep *sweep, const Looked *looked, SegJob *job, GError **error)
{
	g_autofree SegBic *bics = g_new (SegBic, looked->n);

	if (!seg_mixture_bics (looked->matrix, looked->partitions, looked->n, job, bics, error))
		return FALSE;
	for (guint i = 0; i < looked->n; i++) {
		sweep->rows[i].bic = bics[i].bic;
		sweep->rows[i].bic_shape = bics[i].shape;
	}
	return TRUE;
}

/* The inertia of each k: of all rows that of the sweep, of some rows their own, found by as many starts. */
static gboolean
find_inertias (const SegSweep *sweep, const Looked *looked, double *inertias, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = NULL;

	if (looked->rows != NULL && (tiles = seg_tiles_new_with_singles (looked->matrix, job, error)) == NULL)
		return FALSE;
	for (guint i = 0; i < looked->n; i++) {
		guint k = sweep->rows[i].clustering->k;
		SegClusterOptions options = { k, sweep->options.restarts, sweep->options.max_passes, sweep->options.seed };
		SegJobSpan span;
		SegClustering *clustering;

		inertias[i + 1] = sweep->rows[i].clustering->inertia;
		if (tiles == NULL)
			continue;
		span = seg_job_enter (job, (double) i / looked->n, (i + 1.0) / looked->n);
		clustering = seg_kmeans_search (tiles, &options, job, error);
		seg_job_leave (job, span);
		if (clustering == NULL)
			return FALSE;
		inertias[i + 1] = clustering->inertia;
		seg_clustering_free (clustering);
	}
	return TRUE;
}

/* k = 1 too: no groups. */
static gboolean
measure_gap (SegSweep *sweep, const Looked *looked, guint n_references, SegJob *job, GError **error)
{
	g_autofree guint *ks = g_new (guint, looked->n + 1);
	g_autofree double *inertias = g_new0 (double, looked->n + 1);
	g_autofree SegGap *gaps = g_new (SegGap, looked->n + 1);
	SegJobSpan span = seg_job_enter (job, 0, 0.2);
	gboolean done = find_inertias (sweep, looked, inertias, job, error);

	seg_job_leave (job, span);
	ks[0] = 1;
	for (guint i = 0; i < looked->n; i++)
		ks[i + 1] = sweep->rows[i].clustering->k;
	span = seg_job_enter (job, 0.2, 1);
	done = done && seg_gap (looked->matrix, ks, inertias, looked->n + 1, n_references, sweep->options.seed, job, gaps, error);
	seg_job_leave (job, span);
	if (!done)
		return FALSE;
	sweep->gap_one = gaps[0].gap;
	sweep->gap_one_error = gaps[0].error;
	for (guint i = 0; i < looked->n; i++) {
		sweep->rows[i].gap = gaps[i + 1].gap;
		sweep->rows[i].gap_error = gaps[i + 1].error;
	}
	return TRUE;
}

static gboolean
measure_stability (SegSweep *sweep, const SegMatrix *matrix, const SegChooseOptions *options, SegJob *job, GError **error)
{
	g_autofree SegPartition *partitions = g_new (SegPartition, sweep->n_rows);
	g_autofree SegStability *stabilities = g_new0 (SegStability, sweep->n_rows);
	gboolean done;

	for (guint i = 0; i < sweep->n_rows; i++) {
		partitions[i] = (SegPartition) { sweep->rows[i].clustering->k, sweep->rows[i].clustering->labels };
		stabilities[i].jaccards = g_new0 (double, partitions[i].k);
	}
	done = seg_stability (matrix, partitions, sweep->n_rows, options->resamples, options->most_rows, sweep->options.seed, job, stabilities,
	                      error);
	for (guint i = 0; i < sweep->n_rows; i++)
		if (done)
			sweep->rows[i].stability = stabilities[i];
		else
			g_free (stabilities[i].jaccards);
	return done;
}

/* One after the other, each in its part of the progress. */
static gboolean
measure_all (SegSweep *sweep, const SegMatrix *matrix, const SegChooseOptions *options, const Looked *looked, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, after_hopkins);
	gboolean done = measure_structure (sweep, looked, job, error);

	seg_job_leave (job, span);
	span = seg_job_enter (job, after_hopkins, after_crowds);
	done = done && (!options->crowds || seg_sweep_find_crowds (sweep, looked->matrix, looked->rows, looked->partitions, job, error));
	seg_job_leave (job, span);
	span = seg_job_enter (job, after_crowds, after_bic);
	done = done && (!options->mixtures || measure_bic (sweep, looked, job, error));
	seg_job_leave (job, span);
	span = seg_job_enter (job, after_bic, after_gap);
	done = done && (options->references < 1 || measure_gap (sweep, looked, options->references, job, error));
	seg_job_leave (job, span);
	span = seg_job_enter (job, after_gap, after_stability);
	done = done && (options->resamples < 1 || measure_stability (sweep, matrix, options, job, error));
	seg_job_leave (job, span);
	sweep->n_looked_at = looked->matrix->n_rows;
	return done;
}

static gboolean
look (SegSweep *sweep, const SegMatrix *matrix, const SegChooseOptions *options, SegJob *job, GError **error)
{
	Looked looked = { 0 };
	gboolean done = looked_init (&looked, sweep, matrix, options->most_rows, error) &&
	                measure_all (sweep, matrix, options, &looked, job, error);

	looked_clear (&looked);
	return done;
}

/* After all else has said which number. */
static gboolean
look_for_normal (SegSweep *sweep, const SegMatrix *matrix, const SegChooseOptions *options, SegJob *job, GError **error)
{
	SegJobSpan span;
	gboolean done;

	if (!options->mixtures)
		return TRUE;
	span = seg_job_enter (job, 0.9, 1);
	done = seg_sweep_find_normal (sweep, matrix, job, error);
	seg_job_leave (job, span);
	if (done)
		seg_sweep_suggest (sweep, sweep->k_max_asked);
	return done;
}

/* All together ----------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegMatrix *matrix;
	const SegChooseOptions *options;
	SegJob *job;
} Watching;

static void
preview (const SegSweepRow *row, gpointer data)
{
	const Watching *watching = data;

	((SegSweepRow *) row)->simplified = seg_simplified_silhouette (watching->matrix, row->clustering, watching->job);
	if (watching->options->watch != NULL)
		watching->options->watch (row, watching->options->watch_data);
}

SegSweep *
seg_choose_k (const SegMatrix *matrix, const SegChooseOptions *options, SegJob *job, GError **error)
{
	SegSweepOptions wanted = options->sweep;
	Watching watching = { matrix, options, job };
	gint64 began = g_get_monotonic_time ();
	g_autoptr (SegSweep) sweep = NULL;
	g_autoptr (SegStrata) strata = NULL;
	SegJobSpan span;
	gboolean done;

	wanted.exact_rows = seg_choose_exact_rows (matrix->n_columns, wanted.k_max - wanted.k_min + 1, options->silhouette_seconds);
	span = seg_job_enter (job, 0, 0.3);
	sweep = seg_sweep_cluster (matrix, &wanted, preview, &watching, job, error);
	seg_job_leave (job, span);
	if (sweep == NULL || !seg_sweep_sample (sweep, &strata, error))
		return NULL;
	span = seg_job_enter (job, 0.3, 0.7);
	done = look (sweep, matrix, options, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.7, 0.9);
	done = done && seg_sweep_measure (sweep, matrix, strata, job, error);
	seg_job_leave (job, span);
	if (!done)
		return NULL;
	seg_sweep_suggest (sweep, options->sweep.k_max);
	if (!look_for_normal (sweep, matrix, options, job, error))
		return NULL;
	sweep->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	return g_steal_pointer (&sweep);
}
