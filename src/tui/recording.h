/* Sessions that are recorded, and done again: see script.h for what the files say. */
#ifndef SEG_RECORDING_H
#define SEG_RECORDING_H

#include "app.h"
#include "event.h"

/** Writes down from now on what the person does, to the new or emptied file @path (mode 0600: it holds what is typed). Each line is
 * written as soon as it is full, so that a recording outlives a crash. FALSE: the file cannot be written. */
gboolean seg_recording_start (SegApp *app, const char *path, GError **error);
/** Ends it, if one is on, and says so. */
void     seg_recording_stop (SegApp *app);
/** Before the program handles @event. */
void     seg_recording_event (SegApp *app, const SegEvent *event);
/** The event was a key for the binding @name: its command of the shell becomes a remark. */
void     seg_recording_action (SegApp *app, const char *name);
/** In each round of the loop: notes whether work runs, so that a later replay waits for it where the person did. */
void     seg_recording_look (SegApp *app);

/**
 * Does the session of the file @path again, one key every @pace seconds.
 *
 * FALSE: the file cannot be read or has a mistake, or its clicks are for a terminal of another size; nothing was done. */
gboolean seg_replay_start (SegApp *app, const char *path, double pace, GError **error);
/** Whether a session is being done again. */
gboolean seg_replay_is_on (const SegApp *app);
/** Does what is due. @cells: what is on the screen. Milliseconds until it wants to be called again, or -1. */
int      seg_replay_go_on (SegApp *app, const SegCells *cells);
/** The person took over. */
void     seg_replay_interrupt (SegApp *app);

/** For the header, "● recording ", "▶ 12 of 40 ", or NULL. Free with g_free(). */
char    *seg_recording_mark (const SegApp *app);
void     seg_recording_free (SegApp *app);
void     seg_replay_free (SegApp *app); /* also where a step of it leaves the program */

/* Questions behind keys. */
void seg_recording_ask (SegApp *app); /* begins or ends a recording */
void seg_replay_ask (SegApp *app);

#endif
