/* Netting gives single events another kind, a few in every pack: the columns of kinds follow, where reading all rows again would take
 * longer than the netting. A trigger of this connection notes the events meanwhile; the file's own trigger drops the columns. */
#include <config.h>
#include "event_column.h"
#include "workspace-private.h"

#include <string.h>

#define FORGET "DROP TRIGGER IF EXISTS temp.note_kind; DROP TABLE IF EXISTS temp.kind_changed; DROP TABLE IF EXISTS temp.kinds_before;"

gboolean
seg_event_kinds_hold (SegWorkspace *workspace, GError **error)
{
	return seg_workspace_execute (workspace, FORGET
		"CREATE TEMP TABLE kinds_before (first_event_id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);"
		"INSERT INTO temp.kinds_before SELECT first_event_id, bytes FROM event_column WHERE position = 2;"
		"CREATE TEMP TABLE kind_changed (id INTEGER PRIMARY KEY);"
		"CREATE TEMP TRIGGER note_kind AFTER UPDATE OF kind_id ON main.event BEGIN "
		"INSERT OR IGNORE INTO kind_changed VALUES (old.id); END", error);
}

/* Puts the kinds that the rows have now into @kinds, of the pack from @first to @last. */
static gboolean
follow_rows (SegWorkspace *workspace, gint64 first, gint64 last, gint64 *kinds, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (workspace, "SELECT c.id, kind_id FROM temp.kind_changed AS c "
		"CROSS JOIN event ON event.id = c.id WHERE c.id BETWEEN ?1 AND ?2", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer_at (rows, 1, first);
	seg_statement_bind_integer_at (rows, 2, last);
	while (seg_statement_next (rows, &failure))
		kinds[seg_statement_integer (rows, 0) - first] = seg_statement_integer (rows, 1);
	return seg_query_ended (failure, error);
}

static gboolean
write_kinds (SegWorkspace *workspace, gint64 first, const gint64 *kinds, gsize n, GError **error)
{
	g_autoptr (GBytes) packed = seg_column_pack_integers (kinds, n, seg_column_place (first, SEG_PACK_KIND));
	g_autoptr (SegStatement) insert = NULL;
	gsize size;
	const void *bytes;

	if (packed == NULL)
		return TRUE; /* no memory: it stays dropped */
	insert = seg_workspace_prepare (workspace, "INSERT INTO event_column (first_event_id, position, bytes) VALUES (?1, 2, :bytes)", error);
	if (insert == NULL)
		return FALSE;
	bytes = g_bytes_get_data (packed, &size);
	seg_statement_bind_integer_at (insert, 1, first);
	seg_statement_bind_blob (insert, ":bytes", bytes, size);
	return seg_statement_run (insert, error);
}

/* Packs that lost their kinds and nothing else, and whose ids all are there: others are packed anew some time. */
#define MENDABLE "SELECT p.first_event_id, p.last_event_id, b.bytes FROM event_pack AS p JOIN temp.kinds_before AS b USING (first_event_id) " \
	"WHERE p.n_events = p.last_event_id - p.first_event_id + 1 AND NOT EXISTS (SELECT 1 FROM event_column AS c " \
	"WHERE c.first_event_id = p.first_event_id AND c.position = 2)"

static gboolean
mend (SegWorkspace *workspace, SegStatement *pack, gint64 *kinds, GError **error)
{
	gint64 first = seg_statement_integer (pack, 0), last = seg_statement_integer (pack, 1);
	gsize size, n = last >= first && (guint64) last - (guint64) first < SEG_PACK_EVENTS ? (gsize) (last - first) + 1 : 0;
	const void *bytes = seg_statement_blob (pack, 2, &size);
	SegColumn column;

	if (n == 0 || !seg_column_open (&column, bytes, size, n, seg_column_place (first, SEG_PACK_KIND)))
		return TRUE;
	seg_column_integers (&column, NULL, n, kinds);
	return follow_rows (workspace, first, last, kinds, error) && write_kinds (workspace, first, kinds, n, error);
}

static gboolean
mend_all (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) packs = seg_workspace_prepare (workspace, MENDABLE, error);
	g_autofree gint64 *kinds = g_try_new (gint64, SEG_PACK_EVENTS);
	GError *failure = NULL;

	if (packs == NULL)
		return FALSE;
	while (kinds != NULL && seg_statement_next (packs, &failure))
		if (!mend (workspace, packs, kinds, error))
			return FALSE;
	return seg_query_ended (failure, error);
}

gboolean
seg_event_kinds_release (SegWorkspace *workspace, GError **error)
{
	return mend_all (workspace, error) && seg_workspace_execute (workspace, FORGET, error);
}
