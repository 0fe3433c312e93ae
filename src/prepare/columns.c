/* Every column of users, items and events, read once. Numbers and dates come out as an array; of texts SQLite counts the most
 * frequent. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static SegColumnQuality *
add_column (SegQualityReport *report, const char *table, const char *name, const char *label, SegType type, gint64 n)
{
	SegColumnQuality *column = g_new0 (SegColumnQuality, 1);

	column->table = table;
	column->name = g_strdup (name);
	column->label = g_strdup (label);
	column->type = type;
	column->n = n;
	seg_quality_describe (column, NULL, 0);
	g_ptr_array_add (report->columns, column);
	return column;
}

/* @expression: what to read; @from: the table with its condition, which leaves out missing values. */
static gboolean
read_numbers (SegWorkspace *workspace, SegColumnQuality *column, const char *expression, const char *from, GError **error)
{
	g_autofree char *count_sql = g_strdup_printf ("SELECT count (*) FROM %s", from);
	g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s", expression, from);
	g_autofree double *values = NULL;
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gint64 count;
	gsize n = 0;

	if (!seg_workspace_count (workspace, count_sql, &count, error))
		return FALSE;
	values = g_try_new (double, (gsize) MAX (count, 1));
	if (values == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to look at %" G_GINT64_FORMAT " values of %s"), count,
		             column->label);
		return FALSE;
	}
	statement = seg_workspace_prepare (workspace, sql, error);
	if (statement == NULL)
		return FALSE;
	while ((gint64) n < count && seg_statement_next (statement, &failure))
		values[n++] = seg_statement_double (statement, 0);
	if (!seg_query_ended (failure, error))
		return FALSE;
	column->n_missing = column->n - (gint64) n;
	seg_quality_describe (column, values, n);
	return TRUE;
}

static char *
shown_value (const SegColumnQuality *column, const SegStatement *statement)
{
	if (column->type == SEG_TYPE_BOOLEAN)
		return g_strdup (seg_statement_integer (statement, 0) != 0 ? _("yes") : _("no"));
	return g_strdup (seg_statement_text (statement, 0));
}

static gboolean
read_texts (SegWorkspace *workspace, SegColumnQuality *column, const char *expression, const char *from, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT value, n, count (*) OVER (), sum (n) OVER () FROM "
	                                        "(SELECT %s AS value, count (*) AS n FROM %s GROUP BY 1) "
	                                        "ORDER BY n DESC, value LIMIT %d", expression, from, SEG_QUALITY_TOP);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	column->n_missing = column->n;
	while (column->n_top < SEG_QUALITY_TOP && seg_statement_next (statement, &failure)) {
		column->top[column->n_top].value = shown_value (column, statement);
		column->top[column->n_top++].count = seg_statement_integer (statement, 1);
		column->n_distinct = seg_statement_integer (statement, 2);
		column->n_missing = column->n - seg_statement_integer (statement, 3);
	}
	return seg_query_ended (failure, error);
}

static gboolean
read_column (SegWorkspace *workspace, SegColumnQuality *column, const char *expression, const char *from, GError **error)
{
	if (column->type == SEG_TYPE_NUMBER || column->type == SEG_TYPE_DATE)
		return read_numbers (workspace, column, expression, from, error);
	return read_texts (workspace, column, expression, from, error);
}

/* Users and items ------------------------------------------------------------------------------------------------------ */

gboolean
seg_quality_is_listed (SegWorkspace *workspace, const char *entity, gboolean *listed, GError **error)
{
	g_autofree char *sql = g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM %s WHERE listed)", entity);
	gint64 exists;

	if (!seg_workspace_count (workspace, sql, &exists, error))
		return FALSE;
	*listed = exists != 0;
	return TRUE;
}

gboolean
seg_quality_entity (SegWorkspace *workspace, const char *entity, SegQualityReport *report, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, entity, error);
	g_autofree char *count_sql = NULL;
	const char *condition;
	gboolean listed;
	gint64 n;

	if (attributes == NULL || !seg_quality_is_listed (workspace, entity, &listed, error))
		return FALSE;
	condition = listed ? "listed" : "TRUE";
	count_sql = g_strdup_printf ("SELECT count (*) FROM %s WHERE %s", entity, condition);
	if (!seg_workspace_count (workspace, count_sql, &n, error))
		return FALSE;
	for (guint i = 0; i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		g_autofree char *name = seg_sql_identifier (attribute->name);
		g_autofree char *from = g_strdup_printf ("%s WHERE %s AND %s IS NOT NULL", entity, condition, name);
		SegColumnQuality *column = add_column (report, strcmp (entity, "user") == 0 ? "user" : "item", attribute->name,
		                                       attribute->label, attribute->type, n);

		if (!read_column (workspace, column, name, from, error))
			return FALSE;
	}
	return TRUE;
}

/* Events ------------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *name, *label;
	SegType     type;
	const char *expression, *from;
} event_columns[] = {
	{ "kind_id", N_("kind"), SEG_TYPE_CATEGORY, "event_kind.name", "event JOIN event_kind ON event_kind.id = kind_id" },
	{ "at", N_("time"), SEG_TYPE_DATE, "at", "event WHERE at IS NOT NULL" },
	{ "item_id", N_("item"), SEG_TYPE_TEXT, "item.key", "event JOIN item ON item.id = item_id" },
	{ "amount", N_("amount"), SEG_TYPE_NUMBER, "amount", "event WHERE amount IS NOT NULL" },
	{ "quantity", N_("quantity"), SEG_TYPE_NUMBER, "quantity", "event WHERE quantity IS NOT NULL" },
	{ "rating", N_("rating"), SEG_TYPE_NUMBER, "rating", "event WHERE rating IS NOT NULL" },
	{ "seconds", N_("seconds"), SEG_TYPE_NUMBER, "seconds", "event WHERE seconds IS NOT NULL" },
	{ "order_key", N_("order"), SEG_TYPE_TEXT, "order_key", "event WHERE order_key IS NOT NULL" },
};

/* How many events are of kinds that have a value in each column at all: views have no amount, and none is missing there. */
static gboolean
count_possible (SegWorkspace *workspace, gint64 *counts, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("SELECT count (*)");
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (event_columns); i++)
		g_string_append_printf (sql, ", count (%s)", event_columns[i].name);
	g_string_append (sql, " FROM event GROUP BY kind_id");
	statement = seg_workspace_prepare (workspace, sql->str, error);
	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure))
		for (gsize i = 0; i < G_N_ELEMENTS (event_columns); i++)
			if (seg_statement_integer (statement, (int) i + 1) > 0)
				counts[i] += seg_statement_integer (statement, 0);
	return seg_query_ended (failure, error);
}

gboolean
seg_quality_events (SegWorkspace *workspace, SegQualityReport *report, GError **error)
{
	gint64 possible[G_N_ELEMENTS (event_columns)] = { 0 };

	if (!count_possible (workspace, possible, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS (event_columns); i++) {
		SegColumnQuality *column;

		if (possible[i] == 0)
			continue;
		column = add_column (report, "event", event_columns[i].name, _(event_columns[i].label), event_columns[i].type, possible[i]);
		if (!read_column (workspace, column, event_columns[i].expression, event_columns[i].from, error))
			return FALSE;
	}
	return TRUE;
}
