/* Users and items that cleaning leaves out are nowhere: not in features, lists, campaigns, recommendations or counts. */
#include <config.h>

#include <segscope/campaign.h>
#include <segscope/feature.h>
#include <segscope/recommend.h>
#include <segscope/segment.h>

#include "recipe-fixture.h"

static gint64
users_listed (Shop *shop)
{
	SegUserQuery query = { 0 };
	g_autoptr (GError) error = NULL;
	gint64 n = -1;

	seg_user_count (shop->workspace, &query, &n, &error);
	g_assert_no_error (error);
	return n;
}

static void
test_lists (void)
{
	IN_THE_SHOP;
	g_autoptr (SegWorkspaceInfo) info = NULL;
	g_autoptr (GPtrArray) items = NULL;
	g_autoptr (GError) error = NULL;

	fill_shop (&shop);
	g_assert_cmpint (users_listed (&shop), ==, 8);
	add_step (&shop, "exclude pattern=*@test.com");
	add_step (&shop, "exclude of=items pattern=test*");
	add_step (&shop, "merge alike=phone");
	g_assert_cmpint (users_listed (&shop), ==, 6);
	info = seg_workspace_info (shop.workspace, &error);
	g_assert_no_error (error);
	g_assert_cmpint (info->n_users, ==, 6);
	g_assert_cmpint (info->n_users_left_out, ==, 2);
	g_assert_cmpint (info->n_items, ==, 2);
	g_assert_cmpint (info->n_items_left_out, ==, 1);
	g_assert_cmpint (info->n_events_set_aside, ==, 3); /* those of u7; those that were moved count where they are now */
	g_assert_cmpint (info->n_cleaning_steps, ==, 3);
	g_assert_cmpfloat (info->revenue, ==, 10 + 20 + 25 + 30 + 40 + 70);
	items = seg_items (shop.workspace, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (items->len, ==, 2);
}

static void
test_features (void)
{
	IN_THE_SHOP;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autofree char *count_sql = NULL;

	fill_shop (&shop);
	add_step (&shop, "exclude pattern=*@test.com");
	set = seg_feature_set_build (shop.workspace, "all", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (set->n_users, ==, 7);
	count_sql = g_strdup_printf ("SELECT count (*) FROM feature_set_%" G_GINT64_FORMAT " WHERE user_id IN (SELECT user_id FROM excluded_user)", set->id);
	g_assert_cmpint (shop_count (&shop, count_sql), ==, 0);
	g_assert_false (set->stale);
	g_clear_pointer (&set, seg_feature_set_free);
	add_step (&shop, "fill column=age with=median"); /* the features are of other data now */
	set = seg_feature_set_load (shop.workspace, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (set->stale);
}

static void
test_recommend_and_campaign (void)
{
	IN_THE_SHOP;
	g_autoptr (SegInteractions) interactions = NULL;
	g_autoptr (SegCampaignDraft) draft = seg_campaign_draft_new ();
	g_autoptr (GPtrArray) funnel = NULL;
	g_autoptr (GError) error = NULL;

	fill_shop (&shop);
	add_step (&shop, "exclude pattern=*@test.com");
	add_step (&shop, "exclude of=items pattern=test*");
	interactions = seg_interactions_load (shop.workspace, 0, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (interactions->n_users, ==, 7);
	g_assert_cmpuint (interactions->n_items, ==, 2);
	g_assert_cmpint (seg_interactions_user (interactions, shop_count (&shop, "SELECT id FROM user WHERE key = 'u7'")), ==, -1);
	draft->require_consent = FALSE;
	draft->control_share = 0;
	funnel = seg_campaign_funnel (shop.workspace, draft, &error);
	g_assert_no_error (error);
	g_assert_cmpint (((SegFunnelStep *) funnel->pdata[0])->count, ==, 7);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/left-out/lists", test_lists);
	g_test_add_func ("/left-out/features", test_features);
	g_test_add_func ("/left-out/recommend-and-campaign", test_recommend_and_campaign);
	return g_test_run ();
}
