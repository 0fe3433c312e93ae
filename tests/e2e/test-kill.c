/* An import killed at a hundred moments: the workspace is as before or as after, the next start says what happened, and the import can
 * be done again. */
#include <config.h>
#include <segscope/maintenance.h>
#include <segscope/random.h>

#include <glib/gstdio.h>
#include <string.h>

#include "command.h"
#include "support/dump.h"
#include "support/folder.h"
#include "support/rounds.h"
#include "support/trace.h"

#define N_USERS 150
#define N_EVENTS 700
#define N_KILLS TEST_ROUNDS (50) /* for each of the two: a new workspace and one with data */

static char *
write_users (const char *folder)
{
	g_autoptr (GString) text = g_string_new ("user_id,city,registered_at\n");

	for (int i = 0; i < N_USERS; i++)
		g_string_append_printf (text, "u%04d,city %d,2024-%02d-%02d\n", i, i % 13, i % 12 + 1, i % 28 + 1);
	return test_folder_write (folder, "users.csv", text->str);
}

static char *
write_events (const char *folder, const char *name, int from)
{
	g_autoptr (GString) text = g_string_new ("user_id,course_id,event,at,amount\n");

	for (int i = from; i < from + N_EVENTS; i++)
		g_string_append_printf (text, "u%04d,c%d,%s,2024-%02d-%02d 10:%02d:00,%d\n", i * 31 % N_USERS, i % 23, i % 3 ? "view" : "purchase",
		                        i % 12 + 1, i % 28 + 1, i % 60, i % 100);
	return test_folder_write (folder, name, text->str);
}

/* The command that is killed. */
static const char *const words_new[] = { "import", "shop.seg", "users.csv", "events.csv", NULL };
static const char *const words_more[] = { "import", "shop.seg", "more.csv", NULL };

static char **
command_words (gboolean filled)
{
	const char *const *words = filled ? words_more : words_new;
	GPtrArray *all = g_ptr_array_new ();

	g_ptr_array_add (all, g_strdup (g_getenv ("SEGSCOPE")));
	for (; *words != NULL; words++)
		g_ptr_array_add (all, g_strdup (*words));
	g_ptr_array_add (all, NULL);
	return (char **) g_ptr_array_free (all, FALSE);
}

/* The workspace before, as bytes; NULL: there is none. */
typedef struct {
	char    *bytes;
	gsize    size;
	gboolean filled;
	char    *before, *after; /* dumps */
	guint    n_changes;
} Stage;

static void
clean (const char *folder)
{
	static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

	for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++) {
		g_autofree char *name = g_strconcat ("shop.seg", suffixes[i], NULL), *path = g_build_filename (folder, name, NULL);

		g_unlink (path);
	}
}

static void
restore (const Stage *stage, const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "shop.seg", NULL);

	clean (folder);
	if (!stage->filled)
		return;
	g_assert_true (g_file_set_contents (path, stage->bytes, (gssize) stage->size, NULL));
	g_chmod (path, 0600);
}

static gboolean
prepare (Stage *stage, const char *folder, gboolean filled)
{
	g_autofree char *users = write_users (folder), *events = write_events (folder, "events.csv", 0);
	g_autofree char *more = write_events (folder, "more.csv", N_EVENTS), *path = g_build_filename (folder, "shop.seg", NULL);
	g_auto (GStrv) words = command_words (filled);
	int status;

	*stage = (Stage) { .filled = filled };
	if (filled) {
		g_autoptr (Outcome) first = command_ok (folder, "import", "shop.seg", "users.csv", "events.csv", NULL);

		stage->before = test_dump (path);
		g_assert_true (g_file_get_contents (path, &stage->bytes, &stage->size, NULL));
	}
	if (!trace_run (folder, words, 0, &stage->n_changes, &status))
		return FALSE;
	g_assert_cmpint (status, ==, 0);
	g_assert_cmpuint (stage->n_changes, >, 20);
	stage->after = test_dump (path);
	return TRUE;
}

static GString *told;

static void
hear (const char *sentence, gpointer data)
{
	(void) data;
	g_string_append (told, sentence);
}

static void
assert_whole (const char *path)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) problems = seg_workspace_check (path, NULL, &error);

	g_assert_no_error (error);
	for (guint i = 0; i < problems->len; i++)
		g_test_message ("%s", ((SegProblem *) problems->pdata[i])->what);
	g_assert_cmpuint (problems->len, ==, 0);
}

/* What the next one to open the file finds. TRUE: the import had been kept. */
static gboolean
look (const Stage *stage, const char *path, gboolean *was_told, gboolean *is_there)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autofree char *now = NULL;
	gboolean after;

	g_string_truncate (told, 0);
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, &error);
	g_clear_pointer (&workspace, seg_workspace_close);
	*was_told = told->len > 0;
	if (*was_told)
		test_contains (told->str, "did not finish; nothing of it was kept");
	*is_there = error == NULL;
	if (error != NULL) { /* killed before there was a workspace at all */
		g_assert_false (stage->filled);
		return FALSE;
	}
	now = test_dump (path);
	after = g_strcmp0 (now, stage->after) == 0;
	if (!after && stage->filled)
		g_assert_cmpstr (now, ==, stage->before);
	if (!after && !stage->filled)
		test_contains (now, "\nuser: 0 rows");
	g_assert_false (after && *was_told);
	assert_whole (path);
	return after;
}

static void
kill_at (const Stage *stage, const char *folder, guint at, guint *n_after, guint *n_told)
{
	g_autofree char *path = g_build_filename (folder, "shop.seg", NULL), *now = NULL;
	g_auto (GStrv) words = command_words (stage->filled);
	gboolean after, was_told, is_there;
	guint n_changes;
	int status;

	restore (stage, folder);
	g_assert_true (trace_run (folder, words, at, &n_changes, &status));
	if (status == 0) /* threads took turns otherwise, and it had ended before */
		return;
	g_assert_cmpint (status, ==, 128 + 9);
	after = look (stage, path, &was_told, &is_there);
	*n_after += after ? 1 : 0;
	*n_told += was_told ? 1 : 0;
	if (!is_there || (at % 5 == 0 && !after)) { /* and it can be done again */
		g_autoptr (Outcome) again = stage->filled ? command_ok (folder, "import", "shop.seg", "more.csv", NULL)
		                                          : command_ok (folder, "import", "shop.seg", "users.csv", "events.csv", NULL);

		now = test_dump (path);
		g_assert_cmpstr (now, ==, stage->after);
	}
}

static void
kill_many (gboolean filled)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegRandom) random = seg_random_new (7, filled ? 1 : 0);
	Stage stage;
	guint n_after = 0, n_told = 0;

	if (!prepare (&stage, folder, filled)) {
		g_test_skip ("this system does not let one process trace another");
		return;
	}
	told = g_string_new (NULL);
	seg_workspace_set_teller (hear, NULL);
	for (guint i = 0; i < N_KILLS; i++) { /* one in each part of the way */
		guint from = stage.n_changes * i / N_KILLS, to = stage.n_changes * (i + 1) / N_KILLS;

		kill_at (&stage, folder, from + 1 + (guint) seg_random_below (random, MAX (1, to - from)), &n_after, &n_told);
	}
	seg_workspace_set_teller (NULL, NULL);
	g_test_message ("%u changes; killed %u times: %u times all was kept, %u times it was told of", stage.n_changes, N_KILLS, n_after, n_told);
	g_assert_cmpuint (n_told, >=, N_KILLS / 10);
	g_string_free (told, TRUE);
	g_free (stage.bytes);
	g_free (stage.before);
	g_free (stage.after);
}

static void
test_new (void)
{
	kill_many (FALSE);
}

static void
test_filled (void)
{
	kill_many (TRUE);
}

/* What a person reads on stderr, once; and who comes while another writes. */
static void
test_said (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "shop.seg", NULL);
	g_autoptr (Outcome) next = NULL, again = NULL;
	g_auto (GStrv) words = command_words (TRUE);
	Stage stage;
	guint n_changes;
	int status;

	if (!prepare (&stage, folder, TRUE)) {
		g_test_skip ("this system does not let one process trace another");
		return;
	}
	for (guint at = stage.n_changes; at > 0; at--) { /* from the end: the last moment before all is kept */
		g_autofree char *now = NULL;

		restore (&stage, folder);
		g_assert_true (trace_run (folder, words, at, &n_changes, &status));
		next = command_ok (folder, "info", "shop.seg", NULL);
		if (strstr (next->err, "segscope: The import of more.csv begun on ") != NULL)
			break;
		g_clear_pointer (&next, outcome_free);
	}
	g_assert_nonnull (next);
	test_contains (next->err, " UTC did not finish; nothing of it was kept\n");
	again = command_ok (folder, "import", "shop.seg", "more.csv", NULL);
	test_contains (again->err, "did not finish; nothing of it was kept\n");
	g_clear_pointer (&again, outcome_free);
	again = command_ok (folder, "audit", "shop.seg", "--output", "csv", NULL);
	g_assert_null (strstr (again->err, "did not finish"));
	test_contains (again->out, "did not finish,import of more.csv");
	g_free (stage.bytes);
	g_free (stage.before);
	g_free (stage.after);
}

/* A real disk that is too small, where this process may mount one. */
static void
test_small_disk (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *users = write_users (folder), *events = write_events (folder, "events.csv", 0), *path = NULL, *before = NULL, *after = NULL;
	g_autoptr (Outcome) mount = NULL, first = NULL, unmount = NULL;
	g_autoptr (GString) large = g_string_new ("user_id,course_id,event,at,comment\n");

	for (int i = 0; i < 60000; i++)
		g_string_append_printf (large, "u%04d,c%d,view,2024-01-01,a remark number %d that takes some space\n", i % N_USERS, i % 9, i);
	g_free (test_folder_write (folder, "large.csv", large->str));
	mount = shell_run (folder, "mkdir small && mount -t tmpfs -o size=3000k none small");
	if (mount->status != 0) {
		g_test_skip ("this process may not mount a small disk");
		return;
	}
	first = command_run (folder, "import", "small/shop.seg", "users.csv", "events.csv", NULL);
	path = g_build_filename (folder, "small", "shop.seg", NULL);
	before = test_dump (path);
	command_fails (folder, 1, "disk is full", "import", "small/shop.seg", "large.csv", "--as", "events", "--quiet", NULL);
	after = test_dump (path);
	unmount = shell_run (folder, "umount small");
	g_assert_cmpint (first->status, ==, 0);
	g_assert_cmpint (unmount->status, ==, 0);
	g_assert_cmpstr (before, ==, after);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/kill/new", test_new);
	g_test_add_func ("/kill/filled", test_filled);
	g_test_add_func ("/kill/said", test_said);
	g_test_add_func ("/kill/small-disk", test_small_disk);
	return g_test_run ();
}
