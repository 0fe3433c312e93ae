/* Asking why: for what is written into the audit log with its reason. */
#include <config.h>
#include "dialog.h"

#include <segscope/error.h>

#include <glib/gi18n.h>

typedef struct {
	SegReasonTaken taken;
	gpointer       data;
	GDestroyNotify free_data;
} Why;

static void
free_why (gpointer data)
{
	Why *why = data;

	if (why->free_data != NULL)
		why->free_data (why->data);
	g_free (why);
}

static gboolean
take (SegView *view, const char *text, gpointer data, GError **error)
{
	const Why *why = data;
	g_autofree char *reason = g_strstrip (g_strdup (text));

	if (reason[0] == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("This needs a reason, which is kept in the audit log"));
		return FALSE;
	}
	why->taken (view, reason, why->data);
	return TRUE;
}

void
seg_ask_reason (SegView *view, const char *title, const char *hint, SegReasonTaken taken, gpointer data, GDestroyNotify free_data)
{
	Why *why = g_new (Why, 1);

	*why = (Why) { taken, data, free_data };
	seg_ask_line (view, title, hint != NULL ? hint : _("The reason is kept in the audit log."), "", take, why, free_why);
}
