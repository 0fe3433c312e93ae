#include <config.h>
#include "sample.h"

#include <stdlib.h>

#include "command.h"
#include "support/folder.h"

void
sample_make (const char *folder, gboolean segments)
{
	static const char *const files[][2] = {
		{ "users", "users.csv" }, { "items", "courses.csv" }, { "events", "events.csv" }, { "purchases", "purchases.csv" },
		{ "ratings", "ratings.csv" }, { "reviews", "reviews.csv" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *path = test_sample_file (files[i][1]);
		g_autoptr (Outcome) outcome = command_ok (folder, "import", "sample.seg", path, "--as", files[i][0], NULL);
	}
	if (segments) {
		g_autoptr (Outcome) features = command_ok (folder, "features", "sample.seg", NULL);
		g_autoptr (Outcome) cluster = command_ok (folder, "cluster", "sample.seg", "--name", "main", "-k", "5", NULL);
	}
}

static char *shared_folder;

static void
remove_shared (void)
{
	test_folder_remove (shared_folder);
}

const char *
sample_workspace (void)
{
	static char *path;

	if (path == NULL) {
		shared_folder = test_folder_new ();
		atexit (remove_shared);
		sample_make (shared_folder, TRUE);
		path = g_build_filename (shared_folder, "sample.seg", NULL);
	}
	return path;
}

char *
sample_copy (const char *folder)
{
	char *path = g_build_filename (folder, "sample.seg", NULL);
	g_autofree char *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (sample_workspace (), &bytes, &size, NULL));
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	return path;
}
