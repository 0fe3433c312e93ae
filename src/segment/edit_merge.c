/* Putting segments together: the users of the others come into the one that goes on. */
#include <config.h>
#include "edit-private.h"

#include <glib/gi18n.h>

gboolean
seg_edit_plan_merge (SegEditPreview *preview, GError **error)
{
	const SegEditRequest *request = preview->request;
	SegEditing *editing = preview->editing;
	guint into, other;

	if (!seg_edit_find_slot (preview, request->segment_id, &into, error))
		return FALSE;
	if (request->others->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Name at least two segments to put together"));
		return FALSE;
	}
	for (guint i = 0; i < request->others->len; i++) {
		if (!seg_edit_find_slot (preview, g_array_index (request->others, gint64, i), &other, error))
			return FALSE;
		if (other == into || seg_edit_slot (preview, other)->gone) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is named twice; put it together with another one"),
			             seg_edit_slot (preview, other)->name);
			return FALSE;
		}
		seg_edit_slot (preview, other)->gone = TRUE;
		for (gsize member = 0; member < editing->members->n; member++)
			if (editing->members->labels[member] == (gint32) other)
				editing->after[member] = (gint32) into;
	}
	seg_edit_slot (preview, into)->touched = TRUE;
	if (request->name != NULL) {
		g_free (seg_edit_slot (preview, into)->name);
		seg_edit_slot (preview, into)->name = g_strdup (request->name);
	}
	return TRUE;
}
