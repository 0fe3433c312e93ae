/* What lists are like beside being right: how much of the catalogue they show, how known and how alike their items are, who gets what.
 *
 *     coverage   = items in some list / items on offer
 *     novelty    = mean over places of -log2 (people who took the item / people), at least one person taken as such
 *     diversity  = 1 - mean over people, over pairs of the first ten places, of the cosine of the sets of people who took them
 *     popularity = mean over places of the share of people who took the item
 *     Gini       = of the number of places over the items on offer: 0 where all are shown alike, 1 where one is all
 *
 * (Vargas, Castells 2011; Ziegler et al. 2005; Fleder, Hosanagar 2009.) */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COMPARED 10      /* places */
#define SLAB 65536       /* people whose pairs are sorted at a time */
#define PAIRS_A_BLOCK 1024

/* Diversity ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegInteractions *training;
	const guint64 *pairs; /* sorted */
	const gsize   *starts; /* of each that differs from the one before, then their number */
	double        *sums;  /* of each block */
} Likeness;

static int
compare_pairs (const void *a, const void *b)
{
	const guint64 one = *(const guint64 *) a, other = *(const guint64 *) b;

	return (one > other) - (one < other);
}

static void
likeness_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Likeness *likeness = data;
	double sum = 0;

	for (gsize i = first; i < last; i++) {
		const guint64 pair = likeness->pairs[likeness->starts[i]];
		const gsize one = (gsize) (pair >> 32), other = (gsize) (pair & G_MAXUINT32);
		const double n = (double) seg_item_count (likeness->training, one) * (double) seg_item_count (likeness->training, other);

		if (n > 0)
			sum += (double) (likeness->starts[i + 1] - likeness->starts[i]) * (double) seg_items_together (likeness->training, one, other) / sqrt (n);
	}
	likeness->sums[block] = sum;
}

/* The sum of the cosines of @n pairs, each looked up once. */
static gboolean
add_likeness (const SegInteractions *training, guint64 *pairs, gsize n, double *sum, GError **error)
{
	g_autofree gsize *starts = seg_try_allocate (n + 1, sizeof *starts, error);
	g_autofree double *sums = starts != NULL ? seg_try_allocate (seg_parallel_n_blocks (n, PAIRS_A_BLOCK), sizeof *sums, error) : NULL;
	Likeness likeness = { training, pairs, starts, sums };
	gsize n_starts = 0;

	if (sums == NULL)
		return FALSE;
	qsort (pairs, n, sizeof *pairs, compare_pairs);
	for (gsize i = 0; i < n; i++)
		if (i == 0 || pairs[i] != pairs[i - 1])
			starts[n_starts++] = i;
	starts[n_starts] = n;
	seg_parallel_blocks (n_starts, PAIRS_A_BLOCK, likeness_block, &likeness);
	for (gsize block = 0; block < seg_parallel_n_blocks (n_starts, PAIRS_A_BLOCK); block++)
		*sum += sums[block];
	return TRUE;
}

static gsize
collect_pairs (const SegLists *lists, gsize first, gsize last, guint64 *pairs)
{
	gsize n = 0;

	for (gsize person = first; person < last; person++) {
		const SegPlace *places = lists->places + person * lists->n;
		const gsize length = MIN (lists->lengths[person], COMPARED);

		for (gsize i = 0; i < length; i++)
			for (gsize j = 0; j < i; j++)
				pairs[n++] = (guint64) MIN (places[i].item, places[j].item) << 32 | MAX (places[i].item, places[j].item);
	}
	return n;
}

static gboolean
measure_diversity (const SegLists *lists, const SegInteractions *training, double *diversity, SegJob *job, GError **error)
{
	g_autofree guint64 *pairs = seg_try_allocate (MIN (lists->n_users, SLAB) * COMPARED * COMPARED / 2, sizeof *pairs, error);
	double sum = 0, n = 0;

	for (gsize first = 0; pairs != NULL && first < lists->n_users; first += SLAB) {
		const gsize count = collect_pairs (lists, first, MIN (first + SLAB, lists->n_users), pairs);

		n += (double) count;
		if (!add_likeness (training, pairs, count, &sum, error) || !seg_job_proceed (job, (double) first / (double) lists->n_users, NULL, error))
			return FALSE;
	}
	*diversity = n > 0 ? 1 - sum / n : NAN;
	return pairs != NULL;
}

/* Places ------------------------------------------------------------------------------------------------------------- */

/* Places in which each item stands. */
static guint32 *
count_places (const SegLists *lists, const SegInteractions *training, double *n_places, GError **error)
{
	guint32 *counts = seg_try_allocate (training->n_items, sizeof *counts, error);

	*n_places = 0;
	for (gsize person = 0; counts != NULL && person < lists->n_users; person++)
		for (gsize place = 0; place < lists->lengths[person]; place++, ++*n_places)
			counts[lists->places[person * lists->n + place].item]++;
	return counts;
}

static gsize
count_people (const SegInteractions *training)
{
	gsize n = 0;

	for (gsize user = 0; user < training->n_users; user++)
		n += training->user_start[user + 1] > training->user_start[user];
	return n;
}

static int
compare_counts (const void *a, const void *b)
{
	const guint32 one = *(const guint32 *) a, other = *(const guint32 *) b;

	return (one > other) - (one < other);
}

/* @counts of the items on offer, which it sorts. */
static double
measure_gini (guint32 *counts, gsize n)
{
	double sum = 0, weighed = 0;

	qsort (counts, n, sizeof *counts, compare_counts);
	for (gsize i = 0; i < n; i++) {
		sum += counts[i];
		weighed += (double) (i + 1) * counts[i];
	}
	return sum > 0 ? 2 * weighed / ((double) n * sum) - ((double) n + 1) / (double) n : NAN;
}

gboolean
seg_lists_describe (const SegLists *lists, const SegInteractions *training, SegFigure *figures, SegJob *job, GError **error)
{
	const double n_people = (double) MAX (count_people (training), 1);
	double n_places, novelty = 0, popularity = 0;
	g_autofree guint32 *counts = count_places (lists, training, &n_places, error);
	gsize n_offered = 0, n_shown = 0;

	if (counts == NULL || !measure_diversity (lists, training, &figures[SEG_MEASURE_DIVERSITY].value, job, error))
		return FALSE;
	for (gsize item = 0; item < training->n_items; item++) {
		const double taken = (double) seg_item_count (training, item);

		novelty -= counts[item] * log2 (MAX (taken, 1) / n_people);
		popularity += counts[item] * taken / n_people;
		if (training->item_offered[item]) {
			n_shown += counts[item] > 0;
			counts[n_offered++] = counts[item]; /* never ahead of where it is read */
		}
	}
	figures[SEG_MEASURE_COVERAGE].value = n_offered > 0 ? (double) n_shown / (double) n_offered : NAN;
	figures[SEG_MEASURE_NOVELTY].value = n_places > 0 ? novelty / n_places : NAN;
	figures[SEG_MEASURE_POPULARITY].value = n_places > 0 ? popularity / n_places : NAN;
	figures[SEG_MEASURE_GINI].value = measure_gini (counts, n_offered);
	return TRUE;
}

/* Who gets what -------------------------------------------------------------------------------------------------------- */

/* Of the items on offer, by how many took them: the first tenth, the next four tenths, the other half. */
static const struct { const char *name; double until; } groups[] = { { "head", 0.1 }, { "middle", 0.5 }, { "tail", 1 } };

gboolean
seg_lists_exposure (const SegLists *lists, const SegModel *model, GPtrArray *parts, GError **error)
{
	const SegInteractions *training = model->interactions;
	double n_places, n_taken = 0;
	g_autofree guint32 *counts = count_places (lists, training, &n_places, error), *order = NULL;
	gsize n_offered = 0, first = 0;

	if (counts == NULL || (order = seg_try_allocate (training->n_items, sizeof *order, error)) == NULL)
		return FALSE;
	for (gsize item = 0; item < training->n_items; item++)
		order[model->rank[item]] = (guint32) item;
	for (gsize i = 0; i < training->n_items; i++)
		if (training->item_offered[order[i]]) {
			order[n_offered++] = order[i];
			n_taken += (double) seg_item_count (training, order[n_offered - 1]);
		}
	for (gsize group = 0; group < G_N_ELEMENTS (groups) && n_offered > 0; group++) {
		const gsize last = MAX ((gsize) ceil (groups[group].until * (double) n_offered - 1e-9), first);
		SegEvaluationPart *part = seg_evaluation_part_new (SEG_TESTED_ITEMS, groups[group].name);

		part->n = last - first;
		part->items = (double) part->n / (double) n_offered;
		part->taken = part->shown = 0;
		for (; first < last; first++) {
			part->taken += n_taken > 0 ? (double) seg_item_count (training, order[first]) / n_taken : 0;
			part->shown += n_places > 0 ? counts[order[first]] / n_places : 0;
		}
		g_ptr_array_add (parts, part);
	}
	return TRUE;
}
