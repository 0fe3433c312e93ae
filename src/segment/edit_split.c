/* Dividing a segment: any algorithm on its users alone, in the features and scalings of the segmentation. The largest part goes on as the
 * segment; how the parts are told apart is kept, so that users who come later are divided alike. */
#include <config.h>
#include "edit-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

/* The rows of @slot. @rows: (out) their numbers, owned. */
static SegMatrix *
rows_of_slot (const SegEditing *editing, guint slot, gsize **rows, GError **error)
{
	gsize n = 0, d = editing->rows->n_columns;
	SegMatrix *part;

	*rows = g_new (gsize, MAX (editing->rows->n_rows, 1));
	for (gsize row = 0; row < editing->rows->n_rows; row++)
		if (editing->members->labels[editing->member_of[row]] == (gint32) slot)
			(*rows)[n++] = row;
	part = seg_matrix_new (n, d, error);
	for (gsize i = 0; part != NULL && i < n; i++)
		memcpy (seg_matrix_row (part, i), seg_matrix_row (editing->rows, (*rows)[i]), d * sizeof (double));
	return part;
}

/* What mixed-data algorithms ask of the columns. */
static void
describe_columns (SegMatrix *part, const SegMatrix *whole)
{
	if (whole->groups != NULL)
		part->groups = g_memdup2 (whole->groups, whole->n_columns * sizeof *whole->groups);
	if (whole->labels != NULL)
		part->labels = g_strdupv (whole->labels);
}

static gboolean
fail_whole (const SegEditPreview *preview, guint slot, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The algorithm finds no parts in \"%s\"; try another one, or other options"),
	             seg_edit_slot (preview, slot)->name);
	return FALSE;
}

/* Names of the new parts from what marks them off, where all users have a row. */
static GPtrArray *
propose_names (const SegEditing *editing, const gint32 *labels, guint k, SegJob *job)
{
	g_autoptr (SegClustering) clustering = NULL;

	if (editing->owns_rows || editing->features == NULL)
		return NULL;
	clustering = seg_clustering_from_labels (editing->rows, labels, k, job, NULL);
	return clustering != NULL ? seg_names_propose (editing->features, clustering) : NULL;
}

/* Adds a slot for each part but the first and puts the users there. */
static void
place_parts (SegEditPreview *preview, guint slot, const SegClustering *parts, const gsize *rows, guint k_of_rule, SegJob *job)
{
	SegEditing *editing = preview->editing;
	guint first = preview->segments->len;
	g_autofree gint32 *labels = g_new (gint32, MAX (editing->rows->n_rows, 1));
	g_autoptr (GPtrArray) names = NULL;

	for (gsize row = 0; row < editing->rows->n_rows; row++)
		labels[row] = editing->members->labels[editing->member_of[row]];
	for (gsize i = 0; i < parts->n_rows; i++) {
		gint32 part = parts->labels[i];

		labels[rows[i]] = part == 0 ? (gint32) slot : (gint32) first + part - 1;
		editing->after[editing->member_of[rows[i]]] = labels[rows[i]];
	}
	names = propose_names (editing, labels, first + parts->k - 1, job);
	editing->sub_slots = g_new (gint32, k_of_rule + 1);
	editing->sub_slots[k_of_rule] = (gint32) slot;
	for (guint part = 0; part < parts->k; part++) {
		gboolean noise = parts->noise_group && part + 1 == parts->k;
		const char *proposed = names != NULL ? names->pdata[part == 0 ? slot : first + part - 1] : seg_edit_slot (preview, slot)->name;
		guint there = part == 0 ? slot : seg_edit_add_slot (preview, noise ? _("Fits no part") : proposed, FALSE);

		editing->sub_slots[noise ? k_of_rule : part] = (gint32) there;
	}
}

gboolean
seg_edit_plan_split (SegEditPreview *preview, SegJob *job, GError **error)
{
	SegEditing *editing = preview->editing;
	g_autoptr (SegMatrix) part = NULL;
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegClustering) parts = NULL;
	g_autofree gsize *rows = NULL;
	guint slot;

	if (!seg_edit_find_slot (preview, preview->request->segment_id, &slot, error))
		return FALSE;
	if (editing->rows == NULL || (part = rows_of_slot (editing, slot, &rows, error)) == NULL || part->n_rows < 2) {
		if (editing->rows == NULL || part != NULL)
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" has fewer than two users with features; there is nothing to divide"),
			             seg_edit_slot (preview, slot)->name);
		return FALSE;
	}
	describe_columns (part, editing->rows);
	model = seg_cluster_fit (part, &preview->request->settings, job, error);
	if (model == NULL)
		return FALSE;
	parts = seg_clustering_group_noise (model->clustering, part, job, error);
	if (parts == NULL)
		return FALSE;
	if (parts->k < 2)
		return fail_whole (preview, slot, error);
	place_parts (preview, slot, parts, rows, seg_cluster_rule_k (model->rule), job);
	preview->found = seg_cluster_model_describe (model);
	editing->sub = g_steal_pointer (&model->rule);
	return TRUE;
}
