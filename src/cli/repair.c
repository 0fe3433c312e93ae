#include <config.h>
#include "commands.h"

#include <segscope/maintenance.h>

#include <glib/gi18n.h>

static gboolean
try_only (const SegCommonOptions *common, const char *path, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) problems = seg_workspace_check (path, job, error);

	if (problems == NULL)
		return FALSE;
	seg_cli_print_problems (common, problems);
	seg_cli_say (common, problems->len == 0 ? _("%s is whole; there is nothing to repair.") : _("Nothing was changed in %s."), path);
	return TRUE;
}

static gboolean
repair (const SegCommonOptions *common, const char *path, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegRepair) done = seg_workspace_repair (path, job, error);

	if (done == NULL)
		return FALSE;
	if (done->kept_as == NULL) {
		seg_cli_print_problems (common, done->problems);
		seg_cli_say (common, _("%s is whole; there is nothing to repair."), path);
		return TRUE;
	}
	for (guint i = 0; common->output == SEG_OUTPUT_TABLE && i < done->done->len; i++)
		seg_cli_say (common, "%s.", (const char *) done->done->pdata[i]);
	if (common->output != SEG_OUTPUT_TABLE)
		seg_cli_print_problems (common, done->problems);
	seg_cli_say (common, _("%s was repaired; as it was before it is kept as %s."), path, done->kept_as);
	if (done->left->len == 0)
		return TRUE;
	if (common->output == SEG_OUTPUT_TABLE)
		seg_cli_print_problems (common, done->left);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, ngettext ("%u problem of %s is left that repair cannot put right", "%u problems of %s are left that repair cannot put right", done->left->len),
	             done->left->len, path);
	return FALSE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	gboolean dry_run = FALSE;
	const GOptionEntry entries[] = {
		{ "dry-run", 'n', 0, G_OPTION_ARG_NONE, &dry_run, N_("Say what would be done; change nothing"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	return argc == 0 || (dry_run ? try_only (&common, argv[1], error) : repair (&common, argv[1], error));
}

const SegCommand seg_command_repair = {
	"repair", "WORKSPACE", N_("Put right what segscope check finds"),
	N_("The file as it was is kept beside it as WORKSPACE.before-repair. Of a damaged file everything that can be read is saved into a new\n"
	   "one, which takes its name only when it is complete; what was lost is said table by table."),
	run
};
