/* Packed files: gzip and zstd, unpacked as they are read. Several packed parts one after another are one file, as gzip and
 * zstd themselves have it. A part that is damaged or cut off is an error that says where: half an export must not pass for
 * a whole one. */
#include <config.h>
#include "ingest-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

#define PACKED_SIZE (256 * 1024)

struct SegUnpacker {
	SegPacking     packing;
	SegReadSource  read;       /* gives the packed bytes */
	gpointer       source;
	const char    *path;
	z_stream       gzip;
	gboolean       gzip_ready;
	ZSTD_DStream  *zstd;
	guint8        *packed;
	gsize          used, n_packed;
	gint64         position;   /* in the packed file, of packed[used] */
	gboolean       at_end;     /* of the packed file */
	gboolean       in_part;    /* a part has begun and has not ended */
};

SegPacking
seg_packing_find (const char *bytes, gsize size)
{
	const guint8 *b = (const guint8 *) bytes;

	if (size >= 3 && b[0] == 0x1F && b[1] == 0x8B && b[2] == 8)
		return SEG_PACKING_GZIP;
	if (size >= 4 && b[0] == 0x28 && b[1] == 0xB5 && b[2] == 0x2F && b[3] == 0xFD)
		return SEG_PACKING_ZSTD;
	if (size >= 4 && (b[0] & 0xF0) == 0x50 && b[1] == 0x2A && b[2] == 0x4D && b[3] == 0x18) /* a part to be skipped comes first */
		return SEG_PACKING_ZSTD;
	return SEG_PACKING_NONE;
}

SegUnpacker *
seg_unpacker_new (SegPacking packing, const char *path, SegReadSource read, gpointer source, GError **error)
{
	g_autoptr (SegUnpacker) unpacker = g_new0 (SegUnpacker, 1);

	unpacker->packing = packing;
	unpacker->path = path;
	unpacker->read = read;
	unpacker->source = source;
	unpacker->packed = g_malloc (PACKED_SIZE);
	if (packing == SEG_PACKING_GZIP)
		unpacker->gzip_ready = inflateInit2 (&unpacker->gzip, 15 + 16) == Z_OK; /* the largest window, gzip's header */
	else
		unpacker->zstd = ZSTD_createDStream ();
	if (unpacker->gzip_ready || unpacker->zstd != NULL)
		return g_steal_pointer (&unpacker);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to unpack a file"));
	return NULL;
}

void
seg_unpacker_free (SegUnpacker *unpacker)
{
	if (unpacker == NULL)
		return;
	if (unpacker->gzip_ready)
		inflateEnd (&unpacker->gzip);
	ZSTD_freeDStream (unpacker->zstd);
	g_free (unpacker->packed);
	g_free (unpacker);
}

static gboolean
refill (SegUnpacker *unpacker, GError **error)
{
	gssize n = unpacker->read (unpacker->source, (char *) unpacker->packed, PACKED_SIZE, error);

	if (n < 0)
		return FALSE;
	unpacker->used = 0;
	unpacker->n_packed = (gsize) n;
	unpacker->at_end = n == 0;
	return TRUE;
}

static gboolean
fail_damaged (const SegUnpacker *unpacker, const char *why, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
	             _("%s is damaged at byte %" PRId64 " of the packed file (%s); pack it again, or import the file unpacked"),
	             unpacker->path, unpacker->position, why);
	return FALSE;
}

static gboolean
fail_cut_off (const SegUnpacker *unpacker, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
	             _("%s is cut off: the packed file ends after %" PRId64 " bytes, in the middle of its data; copy it again"),
	             unpacker->path, unpacker->position);
	return FALSE;
}

static void
consume (SegUnpacker *unpacker, gsize n)
{
	unpacker->used += n;
	unpacker->position += (gint64) n;
}

/* Zero bytes that fill up a tape's block may follow the last part; anything else begins another part. */
static gboolean
begin_gzip_part (SegUnpacker *unpacker, GError **error)
{
	const gchar *why = _("what follows the packed data is not gzip");

	if (unpacker->position > 0 && unpacker->packed[unpacker->used] == 0) {
		while (unpacker->used < unpacker->n_packed && unpacker->packed[unpacker->used] == 0)
			consume (unpacker, 1);
		return TRUE;
	}
	if (unpacker->packed[unpacker->used] != 0x1F)
		return fail_damaged (unpacker, why, error);
	inflateReset (&unpacker->gzip);
	unpacker->in_part = TRUE;
	return TRUE;
}

/* Unpacks some of what is there. @n: how many bytes that made, perhaps none. */
static gboolean
step_gzip (SegUnpacker *unpacker, char *room, gsize size, gsize *n, GError **error)
{
	z_stream *stream = &unpacker->gzip;
	int status;

	*n = 0;
	if (!unpacker->in_part && !begin_gzip_part (unpacker, error))
		return FALSE;
	if (!unpacker->in_part)
		return TRUE;
	stream->next_in = unpacker->packed + unpacker->used;
	stream->avail_in = (uInt) (unpacker->n_packed - unpacker->used);
	stream->next_out = (Bytef *) room;
	stream->avail_out = (uInt) MIN (size, G_MAXINT);
	status = inflate (stream, Z_NO_FLUSH);
	*n = (gsize) ((char *) stream->next_out - room);
	consume (unpacker, (gsize) (stream->next_in - (unpacker->packed + unpacker->used)));
	if (status == Z_STREAM_END)
		unpacker->in_part = FALSE;
	else if (status != Z_OK && status != Z_BUF_ERROR)
		return fail_damaged (unpacker, stream->msg != NULL ? stream->msg : _("not gzip data"), error);
	return TRUE;
}

static gboolean
step_zstd (SegUnpacker *unpacker, char *room, gsize size, gsize *n, GError **error)
{
	ZSTD_inBuffer in = { unpacker->packed + unpacker->used, unpacker->n_packed - unpacker->used, 0 };
	ZSTD_outBuffer out = { room, size, 0 };
	gsize status = ZSTD_decompressStream (unpacker->zstd, &out, &in);

	*n = out.pos;
	consume (unpacker, in.pos);
	if (ZSTD_isError (status))
		return fail_damaged (unpacker, ZSTD_getErrorName (status), error);
	unpacker->in_part = status != 0;
	return TRUE;
}

gssize
seg_unpacker_read (SegUnpacker *unpacker, char *room, gsize size, GError **error)
{
	gsize n = 0;

	while (n == 0) {
		if (unpacker->used == unpacker->n_packed && !unpacker->at_end && !refill (unpacker, error))
			return -1;
		if (unpacker->at_end && !unpacker->in_part)
			return 0;
		/* At the end of the file there may still be something in the unpacker's own memory. */
		if (unpacker->packing == SEG_PACKING_GZIP ? !step_gzip (unpacker, room, size, &n, error)
		                                          : !step_zstd (unpacker, room, size, &n, error))
			return -1;
		if (n == 0 && unpacker->at_end && unpacker->in_part) {
			fail_cut_off (unpacker, error);
			return -1;
		}
	}
	return (gssize) n;
}

gint64
seg_unpacker_position (const SegUnpacker *unpacker)
{
	return unpacker->position;
}
