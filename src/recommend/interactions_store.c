/* The queries behind the interactions: users and their segments, items and their titles; interactions_events.c reads the events. */
#include <config.h>
#include "recommend-private.h"

#define NO_SEGMENTATION G_MININT64

gboolean
seg_interactions_exist (SegWorkspace *workspace, gboolean *exist, GError **error)
{
	gint64 exists = 0;

	if (!seg_workspace_count (workspace, "SELECT EXISTS (SELECT 1 FROM event WHERE item_id IS NOT NULL)", &exists, error))
		return FALSE;
	*exist = exists != 0;
	return TRUE;
}

gint64 *
seg_user_ids_read (SegWorkspace *workspace, gsize *n_users, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autofree gint64 *ids = NULL;
	GError *failure = NULL;
	gint64 n;
	gsize i = 0;

	if (!seg_workspace_count (workspace, "SELECT count(*) FROM user", &n, error)
	    || (ids = seg_try_allocate ((gsize) n, sizeof *ids, error)) == NULL
	    || (statement = seg_workspace_prepare (workspace, "SELECT id FROM user WHERE " SEG_SQL_USER_IN_USE ("user") " ORDER BY id", error)) == NULL)
		return NULL;
	while (i < (gsize) n && seg_statement_next (statement, &failure))
		ids[i++] = seg_statement_integer (statement, 0);
	*n_users = i;
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}

static gboolean
load_users (SegWorkspace *workspace, SegInteractions *interactions, GError **error)
{
	return (interactions->user_ids = seg_user_ids_read (workspace, &interactions->n_users, error)) != NULL
	       && (interactions->segment_ids = seg_try_allocate (interactions->n_users, sizeof (gint64), error)) != NULL;
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

/* Those that a file names, whatever happened since. */
static guint8 *
read_listed (SegWorkspace *workspace, const char *sql, const gint64 *ids, gsize n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autofree guint8 *listed = statement != NULL ? seg_try_allocate (n, 1, error) : NULL;
	GError *failure = NULL;

	while (listed != NULL && seg_statement_next (statement, &failure)) {
		const gssize place = seg_ids_find (ids, n, seg_statement_integer (statement, 0));

		if (place >= 0)
			listed[place] = 1;
	}
	return listed != NULL && seg_query_ended (failure, error) ? g_steal_pointer (&listed) : NULL;
}

static gboolean
drop_unknown (SegWorkspace *workspace, SegInteractions *interactions, GError **error)
{
	g_autofree guint8 *users = read_listed (workspace, "SELECT id FROM user WHERE listed AND " SEG_SQL_USER_IN_USE ("user"), interactions->user_ids,
	                                        interactions->n_users, error);
	g_autofree guint8 *items = users == NULL ? NULL : read_listed (workspace, "SELECT id FROM item WHERE listed", interactions->item_ids,
	                                                               interactions->n_items, error);

	return items != NULL && seg_interactions_drop_unknown (interactions, users, items, error);
}

static SegInteractions *
load (SegWorkspace *workspace, gint64 segmentation_id, guint needs, const SegEventFilter *filter, SegJob *job, GError **error)
{
	g_autoptr (SegInteractions) interactions = g_new0 (SegInteractions, 1);
	const double events_end = needs & SEG_NEEDS_CONTENT ? 0.5 : 1;
	SegEventWeights weights;
	SegJobSpan outer;
	gboolean loaded;

	interactions->basis = seg_workspace_taking (workspace, error);
	if (interactions->basis == NULL || !seg_event_weights_read (workspace, &weights, error))
		return NULL;
	seg_workspace_watch (workspace, job);
	outer = seg_job_enter (job, 0, events_end);
	loaded = load_users (workspace, interactions, error) && load_items (workspace, interactions, error)
	         && load_segments (workspace, segmentation_id, interactions, error)
	         && seg_interactions_read_events (workspace, interactions, &weights, filter, job, error)
	         && (filter == NULL || filter->until == G_MAXINT64 || drop_unknown (workspace, interactions, error));
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, events_end, 1);
	loaded = loaded && (!(needs & SEG_NEEDS_CONTENT) || seg_content_load (workspace, interactions, job, error));
	seg_job_leave (job, outer);
	seg_workspace_watch (workspace, NULL);
	return loaded ? g_steal_pointer (&interactions) : NULL;
}

SegInteractions *
seg_interactions_load_for (SegWorkspace *workspace, gint64 segmentation_id, guint needs, SegJob *job, GError **error)
{
	return load (workspace, segmentation_id, needs, NULL, job, error);
}

SegInteractions *
seg_interactions_load_known (SegWorkspace *workspace, const SegEventFilter *filter, SegJob *job, GError **error)
{
	return load (workspace, NO_SEGMENTATION, SEG_NEEDS_CONTENT, filter, job, error);
}

SegInteractions *
seg_interactions_load (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error)
{
	return seg_interactions_load_for (workspace, segmentation_id, 0, job, error);
}

SegInteractions *
seg_interactions_load_all (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error)
{
	return seg_interactions_load_for (workspace, segmentation_id, SEG_NEEDS_CONTENT, job, error);
}
