/* How long k-means, the sweep, the silhouettes and every algorithm of the table take on a matrix in a CSV file or made here. Not part of the tests; see README.md. */
#include <config.h>
#include <segscope/cluster.h>
#include <segscope/parallel.h>

#include "cluster-data.h"
#include "cluster/mixture/mixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static gint64 began;
static clock_t began_cpu;

static void
begin (void)
{
	began = g_get_monotonic_time ();
	began_cpu = clock ();
}

static double
seconds (void)
{
	return (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
}

/* Of all threads together: hardly disturbed by what else the machine does. */
static double
cpu_seconds (void)
{
	return (double) (clock () - began_cpu) / CLOCKS_PER_SEC;
}

static void
complain (const GError *error)
{
	fprintf (stderr, "bench-cluster: %s\n", error->message);
	exit (1);
}

/* Reads numbers separated by commas; a first line that does not begin with a number is a header. */
static SegMatrix *
read_matrix (const char *path)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
	g_autofree char *text = NULL;
	SegMatrix *matrix;
	gsize n_rows = 0;

	if (!g_file_get_contents (path, &text, NULL, &error))
		complain (error);
	for (char *at = strpbrk ("-.0123456789", (char[]) { text[0], 0 }) != NULL ? text : strchr (text, '\n') + 1; *at != '\0';) {
		double value = g_ascii_strtod (at, &at);

		g_array_append_val (values, value);
		n_rows += *at == '\n';
		if (*at != '\0')
			at++;
	}
	matrix = seg_matrix_new (n_rows, values->len / MAX (n_rows, 1), &error);
	if (matrix == NULL)
		complain (error);
	memcpy (matrix->values, values->data, n_rows * matrix->n_columns * sizeof (double));
	return matrix;
}

/* "K": so many rows at equal steps; anything else is a file. */
static SegMatrix *
get_starts (const SegMatrix *matrix, const char *source)
{
	gsize k = (gsize) g_ascii_strtoull (source, NULL, 10);
	SegMatrix *starts;

	if (strspn (source, "0123456789") != strlen (source))
		return read_matrix (source);
	starts = seg_matrix_new (k, matrix->n_columns, NULL);
	for (gsize i = 0; i < k; i++)
		memcpy (seg_matrix_row (starts, i), seg_matrix_row (matrix, i * matrix->n_rows / k), matrix->n_columns * sizeof (double));
	return starts;
}

/* The sum of squared distances to the nearest centroid, as scikit-learn reports it. */
static double
inertia_about (const SegMatrix *matrix, const SegMatrix *centroids)
{
	g_autofree gint32 *labels = g_new (gint32, matrix->n_rows);
	g_autofree double *distances = g_new (double, matrix->n_rows);
	double sum = 0;

	seg_cluster_assign (matrix, centroids, labels, distances);
	for (gsize row = 0; row < matrix->n_rows; row++)
		sum += distances[row] * distances[row];
	return sum;
}

static void
bench_kmeans (const SegMatrix *matrix, const char *source, guint max_passes)
{
	g_autoptr (SegMatrix) starts = get_starts (matrix, source);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegClustering) clustering = NULL;
	double wall, cpu;

	seg_clustering_free (seg_kmeans_from (matrix, starts, 2, NULL, NULL)); /* as with the peer, the first time does not count */
	begin ();
	clustering = seg_kmeans_from (matrix, starts, max_passes, NULL, &error);
	if (clustering == NULL)
		complain (error);
	wall = seconds ();
	cpu = cpu_seconds ();
	printf ("RESULT s=%.4f cpu=%.4f inertia=%.6f iter=%u\n", wall, cpu, inertia_about (matrix, clustering->centroids), clustering->passes);
}

/* Silhouettes of all rows under the labels that the centres after 15 passes give, as scikit-learn's model has them. */
static void
bench_silhouette (const SegMatrix *matrix, const char *source)
{
	g_autoptr (SegMatrix) starts = get_starts (matrix, source);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegClustering) clustering = seg_kmeans_from (matrix, starts, 16, NULL, &error);
	struct rusage before, after;
	double mean;

	if (clustering == NULL)
		complain (error);
	getrusage (RUSAGE_SELF, &before);
	begin ();
	if (!seg_silhouette (matrix, clustering->labels, clustering->k, NULL, NULL, &mean, &error))
		complain (error);
	getrusage (RUSAGE_SELF, &after);
	printf ("RESULT s=%.4f cpu=%.4f more_MB=%ld silhouette=%.9f\n", seconds (), cpu_seconds (), (after.ru_maxrss - before.ru_maxrss) / 1024, mean);
}

static void
bench_restarts (const SegMatrix *matrix, guint k)
{
	SegClusterOptions options = seg_cluster_options_defaults ();
	g_autoptr (GError) error = NULL;
	g_autoptr (SegClustering) clustering = NULL;

	options.k = k;
	begin ();
	clustering = seg_kmeans (matrix, &options, NULL, &error);
	if (clustering == NULL)
		complain (error);
	printf ("RESULT s=%.4f cpu=%.4f inertia=%.3f iter=%u\n", seconds (), cpu_seconds (), clustering->inertia, clustering->passes);
}

static void
bench_sweep (const SegMatrix *matrix, guint restarts, gsize exact_rows)
{
	SegSweepOptions options = seg_sweep_options_defaults ();
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSweep) sweep = NULL;
	double total, cpu, kmeans = 0;

	options.k_max = 12;
	options.restarts = restarts;
	options.exact_rows = exact_rows;
	begin ();
	sweep = seg_sweep (matrix, &options, NULL, &error);
	if (sweep == NULL)
		complain (error);
	total = seconds ();
	cpu = cpu_seconds ();
	for (guint i = 0; i < sweep->n_rows; i++) {
		const SegSweepRow *row = sweep->rows + i;

		kmeans += row->seconds;
		printf ("k=%u inertia=%.3f silhouette=%.6f error=%.6f s=%.3f\n", row->clustering->k, row->clustering->inertia,
		        row->silhouette, row->silhouette_error, row->seconds);
	}
	printf ("%s\n", sweep->reason);
	printf ("RESULT s=%.3f cpu=%.3f kmeans_s=%.3f sil_s=%.3f inertia2=%.1f inertia12=%.1f best_k=%u\n", total, cpu, kmeans, total - kmeans,
	        sweep->rows[0].clustering->inertia, sweep->rows[sweep->n_rows - 1].clustering->inertia,
	        sweep->rows[sweep->suggested].clustering->k);
}

/* Any algorithm of the table, with parameters as name=value. */
static void
bench_fit (const SegMatrix *matrix, const char *name, char **parameters)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (name);
	SegClusterSettings settings;
	SegClusterCost cost;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegClusterModel) model = NULL;
	g_autofree char *described = NULL;
	struct rusage before, after;

	if (algorithm == NULL) {
		fprintf (stderr, "bench-cluster: no algorithm %s\n", name);
		exit (2);
	}
	seg_cluster_settings_init (&settings, algorithm);
	for (; *parameters != NULL; parameters++) {
		g_auto (GStrv) parts = g_strsplit (*parameters, "=", 2);

		if (g_strv_length (parts) != 2 || !seg_cluster_settings_parse (&settings, parts[0], parts[1], &error))
			complain (error);
	}
	seg_cluster_estimate (&settings, matrix->n_rows, matrix->n_columns, &cost);
	getrusage (RUSAGE_SELF, &before);
	begin ();
	model = seg_cluster_fit (matrix, &settings, NULL, &error);
	if (model == NULL)
		complain (error);
	getrusage (RUSAGE_SELF, &after);
	described = seg_cluster_model_describe (model);
	puts (described);
	printf ("RESULT s=%.4f cpu=%.4f foreseen_s=%.3f more_MB=%ld foreseen_MB=%.0f k=%u noise=%zu", seconds (), cpu_seconds (), cost.seconds,
	        (after.ru_maxrss - before.ru_maxrss) / 1024, cost.bytes / 1e6, model->clustering->k, model->clustering->n_noise);
	if (model->dendrogram != NULL)
		printf (" top=%.6f", model->dendrogram->heights[model->dendrogram->n_rows - 2]);
	for (guint i = 0; i < model->findings->len; i++) {
		const SegClusterFinding *finding = model->findings->pdata[i];

		printf (" %s=%.10g", finding->name, finding->value);
	}
	putchar ('\n');
	g_free (cost.alternative);
}

/* EM alone, diagonal, from k rows at equal steps as first centres. */
static void
bench_em (const SegMatrix *matrix, guint k, guint steps)
{
	g_autoptr (SegMatrix) starts = seg_matrix_new (k, matrix->n_columns, NULL);
	g_autoptr (SegMixture) mixture = seg_mixture_new (SEG_SHAPE_DIAGONAL, k, matrix->n_columns, 1e-6);
	g_autoptr (SegTiles) tiles = NULL;
	g_autoptr (SegClustering) start = NULL;
	g_autoptr (GError) error = NULL;

	for (gsize i = 0; i < k; i++)
		memcpy (seg_matrix_row (starts, i), seg_matrix_row (matrix, i * matrix->n_rows / k), matrix->n_columns * sizeof (double));
	start = seg_kmeans_from (matrix, starts, 1, NULL, &error);
	if (start == NULL)
		complain (error);
	begin ();
	tiles = seg_tiles_new (matrix, NULL, &error);
	if (tiles == NULL || !seg_mixture_fit (mixture, tiles, start, steps, -1, NULL, &error))
		complain (error);
	printf ("segscope EM s=%.4f cpu=%.4f log_likelihood=%.1f steps=%u\n", seconds (), cpu_seconds (), mixture->log_likelihood, mixture->steps);
}

/* As numpy keeps arrays: a header of 128 bytes, then the values. */
static void
write_npy (const SegMatrix *matrix, FILE *file)
{
	g_autofree char *shape = g_strdup_printf ("{'descr': '<f8', 'fortran_order': False, 'shape': (%zu, %zu), }", matrix->n_rows,
	                                          matrix->n_columns);

	fprintf (file, "%cNUMPY%c%c%c%c%-117s\n", 0x93, 1, 0, 118, 0, shape);
	fwrite (matrix->values, sizeof (double), matrix->n_rows * matrix->n_columns, file);
	fclose (file);
}

static void
write_matrix (const SegMatrix *matrix, const char *path)
{
	FILE *file = fopen (path, "w");

	if (file == NULL) {
		perror (path);
		exit (1);
	}
	if (g_str_has_suffix (path, ".npy")) {
		write_npy (matrix, file);
		return;
	}
	for (gsize column = 0; column < matrix->n_columns; column++)
		fprintf (file, "%sx%zu", column > 0 ? "," : "", column);
	for (gsize i = 0; i < matrix->n_rows * matrix->n_columns; i++)
		fprintf (file, "%s%.6f", i % matrix->n_columns == 0 ? "\n" : ",", matrix->values[i]);
	fputc ('\n', file);
	fclose (file);
}

/* "NAME:ROWS" is made here, anything else is a file. */
static SegMatrix *
get_matrix (const char *source)
{
	g_auto (GStrv) parts = g_strsplit (source, ":", 2);
	SegMatrix *matrix = g_strv_length (parts) == 2 ? bench_cluster_data (parts[0], (gsize) atol (parts[1])) : NULL;

	return matrix != NULL ? matrix : read_matrix (source);
}

int
main (int argc, char **argv)
{
	g_autoptr (SegMatrix) matrix = NULL;
	const char *threads = g_getenv ("THREADS");

	if (argc < 4) {
		fputs ("usage: bench-cluster kmeans MATRIX STARTS [PASSES]\n"
		       "       bench-cluster restarts MATRIX K\n"
		       "       bench-cluster silhouette MATRIX STARTS\n"
		       "       bench-cluster sweep MATRIX RESTARTS [EXACT_ROWS]\n"
		       "       bench-cluster fit MATRIX ALGORITHM [PARAMETER=VALUE]...\n"
		       "       bench-cluster em MATRIX K [STEPS]\n"
		       "       bench-cluster write MATRIX FILE.csv|FILE.npy\n"
		       "MATRIX: a CSV file, or mixture16:ROWS, mixture32:ROWS, density2:ROWS, density8:ROWS\n"
		       "STARTS: a CSV file, or a number of rows taken at equal steps\n"
		       "Environment: THREADS (default: one a core)\n", stderr);
		return 2;
	}
	setvbuf (stdout, NULL, _IOLBF, 0);
	if (threads != NULL)
		seg_parallel_set_threads ((guint) atoi (threads));
	matrix = get_matrix (argv[2]);
	if (strcmp (argv[1], "kmeans") == 0)
		bench_kmeans (matrix, argv[3], argc > 4 ? (guint) atoi (argv[4]) : 50);
	else if (strcmp (argv[1], "restarts") == 0)
		bench_restarts (matrix, (guint) atoi (argv[3]));
	else if (strcmp (argv[1], "silhouette") == 0)
		bench_silhouette (matrix, argv[3]);
	else if (strcmp (argv[1], "fit") == 0)
		bench_fit (matrix, argv[3], argv + 4);
	else if (strcmp (argv[1], "em") == 0)
		bench_em (matrix, (guint) atoi (argv[3]), argc > 4 ? (guint) atoi (argv[4]) : 50);
	else if (strcmp (argv[1], "write") == 0)
		write_matrix (matrix, argv[3]);
	else
		bench_sweep (matrix, (guint) atoi (argv[3]), argc > 4 ? (gsize) atol (argv[4]) : matrix->n_rows);
	return 0;
}
