/* k-means with limits on the sizes: every segment has at least and at most so many users.
 *
 * As k-means, but that each pass assigns the users at least cost within the limits (transport.c), exactly; the centres are the
 * means of those assigned. Both steps lower the sum of squared distances, so it comes to rest. The first start are the centres of
 * k-means without limits, the others greedy k-means++.
 * Source: Bradley, Bennett, Demiriz 2000, Microsoft Research MSR-TR-2000-65. */
#include <config.h>
#include "transport.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define BLOCK_ROWS 2048
#define SECONDS_A_COST 2e-9  /* of one row and centre in one column, on one thread */
#define SECONDS_A_MOVE 4e-7  /* of one row that the limits move, times a cluster it could go to */
#define TYPICAL_PASSES 25
#define FIRST_STARTS 5       /* of the k-means without limits */
#define LEAST_GAIN 1e-12     /* share of the sum below which a pass counts as rest */

static const SegClusterParameter parameters[] = {
	{ "k", N_("Segments"), N_("How many segments"), SEG_PARAMETER_INTEGER, 2, 10000, 5, NULL, NULL },
	{ "min-size", N_("Users at least"), N_("Fewest users a segment may have"), SEG_PARAMETER_INTEGER, 1, 1e9, NAN, N_("no lower limit"), NULL },
	{ "max-size", N_("Users at most"), N_("Most users a segment may have"), SEG_PARAMETER_INTEGER, 1, 1e9, NAN, N_("no upper limit"), NULL },
	{ "restarts", N_("Random starts"), N_("Independent starts, of which the best wins"), SEG_PARAMETER_INTEGER, 1, 1000, 3, NULL, NULL },
	{ "passes", N_("Passes"), N_("Passes over the users after which a start ends"), SEG_PARAMETER_INTEGER, 1, 1000000, 300, NULL, NULL },
	{ NULL }
};

typedef struct {
	guint   k, restarts, max_passes;
	gsize   least, most;
	guint64 seed;
} Options;

static Options
options_of (const SegClusterSettings *settings, gsize n_rows)
{
	double least = seg_cluster_settings_get (settings, "min-size"), most = seg_cluster_settings_get (settings, "max-size");

	return (Options) { (guint) seg_cluster_settings_get (settings, "k"), (guint) seg_cluster_settings_get (settings, "restarts"),
		               (guint) seg_cluster_settings_get (settings, "passes"), isnan (least) ? 1 : (gsize) least,
		               isnan (most) ? n_rows : (gsize) most, settings->seed };
}

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	Options options = options_of (settings, n_rows);
	double n = (double) n_rows, k = options.k;

	cost->seconds = (options.restarts + 1.0) * (n * k * (double) n_columns * SECONDS_A_COST * TYPICAL_PASSES / seg_parallel_threads ()
	                                            + n / 2 * k * SECONDS_A_MOVE);
	cost->bytes = n * (16 * (double) n_columns + 40) + 8 * n * k + 1.5 * seg_transport_bytes (n_rows, options.k);
}

/* Whether the limits can be kept ----------------------------------------------------------------------------------- */

static gboolean
check_limits (const Options *options, gsize n, gboolean limited, GError **error)
{
	g_autofree char *users = seg_format_integer ((gint64) n), *least = seg_format_integer ((gint64) options->least);
	g_autofree char *most = seg_format_integer ((gint64) options->most), *share = seg_format_integer ((gint64) (n / options->k));
	g_autofree char *share_up = seg_format_integer ((gint64) ((n + options->k - 1) / options->k));

	if (!limited)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		                     _("Say how many users a segment may have: at least (min-size), at most (max-size), or both; without limits take k-means"));
	else if (options->k > n)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("%u segments need more than the %s users there are"), options->k, users);
	else if (options->least > options->most && options->most < n)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("No segment can have at least %s and at most %s users"), least, most);
	else if (options->least > n / options->k)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("%u segments of at least %s users need more than the %s there are; ask for at most %s users each, or fewer segments"),
		             options->k, least, users, share);
	else if (options->most < (n + options->k - 1) / options->k)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("%u segments of at most %s users have no room for the %s there are; allow at least %s users each, or more segments"),
		             options->k, most, users, share_up);
	else
		return TRUE;
	return FALSE;
}

/* One start -------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegMatrix *matrix;
	const Options *options;
	SegTransport *transport;
	double *centres; /* k x n_columns */
	double *costs;   /* n x k */
	gint32 *labels;
	double  sum;     /* of the squared distances */
	guint   passes;
	gboolean rested;
} Start;

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Start *start = data;
	gsize d = start->matrix->n_columns;
	guint k = start->options->k;

	(void) block;
	for (gsize row = first; row < last; row++)
		for (guint c = 0; c < k; c++) {
			const double *x = seg_matrix_row (start->matrix, row), *centre = start->centres + c * d;
			double sum = 0;

			for (gsize column = 0; column < d; column++)
				sum += (x[column] - centre[column]) * (x[column] - centre[column]);
			start->costs[row * k + c] = sum;
		}
}

/* The means of those assigned; the centre of an empty segment stays. */
static void
move_centres (Start *start)
{
	gsize d = start->matrix->n_columns;
	guint k = start->options->k;
	g_autofree double *sums = g_new0 (double, k * d);
	g_autofree gsize *counts = g_new0 (gsize, k);

	for (gsize row = 0; row < start->matrix->n_rows; row++) {
		const double *x = seg_matrix_row (start->matrix, row);
		double *sum = sums + (gsize) start->labels[row] * d;

		counts[start->labels[row]]++;
		for (gsize column = 0; column < d; column++)
			sum[column] += x[column];
	}
	for (gsize i = 0; i < k * d; i++)
		if (counts[i / d] > 0)
			start->centres[i] = sums[i] / (double) counts[i / d];
}

static double
sum_costs (const Start *start)
{
	double sum = 0;

	for (gsize row = 0; row < start->matrix->n_rows; row++)
		sum += start->costs[row * start->options->k + (gsize) start->labels[row]];
	return sum;
}

/* Passes until the sum falls no more. */
static gboolean
iterate (Start *start, SegProgress *progress, GError **error)
{
	double before = INFINITY;

	start->rested = FALSE;
	for (start->passes = 1; ; start->passes++) {
		seg_parallel_blocks (start->matrix->n_rows, BLOCK_ROWS, measure_block, start);
		if (!seg_transport_assign (start->transport, start->costs, start->labels, progress->job, error))
			return FALSE;
		start->sum = sum_costs (start);
		start->rested = isfinite (before) && before - start->sum <= LEAST_GAIN * before;
		if (start->rested || start->passes == start->options->max_passes)
			break;
		before = start->sum;
		move_centres (start);
		if (!seg_job_goes_on (progress->job, error))
			return FALSE;
	}
	return seg_progress_advance (progress, 1) || seg_job_goes_on (progress->job, error);
}

/* All starts ------------------------------------------------------------------------------------------------------- */

static gboolean
first_centres (const SegTiles *tiles, const SegClustering *unlimited, const Options *options, guint number, SegJob *job, double *centres,
               GError **error)
{
	g_autoptr (SegRandom) random = NULL;

	if (number == 0) {
		memcpy (centres, unlimited->centroids->values, options->k * tiles->matrix->n_columns * sizeof *centres);
		return TRUE;
	}
	random = seg_random_new (options->seed, number);
	return seg_kmeans_plus_plus (tiles, options->k, random, job, centres, error);
}

/* The best of all starts: its labels, centres and how it went are left in @best. */
static gboolean
search (Start *best, const SegTiles *tiles, const SegClustering *unlimited, SegJob *job, GError **error)
{
	const Options *options = best->options;
	gsize n = best->matrix->n_rows, n_values = options->k * best->matrix->n_columns;
	g_autofree double *centres = g_new (double, n_values);
	g_autofree gint32 *labels = g_try_new (gint32, n);
	Start start = *best;
	SegProgress progress;

	seg_progress_init (&progress, job, options->restarts, _("filling segments within the limits"));
	start.centres = centres;
	start.labels = labels;
	best->sum = INFINITY;
	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), n);
		return FALSE;
	}
	for (guint number = 0; number < options->restarts; number++) {
		if (!first_centres (tiles, unlimited, options, number, job, centres, error) || !iterate (&start, &progress, error))
			return FALSE;
		if (start.sum >= best->sum)
			continue;
		memcpy (best->labels, labels, n * sizeof *labels);
		memcpy (best->centres, centres, n_values * sizeof *centres);
		best->sum = start.sum;
		best->passes = start.passes;
		best->rested = start.rested;
	}
	return TRUE;
}

static void
add_findings (SegClusterModel *model, const SegClustering *unlimited, gsize n_elsewhere)
{
	const SegClustering *clustering = model->clustering;
	double more = unlimited->inertia > 0 ? clustering->inertia / unlimited->inertia - 1 : 0;
	double elsewhere = (double) n_elsewhere / (double) clustering->n_rows;
	g_autofree char *users = seg_format_integer ((gint64) n_elsewhere), *share = seg_format_share (elsewhere), *rise = seg_format_share (MAX (more, 0));

	seg_cluster_model_add (model, "inertia", _("Sum of squared distances to the centres"), clustering->inertia,
	                       g_strdup_printf (_("%.6g, %s more than without limits"), clustering->inertia, rise));
	seg_cluster_model_add (model, "elsewhere", _("Users whom the limits keep from the nearest segment"), (double) n_elsewhere,
	                       g_strdup_printf (_("%s (%s)"), users, share));
	seg_cluster_model_add (model, "new_users", _("New users"), NAN, g_strdup (_("go to the nearest centre, whatever the limits")));
}

static gsize
count_elsewhere (const SegMatrix *matrix, const SegClustering *clustering)
{
	g_autofree gint32 *nearest = g_new (gint32, matrix->n_rows);
	g_autofree double *distances = g_new (double, matrix->n_rows);
	gsize n = 0;

	seg_cluster_assign (matrix, clustering->centroids, nearest, distances);
	for (gsize row = 0; row < matrix->n_rows; row++)
		n += nearest[row] != clustering->labels[row] && distances[row] < clustering->distances[row];
	return n;
}

static gboolean
allocate (Start *start, GError **error)
{
	gsize n = start->matrix->n_rows;
	const Options *options = start->options;

	start->transport = seg_transport_new (n, options->k, options->least, options->most, error);
	start->centres = g_new (double, options->k * start->matrix->n_columns);
	start->labels = g_try_new (gint32, n);
	start->costs = g_try_new (double, n * options->k);
	if (start->transport == NULL || (start->labels != NULL && start->costs != NULL))
		return start->transport != NULL;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for limits on the sizes of %u segments of %zu users"), options->k, n);
	return FALSE;
}

static void
start_clear (Start *start)
{
	seg_transport_free (start->transport);
	g_free (start->centres);
	g_free (start->labels);
	g_free (start->costs);
}

/* k-means without limits: the first start, and what the outcome is compared with. */
static SegClustering *
cluster_unlimited (const SegMatrix *matrix, const Options *options, SegJob *job, GError **error)
{
	SegClusterOptions kmeans = { options->k, MAX (options->restarts, FIRST_STARTS), options->max_passes, options->seed };
	SegJobSpan span = seg_job_enter (job, 0, 0.2);
	SegClustering *clustering = seg_kmeans (matrix, &kmeans, job, error);

	seg_job_leave (job, span);
	return clustering;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	Options options = options_of (&model->settings, matrix->n_rows);
	gboolean limited = !isnan (seg_cluster_settings_get (&model->settings, "min-size")) || !isnan (seg_cluster_settings_get (&model->settings, "max-size"));
	g_autoptr (SegClustering) unlimited = NULL;
	g_autoptr (SegTiles) tiles = NULL;
	Start start = { .matrix = matrix, .options = &options };
	SegJobSpan span;
	gboolean success;

	if (!check_limits (&options, matrix->n_rows, limited, error)
	    || (unlimited = cluster_unlimited (matrix, &options, job, error)) == NULL || (tiles = seg_tiles_new (matrix, job, error)) == NULL)
		return FALSE;
	span = seg_job_enter (job, 0.2, 1);
	success = allocate (&start, error) && search (&start, tiles, unlimited, job, error)
	          && seg_cluster_model_take_labels (model, matrix, start.labels, options.k, NULL, job, error);
	seg_job_leave (job, span);
	if (success) {
		model->clustering->passes = start.passes;
		model->clustering->converged = start.rested;
		add_findings (model, unlimited, count_elsewhere (matrix, model->clustering));
	}
	start_clear (&start);
	return success;
}

const SegClusterAlgorithm seg_algorithm_limits = {
	.name = "size-limits", .label = N_("k-means with size limits"),
	.meaning = N_("As k-means, but no segment has fewer or more users than you say; users give way where it costs least"),
	.parameters = parameters, .estimate = estimate, .fit = fit,
};
