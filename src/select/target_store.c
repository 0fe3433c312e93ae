/* Which segment users are in, for targets. */
#include <config.h>
#include "select-private.h"

#include <segscope/hint.h>

void
seg_target_segments_free (SegTargetSegments *segments)
{
	if (segments == NULL)
		return;
	g_free (segments->name);
	g_clear_pointer (&segments->segment_ids, g_array_unref);
	g_clear_pointer (&segments->segments, g_ptr_array_unref);
	g_free (segments);
}

GPtrArray *
seg_target_segmentations (SegWorkspace *workspace, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT name FROM segmentation ORDER BY id DESC", error);
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	while (seg_statement_next (statement, &failure))
		g_ptr_array_add (names, g_strdup (seg_statement_text (statement, 0)));
	if (failure == NULL)
		return g_steal_pointer (&names);
	g_propagate_error (error, failure);
	return NULL;
}

static gboolean
read_segments (SegWorkspace *workspace, SegTargetSegments *segments, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, name FROM segment WHERE segmentation_id = :id ORDER BY position", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	segments->segment_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	segments->segments = g_ptr_array_new_with_free_func (g_free);
	seg_statement_bind_integer (statement, ":id", segments->id);
	while (seg_statement_next (statement, &failure)) {
		gint64 id = seg_statement_integer (statement, 0);

		g_array_append_val (segments->segment_ids, id);
		g_ptr_array_add (segments->segments, g_strdup (seg_statement_text (statement, 1)));
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}

static void
refuse (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (GPtrArray) names = seg_target_segmentations (workspace, NULL);
	g_autofree char *list = NULL;

	if (names == NULL || names->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND,
		                     seg_hint (_("There are no segments yet to tell apart; make them with: segscope cluster WORKSPACE"),
		                               _("There are no segments yet to tell apart; make them on Clusters")));
		return;
	}
	g_ptr_array_add (names, NULL);
	list = g_strjoinv (", ", (char **) names->pdata);
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There is no segmentation \"%s\"; there are: %s"), name, list);
}

SegTargetSegments *
seg_target_segments_load (SegWorkspace *workspace, const char *name, GError **error)
{
	g_autoptr (SegTargetSegments) segments = g_new0 (SegTargetSegments, 1);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT id, name FROM segmentation WHERE :name IS NULL OR name = :name ORDER BY id DESC LIMIT 1", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_text (statement, ":name", name);
	if (!seg_statement_next (statement, &failure)) {
		if (failure != NULL)
			g_propagate_error (error, failure);
		else
			refuse (workspace, name, error);
		return NULL;
	}
	segments->id = seg_statement_integer (statement, 0);
	segments->name = g_strdup (seg_statement_text (statement, 1));
	return read_segments (workspace, segments, error) ? g_steal_pointer (&segments) : NULL;
}

/* Both lists of users rise. */
gboolean
seg_target_read_segments (SegWorkspace *workspace, gint64 segmentation_id, const gint64 *user_ids, gsize n_users,
                          const gint64 *segment_ids, guint n_segments, gint32 *labels, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id ORDER BY user_id", error);
	GError *failure = NULL;
	gsize row = 0;

	if (statement == NULL)
		return FALSE;
	for (gsize i = 0; i < n_users; i++)
		labels[i] = -1;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	while (seg_statement_next (statement, &failure)) {
		gint64 user = seg_statement_integer (statement, 0), segment = seg_statement_integer (statement, 1);

		while (row < n_users && user_ids[row] < user)
			row++;
		for (guint i = 0; row < n_users && user_ids[row] == user && i < n_segments; i++)
			if (segment_ids[i] == segment)
				labels[row] = (gint32) i;
	}
	if (failure == NULL)
		return TRUE;
	g_propagate_error (error, failure);
	return FALSE;
}
