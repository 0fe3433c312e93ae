/* What the files of export/ share: what a format is. */
#ifndef SEG_EXPORT_PRIVATE_H
#define SEG_EXPORT_PRIVATE_H

#include <segscope/error.h>
#include <segscope/table_file.h>

struct SegTextEncoding {
	const char *name, *label;
	const char *converter; /* ICU's name; NULL: UTF-8 */
	gboolean    mark;      /* a byte order mark first */
};

/* Formatting, checksum and writing in a thread of their own (table_thread.c). */
typedef struct SegTableThread SegTableThread;

struct SegTableWriter {
	const SegTableFormat *format;
	SegOutFile          *file;
	SegTableFileOptions  options;
	GPtrArray           *headings; /* of char* */
	GArray              *kinds;    /* of SegFieldKind */
	guint64              n_rows;    /* given by the caller */
	guint64              n_written; /* of them, by the format: in its thread, where there is one */
	SegTableThread      *thread;    /* NULL: the first rows are written at once */
	GError              *failure;   /* of the thread; NULL: none, or told already */
	gpointer             state;    /* the format's own */
};

struct SegTableFormat {
	const char *name, *label, *ending;
	gboolean    is_text;
	gboolean  (*begin) (SegTableWriter *writer, GError **error);
	gboolean  (*row) (SegTableWriter *writer, const char *const *cells, GError **error);
	void      (*note) (SegTableWriter *writer, const char *title, const char *const *pairs); /* or NULL */
	guint     (*n_sheets) (const SegTableWriter *writer);                                    /* or NULL: 1 */
	gboolean  (*end) (SegTableWriter *writer, GError **error);
	void      (*free) (SegTableWriter *writer); /* its state; also of one that was not begun */
};

extern const SegTableFormat seg_table_format_csv, seg_table_format_xlsx, seg_table_format_jsonl;

static inline SegFieldKind
seg_table_writer_kind (const SegTableWriter *writer, guint column)
{
	return g_array_index (writer->kinds, SegFieldKind, column);
}

/** From now on rows are written in another thread. */
SegTableThread *seg_table_thread_new (SegTableWriter *writer);
/** Takes a copy of the row. FALSE: writing has failed, seg_table_thread_end() says how. */
gboolean        seg_table_thread_row (SegTableThread *thread, const char *const *cells);
/** Waits until all rows are written, or, where @drop, until it stops, and frees it. FALSE with @error. */
gboolean        seg_table_thread_end (SegTableThread *thread, gboolean drop, GError **error);

/* Text into another encoding (encode.c). */
typedef struct SegTextEncoder SegTextEncoder;

/** NULL with SEG_ERROR_USAGE when this system's ICU does not know the encoding. */
SegTextEncoder *seg_text_encoder_new (const SegTextEncoding *encoding, GError **error);
void        seg_text_encoder_free (SegTextEncoder *encoder);
/** @text, encoded, in the encoder's memory until the next call. NULL: @text holds a character that it cannot hold, at byte @at. */
const char *seg_text_encoder_convert (SegTextEncoder *encoder, const char *text, gsize length, gsize *size, gsize *at);

/* Whether an Excel workbook holds as many rows as were written to it (xlsx_check.c). */
gboolean seg_xlsx_fail_short (const SegOutFile *file, GError **error); /* FALSE with the words for it */
gboolean seg_xlsx_check (SegOutFile *file, const guint64 *n_rows, guint n_sheets, GError **error);

#endif
