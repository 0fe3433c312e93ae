/* How soon the interface answers, and with how many bytes: a person at a terminal, as a program.
 *
 *     screen SEGSCOPE WORKSPACE [ROWSxCOLUMNS [KEYS-BEFORE [TIMES]]]
 *
 * Starts the interface, types KEYS-BEFORE ("4r" goes to Clusters and tries numbers of segments), then by turns opens the help (until its
 * last line has arrived) and closes it, TIMES times, and after that goes down and up in what is shown. Times are from the key to the
 * bytes that answer it; while a job runs, its progress is drawn between, which the help's words tell apart from the answer. */
#include <config.h>
#include <glib.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STILL_MS 40 /* nothing more comes: the answer is whole */

typedef struct {
	int      fd;
	pid_t    process;
	GString *bytes; /* since the last key */
} Person;

typedef struct {
	GArray *seconds, *bytes; /* of double */
} Answers;

static double
now (void)
{
	return (double) g_get_monotonic_time () / 1e6;
}

/* Reads what comes within @ms; FALSE: nothing. */
static gboolean
read_some (Person *person, int ms)
{
	struct pollfd file = { .fd = person->fd, .events = POLLIN };
	char buffer[65536];
	ssize_t n;

	if (poll (&file, 1, ms) <= 0 || (n = read (person->fd, buffer, sizeof buffer)) <= 0)
		return FALSE;
	g_string_append_len (person->bytes, buffer, n);
	return TRUE;
}

/* Seconds until @part has come (NULL: until something has); -1: not within ten seconds. */
static double
wait_for (Person *person, const char *part, double from)
{
	for (double until = now () + 10; now () < until;) {
		if (part != NULL ? strstr (person->bytes->str, part) != NULL : person->bytes->len > 0)
			return now () - from;
		read_some (person, 100);
	}
	return -1;
}

static void
settle (Person *person)
{
	while (read_some (person, STILL_MS))
		;
}

static Person
start (const char *program, const char *workspace, int rows, int columns)
{
	Person person = { .bytes = g_string_new (NULL) };
	struct winsize size = { .ws_row = (unsigned short) rows, .ws_col = (unsigned short) columns };

	person.process = forkpty (&person.fd, NULL, NULL, &size);
	if (person.process == 0) {
		g_setenv ("TERM", "xterm-256color", TRUE);
		g_setenv ("LC_ALL", "C.UTF-8", TRUE);
		g_setenv ("XDG_CONFIG_HOME", "/dev/null", TRUE);
		execl (program, program, workspace, NULL);
		_exit (127);
	}
	return person;
}

static void
type (Person *person, const char *keys)
{
	g_string_truncate (person->bytes, 0);
	if (write (person->fd, keys, strlen (keys)) < 0)
		exit (1);
}

static void
note (Answers *answers, double seconds, gsize bytes)
{
	double b = (double) bytes;

	if (seconds < 0) {
		fprintf (stderr, "a key was not answered within ten seconds\n");
		exit (1);
	}
	g_array_append_val (answers->seconds, seconds);
	g_array_append_val (answers->bytes, b);
}

static int
compare (gconstpointer a, gconstpointer b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return one < other ? -1 : one > other;
}

static double
quantile (GArray *values, double share)
{
	g_array_sort (values, compare);
	return values->len > 0 ? g_array_index (values, double, MIN (values->len - 1, (guint) (share * values->len))) : 0;
}

static void
print (const char *what, Answers *answers)
{
	printf ("%-12s %4u times   %6.1f ms, 99 of 100 under %6.1f ms, at most %6.1f ms   %5.0f bytes, at most %5.0f\n", what, answers->seconds->len,
	        quantile (answers->seconds, 0.5) * 1e3, quantile (answers->seconds, 0.99) * 1e3, quantile (answers->seconds, 1) * 1e3,
	        quantile (answers->bytes, 0.5), quantile (answers->bytes, 1));
}

/* Types @keys and waits for @part. */
static void
ask (Person *person, const char *keys, const char *part, Answers *answers)
{
	double from = now (), seconds;

	type (person, keys);
	seconds = wait_for (person, part, from);
	if (answers != NULL)
		note (answers, seconds, person->bytes->len);
	g_usleep (20000);
	while (read_some (person, 0))
		;
}

static Answers
answers_new (void)
{
	return (Answers) { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
}

int
main (int argc, char **argv)
{
	int rows = 24, columns = 80, times = argc > 5 ? atoi (argv[5]) : 100;
	Answers help = answers_new (), moves = answers_new ();
	double from = now (), first;
	Person person;

	if (argc < 3 || (argc > 3 && sscanf (argv[3], "%dx%d", &rows, &columns) != 2)) {
		fprintf (stderr, "screen SEGSCOPE WORKSPACE [ROWSxCOLUMNS [KEYS-BEFORE [TIMES]]]\n");
		return 2;
	}
	person = start (argv[1], argv[2], rows, columns);
	first = wait_for (&person, "help", from); /* the line of keys, which is drawn last */
	printf ("first screen %6.1f ms, %" G_GSIZE_FORMAT " bytes\n", first * 1e3, person.bytes->len);
	settle (&person);
	if (argc > 4 && *argv[4] != '\0') {
		type (&person, argv[4]);
		g_usleep (500000);
		while (read_some (&person, 0))
			;
	}
	for (int i = 0; i < times; i++) {
		ask (&person, "?", "Esc close", &help);
		ask (&person, "\033", NULL, NULL);
	}
	for (int i = 0; i < times; i++)
		ask (&person, i % 2 == 0 ? "j" : "k", NULL, &moves);
	print ("help", &help);
	print ("down and up", &moves);
	kill (person.process, SIGKILL);
	waitpid (person.process, NULL, 0);
	return first < 0;
}
