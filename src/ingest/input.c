/* The bytes of a file to be imported: plain or packed, by its first bytes and never by its name; or what another program
 * handed over, which is kept in a temporary file, as an import looks at its file more than once. */
#include <config.h>
#include "ingest-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SPOOL_SIZE (256 * 1024)

struct SegInput {
	char        *path;
	int          file;
	gint64       position; /* of the next byte of the file; the file's own position is not used, as many may read it */
	SegPacking   packing;
	SegUnpacker *unpacker;
};

/* What was handed over: kept as long as the program runs, under the name "-". */
static int spool = -1;
static GMutex spool_lock;

/* The spool -------------------------------------------------------------------------------------------------------- */

/* A file without a name: nothing is left of it whatever becomes of the program. */
int
seg_input_make_temporary (const char *folder, GError **error)
{
	g_autofree char *name = g_build_filename (folder, "segscope-XXXXXX", NULL);
	int file = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);

	if (file < 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot make a temporary file in %s: %s; name another folder in TMPDIR"), folder,
		             g_strerror (errno));
	else
		g_unlink (name);
	return file;
}

static gboolean
write_all (int file, const char *bytes, gsize size)
{
	while (size > 0) {
		gssize n = write (file, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return FALSE;
		bytes += n;
		size -= (gsize) n;
	}
	return TRUE;
}

static gboolean
copy_all (int from, int to, SegJob *job, GError **error)
{
	g_autofree char *bytes = g_malloc (SPOOL_SIZE);
	gint64 total = 0;
	gssize n = 1;

	while (n != 0) {
		g_autofree char *size = g_format_size ((guint64) total), *phrase = g_strdup_printf (_("reading standard input: %s"), size);

		if (!seg_job_proceed (job, 0, phrase, error))
			return FALSE;
		n = read (from, bytes, SPOOL_SIZE);
		if (n < 0 && errno != EINTR) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot read standard input: %s"), g_strerror (errno));
			return FALSE;
		}
		if (n > 0 && !write_all (to, bytes, (gsize) n)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
			             _("Cannot keep standard input in %s after %s: %s; make room, or name another folder in TMPDIR"), g_get_tmp_dir (),
			             size, g_strerror (errno));
			return FALSE;
		}
		total += MAX (n, 0);
	}
	return TRUE;
}

gboolean
seg_import_take_input (int file, SegJob *job, GError **error)
{
	int made = seg_input_make_temporary (g_get_tmp_dir (), error);

	if (made < 0)
		return FALSE;
	if (!copy_all (file, made, job, error)) {
		close (made);
		return FALSE;
	}
	g_mutex_lock (&spool_lock);
	if (spool >= 0)
		close (spool);
	spool = made;
	g_mutex_unlock (&spool_lock);
	return TRUE;
}

static int
open_spool (void)
{
	int file;

	g_mutex_lock (&spool_lock);
	file = spool >= 0 ? fcntl (spool, F_DUPFD_CLOEXEC, 0) : -1;
	g_mutex_unlock (&spool_lock);
	if (file < 0 && spool < 0)
		errno = ENOENT;
	return file;
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

gboolean
seg_input_is_spool (const char *path)
{
	return strcmp (path, "-") == 0;
}

const char *
seg_import_shown_path (const char *path)
{
	return seg_input_is_spool (path) ? _("standard input") : path;
}

static gssize
read_plain (gpointer data, char *room, gsize size, GError **error)
{
	SegInput *input = data;
	gssize n;

	do
		n = pread (input->file, room, size, input->position);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot read %s: %s"), input->path, g_strerror (errno));
		return -1;
	}
	input->position += n;
	return n;
}

SegInput *
seg_input_open (const char *path, GError **error)
{
	g_autoptr (SegInput) input = g_new0 (SegInput, 1);
	char magic[4];
	gssize n;

	input->path = g_strdup (seg_import_shown_path (path));
	input->file = seg_input_is_spool (path) ? open_spool () : g_open (path, O_RDONLY | O_CLOEXEC, 0);
	if (input->file < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot open %s: %s"), input->path, g_strerror (errno));
		return NULL;
	}
	n = read_plain (input, magic, sizeof magic, error);
	if (n < 0)
		return NULL;
	input->position = 0;
	input->packing = seg_packing_find (magic, (gsize) n);
	if (input->packing != SEG_PACKING_NONE) {
		input->unpacker = seg_unpacker_new (input->packing, input->path, read_plain, input, error);
		if (input->unpacker == NULL)
			return NULL;
	} else
		posix_fadvise (input->file, 0, 0, POSIX_FADV_SEQUENTIAL);
	return g_steal_pointer (&input);
}

void
seg_input_close (SegInput *input)
{
	if (input == NULL)
		return;
	if (input->file >= 0)
		close (input->file);
	seg_unpacker_free (input->unpacker);
	g_free (input->path);
	g_free (input);
}

gssize
seg_input_read (SegInput *input, char *room, gsize size, GError **error)
{
	return input->unpacker != NULL ? seg_unpacker_read (input->unpacker, room, size, error) : read_plain (input, room, size, error);
}

gint64
seg_input_position (const SegInput *input)
{
	return input->unpacker != NULL ? seg_unpacker_position (input->unpacker) : input->position;
}

const char *
seg_input_packing (const SegInput *input)
{
	return input->packing == SEG_PACKING_GZIP ? "gzip" : input->packing == SEG_PACKING_ZSTD ? "zstd" : NULL;
}

/* Before reading --------------------------------------------------------------------------------------------------- */

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	if (error != NULL)
		*error = g_error_new_valist (SEG_ERROR, SEG_ERROR_FILE, format, arguments);
	va_end (arguments);
	return FALSE;
}

gboolean
seg_input_check (const char *path, gint64 *size, GError **error)
{
	struct stat status;
	int failed;

	if (seg_input_is_spool (path)) {
		g_mutex_lock (&spool_lock);
		failed = spool >= 0 ? fstat (spool, &status) : -1;
		g_mutex_unlock (&spool_lock);
		if (failed != 0)
			return refuse (error, _("There is nothing on standard input"));
	} else if (stat (path, &status) != 0 && errno == ENOENT)
		return refuse (error, _("There is no file %s"), path);
	else if (g_access (path, R_OK) != 0)
		return refuse (error, _("Cannot open %s: %s"), path, g_strerror (errno));
	if (S_ISDIR (status.st_mode))
		return refuse (error, _("%s is a folder; name the CSV file in it"), path);
	if (!S_ISREG (status.st_mode))
		return refuse (error, _("%s is not a regular file; save the data as a file first, or pass it on standard input (-)"), path);
	if (status.st_size == 0)
		return refuse (error, _("%s is empty: not one byte is in it"), seg_import_shown_path (path));
	*size = status.st_size;
	return TRUE;
}
