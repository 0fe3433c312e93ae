/* Laplacian score: whether neighbours are alike in a column. */
#include <config.h>
#include "select-private.h"

#include <segscope/parallel.h>

#define BLOCK_ROWS 32

typedef struct {
	const SegMatrix *matrix;
	guint    k;
	guint32 *neighbours; /* n x k */
	double  *squares;    /* n x k: their squared distances */
	SegJob  *job;
} Search;

/* Keeps the k least distances in rising order; equal ones in the order of rows. */
static void
keep_nearest (Search *search, gsize row, gsize other, double square, guint *n_kept)
{
	double *squares = search->squares + row * search->k;
	guint32 *neighbours = search->neighbours + row * search->k;
	guint place = *n_kept;

	if (place == search->k && square >= squares[place - 1])
		return;
	if (place < search->k)
		(*n_kept)++;
	else
		place--;
	for (; place > 0 && squares[place - 1] > square; place--) {
		squares[place] = squares[place - 1];
		neighbours[place] = neighbours[place - 1];
	}
	squares[place] = square;
	neighbours[place] = (guint32) other;
}

static void
search_block (gsize block, gsize first, gsize last, gpointer data)
{
	Search *search = data;
	gsize n = search->matrix->n_rows, d = search->matrix->n_columns;

	(void) block;
	for (gsize row = first; row < last && !seg_job_is_cancelled (search->job); row++) {
		const double *x = seg_matrix_row (search->matrix, row);
		guint n_kept = 0;

		for (gsize other = 0; other < n; other++) {
			const double *y = seg_matrix_row (search->matrix, other);
			double square = 0;

			if (other == row)
				continue;
			for (gsize column = 0; column < d; column++)
				square += (x[column] - y[column]) * (x[column] - y[column]);
			keep_nearest (search, row, other, square, &n_kept);
		}
	}
}

/* Whether @row is among the neighbours of @other. */
static gboolean
names (const Search *search, gsize other, gsize row)
{
	for (guint i = 0; i < search->k; i++)
		if (search->neighbours[other * search->k + i] == row)
			return TRUE;
	return FALSE;
}

/* Calls for each edge once: that two name each other makes one edge. */
typedef void (*EdgeFunc) (const Search *search, gsize a, gsize b, double square, gpointer data);

static void
for_each_edge (const Search *search, EdgeFunc func, gpointer data)
{
	for (gsize a = 0; a < search->matrix->n_rows; a++)
		for (guint i = 0; i < search->k; i++) {
			gsize b = search->neighbours[a * search->k + i];

			if (a < b || !names (search, b, a))
				func (search, a, b, search->squares[a * search->k + i], data);
		}
}

typedef struct {
	double  width;     /* t */
	double  n_edges;
	double *degrees;   /* n */
	double *differences; /* d: sum over edges of weight times squared difference */
} Sums;

static void
add_length (const Search *search, gsize a, gsize b, double square, gpointer data)
{
	Sums *sums = data;

	(void) search;
	(void) a;
	(void) b;
	sums->width += square;
	sums->n_edges++;
}

static void
add_edge (const Search *search, gsize a, gsize b, double square, gpointer data)
{
	Sums *sums = data;
	double weight = sums->width > 0 ? exp (-square / sums->width) : 1;

	sums->degrees[a] += weight;
	sums->degrees[b] += weight;
	for (gsize column = 0; column < search->matrix->n_columns; column++) {
		double difference = seg_matrix_row (search->matrix, a)[column] - seg_matrix_row (search->matrix, b)[column];

		sums->differences[column] += weight * difference * difference;
	}
}

/* f' L f / f' D f with f centred by the degrees. */
static double
score_column (const Search *search, const Sums *sums, gsize column)
{
	double total = 0, mean = 0, square = 0;

	for (gsize row = 0; row < search->matrix->n_rows; row++) {
		mean += sums->degrees[row] * seg_matrix_row (search->matrix, row)[column];
		total += sums->degrees[row];
	}
	mean /= total;
	for (gsize row = 0; row < search->matrix->n_rows; row++)
		square += sums->degrees[row] * pow (seg_matrix_row (search->matrix, row)[column] - mean, 2);
	return square > 1e-12 * total * mean * mean && square > 0 ? sums->differences[column] / square : NAN;
}

gboolean
seg_laplacian_scores (const SegMatrix *matrix, guint n_neighbours, double *scores, SegJob *job, GError **error)
{
	gsize n = matrix->n_rows, d = matrix->n_columns;
	guint k = (guint) MIN (n_neighbours, n - 1);
	g_autofree guint32 *neighbours = g_try_malloc_n (n, k * sizeof *neighbours);
	g_autofree double *squares = g_try_malloc_n (n, k * sizeof *squares), *degrees = g_new0 (double, n), *differences = g_new0 (double, d);
	Search search = { matrix, k, neighbours, squares, job };
	Sums sums = { 0, 0, degrees, differences };

	if (neighbours == NULL || squares == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the neighbours of %zu users"), n);
		return FALSE;
	}
	seg_parallel_blocks (n, BLOCK_ROWS, search_block, &search);
	if (!seg_job_proceed (job, 0.9, NULL, error))
		return FALSE;
	for_each_edge (&search, add_length, &sums);
	sums.width /= MAX (sums.n_edges, 1);
	for_each_edge (&search, add_edge, &sums);
	for (gsize column = 0; column < d; column++)
		scores[column] = score_column (&search, &sums, column);
	return TRUE;
}
