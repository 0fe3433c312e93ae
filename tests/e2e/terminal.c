/* The program's side of the test terminal: starting it, feeding its output to the screen, waiting. */
#include <config.h>
#include "terminal-private.h"

#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "support/folder.h"

#define PATIENCE_SECONDS 60
#define TICK_MS 20
#define WHOLE_SCREEN_MS 30

/* How long a test waits at most, in microseconds. */
static gint64
patience (void)
{
	const char *factor = g_getenv ("SEGSCOPE_TEST_PATIENCE");

	return (gint64) (PATIENCE_SECONDS * (factor != NULL ? g_ascii_strtod (factor, NULL) : 1) * G_USEC_PER_SEC);
}

static int
on_property (VTermProp property, VTermValue *value, void *data)
{
	Terminal *terminal = data;

	if (property == VTERM_PROP_ALTSCREEN)
		terminal->alternate = value->boolean != 0;
	else if (property == VTERM_PROP_CURSORVISIBLE)
		terminal->cursor_visible = value->boolean != 0;
	else if (property == VTERM_PROP_MOUSE)
		terminal->mouse = value->number != VTERM_PROP_MOUSE_NONE;
	return 1;
}

static const VTermScreenCallbacks screen_callbacks = { .settermprop = on_property };

/* Keys, and answers to the program's questions, on their way to it. */
static void
on_reply (const char *bytes, size_t size, void *data)
{
	Terminal *terminal = data;

	while (size > 0) {
		ssize_t written = write (terminal->master, bytes, size);

		if (written < 0 && errno != EINTR && errno != EAGAIN)
			return;
		bytes += MAX (written, 0);
		size -= (size_t) MAX (written, 0);
	}
}

static void
make_screen (Terminal *terminal)
{
	terminal->vterm = vterm_new (terminal->rows, terminal->columns);
	vterm_set_utf8 (terminal->vterm, 1);
	vterm_output_set_callback (terminal->vterm, on_reply, terminal);
	terminal->screen = vterm_obtain_screen (terminal->vterm);
	vterm_screen_enable_altscreen (terminal->screen, 1);
	vterm_screen_set_callbacks (terminal->screen, &screen_callbacks, terminal);
	vterm_screen_reset (terminal->screen, 1);
}

/* The environment every program gets; what the sanitizers and the test data need passes through. */
static char **
make_environment (const Terminal *terminal, const char *const *changes)
{
	static const char *const passed[] = {
		"PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "SEGSCOPE_SAMPLE_DATA", "SEGSCOPE_TEST_DATA",
	};
	char **environment = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (passed); i++)
		if (g_getenv (passed[i]) != NULL)
			environment = g_environ_setenv (environment, passed[i], g_getenv (passed[i]), TRUE);
	environment = g_environ_setenv (environment, "TERM", "xterm-256color", TRUE);
	environment = g_environ_setenv (environment, "LANG", "C.UTF-8", TRUE);
	environment = g_environ_setenv (environment, "LC_ALL", "C.UTF-8", TRUE);
	environment = g_environ_setenv (environment, "TZ", "UTC", TRUE);
	environment = g_environ_setenv (environment, "HOME", terminal->folder, TRUE);
	for (gsize i = 0; changes != NULL && changes[i] != NULL; i++) {
		const char *equals = strchr (changes[i], '=');
		g_autofree char *name = equals != NULL ? g_strndup (changes[i], (gsize) (equals - changes[i])) : NULL;

		environment = equals != NULL ? g_environ_setenv (environment, name, equals + 1, TRUE)
		                             : g_environ_unsetenv (environment, changes[i]);
	}
	return environment;
}

/* In the child: becomes the program. */
static void
become (Terminal *terminal, char **environment, const char *const *arguments)
{
	const char *program = strcmp (arguments[0], "segscope") == 0 ? g_getenv ("SEGSCOPE") : arguments[0];

	close (terminal->master);
	if (program == NULL || login_tty (terminal->slave) != 0 || chdir (terminal->folder) != 0)
		_exit (126);
	execvpe (program, (char *const *) arguments, environment);
	_exit (127);
}

Terminal *
terminal_start_in (const char *folder, int rows, int columns, const char *const *environment, const char *const *arguments)
{
	struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) columns };
	Terminal *terminal = g_new0 (Terminal, 1);
	g_auto (GStrv) whole_environment = NULL;

	if (g_getenv ("SEGSCOPE") == NULL)
		g_error ("SEGSCOPE does not name the program to test; run the tests by make check");
	terminal->rows = rows;
	terminal->columns = columns;
	terminal->cursor_visible = TRUE;
	terminal->owns_folder = folder == NULL;
	terminal->folder = folder != NULL ? g_strdup (folder) : test_folder_new ();
	terminal->output = g_string_new (NULL);
	g_assert_cmpint (openpty (&terminal->master, &terminal->slave, NULL, NULL, &size), ==, 0);
	g_assert_cmpint (tcgetattr (terminal->slave, &terminal->modes), ==, 0);
	make_screen (terminal);
	whole_environment = make_environment (terminal, environment);
	terminal->child = fork ();
	g_assert_cmpint (terminal->child, >=, 0);
	if (terminal->child == 0)
		become (terminal, whole_environment, arguments);
	return terminal;
}

Terminal *
terminal_start (int rows, int columns, ...)
{
	g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
	const char *argument;
	va_list list;

	va_start (list, columns);
	do {
		argument = va_arg (list, const char *);
		g_ptr_array_add (arguments, (gpointer) argument);
	} while (argument != NULL);
	va_end (list);
	return terminal_start_in (NULL, rows, columns, NULL, (const char *const *) arguments->pdata);
}

void
terminal_free (Terminal *terminal)
{
	if (terminal == NULL)
		return;
	if (terminal_is_running (terminal)) {
		kill (terminal->child, SIGKILL);
		waitpid (terminal->child, &terminal->wait_status, 0);
	}
	close (terminal->master);
	close (terminal->slave);
	vterm_free (terminal->vterm);
	if (terminal->owns_folder)
		test_folder_remove (terminal->folder);
	else
		g_free (terminal->folder);
	g_string_free (terminal->output, TRUE);
	g_free (terminal);
}

const char *
terminal_folder (const Terminal *terminal)
{
	return terminal->folder;
}

/* libvterm heeds only the first mode of "ESC [ ? 1006 ; 1000 h", by which curses asks for the mouse: the others follow each
 * in a sequence of its own. */
static void
repeat_modes (Terminal *terminal, const char *bytes, gssize size)
{
	g_autoptr (GRegex) several = g_regex_new ("\\x1b\\[\\?[0-9]+;([0-9]+)([hl])", G_REGEX_RAW, 0, NULL);
	g_autoptr (GMatchInfo) match = NULL;

	g_regex_match_full (several, bytes, size, 0, 0, &match, NULL);
	for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
		g_autofree char *mode = g_match_info_fetch (match, 1), *set = g_match_info_fetch (match, 2);
		g_autofree char *sequence = g_strdup_printf ("\033[?%s%s", mode, set);

		vterm_input_write (terminal->vterm, sequence, strlen (sequence));
	}
	if (g_strrstr_len (bytes, size, "\033[?1002h") > g_strrstr_len (bytes, size, "\033[?1002l")) /* came after them, and includes them */
		vterm_input_write (terminal->vterm, "\033[?1002h", strlen ("\033[?1002h"));
}

gboolean
terminal_read (Terminal *terminal, int milliseconds)
{
	struct pollfd ready = { .fd = terminal->master, .events = POLLIN };
	char bytes[8192];
	ssize_t n;

	if (poll (&ready, 1, milliseconds) <= 0)
		return FALSE;
	n = read (terminal->master, bytes, sizeof bytes);
	if (n <= 0)
		return FALSE;
	g_string_append_len (terminal->output, bytes, n);
	vterm_input_write (terminal->vterm, bytes, (size_t) n);
	repeat_modes (terminal, bytes, n);
	return TRUE;
}

gboolean
terminal_is_running (Terminal *terminal)
{
	if (!terminal->ended && waitpid (terminal->child, &terminal->wait_status, WNOHANG) == terminal->child)
		terminal->ended = TRUE;
	return !terminal->ended;
}

static void
wait_until (const char *where, Terminal *terminal, const char *text, gboolean wanted)
{
	gint64 limit = g_get_monotonic_time () + patience ();

	while (terminal_find (terminal, text, NULL, NULL) != wanted) {
		gboolean running = terminal_is_running (terminal); /* asked first: what it wrote last is still read */

		if (!terminal_read (terminal, TICK_MS) && (!running || g_get_monotonic_time () > limit)) {
			g_autofree char *message = g_strdup_printf (wanted ? "\"%s\" did not appear%s" : "\"%s\" did not go away%s", text,
			                                            running ? "" : ", and the program has ended");

			terminal_fail (where, terminal, message);
		}
	}
	/* A new screen arrives piece by piece; what the test does next shall not meet half of the old one. */
	terminal_settle (terminal, WHOLE_SCREEN_MS);
}

void
terminal_wait_for_at (const char *where, Terminal *terminal, const char *text)
{
	wait_until (where, terminal, text, TRUE);
}

void
terminal_wait_gone_at (const char *where, Terminal *terminal, const char *text)
{
	wait_until (where, terminal, text, FALSE);
}

void
terminal_wait_still_at (const char *where, Terminal *terminal)
{
	g_autofree char *said = g_strdup_printf ("\033]5379;still;%u;%dx%d\007", terminal->n_keys, terminal->columns, terminal->rows);
	gint64 limit = g_get_monotonic_time () + patience ();

	terminal->tells_still = TRUE;
	while (strstr (terminal->output->str + terminal->asked_at, said) == NULL) {
		gboolean running = terminal_is_running (terminal);

		if (!terminal_read (terminal, TICK_MS) && (!running || g_get_monotonic_time () > limit))
			terminal_fail (where, terminal, running ? "the program did not come to rest" : "the program has ended");
	}
}

void
terminal_settle (Terminal *terminal, guint milliseconds)
{
	while (terminal_read (terminal, (int) milliseconds))
		;
}

int
terminal_wait_exit_at (const char *where, Terminal *terminal)
{
	gint64 limit = g_get_monotonic_time () + patience ();

	while (terminal_is_running (terminal)) {
		terminal_read (terminal, TICK_MS);
		if (g_get_monotonic_time () > limit)
			terminal_fail (where, terminal, "the program did not end");
	}
	terminal_settle (terminal, 50); /* the last bytes may still be on their way through the kernel */
	return WIFSIGNALED (terminal->wait_status) ? 128 + WTERMSIG (terminal->wait_status) : WEXITSTATUS (terminal->wait_status);
}

void
terminal_resize (Terminal *terminal, int rows, int columns)
{
	struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) columns };

	terminal_settle (terminal, 0);
	terminal->asked_at = terminal->output->len;
	terminal->rows = rows;
	terminal->columns = columns;
	vterm_set_size (terminal->vterm, rows, columns);
	ioctl (terminal->master, TIOCSWINSZ, &size); /* the kernel sends SIGWINCH */
}

void
terminal_signal (Terminal *terminal, int signal_number)
{
	kill (terminal->child, signal_number);
}

const char *
terminal_output (Terminal *terminal, gsize *size)
{
	terminal_settle (terminal, 0);
	if (size != NULL)
		*size = terminal->output->len;
	return terminal->output->str;
}

/* By what the program said last: the emulator takes leaving the alternate screen for a return to what the cursor was before, which no
 * terminal does. */
static gboolean
cursor_left_hidden (const Terminal *terminal)
{
	const char *shown = g_strrstr_len (terminal->output->str, (gssize) terminal->output->len, "\033[?25h");
	const char *hidden = g_strrstr_len (terminal->output->str, (gssize) terminal->output->len, "\033[?25l");

	return hidden != NULL && (shown == NULL || shown < hidden);
}

void
terminal_assert_restored_at (const char *where, Terminal *terminal)
{
	struct termios now;

	terminal_settle (terminal, 0);
	if (terminal->alternate)
		terminal_fail (where, terminal, "the alternate screen was not left");
	if (cursor_left_hidden (terminal))
		terminal_fail (where, terminal, "the cursor was left hidden");
	if (terminal->mouse)
		terminal_fail (where, terminal, "the mouse was left on");
	g_assert_cmpint (tcgetattr (terminal->slave, &now), ==, 0);
	if (now.c_lflag != terminal->modes.c_lflag || now.c_iflag != terminal->modes.c_iflag || now.c_oflag != terminal->modes.c_oflag)
		terminal_fail (where, terminal, "the terminal's modes were not put back");
}
