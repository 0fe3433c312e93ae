/* The matrix that clustering sees: read row by row, then filled, described and scaled column by column on all cores. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

#define PROCEED_EVERY 1024

static SegStatement *
prepare_rows (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *sources, GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autoptr (GString) sql = g_string_new ("SELECT f.user_id");

	for (guint i = 0; i < sources->len; i++)
		g_string_append_printf (sql, ", %s", ((const SegSource *) sources->pdata[i])->sql);
	g_string_append_printf (sql, " FROM %s AS f JOIN user AS u ON u.id = f.user_id ORDER BY f.user_id", table);
	return seg_workspace_prepare (workspace, sql->str, error);
}

static gboolean
read_rows (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *sources, SegFeatureMatrix *matrix, SegJob *job,
           GError **error)
{
	g_autoptr (SegStatement) statement = prepare_rows (workspace, set, sources, error);
	gint64 as_of_day = seg_day_of (set->as_of);
	gsize row = 0, n_rows = matrix->raw->n_rows;
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	for (; row < n_rows && seg_statement_next (statement, &failure); row++) {
		if (row % PROCEED_EVERY == 0 && !seg_job_proceed (job, (double) row / (double) n_rows, _("reading features"), error))
			return FALSE;
		matrix->user_ids[row] = seg_statement_integer (statement, 0);
		for (guint i = 0; i < sources->len; i++)
			seg_source_read (sources->pdata[i], statement, (int) i + 1, as_of_day, seg_matrix_row (matrix->raw, row),
			                 matrix->filled + row * matrix->n_columns);
	}
	if (failure == NULL && row == n_rows)
		return TRUE;
	if (failure != NULL)
		g_propagate_error (error, failure);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("The feature set \"%s\" is damaged; build it again"), set->name);
	return FALSE;
}

/* Columns ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegFeatureMatrix *matrix;
	const SegFill    *fills; /* by column */
	const SegSelected **selected; /* likewise */
	SegJob           *job;
	atomic_bool       out_of_memory;
} Pass;

static gsize
count_filled (const SegFeatureMatrix *matrix, gsize column)
{
	gsize n = 0;

	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		n += matrix->filled[row * matrix->n_columns + column];
	return n;
}

/* Lets values beyond the limits count as the limit and finds the centre and scale of what clustering sees. */
static void
limit_column (const SegSelected *selected, double *values, gsize n, double *scratch, SegMatrixColumn *column)
{
	SegMatrixColumn limited = { .scaling = column->scaling };

	for (gsize row = 0; row < n; row++) {
		double inside = CLAMP (values[row], selected->low, selected->high);

		column->n_limited += inside != values[row];
		values[row] = inside;
	}
	if (column->n_limited == 0)
		return;
	seg_column_describe (values, n, scratch, &limited);
	column->centre = limited.centre;
	column->scale = limited.scale;
	column->constant = limited.constant;
}

/* @values and @scratch: room for a column each. */
static void
finish_column (const Pass *pass, gsize number, double *values, double *scratch)
{
	SegFeatureMatrix *matrix = pass->matrix;
	SegMatrixColumn *column = &matrix->columns[number];
	gsize n = matrix->raw->n_rows, d = matrix->n_columns;

	for (gsize row = 0; row < n; row++)
		values[row] = matrix->raw->values[row * d + number];
	seg_column_fill (values, n, pass->fills[number], scratch, matrix->filled + number, d);
	column->n_missing = count_filled (matrix, number);
	seg_column_describe (values, n, scratch, column);
	for (gsize row = 0; row < n; row++)
		matrix->raw->values[row * d + number] = values[row];
	if (pass->selected[number]->limited && !column->is_share)
		limit_column (pass->selected[number], values, n, scratch, column);
	seg_column_scale (values, n, column, scratch);
	for (gsize row = 0; row < n; row++)
		matrix->scaled->values[row * d + number] = scratch[row];
}

static void
finish_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	gsize n = pass->matrix->raw->n_rows;
	double *values = g_try_new (double, n), *scratch = g_try_new (double, n);

	(void) block;
	if (values == NULL || scratch == NULL)
		atomic_store (&pass->out_of_memory, TRUE);
	else
		for (gsize column = first; column < last && !seg_job_is_cancelled (pass->job); column++)
			finish_column (pass, column, values, scratch);
	g_free (values);
	g_free (scratch);
}

static gboolean
check_columns (const SegFeatureMatrix *matrix, GError **error)
{
	for (gsize i = 0; i < matrix->n_columns; i++) {
		const SegMatrixColumn *column = &matrix->columns[i];

		if (isfinite (column->centre) && isfinite (column->scale) && isfinite (column->mean) && isfinite (column->deviation))
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("The values of \"%s\" are too large to compute with (up to %g); leave it out or correct the data"),
		             column->name, MAX (fabs (column->minimum), fabs (column->maximum)));
		return FALSE;
	}
	return seg_matrix_check_finite (matrix->scaled, error);
}

static void
spread_by_column (const GPtrArray *sources, SegFill *fills, const SegSelected **selected)
{
	for (guint i = 0; i < sources->len; i++) {
		const SegSource *source = sources->pdata[i];

		for (gsize offset = 0; offset < source->n_columns; offset++) {
			fills[source->first_column + offset] = source->feature->fill;
			selected[source->first_column + offset] = source->selected;
		}
	}
}

static gboolean
finish_columns (SegFeatureMatrix *matrix, const GPtrArray *sources, SegJob *job, GError **error)
{
	g_autofree SegFill *fills = g_new0 (SegFill, matrix->n_columns);
	g_autofree const SegSelected **selected = g_new0 (const SegSelected *, matrix->n_columns);
	Pass pass = { matrix, fills, selected, job, FALSE };

	spread_by_column (sources, fills, selected);
	seg_parallel_blocks (matrix->n_columns, 1, finish_block, &pass);
	if (!seg_job_proceed (job, 0.6, _("scaling features"), error))
		return FALSE;
	if (atomic_load (&pass.out_of_memory)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to scale the features of %zu users"),
		             matrix->raw->n_rows);
		return FALSE;
	}
	return check_columns (matrix, error) && seg_columns_find_duplicates (matrix->scaled, matrix->columns, job, error);
}

/* The whole ------------------------------------------------------------------------------------------------------- */

static char *
fingerprint_of (const SegFeatureMatrix *matrix, const GPtrArray *selection)
{
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
	g_autofree char *json = seg_selection_to_json (selection);
	gsize row_bytes = matrix->n_columns * sizeof (double);

	g_checksum_update (sum, (const guchar *) json, -1);
	g_checksum_update (sum, (const guchar *) matrix->user_ids, (gssize) (matrix->raw->n_rows * sizeof *matrix->user_ids));
	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		g_checksum_update (sum, (const guchar *) seg_matrix_row (matrix->scaled, row), (gssize) row_bytes);
	return g_strdup (g_checksum_get_string (sum));
}

static gboolean
refuse (const char *message, GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, message);
	return FALSE;
}

static gboolean
allocate (SegFeatureMatrix *matrix, gsize n_rows, gsize n_columns, GError **error)
{
	if (n_rows == 0)
		return refuse (_("There are no users in the feature set; build it again"), error);
	if (n_columns == 0)
		return refuse (_("The selected features have no values; choose others (segscope features WORKSPACE --list)"), error);
	matrix->n_columns = n_columns;
	matrix->columns = g_new0 (SegMatrixColumn, n_columns);
	matrix->raw = seg_matrix_new (n_rows, n_columns, error);
	matrix->scaled = matrix->raw != NULL ? seg_matrix_new (n_rows, n_columns, error) : NULL;
	if (matrix->scaled == NULL)
		return FALSE;
	matrix->user_ids = g_try_new0 (gint64, n_rows);
	matrix->filled = g_try_malloc0_n (n_rows, n_columns);
	if (matrix->user_ids != NULL && matrix->filled != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %zu users x %zu columns; choose fewer features"),
	             n_rows, n_columns);
	return FALSE;
}

static gboolean
count_rows (SegWorkspace *workspace, const SegFeatureSet *set, gint64 *n_rows, GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s AS f JOIN user AS u ON u.id = f.user_id", table);

	return seg_workspace_count (workspace, sql, n_rows, error);
}

static SegFeatureMatrix *
build (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = g_new0 (SegFeatureMatrix, 1);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error), sources = NULL;
	gsize n_columns;
	gint64 n_rows;
	SegJobSpan span;
	gboolean success;

	if (catalogue == NULL || !count_rows (workspace, set, &n_rows, error)
	    || (sources = seg_sources_plan (workspace, set, selection, catalogue, &n_columns, error)) == NULL
	    || !allocate (matrix, (gsize) n_rows, n_columns, error))
		return NULL;
	for (guint i = 0; i < sources->len; i++)
		seg_source_name_columns (sources->pdata[i], matrix->columns);
	span = seg_job_enter (job, 0, 0.6);
	success = read_rows (workspace, set, sources, matrix, job, error);
	seg_job_leave (job, span);
	if (!success || !finish_columns (matrix, sources, job, error))
		return NULL;
	matrix->fingerprint = fingerprint_of (matrix, selection);
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&matrix) : NULL;
}

SegFeatureMatrix *
seg_feature_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegJob *job, GError **error)
{
	SegFeatureMatrix *matrix;

	if (selection == NULL)
		selection = set->selection;
	if (selection->len == 0) {
		refuse (_("No features are selected; choose some with: segscope features WORKSPACE --select NAME,..."), error);
		return NULL;
	}
	seg_workspace_watch (workspace, job);
	matrix = build (workspace, set, selection, job, error);
	seg_workspace_watch (workspace, NULL);
	return matrix;
}

void
seg_feature_matrix_free (SegFeatureMatrix *matrix)
{
	if (matrix == NULL)
		return;
	for (gsize i = 0; i < matrix->n_columns; i++) {
		g_free (matrix->columns[i].feature);
		g_free (matrix->columns[i].name);
		g_free (matrix->columns[i].label);
		g_free (matrix->columns[i].unit);
	}
	g_free (matrix->columns);
	seg_matrix_free (matrix->raw);
	seg_matrix_free (matrix->scaled);
	g_free (matrix->user_ids);
	g_free (matrix->filled);
	g_free (matrix->fingerprint);
	g_free (matrix);
}
