/* What EASE says: scores of one and of many, likeness, reasons. See ease.c.
 *
 * By items the scores of many are added up panel by panel of B: one stays near the processor while everybody's rows of it are summed. By users
 * so many people as a panel is wide are scored beside each other. */
#include <config.h>
#include "recommend/ease.h"

#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_AT_A_TIME 1024 /* by users; a multiple of SEG_PANEL */

/* K x, x being 1 for the users of @item. */
static void
spread_item (const SegEase *model, const SegInteractions *interactions, gsize item, double *z)
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

/* By items ----------------------------------------------------------------------------------------------------------- */

static void
score_panels (const SegEase *model, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer data)
{
	const SegSumsKernel *kernel = seg_sums_kernel ();

	for (gsize p = 0; p < model->n_panels; p++) {
		const double *panel = model->matrix + p * model->n * SEG_PANEL;

		for (gsize number = 0; number < n_users; number++) {
			const gsize user = users[number], first = user < interactions->n_users ? interactions->user_start[user] : 0;
			double sums[SEG_PANEL] __attribute__ ((aligned (64))) = { 0 };

			if (user >= interactions->n_users || interactions->user_start[user + 1] == first)
				continue;
			kernel->add_panel_rows (panel, interactions->user_items + first, interactions->user_start[user + 1] - first, sums);
			take (data, number, p * SEG_PANEL, MIN (SEG_PANEL, model->n - p * SEG_PANEL), sums);
		}
	}
}

/* By users ----------------------------------------------------------------------------------------------------------- */

/* Room to score SEG_PANEL people. */
typedef struct {
	double *counts, *spread; /* n x SEG_PANEL */
	double *scores;          /* SEG_PANEL x ITEMS_AT_A_TIME */
} Room;

/* How many items each of all users has in common with each of the @n_users. */
static void
count_common (const SegInteractions *interactions, const gsize *users, gsize n_users, double *counts)
{
	memset (counts, 0, interactions->n_users * SEG_PANEL * sizeof *counts);
	for (gsize number = 0; number < n_users; number++) {
		const gsize user = users[number], last = user < interactions->n_users ? interactions->user_start[user + 1] : 0;

		for (gsize i = last > 0 ? interactions->user_start[user] : 0; i < last; i++) {
			const guint32 item = interactions->user_items[i];

			for (gsize j = interactions->item_start[item]; j < interactions->item_start[item + 1]; j++)
				counts[(gsize) interactions->item_users[j] * SEG_PANEL + number]++;
		}
	}
}

/* Items @first to @last for all of them. */
static void
score_items (const SegEase *model, const SegInteractions *interactions, gsize first, gsize last, const Room *room)
{
	const SegSumsKernel *kernel = seg_sums_kernel ();

	memset (room->scores, 0, SEG_PANEL * ITEMS_AT_A_TIME * sizeof *room->scores);
	for (gsize item = first; item < last; item++) {
		double sums[SEG_PANEL] __attribute__ ((aligned (64))) = { 0 };

		kernel->add_panel_rows (room->spread, interactions->item_users + interactions->item_start[item], seg_item_count (interactions, item), sums);
		for (gsize number = 0; number < SEG_PANEL; number++)
			room->scores[number * ITEMS_AT_A_TIME + item - first] = sums[number] / model->rest[item];
	}
}

/* What they took has no score. */
static void
strike_out (const SegInteractions *interactions, gsize user, gsize first, gsize last, double *scores)
{
	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
		if (interactions->user_items[i] >= first && interactions->user_items[i] < last)
			scores[interactions->user_items[i] - first] = 0;
}

/* SEG_PANEL users or fewer. */
static void
score_beside (const SegEase *model, const SegInteractions *interactions, const gsize *users, gsize n_users, const Room *room, SegTakeScores take,
              gsize number, gpointer data)
{
	count_common (interactions, users, n_users, room->counts);
	seg_sums_kernel ()->multiply (model->matrix, model->n, room->counts, room->spread);
	for (gsize first = 0; first < interactions->n_items; first += ITEMS_AT_A_TIME) {
		const gsize last = MIN (first + ITEMS_AT_A_TIME, interactions->n_items);

		score_items (model, interactions, first, last, room);
		for (gsize i = 0; i < n_users; i++) {
			if (users[i] >= interactions->n_users)
				continue;
			strike_out (interactions, users[i], first, last, room->scores + i * ITEMS_AT_A_TIME);
			take (data, number + i, first, last - first, room->scores + i * ITEMS_AT_A_TIME);
		}
	}
}

/* One person alone: the rows of those with whom they have something in common are all there is to add up. */
static void
score_alone (const SegEase *model, const SegInteractions *interactions, gsize user, double *scores)
{
	g_autofree double *counts = g_new0 (double, model->n + 1), *spread = g_new0 (double, model->n + 1);

	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++) {
		const guint32 item = interactions->user_items[i];

		for (gsize j = interactions->item_start[item]; j < interactions->item_start[item + 1]; j++)
			counts[interactions->item_users[j]]++;
	}
	for (gsize other = 0; other < model->n; other++)
		if (counts[other] > 0)
			seg_sums_kernel ()->add_scaled (model->matrix + other * model->n, counts[other], model->n, spread);
	for (gsize item = 0; item < interactions->n_items; item++)
		scores[item] = gather_item (interactions, item, spread) / model->rest[item];
	strike_out (interactions, user, 0, interactions->n_items, scores);
}

static gboolean
score_by_users (const SegEase *model, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer data)
{
	Room room = { seg_try_allocate_aligned (model->n * SEG_PANEL, sizeof (double), NULL), seg_try_allocate_aligned (model->n * SEG_PANEL, sizeof (double), NULL),
		          seg_try_allocate_aligned (SEG_PANEL * ITEMS_AT_A_TIME, sizeof (double), NULL) };
	const gboolean fine = room.counts != NULL && room.spread != NULL && room.scores != NULL;

	for (gsize i = 0; fine && i < n_users; i += SEG_PANEL)
		score_beside (model, interactions, users + i, MIN (SEG_PANEL, n_users - i), &room, take, i, data);
	free (room.counts);
	free (room.spread);
	free (room.scores);
	return fine;
}

gboolean
seg_ease_score_many (gconstpointer data, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer taker)
{
	const SegEase *model = data;

	if (model->by_users)
		return score_by_users (model, interactions, users, n_users, take, taker);
	score_panels (model, interactions, users, n_users, take, taker);
	return TRUE;
}

/* One -------------------------------------------------------------------------------------------------------------- */

void
seg_ease_score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	if (((const SegEase *) data)->by_users && user < interactions->n_users)
		score_alone (data, interactions, user, scores);
	else
		seg_score_one (seg_ease_score_many, data, interactions, user, scores);
}

/* B (i, item) of all items i into @parts; @forward: B (item, i). */
static void
influences (const SegEase *model, const SegInteractions *interactions, gsize item, gboolean forward, double *parts)
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
			parts[i] = forward ? *seg_ease_at (model, item, i) : *seg_ease_at (model, i, item);
	}
}

void
seg_ease_score_similar (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	influences (data, interactions, item, TRUE, scores);
}

void
seg_ease_score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	g_autofree double *parts = g_new (double, interactions->n_items);

	influences (data, interactions, item, FALSE, parts);
	for (gsize user = 0; user < interactions->n_users; user++) {
		scores[user] = 0;
		for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
			scores[user] += parts[interactions->user_items[i]];
	}
}

void
seg_ease_explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
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
