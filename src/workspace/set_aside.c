/* Events that cleaning sets aside: out of everything that is counted, but in the file, with their ids and words. */
#include <config.h>
#include "workspace-private.h"

#define COLUMNS "id, user_id, item_id, kind_id, at, amount, quantity, rating, seconds, order_key, source_id"

gboolean
seg_events_set_aside (SegWorkspace *workspace, gint64 step, const char *ids, gint64 *count, GError **error)
{
	g_autofree char *gather = g_strdup_printf ("INSERT OR IGNORE INTO temp.aside %s", ids);
	g_autofree char *move = g_strdup_printf (
		"INSERT INTO event_set_aside (" COLUMNS ", step_id, text) SELECT " COLUMNS ", %" G_GINT64_FORMAT ", "
		"(SELECT text FROM review WHERE event_id = event.id) FROM event WHERE id IN (SELECT id FROM temp.aside)", step);
	g_autoptr (SegStatement) statement = NULL;

	if (!seg_workspace_execute (workspace, "DROP TABLE IF EXISTS temp.aside; CREATE TEMP TABLE aside (id INTEGER PRIMARY KEY)", error)
	    || !seg_workspace_execute (workspace, gather, error) || (statement = seg_workspace_prepare (workspace, move, error)) == NULL
	    || !seg_statement_run (statement, error))
		return FALSE;
	if (count != NULL)
		*count = seg_workspace_changes (workspace);
	/* Foreign keys, which would take the words along, are off during a load. */
	return seg_workspace_execute (workspace, "DELETE FROM review WHERE event_id IN (SELECT id FROM temp.aside);"
	                              "DELETE FROM event WHERE id IN (SELECT id FROM temp.aside); DROP TABLE temp.aside", error);
}

gboolean
seg_events_put_back (SegWorkspace *workspace, GError **error)
{
	/* A copy that stands for an event of a merged user may itself have been copied or set aside: all copies go first. */
	return seg_workspace_execute (workspace,
		"DROP TABLE IF EXISTS temp.copy; CREATE TEMP TABLE copy (id INTEGER PRIMARY KEY);"
		"INSERT INTO temp.copy SELECT replaced_by FROM event_set_aside WHERE replaced_by IS NOT NULL;"
		"DELETE FROM given_back WHERE event_id IN (SELECT id FROM temp.copy);"
		"DELETE FROM event_block WHERE first_event_id IN (SELECT id FROM temp.copy);" /* they were added as runs of their own */
		"DELETE FROM review WHERE event_id IN (SELECT id FROM temp.copy);"
		"DELETE FROM event WHERE id IN (SELECT id FROM temp.copy);"
		"DELETE FROM event_set_aside WHERE id IN (SELECT id FROM temp.copy);"
		"DROP TABLE temp.copy;"
		"INSERT INTO event (" COLUMNS ") SELECT " COLUMNS " FROM event_set_aside WHERE step_id IS NOT NULL ORDER BY id;"
		"INSERT INTO review (event_id, text) SELECT id, text FROM event_set_aside WHERE step_id IS NOT NULL AND text IS NOT NULL;"
		"DELETE FROM event_set_aside WHERE step_id IS NOT NULL", error);
}

gboolean
seg_events_next_id (SegWorkspace *workspace, gint64 *id, GError **error)
{
	return seg_workspace_count (workspace, "SELECT 1 + max (coalesce ((SELECT max (id) FROM event), 0), "
	                            "coalesce ((SELECT max (id) FROM event_set_aside), 0), " SEG_SQL_LAST_BLOCK ")", id, error);
}
