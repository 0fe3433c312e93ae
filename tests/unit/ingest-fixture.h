/* A workspace in a folder of its own, and short ways to import into it. */
#ifndef SEG_INGEST_FIXTURE_H
#define SEG_INGEST_FIXTURE_H

#include <segscope/ingest.h>

#include "support/folder.h"

typedef struct {
	char         *folder;
	SegWorkspace *workspace;
} Shop;

G_GNUC_UNUSED static void
shop_open (Shop *shop)
{
	g_autofree char *path = NULL;
	g_autoptr (GError) error = NULL;

	shop->folder = test_folder_new ();
	path = g_build_filename (shop->folder, "shop.seg", NULL);
	shop->workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);
	g_assert_no_error (error);
}

G_GNUC_UNUSED static void
shop_close (Shop *shop)
{
	seg_workspace_close (shop->workspace);
	test_folder_remove (shop->folder);
}

G_GNUC_UNUSED static SegImportPlan *
shop_plan (const char *path, const char *role, const SegImportOptions *options)
{
	g_autoptr (GError) error = NULL;
	SegImportPlan *plan = seg_import_plan (path, role != NULL ? seg_role_find (role) : NULL, options, &error);

	g_assert_no_error (error);
	g_assert_nonnull (plan);
	return plan;
}

G_GNUC_UNUSED static SegImportResult
shop_run (Shop *shop, const SegImportPlan *plan)
{
	g_autoptr (GError) error = NULL;
	SegImportResult result = { .source_id = -1 };

	seg_import_run (shop->workspace, plan, FALSE, NULL, &result, &error);
	g_assert_no_error (error);
	return result;
}

/* Imports the file @path in @role (NULL: guessed). */
G_GNUC_UNUSED static SegImportResult
shop_import (Shop *shop, const char *path, const char *role)
{
	g_autoptr (SegImportPlan) plan = shop_plan (path, role, NULL);

	return shop_run (shop, plan);
}

/* Imports a file with this text. */
G_GNUC_UNUSED static SegImportResult
shop_import_text (Shop *shop, const char *role, const char *text)
{
	g_autofree char *path = test_folder_write (shop->folder, "file.csv", text);

	return shop_import (shop, path, role);
}

G_GNUC_UNUSED static gint64
shop_count (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;
	gint64 count = -1;

	seg_workspace_count (shop->workspace, sql, &count, &error);
	g_assert_no_error (error);
	return count;
}

/* Everything the query gives: columns divided by "|", rows by "\n"; NULL is "~". */
G_GNUC_UNUSED static char *
shop_query (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, sql, &error);
	GString *text = g_string_new (NULL);

	g_assert_no_error (error);
	while (seg_statement_next (statement, &error)) {
		if (text->len > 0)
			g_string_append_c (text, '\n');
		for (int i = 0; i < seg_statement_n_columns (statement); i++)
			g_string_append_printf (text, "%s%s", i > 0 ? "|" : "",
			                        seg_statement_is_null (statement, i) ? "~" : seg_statement_text (statement, i));
	}
	g_assert_no_error (error);
	return g_string_free (text, FALSE);
}

#define shop_expect(shop, sql, expected)                   \
	G_STMT_START {                                         \
		g_autofree char *found_ = shop_query (shop, sql);  \
		g_assert_cmpstr (found_, ==, expected);            \
	} G_STMT_END

/* "user text", "item category": type or meaning of what a log brings. */
G_GNUC_UNUSED static const char *
shop_attribute (const SegPlanColumn *column)
{
	g_autofree char *words = g_strconcat (column->entity, " ", g_strcmp0 (column->entity, "outcome") == 0 ? column->attribute
	                                      : column->meaning != NULL ? column->meaning->name : seg_type_name (column->type), NULL);

	return g_intern_string (words);
}

/* What the column with that header becomes: the field's name, "number" ... for an attribute, "-" when it is left out. */
G_GNUC_UNUSED static const char *
shop_meaning (const SegImportPlan *plan, const char *header)
{
	for (gsize i = 0; i < plan->n_columns; i++) {
		const SegPlanColumn *column = &plan->columns[i];

		if (g_strcmp0 (column->header, header) == 0)
			return column->field != NULL ? column->field->name
			       : !column->imported   ? "-"
			       : plan->role->entity == NULL
			           ? shop_attribute (column)
			           : seg_type_name (column->type);
	}
	g_error ("there is no column %s", header);
}

#endif
