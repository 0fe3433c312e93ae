/* Runs the checked-in fuzzing files through the fuzz entry, once under each first byte, as an ordinary test. */
#include <config.h>
#include "fuzz.h"

#include <glib.h>
#include <string.h>

#define N_FIRST_BYTES 8 /* more than there are roles, so that each is tried, and guessing too */

static void
replay (gconstpointer path)
{
	g_autofree char *text = NULL, *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (path, &text, &size, NULL));
	bytes = g_malloc (size + 1);
	memcpy (bytes + 1, text, size);
	for (int first = 0; first < N_FIRST_BYTES; first++) {
		bytes[0] = (char) first;
		g_assert_cmpint (LLVMFuzzerTestOneInput ((const unsigned char *) bytes, size + 1), ==, 0);
	}
}

int
main (int argc, char **argv)
{
	g_autofree char *folder = g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA") != NULL ? g_getenv ("SEGSCOPE_TEST_DATA") : ".", "fuzz", NULL);
	g_autoptr (GDir) dir = NULL;
	g_autoptr (GError) error = NULL;
	const char *name;

	g_test_init (&argc, &argv, NULL);
	dir = g_dir_open (folder, 0, &error);
	g_assert_no_error (error);
	while ((name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *test = g_strconcat ("/fuzz/import/", name, NULL);

		g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), replay, g_free);
	}
	return g_test_run ();
}
