/* The kernel of nearest-kernel.h for one width of vector; nearest_kernel.c includes this once for each kind of processor, with
 * TARGET, NAME(function) and VECTOR_BYTES as in kernel-body.h. No include guard. */

#define LANES (VECTOR_BYTES / 4)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define GROUP 2 /* vectors worked on at a time: with four centres eight sums, which the registers hold */
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (single_vector)
#define Mask NAME (single_mask)
#define Word NAME (single_word)
#define LooseMask NAME (single_loose_mask)

typedef float Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint32 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint32 LooseMask __attribute__ ((vector_size (VECTOR_BYTES), may_alias, aligned (4)));
typedef guint64 Word __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

G_STATIC_ASSERT (GROUP == 2 && COLUMN % GROUP == 0 && SEG_CENTRES_AT_ONCE == 4);

/* |c|^2 / 2 - x.c of GROUP vectors of rows and four centres. Written out, to keep the sums in registers. */
INLINE void
NAME (costs) (const Vector *x, gsize n_columns, const float *centres, const float *halves, Vector costs[4][GROUP])
{
	Vector a = (Vector) { 0 } + halves[0], b = a, c = (Vector) { 0 } + halves[1], d = c;
	Vector e = (Vector) { 0 } + halves[2], f = e, g = (Vector) { 0 } + halves[3], h = g;

	for (gsize column = 0; column < n_columns; column++, x += COLUMN, centres += 4) {
		Vector p = x[0], q = x[1];

		a -= p * centres[0];
		b -= q * centres[0];
		c -= p * centres[1];
		d -= q * centres[1];
		e -= p * centres[2];
		f -= q * centres[2];
		g -= p * centres[3];
		h -= q * centres[3];
	}
	costs[0][0] = a;
	costs[0][1] = b;
	costs[1][0] = c;
	costs[1][1] = d;
	costs[2][0] = e;
	costs[2][1] = f;
	costs[3][0] = g;
	costs[3][1] = h;
}

/* One instruction each, which the compiler does not find by itself. */
INLINE Vector
NAME (least) (Vector a, Vector b)
{
#if VECTOR_BYTES == 64
	return (Vector) _mm512_min_ps ((__m512) a, (__m512) b);
#elif VECTOR_BYTES == 32
	return (Vector) _mm256_min_ps ((__m256) a, (__m256) b);
#else
	Mask less = a < b;

	return (Vector) ((less & (Mask) a) | (~less & (Mask) b));
#endif
}

INLINE Vector
NAME (most) (Vector a, Vector b)
{
#if VECTOR_BYTES == 64
	return (Vector) _mm512_max_ps ((__m512) a, (__m512) b);
#elif VECTOR_BYTES == 32
	return (Vector) _mm256_max_ps ((__m256) a, (__m256) b);
#else
	Mask less = a < b;

	return (Vector) ((less & (Mask) b) | (~less & (Mask) a));
#endif
}

/* The labels of GROUP vectors of rows; returns which lanes are in no doubt. */
INLINE Mask
NAME (nearest_of_group) (const Vector *x, gsize n_columns, const SegPackedCentres *packed, float doubt, Mask *labels)
{
	Vector best[GROUP], second[GROUP], costs[4][GROUP];
	Mask number[GROUP] = { { 0 } }, sure[GROUP];

	for (int v = 0; v < GROUP; v++)
		best[v] = second[v] = (Vector) { 0 } + INFINITY;
	for (guint centre = 0; centre < packed->n_packed; centre += 4) {
		NAME (costs) (x, n_columns, packed->values + centre * n_columns, packed->halves + centre, costs);
#pragma GCC unroll 4
		for (int i = 0; i < 4; i++)
#pragma GCC unroll 2
			for (int v = 0; v < GROUP; v++) {
				Vector cost = costs[i][v];
				Mask closer = cost < best[v];

				second[v] = NAME (least) (second[v], NAME (most) (cost, best[v]));
				best[v] = NAME (least) (cost, best[v]);
				number[v] = (closer & ((gint32) centre + i)) | (~closer & number[v]);
			}
	}
	for (int v = 0; v < GROUP; v++) {
		labels[v] = number[v];
		sure[v] = second[v] - best[v] > doubt; /* not so where either is not a number */
	}
	return sure[0] & sure[1];
}

/* Whether any bit of any lane is set. */
INLINE gboolean
NAME (any) (Mask mask)
{
	Word words = (Word) mask;
	guint64 some = 0;

	for (int i = 0; i < VECTOR_BYTES / 8; i++)
		some |= words[i];
	return some != 0;
}

TARGET static gboolean
NAME (nearest) (const float *tile, gsize n_columns, const SegPackedCentres *packed, float doubt, const gint32 *before,
                gint32 *labels, gboolean *differs)
{
	Mask sure = ~(Mask) { 0 }, other = { 0 };

	for (int v = 0; v < COLUMN; v += GROUP) {
		sure &= NAME (nearest_of_group) ((const Vector *) tile + v, n_columns, packed, doubt, (Mask *) labels + v);
		for (int u = v; u < v + GROUP; u++)
			other |= ((const Mask *) labels)[u] ^ ((const LooseMask *) before)[u];
	}
	*differs = NAME (any) (other);
	return NAME (any) (~sure);
}

#undef LANES
#undef COLUMN
#undef GROUP
#undef INLINE
#undef Vector
#undef Mask
#undef Word
#undef LooseMask
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
