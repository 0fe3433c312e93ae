/* campaign/: audiences, suppressions, limits and arms against plain SQL, sums by hand and chance; nothing that must not is written to. */
#include <config.h>
#include <segscope/allocation.h>
#include <segscope/audience.h>
#include <segscope/balance.h>
#include <segscope/offer.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "support/folder.h"
#include "support/ledger.h"
#include "campaign-fixture.h"
#include "campaign/campaign-private.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

static gint64
step_count (const GPtrArray *funnel, const char *name)
{
	for (guint i = 0; funnel != NULL && i < funnel->len; i++)
		if (strcmp (((SegFunnelStep *) funnel->pdata[i])->name, name) == 0)
			return ((SegFunnelStep *) funnel->pdata[i])->count;
	return -1;
}

static GPtrArray *
funnel_of (Fixture *fixture, const SegCampaignDraft *draft)
{
	GError *error = NULL;
	GPtrArray *funnel = seg_campaign_funnel (fixture->workspace, draft, &error);

	g_assert_no_error (error);
	return funnel;
}

/* The ids behind a step, as text. */
static char *
people_of (Fixture *fixture, const SegCampaignDraft *draft, const char *step)
{
	g_autoptr (SegAudience) audience = seg_audience_new ();
	GError *error = NULL;
	g_autoptr (GArray) ids = seg_audience_people (audience, fixture->workspace, draft, step, NULL, &error);
	GString *text = g_string_new (NULL);

	g_assert_no_error (error);
	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));
	return g_string_free (text, FALSE);
}

static char *
ids_by (Fixture *fixture, const char *condition)
{
	g_autofree char *sql = g_strdup_printf ("SELECT coalesce (group_concat (id), '') FROM (SELECT id FROM user LEFT JOIN membership ON user_id = id WHERE %s ORDER BY id)", condition);
	g_autoptr (SegStatement) row = seg_workspace_prepare (fixture->workspace, sql, NULL);

	g_assert_true (seg_statement_next (row, NULL));
	return g_strdup (seg_statement_text (row, 0));
}

static void
assert_step (Fixture *fixture, const SegCampaignDraft *draft, const char *step, const char *condition)
{
	g_autofree char *people = people_of (fixture, draft, step), *expected = ids_by (fixture, condition);

	g_assert_cmpstr (people, ==, expected);
}

/* A campaign of @days ago whose people are those with @condition. */
static void
send_before (Fixture *fixture, const char *name, int days, const char *condition)
{
	g_autofree char *sql = g_strdup_printf (
		"INSERT INTO campaign (name, status, options, funnel, seed, created_at, exported_at, program_version, fingerprint) VALUES ('%s', 'exported', "
		"'{}', '[]', 1, 0, CAST (strftime ('%%s', 'now') AS INTEGER) - %d * 86400 + 60, '', ''); INSERT INTO campaign_member (campaign_id, user_id, arm) "
		"SELECT (SELECT max (id) FROM campaign), id, CASE WHEN id %% 7 = 0 THEN 'control' ELSE 'A' END FROM user WHERE %s" TEST_SQL_LEDGER, name, days, condition);

	fixture_execute (fixture, sql);
}

#define CONSENTS "consent = 1"
#define UNSUBSCRIBES "id IN (1, 2, 3, 61)"
#define CONTACTED "id BETWEEN 5 AND 20 AND id % 7 <> 0"
#define OFTEN "id BETWEEN 17 AND 26 AND id % 7 <> 0"
#define ADDRESSED "id NOT IN (31, 33)"
#define OWNS "id <= 27"

/* Every suppression at once, each with its people; the order decides who is counted where. */
static SegCampaignDraft *
make_all (Fixture *fixture)
{
	static const char *const stopped[] = { "u2", "u61", "nobody yet", NULL };
	SegCampaignDraft *draft = fixture_draft (fixture_company (fixture), "all");
	g_autoptr (SegOffer) offer = seg_offer_new ("two");
	const SegContactPolicy policy = { 7, 2, 30 };
	GError *error = NULL;
	gint64 unknown = 0;

	fixture_execute (fixture, "INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) SELECT id, 3, 1, 2000, 1, 1 FROM user WHERE id BETWEEN 21 AND 27;"
	                 "INSERT INTO result (campaign, user_id, outcome, source_id) SELECT 'old', id, 'unsubscribed', 1 FROM user WHERE id IN (1, 3);"
	                 "UPDATE user SET mail = CASE id WHEN 31 THEN ' ' WHEN 33 THEN 'nowhere' ELSE mail END");
	send_before (fixture, "last week", 7, CONTACTED " OR (id BETWEEN 5 AND 20)");
	send_before (fixture, "two weeks", 14, "id BETWEEN 17 AND 26");
	send_before (fixture, "three weeks", 21, "id BETWEEN 17 AND 26");
	seg_do_not_contact_add (fixture->workspace, stopped, NULL, "asked", &unknown, &error);
	g_assert_no_error (error);
	g_assert_cmpint (unknown, ==, 1);
	seg_contact_policy_write (fixture->workspace, &policy, "a test", &error);
	g_assert_no_error (error);
	g_ptr_array_add (offer->item_keys, g_strdup ("i1"));
	g_ptr_array_add (offer->item_keys, g_strdup ("i3"));
	draft->offer_id = seg_offer_save (fixture->workspace, offer, &error);
	g_assert_no_error (error);
	return draft;
}

static void
test_suppressions (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = make_all (fixture);
	g_autoptr (GPtrArray) funnel = NULL;

	(void) data;
	assert_step (fixture, draft, "audience", "segment_id IS NOT NULL");
	assert_step (fixture, draft, "consent", "segment_id IS NOT NULL AND NOT coalesce (" CONSENTS ", 0)");
	assert_step (fixture, draft, "unsubscribed", "segment_id IS NOT NULL AND " CONSENTS " AND " UNSUBSCRIBES);
	assert_step (fixture, draft, "contacted", "segment_id IS NOT NULL AND " CONSENTS " AND NOT (" UNSUBSCRIBES ") AND (" CONTACTED ")");
	assert_step (fixture, draft, "frequency", "segment_id IS NOT NULL AND " CONSENTS " AND NOT (" UNSUBSCRIBES ") AND NOT (" CONTACTED ") AND (" OFTEN ")");
	assert_step (fixture, draft, "address", "id IN (31, 33) AND " CONSENTS);
	assert_step (fixture, draft, "owns", "segment_id IS NOT NULL AND " CONSENTS " AND NOT (" UNSUBSCRIBES ") AND NOT (" CONTACTED ") AND NOT (" OFTEN ") AND " OWNS);
	assert_step (fixture, draft, "eligible", "segment_id IS NOT NULL AND " CONSENTS " AND NOT (" UNSUBSCRIBES ") AND NOT (" CONTACTED ") AND NOT (" OFTEN ") AND "
	             ADDRESSED " AND NOT (" OWNS ")");
	funnel = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (funnel, "audience") - step_count (funnel, "consent") - step_count (funnel, "unsubscribed") - step_count (funnel, "contacted")
	                 - step_count (funnel, "frequency") - step_count (funnel, "address") - step_count (funnel, "owns"), ==, step_count (funnel, "eligible"));
}

/* No way around without a reason, and each with its line in the audit log; a laxer number of days in a draft does not count. */
static void
test_no_bypass (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = make_all (fixture);
	g_autoptr (GPtrArray) before = funnel_of (fixture, draft), after = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	GError *error = NULL;

	(void) data;
	draft->quiet_days = 1;
	after = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (after, "contacted"), ==, step_count (before, "contacted"));
	g_clear_pointer (&after, g_ptr_array_unref);
	draft->quiet_days = 22;
	after = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (after, "contacted"), >, step_count (before, "contacted"));
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++) {
		seg_campaign_draft_override (draft, (SegSuppression) i, " ");
		g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, &error), ==, 0);
		test_error (&error, SEG_ERROR_ARGUMENT, "needs a reason");
		seg_campaign_draft_override (draft, (SegSuppression) i, "because");
	}
	campaign = fixture_create (fixture, draft);
	g_assert_cmpint (campaign->n_send + campaign->n_control, ==, 90);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit WHERE action = 'override' AND object = 'all' AND detail ->> 'reason' = 'because'"), ==,
	                 SEG_N_SUPPRESSIONS);
	g_assert_cmpstr (campaign->draft->overrides[SEG_SUPPRESS_OWNS], ==, "because");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONTACTED, "");
	g_assert_false (seg_campaign_update (fixture->workspace, campaign->id, draft, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a reason");
	g_assert_false (seg_contact_policy_write (fixture->workspace, &(SegContactPolicy) { 0, 0, 0 }, "", &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a reason");
	g_assert_false (seg_do_not_contact_remove (fixture->workspace, (const char *const[]) { "u2", NULL }, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a reason");
	g_assert_false (seg_hold_out_set (fixture->workspace, 0.1, "", &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a reason");
	g_assert_false (seg_campaign_redraw (fixture->workspace, campaign->id, "", NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a reason");
}

/* What was said by, or sent to, one account of a person counts for the one that is left; 41 went into 43, and that into 45. */
static void
test_merged (Fixture *fixture, gconstpointer data)
{
	static const char *const stopped[] = { "u41", NULL };
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "all");

	(void) data;
	fixture_execute (fixture, "UPDATE user SET consent = 1;"
	                 "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'merge', '{}', 0);"
	                 "INSERT INTO excluded_user (user_id, step_id, merged_into) VALUES (41, 1, 43), (43, 1, 45), (51, 1, 52), (53, 1, 54), (55, 1, NULL);"
	                 "INSERT INTO result (campaign, user_id, outcome, source_id) VALUES ('old', 51, 'unsubscribed', 1);"
	                 "INSERT INTO result (campaign, user_id, outcome, at, source_id) VALUES ('old', 41, 'sent', CAST (strftime ('%s', 'now') AS INTEGER), 1)");
	send_before (fixture, "last week", 7, "id IN (53, 55)");
	g_assert_true (seg_do_not_contact_add (fixture->workspace, stopped, "email", "asked", NULL, NULL));
	draft->quiet_days = 10;
	assert_step (fixture, draft, "unsubscribed", "id IN (45, 52)");
	assert_step (fixture, draft, "contacted", "id = 54");
	g_assert_cmpint (fixture_count (fixture, "SELECT group_concat (user_id, '') FROM (SELECT user_id FROM (" SEG_SQL_CONTACTS ") ORDER BY 1)"), ==, 455455);
}

/* SMS has no consent column of its own; consent to e-mail is not taken for it. */
static void
test_channels (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	const SegChannel *sms = seg_channel_find ("sms");
	GError *error = NULL;

	(void) data;
	g_free (draft->channel);
	draft->channel = g_strdup ("sms");
	g_assert_null (seg_campaign_funnel (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_DATA, "agreed to SMS");
	g_assert_false (seg_channel_choose (fixture->workspace, sms, "city", NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "not yes or no");
	g_assert_false (seg_channel_choose (fixture->workspace, sms, "sms_ok", NULL, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "consent, city, mail");
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN sms_ok INTEGER; UPDATE user SET sms_ok = id <= 10; "
	                 "UPDATE user SET city = CASE WHEN id = 10 THEN 'none' ELSE id + 13800000000 END;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'sms_ok', 'SMS', 'boolean')");
	g_assert_true (seg_channel_choose (fixture->workspace, sms, "sms_ok", "city", &error));
	assert_step (fixture, draft, "eligible", "id < 10");
	assert_step (fixture, draft, "address", "id = 10"); /* words are no number */
	g_free (draft->channel);
	draft->channel = g_strdup ("pigeon");
	g_assert_null (seg_campaign_funnel (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "no channel");
}

/* What is added and kept works in its order; what is removed comes last. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	gint64 a = fixture_count (fixture, "SELECT id FROM segment WHERE name = 'A'");
	GError *error = NULL;

	(void) data;
	g_array_append_val (draft->segment_ids, a);
	seg_campaign_draft_add_part (draft, SEG_PART_REMOVE, SEG_PART_FILTER, "key = u3 or key = u93", 0);
	seg_campaign_draft_add_part (draft, SEG_PART_ADD, SEG_PART_FILTER, "city = 上海", 0);
	assert_step (fixture, draft, "audience", "id <= 60 OR id % 3 = 0");
	assert_step (fixture, draft, "remove1", "id IN (3, 93)");
	seg_campaign_draft_add_part (draft, SEG_PART_KEEP, SEG_PART_FILTER, "not city = 上海", 0);
	assert_step (fixture, draft, "audience", "id <= 60 AND id % 3 <> 0");
	send_before (fixture, "spring", 90, "id BETWEEN 50 AND 70");
	seg_campaign_draft_add_part (draft, SEG_PART_ADD, SEG_PART_CAMPAIGN, "spring", 0);
	assert_step (fixture, draft, "audience", "id <= 60 AND id % 3 <> 0 OR id BETWEEN 50 AND 70");
	seg_campaign_draft_add_part (draft, SEG_PART_KEEP, SEG_PART_ITEM, "i3", 5);
	g_assert_cmpint (step_count (funnel_of (fixture, draft), "audience"), <=, 5);
	seg_campaign_draft_add_part (draft, SEG_PART_ADD, SEG_PART_CAMPAIGN, "autumn", 0);
	g_assert_null (seg_campaign_funnel (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "autumn");
}

/* Who first: the control group comes on top of those sent to. */
static void
test_rank (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN worth REAL; ALTER TABLE user ADD COLUMN chance REAL;"
	                 "UPDATE user SET worth = CASE WHEN id % 10 = 1 THEN NULL ELSE id END, chance = 0.5;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'worth', 'W', 'number'), ('user', 'chance', 'P', 'number')");
	draft->rank_by = g_strdup ("worth");
	draft->limit = 9;
	g_assert_cmpint (step_count (funnel_of (fixture, draft), "send"), ==, 9);
	g_assert_cmpint (step_count (funnel_of (fixture, draft), "control"), ==, 1);
	assert_step (fixture, draft, "rank", "segment_id IS NOT NULL AND consent = 1 AND id NOT IN (SELECT id FROM user WHERE id <= 90 AND consent = 1 AND worth IS NOT NULL ORDER BY worth DESC LIMIT 10)");
	draft->limit = 0;
	draft->budget = 3.05;
	draft->contact_cost = 0.5;
	g_assert_cmpint (step_count (funnel_of (fixture, draft), "send"), ==, 6);
	draft->budget = 0.4;
	g_assert_cmpint (step_count (funnel_of (fixture, draft), "send"), ==, 0);
	draft->budget = 0;
	draft->contact_cost = 20;
	draft->rank_is_worth = TRUE;
	draft->propensity_by = g_strdup ("chance");
	assert_step (fixture, draft, "worth", "segment_id IS NOT NULL AND consent = 1 AND NOT coalesce (worth * chance > 20, 0)");
	draft->split = SEG_SPLIT_HASH;
	draft->limit = 7;
	g_assert_cmpint (step_count (funnel_of (fixture, draft), "send"), ==, 7);
	fixture_execute (fixture, "UPDATE user SET chance = 3 WHERE id = 50");
	g_assert_null (seg_campaign_funnel (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "cannot be a probability");
}

/* What is left by brute force: the best of all lists that begin with those worth most. */
static void
test_allocation (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegAllocation) allocation = NULL;
	const SegAllocationPoint *best, *last;
	GError *error = NULL;

	(void) data;
	g_assert_null (seg_audience_allocation (audience, fixture->workspace, draft, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "who comes first");
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN worth REAL; UPDATE user SET worth = CASE WHEN id % 10 = 1 THEN NULL ELSE id END;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'worth', 'W', 'number')");
	draft->rank_by = g_strdup ("worth");
	draft->rank_is_worth = TRUE;
	draft->contact_cost = 30.5;
	draft->control_share = 0;
	draft->no_control_reason = g_strdup ("a test");
	draft->limit = 12;
	allocation = seg_audience_allocation (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	best = &g_array_index (allocation->points, SegAllocationPoint, allocation->best);
	last = &g_array_index (allocation->points, SegAllocationPoint, allocation->points->len - 1);
#define ELIGIBLE "FROM user JOIN membership ON user_id = id WHERE consent = 1"
	g_assert_cmpint (best->n_send, ==, fixture_count (fixture, "SELECT count (*) " ELIGIBLE " AND worth > 30.5"));
	g_assert_cmpfloat_with_epsilon (best->value - best->cost, (double) fixture_count (fixture, "SELECT sum (2 * worth - 61) " ELIGIBLE " AND worth > 30.5") / 2, 1e-9);
	g_assert_cmpint (g_array_index (allocation->points, SegAllocationPoint, allocation->now).n_send, ==, 12);
	g_assert_cmpint (last->n_send, ==, fixture_count (fixture, "SELECT count (*) " ELIGIBLE));
	g_assert_cmpint (allocation->n_unknown, ==, fixture_count (fixture, "SELECT count (*) " ELIGIBLE " AND worth IS NULL"));
	for (guint i = 1; i < allocation->points->len; i++)
		g_assert_cmpint (g_array_index (allocation->points, SegAllocationPoint, i).n_send, >=, g_array_index (allocation->points, SegAllocationPoint, i - 1).n_send);
}

/* One message an address: of each group who comes first stays, and is counted out before anything is cut; the others are a step of their own. */
static void
test_addresses (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (GPtrArray) once = NULL, each = NULL, limited = NULL;
	g_autoptr (SegCampaign) kept = NULL;

	(void) data;
	/* of 1, 2, 3, 6, 7: 1, 2 and 3 share one, 6 and 7 another; 4 and 5 said no or nothing, and do not stand in anybody's way */
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN worth REAL; UPDATE user SET worth = id % 7; ALTER TABLE user ADD COLUMN tel TEXT;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'worth', 'W', 'number');"
	                 "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'tel', 'T', 'phone', 'text');"
	                 "UPDATE user SET mail = 'One@example.org' WHERE id IN (1, 2, 3, 4); UPDATE user SET mail = ' two@example.org' WHERE id IN (5, 7);"
	                 "UPDATE user SET mail = 'TWO@example.org ' WHERE id = 6; UPDATE user SET tel = '-' WHERE id IN (8, 9); UPDATE user SET tel = '138 0000-0000' WHERE id = 10;"
	                 "UPDATE user SET tel = '(138) 0000 0000' WHERE id IN (11, 12); UPDATE user SET tel = id + 13900000000 WHERE tel IS NULL");
	g_assert_true (draft->one_an_address);
	once = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (once, "same-address"), ==, 3);
	assert_step (fixture, draft, "same-address", "id IN (2, 3, 7)");
	draft->rank_by = g_strdup ("worth");
	assert_step (fixture, draft, "same-address", "id IN (1, 2, 7)"); /* 3, and 6 with 6 before 7 with 0 */
	draft->limit = 5; /* as long as without them */
	limited = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (limited, "send"), ==, 5);
	draft->rank_ascending = TRUE;
	assert_step (fixture, draft, "same-address", "id IN (2, 3, 6)");
	draft->limit = 0;
	draft->one_an_address = FALSE;
	each = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (each, "same-address"), ==, -1);
	g_assert_cmpint (step_count (each, "eligible"), ==, step_count (once, "eligible") + 3);
	draft->one_an_address = TRUE;
	kept = fixture_create (fixture, draft);
	g_assert_true (kept->draft->one_an_address);
	g_assert_cmpint (step_count (kept->funnel, "same-address"), ==, 3);
	g_assert_cmpint (kept->n_send + kept->n_control, ==, step_count (once, "eligible"));
	seg_campaign_draft_set_channel (draft, "sms");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	assert_step (fixture, draft, "same-address", "id IN (11, 12)"); /* 10 is the lowest in worth; a dash is no number */
}

/* Whoever was written to, or wants no more, is so with each account of the address, and a telephone number is one with and without its country. */
static void
test_twins (Fixture *fixture, gconstpointer data)
{
	static const char *const stopped[] = { "u2", NULL };
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");

	(void) data;
	fixture_execute (fixture, "UPDATE user SET mail = 'one@example.org' WHERE id IN (1, 2); UPDATE user SET mail = 'two@example.org' WHERE id IN (6, 7);"
	                 "ALTER TABLE user ADD COLUMN tel TEXT; UPDATE user SET tel = id + 13900000000; UPDATE user SET tel = '138 0000 0000' WHERE id = 10;"
	                 "UPDATE user SET tel = '+86 13800000000' WHERE id = 11; UPDATE user SET tel = '008613800000000' WHERE id = 12;"
	                 "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'tel', 'T', 'phone', 'text')");
	g_assert_true (seg_do_not_contact_add (fixture->workspace, stopped, "email", "asked", NULL, NULL));
	assert_step (fixture, draft, "unsubscribed", "id IN (1, 2)");
	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'exclude', '{}', 0);"
	                 "INSERT INTO excluded_user (user_id, step_id) VALUES (7, 1); UPDATE user SET mail = 'a column of none' WHERE id IN (9, 13);"
	                 "INSERT INTO result (campaign, user_id, outcome, at, source_id) VALUES ('old', 7, 'unsubscribed', 1, 1), ('old', 9, 'complained', 1, 1)");
	assert_step (fixture, draft, "unsubscribed", "id IN (1, 2, 6, 9)"); /* whoever was left out has said it too; words are no address that others share */
	draft->one_an_address = FALSE; /* a no is said to the address, however many accounts there are */
	assert_step (fixture, draft, "unsubscribed", "id IN (1, 2, 6, 9)");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_UNSUBSCRIBED, "a test");
	fixture_execute (fixture, "INSERT INTO result (campaign, user_id, outcome, at, source_id) VALUES ('old', 2, 'sent', unixepoch () - 86400, 1)");
	assert_step (fixture, draft, "contacted", "id = 2"); /* what was sent counts for the account that it was sent to */
	draft->one_an_address = TRUE;
	assert_step (fixture, draft, "contacted", "id IN (1, 2)");
	seg_campaign_draft_set_channel (draft, "sms");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	assert_step (fixture, draft, "same-address", "id IN (11, 12)");
}

/* A list that is too small for a tenth more: how many come in, by those of the list whose first event is of the last 90 days, and how long that takes. */
static void
test_duration (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegAudienceOutlook) young = NULL, outlook = NULL;
	gint64 n_new;

	(void) data;
	draft->starts_on = 86400;
	young = seg_audience_outlook (audience, fixture->workspace, draft, NULL, NULL);
	g_assert_true (isnan (young->arriving)); /* all events are of one minute */
	test_contains (young->sentences->pdata[1], "from 1970-01-02 to 1970-01-16");
	draft->starts_on = 0;
	fixture_execute (fixture, "INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, 1, 200 * 86400 + id, 1 FROM user WHERE id % 2 = 0 OR id > 50;"
	                 "INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, 1, 200 * 86400, 1 FROM user WHERE id = 51");
	outlook = seg_audience_outlook (audience, fixture->workspace, draft, NULL, NULL);
	n_new = fixture_count (fixture, "SELECT count(*) FROM user JOIN membership m ON m.user_id = user.id WHERE consent = 1 AND id > 50");
	g_assert_cmpfloat_with_epsilon (outlook->arriving, (double) n_new / 90, 1e-12);
	g_assert_cmpint (outlook->size_needed, >, outlook->n_send + outlook->n_control);
	if (outlook->gather_days > 0)
		g_assert_cmpfloat_with_epsilon (outlook->gather_days * outlook->arriving, (double) (outlook->size_needed - outlook->n_send - outlook->n_control), outlook->arriving);
	test_contains (outlook->sentences->pdata[1], "takes 14 days from when");
	test_contains (outlook->sentences->pdata[outlook->sentences->len - 1], "such people come in a week (by the last 90 days)");
}

/* The cost of the present list is that of the outlook, which the builder says. */
static void
test_allocation_agrees (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegAudience) audience = seg_audience_new ();

	(void) data;
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN worth REAL; UPDATE user SET worth = id;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'worth', 'W', 'number')");
	draft->rank_by = g_strdup ("worth");
	draft->rank_is_worth = TRUE;
	draft->contact_cost = 3;
	for (guint trial = 0; trial < 8; trial++) {
		g_autoptr (SegAllocation) allocation = NULL;
		g_autoptr (SegAudienceOutlook) outlook = NULL;
		const SegAllocationPoint *now;
		GError *error = NULL;

		draft->limit = trial < 4 ? 0 : 7 + trial;
		draft->split = trial % 2 == 0 ? SEG_SPLIT_STRATIFIED : SEG_SPLIT_HASH;
		draft->control_share = 0.1 + 0.03 * trial;
		allocation = seg_audience_allocation (audience, fixture->workspace, draft, NULL, &error);
		g_assert_no_error (error);
		outlook = seg_audience_outlook (audience, fixture->workspace, draft, NULL, &error);
		g_assert_no_error (error);
		now = &g_array_index (allocation->points, SegAllocationPoint, allocation->now);
		g_assert_cmpint (now->n_send, ==, outlook->n_send);
		g_assert_cmpfloat_with_epsilon (now->cost, outlook->cost, 1e-9);
	}
}

/* Where costs differ, the best list of so many people is not the one of best value by cost. */
static void
test_best_of_limit (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegOffer) offer = seg_offer_new ("dear");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (GArray) ids = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN worth REAL; ALTER TABLE user ADD COLUMN chance REAL;"
	                 "UPDATE user SET worth = CASE id WHEN 1 THEN 100 WHEN 2 THEN 1000 ELSE 0 END, chance = CASE id WHEN 1 THEN 0.1 ELSE 1 END;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'worth', 'W', 'number'), ('user', 'chance', 'P', 'number')");
	offer->cost = 50;
	draft->offer_id = seg_offer_save (fixture->workspace, offer, &error);
	g_assert_no_error (error);
	fixture_execute (fixture, "UPDATE user SET worth = 300 WHERE id = 1; UPDATE user SET worth = 290 WHERE id = 2"); /* u1: 30 for 5, u2: 290 for 50 */
	draft->rank_by = g_strdup ("worth");
	draft->propensity_by = g_strdup ("chance");
	draft->rank_is_worth = TRUE;
	draft->control_share = 0;
	draft->no_control_reason = g_strdup ("a test");
	draft->limit = 1;
	ids = seg_audience_people (audience, fixture->workspace, draft, "send", NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (ids->len, ==, 1);
	g_assert_cmpint (g_array_index (ids, gint64, 0), ==, 2);
	g_array_unref (ids);
	draft->limit = 0;
	draft->budget = 5;
	ids = seg_audience_people (audience, fixture->workspace, draft, "send", NULL, &error);
	g_assert_cmpuint (ids->len, ==, 1);
	g_assert_cmpint (g_array_index (ids, gint64, 0), ==, 1);
}

/* Splits ------------------------------------------------------------------------------------------------------------- */

#define N 20000

static SegEligible *
make_people (const SegCampaignDraft *draft, gsize n, guint n_strata)
{
	SegEligible *people = g_new0 (SegEligible, n);
	g_autoptr (SegSplitHasher) hasher = seg_split_hasher_new (draft);

	for (gsize i = 0; i < n; i++) {
		g_autofree char *key = g_strdup_printf ("u%zu", i);

		people[i] = (SegEligible) { .user_id = (gint64) i + 1, .hash = seg_split_hash (hasher, key), .stratum = (guint32) (i % n_strata) };
	}
	return people;
}

static SegCampaignDraft *
three_arms (const char *name, SegSplit split)
{
	SegCampaignDraft *draft = fixture_draft (0, name);

	draft->split = split;
	draft->control_share = 0.2;
	seg_campaign_draft_add_arm (draft, "A", 0.5);
	seg_campaign_draft_add_arm (draft, "B", 0.3);
	seg_campaign_draft_add_arm (draft, "C", 0.2);
	return draft;
}

/* By hash alone: shares as chance would have them, and two campaigns know nothing of each other. */
static void
test_uniform (void)
{
	static const double shares[] = { 0.2, 0.4, 0.24, 0.16 };
	g_autoptr (SegCampaignDraft) one = three_arms ("one", SEG_SPLIT_HASH), other = three_arms ("other", SEG_SPLIT_HASH);
	g_autofree SegEligible *first = make_people (one, N, 1), *second = make_people (other, N, 1);
	double counts[4] = { 0 }, both[4][4] = { { 0 } }, chi_square = 0, independence = 0;

	g_assert_true (seg_split_deal (one, first, N, NULL) && seg_split_deal (other, second, N, NULL));
	for (gsize i = 0; i < N; i++) {
		counts[first[i].arm]++;
		both[first[i].arm][second[i].arm]++;
	}
	for (guint a = 0; a < 4; a++) {
		chi_square += (counts[a] - N * shares[a]) * (counts[a] - N * shares[a]) / (N * shares[a]);
		for (guint b = 0; b < 4; b++) {
			double expected = N * shares[a] * shares[b];

			independence += (both[a][b] - expected) * (both[a][b] - expected) / expected;
		}
	}
	g_assert_cmpfloat (gsl_cdf_chisq_Q (chi_square, 3), >, 0.001);
	g_assert_cmpfloat (gsl_cdf_chisq_Q (independence, 15), >, 0.001);
}

/* Within strata: exact shares of the whole, and each stratum at most one person off, arm by arm. */
static void
test_strata (void)
{
	g_autoptr (SegCampaignDraft) draft = three_arms ("one", SEG_SPLIT_STRATIFIED);
	const guint n_strata = 37;
	const gsize n = 1003;
	g_autofree SegEligible *people = make_people (draft, n, n_strata);
	gint64 all[4] = { 0 };

	g_assert_true (seg_split_deal (draft, people, n, NULL));
	for (guint s = 0; s < n_strata; s++) {
		double size = 0, of[4] = { 0 };

		for (gsize i = 0; i < n; i++)
			if (people[i].stratum == s) {
				size++;
				of[people[i].arm]++;
				all[people[i].arm]++;
			}
		g_assert_cmpfloat (fabs (of[0] - size * 0.2), <=, 1);
		g_assert_cmpfloat (fabs (of[1] - size * 0.4), <, 2);
	}
	g_assert_cmpint (all[0], ==, 201);
	g_assert_cmpint (all[1], ==, 401);
	g_assert_cmpint (ABS (all[2] - 241), <=, 1);
	g_assert_cmpint (all[0] + all[1] + all[2] + all[3], ==, (gint64) n);
}

/* A list that grows: by hash nobody changes even when drawn from scratch; within strata whoever was there stays, and shares come out. */
static void
test_growth (void)
{
	for (guint split = SEG_SPLIT_STRATIFIED; split <= SEG_SPLIT_HASH; split++) {
		g_autoptr (SegCampaignDraft) draft = three_arms ("one", (SegSplit) split);
		g_autofree SegEligible *few = make_people (draft, 1000, 5), *more = make_people (draft, 1500, 5);
		gsize n_control = 0;

		g_assert_true (seg_split_deal (draft, few, 1000, NULL));
		for (gsize i = 0; split == SEG_SPLIT_STRATIFIED && i < 1000; i++) {
			more[i].arm = few[i].arm;
			more[i].fixed = TRUE;
		}
		g_assert_true (seg_split_deal (draft, more, 1500, NULL));
		for (gsize i = 0; i < 1500; i++) {
			n_control += more[i].arm == 0;
			if (i < 1000)
				g_assert_cmpuint (more[i].arm, ==, few[i].arm);
		}
		if (split == SEG_SPLIT_STRATIFIED)
			g_assert_cmpuint (n_control, ==, 300);
	}
}

/* The arms of lists that went out must be drawn the same again by any later version: these are those of November 2026. */
static void
test_as_ever (void)
{
	static const struct {
		guint       keep; /* one in so many keeps an arm; 0: nobody */
		const char *arms;
	} lists[] = {
		{ 0, "b807ea44f90055468952cc6ec7fe6a15" },
		{ 3, "27ac4dffb86ce4499ae12333f7f260c3" },
		{ 1, "0dbab58a05e12e6e18d3dde59dc235e6" },
	};

	for (gsize k = 0; k < G_N_ELEMENTS (lists); k++) {
		g_autoptr (SegCampaignDraft) draft = three_arms ("one", SEG_SPLIT_STRATIFIED);
		g_autofree SegEligible *people = make_people (draft, 3001, 11);
		g_autofree guint8 *arms = g_new (guint8, 3001);
		g_autofree char *digest = NULL;

		for (guint i = 0; i < 3001; i++) {
			people[i].stratum = people[i].stratum * people[i].stratum; /* not all there are between */
			people[i].fixed = lists[k].keep != 0 && i % lists[k].keep == 0;
			people[i].arm = people[i].fixed ? i / 7 % 4 : 0;
		}
		g_assert_true (seg_split_deal (draft, people, 3001, NULL));
		for (guint i = 0; i < 3001; i++)
			arms[i] = people[i].arm;
		digest = g_compute_checksum_for_data (G_CHECKSUM_MD5, arms, 3001);
		g_assert_cmpstr (digest, ==, lists[k].arms);
	}
}

/* The same through a workspace: a draft whose list is made anew after people came and went. */
static void
test_update (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegCampaign) campaign = NULL;
	GError *error = NULL;

	(void) data;
	draft->filter = g_strdup ("key != u9");
	draft->control_share = 0.3;
	seg_campaign_draft_set_arms (draft, 2);
	campaign = fixture_create (fixture, draft);
	fixture_execute (fixture, "CREATE TEMP TABLE before AS SELECT * FROM campaign_member; UPDATE user SET consent = 1 WHERE id % 4 = 0; UPDATE user SET consent = 0 WHERE id = 1");
	g_assert_true (seg_campaign_update (fixture->workspace, campaign->id, draft, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM campaign_member"), >, fixture_count (fixture, "SELECT count (*) FROM before"));
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM campaign_member WHERE user_id = 1"), ==, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM before b JOIN campaign_member m USING (user_id) WHERE b.arm <> m.arm"), ==, 0);
	g_assert_true (seg_campaign_redraw (fixture->workspace, campaign->id, "unlike", NULL, &error));
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM before b JOIN campaign_member m USING (user_id) WHERE b.arm <> m.arm"), >, 0);
	g_assert_cmpint (fixture_count (fixture, "SELECT draws FROM campaign WHERE name = 'c'"), ==, 2);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit WHERE action = 'redraw arms' AND detail ->> 'from' = '1' AND detail ->> 'to' = '2'"), ==, 1);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM audit WHERE id > (SELECT max (id) FROM audit WHERE action = 'change campaign') AND object = 'c'"), ==, 1);
	g_assert_cmpint (fixture_count (fixture, "SELECT json_array_length (detail -> 'funnel') FROM audit WHERE action = 'redraw arms'"), >, 3);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM campaign_item JOIN campaign_member USING (campaign_id, user_id) WHERE arm = 'control'"), ==, 0);
	g_assert_true (seg_campaign_set_status (fixture->workspace, campaign->id, "running", &error));
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM contacts"), ==, fixture_count (fixture, "SELECT count (*) FROM campaign_member WHERE arm <> 'control'"));
	g_assert_false (seg_campaign_update (fixture->workspace, campaign->id, draft, NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "has gone out");
	g_assert_false (seg_campaign_set_status (fixture->workspace, campaign->id, "draft", &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "draft again");
}

/* What is counted before the list is made anew is the list that is then made, person by person. */
static void
assert_foretold (Fixture *fixture, const SegCampaign *campaign, const GPtrArray *funnel, const GArray *held_back)
{
	g_autofree char *foretold = fixture_funnel_text (funnel), *made = fixture_funnel_text (campaign->funnel);

	g_assert_cmpstr (foretold, ==, made);
	g_assert_cmpint (held_back->len, ==, campaign->n_control);
	for (guint i = 0; i < held_back->len; i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM campaign_member WHERE arm = 'control' AND user_id = %" G_GINT64_FORMAT,
		                                        g_array_index (held_back, gint64, i));

		g_assert_cmpint (fixture_count (fixture, sql), ==, 1);
	}
}

static void
assert_kept (Fixture *fixture, const SegCampaignDraft *draft, gint64 id, gint64 n_send)
{
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (GPtrArray) funnel = NULL;
	g_autoptr (GArray) held_back = NULL;
	GError *error = NULL;

	seg_audience_set_campaign (audience, id);
	funnel = seg_audience_funnel (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	held_back = seg_audience_people (audience, fixture->workspace, draft, "control", NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_campaign_update (fixture->workspace, id, draft, NULL, &error));
	g_assert_no_error (error);
	campaign = seg_campaign_load (fixture->workspace, draft->name, &error);
	g_assert_no_error (error);
	assert_foretold (fixture, campaign, funnel, held_back);
	g_assert_cmpint (campaign->n_send, ==, n_send);
	g_assert_cmpint (step_count (campaign->funnel, "send"), ==, campaign->n_send);
	g_assert_cmpint (step_count (campaign->funnel, "control"), ==, campaign->n_control);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM campaign_member WHERE arm <> 'control'"), ==, campaign->n_send);
	g_assert_cmpint (fixture_count (fixture, "SELECT count (*) FROM before b JOIN campaign_member m USING (user_id) WHERE b.arm <> m.arm"), ==, 0);
}

/* A limit or a budget that comes later is kept by the arms that people have, and the funnel counts those. */
static void
test_update_limit (Fixture *fixture, gconstpointer data)
{
	gint64 company = fixture_company (fixture);

	(void) data;
	for (guint64 seed = 1; seed <= 5; seed++) {
		g_autoptr (SegCampaignDraft) draft = fixture_draft (company, "c");
		g_autoptr (SegCampaign) campaign = NULL;

		draft->segmentation_id = 0;
		draft->seed = seed;
		draft->control_share = 0.2;
		draft->n_recommendations = 0;
		seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
		campaign = fixture_create (fixture, draft);
		fixture_execute (fixture, "DROP TABLE IF EXISTS temp.before; CREATE TEMP TABLE before AS SELECT * FROM campaign_member");
		draft->limit = 33;
		assert_kept (fixture, draft, campaign->id, 33);
		draft->limit = 55; /* those who are added are dealt anew */
		fixture_execute (fixture, "DELETE FROM before; INSERT INTO before SELECT * FROM campaign_member");
		assert_kept (fixture, draft, campaign->id, 55);
		draft->limit = 0;
		draft->contact_cost = 2;
		draft->budget = 41;
		assert_kept (fixture, draft, campaign->id, 20);
		g_assert_true (seg_campaign_delete (fixture->workspace, campaign->id, NULL));
	}
}

/* So many groups left out as the funnel has steps for; and a reason for one channel is none for another. */
static void
test_draft_limits (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	GError *error = NULL;

	(void) data;
	for (guint i = 0; i < 192; i++)
		seg_campaign_draft_add_part (draft, SEG_PART_REMOVE, SEG_PART_FILTER, "key = u3", 0);
	draft->filter = g_strdup ("key != u1");
	assert_step (fixture, draft, "remove1", "id = 3");
	seg_campaign_draft_add_part (draft, SEG_PART_REMOVE, SEG_PART_FILTER, "key = u3", 0);
	g_assert_null (seg_campaign_funnel (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "at most 192 groups of people to leave out, not 193");
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		seg_campaign_draft_override (draft, (SegSuppression) i, "asked on paper");
	seg_campaign_draft_set_channel (draft, "email");
	g_assert_nonnull (draft->overrides[SEG_SUPPRESS_CONSENT]);
	seg_campaign_draft_set_channel (draft, "sms");
	g_assert_cmpstr (draft->channel, ==, "sms");
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		g_assert_true ((draft->overrides[i] == NULL) == (i == SEG_SUPPRESS_CONSENT || i == SEG_SUPPRESS_UNSUBSCRIBED || i == SEG_SUPPRESS_ADDRESS));
}

/* Held back from everything: the same people in every campaign, more of them with a larger share. */
static void
test_hold_out (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (0, "c");
	g_autofree char *few = NULL, *again = NULL;
	g_autoptr (GPtrArray) wider = NULL;
	SegHoldOut hold_out;

	(void) data;
	fixture_company (fixture);
	g_assert_true (seg_hold_out_set (fixture->workspace, 0.2, "to see", NULL));
	g_assert_true (seg_hold_out_read (fixture->workspace, &hold_out, NULL));
	few = people_of (fixture, draft, "hold-out");
	for (guint id = 1; id <= 100; id++) {
		g_autofree char *key = g_strdup_printf ("u%u", id), *mark = g_strdup_printf (",%u,", id), *list = g_strdup_printf (",%s,", few);

		if (strstr (list, mark) != NULL)
			g_assert_true (seg_hold_out_has (&hold_out, key));
	}
	seg_hold_out_clear (&hold_out);
	g_free (draft->name);
	draft->name = g_strdup ("another");
	again = people_of (fixture, draft, "hold-out");
	g_assert_cmpstr (again, ==, few);
	g_assert_true (seg_hold_out_set (fixture->workspace, 0.4, "more", NULL));
	wider = funnel_of (fixture, draft);
	g_assert_cmpint (step_count (wider, "hold-out"), >=, 1);
}

/* Balance ----------------------------------------------------------------------------------------------- */

static void
test_balance (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegCampaign) campaign = NULL;
	g_autoptr (SegBalance) balance = NULL;
	double control, sent;
	gboolean found = FALSE;

	(void) data;
	draft->control_share = 0.4;
	campaign = fixture_create (fixture, draft);
	balance = seg_campaign_balance (fixture->workspace, campaign, NULL, NULL);
	g_assert_nonnull (balance);
	control = (double) fixture_count (fixture, "SELECT count (*) FROM campaign_member JOIN segment s ON s.id = segment_id WHERE arm = 'control' AND s.name = 'A'") / (double) campaign->n_control;
	sent = (double) fixture_count (fixture, "SELECT count (*) FROM campaign_member JOIN segment s ON s.id = segment_id WHERE arm = 'send' AND s.name = 'A'") / (double) campaign->n_send;
	for (guint i = 0; i < balance->rows->len; i++) {
		const SegBalanceRow *row = balance->rows->pdata[i];

		if (strstr (row->label, "\"A\"") == NULL)
			continue;
		found = TRUE;
		g_assert_cmpfloat_with_epsilon (row->difference, (sent - control) / sqrt ((sent * (1 - sent) + control * (1 - control)) / 2), 1e-12);
	}
	g_assert_true (found);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/audience/suppressions", test_suppressions);
	add_test ("/audience/no-bypass", test_no_bypass);
	add_test ("/audience/merged", test_merged);
	add_test ("/audience/addresses", test_addresses);
	add_test ("/audience/twins", test_twins);
	add_test ("/audience/duration", test_duration);
	add_test ("/audience/channels", test_channels);
	add_test ("/audience/parts", test_parts);
	add_test ("/audience/rank", test_rank);
	add_test ("/audience/allocation", test_allocation);
	add_test ("/audience/allocation/agrees", test_allocation_agrees);
	add_test ("/audience/best-of-limit", test_best_of_limit);
	g_test_add_func ("/audience/split/uniform", test_uniform);
	g_test_add_func ("/audience/split/strata", test_strata);
	g_test_add_func ("/audience/split/growth", test_growth);
	g_test_add_func ("/audience/split/as-ever", test_as_ever);
	add_test ("/audience/update", test_update);
	add_test ("/audience/update-limit", test_update_limit);
	add_test ("/audience/draft-limits", test_draft_limits);
	add_test ("/audience/hold-out", test_hold_out);
	add_test ("/audience/balance", test_balance);
	return g_test_run ();
}
