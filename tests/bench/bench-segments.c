/* How long it takes to count whom a rule takes: bench-segments count WORKSPACE CONDITION...; and what to count in: bench-segments make FOLDER
 * [USERS], which writes users.csv and events.csv. See README.md. */
#include <config.h>
#include <segscope/random.h>
#include <segscope/user_counter.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AGAIN 20
#define DAY 86400
#define END G_GINT64_CONSTANT (1719792000) /* 2024-07-01 */

static double
seconds_since (gint64 began)
{
	return (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
}

/* Making ----------------------------------------------------------------------------------------------------------- */

static void
write_user (FILE *file, SegRandom *random, gsize i)
{
	static const char *const cities[] = { "Shanghai", "Beijing", "Shenzhen", "Chengdu", "Hangzhou", "Wuhan", "New York", "London", "Berlin", "" };

	fprintf (file, "u%zu,", i);
	if (seg_random_below (random, 10) > 0)
		fprintf (file, "%zu", 18 + seg_random_below (random, 60));
	fprintf (file, ",%s,%s,%zu\n", cities[seg_random_below (random, G_N_ELEMENTS (cities))], seg_random_below (random, 4) > 0 ? "no" : "yes",
	         (gsize) (END - DAY * (gint64) (1 + seg_random_below (random, 900))));
}

/* A few users do much, many little. */
static void
write_event (FILE *file, SegRandom *random, gsize n_users)
{
	static const char *const kinds[] = { "view", "view", "view", "cart", "purchase", "play" };
	double luck = seg_random_uniform (random);
	gsize user = (gsize) (luck * luck * (double) n_users), kind = seg_random_below (random, G_N_ELEMENTS (kinds));

	fprintf (file, "u%zu,i%zu,%s,%zu,", MIN (user, n_users - 1), seg_random_below (random, 5000), kinds[kind],
	         (gsize) (END - (gint64) seg_random_below (random, 540 * DAY)));
	if (kind == 4)
		fprintf (file, "%.2f", 5 + 200 * seg_random_uniform (random));
	fputc ('\n', file);
}

static int
make (const char *folder, gsize n_users)
{
	g_autofree char *users = g_build_filename (folder, "users.csv", NULL), *events = g_build_filename (folder, "events.csv", NULL);
	FILE *people = fopen (users, "w"), *deeds = fopen (events, "w");
	g_autoptr (SegRandom) random = seg_random_new (1, 1);

	if (people == NULL || deeds == NULL)
		return fprintf (stderr, "%s cannot be written\n", folder), 1;
	fputs ("user_id,age,city,vip,joined\n", people);
	for (gsize i = 0; i < n_users; i++)
		write_user (people, random, i);
	fputs ("user_id,item_id,event,ts,amount\n", deeds);
	for (gsize i = 0; i < 3 * n_users; i++)
		write_event (deeds, random, n_users);
	return fclose (people) != 0 || fclose (deeds) != 0;
}

/* Counting --------------------------------------------------------------------------------------------------------- */

static gboolean
count (SegUserCounter *counter, SegWorkspace *workspace, const char *condition, gint64 *n, GError **error)
{
	g_autoptr (SegFilter) filter = seg_filter_parse (workspace, NULL, condition, error);
	gint64 all;

	return filter != NULL && seg_user_counter_count (counter, workspace, filter, NULL, n, &all, error);
}

/* Reading the words is part of it, as for each key that is typed. */
static gboolean
measure (SegUserCounter *counter, SegWorkspace *workspace, const char *condition, GError **error)
{
	g_autoptr (SegFilter) filter = seg_filter_parse (workspace, NULL, condition, error);
	SegUserQuery query = { .filter = filter };
	gint64 began = g_get_monotonic_time (), n = 0, by_sql = 0;
	clock_t cpu = clock (); /* of all threads: what can be compared where other programs run */
	double first, first_cpu, again, sql;

	if (filter == NULL || !count (counter, workspace, condition, &n, error))
		return FALSE;
	first = seconds_since (began);
	first_cpu = (double) (clock () - cpu) / CLOCKS_PER_SEC;
	began = g_get_monotonic_time ();
	for (int i = 0; i < AGAIN; i++)
		if (!count (counter, workspace, condition, &n, error))
			return FALSE;
	again = seconds_since (began) / AGAIN;
	began = g_get_monotonic_time ();
	if (!seg_user_count (workspace, &query, &by_sql, error))
		return FALSE;
	sql = seconds_since (began);
	printf ("%s\n  %" G_GINT64_FORMAT " users%s; first %.1f ms (%.1f of CPU), again %.1f ms; by SQL %.0f ms\n", condition, n, n != by_sql ? ", BUT NOT BY SQL" : "",
	        1000 * first, 1000 * first_cpu, 1000 * again, 1000 * sql);
	return TRUE;
}

static int
count_all (const char *path, char **conditions, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegUserCounter) counter = seg_user_counter_new ();
	gint64 began = g_get_monotonic_time ();

	if (workspace == NULL || !seg_user_counter_warm (counter, workspace, NULL, error))
		return 1;
	printf ("reading the users and their attributes: %.0f ms\n", 1000 * seconds_since (began));
	for (; *conditions != NULL; conditions++)
		if (!measure (counter, workspace, *conditions, error))
			return 1;
	return 0;
}

int
main (int argc, char **argv)
{
	g_autoptr (GError) error = NULL;
	int code;

	if (argc >= 3 && strcmp (argv[1], "make") == 0)
		return make (argv[2], argc > 3 ? strtoull (argv[3], NULL, 10) : 1000000);
	if (argc < 4 || strcmp (argv[1], "count") != 0)
		return fputs ("bench-segments make FOLDER [USERS] | count WORKSPACE CONDITION...\n", stderr), 2;
	code = count_all (argv[2], argv + 3, &error);
	if (error != NULL)
		fprintf (stderr, "%s\n", error->message);
	return code;
}
