/* A small dirty shop for the tests of the cleaning recipe, and the whole of a workspace as one text. */
#ifndef RECIPE_FIXTURE_H
#define RECIPE_FIXTURE_H

#include <segscope/clean.h>
#include <segscope/intake.h>
#include <segscope/prepare.h>

#include <string.h>

#include "ingest-fixture.h"

#define IN_THE_SHOP g_auto (Shop) shop = { NULL, NULL }; shop_open (&shop)

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, shop_close)

/* As people export it: the same person twice (u1, u2 by phone; u3, u4 by e-mail), spellings, an age of 999, a test account. */
#define DIRTY_USERS \
	"user_id,name,email,phone,age,plan,city,joined,spent\n" \
	"u1,Ann Lee,ann@x.cn,138-0000-1111,30,gold,Paris,05.03.2023,10.5\n" \
	"u2,,ANN2@x.cn,+86 13800001111,,gold,paris,,20\n" \
	"u3,Bob,bob@x.cn,139 0000 2222,40,silver,PARIS ,06.03.2023,30\n" \
	"u4,Bob B,Bob@X.cn,,42,silver,Rome,07.03.2023,40\n" \
	"u5,Cy,cy@x.cn,13700003333,999,gold,Rome,08.03.2023,50\n" \
	"u6,Di,di@x.cn,13600004444,,silver,Oslo,09.03.2023,60\n" \
	"u7,Test,qa@test.com,13500005555,20,gold,Rome,10.03.2023,0\n" \
	"u8,Ed,ed@x.cn,13400006666,50,,Paris,11.03.2023,70\n"

#define DIRTY_ITEMS \
	"item_id,title,category,price\n" \
	"i1,Algebra,maths,10\n" \
	"i2,Birds,nature,\n" \
	"i3,Test item,test,1\n"

#define DIRTY_PURCHASES \
	"user_id,item_id,date,amount\n" \
	"u1,i1,2024-01-01,10\n" \
	"u2,i2,2024-02-01,20\n" \
	"u2,i1,2024-01-15,25\n" \
	"u3,i1,2024-01-03,30\n" \
	"u4,i2,2024-01-04,40\n" \
	"u7,i3,2024-01-05,1\n" \
	"u7,i1,2024-01-06,9000\n" \
	"u8,i2,2024-01-07,70\n"

#define DIRTY_REVIEWS \
	"user_id,item_id,date,rating,review\n" \
	"u2,i1,2024-02-02,5,wonderful\n" \
	"u7,i1,2024-02-03,1,a test\n" \
	"u8,i2,2024-02-04,4,good\n"

G_GNUC_UNUSED static void
fill_shop (Shop *shop)
{
	shop_import_text (shop, "users", DIRTY_USERS);
	shop_import_text (shop, "items", DIRTY_ITEMS);
	shop_import_text (shop, "purchases", DIRTY_PURCHASES);
	shop_import_text (shop, "reviews", DIRTY_REVIEWS);
}

/* A step from "fill column=age with=mean". Values have no spaces, or they are in one more argument: "where=..." to the end. */
G_GNUC_UNUSED static SegStep *
step_of (const char *words)
{
	g_autoptr (GError) error = NULL;
	g_auto (GStrv) parts = NULL;
	SegStep *step;
	int n;

	g_shell_parse_argv (words, &n, &parts, &error);
	g_assert_no_error (error);
	g_assert_nonnull (seg_step_kind_find (parts[0]));
	step = seg_step_new (seg_step_kind_find (parts[0]));
	for (gsize i = 1; parts[i] != NULL; i++) {
		g_auto (GStrv) sides = g_strsplit (parts[i], "=", 2);

		seg_step_set (step, sides[0], sides[1], &error);
		g_assert_no_error (error);
	}
	return step;
}

/* Adds it at the end and gives its effect. */
G_GNUC_UNUSED static SegStepEffect
add_step (Shop *shop, const char *words)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStep) step = step_of (words);
	SegStepEffect effect;

	seg_recipe_add (shop->workspace, step, 0, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (step->id, >, 0);
	effect = step->effect;
	g_free (g_steal_pointer (&step->effect.skipped));
	g_free (g_steal_pointer (&step->effect.remark));
	effect.skipped = effect.remark = NULL;
	return effect;
}

G_GNUC_UNUSED static void
remove_all (Shop *shop)
{
	g_autoptr (GPtrArray) none = g_ptr_array_new ();
	g_autoptr (GError) error = NULL;

	seg_recipe_replace (shop->workspace, none, NULL, &error);
	g_assert_no_error (error);
}

static void
dump_table (Shop *shop, const char *name, GString *text)
{
	g_autofree char *quoted = seg_sql_identifier (name), *sql = NULL, *rows = NULL;
	g_autoptr (GString) columns = g_string_new (NULL);
	g_autofree char *list_sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s') ORDER BY cid", name);
	g_autofree char *list = shop_query (shop, list_sql);
	g_auto (GStrv) names = g_strsplit (list, "\n", -1);

	for (gsize i = 0; names[i] != NULL; i++) {
		g_autofree char *column = seg_sql_identifier (names[i]);

		g_string_append_printf (columns, "%stypeof (%s), quote (%s)", i > 0 ? ", " : "", column, column);
	}
	sql = g_strdup_printf ("SELECT %s FROM %s ORDER BY 2, 4", columns->str, quoted);
	rows = shop_query (shop, sql);
	g_string_append_printf (text, "== %s\n%s\n", name, rows);
}

/* Everything that is in the file, schema included, but the recipe, the audit log and what only says when. */
G_GNUC_UNUSED static char *
dump (Shop *shop)
{
	g_autofree char *list = shop_query (shop, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN "
	                                    "('audit', 'cleaning_step', 'workspace', 'source', 'quality_report', 'event_pack', 'event_column') ORDER BY name");
	g_autofree char *schema = shop_query (shop, "SELECT type, name, sql FROM sqlite_schema ORDER BY name");
	g_auto (GStrv) names = g_strsplit (list, "\n", -1);
	GString *text = g_string_new (schema);

	for (gsize i = 0; names[i] != NULL; i++)
		dump_table (shop, names[i], text);
	return g_string_free (text, FALSE);
}

#endif
