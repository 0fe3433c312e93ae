/* Every feature of every segment against everyone.
 *
 * Missing values are left out of means and medians: the matrix has them filled for clustering, which would pull a
 * segment's "days between purchases" towards everyone's. Users of unknown category count as not having a value. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

/* The work over one matrix. */
typedef struct {
	SegWorkspace *workspace;
	const SegMembers *members;
	const SegFeatureSet *set;
	SegFeatureMatrix *matrix;
	GPtrArray *catalogue;
	gsize   n;         /* members that have a row of the matrix */
	gsize  *rows;      /* n rows of the matrix, segment after segment */
	gsize  *starts;    /* k + 1: where each segment begins in rows */
	guint8 *missing;   /* a row of the matrix each: whether its value of the current column is missing */
	double *values;    /* scratch: the known values of a column, segment after segment */
	gsize  *value_starts; /* k + 1 */
} Work;

static void
clear_work (Work *work)
{
	seg_feature_matrix_free (work->matrix);
	g_clear_pointer (&work->catalogue, g_ptr_array_unref);
	g_free (work->rows);
	g_free (work->starts);
	g_free (work->missing);
	g_free (work->values);
	g_free (work->value_starts);
}

/* What is profiled ------------------------------------------------------------------------------------------------- */

static GHashTable *
load_set_columns (SegWorkspace *workspace, gint64 set_id, GError **error)
{
	g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name FROM feature WHERE feature_set_id = :set", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":set", set_id);
	while (seg_statement_next (statement, &failure))
		g_hash_table_add (names, g_strdup (seg_statement_text (statement, 0)));
	if (failure != NULL) {
		g_propagate_error (error, failure);
		return NULL;
	}
	return g_steal_pointer (&names);
}

/* The whole catalogue, as far as the set knows it: data imported since may allow features that it does not have. */
static GPtrArray *
select_known (const Work *work, GError **error)
{
	g_autoptr (GHashTable) known = load_set_columns (work->workspace, work->set->id, error);
	GPtrArray *selection;

	if (known == NULL)
		return NULL;
	selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	for (guint i = 0; i < work->catalogue->len; i++) {
		const SegFeature *feature = work->catalogue->pdata[i];

		if (feature->is_attribute || g_hash_table_contains (known, feature->name))
			g_ptr_array_add (selection, seg_selected_new (feature->name, feature->scaling));
	}
	return selection;
}

static const SegFeature *
find_feature (const Work *work, const char *name)
{
	for (guint i = 0; i < work->catalogue->len; i++)
		if (strcmp (((const SegFeature *) work->catalogue->pdata[i])->name, name) == 0)
			return work->catalogue->pdata[i];
	return NULL;
}

/* Lays the members' rows out segment after segment; members and rows both ascend by user. */
static void
order_rows (Work *work)
{
	const SegMembers *members = work->members;
	const SegFeatureMatrix *matrix = work->matrix;
	g_autofree gsize *next = g_new0 (gsize, members->k + 1);

	for (int pass = 0; pass <= 1; pass++) {
		gsize member = 0;

		for (gsize row = 0; row < matrix->raw->n_rows; row++) {
			while (member < members->n && members->user_ids[member] < matrix->user_ids[row])
				member++;
			if (member == members->n || members->user_ids[member] != matrix->user_ids[row])
				continue;
			if (pass == 0)
				work->starts[members->labels[member] + 1]++;
			else
				work->rows[next[members->labels[member]]++] = row;
		}
		for (guint c = 0; pass == 0 && c < members->k; c++) {
			work->starts[c + 1] += work->starts[c];
			next[c] = work->starts[c];
		}
	}
	work->n = work->starts[members->k];
}

static gboolean
prepare (Work *work, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) selection = NULL;
	gsize n_rows;

	if ((work->catalogue = seg_feature_catalogue (work->workspace, error)) == NULL
	    || (selection = select_known (work, error)) == NULL
	    || (work->matrix = seg_feature_matrix (work->workspace, work->set, selection, job, error)) == NULL)
		return FALSE;
	n_rows = work->matrix->raw->n_rows;
	work->starts = g_new0 (gsize, work->members->k + 1);
	work->value_starts = g_new0 (gsize, work->members->k + 1);
	work->rows = g_try_new (gsize, n_rows);
	work->missing = g_try_new (guint8, n_rows);
	work->values = g_try_new (double, n_rows);
	if (work->rows == NULL || work->missing == NULL || work->values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the profiles of %zu users (%zu bytes)"), n_rows,
		             n_rows * (sizeof (gsize) + sizeof (guint8) + sizeof (double)));
		return FALSE;
	}
	order_rows (work);
	return TRUE;
}

/* One column ------------------------------------------------------------------------------------------------------- */

/* Marks the rows whose value of @feature was filled in. */
static gboolean
find_missing (Work *work, const SegFeature *feature, GError **error)
{
	g_autofree char *column = seg_sql_identifier (feature->is_attribute ? feature->name + strlen ("user.") : feature->name);
	g_autofree char *sql = feature->is_attribute
		? g_strdup_printf ("SELECT id FROM user WHERE %s IS NULL ORDER BY id", column)
		: g_strdup_printf ("SELECT user_id FROM feature_set_%" G_GINT64_FORMAT " WHERE %s IS NULL ORDER BY user_id", work->set->id,
		                   column);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (work->workspace, sql, error);
	GError *failure = NULL;
	gsize row = 0, n_rows = work->matrix->raw->n_rows;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		while (row < n_rows && work->matrix->user_ids[row] < id)
			row++;
		if (row < n_rows && work->matrix->user_ids[row] == id)
			work->missing[row] = TRUE;
	}
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

/* Collects the known values of column @j, segment after segment; returns how many. */
static gsize
collect_values (Work *work, gsize j)
{
	gsize n = 0;

	for (guint c = 0; c < work->members->k; c++) {
		work->value_starts[c] = n;
		for (gsize i = work->starts[c]; i < work->starts[c + 1]; i++)
			if (!work->missing[work->rows[i]])
				work->values[n++] = seg_matrix_row (work->matrix->raw, work->rows[i])[j];
	}
	work->value_starts[work->members->k] = n;
	return n;
}

static double
mean_of (const double *values, gsize n)
{
	return n > 0 ? gsl_stats_mean (values, 1, n) : NAN;
}

static double
deviation_of (const double *values, gsize n, double mean)
{
	return n > 0 ? gsl_stats_sd_with_fixed_mean (values, 1, n, mean) : 0;
}

/* Puts the values in another order. */
static double
median_of (double *values, gsize n)
{
	return n > 0 ? gsl_stats_median (values, 1, n) : NAN;
}

static double
index_of (double mean, double mean_all)
{
	return isfinite (mean) && mean_all != 0 && mean * mean_all >= 0 ? 100 * mean / mean_all : NAN;
}

static SegProfileFeature *
new_feature (const SegMatrixColumn *column, gboolean share)
{
	SegProfileFeature *feature = g_new0 (SegProfileFeature, 1);

	feature->feature = g_strdup (column->feature);
	feature->label = g_strdup (column->label);
	feature->unit = g_strdup (column->unit);
	feature->share = share;
	return feature;
}

/* Everyone's figures are computed once; the median of all comes last, since it mixes the segments' values. */
static void
profile_column (Work *work, gsize j, gboolean share, GPtrArray *profiles)
{
	gsize n = collect_values (work, j);
	double mean_all = mean_of (work->values, n), deviation = deviation_of (work->values, n, mean_all), median_all;

	for (guint c = 0; c < work->members->k; c++) {
		SegProfileFeature *feature = new_feature (&work->matrix->columns[j], share);
		double *values = work->values + work->value_starts[c];
		gsize n_values = work->value_starts[c + 1] - work->value_starts[c];

		feature->mean = mean_of (values, n_values);
		feature->median = median_of (values, n_values);
		feature->mean_all = mean_all;
		feature->index = index_of (feature->mean, mean_all);
		feature->effect = deviation > 0 && n_values > 0 ? (feature->mean - mean_all) / deviation : 0;
		g_ptr_array_add (((SegProfile *) profiles->pdata[c])->features, feature);
	}
	median_all = median_of (work->values, n);
	for (guint c = 0; c < work->members->k; c++) {
		GPtrArray *features = ((SegProfile *) profiles->pdata[c])->features;

		((SegProfileFeature *) features->pdata[features->len - 1])->median_all = median_all;
	}
}

static gboolean
profile_columns (Work *work, GPtrArray *profiles, SegJob *job, GError **error)
{
	for (gsize j = 0; j < work->matrix->n_columns; j++) {
		const SegMatrixColumn *column = &work->matrix->columns[j];
		const SegFeature *feature = find_feature (work, column->feature);
		gboolean is_category = feature != NULL && feature->type == SEG_TYPE_CATEGORY;

		if (!seg_job_proceed (job, (double) j / (double) work->matrix->n_columns, _("profiles of the segments"), error))
			return FALSE;
		memset (work->missing, 0, work->matrix->raw->n_rows);
		if (feature != NULL && !is_category && column->n_missing > 0 && !find_missing (work, feature, error))
			return FALSE;
		profile_column (work, j, is_category || (feature != NULL && feature->type == SEG_TYPE_BOOLEAN), profiles);
	}
	return TRUE;
}

static gint
compare_effects (gconstpointer a, gconstpointer b)
{
	const SegProfileFeature *first = *(SegProfileFeature *const *) a, *second = *(SegProfileFeature *const *) b;
	double apart = fabs (second->effect) - fabs (first->effect);

	return apart > 0 ? 1 : apart < 0 ? -1 : strcmp (first->label, second->label);
}

gboolean
seg_profile_features (SegWorkspace *workspace, const SegFeatureSet *set, const SegMembers *members, GPtrArray *profiles,
                      SegJob *job, GError **error)
{
	Work work = { .workspace = workspace, .members = members, .set = set };
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gboolean filled = prepare (&work, job, error);

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.5, 1);
	filled = filled && profile_columns (&work, profiles, job, error);
	seg_job_leave (job, span);
	clear_work (&work);
	for (guint c = 0; filled && c < profiles->len; c++)
		g_ptr_array_sort (((SegProfile *) profiles->pdata[c])->features, compare_effects);
	return filled;
}
