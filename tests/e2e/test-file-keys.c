/* The workspace file by keys: what is told on opening it, the check, the copy; and who else has it. */
#include <config.h>
#include <segscope/workspace.h>

#include <glib/gstdio.h>
#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

static SegWorkspace *
make (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL);
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);

	g_assert_no_error (error);
	return workspace;
}

static Terminal *
start (const char *folder)
{
	return terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "w.seg", NULL });
}

static void
leave (Terminal *terminal)
{
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* A killed import is told of once, before anything else. */
static void
test_lost (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (Terminal) first = NULL, second = NULL;
	g_autoptr (GError) error = NULL;

	seg_workspace_execute (workspace, "INSERT INTO unfinished (what, started_at, process, process_mark, host) "
	                                  "VALUES ('import of events.csv', 1795312200, 1, 'gone', '')", &error);
	g_assert_no_error (error);
	g_clear_pointer (&workspace, seg_workspace_close);
	first = start (folder);
	terminal_wait_for (first, "Something did not finish");
	terminal_assert_shows (first, "The import of events.csv begun on");
	terminal_keys (first, "<Esc>");
	terminal_wait_gone (first, "Something did not finish");
	terminal_wait_for (first, "No data yet");
	leave (first);

	second = start (folder);
	terminal_wait_for (second, "No data yet");
	leave (second);
}

static void
test_check_and_copy (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (Terminal) terminal = NULL;
	g_autoptr (Outcome) outcome = NULL;

	g_clear_pointer (&workspace, seg_workspace_close);
	terminal = start (folder);
	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, "c");
	terminal_wait_for (terminal, "The file is whole");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_gone (terminal, "The file is whole");
	terminal_keys (terminal, ":back up<Enter>");
	terminal_wait_for (terminal, "Copy the workspace to which file?");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "is a copy of the workspace");
	terminal_keys (terminal, "b<Enter>");
	terminal_wait_for (terminal, "There is already a file");
	terminal_keys (terminal, "n");
	terminal_wait_gone (terminal, "There is already a file");
	terminal_keys (terminal, "b<Enter>");
	terminal_wait_for (terminal, "There is already a file");
	terminal_keys (terminal, "y");
	terminal_wait_gone (terminal, "There is already a file");
	terminal_wait_for (terminal, "is a copy of the workspace");
	leave (terminal);
	g_assert_cmpuint (test_folder_count (folder, "w-20"), ==, 1);
	outcome = shell_run (folder, "\"$SEGSCOPE\" check w-20*.seg");
	g_assert_cmpint (outcome->status, ==, 0);
	test_contains (outcome->out, "is whole");
}

/* What the check finds is put right where one is. */
static void
test_repair (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (Terminal) terminal = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (Outcome) check = NULL;

	seg_workspace_execute (workspace, "DROP INDEX membership_segment", &error);
	g_assert_no_error (error);
	g_clear_pointer (&workspace, seg_workspace_close);
	terminal = start (folder);
	terminal_wait_for (terminal, "No data yet");
	terminal_keys (terminal, "c");
	terminal_wait_for (terminal, "The index membership_segment is missing");
	terminal_assert_shows (terminal, "Put this right now?");
	terminal_keys (terminal, "n");
	terminal_wait_gone (terminal, "Put this right now?");
	terminal_keys (terminal, "c");
	terminal_wait_for (terminal, "Put this right now?");
	terminal_keys (terminal, "y");
	terminal_wait_for (terminal, "The file is whole again");
	terminal_assert_shows (terminal, "before-repair");
	terminal_keys (terminal, "<Esc>c");
	terminal_wait_for (terminal, "links, counts and permissions are as they should");
	terminal_keys (terminal, "<Esc>");
	leave (terminal);
	check = command_ok (folder, "check", "w.seg", NULL);
}

/* While one writes, others read; who wants to write is told who does, and a copy can be made. */
static void
test_two (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegUnfinished) work = seg_work_begin (workspace, "import of events.csv", &error);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, &error);
	g_autoptr (Outcome) info = NULL, copy = NULL, check = NULL;

	g_assert_no_error (error);
	g_free (test_folder_write (folder, "users.csv", "user_id,city\nu1,Ulm\nu2,Bonn\n"));
	seg_workspace_execute (workspace, "INSERT INTO user (key) VALUES ('half')", &error);
	g_assert_no_error (error);
	info = command_ok (folder, "info", "w.seg", "--output", "csv", NULL);
	test_contains (info->out, "users,0");
	copy = command_ok (folder, "backup", "w.seg", "copy.seg", NULL);
	test_contains (copy->out, "read through and whole");
	check = command_ok (folder, "check", "w.seg", NULL);
	command_fails (folder, 1, "has been busy with the import of events.csv since ", "import", "w.seg", "users.csv", "--as", "users", NULL);
	command_fails (folder, 1, "There is a file copy.seg already", "backup", "w.seg", "copy.seg", NULL);
}

/* Overwrites the page of the file that has @text. */
static void
damage_page (const char *folder, const char *text)
{
	g_autofree char *path = g_build_filename (folder, "w.seg", NULL), *bytes = NULL;
	gsize size, page_size, page;

	g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
	page_size = (gsize) (guchar) bytes[16] << 8 | (guchar) bytes[17];
	page = (gsize) ((char *) memmem (bytes, size, text, strlen (text)) - bytes) / page_size;
	memset (bytes + page * page_size, 0xa5, page_size);
	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

/* Damaged pages: what can be read is saved, from Data or from the list of workspaces, and the work goes on. */
static void
test_salvage (void)
{
	static const gboolean from_list[] = { FALSE, TRUE };

	for (gsize i = 0; i < G_N_ELEMENTS (from_list); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autoptr (GString) users = g_string_new ("user_id,name\n");
		g_autofree char *file = NULL;
		g_autoptr (Outcome) import = NULL, check = NULL;
		g_autoptr (Terminal) terminal = NULL;

		for (int user = 0; user < 5000; user++)
			g_string_append_printf (users, "u%d,Name number %d\n", user, user);
		file = test_folder_write (folder, "users.csv", users->str);
		import = command_ok (folder, "import", "w.seg", "users.csv", "--as", "users", NULL);
		damage_page (folder, "Name number 2500");
		if (from_list[i]) {
			terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", NULL });
			terminal_wait_for (terminal, "Workspaces in this folder");
			terminal_keys (terminal, "r");
		} else {
			terminal = start (folder);
			terminal_wait_for (terminal, "c on Data");
			terminal_keys (terminal, "<Esc>");
			terminal_wait_for (terminal, "could not be read. c looks");
			terminal_keys (terminal, "c");
		}
		terminal_wait_for (terminal, "Save what can be read into a new file now?");
		terminal_keys (terminal, "y");
		terminal_wait_for (terminal, "The file is whole again");
		terminal_assert_shows (terminal, "w.seg.before-repair");
		terminal_keys (terminal, "<Esc>");
		terminal_wait_for (terminal, "users, 0 items, 0 events.");
		leave (terminal);
		check = command_ok (folder, "check", "w.seg", NULL);
	}
}

/* The commands as a script meets them. */
static void
test_commands (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (Outcome) check = NULL, trial = NULL, repair = NULL, again = NULL;
	g_autoptr (JsonNode) json = NULL;
	g_autoptr (GError) error = NULL;
	JsonObject *problem;

	seg_workspace_execute (workspace, "DROP INDEX membership_segment", &error);
	g_assert_no_error (error);
	g_clear_pointer (&workspace, seg_workspace_close);
	check = command_run (folder, "check", "w.seg", "--output", "json", NULL);
	g_assert_cmpint (check->status, ==, 1);
	json = outcome_json (check);
	problem = json_array_get_object_element (json_node_get_array (json), 0);
	g_assert_cmpstr (json_object_get_string_member (problem, "check"), ==, "schema");
	g_assert_cmpstr (json_object_get_string_member (problem, "problem"), ==, "The index membership_segment is missing");
	test_contains (check->err, "w.seg has 1 problem; put it right with: segscope repair w.seg");
	trial = command_ok (folder, "repair", "--dry-run", "w.seg", NULL);
	test_contains (trial->out, "What repair does: it is made anew.");
	test_contains (trial->out, "Nothing was changed in w.seg.");
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 1);
	repair = command_ok (folder, "repair", "w.seg", NULL);
	test_contains (repair->out, "as it was before it is kept as w.seg.before-repair");
	again = command_ok (folder, "repair", "w.seg", NULL);
	test_contains (again->out, "there is nothing to repair");
	command_fails (folder, 1, "There is no workspace", "check", "nothing.seg", NULL);
	command_fails (folder, 2, "Something is missing", "backup", "w.seg", NULL);
}

/* Whatever cleaning does and takes back, the check finds nothing to complain of. */
static void
test_after_cleaning (void)
{
	static const char *const steps[] = {
		"--add parse --column age --as text", "--add flag --column email --what missing", "--add exclude --pattern '*1@*'",
		"--add merge --alike name+city", "--add filter --of events --where 'amount > 100' --do drop", "--add drop-column --column gender", "--clear",
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);

	g_assert_cmpint (g_chmod (path, 0600), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
		g_autofree char *script = g_strdup_printf ("\"$SEGSCOPE\" clean sample.seg %s && \"$SEGSCOPE\" check sample.seg", steps[i]);
		g_autoptr (Outcome) outcome = shell_run (folder, script);

		if (outcome->status != 0)
			g_error ("%s: %s%s", steps[i], outcome->out, outcome->err);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/file-keys/lost", test_lost);
	g_test_add_func ("/file-keys/check-and-copy", test_check_and_copy);
	g_test_add_func ("/file-keys/repair", test_repair);
	g_test_add_func ("/file-keys/salvage", test_salvage);
	g_test_add_func ("/file-keys/two", test_two);
	g_test_add_func ("/file-keys/commands", test_commands);
	g_test_add_func ("/file-keys/after-cleaning", test_after_cleaning);
	return g_test_run ();
}
