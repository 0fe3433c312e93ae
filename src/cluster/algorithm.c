/* The table of algorithms, and the one door to all of them. Adding one: a file that defines its SegClusterAlgorithm, its
 * declaration in cluster-private.h, and a row here. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEAST_MEMORY ((gsize) 64 << 20)

static const SegClusterAlgorithm *const algorithms[] = {
	&seg_algorithm_kmeans, &seg_algorithm_ward, &seg_algorithm_average, &seg_algorithm_complete, &seg_algorithm_single,
	&seg_algorithm_dbscan, &seg_algorithm_hdbscan, &seg_algorithm_peaks, &seg_algorithm_mixture, &seg_algorithm_limits, &seg_algorithm_kmedians,
	&seg_algorithm_spherical, &seg_algorithm_prototypes, &seg_algorithm_minibatch,
};

const SegClusterAlgorithm *
seg_cluster_algorithm_at (gsize number)
{
	return number < G_N_ELEMENTS (algorithms) ? algorithms[number] : NULL;
}

const SegClusterAlgorithm *
seg_cluster_algorithm_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
		if (strcmp (algorithms[i]->name, name) == 0)
			return algorithms[i];
	return NULL;
}

/* Memory and time ---------------------------------------------------------------------------------------------------- */

/* Bytes the machine could give now without swapping; all of its memory where it does not say. */
static double
free_memory (void)
{
	double pages = (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE), kilobytes = 0;
	FILE *file = fopen ("/proc/meminfo", "r");
	char line[128];

	while (file != NULL && fgets (line, sizeof line, file) != NULL)
		if (sscanf (line, "MemAvailable: %lf kB", &kilobytes) == 1)
			break;
	if (file != NULL)
		fclose (file);
	return kilobytes > 0 ? kilobytes * 1024 : pages;
}

gsize
seg_cluster_memory (const SegClusterSettings *settings)
{
	return settings->memory > 0 ? settings->memory : MAX ((gsize) (free_memory () * 0.75), LEAST_MEMORY);
}

void
seg_cluster_estimate (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	*cost = (SegClusterCost) { .seconds = -1 };
	settings->algorithm->estimate (settings, n_rows, n_columns, cost);
	cost->seconds *= seg_cluster_slowness ();
}

gboolean
seg_cluster_fits (const SegClusterSettings *settings, gsize n_rows, gsize n_columns, SegClusterCost *cost)
{
	seg_cluster_estimate (settings, n_rows, n_columns, cost);
	return cost->bytes <= (double) seg_cluster_memory (settings);
}

static gboolean
check_memory (const SegMatrix *matrix, const SegClusterSettings *settings, GError **error)
{
	double memory = (double) seg_cluster_memory (settings);
	SegClusterCost cost;
	g_autofree char *needed = NULL, *there = NULL, *alternative = NULL;

	seg_cluster_estimate (settings, matrix->n_rows, matrix->n_columns, &cost);
	alternative = cost.alternative;
	if (cost.bytes <= memory)
		return TRUE;
	needed = g_format_size ((guint64) cost.bytes);
	there = g_format_size ((guint64) memory);
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("%s of %zu users needs %s of memory, and %s may be used. %s"),
	             _(settings->algorithm->label), matrix->n_rows, needed, there,
	             alternative != NULL ? alternative : _("Choose k-means, which needs little, or fewer users."));
	return FALSE;
}

SegClusterModel *
seg_cluster_fit (const SegMatrix *matrix, const SegClusterSettings *settings, SegJob *job, GError **error)
{
	gint64 began = g_get_monotonic_time ();
	g_autoptr (SegClusterModel) model = NULL;

	if (!seg_cluster_check_matrix (matrix, job, error) || !check_memory (matrix, settings, error))
		return NULL;
	model = seg_cluster_model_new (settings);
	if (!settings->algorithm->fit (matrix, model, job, error))
		return NULL;
	if (model->rule == NULL && !seg_cluster_model_make_rule (model, error))
		return NULL;
	model->seconds = (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
	return g_steal_pointer (&model);
}
