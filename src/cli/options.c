/* The options all commands share, and the job that a command runs. */
#include <config.h>
#include "cli.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
parse_output (const char *name, SegOutput *output, GError **error)
{
	static const char *const names[] = { "table", "csv", "json" };

	*output = SEG_OUTPUT_TABLE;
	for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
		if (strcmp (name, names[i]) == 0) {
			*output = (SegOutput) i;
			return TRUE;
		}
	if (name != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--output must be table, csv or json, not \"%s\""), name);
	return name == NULL;
}

/* Without this GOption would call exit() on --help. */
static gboolean
wants_help (int argc, char **argv)
{
	for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
		if (strcmp (argv[i], "--help") == 0 || strcmp (argv[i], "-h") == 0)
			return TRUE;
	return FALSE;
}

static gboolean
check_arguments (const SegCommand *command, int n_given, int n_least, int n_most, GError **error)
{
	if (n_given >= n_least && n_given <= n_most)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
	             n_given < n_least ? _("Something is missing; usage: segscope %s %s (segscope %s --help explains)")
	                               : _("That is too much; usage: segscope %s %s (segscope %s --help explains)"),
	             command->name, command->arguments, command->name);
	return FALSE;
}

/* Every command takes --seed and --threads, so that a script can hand them to all; its help shows them where they make a difference. */
static int
shown_for (const SegCommand *command, const char *const *without)
{
	return g_strv_contains (without, command->name) ? G_OPTION_FLAG_HIDDEN : G_OPTION_FLAG_NONE;
}

gboolean
seg_cli_parse (const SegCommand *command, const GOptionEntry *entries, int n_least, int n_most, int *argc, char ***argv,
               SegCommonOptions *common, GError **error)
{
	static const char *const not_random[] = {
		"audit", "backup", "check", "clean", "export", "import", "info", "orders", "profile", "quality", "recommend", "rejects", "repair",
		"segments", "user", "users", NULL
	};
	static const char *const not_threaded[] = {
		"audit", "backup", "check", "export", "import", "info", "orders", "rejects", "repair", "segments", "users", NULL
	};
	g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
	g_autofree char *output = NULL, *file = NULL, *program = g_strconcat ("segscope ", command->name, NULL);
	int n_threads = 0;
	const GOptionEntry shared[] = {
		{ "file", 0, 0, G_OPTION_ARG_FILENAME, &file, N_("Write the table to a file instead; its end says the format: .csv, .xlsx, .jsonl"), "FILE" },
		{ "output", 'o', 0, G_OPTION_ARG_STRING, &output, N_("How to print: table, csv or json"), "FORMAT" },
		{ "seed", 0, shown_for (command, not_random), G_OPTION_ARG_INT64, &common->seed, N_("Seed of everything random (1)"), "N" },
		{ "threads", 0, shown_for (command, not_threaded), G_OPTION_ARG_INT, &n_threads, N_("Threads to use (one a core); results do not depend on it"), "N" },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &common->quiet, N_("No progress and no remarks"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	*common = (SegCommonOptions) { .seed = 1 };
	g_set_prgname (program);
	g_option_context_set_help_enabled (context, FALSE);
	g_option_context_set_summary (context, _(command->summary));
	g_option_context_set_description (context, command->details != NULL ? _(command->details) : NULL);
	if (entries != NULL)
		g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
	g_option_context_add_main_entries (context, shared, GETTEXT_PACKAGE);
	if (wants_help (*argc, *argv)) {
		g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

		fputs (help, stdout);
		*argc = 0;
		return TRUE;
	}
	if (!g_option_context_parse (context, argc, argv, error) || !parse_output (output, &common->output, error))
		return FALSE;
	if (*argc > 1 && strcmp ((*argv)[1], "--") == 0) {
		memmove (*argv + 1, *argv + 2, sizeof **argv * (gsize) (*argc - 1)); /* the NULL at the end moves too */
		(*argc)--;
	}
	if (n_threads < 0 || n_threads > 1024 || common->seed < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--threads must be 1 to 1024 and --seed 0 or more"));
		return FALSE;
	}
	seg_table_set_file (file);
	seg_parallel_set_threads ((guint) n_threads);
	return check_arguments (command, *argc - 1, n_least, n_most, error);
}

static SegJob *running;     /* the job Ctrl-C cancels */
static gboolean line_drawn; /* a progress line stands on stderr */

static void
on_interrupt (int signal_number)
{
	(void) signal_number;
	seg_job_cancel (running);
}

static void
draw_progress (const SegJobStatus *status, gpointer data)
{
	g_autofree char *phrase = seg_text_fit (status->phrase, 48, SEG_ALIGN_LEFT);

	(void) data;
	fprintf (stderr, "\r%3.0f %%  %s", status->fraction * 100, phrase);
	fflush (stderr);
	line_drawn = TRUE;
}

SegJob *
seg_cli_job (const SegCommonOptions *common)
{
	struct sigaction action = { .sa_handler = on_interrupt, .sa_flags = (int) SA_RESETHAND };
	SegJob *earlier = running;

	running = seg_job_new (); /* first: the handler may be called between any two lines */
	seg_job_unref (earlier);
	sigemptyset (&action.sa_mask);
	sigaction (SIGINT, &action, NULL);
	sigaction (SIGTERM, &action, NULL);
	if (!common->quiet && isatty (STDERR_FILENO))
		seg_job_observe (running, draw_progress, NULL);
	return seg_job_ref (running);
}

void
seg_cli_job_end (void)
{
	if (line_drawn)
		fputs ("\r\033[K", stderr);
	line_drawn = FALSE;
}

void
seg_cli_remark (const SegCommonOptions *common, const char *format, ...)
{
	g_autofree char *text = NULL, *safe = NULL;
	va_list arguments;

	if (common->quiet)
		return;
	va_start (arguments, format);
	text = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	safe = seg_text_printable (text);
	seg_cli_job_end ();
	fflush (stdout); /* what was printed before it stays before it */
	fprintf (stderr, "%s\n", safe);
}

void
seg_cli_say (const SegCommonOptions *common, const char *format, ...)
{
	g_autofree char *text = NULL, *safe = NULL;
	va_list arguments;

	if (common->output != SEG_OUTPUT_TABLE)
		return;
	va_start (arguments, format);
	text = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	safe = seg_text_printable (text);
	seg_cli_job_end ();
	printf ("%s\n", safe);
}

gboolean
seg_cli_parse_share (const char *text, const char *option, double *share, GError **error)
{
	char *end;
	double value = g_ascii_strtod (text, &end);
	gboolean percent;

	while (*end == ' ')
		end++;
	percent = *end == '%';
	end += percent;
	if (percent)
		value /= 100;
	if (end == text || *end != '\0' || !(value >= 0 && value <= 1)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s must be a share from 0%% to 100%% (or 0 to 1), not \"%s\""), option, text);
		return FALSE;
	}
	*share = value;
	return TRUE;
}
