/* What takes people off a list: names and words. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
	const char *name, *label;
} suppressions[SEG_N_SUPPRESSIONS] = {
	[SEG_SUPPRESS_CONSENT] = { "consent", N_("consent for the channel") },
	[SEG_SUPPRESS_UNSUBSCRIBED] = { "unsubscribed", N_("who has unsubscribed or is not to be contacted") },
	[SEG_SUPPRESS_CONTACTED] = { "contacted", N_("who was contacted a short time ago") },
	[SEG_SUPPRESS_FREQUENCY] = { "frequency", N_("how often anybody may be contacted") },
	[SEG_SUPPRESS_ADDRESS] = { "address", N_("an address for the channel") },
	[SEG_SUPPRESS_OWNS] = { "owns", N_("who has what is offered") },
	[SEG_SUPPRESS_HOLD_OUT] = { "hold-out", N_("who is held back from all campaigns") },
};

const char *
seg_suppression_name (SegSuppression suppression)
{
	return suppressions[suppression].name;
}

const char *
seg_suppression_label (SegSuppression suppression)
{
	return _(suppressions[suppression].label);
}

/* All that is not asked for with the reason of number @first. */
static char *
words_of_reason (const SegCampaignDraft *draft, guint first)
{
	const char *reason = draft->overrides[first];
	g_autoptr (GString) labels = g_string_new (NULL);

	for (guint i = first; i < SEG_N_SUPPRESSIONS; i++)
		if (g_strcmp0 (draft->overrides[i], reason) == 0)
			g_string_append_printf (labels, "%s%s", labels->len > 0 ? _("; ") : "", seg_suppression_label ((SegSuppression) i));
	return g_strdup_printf (_("Not asked for: %s. Reason: %s"), labels->str, strcmp (reason, SEG_TAKEN_IN_REASON) == 0 ? _("taken in: it was run elsewhere") : reason);
}

GPtrArray *
seg_campaign_draft_overrides_words (const SegCampaignDraft *draft)
{
	GPtrArray *sentences = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++) {
		gboolean said = draft->overrides[i] == NULL;

		for (guint before = 0; before < i && !said; before++)
			said = g_strcmp0 (draft->overrides[before], draft->overrides[i]) == 0;
		if (!said)
			g_ptr_array_add (sentences, words_of_reason (draft, i));
	}
	return sentences;
}

gboolean
seg_suppression_find (const char *name, SegSuppression *suppression)
{
	for (guint i = 0; i < SEG_N_SUPPRESSIONS; i++)
		if (strcmp (suppressions[i].name, name) == 0) {
			*suppression = (SegSuppression) i;
			return TRUE;
		}
	return FALSE;
}
