#include <config.h>
#include <segscope/pinyin.h>

#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define LONGEST 128 /* characters of a name that are read */
#define SYLLABLE 8  /* UTF-16 units a character can become: "zhuang", and room for accents on the way */

static gboolean
is_ideograph (gunichar character)
{
	return g_unichar_get_script (character) == G_UNICODE_SCRIPT_HAN && g_unichar_isalpha (character);
}

/* NULL where ICU was built without its rules. */
static const UTransliterator *
romanizer (void)
{
	static gsize opened;
	static UTransliterator *transliterator;

	if (g_once_init_enter (&opened)) {
		static const UChar id[] = u"Han-Latin; Latin-ASCII; Lower";
		UErrorCode status = U_ZERO_ERROR;

		transliterator = utrans_openU (id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
		g_once_init_leave (&opened, 1);
	}
	return transliterator;
}

/* The syllable of one character; NULL: it stays what it is. */
static char *
syllable_of (const UTransliterator *transliterator, gunichar character)
{
	UChar text[SYLLABLE * 4] = { 0 };
	UErrorCode status = U_ZERO_ERROR;
	int32_t length = 0, limit;
	char *syllable;

	u_strFromUTF32 (text, G_N_ELEMENTS (text), &length, (const UChar32 *) &character, 1, &status);
	limit = length;
	utrans_transUChars (transliterator, text, &length, G_N_ELEMENTS (text), 0, &limit, &status);
	syllable = U_SUCCESS (status) ? g_utf16_to_utf8 ((const gunichar2 *) text, length, NULL, NULL, NULL) : NULL;
	if (syllable != NULL && !g_ascii_isalpha (*syllable))
		g_clear_pointer (&syllable, g_free);
	return syllable;
}

char *
seg_pinyin (const char *text)
{
	const UTransliterator *transliterator = NULL;
	GString *initials = NULL, *syllables = NULL;
	guint n = 0;

	for (const char *at = text; *at != '\0' && n < LONGEST; at = g_utf8_next_char (at), n++) {
		gunichar character = g_utf8_get_char (at);
		g_autofree char *syllable = NULL;

		if (is_ideograph (character)) {
			transliterator = transliterator != NULL ? transliterator : romanizer ();
			if (transliterator == NULL)
				return NULL;
			if (initials == NULL) {
				initials = g_string_new_len (text, at - text);
				syllables = g_string_new_len (text, at - text);
			}
			syllable = syllable_of (transliterator, character);
		}
		if (initials == NULL)
			continue;
		if (syllable != NULL) {
			g_string_append_c (initials, *syllable);
			g_string_append (syllables, syllable);
		} else {
			g_string_append_unichar (initials, character);
			g_string_append_unichar (syllables, character);
		}
	}
	if (initials == NULL)
		return NULL;
	g_string_append_printf (initials, " %s", syllables->str);
	g_string_free (syllables, TRUE);
	return g_string_free (initials, FALSE);
}
