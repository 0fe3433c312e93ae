/* The views with plain names: each runs, whatever names attributes have, and says what the tables say. */
#include <config.h>
#include "support/ledger.h"
#include "workspace-fixture.h"

#include <segscope/campaign.h>

#include <string.h>

#include "workspace/workspace-private.h"

static const char *const views[] = {
	"users", "items", "events", "user_events", "purchases", "ratings", "reviews", "segments", "segment_members", "campaigns", "campaign_list",
	"campaign_results", "campaign_arms", "contacts", "ledger", "offers", "imports", "rejected_rows", "replaced_values", "recipe", "cleaned_values", "events_left_out", "event_named",
};

static void
make_views (SegWorkspace *workspace)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_make_views (workspace, &error);
	g_assert_no_error (error);
}

/* As a load does it. */
static void
add_attribute (SegWorkspace *workspace, const char *entity, const char *name, const char *type, const char *field)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *column = seg_sql_identifier (name);
	g_autofree char *sql = g_strdup_printf ("ALTER TABLE %s ADD COLUMN %s ANY", entity, column);
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace,
		"INSERT INTO attribute (entity, name, label, type, field) VALUES (:entity, :name, :name, :type, :field)", &error);

	run (workspace, sql);
	seg_statement_bind_text (insert, ":entity", entity);
	seg_statement_bind_text (insert, ":name", name);
	seg_statement_bind_text (insert, ":type", type);
	seg_statement_bind_text (insert, ":field", field);
	g_assert_true (seg_statement_run (insert, &error));
}

/* All rows: columns divided by "|", rows by "\n"; NULL is "~". */
static char *
query (SegWorkspace *workspace, const char *sql)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, &error);
	GString *text = g_string_new (NULL);

	g_assert_no_error (error);
	while (seg_statement_next (statement, &error)) {
		g_string_append (text, text->len > 0 ? "\n" : "");
		for (int i = 0; i < seg_statement_n_columns (statement); i++)
			g_string_append_printf (text, "%s%s", i > 0 ? "|" : "",
			                        seg_statement_is_null (statement, i) ? "~" : seg_statement_text (statement, i));
	}
	g_assert_no_error (error);
	return g_string_free (text, FALSE);
}

static void
expect (SegWorkspace *workspace, const char *sql, const char *expected)
{
	g_autofree char *found = query (workspace, sql);

	g_assert_cmpstr (found, ==, expected);
}

static void
assert_all_run (SegWorkspace *workspace)
{
	for (gsize i = 0; i < G_N_ELEMENTS (views); i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s", views[i]), *rows = query (workspace, sql);

		g_assert_nonnull (rows);
	}
}

/* The list above is complete, so that no view goes untested. */
static void
test_fresh (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	assert_all_run (workspace);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM sqlite_schema WHERE type = 'view'"), ==, G_N_ELEMENTS (views));
}

static const char shop[] =
	"INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated,"
	" imported_at, program_version, first_at, last_at) VALUES (1, 'orders.csv', '', 'purchases', '', 'UTF-8', ',', 3, 3, 1, 0, 0, '', 0, 86400);"
	"INSERT INTO user (id, key, listed, city, registered) VALUES (1, 'u1', 1, 'Ulm', 86400), (2, 'u2', 0, NULL, NULL);"
	"INSERT INTO item (id, key, listed, title) VALUES (1, 'i1', 1, 'Go'), (2, 'i2', 1, '');"
	"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'refund'), (3, 'view');"
	"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, rating, order_key, source_id) VALUES"
	" (1, 1, 1, 1, 0, 10, NULL, 'o1', 1), (2, 1, 2, 2, 86400, -4, NULL, 'o1', 1), (3, 2, NULL, 3, NULL, NULL, 5, NULL, 1);"
	"INSERT INTO review VALUES (3, 'fine');"
	"INSERT INTO reject (source_id, line, column_name, reason, raw) VALUES (1, 7, 'amount', 'no number', 'x,y');"
	"INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'fill', '{}', 0);"
	"INSERT INTO original_value (entity, entity_id, name, value) VALUES ('user', 1, 'city', 'ulm');"
	"INSERT INTO excluded_user VALUES (2, 1, NULL);"
	"INSERT INTO attribute_change (entity, entity_id, name, value, source_id) VALUES ('item', 1, 'title', 'Go!', 1);"
	"INSERT INTO event_set_aside (id, user_id, item_id, kind_id, at, amount, source_id, step_id) VALUES (9, 1, 1, 1, 0, 3, 1, NULL);"
	"INSERT INTO feature_set (id, name, as_of, selection, n_users, created_at, program_version, fingerprint, as_of_given) VALUES (1, 'default', 0, '[]', 2, 0, '', '', 0);"
	"INSERT INTO segmentation (id, name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, program_version,"
	" fingerprint) VALUES (1, 'main', 1, '[]', 'k-means', '{}', 1, 2, 0, '', '');"
	"INSERT INTO segment (id, segmentation_id, position, name, description, colour, size, centroid) VALUES (1, 1, 1, 'Loyal', '', 1, 1, '[]');"
	"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette) VALUES (1, 1, 1, 0.5, 0.25);"
	"INSERT INTO campaign (id, name, status, segmentation_id, options, funnel, seed, created_at, exported_at, program_version, fingerprint) VALUES (1, 'spring', 'draft', 1, '{}', '[]', 1, 0, NULL, '', '');"
	"INSERT INTO campaign_member VALUES (1, 1, 1, 'send'), (1, 2, NULL, 'control');"
	"INSERT INTO campaign_item VALUES (1, 1, 1, 2, 0.5, 'because');"
	"INSERT INTO result (campaign_id, user_id, outcome, at, amount, source_id) VALUES (1, 1, 'converted', 0, 5, 1);";

static void
test_rows (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	add_attribute (workspace, "user", "city", "category", NULL);
	add_attribute (workspace, "user", "registered", "date", "registered");
	add_attribute (workspace, "item", "title", "text", "title");
	make_views (workspace);
	run (workspace, shop);
	assert_all_run (workspace);
	expect (workspace, "SELECT user, listed, left_out, city, registered FROM users", "u1|1|0|Ulm|1970-01-02 00:00:00\nu2|0|1|~|~");
	expect (workspace, "SELECT item, title FROM items", "i1|Go\ni2|");
	expect (workspace, "SELECT id, user, item, title, kind, at, amount, \"order\", text, file FROM events ORDER BY id",
	        "1|u1|i1|Go|purchase|1970-01-01 00:00:00|10.0|o1|~|orders.csv\n"
	        "2|u1|i2|i2|refund|1970-01-02 00:00:00|-4.0|o1|~|orders.csv\n"
	        "3|u2|~|~|view|~|~|~|fine|orders.csv");
	run (workspace, "DELETE FROM event_block; " SEG_SQL_INDEX_EVENTS);
	expect (workspace, "SELECT id, title, kind, amount FROM user_events WHERE user = 'u1' ORDER BY id", "1|Go|purchase|10.0\n2|i2|refund|-4.0");
	expect (workspace, "SELECT sum(amount), count(*) FROM purchases", "6.0|2");
	expect (workspace, "SELECT user, rating FROM ratings", "u2|5.0");
	expect (workspace, "SELECT user, rating, text FROM reviews", "u2|5.0|fine");
	expect (workspace, "SELECT segmentation, segment, size, share FROM segments", "main|Loyal|1|0.5");
	expect (workspace, "SELECT segment, user, distance FROM segment_members", "Loyal|u1|0.5");
	expect (workspace, "SELECT campaign, segmentation, sent_to, held_back FROM campaigns", "spring|main|1|1");
	expect (workspace, "SELECT user, segment, arm, position, item, title, reason FROM campaign_list ORDER BY user",
	        "u1|Loyal|send|1|i2|i2|because\nu2|~|control|~|~|~|~");
	expect (workspace, "SELECT campaign, user, outcome, amount FROM campaign_results", "spring|u1|converted|5.0");
	expect (workspace, "SELECT campaign, arm, people FROM campaign_arms ORDER BY 2", "spring|control|1\nspring|send|1");
	expect (workspace, "SELECT count (*) FROM contacts", "0");
	run (workspace, "UPDATE campaign SET exported_at = 86400; INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) VALUES "
	     "('spring', 1, 1, 'sent', 90000, 1), ('spring', 1, 2, 'sent', 90000, 1), ('autumn', NULL, 1, 'sent', 172800, 1), ('autumn', NULL, 2, 'opened', 3, 1)" TEST_SQL_LEDGER);
	/* The file's "sent" of somebody on the list is the same contact; u2 was held back and got it all the same. */
	expect (workspace, "SELECT user, campaign, channel, at FROM contacts ORDER BY at, user",
	        "u1|spring|email|1970-01-02 00:00:00\nu2|spring|~|1970-01-02 01:00:00\nu1|autumn|~|1970-01-03 00:00:00");
	expect (workspace, "SELECT (SELECT group_concat (user_id || ifnull (campaign_id, '-') || ifnull (channel, '-') || at, ' ') FROM (" SEG_SQL_CONTACTS
	        " ORDER BY 4, 1)) AS found", "11email86400 21-90000 1--172800");
	expect (workspace, "SELECT user, campaign, arm, outcome, counts_as_contact, at FROM ledger", "u1|spring|send|written|1|1970-01-02 00:00:00");
	expect (workspace, "SELECT written_to FROM campaigns", "1");
	run (workspace, "INSERT INTO offer VALUES (1, 'trial', 'free-trial', 'a month', 2, '', 0, 0); INSERT INTO offer_item VALUES (1, 1), (1, 2)");
	expect (workspace, "SELECT offer, kind, cost, items FROM offers", "trial|free-trial|2.0|i1 i2");
	expect (workspace, "SELECT file, line, \"column\", reason, raw, corrected_by FROM rejected_rows", "orders.csv|7|amount|no number|x,y|~");
	expect (workspace, "SELECT file, role, rows_loaded, last_at FROM imports", "orders.csv|purchases|3|1970-01-02 00:00:00");
	expect (workspace, "SELECT entity, \"key\", attribute, replaced, replaced_by FROM replaced_values", "item|i1|title|Go!|orders.csv");
	expect (workspace, "SELECT position, kind FROM recipe", "1|fill");
	expect (workspace, "SELECT entity, \"key\", attribute, imported FROM cleaned_values", "user|u1|city|ulm");
	expect (workspace, "SELECT id, user, title, kind, amount, left_out_by FROM events_left_out", "9|u1|Go|purchase|3.0|policy for orders");
}

/* A money kind can be taken out of the money. */
static void
test_policy (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);

	add_attribute (workspace, "user", "city", "category", NULL);
	add_attribute (workspace, "user", "registered", "date", "registered");
	add_attribute (workspace, "item", "title", "text", "title");
	make_views (workspace);
	run (workspace, shop);
	run (workspace, "UPDATE event_kind SET money = 0 WHERE name = 'refund'");
	expect (workspace, "SELECT sum(amount), count(*) FROM purchases", "10.0|1");
}

static void
test_hostile_names (void)
{
	static const char *const names[] = {
		"a\"b", "'; DROP TABLE user; --", "x;\ny", "{title}", "{user_attributes}", "[", "]", "`", "select", "user", "USER_attribute",
		"item", "left_out", "Listed_", "rowid", "课程", "a\\b", "%s%n", "--", "/*", " ", "$1", ":a", "?", "\n", "event.id",
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *columns = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autofree char *identifier = seg_sql_identifier (names[i]), *sql = NULL;

		add_attribute (workspace, "user", names[i], i % 2 ? "date" : "text", NULL);
		add_attribute (workspace, "item", names[i], "text", i == 0 ? "title" : NULL);
		sql = g_strdup_printf ("UPDATE user SET %s = %zu", identifier, i);
		if (i == 0) {
			run (workspace, "INSERT INTO user (key) VALUES ('u')");
			run (workspace, "INSERT INTO item (key) VALUES ('i')");
		}
		run (workspace, sql);
		make_views (workspace);
		assert_all_run (workspace);
	}
	/* Each attribute is there once, under a name of its own. */
	columns = query (workspace, "SELECT count(*), count(DISTINCT lower (name)) FROM pragma_table_info ('users')");
	g_assert_cmpstr (columns, ==, "29|29");
	for (gsize i = 0; i < G_N_ELEMENTS (names); i += 2) {
		gboolean own = strcmp (names[i], "left_out") == 0 || strcmp (names[i], "user") == 0 || strcmp (names[i], "item") == 0;
		g_autofree char *name = !own ? g_strdup (names[i]) : g_strconcat (names[i], "_attribute", NULL);
		g_autofree char *identifier = seg_sql_identifier (name), *sql = NULL, *value = g_strdup_printf ("%zu", i);

		sql = g_strdup_printf ("SELECT %s FROM users WHERE typeof (%s) = 'integer'", identifier, identifier);
		expect (workspace, sql, value);
	}
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM user"), ==, 1);
}

/* As many attributes as a table can hold. */
static void
test_many_attributes (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autoptr (GString) columns = g_string_new ("CREATE TABLE user (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, listed INTEGER");

	for (int i = 0; i < 1997; i++)
		g_string_append_printf (columns, ", c%d ANY", i);
	g_string_append (columns, ") STRICT");
	run (workspace, "PRAGMA foreign_keys = OFF; DROP TABLE user");
	run (workspace, columns->str);
	run (workspace, "INSERT INTO attribute (entity, name, label, type) SELECT 'user', name, name, 'text' FROM pragma_table_info ('user') WHERE cid > 2");
	make_views (workspace);
	g_assert_cmpint (count (workspace, "SELECT count(*) FROM pragma_table_info ('users')"), ==, 2000);
}

/* One user's events are found by their block, and by no index that would have to be made first. */
static void
test_plan (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *plan = query (workspace, "EXPLAIN QUERY PLAN SELECT * FROM user_events WHERE user = 'u1'");

	test_contains (plan, "SEARCH event USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
	g_assert_null (strstr (plan, "AUTOMATIC"));
}

/* Nothing is written when nothing has changed: other connections keep their statements. */
static void
test_unchanged (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	gint64 before = count (workspace, "PRAGMA schema_version");

	make_views (workspace);
	g_assert_cmpint (count (workspace, "PRAGMA schema_version"), ==, before);
	add_attribute (workspace, "user", "city", "text", NULL);
	make_views (workspace);
	before = count (workspace, "PRAGMA schema_version");
	make_views (workspace);
	g_assert_cmpint (count (workspace, "PRAGMA schema_version"), ==, before);
}

static gboolean
is_word_at (const char *text, const char *at, gsize size)
{
	return (at == text || !(g_ascii_isalnum (at[-1]) || at[-1] == '_')) && !(g_ascii_isalnum (at[size]) || at[size] == '_');
}

static gboolean
has_word (const char *text, const char *word)
{
	for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word))
		if (is_word_at (text, at, strlen (word)))
			return TRUE;
	return FALSE;
}

/* segscope-workspace(5) names every table, every view and every column. */
static void
test_manual (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *path = test_data_file ("../../man/segscope-workspace.5.in"), *manual = test_file_read (path);
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) columns = seg_workspace_prepare (workspace,
		"SELECT t.name, c.name FROM pragma_table_list AS t, pragma_table_info (t.name) AS c "
		"WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'event_named'", &error);

	g_assert_no_error (error);
	while (seg_statement_next (columns, &error)) {
		const char *table = seg_statement_text (columns, 0), *column = seg_statement_text (columns, 1);

		if (!has_word (manual, table) || !has_word (manual, column))
			g_error ("segscope-workspace(5) does not name %s (%s)", table, column);
	}
	g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/views/fresh", test_fresh);
	g_test_add_func ("/views/rows", test_rows);
	g_test_add_func ("/views/policy", test_policy);
	g_test_add_func ("/views/hostile-names", test_hostile_names);
	g_test_add_func ("/views/many-attributes", test_many_attributes);
	g_test_add_func ("/views/plan", test_plan);
	g_test_add_func ("/views/unchanged", test_unchanged);
	g_test_add_func ("/views/manual", test_manual);
	return g_test_run ();
}
