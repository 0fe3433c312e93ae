/* The policy for orders: what it counts, that it can be taken back without loss, and netting against figures worked out by hand and
 * by another program. */
#include <config.h>

#include <segscope/intake.h>
#include <segscope/orders.h>

#include "ingest-fixture.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

static void
choose (Shop *shop, const char *text)
{
	g_autoptr (GError) error = NULL;
	SegOrdersPolicy policy = seg_orders_policy_default ();

	g_assert_true (seg_orders_policy_parse (text, &policy, &error));
	g_assert_no_error (error);
	g_assert_true (seg_orders_change (shop->workspace, &policy, NULL, &error));
	g_assert_no_error (error);
}

/* Makes kinds and events from lines "user item kind day amount quantity order". */
typedef struct {
	int         user, item;
	const char *kind;
	int         day; /* 0: none */
	double      amount, quantity;
	const char *order;
} Event;

static void
add_events (Shop *shop, const Event *events, gsize n)
{
	g_autoptr (GString) sql = g_string_new ("INSERT INTO source (id, path, checksum, role, mapping, encoding, delimiter, rows_read, "
		"rows_loaded, rows_rejected, rows_repeated, imported_at, program_version) VALUES (1, 'f', 'c', 'purchases', '{}', 'UTF-8', ',', 0, 0, 0, "
		"0, 0, '');");
	g_autoptr (GError) error = NULL;

	for (gsize i = 0; i < n; i++) {
		const Event *event = &events[i];
		g_autofree char *order = event->order != NULL ? g_strdup_printf ("'%s'", event->order) : g_strdup ("NULL");
		char amount[G_ASCII_DTOSTR_BUF_SIZE], quantity[G_ASCII_DTOSTR_BUF_SIZE];

		g_string_append_printf (sql, "INSERT OR IGNORE INTO user (id, key) VALUES (%d, 'u%d');", event->user, event->user);
		if (event->item != 0)
			g_string_append_printf (sql, "INSERT OR IGNORE INTO item (id, key) VALUES (%d, 'i%d');", event->item, event->item);
		g_string_append_printf (sql, "INSERT INTO event_kind (name) VALUES ('%s') ON CONFLICT DO NOTHING;", event->kind);
		g_string_append_printf (sql, "INSERT INTO event (user_id, item_id, kind_id, at, amount, quantity, order_key, source_id) "
		                        "SELECT %d, nullif (%d, 0), id, nullif (%d, 0) * 86400, %s, nullif (%s, 0), %s, 1 FROM event_kind WHERE name = '%s';",
		                        event->user, event->item, event->day, g_ascii_dtostr (amount, sizeof amount, event->amount),
		                        g_ascii_dtostr (quantity, sizeof quantity, event->quantity), order, event->kind);
	}
	g_assert_true (seg_workspace_execute (shop->workspace, sql->str, &error));
	g_assert_no_error (error);
}

static char *
given_back (Shop *shop)
{
	return shop_query (shop, "SELECT coalesce (group_concat (event_id || '@' || coalesce (at / 86400, '?'), ' '), '') "
	                         "FROM (SELECT * FROM given_back ORDER BY event_id)");
}

/* The policy as text -------------------------------------------------------------------------------------------------- */

static void
test_text (void)
{
	SegOrdersPolicy policy = seg_orders_policy_default ();
	g_autofree char *usual = seg_orders_policy_text (&policy), *changed = NULL;
	static const char *const wrong[] = { "refunds", "refunds=", "free=net", "tests=net", "gifts=drop", "refunds=drop,,", "refunds=none" };

	g_assert_cmpstr (usual, ==, "refunds=net,cancellations=net,free=keep,tests=drop");
	g_assert_true (seg_orders_policy_parse (" Refunds = drop ,tests=keep", &policy, NULL));
	changed = seg_orders_policy_text (&policy);
	g_assert_cmpstr (changed, ==, "refunds=drop,cancellations=net,free=keep,tests=keep");
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) error = NULL;
		g_autofree char *after = NULL;

		g_assert_false (seg_orders_policy_parse (wrong[i], &policy, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
		after = seg_orders_policy_text (&policy);
		g_assert_cmpstr (after, ==, changed);
	}
}

/* Netting ------------------------------------------------------------------------------------------------------------------ */

/* Each rule of matching on its own: the ids of purchases that are given back, with the day. */
static void
test_rules (void)
{
	static const struct {
		const char *what;
		Event events[6];
		const char *given_back;
		int n_unmatched;
	} cases[] = {
		{ "the same item and quantity, the latest first",
		  { { 1, 1, "purchase", 1, 20, 2, "a" }, { 1, 1, "purchase", 2, 20, 2, "b" }, { 1, 1, "refund", 3, -20, -2, "r" } }, "2@3", 0 },
		{ "the order number goes before the later purchase",
		  { { 1, 1, "purchase", 1, 20, 2, "a" }, { 1, 1, "purchase", 2, 20, 2, "b" }, { 1, 1, "refund", 3, -20, -2, "a" } }, "1@3", 0 },
		{ "C1 cancels order 1", { { 1, 1, "purchase", 1, 20, 2, "1" }, { 1, 1, "purchase", 2, 20, 2, "2" }, { 1, 1, "cancellation", 3, -20, -2, "C1" } },
		  "1@3", 0 },
		{ "nothing later than the entry is taken back", { { 1, 1, "refund", 1, -20, -2, NULL }, { 1, 1, "purchase", 2, 20, 2, NULL } }, "", 1 },
		{ "another user's purchase is not taken back", { { 1, 1, "purchase", 1, 20, 2, NULL }, { 2, 1, "refund", 2, -20, -2, NULL } }, "", 1 },
		{ "another item is not taken back", { { 1, 1, "purchase", 1, 20, 2, NULL }, { 1, 2, "refund", 2, -20, -2, NULL } }, "", 1 },
		{ "a part given back leaves the order standing", { { 1, 1, "purchase", 1, 20, 2, NULL }, { 1, 1, "refund", 2, -10, -1, NULL } }, "", 0 },
		{ "two parts make the whole, on the day of the second",
		  { { 1, 1, "purchase", 1, 20, 2, NULL }, { 1, 1, "refund", 2, -10, -1, NULL }, { 1, 1, "refund", 5, -10, -1, NULL } }, "1@5", 0 },
		{ "one entry takes back several purchases, the latest first",
		  { { 1, 1, "purchase", 1, 10, 1, NULL }, { 1, 1, "purchase", 2, 10, 1, NULL }, { 1, 1, "purchase", 3, 10, 1, NULL },
		    { 1, 1, "refund", 4, -20, -2, NULL } }, "2@4 3@4", 0 },
		{ "a purchase is taken back once",
		  { { 1, 1, "purchase", 1, 10, 1, NULL }, { 1, 1, "refund", 2, -10, -1, NULL }, { 1, 1, "refund", 3, -10, -1, NULL } }, "1@2", 1 },
		{ "an order without an item is given back as a whole",
		  { { 1, 1, "purchase", 1, 10, 1, "a" }, { 1, 2, "purchase", 1, 30, 1, "a" }, { 1, 0, "refund", 2, -40, 0, "a" } }, "1@2 2@2", 0 },
		{ "and a part of its money gives no line back",
		  { { 1, 1, "purchase", 1, 10, 1, "a" }, { 1, 2, "purchase", 1, 30, 1, "a" }, { 1, 0, "refund", 2, -10, 0, "a" } }, "", 0 },
		{ "without item and order: the same amount",
		  { { 1, 0, "purchase", 1, 10, 0, NULL }, { 1, 0, "purchase", 2, 30, 0, NULL }, { 1, 0, "refund", 3, -10, 0, NULL } }, "1@3", 0 },
		{ "without quantities: by the amount", { { 1, 1, "purchase", 1, 10, 0, NULL }, { 1, 1, "refund", 3, -10, 0, NULL } }, "1@3", 0 },
		{ "without times everything may be taken back", { { 1, 1, "refund", 0, -10, -1, NULL }, { 1, 1, "purchase", 0, 10, 1, NULL } }, "2@?", 0 },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		IN_THE_SHOP;
		g_autofree char *found = NULL;
		SegOrdersSummary summary;
		gsize n = 0;

		while (n < G_N_ELEMENTS (cases[i].events) && cases[i].events[n].kind != NULL)
			n++;
		add_events (&shop, cases[i].events, n);
		choose (&shop, "refunds=net");
		found = given_back (&shop);
		if (strcmp (found, cases[i].given_back) != 0)
			g_error ("%s: \"%s\", not \"%s\"", cases[i].what, found, cases[i].given_back);
		g_assert_true (seg_orders_summary (shop.workspace, &summary, NULL));
		if (summary.n_unmatched != cases[i].n_unmatched)
			g_error ("%s: %d unmatched", cases[i].what, (int) summary.n_unmatched);
	}
}

/* Single pieces: each entry takes the latest earlier sale of the same user and item that is still there, as the reference of
 * reference/orders does it. By brute force, with the sums of money. */
static void
test_random (void)
{
	for (guint32 seed = 1; seed <= 12; seed++) {
		IN_THE_SHOP;
		g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
		Event events[120];
		gboolean taken[G_N_ELEMENTS (events)] = { FALSE };
		SegOrdersSummary summary;
		double sum = 0;
		int n_taken = 0, n_unmatched = 0;

		for (gsize i = 0; i < G_N_ELEMENTS (events); i++) { /* in order of time */
			gboolean entry = g_rand_int_range (rand, 0, 3) == 0;
			int user = g_rand_int_range (rand, 1, 5), item = g_rand_int_range (rand, 1, 6);

			events[i] = (Event) { user, item, !entry ? "purchase" : g_rand_boolean (rand) ? "refund" : "cancellation", (int) i / 3 + 1,
			                      entry ? -item : item, entry ? -1 : 1, NULL };
			sum += events[i].amount;
		}
		for (gsize i = 0; i < G_N_ELEMENTS (events); i++) {
			gssize found = -1;

			if (events[i].amount > 0)
				continue;
			for (gsize j = 0; j < G_N_ELEMENTS (events) && events[j].day <= events[i].day; j++)
				if (events[j].amount > 0 && !taken[j] && events[j].user == events[i].user && events[j].item == events[i].item)
					found = (gssize) j;
			if (found >= 0)
				taken[found] = TRUE;
			n_taken += found >= 0;
			n_unmatched += found < 0;
		}
		add_events (&shop, events, G_N_ELEMENTS (events));
		choose (&shop, "refunds=net");
		g_assert_true (seg_orders_summary (shop.workspace, &summary, NULL));
		g_assert_cmpint (summary.n_given_back, ==, n_taken);
		g_assert_cmpint (summary.n_unmatched, ==, n_unmatched);
		g_assert_cmpfloat_with_epsilon (summary.revenue, sum, 1e-9);
		for (gsize i = 0; i < G_N_ELEMENTS (events); i++) {
			g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM given_back WHERE event_id = %d", (int) i + 1);

			g_assert_cmpint (shop_count (&shop, sql), ==, taken[i]);
		}
	}
}

/* What stands under each policy ------------------------------------------------------------------------------------------ */

static const Event mixed[] = {
	{ 1, 1, "purchase", 1, 100, 1, "a" }, { 1, 1, "refund", 2, -100, -1, "a" }, { 1, 2, "purchase", 3, 50, 1, "b" },
	{ 2, 1, "refunded", 4, 70, 1, "c" }, { 2, 1, "cancelled", 5, 30, 1, "d" }, { 2, 2, "cancellation", 6, -20, -1, "Ce" },
	{ 3, 3, "purchase", 7, 0, 1, "f" }, { 3, 1, "test order", 8, 1000, 1, "test-1" }, { 3, 1, "view", 9, 0, 0, NULL },
};

static void
test_treatments (void)
{
	static const struct { const char *policy; double revenue; int n_orders, n_events; } cases[] = {
		{ "", 30, 2, 8 },                                /* 100 - 100 + 50 - 20; orders b, f; without the test */
		{ "refunds=keep", 200, 4, 8 },                   /* 100 + 50 + 70 - 20 */
		{ "refunds=drop", 130, 3, 6 },                   /* 100 + 50 - 20 */
		{ "cancellations=keep", 80, 3, 8 },              /* 100 - 100 + 50 + 30 */
		{ "cancellations=drop", 50, 2, 6 },
		{ "refunds=drop,cancellations=drop,free=drop", 150, 2, 3 },
		{ "tests=keep", 1030, 3, 9 },
		{ "refunds=keep,cancellations=keep,tests=keep", 1250, 6, 9 },
		{ "free=drop", 30, 1, 7 },
	};
	IN_THE_SHOP;

	add_events (&shop, mixed, G_N_ELEMENTS (mixed));
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		SegOrdersSummary summary;

		choose (&shop, cases[i].policy[0] != '\0' ? cases[i].policy : "refunds=net");
		g_assert_true (seg_orders_summary (shop.workspace, &summary, NULL));
		if (summary.revenue != cases[i].revenue || summary.n_purchases != cases[i].n_orders
		    || shop_count (&shop, "SELECT count(*) FROM event") != cases[i].n_events)
			g_error ("%s: revenue %g, %d orders", cases[i].policy, summary.revenue, (int) summary.n_purchases);
		/* what there is does not depend on what is done with it */
		g_assert_cmpint (summary.classes[SEG_ORDERS_REFUNDS].n_entries, ==, 1);
		g_assert_cmpfloat (summary.classes[SEG_ORDERS_REFUNDS].orders_amount, ==, 70);
		g_assert_cmpint (summary.classes[SEG_ORDERS_CANCELLATIONS].n_orders, ==, 1);
		g_assert_cmpint (summary.classes[SEG_ORDERS_FREE].n_orders, ==, 1);
		g_assert_cmpint (summary.classes[SEG_ORDERS_TESTS].n_orders, ==, 1);
	}
}

/* Everything of the tables that the policy may touch. */
static char *
everything (Shop *shop)
{
	return shop_query (shop, "SELECT group_concat (t, char (10)) FROM ("
		"SELECT * FROM (SELECT json_array (id, user_id, item_id, kind_id, at, amount, quantity, order_key, source_id) AS t FROM event ORDER BY id) "
		"UNION ALL SELECT * FROM (SELECT json_array ('aside', id, kind_id) FROM event_set_aside ORDER BY id) "
		"UNION ALL SELECT * FROM (SELECT json_array ('kind', id, name, money, purchase) FROM event_kind ORDER BY id) "
		"UNION ALL SELECT * FROM (SELECT json_array ('back', event_id, at) FROM given_back ORDER BY event_id) "
		"UNION ALL SELECT * FROM (SELECT json_array ('text', event_id, text) FROM review ORDER BY event_id) "
		"UNION ALL SELECT * FROM (SELECT json_array ('set', name, value) FROM setting ORDER BY name))");
}

/* Another policy and back again: everything is as it was, also a text that hung on an event. */
static void
test_back_again (void)
{
	static const char *const others[] = { "refunds=drop,cancellations=drop,free=drop,tests=drop", "refunds=keep,cancellations=keep,tests=keep" };
	IN_THE_SHOP;
	g_autofree char *before = NULL, *fingerprint = NULL;

	add_events (&shop, mixed, G_N_ELEMENTS (mixed));
	g_assert_true (seg_workspace_execute (shop.workspace, "INSERT INTO review (event_id, text) VALUES (2, 'broken'), (8, 'only a test')", NULL));
	choose (&shop, "refunds=net");
	before = everything (&shop);
	fingerprint = seg_workspace_fingerprint (shop.workspace, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
		g_autofree char *other = NULL, *after = NULL, *back = NULL, *now = NULL;

		choose (&shop, others[i]);
		other = everything (&shop);
		now = seg_workspace_fingerprint (shop.workspace, NULL);
		g_assert_cmpstr (now, !=, fingerprint);
		g_assert_cmpstr (other, !=, before);
		choose (&shop, "refunds=net");
		after = everything (&shop);
		g_assert_cmpstr (after, ==, before);
		back = seg_workspace_fingerprint (shop.workspace, NULL);
		g_assert_cmpstr (back, ==, fingerprint);
	}
	g_assert_true (seg_orders_withdraw (shop.workspace, NULL, NULL));
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM event"), ==, G_N_ELEMENTS (mixed));
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM review"), ==, 2);
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM event JOIN event_kind k ON k.id = kind_id WHERE name = 'purchase'"), ==, 3);
}

/* The first import notes which lines netting has to look at; without that it looks at all of them. Either way the outcome is one. */
static void
import_with (Shop *shop, const char *path, const char *policy)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegImportPlan) plan = seg_import_plan (path, seg_role_find ("events"), NULL, &error);
	SegOrdersPolicy chosen = seg_orders_policy_default ();
	SegIntakeOptions options = SEG_INTAKE_OPTIONS_INIT;
	SegImportResult result;

	g_assert_no_error (error);
	g_assert_true (seg_orders_policy_parse (policy, &chosen, NULL));
	options.orders = &chosen;
	g_assert_true (seg_intake_run (shop->workspace, (SegImportPlan *const *) &plan, 1, &options, NULL, &result, &error));
	g_assert_no_error (error);
}

static char *
write_random (const Shop *shop, guint32 seed)
{
	static const char *const kinds[] = { "purchase", "purchase", "refund", "cancellation", "view" };
	g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
	g_autoptr (GString) text = g_string_new ("user_id,item_id,event,at,amount,quantity,order_id\n");

	for (int i = 0; i < 150; i++) {
		int quantity = g_rand_int_range (rand, 1, 3);

		g_string_append_printf (text, "u%d,", g_rand_int_range (rand, 1, 9));
		if (g_rand_int_range (rand, 0, 6) > 0)
			g_string_append_printf (text, "i%d", g_rand_int_range (rand, 1, 6));
		g_string_append_printf (text, ",%s,2024-01-%02d,%d,%d,", kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))], i / 6 + 1,
		                        10 * quantity, quantity);
		if (g_rand_boolean (rand))
			g_string_append_printf (text, "o%d", g_rand_int_range (rand, 1, 30));
		g_string_append_c (text, '\n');
	}
	return test_folder_write (shop->folder, "log.csv", text->str);
}

static void
test_first_import (void)
{
	static const char *const policies[] = { "refunds=net", "refunds=keep", "cancellations=drop", "refunds=drop", "refunds=keep,cancellations=keep" };
	int n_given_back = 0;

	for (guint32 seed = 1; seed <= 8; seed++)
		for (gsize i = 0; i < G_N_ELEMENTS (policies); i++) {
			IN_THE_SHOP;
			g_autofree char *path = write_random (&shop, seed), *noted = NULL, *all = NULL;

			import_with (&shop, path, policies[i]);
			noted = everything (&shop);
			n_given_back += (int) shop_count (&shop, "SELECT count(*) FROM given_back");
			choose (&shop, "refunds=drop,cancellations=drop");
			choose (&shop, policies[i]);
			all = everything (&shop);
			g_assert_cmpstr (noted, ==, all);
		}
	g_assert_cmpint (n_given_back, >, 100);
}

/* In words ------------------------------------------------------------------------------------------------------------------- */

static void
test_words (void)
{
	IN_THE_SHOP;
	g_autofree char *nothing = seg_orders_line (shop.workspace, NULL), *usual = NULL, *other = NULL;
	g_autoptr (GPtrArray) sentences = NULL;
	SegOrdersSummary summary;

	g_assert_cmpstr (nothing, ==, "");
	add_events (&shop, mixed, G_N_ELEMENTS (mixed));
	choose (&shop, "refunds=net");
	usual = seg_orders_line (shop.workspace, NULL);
	g_assert_cmpstr (usual, ==, "refunds netted, cancellations netted, test orders dropped");
	g_assert_true (seg_orders_summary (shop.workspace, &summary, NULL));
	sentences = seg_orders_sentences (&summary);
	g_assert_cmpstr (sentences->pdata[0], ==, "1 refund (-100.00): taken off the revenue.");
	g_assert_cmpuint (sentences->len, ==, 8);
	choose (&shop, "refunds=drop,cancellations=keep,free=drop,tests=keep");
	other = seg_orders_line (shop.workspace, NULL);
	g_assert_cmpstr (other, ==, "refunds dropped, cancellations not taken off, free orders dropped, test orders kept");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/orders/text", test_text);
	g_test_add_func ("/orders/rules", test_rules);
	g_test_add_func ("/orders/random", test_random);
	g_test_add_func ("/orders/treatments", test_treatments);
	g_test_add_func ("/orders/back-again", test_back_again);
	g_test_add_func ("/orders/first-import", test_first_import);
	g_test_add_func ("/orders/words", test_words);
	return g_test_run ();
}
