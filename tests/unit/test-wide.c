/* Wide logs: whose attribute each column is, what comes of it, results of campaigns, mappings that are remembered, kinds of orders. */
#include <config.h>

#include <segscope/intake.h>
#include <segscope/orders.h>

#include "ingest-fixture.h"

#include "ingest/wide-values.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

/* A plan of a file with that text, taken in with all that belongs to a load. */
static SegImportResult
take_in (Shop *shop, const char *text, const char *role, const char *const *mappings)
{
	g_autofree char *path = test_folder_write (shop->folder, "log.csv", text);
	const SegImportOptions options = { .mappings = mappings };
	g_autoptr (SegImportPlan) plan = shop_plan (path, role, &options);
	g_autoptr (GError) error = NULL;
	SegImportResult result = { .source_id = 0 };

	seg_intake_run (shop->workspace, &plan, 1, NULL, NULL, &result, &error);
	g_assert_no_error (error);
	return result;
}

/* Guesses ------------------------------------------------------------------------------------------------------------------ */

/* 60 users with 8 orders each; a column settled by the user, one by the item, one by the order, noise and constants. */
static char *
write_shop (void)
{
	GString *text = g_string_new ("order_no,customer_id,sku,at,amount,home,shelf,payment,noise,one,discount,Brand,City\n");

	for (int user = 0; user < 60; user++)
		for (int order = 0; order < 8; order++)
			for (int line = 0; line < 2; line++) {
				int item = (user * 7 + order * 3 + line) % 25;

				g_string_append_printf (text, "o%d-%d,u%d,s%d,2024-01-%02d,%d,h%d,f%d,p%d,n%d,same,%d,b%d,c%d\n", user, order, user, item, order + 1,
				                        10 + item, user % 4, item % 6, (user + order) % 3, (user * 31 + order * 17 + line * 13) % 7,
				                        (user + order + line) % 40 == 0, item % 5, order == 7 ? 9 : user % 5);
			}
	return g_string_free (text, FALSE);
}

static void
test_dependence (void)
{
	IN_THE_SHOP;
	g_autofree char *text = write_shop (), *path = test_folder_write (shop.folder, "shop.csv", text);
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL);
	static const struct { const char *header, *becomes; } expected[] = {
		{ "order_no", "order" }, { "customer_id", "user" }, { "sku", "item" }, { "amount", "amount" }, { "home", "user category" },
		{ "shelf", "item category" }, { "payment", "-" }, /* the same in all lines of an order is not the same for a user */
		{ "noise", "-" }, { "one", "-" }, { "discount", "-" }, /* 0 in nearly all rows says nothing */
		{ "Brand", "item author" }, { "City", "user category" }, /* people move: the name decides */
	};

	g_assert_cmpstr (plan->role->name, ==, "purchases");
	for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
		g_assert_cmpstr (shop_meaning (plan, expected[i].header), ==, expected[i].becomes);
}

static void
test_choice (void)
{
	IN_THE_SHOP;
	g_autofree char *text = write_shop (), *path = test_folder_write (shop.folder, "shop.csv", text), *becomes = NULL;
	static const char *const mappings[] = { "user.Taste=noise", "item.category=shelf", "-=home", NULL };
	static const char *const wrong[] = { "Taste=noise", "user.=noise", "outcome.opened=noise", "shop.x=noise" };
	const SegImportOptions options = { .mappings = mappings };
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, &options);

	g_assert_cmpstr (shop_meaning (plan, "noise"), ==, "user category");
	g_assert_cmpstr (plan->columns[8].attribute, ==, "Taste");
	becomes = seg_import_plan_becomes (plan, 8);
	g_assert_cmpstr (becomes, ==, "attribute of the user: Taste (category)");
	g_assert_cmpstr (shop_meaning (plan, "shelf"), ==, "item category");
	g_assert_nonnull (plan->columns[6].meaning);
	g_assert_cmpstr (shop_meaning (plan, "home"), ==, "-");
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		const char *const one[] = { wrong[i], NULL };
		const SegImportOptions faulty = { .mappings = one };
		g_autoptr (GError) error = NULL;

		g_assert_null (seg_import_plan (path, seg_role_find ("purchases"), &faulty, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	}
	/* without a column for the item nothing can describe it */
	seg_import_plan_set_field (plan, 2, NULL, FALSE);
	g_assert_false (seg_import_plan_check (plan, NULL));
}

/* A log feeds three tables ---------------------------------------------------------------------------------------------------- */

#define RETAIL \
	"Invoice,StockCode,Description,Quantity,InvoiceDate,Price,CustomerID,Country,Category\n" \
	"1001,A1,MUG,10,2024-01-05 09:00:00,2.50,501,France,Kitchen\n" \
	"1001,B2,LAMP,1,2024-01-05 09:00:00,20.00,501,France,Home\n" \
	"1002,A1,MUG,4,2024-01-06 10:30:00,2.50,502,UK,Kitchen\n" \
	"1002,A1,MUG,4,2024-01-06 10:30:00,2.50,502,UK,Kitchen\n" \
	"C1003,A1,MUG,-10,2024-01-07 11:00:00,2.50,501,France,Kitchen\n" \
	"1004,C3,CUP,3,2024-01-31 23:59:59,7.10,,Malta,Kitchen\n"        /* no user: nothing of it counts */ \
	"1006,D4,PEN,6,2024-02-02 12:00:00,0.00,502,,Office\n"           /* no country: the earlier one stays */ \
	"1007,POST,,1,2024-02-03 08:00:00,18.00,502,Ireland,\n"          /* the last one stands */ \
	"TEST-1,D4,PEN,600,2024-02-02 12:00:00,9.00,504,UK,Office\n"

static void
test_three_tables (void)
{
	IN_THE_SHOP;
	static const char *const mappings[] = { "user.Country=Country", NULL };
	SegImportResult result = take_in (&shop, RETAIL, NULL, mappings);
	SegOrdersSummary summary;

	g_assert_cmpint (result.rows_loaded, ==, 8);
	g_assert_cmpint (result.rows_rejected, ==, 1);
	shop_expect (&shop, "SELECT key, listed, Country FROM user ORDER BY key", "501|0|France\n502|0|Ireland\n504|0|UK");
	shop_expect (&shop, "SELECT key, listed, Description, Category FROM item ORDER BY key",
	             "A1|0|MUG|Kitchen\nB2|0|LAMP|Home\nD4|0|PEN|Office\nPOST|0|~|~");
	shop_expect (&shop, "SELECT entity, label, field, missing FROM attribute ORDER BY entity, label",
	             "item|Category|category|1\nitem|Description|title|1\nuser|Country|~|0");
	/* 25 + 20 + 10 + 10 - 25 + 0 + 18; the 25 of order 1001 are given back, its lamp stands */
	g_assert_true (seg_orders_summary (shop.workspace, &summary, NULL));
	g_assert_cmpfloat (summary.revenue, ==, 58);
	g_assert_cmpint (summary.n_given_back, ==, 1);
	g_assert_cmpint (summary.n_purchases, ==, 5);
	shop_expect (&shop, "SELECT count(*), amount FROM event_set_aside", "1|5400.0");
}

/* A later file's values replace those of an earlier one; the list of users is not made by a log. */
static void
test_merging (void)
{
	IN_THE_SHOP;
	static const char *const mappings[] = { "user.Country=Country", NULL };
	SegImportResult result;

	take_in (&shop, "user_id,Country\n501,Spain\n900,Italy\n", "users", NULL);
	result = take_in (&shop, RETAIL, NULL, mappings);
	g_assert_cmpint (result.changed_users, ==, 1);
	g_assert_cmpint (result.unknown_users, ==, 2);
	shop_expect (&shop, "SELECT key, listed, Country FROM user ORDER BY key", "501|1|France\n502|0|Ireland\n504|0|UK\n900|1|Italy");
}

/* Results ------------------------------------------------------------------------------------------------------------------------ */

static void
test_outcome_columns (void)
{
	IN_THE_SHOP;
	SegImportResult result = take_in (&shop,
		"user_id,campaign,arm,sent_at,opened,clicks,conversion,spend,Age\n"
		"u1,spring,A,2024-03-01 09:00,1,2,1,99.5,30\nu2,spring,B,2024-03-01 09:00,1,0,0,0,40\nu3,spring,A,2024-03-01 09:00,0,0,0,12,\n"
		",spring,A,2024-03-01 09:00,0,0,0,0,1\n", NULL, NULL);

	g_assert_cmpint (result.rows_loaded, ==, 3);
	g_assert_cmpint (result.rows_rejected, ==, 1);
	g_assert_cmpint (result.new_results, ==, 8);
	g_assert_cmpint (result.new_events, ==, 0);
	shop_expect (&shop, "SELECT user.key, campaign, variant, outcome, datetime (at, 'unixepoch'), amount FROM result JOIN user ON user.id = user_id "
	             "ORDER BY result.id",
	             "u1|spring|A|assigned|2024-03-01 09:00:00|~\nu1|spring|A|opened|2024-03-01 09:00:00|~\nu1|spring|A|clicked|2024-03-01 09:00:00|~\n"
	             "u1|spring|A|converted|2024-03-01 09:00:00|99.5\nu2|spring|B|assigned|2024-03-01 09:00:00|~\n"
	             "u2|spring|B|opened|2024-03-01 09:00:00|~\nu3|spring|A|assigned|2024-03-01 09:00:00|~\n"
	             "u3|spring|A|spent|2024-03-01 09:00:00|12.0");
	shop_expect (&shop, "SELECT key, Age FROM user ORDER BY key", "u1|30.0\nu2|40.0\nu3|~");
}

static void
test_outcome_words (void)
{
	IN_THE_SHOP;
	SegImportResult result = take_in (&shop, "用户ID,活动,结果,时间\nu1,春季,打开,2024-03-01\nu1,春季,点击,2024-03-02\nu2,春季,拒收,2024-03-01\n", "results", NULL);

	g_assert_cmpint (result.new_results, ==, 3);
	shop_expect (&shop, "SELECT campaign, outcome FROM result ORDER BY id", "春季|opened\n春季|clicked\n春季|拒收");
	/* another file that says some of it again */
	result = take_in (&shop, "用户ID,活动,结果,时间\nu1,春季,点击,2024-03-02\nu3,春季,点击,2024-03-02\n", "results", NULL);
	g_assert_cmpint (result.new_results, ==, 1);
	g_assert_cmpint (result.rows_known, ==, 1);
}

static void
test_hillstrom (void)
{
	IN_THE_SHOP;
	g_autofree char *path = test_shared_file ("data/hillstrom-email/hillstrom.csv");
	SegImportResult result;

	if (path == NULL)
		return;
	result = shop_import (&shop, path, "results");
	g_assert_cmpint (result.rows_loaded, ==, 64000);
	/* of its description: 64,000 customers, 9,394 visits, 578 conversions */
	shop_expect (&shop, "SELECT outcome, count(*) FROM result GROUP BY outcome", "assigned|64000\nconverted|578\nvisited|9394");
	shop_expect (&shop, "SELECT variant, count(*) FROM result WHERE outcome = 'assigned' GROUP BY variant",
	             "Mens E-Mail|21307\nNo E-Mail|21306\nWomens E-Mail|21387");
	g_assert_cmpint (shop_count (&shop, "SELECT count(history) FROM user"), ==, 64000);
}

/* Mappings kept ------------------------------------------------------------------------------------------------------------------- */

static void
test_recall (void)
{
	IN_THE_SHOP;
	static const char *const mappings[] = { "user=b", "item=a", "item.category=c", "amount=d", NULL };
	static const char *const other[] = { "-=c", NULL };
	const SegImportOptions said = { .mappings = other };
	g_autofree char *path = test_folder_write (shop.folder, "next.csv", "A,b ,C,d\nx2,p2,k2,7\n"), *changed = NULL;
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL), stranger = NULL;

	take_in (&shop, "a,B,c,D\nx1,p1,k1,5\nx2,p1,k2,5\n", "purchases", mappings);
	g_assert_true (seg_import_plan_recall (plan, shop.workspace, NULL, NULL, NULL));
	g_assert_nonnull (plan->recalled_from);
	g_assert_cmpstr (plan->role->name, ==, "purchases");
	g_assert_cmpstr (shop_meaning (plan, "A"), ==, "item");
	g_assert_cmpstr (shop_meaning (plan, "b"), ==, "user");
	g_assert_cmpstr (shop_meaning (plan, "C"), ==, "item category");
	g_assert_cmpstr (shop_meaning (plan, "d"), ==, "amount");
	g_assert_true (seg_import_plan_recall (plan, shop.workspace, NULL, &said, NULL)); /* what is said now goes before */
	g_assert_cmpstr (shop_meaning (plan, "C"), ==, "-");
	changed = test_folder_write (shop.folder, "other.csv", "A,b,C,e\nx2,p2,k2,7\n");
	stranger = shop_plan (changed, NULL, NULL);
	g_assert_true (seg_import_plan_recall (stranger, shop.workspace, NULL, NULL, NULL));
	g_assert_null (stranger->recalled_from);
}

/* Kinds of orders ------------------------------------------------------------------------------------------------------------------- */

static void
test_kinds (void)
{
	IN_THE_SHOP;

	take_in (&shop,
		"order_id,user_id,course,at,amount,quantity,status\n"
		"1,u1,Go,2024-01-01,100,1,paid\n2,u1,Go,2024-01-02,100,1,Refunded\n3,u1,Go,2024-01-03,100,1,Partially refunded\n"
		"4,u1,Go,2024-01-04,100,1,Cancelled\n5,u1,Go,2024-01-05,100,1,pending\n6,u1,Go,2024-01-06,-50,1,paid\n"
		"7,u1,Go,2024-01-07,-50,1,cancelled\n8,u1,Go,2024-01-08,0,1,paid\n9,u1,软件测试入门,2024-01-09,10,1,paid\n"
		"10,u1,Go,2024-01-10,10,1,测试\ntest-11,u1,Go,2024-01-11,10,1,paid\n12,test01,Go,2024-01-12,10,1,paid\n"
		"13,test@example.com,Go,2024-01-13,10,1,paid\n14,testarossa,Go,2024-01-14,10,1,paid\n15,u1,Testing with Go,2024-01-15,10,1,paid\n",
		"purchases", NULL);
	g_assert_true (seg_orders_withdraw (shop.workspace, NULL, NULL));
	shop_expect (&shop, "SELECT order_key, kind, amount FROM event_named ORDER BY at",
	             "1|purchase|100.0\n2|refunded|100.0\n3|purchase|100.0\n4|cancelled|100.0\n5|cancelled|100.0\n6|refund|-50.0\n"
	             "7|cancellation|-50.0\n8|purchase|0.0\n9|purchase|10.0\n10|test order|10.0\ntest-11|test order|10.0\n"
	             "12|test order|10.0\n13|test order|10.0\n14|purchase|10.0\n15|purchase|10.0");
}

/* A ledger: the row of the refund stands beside that of the order. */
static void
test_ledger (void)
{
	IN_THE_SHOP;

	take_in (&shop,
		"order_id,user_id,course,at,amount,status\n1,u1,Go,2024-01-01,100,paid\n2,u2,Go,2024-01-02,80,paid\n2,u2,Go,2024-01-05,80,refunded\n",
		"purchases", NULL);
	shop_expect (&shop, "SELECT order_key, kind, amount FROM event_named ORDER BY at", "1|purchase|100.0\n2|given back|80.0\n2|refund|-80.0");
}

/* Net revenue and cancellations that find their sale, worked out by pandas and R: tests/data/orders. */
static void
test_reference (void)
{
	IN_THE_SHOP;
	g_autofree char *path = test_shared_file ("reference/orders/small_log.csv");
	g_autoptr (SegImportPlan) plan = path != NULL ? shop_plan (path, "purchases", NULL) : NULL;
	g_autoptr (GError) error = NULL;
	SegOrdersPolicy gross = seg_orders_policy_default ();
	SegOrdersSummary summary;
	SegImportResult result;

	if (plan == NULL)
		return;
	g_assert_true (seg_intake_run (shop.workspace, &plan, 1, NULL, NULL, &result, &error));
	g_assert_true (seg_orders_summary (shop.workspace, &summary, &error));
	g_assert_cmpfloat_with_epsilon (summary.revenue, 82.95, 1e-9); /* "net: cancelled rows subtract, all rows with a customer" */
	g_assert_cmpint (summary.n_given_back, ==, 4);                 /* "cancelled rows ... that find a sale" */
	shop_expect (&shop, "SELECT user.key, round (total (amount), 2) FROM event JOIN user ON user.id = user_id "
	             "WHERE kind_id IN (SELECT id FROM event_kind WHERE money) GROUP BY user.key", "501|20.0\n502|8.0\n503|-40.0\n504|94.95");
	g_assert_true (seg_orders_policy_parse ("refunds=drop,cancellations=drop,free=drop", &gross, NULL));
	g_assert_true (seg_orders_change (shop.workspace, &gross, NULL, &error));
	g_assert_true (seg_orders_summary (shop.workspace, &summary, &error));
	g_assert_cmpfloat_with_epsilon (summary.revenue, 222.93, 1e-9); /* "keep positive ... with a customer" */
	g_assert_cmpint (summary.n_purchases, ==, 7);
	g_assert_cmpint (shop_count (&shop, "SELECT count(DISTINCT order_key) FROM event"), ==, 5);
}

/* Quotes are remembered with the columns, whether the header shows them or not; what is said goes before. */
static void
test_recall_quotes (void)
{
	IN_THE_SHOP;
	static const struct { const char *quotes, *first, *next; char quote; } cases[] = {
		{ "'", "who;what;paid\n'x1';'a;b';5\n", "who;what;paid\n'x2';'c';6\n", '\'' },
		{ "none", "whom;that;cost\nx1;\"a;5\nx2;\"b\";6\n", "whom;that;cost\nx1;7\" disk;5\nx2;\"b\";6\n", '\0' },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		const SegImportOptions options = { .quotes = cases[i].quotes }, said = { .quotes = "\"" };
		g_autofree char *path = test_folder_write (shop.folder, "first.csv", cases[i].first);
		g_autofree char *next = test_folder_write (shop.folder, "next.csv", cases[i].next);
		g_autoptr (SegImportPlan) plan = shop_plan (path, "users", &options), later = NULL, other = NULL;
		g_autoptr (GError) error = NULL;

		g_assert_true (seg_import_plan_remember (plan, shop.workspace, &error));
		later = shop_plan (next, NULL, NULL);
		g_assert_true (seg_import_plan_recall (later, shop.workspace, NULL, NULL, &error));
		g_assert_cmpint (later->quote, ==, cases[i].quote);
		g_assert_nonnull (later->recalled_from);
		g_assert_cmpuint (later->n_columns, ==, 3);
		other = shop_plan (next, NULL, &said);
		g_assert_true (seg_import_plan_recall (other, shop.workspace, NULL, &said, &error));
		g_assert_cmpint (other->quote, ==, '"');
	}
}

/* Many values ----------------------------------------------------------------------------------------------------------------- */

#define N_USERS 400
#define N_ITEMS 60

/* Rows in which values come, change, change back and are missing. */
static char *
write_values (GRand *rand, guint n_rows, guint first_user)
{
	GString *text = g_string_new ("user_id,item_id,at,amount,City,Age,Since,Vip,Shelf\n");

	for (guint i = 0; i < n_rows; i++) {
		guint user = first_user + (guint) g_rand_int_range (rand, 0, N_USERS), item = (guint) g_rand_int_range (rand, 0, N_ITEMS);

		g_string_append_printf (text, "u%u,i%u,2024-01-%02d,%u,", user, item, 1 + i % 28, 1 + i % 90);
		if (g_rand_boolean (rand))
			g_string_append_printf (text, "city number %d", g_rand_int_range (rand, 0, 200));
		g_string_append_c (text, ',');
		if (g_rand_boolean (rand))
			g_string_append_printf (text, "%d", g_rand_int_range (rand, 18, 80));
		g_string_append_c (text, ',');
		if (g_rand_boolean (rand))
			g_string_append_printf (text, "2023-%02d-11", g_rand_int_range (rand, 1, 13));
		g_string_append_printf (text, ",%s,", g_rand_boolean (rand) ? "" : g_rand_boolean (rand) ? "yes" : "no");
		if (g_rand_boolean (rand))
			g_string_append_printf (text, "shelf %d", g_rand_int_range (rand, 0, 9));
		g_string_append_c (text, '\n');
	}
	return g_string_free (text, FALSE);
}

/* The last value of each user or item in @text, "u1|City|Age\n...", sorted; missing ones as "~". */
static void
take_last (GHashTable *last, const char *text)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

	for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
		g_auto (GStrv) fields = g_strsplit (lines[i], ",", -1);

		for (guint f = 4; f < 9; f++)
			if (*fields[f] != '\0')
				g_hash_table_insert (last, g_strdup_printf ("%s %u", fields[f == 8 ? 1 : 0], f), g_strdup (fields[f]));
	}
}

static void
expect_last (Shop *shop, GHashTable *last)
{
	static const char *const queries[] = { "SELECT key, City FROM user", "SELECT key, printf ('%d', Age) FROM user WHERE Age",
		"SELECT key, date (Since, 'unixepoch') FROM user", "SELECT key, iif (Vip, 'yes', 'no') FROM user WHERE Vip IS NOT NULL", "SELECT key, Shelf FROM item" };
	guint n = 0;

	for (guint f = 0; f < G_N_ELEMENTS (queries); f++) {
		g_autoptr (GError) error = NULL;
		g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, queries[f], &error);

		g_assert_no_error (error);
		while (seg_statement_next (statement, &error)) {
			g_autofree char *key = g_strdup_printf ("%s %u", seg_statement_text (statement, 0), f + 4);

			if (seg_statement_text (statement, 1) == NULL)
				continue;
			g_assert_cmpstr (seg_statement_text (statement, 1), ==, g_hash_table_lookup (last, key));
			n++;
		}
		g_assert_no_error (error);
	}
	g_assert_cmpuint (n, ==, g_hash_table_size (last));
}

static char *
list_changes (Shop *shop)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace,
		"SELECT entity || entity_id || name || value FROM attribute_change ORDER BY entity, entity_id, name", &error);
	GString *text = g_string_new (NULL);

	while (seg_statement_next (statement, &error))
		g_string_append_printf (text, "%s\n", seg_statement_text (statement, 0));
	g_assert_no_error (error);
	return g_string_free (text, FALSE);
}

/* What does not fit into memory goes by a file, in one run or in hundreds, and comes to the same: the last value of each, and what it
 * replaces of an earlier load. */
static void
test_many_values (void)
{
	static const char *const mappings[] = { "user.City=City", "user.Age=Age", "user.Since=Since", "user.Vip=Vip", "item.Shelf=Shelf", NULL };
	static const gsize sizes[] = { (gsize) 1 << 30, 100000, 3000, 1 };
	const gsize usual = seg_wide_bytes_most;
	g_autofree char *changes = NULL;
	SegImportResult results[G_N_ELEMENTS (sizes)];

	for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
		IN_THE_SHOP;
		g_autoptr (GRand) rand = g_rand_new_with_seed (11);
		const guint n_rows = sizes[i] == 1 ? 300 : 6000; /* a run for each value: few of them do */
		g_autofree char *first = write_values (rand, n_rows, 0), *second = write_values (rand, n_rows, 150), *now = NULL;
		g_autoptr (GHashTable) last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

		seg_wide_bytes_most = sizes[i];
		take_in (&shop, first, "purchases", mappings);
		take_last (last, first);
		expect_last (&shop, last);
		results[i] = take_in (&shop, second, "purchases", mappings);
		take_last (last, second);
		expect_last (&shop, last);
		if (sizes[i] == 1)
			continue;
		g_assert_cmpint (results[i].changed_users, ==, results[0].changed_users);
		g_assert_cmpint (results[i].changed_items, ==, results[0].changed_items);
		now = list_changes (&shop);
		g_assert_cmpuint (strlen (now), >, 1000);
		if (changes == NULL)
			changes = g_steal_pointer (&now);
		else
			g_assert_cmpstr (now, ==, changes);
	}
	seg_wide_bytes_most = usual;
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/wide/dependence", test_dependence);
	g_test_add_func ("/wide/choice", test_choice);
	g_test_add_func ("/wide/three-tables", test_three_tables);
	g_test_add_func ("/wide/merging", test_merging);
	g_test_add_func ("/wide/outcome-columns", test_outcome_columns);
	g_test_add_func ("/wide/outcome-words", test_outcome_words);
	g_test_add_func ("/wide/hillstrom", test_hillstrom);
	g_test_add_func ("/wide/recall", test_recall);
	g_test_add_func ("/wide/recall-quotes", test_recall_quotes);
	g_test_add_func ("/wide/many-values", test_many_values);
	g_test_add_func ("/wide/kinds", test_kinds);
	g_test_add_func ("/wide/ledger", test_ledger);
	g_test_add_func ("/wide/reference", test_reference);
	return g_test_run ();
}
