/* Silhouette widths of many labellings in one pass over the pairs of rows.
 *
 * For row i: a = mean distance to the other rows of its cluster, b = least mean distance to the rows of another cluster,
 * width = (b - a) / max (a, b); 0 for the only row of a cluster and where a = b = 0.
 *
 * Distances do not depend on labels. So the rows are sorted by their labels in all labellings; rows that share their
 * cluster everywhere stand together as a run, and the distances to a run are added up once and then counted for one
 * cluster of each labelling. The rows asked about go through in tiles, each lane collecting its own sums. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 4096
#define WORK_BETWEEN_ASKING ((gsize) 1 << 24) /* differences computed between two looks at the job: some milliseconds */

typedef struct {
	const SegMatrix    *matrix;
	const SegLabelling *labellings;
	guint     n_labellings;
	const gsize *queries;
	gsize   **sizes;        /* per labelling: rows of each cluster */
	guint32  *first_slots;  /* per labelling: number of its first cluster among the clusters of all */
	guint32   n_slots;      /* clusters of all labellings */
	gsize    *order;        /* numbers of the rows, sorted by all labellings */
	guint8   *begins;       /* whether a run begins at that place of the order */
	SegMatrix *rows;        /* in that order */
	gsize    *starts;       /* n_runs + 1 */
	gsize     n_runs;
	guint32  *slots;        /* n_runs x n_labellings: the clusters a run belongs to */
	SegProgress progress;
} Plan;

static void
plan_clear (Plan *plan)
{
	for (guint s = 0; plan->sizes != NULL && s < plan->n_labellings; s++)
		g_free (plan->sizes[s]);
	g_free (plan->sizes);
	g_free (plan->first_slots);
	g_free (plan->order);
	g_free (plan->begins);
	seg_matrix_free (plan->rows);
	g_free (plan->starts);
	g_free (plan->slots);
}

static void
count_clusters (Plan *plan)
{
	plan->sizes = g_new0 (gsize *, plan->n_labellings);
	plan->first_slots = g_new0 (guint32, plan->n_labellings);
	for (guint s = 0; s < plan->n_labellings; s++) {
		const SegLabelling *labelling = plan->labellings + s;

		plan->sizes[s] = g_new0 (gsize, labelling->k);
		for (gsize row = 0; row < plan->matrix->n_rows; row++)
			plan->sizes[s][labelling->labels[row]]++;
		plan->first_slots[s] = plan->n_slots;
		plan->n_slots += labelling->k;
	}
}

/* One stable counting sort of @from into @to by the labels of labelling @s. */
static void
sort_by_label (const Plan *plan, guint s, const gsize *from, gsize *to)
{
	const SegLabelling *labelling = plan->labellings + s;
	g_autofree gsize *next = g_new0 (gsize, labelling->k + 1);

	for (guint cluster = 0; cluster < labelling->k; cluster++)
		next[cluster + 1] = next[cluster] + plan->sizes[s][cluster];
	for (gsize i = 0; i < plan->matrix->n_rows; i++)
		to[next[labelling->labels[from[i]]]++] = from[i];
}

static gboolean
same_labels (const Plan *plan, gsize row, gsize other)
{
	for (guint s = 0; s < plan->n_labellings; s++)
		if (plan->labellings[s].labels[row] != plan->labellings[s].labels[other])
			return FALSE;
	return TRUE;
}

/* Notes which rows of the @order begin a run: those that differ from the one before in some labelling. */
static void
mark_block (gsize block, gsize first, gsize last, gpointer data)
{
	Plan *plan = data;

	(void) block;
	for (gsize i = first; i < last && !seg_job_is_cancelled (plan->progress.job); i++)
		plan->begins[i] = i == 0 || !same_labels (plan, plan->order[i - 1], plan->order[i]);
}

static void
copy_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Plan *plan = data;

	(void) block;
	for (gsize i = first; i < last && !seg_job_is_cancelled (plan->progress.job); i++)
		memcpy (seg_matrix_row (plan->rows, i), seg_matrix_row (plan->matrix, plan->order[i]),
		        plan->matrix->n_columns * sizeof (double));
}

static gboolean
list_runs (Plan *plan)
{
	gsize n_rows = plan->matrix->n_rows, run = 0;

	for (gsize i = 0; i < n_rows; i++)
		plan->n_runs += plan->begins[i] != 0;
	plan->starts = g_try_new (gsize, plan->n_runs + 1);
	plan->slots = g_try_new (guint32, plan->n_runs * plan->n_labellings);
	if (plan->starts == NULL || plan->slots == NULL)
		return FALSE;
	for (gsize i = 0; i < n_rows; i++) {
		if (!plan->begins[i])
			continue;
		plan->starts[run] = i;
		for (guint s = 0; s < plan->n_labellings; s++)
			plan->slots[run * plan->n_labellings + s] =
				plan->first_slots[s] + (guint32) plan->labellings[s].labels[plan->order[i]];
		run++;
	}
	plan->starts[run] = n_rows;
	return TRUE;
}

/* Sorts the numbers of the rows by all labellings, the first one first. */
static gboolean
sort_numbers (Plan *plan)
{
	g_autofree gsize *other = g_try_new (gsize, plan->matrix->n_rows);

	plan->order = g_try_new (gsize, plan->matrix->n_rows);
	if (plan->order == NULL || other == NULL)
		return FALSE;
	for (gsize row = 0; row < plan->matrix->n_rows; row++)
		plan->order[row] = row;
	for (guint s = plan->n_labellings; s-- > 0 && !seg_job_is_cancelled (plan->progress.job);) {
		gsize *sorted = other;

		sort_by_label (plan, s, plan->order, sorted);
		other = plan->order;
		plan->order = sorted;
	}
	return TRUE;
}

/* Sorts the rows, copies them in that order, and finds the runs. */
static gboolean
sort_rows (Plan *plan, GError **error)
{
	gsize n_rows = plan->matrix->n_rows;
	gboolean success;

	plan->rows = seg_matrix_new (n_rows, plan->matrix->n_columns, error);
	if (plan->rows == NULL)
		return FALSE;
	plan->begins = g_try_new0 (guint8, n_rows);
	success = plan->begins != NULL && sort_numbers (plan);
	if (success) {
		seg_parallel_blocks (n_rows, ROWS_BETWEEN_ASKING, mark_block, plan);
		seg_parallel_blocks (n_rows, ROWS_BETWEEN_ASKING, copy_block, plan);
		success = list_runs (plan);
	}
	if (!success)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to sort %zu users"), n_rows);
	return success && seg_job_goes_on (plan->progress.job, error);
}

/* The width of @row, in @lane, from its sums of distances to every cluster. */
static double
width_of (const Plan *plan, guint s, gsize row, gsize lane, const double *sums)
{
	const SegLabelling *labelling = plan->labellings + s;
	const gsize *sizes = plan->sizes[s];
	const double *sum = sums + (gsize) plan->first_slots[s] * SEG_TILE_ROWS + lane;
	guint own = (guint) labelling->labels[row];
	double within, between = INFINITY, larger;

	if (sizes[own] < 2)
		return 0;
	within = sum[own * SEG_TILE_ROWS] / (double) (sizes[own] - 1);
	for (guint cluster = 0; cluster < labelling->k; cluster++)
		if (cluster != own && sizes[cluster] > 0)
			between = MIN (between, sum[cluster * SEG_TILE_ROWS] / (double) sizes[cluster]);
	larger = MAX (within, between);
	return larger > 0 ? (between - within) / larger : 0;
}

/* Adds up the distances of a tile to all rows, asking the job now and then. FALSE when cancelled. */
static gboolean
sum_distances (Plan *plan, const double *tile, double *sums)
{
	const SegKernel *kernel = seg_kernel ();
	gsize run = 0, rows_at_once = WORK_BETWEEN_ASKING / (SEG_TILE_ROWS * plan->rows->n_columns) + 1;

	memset (sums, 0, sizeof *sums * SEG_TILE_ROWS * plan->n_slots);
	while (run < plan->n_runs) {
		gsize last = run + 1;

		while (last < plan->n_runs && plan->starts[last + 1] - plan->starts[run] <= rows_at_once)
			last++;
		kernel->sum_runs (tile, plan->rows->n_columns, plan->rows->values, plan->starts, run, last, plan->slots,
		                  plan->n_labellings, sums);
		if (!seg_progress_advance (&plan->progress, plan->starts[last] - plan->starts[run]))
			return FALSE;
		run = last;
	}
	return TRUE;
}

/* The rows asked about number @first..@last-1: one tile. */
static void
measure_tile (gsize block, gsize first, gsize last, gpointer data)
{
	Plan *plan = data;
	gsize rows[SEG_TILE_ROWS], n_columns = plan->matrix->n_columns;
	double *tile, *sums;

	(void) block;
	if (seg_job_is_cancelled (plan->progress.job))
		return;
	tile = seg_aligned_small ((n_columns + plan->n_slots) * SEG_TILE_ROWS);
	sums = tile + n_columns * SEG_TILE_ROWS;
	for (gsize i = first; i < last; i++)
		rows[i - first] = plan->queries != NULL ? plan->queries[i] : i;
	seg_tiles_gather (plan->matrix, rows, last - first, tile);
	if (sum_distances (plan, tile, sums))
		for (guint s = 0; s < plan->n_labellings; s++)
			for (gsize i = first; i < last; i++)
				plan->labellings[s].widths[i] = width_of (plan, s, rows[i - first], i - first, sums);
	free (tile);
}

gboolean
seg_silhouettes (const SegMatrix *matrix, const SegLabelling *labellings, guint n_labellings, const gsize *queries,
                 gsize n_queries, SegJob *job, GError **error)
{
	Plan plan = { .matrix = matrix, .labellings = labellings, .n_labellings = n_labellings, .queries = queries };
	gboolean success;

	seg_progress_init (&plan.progress, job, seg_parallel_n_blocks (n_queries, SEG_TILE_ROWS) * matrix->n_rows, _("silhouettes"));
	count_clusters (&plan);
	success = sort_rows (&plan, error);
	if (success) {
		seg_parallel_blocks (n_queries, SEG_TILE_ROWS, measure_tile, &plan);
		success = seg_progress_finish (&plan.progress, error);
	}
	plan_clear (&plan);
	return success;
}

/* The door for one labelling --------------------------------------------------------------------------------------- */

static gboolean
check_labels (const SegMatrix *matrix, const gint32 *labels, guint k, GError **error)
{
	gboolean several = FALSE;

	if (k < 2) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Silhouettes need at least 2 segments, not %u"), k);
		return FALSE;
	}
	for (gsize row = 0; row < matrix->n_rows; row++) {
		if (labels[row] < 0 || labels[row] >= (gint64) k) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The label of row %zu is %d, not one of 0 to %u"), row + 1,
			             labels[row], k - 1);
			return FALSE;
		}
		several |= labels[row] != labels[0];
	}
	if (!several)
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		                     _("All users are in the same segment; silhouettes need at least two"));
	return several;
}

gboolean
seg_silhouette (const SegMatrix *matrix, const gint32 *labels, guint k, SegJob *job, double *widths, double *mean,
                GError **error)
{
	g_autofree double *found = NULL;
	SegLabelling labelling = { labels, k, NULL };
	double sum = 0;

	if (!seg_cluster_check_matrix (matrix, job, error) || !check_labels (matrix, labels, k, error))
		return FALSE;
	labelling.widths = found = g_try_new (double, matrix->n_rows);
	if (found == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"),
		             matrix->n_rows);
		return FALSE;
	}
	if (!seg_silhouettes (matrix, &labelling, 1, NULL, matrix->n_rows, job, error))
		return FALSE;
	for (gsize row = 0; row < matrix->n_rows; row++)
		sum += found[row];
	if (widths != NULL)
		memcpy (widths, found, matrix->n_rows * sizeof *widths);
	if (mean != NULL)
		*mean = sum / (double) matrix->n_rows;
	return TRUE;
}
