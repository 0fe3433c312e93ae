#include <config.h>
#include "commands.h"

#include <glib/gi18n.h>

#include "tui/tui.h"

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gboolean force = FALSE;
	const GOptionEntry entries[] = {
		{ "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_("Write over a file of that name"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 2, 2, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (!force && g_file_test (argv[2], G_FILE_TEST_EXISTS)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is already a file %s; --force writes over it"), argv[2]);
		return FALSE;
	}
	return seg_tui_run (argv[1], &(SegTuiOptions) { .demo = seg_cli_make_demo, .record = argv[2] }, error);
}

const SegCommand seg_command_record = {
	"record", "WORKSPACE FILE", N_("Open the interface and write down what you do, to do it again"),
	N_("FILE is a text with a line for each step: keys, waiting for work, clicks; and, as remarks, the screens and the commands that do the\n"
	   "same without the interface. It may be edited; \"expect WORDS\" asks that words are on the screen, \"pause 2\" waits two seconds.\n"
	   "What you type is in it, so its mode is 0600. Ctrl-T begins and ends a recording in the interface.\n"
	   "\n"
	   "  segscope record shop.seg tour.txt\n"
	   "  segscope replay shop.seg tour.txt --pace 0.5"),
	run
};
