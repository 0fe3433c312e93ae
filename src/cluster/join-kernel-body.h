/* join-kernel.h for one width of vector; TARGET, NAME and VECTOR_BYTES as in kernel-body.h. Included once for each. */

#define LANES (VECTOR_BYTES / 8)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define GROUP 4
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (vector)
#define Mask NAME (mask)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint64 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

G_STATIC_ASSERT (COLUMN % GROUP == 0);

/* As in kernel-body.h: plain differences, column after column. */
INLINE void
NAME (squared_distances) (const Vector *x, gsize n_columns, const double *point, Vector *squared)
{
	Vector a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

	for (gsize column = 0; column < n_columns; column++, x += COLUMN) {
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
NAME (reach_group) (const Vector *x, gsize n_columns, const double *point, gint64 name, gint64 row, Vector *nearest, Mask *names,
                    Vector *least, Mask *rows)
{
	Vector squared[GROUP];

	NAME (squared_distances) (x, n_columns, point, squared);
	for (int v = 0; v < GROUP; v++) {
		Mask closer = squared[v] < nearest[v], less;
		Vector now = (Vector) ((closer & (Mask) squared[v]) | (~closer & (Mask) nearest[v]));

		nearest[v] = now;
		names[v] = (closer & name) | (~closer & names[v]);
		less = (now < least[v]) & (now >= 0);
		least[v] = (Vector) ((less & (Mask) now) | (~less & (Mask) least[v]));
		rows[v] = (less & row) | (~less & rows[v]);
	}
}

TARGET static double
NAME (reach) (const double *tiles, gsize n_tiles, gsize n_columns, const double *point, gint64 name, double *nearest, gint64 *names,
              gsize *which)
{
	Vector least[COLUMN];
	Mask rows[COLUMN];
	const double *values = (const double *) least;
	const gint64 *tile_rows = (const gint64 *) rows;
	double best = INFINITY;

	*which = 0;
	for (int v = 0; v < COLUMN; v++) {
		least[v] = (Vector) { 0 } + INFINITY;
		rows[v] = (Mask) { 0 };
	}
	for (gsize t = 0; t < n_tiles; t++)
		for (int v = 0; v < COLUMN; v += GROUP)
			NAME (reach_group) ((const Vector *) (tiles + t * n_columns * SEG_TILE_ROWS) + v, n_columns, point, name,
			                    (gint64) (t * SEG_TILE_ROWS), (Vector *) (nearest + t * SEG_TILE_ROWS) + v,
			                    (Mask *) (names + t * SEG_TILE_ROWS) + v, least + v, rows + v);
	for (gsize lane = 0; lane < SEG_TILE_ROWS; lane++) {
		gsize row = (gsize) tile_rows[lane] + lane;

		if (values[lane] < best || (values[lane] == best && best < INFINITY && row < *which)) {
			best = values[lane];
			*which = row;
		}
	}
	return best;
}

/* The same distances to one lane of another tile. */
INLINE void
NAME (squared_to_lane) (const Vector *x, gsize n_columns, const double *lane, Vector *squared)
{
	Vector a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 };

	for (gsize column = 0; column < n_columns; column++, x += COLUMN, lane += SEG_TILE_ROWS) {
		Vector p = x[0] - *lane, q = x[1] - *lane;
		Vector r = x[2] - *lane, s = x[3] - *lane;

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

TARGET static void
NAME (count_near) (const double *a, const double *b, gsize n_rows, gsize n_columns, double limit, gint64 *counts)
{
	for (int group = 0; group < COLUMN; group += GROUP) {
		Mask *count = (Mask *) counts + group;
		Mask n[GROUP] = { count[0], count[1], count[2], count[3] };

		for (gsize row = 0; row < n_rows; row++) {
			Vector squared[GROUP];

			NAME (squared_to_lane) ((const Vector *) a + group, n_columns, b + row, squared);
			for (int v = 0; v < GROUP; v++)
				n[v] -= (Mask) (squared[v] <= limit);
		}
		for (int v = 0; v < GROUP; v++)
			count[v] = n[v];
	}
}

TARGET static gsize
NAME (next_hit) (const double *a, const double *b, gsize first, gsize last, gsize n_columns, double limit, gint64 *hits)
{
	for (gsize row = first; row < last; row++) {
		Mask any = { 0 };
		gint64 some = 0;

		for (int group = 0; group < COLUMN; group += GROUP) {
			Vector squared[GROUP];

			NAME (squared_to_lane) ((const Vector *) a + group, n_columns, b + row, squared);
			for (int v = 0; v < GROUP; v++) {
				((Mask *) hits)[group + v] = squared[v] <= limit;
				any |= ((Mask *) hits)[group + v];
			}
		}
		for (int lane = 0; lane < LANES; lane++)
			some |= any[lane];
		if (some != 0)
			return row;
	}
	return last;
}

TARGET static double
NAME (distances) (const double *tile, gsize n_columns, const double *point, double *squared)
{
	Vector *out = (Vector *) squared, least = { 0 };
	double best = INFINITY;

	least += INFINITY;
	for (int group = 0; group < COLUMN; group += GROUP) {
		NAME (squared_distances) ((const Vector *) tile + group, n_columns, point, out + group);
		for (int v = 0; v < GROUP; v++) {
			Mask less = out[group + v] < least;

			least = (Vector) ((less & (Mask) out[group + v]) | (~less & (Mask) least));
		}
	}
	for (int lane = 0; lane < LANES; lane++)
		best = least[lane] < best ? least[lane] : best;
	return best;
}

#undef LANES
#undef COLUMN
#undef GROUP
#undef INLINE
#undef Vector
#undef Mask
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
