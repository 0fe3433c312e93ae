/* Tables into files that other programs read: CSV, Excel workbooks, JSON Lines. A family: one file in src/export/ and a row in the table of
 * table_file.c. Rows are written as they come; memory does not grow with them. */
#ifndef SEGSCOPE_TABLE_FILE_H
#define SEGSCOPE_TABLE_FILE_H

#include <segscope/out_file.h>

G_BEGIN_DECLS

typedef struct SegTableFormat SegTableFormat;
typedef struct SegTextEncoding SegTextEncoding;
typedef struct SegTableWriter SegTableWriter;

/* What the cells of a column are. */
typedef enum {
	SEG_FIELD_TEXT,   /* from outside: made harmless where a program would run it as a formula */
	SEG_FIELD_NUMBER, /* as seg_format_exact() writes them */
	SEG_FIELD_BOOLEAN,/* "yes" and "no" */
	SEG_FIELD_CODE    /* made by us (hashes, numbers to be called): written exactly as they are, for programs that take them so */
} SegFieldKind;

typedef struct {
	const char *heading;
	SegFieldKind kind;
} SegTableColumn;

typedef struct {
	const SegTableFormat  *format;   /* NULL: CSV */
	const SegTextEncoding *encoding; /* NULL: UTF-8; of other formats than CSV it must be that */
	char     delimiter;              /* 0: a comma; CSV only */
	gboolean without_heading;        /* CSV only */
} SegTableFileOptions;

/** The formats there are, by name ("csv", "xlsx", "jsonl"); NULL behind the last. */
const SegTableFormat *seg_table_format (guint number);
/** NULL with SEG_ERROR_USAGE: lists those there are. */
const SegTableFormat *seg_table_format_find (const char *name, GError **error);
/** By the end of the file's name ("list.xlsx"); NULL: it says nothing. */
const SegTableFormat *seg_table_format_of_path (const char *path);
const char *seg_table_format_name (const SegTableFormat *format);
const char *seg_table_format_label (const SegTableFormat *format);  /* "Excel workbook"; translated */
const char *seg_table_format_ending (const SegTableFormat *format); /* ".xlsx" */
gboolean    seg_table_format_is_text (const SegTableFormat *format);/* takes an encoding, a delimiter and pipes */

/** The encodings there are: "utf-8", "utf-8-bom", "gb18030", "gbk"; NULL behind the last. */
const SegTextEncoding *seg_text_encoding (guint number);
const SegTextEncoding *seg_text_encoding_find (const char *name, GError **error);
const char *seg_text_encoding_name (const SegTextEncoding *encoding);
const char *seg_text_encoding_label (const SegTextEncoding *encoding); /* for whom it is; translated */

/**
 * Begins a table in @file, which stays the caller's.
 *
 * @columns: headings must differ. All is copied. NULL with SEG_ERROR_USAGE (headings, an encoding that the format does not take) or
 * SEG_ERROR_FILE.
 */
SegTableWriter *seg_table_writer_new (SegOutFile *file, const SegTableFileOptions *options, const SegTableColumn *columns, gsize n_columns,
                                      GError **error);
/** @cells: one a column; NULL: nothing is known. SEG_ERROR_DATA: a text that the encoding or the format cannot hold, with row, column
 * and character. */
gboolean seg_table_writer_row (SegTableWriter *writer, const char *const *cells, GError **error);
/** How many rows there are, the heading left out. */
guint64  seg_table_writer_n_rows (const SegTableWriter *writer);
/** Sheets that the rows fill; 1 where there are none. */
guint    seg_table_writer_n_sheets (const SegTableWriter *writer);
/** Adds a page of notes where the format has pages: @pairs: a name and a text in turn, NULL-terminated. */
void     seg_table_writer_note (SegTableWriter *writer, const char *title, const char *const *pairs);
/** All rows are written: the file is complete and ended (seg_out_file_end()). */
gboolean seg_table_writer_end (SegTableWriter *writer, GError **error);
/** Throws away what was not ended. */
void     seg_table_writer_free (SegTableWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTableWriter, seg_table_writer_free)

G_END_DECLS

#endif
