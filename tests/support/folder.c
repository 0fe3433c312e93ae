#include <config.h>
#include "folder.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

char *
test_folder_new (void)
{
	GError *error = NULL;
	char *folder = g_dir_make_tmp ("segscope-test-XXXXXX", &error);

	g_assert_no_error (error);
	return folder;
}

static void
remove_tree (const char *path)
{
	GDir *dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *inner = g_build_filename (path, name, NULL);

		remove_tree (inner);
	}
	if (dir != NULL)
		g_dir_close (dir);
	g_remove (path);
}

void
test_folder_remove (char *folder)
{
	if (folder == NULL)
		return;
	g_chmod (folder, 0700);
	remove_tree (folder);
	g_free (folder);
}

char *
test_folder_write (const char *folder, const char *name, const char *text)
{
	char *path = g_build_filename (folder, name, NULL);
	GError *error = NULL;

	g_file_set_contents (path, text, -1, &error);
	g_assert_no_error (error);
	return path;
}

char *
test_file_read (const char *path)
{
	GError *error = NULL;
	char *text = NULL;

	g_file_get_contents (path, &text, NULL, &error);
	g_assert_no_error (error);
	return text;
}

guint
test_folder_count (const char *folder, const char *prefix)
{
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;
	guint n = 0;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
		n += g_str_has_prefix (name, prefix) ? 1 : 0;
	return n;
}

char *
test_file_checksum (const char *path)
{
	GError *error = NULL;
	g_autofree char *bytes = NULL;
	gsize size;

	g_file_get_contents (path, &bytes, &size, &error);
	g_assert_no_error (error);
	return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, size);
}

/* The file @name under the folder that the environment @variable names, or NULL. */
static char *
find_file (const char *variable, const char *name)
{
	const char *folder = g_getenv (variable);
	g_autofree char *path = folder != NULL ? g_build_filename (folder, name, NULL) : NULL;

	return path != NULL && g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
test_shared_file (const char *name)
{
	char *path = find_file ("SEGSCOPE_SHARED", name);

	if (path == NULL) {
		g_autofree char *why = g_strdup_printf ("%s is not there (SEGSCOPE_SHARED names the folder of data sets)", name);

		g_test_skip (why);
	}
	return path;
}

char *
test_data_file (const char *name)
{
	char *path = find_file ("SEGSCOPE_TEST_DATA", name);

	if (path == NULL)
		g_error ("tests/data/%s is not there; run the tests by make check", name);
	return path;
}

char *
test_sample_file (const char *name)
{
	char *path = find_file ("SEGSCOPE_SAMPLE_DATA", name);

	if (path == NULL)
		g_error ("sample-data/%s is not there; run the tests by make check", name);
	return path;
}

gboolean
test_ignores_modes (void)
{
	return geteuid () == 0;
}

static void
give_away (const char *path)
{
	g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
	const char *name;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *inner = g_build_filename (path, name, NULL);

		give_away (inner);
	}
	g_assert_cmpint (lchown (path, NOBODY, NOBODY), ==, 0);
}

void
test_without_privileges (const char *folder, void (*func) (const char *folder))
{
	pid_t child;
	int status = -1;

	if (test_ignores_modes ())
		give_away (folder);
	child = fork ();
	if (child == 0) {
		if (test_ignores_modes () && (setresgid (NOBODY, NOBODY, NOBODY) != 0 || setresuid (NOBODY, NOBODY, NOBODY) != 0))
			g_error ("cannot become nobody");
		func (folder);
		_exit (0);
	}
	g_assert_cmpint (waitpid (child, &status, 0), ==, child);
	g_assert_cmpint (status, ==, 0);
}

void
test_contains_at (const char *where, const char *text, const char *part)
{
	if (text == NULL || strstr (text, part) == NULL)
		g_error ("%s: expected \"%s\" in \"%s\"", where, part, text != NULL ? text : "(nothing)");
}
