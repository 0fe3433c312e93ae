/* A list of what the workspace keeps, few enough to be read at once: sets, runs, tests, edits. The state of such a view begins with a SegKept, and
 * its class of kept things says what is read and how it is shown; the functions of the view class are those below:
 *
 *     typedef struct { SegKept kept; ... } State;
 *
 *     static const SegListSource source = { .n_rows = seg_kept_n_rows, ... };   // data is the state
 *     static const SegKeptClass kept = { .read = read, .source = &source, .columns = columns, .n_columns = N_COLUMNS, ... };
 *
 *     static gboolean
 *     open_view (SegView *view, gpointer argument, GError **error) { return seg_kept_open (view, &kept); }
 *
 *     const SegViewClass seg_runs_view = { ..., .open = open_view, .can = seg_kept_can, SEG_KEPT_FRAME }; */
#ifndef SEG_KEPT_H
#define SEG_KEPT_H

#include "screen.h"

typedef struct {
	GPtrArray *(*read) (SegView *view, GError **error); /* what is kept, owned by the frame; NULL with @error */
	const SegListSource *source;
	const SegListColumn *columns;
	guint        n_columns, n_narrow; /* n_narrow: how many of them, the first, below @wide cells; 0: always all */
	int          wide;
	const char  *title;  /* translatable, as are the others */
	const char  *words;  /* above the list; or NULL */
	const char  *empty;  /* while nothing is kept: what to do */
	const char *(*remark) (SegView *view); /* beside the title, translated; or NULL */
	/* What there is to say about the row under the cursor, in @detail_lines lines below the list where the screen has room for them; or NULL. */
	void       (*draw_detail) (gconstpointer thing, SegCells *cells, SegRect rect);
	int          detail_lines;
} SegKeptClass;

typedef struct {
	const SegKeptClass *class;
	SegList   *list;
	GPtrArray *things;  /* NULL: could not be read */
	char      *failure; /* why, in words */
} SegKept;

gboolean    seg_kept_open (SegView *view, const SegKeptClass *class);
void        seg_kept_close (SegView *view);
void        seg_kept_refresh (SegView *view);
void        seg_kept_draw (SegView *view, SegCells *cells, SegRect rect);
SegList    *seg_kept_list (SegView *view);
const char *seg_kept_when_empty (SegView *view);
/** An action of the view needs something that is kept. Views of which that is not true of all actions ask this for the others. */
gboolean    seg_kept_can (SegView *view, int action);

/* All of a view class that needs nothing else. */
#define SEG_KEPT_FRAME .close = seg_kept_close, .refresh = seg_kept_refresh, .draw = seg_kept_draw, .list = seg_kept_list, .when_empty = seg_kept_when_empty

/** For sources: how many things there are; @data is the state. */
gsize       seg_kept_n_rows (gpointer data);
gpointer    seg_kept_at (gconstpointer state, gsize row);
/** What is under the cursor; NULL: nothing. */
gpointer    seg_kept_cursor (gconstpointer state);

#endif
