/* Density peaks in the table of algorithms (peaks.c finds them). A new user belongs to the crowd of the nearest user. */
#include <config.h>
#include "density.h"
#include "peaks.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define MOST_NEIGHBOURS 500 /* a longer list costs more than it tells */

static const SegClusterParameter parameters[] = {
	{ "neighbours", N_("Neighbours"), N_("By how many neighbours the density around a user is measured"), SEG_PARAMETER_INTEGER, 1, 100000, NAN,
	  N_("the square root of the number of users, at most 500"), NULL },
	{ "contrast", N_("Depth of valleys"), N_("How far the density must fall between two groups, in standard errors; less is taken for chance"),
	  SEG_PARAMETER_NUMBER, 0, 1000, SEG_CROWDS_CONTRAST, NULL, NULL },
	{ NULL }
};

guint
seg_crowds_neighbours (gsize n_rows)
{
	return (guint) CLAMP (round (sqrt ((double) n_rows)), 1, MOST_NEIGHBOURS);
}

static guint
neighbours_of (const SegClusterSettings *settings, gsize n_rows)
{
	double asked = seg_cluster_settings_get (settings, "neighbours");

	return isnan (asked) ? seg_crowds_neighbours (n_rows) : (guint) asked;
}

static void
estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	double n = (double) n_rows, d = (double) n_columns, k = neighbours_of (settings, n_rows);
	double pairs = n * MIN (n, k * 40 * pow (2, MIN (d, 14) - 2)); /* in many columns a tree separates little */

	cost->seconds = (n * k * 1.5e-8 + pairs * (d + 6) * 2e-10) / seg_parallel_threads ();
	cost->bytes = n * (k * 4 + 24 * d + 150);
}

static gboolean
check (const SegMatrix *matrix, guint neighbours, GError **error)
{
	if (neighbours < matrix->n_rows || matrix->n_rows < 2)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, seg_hint (_("There are only %zu users, so nobody has %u neighbours (--neighbours)"),
	                                                             _("There are only %zu users, so nobody has %u neighbours (the option neighbours)")),
	             matrix->n_rows, neighbours);
	return FALSE;
}

static void
add_findings (SegClusterModel *model, const SegNearRows *rows, const SegCrowds *crowds)
{
	seg_cluster_model_add (model, "peaks", _("Dense places, with those merged as chance"), crowds->n_peaks, g_strdup_printf ("%u", crowds->n_peaks));
	seg_cluster_model_add (model, "dimension", _("Directions in which users spread"), rows->dimension, seg_format_number (rows->dimension, 1));
	if (isfinite (crowds->least_rise))
		seg_cluster_model_add (model, "least_rise", _("Shallowest valley between groups, in standard errors"), crowds->least_rise,
		                       seg_format_number (crowds->least_rise, 1));
}

static gboolean
conclude (SegClusterModel *model, const SegMatrix *matrix, const SegNearRows *rows, SegCrowds *crowds, SegJob *job, GError **error)
{
	if (!seg_cluster_model_take_labels (model, matrix, crowds->labels, crowds->n, NULL, job, error) || !seg_cluster_model_make_rule (model, error)
	    || !seg_core_rule_make (model, matrix, rows->first, rows->n, crowds->labels, INFINITY, error))
		return FALSE;
	add_findings (model, rows, crowds);
	return TRUE;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	guint neighbours = neighbours_of (&model->settings, matrix->n_rows);
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows);
	g_autoptr (SegNearRows) rows = NULL;
	SegCrowds crowds = { .labels = labels };
	SegJobSpan span;

	if (!check (matrix, neighbours, error))
		return FALSE;
	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	seg_cluster_settings_put (&model->settings, "neighbours", neighbours);
	span = seg_job_enter (job, 0, 0.9);
	rows = seg_near_rows_new (matrix, neighbours, job, error);
	seg_job_leave (job, span);
	return rows != NULL && seg_crowds_find (rows, matrix->n_rows, seg_cluster_settings_get (&model->settings, "contrast"), job, &crowds, error)
	       && conclude (model, matrix, rows, &crowds, job, error);
}

const SegClusterAlgorithm seg_algorithm_peaks = {
	.name = "density-peaks", .label = N_("Density peaks"),
	.meaning = N_("Groups of any shape, parted by valleys in which there are few users; how many follows from the users, and everyone is in one"),
	.parameters = parameters, .estimate = estimate, .fit = fit, .assign = seg_core_rule_assign, .check_rule = seg_core_rule_check,
};
