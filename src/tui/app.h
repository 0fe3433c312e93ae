/* The program behind the screens: the open workspace, the stack of views of each screen, dialogs, work, and the loop. */
#ifndef SEG_APP_H
#define SEG_APP_H

#include "dialog-private.h"
#include "screens.h"
#include "tui.h"

typedef struct SegRecorder SegRecorder;
typedef struct SegReplay SegReplay;

#define SEG_MAX_SCREENS 9
/* A smaller terminal gets one sentence until it is made larger. */
#define SEG_MIN_WIDTH 60
#define SEG_MIN_HEIGHT 16

struct SegApp {
	char         *path;       /* of the workspace, or NULL while none is open */
	SegWorkspace *workspace;  /* the interface thread's connection */
	SegSession   *session;
	SegWorkQueue *queue;
	SegWorkQueue *pane_queue; /* of what panes read by themselves */
	SegWorkQueue *glance_queue; /* of what screens read while other work runs */
	int           wake_pipe[2];
	GPtrArray    *views[SEG_MAX_SCREENS]; /* stack of SegView* of each screen, bottom first; NULL: never shown */
	SegView      *start;      /* shown while no workspace is open */
	guint         screen;     /* number in seg_screens of the screen in sight */
	guint         came_from;  /* screen, from 1, whose number or row led to this one, where Esc leads back; 0: none */
	gboolean      rail_has_focus;
	GPtrArray    *dialogs;    /* stack of SegDialog* */
	GAsyncQueue  *told;       /* of char*: what opening the file had to tell, from any thread */
	char         *notice;     /* until the next key, or NULL */
	struct SegMask *mask;     /* demo mode: covers names; or NULL */
	char         *mask_of;    /* fingerprint of the data whose names it knows; NULL: of none */
	GPtrArray    *things;     /* of SegThing*: what the palette finds besides commands, as last read; or NULL */
	guint         things_of;  /* the session's generation they were read in */
	GPtrArray    *recent;     /* of const char*: names of the commands last chosen in the palette, newest first */
	GHashTable   *typed;      /* what was typed into questions last: see drafts.h */
	gboolean      quit;
	gboolean      asked_small; /* in a terminal that is too small, q was told what leaving would lose */
	SegTuiDemo    demo;       /* or NULL */
	gint64        last_fix;   /* id of the cleaning step that Quality applied last, 0: none */
	SegRecorder  *recorder;   /* of this session, or NULL */
	SegReplay    *replay;     /* the session that is done again, or NULL */
	char         *replay_failure; /* why one stopped, or NULL */
	guint         tour;       /* stop of the tour, from 1; 0: it is not on */
	int           width, height; /* of the terminal */
	SegRect       rail, body;    /* where they are, from the last draw; rail of width 0: none */
	SegRect       pane;          /* likewise; of width 0: none */
	gint64        pane_due;      /* when it follows the cursor, monotonic microseconds; 0: it has */
	int           cursor_x, cursor_y; /* text cursor after draw; x < 0: none */
};

SegApp *seg_app_new (const char *path, GError **error);
void    seg_app_free (SegApp *app);

/** Opens (or makes) the workspace @path and shows the first screen. On failure all stays as it was. */
gboolean seg_app_open (SegApp *app, const char *path, GError **error);
/** Closes the workspace and all its screens; the start screen is in sight. FALSE: it could not be shown, which was told. */
gboolean seg_app_leave_workspace (SegApp *app);

/** The view that keys go to: the one in sight, or that in its pane; never NULL. */
SegView *seg_app_view (SegApp *app);
/** The view in sight, whatever has the focus. */
SegView *seg_app_host (SegApp *app);
/** Calls refresh() where it is due, of all that is in sight. */
void     seg_app_ready (SegApp *app);
/** Hands over what has ended, starts what waits. TRUE: something changed. */
gboolean seg_app_tend (SegApp *app);
/** Whether nothing runs and nothing waits, in any queue. */
gboolean seg_app_is_idle (const SegApp *app);
void     seg_app_show_screen (SegApp *app, guint screen);
/** Esc leads back to the screen @from from the first view of the one in sight, until another screen is gone to. */
void     seg_app_note_way_back (SegApp *app, guint from);
void     seg_app_say (SegApp *app, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** Reads the session again and marks all views as outdated. */
void     seg_app_changed (SegApp *app);
/** Makes the quality report, unless that is under way. */
void     seg_app_check_quality (SegApp *app);
void     seg_app_handle (SegApp *app, const SegEvent *event);
/** Does what a binding says, as if its key had been pressed. */
void     seg_app_act (SegApp *app, int action);

/* Leaving (leaving.c). */
/** Asks first when something would be lost: work that is running, and what is not kept yet in any view. */
void     seg_app_quit (SegApp *app);
/** The same where there is no room for a question: the second time it leaves. */
void     seg_app_quit_small (SegApp *app);
/** What stands there. Free with g_free(). */
char    *seg_app_small_words (SegApp *app);
/** Whether something in the views of @screen, from the one at @from on, is not kept yet. */
gboolean seg_app_has_unsaved (SegApp *app, guint screen, guint from);
/** If so asks whether to leave it, naming all of them, and calls @leave for yes. @data is freed with @free_data in any case. */
gboolean seg_app_ask_to_leave (SegApp *app, guint screen, guint from, SegYesAnswer leave, gpointer data, GDestroyNotify free_data);
/** The same for the views of all screens. */
gboolean seg_app_ask_to_leave_all (SegApp *app, SegYesAnswer leave, gpointer data, GDestroyNotify free_data);
/** Closes @view, having asked first where something in it is not kept. */
void     seg_view_go_back (SegView *view);

#define SEG_BINDING_TABLES 9
/** The bindings that are in force, most specific table first; ends with NULL. */
void     seg_app_bindings (SegApp *app, const SegBinding *tables[SEG_BINDING_TABLES]);
gboolean seg_app_can (SegApp *app, const SegBinding *binding);

/* Keys that mean nothing now (refusal.c). */
/** Whether the action of @binding is one that @view takes no part in while it keeps what it is about. */
gboolean seg_view_refuses (SegView *view, const SegBinding *binding);
/** Says why the key of @binding, for which seg_app_can() is FALSE, does nothing; moving in lists is refused without a word. */
void     seg_refusal_say (SegApp *app, const SegBinding *binding);
/** Whether the key is not to be looked up in the tables behind that of @binding: there is something to say about why it is refused here. */
gboolean seg_refusal_is_final (SegApp *app, const SegBinding *binding);
/** Names of the bindings that have a reason of their own, for tests: ends with NULL. */
const char *const *seg_refusal_names (void);

/** Draws everything into @cells, which has the size of the terminal. (frame.c) */
void     seg_app_draw (SegApp *app, SegCells *cells);

/** Dialogs made from the bindings. */
void     seg_help_show (SegApp *app);    /* help.c */
void     seg_palette_show (SegApp *app); /* palette.c */
extern const SegWork seg_things_work;    /* reads what the palette finds besides commands */
void     seg_palette_take_things (SegApp *app, gpointer data);
extern const SegWork seg_found_users_work; /* finds users for the palette (palette-users.c) */
void     seg_palette_take_users (SegApp *app, gpointer found);
/** The person's settings, in force and kept at once. (settings.c) */
void     seg_settings_show (SegApp *app);
/** All commands with their keys, to choose others. (settings-keys.c) */
void     seg_keys_show (SegApp *app);
/** Says what is wrong in the person's settings, if anything: a value that means nothing, a key for a command that there is not. */
void     seg_settings_tell_mistake (SegApp *app);
/** The tour: begins, or goes to the next stop; after the last one it is over. (tour.c) */
void     seg_tour_next (SegApp *app);
void     seg_tour_leave (SegApp *app);
gboolean seg_tour_is_on (const SegApp *app);
/** Draws the stop, if the tour is on and there is room, at the foot of @body; returns what is left of it. */
SegRect  seg_tour_draw (SegApp *app, SegCells *cells, SegRect body);
/** What runs, waits and has ended. (jobs.c) */
void     seg_jobs_show (SegApp *app);
/** All that is shown is made anew, in the language of now; the data stay. */
void     seg_app_outdate (SegApp *app);

/** The screen whose stack holds @view, or the one beside which it stands; or SEG_MAX_SCREENS. (view.c) */
guint    seg_view_screen (const SegView *view);
/** Adds a view of @class to the stack of @screen; NULL with @error. (view.c) */
SegView *seg_view_open (SegApp *app, guint screen, const SegViewClass *class, gpointer argument, GError **error);
/** The same for the pane of @host, which does not take it over. */
SegView *seg_view_open_in (SegView *host, const SegViewClass *class, gpointer argument, GError **error);
void     seg_view_close (SegView *view);
/** Calls refresh() when due. */
void     seg_view_ready (SegView *view);
/** Whether a sentence stands in the place of what @view would show. */
gboolean seg_view_shows_nothing (SegView *view);
/** @work of @view (NULL: none any more) has ended: see seg_view_again_after(). */
void     seg_view_ended (SegView *view, const SegWork *work, const GError *error);

#endif
