/* The catalogue as a list, with how each item does. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

static void
free_item (gpointer data)
{
	SegItemRow *item = data;

	g_free (item->key);
	g_free (item->title);
	g_free (item->category);
	g_free (item);
}

#define KIND(names) "kind_id IN (SELECT id FROM event_kind WHERE name IN (" names "))"

static SegStatement *
prepare_items (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);
	const char *basis = attributes != NULL ? seg_workspace_taking (workspace, error) : NULL;
	g_autofree char *title = NULL, *category = NULL, *sql = NULL;
	SegStatement *statement;

	if (basis == NULL)
		return NULL;
	title = seg_item_field_sql (attributes, "title", "item");
	category = seg_item_field_sql (attributes, "category", "item");
	sql = g_strdup_printf (
		"SELECT item.id, item.key, coalesce (%s, item.key), %s, coalesce (n_users, 0), coalesce (n_events, 0), "
		"coalesce (revenue, 0), mean_rating FROM item LEFT JOIN ("
		"SELECT item_id, count(DISTINCT CASE WHEN :basis = 'event' OR "
		"kind_id IN " SEG_SQL_KINDS_OF_TAKING (":basis") " THEN user_id END) AS n_users, count(*) AS n_events, "
		"total (CASE WHEN kind_id IN " SEG_SQL_KINDS_OF_MONEY " THEN amount END) AS revenue, "
		"coalesce (avg (rating) FILTER (WHERE NOT " KIND ("'review'") "), avg (rating)) AS mean_rating " /* reviews repeat ratings */
		"FROM event WHERE item_id IS NOT NULL GROUP BY item_id) ON item_id = item.id WHERE " SEG_SQL_ITEM_IN_USE ("item") " ORDER BY 5 DESC, item.key", title, category);
	statement = seg_workspace_prepare (workspace, sql, error);
	if (statement != NULL)
		seg_statement_bind_text (statement, ":basis", basis);
	return statement;
}

GPtrArray *
seg_items (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = prepare_items (workspace, error);
	g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
	GError *failure = NULL;

	while (statement != NULL && seg_statement_next (statement, &failure)) {
		SegItemRow *item = g_new0 (SegItemRow, 1);

		item->id = seg_statement_integer (statement, 0);
		item->key = g_strdup (seg_statement_text (statement, 1));
		item->title = g_strdup (seg_statement_text (statement, 2));
		item->category = g_strdup (seg_statement_text (statement, 3));
		item->n_users = seg_statement_integer (statement, 4);
		item->n_events = seg_statement_integer (statement, 5);
		item->revenue = seg_statement_double (statement, 6);
		item->mean_rating = seg_statement_double (statement, 7);
		g_ptr_array_add (items, item);
	}
	return statement != NULL && seg_query_ended (failure, error) ? g_steal_pointer (&items) : NULL;
}

/* Ids of at most two items whose @column is @text. Returns how many there are, or -1 with @error. */
static int
find_by (SegWorkspace *workspace, const char *column, const char *text, gint64 *id, GError **error)
{
	g_autofree char *name = seg_sql_identifier (column);
	g_autofree char *sql = g_strdup_printf ("SELECT id FROM item WHERE %s = :text LIMIT 2", name);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;
	int n = 0;

	if (statement == NULL)
		return -1;
	seg_statement_bind_text (statement, ":text", text);
	for (; seg_statement_next (statement, &failure); n++)
		*id = seg_statement_integer (statement, 0);
	return seg_query_ended (failure, error) ? n : -1;
}

gboolean
seg_item_find (SegWorkspace *workspace, const char *key, gint64 *id, GError **error)
{
	g_autoptr (GPtrArray) attributes = NULL;
	const SegAttribute *title;
	gint64 found = 0;
	int n = find_by (workspace, "key", key, &found, error);

	if (n == 0) {
		attributes = seg_attributes (workspace, "item", error);
		if (attributes == NULL)
			return FALSE;
		title = seg_attributes_with_field (attributes, "title");
		n = title != NULL ? find_by (workspace, title->name, key, &found, error) : 0;
	}
	if (n == 1) {
		*id = found;
		return TRUE;
	}
	if (n >= 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		             n == 0 ? _("There is no item with the key or title \"%s\"")
		                    : _("More than one item has the title \"%s\"; give its key"), key);
	return FALSE;
}
