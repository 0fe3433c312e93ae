/* Every feature of every segment against everyone.
 *
 * Missing values are left out of means and medians: the matrix has them filled for clustering, which would pull a
 * segment's "days between purchases" towards everyone's. Users of unknown category count as not having a value. */
#include <config.h>
#include "segment-private.h"

#include <segscope/association.h>
#include <segscope/two_groups.h>

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
	gsize   n;         /* members that have a row of the matrix */
	gsize  *rows;      /* n rows of the matrix, segment after segment */
	gsize  *starts;    /* k + 1: where each segment begins in rows */
	double *values;    /* scratch: the known values of a column, segment after segment */
	gsize  *value_starts; /* k + 1 */
} Work;

static void
clear_work (Work *work)
{
	seg_feature_matrix_free (work->matrix);
	g_free (work->rows);
	g_free (work->starts);
	g_free (work->values);
	g_free (work->value_starts);
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

	if ((selection = seg_feature_selection_of_set (work->workspace, work->set, error)) == NULL
	    || (work->matrix = seg_feature_matrix (work->workspace, work->set, selection, job, error)) == NULL)
		return FALSE;
	n_rows = work->matrix->raw->n_rows;
	work->starts = g_new0 (gsize, work->members->k + 1);
	work->value_starts = g_new0 (gsize, work->members->k + 1);
	work->rows = g_try_new (gsize, n_rows);
	work->values = g_try_new (double, n_rows);
	if (work->rows == NULL || work->values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the profiles of %zu users (%zu bytes)"), n_rows,
		             n_rows * (sizeof (gsize) + sizeof (double)));
		return FALSE;
	}
	order_rows (work);
	return TRUE;
}

/* One column ------------------------------------------------------------------------------------------------------- */

/* Collects the known values of column @j, segment after segment; returns how many. All count in a value of a category. */
static gsize
collect_values (Work *work, gsize j)
{
	const SegFeatureMatrix *matrix = work->matrix;
	gboolean is_category_value = strcmp (matrix->columns[j].name, matrix->columns[j].feature) != 0;
	gsize n = 0;

	for (guint c = 0; c < work->members->k; c++) {
		work->value_starts[c] = n;
		for (gsize i = work->starts[c]; i < work->starts[c + 1]; i++)
			if (is_category_value || !matrix->filled[work->rows[i] * matrix->n_columns + j])
				work->values[n++] = seg_matrix_row (matrix->raw, work->rows[i])[j];
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

/* How sure the difference between the segment and all others is; p is corrected when all features are there. */
static void
compare_with_others (SegProfileFeature *feature, SegGroup all, SegGroup segment)
{
	SegDifference difference = seg_group_difference (segment, seg_group_without (all, segment));

	feature->difference = difference.difference;
	feature->low = difference.low;
	feature->high = difference.high;
	feature->p = difference.p;
}

/* Everyone's figures are computed once; the median of all comes last, since it mixes the segments' values. */
static void
profile_column (Work *work, gsize j, GPtrArray *profiles)
{
	gsize n = collect_values (work, j);
	SegGroup all = seg_group (work->values, n);
	double mean_all = mean_of (work->values, n), deviation = deviation_of (work->values, n, mean_all), median_all;

	for (guint c = 0; c < work->members->k; c++) {
		SegProfileFeature *feature = seg_profile_feature_new (&work->matrix->columns[j]);
		double *values = work->values + work->value_starts[c];
		gsize n_values = work->value_starts[c + 1] - work->value_starts[c];

		seg_profile_feature_compare (feature, &work->matrix->columns[j], mean_of (values, n_values), mean_all, deviation);
		compare_with_others (feature, all, seg_group (values, n_values));
		feature->median = median_of (values, n_values);
		feature->known = (double) n_values / (double) MAX (work->starts[c + 1] - work->starts[c], 1);
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
		if (!seg_job_proceed (job, (double) j / (double) work->matrix->n_columns, _("profiles of the segments"), error))
			return FALSE;
		profile_column (work, j, profiles);
	}
	return TRUE;
}

/* Of many features some differ by chance. */
static void
correct_p (GPtrArray *features)
{
	g_autofree double *p = g_new (double, features->len + 1);

	for (guint i = 0; i < features->len; i++)
		p[i] = ((const SegProfileFeature *) features->pdata[i])->p;
	seg_adjust_p (p, features->len);
	for (guint i = 0; i < features->len; i++)
		((SegProfileFeature *) features->pdata[i])->p = p[i];
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
		correct_p (((SegProfile *) profiles->pdata[c])->features);
	for (guint c = 0; filled && c < profiles->len; c++)
		seg_profile_features_sort (((SegProfile *) profiles->pdata[c])->features);
	return filled;
}
