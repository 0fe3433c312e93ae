#include <config.h>
#include "silhouette-plan.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define ROWS_BETWEEN_ASKING 4096

static void
count_clusters (SegSilhouettePlan *plan)
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
sort_by_label (const SegSilhouettePlan *plan, guint s, const gsize *from, gsize *to)
{
	const SegLabelling *labelling = plan->labellings + s;
	g_autofree gsize *next = g_new0 (gsize, labelling->k + 1);

	for (guint cluster = 0; cluster < labelling->k; cluster++)
		next[cluster + 1] = next[cluster] + plan->sizes[s][cluster];
	for (gsize i = 0; i < plan->matrix->n_rows; i++)
		to[next[labelling->labels[from[i]]]++] = from[i];
}

static gboolean
same_labels (const SegSilhouettePlan *plan, gsize row, gsize other)
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
	SegSilhouettePlan *plan = data;

	(void) block;
	for (gsize i = first; i < last && !seg_job_is_cancelled (plan->job); i++)
		plan->begins[i] = i == 0 || !same_labels (plan, plan->order[i - 1], plan->order[i]);
}

static void
copy_block (gsize block, gsize first, gsize last, gpointer data)
{
	const SegSilhouettePlan *plan = data;

	(void) block;
	for (gsize i = first; i < last && !seg_job_is_cancelled (plan->job); i++)
		memcpy (seg_matrix_row (plan->rows, i), seg_matrix_row (plan->matrix, plan->order[i]),
		        plan->matrix->n_columns * sizeof (double));
}

static guint32
first_difference (const SegSilhouettePlan *plan, gsize run)
{
	const guint32 *slots = plan->slots + run * plan->n_labellings;
	guint32 s = 0;

	while (run > 0 && slots[s] == slots[(gssize) s - (gssize) plan->n_labellings])
		s++;
	return s;
}

static gboolean
list_runs (SegSilhouettePlan *plan)
{
	gsize n_rows = plan->matrix->n_rows, run = 0;

	for (gsize i = 0; i < n_rows; i++)
		plan->n_runs += plan->begins[i] != 0;
	plan->starts = g_try_new (gsize, plan->n_runs + 1);
	plan->slots = g_try_new (guint32, plan->n_runs * plan->n_labellings);
	plan->firsts = g_try_new (guint32, plan->n_runs);
	if (plan->starts == NULL || plan->slots == NULL || plan->firsts == NULL)
		return FALSE;
	for (gsize i = 0; i < n_rows; i++) {
		if (!plan->begins[i])
			continue;
		plan->starts[run] = i;
		for (guint s = 0; s < plan->n_labellings; s++)
			plan->slots[run * plan->n_labellings + s] =
				plan->first_slots[s] + (guint32) plan->labellings[s].labels[plan->order[i]];
		plan->firsts[run] = first_difference (plan, run);
		run++;
	}
	plan->starts[run] = n_rows;
	return TRUE;
}

/* Sorts the numbers of the rows by all labellings, the first one first. */
static gboolean
sort_numbers (SegSilhouettePlan *plan)
{
	g_autofree gsize *other = g_try_new (gsize, plan->matrix->n_rows);

	plan->order = g_try_new (gsize, plan->matrix->n_rows);
	if (plan->order == NULL || other == NULL)
		return FALSE;
	for (gsize row = 0; row < plan->matrix->n_rows; row++)
		plan->order[row] = row;
	for (guint s = plan->n_labellings; s-- > 0 && !seg_job_is_cancelled (plan->job);) {
		gsize *sorted = other;

		sort_by_label (plan, s, plan->order, sorted);
		other = plan->order;
		plan->order = sorted;
	}
	return TRUE;
}

/* Sorts the rows, copies them in that order, and finds the runs. */
static gboolean
sort_rows (SegSilhouettePlan *plan, GError **error)
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
	return success && seg_job_goes_on (plan->job, error);
}

gboolean
seg_silhouette_plan_init (SegSilhouettePlan *plan, const SegMatrix *matrix, const SegLabelling *labellings,
                          guint n_labellings, SegJob *job, GError **error)
{
	*plan = (SegSilhouettePlan) { .matrix = matrix, .labellings = labellings, .n_labellings = n_labellings, .job = job };
	count_clusters (plan);
	return sort_rows (plan, error);
}

void
seg_silhouette_plan_clear (SegSilhouettePlan *plan)
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
	g_free (plan->firsts);
}

double
seg_silhouette_plan_width (const SegSilhouettePlan *plan, guint s, gsize row, gsize lane, const double *sums, double *less,
                           double *larger)
{
	const SegLabelling *labelling = plan->labellings + s;
	const gsize *sizes = plan->sizes[s];
	const double *sum = sums + (gsize) plan->first_slots[s] * SEG_TILE_ROWS + lane;
	guint own = (guint) labelling->labels[row];
	double within, between = INFINITY;

	*less = 0;
	*larger = INFINITY;
	if (sizes[own] < 2)
		return 0;
	within = sum[own * SEG_TILE_ROWS] / (double) (sizes[own] - 1);
	for (guint cluster = 0; cluster < labelling->k; cluster++)
		if (cluster != own && sizes[cluster] > 0)
			between = MIN (between, sum[cluster * SEG_TILE_ROWS] / (double) sizes[cluster]);
	*less = MIN (within, between);
	*larger = MAX (within, between);
	return *larger > 0 ? (between - within) / *larger : 0;
}
