/* What stands in place of two large indexes. Events lie sorted by user in runs (one for each part of a load), and event_block
 * says which ids belong to which users, 512 events a row. Keys stand in key_block, 256 users or items a row. Both cost nothing
 * beside the load, where an index on ten million events would take longer than everything else together; a look-up reads a few
 * thousand small rows, which is a matter of a millisecond. */
#include <config.h>
#include "workspace-private.h"

#include <string.h>

static gboolean
find_id (SegWorkspace *workspace, const char *sql, const char *key, gint64 *id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":key", key);
	*id = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	return seg_query_ended (failure, error);
}

/* A key that the blocks do not know is looked for everywhere: another program may have put it there. */
gboolean
seg_workspace_find_key (SegWorkspace *workspace, const char *entity, const char *key, gint64 *id, GError **error)
{
	gboolean users = strcmp (entity, "user") == 0;

	return find_id (workspace, users ? "SELECT id FROM user WHERE id IN (" SEG_SQL_IDS_NEAR_KEY ("user", ":key") ") AND key = :key"
	                                 : "SELECT id FROM item WHERE id IN (" SEG_SQL_IDS_NEAR_KEY ("item", ":key") ") AND key = :key",
	                key, id, error)
	       && (*id != 0 || find_id (workspace, users ? "SELECT id FROM user WHERE key = :key" : "SELECT id FROM item WHERE key = :key",
	                                key, id, error));
}

gboolean
seg_workspace_index_events (SegWorkspace *workspace, GError **error)
{
	return seg_workspace_execute (workspace, SEG_SQL_INDEX_EVENTS, error);
}

gboolean
seg_workspace_index_keys (SegWorkspace *workspace, GError **error)
{
	return seg_workspace_execute (workspace, SEG_SQL_INDEX_KEYS, error);
}
