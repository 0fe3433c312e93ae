/* The matrix that clustering sees: read row by row, then filled, described and scaled column by column on all cores. */
#include <config.h>
#include "feature-private.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#define PROCEED_EVERY 1024

static gboolean
refuse (const char *message, GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, message);
	return FALSE;
}

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

/* One user; FALSE: left out. */
static gboolean
read_row (const GPtrArray *sources, SegStatement *statement, SegCalendar calendar, gint64 user_id, double *values, guint8 *filled)
{
	gboolean stays = TRUE;

	for (guint i = 0; i < sources->len; i++)
		stays = seg_source_read (sources->pdata[i], statement, (int) i + 1, calendar, user_id, values, filled) && stays;
	return stays;
}

static gboolean
read_rows (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *sources, SegFeatureMatrix *matrix, SegJob *job,
           GError **error)
{
	g_autoptr (SegStatement) statement = prepare_rows (workspace, set, sources, error);
	const SegCalendar calendar = { seg_day_of (set->as_of_local), set->as_of_local - set->as_of };
	gsize read = 0, row = 0, n_rows = matrix->raw->n_rows, d = matrix->n_columns;
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	for (; read < n_rows && seg_statement_next (statement, &failure); read++) {
		double *values = seg_matrix_row (matrix->raw, row);
		guint8 *filled = matrix->filled + row * d;

		if (read % PROCEED_EVERY == 0 && !seg_job_proceed (job, (double) read / (double) n_rows, _("reading features"), error))
			return FALSE;
		matrix->user_ids[row] = seg_statement_integer (statement, 0);
		if (read_row (sources, statement, calendar, matrix->user_ids[row], values, filled)) {
			row++;
			continue;
		}
		memset (values, 0, d * sizeof *values);
		memset (filled, 0, d);
	}
	matrix->n_left_out = read - row;
	matrix->raw->n_rows = matrix->scaled->n_rows = row;
	if (failure == NULL && read == n_rows)
		return row > 0 || refuse (_("Every user lacks one of the values that users are left out for; fill them in another way"), error);
	if (failure != NULL)
		g_propagate_error (error, failure);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, seg_hint (_("The feature set \"%s\" is damaged; compute it anew: segscope features WORKSPACE --rebuild"),
		                       _("The feature set \"%s\" is damaged; compute it anew on Features with b")), set->name);
	return FALSE;
}

/* Columns ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegFeatureMatrix *matrix;
	const SegSource **sources; /* by column */
	gboolean          again;   /* scalers and fills are those of an earlier matrix */
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

/* Lets values beyond the limits count as the limit in what clustering sees. */
static void
limit_column (const SegSelected *selected, double *values, gsize n, SegMatrixColumn *column)
{
	if (!selected->limited || column->is_share)
		return;
	for (gsize row = 0; row < n; row++) {
		double inside = CLAMP (values[row], selected->low, selected->high);

		column->n_limited += inside != values[row];
		values[row] = inside;
	}
}

/* A missing category gets the code of the most frequent one, whose code may differ from user to user. */
static double
fill_of (const SegSource *source, const double *values, gsize n, double *scratch)
{
	if (source->encoder != NULL && source->encoder->codes != NULL && source->fill == SEG_FILL_FREQUENT
	    && source->encoder->values->len > 0)
		return source->encoder->codes[0];
	return seg_column_fill_value (values, n, source->fill, scratch);
}

/* @values and @scratch: room for a column each. */
static void
finish_column (const Pass *pass, gsize number, double *values, double *scratch)
{
	SegFeatureMatrix *matrix = pass->matrix;
	SegMatrixColumn *column = &matrix->columns[number];
	const SegSource *source = pass->sources[number];
	gsize n = matrix->raw->n_rows, d = matrix->n_columns;

	for (gsize row = 0; row < n; row++)
		values[row] = matrix->raw->values[row * d + number];
	if (!pass->again)
		column->fill = fill_of (source, values, n, scratch);
	seg_column_fill (values, n, column->fill, matrix->filled + number, d);
	column->n_missing = count_filled (matrix, number);
	seg_column_describe (values, n, scratch, column);
	for (gsize row = 0; row < n; row++)
		matrix->raw->values[row * d + number] = values[row];
	limit_column (source->selected, values, n, column);
	if (!pass->again)
		seg_scaler_fit (&column->scaler, values, n, scratch);
	column->constant = column->scaler.constant;
	seg_scaler_apply (&column->scaler, values, n, scratch);
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

		if (isfinite (column->scaler.centre) && isfinite (column->scaler.scale) && isfinite (column->mean) && isfinite (column->deviation))
			continue;
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("The values of \"%s\" are too large to compute with (up to %g); leave it out or correct the data"),
		             column->name, MAX (fabs (column->minimum), fabs (column->maximum)));
		return FALSE;
	}
	return seg_matrix_check_finite (matrix->scaled, error);
}

static void
spread_by_column (const GPtrArray *sources, const SegSource **by_column)
{
	for (guint i = 0; i < sources->len; i++) {
		const SegSource *source = sources->pdata[i];

		for (gsize offset = 0; offset < source->n_columns; offset++)
			by_column[source->first_column + offset] = source;
	}
}

static gboolean
finish_columns (SegFeatureMatrix *matrix, const GPtrArray *sources, gboolean again, SegJob *job, GError **error)
{
	g_autofree const SegSource **by_column = g_new0 (const SegSource *, matrix->n_columns);
	Pass pass = { matrix, by_column, again, job, FALSE };

	spread_by_column (sources, by_column);
	seg_parallel_blocks (matrix->n_columns, 1, finish_block, &pass);
	if (!seg_job_proceed (job, 0.6, _("scaling features"), error))
		return FALSE;
	if (atomic_load (&pass.out_of_memory)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to scale the features of %zu users"),
		             matrix->raw->n_rows);
		return FALSE;
	}
	return check_columns (matrix, error) && (again || seg_columns_find_duplicates (matrix->scaled, matrix->columns, job, error));
}

/* Tells clustering which columns are the values of one category, and what columns are called. */
static void
say_what_columns_are (SegFeatureMatrix *matrix, const GPtrArray *sources)
{
	SegMatrix *scaled = matrix->scaled;
	guint32 n_groups = 0;

	scaled->groups = g_new0 (guint32, matrix->n_columns);
	scaled->labels = g_new0 (char *, matrix->n_columns + 1);
	for (gsize i = 0; i < matrix->n_columns; i++)
		scaled->labels[i] = g_strdup (matrix->columns[i].label);
	for (guint i = 0; i < sources->len; i++) {
		const SegSource *source = sources->pdata[i];
		gsize n_values = source->n_columns - (source->selected->indicator ? 1 : 0), first = source->first_column;

		if (n_values > 0 && matrix->columns[first].is_share)
			n_groups++;
		for (gsize offset = 0; offset < n_values && matrix->columns[first].is_share; offset++)
			scaled->groups[first + offset] = n_groups;
		if (source->selected->indicator)
			scaled->groups[first + n_values] = ++n_groups;
	}
}

/* The whole ------------------------------------------------------------------------------------------------------- */

static char *
fingerprint_of (const SegFeatureMatrix *matrix, const GPtrArray *sources)
{
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
	g_autoptr (GPtrArray) selection = g_ptr_array_new ();
	g_autofree char *json = NULL;
	gsize row_bytes = matrix->n_columns * sizeof (double);

	for (guint i = 0; i < sources->len; i++)
		g_ptr_array_add (selection, ((SegSource *) sources->pdata[i])->selected);
	json = seg_selection_to_json (selection);
	g_checksum_update (sum, (const guchar *) json, -1);
	g_checksum_update (sum, (const guchar *) matrix->user_ids, (gssize) (matrix->raw->n_rows * sizeof *matrix->user_ids));
	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		g_checksum_update (sum, (const guchar *) seg_matrix_row (matrix->scaled, row), (gssize) row_bytes);
	return g_strdup (g_checksum_get_string (sum));
}

static gboolean
allocate (SegFeatureMatrix *matrix, gsize n_rows, gsize n_columns, GError **error)
{
	if (n_rows == 0)
		return refuse (_("There are no users in the feature set; build it again"), error);
	if (n_columns == 0)
		return refuse (seg_hint (_("The selected features have no values; choose others (segscope features WORKSPACE --list)"),
		                         _("The selected features have no values; choose others on Features")), error);
	matrix->n_columns = n_columns;
	if (matrix->columns == NULL)
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

/* Reads the users of @set into @sources' columns and finishes them. */
static gboolean
read_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *sources, SegFeatureMatrix *matrix, gboolean again,
             SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.6);
	gboolean success;

	for (guint i = 0; i < sources->len; i++)
		seg_source_name_columns (sources->pdata[i], matrix->columns);
	success = read_rows (workspace, set, sources, matrix, job, error);
	seg_job_leave (job, span);
	if (!success || !finish_columns (matrix, sources, again, job, error))
		return FALSE;
	say_what_columns_are (matrix, sources);
	matrix->fingerprint = fingerprint_of (matrix, sources);
	matrix->transforms = seg_transforms_to_json (sources, matrix->columns);
	return seg_job_proceed (job, 1, NULL, error);
}

static SegFeatureMatrix *
build (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = g_new0 (SegFeatureMatrix, 1);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error), sources = NULL;
	gsize n_columns;
	gint64 n_rows;

	if (catalogue == NULL || !count_rows (workspace, set, &n_rows, error)
	    || (sources = seg_sources_plan (workspace, set, selection, catalogue, &n_columns, error)) == NULL
	    || !allocate (matrix, (gsize) n_rows, n_columns, error)
	    || !read_matrix (workspace, set, sources, matrix, FALSE, job, error))
		return NULL;
	return g_steal_pointer (&matrix);
}

static SegFeatureMatrix *
build_again (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = g_new0 (SegFeatureMatrix, 1);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error), sources = NULL;
	gint64 n_rows;

	if (catalogue == NULL || !count_rows (workspace, set, &n_rows, error)
	    || (sources = seg_transforms_from_json (transforms, &matrix->columns, &matrix->n_columns, error)) == NULL
	    || !seg_sources_bind (workspace, set, sources, catalogue, error)
	    || !allocate (matrix, (gsize) n_rows, matrix->n_columns, error)
	    || !read_matrix (workspace, set, sources, matrix, TRUE, job, error))
		return NULL;
	return g_steal_pointer (&matrix);
}

SegFeatureMatrix *
seg_feature_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegJob *job, GError **error)
{
	SegFeatureMatrix *matrix;

	if (selection == NULL)
		selection = set->selection;
	if (selection->len == 0) {
		refuse (seg_hint (_("No features are selected; choose some with: segscope features WORKSPACE --select NAME,..."),
		                  _("No features are selected; choose some on Features with the space bar, or the proposed ones with p")), error);
		return NULL;
	}
	seg_workspace_watch (workspace, job);
	matrix = build (workspace, set, selection, job, error);
	seg_workspace_watch (workspace, NULL);
	return matrix;
}

SegFeatureMatrix *
seg_feature_matrix_again (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, SegJob *job, GError **error)
{
	SegFeatureMatrix *matrix;

	seg_workspace_watch (workspace, job);
	matrix = build_again (workspace, set, transforms, job, error);
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
		seg_scaler_clear (&matrix->columns[i].scaler);
	}
	g_free (matrix->columns);
	g_free (matrix->transforms);
	seg_matrix_free (matrix->raw);
	seg_matrix_free (matrix->scaled);
	g_free (matrix->user_ids);
	g_free (matrix->filled);
	g_free (matrix->fingerprint);
	g_free (matrix);
}
