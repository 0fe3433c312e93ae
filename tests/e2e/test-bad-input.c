/* What bad input gets: a clear sentence, the right exit status, and nothing lost. */
#include <config.h>
#include <segscope/workspace.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "support/folder.h"

/* A small good workspace good.seg in @folder. */
static void
make_good (const char *folder)
{
	g_autofree char *users = test_folder_write (folder, "good.csv", "user_id,name,email_consent\nu1,Ann,yes\nu2,张丽,no\n");
	g_autoptr (Outcome) outcome = command_ok (folder, "import", "good.seg", users, "--as", "users", NULL);
}

/* A file that cannot be imported: into a new workspace, which then is not made, and into one that stays as it was. */
static void
assert_unreadable (const char *folder, const char *file, const char *sentence)
{
	g_autofree char *good = g_build_filename (folder, "good.seg", NULL), *before = test_file_checksum (good), *after = NULL;

	command_fails (folder, 1, sentence, "import", "new.seg", file, "--as", "users", NULL);
	command_fails (folder, 1, sentence, "import", "good.seg", file, "--as", "users", NULL);
	after = test_file_checksum (good);
	g_assert_cmpstr (before, ==, after);
	g_assert_cmpuint (test_folder_count (folder, "new"), ==, 0);
	g_assert_cmpuint (test_folder_count (folder, "good.seg"), ==, 1);
}

static void
test_files (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *empty = test_folder_write (folder, "empty.csv", ""), *header = test_folder_write (folder, "header.csv", "user_id,name\n");
	g_autofree char *bom = test_folder_write (folder, "bom.csv", "\xEF\xBB\xBF"), *blank = test_folder_write (folder, "blank.csv", "\n\n\n");
	g_autofree char *binary = g_build_filename (folder, "binary.csv", NULL);
	g_autofree char *filling = g_strnfill (1200000, 'x'), *rows = g_strdup_printf ("user_id,name\nu1,%s\nu2,b\n", filling);
	g_autofree char *long_row = test_folder_write (folder, "long.csv", rows);
	char bytes[5000];

	make_good (folder);
	for (gsize i = 0; i < sizeof bytes; i++)
		bytes[i] = (char) (i * 7919 >> 3);
	g_assert_true (g_file_set_contents (binary, bytes, sizeof bytes, NULL));
	assert_unreadable (folder, "missing.csv", "There is no file missing.csv");
	assert_unreadable (folder, folder, "is a folder");
	assert_unreadable (folder, empty, "is empty");
	assert_unreadable (folder, bom, "is empty");
	assert_unreadable (folder, blank, "");
	assert_unreadable (folder, binary, "is not a text file");
	assert_unreadable (folder, header, "a header but no rows");
	assert_unreadable (folder, long_row, "longer than 1 MiB");
}

static void
test_rows (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *file = test_folder_write (folder, "rows.csv",
		"user,item,at,amount\nu1,i1,2024-01-01,5\nu1,i1\nu1,i1,2024-02-30,5\nu1,i2,2024-01-02,lots\n,i1,2024-01-01,1\n"
		"u2,i1,2024-01-01,1,extra\nu2,i2,2024-01-05,7.50\n");
	g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", file, "--as", "purchases", "-o", "json", NULL);
	g_autoptr (Outcome) rejects = command_ok (folder, "rejects", "w.seg", "-o", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (rejects->out);
	static const struct { const char *line, *column, *raw; } expected[] = {
		{ "3", "", "u1,i1" }, { "4", "at", "u1,i1,2024-02-30,5" }, { "5", "amount", "u1,i2,2024-01-02,lots" },
		{ "6", "user", ",i1,2024-01-01,1" }, { "7", "", "u2,i1,2024-01-01,1,extra" },
	};

	g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (expected) + 1);
	for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
		g_assert_cmpstr (csv_value (rows, i, "line"), ==, expected[i].line);
		g_assert_cmpstr (csv_value (rows, i, "column"), ==, expected[i].column);
		g_assert_cmpstr (csv_value (rows, i, "row"), ==, expected[i].raw);
		g_assert_cmpstr (csv_value (rows, i, "reason"), !=, "");
	}
	test_contains (imported->out, "\"rows_loaded\" : 2");
}

static void
test_usage (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();

	make_good (folder);
	command_fails (folder, 2, "there is no such role; choose one of users", "import", "w.seg", "good.csv", "--as", "nonsense", NULL);
	command_fails (folder, 2, "no column \"nowhere\"; it has: user_id", "import", "w.seg", "good.csv", "--as", "users", "--map", "user=nowhere", NULL);
	command_fails (folder, 2, "There is no encoding", "import", "w.seg", "good.csv", "--encoding", "klingon", NULL);
	command_fails (folder, 2, "--delimiter", "import", "w.seg", "good.csv", "--delimiter", "ab", NULL);
	command_fails (folder, 2, "usage: segscope import", "import", "w.seg", NULL);
	command_fails (folder, 2, "there is no command \"nonsense\"", "nonsense", NULL);
	command_fails (folder, 2, "there is no command \"--nonsense\"", "--nonsense", NULL);
	command_fails (folder, 2, "usage: segscope info", "info", NULL);
	command_fails (folder, 2, "usage: segscope info", "info", "good.seg", "more", NULL);
	command_fails (folder, 2, "--output must be", "info", "good.seg", "--output", "xml", NULL);
	command_fails (folder, 2, "--nonsense", "info", "good.seg", "--nonsense", NULL);
	command_fails (folder, 2, "--threads", "info", "good.seg", "--threads", "-1", NULL);
	command_fails (folder, 2, "--seed", "info", "good.seg", "--seed", "x", NULL);
	command_fails (folder, 2, "--name", "cluster", "good.seg", NULL);
	command_fails (folder, 2, "--k: ", "cluster", "good.seg", "--name", "x", "-k", "1", NULL);
	command_fails (folder, 2, "no algorithm", "cluster", "good.seg", "--name", "x", "--algorithm", "magic", NULL);
	command_fails (folder, 2, "Filter, position", "users", "good.seg", "--filter", "name =", NULL);
	command_fails (folder, 2, "--control", "campaign", "good.seg", "--create", "x", "--control", "95%", NULL);
	command_fails (folder, 2, "--recommend", "campaign", "good.seg", "--create", "x", "--recommend", "11", NULL);
	g_assert_cmpuint (test_folder_count (folder, "w.seg"), ==, 0);
}

static void
test_not_there (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();

	make_good (folder);
	command_fails (folder, 1, "no segmentation \"x\"", "profile", "good.seg", "x", NULL);
	command_fails (folder, 1, "no user \"nobody\"", "user", "good.seg", "nobody", NULL);
	command_fails (folder, 1, "no campaign \"x\"", "export", "good.seg", "x", "out.csv", NULL);
	command_fails (folder, 1, "", "campaign", "good.seg", "--delete", "x", NULL);
	command_fails (folder, 1, "nothing to recommend", "evaluate", "good.seg", NULL);
	command_fails (folder, 1, "", "cluster", "good.seg", "--name", "x", "-k", "9", NULL);
}

static void
test_workspaces (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *text = test_folder_write (folder, "text.seg", "this is no workspace, only a text\n");
	g_autofree char *good = g_build_filename (folder, "good.seg", NULL), *before = NULL, *after = NULL;
	g_autoptr (Outcome) newer = NULL;

	make_good (folder);
	for (const char *const *command = (const char *const[]) { "info", "audit", "features", "segments", "users", "campaign", "rejects", NULL };
	     *command != NULL; command++) {
		command_fails (folder, 1, "There is no workspace missing.seg", *command, "missing.seg", NULL);
		command_fails (folder, 1, "is a folder", *command, folder, NULL);
		command_fails (folder, 1, "is not a segscope workspace", *command, text, NULL);
	}
	command_fails (folder, 1, "is not a segscope workspace", "import", text, "good.csv", "--as", "users", NULL);
	command_fails (folder, 1, "is not a file", "import", "/dev/null", "good.csv", "--as", "users", NULL);
	g_assert_true (g_file_test ("/dev/null", G_FILE_TEST_EXISTS));

	/* Byte 60 of an SQLite file holds user_version, big-endian. */
	newer = shell_run (folder, "printf '\\000\\000\\000\\143' | dd of=good.seg bs=1 seek=60 conv=notrunc 2>/dev/null");
	g_assert_cmpint (newer->status, ==, 0);
	before = test_file_checksum (good);
	command_fails (folder, 1, "made by a newer segscope (workspace version 99", "info", "good.seg", NULL);
	command_fails (folder, 1, "made by a newer segscope (workspace version 99", "import", "good.seg", "good.csv", "--as", "users", NULL);
	after = test_file_checksum (good);
	g_assert_cmpstr (before, ==, after);
}

/* While another program writes, reading goes on and writing says so. */
static void
test_locked (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *good = g_build_filename (folder, "good.seg", NULL), *more = test_folder_write (folder, "more.csv", "user_id,name\nu3,Cid\n");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (SegTransaction) transaction = NULL;
	g_autoptr (Outcome) info = NULL;

	make_good (folder);
	workspace = seg_workspace_open (good, SEG_WORKSPACE_READ_WRITE, &error);
	g_assert_no_error (error);
	transaction = seg_transaction_begin (workspace, &error);
	g_assert_true (seg_workspace_execute (workspace, "DELETE FROM user", &error));
	info = command_ok (folder, "users", "good.seg", "-o", "csv", NULL);
	test_contains (info->out, "u2");
	command_fails (folder, 1, "is writing to the workspace", "import", "good.seg", "more.csv", "--as", "users", NULL);
	g_clear_pointer (&transaction, seg_transaction_abandon);
	g_clear_pointer (&info, outcome_free);
	info = command_ok (folder, "import", "good.seg", "more.csv", "--as", "users", NULL);
}

/* Pulling the plug in the middle of an import: all of it is there afterwards, or nothing. */
static void
test_killed (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *large = NULL;
	g_autoptr (GString) rows = g_string_new ("user_id,name\n");
	static const guint delays[] = { 20, 60, 150, 400 };

	for (int i = 0; i < 200000; i++)
		g_string_append_printf (rows, "user-%d,name %d\n", i, i);
	large = test_folder_write (folder, "large.csv", rows->str);
	for (gsize i = 0; i < G_N_ELEMENTS (delays); i++) {
		g_autofree char *script = g_strdup_printf ("rm -f good.seg*; $SEGSCOPE import good.seg good.csv --as users -q >&2 && "
		                                           "{ $SEGSCOPE import good.seg large.csv --as users -q >&2 & sleep 0.%03u; kill -9 $!; wait $!; "
		                                           "$SEGSCOPE info good.seg -o csv; }", delays[i]);
		g_autofree char *small = test_folder_write (folder, "good.csv", "user_id,name\nu1,Ann\nu2,Bob\n");
		g_autoptr (Outcome) outcome = shell_run (folder, script);

		g_assert_cmpint (outcome->status, ==, 0);
		if (strstr (outcome->out, "users,2\r\n") == NULL && strstr (outcome->out, "users,200002\r\n") == NULL)
			g_error ("half an import was kept: %s", outcome->out);
	}
}

/* Little or odd data: every command ends with a result or a sentence. */
static void
test_little_data (void)
{
	static const struct { const char *role, *text; } files[] = {
		{ "users", "user_id\nu1\n" }, { "users", "user_id,name\nu1,\nu2,\n" }, { "items", "item_id,title\ni1,Alone\n" },
		{ "events", "user_id,event\nu1,view\nu1,view\n" }, { "ratings", "user_id,item_id,rating\nu1,i1,5\n" },
		{ "ratings", "user_id,item_id,rating\nu1,i1,5\nu2,i1,5\nu3,i1,5\nu1,i2,5\nu2,i2,5\nu3,i2,5\n" },
		{ "purchases", "user_id,item_id,amount,at\nu1,i1,0,2024-01-01\nu2,i1,0,2024-01-01\nu3,i1,0,2024-01-01\n" },
		{ "reviews", "user_id,item_id,review\nu1,i1,好\n" },
	};
	static const char *const commands[][8] = {
		{ "info", "w.seg" }, { "quality", "w.seg" }, { "features", "w.seg" }, { "features", "w.seg", "--list" }, { "features", "w.seg", "--info" },
		{ "features", "w.seg", "--select", "all" }, { "pca", "w.seg" }, { "sweep", "w.seg" }, { "cluster", "w.seg", "--name", "a" },
		{ "cluster", "w.seg", "--name", "b", "-k", "2" }, { "segments", "w.seg" }, { "segments", "w.seg", "b" }, { "profile", "w.seg" }, { "users", "w.seg" },
		{ "user", "w.seg", "u1" }, { "recommend", "w.seg", "--user", "u1" }, { "recommend", "w.seg", "--item", "i1" },
		{ "recommend", "w.seg", "--similar", "i1" }, { "evaluate", "w.seg" }, { "campaign", "w.seg", "--create", "c" },
		{ "campaign", "w.seg", "--create", "d", "--no-consent", "--reason", "test", "--everyone" }, { "export", "w.seg", "d", "out.csv" }, { "campaign", "w.seg" },
		{ "audit", "w.seg" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *file = test_folder_write (folder, "file.csv", files[i].text);
		g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", file, "--as", files[i].role, NULL);

		for (gsize j = 0; j < G_N_ELEMENTS (commands); j++) {
			const char *const *c = commands[j];
			g_autoptr (Outcome) outcome = command_run (folder, c[0], c[1], c[2], c[3], c[4], c[5], c[6], NULL);

			if (outcome->status > 2 || (outcome->status != 0 && strstr (outcome->err, "segscope: ") == NULL)
			    || strstr (outcome->out, "nan") != NULL)
				g_error ("with only %s: exit status %d of: %s\n%s%s", files[i].text, outcome->status, outcome->command, outcome->out, outcome->err);
		}
	}
}

static void
use_read_only (const char *folder)
{
	g_autoptr (Outcome) info = NULL;

	if (g_access (g_getenv ("SEGSCOPE"), X_OK) != 0)
		return; /* built where only root may go */
	g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
	info = command_ok (folder, "info", "good.seg", NULL);
	command_fails (folder, 1, "is read-only", "import", "good.seg", "more.csv", "--as", "users", NULL);
	command_fails (folder, 1, "Cannot make the workspace", "import", "new.seg", "more.csv", "--as", "users", NULL);
}

static void
test_read_only (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *more = test_folder_write (folder, "more.csv", "user_id,name\nu3,Cid\n");

	make_good (folder);
	test_without_privileges (folder, use_read_only);
}

/* What a person can see in good.seg. */
static char *
describe_good (const char *folder)
{
	g_autoptr (Outcome) shown = shell_run (folder, "for c in info users audit; do $SEGSCOPE $c good.seg -o csv; done");

	g_assert_cmpint (shown->status, ==, 0);
	return g_strdup (shown->out);
}

/* A full disk: standard output, the export's file, and the workspace itself. */
static void
test_disk_full (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *before = NULL, *after = NULL, *large = NULL;
	g_autoptr (GString) rows = g_string_new ("user_id,name\n");
	g_autoptr (Outcome) output = NULL, exported = NULL, imported = NULL, fresh = NULL;

	if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
		g_test_skip ("this system has no /dev/full");
		return;
	}
	make_good (folder);
	output = shell_run (folder, "$SEGSCOPE info good.seg >/dev/full");
	g_assert_cmpint (output->status, ==, 1);
	test_contains (output->err, "Cannot write the output");
	exported = shell_run (folder, "$SEGSCOPE features good.seg --select all --export /dev/full");
	g_assert_cmpint (exported->status, ==, 1);
	test_contains (exported->err, "Cannot write /dev/full: No space left");

	for (int i = 0; i < 60000; i++)
		g_string_append_printf (rows, "user-%d,some name that takes room %d\n", i, i);
	large = test_folder_write (folder, "large.csv", rows->str);
	before = describe_good (folder);
	imported = shell_run (folder, "ulimit -f 1500; $SEGSCOPE import good.seg large.csv --as users"); /* 512 or 1024 bytes each */
	g_assert_cmpint (imported->status, ==, 1);
	test_contains (imported->err, "disk");
	after = describe_good (folder);
	g_assert_cmpstr (before, ==, after);
	fresh = shell_run (folder, "ulimit -f 1500; $SEGSCOPE import new.seg large.csv --as users");
	g_assert_cmpint (fresh->status, ==, 1);
	g_assert_cmpuint (test_folder_count (folder, "new.seg"), ==, 0);
}

/* Names from files never reach the terminal as control characters, nor a spreadsheet as formulas. */
static void
test_hostile_names (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *file = test_folder_write (folder, "hostile.csv",
		"user_id,na\x1B[31mme,city\nu1,\x1B]0;owned\x07,=1+1\nu2,\xE2\x80\xAE" "abc,\xC2\x9B" "31m\n");
	g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", file, "--as", "users", NULL);
	g_autoptr (Outcome) table = command_ok (folder, "users", "w.seg", "--columns", "city", NULL);
	g_autoptr (Outcome) csv = command_ok (folder, "users", "w.seg", "--columns", "city", "-o", "csv", NULL);
	g_autoptr (Outcome) json = command_ok (folder, "users", "w.seg", "-o", "json", NULL);
	g_autoptr (JsonNode) node = outcome_json (json);
	g_autofree char *everything = g_strconcat (imported->out, imported->err, table->out, table->err, NULL);

	for (const char *c = everything; *c != '\0'; c = g_utf8_next_char (c))
		g_assert_true (*c == '\n' || !g_unichar_iscntrl (g_utf8_get_char (c)));
	g_assert_null (strstr (everything, "\xE2\x80\xAE"));
	test_contains (csv->out, ",'=1+1");
	g_assert_nonnull (node);
	command_fails (folder, 2, "no command \"a·[31mb\"", "a\x1B[31mb", NULL);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/bad-input/files", test_files);
	g_test_add_func ("/bad-input/rows", test_rows);
	g_test_add_func ("/bad-input/usage", test_usage);
	g_test_add_func ("/bad-input/not-there", test_not_there);
	g_test_add_func ("/bad-input/workspaces", test_workspaces);
	g_test_add_func ("/bad-input/locked", test_locked);
	g_test_add_func ("/bad-input/killed", test_killed);
	g_test_add_func ("/bad-input/little-data", test_little_data);
	g_test_add_func ("/bad-input/read-only", test_read_only);
	g_test_add_func ("/bad-input/disk-full", test_disk_full);
	g_test_add_func ("/bad-input/hostile-names", test_hostile_names);
	return g_test_run ();
}
