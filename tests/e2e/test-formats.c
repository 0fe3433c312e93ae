/* Files in all their wrappings, by commands: packed, from standard input, in encodings in doubt, with bytes that are no text. */
#include <config.h>

#include <string.h>
#include <zlib.h>
#include <zstd.h>

#include "command.h"
#include "support/folder.h"

#define PLAIN "user_id,city,registered\nu1,北京,2024-03-05\nu2,上海,2024-03-06\n"

static void
write_bytes (const char *folder, const char *name, const char *bytes, gsize size)
{
	g_autofree char *path = g_build_filename (folder, name, NULL);

	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
write_gzip (const char *folder, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename (folder, name, NULL);
	gzFile file = gzopen (path, "wb");

	g_assert_nonnull (file);
	g_assert_cmpint (gzwrite (file, text, (unsigned) strlen (text)), ==, (int) strlen (text));
	g_assert_cmpint (gzclose (file), ==, Z_OK);
}

static void
write_zstd (const char *folder, const char *name, const char *text)
{
	char packed[1024];
	size_t n = ZSTD_compress (packed, sizeof packed, text, strlen (text), 3);

	g_assert_false (ZSTD_isError (n));
	write_bytes (folder, name, packed, n);
}

/* The users as the program itself gives them. */
static void
expect_users (const char *folder)
{
	g_autoptr (Outcome) users = command_ok (folder, "users", "w.seg", "-o", "csv", "--columns", "user,city", NULL);

	test_contains (users->out, "北京");
	test_contains (users->out, "上海");
}

/* The same export packed is the same file: importing it again adds nothing. */
static void
test_packed (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) plan = NULL, first = NULL, again = NULL;

	write_gzip (folder, "users.csv.gz", PLAIN);
	write_zstd (folder, "users.csv.zst", PLAIN);
	write_gzip (folder, "named-plain.csv", PLAIN);
	plan = command_ok (folder, "import", "w.seg", "users.csv.gz", "--dry-run", NULL);
	test_contains (plan->out, "packed with gzip");
	first = command_ok (folder, "import", "w.seg", "users.csv.gz", "--as", "users", NULL);
	test_contains (first->out, "2 of 2 rows");
	again = command_ok (folder, "import", "w.seg", "users.csv.zst", "--as", "users", NULL);
	test_contains (again->out, "imported before");
	g_clear_pointer (&again, outcome_free);
	again = command_ok (folder, "import", "w.seg", "named-plain.csv", "--as", "users", NULL);
	test_contains (again->out, "imported before");
	expect_users (folder);
}

/* A damaged or cut-off file changes nothing, whether one looks at its beginning or reads it through. */
static void
test_damaged (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) text = g_string_new ("user_id,city\n");
	g_autofree char *path = g_build_filename (folder, "users.csv.gz", NULL), *bytes = NULL;
	g_autoptr (Outcome) info = NULL;
	g_autoptr (GRand) random = g_rand_new_with_seed (1);
	gsize size;

	while (text->len < 6 * 1024 * 1024)
		g_string_append_printf (text, "u%u,Ulm\n", g_rand_int (random));
	write_gzip (folder, "users.csv.gz", text->str);
	g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
	write_bytes (folder, "cut.csv.gz", bytes, size - 10);
	write_bytes (folder, "short.csv.gz", bytes, 40);
	bytes[size - 1000] = (char) ~bytes[size - 1000];
	write_bytes (folder, "damaged.csv.gz", bytes, size);
	g_clear_pointer (&info, outcome_free);
	write_bytes (folder, "good.csv", PLAIN, strlen (PLAIN));
	info = command_ok (folder, "import", "w.seg", "good.csv", "--as", "users", NULL);
	command_fails (folder, 1, "cut off", "import", "w.seg", "cut.csv.gz", "--as", "users", "--quiet", NULL);
	command_fails (folder, 1, "cut off", "import", "w.seg", "short.csv.gz", "--as", "users", "--quiet", NULL);
	command_fails (folder, 1, "damaged at byte", "import", "w.seg", "damaged.csv.gz", "--as", "users", "--quiet", NULL);
	g_clear_pointer (&info, outcome_free);
	info = command_ok (folder, "info", "w.seg", "-o", "csv", NULL);
	test_contains (info->out, "files imported,1");
	expect_users (folder);
}

static void
test_standard_input (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) plain = NULL, packed = NULL, nothing = NULL, twice = NULL, full = NULL;

	write_bytes (folder, "users.csv", PLAIN, strlen (PLAIN));
	write_gzip (folder, "users.csv.gz", PLAIN);
	plain = shell_run (folder, "cat users.csv | \"$SEGSCOPE\" import w.seg - --as users");
	g_assert_cmpint (plain->status, ==, 0);
	test_contains (plain->out, "2 of 2 rows");
	packed = shell_run (folder, "cat users.csv.gz | \"$SEGSCOPE\" import w.seg - --as users");
	g_assert_cmpint (packed->status, ==, 0);
	test_contains (packed->out, "imported before");
	expect_users (folder);
	nothing = shell_run (folder, "\"$SEGSCOPE\" import w.seg - </dev/null");
	g_assert_cmpint (nothing->status, !=, 0);
	test_contains (nothing->err, "standard input is empty");
	twice = shell_run (folder, "\"$SEGSCOPE\" import w.seg - - <users.csv");
	g_assert_cmpint (twice->status, !=, 0);
	test_contains (twice->err, "only once");
	full = shell_run (folder, "TMPDIR=/nowhere \"$SEGSCOPE\" import w.seg - <users.csv");
	g_assert_cmpint (full->status, !=, 0);
	test_contains (full->err, "TMPDIR");
	g_assert_cmpuint (test_folder_count (folder, "segscope-"), ==, 0);
}

/* A short file of names: both readings are shown, and each can be chosen. */
static void
test_runner_up (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *bytes = NULL;
	g_autoptr (Outcome) plan = NULL, chosen = NULL;
	gsize size;

	bytes = g_convert ("user_id,name\nu1,陳怡君\nu2,林志豪\n", -1, "Big5", "UTF-8", NULL, &size, NULL);
	write_bytes (folder, "users.csv", bytes, size);
	plan = command_ok (folder, "import", "w.seg", "users.csv", "--dry-run", NULL);
	test_contains (plan->out, "> Big5");
	test_contains (plan->out, "陳怡君");
	chosen = command_ok (folder, "import", "w.seg", "users.csv", "--dry-run", "--encoding", "GBK", NULL);
	test_contains (chosen->out, "> GB");
}

static void
test_undecodable (void)
{
	static const char rows[] = "user_id,city\nu1,\xB1\xB1\xBE\xA9\nu2,\xB1\xB1\xFF\xBE\xA9\nu3,\xC9\xCF\xBA\xA3\n";
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) outcome = NULL, rejects = NULL;

	write_bytes (folder, "users.csv", rows, sizeof rows - 1);
	outcome = command_ok (folder, "import", "w.seg", "users.csv", "--as", "users", "--encoding", "GB18030", NULL);
	test_contains (outcome->out, "2 of 3 rows");
	rejects = command_ok (folder, "rejects", "w.seg", NULL);
	test_contains (rejects->out, "0xFF at position 6");
}

/* What is said of missing values is remembered by the workspace until something else is said. */
static void
test_missing_words (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) first = NULL, second = NULL, usual = NULL;

	write_bytes (folder, "a.csv", "user_id,age\nu1,30\nu2,?\nu3,40\n", 29);
	write_bytes (folder, "b.csv", "user_id,age\nu4,30\nu5,?\nu6,40\n", 29);
	first = command_ok (folder, "import", "w.seg", "a.csv", "--as", "users", "--missing", "+?", NULL);
	test_contains (first->out, "3 of 3 rows");
	second = command_ok (folder, "import", "w.seg", "b.csv", "--as", "users", "--dry-run", NULL);
	test_contains (second->out, "Missing are empty values and these:");
	usual = command_ok (folder, "import", "w.seg", "b.csv", "--as", "users", "--missing", "usual", "--dry-run", NULL);
	g_assert_null (strstr (usual->out, "Missing are empty values"));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/formats/packed", test_packed);
	g_test_add_func ("/formats/damaged", test_damaged);
	g_test_add_func ("/formats/standard-input", test_standard_input);
	g_test_add_func ("/formats/runner-up", test_runner_up);
	g_test_add_func ("/formats/undecodable", test_undecodable);
	g_test_add_func ("/formats/missing-words", test_missing_words);
	return g_test_run ();
}
