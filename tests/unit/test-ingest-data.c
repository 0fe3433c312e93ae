/* Real files, against the figures that their descriptions state; skipped where the data sets are absent. */
#include <config.h>

#include <math.h>

#include "ingest-fixture.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

/* Imports a shared file as it is guessed to be; FALSE when it is not there. */
static gboolean
import_shared (Shop *shop, const char *name, const char *role, SegImportResult *result)
{
	g_autofree char *path = test_shared_file (name);
	g_autoptr (SegImportPlan) plan = path != NULL ? shop_plan (path, NULL, NULL) : NULL;

	if (plan == NULL)
		return FALSE;
	g_assert_cmpstr (plan->role->name, ==, role);
	*result = shop_run (shop, plan);
	g_assert_cmpint (result->rows_rejected + result->values_rejected, ==, 0);
	g_assert_cmpint (result->rows_loaded, ==, result->rows_read);
	return TRUE;
}

static double
value_of (Shop *shop, const char *sql)
{
	g_autofree char *text = shop_query (shop, sql);

	return g_ascii_strtod (text, NULL);
}

static void
test_movielens (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/movielens-latest-small/ratings.csv", "ratings", &result))
		return;
	g_assert_cmpint (result.new_events, ==, 100836);
	g_assert_cmpint (result.new_users, ==, 610);
	g_assert_cmpint (result.new_items, ==, 9724);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT avg (rating) FROM event"), 3.5016, 5e-5);
	shop_expect (&shop, "SELECT date (min (at), 'unixepoch'), date (max (at), 'unixepoch') FROM event", "1996-03-29|2018-09-24");
	g_assert_true (import_shared (&shop, "data/movielens-latest-small/movies.csv", "items", &result));
	g_assert_cmpint (result.new_items, ==, 9742 - 9724);
	g_assert_cmpint (result.changed_items, ==, 9724);
	shop_expect (&shop, "SELECT title, genres FROM item WHERE key = '1'", "Toy Story (1995)|Adventure|Animation|Children|Comedy|Fantasy");
}

static void
test_receipts (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/complete-journey/transactions_sample.csv", "purchases", &result))
		return;
	g_assert_cmpint (result.new_events, ==, 75000);
	g_assert_cmpint (result.new_users, ==, 2377);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT total (amount) FROM event"), 233935.24, 0.005);
	g_assert_true (import_shared (&shop, "data/complete-journey/demographics.csv", "users", &result));
	g_assert_cmpint (result.rows_loaded, ==, 801);
}

static void
test_customers (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/telco-churn/Telco-Customer-Churn.csv", "users", &result))
		return;
	g_assert_cmpint (result.new_users, ==, 7043);
	g_assert_cmpint (shop_count (&shop, "SELECT sum (Churn) FROM user"), ==, 1869);
	shop_expect (&shop, "SELECT type, missing FROM attribute WHERE name = 'TotalCharges'", "number|11");
}

static void
test_customers_without_key (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/wholesale-customers/wholesale_customers.csv", "users", &result))
		return;
	g_assert_cmpint (result.new_users, ==, 440);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT avg (Fresh) FROM user"), 12000.30, 0.005);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT avg (Grocery) FROM user"), 7951.28, 0.005);
}

static void
test_sessions (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/online-shoppers/online_shoppers_intention.csv", "users", &result))
		return;
	g_assert_cmpint (result.new_users, ==, 12330);
	g_assert_cmpint (shop_count (&shop, "SELECT sum (Revenue) FROM user"), ==, 1908);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT avg (PageValues) FROM user"), 5.889258, 5e-7);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT avg (ProductRelated) FROM user"), 31.7315, 5e-5);
}

static void
test_campaign (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/hillstrom-email/hillstrom.csv", "users", &result))
		return;
	g_assert_cmpint (result.new_users, ==, 64000);
	shop_expect (&shop, "SELECT segment, count (*), round (avg (spend), 4) FROM user GROUP BY 1",
	             "Mens E-Mail|21307|1.4226\nNo E-Mail|21306|0.6528\nWomens E-Mail|21387|1.0772");
}

static void
test_catalogue (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/udemy-courses/udemy_courses.csv", "items", &result))
		return;
	g_assert_cmpint (result.new_items, ==, 3672);
	g_assert_cmpint (shop_count (&shop, "SELECT sum (num_subscribers) FROM item"), ==, 11715835);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM item WHERE NOT is_paid"), ==, 310);
	shop_expect (&shop, "SELECT subject, count (*) FROM item GROUP BY 1",
	             "Business Finance|1191\nGraphic Design|602\nMusical Instruments|680\nWeb Development|1199");
}

static void
test_mapped_ratings (void)
{
	IN_THE_SHOP;
	g_autofree char *path = test_shared_file ("data/lecture-evaluations/InstEval.csv");
	const char *const mappings[] = { "user=s", "item=d", "rating=y", NULL };
	g_autoptr (SegImportPlan) plan = NULL;
	SegImportResult result;

	if (path == NULL)
		return;
	plan = shop_plan (path, "ratings", &(SegImportOptions) { .mappings = mappings });
	result = shop_run (&shop, plan);
	g_assert_cmpint (result.new_events, ==, 73421);
	g_assert_cmpint (result.new_users, ==, 2972);
	g_assert_cmpint (result.new_items, ==, 1128);
	g_assert_cmpfloat_with_epsilon (value_of (&shop, "SELECT avg (rating) FROM event"), 3.2057, 5e-5);
}

static void
test_visits (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	if (!import_shared (&shop, "data/msweb/visits_test.csv", "events", &result))
		return;
	g_assert_cmpint (result.new_events, ==, 15191);
	g_assert_cmpint (result.new_users, ==, 5000);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/ingest/data/movielens", test_movielens);
	g_test_add_func ("/ingest/data/receipts", test_receipts);
	g_test_add_func ("/ingest/data/customers", test_customers);
	g_test_add_func ("/ingest/data/customers-without-key", test_customers_without_key);
	g_test_add_func ("/ingest/data/sessions", test_sessions);
	g_test_add_func ("/ingest/data/campaign", test_campaign);
	g_test_add_func ("/ingest/data/catalogue", test_catalogue);
	g_test_add_func ("/ingest/data/mapped-ratings", test_mapped_ratings);
	g_test_add_func ("/ingest/data/visits", test_visits);
	return g_test_run ();
}
