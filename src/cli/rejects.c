#include <config.h>
#include "commands.h"

#include <segscope/rejects.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

typedef struct {
	gint64   source, offset, limit;
	gboolean all, reasons;
	char    *export;
} Options;

/* Row by row ------------------------------------------------------------------------------------------------------------- */

static void
fill (SegTable *table, const GPtrArray *rejects)
{
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "line", _("Line"), SEG_CELL_INTEGER);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Why"), SEG_CELL_TEXT);
	seg_table_column (table, "corrected", _("Corrected"), SEG_CELL_INTEGER);
	seg_table_column (table, "row", _("The row"), SEG_CELL_TEXT);
	for (guint i = 0; i < rejects->len; i++) {
		const SegReject *reject = rejects->pdata[i];

		seg_table_text (table, reject->source);
		seg_table_integer (table, reject->line);
		seg_table_text (table, reject->column);
		seg_table_text (table, reject->is_value ? "value" : "row");
		seg_table_text (table, reject->reason);
		seg_table_integer (table, reject->corrected_by != 0);
		seg_table_text (table, reject->raw);
	}
}

/* Corrected ones are counted, so that nobody takes "nothing" for "never". */
static gboolean
say_corrected (const SegCommonOptions *common, SegWorkspace *workspace, const Options *options, gint64 n_open, GError **error)
{
	const SegRejectFilter all = { .source_id = options->source, .with_corrected = TRUE };
	g_autofree char *shown = NULL;
	gint64 n;

	if (!seg_rejects_count (workspace, &all, &n, error))
		return FALSE;
	if (n > n_open && !options->all) {
		shown = seg_format_integer (n - n_open);
		seg_cli_remark (common, _("%s more were corrected or imported again; --all shows them"), shown);
	}
	return TRUE;
}

static gboolean
print (const SegCommonOptions *common, SegWorkspace *workspace, const Options *options, GError **error)
{
	const SegRejectFilter filter = { .source_id = options->source, .with_corrected = options->all };
	g_autoptr (GPtrArray) rejects = NULL;
	g_autoptr (SegTable) table = seg_table_new ();
	g_autofree char *shown = NULL, *all = NULL;
	gint64 count;

	if (!seg_rejects_count (workspace, &filter, &count, error)
	    || (rejects = seg_rejects (workspace, &filter, options->offset, options->limit, error)) == NULL)
		return FALSE;
	fill (table, rejects);
	if (count == 0)
		seg_cli_say (common, _("Nothing was set aside."));
	if (count > 0 || common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
	shown = seg_format_integer (rejects->len);
	all = seg_format_integer (count);
	if (rejects->len < count)
		seg_cli_remark (common, _("%s of %s; see more with --limit and --offset, or all with --limit 0"), shown, all);
	return say_corrected (common, workspace, options, count, error);
}

/* Counted by reason ------------------------------------------------------------------------------------------------------- */

static gboolean
print_reasons (const SegCommonOptions *common, SegWorkspace *workspace, const Options *options, GError **error)
{
	const SegRejectFilter filter = { .source_id = options->source, .with_corrected = options->all };
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (GPtrArray) reasons = seg_reject_reasons (workspace, &filter, job, error);
	g_autoptr (SegTable) table = seg_table_new ();

	seg_cli_job_end ();
	if (reasons == NULL)
		return FALSE;
	seg_table_column (table, "source", _("Number"), SEG_CELL_INTEGER);
	seg_table_column (table, "file", _("File"), SEG_CELL_TEXT);
	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	seg_table_column (table, "reason", _("Why"), SEG_CELL_TEXT);
	seg_table_column (table, "what", _("What"), SEG_CELL_TEXT);
	seg_table_column (table, "count", _("Number"), SEG_CELL_INTEGER);
	seg_table_column (table, "first_line", _("First line"), SEG_CELL_INTEGER);
	seg_table_column (table, "example", _("For example"), SEG_CELL_TEXT);
	for (guint i = 0; i < reasons->len; i++) {
		const SegRejectReason *reason = reasons->pdata[i];

		seg_table_integer (table, reason->source_id);
		seg_table_text (table, reason->source);
		seg_table_text (table, reason->column);
		seg_table_text (table, reason->reason);
		seg_table_text (table, reason->is_value ? "value" : "row");
		seg_table_integer (table, reason->count);
		seg_table_integer (table, reason->first_line);
		seg_table_text (table, reason->example);
	}
	if (reasons->len == 0)
		seg_cli_say (common, _("Nothing was set aside."));
	if (reasons->len > 0 || common->output != SEG_OUTPUT_TABLE)
		seg_table_print (table, common->output);
	return TRUE;
}

/* For correction ---------------------------------------------------------------------------------------------------------- */

static gboolean
export (const SegCommonOptions *common, SegWorkspace *workspace, const Options *options, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autofree char *count = NULL;
	gint64 n;
	gboolean fine = seg_rejects_export (workspace, options->source, options->export, job, &n, error);

	seg_cli_job_end ();
	if (!fine)
		return FALSE;
	count = seg_format_integer (n);
	seg_cli_remark (common, n == 1 ? _("%s row is in %s; correct it there, then: segscope import %s %s")
	                               : _("%s rows are in %s; correct them there, then: segscope import %s %s"),
	                count, options->export, seg_workspace_path (workspace), options->export);
	return TRUE;
}

static gboolean
run_with (const SegCommonOptions *common, const char *path, const Options *options, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path,
		options->export != NULL ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);

	if (workspace == NULL)
		return FALSE;
	if (options->export != NULL)
		return export (common, workspace, options, error);
	return options->reasons ? print_reasons (common, workspace, options, error) : print (common, workspace, options, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	Options options = { .limit = -1 };
	const GOptionEntry entries[] = {
		{ "reasons", 'r', 0, G_OPTION_ARG_NONE, &options.reasons, N_("Count them by reason"), NULL },
		{ "source", 0, 0, G_OPTION_ARG_INT64, &options.source, N_("Only of this file (its number in segscope info)"), "N" },
		{ "export", 'e', 0, G_OPTION_ARG_FILENAME, &options.export, N_("Write them to FILE for correction"), "FILE" },
		{ "all", 'a', 0, G_OPTION_ARG_NONE, &options.all, N_("Also those that were corrected since"), NULL },
		{ "limit", 0, 0, G_OPTION_ARG_INT64, &options.limit, N_("So many rows; 0: all (100 in a table, all in csv and json)"), "N" },
		{ "offset", 0, 0, G_OPTION_ARG_INT64, &options.offset, N_("Without the first N"), "N" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean fine = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (options.limit < 0)
		options.limit = fine && common.output == SEG_OUTPUT_TABLE ? 100 : 0;
	options.limit = options.limit > 0 ? options.limit : G_MAXINT64;
	if (fine && argc > 0)
		fine = run_with (&common, argv[1], &options, error);
	g_free (options.export);
	return fine;
}

const SegCommand seg_command_rejects = {
	"rejects", "WORKSPACE", N_("List the rows that imports have set aside, with the reason of each"),
	N_("With --export the rows are written under the columns of their own file, with number, line, column and reason behind\n"
	   "them. Correct the cells in a spreadsheet, save it as CSV, and import that file: it is known by those last columns, is\n"
	   "read as the first file was, and the rows it brings are no longer listed as set aside.\n"
	   "A row that has too many or too few cells stands as a whole in the last column: put its cells in place.\n"
	   "\n"
	   "  segscope rejects shop.seg --reasons\n"
	   "  segscope rejects shop.seg --export to-correct.csv\n"
	   "  segscope import shop.seg to-correct.csv"),
	run
};
