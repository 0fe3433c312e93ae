#include <config.h>
#include "commands.h"

#include <glib/gi18n.h>

#include "tui/tui.h"

#define USUAL_PACE 0.15
#define SLOWEST_PACE 60.0

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	double pace = USUAL_PACE;
	const GOptionEntry entries[] = {
		{ "pace", 0, 0, G_OPTION_ARG_DOUBLE, &pace, N_("Seconds between two keys (0.15)"), "SECONDS" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 2, 2, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (!(pace >= 0 && pace <= SLOWEST_PACE)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--pace is a number of seconds from 0 to 60"));
		return FALSE;
	}
	return seg_tui_run (argv[1], &(SegTuiOptions) { .demo = seg_cli_make_demo, .replay = argv[2], .pace = pace }, error);
}

const SegCommand seg_command_replay = {
	"replay", "WORKSPACE FILE", N_("Open the interface and do a recorded session again"),
	N_("Each step waits for the work that the recorded one waited for. Any key stops it, and the interface is yours. Where a line\n"
	   "\"expect WORDS\" does not come true, the session stops there, and the exit status is not 0. @ does the same in the interface.\n"
	   "\n"
	   "  segscope replay shop.seg tour.txt"),
	run
};
