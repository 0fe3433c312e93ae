/* A terminal for tests: runs a program in a real pseudo-terminal and reads what a person would see.
 *
 * What the program writes goes through libvterm into a screen of cells; keys go back the way a terminal would send them.
 * The program gets a fixed environment (TERM=xterm-256color, C.UTF-8, UTC) and a fresh folder as HOME and as its working
 * folder. Tests never sleep: they wait for what must appear, with a time limit that only a broken program reaches
 * (SEGSCOPE_TEST_PATIENCE multiplies it). What does not come fails the test and prints the screen as it stands.
 *
 *     g_autoptr (Terminal) terminal = terminal_start (24, 80, "segscope", "demo.seg", NULL);
 *     terminal_wait_for (terminal, "Import");
 *     terminal_keys (terminal, "?<Esc>:import<Enter>");
 *     g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
 *     terminal_assert_restored (terminal); */
#ifndef SEG_TEST_TERMINAL_H
#define SEG_TEST_TERMINAL_H

#include <glib.h>

typedef struct Terminal Terminal;

/**
 * Starts a program; the words after @columns are its arguments, ended by NULL. The first, "segscope", stands for the binary
 * under test (environment variable SEGSCOPE).
 */
Terminal *terminal_start (int rows, int columns, ...) G_GNUC_NULL_TERMINATED;

/**
 * As terminal_start(), with more said.
 *
 * @folder: the program's HOME and working folder, which stays; NULL for a fresh one that goes with the terminal.
 * @environment: "NAME=value" adds or replaces, "NAME" takes away; NULL-terminated, or NULL.
 */
Terminal *terminal_start_in (const char *folder, int rows, int columns, const char *const *environment,
                             const char *const *arguments);

/** Ends the program if it still runs, and frees all. */
void terminal_free (Terminal *terminal);

/** The program's working folder. */
const char *terminal_folder (const Terminal *terminal);

/** Types @keys: text as it is, other keys by name: <Enter> <Esc> <Tab> <S-Tab> <Backspace> <Up> <Down> <Left> <Right> <PageUp>
 * <PageDown> <Home> <End> <Insert> <Delete> <Space> <F1>..<F12> <C-c> <lt> (the < itself). <Esc!> is Esc with Ctrl-Q right behind it, which
 * means nothing but tells the program at once that it is no other key. */
void terminal_keys (Terminal *terminal, const char *keys);

/** Clicks the left mouse button on a cell. */
void terminal_click (Terminal *terminal, int row, int column);
/** Holds the left button down in one cell, moves to another and lets go. */
void terminal_drag (Terminal *terminal, int row, int column, int to_row, int to_column);
/** Turns the wheel: up is nearer (-1), down 1. */
void terminal_wheel (Terminal *terminal, int row, int column, int direction);

void terminal_resize (Terminal *terminal, int rows, int columns);

/** Sends a signal to the program. */
void terminal_signal (Terminal *terminal, int signal_number);

/* Waiting: each fails the test, showing the screen, when it does not come true. */
#define terminal_wait_for(terminal, text) terminal_wait_for_at (G_STRLOC, terminal, text)
#define terminal_wait_gone(terminal, text) terminal_wait_gone_at (G_STRLOC, terminal, text)
void terminal_wait_for_at (const char *where, Terminal *terminal, const char *text);
void terminal_wait_gone_at (const char *where, Terminal *terminal, const char *text);

/** Waits until everything of the keys so far, and of the size, is done and drawn and nothing runs any more: the program says so itself. Only for
 * programs started with SEGSCOPE_TELL_STILL=1 in their environment, of which one waits so after each key; and not after the mouse. */
#define terminal_wait_still(terminal) terminal_wait_still_at (G_STRLOC, terminal)
void terminal_wait_still_at (const char *where, Terminal *terminal);

/** Reads what the program writes until it has been still for @milliseconds, or has ended. For walks without a goal. */
void terminal_settle (Terminal *terminal, guint milliseconds);

/** Waits for the end: the exit status, or 128 + N when signal N ended it. */
#define terminal_wait_exit(terminal) terminal_wait_exit_at (G_STRLOC, terminal)
int terminal_wait_exit_at (const char *where, Terminal *terminal);

/** Whether the program has not ended yet. */
gboolean terminal_is_running (Terminal *terminal);

/* What is on the screen. Each reads pending output first. */

/** All rows, without blanks at their ends, each with a newline; a wide character counts once. Free with g_free(). */
char *terminal_screen (Terminal *terminal);
/** One row, counted from 0. Free with g_free(). */
char *terminal_row (Terminal *terminal, int row);
/** Where @text first stands on the screen, in cells; FALSE when nowhere. @row, @column: (out), may be NULL. */
gboolean terminal_find (Terminal *terminal, const char *text, int *row, int *column);
#define terminal_assert_shows(terminal, text) terminal_assert_shows_at (G_STRLOC, terminal, text, TRUE)
#define terminal_assert_shows_not(terminal, text) terminal_assert_shows_at (G_STRLOC, terminal, text, FALSE)
void terminal_assert_shows_at (const char *where, Terminal *terminal, const char *text, gboolean shown);

typedef struct {
	char     text[32];               /* the character with its combining marks; "" for an empty cell */
	int      width;                  /* 1 or 2 */
	gboolean bold, reverse, underline;
	int      foreground, background; /* palette index, or -1 for the terminal's own colour */
} TerminalCell;

void terminal_cell (Terminal *terminal, int row, int column, TerminalCell *cell);

void terminal_cursor (Terminal *terminal, int *row, int *column, gboolean *visible);
/** Whether the program asked for the mouse. */
gboolean terminal_has_mouse (Terminal *terminal);
/** Whether the alternate screen is on. */
gboolean terminal_is_alternate (Terminal *terminal);
/** Every byte that the program has written so far. */
const char *terminal_output (Terminal *terminal, gsize *size);

/** Fails unless the terminal is as the program found it: alternate screen left, cursor visible, mouse off, line discipline as
 * before. */
#define terminal_assert_restored(terminal) terminal_assert_restored_at (G_STRLOC, terminal)
void terminal_assert_restored_at (const char *where, Terminal *terminal);

/** Fails the test with @message and the screen. */
void terminal_fail (const char *where, Terminal *terminal, const char *message) G_GNUC_NORETURN;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Terminal, terminal_free)

#endif
