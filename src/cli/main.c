/* Picks the command, prints its error, turns it into the exit status. */
#include <config.h>
#include "commands.h"

#include <segscope/settings.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "tui/tui.h"

static const SegCommand *
find_command (const char *name)
{
	for (gsize i = 0; seg_commands[i] != NULL; i++)
		if (strcmp (seg_commands[i]->name, name) == 0)
			return seg_commands[i];
	return NULL;
}

static void
print_help (void)
{
	printf (_("segscope: find customer segments, recommend, and build campaign lists, on your own computer\n\n"
	          "  segscope [WORKSPACE]           open the terminal interface (Data, Clusters, Segments, ...)\n"
	          "  segscope COMMAND ARGUMENTS     do one step without it\n"
	          "  segscope COMMAND --help        everything about one command\n\nCommands:\n"));
	for (gsize i = 0; seg_commands[i] != NULL; i++)
		printf ("  %-12s %s\n", seg_commands[i]->name, _(seg_commands[i]->summary));
	printf (_("\nTry it: segscope demo\n"));
	printf (_("Before others: segscope --demo-mode [WORKSPACE] covers what names people on the screens\n"));
}

static int
report (const GError *error)
{
	g_autofree char *safe = NULL;

	if (error == NULL)
		return 0;
	safe = seg_text_printable (error->message);
	fprintf (stderr, "segscope: %s\n", safe);
	return seg_error_exit_status (error);
}

/* What a workspace has to tell when it is opened: bad news, and so not kept back by --quiet. */
static void
tell (const char *sentence, gpointer data)
{
	g_autofree char *safe = seg_text_printable (sentence);

	(void) data;
	fflush (stdout);
	fprintf (stderr, "segscope: %s\n", safe);
}

static int
run_command (const SegCommand *command, int argc, char **argv)
{
	g_autoptr (GError) error = NULL;
	gboolean success;

	/* Arguments and output are UTF-8 whatever the locale says: names of cities and segments must survive LC_ALL=C. */
	if (strcmp (nl_langinfo (CODESET), "UTF-8") != 0)
		setlocale (LC_CTYPE, "C.UTF-8");
	seg_workspace_set_teller (tell, NULL);
	success = command->run (command, argc, argv, &error) && seg_table_file_written (command, &error);

	seg_cli_job_end ();
	if (fflush (stdout) != 0 && error == NULL)
		g_set_error_literal (&error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write the output; is the disk full?"));
	return report (error) != 0 || success ? seg_error_exit_status (error) : 1;
}

/* A first word that is neither a command, nor a file, nor anything like a path is most likely a misspelt command. */
static gboolean
is_misspelt_command (const char *word)
{
	return strpbrk (word, "./") == NULL && !g_file_test (word, G_FILE_TEST_EXISTS);
}

static int
open_interface (const char *path)
{
	g_autoptr (GError) error = NULL;

	seg_tui_run (path, &(SegTuiOptions) { .demo = seg_cli_make_demo }, &error);
	return report (error);
}

int
seg_cli_main (int argc, char **argv)
{
	const SegCommand *command;

	if (argc < 2)
		return open_interface (NULL);
	if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0) {
		print_help ();
		return 0;
	}
	if (strcmp (argv[1], "--version") == 0) {
		printf ("segscope %s\n", PACKAGE_VERSION);
		return 0;
	}
	if (strcmp (argv[1], "--demo-mode") == 0 && argc <= 3) {
		seg_setting_use (SEG_SETTING_DEMO, "on");
		return open_interface (argc == 3 ? argv[2] : NULL);
	}
	command = find_command (argv[1]);
	if (command != NULL)
		return run_command (command, argc - 1, argv + 1);
	if (argv[1][0] == '-' || argc > 2 || is_misspelt_command (argv[1])) {
		g_autofree char *safe = seg_text_printable (argv[1]);

		fprintf (stderr, _("segscope: there is no command \"%s\"; segscope --help lists them all\n"), safe);
		return 2;
	}
	return open_interface (argv[1]);
}
