/* The kernels of product.c for one width of vector; included once for each kind of processor, with
 *
 *   TARGET              the attribute that allows its instructions
 *   NAME(function)      the name of the version's function
 *   VECTOR_BYTES        the size of its registers
 *
 * Each sum is over rows (or columns) one after the other, whatever the width: lanes are different sums. No include guard: it is meant
 * to be included more than once. */

#define LANES (VECTOR_BYTES / 8)
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (vector)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias, aligned (8)));

/* Adds to the sums of 4 columns by 2 vectors of columns. Written out, to keep them in registers. */
INLINE void
NAME (add_tile) (const double *left, const double *right, gsize n, gsize width, double *sums)
{
	Vector *s0 = (Vector *) sums, *s1 = (Vector *) (sums + width), *s2 = (Vector *) (sums + 2 * width), *s3 = (Vector *) (sums + 3 * width);
	Vector a0 = s0[0], a1 = s0[1], b0 = s1[0], b1 = s1[1], c0 = s2[0], c1 = s2[1], d0 = s3[0], d1 = s3[1];

	for (gsize row = 0; row < n; row++, left += width, right += width) {
		Vector x = ((const Vector *) right)[0], y = ((const Vector *) right)[1];

		a0 += left[0] * x;
		a1 += left[0] * y;
		b0 += left[1] * x;
		b1 += left[1] * y;
		c0 += left[2] * x;
		c1 += left[2] * y;
		d0 += left[3] * x;
		d1 += left[3] * y;
	}
	s0[0] = a0;
	s0[1] = a1;
	s1[0] = b0;
	s1[1] = b1;
	s2[0] = c0;
	s2[1] = c1;
	s3[0] = d0;
	s3[1] = d1;
}

TARGET static void
NAME (add_products) (const double *rows, gsize n, gsize width, double *sums)
{
	for (gsize i = 0; i < width; i += 4)
		for (gsize j = i / (2 * LANES) * (2 * LANES); j < width; j += 2 * LANES)
			NAME (add_tile) (rows + i, rows + j, n, width, sums + i * width + j);
}

TARGET static void
NAME (centre) (const double *rows, gsize n, gsize n_columns, gsize width, const double *means, double *centred, double *sums)
{
	for (gsize row = 0; row < n; row++, rows += n_columns, centred += width) {
		gsize column = 0;

		for (; column + LANES <= n_columns; column += LANES) {
			Vector x = *(const Vector *) (rows + column) - *(const Vector *) (means + column);

			*(Vector *) (centred + column) = x;
			*(Vector *) (sums + column) += x;
		}
		for (; column < n_columns; column++) {
			centred[column] = rows[column] - means[column];
			sums[column] += centred[column];
		}
	}
}

/* Four rows times one vector of directions. */
INLINE void
NAME (project_four) (const double *rows, gsize n_columns, gsize width, const double *directions, gsize n_directions, double *products)
{
	Vector a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

	for (gsize column = 0; column < n_columns; column++) {
		Vector direction = *(const Vector *) (directions + column * n_directions);

		a += rows[column] * direction;
		b += rows[width + column] * direction;
		c += rows[2 * width + column] * direction;
		d += rows[3 * width + column] * direction;
	}
	*(Vector *) products = a;
	*(Vector *) (products + n_directions) = b;
	*(Vector *) (products + 2 * n_directions) = c;
	*(Vector *) (products + 3 * n_directions) = d;
}

TARGET static void
NAME (project) (const double *rows, gsize n, gsize n_columns, gsize width, const double *directions, gsize n_directions, double *products)
{
	for (gsize row = 0; row < n; row += 4)
		for (gsize i = 0; i < n_directions; i += LANES)
			NAME (project_four) (rows + row * width, n_columns, width, directions + i, n_directions, products + row * n_directions + i);
}

#undef LANES
#undef INLINE
#undef Vector
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
