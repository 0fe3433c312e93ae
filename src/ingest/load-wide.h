/* Columns of a log that describe users and items, or tell outcomes of a campaign (load-wide.c, load-result.c). The reading thread's
 * own until it has ended. */
#ifndef SEG_LOAD_WIDE_H
#define SEG_LOAD_WIDE_H

#include "load.h"
#include "order-kind.h"
#include "wide-values.h"

typedef enum { SEG_WIDE_USER, SEG_WIDE_ITEM, SEG_WIDE_OUTCOME } SegWideKind;

typedef struct {
	const SegPlanColumn *planned;
	SegWideKind kind;
	SegType     type;
	gsize       cell;     /* of the user or item */
	gboolean    is_email;
} SegWideColumn;

/* The values of users or items, by id. */
typedef struct {
	GPtrArray *names; /* of char*: columns of the table */
	SegType   *types;
	gsize      n_cells;
	SegWideValues *values;
} SegWideEntity;

struct SegWide {
	SegWideColumn *columns;
	gsize          n_columns;
	GArray        *staged;      /* n_columns cells for each staged row */
	SegWideEntity  entities[2]; /* by SegWideKind */
	GStringChunk  *texts;       /* of the staged rows */
};

/** Sets up load->wide where the plan has such columns; NULL else. */
gboolean seg_wide_prepare (SegLoad *load, GError **error);
void     seg_wide_free (SegWide *wide);
/** Room for the cells of the row that was staged last. */
void     seg_wide_begin_row (SegLoad *load);
/** The values of staged row @row are those of @user and @item (0: none) from now on. */
gboolean seg_wide_take (SegLoad *load, guint row, guint32 user, guint32 item, GError **error);
/** Whether @column of staged row @row is an outcome that came true; @at: (out) when, if it says so, else left alone. */
gboolean seg_wide_outcome (const SegWide *wide, guint row, gsize column, gint64 *at);
/** Brings all values into the tables; the reading thread has ended. */
gboolean seg_wide_write (SegLoad *load, GError **error);

#endif
