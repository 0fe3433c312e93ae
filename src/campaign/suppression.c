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
