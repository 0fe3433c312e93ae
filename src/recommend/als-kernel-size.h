/* The solver for rows of N_VECTORS vectors; als-kernel-body.h includes this once for each size. Where the size is known, loops over the
 * vectors are written out by the compiler and sums stay in registers. No include guard. */

#define SIZED(function) SIZED_NAME (function, N_VECTORS)
#define SIZED_NAME(function, n) SIZED_EXPANDED (function, n)
#define SIZED_EXPANDED(function, n) NAME (function##_##n)
#define EACH_VECTOR _Pragma ("GCC unroll 8") for (gsize v = 0; v < N_VECTORS; v++)
#define EACH_ROW _Pragma ("GCC unroll 4") for (gsize k = 0; k < 4; k++)

INLINE float
SIZED (dot) (const Vector *a, const Vector *b)
{
	Vector sum = { 0 };

	EACH_VECTOR
		sum += a[v] * b[v];
	return NAME (sum) (sum);
}

INLINE const Vector *
SIZED (row_at) (const SegAlsRow *row, gboolean gathered, gsize i)
{
	return (const Vector *) (gathered ? row->gathered + i * (N_VECTORS * LANES) : row->others + row->index[i] * (gsize) (N_VECTORS * LANES));
}

/* Pairs of this row and, beyond n, of those after it. */
INLINE void
SIZED (fetch_ahead) (const SegAlsRow *row, gsize i)
{
	const char *ahead;

	if (i >= row->n_ahead)
		return;
	ahead = (const char *) (row->others + row->index[i] * (gsize) (N_VECTORS * LANES));
	_Pragma ("GCC unroll 8") for (gsize line = 0; line < N_VECTORS * VECTOR_BYTES; line += 64)
		__builtin_prefetch (ahead + line);
}

/* Four products at a time: the sums over the lanes are what takes longest in one. */
INLINE Four
SIZED (dot_four) (const Vector *const y[4], const Vector *p)
{
	Vector sums[4] = { { 0 } };

	EACH_VECTOR
		EACH_ROW
			sums[k] += y[k][v] * p[v];
	return NAME (sum_four) (sums);
}

/* out += sum of weight y, where weight is c - (c - 1) y p at first, (c - 1) y p later. @gathered: the rows were copied together; what is
 * waited for at first is fetched while there is something to compute, so the row after this one during the steps of this one. */
INLINE void
SIZED (add_rows) (const SegAlsRow *row, gboolean gathered, const Vector *p, gboolean first, gsize fetch, Vector *out)
{
	const gsize n_fours = row->n / 4 * 4;
	Vector sums[N_VECTORS], along[N_VECTORS];

	EACH_VECTOR {
		sums[v] = out[v];
		along[v] = p[v];
	}
	for (gsize i = 0; i < n_fours; i += 4) {
		const Vector *y[4];
		Four c, weights;

		EACH_ROW {
			y[k] = SIZED (row_at) (row, gathered && !first, i + k);
			if (fetch > 0)
				SIZED (fetch_ahead) (row, i + k + fetch);
		}
		memcpy (&c, row->confidences + i, sizeof c);
		weights = (c - 1) * SIZED (dot_four) (y, along);
		if (first)
			weights = c - weights;
		EACH_VECTOR
			EACH_ROW {
				sums[v] += y[k][v] * weights[k];
				if (gathered && first)
					((Vector *) row->gathered)[(i + k) * N_VECTORS + v] = y[k][v];
			}
	}
	for (gsize i = n_fours; i < row->n; i++) {
		const Vector *y = SIZED (row_at) (row, gathered && !first, i);
		const float c = row->confidences[i], product = (c - 1) * SIZED (dot) (y, along), weight = first ? c - product : product;

		EACH_VECTOR {
			sums[v] += y[v] * weight;
			if (gathered && first)
				((Vector *) row->gathered)[i * N_VECTORS + v] = y[v];
		}
	}
	EACH_VECTOR
		out[v] = sums[v];
}

INLINE void
SIZED (solve_with) (const SegAlsRow *row, gboolean gathered, float *x)
{
	Vector p[N_VECTORS], r[N_VECTORS], a[N_VECTORS], *solution = (Vector *) x;
	float before, after;

	EACH_VECTOR
		r[v] = -solution[v];
	SIZED (add_rows) (row, gathered, solution, TRUE, FETCHED_AHEAD, r);
	EACH_VECTOR
		p[v] = r[v];
	before = SIZED (dot) (r, r);
	for (guint step = 0; step < row->n_steps && before > 1e-20f; step++) {
		float along;

		EACH_VECTOR
			a[v] = p[v];
		SIZED (add_rows) (row, gathered, p, FALSE, gathered ? (step == 0 ? row->n : 0) : FETCHED_AHEAD, a);
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
	if (row->n <= SEG_ALS_GATHERED)
		SIZED (solve_with) (row, TRUE, x);
	else
		SIZED (solve_with) (row, FALSE, x);
}

#undef EACH_ROW
#undef EACH_VECTOR
#undef SIZED
#undef SIZED_NAME
#undef SIZED_EXPANDED
#undef N_VECTORS
