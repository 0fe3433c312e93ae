/* The matrix that clustering sees: read row by row, then filled, described and scaled column by column on all cores. */
#include <config.h>
#include "feature-private.h"
#include "feature/matrix_columns.h"

#include <segscope/digest.h>
#include <segscope/feature_half.h>
#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

#define PROCEED_EVERY 1024

static gboolean
refuse (const char *message, GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, message);
	return FALSE;
}

/* A statement for the sources that are read row by row. */
static SegStatement *
prepare_rows (SegWorkspace *workspace, const SegFeatureSet *set, const SegMatrixWork *work, GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autoptr (GString) sql = g_string_new ("SELECT f.user_id");

	for (guint i = 0; i < work->sources->len; i++)
		if (work->positions[i] == 0)
			g_string_append_printf (sql, ", %s", ((const SegSource *) work->sources->pdata[i])->sql);
	g_string_append_printf (sql, " FROM %s AS f JOIN user AS u ON u.id = f.user_id ORDER BY f.user_id", table);
	return seg_workspace_prepare (workspace, sql->str, error);
}

/* One user; FALSE: left out. */
static gboolean
read_row (const SegMatrixWork *work, SegStatement *statement, SegCalendar calendar, gint64 user_id, double *values, guint8 *filled)
{
	gboolean stays = TRUE;
	int column = 1;

	for (guint i = 0; i < work->sources->len; i++)
		if (work->positions[i] == 0)
			stays = seg_source_read (work->sources->pdata[i], statement, column++, calendar, user_id, values, filled) && stays;
	return stays;
}

static gboolean
read_rows (SegWorkspace *workspace, const SegFeatureSet *set, const SegMatrixWork *work, GError **error)
{
	SegFeatureMatrix *matrix = work->matrix;
	g_autoptr (SegStatement) statement = prepare_rows (workspace, set, work, error);
	const SegCalendar calendar = { seg_day_of (set->as_of_local), set->as_of_local - set->as_of };
	SegMatrix *rows = seg_matrix_work_rows (work);
	gsize read = 0, row = 0, n_rows = rows->n_rows, d = matrix->n_columns;
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	for (; read < n_rows && seg_statement_next (statement, &failure); read++) {
		double *values = seg_matrix_row (rows, row);
		guint8 *filled = matrix->filled + row * d;

		if (read % PROCEED_EVERY == 0 && !seg_job_proceed (work->job, (double) read / (double) n_rows, _("reading features"), error))
			return FALSE;
		matrix->user_ids[row] = seg_statement_integer (statement, 0);
		if (read_row (work, statement, calendar, matrix->user_ids[row], values, filled)) {
			row++;
			continue;
		}
		memset (values, 0, d * sizeof *values);
		memset (filled, 0, d);
	}
	matrix->n_left_out = read - row;
	rows->n_rows = row;
	if (matrix->scaled != NULL)
		matrix->scaled->n_rows = row;
	if (failure == NULL && read == n_rows)
		return row > 0 || refuse (_("Every user lacks one of the values that users are left out for; fill them in another way"), error);
	if (failure != NULL)
		g_propagate_error (error, failure);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, seg_hint (_("The feature set \"%s\" is damaged; compute it anew: segscope features WORKSPACE --rebuild"),
		                       _("The feature set \"%s\" is damaged; compute it anew on Features with b")), set->name);
	return FALSE;
}

static gboolean
reads_rows (const SegMatrixWork *work)
{
	for (guint i = 0; i < work->sources->len; i++)
		if (work->positions[i] == 0)
			return TRUE;
	return FALSE;
}

/* Columns ----------------------------------------------------------------------------------------------------------- */

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
	return TRUE;
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
selection_of (const GPtrArray *sources)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new ();

	for (guint i = 0; i < sources->len; i++)
		g_ptr_array_add (selection, ((SegSource *) sources->pdata[i])->selected);
	return seg_selection_to_json (selection);
}

void
seg_feature_matrix_sign (SegFeatureMatrix *matrix)
{
	g_autoptr (SegDigest) sum = seg_digest_new ();
	gsize row_bytes = matrix->n_columns * sizeof (double);

	seg_digest_add (sum, matrix->selection, strlen (matrix->selection));
	seg_digest_add (sum, matrix->user_ids, matrix->raw->n_rows * sizeof *matrix->user_ids);
	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		seg_digest_add (sum, seg_matrix_row (matrix->scaled, row), row_bytes);
	g_free (matrix->fingerprint);
	matrix->fingerprint = g_strdup (seg_digest_text (sum));
}

static gboolean
check_size (gsize n_rows, gsize n_columns, GError **error)
{
	if (n_rows == 0)
		return refuse (_("There are no users in the feature set; build it again"), error);
	return n_columns > 0
	       || refuse (seg_hint (_("The selected features have no values; choose others (segscope features WORKSPACE --list)"),
	                            _("The selected features have no values; choose others on Features")), error);
}

static gboolean
allocate (const SegMatrixWork *work, gsize n_rows, GError **error)
{
	SegFeatureMatrix *matrix = work->matrix;
	gsize d = matrix->n_columns;
	gboolean marks = (!work->no_raw && !work->no_scaled) || reads_rows (work);

	if ((!work->no_scaled && (matrix->scaled = seg_matrix_new (n_rows, d, error)) == NULL)
	    || (!work->no_raw && (matrix->raw = seg_matrix_new (n_rows, d, error)) == NULL))
		return FALSE;
	matrix->user_ids = g_try_new0 (gint64, n_rows);
	matrix->filled = marks ? g_try_malloc0_n (n_rows, d) : NULL;
	if (matrix->user_ids != NULL && (!marks || matrix->filled != NULL))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %zu users x %zu columns; choose fewer features"), n_rows, d);
	return FALSE;
}

static gboolean
count_rows (SegWorkspace *workspace, const SegFeatureSet *set, gint64 *n_rows, GError **error)
{
	g_autofree char *table = seg_feature_set_table (set->id);
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s AS f JOIN user AS u ON u.id = f.user_id", table);

	return seg_workspace_count (workspace, sql, n_rows, error);
}

/* Reads the users of @set into the columns of the sources and finishes them. */
static gboolean
fill_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const SegMatrixWork *work, GError **error)
{
	SegFeatureMatrix *matrix = work->matrix;
	gboolean by_row = reads_rows (work), success = TRUE;
	SegJobSpan span = seg_job_enter (work->job, 0, by_row ? 0.6 : 0);

	for (guint i = 0; i < work->sources->len; i++)
		seg_source_name_columns (work->sources->pdata[i], matrix->columns);
	if (by_row)
		success = read_rows (workspace, set, work, error);
	else
		memcpy (matrix->user_ids, seg_block_reader_user_ids (work->reader), seg_matrix_work_rows (work)->n_rows * sizeof (gint64));
	seg_job_leave (work->job, span);
	span = seg_job_enter (work->job, by_row ? 0.6 : 0, 1);
	success = success && seg_matrix_finish_columns (work, error) && (work->plain || check_columns (matrix, error))
	          && (work->no_scaled || (seg_matrix_check_finite (matrix->scaled, error)
	                                  && (work->again || seg_columns_find_duplicates (matrix->scaled, matrix->columns, work->job, error))));
	seg_job_leave (work->job, span);
	return success;
}

static gboolean
read_matrix (SegWorkspace *workspace, const SegFeatureSet *set, SegMatrixWork *work, gsize n_rows, GError **error)
{
	SegFeatureMatrix *matrix = work->matrix;

	if (!seg_matrix_work_init (work, workspace, set, n_rows, error) || !allocate (work, n_rows, error) || !fill_matrix (workspace, set, work, error))
		return FALSE;
	if (work->no_raw || work->no_scaled)
		g_clear_pointer (&matrix->filled, g_free);
	if (!work->no_scaled)
		say_what_columns_are (matrix, work->sources);
	if (work->no_raw || work->no_scaled)
		return seg_job_proceed (work->job, 1, NULL, error);
	matrix->selection = selection_of (work->sources);
	if (!work->again)
		seg_feature_matrix_sign (matrix);
	matrix->transforms = seg_transforms_to_json (work->sources, matrix->columns);
	return seg_job_proceed (work->job, 1, NULL, error);
}

static SegFeatureMatrix *
build (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegMatrixWork work, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = work.matrix = g_new0 (SegFeatureMatrix, 1);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error), sources = NULL;
	gint64 n_rows;
	gsize n_columns;
	gboolean built;

	if (catalogue == NULL || !count_rows (workspace, set, &n_rows, error)
	    || (sources = seg_sources_plan (workspace, set, selection, catalogue, &n_columns, error)) == NULL
	    || !check_size ((gsize) n_rows, n_columns, error))
		return NULL;
	matrix->columns = g_new0 (SegMatrixColumn, n_columns);
	matrix->n_columns = n_columns;
	work.sources = sources;
	built = read_matrix (workspace, set, &work, (gsize) n_rows, error);
	seg_matrix_work_clear (&work);
	return built ? g_steal_pointer (&matrix) : NULL;
}

static SegFeatureMatrix *
build_again (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, gboolean only_scaled, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureMatrix) matrix = g_new0 (SegFeatureMatrix, 1);
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error), sources = NULL;
	SegMatrixWork work = { .matrix = matrix, .again = TRUE, .no_raw = only_scaled, .plain = only_scaled, .job = job };
	gint64 n_rows;
	gboolean built;

	if (catalogue == NULL || !count_rows (workspace, set, &n_rows, error)
	    || (sources = seg_transforms_from_json (transforms, &matrix->columns, &matrix->n_columns, error)) == NULL
	    || !seg_sources_bind (workspace, set, sources, catalogue, error) || !check_size ((gsize) n_rows, matrix->n_columns, error))
		return NULL;
	work.sources = sources;
	built = read_matrix (workspace, set, &work, (gsize) n_rows, error);
	seg_matrix_work_clear (&work);
	return built ? g_steal_pointer (&matrix) : NULL;
}

/* @work: what to keep, with the job. */
static SegFeatureMatrix *
build_watched (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegMatrixWork work, GError **error)
{
	SegFeatureMatrix *matrix;

	if (selection == NULL)
		selection = set->selection;
	if (selection->len == 0) {
		refuse (seg_hint (_("No features are selected; choose some with: segscope features WORKSPACE --select NAME,..."),
		                  _("No features are selected; choose some on Features with the space bar, or the proposed ones with p")), error);
		return NULL;
	}
	seg_workspace_watch (workspace, work.job);
	matrix = build (workspace, set, selection, work, error);
	seg_workspace_watch (workspace, NULL);
	return matrix;
}

SegFeatureMatrix *
seg_feature_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegJob *job, GError **error)
{
	return build_watched (workspace, set, selection, (SegMatrixWork) { .job = job }, error);
}

SegFeatureMatrix *
seg_feature_matrix_half (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, SegMatrixHalf half, SegJob *job,
                         GError **error)
{
	SegMatrixWork work = { .no_raw = half == SEG_MATRIX_SCALED, .no_scaled = half == SEG_MATRIX_RAW, .job = job };

	return build_watched (workspace, set, selection, work, error);
}

SegFeatureMatrix *
seg_feature_matrix_again (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, SegJob *job, GError **error)
{
	SegFeatureMatrix *matrix;

	seg_workspace_watch (workspace, job);
	matrix = build_again (workspace, set, transforms, FALSE, job, error);
	seg_workspace_watch (workspace, NULL);
	return matrix;
}

SegFeatureMatrix *
seg_feature_matrix_scaled (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, SegJob *job, GError **error)
{
	SegFeatureMatrix *matrix;

	seg_workspace_watch (workspace, job);
	matrix = build_again (workspace, set, transforms, TRUE, job, error);
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
	g_free (matrix->selection);
	seg_matrix_free (matrix->raw);
	seg_matrix_free (matrix->scaled);
	g_free (matrix->user_ids);
	g_free (matrix->filled);
	g_free (matrix->fingerprint);
	g_free (matrix);
}
