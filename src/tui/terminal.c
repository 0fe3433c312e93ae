#include <config.h>
#include "terminal.h"

#include <segscope/error.h>
#include <segscope/settings.h>
#include <segscope/text.h>

#include <curses.h>
#include <glib/gi18n.h>
#include <langinfo.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "terminal-signals.h"
#include "theme.h"

#define DOUBLE_CLICK_US 400000
/* What curses makes of a press and a release that arrive together, as they do over a slow line. */
#define CLICKED_AT_ONCE (BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED)

static SCREEN *curses_screen;
static struct termios saved_modes;
static chtype ink_attributes[SEG_N_INKS];
static short ink_pairs[SEG_N_INKS];
static struct { gint64 at; int x, y; } last_click;
static gboolean is_mouse_on;
static SegEvent waiting[32];  /* of the mouse, that came together */
static guint n_waiting;

/* Opening and closing ---------------------------------------------------------------------------------------------- */

static gboolean
wants_mouse (void)
{
	const char *wish = g_getenv ("SEGSCOPE_MOUSE");

	return (wish == NULL || strcmp (wish, "0") != 0) && strcmp (seg_setting (SEG_SETTING_MOUSE), "off") != 0;
}

/* What a signal handler writes; the mouse may have been on before. */
static void
prepare_restore_sequence (void)
{
	const char *const names[] = { "sgr0", "cnorm", "rmkx", "rmcup" };
	g_autoptr (GString) sequence = g_string_new (wants_mouse () || is_mouse_on ? "\033[?1002l\033[?1000l\033[?1006l" : "");
	g_autoptr (GRegex) delays = g_regex_new ("\\$<[^>]*>", G_REGEX_RAW, 0, NULL); /* of slow old terminals, for tputs() */
	g_autofree char *plain = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		const char *part = tigetstr ((char *) names[i]);

		if (part != NULL && part != (char *) -1)
			g_string_append (sequence, part);
	}
	g_string_append (sequence, "\r\n");
	plain = g_regex_replace_literal (delays, sequence->str, (gssize) sequence->len, 0, "", 0, NULL);
	seg_signals_prepare (plain, &saved_modes);
}

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
		init_pair (ink_pairs[ink], seg_theme_foreground (scheme, style, COLORS), style->background);
	}
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

/* What curses has no word for, behind all that it has drawn. */
static void
write_now (const char *sequence)
{
	ssize_t written;

	fflush (stdout);
	written = write (STDOUT_FILENO, sequence, strlen (sequence));
	(void) written;
}

/* Movement with the button held, which curses knows how to read but not how to ask for. */
static void
follow_mouse (gboolean follow)
{
	write_now (follow ? "\033[?1002h" : "\033[?1002l");
}

static void
take_mouse (gboolean take)
{
	mmask_t taken = mousemask (take ? BUTTON1_PRESSED | BUTTON1_RELEASED | CLICKED_AT_ONCE | BUTTON4_PRESSED | BUTTON5_PRESSED | REPORT_MOUSE_POSITION : 0, NULL);

	mouseinterval (0);
	is_mouse_on = taken != 0;
	follow_mouse (is_mouse_on);
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
	tcgetattr (STDIN_FILENO, &saved_modes);
	curses_screen = newterm (NULL, stdout, stdin);
	if (curses_screen == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The terminal cannot be used by the interface; see segscope --help for commands"));
		return FALSE;
	}
	set_modes (mouse);
	set_inks ();
	prepare_restore_sequence ();
	if (seg_signals_begin (error))
		return TRUE;
	seg_terminal_close ();
	return FALSE;
}

void
seg_terminal_apply_settings (void)
{
	if (curses_screen == NULL)
		return;
	set_inks ();
	prepare_restore_sequence (); /* the mouse may have been on until now */
	take_mouse (wants_mouse ());
	seg_terminal_repaint ();
}

void
seg_terminal_close (void)
{
	if (curses_screen == NULL)
		return;
	if (is_mouse_on)
		follow_mouse (FALSE);
	endwin ();
	seg_signals_hold (TRUE);
	delscreen (curses_screen);
	curses_screen = NULL;
	seg_signals_end ();
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
	wchar_t text[1 + SEG_CELL_MARKS + 1] = { (wchar_t) cell->character, 0 };
	int width = wcwidth (text[0]), wanted = wide ? 2 : 1, n = 1;
	cchar_t complex;

	if (cell->character == 0)
		text[0] = L' ';
	else if (width != wanted)
		text[0] = width == 1 && wide ? text[0] : L'?';
	else
		for (guint i = 0; i < SEG_CELL_MARKS && cell->marks[i] != 0; i++)
			if (wcwidth ((wchar_t) cell->marks[i]) == 0)
				text[n++] = (wchar_t) cell->marks[i];
	text[n] = 0;
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

			if (cell->character == ' ' && cell->ink == SEG_INK_NORMAL && cell->marks[0] == 0)
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

	if (curses_screen != NULL)
		write_now (sequence);
}

void
seg_terminal_tell_still (guint n_events, const SegCells *cells)
{
	g_autofree char *sequence = g_strdup_printf ("\033]5379;still;%u;%dx%d\007", n_events, cells->width, cells->height);

	if (g_getenv ("SEGSCOPE_TELL_STILL") != NULL)
		write_now (sequence);
}

/* Gives the terminal back as it was, for a while. */
static void
lend (void)
{
	if (is_mouse_on)
		follow_mouse (FALSE);
	endwin ();
	seg_signals_hold (TRUE);
}

/* Takes it again; whoever had it may have changed everything, its size too. */
static void
take_back (void)
{
	seg_signals_hold (FALSE);
	seg_signals_look_at_size ();
	clearok (curscr, TRUE);
	refresh (); /* which ends endwin() */
	if (is_mouse_on)
		take_mouse (TRUE);
	seg_terminal_repaint ();
}

void
seg_terminal_suspend (void)
{
	if (curses_screen == NULL)
		return;
	lend ();
	seg_signals_stop ();
	take_back ();
}

/* Events ----------------------------------------------------------------------------------------------------------- */

static void
empty_pipe (int fd)
{
	char bytes[64];

	while (fd >= 0 && read (fd, bytes, sizeof bytes) > 0)
		;
}

/* Somebody else stopped the program, or let it go on after a stop that it could not see coming. */
static void
obey_signals (void)
{
	switch (seg_signals_take ()) {
	case SEG_SIGNALS_SUSPEND:
		seg_terminal_suspend ();
		break;
	case SEG_SIGNALS_CONTINUED:
		lend ();
		take_back ();
		break;
	case SEG_SIGNALS_NOTHING:
	default:
		break;
	}
}

void
seg_terminal_wait (int wake_fd, int timeout)
{
	struct pollfd files[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN }, { .fd = wake_fd, .events = POLLIN }, { .fd = seg_signals_fd (), .events = POLLIN },
	};

	if (poll (files, G_N_ELEMENTS (files), timeout) <= 0)
		return;
	if (files[1].revents != 0)
		empty_pipe (wake_fd);
	if (files[2].revents != 0)
		empty_pipe (seg_signals_fd ());
	if (files[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		seg_signals_note_hangup (); /* the terminal is gone */
	obey_signals ();
}

int
seg_terminal_stop_signal (void)
{
	return seg_signals_asked_to_stop ();
}

/* A click, or the second of two quick ones in the same place. */
static void
set_click (SegEvent *event)
{
	gint64 now = g_get_monotonic_time ();

	event->kind = SEG_EVENT_CLICK;
	if (now - last_click.at < DOUBLE_CLICK_US && last_click.x == event->x && last_click.y == event->y) {
		event->kind = SEG_EVENT_DOUBLE_CLICK;
		now = 0; /* a third click begins anew */
	}
	last_click.at = now;
	last_click.x = event->x;
	last_click.y = event->y;
}

static void
queue_event (SegEvent event)
{
	if (n_waiting < G_N_ELEMENTS (waiting))
		waiting[n_waiting++] = event;
}

static void
queue_mouse (const MEVENT *mouse)
{
	SegEvent event = { .kind = SEG_EVENT_CLICK, .x = mouse->x, .y = mouse->y };

	if (mouse->bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
		event.kind = SEG_EVENT_WHEEL;
		event.amount = mouse->bstate & BUTTON4_PRESSED ? -1 : 1;
	} else if (mouse->bstate & (BUTTON1_DOUBLE_CLICKED | BUTTON1_TRIPLE_CLICKED))
		event.kind = SEG_EVENT_DOUBLE_CLICK;
	else if (mouse->bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
		set_click (&event);
	else if (mouse->bstate & BUTTON1_RELEASED)
		event.kind = SEG_EVENT_RELEASE;
	else if (mouse->bstate & REPORT_MOUSE_POSITION)
		event.kind = SEG_EVENT_DRAG;
	else
		return;
	queue_event (event);
	if (mouse->bstate & CLICKED_AT_ONCE)
		queue_event ((SegEvent) { .kind = SEG_EVENT_RELEASE, .x = event.x, .y = event.y });
}

/* Over a slow line several arrive together; curses tells of one and hands them out newest first. */
static void
queue_mouse_events (void)
{
	MEVENT mouse[16];
	guint n = 0;

	while (n < G_N_ELEMENTS (mouse) && getmouse (&mouse[n]) == OK)
		n++;
	while (n > 0)
		queue_mouse (&mouse[--n]);
}

static gboolean
take_waiting (SegEvent *event)
{
	if (n_waiting == 0)
		return FALSE;
	*event = waiting[0];
	memmove (waiting, waiting + 1, --n_waiting * sizeof waiting[0]);
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

	if (take_waiting (event))
		return TRUE;
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
		if (code == KEY_MOUSE) {
			queue_mouse_events ();
			if (take_waiting (event))
				return TRUE;
		}
		if (code != KEY_MOUSE && (event->key = function_key (code)) != SEG_KEY_NONE)
			return TRUE;
	}
}
