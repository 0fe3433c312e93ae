/* What a person decided for a workspace, by name. */
#include <config.h>
#include <segscope/workspace.h>

gboolean
seg_setting_read (SegWorkspace *workspace, const char *name, char **value, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT value FROM setting WHERE name = :name", error);
	GError *failure = NULL;

	*value = NULL;
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	if (seg_statement_next (statement, &failure))
		*value = g_strdup (seg_statement_text (statement, 0));
	if (failure != NULL)
		g_propagate_error (error, failure);
	return failure == NULL;
}

gboolean
seg_setting_write (SegWorkspace *workspace, const char *name, const char *value, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		value == NULL ? "DELETE FROM setting WHERE name = :name"
		              : "INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	if (value != NULL)
		seg_statement_bind_text (statement, ":value", value);
	return seg_statement_run (statement, error);
}
