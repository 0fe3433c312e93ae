/* The solver for rows of N_VECTORS vectors; als-kernel-body.h includes this once for each size. Where the size is known, loops over the
 * vectors are written out by the compiler and sums stay in registers. No include guard. */

#define SIZED(function) SIZED_NAME (function, N_VECTORS)
#define SIZED_NAME(function, n) SIZED_EXPANDED (function, n)
#define SIZED_EXPANDED(function, n) NAME (function##_##n)
#define EACH_VECTOR _Pragma ("GCC unroll 8") for (gsize v = 0; v < N_VECTORS; v++)

INLINE float
SIZED (dot) (const Vector *a, const Vector *b)
{
	Vector sum = { 0 };

	EACH_VECTOR
		sum += a[v] * b[v];
	return NAME (sum) (sum);
}

/* out = gram p */
INLINE void
SIZED (multiply_gram) (const float *gram, const float *p, Vector *out)
{
	const gsize stride = N_VECTORS * LANES;
	Vector even[N_VECTORS], odd[N_VECTORS];

	EACH_VECTOR
		even[v] = odd[v] = (Vector) { 0 };
	for (gsize j = 0; j < stride; j += 2) {
		const Vector *one = (const Vector *) (gram + j * stride), *other = (const Vector *) (gram + (j + 1) * stride);

		EACH_VECTOR
			even[v] += one[v] * p[j];
		EACH_VECTOR
			odd[v] += other[v] * p[j + 1];
	}
	EACH_VECTOR
		out[v] = even[v] + odd[v];
}

/* out += sum of weight y, where weight is c - (c - 1) y p at first, (c - 1) y p later. */
INLINE void
SIZED (add_rows) (const SegAlsRow *row, const float *rows, gboolean gathered, const Vector *p, gboolean first, Vector *out)
{
	const gsize stride = N_VECTORS * LANES;
	Vector sums[N_VECTORS], along[N_VECTORS];

	EACH_VECTOR {
		sums[v] = out[v];
		along[v] = p[v];
	}
	for (gsize i = 0; i < row->n; i++) {
		const Vector *y = (const Vector *) (rows + (gathered ? i : row->index[i]) * stride);
		const float c = row->confidences[i];
		float product, weight;

		if (!gathered && i + 4 < row->n)
			for (gsize line = 0; line < stride * sizeof (float); line += 64)
				__builtin_prefetch ((const char *) (rows + row->index[i + 4] * stride) + line);
		product = SIZED (dot) (y, along);
		weight = first ? c - (c - 1) * product : (c - 1) * product;
		EACH_VECTOR
			sums[v] += y[v] * weight;
	}
	EACH_VECTOR
		out[v] = sums[v];
}

INLINE void
SIZED (gather) (const SegAlsRow *row)
{
	Vector *to = (Vector *) row->gathered;
	const gsize stride = N_VECTORS * LANES;

	for (gsize i = 0; i < row->n; i++, to += N_VECTORS) {
		const Vector *from = (const Vector *) (row->others + row->index[i] * stride);

		if (i + 6 < row->n)
			for (gsize line = 0; line < stride * sizeof (float); line += 64)
				__builtin_prefetch ((const char *) (row->others + row->index[i + 6] * stride) + line);
		EACH_VECTOR
			to[v] = from[v];
	}
}

INLINE void
SIZED (solve_with) (const SegAlsRow *row, const float *rows, gboolean gathered, float *x)
{
	Vector p[N_VECTORS], r[N_VECTORS], a[N_VECTORS], *solution = (Vector *) x;
	float before, after;

	SIZED (multiply_gram) (row->gram, x, a);
	EACH_VECTOR
		r[v] = -a[v];
	SIZED (add_rows) (row, rows, gathered, solution, TRUE, r);
	EACH_VECTOR
		p[v] = r[v];
	before = SIZED (dot) (r, r);
	for (guint step = 0; step < row->n_steps && before > 1e-20f; step++) {
		float along;

		SIZED (multiply_gram) (row->gram, (const float *) p, a);
		SIZED (add_rows) (row, rows, gathered, p, FALSE, a);
		along = before / SIZED (dot) (p, a);
		EACH_VECTOR {
			solution[v] += p[v] * along;
			r[v] -= a[v] * along;
		}
		after = SIZED (dot) (r, r);
		EACH_VECTOR
			p[v] = r[v] + p[v] * (after / before);
		before = after;
	}
}

TARGET static void
SIZED (solve) (const SegAlsRow *row, float *x)
{
	if (row->n <= SEG_ALS_GATHERED) {
		SIZED (gather) (row);
		SIZED (solve_with) (row, row->gathered, TRUE, x);
	} else
		SIZED (solve_with) (row, row->others, FALSE, x);
}

#undef EACH_VECTOR
#undef SIZED
#undef SIZED_NAME
#undef SIZED_EXPANDED
#undef N_VECTORS
