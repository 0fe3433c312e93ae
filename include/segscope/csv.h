/* Writing CSV (RFC 4180) that is safe to open in a spreadsheet, and single rows of CSV cut into fields. */
#ifndef SEGSCOPE_CSV_H
#define SEGSCOPE_CSV_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
	SEG_CSV_TEXT,  /* from outside: a cell a spreadsheet would run as a formula (= + - @, tab or line end first) gets a leading ' */
	SEG_CSV_FIELD, /* the same, so that seg_csv_unguard() gives back what was written */
	SEG_CSV_CELL,  /* as SEG_CSV_FIELD, and digits that are names (over 15 of them, or with 0 or + first) in quotes: spreadsheets would change them */
	SEG_CSV_NUMBER /* made by us: written as it is */
} SegCsvCell;

/** Appends field number @column (0 = the first of its row) to @line, quoted where needed. NULL is empty. */
void seg_csv_append (GString *line, gsize column, const char *value, SegCsvCell cell);

/** The same with another character between the fields. */
void seg_csv_append_with (GString *line, gsize column, char delimiter, const char *value, SegCsvCell cell);

/** Whether SEG_CSV_CELL puts a ' before @value. */
gboolean seg_csv_guards (const char *value);
/** @value without the ' that SEG_CSV_FIELD put before it; borrowed. */
const char *seg_csv_unguard (const char *value);

/** The fields of one row (with @delimiter between them), NULL-terminated. @quote encloses fields, and is taken off ('\0': nothing does). One that
 * is not closed runs to the end. Free with g_strfreev(). */
char **seg_csv_split (const char *row, char delimiter, char quote);

/** Ends the row in @line with CR LF. */
void seg_csv_end_row (GString *line);

/* A file that appears under its name only when complete: rows go to a temporary file beside it, then a rename. A device or
 * pipe is written directly. */
typedef struct SegCsvFile SegCsvFile;

/** @bom: start with the UTF-8 byte order mark, which some spreadsheets need. Mode 0600. NULL with SEG_ERROR_FILE, also for a
 * folder and for a database: no list replaces a workspace. */
SegCsvFile *seg_csv_file_create (const char *path, gboolean bom, GError **error);
/** Writes @line (one or more complete rows) and empties it. FALSE with SEG_ERROR_FILE, "disk full" included. */
gboolean seg_csv_file_write (SegCsvFile *file, GString *line, GError **error);
/** Syncs, renames over @path and frees. FALSE with SEG_ERROR_FILE; the file under the name is then unchanged. */
gboolean seg_csv_file_finish (SegCsvFile *file, GError **error);
/** Throws away what was written. */
void seg_csv_file_abandon (SegCsvFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegCsvFile, seg_csv_file_abandon)

G_END_DECLS

#endif
