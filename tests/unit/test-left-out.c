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
	items = seg_items (shop.workspace, NULL, &error);
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
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONSENT, "a test");
	draft->control_share = 0;
	draft->no_control_reason = g_strdup ("a test");
	funnel = seg_campaign_funnel (shop.workspace, draft, &error);
	g_assert_no_error (error);
	g_assert_cmpint (((SegFunnelStep *) funnel->pdata[0])->count, ==, 7);
}

/* Somebody whom cleaning left out, or merged, can still be looked up: the page says so. */
static void
test_user_page (void)
{
	static const struct { const char *key, *words; } users[] = {
		{ "u7", "Left out by cleaning step 1" }, { "u1", "Merged into u2 by cleaning step 2" }, { "u2", "The same person as u1" }, { "u8", NULL },
	};
	IN_THE_SHOP;

	fill_shop (&shop);
	add_step (&shop, "exclude pattern=*@test.com");
	add_step (&shop, "merge alike=phone");
	for (gsize i = 0; i < G_N_ELEMENTS (users); i++) {
		g_autoptr (SegUserPage) page = NULL;
		gint64 id;

		g_assert_true (seg_user_find (shop.workspace, users[i].key, &id, NULL));
		page = seg_user_page (shop.workspace, id, NULL);
		g_assert_nonnull (page);
		if (users[i].words != NULL)
			test_contains (page->cleaning, users[i].words);
		else
			g_assert_null (page->cleaning);
	}
}

/* A date of somebody who is left out does not move the day that features are of. */
static void
test_as_of (void)
{
	IN_THE_SHOP;
	g_autoptr (SegFeatureSet) before = NULL, after = NULL;
	g_autoptr (GError) error = NULL;

	shop_import_text (&shop, "users", "user_id,joined,email\nu1,2024-03-01,a@x.cn\nu2,2024-03-02,b@x.cn\nu3,2030-01-01,qa@test.com\n");
	before = seg_feature_set_build (shop.workspace, "before", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	add_step (&shop, "exclude pattern=*@test.com");
	after = seg_feature_set_build (shop.workspace, "after", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (before->as_of / 86400, ==, 21915); /* 2030-01-01 */
	g_assert_cmpint (after->as_of / 86400, ==, 19784); /* 2024-03-02 */
}

/* What was given back later was bought then: counted as a purchase by every feature that counts purchases. */
static void
test_given_back_later (void)
{
	IN_THE_SHOP;
	g_autoptr (SegFeatureSet) then = NULL, now = NULL;
	g_autoptr (GError) error = NULL;
	const SegOrdersPolicy policy = seg_orders_policy_default ();
	const gint64 between = 1704412800 + 86399; /* the end of 2024-01-05 */

	shop_import_text (&shop, "purchases", "order_id,user_id,sku,at,amount,quantity\n1,u1,A,2024-01-01,100,1\n2,u1,B,2024-01-02,50,1\n"
	                  "3,u2,A,2024-01-02,70,1\n1,u1,A,2024-01-10,-100,-1\n");
	g_assert_true (seg_orders_change (shop.workspace, &policy, NULL, &error)); /* refunds are netted */
	then = seg_feature_set_build (shop.workspace, "then", between, NULL, NULL, &error);
	g_assert_no_error (error);
	now = seg_feature_set_build (shop.workspace, "now", 0, NULL, NULL, &error);
	g_assert_no_error (error);
	for (guint i = 0; i < 2; i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT count_purchase || ' ' || orders || ' ' || monetary FROM feature_set_%" G_GINT64_FORMAT
		                                        " JOIN user ON user.id = user_id WHERE key = 'u1'", i == 0 ? then->id : now->id);

		shop_expect (&shop, sql, i == 0 ? "2.0 2.0 150.0" : "1.0 1.0 50.0");
	}
}

/* Who counts is said in one place, SEG_SQL_USER_IN_USE: a query over all users that does not ask for it counts people who were left
 * out. These do so on purpose. */
static const struct { const char *file, *part; } of_all_users[] = {
	{ "unwanted.c", "FROM user" },                                 /* whoever says no says it for the address, cleaned away or not */
	{ "message.c", "FROM user u" }, /* what one person reads, by id */
	{ NULL, "EXISTS (SELECT 1 FROM user WHERE listed" },           /* whether there is a users file at all */
	{ "src/workspace/lookup.c", "key = :key" },                    /* one user, by key */
	{ "src/prepare/expression.c", "user.id = event.user_id" },     /* the user of an event */
	{ "src/workspace/check_rows.c", "user.id = entity_id" },       /* whether a row points to anybody */
	{ "src/ingest/entity.c", "(SELECT count (*) FROM user)" },     /* values that a new column does not have yet, in all rows */
	{ "src/segment/users_store.c", "FROM user u LEFT JOIN membership" }, /* the condition is added behind it */
	{ "src/feature/export.c", "SELECT id, key FROM user ORDER BY id" }, /* beside the rows of a matrix, which says whose they are */
	{ "src/feature/family_component.c", "FROM user AS u" },        /* the same */
	{ "src/segment/column_answers.c", "SELECT u.id FROM user u" },    /* marks rows by id; who counts is another column */
	{ "src/segment/personal.c", "IS NOT NULL" },                   /* names to be covered, also of those who are left out */
	{ "src/segment/habit_filters.c", "SELECT DISTINCT" },           /* which values there are, to choose from */
	{ "src/feature/attribute_columns.c", "FROM user AS u" },      /* attributes of users who were chosen by id */
	{ "src/recommend/interactions_store.c", "count(*) FROM user" }, /* how much room all could need */
	{ "src/prepare/event-context.c", "FROM user" },                /* all of them, with a mark for those who are left out */
	{ "src/workspace/pseudonym.c", "SELECT u.id, u.key FROM user u" }, /* whose pseudonym a result comes by, whoever that is */
	{ "src/segment/person_list.c", "SELECT id, key FROM user ORDER BY key" }, /* only those who were chosen by id are taken */
	{ "src/prepare/quality.c", "max (id) FROM user" },             /* how the time of the check divides */
};

static gboolean
is_meant (const char *file, const char *statement)
{
	for (gsize i = 0; i < G_N_ELEMENTS (of_all_users); i++)
		if ((of_all_users[i].file == NULL || g_str_has_suffix (file, of_all_users[i].file)) && strstr (statement, of_all_users[i].part) != NULL)
			return TRUE;
	return FALSE;
}

/* Each query over users of a file: up to the end of the statement of C that it stands in. */
static void
look_at_file (const char *path)
{
	g_autofree char *with_comments = test_file_read (path);
	g_autoptr (GRegex) comments = g_regex_new ("/\\*.*?\\*/", G_REGEX_DOTALL, 0, NULL);
	g_autofree char *text = g_regex_replace_literal (comments, with_comments, -1, 0, "", 0, NULL);
	g_autoptr (GRegex) query = g_regex_new ("[^;]{0,200}FROM user\\b[^;]*;", G_REGEX_DOTALL, 0, NULL);
	g_autoptr (GRegex) of_one = g_regex_new ("\\b(id|u\\.id) = :", 0, 0, NULL);
	g_autoptr (GMatchInfo) match = NULL;

	for (g_regex_match (query, text, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL)) {
		g_autofree char *statement = g_match_info_fetch (match, 0);

		if (strstr (statement, "USER_IN_USE") == NULL && strstr (statement, "in_use") == NULL && !g_regex_match (of_one, statement, 0, NULL)
		    && strstr (statement, "FROM user u LEFT JOIN original_value") == NULL && !is_meant (path, statement))
			g_error ("%s counts users whom cleaning left out; ask for SEG_SQL_USER_IN_USE, or say here why not:\n%s", path, statement);
	}
}

static guint
look_at_folder (const char *folder)
{
	g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
	const char *name;
	guint n = 0;

	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
		g_autofree char *path = g_build_filename (folder, name, NULL);

		if (g_file_test (path, G_FILE_TEST_IS_DIR))
			n += look_at_folder (path);
		else if (g_str_has_suffix (name, ".c") && ++n > 0)
			look_at_file (path);
	}
	return n;
}

static void
test_sources (void)
{
	g_autofree char *folder = test_sample_file ("../src");

	if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR)) {
		g_test_skip ("the sources are not here");
		return;
	}
	g_assert_cmpuint (look_at_folder (folder), >, 200);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/left-out/lists", test_lists);
	g_test_add_func ("/left-out/features", test_features);
	g_test_add_func ("/left-out/recommend-and-campaign", test_recommend_and_campaign);
	g_test_add_func ("/left-out/user-page", test_user_page);
	g_test_add_func ("/left-out/as-of", test_as_of);
	g_test_add_func ("/left-out/given-back-later", test_given_back_later);
	g_test_add_func ("/left-out/sources", test_sources);
	return g_test_run ();
}
