#include <config.h>
#include "chart_option.h"
#include "commands.h"
#include "feature_option.h"
#include "pca.h"

#include <segscope/component.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define LEAST_SHOWN 2 /* components whose loadings are shown, where parallel analysis keeps fewer */

typedef struct {
	SegCommonOptions common;
	char    *name, *keep, *forget, *chart;
	char   **select;
	gint64   n_components;
	gboolean correlation, loadings, scores, force;
} Request;

/* What was found out. */
typedef struct {
	SegFeatureSet       *set;
	SegFeatureMatrix    *matrix;
	SegParallelAnalysis *analysis;
	SegPca              *pca;
} Findings;

static void
clear_findings (Findings *findings)
{
	seg_feature_set_free (findings->set);
	seg_feature_matrix_free (findings->matrix);
	seg_parallel_analysis_free (findings->analysis);
	seg_pca_free (findings->pca);
}

static void
print_shares (const Request *request, const Findings *findings)
{
	g_autoptr (SegTable) table = seg_table_new ();
	double cumulated = 0;

	seg_table_column (table, "component", _("Component"), SEG_CELL_INTEGER);
	seg_table_column (table, "variance", _("Variance"), SEG_CELL_NUMBER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "cumulated", _("Together"), SEG_CELL_SHARE);
	seg_table_column (table, "correlation_eigenvalue", _("Of correlations"), SEG_CELL_NUMBER);
	seg_table_column (table, "chance_95", _("By chance (95 %)"), SEG_CELL_NUMBER);
	seg_table_column (table, "keep", _("Keep"), SEG_CELL_TEXT);
	seg_table_column (table, "words", _("What it is"), SEG_CELL_TEXT);
	for (gsize i = 0; i < findings->matrix->n_columns; i++) {
		g_autofree char *words = i < findings->pca->n_components
			? seg_component_words (findings->pca->loadings, i, findings->matrix->columns) : g_strdup ("");

		cumulated += findings->pca->shares[i];
		seg_table_integer (table, (gint64) i + 1);
		seg_table_number (table, findings->pca->eigenvalues[i]);
		seg_table_number (table, findings->pca->shares[i]);
		seg_table_number (table, cumulated);
		seg_table_number (table, findings->analysis->eigenvalues[i]);
		seg_table_number (table, findings->analysis->quantiles[i]);
		seg_table_text (table, i < findings->analysis->n_keep ? _("yes") : "");
		seg_table_text (table, words);
	}
	seg_table_print (table, request->common.output);
}

void
seg_cli_print_loadings (const SegCommonOptions *common, const SegMatrix *loadings, const SegFeatureMatrix *matrix, const char *name)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	for (gsize i = 0; i < loadings->n_columns; i++) {
		g_autofree char *column = g_strdup_printf ("%s_%zu", name, i + 1), *heading = g_strdup_printf ("%zu", i + 1);

		seg_table_column (table, column, heading, SEG_CELL_NUMBER);
	}
	for (gsize row = 0; row < matrix->n_columns; row++) {
		seg_table_text (table, matrix->columns[row].name);
		for (gsize i = 0; i < loadings->n_columns; i++)
			seg_table_number (table, seg_matrix_row (loadings, row)[i]);
	}
	seg_table_print (table, common->output);
}

gboolean
seg_cli_print_scores (const SegCommonOptions *common, SegWorkspace *workspace, const SegMatrix *scores, const SegFeatureMatrix *matrix,
                      const char *name, GError **error)
{
	g_autoptr (SegTable) table = seg_table_new ();
	g_autoptr (GPtrArray) keys = seg_feature_matrix_keys (workspace, matrix, error);

	if (keys == NULL)
		return FALSE;
	seg_table_column (table, "user", _("User"), SEG_CELL_TEXT);
	for (gsize i = 0; i < scores->n_columns; i++) {
		g_autofree char *column = g_strdup_printf ("%s_%zu", name, i + 1), *heading = g_strdup_printf ("%zu", i + 1);

		seg_table_column (table, column, heading, SEG_CELL_NUMBER);
	}
	for (gsize row = 0; row < scores->n_rows; row++) {
		seg_table_text (table, keys->pdata[row]);
		for (gsize i = 0; i < scores->n_columns; i++)
			seg_table_number (table, seg_matrix_row (scores, row)[i]);
	}
	seg_table_print (table, common->output);
	return TRUE;
}

/* The answer in words: how many, and what they say together. */
static void
say (const Request *request, const Findings *findings)
{
	gsize n_keep = findings->analysis->n_keep;
	double share = 0;
	g_autofree char *share_text = NULL;

	for (gsize i = 0; i < n_keep; i++)
		share += findings->pca->shares[i];
	share_text = g_strdup_printf ("%.0f", 100 * share);
	seg_cli_say (&request->common, request->correlation ? _("Principal components of the correlations of %zu columns of the feature set \"%s\"")
	                                                    : _("Principal components of %zu columns of the feature set \"%s\""),
	             findings->matrix->n_columns, findings->set->name);
	if (n_keep == 0)
		seg_cli_say (&request->common, _("Parallel analysis keeps none: these columns are as independent as random numbers (%u sets of them)."),
		             findings->analysis->n_sets);
	else
		seg_cli_say (&request->common, ngettext ("Keep %zu component: it stands above 95 of 100 sets of random numbers (%u sets) and says %s %% of what varies.",
		                                         "Keep %zu components: they stand above 95 of 100 sets of random numbers (%u sets) and say %s %% of what varies.",
		                                         (gulong) n_keep), n_keep, findings->analysis->n_sets, share_text);
}

static gboolean
find (SegWorkspace *workspace, const Request *request, Findings *findings, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (&request->common);
	g_autoptr (GPtrArray) selection = NULL;
	SegPcaOptions options = seg_pca_options_defaults ();
	gsize n;

	findings->set = seg_feature_set_load (workspace, request->name, error);
	if (findings->set == NULL || (selection = seg_cli_selection (&request->common, workspace, findings->set, request->select, error)) == NULL
	    || (findings->matrix = seg_feature_matrix (workspace, findings->set, selection, job, error)) == NULL
	    || (findings->analysis = seg_parallel_analysis (findings->matrix->scaled, 0, (guint64) request->common.seed, job, error)) == NULL)
		return FALSE;
	n = findings->matrix->n_columns;
	options.n_components = request->n_components > 0 ? (gsize) request->n_components : MIN (n, MAX (findings->analysis->n_keep, LEAST_SHOWN));
	options.correlation = request->correlation;
	options.scores = request->scores;
	options.method = SEG_PCA_COVARIANCE;
	findings->pca = seg_pca_run (findings->matrix->scaled, &options, job, error);
	seg_cli_job_end ();
	return findings->pca != NULL;
}

gboolean
seg_cli_rebuild_with_components (SegWorkspace *workspace, const SegFeatureSet *set, const char *name, gsize n, const SegCommonOptions *common,
                                 GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (common);
	g_autoptr (SegFeatureSet) built = seg_feature_set_build (workspace, set->name, seg_feature_set_wanted_as_of (set), set->selection, job, error);

	seg_cli_job_end ();
	if (built == NULL)
		return FALSE;
	if (n == 1)
		seg_cli_remark (common, _("Kept as the feature %s1; select it with: segscope features WORKSPACE --add %s1"), name, name);
	else
		seg_cli_remark (common, _("Kept as the features %s1 to %s%zu; select them with: segscope features WORKSPACE --add %s1,..."), name, name, n, name);
	return TRUE;
}

static gboolean
keep (SegWorkspace *workspace, const Request *request, const Findings *findings, GError **error)
{
	gsize n = request->n_components > 0 ? (gsize) request->n_components : findings->analysis->n_keep;
	g_autoptr (SegTransaction) transaction = NULL;

	if (n == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     _("Parallel analysis keeps no component; say how many you want all the same: --components N"));
		return FALSE;
	}
	transaction = seg_transaction_begin (workspace, error);
	return transaction != NULL
	       && seg_reduction_keep_pca (workspace, request->keep, findings->set->name, findings->matrix, findings->pca, n, error)
	       && seg_cli_rebuild_with_components (workspace, findings->set, request->keep, n, &request->common, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
print (SegWorkspace *workspace, const Request *request, const Findings *findings, const char *path, GError **error)
{
	gboolean table = request->common.output == SEG_OUTPUT_TABLE;

	if (findings->set->stale)
		seg_cli_remark (&request->common, _("The data have changed since the features were computed; do it again with: "
		                                    "segscope features %s"), path);
	if (request->scores)
		return seg_cli_print_scores (&request->common, workspace, findings->pca->scores, findings->matrix, "component", error);
	say (request, findings);
	if (!request->loadings || table)
		print_shares (request, findings);
	seg_cli_say (&request->common, "%s", "");
	seg_cli_say (&request->common, _("Loadings: how each column enters a component"));
	if (request->loadings || table)
		seg_cli_print_loadings (&request->common, findings->pca->loadings, findings->matrix, "component");
	return TRUE;
}

static gboolean
serve (const Request *request, const char *path, GError **error)
{
	gboolean writes = request->keep != NULL || request->forget != NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, writes ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY, error);
	Findings findings = { 0 };
	gboolean success;

	if (workspace == NULL)
		return FALSE;
	if (request->forget != NULL) {
		if (!seg_reduction_forget (workspace, request->forget, request->force, error))
			return FALSE;
		seg_cli_remark (&request->common, _("The features of \"%s\" are no longer there"), request->forget);
		return TRUE;
	}
	success = find (workspace, request, &findings, error) && print (workspace, request, &findings, path, error)
	          && (request->chart == NULL || seg_cli_write_chart (&request->common, seg_figure_components (findings.analysis), request->chart, error))
	          && (request->keep == NULL || keep (workspace, request, &findings, error));
	clear_findings (&findings);
	return success;
}

static gboolean
parse (const SegCommand *command, int *argc, char ***argv, Request *request, GError **error)
{
	const GOptionEntry entries[] = {
		{ "components", 'c', 0, G_OPTION_ARG_INT64, &request->n_components, N_("So many components (as many as say more than chance)"), "N" },
		{ "correlation", 0, 0, G_OPTION_ARG_NONE, &request->correlation, N_("Of correlations: every column counts the same"), NULL },
		{ "select", 's', 0, G_OPTION_ARG_STRING_ARRAY, &request->select, N_("Of these features instead of those selected in the set"),
		  "NAME[:TREATMENT],..." },
		{ "loadings", 0, 0, G_OPTION_ARG_NONE, &request->loadings, N_("In csv and json: the loadings instead of the shares"), NULL },
		{ "scores", 0, 0, G_OPTION_ARG_NONE, &request->scores, N_("Where each user lies on the components instead"), NULL },
		{ "keep", 0, 0, G_OPTION_ARG_STRING, &request->keep, N_("Keep the scores as features NAME1, NAME2, ... for all users, new ones too"), "NAME" },
		{ "forget", 0, 0, G_OPTION_ARG_STRING, &request->forget, N_("Take the features that were kept under NAME away"), "NAME" },
		{ "force", 0, 0, G_OPTION_ARG_NONE, &request->force, N_("With --forget: also where they are used; sets then do without them"), NULL },
		SEG_CHART_OPTION (&request->chart),
		{ "name", 0, 0, G_OPTION_ARG_STRING, &request->name, N_("Name of the feature set (the newest)"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, argc, argv, &request->common, error))
		return FALSE;
	if (request->force && request->forget == NULL) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--force goes with --forget NAME"));
		return FALSE;
	}
	if (request->n_components < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--components must be 1 or more"));
		return FALSE;
	}
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	gboolean success = parse (command, &argc, &argv, &request, error);

	if (success && argc > 0)
		success = seg_cli_check_chart (request.chart, error) && serve (&request, argv[1], error);
	g_free (request.name);
	g_free (request.keep);
	g_free (request.chart);
	g_free (request.forget);
	g_strfreev (request.select);
	return success;
}

const SegCommand seg_command_pca = {
	"pca", "WORKSPACE", N_("Show the principal components of the selected features; keep them as features"),
	N_("How many independent directions the selected features really have, and which columns make each up. All columns\n"
	   "enter as scaled for clustering. Components are worth keeping while they stand above what random numbers of the same\n"
	   "size give (parallel analysis).\n\n"
	   "  segscope pca courses.seg --keep pc       keeps them as features pc1, pc2, ...: new users get theirs by the same weights"),
	run
};
