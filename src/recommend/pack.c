/* Fitted models as bytes for the workspace: whole numbers and floating point numbers, lowest byte first. What is read back is never
 * trusted: an unpacker that meets its end, or a number that cannot be, fails once and for all, and says so at the end. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <string.h>

#define MOST_BYTES 900000000u /* SQLite holds up to 1 GB in a value */

struct SegModelWriter {
	GByteArray *bytes;
	gboolean    too_large;
};

struct SegModelReader {
	const guint8 *bytes;
	gsize         n, at;
	gboolean      damaged;
};

SegModelWriter *
seg_model_writer_new (void)
{
	SegModelWriter *packer = g_new0 (SegModelWriter, 1);

	packer->bytes = g_byte_array_new ();
	return packer;
}

GBytes *
seg_model_writer_end (SegModelWriter *packer, GError **error)
{
	GBytes *bytes = g_byte_array_free_to_bytes (packer->bytes);

	if (packer->too_large) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("The model takes more than %.0f MB, which is more than can be kept in the workspace; it is fitted when it is needed"),
		             MOST_BYTES / 1e6);
		g_clear_pointer (&bytes, g_bytes_unref);
	}
	g_free (packer);
	return bytes;
}

static void
put (SegModelWriter *packer, gconstpointer bytes, gsize n)
{
	packer->too_large |= n > MOST_BYTES || packer->bytes->len > MOST_BYTES - n;
	if (!packer->too_large)
		g_byte_array_append (packer->bytes, bytes, (guint) n);
}

void
seg_pack_word (SegModelWriter *packer, guint32 value)
{
	const guint32 little = GUINT32_TO_LE (value);

	put (packer, &little, sizeof little);
}

void
seg_pack_sizes (SegModelWriter *packer, const gsize *values, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		const guint64 little = GUINT64_TO_LE ((guint64) values[i]);

		put (packer, &little, sizeof little);
	}
}

void
seg_pack_doubles (SegModelWriter *packer, const double *values, gsize n)
{
	for (gsize i = 0; i < n && G_BYTE_ORDER != G_LITTLE_ENDIAN; i++) {
		guint64 bits;

		memcpy (&bits, &values[i], sizeof bits);
		bits = GUINT64_TO_LE (bits);
		put (packer, &bits, sizeof bits);
	}
	if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
		put (packer, values, n * sizeof *values);
}

void
seg_pack_floats (SegModelWriter *packer, const float *values, gsize n)
{
	for (gsize i = 0; i < n && G_BYTE_ORDER != G_LITTLE_ENDIAN; i++) {
		guint32 bits;

		memcpy (&bits, &values[i], sizeof bits);
		seg_pack_word (packer, bits);
	}
	if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
		put (packer, values, n * sizeof *values);
}

void
seg_pack_count (SegModelWriter *packer, guint64 value)
{
	guint8 bytes[10];
	gsize n = 0;

	for (; value >= 0x80; value >>= 7)
		bytes[n++] = (guint8) (value | 0x80);
	bytes[n++] = (guint8) value;
	put (packer, bytes, n);
}

void
seg_pack_counts (SegModelWriter *packer, const guint32 *values, gsize n)
{
	for (gsize i = 0, zeros; i < n; i += MAX (zeros, 1)) {
		for (zeros = 0; i + zeros < n && values[i + zeros] == 0; zeros++)
			;
		seg_pack_count (packer, zeros > 0 ? 0 : values[i]);
		if (zeros > 0)
			seg_pack_count (packer, zeros);
	}
}

void
seg_pack_model (SegModelWriter *packer, const SegRecommender *recommender, gconstpointer model)
{
	SegModelWriter *inner = seg_model_writer_new ();
	const gsize nothing = 0;
	g_autoptr (GBytes) bytes = NULL;
	gsize n;
	gconstpointer data;

	recommender->save (model, inner);
	bytes = seg_model_writer_end (inner, NULL);
	packer->too_large |= bytes == NULL;
	data = bytes != NULL ? g_bytes_get_data (bytes, &n) : NULL;
	seg_pack_sizes (packer, bytes != NULL ? &n : &nothing, 1);
	if (data != NULL)
		put (packer, data, n);
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

/* Bytes as they are into memory. */
static void
fetch (SegModelReader *unpacker, gpointer values, gsize n, gsize size)
{
	const guint8 *bytes = n < G_MAXSIZE / size ? take (unpacker, n * size) : NULL;

	if (bytes != NULL)
		memcpy (values, bytes, n * size);
	else {
		memset (values, 0, n * size);
		unpacker->damaged = TRUE;
	}
}

void
seg_unpack_doubles (SegModelReader *unpacker, double *values, gsize n)
{
	fetch (unpacker, values, n, sizeof *values);
	for (gsize i = 0; i < n && G_BYTE_ORDER != G_LITTLE_ENDIAN; i++) {
		guint64 bits;

		memcpy (&bits, &values[i], sizeof bits);
		bits = GUINT64_FROM_LE (bits);
		memcpy (&values[i], &bits, sizeof bits);
	}
}

void
seg_unpack_floats (SegModelReader *unpacker, float *values, gsize n)
{
	fetch (unpacker, values, n, sizeof *values);
	for (gsize i = 0; i < n && G_BYTE_ORDER != G_LITTLE_ENDIAN; i++) {
		guint32 bits;

		memcpy (&bits, &values[i], sizeof bits);
		bits = GUINT32_FROM_LE (bits);
		memcpy (&values[i], &bits, sizeof bits);
	}
}

guint64
seg_unpack_count (SegModelReader *unpacker)
{
	guint64 value = 0;

	for (guint shift = 0; shift < 64; shift += 7) {
		const guint8 *byte = take (unpacker, 1);

		if (byte == NULL)
			return 0;
		value |= (guint64) (*byte & 0x7f) << shift;
		if (*byte < 0x80)
			return value;
	}
	unpacker->damaged = TRUE;
	return 0;
}

void
seg_unpack_counts (SegModelReader *unpacker, guint32 *values, gsize n)
{
	for (gsize i = 0; i < n && !unpacker->damaged;) {
		const guint64 value = seg_unpack_count (unpacker), zeros = value == 0 ? seg_unpack_count (unpacker) : 0;

		if (value > G_MAXUINT32 || (value == 0 && (zeros == 0 || zeros > n - i))) {
			unpacker->damaged = TRUE;
			return;
		}
		if (value > 0)
			values[i++] = (guint32) value;
		else {
			memset (values + i, 0, zeros * sizeof *values);
			i += zeros;
		}
	}
}

gpointer
seg_unpack_model (SegModelReader *unpacker, const SegRecommender *recommender, const SegInteractions *interactions, const double *options, GError **error)
{
	const guint64 n = unpack_long (unpacker);
	const guint8 *bytes = n <= unpacker->n ? take (unpacker, n) : NULL;
	g_autofree SegModelReader *inner = bytes != NULL ? seg_model_reader_new (bytes, n) : NULL;

	if (inner == NULL) {
		unpacker->damaged = TRUE;
		seg_unpack_ended (unpacker, error);
		return NULL;
	}
	return recommender->load (inner, interactions, options, error);
}

gboolean
seg_unpack_refuse (GError **error)
{
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("The kept model is damaged or of other data; it is fitted again"));
	return FALSE;
}

gboolean
seg_unpack_fine (const SegModelReader *unpacker)
{
	return !unpacker->damaged;
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
	return (!unpacker->damaged && unpacker->at == unpacker->n) || seg_unpack_refuse (error);
}
