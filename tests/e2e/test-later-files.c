/* Months after the first: later files, exports that grow, rejects corrected in a spreadsheet, several files at once; by commands. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "support/folder.h"

static void
write_file (const char *folder, const char *name, const char *text)
{
	g_autofree char *path = test_folder_write (folder, name, text);

	g_assert_nonnull (path);
}

static void
test_users_of_two_months (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) first = NULL, second = NULL, again = NULL, user = NULL, counts = NULL;

	write_file (folder, "may.csv", "user_id,city\nu1,Beijing\nu2,Rome\nu3,Oslo\n");
	write_file (folder, "june.csv", "user_id,city\nu1,Shanghai\nu2,Rome\nu4,Paris\n");
	first = command_ok (folder, "import", "w.seg", "may.csv", "--as", "users", NULL);
	test_contains (first->out, "Users: 3 new, 0 changed, 0 unchanged.");
	second = command_ok (folder, "import", "w.seg", "june.csv", "--as", "users", NULL);
	test_contains (second->out, "Users: 1 new, 1 changed, 1 unchanged.");
	test_contains (second->out, "1 user of the last file like it is not in this one, and stays.");
	again = command_ok (folder, "import", "w.seg", "june.csv", "--as", "users", NULL);
	test_contains (again->out, "was imported before");
	user = command_ok (folder, "user", "w.seg", "u1", "--show", "page", NULL);
	test_contains (user->out, "Beijing → Shanghai (june.csv)");
	write_file (folder, "july.csv", "user_id,city\nu4,Nice\n");
	counts = command_ok (folder, "import", "w.seg", "july.csv", "--as", "users", "-o", "csv", NULL);
	test_contains (counts->out, "vanished_users");
}

static void
test_growing_export (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) second = NULL, added = NULL;

	write_file (folder, "jan.csv", "user_id,item_id,at,amount\nu1,i1,2024-01-05,5\nu2,i1,2024-01-06,6\n");
	write_file (folder, "febr.csv", "user_id,item_id,at,amount\nu1,i1,2024-01-05,5\nu2,i1,2024-01-06,6\nu2,i2,2024-02-06,6\n");
	outcome_free (command_ok (folder, "import", "w.seg", "jan.csv", "--as", "purchases", NULL));
	outcome_free (command_ok (folder, "import", "v.seg", "jan.csv", "--as", "purchases", NULL));
	second = command_ok (folder, "import", "w.seg", "febr.csv", "--as", "purchases", NULL);
	test_contains (second->out, "2 rows are events that earlier files had brought; they were not added again.");
	test_contains (second->out, "Events: 1 new.");
	added = command_ok (folder, "import", "v.seg", "febr.csv", "--as", "purchases", "--add-known", NULL);
	test_contains (added->out, "Events: 3 new.");
}

/* A kind of events that came after the feature set was computed: "all" is what the set has, and the rest is named. */
static void
test_set_older_than_data (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) all = NULL, built = NULL;

	write_file (folder, "views.csv", "user_id,event,ts\nu1,view,2024-01-05 10:00\nu1,view,2024-03-09 12:10\nu2,view,2024-02-06 09:00\nu3,view,2024-03-01 23:00\n"
	            "u3,view,2024-03-02 20:00\nu3,view,2024-03-03 21:00\n");
	write_file (folder, "carts.csv", "user_id,event,ts\nu1,cart,2024-03-05 10:00\nu3,cart,2024-03-06 10:00\n");
	outcome_free (command_ok (folder, "import", "w.seg", "views.csv", NULL));
	outcome_free (command_ok (folder, "features", "w.seg", NULL));
	outcome_free (command_ok (folder, "import", "w.seg", "carts.csv", NULL));
	all = command_ok (folder, "correlations", "w.seg", "--select", "all", NULL);
	test_contains (all->err, "Left out, as the feature set \"default\" was built before the data had them: count_cart, ");
	command_fails (folder, 1, "was built before the data had \"count_cart\"", "correlations", "w.seg", "--select", "events,count_cart", NULL);
	outcome_free (command_ok (folder, "features", "w.seg", NULL));
	built = command_ok (folder, "correlations", "w.seg", "--select", "all", NULL);
	g_assert_null (strstr (built->err, "Left out"));
}

/* The file as a spreadsheet of another country writes it: semicolons, GB18030, quotes around everything. */
static void
save_as_spreadsheet (const char *folder)
{
	g_autofree char *from = g_build_filename (folder, "out.csv", NULL), *to = g_build_filename (folder, "fixed.csv", NULL);
	g_autofree char *text = NULL, *bytes = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	g_autoptr (GString) saved = g_string_new (NULL);
	gsize size;

	g_assert_true (g_file_get_contents (from, &text, NULL, NULL));
	g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBF"));
	rows = csv_rows (text + 3);
	for (guint i = 0; i < rows->len; i++)
		for (char **cells = rows->pdata[i]; *cells != NULL; cells++) {
			const char *value = strcmp (*cells, "abc") == 0 ? "12.5" : strcmp (*cells, "2024-02-30") == 0 ? "2024-02-29" : *cells;
			g_auto (GStrv) parts = g_strsplit (value, "\"", -1);
			g_autofree char *doubled = g_strjoinv ("\"\"", parts);

			g_string_append_printf (saved, "\"%s\"%s", doubled, cells[1] != NULL ? ";" : "\r\n");
		}
	bytes = g_convert (saved->str, -1, "GB18030", "UTF-8", NULL, &size, NULL);
	g_assert_nonnull (bytes);
	g_assert_true (g_file_set_contents (to, bytes, (gssize) size, NULL));
}

static void
test_correction (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) rows = g_string_new ("user_id,城市,at,amount\n");
	g_autoptr (Outcome) imported = NULL, reasons = NULL, exported = NULL, fixed = NULL, left = NULL, all = NULL;

	for (int i = 0; i < 40; i++)
		g_string_append_printf (rows, "u%d,北京市朝阳区,2024-01-05,5\n", i);
	g_string_append (rows, "=u90,上海市浦东新区,2024-02-30,5\nu91,广州市天河区,2024-02-01,abc\nu92\n");
	write_file (folder, "orders.csv", rows->str);
	imported = command_ok (folder, "import", "w.seg", "orders.csv", "--as", "purchases", NULL);
	test_contains (imported->out, "3 rows were set aside.");
	reasons = command_ok (folder, "rejects", "w.seg", "--reasons", "-o", "csv", NULL);
	test_contains (reasons->out, "\"\"…\"\" is not a number");
	exported = command_ok (folder, "rejects", "w.seg", "--export", "out.csv", NULL);
	save_as_spreadsheet (folder);
	fixed = command_ok (folder, "import", "w.seg", "fixed.csv", NULL);
	test_contains (fixed->out, "3 rows or values that were set aside are taken up with it.");
	test_contains (fixed->out, "1 row was set aside.");
	left = command_ok (folder, "rejects", "w.seg", "-o", "csv", NULL);
	test_contains (left->out, "fixed.csv");
	all = command_ok (folder, "user", "w.seg", "=u90", "--show", "events", "-o", "csv", NULL);
	test_contains (all->out, "2024-02-29");
	command_fails (folder, 1, "number 9", "import", "w.seg", "fixed.csv", "--corrects", "9", NULL);
}

static void
test_all_or_nothing (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) rows = g_string_new ("user_id,item_id,at\n");

	for (int i = 0; i < 20; i++)
		g_string_append_printf (rows, "u%d,i1,2024-01-05\n", i);
	g_string_append (rows, "u1,i1,yesterday\n");
	write_file (folder, "e.csv", rows->str);
	write_file (folder, "u.csv", "user_id,city\nu1,Rome\nu2,Oslo\n");
	command_fails (folder, 1, "yesterday", "import", "w.seg", "u.csv", "e.csv", "--max-rejects", "0", "--quiet", NULL);
	g_assert_cmpuint (test_folder_count (folder, "w.seg"), ==, 0);
	command_fails (folder, 2, "not \"many\"", "import", "w.seg", "u.csv", "--max-rejects", "many", "--quiet", NULL);
	command_fails (folder, 1, "is a folder", "import", "w.seg", ".", NULL);
	outcome_free (command_ok (folder, "import", "w.seg", "u.csv", "e.csv", "--max-rejects", "5%", NULL));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/later-files/users-of-two-months", test_users_of_two_months);
	g_test_add_func ("/later-files/growing-export", test_growing_export);
	g_test_add_func ("/later-files/set-older-than-data", test_set_older_than_data);
	g_test_add_func ("/later-files/correction", test_correction);
	g_test_add_func ("/later-files/all-or-nothing", test_all_or_nothing);
	return g_test_run ();
}
