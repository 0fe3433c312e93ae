/* The journey by commands: from the sample files to the campaign's file, every figure counted again from the files. */
#include <config.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "command.h"
#include "sample.h"
#include "support/folder.h"

static gint64
figure (const GPtrArray *rows, const char *what)
{
	for (guint i = 0; i + 1 < rows->len; i++)
		if (strcmp (csv_value (rows, i, "what"), what) == 0)
			return g_ascii_strtoll (csv_value (rows, i, "count"), NULL, 10);
	g_error ("no row \"%s\"", what);
}

static guint
count_different (const GPtrArray *rows, const char *column)
{
	g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

	for (guint i = 0; i + 1 < rows->len; i++)
		g_hash_table_add (seen, (gpointer) csv_value (rows, i, column));
	return g_hash_table_size (seen);
}

static void
test_import (void)
{
	g_autoptr (Outcome) outcome = command_ok (NULL, "info", sample_workspace (), "--output", "csv", NULL);
	g_autoptr (GPtrArray) info = csv_rows (outcome->out), users = sample_rows ("users.csv"), courses = sample_rows ("courses.csv");
	gint64 n_rows = 0, n_rejected;

	g_assert_cmpint (figure (info, "users that came with a users file"), ==, count_different (users, "user_id"));
	g_assert_cmpint (figure (info, "items that came with an items file"), ==, count_different (courses, "course_id"));
	g_assert_cmpint (figure (info, "files imported"), ==, 6);
	for (const char *const *name = (const char *const[]) { "events.csv", "purchases.csv", "ratings.csv", "reviews.csv", NULL }; *name != NULL; name++) {
		g_autoptr (GPtrArray) rows = sample_rows (*name);

		n_rows += rows->len - 1;
	}
	/* Every row of the event files is an event or was set aside, by the import or as a test order; a value left out never hides a row. */
	n_rejected = n_rows - figure (info, "events");
	g_assert_cmpint (n_rejected, >, 0);
	g_assert_cmpint (n_rejected, ==, figure (info, "rows set aside") + figure (info, "events set aside by cleaning and the policy for orders"));
}

static void
test_import_again (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder), *users = test_sample_file ("users.csv");
	g_autoptr (Outcome) before = command_ok (folder, "info", copy, "-o", "csv", NULL);
	g_autoptr (Outcome) again = command_ok (folder, "import", copy, users, "--as", "users", NULL);
	g_autoptr (Outcome) after = command_ok (folder, "info", copy, "-o", "csv", NULL);

	test_contains (again->out, "imported before");
	g_assert_cmpstr (before->out, ==, after->out);
}

static void
test_dry_run (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *users = test_sample_file ("users.csv");
	g_autoptr (Outcome) outcome = command_ok (folder, "import", "new.seg", users, "--as", "users", "--dry-run", NULL);

	test_contains (outcome->out, "registered_at");
	test_contains (outcome->out, "nothing was kept");
	g_assert_cmpuint (test_folder_count (folder, ""), ==, 0);
}

static void
test_segments (void)
{
	g_autoptr (Outcome) outcome = command_ok (NULL, "segments", sample_workspace (), "main", "-o", "csv", NULL);
	g_autoptr (GPtrArray) segments = csv_rows (outcome->out), users = sample_rows ("users.csv");
	double n_users = 0, share = 0, revenue = 0;

	g_assert_cmpuint (segments->len, ==, 6);
	for (guint i = 0; i < 5; i++) {
		n_users += g_ascii_strtod (csv_value (segments, i, "users"), NULL);
		share += g_ascii_strtod (csv_value (segments, i, "share_of_users"), NULL);
		revenue += g_ascii_strtod (csv_value (segments, i, "share_of_revenue"), NULL);
	}
	g_assert_cmpfloat (n_users, ==, count_different (users, "user_id"));
	g_assert_cmpfloat_with_epsilon (share, 1, 1e-9);
	g_assert_cmpfloat_with_epsilon (revenue, 1, 0.01); /* some revenue is of users in no users file */
}

/* What the sweep suggests is what cluster takes, and the words and the table say the same. */
static void
test_sweep (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder), *start = NULL;
	g_autoptr (Outcome) outcome = command_ok (NULL, "sweep", copy, "--k-max", "7", "-o", "csv", NULL);
	g_autoptr (Outcome) words = command_ok (NULL, "sweep", copy, "--k-max", "7", NULL);
	g_autoptr (Outcome) cluster = command_ok (NULL, "cluster", copy, "--name", "suggested", "-o", "csv", NULL);
	g_autoptr (GPtrArray) rows = csv_rows (outcome->out), segments = csv_rows (cluster->out);
	double before = INFINITY;
	guint n_suggested = 0;

	g_assert_cmpuint (rows->len, ==, 7);
	for (guint i = 0; i < 6; i++) {
		double inertia = g_ascii_strtod (csv_value (rows, i, "inertia"), NULL);

		g_assert_cmpfloat (inertia, <, before);
		before = inertia;
		if (!g_str_has_prefix (csv_value (rows, i, "mark"), "suggested"))
			continue;
		n_suggested++;
		g_assert_cmpuint (segments->len - 1, ==, 2 + i);
		g_assert_cmpstr (csv_value (segments, segments->len - 2, "users"), ==, csv_value (rows, i, "smallest"));
		start = g_strdup_printf ("%u segments, because ", 2 + i);
	}
	g_assert_cmpuint (n_suggested, ==, 1);
	test_contains (words->out, start);
	command_fails (NULL, 2, "--k-min must be 2 or more", "sweep", copy, "--k-min", "1", NULL);
	command_fails (NULL, 1, "different users", "sweep", copy, "--k-min", "900", "--k-max", "900", "--select", "recency_days", NULL);
	command_fails (NULL, 1, "no feature \"luck\"", "sweep", copy, "--select", "luck", NULL);
}

/* What was tried is listed, compared, made into segments and deleted; limits are kept for the next time. */
static void
test_runs (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder), *pair = NULL, *id = NULL;
	g_autoptr (Outcome) dry = command_ok (NULL, "sweep", copy, "--k-max", "5", "--quick", "--dry-run", "-o", "csv", NULL);
	g_autoptr (Outcome) before = command_ok (NULL, "runs", copy, "--all", "-o", "csv", NULL);
	g_autoptr (Outcome) sweep = command_ok (NULL, "sweep", copy, "--k-max", "5", "--quick", "--most-segments", "4", "-o", "csv", NULL);
	g_autoptr (Outcome) again = command_ok (NULL, "sweep", copy, "--k-max", "5", "--quick", NULL);
	g_autoptr (Outcome) all = command_ok (NULL, "runs", copy, "--all", "-o", "csv", NULL), compared = NULL, kept = NULL, pairs = NULL;
	g_autoptr (GPtrArray) tried = csv_rows (sweep->out), runs_before = csv_rows (before->out), runs = csv_rows (all->out), overlaps = NULL;
	gint64 users = 0;

	g_assert_cmpuint (runs->len, >=, 1 + 4); /* where one of them was there before, it gave way */
	g_assert_cmpuint (runs->len, >, runs_before->len);
	test_contains (again->out, "beyond limits");
	for (guint i = 0; i < 4; i++)
		g_assert_cmpstr (csv_value (tried, i, "silhouette"), ==, csv_value (runs, i, "silhouette"));
	pair = g_strdup_printf ("%s,%s", csv_value (runs, 0, "run"), csv_value (runs, 3, "run"));
	compared = command_ok (NULL, "runs", copy, "--compare", pair, NULL);
	test_contains (compared->out, "Adjusted Rand index");
	pairs = command_ok (NULL, "runs", copy, "--compare", pair, "-o", "csv", NULL);
	overlaps = csv_rows (pairs->out);
	g_assert_cmpuint (overlaps->len, ==, 1 + 2 * 5);
	for (guint i = 0; i < 10; i++)
		users += g_ascii_strtoll (csv_value (overlaps, i, "users"), NULL, 10);
	g_assert_cmpint (users, ==, g_ascii_strtoll (csv_value (runs, 0, "users"), NULL, 10));
	id = g_strdup (csv_value (runs, 2, "run"));
	kept = command_ok (NULL, "runs", copy, "--keep", id, "--name", "of a run", NULL);
	test_contains (kept->out, "kept as \"of a run\"");
	command_fails (NULL, 1, "already a segmentation", "runs", copy, "--keep", id, "--name", "of a run", NULL);
	g_clear_pointer (&kept, outcome_free);
	kept = command_ok (NULL, "runs", copy, "--delete", id, "--trial", NULL);
	command_fails (NULL, 1, "There is no run", "runs", copy, "--delete", id, NULL);
	command_fails (NULL, 2, "takes two runs", "runs", copy, "--compare", "1", NULL);
	command_fails (NULL, 2, "Choose one of", "runs", copy, "--compare", "1,2", "--delete", "1", NULL);
	command_fails (NULL, 2, "0 takes the limit away", "sweep", copy, "--most-segments", "1", NULL);
}

/* Every way: with no time only k-means runs, and the others say why they did not. */
static void
test_ways (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder);
	g_autoptr (Outcome) all = command_ok (NULL, "ways", copy, "--time", "0", "--k-max", "5", "-o", "csv", NULL);
	g_autoptr (GPtrArray) ways = csv_rows (all->out);

	g_assert_cmpuint (ways->len, >, 10);
	g_assert_cmpstr (csv_value (ways, 0, "algorithm"), ==, "k-means");
	g_assert_cmpstr (csv_value (ways, 0, "mark"), ==, "suggested");
	g_assert_cmpstr (csv_value (ways, 1, "k"), ==, "");
	test_contains (csv_value (ways, 1, "mark"), "left out: would take about");
	command_fails (NULL, 2, "--k-max must be from 2", "ways", copy, "--k-max", "1", NULL);
}

/* The campaign's file ---------------------------------------------------------------------------------------------- */

static gint64
funnel_count (const GPtrArray *funnel, const char *label)
{
	for (guint i = 0; i + 1 < funnel->len; i++)
		if (strstr (csv_value (funnel, i, "step"), label) != NULL)
			return g_ascii_strtoll (csv_value (funnel, i, "people"), NULL, 10);
	g_error ("no step \"%s\" in the funnel", label);
}

static void
test_campaign (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder), *path = g_build_filename (folder, "list.csv", NULL), *text = NULL;
	g_autoptr (GHashTable) consenting = sample_consenting (), in_list = g_hash_table_new (g_str_hash, g_str_equal);
	g_autoptr (Outcome) created = command_ok (folder, "campaign", copy, "--create", "spring \"upgrade\"", "--control", "20%", "-o", "csv", NULL);
	g_autoptr (Outcome) exported = command_ok (folder, "export", copy, "spring \"upgrade\"", "list.csv", NULL);
	g_autoptr (Outcome) control_exported = command_ok (folder, "export", copy, "spring \"upgrade\"", "control.csv", "--arm", "control", "--bom", NULL);
	g_autofree char *control_path = g_build_filename (folder, "control.csv", NULL), *control_text = test_file_read (control_path);
	g_autoptr (GPtrArray) funnel = csv_rows (created->out), list = NULL, control = NULL;
	gint64 eligible = funnel_count (funnel, "Eligible");

	text = test_file_read (path);
	list = csv_rows (text);
	g_assert_cmpint (eligible - funnel_count (funnel, "no e-mail address") - funnel_count (funnel, "same address"), ==, g_hash_table_size (consenting));
	g_assert_cmpint (-funnel_count (funnel, "held back"), ==, (gint64) round (0.2 * (double) eligible));
	g_assert_cmpint (funnel_count (funnel, "To send"), ==, list->len - 1);
	g_assert_true (g_utf8_validate (text, -1, NULL));
	sample_check_list (list);

	g_assert_true (g_str_has_prefix (control_text, "\xEF\xBB\xBF"));
	control = csv_rows (control_text + 3);
	g_assert_cmpint (control->len - 1 + list->len - 1, ==, eligible);
	for (guint i = 0; i + 1 < list->len; i++)
		g_hash_table_add (in_list, (gpointer) csv_value (list, i, "key"));
	for (guint i = 0; i + 1 < control->len; i++)
		g_assert_false (g_hash_table_contains (in_list, csv_value (control, i, "key")));
}

static void
test_export_columns (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder), *path = g_build_filename (folder, "list.csv", NULL), *text = NULL;
	g_autoptr (Outcome) created = command_ok (folder, "campaign", copy, "--create", "c", "--filter", "city = 上海", NULL);
	g_autoptr (Outcome) exported = command_ok (folder, "export", copy, "c", "list.csv", "--columns", "city,key,orders,title1", NULL);
	g_autoptr (GPtrArray) list = NULL;
	char **header;

	text = test_file_read (path);
	list = csv_rows (text);
	header = list->pdata[0];
	g_assert_cmpuint (g_strv_length (header), ==, 4);
	g_assert_cmpstr (header[0], ==, "city");
	g_assert_cmpstr (header[3], ==, "title1");
	g_assert_cmpuint (list->len, >, 10);
	for (guint i = 0; i + 1 < list->len; i++)
		g_assert_cmpstr (csv_value (list, i, "city"), ==, "上海");
	command_fails (folder, 2, "nonsense", "export", copy, "c", "other.csv", "--columns", "key,nonsense", NULL);
	g_assert_cmpuint (test_folder_count (folder, "other"), ==, 0);
}

static void
test_revenue (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *orders = test_folder_write (folder, "orders.csv", "order_id,user_id,amount\n1,u1,20.75\n2,u1,-8.25\n3,u2,0\n");
	g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", orders, "--as", "purchases", NULL);
	g_autoptr (Outcome) csv = command_ok (folder, "info", "w.seg", "-o", "csv", NULL), json = command_ok (folder, "info", "w.seg", "-o", "json", NULL);

	test_contains (csv->out, "revenue,12.5\r\n");
	test_contains (csv->out, "events,3\r\n");
	test_contains (json->out, "\"count\" : 12.5");
	test_contains (json->out, "\"count\" : 3\n"); /* counts stay whole numbers beside it */
}

/* A customer table alone leads to a list, too: there is nothing to recommend, and nobody has to say so. */
static void
test_customers_only (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *users = test_folder_write (folder, "users.csv", "user_id,age,email_consent\nu1,20,yes\nu2,30,no\nu3,40,yes\n");
	g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", users, "--as", "users", NULL);
	g_autoptr (Outcome) created = command_ok (folder, "campaign", "w.seg", "--create", "c", "--control", "0", "--reason", "test", NULL);
	g_autoptr (Outcome) exported = command_ok (folder, "export", "w.seg", "c", "list.csv", "--columns", "key", NULL);
	g_autofree char *path = g_build_filename (folder, "list.csv", NULL), *text = test_file_read (path);

	g_assert_cmpstr (text, ==, "key\r\nu1\r\nu3\r\n");
	command_fails (folder, 1, "nothing to recommend", "campaign", "w.seg", "--create", "d", "--recommend", "2", "--override", "contacted", "--reason", "test", NULL);
}

static void
assert_steps (const char *folder, const char *option, const char *value, const char *expected)
{
	g_autoptr (Outcome) outcome = command_ok (folder, "campaign", "w.seg", "--preview", "--clone", "c", option, value, "-o", "csv", NULL);
	g_autoptr (GPtrArray) funnel = csv_rows (outcome->out);
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i + 1 < funnel->len; i++)
		g_string_append_printf (text, "%s ", csv_value (funnel, i, "people"));
	g_assert_cmpstr (text->str, ==, expected);
}

/* What a clone is not told to change stays: people left out; but a reason to go without consent is one for that channel. */
static void
test_clone (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *users = test_folder_write (folder, "users.csv", "user_id,age\nu1,20\nu2,30\nu3,40\nu4,50\n");
	g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", users, "--as", "users", NULL);
	g_autoptr (Outcome) created = command_ok (folder, "campaign", "w.seg", "--create", "c", "--control", "0", "--reason", "asked on paper", "--no-consent",
	                                          "--remove", "key = u1", "--remove", "key = u2", NULL);

	test_contains (created->out, "asked on paper");
	assert_steps (folder, "--keep", "age < 45", "3 -1 -1 1 1 ");
	assert_steps (folder, "--add", "key = u4", "4 -1 -1 2 2 ");
	assert_steps (folder, "--remove", "key = u3", "4 -1 3 3 ");
	assert_steps (folder, "--remove", "", "4 4 4 ");
	assert_steps (folder, "--channel", "email", "4 -1 -1 2 2 ");
	command_fails (folder, 1, "consent", "campaign", "w.seg", "--preview", "--clone", "c", "--channel", "sms", NULL);
}

/* Whoever is not to be contacted may come in a CSV file, in quotes and under a heading. */
static void
test_stop_file (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *users = test_folder_write (folder, "users.csv", "user_id,age\nu1,20\nu2,30\nu3,40\n");
	g_autofree char *quoted = test_folder_write (folder, "stop.csv", "\xef\xbb\xbf\"User_ID\",\"why\"\r\n\"u1\",\"a, b\"\r\n\"u1\",x\r\n u2 ,y\r\n\r\n\"u\"\"9\",z\r\n");
	g_autofree char *plain = test_folder_write (folder, "plain.txt", "u3\nid\n");
	g_autoptr (Outcome) imported = command_ok (folder, "import", "w.seg", users, "--as", "users", NULL);
	g_autoptr (Outcome) stopped = command_ok (folder, "contact", "w.seg", "--stop-file", quoted, "--reason", "asked", NULL);
	g_autoptr (Outcome) more = command_ok (folder, "contact", "w.seg", "--stop-file", plain, "--reason", "asked", NULL);
	g_autoptr (Outcome) list = command_ok (folder, "contact", "w.seg", "--list", "-o", "csv", NULL);

	test_contains (stopped->err, "2 people are not contacted any more");
	test_contains (stopped->err, "1 of the keys are of no user so far");
	test_contains (more->err, "1 person is not contacted any more");
	test_contains (list->out, "\r\nu1,");
	test_contains (list->out, "\r\nu2,");
	test_contains (list->out, "\r\nu3,");
	test_contains (list->out, "\r\n\"u\"\"9\",");
	test_contains (list->out, "\r\nid,");
	g_assert_null (strstr (list->out, "User_ID"));
}

/* Every command prints what JSON and CSV readers take ---------------------------------------------------------------- */

static void
assert_parses (const char *const *words)
{
	g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
	const char *given[8] = { NULL };

	for (gsize i = 0; words[i] != NULL; i++)
		given[i] = words[i];
	for (int json = 0; json < 2; json++) {
		g_autoptr (Outcome) outcome = command_ok (NULL, given[0], "--output", json ? "json" : "csv", sample_workspace (), given[1], given[2],
		                                          given[3], NULL);
		g_autoptr (JsonNode) node = NULL;
		g_autoptr (GPtrArray) rows = NULL;

		if (json) {
			node = outcome_json (outcome);
			g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
			g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), >, 0);
			continue;
		}
		rows = csv_rows (outcome->out);
		g_assert_cmpuint (rows->len, >, 1);
		for (guint i = 1; i < rows->len; i++)
			if (g_strv_length (rows->pdata[i]) != g_strv_length (rows->pdata[0]))
				g_error ("line %u has another number of columns: %s", i + 1, outcome->command);
	}
}

static void
test_output (void)
{
	static const char *const commands[][6] = {
		{ "info" }, { "audit" }, { "rejects" }, { "quality" }, { "sweep", "--k-max", "3" }, { "features" }, { "features", "--list" }, { "features", "--info" }, { "pca" }, { "sweep", "--k-max", "3" },
		{ "runs", "--all" }, { "sweep", "--k-max", "3", "--segments" }, { "segments" }, { "segments", "main" }, { "profile", "main", "--segment", "1" }, { "profile", "--items" }, { "users", "--limit", "20" },
		{ "user", "u00597", "--show", "page" }, { "user", "u00597", "--show", "events" },
		{ "user", "u00597", "--show", "recommendations" }, { "recommend", "--user", "u00597" }, { "recommend", "--similar", "c001" },
		{ "evaluate", "--model", "content", "--not-kept" }, { "evaluate", "--model", "content", "--not-kept", "--parts" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
		assert_parses (commands[i]);
}

/* A test of recommenders is kept, read again as it was, used, and deleted. */
static void
test_evaluate (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *copy = sample_copy (folder);
	g_autoptr (Outcome) made = command_ok (folder, "evaluate", copy, "--cut", "2026-05-31", "--model", "item-to-item", "--model", "bayes smoothing=5", "-o", "csv", NULL);
	g_autoptr (Outcome) shown = command_ok (folder, "evaluate", copy, "--show", "0", "-o", "csv", NULL), used = NULL, after = NULL, deleted = NULL;
	g_autoptr (GPtrArray) rows = csv_rows (made->out);

	g_assert_cmpstr (made->out, ==, shown->out);
	g_assert_cmpuint (rows->len, ==, 1 + 3); /* popularity, too */
	for (guint i = 0; i < 3; i++) {
		const gboolean plain = strcmp (csv_value (rows, i, "recommender"), "popularity") == 0;

		if (plain)
			g_assert_cmpfloat (g_ascii_strtod (csv_value (rows, i, "gain_ndcg"), NULL), ==, 0);
		else
			g_assert_cmpfloat (g_ascii_strtod (csv_value (rows, i, "gain_ndcg_low"), NULL), >, 0); /* the sample has tastes in it */
	}
	used = command_ok (folder, "evaluate", copy, "--use", csv_value (rows, 0, "run"), NULL);
	after = command_ok (folder, "recommend", copy, "--models", "-o", "csv", NULL);
	{
		g_autoptr (GPtrArray) models = csv_rows (after->out);

		for (guint i = 0; i + 1 < models->len; i++)
			g_assert_cmpint (strcmp (csv_value (models, i, "remark"), "used") == 0, ==, strcmp (csv_value (models, i, "name"), csv_value (rows, 0, "recommender")) == 0);
	}
	deleted = command_ok (folder, "evaluate", copy, "--delete", "1", NULL);
	command_fails (folder, 1, "not been tested", "evaluate", copy, "--show", "0", NULL);
	command_fails (folder, 2, "--cut", "evaluate", copy, "--cut", "2026-05-31", "--split", "last", NULL);
	command_fails (folder, 2, "make none", "evaluate", copy, "--list", "--model", "als", NULL);
	command_fails (folder, 2, "no way to hide", "evaluate", copy, "--split", "sideways", NULL);
	command_fails (folder, 1, "Nothing can be hidden after", "evaluate", copy, "--cut", "2031-01-01", NULL);
}

/* The same bits with any number of threads. */
static void
test_threads (void)
{
	static const char *const n_threads[] = { "1", "3" };
	g_autofree char *first = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (n_threads); i++) {
		g_autoptr (TestFolder) folder = test_folder_new ();
		g_autofree char *copy = sample_copy (folder), *path = g_build_filename (folder, "list.csv", NULL), *all = NULL, *list = NULL;
		g_autoptr (Outcome) cluster = command_ok (folder, "cluster", copy, "-k", "4", "--name", "again", "--threads", n_threads[i], NULL);
		g_autoptr (Outcome) segments = command_ok (folder, "users", copy, "-o", "csv", "--threads", n_threads[i], NULL);
		g_autoptr (Outcome) created = command_ok (folder, "campaign", copy, "--create", "c", "--threads", n_threads[i], NULL);
		g_autoptr (Outcome) exported = command_ok (folder, "export", copy, "c", "list.csv", NULL);

		list = test_file_read (path);
		all = g_strconcat (cluster->out, segments->out, created->out, list, NULL);
		if (first == NULL)
			first = g_steal_pointer (&all);
		else
			g_assert_true (strcmp (first, all) == 0);
	}
}

/* Without a terminal the demo prints what it did; a second time it finds all done. */
static void
test_demo (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "demo-list.csv", NULL), *first = NULL, *second = NULL;
	g_autoptr (Outcome) made = command_ok (folder, "demo", NULL), again = NULL, info = NULL;
	g_autoptr (GPtrArray) list = NULL, figures = NULL;

	test_contains (made->out, "208,892 rows as events");
	test_contains (made->out, "To send");
	first = test_file_read (path);
	list = csv_rows (first);
	g_assert_cmpuint (list->len, >, 1000);
	again = command_ok (folder, "demo", NULL);
	second = test_file_read (path);
	g_assert_true (strcmp (first, second) == 0);
	info = command_ok (folder, "info", "demo.seg", "-o", "csv", NULL);
	figures = csv_rows (info->out);
	g_assert_cmpint (figure (figures, "files imported"), ==, 6);
	g_assert_cmpint (figure (figures, "segmentations"), ==, 1);
	g_assert_cmpint (figure (figures, "campaigns"), ==, 1);
}

/* Help ----------------------------------------------------------------------------------------------------------- */

static void
test_help (void)
{
	g_autoptr (Outcome) help = command_ok (NULL, "--help", NULL);
	g_autoptr (Outcome) version = command_ok (NULL, "--version", NULL);
	g_auto (GStrv) lines = g_strsplit (help->out, "\n", -1);
	gboolean listing = FALSE;
	guint n_commands = 0;

	g_assert_cmpstr (version->out, ==, "segscope " PACKAGE_VERSION "\n");
	for (gsize i = 0; lines[i] != NULL; i++) {
		g_auto (GStrv) words = NULL;
		g_autoptr (Outcome) own = NULL;

		if (listing && lines[i][0] != ' ')
			break;
		if (listing) {
			words = g_strsplit (lines[i] + 2, " ", 2);
			own = command_ok (NULL, words[0], "--help", NULL);
			test_contains (own->out, "--output");
			test_contains (own->out, "Usage:");
			/* of no use to an import, but taken from a script that hands them to every command */
			g_assert_true ((strstr (own->out, "--seed") == NULL) || strcmp (words[0], "import") != 0);
			n_commands++;
		}
		listing = listing || strcmp (lines[i], "Commands:") == 0;
	}
	g_assert_cmpuint (n_commands, >=, 12);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/commands/import", test_import);
	g_test_add_func ("/commands/import-again", test_import_again);
	g_test_add_func ("/commands/dry-run", test_dry_run);
	g_test_add_func ("/commands/segments", test_segments);
	g_test_add_func ("/commands/sweep", test_sweep);
	g_test_add_func ("/commands/runs", test_runs);
	g_test_add_func ("/commands/ways", test_ways);
	g_test_add_func ("/commands/campaign", test_campaign);
	g_test_add_func ("/commands/clone", test_clone);
	g_test_add_func ("/commands/export-columns", test_export_columns);
	g_test_add_func ("/commands/revenue", test_revenue);
	g_test_add_func ("/commands/customers-only", test_customers_only);
	g_test_add_func ("/commands/stop-file", test_stop_file);
	g_test_add_func ("/commands/output", test_output);
	g_test_add_func ("/commands/evaluate", test_evaluate);
	g_test_add_func ("/commands/threads", test_threads);
	g_test_add_func ("/commands/demo", test_demo);
	g_test_add_func ("/commands/help", test_help);
	return g_test_run ();
}
