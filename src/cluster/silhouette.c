/* Silhouette widths of many labellings in one pass over the pairs of rows.
 *
 * For row i: a = mean distance to the other rows of its cluster, b = least mean distance to the rows of another cluster,
 * width = (b - a) / max (a, b); 0 for the only row of a cluster and where a = b = 0.
 *
 * Distances do not depend on labels. So the rows are sorted by their labels in all labellings; rows that share their
 * cluster everywhere stand together as a run, and the distances to a run are added up once and then counted for one
 * cluster of each labelling. When all widths are wanted each distance is computed once for both of its rows
 * (silhouette_pairs.c), of many rows in single precision; the widths of a sample, and those that single precision leaves in
 * doubt, are computed here in double precision against all rows. */
#include <config.h>
#include "silhouette-plan.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define WORK_BETWEEN_ASKING ((gsize) 1 << 24) /* differences computed between two looks at the job: some milliseconds */
#define MOST_BYTES ((gsize) 1 << 29)          /* for the sums of all rows at once */

/* Some rows against all ------------------------------------------------------------------------------------------ */

typedef struct {
	const SegSilhouettePlan *plan;
	const gsize *queries;
	gboolean     in_place; /* whether widths stand at the numbers of their rows, not of the queries */
	double      *sums;     /* (out) instead of widths: n_queries x slots; NULL: widths */
	SegProgress  progress;
} Some;

/* Adds up the distances of a tile to all rows, asking the job now and then. FALSE when cancelled. */
static gboolean
sum_distances (Some *some, const double *tile, double *sums)
{
	const SegSilhouettePlan *plan = some->plan;
	const SegKernel *kernel = seg_kernel ();
	gsize run = 0, rows_at_once = WORK_BETWEEN_ASKING / (SEG_TILE_ROWS * plan->rows->n_columns) + 1;

	memset (sums, 0, sizeof *sums * SEG_TILE_ROWS * plan->n_slots);
	while (run < plan->n_runs) {
		gsize last = run + 1;

		while (last < plan->n_runs && plan->starts[last + 1] - plan->starts[run] <= rows_at_once)
			last++;
		kernel->sum_runs (tile, plan->rows->n_columns, plan->rows->values, plan->starts, run, last, plan->slots,
		                  plan->n_labellings, sums);
		if (!seg_progress_advance (&some->progress, plan->starts[last] - plan->starts[run]))
			return FALSE;
		run = last;
	}
	return TRUE;
}

/* What is wanted of the rows number @first..@last-1, whose sums these are. */
static void
tell (const Some *some, gsize first, gsize last, const double *sums)
{
	const SegSilhouettePlan *plan = some->plan;
	double less, larger;

	for (guint slot = 0; some->sums != NULL && slot < plan->n_slots; slot++)
		for (gsize i = first; i < last; i++)
			some->sums[i * plan->n_slots + slot] = sums[(gsize) slot * SEG_TILE_ROWS + (i - first)];
	for (guint s = 0; some->sums == NULL && s < plan->n_labellings; s++)
		for (gsize i = first; i < last; i++)
			plan->labellings[s].widths[some->in_place ? some->queries[i] : i] =
				seg_silhouette_plan_width (plan, s, some->queries[i], i - first, sums, &less, &larger);
}

/* The rows asked about number @first..@last-1: one tile. */
static void
measure_tile (gsize block, gsize first, gsize last, gpointer data)
{
	Some *some = data;
	const SegSilhouettePlan *plan = some->plan;
	gsize n_columns = plan->matrix->n_columns;
	double *tile, *sums;

	(void) block;
	if (seg_job_is_cancelled (plan->job))
		return;
	tile = seg_aligned_small ((n_columns + plan->n_slots) * SEG_TILE_ROWS);
	sums = tile + n_columns * SEG_TILE_ROWS;
	seg_tiles_gather (plan->matrix, some->queries + first, last - first, tile);
	if (sum_distances (some, tile, sums))
		tell (some, first, last, sums);
	free (tile);
}

static gboolean
run_some (Some *some, gsize n_queries, GError **error)
{
	seg_progress_init (&some->progress, some->plan->job, seg_parallel_n_blocks (n_queries, SEG_TILE_ROWS) * some->plan->matrix->n_rows,
	                   _("silhouettes"));
	seg_parallel_blocks (n_queries, SEG_TILE_ROWS, measure_tile, some);
	return seg_progress_finish (&some->progress, error);
}

static gboolean
measure_some (const SegSilhouettePlan *plan, const gsize *queries, gsize n_queries, gboolean in_place, GError **error)
{
	return run_some (&(Some) { .plan = plan, .queries = queries, .in_place = in_place }, n_queries, error);
}

/* All rows -------------------------------------------------------------------------------------------------------------- */

/* Lists the rows in doubt, or all rows for NULL. NULL with SEG_ERROR_MEMORY. */
static gsize *
list_rows (const SegSilhouettePlan *plan, const guint8 *doubtful, gsize *n, GError **error)
{
	gsize n_rows = plan->matrix->n_rows, *rows = g_try_new (gsize, n_rows);

	*n = 0;
	if (rows == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the silhouettes of %zu users"), n_rows);
	for (gsize row = 0; rows != NULL && row < n_rows; row++)
		if (doubtful == NULL || doubtful[row])
			rows[(*n)++] = row;
	return rows;
}

/* In double precision what single precision left in doubt: these rows, or all when that is quicker. */
static gboolean
settle (const SegSilhouettePlan *plan, const guint8 *doubtful, GError **error)
{
	gsize n;
	g_autofree gsize *rows = list_rows (plan, doubtful, &n, error);

	if (rows == NULL || n == 0)
		return rows != NULL;
	return n > plan->matrix->n_rows / 4 ? seg_silhouette_pairs (plan, NULL, error) : measure_some (plan, rows, n, TRUE, error);
}

/* Single precision first. */
static gboolean
measure_quickly (const SegSilhouettePlan *plan, GError **error)
{
	g_autofree guint8 *doubtful = g_try_new0 (guint8, plan->matrix->n_rows);
	SegJobSpan outer;
	gboolean success;

	if (doubtful == NULL) /* then without */
		return seg_silhouette_pairs (plan, NULL, error);
	outer = seg_job_enter (plan->job, 0, 0.95);
	success = seg_silhouette_pairs (plan, doubtful, error);
	seg_job_leave (plan->job, outer);
	if (!success)
		return FALSE;
	outer = seg_job_enter (plan->job, 0.95, 1);
	success = settle (plan, doubtful, error);
	seg_job_leave (plan->job, outer);
	return success;
}

static gboolean
measure_all (const SegSilhouettePlan *plan, GError **error)
{
	g_autofree gsize *rows = NULL;
	gsize n;

	if (seg_silhouette_pairs_bytes (plan) <= MOST_BYTES)
		return seg_silhouette_pairs_can_be_quick (plan) ? measure_quickly (plan, error) : seg_silhouette_pairs (plan, NULL, error);
	rows = list_rows (plan, NULL, &n, error);
	return rows != NULL && measure_some (plan, rows, n, TRUE, error);
}

gboolean
seg_silhouettes (const SegMatrix *matrix, const SegLabelling *labellings, guint n_labellings, const gsize *queries,
                 gsize n_queries, SegJob *job, GError **error)
{
	SegSilhouettePlan plan;
	gboolean success = seg_silhouette_plan_init (&plan, matrix, labellings, n_labellings, job, error);

	if (success)
		success = queries != NULL ? measure_some (&plan, queries, n_queries, FALSE, error) : measure_all (&plan, error);
	seg_silhouette_plan_clear (&plan);
	return success;
}

gboolean
seg_distance_sums (const SegMatrix *matrix, const gint32 *labels, guint k, const gsize *queries, gsize n_queries, SegJob *job, double *sums,
                   GError **error)
{
	SegLabelling labelling = { labels, k, NULL };
	SegSilhouettePlan plan;
	gboolean success = seg_silhouette_plan_init (&plan, matrix, &labelling, 1, job, error)
	                   && run_some (&(Some) { .plan = &plan, .queries = queries, .sums = sums }, n_queries, error);

	seg_silhouette_plan_clear (&plan);
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
