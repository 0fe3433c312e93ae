/* EASE: every item predicted from all others by one ridge regression each, all solved at once in closed form.
 *
 *     X: users x items, 1 where taken;  P = inverse (X'X + lambda I);  B (i, j) = -P (i, j) / P (j, j), 0 where i = j
 *     score (user, j) = sum of B (i, j) over the user's items i
 *
 * Where there are fewer users than items the same comes from the users' side, with K = inverse (X X' + lambda I):
 *
 *     lambda P = I - X' K X,   B (i, j) = x (i)' K x (j) / (1 - x (j)' K x (j)),   x (i): the column of who took i
 *
 * so no matrix of items x items is needed there. Time n^3 of the smaller side, memory 16 bytes x n^2 while fitting, 8 after it.
 *
 * B says how items go together, whoever they belong to: after new events people are scored by what they have now against the B that was fitted.
 * Items that came since have no row in it until it is fitted anew. K is of the people themselves, so by users it is fitted anew.
 *
 * Source: Steck 2019, WWW, 3251-3257. */
#include <config.h>
#include "recommend/dense.h"
#include "recommend/ease.h"

#include <segscope/blas.h>
#include <segscope/parallel.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SIDE 8000 /* a matrix of that side takes half a gigabyte */
#define ROWS_A_BLOCK 32

enum { LAMBDA, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[LAMBDA] = { "lambda", N_("how strongly the influence of items on each other is held small"), 250, 0.001, 1e7, FALSE, NULL },
};

SegEase *
seg_ease_new (const SegInteractions *interactions, GError **error)
{
	g_autoptr (SegEase) model = g_new0 (SegEase, 1);

	model->by_users = interactions->n_users < interactions->n_items;
	model->n = MIN (interactions->n_users, interactions->n_items);
	model->n_panels = seg_parallel_n_blocks (model->n, SEG_PANEL);
	model->matrix = seg_try_allocate_aligned ((model->by_users ? model->n : model->n_panels * SEG_PANEL) * model->n, sizeof (double), error);
	return model->matrix != NULL ? g_steal_pointer (&model) : NULL;
}

void
seg_ease_free (SegEase *model)
{
	if (model == NULL)
		return;
	free (model->matrix);
	g_free (model->rest);
	g_free (model);
}

/* X'X or X X' ------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegInteractions *interactions;
	gboolean by_users;
	gsize    n;
	double  *matrix, lambda;
} Counting;

static void
count_block (gsize block, gsize first, gsize last, gpointer data)
{
	Counting *counting = data;
	const SegInteractions *all = counting->interactions;
	const gsize *start = counting->by_users ? all->user_start : all->item_start, *other_start = counting->by_users ? all->item_start : all->user_start;
	const guint32 *others = counting->by_users ? all->user_items : all->item_users, *back = counting->by_users ? all->item_users : all->user_items;

	(void) block;
	for (gsize row = first; row < last; row++) {
		double *counts = counting->matrix + row * counting->n;

		for (gsize i = start[row]; i < start[row + 1]; i++)
			for (gsize j = other_start[others[i]]; j < other_start[others[i] + 1]; j++)
				counts[back[j]]++;
		counts[row] += counting->lambda;
	}
}

/* P (row-major) into B. */
static void
divide (const double *inverse, SegEase *model)
{
	for (gsize i = 0; i < model->n; i++)
		for (gsize j = 0; j < model->n; j++)
			*seg_ease_at (model, i, j) = i == j ? 0 : -inverse[i * model->n + j] / inverse[j * model->n + j];
}

/* The matrix is square in the smaller side, plus lambda on its diagonal, inverted. */
static gboolean
invert (SegEase *model, const SegInteractions *interactions, double lambda, SegJob *job, GError **error)
{
	g_autofree double *matrix = seg_try_allocate (model->n * model->n, sizeof *matrix, error);
	Counting counting = { interactions, model->by_users, model->n, matrix, lambda };

	if (matrix == NULL)
		return FALSE;
	seg_parallel_blocks (model->n, ROWS_A_BLOCK, count_block, &counting);
	if (!seg_job_proceed (job, 0, _("inverting"), error) || !seg_dense_invert (matrix, model->matrix, model->n, _("inverting"), job, error))
		return FALSE;
	if (!model->by_users) {
		memcpy (matrix, model->matrix, model->n * model->n * sizeof *matrix);
		memset (model->matrix, 0, model->n_panels * SEG_PANEL * model->n * sizeof *matrix);
		divide (matrix, model);
	}
	return TRUE;
}

gboolean
seg_ease_measure_rest (SegEase *model, const SegInteractions *interactions, SegJob *job, GError **error)
{
	if ((model->rest = seg_try_allocate (interactions->n_items, sizeof *model->rest, error)) == NULL)
		return FALSE;
	for (gsize item = 0; item < interactions->n_items; item++) {
		double sum = 0;

		for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++)
			for (gsize j = interactions->item_start[item]; j < interactions->item_start[item + 1]; j++)
				sum += model->matrix[interactions->item_users[i] * model->n + interactions->item_users[j]];
		model->rest[item] = 1 - sum;
		if (item % 64 == 0 && !seg_job_proceed (job, 1, NULL, error))
			return FALSE;
	}
	return TRUE;
}

static gpointer
fit (const SegInteractions *interactions, const double *values, SegJob *job, GError **error)
{
	g_autoptr (SegEase) model = seg_ease_new (interactions, error);

	seg_blas_stay_alone ();
	if (model == NULL || !invert (model, interactions, values[LAMBDA], job, error)
	    || (model->by_users && !seg_ease_measure_rest (model, interactions, job, error)))
		return NULL;
	return g_steal_pointer (&model);
}

static void
free_model (gpointer model)
{
	seg_ease_free (model);
}

static gsize
n_traits (gconstpointer data, const SegInteractions *interactions)
{
	(void) data;
	return interactions->n_items;
}

/* Cost and keeping ---------------------------------------------------------------------------------------------------- */

static void
estimate (const SegInteractions *interactions, const double *values, SegFitEstimate *estimate)
{
	const double n = (double) MIN (interactions->n_users, interactions->n_items);

	(void) values;
	estimate->memory = 16 * n * n;
	estimate->seconds = n * n * n * 2.5 / 4e10 / seg_parallel_threads ();
	if (n > MOST_SIDE)
		estimate->unfit = g_strdup_printf (_("It holds a table of all items (or all users) against each other, which is too large for more than %d of both."),
		                                   MOST_SIDE);
}

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const SegEase *model = data;

	seg_pack_doubles (packer, model->matrix, (model->by_users ? model->n : model->n_panels * SEG_PANEL) * model->n);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (SegEase) model = seg_ease_new (interactions, error);

	(void) values;
	if (model == NULL)
		return NULL;
	seg_unpack_doubles (unpacker, model->matrix, (model->by_users ? model->n : model->n_panels * SEG_PANEL) * model->n);
	if (!seg_unpack_ended (unpacker, error) || (model->by_users && !seg_ease_measure_rest (model, interactions, NULL, error)))
		return NULL;
	return g_steal_pointer (&model);
}

/* B in the places that items have now. */
static gpointer
update (gconstpointer data, const SegBefore *before, const SegInteractions *now, const double *values, SegJob *job, GError **error)
{
	const SegEase *old = data;
	g_autoptr (SegEase) model = NULL;

	(void) values;
	if (old->by_users || now->n_users < now->n_items || !seg_job_proceed (job, 0, _("bringing up to date"), error)
	    || (model = seg_ease_new (now, error)) == NULL)
		return NULL;
	for (gsize i = 0; i < old->n; i++)
		for (gsize j = 0; j < old->n; j++)
			*seg_ease_at (model, before->items_now[i], before->items_now[j]) = *seg_ease_at (old, i, j);
	return g_steal_pointer (&model);
}

const SegRecommender seg_recommender_ease = {
	.name = "ease", .label = N_("What all they took points to (EASE)"),
	.meaning = N_("Items predicted from everything the person took, each item's own influence told apart from that of the others"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = seg_ease_score, .score_many = seg_ease_score_many, .users_together = 1024, .explain = seg_ease_explain,
	.score_similar = seg_ease_score_similar, .score_users = seg_ease_score_users, .n_traits = n_traits, .traits = seg_ease_score, .alike = N_("what it expects of both"),
	 .estimate = estimate, .save = save, .load = load, .update = update,
	.updating = N_("People are scored by all they have now; how items point to each other stays as it was fitted, and items that came since wait for the "
	               "next fit. With fewer people than items it is fitted anew."),
};
