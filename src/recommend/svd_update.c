/* The singular value decomposition after new events. The directions that were found stay; what is new is placed among them.
 *
 *     a person's row, from the items' directions:  sum over their items i of r (i) v (i, k) x d (k),   d = max (s - shrinkage, 0) / s
 *     a new item's row, from the people's:         sum over its users u of r (u) u (u, k) / s (k)
 *
 * r: what is left of the rating after the biases, or 1. For somebody who did nothing since, the first is what they have already (Sarwar et al. 2002,
 * ICCIT, "folding-in"). New items are placed by those who took them, who are then placed once more with them. */
#include <config.h>
#include "recommend/svd.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegSvd *model;
	const SegBefore *before;
	const SegInteractions *now;
	const double *values;
	guint8 *new_items; /* of the items now */
} Update;

/* The rows of before where they are now. */
static void
carry_over (const SegSvd *old, const Update *update)
{
	SegSvd *model = update->model;
	const gsize size = model->n_columns * sizeof (float);

	for (gsize user = 0; user < old->n_users; user++)
		memcpy (model->users + update->before->users_now[user] * model->n_columns, old->users + user * old->n_columns, size);
	for (gsize user = 0; model->rated && user < model->n_users; user++)
		model->means[user] = NAN;
	for (gsize user = 0; model->rated && user < old->n_users; user++)
		model->means[update->before->users_now[user]] = old->means[user];
	memset (update->new_items, 1, model->n_items);
	for (gsize item = 0; item < old->n_items; item++) {
		memcpy (model->items + update->before->items_now[item] * model->n_columns, old->items + item * old->n_columns, size);
		update->new_items[update->before->items_now[item]] = 0;
	}
	memcpy (model->sizes, old->sizes, model->rank * sizeof *model->sizes);
	model->mean = old->mean;
}

/* What is left of the number of a pair after the biases. */
static double
left_of (const SegSvd *model, const SegInteractions *now, gsize user, gsize pair)
{
	const float *x = model->users + user * model->n_columns, *y = model->items + now->pair_items[pair] * model->n_columns;

	return model->rated ? (double) now->pair_ratings[pair] - (double) x[model->rank] - (double) y[model->rank + 1] : 1;
}

/* @sums: room for n_items numbers, 0. */
static gboolean
take_item_biases (const Update *update, double *sums, GError **error)
{
	SegSvd *model = update->model;
	const SegInteractions *now = update->now;
	g_autofree guint32 *n = seg_try_allocate (now->n_items, sizeof *n, error);

	for (gsize i = 0; n != NULL && i < now->pair_start[now->n_users]; i++)
		if (update->new_items[now->pair_items[i]] && seg_svd_counts (now, i, TRUE)) {
			sums[now->pair_items[i]] += (double) now->pair_ratings[i] - model->mean;
			n[now->pair_items[i]]++;
		}
	for (gsize item = 0; n != NULL && item < now->n_items; item++)
		if (update->new_items[item]) {
			model->items[item * model->n_columns + model->rank] = 1;
			model->items[item * model->n_columns + model->rank + 1] = (float) (sums[item] / MAX (n[item] + update->values[SEG_SVD_DAMPING], 1));
		}
	return n != NULL;
}

static void
take_user_bias (const Update *update, gsize user)
{
	SegSvd *model = update->model;
	const SegInteractions *now = update->now;
	float *x = model->users + user * model->n_columns;
	double sum = 0, total = 0, n = 0;

	for (gsize i = now->pair_start[user]; i < now->pair_start[user + 1]; i++)
		if (seg_svd_counts (now, i, TRUE)) {
			total += (double) now->pair_ratings[i];
			sum += (double) now->pair_ratings[i] - model->mean - (double) model->items[now->pair_items[i] * model->n_columns + model->rank + 1];
			n++;
		}
	model->means[user] = n > 0 ? total / n : NAN;
	x[model->rank] = (float) (model->mean + sum / MAX (n + update->values[SEG_SVD_DAMPING], 1));
	x[model->rank + 1] = 1;
}

/* @sums: room for rank numbers. */
static void
place_user (const Update *update, gsize user, double *sums)
{
	SegSvd *model = update->model;
	const SegInteractions *now = update->now;

	memset (sums, 0, model->rank * sizeof *sums);
	for (gsize i = now->pair_start[user]; i < now->pair_start[user + 1]; i++) {
		const float *y = model->items + now->pair_items[i] * model->n_columns;
		const double left = seg_svd_counts (now, i, model->rated) ? left_of (model, now, user, i) : 0;

		for (gsize f = 0; f < model->rank; f++)
			sums[f] += left * (double) y[f];
	}
	for (gsize f = 0; f < model->rank; f++)
		model->users[user * model->n_columns + f] = (float) (model->sizes[f] > 0 ? sums[f] * MAX (model->sizes[f] - update->values[SEG_SVD_SHRINKAGE], 0)
		                                                                          / model->sizes[f] : 0);
}

static gboolean
place_users (const Update *update, double *sums, SegJob *job, GError **error)
{
	for (gsize user = 0; user < update->now->n_users; user++) {
		if (user % 512 == 0 && !seg_job_proceed (job, 0, _("bringing up to date"), error))
			return FALSE;
		if (!update->before->changed[user])
			continue;
		if (update->model->rated)
			take_user_bias (update, user);
		place_user (update, user, sums);
	}
	return TRUE;
}

/* People's rows hold u x max (s - shrinkage, 0). */
static void
place_items (const Update *update, double *sums)
{
	SegSvd *model = update->model;
	const SegInteractions *now = update->now;

	for (gsize user = 0; user < now->n_users; user++)
		for (gsize i = now->pair_start[user]; i < now->pair_start[user + 1]; i++) {
			const float *x = model->users + user * model->n_columns;
			const gsize item = now->pair_items[i];
			const double left = update->new_items[item] && seg_svd_counts (now, i, model->rated) ? left_of (model, now, user, i) : 0;

			for (gsize f = 0; update->new_items[item] && f < model->rank; f++)
				sums[item * model->rank + f] += left * (double) x[f];
		}
	for (gsize item = 0; item < now->n_items; item++)
		for (gsize f = 0; update->new_items[item] && f < model->rank; f++) {
			const double size = model->sizes[f] * MAX (model->sizes[f] - update->values[SEG_SVD_SHRINKAGE], 0);

			model->items[item * model->n_columns + f] = (float) (size > 0 ? sums[item * model->rank + f] / size : 0);
		}
}

gpointer
seg_svd_update (gconstpointer data, const SegBefore *before, const SegInteractions *now, const double *values, SegJob *job, GError **error)
{
	const SegSvd *old = data;
	g_autoptr (SegSvd) model = seg_svd_new (now, values, old->rank, error);
	g_autofree guint8 *new_items = seg_try_allocate (now->n_items, 1, error);
	g_autofree double *sums = NULL;
	const Update update = { model, before, now, values, new_items };

	if (model == NULL || new_items == NULL || model->rated != old->rated
	    || (sums = seg_try_allocate (now->n_items * model->rank, sizeof *sums, error)) == NULL)
		return NULL;
	carry_over (old, &update);
	if ((model->rated && !take_item_biases (&update, sums, error)) || !place_users (&update, sums, job, error))
		return NULL;
	memset (sums, 0, now->n_items * model->rank * sizeof *sums);
	place_items (&update, sums);
	return place_users (&update, sums, job, error) ? g_steal_pointer (&model) : NULL;
}
