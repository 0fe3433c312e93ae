/* Names and keywords of a persona from what marks its segment off, in any language the program has. */
#include <config.h>
#include "persona-private.h"

#include <segscope/translation.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LEAST_EFFECT 0.25 /* below, the segment is like everyone in that feature */
#define NAME_TRAITS 2
#define KEYWORDS 6

/* A value of a category: "often City = 上海" reads as it stands in the data. */
static char *
words_of_value (const SegProfileFeature *feature, const char *language)
{
	const char *format = feature->effect < 0 ? N_("rarely %s") : feature->mean >= 0.5 ? N_("mostly %s") : N_("often %s");
	const char *value = feature->column + strlen (feature->feature) + 1;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return g_strdup_printf (seg_translate_into (language, format), value);
#pragma GCC diagnostic pop
}

/* A trait in words, or NULL where there are none in @language. */
char *
seg_persona_trait (const SegProfileFeature *feature, const char *language)
{
	gboolean is_value = strcmp (feature->column, feature->feature) != 0;
	const char *words = seg_feature_words (feature->feature, feature->effect > 0);

	if (is_value)
		return g_str_has_suffix (feature->column, "=(other)") || g_str_has_suffix (feature->column, "=(missing)") ? NULL : words_of_value (feature, language);
	return words != NULL ? g_strdup (seg_translate_into (language, words)) : NULL;
}

/* The features that mark the segment off most and have words, one a theme: at most @most. */
GPtrArray *
seg_persona_traits (const SegProfile *profile, guint most)
{
	GPtrArray *traits = g_ptr_array_new ();
	g_autoptr (GHashTable) themes = g_hash_table_new (g_str_hash, g_str_equal);

	for (guint i = 0; i < profile->features->len && traits->len < most; i++) {
		SegProfileFeature *feature = profile->features->pdata[i];
		g_autofree char *words = NULL;

		if (feature->known < 0.5 || fabs (feature->effect) < LEAST_EFFECT)
			break;
		words = seg_persona_trait (feature, "en");
		if (words != NULL && g_hash_table_add (themes, (gpointer) seg_feature_theme (feature->feature)))
			g_ptr_array_add (traits, feature);
	}
	return traits;
}

static char *
join (const GPtrArray *traits, const char *language)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < traits->len; i++) {
		g_autofree char *words = seg_persona_trait (traits->pdata[i], language);

		g_string_append_printf (text, "%s%s", i > 0 ? seg_translate_into (language, ", ") : "", words);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
seg_persona_name (const SegProfile *profile, const char *language)
{
	g_autoptr (GPtrArray) traits = seg_persona_traits (profile, NAME_TRAITS);
	g_autofree char *name = join (traits, language), *first = NULL;

	if (*name == '\0')
		return g_strdup (seg_translate_into (language, N_("Like everyone")));
	first = g_utf8_strup (name, g_utf8_next_char (name) - name);
	return g_strconcat (first, g_utf8_next_char (name), NULL);
}

/* Traits, then what the segment takes and is more than everyone. */
char *
seg_persona_keywords (const SegProfile *profile)
{
	g_autoptr (GPtrArray) traits = seg_persona_traits (profile, KEYWORDS);
	g_autoptr (GString) text = g_string_new (NULL);
	const char *const *languages = g_get_language_names ();
	g_autofree char *words = join (traits, g_str_has_prefix (languages[0], "zh") ? "zh_CN" : "en");

	g_string_append (text, words);
	for (guint i = 0; i < profile->habits->groups->len; i++) {
		const SegHabitGroup *group = profile->habits->groups->pdata[i];

		for (guint j = 0; j < group->shares->len; j++) {
			const SegHabitShare *share = group->shares->pdata[j];

			if (share->share >= 0.1 && share->lift >= 1.25) {
				g_string_append_printf (text, "%s%s", text->len > 0 ? _(", ") : "", share->value);
				break;
			}
		}
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}
