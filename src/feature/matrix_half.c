/* From the raw half of a matrix to the scaled one, in its place: some columns at a time are taken out of the rows, limited and scaled as they
 * were fitted, and put back. */
#include <config.h>
#include "feature-private.h"
#include "feature/matrix_columns.h"

#include <segscope/feature_half.h>
#include <segscope/parallel.h>

#include <glib/gi18n.h>

#define BATCH 8    /* columns: what of a row one line of the cache holds */
#define BLOCK 8192 /* rows */

typedef struct {
	const SegFeatureMatrix *matrix;
	const GPtrArray        *selection;
	double *columns[BATCH]; /* n each */
	gsize   first, n;       /* columns of the batch */
	SegJob *job;
} Pass;

void
seg_feature_matrix_scale_column (const SegFeatureMatrix *matrix, const GPtrArray *selection, gsize number, double *values)
{
	const SegMatrixColumn *column = &matrix->columns[number];
	const SegSelected *selected = seg_selection_find (selection, column->feature);

	if (selected != NULL)
		seg_matrix_limit_column (selected, column, values, matrix->raw->n_rows);
	seg_scaler_apply (&column->scaler, values, matrix->raw->n_rows, values);
}

static void
take_rows (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	for (gsize row = first; row < last; row++)
		for (gsize i = 0; i < pass->n; i++)
			pass->columns[i][row] = seg_matrix_row (pass->matrix->raw, row)[pass->first + i];
}

static void
put_rows (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	for (gsize row = first; row < last; row++)
		for (gsize i = 0; i < pass->n; i++)
			seg_matrix_row (pass->matrix->raw, row)[pass->first + i] = pass->columns[i][row];
}

static void
scale_column (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) first;
	(void) last;
	if (!seg_job_is_cancelled (pass->job))
		seg_feature_matrix_scale_column (pass->matrix, pass->selection, pass->first + block, pass->columns[block]);
}

static gboolean
scale_batches (Pass *pass, GError **error)
{
	gsize n = pass->matrix->raw->n_rows, d = pass->matrix->n_columns;

	for (pass->first = 0; pass->first < d; pass->first += BATCH) {
		if (!seg_job_proceed (pass->job, 0.8 * (double) pass->first / (double) d, _("scaling features"), error))
			return FALSE;
		pass->n = MIN (BATCH, d - pass->first);
		seg_parallel_blocks (n, BLOCK, take_rows, pass);
		seg_parallel_blocks (pass->n, 1, scale_column, pass);
		seg_parallel_blocks (n, BLOCK, put_rows, pass);
	}
	return seg_job_proceed (pass->job, 0.8, NULL, error);
}

gboolean
seg_feature_matrix_scale (SegFeatureMatrix *matrix, const GPtrArray *selection, SegJob *job, GError **error)
{
	Pass pass = { .matrix = matrix, .selection = selection, .job = job };
	gsize n = matrix->raw->n_rows;
	gboolean enough = TRUE, success;

	for (gsize i = 0; i < MIN (BATCH, matrix->n_columns); i++)
		enough = (pass.columns[i] = g_try_new (double, n + 1)) != NULL && enough;
	if (!enough)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to scale the features of %zu users"), n);
	success = enough && scale_batches (&pass, error);
	for (gsize i = 0; i < BATCH; i++)
		g_free (pass.columns[i]);
	if (!success)
		return FALSE;
	matrix->scaled = g_steal_pointer (&matrix->raw);
	return seg_matrix_check_finite (matrix->scaled, error) && seg_columns_find_duplicates (matrix->scaled, matrix->columns, job, error)
	       && seg_job_proceed (job, 1, NULL, error);
}
