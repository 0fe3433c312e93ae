/* Filters: every operator on every type, how names and values are written, hostile text, and each mistake with its place. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/error.h>

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

typedef struct {
	const char *filter, *keys;
} Case;

static void
check_cases (Shop *shop, const Case *cases, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		g_autofree char *keys = matching (shop, cases[i].filter);

		if (g_strcmp0 (keys, cases[i].keys) != 0)
			g_error ("%s: \"%s\", expected \"%s\"", cases[i].filter, keys, cases[i].keys);
	}
}

static void
test_values (Shop *shop, gconstpointer data)
{
	static const Case cases[] = {
		{ NULL, "u1 u2 u3 u4 u5 u6 u7 u8" }, { "", "u1 u2 u3 u4 u5 u6 u7 u8" }, { "  ", "u1 u2 u3 u4 u5 u6 u7 u8" },
		/* numbers */
		{ "age = 60", "u5 u6" }, { "age != 60", "u1 u2 u3 u4 u7 u8" }, { "age < 30", "u4 u8" }, { "age<=30", "u1 u4 u8" },
		{ "age > 30", "u2 u5 u6" }, { "age >= 40 and age <= 40", "u2" }, { "age is missing", "u3 u7" },
		{ "age is not missing", "u1 u2 u4 u5 u6 u8" }, { "age = 6e1", "u5 u6" }, { "age > -1,000", "u1 u2 u4 u5 u6 u8" },
		{ "age >= 1,000.5", "" }, { "age > 2500 %", "u1 u2 u5 u6" },
		/* text and categories */
		{ "city = 上海", "u1 u3" }, { "city != 上海", "u2 u4 u5 u6 u7 u8" }, { "city = new york", "u5 u6" },
		{ "city contains YORK", "u5 u6" }, { "city contains 海", "u1 u3" }, { "city > n", "u1 u3 u5 u6 u8" },
		{ "city is missing", "u4 u7" }, { "key = U3", "u3" }, { "key >= u6", "u6 u7 u8" },
		/* wildcards of SQL are plain characters */
		{ "name contains %", "u5" }, { "name contains _", "u5" }, { "name contains '", "" }, { "name = %", "" },
		/* dates are whole days */
		{ "joined = 2024-03-05", "u1 u6" }, { "joined < 2024-03-05", "u2 u5 u8" }, { "joined <= 2024-03-05", "u1 u2 u5 u6 u8" },
		{ "joined > 2024-03-05", "u3" }, { "joined >= 2024-03-05", "u1 u3 u6" }, { "joined != 2024/3/5", "u2 u3 u4 u5 u7 u8" },
		{ "joined = 2024-03-05 23:59", "u6" }, { "joined > 2024-03-05 23:58", "u3 u6" }, { "joined is missing", "u4 u7" },
		/* yes and no */
		{ "vip = yes", "u1 u3 u6" }, { "vip = 否", "u2 u5 u8" }, { "vip = TRUE", "u1 u3 u6" }, { "vip != 1", "u2 u4 u5 u7 u8" },
		{ "listed = no", "u7" },
		/* features; u4 and u8 have no events, u7 is not in the set */
		{ "orders >= 1", "u1 u2 u5 u6" }, { "monetary > 60 and orders < 3", "u1" }, { "spend = 100", "u1" },
		{ "orders is missing", "u7" },
	};

	(void) data;
	check_cases (shop, cases, G_N_ELEMENTS (cases));
}

static void
test_writing (Shop *shop, gconstpointer data)
{
	static const Case cases[] = {
		/* names: column, label, quoted, with the table in front, in any case */
		{ "Age in years = 60", "u5 u6" }, { "\"age in YEARS\"=60", "u5 u6" }, { "user.age = 60", "u5 u6" },
		{ "城市 = 上海", "u1 u3" }, { "城市＝上海 and 城市≠Beijing", "u1 u3" }, { "age≥60", "u5 u6" },
		{ "\"odd \"\"name\"\"; --\" > 5", "u6 u8" },
		/* values: several words, quoted keywords and operators, quotes of a Chinese keyboard */
		{ "city = \"rock and roll\"", "u8" }, { "name = \"Fay = and\"", "u8" }, { "name contains “= and”", "u8" }, { "city = 'rock and roll'", "u8" }, { "name contains ‘= and’", "u8" },
		{ "city   =   new    york   AND   age>1", "u5 u6" }, { "name = \"\"", "" },
		/* injection stays a value */
		{ "name = \"x' OR 1=1 --\"", "" }, { "name = \"\"\" OR 1=1\"", "" },
		/* words without an operator are searched in keys and texts */
		{ "ada", "u1" }, { "york eve", "u6" }, { "u", "u1 u2 u3 u4 u5 u6 u7 u8" }, { "上海", "u1 u3" }, { "%", "u5" },
		{ "contains", "" }, { "missing", "" }, { "rock and roll", "u8" }, { "\"= and\"", "u8" }, { "60", "" },
	};

	(void) data;
	check_cases (shop, cases, G_N_ELEMENTS (cases));
}

static void
test_joined (Shop *shop, gconstpointer data)
{
	static const Case cases[] = {
		{ "age = 30 or age = 40", "u1 u2" }, { "age = 30 OR age = 60 and city = 上海", "u1" }, { "(age = 30 or age = 60) and city = 上海", "u1" },
		{ "(age = 18) or (city = 上海 and (age = 30))", "u1 u8" }, { "(((age = 18)))", "u8" },
		/* "not" turns round: whoever does not meet it, and those of whom it is not known */
		{ "not age < 60", "u3 u5 u6 u7" }, { "not (vip = yes or vip = no)", "u4 u7" }, { "not not age < 60", "u1 u2 u4 u8" },
		{ "age > 0 and not vip = yes and not city = beijing", "u4 u5 u8" },
		/* lists and ranges */
		{ "city in (上海, Beijing)", "u1 u2 u3" }, { "城市 in （上海，Beijing、new york）", "u1 u2 u3 u5 u6" }, { "age in (18,60)", "u5 u6 u8" },
		{ "city not in (上海)", "u2 u4 u5 u6 u7 u8" }, { "age in (\"1,000\", 25)", "u4" }, { "city in (\"rock and roll\", x) and age = 18", "u8" },
		{ "age between 30 and 40", "u1 u2" }, { "age not between 30 and 40 and vip = yes", "u3 u6" },
		{ "joined between 2024-03-04 and 2024-03-05", "u1 u2 u6" }, { "age between 18 and 25 or age between 40 and 60", "u2 u4 u5 u6 u8" },
		{ "（age＝60 or city = 上海） and vip = 是", "u1 u3 u6" },
		/* brackets in names and values are theirs */
		{ "city = new york (east)", "" }, { "(city = a (b c) or age = 18)", "u8" }, { "name = \"(\" or age = 18", "u8" }, { "age = 18 or city = between", "u8" },
		{ "in", "u2" }, { "rock or roll", "" },
	};

	(void) data;
	check_cases (shop, cases, G_N_ELEMENTS (cases));
}

static void
test_behaviour (Shop *shop, gconstpointer data)
{
	static const Case cases[] = {
		{ "did purchase", "u1 u2 u5 u6 u7" }, { "did not PURCHASE", "u3 u4 u8" }, { "did anything", "u1 u2 u3 u5 u6 u7" },
		{ "did not anything", "u4 u8" }, { "did purchase at least 3 times", "u6" }, { "did purchase at most 1 time", "u3 u4 u5 u7 u8" },
		{ "did purchase exactly 2 times", "u1 u2" }, { "did purchase once", "u5 u7" }, { "did purchase at least 0 times", "u1 u2 u3 u4 u5 u6 u7 u8" },
		{ "did not purchase at least 2 times", "u3 u4 u5 u7 u8" }, { "did purchase exactly 0", "u3 u4 u8" },
		/* the features end on the last day of May */
		{ "did purchase in the last 30 days", "u6 u7" }, { "did purchase at least 3 times in the last 31 days", "u6" },
		{ "did purchase at least 3 times in last 30 days", "" }, { "did purchase in the last 9 weeks", "u1 u6 u7" },
		{ "did purchase since 2024-05-01", "u6 u7" }, { "did purchase before 2024-03-01", "u2" }, { "did purchase on 2024-04-01", "u1" },
		{ "did purchase between 2024-02-01 and 2024-03-01", "u2" }, { "did purchase between 2024-02-01 and 2024-03-01 or age = 18", "u2 u8" },
		{ "did purchase since 2024-05-31 19:00 and age > 0", "u6" },
		{ "not did purchase and age > 0", "u4 u8" }, { "did view or did \"search\"", "u3 u6" }, { "did", "" },
	};

	(void) data;
	check_cases (shop, cases, G_N_ELEMENTS (cases));
}

static void
test_segments (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	g_autofree char *rename = g_strdup_printf (
		"UPDATE segment SET name = CASE position WHEN 1 THEN 'Others' WHEN 2 THEN 'Little' ELSE 'Much of it' END "
		"WHERE segmentation_id = %" G_GINT64_FORMAT, id);
	static const Case cases[] = {
		{ "segment = others", "u3 u4 u8" }, { "segment = Much of it", "u1 u6" }, { "segment = 2", "u2 u5" },
		{ "segment != 2", "u1 u3 u4 u6 u7 u8" }, { "segment is missing", "u7" }, { "segment = 3 and age = 30", "u1" },
		{ "segment of first = others or segment of FIRST = 2", "u2 u3 u4 u5 u8" }, { "segment of \"first\" != 2", "u1 u3 u4 u6 u7 u8" },
		{ "segment of first in (1, 2)", "u2 u3 u4 u5 u8" }, { "segment of first is missing", "u7" }, { "not segment of first is missing and age = 40", "u2" },
		{ "distance is missing", "u7" }, { "distance >= 0", "u1 u2 u3 u4 u5 u6 u8" },
	};

	(void) data;
	g_assert_no_error (error);
	shop_run (shop, rename);
	check_cases (shop, cases, G_N_ELEMENTS (cases));
}

static void
test_mistakes (Shop *shop, gconstpointer data)
{
	static const struct { const char *filter, *position, *message; } mistakes[] = {
		{ "agee = 3", "position 1:", "there is no \"agee\"; there are: key, segment, distance, listed, name, city, age" },
		{ "age = 3 and 城 > 3", "position 13:", "there is no \"城\"" },
		{ "age = three", "position 7:", "\"age\" is a number, but \"three\" is not" },
		{ "age = 1,00", "position 7:", "a number" }, { "age = nan", "position 7:", "a number" }, { "age = 5 5", "position 7:", "a number" },
		{ "joined > 5 March", "position 10:", "a date like 2024-03-05" }, { "joined = 2024-02-30", "position 10:", "a date" },
		{ "vip = maybe", "position 7:", "yes or no" }, { "vip < 1", "position 7:", "can only be compared with = !=" },
		{ "age contains 3", "position 14:", "can only be compared with" }, { "joined contains 2", "position 17:", "can only" },
		{ "age = 3 and", "position 9:", "a condition is missing" }, { "and age = 3", "position 1:", "a condition is missing" },
		{ "age = 3 and and age = 4", "position 13:", "a condition is missing" },
		{ "age =", "position 5:", "a value is missing" }, { "= 3", "position 1:", "a name is missing" },
		{ "age = 3 city = x", "position 14:", "a second operator" }, { "age = 3 and city", "position 13:", "needs an operator" },
		{ "name = \"open", "position 8:", "never ends" }, { "age = 3 or (vip = yes", "position 12:", "never closed" },
		{ "(age = 3) age = 4", "position 11:", "\"and\" or \"or\" is missing" }, { "(age = 3 or)", "position 12:", "a condition is missing" },
		{ "()", "position 2:", "a condition is missing" }, { "age = 3 or", "position 9:", "a condition is missing" },
		{ "age in ()", "position 8:", "a value is missing" }, { "age in (3, four)", "position 12:", "a number" }, { "age in (3) 4", "position 12:", "is missing before" },
		{ "age between 3", "position 5:", "needs two values" }, { "age between 3 and x", "position 19:", "a number" },
		{ "vip between 0 and 1", "position 13:", "can only be compared" }, 
		{ "did dance", "position 5:", "nobody ever did \"dance\"; there are: purchase, refund, search, view" },
		{ "did purchase at least", "position 17:", "a whole number" }, { "did purchase at most -1 times", "position 22:", "a whole number" },
		{ "did purchase in the last 3", "position 26:", "\"days\" or \"weeks\"" }, { "did purchase in the next 3 days", "position 21:", "\"last\"" },
		{ "did purchase since May", "position 20:", "a date like" }, { "did purchase once or twice", "position 22:", "needs an operator" },
		{ "did purchase between 2024-01-01", "position 22:", "needs two values" }, { "did purchase once more", "position 19:", "not understood" },
		{ "did not", "position 5:", "the kind of event is missing" }, { "segment of x = 1", "position 1:", "there are no segments yet" },
		{ "rule = x", "position 8:", "no rules are kept yet" }, { "rule > 3", "position 8:", "only be compared with" }, { "segment = 1", "position 11:", "there are no segments yet" },
	};

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++) {
		g_autoptr (GError) error = NULL;
		SegFilter *filter = seg_filter_parse (shop->workspace, shop->set, mistakes[i].filter, &error);

		g_test_message ("%s: %s", mistakes[i].filter, error != NULL ? error->message : "no mistake");
		g_assert_null (filter);
		g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
		test_contains (error->message, mistakes[i].position);
		test_contains (error->message, mistakes[i].message);
	}
}

static void
test_unknown_segment (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;

	(void) data;
	shop_save (shop, "first", shop_labels, FALSE, NULL, &error);
	g_assert_no_error (error);
	g_assert_null (seg_filter_parse (shop->workspace, NULL, "age > 3 and segment = nobody", &error));
	test_error (&error, SEG_ERROR_USAGE, "position 23: there is no segment \"nobody\"; there are: ");
}

static void
test_many (Shop *shop, gconstpointer data)
{
	g_autoptr (GString) text = g_string_new ("age > 0");
	g_autoptr (GError) error = NULL;
	g_autofree char *keys = NULL;
	g_autoptr (SegFilter) filter = NULL;

	(void) data;
	for (int i = 1; i < 200; i++)
		g_string_append_printf (text, " and age > %d", -i);
	keys = matching (shop, text->str);
	g_assert_cmpstr (keys, ==, "u1 u2 u4 u5 u6 u8");
	g_string_append (text, " and age > 0");
	filter = seg_filter_parse (shop->workspace, NULL, text->str, &error);
	g_assert_null (filter);
	test_error (&error, SEG_ERROR_USAGE, "too many conditions");
	g_assert_null (seg_filter_parse (shop->workspace, NULL, "age = \xff", &error));
	test_error (&error, SEG_ERROR_USAGE, "UTF-8");
}

/* A filter keeps its own feature set, whatever set the list shows. */
static void
test_two_sets (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureSet) early = seg_feature_set_build (shop->workspace, "early", 1709337600 /* 2024-03-02 */, NULL, NULL, &error);
	g_autoptr (SegFilter) filter = NULL;
	g_autoptr (GPtrArray) rows = NULL;
	const char *const columns[] = { "orders", NULL };
	SegUserQuery query = { .set = early, .columns = columns };

	(void) data;
	g_assert_no_error (error);
	filter = seg_filter_parse (shop->workspace, shop->set, "orders = 3", &error);
	g_assert_no_error (error);
	query.filter = filter;
	rows = seg_user_list (shop->workspace, &query, 0, -1, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (rows->len, ==, 1);
	g_assert_cmpstr (((const SegUserRow *) rows->pdata[0])->key, ==, "u6");
	g_assert_cmpstr (((const SegUserRow *) rows->pdata[0])->values->pdata[0], ==, "");
	g_assert_cmpstr (seg_filter_text (filter), ==, "orders = 3");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/filter/values", Shop, NULL, shop_set_up, test_values, shop_tear_down);
	g_test_add ("/filter/writing", Shop, NULL, shop_set_up, test_writing, shop_tear_down);
	g_test_add ("/filter/joined", Shop, NULL, shop_set_up, test_joined, shop_tear_down);
	g_test_add ("/filter/behaviour", Shop, NULL, shop_set_up, test_behaviour, shop_tear_down);
	g_test_add ("/filter/segments", Shop, NULL, shop_set_up, test_segments, shop_tear_down);
	g_test_add ("/filter/mistakes", Shop, NULL, shop_set_up, test_mistakes, shop_tear_down);
	g_test_add ("/filter/unknown-segment", Shop, NULL, shop_set_up, test_unknown_segment, shop_tear_down);
	g_test_add ("/filter/many", Shop, NULL, shop_set_up, test_many, shop_tear_down);
	g_test_add ("/filter/two-sets", Shop, NULL, shop_set_up, test_two_sets, shop_tear_down);
	return g_test_run ();
}
