/* Which features hold a user where they are, beside the middles of their own segment and of the next one. */
#include <config.h>
#include "why-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

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
	return high - plan->least < 1e-9 * (plan->most - plan->least) ? plan->least : high; /* rounding is no middle */
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

gboolean
seg_why_find_features (const SegWhyWork *work, SegWhy *why, GError **error)
{
	gint32 own = seg_why_label_of (work, why->own >= 0 ? why->own : why->now), next = seg_why_label_of (work, why->next);
	const SegMatrix *centroids = seg_cluster_rule_centroids (work->rule);
	g_autofree double *parts = g_new0 (double, work->plans->len + 1);

	if (why->basis == SEG_WHY_DENSITY || own < 0 || next < 0)
		return TRUE;
	if (!seg_cluster_rule_contributions (work->rule, seg_matrix_row (work->matrix->scaled, work->row), own, next, work->feature_of,
	                                     work->plans->len, work->job, parts, error))
		return FALSE;
	for (guint i = 0; i < work->plans->len; i++)
		g_ptr_array_add (why->features, feature_of_plan (work, &g_array_index (work->plans, SegWhyPlan, i), seg_matrix_row (centroids, (gsize) own),
		                                                 seg_matrix_row (centroids, (gsize) next), parts[i]));
	g_ptr_array_sort (why->features, compare_parts);
	return TRUE;
}
