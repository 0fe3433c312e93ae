/* CSV out: quoting by libcsv, formulas made harmless, files that appear only when complete. And a single row in. */
#include <config.h>
#include <segscope/csv.h>
#include <segscope/error.h>

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct SegCsvFile {
	char *path;      /* as the person named it, for messages */
	char *target;    /* where it ends up: @path with its symbolic links followed */
	char *temporary; /* NULL for a device or pipe, which is written directly */
	FILE *stream;
};

/* Whether a spreadsheet would take @value for a formula: one that starts with = + - @, also as the full-width characters
 * that East Asian versions read the same way, or with white space that is skipped before them. Plain numbers ("-12.50") are
 * none: they stay numbers. */
static gboolean
is_formula (const char *value)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };
	gboolean starts_so = FALSE;
	char *end;

	for (gsize i = 0; i < G_N_ELEMENTS (starts) && !starts_so; i++)
		starts_so = g_str_has_prefix (value, starts[i]);
	if (value[0] == '-' || value[0] == '+') {
		g_ascii_strtod (value, &end);
		if (end != value && *end == '\0')
			return FALSE;
	}
	return starts_so;
}

/* Whether @value is a formula behind one or more '. */
static gboolean
is_guarded (const char *value)
{
	return value[0] == '\'' && is_formula (value + strspn (value, "'"));
}

const char *
seg_csv_unguard (const char *value)
{
	return is_guarded (value) ? value + 1 : value;
}

/* Many readers strip blanks around a field that is not quoted. */
static gboolean
needs_quotes (const char *value)
{
	gsize length = strlen (value);

	return length > 0
	       && (strcspn (value, ",\"\r\n") < length || strchr (" \t", value[0]) != NULL || strchr (" \t", value[length - 1]) != NULL);
}

static void
append_quoted (GString *line, const char *value)
{
	gsize size = csv_write (NULL, 0, value, strlen (value));
	g_autofree char *quoted = g_malloc (size);

	csv_write (quoted, size, value, strlen (value));
	g_string_append_len (line, quoted, (gssize) size);
}

void
seg_csv_append (GString *line, gsize column, const char *value, SegCsvCell cell)
{
	g_autofree char *harmless = NULL;

	if (column > 0)
		g_string_append_c (line, ',');
	if (value == NULL)
		return;
	if (cell != SEG_CSV_NUMBER && (is_formula (value) || (cell == SEG_CSV_FIELD && is_guarded (value))))
		value = harmless = g_strconcat ("'", value, NULL);
	if (needs_quotes (value))
		append_quoted (line, value);
	else
		g_string_append (line, value);
}

static void
keep_field (void *data, size_t size, void *fields)
{
	g_ptr_array_add (fields, g_strndup (data != NULL ? data : "", size));
}

static void
ignore_row_end (int end, void *fields)
{
	(void) end;
	(void) fields;
}

char **
seg_csv_split (const char *row, char delimiter, char quote)
{
	GPtrArray *fields = g_ptr_array_new ();
	struct csv_parser parser;

	if (csv_init (&parser, 0) != 0)
		g_error ("not enough memory to read a row");
	csv_set_delim (&parser, (unsigned char) delimiter);
	csv_set_quote (&parser, (unsigned char) quote); /* a row has no NUL */
	if (csv_parse (&parser, row, strlen (row), keep_field, ignore_row_end, fields) != strlen (row))
		g_error ("not enough memory to read a row");
	csv_fini (&parser, keep_field, ignore_row_end, fields);
	csv_free (&parser);
	g_ptr_array_add (fields, NULL);
	return (char **) g_ptr_array_free (fields, FALSE);
}

void
seg_csv_end_row (GString *line)
{
	/* A row whose only field is empty must not look like a blank line, which readers skip. */
	if (line->len == 0 || g_str_has_suffix (line->str, "\r\n"))
		g_string_append (line, "\"\"");
	g_string_append (line, "\r\n");
}

static gboolean
fail (const SegCsvFile *file, const char *what, GError **error)
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

/* Opens the temporary file; a device or pipe (/dev/stdout, a named pipe) must not be replaced by a file: it is opened itself. */
static int
open_file (SegCsvFile *file)
{
	g_autofree char *target = realpath (file->path, NULL);
	GStatBuf status;

	file->target = g_strdup (target != NULL ? target : file->path);
	if (g_stat (file->path, &status) == 0 && !S_ISREG (status.st_mode))
		return g_open (file->path, O_WRONLY | O_CLOEXEC);
	file->temporary = g_strconcat (file->target, ".XXXXXX", NULL);
	return g_mkstemp_full (file->temporary, O_WRONLY | O_CLOEXEC, 0600);
}

SegCsvFile *
seg_csv_file_create (const char *path, gboolean bom, GError **error)
{
	g_autoptr (SegCsvFile) file = g_new0 (SegCsvFile, 1);
	gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
	int fd;

	file->path = g_strdup (path);
	if (is_folder || is_database (path)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
		             is_folder ? _("%s is a folder; name a file in it")
		                       : _("%s is a workspace or another database, and was left alone; name another file"), path);
		return NULL;
	}
	fd = open_file (file);
	if (fd < 0) {
		fail (file, _("create"), error);
		g_clear_pointer (&file->temporary, g_free);
		return NULL;
	}
	file->stream = fdopen (fd, "wb");
	if (file->stream == NULL) {
		fail (file, _("create"), error);
		close (fd);
		return NULL;
	}
	if (bom && fputs ("\xEF\xBB\xBF", file->stream) < 0) {
		fail (file, _("write"), error);
		return NULL;
	}
	return g_steal_pointer (&file);
}

gboolean
seg_csv_file_write (SegCsvFile *file, GString *line, GError **error)
{
	gboolean written = fwrite (line->str, 1, line->len, file->stream) == line->len;

	g_string_truncate (line, 0);
	return written || fail (file, _("write"), error);
}

/* Makes sure that all is on the disk. Pipes and terminals cannot be synced and need not be. */
static gboolean
flush (SegCsvFile *file, GError **error)
{
	FILE *stream = g_steal_pointer (&file->stream);
	gboolean flushed = fflush (stream) == 0 && (file->temporary == NULL || fsync (fileno (stream)) == 0);

	if (!flushed)
		fail (file, _("write"), error);
	if (fclose (stream) != 0 && flushed)
		flushed = fail (file, _("write"), error);
	return flushed;
}

gboolean
seg_csv_file_finish (SegCsvFile *file, GError **error)
{
	G_GNUC_UNUSED g_autoptr (SegCsvFile) owned = file; /* freed whatever happens */

	if (!flush (file, error))
		return FALSE;
	if (file->temporary != NULL && g_rename (file->temporary, file->target) != 0)
		return fail (file, _("rename to"), error);
	g_clear_pointer (&file->temporary, g_free);
	return TRUE;
}

void
seg_csv_file_abandon (SegCsvFile *file)
{
	if (file == NULL)
		return;
	if (file->stream != NULL)
		fclose (file->stream);
	if (file->temporary != NULL)
		g_unlink (file->temporary);
	g_free (file->temporary);
	g_free (file->target);
	g_free (file->path);
	g_free (file);
}
