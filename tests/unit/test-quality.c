/* The quality report against brute force on random tables, figures of NumPy on real ones, dirt that was planted, and fixes that
 * were applied. */
#include <config.h>
#include <segscope/clean.h>
#include <segscope/parallel.h>
#include <segscope/prepare.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ingest-fixture.h"
#include "prepare/alike.h"
#include "support/rounds.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

static SegQualityReport *
report_of (Shop *shop)
{
	g_autoptr (GError) error = NULL;
	SegQualityReport *report = seg_quality_report (shop->workspace, NULL, &error);

	g_assert_no_error (error);
	g_assert_nonnull (report);
	return report;
}

static const SegFinding *
finding_of (const SegQualityReport *report, SegFindingKind kind, const char *part)
{
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (finding->kind == kind && (part == NULL || strstr (finding->sentence, part) != NULL))
			return finding;
	}
	return NULL;
}

static void
execute (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_execute (shop->workspace, sql, &error);
	g_assert_no_error (error);
}

/* Brute force ---------------------------------------------------------------------------------------------------------------- */

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static double
naive_quantile (const double *sorted, gsize n, double share)
{
	double place = share * (double) (n - 1), below = floor (place);

	return sorted[(gsize) below] + (place - below) * (sorted[MIN ((gsize) below + 1, n - 1)] - sorted[(gsize) below]);
}

static void
expect_figures (const SegColumnQuality *column, double *values, gsize n)
{
	g_autofree double *distances = g_new (double, MAX (n, 1));
	gint64 n_distinct = 0, far = 0, outside = 0, robust = 0, in_bins = column->n_below + column->n_above;
	double low, high, width;

	qsort (values, n, sizeof *values, compare);
	g_assert_cmpint (column->n - column->n_missing, ==, (gint64) n);
	for (gsize i = 0; i < n; i++)
		n_distinct += i == 0 || values[i] != values[i - 1];
	g_assert_cmpint (column->n_distinct, ==, n_distinct);
	if (n == 0) {
		g_assert_true (isnan (column->median));
		return;
	}
	for (gsize q = 0; q < SEG_QUALITY_QUANTILES; q++)
		g_assert_cmpfloat_with_epsilon (column->quantiles[q], naive_quantile (values, n, seg_quality_shares[q]), 1e-9);
	for (gsize i = 0; i < n; i++)
		distances[i] = fabs (values[i] - column->median);
	qsort (distances, n, sizeof *distances, compare);
	g_assert_cmpfloat_with_epsilon (column->mad, naive_quantile (distances, n, 0.5), 1e-9);
	width = column->upper_quartile - column->lower_quartile;
	low = column->lower_quartile;
	high = column->upper_quartile;
	for (gsize i = 0; i < n; i++) {
		far += width > 0 && (low - values[i] > 3 * width || values[i] - high > 3 * width);
		outside += width > 0 && (low - values[i] > 1.5 * width || values[i] - high > 1.5 * width);
		robust += column->mad > 0 && 0.6745 * fabs (values[i] - column->median) / column->mad > 3.5;
	}
	g_assert_cmpint (column->n_outliers, ==, far);
	g_assert_cmpint (column->n_outside, ==, outside);
	g_assert_cmpint (column->n_robust, ==, robust);
	for (gsize i = 0; i < SEG_QUALITY_BINS; i++)
		in_bins += column->histogram[i];
	g_assert_cmpint (in_bins, ==, (gint64) n);
}

/* Small tables with few, many and no values, ties, long tails. */
static void
test_random_columns (void)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (11);

	for (int round = 0; round < (int) TEST_ROUNDS (12); round++) {
		IN_THE_SHOP;
		g_autoptr (SegQualityReport) report = NULL;
		g_autoptr (GString) users = g_string_new ("user_id,Spend\n");
		g_autofree double *values = g_new (double, 400);
		const SegColumnQuality *column;
		gint32 rows = g_rand_int_range (rand, 25, 400), kinds = g_rand_int_range (rand, 2, 60);
		gsize n = 0;

		for (gint32 i = 0; i < rows; i++) {
			double value = g_rand_int_range (rand, 0, kinds) * 0.25;

			if (g_rand_int_range (rand, 0, 10) == 0)
				value = round * 1000 * g_rand_double (rand);
			value = floor (value * 4) / 4;
			if (g_rand_int_range (rand, 0, 5) > 0) {
				g_string_append_printf (users, "u%d,%.2f\n", i, value);
				values[n++] = value;
			} else
				g_string_append_printf (users, "u%d,\n", i);
		}
		shop_import_text (&shop, "users", users->str);
		report = report_of (&shop);
		column = seg_quality_column (report, "user", "spend");
		g_assert_nonnull (column);
		if (column->type == SEG_TYPE_NUMBER)
			expect_figures (column, values, n);
	}
}

/* Figures of NumPy 1.24 (quantile: linear) on the column Fresh of the wholesale customers data (Cardoso 2014, UCI). */
static void
test_wholesale (void)
{
	const char *shared = g_getenv ("SEGSCOPE_SHARED");
	g_autofree char *path = shared != NULL ? g_build_filename (shared, "data", "wholesale-customers", "wholesale_customers.csv", NULL) : NULL;
	static const double quantiles[SEG_QUALITY_QUANTILES] = { 28.46, 401.9, 3127.75, 8504, 16933.75, 36818.5, 56082.61 };
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GPtrArray) outliers = NULL;
	g_autoptr (GError) error = NULL;
	const SegColumnQuality *fresh;

	if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS)) {
		g_test_skip ("SEGSCOPE_SHARED does not hold the wholesale customers data");
		return;
	}
	shop_import (&shop, path, "users");
	report = report_of (&shop);
	fresh = seg_quality_column (report, "user", "Fresh");
	g_assert_nonnull (fresh);
	g_assert_cmpint (fresh->n, ==, 440);
	g_assert_cmpint (fresh->n_distinct, ==, 433);
	for (gsize i = 0; i < SEG_QUALITY_QUANTILES; i++)
		g_assert_cmpfloat_with_epsilon (fresh->quantiles[i], quantiles[i], 1e-9);
	g_assert_cmpfloat_with_epsilon (fresh->mean, 12000.297727272728, 1e-9);
	g_assert_cmpfloat_with_epsilon (fresh->deviation, 12632.948725275879, 1e-9);
	g_assert_cmpfloat (fresh->mad, ==, 5919.5);
	g_assert_cmpint (fresh->n_outliers, ==, 3);
	g_assert_cmpint (fresh->n_outside, ==, 20);
	g_assert_cmpint (fresh->n_robust, ==, 19);
	outliers = seg_quality_outliers (shop.workspace, fresh, 100, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (outliers->len, ==, 20);
	g_assert_cmpfloat (((SegOutlier *) outliers->pdata[0])->value, ==, 112151);
}

/* Threads ---------------------------------------------------------------------------------------------------------------------- */

/* More rows than one thread reads alone, with more different values than a front holds. */
static void
fill_large (Shop *shop)
{
	shop_import_text (shop, "users", "user_id,Height\nu1,170\n");
	shop_import_text (shop, "purchases", "user_id,item_id,at,amount,order_id\nu1,i1,2024-01-01,5,o1\n");
	execute (shop, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
	               "INSERT INTO user (key, listed, height) SELECT 'v' || i, 1, (i * 7919 % 10007) / 4.0 FROM n");
	execute (shop, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000) "
	               "INSERT INTO event (user_id, kind_id, at, amount, order_key, source_id) "
	               "SELECT 2 + i % 20000, (SELECT id FROM event_kind WHERE name = 'purchase'), 1700000000 + i * 37 % 9000011, "
	               "(i * 104729 % 99991) / 100.0, 'o' || (i % 70000), 1 FROM n");
}

static char *
figures (const SegQualityReport *report)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < report->columns->len; i++) {
		const SegColumnQuality *column = report->columns->pdata[i];

		g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %a %a %a %a %" G_GINT64_FORMAT "\n",
		                        column->table, column->name, column->n, column->n_missing, column->n_distinct, column->mean,
		                        column->deviation, column->mad, column->quantiles[1], column->n_robust);
		g_string_append_printf (text, "  like %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", column->n_like_number,
		                        column->n_like_date, column->n_like_other);
		for (guint k = 0; k < column->suspects->len; k++) {
			const SegSuspect *suspect = column->suspects->pdata[k];

			g_string_append_printf (text, "  %s: %" G_GINT64_FORMAT "\n", suspect->value, suspect->count);
		}
		for (gsize k = 0; k < column->n_top; k++)
			g_string_append_printf (text, "  %s %" G_GINT64_FORMAT "\n", column->top[k].value, column->top[k].count);
	}
	for (guint i = 0; i < report->findings->len; i++)
		g_string_append_printf (text, "%s\n", ((SegFinding *) report->findings->pdata[i])->sentence);
	return g_string_free (text, FALSE);
}

static void
test_threads (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	IN_THE_SHOP;
	g_autofree char *first = NULL;

	fill_large (&shop);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegQualityReport) report = NULL;
		g_autofree char *text = NULL;

		seg_parallel_set_threads (threads[i]);
		report = report_of (&shop);
		text = figures (report);
		g_assert_cmpint (seg_quality_column (report, "event", "at")->n_distinct, ==, shop_count (&shop, "SELECT count (DISTINCT at) FROM event"));
		g_assert_cmpint (seg_quality_column (report, "event", "order")->n_distinct, ==, 70000);
		g_assert_cmpint (report->n_repeated_events, ==, 0);
		if (first == NULL)
			first = g_steal_pointer (&text);
		else
			g_assert_cmpstr (text, ==, first);
	}
	seg_parallel_set_threads (0);
}

/* Stopped in the middle, nothing comes back. */
static void
stop_at (const SegJobStatus *status, gpointer data)
{
	if (status->fraction > 0.3)
		seg_job_cancel (data);
}

/* What each of several columns of notes holds, as SQL over the number i of the row. Frequent texts and words for "unknown" come late,
 * when every front is full; 4,096 different ones are just as many as a front holds; and 4,097 one more. */
static const struct { const char *name, *text; } note_columns[] = {
	{ "late", "CASE WHEN i > 118000 AND i % 3 = 0 THEN 'often ' || (i % 4) WHEN i % 10007 = 9 THEN ' Unknown' WHEN i % 30011 = 30010 THEN '未知' "
	          "WHEN i % 5 = 0 THEN '' || (i * 3) WHEN i % 5 = 1 THEN date (i * 86400, 'unixepoch') ELSE 'note ' || i END" },
	{ "just", "CASE WHEN i % 4096 = 7 THEN 'N/A' ELSE 'just ' || (i % 4096) END" },
	{ "above", "CASE WHEN i % 4097 = 7 THEN 'n/a' WHEN i % 4097 < 100 THEN '' || (i % 4097) ELSE 'over ' || (i % 4097) END" },
	{ "many", "CASE WHEN i % 2 = 0 THEN 'many ' || (i % 60000) ELSE '2024-01-01' END" },
};

static void
fill_notes (Shop *shop)
{
	g_autoptr (GString) names = g_string_new (NULL), texts = g_string_new (NULL);
	g_autofree char *sql = NULL;

	shop_import_text (shop, "users", "user_id,late,just,above,many\nu1,a text of some words,and another,one more,the last\n");
	for (gsize i = 0; i < G_N_ELEMENTS (note_columns); i++) {
		g_string_append_printf (names, ", %s", note_columns[i].name);
		g_string_append_printf (texts, ", %s", note_columns[i].text);
	}
	sql = g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120000) "
	                       "INSERT INTO user (key, listed%s) SELECT 'v' || i, 1%s FROM n", names->str, texts->str);
	execute (shop, sql);
}

static gint64
count_notes (Shop *shop, const char *column, const char *condition)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM (SELECT %s AS note FROM user) WHERE %s", column, condition);

	return shop_count (shop, sql);
}

/* The texts at the top are as frequent as is said, and none that is left out is more frequent. */
static void
expect_top (Shop *shop, const SegColumnQuality *column)
{
	g_autofree char *sql = g_strdup_printf ("SELECT sum (n) FROM (SELECT count (*) AS n FROM user WHERE %s IS NOT NULL GROUP BY %s "
	                                        "HAVING n > 1 ORDER BY n DESC LIMIT %d)", column->name, column->name, SEG_QUALITY_TOP);
	gint64 named = 0;

	for (gsize i = 0; i < column->n_top; i++) {
		g_autofree char *is_it = g_strdup_printf ("note = '%s'", column->top[i].value);

		g_assert_cmpint (column->top[i].count, ==, count_notes (shop, column->name, is_it));
		named += column->top[i].count;
	}
	g_assert_cmpint (named, ==, shop_count (shop, sql));
}

/* The figures of texts against queries of the same. */
static void
expect_notes (Shop *shop, const SegQualityReport *report)
{
	for (gsize i = 0; i < G_N_ELEMENTS (note_columns); i++) {
		const SegColumnQuality *column = seg_quality_column (report, "user", note_columns[i].name);
		g_autofree char *distinct = g_strdup_printf ("SELECT count (DISTINCT %s) FROM user", column->name);
		gint64 n_words = 0;

		g_assert_cmpint (column->n_distinct, ==, shop_count (shop, distinct));
		g_assert_cmpint (column->n_like_number, ==, count_notes (shop, column->name, "note NOT GLOB '*[^0-9]*'"));
		g_assert_cmpint (column->n_like_date, ==, count_notes (shop, column->name, "note GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'"));
		g_assert_cmpint (column->n_like_number + column->n_like_date + column->n_like_other, ==, column->n - column->n_missing);
		for (guint k = 0; k < column->suspects->len; k++)
			n_words += ((SegSuspect *) column->suspects->pdata[k])->count;
		g_assert_cmpint (n_words, ==, count_notes (shop, column->name, "note IN (' Unknown', '未知', 'N/A', 'n/a')"));
		expect_top (shop, column);
	}
}

/* More columns than are read at once; the address that two users share is in the last one. */
static void
test_many_columns (void)
{
	const guint n_columns = 230;
	IN_THE_SHOP;
	g_autoptr (GString) users = g_string_new ("user_id");
	g_autoptr (SegQualityReport) report = NULL;

	for (guint c = 0; c < n_columns; c++)
		g_string_append_printf (users, ",Figure %u", c);
	g_string_append (users, ",email\n");
	for (guint i = 0; i < 30; i++) {
		g_string_append_printf (users, "u%u", i);
		for (guint c = 0; c < n_columns; c++)
			g_string_append_printf (users, ",%u.5", i * c);
		g_string_append_printf (users, ",mail%u@example.com\n", MAX (i, 1));
	}
	shop_import_text (&shop, "users", users->str);
	report = report_of (&shop);
	for (guint c = 0; c < n_columns; c++) {
		g_autofree char *name = g_strdup_printf ("Figure %u", c);
		const SegColumnQuality *column = seg_quality_column (report, "user", name);

		g_assert_cmpint (column->n, ==, 30);
		g_assert_cmpfloat (column->maximum, ==, 29 * c + 0.5);
	}
	g_assert_cmpint (report->n_repeated_users, ==, 2);
}

/* Texts are counted alike whoever reads which rows, however many there are. */
static void
test_text_threads (void)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	IN_THE_SHOP;
	g_autofree char *first = NULL;

	fill_notes (&shop);
	for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
		g_autoptr (SegQualityReport) report = NULL;
		g_autofree char *text = NULL;

		seg_parallel_set_threads (threads[i]);
		report = report_of (&shop);
		text = figures (report);
		expect_notes (&shop, report);
		if (first == NULL)
			first = g_steal_pointer (&text);
		else
			g_assert_cmpstr (text, ==, first);
	}
	seg_parallel_set_threads (0);
}

static void
test_cancel (void)
{
	IN_THE_SHOP;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	fill_large (&shop);
	seg_job_observe (job, stop_at, job);
	if (seg_quality_report (shop.workspace, job, &error) != NULL) /* done before it was looked at: no tenth of a second went by */
		g_test_skip ("the machine was too fast");
	else
		g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

/* Duplicates ------------------------------------------------------------------------------------------------------------------- */

static void
test_random_repeats (void)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (3);

	for (int round = 0; round < 5; round++) {
		IN_THE_SHOP;
		g_autoptr (SegQualityReport) report = NULL;
		g_autoptr (GString) events = g_string_new ("user_id,item_id,event,at,amount\n");

		for (int i = 0; i < 300; i++)
			g_string_append_printf (events, "u%d,i%d,buy,2024-01-0%d,%s\n", g_rand_int_range (rand, 0, 5), g_rand_int_range (rand, 0, 5),
			                        g_rand_int_range (rand, 1, 4), g_rand_boolean (rand) ? "1" : "");
		shop_import_text (&shop, "events", events->str);
		report = report_of (&shop);
		g_assert_cmpint (report->n_repeated_events, ==,
		                 shop_count (&shop, "SELECT (SELECT count (*) FROM event) - (SELECT count (*) FROM "
		                             "(SELECT DISTINCT user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key FROM event))"));
	}
}

static void
test_one_way_of_writing (void)
{
	static const struct { char *(*make) (const char *); const char *text, *expected; } cases[] = {
		{ seg_alike_email, "Ann.Lee+shop@GMail.com", "annlee@gmail.com" }, { seg_alike_email, "annlee@googlemail.com", "annlee@gmail.com" },
		{ seg_alike_email, "Ann.Lee@example.com", "ann.lee@example.com" }, { seg_alike_email, "ａｎｎ＠example.com", "ann@example.com" },
		{ seg_alike_email, "nobody", NULL }, { seg_alike_email, "@gmail.com", NULL }, { seg_alike_email, "a@b@c", NULL },
		{ seg_alike_phone, "+86 138-0000-1111", "13800001111" }, { seg_alike_phone, "0086 13800001111", "13800001111" },
		{ seg_alike_phone, "１３８００００１１１１", "13800001111" }, { seg_alike_phone, "138****1111", NULL },
		{ seg_alike_phone, "12345", NULL }, { seg_alike_phone, "0000000", NULL }, { seg_alike_phone, "(030) 123 4567", "0301234567" },
		{ seg_alike_text, " ＢＥＩＪＩＮＧ ", "beijing" }, { seg_alike_text, "New \t York", "new york" }, { seg_alike_text, " ", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *made = cases[i].make (cases[i].text);

		g_assert_cmpstr (made, ==, cases[i].expected);
	}
}

static void
test_alike (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GString) users = g_string_new ("user_id,phone,name,birthday\n");
	const SegFinding *phone, *name;

	g_string_append (users, "a,+86 13800001111,Ann Lee,1990-01-02\nb,138 0000 1111,Bob,1980-05-06\nc,13900002222,ann  LEE,1990-01-02\n"
	                        "d,139****2222,Ann Lee,1991-01-02\n");
	for (int i = 0; i < 11; i++)
		g_string_append_printf (users, "x%d,02012345678,Person %d,19%d-01-01\n", i, i, 60 + i);
	shop_import_text (&shop, "users", users->str);
	report = report_of (&shop);
	phone = finding_of (report, SEG_FINDING_ALIKE_USERS, "2 users share a telephone number");
	g_assert_nonnull (phone);
	g_assert_cmpint (phone->less, ==, 1);
	name = finding_of (report, SEG_FINDING_ALIKE_USERS, "2 users share name and birthday");
	g_assert_nonnull (name);
	g_assert_nonnull (finding_of (report, SEG_FINDING_STAND_IN, "11 users have a telephone number that more than 10"));
}

/* What is suspicious -------------------------------------------------------------------------------------------------------------- */

static gint64
suspect_count (const SegQualityReport *report, const char *table, const char *column, SegFindingKind kind, const char *value)
{
	const SegColumnQuality *quality = seg_quality_column (report, table, column);

	g_assert_nonnull (quality);
	for (guint i = 0; i < quality->suspects->len; i++) {
		const SegSuspect *suspect = quality->suspects->pdata[i];

		if (suspect->kind == kind && strcmp (suspect->value, value) == 0)
			return suspect->count;
	}
	return 0;
}

static void
test_suspects (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GString) users = g_string_new ("user_id,Points,Weight,Score,Born,City,Capped\n");

	for (int i = 0; i < 200; i++)
		g_string_append_printf (users, "u%d,%s,%d,%d,%s,%s,%d\n", i, i % 50 == 0 ? "-1" : i == 3 ? "9999" : i % 2 ? "12" : "30", i % 40 == 0 ? 0 : 50 + i % 30,
		                        -5 - i % 3, i % 20 == 0 ? "1970-01-01" : i % 33 == 0 ? "2099-12-31" : i % 2 ? "1985-04-03" : "1990-07-08",
		                        i % 10 == 0 ? "未知" : i % 10 == 1 ? "Beijing" : i % 10 == 2 ? "ＢＥＩＪＩＮＧ" : i == 3 ? "beijing" : "Rome",
		                        MIN (i, 130));
	shop_import_text (&shop, "users", users->str);
	report = report_of (&shop);
	g_assert_cmpint (suspect_count (report, "user", "Points", SEG_FINDING_STAND_IN, "-1"), ==, 4);
	g_assert_cmpint (suspect_count (report, "user", "Points", SEG_FINDING_STAND_IN, "9999"), ==, 1);
	g_assert_cmpint (suspect_count (report, "user", "Weight", SEG_FINDING_IMPOSSIBLE, "0"), ==, 5);
	g_assert_cmpuint (seg_quality_column (report, "user", "Score")->suspects->len, ==, 0); /* -5, -6, -7: all are below 0 */
	g_assert_cmpint (suspect_count (report, "user", "Born", SEG_FINDING_STAND_IN, "1970-01-01"), ==, 10);
	g_assert_cmpint (suspect_count (report, "user", "Born", SEG_FINDING_STAND_IN, "2099-12-31"), ==, 6);
	g_assert_cmpint (suspect_count (report, "user", "City", SEG_FINDING_STAND_IN, "未知"), ==, 20);
	g_assert_cmpint (suspect_count (report, "user", "Capped", SEG_FINDING_END_OF_RANGE, "130"), ==, 70);
	g_assert_nonnull (finding_of (report, SEG_FINDING_VARIANTS, "City: 21 values differ from another only in case, width or spaces"));
}

static void
test_mixed (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GString) users = g_string_new ("user_id,Visits,Zip\n");
	const SegFinding *finding;

	for (int i = 0; i < 100; i++)
		g_string_append_printf (users, "u%d,%s,%05d\n", i, i % 12 == 0 ? "often" : i % 2 ? "31" : "1204.5", 1000 + i);
	shop_import_text (&shop, "users", users->str);
	execute (&shop, "UPDATE attribute SET type = 'text' WHERE name = 'visits' AND type = 'category'");
	report = report_of (&shop);
	finding = finding_of (report, SEG_FINDING_MIXED, "Visits is a text, but");
	g_assert_nonnull (finding);
	g_assert_cmpint (finding->count, ==, 9);
	g_assert_cmpstr (finding->fix->step, ==, "parse");
	g_assert_null (finding_of (report, SEG_FINDING_MIXED, "Zip")); /* codes begin with 0 */
}

/* Time ------------------------------------------------------------------------------------------------------------------------------- */

/* Twenty events a day from January to June 2024, without some days, with a weak April; one user does far too much. */
static void
test_time (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	const SegFinding *robot;

	shop_import_text (&shop, "purchases", "user_id,item_id,at,amount\nu1,i1,2024-01-01,5\n");
	execute (&shop, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO user (key) SELECT 'v' || i FROM n");
	execute (&shop, "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 181 * 20) "
	               "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT 2 + i % 100, 1, 1704067200 + i / 20 * 86400 + i % 20 * 60, i, 1 "
	               "FROM n WHERE i / 20 NOT BETWEEN 40 AND 42 AND NOT (i / 20 BETWEEN 91 AND 120 AND i % 20 > 3)");
	execute (&shop, "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1400) "
	               "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT 7, 1, 1704067200 + i * 3600, 3, 1 FROM n WHERE i / 24 NOT BETWEEN 40 AND 42");
	report = report_of (&shop);
	g_assert_nonnull (finding_of (report, SEG_FINDING_GAP, "3 whole days have no events; the longest gap: 2024-02-10 to 2024-02-12"));
	g_assert_nonnull (finding_of (report, SEG_FINDING_BROKEN_MONTH, "2024-04 has only 20"));
	robot = finding_of (report, SEG_FINDING_ROBOT, "User v6 has 1,3");
	g_assert_nonnull (robot);
	g_assert_cmpstr (robot->fix->step, ==, "exclude");
}

static void
test_orders (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;

	shop_import_text (&shop, "users", "user_id,registered\nu1,2024-01-01\nu2,2024-06-01\nu3,2024-01-01\n");
	shop_import_text (&shop, "purchases", "user_id,item_id,at,amount\nu1,i1,2024-02-01,10\nu1,i1,2024-02-03,-25\nu2,i1,2024-05-01,10\n"
	                                      "u2,i1,2024-07-01,0\nu2,i1,2199-07-01,10\n");
	report = report_of (&shop);
	g_assert_nonnull (finding_of (report, SEG_FINDING_REFUNDS_OVER, "1 of 1 user with refunds"));
	g_assert_nonnull (finding_of (report, SEG_FINDING_BEFORE_REGISTRATION, "1 event lies before"));
	g_assert_nonnull (finding_of (report, SEG_FINDING_FUTURE, "1 event lies in the future"));
	g_assert_nonnull (finding_of (report, SEG_FINDING_SILENT, "1 user of the users file"));
}

/* Scores, cache, fixes --------------------------------------------------------------------------------------------------------------- */

static void
test_score (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GString) users = g_string_new ("user_id,City,Plan,consent\n");
	const SegFinding *city, *plan;

	for (int i = 0; i < 100; i++)
		g_string_append_printf (users, "u%d,%s,%s,yes\n", i, i % 5 ? i % 2 ? "Rome" : "Oslo" : "", i % 10 ? i % 2 ? "a" : "b" : "");
	shop_import_text (&shop, "users", users->str);
	report = report_of (&shop);
	city = finding_of (report, SEG_FINDING_MISSING, "City");
	plan = finding_of (report, SEG_FINDING_MISSING, "Plan");
	g_assert_cmpfloat_with_epsilon (city->cost, 15 * 0.2 / 0.5, 1e-9);
	g_assert_cmpfloat (plan->cost, ==, 0); /* only the worst of a kind counts */
	g_assert_cmpfloat_with_epsilon (seg_quality_table (report, "user")->score, 94, 1e-9);
	g_assert_cmpuint (report->problems->len, ==, 2);
	g_assert_true (report->problems->pdata[0] == city);
	g_assert_null (seg_quality_table (report, "event"));
}

static void
test_cache (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL, kept = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *before = NULL, *after = NULL;

	g_assert_true (seg_quality_load (shop.workspace, &kept, &error));
	g_assert_null (kept);
	shop_import_text (&shop, "users", "user_id,City,Spend,registered\nu1,Rome,1.5,2024-01-01\nu2,rome,4,1970-01-01\nu3,,,2024-05-05\nu4,Rome,999999,2024-01-01\n");
	report = report_of (&shop);
	g_assert_true (seg_quality_save (shop.workspace, report, &error));
	g_assert_true (seg_quality_save (shop.workspace, report, &error)); /* in place of the first */
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM quality_report"), ==, 1);
	g_assert_true (seg_quality_load (shop.workspace, &kept, &error));
	g_assert_no_error (error);
	g_assert_nonnull (kept);
	g_assert_false (kept->stale);
	before = figures (report);
	after = figures (kept);
	g_assert_cmpstr (before, ==, after);
	g_assert_cmpuint (kept->problems->len, ==, report->problems->len);
	g_assert_cmpfloat (seg_quality_table (kept, "user")->score, ==, seg_quality_table (report, "user")->score);
	g_clear_pointer (&kept, seg_quality_report_free);
	shop_import_text (&shop, "users", "user_id,City\nu9,Bonn\n");
	g_assert_true (seg_quality_load (shop.workspace, &kept, &error));
	g_assert_true (kept->stale);
	g_clear_pointer (&kept, seg_quality_report_free);
	execute (&shop, "UPDATE quality_report SET report = '{\"format\":1,\"columns\":[{\"table\":7}]}'"); /* damaged: none */
	g_assert_true (seg_quality_load (shop.workspace, &kept, &error));
	g_assert_null (kept);
	execute (&shop, "UPDATE quality_report SET report = 'no JSON'");
	g_assert_true (seg_quality_load (shop.workspace, &kept, &error));
	g_assert_null (kept);
}

static SegStep *
step_of (const SegFix *fix)
{
	const SegStepKind *kind = seg_step_kind_find (fix->step);
	SegStep *step;

	g_assert_nonnull (kind);
	step = seg_step_new (kind);
	for (guint i = 0; fix->options[i] != NULL; i += 2) {
		g_autoptr (GError) error = NULL;

		g_assert_true (seg_step_set (step, fix->options[i], fix->options[i + 1], &error));
		g_assert_no_error (error);
	}
	return step;
}

static const SegFinding *
first_fixable (const SegQualityReport *report)
{
	for (guint i = 0; i < report->findings->len; i++)
		if (((SegFinding *) report->findings->pdata[i])->fix != NULL)
			return report->findings->pdata[i];
	return NULL;
}

/* Each proposed step runs, and removes its finding: when all are applied nothing is proposed any more. */
static void
test_fixes (void)
{
	IN_THE_SHOP;
	g_autoptr (GString) users = g_string_new ("user_id,phone,City,Visits,Spend,Plan,consent\n");
	g_autoptr (SegQualityReport) last = NULL;
	guint n_fixed = 0, n_kinds = 0;
	gboolean seen[SEG_N_FINDING_KINDS] = { FALSE };

	for (int i = 0; i < 300; i++)
		g_string_append_printf (users, "u%d,138%08d,%s,%s,%s,%s,yes\n", i, i < 4 ? 1000 + i / 2 : 5000 + i,
		                        i % 10 == 0 ? "未知" : i % 10 == 1 ? "rome" : i % 3 ? "Rome" : "Oslo",
		                        i % 15 == 0 ? "often" : i % 2 ? "31" : "1204", i == 7 ? "99999" : i == 8 ? "5000" : i % 2 ? "10.5" : "12.25",
		                        i % 4 == 0 ? "" : i % 2 ? "gold" : "basic");
	shop_import_text (&shop, "users", users->str);
	shop_import_text (&shop, "purchases", "user_id,item_id,at,amount\nu1,i1,2024-02-01,10\nu2,i1,2199-07-01,10\nu9,i1,2024-05-01,10\n");
	for (;;) {
		g_autoptr (SegQualityReport) report = report_of (&shop);
		const SegFinding *finding = first_fixable (report);
		g_autoptr (SegStep) step = NULL;
		g_autoptr (SegCleanPreview) preview = NULL;
		g_autoptr (GError) error = NULL;

		if (finding == NULL)
			break;
		g_test_message ("%s: %s (%s)", finding->sentence, finding->fix->label, finding->fix->effect);
		step = step_of (finding->fix);
		preview = seg_recipe_preview (shop.workspace, step, 0, NULL, &error);
		g_assert_no_error (error);
		if (finding->less > 0 && finding->kind == SEG_FINDING_ALIKE_USERS)
			g_assert_cmpint (preview->effect.rows_before - preview->effect.rows_after, ==, finding->less);
		g_assert_true (seg_recipe_add (shop.workspace, step, 0, NULL, &error));
		g_assert_no_error (error);
		n_kinds += !seen[finding->kind];
		seen[finding->kind] = TRUE;
		g_assert_cmpuint (++n_fixed, <, 20); /* it comes to an end */
	}
	g_assert_true (seen[SEG_FINDING_ALIKE_USERS] && seen[SEG_FINDING_STAND_IN] && seen[SEG_FINDING_VARIANTS] && seen[SEG_FINDING_MISSING]
	               && seen[SEG_FINDING_FUTURE]);
	g_assert_cmpuint (n_kinds, >=, 5);
	last = report_of (&shop);
	g_assert_cmpint (seg_quality_table (last, "user")->n_left_out, ==, 2);
	g_assert_cmpint (seg_quality_table (last, "user")->n, ==, 298);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/quality/threads", test_threads);
	g_test_add_func ("/quality/text-threads", test_text_threads);
	g_test_add_func ("/quality/many-columns", test_many_columns);
	g_test_add_func ("/quality/cancel", test_cancel);
	if (g_getenv ("SEGSCOPE_THREADS_ONLY") != NULL) /* the others take long under the thread sanitizer, and have one thread to speak of */
		return g_test_run ();
	g_test_add_func ("/quality/random-columns", test_random_columns);
	g_test_add_func ("/quality/wholesale", test_wholesale);
	g_test_add_func ("/quality/random-repeats", test_random_repeats);
	g_test_add_func ("/quality/one-way-of-writing", test_one_way_of_writing);
	g_test_add_func ("/quality/alike", test_alike);
	g_test_add_func ("/quality/suspects", test_suspects);
	g_test_add_func ("/quality/mixed", test_mixed);
	g_test_add_func ("/quality/time", test_time);
	g_test_add_func ("/quality/orders", test_orders);
	g_test_add_func ("/quality/score", test_score);
	g_test_add_func ("/quality/cache", test_cache);
	g_test_add_func ("/quality/fixes", test_fixes);
	return g_test_run ();
}
