/* Why a user is in a segment: the pieces are put together here. Their features are read again as they were treated when the segments were
 * made, and the segmentation's own rule says where they would go. */
#include <config.h>
#include "rfm-private.h"
#include "why-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Life ----------------------------------------------------------------------------------------------------------------- */

static void
free_feature (gpointer data)
{
	SegWhyFeature *feature = data;

	g_free (feature->feature);
	g_free (feature->label);
	g_free (feature->unit);
	g_free (feature->value);
	g_free (feature->own);
	g_free (feature->next);
	g_free (feature);
}

static void
free_move (gpointer data)
{
	SegWhyMove *move = data;

	g_free (move->feature);
	g_free (move->label);
	g_free (move->unit);
	g_free (move->from);
	g_free (move->to);
	g_free (move);
}

static void
free_neighbour (gpointer data)
{
	g_free (((SegWhyNeighbour *) data)->key);
	g_free (data);
}

static SegWhy *
why_new (gint64 user_id)
{
	SegWhy *why = g_new0 (SegWhy, 1);

	why->user_id = user_id;
	why->own = why->now = why->next = -1;
	why->border = NAN;
	why->distances = g_array_new (FALSE, TRUE, sizeof (SegWhyDistance));
	why->features = g_ptr_array_new_with_free_func (free_feature);
	why->moves = g_ptr_array_new_with_free_func (free_move);
	why->together = g_ptr_array_new_with_free_func (free_move);
	why->neighbours = g_ptr_array_new_with_free_func (free_neighbour);
	return why;
}

void
seg_why_free (SegWhy *why)
{
	if (why == NULL)
		return;
	g_free (why->key);
	seg_segmentation_free (why->segmentation);
	g_clear_pointer (&why->distances, g_array_unref);
	g_clear_pointer (&why->features, g_ptr_array_unref);
	g_clear_pointer (&why->moves, g_ptr_array_unref);
	g_clear_pointer (&why->together, g_ptr_array_unref);
	g_clear_pointer (&why->neighbours, g_ptr_array_unref);
	g_free (why);
}

/* Distances ------------------------------------------------------------------------------------------------------------ */

static gint
compare_distances (gconstpointer a, gconstpointer b)
{
	const SegWhyDistance *first = a, *second = b;
	gboolean shares = !isnan (first->share);
	double x = shares ? -first->share : first->distance, y = shares ? -second->share : second->distance;

	if (isnan (x) || isnan (y))
		return isnan (x) == isnan (y) ? first->segment - second->segment : isnan (x) ? 1 : -1;
	return x < y ? -1 : x > y ? 1 : first->segment - second->segment;
}

/* To the middles of all segments, and shares in them. By density there are no middles; why_near.c fills what is nearest. */
static gboolean
find_distances (const SegWhyWork *work, SegWhy *why, GError **error)
{
	guint k = seg_cluster_rule_k (work->rule);
	g_autoptr (SegMatrix) row = seg_matrix_new (1, work->matrix->n_columns, error), distances = NULL, costs = NULL;

	if (row == NULL)
		return FALSE;
	memcpy (row->values, seg_matrix_row (work->matrix->scaled, work->row), row->n_columns * sizeof (double));
	if (k > 0 && ((distances = seg_matrix_new (1, k, error)) == NULL || (costs = seg_matrix_new (1, k, error)) == NULL
	              || !seg_cluster_rule_measure (work->rule, row, work->job, distances, costs, error)))
		return FALSE;
	for (guint c = 0; c < k; c++) {
		SegWhyDistance distance = { (gint32) c, why->basis == SEG_WHY_DENSITY ? NAN : distances->values[c],
			                        why->basis == SEG_WHY_SHARES ? exp (-costs->values[c]) : NAN, 0 };

		g_array_append_val (why->distances, distance);
	}
	return seg_cluster_rule_assign (work->rule, row, work->job, &why->now, NULL, NULL, error);
}

/* Who comes next: where the figures speak for another segment than their own, that one. */
static void
choose_next (SegWhy *why)
{
	g_array_sort (why->distances, compare_distances);
	if (why->own >= 0 && why->now >= 0 && why->own != why->now)
		why->next = why->now;
	for (guint i = 0; i < why->distances->len && why->next < 0; i++) {
		gint32 segment = g_array_index (why->distances, SegWhyDistance, i).segment;

		if (segment != (why->own >= 0 ? why->own : why->now))
			why->next = segment;
	}
}

/* Features ------------------------------------------------------------------------------------------------------------- */

/* The raw value that is scaled to @scaled, among those that users have. */
static double
unscaled (const SegWhyWork *work, const SegWhyPlan *plan, double scaled)
{
	double low = plan->least, high = plan->most;

	for (guint i = 0; i < 200; i++) {
		double middle = low + (high - low) / 2;

		if (middle <= low || middle >= high)
			break;
		if (seg_why_scaled (work, plan, plan->first, middle) < scaled)
			low = middle;
		else
			high = middle;
	}
	return high;
}

/* The value of a category that a middle has most of, with its share: "Shanghai 61 %". */
static char *
usual_value (const SegWhyWork *work, const SegWhyPlan *plan, const double *centroid)
{
	gsize best = plan->first;
	double most = -INFINITY;
	const char *value;

	for (gsize j = plan->first; j < plan->first + plan->n; j++) {
		double none = seg_why_scaled (work, plan, j, 0), all = seg_why_scaled (work, plan, j, 1);
		double share = all > none ? (centroid[j] - none) / (all - none) : 0;

		if (share > most) {
			best = j;
			most = share;
		}
	}
	value = strstr (work->matrix->columns[best].label, " = ");
	if (plan->n == 1 || value == NULL)
		return seg_format_share (CLAMP (most, 0, 1));
	else {
		g_autofree char *share = seg_format_share (CLAMP (most, 0, 1));

		return g_strdup_printf ("%s %s", value + strlen (" = "), share);
	}
}

static char *
middle_text (const SegWhyWork *work, const SegWhyPlan *plan, const double *centroid)
{
	const SegMatrixColumn *column = &work->matrix->columns[plan->first];

	if (plan->kind == SEG_WHY_NUMBER)
		return seg_why_value (column, FALSE, unscaled (work, plan, centroid[plan->first]));
	return column->is_share ? usual_value (work, plan, centroid) : g_strdup ("");
}

static char *
user_text (const SegWhyWork *work, const SegWhyPlan *plan)
{
	const double *raw = seg_matrix_row (work->matrix->raw, work->row);
	g_autoptr (GString) values = g_string_new (NULL);

	if (plan->n == 1)
		return seg_why_value (&work->matrix->columns[plan->first], plan->whole && raw[plan->first] == floor (raw[plan->first]), raw[plan->first]);
	for (gsize j = plan->first; j < plan->first + plan->n; j++) {
		const char *value = strstr (work->matrix->columns[j].label, " = ");

		if (raw[j] > 0.5)
			g_string_append_printf (values, "%s%s", values->len > 0 ? ", " : "", value != NULL ? value + strlen (" = ") : work->matrix->columns[j].label);
	}
	return g_strdup (values->len > 0 ? values->str : _("not known"));
}

static SegWhyFeature *
feature_of_plan (const SegWhyWork *work, const SegWhyPlan *plan, const double *own, const double *next, double part)
{
	const SegMatrixColumn *column = &work->matrix->columns[plan->first];
	const char *value = plan->n > 1 ? strstr (column->label, " = ") : NULL;
	SegWhyFeature *feature = g_new0 (SegWhyFeature, 1);

	feature->feature = g_strdup (column->feature);
	feature->label = value != NULL ? g_strndup (column->label, (gsize) (value - column->label)) : g_strdup (column->label);
	feature->unit = g_strdup (column->unit);
	feature->value = user_text (work, plan);
	feature->own = middle_text (work, plan, own);
	feature->next = middle_text (work, plan, next);
	feature->filled = plan->n == 1 && work->matrix->filled[work->row * work->matrix->n_columns + plan->first];
	feature->part = part;
	return feature;
}

static gint
compare_parts (gconstpointer a, gconstpointer b)
{
	const SegWhyFeature *first = *(SegWhyFeature *const *) a, *second = *(SegWhyFeature *const *) b;

	if (first->part > second->part || first->part < second->part)
		return first->part > second->part ? -1 : 1;
	return strcmp (first->label, second->label);
}

static gboolean
find_features (const SegWhyWork *work, SegWhy *why, GError **error)
{
	gint32 own = why->own >= 0 ? why->own : why->now;
	const SegMatrix *centroids = seg_cluster_rule_centroids (work->rule);
	g_autofree double *parts = g_new0 (double, work->plans->len + 1);

	if (why->basis == SEG_WHY_DENSITY || own < 0 || why->next < 0 || (gsize) own >= centroids->n_rows)
		return TRUE;
	if (!seg_cluster_rule_contributions (work->rule, seg_matrix_row (work->matrix->scaled, work->row), own, why->next, work->feature_of,
	                                     work->plans->len, work->job, parts, error))
		return FALSE;
	for (guint i = 0; i < work->plans->len; i++)
		g_ptr_array_add (why->features, feature_of_plan (work, &g_array_index (work->plans, SegWhyPlan, i), seg_matrix_row (centroids, (gsize) own),
		                                                 seg_matrix_row (centroids, (gsize) why->next), parts[i]));
	g_ptr_array_sort (why->features, compare_parts);
	return TRUE;
}

/* The whole ------------------------------------------------------------------------------------------------------------ */

/* The row of the user in @matrix; FALSE: there is none. */
static gboolean
find_row (const SegFeatureMatrix *matrix, gint64 user_id, gsize *row)
{
	gsize low = 0, high = matrix->raw->n_rows;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (matrix->user_ids[middle] < user_id)
			low = middle + 1;
		else
			high = middle;
	}
	*row = low;
	return low < matrix->raw->n_rows && matrix->user_ids[low] == user_id;
}

static SegWhyBasis
basis_of (const SegClusterRule *rule)
{
	switch (seg_cluster_rule_basis (rule)) {
	case SEG_RULE_SHARES:
		return SEG_WHY_SHARES;
	case SEG_RULE_DENSITY:
		return SEG_WHY_DENSITY;
	case SEG_RULE_CENTROIDS:
	case SEG_RULE_CENTRES:
	default:
		return SEG_WHY_CENTRES;
	}
}

static void
number_features (SegWhyWork *work)
{
	work->feature_of = g_new0 (guint, work->matrix->n_columns);
	for (guint i = 0; i < work->plans->len; i++) {
		const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, i);

		for (gsize j = plan->first; j < plan->first + plan->n; j++)
			work->feature_of[j] = i;
	}
}

/* Who fits none is in no segment here, whether or not there is one for them. */
static void
place_own (SegWhy *why, gint32 label)
{
	const SegSegment *segment = label >= 0 ? why->segmentation->segments->pdata[label] : NULL;

	why->own = segment != NULL && !segment->noise ? label : -1;
}

static gboolean
answer (SegWorkspace *workspace, SegWhyWork *work, SegWhy *why, GError **error)
{
	g_autofree gint32 *labels = seg_segmentation_labels (workspace, why->segmentation, work->matrix, work->job, error);
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (why->segmentation->algorithm);

	if (labels == NULL)
		return FALSE;
	why->basis = basis_of (work->rule);
	why->by_tree = algorithm != NULL && algorithm->has_dendrogram;
	place_own (why, labels[work->row]);
	number_features (work);
	if (!find_distances (work, why, error) || !seg_why_find_neighbours (workspace, work, labels, why, error))
		return FALSE;
	choose_next (why);
	return find_features (work, why, error) && seg_why_find_moves (work, why, error) && seg_why_find_border (work, why, error)
	       && seg_job_proceed (work->job, 1, NULL, error);
}

static gboolean
read_transforms (SegWorkspace *workspace, const SegSegmentation *segmentation, char **transforms, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT transforms FROM segmentation WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	if (seg_statement_next (statement, &failure))
		*transforms = g_strdup (seg_statement_text (statement, 0));
	if (!seg_query_ended (failure, error))
		return FALSE;
	if (*transforms != NULL && **transforms != '\0')
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
	             seg_hint (_("How users are treated was not kept with \"%s\", so nothing can be said about one of them; make it anew (segscope cluster --replace)"),
	                       _("How users are treated was not kept with \"%s\", so nothing can be said about one of them; make it anew on Clusters")),
	             segmentation->name);
	return FALSE;
}

static gboolean
of_rule (SegWorkspace *workspace, SegWhy *why, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClusterRule) rule = NULL;
	g_autofree char *transforms = NULL;
	SegWhyWork work = { .job = job };
	SegJobSpan span;
	gboolean done;

	if (!read_transforms (workspace, why->segmentation, &transforms, error)
	    || (set = seg_feature_set_load_id (workspace, why->segmentation->feature_set_id, error)) == NULL)
		return FALSE;
	why->stale = set->stale;
	span = seg_job_enter (job, 0, 0.8);
	matrix = seg_feature_matrix_again (workspace, set, transforms, job, error);
	seg_job_leave (job, span);
	rule = matrix != NULL ? seg_segmentation_rule (workspace, why->segmentation, matrix->n_columns, error) : NULL;
	if (rule == NULL)
		return FALSE;
	if (!find_row (matrix, why->user_id, &work.row)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("User %s is not among those with features for \"%s\": they came later, lack a value that users are left out for, or cleaning left them out"),
		             why->key, why->segmentation->name);
		return FALSE;
	}
	work.matrix = matrix;
	work.rule = rule;
	work.plans = seg_why_plans (matrix, work.row, why->segmentation->selection);
	done = answer (workspace, &work, why, error);
	g_array_unref (work.plans);
	g_free (work.feature_of);
	return done;
}

SegWhy *
seg_user_why (SegWorkspace *workspace, const char *segmentation, gint64 user_id, SegJob *job, GError **error)
{
	g_autoptr (SegWhy) why = why_new (user_id);
	g_autoptr (SegUserPage) page = seg_user_page (workspace, user_id, error);

	if (page == NULL || (why->segmentation = seg_segmentation_load (workspace, segmentation, error)) == NULL)
		return NULL;
	why->key = g_strdup (page->key);
	if (!(seg_segmentation_is_rfm (why->segmentation) ? seg_why_of_grid : of_rule) (workspace, why, job, error))
		return NULL;
	return g_steal_pointer (&why);
}
