/* Correlations of all pairs of columns.
 *
 * The sums of products of the centred values (or ranks) are added up in fixed blocks, each by rank-k updates on one thread, and
 * the blocks in order: the same bits for any number of threads. Ranks are kept by column, twice their value as whole numbers; or they take the
 * place of the values, which a matrix that fills half of the memory needs. */
#include <config.h>
#include <segscope/blas.h>
#include <segscope/correlation.h>
#include <segscope/progress.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define MOST_BLOCKS 64
#define LEAST_BLOCK_ROWS 1024
#define CHUNK_ROWS 128          /* centred at a time */
#define COLUMNS_BYTES (1 << 26) /* columns taken out of the rows together, at most: each line of memory holds parts of eight */

typedef struct {
	const SegMatrix *matrix;
	SegMatrix *place;   /* @matrix, where ranks take the place of the values; or NULL */
	guint32  *ranks;    /* Spearman: d x n, by column; NULL: Pearson, or in place */
	gsize     n_together;
	gsize     block_rows;
	double   *means;    /* d */
	double   *sums;     /* a block: d */
	double   *grams;    /* a block: d x d, upper triangle */
	double   *chunks;   /* a block: d x CHUNK_ROWS, by column */
	gboolean *varies;   /* d */
	SegJob   *job;
	atomic_bool out_of_memory;
} Pass;

static const char *const method_names[] = { [SEG_CORRELATION_PEARSON] = "pearson", [SEG_CORRELATION_SPEARMAN] = "spearman" };

const char *
seg_correlation_method_name (SegCorrelationMethod method)
{
	return method_names[method];
}

gboolean
seg_correlation_method_parse (const char *name, SegCorrelationMethod *method)
{
	for (gsize i = 0; i < G_N_ELEMENTS (method_names); i++)
		if (g_strcmp0 (name, method_names[i]) == 0) {
			*method = (SegCorrelationMethod) i;
			return TRUE;
		}
	return FALSE;
}

/* Ranks -------------------------------------------------------------------------------------------------------------- */

static void
take_columns (const SegMatrix *matrix, gsize first, gsize last, double *columns)
{
	gsize n = matrix->n_rows;

	for (gsize row = 0; row < n; row++) {
		const double *values = seg_matrix_row (matrix, row);

		for (gsize column = first; column < last; column++)
			columns[(column - first) * n + row] = values[column];
	}
}

static void
put_columns (SegMatrix *matrix, gsize first, gsize last, const double *columns)
{
	gsize n = matrix->n_rows;

	for (gsize row = 0; row < n; row++) {
		double *values = seg_matrix_row (matrix, row);

		for (gsize column = first; column < last; column++)
			values[column] = columns[(column - first) * n + row];
	}
}

static void
rank_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	gsize n = pass->matrix->n_rows;
	double *columns = g_try_malloc_n (n, (last - first) * sizeof *columns);
	guint64 *scratch = g_try_malloc_n (n, 2 * sizeof *scratch);
	guint32 *own = pass->place != NULL ? g_try_new (guint32, n) : NULL;

	(void) block;
	if (columns == NULL || scratch == NULL || (pass->place != NULL && own == NULL))
		atomic_store (&pass->out_of_memory, TRUE);
	else {
		take_columns (pass->matrix, first, last, columns);
		for (gsize column = first; column < last && !seg_job_is_cancelled (pass->job); column++) {
			double *values = columns + (column - first) * n;

			seg_ranks_twice (values, n, own != NULL ? own : pass->ranks + column * n, scratch);
			for (gsize row = 0; own != NULL && row < n; row++)
				values[row] = own[row];
		}
		if (pass->place != NULL)
			put_columns (pass->place, first, last, columns);
	}
	g_free (columns);
	g_free (scratch);
	g_free (own);
}

static gboolean
rank (Pass *pass, GError **error)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns;

	gboolean fits = n < G_MAXINT32;

	pass->n_together = CLAMP (COLUMNS_BYTES / (n * sizeof (double)), 1, 8);
	if (pass->place == NULL)
		fits = fits && (pass->ranks = g_try_malloc_n (n, d * sizeof *pass->ranks)) != NULL;
	if (fits)
		seg_parallel_blocks_job (d, pass->n_together, rank_block, pass, pass->job, 0, 0.6);
	if (fits && !atomic_load (&pass->out_of_memory))
		return seg_job_proceed (pass->job, 0.6, NULL, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to rank %zu users x %zu columns; choose fewer features"),
	             n, d);
	return FALSE;
}

/* Sums and products --------------------------------------------------------------------------------------------------- */

static void
sum_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	gsize d = pass->matrix->n_columns;
	double *sums = pass->sums + block * d;

	for (gsize row = first; row < last; row++)
		for (gsize column = 0; column < d; column++)
			sums[column] += seg_matrix_row (pass->matrix, row)[column];
}

/* Centres rows @row.. (@n of them) into @chunk, by column. */
static void
fill_chunk (const Pass *pass, gsize row, gsize n, double *chunk)
{
	gsize d = pass->matrix->n_columns, n_rows = pass->matrix->n_rows;

	for (gsize column = 0; column < d; column++) {
		const guint32 *ranks = pass->ranks != NULL ? pass->ranks + column * n_rows + row : NULL;
		const double *values = pass->matrix->values + row * d + column;

		for (gsize i = 0; i < n; i++)
			chunk[column * CHUNK_ROWS + i] = (ranks != NULL ? (double) ranks[i] : values[i * d]) - pass->means[column];
	}
}

static void
gram_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;
	gsize d = pass->matrix->n_columns;
	double *gram = pass->grams + block * d * d, *chunk = pass->chunks + block * d * CHUNK_ROWS, *sums = pass->sums + block * d;

	for (gsize row = first; row < last && !seg_job_is_cancelled (pass->job); row += CHUNK_ROWS) {
		gsize n = MIN (CHUNK_ROWS, last - row);

		fill_chunk (pass, row, n, chunk);
		for (gsize column = 0; column < d; column++)
			for (gsize i = 0; i < n; i++)
				sums[column] += chunk[column * CHUNK_ROWS + i];
		cblas_dsyrk (CblasRowMajor, CblasUpper, CblasNoTrans, (blasint) d, (blasint) n, 1, chunk, CHUNK_ROWS, 1, gram, (blasint) d);
	}
}

/* Adds the blocks' parts of @size to the first one's. */
static void
add_blocks (const Pass *pass, double *parts, gsize size)
{
	gsize n_blocks = seg_parallel_n_blocks (pass->matrix->n_rows, pass->block_rows);

	for (gsize block = 1; block < n_blocks; block++)
		for (gsize i = 0; i < size; i++)
			parts[i] += parts[block * size + i];
}

static void
find_means (Pass *pass)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, n_blocks = seg_parallel_n_blocks (n, pass->block_rows);
	gboolean is_ranked = pass->ranks != NULL || pass->place != NULL;

	if (!is_ranked) {
		seg_parallel_blocks (n, pass->block_rows, sum_block, pass);
		add_blocks (pass, pass->sums, d);
	}
	for (gsize column = 0; column < d; column++)
		pass->means[column] = is_ranked ? (double) n + 1 : pass->sums[column] / (double) n;
	memset (pass->sums, 0, n_blocks * d * sizeof *pass->sums);
}

static gboolean
column_varies (const SegMatrix *matrix, gsize column)
{
	double first = matrix->values[column];

	for (gsize row = 1; row < matrix->n_rows; row++)
		if (seg_matrix_row (matrix, row)[column] < first || seg_matrix_row (matrix, row)[column] > first)
			return TRUE;
	return FALSE;
}

/* The first means carry rounding errors: what is left of the sums takes them off. */
static SegMatrix *
correlate (Pass *pass, GError **error)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns;
	SegMatrix *result;

	find_means (pass);
	seg_parallel_blocks_job (n, pass->block_rows, gram_block, pass, pass->job, pass->ranks != NULL || pass->place != NULL ? 0.6 : 0, 0.95);
	if (!seg_job_proceed (pass->job, 0.95, NULL, error) || (result = seg_matrix_new (d, d, error)) == NULL)
		return NULL;
	add_blocks (pass, pass->grams, d * d);
	add_blocks (pass, pass->sums, d);
	for (gsize i = 0; i < d; i++)
		for (gsize j = i; j < d; j++)
			pass->grams[i * d + j] -= pass->sums[i] * pass->sums[j] / (double) n;
	for (gsize i = 0; i < d; i++)
		for (gsize j = i; j < d; j++) {
			double scale = sqrt (pass->grams[i * d + i]) * sqrt (pass->grams[j * d + j]);
			double r = !pass->varies[i] || !pass->varies[j] || !(scale > 0) ? NAN
			           : i == j ? 1 : CLAMP (pass->grams[i * d + j] / scale, -1, 1);

			seg_matrix_row (result, i)[j] = seg_matrix_row (result, j)[i] = r;
		}
	return result;
}

/* The whole ------------------------------------------------------------------------------------------------------------ */

static gboolean
allocate (Pass *pass, GError **error)
{
	gsize n = pass->matrix->n_rows, d = pass->matrix->n_columns, n_blocks;

	pass->block_rows = MAX (LEAST_BLOCK_ROWS, (n + MOST_BLOCKS - 1) / MOST_BLOCKS);
	n_blocks = seg_parallel_n_blocks (n, pass->block_rows);
	pass->means = g_new0 (double, d);
	pass->varies = g_new0 (gboolean, d);
	pass->sums = g_try_malloc0_n (n_blocks * d, sizeof (double));
	pass->grams = g_try_malloc0_n (n_blocks * d, d * sizeof (double));
	pass->chunks = g_try_malloc_n (n_blocks * d, CHUNK_ROWS * sizeof (double));
	if (pass->sums != NULL && pass->grams != NULL && pass->chunks != NULL)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the correlations of %zu columns"), d);
	return FALSE;
}

static void
clear (Pass *pass)
{
	g_free (pass->ranks);
	g_free (pass->means);
	g_free (pass->varies);
	g_free (pass->sums);
	g_free (pass->grams);
	g_free (pass->chunks);
}

/* @place: @matrix, if its values may give way to ranks; or NULL. */
static SegMatrix *
correlate_by (const SegMatrix *matrix, SegMatrix *place, SegCorrelationMethod method, SegJob *job, GError **error)
{
	Pass pass = { .matrix = matrix, .place = method == SEG_CORRELATION_SPEARMAN ? place : NULL, .job = job };
	SegMatrix *result = NULL;

	if (matrix->n_rows < 2 || matrix->n_columns < 1) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Correlations need at least two users and one feature, not %zu and %zu"),
		             matrix->n_rows, matrix->n_columns);
		return NULL;
	}
	if ((place == NULL && !seg_matrix_check_finite (matrix, error)) || !seg_job_proceed (job, 0, _("correlations"), error))
		return NULL;
	seg_blas_stay_alone ();
	if (allocate (&pass, error) && (method == SEG_CORRELATION_PEARSON || rank (&pass, error))) {
		for (gsize column = 0; column < matrix->n_columns; column++)
			pass.varies[column] = column_varies (matrix, column);
		result = correlate (&pass, error);
	}
	clear (&pass);
	if (result != NULL && !seg_job_proceed (job, 1, NULL, error))
		g_clear_pointer (&result, seg_matrix_free);
	return result;
}

SegMatrix *
seg_correlations (const SegMatrix *matrix, SegCorrelationMethod method, SegJob *job, GError **error)
{
	return correlate_by (matrix, NULL, method, job, error);
}

static gboolean
correlate_both (const SegMatrix *matrix, SegMatrix *place, SegMatrix *both[2], SegJob *job, GError **error)
{
	static const double parts[] = { 0, 0.2, 1 };

	both[0] = both[1] = NULL;
	for (int method = SEG_CORRELATION_PEARSON; method <= SEG_CORRELATION_SPEARMAN; method++) {
		SegJobSpan span = seg_job_enter (job, parts[method], parts[method + 1]);

		both[method] = correlate_by (matrix, place, (SegCorrelationMethod) method, job, error);
		seg_job_leave (job, span);
		if (both[method] == NULL) {
			g_clear_pointer (&both[0], seg_matrix_free);
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
seg_correlations_both (const SegMatrix *matrix, SegMatrix *both[2], SegJob *job, GError **error)
{
	return correlate_both (matrix, NULL, both, job, error);
}

gboolean
seg_correlations_both_in_place (SegMatrix *matrix, SegMatrix *both[2], SegJob *job, GError **error)
{
	return seg_matrix_check_finite (matrix, error) && correlate_both (matrix, matrix, both, job, error);
}
