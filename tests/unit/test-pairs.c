/* Distances in single precision: within the error that is claimed of those in double precision, the same bits on every processor and
 * with any number of threads, and silhouettes of many rows as right as those of a few, on data of every kind. */
#include <config.h>
#include <segscope/parallel.h>

#include "../support/figures.h"
#include "cluster/pair-kernel.h"
#include "cluster/silhouette-plan.h"

#include <math.h>
#include <string.h>

typedef double (*ValueFunc) (SegRandom *random, gsize row, gsize column);

static double
plain (SegRandom *random, gsize row, gsize column)
{
	return (double) (row % 5) * (column % 2 == 0) + seg_random_gaussian (random);
}

static double
far_away (SegRandom *random, gsize row, gsize column)
{
	return 1e9 * (double) (column + 1) + plain (random, row, column);
}

/* Most rows have equals, and distances of 0. */
static double
small_integers (SegRandom *random, gsize row, gsize column)
{
	(void) row;
	(void) column;
	return (double) seg_random_below (random, 3);
}

static double
nearly_the_same (SegRandom *random, gsize row, gsize column)
{
	return (double) column + 1e-9 * plain (random, row, column);
}

static double
one_outlier (SegRandom *random, gsize row, gsize column)
{
	return row == 17 ? 1e8 : plain (random, row, column);
}

/* One row in a hundred belongs to two groups side by side, tight and far from all others: rounding blurs these and no others. */
static gboolean
in_lump (gsize row)
{
	return row % 100 == 0;
}

static double
two_lumps (SegRandom *random, gsize row, gsize column)
{
	return in_lump (row) ? 100 + (double) (row % 200) * 1e-5 + 1e-3 * seg_random_gaussian (random) : plain (random, row, column);
}

static double
tiny (SegRandom *random, gsize row, gsize column)
{
	return 1e-30 * plain (random, row, column);
}

static double
huge (SegRandom *random, gsize row, gsize column)
{
	return 1e60 * plain (random, row, column);
}

static const struct { const char *name; ValueFunc value; } kinds[] = {
	{ "plain", plain }, { "far-away", far_away }, { "small-integers", small_integers }, { "nearly-the-same", nearly_the_same },
	{ "one-outlier", one_outlier }, { "two-lumps", two_lumps }, { "tiny", tiny }, { "huge", huge },
};

static SegMatrix *
make (ValueFunc value, gsize n_rows, gsize n_columns, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);

	for (gsize row = 0; row < n_rows; row++)
		for (gsize column = 0; column < n_columns; column++)
			seg_matrix_row (matrix, row)[column] = value (random, row, column);
	return matrix;
}

/* Labels that follow the rows more or less, in k clusters; the lumps are clusters of their own as far as there are enough. */
static gint32 *
make_labels (ValueFunc value, gsize n_rows, guint k, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 1);
	guint for_all = value == two_lumps && k > 3 ? k - 2 : k;
	gint32 *labels = g_new (gint32, n_rows);

	for (gsize row = 0; row < n_rows; row++) {
		gboolean anywhere = seg_random_below (random, 3) == 0;

		labels[row] = (gint32) (anywhere ? seg_random_below (random, for_all) : row % for_all);
		if (for_all < k && in_lump (row))
			labels[row] = (gint32) (row % 200 == 0 ? k - 1 : k - 2);
	}
	return labels;
}

/* The kernel ------------------------------------------------------------------------------------------------------- */

/* Cuts a tile anywhere. */
static gsize
cut (SegRandom *random, SegStretch *stretches)
{
	gsize n = 0;

	for (guint8 lane = 0; lane < SEG_TILE_ROWS;) {
		gsize drawn = lane + 1 + seg_random_below (random, SEG_TILE_ROWS);
		guint8 end = (guint8) MIN (SEG_TILE_ROWS, drawn);

		stretches[n] = (SegStretch) { (guint32) n, lane, end };
		n++;
		lane = end;
	}
	return n;
}

enum { TILE = SEG_TILE_ROWS * SEG_TILE_ROWS };

typedef struct {
	double tile[TILE] __attribute__ ((aligned (64)));
	double other[TILE] __attribute__ ((aligned (64)));
} Totals;

static void
check_totals (const double *totals, const double *exact, gsize n_stretches, double error)
{
	for (gsize i = 0; i < n_stretches * SEG_TILE_ROWS; i++)
		g_assert_cmpfloat (fabs (totals[i] - exact[i]), <=, error * exact[i]);
}

/* Two tiles of numbers that single precision holds. */
static void
check_tiles (gsize n_columns, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 2);
	g_autoptr (SegMatrix) rows = make (plain, 2 * SEG_TILE_ROWS, n_columns, seed);
	g_autofree float *memory = g_new (float, 2 * SEG_TILE_ROWS * n_columns + 16);
	float *singles = (float *) (((gsize) memory + 63) / 64 * 64), *other = singles + SEG_TILE_ROWS * n_columns;
	double *tile = seg_aligned_small (SEG_TILE_ROWS * n_columns);
	SegStretch stretches[2][SEG_TILE_ROWS];
	gsize n[2] = { cut (random, stretches[0]), cut (random, stretches[1]) };
	gboolean compared = FALSE;
	Totals exact, first, totals;

	for (gsize i = 0; i < 2 * SEG_TILE_ROWS * n_columns; i++) {
		gsize row = i / n_columns, column = i % n_columns;

		rows->values[i] = (float) rows->values[i];
		singles[row / SEG_TILE_ROWS * SEG_TILE_ROWS * n_columns + column * SEG_TILE_ROWS + row % SEG_TILE_ROWS] = (float) rows->values[i];
	}
	seg_tiles_fill (rows, 0, SEG_TILE_ROWS, tile);
	seg_kernel ()->pair_sums (tile, n_columns, seg_matrix_row (rows, SEG_TILE_ROWS), stretches[0], n[0], stretches[1], n[1], exact.tile,
	                          exact.other);
	for (SegProcessor processor = 0; processor < SEG_N_PROCESSORS; processor++) {
		if (!seg_processor_is_supported (processor))
			continue;
		seg_processor_choose (processor);
		memset (&totals, 0, sizeof totals);
		seg_pair_kernel ()->pair_sums (singles, other, n_columns, stretches[0], n[0], stretches[1], n[1], totals.tile, totals.other);
		check_totals (totals.tile, exact.tile, n[1], seg_pair_kernel_error (n_columns));
		check_totals (totals.other, exact.other, n[0], seg_pair_kernel_error (n_columns));
		if (!compared)
			first = totals;
		else {
			test_same_bytes (&totals.tile, &first.tile, n[1] * SEG_TILE_ROWS * sizeof (double));
			test_same_bytes (&totals.other, &first.other, n[0] * SEG_TILE_ROWS * sizeof (double));
		}
		compared = TRUE;
	}
	seg_processor_choose (SEG_N_PROCESSORS);
	free (tile);
}

static void
test_kernel (void)
{
	for (gsize n_columns = 1; n_columns <= 100; n_columns++)
		check_tiles (n_columns, n_columns);
	g_assert_cmpfloat (seg_pair_kernel_error (16), <, 3e-7);
	g_assert_cmpfloat (seg_pair_kernel_error (64), <, 4e-7);
}

/* Silhouettes ------------------------------------------------------------------------------------------------------ */

enum { N = 16384 + 45, N_COLUMNS = 5, N_LABELLINGS = 4, N_QUERIES = 300 };

typedef struct {
	SegLabelling labellings[N_LABELLINGS];
} Labellings;

static void
labellings_init (Labellings *all, ValueFunc value, gsize n_widths)
{
	for (guint s = 0; s < N_LABELLINGS; s++)
		all->labellings[s] = (SegLabelling) { make_labels (value, N, 2 + 3 * s, s), 2 + 3 * s, g_new (double, n_widths) };
}

static void
labellings_clear (Labellings *all)
{
	for (guint s = 0; s < N_LABELLINGS; s++) {
		g_free ((gpointer) all->labellings[s].labels);
		g_free (all->labellings[s].widths);
	}
}

/* The rows asked for are computed in double precision: the others must be as good. */
static void
test_widths (gconstpointer data)
{
	const gsize kind = GPOINTER_TO_SIZE (data);
	g_autoptr (SegMatrix) matrix = make (kinds[kind].value, N, N_COLUMNS, kind);
	gsize queries[N_QUERIES];
	Labellings quick, exact;
	double most = 0;

	for (gsize i = 0; i < N_QUERIES; i++)
		queries[i] = i < 40 ? i : i * (N / N_QUERIES);
	labellings_init (&quick, kinds[kind].value, N);
	labellings_init (&exact, kinds[kind].value, N_QUERIES);
	g_assert_true (seg_silhouettes (matrix, quick.labellings, N_LABELLINGS, NULL, N, NULL, NULL));
	g_assert_true (seg_silhouettes (matrix, exact.labellings, N_LABELLINGS, queries, N_QUERIES, NULL, NULL));
	for (guint s = 0; s < N_LABELLINGS; s++)
		for (gsize i = 0; i < N_QUERIES; i++)
			most = MAX (most, fabs (quick.labellings[s].widths[queries[i]] - exact.labellings[s].widths[i]));
	g_test_message ("%s: off by %.1e at most", kinds[kind].name, most);
	g_assert_cmpfloat (most, <, 2e-7); /* 1e-6 is the promise; what comes out is far better */
	labellings_clear (&quick);
	labellings_clear (&exact);
}

/* Which rows are in doubt: none of usual data, those in the lumps, all where single precision says nothing. */
static void
test_doubt (gconstpointer data)
{
	const gsize kind = GPOINTER_TO_SIZE (data);
	ValueFunc value = kinds[kind].value;
	g_autoptr (SegMatrix) matrix = make (value, N, N_COLUMNS, kind);
	g_autofree guint8 *doubtful = g_new0 (guint8, N);
	Labellings all;
	SegSilhouettePlan plan;
	gsize n = 0, n_in_lumps = 0;

	labellings_init (&all, value, N);
	g_assert_true (seg_silhouette_plan_init (&plan, matrix, all.labellings, N_LABELLINGS, NULL, NULL));
	g_assert_true (seg_silhouette_pairs_can_be_quick (&plan));
	g_assert_true (seg_silhouette_pairs (&plan, doubtful, NULL));
	for (gsize row = 0; row < N; row++) {
		n += doubtful[row];
		n_in_lumps += doubtful[row] && in_lump (row);
	}
	g_test_message ("%s: %zu of %d rows in doubt", kinds[kind].name, n, N);
	if (value == plain || value == far_away || value == small_integers)
		g_assert_cmpuint (n, ==, 0);
	if (value == tiny || value == huge || value == nearly_the_same || value == one_outlier)
		g_assert_cmpuint (n, >, N - 100);
	if (value == two_lumps)
		g_assert_true (n_in_lumps > N / 100 && n < N / 4);
	seg_silhouette_plan_clear (&plan);
	labellings_clear (&all);
}

static void
test_bits (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegMatrix) matrix = make (plain, N, N_COLUMNS, 3);
	Labellings first, other;

	labellings_init (&first, plain, N);
	labellings_init (&other, plain, N);
	g_assert_true (seg_silhouettes (matrix, first.labellings, N_LABELLINGS, NULL, N, NULL, NULL));
	for (guint i = 0; i < SEG_N_PROCESSORS + G_N_ELEMENTS (threads); i++) { /* each version, then each number of threads */
		if (i < SEG_N_PROCESSORS && !seg_processor_is_supported (i))
			continue;
		seg_processor_choose (MIN (i, SEG_N_PROCESSORS));
		seg_parallel_set_threads (i < SEG_N_PROCESSORS ? 0 : threads[i - SEG_N_PROCESSORS]);
		g_assert_true (seg_silhouettes (matrix, other.labellings, N_LABELLINGS, NULL, N, NULL, NULL));
		for (guint s = 0; s < N_LABELLINGS; s++)
			test_same_bytes (other.labellings[s].widths, first.labellings[s].widths, N * sizeof (double));
	}
	seg_processor_choose (SEG_N_PROCESSORS);
	seg_parallel_set_threads (0);
	labellings_clear (&first);
	labellings_clear (&other);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/pairs/kernel", test_kernel);
	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		g_autofree char *widths = g_strdup_printf ("/pairs/widths/%s", kinds[i].name);
		g_autofree char *doubt = g_strdup_printf ("/pairs/doubt/%s", kinds[i].name);

		g_test_add_data_func (widths, GSIZE_TO_POINTER (i), test_widths);
		g_test_add_data_func (doubt, GSIZE_TO_POINTER (i), test_doubt);
	}
	g_test_add_func ("/pairs/bits", test_bits);
	return g_test_run ();
}
