/* The kernel of nearest-kernel.h for one width of vector; nearest_kernel.c includes this once for each kind of processor, with
 * TARGET, NAME(function) and VECTOR_BYTES as in kernel-body.h. No include guard. */

#define LANES (VECTOR_BYTES / 4)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define GROUP 2 /* vectors worked on at a time: with four centres eight sums, which the registers hold */
#define INLINE TARGET static inline __attribute__ ((always_inline))
#define Vector NAME (single_vector)
#define Mask NAME (single_mask)
#define Word NAME (single_word)

typedef float Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint32 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef guint64 Word __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

G_STATIC_ASSERT (GROUP == 2 && COLUMN % GROUP == 0 && SEG_CENTRES_AT_ONCE == 4);

/* The products of GROUP vectors of rows with four centres. Written out, to keep the sums in registers. */
INLINE void
NAME (products) (const Vector *x, gsize n_columns, const float *centres, Vector products[4][GROUP])
{
	Vector a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 }, e = { 0 }, f = { 0 }, g = { 0 }, h = { 0 };

	for (gsize column = 0; column < n_columns; column++, x += COLUMN, centres += 4) {
		Vector p = x[0], q = x[1];

		a += p * centres[0];
		b += q * centres[0];
		c += p * centres[1];
		d += q * centres[1];
		e += p * centres[2];
		f += q * centres[2];
		g += p * centres[3];
		h += q * centres[3];
	}
	products[0][0] = a;
	products[0][1] = b;
	products[1][0] = c;
	products[1][1] = d;
	products[2][0] = e;
	products[2][1] = f;
	products[3][0] = g;
	products[3][1] = h;
}

INLINE Vector
NAME (least) (Vector a, Vector b)
{
	Mask less = a < b;

	return (Vector) ((less & (Mask) a) | (~less & (Mask) b));
}

INLINE Vector
NAME (most) (Vector a, Vector b)
{
	Mask less = a < b;

	return (Vector) ((less & (Mask) b) | (~less & (Mask) a));
}

/* The labels of GROUP vectors of rows; returns which lanes are in no doubt. */
INLINE Mask
NAME (nearest_of_group) (const Vector *x, gsize n_columns, const SegPackedCentres *packed, float doubt, Mask *labels)
{
	Vector best[GROUP], second[GROUP], products[4][GROUP];
	Mask number[GROUP] = { { 0 } }, sure[GROUP];

	for (int v = 0; v < GROUP; v++)
		best[v] = second[v] = (Vector) { 0 } + INFINITY;
	for (guint centre = 0; centre < packed->n_packed; centre += 4) {
		NAME (products) (x, n_columns, packed->values + centre * n_columns, products);
		for (int i = 0; i < 4; i++)
			for (int v = 0; v < GROUP; v++) {
				Vector cost = packed->halves[centre + (guint) i] - products[i][v];
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

TARGET static gboolean
NAME (nearest) (const float *tile, gsize n_columns, const SegPackedCentres *packed, float doubt, gint32 *labels)
{
	Mask sure = ~(Mask) { 0 };
	Word words;
	guint64 all = G_MAXUINT64;

	for (int v = 0; v < COLUMN; v += GROUP)
		sure &= NAME (nearest_of_group) ((const Vector *) tile + v, n_columns, packed, doubt, (Mask *) labels + v);
	words = (Word) sure;
	for (int i = 0; i < VECTOR_BYTES / 8; i++)
		all &= words[i];
	return all != G_MAXUINT64;
}

#undef LANES
#undef COLUMN
#undef GROUP
#undef INLINE
#undef Vector
#undef Mask
#undef Word
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
