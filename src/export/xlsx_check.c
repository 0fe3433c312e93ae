/* Reads a finished workbook back far enough to know that nothing is missing: each sheet is unpacked, its rows are counted, its end must be
 * there. libxlsxwriter collects the rows in temporary files and does not look whether they were written, so on a full disk the workbook
 * would be short without a word.
 *
 * A workbook is a zip archive: at its end the directory with a record for each member (APPNOTE.TXT of PKWARE, 4.3.12 and 4.3.16), here of
 * fewer than 2^32 bytes or with the zip64 field (4.5.3). */
#include <config.h>
#include "export-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#define END_SIZE 22
#define ENTRY_SIZE 46
#define CHUNK 65536
#define ROW "<row "
#define SHEET_END "</worksheet>"

typedef struct {
	guint64 offset, packed; /* of the local header; bytes */
	gboolean stored;
} Member;

static guint64
number_at (const guint8 *bytes, guint size)
{
	guint64 number = 0;

	for (guint i = size; i-- > 0;)
		number = number << 8 | bytes[i];
	return number;
}

/* The directory, whose size and place are told behind it. NULL: this is no archive. */
static guint8 *
read_directory (FILE *stream, gsize *size)
{
	guint8 end[END_SIZE], *directory;
	guint64 offset;

	if (fseeko (stream, -END_SIZE, SEEK_END) != 0 || fread (end, 1, END_SIZE, stream) != END_SIZE || number_at (end, 4) != 0x06054b50)
		return NULL;
	*size = (gsize) number_at (end + 12, 4);
	offset = number_at (end + 16, 4);
	if (offset == G_MAXUINT32) { /* the directory stands right before its two end records of zip64, 56 and 20 bytes */
		if (fseeko (stream, -(END_SIZE + 76), SEEK_END) != 0)
			return NULL;
		offset = (guint64) ftello (stream) - *size;
	}
	directory = g_try_malloc (*size + 1);
	if (directory == NULL || fseeko (stream, (off_t) offset, SEEK_SET) != 0 || fread (directory, 1, *size, stream) != *size)
		g_clear_pointer (&directory, g_free);
	return directory;
}

/* Sizes of 2^32 and more stand in a field of their own, in the order: unpacked, packed, offset; only those that do not fit. */
static void
read_zip64 (const guint8 *entry, Member *member)
{
	const guint8 *field = entry + ENTRY_SIZE + number_at (entry + 28, 2), *end = field + number_at (entry + 30, 2);

	for (; field + 4 <= end; field += 4 + number_at (field + 2, 2)) {
		const guint8 *value = field + 4;

		if (number_at (field, 2) != 1)
			continue;
		if (number_at (entry + 24, 4) == G_MAXUINT32)
			value += 8;
		if (member->packed == G_MAXUINT32 && value + 8 <= end) {
			member->packed = number_at (value, 8);
			value += 8;
		}
		if (member->offset == G_MAXUINT32 && value + 8 <= end)
			member->offset = number_at (value, 8);
	}
}

static gboolean
find_member (const guint8 *directory, gsize size, const char *name, Member *member)
{
	gsize at = 0;

	while (at + ENTRY_SIZE <= size && number_at (directory + at, 4) == 0x02014b50) {
		const guint8 *entry = directory + at;
		gsize length = (gsize) number_at (entry + 28, 2);

		if (length == strlen (name) && at + ENTRY_SIZE + length <= size && memcmp (entry + ENTRY_SIZE, name, length) == 0) {
			*member = (Member) { number_at (entry + 42, 4), number_at (entry + 20, 4), number_at (entry + 10, 2) == 0 };
			read_zip64 (entry, member);
			return TRUE;
		}
		at += ENTRY_SIZE + length + (gsize) number_at (entry + 30, 2) + (gsize) number_at (entry + 32, 2);
	}
	return FALSE;
}

/* What was seen of a sheet so far; the last bytes stay for what is cut between two pieces. */
typedef struct {
	guint64 n_rows;
	char    tail[sizeof SHEET_END];
	gsize   n_tail;
} Seen;

static void
look_at (Seen *seen, const char *bytes, gsize size)
{
	g_autofree char *text = g_malloc (seen->n_tail + size + 1);
	gsize length = seen->n_tail + size, from = seen->n_tail >= strlen (ROW) - 1 ? seen->n_tail - (strlen (ROW) - 1) : 0;

	memcpy (text, seen->tail, seen->n_tail);
	memcpy (text + seen->n_tail, bytes, size);
	text[length] = '\0';
	for (const char *found = text + from; (found = memmem (found, (gsize) (text + length - found), ROW, strlen (ROW))) != NULL; found++)
		seen->n_rows++;
	seen->n_tail = MIN (length, strlen (SHEET_END));
	memcpy (seen->tail, text + length - seen->n_tail, seen->n_tail);
}

/* Unpacks @packed bytes of @stream into @seen; FALSE when they are damaged. */
static gboolean
unpack (FILE *stream, const Member *member, z_stream *inflating, Seen *seen)
{
	g_autofree guint8 *in = g_malloc (CHUNK), *out = g_malloc (CHUNK);
	int code = Z_OK;

	for (guint64 left = member->packed; left > 0 && code == Z_OK;) {
		gsize n = fread (in, 1, (gsize) MIN (left, CHUNK), stream);

		if (n == 0)
			return FALSE;
		left -= n;
		if (member->stored) {
			look_at (seen, (const char *) in, n);
			continue;
		}
		inflating->next_in = in;
		inflating->avail_in = (uInt) n;
		do {
			inflating->next_out = out;
			inflating->avail_out = CHUNK;
			code = inflate (inflating, Z_NO_FLUSH);
			look_at (seen, (const char *) out, CHUNK - inflating->avail_out);
		} while (code == Z_OK && inflating->avail_out == 0);
		if (code == Z_BUF_ERROR)
			code = Z_OK; /* wants more bytes */
	}
	return member->stored || code == Z_STREAM_END;
}

static gboolean
is_whole (FILE *stream, const Member *member, guint64 n_rows)
{
	guint8 header[30];
	z_stream inflating = { 0 };
	Seen seen = { 0 };
	gboolean unpacked;

	if (fseeko (stream, (off_t) member->offset, SEEK_SET) != 0 || fread (header, 1, sizeof header, stream) != sizeof header
	    || fseeko (stream, (off_t) (number_at (header + 26, 2) + number_at (header + 28, 2)), SEEK_CUR) != 0
	    || inflateInit2 (&inflating, -MAX_WBITS) != Z_OK)
		return FALSE;
	unpacked = unpack (stream, member, &inflating, &seen);
	inflateEnd (&inflating);
	return unpacked && seen.n_rows == n_rows && seen.n_tail == strlen (SHEET_END) && memcmp (seen.tail, SHEET_END, seen.n_tail) == 0;
}

static gboolean
check_sheets (FILE *stream, const guint64 *n_rows, guint n_sheets)
{
	gsize size;
	g_autofree guint8 *directory = read_directory (stream, &size);

	for (guint i = 0; i < n_sheets; i++) {
		g_autofree char *name = g_strdup_printf ("xl/worksheets/sheet%u.xml", i + 1);
		Member member;

		if (directory == NULL || !find_member (directory, size, name, &member) || !is_whole (stream, &member, n_rows[i]))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_xlsx_fail_short (const SegOutFile *file, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write %s: not all rows arrived in the workbook, the disk may be full"),
	             seg_out_file_path (file));
	return FALSE;
}

gboolean
seg_xlsx_check (SegOutFile *file, const guint64 *n_rows, guint n_sheets, GError **error)
{
	FILE *stream = fopen (seg_out_file_writable_path (file), "rb");
	gboolean whole = stream != NULL && check_sheets (stream, n_rows, n_sheets);

	if (stream != NULL)
		fclose (stream);
	return whole || seg_xlsx_fail_short (file, error);
}
