/* The nearest border with all features at once, and the smallest step of up to three of them that crosses it. */
#include <config.h>
#include "why-private.h"

#include <math.h>
#include <string.h>

/* The first raw value from where the user is that is scaled at least as far as @target. */
static double
raw_beyond (const SegWhyWork *work, const SegWhyPlan *plan, double target)
{
	double raw = seg_matrix_row (work->matrix->raw, work->row)[plan->first];
	gboolean up = target > seg_matrix_row (work->matrix->scaled, work->row)[plan->first];
	double stays = raw, moves = up ? plan->most : plan->least;

	for (guint i = 0; i < 1100; i++) {
		double middle = seg_why_between (plan, stays, moves), scaled;

		if (isnan (middle))
			break;
		scaled = seg_why_scaled (work, plan, plan->first, middle);
		if (up ? scaled >= target : scaled <= target)
			moves = middle;
		else
			stays = middle;
	}
	return moves;
}

/* How far each column may go: numbers to the smallest and largest value that somebody has. */
static void
find_room (const SegWhyWork *work, double *low, double *high)
{
	const double *scaled = seg_matrix_row (work->matrix->scaled, work->row);

	for (gsize j = 0; j < work->matrix->n_columns; j++)
		low[j] = high[j] = scaled[j];
	for (guint i = 0; i < work->plans->len; i++) {
		const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, i);

		if (plan->kind != SEG_WHY_NUMBER)
			continue;
		low[plan->first] = MIN (low[plan->first], seg_why_scaled (work, plan, plan->first, plan->least));
		high[plan->first] = MAX (high[plan->first], seg_why_scaled (work, plan, plan->first, plan->most));
	}
}

/* The step in the features' own units, rounded so that it is surely beyond the border; nothing where the rule says it is not. */
static gboolean
take_step (const SegWhyWork *work, const double *target, SegWhy *why, GError **error)
{
	gsize d = work->matrix->n_columns;
	const double *scaled = seg_matrix_row (work->matrix->scaled, work->row);
	g_autoptr (SegMatrix) row = seg_matrix_new (1, d, error);
	gint32 place;

	if (row == NULL)
		return FALSE;
	memcpy (row->values, scaled, d * sizeof *scaled);
	for (guint i = 0; i < work->plans->len; i++) {
		const SegWhyPlan *plan = &g_array_index (work->plans, SegWhyPlan, i);
		gsize j = plan->first;
		double nudged = target[j] + (target[j] - scaled[j]) * 1e-9, raw;

		if (plan->kind != SEG_WHY_NUMBER || fabs (target[j] - scaled[j]) < 1e-12)
			continue;
		raw = raw_beyond (work, plan, nudged);
		row->values[j] = seg_why_scaled (work, plan, j, raw);
		g_ptr_array_add (why->together, seg_why_move_of_number (work, i, raw, -1));
	}
	g_ptr_array_sort (why->together, seg_why_compare_moves);
	if (!seg_why_assign (work, row, &place, error))
		return FALSE;
	if (place == why->now)
		g_ptr_array_set_size (why->together, 0);
	for (guint i = 0; i < why->together->len; i++)
		((SegWhyMove *) why->together->pdata[i])->segment = place;
	return TRUE;
}

gboolean
seg_why_find_border (const SegWhyWork *work, SegWhy *why, GError **error)
{
	gsize d = work->matrix->n_columns;
	const double *scaled = seg_matrix_row (work->matrix->scaled, work->row);
	g_autofree double *low = g_new (double, d), *high = g_new (double, d), *target = g_new (double, d);
	gint32 label = seg_why_label_of (work, why->now), to;

	if (seg_cluster_rule_basis (work->rule) != SEG_RULE_CENTROIDS || label < 0)
		return TRUE;
	find_room (work, low, high);
	why->border = seg_cluster_rule_nearest_border (work->rule, scaled, label, low, high, 0, target, &to);
	if (!isfinite (why->border)) {
		why->border = NAN;
		return TRUE;
	}
	if (!isfinite (seg_cluster_rule_nearest_border (work->rule, scaled, label, low, high, SEG_WHY_FEATURES, target, &to)))
		return TRUE; /* three features are not enough */
	return take_step (work, target, why, error);
}
