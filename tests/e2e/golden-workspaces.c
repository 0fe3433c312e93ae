#include <config.h>
#include "golden.h"

#include <sqlite3.h>
#include <string.h>

#include "command.h"
#include "routes.h"
#include "support/folder.h"

#define N_RESULTS 400
#define N_CROWDED 240

static void
copy_within (const char *folder, const char *from, const char *to)
{
	g_autofree char *source = g_build_filename (folder, from, NULL), *target = g_build_filename (folder, to, NULL), *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (source, &bytes, &size, NULL));
	g_assert_true (g_file_set_contents_full (target, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Some of them were held back or are on no list, as it happens. */
static void
write_results (const char *folder)
{
	g_autoptr (GString) rows = g_string_new ("user_id,opened,clicked,unsubscribed\n");

	for (int i = 1; i <= N_RESULTS; i++)
		g_string_append_printf (rows, "u%05d,%s,%s,%s\n", i, i % 3 == 0 ? "yes" : "no", i % 7 == 0 ? "yes" : "no", i % 90 == 0 ? "yes" : "no");
	g_free (test_folder_write (folder, "results.csv", rows->str));
}

/* Three crowds of users, few enough for every way of clustering to take no time. */
static void
write_crowds (const char *folder)
{
	static const double centres[3][3] = { { 25, 1, 200 }, { 40, 6, 90 }, { 60, 3, 20 } };
	g_autoptr (GString) rows = g_string_new ("user_id,age,orders,minutes\n");
	g_autoptr (GRand) rand = g_rand_new_with_seed (7);

	for (guint i = 0; i < N_CROWDED; i++) {
		const double *centre = centres[i * i % 7 % 3];

		g_string_append_printf (rows, "u%03u,%.0f,%.1f,%.0f\n", i, centre[0] + g_rand_double_range (rand, -6, 6), centre[1] + g_rand_double_range (rand, -1, 1),
		                        centre[2] + g_rand_double_range (rand, -15, 15));
	}
	g_free (test_folder_write (folder, "crowds.csv", rows->str));
}

/* The screens say who did things: the same name wherever the tests run. */
static void
rename_person (const char *folder, const char *workspace)
{
	static const char *const tables[] = { "audit", "history", "do_not_contact", "export" };
	g_autofree char *path = g_build_filename (folder, workspace, NULL);
	sqlite3 *db;

	g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
	for (gsize i = 0; i < G_N_ELEMENTS (tables); i++) {
		g_autofree char *sql = g_strdup_printf ("UPDATE %s SET who = '####'", tables[i]);

		g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
	}
	sqlite3_close (db);
}

char *
golden_workspaces (const char *language)
{
	char *folder = test_folder_new ();

	g_setenv ("LANGUAGE", language, TRUE);
	g_setenv ("SEGSCOPE_LOCALE_DIR", g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "", TRUE);
	routes_prepare_fresh (folder);
	copy_within (folder, "demo.seg", "later.seg");
	write_results (folder);
	outcome_free (command_ok (folder, "segments", "later.seg", "Tree", "--delete", NULL));
	outcome_free (command_ok (folder, "results", "later.seg", "Welcome back", "--from", "results.csv", NULL));
	outcome_free (command_ok (folder, "import", "later.seg", "more.csv", "--as", "users", NULL));
	outcome_free (command_ok (folder, "features", "later.seg", NULL));
	outcome_free (command_ok (folder, "renew", "later.seg", "Demo", "--k", "5", "--keep", NULL));
	outcome_free (command_ok (folder, "pin", "later.seg", "Demo", "--user", "u00007", "--in", "2", "--note", "asked for it", NULL));
	write_crowds (folder);
	outcome_free (command_ok (folder, "import", "crowds.seg", "crowds.csv", "--as", "users", NULL));
	outcome_free (command_ok (folder, "features", "crowds.seg", "--select", "age,orders,minutes", NULL));
	rename_person (folder, "demo.seg");
	rename_person (folder, "later.seg");
	return folder;
}
