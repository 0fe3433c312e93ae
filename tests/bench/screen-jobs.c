/* Keys while the heaviest jobs run: an import of ten million events, a sweep with exact silhouettes, the fit of a factor model, and one job behind
 * another. Each phase begins its job through the interface, as a person would, and again when it has ended, until enough keys were pressed; a key
 * counts only when the job ran before and after it. */
#include <config.h>
#include "screen-modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest-data.h"

#define ROWS 36
#define COLUMNS 120
#define RAIL 15 /* columns at the left: steps whose states change when a job ends */
#define PAUSE 0.008 /* seconds between an answer and the next key */
#define MOST_STARTS 40 /* of one job */
#define LONGEST_WAIT 60 /* seconds, for what leads to the job */

/* A key, and what leads to where it is pressed and away from it. */
typedef struct {
	const char *name, *before, *key, *after;
	gboolean    resize;
} Kind;

static const Kind kinds[] = {
	{ "down", NULL, "<Down>", NULL, FALSE },
	{ "page", NULL, "<PageDown>", NULL, FALSE },
	{ "help", NULL, "?", "<Esc!>", FALSE },
	{ "letter of palette", ":", "c", "<Esc!>", FALSE },
	{ "another step", NULL, "5", "6", FALSE },
	{ "letter of filter", "/age > ", "4", "<C-u><Enter>", FALSE },
	{ "another size", NULL, NULL, NULL, TRUE },
};

typedef struct {
	const char *name;
	const char *workspace; /* in the folder; copied anew for each start */
	const char *begin;     /* what follow() does */
	const char *again;     /* keys that begin it once more in the same program; NULL: the program is started anew */
	const char *phrase;    /* stands in the status line while it runs */
} Phase;

#define LIST "=quit|6|= of 1" /* Users, when its rows are there */

static const Phase phases[] = {
	{ "nothing runs", "events.seg", LIST, NULL, NULL },
	{ "ten million events are imported", "users.seg", LIST "|1ip%s/events10m.csv<Enter>|=This file holds|i|=stops it|6", NULL, "stops it" },
	{ "2 to 10 segments of 100,000 users by 16 columns are tried, with exact silhouettes", "sweep.seg", LIST "|4|=Press|r|=stops it|6", "4r|=stops it|6", "stops it" },
	{ "ALS learns from 10,000,000 events of 1,000,000 users and 20,000 items", "events.seg",
	  LIST "|7|=Enter on an item|m|=Recommend what|<Down><Down><Enter>|=Enter accept|<Enter>|=fitting|6", NULL, "stops it" },
	{ "ALS learns, and a sweep over 1,000,000 users waits behind it", "events.seg",
	  LIST "|7|=Enter on an item|m|=Recommend what|<Down><Down><Enter>|=Enter accept|<Enter>|=fitting|4r|=waiting|6", NULL, "waiting" },
};

typedef struct {
	const char *program, *folder;
	const Phase *phase;
	Terminal   *terminal;
	Answers     answers[G_N_ELEMENTS (kinds)];
	guint       n_wanted, n_starts;
} Run;

/* Preparing ---------------------------------------------------------------------------------------------------------- */

static char *
in_folder (const char *folder, const char *name)
{
	return g_build_filename (folder, name, NULL);
}

static void
write_input (const char *folder, const char *name, gboolean users, int n)
{
	g_autofree char *path = in_folder (folder, name);
	FILE *file;

	if (g_file_test (path, G_FILE_TEST_EXISTS))
		return;
	file = fopen (path, "w");
	g_assert_nonnull (file);
	if (users)
		ingest_write_users (file, n);
	else
		ingest_write_events (file, n / 10, n);
	fclose (file);
}

static void
make (const char *folder, const char *name, const char *program, const char *commands)
{
	g_autofree char *path = in_folder (folder, name);
	g_autofree char *script = g_strdup_printf ("set -e; cd '%s'; s='%s'; w=%s; %s", folder, program, name, commands);
	const char *arguments[] = { "/bin/sh", "-c", script, NULL };
	int status;

	if (g_file_test (path, G_FILE_TEST_EXISTS))
		return;
	fprintf (stderr, "making %s\n", path);
	g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL));
	g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
prepare (const char *folder, const char *program)
{
	write_input (folder, "users1m.csv", TRUE, 1000000);
	write_input (folder, "users100k.csv", TRUE, 100000);
	write_input (folder, "events10m.csv", FALSE, 10000000);
	make (folder, "users.seg", program, "$s import $w users1m.csv --as users --quiet");
	make (folder, "sweep.seg", program,
	      "$s import $w users100k.csv --as users --quiet; $s features $w --quiet --select age,tenure_days,sessions,orders,revenue,avg_basket,"
	      "discount_rate,return_rate,email_open,days_since_last,support_tickets,nps,device:one-hot");
	make (folder, "events.seg", program,
	      "cp users.seg $w; $s import $w events10m.csv --as events --quiet; $s features $w --quiet; $s cluster $w --name main --k 8 --restarts 1 --quiet");
}

/* Jobs --------------------------------------------------------------------------------------------------------------- */

static void
give_up (Run *run, const char *what)
{
	g_autofree char *screen = terminal_screen (run->terminal);

	fprintf (stderr, "%s, while %s\n%s", what, run->phase->name, screen);
	exit (1);
}

/* Types what stands between |, and waits for what stands behind a =. */
static void
follow (Run *run, const char *keys)
{
	g_auto (GStrv) parts = g_strsplit (keys, "|", -1);

	for (guint i = 0; parts[i] != NULL; i++) {
		if (*parts[i] == '=' && !person_sees (run->terminal, parts[i] + 1, LONGEST_WAIT))
			give_up (run, parts[i]);
		if (*parts[i] != '=')
			terminal_keys (run->terminal, parts[i]);
		person_wait (run->terminal, 0.1);
	}
}

static gboolean
is_at_work (Run *run)
{
	g_autofree char *status = terminal_row (run->terminal, run->terminal->rows - 2);

	return run->phase->phrase == NULL || strstr (status, run->phase->phrase) != NULL;
}

static void
copy_workspace (const Run *run)
{
	g_autofree char *from = in_folder (run->folder, run->phase->workspace), *to = in_folder (run->folder, "screen.seg");
	g_autofree char *script = g_strdup_printf ("rm -f '%s' '%s-wal' '%s-shm' && cp '%s' '%s'", to, to, to, from, to);
	int status;

	g_assert_true (g_spawn_sync (NULL, (char *[]) { (char *) "/bin/sh", (char *) "-c", script, NULL }, NULL, 0, NULL, NULL, NULL, NULL, &status, NULL));
	g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* Begins the job, once more where it has ended. */
static void
begin (Run *run)
{
	g_autofree char *path = in_folder (run->folder, "screen.seg");
	g_autofree char *keys = NULL;

	if (run->n_starts++ > MOST_STARTS)
		give_up (run, "the job ends too soon");
	if (run->terminal != NULL && run->phase->again != NULL) {
		follow (run, run->phase->again);
		return;
	}
	if (run->terminal != NULL)
		person_leave (run->terminal);
	copy_workspace (run);
	run->terminal = person_start ((const char *const[]) { run->program, path, NULL }, ROWS, COLUMNS);
	keys = strstr (run->phase->begin, "%s") != NULL ? g_strdup_printf (run->phase->begin, run->folder) : g_strdup (run->phase->begin);
	follow (run, keys);
}

/* Keys --------------------------------------------------------------------------------------------------------------- */

static void
press (Run *run, const Kind *kind, Answers *answers)
{
	const Region body = { 1, run->terminal->rows - 3, RAIL, run->terminal->columns };
	const gboolean was_at_work = is_at_work (run);
	Answers one = answers_new ();
	gboolean answered;

	if (kind->before != NULL)
		person_ask (run->terminal, kind->before, &body, NULL);
	person_wait (run->terminal, PAUSE);
	if (kind->resize)
		answered = person_resize (run->terminal, run->terminal->rows == ROWS ? 24 : ROWS, run->terminal->columns == COLUMNS ? 80 : COLUMNS, &one);
	else
		answered = person_ask (run->terminal, kind->key, &body, &one);
	if (!answered)
		give_up (run, kind->name);
	if (was_at_work && is_at_work (run))
		answers_note (answers, g_array_index (one.seconds, double, 0), (gsize) g_array_index (one.bytes, double, 0));
	answers_clear (&one);
	if (kind->after != NULL)
		person_ask (run->terminal, kind->after, &body, NULL);
	if (kind->resize && run->terminal->rows != ROWS)
		person_resize (run->terminal, ROWS, COLUMNS, NULL);
	person_wait (run->terminal, PAUSE);
}

static void
do_phase (Run *run)
{
	Answers all = answers_new ();
	guint n_done = 0;

	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
		run->answers[i] = answers_new ();
	run->n_starts = 0;
	begin (run);
	while (n_done < G_N_ELEMENTS (kinds)) {
		n_done = 0;
		for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
			if (!is_at_work (run))
				begin (run);
			press (run, &kinds[i], &run->answers[i]);
			n_done += run->answers[i].seconds->len >= run->n_wanted;
		}
	}
	printf ("\nwhile %s (begun %u times)\n", run->phase->name, run->n_starts);
	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		g_array_append_vals (all.seconds, run->answers[i].seconds->data, run->answers[i].seconds->len);
		g_array_append_vals (all.bytes, run->answers[i].bytes->data, run->answers[i].bytes->len);
		answers_print (kinds[i].name, &run->answers[i]);
		answers_clear (&run->answers[i]);
	}
	answers_print ("all keys", &all);
	answers_clear (&all);
	person_leave (run->terminal);
	run->terminal = NULL;
}

int
screen_jobs (int n, char **arguments)
{
	Run run = { .n_wanted = 200 };
	const char *which = n > 3 ? arguments[3] : "01234";

	if (n < 2) {
		fprintf (stderr, "screen jobs SEGSCOPE FOLDER [TIMES [PHASES]]\n");
		return 2;
	}
	run.program = arguments[0];
	run.folder = arguments[1];
	if (n > 2)
		run.n_wanted = (guint) atoi (arguments[2]);
	prepare (run.folder, run.program);
	for (gsize i = 0; i < G_N_ELEMENTS (phases); i++) {
		if (strchr (which, '0' + (int) i) == NULL)
			continue;
		run.phase = &phases[i];
		do_phase (&run);
	}
	return 0;
}
