/* The kernels for one width of vector; kernel.c includes this once for each kind of processor, with
 *
 *   TARGET              the attribute that allows its instructions
 *   NAME(function)      the name of the version's function
 *   VECTOR_BYTES        the size of its registers
 *
 * A tile's column is COLUMN vectors long and is worked on GROUP vectors at a time, as many as the registers can hold sums
 * for. No function here adds across lanes in an order that depends on the width. No include guard: it is meant to be
 * included more than once. */

#define LANES (VECTOR_BYTES / 8)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define GROUP 4
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (vector)
#define Mask NAME (mask)
#define Numbers NAME (numbers)
#define LooseVector NAME (loose_vector)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint64 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint32 Numbers __attribute__ ((vector_size (VECTOR_BYTES / 2), may_alias, aligned (4)));
typedef double LooseVector __attribute__ ((vector_size (VECTOR_BYTES), may_alias, aligned (8)));

G_STATIC_ASSERT (GROUP == 4 && COLUMN % GROUP == 0);

/* The squared distances of GROUP vectors of rows to one point. Written out, to keep the sums in registers. */
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

/* Takes @with where @mask is set. */
INLINE void
NAME (blend) (Vector *vector, const Mask *mask, const Vector *with)
{
	*vector = (Vector) ((*mask & (Mask) *with) | (~*mask & (Mask) *vector));
}

INLINE void
NAME (nearest_of_group) (const Vector *x, gsize n_columns, const double *centres, guint k, Vector *best, Numbers *labels)
{
	Mask number[GROUP] = { { 0 } };
	Vector squared[GROUP];

	NAME (squared_distances) (x, n_columns, centres, best);
	for (guint centre = 1; centre < k; centre++) {
		NAME (squared_distances) (x, n_columns, centres + centre * n_columns, squared);
		for (int v = 0; v < GROUP; v++) {
			Mask closer = squared[v] < best[v];

			NAME (blend) (best + v, &closer, squared + v);
			number[v] = (closer & (gint64) centre) | (~closer & number[v]);
		}
	}
	for (int v = 0; v < GROUP; v++)
		labels[v] = __builtin_convertvector (number[v], Numbers);
}

TARGET static void
NAME (nearest) (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k, double *squared,
                gint32 *labels)
{
	for (gsize t = 0; t < n_tiles; t++)
		for (int v = 0; v < COLUMN; v += GROUP)
			NAME (nearest_of_group) ((const Vector *) (tiles + t * n_columns * SEG_TILE_ROWS) + v, n_columns, centres, k,
			                         (Vector *) (squared + t * SEG_TILE_ROWS) + v,
			                         (Numbers *) (labels + t * SEG_TILE_ROWS) + v);
}

INLINE void
NAME (cheapest_of_group) (const Vector *x, gsize n_columns, const double *centres, guint k, const double *stay,
                          const double *join, const Numbers *labels, Numbers *best)
{
	Mask own[GROUP], number[GROUP] = { { 0 } };
	Vector cost[GROUP], least[GROUP];

	for (int v = 0; v < GROUP; v++) {
		own[v] = __builtin_convertvector (labels[v], Mask);
		least[v] = (Vector) { 0 } + INFINITY;
	}
	for (guint centre = 0; centre < k; centre++) {
		NAME (squared_distances) (x, n_columns, centres + centre * n_columns, cost);
		for (int v = 0; v < GROUP; v++) {
			Mask is_own = own[v] == (gint64) centre, cheaper;
			Vector stays = cost[v] * stay[centre];

			cost[v] *= join[centre];
			NAME (blend) (cost + v, &is_own, &stays);
			cheaper = cost[v] < least[v];
			NAME (blend) (least + v, &cheaper, cost + v);
			number[v] = (cheaper & (gint64) centre) | (~cheaper & number[v]);
		}
	}
	for (int v = 0; v < GROUP; v++)
		best[v] = __builtin_convertvector (number[v], Numbers);
}

TARGET static void
NAME (cheapest) (const double *tiles, gsize n_tiles, gsize n_columns, const double *centres, guint k, const double *stay,
                 const double *join, const gint32 *labels, gint32 *best)
{
	for (gsize t = 0; t < n_tiles; t++)
		for (int v = 0; v < COLUMN; v += GROUP)
			NAME (cheapest_of_group) ((const Vector *) (tiles + t * n_columns * SEG_TILE_ROWS) + v, n_columns, centres, k,
			                          stay, join, (const Numbers *) (labels + t * SEG_TILE_ROWS) + v,
			                          (Numbers *) (best + t * SEG_TILE_ROWS) + v);
}

/* Lane by lane, first to last: the same for every width. */
INLINE double
NAME (sum_of_tile) (const Vector *tile)
{
	const double *lanes = (const double *) tile;
	double sum = 0;

	for (int lane = 0; lane < SEG_TILE_ROWS; lane++)
		sum += lanes[lane];
	return sum;
}

TARGET static double
NAME (sum) (const double *values, gsize n_tiles)
{
	Vector total[COLUMN] = { { 0 } };
	const Vector *value = (const Vector *) values;

	for (gsize t = 0; t < n_tiles; t++, value += COLUMN)
		for (int v = 0; v < COLUMN; v++)
			total[v] += value[v];
	return NAME (sum_of_tile) (total);
}

TARGET static void
NAME (potentials) (const double *tiles, gsize n_tiles, gsize n_columns, const double *points, guint n_points,
                   const double *nearest, double *sums)
{
	Vector totals[SEG_MAX_TRIALS][COLUMN] = { { { 0 } } }, squared[GROUP];

	for (gsize t = 0; t < n_tiles; t++)
		for (int v = 0; v < COLUMN; v += GROUP) {
			const Vector *x = (const Vector *) (tiles + t * n_columns * SEG_TILE_ROWS) + v;
			const Vector *so_far = (const Vector *) (nearest + t * SEG_TILE_ROWS) + v;

			for (guint p = 0; p < n_points; p++) {
				NAME (squared_distances) (x, n_columns, points + p * n_columns, squared);
				for (int i = 0; i < GROUP; i++) {
					Mask nearer = so_far[i] < squared[i];

					NAME (blend) (squared + i, &nearer, so_far + i);
					totals[p][v + i] += squared[i];
				}
			}
		}
	for (guint p = 0; p < n_points; p++)
		sums[p] = NAME (sum_of_tile) (totals[p]);
}

TARGET static double
NAME (approach) (const double *tiles, gsize n_tiles, gsize n_columns, const double *point, double *nearest)
{
	Vector total[COLUMN] = { { 0 } }, squared[GROUP];

	for (gsize t = 0; t < n_tiles; t++)
		for (int v = 0; v < COLUMN; v += GROUP) {
			Vector *so_far = (Vector *) (nearest + t * SEG_TILE_ROWS) + v;

			NAME (squared_distances) ((const Vector *) (tiles + t * n_columns * SEG_TILE_ROWS) + v, n_columns, point, squared);
			for (int i = 0; i < GROUP; i++) {
				Mask nearer = squared[i] < so_far[i];

				NAME (blend) (so_far + i, &nearer, squared + i);
				total[v + i] += so_far[i];
			}
		}
	return NAME (sum_of_tile) (total);
}

/* Splits @x at the unit that @magic stands for: adding @magic leaves no room for anything smaller, taking it off again leaves what
 * there was room for. */
#define COARSE(x, magic) (((x) + (magic)) - (magic))

TARGET static void
NAME (add_row) (const double *row, gsize n_columns, const double *magic, double *coarse, double *fine)
{
	gsize column = 0;

	for (; column + LANES <= n_columns; column += LANES) {
		LooseVector x = *(const LooseVector *) (row + column);
		LooseVector part = COARSE (x, *(const LooseVector *) (magic + column));

		*(LooseVector *) (coarse + column) += part;
		*(LooseVector *) (fine + column) += x - part;
	}
	for (; column < n_columns; column++) {
		double part = COARSE (row[column], magic[column]);

		coarse[column] += part;
		fine[column] += row[column] - part;
	}
}

TARGET static void
NAME (move_row) (const double *row, gsize n_columns, const double *magic, double *from_coarse, double *from_fine, double *to_coarse,
                 double *to_fine)
{
	gsize column = 0;

	for (; column + LANES <= n_columns; column += LANES) {
		LooseVector x = *(const LooseVector *) (row + column);
		LooseVector part = COARSE (x, *(const LooseVector *) (magic + column)), rest = x - part;

		*(LooseVector *) (from_coarse + column) -= part;
		*(LooseVector *) (from_fine + column) -= rest;
		*(LooseVector *) (to_coarse + column) += part;
		*(LooseVector *) (to_fine + column) += rest;
	}
	for (; column < n_columns; column++) {
		double part = COARSE (row[column], magic[column]), rest = row[column] - part;

		from_coarse[column] -= part;
		from_fine[column] -= rest;
		to_coarse[column] += part;
		to_fine[column] += rest;
	}
}

/* Adds the distances of GROUP vectors of rows to one point; @distances: the distances themselves. */
INLINE void
NAME (add_distances) (const Vector *x, gsize n_columns, const double *point, Vector *totals, Vector *distances)
{
	Vector squared[GROUP];

	NAME (squared_distances) (x, n_columns, point, squared);
	for (int v = 0; v < GROUP; v++) {
		for (int lane = 0; lane < LANES; lane++)
			distances[v][lane] = sqrt (squared[v][lane]);
		totals[v] += distances[v];
	}
}

INLINE void
NAME (add_tile) (const double *from, double *to)
{
	for (int v = 0; v < COLUMN; v++)
		((Vector *) to)[v] += ((const Vector *) from)[v];
}

TARGET static void
NAME (close_groups) (double *open, guint from, guint n_levels, const guint32 *slots, double *sums)
{
	for (guint level = n_levels; level-- > from;) {
		double *total = open + (gsize) level * SEG_TILE_ROWS;

		NAME (add_tile) (total, sums + (gsize) slots[level] * SEG_TILE_ROWS);
		if (level > 0)
			NAME (add_tile) (total, total - SEG_TILE_ROWS);
		for (int v = 0; v < COLUMN; v++)
			((Vector *) total)[v] = (Vector) { 0 };
	}
}

TARGET static void
NAME (add_totals) (const double *totals, double *open)
{
	NAME (add_tile) (totals, open);
}

TARGET static void
NAME (sum_runs) (const double *tile, gsize n_columns, const double *rows, const gsize *starts, gsize first, gsize last,
                 const guint32 *slots, guint n_slots, double *sums)
{
	for (gsize run = first; run < last; run++) {
		Vector totals[COLUMN] = { { 0 } }, distances[GROUP];

		for (int v = 0; v < COLUMN; v += GROUP)
			for (gsize row = starts[run]; row < starts[run + 1]; row++)
				NAME (add_distances) ((const Vector *) tile + v, n_columns, rows + row * n_columns, totals + v, distances);
		for (guint s = 0; s < n_slots; s++)
			NAME (add_tile) ((const double *) totals, sums + (gsize) slots[run * n_slots + s] * SEG_TILE_ROWS);
	}
}

/* The lanes of a whole tile added up, in an order that all widths can keep: every eighth lane, then the eight. */
INLINE double
NAME (sum_of_whole) (const Vector *x)
{
	enum { EIGHTH = COLUMN / 4 };
	double lanes[8] __attribute__ ((aligned (64))), sum = 0;

	for (int v = 0; v < EIGHTH; v++)
		((Vector *) lanes)[v] = (x[v] + x[v + EIGHTH]) + (x[v + 2 * EIGHTH] + x[v + 3 * EIGHTH]);
	for (int lane = 0; lane < 8; lane++)
		sum += lanes[lane];
	return sum;
}

INLINE void
NAME (sum_of_stretches) (const Vector *x, const SegStretch *stretches, gsize n_stretches, double *totals)
{
	const double *lanes = (const double *) x;

	for (gsize i = 0; i < n_stretches; i++) {
		double sum = 0;

		for (guint8 lane = stretches[i].first; lane < stretches[i].last; lane++)
			sum += lanes[lane];
		totals[i * SEG_TILE_ROWS] = sum;
	}
}

TARGET static void
NAME (pair_sums) (const double *tile, gsize n_columns, const double *rows, const SegStretch *tile_stretches,
                  gsize n_tile_stretches, const SegStretch *row_stretches, gsize n_row_stretches, double *tile_totals,
                  double *row_totals)
{
	gboolean whole = n_tile_stretches == 1 && tile_stretches->last == SEG_TILE_ROWS;

	for (gsize i = 0; i < n_row_stretches; i++) {
		Vector totals[COLUMN] = { { 0 } }, distances[COLUMN];

		for (guint8 row = row_stretches[i].first; row < row_stretches[i].last; row++) {
			for (int v = 0; v < COLUMN; v += GROUP)
				NAME (add_distances) ((const Vector *) tile + v, n_columns, rows + row * n_columns, totals + v, distances + v);
			if (whole)
				row_totals[row] = NAME (sum_of_whole) (distances);
			else
				NAME (sum_of_stretches) (distances, tile_stretches, n_tile_stretches, row_totals + row);
		}
		for (int v = 0; v < COLUMN; v++)
			((Vector *) (tile_totals + i * SEG_TILE_ROWS))[v] = totals[v];
	}
}

#undef COARSE
#undef LANES
#undef COLUMN
#undef GROUP
#undef INLINE
#undef Vector
#undef Mask
#undef Numbers
#undef LooseVector
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
