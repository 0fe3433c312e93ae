/* The kernel of pair-kernel.h for one width of vector; pair_kernel.c includes this once for each kind of processor, with
 * TARGET, NAME(function) and VECTOR_BYTES as in kernel-body.h. No include guard. */

#define LANES (VECTOR_BYTES / 4)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (single_vector)
#define Half NAME (half_vector)
#define Double NAME (double_vector)
#define Mask NAME (single_mask)

typedef float Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef float Half __attribute__ ((vector_size (VECTOR_BYTES / 2), may_alias));
typedef double Double __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint32 Mask __attribute__ ((vector_size (VECTOR_BYTES)));

#if VECTOR_BYTES == 64
#define NUMBERS { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 }
#elif VECTOR_BYTES == 32
#define NUMBERS { 0, 1, 2, 3, 4, 5, 6, 7 }
#else
#define NUMBERS { 0, 1, 2, 3 }
#endif

/* Distances ---------------------------------------------------------------------------------------------------------- */

/* a + b. Many processors add in one place and multiply in another, which can also multiply and add at once: with most of the work
 * being additions, some of them are done there as 1 a + b, to the same bit. */
INLINE Vector
NAME (add_elsewhere) (Vector a, Vector b)
{
#if VECTOR_BYTES == 64
	return (Vector) _mm512_fmadd_ps (_mm512_set1_ps (1), (__m512) a, (__m512) b);
#elif VECTOR_BYTES == 32
	return (Vector) _mm256_fmadd_ps (_mm256_set1_ps (1), (__m256) a, (__m256) b);
#else
	return a + b;
#endif
}

/* The squared differences of four columns @x from @y, the same columns of one other row. */
INLINE Vector
NAME (four_columns) (const Vector *x, const float *y)
{
	Vector p = x[0] - y[0], q = x[1] - y[SEG_TILE_ROWS], r = x[2] - y[2 * SEG_TILE_ROWS], s = x[3] - y[3 * SEG_TILE_ROWS];

	return NAME (add_elsewhere) (p * p, q * q) + NAME (add_elsewhere) (r * r, s * s);
}

/* Of @n columns, a constant wherever this is compiled into. */
INLINE Vector
NAME (columns) (const Vector *x, const float *y, int n)
{
	Vector sum = { 0 }, rest = { 0 };

	if (n == SEG_PAIR_BLOCK_COLUMNS)
		return (NAME (four_columns) (x, y) + NAME (four_columns) (x + 4, y + 4 * SEG_TILE_ROWS))
		       + (NAME (four_columns) (x + 8, y + 8 * SEG_TILE_ROWS) + NAME (four_columns) (x + 12, y + 12 * SEG_TILE_ROWS));
	for (int column = 0; column + 4 <= n; column += 4)
		sum += NAME (four_columns) (x + column, y + column * SEG_TILE_ROWS);
	for (int column = n / 4 * 4; column < n; column++) {
		Vector difference = x[column] - y[column * SEG_TILE_ROWS];

		rest += difference * difference;
	}
	return sum + rest;
}

INLINE Vector
NAME (root) (Vector squared)
{
	for (int lane = 0; lane < LANES; lane++) /* the compiler makes one instruction of it */
		squared[lane] = sqrtf (squared[lane]);
	return squared;
}

/* Squared distances by @n columns of the lanes of one vector of a tile, at @lanes, to all rows of @other; added to those of the
 * columns before unless these are the @first. After the @last columns the distances themselves. */
INLINE void
NAME (add_columns) (const float *lanes, const float *other, int n, gboolean first, gboolean last, float *restrict out)
{
	Vector x[SEG_PAIR_BLOCK_COLUMNS];

	for (int column = 0; column < n; column++)
		x[column] = *(const Vector *) (lanes + column * SEG_TILE_ROWS);
	for (int row = 0; row < SEG_TILE_ROWS; row++) {
		Vector squared = NAME (columns) (x, other + row, n);

		if (!first)
			squared += *(const Vector *) (out + row * SEG_TILE_ROWS);
		*(Vector *) (out + row * SEG_TILE_ROWS) = last ? NAME (root) (squared) : squared;
	}
}

/* The last 1 to 16 columns. */
INLINE void
NAME (last_columns) (const float *lanes, const float *other, gsize n, gboolean first, float *out)
{
#define CASE(N) \
	case N: \
		NAME (add_columns) (lanes, other, N, first, TRUE, out); \
		break
	switch (n) {
		CASE (1); CASE (2); CASE (3); CASE (4); CASE (5); CASE (6); CASE (7); CASE (8);
		CASE (9); CASE (10); CASE (11); CASE (12); CASE (13); CASE (14); CASE (15); CASE (16);
	}
#undef CASE
}

/* @out: SEG_TILE_ROWS rows of SEG_TILE_ROWS lanes. Blocks of columns first, so that a block of one tile stays in registers. */
TARGET static void
NAME (distances) (const float *tile, const float *other, gsize n_columns, float *out)
{
	for (int lane = 0; lane < SEG_TILE_ROWS; lane += LANES) {
		gsize at = 0;

		if (n_columns <= SEG_PAIR_BLOCK_COLUMNS) {
			NAME (last_columns) (tile + lane, other, n_columns, TRUE, out + lane);
			continue;
		}
		for (; at + SEG_PAIR_BLOCK_COLUMNS < n_columns; at += SEG_PAIR_BLOCK_COLUMNS)
			NAME (add_columns) (tile + at * SEG_TILE_ROWS + lane, other + at * SEG_TILE_ROWS, SEG_PAIR_BLOCK_COLUMNS, at == 0, FALSE,
			                    out + lane);
		NAME (last_columns) (tile + at * SEG_TILE_ROWS + lane, other + at * SEG_TILE_ROWS, n_columns - at, FALSE, out + lane);
	}
}

/* Both ways ------------------------------------------------------------------------------------------------------------ */

/* Swaps the halves, quarters, ... of LANES vectors until rows are columns. */
INLINE void
NAME (transpose_square) (const float *from, float *to)
{
	const Mask number = NUMBERS;
	Vector rows[LANES];

	for (int row = 0; row < LANES; row++)
		rows[row] = *(const Vector *) (from + row * SEG_TILE_ROWS);
#pragma GCC unroll 8
	for (int half = LANES / 2; half > 0; half /= 2) {
		Mask upper = (number & half) != 0;
		Mask low = (upper & (number + (LANES - half))) | (~upper & number);
		Mask high = (upper & (number + LANES)) | (~upper & (number + half));

#pragma GCC unroll 16
		for (int row = 0; row < LANES; row++)
			if ((row & half) == 0) {
				Vector a = rows[row], b = rows[row + half];

				rows[row] = __builtin_shuffle (a, b, low);
				rows[row + half] = __builtin_shuffle (a, b, high);
			}
	}
	for (int row = 0; row < LANES; row++)
		*(Vector *) (to + row * SEG_TILE_ROWS) = rows[row];
}

INLINE void
NAME (transpose) (const float *from, float *to)
{
	for (int row = 0; row < SEG_TILE_ROWS; row += LANES)
		for (int lane = 0; lane < SEG_TILE_ROWS; lane += LANES)
			NAME (transpose_square) (from + row * SEG_TILE_ROWS + lane, to + lane * SEG_TILE_ROWS + row);
}

INLINE Double
NAME (widen) (const float *values)
{
#if VECTOR_BYTES == 64 /* the compiler makes three instructions of what it does in one for other widths */
	return (Double) _mm512_cvtps_pd (_mm256_load_ps (values));
#else
	return __builtin_convertvector (*(const Half *) values, Double);
#endif
}

/* The sums of the rows of each stretch, in double precision and in the order of the rows. */
INLINE void
NAME (sum_stretches) (const float *distances, const SegStretch *stretches, gsize n_stretches, double *totals)
{
	for (gsize i = 0; i < n_stretches; i++, totals += SEG_TILE_ROWS) {
		Double sums[2 * COLUMN] = { { 0 } };

		for (guint8 row = stretches[i].first; row < stretches[i].last; row++) {
#pragma GCC unroll 16
			for (int v = 0; v < 2 * COLUMN; v++)
				sums[v] += NAME (widen) (distances + row * SEG_TILE_ROWS + v * LANES / 2);
		}
#pragma GCC unroll 16
		for (int v = 0; v < 2 * COLUMN; v++)
			((Double *) totals)[v] = sums[v];
	}
}

TARGET static void
NAME (pair_sums) (const float *tile, const float *other, gsize n_columns, const SegStretch *tile_stretches,
                  gsize n_tile_stretches, const SegStretch *other_stretches, gsize n_other_stretches, double *tile_totals,
                  double *other_totals)
{
	float distances[SEG_TILE_ROWS * SEG_TILE_ROWS] __attribute__ ((aligned (64)));
	float turned[SEG_TILE_ROWS * SEG_TILE_ROWS] __attribute__ ((aligned (64)));

	NAME (distances) (tile, other, n_columns, distances);
	NAME (sum_stretches) (distances, other_stretches, n_other_stretches, tile_totals);
	if (other_totals == NULL)
		return;
	NAME (transpose) (distances, turned);
	NAME (sum_stretches) (turned, tile_stretches, n_tile_stretches, other_totals);
}

#undef LANES
#undef COLUMN
#undef INLINE
#undef Vector
#undef Half
#undef Double
#undef Mask
#undef NUMBERS
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
