/* campaign/: who is reached by each channel, and who wants no more, counted again and again by one SegAudience: against plain SQL and against one that has read nothing yet. */
#include <config.h>
#include <segscope/audience.h>
#include <segscope/random.h>

#include <string.h>

#include "campaign-fixture.h"
#include "campaign/address-private.h"
#include "campaign/campaign-private.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* Who wants no more by :channel, in SQL. */
#define REFUSED \
	"WITH other (id, person) AS MATERIALIZED (" SEG_SQL_MERGED "), " \
	"account (id) AS (SELECT user_id FROM result WHERE outcome IN ('unsubscribed', 'complained') UNION " \
	"SELECT id FROM user WHERE key IN (SELECT key FROM do_not_contact WHERE channel IN ('', :channel))), " \
	"one (id) AS (SELECT id FROM account UNION SELECT person FROM other WHERE id IN (SELECT id FROM account)), " \
	"refused (id) AS (SELECT id FROM one UNION SELECT id FROM other WHERE person IN (SELECT id FROM one)) "

static const char *const channels[] = { "email", "sms", "phone", "ads", "wechat" };

static char *
ids_by_sql (Fixture *fixture, const char *channel, const char *what)
{
	g_autofree char *sql = g_strdup_printf (REFUSED "SELECT coalesce (group_concat (id), '') FROM (SELECT id FROM user WHERE %s ORDER BY id)", what);
	GError *error = NULL;
	g_autoptr (SegStatement) row = seg_workspace_prepare (fixture->workspace, sql, &error);

	g_assert_no_error (error);
	seg_statement_bind_text (row, ":channel", channel);
	g_assert_true (seg_statement_next (row, NULL));
	return g_strdup (seg_statement_text (row, 0));
}

static char *
ids_text (const GArray *ids)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < ids->len; i++)
		g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));
	return g_string_free (text, FALSE);
}

/* Refusals ------------------------------------------------------------------------------------------------------------- */

/* Accounts that say no for all channels or for one, merged by chance, some of them left out for good. */
static void
refuse_by_chance (Fixture *fixture, guint trial)
{
	g_autoptr (SegRandom) random = seg_random_new (trial + 1, 0);
	static const char *const said[] = { "", "email", "sms", "wechat" };

	fixture_execute (fixture, "DELETE FROM result; DELETE FROM do_not_contact; DELETE FROM excluded_user");
	for (gint64 id = 1; id <= 60; id++) {
		g_autofree char *merge = g_strdup_printf ("INSERT INTO excluded_user (user_id, step_id, merged_into) VALUES (%" G_GINT64_FORMAT ", 1, %" G_GINT64_FORMAT ")", id,
		                                          id + 1 + (gint64) seg_random_below (random, 5));
		g_autofree char *drop = g_strdup_printf ("INSERT INTO excluded_user (user_id, step_id) VALUES (%" G_GINT64_FORMAT ", 1)", id);
		g_autofree char *result = g_strdup_printf ("INSERT INTO result (campaign, user_id, outcome, source_id) VALUES ('old', %" G_GINT64_FORMAT ", '%s', 1)", id,
		                                           seg_random_below (random, 2) == 0 ? "unsubscribed" : "opened");
		g_autofree char *stop = g_strdup_printf ("INSERT OR IGNORE INTO do_not_contact (key, channel, reason, added_at, who) VALUES ('u%" G_GINT64_FORMAT "', '%s', 'r', 0, 'w')",
		                                         id, said[seg_random_below (random, G_N_ELEMENTS (said))]);

		if (seg_random_below (random, 3) == 0)
			fixture_execute (fixture, seg_random_below (random, 4) == 0 ? drop : merge);
		if (seg_random_below (random, 8) == 0)
			fixture_execute (fixture, result);
		if (seg_random_below (random, 6) == 0)
			fixture_execute (fixture, stop);
	}
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
	(void) data;
	fixture_company (fixture);
	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'merge', '{}', 0)");
	for (guint trial = 0; trial < 40; trial++) {
		g_autoptr (SegRefusals) refusals = NULL;

		refuse_by_chance (fixture, trial);
		refusals = seg_refusals_read (fixture->workspace, NULL, NULL);
		g_assert_nonnull (refusals);
		for (gsize k = 0; k < G_N_ELEMENTS (channels); k++) {
			g_autoptr (GArray) ids = seg_refusals_of (refusals, channels[k]);
			g_autofree char *found = ids_text (ids), *expected = ids_by_sql (fixture, channels[k], "id IN refused");

			g_assert_cmpstr (found, ==, expected);
		}
	}
}

/* One audience, many channels ------------------------------------------------------------------------------------------ */

static char *
people_of (Fixture *fixture, SegAudience *audience, const SegCampaignDraft *draft, const char *step)
{
	GError *error = NULL;
	g_autoptr (GArray) ids = seg_audience_people (audience, fixture->workspace, draft, step, NULL, &error);

	if (ids != NULL)
		return ids_text (ids);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT); /* a step that takes nobody off */
	g_clear_error (&error);
	return g_strdup ("");
}

/* Addresses as people write them; nobody shares one but by intention. */
static void
add_addresses (Fixture *fixture)
{
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN tel TEXT; ALTER TABLE user ADD COLUMN may_text INTEGER; ALTER TABLE user ADD COLUMN wx TEXT;"
	                 "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'tel', 'T', 'phone', 'text'), ('user', 'may_text', 'M', NULL, 'boolean'),"
	                 "('user', 'wx', 'W', NULL, 'text');"
	                 "UPDATE user SET tel = CASE id % 7 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'none' ELSE 13800000000 + id / 2 END,"
	                 "may_text = CASE id % 3 WHEN 0 THEN NULL WHEN 1 THEN 1 ELSE 0 END, wx = CASE WHEN id % 2 THEN 'wx' || (id / 5) ELSE ' ' END,"
	                 "mail = CASE id % 9 WHEN 0 THEN ' U' || id || '@example.org' WHEN 1 THEN 'none' WHEN 2 THEN NULL ELSE 'u' || (id / 3) || '@Example.org ' END");
	for (gsize k = 1; k < G_N_ELEMENTS (channels); k++)
		g_assert_true (seg_channel_choose (fixture->workspace, seg_channel_find (channels[k]), "may_text", strcmp (channels[k], "wechat") == 0 ? "wx" : NULL, NULL));
}

/* What becomes of everybody by @channel, in SQL: whose addresses are one is said by how they were made above. */
static void
assert_channel (Fixture *fixture, SegAudience *audience, SegCampaignDraft *draft, const char *channel)
{
	const char *agreed = strcmp (channel, "email") == 0 ? "coalesce (consent, 0) = 1" : "coalesce (may_text, 0) = 1";
	const char *address = strcmp (channel, "email") == 0 || strcmp (channel, "ads") == 0 ? "lower (trim (coalesce (mail, '')))" : strcmp (channel, "wechat") == 0 ? "trim (wx)" : "coalesce (tel, '')";
	const char *is_one = strcmp (channel, "email") == 0 ? "LIKE '_%@_%'" : strcmp (channel, "sms") == 0 || strcmp (channel, "phone") == 0 ? "GLOB '1*'" : "<> ''";
	g_autofree char *in_use = g_strdup_printf ("(%s) AND id NOT IN (SELECT user_id FROM excluded_user)", agreed);
	g_autofree char *told = g_strdup_printf ("(id IN refused OR (%s %s AND %s IN (SELECT %s FROM user WHERE id IN refused AND %s %s)))", address, is_one, address, address, address, is_one);
	g_autofree char *unsubscribed = g_strdup_printf ("%s AND %s", in_use, told);
	g_autofree char *missing = g_strdup_printf ("%s AND NOT %s AND NOT (%s %s)", in_use, told, address, is_one);
	g_autofree char *same = g_strdup_printf ("%s AND NOT %s AND %s %s AND EXISTS (SELECT 1 FROM (SELECT id AS i FROM user WHERE %s AND NOT %s) x WHERE x.i < user.id AND %s = (SELECT %s FROM user u WHERE u.id = x.i))",
	                                         in_use, told, address, is_one, in_use, told, address, address);
	const char *steps[] = { "unsubscribed", "address", "same-address" }, *conditions[] = { unsubscribed, missing, same };

	seg_campaign_draft_set_channel (draft, channel);
	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
		g_autoptr (SegAudience) fresh = seg_audience_new ();
		g_autofree char *found = people_of (fixture, audience, draft, steps[i]), *anew = people_of (fixture, fresh, draft, steps[i]);
		g_autofree char *expected = ids_by_sql (fixture, channel, conditions[i]);

		g_assert_cmpstr (found, ==, expected);
		g_assert_cmpstr (anew, ==, expected);
	}
}

static void
test_many_channels (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = NULL;
	g_autoptr (SegAudience) audience = seg_audience_new ();

	(void) data;
	fixture_company (fixture);
	draft = fixture_draft (0, "c");
	add_addresses (fixture);
	fixture_execute (fixture, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'merge', '{}', 0)");
	for (guint trial = 0; trial < 6; trial++) {
		refuse_by_chance (fixture, 100 + trial);
		for (guint time = 0; time < 2; time++) /* the second time nothing is read */
			for (gsize k = 0; k < G_N_ELEMENTS (channels); k++)
				assert_channel (fixture, audience, draft, channels[k]);
	}
}

/* A list of many ------------------------------------------------------------------------------------------------------- */

#define MANY 70001 /* more than are read or hashed at once */

static gint64
step_count (const GPtrArray *funnel, const char *name)
{
	for (guint i = 0; i < funnel->len; i++)
		if (strcmp (((SegFunnelStep *) funnel->pdata[i])->name, name) == 0)
			return ((SegFunnelStep *) funnel->pdata[i])->count;
	return -1;
}

/* How many of the users whose numbers @goes takes are held back, by GLib's own HMAC. */
static gint64
count_control (guint64 seed, const char *name, double share)
{
	g_autofree char *secret = g_strdup_printf ("%" G_GUINT64_FORMAT ":%s", seed, name);
	gint64 n = 0;

	for (guint i = 1; i <= MANY; i++) {
		g_autofree char *key = g_strdup_printf ("u%u", i), *hmac = NULL;
		g_autofree char *high = NULL;

		if (i % 5 == 0)
			continue;
		hmac = g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) secret, strlen (secret), key, -1);
		high = g_strndup (hmac, 16);
		n += (double) (g_ascii_strtoull (high, NULL, 16) >> 11) * 0x1p-53 < share;
	}
	return n;
}

/* Of every hundred users the 40th has the e-mail address of the 41st; every tenth has no number and every fifth none that is one. */
static void
test_many_users (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (0, "名 1");
	g_autoptr (SegAudience) audience = seg_audience_new ();
	g_autoptr (GPtrArray) mail = NULL, texts = NULL, by_hash = NULL;
	g_autofree char *users = g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO user (id, key, mail, tel, consent) "
	                                          "SELECT i * 2, 'u' || i, 'u' || (i + (i %% 100 = 40)) || '@example.org', CASE WHEN i %% 10 = 0 THEN NULL WHEN i %% 5 = 0 THEN '-' ELSE i + 13000000000 END, 1 FROM n", MANY);
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN consent INTEGER; ALTER TABLE user ADD COLUMN mail TEXT; ALTER TABLE user ADD COLUMN tel TEXT;"
	                 "INSERT INTO attribute (entity, name, label, field, type) VALUES ('user', 'consent', 'C', 'consent', 'boolean'), ('user', 'mail', 'M', 'email', 'text'),"
	                 "('user', 'tel', 'T', 'phone', 'text')");
	fixture_execute (fixture, users);
	mail = seg_audience_funnel (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (step_count (mail, "same-address"), ==, MANY / 100);
	g_assert_cmpint (step_count (mail, "eligible"), ==, MANY - MANY / 100);
	seg_campaign_draft_set_channel (draft, "sms");
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	texts = seg_audience_funnel (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (step_count (texts, "address"), ==, MANY / 5);
	g_assert_cmpint (step_count (texts, "eligible"), ==, MANY - MANY / 5);
	draft->split = SEG_SPLIT_HASH;
	by_hash = seg_audience_funnel (audience, fixture->workspace, draft, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (step_count (by_hash, "control"), ==, count_control (draft->seed, draft->name, draft->control_share));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/audience-reach/refusals", test_refusals);
	add_test ("/audience-reach/many-channels", test_many_channels);
	add_test ("/audience-reach/many-users", test_many_users);
	return g_test_run ();
}
