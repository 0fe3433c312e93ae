/* Messages: fields and what is put where they are missing, and the people they are shown to before anything is kept. */
#include <config.h>
#include <segscope/advice.h>
#include <segscope/message.h>

#include <string.h>

#include "support/folder.h"
#include "campaign-fixture.h"

static void
test_messages (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autofree char *subject = NULL, *text = NULL;
	g_autoptr (SegMessageWriter) writer = NULL;
	gint64 a = fixture_count (fixture, "SELECT id FROM segment WHERE name = 'A'");
	GError *error = NULL;
	guint n_missing;

	(void) data;
	seg_campaign_draft_set_message (draft, NULL, 0, "Hi {key}", "{city} {title1|soon}{{x} {mail}");
	seg_campaign_draft_set_message (draft, NULL, a, "", "A: {segment}, {title2}");
	writer = seg_message_writer_new (fixture->workspace, draft, &error);
	g_assert_no_error (error);
	g_assert_true (seg_message_write (writer, 99, "send", 0, NULL, &subject, &text, &n_missing, &error));
	g_assert_cmpstr (subject, ==, "Hi u99");
	g_assert_cmpstr (text, ==, "上海 soon{x} u99@example.org");
	g_assert_cmpuint (n_missing, ==, 0);
	g_assert_cmpstr (((const SegMissingField *) seg_message_missing (writer)->pdata[0])->instead, ==, "soon");
	g_clear_pointer (&subject, g_free);
	g_clear_pointer (&text, g_free);
	g_assert_true (seg_message_write (writer, 1, "send", a, NULL, &subject, &text, &n_missing, &error));
	g_assert_cmpstr (text, ==, "A: A, ");
	g_assert_cmpuint (seg_message_missing (writer)->len, ==, 1);
	g_assert_cmpstr (((const SegMissingField *) seg_message_missing (writer)->pdata[0])->name, ==, "title2");
	g_assert_null (((const SegMissingField *) seg_message_missing (writer)->pdata[0])->instead);
	g_assert_cmpint (seg_message_written (writer), ==, 1);
	g_assert_cmpuint (n_missing, ==, 1);
	seg_campaign_draft_set_message (draft, NULL, 0, "", "{nonsense}");
	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_USAGE, "{nonsense}");
	seg_campaign_draft_set_message (draft, NULL, 0, "", "{key");
	g_assert_cmpint (seg_campaign_create (fixture->workspace, draft, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_USAGE, "has no }");
}

static void
assert_refused (Fixture *fixture, const SegCampaignDraft *draft, const char *why)
{
	GError *error = NULL;

	g_assert_null (seg_message_writer_new (fixture->workspace, draft, &error));
	test_error (&error, SEG_ERROR_USAGE, why);
}

/* A fault is said with its place; fields as mailing services write them are no words. */
static void
test_faults (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autofree char *subject = NULL, *text = NULL;
	g_autoptr (SegMessageWriter) writer = NULL;
	GError *error = NULL;

	(void) data;
	seg_campaign_draft_set_message (draft, NULL, 0, "Hi {nobody}", "text");
	assert_refused (fixture, draft, "Subject: There is no field {nobody}");
	seg_campaign_draft_set_message (draft, NULL, 0, "", "one\ntwo {nobody}");
	assert_refused (fixture, draft, "Line 2: There is no field {nobody}");
	seg_campaign_draft_set_arms (draft, 2);
	seg_campaign_draft_set_message (draft, NULL, 0, "", "fine");
	seg_campaign_draft_set_message (draft, "B", 0, "", "one\n\nthree {key");
	assert_refused (fixture, draft, "Message for arm B: Line 3: A field begins");
	seg_campaign_draft_set_message (draft, "B", 0, "", "Hi {{key}}");
	assert_refused (fixture, draft, "one brace on each side, {key}, not {{key}}");
	seg_campaign_draft_set_message (draft, "B", 0, "", "{{{{unsubscribe}} {{ {key}");
	writer = seg_message_writer_new (fixture->workspace, draft, &error);
	g_assert_no_error (error);
	g_assert_true (seg_message_write (writer, 1, "B", 0, NULL, &subject, &text, NULL, &error));
	g_assert_cmpstr (text, ==, "{{unsubscribe}} { u1");
}

static gboolean
has_field (const GPtrArray *fields, const char *name)
{
	for (guint i = 0; i < fields->len; i++)
		if (strcmp (((const SegMessageField *) fields->pdata[i])->name, name) == 0)
			return TRUE;
	return FALSE;
}

/* Each field that is offered can be written. */
static void
test_fields (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (GPtrArray) fields = NULL;
	GError *error = NULL;

	(void) data;
	draft->n_recommendations = 2;
	fields = seg_message_fields (fixture->workspace, draft, &error);
	g_assert_no_error (error);
	g_assert_true (has_field (fields, "city") && has_field (fields, "title2") && has_field (fields, "offer") && !has_field (fields, "title3"));
	for (guint i = 0; i < fields->len; i++) {
		g_autofree char *text = g_strdup_printf ("{%s}", ((const SegMessageField *) fields->pdata[i])->name);
		g_autoptr (SegMessageWriter) writer = NULL;

		seg_campaign_draft_set_message (draft, NULL, 0, NULL, text);
		writer = seg_message_writer_new (fixture->workspace, draft, &error);
		g_assert_no_error (error);
	}
}

static void
assert_same_strings (const GPtrArray *one, const GPtrArray *other)
{
	g_assert_cmpuint (one->len, ==, other->len);
	for (guint i = 0; i < one->len; i++)
		g_assert_cmpstr (one->pdata[i], ==, other->pdata[i]);
}

static void
limit_items (Fixture *fixture, const char *rule)
{
	g_auto (SegAdviceRules) rules = { 0 };
	GError *error = NULL;

	seg_advice_rules_parse (&rules, fixture->workspace, rule, &error);
	g_assert_no_error (error);
	g_assert_true (seg_advice_rules_write (fixture->workspace, &rules, &error));
}

/* What is shown before the list is made is what each of these people gets by the list that is then made. */
static void
test_sample (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegMessageSample) sample = NULL;
	g_autoptr (SegCampaign) campaign = NULL;
	gint64 a = fixture_count (fixture, "SELECT id FROM segment WHERE name = 'A'");
	guint n_held_back = 0;
	GError *error = NULL;

	if (data != NULL)
		limit_items (fixture, data);
	seg_campaign_draft_set_arms (draft, 2);
	seg_campaign_draft_set_message (draft, NULL, 0, "{key}", "{title1|no title} {city}");
	seg_campaign_draft_set_message (draft, "B", a, "B", "{reason1|no reason} {arm}");
	sample = seg_message_sample_new (audience, fixture->workspace, draft, 0, 40, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (seg_message_sample_n (sample), ==, 40);
	campaign = fixture_create (fixture, draft);
	for (gsize i = 0; i < 40; i++) {
		g_autoptr (SegMessagePreview) before = seg_message_sample_write (sample, fixture->workspace, draft, i, &error);
		g_autoptr (SegMessagePreview) after = seg_campaign_preview (fixture->workspace, campaign, before->user_id, &error);

		g_assert_no_error (error);
		g_assert_cmpstr (before->key, ==, after->key);
		g_assert_cmpstr (before->arm, ==, after->arm);
		g_assert_cmpstr (before->segment, ==, after->segment);
		g_assert_cmpstr (before->subject, ==, after->subject);
		g_assert_cmpstr (before->text, ==, after->text);
		g_assert_cmpuint (before->missing->len, ==, after->missing->len);
		assert_same_strings (before->titles, after->titles);
		assert_same_strings (before->reasons, after->reasons);
		g_assert_true (before->held_back == (before->text == NULL));
		n_held_back += before->held_back ? 1 : 0;
	}
	g_assert_cmpuint (n_held_back, >, 0);
	g_assert_cmpuint (n_held_back, <, 20);
}

static void
test_certain_person (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "c");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (SegMessageSample) sample = seg_message_sample_new (audience, fixture->workspace, draft, 7, 3, NULL, NULL);
	g_autoptr (SegMessagePreview) preview = seg_message_sample_write (sample, fixture->workspace, draft, 0, NULL);
	SegMessageSample *other;
	GError *error = NULL;

	(void) data;
	g_assert_cmpuint (seg_message_sample_n (sample), ==, 3);
	g_assert_cmpstr (preview->key, ==, "u7");
	g_assert_null (preview->text); /* none is written */
	g_assert_cmpint (preview->message, ==, -1);
	other = seg_message_sample_new (audience, fixture->workspace, draft, 8, 3, NULL, &error);
	g_assert_null (other);
	test_error (&error, SEG_ERROR_NOT_FOUND, "no e-mail consent");
	other = seg_message_sample_new (audience, fixture->workspace, draft, 95, 3, NULL, &error);
	g_assert_null (other);
	test_error (&error, SEG_ERROR_NOT_FOUND, "not in the audience");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/message/write", Fixture, NULL, fixture_set_up, test_messages, fixture_tear_down);
	g_test_add ("/message/faults", Fixture, NULL, fixture_set_up, test_faults, fixture_tear_down);
	g_test_add ("/message/fields", Fixture, NULL, fixture_set_up, test_fields, fixture_tear_down);
	g_test_add ("/message/sample", Fixture, NULL, fixture_set_up, test_sample, fixture_tear_down);
	g_test_add ("/message/sample/limit", Fixture, "most-people=9", fixture_set_up, test_sample, fixture_tear_down);
	g_test_add ("/message/certain-person", Fixture, NULL, fixture_set_up, test_certain_person, fixture_tear_down);
	return g_test_run ();
}
