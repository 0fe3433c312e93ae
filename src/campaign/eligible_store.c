/* Whether a draft can be understood: the segments it names, the column that says who has agreed. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

char *
seg_consent_condition (SegWorkspace *workspace, const char *channel, GError **error)
{
	const SegChannel *known = seg_channel_find (channel);
	g_autofree char *consent = NULL, *address = NULL, *name = NULL;

	if (known == NULL || !seg_channel_columns (workspace, known, &consent, &address, error) || consent == NULL)
		return NULL;
	name = seg_sql_identifier (consent);
	return g_strdup_printf ("coalesce (u.%s, 0) = 1", name); /* not known counts as no */
}

void
seg_consent_set_unknown (const SegChannel *channel, GError **error)
{
	if (strcmp (channel->name, "email") == 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     seg_hint (_("No consent column was imported, so nobody may be written to; map one with: segscope import WORKSPACE "
		                       "FILE --as users --map consent=COLUMN, or choose to go without consent (--no-consent; that is kept in the audit log)"),
		                       _("No consent column was imported, so nobody may be written to; say in the plan of an import (i on Data) which column is consent, or choose "
		                       "to go without consent (that is kept in the audit log)")));
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             seg_hint (_("Nothing says who has agreed to %s (%s), so nobody may be reached by it; say which column does with: segscope contact "
		                         "WORKSPACE --channel %s --consent COLUMN"),
		                       _("Nothing says who has agreed to %s (%s), so nobody may be reached by it; choose the column with h (%s)")),
		             _(channel->label), channel->name, channel->name);
}

gboolean
seg_campaign_check_segments (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = NULL;

	if (draft->segmentation_id == 0)
		return TRUE;
	segmentation = seg_segmentation_load_id (workspace, draft->segmentation_id, error);
	for (guint i = 0; segmentation != NULL && i < draft->segment_ids->len; i++) {
		gboolean found = FALSE;

		for (guint j = 0; j < segmentation->segments->len; j++)
			found |= ((SegSegment *) segmentation->segments->pdata[j])->id == g_array_index (draft->segment_ids, gint64, i);
		if (!found) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A chosen segment does not belong to the segmentation \"%s\""),
			             segmentation->name);
			return FALSE;
		}
	}
	return segmentation != NULL;
}
