#include <config.h>
#include <segscope/person_list.h>
#include <segscope/said_words.h>

#include <stdlib.h>

#define ASK_EVERY 1024

static int
compare_ids (const void *a, const void *b)
{
	const gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

GArray *
seg_persons_order (SegWorkspace *workspace, const GArray *ids, const char *words, gboolean descending, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		descending ? "SELECT id, key FROM user ORDER BY key DESC" : "SELECT id, key FROM user ORDER BY key", error);
	g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_auto (GStrv) wanted = words != NULL ? seg_said_words (words) : NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	for (gsize n = 1; seg_statement_next (statement, &failure); n++) {
		const gint64 id = seg_statement_integer (statement, 0);

		if (bsearch (&id, ids->data, ids->len, sizeof id, compare_ids) != NULL && seg_says (seg_statement_text (statement, 1), wanted))
			g_array_append_val (found, id);
		if (n % ASK_EVERY == 0 && !seg_job_proceed (job, 0, NULL, error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&found) : NULL;
}

GPtrArray *
seg_persons_keys (SegWorkspace *workspace, const gint64 *ids, gsize n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

	if (statement == NULL)
		return NULL;
	for (gsize i = 0; i < n; i++) {
		GError *failure = NULL;

		seg_statement_bind_integer (statement, ":id", ids[i]);
		g_ptr_array_add (keys, seg_statement_next (statement, &failure) ? g_strdup (seg_statement_text (statement, 0)) : NULL);
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error))
			return NULL;
	}
	return g_steal_pointer (&keys);
}
