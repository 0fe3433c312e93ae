/* The list of items with its figures, and what recommenders learn from, out of a workspace: bench-items WORKSPACE [TIMES]. */
#include <config.h>
#include <segscope/recommend.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

static double
seconds_since (gint64 start)
{
	return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
report (const char *what, gint64 start, clock_t worked, gsize n)
{
	struct rusage usage;

	getrusage (RUSAGE_SELF, &usage);
	printf ("%-14s %7.3f s, %5.2f s of all processors, at most %ld MiB so far, %zu\n", what, seconds_since (start),
	        (double) (clock () - worked) / CLOCKS_PER_SEC, usage.ru_maxrss / 1024, n);
}

static gboolean
measure (const char *path, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	gint64 start = g_get_monotonic_time ();
	clock_t worked = clock ();
	g_autoptr (GPtrArray) items = workspace != NULL ? seg_items (workspace, NULL, error) : NULL;
	g_autoptr (SegInteractions) interactions = NULL;

	if (items == NULL)
		return FALSE;
	report ("items", start, worked, items->len);
	start = g_get_monotonic_time ();
	worked = clock ();
	interactions = seg_interactions_load (workspace, 0, NULL, error);
	if (interactions == NULL)
		return FALSE;
	report ("interactions", start, worked, interactions->user_start[interactions->n_users]);
	return TRUE;
}

int
main (int argc, char **argv)
{
	g_autoptr (GError) error = NULL;

	for (int i = 0; i < (argc > 2 ? atoi (argv[2]) : 3); i++)
		if (argc < 2 || !measure (argv[1], &error)) {
			fprintf (stderr, "bench-items WORKSPACE [TIMES]: %s\n", error != NULL ? error->message : "");
			return 1;
		}
	return 0;
}
