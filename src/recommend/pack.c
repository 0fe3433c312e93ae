/* Fitted models as bytes for the workspace: whole numbers and floating point numbers, lowest byte first. What is read back is never
 * trusted: an unpacker that meets its end, or a number that cannot be, fails once and for all, and says so at the end. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

struct SegModelWriter {
	GByteArray *bytes;
};

struct SegModelReader {
	const guint8 *bytes;
	gsize         n, at;
	gboolean      damaged;
};

SegModelWriter *
seg_model_writer_new (void)
{
	SegModelWriter *packer = g_new (SegModelWriter, 1);

	packer->bytes = g_byte_array_new ();
	return packer;
}

GBytes *
seg_model_writer_end (SegModelWriter *packer)
{
	GBytes *bytes = g_byte_array_free_to_bytes (packer->bytes);

	g_free (packer);
	return bytes;
}

void
seg_pack_word (SegModelWriter *packer, guint32 value)
{
	const guint32 little = GUINT32_TO_LE (value);

	g_byte_array_append (packer->bytes, (const guint8 *) &little, sizeof little);
}

void
seg_pack_sizes (SegModelWriter *packer, const gsize *values, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const guint64 little = GUINT64_TO_LE ((guint64) values[i]);

		g_byte_array_append (packer->bytes, (const guint8 *) &little, sizeof little);
	}
}

void
seg_pack_doubles (SegModelWriter *packer, const double *values, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		guint64 bits;

		memcpy (&bits, &values[i], sizeof bits);
		bits = GUINT64_TO_LE (bits);
		g_byte_array_append (packer->bytes, (const guint8 *) &bits, sizeof bits);
	}
}

void
seg_pack_floats (SegModelWriter *packer, const float *values, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		guint32 bits;

		memcpy (&bits, &values[i], sizeof bits);
		seg_pack_word (packer, bits);
	}
}

SegModelReader *
seg_model_reader_new (gconstpointer bytes, gsize n)
{
	SegModelReader *unpacker = g_new0 (SegModelReader, 1);

	unpacker->bytes = bytes;
	unpacker->n = n;
	return unpacker;
}

/* @size bytes, or NULL once there are not as many. */
static const guint8 *
take (SegModelReader *unpacker, gsize size)
{
	const guint8 *bytes = unpacker->bytes + unpacker->at;

	if (unpacker->damaged || unpacker->n - unpacker->at < size) {
		unpacker->damaged = TRUE;
		return NULL;
	}
	unpacker->at += size;
	return bytes;
}

guint32
seg_unpack_word (SegModelReader *unpacker, guint32 below)
{
	const guint8 *bytes = take (unpacker, sizeof (guint32));
	guint32 value = 0;

	if (bytes != NULL)
		memcpy (&value, bytes, sizeof value);
	value = GUINT32_FROM_LE (value);
	if (value >= below && below < G_MAXUINT32) {
		unpacker->damaged = TRUE;
		value = 0;
	}
	return value;
}

static guint64
unpack_long (SegModelReader *unpacker)
{
	const guint8 *bytes = take (unpacker, sizeof (guint64));
	guint64 value = 0;

	if (bytes != NULL)
		memcpy (&value, bytes, sizeof value);
	return GUINT64_FROM_LE (value);
}

void
seg_unpack_doubles (SegModelReader *unpacker, double *values, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const guint64 bits = unpack_long (unpacker);

		memcpy (&values[i], &bits, sizeof bits);
	}
}

void
seg_unpack_floats (SegModelReader *unpacker, float *values, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const guint32 bits = seg_unpack_word (unpacker, G_MAXUINT32);

		memcpy (&values[i], &bits, sizeof bits);
	}
}

gsize *
seg_unpack_starts (SegModelReader *unpacker, gsize n, GError **error)
{
	g_autofree gsize *starts = seg_try_allocate (n + 1, sizeof *starts, error);

	for (gsize i = 0; starts != NULL && i <= n; i++) {
		starts[i] = (gsize) unpack_long (unpacker);
		if ((i == 0 && starts[i] != 0) || (i > 0 && starts[i] < starts[i - 1]))
			unpacker->damaged = TRUE;
	}
	if (starts != NULL && (unpacker->damaged || starts[n] > unpacker->n)) {
		unpacker->damaged = TRUE;
		seg_unpack_ended (unpacker, error);
		return NULL;
	}
	return g_steal_pointer (&starts);
}

gboolean
seg_unpack_ended (const SegModelReader *unpacker, GError **error)
{
	if (!unpacker->damaged && unpacker->at == unpacker->n)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The kept model is damaged or of other data; it is fitted again"));
	return FALSE;
}
