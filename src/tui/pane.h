/* The pane: beside a list, where the terminal has the room, a view of the row under the cursor.
 *
 * A view with a list says in a SegPaneClass what that is, mostly the view that Enter opens on top of it:
 *
 *     static const SegPaneClass pane = { .list_least = 50, .list_most = 100, .least = 50, .lines = 14, .open = open_pane };
 *
 * It stands at the right from 120 columns on, below the list on narrow terminals that are tall, and nowhere on small ones. It is made anew when the
 * cursor has rested on another row; until then the one before is shown dimmed. What it reads in jobs has a queue of its own (SegApp.pane_queue):
 * it waits for nobody's work and nobody's work for it. The focus goes there and back with a key; then it has all the keys of its class. */
#ifndef SEG_PANE_H
#define SEG_PANE_H

#include "canvas.h"

typedef struct SegApp SegApp;
typedef struct SegView SegView;
typedef struct SegViewClass SegViewClass;

typedef struct {
	int      list_least, list_most; /* columns that the list needs, and has use for */
	int      least;                 /* columns that the pane needs beside it */
	int      lines;                 /* that the pane needs below the list; 0: it never stands there */
	gboolean at_once;               /* it shows what is in memory: follows the cursor without waiting */
	SegView *(*open) (SegView *view, gsize row, GError **error); /* seg_pane_view() of that row of the list */
} SegPaneClass;

/* Of a view that has one. */
typedef struct {
	SegView *view;      /* what stands in it, or NULL */
	gint64   row;       /* of which it is, by its id */
	char    *failure;   /* why there is none of that row, or NULL */
	gboolean is_stale;  /* the workspace has changed since */
	gboolean has_focus; /* keys go to it */
	gint64   wanted;    /* row that the cursor is on ... */
	gint64   since;     /* ... and since when, monotonic microseconds; 0: it is the one shown */
} SegPane;

/** A view of @class for the pane of @host; for SegPaneClass.open. */
SegView *seg_pane_view (SegView *host, const SegViewClass *class, gpointer argument, GError **error);

/** Cuts @body into the room of @view (returned) and that of its pane (SegApp.pane; of width 0 where it has none). */
SegRect  seg_pane_lay_out (SegApp *app, SegView *view, SegRect body);
/** Opens what is to stand in the pane now; SegApp.pane_due says when to look again. Before drawing. */
void     seg_pane_follow (SegApp *app, SegView *view);
/** What is not of the row under the cursor any more is dimmed. @draw draws one view. */
void     seg_pane_draw (SegApp *app, SegView *view, SegCells *cells, void (*draw) (SegApp *app, SegView *view, SegCells *cells, SegRect rect));
/** Milliseconds until the pane follows the cursor, -1: it has. */
int      seg_pane_time_left (const SegApp *app);

/** Whether the pane of @view is in sight: what it says need not be said beside the list. */
gboolean seg_pane_is_shown (const SegView *view);
/** Whether the focus can go there. */
gboolean seg_pane_can_focus (SegView *view);
/** Why it cannot, or why the pane cannot be hidden: a translated sentence. */
const char *seg_pane_why_not (const SegView *view);
/** The focus goes there, or back. */
void     seg_pane_toggle_focus (SegView *view);
/** Whether there is a choice between showing panes and hiding them. */
gboolean seg_pane_can_hide (const SegView *view);
void     seg_pane_toggle (SegApp *app);
/** Work of @view, which stands in a pane, has failed. */
void     seg_pane_fail (SegView *view, const GError *error);
/** The workspace has changed. */
void     seg_pane_outdate (SegView *view);
void     seg_pane_close (SegView *view);

#endif
