/* Rows and values of imported files that could not be read: kept with file, line, column, reason and bytes; browsed,
 * written to a file for correction, and taken up again. */
#ifndef SEGSCOPE_REJECTS_H
#define SEGSCOPE_REJECTS_H

#include <segscope/ingest.h>

G_BEGIN_DECLS

typedef struct {
	gint64  id, source_id;
	char   *source;       /* path of the file */
	gint64  line;         /* on which the row begins, from 1 */
	char   *column;       /* the one at fault, or NULL: the whole row */
	gboolean is_value;    /* the row was kept without the value of the column; FALSE: it was set aside */
	char   *reason;
	char   *raw;          /* the row as it stands in the file, in UTF-8; what is no text there is U+FFFD */
	GBytes *bytes;        /* of the row in the file, where raw is not the same; else NULL */
	gint64  corrected_by; /* the source that took the row up again, or 0 */
} SegReject;

/* Which ones. Zero and NULL: no condition. */
typedef struct {
	gint64      source_id;
	const char *reason;         /* as SegRejectReason has it: "…" stands for anything */
	const char *column;         /* with reason only; NULL: those without a column */
	gboolean    with_corrected; /* also those that were taken up again */
} SegRejectFilter;

/** How many there are. @filter: NULL for all open ones. FALSE with @error. */
gboolean seg_rejects_count (SegWorkspace *workspace, const SegRejectFilter *filter, gint64 *count, GError **error);

/** The ones in order of reading: @limit of them from @offset. GPtrArray of SegReject*, owned; NULL with @error. */
GPtrArray *seg_rejects (SegWorkspace *workspace, const SegRejectFilter *filter, gint64 offset, gint64 limit, GError **error);

/* For lists that sort and filter: what they are sorted by. */
typedef enum { SEG_REJECTS_AS_READ, SEG_REJECTS_BY_LINE, SEG_REJECTS_BY_REASON, SEG_REJECTS_BY_ROW, SEG_REJECTS_BY_CORRECTED } SegRejectOrder;

/** The numbers (SegReject.id) of those of @filter that say each of @words (said_words.h; NULL: all) in line, reason or row: GArray of gint64, owned. NULL
 * with @error. Cost: one pass over them. */
GArray    *seg_rejects_order (SegWorkspace *workspace, const SegRejectFilter *filter, const char *words, SegRejectOrder order, gboolean descending,
                              SegJob *job, GError **error);
/** Those with the numbers @ids, in that order; NULL for one that is gone: GPtrArray, owned. */
GPtrArray *seg_rejects_of (SegWorkspace *workspace, const gint64 *ids, gsize n, GError **error);

/** The row cell by cell: the @headers of its file and its @fields, which may be more or fewer; both NULL-terminated, free with
 * g_strfreev(). FALSE with @error. */
gboolean seg_reject_cells (SegWorkspace *workspace, const SegReject *reject, char ***headers, char ***fields, GError **error);

/* The same fault in many rows. */
typedef struct {
	gint64 source_id;
	char  *source;     /* path of the file */
	char  *column;     /* or NULL */
	char  *reason;     /* with "…" for what differs from row to row */
	gboolean is_value; /* as SegReject */
	gint64 count;      /* rows, or values */
	gint64 first_line;
	char  *example;    /* the reason of that line, in full */
} SegRejectReason;

/** The faults with their counts, most frequent first: GPtrArray of SegRejectReason*, owned; NULL with @error. Cost: one pass
 * over the rejects of @filter (its reason and column are not looked at). */
GPtrArray *seg_reject_reasons (SegWorkspace *workspace, const SegRejectFilter *filter, SegJob *job, GError **error);

/** "line 12, price: "abc" is no number (and 41 more)". Free with g_free(). */
char      *seg_reject_reason_sentence (const SegRejectReason *reason);
void       seg_reject_reason_free (gpointer reason);

/* The columns behind those of the original file in an exported list. A file that has them is a correction. */
#define SEG_REJECTS_SOURCE "segscope_source"
#define SEG_REJECTS_LINE "segscope_line"
#define SEG_REJECTS_COLUMN "segscope_column"
#define SEG_REJECTS_REASON "segscope_reason"
#define SEG_REJECTS_ROW "segscope_row"

/**
 * Writes the open rejects of a source as CSV: UTF-8 with byte order mark, the columns of the original file and then those
 * above, one row for each row of the file whatever number of faults it has. Formulas are made harmless, which importing the
 * corrected file undoes.
 *
 * @source_id: 0 when only one file has open rejects. @n_rows: (out) may be NULL. Noted in the audit log.
 * SEG_ERROR_DATA when there is nothing to write; SEG_ERROR_USAGE when @source_id is 0 and several files have rejects (lists
 * them) or there is no such source; SEG_ERROR_FILE.
 */
gboolean seg_rejects_export (SegWorkspace *workspace, gint64 source_id, const char *path, SegJob *job, gint64 *n_rows,
                             GError **error);

/**
 * Makes @plan read a file as the source was whose exported rejects it holds, when it does: recognised by its last columns, or
 * @source_id (0: find out). The plan then has .corrects; running it marks the rejects whose rows are in the file. Other plans stay
 * as they are.
 *
 * @workspace: NULL when there is none yet. SEG_ERROR_DATA when the file cannot be a correction of that source (says why).
 */
gboolean seg_import_plan_correct (SegImportPlan *plan, SegWorkspace *workspace, gint64 source_id, GError **error);

G_END_DECLS

#endif
