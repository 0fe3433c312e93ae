/* segscope lda: what the segments are apart in. */
#include <config.h>
#include "commands.h"
#include "feature_option.h"
#include "pca.h"

#include <segscope/component.h>
#include <segscope/segment.h>

#include <glib/gi18n.h>

typedef struct {
	SegCommonOptions common;
	char    *keep;
	char   **select;
	gboolean loadings, scores, centres;
} Request;

static void
print_directions (const Request *request, const SegDiscriminants *found)
{
	g_autoptr (SegTable) table = seg_table_new ();
	double cumulated = 0;

	seg_table_column (table, "discriminant", _("Discriminant"), SEG_CELL_INTEGER);
	seg_table_column (table, "eigenvalue", _("Between to within"), SEG_CELL_NUMBER);
	seg_table_column (table, "share", _("Share"), SEG_CELL_SHARE);
	seg_table_column (table, "cumulated", _("Together"), SEG_CELL_SHARE);
	seg_table_column (table, "canonical_correlation", _("Correlation with segments"), SEG_CELL_NUMBER);
	seg_table_column (table, "words", _("What it is"), SEG_CELL_TEXT);
	for (gsize i = 0; i < found->lda->n_directions; i++) {
		g_autofree char *words = seg_component_words (found->structure, i, found->matrix->columns);

		cumulated += found->lda->shares[i];
		seg_table_integer (table, (gint64) i + 1);
		seg_table_number (table, found->lda->eigenvalues[i]);
		seg_table_number (table, found->lda->shares[i]);
		seg_table_number (table, cumulated);
		seg_table_number (table, found->lda->canonical[i]);
		seg_table_text (table, words);
	}
	seg_table_print (table, request->common.output);
}

static void
print_centres (const Request *request, const SegSegmentation *segmentation, const SegLda *lda)
{
	g_autoptr (SegTable) table = seg_table_new ();

	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	for (gsize i = 0; i < lda->n_directions; i++) {
		g_autofree char *name = g_strdup_printf ("discriminant_%zu", i + 1), *heading = g_strdup_printf ("%zu", i + 1);

		seg_table_column (table, name, heading, SEG_CELL_NUMBER);
	}
	for (guint group = 0; group < lda->n_groups; group++) {
		seg_table_text (table, ((const SegSegment *) segmentation->segments->pdata[group])->name);
		for (gsize i = 0; i < lda->n_directions; i++)
			seg_table_number (table, seg_matrix_row (lda->centres, group)[i]);
	}
	seg_table_print (table, request->common.output);
}

/* Bad news first: segments that lie on each other. */
static void
say (const Request *request, const SegSegmentation *segmentation, const SegDiscriminants *found)
{
	g_autofree char *accuracy = g_strdup_printf ("%.0f", 100 * found->lda->accuracy);

	seg_cli_say (&request->common, _("What the %u segments of \"%s\" are apart in: linear discriminants of %zu columns"), found->lda->n_groups,
	             segmentation->name, found->matrix->n_columns);
	seg_cli_say (&request->common, _("By these alone, %s %% of the users fall into their own segment; Wilks' lambda %.3g (0: fully apart, 1: alike)."),
	             accuracy, found->lda->wilks);
	if (found->lda->n_dropped > 0)
		seg_cli_say (&request->common, ngettext ("%zu direction does not vary within the segments and was left out.",
		                                         "%zu directions do not vary within the segments and were left out.",
		                                         (gulong) found->lda->n_dropped), found->lda->n_dropped);
}

static gboolean
print (SegWorkspace *workspace, const Request *request, const SegSegmentation *segmentation, const SegDiscriminants *found, GError **error)
{
	gboolean table = request->common.output == SEG_OUTPUT_TABLE;

	if (request->scores)
		return seg_cli_print_scores (&request->common, workspace, found->lda->scores, found->matrix, "discriminant", error);
	say (request, segmentation, found);
	if (table || (!request->loadings && !request->centres))
		print_directions (request, found);
	seg_cli_say (&request->common, "%s", "");
	seg_cli_say (&request->common, _("Weights: how each column enters"));
	if (table || request->loadings)
		seg_cli_print_loadings (&request->common, found->lda->directions, found->matrix, "discriminant");
	seg_cli_say (&request->common, "%s", "");
	seg_cli_say (&request->common, _("Where the segments lie"));
	if (table || request->centres)
		print_centres (request, segmentation, found->lda);
	return TRUE;
}

static gboolean
keep (SegWorkspace *workspace, const Request *request, const SegSegmentation *segmentation, const SegDiscriminants *found, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegFeatureSet) set = transaction != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;

	return set != NULL && seg_reduction_keep_lda (workspace, request->keep, segmentation->name, found->matrix, found->lda, error)
	       && seg_cli_rebuild_with_components (workspace, set, request->keep, found->lda->n_directions, &request->common, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

static gboolean
serve (const Request *request, const char *path, const char *name, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, request->keep != NULL ? SEG_WORKSPACE_READ_WRITE : SEG_WORKSPACE_READ_ONLY,
	                                                         error);
	g_autoptr (SegSegmentation) segmentation = workspace != NULL ? seg_segmentation_load (workspace, name, error) : NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	g_autoptr (SegDiscriminants) found = NULL;
	g_autoptr (SegJob) job = seg_cli_job (&request->common);

	if (segmentation == NULL || (set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error)) == NULL)
		return FALSE;
	if (request->select != NULL && (selection = seg_cli_selection (&request->common, workspace, set, request->select, error)) == NULL)
		return FALSE;
	found = seg_segmentation_discriminants (workspace, segmentation, selection, job, error);
	seg_cli_job_end ();
	return found != NULL && print (workspace, request, segmentation, found, error)
	       && (request->keep == NULL || keep (workspace, request, segmentation, found, error));
}

static gboolean
run (const SegCommand *command, int argc, char **argv, GError **error)
{
	Request request = { 0 };
	const GOptionEntry entries[] = {
		{ "select", 's', 0, G_OPTION_ARG_STRING_ARRAY, &request.select, N_("Of these features instead of those the segments were made from"),
		  "NAME[:TREATMENT],..." },
		{ "loadings", 0, 0, G_OPTION_ARG_NONE, &request.loadings, N_("In csv and json: the weights of the columns"), NULL },
		{ "centres", 0, 0, G_OPTION_ARG_NONE, &request.centres, N_("In csv and json: where the segments lie"), NULL },
		{ "scores", 0, 0, G_OPTION_ARG_NONE, &request.scores, N_("Where each user lies instead"), NULL },
		{ "keep", 0, 0, G_OPTION_ARG_STRING, &request.keep, N_("Keep the scores as features NAME1, NAME2, ... for all users, new ones too"), "NAME" },
		{ NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL }
	};
	gboolean success = seg_cli_parse (command, entries, 1, 2, &argc, &argv, &request.common, error);

	if (success && argc > 0)
		success = serve (&request, argv[1], argc > 2 ? argv[2] : NULL, error);
	g_free (request.keep);
	g_strfreev (request.select);
	return success;
}

const SegCommand seg_command_lda = {
	"lda", "WORKSPACE [SEGMENTATION]", N_("Show what the segments are apart in (linear discriminants)"),
	N_("The directions in which the segments lie furthest apart, measured by how far people of one segment lie from each other.\n"
	   "Features are those the segments were made from, scaled alike. Without SEGMENTATION: the newest.\n"
	   "Scores kept with --keep are taken away again by: segscope pca WORKSPACE --forget NAME"),
	run
};
