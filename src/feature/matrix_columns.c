/* The columns of a matrix: computed figures read as they are kept, then every column filled, described and scaled, some at a time on all
 * cores. Columns lie in one piece while that is done: rows far apart are slow to walk through. */
#include <config.h>
#include "feature-private.h"
#include "feature/matrix_columns.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>

#define BATCH 8    /* columns: what of a row one line of the cache holds */
#define BLOCK 8192 /* rows */

typedef struct {
	const SegMatrixWork *work;
	const SegSource **sources; /* by column */
	double *values[BATCH], *scaled[BATCH]; /* n each */
	gsize   first, n;          /* columns of the batch */
} Pass;

/* What is kept as columns ----------------------------------------------------------------------------------------- */

/* Whether the figures of @source can be taken as they are kept, when the set has them so. */
static gboolean
is_plain (const SegSource *source)
{
	return !source->feature->is_attribute && source->encoder == NULL && source->feature->type != SEG_TYPE_DATE;
}

/* Users who lack a value are left out of all columns, which goes row by row. */
static gboolean
leaves_out (const GPtrArray *sources)
{
	for (guint i = 0; i < sources->len; i++)
		if (((const SegSource *) sources->pdata[i])->fill == SEG_FILL_LEAVE_OUT)
			return TRUE;
	return FALSE;
}

static gboolean
read_positions (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *sources, guint *positions, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT position FROM feature WHERE feature_set_id = :set AND name = :name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":set", set->id);
	for (guint i = 0; i < sources->len && failure == NULL; i++) {
		const SegSource *source = sources->pdata[i];

		if (!is_plain (source))
			continue;
		seg_statement_bind_text (statement, ":name", source->feature->name);
		if (seg_statement_next (statement, &failure))
			positions[i] = (guint) seg_statement_integer (statement, 0);
		seg_statement_reset (statement);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_matrix_work_init (SegMatrixWork *work, SegWorkspace *workspace, const SegFeatureSet *set, gsize n_rows, GError **error)
{
	gint64 n_parts, n_users;

	work->positions = g_new0 (guint, work->sources->len + 1);
	if (leaves_out (work->sources))
		return TRUE;
	if (!seg_feature_blocks_count (workspace, set->id, &n_parts, &n_users, error))
		return FALSE;
	if (n_parts == 0)
		return TRUE;
	work->reader = seg_block_reader_new (workspace, set->id, error);
	if (work->reader == NULL)
		return FALSE;
	if (seg_block_reader_n_users (work->reader) == n_rows) /* else some are gone from the table of users */
		return read_positions (workspace, set, work->sources, work->positions, error);
	return TRUE;
}

void
seg_matrix_work_clear (SegMatrixWork *work)
{
	g_clear_pointer (&work->reader, seg_block_reader_free);
	g_clear_pointer (&work->positions, g_free);
}

/* One column ------------------------------------------------------------------------------------------------------- */

static gboolean
is_indicator (const SegSource *source, gsize column)
{
	return source->selected->indicator && column + 1 == source->first_column + source->n_columns;
}

/* The column as it is kept; what is no finite number is missing. */
static gboolean
read_column (const Pass *pass, guint position, gsize column, double *values, GError **error)
{
	const SegMatrixWork *work = pass->work;
	gboolean indicator = is_indicator (pass->sources[column], column);
	gsize n = seg_matrix_work_rows (work)->n_rows;

	if (!seg_block_reader_column (work->reader, position, values, 1, error))
		return FALSE;
	for (gsize row = 0; row < n; row++)
		values[row] = indicator ? !isfinite (values[row]) : isfinite (values[row]) ? values[row] : NAN;
	return TRUE;
}

static gsize
count_filled (const SegFeatureMatrix *matrix, gsize n_rows, gsize column)
{
	gsize n = 0;

	for (gsize row = 0; row < n_rows; row++)
		n += matrix->filled[row * matrix->n_columns + column];
	return n;
}

gsize
seg_matrix_limit_column (const SegSelected *selected, const SegMatrixColumn *column, double *values, gsize n)
{
	gsize n_limited = 0;

	if (!selected->limited || column->is_share)
		return 0;
	for (gsize row = 0; row < n; row++) {
		double inside = CLAMP (values[row], selected->low, selected->high);

		n_limited += inside != values[row];
		values[row] = inside;
	}
	return n_limited;
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

/* Fills and describes. */
static void
fill_column (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	SegFeatureMatrix *matrix = pass->work->matrix;
	gsize number = pass->first + block, n = seg_matrix_work_rows (pass->work)->n_rows;
	SegMatrixColumn *column = &matrix->columns[number];
	double *values = pass->values[block], *scratch = pass->scaled[block];

	(void) first;
	(void) last;
	if (seg_job_is_cancelled (pass->work->job))
		return;
	if (!pass->work->again)
		column->fill = fill_of (pass->sources[number], values, n, scratch);
	if (pass->work->plain) {
		seg_column_fill (values, n, column->fill, NULL, 0);
		return;
	}
	column->n_missing = seg_column_fill (values, n, column->fill, matrix->filled != NULL ? matrix->filled + number : NULL, matrix->n_columns);
	if (pass->sources[number]->encoder != NULL) /* a missing category is not NAN in its columns */
		column->n_missing = count_filled (matrix, n, number);
	seg_column_describe (values, n, scratch, column);
}

/* Limits and scales. */
static void
scale_column (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	gsize number = pass->first + block, n = seg_matrix_work_rows (pass->work)->n_rows;
	SegMatrixColumn *column = &pass->work->matrix->columns[number];

	(void) first;
	(void) last;
	if (seg_job_is_cancelled (pass->work->job))
		return;
	column->n_limited += seg_matrix_limit_column (pass->sources[number]->selected, column, pass->values[block], n);
	if (!pass->work->again)
		seg_scaler_fit (&column->scaler, pass->values[block], n, pass->scaled[block]);
	column->constant = column->scaler.constant;
	if (!pass->work->no_scaled)
		seg_scaler_apply (&column->scaler, pass->values[block], n, pass->scaled[block]);
}

/* Columns and rows ------------------------------------------------------------------------------------------------- */

static void
gather_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	const SegMatrix *rows = seg_matrix_work_rows (pass->work);

	(void) block;
	if (seg_job_is_cancelled (pass->work->job))
		return;
	for (gsize row = first; row < last; row++)
		for (gsize i = 0; i < pass->n; i++)
			pass->values[i][row] = rows->values[row * rows->n_columns + pass->first + i];
}

static void
scatter (const Pass *pass, double *const *columns, SegMatrix *to, gsize first, gsize last)
{
	if (seg_job_is_cancelled (pass->work->job)) /* memory that is touched for the first time can take its time */
		return;
	for (gsize row = first; row < last; row++)
		for (gsize i = 0; i < pass->n; i++)
			to->values[row * to->n_columns + pass->first + i] = columns[i][row];
}

static void
scatter_raw (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	scatter (pass, pass->values, pass->work->matrix->raw, first, last);
}

static void
scatter_scaled (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	scatter (pass, pass->scaled, pass->work->matrix->scaled, first, last);
}

/* The batch as it was read: what is kept as columns from there, the rest from the rows. */
static gboolean
take_batch (const Pass *pass, const guint *positions, GError **error)
{
	gboolean by_row = FALSE;

	for (gsize i = 0; i < pass->n; i++)
		by_row = by_row || positions[pass->first + i] == 0;
	if (by_row)
		seg_parallel_blocks (seg_matrix_work_rows (pass->work)->n_rows, BLOCK, gather_block, (gpointer) pass);
	for (gsize i = 0; i < pass->n; i++) {
		guint position = positions[pass->first + i];

		if (!seg_job_proceed (pass->work->job, 0.6 * (double) (pass->first + i) / (double) pass->work->matrix->n_columns, _("scaling features"), error)
		    || (position > 0 && !read_column (pass, position, pass->first + i, pass->values[i], error)))
			return FALSE;
	}
	return TRUE;
}

/* The whole -------------------------------------------------------------------------------------------------------- */

static void
spread_by_column (const SegMatrixWork *work, const SegSource **by_column, guint *positions)
{
	for (guint i = 0; i < work->sources->len; i++) {
		const SegSource *source = work->sources->pdata[i];

		for (gsize offset = 0; offset < source->n_columns; offset++) {
			by_column[source->first_column + offset] = source;
			positions[source->first_column + offset] = work->positions[i];
		}
	}
}

static gboolean
allocate (Pass *pass, GError **error)
{
	gsize n = seg_matrix_work_rows (pass->work)->n_rows;
	gboolean enough = TRUE;

	for (gsize i = 0; i < MIN (BATCH, pass->work->matrix->n_columns); i++) {
		pass->values[i] = g_try_new (double, n + 1);
		pass->scaled[i] = g_try_new (double, n + 1);
		enough = enough && pass->values[i] != NULL && pass->scaled[i] != NULL;
	}
	if (!enough)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to scale the features of %zu users"), n);
	return enough;
}

static gboolean
finish_batches (Pass *pass, const guint *positions, GError **error)
{
	SegFeatureMatrix *matrix = pass->work->matrix;
	gsize n = seg_matrix_work_rows (pass->work)->n_rows;

	for (pass->first = 0; pass->first < matrix->n_columns; pass->first += BATCH) {
		pass->n = MIN (BATCH, matrix->n_columns - pass->first);
		if (!take_batch (pass, positions, error))
			return FALSE;
		seg_parallel_blocks (pass->n, 1, fill_column, pass);
		if (!pass->work->no_raw)
			seg_parallel_blocks (n, BLOCK, scatter_raw, pass);
		seg_parallel_blocks (pass->n, 1, scale_column, pass);
		if (!pass->work->no_scaled)
			seg_parallel_blocks (n, BLOCK, scatter_scaled, pass);
	}
	return seg_job_proceed (pass->work->job, 0.6, _("scaling features"), error);
}

gboolean
seg_matrix_finish_columns (const SegMatrixWork *work, GError **error)
{
	g_autofree const SegSource **by_column = g_new0 (const SegSource *, work->matrix->n_columns);
	g_autofree guint *positions = g_new0 (guint, work->matrix->n_columns);
	Pass pass = { .work = work, .sources = by_column };
	gboolean finished;

	spread_by_column (work, by_column, positions);
	finished = allocate (&pass, error) && finish_batches (&pass, positions, error);
	for (gsize i = 0; i < BATCH; i++) {
		g_free (pass.values[i]);
		g_free (pass.scaled[i]);
	}
	return finished;
}
