/* The items recommended to each person of a list, read beside the people: both go up by user id, so nothing is looked up but the items themselves,
 * each once. */
#include <config.h>
#include "export-private.h"

#include <string.h>

enum { ITEM_USER, ITEM_POSITION, ITEM_ID, ITEM_REASON };

typedef struct {
	char *key, *title;
} Item;

struct SegExportItems {
	SegStatement   *items;
	SegStatement   *item;    /* key and title of one */
	gboolean        is_left; /* @items stands on a row that is not used yet */
	GHashTable     *known;   /* gint64* -> Item* */
	GPtrArray      *keys, *titles, *reasons; /* of char*: the person's, by position - 1; NULL where there is none; reasons are owned */
	SegMessageItems texts;
};

static void
free_item (gpointer data)
{
	Item *item = data;

	g_free (item->key);
	g_free (item->title);
	g_free (item);
}

void
seg_export_items_free (SegExportItems *items)
{
	if (items == NULL)
		return;
	seg_statement_free (items->items);
	seg_statement_free (items->item);
	g_hash_table_unref (items->known);
	g_ptr_array_unref (items->keys);
	g_ptr_array_unref (items->titles);
	g_ptr_array_unref (items->reasons);
	g_free (items);
}

static gboolean
prepare (SegExportItems *items, SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error), *sql = NULL;
	GError *failure = NULL;

	if (title == NULL)
		return FALSE;
	sql = g_strdup_printf ("SELECT i.key, %s FROM item i WHERE i.id = :id", title);
	items->item = seg_workspace_prepare (workspace, sql, error);
	items->items = items->item != NULL
		? seg_workspace_prepare (workspace, "SELECT user_id, position, item_id, reason FROM campaign_item WHERE campaign_id = :campaign "
		                         "ORDER BY user_id, position", error) : NULL;
	if (items->items == NULL)
		return FALSE;
	seg_statement_bind_integer (items->items, ":campaign", campaign_id);
	items->is_left = seg_statement_next (items->items, &failure);
	return seg_query_ended (failure, error);
}

SegExportItems *
seg_export_items_new (SegWorkspace *workspace, gint64 campaign_id, GError **error)
{
	SegExportItems *items = g_new0 (SegExportItems, 1);

	items->known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_item);
	items->keys = g_ptr_array_new ();
	items->titles = g_ptr_array_new ();
	items->reasons = g_ptr_array_new_with_free_func (g_free);
	items->texts = (SegMessageItems) { items->keys, items->titles, items->reasons };
	if (prepare (items, workspace, campaign_id, error))
		return items;
	seg_export_items_free (items);
	return NULL;
}

const SegMessageItems *
seg_export_items_texts (const SegExportItems *items)
{
	return &items->texts;
}

static const Item *
find_item (SegExportItems *items, gint64 id, GError **error)
{
	Item *item = g_hash_table_lookup (items->known, &id);
	GError *failure = NULL;

	if (item != NULL)
		return item;
	item = g_new0 (Item, 1);
	g_hash_table_insert (items->known, g_memdup2 (&id, sizeof id), item);
	seg_statement_bind_integer (items->item, ":id", id);
	if (seg_statement_next (items->item, &failure)) {
		item->key = g_strdup (seg_statement_text (items->item, 0));
		item->title = g_strdup (seg_statement_text (items->item, 1));
		seg_statement_reset (items->item);
	}
	return seg_query_ended (failure, error) ? item : NULL;
}

static void
take (SegExportItems *items, guint position, const Item *item, const char *reason)
{
	GPtrArray *const arrays[] = { items->keys, items->titles, items->reasons };
	char *const texts[] = { item->key, item->title, g_strdup (reason) };

	for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++) {
		g_ptr_array_set_size (arrays[i], (gint) MAX (arrays[i]->len, position));
		arrays[i]->pdata[position - 1] = texts[i];
	}
}

/* Items of people before this one are of those who are not in the file. */
gboolean
seg_export_items_read (SegExportItems *items, gint64 user_id, GError **error)
{
	GError *failure = NULL;

	g_ptr_array_set_size (items->keys, 0);
	g_ptr_array_set_size (items->titles, 0);
	g_ptr_array_set_size (items->reasons, 0);
	while (items->is_left && seg_statement_integer (items->items, ITEM_USER) <= user_id) {
		if (seg_statement_integer (items->items, ITEM_USER) == user_id) {
			const Item *item = find_item (items, seg_statement_integer (items->items, ITEM_ID), error);

			if (item == NULL)
				return FALSE;
			take (items, (guint) MAX (seg_statement_integer (items->items, ITEM_POSITION), 1), item, seg_statement_text (items->items, ITEM_REASON));
		}
		items->is_left = seg_statement_next (items->items, &failure);
	}
	return seg_query_ended (failure, error);
}
