/* Later files: what is new, changed, unchanged, gone, known; what was replaced; rejects that are corrected and come again. */
#include <config.h>

#include <string.h>

#include <segscope/csv.h>
#include <segscope/intake.h>
#include <segscope/rejects.h>

#include "ingest-fixture.h"

#define IN_THE_SHOP                 \
	G_GNUC_UNUSED Shop shop;        \
	shop_open (&shop)

/* Imports @text as the file @name; @add_known as in the plan. */
static SegImportResult
load_as (Shop *shop, const char *name, const char *role, const char *text, gboolean add_known)
{
	g_autofree char *path = test_folder_write (shop->folder, name, text);
	g_autoptr (SegImportPlan) plan = shop_plan (path, role, NULL);

	plan->add_known = add_known;
	return shop_run (shop, plan);
}

/* Users --------------------------------------------------------------------------------------------------------------------- */

static void
test_users (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	result = load_as (&shop, "may.csv", "users", "user_id,city,age\nu1,Beijing,20\nu2,Rome,30\nu3,Oslo,40\n", FALSE);
	g_assert_cmpint (result.new_users, ==, 3);
	g_assert_cmpint (result.unchanged_users + result.changed_users + result.vanished_users, ==, 0);
	result = load_as (&shop, "june.csv", "users", "user_id,city,age\nu1,Shanghai,20\nu2,Rome,\nu4,Paris,50\nu4,Lyon,50\n", FALSE);
	g_assert_cmpint (result.new_users, ==, 1);
	g_assert_cmpint (result.changed_users, ==, 1);
	g_assert_cmpint (result.unchanged_users, ==, 1);
	g_assert_cmpint (result.vanished_users, ==, 1);
	shop_expect (&shop, "SELECT key, city, age FROM user ORDER BY key", "u1|Shanghai|20.0\nu2|Rome|30.0\nu3|Oslo|40.0\nu4|Lyon|50.0");
	shop_expect (&shop, "SELECT key, name, value, source_id FROM attribute_change JOIN user ON user.id = entity_id", "u1|city|Beijing|2");
	shop_expect (&shop, "SELECT delta ->> 'new_users', delta ->> 'changed_users', delta ->> 'unchanged_users', delta ->> 'vanished_users' "
	             "FROM source WHERE id = 2", "1|1|1|1");
	shop_close (&shop);
}

/* Other columns are another list: nobody is missing from it. The order of columns does not matter. */
static void
test_other_list (void)
{
	IN_THE_SHOP;

	load_as (&shop, "a.csv", "users", "user_id,city\nu1,Beijing\nu2,Rome\n", FALSE);
	g_assert_cmpint (load_as (&shop, "b.csv", "users", "user_id,level\nu1,gold\n", FALSE).vanished_users, ==, 0);
	g_assert_cmpint (load_as (&shop, "c.csv", "users", "city,user_id\nOslo,u3\n", FALSE).vanished_users, ==, 2);
	g_assert_cmpint (load_as (&shop, "d.csv", "users", "user_id,city\nu1,Beijing\n", FALSE).vanished_users, ==, 1); /* u3 */
	shop_close (&shop);
}

/* Files loaded together are one list: u2 of the second is not missing from the first, and the next month is held against both. */
static void
test_list_in_parts (void)
{
	IN_THE_SHOP;
	static const char *const texts[] = { "user_id,city\nu1,Rome\n", "user_id,city\nu2,Oslo\n", "user_id,city\nu1,Paris\n" };
	SegImportPlan *plans[3];
	SegImportResult results[3] = { 0 };

	load_as (&shop, "before.csv", "users", "user_id,city\nu0,Rome\nu1,Rome\nu2,Rome\n", FALSE);
	for (guint i = 0; i < 3; i++) {
		g_autofree char *name = g_strdup_printf ("part%u.csv", i), *path = test_folder_write (shop.folder, name, texts[i]);

		plans[i] = shop_plan (path, "users", NULL);
	}
	g_assert_true (seg_intake_run (shop.workspace, plans, 2, NULL, NULL, results, NULL));
	g_assert_cmpint (results[0].vanished_users, ==, 0);
	g_assert_cmpint (results[1].vanished_users, ==, 1); /* u0 */
	g_assert_true (seg_intake_run (shop.workspace, &plans[2], 1, NULL, NULL, &results[2], NULL));
	g_assert_cmpint (results[2].vanished_users, ==, 1); /* u2 */
	for (guint i = 0; i < 3; i++)
		seg_import_plan_free (plans[i]);
	shop_close (&shop);
}

static void
test_history (void)
{
	IN_THE_SHOP;

	load_as (&shop, "1.csv", "users", "user_id,it's,score\nu1,a,1\nu2,b,2\n", FALSE);
	load_as (&shop, "2.csv", "users", "user_id,it's,score\nu1,c,\nu2,b,2.5\n", FALSE);
	load_as (&shop, "3.csv", "users", "user_id,it's,score\nu1,a,7\n", FALSE);
	shop_expect (&shop, "SELECT key, name, value, source_id FROM attribute_change JOIN user ON user.id = entity_id ORDER BY attribute_change.id",
	             "u1|it's|a|2\nu2|score|2.0|2\nu1|it's|c|3\nu1|score|1.0|3");
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM temp.sqlite_schema"), ==, 0);
	shop_close (&shop);
}

static void
test_named (void)
{
	IN_THE_SHOP;
	SegImportResult result;

	load_as (&shop, "e.csv", "events", "user_id,item_id,at\nu1,i1,2024-01-01\nu2,i1,2024-01-02\nu3,i2,2024-01-03\n", FALSE);
	result = load_as (&shop, "u.csv", "users", "user_id,city\nu1,Rome\nu2,Oslo\nu9,Bonn\n", FALSE);
	g_assert_cmpint (result.named_users, ==, 2);
	g_assert_cmpint (result.new_users, ==, 1);
	result = load_as (&shop, "i.csv", "items", "item_id,title\ni1,Tea\n", FALSE);
	g_assert_cmpint (result.named_items, ==, 1);
	shop_expect (&shop, "SELECT key, listed FROM user ORDER BY key", "u1|1\nu2|1\nu3|0\nu9|1");
	shop_close (&shop);
}

/* Events -------------------------------------------------------------------------------------------------------------------- */

static void
test_known_events (void)
{
	static const char january[] = "user_id,item_id,at,amount\nu1,i1,2024-01-05,5\nu2,i1,2024-01-06,6\nu1,i2,2024-01-07,7\n";
	static const char both[] = "user_id,item_id,at,amount\nu1,i1,2024-01-05,5\nu1,i1,2024-01-05,5\nu2,i1,2024-01-06,6.5\nu1,i2,2024-01-07,7\n"
	                           "u3,i1,2024-02-01,1\n";
	SegImportResult result;
	IN_THE_SHOP;

	load_as (&shop, "jan.csv", "purchases", january, FALSE);
	result = load_as (&shop, "febr.csv", "purchases", both, FALSE);
	g_assert_cmpint (result.rows_loaded, ==, 5);
	g_assert_cmpint (result.rows_known, ==, 2);
	g_assert_cmpint (result.new_events, ==, 3); /* the second u1,i1; another amount; February */
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM event"), ==, 6);
	shop_expect (&shop, "SELECT rows_known FROM source WHERE id = 2", "2");
	shop_close (&shop);
	shop_open (&shop);
	load_as (&shop, "jan.csv", "purchases", january, FALSE);
	result = load_as (&shop, "febr.csv", "purchases", both, TRUE);
	g_assert_cmpint (result.rows_known, ==, 0);
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM event"), ==, 8);
	shop_close (&shop);
}

/* A file that grows by a part each month ends as the whole file alone does. */
static void
test_growing_file (void)
{
	g_autoptr (GRand) rand = g_rand_new_with_seed (5);
	g_autoptr (GString) text = g_string_new ("user_id,item_id,at,amount,order_id\n");
	g_autofree char *grown = NULL, *whole = NULL;
	const char *all = "SELECT u.key, i.key, at, amount, order_key, count(*) FROM event e JOIN user u ON u.id = user_id JOIN item i ON i.id = item_id "
	                  "GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5";
	IN_THE_SHOP;

	for (int month = 1; month <= 4; month++) {
		for (int i = 0; i < 200; i++)
			g_string_append_printf (text, "u%d,i%d,2024-%02d-%02d,%d,o%d\n", g_rand_int_range (rand, 0, 9), g_rand_int_range (rand, 0, 3), month,
			                        g_rand_int_range (rand, 1, 4), g_rand_int_range (rand, 1, 3), g_rand_int_range (rand, 0, 2));
		load_as (&shop, "grows.csv", "purchases", text->str, FALSE);
	}
	grown = shop_query (&shop, all);
	shop_close (&shop);
	shop_open (&shop);
	load_as (&shop, "whole.csv", "purchases", text->str, FALSE);
	whole = shop_query (&shop, all);
	g_assert_cmpstr (grown, ==, whole);
	shop_close (&shop);
}

/* Rejects -------------------------------------------------------------------------------------------------------------------- */

/* Puts @to for @from in the exported list. */
static void
correct (const char *path, const char *from, const char *to)
{
	g_autofree char *text = NULL;
	g_autoptr (GString) changed = NULL;

	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	changed = g_string_new (text);
	g_assert_cmpuint (g_string_replace (changed, from, to, 1), ==, 1);
	g_assert_true (g_file_set_contents (path, changed->str, -1, NULL));
}

static void
test_correction (void)
{
	IN_THE_SHOP;
	g_autofree char *path = g_build_filename (shop.folder, "to-correct.csv", NULL);
	g_autoptr (GString) rows = g_string_new ("user_id;item_id;at;amount\n");
	g_autoptr (SegImportPlan) plan = NULL;
	g_autoptr (GError) error = NULL;
	SegImportResult result;
	gint64 n = -1;

	for (int i = 0; i < 30; i++)
		g_string_append_printf (rows, "u1;i1;%02d.03.2024;1.%d34,5\n", i % 28 + 1, i % 10);
	g_string_append (rows, "u3;i2;31.02.2024;2\n=u4;i2;06.03.2024;x\nu5;i2\n");
	load_as (&shop, "o.csv", "purchases", rows->str, FALSE);
	g_assert_true (seg_rejects_export (shop.workspace, 0, path, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, 3);
	correct (path, "31.02.2024", "01.03.2024");
	correct (path, ",x,", ",\"3,25\",");
	plan = shop_plan (path, NULL, NULL);
	g_assert_true (seg_import_plan_correct (plan, shop.workspace, 0, &error));
	g_assert_cmpint (plan->corrects, ==, 1);
	g_assert_cmpstr (plan->role->name, ==, "purchases");
	result = shop_run (&shop, plan);
	g_assert_cmpint (result.rejects_taken_up, ==, 3);
	g_assert_cmpint (result.rows_loaded + result.rows_rejected, ==, 3);
	shop_expect (&shop, "SELECT u.key, date (at, 'unixepoch'), amount FROM event JOIN user u ON u.id = user_id WHERE u.key IN ('u3', '=u4') ORDER BY 1",
	             "=u4|2024-03-06|3.25\nu3|2024-03-01|2.0");
	g_assert_true (seg_rejects_count (shop.workspace, &(SegRejectFilter) { .source_id = 1 }, &n, NULL));
	g_assert_cmpint (n, ==, 0);
	g_assert_true (seg_rejects_count (shop.workspace, &(SegRejectFilter) { .source_id = 1, .with_corrected = TRUE }, &n, NULL));
	g_assert_cmpint (n, ==, 3);
	shop_close (&shop);
}

/* A user's value that could not be read, corrected: the row is merged by its key. */
static void
test_value_correction (void)
{
	IN_THE_SHOP;
	g_autofree char *path = g_build_filename (shop.folder, "fix.csv", NULL);
	g_autoptr (SegImportPlan) plan = NULL;
	g_autoptr (GString) text = g_string_new ("user_id,age\n");

	for (int i = 0; i < 50; i++)
		g_string_append_printf (text, "u%d,%d\n", i, 20 + i);
	g_string_append (text, "u50,forty\n");
	g_assert_cmpint (load_as (&shop, "u.csv", "users", text->str, FALSE).values_rejected, ==, 1);
	g_assert_true (seg_rejects_export (shop.workspace, 1, path, NULL, NULL, NULL));
	correct (path, "forty", "40");
	plan = shop_plan (path, NULL, NULL);
	g_assert_true (seg_import_plan_correct (plan, shop.workspace, 0, NULL));
	g_assert_cmpint (shop_run (&shop, plan).rejects_taken_up, ==, 1);
	shop_expect (&shop, "SELECT age FROM user WHERE key = 'u50'", "40.0");
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM user"), ==, 51);
	shop_close (&shop);
}

static void
test_correction_errors (void)
{
	IN_THE_SHOP;
	g_autofree char *path = test_folder_write (shop.folder, "x.csv", "user_id,at,segscope_source,segscope_line\nu1,2024-01-01,7,2\n");
	g_autofree char *plain = test_folder_write (shop.folder, "p.csv", "user_id,at\nu1,2024-01-01\n");
	g_autofree char *out = g_build_filename (shop.folder, "out.csv", NULL);
	g_autoptr (SegImportPlan) plan = shop_plan (path, NULL, NULL), other = shop_plan (plain, "events", NULL);
	GError *error = NULL;

	g_assert_false (seg_import_plan_correct (plan, shop.workspace, 0, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA); /* no such source */
	g_clear_error (&error);
	g_assert_false (seg_import_plan_correct (other, shop.workspace, 1, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA); /* no lines */
	g_clear_error (&error);
	g_assert_true (seg_import_plan_correct (other, shop.workspace, 0, &error)); /* an ordinary file */
	g_assert_cmpint (other->corrects, ==, 0);
	g_assert_false (seg_rejects_export (shop.workspace, 0, out, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA); /* nothing to write */
	g_clear_error (&error);
	g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
	shop_close (&shop);
}

static void
test_reasons (void)
{
	IN_THE_SHOP;
	g_autoptr (GString) rows = g_string_new ("user_id,item_id,at,amount\n");
	g_autoptr (GPtrArray) reasons = NULL;
	const SegRejectReason *first;
	SegRejectFilter filter = { 0 };
	gint64 n;

	for (int i = 0; i < 40; i++)
		g_string_append_printf (rows, "u1,i1,2024-01-01,%d\n", i);
	g_string_append (rows, "u1,i1,2024-01-02,a%_\nu1,i1,2024-01-03,bbb%_\nu1,i1,2024-13-03,4\nu1\nu2,x\n");
	load_as (&shop, "e.csv", "purchases", rows->str, FALSE);
	reasons = seg_reject_reasons (shop.workspace, NULL, NULL, NULL);
	g_assert_cmpuint (reasons->len, ==, 3);
	g_assert_cmpint (((SegRejectReason *) reasons->pdata[0])->count, ==, 2);
	for (guint i = 0; i < reasons->len; i++) {
		first = reasons->pdata[i];
		filter = (SegRejectFilter) { .source_id = first->source_id, .reason = first->reason, .column = first->column };
		g_assert_true (seg_rejects_count (shop.workspace, &filter, &n, NULL));
		g_assert_cmpint (n, ==, first->count); /* the pattern finds what was counted */
	}
	shop_close (&shop);
}

/* The intake ------------------------------------------------------------------------------------------------------------------ */

static void
test_all_or_nothing (void)
{
	IN_THE_SHOP;
	g_autofree char *users = test_folder_write (shop.folder, "u.csv", "user_id,city\nu1,Rome\nu2,Oslo\n");
	g_autofree char *events = test_folder_write (shop.folder, "e.csv", "user_id,item_id,at\nu1,i1,2024-01-01\nu2,i1,never\nu3,i2,2024-01-03\n");
	SegImportPlan *plans[] = { shop_plan (users, "users", NULL), shop_plan (events, "events", NULL) };
	SegIntakeOptions options = SEG_INTAKE_OPTIONS_INIT;
	SegImportResult results[2] = { { .source_id = -1 }, { .source_id = -1 } };
	g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (seg_reject_reason_free);
	g_autofree char *sentence = NULL;
	g_autoptr (GError) error = NULL;

	g_assert_true (seg_intake_limit_rejects (&options, "0", NULL));
	g_assert_false (seg_intake_run (shop.workspace, plans, 2, &options, NULL, results, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_assert_nonnull (strstr (error->message, "never"));
	g_assert_cmpint (results[0].source_id, ==, -1);
	g_assert_cmpint (shop_count (&shop, "SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM source) + (SELECT count(*) FROM unfinished)"), ==, 0);
	g_assert_true (seg_intake_limit_rejects (&options, "40 %", NULL));
	options.dry_run = TRUE;
	options.reasons = reasons;
	g_assert_true (seg_intake_run (shop.workspace, plans, 2, &options, NULL, results, NULL));
	g_assert_cmpint (results[1].rows_rejected, ==, 1);
	g_assert_cmpuint (reasons->len, ==, 1); /* those of a trial, which are in no table afterwards */
	sentence = seg_reject_reason_sentence (reasons->pdata[0]);
	g_assert_cmpstr (sentence, ==, "line 3, at: \"never\" is not a date");
	options.reasons = NULL;
	g_assert_cmpint (shop_count (&shop, "SELECT (SELECT count(*) FROM user) + (SELECT count(*) FROM source) + (SELECT count(*) FROM unfinished)"), ==, 0);
	options.dry_run = FALSE;
	g_assert_true (seg_intake_run (shop.workspace, plans, 2, &options, NULL, results, NULL));
	g_assert_cmpint (results[1].unknown_users, ==, 1);
	g_assert_cmpint (shop_count (&shop, "SELECT count(*) FROM source"), ==, 2);
	g_assert_true (seg_intake_run (shop.workspace, plans, 2, &options, NULL, results, NULL));
	g_assert_true (results[0].already_imported && results[1].already_imported);
	seg_import_plan_free (plans[0]);
	seg_import_plan_free (plans[1]);
	shop_close (&shop);
}

static void
test_limits (void)
{
	static const char *const wrong[] = { "", "-1", "1.5", "x", "101%", "5 percent", "%", "nan" };
	SegIntakeOptions options = SEG_INTAKE_OPTIONS_INIT;

	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) error = NULL;

		g_assert_false (seg_intake_limit_rejects (&options, wrong[i], &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	}
	g_assert_true (seg_intake_limit_rejects (&options, "2.5%", NULL));
	g_assert_cmpfloat_with_epsilon (options.most_rejects_share, 0.025, 1e-12);
	g_assert_cmpint (options.most_rejects, ==, -1);
}

/* What a spreadsheet might run is guarded, and comes back as it was. */
static void
test_guard (void)
{
	static const char *const texts[] = { "=1+1", "'=1+1", "''@x", "-5", "+x", "'", "it's", "", "\tx", "＝A1", "'plain" };

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		g_autoptr (GString) line = g_string_new (NULL);
		g_auto (GStrv) fields = NULL;

		seg_csv_append (line, 0, "a", SEG_CSV_FIELD);
		seg_csv_append (line, 1, texts[i], SEG_CSV_FIELD);
		fields = seg_csv_split (line->str, ',', '"');
		g_assert_cmpuint (g_strv_length (fields), ==, 2);
		g_assert_cmpstr (seg_csv_unguard (fields[1]), ==, texts[i]);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/delta/users", test_users);
	g_test_add_func ("/delta/other-list", test_other_list);
	g_test_add_func ("/delta/list-in-parts", test_list_in_parts);
	g_test_add_func ("/delta/history", test_history);
	g_test_add_func ("/delta/named", test_named);
	g_test_add_func ("/delta/known-events", test_known_events);
	g_test_add_func ("/delta/growing-file", test_growing_file);
	g_test_add_func ("/rejects/correction", test_correction);
	g_test_add_func ("/rejects/value-correction", test_value_correction);
	g_test_add_func ("/rejects/errors", test_correction_errors);
	g_test_add_func ("/rejects/reasons", test_reasons);
	g_test_add_func ("/rejects/guard", test_guard);
	g_test_add_func ("/intake/all-or-nothing", test_all_or_nothing);
	g_test_add_func ("/intake/limits", test_limits);
	return g_test_run ();
}
