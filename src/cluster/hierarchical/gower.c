/* Gower's dissimilarity: the mean over the features of how far two users differ in each, from 0 to 1. Of a number that is the
 * difference as a share of the range, of a category 1 unless it is the same. A category that is not known of one of the two is left
 * out; where nothing is left, users of whom the same is known differ by 0, others by 1.
 *
 * The rule of a tree by it keeps a centre for each segment, medians and most frequent values, to which new users are compared.
 * Source: Gower 1971, Biometrics 27:857-871. */
#include <config.h>
#include "gower.h"
#include "../centres/centre_moves.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define GROUP_PASSES 15

SegSpace *
seg_gower_space (const SegMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (SegMixture) columns = seg_mixture_columns_of (matrix);

	return seg_space_new (SEG_DISTANCE_GOWER, matrix, columns, 1, job, error);
}

/* Single linkage ---------------------------------------------------------------------------------------------------- */

typedef struct {
	double *nearest, *costs;
	gint32 *names; /* the row of the tree that each row is nearest to */
	gboolean *inside;
} Growth;

/* Takes @row into the tree; returns the row outside that is nearest then. */
static gsize
take (const SegSpace *space, Growth *growth, gsize row, SegJob *job)
{
	gsize n = space->rows->n_rows, best = n;

	growth->inside[row] = TRUE;
	seg_space_costs (space, seg_matrix_row (space->rows, row), growth->costs, job);
	for (gsize other = 0; other < n; other++) {
		if (growth->inside[other])
			continue;
		if (growth->costs[other] < growth->nearest[other]) {
			growth->nearest[other] = growth->costs[other];
			growth->names[other] = (gint32) row;
		}
		if (best == n || growth->nearest[other] < growth->nearest[best])
			best = other;
	}
	return best;
}

static gboolean
grow (const SegSpace *space, Growth *growth, SegMerge *merges, SegJob *job, GError **error)
{
	gsize n = space->rows->n_rows, next = 0;

	for (gsize row = 0; row < n; row++)
		growth->nearest[row] = INFINITY;
	for (gsize i = 0; i < n; i++) {
		if (i > 0)
			merges[i - 1] = (SegMerge) { growth->nearest[next], growth->names[next], (gint32) next, 0 };
		next = take (space, growth, next, job);
		if (!seg_job_proceed (job, (double) i / (double) n, _("following the nearest users"), error))
			return FALSE;
	}
	return TRUE;
}

SegDendrogram *
seg_single_tree_in (const SegSpace *space, SegJob *job, GError **error)
{
	gsize n = space->rows->n_rows;
	g_autofree double *nearest = g_try_new (double, n), *costs = g_try_new (double, n);
	g_autofree gint32 *names = g_try_new0 (gint32, n);
	g_autofree gboolean *inside = g_try_new0 (gboolean, n);
	g_autofree SegMerge *merges = g_try_new (SegMerge, n);
	Growth growth = { nearest, costs, names, inside };

	if (nearest == NULL || costs == NULL || names == NULL || inside == NULL || merges == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n);
		return NULL;
	}
	return grow (space, &growth, merges, job, error) ? seg_dendrogram_new (merges, n, error) : NULL;
}

/* Centres ---------------------------------------------------------------------------------------------------------- */

/* Codes of each category of @columns. */
static guint *
codes_of (const SegMixture *columns)
{
	guint *n_codes = g_new0 (guint, columns->n_groups + 1);

	for (gsize group = 0; group < columns->n_groups; group++)
		n_codes[group] = seg_mixture_codes (columns, group);
	return n_codes;
}

SegCentres *
seg_gower_groups (const SegSpace *space, const SegMatrix *matrix, guint groups, guint64 seed, SegJob *job, GError **error)
{
	g_autoptr (SegMixture) columns = seg_mixture_columns_of (matrix);
	g_autofree guint *n_codes = codes_of (columns);
	SegCentresOptions options = { groups, 1, GROUP_PASSES, seed };
	gsize n_distinct;

	if (!seg_cluster_count_distinct (space->rows, groups, job, &n_distinct, error))
		return NULL;
	options.k = MAX ((guint) MIN (groups, n_distinct), 1);
	return seg_centres_search (space, n_codes, &options, job, error);
}

static gboolean
keep_row (SegClusterRule *rule, const char *name, const double *values, gsize n, GError **error)
{
	SegMatrix *matrix = seg_matrix_new (1, n, error);

	if (matrix == NULL)
		return FALSE;
	memcpy (matrix->values, values, n * sizeof *values);
	seg_cluster_rule_take (rule, name, matrix);
	return TRUE;
}

static gboolean
keep_columns (SegClusterRule *rule, const SegMatrix *matrix, const SegMixture *columns, GError **error)
{
	g_autofree double *groups = g_new0 (double, matrix->n_columns);

	for (gsize column = 0; column < matrix->n_columns; column++)
		groups[column] = matrix->groups != NULL ? matrix->groups[column] : 0;
	return keep_row (rule, "groups", groups, matrix->n_columns, error) && keep_row (rule, "low", columns->low, matrix->n_columns, error)
	       && keep_row (rule, "high", columns->high, matrix->n_columns, error);
}

/* The centres of the clusters of @clustering in the columns of the matrix, into the rule. */
static gboolean
keep_centres (SegClusterRule *rule, const SegMixture *columns, const SegSpace *space, const SegClustering *clustering, SegJob *job, double *centres,
              GError **error)
{
	g_autofree guint *n_codes = codes_of (columns);
	SegMatrix *written;
	gsize width = space->rows->n_columns;

	if (!seg_centres_move (space, n_codes, clustering->labels, clustering->k, job, centres, error)
	    || (written = seg_matrix_new (clustering->k, columns->n_columns, error)) == NULL)
		return FALSE;
	for (guint c = 0; c < clustering->k; c++) {
		g_autofree double *centre = g_memdup2 (centres + c * width, width * sizeof (double));

		for (gsize i = 0; i < columns->n_numbers; i++) /* out of 0..1 again */
			centre[i] = columns->low[columns->numbers[i]] + centre[i] * (columns->high[columns->numbers[i]] - columns->low[columns->numbers[i]]);
		for (gsize group = 0; group < columns->n_groups; group++)
			if (centre[columns->n_numbers + group] < 0)
				centre[columns->n_numbers + group] = columns->n_values[group];
		seg_mixture_write (columns, centre, seg_matrix_row (written, c));
	}
	seg_cluster_rule_take (rule, "centroids", written);
	return TRUE;
}

gboolean
seg_gower_make_rule (SegClusterModel *model, const SegMatrix *matrix, SegClustering *clustering, SegJob *job, GError **error)
{
	g_autoptr (SegMixture) columns = seg_mixture_columns_of (matrix);
	g_autoptr (SegSpace) space = seg_space_new (SEG_DISTANCE_GOWER, matrix, columns, 1, job, error);
	g_autofree double *centres = space != NULL ? g_try_new0 (double, clustering->k * space->rows->n_columns) : NULL;
	g_autofree double *costs = g_try_new (double, matrix->n_rows);

	g_clear_pointer (&model->rule, seg_cluster_rule_free);
	if (space == NULL)
		return FALSE;
	if (centres == NULL || costs == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the centres of %u segments"), clustering->k);
		return FALSE;
	}
	model->rule = seg_cluster_rule_new (model->settings.algorithm);
	if (!keep_centres (model->rule, columns, space, clustering, job, centres, error) || !keep_columns (model->rule, matrix, columns, error))
		return FALSE;
	for (guint c = 0; c < clustering->k; c++) { /* everyone's distance to their own centre */
		seg_space_costs (space, centres + c * space->rows->n_columns, costs, job);
		for (gsize row = 0; row < matrix->n_rows; row++)
			if (clustering->labels[row] == (gint32) c)
				clustering->distances[row] = costs[row];
	}
	return seg_job_goes_on (job, error);
}

/* New rows --------------------------------------------------------------------------------------------------------- */

static SegMixture *
columns_of_rule (const SegClusterRule *rule)
{
	return seg_mixture_columns_from (seg_cluster_rule_get (rule, "groups"), seg_cluster_rule_get (rule, "low"), seg_cluster_rule_get (rule, "high"));
}

gboolean
seg_tree_assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances, SegMatrix *membership,
                 GError **error)
{
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids");
	g_autoptr (SegMixture) columns = seg_cluster_rule_get (rule, "groups") != NULL ? columns_of_rule (rule) : NULL;
	g_autoptr (SegSpace) space = NULL, centres = NULL;

	(void) membership;
	if (columns == NULL) {
		if (centroids->n_rows > 0)
			seg_cluster_assign (matrix, centroids, labels, distances);
		return seg_job_goes_on (job, error);
	}
	space = seg_space_new (SEG_DISTANCE_GOWER, matrix, columns, 1, job, error);
	centres = space != NULL ? seg_space_new (SEG_DISTANCE_GOWER, centroids, columns, 1, job, error) : NULL;
	if (centres == NULL)
		return FALSE;
	seg_space_assign (space, centres->rows->values, (guint) centroids->n_rows, labels, distances, job);
	return seg_job_goes_on (job, error);
}

gboolean
seg_tree_check_rule (const SegClusterRule *rule)
{
	static const char *const names[] = { "groups", "low", "high" };
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids");
	g_autoptr (SegMixture) columns = NULL;

	if (seg_cluster_rule_get (rule, "groups") == NULL)
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		const SegMatrix *part = seg_cluster_rule_get (rule, names[i]);

		if (part == NULL || part->n_rows != 1 || part->n_columns != centroids->n_columns)
			return FALSE;
	}
	columns = columns_of_rule (rule);
	return columns != NULL && centroids->n_rows > 0;
}
