/* What a step in a list costs beside other programs: bytes that go over the line, and how long it is until the answer comes. All of them run in the same
 * terminal, show more rows than fit, and get the same keys; each is let come to rest before a key. */
#include <config.h>
#include "screen-modes.h"

#include <stdio.h>

#define REST_MS 60 /* what comes after so long a silence is not the answer any more */

typedef struct {
	const char *name;
	const char *program, *argument; /* program NULL: segscope, with its workspace; argument NULL: the file */
	const char *begin; /* keys that lead to the list */
} Peer;

static const Peer peers[] = {
	{ "segscope, users", NULL, NULL, "6" },
	{ "segscope, no pane", NULL, NULL, "6\\" },
	{ "htop", "htop", "--delay=100", NULL },
	{ "tig", "tig", "--all", NULL },
	{ "less", "less", NULL, NULL },
	{ "vim", "vim", NULL, NULL },
};

static const struct {
	const char *name;
	const char *keys[2]; /* by turns */
} steps[] = {
	{ "down", { "<Down>", "<Down>" } }, { "page", { "<PageDown>", "<PageUp>" } },
};

/* The whole answer to @keys, noted with the time until its first bytes. */
static void
ask (Terminal *terminal, const char *keys, Answers *answers)
{
	const gsize had = terminal->output->len;
	const double from = now ();
	double came;

	terminal_keys (terminal, keys);
	if (!terminal_read (terminal, 2000))
		return;
	came = now ();
	person_rest (terminal, REST_MS);
	answers_note (answers, came - from, terminal->output->len - had);
}

static void
measure (const Peer *peer, char **arguments, int rows, int columns, guint times)
{
	const char *own[] = { arguments[0], arguments[1], NULL }, *other[] = { peer->program, peer->argument != NULL ? peer->argument : arguments[2], NULL };
	const char *folder[] = { "/bin/sh", "-c", NULL, NULL };
	g_autofree char *command = g_strdup_printf ("cd '%s' && exec tig --all", arguments[3]);
	const char *const *started = peer->program == NULL ? own : g_str_equal (peer->program, "tig") ? folder : other;
	Terminal *terminal;

	folder[2] = command;
	terminal = person_start (started, rows, columns);
	person_wait (terminal, 1.5);
	if (peer->begin != NULL)
		terminal_keys (terminal, peer->begin);
	person_wait (terminal, 1.5);
	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
		g_autofree char *what = g_strdup_printf ("%s: %s", peer->name, steps[i].name);
		Answers answers = answers_new ();

		for (guint j = 0; j < times; j++)
			ask (terminal, steps[i].keys[j % 2], &answers);
		answers_print (what, &answers);
		answers_clear (&answers);
	}
	person_leave (terminal);
}

int
screen_beside (int n, char **arguments)
{
	static const int sizes[][2] = { { 24, 80 }, { 60, 200 } };
	const guint times = n > 4 ? (guint) atoi (arguments[4]) : 60;

	if (n < 4) {
		fprintf (stderr, "screen beside SEGSCOPE WORKSPACE FILE REPOSITORY [TIMES]\n");
		return 2;
	}
	for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
		printf ("\n%d columns, %d rows\n", sizes[i][1], sizes[i][0]);
		for (gsize j = 0; j < G_N_ELEMENTS (peers); j++)
			measure (&peers[j], arguments, sizes[i][0], sizes[i][1], times);
	}
	return 0;
}
