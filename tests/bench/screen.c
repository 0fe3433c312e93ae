/* How soon the interface answers, and with how many bytes: a person at a terminal, as a program.
 *
 *     screen SEGSCOPE WORKSPACE [ROWSxCOLUMNS [KEYS-BEFORE [TIMES [CONDITION]]]]
 *
 * Starts the interface, types KEYS-BEFORE ("4r" goes to Clusters and tries numbers of segments; at each | three seconds pass), then by turns
 * opens the help (until it has arrived) and closes it, TIMES times, and after that goes down and up in what is shown. Times are from the key to the
 * bytes that answer it; while a job runs, its progress is drawn between, which its few bytes tell apart from the answer. With a CONDITION it is written
 * on Users, "orders > 9", its last character again and again: the time is until other rows stand there, the first time and the others, and until nothing more
 * comes. Where what is written before that character is no condition yet, TIMES is 1:
 * the list keeps its rows when the character is taken away. */
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
#define FIRST_SCREEN 900 /* bytes: nearly all of it is there */
#define HELP 500         /* the progress of a job takes some tens */
#define OTHER_ROWS 200   /* the character typed takes some tens */

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

/* Seconds until @least bytes have come; -1: not within ten seconds. */
static double
wait_for (Person *person, gsize least, double from)
{
	for (double until = now () + 10; now () < until;) {
		if (person->bytes->len >= least)
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

/* Lets the program answer for @seconds. */
static void
let_go_on (Person *person, double seconds)
{
	for (double until = now () + seconds; now () < until;)
		read_some (person, 20);
}

/* What is between | at once. */
static void
type_slowly (Person *person, const char *keys)
{
	g_auto (GStrv) parts = g_strsplit (keys, "|", -1);

	for (guint i = 0; parts[i] != NULL; i++) {
		if (i > 0)
			let_go_on (person, 3);
		type (person, parts[i]);
	}
	let_go_on (person, 0.5);
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

/* Types @keys and waits for so many bytes. */
static void
ask (Person *person, const char *keys, gsize least, Answers *answers)
{
	double from = now (), seconds;

	type (person, keys);
	seconds = wait_for (person, least, from);
	if (answers != NULL)
		note (answers, seconds, person->bytes->len);
	g_usleep (*keys == '\033' ? 80000 : 20000); /* Esc is told from the start of another key by the silence behind it */
	while (read_some (person, 0))
		;
}

static Answers
answers_new (void)
{
	return (Answers) { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
}

/* Waits until nothing has come for half a second; the moment of the last bytes. */
static double
last_bytes (Person *person)
{
	double last = now ();

	for (double until = now () + 0.5; now () < until;)
		if (read_some (person, 20))
			last = now (), until = last + 0.5;
	return last;
}

static void
write_condition (Person *person, const char *condition, int times)
{
	Answers one = answers_new (), rows = answers_new (), whole = answers_new ();
	g_autofree char *before = g_strndup (condition, strlen (condition) - 1);

	type (person, "6");
	last_bytes (person);
	type (person, "/");
	type (person, before);
	last_bytes (person);
	for (int i = 0; i < times; i++) {
		double from = now (), first;

		type (person, condition + strlen (before));
		first = wait_for (person, OTHER_ROWS, from);
		note (i == 0 ? &one : &rows, first, person->bytes->len);
		note (&whole, last_bytes (person) - from, person->bytes->len);
		type (person, "\177");
		last_bytes (person);
	}
	print ("first rows", &one);
	print ("other rows", &rows);
	print ("all of it", &whole);
}

int
main (int argc, char **argv)
{
	int rows = 24, columns = 80, times = argc > 5 ? atoi (argv[5]) : 100;
	Answers help = answers_new (), moves = answers_new ();
	double from = now (), first;
	Person person;

	if (argc < 3 || (argc > 3 && sscanf (argv[3], "%dx%d", &rows, &columns) != 2)) {
		fprintf (stderr, "screen SEGSCOPE WORKSPACE [ROWSxCOLUMNS [KEYS-BEFORE [TIMES [CONDITION]]]]\n");
		return 2;
	}
	person = start (argv[1], argv[2], rows, columns);
	first = wait_for (&person, FIRST_SCREEN, from);
	printf ("first screen %6.1f ms, %" G_GSIZE_FORMAT " bytes\n", first * 1e3, person.bytes->len);
	settle (&person);
	if (argc > 4)
		type_slowly (&person, argv[4]);
	for (int i = 0; i < times; i++) {
		ask (&person, "?", HELP, &help);
		ask (&person, "\033", 1, NULL);
	}
	for (int i = 0; i < times; i++)
		ask (&person, i % 2 == 0 ? "j" : "k", 1, &moves);
	print ("help", &help);
	print ("down and up", &moves);
	if (argc > 6)
		write_condition (&person, argv[6], times);
	kill (person.process, SIGKILL);
	waitpid (person.process, NULL, 0);
	return first < 0;
}
