/* The ledger of contacts: who was really written to, and what counts on it. */
#include <config.h>
#include <segscope/audience.h>
#include <segscope/campaign_export.h>
#include <segscope/contact.h>
#include <segscope/ledger.h>
#include <segscope/measure.h>

#include <string.h>

#include "support/folder.h"
#include "campaign-fixture.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* 1..60 in A, 61..90 in B; those who consented; one in five held back. */
static SegCampaign *
make_list (Fixture *fixture, gint64 segmentation, const char *name)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (segmentation, name);

	draft->control_share = 0.2;
	draft->n_recommendations = 0;
	draft->contact_cost = 0.5;
	return fixture_create (fixture, draft);
}

static SegExport *
export (Fixture *fixture, const SegCampaign *campaign, gint64 smallest_group, SegArm arm)
{
	g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL);
	SegExportOptions options = { .smallest_group = smallest_group, .arm = arm };
	GError *error = NULL;
	SegExport *done = seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error);

	g_assert_no_error (error);
	return done;
}

static void
assert_counts (Fixture *fixture, const SegCampaign *campaign, SegLedgerOutcome outcome, gint64 n)
{
	gint64 counts[SEG_N_LEDGER], all = 0;
	g_autoptr (GArray) people = seg_ledger_people (fixture->workspace, campaign->id, outcome, NULL);

	g_assert_true (seg_ledger_count (fixture->workspace, campaign->id, counts, NULL));
	for (guint i = 0; i < SEG_N_LEDGER; i++)
		all += counts[i];
	g_assert_cmpint (all, ==, campaign->n_send);
	g_assert_cmpint (counts[outcome], ==, n);
	g_assert_cmpuint (people->len, ==, (guint) n);
}

#define OF_THE_LIST "FROM campaign_member m JOIN segment s ON s.id = m.segment_id WHERE m.arm = 'send' AND s.name LIKE '%B'"

/* People of a small group get no message: they are no contacts, until another export writes to them. */
static void
test_small_group (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, fixture_company (fixture), "list");
	gint64 n_b = fixture_count (fixture, "SELECT count(*) " OF_THE_LIST);
	g_autoptr (SegExport) first = NULL, second = NULL, third = NULL;

	(void) data;
	assert_counts (fixture, campaign, SEG_LEDGER_NOT_YET, campaign->n_send);
	first = export (fixture, campaign, n_b + 1, SEG_ARM_SEND);
	assert_counts (fixture, campaign, SEG_LEDGER_SMALL_GROUP, n_b);
	assert_counts (fixture, campaign, SEG_LEDGER_WRITTEN, campaign->n_send - n_b);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM contacts"), ==, campaign->n_send - n_b);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM (" SEG_SQL_CONTACTS ") WHERE user_id IN (SELECT m.user_id " OF_THE_LIST ")"), ==, 0);
	second = export (fixture, campaign, 0, SEG_ARM_BOTH);
	assert_counts (fixture, campaign, SEG_LEDGER_WRITTEN, campaign->n_send);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM contacts"), ==, campaign->n_send); /* each once */
	g_assert_cmpint (fixture_count (fixture, "SELECT n_contacts FROM export ORDER BY id DESC LIMIT 1"), ==, n_b);
	third = export (fixture, campaign, 0, SEG_ARM_CONTROL);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM contacts"), ==, campaign->n_send);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM contact k JOIN campaign_member m USING (user_id) WHERE m.arm = 'control'"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM ledger WHERE export = (SELECT max (id) FROM export)"), ==, 0);
}

/* Whoever has taken back consent, or was left out by cleaning, is in the ledger with the reason, and may be written to by the next campaign's rules. */
static void
test_reasons (Fixture *fixture, gconstpointer data)
{
	gint64 segmentation = fixture_company (fixture);
	g_autoptr (SegCampaign) campaign = make_list (fixture, segmentation, "list"), next = NULL;
	g_autoptr (SegCampaignDraft) draft = fixture_draft (segmentation, "next");
	g_autoptr (SegExport) done = NULL;
	g_autoptr (GPtrArray) funnel = NULL;
	g_autofree char *text = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE user SET consent = 0 WHERE id = (SELECT min (user_id) FROM campaign_member WHERE arm = 'send');"
	                 "UPDATE user SET mail = '' WHERE id = (SELECT max (user_id) FROM campaign_member WHERE arm = 'send')");
	done = export (fixture, campaign, 0, SEG_ARM_SEND);
	assert_counts (fixture, campaign, SEG_LEDGER_WITHDRAWN, 1);
	assert_counts (fixture, campaign, SEG_LEDGER_NO_ADDRESS, 1);
	assert_counts (fixture, campaign, SEG_LEDGER_WRITTEN, campaign->n_send - 2);
	funnel = seg_campaign_funnel (fixture->workspace, draft, NULL);
	for (guint i = 0; i < funnel->len; i++)
		if (strcmp (((SegFunnelStep *) funnel->pdata[i])->name, "contacted") == 0)
			g_assert_cmpint (((SegFunnelStep *) funnel->pdata[i])->count, ==, campaign->n_send - 2);
	text = fixture_funnel_text (funnel);
	g_test_message ("%s", text);
}

/* A list that went out by other ways: all were written to, once; and an export afterwards adds nobody. */
static void
test_other_ways (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, fixture_company (fixture), "list");
	g_autoptr (SegExport) done = NULL;

	(void) data;
	g_assert_true (seg_campaign_set_status (fixture->workspace, campaign->id, "measured", NULL));
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM contact"), ==, 0);
	g_assert_true (seg_campaign_set_status (fixture->workspace, campaign->id, "running", NULL));
	assert_counts (fixture, campaign, SEG_LEDGER_WRITTEN, campaign->n_send);
	g_assert_true (seg_campaign_set_status (fixture->workspace, campaign->id, "exported", NULL));
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM export"), ==, 1);
	done = export (fixture, campaign, 0, SEG_ARM_SEND);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM contacts"), ==, campaign->n_send);
}

/* The arms stay as they were drawn; only those who were written to are paid for. */
static void
test_cost (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, fixture_company (fixture), "list");
	gint64 n_b = fixture_count (fixture, "SELECT count(*) " OF_THE_LIST);
	SegMeasureOptions options = SEG_MEASURE_OPTIONS_INIT;
	g_autoptr (SegExport) done = export (fixture, campaign, n_b + 1, SEG_ARM_SEND);
	g_autoptr (SegMeasurement) measurement = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE campaign SET exported_at = 1000");
	options.from = 1000;
	measurement = seg_campaign_measure (fixture->workspace, campaign, &options, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (measurement->all.sent.n, ==, campaign->n_send);
	g_assert_cmpint (measurement->n_written, ==, campaign->n_send - n_b);
	g_assert_cmpfloat (measurement->cost, ==, 0.5 * (double) (campaign->n_send - n_b));
}

/* An export that fails or is stopped leaves no contacts. */
static void
test_failed (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture, fixture_company (fixture), "list");
	g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL);
	g_autoptr (SegJob) job = seg_job_new ();
	SegExportOptions options = { 0 };
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "CREATE TEMP TRIGGER full BEFORE INSERT ON main.contact BEGIN SELECT raise (ABORT, 'full'); END");
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error));
	g_assert_nonnull (error);
	g_clear_error (&error);
	g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
	seg_job_cancel (job);
	g_assert_null (seg_campaign_export (fixture->workspace, campaign, path, &options, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	g_assert_cmpint (fixture_count (fixture, "SELECT (SELECT count(*) FROM contact) + (SELECT count(*) FROM export)"), ==, 0);
}

/* Accounts that share an address are told before the list is made; those who are not on it do not count. */
static void
test_shared_address (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "list");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegAudienceOutlook) before = NULL, after = NULL;
	GError *error = NULL;

	(void) data;
	draft->one_an_address = FALSE;
	before = seg_audience_outlook (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	g_assert_null (strstr (before->sentences->len > 0 ? before->sentences->pdata[0] : "", "same address"));
	fixture_execute (fixture, "UPDATE user SET mail = ' Same@example.org' WHERE id = 1; UPDATE user SET mail = 'same@EXAMPLE.org' WHERE id IN (2, 3, 4)"); /* 4 said no */
	after = seg_audience_outlook (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (g_str_has_prefix (after->sentences->pdata[0], "2 people on the list have the same address"));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/ledger/small-group", test_small_group);
	add_test ("/ledger/reasons", test_reasons);
	add_test ("/ledger/other-ways", test_other_ways);
	add_test ("/ledger/cost", test_cost);
	add_test ("/ledger/failed", test_failed);
	add_test ("/ledger/shared-address", test_shared_address);
	return g_test_run ();
}
