/* The program behind the screens: the open workspace, the stack of views of each screen, dialogs, work, and the loop. */
#ifndef SEG_APP_H
#define SEG_APP_H

#include "dialog-private.h"
#include "screens.h"
#include "tui.h"

#define SEG_MAX_SCREENS 9
/* A smaller terminal gets one sentence until it is made larger. */
#define SEG_MIN_WIDTH 60
#define SEG_MIN_HEIGHT 16

struct SegApp {
	char         *path;       /* of the workspace, or NULL while none is open */
	SegWorkspace *workspace;  /* the interface thread's connection */
	SegSession   *session;
	SegWorkQueue *queue;
	int           wake_pipe[2];
	GPtrArray    *views[SEG_MAX_SCREENS]; /* stack of SegView* of each screen, bottom first; NULL: never shown */
	SegView      *start;      /* shown while no workspace is open */
	guint         screen;     /* number in seg_screens of the screen in sight */
	guint         came_from;  /* screen, from 1, whose number or row led to this one, where Esc leads back; 0: none */
	gboolean      rail_has_focus;
	GPtrArray    *dialogs;    /* stack of SegDialog* */
	GAsyncQueue  *told;       /* of char*: what opening the file had to tell, from any thread */
	char         *notice;     /* until the next key, or NULL */
	GPtrArray    *things;     /* of SegThing*: what the palette finds besides commands, as last read; or NULL */
	guint         things_of;  /* the session's generation they were read in */
	GPtrArray    *recent;     /* of const char*: names of the commands last chosen in the palette, newest first */
	gboolean      quit;
	SegTuiDemo    demo;       /* or NULL */
	gint64        last_fix;   /* id of the cleaning step that Quality applied last, 0: none */
	guint         tour;       /* stop of the tour, from 1; 0: it is not on */
	int           width, height; /* of the terminal */
	SegRect       rail, body;    /* where they are, from the last draw; rail of width 0: none */
	int           cursor_x, cursor_y; /* text cursor after draw; x < 0: none */
};

SegApp *seg_app_new (const char *path, GError **error);
void    seg_app_free (SegApp *app);

/** Opens (or makes) the workspace @path and shows the first screen. On failure all stays as it was. */
gboolean seg_app_open (SegApp *app, const char *path, GError **error);
/** Closes the workspace and all its screens; the start screen is in sight. FALSE: it could not be shown, which was told. */
gboolean seg_app_leave_workspace (SegApp *app);

/** The view in sight; never NULL. */
SegView *seg_app_view (SegApp *app);
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
/** Asks first when work is running. */
void     seg_app_quit (SegApp *app);

#define SEG_BINDING_TABLES 5
/** The bindings that are in force, most specific table first; ends with NULL. */
void     seg_app_bindings (SegApp *app, const SegBinding *tables[SEG_BINDING_TABLES]);
gboolean seg_app_can (SegApp *app, const SegBinding *binding);

/** Draws everything into @cells, which has the size of the terminal. (frame.c) */
void     seg_app_draw (SegApp *app, SegCells *cells);

/** Dialogs made from the bindings. */
void     seg_help_show (SegApp *app);    /* help.c */
void     seg_palette_show (SegApp *app); /* palette.c */
extern const SegWork seg_things_work;    /* reads what the palette finds besides commands */
void     seg_palette_take_things (SegApp *app, gpointer data);
/** The person's settings, in force and kept at once. (settings.c) */
void     seg_settings_show (SegApp *app);
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

/** Adds a view of @class to the stack of @screen; NULL with @error. (view.c) */
SegView *seg_view_open (SegApp *app, guint screen, const SegViewClass *class, gpointer argument, GError **error);
void     seg_view_close (SegView *view);
/** Calls refresh() when due. */
void     seg_view_ready (SegView *view);

#endif
