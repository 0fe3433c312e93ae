/* How much a text looks like a language people write, once it is decoded: what tells encodings apart.
 *
 * A sum of log-probabilities, as if each character were drawn by itself: characters that are common in exports cost little,
 * rare ones more, bytes without a meaning most. The same bytes decoded in two ways thus compare by how likely the two texts
 * are; a few names are enough, as a wrong decoding strews rare characters everywhere. */
#include <config.h>
#include "common-characters.h"
#include "encoding-private.h"

#include <string.h>
#include <unicode/ucnv.h>

/* What is known of a character: one bit each. */
enum {
	COMMON_SIMPLIFIED = 1, COMMON_TRADITIONAL = 2, COMMON_JAPANESE = 4,
	FIRST_SIMPLIFIED = 8, FIRST_TRADITIONAL = 16, FIRST_JAPANESE = 32, /* first level of the national standards */
	SECOND_SIMPLIFIED = 64, SECOND_TRADITIONAL = 128,
	COMMON_KOREAN = 1 /* of Hangul, which the others have nothing to do with */
};

#define HIGHEST 0x10000

static guint8 *classes; /* by character */

/* The table ---------------------------------------------------------------------------------------------------------- */

static void
mark_text (guint8 *table, const char *text, guint8 bit)
{
	for (; *text != '\0'; text = g_utf8_next_char (text))
		table[g_utf8_get_char (text) % HIGHEST] |= bit;
}

/* Marks what the two-byte codes from @first to @last (leads) mean. */
static void
mark_codes (guint8 *table, const char *encoding, guint first, guint last, guint8 bit)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *converter = ucnv_open (encoding, &status);
	UChar units[8];

	for (guint lead = first; lead <= last && U_SUCCESS (status); lead++)
		for (guint trail = 0x40; trail <= 0xFE; trail++) {
			const char code[2] = { (char) lead, (char) trail };
			UErrorCode outcome = U_ZERO_ERROR;

			if (ucnv_toUChars (converter, units, G_N_ELEMENTS (units), code, 2, &outcome) == 1 && units[0] >= 0x4E00 && units[0] <= 0x9FFF)
				table[units[0]] |= bit;
		}
	ucnv_close (converter);
}

static void
make_classes (void)
{
	static gsize made;

	if (!g_once_init_enter (&made))
		return;
	classes = g_new0 (guint8, HIGHEST);
	mark_text (classes, common_simplified, COMMON_SIMPLIFIED);
	mark_text (classes, common_traditional, COMMON_TRADITIONAL);
	mark_text (classes, common_japanese, COMMON_JAPANESE);
	mark_text (classes, common_korean, COMMON_KOREAN);
	mark_codes (classes, "GB2312", 0xB0, 0xD7, FIRST_SIMPLIFIED);
	mark_codes (classes, "GB2312", 0xD8, 0xF7, SECOND_SIMPLIFIED);
	mark_codes (classes, "Big5", 0xA4, 0xC6, FIRST_TRADITIONAL);
	mark_codes (classes, "Big5", 0xC9, 0xF9, SECOND_TRADITIONAL);
	mark_codes (classes, "Shift_JIS", 0x88, 0x97, FIRST_JAPANESE);
	g_once_init_leave (&made, 1);
}

/* One character ------------------------------------------------------------------------------------------------------ */

#define ASCII    -3.0
#define MARKS    -6.5  /* punctuation and full-width letters of East Asia */
#define STRANGE  -15.0
#define DAMAGED  -25.0

/* Three costs: common, first level, second level. */
static double
rate_level (guint8 class, guint8 common, guint8 first, guint8 second)
{
	return (class & common) != 0 ? -6.5 : (class & first) != 0 ? -9.4 : (class & second) != 0 ? -12 : STRANGE;
}

static double
rate_han (UChar32 c, SegScript script)
{
	guint8 class = classes[c];

	switch (script) {
	case SEG_SCRIPT_SIMPLIFIED:
		return rate_level (class, COMMON_SIMPLIFIED, FIRST_SIMPLIFIED, SECOND_SIMPLIFIED);
	case SEG_SCRIPT_TRADITIONAL:
		return rate_level (class, COMMON_TRADITIONAL, FIRST_TRADITIONAL, SECOND_TRADITIONAL);
	case SEG_SCRIPT_JAPANESE:
		return rate_level (class, COMMON_JAPANESE, FIRST_JAPANESE, 0);
	case SEG_SCRIPT_KOREAN:
		return -12.5;
	case SEG_SCRIPT_WESTERN:
	case SEG_SCRIPT_CYRILLIC:
	default:
		return STRANGE;
	}
}

/* Letters of Western Europe and the signs that stand alone in its texts. */
static double
rate_western (UChar32 c, UChar32 before)
{
	static const char letters[] = "àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšžÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŠŽ";
	static const char signs[] = "£€°©®«»“”‘’–—…·½¼ä¿¡ºª§™";
	char text[7] = "";
	double run = before >= 0x80 ? -5 : 0; /* they stand between ASCII ones */

	g_unichar_to_utf8 ((gunichar) c, text);
	if (strstr (letters, text) != NULL)
		return (g_ascii_isalpha (before < 0x80 ? (char) before : 'a') || g_unichar_isupper ((gunichar) c) ? -4 : -6) + run;
	return strstr (signs, text) != NULL ? -5 + run : -9 + run;
}

static double
rate_kana (UChar32 c, SegScript script)
{
	if (script == SEG_SCRIPT_JAPANESE)
		return c >= 0xFF61 ? -6 : -4.5;
	return c >= 0xFF61 ? STRANGE : -12;
}

static double
rate_cyrillic (UChar32 c, UChar32 before, SegScript script)
{
	gboolean inside = before >= 0x400 && before < 0x500;

	if (script != SEG_SCRIPT_CYRILLIC)
		return -12.5;
	return !g_unichar_isupper ((gunichar) c) ? inside ? -4 : -7 : inside && g_unichar_islower ((gunichar) before) ? -12 : -5;
}

static double
rate (UChar32 c, UChar32 before, SegScript script)
{
	if (c < 0x80)
		return c >= ' ' || c == '\t' || c == '\n' || c == '\r' ? ASCII : DAMAGED;
	if (c >= 0x4E00 && c <= 0x9FFF)
		return rate_han (c, script);
	if ((c >= 0x3040 && c <= 0x30FF) || (c >= 0xFF61 && c <= 0xFF9F))
		return rate_kana (c, script);
	if (c >= 0xAC00 && c <= 0xD7A3)
		return script != SEG_SCRIPT_KOREAN ? STRANGE : (classes[c] & COMMON_KOREAN) != 0 ? -6.5 : -10.5;
	if (c >= 0xD800 && c <= 0xDFFF)
		return DAMAGED;
	if (script == SEG_SCRIPT_WESTERN)
		return c < 0xA0 ? STRANGE : rate_western (c, before);
	if (c >= 0x400 && c < 0x500)
		return rate_cyrillic (c, before, script);
	if ((c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF5E) || c == 0xFFE5 || c == 0xB7 || (c >= 0x2010 && c <= 0x2026))
		return MARKS;
	return (c >= 0xE000 && c <= 0xF8FF) || c >= HIGHEST ? -20 : STRANGE;
}

double
seg_script_rate (const UChar *text, gsize length, SegScript script)
{
	double sum = 0;
	UChar32 before = ' ';

	make_classes ();
	for (gsize i = 0; i < length; i++) {
		UChar32 c = text[i];

		if (U16_IS_LEAD (text[i]) && i + 1 < length)
			c = (UChar32) U16_GET_SUPPLEMENTARY (text[i], text[i + 1]);
		i += c >= HIGHEST;
		sum += rate (c, before, script);
		before = c;
	}
	return sum;
}
