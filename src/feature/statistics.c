/* What the values of each feature look like: figures and a histogram over the users whose value is known. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>
#include <gsl/gsl_statistics_double.h>
#include <string.h>

#define LONG_TAIL 3 /* the range of all values is so many times that of 99 % of them */

void
seg_feature_statistics_free (SegFeatureStatistics *statistics)
{
	if (statistics == NULL)
		return;
	g_free (statistics->name);
	g_free (statistics->same_as);
	g_clear_pointer (&statistics->values, g_ptr_array_unref);
	g_free (statistics);
}

/* Bins ------------------------------------------------------------------------------------------------------------- */

static gboolean
are_whole (const double *values, gsize n)
{
	for (gsize i = 0; i < n; i++)
		if (values[i] != floor (values[i]))
			return FALSE;
	return TRUE;
}

/* The value that 99 of 100 do not exceed; the scratch is reordered. */
static double
usual_maximum (double *scratch, gsize n)
{
	return gsl_stats_select (scratch, 1, n, (gsize) (0.99 * (double) (n - 1)));
}

/* Whole numbers of a small range get one bin each; a long tail is gathered in the last bin, so that the rest can be seen. */
static void
choose_bins (SegFeatureStatistics *statistics, const double *values, gsize n, double *scratch)
{
	double usual;

	memcpy (scratch, values, n * sizeof *values);
	usual = usual_maximum (scratch, n);
	statistics->low = statistics->minimum;
	statistics->high = statistics->maximum;
	statistics->n_bins = SEG_HISTOGRAM_BINS;
	if (usual > statistics->minimum && statistics->maximum - statistics->minimum > LONG_TAIL * (usual - statistics->minimum)) {
		statistics->high = usual;
		statistics->has_tail = TRUE;
	}
	if (are_whole (values, n) && statistics->high - statistics->low + 1 <= SEG_HISTOGRAM_BINS) {
		statistics->n_bins = (gsize) (statistics->high - statistics->low) + 1;
		statistics->one_value_a_bin = TRUE;
	}
}

static void
count_bins (SegFeatureStatistics *statistics, const double *values, gsize n)
{
	double width = (statistics->high - statistics->low) / (double) statistics->n_bins;

	for (gsize i = 0; i < n; i++) {
		double place = statistics->one_value_a_bin ? values[i] - statistics->low
		                                           : width > 0 ? (values[i] - statistics->low) / width : 0;
		double last = (double) (statistics->n_bins - 1);

		statistics->counts[place >= last ? statistics->n_bins - 1 : (gsize) MAX (place, 0)]++;
	}
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

/* Copies the known values of @column to @known; @fill gets what stands for the others. */
static gsize
pick_known (const SegFeatureMatrix *matrix, gsize column, double *known, double *fill)
{
	gsize n = 0;

	*fill = NAN;
	for (gsize row = 0; row < matrix->raw->n_rows; row++) {
		double value = seg_matrix_row (matrix->raw, row)[column];

		if (matrix->filled[row * matrix->n_columns + column])
			*fill = value;
		else
			known[n++] = value;
	}
	return n;
}

void
seg_statistics_describe (SegFeatureStatistics *statistics, const double *known, gsize n, double *scratch)
{
	SegMatrixColumn column = { 0 };

	statistics->n_known = (gint64) n;
	if (n == 0)
		return;
	seg_column_describe (known, n, scratch, &column);
	statistics->minimum = column.minimum;
	statistics->maximum = column.maximum;
	statistics->mean = column.mean;
	statistics->median = column.median;
	choose_bins (statistics, known, n, scratch);
	count_bins (statistics, known, n);
}

static void
describe_number (const SegFeatureMatrix *matrix, gsize number, SegFeatureStatistics *statistics, double *known, double *scratch)
{
	gsize n = pick_known (matrix, number, known, &statistics->fill);

	statistics->constant = matrix->columns[number].constant;
	seg_statistics_describe (statistics, known, n, scratch);
}

/* Each column of a category counts the users who have its value. Their labels are "City = 上海". */
static void
describe_category (const SegFeatureMatrix *matrix, const SegFeature *feature, gsize first, gsize n_columns,
                   SegFeatureStatistics *statistics)
{
	gsize before_value = strlen (feature->label) + strlen (" = ");

	for (gsize row = 0; row < matrix->raw->n_rows; row++) /* one may have several values */
		statistics->n_known += matrix->filled[row * matrix->n_columns + first] == 0;
	statistics->values = g_ptr_array_new_with_free_func (g_free);
	statistics->constant = TRUE;
	for (gsize column = first; column < first + n_columns && statistics->n_bins < SEG_HISTOGRAM_BINS; column++) {
		gint64 count = 0;

		for (gsize row = 0; row < matrix->raw->n_rows; row++)
			count += seg_matrix_row (matrix->raw, row)[column] > 0;
		statistics->counts[statistics->n_bins++] = count;
		statistics->constant = statistics->constant && matrix->columns[column].constant;
		g_ptr_array_add (statistics->values, g_strdup (matrix->columns[column].label + before_value));
	}
}

/* The feature of which all columns from @first on repeat a column, or NULL. */
static char *
repeated_feature (const SegFeatureMatrix *matrix, gsize first, gsize n_columns)
{
	gssize earlier = matrix->columns[first].duplicate_of;

	return n_columns == 1 && earlier >= 0 ? g_strdup (matrix->columns[earlier].feature) : NULL;
}

/* All of them ------------------------------------------------------------------------------------------------------ */

/* Of the feature whose columns begin at @first; @n_columns: (out) how many they are. */
static SegFeatureStatistics *
describe (const SegFeatureMatrix *matrix, const GPtrArray *catalogue, gsize first, gsize *n_columns, double *known,
          double *scratch)
{
	SegFeatureStatistics *statistics = g_new0 (SegFeatureStatistics, 1);
	const SegFeature *feature = seg_feature_find (catalogue, matrix->columns[first].feature);
	gsize n = 1;

	statistics->name = g_strdup (matrix->columns[first].feature);
	statistics->minimum = statistics->maximum = statistics->mean = statistics->median = statistics->fill = NAN;
	while (first + n < matrix->n_columns && strcmp (matrix->columns[first + n].feature, statistics->name) == 0)
		n++;
	if (feature->type == SEG_TYPE_CATEGORY)
		describe_category (matrix, feature, first, n, statistics);
	else
		describe_number (matrix, first, statistics, known, scratch);
	statistics->n_missing = (gint64) matrix->raw->n_rows - statistics->n_known;
	statistics->same_as = repeated_feature (matrix, first, n);
	*n_columns = n;
	return statistics;
}

/* Figures are of the values themselves: a category shows its values however it will be coded, and nobody is left out. */
static GPtrArray *
plain_selection (const GPtrArray *selection)
{
	GPtrArray *plain = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (guint i = 0; i < selection->len; i++) {
		const SegSelected *selected = selection->pdata[i];
		SegSelected *copy = seg_selected_new (selected->name, selected->scaling);

		if (selected->fill != SEG_FILL_LEAVE_OUT && selected->encoding == SEG_ENCODING_ONE_HOT)
			copy->fill = selected->fill;
		g_ptr_array_add (plain, copy);
	}
	return plain;
}

GPtrArray *
seg_feature_statistics (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegJob *job,
                        GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);
	g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_feature_statistics_free);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (GPtrArray) plain = plain_selection (selection);
	g_autofree double *known = NULL, *scratch = NULL;
	SegJobSpan span = seg_job_enter (job, 0, 0.7);

	if (catalogue != NULL)
		matrix = seg_feature_matrix (workspace, set, plain, job, error);
	seg_job_leave (job, span);
	if (matrix == NULL)
		return NULL;
	known = g_try_new (double, matrix->raw->n_rows);
	scratch = g_try_new (double, matrix->raw->n_rows);
	if (known == NULL || scratch == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the figures of %zu users"), matrix->raw->n_rows);
		return NULL;
	}
	for (gsize column = 0, n_columns; column < matrix->n_columns; column += n_columns) {
		if (!seg_job_proceed (job, 0.7 + 0.3 * (double) column / (double) matrix->n_columns, _("figures of the features"), error))
			return NULL;
		g_ptr_array_add (all, describe (matrix, catalogue, column, &n_columns, known, scratch));
	}
	return g_steal_pointer (&all);
}
