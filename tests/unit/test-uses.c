/* What depends on segments and rules, conditions that follow a segment, rules made of themselves by a way round, and overlaps against lists. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/edit.h>
#include <segscope/overlap.h>
#include <segscope/uses.h>

#include "src/segment/filter-private.h"

static void
test_rename (void)
{
	static const struct {
		const char *text, *expected; /* NULL: not asked for */
		gboolean by_number, of_list;
	} cases[] = {
		{ "segment of autumn = Loyal", "segment of autumn = \"New\"", FALSE, FALSE },
		{ "segment of \"Autumn\" != \"loyal\" and age > 3", "segment of \"Autumn\" != \"New\" and age > 3", FALSE, FALSE },
		{ "not (segment of autumn in (Loyal, 2, Loyal))", "not (segment of autumn in (\"New\", 2, \"New\"))", FALSE, FALSE },
		{ "segment of autumn in (Loyal, 2)", "segment of autumn in (\"New\", \"New\")", TRUE, FALSE },
		{ "segment of autumn not in (1, Loyal) or segment of autumn = 2", "segment of autumn not in (1, \"New\") or segment of autumn = 2", FALSE, FALSE },
		{ "segment of autumn version 2 = Loyal", "segment of autumn version 2 = \"New\"", FALSE, FALSE },
		{ "segment of autumn version 1 = Loyal", NULL, FALSE, FALSE }, /* so it was called then */
		{ "segment of winter version 2 = Loyal", NULL, FALSE, FALSE },
		{ "segment of winter = Loyal", NULL, FALSE, FALSE },
		{ "segment of autumn = Loyalty", NULL, FALSE, FALSE },
		{ "segment of autumn is missing", NULL, FALSE, FALSE },
		{ "segment = Loyal", NULL, FALSE, FALSE },
		{ "segment = Loyal or city = Loyal", "segment = \"New\" or city = Loyal", FALSE, TRUE },
		{ "city = segment and name = Loyal", NULL, FALSE, TRUE },
		{ "rule = Loyal", NULL, FALSE, TRUE },
		{ "", NULL, FALSE, TRUE },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		SegFilterSegment segment = { "autumn", "Loyal", 2, cases[i].by_number, cases[i].of_list, 2 };
		g_autofree char *changed = seg_filter_rename_segment (cases[i].text, &segment, "New");

		g_assert_cmpstr (changed, ==, cases[i].expected);
	}
}

static void
keep (Shop *shop, const char *name, const char *condition)
{
	g_autoptr (GError) error = NULL;

	seg_rule_save (shop->workspace, name, condition, NULL, FALSE, &error);
	g_assert_no_error (error);
}

static gint64
save (Shop *shop, const char *name)
{
	g_autoptr (GError) error = NULL;
	gint64 id = shop_save (shop, name, shop_labels, FALSE, NULL, &error);

	g_assert_no_error (error);
	return id;
}

static void
test_uses (Shop *shop, gconstpointer data)
{
	gint64 id = save (shop, "autumn");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	g_autoptr (GPtrArray) second = NULL, whole = NULL, none = NULL, through = NULL;
	g_autoptr (SegRule) rule = NULL;
	g_autofree char *words = NULL;

	(void) data;
	keep (shop, "second", "segment of autumn = 2");
	keep (shop, "deeper", "rule = second and age > 3");
	keep (shop, "deepest", "not rule = deeper");
	shop_run (shop, "INSERT INTO campaign (name, status, segmentation_id, options, funnel, seed, created_at, program_version, fingerprint) "
	                "VALUES ('May', 'draft', 1, '{\"segments\":[1]}', '[]', 1, 0, '0', ''), ('June', 'draft', NULL, '{\"filter\":\"rule = deepest\"}', '[]', 1, 0, '0', '')");
	second = seg_segment_uses (shop->workspace, segmentation, 2, SEG_CHANGE_DELETE, &error);
	g_assert_no_error (error);
	words = seg_uses_words (second);
	g_assert_cmpuint (second->len, ==, 4);
	g_assert_cmpstr (((const SegUse *) second->pdata[0])->what, ==, "rule \"second\"");
	g_assert_true (((const SegUse *) second->pdata[0])->blocks);
	g_assert_false (((const SegUse *) second->pdata[1])->blocks);
	g_assert_nonnull (strstr (words, "campaign \"June\" (through the rule \"deepest\"): would not work any more"));
	g_assert_null (strstr (words, "May"));
	none = seg_segment_uses (shop->workspace, segmentation, 3, SEG_CHANGE_DELETE, &error);
	g_assert_cmpuint (none->len, ==, 0);
	whole = seg_segment_uses (shop->workspace, segmentation, 0, SEG_CHANGE_NOTHING, &error);
	g_assert_cmpuint (whole->len, ==, 5);
	rule = seg_rule_load (shop->workspace, "second", &error);
	through = seg_rule_where_used (shop->workspace, rule, SEG_CHANGE_NAME, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (through->len, ==, 3);
	/* another name is followed */
	seg_segment_edit (shop->workspace, 2, "Zwei", NULL, 0, &error);
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, "SELECT condition = 'segment of autumn = 2' FROM rule WHERE name = 'second'"), ==, 1);
	keep (shop, "by name", "segment of autumn = zwei");
	seg_segment_edit (shop->workspace, 2, "Two of \"them\"", NULL, 0, &error);
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, "SELECT condition = 'segment of autumn = \"Two of \"\"them\"\"\"' FROM rule WHERE name = 'by name'"), ==, 1);
}

static void
test_circle (Shop *shop, gconstpointer data)
{
	const SegConditionGroup groups[] = { { "One", "rule = first" } }, more[] = { { "Two", "segment of ring = One" } };
	g_autoptr (GError) error = NULL;

	(void) data;
	keep (shop, "first", "age > 30");
	g_assert_cmpint (seg_conditions_save (shop->workspace, "ring", shop->set, groups, 1, "Rest", FALSE, NULL, &error), >, 0);
	g_assert_no_error (error);
	g_assert_cmpint (seg_conditions_save (shop->workspace, "outer", shop->set, more, 1, "Rest", FALSE, NULL, &error), >, 0);
	g_assert_no_error (error);
	keep (shop, "other", "segment of outer = Two");
	g_assert_cmpint (seg_rule_save (shop->workspace, "first", "segment of ring = One", NULL, TRUE, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (error->message, "first → ring → first"));
	g_clear_error (&error);
	g_assert_cmpint (seg_rule_save (shop->workspace, "first", "age > 3 and rule = other", NULL, TRUE, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (error->message, "first → other → outer → ring → first"));
	g_clear_error (&error);
	g_assert_false (seg_rule_check (shop->workspace, "first", "rule = other", &error));
	g_clear_error (&error);
	g_assert_true (seg_rule_check (shop->workspace, "third", "rule = other", &error));
	g_assert_no_error (error);
}

static void
test_overlap (Shop *shop, gconstpointer data)
{
	gint64 id = save (shop, "autumn");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	GPtrArray *rows = seg_user_sets_new (), *columns = seg_user_sets_new ();
	g_autoptr (SegOverlap) overlap = NULL, empty = NULL;
	static const gint32 ages[SHOP_N] = { 30, 40, -1, 25, 60, 60, 18 };

	(void) data;
	seg_user_sets_add_segmentation (rows, segmentation);
	seg_user_sets_add_condition (columns, "age >= 30");
	seg_user_sets_add_condition (columns, "age > 900");
	overlap = seg_overlap_new (shop->workspace, rows, columns, NULL, &error);
	g_assert_no_error (error);
	for (guint i = 0; i < 3; i++) {
		gsize both = 0, size = 0;
		g_autofree char *condition = seg_overlap_condition (overlap, i, 0);
		g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, shop->set, condition, &error);
		SegUserQuery query = { .set = shop->set, .filter = filter };
		gint64 listed;

		for (guint user = 0; user < SHOP_N; user++) {
			size += shop_labels[user] == (gint32) i;
			both += shop_labels[user] == (gint32) i && ages[user] >= 30;
		}
		g_assert_no_error (error);
		g_assert_true (seg_user_count (shop->workspace, &query, &listed, &error));
		g_assert_cmpuint (seg_overlap_both (overlap, i, 0), ==, both);
		g_assert_cmpuint ((gsize) listed, ==, both);
		g_assert_cmpfloat (seg_overlap_share_of_row (overlap, i, 0), ==, (double) both / (double) size);
		g_assert_cmpfloat (seg_overlap_share_of_column (overlap, i, 0), ==, (double) both / 4.0);
		g_assert_cmpfloat (seg_overlap_jaccard (overlap, i, 0), ==, (double) both / (double) (size + 4 - both));
		g_assert_true (isnan (seg_overlap_share_of_column (overlap, i, 1)));
		g_assert_cmpfloat (seg_overlap_jaccard (overlap, i, 1), ==, 0);
	}
	rows = seg_user_sets_new ();
	empty = seg_overlap_new (shop->workspace, rows, rows, NULL, &error);
	g_assert_null (empty);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
#define TEST(name, func) g_test_add (name, Shop, NULL, shop_set_up, func, shop_tear_down)
	g_test_add_func ("/uses/rename", test_rename);
	TEST ("/uses/uses", test_uses);
	TEST ("/uses/circle", test_circle);
	TEST ("/uses/overlap", test_overlap);
	return g_test_run ();
}
