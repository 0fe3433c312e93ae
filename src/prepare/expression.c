/* Conditions that a person writes over the columns of a table. They see the table as people know it: its attributes by name and by label,
 * instants as texts ('2024-03-05 14:05:00', or '2024-03-05' at midnight), which compare in the order of time. */
#include <config.h>
#include "clean-private.h"

#include <segscope/expression.h>

#include <string.h>

/* Adds "EXPRESSION AS name", unless a column is called that already. */
static void
add_column (GString *columns, GHashTable *names, const char *expression, const char *name)
{
	g_autofree char *identifier = seg_sql_identifier (name);

	if (g_hash_table_add (names, g_ascii_strdown (name, -1)))
		g_string_append_printf (columns, ", %s AS %s", expression, identifier);
}

static void
add_attribute (GString *columns, GHashTable *names, const SegAttribute *attribute, const char *name)
{
	g_autofree char *column = seg_sql_identifier (attribute->name);
	g_autofree char *shown = attribute->type == SEG_TYPE_DATE ? seg_cells_shown_sql (SEG_TYPE_DATE, column) : g_strdup (column);

	add_column (columns, names, shown, name);
}

static void
add_event_columns (GString *columns, GHashTable *names)
{
	static const char *const own[][2] = {
		{ "kind", "(SELECT name FROM event_kind WHERE event_kind.id = event.kind_id)" },
		{ "user", "(SELECT user.key FROM user WHERE user.id = event.user_id)" },
		{ "item", "(SELECT item.key FROM item WHERE item.id = event.item_id)" },
		{ "amount", "amount" }, { "quantity", "quantity" }, { "rating", "rating" }, { "seconds", "seconds" }, { "order_key", "order_key" },
	};
	g_autofree char *at = seg_cells_shown_sql (SEG_TYPE_DATE, "at");

	add_column (columns, names, at, "at");
	for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
		add_column (columns, names, own[i][1], own[i][0]);
}

char *
seg_expression_sql (SegStepRun *run, const char *expression, gboolean not, GError **error)
{
	g_autoptr (GString) columns = g_string_new (NULL);
	g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *before = NULL, *fractions = NULL;
	const char *after = not ? "\n), 0)" : "\n)";

	g_hash_table_add (names, g_strdup ("id"));
	if (run->attributes == NULL)
		add_event_columns (columns, names);
	else
		add_column (columns, names, "key", "key");
	for (guint pass = 0; run->attributes != NULL && pass < 2; pass++) /* all names before any label */
		for (guint i = 0; i < run->attributes->len; i++) {
			const SegAttribute *attribute = run->attributes->pdata[i];

			add_attribute (columns, names, attribute, pass == 0 ? attribute->name : attribute->label);
		}
	before = g_strdup_printf ("SELECT id FROM (SELECT id%s FROM %s WHERE %s) WHERE %s", columns->str, run->entity, run->in_use,
	                          not ? "NOT coalesce ((" : "(");
	if (!seg_workspace_check_expression (run->workspace, before, expression, after, error))
		return NULL;
	fractions = seg_expression_with_fractions (expression);
	return g_strconcat (before, fractions, after, NULL);
}
