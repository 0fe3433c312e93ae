/* Imports: what is in the workspace afterwards, and what is not. */
#include <config.h>

#include <string.h>

#include <segscope/rejects.h>

#include "ingest-fixture.h"

#define DATA(name) g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA"), "ingest", name, NULL)
#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

static SegImportResult
import_data (Shop *shop, const char *name)
{
	g_autofree char *path = DATA (name);

	return shop_import (shop, path, NULL);
}

#define EVENTS "SELECT user, item, kind, at, amount, quantity, rating, order_key, text FROM event_named ORDER BY ltrim (order_key, 'C'), id"

/* Files of every kind ------------------------------------------------------------------------------------------------------ */

static void
test_chinese_orders (void)
{
	IN_THE_SHOP;
	SegImportResult result = import_data (&shop, "orders-gb18030.csv");

	g_assert_cmpint (result.rows_loaded, ==, 4);
	g_assert_cmpint (result.new_users, ==, 3);
	g_assert_cmpint (result.new_items, ==, 2);
	shop_expect (&shop, EVENTS,
	             "00017|c1|purchase|2024-03-01 09:12:00|199.0|~|~|D001|~\n"
	             "00018|c2|purchase|2024-03-02 10:00:00|1299.5|~|~|D002|~\n"
	             "00017|c2|refunded|2024-03-05 14:05:00|99.0|~|~|D003|~\n"
	             "1234567890123456789|c1|cancelled|2024-03-06 00:00:00|0.0|~|~|D004|~");
	shop_expect (&shop, "SELECT key, listed, \"课程名称\" FROM item ORDER BY key", "c1|0|《Python 数据分析》\nc2|0|理财入门");
}

static void
test_wide_characters (void)
{
	IN_THE_SHOP;

	import_data (&shop, "users-utf16.csv");
	import_data (&shop, "items-windows1252.csv");
	shop_expect (&shop, "SELECT key, Name, \"E-Mail\", Subscribed FROM user ORDER BY key",
	             "007|Zoë|zoe@example.com|1\n008|张三|zhang@example.com|0");
	shop_expect (&shop, "SELECT key, Description, UnitPrice FROM item ORDER BY key",
	             "22423|CAFÉ CAKESTAND £5|10.95\n85123A|WHITE \"HANGING\" HEART, T-LIGHT|2.55");
	shop_expect (&shop, "SELECT entity, name, field, type FROM attribute ORDER BY id",
	             "user|Name|name|text\nuser|E-Mail|email|text\nuser|Subscribed|consent|boolean\n"
	             "item|Description|title|text\nitem|UnitPrice|price|number");
}

static void
test_quotes (void)
{
	IN_THE_SHOP;
	SegImportResult result = import_data (&shop, "quotes.csv");

	g_assert_cmpint (result.rows_read, ==, 5);
	g_assert_cmpint (result.rows_rejected, ==, 1);
	shop_expect (&shop, EVENTS,
	             "u1|c1|review|2024-01-01 08:00:00|~|~|~|~|He said \"good\", twice.\r\nThen left.\n"
	             "u2|c1|review|2024-01-01 00:00:00|~|~|~|~|plain \"quotes\" inside\n"
	             "u3|c2|review|2024-01-01 08:00:00|~|~|~|~|spaces\n"
	             "u4|c2|review|2024-01-01 08:00:00|~|~|~|~|=1+1");
	shop_expect (&shop, "SELECT line, column_name, reason, raw FROM reject", "7|review|no text|u5,c3,,1704096000000");
}

static void
test_decimal_comma (void)
{
	IN_THE_SHOP;

	import_data (&shop, "semicolon.csv");
	shop_expect (&shop, "SELECT key, kunde, Ort, Umsatz, Anteil, date (Datum, 'unixepoch') FROM user ORDER BY id",
	             "1|0017|Köln; Süd|1234.56|0.125|2024-03-05\n2|18|~|99.9|~|2024-12-31\n3|19|Bonn|-5.0|0.07|2024-01-01");
}

static void
test_old_line_ends (void)
{
	IN_THE_SHOP;

	import_data (&shop, "old-mac.csv");
	shop_expect (&shop, "SELECT user, item, kind, rating FROM event_named ORDER BY id", "u1|i1|rating|5.0\nu2|i1|rating|4.0");
}

/* Names from a header are hostile: reserved words, repeated, quotes, SQL. */
static void
test_hostile_header (void)
{
	IN_THE_SHOP;

	import_data (&shop, "bom.csv");
	shop_expect (&shop, "SELECT group_concat (name, '|') FROM (SELECT name FROM attribute ORDER BY id)", "id_2|key_2|KEY_3|listed_2|column 6|say \"hi\"; DROP TABLE user");
	shop_expect (&shop, "SELECT key, id_2, key_2, key_3, listed_2, \"column 6\", \"say \"\"hi\"\"; DROP TABLE user\" FROM user",
	             "u1|1|2.0|3.0|4.0|5.0|6.0\nu2|1|2.0|3.0|4.0|5.0|7.0");
}

/* Rows set aside ------------------------------------------------------------------------------------------------------------- */

static void
test_ragged (void)
{
	IN_THE_SHOP;
	SegImportResult result = import_data (&shop, "ragged.csv");

	g_assert_cmpint (result.rows_read, ==, 8);
	g_assert_cmpint (result.rows_loaded, ==, 3);
	g_assert_cmpint (result.rows_rejected, ==, 5);
	shop_expect (&shop, "SELECT line, column_name, reason, raw FROM reject ORDER BY id",
	             "3|~|has 3 columns, the header has 4|u2,i1,2024-01-02\n"
	             "4|~|has 5 columns, the header has 4|u3,i1,2024-01-03,5,extra\n"
	             "7|user_id|no user|,i1,2024-01-05,5\n"
	             "8|at|\"2024-02-30\" is not a date|u6,i1,2024-02-30,5\n"
	             "9|amount|\"five\" is not a number|u7,i1,2024-01-07,five");
	shop_expect (&shop, "SELECT key FROM user ORDER BY id", "u1\nu4\nu8"); /* none of the rows set aside made a user */
}

static void
test_open_quote (void)
{
	IN_THE_SHOP;
	SegImportResult result = import_data (&shop, "open-quote.csv");

	g_assert_cmpint (result.rows_loaded, ==, 3);
	shop_expect (&shop, "SELECT line, reason, raw FROM reject", "3|a quote (\") is opened here and never closed|u2,\"i2,2024-01-02");
	shop_expect (&shop, "SELECT user FROM event_named ORDER BY id", "u1\nu3\nu4");
}

/* A quote forgotten at one place and met by another far below: said where it began, and how far it ran. */
static void
test_swallowed_rows (void)
{
	IN_THE_SHOP;
	SegImportResult result = shop_import_text (&shop, "events",
		"user_id,item_id,at\nu1,i1,2024-01-01\nu2,\"i2,2024-01-01\nu3,i3,2024-01-01\nu4,i4\",2024-01-01,x\nu5,i5,2024-01-01\n");

	g_assert_cmpint (result.rows_loaded, ==, 2);
	shop_expect (&shop, "SELECT line, reason FROM reject", "3|has 4 columns, the header has 3; it runs over 3 lines: is a quote (\") missing?");
}

static void
test_undecodable (void)
{
	IN_THE_SHOP;
	SegImportResult result = import_data (&shop, "damaged-utf8.csv");

	g_assert_cmpint (result.rows_loaded, ==, 31);
	shop_expect (&shop, "SELECT line, reason FROM reject", "32|is not UTF-8 text: byte 0xE5 at position 5 of the row");
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM user WHERE city = '北京'"), ==, 31);
}

/* A bad value costs a user the value, not the row. */
static void
test_bad_values (void)
{
	IN_THE_SHOP;
	SegImportResult result = import_data (&shop, "values.csv");

	g_assert_cmpint (result.rows_loaded, ==, 45);
	g_assert_cmpint (result.rows_rejected, ==, 0);
	g_assert_cmpint (result.values_rejected, ==, 3);
	g_assert_cmpint (result.new_users, ==, 44);
	shop_expect (&shop, "SELECT line, column_name, reason FROM reject ORDER BY id",
	             "3|age|\"unknown\" is not a number; the row was kept without this value\n"
	             "4|joined|\"yesterday\" is not a date; the row was kept without this value\n"
	             "5|consent|\"maybe\" is neither yes nor no; the row was kept without this value");
	shop_expect (&shop, "SELECT key, age, date (joined, 'unixepoch'), consent, height FROM user LIMIT 4",
	             "u1|30.0|2024-01-09|1|1.8\nu2|~|2024-01-02|0|1.75\nu3|31.0|~|1|1.7\nu4|~|~|~|~");
	shop_expect (&shop, "SELECT name, missing FROM attribute ORDER BY id", "age|2\njoined|2\nconsent|1\nheight|1");
}

static void
test_reading_rejects (void)
{
	IN_THE_SHOP;
	g_autoptr (GPtrArray) all = NULL, window = NULL, none = NULL, sources = NULL;
	gint64 count, source = import_data (&shop, "ragged.csv").source_id;

	import_data (&shop, "open-quote.csv");
	all = seg_rejects (shop.workspace, NULL, 0, 100, NULL);
	window = seg_rejects (shop.workspace, &(SegRejectFilter) { .source_id = source }, 1, 2, NULL);
	none = seg_rejects (shop.workspace, &(SegRejectFilter) { .source_id = 99 }, 0, 100, NULL);
	sources = seg_sources (shop.workspace, NULL);
	g_assert_cmpuint (all->len, ==, 6);
	g_assert_cmpuint (window->len, ==, 2);
	g_assert_cmpint (((SegReject *) window->pdata[0])->line, ==, 4);
	g_assert_null (((SegReject *) window->pdata[0])->column);
	g_assert_cmpuint (none->len, ==, 0);
	g_assert_true (seg_rejects_count (shop.workspace, &(SegRejectFilter) { .source_id = source }, &count, NULL));
	g_assert_cmpint (count, ==, 5);
	g_assert_cmpuint (sources->len, ==, 2);
	g_assert_cmpint (((SegSource *) sources->pdata[0])->rows_rejected, ==, 5);
	g_assert_cmpuint (strlen (((SegSource *) sources->pdata[0])->checksum), ==, 32);
}

static void
assert_order (Shop *shop, const SegRejectFilter *filter, const char *words, SegRejectOrder order, gboolean descending, const char *expected)
{
	g_autoptr (GArray) ids = seg_rejects_order (shop->workspace, filter, words, order, descending, NULL, NULL);
	g_autoptr (GPtrArray) rejects = seg_rejects_of (shop->workspace, (const gint64 *) (gconstpointer) ids->data, ids->len, NULL);
	g_autoptr (GString) lines = g_string_new (NULL);

	g_assert_cmpuint (rejects->len, ==, ids->len);
	for (guint i = 0; i < rejects->len; i++)
		g_string_append_printf (lines, "%s%d", i > 0 ? " " : "", (int) ((const SegReject *) rejects->pdata[i])->line);
	g_assert_cmpstr (lines->str, ==, expected);
}

/* A row that is set aside is no value that is left out: one count everywhere; lists are sorted and filtered by what they say. */
static void
test_rows_and_values (void)
{
	IN_THE_SHOP;
	g_autoptr (GPtrArray) sources = NULL, reasons = NULL, gone = NULL;
	g_autoptr (SegWorkspaceInfo) info = NULL;
	const gint64 nobody[] = { 1, 999, 2 };
	g_autoptr (GString) text = g_string_new ("user_id,age\nu1,30\nu2,unknown\n,40\nu4,nonsense\n");
	SegImportResult result;

	for (guint i = 5; i < 80; i++)
		g_string_append_printf (text, "u%u,%u\n", i, 20 + i % 40);
	result = shop_import_text (&shop, "users", text->str);
	g_assert_cmpint (result.rows_rejected, ==, 1);
	g_assert_cmpint (result.values_rejected, ==, 2);
	info = seg_workspace_info (shop.workspace, NULL);
	sources = seg_sources (shop.workspace, NULL);
	reasons = seg_reject_reasons (shop.workspace, NULL, NULL, NULL);
	g_assert_cmpint (info->n_rows_set_aside, ==, 1);
	g_assert_cmpint (info->n_values_left_out, ==, 2);
	g_assert_cmpint (((SegSource *) sources->pdata[0])->n_open_rows, ==, 1);
	g_assert_cmpint (((SegSource *) sources->pdata[0])->n_open_values, ==, 2);
	g_assert_cmpuint (reasons->len, ==, 2);
	g_assert_true (((SegRejectReason *) reasons->pdata[0])->is_value);
	g_assert_cmpint (((SegRejectReason *) reasons->pdata[0])->count, ==, 2);
	g_assert_false (((SegRejectReason *) reasons->pdata[1])->is_value);
	assert_order (&shop, NULL, NULL, SEG_REJECTS_AS_READ, FALSE, "3 4 5");
	assert_order (&shop, NULL, "", SEG_REJECTS_BY_LINE, TRUE, "5 4 3");
	assert_order (&shop, NULL, "  NONSENSE  u4 ", SEG_REJECTS_BY_LINE, FALSE, "5");
	assert_order (&shop, NULL, "nonsense u2", SEG_REJECTS_BY_LINE, FALSE, "");
	assert_order (&shop, NULL, "kept", SEG_REJECTS_BY_REASON, FALSE, "5 3"); /* "nonsense" is before "unknown" */
	assert_order (&shop, NULL, NULL, SEG_REJECTS_BY_ROW, FALSE, "4 3 5");
	assert_order (&shop, &(SegRejectFilter) { .source_id = 99 }, NULL, SEG_REJECTS_AS_READ, FALSE, "");
	gone = seg_rejects_of (shop.workspace, nobody, G_N_ELEMENTS (nobody), NULL);
	g_assert_cmpuint (gone->len, ==, 3);
	g_assert_null (gone->pdata[1]);
	g_assert_nonnull (gone->pdata[2]);

	/* Written down in Chinese: the same reason all the same. */
	g_clear_pointer (&reasons, g_ptr_array_unref);
	g_assert_true (seg_workspace_execute (shop.workspace, "UPDATE reject SET reason = CASE line WHEN 3 THEN '“un\"kn“own”不是数字' ELSE '“nonsense”不是数字' END WHERE line IN (3, 5)", NULL));
	reasons = seg_reject_reasons (shop.workspace, NULL, NULL, NULL);
	g_assert_cmpuint (reasons->len, ==, 2);
	g_assert_cmpint (((SegRejectReason *) reasons->pdata[0])->count, ==, 2);
	g_assert_cmpstr (((SegRejectReason *) reasons->pdata[0])->reason, ==, "“…”不是数字");
}

/* Events --------------------------------------------------------------------------------------------------------------------- */

/* Retail as it is: amounts made of price and quantity, cancellations, titles from the lines. */
static void
test_retail (void)
{
	IN_THE_SHOP;

	shop_import_text (&shop, NULL,
		"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
		"536365,85123A,WHITE HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom\n"
		"536366,22633,,2,12/13/2010 8:28,1.85,17850,United Kingdom\n"
		"C536379,85123A,white heart,-1,12/1/2010 9:41,2.55,14527,France\n"
		"536400,22633,HAND WARMER,-3,12/2/2010 9:41,1.85,14527,France\n"
		"536401,22633,OTHER,0,12/2/2010 9:41,1.85,14527,France\n"
		"536402,22633,OTHER,1,12/2/2010 9:41,1.85,,France\n");
	shop_expect (&shop, EVENTS,
	             "17850|85123A|purchase|2010-12-01 08:26:00|15.3|6.0|~|536365|~\n"
	             "17850|22633|purchase|2010-12-13 08:28:00|3.7|2.0|~|536366|~\n"
	             "14527|85123A|cancellation|2010-12-01 09:41:00|-2.55|-1.0|~|C536379|~\n"
	             "14527|22633|refund|2010-12-02 09:41:00|-5.55|-3.0|~|536400|~\n"
	             "14527|22633|purchase|2010-12-02 09:41:00|0.0|0.0|~|536401|~");
	shop_expect (&shop, "SELECT key, Description FROM item ORDER BY id", "85123A|WHITE HEART\n22633|HAND WARMER");
}

/* Numbers of a column with gaps, as data frames write them: the keys of the other files are without ".0". */
static void
test_whole_keys (void)
{
	IN_THE_SHOP;

	shop_import_text (&shop, "users", "Customer ID,city\n13085,Bonn\n");
	shop_import_text (&shop, "purchases",
		"Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID\n"
		"489434,85048,12,2009-12-01 07:45:00,6.95,13085.0\n489435,22350,1,2009-12-01 07:46:00,2.55,\n");
	shop_expect (&shop, "SELECT group_concat (key) FROM user", "13085");
	shop_import_text (&shop, "ratings", "user_id,item_id,rating\n1.0,2.0,4\n1.5,2.0,3\n");
	shop_expect (&shop, "SELECT key FROM user ORDER BY id", "13085\n1.0\n1.5");
	shop_expect (&shop, "SELECT key FROM item ORDER BY id", "85048\n2");
}

static void
test_kinds (void)
{
	IN_THE_SHOP;

	shop_import_text (&shop, "events",
		"user_id,item_id,action,at,amount,query\n"
		"u1,i1,View ,2024-01-01,,\nu1,i1,购买,2024-01-02,30,\nu1,i1,refunded,2024-01-03,30,\nu1,,Search,2024-01-04,,课程 数据\nu1,i1,,2024-01-05,,\n");
	shop_expect (&shop, "SELECT kind, amount, text FROM event_named ORDER BY id",
	             "view|~|~\npurchase|30.0|~\nrefund|-30.0|~\nsearch|~|课程 数据\nevent|~|~");
}

static void
test_kind_by_option (void)
{
	IN_THE_SHOP;
	g_autofree char *path = test_folder_write (shop.folder, "visits.csv", "user_id,item_id\nu1,i1\n");
	g_autoptr (SegImportPlan) plan = shop_plan (path, "events", &(SegImportOptions) { .event_kind = "visit" });

	shop_run (&shop, plan);
	shop_expect (&shop, "SELECT kind, at FROM event_named", "visit|~");
}

static void
test_ratings (void)
{
	IN_THE_SHOP;
	g_autoptr (GString) text = g_string_new ("user_id,item_id,rating,timestamp\nu1,i1,5,964982703\nu1,i2,-1,964982703\nu1,i3,7,964982703\n"
	                                         "u1,i4,,964982703\nu1,i5,five,964982703\nu1,i6,4.5,964982703\n");
	SegImportResult result;

	for (int i = 0; i < 200; i++)
		g_string_append_printf (text, "v%d,i1,%d,964982703\n", i, 1 + i % 5);
	result = shop_import_text (&shop, NULL, text->str);
	g_assert_cmpint (result.rows_rejected, ==, 4);
	shop_expect (&shop, "SELECT line, reason FROM reject ORDER BY id",
	             "3|a rating below 0: -1\n4|a rating of 7, but the others end at 5\n5|no rating\n6|\"five\" is not a number");
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM item WHERE key IN ('i2', 'i3', 'i4', 'i5')"), ==, 0);
}

/* Again and again -------------------------------------------------------------------------------------------------------------- */

static void
test_same_file_twice (void)
{
	IN_THE_SHOP;
	SegImportResult first = import_data (&shop, "ragged.csv"), second = import_data (&shop, "ragged.csv");
	g_autofree char *path = DATA ("ragged.csv");

	g_assert_false (first.already_imported);
	g_assert_true (second.already_imported);
	g_assert_cmpint (second.source_id, ==, first.source_id);
	g_assert_cmpint (second.rows_loaded, ==, 0);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM event"), ==, 3);
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM source"), ==, 1);
	shop_import (&shop, path, "events"); /* read in another way it is another import */
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM source"), ==, 2);
}

static void
test_merge (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	shop_import_text (&shop, "events", "user_id,item_id\nu1,i1\nu9,i1\n");
	result = shop_import_text (&shop, "users", "user_id,City,Age\nu1,Paris,30\nu2,Rome,40\nu2,,41\nu3,Oslo,\n");
	g_assert_cmpint (result.new_users, ==, 2);
	g_assert_cmpint (result.changed_users, ==, 1);
	result = shop_import_text (&shop, "users", "user_id,city,age,note\nu1,,31,x\nu2,Rome,41,\nu3,Bergen,old,\n");
	g_assert_cmpint (result.new_users, ==, 0);
	g_assert_cmpint (result.changed_users, ==, 2); /* u2 stays as it was */
	g_assert_cmpint (result.values_rejected, ==, 1);
	shop_expect (&shop, "SELECT key, listed, City, Age, note FROM user ORDER BY key",
	             "u1|1|Paris|31.0|x\nu2|1|Rome|41.0|~\nu3|1|Bergen|~|~\nu9|0|~|~|~");
}

/* An attribute known by its meaning continues in the same column under another header. */
static void
test_field_continues (void)
{
	IN_THE_SHOP;

	shop_import_text (&shop, "users", "user_id,E-mail\nu1,a@example.com\n");
	shop_import_text (&shop, "users", "user_id,邮箱,EMAIL2\nu1,b@example.com,c@example.com\n");
	shop_expect (&shop, "SELECT name, field FROM attribute ORDER BY id", "E-mail|email\nEMAIL2|~");
	shop_expect (&shop, "SELECT \"E-mail\", EMAIL2 FROM user", "b@example.com|c@example.com");
}

static void
test_unknown_keys (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	result = shop_import_text (&shop, "events", "user_id,item_id\nu1,i1\n");
	g_assert_cmpint (result.unknown_users, ==, 0); /* no users file yet: nobody is unknown */
	shop_import_text (&shop, "users", "user_id,City\nu1,Paris\nu2,Rome\n");
	result = shop_import_text (&shop, "events", "user_id,item_id\nu1,i1\nu2,i2\nu3,i1\nu3,i2\n");
	g_assert_cmpint (result.unknown_users, ==, 1);
	g_assert_cmpint (result.unknown_items, ==, 0);
	g_assert_cmpint (result.new_events, ==, 3);
	g_assert_cmpint (result.rows_known, ==, 1); /* u1,i1 without a time is the event of the first file */
}

static void
test_repeated_rows (void)
{
	IN_THE_SHOP;
	SegImportResult events = shop_import_text (&shop, "events", "user_id,item_id,at\nu1,i1,2024-01-01\nu1,i1,2024-01-01\nu1,i1,2024-01-02\n");
	SegImportResult users = shop_import_text (&shop, "users", "user_id,City\nu1,Paris\nu1,Paris\nu1,Rome\n");

	g_assert_cmpint (events.rows_repeated, ==, 0); /* the data report counts repeated events */
	g_assert_cmpint (events.new_events, ==, 3);
	g_assert_cmpint (users.rows_repeated, ==, 1);
	g_assert_cmpint (users.rows_loaded, ==, 3);
	shop_expect (&shop, "SELECT City FROM user", "Rome");
}

static void
test_no_key_column (void)
{
	IN_THE_SHOP;

	shop_import_text (&shop, NULL, "Channel,Region,Fresh\n2,3,12669\n1,3,\n2,3,12669\n");
	shop_expect (&shop, "SELECT key, Fresh FROM user ORDER BY id", "1|12669.0\n2|~\n3|12669.0");
}

/* Nothing half done ---------------------------------------------------------------------------------------------------------------- */

/* The workspace as text: every table with every row. */
static char *
dump (Shop *shop)
{
	return shop_query (shop, "SELECT (SELECT count (*) FROM user), (SELECT count (*) FROM item), (SELECT count (*) FROM event), "
	                         "(SELECT count (*) FROM source), (SELECT count (*) FROM reject), (SELECT count (*) FROM audit), "
	                         "(SELECT count (*) FROM event_kind), (SELECT count (*) FROM attribute), "
	                         "(SELECT group_concat (sql) FROM sqlite_schema)");
}

static void
test_dry_run (void)
{
	IN_THE_SHOP;
	g_autofree char *path = DATA ("values.csv"), *before = dump (&shop), *after = NULL;
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL);
	g_autoptr (GError) error = NULL;
	SegImportResult result;

	g_assert_true (seg_import_run (shop.workspace, plan, TRUE, NULL, &result, &error));
	g_assert_cmpint (result.new_users, ==, 44);
	g_assert_cmpint (result.values_rejected, ==, 3);
	after = dump (&shop);
	g_assert_cmpstr (before, ==, after);
}

static void
test_nothing_loadable (void)
{
	IN_THE_SHOP;
	g_autofree char *path = test_folder_write (shop.folder, "bad.csv", "user_id,item_id,rating\nu1,i1,good\nu2,i1,bad\n");
	const char *const mappings[] = { "rating=rating", NULL };
	g_autoptr (SegImportPlan) plan = shop_plan (path, "ratings", &(SegImportOptions) { .mappings = mappings });
	g_autofree char *before = dump (&shop), *after = NULL;
	g_autoptr (GError) error = NULL;
	SegImportResult result = { .source_id = 17 };

	g_assert_false (seg_import_run (shop.workspace, plan, FALSE, NULL, &result, &error));
	test_error (&error, SEG_ERROR_DATA, "none of its 2 rows");
	g_assert_cmpint (result.source_id, ==, 17);
	after = dump (&shop);
	g_assert_cmpstr (before, ==, after);
}

static char *
write_many (const Shop *shop, int n)
{
	g_autoptr (GString) text = g_string_new ("user_id,item_id,event,at,amount\n");

	for (int i = 0; i < n; i++)
		g_string_append_printf (text, "u%d,i%d,%s,2024-01-%02d 10:00:00,%d.5\n", i % 977, i % 31, i % 3 == 0 ? "buy" : "view", 1 + i % 28, i);
	return test_folder_write (shop->folder, "many.csv", text->str);
}

static void
cancel_late (const SegJobStatus *status, gpointer data)
{
	if (status->fraction > 0)
		seg_job_cancel (data);
}

static void
test_cancel (void)
{
	IN_THE_SHOP;
	g_autofree char *path = write_many (&shop, 60000), *before = dump (&shop), *after = NULL;
	g_autoptr (SegImportPlan) plan = shop_plan (path, "events", NULL);
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	SegImportResult result;

	seg_job_observe (job, cancel_late, job);
	g_assert_false (seg_import_run (shop.workspace, plan, FALSE, job, &result, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	after = dump (&shop);
	g_assert_cmpstr (before, ==, after); /* the indexes are there again, too */
}

/* Large enough that the indexes are made afterwards; the next one finds rows there and keeps them. */
static void
test_large (void)
{
	IN_THE_SHOP;
	g_autofree char *path = write_many (&shop, 60000), *indexes = NULL, *after = NULL;
	const char *sql = "SELECT group_concat (name) FROM (SELECT name FROM sqlite_schema WHERE type = 'index' ORDER BY 1)";
	SegImportResult result;

	indexes = shop_query (&shop, sql);
	result = shop_import (&shop, path, NULL);
	after = shop_query (&shop, sql);
	g_assert_cmpstr (indexes, ==, after);
	g_assert_cmpint (result.new_events, ==, 60000);
	g_assert_cmpint (result.new_users, ==, 977);
	g_assert_cmpint (result.new_items, ==, 31);
	/* 0, 3, 6 ... 59997 and a half each */
	g_assert_cmpint (shop_count (&shop, "SELECT total (amount) FROM event JOIN event_kind k ON k.id = kind_id WHERE name = 'purchase'"), ==,
	                 599970000 + 10000);
	shop_import_text (&shop, "events", "user_id,item_id\nnew,i1\n");
	g_assert_cmpint (shop_count (&shop, "SELECT count (*) FROM event"), ==, 60001);
	shop_expect (&shop, "PRAGMA integrity_check", "ok");
	shop_expect (&shop, "PRAGMA foreign_key_check", "");
	g_assert_cmpint (shop_count (&shop, "PRAGMA foreign_keys"), ==, 1);
}

static void
test_audit (void)
{
	IN_THE_SHOP;

	import_data (&shop, "ragged.csv");
	shop_expect (&shop, "SELECT action, object, detail ->> 'role', detail ->> 'rows_rejected' FROM audit WHERE action = 'import'", "import|ragged.csv|purchases|5");
}

static void
test_sentences (void)
{
	IN_THE_SHOP;
	g_autofree char *path = DATA ("ragged.csv"), *joined = NULL;
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL);
	SegImportResult result = shop_run (&shop, plan);
	g_autoptr (GPtrArray) sentences = seg_import_result_sentences (plan, &result);

	g_assert_cmpstr (sentences->pdata[0], ==, "5 rows were set aside."); /* bad news first */
	g_ptr_array_add (sentences, NULL);
	joined = g_strjoinv ("\n", (char **) sentences->pdata);
	test_contains (joined, "3 of 8 rows loaded as purchases");
	g_ptr_array_set_size (sentences, (gint) sentences->len - 1);
}

static const struct { const char *name; void (*run) (void); } tests[] = {
	{ "chinese-orders", test_chinese_orders }, { "wide-characters", test_wide_characters }, { "quotes", test_quotes },
	{ "decimal-comma", test_decimal_comma }, { "old-line-ends", test_old_line_ends }, { "hostile-header", test_hostile_header },
	{ "ragged", test_ragged }, { "open-quote", test_open_quote }, { "swallowed-rows", test_swallowed_rows },
	{ "undecodable", test_undecodable }, { "bad-values", test_bad_values }, { "reading-rejects", test_reading_rejects }, { "rows-and-values", test_rows_and_values },
	{ "retail", test_retail }, { "whole-keys", test_whole_keys }, { "kinds", test_kinds }, { "kind-by-option", test_kind_by_option }, { "ratings", test_ratings },
	{ "same-file-twice", test_same_file_twice }, { "merge", test_merge }, { "field-continues", test_field_continues },
	{ "unknown-keys", test_unknown_keys }, { "repeated-rows", test_repeated_rows }, { "no-key-column", test_no_key_column },
	{ "dry-run", test_dry_run }, { "nothing-loadable", test_nothing_loadable }, { "cancel", test_cancel }, { "large", test_large },
	{ "audit", test_audit }, { "sentences", test_sentences },
};

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
		g_autofree char *path = g_strconcat ("/ingest/load/", tests[i].name, NULL);

		g_test_add_func (path, tests[i].run);
	}
	return g_test_run ();
}
