#include <config.h>
#include "terminal-signals.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOST_HELD 65536  /* bytes of messages kept for later */
#define SPARE_STACK 65536 /* bytes: for the handler, when the stack itself has run over */

static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
static const int polite[] = { SIGTERM, SIGHUP, SIGINT };
static const int stopping[] = { SIGTSTP, SIGCONT };

static char restore_sequence[256];
static size_t restore_length;
static struct termios restore_modes;
static volatile sig_atomic_t is_taken, stop_signal, wants_suspend, has_continued;
static int pipe_fds[2] = { -1, -1 };
static struct sigaction before_fatal[G_N_ELEMENTS (fatal)], curses_resized;
static GString *held; /* what was said while the screen was taken; NULL: it is not */
static GMutex held_lock;

/* Handlers: only what a signal handler may call, no curses. ----------------------------------------------------------------- */

static void
restore_now (void)
{
	ssize_t written;

	if (!is_taken)
		return;
	is_taken = 0;
	written = write (STDOUT_FILENO, restore_sequence, restore_length);
	tcsetattr (STDIN_FILENO, TCSANOW, &restore_modes);
	if (held != NULL) /* it may say why the program dies */
		written = write (STDERR_FILENO, held->str, held->len);
	(void) written;
}

static void
wake (void)
{
	int saved = errno;
	ssize_t written = write (pipe_fds[1], "s", 1);

	(void) written;
	errno = saved;
}

/* What it would have done without us comes after, so that a debugger or a sanitizer sees it, too. */
static void
die (int number)
{
	restore_now ();
	for (gsize i = 0; i < G_N_ELEMENTS (fatal); i++)
		if (fatal[i] == number)
			sigaction (number, &before_fatal[i], NULL);
	raise (number);
}

/* The first signal lets the running job roll back and the loop end in order; the second ends at once. */
static void
ask_to_stop (int number)
{
	if (stop_signal != 0) {
		restore_now ();
		signal (number, SIG_DFL);
		raise (number);
	}
	stop_signal = number;
	wake ();
}

static void
note_stop (int number)
{
	if (number == SIGTSTP)
		wants_suspend = 1;
	else
		has_continued = 1;
	wake ();
}

/* curses notes the new size when it is asked for a key; waking the loop makes it ask. Without this a resize that comes between
 * drawing and sleeping would go unseen until the next key. */
static void
wake_for_resize (int number)
{
	if (curses_resized.sa_handler != SIG_DFL && curses_resized.sa_handler != SIG_IGN)
		curses_resized.sa_handler (number);
	wake ();
}

static void
set_handlers (void)
{
	struct sigaction action = { .sa_handler = die, .sa_flags = SA_ONSTACK };

	for (gsize i = 0; i < G_N_ELEMENTS (fatal); i++)
		sigaction (fatal[i], &action, &before_fatal[i]);
	action = (struct sigaction) { .sa_handler = ask_to_stop };
	for (gsize i = 0; i < G_N_ELEMENTS (polite); i++)
		sigaction (polite[i], &action, NULL);
	action = (struct sigaction) { .sa_handler = note_stop, .sa_flags = SA_RESTART };
	for (gsize i = 0; i < G_N_ELEMENTS (stopping); i++)
		sigaction (stopping[i], &action, NULL);
	action.sa_handler = wake_for_resize;
	sigaction (SIGWINCH, &action, &curses_resized);
	seg_signals_look_at_size (); /* it may have changed since curses looked */
}

static void
reset_handlers (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (fatal); i++)
		sigaction (fatal[i], &before_fatal[i], NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (polite); i++)
		signal (polite[i], SIG_DFL);
	for (gsize i = 0; i < G_N_ELEMENTS (stopping); i++)
		signal (stopping[i], SIG_DFL);
	signal (SIGWINCH, SIG_DFL);
}

/* A stack of its own for the handlers of the main thread, unless there is one already. */
static void
give_spare_stack (void)
{
	static char spare[SPARE_STACK];
	stack_t now, stack = { .ss_sp = spare, .ss_size = sizeof spare };

	if (sigaltstack (NULL, &now) == 0 && (now.ss_flags & SS_DISABLE) != 0)
		sigaltstack (&stack, NULL);
}

/* What libraries say ------------------------------------------------------------------------------------------------------- */

/* Any thread. */
static void
hold (const char *text)
{
	g_mutex_lock (&held_lock);
	if (held != NULL && isatty (STDERR_FILENO)) {
		if (held->len < MOST_HELD)
			g_string_append (held, text);
	} else
		fputs (text, stderr);
	g_mutex_unlock (&held_lock);
}

/* In the middle of a screen nobody could read it; a last word is said on the screen that was there before. */
static void
hear_message (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
	g_autofree char *line = NULL;

	(void) data;
	if (level & G_LOG_FLAG_FATAL) {
		restore_now ();
		g_log_default_handler (domain, level, message, NULL);
		return;
	}
	line = g_strdup_printf ("%s%s%s\n", domain != NULL ? domain : "", domain != NULL ? ": " : "", message);
	hold (line);
}

static void
hold_messages (gboolean take)
{
	static GPrintFunc before;
	g_autofree char *said = NULL;

	if (take) {
		held = g_string_new (NULL);
		g_log_set_default_handler (hear_message, NULL);
		before = g_set_printerr_handler (hold);
		return;
	}
	g_log_set_default_handler (g_log_default_handler, NULL);
	g_set_printerr_handler (before);
	g_mutex_lock (&held_lock);
	said = g_string_free (g_steal_pointer (&held), FALSE);
	g_mutex_unlock (&held_lock);
	fputs (said, stderr);
}

/* For the terminal ----------------------------------------------------------------------------------------------------------- */

void
seg_signals_prepare (const char *sequence, const struct termios *modes)
{
	g_strlcpy (restore_sequence, sequence, sizeof restore_sequence);
	restore_length = strlen (restore_sequence);
	restore_modes = *modes;
}

gboolean
seg_signals_begin (GError **error)
{
	if (!g_unix_open_pipe (pipe_fds, FD_CLOEXEC, error))
		return FALSE;
	g_unix_set_fd_nonblocking (pipe_fds[0], TRUE, NULL);
	g_unix_set_fd_nonblocking (pipe_fds[1], TRUE, NULL);
	stop_signal = wants_suspend = has_continued = 0;
	is_taken = 1;
	give_spare_stack ();
	set_handlers ();
	hold_messages (TRUE);
	return TRUE;
}

void
seg_signals_end (void)
{
	is_taken = 0;
	if (pipe_fds[0] < 0)
		return;
	reset_handlers ();
	hold_messages (FALSE);
	for (int i = 0; i < 2; i++) {
		close (pipe_fds[i]);
		pipe_fds[i] = -1;
	}
}

void
seg_signals_hold (gboolean lent)
{
	is_taken = !lent;
}

int
seg_signals_fd (void)
{
	return pipe_fds[0];
}

int
seg_signals_asked_to_stop (void)
{
	return stop_signal;
}

void
seg_signals_note_hangup (void)
{
	stop_signal = SIGHUP;
}

void
seg_signals_look_at_size (void)
{
	wake_for_resize (SIGWINCH);
}

void
seg_signals_stop (void)
{
	struct sigaction action = { .sa_handler = note_stop, .sa_flags = SA_RESTART };

	signal (SIGTSTP, SIG_DFL);
	kill (0, SIGTSTP);
	sigaction (SIGTSTP, &action, NULL);
	wants_suspend = has_continued = 0;
}

SegSignalsNews
seg_signals_take (void)
{
	if (wants_suspend) {
		wants_suspend = 0;
		return SEG_SIGNALS_SUSPEND;
	}
	if (has_continued) {
		has_continued = 0;
		return SEG_SIGNALS_CONTINUED;
	}
	return SEG_SIGNALS_NOTHING;
}
