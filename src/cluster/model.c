/* The outcome of a run: what every algorithm hands back besides its labels. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
free_finding (gpointer data)
{
	SegClusterFinding *finding = data;

	g_free (finding->label);
	g_free (finding->words);
	g_free (finding);
}

SegClusterModel *
seg_cluster_model_new (const SegClusterSettings *settings)
{
	SegClusterModel *model = g_new0 (SegClusterModel, 1);

	model->settings = *settings;
	model->findings = g_ptr_array_new_with_free_func (free_finding);
	return model;
}

void
seg_cluster_model_free (SegClusterModel *model)
{
	if (model == NULL)
		return;
	g_clear_pointer (&model->findings, g_ptr_array_unref);
	seg_clustering_free (model->clustering);
	seg_cluster_rule_free (model->rule);
	seg_dendrogram_free (model->dendrogram);
	seg_matrix_free (model->membership);
	g_free (model);
}

void
seg_cluster_model_add (SegClusterModel *model, const char *name, const char *label, double value, char *words)
{
	SegClusterFinding *finding = g_new (SegClusterFinding, 1);

	*finding = (SegClusterFinding) { name, g_strdup (label), value, words };
	g_ptr_array_add (model->findings, finding);
}

double
seg_cluster_model_found (const SegClusterModel *model, const char *name)
{
	for (guint i = 0; i < model->findings->len; i++) {
		const SegClusterFinding *finding = model->findings->pdata[i];

		if (strcmp (finding->name, name) == 0)
			return finding->value;
	}
	return NAN;
}

char *
seg_cluster_model_describe (const SegClusterModel *model)
{
	g_autofree char *settings = seg_cluster_settings_words (&model->settings);
	GString *text = g_string_new (NULL);

	g_string_append_printf (text, _("%s."), settings);
	for (guint i = 0; i < model->findings->len; i++) {
		const SegClusterFinding *finding = model->findings->pdata[i];

		g_string_append_printf (text, _("  %s: %s."), finding->label, finding->words);
	}
	return g_string_free (text, FALSE);
}

gboolean
seg_cluster_model_take_labels (SegClusterModel *model, const SegMatrix *matrix, gint32 *labels, guint k, gint32 *number,
                               SegJob *job, GError **error)
{
	g_autofree gint32 *numbers = g_new (gint32, MAX (k, 1));

	model->clustering = seg_clustering_new (matrix, labels, k, job, error);
	if (model->clustering == NULL)
		return FALSE;
	model->clustering->converged = TRUE;
	seg_clustering_renumber_to (model->clustering, numbers);
	memcpy (labels, model->clustering->labels, matrix->n_rows * sizeof *labels);
	if (number != NULL)
		memcpy (number, numbers, k * sizeof *number);
	return TRUE;
}

SegMatrix *
seg_matrix_copy_of (const SegMatrix *matrix, GError **error)
{
	SegMatrix *copy = seg_matrix_new (matrix->n_rows, matrix->n_columns, error);

	if (copy != NULL)
		memcpy (copy->values, matrix->values, matrix->n_rows * matrix->n_columns * sizeof (double));
	return copy;
}

gboolean
seg_cluster_model_make_rule (SegClusterModel *model, GError **error)
{
	SegMatrix *centroids = seg_matrix_copy_of (model->clustering->centroids, error);

	if (centroids == NULL)
		return FALSE;
	if (model->rule == NULL)
		model->rule = seg_cluster_rule_new (model->settings.algorithm);
	seg_cluster_rule_take (model->rule, "centroids", centroids);
	return TRUE;
}
