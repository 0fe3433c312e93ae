#include <config.h>
#include "commands.h"

#include <segscope/campaign.h>
#include <segscope/maintenance.h>

#include <glib/gi18n.h>

static void
fill (SegTable *table, const GPtrArray *problems)
{
	seg_table_column (table, "check", _("Check"), SEG_CELL_TEXT);
	seg_table_column (table, "problem", _("Problem"), SEG_CELL_TEXT);
	seg_table_column (table, "repair", _("Repair"), SEG_CELL_TEXT);
	for (guint i = 0; i < problems->len; i++) {
		const SegProblem *problem = problems->pdata[i];

		seg_table_text (table, problem->check);
		seg_table_text (table, problem->what);
		seg_table_text (table, problem->remedy);
	}
}

void
seg_cli_print_problems (const SegCommonOptions *common, const GPtrArray *problems)
{
	g_autoptr (SegTable) table = seg_table_new ();

	for (guint i = 0; i < problems->len; i++) {
		const SegProblem *problem = problems->pdata[i];

		seg_cli_say (common, "%s.", problem->what);
		seg_cli_say (common, problem->is_remark ? _("    What to do: %s.") : _("    What repair does: %s."), problem->remedy);
	}
	fill (table, problems);
	if (common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
}

/* What was computed from data that have changed since: no fault of the file. A damaged file is not asked. */
static gboolean
add_stale (const char *path, GPtrArray *problems, GError **error)
{
	g_autoptr (SegWorkspace) workspace = NULL;
	g_autoptr (GPtrArray) stale = NULL;

	for (guint i = 0; i < problems->len; i++)
		if (((const SegProblem *) problems->pdata[i])->is_damage)
			return TRUE;
	workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	if (workspace == NULL || (stale = seg_stale_results (workspace, error)) == NULL)
		return FALSE;
	g_ptr_array_extend_and_steal (problems, g_steal_pointer (&stale));
	return TRUE;
}

static gboolean
check (const SegCommonOptions *common, const char *path, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) problems = seg_workspace_check (path, job, error);
	guint n_faults;

	if (problems == NULL)
		return FALSE;
	n_faults = problems->len;
	if (!add_stale (path, problems, error))
		return FALSE;
	seg_cli_print_problems (common, problems);
	if (n_faults == 0) {
		seg_cli_say (common, _("%s is whole: pages, indexes, tables, links, counts and permissions are as they should be."), path);
		return TRUE;
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, ngettext ("%s has %u problem; put it right with: segscope repair %s", "%s has %u problems; put them right with: segscope repair %s", n_faults), path,
	             n_faults, path);
	return FALSE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;

	return seg_cli_parse (command, NULL, 1, 1, &argc, &argv, &common, error) && (argc == 0 || check (&common, argv[1], error));
}

const SegCommand seg_command_check = {
	"check", "WORKSPACE", N_("Look whether a workspace is whole, and say what is not"),
	N_("Every page and index, the tables beside those of a new file, rows that point to nothing, attributes beside columns, counts kept\n"
	   "beside rows counted, and who may open the file. Nothing is changed. The status is 1 when something is wrong; results that\n"
	   "are older than the data they were computed from are named, but are no fault of the file."),
	run
};
