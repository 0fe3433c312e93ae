/* Taking the users who meet a condition out of their segments, into a new one. Who comes later is not looked at: the condition is asked once. */
#include <config.h>
#include "edit-private.h"

#include <segscope/ids.h>

#include <glib/gi18n.h>

gboolean
seg_edit_plan_carve (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error)
{
	const SegEditRequest *request = preview->request;
	SegEditing *editing = preview->editing;
	g_autoptr (SegFilter) filter = seg_filter_parse (workspace, editing->set, request->condition, error);
	SegUserQuery query = { .set = editing->set, .segmentation = preview->segmentation, .filter = filter };
	g_autoptr (GArray) users = NULL;
	gsize n = 0;
	guint slot;

	if (filter == NULL)
		return FALSE;
	seg_workspace_watch (workspace, job);
	users = seg_user_ids (workspace, &query, error);
	seg_workspace_watch (workspace, NULL);
	if (users == NULL)
		return FALSE;
	slot = seg_edit_add_slot (preview, request->name != NULL ? request->name : _("New segment"), FALSE);
	for (gsize member = 0; member < editing->members->n; member++)
		if (seg_ids_find ((const gint64 *) (gpointer) users->data, users->len, editing->members->user_ids[member]) >= 0) {
			editing->after[member] = (gint32) slot;
			n++;
		}
	if (n > 0 && n < editing->members->n) {
		seg_edit_remark (preview, g_strdup (_("Users who come later are put into the other segments: the condition is asked only now.")));
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, n == 0 ? _("Nobody in \"%s\" meets the condition") : _("Everyone in \"%s\" meets the condition"),
	             preview->segmentation->name);
	return FALSE;
}
