/* segscope runs: what was tried to find segments; comparing two, keeping one as segments, deleting. */
#include <config.h>
#include "commands.h"

#include <segscope/run.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

typedef struct {
	char  *compare, *name;
	gint64 keep, delete;
	gboolean all, trial, replace;
} Options;

/* The list --------------------------------------------------------------------------------------------------------- */

static void
declare_columns (SegTable *table, gboolean file)
{
	seg_table_column (table, "run", _("Run"), SEG_CELL_INTEGER);
	if (file)
		seg_table_column (table, "trial", _("Trial"), SEG_CELL_INTEGER);
	seg_table_column (table, "made_at", _("When"), SEG_CELL_DATE);
	seg_table_column (table, "algorithm", _("Algorithm"), SEG_CELL_TEXT);
	seg_table_column (table, "k", _("k"), SEG_CELL_INTEGER);
	seg_table_column (table, "feature_set", _("Features"), SEG_CELL_TEXT);
	seg_table_column (table, "features", "#", SEG_CELL_INTEGER);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "silhouette", _("Silhouette"), SEG_CELL_NUMBER);
	seg_table_column (table, "calinski_harabasz", _("CH"), SEG_CELL_NUMBER);
	seg_table_column (table, "davies_bouldin", _("DB"), SEG_CELL_NUMBER);
	seg_table_column (table, "gap", _("Gap"), SEG_CELL_NUMBER);
	seg_table_column (table, "bic", _("BIC"), SEG_CELL_NUMBER);
	seg_table_column (table, "stability", _("Stable"), SEG_CELL_NUMBER);
	seg_table_column (table, "smallest", _("Smallest"), SEG_CELL_INTEGER);
	seg_table_column (table, "seconds", _("Seconds"), SEG_CELL_NUMBER);
	if (file) {
		seg_table_column (table, "silhouette_error", _("± error"), SEG_CELL_NUMBER);
		seg_table_column (table, "inertia", _("Inertia"), SEG_CELL_NUMBER);
		seg_table_column (table, "gap_error", _("± error"), SEG_CELL_NUMBER);
		seg_table_column (table, "returned", _("Return"), SEG_CELL_SHARE);
		seg_table_column (table, "seed", _("Seed"), SEG_CELL_INTEGER);
		seg_table_column (table, "options", _("Options"), SEG_CELL_TEXT);
		seg_table_column (table, "reason", _("Reason"), SEG_CELL_TEXT);
	}
	seg_table_column (table, "mark", "", SEG_CELL_TEXT);
}

static void
fill_row (SegTable *table, const SegRun *run, gboolean file)
{
	seg_table_integer (table, run->id);
	if (file)
		seg_table_integer (table, run->trial);
	seg_table_integer (table, run->created_at);
	seg_table_text (table, run->algorithm);
	seg_table_integer (table, run->k);
	seg_table_text (table, run->feature_set);
	seg_table_integer (table, run->n_features);
	seg_table_integer (table, run->n_users);
	seg_table_number (table, run->silhouette);
	seg_table_number (table, run->calinski_harabasz);
	seg_table_number (table, run->davies_bouldin);
	seg_table_number (table, run->gap);
	seg_table_number (table, run->bic);
	seg_table_number (table, run->stability);
	seg_table_integer (table, run->smallest);
	seg_table_number (table, run->seconds);
	if (file) {
		seg_table_number (table, run->silhouette_error);
		seg_table_number (table, run->inertia);
		seg_table_number (table, run->gap_error);
		seg_table_number (table, run->returned);
		seg_table_integer (table, run->seed);
		seg_table_text (table, run->options);
		seg_table_text (table, run->reason);
	}
	seg_table_text (table, run->stale ? _("features changed") : run->recommended ? _("recommended") : "");
}

static gboolean
list (SegWorkspace *workspace, const Options *options, const SegCommonOptions *common, GError **error)
{
	g_autoptr (GPtrArray) runs = seg_runs (workspace, options->all, error);
	g_autoptr (SegTable) table = seg_table_new ();
	gboolean file = common->output != SEG_OUTPUT_TABLE;

	if (runs == NULL)
		return FALSE;
	if (runs->len == 0)
		seg_cli_remark (common, "%s", _("Nothing has been tried yet; segscope sweep WORKSPACE does"));
	declare_columns (table, file);
	for (guint i = 0; i < runs->len; i++)
		fill_row (table, runs->pdata[i], file);
	seg_table_print (table, common->output);
	return TRUE;
}

/* Comparing -------------------------------------------------------------------------------------------------------- */

static gboolean
parse_pair (const char *text, gint64 *first, gint64 *second, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (text, ",", -1);

	if (g_strv_length (parts) == 2 && g_ascii_string_to_signed (g_strstrip (parts[0]), 10, 1, G_MAXINT64, first, NULL)
	    && g_ascii_string_to_signed (g_strstrip (parts[1]), 10, 1, G_MAXINT64, second, NULL))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("--compare takes two runs, as in --compare 3,7, not \"%s\""), text);
	return FALSE;
}

static void
say_agreement (const SegRunComparison *comparison, const SegCommonOptions *common)
{
	const SegAgreement *agreement = comparison->agreement;
	g_autofree char *ari = seg_format_number (agreement->ari, 3), *nmi = seg_format_number (agreement->nmi, 3);
	g_autofree char *vi = seg_format_number (agreement->vi, 3), *share = seg_format_share (agreement->vi_share);
	g_autofree char *users = seg_format_integer ((gint64) agreement->n_rows);

	seg_cli_say (common, _("Run %" PRId64 " (%s, %u) and run %" PRId64 " (%s, %u) over %s users: %s."), comparison->first->id,
	             comparison->first->algorithm, comparison->first->k, comparison->second->id, comparison->second->algorithm,
	             comparison->second->k, users, _(seg_agreement_words (agreement->ari)));
	seg_cli_say (common, _("Adjusted Rand index %s (1: the same, 0: as by chance), normalised mutual information %s,"), ari, nmi);
	seg_cli_say (common, _("variation of information %s (0: the same; %s of the most there can be)"), vi, share);
	if (comparison->n_only_first + comparison->n_only_second > 0)
		seg_cli_say (common, _("%zu users are only in the first, %zu only in the second"), comparison->n_only_first, comparison->n_only_second);
	seg_cli_say (common, "%s", "");
}

/* One row a segment of the first, a column a segment of the second; for programs the pairs, with the measures. */
static void
print_overlap_table (const SegAgreement *agreement, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "segment", _("Users"), SEG_CELL_TEXT);
	for (guint j = 0; j < agreement->k_second; j++) {
		g_autofree char *heading = g_strdup_printf (_("in %u"), j + 1);

		seg_table_column (table, heading, heading, SEG_CELL_INTEGER);
	}
	seg_table_column (table, "all", _("All"), SEG_CELL_INTEGER);
	for (guint i = 0; i < agreement->k_first; i++) {
		g_autofree char *name = g_strdup_printf (_("of %u"), i + 1);

		seg_table_text (table, name);
		for (guint j = 0; j < agreement->k_second; j++)
			seg_table_integer (table, (gint64) agreement->table[(gsize) i * agreement->k_second + j]);
		seg_table_integer (table, (gint64) agreement->first_sizes[i]);
	}
	seg_table_print (table, common->output);
}

static void
print_overlap_pairs (const SegAgreement *agreement, const SegCommonOptions *common)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "first", _("First"), SEG_CELL_INTEGER);
	seg_table_column (table, "second", _("Second"), SEG_CELL_INTEGER);
	seg_table_column (table, "users", _("Users"), SEG_CELL_INTEGER);
	seg_table_column (table, "share_of_first", _("Of first"), SEG_CELL_SHARE);
	seg_table_column (table, "share_of_second", _("Of second"), SEG_CELL_SHARE);
	seg_table_column (table, "ari", _("ARI"), SEG_CELL_NUMBER);
	seg_table_column (table, "nmi", _("NMI"), SEG_CELL_NUMBER);
	seg_table_column (table, "vi", _("VI"), SEG_CELL_NUMBER);
	for (guint i = 0; i < agreement->k_first; i++)
		for (guint j = 0; j < agreement->k_second; j++) {
			double both = (double) agreement->table[(gsize) i * agreement->k_second + j];

			seg_table_integer (table, i + 1);
			seg_table_integer (table, j + 1);
			seg_table_integer (table, (gint64) both);
			seg_table_number (table, both / (double) MAX (agreement->first_sizes[i], 1));
			seg_table_number (table, both / (double) MAX (agreement->second_sizes[j], 1));
			seg_table_number (table, agreement->ari);
			seg_table_number (table, agreement->nmi);
			seg_table_number (table, agreement->vi);
		}
	seg_table_print (table, common->output);
}

static gboolean
compare (SegWorkspace *workspace, const Options *options, const SegCommonOptions *common, SegJob *job, GError **error)
{
	g_autoptr (SegRunComparison) comparison = NULL;
	gint64 first, second;

	if (!parse_pair (options->compare, &first, &second, error)
	    || (comparison = seg_runs_compare (workspace, first, second, job, error)) == NULL)
		return FALSE;
	seg_cli_job_end ();
	say_agreement (comparison, common);
	if (common->output == SEG_OUTPUT_TABLE)
		print_overlap_table (comparison->agreement, common);
	else
		print_overlap_pairs (comparison->agreement, common);
	return TRUE;
}

/* Running ---------------------------------------------------------------------------------------------------------- */

static gboolean
keep (SegWorkspace *workspace, const Options *options, const SegCommonOptions *common, SegJob *job, GError **error)
{
	if (options->name == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Give the segments a name to keep them under: --name NAME"));
		return FALSE;
	}
	if (seg_run_save (workspace, options->keep, options->name, options->replace, job, error) == 0)
		return FALSE;
	seg_cli_job_end ();
	seg_cli_say (common, _("Run %" PRId64 " is kept as \"%s\"; segscope profile shows its segments"), options->keep, options->name);
	return TRUE;
}

static gboolean
check (const Options *options, GError **error)
{
	if ((options->compare != NULL) + (options->keep >= 0) + (options->delete >= 0) > 1)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Choose one of --compare, --keep and --delete"));
	else if (options->trial && options->delete < 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--trial goes with --delete"));
	else if ((options->name != NULL || options->replace) && options->keep < 0)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--name and --replace go with --keep"));
	else
		return TRUE;
	return FALSE;
}

static gboolean
run_with (const char *path, const Options *options, const SegCommonOptions *common, GError **error)
{
	gboolean writes = options->keep >= 0 || options->delete >= 0;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegJob) job = NULL;

	if (workspace == NULL)
		return FALSE;
	job = seg_cli_job (common);
	if (options->compare != NULL)
		return compare (workspace, options, common, job, error);
	if (options->keep >= 0)
		return keep (workspace, options, common, job, error);
	if (options->delete >= 0)
		return seg_run_delete (workspace, options->delete, options->trial, error);
	return list (workspace, options, common, error);
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Options options = { .keep = -1, .delete = -1 };
	SegCommonOptions common;
	const GOptionEntry entries[] = {
		{ "all", 0, 0, G_OPTION_ARG_NONE, &options.all, N_("All numbers of segments that were tried, not only those recommended"), NULL },
		{ "compare", 0, 0, G_OPTION_ARG_STRING, &options.compare, N_("How much two runs agree, and who is where in both"), "RUN,RUN" },
		{ "keep", 0, 0, G_OPTION_ARG_INT64, &options.keep, N_("Make segments of a run"), "RUN" },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &options.name, N_("Name to keep them under"), "NAME" },
		{ "replace", 0, 0, G_OPTION_ARG_NONE, &options.replace, N_("Segments of that name give way"), NULL },
		{ "delete", 0, 0, G_OPTION_ARG_INT64, &options.delete, N_("Delete a run; segments made of it stay"), "RUN" },
		{ "trial", 0, 0, G_OPTION_ARG_NONE, &options.trial, N_("With --delete: all that were made together with it"), NULL },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean done = seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error);

	if (done && argc > 0)
		done = check (&options, error) && run_with (argv[1], &options, &common, error);
	g_free (options.compare);
	g_free (options.name);
	return done;
}

const SegCommand seg_command_runs = {
	"runs", "WORKSPACE", N_("Compare what was tried to find segments"),
	N_("Lists the runs of segscope sweep and cluster and of the screen Clusters, newest first: how the users were clustered, how good it\n"
	   "is by each index (as segscope sweep says), how long it took. Running the same again replaces the run.\n\n"
	   "--compare says how much two runs agree: the adjusted Rand index (1: the same division, 0: as by chance), the normalised mutual\n"
	   "information (0 to 1), the variation of information in nats (0: the same), and a table of how many users are where in both.\n\n"
	   "  segscope runs courses.seg\n"
	   "  segscope runs courses.seg --all --output csv\n"
	   "  segscope runs courses.seg --compare 3,7\n"
	   "  segscope runs courses.seg --keep 7 --name Spring\n"),
	run
};
