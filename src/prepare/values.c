/* The numbers of one column in order, and what is said of them: mean, quantiles, bounds of outliers. */
#include <config.h>
#include "clean-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

gboolean
seg_values_read (SegStepRun *run, const SegAttribute *attribute, SegValues *values, GError **error)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *from = g_strdup_printf ("FROM %s WHERE %s AND %s IS NOT NULL", run->entity, run->in_use, column);
	g_autofree char *count_sql = g_strdup_printf ("SELECT count (*) %s", from), *sql = g_strdup_printf ("SELECT %s %s", column, from);
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gint64 count;

	seg_values_clear (values);
	if (!seg_workspace_count (run->workspace, count_sql, &count, error))
		return FALSE;
	values->values = g_try_new (double, (gsize) MAX (count, 1));
	if (values->values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %" PRId64 " values of %s"), count,
		             attribute->label);
		return FALSE;
	}
	statement = seg_workspace_prepare (run->workspace, sql, error);
	if (statement == NULL)
		return FALSE;
	while ((gint64) values->n < count && seg_statement_next (statement, &failure))
		values->values[values->n++] = seg_statement_double (statement, 0);
	if (!seg_query_ended (failure, error))
		return FALSE;
	qsort (values->values, values->n, sizeof *values->values, compare);
	return TRUE;
}

void
seg_values_clear (SegValues *values)
{
	g_free (values->values);
	*values = (SegValues) { 0 };
}

double
seg_values_quantile (const SegValues *values, double share)
{
	double place = share * (double) (values->n - 1);
	gsize below = (gsize) MAX (place, 0);

	if (values->n == 0)
		return NAN;
	if (below + 1 >= values->n)
		return values->values[values->n - 1];
	return values->values[below] + (place - (double) below) * (values->values[below + 1] - values->values[below]);
}

/* Summed from the smallest to the largest in extended precision: the same bits in whatever order the rows came. */
double
seg_values_mean (const SegValues *values)
{
	long double sum = 0;

	for (gsize i = 0; i < values->n; i++)
		sum += values->values[i];
	return values->n > 0 ? (double) (sum / values->n) : NAN;
}

/* Median absolute deviation from the median, times 1.4826: the standard deviation of normal data. */
static double
robust_deviation (const SegValues *values, double median)
{
	SegValues distances = { g_try_new (double, MAX (values->n, 1)), values->n };
	double deviation = NAN;

	if (distances.values != NULL) {
		for (gsize i = 0; i < values->n; i++)
			distances.values[i] = fabs (values->values[i] - median);
		qsort (distances.values, distances.n, sizeof *distances.values, compare);
		deviation = 1.4826 * seg_values_quantile (&distances, 0.5);
	}
	seg_values_clear (&distances);
	return deviation;
}

gboolean
seg_outlier_bounds (SegStepRun *run, const SegAttribute *attribute, double *low, double *high, gboolean *found, GError **error)
{
	g_auto (SegValues) values = { 0 };
	double lower, upper, reach, limit;

	if (!seg_values_read (run, attribute, &values, error))
		return FALSE;
	*found = FALSE;
	if (values.n == 0)
		return TRUE;
	if (seg_step_is (run->step, "beyond", "quantiles")) {
		limit = seg_step_number (run->step, "limit", 0.01);
		*low = seg_values_quantile (&values, limit);
		*high = seg_values_quantile (&values, 1 - limit);
		*found = TRUE;
		return TRUE;
	}
	if (seg_step_is (run->step, "beyond", "robust-z")) {
		lower = upper = seg_values_quantile (&values, 0.5);
		reach = seg_step_number (run->step, "limit", 3.5) * robust_deviation (&values, lower);
	} else {
		lower = seg_values_quantile (&values, 0.25);
		upper = seg_values_quantile (&values, 0.75);
		reach = seg_step_number (run->step, "limit", 3) * (upper - lower);
	}
	*low = lower - reach;
	*high = upper + reach;
	*found = reach > 0;
	return TRUE;
}
