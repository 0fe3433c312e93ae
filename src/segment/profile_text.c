/* A profile in words: how many, what they bring, and the figures that mark them off most. */
#include <config.h>
#include "segment-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define N_MENTIONED 4
#define LEAST_EFFECT 0.25 /* below, a segment is like everyone in that feature */

static char *
value_text (const SegProfileFeature *feature, double value)
{
	return feature->share ? seg_format_share (value) : seg_format_auto (value);
}

/* "Orders 5.2 (everyone 1.4)", the later ones without the word. */
static void
append_feature (GString *sentence, const SegProfileFeature *feature, gboolean first)
{
	g_autofree char *mean = value_text (feature, feature->mean), *everyone = value_text (feature, feature->mean_all);

	if (first)
		g_string_append_printf (sentence, _(" %s %s (everyone %s)"), feature->label, mean, everyone);
	else
		g_string_append_printf (sentence, _(", %s %s (%s)"), feature->label, mean, everyone);
}

/* Features that move exactly alike are mentioned once. */
static gboolean
says_the_same (const SegProfileFeature *a, const SegProfileFeature *b)
{
	return fabs (fabs (a->effect) - fabs (b->effect)) < 1e-9;
}

char *
seg_profile_sentence (const SegProfile *profile)
{
	GString *sentence = g_string_new (NULL);
	g_autofree char *size = seg_format_integer (profile->size), *share = seg_format_share (profile->share_users);
	g_autofree char *revenue = seg_format_share (profile->share_revenue);
	guint n_mentioned = 0;

	if (isfinite (profile->share_revenue))
		g_string_append_printf (sentence, _("%s users, %s of all, bring %s of revenue."), size, share, revenue);
	else
		g_string_append_printf (sentence, _("%s users, %s of all."), size, share);
	for (guint i = 0; i < profile->features->len && n_mentioned < N_MENTIONED; i++) {
		const SegProfileFeature *feature = profile->features->pdata[i];

		if (fabs (feature->effect) < LEAST_EFFECT)
			break;
		if (i > 0 && says_the_same (feature, profile->features->pdata[i - 1]))
			continue;
		append_feature (sentence, feature, n_mentioned++ == 0);
	}
	g_string_append (sentence, n_mentioned > 0 ? "." : _(" In every feature much like everyone."));
	return g_string_free (sentence, FALSE);
}
