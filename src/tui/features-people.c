/* Who counts, and by which clock: two questions of the Features screen, upon which the features are computed again. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>

/* As of the day that was named, else of the last one. */
static gint64
wanted_as_of (SegView *view)
{
	const SegFeaturesState *state = view->state;

	return state->table.set != NULL ? seg_feature_set_wanted_as_of (state->table.set) : 0;
}

static void
people_chosen (SegView *view, guint choice, gpointer data)
{
	(void) data;
	seg_features_build_of (view, wanted_as_of (view), choice == 0 ? SEG_POPULATION_LISTED : SEG_POPULATION_EVERYONE, NULL);
}

void
seg_features_ask_people (SegView *view)
{
	const SegFeaturesState *state = view->state;
	const char *labels[] = { _("only whom a users file lists"), _("everyone"), NULL };
	const char *remarks[] = { _("usual; without a users file everyone counts"), _("also those who only did something"), NULL };

	seg_ask_choice (view, _("Who counts"), labels, remarks, state->table.set != NULL && state->table.set->everyone, people_chosen, NULL, NULL);
}

static gboolean
accept_clock (SegView *view, const char *text, gpointer data, GError **error)
{
	gint64 offset;

	(void) data;
	if (!seg_clock_parse (*text != '\0' ? text : "0", &offset, error))
		return FALSE;
	seg_features_build_of (view, wanted_as_of (view), SEG_POPULATION_AS_BEFORE, &offset);
	return TRUE;
}

void
seg_features_ask_clock (SegView *view)
{
	const SegFeaturesState *state = view->state;
	g_autofree char *now = seg_clock_format (state->table.clock_offset);

	seg_ask_line (view, _("How far is local time ahead of the times in the files?"),
	              _("Hours, weekdays and calendar days are counted by local time. UTC+00:00: the files have local times already. Times of servers are "
	                "often UTC: then +08:00 for China, -05:00 for New York."), now, accept_clock, NULL, NULL);
}
