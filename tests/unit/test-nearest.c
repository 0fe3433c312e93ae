/* The first look in single precision: with its doubts settled, the labels are those of the plain kernel, on data of every kind. */
#include <config.h>
#include "cluster/nearest-kernel.h"

#include <math.h>
#include <string.h>

typedef double (*ValueFunc) (SegRandom *random, gsize row, gsize column);

static double
plain (SegRandom *random, gsize row, gsize column)
{
	(void) row;
	(void) column;
	return seg_random_gaussian (random);
}

static double
far_away (SegRandom *random, gsize row, gsize column)
{
	(void) row;
	return 1e9 * (double) (column + 1) + seg_random_gaussian (random);
}

/* Everything ties with something. */
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
	(void) row;
	return (double) column + 1e-9 * seg_random_gaussian (random);
}

static double
one_outlier (SegRandom *random, gsize row, gsize column)
{
	(void) column;
	return row == 17 ? 1e8 : seg_random_gaussian (random);
}

static double
tiny (SegRandom *random, gsize row, gsize column)
{
	(void) row;
	(void) column;
	return 1e-30 * seg_random_gaussian (random);
}

static double
huge (SegRandom *random, gsize row, gsize column)
{
	(void) row;
	(void) column;
	return 1e60 * seg_random_gaussian (random);
}

static const struct { const char *name; ValueFunc value; } kinds[] = {
	{ "plain", plain }, { "far-away", far_away }, { "small-integers", small_integers }, { "nearly-the-same", nearly_the_same },
	{ "one-outlier", one_outlier }, { "tiny", tiny }, { "huge", huge },
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

/* Both ways with the first rows as centres; returns how many tiles were in doubt. */
static gsize
compare (const SegTiles *tiles, const SegPackedCentres *packed)
{
	const SegMatrix *matrix = tiles->matrix;
	gsize n_doubtful = 0;

	for (gsize first = 0; first < matrix->n_rows; first += SEG_TILE_ROWS) {
		gint32 quick[SEG_TILE_ROWS] __attribute__ ((aligned (64))), exact[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
		gint32 before[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
		gboolean differs;
		double squared[SEG_TILE_ROWS] __attribute__ ((aligned (64)));
		float doubt = seg_nearest_doubt (tiles->reaches[first / SEG_TILE_ROWS], tiles->mean_length, packed, matrix->n_columns);

		seg_kernel ()->nearest (seg_tiles_at (tiles, first), 1, matrix->n_columns, matrix->values, packed->k, squared, exact);
		memcpy (before, exact, sizeof before);
		before[first / SEG_TILE_ROWS % SEG_TILE_ROWS] ^= first / SEG_TILE_ROWS % 3 == 0 ? 1 : 0;
		if (seg_nearest_kernel ()->nearest (tiles->singles + first * matrix->n_columns, matrix->n_columns, packed, doubt, before, quick,
		                                    &differs))
			n_doubtful++;
		else
			for (gsize lane = 0; lane < MIN (SEG_TILE_ROWS, matrix->n_rows - first); lane++)
				g_assert_cmpint (quick[lane], ==, exact[lane]);
		g_assert_cmpint (differs, ==, memcmp (before, quick, sizeof quick) != 0);
	}
	return n_doubtful;
}

static void
test_labels (gconstpointer data)
{
	const gsize kind = GPOINTER_TO_SIZE (data);
	gsize n_doubtful = 0, n_tiles = 0;

	for (guint64 seed = 0; seed < 40; seed++) {
		gsize n_columns = 1 + seed % 19;
		guint k = 2 + (guint) (seed % 13);
		g_autoptr (SegMatrix) matrix = make (kinds[kind].value, 200 + seed * 7, n_columns, seed);
		g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, NULL, NULL);
		g_autoptr (SegPackedCentres) packed = seg_packed_centres_new (k, n_columns, NULL);

		seg_packed_centres_set (packed, matrix->values, tiles->mean, n_columns);
		for (SegProcessor processor = 0; processor < SEG_N_PROCESSORS; processor++)
			if (seg_processor_is_supported (processor)) {
				seg_processor_choose (processor);
				n_doubtful += compare (tiles, packed);
				n_tiles += tiles->n_padded / SEG_TILE_ROWS;
			}
	}
	seg_processor_choose (SEG_N_PROCESSORS);
	g_test_message ("%s: %zu of %zu tiles in doubt", kinds[kind].name, n_doubtful, n_tiles);
	if (kind == 0) /* else the first look would be of no use */
		g_assert_cmpuint (n_doubtful, <, n_tiles / 4);
	if (kinds[kind].value == small_integers || kinds[kind].value == huge || kinds[kind].value == tiny)
		g_assert_cmpuint (n_doubtful, >, n_tiles / 2);
}

/* The inertia that follows from sums is that of the rows one by one. */
static void
test_inertia (void)
{
	for (gsize kind = 0; kind < G_N_ELEMENTS (kinds); kind++) {
		g_autoptr (SegMatrix) matrix = make (kinds[kind].value, 1000, 6, 5);
		g_autoptr (SegTiles) tiles = seg_tiles_new_with_singles (matrix, NULL, NULL);
		g_autoptr (SegKmeans) state = seg_kmeans_new (tiles, 7, NULL);
		g_autofree double *centres = g_memdup2 (matrix->values, 7 * 6 * sizeof (double));
		double inertia = 0;

		seg_kmeans_begin (state, centres);
		g_assert_true (seg_kmeans_step (state, NULL));
		seg_assignment_measure (state->assignment, centres);
		for (gsize row = 0; row < matrix->n_rows; row++)
			inertia += state->assignment->squared[row];
		g_assert_cmpfloat (fabs (state->inertia - inertia), <=, 1e-12 * tiles->squares);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		g_autofree char *path = g_strconcat ("/nearest/labels/", kinds[i].name, NULL);

		g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_labels);
	}
	g_test_add_func ("/nearest/inertia", test_inertia);
	return g_test_run ();
}
