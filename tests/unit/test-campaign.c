/* campaign/: funnel and lists against counts by plain SQL, the control group against HMACs made elsewhere. */
#include <config.h>
#include <segscope/campaign.h>

#include <string.h>

#include "support/folder.h"
#include <segscope/campaign_advice.h>
#include <segscope/member_list.h>

#include "campaign-fixture.h"
#include "campaign/campaign-private.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

#define CONSENTED "id % 4 <> 0 AND id % 5 <> 0"

static const SegFunnelStep *
step_at (const GPtrArray *funnel, guint i)
{
	return funnel->pdata[i];
}

static void
test_funnel (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), NULL);
	g_autoptr (GPtrArray) funnel = seg_campaign_funnel (fixture->workspace, draft, NULL);
	g_autofree char *text = fixture_funnel_text (funnel);

	(void) data;
	g_assert_cmpstr (text, ==, "90 -36 54 -5 49"); /* 90 less 22 with no and 14 unknown */
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM user WHERE id <= 90 AND " CONSENTED), ==, 54);
	g_assert_cmpstr (step_at (funnel, 0)->label, ==, "Everyone in \"main\"");
	g_assert_cmpstr (step_at (funnel, 1)->label, ==, "no e-mail consent");
	g_assert_cmpstr (step_at (funnel, 2)->label, ==, "Eligible");
	g_assert_cmpstr (step_at (funnel, 3)->label, ==, "held back as control (10 %)");
	g_assert_cmpstr (step_at (funnel, 4)->label, ==, "To send");
}

static void
test_funnel_steps (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), NULL);
	g_autoptr (GPtrArray) filtered = NULL, everyone = NULL, both = NULL;
	g_autofree char *filtered_text = NULL, *everyone_text = NULL, *both_text = NULL;
	gint64 a = fixture_count (fixture, "SELECT id FROM segment WHERE name = 'A'");
	gint64 b = fixture_count (fixture, "SELECT id FROM segment WHERE name = 'B'");

	(void) data;
	g_array_append_val (draft->segment_ids, b);
	draft->filter = g_strdup ("city = 上海");
	draft->control_share = 0;
	filtered = seg_campaign_funnel (fixture->workspace, draft, NULL);
	filtered_text = fixture_funnel_text (filtered);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM user WHERE id BETWEEN 61 AND 90 AND id % 3 = 0 AND " CONSENTED), ==, 6);
	g_assert_cmpstr (filtered_text, ==, "30 -20 -4 6 6");
	g_assert_cmpstr (step_at (filtered, 0)->label, ==, "Segment \"B\"");
	g_assert_cmpstr (step_at (filtered, 1)->label, ==, "not matching: city = 上海");
	g_array_append_val (draft->segment_ids, a);
	both = seg_campaign_funnel (fixture->workspace, draft, NULL);
	both_text = fixture_funnel_text (both);
	g_assert_cmpstr (both_text, ==, "90 -60 -12 18 18");
	g_assert_cmpstr (step_at (both, 0)->label, ==, "Segments \"A\" and \"B\"");
	g_array_set_size (draft->segment_ids, 0);
	draft->segmentation_id = 0;
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	everyone = seg_campaign_funnel (fixture->workspace, draft, NULL);
	everyone_text = fixture_funnel_text (everyone);
	g_assert_cmpstr (everyone_text, ==, "100 -67 33 33");
	g_assert_cmpstr (step_at (everyone, 0)->label, ==, "Everyone");
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "  spring \"升级\" ");
	g_autoptr (SegCampaign) campaign = NULL;
	g_autofree char *text = NULL;
	g_autoptr (GPtrArray) members = NULL, all = NULL;
	const SegCampaignMember *member;

	(void) data;
	draft->filter = g_strdup ("city = 上海");
	draft->seed = G_MAXUINT64;
	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, NULL), >, 0);
	campaign = seg_campaign_load (fixture->workspace, NULL, NULL);
	g_assert_cmpstr (campaign->name, ==, "spring \"升级\"");
	g_assert_cmpstr (campaign->status, ==, "draft");
	g_assert_cmpstr (campaign->segmentation_name, ==, "main");
	g_assert_cmpstr (campaign->draft->filter, ==, "city = 上海");
	g_assert_true (campaign->draft->seed == G_MAXUINT64);
	g_assert_null (campaign->draft->overrides[SEG_SUPPRESS_CONSENT]);
	g_assert_cmpfloat (campaign->draft->control_share, ==, 0.1);
	g_assert_cmpuint (campaign->draft->n_recommendations, ==, 3);
	text = fixture_funnel_text (campaign->funnel);
	g_assert_cmpstr (text, ==, "90 -60 -12 18 -2 16");
	g_assert_cmpint (campaign->n_send, ==, 16);
	g_assert_cmpint (campaign->n_control, ==, 2);
	g_assert_cmpint (campaign->exported_at, ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_member JOIN user ON user.id = user_id "
		"WHERE NOT (user.id <= 90 AND user.id % 3 = 0 AND " CONSENTED ")"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_member m JOIN membership s USING (user_id) WHERE m.segment_id = s.segment_id"), ==, 18);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'campaign' AND object = 'spring \"升级\"' AND json_valid (detail)"), ==, 1);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'override'"), ==, 0);
	members = seg_campaign_members (fixture->workspace, campaign->id, SEG_ARM_SEND, 1, 2, NULL);
	g_assert_cmpuint (members->len, ==, 2);
	member = members->pdata[0];
	g_assert_cmpstr (member->arm, ==, "send");
	g_assert_cmpuint (member->titles->len, ==, member->reasons->len);
	all = seg_campaign_members (fixture->workspace, campaign->id, SEG_ARM_BOTH, 0, 1000, NULL);
	g_assert_cmpuint (all->len, ==, 18);
}

/* The keys of @ids, as they stand. */
static char *
keys_of (Fixture *fixture, gint64 campaign, const GArray *ids)
{
	g_autoptr (GPtrArray) members = seg_campaign_members_of (fixture->workspace, campaign, (const gint64 *) (gconstpointer) ids->data, ids->len, NULL);
	GString *keys = g_string_new (NULL);

	g_assert_cmpuint (members->len, ==, ids->len);
	for (guint i = 0; i < members->len; i++)
		g_string_append_printf (keys, "%s ", ((const SegCampaignMember *) members->pdata[i])->key);
	return g_string_free (keys, FALSE);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The list of a campaign, sorted and filtered, against all of it read at once. */
static void
test_member_list (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegCampaign) campaign = fixture_create (fixture, draft);
	g_autoptr (GPtrArray) all = seg_campaign_members (fixture->workspace, campaign->id, SEG_ARM_BOTH, 0, G_MAXINT64, NULL), keys = g_ptr_array_new ();
	g_autoptr (GArray) usual = seg_campaign_members_order (fixture->workspace, campaign->id, SEG_ARM_BOTH, "", SEG_MEMBERS_BY_KEY, FALSE, NULL, NULL);
	g_autoptr (GArray) back = seg_campaign_members_order (fixture->workspace, campaign->id, SEG_ARM_BOTH, NULL, SEG_MEMBERS_BY_KEY, TRUE, NULL, NULL);
	g_autoptr (GArray) held = seg_campaign_members_order (fixture->workspace, campaign->id, SEG_ARM_BOTH, "HELD back", SEG_MEMBERS_BY_OFFER, FALSE, NULL, NULL);
	g_autoptr (GArray) titled = seg_campaign_members_order (fixture->workspace, campaign->id, SEG_ARM_SEND, "i3", SEG_MEMBERS_BY_SEGMENT, TRUE, NULL, NULL);
	g_autofree char *shown = keys_of (fixture, campaign->id, usual), *reversed = keys_of (fixture, campaign->id, back);
	g_autoptr (GString) expected = g_string_new (NULL);
	g_autoptr (GString) expected_back = g_string_new (NULL);
	guint n_titled = 0;

	(void) data;
	for (guint i = 0; i < all->len; i++) {
		const SegCampaignMember *member = all->pdata[i];
		g_autofree char *offer = seg_campaign_member_offer (member);

		g_ptr_array_add (keys, member->key);
		n_titled += strcmp (member->arm, "send") == 0 && (strstr (offer, "i3") != NULL || strstr (member->key, "i3") != NULL);
	}
	g_ptr_array_sort (keys, compare_keys);
	for (guint i = 0; i < keys->len; i++) {
		g_string_append_printf (expected, "%s ", (char *) keys->pdata[i]);
		g_string_append_printf (expected_back, "%s ", (char *) keys->pdata[keys->len - 1 - i]);
	}
	g_assert_cmpstr (shown, ==, expected->str);
	g_assert_cmpstr (reversed, ==, expected_back->str);
	g_assert_cmpint (held->len, ==, campaign->n_control);
	g_assert_cmpuint (n_titled, >, 0);
	g_assert_cmpuint (titled->len, ==, n_titled);
}

/* Items: at most three for each to be sent to, none for control, nothing owned, positions from 1 without gaps, each with a reason. */
static void
test_items (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegCampaign) campaign = fixture_create (fixture, draft);

	(void) data;
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_item"), >, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_item JOIN campaign_member USING (campaign_id, user_id) WHERE arm <> 'send'"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_item JOIN event USING (user_id, item_id)"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_item WHERE reason = ''"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM (SELECT user_id FROM campaign_item GROUP BY user_id HAVING max (position) <> count(*) OR count(*) > 3)"), ==, 0);
	/* User 21 owns items 1 and 2, so 3 comes because of them; 91 and on are in no segment and in no list. */
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_item WHERE user_id = 21 AND item_id = 3 AND position = 1 "
		"AND reason = 'because they bought “i1” and “i2”: 20 of 50 who bought “i1” also bought this'"), ==, 1);
}

static void
test_control (Fixture *fixture, gconstpointer data)
{
	/* Made with Python: hmac.new ("7:春 \"A\"", key, sha256), the five smallest of u1..u20. */
	static const char *const expected = "SELECT group_concat (user_id) FROM (SELECT user_id FROM campaign_member WHERE arm = 'control' ORDER BY user_id)";
	g_autoptr (SegCampaignDraft) draft = fixture_draft (0, "春 \"A\"");
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegStatement) statement = NULL;
	g_autoptr (SegCampaignDraft) known = fixture_draft (0, "spring");
	g_autoptr (SegSplitHasher) hasher = NULL;

	(void) data;
	known->seed = 7;
	hasher = seg_split_hasher_new (known);
	g_assert_cmphex (seg_split_hash (hasher, "u1") >> 32, ==, 0x4b3c510f);
	fixture_populate (fixture, 20, 2);
	draft->seed = 7;
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	draft->n_recommendations = 0;
	draft->control_share = 0.25;
	campaign = fixture_create (fixture, draft);
	g_assert_cmpint (campaign->n_control, ==, 5);
	statement = seg_workspace_prepare (fixture->workspace, expected, NULL);
	g_assert_true (seg_statement_next (statement, NULL));
	g_assert_cmpstr (seg_statement_text (statement, 0), ==, "2,4,7,14,20");
}

/* The same people are held back however the users lie in the file. */
static void
test_control_order (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegCampaign) first = fixture_create (fixture, draft), second = NULL;

	(void) data;
	fixture_execute (fixture, "CREATE TEMP TABLE held AS SELECT key FROM campaign_member JOIN user ON user.id = user_id WHERE arm = 'control'");
	g_assert_true (seg_campaign_delete (fixture->workspace, first->id, NULL));
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_member"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_item"), ==, 0);
	fixture_execute (fixture, "UPDATE event SET user_id = 101 - user_id; UPDATE user SET key = 'x' || key; "
		"UPDATE user SET key = 'u' || (101 - id), consent = CASE WHEN (101 - id) % 4 = 0 THEN 0 WHEN (101 - id) % 5 = 0 THEN NULL ELSE 1 END;"
		"DELETE FROM membership; INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette) SELECT g.id, user.id, s.id, 0, NULL FROM user, segmentation g, segment s "
		"WHERE s.segmentation_id = g.id AND user.id > 10 AND s.name = CASE WHEN user.id > 40 THEN 'A' ELSE 'B' END");
	second = fixture_create (fixture, draft);
	g_assert_cmpint (second->n_control, ==, first->n_control);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_member JOIN user ON user.id = user_id WHERE arm = 'control' AND key IN (SELECT key FROM held)"), ==, 5);
}

static void
test_consent (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegCampaign) campaign = NULL, without = NULL;
	GError *error = NULL;

	(void) data;
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	campaign = fixture_create (fixture, draft);
	g_assert_cmpint (campaign->n_send + campaign->n_control, ==, 90);
	g_assert_cmpstr (campaign->draft->overrides[SEG_SUPPRESS_CONSENT], ==, "a test");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'override' AND object = 'c'"), ==, 1);
	fixture_execute (fixture, "UPDATE attribute SET field = NULL WHERE field = 'consent'");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, NULL);
	g_assert_null (seg_campaign_funnel (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_DATA, "--map consent=COLUMN");
	g_free (draft->name);
	draft->name = g_strdup ("d");
	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_DATA, "go without consent (--no-consent");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	without = fixture_create (fixture, draft);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit WHERE action = 'override' AND object = 'd'"), ==, 1);
}

static void
expect_refused (Fixture *fixture, const SegCampaignDraft *draft, SegErrorCode code, const char *part)
{
	gint64 n_before = fixture_count (fixture, "SELECT count(*) FROM audit");
	GError *error = NULL;

	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, &error), ==, 0);
	test_error (&error, code, part);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM audit"), ==, n_before);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign WHERE name <> 'taken'"), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "taken");
	g_autoptr (SegCampaign) campaign = fixture_create (fixture, draft);
	gint64 stranger = 99;

	(void) data;
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "already a campaign \"taken\"");
	g_free (draft->name);
	draft->name = g_strdup (" \t ");
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "needs a name");
	g_free (draft->name);
	draft->name = g_strdup ("new");
	draft->control_share = 0.95;
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "0 to 90 %");
	draft->control_share = 0.1;
	draft->n_recommendations = 11;
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "0 to 10");
	draft->n_recommendations = 3;
	draft->filter = g_strdup ("city = Nowhere");
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "nobody matches the filter");
	g_free (draft->filter);
	draft->filter = g_strdup ("hat = green");
	expect_refused (fixture, draft, SEG_ERROR_USAGE, "hat");
	g_free (draft->filter);
	draft->filter = g_strdup ("key = u1");
	draft->control_share = 0.9;
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "held back");
	g_array_append_val (draft->segment_ids, stranger);
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "does not belong");
	draft->segmentation_id = 0;
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "Segments were chosen");
	g_array_set_size (draft->segment_ids, 0);
	draft->control_share = 0;
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "Why is nobody held back?");
	draft->no_control_reason = g_strdup (" ");
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "Why is nobody held back?");
	g_free (draft->no_control_reason);
	draft->no_control_reason = g_strdup ("everyone was promised it");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "");
	expect_refused (fixture, draft, SEG_ERROR_ARGUMENT, "no regard to this: consent");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, NULL);
	fixture_execute (fixture, "DELETE FROM event");
	expect_refused (fixture, draft, SEG_ERROR_DATA, "ask for 0 of them");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegJob) job = seg_job_new ();
	GError *error = NULL;

	(void) data;
	seg_job_cancel (job);
	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, job, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_assert_true (g_str_has_prefix (error->message, "Stopped"));
	g_clear_error (&error);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_member"), ==, 0);
}

static void
test_stale_and_list (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (0, "old");
	g_autoptr (SegCampaign) old = NULL, stale = NULL;
	g_autoptr (GPtrArray) campaigns = NULL;
	GError *error = NULL;

	(void) data;
	g_assert_null (seg_campaign_load (fixture->workspace, NULL, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "--create");
	fixture_company (fixture);
	old = fixture_create (fixture, draft);
	g_assert_false (old->stale);
	fixture_execute (fixture, "INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, rows_repeated, imported_at, program_version) VALUES (2, 'more.csv', 'def', 'events', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0')");
	g_free (draft->name);
	draft->name = g_strdup ("new");
	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, NULL), >, 0);
	stale = seg_campaign_load (fixture->workspace, "old", NULL);
	g_assert_true (stale->stale);
	campaigns = seg_campaigns (fixture->workspace, NULL);
	g_assert_cmpuint (campaigns->len, ==, 2);
	g_assert_cmpstr (((SegCampaign *) campaigns->pdata[0])->name, ==, "new");
	g_assert_false (((SegCampaign *) campaigns->pdata[0])->stale);
	g_assert_true (((SegCampaign *) campaigns->pdata[1])->stale);
	g_assert_null (seg_campaign_load (fixture->workspace, "none", &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "\"none\"");
	g_assert_false (seg_campaign_delete (fixture->workspace, 77, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "77");
}

/* Whoever was written to stays in the ledger of contacts. */
static void
test_delete_exported (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "went out");
	g_autoptr (SegCampaign) campaign = fixture_create (fixture, draft);
	GError *error = NULL;
	gint64 n;

	(void) data;
	g_assert_true (seg_campaign_set_status (fixture->workspace, campaign->id, "exported", NULL));
	n = fixture_count (fixture, "SELECT count (*) FROM (" SEG_SQL_CONTACTS ")");
	g_assert_cmpint (n, >, 0);
	g_assert_false (seg_campaign_delete (fixture->workspace, campaign->id, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "Archive it instead");
	g_assert_true (seg_campaign_set_archived (fixture->workspace, campaign->id, TRUE, NULL));
	g_assert_false (seg_campaign_delete (fixture->workspace, campaign->id, NULL));
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM (" SEG_SQL_CONTACTS ")"), ==, n);
}

/* What the rules did is kept with the campaign, and is what the list says. */
static void
test_advice (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "ruled");
	g_auto (SegAdviceRules) rules = { 0 }, kept = { 0 };
	g_autoptr (SegCampaign) campaign = NULL;
	g_autofree char *words = NULL;
	SegAdviceTally tally;

	(void) data;
	g_assert_true (seg_advice_rules_parse (&rules, fixture->workspace, "never=i5", NULL));
	g_assert_true (seg_advice_rules_parse (&rules, fixture->workspace, "most-people=7", NULL));
	g_assert_true (seg_advice_rules_write (fixture->workspace, &rules, NULL));
	campaign = fixture_create (fixture, draft);
	g_assert_true (seg_campaign_advice_read (fixture->workspace, campaign->id, &kept, &tally, NULL));
	g_assert_cmpstr (kept.values[SEG_ADVICE_NEVER], ==, "i5");
	g_assert_cmpint (tally.n_people, ==, campaign->n_send);
	g_assert_cmpint (tally.counts[SEG_ADVICE_NEVER], ==, campaign->n_send);
	g_assert_cmpint (tally.counts[SEG_ADVICE_OWNED], ==, fixture_count (fixture,
		"SELECT count (*) FROM event JOIN campaign_member USING (user_id) WHERE arm <> 'control'"));
	g_assert_cmpint (tally.n_offered, ==, fixture_count (fixture, "SELECT count (*) FROM campaign_item"));
	g_assert_cmpint (tally.n_none, ==, fixture_count (fixture, "SELECT count (*) FROM campaign_member WHERE arm <> 'control' AND user_id NOT IN "
		"(SELECT user_id FROM campaign_item)"));
	g_assert_cmpint (tally.n_at_limit, ==, fixture_count (fixture, "SELECT count (*) FROM (SELECT 1 FROM campaign_item GROUP BY item_id HAVING count (*) = 7)"));
	g_assert_cmpint (fixture_count (fixture, "SELECT max (n) FROM (SELECT count (*) AS n FROM campaign_item GROUP BY item_id)"), ==, 7);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM campaign_item WHERE item_id = 5"), ==, 0);
	words = seg_campaign_advice_words (fixture->workspace, campaign->id, NULL);
	g_assert_nonnull (strstr (words, "get fewer items than were asked for"));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/campaign/funnel", test_funnel);
	add_test ("/campaign/funnel-steps", test_funnel_steps);
	add_test ("/campaign/create", test_create);
	add_test ("/campaign/items", test_items);
	add_test ("/campaign/member-list", test_member_list);
	add_test ("/campaign/control", test_control);
	add_test ("/campaign/control-order", test_control_order);
	add_test ("/campaign/consent", test_consent);
	add_test ("/campaign/refused", test_refused);
	add_test ("/campaign/cancel", test_cancel);
	add_test ("/campaign/stale-and-list", test_stale_and_list);
	add_test ("/campaign/advice", test_advice);
	add_test ("/campaign/delete-exported", test_delete_exported);
	return g_test_run ();
}
