/* Rows and values set aside, for a list that sorts and filters them: all their numbers in order, and any of them in full. */
#include <config.h>
#include "rejects-private.h"

#include <segscope/said_words.h>

#include <glib/gi18n.h>

#define ASK_EVERY 256

static const char *
order_by (SegRejectOrder order, gboolean descending)
{
	static const char *const terms[][2] = {
		[SEG_REJECTS_AS_READ] = { "reject.id", "reject.id DESC" }, [SEG_REJECTS_BY_LINE] = { "line, reject.id", "line DESC, reject.id" },
		[SEG_REJECTS_BY_REASON] = { "reason, reject.id", "reason DESC, reject.id" }, [SEG_REJECTS_BY_ROW] = { "raw, reject.id", "raw DESC, reject.id" },
		[SEG_REJECTS_BY_CORRECTED] = { "corrected_by IS NULL, reject.id", "corrected_by IS NOT NULL, reject.id" },
	};

	return terms[order][descending != FALSE];
}

/* What a list shows of it. */
static gboolean
says (const SegStatement *statement, char *const *words)
{
	g_autofree char *text = words == NULL ? NULL : g_strdup_printf ("%" G_GINT64_FORMAT "\n%s\n%s%s%s", seg_statement_integer (statement, 1),
		seg_statement_text (statement, 2), seg_statement_text (statement, 3), seg_statement_is_null (statement, 4) ? "" : "\n",
		seg_statement_is_null (statement, 4) ? "" : _("corrected"));

	return words == NULL || seg_says (text, words);
}

GArray *
seg_rejects_order (SegWorkspace *workspace, const SegRejectFilter *filter, const char *words, SegRejectOrder order, gboolean descending, SegJob *job,
                   GError **error)
{
	g_autofree char *sql = g_strconcat ("SELECT reject.id, line, reason, raw, corrected_by " SEG_SQL_REJECTS_CHOSEN "ORDER BY ", order_by (order, descending), NULL);
	g_autoptr (SegStatement) statement = seg_rejects_prepare (workspace, sql, filter, error);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_auto (GStrv) wanted = words != NULL ? seg_said_words (words) : NULL;
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	for (gsize n = 1; seg_statement_next (statement, &failure); n++) {
		const gint64 id = seg_statement_integer (statement, 0);

		if (says (statement, wanted))
			g_array_append_val (ids, id);
		if (n % ASK_EVERY == 0 && !seg_job_proceed (job, 0, NULL, error))
			return NULL;
	}
	return seg_query_ended (failure, error) ? g_steal_pointer (&ids) : NULL;
}

GPtrArray *
seg_rejects_of (SegWorkspace *workspace, const gint64 *ids, gsize n, GError **error)
{
	g_autoptr (GPtrArray) rejects = g_ptr_array_new_with_free_func (seg_reject_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		SEG_SQL_REJECT "FROM reject JOIN source ON source.id = source_id WHERE reject.id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	for (gsize i = 0; i < n; i++) {
		seg_statement_bind_integer (statement, ":id", ids[i]);
		g_ptr_array_add (rejects, seg_statement_next (statement, &failure) ? seg_reject_read (statement) : NULL);
		seg_statement_reset (statement);
		if (!seg_query_ended (g_steal_pointer (&failure), error))
			return NULL;
	}
	return g_steal_pointer (&rejects);
}
