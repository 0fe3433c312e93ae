#include <config.h>
#include "commands.h"

#include <segscope/feature.h>

#include <glib/gi18n.h>

#define USUAL_COMPONENTS 5

static void
print_shares (const SegCommonOptions *common, const SegPca *pca, gsize n_columns)
{
	g_autoptr (SegTable) table = seg_table_new ();
	double cumulated = 0;

	seg_table_column (table, "component", _("Component"), SEG_CELL_INTEGER);
	seg_table_column (table, "variance", _("Variance"), SEG_CELL_NUMBER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "cumulated", _("Together"), SEG_CELL_SHARE);
	for (gsize i = 0; i < n_columns; i++) {
		cumulated += pca->shares[i];
		seg_table_integer (table, (gint64) i + 1);
		seg_table_number (table, pca->eigenvalues[i]);
		seg_table_number (table, pca->shares[i]);
		seg_table_number (table, cumulated);
	}
	seg_table_print (table, common->output);
}

static void
print_loadings (const SegCommonOptions *common, const SegPca *pca, const SegFeatureMatrix *matrix)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "column", _("Column"), SEG_CELL_TEXT);
	for (gsize i = 0; i < pca->n_components; i++) {
		g_autofree char *name = g_strdup_printf ("component_%zu", i + 1), *heading = g_strdup_printf ("%zu", i + 1);

		seg_table_column (table, name, heading, SEG_CELL_NUMBER);
	}
	for (gsize row = 0; row < matrix->n_columns; row++) {
		seg_table_text (table, matrix->columns[row].name);
		for (gsize i = 0; i < pca->n_components; i++)
			seg_table_number (table, seg_matrix_row (pca->loadings, row)[i]);
	}
	seg_table_print (table, common->output);
}

static gboolean
print (const SegCommonOptions *common, const char *path, const char *name, gint64 n_components, gboolean loadings,
       GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, error);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegPca) pca = NULL;
	g_autoptr (SegJob) job = seg_cli_job (common);

	if (workspace == NULL || (set = seg_feature_set_load (workspace, name, error)) == NULL
	    || (matrix = seg_feature_matrix (workspace, set, NULL, job, error)) == NULL)
		return FALSE;
	if (n_components == 0)
		n_components = MIN (USUAL_COMPONENTS, (gint64) matrix->n_columns);
	pca = seg_pca (matrix->scaled, (gsize) n_components, job, error);
	if (pca == NULL)
		return FALSE;
	if (set->stale)
		seg_cli_remark (common, _("The data have changed since the features were computed; do it again with: "
		                          "segscope features %s"), path);
	seg_cli_say (common, _("Principal components of %zu columns of the feature set \"%s\""), matrix->n_columns, set->name);
	if (!loadings || common->output == SEG_OUTPUT_TABLE)
		print_shares (common, pca, matrix->n_columns);
	seg_cli_say (common, "%s", "");
	seg_cli_say (common, _("Loadings: how each column enters a component"));
	if (loadings || common->output == SEG_OUTPUT_TABLE)
		print_loadings (common, pca, matrix);
	return TRUE;
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	SegCommonOptions common;
	g_autofree char *name = NULL;
	gint64 n_components = 0;
	gboolean loadings = FALSE;
	const GOptionEntry entries[] = {
		{ "components", 'c', 0, G_OPTION_ARG_INT64, &n_components, N_("Loadings of so many components (5)"), "N" },
		{ "loadings", 0, 0, G_OPTION_ARG_NONE, &loadings, N_("In csv and json: the loadings instead of the shares"), NULL },
		{ "name", 0, 0, G_OPTION_ARG_STRING, &name, N_("Name of the feature set (the newest)"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};

	if (!seg_cli_parse (command, entries, 1, 1, &argc, &argv, &common, error))
		return FALSE;
	if (argc == 0)
		return TRUE;
	if (n_components < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("--components must be 1 or more"));
		return FALSE;
	}
	return print (&common, argv[1], name, n_components, loadings, error);
}

const SegCommand seg_command_pca = {
	"pca", "WORKSPACE", N_("Show the principal components of the selected features"),
	N_("How many independent directions the selected features really have, and which columns make each up. All columns\n"
	   "enter as scaled for clustering."), run
};
