/* Reasons in words. Whole sentences for each kind of taking, so that they can be translated; figures are counts of users. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	const char *basis;
	const char *because_one;   /* first; together, count, first */
	const char *because_two;   /* first, second; together, count, first */
	const char *also;          /* together, count, title */
	const char *popular_here;  /* segment; count, size */
	const char *popular;       /* count, size */
	const char *lately;        /* count, of, days */
	const char *people;        /* count, of */
} Sentences;

static const Sentences sentences[] = {
	{ "purchase",
	  N_("because they bought %s: %s of %s who bought it also bought this"),
	  N_("because they bought %s and %s: %s of %s who bought %s also bought this"),
	  N_("%s of %s who bought %s also bought this"),
	  N_("popular in “%s”: %s of %s there bought it"),
	  N_("popular: %s of %s users bought it"),
	  N_("popular lately: %s of %s who bought it did so in the last %s days"),
	  N_("%s of the %s people most like them bought this") },
	{ "rating",
	  N_("because they rated %s: %s of %s who rated it also rated this"),
	  N_("because they rated %s and %s: %s of %s who rated %s also rated this"),
	  N_("%s of %s who rated %s also rated this"),
	  N_("popular in “%s”: %s of %s there rated it"),
	  N_("popular: %s of %s users rated it"),
	  N_("popular lately: %s of %s who rated it did so in the last %s days"),
	  N_("%s of the %s people most like them rated this") },
	{ "event",
	  N_("because they used %s: %s of %s who used it also used this"),
	  N_("because they used %s and %s: %s of %s who used %s also used this"),
	  N_("%s of %s who used %s also used this"),
	  N_("popular in “%s”: %s of %s there used it"),
	  N_("popular: %s of %s users used it"),
	  N_("popular lately: %s of %s who used it did so in the last %s days"),
	  N_("%s of the %s people most like them used this") },
};

static const Sentences *
sentences_of (const char *basis)
{
	for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
		if (g_strcmp0 (sentences[i].basis, basis) == 0)
			return &sentences[i];
	return &sentences[G_N_ELEMENTS (sentences) - 1];
}

static gboolean
has_wide_character (const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char (text))
		if (g_unichar_iswide (g_utf8_get_char (text)))
			return TRUE;
	return FALSE;
}

/* A title as it stands in a sentence: Chinese works in their own marks (unless they bring them), others in quotes. */
static char *
quote_title (const char *title)
{
	g_autofree char *valid = g_utf8_make_valid (title, -1);

	if (strstr (valid, "《") != NULL)
		return g_steal_pointer (&valid);
	return has_wide_character (valid) ? g_strconcat ("《", valid, "》", NULL) : g_strconcat ("“", valid, "”", NULL);
}

/* The formats come from the table above, each checked by the tests. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

char *
seg_word_because (const char *basis, const char *first, const char *second, gsize together, gsize count)
{
	g_autofree char *title = quote_title (first), *other = second != NULL ? quote_title (second) : NULL;
	g_autofree char *n = seg_format_integer ((gint64) together), *of = seg_format_integer ((gint64) count);

	if (other == NULL)
		return g_strdup_printf (_(sentences_of (basis)->because_one), title, n, of);
	return g_strdup_printf (_(sentences_of (basis)->because_two), title, other, n, of, title);
}

char *
seg_word_also (const char *basis, const char *title, gsize together, gsize count)
{
	g_autofree char *quoted = quote_title (title);
	g_autofree char *n = seg_format_integer ((gint64) together), *of = seg_format_integer ((gint64) count);

	return g_strdup_printf (_(sentences_of (basis)->also), n, of, quoted);
}

char *
seg_word_popular (const char *basis, const char *segment, gsize count, gsize size)
{
	g_autofree char *n = seg_format_integer ((gint64) count), *of = seg_format_integer ((gint64) size);

	if (segment == NULL)
		return g_strdup_printf (_(sentences_of (basis)->popular), n, of);
	return g_strdup_printf (_(sentences_of (basis)->popular_here), segment, n, of);
}

char *
seg_word_lately (const char *basis, gsize count, gsize of, double days)
{
	g_autofree char *n = seg_format_integer ((gint64) count), *all = seg_format_integer ((gint64) of);
	g_autofree char *last = seg_format_number (days, days < 10 && days != (double) (gint64) days ? 1 : 0);

	return g_strdup_printf (_(sentences_of (basis)->lately), n, all, last);
}

char *
seg_word_people (const char *basis, gsize count, gsize of)
{
	g_autofree char *n = seg_format_integer ((gint64) count), *all = seg_format_integer ((gint64) of);

	return g_strdup_printf (_(sentences_of (basis)->people), n, all);
}

#pragma GCC diagnostic pop

char *
seg_word_factors (const char *first, double share, const char *second, double other_share, gboolean looked_at)
{
	g_autofree char *title = quote_title (first), *other = second != NULL ? quote_title (second) : NULL;
	g_autofree char *part = seg_format_share (share), *other_part = seg_format_share (other_share);

	if (other == NULL)
		return g_strdup_printf (looked_at ? _("goes with %s, which they looked at and from which %s of its score comes") : _("goes with %s, from which %s of its score comes"),
		                        title, part);
	return g_strdup_printf (looked_at ? _("goes with %s and %s, which they looked at and from which %s and %s of its score come")
	                                  : _("goes with %s and %s, from which %s and %s of its score come"), title, other, part, other_part);
}

char *
seg_word_rating (double expected, double mean)
{
	g_autofree char *one = seg_format_number (expected, 1), *other = seg_format_number (mean, 1);

	return g_strdup_printf (_("expected rating %s, where they give %s on average"), one, other);
}

char *
seg_word_probability (double probability, double share, const char *first, const char *second)
{
	g_autofree char *part = seg_format_share (probability), *whole = seg_format_share (share);
	g_autofree char *title = first != NULL ? quote_title (first) : NULL, *other = second != NULL ? quote_title (second) : NULL;

	if (title == NULL)
		return g_strdup_printf (_("probability %s, where it is %s for anybody"), part, whole);
	if (other == NULL)
		return g_strdup_printf (_("probability %s, where it is %s for anybody; most of that for %s"), part, whole, title);
	return g_strdup_printf (_("probability %s, where it is %s for anybody; most of that for %s and %s"), part, whole, title, other);
}

char *
seg_word_content (const char *title, const char *words, gboolean new)
{
	g_autofree char *quoted = title != NULL ? quote_title (title) : NULL;

	if (quoted == NULL)
		return new ? g_strdup_printf (_("new: nobody took it yet; fits what they looked at: %s"), words)
		           : g_strdup_printf (_("fits what they looked at: %s"), words);
	return new ? g_strdup_printf (_("new: nobody took it yet; like %s: %s"), quoted, words) : g_strdup_printf (_("like %s: %s"), quoted, words);
}
