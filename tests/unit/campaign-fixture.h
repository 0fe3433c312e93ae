/* A company with consent, cities and segments, on top of recommend-fixture.h. */
#ifndef CAMPAIGN_FIXTURE_H
#define CAMPAIGN_FIXTURE_H

#include <segscope/campaign.h>

#include "recommend-fixture.h"

/* 100 users: 1..60 in segment A, 61..90 in B, 91..100 in none. Consent: no for every fourth, not known for every fifth of the
 * others, else yes. City: every third in 上海. Users 1..50 bought items 1 and 2, users 1..20 item 3 as well. */
static inline gint64
fixture_company (Fixture *fixture)
{
	gint64 segmentation;

	fixture_populate (fixture, 100, 5);
	fixture_execute (fixture,
		"ALTER TABLE user ADD COLUMN consent INTEGER; ALTER TABLE user ADD COLUMN city TEXT; ALTER TABLE user ADD COLUMN mail TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'consent', '同意', 'consent', 'boolean'),"
		"('user', 'city', '城市', NULL, 'category'), ('user', 'mail', 'Mail', 'email', 'text');"
		"UPDATE user SET consent = CASE WHEN id % 4 = 0 THEN 0 WHEN id % 5 = 0 THEN NULL ELSE 1 END,"
		"city = CASE WHEN id % 3 = 0 THEN '上海' ELSE 'Beijing' END, mail = key || '@example.org';"
		"INSERT INTO event (user_id, item_id, kind_id, at, amount, source_id) "
		"SELECT user.id, item.id, 1, 1000 + user.id, 10, 1 FROM user, item WHERE user.id <= 50 AND (item.id <= 2 OR (item.id = 3 AND user.id <= 20))");
	segmentation = fixture_segment (fixture, "main", 60, 100);
	fixture_execute (fixture, "DELETE FROM membership WHERE user_id > 90");
	return segmentation;
}

static inline gint64
fixture_count (Fixture *fixture, const char *sql)
{
	GError *error = NULL;
	gint64 n = -1;

	seg_workspace_count (fixture->workspace, sql, &n, &error);
	g_assert_no_error (error);
	return n;
}

static inline SegCampaignDraft *
fixture_draft (gint64 segmentation, const char *name)
{
	SegCampaignDraft *draft = seg_campaign_draft_new ();

	draft->name = g_strdup (name);
	draft->segmentation_id = segmentation;
	return draft;
}

/* Makes the campaign, which must succeed. */
static inline SegCampaign *
fixture_create (Fixture *fixture, const SegCampaignDraft *draft)
{
	GError *error = NULL;
	gint64 id = seg_campaign_create (fixture->workspace, draft, NULL, &error);
	SegCampaign *campaign;

	g_assert_no_error (error);
	g_assert_cmpint (id, >, 0);
	campaign = seg_campaign_load (fixture->workspace, draft->name, &error);
	g_assert_no_error (error);
	g_assert_cmpint (campaign->id, ==, id);
	return campaign;
}

/* "60 -15 45 ...": the counts of a funnel, what is taken off with a minus. */
static inline char *
fixture_funnel_text (const GPtrArray *funnel)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < funnel->len; i++) {
		const SegFunnelStep *step = funnel->pdata[i];

		g_string_append_printf (text, "%s%s%" G_GINT64_FORMAT, i > 0 ? " " : "", step->kind == SEG_FUNNEL_MINUS ? "-" : "", step->count);
	}
	return g_string_free (text, FALSE);
}

#endif
