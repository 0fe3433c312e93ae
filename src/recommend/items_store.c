/* The catalogue as a list, with how each item does. */
#include <config.h>
#include "item_figures.h"
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

static SegStatement *
prepare_items (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);
	g_autofree char *title = NULL, *category = NULL, *sql = NULL;

	if (attributes == NULL)
		return NULL;
	title = seg_item_field_sql (attributes, "title", "item");
	category = seg_item_field_sql (attributes, "category", "item");
	sql = g_strdup_printf ("SELECT id, key, coalesce (%s, key), %s FROM item WHERE " SEG_SQL_ITEM_IN_USE ("item") " ORDER BY id", title, category);
	return seg_workspace_prepare (workspace, sql, error);
}

/* In the order of their ids, without figures. */
static GPtrArray *
read_items (SegWorkspace *workspace, GError **error)
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
		g_ptr_array_add (items, item);
	}
	return statement != NULL && seg_query_ended (failure, error) ? g_steal_pointer (&items) : NULL;
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
	const SegItemRow *one = *(SegItemRow *const *) a, *other = *(SegItemRow *const *) b;

	return one->n_users != other->n_users ? (one->n_users < other->n_users ? 1 : -1) : strcmp (one->key, other->key);
}

static gboolean
add_figures (SegWorkspace *workspace, GPtrArray *items, SegJob *job, GError **error)
{
	g_autofree gint64 *ids = seg_try_allocate (items->len, sizeof *ids, error);
	g_autofree SegItemFigures *figures = NULL;

	for (guint i = 0; ids != NULL && i < items->len; i++)
		ids[i] = ((SegItemRow *) items->pdata[i])->id;
	if (ids == NULL || (figures = seg_item_figures_read (workspace, ids, items->len, job, error)) == NULL)
		return FALSE;
	for (guint i = 0; i < items->len; i++) {
		SegItemRow *item = items->pdata[i];

		item->n_users = figures[i].n_users;
		item->n_events = figures[i].n_events;
		item->revenue = figures[i].revenue;
		item->mean_rating = figures[i].mean_rating;
	}
	return TRUE;
}

GPtrArray *
seg_items (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) items = read_items (workspace, error);

	if (items == NULL || !add_figures (workspace, items, job, error))
		return NULL;
	g_ptr_array_sort (items, compare_items);
	return g_steal_pointer (&items);
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
