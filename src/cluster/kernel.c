/* The hot loops, each compiled for AVX-512, for AVX2 and for the baseline, and chosen when the program runs.
 *
 * All of them rest on one primitive: the squared distances of the 32 rows of a tile to one point, as plain differences
 * (no |x|^2 - 2 x.y + |y|^2, which loses the small distances), column after column. The vectors are those of the compiler's
 * vector extension and split into whatever registers there are. No version may fuse a multiplication with an addition
 * (this folder is compiled with -ffp-contract=off), so that all versions give the same bits. */
#include <config.h>
#include "cluster-private.h"

#include <math.h>

#define LANES 8
#define VECTORS (SEG_TILE_ROWS / LANES)
#define MAX_POINTS 32

typedef double Vector __attribute__ ((vector_size (64), may_alias));
typedef gint64 Mask __attribute__ ((vector_size (64), may_alias));
typedef gint32 Numbers __attribute__ ((vector_size (32), may_alias, aligned (4)));
typedef double LooseVector __attribute__ ((vector_size (64), may_alias, aligned (8)));

#define INLINE static inline __attribute__ ((always_inline))

/* @squared: VECTORS vectors. Written out for the four vectors of a tile, to keep the sums in registers. */
INLINE void
squared_distances (const double *tile, gsize n_columns, const double *point, Vector *squared)
{
	const Vector *x = (const Vector *) tile;
	Vector a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

	G_STATIC_ASSERT (VECTORS == 4);
	for (gsize column = 0; column < n_columns; column++, x += VECTORS) {
		Vector p = x[0] - point[column], q = x[1] - point[column];
		Vector r = x[2] - point[column], s = x[3] - point[column];

		a += p * p;
		b += q * q;
		c += r * r;
		d += s * s;
	}
	squared[0] = a;
	squared[1] = b;
	squared[2] = c;
	squared[3] = d;
}

INLINE void
take_smaller (Vector *least, const Vector *other)
{
	Mask smaller = *other < *least;

	*least = (Vector) ((smaller & (Mask) *other) | (~smaller & (Mask) *least));
}

INLINE double
sum_of_lanes (const Vector *vector)
{
	double sum = 0;

	for (int lane = 0; lane < LANES; lane++)
		sum += (*vector)[lane];
	return sum;
}

INLINE void
nearest_of_tile (const double *tile, gsize n_columns, const double *centres, guint k, Vector *best, Numbers *labels)
{
	Mask number[VECTORS] = { { 0 } };
	Vector squared[VECTORS];

	squared_distances (tile, n_columns, centres, best);
	for (guint centre = 1; centre < k; centre++) {
		squared_distances (tile, n_columns, centres + centre * n_columns, squared);
		for (int v = 0; v < VECTORS; v++) {
			Mask closer = squared[v] < best[v];

			best[v] = (Vector) ((closer & (Mask) squared[v]) | (~closer & (Mask) best[v]));
			number[v] = (closer & (gint64) centre) | (~closer & number[v]);
		}
	}
	for (int v = 0; v < VECTORS; v++)
		labels[v] = __builtin_convertvector (number[v], Numbers);
}

INLINE void
nearest (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k, double *squared,
         gint32 *labels)
{
	for (gsize t = 0; t < n_tiles; t++)
		nearest_of_tile (tiles + t * n_columns * SEG_TILE_ROWS, n_columns, centres, k,
		                 (Vector *) (squared + t * SEG_TILE_ROWS), (Numbers *) (labels + t * SEG_TILE_ROWS));
}

INLINE void
cheapest_of_tile (const double *tile, gsize n_columns, const double *centres, guint k, const double *stay, const double *join,
                  const Numbers *labels, Numbers *best)
{
	Mask own[VECTORS], number[VECTORS] = { { 0 } };
	Vector squared[VECTORS], least[VECTORS];

	for (int v = 0; v < VECTORS; v++) {
		own[v] = __builtin_convertvector (labels[v], Mask);
		least[v] = (Vector) { 0 } + INFINITY;
	}
	for (guint centre = 0; centre < k; centre++) {
		squared_distances (tile, n_columns, centres + centre * n_columns, squared);
		for (int v = 0; v < VECTORS; v++) {
			Mask is_own = own[v] == (gint64) centre, cheaper;
			Vector stays = squared[v] * stay[centre], joins = squared[v] * join[centre], cost;

			cost = (Vector) ((is_own & (Mask) stays) | (~is_own & (Mask) joins));
			cheaper = cost < least[v];
			least[v] = (Vector) ((cheaper & (Mask) cost) | (~cheaper & (Mask) least[v]));
			number[v] = (cheaper & (gint64) centre) | (~cheaper & number[v]);
		}
	}
	for (int v = 0; v < VECTORS; v++)
		best[v] = __builtin_convertvector (number[v], Numbers);
}

INLINE void
cheapest (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k, const double *stay,
          const double *join, const gint32 *labels, gint32 *best)
{
	for (gsize t = 0; t < n_tiles; t++)
		cheapest_of_tile (tiles + t * n_columns * SEG_TILE_ROWS, n_columns, centres, k, stay, join,
		                  (const Numbers *) (labels + t * SEG_TILE_ROWS), (Numbers *) (best + t * SEG_TILE_ROWS));
}

INLINE void
potentials (const double *tiles, gsize n_tiles, gsize n_columns, const double *points, guint n_points,
            const double *nearest_so_far, double *sums)
{
	Vector totals[MAX_POINTS] = { { 0 } }, squared[VECTORS];

	for (gsize t = 0; t < n_tiles; t++) {
		const Vector *so_far = (const Vector *) (nearest_so_far + t * SEG_TILE_ROWS);

		for (guint p = 0; p < n_points; p++) {
			squared_distances (tiles + t * n_columns * SEG_TILE_ROWS, n_columns, points + p * n_columns, squared);
			for (int v = 0; v < VECTORS; v++) {
				take_smaller (squared + v, so_far + v);
				totals[p] += squared[v];
			}
		}
	}
	for (guint p = 0; p < n_points; p++)
		sums[p] = sum_of_lanes (totals + p);
}

INLINE double
approach (const double *tiles, gsize n_tiles, gsize n_columns, const double *point, double *nearest_so_far)
{
	Vector total = { 0 }, squared[VECTORS];

	for (gsize t = 0; t < n_tiles; t++) {
		Vector *so_far = (Vector *) (nearest_so_far + t * SEG_TILE_ROWS);

		squared_distances (tiles + t * n_columns * SEG_TILE_ROWS, n_columns, point, squared);
		for (int v = 0; v < VECTORS; v++) {
			take_smaller (so_far + v, squared + v);
			total += so_far[v];
		}
	}
	return sum_of_lanes (&total);
}

INLINE void
add_rows (const double *rows, gsize n_rows, gsize n_columns, const gint32 *labels, double *sums)
{
	for (gsize row = 0; row < n_rows; row++, rows += n_columns) {
		double *sum = sums + (gsize) labels[row] * n_columns;
		gsize column = 0;

		for (; column + LANES <= n_columns; column += LANES)
			*(LooseVector *) (sum + column) += *(const LooseVector *) (rows + column);
		for (; column < n_columns; column++)
			sum[column] += rows[column];
	}
}

INLINE void
add_distances (const double *tile, gsize n_columns, const double *rows, gsize n_rows, Vector *totals)
{
	Vector squared[VECTORS];

	for (gsize row = 0; row < n_rows; row++, rows += n_columns) {
		squared_distances (tile, n_columns, rows, squared);
		for (int v = 0; v < VECTORS; v++) {
			Vector root;

			for (int lane = 0; lane < LANES; lane++)
				root[lane] = sqrt (squared[v][lane]);
			totals[v] += root;
		}
	}
}

INLINE void
sum_runs (const double *tile, gsize n_columns, const double *rows, const gsize *starts, gsize first, gsize last,
          const guint32 *slots, guint n_slots, double *sums)
{
	for (gsize run = first; run < last; run++) {
		Vector totals[VECTORS] = { { 0 } };

		add_distances (tile, n_columns, rows + starts[run] * n_columns, starts[run + 1] - starts[run], totals);
		for (guint s = 0; s < n_slots; s++) {
			Vector *sum = (Vector *) (sums + (gsize) slots[run * n_slots + s] * SEG_TILE_ROWS);

			for (int v = 0; v < VECTORS; v++)
				sum[v] += totals[v];
		}
	}
}

/* One version of every kernel, for the processors that TARGET names. */
#define KERNEL_VERSION(NAME, TARGET) \
	TARGET static void \
	NAME##_nearest (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k, double *squared, \
	                gint32 *labels) \
	{ \
		nearest (tiles, n_tiles, n_columns, centres, k, squared, labels); \
	} \
	TARGET static void \
	NAME##_cheapest (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k, \
	                 const double *stay, const double *join, const gint32 *labels, gint32 *best) \
	{ \
		cheapest (tiles, n_tiles, n_columns, centres, k, stay, join, labels, best); \
	} \
	TARGET static void \
	NAME##_potentials (const double *tiles, gsize n_tiles, gsize n_columns, const double *points, guint n_points, \
	                   const double *nearest_so_far, double *sums) \
	{ \
		potentials (tiles, n_tiles, n_columns, points, n_points, nearest_so_far, sums); \
	} \
	TARGET static double \
	NAME##_approach (const double *tiles, gsize n_tiles, gsize n_columns, const double *point, double *nearest_so_far) \
	{ \
		return approach (tiles, n_tiles, n_columns, point, nearest_so_far); \
	} \
	TARGET static void \
	NAME##_add_rows (const double *rows, gsize n_rows, gsize n_columns, const gint32 *labels, double *sums) \
	{ \
		add_rows (rows, n_rows, n_columns, labels, sums); \
	} \
	TARGET static void \
	NAME##_sum_runs (const double *tile, gsize n_columns, const double *rows, const gsize *starts, gsize first, gsize last, \
	                 const guint32 *slots, guint n_slots, double *sums) \
	{ \
		sum_runs (tile, n_columns, rows, starts, first, last, slots, n_slots, sums); \
	}

#define KERNEL_ROW(NAME, SUPPORTED) \
	{ #NAME, SUPPORTED, NAME##_nearest, NAME##_cheapest, NAME##_potentials, NAME##_approach, NAME##_add_rows, \
	  NAME##_sum_runs }

#ifdef __x86_64__
KERNEL_VERSION (avx512f, __attribute__ ((target ("avx512f"))))
KERNEL_VERSION (avx2, __attribute__ ((target ("avx2"))))

static gboolean
has_avx512f (void)
{
	return __builtin_cpu_supports ("avx512f") != 0;
}

static gboolean
has_avx2 (void)
{
	return __builtin_cpu_supports ("avx2") != 0;
}
#endif

KERNEL_VERSION (baseline, )

static gboolean
always (void)
{
	return TRUE;
}

static const SegKernel kernels[] = {
#ifdef __x86_64__
	KERNEL_ROW (avx512f, has_avx512f),
	KERNEL_ROW (avx2, has_avx2),
#endif
	KERNEL_ROW (baseline, always)
};

static const SegKernel *chosen;

const SegKernel *
seg_kernels (gsize *n_kernels)
{
	*n_kernels = G_N_ELEMENTS (kernels);
	return kernels;
}

const SegKernel *
seg_kernel (void)
{
	const SegKernel *kernel = g_atomic_pointer_get (&chosen);

	if (kernel == NULL) {
		for (kernel = kernels; !kernel->supported (); kernel++)
			;
		g_atomic_pointer_set (&chosen, kernel);
	}
	return kernel;
}

void
seg_kernel_choose (const SegKernel *kernel)
{
	g_atomic_pointer_set (&chosen, kernel);
}
