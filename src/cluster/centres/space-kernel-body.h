/* SegSpaceKernel for one width of vector; TARGET, NAME and VECTOR_BYTES as in kernel-body.h. Included once for each.
 * Lanes never meet, so that every width gives the same bits. */

#define LANES (VECTOR_BYTES / 8)
#define COLUMN (SEG_TILE_ROWS / LANES)
#define Vector NAME (vector)
#define Mask NAME (mask)

typedef double Vector __attribute__ ((vector_size (VECTOR_BYTES), may_alias));
typedef gint64 Mask __attribute__ ((vector_size (VECTOR_BYTES), may_alias));

/* Gower: the mean over what is known of both; codes below 0 are not known. */
TARGET static void
NAME (gower) (const SegSpace *space, const double *tile, const double *centre, double *out)
{
	const Vector *x = (const Vector *) tile;
	Vector sum[COLUMN] = { { 0 } }, weight[COLUMN], other[COLUMN] = { { 0 } };
	const Mask magnitude = (Mask) { 0 } + G_MAXINT64;
	const Vector one = (Vector) { 0 } + 1;

	for (int v = 0; v < COLUMN; v++)
		weight[v] = (Vector) { 0 } + (double) space->n_numbers;
	for (gsize column = 0; column < space->n_numbers; column++, x += COLUMN)
		for (int v = 0; v < COLUMN; v++)
			sum[v] += (Vector) ((Mask) (x[v] - centre[column]) & magnitude);
	for (gsize column = space->n_numbers; column < space->n_numbers + space->n_codes; column++, x += COLUMN)
		for (int v = 0; v < COLUMN; v++) {
			Mask differ = x[v] != centre[column], known = x[v] >= 0;

			other[v] += (Vector) (differ & (Mask) one);
			if (centre[column] < 0)
				continue;
			sum[v] += (Vector) (differ & known & (Mask) one);
			weight[v] += (Vector) (known & (Mask) one);
		}
	for (int v = 0; v < COLUMN; v++) {
		Mask nothing = weight[v] < one, apart = other[v] > 0;

		((Vector *) out)[v] = (Vector) ((Mask) (sum[v] / weight[v]) & ~nothing) + (Vector) (nothing & apart & (Mask) one);
	}
}

TARGET static void
NAME (costs) (const SegSpace *space, const double *tile, const double *centre, double *out)
{
	const Vector *x = (const Vector *) tile;
	Vector sum[COLUMN] = { { 0 } };
	const Mask magnitude = (Mask) { 0 } + G_MAXINT64; /* all but the sign */
	const Vector gamma = (Vector) { 0 } + space->gamma;

	if (space->distance == SEG_DISTANCE_GOWER) {
		NAME (gower) (space, tile, centre, out);
		return;
	}
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
