/* Plans: what a file is found to be, before anything is loaded. */
#include <config.h>

#include <glib/gstdio.h>
#include <string.h>

#include "ingest-fixture.h"

#define DATA(name) g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA"), "ingest", name, NULL)

/* Roles and fields ------------------------------------------------------------------------------------------------------ */

static SegImportPlan *
plan_of_header (const char *folder, const char *header, const char *row)
{
	g_autofree char *text = g_strdup_printf ("%s\n%s\n", header, row);
	g_autofree char *path = test_folder_write (folder, "header.csv", text);

	return shop_plan (path, NULL, NULL);
}

static void
test_roles (void)
{
	static const struct { const char *header, *row, *role; } cases[] = {
		{ "userId,movieId,rating,timestamp", "1,2,4.5,964982703", "ratings" },
		{ "movieId,title,genres", "1,Toy Story (1995),Comedy", "items" },
		{ "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
		  "536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom", "purchases" },
		{ "household_id,store_id,basket_id,product_id,quantity,sales_value,week", "1,2,3,4,1,3.86,5", "purchases" },
		{ "customerID,gender,tenure,MonthlyCharges,Churn", "7590-VHVEG,Female,1,29.85,No", "users" },
		{ "Channel,Region,Fresh,Milk", "2,3,12669,9656", "users" },
		{ "user_id,course_id,event,at,seconds", "u1,c1,play,2025-01-01,30", "events" },
		{ "user_id,course_id,at,rating,review", "u1,c1,2025-01-01,5,Loved it", "reviews" },
		{ "会员号,注册时间,城市,同意", "007,2024-01-01,北京,是", "users" },
		{ "课程编号,课程名称,讲师,分类,价格", "c1,理财入门,李老师,财务,99", "items" },
		{ "订单号,用户ID,商品编号,支付时间,实付金额（元）", "D1,u1,c1,2024年3月1日 09:12,¥99", "purchases" },
		{ "用户ID,课程编号,行为,时间", "u1,c1,播放,2024-01-01", "events" },
		{ "User-ID;Order Number;Total", "u1;77;9,50", "purchases" },
		{ "event_time,event_type,product_id,category_code,brand,price,user_id,user_session",
		  "2019-10-01 00:00:00 UTC,view,44600062,electronics,acme,35.79,541312140,72d76fde", "events" },
		{ "Name,Email,Financial Status,Paid at,Total,Lineitem quantity,Lineitem name,Lineitem price",
		  "#1001,a@example.com,paid,2024-01-02 10:00:00 +0800,20.00,1,Mug,20.00", "purchases" },
		{ "订单编号,买家会员名,买家实际支付金额,订单状态,订单付款时间,宝贝标题", "1,tb_1,99.00,交易成功,2024-03-01 10:00:00,课程", "purchases" },
	};
	g_autoptr (TestFolder) folder = test_folder_new ();

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (SegImportPlan) plan = plan_of_header (folder, cases[i].header, cases[i].row);

		if (strcmp (plan->role->name, cases[i].role) != 0)
			g_error ("%s should be %s, not %s", cases[i].header, cases[i].role, plan->role->name);
	}
}

static void
test_fields (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegImportPlan) retail = plan_of_header (folder,
		"InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,Customer ID,Country",
		"536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom");
	g_autoptr (SegImportPlan) chinese = plan_of_header (folder, "订单号,会员号,课程编号,支付时间,实付金额（元）,状态",
		"D1,u1,c1,2024年3月1日 09:12,¥99,已支付");

	g_assert_cmpstr (shop_meaning (retail, "InvoiceNo"), ==, "order");
	g_assert_cmpstr (shop_meaning (retail, "StockCode"), ==, "item");
	g_assert_cmpstr (shop_meaning (retail, "Description"), ==, "title");
	g_assert_cmpstr (shop_meaning (retail, "Quantity"), ==, "quantity");
	g_assert_cmpstr (shop_meaning (retail, "InvoiceDate"), ==, "at");
	g_assert_cmpstr (shop_meaning (retail, "UnitPrice"), ==, "price");
	g_assert_cmpstr (shop_meaning (retail, "Customer ID"), ==, "user");
	g_assert_cmpstr (shop_meaning (retail, "Country"), ==, "user text");
	g_assert_cmpstr (shop_meaning (chinese, "订单号"), ==, "order");
	g_assert_cmpstr (shop_meaning (chinese, "会员号"), ==, "user");
	g_assert_cmpstr (shop_meaning (chinese, "实付金额（元）"), ==, "amount");
	g_assert_cmpstr (shop_meaning (chinese, "状态"), ==, "status");
}

/* Every alias is written as names are compared, or it would never match; and names within a role are unique. */
/* A file in which each customer stands once is about customers, though it names a product; a log repeats them. */
static void
test_one_row_a_user (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) once = g_string_new ("customer_id,product,price\n"), again = g_string_new ("customer_id,product,price\n");
	g_autofree char *once_path = NULL, *again_path = NULL;
	g_autoptr (SegImportPlan) customers = NULL, log = NULL;

	for (int i = 0; i < 2500; i++) {
		g_string_append_printf (once, "u%d,tariff %d,%d\n", i, i % 3, 10 + i % 5);
		g_string_append_printf (again, "u%d,tariff %d,%d\n", i / 3, i % 3, 10 + i % 5);
	}
	once_path = test_folder_write (folder, "once.csv", once->str);
	again_path = test_folder_write (folder, "again.csv", again->str);
	customers = shop_plan (once_path, NULL, NULL);
	log = shop_plan (again_path, NULL, NULL);
	g_assert_cmpstr (customers->role->name, ==, "users");
	g_assert_cmpstr (log->role->name, ==, "purchases");
}

/* Where only a name says what was bought, it is the item's key. */
static void
test_title_as_key (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegImportPlan) by_name = plan_of_header (folder, "order_id,customer_id,Description,amount", "1,u1,MUG,5");
	g_autoptr (SegImportPlan) by_key = plan_of_header (folder, "order_id,customer_id,sku,Description,amount", "1,u1,m1,MUG,5");

	g_assert_cmpstr (shop_meaning (by_name, "Description"), ==, "item");
	g_assert_cmpstr (shop_meaning (by_key, "Description"), ==, "title");
}

static void
test_aliases (void)
{
	gsize n_roles;
	const SegRole *roles = seg_roles (&n_roles);

	g_assert_cmpuint (n_roles, ==, 7);
	for (gsize i = 0; i < n_roles; i++)
		for (gsize j = 0; j < roles[i].n_fields; j++) {
			g_assert_true (seg_role_field (&roles[i], roles[i].fields[j].name) == &roles[i].fields[j]);
			for (gsize k = 0; roles[i].fields[j].aliases[k] != NULL; k++)
				for (const char *at = roles[i].fields[j].aliases[k]; *at != '\0'; at = g_utf8_next_char (at))
					g_assert_true (g_unichar_isalnum (g_utf8_get_char (at)) && !g_unichar_isupper (g_utf8_get_char (at)));
		}
	g_assert_null (seg_role_find ("buyers"));
}

static void
test_types (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) text = g_string_new ("id,zip,score,plan,active,flag,joined,note,account,published_time\n");
	g_autofree char *path = NULL;
	g_autoptr (SegImportPlan) plan = NULL;

	for (int i = 0; i < 60; i++)
		g_string_append_printf (text, "u%d,%05d,%d,%s,%s,%d,2024/%d/%d,note number %d,12345678901234567%02d,1704096%03d\n", i, 1000 + i, i,
		                        i % 3 == 0 ? "free" : "paid", i % 2 == 0 ? "Yes" : "No", i % 2, 1 + i % 12, 1 + i % 28, i, i, i);
	path = test_folder_write (folder, "types.csv", text->str);
	plan = shop_plan (path, "users", NULL);
	g_assert_cmpstr (shop_meaning (plan, "id"), ==, "user");
	g_assert_cmpstr (shop_meaning (plan, "zip"), ==, "text");
	g_assert_cmpstr (shop_meaning (plan, "score"), ==, "number");
	g_assert_cmpstr (shop_meaning (plan, "plan"), ==, "category");
	g_assert_cmpstr (shop_meaning (plan, "active"), ==, "boolean");
	g_assert_cmpstr (shop_meaning (plan, "flag"), ==, "boolean");
	g_assert_cmpstr (shop_meaning (plan, "joined"), ==, "registered");
	g_assert_cmpstr (shop_meaning (plan, "note"), ==, "text");
	g_assert_cmpstr (shop_meaning (plan, "account"), ==, "text");
	g_assert_cmpstr (shop_meaning (plan, "published_time"), ==, "date");
}

static void
test_changes (void)
{
	g_autofree char *path = DATA ("ragged.csv");
	g_autoptr (SegImportPlan) plan = shop_plan (path, "purchases", NULL);
	g_autoptr (GError) error = NULL;
	const SegField *user = seg_role_field (plan->role, "user");

	g_assert_cmpuint (plan->columns[3].n_bad, ==, 1);
	seg_import_plan_set_field (plan, 1, user, TRUE); /* item_id becomes the user: user_id loses it */
	g_assert_true (plan->columns[1].field == user);
	g_assert_null (plan->columns[0].field);
	g_assert_true (seg_import_plan_check (plan, NULL));
	seg_import_plan_set_field (plan, 1, NULL, FALSE);
	g_assert_false (seg_import_plan_check (plan, &error));
	test_error (&error, SEG_ERROR_DATA, "user");
	seg_import_plan_set_role (plan, seg_role_find ("events"));
	g_assert_true (plan->columns[0].field == seg_role_field (plan->role, "user"));
}

static void
test_mappings (void)
{
	g_autofree char *path = DATA ("values.csv");
	const char *const mappings[] = { "user=2", "size=height", "-=joined", NULL };
	const char *const no_column[] = { "user=nothing", NULL }, *const no_sign[] = { "user", NULL }, *const no_field[] = { "x=age", NULL };
	g_autoptr (SegImportPlan) plan = shop_plan (path, "users", &(SegImportOptions) { .mappings = mappings });
	g_autoptr (GError) error = NULL;

	g_assert_cmpstr (shop_meaning (plan, "age"), ==, "user");
	g_assert_cmpstr (shop_meaning (plan, "joined"), ==, "-");
	g_assert_cmpstr (shop_meaning (plan, "height"), ==, "number");
	g_assert_cmpstr (plan->columns[4].attribute, ==, "size");
	g_assert_null (seg_import_plan (path, NULL, &(SegImportOptions) { .mappings = no_column }, &error));
	test_error (&error, SEG_ERROR_USAGE, "it has: user_id, age");
	g_assert_null (seg_import_plan (path, NULL, &(SegImportOptions) { .mappings = no_sign }, &error));
	test_error (&error, SEG_ERROR_USAGE, "FIELD=COLUMN");
	g_assert_null (seg_import_plan (path, seg_role_find ("events"), &(SegImportOptions) { .mappings = no_field }, &error));
	test_error (&error, SEG_ERROR_USAGE, "it has: user, item, kind");
}

/* Encodings, delimiters, headers ------------------------------------------------------------------------------------------ */

static void
check_file (const char *name, const char *encoding, gboolean has_bom, char delimiter, gsize n_columns)
{
	g_autofree char *path = DATA (name);
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL);

	g_test_message ("%s", name);
	g_assert_cmpstr (plan->encoding, ==, encoding);
	g_assert_cmpint (plan->has_bom, ==, has_bom);
	g_assert_cmpint (plan->delimiter, ==, delimiter);
	g_assert_cmpuint (plan->n_columns, ==, n_columns);
}

static void
test_files (void)
{
	check_file ("orders-gb18030.csv", "GB18030", FALSE, ',', 7);
	check_file ("users-utf16.csv", "UTF-16LE", TRUE, '\t', 4);
	check_file ("items-windows1252.csv", "windows-1252", FALSE, ',', 3);
	check_file ("bom.csv", "UTF-8", TRUE, ',', 7);
	check_file ("damaged-utf8.csv", "UTF-8", FALSE, ',', 3);
	check_file ("semicolon.csv", "UTF-8", FALSE, ';', 5);
	check_file ("old-mac.csv", "UTF-8", FALSE, ',', 3);
}

/* A lone sign of money far down a long file still tells the encoding. */
static void
test_late_byte (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = g_build_filename (folder, "late.csv", NULL);
	g_autoptr (GString) text = g_string_new ("StockCode,Description,UnitPrice\n");
	g_autoptr (SegImportPlan) plan = NULL;

	for (int i = 0; i < 20000; i++)
		g_string_append_printf (text, "%05d,PLAIN ITEM,2.55\n", i);
	g_string_append (text, "99999,VOUCHER \xA3 20,20\n");
	g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
	plan = shop_plan (path, NULL, NULL);
	g_assert_cmpstr (plan->encoding, ==, "windows-1252");
}

static void
test_chosen_encoding (void)
{
	g_autofree char *path = DATA ("items-windows1252.csv");
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, &(SegImportOptions) { .encoding = "latin1", .delimiter = ',' });
	g_autoptr (GError) error = NULL;

	g_assert_cmpstr (plan->columns[1].samples[0], ==, "CAFÉ CAKESTAND £5");
	g_assert_null (seg_import_plan (path, NULL, &(SegImportOptions) { .encoding = "klingon" }, &error));
	test_error (&error, SEG_ERROR_USAGE, "klingon");
}

static void
test_headers (void)
{
	g_autofree char *bare = DATA ("no-header.csv"), *odd = DATA ("bom.csv");
	g_autoptr (SegImportPlan) without = shop_plan (bare, NULL, NULL), with = shop_plan (odd, NULL, NULL);

	g_assert_false (without->has_header);
	g_assert_cmpuint (without->n_looked_at, ==, 3);
	g_assert_cmpstr (without->columns[2].header, ==, "column 3");
	g_assert_true (with->has_header);
	g_assert_cmpuint (with->n_looked_at, ==, 2);
	g_assert_cmpstr (with->columns[0].header, ==, "user_id");
	g_assert_cmpstr (with->columns[5].header, ==, "column 6");
}

/* Decisions ----------------------------------------------------------------------------------------------------------------- */

static SegDateOrder
date_order_of (const char *folder, const char *dates, gboolean *guessed)
{
	g_auto (GStrv) each = g_strsplit (dates, " ", -1);
	g_autoptr (GString) text = g_string_new ("user_id,at\n");
	g_autofree char *path = NULL;
	g_autoptr (SegImportPlan) plan = NULL;

	for (gsize i = 0; each[i] != NULL; i++)
		g_string_append_printf (text, "u%zu,%s\n", i, each[i]);
	path = test_folder_write (folder, "dates.csv", text->str);
	plan = shop_plan (path, "events", NULL);
	*guessed = plan->date_order_guessed;
	return plan->date_order;
}

static void
test_date_order (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = NULL;
	g_autoptr (SegImportPlan) plan = NULL;
	g_autoptr (GError) error = NULL;
	gboolean guessed;

	g_assert_cmpint (date_order_of (folder, "2024-01-02 2024-03-04", &guessed), ==, SEG_DATE_ISO);
	g_assert_cmpint (date_order_of (folder, "1/2/2024 13/2/2024 2/3/2024", &guessed), ==, SEG_DATE_DAY_FIRST);
	g_assert_false (guessed);
	g_assert_cmpint (date_order_of (folder, "1/2/2024 1/13/2024 2/3/2024", &guessed), ==, SEG_DATE_MONTH_FIRST);
	g_assert_false (guessed);
	g_assert_cmpint (date_order_of (folder, "12/1/2010 12/2/2010 12/3/2010", &guessed), ==, SEG_DATE_MONTH_FIRST);
	g_assert_true (guessed);
	g_assert_cmpint (date_order_of (folder, "1/12/2010 2/12/2010 3/12/2010", &guessed), ==, SEG_DATE_DAY_FIRST);
	g_assert_true (guessed);
	path = test_folder_write (folder, "said.csv", "user_id,at\nu1,1/12/2010\n");
	plan = shop_plan (path, NULL, &(SegImportOptions) { .date_order = "month-first" });
	g_assert_cmpint (plan->date_order, ==, SEG_DATE_MONTH_FIRST);
	g_assert_false (plan->date_order_guessed);
	g_assert_null (seg_import_plan (path, NULL, &(SegImportOptions) { .date_order = "year-last" }, &error));
	test_error (&error, SEG_ERROR_USAGE, "day-first");
}

static void
test_decimals (void)
{
	g_autofree char *german = DATA ("semicolon.csv"), *plain = DATA ("values.csv");
	g_autoptr (SegImportPlan) comma = shop_plan (german, NULL, NULL), point = shop_plan (plain, NULL, NULL);

	g_assert_true (comma->decimal_comma);
	g_assert_cmpstr (shop_meaning (comma, "Umsatz"), ==, "number");
	g_assert_cmpstr (shop_meaning (comma, "Datum"), ==, "date");
	g_assert_false (point->decimal_comma);
}

static void
test_rating_scale (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) text = g_string_new ("user_id,item_id,rating\n");
	g_autofree char *path = NULL, *ten = test_folder_write (folder, "ten.csv", "user_id,item_id,rating\nu1,i1,9\nu1,i2,3\nu2,i1,10\n");
	g_autoptr (SegImportPlan) five = NULL, wide = shop_plan (ten, NULL, NULL);

	for (int i = 0; i < 500; i++)
		g_string_append_printf (text, "u%d,i%d,%d\n", i, i % 7, i == 77 ? 7 : 1 + i % 5);
	path = test_folder_write (folder, "five.csv", text->str);
	five = shop_plan (path, NULL, NULL);
	g_assert_cmpfloat (five->rating_most, ==, 5);
	g_assert_cmpuint (five->columns[2].n_bad, ==, 1);
	g_assert_cmpfloat (wide->rating_most, ==, 10);
}

/* A whole scheme of order numbers that begin with C is no heap of cancellations. */
static void
test_cancellation_rule (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *scheme = test_folder_write (folder, "c.csv", "order_id,user_id,amount\nC1,u1,5\nC2,u2,5\nC3,u3,5\n");
	g_autofree char *mixed = test_folder_write (folder, "m.csv", "order_id,user_id,amount\n1,u1,5\n2,u2,5\nC3,u3,5\n");
	g_autoptr (SegImportPlan) all = shop_plan (scheme, "purchases", NULL), some = shop_plan (mixed, "purchases", NULL);

	g_assert_false (all->cancellations);
	g_assert_true (some->cancellations);
}

/* What bad files get ---------------------------------------------------------------------------------------------------------- */

static void
check_refused (const char *path, SegErrorCode code, const char *part)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_import_plan (path, NULL, NULL, &error));
	test_error (&error, code, part);
}

static void
refuse_bytes (const char *folder, const char *bytes, gsize size, SegErrorCode code, const char *part)
{
	g_autofree char *path = g_build_filename (folder, "bad.csv", NULL);

	g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
	check_refused (path, code, part);
}

static void
test_bad_files (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *missing = g_build_filename (folder, "missing.csv", NULL);

	check_refused (missing, SEG_ERROR_FILE, "no file");
	check_refused (folder, SEG_ERROR_FILE, "folder");
	check_refused ("/dev/null", SEG_ERROR_FILE, "not a regular file");
	refuse_bytes (folder, "", 0, SEG_ERROR_FILE, "empty");
	refuse_bytes (folder, "\n\r\n\n", 4, SEG_ERROR_FILE, "blank lines");
	refuse_bytes (folder, "\xEF\xBB\xBF", 3, SEG_ERROR_FILE, "blank lines");
	refuse_bytes (folder, "user_id,item\n", 13, SEG_ERROR_DATA, "header but no rows");
	refuse_bytes (folder, "user_id,item\nu1\n", 16, SEG_ERROR_DATA, "header but no rows");
	refuse_bytes (folder, "\x7F" "ELF\0\0\0\1\2\3\0\0", 12, SEG_ERROR_FILE, "not a text file");
	refuse_bytes (folder, "\x1F\x8B\x08\0\0\0", 6, SEG_ERROR_FILE, "cut off");
	refuse_bytes (folder, "PK\x03\x04zzzz", 8, SEG_ERROR_FILE, "Excel");
	refuse_bytes (folder, "SQLite format 3\0zz", 18, SEG_ERROR_FILE, "database");
}

static void
read_unreadable (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "secret.csv", NULL);

	check_refused (path, SEG_ERROR_FILE, "Cannot open");
}

static void
test_unreadable (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "secret.csv", "user_id,item\nu1,i1\n");

	g_chmod (path, 0);
	test_without_privileges (folder, read_unreadable);
}

static void
test_runaway_quote (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) text = g_string_new ("user_id,item\nu1,i1\nu2,\"i2\n");
	g_autofree char *path = NULL, *header = test_folder_write (folder, "header.csv", "user_id,\"item\nu1,i1\n");
	g_autoptr (SegImportPlan) plan = NULL;

	for (int i = 0; i < 150000; i++)
		g_string_append (text, "u3,another\n");
	path = test_folder_write (folder, "runaway.csv", text->str);
	plan = shop_plan (path, NULL, NULL);
	g_assert_cmpint (plan->n_expected, >=, 150000); /* the rows behind it are rows */
	g_assert_cmpuint (plan->n_looked_at, >, 20000);
	check_refused (header, SEG_ERROR_FILE, "first row");
}

/* Whether there is a header is guessed, unless somebody knows. */
static void
test_header_said (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "words.csv", "good,fine\nbad,poor\n");
	g_autoptr (SegImportPlan) guessed = shop_plan (path, NULL, NULL), said = shop_plan (path, NULL, &(SegImportOptions) { .header = "no" });
	g_autoptr (GError) error = NULL;

	g_assert_true (guessed->has_header);
	g_assert_cmpuint (guessed->n_looked_at, ==, 1);
	g_assert_false (said->has_header);
	g_assert_cmpuint (said->n_looked_at, ==, 2);
	g_assert_cmpstr (said->columns[1].samples[0], ==, "fine");
	g_assert_null (seg_import_plan (path, NULL, &(SegImportOptions) { .header = "perhaps" }, &error));
	test_error (&error, SEG_ERROR_USAGE, "yes or no");
}

static void
test_words (void)
{
	g_autofree char *path = DATA ("orders-gb18030.csv"), *looks = NULL, *becomes = NULL, *joined = NULL;
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL);
	g_autoptr (GPtrArray) remarks = seg_import_plan_remarks (plan);

	looks = seg_import_plan_looks (plan, 5);
	becomes = seg_import_plan_becomes (plan, 1);
	g_assert_cmpstr (looks, ==, "money, ¥");
	g_assert_cmpstr (becomes, ==, "user");
	g_ptr_array_add (remarks, NULL);
	joined = g_strjoinv ("\n", (char **) remarks->pdata);
	test_contains (joined, "refunds");
	g_ptr_array_set_size (remarks, (gint) remarks->len - 1);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/ingest/plan/roles", test_roles);
	g_test_add_func ("/ingest/plan/fields", test_fields);
	g_test_add_func ("/ingest/plan/one-row-a-user", test_one_row_a_user);
	g_test_add_func ("/ingest/plan/title-as-key", test_title_as_key);
	g_test_add_func ("/ingest/plan/aliases", test_aliases);
	g_test_add_func ("/ingest/plan/types", test_types);
	g_test_add_func ("/ingest/plan/changes", test_changes);
	g_test_add_func ("/ingest/plan/mappings", test_mappings);
	g_test_add_func ("/ingest/plan/files", test_files);
	g_test_add_func ("/ingest/plan/late-byte", test_late_byte);
	g_test_add_func ("/ingest/plan/chosen-encoding", test_chosen_encoding);
	g_test_add_func ("/ingest/plan/headers", test_headers);
	g_test_add_func ("/ingest/plan/date-order", test_date_order);
	g_test_add_func ("/ingest/plan/decimals", test_decimals);
	g_test_add_func ("/ingest/plan/rating-scale", test_rating_scale);
	g_test_add_func ("/ingest/plan/cancellation-rule", test_cancellation_rule);
	g_test_add_func ("/ingest/plan/bad-files", test_bad_files);
	g_test_add_func ("/ingest/plan/unreadable", test_unreadable);
	g_test_add_func ("/ingest/plan/runaway-quote", test_runaway_quote);
	g_test_add_func ("/ingest/plan/header-said", test_header_said);
	g_test_add_func ("/ingest/plan/words", test_words);
	return g_test_run ();
}
