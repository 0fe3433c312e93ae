/* SegSpaceKernel for one width of vector; TARGET, NAME and VECTOR_BYTES as in kernel-body.h. Included once for each.
 * Lanes never meet, so that every width gives the same bits. */

#define LANES (VECTOR_BYTES / 8)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define Vector NAME (vector)
#define Mask NAME (mask)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint64 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

TARGET static void
NAME (costs) (const SegSpace *space, const double *tile, const double *centre, double *out)
{
	const Vector *x = (const Vector *) tile;
	Vector sum[COLUMN] = { { 0 } };
	const Mask magnitude = (Mask) { 0 } + G_MAXINT64; /* all but the sign */
	const Vector gamma = (Vector) { 0 } + space->gamma;

	for (gsize column = 0; column < space->n_numbers; column++, x += COLUMN)
		for (int v = 0; v < COLUMN; v++) {
			Vector apart = x[v] - centre[column];

			if (space->distance == SEG_DISTANCE_MANHATTAN)
				sum[v] += (Vector) ((Mask) apart & magnitude);
			else if (space->distance == SEG_DISTANCE_COSINE)
				sum[v] += x[v] * centre[column];
			else
				sum[v] += apart * apart;
		}
	for (gsize column = space->n_numbers; column < space->n_numbers + space->n_codes; column++, x += COLUMN)
		for (int v = 0; v < COLUMN; v++)
			sum[v] += (Vector) ((Mask) (x[v] != centre[column]) & (Mask) gamma);
	for (int v = 0; v < COLUMN; v++)
		if (space->distance == SEG_DISTANCE_COSINE)
			((Vector *) out)[v] = 1 - sum[v];
		else
			((Vector *) out)[v] = sum[v];
}

#undef LANES
#undef COLUMN
#undef Vector
#undef Mask
#undef TARGET
#undef NAME
#undef VECTOR_BYTES
