/* The lines that netting will ask for. Which purchases refunds and cancellations take back is found out after a load, for the
 * users who have any; in the first load of a workspace it is cheap to note their purchases while they pass, where finding them
 * afterwards reads all events twice. The ids go into the temporary table order_line; seg_orders_net() does without where it is
 * not there. */
#include <config.h>
#include "load.h"

#include <string.h>

#define LINES_MOST (2 * 1024 * 1024) /* a file of nothing but purchases is better read again */

typedef struct {
	guint32 user, entry; /* entry: 1 for a refund or cancellation */
	gint64  id;
} OrderLine;

gboolean
seg_load_prepare_orders (SegLoad *load, GError **error)
{
	gint64 has_events;

	if (!seg_workspace_count (load->workspace,
		"SELECT EXISTS (SELECT 1 FROM event) OR EXISTS (SELECT 1 FROM event_set_aside)", &has_events, error)
	    || !seg_workspace_execute (load->workspace, "DROP TABLE IF EXISTS temp.order_line", error))
		return FALSE;
	if (!has_events) {
		load->order_lines = g_array_new (FALSE, FALSE, sizeof (OrderLine));
		load->entry_users = g_byte_array_new ();
	}
	return TRUE;
}

static void
mark_user (SegLoad *load, guint32 user)
{
	guint old = load->entry_users->len, wanted = user / 8 + 1;

	if (wanted > old) {
		g_byte_array_set_size (load->entry_users, MAX (wanted, 2 * old));
		memset (load->entry_users->data + old, 0, load->entry_users->len - old);
	}
	load->entry_users->data[user / 8] |= (guint8) (1u << user % 8);
}

static gboolean
is_marked (const SegLoad *load, guint32 user)
{
	return user / 8 < load->entry_users->len && (load->entry_users->data[user / 8] >> user % 8 & 1);
}

void
seg_load_gather_orders (SegLoad *load, const SegChunk *chunk)
{
	guint32 purchase = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, "purchase"));
	guint32 refund = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, "refund"));
	guint32 cancellation = GPOINTER_TO_UINT (g_hash_table_lookup (load->kind_ids, "cancellation"));

	if (load->order_lines == NULL || purchase + refund + cancellation == 0)
		return;
	if (load->order_lines->len > LINES_MOST) {
		g_clear_pointer (&load->order_lines, g_array_unref);
		return;
	}
	for (gsize i = 0; i < chunk->n_events; i++) {
		const SegEventRow *event = &chunk->events[i];
		guint32 entry = event->kind == refund || event->kind == cancellation;

		if (entry || event->kind == purchase) {
			OrderLine line = { event->user, entry, chunk->first_event + (gint64) i };

			g_array_append_val (load->order_lines, line);
			if (entry)
				mark_user (load, event->user);
		}
	}
}

/* Those of users with an entry, in the order of their ids, which is that of the chunks. */
gboolean
seg_load_write_orders (SegLoad *load, GError **error)
{
	g_autoptr (SegBulk) bulk = NULL;
	OrderLine *lines;
	SegBulkColumn column;
	gsize n = 0;

	if (load->order_lines == NULL)
		return TRUE;
	if (!seg_workspace_execute (load->workspace, "CREATE TEMP TABLE order_line (id INTEGER PRIMARY KEY)", error))
		return FALSE;
	lines = (OrderLine *) (void *) load->order_lines->data;
	for (guint i = 0; i < load->order_lines->len; i++)
		if (is_marked (load, lines[i].user))
			lines[n++] = lines[i];
	bulk = seg_bulk_new (load->workspace, "temp.order_line (id)", 1, "c0", error);
	column = (SegBulkColumn) { SEG_BULK_INTEGER, lines != NULL ? &lines->id : NULL, sizeof *lines };
	return bulk != NULL && seg_bulk_insert (bulk, &column, n, error);
}

void
seg_load_clear_orders (SegLoad *load)
{
	g_clear_pointer (&load->order_lines, g_array_unref);
	g_clear_pointer (&load->entry_users, g_byte_array_unref);
}
