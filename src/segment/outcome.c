/* Clustering as segments were clustered before: the same algorithm and options, judged as any clustering is. */
#include <config.h>
#include "outcome-private.h"
#include "run-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define SILHOUETTE_SECONDS 60

void
seg_outcome_clear (SegOutcome *outcome)
{
	seg_clustering_free (outcome->clustering);
	seg_cluster_model_free (outcome->model);
	seg_feature_matrix_free (outcome->matrix);
	g_clear_pointer (&outcome->selection, g_ptr_array_unref);
	seg_feature_set_free (outcome->set);
	g_free (outcome->widths);
	*outcome = (SegOutcome) { 0 };
}

/* Settings --------------------------------------------------------------------------------------------------------- */

static char *
text_of (JsonNode *node)
{
	if (json_node_get_value_type (node) == G_TYPE_STRING)
		return g_strdup (json_node_get_string (node));
	if (json_node_get_value_type (node) == G_TYPE_INT64)
		return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
	return g_strdup_printf ("%.17g", json_node_get_double (node));
}

gboolean
seg_segmentation_settings (const SegSegmentation *segmentation, SegClusterSettings *settings, GError **error)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (segmentation->algorithm);
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonNode *root;

	if (algorithm == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" was made by \"%s\", which does not cluster"), segmentation->name,
		             segmentation->algorithm);
		return FALSE;
	}
	seg_cluster_settings_init (settings, algorithm);
	settings->seed = (guint64) segmentation->seed;
	if (!json_parser_load_from_data (parser, segmentation->options, -1, NULL) || (root = json_parser_get_root (parser)) == NULL
	    || !JSON_NODE_HOLDS_OBJECT (root))
		return TRUE;
	for (gsize i = 0; algorithm->parameters[i].name != NULL; i++) {
		gboolean passes = strcmp (algorithm->parameters[i].name, "passes") == 0; /* the passes it took stand under that name */
		JsonNode *node = json_object_get_member (json_node_get_object (root), passes ? "max_passes" : algorithm->parameters[i].name);
		g_autofree char *text = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? text_of (node) : NULL;

		if (text != NULL)
			seg_cluster_settings_parse (settings, algorithm->parameters[i].name, text, NULL);
	}
	seg_run_options_complete (settings, json_node_get_object (root));
	return TRUE;
}

/* Clustering ------------------------------------------------------------------------------------------------------- */

/* Takes what the only row of @sweep has. */
static void
take_row (SegOutcome *outcome, SegSweep *sweep)
{
	SegSweepRow *row = sweep->rows + sweep->suggested;

	outcome->clustering = g_steal_pointer (&row->clustering);
	outcome->widths = g_steal_pointer (&row->widths);
	outcome->silhouette = row->silhouette;
}

gboolean
seg_outcome_judge (SegOutcome *outcome, const SegFeatureMatrix *matrix, const SegSweepOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegSweep) sweep = seg_cluster_judge (matrix->scaled, outcome->model, options, job, error);
	SegClusterModel *recut;

	if (sweep == NULL)
		return FALSE;
	take_row (outcome, sweep);
	if (outcome->model->dendrogram == NULL)
		return TRUE;
	recut = seg_cluster_model_recut (outcome->model, matrix->scaled, outcome->clustering, job, error);
	if (recut == NULL)
		return FALSE;
	seg_cluster_model_free (outcome->model);
	outcome->model = recut;
	return TRUE;
}

static SegSweepOptions
sweep_options (const SegOutcome *outcome, guint k)
{
	SegSweepOptions options = seg_sweep_options_defaults ();

	options.k_min = options.k_max = k;
	options.seed = outcome->settings.seed;
	options.exact_rows = seg_choose_exact_rows (outcome->matrix->n_columns, 1, SILHOUETTE_SECONDS);
	return options;
}

static gboolean
fit_kmeans (SegOutcome *outcome, SegJob *job, GError **error)
{
	SegSweepOptions options = sweep_options (outcome, (guint) seg_cluster_settings_get (&outcome->settings, "k"));
	g_autoptr (SegSweep) sweep = NULL;

	options.restarts = (guint) seg_cluster_settings_get (&outcome->settings, "restarts");
	options.max_passes = (guint) seg_cluster_settings_get (&outcome->settings, "passes");
	sweep = seg_sweep (outcome->matrix->scaled, &options, job, error);
	if (sweep == NULL)
		return FALSE;
	take_row (outcome, sweep);
	return TRUE;
}

gboolean
seg_outcome_fit (SegOutcome *outcome, SegJob *job, GError **error)
{
	const SegMatrix *matrix = outcome->matrix->scaled;
	SegSweepOptions options;
	SegJobSpan span;
	gboolean judged;

	if (strcmp (outcome->settings.algorithm->name, "k-means") == 0)
		return fit_kmeans (outcome, job, error);
	span = seg_job_enter (job, 0, 0.7);
	outcome->model = seg_cluster_fit (matrix, &outcome->settings, job, error);
	seg_job_leave (job, span);
	if (outcome->model == NULL)
		return FALSE;
	options = sweep_options (outcome, outcome->model->clustering->k);
	span = seg_job_enter (job, 0.7, 1);
	judged = seg_outcome_judge (outcome, outcome->matrix, &options, job, error);
	seg_job_leave (job, span);
	return judged;
}
