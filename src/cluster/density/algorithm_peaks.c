/* Density peaks in the table of algorithms (peaks.c finds them, crowds_look.c with what suits the users). A new user belongs to the crowd of the nearest user. */
#include <config.h>
#include "density.h"
#include "peaks.h"

#include "../hierarchical/hierarchical.h"

#include <segscope/hint.h>
#include <segscope/parallel.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define MOST_NEIGHBOURS 500 /* a longer list costs more than it tells */

static const char *const rounded[] = { NC_ ("choice", "spread"), NC_ ("choice", "exact"), NULL };
enum { SPREAD, EXACT };

static const SegClusterParameter parameters[] = {
	{ "neighbours", N_("Neighbours"), N_("By how many neighbours the density around a user is measured"), SEG_PARAMETER_INTEGER, 1, 100000, NAN,
	  N_("the square root of the number of users, at most 500, or half of it where that shows no valley"), NULL },
	{ "contrast", N_("Depth of valleys"), N_("How far the density must fall between two groups, in standard errors; less is taken for chance"),
	  SEG_PARAMETER_NUMBER, 0, 1000, NAN, N_("2; for two groups alone 3, or 1.6 where HDBSCAN* finds the same"), NULL },
	{ "rounded", N_("Rounded values"), N_("Values that several users share: spread as far as they were rounded, for between whole numbers there is nobody, which is no valley; "
	                                      "or taken for exact"), SEG_PARAMETER_CHOICE, 0, 1, SPREAD, NULL, rounded },
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

	cost->seconds = 1.5 * (n * k * 1.5e-8 + pairs * (d + 6) * 2e-10) / seg_parallel_threads (); /* half as many neighbours too, where nothing was seen */
	cost->bytes = n * (k * 4 + 48 * d + 350); /* and the trees of a second opinion */
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
add_findings (SegClusterModel *model, const SegCrowdsLook *look)
{
	const SegCrowds *crowds = &look->crowds;

	seg_cluster_model_add (model, "peaks", _("Dense places, with those merged as chance"), crowds->n_peaks, g_strdup_printf ("%u", crowds->n_peaks));
	seg_cluster_model_add (model, "dimension", _("Directions in which users spread"), look->dimension, seg_format_number (look->dimension, 1));
	if (isfinite (crowds->least_rise))
		seg_cluster_model_add (model, "least_rise", _("Shallowest valley between groups, in standard errors"), crowds->least_rise,
		                       seg_format_number (crowds->least_rise, 1));
	if (look->seconded)
		seg_cluster_model_add (model, "seconded", _("Shallow valleys, but HDBSCAN* finds the same groups"), 1, g_strdup (_("yes")));
}

/* The different rows, each with its label. */
static gboolean
make_rule (SegClusterModel *model, const SegMatrix *matrix, const gint32 *labels, GError **error)
{
	g_autofree gint32 *first = g_try_new (gint32, matrix->n_rows);
	g_autofree gsize *rows = g_try_new (gsize, matrix->n_rows);
	gsize n = 0;

	if (first == NULL || rows == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	seg_distinct_rows (matrix, first);
	for (gsize row = 0; row < matrix->n_rows; row++)
		if ((gsize) first[row] == row)
			rows[n++] = row;
	return seg_core_rule_make (model, matrix, rows, n, labels, INFINITY, error);
}

static gboolean
conclude (SegClusterModel *model, const SegMatrix *matrix, SegCrowdsLook *look, SegJob *job, GError **error)
{
	if (!seg_cluster_model_take_labels (model, matrix, look->crowds.labels, look->crowds.n, NULL, job, error)
	    || !seg_cluster_model_make_rule (model, error) || !make_rule (model, matrix, look->crowds.labels, error))
		return FALSE;
	add_findings (model, look);
	return TRUE;
}

static gboolean
fit (const SegMatrix *matrix, SegClusterModel *model, SegJob *job, GError **error)
{
	SegClusterSettings *settings = &model->settings;
	double asked_neighbours = seg_cluster_settings_get (settings, "neighbours");
	SegCrowdsAsked asked = { isnan (asked_neighbours) ? 0 : (guint) asked_neighbours, seg_cluster_settings_get (settings, "contrast"),
		                     (gint) seg_cluster_settings_get (settings, "rounded") == EXACT };
	g_autofree gint32 *labels = g_try_new (gint32, matrix->n_rows);
	SegCrowdsLook look = { .crowds = { .labels = labels } };
	SegJobSpan span;
	gboolean done;

	if (!check (matrix, neighbours_of (settings, matrix->n_rows), error))
		return FALSE;
	if (labels == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the labels of %zu users"), matrix->n_rows);
		return FALSE;
	}
	span = seg_job_enter (job, 0, 0.9);
	done = seg_crowds_look (matrix, &asked, job, &look, error);
	seg_job_leave (job, span);
	if (!done)
		return FALSE;
	seg_cluster_settings_put (settings, "neighbours", look.neighbours);
	seg_cluster_settings_put (settings, "contrast", look.contrast);
	return conclude (model, matrix, &look, job, error);
}

const SegClusterAlgorithm seg_algorithm_peaks = {
	.name = "density-peaks", .label = N_("Density peaks"),
	.meaning = N_("Groups of any shape, parted by valleys in which there are few users; how many follows from the users, and everyone is in one"),
	.parameters = parameters, .estimate = estimate, .fit = fit, .assign = seg_core_rule_assign, .check_rule = seg_core_rule_check,
};
