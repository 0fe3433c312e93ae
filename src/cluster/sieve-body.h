/* The sieve for one width of vector; TARGET, NAME and VECTOR_BYTES as in kernel-body.h. Included once for each. */

#define LANES (VECTOR_BYTES / 4)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define GROUP (COLUMN < 4 ? COLUMN : 4) /* vectors of lanes ... */
#define AT_ONCE (8 / GROUP)             /* ... for so many rows: eight sums in registers */
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (float_vector)
#define Mask NAME (float_mask)
#define Wide NAME (wide_mask)

typedef float Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint32 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint64 Wide __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

G_STATIC_ASSERT (COLUMN % GROUP == 0 && 4 % AT_ONCE == 0);

INLINE gboolean
NAME (any) (Mask mask)
{
	Wide wide = (Wide) mask;
	gint64 some = 0;

	for (int lane = 0; lane < LANES / 2; lane++)
		some |= wide[lane];
	return some != 0;
}

/* Squared distances of a group of lanes to AT_ONCE rows. */
INLINE void
NAME (measure) (const Vector *x, gsize n_columns, const float *rows, Vector squared[AT_ONCE][GROUP])
{
	for (int r = 0; r < AT_ONCE; r++)
		for (int v = 0; v < GROUP; v++)
			squared[r][v] = (Vector) { 0 };
	for (gsize column = 0; column < n_columns; column++, x += COLUMN)
#pragma GCC unroll 8
		for (int r = 0; r < AT_ONCE; r++) {
			float value = rows[(gsize) r * n_columns + column];

#pragma GCC unroll 8
			for (int v = 0; v < GROUP; v++) {
				Vector apart = x[v] - value;

				squared[r][v] += apart * apart;
			}
		}
}

/* Rows @row and after, for one group of lanes: the first within reach, or G_MAXSIZE. */
INLINE gsize
NAME (look) (const Vector *x, gsize n_columns, const float *rows, const float *shares, gsize row, const Vector *slopes,
             const Vector *offsets)
{
	Vector squared[AT_ONCE][GROUP];
	Mask all = { 0 }, each[AT_ONCE];

	NAME (measure) (x, n_columns, rows + row * n_columns, squared);
#pragma GCC unroll 8
	for (int r = 0; r < AT_ONCE; r++) {
		each[r] = (Mask) { 0 };
		for (int v = 0; v < GROUP; v++)
			each[r] |= squared[r][v] <= slopes[v] * shares[row + (gsize) r] + offsets[v];
		all |= each[r];
	}
	if (!NAME (any) (all))
		return G_MAXSIZE;
	for (gsize r = 0; r < AT_ONCE; r++)
		if (NAME (any) (each[r]))
			return row + r;
	return G_MAXSIZE;
}

/* Which lanes reach @row. */
TARGET static void
NAME (mark) (const Vector *x, gsize n_columns, const float *row, float share, const Vector *slopes, const Vector *offsets, Mask *hits)
{
	for (int v = 0; v < COLUMN; v++) {
		Vector squared = { 0 };

		for (gsize column = 0; column < n_columns; column++) {
			Vector apart = x[column * COLUMN + (gsize) v] - row[column];

			squared += apart * apart;
		}
		hits[v] = squared <= slopes[v] * share + offsets[v];
	}
}

TARGET static gsize
NAME (next_near) (const float *tile, gsize n_columns, const float *rows, const float *shares, gsize first, gsize last,
                  const float *slopes, const float *offsets, gint32 *hits)
{
	const Vector *x = (const Vector *) tile, *slope = (const Vector *) slopes, *offset = (const Vector *) offsets;

	for (gsize row = first; row < last; row += AT_ONCE) {
		gsize found = G_MAXSIZE;

		for (int group = 0; group < COLUMN; group += GROUP) {
			gsize here = NAME (look) (x + group, n_columns, rows, shares, row, slope + group, offset + group);

			found = MIN (found, here);
		}
		if (found == G_MAXSIZE)
			continue;
		if (found < last)
			NAME (mark) (x, n_columns, rows + found * n_columns, shares[found], slope, offset, (Mask *) hits);
		return found;
	}
	return last;
}

#undef LANES
#undef COLUMN
#undef GROUP
#undef AT_ONCE
#undef INLINE
#undef Vector
#undef Mask
#undef Wide
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
