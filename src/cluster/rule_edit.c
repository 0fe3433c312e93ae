/* Edited rules: an algorithm of their own that no table names, whose matrices hold the rule they began with ("base/NAME/..."), the steps
 * since, in order, and what the groups are called now.
 *
 *     groups      n_groups x 1  the label of each group, -1: none
 *     centroids   k x d         of the labels
 *     touched     k x 1         1: distances are measured to that centroid
 *     step-N      1 x 3         what: 0 a division, 1 a border; the first of the groups that rows go to; the reach
 *     from-N      n x 1         the groups that rows come from
 *     border-N    2 x d         the centres on both sides
 *     step-N/NAME/...           the rule of the division */
#include <config.h>
#include "cluster-private.h"

#include <segscope/rule_edit.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

enum { DIVISION, BORDER };

static const SegMatrix *
get (const SegClusterRule *rule, const char *name, gsize number)
{
	g_autofree char *full = g_strdup_printf ("%s-%zu", name, number);

	return seg_cluster_rule_get (rule, full);
}

static SegMatrix *
copy_matrix (const SegMatrix *matrix, GError **error)
{
	SegMatrix *copy = seg_matrix_new (matrix->n_rows, matrix->n_columns, error);

	if (copy != NULL && matrix->n_rows > 0)
		memcpy (copy->values, matrix->values, matrix->n_rows * matrix->n_columns * sizeof *copy->values);
	return copy;
}

static gsize
n_steps (const SegClusterRule *rule)
{
	gsize n = 0;

	while (get (rule, "step", n) != NULL)
		n++;
	return n;
}

guint
seg_rule_edit_n_groups (const SegClusterRule *rule)
{
	return (guint) seg_cluster_rule_get (rule, "groups")->n_rows;
}

gint32
seg_rule_edit_label (const SegClusterRule *rule, guint group)
{
	return (gint32) seg_cluster_rule_get (rule, "groups")->values[group];
}

gboolean
seg_rule_edit_is_touched (const SegClusterRule *rule, gint32 label)
{
	const SegMatrix *touched = seg_cluster_rule_get (rule, "touched");

	return (gsize) label < touched->n_rows && touched->values[label] > 0;
}

void
seg_rule_edit_call (SegClusterRule *rule, guint group, gint32 label)
{
	((SegMatrix *) seg_cluster_rule_get (rule, "groups"))->values[group] = label;
}

double
seg_border_distance (const double *row, const double *from_centre, const double *to_centre, gsize n_columns)
{
	double difference = 0, apart = 0;

	for (gsize j = 0; j < n_columns; j++) {
		double to = row[j] - to_centre[j], from = row[j] - from_centre[j], between = to_centre[j] - from_centre[j];

		difference += to * to - from * from;
		apart += between * between;
	}
	return apart > 0 ? difference / (2 * sqrt (apart)) : 0;
}

/* Rules within rules ------------------------------------------------------------------------------------------------ */

/* Keeps the matrices of @inner in @rule under "@prefix/ALGORITHM/...". */
static gboolean
put_inside (SegClusterRule *rule, const char *prefix, const SegClusterRule *inner, GError **error)
{
	const char *name;
	const SegMatrix *matrix;

	for (guint i = 0; (matrix = seg_cluster_rule_part (inner, i, &name)) != NULL; i++) {
		g_autofree char *full = g_strdup_printf ("%s/%s/%s", prefix, seg_cluster_rule_algorithm (inner)->name, name);
		SegMatrix *copy = copy_matrix (matrix, error);

		if (copy == NULL)
			return FALSE;
		seg_cluster_rule_take (rule, full, copy);
	}
	return TRUE;
}

/* The rule under "@prefix/"; NULL where there is none that makes sense, or without enough memory. */
static SegClusterRule *
get_inside (const SegClusterRule *rule, const char *prefix)
{
	g_autofree char *start = g_strconcat (prefix, "/", NULL);
	SegClusterRule *inner = NULL;
	const char *name;
	const SegMatrix *matrix;

	for (guint i = 0; (matrix = seg_cluster_rule_part (rule, i, &name)) != NULL; i++) {
		const char *slash = g_str_has_prefix (name, start) ? strchr (name + strlen (start), '/') : NULL;
		g_autofree char *algorithm = slash != NULL ? g_strndup (name + strlen (start), (gsize) (slash - name) - strlen (start)) : NULL;
		SegMatrix *copy;

		if (slash == NULL)
			continue;
		if (inner == NULL && seg_cluster_algorithm_find (algorithm) != NULL)
			inner = seg_cluster_rule_new (seg_cluster_algorithm_find (algorithm));
		if (inner == NULL || (copy = copy_matrix (matrix, NULL)) == NULL) {
			g_clear_pointer (&inner, seg_cluster_rule_free);
			break;
		}
		seg_cluster_rule_take (inner, slash + 1, copy);
	}
	if (inner != NULL && !seg_cluster_rule_check (inner))
		g_clear_pointer (&inner, seg_cluster_rule_free);
	return inner;
}

static SegClusterRule *
base_of (const SegClusterRule *rule)
{
	return get_inside (rule, "base");
}

static SegClusterRule *
division_of (const SegClusterRule *rule, gsize step)
{
	g_autofree char *prefix = g_strdup_printf ("step-%zu", step);

	return get_inside (rule, prefix);
}

/* Making ------------------------------------------------------------------------------------------------------------ */

static gboolean
fail_memory (GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to keep how new users are assigned"));
	return FALSE;
}

SegClusterRule *
seg_rule_edit_begin (SegClusterRule *base, GError **error)
{
	g_autoptr (SegClusterRule) owned = base;
	g_autoptr (SegClusterRule) rule = NULL;
	guint k = seg_cluster_rule_k (base);
	SegMatrix *groups, *centroids, *touched;

	if (seg_cluster_rule_algorithm (base) == &seg_rule_edited)
		return g_steal_pointer (&owned);
	rule = seg_cluster_rule_new (&seg_rule_edited);
	groups = seg_matrix_new (k + 1, 1, error);
	if (groups == NULL)
		return NULL;
	for (guint c = 0; c <= k; c++)
		groups->values[c] = c < k ? (double) c : -1;
	seg_cluster_rule_take (rule, "groups", groups);
	if ((touched = seg_matrix_new (k, 1, error)) == NULL)
		return NULL;
	seg_cluster_rule_take (rule, "touched", touched);
	if ((centroids = copy_matrix (seg_cluster_rule_get (base, "centroids"), error)) == NULL)
		return NULL;
	seg_cluster_rule_take (rule, "centroids", centroids);
	return put_inside (rule, "base", base, error) ? g_steal_pointer (&rule) : NULL;
}

guint
seg_rule_edit_none (const SegClusterRule *rule)
{
	g_autoptr (SegClusterRule) base = base_of (rule);

	return base != NULL ? seg_cluster_rule_k (base) : 0;
}

/* Gives the rule @n more groups with these labels. @first: (out) the number of the first. */
static gboolean
add_groups (SegClusterRule *rule, const gint32 *labels, guint n, guint *first, GError **error)
{
	const SegMatrix *before = seg_cluster_rule_get (rule, "groups");
	SegMatrix *groups = seg_matrix_new (before->n_rows + n, 1, error);

	if (groups == NULL)
		return FALSE;
	memcpy (groups->values, before->values, before->n_rows * sizeof *groups->values);
	for (guint i = 0; i < n; i++)
		groups->values[before->n_rows + i] = labels[i];
	*first = (guint) before->n_rows;
	seg_cluster_rule_replace (rule, "groups", groups);
	return TRUE;
}

/* Adds the step that takes rows of @label. */
static gboolean
add_step (SegClusterRule *rule, int what, gint32 label, guint to, double reach, GError **error)
{
	gsize number = n_steps (rule), n = 0;
	g_autofree char *step_name = g_strdup_printf ("step-%zu", number), *from_name = g_strdup_printf ("from-%zu", number);
	g_autoptr (SegMatrix) step = seg_matrix_new (1, 3, error), from = NULL;

	for (guint g = 0; g < seg_rule_edit_n_groups (rule); g++)
		n += seg_rule_edit_label (rule, g) == label;
	if (step == NULL || (from = seg_matrix_new (n, 1, error)) == NULL)
		return FALSE;
	n = 0;
	for (guint g = 0; g < seg_rule_edit_n_groups (rule); g++)
		if (seg_rule_edit_label (rule, g) == label)
			from->values[n++] = g;
	step->values[0] = what;
	step->values[1] = to;
	step->values[2] = reach;
	seg_cluster_rule_take (rule, step_name, g_steal_pointer (&step));
	seg_cluster_rule_take (rule, from_name, g_steal_pointer (&from));
	return TRUE;
}

gboolean
seg_rule_edit_divide (SegClusterRule *rule, gint32 label, const SegClusterRule *sub, const gint32 *labels, GError **error)
{
	gsize number = n_steps (rule);
	g_autofree char *prefix = g_strdup_printf ("step-%zu", number);

	if (!add_step (rule, DIVISION, label, seg_rule_edit_n_groups (rule), 0, error) || !put_inside (rule, prefix, sub, error))
		return FALSE;
	return add_groups (rule, labels, seg_cluster_rule_k (sub) + 1, &(guint) { 0 }, error);
}

gboolean
seg_rule_edit_border (SegClusterRule *rule, gint32 from, const double *from_centre, gint32 to, const double *to_centre, double reach,
                      GError **error)
{
	gsize d = seg_cluster_rule_get (rule, "centroids")->n_columns;
	g_autofree char *name = g_strdup_printf ("border-%zu", n_steps (rule));
	SegMatrix *centres = seg_matrix_new (2, d, error);
	guint group = 0;

	if (centres == NULL)
		return FALSE;
	memcpy (seg_matrix_row (centres, 0), from_centre, d * sizeof (double));
	memcpy (seg_matrix_row (centres, 1), to_centre, d * sizeof (double));
	/* Groups keep who they are: those who cross the border become a group of their own with the label beyond it. */
	if (!add_step (rule, BORDER, from, seg_rule_edit_n_groups (rule), reach, error) || !add_groups (rule, &to, 1, &group, error)) {
		seg_matrix_free (centres);
		return FALSE;
	}
	seg_cluster_rule_take (rule, name, centres);
	return TRUE;
}

gboolean
seg_rule_edit_end (SegClusterRule *rule, const gint32 *labels, guint n_labels, SegMatrix *centroids, const gboolean *touched, GError **error)
{
	const SegMatrix *before = seg_cluster_rule_get (rule, "groups");
	SegMatrix *groups = copy_matrix (before, error), *marks = seg_matrix_new (n_labels, 1, error);

	if (groups == NULL || marks == NULL) {
		seg_matrix_free (groups);
		seg_matrix_free (marks);
		seg_matrix_free (centroids);
		return fail_memory (NULL);
	}
	for (gsize g = 0; g < groups->n_rows; g++)
		groups->values[g] = before->values[g] >= 0 ? labels[(gsize) before->values[g]] : before->values[g];
	for (guint c = 0; c < n_labels; c++)
		marks->values[c] = touched[c] != FALSE;
	seg_cluster_rule_replace (rule, "groups", groups);
	seg_cluster_rule_replace (rule, "touched", marks);
	seg_cluster_rule_replace (rule, "centroids", centroids);
	return TRUE;
}

/* Assigning --------------------------------------------------------------------------------------------------------- */

/* Whether rows of each group take part in a step. */
static gboolean *
members_of_step (const SegClusterRule *rule, gsize step)
{
	const SegMatrix *from = get (rule, "from", step);
	gboolean *takes = g_new0 (gboolean, seg_rule_edit_n_groups (rule));

	for (gsize i = 0; i < from->n_rows; i++)
		takes[(gsize) from->values[i]] = TRUE;
	return takes;
}

static gboolean
divide (const SegClusterRule *rule, gsize step, const gboolean *takes, const SegMatrix *matrix, SegJob *job, gint32 *groups, GError **error)
{
	g_autoptr (SegClusterRule) sub = division_of (rule, step);
	g_autoptr (SegMatrix) rows = NULL;
	g_autofree gint32 *labels = NULL;
	gint32 first = (gint32) get (rule, "step", step)->values[1], k;
	gsize n = 0;

	for (gsize i = 0; i < matrix->n_rows; i++)
		n += takes[groups[i]] ? 1 : 0;
	if (sub == NULL)
		return fail_memory (error);
	if (n == 0)
		return TRUE;
	k = (gint32) seg_cluster_rule_k (sub);
	rows = seg_matrix_new (n, matrix->n_columns, error);
	labels = g_try_new (gint32, n);
	if (rows == NULL || labels == NULL)
		return rows == NULL ? FALSE : fail_memory (error);
	n = 0;
	for (gsize i = 0; i < matrix->n_rows; i++)
		if (takes[groups[i]])
			memcpy (seg_matrix_row (rows, n++), seg_matrix_row (matrix, i), matrix->n_columns * sizeof (double));
	if (!seg_cluster_rule_assign (sub, rows, job, labels, NULL, NULL, error))
		return FALSE;
	n = 0;
	for (gsize i = 0; i < matrix->n_rows; i++)
		if (takes[groups[i]]) {
			gint32 label = labels[n++];

			groups[i] = first + (label >= 0 ? label : k);
		}
	return TRUE;
}

static void
cross (const SegClusterRule *rule, gsize step, const gboolean *takes, const SegMatrix *matrix, gint32 *groups)
{
	const SegMatrix *what = get (rule, "step", step), *centres = get (rule, "border", step);

	for (gsize i = 0; i < matrix->n_rows; i++)
		if (takes[groups[i]]
		    && seg_border_distance (seg_matrix_row (matrix, i), seg_matrix_row (centres, 0), seg_matrix_row (centres, 1), matrix->n_columns)
		       < what->values[2])
			groups[i] = (gint32) what->values[1];
}

static gboolean
take_steps (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *groups, GError **error)
{
	gsize n = n_steps (rule);

	for (gsize step = 0; step < n; step++) {
		g_autofree gboolean *takes = members_of_step (rule, step);

		if (!seg_job_proceed (job, (double) step / (double) n, NULL, error))
			return FALSE;
		if (get (rule, "step", step)->values[0] > 0)
			cross (rule, step, takes, matrix, groups);
		else if (!divide (rule, step, takes, matrix, job, groups, error))
			return FALSE;
	}
	return TRUE;
}

static double
distance_to (const double *row, const double *centre, gsize n_columns)
{
	double squares = 0;

	for (gsize j = 0; j < n_columns; j++)
		squares += (row[j] - centre[j]) * (row[j] - centre[j]);
	return sqrt (squares);
}

/* Shares in groups that were put together add up; after divisions and borders nobody knows them. */
static void
add_shares (const SegClusterRule *rule, const SegMatrix *inner, SegMatrix *shares)
{
	memset (shares->values, 0, shares->n_rows * shares->n_columns * sizeof *shares->values);
	for (gsize i = 0; n_steps (rule) == 0 && i < shares->n_rows; i++)
		for (gsize c = 0; c < inner->n_columns; c++) {
			gint32 label = seg_rule_edit_label (rule, (guint) c);

			if (label >= 0 && (gsize) label < shares->n_columns)
				seg_matrix_row (shares, i)[label] += seg_matrix_row (inner, i)[c];
		}
}

static gboolean
assign_base (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances, SegMatrix *membership,
             guint *k, GError **error)
{
	g_autoptr (SegClusterRule) base = base_of (rule);
	g_autoptr (SegMatrix) shares = NULL;

	if (base == NULL)
		return fail_memory (error);
	*k = seg_cluster_rule_k (base);
	if (membership != NULL && seg_cluster_rule_algorithm (base)->has_membership && *k > 1
	    && (shares = seg_matrix_new (matrix->n_rows, *k, error)) == NULL)
		return FALSE;
	if (!seg_cluster_rule_assign (base, matrix, job, labels, distances, shares, error))
		return FALSE;
	if (shares != NULL)
		add_shares (rule, shares, membership);
	return TRUE;
}

static gboolean
assign (const SegClusterRule *rule, const SegMatrix *matrix, SegJob *job, gint32 *labels, double *distances, SegMatrix *membership, GError **error)
{
	const SegMatrix *centroids = seg_cluster_rule_get (rule, "centroids"), *touched = seg_cluster_rule_get (rule, "touched");
	guint k = 0;

	if (!assign_base (rule, matrix, job, labels, distances, membership, &k, error))
		return FALSE;
	for (gsize i = 0; i < matrix->n_rows; i++)
		labels[i] = labels[i] >= 0 ? labels[i] : (gint32) k;
	if (!take_steps (rule, matrix, job, labels, error))
		return FALSE;
	for (gsize i = 0; i < matrix->n_rows; i++) {
		gint32 label = labels[i] = seg_rule_edit_label (rule, (guint) labels[i]);

		if (distances != NULL && label >= 0 && touched->values[label] > 0)
			distances[i] = distance_to (seg_matrix_row (matrix, i), seg_matrix_row (centroids, (gsize) label), matrix->n_columns);
	}
	return seg_job_goes_on (job, error);
}

/* Checking what a file held ----------------------------------------------------------------------------------------- */

static gboolean
are_numbers (const SegMatrix *matrix, double least, double below)
{
	if (matrix == NULL || matrix->n_columns != 1)
		return FALSE;
	for (gsize i = 0; i < matrix->n_rows; i++)
		if (!(matrix->values[i] >= least && matrix->values[i] < below && matrix->values[i] == floor (matrix->values[i])))
			return FALSE;
	return TRUE;
}

static gboolean
check_step (const SegClusterRule *rule, gsize step, gsize n_columns)
{
	const SegMatrix *what = get (rule, "step", step), *border = get (rule, "border", step);
	double n_groups = seg_rule_edit_n_groups (rule);
	g_autoptr (SegClusterRule) sub = NULL;

	if (what->n_rows != 1 || what->n_columns != 3 || !(what->values[1] >= 0 && what->values[1] < n_groups)
	    || !are_numbers (get (rule, "from", step), 0, n_groups))
		return FALSE;
	if (what->values[0] > 0)
		return border != NULL && border->n_rows == 2 && border->n_columns == n_columns;
	sub = division_of (rule, step);
	return sub != NULL && what->values[1] + seg_cluster_rule_k (sub) < n_groups && seg_cluster_rule_get (sub, "centroids")->n_columns == n_columns;
}

static gboolean
check_rule (const SegClusterRule *rule)
{
	const SegMatrix *groups = seg_cluster_rule_get (rule, "groups"), *centroids = seg_cluster_rule_get (rule, "centroids");
	const SegMatrix *touched = seg_cluster_rule_get (rule, "touched");
	g_autoptr (SegClusterRule) base = base_of (rule);

	if (base == NULL || centroids->n_rows > G_MAXINT32 || !are_numbers (groups, -1, (double) centroids->n_rows) || !are_numbers (touched, 0, 2)
	    || touched->n_rows != centroids->n_rows || groups->n_rows < (gsize) seg_cluster_rule_k (base) + 1
	    || seg_cluster_rule_get (base, "centroids")->n_columns != centroids->n_columns)
		return FALSE;
	for (gsize step = 0; get (rule, "step", step) != NULL; step++)
		if (!check_step (rule, step, centroids->n_columns))
			return FALSE;
	return TRUE;
}

const SegClusterAlgorithm seg_rule_edited = { .name = "edited", .assign = assign, .check_rule = check_rule };
