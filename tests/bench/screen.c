/* How soon the interface answers, and with how many bytes: a person at a terminal, as a program.
 *
 *     screen SEGSCOPE WORKSPACE [ROWSxCOLUMNS [KEYS-BEFORE [TIMES [CONDITION]]]]
 *     screen jobs SEGSCOPE FOLDER [TIMES [PHASES]]                     keys while the heaviest jobs run (screen-jobs.c)
 *     screen beside SEGSCOPE WORKSPACE FILE REPOSITORY [TIMES]         a step in a list beside htop, tig, less and vim (screen-beside.c)
 *
 * Starts the interface, types KEYS-BEFORE ("4r" goes to Clusters and tries numbers of segments; at each | three seconds pass), then by turns
 * opens the help (until it has arrived) and closes it, TIMES times, and after that goes down and up in what is shown. Times are from the key to the
 * bytes that answer it; while a job runs, its progress is drawn between, which its few bytes tell apart from the answer. With a CONDITION it is written
 * on Users, "orders > 9", its last character again and again: the time is until other rows stand there, the first time and the others, and until nothing more
 * comes. Where what is written before that character is no condition yet, TIMES is 1:
 * the list keeps its rows when the character is taken away. */
#include <config.h>
#include "screen-modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STILL_MS 40 /* nothing more comes: the answer is whole */
#define FIRST_SCREEN 900 /* bytes: nearly all of it is there */
#define HELP 500         /* the progress of a job takes some tens */
#define OTHER_ROWS 200   /* the character typed takes some tens */

/* Bytes since the last key. */
static gsize asked_at;

static gsize
n_bytes (const Terminal *terminal)
{
	return terminal->output->len - asked_at;
}

/* Seconds until @least bytes have come; -1: not within ten seconds. */
static double
wait_for (Terminal *terminal, gsize least, double from)
{
	for (double until = now () + 10; now () < until;) {
		if (n_bytes (terminal) >= least)
			return now () - from;
		terminal_read (terminal, 100);
	}
	return -1;
}

static void
type (Terminal *terminal, const char *keys)
{
	asked_at = terminal->output->len;
	terminal_keys (terminal, keys);
}

/* What is between | at once. */
static void
type_slowly (Terminal *terminal, const char *keys)
{
	g_auto (GStrv) parts = g_strsplit (keys, "|", -1);

	for (guint i = 0; parts[i] != NULL; i++) {
		if (i > 0)
			person_wait (terminal, 3);
		type (terminal, parts[i]);
	}
	person_wait (terminal, 0.5);
}

static void
note (Answers *answers, double seconds, gsize bytes)
{
	if (seconds < 0) {
		fprintf (stderr, "a key was not answered within ten seconds\n");
		exit (1);
	}
	answers_note (answers, seconds, bytes);
}

/* Types @keys and waits for so many bytes. */
static void
ask (Terminal *terminal, const char *keys, gsize least, Answers *answers)
{
	double from = now (), seconds;

	type (terminal, keys);
	seconds = wait_for (terminal, least, from);
	if (answers != NULL)
		note (answers, seconds, n_bytes (terminal));
	g_usleep (*keys == '<' ? 80000 : 20000); /* Esc is told from the start of another key by the silence behind it */
	person_rest (terminal, 0);
}

/* Waits until nothing has come for half a second; the moment of the last bytes. */
static double
last_bytes (Terminal *terminal)
{
	double last = now ();

	for (double until = now () + 0.5; now () < until;)
		if (terminal_read (terminal, 20))
			last = now (), until = last + 0.5;
	return last;
}

static void
write_condition (Terminal *terminal, const char *condition, int times)
{
	Answers one = answers_new (), rows = answers_new (), whole = answers_new ();
	g_autofree char *before = g_strndup (condition, strlen (condition) - 1);
	g_auto (GStrv) parts = g_strsplit (before, "<", -1);
	g_autofree char *typed = g_strjoinv ("<lt>", parts);

	type (terminal, "6");
	last_bytes (terminal);
	type (terminal, "/");
	type (terminal, typed);
	last_bytes (terminal);
	for (int i = 0; i < times; i++) {
		double from = now (), first;

		type (terminal, condition + strlen (before));
		first = wait_for (terminal, OTHER_ROWS, from);
		note (i == 0 ? &one : &rows, first, n_bytes (terminal));
		note (&whole, last_bytes (terminal) - from, n_bytes (terminal));
		type (terminal, "<Backspace>");
		last_bytes (terminal);
	}
	answers_print ("first rows", &one);
	answers_print ("other rows", &rows);
	answers_print ("all of it", &whole);
}

static int
usual (int argc, char **argv)
{
	int rows = 24, columns = 80, times = argc > 5 ? atoi (argv[5]) : 100;
	Answers help = answers_new (), moves = answers_new ();
	double from = now (), first;
	Terminal *terminal;

	if (argc < 3 || (argc > 3 && sscanf (argv[3], "%dx%d", &rows, &columns) != 2)) {
		fprintf (stderr, "screen SEGSCOPE WORKSPACE [ROWSxCOLUMNS [KEYS-BEFORE [TIMES [CONDITION]]]]\n"
		                 "screen jobs SEGSCOPE FOLDER [TIMES [PHASES]]\nscreen beside SEGSCOPE WORKSPACE FILE REPOSITORY [TIMES]\n");
		return 2;
	}
	terminal = person_start ((const char *const[]) { argv[1], argv[2], NULL }, rows, columns);
	first = wait_for (terminal, FIRST_SCREEN, from);
	printf ("first screen %6.1f ms, %" G_GSIZE_FORMAT " bytes\n", first * 1e3, n_bytes (terminal));
	person_rest (terminal, STILL_MS);
	if (argc > 4)
		type_slowly (terminal, argv[4]);
	for (int i = 0; i < times; i++) {
		ask (terminal, "?", HELP, &help);
		ask (terminal, "<Esc>", 1, NULL);
	}
	for (int i = 0; i < times; i++)
		ask (terminal, i % 2 == 0 ? "j" : "k", 1, &moves);
	answers_print ("help", &help);
	answers_print ("down and up", &moves);
	if (argc > 6)
		write_condition (terminal, argv[6], times);
	person_leave (terminal);
	return first < 0;
}

int
main (int argc, char **argv)
{
	if (argc > 1 && strcmp (argv[1], "jobs") == 0)
		return screen_jobs (argc - 2, argv + 2);
	if (argc > 1 && strcmp (argv[1], "beside") == 0)
		return screen_beside (argc - 2, argv + 2);
	return usual (argc, argv);
}
