/* How values lie now against how they lay when a version was made: from the points that were kept of each column (version_feature.c). */
#include <config.h>
#include "filter-private.h"
#include "version-private.h"

#include <segscope/migration.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define BINS 10
#define LEAST_SHARE 0.0001 /* as seg_stability_index() */

/* The values of one column of one version. */
typedef struct {
	char    *name, *label, *unit;
	gboolean is_share;
	double   n_users, n_known, mean;
	double  *points; /* n: value, users up to it */
	gsize    n;
	const SegFeatureMatrix *matrix; /* where the values themselves are at hand, in column number @number; or NULL */
	gsize    number;
} Column;

static void
free_column (gpointer data)
{
	Column *column = data;

	g_free (column->name);
	g_free (column->label);
	g_free (column->unit);
	g_free (column->points);
	g_free (column);
}

void
seg_drift_free (SegDrift *drift)
{
	if (drift == NULL)
		return;
	g_free (drift->name);
	g_free (drift->label);
	g_free (drift->unit);
	g_clear_pointer (&drift->bins, g_array_unref);
	g_free (drift);
}

const char *
seg_drift_words (double psi)
{
	return psi > SEG_DRIFT_FAR ? C_("drift", "far off") : psi >= SEG_DRIFT_STABLE ? C_("drift", "drifts") : C_("drift", "stable");
}

char *
seg_drift_bin_words (const SegDrift *drift, guint number)
{
	const SegDriftBin *bin = &g_array_index (drift->bins, SegDriftBin, number);
	g_autofree char *low = seg_format_auto (bin->low), *high = seg_format_auto (bin->high);

	if (drift->share && drift->bins->len == 2)
		return g_strdup (isfinite (bin->high) ? _("no") : _("yes"));
	if (isfinite (bin->low) && isfinite (bin->high))
		return g_strdup_printf (_("above %s to %s"), low, high);
	return isfinite (bin->high) ? g_strdup_printf (_("up to %s"), high) : isfinite (bin->low) ? g_strdup_printf (_("above %s"), low) : g_strdup (_("any"));
}

/* Measures --------------------------------------------------------------------------------------------------------- */

/* How many users have @value or less. */
static double
up_to (const Column *column, double value)
{
	gsize low = 0, high = column->n;

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (column->points[2 * middle] <= value)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? column->points[2 * low - 1] : 0;
}

/* The value of the user at @rank, from 0. */
static double
at_rank (const Column *column, double rank)
{
	for (gsize i = 0; i < column->n; i++)
		if (column->points[2 * i + 1] > rank)
			return column->points[2 * i];
	return column->points[2 * (column->n - 1)];
}

/* Type 7, as of the values themselves. */
static double
quantile (const Column *column, double share)
{
	double place = (column->n_known - 1) * share, below = floor (place), low = at_rank (column, below);

	return low + (place - below) * (at_rank (column, MIN (below + 1, column->n_known - 1)) - low);
}

static double
kolmogorov_smirnov (const Column *before, const Column *now)
{
	double furthest = 0;

	for (int side = 0; side < 2; side++) {
		const Column *column = side == 0 ? before : now;

		for (gsize i = 0; i < column->n; i++) {
			double value = column->points[2 * i];

			furthest = MAX (furthest, fabs (up_to (before, value) / before->n_known - up_to (now, value) / now->n_known));
		}
	}
	return furthest;
}

/* The highest value of every bin but the last. Where there are few values each has its bin: tenths of them would leave changes between the most
 * frequent ones unseen. */
static GArray *
cut (const Column *before)
{
	GArray *cuts = g_array_new (FALSE, FALSE, sizeof (double));
	gboolean few = before->n <= BINS;
	gsize n = few ? before->n : BINS;

	for (gsize i = 0; i + 1 < n; i++) {
		double high = few ? before->points[2 * i] : quantile (before, (double) (i + 1) / BINS);

		if (cuts->len == 0 || high > g_array_index (cuts, double, cuts->len - 1))
			g_array_append_val (cuts, high);
	}
	return cuts;
}

/* How many users are in each of the bins: those counted in the values themselves, where they are at hand. */
static double *
count (const Column *column, const GArray *cuts)
{
	double *counts = g_new0 (double, cuts->len + 1), below = 0;
	const SegFeatureMatrix *matrix = column->matrix;

	for (gsize row = 0; matrix != NULL && row < matrix->raw->n_rows; row++) {
		guint i = 0;

		if (matrix->filled[row * matrix->n_columns + column->number])
			continue;
		while (i < cuts->len && seg_matrix_row (matrix->raw, row)[column->number] > g_array_index (cuts, double, i))
			i++;
		counts[i]++;
	}
	for (guint i = 0; matrix == NULL && i <= cuts->len; i++) {
		double all = i < cuts->len ? up_to (column, g_array_index (cuts, double, i)) : column->n_known;

		counts[i] = all - below;
		below = all;
	}
	return counts;
}

/* The bins, and the stability index they add up to. */
static double
compare_bins (const Column *before, const Column *now, GArray *bins)
{
	g_autoptr (GArray) cuts = cut (before);
	g_autofree double *then = count (before, cuts), *here = count (now, cuts);
	double index = 0, low = -INFINITY;

	for (guint i = 0; i <= cuts->len; i++) {
		double p = MAX (then[i] / before->n_known, LEAST_SHARE), q = MAX (here[i] / now->n_known, LEAST_SHARE);
		SegDriftBin bin = { low, i < cuts->len ? g_array_index (cuts, double, i) : INFINITY, (gint64) then[i], (gint64) here[i], (q - p) * log (q / p) };

		g_array_append_val (bins, bin);
		index += bin.part;
		low = bin.high;
	}
	return index;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static double *
read_points (SegStatement *statement, int position, gsize *n)
{
	gsize size;
	const guint8 *bytes = seg_statement_blob (statement, position, &size);
	double *points;

	*n = size / (2 * sizeof (double));
	points = g_new (double, 2 * *n + 1);
	for (gsize i = 0; i < 2 * *n; i++) {
		guint64 bits;

		memcpy (&bits, bytes + i * sizeof bits, sizeof bits);
		bits = GUINT64_FROM_LE (bits);
		memcpy (points + i, &bits, sizeof bits);
	}
	return points;
}

static GPtrArray *
read_columns (SegWorkspace *workspace, gint64 version_id, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT name, label, unit, is_share, n_users, n_known, mean, points FROM version_feature WHERE version_id = :id ORDER BY position", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", version_id);
	while (seg_statement_next (statement, &failure)) {
		Column *column = g_new0 (Column, 1);

		column->name = g_strdup (seg_statement_text (statement, 0));
		column->label = g_strdup (seg_statement_text (statement, 1));
		column->unit = g_strdup (seg_statement_text (statement, 2));
		column->is_share = seg_statement_integer (statement, 3) != 0;
		column->n_users = seg_statement_double (statement, 4);
		column->n_known = seg_statement_double (statement, 5);
		column->mean = seg_statement_double (statement, 6);
		column->points = read_points (statement, 7, &column->n);
		g_ptr_array_add (columns, column);
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&columns) : NULL;
}

static SegFeatureMatrix *
matrix_of_now (SegWorkspace *workspace, const SegVersion *from, SegJob *job, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, from->segmentation_id, error);
	g_autoptr (SegFeatureSet) set = segmentation != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;

	return set != NULL ? seg_feature_matrix (workspace, set, segmentation->selection, job, error) : NULL;
}

/* As they lie in @matrix, which must live as long. */
static GPtrArray *
columns_of_now (const SegFeatureMatrix *matrix, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) columns = NULL;
	Column *column;

	columns = g_ptr_array_new_with_free_func (free_column);
	for (gsize j = 0; j < matrix->n_columns; j++) {
		g_autoptr (GArray) points = seg_job_proceed (job, 1, NULL, error) ? seg_version_points (matrix, j, error) : NULL;

		if (points == NULL)
			return NULL;
		column = g_new0 (Column, 1);
		column->name = g_strdup (matrix->columns[j].name);
		column->n = points->len / 2;
		column->n_users = (double) matrix->raw->n_rows;
		column->n_known = column->n > 0 ? g_array_index (points, double, points->len - 1) : 0;
		column->mean = seg_version_mean (matrix, j);
		column->points = g_memdup2 (points->data, points->len * sizeof (double));
		column->matrix = matrix;
		column->number = j;
		g_ptr_array_add (columns, column);
	}
	return g_steal_pointer (&columns);
}

/* Together --------------------------------------------------------------------------------------------------------- */

static const Column *
find_column (const GPtrArray *columns, const char *name)
{
	for (guint i = 0; i < columns->len; i++)
		if (strcmp (((const Column *) columns->pdata[i])->name, name) == 0)
			return columns->pdata[i];
	return NULL;
}

static SegDrift *
compare (const Column *before, const Column *now)
{
	SegDrift *drift = g_new0 (SegDrift, 1);
	gboolean known = before->n_known > 0 && now->n_known > 0;

	drift->name = g_strdup (before->name);
	drift->label = g_strdup (before->label);
	drift->unit = g_strdup (before->unit);
	drift->share = before->is_share;
	drift->mean_before = before->n_known > 0 ? before->mean : NAN;
	drift->mean_now = now->n_known > 0 ? now->mean : NAN;
	drift->known_before = before->n_users > 0 ? before->n_known / before->n_users : 0;
	drift->known_now = now->n_users > 0 ? now->n_known / now->n_users : 0;
	drift->n_before = (gint64) before->n_users;
	drift->n_now = (gint64) now->n_users;
	drift->bins = g_array_new (FALSE, FALSE, sizeof (SegDriftBin));
	drift->psi = known ? compare_bins (before, now, drift->bins) : NAN;
	drift->ks = known ? kolmogorov_smirnov (before, now) : NAN;
	return drift;
}

static int
by_index (gconstpointer a, gconstpointer b)
{
	const SegDrift *first = *(const SegDrift *const *) a, *second = *(const SegDrift *const *) b;
	double x = isnan (first->psi) ? -1 : first->psi, y = isnan (second->psi) ? -1 : second->psi;

	return (x < y) - (x > y);
}

static gboolean
check_kept (const GPtrArray *columns, const SegVersion *version, GError **error)
{
	if (columns == NULL || columns->len > 0)
		return columns != NULL;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("How the values lay was not kept with version %u: there is no telling what has drifted since"),
	             version->number);
	return FALSE;
}

static GPtrArray *
compare_all (const GPtrArray *before, const GPtrArray *now, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) drifts = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_drift_free);

	for (guint i = 0; i < before->len; i++) {
		const Column *column = before->pdata[i], *same = find_column (now, column->name);

		if (!seg_job_proceed (job, 1, NULL, error))
			return NULL;
		if (same != NULL)
			g_ptr_array_add (drifts, compare (column, same));
	}
	if (drifts->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The two versions were made from different features: none is in both"));
		return NULL;
	}
	g_ptr_array_sort (drifts, by_index);
	return g_steal_pointer (&drifts);
}

GPtrArray *
seg_drift (SegWorkspace *workspace, const SegVersion *from, const SegVersion *to, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (GPtrArray) before = read_columns (workspace, from->id, error), now = NULL;

	if (!check_kept (before, from, error))
		return NULL;
	if (to == NULL) {
		if ((matrix = matrix_of_now (workspace, from, job, error)) == NULL || (now = columns_of_now (matrix, job, error)) == NULL)
			return NULL;
	} else if (!check_kept (now = read_columns (workspace, to->id, error), to, error))
		return NULL;
	return compare_all (before, now, job, error);
}

/* The users behind a bin -------------------------------------------------------------------------------------------- */

/* The attribute or feature that a column is of; @value: (out) borrowed from @name, what of a category: "user.city=上海"; or NULL. */
static const SegUserColumn *
find_subject (const GPtrArray *columns, const char *name, const char **value)
{
	const SegUserColumn *found = seg_user_columns_find (columns, name);

	*value = NULL;
	for (const char *sign = strchr (name, '='); found == NULL && sign != NULL; sign = strchr (sign + 1, '=')) {
		g_autofree char *prefix = g_strndup (name, (gsize) (sign - name));

		found = seg_user_columns_find (columns, prefix);
		*value = sign + 1;
	}
	return found;
}

/* A value of a category: 1 is having it. */
static char *
category_condition (const char *name, const char *value, gboolean has)
{
	g_autofree char *quoted = seg_filter_quote (value);

	if (strcmp (value, "(missing)") == 0)
		return g_strdup_printf (has ? "%s is missing" : "%s is not missing", name);
	if (strcmp (value, "(other)") == 0)
		return NULL;
	return has ? g_strdup_printf ("%s = %s", name, quoted) : g_strdup_printf ("%s is not missing and %s != %s", name, name, quoted);
}

static char *
number_condition (const char *name, const SegDriftBin *bin)
{
	g_autofree char *low = seg_format_exact (bin->low), *high = seg_format_exact (bin->high);

	if (isfinite (bin->low) && isfinite (bin->high))
		return g_strdup_printf ("%s > %s and %s <= %s", name, low, name, high);
	return isfinite (bin->high) ? g_strdup_printf ("%s <= %s", name, high) : isfinite (bin->low) ? g_strdup_printf ("%s > %s", name, low)
	       : g_strdup_printf ("%s is not missing", name);
}

/* NULL: no condition says it. */
static char *
condition_of (const SegDrift *drift, const SegUserColumn *subject, const char *value, guint number)
{
	g_autofree char *name = seg_filter_quote (subject->name);
	const SegDriftBin *bin = number < drift->bins->len ? &g_array_index (drift->bins, SegDriftBin, number) : NULL;

	if (bin == NULL || drift->bins->len == 1)
		return g_strdup_printf (bin != NULL || number == SEG_DRIFT_KNOWN ? "%s is not missing" : "%s is missing", name);
	if (value != NULL)
		return category_condition (name, value, bin->high > 0.5);
	if (subject->type == SEG_TYPE_BOOLEAN)
		return g_strdup_printf (bin->high > 0.5 ? "%s = yes" : "%s = no", name);
	return subject->type == SEG_TYPE_NUMBER ? number_condition (name, bin) : NULL;
}

char *
seg_drift_filter (SegWorkspace *workspace, const SegFeatureSet *set, const SegDrift *drift, guint bin, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, set, error);
	const SegUserColumn *subject;
	const char *value;
	char *condition = NULL;

	if (columns == NULL)
		return NULL;
	subject = find_subject (columns, drift->name, &value);
	if (subject != NULL)
		condition = condition_of (drift, subject, value, bin);
	if (condition == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Which users these are cannot be asked for by a condition on \"%s\""), drift->label);
	return condition;
}
