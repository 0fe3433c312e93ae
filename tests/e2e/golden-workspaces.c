#include <config.h>
#include "golden.h"

#include <string.h>

#include "command.h"
#include "routes.h"
#include "support/folder.h"

#define N_RESULTS 400

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
	return folder;
}
