/* What many tests need: a fresh folder that is gone afterwards, and short ways to files in it. */
#ifndef SEG_TEST_FOLDER_H
#define SEG_TEST_FOLDER_H

#include <glib.h>

/** A new empty folder; its path is freed, and the folder removed with all it holds, by test_folder_remove(). */
char *test_folder_new (void);
void  test_folder_remove (char *folder);

/** Writes @text under @name in @folder and returns the path. Free with g_free(). */
char *test_folder_write (const char *folder, const char *name, const char *text);

/** The whole file @path; fails the test when it cannot be read. Free with g_free(). */
char *test_file_read (const char *path);

/** How many files @folder holds whose names begin with @prefix. */
guint test_folder_count (const char *folder, const char *prefix);

/** SHA-256 of the file, to prove that it was left alone. Free with g_free(). */
char *test_file_checksum (const char *path);

/**
 * A file of the data sets that are not part of the package: "reference/kmeans.json". NULL when they are not there: the test
 * is then marked as skipped, and should return. Free with g_free().
 */
char *test_shared_file (const char *name);

/** A file of tests/data. Free with g_free(). */
char *test_data_file (const char *name);

/** A file of sample-data. Free with g_free(). */
char *test_sample_file (const char *name);

typedef char TestFolder; /* so that g_autoptr (TestFolder) removes a folder */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFolder, test_folder_remove)

/** TRUE when this process may do what file modes forbid (root). */
gboolean test_ignores_modes (void);

/**
 * Runs @func in a child process that has no rights beyond the file modes: as "nobody", to whom @folder and what is in it are
 * given first, when this process is root. Fails the test when the child fails an assertion.
 */
void test_without_privileges (const char *folder, void (*func) (const char *folder));


/** Asserts that @error is SEG_ERROR @code and that its message holds @part; then clears it. */
#define test_error(error, code, part)                                  \
	G_STMT_START {                                                     \
		g_assert_error (*(error), SEG_ERROR, (gint) (code));           \
		test_contains ((*(error))->message, part);                     \
		g_clear_error (error);                                         \
	} G_STMT_END

/** Asserts that @text holds @part, showing both when not. */
#define test_contains(text, part) test_contains_at (G_STRLOC, text, part)
void test_contains_at (const char *where, const char *text, const char *part);

#endif
