/* A profile in words: how many, what they bring, and the figures that mark them off most. */
#include <config.h>
#include "segment-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define N_MENTIONED 4
#define ALIKE 0.01        /* effects so close, as a share, are taken for the same thing said twice */
#define LEAST_EFFECT 0.25 /* below, a segment is like everyone in that feature */

static char *
value_text (const SegProfileFeature *feature, double value)
{
	if (g_strcmp0 (feature->unit, "money") == 0)
		return seg_format_money (value, -1);
	return feature->share ? seg_format_share (value) : seg_format_auto (value);
}

/* "Orders 5.2 (everyone 1.4)", the later ones without the word. */
static void
append_feature (GString *marks, const SegProfileFeature *feature)
{
	g_autofree char *mean = value_text (feature, feature->mean), *everyone = value_text (feature, feature->mean_all);

	if (marks->len == 0)
		g_string_append_printf (marks, _("%s %s (everyone %s)"), feature->label, mean, everyone);
	else
		g_string_append_printf (marks, _(", %s %s (%s)"), feature->label, mean, everyone);
}

/* Whether one of the features already mentioned says nearly the same: by its theme, or because it moves alike (days since
 * registration and days as a customer). */
static gboolean
is_said (const GPtrArray *mentioned, const SegProfileFeature *feature)
{
	for (guint i = 0; i < mentioned->len; i++) {
		const SegProfileFeature *other = mentioned->pdata[i];

		if (g_strcmp0 (seg_feature_theme (other->feature), seg_feature_theme (feature->feature)) == 0
		    || fabs (fabs (other->effect) - fabs (feature->effect)) < ALIKE * fabs (other->effect))
			return TRUE;
	}
	return FALSE;
}

static char *
say_marks (const SegProfile *profile)
{
	g_autoptr (GString) marks = g_string_new (NULL);
	g_autoptr (GPtrArray) mentioned = g_ptr_array_new ();

	for (guint i = 0; i < profile->features->len && mentioned->len < N_MENTIONED; i++) {
		SegProfileFeature *feature = profile->features->pdata[i];

		if (fabs (feature->effect) < LEAST_EFFECT || feature->known < 0.5)
			break;
		if (is_said (mentioned, feature))
			continue;
		append_feature (marks, feature);
		g_ptr_array_add (mentioned, feature);
	}
	return g_strdup (marks->len > 0 ? marks->str : _("much like everyone"));
}

void
seg_profile_describe (SegProfile *profile)
{
	g_autofree char *size = seg_format_integer (profile->size), *share = seg_format_share (profile->share_users);
	g_autofree char *revenue = seg_format_share (profile->share_revenue);

	profile->marks = say_marks (profile);
	if (isfinite (profile->share_revenue))
		profile->sentence = g_strdup_printf (ngettext ("%s user, %s of all, brings %s of revenue: %s.", "%s users, %s of all, bring %s of revenue: %s.", (gulong) profile->size), size, share, revenue, profile->marks);
	else
		profile->sentence = g_strdup_printf (ngettext ("%s user, %s of all: %s.", "%s users, %s of all: %s.", (gulong) profile->size), size, share, profile->marks);
}
