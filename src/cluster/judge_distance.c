/* Judging runs whose distance is not the Euclidean one: silhouettes are of that distance, for every user; indices that are made of
 * squared Euclidean distances are left out. */
#include <config.h>
#include "cluster-private.h"
#include "hierarchical/gower.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

const char *
seg_distance_label (SegDistance distance)
{
	static const char *const labels[] = {
		N_("Euclidean distance"), N_("Manhattan distance"), N_("cosine distance"), N_("k-prototypes' distance"), N_("Gower's dissimilarity"),
	};

	return _(labels[distance]);
}

/* The mean over those who are in a segment, and the smallest segment. */
static void
sum_up (SegSweepRow *row, const SegClustering *clustering)
{
	gsize n = 0;

	row->silhouette = 0;
	for (gsize i = 0; i < clustering->n_rows; i++)
		if (!isnan (row->widths[i])) {
			row->silhouette += row->widths[i];
			n++;
		}
	row->silhouette = n > 0 ? row->silhouette / (double) n : NAN;
	row->smallest = G_MAXSIZE;
	for (guint c = 0; c < clustering->k; c++)
		row->smallest = MIN (row->smallest, clustering->sizes[c]);
}

/* Cuts of a tree -------------------------------------------------------------------------------------------------- */

static int
compare_numbers (const void *a, const void *b)
{
	gsize x = *(const gsize *) a, y = *(const gsize *) b;

	return x < y ? -1 : x > y;
}

/* The rows whose silhouettes are computed, ascending; NULL: all. */
static gsize *
draw_queries (SegSweep *sweep, gsize n)
{
	const SegSweepOptions *options = &sweep->options;
	g_autoptr (SegRandom) random = NULL;
	gsize *rows;

	sweep->exact = n <= options->exact_rows || n <= options->sample_rows;
	sweep->n_sampled = sweep->exact ? n : options->sample_rows;
	if (sweep->exact)
		return NULL;
	random = seg_random_new (options->seed, 0);
	rows = g_new (gsize, n);
	for (gsize row = 0; row < n; row++)
		rows[row] = row;
	seg_random_shuffle (random, rows, n);
	qsort (rows, sweep->n_sampled, sizeof *rows, compare_numbers);
	return rows;
}

/* The mean of @n widths and its standard error. */
static void
take_mean (SegSweepRow *row, const double *widths, gsize n, gboolean exact)
{
	double squares = 0;

	row->silhouette = 0;
	for (gsize i = 0; i < n; i++)
		row->silhouette += widths[i] / (double) n;
	for (gsize i = 0; i < n; i++)
		squares += (widths[i] - row->silhouette) * (widths[i] - row->silhouette);
	row->silhouette_error = exact ? 0 : sqrt (squares / (double) (n - 1) / (double) n);
}

gboolean
seg_judge_cuts_in_distance (SegSweep *sweep, const SegMatrix *matrix, const SegClusterModel *model, SegJob *job, GError **error)
{
	g_autoptr (SegSpace) space = seg_gower_space (matrix, job, error);
	g_autofree gsize *queries = draw_queries (sweep, matrix->n_rows);
	g_autofree SegLabelling *labellings = g_new0 (SegLabelling, sweep->n_rows);
	gboolean success = space != NULL;

	(void) model;
	for (guint i = 0; i < sweep->n_rows; i++) {
		SegSweepRow *row = sweep->rows + i;

		row->calinski_harabasz = row->davies_bouldin = row->simplified = NAN;
		labellings[i] = (SegLabelling) { row->clustering->labels, row->clustering->k, g_try_new (double, sweep->n_sampled) };
		if (labellings[i].widths == NULL && success) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), matrix->n_rows);
			success = FALSE;
		}
	}
	success = success && seg_space_pair_widths (space, labellings, sweep->n_rows, queries, sweep->n_sampled, job, error);
	for (guint i = 0; i < sweep->n_rows; i++) {
		if (success)
			take_mean (sweep->rows + i, labellings[i].widths, sweep->n_sampled, sweep->exact);
		if (success && sweep->exact)
			sweep->rows[i].widths = g_steal_pointer (&labellings[i].widths);
		g_free (labellings[i].widths);
	}
	return success;
}

/* One run ---------------------------------------------------------------------------------------------------------- */

/* The only row of @sweep as if it were a cut. */
static gboolean
judge_gower (SegSweep *sweep, const SegMatrix *matrix, const SegClusterModel *model, SegJob *job, GError **error)
{
	SegSweepRow *row = sweep->rows;

	row->clustering = seg_clustering_group_noise (model->clustering, matrix, job, error);
	if (row->clustering == NULL)
		return FALSE;
	seg_sweep_row_measure (row, matrix);
	row->silhouette = row->calinski_harabasz = row->davies_bouldin = NAN;
	return row->clustering->k < 2 || seg_judge_cuts_in_distance (sweep, matrix, model, job, error);
}

gboolean
seg_judge_in_distance (SegSweep *sweep, const SegMatrix *matrix, const SegClusterModel *model, SegJob *job, GError **error)
{
	const SegClustering *clustering = model->clustering;
	SegSweepRow *row = sweep->rows;

	if (model->distance == SEG_DISTANCE_GOWER)
		return judge_gower (sweep, matrix, model, job, error);
	sweep->exact = TRUE;
	sweep->n_sampled = matrix->n_rows;
	row->calinski_harabasz = row->davies_bouldin = NAN;
	row->widths = g_try_new (double, matrix->n_rows);
	if (row->widths == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), matrix->n_rows);
		return FALSE;
	}
	if (!seg_model_space_widths (model, matrix, clustering->labels, clustering->k, job, row->widths, error))
		return FALSE;
	sum_up (row, clustering);
	row->clustering = seg_clustering_group_noise (clustering, matrix, job, error);
	return row->clustering != NULL;
}
