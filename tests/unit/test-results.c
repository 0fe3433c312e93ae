/* Files of results: matched to people and arms by key, pseudonym and address; what cannot count is counted apart. */
#include <config.h>
#include <segscope/measure.h>
#include <segscope/campaign_export.h>
#include <segscope/campaign_uplift.h>
#include <segscope/intake.h>
#include <segscope/learning.h>
#include <segscope/ledger.h>
#include <segscope/pseudonym.h>
#include <segscope/result_match.h>
#include <segscope/results.h>
#include <segscope/take_in.h>

#include <string.h>

#include "support/folder.h"
#include "campaign-fixture.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
#define DAY 86400

/* Everyone who consented, two arms and a control group, and a file that went out on 1970-04-11. */
static SegCampaign *
make_list (Fixture *fixture)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "spring");
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegExport) export = NULL;
	g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL);
	SegExportOptions options = { .pseudonyms = TRUE };
	GError *error = NULL;

	draft->control_share = 0.2;
	draft->n_recommendations = 0;
	draft->goal_days = 10;
	seg_campaign_draft_set_arms (draft, 2);
	campaign = fixture_create (fixture, draft);
	export = seg_campaign_export (fixture->workspace, campaign, path, &options, NULL, &error);
	g_assert_no_error (error);
	fixture_execute (fixture, "UPDATE campaign SET exported_at = 100 * 86400; UPDATE export SET at = 100 * 86400");
	return seg_campaign_load (fixture->workspace, "spring", NULL);
}

/* The key of person number @number of @arm. */
static char *
person (Fixture *fixture, const char *arm, guint number)
{
	g_autofree char *sql = g_strdup_printf ("SELECT user_id FROM campaign_member WHERE arm = '%s' ORDER BY user_id LIMIT 1 OFFSET %u", arm, number);

	return seg_user_key (fixture->workspace, fixture_count (fixture, sql), NULL);
}

static SegImportResult
import (Fixture *fixture, const char *name, const char *text, const char *campaign)
{
	g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
	const SegImportOptions options = { .event_kind = campaign };
	g_autoptr (SegImportPlan) plan = NULL;
	SegImportResult result;
	GError *error = NULL;

	g_assert_true (g_file_set_contents (path, text, -1, NULL));
	plan = seg_import_plan (path, strcmp (name, "test.csv") == 0 ? seg_role_find ("results") : NULL, &options, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (plan->role->name, ==, "results");
	g_assert_true (seg_import_plan_recall (plan, fixture->workspace, NULL, &options, NULL));
	seg_intake_run (fixture->workspace, (SegImportPlan *const *) &plan, 1, NULL, NULL, &result, &error);
	g_assert_no_error (error);
	return result;
}

static const SegResultsOutcome *
outcome (const SegResults *results, const char *name)
{
	for (guint i = 0; i < results->outcomes->len; i++)
		if (strcmp (((SegResultsOutcome *) results->outcomes->pdata[i])->outcome, name) == 0)
			return results->outcomes->pdata[i];
	return NULL;
}

#define HEADING "userid,arm,opened,clicked,converted,amount,unsubscribed,time\n"

/* Somebody who is here, and on no list. */
static SegImportResult
import_beside_outsider (Fixture *fixture, const char *text)
{
	fixture_execute (fixture, "INSERT INTO user (key) VALUES ('outsider')");
	return import (fixture, "mail.csv", text, "spring");
}

/* Each row that cannot count is told by what is wrong with it; the others are counted by the arm of the list. */
static void
test_faults (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture);
	g_autofree char *a = person (fixture, "A", 0), *a2 = person (fixture, "A", 1), *b = person (fixture, "B", 0), *held = person (fixture, "control", 0);
	g_autofree char *text = g_strdup_printf (HEADING
		"%s,A,1,1,1,20,0,1970-04-12\n" "%s,A,1,0,0,,0,1970-04-12\n" "%s,B,1,0,0,,1,1970-04-13\n" "%s,B,1,0,0,,1,1970-04-13\n" /* twice */
		"%s,B,0,0,1,30,0,1970-05-01\n" "%s,A,0,0,1,7,0,1970-04-14\n" "%s,,1,0,0,,0,1970-04-12\n" "outsider,A,1,0,0,,0,1970-04-12\n" "%s,A,0,0,1,9,0,1970-03-01\n"
		"nobody,A,1,0,1,5,1,1970-04-12\n" "a name too long for its slot,B,1,0,0,,0,1970-04-12\n",
		a, a2, b, b, b, b, held, a);
	SegImportResult loaded = import_beside_outsider (fixture, text);
	g_autoptr (SegResults) results = seg_campaign_results (fixture->workspace, campaign, NULL, NULL);
	g_autoptr (GPtrArray) late = NULL;
	g_autoptr (GArray) opened = NULL;
	g_autoptr (SegMeasurement) measured = NULL;

	(void) data;
	g_assert_cmpint (loaded.repeated_results, ==, 1);
	g_assert_cmpint (loaded.nobody_results, ==, 2);
	g_assert_cmpint (loaded.new_users, ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM user WHERE key IN ('nobody', 'a name too long for its slot')"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM reject WHERE reason IN ('nobody here is called \"nobody\"', "
	                                         "'nobody here is called \"a name too long for its slot\"')"), ==, 2);
	g_assert_cmpint (loaded.rows_rejected, ==, 3);
	g_assert_cmpint (results->n_repeated, ==, 1);
	g_assert_cmpint (results->n_nobody, ==, 2);
	g_assert_cmpint (results->n_set_aside, ==, 3);
	g_assert_cmpint (results->faults[SEG_RESULTS_UNMATCHED], ==, 2); /* assigned, opened */
	g_assert_cmpint (results->faults[SEG_RESULTS_LATE], ==, 2);
	g_assert_cmpint (results->faults[SEG_RESULTS_EARLY], ==, 2);
	g_assert_cmpint (results->faults[SEG_RESULTS_HELD_BACK], ==, 1);
	g_assert_cmpint (results->faults[SEG_RESULTS_OTHER_ARM], ==, 2); /* b as of A */
	g_assert_cmpint (results->faults[SEG_RESULTS_NOT_WRITTEN], ==, 0);
	g_assert_cmpint (results->n_rows, ==, fixture_count (fixture, "SELECT count(*) FROM result"));
	g_assert_cmpint (results->n_counted, ==, results->n_rows - 6);
	/* arms: control, A, B */
	g_assert_cmpint (outcome (results, "opened")->people[0], ==, 1);
	g_assert_cmpint (outcome (results, "opened")->people[1], ==, 2);
	g_assert_cmpint (outcome (results, "opened")->people[2], ==, 1);
	g_assert_cmpfloat (outcome (results, "converted")->money[1], ==, 20);
	g_assert_cmpfloat (outcome (results, "converted")->money[2], ==, 7);
	late = seg_campaign_results_rows (fixture->workspace, campaign, SEG_RESULTS_LATE, NULL, NULL, 0, 10, NULL);
	g_assert_cmpuint (late->len, ==, 2);
	g_assert_cmpstr (((SegResultsRow *) late->pdata[0])->key, ==, b);
	opened = seg_campaign_results_people (fixture->workspace, campaign, SEG_N_RESULTS_FAULTS, "opened", "A", NULL);
	g_assert_cmpuint (opened->len, ==, 2);
	/* said before the figures, too */
	measured = seg_campaign_measure (fixture->workspace, campaign, &(SegMeasureOptions) { .goal = "converted", .days_before = 90 }, NULL, NULL);
	g_assert_nonnull (measured);
	g_assert_cmpint (measured->n_results_out_of_time, ==, 4);
	g_assert_cmpint (measured->n_results_repeated, ==, 1);
	g_assert_cmpint (measured->n_results_other_arm, ==, 2);
	g_assert_cmpint (measured->n_results_unmatched, ==, 2);
	g_assert_cmpint (measured->n_results_nobody, ==, 2);
	g_assert_cmpuint (measured->failed->len, >=, 5);
}

/* Pseudonyms and addresses find their people; what is nobody's, or several people's, is set aside. */
static void
test_aliases (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture);
	g_autoptr (SegPseudonyms) old = seg_pseudonyms_open (fixture->workspace, FALSE, NULL), new = seg_pseudonyms_open (fixture->workspace, TRUE, NULL);
	g_autofree char *a = person (fixture, "A", 0), *b = person (fixture, "B", 0), *twice = person (fixture, "B", 1), *text = NULL, *sql = NULL;
	char first[SEG_PSEUDONYM_LENGTH + 1], second[SEG_PSEUDONYM_LENGTH + 1];
	g_autoptr (SegResults) results = NULL;
	gint64 n_users = fixture_count (fixture, "SELECT count(*) FROM user");
	SegImportResult loaded;

	(void) data;
	seg_pseudonym_make (old, a, first);
	seg_pseudonym_make (new, b, second);
	sql = g_strdup_printf ("UPDATE user SET mail = 'Two@example.org ' WHERE key IN ('%s', (SELECT key FROM user ORDER BY id DESC LIMIT 1))", twice);
	fixture_execute (fixture, sql);
	text = g_strdup_printf ("pseudonym,opened,time\n%s,1,1970-04-12\n%s,1,1970-04-12\np%032d,1,1970-04-12\n%s@EXAMPLE.org,1,1970-04-13\ntwo@example.org,1,1970-04-12\n",
	                        first, second, 0, a);
	loaded = import (fixture, "mail.csv", text, "spring");
	g_assert_cmpint (loaded.rows_loaded, ==, 3);
	g_assert_cmpint (loaded.rows_rejected, ==, 2);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM user"), ==, n_users);
	results = seg_campaign_results (fixture->workspace, campaign, NULL, NULL);
	g_assert_cmpint (outcome (results, "opened")->people[1], ==, 1);
	g_assert_cmpint (outcome (results, "opened")->people[2], ==, 1);
}

/* Whoever unsubscribes is on no later list; the next file of the same form is not taken for the same campaign. */
static void
test_next_campaign (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture);
	g_autofree char *a = person (fixture, "A", 0), *text = g_strdup_printf (HEADING "%s,A,0,0,0,,1,1970-04-12\n", a);
	g_autofree char *again = g_strdup_printf (HEADING "%s,A,1,0,0,,0,1970-04-12\n", a);
	g_autoptr (SegCampaignDraft) draft = fixture_draft (campaign->draft->segmentation_id, "next");
	g_autoptr (GPtrArray) funnel = NULL, strays = NULL;
	gint64 n = 0;

	(void) data;
	import (fixture, "mail.csv", text, "spring");
	draft->quiet_days = 0;
	funnel = seg_campaign_funnel (fixture->workspace, draft, NULL);
	for (guint i = 0; i < funnel->len; i++)
		if (strcmp (((SegFunnelStep *) funnel->pdata[i])->name, "unsubscribed") == 0)
			n = ((SegFunnelStep *) funnel->pdata[i])->count;
	g_assert_cmpint (n, ==, 1);
	g_assert_cmpint (import (fixture, "other.csv", again, NULL).stray_results, ==, 2);
	strays = seg_stray_results (fixture->workspace, NULL);
	g_assert_cmpuint (strays->len, ==, 1);
	g_assert_cmpstr (((SegStrayResults *) strays->pdata[0])->name, ==, "other");
	g_assert_true (seg_stray_results_give (fixture->workspace, "other", campaign->id, &n, NULL));
	g_assert_cmpint (n, ==, 2);
	g_assert_false (seg_stray_results_give (fixture->workspace, "other", campaign->id, &n, NULL));
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM result WHERE campaign_id IS NULL"), ==, 0);
}

#define MERGED_STEP "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'merge', '{}', 0);"

/* Cleaning has put three accounts on the list into two that are on none (one over another), and one into one on the list. The file knows only those
 * that are left: they are matched with the entries of the list, everywhere alike. */
static void
test_survivors (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture);
	g_autofree char *a = person (fixture, "A", 0), *a2 = person (fixture, "A", 1), *b = person (fixture, "B", 0), *b2 = person (fixture, "B", 1);
	g_autofree char *sql = g_strdup_printf (MERGED_STEP
		"INSERT INTO excluded_user (user_id, step_id, merged_into) VALUES ((SELECT id FROM user WHERE key = '%s'), 1, 901), "
		"((SELECT id FROM user WHERE key = '%s'), 1, 902), (902, 1, 903), ((SELECT id FROM user WHERE key = '%s'), 1, 903), "
		"((SELECT id FROM user WHERE key = '%s'), 1, (SELECT id FROM user WHERE key = '%s'))", a, b, b2, "nobody on the list", a2);
	const char *text = HEADING "left one,A,1,1,1,20,0,1970-04-12\nleft two,B,1,0,1,30,1,1970-04-13\nstranger,A,1,0,0,,0,1970-04-12\n";
	g_autoptr (SegResults) results = NULL;
	g_autoptr (SegMeasurement) measured = NULL;
	g_autoptr (GPtrArray) page = NULL;
	SegImportResult loaded;

	(void) data;
	fixture_execute (fixture, "INSERT INTO user (id, key) VALUES (900, 'nobody on the list'), (901, 'left one'), (902, 'between'), (903, 'left two'), (904, 'stranger')");
	loaded = import (fixture, "mail.csv", text, "spring");
	g_assert_cmpint (loaded.unmatched_results, ==, 10);
	fixture_execute (fixture, sql);
	g_assert_true (seg_import_match_results (fixture->workspace, &loaded, NULL)); /* as at the end of each load */
	g_assert_cmpint (fixture_count (fixture, "SELECT delta ->> 'unmatched_results' FROM source WHERE role = 'results'"), ==, 2);
	g_assert_cmpint (loaded.unmatched_results, ==, 2); /* the stranger: assigned, opened */
	results = seg_campaign_results (fixture->workspace, campaign, NULL, NULL);
	g_assert_cmpint (results->faults[SEG_RESULTS_UNMATCHED], ==, 2);
	g_assert_cmpint (results->faults[SEG_RESULTS_OTHER_ARM], ==, 0);
	g_assert_cmpint (results->faults[SEG_RESULTS_NOT_WRITTEN], ==, 0); /* the ledger knows them by their old accounts */
	g_assert_cmpint (outcome (results, "converted")->people[1], ==, 1);
	g_assert_cmpint (outcome (results, "converted")->people[2], ==, 1);
	measured = seg_campaign_measure (fixture->workspace, campaign, &(SegMeasureOptions) { .goal = "converted", .days_before = 90 }, NULL, NULL);
	g_assert_cmpint (measured->all.sent.did, ==, 2);
	g_assert_cmpfloat_with_epsilon (measured->all.mean_sent * (double) measured->all.sent.n, 50, 1e-9);
	g_assert_cmpint (measured->n_results_unmatched, ==, 2);
	page = seg_user_campaigns (fixture->workspace, 903, NULL);
	g_assert_cmpuint (page->len, ==, 1);
	g_assert_cmpstr (((SegUserCampaign *) page->pdata[0])->arm, ==, "B");
	g_assert_true (((SegUserCampaign *) page->pdata[0])->opened && ((SegUserCampaign *) page->pdata[0])->unsubscribed && !((SegUserCampaign *) page->pdata[0])->left_out);
}

static void
convert (Fixture *fixture, guint first, guint last)
{
	g_autofree char *sql = g_strdup_printf ("INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) SELECT 'spring', 1, user_id, 'converted', 101 * 86400, 1 "
	                                        "FROM (SELECT user_id, row_number () OVER (PARTITION BY arm ORDER BY user_id) AS n FROM campaign_member) WHERE n BETWEEN %u AND %u", first, last);

	fixture_execute (fixture, sql);
}

/* The days of such a goal are always all of them: each look at what came in meanwhile is kept by itself, with when it was taken. */
static void
test_looks_at_results (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture);
	g_autoptr (GPtrArray) looks = NULL;
	gint64 last = 0;
	guint n = 0;

	(void) data;
	for (guint look = 0; look < 4; look++) {
		g_autoptr (SegMeasurement) measured = NULL;

		convert (fixture, look + 1, look + 1);
		measured = seg_campaign_measure (fixture->workspace, campaign, &(SegMeasureOptions) { .goal = "converted", .days_before = 90 }, NULL, NULL);
		for (guint again = 0; again < 2; again++)
			g_assert_true (seg_measurement_keep (fixture->workspace, campaign, measured, NULL, NULL));
	}
	looks = seg_campaign_looks (fixture->workspace, campaign, "converted", campaign->exported_at, NULL);
	g_assert_cmpuint (looks->len, ==, 12); /* 4 of everyone and of two arms */
	for (guint i = 0; i < looks->len && ((SegLook *) looks->pdata[i])->arm == NULL; i++, n++) {
		const SegLook *look = looks->pdata[i];

		g_assert_cmpint (look->sent.did, ==, 2 * (i + 1));
		g_assert_cmpint (look->until, ==, campaign->exported_at + 10 * DAY);
		g_assert_cmpint (look->looked_at, >, last);
		last = look->looked_at;
	}
	g_assert_cmpuint (n, ==, 4);
}

/* An experiment that was run elsewhere, without users, days or events: a row a person, with what they got. Two in three come back upon the letter, where
 * they are new; of the others, and of those who got none, one in five. */
static char *
experiment_rows (void)
{
	GString *text = g_string_new ("new,history,segment,visit,spend\n");

	for (guint i = 0; i < 1200; i++) {
		gboolean new = i / 2 % 2 == 0, sent = i % 2 == 0, came = new && sent ? i % 3 > 0 : i % 5 == 0;

		g_string_append_printf (text, "%d,%u,%s,%d,%s\n", new, 10 + i * 7 % 90, sent ? "Letter" : "Nothing sent", came, came ? "5.5" : "0");
	}
	return g_string_free (text, FALSE);
}

/* It is measured, and learnt from: nobody needs to have done anything before. Its control group received no campaign, whatever the file calls it. */
static void
test_taken_in (Fixture *fixture, gconstpointer data)
{
	g_autofree char *text = experiment_rows ();
	SegImportResult loaded = import (fixture, "test.csv", text, NULL);
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegMeasurement) measured = NULL;
	g_autoptr (SegCampaignUplift) uplift = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) said = NULL;
	gint64 n_left_out = -1, did;
	GError *error = NULL;

	(void) data;
	g_assert_cmpint (loaded.new_users, ==, 1200);
	g_assert_cmpint (loaded.nobody_results, ==, 0);
	g_assert_cmpint (seg_campaign_take_in (fixture->workspace, &(SegTakeIn) { .name = "elsewhere", .control = "Nothing sent" }, &n_left_out, NULL, &error), >, 0);
	g_assert_no_error (error);
	g_assert_cmpint (n_left_out, ==, 0);
	campaign = seg_campaign_load (fixture->workspace, "elsewhere", NULL);
	measured = seg_campaign_measure (fixture->workspace, campaign, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (measured->goal, ==, "visited");
	said = seg_campaign_draft_overrides_words (campaign->draft);
	g_assert_cmpuint (said->len, ==, 1); /* one reason for all that was not asked for */
	did = fixture_count (fixture, "SELECT count (*) FROM result WHERE outcome = 'visited' AND variant = 'Letter'");
	g_assert_cmpint (measured->all.sent.n, ==, 600);
	g_assert_cmpint (measured->all.sent.did, ==, did);
	g_assert_cmpint (measured->all.control.did, ==, 120);
	uplift = seg_campaign_uplift (fixture->workspace, campaign, NULL, NULL, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (uplift->n, ==, 1200);
	g_assert_cmpuint (uplift->n_unknown, ==, 0);
	g_assert_true (uplift->found);
	set = seg_feature_set_build (fixture->workspace, "now", campaign->exported_at + DAY, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (set->n_users, ==, 1200);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM feature_set_2 f JOIN campaign_member m USING (user_id) WHERE campaigns <> (m.arm <> 'control')"), ==, 0);
	/* before it went out nobody had received anything, though the rows have no time */
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM feature_set_1 WHERE campaigns > 0 OR campaign_money > 0"), ==, 0);
}

/* A file of those who opened says yes in every row: an outcome all the same, and no attribute. One that names nobody is no file of results of a list. */
static void
test_same_in_all_rows (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaign) campaign = make_list (fixture);
	g_autofree char *a = person (fixture, "A", 0), *b = person (fixture, "B", 0), *path = g_build_filename (fixture->folder, "wrong.csv", NULL);
	g_autofree char *text = g_strdup_printf ("userid,opened,unsubscribed\n%s,yes,no\n%s,yes,no\n", a, b);
	const SegImportOptions options = { .event_kind = "spring" };
	g_autoptr (SegImportPlan) plan = NULL;
	g_autoptr (SegResults) results = NULL;
	const gint64 n_users = fixture_count (fixture, "SELECT count(*) FROM user");
	SegImportResult result;
	GError *error = NULL;

	(void) data;
	import (fixture, "test.csv", text, "spring");
	results = seg_campaign_results (fixture->workspace, campaign, NULL, NULL);
	g_assert_cmpint (outcome (results, "opened")->people[1] + outcome (results, "opened")->people[2], ==, 2);
	g_assert_null (outcome (results, "unsubscribed"));
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM attribute WHERE name IN ('opened', 'unsubscribed')"), ==, 0);
	g_assert_cmpint (results->n_nobody + results->aside_source, ==, 0);
	g_clear_pointer (&results, seg_results_free);
	g_free (text);
	text = g_strdup_printf ("userid,clicked\n%s,yes\nstranger,yes\n", a);
	import (fixture, "test.csv", text, "spring");
	results = seg_campaign_results (fixture->workspace, campaign, NULL, NULL);
	g_assert_cmpint (results->n_nobody, ==, 1);
	g_assert_cmpint (results->aside_source, ==, fixture_count (fixture, "SELECT max (id) FROM source"));
	g_clear_pointer (&results, seg_results_free);
	g_free (text);
	text = g_strdup_printf ("userid,clicked\n%s,yes\nstranger2,yes\n", b);
	import (fixture, "test.csv", text, "spring");
	results = seg_campaign_results (fixture->workspace, campaign, NULL, NULL);
	g_assert_cmpint (results->n_nobody, ==, 2);
	g_assert_cmpint (results->aside_source, ==, 0); /* two files of them: all are shown */
	g_assert_true (g_file_set_contents (path, "product,price\nA,1\nB,2\n", -1, NULL));
	plan = seg_import_plan (path, seg_role_find ("results"), &options, &error);
	g_assert_no_error (error);
	g_assert_false (seg_intake_run (fixture->workspace, (SegImportPlan *const *) &plan, 1, NULL, NULL, &result, &error));
	test_error (&error, SEG_ERROR_DATA, "no column says whose results");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM user"), ==, n_users);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/results/faults", test_faults);
	add_test ("/results/same-in-all-rows", test_same_in_all_rows);
	add_test ("/results/aliases", test_aliases);
	add_test ("/results/next-campaign", test_next_campaign);
	add_test ("/results/survivors", test_survivors);
	add_test ("/results/looks", test_looks_at_results);
	add_test ("/results/taken-in", test_taken_in);
	return g_test_run ();
}
