/* Runs the checked-in files through the fuzz entry as an ordinary test: the corpus that the fuzzer has found (corpus-NAME),
 * and for the importer the files of tests/data/fuzz, each once under each first byte. */
#include <config.h>
#include "fuzz.h"

#include <glib.h>
#include <string.h>

#define N_FIRST_BYTES 8 /* more than there are roles, so that each is tried, and guessing too */

static void
run_file (const char *path, int first)
{
	g_autofree char *text = NULL, *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (path, &text, &size, NULL));
	bytes = g_malloc (size + 1);
	memcpy (bytes + 1, text, size);
	bytes[0] = (char) first;
	g_assert_cmpint (LLVMFuzzerTestOneInput ((const unsigned char *) bytes + (first < 0), size + (first >= 0)), ==, 0);
}

static void
replay (gconstpointer path)
{
	run_file (path, -1);
}

static void
replay_each (gconstpointer path)
{
	for (int first = 0; first < N_FIRST_BYTES; first++)
		run_file (path, first);
}

/* What the fuzzer has found is many small files: one test for all of them. */
static void
replay_folder (gconstpointer folder)
{
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;

	g_assert_nonnull (dir);
	while ((name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *path = g_build_filename (folder, name, NULL);

		replay (path);
	}
}

static void
add_files (const char *folder)
{
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *test = g_strconcat ("/fuzz/file/", name, NULL);

		g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), replay_each, g_free);
	}
}

int
main (int argc, char **argv)
{
	const char *data = g_getenv ("SEGSCOPE_TEST_DATA") != NULL ? g_getenv ("SEGSCOPE_TEST_DATA") : ".";
	g_autofree char *corpus = g_build_filename (data, "corpus-" FUZZ_NAME, NULL), *files = g_build_filename (data, "fuzz", NULL);

	g_test_init (&argc, &argv, NULL);
	g_test_add_data_func ("/fuzz/corpus", corpus, replay_folder);
	if (strcmp (FUZZ_NAME, "import") == 0)
		add_files (files);
	return g_test_run ();
}
