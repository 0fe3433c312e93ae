/* Sets the process up and hands over: to a command, or to the terminal interface. */
#include <config.h>

#include <glib/gi18n.h>
#include <gsl/gsl_errno.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include <segscope/blas.h>
#include <segscope/settings.h>
#include <segscope/text.h>

#include "cli/cli.h"

/* The locale whose language messages shall be in, as the environment names it; NULL: none. */
static const char *
named_locale (void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (g_getenv (names[i]) != NULL && *g_getenv (names[i]) != '\0')
			return g_getenv (names[i]);
	return NULL;
}

/* A bare system names no locale at all, but its terminals speak UTF-8. One that is named and not installed still says the language. */
static void
choose_locale (void)
{
	const char *chosen = setlocale (LC_ALL, ""), *named = named_locale ();
	gboolean is_named = named != NULL || g_getenv ("LC_CTYPE") != NULL;

	if (chosen == NULL || !is_named)
		setlocale (LC_CTYPE, "C.UTF-8");
	if (chosen == NULL && named != NULL) {
		setlocale (LC_MESSAGES, "C.UTF-8");
		g_setenv ("LANGUAGE", named, FALSE);
	}
	setlocale (LC_NUMERIC, "C"); /* numbers in files and messages do not change with the language */
}

/* What cannot be read in the person's settings is told, and the rest holds. */
static void
load_settings (void)
{
	g_autoptr (GError) error = NULL;
	g_auto (GStrv) lines = seg_settings_load (&error) ? NULL : g_strsplit (error->message, "\n", -1);

	for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
		g_autofree char *safe = seg_text_printable (lines[i]);

		fprintf (stderr, "segscope: %s\n", safe);
	}
	seg_language_use ();
}

int
main (int argc, char **argv)
{
	const char *messages = g_getenv ("SEGSCOPE_LOCALE_DIR"); /* for a program that is not installed */

	seg_blas_end_threads ();
	choose_locale ();
	bindtextdomain (GETTEXT_PACKAGE, messages != NULL ? messages : LOCALEDIR);
	bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
	textdomain (GETTEXT_PACKAGE);
	load_settings ();
	gsl_set_error_handler_off ();
	signal (SIGXFSZ, SIG_IGN); /* a file grown to the limit (ulimit -f) is a full disk, not the end of the program */
	return seg_cli_main (argc, argv);
}
