/* Mini-batch k-means: centres learn from small random batches of users; in the end every user is assigned once.
 *
 * A batch is drawn, its users are assigned to the nearest centres, and each moves its centre towards itself by 1 / (users that
 * centre has seen): centres become the means of what they have seen. It ends when the smoothed mean squared distance of the
 * batches has not fallen for a while. Batches are drawn by the seed alone, so the outcome is the same on every machine.
 *
 * What it loses is measured: full passes of k-means go on from the centres, over all users or a sample, and the findings say how
 * much they gain.
 * Source: Sculley 2010, WWW, 1177-1178. */
#include <config.h>
#include "../cluster-private.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MOST_COMPARED 200000 /* users whom full k-means is tried on */
#define COMPARED_PASSES 100
#define START_FACTOR 3       /* users for the starts: so many times a batch, and three for each centre at least */
#define PATIENCE 30          /* batches without progress after which it ends */
#define SECONDS_A_DIFFERENCE 1.5e-9
#define TYPICAL_BATCHES 300

static const SegClusterParameter parameters[] = {
	{ "k", N_("Segments"), N_("How many segments"), SEG_PARAMETER_INTEGER, 2, 1000000, 5, NULL, NULL },
	{ "batch", N_("Users in a batch"), N_("Users drawn at random for each step"), SEG_PARAMETER_INTEGER, 1, 1e9, 2048, NULL, NULL },
	{ "batches", N_("Batches at most"), N_("Batches after which it ends in any case"), SEG_PARAMETER_INTEGER, 1, 1e9, 3000, NULL, NULL },
	{ "restarts", N_("Random starts"), N_("Independent starts, of which the best wins"), SEG_PARAMETER_INTEGER, 1, 1000, 5, NULL, NULL },
	{ NULL }
};

typedef struct {
	guint   k;
	gsize   batch, most_batches;
	guint   restarts;
	guint64 seed;
} Options;

static Options
options_of (const SegClusterSettings *settings, gsize n_rows)
{
	return (Options) { (guint) seg_cluster_settings_get (settings, "k"), MIN ((gsize) seg_cluster_settings_get (settings, "batch"), n_rows),
		               (gsize) seg_cluster_settings_get (settings, "batches"), (guint) seg_cluster_settings_get (settings, "restarts"),
		               settings->seed };
}

static gsize
rows_for_starts (const Options *options, gsize n_rows)
{
	return MIN (MAX (START_FACTOR * options->batch, 3 * (gsize) options->k), n_rows);
}

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	Options options = options_of (settings, n_rows);
	double d = (double) n_columns, n = (double) n_rows, k = options.k, compared = MIN (n, MOST_COMPARED);
	double batches = (double) MIN (options.most_batches, TYPICAL_BATCHES), starts = (double) rows_for_starts (&options, n_rows);

	cost->seconds = SECONDS_A_DIFFERENCE * d * k * ((double) options.batch * batches + starts * options.restarts * 4
	                                                + (n + compared * 10) / 4 / seg_parallel_threads ());
	cost->bytes = 40 * n + 24 * compared * d + 24 * (starts + (double) options.batch + k) * d;
}

/* Batches ---------------------------------------------------------------------------------------------------------- */

/* The rows numbered in @rows as a matrix. */
static void
gather (const SegMatrix *matrix, const gsize *rows, SegMatrix *batch)
{
	for (gsize i = 0; i < batch->n_rows; i++)
		memcpy (seg_matrix_row (batch, i), seg_matrix_row (matrix, rows[i]), matrix->n_columns * sizeof (double));
}

/* @n different rows at random, ascending (Floyd's way: each of the last n numbers, or one below it). */
static gsize *
draw_different (gsize n, gsize n_rows, SegRandom *random)
{
	g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);
	gsize *rows = g_new (gsize, n), n_taken = 0;

	if (n == n_rows) {
		for (gsize row = 0; row < n; row++)
			rows[row] = row;
		return rows;
	}
	for (gsize last = n_rows - n; last < n_rows; last++) {
		gsize row = seg_random_below (random, last + 1);

		if (!g_hash_table_add (taken, GSIZE_TO_POINTER (row)))
			g_hash_table_add (taken, GSIZE_TO_POINTER (row = last));
		rows[n_taken++] = row;
	}
	return rows;
}

/* The matrix of @n different rows drawn at random. */
static SegMatrix *
draw_sample (const SegMatrix *matrix, gsize n, SegRandom *random, GError **error)
{
	SegMatrix *sample = seg_matrix_new (n, matrix->n_columns, error);
	g_autofree gsize *rows = sample != NULL ? draw_different (n, matrix->n_rows, random) : NULL;

	if (sample != NULL)
		gather (matrix, rows, sample);
	return sample;
}

/* Starts ----------------------------------------------------------------------------------------------------------- */

static double
mean_square (const double *distances, gsize n)
{
	double sum = 0;

	for (gsize i = 0; i < n; i++)
		sum += distances[i] * distances[i];
	return sum / (double) n;
}

/* Greedy k-means++ on a sample, several times; the centres nearest to the sample. */
static SegMatrix *
choose_starts (const SegMatrix *matrix, const Options *options, SegJob *job, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (options->seed, 0);
	g_autoptr (SegMatrix) sample = draw_sample (matrix, rows_for_starts (options, matrix->n_rows), random, error);
	g_autoptr (SegTiles) tiles = sample != NULL ? seg_tiles_new (sample, job, error) : NULL;
	g_autoptr (SegMatrix) trial = tiles != NULL ? seg_matrix_new (options->k, matrix->n_columns, error) : NULL;
	g_autoptr (SegMatrix) best = trial != NULL ? seg_matrix_new (options->k, matrix->n_columns, error) : NULL;
	g_autofree gint32 *labels = best != NULL ? g_new (gint32, sample->n_rows) : NULL;
	g_autofree double *distances = best != NULL ? g_new (double, sample->n_rows) : NULL;
	double least = INFINITY;

	for (guint number = 0; best != NULL && number < options->restarts; number++) {
		g_autoptr (SegRandom) own = seg_random_new (options->seed, number + 1);
		double reached;

		if (!seg_kmeans_plus_plus (tiles, options->k, own, job, trial->values, error))
			return NULL;
		seg_cluster_assign (sample, trial, labels, distances);
		reached = mean_square (distances, sample->n_rows);
		if (reached >= least)
			continue;
		least = reached;
		memcpy (best->values, trial->values, options->k * matrix->n_columns * sizeof (double));
	}
	return g_steal_pointer (&best);
}

/* Steps ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	const SegMatrix *matrix;
	const Options *options;
	SegMatrix *centres, *batch;
	gsize  *rows;      /* of the batch */
	gint32 *labels;
	double *distances;
	double *seen;      /* k: users that moved each centre */
	gsize   n_batches;
	gboolean rested;
} Learning;

static void
learn (Learning *state)
{
	gsize d = state->matrix->n_columns;

	for (gsize i = 0; i < state->batch->n_rows; i++) {
		const double *x = seg_matrix_row (state->batch, i);
		double *centre = seg_matrix_row (state->centres, (gsize) state->labels[i]), rate = 1 / ++state->seen[state->labels[i]];

		for (gsize column = 0; column < d; column++)
			centre[column] += rate * (x[column] - centre[column]);
	}
}

/* Batch after batch until the smoothed mean falls no more. */
static gboolean
run_batches (Learning *state, SegJob *job, GError **error)
{
	const Options *options = state->options;
	g_autoptr (SegRandom) random = seg_random_new (options->seed, options->restarts + 1);
	double weight = MIN (1, 2 * (double) options->batch / ((double) state->matrix->n_rows + 1)), smooth = NAN, least = INFINITY;
	gsize idle = 0;

	weight = MAX (weight, 0.02); /* of millions: else nothing would be noticed for very many batches */
	for (state->n_batches = 0; state->n_batches < options->most_batches && !state->rested; state->n_batches++) {
		double mean;

		for (gsize i = 0; i < options->batch; i++)
			state->rows[i] = seg_random_below (random, state->matrix->n_rows);
		gather (state->matrix, state->rows, state->batch);
		seg_cluster_assign (state->batch, state->centres, state->labels, state->distances);
		mean = mean_square (state->distances, options->batch);
		learn (state);
		smooth = isnan (smooth) ? mean : smooth + weight * (mean - smooth);
		idle = smooth < least ? 0 : idle + 1;
		least = MIN (least, smooth);
		state->rested = idle >= PATIENCE;
		if (!seg_job_proceed (job, (double) state->n_batches / (double) options->most_batches, _("learning from batches of users"), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
train (Learning *state, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.7);
	gboolean success;

	state->batch = seg_matrix_new (state->options->batch, state->matrix->n_columns, error);
	state->rows = g_try_new (gsize, state->options->batch);
	state->labels = g_try_new (gint32, state->options->batch);
	state->distances = g_try_new (double, state->options->batch);
	state->seen = g_new0 (double, state->options->k);
	if (state->batch != NULL && (state->rows == NULL || state->labels == NULL || state->distances == NULL)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for batches of %zu users; take smaller ones"), state->options->batch);
		g_clear_pointer (&state->batch, seg_matrix_free);
	}
	success = state->batch != NULL && run_batches (state, job, error);
	seg_matrix_free (state->batch);
	g_free (state->rows);
	g_free (state->labels);
	g_free (state->distances);
	g_free (state->seen);
	seg_job_leave (job, span);
	return success;
}

/* The outcome ------------------------------------------------------------------------------------------------------ */

/* Everyone to the nearest centre; a centre nobody is nearest to goes to the user farthest from theirs, and everyone chooses again. */
static gboolean
assign_all (const SegMatrix *matrix, SegMatrix *centres, gint32 *labels, double *distances, SegJob *job, GError **error)
{
	gsize k = centres->n_rows;

	for (gsize round = 0; ; round++) {
		g_autofree gsize *sizes = g_new0 (gsize, k);
		gboolean moved = FALSE;

		seg_cluster_assign (matrix, centres, labels, distances);
		for (gsize row = 0; row < matrix->n_rows; row++)
			sizes[labels[row]]++;
		for (gsize c = 0; c < k && round < k; c++) {
			gsize worst = 0;

			if (sizes[c] > 0)
				continue;
			for (gsize row = 1; row < matrix->n_rows; row++)
				if (distances[row] > distances[worst])
					worst = row;
			memcpy (seg_matrix_row (centres, c), seg_matrix_row (matrix, worst), matrix->n_columns * sizeof (double));
			distances[worst] = 0;
			moved = TRUE;
		}
		if (!moved)
			return seg_job_goes_on (job, error);
		if (!seg_job_goes_on (job, error))
			return FALSE;
	}
}

/* How much less full k-means from the same centres leaves, as a share; NAN: it could not be tried. */
static gboolean
compare (const SegMatrix *matrix, const SegMatrix *centres, const Options *options, SegJob *job, gsize *n_compared, double *share, GError **error)
{
	g_autoptr (SegRandom) random = seg_random_new (options->seed, options->restarts + 2);
	g_autoptr (SegMatrix) sample = NULL;
	g_autoptr (SegClustering) full = NULL;
	g_autofree gint32 *labels = NULL;
	g_autofree double *distances = NULL;
	gsize n_distinct;
	double own;

	*n_compared = MAX (MIN (matrix->n_rows, MOST_COMPARED), options->k);
	*share = NAN;
	sample = draw_sample (matrix, MIN (*n_compared, matrix->n_rows), random, error);
	if (sample == NULL || !seg_cluster_count_distinct (sample, options->k, job, &n_distinct, error))
		return FALSE;
	if (n_distinct < options->k)
		return TRUE;
	full = seg_kmeans_from (sample, centres, COMPARED_PASSES, job, error);
	if (full == NULL)
		return FALSE;
	labels = g_new (gint32, sample->n_rows);
	distances = g_new (double, sample->n_rows);
	seg_cluster_assign (sample, centres, labels, distances);
	own = mean_square (distances, sample->n_rows) * (double) sample->n_rows;
	*share = own > 0 ? MAX (1 - full->inertia / own, 0) : 0;
	return TRUE;
}

static void
add_findings (SegClusterModel *model, const Learning *state, double inertia, gsize n_compared, double share)
{
	g_autofree char *batches = seg_format_integer ((gint64) state->n_batches), *less = seg_format_share (share);
	g_autofree char *compared = seg_format_integer ((gint64) n_compared);

	seg_cluster_model_add (model, "inertia", _("Sum of squared distances to the centres"), inertia, g_strdup_printf ("%.6g", inertia));
	seg_cluster_model_add (model, "batches_used", _("Batches"), (double) state->n_batches,
	                       g_strdup_printf (state->rested ? "%s" : _("%s, and the centres were still moving"), batches));
	if (isnan (share))
		return;
	seg_cluster_model_add (model, "full_gain", _("Beside full k-means"), share,
	                       n_compared < state->matrix->n_rows
	                       ? g_strdup_printf (_("full passes from these centres leave %s less, tried on %s users drawn at random"), less, compared)
	                       : g_strdup_printf (_("full passes from these centres leave %s less"), less));
}

/* Labels by the centres, which are the rule; the means of the segments are those of their users, as with every algorithm. */
static gboolean
take_outcome (SegClusterModel *model, const SegMatrix *matrix, SegMatrix *centres, double *inertia, SegJob *job, GError **error)
{
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows), *number = g_new (gint32, centres->n_rows);
	g_autofree double *distances = g_try_new (double, matrix->n_rows);
	SegMatrix *kept;

	if (labels == NULL || distances == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	if (!assign_all (matrix, centres, labels, distances, job, error)
	    || !seg_cluster_model_take_labels (model, matrix, labels, (guint) centres->n_rows, number, job, error)
	    || (kept = seg_matrix_new (centres->n_rows, centres->n_columns, error)) == NULL)
		return FALSE;
	for (gsize c = 0; c < centres->n_rows; c++)
		memcpy (seg_matrix_row (kept, (gsize) number[c]), seg_matrix_row (centres, c), centres->n_columns * sizeof (double));
	model->rule = seg_cluster_rule_new (model->settings.algorithm);
	seg_cluster_rule_take (model->rule, "centroids", kept);
	*inertia = mean_square (distances, matrix->n_rows) * (double) matrix->n_rows;
	memcpy (model->clustering->distances, distances, matrix->n_rows * sizeof *distances);
	return TRUE;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	Options options = options_of (&model->settings, matrix->n_rows);
	SegClusterOptions checked = { options.k, options.restarts, 1, options.seed };
	Learning state = { .matrix = matrix, .options = &options };
	double share = NAN, inertia = 0;
	gsize n_compared = 0;
	SegJobSpan span;
	gboolean success;

	if (!seg_cluster_check_options (matrix, &checked, error) || !seg_cluster_check_distinct (matrix, options.k, job, error))
		return FALSE;
	state.centres = choose_starts (matrix, &options, job, error);
	success = state.centres != NULL && train (&state, job, error);
	span = seg_job_enter (job, 0.7, 1);
	success = success && take_outcome (model, matrix, state.centres, &inertia, job, error)
	          && compare (matrix, state.centres, &options, job, &n_compared, &share, error);
	seg_job_leave (job, span);
	if (success) {
		model->clustering->passes = 1;
		model->clustering->converged = state.rested;
		add_findings (model, &state, inertia, n_compared, share);
	}
	seg_matrix_free (state.centres);
	return success;
}

const SegClusterAlgorithm seg_algorithm_minibatch = {
	.name = "mini-batch", .label = N_("Mini-batch k-means"),
	.meaning = N_("k-means from small random batches of users: for millions, nearly as good"),
	.parameters = parameters, .estimate = estimate, .fit = fit,
};
