/* How values lie now against how they lay when a version was made: from the points that were kept of each column (version_feature.c). */
#include <config.h>
#include "version-private.h"

#include <segscope/migration.h>

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
	g_free (drift);
}

const char *
seg_drift_words (double psi)
{
	return psi > SEG_DRIFT_FAR ? C_("drift", "far off") : psi >= SEG_DRIFT_STABLE ? C_("drift", "drifts") : C_("drift", "stable");
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

static double
bin (const Column *before, const Column *now, double low, double high)
{
	double p = (up_to (before, high) - (isfinite (low) ? up_to (before, low) : 0)) / before->n_known;
	double q = (up_to (now, high) - (isfinite (low) ? up_to (now, low) : 0)) / now->n_known;

	p = MAX (p, LEAST_SHARE);
	q = MAX (q, LEAST_SHARE);
	return (q - p) * log (q / p);
}

/* A bin for each value where there are few: tenths of them would leave changes between the most frequent ones unseen. */
static double
stability_index (const Column *before, const Column *now)
{
	double index = 0, low = -INFINITY;
	gboolean few = before->n <= BINS;
	gsize n = few ? before->n : BINS;

	for (gsize i = 0; i + 1 < n; i++) {
		double cut = few ? before->points[2 * i] : quantile (before, (double) (i + 1) / BINS);

		if (isfinite (low) && cut <= low)
			continue;
		index += bin (before, now, low, cut);
		low = cut;
	}
	return index + bin (before, now, low, INFINITY);
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

/* As they lie in the feature set of now. */
static GPtrArray *
columns_of_now (SegWorkspace *workspace, const SegVersion *from, SegJob *job, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, from->segmentation_id, error);
	g_autoptr (SegFeatureSet) set = segmentation != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;
	g_autoptr (SegFeatureMatrix) matrix = set != NULL ? seg_feature_matrix (workspace, set, segmentation->selection, job, error) : NULL;
	g_autoptr (GPtrArray) columns = NULL;
	Column *column;

	if (matrix == NULL)
		return NULL;
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
	drift->psi = known ? stability_index (before, now) : NAN;
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

GPtrArray *
seg_drift (SegWorkspace *workspace, const SegVersion *from, const SegVersion *to, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) before = read_columns (workspace, from->id, error), now = NULL;
	g_autoptr (GPtrArray) drifts = NULL;

	if (!check_kept (before, from, error))
		return NULL;
	now = to != NULL ? read_columns (workspace, to->id, error) : columns_of_now (workspace, from, job, error);
	if (to != NULL ? !check_kept (now, to, error) : now == NULL)
		return NULL;
	drifts = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_drift_free);
	for (guint i = 0; i < before->len; i++) {
		const Column *column = before->pdata[i], *same = find_column (now, column->name);

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
