#include <config.h>
#include "terminal.h"

#include <segscope/error.h>
#include <segscope/settings.h>
#include <segscope/text.h>

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <langinfo.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "theme.h"

#define DOUBLE_CLICK_US 400000

static SCREEN *curses_screen;
static struct termios saved_modes;
static char restore_sequence[128]; /* what brings the terminal back, ready for a signal handler */
static size_t restore_length;
static volatile sig_atomic_t is_open, stop_signal;
static int signal_pipe[2] = { -1, -1 };
static chtype ink_attributes[SEG_N_INKS];
static short ink_pairs[SEG_N_INKS];
static struct { gint64 at; int x, y; } last_click;

/* Signals ---------------------------------------------------------------------------------------------------------- */

/* Only what a signal handler may call: no curses. */
static void
restore_now (void)
{
	ssize_t written;

	if (!is_open)
		return;
	is_open = 0;
	written = write (STDOUT_FILENO, restore_sequence, restore_length);
	(void) written;
	tcsetattr (STDIN_FILENO, TCSANOW, &saved_modes);
}

static void
die (int number)
{
	restore_now ();
	signal (number, SIG_DFL);
	raise (number);
}

/* The first signal lets the running job roll back and the loop end in order; the second ends at once. */
static void
ask_to_stop (int number)
{
	int saved = errno;
	ssize_t written;

	if (stop_signal != 0)
		die (number);
	stop_signal = number;
	written = write (signal_pipe[1], "s", 1);
	(void) written;
	errno = saved;
}

static struct sigaction curses_resized;

/* curses notes the new size when it is asked for a key; waking the loop makes it ask. Without this a resize that comes between
 * drawing and sleeping would go unseen until the next key. */
static void
wake_for_resize (int number)
{
	int saved = errno;
	ssize_t written;

	if (curses_resized.sa_handler != SIG_DFL && curses_resized.sa_handler != SIG_IGN)
		curses_resized.sa_handler (number);
	written = write (signal_pipe[1], "w", 1);
	(void) written;
	errno = saved;
}

static void
set_resize_handler (void)
{
	struct sigaction action = { .sa_handler = wake_for_resize, .sa_flags = SA_RESTART };

	sigaction (SIGWINCH, &action, &curses_resized);
	wake_for_resize (SIGWINCH); /* the size may have changed since curses looked */
}

static void
set_handlers (void)
{
	static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
	static const int polite[] = { SIGTERM, SIGHUP, SIGINT };
	struct sigaction action = { .sa_handler = die, .sa_flags = (int) SA_RESETHAND };

	for (gsize i = 0; i < G_N_ELEMENTS (fatal); i++)
		sigaction (fatal[i], &action, NULL);
	action = (struct sigaction) { .sa_handler = ask_to_stop };
	for (gsize i = 0; i < G_N_ELEMENTS (polite); i++)
		sigaction (polite[i], &action, NULL);
	set_resize_handler ();
}

static void
reset_handlers (void)
{
	static const int all[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGTERM, SIGHUP, SIGINT, SIGWINCH };

	for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
		signal (all[i], SIG_DFL);
}

static void
prepare_restore_sequence (gboolean mouse)
{
	const char *const names[] = { "sgr0", "cnorm", "rmkx", "rmcup" };

	g_strlcpy (restore_sequence, mouse ? "\033[?1000l\033[?1006l" : "", sizeof restore_sequence);
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		const char *sequence = tigetstr ((char *) names[i]);

		if (sequence != NULL && sequence != (char *) -1 && strstr (sequence, "$<") == NULL)
			g_strlcat (restore_sequence, sequence, sizeof restore_sequence);
	}
	g_strlcat (restore_sequence, "\r\n", sizeof restore_sequence);
	restore_length = strlen (restore_sequence);
}

/* Opening and closing ---------------------------------------------------------------------------------------------- */

static gboolean
check_terminal (GError **error)
{
	const char *name = g_getenv ("TERM"), *address;
	int status = 0;

	if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("The interface needs a terminal, and this is none; every step is also a command: segscope --help"));
		return FALSE;
	}
	if (name == NULL || *name == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("TERM is not set, so the kind of terminal is unknown; try: TERM=xterm-256color segscope"));
		return FALSE;
	}
	if (setupterm (NULL, STDOUT_FILENO, &status) != OK
	    || (address = tigetstr ((char *) "cup")) == NULL || address == (char *) -1) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("The terminal \"%s\" is unknown or cannot place a cursor; try: TERM=xterm-256color segscope, "
		               "or use commands: segscope --help"), name);
		return FALSE;
	}
	del_curterm (cur_term); /* newterm() makes its own */
	return TRUE;
}

static attr_t
curses_attributes (guint attributes)
{
	return ((attributes & SEG_STYLE_BOLD) ? A_BOLD : 0) | ((attributes & SEG_STYLE_DIM) ? A_DIM : 0)
	       | ((attributes & SEG_STYLE_REVERSE) ? A_REVERSE : 0) | ((attributes & SEG_STYLE_UNDERLINE) ? A_UNDERLINE : 0);
}

static void
set_inks (void)
{
	gboolean colours = has_colors () && start_color () == OK && use_default_colors () == OK;
	SegScheme scheme = seg_theme_choose (seg_setting (SEG_SETTING_SCHEME), colours && COLOR_PAIRS > SEG_N_INKS ? COLORS : 0, g_getenv ("NO_COLOR"),
	                                     g_getenv ("COLORFGBG"));

	for (guint ink = 0; ink < SEG_N_INKS; ink++) {
		const SegStyle *style = seg_theme_style (scheme, (SegInk) ink);

		ink_attributes[ink] = curses_attributes (style->attributes);
		ink_pairs[ink] = 0;
		if (style->foreground < 0 && style->background < 0)
			continue;
		ink_pairs[ink] = (short) (ink + 1);
		init_pair (ink_pairs[ink], style->foreground, style->background);
	}
}

static gboolean
wants_mouse (void)
{
	const char *wish = g_getenv ("SEGSCOPE_MOUSE");

	return (wish == NULL || strcmp (wish, "0") != 0) && strcmp (seg_setting (SEG_SETTING_MOUSE), "off") != 0;
}

/* What terminals send for these keys whatever TERM says; without this the Esc in front would mean "back". */
static void
define_keys (void)
{
	static const struct { const char *sequence; int code; } keys[] = {
		{ "\033[1~", KEY_HOME }, { "\033[7~", KEY_HOME }, { "\033[H", KEY_HOME }, { "\033OH", KEY_HOME },
		{ "\033[4~", KEY_END }, { "\033[8~", KEY_END }, { "\033[F", KEY_END }, { "\033OF", KEY_END },
		{ "\033[5~", KEY_PPAGE }, { "\033[6~", KEY_NPAGE }, { "\033[3~", KEY_DC }, { "\033[Z", KEY_BTAB },
		{ "\033[A", KEY_UP }, { "\033[B", KEY_DOWN }, { "\033[C", KEY_RIGHT }, { "\033[D", KEY_LEFT },
		{ "\033OA", KEY_UP }, { "\033OB", KEY_DOWN }, { "\033OC", KEY_RIGHT }, { "\033OD", KEY_LEFT },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
		if (key_defined (keys[i].sequence) == 0)
			define_key (keys[i].sequence, keys[i].code);
}

static void
take_mouse (gboolean take)
{
	mousemask (take ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
	mouseinterval (0);
}

static void
set_modes (gboolean mouse)
{
	raw (); /* Ctrl-C and Ctrl-Z arrive as keys: a job is stopped, not the program */
	noecho ();
	nonl ();
	keypad (stdscr, TRUE);
	nodelay (stdscr, TRUE);
	leaveok (stdscr, FALSE);
	set_escdelay (25);
	define_keys ();
	curs_set (0);
	if (mouse)
		take_mouse (TRUE);
}

gboolean
seg_terminal_open (GError **error)
{
	gboolean mouse = wants_mouse ();

	if (!check_terminal (error))
		return FALSE;
	if (!g_unix_open_pipe (signal_pipe, FD_CLOEXEC, error))
		return FALSE;
	g_unix_set_fd_nonblocking (signal_pipe[0], TRUE, NULL);
	g_unix_set_fd_nonblocking (signal_pipe[1], TRUE, NULL);
	tcgetattr (STDIN_FILENO, &saved_modes);
	curses_screen = newterm (NULL, stdout, stdin);
	if (curses_screen == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The terminal cannot be used by the interface; see segscope --help for commands"));
		return FALSE;
	}
	set_modes (mouse);
	set_inks ();
	prepare_restore_sequence (mouse);
	stop_signal = 0;
	is_open = 1;
	set_handlers ();
	return TRUE;
}

void
seg_terminal_apply_settings (void)
{
	if (curses_screen == NULL)
		return;
	set_inks ();
	take_mouse (wants_mouse ());
	prepare_restore_sequence (TRUE); /* the mouse may have been on before */
	seg_terminal_repaint ();
}

void
seg_terminal_close (void)
{
	if (curses_screen == NULL)
		return;
	is_open = 0;
	endwin ();
	delscreen (curses_screen);
	curses_screen = NULL;
	reset_handlers ();
	for (int i = 0; i < 2; i++) {
		close (signal_pipe[i]);
		signal_pipe[i] = -1;
	}
}

void
seg_terminal_size (int *width, int *height)
{
	*width = COLS;
	*height = LINES;
}

gboolean
seg_terminal_is_utf8 (void)
{
	return strcmp (nl_langinfo (CODESET), "UTF-8") == 0;
}

/* Showing ---------------------------------------------------------------------------------------------------------- */

/* Writes one cell. The terminal goes by the C library's idea of width; where it differs from ours, a character that
 * would shift the rest of the line is replaced. */
static void
show_cell (const SegCell *cell, int x, int y, gboolean wide)
{
	wchar_t text[2] = { (wchar_t) cell->character, 0 };
	int width = wcwidth (text[0]), wanted = wide ? 2 : 1;
	cchar_t complex;

	if (cell->character == 0)
		text[0] = L' ';
	else if (width != wanted)
		text[0] = width == 1 && wide ? text[0] : L'?';
	setcchar (&complex, text, ink_attributes[cell->ink] & A_ATTRIBUTES, ink_pairs[cell->ink], NULL);
	mvadd_wch (y, x, &complex);
}

void
seg_terminal_show (const SegCells *cells, int cursor_x, int cursor_y)
{
	int width = MIN (cells->width, COLS), height = MIN (cells->height, LINES);

	erase ();
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			const SegCell *cell = &cells->cells[(gsize) y * (gsize) cells->width + (gsize) x];
			gboolean wide = x + 1 < width && cell[1].character == 0;

			if (cell->character == ' ' && cell->ink == SEG_INK_NORMAL)
				continue;
			show_cell (cell, x, y, wide);
			if (wide && cell->character != 0 && wcwidth ((wchar_t) cell->character) == 2)
				x++;
		}
	curs_set (cursor_x >= 0 ? 1 : 0);
	move (cursor_x >= 0 ? MIN (cursor_y, LINES - 1) : LINES - 1, cursor_x >= 0 ? MIN (cursor_x, COLS - 1) : 0);
	refresh ();
}

void
seg_terminal_repaint (void)
{
	if (curses_screen != NULL)
		clearok (stdscr, TRUE);
}

void
seg_terminal_copy (const char *text)
{
	g_autofree char *code = g_base64_encode ((const guchar *) text, strlen (text)), *sequence = g_strconcat ("\033]52;c;", code, "\007", NULL);
	ssize_t written;

	if (curses_screen == NULL)
		return;
	fflush (stdout);
	written = write (STDOUT_FILENO, sequence, strlen (sequence));
	(void) written;
}

void
seg_terminal_suspend (void)
{
	if (curses_screen == NULL)
		return;
	def_prog_mode ();
	endwin ();
	is_open = 0;
	kill (0, SIGTSTP);
	is_open = 1;
	reset_prog_mode ();
	seg_terminal_repaint ();
	refresh ();
}

/* Events ----------------------------------------------------------------------------------------------------------- */

static void
empty_pipe (int fd)
{
	char bytes[64];

	while (fd >= 0 && read (fd, bytes, sizeof bytes) > 0)
		;
}

void
seg_terminal_wait (int wake_fd, int timeout)
{
	struct pollfd files[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN }, { .fd = wake_fd, .events = POLLIN }, { .fd = signal_pipe[0], .events = POLLIN },
	};

	if (poll (files, G_N_ELEMENTS (files), timeout) <= 0)
		return;
	if (files[1].revents != 0)
		empty_pipe (wake_fd);
	if (files[2].revents != 0)
		empty_pipe (signal_pipe[0]);
	if (files[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		stop_signal = SIGHUP; /* the terminal is gone */
}

int
seg_terminal_stop_signal (void)
{
	return stop_signal;
}

static gboolean
mouse_event (SegEvent *event)
{
	MEVENT mouse;
	gint64 now = g_get_monotonic_time ();

	if (getmouse (&mouse) != OK)
		return FALSE;
	*event = (SegEvent) { .kind = SEG_EVENT_CLICK, .x = mouse.x, .y = mouse.y };
	if (mouse.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
		event->kind = SEG_EVENT_WHEEL;
		event->amount = mouse.bstate & BUTTON4_PRESSED ? -1 : 1;
		return TRUE;
	}
	if (!(mouse.bstate & BUTTON1_PRESSED))
		return FALSE;
	if (now - last_click.at < DOUBLE_CLICK_US && last_click.x == mouse.x && last_click.y == mouse.y) {
		event->kind = SEG_EVENT_DOUBLE_CLICK;
		now = 0; /* a third click begins anew */
	}
	last_click.at = now;
	last_click.x = mouse.x;
	last_click.y = mouse.y;
	return TRUE;
}

static int
function_key (wint_t code)
{
	static const struct { wint_t code; int key; } keys[] = {
		{ KEY_UP, SEG_KEY_UP }, { KEY_DOWN, SEG_KEY_DOWN }, { KEY_LEFT, SEG_KEY_LEFT }, { KEY_RIGHT, SEG_KEY_RIGHT },
		{ KEY_PPAGE, SEG_KEY_PAGE_UP }, { KEY_NPAGE, SEG_KEY_PAGE_DOWN }, { KEY_HOME, SEG_KEY_HOME }, { KEY_END, SEG_KEY_END },
		{ KEY_DC, SEG_KEY_DELETE }, { KEY_BTAB, SEG_KEY_BACK_TAB }, { KEY_ENTER, SEG_KEY_ENTER }, { KEY_BACKSPACE, SEG_KEY_BACKSPACE },
		{ KEY_FIND, SEG_KEY_HOME }, { KEY_SELECT, SEG_KEY_END },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
		if (keys[i].code == code)
			return keys[i].key;
	return SEG_KEY_NONE;
}

gboolean
seg_terminal_next_event (SegEvent *event)
{
	wint_t code;

	for (;;) {
		int kind = get_wch (&code);

		*event = (SegEvent) { .kind = SEG_EVENT_KEY };
		if (kind == ERR)
			return FALSE;
		if (kind == OK) {
			event->key = code == '\r' ? SEG_KEY_ENTER : code == 8 ? SEG_KEY_BACKSPACE : (int) code;
			return TRUE;
		}
		if (code == KEY_RESIZE) {
			event->kind = SEG_EVENT_RESIZE;
			return TRUE;
		}
		if (code == KEY_MOUSE && mouse_event (event))
			return TRUE;
		if (code != KEY_MOUSE && (event->key = function_key (code)) != SEG_KEY_NONE)
			return TRUE;
	}
}
