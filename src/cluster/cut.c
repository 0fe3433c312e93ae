/* Cutting the tree of a model: what is said of it and how it takes new users follow the cut. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

SegClustering *
seg_dendrogram_clustering (const SegMatrix *matrix, const SegDendrogram *dendrogram, guint k, SegJob *job, GError **error)
{
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows);
	SegClustering *clustering;

	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return NULL;
	}
	seg_dendrogram_cut (dendrogram, k, labels);
	clustering = seg_clustering_new (matrix, labels, k, job, error);
	if (clustering == NULL)
		return NULL;
	clustering->converged = TRUE;
	seg_clustering_renumber (clustering);
	return clustering;
}

static void
forget_finding (SegClusterModel *model, const char *name)
{
	for (guint i = 0; i < model->findings->len; i++)
		if (strcmp (((const SegClusterFinding *) model->findings->pdata[i])->name, name) == 0)
			g_ptr_array_remove_index (model->findings, i--);
}

void
seg_cluster_model_say_cut (SegClusterModel *model, guint k)
{
	const SegDendrogram *tree = model->dendrogram;
	gsize n_merges = tree->n_rows - 1;
	double below = k <= n_merges ? tree->heights[n_merges - k] : 0, above = k > 1 ? tree->heights[n_merges + 1 - k] : NAN;
	double asked = seg_cluster_settings_get (&model->settings, "height");

	forget_finding (model, "height_below");
	forget_finding (model, "height_above");
	seg_cluster_model_add (model, "height_below", _("Highest merge within a segment"), below, seg_format_number (below, 2));
	if (k > 1)
		seg_cluster_model_add (model, "height_above", _("Next merge"), above, seg_format_number (above, 2));
	seg_cluster_settings_put (&model->settings, "k", k);
	if (!isnan (asked) && seg_dendrogram_k_at (tree, asked) != k)
		seg_cluster_settings_put (&model->settings, "height", NAN);
}

gboolean
seg_settings_are_gower (const SegClusterSettings *settings)
{
	return seg_cluster_settings_get (settings, "distance") > 0; /* NAN: there is no such option */
}

/* @clustering: a cut; of Gower's trees its distances become such ones. */
static gboolean
make_rule (SegClusterModel *model, const SegMatrix *matrix, SegClustering *clustering, SegJob *job, GError **error)
{
	SegClustering *before = model->clustering;
	gboolean made;

	if (model->distance == SEG_DISTANCE_GOWER)
		return seg_gower_make_rule (model, matrix, clustering, job, error);
	model->clustering = clustering; /* of which the rule is made */
	g_clear_pointer (&model->rule, seg_cluster_rule_free);
	made = seg_cluster_model_make_rule (model, error);
	model->clustering = before;
	return made;
}

gboolean
seg_cluster_model_cut (SegClusterModel *model, const SegMatrix *matrix, guint k, SegJob *job, GError **error)
{
	SegClustering *clustering = seg_dendrogram_clustering (matrix, model->dendrogram, k, job, error);

	if (clustering == NULL)
		return FALSE;
	seg_clustering_free (model->clustering);
	model->clustering = clustering;
	seg_cluster_model_say_cut (model, k);
	return make_rule (model, matrix, clustering, job, error);
}

SegClusterModel *
seg_cluster_model_recut (const SegClusterModel *model, const SegMatrix *matrix, SegClustering *clustering, SegJob *job, GError **error)
{
	g_autoptr (SegClusterModel) recut = seg_cluster_model_new (&model->settings);

	recut->distance = model->distance;
	recut->dendrogram = seg_dendrogram_copy (model->dendrogram, error);
	if (recut->dendrogram == NULL)
		return NULL;
	for (guint i = 0; i < model->findings->len; i++) {
		const SegClusterFinding *finding = model->findings->pdata[i];

		seg_cluster_model_add (recut, finding->name, finding->label, finding->value, g_strdup (finding->words));
	}
	seg_cluster_model_say_cut (recut, clustering->k);
	return make_rule (recut, matrix, clustering, job, error) && seg_job_goes_on (job, error) ? g_steal_pointer (&recut) : NULL;
}

SegClusterModel *
seg_cluster_model_of_tree (const SegClusterSettings *settings, SegDendrogram *dendrogram, const SegMatrix *matrix, guint k, SegJob *job,
                           GError **error)
{
	g_autoptr (SegClusterModel) model = seg_cluster_model_new (settings);

	model->dendrogram = dendrogram;
	model->distance = seg_settings_are_gower (settings) ? SEG_DISTANCE_GOWER : SEG_DISTANCE_EUCLIDEAN;
	if (seg_cluster_settings_get (settings, "condense") < (double) dendrogram->n_rows) { /* NAN: of every user */
		double groups = seg_cluster_settings_get (settings, "condense");

		seg_cluster_model_add (model, "groups", _("Small groups made first"), groups, seg_format_integer ((gint64) groups));
	}
	if (k < 1 || k > dendrogram->n_rows) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There are only %zu users, too few for %u segments"), dendrogram->n_rows, k);
		return NULL;
	}
	return seg_cluster_model_cut (model, matrix, k, job, error) ? g_steal_pointer (&model) : NULL;
}
