/* What events are held against: users with their registration, items that no file brought, kinds of events. */
#include <config.h>
#include "event-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static gboolean
fail (gint64 n, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for what %" PRId64 " users did"), n);
	return FALSE;
}

static gboolean
allocate_users (SegEventUsers *users, gsize n)
{
	users->ids = g_try_new (gint64, MAX (n, 1));
	users->registered = g_try_new (gint64, MAX (n, 1));
	users->state = g_try_new0 (guint8, MAX (n, 1));
	users->n_events = g_try_new0 (guint32, MAX (n, 1));
	users->money = g_try_new0 (gint64, MAX (n, 1));
	users->refunds = g_try_new0 (guint8, MAX (n, 1));
	return users->ids != NULL && users->registered != NULL && users->state != NULL && users->n_events != NULL && users->money != NULL
	       && users->refunds != NULL;
}

static gboolean
read_users (SegEventScan *scan, SegWorkspace *workspace, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	const SegAttribute *registered = attributes != NULL ? seg_attributes_with_field (attributes, "registered") : NULL;
	g_autofree char *name = registered != NULL ? seg_sql_identifier (registered->name) : g_strdup ("NULL");
	g_autofree char *sql = g_strdup_printf ("SELECT id, %s, listed, EXISTS (SELECT 1 FROM excluded_user WHERE user_id = user.id) "
	                                        "FROM user ORDER BY id", name);
	g_autoptr (SegStatement) statement = NULL;
	SegEventUsers *users = &scan->users;
	GError *failure = NULL;
	gint64 n;

	if (attributes == NULL || !seg_workspace_count (workspace, "SELECT count (*) FROM user", &n, error))
		return FALSE;
	if (!allocate_users (users, (gsize) n))
		return fail (n, error);
	scan->has_registered = registered != NULL;
	statement = seg_workspace_prepare (workspace, sql, error);
	if (statement == NULL)
		return FALSE;
	while ((gint64) users->n < n && seg_statement_next (statement, &failure)) {
		users->ids[users->n] = seg_statement_integer (statement, 0);
		users->registered[users->n] = seg_statement_is_null (statement, 1) ? G_MININT64 : seg_statement_integer (statement, 1);
		users->state[users->n++] = (guint8) ((seg_statement_integer (statement, 2) != 0 ? SEG_USER_LISTED : 0)
		                                     | (seg_statement_integer (statement, 3) != 0 ? SEG_USER_EXCLUDED : 0));
	}
	return seg_query_ended (failure, error);
}

/* The ids that @sql gives. */
static gboolean
read_ids (SegWorkspace *workspace, const char *sql, gint64 **ids, gsize *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (array, id);
	}
	*n = array->len;
	*ids = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&array), FALSE);
	return seg_query_ended (failure, error);
}

static guint8
kind_of (const char *name)
{
	static const struct { const char *name; guint8 is; } orders[] = {
		{ "purchase", SEG_KIND_PURCHASE }, { "given back", SEG_KIND_PURCHASE }, { "refund", SEG_KIND_REFUND }, { "cancellation", SEG_KIND_REFUND },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (orders); i++)
		if (strcmp (name, orders[i].name) == 0)
			return orders[i].is;
	return 0;
}

static gboolean
read_kinds (SegEventScan *scan, SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;

	if (!read_ids (workspace, "SELECT id FROM event_kind ORDER BY id", &scan->kinds, &scan->n_kinds, error))
		return FALSE;
	scan->kind_is = g_new0 (guint8, scan->n_kinds + 1);
	statement = seg_workspace_prepare (workspace, "SELECT name FROM event_kind ORDER BY id", error);
	if (statement == NULL)
		return FALSE;
	for (gsize i = 0; i < scan->n_kinds && seg_statement_next (statement, &failure); i++) /* names are never NULL */
		scan->kind_is[i] = kind_of (seg_statement_text (statement, 0));
	return seg_query_ended (failure, error);
}

gboolean
seg_event_scan_prepare (SegEventScan *scan, SegWorkspace *workspace, GError **error)
{
	gint64 reviews;

	if (!read_users (scan, workspace, error) || !read_kinds (scan, workspace, error)
	    || !seg_quality_is_listed (workspace, "user", &scan->users_listed, error)
	    || !seg_quality_is_listed (workspace, "item", &scan->items_listed, error)
	    || !seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM review)", &reviews, error))
		return FALSE;
	if (scan->items_listed
	    && !read_ids (workspace, "SELECT id FROM item WHERE NOT listed ORDER BY id", &scan->items, &scan->n_items, error))
		return FALSE;
	scan->reviews = reviews != 0;
	scan->now = g_get_real_time () / G_USEC_PER_SEC;
	scan->counts = g_new0 (SegEventCounts, scan->n_workers);
	for (guint i = 0; i < scan->n_workers; i++)
		scan->counts[i].possible = g_new0 (gint64, (scan->n_kinds + 1) * (SEG_EVENT_COLUMNS + 1));
	return TRUE;
}

void
seg_event_scan_clear (SegEventScan *scan)
{
	g_free (scan->users.ids);
	g_free (scan->users.registered);
	g_free (scan->users.state);
	g_free (scan->users.n_events);
	g_free (scan->users.money);
	g_free (scan->users.refunds);
	g_free (scan->items);
	g_free (scan->kinds);
	g_free (scan->kind_is);
	for (gsize i = 0; i < SEG_EVENT_COLUMNS; i++)
		g_clear_pointer (&scan->columns[i], seg_scan_free);
	g_clear_pointer (&scan->rows, seg_scan_free);
	for (guint i = 0; scan->counts != NULL && i < scan->n_workers; i++)
		g_free (scan->counts[i].possible);
	g_free (scan->counts);
	g_free (scan->sum.possible);
}
