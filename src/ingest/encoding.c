/* Encodings: which one a file is in, and its bytes turned into UTF-8. The only file of the house that converts text. */
#include <config.h>
#include "ingest-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>
#include <unistd.h>

#define CHUNK 65536
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

/* The encoding whose byte order mark @bytes begin with, or NULL; the length of the mark for a given encoding. */
static const char *
find_mark (const char *bytes, gsize size, gsize *length)
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
	const char *found = find_mark (bytes, size, &length);
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

/* Decoding --------------------------------------------------------------------------------------------------------- */

struct SegDecoder {
	char       *path;
	int         file;
	gboolean    utf8, at_end;
	UConverter *from, *to;  /* NULL for UTF-8, which passes as it is */
	UChar       pivot[4096];
	UChar      *pivot_from, *pivot_to;
	char        bytes[CHUNK];
	gsize       n_bytes, used; /* of bytes */
	gint64      position;
	GChecksum  *checksum;
};

/* Reads the next bytes of the file behind those not used yet. FALSE on failure. */
static gboolean
refill (SegDecoder *decoder, GError **error)
{
	gssize n;

	memmove (decoder->bytes, decoder->bytes + decoder->used, decoder->n_bytes - decoder->used);
	decoder->n_bytes -= decoder->used;
	decoder->used = 0;
	do
		n = read (decoder->file, decoder->bytes + decoder->n_bytes, CHUNK - decoder->n_bytes);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot read %s: %s"), decoder->path, g_strerror (errno));
		return FALSE;
	}
	decoder->at_end = n == 0;
	g_checksum_update (decoder->checksum, (const guchar *) decoder->bytes + decoder->n_bytes, n);
	decoder->n_bytes += (gsize) n;
	decoder->position += n;
	return TRUE;
}

static gboolean
open_converters (SegDecoder *decoder, const char *encoding, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;

	decoder->from = ucnv_open (encoding, &status);
	decoder->to = ucnv_open ("UTF-8", &status);
	ucnv_setToUCallBack (decoder->from, UCNV_TO_U_CALLBACK_SUBSTITUTE, NULL, NULL, NULL, &status);
	decoder->pivot_from = decoder->pivot_to = decoder->pivot;
	if (U_SUCCESS (status))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no encoding \"%s\" (%s)"), encoding, u_errorName (status));
	return FALSE;
}

SegDecoder *
seg_decoder_open (const char *path, const char *encoding, GError **error)
{
	g_autoptr (SegDecoder) decoder = g_new0 (SegDecoder, 1);
	gsize length;
	const char *marked;

	decoder->path = g_strdup (path);
	decoder->checksum = g_checksum_new (G_CHECKSUM_SHA256);
	decoder->utf8 = g_ascii_strcasecmp (encoding, "UTF-8") == 0;
	decoder->file = g_open (path, O_RDONLY | O_CLOEXEC, 0);
	if (decoder->file < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot open %s: %s"), path, g_strerror (errno));
		return NULL;
	}
	if ((!decoder->utf8 && !open_converters (decoder, encoding, error)) || !refill (decoder, error))
		return NULL;
	marked = find_mark (decoder->bytes, decoder->n_bytes, &length);
	if (marked != NULL && g_ascii_strcasecmp (marked, encoding) == 0)
		decoder->used = length;
	return g_steal_pointer (&decoder);
}

void
seg_decoder_close (SegDecoder *decoder)
{
	if (decoder == NULL)
		return;
	if (decoder->file >= 0)
		close (decoder->file);
	ucnv_close (decoder->from);
	ucnv_close (decoder->to);
	g_checksum_free (decoder->checksum);
	g_free (decoder->path);
	g_free (decoder);
}

static gsize
copy_plain (SegDecoder *decoder, char *room, gsize size)
{
	gsize n = MIN (size, decoder->n_bytes - decoder->used);

	memcpy (room, decoder->bytes + decoder->used, n);
	decoder->used += n;
	return n;
}

static gssize
convert (SegDecoder *decoder, char *room, gsize size, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;
	char *to = room;
	const char *from = decoder->bytes + decoder->used;

	ucnv_convertEx (decoder->to, decoder->from, &to, room + size, &from, decoder->bytes + decoder->n_bytes, decoder->pivot,
	                &decoder->pivot_from, &decoder->pivot_to, decoder->pivot + G_N_ELEMENTS (decoder->pivot), FALSE,
	                (UBool) (decoder->at_end != FALSE), &status);
	decoder->used = (gsize) (from - decoder->bytes);
	if (U_FAILURE (status) && status != U_BUFFER_OVERFLOW_ERROR) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot decode %s (%s); name another --encoding"), decoder->path,
		             u_errorName (status));
		return -1;
	}
	return to - room;
}

gssize
seg_decoder_read (SegDecoder *decoder, char *room, gsize size, GError **error)
{
	gssize n = 0;

	while (n == 0) {
		gboolean ended = decoder->at_end;

		if (decoder->used == decoder->n_bytes && !decoder->at_end && !refill (decoder, error))
			return -1;
		n = decoder->utf8 ? (gssize) copy_plain (decoder, room, size) : convert (decoder, room, size, error);
		if (ended && n == 0)
			break;
	}
	return n;
}

gint64
seg_decoder_position (const SegDecoder *decoder)
{
	return decoder->position;
}

const char *
seg_decoder_checksum (SegDecoder *decoder)
{
	while (!decoder->at_end) {
		decoder->used = decoder->n_bytes;
		if (!refill (decoder, NULL))
			break;
	}
	return g_checksum_get_string (decoder->checksum);
}

gboolean
seg_decoder_is_utf8 (const SegDecoder *decoder)
{
	return decoder->utf8;
}
