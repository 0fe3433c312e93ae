/* Signals while the terminal is taken: it is given back whatever ends the program, and taken again after a stop. For terminal.c. */
#ifndef SEG_TERMINAL_SIGNALS_H
#define SEG_TERMINAL_SIGNALS_H

#include <glib.h>
#include <termios.h>

/** What brings the terminal back, when the program dies: bytes to write, and the modes to set. Both are copied. */
void     seg_signals_prepare (const char *sequence, const struct termios *modes);
/** The terminal is taken: from now on signals are heard, and what libraries say on stderr waits until the screen is left. */
gboolean seg_signals_begin (GError **error);
/** The terminal was given back; signals do what they did before. */
void     seg_signals_end (void);
/** TRUE: the terminal is lent to somebody else, and need not be brought back; FALSE: it is ours again. */
void     seg_signals_hold (gboolean lent);

/** Readable when a signal has come; whoever reads it empties it. */
int      seg_signals_fd (void);
/** The signal that asks the program to end (SIGTERM, SIGHUP, SIGINT), or 0. */
int      seg_signals_asked_to_stop (void);
/** As if SIGHUP had come: nobody is at the terminal any more. */
void     seg_signals_note_hangup (void);
/** Lets curses look at the size of the terminal again. */
void     seg_signals_look_at_size (void);
/** Stops all of the job as Ctrl-Z does; returns when it goes on. */
void     seg_signals_stop (void);

typedef enum {
	SEG_SIGNALS_NOTHING,
	SEG_SIGNALS_SUSPEND,  /* SIGTSTP came */
	SEG_SIGNALS_CONTINUED /* SIGCONT came, after a SIGSTOP that nobody hears */
} SegSignalsNews;

/** What has come since the last call. */
SegSignalsNews seg_signals_take (void);

#endif
