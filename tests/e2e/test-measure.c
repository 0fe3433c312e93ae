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
	before = command_ok (folder, "measure", "shop.seg", "spring", "--before", "--days", "30", "--output", "csv", NULL);
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

/* An experiment that was run elsewhere: 100 of each of three variants, of whom 10, 20 and 30 converted; two people stand in two of them. */
static void
test_taken_in (void)
{
	g_autofree char *folder = test_folder_new ();
	g_autoptr (GString) results = g_string_new ("user_id,variant,converted,amount,member\n");
	g_autoptr (Outcome) taken = NULL, undated = NULL, measured = NULL, effect = NULL, funnel = NULL, worked = NULL, kept = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	g_autofree char *path = NULL;

	for (int i = 0; i < 300; i++) {
		gboolean did = i % 100 < 10 * (1 + i / 100);

		g_string_append_printf (results, "u%03d,%s,%d,%s,%s\n", i, i < 100 ? "nothing" : i < 200 ? "mail" : "call", did, did ? "5" : "", i % 2 == 1 ? "TRUE" : "FALSE");
	}
	g_string_append (results, "x1,mail,1,7,TRUE\nx1,call,1,7,TRUE\nx2,nothing,0,,FALSE\nx2,mail,0,,FALSE\n");
	path = test_folder_write (folder, "trial.csv", results->str);
	outcome_free (command_ok (folder, "import", "shop.seg", "trial.csv", "--as", "results", "--quiet", NULL));
	command_fails (folder, 1, "there are: call, mail, nothing", "take-in", "shop.seg", "trial", "--control", "no", NULL);
	command_fails (folder, 2, "--control", "take-in", "shop.seg", "trial", NULL);
	taken = command_ok (folder, "take-in", "shop.seg", "trial", "--control", "nothing", "--from", "2026-01-01", NULL);
	test_contains (taken->err, "2 people left out");
	g_assert_null (strstr (taken->err, "counts as having gone out"));
	outcome_free (command_ok (folder, "import", "undated.seg", "trial.csv", "--as", "results", "--quiet", NULL));
	undated = command_ok (folder, "take-in", "undated.seg", "trial", "--control", "nothing", NULL);
	test_contains (undated->err, "It counts as having gone out on 20");
	effect = command_ok (folder, "measure", "shop.seg", "trial", "--output", "csv", NULL);
	rows = csv_rows (effect->out);
	g_assert_cmpfloat (number (rows, "sent"), ==, 200);
	g_assert_cmpfloat (number (rows, "control"), ==, 100);
	g_assert_cmpfloat_with_epsilon (number (rows, "share_sent"), 0.25, 1e-12);
	g_assert_cmpfloat_with_epsilon (number (rows, "share_control"), 0.10, 1e-12);
	g_assert_cmpfloat_with_epsilon (number (rows, "money_sent"), 1.25, 1e-12);
	measured = command_ok (folder, "measure", "shop.seg", "trial", NULL);
	test_contains (measured->out, "did it (converted)");
	test_contains (measured->out, "what the files of results say");
	g_assert_null (strstr (measured->out, "held back got it all the same"));
	funnel = command_ok (folder, "measure", "shop.seg", "trial", "--show", "funnel", NULL);
	test_contains (funnel->out, "on the list");
	worked = command_ok (folder, "playbook", "shop.seg", "--worked", "--output", "csv", NULL);
	test_contains (worked->out, "converted");
	kept = command_ok (folder, "measure", "shop.seg", "trial", "--goal", "member", NULL);
	test_contains (kept->out, "member is an attribute");
	test_contains (kept->err, "Not kept for the playbook");
	command_fails (folder, 1, "have been taken in", "take-in", "shop.seg", "again", "--control", "nothing", NULL);
	command_fails (folder, 1, "are those of the campaign \"trial\" already", "take-in", "shop.seg", "again", "--control", "nothing", "--results", "trial", NULL);
	command_fails (folder, 1, "there are", "campaign", "shop.seg", "--create", "x", "--everyone", "--goal", "fly", "--no-consent", "--reason", "x", "--recommend", "0", NULL);
	test_folder_remove (g_steal_pointer (&folder));
}

/* What a file says of an account that cleaning has put into another counts for that one, on the table of results and in the measurement alike. The value of
 * an order that stands on the row of an opened mail, too, came once. */
static void
test_merged (void)
{
	g_autofree char *folder = test_folder_new ();
	g_autoptr (GString) users = g_string_new ("user,email\n"), results = g_string_new ("user,outcome,amount\n");
	g_autoptr (Outcome) effect = NULL, outcomes = NULL, came = NULL;
	g_autoptr (GPtrArray) rows = NULL;

	for (int i = 0; i < 100; i++) {
		g_string_append_printf (users, "a%d,m%d@x.org\nb%d,m%d@x.org\n", i, i, i, i);
		g_string_append_printf (results, "a%d,converted,5\nb%d,opened,3\na%d,unsubscribed,\nb%d,converted,3\n", i, i, i, i); /* one of them is no more */
	}
	g_free (test_folder_write (folder, "users.csv", users->str));
	g_free (test_folder_write (folder, "back.csv", results->str));
	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "--as", "users", "--quiet", NULL));
	outcome_free (command_ok (folder, "clean", "shop.seg", "--add", "merge", "--alike", "email", NULL));
	outcome_free (command_ok (folder, "campaign", "shop.seg", "--create", "mail", "--everyone", "--control", "40%", "--goal", "converted", "--no-consent",
	                          "--reason", "x", "--recommend", "0", NULL));
	outcome_free (command_ok (folder, "export", "shop.seg", "mail", "list.csv", NULL));
	came = command_ok (folder, "results", "shop.seg", "mail", "--from", "back.csv", NULL);
	g_assert_null (strstr (came->err, "not on the campaign's list"));
	effect = command_ok (folder, "measure", "shop.seg", "mail", "--output", "csv", NULL);
	rows = csv_rows (effect->out);
	g_assert_cmpfloat (number (rows, "share_sent"), ==, 1);
	g_assert_cmpfloat (number (rows, "share_control"), ==, 1);
	g_assert_cmpfloat_with_epsilon (number (rows, "money_sent"), 8, 1e-12);
	outcomes = command_ok (folder, "measure", "shop.seg", "mail", "--show", "funnel", "--output", "csv", NULL);
	test_contains (outcomes->out, "send,opened,60");
	test_folder_remove (g_steal_pointer (&folder));
}

/* Accounts that are put into others after the list was made: what they did has gone to those, and counts all the same. */
static void
test_merged_later (void)
{
	g_autofree char *folder = test_folder_new ();
	g_autoptr (GString) users = g_string_new ("user,email\n"), later = g_string_new ("user,email\n"), events = g_string_new ("user,event,time\n");
	g_autoptr (GString) later_events = g_string_new ("user,event,time\n");
	g_autoptr (Outcome) effect = NULL;
	g_autoptr (GPtrArray) rows = NULL;

	for (int i = 0; i < 100; i++) {
		g_string_append_printf (users, "a%d,m%d@x.org\n", i, i);
		g_string_append_printf (later, "b%d,m%d@x.org\n", i, i);
		g_string_append_printf (events, "a%d,call,2026-03-%02dT10:00:00\n", i, 1 + i % 10);
		g_string_append_printf (later_events, "b%d,look,2026-10-01T10:00:00\n", i);
	}
	g_free (test_folder_write (folder, "users.csv", users->str));
	g_free (test_folder_write (folder, "later.csv", later->str));
	g_free (test_folder_write (folder, "events.csv", events->str));
	g_free (test_folder_write (folder, "more.csv", later_events->str));
	outcome_free (command_ok (folder, "import", "shop.seg", "users.csv", "--as", "users", "--quiet", NULL));
	outcome_free (command_ok (folder, "import", "shop.seg", "events.csv", "--as", "events", "--quiet", NULL));
	outcome_free (command_ok (folder, "campaign", "shop.seg", "--create", "mail", "--everyone", "--control", "40%", "--goal", "call", "--no-consent",
	                          "--reason", "x", "--recommend", "0", NULL));
	outcome_free (command_ok (folder, "export", "shop.seg", "mail", "list.csv", NULL));
	outcome_free (command_ok (folder, "import", "shop.seg", "later.csv", "--as", "users", "--quiet", NULL));
	outcome_free (command_ok (folder, "import", "shop.seg", "more.csv", "--as", "events", "--quiet", NULL));
	outcome_free (command_ok (folder, "clean", "shop.seg", "--add", "merge", "--alike", "email", NULL));
	effect = command_ok (folder, "measure", "shop.seg", "mail", "--from", "2026-02-25", "--output", "csv", NULL);
	rows = csv_rows (effect->out);
	g_assert_cmpfloat (number (rows, "share_sent"), ==, 1);
	g_assert_cmpfloat (number (rows, "share_control"), ==, 1);
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
	g_test_add_func ("/measure/taken-in", test_taken_in);
	g_test_add_func ("/measure/merged", test_merged);
	g_test_add_func ("/measure/merged-later", test_merged_later);
	return g_test_run ();
}
