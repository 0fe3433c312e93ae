/* The cleaning recipe: what each kind of step does, by hand on a small dirty shop; and that nothing is ever lost. */
#include <config.h>

#include "recipe-fixture.h"
#include "support/rounds.h"

static void
test_fill (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	fill_shop (&shop);
	effect = add_step (&shop, "fill column=age with=median");
	g_assert_cmpint (effect.cells, ==, 2);
	g_assert_cmpint (effect.missing_before, ==, 2);
	g_assert_cmpint (effect.missing_after, ==, 0);
	shop_expect (&shop, "SELECT age FROM user WHERE key IN ('u2', 'u6')", "41.0\n41.0"); /* of 20 30 40 42 50 999 */
	shop_expect (&shop, "SELECT missing FROM attribute WHERE name = 'age'", "0");
	shop_expect (&shop, "SELECT entity, name, entity_id, value FROM original_value", "user|age|2|~\nuser|age|6|~");
	remove_all (&shop);
	shop_expect (&shop, "SELECT count (*) FROM user WHERE age IS NULL", "2");

	add_step (&shop, "fill column=age with=mean by=plan");
	shop_expect (&shop, "SELECT age FROM user WHERE key IN ('u2', 'u6')", "349.666666666667\n41.0"); /* 30 999 20; 40 42 */
	remove_all (&shop);
	add_step (&shop, "fill column=age with=median by=plan");
	shop_expect (&shop, "SELECT age FROM user WHERE key IN ('u2', 'u6')", "30.0\n41.0");
	remove_all (&shop);
	add_step (&shop, "fill column=plan with=mode");
	shop_expect (&shop, "SELECT plan FROM user WHERE key = 'u8'", "gold");
	remove_all (&shop);
	add_step (&shop, "fill column=plan with=mode by=city");
	shop_expect (&shop, "SELECT plan FROM user WHERE key = 'u8'", "gold");
	remove_all (&shop);
	add_step (&shop, "fill column=age column=spent with=constant value=33");
	shop_expect (&shop, "SELECT age FROM user WHERE key IN ('u2', 'u6')", "33.0\n33.0");
	remove_all (&shop);
	add_step (&shop, "fill column=joined with=median");
	shop_expect (&shop, "SELECT date (joined, 'unixepoch') FROM user WHERE key = 'u2'", "2023-03-08");
	remove_all (&shop);
	add_step (&shop, "fill of=items column=price with=mean");
	shop_expect (&shop, "SELECT price FROM item WHERE key = 'i2'", "5.5");
}

/* The nearest by brute force, over many rows. */
static void
test_nearest (void)
{
	IN_THE_SHOP;
	g_autoptr (GString) text = g_string_new ("user_id,x,y,v\n");
	g_autoptr (GRand) random = g_rand_new_with_seed (5);
	enum { N = 700, K = 3 };
	static double x[N], y[N], v[N];
	double mean_x = 0, mean_y = 0, dx = 0, dy = 0;
	int n = 0;

	for (int i = 0; i < N; i++) {
		x[i] = g_rand_int_range (random, 0, 40); /* ties */
		y[i] = g_rand_int_range (random, 0, 1000) / 8.0;
		v[i] = i % 10 == 3 ? -1 : g_rand_int_range (random, 0, 100);
		if (v[i] < 0)
			g_string_append_printf (text, "u%d,%g,%g,\n", i, x[i], y[i]);
		else
			g_string_append_printf (text, "u%d,%g,%g,%g\n", i, x[i], y[i], v[i]);
	}
	shop_import_text (&shop, "users", text->str);
	add_step (&shop, "fill column=v with=nearest using=x using=y neighbours=3");
	for (int i = 0; i < N; i++)
		if (v[i] >= 0)
			mean_x += x[i], mean_y += y[i], n++;
	mean_x /= n, mean_y /= n;
	for (int i = 0; i < N; i++)
		if (v[i] >= 0)
			dx += (x[i] - mean_x) * (x[i] - mean_x), dy += (y[i] - mean_y) * (y[i] - mean_y);
	for (int i = 0; i < N; i++) {
		gboolean used[N] = { FALSE };
		double sum = 0;
		g_autofree char *sql = g_strdup_printf ("SELECT round (v * 1e6) FROM user WHERE key = 'u%d'", i);

		if (v[i] >= 0)
			continue;
		for (int k = 0; k < K; k++) {
			int best = -1;
			double least = G_MAXDOUBLE;

			for (int j = 0; j < N; j++) {
				double distance = (x[j] - x[i]) * (x[j] - x[i]) / dx + (y[j] - y[i]) * (y[j] - y[i]) / dy;

				if (v[j] >= 0 && !used[j] && distance < least - 1e-15)
					best = j, least = distance;
			}
			used[best] = TRUE;
			sum += v[best];
		}
		g_assert_cmpint (shop_count (&shop, sql), ==, (gint64) (sum / K * 1e6 + 0.5));
	}
}

static void
test_outliers (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	fill_shop (&shop);
	effect = add_step (&shop, "outliers column=age beyond=quantiles limit=0.2");
	g_assert_cmpint (effect.cells, ==, 2);
	shop_expect (&shop, "SELECT age FROM user WHERE key IN ('u5', 'u7')", "50.0\n30.0");
	remove_all (&shop);
	effect = add_step (&shop, "outliers column=age beyond=fences do=empty");
	g_assert_cmpint (effect.cells, ==, 1);
	g_assert_cmpint (effect.missing_after, ==, 3);
	remove_all (&shop);
	effect = add_step (&shop, "outliers column=age beyond=robust-z do=drop");
	g_assert_cmpint (effect.users_out, ==, 1);
	g_assert_cmpint (effect.rows_after, ==, 7);
	shop_expect (&shop, "SELECT key FROM user WHERE id IN (SELECT user_id FROM excluded_user)", "u5");
}

static void
test_flag (void)
{
	IN_THE_SHOP;
	g_autoptr (GPtrArray) attributes = NULL;

	fill_shop (&shop);
	add_step (&shop, "flag column=age");
	add_step (&shop, "flag column=age what=outlier name=odd");
	add_step (&shop, "fill column=age with=median");
	shop_expect (&shop, "SELECT key, \"age missing\", odd FROM user WHERE \"age missing\" OR odd", "u2|1|0\nu5|0|1\nu6|1|0");
	attributes = seg_attributes (shop.workspace, "user", NULL);
	g_assert_cmpint (seg_attributes_find (attributes, "odd")->made_by, >, 0);
	remove_all (&shop);
	shop_expect (&shop, "SELECT count (*) FROM attribute WHERE made_by IS NOT NULL", "0");
	shop_expect (&shop, "SELECT count (*) FROM pragma_table_info ('user') WHERE name IN ('odd', 'age missing')", "0");
}

static void
test_recode (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	fill_shop (&shop);
	effect = add_step (&shop, "recode column=city fold=yes");
	g_assert_cmpint (effect.cells, ==, 2);
	g_assert_cmpint (effect.groups, ==, 2);
	shop_expect (&shop, "SELECT city, count (*) FROM user GROUP BY 1", "Oslo|1\nParis|4\nRome|3");
	effect = add_step (&shop, "recode column=city map=Rome=Roma rare=2 other=elsewhere");
	shop_expect (&shop, "SELECT city, count (*) FROM user GROUP BY 1", "Paris|4\nRoma|3\nelsewhere|1");
	add_step (&shop, "recode column=city map=Roma=");
	shop_expect (&shop, "SELECT count (*) FROM user WHERE city IS NULL", "3");
	/* The imported values are kept as they were, not as an earlier step left them. */
	shop_expect (&shop, "SELECT value FROM original_value WHERE name = 'city' ORDER BY entity_id", "paris\nPARIS\nRome\nRome\nOslo\nRome");
}

/* Numbers and dates that stand for something else, one by one; a date without a time is its whole day. */
static void
test_recode_figures (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	shop_import_text (&shop, "users", "user_id,age,born\nu1,0,1970-01-01 08:00\nu2,31,1970-01-02\nu3,1999.5,1970-01-01\nu4,-1,1992-03-04\n");
	effect = add_step (&shop, "recode column=age map=0= map=1999.5=19.5 map=-1=");
	g_assert_cmpint (effect.cells, ==, 3);
	shop_expect (&shop, "SELECT ifnull (age, 'none') FROM user ORDER BY key", "none\n31.0\n19.5\nnone");
	effect = add_step (&shop, "recode column=born map=1970-01-01=");
	g_assert_cmpint (effect.cells, ==, 2);
	shop_expect (&shop, "SELECT key FROM user WHERE born IS NULL ORDER BY key", "u1\nu3");
	effect = add_step (&shop, "recode column=born map='1970-01-02 00:00=1971-01-02'");
	shop_expect (&shop, "SELECT date (born, 'unixepoch') FROM user WHERE key = 'u2'", "1971-01-02");
}

static void
test_parse (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	shop_import_text (&shop, "users", "user_id,when,price,code\nu1,on 5/3/2024,\"1.234,5\",007\nu2,6/3/2024,7,008\nu3,13/3/2024,n/a,x\n");
	shop_expect (&shop, "SELECT type FROM attribute WHERE name = 'when'", "text");
	effect = add_step (&shop, "parse column=when as=date dates=day-first");
	g_assert_cmpint (effect.unread, ==, 1);
	g_assert_cmpint (effect.cells, ==, 2);
	shop_expect (&shop, "SELECT key, date (\"when\", 'unixepoch') FROM user ORDER BY key", "u1|~\nu2|2024-03-06\nu3|2024-03-13");
	shop_expect (&shop, "SELECT type, imported_name FROM attribute WHERE name = 'when'", "date|when imported");
	effect = add_step (&shop, "fill column=when with=median");
	g_assert_cmpint (effect.cells, ==, 1);
	/* And once more, from what is there now. */
	add_step (&shop, "parse column=when as=text");
	shop_expect (&shop, "SELECT \"when\" FROM user WHERE key = 'u2'", "2024-03-06 00:00");
	remove_all (&shop);
	shop_expect (&shop, "SELECT key, \"when\" FROM user ORDER BY key", "u1|on 5/3/2024\nu2|6/3/2024\nu3|13/3/2024");
	shop_expect (&shop, "SELECT type, imported_name FROM attribute WHERE name = 'when'", "text|~");
}

static void
test_merge (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	fill_shop (&shop);
	effect = add_step (&shop, "merge alike=phone alike=email");
	g_assert_cmpint (effect.groups, ==, 2);
	g_assert_cmpint (effect.users_out, ==, 2);
	g_assert_cmpint (effect.rows_after, ==, 6);
	/* u2 and u4 were used last; they get what they lack. */
	shop_expect (&shop, "SELECT u.key, s.key FROM excluded_user e JOIN user u ON u.id = e.user_id JOIN user s ON s.id = e.merged_into "
	             "ORDER BY 1", "u1|u2\nu3|u4");
	shop_expect (&shop, "SELECT key, name, age, phone FROM user WHERE key IN ('u2', 'u4')", "u2|Ann Lee|30.0|+86 13800001111\nu4|Bob B|42.0|139 0000 2222");
	shop_expect (&shop, "SELECT user.key, amount FROM event JOIN user ON user.id = user_id WHERE amount IS NOT NULL AND user.key IN "
	             "('u1', 'u2', 'u3', 'u4') ORDER BY user.key, at", "u2|10.0\nu2|25.0\nu2|20.0\nu4|30.0\nu4|40.0");
	g_assert_cmpint (effect.events_moved, ==, 2);
	/* The person is known since the first account. */
	shop_expect (&shop, "SELECT key, date (joined, 'unixepoch') FROM user WHERE key IN ('u2', 'u4')", "u2|2023-03-05\nu4|2023-03-06");
	shop_expect (&shop, "SELECT amount FROM " SEG_SQL_EVENTS_OF_USER ("2") " WHERE amount IS NOT NULL ORDER BY at", "10.0\n25.0\n20.0");
	remove_all (&shop);
	add_step (&shop, "merge alike=phone keep=first");
	shop_expect (&shop, "SELECT review.text FROM review JOIN event ON event.id = event_id JOIN user ON user.id = user_id WHERE key = 'u1'",
	             "wonderful");
	/* A chain: u1 goes into u2 by phone, then u2 into u1's other. */
	remove_all (&shop);
	add_step (&shop, "merge alike=phone");
	add_step (&shop, "recode column=city fold=yes");
	effect = add_step (&shop, "merge alike=plan+city most=9 keep=complete");
	g_assert_cmpint (effect.groups, ==, 1); /* u5 and u7: gold, Rome */
	add_step (&shop, "exclude pattern=*@test.com");
	remove_all (&shop);
	shop_expect (&shop, "SELECT count (*) FROM event_set_aside", "0");
}

static void
test_rows (void)
{
	IN_THE_SHOP;
	SegStepEffect effect;

	fill_shop (&shop);
	effect = add_step (&shop, "filter where='age > 25 AND plan IS NOT NULL'");
	g_assert_cmpint (effect.users_out, ==, 4); /* u2 u6: unknown; u7: 20; u8: no plan */
	g_assert_cmpint (effect.events_out, ==, 8);
	remove_all (&shop);
	effect = add_step (&shop, "filter of=events where='amount > 1000' do=drop");
	g_assert_cmpint (effect.events_out, ==, 1);
	effect = add_step (&shop, "filter of=events where=\"kind = 'purchase' AND at >= '2024-01-04'\"");
	shop_expect (&shop, "SELECT amount FROM event ORDER BY amount", "1.0\n20.0\n25.0\n40.0\n70.0");
	remove_all (&shop);
	effect = add_step (&shop, "filter of=events where='7 / 2 = 3' do=drop"); /* 3.5, as people divide */
	g_assert_cmpint (effect.events_out, ==, 0);
	remove_all (&shop);
	effect = add_step (&shop, "filter of=items where=\"category = 'test'\" do=drop");
	g_assert_cmpint (effect.items_out, ==, 1);
	g_assert_cmpint (effect.events_out, ==, 1);
	remove_all (&shop);
	effect = add_step (&shop, "filter where=\"joined < '2023-03-07'\"");
	g_assert_cmpint (effect.rows_after, ==, 2);
	remove_all (&shop);
	effect = add_step (&shop, "drop-missing column=age column=plan");
	g_assert_cmpint (effect.users_out, ==, 3);
	remove_all (&shop);
	effect = add_step (&shop, "drop-missing column=age column=name when=all");
	g_assert_cmpint (effect.users_out, ==, 1);
	remove_all (&shop);
	effect = add_step (&shop, "exclude pattern='*@TEST.com' key=u8 key=nobody");
	g_assert_cmpint (effect.users_out, ==, 2);
	shop_expect (&shop, "SELECT count (*) FROM event", "6");
	effect = add_step (&shop, "drop-column column=phone");
	shop_expect (&shop, "SELECT count (*) FROM attribute WHERE hidden_by IS NOT NULL", "1");
}

/* What does not fit is refused with the reason, and nothing changes. */
static void
expect_refused (Shop *shop, const char *words, const char *because)
{
	g_autoptr (SegStep) step = step_of (words);
	g_autoptr (GError) error = NULL, again = NULL;
	g_autofree char *before = dump (shop), *after = NULL, *pattern = g_strdup_printf ("*%s*", because);

	g_assert_false (seg_recipe_add (shop->workspace, step, 0, NULL, &error));
	if (error->code != SEG_ERROR_USAGE || !g_pattern_match_simple (pattern, error->message))
		g_error ("%s: “%s”, not “%s”", words, error->message, because);
	g_assert_false (seg_step_check (shop->workspace, step, &again));
	g_assert_cmpstr (again->message, ==, error->message);
	after = dump (shop);
	g_assert_cmpstr (after, ==, before);
	shop_expect (shop, "SELECT count (*) FROM cleaning_step", "0");
}

static void
test_refused (void)
{
	IN_THE_SHOP;

	fill_shop (&shop);
	expect_refused (&shop, "fill column=agge with=mean", "no column “agge”; there are: name, email");
	expect_refused (&shop, "fill column=plan with=mean", "mode or constant");
	expect_refused (&shop, "fill column=age with=constant", "--value");
	expect_refused (&shop, "fill column=age with=constant value=old", "no value of age");
	expect_refused (&shop, "fill column=age by=spent", "spent is a number column");
	expect_refused (&shop, "fill column=age value=3", "only with --with=constant");
	expect_refused (&shop, "fill column=age with=nearest using=age", "cannot be compared by");
	expect_refused (&shop, "fill column=age with=nearest using=spent neighbours=0", "between 1 and");
	expect_refused (&shop, "fill with=mean", "needs --column");
	expect_refused (&shop, "outliers column=name", "name is a text column");
	expect_refused (&shop, "outliers column=age beyond=quantiles limit=0.7", "between 0 and 0.5");
	expect_refused (&shop, "recode column=plan", "needs --map");
	expect_refused (&shop, "recode column=age map=old=1", "no value of age");
	expect_refused (&shop, "recode column=age map=1=x", "no value of age");
	expect_refused (&shop, "recode column=age fold=yes", "with --map alone");
	expect_refused (&shop, "merge alike=name+shoe", "no column “shoe”");
	expect_refused (&shop, "exclude pattern=**", "everybody");
	expect_refused (&shop, "exclude", "needs --pattern");
}

static void
test_expressions (void)
{
	static const char *const wrong[][2] = {
		{ "agge > 3", "character 1: no such column: agge" },
		{ "age > 3 AND citty = 'x'", "character 13: no such column: citty" },
		{ "age >", "at its end" },
		{ "age > 3 AND (plan = 'x'", "character 13: this parenthesis is not closed" },
		{ "年龄 > 3 AND age >> > 2", "wrong at" },
		{ "age > (SELECT max (age) FROM user)", "character 8: there are no queries" },
		{ "id IN (SELECT 1)", "no queries" },
		{ "age IN user", "no queries" },
		{ "age > 3 -- and so on", "comments" },
		{ "age > 3; DROP TABLE user", "no second" },
		{ "load_extension ('x')", "load_extension cannot be used here" },
		{ "age > random ()", "random cannot be used here" },
		{ "age > 1 AND date ('now') > 'x'", "character 13: date cannot be used here" },
		{ "age > ?", "parameter" },
		{ "plan = \"gold\" AND age = 1", "character 8: no such column: gold (texts stand in single quotes" },
		{ "count (*) > 1", "count cannot be used here" },
		{ "age > 1) UNION VALUES (1", "closes nothing" },
	};
	IN_THE_SHOP;

	fill_shop (&shop);
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (SegStep) step = seg_step_new (seg_step_kind_find ("filter"));
		g_autoptr (GError) error = NULL;
		g_autofree char *pattern = g_strdup_printf ("*%s*", wrong[i][1]);

		g_assert_true (seg_step_set (step, "where", wrong[i][0], NULL));
		g_assert_false (seg_recipe_add (shop.workspace, step, 0, NULL, &error));
		if (error->code != SEG_ERROR_USAGE || !g_pattern_match_simple (pattern, error->message))
			g_error ("%s: “%s”, not “%s”", wrong[i][0], error->message, wrong[i][1]);
	}
	shop_expect (&shop, "SELECT count (*) FROM user", "8");
	/* Nor can a pattern be as long as it likes: matching one is not to be stopped. */
	{
		g_autofree char *pattern = g_strnfill (1100, '_'), *long_one = g_strdup_printf ("filter where=\"city LIKE '%s'\"", pattern);

		expect_refused (&shop, long_one, "too long");
	}
	add_step (&shop, "filter where=\"lower (city) LIKE 'par%' OR [key] = 'u4' OR plan = 'it''s select -- x'\"");
	shop_expect (&shop, "SELECT count (*) FROM excluded_user", "3");
}

/* A preview says what the step would do and leaves everything as it is. */
static void
test_preview (void)
{
	IN_THE_SHOP;
	g_autoptr (SegStep) fill = step_of ("fill column=age with=mean"), clip = step_of ("outliers column=age limit=1");
	g_autoptr (SegStep) merge = step_of ("merge alike=phone");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegCleanPreview) preview = NULL;
	g_autofree char *before = NULL, *after = NULL;
	const SegCleanExample *example;
	const SegCleanGroup *group;

	fill_shop (&shop);
	add_step (&shop, "exclude pattern=*@test.com");
	before = dump (&shop);
	preview = seg_recipe_preview (shop.workspace, fill, 0, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (preview->effect.cells, ==, 2);
	g_assert_cmpuint (preview->examples->len, ==, 2);
	example = preview->examples->pdata[0];
	g_assert_cmpstr (example->key, ==, "u2");
	g_assert_cmpstr (example->column, ==, "age");
	g_assert_null (example->before);
	g_assert_cmpstr (example->after, ==, "232.2");
	g_assert_true (preview->has_histogram);
	g_assert_cmpint (preview->before[0] + preview->before[1], ==, 4);
	g_clear_pointer (&preview, seg_clean_preview_free);

	/* Before the step that is there, the test user is still in. */
	preview = seg_recipe_preview (shop.workspace, fill, 1, NULL, &error);
	g_assert_no_error (error);
	example = preview->examples->pdata[0];
	g_assert_cmpstr (example->after, ==, "196.833333333333");
	g_clear_pointer (&preview, seg_clean_preview_free);

	preview = seg_recipe_preview (shop.workspace, merge, 0, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (preview->groups->len, ==, 1);
	group = preview->groups->pdata[0];
	g_assert_cmpstr (group->survivor, ==, "u2");
	g_assert_cmpstr (group->others[0], ==, "u1");
	g_assert_cmpstr (group->alike, ==, "phone +86 13800001111");
	g_clear_pointer (&preview, seg_clean_preview_free);

	preview = seg_recipe_preview (shop.workspace, clip, 0, NULL, &error);
	g_assert_no_error (error);
	example = preview->examples->pdata[0];
	g_assert_cmpstr (example->before, ==, "999");
	after = dump (&shop);
	g_assert_cmpstr (after, ==, before);
}

/* Nothing is lost ----------------------------------------------------------------------------------------------------------------- */

static const char *const pool[] = {
	"fill column=age with=median", "fill column=age with=mean by=plan", "fill column=plan with=mode", "fill column=joined with=mean",
	"fill column=name with=constant value=nobody", "fill column=age with=nearest using=spent neighbours=2",
	"fill of=items column=price with=median", "outliers column=age", "outliers column=spent beyond=quantiles limit=0.1",
	"outliers column=age beyond=robust-z do=drop", "outliers column=joined beyond=quantiles limit=0.2 do=empty",
	"flag column=age", "flag column=spent what=outlier name=rich", "fill column=rich with=mode", "recode column=city fold=yes",
	"recode column=plan map=gold=best rare=2", "recode column='age missing' map=a=b", "parse column=age as=category", "parse column=plan as=text",
	"parse column=joined as=text", "parse column=joined as=date", "parse column=spent as=boolean", "parse column=rich as=number",
	"merge alike=phone alike=email", "merge alike=plan+city most=5 keep=complete", "merge alike=city keep=first",
	"filter where='age > 25 OR age IS NULL'", "filter of=events where='amount < 50'", "filter of=events where=\"user = 'u2'\" do=drop",
	"filter of=items where=\"category <> 'test'\"", "exclude pattern=*@test.com key=u8", "exclude tagged=rich",
	"exclude of=items pattern=test*", "drop-missing column=age", "drop-missing of=items column=price", "drop-column column=phone",
	"drop-column column=age column=city",
};

/* One random change of the recipe; what is refused changes nothing. */
static void
change_at_random (Shop *shop, GRand *random)
{
	g_autoptr (GPtrArray) steps = seg_recipe_list (shop->workspace, NULL);
	const SegStep *step = steps->len > 0 ? steps->pdata[g_rand_int_range (random, 0, (gint32) steps->len)] : NULL;
	g_autoptr (GError) error = NULL;

	switch (g_rand_int_range (random, 0, 8)) {
	case 0:
		if (step != NULL)
			seg_recipe_remove (shop->workspace, step->id, NULL, &error);
		break;
	case 1:
		if (step != NULL)
			seg_recipe_move (shop->workspace, step->id, g_rand_int_range (random, 1, (gint32) steps->len + 1), NULL, &error);
		break;
	case 2:
		if (step != NULL)
			seg_recipe_set_enabled (shop->workspace, step->id, !step->enabled, NULL, &error);
		break;
	default: {
		g_autoptr (SegStep) added = step_of (pool[g_rand_int_range (random, 0, G_N_ELEMENTS (pool))]);

		seg_recipe_add (shop->workspace, added, g_rand_int_range (random, 0, (gint32) steps->len + 2), NULL, &error);
		if (error != NULL)
			g_assert_cmpint (error->code, ==, SEG_ERROR_USAGE);
		return;
	}
	}
	g_assert_no_error (error);
}

static void
test_property_undone (void)
{
	for (guint seed = 1; seed <= TEST_ROUNDS (25); seed++) {
		IN_THE_SHOP;
		g_autoptr (GRand) random = g_rand_new_with_seed (seed);
		g_autofree char *imported = NULL, *cleaned = NULL, *again = NULL, *back = NULL;
		g_autoptr (GPtrArray) steps = NULL;
		g_autoptr (GError) error = NULL;

		fill_shop (&shop);
		imported = dump (&shop);
		for (int i = 0; i < 14; i++)
			change_at_random (&shop, random);
		/* However the recipe came about, the same recipe gives the same data. */
		cleaned = dump (&shop);
		steps = seg_recipe_list (shop.workspace, &error);
		g_assert_no_error (error);
		for (guint i = 0; i < steps->len; i++) {
			g_autoptr (GPtrArray) left = seg_recipe_list (shop.workspace, NULL);

			seg_recipe_remove (shop.workspace, ((SegStep *) left->pdata[(seed + i) % left->len])->id, NULL, &error);
			g_assert_no_error (error);
		}
		back = dump (&shop);
		if (strcmp (imported, back) != 0)
			g_error ("seed %u:\n%s\n---\n%s", seed, imported, back);
		(void) again;
	}
}

/* All that counts: values, who is left out, events; ids of steps differ. */
static char *
dump_facts (Shop *shop)
{
	g_autofree char *users = NULL, *items = NULL, *events = NULL, *out = NULL, *attributes = NULL;

	users = shop_query (shop, "SELECT u.*, e.user_id IS NOT NULL, e.merged_into FROM user u LEFT JOIN excluded_user e ON e.user_id = u.id ORDER BY u.id");
	items = shop_query (shop, "SELECT i.*, e.item_id IS NOT NULL FROM item i LEFT JOIN excluded_item e ON e.item_id = i.id ORDER BY i.id");
	events = shop_query (shop, "SELECT event.*, review.text FROM event LEFT JOIN review ON event_id = event.id ORDER BY event.id");
	out = shop_query (shop, "SELECT id, user_id, replaced_by, text FROM event_set_aside ORDER BY id");
	attributes = shop_query (shop, "SELECT entity, name, label, field, type, missing, made_by IS NULL, hidden_by IS NULL FROM attribute ORDER BY id");
	return g_strconcat (users, "\n--\n", items, "\n--\n", events, "\n--\n", out, "\n--\n", attributes, NULL);
}

static void
take_in (Shop *shop, const char *role, const char *text)
{
	g_autofree char *path = test_folder_write (shop->folder, "file.csv", text);
	g_autoptr (SegImportPlan) plan = shop_plan (path, role, NULL);
	g_autoptr (GError) error = NULL;
	SegImportResult result;

	seg_intake_run (shop->workspace, &plan, 1, NULL, NULL, &result, &error);
	g_assert_no_error (error);
}

#define NEXT_USERS \
	"user_id,name,email,phone,age,plan,city,joined,spent\n" \
	"u2,Ann,ann2@x.cn,138-0000-1111,35,gold,Paris,04.03.2023,22\n" \
	"u9,Flo,flo@x.cn,13600004444,61,silver,rome,12.03.2023,80\n" \
	"u6,Di,di@x.cn,,,silver,Oslo,09.03.2023,61\n"
#define NEXT_PURCHASES \
	"user_id,item_id,date,amount\n" \
	"u9,i1,2024-03-01,10\n" \
	"u1,i2,2024-03-02,5000\n" \
	"u11,i9,2024-03-03,12\n"

/* import A; clean; import B is import A; import B; clean. */
static void
test_property_replayed (void)
{
	for (guint seed = 1; seed <= TEST_ROUNDS (15); seed++) {
		g_auto (Shop) early = { NULL, NULL }, late = { NULL, NULL };
		g_autoptr (GRand) random = g_rand_new_with_seed (seed);
		g_autoptr (GPtrArray) steps = NULL;
		g_autofree char *one = NULL, *other = NULL;
		g_autoptr (GError) error = NULL;

		shop_open (&early);
		shop_open (&late);
		fill_shop (&early);
		fill_shop (&late);
		for (int i = 0; i < 6; i++)
			change_at_random (&early, random);
		take_in (&early, "users", NEXT_USERS);
		take_in (&early, "purchases", NEXT_PURCHASES);
		take_in (&late, "users", NEXT_USERS);
		take_in (&late, "purchases", NEXT_PURCHASES);
		steps = seg_recipe_list (early.workspace, &error);
		g_assert_no_error (error);
		seg_recipe_replace (late.workspace, steps, NULL, &error);
		g_assert_no_error (error);
		one = dump_facts (&early);
		other = dump_facts (&late);
		if (strcmp (one, other) != 0)
			g_error ("seed %u:\n%s\n=====\n%s", seed, one, other);
	}
}

/* A step whose column is gone is skipped and says so; the others run. */
static void
test_skipped (void)
{
	IN_THE_SHOP;
	g_autoptr (GPtrArray) steps = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *sentence = NULL;

	fill_shop (&shop);
	add_step (&shop, "flag column=age name=odd");
	add_step (&shop, "recode column=city fold=yes");
	add_step (&shop, "exclude tagged=odd");
	shop_expect (&shop, "SELECT count (*) FROM excluded_user", "2");
	steps = seg_recipe_list (shop.workspace, &error);
	seg_recipe_remove (shop.workspace, ((SegStep *) steps->pdata[0])->id, NULL, &error);
	g_assert_no_error (error);
	shop_expect (&shop, "SELECT count (*) FROM excluded_user", "0");
	g_ptr_array_unref (steps);
	steps = seg_recipe_list (shop.workspace, &error);
	sentence = seg_step_effect_sentence (steps->pdata[1]);
	g_assert_true (g_str_has_prefix (sentence, "skipped: --tagged: users have no column “odd”"));
	g_assert_cmpint (((SegStep *) steps->pdata[0])->effect.cells, ==, 2);
}

static void
test_file (void)
{
	IN_THE_SHOP;
	static const char *const wrong[][2] = {
		{ "", "not a cleaning recipe" },
		{ "[1]", "not a cleaning recipe" },
		{ "{\"segscope-recipe\": 2, \"steps\": []}", "has version 2" },
		{ "{\"segscope-recipe\": 1, \"steps\": [{\"step\": \"fly\"}]}", "Step 1 of the recipe: there is no kind of step “fly”" },
		{ "{\"segscope-recipe\": 1, \"steps\": [{\"step\": \"fill\", \"options\": {\"wings\": 2}}]}", "Step 1 of the recipe: The step fill has no option --wings" },
		{ "{\"segscope-recipe\": 1, \"steps\": [{\"step\": \"fill\", \"options\": {\"with\": {}}}]}", "Step 1 of the recipe" },
		{ "{\"segscope-recipe\": 1, \"steps\": [{\"step\": \"fill\", \"color\": 1}]}", "“color” is not known here" },
		{ "{\"segscope-recipe\": 1", "cannot be read" },
	};
	g_autoptr (GPtrArray) steps = NULL, read = NULL;
	g_autofree char *path = NULL, *text = NULL, *again = NULL, *before = NULL, *after = NULL;
	g_autoptr (GError) error = NULL;

	fill_shop (&shop);
	add_step (&shop, "fill column=age with=nearest using=spent neighbours=3");
	add_step (&shop, "outliers column=age column=spent beyond=quantiles limit=0.05");
	add_step (&shop, "recode column=city fold=yes map=Rome=Roma map=a=b");
	steps = seg_recipe_list (shop.workspace, &error);
	((SegStep *) steps->pdata[1])->enabled = FALSE;
	g_free (((SegStep *) steps->pdata[1])->note);
	((SegStep *) steps->pdata[1])->note = g_strdup ("as agreed with “Zoë”");
	seg_recipe_update (shop.workspace, steps->pdata[1], NULL, &error);
	g_assert_no_error (error);
	before = dump_facts (&shop);
	path = g_build_filename (shop.folder, "recipe.json", NULL);
	seg_recipe_export (shop.workspace, path, &error);
	g_assert_no_error (error);
	text = seg_recipe_to_text (steps);
	read = seg_recipe_read (path, &error);
	g_assert_no_error (error);
	again = seg_recipe_to_text (read);
	g_assert_cmpstr (again, ==, text);
	remove_all (&shop);
	seg_recipe_replace (shop.workspace, read, NULL, &error);
	g_assert_no_error (error);
	after = dump_facts (&shop);
	g_assert_cmpstr (after, ==, before);
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) why = NULL;
		g_autofree char *pattern = g_strdup_printf ("*%s*", wrong[i][1]);

		g_assert_null (seg_recipe_from_text (wrong[i][0], &why));
		if (why->code != SEG_ERROR_DATA && why->code != SEG_ERROR_USAGE)
			g_error ("%s: code %d", wrong[i][0], why->code);
		if (!g_pattern_match_simple (pattern, why->message))
			g_error ("%s: %s", wrong[i][0], why->message);
	}
}

static void
test_fingerprint (void)
{
	IN_THE_SHOP;
	g_autofree char *plain = NULL, *clean = NULL, *off = NULL;
	g_autoptr (GPtrArray) steps = NULL;
	g_autoptr (GError) error = NULL;

	fill_shop (&shop);
	plain = seg_workspace_fingerprint (shop.workspace, &error);
	add_step (&shop, "fill column=age with=median");
	clean = seg_workspace_fingerprint (shop.workspace, &error);
	g_assert_cmpstr (plain, !=, clean);
	steps = seg_recipe_list (shop.workspace, &error);
	seg_recipe_set_enabled (shop.workspace, ((SegStep *) steps->pdata[0])->id, FALSE, NULL, &error);
	off = seg_workspace_fingerprint (shop.workspace, &error);
	g_assert_cmpstr (plain, ==, off);
	g_assert_no_error (error);
}

/* Cancelled at any moment, everything is as before. */
static void
test_cancelled (void)
{
	IN_THE_SHOP;
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr (SegStep) step = step_of ("merge alike=phone");
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	fill_shop (&shop);
	add_step (&shop, "fill column=age with=median");
	before = dump (&shop);
	seg_job_cancel (job);
	g_assert_false (seg_recipe_add (shop.workspace, step, 1, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	after = dump (&shop);
	g_assert_cmpstr (after, ==, before);
	shop_expect (&shop, "SELECT count (*) FROM cleaning_step", "1");
}

static void
test_changes (void)
{
	IN_THE_SHOP;
	g_autoptr (GPtrArray) changes = NULL, rest = NULL;
	g_autoptr (GError) error = NULL;
	const SegCleanChange *change;

	fill_shop (&shop);
	add_step (&shop, "fill column=age with=median");
	add_step (&shop, "recode column=city fold=yes");
	add_step (&shop, "parse column=joined as=text");
	changes = seg_clean_changes (shop.workspace, 0, 100, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (changes->len, ==, 4 + 7); /* dates read as texts look otherwise */
	change = changes->pdata[0];
	g_assert_cmpstr (change->key, ==, "u2");
	g_assert_null (change->imported);
	g_assert_cmpstr (change->now, ==, "41");
	rest = seg_clean_changes (shop.workspace, 3, 2, &error);
	g_assert_cmpuint (rest->len, ==, 2);
	g_assert_cmpstr (((SegCleanChange *) rest->pdata[0])->imported, ==, "PARIS");
	g_assert_cmpstr (((SegCleanChange *) rest->pdata[0])->now, ==, "Paris");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/recipe/fill", test_fill);
	g_test_add_func ("/recipe/nearest", test_nearest);
	g_test_add_func ("/recipe/outliers", test_outliers);
	g_test_add_func ("/recipe/flag", test_flag);
	g_test_add_func ("/recipe/recode", test_recode);
	g_test_add_func ("/recipe/recode-figures", test_recode_figures);
	g_test_add_func ("/recipe/parse", test_parse);
	g_test_add_func ("/recipe/merge", test_merge);
	g_test_add_func ("/recipe/rows", test_rows);
	g_test_add_func ("/recipe/refused", test_refused);
	g_test_add_func ("/recipe/expressions", test_expressions);
	g_test_add_func ("/recipe/preview", test_preview);
	g_test_add_func ("/recipe/undone", test_property_undone);
	g_test_add_func ("/recipe/replayed", test_property_replayed);
	g_test_add_func ("/recipe/skipped", test_skipped);
	g_test_add_func ("/recipe/file", test_file);
	g_test_add_func ("/recipe/fingerprint", test_fingerprint);
	g_test_add_func ("/recipe/cancelled", test_cancelled);
	g_test_add_func ("/recipe/changes", test_changes);
	return g_test_run ();
}
