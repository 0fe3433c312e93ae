/* What is measured besides the goal, what arms did over time, and what is kept of it: against counts by plain SQL over the same people. */
#include <config.h>

#include "support/folder.h"
#include "campaign-fixture.h"

#include <segscope/campaign_uplift.h>
#include <segscope/course.h>
#include <segscope/learning.h>

#include <math.h>
#include <string.h>

#define WENT_OUT 8640000 /* 1970-04-11 */
#define DAY 86400

/* A campaign of two arms and a control group to everyone, and what people did upon it: by their ids, so that SQL can count it again. */
typedef struct {
	Fixture     *fixture;
	SegCampaign *campaign;
} Company;

static void
company_setup (Company *company, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = NULL;
	gint64 segmentation;

	company->fixture = g_new0 (Fixture, 1);
	fixture_set_up (company->fixture, data);
	segmentation = fixture_company (company->fixture);
	draft = fixture_draft (segmentation, "spring");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	draft->control_share = 0.3;
	draft->n_recommendations = 0;
	draft->goal_days = 14;
	seg_campaign_draft_set_arms (draft, 2);
	company->campaign = fixture_create (company->fixture, draft);
	fixture_execute (company->fixture,
		"INSERT INTO event_kind (name) VALUES ('visit');"
		"INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT id, 1, 8640000 + (id % 13) * 86400 + 3600, 5 + id, 1 FROM user WHERE id % 3 = 0;"
		"INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT id, 1, 8640000 + 6 * 86400, 7, 1 FROM user WHERE id % 6 = 0;"
		"INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, (SELECT id FROM event_kind WHERE name = 'visit'), 8640000 + (id % 17) * 86400, 1 FROM user WHERE id % 2 = 0;"
		"INSERT INTO event (user_id, kind_id, at, source_id) SELECT 1, (SELECT id FROM event_kind WHERE name = 'visit'), 8640000 + 40 * 86400, 1;"
		"INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) SELECT 'spring', 1, id, 'opened', 8640000 + 7200, 1 FROM user WHERE id % 5 = 0;"
		"INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) SELECT 'spring', 1, id, 'clicked', 8640000 + 7300, 1 FROM user WHERE id % 10 = 1;"
		"INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) SELECT 'spring', 1, id, 'unsubscribed', 8640000 + 7400, 1 FROM user WHERE id % 25 = 0");
}

static void
company_teardown (Company *company, gconstpointer data)
{
	seg_campaign_free (company->campaign);
	fixture_tear_down (company->fixture, data);
	g_free (company->fixture);
}

static SegMeasurement *
measure (Company *company, guint days)
{
	const SegMeasureOptions options = { NULL, WENT_OUT, days, 90 };
	g_autoptr (GError) error = NULL;
	SegMeasurement *m = seg_campaign_measure (company->fixture->workspace, company->campaign, &options, NULL, &error);

	g_assert_no_error (error);
	return m;
}

/* People of the arms ("send": all but control) for whom the condition holds. */
static gint64
people (Company *company, const char *arm, const char *condition)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM campaign_member m WHERE %s AND (%s)",
		strcmp (arm, "send") == 0 ? "m.arm <> 'control'" : strcmp (arm, "control") == 0 ? "m.arm = 'control'" : strcmp (arm, "A") == 0 ? "m.arm = 'A'" : "m.arm = 'B'", condition);

	return fixture_count (company->fixture, sql);
}

/* Whether one of the sentences holds @words. */
static gboolean
says (const GPtrArray *sentences, const char *words)
{
	for (guint i = 0; i < sentences->len; i++)
		if (strstr (sentences->pdata[i], words) != NULL)
			return TRUE;
	return FALSE;
}

#define IN_THE_DAYS "e.at >= 8640000 AND e.at < 8640000 + 14 * 86400"
#define DID(what) "EXISTS (SELECT 1 FROM event e WHERE e.user_id = m.user_id AND " what ")"

/* Goal and days come from the campaign. */
static void
test_as_made (Company *company, gconstpointer data)
{
	g_autoptr (SegMeasurement) m = measure (company, 0), longer = measure (company, 30);

	(void) data;
	g_assert_cmpstr (m->goal, ==, "purchase");
	g_assert_cmpuint (m->days, ==, 14);
	g_assert_cmpint (m->until, ==, WENT_OUT + 14 * DAY);
	g_assert_cmpuint (longer->days, ==, 30);
	g_assert_cmpint (m->all.sent.did, ==, people (company, "send", DID ("e.kind_id = 1 AND " IN_THE_DAYS)));
	g_assert_cmpint (m->before.n, ==, 90);
}

static void
test_outcomes (Company *company, gconstpointer data)
{
	static const struct { const char *name, *of, *did; } truths[] = {
		{ "retention", "1", DID ("e.at >= 8640000 + 7 * 86400 AND e.at < 8640000 + 14 * 86400") },
		{ "repurchase", DID ("e.kind_id = 1 AND e.at < 8640000"), DID ("e.kind_id = 1 AND e.at < 8640000") " AND " DID ("e.kind_id = 1 AND " IN_THE_DAYS) },
		{ "unsubscribed", "1", "m.user_id % 25 = 0" },
	};
	g_autoptr (SegMeasurement) m = measure (company, 0);

	(void) data;
	g_assert_cmpuint (m->outcomes->len, ==, 9);
	for (guint i = 0; i < m->outcomes->len; i++) {
		const SegOutcome *outcome = m->outcomes->pdata[i];
		const char *arm = outcome->arm != NULL ? outcome->arm : "send";
		gboolean found = FALSE;

		for (gsize j = 0; j < G_N_ELEMENTS (truths); j++)
			if (strcmp (truths[j].name, outcome->name) == 0) {
				g_assert_cmpint (outcome->sent.n, ==, people (company, arm, truths[j].of));
				g_assert_cmpint (outcome->sent.did, ==, people (company, arm, truths[j].did));
				g_assert_cmpint (outcome->control.n, ==, people (company, "control", truths[j].of));
				g_assert_cmpint (outcome->control.did, ==, people (company, "control", truths[j].did));
				found = TRUE;
			}
		g_assert_true (found);
		g_assert_true (isnan (outcome->share.p) || outcome->p >= outcome->share.p - 1e-12);
	}
}

static double
money_until (Company *company, const char *arm, gint64 until)
{
	g_autofree char *sql = g_strdup_printf ("SELECT CAST (round (1000 * total (e.amount)) AS INTEGER) FROM campaign_member m JOIN event e ON e.user_id = m.user_id "
		"WHERE m.arm = '%s' AND e.kind_id = 1 AND e.at >= 8640000 AND e.at < %" G_GINT64_FORMAT, arm, until);

	return (double) fixture_count (company->fixture, sql) / 1000;
}

static void
test_course (Company *company, gconstpointer data)
{
	const SegMeasureOptions options = { NULL, WENT_OUT, 0, 90 };
	g_autoptr (SegCourse) course = seg_campaign_course (company->fixture->workspace, company->campaign, &options, NULL, NULL);
	g_autoptr (SegMeasurement) m = measure (company, 0);

	(void) data;
	g_assert_nonnull (course);
	g_assert_cmpuint (course->n_arms, ==, 3);
	g_assert_cmpuint (course->n_periods, ==, 14);
	g_assert_true (course->arms[0].is_control && course->has_results);
	for (guint i = 0; i < course->n_arms; i++) {
		const SegCourseArm *arm = &course->arms[i];

		g_assert_cmpint (arm->steps[SEG_COURSE_LISTED], ==, people (company, arm->name, "1"));
		g_assert_cmpint (arm->steps[SEG_COURSE_OPENED], ==, people (company, arm->name, "m.user_id % 5 = 0 OR m.user_id % 10 = 1"));
		g_assert_cmpint (arm->steps[SEG_COURSE_CLICKED], ==, people (company, arm->name, "m.user_id % 10 = 1"));
		g_assert_cmpint (arm->steps[SEG_COURSE_REACHED], ==, people (company, arm->name, "m.user_id % 10 = 1 AND " DID ("e.kind_id = 1 AND " IN_THE_DAYS)));
		g_assert_cmpint (arm->steps[SEG_COURSE_ANYWAY], ==, people (company, arm->name, DID ("e.kind_id = 1 AND " IN_THE_DAYS)));
		for (guint period = 0; period < course->n_periods; period++) {
			g_autofree char *active = g_strdup_printf (DID ("e.at >= 8640000 + %u * 86400 AND e.at < 8640000 + %u * 86400"), period, period + 1);

			g_assert_cmpint (arm->active[period], ==, people (company, arm->name, active));
			g_assert_cmpfloat_with_epsilon (arm->value[period] * (double) arm->n, money_until (company, arm->name, seg_course_period_end (course, period)), 1e-6);
			g_assert_cmpfloat (arm->value_interval[period].low, <=, arm->value[period]);
		}
	}
	g_assert_cmpfloat_with_epsilon (course->arms[0].value[13], m->all.mean_control, 1e-9); /* the same number on both screens */
	g_assert_cmpint (course->arms[0].steps[SEG_COURSE_ANYWAY], ==, m->all.control.did);
}

/* Looking again at the same data is no other look; at more data it is, and p never rises. */
static void
test_looks (Company *company, gconstpointer data)
{
	SegWorkspace *workspace = company->fixture->workspace;
	gboolean learnt = FALSE;
	guint n = 0;
	double p = 1;

	(void) data;
	for (guint days = 2; days <= 14; days += 4) {
		g_autoptr (SegMeasurement) m = measure (company, days);

		g_assert_true (seg_measurement_keep (workspace, company->campaign, m, &learnt, NULL));
		g_assert_true (seg_measurement_keep (workspace, company->campaign, m, &learnt, NULL));
		g_assert_true (learnt == (days == 14));
	}
	{
		g_autoptr (GPtrArray) looks = seg_campaign_looks (workspace, company->campaign, "purchase", WENT_OUT, NULL);
		g_autoptr (GPtrArray) words = seg_looks_words (looks, FALSE), none = NULL, silence = NULL;

		g_assert_cmpuint (looks->len, ==, 12); /* 4 times everyone and two arms */
		for (guint i = 0; i < looks->len; i++) {
			const SegLook *look = looks->pdata[i];

			if (look->arm != NULL)
				continue;
			g_assert_cmpfloat (look->p, <=, p);
			g_assert_true (look->always.low <= look->share.interval.low && look->always.high >= look->share.interval.high);
			p = look->p;
			n++;
		}
		g_assert_cmpuint (n, ==, 4);
		g_assert_nonnull (strstr (words->pdata[0], "4 times"));
		none = seg_campaign_looks (workspace, company->campaign, "visit", WENT_OUT, NULL);
		silence = seg_looks_words (none, FALSE);
		g_assert_cmpuint (silence->len, ==, 0);
	}
	g_assert_cmpint (fixture_count (company->fixture, "SELECT count (DISTINCT tau) FROM campaign_look WHERE arm = ''"), ==, 1);
}

/* Days that were seen with wrong figures and again with the right ones: both looks are kept, and only the last of them says something about p. */
static void
test_corrected (Company *company, gconstpointer data)
{
	SegWorkspace *workspace = company->fixture->workspace;
	double p = 1;

	(void) data;
	for (guint look = 0; look < 3; look++) {
		g_autoptr (SegMeasurement) m = NULL;

		if (look == 1) /* an import that was wrong: everybody sent to has bought */
			fixture_execute (company->fixture, "INSERT INTO event (user_id, kind_id, at, source_id) SELECT user_id, 1, 8640000 + 86401, 1 FROM campaign_member WHERE arm <> 'control'");
		if (look == 2)
			fixture_execute (company->fixture, "DELETE FROM event WHERE at = 8640000 + 86401");
		m = measure (company, 14);
		g_assert_true (seg_measurement_keep (workspace, company->campaign, m, NULL, NULL));
	}
	{
		g_autoptr (GPtrArray) looks = seg_campaign_looks (workspace, company->campaign, "purchase", WENT_OUT, NULL);

		g_assert_cmpuint (looks->len, ==, 9);
		p = ((SegLook *) looks->pdata[0])->p;
		g_assert_cmpfloat (((SegLook *) looks->pdata[1])->p, <, p / 10);
		g_assert_cmpfloat (((SegLook *) looks->pdata[2])->p, ==, p);
	}
}

static void
test_worked (Company *company, gconstpointer data)
{
	SegWorkspace *workspace = company->fixture->workspace;
	g_autoptr (SegMeasurement) m = measure (company, 0), other = measure (company, 30);
	g_autoptr (GPtrArray) worked = NULL, of_segment = NULL, together = NULL, after = NULL;
	gint64 segment = fixture_count (company->fixture, "SELECT id FROM segment WHERE position = 1");
	const SegWorked *w;

	(void) data;
	g_assert_true (seg_measurement_keep (workspace, company->campaign, m, NULL, NULL));
	g_assert_true (seg_measurement_keep (workspace, company->campaign, other, NULL, NULL)); /* not its own days: kept as a look only */
	worked = seg_what_worked (workspace, 0, NULL);
	g_assert_cmpuint (worked->len, ==, 1 + 2 + 2);
	w = worked->pdata[0];
	g_assert_cmpint (w->sent.did, ==, m->all.sent.did);
	g_assert_cmpfloat (w->money, ==, m->all.money.adjusted.difference);
	g_assert_cmpuint (w->days, ==, 14);
	of_segment = seg_what_worked (workspace, segment, NULL);
	g_assert_cmpuint (of_segment->len, ==, 1);
	g_assert_cmpint (((SegWorked *) of_segment->pdata[0])->segment_id, ==, segment);
	together = seg_worked_together (worked);
	g_assert_cmpuint (together->len, ==, 3);
	g_assert_cmpint (((SegWorkedTogether *) together->pdata[2])->segment_id, ==, 0);
	g_assert_cmpfloat (((SegWorkedTogether *) together->pdata[2])->difference, ==, m->all.share.difference);
	/* the segment goes, and its id is given to another one */
	fixture_execute (company->fixture, "UPDATE campaign_member SET segment_id = NULL WHERE segment_id = (SELECT id FROM segment WHERE position = 1)");
	after = seg_what_worked (workspace, segment, NULL);
	g_assert_cmpuint (after->len, ==, 0);
}

/* Two campaigns with the same offer: DerSimonian and Laird's mean lies between both, and is surer than either. */
static void
test_together (void)
{
	SegWorked one = { .part = SEG_WORKED_ALL, .channel = (char *) "email", .goal = (char *) "purchase", .control = { 500, 50 }, .sent = { 500, 75 }, .money = 2,
		              .money_interval = { 1, 3 } };
	SegWorked other = one, longer;
	g_autoptr (GPtrArray) list = g_ptr_array_new (), together = NULL;
	const SegWorkedTogether *both;

	other.sent.did = 80;
	other.money = 4;
	other.money_interval = (SegInterval) { 3, 5 };
	one.share = seg_compare_shares (one.control, one.sent, 0.95);
	other.share = seg_compare_shares (other.control, other.sent, 0.95);
	g_ptr_array_add (list, &one);
	g_ptr_array_add (list, &other);
	longer = one;
	longer.days = 30; /* what happens in a month is no measure of what happens in a week */
	g_ptr_array_add (list, &longer);
	together = seg_worked_together (list);
	g_assert_cmpuint (together->len, ==, 2);
	both = together->pdata[((SegWorkedTogether *) together->pdata[0])->days == 30 ? 1 : 0];
	g_assert_cmpuint (both->n_campaigns, ==, 2);
	g_assert_cmpint (both->n_sent, ==, 1000);
	g_assert_cmpfloat (both->difference, >, one.share.difference);
	g_assert_cmpfloat (both->difference, <, other.share.difference);
	g_assert_cmpfloat (both->interval.high - both->interval.low, <, one.share.interval.high - one.share.interval.low);
	/* money: effects 2 and 4 with standard error 1 / 1.96 each; between them tau^2 = (q - 1) / w, so the mean is 3 with the variance (s^2 + tau^2) / 2 */
	{
		const double variance = 1 / (1.959963984540054 * 1.959963984540054), q = 2 / variance, between = (q - 1) * variance;

		g_assert_cmpfloat_with_epsilon (both->money, 3, 1e-9);
		g_assert_cmpfloat_with_epsilon (both->money_interval.high, 3 + 1.959963984540054 * sqrt ((variance + between) / 2), 1e-9);
	}
}

/* A goal of files of results is told by these, whatever events say. */
static void
test_goal_of_results (SegWorkspace *workspace, gint64 user_id, const char *expected, gboolean reached)
{
	g_autoptr (GPtrArray) campaigns = seg_user_campaigns (workspace, user_id, NULL);
	const SegUserCampaign *campaign = campaigns->pdata[0];
	g_autofree char *words = seg_user_campaign_words (campaign);

	g_assert_true (campaign->by_results);
	g_assert_cmpint (campaign->reached, ==, reached);
	g_assert_nonnull (strstr (words, expected));
}

static void
test_user (Company *company, gconstpointer data)
{
	SegWorkspace *workspace = company->fixture->workspace;
	gint64 id = fixture_count (company->fixture, "SELECT min (user_id) FROM campaign_member WHERE arm <> 'control' AND user_id % 30 = 0");
	g_autoptr (SegMeasurement) m = measure (company, 0);
	g_autoptr (GPtrArray) before = seg_user_campaigns (workspace, id, NULL), after = NULL, none = NULL;
	const SegUserCampaign *campaign = before->pdata[0];
	g_autofree char *words = seg_user_campaign_words (campaign), *later = NULL;

	(void) data;
	g_assert_cmpuint (before->len, ==, 1);
	g_assert_cmpint (campaign->from, ==, 0); /* nobody said yet that it went out */
	g_assert_nonnull (strstr (words, "not out yet"));
	g_assert_true (seg_measurement_keep (workspace, company->campaign, m, NULL, NULL));
	after = seg_user_campaigns (workspace, id, NULL);
	campaign = after->pdata[0];
	g_assert_cmpint (campaign->from, ==, WENT_OUT);
	g_assert_true (campaign->reached && campaign->opened && !campaign->clicked);
	g_assert_cmpfloat (campaign->money, ==, 5 + (double) id + 7);
	later = seg_user_campaign_words (campaign);
	g_assert_nonnull (strstr (later, "opened, did purchase within 14 days"));
	fixture_execute (company->fixture, "UPDATE campaign SET goal = 'converted'");
	test_goal_of_results (workspace, id, "not converted by the results", FALSE);
	fixture_execute (company->fixture, "INSERT INTO result (campaign, campaign_id, user_id, outcome, source_id) SELECT 'spring', 1, user_id, 'converted', 1 FROM campaign_member "
	                 "WHERE arm <> 'control' AND user_id % 30 = 0");
	test_goal_of_results (workspace, id, "opened, converted by the results", TRUE);
	none = seg_user_campaigns (workspace, 95, NULL);
	g_assert_cmpuint (none->len, ==, 0);
}

/* Nothing of @m goes to the playbook, and what was there of the campaign goes. */
static void
test_not_learnt (Company *company, const SegMeasurement *m)
{
	gboolean learnt = TRUE;

	g_free (company->campaign->draft->goal);
	company->campaign->draft->goal = g_strdup (m->goal);
	fixture_execute (company->fixture, "INSERT INTO campaign_effect (campaign_id, part, name, goal, days, went_out, until, cut_short, n_control, did_control, n_sent, did_sent, "
	                 "measured_at, program_version) VALUES (1, 'all', '', 'opened', 14, 0, 1, 0, 1, 0, 1, 1, 0, '')");
	g_assert_true (seg_measurement_keep (company->fixture->workspace, company->campaign, m, &learnt, NULL));
	g_assert_false (learnt);
	g_assert_cmpint (fixture_count (company->fixture, "SELECT count(*) FROM campaign_effect"), ==, 0);
}

/* A goal of results is measured though the events end before; what only events tell is not known then. Where the files name nobody of those held back, no look
 * is sure. */
static void
test_no_events (Company *company, gconstpointer data)
{
	const SegMeasureOptions options = { "opened", WENT_OUT, 0, 90 };
	g_autoptr (GPtrArray) looks = NULL, words = NULL;
	g_autoptr (SegMeasurement) m = NULL, fair = NULL;
	g_autoptr (SegCourse) course = NULL;

	(void) data;
	fixture_execute (company->fixture, "DELETE FROM event WHERE at >= 8640000");
	fair = seg_campaign_measure (company->fixture->workspace, company->campaign, &options, NULL, NULL);
	g_assert_false (fair->untrusted);
	fixture_execute (company->fixture, "DELETE FROM result WHERE user_id IN (SELECT user_id FROM campaign_member WHERE arm = 'control')");
	m = seg_campaign_measure (company->fixture->workspace, company->campaign, &options, NULL, NULL);
	g_assert_true (m->untrusted);
	g_assert_true (says (m->sentences, "the best of the arms"));
	g_assert_false (says (m->sentences, "without it"));
	g_assert_cmpint (m->events_end, <, WENT_OUT);
	for (guint i = 0; i < m->outcomes->len; i++) {
		const SegOutcome *outcome = m->outcomes->pdata[i];

		g_assert_true ((strcmp (outcome->name, "unsubscribed") == 0) == (outcome->sent.n > 0));
	}
	course = seg_campaign_course (company->fixture->workspace, company->campaign, &options, NULL, NULL);
	g_assert_cmpint (course->events_end, ==, m->events_end);
	g_assert_cmpint (course->arms[1].steps[SEG_COURSE_OPENED], >, 0);
	g_assert_true (seg_measurement_keep (company->fixture->workspace, company->campaign, m, NULL, NULL));
	test_not_learnt (company, m);
	looks = seg_campaign_looks (company->fixture->workspace, company->campaign, "opened", WENT_OUT, NULL);
	words = seg_looks_words (looks, m->untrusted);
	g_assert_cmpuint (words->len, ==, 2);
	g_assert_nonnull (strstr (words->pdata[1], "proves nothing"));
}

/* Groups that no lot can have made so different before are no comparison: nothing is called the campaign's doing. */
static void
test_not_by_lot (Company *company, gconstpointer data)
{
	static const char *const how[] = { "standard deviations more before", "standard deviations less before" };
	g_autoptr (SegMeasurement) fair = measure (company, 14);

	(void) data;
	g_assert_false (fair->untrusted);
	g_assert_true (says (fair->sentences, "without it"));
	for (gsize i = 0; i < G_N_ELEMENTS (how); i++) {
		g_autoptr (SegMeasurement) m = NULL;

		fixture_execute (company->fixture, "DELETE FROM event WHERE amount >= 1000");
		fixture_execute (company->fixture, i == 0
			? "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT user_id, 1, 8640000 - 10 * 86400, 1000 + user_id, 1 FROM campaign_member WHERE arm <> 'control'"
			: "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT user_id, 1, 8640000 - 10 * 86400, 1000 + user_id, 1 FROM campaign_member WHERE arm = 'control'");
		m = measure (company, 14);
		g_assert_true (m->untrusted);
		g_assert_true (says (m->failed, how[i]));
		g_assert_true (says (m->sentences, "cannot be compared"));
		g_assert_false (says (m->sentences, "without it"));
		g_assert_false (says (m->sentences, "It helped"));
		g_assert_false (says (m->sentences, "Arm "));
	}
}

/* The next list: the same choices with the shares that are advised, and no reason of people taken in is a reason for it. */
static void
test_next_list (Company *company, gconstpointer data)
{
	const SegMeasureOptions options = { NULL, WENT_OUT, 14, 90 };
	g_autoptr (SegArmAdvice) advice = NULL;
	g_autoptr (SegCampaignDraft) next = NULL;
	GError *error = NULL;

	(void) data;
	advice = seg_campaign_advise_arms (company->fixture->workspace, company->campaign, &options, seg_bandits[0], SEG_ARMS_LEAST, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (says (advice->sentences, "the regret"));
	seg_campaign_draft_override (company->campaign->draft, SEG_SUPPRESS_ADDRESS, SEG_TAKEN_IN_REASON);
	next = seg_campaign_draft_like (company->campaign->draft);
	g_assert_null (next->name);
	g_assert_null (next->overrides[SEG_SUPPRESS_ADDRESS]);
	g_assert_cmpstr (next->overrides[SEG_SUPPRESS_CONSENT], ==, "a test");
	g_assert_true (seg_arm_advice_apply (advice, next, &error));
	for (guint i = 0; i < next->arms->len; i++)
		g_assert_cmpfloat (((const SegDraftArm *) next->arms->pdata[i])->share, ==, advice->shares[i]);
	g_assert_cmpfloat_with_epsilon (advice->shares[0] + advice->shares[1], 1, 1e-12);
	seg_campaign_draft_set_arms (next, 3);
	g_assert_false (seg_arm_advice_apply (advice, next, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "3, not 2");
}

static void
export_on (Company *company, const char *name, gint64 day)
{
	g_autofree char *sql = g_strdup_printf ("UPDATE campaign SET status = 'exported', exported_at = %d WHERE name = '%s'", (int) (WENT_OUT + day * DAY), name);

	fixture_execute (company->fixture, sql);
}

/* What the arms of a list did within its days, by SQL: "n did n did ". */
static char *
counted (Company *company, const char *name)
{
	GString *text = g_string_new (NULL);
	g_autofree char *sql = g_strdup_printf (
		"SELECT count (*), sum (EXISTS (SELECT 1 FROM event WHERE event.user_id = m.user_id AND kind_id = 1 AND at >= c.exported_at AND at < c.exported_at + 14 * 86400)) "
		"FROM campaign c JOIN campaign_member m ON m.campaign_id = c.id WHERE c.name = '%s' AND arm <> 'control' GROUP BY arm ORDER BY arm", name);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (company->fixture->workspace, sql, NULL);

	while (seg_statement_next (statement, NULL))
		g_string_append_printf (text, "%d %d ", (int) seg_statement_integer (statement, 0), (int) seg_statement_integer (statement, 1));
	return g_string_free (text, FALSE);
}

/* What a bandit learned in the batches before counts on; not what another list did. */
static void
test_batches (Company *company, gconstpointer data)
{
	const SegMeasureOptions usual = SEG_MEASURE_OPTIONS_INIT;
	g_autoptr (SegCampaignDraft) second = seg_campaign_draft_like (company->campaign->draft), unlike = NULL;
	g_autoptr (SegCampaign) batch = NULL, other = NULL;
	g_autoptr (SegArmAdvice) advice = NULL;
	g_autofree char *first_did = NULL, *second_did = NULL;
	int n[8];
	GError *error = NULL;

	(void) data;
	unlike = seg_campaign_draft_like (second);
	unlike->name = g_strdup ("other days");
	unlike->goal_days = 13;
	other = fixture_create (company->fixture, unlike);
	second->name = g_strdup ("second");
	second->limit = 40;
	((SegDraftArm *) second->arms->pdata[0])->share = 0.75;
	((SegDraftArm *) second->arms->pdata[1])->share = 0.25;
	batch = fixture_create (company->fixture, second);
	export_on (company, "spring", 0);
	export_on (company, "other days", 0);
	export_on (company, "second", 3);
	g_clear_pointer (&batch, seg_campaign_free);
	batch = seg_campaign_load (company->fixture->workspace, "second", &error);
	g_assert_no_error (error);
	advice = seg_campaign_advise_arms (company->fixture->workspace, batch, &usual, seg_bandits[0], SEG_ARMS_LEAST, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (advice->batches->len, ==, 1);
	g_assert_cmpstr (advice->batches->pdata[0], ==, "spring");
	g_assert_true (says (advice->sentences, "1 earlier list like this one: spring"));
	first_did = counted (company, "spring");
	second_did = counted (company, "second");
	g_assert_cmpint (sscanf (first_did, "%d %d %d %d", &n[0], &n[1], &n[2], &n[3]), ==, 4);
	g_assert_cmpint (sscanf (second_did, "%d %d %d %d", &n[4], &n[5], &n[6], &n[7]), ==, 4);
	for (gsize arm = 0; arm < 2; arm++) {
		g_assert_cmpint (advice->counts[arm].n, ==, n[2 * arm] + n[4 + 2 * arm]);
		g_assert_cmpint (advice->counts[arm].did, ==, n[2 * arm + 1] + n[5 + 2 * arm]);
	}
	g_assert_cmpint (n[1] + n[3], >, 0);
}

#define ADD(path, function) g_test_add ("/learning/" path, Company, NULL, company_setup, function, company_teardown)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("no-events", test_no_events);
	ADD ("not-by-lot", test_not_by_lot);
	ADD ("next-list", test_next_list);
	ADD ("batches", test_batches);
	ADD ("as-made", test_as_made);
	ADD ("outcomes", test_outcomes);
	ADD ("course", test_course);
	ADD ("looks", test_looks);
	ADD ("corrected", test_corrected);
	ADD ("worked", test_worked);
	g_test_add_func ("/learning/together", test_together);
	ADD ("user", test_user);
	return g_test_run ();
}
