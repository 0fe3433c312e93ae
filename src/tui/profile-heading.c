/* The figures in the heading of a segment's profile, and who is behind each. */
#include <config.h>
#include "profile.h"

#include <glib/gi18n.h>
#include <math.h>

char *
seg_profile_heading (const SegProfileState *state, int width)
{
	const SegProfile *profile = seg_profile_profile (state);
	g_autofree char *users = seg_format_counted (profile->size, "%s user", "%s users"), *share = seg_format_share (profile->share_users);
	g_autofree char *revenue = seg_format_share (profile->share_revenue), *events = seg_format_share (profile->habits->share_events);
	g_autoptr (GString) text = g_string_new (NULL);

	g_string_append_printf (text, "%s · %s", users, share);
	if (isfinite (profile->share_revenue))
		g_string_append_printf (text, _(" · %s of revenue"), revenue);
	if (isfinite (profile->habits->share_events) && width >= 90)
		g_string_append_printf (text, _(" · %s of events"), events);
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
choose_above (SegView *view, guint choice, gpointer data)
{
	SegProfileState *state = view->state;
	g_autofree char *segment = seg_profile_own_filter (state);
	GError *error = NULL;
	char *filter = choice == 0 ? g_steal_pointer (&segment) : choice == 1 ? seg_habit_filter_active (segment)
	               : seg_habit_filter_takers (seg_view_workspace (view), segment, &error);

	(void) data;
	seg_profile_open_users (view, state, filter, NULL, error);
}

gboolean
seg_profile_ask_above (SegView *view)
{
	const SegProfileState *state = view->state;
	const SegProfile *profile = seg_profile_profile (state);
	g_autofree char *users = seg_format_counted (profile->size, "%s user", "%s users"), *active = seg_format_integer (profile->habits->n_active);
	g_autofree char *revenue = seg_format_share (profile->share_revenue), *events = seg_format_share (profile->habits->share_events);
	g_autofree char *did = g_strdup_printf (_("%s of events"), events), *brought = g_strdup_printf (_("%s of revenue"), revenue);
	gboolean has_revenue = isfinite (profile->share_revenue);
	const char *const labels[] = { _("All of the segment"), _("Who did anything"), has_revenue ? _("Who bought") : NULL, NULL };
	const char *const remarks[] = { users, isfinite (profile->habits->share_events) ? did : active, brought, NULL };

	seg_ask_choice (view, _("Who is behind the figures at the top?"), labels, remarks, 0, choose_above, NULL, NULL);
	return TRUE;
}
