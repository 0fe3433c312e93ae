/* How long scaling and principal components of a large matrix take: bench-pca ROWS COLUMNS [FILE]. FILE gets the matrix as raw doubles,
 * by row, for the peers (pca-peers.py). See README.md. */
#include <config.h>
#include <segscope/random.h>
#include <segscope/reduction.h>

#include <stdio.h>
#include <stdlib.h>

#define COMPONENTS 8

/* Normal numbers of different units, mixed from six hidden ones and noise. */
static SegMatrix *
make (gsize n_rows, gsize n_columns)
{
	SegMatrix *matrix = seg_matrix_new (n_rows, n_columns, NULL);
	g_autoptr (SegRandom) random = seg_random_new (1, 1);

	for (gsize row = 0; row < n_rows; row++) {
		double hidden[6];

		for (int i = 0; i < 6; i++)
			hidden[i] = seg_random_gaussian (random);
		for (gsize column = 0; column < n_columns; column++)
			seg_matrix_row (matrix, row)[column] = (double) (1 + column % 5) * (0.5 * hidden[column % 6] + seg_random_gaussian (random)) + 10;
	}
	return matrix;
}

static void
measure (const SegMatrix *matrix, const char *name, gboolean correlation, SegPcaMethod method)
{
	SegPcaOptions options = seg_pca_options_defaults ();
	gint64 began = g_get_monotonic_time ();
	g_autoptr (SegPca) pca = NULL;
	double share = 0;

	options.n_components = MIN (COMPONENTS, matrix->n_columns);
	options.correlation = correlation;
	options.method = method;
	pca = seg_pca_run (matrix, &options, NULL, NULL);
	for (gsize i = 0; i < options.n_components; i++)
		share += pca->shares[i];
	printf ("RESULT rows=%zu columns=%zu what='%s' s=%.3f share=%.9f\n", matrix->n_rows, matrix->n_columns, name,
	        (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC, share);
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
			fprintf (stderr, "bench-pca: %s cannot be written\n", argv[3]);
			return 1;
		}
	}
	for (int run = 0; run < 3; run++) {
		measure (matrix, "PCA and scores", FALSE, SEG_PCA_COVARIANCE);
		measure (matrix, "z-scores, PCA and scores", TRUE, SEG_PCA_COVARIANCE);
	}
	return 0;
}
