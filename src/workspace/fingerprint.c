#include <config.h>
#include "workspace-private.h"

char *
seg_workspace_fingerprint (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT checksum, role, mapping, encoding, delimiter FROM ("
		"SELECT 0 AS part, id, checksum, role, mapping, encoding, delimiter FROM source "
		"UNION ALL SELECT 1, 0, 'setting', name, value, '', '' FROM setting WHERE name = 'orders') ORDER BY part, id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		for (int column = 0; column < 5; column++) {
			const char *text = seg_statement_text (statement, column);

			g_checksum_update (sum, (const guchar *) (text != NULL ? text : ""), -1);
			g_checksum_update (sum, (const guchar *) "", 1); /* the NUL keeps fields apart */
		}
	if (!seg_query_ended (failure, error))
		return NULL;
	return g_strdup (g_checksum_get_string (sum));
}
