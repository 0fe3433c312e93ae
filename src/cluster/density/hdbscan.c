/* HDBSCAN*: DBSCAN for every reach at once, and of all groups that come and go those that last longest.
 *
 * A new user belongs to the group of the row that reaches it first, unless that group had not yet split off at such a reach. */
#include <config.h>
#include "condensed.h"
#include "density.h"
#include "reach-tree.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static const SegClusterParameter parameters[] = {
	{ "min-points", N_("Users that make a place dense"), N_("Neighbours, the user included, that make a place dense"), SEG_PARAMETER_INTEGER, 1,
	  1000000, 10, NULL, NULL },
	{ "min-size", N_("Smallest group"), N_("Fewer users are no group of their own"), SEG_PARAMETER_INTEGER, 2, 1000000, NAN,
	  N_("as many as make a place dense"), NULL },
	{ NULL }
};

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	double n = (double) n_rows, d = (double) n_columns;
	double pairs = n * MIN (n, 1000 * pow (3, MIN (d, 14) - 2)); /* in many columns a tree separates little */

	(void) settings;
	cost->seconds = (n * 4e-6 + 3 * pairs * (d + 4) * 1e-10) / seg_parallel_threads ();
	cost->bytes = n * (16 * d + 180);
}

/* The tree ---------------------------------------------------------------------------------------------------------- */

/* Core distances by place; then the merges by rising reach. */
static SegDendrogram *
make_tree (const SegKdTree *tree, gsize min_points, double *core, SegJob *job, GError **error)
{
	g_autofree SegMerge *edges = g_try_new (SegMerge, tree->n_rows);
	SegJobSpan span = seg_job_enter (job, 0, 0.4);
	SegReach reach;
	gboolean success;

	if (edges == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), tree->n_rows);
	success = edges != NULL && seg_kth_distances (tree, min_points, job, core, error);
	seg_job_leave (job, span);
	if (!success)
		return NULL;
	span = seg_job_enter (job, 0.4, 0.9);
	seg_reach_init (&reach, tree, core);
	success = seg_reach_spanning_tree (&reach, edges, job, error);
	seg_reach_clear (&reach);
	seg_job_leave (job, span);
	return success ? seg_dendrogram_new (edges, tree->n_rows, error) : NULL;
}

/* The outcome ------------------------------------------------------------------------------------------------------ */

static void
add_findings (SegClusterModel *model, const SegCondensed *condensed, const gint32 *number)
{
	guint k = model->clustering->k;
	g_autofree double *stabilities = g_new0 (double, MAX (k, 1));
	g_autoptr (GString) words = g_string_new (NULL);
	guint at = 0;

	for (guint i = 0; i < condensed->groups->len; i++) {
		const SegCondensedGroup *group = &g_array_index (condensed->groups, SegCondensedGroup, i);

		if (group->chosen)
			stabilities[number[at++]] = group->stability;
	}
	for (guint i = 0; i < k && i < 12; i++) {
		g_autofree char *value = seg_format_number (stabilities[i], 1);

		g_string_append_printf (words, "%s%s", i > 0 ? " · " : "", value);
	}
	if (k > 12)
		g_string_append (words, " · ...");
	seg_cluster_model_add (model, "noise", _("Users that fit no group"), (double) model->clustering->n_noise,
	                       seg_format_integer ((gint64) model->clustering->n_noise));
	seg_cluster_model_add (model, "candidates", _("Groups that came and went"), condensed->groups->len - 1,
	                       g_strdup_printf ("%u", condensed->groups->len - 1));
	if (k > 0)
		seg_cluster_model_add (model, "stabilities", _("How long the groups last (stability)"), NAN, g_strdup (words->str));
}

/* Rows in order of the tree with core distance and group, the reach at which each group split off, and min_points. */
static gboolean
make_rule (SegClusterModel *model, const SegMatrix *matrix, const SegKdTree *tree, const double *core, const gint32 *labels,
           const SegCondensed *condensed, const gint32 *number, GError **error)
{
	SegMatrix *rows = seg_matrix_copy_of (matrix, error), *facts, *reach;
	guint at = 0;

	if (rows == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "rows", rows);
	if ((facts = seg_matrix_new (matrix->n_rows, 2, error)) == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "facts", facts);
	if ((reach = seg_matrix_new ((gsize) model->clustering->k + 1, 1, error)) == NULL)
		return FALSE;
	seg_cluster_rule_take (model->rule, "reach", reach);
	for (gsize place = 0; place < matrix->n_rows; place++) {
		seg_matrix_row (facts, (gsize) tree->order[place])[0] = core[place];
		seg_matrix_row (facts, (gsize) tree->order[place])[1] = labels[tree->order[place]];
	}
	for (guint i = 0; i < condensed->groups->len; i++) {
		const SegCondensedGroup *group = &g_array_index (condensed->groups, SegCondensedGroup, i);

		if (group->chosen)
			reach->values[number[at++]] = 1 / group->birth;
	}
	reach->values[model->clustering->k] = seg_cluster_settings_get (&model->settings, "min-points");
	return TRUE;
}

static gboolean
conclude (SegClusterModel *model, const SegMatrix *matrix, const SegKdTree *tree, const double *core, SegDendrogram *merges, SegJob *job,
          GError **error)
{
	gsize least = (gsize) seg_cluster_settings_get (&model->settings, "min-size");
	g_autoptr (SegCondensed) condensed = seg_condensed_new (merges, least);
	g_autofree gint32 *labels = g_new (gint32, matrix->n_rows), *number = NULL;
	guint k = seg_condensed_choose (condensed, matrix->n_rows, labels);

	number = g_new (gint32, MAX (k, 1));
	if (!seg_cluster_model_take_labels (model, matrix, labels, k, number, job, error) || !seg_cluster_model_make_rule (model, error)
	    || !make_rule (model, matrix, tree, core, labels, condensed, number, error))
		return FALSE;
	add_findings (model, condensed, number);
	return TRUE;
}

/* Everything up to the merges; @tree and @core are filled in any case, for the caller to free. */
static SegDendrogram *
grow (const SegMatrix *matrix, gsize min_points, SegKdTree **tree, double **core, SegJob *job, GError **error)
{
	*tree = NULL;
	*core = g_try_new (double, matrix->n_rows);
	if (*core == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the distances of %zu users"), matrix->n_rows);
		return NULL;
	}
	*tree = seg_kd_tree_new (matrix, job, error);
	return *tree != NULL ? make_tree (*tree, min_points, *core, job, error) : NULL;
}

gboolean
seg_hdbscan_groups (const SegMatrix *matrix, gsize min_points, SegJob *job, gint32 *labels, guint *n_groups, GError **error)
{
	g_autoptr (SegKdTree) tree = NULL;
	g_autofree double *core = NULL;
	g_autoptr (SegDendrogram) merges = grow (matrix, min_points, &tree, &core, job, error);
	g_autoptr (SegCondensed) condensed = merges != NULL ? seg_condensed_new (merges, MAX (min_points, 2)) : NULL;

	if (condensed == NULL)
		return FALSE;
	*n_groups = seg_condensed_choose (condensed, matrix->n_rows, labels);
	return seg_job_goes_on (job, error);
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	gsize min_points = (gsize) seg_cluster_settings_get (&model->settings, "min-points");
	g_autoptr (SegKdTree) tree = NULL;
	g_autoptr (SegDendrogram) merges = NULL;
	g_autofree double *core = NULL;

	if (isnan (seg_cluster_settings_get (&model->settings, "min-size")))
		seg_cluster_settings_put (&model->settings, "min-size", (double) MAX (min_points, 2));
	if (min_points > matrix->n_rows) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, seg_hint (_("There are only %zu users, fewer than make a place dense (--min-points %zu)"),
		                                                             _("There are only %zu users, fewer than make a place dense (the option min-points: %zu)")),
		             matrix->n_rows, min_points);
		return FALSE;
	}
	merges = grow (matrix, min_points, &tree, &core, job, error);
	return merges != NULL && conclude (model, matrix, tree, core, merges, job, error);
}

/* Assigning -------------------------------------------------------------------------------------------------------- */

static gboolean
check_rule (const SegClusterRule *rule)
{
	const SegMatrix *rows = seg_cluster_rule_get (rule, "rows"), *facts = seg_cluster_rule_get (rule, "facts");
	const SegMatrix *reach = seg_cluster_rule_get (rule, "reach"), *centroids = seg_cluster_rule_get (rule, "centroids");

	if (rows == NULL || facts == NULL || reach == NULL || rows->n_rows == 0 || facts->n_rows != rows->n_rows || facts->n_columns != 2
	    || rows->n_columns != centroids->n_columns || reach->n_rows != centroids->n_rows + 1 || reach->n_columns != 1)
		return FALSE;
	for (gsize i = 0; i < facts->n_rows; i++)
		if (!(facts->values[2 * i] >= 0 && facts->values[2 * i + 1] >= -1 && facts->values[2 * i + 1] < (double) centroids->n_rows))
			return FALSE;
	return reach->values[centroids->n_rows] >= 1 && reach->values[centroids->n_rows] <= (double) rows->n_rows
	       && seg_matrix_check_finite (rows, NULL) && seg_matrix_check_finite (facts, NULL);
}

typedef struct {
	const SegMatrix *matrix, *facts, *limits;
	const SegReach *reach;
	gint32 *labels;
	SegProgress progress;
} Assign;

static void
assign_rows (gsize block, gsize first, gsize last, gpointer data)
{
	Assign *assign = data;
	gsize k = assign->limits->n_rows - 1, nearest = MAX ((gsize) assign->limits->values[k], 2) - 1;
	g_autofree double *squared = g_new (double, nearest);

	(void) block;
	for (gsize row = first; row < last; row++) {
		const double *point = seg_matrix_row (assign->matrix, row), *facts;
		double away;
		gssize place;

		seg_nearest_squared (assign->reach->tree, point, nearest, squared);
		place = seg_reach_first (assign->reach, point, assign->limits->values[k] > 1 ? squared[nearest - 1] : 0, &away);
		facts = seg_matrix_row (assign->facts, (gsize) assign->reach->tree->order[place]);
		assign->labels[row] = facts[1] >= 0 && sqrt (away) <= assign->limits->values[(gsize) facts[1]] ? (gint32) facts[1] : -1;
	}
	seg_progress_advance (&assign->progress, 1);
}

static gboolean
assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances, SegMatrix *membership,
        GError **error)
{
	const SegMatrix *facts = seg_cluster_rule_get (rule, "facts");
	g_autoptr (SegKdTree) tree = seg_kd_tree_new (seg_cluster_rule_get (rule, "rows"), job, error);
	g_autofree double *core = g_new (double, facts->n_rows);
	SegReach reach;
	Assign work = { .matrix = matrix, .facts = facts, .limits = seg_cluster_rule_get (rule, "reach"), .reach = &reach, .labels = labels };

	(void) membership;
	if (tree == NULL)
		return FALSE;
	for (gsize place = 0; place < facts->n_rows; place++)
		core[place] = seg_matrix_row (facts, (gsize) tree->order[place])[0];
	seg_reach_init (&reach, tree, core);
	seg_progress_init (&work.progress, job, seg_parallel_n_blocks (matrix->n_rows, 256), _("assigning users"));
	seg_parallel_blocks (matrix->n_rows, 256, assign_rows, &work);
	seg_reach_clear (&reach);
	if (distances != NULL)
		seg_cluster_rule_distances (rule, matrix, labels, distances);
	return seg_job_goes_on (job, error);
}

const SegClusterAlgorithm seg_algorithm_hdbscan = {
	.name = "hdbscan", .label = N_("HDBSCAN*"),
	.meaning = N_("Groups of any shape and different density, how many follows from the users; the rest fits no group"),
	.parameters = parameters, .has_noise = TRUE, .estimate = estimate, .fit = fit, .assign = assign, .check_rule = check_rule,
};
