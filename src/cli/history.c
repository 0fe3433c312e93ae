/* segscope history: what was changed of segments and rules; taking it back, doing it again, going to any point. */
#include <config.h>
#include "commands.h"

#include <segscope/undo.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

typedef struct {
	gboolean undo, redo, forget;
	gint64   go;
} Options;

static gboolean
check (const Options *options, GError **error)
{
	if (options->undo + options->redo + options->forget + (options->go >= 0) <= 1)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--undo, --redo, --go and --forget go one at a time"));
	return FALSE;
}

static gboolean
list (SegWorkspace *workspace, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) entries = seg_history (workspace, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (entries == NULL)
		return FALSE;
	if (entries->len == 0)
		seg_cli_remark (common, _("Nothing was changed yet that could be taken back"));
	seg_table_column (table, "edit", "#", SEG_CELL_INTEGER);
	seg_table_column (table, "at", _("When (UTC)"), SEG_CELL_DATE);
	seg_table_column (table, "who", _("Who"), SEG_CELL_TEXT);
	seg_table_column (table, "action", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "object", _("Of"), SEG_CELL_TEXT);
	seg_table_column (table, "state", _("State"), SEG_CELL_TEXT);
	seg_table_column (table, "bytes", _("Bytes"), SEG_CELL_INTEGER);
	for (guint i = 0; i < entries->len; i++) {
		const SegHistoryEntry *entry = entries->pdata[i];

		seg_table_integer (table, entry->id);
		seg_table_integer (table, entry->at);
		seg_table_text (table, entry->who);
		seg_table_text (table, entry->action);
		seg_table_text (table, entry->object);
		seg_table_text (table, entry->undone ? _("taken back") : _("done"));
		seg_table_integer (table, entry->n_bytes);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

static gboolean
go (SegWorkspace *workspace, const Options *options, SegJob *job, const SegCommonOptions *common, GError **error)
{
	guint n = 0;

	if (options->forget ? !seg_history_forget (workspace, &n, error) : !seg_undo_go (workspace, options->go, job, &n, error))
		return FALSE;
	seg_cli_job_end ();
	seg_cli_remark (common, options->forget ? ngettext ("%u edit is forgotten", "%u edits are forgotten", n)
	                                        : ngettext ("%u edit was taken back or done again", "%u edits were taken back or done again", n), n);
	return TRUE;
}

static gboolean
act (SegWorkspace *workspace, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegHistoryEntry) entry = NULL;
	g_autofree char *words = NULL;

	if (options->forget || options->go >= 0)
		return go (workspace, options, job, common, error);
	if (!(options->undo ? seg_undo (workspace, job, &entry, error) : seg_redo (workspace, job, &entry, error)))
		return FALSE;
	seg_cli_job_end ();
	words = seg_history_entry_words (entry);
	seg_cli_remark (common, options->undo ? _("Taken back: %s") : _("Done again: %s"), words);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { .go = -1 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "undo", 'u', 0, G_OPTION_ARG_NONE, &options.undo, N_("Take the last edit back"), NULL },
		{ "redo", 'r', 0, G_OPTION_ARG_NONE, &options.redo, N_("Do the edit again that was taken back last"), NULL },
		{ "go", 0, 0, G_OPTION_ARG_INT64, &options.go, N_("Go to where things stood after this edit; 0: before the first"), "EDIT" },
		{ "forget", 0, 0, G_OPTION_ARG_NONE, &options.forget, N_("Forget all edits: nothing can be taken back any more, the file needs less room"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	g_autoptr (SegWorkspace) workspace = NULL;
	gboolean acts;

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	acts = options.undo || options.redo || options.forget || options.go >= 0;
	if (!check (&options, error)
	    || (workspace = seg_workspace_open (argv[1], acts ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error)) == NULL)
		return FALSE;
	return (!acts || act (workspace, &options, &common, error)) && list (workspace, &common, error);
}

const SegCommand seg_command_history = {
	"history", "WORKSPACE", N_("What was changed of segments and rules; take it back, do it again"),
	N_("Every change of segmentations, segments, who is in them, their cards, and rules is kept with the workspace. Taking one back restores\n"
	   "exactly what was there; where other work has changed the same since, it says so and does nothing.\n\n"
	   "  segscope history courses.seg\n"
	   "  segscope history courses.seg --undo\n"
	   "  segscope history courses.seg --go 12\n"),
	run
};
