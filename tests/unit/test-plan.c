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

/* Titles of works, hardly two the same, in a file that names neither users nor items: a catalogue. Titles of people are few. */
static void
test_titles (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) works = g_string_new ("area_id,title,url\n");
	g_autoptr (GString) people = g_string_new ("member,title,level\n");
	g_autofree char *of_works = NULL, *of_people = NULL;
	g_autoptr (SegImportPlan) catalogue = NULL;
	g_autoptr (SegImportPlan) list = NULL;

	for (int i = 0; i < 30; i++) {
		g_string_append_printf (works, "%d,Area of work %d,/area%d\n", 1000 + i, i, i);
		g_string_append_printf (people, "m%d,%s,%d\n", i, i % 2 ? "Dr" : "Mrs", i % 3);
	}
	of_works = test_folder_write (folder, "areas.csv", works->str);
	of_people = test_folder_write (folder, "people.csv", people->str);
	catalogue = shop_plan (of_works, NULL, NULL);
	list = shop_plan (of_people, NULL, NULL);
	g_assert_cmpstr (catalogue->role->name, ==, "items");
	g_assert_cmpstr (shop_meaning (catalogue, "area_id"), ==, "item");
	g_assert_cmpstr (shop_meaning (catalogue, "title"), ==, "title");
	g_assert_cmpstr (list->role->name, ==, "users");
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

/* What became of people: any type, several columns; a "label" of many values is none, what "churn" says always is. */
static void
test_outcomes (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "outcomes.csv",
		"user,churn,Churn Reason,label,标签,是否复购,response\na,yes,price,1,vip,是,x\nb,no,,0,甲,否,y\nc,no,,0,乙,是,x\nd,yes,far,1,丙,否,x\n"
		"e,no,cold,1,丁,否,y\nf,no,old,1,戊,否,y\n");
	const char *const chosen[] = { "outcome=标签", "label=label", NULL };
	SegImportOptions options = { .mappings = chosen };
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL), said = shop_plan (path, NULL, &options);
	static const struct { const char *header; gboolean guessed, said; SegType type; } cases[] = {
		{ "churn", TRUE, TRUE, SEG_TYPE_BOOLEAN }, { "Churn Reason", TRUE, TRUE, SEG_TYPE_TEXT }, { "label", TRUE, FALSE, SEG_TYPE_BOOLEAN },
		{ "标签", FALSE, TRUE, SEG_TYPE_TEXT }, { "是否复购", TRUE, TRUE, SEG_TYPE_BOOLEAN }, { "response", TRUE, TRUE, SEG_TYPE_CATEGORY },
	};

	g_assert_cmpstr (plan->role->name, ==, "users");
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		const SegPlanColumn *column = &plan->columns[i + 1], *after = &said->columns[i + 1];

		g_assert_cmpstr (column->header, ==, cases[i].header);
		g_assert_cmpstr (column->field != NULL ? column->field->name : "", ==, cases[i].guessed ? "outcome" : "");
		g_assert_cmpstr (after->field != NULL ? after->field->name : "", ==, cases[i].said ? "outcome" : "");
		g_assert_cmpstr (seg_type_name (column->type), ==, seg_type_name (cases[i].type));
		g_assert_cmpstr (seg_type_name (after->type), ==, seg_type_name (cases[i].type));
		g_assert_true (column->imported);
	}
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

/* Where the rows looked at leave it open, the file is read on until a row decides; the plan names it. */
static void
test_date_order_far_down (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (GString) text = g_string_new ("user_id,at,note\n");
	g_autoptr (SegImportPlan) plan = NULL, open = NULL;
	g_autoptr (GPtrArray) remarks = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	g_autofree char *path = NULL;

	for (int i = 0; i < 80000; i++)
		g_string_append_printf (text, "u%d,%d/%d/2023,some words to fill the line\n", i, 1 + i % 12, 1 + i % 5);
	path = test_folder_write (folder, "open.csv", text->str);
	open = shop_plan (path, "events", NULL);
	g_assert_cmpint (open->date_order, ==, SEG_DATE_DAY_FIRST);
	g_assert_true (open->date_order_guessed);
	g_assert_null (open->date_order_reason);
	g_string_append (text, "u1,12/25/2023,the one that tells\n");
	g_free (path);
	path = test_folder_write (folder, "told.csv", text->str);
	plan = shop_plan (path, "events", NULL);
	g_assert_cmpint (plan->date_order, ==, SEG_DATE_MONTH_FIRST);
	g_assert_cmpint (plan->columns[1].date_order, ==, SEG_DATE_MONTH_FIRST);
	g_assert_false (plan->date_order_guessed);
	g_assert_cmpstr (plan->date_order_reason, ==, "line 80,002 has 12/25/2023");
	remarks = seg_import_plan_remarks (plan);
	g_assert_true (g_ptr_array_find_with_equal_func (remarks,
		"Dates like 3/5/2024 are read month first, as the 5th of March: line 80,002 has 12/25/2023.", g_str_equal, NULL));
	seg_job_cancel (job);
	g_assert_null (seg_import_plan (path, NULL, &(SegImportOptions) { .job = job }, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
}

/* Both lines are named when they contradict; columns of one file may differ. */
static void
test_date_contradictions (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *both = test_folder_write (folder, "both.csv",
		"user_id,at\nu1,25/12/2023\nu2,24/12/2023\nu3,12/26/2023\nu4,1/2/2023\n");
	g_autofree char *two = test_folder_write (folder, "two.csv",
		"user_id,registered,last\nu1,25/12/2023,12/25/2023\nu2,24/12/2023,12/24/2023\nu3,23/11/2023,11/2/2023\n");
	g_autoptr (SegImportPlan) contradicts = shop_plan (both, "events", NULL), differs = shop_plan (two, "users", NULL);

	g_assert_cmpint (contradicts->date_order, ==, SEG_DATE_DAY_FIRST);
	g_assert_cmpstr (contradicts->date_order_reason, ==, "line 2 has 25/12/2023, but line 4 has 12/26/2023, which does not fit");
	g_assert_cmpint (differs->columns[1].date_order, ==, SEG_DATE_DAY_FIRST);
	g_assert_cmpint (differs->columns[2].date_order, ==, SEG_DATE_MONTH_FIRST);
	g_assert_cmpint (differs->columns[1].type, ==, SEG_TYPE_DATE);
	g_assert_cmpint (differs->columns[2].type, ==, SEG_TYPE_DATE);
	g_assert_cmpuint (differs->columns[1].n_bad + differs->columns[2].n_bad, ==, 0);
}

/* 45356 is a day only under a date's name, and only where all values are such. */
static void
test_serial_columns (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "serial.csv",
		"user_id,registered,last order date,visits,due date\nu1,45356,45356.5,45356,45356\nu2,45357,45400,45000,7\nu3,45358,,45001,12\n");
	g_autoptr (SegImportPlan) plan = shop_plan (path, "users", NULL);

	g_assert_cmpstr (shop_meaning (plan, "registered"), ==, "registered");
	g_assert_true (plan->columns[1].serial_days);
	g_assert_cmpuint (plan->columns[1].n_bad, ==, 0);
	g_assert_cmpstr (shop_meaning (plan, "last order date"), ==, "date");
	g_assert_true (plan->columns[2].serial_days);
	g_assert_cmpstr (shop_meaning (plan, "visits"), ==, "number");
	g_assert_cmpstr (shop_meaning (plan, "due date"), ==, "number");
}

static void
test_words_for_missing (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "missing.csv",
		"user_id,car,dog,note\nu1,有,是,a\nu2,无,否,未知\nu3,无,无,无\nu4,有,是,NA\n");
	static const char *const more[] = { "+", "未知", NULL }, *const only[] = { "未知", NULL };
	g_autoptr (SegImportPlan) usual = shop_plan (path, "users", NULL);
	g_autoptr (SegImportPlan) with_more = shop_plan (path, "users", &(SegImportOptions) { .missing = more });
	g_autoptr (SegImportPlan) with_one = shop_plan (path, "users", &(SegImportOptions) { .missing = only });

	g_assert_cmpstr (shop_meaning (usual, "car"), ==, "boolean");
	g_assert_true (usual->columns[1].none_is_no);
	g_assert_cmpuint (usual->columns[1].n_missing, ==, 0);
	g_assert_cmpstr (shop_meaning (usual, "dog"), ==, "boolean");
	g_assert_false (usual->columns[2].none_is_no);
	g_assert_cmpuint (usual->columns[2].n_missing, ==, 1);
	g_assert_cmpuint (usual->columns[3].n_missing, ==, 2);
	g_assert_cmpuint (with_more->columns[3].n_missing, ==, 3);
	g_assert_cmpuint (with_one->columns[3].n_missing, ==, 1);
}

/* Digits that are names stay text. */
static void
test_codes (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "codes.csv",
		"user_id,sku,size,views,branch\n\"=\"\"00123\"\"\",1e5,5M,1.2k,=\"007\"\nu2,2e7,10M,850,=\"010\"\nu3,3e1,20M,15k,=\"011\"\n");
	g_autoptr (SegImportPlan) plan = shop_plan (path, "users", NULL);

	g_assert_cmpstr (plan->columns[0].samples[0], ==, "00123");
	g_assert_cmpstr (shop_meaning (plan, "sku"), ==, "text");
	g_assert_cmpstr (shop_meaning (plan, "size"), ==, "text");
	g_assert_cmpstr (shop_meaning (plan, "views"), ==, "number");
	g_assert_cmpstr (shop_meaning (plan, "branch"), ==, "text");
}

static void
test_separator_line (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = test_folder_write (folder, "sep.csv", "sep=;\r\nuser_id;city\r\nu1;a,b,c\r\nu2;d,e,f\r\n");
	g_autofree char *trailing = test_folder_write (folder, "trailing.csv", "user_id,city\nu1,Ulm,\nu2,Bonn,\n");
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL), extra = shop_plan (trailing, NULL, NULL);

	g_assert_cmpint (plan->delimiter, ==, ';');
	g_assert_cmpuint (plan->n_columns, ==, 2);
	g_assert_cmpstr (plan->columns[0].header, ==, "user_id");
	g_assert_cmpuint (plan->n_looked_at, ==, 2);
	g_assert_cmpuint (extra->n_columns, ==, 2);
	g_assert_cmpuint (extra->n_looked_at, ==, 2);
}

/* The plan shows the file decoded in what it found and in the runner-up; a chosen encoding joins them. */
static void
test_candidates (void)
{
	g_autofree char *path = DATA ("orders-gb18030.csv");
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL), chosen = shop_plan (path, NULL, &(SegImportOptions) { .encoding = "latin1" });
	g_autofree char *sample = seg_import_plan_sample (plan, "windows-1252"), *said = seg_import_plan_encoding (chosen);
	const SegEncodingCandidate *best = plan->candidates->pdata[0];

	g_assert_cmpuint (plan->candidates->len, >=, 2);
	g_assert_cmpstr (best->encoding, ==, plan->encoding);
	g_assert_true (g_str_has_prefix (best->sample, "订单号,会员号"));
	g_assert_false (g_str_has_prefix (sample, "订单号"));
	g_assert_cmpstr (chosen->encoding, ==, "ISO-8859-1");
	g_assert_cmpstr (said, ==, "ISO-8859-1 (hardly), or GB18030 (100 %)");
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
	g_test_add_func ("/ingest/plan/titles", test_titles);
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
	g_test_add_func ("/ingest/plan/date-order-far-down", test_date_order_far_down);
	g_test_add_func ("/ingest/plan/date-contradictions", test_date_contradictions);
	g_test_add_func ("/ingest/plan/serial-columns", test_serial_columns);
	g_test_add_func ("/ingest/plan/words-for-missing", test_words_for_missing);
	g_test_add_func ("/ingest/plan/codes", test_codes);
	g_test_add_func ("/ingest/plan/separator-line", test_separator_line);
	g_test_add_func ("/ingest/plan/candidates", test_candidates);
	g_test_add_func ("/ingest/plan/decimals", test_decimals);
	g_test_add_func ("/ingest/plan/rating-scale", test_rating_scale);
	g_test_add_func ("/ingest/plan/cancellation-rule", test_cancellation_rule);
	g_test_add_func ("/ingest/plan/bad-files", test_bad_files);
	g_test_add_func ("/ingest/plan/unreadable", test_unreadable);
	g_test_add_func ("/ingest/plan/runaway-quote", test_runaway_quote);
	g_test_add_func ("/ingest/plan/header-said", test_header_said);
	g_test_add_func ("/ingest/plan/words", test_words);
	g_test_add_func ("/ingest/plan/outcomes", test_outcomes);
	return g_test_run ();
}
