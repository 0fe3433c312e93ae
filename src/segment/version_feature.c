/* How the values of features lay when a version was made, in short: values with the number of users who have them or less.
 *
 * A feature with up to POINTS different values is kept whole. Of others the values at evenly spaced ranks are kept, and those around the
 * tenths, so that no share between two points is off by more than 1 / POINTS, and the bins of the stability index are exact. */
#include <config.h>
#include "version-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define POINTS 1000
#define TENTHS 10

typedef struct {
	const SegFeatureMatrix *matrix;
	SegJob  *job;
	GArray **points; /* n_columns, of double: value, number up to it; NULL: no memory, or cancelled */
	gsize   *n_known;
	double  *means;
} Survey;

static int
compare_doubles (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static int
compare_ranks (const void *a, const void *b)
{
	gsize x = *(const gsize *) a, y = *(const gsize *) b;

	return (x > y) - (x < y);
}

static gsize
count_different (const double *sorted, gsize n, gsize most)
{
	gsize different = n > 0;

	for (gsize i = 1; i < n && different <= most; i++)
		different += sorted[i] > sorted[i - 1];
	return different;
}

static void
add_point (GArray *points, const double *sorted, gsize n, gsize rank)
{
	double value = sorted[rank], count;
	gsize low = rank + 1, high = n;

	while (low < high) { /* the first place behind all values that are the same */
		gsize middle = low + (high - low) / 2;

		if (sorted[middle] > value)
			high = middle;
		else
			low = middle + 1;
	}
	count = (double) low;
	if (points->len > 0 && !(g_array_index (points, double, points->len - 2) < value))
		return;
	g_array_append_val (points, value);
	g_array_append_val (points, count);
}

static GArray *
shorten (const double *sorted, gsize n)
{
	GArray *points = g_array_new (FALSE, FALSE, sizeof (double));
	gsize ranks[POINTS + 2 * TENTHS + 2], n_ranks = 0;

	if (count_different (sorted, n, POINTS) <= POINTS) {
		for (gsize i = 0; i < n; i++)
			if (i == 0 || sorted[i] > sorted[i - 1])
				add_point (points, sorted, n, i);
		return points;
	}
	for (gsize i = 0; i <= POINTS; i++)
		ranks[n_ranks++] = (gsize) ((double) (n - 1) * (double) i / POINTS);
	for (gsize i = 1; i < TENTHS; i++) { /* a quantile lies between two ranks */
		ranks[n_ranks] = (gsize) ((double) (n - 1) * (double) i / TENTHS);
		ranks[n_ranks + 1] = MIN (ranks[n_ranks] + 1, n - 1);
		n_ranks += 2;
	}
	qsort (ranks, n_ranks, sizeof *ranks, compare_ranks);
	for (gsize i = 0; i < n_ranks; i++)
		add_point (points, sorted, n, ranks[i]);
	return points;
}

GArray *
seg_version_points (const SegFeatureMatrix *matrix, gsize column, GError **error)
{
	gsize n = 0;
	g_autofree double *values = g_try_new (double, MAX (matrix->raw->n_rows, 1));

	if (values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the values of %zu users"), matrix->raw->n_rows);
		return NULL;
	}
	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		if (!matrix->filled[row * matrix->n_columns + column])
			values[n++] = seg_matrix_row (matrix->raw, row)[column];
	qsort (values, n, sizeof *values, compare_doubles);
	return shorten (values, n);
}

double
seg_version_mean (const SegFeatureMatrix *matrix, gsize column)
{
	double sum = 0;
	gsize n = 0;

	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		if (!matrix->filled[row * matrix->n_columns + column]) {
			sum += seg_matrix_row (matrix->raw, row)[column];
			n++;
		}
	return n > 0 ? sum / (double) n : 0;
}

static void
survey_column (gsize column, gsize first, gsize last, gpointer data)
{
	Survey *survey = data;
	GArray *points = seg_job_is_cancelled (survey->job) ? NULL : seg_version_points (survey->matrix, column, NULL);

	(void) first;
	(void) last;
	survey->points[column] = points;
	survey->n_known[column] = points != NULL && points->len > 0 ? (gsize) g_array_index (points, double, points->len - 1) : 0;
	survey->means[column] = seg_version_mean (survey->matrix, column);
}

static gboolean
insert (SegStatement *statement, const Survey *survey, gsize column, GError **error)
{
	const SegMatrixColumn *described = survey->matrix->columns + column;
	GArray *points = survey->points[column];
	g_autofree guint64 *bytes = g_new (guint64, points->len + 1);

	for (guint i = 0; i < points->len; i++) {
		memcpy (bytes + i, &g_array_index (points, double, i), sizeof (double));
		bytes[i] = GUINT64_TO_LE (bytes[i]);
	}
	seg_statement_bind_integer (statement, ":position", (gint64) column + 1);
	seg_statement_bind_text (statement, ":name", described->name);
	seg_statement_bind_text (statement, ":label", described->label);
	seg_statement_bind_text (statement, ":unit", described->unit);
	seg_statement_bind_integer (statement, ":is_share", described->is_share != FALSE);
	seg_statement_bind_integer (statement, ":n_users", (gint64) survey->matrix->raw->n_rows);
	seg_statement_bind_integer (statement, ":n_known", (gint64) survey->n_known[column]);
	if (survey->n_known[column] > 0)
		seg_statement_bind_double (statement, ":mean", survey->means[column]);
	else
		seg_statement_bind_null (statement, ":mean");
	seg_statement_bind_blob (statement, ":points", bytes, points->len * sizeof *bytes);
	return seg_statement_run (statement, error);
}

static gboolean
insert_all (SegWorkspace *workspace, gint64 version_id, const Survey *survey, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO version_feature (version_id, position, name, label, unit, is_share, n_users, n_known, mean, points) "
		"VALUES (:version, :position, :name, :label, :unit, :is_share, :n_users, :n_known, :mean, :points)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":version", version_id);
	for (gsize column = 0; column < survey->matrix->n_columns; column++) {
		if (survey->points[column] == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the values of %zu users"), survey->matrix->raw->n_rows);
			return FALSE;
		}
		if (!insert (statement, survey, column, error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_version_keep_features (SegWorkspace *workspace, gint64 version_id, const SegFeatureMatrix *matrix, SegJob *job, GError **error)
{
	gsize d = matrix->n_columns;
	Survey survey = { matrix, job, g_new0 (GArray *, d + 1), g_new0 (gsize, d + 1), g_new0 (double, d + 1) };
	gboolean kept;

	seg_parallel_blocks (d, 1, survey_column, &survey);
	kept = seg_job_proceed (job, 1, NULL, error) && insert_all (workspace, version_id, &survey, error);
	for (gsize column = 0; column < d; column++)
		if (survey.points[column] != NULL)
			g_array_unref (survey.points[column]);
	g_free (survey.points);
	g_free (survey.n_known);
	g_free (survey.means);
	return kept;
}
