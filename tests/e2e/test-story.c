/* Segments over three monthly loads, by commands: who moves, splits off, merges, comes and fits none is known, for the data are made here.
 *
 * Users s00.. buy little (2 orders of about 10), m00.. often (12 orders of about 10), b00.. dearly (2 orders of about 800). In the second
 * month 20 of the first begin to buy often and 30 of their kind come; in the third 25 of the last begin to buy often too. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "support/folder.h"

/* Orders of one user, in @month. The generator is seeded: the same file each time. */
static void
add_orders (GString *file, guint64 *state, char kind, guint user, guint month, guint n, double price)
{
	for (guint i = 0; i < n; i++) {
		*state = *state * 6364136223846793005u + 1442695040888963407u;
		g_string_append_printf (file, "o%c%02u%u%02u,%c%02u,i%u,2024-%02u-%02u,%.2f\n", kind, user, month, i, kind, user, i % 5, month, 1 + i % 28,
		                        price * (0.9 + 0.2 * (double) (*state >> 40) / (double) (1 << 24)));
	}
}

static void
write_month (const char *folder, guint month)
{
	g_autoptr (GString) file = g_string_new ("order_id,user_id,item_id,at,amount\n");
	g_autofree char *name = g_strdup_printf ("month%u.csv", month), *path = NULL;
	guint64 state = month;

	for (guint user = 0; user < 60 && month == 1; user++) {
		add_orders (file, &state, 's', user, 1, 2, 10);
		add_orders (file, &state, 'm', user, 1, 12, 10);
		add_orders (file, &state, 'b', user, 1, 2, 800);
	}
	for (guint user = 0; user < 20 && month == 2; user++)
		add_orders (file, &state, 's', user, 2, 12, 10);
	for (guint user = 60; user < 90 && month == 2; user++)
		add_orders (file, &state, 's', user, 2, 2, 10);
	for (guint user = 0; user < 25 && month == 3; user++)
		add_orders (file, &state, 'b', user, 3, 14, 800);
	if (month == 4) {
		add_orders (file, &state, 's', 95, 4, 2, 10);
		add_orders (file, &state, 'x', 0, 4, 1, 9e7);
	}
	path = test_folder_write (folder, name, file->str);
}

static void
load_month (const char *folder, guint month)
{
	g_autofree char *name = g_strdup_printf ("month%u.csv", month);

	write_month (folder, month);
	outcome_free (command_ok (folder, "import", "w.seg", name, "--as", "purchases", "-q", NULL));
}

/* The number of users whom @filter finds. */
static guint
count (const char *folder, const char *filter)
{
	g_autoptr (Outcome) outcome = command_ok (folder, "users", "w.seg", "--filter", filter, "-o", "csv", "-q", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (outcome->out);

	return rows->len - 1;
}

/* Calls the segment that @user is in @name. */
static void
name_segment (const char *folder, const char *user, const char *name)
{
	g_autofree char *filter = g_strdup_printf ("key = %s", user);
	g_autoptr (Outcome) outcome = command_ok (folder, "users", "w.seg", "--filter", filter, "--columns", "segment", "-o", "csv", "-q", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (outcome->out);

	outcome_free (command_ok (folder, "segments", "w.seg", "main", "--segment", csv_value (rows, 0, "segment"), "--rename", name, "-q", NULL));
}

/* Users who were in @from (NULL: in none) and are in @to. */
static gint64
moved (const GPtrArray *rows, const char *from, const char *to)
{
	for (guint row = 0; row + 1 < rows->len; row++)
		if (strcmp (csv_value (rows, row, "before"), from != NULL ? from : "") == 0 && strcmp (csv_value (rows, row, "now"), to != NULL ? to : "") == 0)
			return g_ascii_strtoll (csv_value (rows, row, "users"), NULL, 10);
	g_assert_not_reached ();
}

static GPtrArray *
migration (const char *folder, const char *from, const char *to)
{
	g_autoptr (Outcome) outcome = command_ok (folder, "migration", "w.seg", "main", "--from", from, "--to", to, "-o", "csv", NULL);

	return csv_rows (outcome->out);
}

/* The row of the proposals that says @what; its number, as text. */
static char *
find_proposal (const GPtrArray *rows, const char *what, guint *row)
{
	for (*row = 0; *row + 1 < rows->len; ++*row)
		if (strcmp (csv_value (rows, *row, "what"), what) == 0)
			return g_strdup (csv_value (rows, *row, "number"));
	return NULL;
}

static void
begin (const char *folder)
{
	load_month (folder, 1);
	outcome_free (command_ok (folder, "features", "w.seg", "-q", NULL));
	outcome_free (command_ok (folder, "cluster", "w.seg", "--name", "main", "--k", "3", "--select", "orders:log,monetary:log", "-q", NULL));
	name_segment (folder, "s00", "Small");
	name_segment (folder, "m00", "Many");
	name_segment (folder, "b00", "Big");
	outcome_free (command_ok (folder, "segments", "w.seg", "main", "--segment", "Big", "--describe", "Dear things", "--colour", "7", "-q", NULL));
	outcome_free (command_ok (folder, "rules", "w.seg", "--keep", "dear", "--condition", "segment of main = Big", "-q", NULL));
	outcome_free (command_ok (folder, "pin", "w.seg", "main", "--user", "s25", "--in", "Big", "--until", "2999-12-31", "--note", "their wish", "-q", NULL));
	g_assert_cmpuint (count (folder, "rule = dear"), ==, 61);
}

/* 20 of Small move to Many, 30 come. */
static void
second_month (const char *folder)
{
	g_autoptr (Outcome) kept = NULL;
	g_autoptr (GPtrArray) rows = NULL;

	load_month (folder, 2);
	command_fails (folder, 1, "only one version", "migration", "w.seg", "main", NULL);
	kept = command_ok (folder, "renew", "w.seg", "main", "--keep", "--note", "February", NULL);
	test_contains (kept->err, "This is version 2 of \"main\" now");
	test_contains (kept->out, "30 of them were in no segment before; 0 who were are not there any more.");
	rows = migration (folder, "before", "last");
	g_assert_cmpint (moved (rows, "Small", "Small"), ==, 39);
	g_assert_cmpint (moved (rows, "Small", "Many"), ==, 20);
	g_assert_cmpint (moved (rows, "Many", "Many"), ==, 60);
	g_assert_cmpint (moved (rows, "Big", "Big"), ==, 61);
	g_assert_cmpint (moved (rows, NULL, "Small"), ==, 30);
	g_assert_cmpint (moved (rows, "Big", "Many"), ==, 0);
	g_assert_cmpuint (count (folder, "segment of main version 1 = Small and segment of main = Many"), ==, 20);
	g_assert_cmpuint (count (folder, "segment of main version 1 is missing and segment of main version 2 = Small"), ==, 30);
}

/* 25 of Big split off; nothing is kept until it is asked for. */
static void
third_month (const char *folder)
{
	g_autoptr (Outcome) shown = NULL, segments = NULL, words = NULL;
	g_autoptr (GPtrArray) rows = NULL, proposals = NULL;
	g_autofree char *number = NULL, *split = NULL;
	guint row;

	load_month (folder, 3);
	shown = command_ok (folder, "renew", "w.seg", "main", "--k", "4", "-o", "csv", "-q", NULL);
	proposals = csv_rows (shown->out);
	g_assert_cmpuint (proposals->len, ==, 5);
	number = find_proposal (proposals, "split off", &row);
	g_assert_nonnull (number);
	g_assert_cmpstr (csv_value (proposals, row, "users"), ==, "25");
	split = g_strdup (csv_value (proposals, row, "name"));
	test_contains (csv_value (proposals, row, "why"), "100 % of those in it who were there were in \"Big\"");
	g_assert_cmpuint (count (folder, "rule = dear"), ==, 61);
	outcome_free (command_ok (folder, "renew", "w.seg", "main", "--k", "4", "--keep", "-q", NULL));
	rows = migration (folder, "2", "3");
	g_assert_cmpint (moved (rows, "Big", "Big"), ==, 36);
	g_assert_cmpint (moved (rows, "Big", split), ==, 25);
	g_assert_cmpint (moved (rows, "Small", "Small"), ==, 69);
	g_assert_cmpint (moved (rows, "Many", "Many"), ==, 80);
	g_assert_cmpuint (count (folder, "rule = dear"), ==, 36);
	segments = command_ok (folder, "segments", "w.seg", "main", "-o", "csv", "-q", NULL);
	test_contains (segments->out, "Dear things");
	words = command_ok (folder, "migration", "w.seg", "main", NULL);
	test_contains (words->out, "is new: 25 users, the largest part of whom was in \"Big\" (100 %).");
	test_contains (words->out, "210 users are in segments now, where 210 were: 0 came, 0 left.");
}

/* With two groups segments merge; what a rule needs stays, though nobody is in it; declined, it keeps its users. */
static void
merge (const char *folder)
{
	g_autoptr (Outcome) shown = command_ok (folder, "renew", "w.seg", "main", "--k", "2", "-o", "csv", "-q", NULL), undone = NULL;
	g_autoptr (GPtrArray) proposals = csv_rows (shown->out), rows = NULL;
	g_autofree char *number = NULL;
	guint row;

	g_assert_cmpuint (proposals->len, ==, 5); /* two groups, two segments without one */
	number = find_proposal (proposals, "merged", &row);
	g_assert_nonnull (number);
	outcome_free (command_ok (folder, "renew", "w.seg", "main", "--k", "2", "--decline", number, "--keep", "-q", NULL));
	rows = migration (folder, "3", "4");
	g_assert_cmpint (moved (rows, csv_value (proposals, row, "name"), csv_value (proposals, row, "name")), ==,
	                 g_ascii_strtoll (csv_value (proposals, row, "users"), NULL, 10) + (strcmp (csv_value (proposals, row, "name"), "Big") == 0)); /* and who is pinned */
	undone = command_ok (folder, "history", "w.seg", "--undo", "-q", NULL);
	command_fails (folder, 1, "There is no version \"4\"", "migration", "w.seg", "main", "--to", "4", NULL);
	g_assert_cmpuint (count (folder, "rule = dear"), ==, 36);
}

/* One like Small comes, and one like nobody. */
static void
fourth_month (const char *folder)
{
	g_autoptr (Outcome) assigned = NULL, list = NULL;
	g_autoptr (GPtrArray) rows = NULL;

	load_month (folder, 4);
	assigned = command_ok (folder, "segments", "w.seg", "main", "--assign", NULL);
	test_contains (assigned->err, "1 new user is in a segment of \"main\" now");
	test_contains (assigned->err, "1 new user fits no segment");
	list = command_ok (folder, "segments", "w.seg", "main", "--assigned", "-o", "csv", NULL);
	rows = csv_rows (list->out);
	g_assert_cmpuint (rows->len, ==, 3);
	g_assert_cmpstr (csv_value (rows, 0, "user"), ==, "x00");
	g_assert_cmpstr (csv_value (rows, 0, "fits"), ==, "no");
	g_assert_cmpfloat (g_ascii_strtod (csv_value (rows, 0, "distance"), NULL), >, g_ascii_strtod (csv_value (rows, 0, "reach"), NULL));
	g_assert_cmpstr (csv_value (rows, 1, "user"), ==, "s95");
	g_assert_cmpstr (csv_value (rows, 1, "segment"), ==, "Small");
	g_assert_cmpuint (count (folder, "segment of main is missing"), ==, 1);
}

static void
test_three_months (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Outcome) pins = NULL, sizes = NULL, drift = NULL, checked = NULL;
	g_autoptr (GPtrArray) rows = NULL, drifts = NULL;

	begin (folder);
	second_month (folder);
	third_month (folder);
	merge (folder);
	fourth_month (folder);
	pins = command_ok (folder, "pin", "w.seg", "-o", "csv", NULL);
	rows = csv_rows (pins->out);
	g_assert_cmpuint (rows->len, ==, 2);
	g_assert_cmpstr (csv_value (rows, 0, "segment"), ==, "Big");
	g_assert_cmpstr (csv_value (rows, 0, "without"), ==, "Small");
	g_assert_cmpstr (csv_value (rows, 0, "note"), ==, "their wish");
	outcome_free (command_ok (folder, "pin", "w.seg", "main", "--user", "s25", "--off", "Big", "-q", NULL));
	g_assert_cmpuint (count (folder, "rule = dear"), ==, 35);
	sizes = command_ok (folder, "migration", "w.seg", "main", "--sizes", "-o", "csv", NULL);
	test_contains (sizes->out, "2,2024-02-12 23:59,Many,80,"); /* placed by the data it counted */
	drift = command_ok (folder, "drift", "w.seg", "main", "--from", "1", "--to", "2", "-o", "csv", NULL);
	drifts = csv_rows (drift->out);
	g_assert_cmpuint (drifts->len, ==, 3);
	checked = command_ok (folder, "check", "w.seg", NULL);
}

static void
test_usage (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();

	begin (folder);
	command_fails (folder, 2, "Choose one of --k and --run", "renew", "w.seg", "main", "--k", "3", "--run", "1", NULL);
	command_fails (folder, 2, "--match takes a group and a segment", "renew", "w.seg", "main", "--match", "Big", "-q", NULL);
	command_fails (folder, 2, "--decline takes numbers", "renew", "w.seg", "main", "--decline", "9", "-q", NULL);
	command_fails (folder, 1, "There is no run", "renew", "w.seg", "main", "--run", "77", "-q", NULL);
	command_fails (folder, 1, "has no segment", "renew", "w.seg", "main", "--match", "1=Nobody", "-q", NULL);
	command_fails (folder, 2, "Say which segmentation and which user", "pin", "w.seg", "--in", "Big", NULL);
	command_fails (folder, 2, "--until takes a day", "pin", "w.seg", "main", "--user", "s00", "--in", "Big", "--until", "soon", NULL);
	command_fails (folder, 1, "a day to come", "pin", "w.seg", "main", "--user", "s00", "--in", "Big", "--until", "2020-01-01", NULL);
	command_fails (folder, 1, "is not pinned", "pin", "w.seg", "main", "--user", "s00", "--off", "Big", NULL);
	command_fails (folder, 1, "There is no version \"2019-01-01\"", "migration", "w.seg", "main", "--from", "2019-01-01", NULL);
	command_fails (folder, 2, "there is no version 5", "users", "w.seg", "--filter", "segment of main version 5 = Big", NULL);
	command_fails (folder, 2, "--runs takes two runs", "migration", "w.seg", "--runs", "1", NULL);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/story/three-months", test_three_months);
	g_test_add_func ("/story/usage", test_usage);
	return g_test_run ();
}
