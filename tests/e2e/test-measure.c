/* A campaign from list to measurement, by commands: people whose purchases are known, against counts made by hand. */
#include <config.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "support/folder.h"

#define N_USERS 1200

static void
write_users (const char *folder)
{
	g_autoptr (GString) users = g_string_new ("user_id,email,consent\n");
	g_autoptr (GString) bought = g_string_new ("user_id,item_id,at,amount\n");
	g_autofree char *one = NULL, *other = NULL;

	for (int i = 0; i < N_USERS; i++) {
		g_string_append_printf (users, "u%04d,u%d@x.cn,yes\n", i, i);
		g_string_append_printf (bought, "u%04d,c%d,2026-01-%02d,%d\n", i, i % 7, 1 + i % 28, 10 + i % 90);
	}
	one = test_folder_write (folder, "users.csv", users->str);
	other = test_folder_write (folder, "january.csv", bought->str);
}

/* Of those sent to every fourth buys for 40, of those held back every eighth for 20; the arms, as the list says, into counts. */
static void
write_after (const char *folder, const GPtrArray *list, int n[2], int did[2])
{
	g_autoptr (GString) bought = g_string_new ("user_id,item_id,at,amount\n");
	g_autofree char *path = NULL;

	for (guint i = 0; i + 1 < list->len; i++) {
		gboolean sent = strcmp (csv_value (list, i, "arm"), "send") == 0;

		if (n[sent]++ % (sent ? 4 : 8) == 0) {
			did[sent]++;
			g_string_append_printf (bought, "%s,c1,2026-02-10,%d\n", csv_value (list, i, "key"), sent ? 40 : 20);
		}
	}
	g_string_append (bought, "u0001,c2,2026-04-01,500\n"); /* later than 30 days */
	path = test_folder_write (folder, "later.csv", bought->str);
}

static double
number (const GPtrArray *rows, const char *column)
{
	return g_ascii_strtod (csv_value (rows, 0, column), NULL);
}

static void
check (const GPtrArray *rows, const int n[2], const int did[2])
{
	double sent = did[1] / (double) n[1], held = did[0] / (double) n[0];

	g_assert_cmpfloat (number (rows, "sent"), ==, n[1]);
	g_assert_cmpfloat (number (rows, "control"), ==, n[0]);
	g_assert_cmpfloat_with_epsilon (number (rows, "share_sent"), sent, 1e-12);
	g_assert_cmpfloat_with_epsilon (number (rows, "difference"), sent - held, 1e-12);
	g_assert_cmpfloat (number (rows, "low"), <, sent - held);
	g_assert_cmpfloat (number (rows, "high"), >, sent - held);
	g_assert_cmpfloat_with_epsilon (number (rows, "money_sent"), 40 * sent, 1e-9);
	g_assert_cmpfloat_with_epsilon (number (rows, "money_control"), 20 * held, 1e-9);
}

static void
test_story (void)
{
	g_autofree char *folder = test_folder_new ();
	g_autoptr (Outcome) before = NULL, measured = NULL, words = NULL, other_goal = NULL;
	g_autoptr (GPtrArray) rows = NULL, people = NULL, rows_before = NULL;
	g_autofree char *text = NULL, *path = g_build_filename (folder, "list.csv", NULL);
	int n[2] = { 0 }, did[2] = { 0 };

	write_users (folder);
	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "january.csv", "--quiet", NULL));
	outcome_free (command_ok (folder, "campaign", "shop.seg", "--create", "spring", "--everyone", "--control", "25%", "--recommend", "0", NULL));
	before = command_ok (folder, "measure", "shop.seg", "spring", "--before", "--output", "csv", NULL);
	rows_before = csv_rows (before->out);
	g_assert_cmpfloat_with_epsilon (number (rows_before, "share"), 1, 1e-12); /* everybody bought in January */
	command_fails (folder, 1, "never exported", "measure", "shop.seg", "spring", NULL);
	outcome_free (command_ok (folder, "export", "shop.seg", "spring", "list.csv", "--arm", "both", "--columns", "key,arm", NULL));
	command_fails (folder, 1, "import what happened since", "measure", "shop.seg", "spring", NULL);
	text = test_file_read (path);
	people = csv_rows (text);
	write_after (folder, people, n, did);
	outcome_free (command_ok (folder, "import", "shop.seg", "later.csv", "--as", "purchases", "--quiet", NULL));
	measured = command_ok (folder, "measure", "shop.seg", "spring", "--from", "2026-02-01", "--output", "csv", NULL);
	rows = csv_rows (measured->out);
	check (rows, n, did);
	words = command_ok (folder, "measure", "shop.seg", "spring", "--from", "2026-02-01", NULL);
	test_contains (words->out, "It helped");
	g_assert_null (strstr (words->out, "Check:"));
	other_goal = command_ok (folder, "measure", "shop.seg", "--from", "2026-03-20", "--days", "60", NULL);
	test_contains (other_goal->out, "Check: The data end on 2026-04-01");
	command_fails (folder, 1, "there are: purchase", "measure", "shop.seg", "spring", "--goal", "fly", "--from", "2026-02-01", NULL);
	command_fails (folder, 2, "2026-13-01", "measure", "shop.seg", "spring", "--from", "2026-13-01", NULL);
	test_folder_remove (g_steal_pointer (&folder));
}

/* Two arms: each against those held back, together the list; what the next people should be given is a share of everybody. */
static void
test_arms (void)
{
	g_autofree char *folder = test_folder_new ();
	g_autoptr (Outcome) measured = NULL, shares = NULL, words = NULL;
	g_autoptr (GPtrArray) rows = NULL, arms = NULL;
	double sent = 0, next = 0, did = 0;
	guint n = 0;

	write_users (folder);
	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "january.csv", "--quiet", NULL));
	outcome_free (command_ok (folder, "campaign", "shop.seg", "--create", "ab", "--everyone", "--control", "20%", "--arms", "A=60%,B=40%", "--contact-cost", "2",
	                          "--recommend", "0", NULL));
	measured = command_ok (folder, "measure", "shop.seg", "ab", "--from", "2026-01-10", "--days", "10", "--output", "csv", NULL);
	rows = csv_rows (measured->out);
	for (guint i = 0; i + 1 < rows->len; i++)
		if (strcmp (csv_value (rows, i, "of"), "arm") == 0) {
			sent += atoi (csv_value (rows, i, "sent"));
			did += atoi (csv_value (rows, i, "sent")) * g_ascii_strtod (csv_value (rows, i, "share_sent"), NULL);
			g_assert_cmpstr (csv_value (rows, i, "control"), ==, csv_value (rows, 0, "control"));
			n++;
		}
	g_assert_cmpuint (n, ==, 2);
	g_assert_cmpfloat (sent, ==, number (rows, "sent"));
	g_assert_cmpfloat_with_epsilon (did, number (rows, "share_sent") * sent, 1e-6);
	words = command_ok (folder, "measure", "shop.seg", "ab", "--from", "2026-01-10", "--days", "10", NULL);
	test_contains (words->out, "It cost");
	shares = command_ok (folder, "arms", "shop.seg", "ab", "--from", "2026-01-10", "--days", "10", "--least", "10%", "--output", "csv", NULL);
	arms = csv_rows (shares->out);
	for (guint i = 0; i < 2; i++) {
		double share = g_ascii_strtod (csv_value (arms, i, "next"), NULL);

		g_assert_cmpfloat (share, >=, 0.1 - 1e-9);
		next += share;
	}
	g_assert_cmpfloat_with_epsilon (next, 1, 1e-9);
	test_folder_remove (g_steal_pointer (&folder));
}

/* Without anybody held back nothing can be said, and that is said. */
static void
test_no_control (void)
{
	g_autofree char *folder = test_folder_new ();

	write_users (folder);
	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "january.csv", "--quiet", NULL));
	outcome_free (command_ok (folder, "campaign", "shop.seg", "--create", "all", "--everyone", "--control", "0%", "--reason", "test", "--recommend", "0", NULL));
	command_fails (folder, 1, "held nobody back", "measure", "shop.seg", "all", "--from", "2026-01-05", NULL);
	command_fails (folder, 1, "no campaign \"none\"", "measure", "shop.seg", "none", NULL);
	test_folder_remove (g_steal_pointer (&folder));
}

/* Being sent to moves those of 40 and older, and nobody else: that is found, and it is these who are kept for the next campaign. */
static void
write_moved (const char *folder, const GPtrArray *list)
{
	g_autoptr (GString) bought = g_string_new ("user_id,item_id,at,amount\n");
	g_autofree char *path = NULL;
	int n[2][2] = { { 0 } };

	for (guint i = 0; i + 1 < list->len; i++) {
		gboolean sent = strcmp (csv_value (list, i, "arm"), "send") == 0, older = atoi (csv_value (list, i, "age")) >= 40;

		if (n[sent][older]++ % (sent && older ? 2 : 10) == 0)
			g_string_append_printf (bought, "%s,c1,2026-02-10,40\n", csv_value (list, i, "key"));
	}
	g_string_append (bought, "u0001,c2,2026-04-01,500\n");
	path = test_folder_write (folder, "later.csv", bought->str);
}

static void
test_uplift (void)
{
	g_autofree char *folder = test_folder_new (), *text = NULL, *path = g_build_filename (folder, "list.csv", NULL);
	g_autoptr (GString) users = g_string_new ("user_id,age,visits\n");
	g_autoptr (GPtrArray) list = NULL, learners = NULL, tenths = NULL, kept = NULL;
	g_autoptr (Outcome) learnt = NULL, in_tenths = NULL, keeping = NULL, people = NULL;
	gint64 total = 0;
	guint older = 0;

	write_users (folder);
	for (int i = 0; i < N_USERS; i++)
		g_string_append_printf (users, "u%04d,%d,%d\n", i, 20 + (i * 7) % 40, (i * 13) % 29);
	g_free (test_folder_write (folder, "users.csv", users->str));
	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "january.csv", "--quiet", NULL));
	outcome_free (command_ok (folder, "campaign", "shop.seg", "--create", "spring", "--everyone", "--no-consent", "--reason", "test", "--control", "50%", "--recommend", "0", NULL));
	outcome_free (command_ok (folder, "export", "shop.seg", "spring", "list.csv", "--arm", "both", "--columns", "key,arm,age", NULL));
	text = test_file_read (path);
	list = csv_rows (text);
	write_moved (folder, list);
	outcome_free (command_ok (folder, "import", "shop.seg", "later.csv", "--as", "purchases", "--quiet", NULL));
	learnt = command_ok (folder, "uplift", "shop.seg", "--from", "2026-02-01", "--output", "csv", NULL);
	learners = csv_rows (learnt->out);
	g_assert_cmpuint (learners->len, >=, 4);
	g_assert_cmpfloat (number (learners, "low"), >, 0);
	in_tenths = command_ok (folder, "uplift", "shop.seg", "--from", "2026-02-01", "--tenths", "--output", "csv", NULL);
	tenths = csv_rows (in_tenths->out);
	for (guint i = 0; i < 10; i++)
		total += atoi (csv_value (tenths, i, "sent")) + atoi (csv_value (tenths, i, "control"));
	g_assert_cmpint (total, ==, N_USERS);
	keeping = command_ok (folder, "uplift", "shop.seg", "--from", "2026-02-01", "--keep", "movers", "--share", "25%", NULL);
	test_contains (keeping->out, "Kept 300 people");
	people = command_ok (folder, "users", "shop.seg", "--filter", "rule = movers", "--columns", "age", "--output", "csv", NULL);
	kept = csv_rows (people->out);
	g_assert_cmpuint (kept->len - 1, ==, 300);
	for (guint i = 0; i < 300; i++)
		older += atoi (csv_value (kept, i, "age")) >= 40;
	g_assert_cmpuint (older, >, 270);
	command_fails (folder, 1, "already a rule or list", "uplift", "shop.seg", "--from", "2026-02-01", "--keep", "movers", "--quiet", "--output", "json", NULL);
	command_fails (folder, 2, "two-models, class, tree", "uplift", "shop.seg", "--from", "2026-02-01", "--learner", "magic", NULL);
	command_fails (folder, 1, "one arm only", "arms", "shop.seg", "--from", "2026-02-01", NULL);
	test_folder_remove (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/measure/story", test_story);
	g_test_add_func ("/measure/no-control", test_no_control);
	g_test_add_func ("/measure/arms", test_arms);
	g_test_add_func ("/measure/uplift", test_uplift);
	return g_test_run ();
}
