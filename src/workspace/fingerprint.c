#include <config.h>
#include "workspace-private.h"

/* Adds every text of every row of a query to @sum. */
static gboolean
add_rows (SegWorkspace *workspace, GChecksum *sum, const char *sql, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure))
		for (int column = 0; column < seg_statement_n_columns (statement); column++) {
			const char *text = seg_statement_text (statement, column);

			g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), -1);
			g_checksum_update (sum, (const guchar *) "", 1); /* the NUL keeps fields apart */
		}
	return seg_query_ended (failure, error);
}

char *
seg_workspace_fingerprint (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

	if (!add_rows (workspace, sum, "SELECT checksum, role, mapping, encoding, delimiter FROM source ORDER BY id", error)
	    || !add_rows (workspace, sum, "SELECT 'setting', name, value FROM setting WHERE name = 'orders'", error)
	    || !add_rows (workspace, sum, "SELECT kind, options FROM cleaning_step WHERE enabled ORDER BY position", error)
	    || !add_rows (workspace, sum, "SELECT action, max (id) FROM audit WHERE action = 'repair' GROUP BY action", error))
		return NULL;
	return g_strdup (g_checksum_get_string (sum));
}
