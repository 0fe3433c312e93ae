/* What is checked once, at the public doors; the rest of the folder trusts it. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LARGEST 1e140 /* so that a sum of a great many squared differences is still finite */
#define ASK_EVERY 65536

typedef struct {
	const SegMatrix *matrix;
	SegJob *job;
	atomic_bool wrong;
} Check;

static void
check_block (gsize block, gsize first, gsize last, gpointer data)
{
	Check *check = data;
	gsize wrong = 0;

	(void) block;
	if (seg_job_is_cancelled (check->job))
		return;
	for (gsize i = first; i < last; i++)
		wrong += !(fabs (check->matrix->values[i]) <= LARGEST); /* nor is what is not a number */
	if (wrong > 0)
		atomic_store (&check->wrong, TRUE);
}

gboolean
seg_cluster_check_matrix (const SegMatrix *matrix, SegJob *job, GError **error)
{
	Check check = { matrix, job, FALSE };

	if (matrix->n_rows == 0 || matrix->n_columns == 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("There is nothing to cluster: %zu users and %zu features"),
		             matrix->n_rows, matrix->n_columns);
		return FALSE;
	}
	seg_parallel_blocks (matrix->n_rows * matrix->n_columns, ASK_EVERY, check_block, &check);
	if (!seg_job_goes_on (job, error))
		return FALSE;
	if (!atomic_load (&check.wrong))
		return TRUE;
	for (gsize i = 0; i < matrix->n_rows * matrix->n_columns; i++) {
		if (fabs (matrix->values[i]) <= LARGEST)
			continue;
		if (seg_matrix_check_finite (matrix, error))
			g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
			             _("Row %zu, column %zu of the matrix is too large (%g) for distances; choose a scaling for it"),
			             i / matrix->n_columns + 1, i % matrix->n_columns + 1, matrix->values[i]);
		return FALSE;
	}
	return TRUE;
}

gboolean
seg_cluster_check_options (const SegMatrix *matrix, const SegClusterOptions *options, GError **error)
{
	if (options->k < 2 || options->k > matrix->n_rows) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The number of segments must be from 2 to the number of users (%zu), not %u"),
		             matrix->n_rows, options->k);
		return FALSE;
	}
	if (options->restarts < 1 || options->max_passes < 1) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Restarts and passes must be at least 1"));
		return FALSE;
	}
	return TRUE;
}

/* Counting different rows: an open hash table of row numbers, grown only as far as the limit asks. */
typedef struct {
	const SegMatrix *matrix;
	gsize *slots;    /* row + 1, 0: free */
	gsize  mask, n;
} RowSet;

static guint64
hash_row (const double *row, gsize n_columns)
{
	guint64 hash = 0, bits;

	for (gsize column = 0; column < n_columns; column++) {
		double value = row[column] + 0.0; /* -0 and 0 are the same value */

		memcpy (&bits, &value, sizeof bits);
		hash = seg_random_mix (hash ^ bits);
	}
	return hash;
}

static gboolean
rows_equal (const double *a, const double *b, gsize n_columns)
{
	for (gsize column = 0; column < n_columns; column++)
		if (a[column] < b[column] || a[column] > b[column])
			return FALSE;
	return TRUE;
}

static void
row_set_add (RowSet *set, gsize row)
{
	const double *values = seg_matrix_row (set->matrix, row);
	gsize n_columns = set->matrix->n_columns, slot = (gsize) hash_row (values, n_columns) & set->mask;

	while (set->slots[slot] != 0) {
		if (rows_equal (seg_matrix_row (set->matrix, set->slots[slot] - 1), values, n_columns))
			return;
		slot = (slot + 1) & set->mask;
	}
	set->slots[slot] = row + 1;
	set->n++;
}

gboolean
seg_cluster_count_distinct (const SegMatrix *matrix, gsize limit, SegJob *job, gsize *n_distinct, GError **error)
{
	gsize most = MIN (limit, matrix->n_rows), size = 16;
	g_autofree gsize *slots = NULL;
	RowSet set = { .matrix = matrix };

	while (size < 2 * most)
		size *= 2;
	slots = g_try_new0 (gsize, size);
	if (slots == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory (%zu bytes) to compare the users"),
		             size * sizeof *slots);
		return FALSE;
	}
	set.slots = slots;
	set.mask = size - 1;
	for (gsize row = 0; row < matrix->n_rows && set.n < most; row++) {
		if (row % (ASK_EVERY / 16) == 0 && !seg_job_goes_on (job, error))
			return FALSE;
		row_set_add (&set, row);
	}
	*n_distinct = set.n;
	return TRUE;
}

gboolean
seg_cluster_check_distinct (const SegMatrix *matrix, guint k, SegJob *job, GError **error)
{
	gsize n_distinct;

	if (!seg_cluster_count_distinct (matrix, k, job, &n_distinct, error))
		return FALSE;
	if (n_distinct >= k)
		return TRUE;
	if (n_distinct == 1)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		                     _("All users have the same values in the chosen features; choose other features"));
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("In the chosen features there are only %zu different users, too few for %u segments; "
		               "ask for fewer segments or choose more features"), n_distinct, k);
	return FALSE;
}
