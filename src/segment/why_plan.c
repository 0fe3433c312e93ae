/* What may be done to each feature of a user: its columns, and the values of numbers that are worth a try. */
#include <config.h>
#include "why-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLED 4096 /* users of whom values to try are taken */
#define TRIED 64     /* values of a number */

static SegWhyKind
kind_of (const SegFeatureMatrix *matrix, const SegSelected *selected, gsize first, gsize n, gsize row)
{
	const SegMatrixColumn *column = &matrix->columns[first];
	gsize n_up = 0;

	if (g_str_has_suffix (column->name, "=(missing)"))
		return SEG_WHY_FIXED;
	if (n == 1 && !column->is_share)
		return column->constant || (selected != NULL && selected->encoding != SEG_ENCODING_ONE_HOT) ? SEG_WHY_FIXED : SEG_WHY_NUMBER;
	if (n == 1)
		return column->constant ? SEG_WHY_FIXED : SEG_WHY_YES_NO;
	for (gsize i = 0; i < n; i++)
		n_up += seg_matrix_row (matrix->raw, row)[first + i] > 0.5;
	return n_up > 1 ? SEG_WHY_SEVERAL : SEG_WHY_CHOICE;
}

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* Ends, and whether all are whole; of users whose value is known. */
static void
look_at_values (const SegFeatureMatrix *matrix, SegWhyPlan *plan)
{
	gsize d = matrix->n_columns;

	plan->whole = TRUE;
	plan->least = INFINITY;
	plan->most = -INFINITY;
	for (gsize row = 0; row < matrix->raw->n_rows; row++) {
		double value = matrix->raw->values[row * d + plan->first];

		if (matrix->filled[row * d + plan->first])
			continue;
		plan->whole &= value == floor (value);
		plan->least = MIN (plan->least, value);
		plan->most = MAX (plan->most, value);
	}
	if (plan->selected != NULL && plan->selected->limited) { /* beyond them nothing changes */
		plan->least = MAX (plan->least, plan->selected->low);
		plan->most = MIN (plan->most, plan->selected->high);
	}
}

/* Quantiles of some users, and the ends. */
static void
choose_values (const SegFeatureMatrix *matrix, SegWhyPlan *plan)
{
	gsize d = matrix->n_columns, n = matrix->raw->n_rows, step = MAX (n / SAMPLED, 1), n_taken = 0;
	g_autofree double *taken = g_new (double, n / step + 1);

	for (gsize row = 0; row < n; row += step)
		if (!matrix->filled[row * d + plan->first])
			taken[n_taken++] = CLAMP (matrix->raw->values[row * d + plan->first], plan->least, plan->most);
	qsort (taken, n_taken, sizeof *taken, compare);
	plan->values = g_new (double, TRIED + 2);
	plan->values[plan->n_values++] = plan->least;
	for (gsize i = 0; i < TRIED && n_taken > 0; i++) {
		double value = taken[i * (n_taken - 1) / (TRIED - 1)];

		if (value > plan->values[plan->n_values - 1] && value < plan->most)
			plan->values[plan->n_values++] = value;
	}
	if (plan->most > plan->values[plan->n_values - 1])
		plan->values[plan->n_values++] = plan->most;
}

static void
clear_plan (gpointer data)
{
	g_free (((SegWhyPlan *) data)->values);
}

GArray *
seg_why_plans (const SegFeatureMatrix *matrix, gsize row, const GPtrArray *selection)
{
	GArray *plans = g_array_new (FALSE, TRUE, sizeof (SegWhyPlan));
	gsize n;

	g_array_set_clear_func (plans, clear_plan);
	for (gsize first = 0; first < matrix->n_columns; first += n) {
		guint32 group = matrix->scaled->groups != NULL ? matrix->scaled->groups[first] : 0;
		SegWhyPlan plan = { .feature = matrix->columns[first].feature, .first = first };

		for (n = 1; group > 0 && first + n < matrix->n_columns && matrix->scaled->groups[first + n] == group; n++)
			;
		plan.n = n;
		plan.selected = seg_selection_find (selection, plan.feature);
		plan.kind = kind_of (matrix, plan.selected, first, n, row);
		if (plan.kind == SEG_WHY_NUMBER) {
			look_at_values (matrix, &plan);
			if (plan.least < plan.most)
				choose_values (matrix, &plan);
			else
				plan.kind = SEG_WHY_FIXED;
		}
		g_array_append_val (plans, plan);
	}
	return plans;
}

double
seg_why_scaled (const SegWhyWork *work, const SegWhyPlan *plan, gsize column, double raw)
{
	double scaled;

	if (plan->selected != NULL && plan->selected->limited && !work->matrix->columns[column].is_share)
		raw = CLAMP (raw, plan->selected->low, plan->selected->high);
	seg_scaler_apply (&work->matrix->columns[column].scaler, &raw, 1, &scaled);
	return scaled;
}
