/* The files that go out: every byte of a small one, and what happens when things go wrong. */
#include <config.h>
#include <segscope/campaign_export.h>
#include <segscope/message.h>

#include <string.h>

#include "support/folder.h"
#include "campaign-fixture.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* Three people: one of them a spreadsheet formula, one without consent. */
static SegCampaign *
make_small (Fixture *fixture, double control_share, guint n_recommendations)
{
	g_autoptr (SegCampaignDraft) draft = NULL;

	fixture_execute (fixture,
		"ALTER TABLE user ADD COLUMN consent INTEGER; ALTER TABLE user ADD COLUMN mail TEXT; ALTER TABLE user ADD COLUMN segment TEXT;"
		"ALTER TABLE user ADD COLUMN spend REAL; ALTER TABLE user ADD COLUMN since INTEGER;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'consent', 'ok', 'consent', 'boolean'),"
		"('user', 'mail', 'E-Mail', 'email', 'text'), ('user', 'segment', 'Segment', NULL, 'category'),"
		"('user', 'spend', '消费', NULL, 'number'), ('user', 'since', 'Since', NULL, 'date');"
		"INSERT INTO user (id, key, listed, consent, mail, segment, spend, since) VALUES "
		"(1, '13800000000000001', 1, 1, 'b@example.org', 'x,y', 0.1, 90061), (2, '=1+1', 1, 1, '@SUM(A1)', NULL, NULL, NULL),"
		"(3, 'none', 1, 0, 'c@example.org', NULL, 1e15, 0), (4, 'buyer', 1, NULL, NULL, NULL, -3, 90061);"
		"INSERT INTO item (id, key, listed) VALUES (1, 'c,1', 1), (2, 'c2', 1);"
		"ALTER TABLE item ADD COLUMN title TEXT; UPDATE item SET title = '《架构\"师\"》' WHERE id = 1;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text')");
	fixture_events (fixture, 1, "4:1 1:2 4:2");
	draft = fixture_draft (0, "list");
	draft->control_share = control_share;
	draft->no_control_reason = g_strdup ("a test");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_ADDRESS, "addresses are formulas here");
	draft->n_recommendations = n_recommendations;
	return fixture_create (fixture, draft);
}

static char *
out_path (const Fixture *fixture)
{
	return g_build_filename (fixture->folder, "out.csv", NULL);
}

/* Exports and returns the file's text. */
static char *
export (Fixture *fixture, const SegCampaign *campaign, const SegExportOptions *options, gint64 n_expected)
{
	g_autofree char *path = out_path (fixture);
	GError *error = NULL;
	g_autoptr (SegExport) done = seg_campaign_export (fixture->workspace, campaign, path, options, NULL, &error);

	g_assert_no_error (error);
	g_assert_cmpint (done->n_rows, ==, n_expected);
	return test_file_read (path);
}

static void
test_bytes (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0, 2), after = NULL;
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autofree char *text = export (fixture, campaign, &options, 2), *path = out_path (fixture);
	g_autofree char *checksum = test_file_checksum (path), *sql = NULL;

	(void) data;
	g_assert_cmpstr (text, ==,
		"key,mail,item1,title1,reason1,item2,title2,reason2\r\n"
		"\"13800000000000001\",b@example.org,\"c,1\",\"《架构\"\"师\"\"》\",because they bought “c2”: 1 of 2 who bought it also bought this,,,\r\n"
		"'=1+1,'@SUM(A1),c2,c2,they took nothing yet; popular: 2 of 4 users bought it,\"c,1\",\"《架构\"\"师\"\"》\",they took nothing yet; popular: 1 of 4 users bought it\r\n");
	sql = g_strdup_printf ("SELECT count(*) FROM audit WHERE action = 'export' AND object = 'list' AND detail ->> 'file' = '%s' "
		"AND detail ->> 'rows' = 2 AND detail ->> 'sha256' = '%s'", path, checksum);
	g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
	after = seg_campaign_load (fixture->workspace, "list", NULL);
	g_assert_cmpstr (after->status, ==, "exported");
	g_assert_cmpint (after->exported_at, >, 0);
}

static void
test_columns (Fixture *fixture, gconstpointer data)
{
	static const char *const names[] = { "user.segment", "消费", "since", "orders", "key", "consent", NULL };
	static const char *const unknown[] = { "key", "item2", NULL };
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0, 1);
	SegExportOptions options = { .columns = names, .file = { .encoding = seg_text_encoding_find ("utf-8-bom", NULL) } };
	g_autofree char *text = NULL, *path = out_path (fixture), *checksum = NULL, *sql = NULL;
	g_auto (GStrv) all = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture,
		"INSERT INTO feature_set (id, name, as_of, selection, n_users, created_at, program_version, fingerprint, as_of_given) VALUES (1, 'f', 2000, '[]', 4, 0, '0', '', 0); CREATE TABLE feature_set_1 (user_id INTEGER PRIMARY KEY, orders REAL);"
		"INSERT INTO feature (feature_set_id, name, label, meaning, unit) VALUES (1, 'orders', 'Orders', 'Number of orders', 'orders'); INSERT INTO feature_set_1 VALUES (1, 1), (4, 1)");
	text = export (fixture, campaign, &options, 2);
	g_assert_cmpstr (text, ==,
		"\xEF\xBB\xBFuser.segment,消费,since,orders,key,consent\r\n"
		"\"x,y\",0.1,1970-01-02 01:01:01,1,\"13800000000000001\",yes\r\n"
		",,,,'=1+1,yes\r\n");
	checksum = test_file_checksum (path);
	sql = g_strdup_printf ("SELECT count(*) FROM audit WHERE detail ->> 'sha256' = '%s'", checksum);
	g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
	all = seg_campaign_columns_all (fixture->workspace, campaign, NULL);
	g_assert_true (g_strv_contains ((const char *const *) all, "user.segment"));
	g_assert_true (g_strv_contains ((const char *const *) all, "orders"));
	g_assert_true (g_strv_contains ((const char *const *) all, "reason1"));
	g_assert_false (g_strv_contains ((const char *const *) all, "reason2"));
	options.columns = (const char *const *) all; /* all that are offered are understood */
	g_free (text);
	text = export (fixture, campaign, &options, 2);
	options.columns = unknown;
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_USAGE, "no column \"item2\"; there are: key, arm, segment, subject, message, item1");
}

static void
test_arms (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0.5, 0);
	SegExportOptions options = { .arm = SEG_ARM_BOTH };
	g_autofree char *both = export (fixture, campaign, &options, 2), *send = NULL, *control = NULL;

	(void) data;
	g_assert_cmpint (campaign->n_control, ==, 1);
	test_contains (both, "key,mail,arm\r\n");
	test_contains (both, ",send\r\n");
	test_contains (both, ",control\r\n");
	options.arm = SEG_ARM_SEND;
	send = export (fixture, campaign, &options, 1);
	options.arm = SEG_ARM_CONTROL;
	control = export (fixture, campaign, &options, 1);
	g_assert_cmpstr (send, !=, control);
	g_assert_null (strstr (send, "control"));
}

/* Consent counts on the day the file is written. */
static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0, 0);
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autofree char *text = NULL, *nobody = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE user SET consent = 0 WHERE id = 2");
	text = export (fixture, campaign, &options, 1);
	g_assert_null (strstr (text, "=1+1"));
	g_assert_cmpint (fixture_count (fixture, "SELECT detail ->> 'left_out_consent_withdrawn' FROM audit WHERE action = 'export'"), ==, 1);
	fixture_execute (fixture, "UPDATE attribute SET field = NULL WHERE field = 'consent'");
	nobody = export (fixture, campaign, &options, 0);
	g_assert_cmpstr (nobody, ==, "key,mail\r\n");
}

/* So does what cleaning has left out since the list was made. */
static void
test_cleaned (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0, 0);
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	g_autofree char *text = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'exclude', '{}', 0);"
	                 "INSERT INTO excluded_user (user_id, step_id) VALUES (2, 1)");
	text = export (fixture, campaign, &options, 1);
	g_assert_null (strstr (text, "=1+1"));
	g_assert_cmpint (fixture_count (fixture, "SELECT detail ->> 'left_out_consent_withdrawn' FROM audit WHERE action = 'export'"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT detail ->> 'left_out_by_cleaning' FROM audit WHERE action = 'export'"), ==, 1);
}

/* Of both arms alike, so that the arms can be compared; and a file of nobody has reached nobody. */
static void
test_cleaned_arms (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0.5, 0), after = NULL;
	SegExportOptions options = { .arm = SEG_ARM_BOTH };
	g_autofree char *text = NULL;

	(void) data;
	g_assert_cmpint (campaign->n_control, ==, 1);
	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'exclude', '{}', 0);"
	                 "INSERT INTO excluded_user (user_id, step_id) VALUES (1, 1), (2, 1)");
	text = export (fixture, campaign, &options, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT detail ->> 'left_out_by_cleaning' FROM audit WHERE action = 'export'"), ==, 2);
	after = seg_campaign_load (fixture->workspace, "list", NULL);
	g_assert_cmpstr (after->status, ==, "draft");
	g_assert_cmpint (after->exported_at, ==, 0);
}

static void
expect_failure (Fixture *fixture, const SegCampaign *campaign, const char *path, const char *part)
{
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	GError *error = NULL;

	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, part);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'export'"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign WHERE status = 'exported'"), ==, 0);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_small (fixture, 0, 0);
	g_autofree char *missing = g_build_filename (fixture->folder, "no", "such", "folder.csv", NULL), *path = out_path (fixture);
	g_autoptr (SegJob) job = seg_job_new ();
	SegExportOptions options = { .arm = SEG_ARM_SEND };
	GError *error = NULL;

	(void) data;
	expect_failure (fixture, campaign, missing, "folder.csv");
	expect_failure (fixture, campaign, fixture->folder, fixture->folder);
	expect_failure (fixture, campaign, fixture->path, "is a workspace");
	seg_job_cancel (job);
	g_assert_true (g_file_set_contents (path, "old", -1, NULL));
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	g_assert_cmpuint (test_folder_count (fixture->folder, "out.csv"), ==, 1); /* no temporary file stays */
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'export'"), ==, 0);
}

/* Everybody's message as it will be sent stands in the file; whoever has none, or reads nothing somewhere, is counted. */
static void
test_message (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "words");
	const char *const columns[] = { "key", "arm", "subject", "message", NULL };
	SegExportOptions options = { .columns = columns, .arm = SEG_ARM_BOTH };
	g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL), *text = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegExport) done = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	g_auto (GStrv) usual = NULL;

	(void) data;
	draft->control_share = 0.2;
	draft->n_recommendations = 1;
	seg_campaign_draft_set_arms (draft, 2);
	seg_campaign_draft_set_message (draft, "A", 0, "To {city}", "Dear {key},\n\"{title1|nothing}\" for you {arm}{city}");
	fixture_execute (fixture, "UPDATE user SET city = NULL WHERE id % 3 = 1");
	campaign = fixture_create (fixture, draft);
	usual = seg_campaign_columns (fixture->workspace, campaign, SEG_ARM_SEND, NULL);
	g_assert_true (g_strv_contains ((const char *const *) usual, "message"));
	rows = seg_campaign_export_preview (fixture->workspace, campaign, &options, 1000, NULL);
	g_assert_cmpuint (rows->len, ==, (guint) (campaign->n_send + campaign->n_control) + 1);
	for (guint i = 1; i < rows->len; i++) {
		char **row = rows->pdata[i];
		g_autoptr (SegMessagePreview) preview = NULL;
		gint64 id;

		g_assert_true (seg_workspace_find_key (fixture->workspace, "user", row[0], &id, NULL));
		if (strcmp (row[1], "control") == 0) {
			g_assert_cmpstr (row[3], ==, "");
			continue;
		}
		preview = seg_campaign_preview (fixture->workspace, campaign, id, NULL);
		g_assert_cmpstr (row[2], ==, preview->subject != NULL ? preview->subject : "");
		g_assert_cmpstr (row[3], ==, preview->text != NULL ? preview->text : "");
		g_assert_true ((row[3][0] == '\0') == (strcmp (row[1], "B") == 0));
	}
	options.arm = SEG_ARM_SEND;
	done = seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, NULL);
	g_assert_cmpint (done->n_wordless, ==, fixture_count (fixture, "SELECT count(*) FROM campaign_member WHERE arm = 'B'"));
	g_assert_cmpint (done->n_blank, ==, fixture_count (fixture, "SELECT count(*) FROM campaign_member WHERE arm = 'A' AND user_id % 3 = 1"));
	text = test_file_read (path);
	g_assert_nonnull (strstr (text, ",\n\"\""));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/export/bytes", test_bytes);
	add_test ("/export/columns", test_columns);
	add_test ("/export/arms", test_arms);
	add_test ("/export/withdrawn", test_withdrawn);
	add_test ("/export/cleaned", test_cleaned);
	add_test ("/export/cleaned-arms", test_cleaned_arms);
	add_test ("/export/failures", test_failures);
	add_test ("/export/message", test_message);
	return g_test_run ();
}
