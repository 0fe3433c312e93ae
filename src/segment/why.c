/* Why a user is in a segment: the pieces are put together here. Their features are read again as they were treated when the segments were
 * made, and the segmentation's own rule says where they would go. */
#include <config.h>
#include "filter-private.h"
#include "rfm-private.h"
#include "why-private.h"

#include <segscope/hint.h>
#include <segscope/pin.h>

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
	why->pins = g_ptr_array_new_with_free_func (g_free);
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
	g_clear_pointer (&why->pins, g_ptr_array_unref);
	g_free (why);
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
	case SEG_RULE_EDITED:
		return SEG_WHY_EDITED;
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
	seg_why_find_places (work, why->segmentation);
	if (!seg_why_find_distances (work, why, error) || !seg_why_find_neighbours (workspace, work, labels, why, error))
		return FALSE;
	seg_why_choose_next (why);
	return seg_why_find_features (work, why, error) && seg_why_find_moves (work, why, error) && seg_why_find_border (work, why, error)
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
	g_free (work.place_of);
	return done;
}

static gboolean
read_pins (SegWorkspace *workspace, SegWhy *why, GError **error)
{
	g_autoptr (GPtrArray) pins = seg_pins (workspace, why->segmentation->id, why->user_id, error);

	for (guint i = 0; pins != NULL && i < pins->len; i++)
		g_ptr_array_add (why->pins, seg_pin_words (pins->pdata[i]));
	return pins != NULL;
}

SegWhy *
seg_user_why (SegWorkspace *workspace, const char *segmentation, gint64 user_id, SegJob *job, GError **error)
{
	g_autoptr (SegWhy) why = why_new (user_id);
	g_autoptr (SegUserPage) page = seg_user_page (workspace, user_id, error);
	gboolean (*of) (SegWorkspace *, SegWhy *, SegJob *, GError **) = of_rule;

	if (page == NULL || (why->segmentation = seg_segmentation_load (workspace, segmentation, error)) == NULL)
		return NULL;
	why->key = g_strdup (page->key);
	if (seg_segmentation_is_rfm (why->segmentation))
		of = seg_why_of_grid;
	else if (strcmp (why->segmentation->algorithm, SEG_CONDITIONS_ALGORITHM) == 0)
		of = seg_why_of_conditions;
	if (!of (workspace, why, job, error) || !read_pins (workspace, why, error))
		return NULL;
	return g_steal_pointer (&why);
}
