/* segscope clean as a script uses it: every option, the files, and what it says when something is wrong. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "support/folder.h"

#define USERS "user_id,email,age,plan\nu1,a@x.cn,30,gold\nu2,A@X.cn,,gold\nu3,b@x.cn,40,silver\nu4,qa@test.com,20,gold\n"

static char *
make_folder (void)
{
	char *folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "users.csv", USERS);

	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "--as", "users", "--quiet", NULL));
	return folder;
}

static void
test_recipe (void)
{
	g_autofree char *folder = make_folder ();
	g_autoptr (Outcome) empty = command_ok (folder, "clean", "shop.seg", NULL);
	g_autoptr (Outcome) preview = command_ok (folder, "clean", "shop.seg", "--add", "fill", "--column", "age", "--preview", NULL);
	g_autoptr (Outcome) fill = command_ok (folder, "clean", "shop.seg", "--add", "fill", "--column", "age", "--note", "agreed", NULL);
	g_autoptr (Outcome) merge = command_ok (folder, "clean", "shop.seg", "--add", "merge", "--alike", "email", "--at", "1", "--output", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (merge->out);
	g_autoptr (Outcome) changes = NULL, moved = NULL, off = NULL, undone = NULL, read = NULL, cleared = NULL;

	test_contains (empty->out, "The recipe has no steps");
	test_contains (preview->out, "It would fill missing age with the median: 1 value changed.");
	test_contains (preview->out, "Nothing was changed.");
	test_contains (fill->out, "agreed");
	g_assert_cmpstr (csv_value (rows, 0, "kind"), ==, "merge");
	g_assert_cmpstr (csv_value (rows, 0, "rows_after"), ==, "3");
	g_assert_cmpstr (csv_value (rows, 1, "kind"), ==, "fill");
	g_assert_cmpstr (csv_value (rows, 1, "values_changed"), ==, "0"); /* the merge has filled it */
	changes = command_ok (folder, "clean", "shop.seg", "--changes", "--output", "csv", NULL);
	g_assert_nonnull (strstr (changes->out, "user,u2,age,,30"));
	moved = command_ok (folder, "clean", "shop.seg", "--move", "2", "--to", "1", NULL);
	outcome_free (command_ok (folder, "clean", "shop.seg", "--change", "1", "--with", "constant", "--value", "50", NULL));
	off = command_ok (folder, "clean", "shop.seg", "--disable", "2", NULL);
	test_contains (off->out, "switched off");
	outcome_free (command_ok (folder, "clean", "shop.seg", "--export", "recipe.json", NULL));
	undone = command_ok (folder, "clean", "shop.seg", "--undo", "--output", "json", NULL);
	g_assert_null (strstr (undone->out, "merge"));
	read = command_ok (folder, "clean", "shop.seg", "--import", "recipe.json", NULL);
	test_contains (read->out, "fill missing age with “50”");
	test_contains (read->out, "merge users alike by email");
	cleared = command_ok (folder, "clean", "shop.seg", "--clear", NULL);
	test_contains (cleared->out, "The recipe has no steps");
	outcome_free (command_ok (folder, "check", "shop.seg", NULL));
	test_folder_remove (g_steal_pointer (&folder));
}

/* Next month's file is cleaned like the first, and a step that no longer fits is said. */
static void
test_next_month (void)
{
	g_autofree char *folder = make_folder ();
	g_autofree char *path = test_folder_write (folder, "next.csv", "user_id,email,age,plan\nu5,c@x.cn,,silver\n");
	g_autoptr (Outcome) users = NULL;

	outcome_free (command_ok (folder, "clean", "shop.seg", "--add", "fill", "--column", "age", "--with", "mean", NULL));
	outcome_free (command_ok (folder, "clean", "shop.seg", "--add", "exclude", "--pattern", "*@TEST.com", NULL));
	outcome_free (command_ok (folder, "import", "shop.seg", "next.csv", "--as", "users", "--quiet", NULL));
	users = command_ok (folder, "users", "shop.seg", "--output", "csv", NULL);
	g_assert_null (strstr (users->out, "u4"));
	test_contains (users->out, "u5");
	test_folder_remove (g_steal_pointer (&folder));
}

static void
test_wrong (void)
{
	g_autofree char *folder = make_folder ();
	g_autofree char *path = test_folder_write (folder, "bad.json", "{\"segscope-recipe\": 1, \"steps\": [{\"step\": \"fly\"}]}");

	command_fails (folder, 2, "no kind of step “fly”", "clean", "shop.seg", "--add", "fly", NULL);
	command_fails (folder, 2, "needs --column", "clean", "shop.seg", "--add", "fill", NULL);
	command_fails (folder, 2, "One change at a time", "clean", "shop.seg", "--undo", "--clear", NULL);
	command_fails (folder, 2, "need --add KIND or --change N", "clean", "shop.seg", "--column", "age", NULL);
	command_fails (folder, 2, "given twice", "clean", "shop.seg", "--add", "flag", "--column", "age", "--column", "plan", NULL);
	command_fails (folder, 2, "at character 1: no such column: agge", "clean", "shop.seg", "--add", "filter", "--where", "agge > 3", NULL);
	command_fails (folder, 1, "there is no step 3", "clean", "shop.seg", "--remove", "3", NULL);
	command_fails (folder, 1, "Step 1 of the recipe: there is no kind of step “fly”", "clean", "shop.seg", "--import", "bad.json", NULL);
	command_fails (folder, 1, "Cannot read the recipe", "clean", "shop.seg", "--import", "none.json", NULL);
	test_folder_remove (g_steal_pointer (&folder));
}

static void
test_steps (void)
{
	g_autoptr (Outcome) steps = command_ok (".", "clean", "--steps", "--output", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (steps->out);

	g_assert_cmpuint (rows->len, >, 40);
	test_contains (steps->out, "drop-missing");
}

/* Users with what quality knows a step against: impossible ages, spellings, shared telephone numbers, stand-ins, gaps. */
static char *
dirty_users (void)
{
	static const char *const cities[] = { "Oslo", "Oslo", "OSLO ", "Rome", "Rome", "" };
	GString *text = g_string_new ("user_id,telephone,age,city,signup,spent\n");

	for (int i = 0; i < 300; i++)
		g_string_append_printf (text, "u%d,1380000%04d,%d,%s,%s,%s\n", i, i % 40 == 0 ? i + 1 : i, i % 9 == 0 ? 999 : 20 + i % 40,
		                        cities[i % 6], i % 20 == 0 ? "1970-01-01" : "2024-03-05", i % 30 == 0 ? "9999999" : "12.5");
	return g_string_free (text, FALSE);
}

/* What quality proposes can be pasted into a shell, each line as it stands. */
static void
test_proposals (void)
{
	g_autofree char *folder = test_folder_new (), *text = dirty_users (), *path = test_folder_write (folder, "users.csv", text);
	g_autoptr (Outcome) quality = NULL;
	g_auto (GStrv) lines = NULL;
	guint n = 0;

	outcome_free (command_ok (folder, "import", "shop's.seg", "users.csv", "--as", "users", "--quiet", NULL));
	quality = command_ok (folder, "quality", "shop's.seg", NULL);
	lines = g_strsplit (quality->out, "\n", -1);
	for (guint i = 0; lines[i] != NULL; i++)
		if (g_str_has_prefix (lines[i], "   segscope clean ")) {
			g_autofree char *script = g_strdup_printf ("\"$SEGSCOPE\"%s --preview", lines[i] + strlen ("   segscope"));
			g_autoptr (Outcome) outcome = shell_run (folder, script);

			if (outcome->status != 0)
				g_error ("%s: %s", lines[i], outcome->err);
			n++;
		}
	g_assert_cmpuint (n, >=, 3);
	test_contains (quality->out, "--fold\n");
	test_folder_remove (g_steal_pointer (&folder));
}

/* Reading dates as dates changes none of them. */
static void
test_read_anew (void)
{
	g_autofree char *folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "users.csv", "user_id,signup\nu1,2024-03-05\nu2,2024-03-06\n");
	g_autoptr (Outcome) same = NULL, other = NULL;

	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "--as", "users", "--quiet", NULL));
	same = command_ok (folder, "clean", "shop.seg", "--add", "parse", "--column", "signup", "--as", "date", "--preview", NULL);
	g_assert_null (strstr (same->out, "u1"));
	test_contains (same->out, "nothing to change");
	other = command_ok (folder, "clean", "shop.seg", "--add", "parse", "--column", "signup", "--as", "text", "--preview", NULL);
	test_contains (other->out, "2 values changed");
	test_folder_remove (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/clean/recipe", test_recipe);
	g_test_add_func ("/clean/next-month", test_next_month);
	g_test_add_func ("/clean/wrong", test_wrong);
	g_test_add_func ("/clean/steps", test_steps);
	g_test_add_func ("/clean/proposals", test_proposals);
	g_test_add_func ("/clean/read-anew", test_read_anew);
	return g_test_run ();
}
