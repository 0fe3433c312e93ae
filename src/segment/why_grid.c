/* Why a user is in a segment of an RFM grid: their scores, what they stand for, and the next cut points that would put them into another
 * group, one axis at a time. */
#include <config.h>
#include "rfm-private.h"
#include "why-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef struct {
	const SegRfm *rfm;
	gsize  user;                       /* in rfm */
	const SegFeatureMatrix *matrix;    /* the axes */
	gsize  row;
	const SegWhyPlan *plans[SEG_RFM_N_AXES];
	gint64 segment_ids[SEG_RFM_N_GROUPS];
} Grid;

static gint32
segment_of_group (const Grid *grid, const SegWhy *why, SegRfmGroup group)
{
	for (guint i = 0; i < why->segmentation->segments->len; i++)
		if (grid->segment_ids[group] != 0 && ((const SegSegment *) why->segmentation->segments->pdata[i])->id == grid->segment_ids[group])
			return (gint32) i;
	return -1;
}

static SegRfmGroup
group_with (const SegRfm *rfm, const guint8 *scores)
{
	guint column = seg_rfm_column (rfm->definition, scores[SEG_RFM_FREQUENCY], scores[SEG_RFM_MONETARY]);

	return seg_rfm_group_at (rfm->definition, scores[SEG_RFM_RECENCY], column);
}

/* The value nearest to the user's own that has @score; NAN: none has. */
static double
value_of_score (const SegRfmRule *rule, const SegWhyPlan *plan, guint score, gboolean less_is_better, double raw)
{
	guint below = less_is_better ? rule->n_bins - score : score - 1;
	double value;

	if (below > 0 && raw <= rule->cuts[below - 1])
		value = plan->whole ? floor (rule->cuts[below - 1]) + 1 : nextafter (rule->cuts[below - 1], INFINITY);
	else
		value = plan->whole ? floor (rule->cuts[below]) : rule->cuts[below];
	if (value < plan->least || value > plan->most || seg_rfm_score (value, rule->cuts, rule->n_bins, less_is_better) != score)
		return NAN;
	return value;
}

static void
add_moves (const Grid *grid, SegRfmAxis axis, SegRfmGroup now, SegWhy *why)
{
	const SegRfmRule *rule = &grid->rfm->definition->axes[axis];
	const SegWhyPlan *plan = grid->plans[axis];
	const SegMatrixColumn *column = &grid->matrix->columns[plan->first];
	const guint8 *own = grid->rfm->scores + grid->user * SEG_RFM_N_AXES;
	double raw = seg_matrix_row (grid->matrix->raw, grid->row)[plan->first];

	for (guint score = 1; score <= rule->n_bins; score++) {
		guint8 scores[SEG_RFM_N_AXES];
		double value = score != own[axis] ? value_of_score (rule, plan, score, axis == SEG_RFM_RECENCY, raw) : NAN;
		SegWhyMove *move;

		memcpy (scores, own, sizeof scores);
		scores[axis] = (guint8) score;
		if (isnan (value) || group_with (grid->rfm, scores) == now)
			continue;
		move = seg_why_move_new (column, segment_of_group (grid, why, group_with (grid->rfm, scores)));
		move->raw_from = raw;
		move->raw_to = value;
		move->from = seg_why_value (column, plan->whole, raw);
		move->to = seg_why_text_beyond (column, plan, raw, value);
		move->length = column->deviation > 0 ? fabs (value - raw) / column->deviation : 0;
		g_ptr_array_add (why->moves, move);
	}
}

static void
add_axis (const Grid *grid, SegRfmAxis axis, SegWhy *why)
{
	guint score = grid->rfm->scores[grid->user * SEG_RFM_N_AXES + axis];
	const SegMatrixColumn *column = &grid->matrix->columns[grid->plans[axis]->first];
	g_autofree char *range = score > 0 ? seg_rfm_range (grid->rfm, axis, score) : NULL;
	SegWhyFeature *feature = g_new0 (SegWhyFeature, 1);

	*feature = (SegWhyFeature) { .feature = g_strdup (column->feature), .label = g_strdup (column->label), .unit = g_strdup (column->unit),
		                         .next = g_strdup (""), .part = score, .filled = score == 0 };
	feature->value = score > 0 ? seg_why_value (column, grid->plans[axis]->whole, seg_matrix_row (grid->matrix->raw, grid->row)[grid->plans[axis]->first])
	                           : g_strdup (_("not known"));
	feature->own = score > 0 ? g_strdup_printf (_("score %u of %u: %s"), score, grid->rfm->definition->axes[axis].n_bins, range) : g_strdup ("");
	g_ptr_array_add (why->features, feature);
}

/* The place of the user in rising @ids; FALSE: not there. */
static gboolean
find_user (const gint64 *ids, gsize n, gint64 id, gsize *place)
{
	for (*place = 0; *place < n && ids[*place] < id; ++*place)
		;
	return *place < n && ids[*place] == id;
}

static gboolean
find_own (SegWorkspace *workspace, SegWhy *why, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT segment_id FROM membership WHERE segmentation_id = :id AND user_id = :user", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", why->segmentation->id);
	seg_statement_bind_integer (statement, ":user", why->user_id);
	if (seg_statement_next (statement, &failure))
		for (guint i = 0; i < why->segmentation->segments->len; i++)
			if (((const SegSegment *) why->segmentation->segments->pdata[i])->id == seg_statement_integer (statement, 0))
				why->own = (gint32) i;
	return seg_query_ended (failure, error);
}

/* Of several scores of an axis that lead to the same group, the same way, the nearest is enough. */
static void
leave_out_farther (GPtrArray *moves)
{
	for (guint i = 0; i < moves->len; i++)
		for (guint j = moves->len; j-- > i + 1;) {
			const SegWhyMove *near = moves->pdata[i], *other = moves->pdata[j];

			if (near->segment == other->segment && strcmp (near->feature, other->feature) == 0
			    && (near->raw_to > near->raw_from) == (other->raw_to > other->raw_from))
				g_ptr_array_remove_index (moves, j);
		}
}

static void
fill (Grid *grid, const GArray *plans, SegWhy *why)
{
	SegRfmGroup now = (SegRfmGroup) grid->rfm->group_of[grid->user];

	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		for (guint i = 0; i < plans->len; i++)
			if (strcmp (g_array_index (plans, SegWhyPlan, i).feature, grid->rfm->definition->axes[axis].feature) == 0)
				grid->plans[axis] = &g_array_index (plans, SegWhyPlan, i);
	why->now = segment_of_group (grid, why, now);
	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		add_axis (grid, (SegRfmAxis) axis, why);
		if (now != SEG_RFM_NONE)
			add_moves (grid, (SegRfmAxis) axis, now, why);
	}
	g_ptr_array_sort (why->moves, seg_why_compare_moves);
	leave_out_farther (why->moves);
	if (why->own >= 0 && why->now >= 0 && why->own != why->now)
		why->next = why->now;
	else if (why->moves->len > 0)
		why->next = ((const SegWhyMove *) why->moves->pdata[0])->segment;
}

static GPtrArray *
selection_of (const SegRfmDefinition *definition)
{
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++)
		if (seg_selection_find (selection, definition->axes[axis].feature) == NULL)
			g_ptr_array_add (selection, seg_selected_new (definition->axes[axis].feature, SEG_SCALING_NONE));
	return selection;
}

gboolean
seg_why_of_grid (SegWorkspace *workspace, SegWhy *why, SegJob *job, GError **error)
{
	g_autoptr (SegRfmDefinition) definition = seg_rfm_from_json (why->segmentation->options, error);
	g_autoptr (SegFeatureSet) set = definition != NULL ? seg_feature_set_load_id (workspace, why->segmentation->feature_set_id, error) : NULL;
	g_autoptr (SegRfm) rfm = set != NULL ? seg_rfm_compute (workspace, set, definition, TRUE, job, error) : NULL;
	g_autoptr (GPtrArray) selection = rfm != NULL ? selection_of (rfm->definition) : NULL;
	g_autoptr (SegFeatureMatrix) matrix = selection != NULL ? seg_feature_matrix (workspace, set, selection, job, error) : NULL;
	g_autoptr (GArray) plans = NULL;
	Grid grid = { .rfm = rfm, .matrix = matrix };

	if (matrix == NULL || !find_own (workspace, why, error))
		return FALSE;
	why->basis = SEG_WHY_GRID;
	why->stale = set->stale;
	if (!find_user (rfm->user_ids, rfm->n_users, why->user_id, &grid.user)
	    || !find_user (matrix->user_ids, matrix->raw->n_rows, why->user_id, &grid.row)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("User %s is not among those with features for \"%s\""), why->key, why->segmentation->name);
		return FALSE;
	}
	seg_rfm_segment_ids (why->segmentation, grid.segment_ids);
	plans = seg_why_plans (matrix, grid.row, selection);
	fill (&grid, plans, why);
	return TRUE;
}
