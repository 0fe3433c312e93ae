/* The terminal: the one file that knows curses. Opens and restores it, reads events, shows a grid of cells.
 * One terminal a process; main thread only. */
#ifndef SEG_TERMINAL_H
#define SEG_TERMINAL_H

#include <segscope/chart.h>

#include "event.h"

/**
 * Takes over the terminal. It is given back by seg_terminal_close(), and also when the program dies of a signal.
 * FALSE with SEG_ERROR_USAGE: standard input or output is not a terminal, TERM is unset, unknown or too poor.
 */
gboolean seg_terminal_open (GError **error);
void     seg_terminal_close (void);

void     seg_terminal_size (int *width, int *height);
/** Takes over what the settings say of colours and mouse; after a change of them while the terminal is open. */
void     seg_terminal_apply_settings (void);
/** FALSE in a locale without UTF-8: only ASCII may be drawn. */
gboolean seg_terminal_is_utf8 (void);

/** Shows @cells, which must have the terminal's size (else shows what fits). Cursor at (x, y), hidden for x < 0. */
void seg_terminal_show (const SegCells *cells, int cursor_x, int cursor_y);
/** Draws everything anew at the next show, for a screen that something else wrote on. */
void seg_terminal_repaint (void);
/** Puts @text on the clipboard of the terminal in front of the person, also over ssh (OSC 52); terminals that do not know it, or do not
 * allow it, do nothing. */
void seg_terminal_copy (const char *text);
/** Where SEGSCOPE_TELL_STILL is set: says to whoever reads the terminal that everything of the @n_events keys and clicks so far is done and drawn,
 * last as @cells, and that nothing will change until more come: ESC ] 5379 ; still ; EVENTS ; COLUMNSxROWS BEL. The size is that of what was drawn: curses may
 * learn of another one while it draws. Terminals take no notice of it. */
void seg_terminal_tell_still (guint n_events, const SegCells *cells);
/** Stops the program as Ctrl-Z does; returns when it goes on. */
void seg_terminal_suspend (void);

/** Sleeps until a key, a byte in @wake_fd (which is emptied), a signal or @timeout milliseconds (-1: forever). */
void     seg_terminal_wait (int wake_fd, int timeout);
/** The next event, without waiting; FALSE when there is none. */
gboolean seg_terminal_next_event (SegEvent *event);
/** The signal that asks the program to end (SIGTERM, SIGHUP, SIGINT), or 0. */
int      seg_terminal_stop_signal (void);

#endif
