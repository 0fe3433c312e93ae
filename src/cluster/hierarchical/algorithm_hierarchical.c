/* Hierarchical clustering as rows of the table: the tree, where it is cut, and what to do when the distances do not fit into
 * memory: k-means first makes many small groups, and the tree is one of their centres, weighted by their users. */
#include <config.h>
#include "gower.h"
#include "hierarchical.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define WARD_SECONDS 7.5e-11         /* for n^2 (columns + 4), on one thread: measured on mixtures of 16 columns */
#define SECONDS_A_DIFFERENCE 2.5e-10 /* of two rows in one column, on one thread */
#define SECONDS_A_STEP 2.5e-8        /* for n^2, of the chain through a matrix of distances */
#define MOST_SEGMENTS 10           /* proposed where nobody says k */
#define PASSES_TO_CONDENSE 30
#define MOST_GROUPS 5000           /* offered where distances do not fit */

#define K_PARAMETER \
	{ "k", N_("Segments"), N_("Where the tree is cut: how many segments"), SEG_PARAMETER_INTEGER, 1, 1000000, NAN, \
	  N_("the number the data suggest"), NULL }
#define HEIGHT_PARAMETER \
	{ "height", N_("Height of the cut"), N_("Cut the tree at this height instead of by the number of segments"), SEG_PARAMETER_NUMBER, 0, \
	  1e300, NAN, N_("by the number of segments"), NULL }
#define CONDENSE_PARAMETER \
	{ "condense", N_("Groups first"), N_("Make so many small groups by k-means first and cluster their centres"), SEG_PARAMETER_INTEGER, 2, \
	  1000000, NAN, N_("every user by itself"), NULL }

static const char *const distances[] = { NC_ ("choice", "euclidean"), NC_ ("choice", "gower"), NULL };

#define DISTANCE_PARAMETER \
	{ "distance", N_("Distance"), N_("How users are compared: gower for numbers and categories together"), SEG_PARAMETER_CHOICE, 0, 1, 0, NULL, \
	  distances }

static const SegClusterParameter parameters[] = { K_PARAMETER, HEIGHT_PARAMETER, { NULL } };
static const SegClusterParameter single_parameters[] = { K_PARAMETER, HEIGHT_PARAMETER, DISTANCE_PARAMETER, { NULL } };
static const SegClusterParameter condensable[] = { K_PARAMETER, HEIGHT_PARAMETER, DISTANCE_PARAMETER, CONDENSE_PARAMETER, { NULL } };

/* The cut ---------------------------------------------------------------------------------------------------------- */

/* Where nobody says: below the merge that rises most above the one before, among the last few. */
static gsize
proposed_k (const SegDendrogram *tree)
{
	gsize n_merges = tree->n_rows - 1, best = MIN (2, tree->n_rows);
	double widest = -1;

	for (gsize k = 2; k <= MOST_SEGMENTS && k < tree->n_rows; k++) {
		double gap = tree->heights[n_merges + 1 - k] - tree->heights[n_merges - k];

		if (gap > widest) {
			widest = gap;
			best = k;
		}
	}
	return best;
}

static gboolean
choose_k (SegClusterModel *model, gsize *k, GError **error)
{
	const SegDendrogram *tree = model->dendrogram;
	double asked = seg_cluster_settings_get (&model->settings, "k"), height = seg_cluster_settings_get (&model->settings, "height");

	model->k_open = isnan (asked) && isnan (height);
	if (!isnan (asked))
		*k = (gsize) asked;
	else
		*k = isnan (height) ? proposed_k (tree) : seg_dendrogram_k_at (tree, height);
	if (*k <= tree->n_rows && *k > seg_dendrogram_k_at (tree, 0)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("Only %zu users or groups differ in the chosen features, too few for %zu segments; ask for fewer segments, choose more "
		               "features, or begin from more groups"), seg_dendrogram_k_at (tree, 0), *k);
		return FALSE;
	}
	if (*k <= tree->n_rows && *k <= 1000000)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There are only %zu users, too few for %zu segments"), tree->n_rows, *k);
	return FALSE;
}

static gboolean
cut (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	gsize k;

	return choose_k (model, &k, error) && seg_cluster_model_cut (model, matrix, (guint) k, job, error);
}

/* Ward and single linkage ------------------------------------------------------------------------------------------ */

static gboolean
fit_ward (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	model->dendrogram = seg_ward_tree (matrix, job, error);
	return model->dendrogram != NULL && cut (matrix, model, job, error);
}

static gboolean
fit_single (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	g_autoptr (SegSpace) space = NULL;

	if (seg_settings_are_gower (&model->settings)) {
		model->distance = SEG_DISTANCE_GOWER;
		space = seg_gower_space (matrix, job, error);
		model->dendrogram = space != NULL ? seg_single_tree_in (space, job, error) : NULL;
	} else
		model->dendrogram = seg_single_tree (matrix, job, error);
	return model->dendrogram != NULL && cut (matrix, model, job, error);
}

static double
seconds_for (double n_pairs, gsize n_columns)
{
	return n_pairs * ((double) n_columns + 4) * SECONDS_A_DIFFERENCE / seg_parallel_threads ();
}

static void
estimate_ward (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	double n = (double) n_rows;

	(void) settings;
	cost->seconds = WARD_SECONDS * n * n * ((double) n_columns + 4) / seg_parallel_threads ();
	cost->bytes = n * (8 * (double) n_columns + 120);
}

static void
estimate_single (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	double n = (double) n_rows;

	(void) settings;
	cost->seconds = seconds_for (n * n / 2, n_columns);
	cost->bytes = n * (8 * (double) n_columns + 90);
}

/* Average and complete linkage ------------------------------------------------------------------------------------- */

static gboolean
is_condensed (const SegClusterSettings *settings, gsize n_rows)
{
	double groups = seg_cluster_settings_get (settings, "condense");

	return !isnan (groups) && groups < (double) n_rows;
}

/* So many groups that the distances between them fit, and clustering them takes no time to speak of. */
static guint
groups_that_fit (const SegClusterSettings *settings)
{
	return (guint) CLAMP (sqrt ((double) seg_cluster_memory (settings) / 4) * 0.9, 2, MOST_GROUPS);
}

static char *
offer (guint groups)
{
	g_autofree char *n = seg_format_integer (groups);

	return g_strdup_printf (seg_hint (_("Ward's method needs no distances (--algorithm ward); or let k-means make up to %s small groups first and "
	                                    "cluster their centres (--condense %u)."),
	                                  _("Ward's method needs no distances (a chooses it); or let k-means make up to %s small groups first and "
	                                    "cluster their centres (the option condense: %u).")), n, groups);
}

static void
estimate_linkage (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	double n = is_condensed (settings, n_rows) ? seg_cluster_settings_get (settings, "condense") : (double) n_rows;

	cost->seconds = seconds_for (n * n / 2, n_columns) + SECONDS_A_STEP * n * n;
	if (is_condensed (settings, n_rows))
		cost->seconds += (double) n_rows * n * (double) n_columns * PASSES_TO_CONDENSE * SECONDS_A_DIFFERENCE / seg_parallel_threads ();
	cost->bytes = 4 * n * n + (double) n_rows * (8 * (double) n_columns + 100);
	cost->groups = groups_that_fit (settings);
	cost->alternative = offer (cost->groups);
}

/* Groups of users: labels, and how many. */
static SegClustering *
condense (const SegMatrix *matrix, const SegClusterSettings *settings, SegJob *job, GError **error)
{
	SegClusterOptions options = { (guint) seg_cluster_settings_get (settings, "condense"), 1, PASSES_TO_CONDENSE, settings->seed };
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gsize n_distinct;
	SegClustering *groups = NULL;

	if (seg_cluster_count_distinct (matrix, options.k, job, &n_distinct, error)) {
		options.k = MAX ((guint) MIN (options.k, n_distinct), 2);
		groups = seg_kmeans (matrix, &options, job, error);
	}
	seg_job_leave (job, span);
	return groups;
}

/* The users of each group meet at height 0, then the groups as @merges says. */
static SegDendrogram *
tree_of_groups (const gint32 *labels, gsize n, guint k, const SegMerge *merges, GError **error)
{
	gsize n_merges = 0;
	g_autofree SegMerge *all = g_try_new (SegMerge, n);
	g_autofree gint32 *first = g_new (gint32, k);

	if (all == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n);
		return NULL;
	}
	for (guint group = 0; group < k; group++)
		first[group] = -1;
	for (gsize row = 0; row < n; row++) {
		gint32 *at = first + labels[row];

		if (*at >= 0)
			all[n_merges++] = (SegMerge) { 0, *at, (gint32) row, 0 };
		else
			*at = (gint32) row;
	}
	for (guint i = 0; i + 1 < k; i++)
		all[n_merges++] = (SegMerge) { merges[i].height, first[merges[i].a], first[merges[i].b], 0 };
	return seg_dendrogram_new (all, n, error);
}

static SegDendrogram *
condensed_tree (const SegMatrix *matrix, SegClusterModel *model, SegLinkage linkage, SegJob *job, GError **error)
{
	g_autoptr (SegClustering) groups = condense (matrix, &model->settings, job, error);
	g_autofree SegMerge *merges = NULL;
	g_autofree double *weights = NULL;
	SegJobSpan span;
	gboolean success;

	if (groups == NULL)
		return NULL;
	merges = g_new (SegMerge, groups->k);
	weights = g_new (double, groups->k);
	for (guint group = 0; group < groups->k; group++)
		weights[group] = (double) groups->sizes[group];
	span = seg_job_enter (job, 0.5, 1);
	success = seg_linkage_merges (groups->centroids, NULL, weights, linkage, merges, job, error);
	seg_job_leave (job, span);
	if (!success)
		return NULL;
	seg_cluster_model_add (model, "groups", _("Small groups made by k-means first"), groups->k, seg_format_integer (groups->k));
	return tree_of_groups (groups->labels, groups->n_rows, groups->k, merges, error);
}

/* The same by Gower's dissimilarity: groups around medians and most frequent values, then the tree of these. */
static SegDendrogram *
condensed_gower_tree (const SegMatrix *matrix, const SegSpace *space, SegClusterModel *model, SegLinkage linkage, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	g_autoptr (SegCentres) groups = seg_gower_groups (space, matrix, (guint) seg_cluster_settings_get (&model->settings, "condense"),
	                                                  model->settings.seed, job, error);
	g_autoptr (SegSpace) centres = groups != NULL ? seg_space_of_rows (space, groups->centres, groups->k, job, error) : NULL;
	g_autofree SegMerge *merges = NULL;
	g_autofree double *weights = NULL;
	gboolean success;

	seg_job_leave (job, span);
	if (centres == NULL)
		return NULL;
	merges = g_new (SegMerge, groups->k);
	weights = g_new0 (double, groups->k);
	for (gsize row = 0; row < matrix->n_rows; row++)
		weights[groups->labels[row]]++;
	span = seg_job_enter (job, 0.5, 1);
	success = seg_linkage_merges (centres->rows, centres, weights, linkage, merges, job, error);
	seg_job_leave (job, span);
	if (!success)
		return NULL;
	seg_cluster_model_add (model, "groups", _("Small groups made first, by Gower's dissimilarity"), groups->k, seg_format_integer (groups->k));
	return tree_of_groups (groups->labels, matrix->n_rows, groups->k, merges, error);
}

static SegDendrogram *
full_tree (const SegMatrix *matrix, const SegSpace *space, SegLinkage linkage, SegJob *job, GError **error)
{
	g_autofree SegMerge *merges = g_new (SegMerge, matrix->n_rows);

	return seg_linkage_merges (matrix, space, NULL, linkage, merges, job, error) ? seg_dendrogram_new (merges, matrix->n_rows, error) : NULL;
}

static gboolean
fit_linkage (const SegMatrix *matrix, SegClusterModel *model, SegLinkage linkage, SegJob *job, GError **error)
{
	g_autoptr (SegSpace) space = NULL;
	gboolean condensed = is_condensed (&model->settings, matrix->n_rows), gower = seg_settings_are_gower (&model->settings);

	if (gower && (space = seg_gower_space (matrix, job, error)) == NULL)
		return FALSE;
	if (gower)
		model->distance = SEG_DISTANCE_GOWER;
	if (condensed)
		model->dendrogram = gower ? condensed_gower_tree (matrix, space, model, linkage, job, error)
		                          : condensed_tree (matrix, model, linkage, job, error);
	else
		model->dendrogram = full_tree (matrix, space, linkage, job, error);
	return model->dendrogram != NULL && cut (matrix, model, job, error);
}

static gboolean
fit_average (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	return fit_linkage (matrix, model, SEG_LINKAGE_AVERAGE, job, error);
}

static gboolean
fit_complete (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	return fit_linkage (matrix, model, SEG_LINKAGE_COMPLETE, job, error);
}

/* The rows --------------------------------------------------------------------------------------------------------- */

const SegClusterAlgorithm seg_algorithm_ward = {
	.name = "ward", .label = N_("Ward's method"),
	.meaning = N_("A tree: the two groups whose joining spreads users least are joined, again and again; even, compact segments"),
	.parameters = parameters, .has_dendrogram = TRUE, .estimate = estimate_ward, .fit = fit_ward,
};

const SegClusterAlgorithm seg_algorithm_average = {
	.name = "average", .label = N_("Average linkage"),
	.meaning = N_("A tree: the two groups whose users are nearest on average are joined; finds segments of unequal size"),
	.parameters = condensable, .has_dendrogram = TRUE, .assign = seg_tree_assign, .check_rule = seg_tree_check_rule, .estimate = estimate_linkage, .fit = fit_average,
};

const SegClusterAlgorithm seg_algorithm_complete = {
	.name = "complete", .label = N_("Complete linkage"),
	.meaning = N_("A tree: the two groups whose farthest users are nearest are joined; no segment is wide"),
	.parameters = condensable, .has_dendrogram = TRUE, .assign = seg_tree_assign, .check_rule = seg_tree_check_rule, .estimate = estimate_linkage, .fit = fit_complete,
};

const SegClusterAlgorithm seg_algorithm_single = {
	.name = "single", .label = N_("Single linkage"),
	.meaning = N_("A tree: the two groups whose nearest users are nearest are joined; follows chains, shows outliers"),
	.parameters = single_parameters, .has_dendrogram = TRUE, .assign = seg_tree_assign, .check_rule = seg_tree_check_rule, .estimate = estimate_single, .fit = fit_single,
};
