/* Expressions by people: what they yield, what is said of mistakes and where they are, and what must not get through. */
#include <config.h>
#include <segscope/expression.h>

#include <math.h>
#include <string.h>

enum { ORDERS, SPEND, CITY, AGE };

static const SegExpressionName names[] = {
	{ "feature", "orders", ORDERS }, { "feature", "spend", SPEND }, { "feature", "Spend, all time", SPEND }, { "feature", "花费", SPEND },
	{ "feature", "ORDERS", CITY }, /* the first of equal names counts */
	{ "user", "city", CITY }, { "user", "age", AGE }, { "user", "spend", AGE }, { "user", "a\"b'c; DROP TABLE x", AGE },
};

/* Rows: users with so many orders, so much spent, a city, an age. */
static const struct { double orders, spend; const char *city; double age; } rows[] = {
	{ 4, 100, "Paris", 30 }, { 0, 0, "上海", NAN }, { NAN, 50, NULL, 41.5 }, { 3, -1e308, "O'Hara", 18 },
};
#define N_ROWS G_N_ELEMENTS (rows)

static void
read_cell (gpointer data, gsize row, guint value, SegExpressionValue *cell)
{
	const double numbers[] = {
		[ORDERS] = rows[row % N_ROWS].orders, [SPEND] = rows[row % N_ROWS].spend, [CITY] = 0, [AGE] = rows[row % N_ROWS].age,
	};

	(void) data;
	if (value == CITY)
		*cell = (SegExpressionValue) { SEG_EXPRESSION_TEXT, NAN, rows[row % N_ROWS].city };
	else
		*cell = (SegExpressionValue) { SEG_EXPRESSION_NUMBER, numbers[value], NULL };
}

static SegExpression *
compile (const char *text, gboolean condition)
{
	g_autoptr (GError) error = NULL;
	SegExpression *expression = seg_expression_new (text, names, G_N_ELEMENTS (names), condition, NULL, &error);

	g_assert_no_error (error);
	return expression;
}

static void
expect (const char *text, gboolean condition, const double expected[N_ROWS])
{
	g_autoptr (SegExpression) expression = compile (text, condition);
	g_autoptr (GError) error = NULL;
	double values[N_ROWS];

	g_assert_true (seg_expression_compute (expression, read_cell, NULL, 0, N_ROWS, values, NULL, NULL, &error));
	g_assert_no_error (error);
	for (gsize i = 0; i < N_ROWS; i++)
		if (isnan (expected[i]) ? !isnan (values[i]) : values[i] != expected[i])
			g_error ("%s: row %zu yields %g, not %g", text, i, values[i], expected[i]);
}

static void
test_values (void)
{
	expect ("orders", FALSE, (double[]) { 4, 0, NAN, 3 });
	expect ("feature.spend / orders", FALSE, (double[]) { 25, NAN, NAN, -1e308 / 3 }); /* by zero: missing */
	expect ("1 / 2", FALSE, (double[]) { 0.5, 0.5, 0.5, 0.5 });
	expect ("-7/2/2 + 8 % 3 * 3 / 4 + length ('a/b') / 2", FALSE, (double[]) { 1.25, 1.25, 1.25, 1.25 });
	expect ("3 || 1 / 4", FALSE, (double[]) { 7.75, 7.75, 7.75, 7.75 });
	expect ("6 / (1 / 2)", FALSE, (double[]) { 12, 12, 12, 12 });
	expect ("1 / 2 > 0.4 AND orders / 0 IS NULL", TRUE, (double[]) { 1, 1, 1, 1 });
	expect ("coalesce (orders, 0) + 1", FALSE, (double[]) { 5, 1, 1, 4 });
	expect ("\"Spend, all time\" * 2", FALSE, (double[]) { 200, 0, 100, NAN });
	expect ("花费", FALSE, (double[]) { 100, 0, 50, -1e308 });
	expect ("age", FALSE, (double[]) { 30, NAN, 41.5, 18 });
	expect ("user.spend", FALSE, (double[]) { 30, NAN, 41.5, 18 });
	expect ("\"a\"\"b'c; DROP TABLE x\" - 1", FALSE, (double[]) { 29, NAN, 40.5, 17 });
	expect ("city = 'Paris'", FALSE, (double[]) { 1, 0, NAN, 0 });
	expect ("city = 'O''Hara' OR city = '上海'", TRUE, (double[]) { 0, 1, 0, 1 });
	expect ("orders > 0", TRUE, (double[]) { 1, 0, 0, 1 });
	expect ("CASE WHEN orders BETWEEN 1 AND 3 THEN 1 ELSE 2 END", FALSE, (double[]) { 2, 2, 2, 1 });
	expect ("orders IN (3, 4)", TRUE, (double[]) { 1, 0, 0, 1 });
	expect ("sqrt (feature.spend)", FALSE, (double[]) { 10, 0, sqrt (50), NAN });
	expect ("exp (age * 1000)", FALSE, (double[]) { NAN, NAN, NAN, NAN }); /* infinite: missing */
	expect ("max (orders, 3.5)", FALSE, (double[]) { 4, 3.5, NAN, 3.5 });
	expect ("1", FALSE, (double[]) { 1, 1, 1, 1 });
	expect ("NULL", TRUE, (double[]) { 0, 0, 0, 0 });
	expect ("city", FALSE, (double[]) { NAN, NAN, NAN, NAN }); /* texts are no numbers */
}

static void
test_part_of_rows (void)
{
	g_autoptr (SegExpression) expression = compile ("orders + 1", FALSE), copy = seg_expression_copy (expression);
	double values[2] = { 0 };

	g_assert_true (seg_expression_compute (copy, read_cell, NULL, 3, 4, values, NULL, NULL, NULL));
	g_assert_cmpfloat (values[0], ==, 4);
	g_assert_cmpfloat (values[1], ==, 0);
	g_assert_true (seg_expression_compute (copy, read_cell, NULL, 0, 2, values, NULL, NULL, NULL));
	g_assert_cmpfloat (values[0], ==, 5);
	g_assert_cmpfloat (values[1], ==, 1);
	g_assert_true (seg_expression_compute (copy, read_cell, NULL, 2, 2, values, NULL, NULL, NULL));
	g_assert_true (seg_expression_reads (copy, ORDERS));
	g_assert_false (seg_expression_reads (copy, SPEND));
	g_assert_false (seg_expression_reads (copy, CITY));
}

static void
test_oddities (void)
{
	g_autoptr (SegExpression) texts = compile ("city", FALSE), large = compile ("feature.spend * 1e300", FALSE);
	SegExpressionOddities oddities = { 0 };
	double values[N_ROWS];

	g_assert_true (seg_expression_compute (texts, read_cell, NULL, 0, N_ROWS, values, &oddities, NULL, NULL));
	g_assert_cmpuint (oddities.n_texts, ==, 3);
	g_assert_cmpstr (oddities.text, ==, "Paris");
	g_assert_true (seg_expression_compute (large, read_cell, NULL, 0, N_ROWS, values, &oddities, NULL, NULL));
	g_assert_cmpuint (oddities.n_infinite, ==, 1);
	g_free (oddities.text);
}

static void
test_cancel (void)
{
	g_autoptr (SegExpression) expression = compile ("orders + 1", FALSE);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	g_autofree double *values = g_new (double, 1000000);

	seg_job_cancel (job);
	g_assert_false (seg_expression_compute (expression, read_cell, NULL, 0, 1000000, values, NULL, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

/* Mistakes ------------------------------------------------------------------------------------------------------------ */

static void
refuse (const char *text, guint place, const char *words)
{
	g_autoptr (GError) error = NULL;
	guint mistake = 99;

	for (int condition = 0; condition < 2; condition++) {
		SegExpression *expression = seg_expression_new (text, names, G_N_ELEMENTS (names), condition, &mistake, &error);

		if (expression != NULL)
			g_error ("%s compiles", text);
		g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
		if (mistake != place || strstr (error->message, words) == NULL)
			g_error ("%s: at %u: %s", text, mistake, error->message);
		g_clear_error (&error);
	}
}

static void
test_mistakes (void)
{
	refuse ("orders + spendx", 10, "spendx");
	refuse ("花费 + 订单", 6, "订单");
	refuse ("spend / orders", 1, "ambiguous"); /* of the user, or the feature? */
	refuse ("orders +", 9, "missing");
	refuse ("(orders + 1", 1, "not closed");
	refuse ("orders) + 1", 7, "closes nothing");
	refuse ("orders + 1) + (2", 11, "closes nothing");
	refuse ("orders orders", 8, "orders");
	refuse ("city = 'Paris", 8, "not closed");
	refuse ("city = \"Paris\"", 8, "single quotes");
	refuse ("", 0, "nothing");
	refuse ("  \n", 0, "nothing");
	refuse ("max (orders)", 1, "max");
	refuse ("\xff\xfe", 0, "UTF-8");
	refuse ("abs ()", 1, "abs");
}

/* What would do more than compute. */
static void
test_attacks (void)
{
	static const char *const texts[] = {
		"(SELECT 1)", "orders IN (SELECT 1)", "orders IN feature", "EXISTS (SELECT 1)", "(WITH RECURSIVE t(x) AS (VALUES (1)) SELECT x FROM t)",
		"1; DROP TABLE feature", "1; PRAGMA journal_mode = off", "PRAGMA user_version", "pragma_user_version", "ATTACH 'x' AS y",
		"load_extension ('x')", "readfile ('/etc/passwd')", "writefile ('x', 'y')", "randomblob (1000000000)", "zeroblob (1000000000)",
		"random ()", "printf ('%1000000000d', 1)", "format ('%1000000000d', 1)", "replace (city, 'a', 'b')", "hex (city)", "char (0)",
		"sqlite_version ()", "changes ()", "total_changes ()", "last_insert_rowid ()", "sqlite_master.name", "sqlite_schema.sql", "main.feature.orders.x",
		"date ('now')", "strftime ('%s', 'now')", "CURRENT_TIMESTAMP", "julianday ()", "group_concat (city)", "count (*)", "sum (orders)",
		"row_number () OVER ()", "RAISE (ABORT, 'x')", "1 -- x", "1 /* x */", "/* x", "orders = ?", "orders = ?1", "orders = :x", "orders = $x", "orders = @x",
		"city REGEXP 'a'", "city MATCH 'a'", "city -> '$'", "city ->> '$.x'", "json (city)", "json_each.value", "rowid", "_rowid_", "oid", "feature.rowid",
		"user.rowid", "feature", "user", "other.orders", "likelihood (1, 0.5)", "unlikely (1)", "typeof (1)", "quote (city)", "unicode (city)",
		"iif (1, load_extension ('x'), 2)", "CAST (edit (city) AS TEXT)", "\"load_extension\" ('x')", "[load_extension] ('x')", "`load_extension` ('x')",
		"1) FROM sqlite_schema --", "1) UNION (VALUES (1)", "1 UNION SELECT 1", "1 LIMIT 1", "1 FROM feature", "1 AS x", "1, 2", "*", "feature.*", "DISTINCT 1",
		"x'00' || zeroblob (9)", "orders COLLATE nothing", "fts3_tokenizer ('simple')", "snippet (city)", "sqlite_compileoption_get (1)",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		for (int condition = 0; condition < 2; condition++) {
			g_autoptr (GError) error = NULL;
			guint mistake;
			g_autoptr (SegExpression) expression = seg_expression_new (texts[i], names, G_N_ELEMENTS (names), condition, &mistake, &error);

			if (expression != NULL)
				g_error ("%s got through", texts[i]);
			g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
			g_assert_cmpuint (mistake, <=, strlen (texts[i]) + 1);
		}
}

static char *
repeat (const char *before, const char *text, guint n, const char *after)
{
	GString *all = g_string_new (before);

	for (guint i = 0; i < n; i++)
		g_string_append (all, text);
	return g_string_free (g_string_append (all, after), FALSE);
}

static void
test_size (void)
{
	g_autofree char *huge = repeat ("1", " + 1", 100000, ""), *deep = repeat ("", "(", 4000, "1"), *closed = repeat (deep, ")", 4000, "");
	g_autofree char *minus = repeat ("", "- ", 4000, "1"), *cases = repeat ("", "CASE WHEN 1 THEN ", 400, "1");
	g_autofree char *growing = repeat ("length (", "city || city || city || ", 300, "city)");
	g_autoptr (SegExpression) sum = compile (growing, FALSE);
	double values[N_ROWS];

	refuse (huge, 0, "longer");
	refuse (deep, 4000, "not closed");
	for (gsize i = 0; i < 3; i++)
		g_assert_null (seg_expression_new (((const char *[]) { closed, minus, cases })[i], names, G_N_ELEMENTS (names), FALSE, NULL, NULL));
	g_assert_true (seg_expression_compute (sum, read_cell, NULL, 0, N_ROWS, values, NULL, NULL, NULL));
	g_assert_cmpfloat (values[0], ==, 901 * 5);
}

static void
test_caret (void)
{
	g_autofree char *plain = seg_expression_caret ("orders + x", 10), *wide = seg_expression_caret ("花费\n+ x", 6), *none = seg_expression_caret ("a", 0);

	g_assert_cmpstr (plain, ==, "orders + x\n         ^");
	g_assert_cmpstr (wide, ==, "花费 + x\n       ^");
	g_assert_cmpstr (none, ==, "a");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/expression/values", test_values);
	g_test_add_func ("/expression/part-of-rows", test_part_of_rows);
	g_test_add_func ("/expression/oddities", test_oddities);
	g_test_add_func ("/expression/cancel", test_cancel);
	g_test_add_func ("/expression/mistakes", test_mistakes);
	g_test_add_func ("/expression/attacks", test_attacks);
	g_test_add_func ("/expression/size", test_size);
	g_test_add_func ("/expression/caret", test_caret);
	return g_test_run ();
}
