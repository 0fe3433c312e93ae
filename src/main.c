/* Sets the process up and hands over: to a command, or to the terminal interface. */
#include <config.h>

#include <glib/gi18n.h>
#include <gsl/gsl_errno.h>
#include <libintl.h>
#include <locale.h>

#include "cli/cli.h"

int
main (int argc, char **argv)
{
	setlocale (LC_ALL, "");
	setlocale (LC_NUMERIC, "C"); /* numbers in files and messages do not change with the language */
	bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
	bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
	textdomain (GETTEXT_PACKAGE);
	gsl_set_error_handler_off ();
	return seg_cli_main (argc, argv);
}
