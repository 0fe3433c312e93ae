/* What features are judged against: an outcome, another feature or the segments of a segmentation, as classes of users. */
#include <config.h>
#include "select-private.h"

#include <segscope/text.h>

#define MOST_VALUES 10 /* a number of so many different values is a class each */
#define QUARTERS 4
#define LEAST_KNOWN 10

void
seg_target_free (SegTarget *target)
{
	if (target == NULL)
		return;
	g_free (target->name);
	g_free (target->label);
	g_free (target->feature);
	g_strfreev (target->classes);
	g_free (target->labels);
	g_free (target);
}

static SegTarget *
new_target (const char *name, gsize n_rows)
{
	SegTarget *target = g_new0 (SegTarget, 1);

	target->name = g_strdup (name);
	target->n_rows = n_rows;
	target->labels = g_new (gint32, n_rows);
	return target;
}

/* Classes from the segments --------------------------------------------------------------------------------------------------------- */

static SegTarget *
from_segments (SegWorkspace *workspace, const gint64 *user_ids, gsize n_users, const char *name, GError **error)
{
	const char *colon = strchr (name, ':');
	g_autoptr (SegTarget) target = new_target (name, n_users);
	g_autoptr (SegTargetSegments) segments = seg_target_segments_load (workspace, colon != NULL ? colon + 1 : NULL, error);

	if (segments == NULL
	    || !seg_target_read_segments (workspace, segments->id, user_ids, n_users, (const gint64 *) (gpointer) segments->segment_ids->data,
	                                  segments->segment_ids->len, target->labels, error))
		return NULL;
	target->label = g_strdup_printf (_("the segments of \"%s\""), segments->name);
	target->n_classes = segments->segments->len;
	g_ptr_array_add (segments->segments, NULL);
	target->classes = g_strdupv ((char **) segments->segments->pdata);
	return g_steal_pointer (&target);
}

/* "segment:NAME": that one against all others of the newest segmentation. */
static SegTarget *
from_one_segment (SegWorkspace *workspace, const gint64 *user_ids, gsize n_users, const char *name, GError **error)
{
	g_autoptr (SegTarget) target = from_segments (workspace, user_ids, n_users, "segments", error);
	const char *wanted = strchr (name, ':') + 1;
	gint32 which = -1;

	if (target == NULL)
		return NULL;
	for (guint i = 0; i < target->n_classes; i++)
		if (strcmp (target->classes[i], wanted) == 0)
			which = (gint32) i;
	if (which < 0) {
		g_autofree char *list = g_strjoinv (", ", target->classes);

		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no segment \"%s\" in %s; there are: %s"), wanted, target->label, list);
		return NULL;
	}
	for (gsize i = 0; i < n_users; i++)
		target->labels[i] = target->labels[i] < 0 ? -1 : target->labels[i] == which;
	g_strfreev (target->classes);
	target->classes = g_strsplit (_("the others|it"), "|", 2);
	target->n_classes = 2;
	g_free (target->name);
	target->name = g_strdup (name);
	g_free (target->label);
	target->label = g_strdup_printf (_("the segment \"%s\""), wanted);
	return g_steal_pointer (&target);
}

/* Classes from a feature -------------------------------------------------------------------------------------------------------------- */

static int
compare_doubles (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* The known values, rising; the different ones of them first when there are at most MOST_VALUES, else *@n_different is more. */
static double *
sort_known (const SegFeatureMatrix *matrix, gsize *n_known, gsize *n_different)
{
	double *sorted = g_new (double, matrix->raw->n_rows + 1);

	*n_known = *n_different = 0;
	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		if (!matrix->filled[row])
			sorted[(*n_known)++] = matrix->raw->values[row];
	qsort (sorted, *n_known, sizeof *sorted, compare_doubles);
	for (gsize i = 0; i < *n_known; i++)
		*n_different += i == 0 || sorted[i] > sorted[i - 1];
	return sorted;
}

static void
label_values (SegTarget *target, const SegFeatureMatrix *matrix, double *sorted, gsize n_known, gboolean is_yes_no)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new ();
	gsize n = 0;

	for (gsize i = 0; i < n_known; i++)
		if (n == 0 || sorted[i] > sorted[n - 1])
			sorted[n++] = sorted[i];
	for (gsize i = 0; i < n; i++)
		g_ptr_array_add (names, is_yes_no ? g_strdup (sorted[i] > 0 ? _("yes") : _("no")) : seg_format_auto (sorted[i]));
	g_ptr_array_add (names, NULL);
	target->classes = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
	target->n_classes = (guint) n;
	for (gsize row = 0; row < target->n_rows; row++) {
		target->labels[row] = matrix->filled[row] ? -1 : 0;
		for (gsize i = 1; i < n && !matrix->filled[row]; i++)
			target->labels[row] += sorted[i] <= matrix->raw->values[row];
	}
}

static void
label_quarters (SegTarget *target, const SegFeatureMatrix *matrix, const double *sorted, gsize n_known)
{
	double cuts[QUARTERS - 1];

	for (gsize i = 0; i < QUARTERS - 1; i++)
		cuts[i] = sorted[(i + 1) * (n_known - 1) / QUARTERS];
	target->classes = g_strsplit (_("lowest quarter|second quarter|third quarter|highest quarter"), "|", QUARTERS);
	target->n_classes = QUARTERS;
	for (gsize row = 0; row < target->n_rows; row++) {
		target->labels[row] = matrix->filled[row] ? -1 : 0;
		for (gsize i = 0; i < QUARTERS - 1 && !matrix->filled[row]; i++)
			target->labels[row] += cuts[i] < matrix->raw->values[row];
	}
}

static void
label_categories (SegTarget *target, const SegFeatureMatrix *matrix)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new ();

	for (gsize column = 0; column < matrix->n_columns; column++)
		g_ptr_array_add (names, g_strdup (matrix->columns[column].label));
	g_ptr_array_add (names, NULL);
	target->classes = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
	target->n_classes = (guint) matrix->n_columns;
	for (gsize row = 0; row < target->n_rows; row++) {
		target->labels[row] = -1;
		for (gsize column = 0; column < matrix->n_columns; column++)
			if (seg_matrix_row (matrix->raw, row)[column] > 0)
				target->labels[row] = (gint32) column;
	}
}

/* The rows of the matrix are the users of the set, as those of any other matrix of it. */
static SegTarget *
from_feature (SegWorkspace *workspace, const SegFeatureSet *set, const SegFeature *feature, const char *name, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autofree double *sorted = NULL;
	SegTarget *target;
	gsize n_known, n_different;

	g_ptr_array_add (selection, seg_selected_new (feature->name, SEG_SCALING_NONE));
	matrix = seg_feature_matrix (workspace, set, selection, job, error);
	if (matrix == NULL)
		return NULL;
	target = new_target (name, matrix->raw->n_rows);
	target->feature = g_strdup (feature->name);
	target->label = g_strdup (feature->label);
	if (feature->type == SEG_TYPE_CATEGORY) {
		label_categories (target, matrix);
		return target;
	}
	sorted = sort_known (matrix, &n_known, &n_different);
	if (n_different <= MOST_VALUES)
		label_values (target, matrix, sorted, n_known, feature->type == SEG_TYPE_BOOLEAN);
	else
		label_quarters (target, matrix, sorted, n_known);
	return target;
}

/* All ----------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
check (SegTarget *target, GError **error)
{
	g_autofree gsize *sizes = g_new0 (gsize, target->n_classes + 1);
	guint n_used = 0;

	for (gsize i = 0; i < target->n_rows; i++)
		if (target->labels[i] >= 0)
			sizes[target->labels[i]]++;
	for (guint i = 0; i < target->n_classes; i++) {
		n_used += sizes[i] > 0;
		target->n_known += sizes[i];
	}
	if (target->n_known < LEAST_KNOWN) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is known for %zu users; features can be judged by it from %d on"), target->label,
		             target->n_known, LEAST_KNOWN);
		return FALSE;
	}
	if (n_used < 2) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is the same for everyone, so that there is nothing to predict"), target->label);
		return FALSE;
	}
	return TRUE;
}

static SegTarget *
load (SegWorkspace *workspace, const SegFeatureSet *set, const gint64 *user_ids, gsize n_users, const char *name, SegJob *job,
      GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	const SegFeature *feature;
	GString *names;

	if (catalogue == NULL)
		return NULL;
	if ((feature = seg_feature_find (catalogue, name)) != NULL)
		return from_feature (workspace, set, feature, name, job, error);
	if (strcmp (name, "segments") == 0 || g_str_has_prefix (name, "segments:"))
		return from_segments (workspace, user_ids, n_users, name, error);
	if (g_str_has_prefix (name, "segment:"))
		return from_one_segment (workspace, user_ids, n_users, name, error);
	names = g_string_new (NULL);
	for (guint i = 0; i < catalogue->len; i++)
		g_string_append_printf (names, ", %s", ((const SegFeature *) catalogue->pdata[i])->name);
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
	             _("There is no \"%s\" to judge features by; there are: segments, segments:SEGMENTATION, segment:NAME%s"), name, names->str);
	g_string_free (names, TRUE);
	return NULL;
}

SegTarget *
seg_target_load (SegWorkspace *workspace, const SegFeatureSet *set, const gint64 *user_ids, gsize n_users, const char *name,
                 SegJob *job, GError **error)
{
	g_autoptr (SegTarget) target = load (workspace, set, user_ids, n_users, name, job, error);

	return target != NULL && check (target, error) ? g_steal_pointer (&target) : NULL;
}

/* Choices -------------------------------------------------------------------------------------------------------------------------------- */

static void
free_choice (gpointer data)
{
	SegTargetChoice *choice = data;

	g_free (choice->name);
	g_free (choice->label);
	g_free (choice->remark);
	g_free (choice);
}

static void
add_choice (GPtrArray *choices, char *name, const char *label, const char *remark)
{
	SegTargetChoice *choice = g_new (SegTargetChoice, 1);

	*choice = (SegTargetChoice) { name, g_strdup (label), g_strdup (remark) };
	g_ptr_array_add (choices, choice);
}

static void
add_features (GPtrArray *choices, const GPtrArray *catalogue, gboolean outcomes)
{
	for (guint i = 0; i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		if ((feature->is_outcome != 0) == outcomes)
			add_choice (choices, g_strdup (feature->name), feature->label, outcomes ? _("what became of people") : _(feature->group));
	}
}

GPtrArray *
seg_target_choices (SegWorkspace *workspace, const SegFeatureSet *set, GError **error)
{
	g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func (free_choice);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error), names = NULL;

	(void) set;
	if (catalogue == NULL || (names = seg_target_segmentations (workspace, error)) == NULL)
		return NULL;
	add_features (choices, catalogue, TRUE);
	for (guint i = 0; i < names->len; i++)
		add_choice (choices, g_strconcat ("segments:", names->pdata[i], NULL), names->pdata[i], _("its segments"));
	add_features (choices, catalogue, FALSE);
	return g_steal_pointer (&choices);
}
