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
 * Source: Steck 2019, WWW, 3251-3257. */
#include <config.h>
#include "recommend/dense.h"

#include <segscope/parallel.h>

#include <cblas.h>
#include <glib/gi18n.h>
#include <string.h>

#define MOST_SIDE 8000 /* a matrix of that side takes half a gigabyte */
#define ROWS_A_BLOCK 32

enum { LAMBDA, N_OPTIONS };

static const SegRecommenderOption options_table[N_OPTIONS] = {
	[LAMBDA] = { "lambda", N_("how strongly the influence of items on each other is held small"), 250, 0.001, 1e7, FALSE, NULL },
};

typedef struct {
	gboolean by_users; /* matrix is K, n_users x n_users; else B, n_items x n_items */
	gsize    n;
	double  *matrix;
	double  *rest;     /* by users: n_items: 1 - x (j)' K x (j) */
} Ease;

static void
free_model (gpointer data)
{
	Ease *model = data;

	if (model == NULL)
		return;
	g_free (model->matrix);
	g_free (model->rest);
	g_free (model);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ease, free_model)

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

/* The matrix is square in the smaller side, plus lambda on its diagonal, inverted into model->matrix. */
static gboolean
invert (Ease *model, const SegInteractions *interactions, double lambda, SegJob *job, GError **error)
{
	g_autofree double *matrix = seg_try_allocate (model->n * model->n, sizeof *matrix, error);
	Counting counting = { interactions, model->by_users, model->n, matrix, lambda };

	if (matrix == NULL || (model->matrix = seg_try_allocate (model->n * model->n, sizeof *model->matrix, error)) == NULL)
		return FALSE;
	seg_parallel_blocks (model->n, ROWS_A_BLOCK, count_block, &counting);
	return seg_job_proceed (job, 0, _("inverting"), error) && seg_dense_invert (matrix, model->matrix, model->n, _("inverting"), job, error);
}

/* P into B. */
static void
divide (Ease *model)
{
	g_autofree double *diagonal = g_new (double, model->n);

	for (gsize j = 0; j < model->n; j++)
		diagonal[j] = model->matrix[j * model->n + j];
	for (gsize i = 0; i < model->n; i++)
		for (gsize j = 0; j < model->n; j++)
			model->matrix[i * model->n + j] = i == j ? 0 : -model->matrix[i * model->n + j] / diagonal[j];
}

/* K x, x being 1 for the users of @item. */
static void
spread_item (const Ease *model, const SegInteractions *interactions, gsize item, double *z)
{
	memset (z, 0, model->n * sizeof *z);
	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++)
		cblas_daxpy ((blasint) model->n, 1, model->matrix + interactions->item_users[i] * model->n, 1, z, 1);
}

/* The sum of z over those who took @item. */
static double
gather_item (const SegInteractions *interactions, gsize item, const double *z)
{
	double sum = 0;

	for (gsize i = interactions->item_start[item]; i < interactions->item_start[item + 1]; i++)
		sum += z[interactions->item_users[i]];
	return sum;
}

static gboolean
measure_rest (Ease *model, const SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autofree double *z = seg_try_allocate (model->n, sizeof *z, error);

	if (z == NULL || (model->rest = seg_try_allocate (interactions->n_items, sizeof *model->rest, error)) == NULL)
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
	g_autoptr (Ease) model = g_new0 (Ease, 1);

	openblas_set_num_threads (1);
	model->by_users = interactions->n_users < interactions->n_items;
	model->n = MIN (interactions->n_users, interactions->n_items);
	if (!invert (model, interactions, values[LAMBDA], job, error))
		return NULL;
	if (!model->by_users)
		divide (model);
	else if (!measure_rest (model, interactions, job, error))
		return NULL;
	return g_steal_pointer (&model);
}

/* Scores ------------------------------------------------------------------------------------------------------------- */

static void
score_by_users (const Ease *model, const SegInteractions *interactions, gsize user, double *scores)
{
	g_autofree double *common = g_new0 (double, model->n), *z = g_new (double, model->n);

	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++) {
		const guint32 item = interactions->user_items[i];

		for (gsize j = interactions->item_start[item]; j < interactions->item_start[item + 1]; j++)
			common[interactions->item_users[j]]++;
	}
	cblas_dsymv (CblasRowMajor, CblasUpper, (blasint) model->n, 1, model->matrix, (blasint) model->n, common, 1, 0, z, 1);
	for (gsize item = 0; item < interactions->n_items; item++)
		scores[item] = seg_interactions_taken (interactions, user, item) < 0 ? gather_item (interactions, item, z) / model->rest[item] : 0;
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const Ease *model = data;

	if (user < interactions->n_users && model->by_users) {
		score_by_users (model, interactions, user, scores);
		return;
	}
	memset (scores, 0, interactions->n_items * sizeof *scores);
	for (gsize i = user < interactions->n_users ? interactions->user_start[user] : 0; user < interactions->n_users && i < interactions->user_start[user + 1]; i++)
		cblas_daxpy ((blasint) model->n, 1, model->matrix + interactions->user_items[i] * model->n, 1, scores, 1);
}

/* B (i, item) of all items i into @parts; @forward: B (item, i). */
static void
influences (const Ease *model, const SegInteractions *interactions, gsize item, gboolean forward, double *parts)
{
	g_autofree double *z = model->by_users ? g_new (double, model->n) : NULL;

	if (model->by_users)
		spread_item (model, interactions, item, z);
	for (gsize i = 0; i < interactions->n_items; i++) {
		if (i == item)
			parts[i] = 0;
		else if (model->by_users)
			parts[i] = gather_item (interactions, i, z) / model->rest[forward ? i : item];
		else
			parts[i] = forward ? model->matrix[item * model->n + i] : model->matrix[i * model->n + item];
	}
}

static void
score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	influences (data, interactions, item, TRUE, scores);
}

static void
score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	g_autofree double *parts = g_new (double, interactions->n_items);

	influences (data, interactions, item, FALSE, parts);
	for (gsize user = 0; user < interactions->n_users; user++) {
		scores[user] = 0;
		for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
			scores[user] += parts[interactions->user_items[i]];
	}
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0;
	const gsize n = user < interactions->n_users ? interactions->user_start[user + 1] - first : 0;
	g_autofree double *all = g_new (double, interactions->n_items), *parts = g_new (double, n + 1);

	if (n == 0)
		return;
	influences (data, interactions, item, FALSE, all);
	for (gsize i = 0; i < n; i++)
		parts[i] = all[interactions->user_items[first + i]];
	seg_reason_strongest (recommendation, interactions, interactions->user_items + first, parts, n);
	if (recommendation->n_because > 0)
		seg_reason_together (recommendation, interactions, item);
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
	const Ease *model = data;

	seg_pack_doubles (packer, model->matrix, model->n * model->n);
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *values, GError **error)
{
	g_autoptr (Ease) model = g_new0 (Ease, 1);

	(void) values;
	model->by_users = interactions->n_users < interactions->n_items;
	model->n = MIN (interactions->n_users, interactions->n_items);
	if ((model->matrix = seg_try_allocate (model->n * model->n, sizeof (double), error)) == NULL)
		return NULL;
	seg_unpack_doubles (unpacker, model->matrix, model->n * model->n);
	if (!seg_unpack_ended (unpacker, error) || (model->by_users && !measure_rest (model, interactions, NULL, error)))
		return NULL;
	return g_steal_pointer (&model);
}

const SegRecommender seg_recommender_ease = {
	.name = "ease", .label = N_("What all they took points to (EASE)"),
	.meaning = N_("Items predicted from everything the person took, each item's own influence told apart from that of the others"),
	.options = options_table, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .explain = explain, .score_similar = score_similar, .score_users = score_users,
	.estimate = estimate, .save = save, .load = load,
};
