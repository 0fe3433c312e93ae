/* Who is in which segment of a segmentation, as arrays: what the parts of a profile are computed over. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>

void
seg_members_free (SegMembers *members)
{
	if (members == NULL)
		return;
	g_free (members->user_ids);
	g_free (members->labels);
	g_free (members->sizes);
	g_free (members);
}

/* The position of segment @id in @segmentation, counted from 0, or -1. */
static gint32
segment_number (const SegSegmentation *segmentation, gint64 id)
{
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == id)
			return (gint32) i;
	return -1;
}

SegMembers *
seg_members_load (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autoptr (SegMembers) members = g_new0 (SegMembers, 1);
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64)), labels = g_array_new (FALSE, FALSE, sizeof (gint32));
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id ORDER BY user_id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	members->k = segmentation->segments->len;
	members->sizes = g_new0 (gsize, members->k + 1);
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);
		gint32 label = segment_number (segmentation, seg_statement_integer (statement, 1));

		if (ids->len % 4096 == 0 && !seg_job_proceed (job, 0, _("reading the segments"), error))
			return NULL;
		if (label < 0)
			continue;
		g_array_append_val (ids, id);
		g_array_append_val (labels, label);
		members->sizes[label]++;
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	members->n = ids->len;
	members->user_ids = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
	members->labels = (gint32 *) (gpointer) g_array_free (g_steal_pointer (&labels), FALSE);
	return g_steal_pointer (&members);
}
