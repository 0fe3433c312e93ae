/* A message that says what depends on a segment or a rule. */
#include <config.h>
#include "edit.h"

#include <glib/gi18n.h>

static void
tell (SegView *view, const char *name, const GPtrArray *uses)
{
	g_autofree char *title = g_strdup_printf (_("What depends on \"%s\""), name), *words = seg_uses_words (uses);

	seg_tell (view, title, words != NULL ? words : _("Nothing: no campaign, rule, card or feature would notice a change."));
}

void
seg_uses_tell_segment (SegView *view, const SegSegmentation *segmentation, gint64 segment_id)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) uses = seg_segment_uses (seg_view_workspace (view), segmentation, segment_id, SEG_CHANGE_NOTHING, &error);
	const char *name = segmentation->name;

	if (uses == NULL) {
		seg_report (view, error);
		return;
	}
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == segment_id)
			name = ((const SegSegment *) segmentation->segments->pdata[i])->name;
	tell (view, name, uses);
}

void
seg_uses_tell_rule (SegView *view, const SegRule *rule)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) uses = seg_rule_where_used (seg_view_workspace (view), rule, SEG_CHANGE_NOTHING, &error);

	if (uses != NULL)
		tell (view, rule->name, uses);
	else
		seg_report (view, error);
}
