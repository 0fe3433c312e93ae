/* Encodings: which one a file is in. Turning its bytes into UTF-8 is in decoder.c. */
#include <config.h>
#include "ingest-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#define DETECT_MOST 65536 /* bytes with something beyond ASCII in them that the detector is shown */

/* Detection -------------------------------------------------------------------------------------------------------- */

static const struct { const char *encoding, *bytes; gsize size; } marks[] = {
	{ "UTF-8", "\xEF\xBB\xBF", 3 },
	{ "UTF-32LE", "\xFF\xFE\0\0", 4 },
	{ "UTF-32BE", "\0\0\xFE\xFF", 4 },
	{ "UTF-16LE", "\xFF\xFE", 2 },
	{ "UTF-16BE", "\xFE\xFF", 2 },
	{ "GB18030", "\x84\x31\x95\x33", 4 },
};

const char *
seg_encoding_find_mark (const char *bytes, gsize size, gsize *length)
{
	for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
		if (size >= marks[i].size && memcmp (bytes, marks[i].bytes, marks[i].size) == 0) {
			*length = marks[i].size;
			return marks[i].encoding;
		}
	*length = 0;
	return NULL;
}

/* Text with NUL bytes is UTF-16 when they all stand on the same side of the pairs; else it is no text. */
static const char *
detect_wide (const char *bytes, gsize size)
{
	gsize n[2] = { 0, 0 };

	for (gsize i = 0; i < size; i++)
		n[i % 2] += bytes[i] == '\0';
	if (n[0] == 0 && n[1] * 20 > size)
		return "UTF-16LE";
	if (n[1] == 0 && n[0] * 20 > size)
		return "UTF-16BE";
	return NULL;
}

/* A few damaged characters in much good UTF-8 are damage, not another encoding. */
static gboolean
is_utf8 (const char *bytes, gsize size, gboolean whole)
{
	const char *at = bytes, *end;
	gsize n_good = 0, n_bad = 0;

	while (!g_utf8_validate_len (at, size - (gsize) (at - bytes), &end)) {
		if (!whole && (gsize) (end - bytes) + 4 > size)
			break;
		n_bad++;
		at = end + 1;
	}
	if (n_bad == 0)
		return TRUE;
	for (gsize i = 0; i < size; i++)
		n_good += ((guchar) bytes[i]) >= 0xC0;
	return n_good > 20 * n_bad;
}

/* The lines that hold anything beyond ASCII: the detector looks only at the first few kilobytes, which may be plain. */
static GByteArray *
telling_lines (const char *bytes, gsize size)
{
	GByteArray *lines = g_byte_array_new ();
	gsize begin = 0;
	gboolean telling = FALSE;

	for (gsize i = 0; i < size && lines->len < DETECT_MOST; i++) {
		telling |= ((guchar) bytes[i]) >= 0x80;
		if (bytes[i] != '\n' && i + 1 < size)
			continue;
		if (telling)
			g_byte_array_append (lines, (const guint8 *) bytes + begin, (guint) MIN (i + 1 - begin, DETECT_MOST));
		begin = i + 1;
		telling = FALSE;
	}
	return lines;
}

/* Whether most bytes beyond ASCII stand in pairs of the common Chinese characters and punctuation of GB 2312. Western
 * letters stand alone between ASCII letters. */
static gboolean
is_common_chinese (const GByteArray *lines)
{
	gsize n_high = 0, n_paired = 0;

	for (guint i = 0; i < lines->len; i++) {
		guint8 lead = lines->data[i], trail = i + 1 < lines->len ? lines->data[i + 1] : 0;
		gboolean common = (lead >= 0xA1 && lead <= 0xA3) || (lead >= 0xB0 && lead <= 0xF7);

		n_high += lead >= 0x80;
		if (common && trail >= 0xA1 && trail <= 0xFE) {
			n_high++;
			n_paired += 2;
			i++;
		}
	}
	return n_high > 0 && n_paired * 10 >= n_high * 9;
}

static gboolean
is_multibyte (const char *name)
{
	static const char *const names[] = { "GB18030", "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "ISO-2022-JP", "ISO-2022-KR" };

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (strcmp (name, names[i]) == 0)
			return TRUE;
	return FALSE;
}

/* What ICU's detector thinks of @lines: its best guess worth following, or NULL. Short Chinese texts get low confidence
 * from it, so common Chinese wins over everything but another surely recognised encoding of Asia. */
static char *
ask_detector (const GByteArray *lines)
{
	UErrorCode status = U_ZERO_ERROR;
	UCharsetDetector *detector = ucsdet_open (&status);
	const UCharsetMatch *match;
	const char *name = NULL;
	int32_t confidence = 0;
	char *answer = NULL;

	ucsdet_setText (detector, (const char *) lines->data, (int32_t) lines->len, &status);
	match = ucsdet_detect (detector, &status);
	if (match != NULL && U_SUCCESS (status)) {
		name = ucsdet_getName (match, &status);
		confidence = ucsdet_getConfidence (match, &status);
	}
	if (is_common_chinese (lines) && !(name != NULL && is_multibyte (name) && confidence > 90))
		answer = g_strdup ("GB18030");
	else if (name != NULL && confidence >= 40 && !g_str_has_prefix (name, "ISO-8859-1") && !g_str_has_prefix (name, "ISO-8859-2")
	         && !g_str_has_prefix (name, "UTF"))
		answer = g_strdup (name);
	ucsdet_close (detector);
	return answer;
}

char *
seg_encoding_detect (const char *bytes, gsize size, gboolean whole, gboolean *has_bom)
{
	gsize length;
	const char *found = seg_encoding_find_mark (bytes, size, &length);
	g_autoptr (GByteArray) lines = NULL;
	char *guess;

	*has_bom = found != NULL;
	if (found == NULL && memchr (bytes, '\0', size) != NULL) {
		found = detect_wide (bytes, size);
		return g_strdup (found);
	}
	if (found == NULL && is_utf8 (bytes, size, whole))
		found = "UTF-8";
	if (found != NULL)
		return g_strdup (found);
	lines = telling_lines (bytes, size);
	guess = ask_detector (lines);
	return guess != NULL ? guess : g_strdup ("windows-1252");
}

char *
seg_encoding_find (const char *name, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;
	UConverter *converter = ucnv_open (name, &status);
	const char *canonical;
	char *found;

	if (U_FAILURE (status) || name[0] == '\0') {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("There is no encoding \"%s\"; try UTF-8, GB18030, Big5, windows-1252 or UTF-16LE"), name);
		ucnv_close (converter);
		return NULL;
	}
	canonical = ucnv_getStandardName (name, "MIME", &status);
	found = g_strdup (canonical != NULL && U_SUCCESS (status) ? canonical : name);
	ucnv_close (converter);
	return found;
}
