/* What segments bring and take: revenue, and the items most of their users took with how much more they take them than
 * everyone. Both read the events once, as numbers, and count in memory: grouping in SQL is several times slower. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_TOP_ITEMS 10

/* Revenue ---------------------------------------------------------------------------------------------------------- */

static gboolean
sum_revenue (SegWorkspace *workspace, const SegMembers *members, gint64 as_of, GPtrArray *profiles, SegJob *job,
             GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, amount FROM event WHERE kind_id IN " SEG_SQL_KINDS_OF_MONEY " "
		"AND amount IS NOT NULL AND (at IS NULL OR at <= :as_of)", error);
	GError *failure = NULL;
	gsize n_read = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":as_of", as_of);
	while (seg_statement_next (statement, &failure)) {
		gssize member = seg_ids_find (members->user_ids, members->n, seg_statement_integer (statement, 0));

		if (member >= 0)
			((SegProfile *) profiles->pdata[members->labels[member]])->revenue += seg_statement_double (statement, 1);
		if (++n_read % 4096 == 0 && !seg_job_proceed (job, 0, _("revenue of the segments"), error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_profile_revenue (SegWorkspace *workspace, const SegMembers *members, gint64 as_of, GPtrArray *profiles, SegJob *job,
                     GError **error)
{
	double total = 0;

	if (!sum_revenue (workspace, members, as_of, profiles, job, error))
		return FALSE;
	for (guint c = 0; c < profiles->len; c++)
		total += ((SegProfile *) profiles->pdata[c])->revenue;
	for (guint c = 0; c < profiles->len; c++) {
		SegProfile *profile = profiles->pdata[c];

		profile->share_revenue = total > 0 ? profile->revenue / total : NAN;
	}
	return TRUE;
}

/* Items ------------------------------------------------------------------------------------------------------------ */

/* A user took an item: both by position. */
typedef struct {
	guint32 member, item;
} Taking;

/* How many users of each segment took one item. */
typedef struct {
	gint64 id;
	gint64 total;
	gint64 *by_segment; /* k */
} ItemCount;

/* Position of item @id among @items, which grows by it when it is new. */
static guint32
item_number (GHashTable *numbers, GArray *items, gint64 id, guint k)
{
	gpointer found = g_hash_table_lookup (numbers, &id);
	ItemCount count = { .id = id };

	if (found != NULL)
		return GPOINTER_TO_UINT (found) - 1;
	count.by_segment = g_new0 (gint64, k);
	g_array_append_val (items, count);
	g_hash_table_insert (numbers, g_memdup2 (&id, sizeof id), GUINT_TO_POINTER (items->len));
	return items->len - 1;
}

static SegStatement *
prepare_takings (SegWorkspace *workspace, gint64 as_of, GError **error)
{
	const char *taking = seg_workspace_taking (workspace, error);
	SegStatement *statement;

	if (taking == NULL)
		return NULL;
	statement = seg_workspace_prepare (workspace,
		/* The index by item would fetch the rows one by one in another order than they lie in. */
		"SELECT user_id, item_id FROM event NOT INDEXED WHERE item_id IS NOT NULL AND (at IS NULL OR at <= :as_of) "
		"AND (:taking = 'event' OR kind_id IN " SEG_SQL_KINDS_OF_TAKING (":taking") ")", error);
	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":as_of", as_of);
	seg_statement_bind_text (statement, ":taking", taking);
	return statement;
}

/* All takings of members, with repetitions; @items gets the items in them. */
static GArray *
read_takings (SegWorkspace *workspace, const SegMembers *members, gint64 as_of, GArray *items, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = prepare_takings (workspace, as_of, error);
	g_autoptr (GArray) takings = g_array_new (FALSE, FALSE, sizeof (Taking));
	g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure)) {
		gssize member = seg_ids_find (members->user_ids, members->n, seg_statement_integer (statement, 0));
		Taking taking;

		if (member < 0)
			continue;
		taking.member = (guint32) member;
		taking.item = item_number (numbers, items, seg_statement_integer (statement, 1), members->k);
		g_array_append_val (takings, taking);
		if (takings->len % 4096 == 0 && !seg_job_proceed (job, 0, _("items of the segments"), error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&takings) : NULL;
}

/* Lays the items out member after member (a counting sort); @starts gets where each begins, n + 1 values. */
static guint32 *
items_by_member (const SegMembers *members, const GArray *takings, gsize *starts, GError **error)
{
	guint32 *items = g_try_new (guint32, (gsize) takings->len + 1);

	if (items == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %u events with items"), takings->len);
		return NULL;
	}
	for (guint i = 0; i < takings->len; i++)
		starts[g_array_index (takings, Taking, i).member + 1]++;
	for (gsize m = 0; m < members->n; m++)
		starts[m + 1] += starts[m];
	for (guint i = takings->len; i-- > 0;) { /* from behind, so that what is left in starts[m + 1] is where m begins */
		const Taking *taking = &g_array_index (takings, Taking, i);

		items[--starts[taking->member + 1]] = taking->item;
	}
	memmove (starts, starts + 1, members->n * sizeof *starts);
	starts[members->n] = takings->len;
	return items;
}

static int
compare_items (const void *a, const void *b)
{
	guint32 first = *(const guint32 *) a, second = *(const guint32 *) b;

	return first < second ? -1 : first > second;
}

/* Counts for every item the users that took it, each once. */
static gboolean
count_takings (const SegMembers *members, const GArray *takings, GArray *counts, SegJob *job, GError **error)
{
	g_autofree gsize *starts = g_new0 (gsize, members->n + 1);
	g_autofree guint32 *items = items_by_member (members, takings, starts, error);

	for (gsize m = 0; items != NULL && m < members->n; m++) {
		gsize n = starts[m + 1] - starts[m];

		if (m % 1024 == 0 && !seg_job_proceed (job, 0.9, NULL, error))
			return FALSE;
		if (n > 1)
			qsort (items + starts[m], n, sizeof *items, compare_items);
		for (gsize i = starts[m]; i < starts[m + 1]; i++) {
			ItemCount *count = &g_array_index (counts, ItemCount, items[i]);

			if (i > starts[m] && items[i] == items[i - 1])
				continue;
			count->by_segment[members->labels[m]]++;
			count->total++;
		}
	}
	return items != NULL;
}

static gint
compare_counts (gconstpointer a, gconstpointer b, gpointer segment)
{
	const ItemCount *first = a, *second = b;
	guint c = GPOINTER_TO_UINT (segment);

	if (first->by_segment[c] != second->by_segment[c])
		return first->by_segment[c] > second->by_segment[c] ? -1 : 1;
	if (first->total != second->total) /* of items taken alike, the one that is less everybody's */
		return first->total < second->total ? -1 : 1;
	return first->id < second->id ? -1 : first->id > second->id;
}

/* Fills key and title of @item. */
static gboolean
name_item (SegStatement *statement, SegProfileItem *item, GError **error)
{
	GError *failure = NULL;

	seg_statement_bind_integer (statement, ":id", item->item_id);
	if (seg_statement_next (statement, &failure)) {
		item->key = g_strdup (seg_statement_text (statement, 0));
		item->title = g_strdup (seg_statement_text (statement, 1));
	}
	seg_statement_reset (statement);
	return seg_query_ended (failure, error);
}

/* The items most users of segment @c took. */
static gboolean
pick_items (SegStatement *names, const SegMembers *members, guint c, GArray *items, SegProfile *profile, GError **error)
{
	g_array_sort_with_data (items, compare_counts, GUINT_TO_POINTER (c));
	for (guint i = 0; i < MIN (items->len, N_TOP_ITEMS); i++) {
		const ItemCount *count = &g_array_index (items, ItemCount, i);
		SegProfileItem *item;

		if (count->by_segment[c] == 0)
			break;
		item = g_new0 (SegProfileItem, 1);
		g_ptr_array_add (profile->items, item);
		item->item_id = count->id;
		item->n_users = count->by_segment[c];
		item->share = (double) item->n_users / (double) members->sizes[c];
		item->lift = item->share / ((double) count->total / (double) members->n);
		if (!name_item (names, item, error))
			return FALSE;
	}
	return TRUE;
}

static SegStatement *
prepare_names (SegWorkspace *workspace, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error), *sql = NULL;

	if (title == NULL)
		return NULL;
	sql = g_strdup_printf ("SELECT i.key, %s FROM item i WHERE i.id = :id", title);
	return seg_workspace_prepare (workspace, sql, error);
}

static void
clear_count (gpointer data)
{
	g_free (((ItemCount *) data)->by_segment);
}

gboolean
seg_profile_items (SegWorkspace *workspace, const SegMembers *members, gint64 as_of, GPtrArray *profiles, SegJob *job,
                   GError **error)
{
	g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (ItemCount)), takings = NULL;
	g_autoptr (SegStatement) names = prepare_names (workspace, error);

	g_array_set_clear_func (items, clear_count);
	if (names == NULL || (takings = read_takings (workspace, members, as_of, items, job, error)) == NULL
	    || !count_takings (members, takings, items, job, error))
		return FALSE;
	for (guint c = 0; c < members->k; c++)
		if (!pick_items (names, members, c, items, profiles->pdata[c], error))
			return FALSE;
	return seg_job_proceed (job, 1, NULL, error);
}
