/* DBSCAN in the table of algorithms: its options, the reach where none is given, what assigns new users. */
#include <config.h>
#include "density.h"

#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

static const SegClusterParameter parameters[] = {
	{ "eps", N_("Reach"), N_("How near users must be to count as neighbours, in scaled units"), SEG_PARAMETER_NUMBER, 0, 1e140, NAN,
	  N_("where the k-distance curve bends"), NULL },
	{ "min-points", N_("Users that make a place dense"), N_("Neighbours, the user included, that make a place dense"), SEG_PARAMETER_INTEGER, 1,
	  1000000, 10, NULL, NULL },
	{ NULL }
};

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	double n = (double) n_rows, d = (double) n_columns;
	double pairs = n * MIN (n, 2000 * pow (4, MIN (d, 12) - 2)); /* in many columns a tree separates little */

	(void) settings;
	cost->seconds = (n * 2e-6 + pairs * (d + 2) * 4e-11) / seg_parallel_threads ();
	cost->bytes = n * (8 * d * 1.5 + 60);
}

static gboolean
choose_eps (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	gsize k = (gsize) seg_cluster_settings_get (&model->settings, "min-points");
	g_autofree double *distances = NULL;
	SegJobSpan span;

	if (!isnan (seg_cluster_settings_get (&model->settings, "eps")))
		return TRUE;
	span = seg_job_enter (job, 0, 0.4);
	distances = seg_k_distances (matrix, (guint) CLAMP (k - 1, 1, MAX (matrix->n_rows, 2) - 1), job, error);
	seg_job_leave (job, span);
	if (distances == NULL)
		return FALSE;
	seg_cluster_settings_put (&model->settings, "eps", seg_k_distance_bend (distances, matrix->n_rows));
	return TRUE;
}

/* What assigns new users: the cores, each with its group, and eps. */
static gboolean
make_rule (SegClusterModel *model, const SegMatrix *matrix, const SegKdTree *tree, const guint8 *core, const gint32 *labels, gsize n_core,
           GError **error)
{
	g_autofree gsize *rows = g_new (gsize, MAX (n_core, 1));
	gsize n = 0;

	for (gsize place = 0; place < matrix->n_rows; place++)
		if (core[place])
			rows[n++] = (gsize) tree->order[place];
	return seg_core_rule_make (model, matrix, rows, n_core, labels, seg_cluster_settings_get (&model->settings, "eps"), error);
}

static gboolean
conclude (SegClusterModel *model, const SegMatrix *matrix, const SegKdTree *tree, const guint8 *core, const gint32 *group, guint n_groups,
          SegJob *job, GError **error)
{
	g_autofree gint32 *labels = g_new (gint32, matrix->n_rows);
	double eps = seg_cluster_settings_get (&model->settings, "eps");
	gsize n_core = 0;

	for (gsize place = 0; place < matrix->n_rows; place++) {
		labels[tree->order[place]] = group[place];
		n_core += core[place];
	}
	if (!seg_cluster_model_take_labels (model, matrix, labels, n_groups, NULL, job, error) || !seg_cluster_model_make_rule (model, error)
	    || !make_rule (model, matrix, tree, core, labels, n_core, error))
		return FALSE;
	seg_cluster_model_add (model, "reach", _("Reach"), eps, seg_format_number (eps, 3));
	seg_cluster_model_add (model, "cores", _("Users in dense places"), (double) n_core, seg_format_integer ((gint64) n_core));
	seg_cluster_model_add (model, "noise", _("Users that fit no group"), (double) model->clustering->n_noise,
	                       seg_format_integer ((gint64) model->clustering->n_noise));
	return TRUE;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	g_autoptr (SegKdTree) tree = NULL;
	g_autofree guint8 *core = NULL;
	g_autofree gint32 *group = NULL;
	guint n_groups = 0;

	return choose_eps (matrix, model, job, error) && (tree = seg_kd_tree_new (matrix, job, error)) != NULL
	       && seg_dbscan (tree, seg_cluster_settings_get (&model->settings, "eps"),
	                      (gsize) seg_cluster_settings_get (&model->settings, "min-points"), job, &core, &group, &n_groups, error)
	       && conclude (model, matrix, tree, core, group, n_groups, job, error);
}

const SegClusterAlgorithm seg_algorithm_dbscan = {
	.name = "dbscan", .label = N_("DBSCAN"),
	.meaning = N_("Groups of any shape: users with enough others nearby, and all that are near those; the rest fits no group"),
	.parameters = parameters, .has_noise = TRUE, .estimate = estimate, .fit = fit, .assign = seg_core_rule_assign, .check_rule = seg_core_rule_check,
};
