/* Gaussian mixtures as a row of the table: k-means for the start, EM, the choice of k and shape by BIC, and shares of every
 * user in every segment. */
#include <config.h>
#include "mixture.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SEGMENTS 10         /* tried where nobody says k */
#define SECONDS_A_TERM 6e-10     /* of one row, component and column or pair of columns in one step, on one thread */
#define TYPICAL_STEPS 80
#define BLOCK_ROWS 1024

static const char *const shapes[] = { NC_ ("choice", "full"), NC_ ("choice", "tied"), NC_ ("choice", "diagonal"), NC_ ("choice", "spherical"), NULL };

static const SegClusterParameter parameters[] = {
	{ "k", N_("Segments"), N_("How many segments"), SEG_PARAMETER_INTEGER, 1, 10000, NAN, N_("of 1 to 10 the number with the lowest BIC"), NULL },
	{ "shape", N_("Shape"), N_("What may differ between segments: everything, nothing but the middle, the width of each feature, or one width"),
	  SEG_PARAMETER_CHOICE, 0, 3, NAN, N_("the one with the lowest BIC"), shapes },
	{ "restarts", N_("Random starts"), N_("Independent starts, of which the best wins"), SEG_PARAMETER_INTEGER, 1, 1000, 10, NULL, NULL },
	{ "passes", N_("Passes"), N_("Passes over the users after which a start ends"), SEG_PARAMETER_INTEGER, 1, 1000000, 300, NULL, NULL },
	{ "tolerance", N_("Precision"), N_("Rise of the log likelihood of a user below which it ends"), SEG_PARAMETER_NUMBER, 0, 1, 1e-6, NULL, NULL },
	{ "ridge", N_("Least variance"), N_("Added to every variance, so that no segment shrinks to one point"), SEG_PARAMETER_NUMBER, 0, 1e6, 1e-6,
	  NULL, NULL },
	{ NULL }
};

/* What is tried ---------------------------------------------------------------------------------------------------- */

typedef struct {
	guint    k_min, k_max;
	SegShape shape_min, shape_max;
} Range;

static Range
range_of (const SegClusterSettings *settings, gsize n_rows)
{
	double k = seg_cluster_settings_get (settings, "k"), shape = seg_cluster_settings_get (settings, "shape");
	Range range = { 1, (guint) MIN (MOST_SEGMENTS, n_rows), SEG_SHAPE_FULL, SEG_SHAPE_SPHERICAL };

	if (!isnan (k))
		range.k_min = range.k_max = (guint) k;
	if (!isnan (shape))
		range.shape_min = range.shape_max = (SegShape) shape;
	return range;
}

static double
terms_of (SegShape shape, double d)
{
	return shape == SEG_SHAPE_FULL ? d * d : shape == SEG_SHAPE_TIED ? 2 * d : d;
}

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	Range range = range_of (settings, n_rows);
	double n = (double) n_rows, d = (double) n_columns, terms = 0;

	for (guint k = range.k_min; k <= range.k_max; k++)
		for (SegShape shape = range.shape_min; shape <= range.shape_max; shape++)
			terms += k * terms_of (shape, d) * MIN (seg_cluster_settings_get (settings, "passes"), TYPICAL_STEPS);
	for (guint k = range.k_min; k <= range.k_max; k++)
		terms += k * d * seg_cluster_settings_get (settings, "restarts") * 15; /* k-means */
	cost->seconds = n * terms * SECONDS_A_TERM / seg_parallel_threads ();
	cost->bytes = n * (8 * d + 60 + 8.0 * range.k_max) + 8 * (n / 2048 + 1) * range.k_max * (1 + d * (d + 3) / 2);
}

/* Trying ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegTiles *tiles;
	SegClusterModel *model;
	SegMixture *best;
	GString    *table;    /* "3 full 1,234.5" ... */
	guint       n_tried, n_collapsed;
	GError     *collapse; /* the last one */
	SegJob     *job;
} Search;

/* The start: k-means, or everyone in one group. */
static SegClustering *
start_for (const Search *search, guint k, GError **error)
{
	const SegClusterSettings *settings = &search->model->settings;
	const SegMatrix *matrix = search->tiles->matrix;
	SegClusterOptions options = { k, (guint) seg_cluster_settings_get (settings, "restarts"), 300, settings->seed };
	g_autofree gint32 *labels = NULL;

	if (k > 1)
		return seg_kmeans (matrix, &options, search->job, error);
	labels = g_new0 (gint32, matrix->n_rows);
	return seg_clustering_new (matrix, labels, 1, search->job, error);
}

static gboolean
try_shape (Search *search, SegShape shape, const SegClustering *start, GError **error)
{
	const SegClusterSettings *settings = &search->model->settings;
	const SegMatrix *matrix = search->tiles->matrix;
	g_autoptr (SegMixture) mixture = seg_mixture_new (shape, start->k, matrix->n_columns, seg_cluster_settings_get (settings, "ridge"));
	g_autoptr (GError) failure = NULL;
	g_autofree char *bic = NULL;

	search->n_tried++;
	if (!seg_mixture_fit (mixture, search->tiles, start, (guint) seg_cluster_settings_get (settings, "passes"),
	                      seg_cluster_settings_get (settings, "tolerance"), search->job, &failure)) {
		if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA)) {
			g_propagate_error (error, g_steal_pointer (&failure));
			return FALSE;
		}
		g_clear_error (&search->collapse);
		search->collapse = g_steal_pointer (&failure);
		search->n_collapsed++;
		return TRUE;
	}
	bic = seg_format_number (seg_mixture_bic (mixture, matrix->n_rows), 0);
	g_string_append_printf (search->table, "%s%u %s %s", search->table->len > 0 ? " · " : "", start->k, shapes[shape], bic);
	if (search->best == NULL || seg_mixture_bic (mixture, matrix->n_rows) < seg_mixture_bic (search->best, matrix->n_rows)) {
		seg_mixture_free (search->best);
		search->best = g_steal_pointer (&mixture);
	}
	return TRUE;
}

static gboolean
try_k (Search *search, Range range, guint k, GError **error)
{
	SegJobSpan span = seg_job_enter (search->job, 0, 0.3);
	g_autoptr (SegClustering) start = start_for (search, k, error);
	gboolean success = start != NULL;
	double n_shapes = range.shape_max - range.shape_min + 1;

	seg_job_leave (search->job, span);
	for (SegShape shape = range.shape_min; success && shape <= range.shape_max; shape++) {
		double from = 0.3 + 0.7 * (shape - range.shape_min) / n_shapes;

		span = seg_job_enter (search->job, from, from + 0.7 / n_shapes);
		success = try_shape (search, shape, start, error);
		seg_job_leave (search->job, span);
	}
	return success;
}

static gboolean
try_all (Search *search, Range range, GError **error)
{
	gsize n_distinct;

	if (!seg_cluster_count_distinct (search->tiles->matrix, range.k_max, search->job, &n_distinct, error))
		return FALSE;
	if (range.k_min < range.k_max) /* nobody asked for a certain k */
		range.k_max = (guint) MIN (range.k_max, n_distinct);
	for (guint k = range.k_min; k <= range.k_max; k++) {
		double n = range.k_max - range.k_min + 1;
		SegJobSpan span = seg_job_enter (search->job, 0.95 * (k - range.k_min) / n, 0.95 * (k - range.k_min + 1) / n);
		gboolean success = try_k (search, range, k, error);

		seg_job_leave (search->job, span);
		if (!success)
			return FALSE;
	}
	if (search->best != NULL)
		return TRUE;
	g_propagate_error (error, g_steal_pointer (&search->collapse));
	return FALSE;
}

/* The rule --------------------------------------------------------------------------------------------------------- */

/* Components @used (k of them, by new number): means, factors (n_columns^2 each) and constants. */
static gboolean
make_rule (SegClusterModel *model, const SegMixture *mixture, const guint *used, guint k, GError **error)
{
	gsize d = mixture->n_columns;
	SegMatrix *means = seg_matrix_new (k, d, error), *factors, *constants;

	if (means == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "means", means);
	if ((factors = seg_matrix_new (k, d * d, error)) == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "factors", factors);
	if ((constants = seg_matrix_new (k, 1, error)) == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "constants", constants);
	for (guint c = 0; c < k; c++) {
		const double *factor = mixture->factors + (mixture->shape == SEG_SHAPE_FULL ? used[c] * d * d : 0);

		memcpy (seg_matrix_row (means, c), mixture->means + used[c] * d, d * sizeof (double));
		constants->values[c] = mixture->constants[used[c]];
		if (mixture->factors != NULL)
			memcpy (seg_matrix_row (factors, c), factor, d * d * sizeof (double));
		else
			for (gsize i = 0; i < d; i++)
				seg_matrix_row (factors, c)[i * d + i] = sqrt (mixture->precisions[used[c] * d + i]);
	}
	return TRUE;
}

static gboolean
check_rule (const SegClusterRule *rule)
{
	const SegMatrix *means = seg_cluster_rule_get (rule, "means"), *factors = seg_cluster_rule_get (rule, "factors");
	const SegMatrix *constants = seg_cluster_rule_get (rule, "constants"), *centroids = seg_cluster_rule_get (rule, "centroids");

	return means != NULL && factors != NULL && constants != NULL && centroids->n_rows > 0 && means->n_rows == centroids->n_rows
	       && factors->n_rows == centroids->n_rows && constants->n_rows == centroids->n_rows && constants->n_columns == 1
	       && means->n_columns == centroids->n_columns && centroids->n_columns < 100000
	       && factors->n_columns == centroids->n_columns * centroids->n_columns && seg_matrix_check_finite (means, NULL)
	       && seg_matrix_check_finite (factors, NULL) && seg_matrix_check_finite (constants, NULL);
}

typedef struct {
	const SegMatrix *matrix, *means, *factors, *constants;
	gint32    *labels;     /* or NULL */
	SegMatrix *membership; /* or NULL */
	SegJob    *job;
} Assign;

/* Shares of the rows of one tile. */
static void
share_tile (const Assign *assign, gsize first, gsize n, double *scratch, double *shares)
{
	const SegMixtureKernel *kernel = seg_mixture_kernel ();
	gsize d = assign->means->n_columns;
	double *tile = scratch, *white = tile + d * SEG_TILE_ROWS, *zeros = white + d * SEG_TILE_ROWS, *ones = zeros + d;

	seg_tiles_fill (assign->matrix, first, first + n, tile);
	for (gsize i = 0; i < d; i++) {
		zeros[i] = 0;
		ones[i] = 1;
	}
	for (gsize c = 0; c < assign->means->n_rows; c++) {
		kernel->whiten (tile, d, seg_matrix_row (assign->means, c), seg_matrix_row (assign->factors, c), white);
		kernel->log_densities (white, d, 1, zeros, ones, assign->constants->values + c, shares + c * SEG_TILE_ROWS);
	}
	kernel->share_out (shares, (guint) assign->means->n_rows, n);
}

static void
assign_rows (gsize block, gsize first, gsize last, gpointer data)
{
	const Assign *assign = data;
	gsize d = assign->means->n_columns, k = assign->means->n_rows;
	double *scratch = seg_aligned_small (2 * d * SEG_TILE_ROWS + k * SEG_TILE_ROWS + 2 * d + 16);
	double *shares = scratch + 2 * d * SEG_TILE_ROWS + (2 * d + 7) / 8 * 8;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (assign->job); row += SEG_TILE_ROWS) {
		gsize n = MIN (SEG_TILE_ROWS, last - row);

		share_tile (assign, row, n, scratch, shares);
		for (gsize lane = 0; lane < n; lane++) {
			gsize best = 0;

			for (gsize c = 0; c < k; c++) {
				double share = shares[c * SEG_TILE_ROWS + lane];

				best = share > shares[best * SEG_TILE_ROWS + lane] ? c : best;
				if (assign->membership != NULL)
					seg_matrix_row (assign->membership, row + lane)[c] = share;
			}
			if (assign->labels != NULL)
				assign->labels[row + lane] = (gint32) best;
		}
	}
	free (scratch);
}

static gboolean
assign_by (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, SegMatrix *membership, GError **error)
{
	Assign work = { matrix, seg_cluster_rule_get (rule, "means"), seg_cluster_rule_get (rule, "factors"),
		            seg_cluster_rule_get (rule, "constants"), labels, membership, job };

	seg_parallel_blocks (matrix->n_rows, BLOCK_ROWS, assign_rows, &work);
	return seg_job_goes_on (job, error);
}

static void
measure_distances (const SegMatrix *matrix, const SegMatrix *centroids, const gint32 *labels, double *distances)
{
	for (gsize row = 0; row < matrix->n_rows; row++) {
		double squared = 0;

		for (gsize column = 0; column < matrix->n_columns; column++)
			squared += pow (seg_matrix_row (matrix, row)[column] - seg_matrix_row (centroids, (gsize) labels[row])[column], 2);
		distances[row] = sqrt (squared);
	}
}

static gboolean
assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances, SegMatrix *membership,
        GError **error)
{
	if (membership != NULL && (membership->n_rows != matrix->n_rows || membership->n_columns != seg_cluster_rule_k (rule))) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is no room for the shares of %zu users in %u segments"), matrix->n_rows,
		             seg_cluster_rule_k (rule));
		return FALSE;
	}
	if (!assign_by (rule, matrix, job, labels, membership, error))
		return FALSE;
	if (distances != NULL)
		measure_distances (matrix, seg_cluster_rule_get (rule, "centroids"), labels, distances);
	return TRUE;
}

/* The outcome ------------------------------------------------------------------------------------------------------ */

/* Most probable components of all rows, over all components of @mixture. */
static gint32 *
most_probable (SegClusterModel *model, const SegMixture *mixture, const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autofree guint *all = g_new (guint, mixture->k);
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows);
	gboolean success = labels != NULL;

	if (!success)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
	for (guint c = 0; c < mixture->k; c++)
		all[c] = c;
	model->rule = seg_cluster_rule_new (model->settings.algorithm);
	success = success && make_rule (model, mixture, all, mixture->k, error) && assign_by (model->rule, matrix, job, labels, NULL, error);
	g_clear_pointer (&model->rule, seg_cluster_rule_free);
	return success ? g_steal_pointer (&labels) : NULL;
}

/* Components that are the most probable for nobody are left out. @used: those kept; returns how many. */
static guint
leave_out_empty (gint32 *labels, gsize n_rows, guint k, guint *used)
{
	g_autofree gint32 *number = g_new (gint32, k);
	guint n = 0;

	memset (number, 0xff, k * sizeof *number);
	for (gsize row = 0; row < n_rows; row++)
		number[labels[row]] = 0;
	for (guint c = 0; c < k; c++)
		if (number[c] == 0) {
			used[n] = c;
			number[c] = (gint32) n++;
		}
	for (gsize row = 0; row < n_rows; row++)
		labels[row] = number[labels[row]];
	return n;
}

static void
add_findings (SegClusterModel *model, const Search *search, guint n_used)
{
	const SegMixture *best = search->best;
	double bic = seg_mixture_bic (best, search->tiles->matrix->n_rows);

	seg_cluster_model_add (model, "bic", _("BIC (lower is better)"), bic, seg_format_number (bic, 0));
	seg_cluster_model_add (model, "log_likelihood", _("Log likelihood"), best->log_likelihood, seg_format_number (best->log_likelihood, 1));
	seg_cluster_model_add (model, "steps", _("Steps"), best->steps,
	                       g_strdup_printf (best->converged ? "%u" : _("%u, and it was still rising"), best->steps));
	if (n_used < best->k)
		seg_cluster_model_add (model, "left_out", _("Components that are the most probable for nobody"), best->k - n_used,
		                       g_strdup_printf ("%u", best->k - n_used));
	if (search->n_collapsed > 0)
		seg_cluster_model_add (model, "collapsed", _("Tried and collapsed"), search->n_collapsed, g_strdup_printf ("%u", search->n_collapsed));
	if (search->n_tried > 1)
		seg_cluster_model_add (model, "tried", _("BIC of all tried"), NAN, g_strdup (search->table->str));
}

static gboolean
conclude (SegClusterModel *model, const Search *search, SegJob *job, GError **error)
{
	const SegMatrix *matrix = search->tiles->matrix;
	const SegMixture *best = search->best;
	g_autofree gint32 *labels = most_probable (model, best, matrix, job, error), *number = g_new (gint32, best->k);
	g_autofree guint *used = g_new (guint, best->k), *ordered = g_new (guint, best->k);
	guint k;

	if (labels == NULL)
		return FALSE;
	k = leave_out_empty (labels, matrix->n_rows, best->k, used);
	if (!seg_cluster_model_take_labels (model, matrix, labels, k, number, job, error) || !seg_cluster_model_make_rule (model, error))
		return FALSE;
	for (guint c = 0; c < k; c++)
		ordered[number[c]] = used[c];
	model->membership = seg_matrix_new (matrix->n_rows, k, error);
	if (model->membership == NULL || !make_rule (model, best, ordered, k, error)
	    || !assign_by (model->rule, matrix, job, NULL, model->membership, error))
		return FALSE;
	model->clustering->passes = best->steps;
	model->clustering->converged = best->converged;
	seg_cluster_settings_put (&model->settings, "k", best->k);
	seg_cluster_settings_put (&model->settings, "shape", best->shape);
	add_findings (model, search, k);
	return TRUE;
}

static gboolean
check_k (const SegMatrix *matrix, Range range, GError **error)
{
	if (range.k_max <= matrix->n_rows)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There are only %zu users, too few for %u segments"), matrix->n_rows, range.k_max);
	return FALSE;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	Range range = range_of (&model->settings, matrix->n_rows);
	g_autoptr (SegTiles) tiles = NULL;
	g_autoptr (GString) table = g_string_new (NULL);
	Search search = { .model = model, .table = table, .job = job };
	gboolean success;

	if (!check_k (matrix, range, error) || (tiles = seg_tiles_new_with_singles (matrix, job, error)) == NULL)
		return FALSE;
	search.tiles = tiles;
	success = try_all (&search, range, error) && conclude (model, &search, job, error);
	seg_mixture_free (search.best);
	g_clear_error (&search.collapse);
	return success;
}

const SegClusterAlgorithm seg_algorithm_mixture = {
	.name = "mixture", .label = N_("Gaussian mixture"),
	.meaning = N_("Segments that overlap: every user has a share in each, by how probable it is there; BIC tells how many"),
	.parameters = parameters, .has_membership = TRUE, .estimate = estimate, .fit = fit, .assign = assign, .check_rule = check_rule,
};
