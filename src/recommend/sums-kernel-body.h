/* The kernels of sums-kernel.h for one width of vector; sums_kernel.c includes this once for each kind of processor, with TARGET,
 * NAME(function) and VECTOR_BYTES as in kernel-versions.h. No include guard. */

#define LANES (VECTOR_BYTES / 8)
#define N_VECTORS (SEG_PANEL / LANES)
#define ROWS (VECTOR_BYTES == 64 ? 8 : VECTOR_BYTES == 32 ? 2 : 1)
#define Vector NAME (sums_vector)
#define EACH_VECTOR _Pragma ("GCC unroll 8") for (gsize v = 0; v < N_VECTORS; v++)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

TARGET static void
NAME (add_panel_rows) (const double *panel, const guint32 *index, gsize n, double *sums)
{
	Vector sum[N_VECTORS];

	EACH_VECTOR
		sum[v] = ((const Vector *) sums)[v];
	for (gsize i = 0; i < n; i++) {
		const Vector *row = (const Vector *) (panel + (gsize) index[i] * SEG_PANEL);

		EACH_VECTOR
			sum[v] += row[v];
	}
	EACH_VECTOR
		((Vector *) sums)[v] = sum[v];
}

TARGET static void
NAME (add_rows) (const double *const *rows, gsize n_rows, gsize n, double *sums)
{
	for (gsize i = 0; i < n; i += SEG_PANEL) {
		Vector sum[N_VECTORS];

		EACH_VECTOR
			sum[v] = ((const Vector *) (sums + i))[v];
		for (gsize row = 0; row < n_rows; row++)
			EACH_VECTOR
				sum[v] += ((const Vector *) (rows[row] + i))[v];
		EACH_VECTOR
			((Vector *) (sums + i))[v] = sum[v];
	}
}

TARGET static void
NAME (add_scaled) (const double *row, double factor, gsize n, double *sums)
{
	typedef double Loose __attribute__ ((vector_size (VECTOR_BYTES), aligned (8), may_alias));
	gsize i = 0;

	for (; i + LANES <= n; i += LANES)
		*(Loose *) (sums + i) += *(const Loose *) (row + i) * factor;
	for (; i < n; i++)
		sums[i] += row[i] * factor;
}

/* @n_rows (1 or ROWS) rows of the product together, so that additions need not wait for each other. */
TARGET static inline __attribute__ ((always_inline)) void
NAME (multiply_rows) (const double *matrix, gsize n, gsize n_rows, const double *counts, double *panel)
{
	Vector sums[ROWS][N_VECTORS] = { { { 0 } } };

	for (gsize i = 0; i < n; i++) {
		const Vector *count = (const Vector *) (counts + i * SEG_PANEL);

		_Pragma ("GCC unroll 8") for (gsize row = 0; row < n_rows; row++)
			EACH_VECTOR
				sums[row][v] += count[v] * matrix[row * n + i];
	}
	for (gsize row = 0; row < n_rows; row++)
		EACH_VECTOR
			((Vector *) (panel + row * SEG_PANEL))[v] = sums[row][v];
}

TARGET static void
NAME (multiply) (const double *matrix, gsize n, const double *counts, double *panel)
{
	gsize row = 0;

	for (; row + ROWS <= n; row += ROWS)
		NAME (multiply_rows) (matrix + row * n, n, ROWS, counts, panel + row * SEG_PANEL);
	for (; row < n; row++)
		NAME (multiply_rows) (matrix + row * n, n, 1, counts, panel + row * SEG_PANEL);
}

#undef EACH_VECTOR
#undef Vector
#undef N_VECTORS
#undef ROWS
#undef LANES
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
