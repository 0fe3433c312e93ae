/* The groups of the catalogue, in words. */
#include <config.h>

#include <segscope/feature.h>

#include <glib/gi18n.h>

const char *
seg_feature_group_words (const char *group)
{
	static const struct { const char *group, *words; } names[] = {
		{ "recency-frequency-monetary", N_("recency, frequency, money") }, { "components", N_("components") }, { "activity", N_("activity") },
		{ "learning", N_("learning") }, { "purchase", N_("purchases") }, { "preference", N_("preference") },
		{ "response", N_("response") }, { "text", N_("texts") }, { "profile", N_("profile") }, { "own", N_("your own") }, { "outcome", N_("outcome") },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (g_strcmp0 (names[i].group, group) == 0)
			return _(names[i].words);
	return group;
}
