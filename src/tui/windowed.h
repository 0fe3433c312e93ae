/* A list over rows of the workspace, of which there may be a million: the numbers of all of them in their order are in memory, and a window of them in
 * full. It sorts, filters, marks and goes to a file like any other list.
 *
 *     state->people = seg_windowed_new (view, &class, columns, G_N_ELEMENTS (columns));
 *     seg_windowed_read (state->people, &what, n);              // in refresh(), and whenever something else is to be listed
 *     ... seg_windowed_list (state->people)                     // for .list and for drawing */
#ifndef SEG_WINDOWED_H
#define SEG_WINDOWED_H

#include <segscope/workspace.h>

#include "list.h"

typedef struct SegView SegView;
typedef struct SegWindowed SegWindowed;

/* What a person wants to see. */
typedef struct {
	gconstpointer of;       /* the view's: of what these are the rows */
	const char *words;      /* the filter as typed; "": all rows */
	int         sort;       /* column, -1: as they come */
	gboolean    descending;
} SegWindowedWish;

typedef struct {
	/* The numbers of the rows, in order: GArray of gint64, owned, never changed afterwards. On any thread. */
	GArray    *(*order) (SegWorkspace *workspace, const SegWindowedWish *wish, SegJob *job, GError **error);
	/* The rows with the numbers @ids: as many, NULL for one that is gone, owned. On any thread. */
	GPtrArray *(*rows) (SegWorkspace *workspace, gconstpointer of, const gint64 *ids, gsize n, GError **error);
	/* What a cell says, NULL: nothing; as SegListSource.cell. Columns to the right say whole numbers. On any thread. */
	char      *(*text) (gconstpointer row, guint column, SegInk *ink);
	gpointer   (*copy) (gconstpointer of); /* for other threads */
	void       (*free) (gpointer of);
} SegWindowedClass;

/** @class and @columns must live as long as the list. */
SegWindowed  *seg_windowed_new (SegView *view, const SegWindowedClass *class, const SegListColumn *columns, guint n_columns);
void          seg_windowed_free (SegWindowed *windowed);
/** Lists the rows of @of (copied). @n_expected: how many there are; where that is many they are read in a job, else at once. */
void          seg_windowed_read (SegWindowed *windowed, gconstpointer of, gint64 n_expected);
SegList      *seg_windowed_list (SegWindowed *windowed);
/** Whether the rows are known. */
gboolean      seg_windowed_is_read (const SegWindowed *windowed);
/** Why they could not be read, translated; NULL: they could. */
const char   *seg_windowed_failure (const SegWindowed *windowed);
/** The rows that the filter leaves, and without one. */
gsize         seg_windowed_n (const SegWindowed *windowed);
/** The numbers of the rows as they stand; shared, never changed. NULL: not known yet. */
GArray       *seg_windowed_ids (const SegWindowed *windowed);
/** The row under the cursor; NULL: there is none, or it is gone. Until the next read or draw. */
gconstpointer seg_windowed_at_cursor (SegWindowed *windowed);
/** Those in memory, for the widths of columns; some may be NULL. NULL: none. */
const GPtrArray *seg_windowed_rows (const SegWindowed *windowed);

#endif
