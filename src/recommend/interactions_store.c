/* The queries behind the interactions: users and their segments, items and their titles, events. One pass each. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 4096

/* Taking an item in one of these ways means: do not offer it again. What was given back is not offered again
 * either. */
#define IS_OWNING \
	"(rating IS NOT NULL OR kind_id IN (SELECT id FROM event_kind WHERE purchase OR name IN ('refund', 'refunded', 'cancellation', 'given back', 'rating', 'review')))"

gboolean
seg_interactions_exist (SegWorkspace *workspace, gboolean *exist, GError **error)
{
	gint64 exists = 0;

	if (!seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event WHERE item_id IS NOT NULL)", &exists, error))
		return FALSE;
	*exist = exists != 0;
	return TRUE;
}

static gboolean
load_users (SegWorkspace *workspace, SegInteractions *interactions, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;
	gint64 n;
	gsize i = 0;

	if (!seg_workspace_count (workspace, "SELECT count(*) FROM user", &n, error)
	    || (interactions->user_ids = seg_try_allocate ((gsize) n, sizeof (gint64), error)) == NULL
	    || (interactions->segment_ids = seg_try_allocate ((gsize) n, sizeof (gint64), error)) == NULL
	    || (statement = seg_workspace_prepare (workspace, "SELECT id FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id", error)) == NULL)
		return FALSE;
	while (i < (gsize) n && seg_statement_next (statement, &failure))
		interactions->user_ids[i++] = seg_statement_integer (statement, 0);
	interactions->n_users = i;
	return seg_query_ended (failure, error);
}

static gboolean
allocate_items (SegInteractions *interactions, gsize n, GError **error)
{
	return (interactions->item_ids = seg_try_allocate (n, sizeof (gint64), error)) != NULL
	       && (interactions->item_keys = seg_try_allocate (n, sizeof (char *), error)) != NULL
	       && (interactions->item_titles = seg_try_allocate (n, sizeof (char *), error)) != NULL
	       && (interactions->item_offered = seg_try_allocate (n, sizeof (guint8), error)) != NULL;
}

static gboolean
load_items (SegWorkspace *workspace, SegInteractions *interactions, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "item", error);
	g_autofree char *sql = title != NULL ? g_strdup_printf ("SELECT id, key, %s, "
		"listed OR NOT EXISTS (SELECT 1 FROM item WHERE listed) FROM item WHERE " SEG_SQL_ITEM_IN_USE ("item") " ORDER BY id", title) : NULL;
	g_autoptr (SegStatement) statement = sql != NULL ? seg_workspace_prepare (workspace, sql, error) : NULL;
	GError *failure = NULL;
	gint64 n;
	gsize i = 0;

	if (statement == NULL || !seg_workspace_count (workspace, "SELECT count(*) FROM item", &n, error)
	    || !allocate_items (interactions, (gsize) n, error))
		return FALSE;
	while (i < (gsize) n && seg_statement_next (statement, &failure)) {
		interactions->item_ids[i] = seg_statement_integer (statement, 0);
		interactions->item_keys[i] = g_strdup (seg_statement_text (statement, 1));
		interactions->item_titles[i] = g_strdup (seg_statement_text (statement, 2));
		interactions->item_offered[i] = seg_statement_integer (statement, 3) != 0;
		interactions->n_items = ++i;
	}
	return seg_query_ended (failure, error);
}

/* Names of the segments and who is in them. */
static gboolean
load_segments (SegWorkspace *workspace, gint64 segmentation_id, SegInteractions *interactions, GError **error)
{
	g_autoptr (SegStatement) segments = NULL, members = NULL;
	GError *failure = NULL;

	interactions->segment_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	if (segmentation_id == 0
	    && !seg_workspace_count (workspace, "SELECT max (id) FROM segmentation",
	                             &segmentation_id, error))
		return FALSE;
	segments = seg_workspace_prepare (workspace, "SELECT id, name FROM segment WHERE segmentation_id = :id", error);
	members = segments != NULL ? seg_workspace_prepare (workspace,
		"SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id", error) : NULL;
	if (members == NULL)
		return FALSE;
	seg_statement_bind_integer (segments, ":id", segmentation_id);
	while (seg_statement_next (segments, &failure)) {
		gint64 id = seg_statement_integer (segments, 0);

		g_hash_table_insert (interactions->segment_names, g_memdup2 (&id, sizeof id), g_strdup (seg_statement_text (segments, 1)));
	}
	seg_statement_bind_integer (members, ":id", segmentation_id);
	while (failure == NULL && seg_statement_next (members, &failure)) {
		gssize user = seg_interactions_user (interactions, seg_statement_integer (members, 0));

		if (user >= 0)
			interactions->segment_ids[user] = seg_statement_integer (members, 1);
	}
	return seg_query_ended (failure, error);
}

/* Events with an item as (user id, item id, taken). */
static SegStatement *
prepare_events (SegWorkspace *workspace, const char *basis, GError **error)
{
	SegStatement *statement;

	if (strcmp (basis, "event") == 0)
		return seg_workspace_prepare (workspace, "SELECT user_id, item_id, 1 FROM event WHERE item_id IS NOT NULL", error);
	statement = seg_workspace_prepare (workspace,
		"SELECT user_id, item_id, kind_id IN " SEG_SQL_KINDS_OF_TAKING (":kind") " FROM event "
		"WHERE item_id IS NOT NULL AND " IS_OWNING, error);
	if (statement != NULL)
		seg_statement_bind_text (statement, ":kind", basis);
	return statement;
}

/* The current row as a pair for seg_interactions_fill(); FALSE for a user or item that came after the others were read. */
static gboolean
read_pair (const SegInteractions *interactions, const SegStatement *statement, guint64 *pair)
{
	gssize user = seg_interactions_user (interactions, seg_statement_integer (statement, 0));
	gssize item = seg_ids_find (interactions->item_ids, interactions->n_items, seg_statement_integer (statement, 1));

	*pair = (guint64) user << 32 | (guint64) item << 1 | (seg_statement_integer (statement, 2) != 0);
	return user >= 0 && item >= 0;
}

/* All pairs of the events into @pairs, which has room for @n_events. */
static gboolean
read_pairs (SegStatement *statement, const SegInteractions *interactions, guint64 *pairs, gsize n_events, gsize *n_pairs,
            SegJob *job, GError **error)
{
	GError *failure = NULL;
	gsize n = 0, n_rows = 0;

	while (n < n_events && seg_statement_next (statement, &failure)) {
		if (read_pair (interactions, statement, &pairs[n]))
			n++;
		if (++n_rows % ROWS_BETWEEN_ASKING == 0
		    && !seg_job_proceed (job, (double) n_rows / (double) n_events, _("reading who took what"), error))
			return FALSE;
	}
	*n_pairs = n;
	return seg_query_ended (failure, error);
}

static gboolean
load_events (SegWorkspace *workspace, SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = prepare_events (workspace, interactions->basis, error);
	g_autofree guint64 *pairs = NULL;
	gint64 n_events;
	gsize n_pairs;

	if (statement == NULL || !seg_workspace_count (workspace, "SELECT count(*) FROM event", &n_events, error)
	    || (pairs = seg_try_allocate ((gsize) n_events, sizeof *pairs, error)) == NULL
	    || !read_pairs (statement, interactions, pairs, (gsize) n_events, &n_pairs, job, error))
		return FALSE;
	if (n_pairs == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("No event names an item, so there is nothing to recommend; import purchases, ratings or events "
		                       "with an item column"));
		return FALSE;
	}
	return seg_interactions_fill (interactions, pairs, n_pairs, error);
}

SegInteractions *
seg_interactions_load (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error)
{
	g_autoptr (SegInteractions) interactions = g_new0 (SegInteractions, 1);
	gboolean loaded;

	interactions->basis = seg_workspace_taking (workspace, error);
	if (interactions->basis == NULL)
		return NULL;
	seg_workspace_watch (workspace, job);
	loaded = load_users (workspace, interactions, error) && load_items (workspace, interactions, error)
	         && load_segments (workspace, segmentation_id, interactions, error)
	         && load_events (workspace, interactions, job, error);
	seg_workspace_watch (workspace, NULL);
	return loaded ? g_steal_pointer (&interactions) : NULL;
}

static void
note_time (const SegInteractions *interactions, SegStatement *statement, gint64 *times)
{
	gssize user = seg_interactions_user (interactions, seg_statement_integer (statement, 0));
	gssize item = seg_ids_find (interactions->item_ids, interactions->n_items, seg_statement_integer (statement, 1));
	gint64 at = seg_statement_integer (statement, 2);
	gssize position = user < 0 || item < 0 ? -1 : seg_interactions_taken (interactions, (gsize) user, (gsize) item);

	if (position >= 0 && (times[position] == 0 || at < times[position]))
		times[position] = at;
}

gint64 *
seg_interactions_times (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error)
{
	gboolean any = strcmp (interactions->basis, "event") == 0;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		any ? "SELECT user_id, item_id, at FROM event WHERE item_id IS NOT NULL AND at IS NOT NULL"
		    : "SELECT user_id, item_id, at FROM event WHERE item_id IS NOT NULL AND at IS NOT NULL "
		      "AND kind_id IN " SEG_SQL_KINDS_OF_TAKING (":kind"), error);
	g_autofree gint64 *times = statement == NULL ? NULL
		: seg_try_allocate (interactions->user_start[interactions->n_users], sizeof *times, error);
	GError *failure = NULL;
	gsize n = 0;

	if (times == NULL)
		return NULL;
	if (!any)
		seg_statement_bind_text (statement, ":kind", interactions->basis);
	while (seg_statement_next (statement, &failure)) {
		note_time (interactions, statement, times);
		if (++n % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, 0.5, _("reading who took what when"), error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&times) : NULL;
}
