/* Files that go out: written without a name, checked, then put under their names together (file_set.c does that part). */
#include <config.h>
#include "out_file-private.h"

#include <segscope/error.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE (256 * 1024)

gboolean
seg_out_file_fail (const SegOutFile *file, const char *what, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot %s %s: %s"), what, file->path, g_strerror (errno));
	return FALSE;
}

/* A slip that would cost everything: the workspace itself, its log or index, or any other database as the file to write. */
static gboolean
is_database (const char *path)
{
	static const struct { const char *bytes; gsize size; } starts[] = {
		{ "SQLite format 3", 16 }, { "\x37\x7F\x06\x82", 4 }, { "\x37\x7F\x06\x83", 4 }, /* the file, its log */
		{ "\x18\xE2\x2D\x00", 4 }, { "\x00\x2D\xE2\x18", 4 },                          /* the index of the log */
	};
	char bytes[16];
	int fd = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? g_open (path, O_RDONLY | O_CLOEXEC) : -1;
	gssize n_read = fd >= 0 ? read (fd, bytes, sizeof bytes) : 0;

	for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
		if (n_read >= (gssize) starts[i].size && memcmp (bytes, starts[i].bytes, starts[i].size) == 0)
			return TRUE; /* and left open: to close it would drop the locks of a connection to it in this process */
	if (fd >= 0)
		close (fd);
	return FALSE;
}

/* A file without a name, in the folder where it will get one; -1 where the system cannot do that. */
static int
open_nameless (const char *target)
{
#ifdef O_TMPFILE
	g_autofree char *folder = g_path_get_dirname (target);

	if (g_access ("/proc/self/fd", X_OK) == 0)
		return g_open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
	return -1;
}

/* A device or pipe (/dev/stdout, a named pipe) must not be replaced by a file: it is opened itself. */
static void
open_file (SegOutFile *file)
{
	g_autofree char *target = realpath (file->path, NULL);
	GStatBuf status;

	file->target = g_strdup (target != NULL ? target : file->path);
	file->direct = g_stat (file->path, &status) == 0 && !S_ISREG (status.st_mode);
	if (file->direct) {
		file->fd = g_open (file->path, O_WRONLY | O_CLOEXEC);
		return;
	}
	file->fd = open_nameless (file->target);
	if (file->fd >= 0) {
		file->writable = g_strdup_printf ("/proc/self/fd/%d", file->fd);
		return;
	}
	file->temporary = g_strconcat (file->target, ".XXXXXX", NULL);
	file->fd = g_mkstemp_full (file->temporary, O_RDWR | O_CLOEXEC, 0600);
	if (file->fd < 0)
		g_clear_pointer (&file->temporary, g_free);
	file->writable = g_strdup (file->temporary);
}

gboolean
seg_file_may_be_written (const char *path, GError **error)
{
	gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

	if (!is_folder && !is_database (path))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
	             is_folder ? _("%s is a folder; name a file in it")
	                       : _("%s is a workspace or another database, and was left alone; name another file"), path);
	return FALSE;
}

SegOutFile *
seg_out_file_open (const char *path, GError **error)
{
	SegOutFile *file;

	if (!seg_file_may_be_written (path, error))
		return NULL;
	file = g_new0 (SegOutFile, 1);
	file->path = g_strdup (path);
	open_file (file);
	if (file->fd < 0) {
		seg_out_file_fail (file, _("create"), error);
		seg_out_file_free (file);
		return NULL;
	}
	file->buffer = g_byte_array_sized_new (BUFFER_SIZE);
	file->checksum = seg_digest_new ();
	return file;
}

void
seg_out_file_free (SegOutFile *file)
{
	if (file->fd >= 0)
		close (file->fd);
	if (file->temporary != NULL)
		g_unlink (file->temporary);
	g_clear_pointer (&file->buffer, g_byte_array_unref);
	g_clear_pointer (&file->checksum, seg_digest_free);
	g_free (file->writable);
	g_free (file->temporary);
	g_free (file->kept);
	g_free (file->target);
	g_free (file->path);
	g_free (file);
}

const char *
seg_out_file_path (const SegOutFile *file)
{
	return file->path;
}

gboolean
seg_out_file_is_direct (const SegOutFile *file)
{
	return file->direct;
}

const char *
seg_out_file_writable_path (const SegOutFile *file)
{
	return file->writable;
}

const char *
seg_out_file_sha256 (const SegOutFile *file)
{
	return seg_digest_text (file->checksum);
}

guint64
seg_out_file_size (const SegOutFile *file)
{
	return file->size;
}

/* Writing ----------------------------------------------------------------------------------------------------------- */

static gboolean
write_all (SegOutFile *file, const guint8 *bytes, gsize size, GError **error)
{
	seg_digest_add (file->checksum, bytes, size);
	file->size += size;
	while (size > 0) {
		gssize n = write (file->fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return seg_out_file_fail (file, _("write"), error);
		bytes += n;
		size -= (gsize) n;
	}
	return TRUE;
}

static gboolean
empty_buffer (SegOutFile *file, GError **error)
{
	gboolean written = write_all (file, file->buffer->data, file->buffer->len, error);

	g_byte_array_set_size (file->buffer, 0);
	return written;
}

gboolean
seg_out_file_write (SegOutFile *file, const char *bytes, gsize size, GError **error)
{
	if (file->buffer->len + size > BUFFER_SIZE && !empty_buffer (file, error))
		return FALSE;
	if (size > BUFFER_SIZE)
		return write_all (file, (const guint8 *) bytes, size, error);
	g_byte_array_append (file->buffer, (const guint8 *) bytes, (guint) size);
	return TRUE;
}

/* Takes what is in the file into its checksum and size. */
static gboolean
read_back (SegOutFile *file, GError **error)
{
	guint8 bytes[65536];
	gssize n;

	if (lseek (file->fd, 0, SEEK_SET) < 0)
		return seg_out_file_fail (file, _("read"), error);
	while ((n = read (file->fd, bytes, sizeof bytes)) > 0) {
		seg_digest_add (file->checksum, bytes, (gsize) n);
		file->size += (guint64) n;
	}
	return n == 0 || seg_out_file_fail (file, _("read"), error);
}

/* What a library wrote by name is read once more for its checksum. Pipes cannot be synced and need not be. */
gboolean
seg_out_file_end (SegOutFile *file, GError **error)
{
	if (!empty_buffer (file, error) || (file->size == 0 && !file->direct && !read_back (file, error)))
		return FALSE;
	return file->direct || fsync (file->fd) == 0 || seg_out_file_fail (file, _("write"), error);
}

char *
seg_file_sha256 (const char *path, guint64 *size, GError **error)
{
	SegOutFile file = { .path = (char *) path, .fd = g_open (path, O_RDONLY | O_CLOEXEC) };
	g_autoptr (SegDigest) checksum = seg_digest_new ();
	gboolean read_all;

	file.checksum = checksum;
	if (file.fd < 0) {
		seg_out_file_fail (&file, _("read"), error);
		return NULL;
	}
	read_all = read_back (&file, error);
	close (file.fd);
	if (size != NULL)
		*size = file.size;
	return read_all ? g_strdup (seg_digest_text (checksum)) : NULL;
}
