#include <config.h>
#include "workspace-private.h"

#include <segscope/names.h>

#include <segscope/job.h>

void
seg_name_free (SegName *name)
{
	if (name == NULL)
		return;
	g_free (name->key);
	g_free (name->title);
	g_free (name);
}

/* Rows of id, key and, where @titled, title. */
static GPtrArray *
read_names (SegStatement *statement, gboolean titled, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_name_free);
	GError *failure = NULL;

	while (seg_statement_next (statement, &failure)) {
		SegName *name = g_new0 (SegName, 1);

		name->id = seg_statement_integer (statement, 0);
		name->key = g_strdup (seg_statement_text (statement, 1));
		name->title = titled ? g_strdup (seg_statement_text (statement, 2)) : NULL;
		g_ptr_array_add (names, name);
		if (job != NULL && names->len % 1024 == 0 && !seg_job_proceed (job, 0, NULL, &failure))
			break;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&names) : NULL;
}

GPtrArray *
seg_item_names (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "item", error), *sql = NULL;
	g_autoptr (SegStatement) statement = NULL;

	if (title == NULL)
		return NULL;
	sql = g_strdup_printf ("SELECT item.id, item.key, %s FROM item ORDER BY item.key", title);
	statement = seg_workspace_prepare (workspace, sql, error);
	return statement != NULL ? read_names (statement, TRUE, job, error) : NULL;
}

GPtrArray *
seg_user_names (SegWorkspace *workspace, const char *prefix, guint most, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user.id, user.key FROM user WHERE user.key >= :prefix AND user.key < :prefix || char (0x10ffff) AND " SEG_SQL_USER_IN_USE ("user")
		" ORDER BY user.key LIMIT :most", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":prefix", prefix);
	seg_statement_bind_integer (statement, ":most", most);
	return read_names (statement, FALSE, NULL, error);
}
