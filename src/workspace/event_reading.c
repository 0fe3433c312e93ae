/* What reading events needs to know beforehand: kinds, purchases that were given back, reviews. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/event_reader.h>

#include <glib/gi18n.h>

/* Two columns of numbers, the first ascending; values that are missing are SEG_EVENT_NO_TIME. */
static gboolean
read_pairs (SegWorkspace *workspace, const char *sql, gint64 **first, gint64 **second, gsize *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	g_autoptr (GArray) a = g_array_new (FALSE, FALSE, sizeof (gint64)), b = g_array_new (FALSE, FALSE, sizeof (gint64));
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	while (seg_statement_next (statement, &failure)) {
		gint64 x = seg_statement_integer (statement, 0);
		gint64 y = seg_statement_is_null (statement, 1) ? SEG_EVENT_NO_TIME : seg_statement_integer (statement, 1);

		g_array_append_val (a, x);
		g_array_append_val (b, y);
	}
	*n = a->len;
	*first = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&a), FALSE);
	*second = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&b), FALSE);
	return seg_query_ended (failure, error);
}

static gboolean
read_texts (SegEventReading *reading, SegWorkspace *workspace, GError **error)
{
	g_autofree gint64 *lengths = NULL;

	if (!seg_event_reading_wants (reading, SEG_PACK_ID))
		return TRUE;
	if (!read_pairs (workspace, "SELECT event_id, length (text) FROM review ORDER BY event_id", &reading->text_ids, &lengths, &reading->n_texts,
	                 error))
		return FALSE;
	reading->text_lengths = g_new (guint32, reading->n_texts + 1);
	for (gsize i = 0; i < reading->n_texts; i++)
		reading->text_lengths[i] = (guint32) CLAMP (lengths[i], 0, G_MAXUINT32);
	return TRUE;
}

gboolean
seg_event_reading_init (SegEventReading *reading, SegWorkspace *workspace, GError **error)
{
	g_autofree gint64 *nothing = NULL;

	return read_pairs (workspace, "SELECT id, NULL FROM event_kind ORDER BY id", &reading->kind_ids, &nothing, &reading->n_kinds, error)
	       && seg_workspace_count (workspace, "SELECT ifnull ((SELECT id FROM event_kind WHERE name = 'given back'), -1)",
	                               &reading->given_back_kind, error)
	       && read_pairs (workspace, "SELECT event_id, at FROM given_back ORDER BY event_id", &reading->given_back_ids,
	                      &reading->given_back_at, &reading->n_given_back, error)
	       && read_texts (reading, workspace, error);
}

void
seg_event_reading_clear (SegEventReading *reading)
{
	seg_id_index_clear (&reading->users);
	seg_id_index_clear (&reading->items);
	g_clear_pointer (&reading->kind_ids, g_free);
	g_clear_pointer (&reading->given_back_ids, g_free);
	g_clear_pointer (&reading->given_back_at, g_free);
	g_clear_pointer (&reading->text_ids, g_free);
	g_clear_pointer (&reading->text_lengths, g_free);
}
