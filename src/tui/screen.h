/* How to write a screen.
 *
 * A screen is one step of the rail; what it shows is a view, and from a view others can be opened on top of it (a
 * segment's profile, one user's page): Esc goes back. Both are a SegViewClass: a table of functions over a private state.
 * A new screen is one file with its class and one row in each table of screens.c. Nothing in a view touches the terminal.
 *
 *     typedef struct { SegList *list; GPtrArray *segments; } State;
 *
 *     enum { RENAME = SEG_ACTION_OWN, PROFILE };              // actions of this view
 *
 *     static const SegBinding bindings[] = {                  // keys, line of keys, help and palette come from here
 *         { SEG_KEY_ENTER, PROFILE, "segment-profile", N_("profile"), N_("Show who the people of the segment are") },
 *         { 'n', RENAME, "rename-segment", N_("name"), N_("Give the segment a name") },
 *         { 0, 0, NULL, NULL, NULL }
 *     };
 *
 *     typedef struct { SegSegmentation *segmentation; } Load;  // what a job works on and brings back
 *
 *     static gboolean                                         // worker thread, own connection: no screen, no State
 *     load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
 *     {
 *         Load *l = data;
 *         return (l->segmentation = seg_segmentation_load (workspace, NULL, error)) != NULL;
 *     }
 *
 *     static void                                             // interface thread; only when it succeeded and the view is open
 *     loaded (SegView *view, gpointer data) { State *state = view->state; ... steal from data ... }
 *
 *     static const SegWork load_work = { N_("reading segments"), load, loaded, NULL, load_free, FALSE, FALSE };
 *
 *     static void
 *     refresh (SegView *view) { seg_view_glance (view, &load_work, g_new0 (Load, 1)); } // opened, or the data have changed
 *
 *     static void
 *     draw (SegView *view, SegCells *cells, SegRect rect)     // only draws: everything it needs is in the state
 *     {
 *         int used = seg_draw_heading (cells, rect, _("Segments"), NULL);
 *         seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
 *     }
 *
 *     static gboolean                                         // FALSE: not mine, the list or the program gets it
 *     act (SegView *view, int action)
 *     {
 *         switch (action) {
 *         case RENAME: seg_ask_line (view, ...); return TRUE;
 *         case PROFILE: seg_view_push (view, &seg_profile_view, segment); return TRUE;
 *         default: return FALSE;
 *         }
 *     }
 *
 *     const SegViewClass seg_segments_view = {
 *         .name = "segments", .title = N_("Segments"), .help = N_("..."), .bindings = bindings, .state_size = sizeof (State),
 *         .open = open, .close = close, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
 *     };
 *
 * Rules: what may take longer than 50 ms runs as a job (seg_view_run; seg_view_glance for what a screen shows); so does everything that writes (SegWork.writes),
 * because the running job may hold the file. Small windowed reads (a page of users) may use seg_view_workspace() directly.
 * Movement keys, filter, sort and marks reach the list by themselves when .list is set. Errors of jobs are shown by the
 * program; others with seg_report(). */
#ifndef SEG_SCREEN_H
#define SEG_SCREEN_H

#include <segscope/plot.h>
#include <segscope/workspace.h>

#include "binding.h"
#include "canvas.h"
#include "dialog.h"
#include "list.h"
#include "pane.h"
#include "session.h"
#include "work.h"

typedef struct SegApp SegApp;

struct SegViewClass {
	const char       *name;       /* scope of its keys, and for seg_view_visit(): "segments" */
	const char       *title;      /* translatable */
	const char       *help;       /* a paragraph for `?`: what is seen here, what the words mean; translatable, or NULL */
	const SegBinding *bindings;   /* or NULL */
	gsize             state_size; /* bytes of view->state, zeroed before open() */

	/* All may be NULL except draw. */
	gboolean    (*open) (SegView *view, gpointer argument, GError **error); /* @argument as given to seg_view_push() */
	void        (*close) (SegView *view);     /* frees what is in the state; view->state itself is freed after it */
	void        (*refresh) (SegView *view);   /* after open(), and when shown after the workspace has changed */
	void        (*draw) (SegView *view, SegCells *cells, SegRect rect);
	gboolean    (*act) (SegView *view, int action); /* TRUE: done */
	gboolean    (*can) (SegView *view, int action); /* FALSE: the action makes no sense now; hidden and refused. NULL: TRUE */
	SegList    *(*list) (SegView *view);      /* the list that gets movement, filter, sort, marks and the mouse; or NULL */
	const char *(*when_empty) (SegView *view); /* what to do next when there is nothing to show yet, else NULL */
	const char *(*leads_to) (SegView *view);   /* while empty: the screen that Enter goes to, "data"; NULL: the view sees to Enter */
	gboolean    (*mouse) (SegView *view, const SegEvent *event); /* before the list; TRUE: done */
	gboolean    drags;                         /* mouse() also gets SEG_EVENT_DRAG and SEG_EVENT_RELEASE */
	SegPlot    *(*plot) (SegView *view);      /* the chart that is shown, described anew, for a closer look and for files; NULL: none now */
	void        (*visit) (SegView *view, const char *errand, gint64 id); /* see seg_view_visit() */
	const SegPaneClass *pane;                  /* what stands beside the list where there is room (pane.h); NULL: nothing */
};

struct SegView {
	const SegViewClass *class;
	SegApp  *app;
	gpointer state;
	gboolean outdated; /* the workspace has changed since refresh() */
	const SegWork *again; /* when it has ended, refresh() is due; or NULL */
	SegView *host;     /* the view whose pane this is; NULL: it is in none */
	SegPane  pane;
	gboolean unsaved;  /* the view sets it: something was chosen or typed in it that is not kept yet; whoever leaves it is asked first */
};

/* A step of the rail. */
typedef enum { SEG_STEP_NOT_YET, SEG_STEP_RUNNING, SEG_STEP_DONE, SEG_STEP_STALE } SegStepState;

typedef struct {
	const SegViewClass *class;
	const char *label;  /* in the rail, translatable */
	const char *letter; /* in the narrow rail, translatable */
	SegStepState (*state) (const SegSession *session);
	gboolean shows_quality; /* its views are read again when the quality report was made, not only when the data have changed */
} SegScreen;

extern const SegScreen seg_screens[]; /* in the order of the journey; ends with class NULL */

/** Read-write connection of the interface thread, for small reads. Never NULL in the screens of the rail. */
SegWorkspace     *seg_view_workspace (SegView *view);
/** What the program knows about the workspace: counts, newest feature set, segmentation, campaign, quality report. */
const SegSession *seg_view_session (SegView *view);
/** Whether keys go to the view (and not to the rail): lists show their cursor then. */
gboolean          seg_view_has_focus (SegView *view);

/** Opens a view of @class on top of this one (Esc returns here). FALSE: its open() failed and the error is shown. */
gboolean seg_view_push (SegView *view, const SegViewClass *class, gpointer argument);
/** Closes this view if it is not the screen's first one. Its state is gone afterwards. */
void     seg_view_pop (SegView *view);
/** Closes this view and opens one of @class in its place; Esc there leads to where it leads here. FALSE: @argument was not
 * taken over, the error is shown, and this view stays. */
gboolean seg_view_replace (SegView *view, const SegViewClass *class, gpointer argument);
/** Closes this view and all others on top of the screen's first one. */
void     seg_view_home (SegView *view);
/** Goes to the screen called @screen ("users") and gives its first view an errand, e.g. ("segment", id). */
void     seg_view_visit (SegView *view, const char *screen, const char *errand, gint64 id);

/** Starts or queues a job for the view; see work.h. @data is freed by work->free_data in the end. */
void     seg_view_run (SegView *view, const SegWork *work, gpointer data);
/** The same for what only reads what the view shows, seconds at most, and shares nothing with work of other views: where such work runs, it is done beside
 * that. */
void     seg_view_glance (SegView *view, const SegWork *work, gpointer data);
/** Cancels the job @work of this view, where it runs. */
void     seg_view_cancel (SegView *view, const SegWork *work);
/** Whether a job of this view runs or waits (of any kind; or just this @work when not NULL). */
gboolean seg_view_is_busy (SegView *view, const SegWork *work);
/** The same for refresh() and the like: if so the view is refreshed once more when @work has ended, so that what has changed meanwhile is not missed. */
gboolean seg_view_again_after (SegView *view, const SegWork *work);
/** The same for what a key begins: if so that is said. */
gboolean seg_view_is_at (SegView *view, const SegWork *work);
/** Whether work that keeps what the view is about (SEG_WORK_KEEPS) runs or waits. */
gboolean seg_view_is_keeping (SegView *view);

/** A line at the bottom until the next key. */
void seg_say (SegView *view, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** The session will be read again and all views refreshed: for changes made outside of jobs. */
void seg_view_changed (SegView *view);

#endif
