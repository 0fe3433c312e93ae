/* The bytes of a file turned into UTF-8.
 *
 * UTF-8 passes as it is, straight from the file into the caller's room. Everything else is converted by ICU. A byte that is
 * no text in the file's encoding becomes a lone surrogate, U+DC00 and the byte: in UTF-8 that is three bytes which are not
 * valid, so a row with a fault is found by looking for invalid UTF-8, in every encoding; it can be told from anything the
 * file really says, and turned back into the byte. */
#include <config.h>
#include "encoding-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ustring.h>

#define CHUNK 65536
#define UNITS 32768      /* UTF-16 units converted at once */

struct SegDecoder {
	SegInput   *input;
	char       *shown_name, *encoding;
	gboolean    utf8, at_end;
	gboolean    no_c1;       /* windows-1252: what ICU makes C1 controls of are bytes without a meaning */
	UConverter *from;        /* NULL for UTF-8 */
	UConverter *back;        /* opened when rows are to be turned back */
	UChar      *units;
	UChar       high;        /* first half of a pair, waiting for the other */
	char       *bytes;
	gsize       n_bytes, used;
	SegChecksum *checksum;
	char       *checksum_text;
};

/* Reading ---------------------------------------------------------------------------------------------------------- */

/* Reads the file on into @room. -1 on failure. */
static gssize
read_on (SegDecoder *decoder, char *room, gsize size, GError **error)
{
	gssize n = seg_input_read (decoder->input, room, size, error);

	if (n > 0)
		seg_checksum_update (decoder->checksum, room, (gsize) n);
	decoder->at_end = n == 0;
	return n;
}

/* Reads the next bytes behind those not used yet. FALSE on failure. */
static gboolean
refill (SegDecoder *decoder, GError **error)
{
	gssize n;

	memmove (decoder->bytes, decoder->bytes + decoder->used, decoder->n_bytes - decoder->used);
	decoder->n_bytes -= decoder->used;
	decoder->used = 0;
	n = read_on (decoder, decoder->bytes + decoder->n_bytes, CHUNK - decoder->n_bytes, error);
	if (n < 0)
		return FALSE;
	decoder->n_bytes += (gsize) n;
	return TRUE;
}

/* ICU calls this for bytes that are no text. */
static void
escape_bytes (const void *context, UConverterToUnicodeArgs *args, const char *bytes, int32_t length, UConverterCallbackReason reason,
              UErrorCode *status)
{
	(void) context;
	if (reason > UCNV_IRREGULAR)
		return;
	*status = U_ZERO_ERROR;
	for (int32_t i = 0; i < length; i++) {
		UChar unit = (UChar) (SEG_ESCAPE + (guint8) bytes[i]);

		ucnv_cbToUWriteUChars (args, &unit, 1, 0, status);
	}
}

UConverter *
seg_converter_open (const char *encoding, UErrorCode *status)
{
	UConverter *converter = ucnv_open (encoding, status);

	ucnv_setToUCallBack (converter, escape_bytes, NULL, NULL, NULL, status);
	return converter;
}

static gboolean
open_converter (SegDecoder *decoder, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;

	decoder->from = seg_converter_open (decoder->encoding, &status);
	decoder->units = g_new (UChar, UNITS);
	decoder->no_c1 = g_ascii_strcasecmp (decoder->encoding, "windows-1252") == 0;
	if (U_SUCCESS (status))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no encoding \"%s\" (%s)"), decoder->encoding, u_errorName (status));
	return FALSE;
}

/* Passes a byte order mark; "UTF-16" of no byte order gets the one that the mark says. */
static void
pass_mark (SegDecoder *decoder, const char *encoding)
{
	gsize length;
	const char *marked = seg_encoding_find_mark (decoder->bytes, decoder->n_bytes, &length);
	gboolean any_order = g_ascii_strcasecmp (encoding, "UTF-16") == 0 || g_ascii_strcasecmp (encoding, "UTF-32") == 0;

	if (marked != NULL && (g_ascii_strcasecmp (marked, encoding) == 0 || (any_order && g_str_has_prefix (marked, encoding)))) {
		decoder->used = length;
		decoder->encoding = g_strdup (marked);
	} else
		decoder->encoding = any_order ? g_strconcat (encoding, "LE", NULL) : g_strdup (encoding);
}

SegDecoder *
seg_decoder_open (const char *path, const char *encoding, GError **error)
{
	g_autoptr (SegDecoder) decoder = g_new0 (SegDecoder, 1);

	decoder->shown_name = g_strdup (seg_import_shown_path (path));
	decoder->checksum = seg_checksum_new ();
	decoder->utf8 = g_ascii_strcasecmp (encoding, "UTF-8") == 0;
	decoder->bytes = g_malloc (CHUNK);
	decoder->input = seg_input_open (path, error);
	if (decoder->input == NULL || !refill (decoder, error))
		return NULL;
	pass_mark (decoder, encoding);
	if (!decoder->utf8 && !open_converter (decoder, error))
		return NULL;
	return g_steal_pointer (&decoder);
}

void
seg_decoder_close (SegDecoder *decoder)
{
	if (decoder == NULL)
		return;
	seg_input_close (decoder->input);
	ucnv_close (decoder->from);
	ucnv_close (decoder->back);
	g_clear_pointer (&decoder->checksum, seg_checksum_free);
	g_free (decoder->checksum_text);
	g_free (decoder->units);
	g_free (decoder->bytes);
	g_free (decoder->shown_name);
	g_free (decoder->encoding);
	g_free (decoder);
}

/* Writes @c as UTF-8, also where it is half of a pair. Returns how many bytes. */
static gsize
put (char *to, guint32 c)
{
	if (c < 0x80) {
		to[0] = (char) c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = (char) (0xC0 | c >> 6);
		to[1] = (char) (0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		to[0] = (char) (0xE0 | c >> 12);
		to[1] = (char) (0x80 | (c >> 6 & 0x3F));
		to[2] = (char) (0x80 | (c & 0x3F));
		return 3;
	}
	to[0] = (char) (0xF0 | c >> 18);
	to[1] = (char) (0x80 | (c >> 12 & 0x3F));
	to[2] = (char) (0x80 | (c >> 6 & 0x3F));
	to[3] = (char) (0x80 | (c & 0x3F));
	return 4;
}

/* @n units of UTF-16 as UTF-8; @room holds three bytes for each, and one more. */
static gsize
write_units (SegDecoder *decoder, gsize n, char *room)
{
	char *to = room;

	for (gsize i = 0; i < n; i++) {
		UChar unit = decoder->units[i];

		if (unit < 0x80)
			*to++ = (char) unit;
		else if (decoder->high != 0) {
			to += put (to, (guint32) U16_GET_SUPPLEMENTARY (decoder->high, unit));
			decoder->high = 0;
		} else if (U16_IS_LEAD (unit))
			decoder->high = unit;
		else
			to += put (to, decoder->no_c1 && unit >= 0x80 && unit < 0xA0 ? (guint32) SEG_ESCAPE + unit : unit);
	}
	return (gsize) (to - room);
}

static gssize
convert (SegDecoder *decoder, char *room, gsize size, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar *to = decoder->units;
	const char *from = decoder->bytes + decoder->used;

	ucnv_toUnicode (decoder->from, &to, decoder->units + MIN (UNITS, (size - 1) / 3), &from, decoder->bytes + decoder->n_bytes, NULL,
	                (UBool) (decoder->at_end != FALSE), &status);
	decoder->used = (gsize) (from - decoder->bytes);
	if (U_FAILURE (status) && status != U_BUFFER_OVERFLOW_ERROR) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, seg_hint (_("Cannot decode %s (%s); name another --encoding"),
		                                                         _("Cannot decode %s (%s); choose another encoding with e in the plan")), decoder->shown_name,
		             u_errorName (status));
		return -1;
	}
	return (gssize) write_units (decoder, (gsize) (to - decoder->units), room);
}

static gssize
read_utf8 (SegDecoder *decoder, char *room, gsize size, GError **error)
{
	gsize n = MIN (size, decoder->n_bytes - decoder->used);

	if (n == 0)
		return decoder->at_end ? 0 : read_on (decoder, room, size, error);
	memcpy (room, decoder->bytes + decoder->used, n); /* what was read to find the byte order mark */
	decoder->used += n;
	return (gssize) n;
}

gssize
seg_decoder_read (SegDecoder *decoder, char *room, gsize size, GError **error)
{
	gssize n = 0;

	if (decoder->utf8)
		return read_utf8 (decoder, room, size, error);
	while (n == 0) {
		gboolean ended = decoder->at_end;

		if (decoder->used == decoder->n_bytes && !ended && !refill (decoder, error))
			return -1;
		n = convert (decoder, room, size, error);
		if (ended && n == 0)
			break;
	}
	return n;
}

gint64
seg_decoder_position (const SegDecoder *decoder)
{
	return seg_input_position (decoder->input);
}

const char *
seg_decoder_checksum (SegDecoder *decoder)
{
	while (!decoder->at_end) {
		decoder->used = decoder->n_bytes;
		if (!refill (decoder, NULL))
			break;
	}
	if (decoder->checksum_text == NULL)
		decoder->checksum_text = seg_checksum_text (decoder->checksum);
	return decoder->checksum_text;
}

gboolean
seg_decoder_is_utf8 (const SegDecoder *decoder)
{
	return decoder->utf8;
}

/* Back again ------------------------------------------------------------------------------------------------------- */

/* Whether @text begins with a byte that is no text; @byte: which. */
static gboolean
is_escape (const char *text, gsize size, guint8 *byte)
{
	const guint8 *b = (const guint8 *) text;

	if (size < 3 || b[0] != 0xED || b[1] < 0xB0 || b[1] > 0xB3 || (b[2] & 0xC0) != 0x80)
		return FALSE;
	*byte = (guint8) ((b[1] & 3) << 6 | (b[2] & 0x3F));
	return TRUE;
}

/* Appends @text, which is valid UTF-8, in the encoding of the file. */
static void
append_encoded (SegDecoder *decoder, const char *text, gsize size, GByteArray *bytes)
{
	g_autofree UChar *units = g_new (UChar, size + 1);
	UErrorCode status = U_ZERO_ERROR;
	int32_t n_units = 0, n;
	guint begin = bytes->len;

	if (decoder->back == NULL)
		decoder->back = ucnv_open (decoder->encoding, &status);
	u_strFromUTF8 (units, (int32_t) size + 1, &n_units, text, (int32_t) size, &status);
	g_byte_array_set_size (bytes, begin + (guint) UCNV_GET_MAX_BYTES_FOR_STRING (n_units, ucnv_getMaxCharSize (decoder->back)));
	n = ucnv_fromUChars (decoder->back, (char *) bytes->data + begin, (int32_t) (bytes->len - begin), units, n_units, &status);
	g_byte_array_set_size (bytes, begin + (U_SUCCESS (status) ? (guint) n : 0));
}

GBytes *
seg_decoder_original (SegDecoder *decoder, const char *text, gsize size)
{
	GByteArray *bytes = g_byte_array_new ();
	const char *end = text + size;

	if (decoder->utf8) {
		g_byte_array_append (bytes, (const guint8 *) text, (guint) size);
		text = end;
	}
	while (text < end) {
		const char *fault;
		gsize n, left = (gsize) (end - text);
		guint8 byte;

		g_utf8_validate_len (text, left, &fault);
		n = (gsize) (fault - text);
		n += n < left && text[n] == '\0'; /* a zero has its place in any encoding */
		if (n > 0)
			append_encoded (decoder, text, n, bytes);
		else if (is_escape (text, left, &byte)) {
			g_byte_array_append (bytes, &byte, 1);
			n = 3;
		}
		text += MAX (n, 1);
	}
	return g_byte_array_free_to_bytes (bytes);
}

gboolean
seg_decoder_fault (SegDecoder *decoder, const char *text, gsize size, gsize *position, guint8 *byte)
{
	const char *fault;

	if (g_utf8_validate_len (text, size, &fault))
		return FALSE;
	*byte = (guint8) *fault;
	*position = (gsize) (fault - text) + 1;
	if (!decoder->utf8) {
		g_autoptr (GBytes) before = seg_decoder_original (decoder, text, (gsize) (fault - text));

		*position = g_bytes_get_size (before) + 1;
		is_escape (fault, size - (gsize) (fault - text), byte);
	}
	return TRUE;
}
