/* How long imports take, beside sqlite3's own import and DuckDB where they are found. Not part of the tests; see README.md. */
#include <config.h>
#include "ingest-data.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct {
	double wall, cpu; /* seconds */
	long   peak;      /* MiB */
} Run;

typedef struct {
	const char *name; /* of the file, and of the role */
	char       *path;
	double      n_rows;
} Input;

static char *
make_input (const char *folder, const char *name, gboolean users, int n)
{
	g_autofree char *path = g_build_filename (folder, name, NULL), *part = g_strconcat (path, ".part", NULL);
	FILE *file;

	if (g_file_test (path, G_FILE_TEST_EXISTS))
		return g_steal_pointer (&path);
	fprintf (stderr, "making %s\n", path);
	file = fopen (part, "w");
	if (file == NULL) {
		perror (part);
		exit (1);
	}
	if (users)
		ingest_write_users (file, n);
	else
		ingest_write_events (file, MAX (n / 10, 1), n);
	if (fclose (file) != 0 || g_rename (part, path) != 0) {
		perror (path);
		exit (1);
	}
	return g_steal_pointer (&path);
}

/* Runs a command with its output thrown away. */
static Run
run (char **argv)
{
	gint64 began = g_get_monotonic_time ();
	struct rusage usage;
	int status;
	pid_t child = fork ();

	if (child == 0) {
		if (freopen ("/dev/null", "w", stdout) == NULL)
			_exit (126);
		execvp (argv[0], argv);
		perror (argv[0]);
		_exit (127);
	}
	wait4 (child, &status, 0, &usage);
	if (!WIFEXITED (status) || WEXITSTATUS (status) != 0) {
		fprintf (stderr, "bench-ingest: %s failed\n", argv[0]);
		exit (1);
	}
	return (Run) { (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC,
	               (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6,
	               usage.ru_maxrss / 1024 };
}

static void
remove_database (const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm", "-journal", ".wal" };

	for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
		g_autofree char *file = g_strconcat (path, endings[i], NULL);

		g_unlink (file);
	}
}

static int
compare_runs (const void *a, const void *b)
{
	double difference = ((const Run *) a)->wall - ((const Run *) b)->wall;

	return (difference > 0) - (difference < 0);
}

/* Prints the median of the runs. */
static Run
report (const char *who, const Input *input, Run *runs, int n_runs, double beside)
{
	Run median;

	qsort (runs, (gsize) n_runs, sizeof *runs, compare_runs);
	median = runs[n_runs / 2];
	printf ("%-10s %-12s %8.2f s (%.2f to %.2f)  cpu %6.2f s  %5ld MiB  %6.0f ns a row", input->name, who, median.wall, runs[0].wall,
	        runs[n_runs - 1].wall, median.cpu, median.peak, median.wall / input->n_rows * 1e9);
	if (beside > 0)
		printf ("  %.2f times segscope", median.wall / beside);
	putchar ('\n');
	fflush (stdout);
	return median;
}

/* One of each by turns, so that what else the machine does falls on all of them. */
static void
measure (const Input *input, const char *segscope, const char *folder, int n_runs)
{
	g_autofree char *database = g_build_filename (folder, "bench.db", NULL);
	g_autofree char *import = g_strdup_printf (".import --csv \"%s\" rows", input->path);
	g_autofree char *read_csv = g_strdup_printf ("CREATE TABLE rows AS SELECT * FROM read_csv('%s')", input->path);
	g_autofree char *sqlite = g_find_program_in_path ("sqlite3");
	g_autofree char *duckdb = getenv ("DUCKDB") != NULL ? g_strdup (getenv ("DUCKDB")) : g_find_program_in_path ("duckdb");
	const char *role = g_str_has_prefix (input->name, "users") ? "users" : "events";
	char *ours[] = { (char *) segscope, (char *) "import", database, input->path, (char *) "--as", (char *) role, NULL };
	char *sqlites[] = { sqlite, database, import, NULL };
	char *ducks[] = { duckdb, database, read_csv, NULL };
	g_autofree Run *first = g_new (Run, n_runs), *again = g_new (Run, n_runs), *other = g_new (Run, n_runs), *third = g_new (Run, n_runs);
	double wall;

	for (int i = 0; i < n_runs; i++) {
		remove_database (database);
		first[i] = run (ours);
		again[i] = run (ours);
		remove_database (database);
		if (sqlite != NULL)
			other[i] = run (sqlites);
		remove_database (database);
		if (duckdb != NULL)
			third[i] = run (ducks);
		remove_database (database);
	}
	wall = report ("segscope", input, first, n_runs, 0).wall;
	report ("again", input, again, n_runs, wall);
	if (sqlite != NULL)
		report ("sqlite3", input, other, n_runs, wall);
	if (duckdb != NULL)
		report ("duckdb", input, third, n_runs, wall);
}

int
main (int argc, char **argv)
{
	const char *segscope = argc > 1 ? argv[1] : "./segscope", *folder = argc > 2 ? argv[2] : g_get_tmp_dir ();
	int n_runs = argc > 3 ? atoi (argv[3]) : 3;
	Input inputs[] = {
		{ "users1m", make_input (folder, "users1m.csv", TRUE, 1000000), 1e6 },
		{ "events1m", make_input (folder, "events1m.csv", FALSE, 1000000), 1e6 },
		{ "events10m", make_input (folder, "events10m.csv", FALSE, 10000000), 1e7 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++) {
		measure (&inputs[i], segscope, folder, MAX (n_runs, 1));
		g_free (inputs[i].path);
	}
	return 0;
}
