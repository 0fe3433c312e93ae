/* Rules: kept, used in filters and in each other, renamed with all that use them, frozen; circles and mistakes refused. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/error.h>
#include <segscope/rule.h>

#include "src/feature/feature-private.h"

/* The keys of the users that meet @text, with a blank between them. */
static char *
matching (Shop *shop, const char *text)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, shop->set, text, &error);
	SegUserQuery query = { .set = shop->set, .filter = filter };
	g_autoptr (GPtrArray) rows = NULL;
	g_autoptr (GString) keys = g_string_new (NULL);

	g_assert_no_error (error);
	rows = seg_user_list (shop->workspace, &query, 0, -1, &error);
	g_assert_no_error (error);
	for (guint i = 0; i < rows->len; i++)
		g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", ((const SegUserRow *) rows->pdata[i])->key);
	return g_strdup (keys->str);
}

static void
check (Shop *shop, const char *text, const char *expected)
{
	g_autofree char *keys = matching (shop, text);

	if (!g_str_equal (keys, expected))
		g_error ("%s: \"%s\", expected \"%s\"", text, keys, expected);
}

static gint64
keep (Shop *shop, const char *name, const char *condition)
{
	g_autoptr (GError) error = NULL;
	gint64 id = seg_rule_save (shop->workspace, name, condition, NULL, FALSE, &error);

	g_assert_no_error (error);
	g_assert_cmpint (id, >, 0);
	return id;
}

static gint64
count (Shop *shop, const char *name)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegRule) rule = seg_rule_load (shop->workspace, name, &error);
	gint64 n = -1;

	g_assert_no_error (error);
	seg_rule_count (shop->workspace, rule, NULL, &n, &error);
	g_assert_no_error (error);
	return n;
}

static void
test_use (Shop *shop, gconstpointer data)
{
	(void) data;
	keep (shop, "Buyers", "did purchase");
	keep (shop, "Grown \"up\" (30 and more)", "age >= 30 or age is missing");
	keep (shop, "both", "rule = buyers and rule = \"Grown \"\"up\"\" (30 and more)\"");
	check (shop, "rule = BUYERS", "u1 u2 u5 u6 u7");
	check (shop, "rule != Buyers", "u3 u4 u8");
	check (shop, "rule = both", "u1 u2 u5 u6 u7");
	check (shop, "not rule = both or city = 上海", "u1 u3 u4 u8");
	check (shop, "rule = both and city = 上海", "u1");
	g_assert_cmpint (count (shop, "both"), ==, 5);
}

static void
test_edit (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = keep (shop, "Buyers", "did purchase");
	g_autoptr (SegRule) rule = NULL, user = NULL;
	g_autoptr (GPtrArray) uses = NULL, rules = NULL;

	(void) data;
	keep (shop, "More", "(rule = buyers or age = 18) and name != \"rule = Buyers\"");
	shop_run (shop, "INSERT INTO campaign (name, status, options, funnel, seed, created_at, program_version, fingerprint) "
	                "VALUES ('May', 'draft', json_object ('filter', 'not rule=Buyers'), '[]', 1, 0, '0', '')");
	rule = seg_rule_load (shop->workspace, "Buyers", &error);
	g_assert_no_error (error);
	uses = seg_rule_uses (shop->workspace, rule, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (uses->len, ==, 2);
	g_assert_cmpstr (uses->pdata[0], ==, "rule \"More\"");
	g_assert_cmpstr (uses->pdata[1], ==, "campaign \"May\"");
	g_assert_false (seg_rule_delete (shop->workspace, id, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "stays while it is used by: rule \"More\", campaign \"May\"");
	g_assert_false (seg_rule_edit (shop->workspace, id, "more", NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "already a rule \"more\"");
	seg_rule_edit (shop->workspace, id, "The \"buyers\"", "who bought", &error);
	g_assert_no_error (error);
	user = seg_rule_load (shop->workspace, "more", &error);
	g_assert_cmpstr (user->condition, ==, "(rule = \"The \"\"buyers\"\"\" or age = 18) and name != \"rule = Buyers\"");
	check (shop, "rule = more", "u1 u2 u5 u6 u7 u8");
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM campaign WHERE json_extract (options, '$.filter') = 'not rule=\"The \"\"buyers\"\"\"'"), ==, 1);
	shop_run (shop, "DELETE FROM campaign; DELETE FROM rule WHERE name = 'More'");
	seg_rule_delete (shop->workspace, id, &error);
	g_assert_no_error (error);
	rules = seg_rules (shop->workspace, &error);
	g_assert_cmpuint (rules->len, ==, 0);
}

/* Frozen with those who met it, whatever happens to them; live again. */
static void
test_freeze (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = keep (shop, "Shanghai", "city = 上海");
	g_autoptr (SegRule) rule = NULL;
	g_autoptr (SegJob) job = seg_job_new ();

	(void) data;
	seg_rule_freeze (shop->workspace, id, NULL, &error);
	g_assert_no_error (error);
	shop_run (shop, "UPDATE user SET city = 'Beijing' WHERE key = 'u1'; UPDATE user SET city = '上海' WHERE key = 'u8'");
	check (shop, "rule = Shanghai", "u1 u3");
	rule = seg_rule_load (shop->workspace, "Shanghai", &error);
	g_assert_cmpint (rule->frozen_at, >, 0);
	g_assert_cmpint (rule->n_frozen, ==, 2);
	seg_rule_freeze (shop->workspace, id, NULL, &error);
	g_assert_no_error (error);
	check (shop, "rule = Shanghai", "u3 u8");
	seg_rule_thaw (shop->workspace, id, &error);
	g_assert_no_error (error);
	shop_run (shop, "UPDATE user SET city = NULL WHERE key = 'u8'");
	check (shop, "rule = Shanghai", "u3");
	seg_job_cancel (job);
	g_assert_false (seg_rule_freeze (shop->workspace, id, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	check (shop, "rule = Shanghai", "u3");
	/* another condition is live */
	seg_rule_freeze (shop->workspace, id, NULL, &error);
	seg_rule_save (shop->workspace, "shanghai", "age = 18", NULL, TRUE, &error);
	g_assert_no_error (error);
	check (shop, "rule = Shanghai", "u8");
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM rule_member"), ==, 0);
}

/* Features that are renamed are renamed in rules, where they are names and not where they are values. */
static void
test_feature_renamed (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegRule) rule = NULL;

	(void) data;
	shop_run (shop, "INSERT INTO rule (name, description, condition, made_at, changed_at) VALUES ('r', '', "
	                "'(x > 3 or not x in (x, 4)) and name = x and (city contains x or \"x\" between 1 and 2) and xy = 3 and x is missing', 0, 0)");
	seg_feature_name_change (shop->workspace, "x", "y2", &error);
	g_assert_no_error (error);
	rule = seg_rule_load (shop->workspace, "r", &error);
	g_assert_cmpstr (rule->condition, ==, "(y2 > 3 or not y2 in (x, 4)) and name = x and (city contains x or y2 between 1 and 2) and xy = 3 and y2 is missing");
}

/* A segmentation that is renamed goes on being asked for; it stays while it is. */
static void
test_segmentation (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	g_autoptr (SegRule) rule = NULL;

	(void) data;
	g_assert_no_error (error);
	keep (shop, "s", "segment of first = 2 or (segment of \"First\" in (1, 3) and name != \"segment of first\")");
	check (shop, "rule = s", "u1 u2 u3 u4 u5 u6 u8");
	seg_segmentation_rename (shop->workspace, id, "The second", NULL, &error);
	g_assert_no_error (error);
	rule = seg_rule_load (shop->workspace, "s", &error);
	g_assert_cmpstr (rule->condition, ==, "segment of \"The second\" = 2 or (segment of \"The second\" in (1, 3) and name != \"segment of first\")");
	check (shop, "rule = s", "u1 u2 u3 u4 u5 u6 u8");
	g_assert_false (seg_segmentation_delete (shop->workspace, id, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "stays while conditions ask for it: rule \"s\"");
}

/* What SQLite could not follow, and what would be made of itself once it is live. */
static void
test_depth (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GString) deep = g_string_new ("age > 3");
	gint64 a;

	(void) data;
	for (int i = 0; i < 15; i++)
		g_string_prepend (deep, "not ");
	check (shop, deep->str, "u3 u7");
	g_string_prepend (deep, "not ");
	g_assert_null (seg_filter_parse (shop->workspace, shop->set, deep->str, &error));
	test_error (&error, SEG_ERROR_USAGE, "within each other");
	keep (shop, "r0", "age > 3");
	for (int i = 1; i < 15; i++) {
		g_autofree char *name = g_strdup_printf ("r%d", i), *condition = g_strdup_printf ("rule = r%d and (age > 3 or vip = yes)", i - 1);

		keep (shop, name, condition);
		g_assert_cmpint (count (shop, name), ==, 6);
	}
	keep (shop, "b", "age > 3");
	a = keep (shop, "a", "rule = b");
	seg_rule_freeze (shop->workspace, a, NULL, &error);
	g_assert_no_error (error);
	seg_rule_save (shop->workspace, "b", "rule = a", NULL, TRUE, &error);
	g_assert_no_error (error);
	g_assert_false (seg_rule_thaw (shop->workspace, a, &error));
	test_error (&error, SEG_ERROR_USAGE, "would be made of itself");
}

static void
refuse (Shop *shop, const char *name, const char *condition, gboolean replace, gint code, const char *message)
{
	g_autoptr (GError) error = NULL;

	g_assert_cmpint (seg_rule_save (shop->workspace, name, condition, NULL, replace, &error), ==, 0);
	test_error (&error, code, message);
}

static void
test_mistakes (Shop *shop, gconstpointer data)
{
	(void) data;
	keep (shop, "a", "age > 3");
	keep (shop, "b", "rule = a");
	keep (shop, "c", "rule = b or age = 1");
	refuse (shop, "a", "age = 5 and rule = C", TRUE, SEG_ERROR_USAGE, "the rule \"a\" would be made of itself: a → c → b → a");
	refuse (shop, "d", "rule = d", FALSE, SEG_ERROR_USAGE, "would be made of itself: d → d");
	refuse (shop, "A", "age = 5", FALSE, SEG_ERROR_ARGUMENT, "already a rule \"A\"");
	refuse (shop, " ", "age = 5", FALSE, SEG_ERROR_ARGUMENT, "needs a name");
	refuse (shop, "d", "  ", FALSE, SEG_ERROR_USAGE, "needs a condition");
	refuse (shop, "d", "segment is missing", FALSE, SEG_ERROR_USAGE, "needs the name of its segmentation");
	refuse (shop, "d", "agee = 5", FALSE, SEG_ERROR_USAGE, "position 1: there is no \"agee\"");
	refuse (shop, "d", "rule = e", FALSE, SEG_ERROR_USAGE, "There is no rule \"e\"; there are: a, b, c");
	/* what a rule is made of is gone since: the message says where */
	shop_run (shop, "UPDATE rule SET condition = 'gone = 1' WHERE name = 'a'");
	{
		g_autoptr (GError) error = NULL;

		g_assert_null (seg_filter_parse (shop->workspace, NULL, "rule = c", &error));
		test_error (&error, SEG_ERROR_USAGE, "In the rule \"c\": In the rule \"b\": In the rule \"a\": Filter, position 1: there is no \"gone\"");
	}
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM rule"), ==, 3);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/rule/use", Shop, NULL, shop_set_up, test_use, shop_tear_down);
	g_test_add ("/rule/edit", Shop, NULL, shop_set_up, test_edit, shop_tear_down);
	g_test_add ("/rule/freeze", Shop, NULL, shop_set_up, test_freeze, shop_tear_down);
	g_test_add ("/rule/feature-renamed", Shop, NULL, shop_set_up, test_feature_renamed, shop_tear_down);
	g_test_add ("/rule/segmentation", Shop, NULL, shop_set_up, test_segmentation, shop_tear_down);
	g_test_add ("/rule/depth", Shop, NULL, shop_set_up, test_depth, shop_tear_down);
	g_test_add ("/rule/mistakes", Shop, NULL, shop_set_up, test_mistakes, shop_tear_down);
	return g_test_run ();
}
