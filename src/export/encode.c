/* UTF-8 into another encoding, through ICU. A character that has no place there is refused, never replaced: a list with question marks for
 * names is worse than none. */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

struct SegTextEncoder {
	UConverter *from, *to;
	GByteArray *bytes;
};

SegTextEncoder *
seg_text_encoder_new (const SegTextEncoding *encoding, GError **error)
{
	UErrorCode status = U_ZERO_ERROR;
	SegTextEncoder *encoder = g_new0 (SegTextEncoder, 1);

	encoder->bytes = g_byte_array_new ();
	encoder->from = ucnv_open ("UTF-8", &status);
	encoder->to = ucnv_open (encoding->converter, &status);
	if (U_SUCCESS (status))
		ucnv_setToUCallBack (encoder->from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	if (U_SUCCESS (status))
		ucnv_setFromUCallBack (encoder->to, UCNV_FROM_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
	if (U_SUCCESS (status))
		return encoder;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("This system's ICU cannot write %s: %s"), encoding->name, u_errorName (status));
	seg_text_encoder_free (encoder);
	return NULL;
}

void
seg_text_encoder_free (SegTextEncoder *encoder)
{
	if (encoder == NULL)
		return;
	if (encoder->from != NULL)
		ucnv_close (encoder->from);
	if (encoder->to != NULL)
		ucnv_close (encoder->to);
	g_byte_array_unref (encoder->bytes);
	g_free (encoder);
}

/* The whole of @text; FALSE when a character has no place. */
static gboolean
convert (SegTextEncoder *encoder, const char *text, gsize length, gsize *size)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar pivot[1024], *pivot_source = pivot, *pivot_target = pivot;
	const char *source = text;
	char *target;

	g_byte_array_set_size (encoder->bytes, (guint) (2 * length + 16)); /* 4 bytes of GB18030 come of 2 of UTF-8 at least */
	target = (char *) encoder->bytes->data;
	ucnv_convertEx (encoder->to, encoder->from, &target, (const char *) encoder->bytes->data + encoder->bytes->len, &source, text + length, pivot,
	                &pivot_source, &pivot_target, pivot + G_N_ELEMENTS (pivot), TRUE, TRUE, &status);
	*size = (gsize) (target - (char *) encoder->bytes->data);
	return U_SUCCESS (status);
}

const char *
seg_text_encoder_convert (SegTextEncoder *encoder, const char *text, gsize length, gsize *size, gsize *at)
{
	if (convert (encoder, text, length, size))
		return (const char *) encoder->bytes->data;
	for (*at = 0; *at < length;) { /* which one: only now that there is one */
		gsize next = g_utf8_validate_len (text + *at, 1, NULL) ? 1 : (gsize) (g_utf8_find_next_char (text + *at, text + length) != NULL
		             ? g_utf8_find_next_char (text + *at, text + length) - (text + *at) : (gssize) (length - *at));
		gsize unused;

		if (!convert (encoder, text + *at, next, &unused))
			break;
		*at += next;
	}
	return NULL;
}
