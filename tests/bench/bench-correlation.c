/* How long the correlations of a large matrix take: bench-correlation ROWS COLUMNS [FILE]. FILE gets the matrix as raw doubles, by
 * row, for the peers (correlation-peers.py). See README.md. */
#include <config.h>
#include <segscope/correlation.h>
#include <segscope/random.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Counts with ties, long tails, shares and plain normal numbers, correlated through three hidden ones. */
static double
value_of (gsize column, const double *hidden, double noise)
{
	double mixed = 0.7 * hidden[column % 3] + 0.7 * noise;

	switch (column % 4) {
	case 0:
		return mixed;
	case 1:
		return exp (2 * mixed);
	case 2:
		return floor (fabs (3 * mixed));
	default:
		return mixed > 0.8 ? mixed : 0;
	}
}

static SegMatrix *
make (gsize n_rows, gsize n_columns)
{
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);
	g_autoptr (SegRandom) random = seg_random_new (1, 1);

	for (gsize row = 0; row < n_rows; row++) {
		double hidden[3];

		for (int i = 0; i < 3; i++)
			hidden[i] = seg_random_gaussian (random);
		for (gsize column = 0; column < n_columns; column++)
			seg_matrix_row (matrix, row)[column] = value_of (column, hidden, seg_random_gaussian (random));
	}
	return matrix;
}

static double
measure (const SegMatrix *matrix, SegCorrelationMethod method, double *sum)
{
	gint64 began = g_get_monotonic_time ();
	g_autoptr (SegMatrix) result = seg_correlations (matrix, method, NULL, NULL);
	double seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;

	*sum = 0;
	for (gsize i = 0; i < result->n_columns * result->n_columns; i++)
		*sum += result->values[i];
	return seconds;
}

int
main (int argc, char **argv)
{
	gsize n_rows = argc > 2 ? strtoull (argv[1], NULL, 10) : 1000000, n_columns = argc > 2 ? strtoull (argv[2], NULL, 10) : 32;
	g_autoptr (SegMatrix) matrix = make (n_rows, n_columns);

	if (argc > 3) {
		FILE *file = fopen (argv[3], "wb");

		if (file == NULL || fwrite (matrix->values, sizeof (double), n_rows * n_columns, file) != n_rows * n_columns
		    || fclose (file) != 0) {
			fprintf (stderr, "bench-correlation: %s cannot be written\n", argv[3]);
			return 1;
		}
	}
	for (int run = 0; run < 3; run++) {
		double sums[2], pearson = measure (matrix, SEG_CORRELATION_PEARSON, &sums[0]);
		double spearman = measure (matrix, SEG_CORRELATION_SPEARMAN, &sums[1]);

		printf ("RESULT rows=%zu columns=%zu pearson_s=%.3f spearman_s=%.3f pearson_sum=%.9f spearman_sum=%.9f\n", n_rows, n_columns,
		        pearson, spearman, sums[0], sums[1]);
	}
	return 0;
}
