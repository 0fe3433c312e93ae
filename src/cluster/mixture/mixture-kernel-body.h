/* mixture-kernel.h for one width of vector; TARGET, NAME and VECTOR_BYTES as in kernel-body.h. Included once for each. */

#define LANES (VECTOR_BYTES / 8)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define FOLD (SEG_MIXTURE_LANES / LANES) /* vectors of a sum; a tile has four times as many */
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (vector)
#define Mask NAME (mask)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint64 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

G_STATIC_ASSERT (COLUMN == 4 * FOLD);

TARGET static void
NAME (whiten) (const double *tile, gsize n_columns, const double *mean, const double *factor, double *out)
{
	const Vector *x = (const Vector *) tile;
	Vector *y = (Vector *) out;

	for (gsize i = 0; i < n_columns; i++)
		for (int v = 0; v < COLUMN; v++) {
			Vector sum = { 0 };

			for (gsize j = 0; j <= i; j++)
				sum += (x[j * COLUMN + (gsize) v] - mean[j]) * factor[i * n_columns + j];
			y[i * COLUMN + (gsize) v] = sum;
		}
}

INLINE void
NAME (log_density) (const Vector *x, gsize n_columns, const double *mean, const double *precision, double constant, Vector *density)
{
	Vector sum[4] = { { 0 }, { 0 }, { 0 }, { 0 } };

	for (gsize column = 0; column < n_columns; column++, x += COLUMN)
#pragma GCC unroll 4
		for (int v = 0; v < 4; v++) {
			Vector apart = x[v] - mean[column];

			sum[v] += apart * apart * precision[column];
		}
	for (int v = 0; v < 4; v++)
		density[v] = constant - 0.5 * sum[v];
}

TARGET static void
NAME (log_densities) (const double *tile, gsize n_columns, guint k, const double *means, const double *precisions,
                      const double *constants, double *densities)
{
	for (guint c = 0; c < k; c++)
		for (int group = 0; group < COLUMN; group += 4)
			NAME (log_density) ((const Vector *) tile + group, n_columns, means + c * n_columns, precisions + c * n_columns, constants[c],
			                    (Vector *) (densities + (gsize) c * SEG_TILE_ROWS) + group);
}

/* e^x for x <= 0: 2^n times a Taylor polynomial of the rest, which is at most ln 2 / 2; below -700 it is 0. */
INLINE Vector
NAME (exponential) (Vector x)
{
	static const double coefficients[] = { 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
		                                   1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1 };
	const double shift = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to whole numbers */
	Mask tiny = x < -700.0, power;
	Vector clamped = (Vector) ((tiny & (Mask) ((Vector) { 0 } - 700.0)) | (~tiny & (Mask) x));
	Vector whole = clamped * 1.4426950408889634 + shift, n = whole - shift, rest, value = { 0 };

	rest = clamped - n * 0.693147180369123816490 - n * 1.90821492927058770002e-10;
	value += coefficients[0];
#pragma GCC unroll 12
	for (int i = 1; i < 13; i++)
		value = value * rest + coefficients[i];
	power = ((Mask) whole + 1023) << 52; /* the low bits of whole are n */
	value *= (Vector) power;
	return (Vector) (~tiny & (Mask) value);
}

TARGET static double
NAME (share_out) (double *densities, guint k, gsize n_rows)
{
	Vector most[COLUMN], total[COLUMN];
	const double *peaks = (const double *) most, *sums = (const double *) total;
	double product = 1, sum = 0;

	for (int v = 0; v < COLUMN; v++) {
		most[v] = ((const Vector *) densities)[v];
		total[v] = (Vector) { 0 };
	}
	for (guint c = 1; c < k; c++)
		for (int v = 0; v < COLUMN; v++) {
			Vector density = ((const Vector *) (densities + (gsize) c * SEG_TILE_ROWS))[v];
			Mask more = density > most[v];

			most[v] = (Vector) ((more & (Mask) density) | (~more & (Mask) most[v]));
		}
	for (guint c = 0; c < k; c++)
		for (int v = 0; v < COLUMN; v++) {
			Vector *share = (Vector *) (densities + (gsize) c * SEG_TILE_ROWS) + v;

			*share = NAME (exponential) (*share - most[v]);
			total[v] += *share;
		}
	for (int v = 0; v < COLUMN; v++)
		for (guint c = 0; c < k; c++) {
			Vector *share = (Vector *) (densities + (gsize) c * SEG_TILE_ROWS) + v;

			*share /= total[v];
		}
	for (gsize lane = 0; lane < SEG_TILE_ROWS; lane++) {
		for (guint c = 0; c < k && lane >= n_rows; c++)
			densities[(gsize) c * SEG_TILE_ROWS + lane] = 0;
		if (lane >= n_rows)
			continue;
		sum += peaks[lane];
		product *= sums[lane];
		if (product > 1e200) {
			sum += log (product);
			product = 1;
		}
	}
	return sum + log (product);
}

/* Adds the four vectors that belong together to one of a sum. */
INLINE void
NAME (fold) (const Vector *tile, Vector *sum)
{
	for (int v = 0; v < FOLD; v++)
		sum[v] += (tile[v] + tile[FOLD + v]) + (tile[2 * FOLD + v] + tile[3 * FOLD + v]);
}

TARGET static void
NAME (add_moments) (const double *tile, gsize n_columns, const double *shares, const double *mean, double *sums)
{
	const Vector *x = (const Vector *) tile, *share = (const Vector *) shares;
	Vector *sum = (Vector *) sums;

	NAME (fold) (share, sum);
	sum += FOLD;
	for (gsize column = 0; column < n_columns; column++, x += COLUMN, sum += 2 * FOLD) {
		Vector first[COLUMN], second[COLUMN];

		for (int v = 0; v < COLUMN; v++) {
			Vector apart = x[v] - mean[column];

			first[v] = share[v] * apart;
			second[v] = first[v] * apart;
		}
		NAME (fold) (first, sum);
		NAME (fold) (second, sum + FOLD);
	}
}

TARGET static void
NAME (add_products) (const double *tile, gsize n_columns, const double *shares, const double *mean, double *sums)
{
	const Vector *x = (const Vector *) tile, *share = (const Vector *) shares;
	Vector *sum = (Vector *) sums, *product = (Vector *) sums + FOLD * (1 + n_columns);

	NAME (fold) (share, sum);
	sum += FOLD;
	for (gsize i = 0; i < n_columns; i++, sum += FOLD) {
		Vector weighted[COLUMN], products[COLUMN];

		for (int v = 0; v < COLUMN; v++)
			weighted[v] = share[v] * (x[i * COLUMN + (gsize) v] - mean[i]);
		NAME (fold) (weighted, sum);
		for (gsize j = 0; j <= i; j++, product += FOLD) {
			for (int v = 0; v < COLUMN; v++)
				products[v] = weighted[v] * (x[j * COLUMN + (gsize) v] - mean[j]);
			NAME (fold) (products, product);
		}
	}
}

#undef LANES
#undef COLUMN
#undef FOLD
#undef INLINE
#undef Vector
#undef Mask
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
