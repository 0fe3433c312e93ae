/* The quality report: figures against counts by hand, and what it says of planted dirt. */
#include <config.h>
#include <segscope/prepare.h>

#include <math.h>
#include <string.h>

#include "ingest-fixture.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

static SegQualityReport *
report_of (Shop *shop)
{
	g_autoptr (GError) error = NULL;
	SegQualityReport *report = seg_quality_report (shop->workspace, NULL, &error);

	g_assert_no_error (error);
	return report;
}

static const SegColumnQuality *
column_of (const SegQualityReport *report, const char *table, const char *label)
{
	for (guint i = 0; i < report->columns->len; i++) {
		const SegColumnQuality *column = report->columns->pdata[i];

		if (strcmp (column->table, table) == 0 && strcmp (column->label, label) == 0)
			return column;
	}
	g_error ("there is no column %s of %s", label, table);
}

static const SegFinding *
find (const SegQualityReport *report, const char *part)
{
	for (guint i = 0; i < report->findings->len; i++) {
		const SegFinding *finding = report->findings->pdata[i];

		if (strstr (finding->sentence, part) != NULL)
			return finding;
	}
	return NULL;
}

static void
test_numbers (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	const SegColumnQuality *spend;
	gint64 in_bins = 0;

	shop_import_text (&shop, "users", "user_id,Spend\nu1,1.5\nu2,4\nu3,\nu4,2.5\nu5,4\nu6,8\n");
	shop_import_text (&shop, "events", "user_id,item_id\nu7,i1\n"); /* not listed: no row of the column */
	report = report_of (&shop);
	spend = column_of (report, "user", "Spend");
	g_assert_cmpint (spend->type, ==, SEG_TYPE_NUMBER);
	g_assert_cmpint (spend->n, ==, 6);
	g_assert_cmpint (spend->n_missing, ==, 1);
	g_assert_cmpint (spend->n_distinct, ==, 4);
	g_assert_cmpfloat (spend->minimum, ==, 1.5);
	g_assert_cmpfloat (spend->maximum, ==, 8);
	g_assert_cmpfloat (spend->mean, ==, 4);
	g_assert_cmpfloat (spend->median, ==, 4);
	g_assert_cmpfloat (spend->lower_quartile, ==, 2.5); /* of 1.5 2.5 4 4 8 */
	g_assert_cmpfloat (spend->upper_quartile, ==, 4);
	g_assert_cmpfloat_with_epsilon (spend->deviation, sqrt (4.9), 1e-12);
	g_assert_cmpint (spend->histogram[0], ==, 1);
	g_assert_cmpint (spend->histogram[SEG_QUALITY_BINS - 1], ==, 1);
	for (gsize i = 0; i < SEG_QUALITY_BINS; i++)
		in_bins += spend->histogram[i];
	g_assert_cmpint (in_bins, ==, 5);
}

static void
test_texts (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	const SegColumnQuality *city, *consent, *empty;

	shop_import_text (&shop, "users", "user_id,City,consent,Note\nu1,Rome,yes,\nu2,Oslo,no,\nu3,Rome,yes,\nu4,,yes,\nu5,Bonn,yes,\n");
	shop_import_text (&shop, "users", "user_id,Note\nu1,seen\n");
	report = report_of (&shop);
	city = column_of (report, "user", "City");
	g_assert_cmpint (city->n_distinct, ==, 3);
	g_assert_cmpint (city->n_missing, ==, 1);
	g_assert_cmpuint (city->n_top, ==, 3);
	g_assert_cmpstr (city->top[0].value, ==, "Rome");
	g_assert_cmpint (city->top[0].count, ==, 2);
	g_assert_cmpstr (city->top[1].value, ==, "Bonn"); /* ties by name */
	g_assert_true (isnan (city->mean));
	consent = column_of (report, "user", "consent");
	g_assert_cmpstr (consent->top[0].value, ==, "yes");
	g_assert_cmpint (consent->top[0].count, ==, 4);
	empty = column_of (report, "user", "Note");
	g_assert_cmpint (empty->n_missing, ==, 4);
}

/* Values are missing only in events that could have them. */
static void
test_event_columns (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	const SegColumnQuality *amount;

	shop_import_text (&shop, "events",
		"user_id,item_id,event,at,amount\nu1,i1,view,2024-01-01,\nu1,i1,view,2024-01-02,\nu1,i1,buy,2024-01-03,10\nu2,i1,buy,2024-01-04,\n");
	report = report_of (&shop);
	amount = column_of (report, "event", "amount");
	g_assert_cmpint (amount->n, ==, 2);
	g_assert_cmpint (amount->n_missing, ==, 1);
	g_assert_cmpint (column_of (report, "event", "kind")->n_distinct, ==, 2);
	g_assert_cmpfloat (column_of (report, "event", "time")->minimum, ==, 1704067200);
	g_assert_nonnull (find (report, "amount is missing for 1 of 2 events"));
}

static void
test_repeats (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;

	shop_import_text (&shop, "users", "user_id,email\nu1,Ann@example.com\nu2,ann@example.com\nu3,bob@example.com\nu3,bob@example.com\n");
	shop_import_text (&shop, "reviews",
		"user_id,item_id,at,review\nu1,i1,2024-01-01,good\nu1,i1,2024/1/1,good\nu1,i1,2024-01-01,bad\nu1,i1,2024-01-01,good\n");
	report = report_of (&shop);
	g_assert_cmpint (report->n_repeated_events, ==, 2); /* equal as values, however the date was written */
	g_assert_cmpint (report->n_repeated_users, ==, 3);  /* two that share an address, one row twice */
	g_assert_nonnull (find (report, "2 users share an e-mail"));
	g_assert_nonnull (find (report, "2 events are equal"));
}

static void
test_rejects (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GString) users = g_string_new ("user_id,Age\n");
	const SegFinding *finding;

	for (int i = 0; i < 60; i++)
		g_string_append_printf (users, "u%d,%s\n", i, i == 7 ? "old" : i == 8 ? "199" : i == 9 ? "0" : i % 2 ? "30" : "41");
	shop_import_text (&shop, "users", users->str);
	shop_import_text (&shop, "events", "user_id,item_id,at\nu1,i1,2024-01-01\n,i1,2024-01-01\n,i1,2024-01-01\nu1,i1,bad\nx9,i1,2024-01-02\n"
	                                   "u1,i2,2024-01-02\nu1,i3,2024-01-02\n");
	report = report_of (&shop);
	g_assert_cmpint (report->n_rejected, ==, 3);
	g_assert_cmpint (report->n_values_rejected, ==, 1);
	g_assert_cmpint (report->n_unknown_users, ==, 1);
	g_assert_cmpint (report->n_unknown_items, ==, 0); /* no items file came */
	finding = find (report, "3 of 7 rows of file.csv were set aside; most often: no user");
	g_assert_nonnull (finding);
	g_assert_cmpint (finding->weight, ==, SEG_FINDING_PROBLEM);
	g_assert_nonnull (find (report, "users have an age under 3 or over 110"));
	g_assert_nonnull (find (report, "No column says who agreed"));
	for (guint i = 1; i < report->findings->len; i++)
		g_assert_cmpint (((SegFinding *) report->findings->pdata[i - 1])->weight, >=, ((SegFinding *) report->findings->pdata[i])->weight);
}

static void
test_outliers (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;
	g_autoptr (GString) users = g_string_new ("user_id,Visits,Country,consent\n");

	for (int i = 0; i < 200; i++)
		g_string_append_printf (users, "u%d,%d,UK,%s\n", i, i == 50 ? 77777 : 10 + i % 7, i % 2 ? "yes" : "no");
	shop_import_text (&shop, "users", users->str);
	report = report_of (&shop);
	g_assert_cmpint (column_of (report, "user", "Visits")->n_outliers, ==, 1);
	g_assert_nonnull (find (report, "Visits: 1 value lies far from the rest (all: 10 to 77,777"));
	g_assert_nonnull (find (report, "Country is the same for all users"));
	g_assert_null (find (report, "No column says who agreed"));
}

static void
test_empty (void)
{
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = report_of (&shop);

	g_assert_cmpuint (report->columns->len, ==, 0);
	g_assert_cmpuint (report->findings->len, ==, 0);
}

static void
test_cancel (void)
{
	IN_THE_SHOP;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	seg_job_cancel (job);
	g_assert_null (seg_quality_report (shop.workspace, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

/* The dirt that the sample data's README lists. */
static void
test_sample_data (void)
{
	static const struct { const char *file, *role; } files[] = {
		{ "users.csv", "users" }, { "courses.csv", "items" }, { "events.csv", "events" }, { "purchases.csv", "purchases" },
		{ "ratings.csv", "ratings" }, { "reviews.csv", "reviews" },
	};
	IN_THE_SHOP;
	g_autoptr (SegQualityReport) report = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *path = test_sample_file (files[i].file);
		g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL);

		g_assert_cmpstr (plan->role->name, ==, files[i].role); /* each is recognised */
		shop_run (&shop, plan);
	}
	report = report_of (&shop);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM user WHERE listed"), ==, 5000);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM item WHERE listed"), ==, 150);
	g_assert_cmpint (report->n_rejected, ==, 5 + 6 + 5); /* an amount of N/A is missing */
	g_assert_cmpint (report->n_values_rejected, ==, 3);
	g_assert_cmpint (report->n_unknown_users, ==, 8);
	g_assert_cmpint (report->n_unknown_items, ==, 4);
	g_assert_cmpint (report->n_repeated_users, ==, 40 + 24);
	g_assert_cmpint (column_of (report, "user", "age")->n_missing, ==, 600);
	g_assert_cmpint (column_of (report, "user", "occupation")->n_missing, ==, 725 + 25);
	g_assert_cmpint (column_of (report, "item", "author")->n_missing, ==, 1);
	g_assert_cmpfloat (column_of (report, "event", "seconds")->maximum, ==, 999999);
	g_assert_cmpfloat (column_of (report, "event", "rating")->maximum, ==, 5);
	g_assert_nonnull (find (report, "10 of 5,000 users have an age under 3 or over 110"));
	shop_expect (&shop, "SELECT type FROM attribute WHERE field IN ('consent', 'registered') ORDER BY field", "boolean\ndate");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/prepare/numbers", test_numbers);
	g_test_add_func ("/prepare/texts", test_texts);
	g_test_add_func ("/prepare/event-columns", test_event_columns);
	g_test_add_func ("/prepare/repeats", test_repeats);
	g_test_add_func ("/prepare/rejects", test_rejects);
	g_test_add_func ("/prepare/outliers", test_outliers);
	g_test_add_func ("/prepare/empty", test_empty);
	g_test_add_func ("/prepare/cancel", test_cancel);
	g_test_add_func ("/prepare/sample-data", test_sample_data);
	return g_test_run ();
}
