/* The tree of a segmentation that was kept: read again, with the users who are still there, to look at and to cut elsewhere
 * without clustering anew.
 *
 * Which leaf a user is stands with the membership, so users who were forgotten are gone from the tree too, and those who came later
 * are not in it. The figures are those of the feature set now, treated as they were then. */
#include <config.h>
#include "outcome-private.h"

#include <glib/gi18n.h>
#include <segscope/hint.h>
#include <string.h>

void
seg_kept_tree_free (SegKeptTree *kept)
{
	if (kept == NULL)
		return;
	seg_cluster_model_free (kept->model);
	seg_feature_matrix_free (kept->matrix);
	seg_feature_set_free (kept->set);
	g_free (kept);
}

static gboolean
refuse (const SegSegmentation *segmentation, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
	             seg_hint (_("No tree was kept with \"%s\"; hierarchical clustering makes one (segscope cluster --algorithm ward)"),
	                       _("No tree was kept with \"%s\"; hierarchical clustering makes one (a on Clusters, Ward)")), segmentation->name);
	return FALSE;
}

/* What is kept ----------------------------------------------------------------------------------------------------- */

/* @transforms: as seg_feature_matrix_again() takes them. */
static SegDendrogram *
read_tree (SegWorkspace *workspace, const SegSegmentation *segmentation, char **transforms, char **fingerprint, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT tree, transforms, fingerprint FROM segmentation WHERE id = :id AND tree IS NOT NULL", error);
	GError *failure = NULL;
	g_autoptr (GBytes) bytes = NULL;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	if (seg_statement_next (statement, &failure)) {
		gsize size;
		const void *data = seg_statement_blob (statement, 0, &size);

		bytes = g_bytes_new (data, size);
		*transforms = g_strdup (seg_statement_text (statement, 1));
		*fingerprint = g_strdup (seg_statement_text (statement, 2));
	}
	if (!seg_query_ended (failure, error) || (bytes == NULL && !refuse (segmentation, error)))
		return NULL;
	return seg_dendrogram_from_bytes (bytes, error);
}

/* Who is still there ----------------------------------------------------------------------------------------------- */

/* Keeps row @from of the matrix at @to. */
static void
move_row (SegFeatureMatrix *matrix, gsize from, gsize to)
{
	gsize d = matrix->n_columns;

	memmove (seg_matrix_row (matrix->raw, to), seg_matrix_row (matrix->raw, from), d * sizeof (double));
	memmove (seg_matrix_row (matrix->scaled, to), seg_matrix_row (matrix->scaled, from), d * sizeof (double));
	memmove (matrix->filled + to * d, matrix->filled + from * d, d);
	matrix->user_ids[to] = matrix->user_ids[from];
}

/* Leaves the users who are in the tree in @matrix; @leaves: (out) of each row. */
static gboolean
keep_users (SegWorkspace *workspace, const SegSegmentation *segmentation, SegFeatureMatrix *matrix, gint64 *leaves, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, leaf FROM membership WHERE segmentation_id = :id AND leaf IS NOT NULL ORDER BY user_id", error);
	GError *failure = NULL;
	gsize row = 0, n = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	while (seg_statement_next (statement, &failure)) {
		gint64 user = seg_statement_integer (statement, 0);

		while (row < matrix->raw->n_rows && matrix->user_ids[row] < user)
			row++;
		if (row == matrix->raw->n_rows || matrix->user_ids[row] != user)
			continue;
		leaves[n] = seg_statement_integer (statement, 1);
		move_row (matrix, row++, n++);
	}
	if (!seg_query_ended (failure, error))
		return FALSE;
	matrix->raw->n_rows = matrix->scaled->n_rows = n;
	if (n > 1)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("Nobody of the tree of \"%s\" has figures any more; make the segments anew"), segmentation->name);
	return FALSE;
}

/* The tree of those users, cut into as many segments as there are. */
static gboolean
restore (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegDendrogram *tree, SegKeptTree *kept, SegJob *job,
         GError **error)
{
	g_autofree gint64 *leaves = g_try_new (gint64, kept->matrix->raw->n_rows);
	SegDendrogram *rest;
	SegClusterSettings settings;
	guint k;

	if (leaves == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), tree->n_rows);
		return FALSE;
	}
	if (!keep_users (workspace, segmentation, kept->matrix, leaves, error) || !seg_segmentation_settings (segmentation, &settings, error))
		return FALSE;
	if (!settings.algorithm->has_dendrogram)
		return refuse (segmentation, error);
	kept->n_gone = tree->n_rows - kept->matrix->raw->n_rows;
	rest = seg_dendrogram_of_rows (tree, leaves, kept->matrix->raw->n_rows, error);
	if (rest == NULL)
		return FALSE;
	k = (guint) CLAMP (segmentation->segments->len, 1, MAX (seg_dendrogram_k_at (rest, 0), 1));
	kept->model = seg_cluster_model_of_tree (&settings, rest, kept->matrix->scaled, k, job, error);
	return kept->model != NULL;
}

SegKeptTree *
seg_segmentation_tree (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autoptr (SegKeptTree) kept = g_new0 (SegKeptTree, 1);
	g_autofree char *transforms = NULL, *fingerprint = NULL;
	g_autoptr (SegDendrogram) tree = read_tree (workspace, segmentation, &transforms, &fingerprint, error);
	SegJobSpan span;

	if (tree == NULL)
		return NULL;
	span = seg_job_enter (job, 0, 0.6);
	kept->set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);
	kept->matrix = kept->set != NULL ? seg_feature_matrix_again (workspace, kept->set, transforms, job, error) : NULL;
	seg_job_leave (job, span);
	if (kept->matrix == NULL)
		return NULL;
	g_ptr_array_unref (kept->set->selection);
	kept->set->selection = seg_selection_copy (segmentation->selection);
	seg_feature_matrix_sign (kept->matrix);
	kept->figures_changed = g_strcmp0 (kept->matrix->fingerprint, fingerprint) != 0;
	span = seg_job_enter (job, 0.6, 1);
	if (!restore (workspace, segmentation, tree, kept, job, error))
		g_clear_pointer (&kept, seg_kept_tree_free);
	seg_job_leave (job, span);
	return g_steal_pointer (&kept);
}
