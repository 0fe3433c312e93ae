/* The weights of the hybrid: what of its parts finds most of what people took last. See hybrid.c. */
#include <config.h>
#include "recommend/hybrid.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define CANDIDATES 50 /* best items of each recommender, for each person */
#define PLACES 10
#define MOST_ROUNDS 4
#define PEOPLE_A_BLOCK 4
#define PEOPLE_BETWEEN_ASKING 64

/* What of a person is looked at while weights are tried. */
typedef struct {
	gsize    n;
	guint32 *items;
	double  *scores; /* n x SEG_HYBRID_PARTS, each 0..1 */
	gssize   held;   /* position of the item held back, or -1: nobody proposes it */
} Person;

static void
free_person (gpointer data)
{
	Person *person = data;

	g_free (person->items);
	g_free (person->scores);
	g_free (person);
}

/* Marks the CANDIDATES best of @scores in @chosen. */
static void
choose (const SegInteractions *interactions, gsize user, const double *scores, guint8 *chosen)
{
	SegTopEntry entries[CANDIDATES];
	SegTop top = { CANDIDATES, 0, entries };

	for (gsize item = 0; item < interactions->n_items; item++)
		if (scores[item] > 0 && interactions->item_offered[item] && !seg_interactions_owns (interactions, user, item))
			seg_top_offer (&top, seg_score_key (scores[item]), (guint32) item, (guint32) item);
	for (gsize i = 0; i < top.n; i++)
		chosen[entries[i].index] = 1;
}

/* @all: room for SEG_HYBRID_PARTS x n_items. */
static Person *
look_at (const SegHybrid *model, const SegInteractions *training, gsize user, gsize held, double *all)
{
	g_autofree guint8 *chosen = g_malloc0 (model->n_items);
	Person *person = g_new0 (Person, 1);

	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		double *scores = all + part * model->n_items;

		if (seg_hybrid_score_part (model, part, training, user, scores))
			choose (training, user, scores, chosen);
		else
			memset (scores, 0, model->n_items * sizeof *scores);
	}
	for (gsize item = 0; item < model->n_items; item++)
		person->n += chosen[item];
	person->items = g_new (guint32, person->n + 1);
	person->scores = g_new (double, person->n * SEG_HYBRID_PARTS + 1);
	person->held = -1;
	person->n = 0;
	for (gsize item = 0; item < model->n_items; item++)
		if (chosen[item]) {
			for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
				person->scores[person->n * SEG_HYBRID_PARTS + part] = all[part * model->n_items + item];
			if (item == held)
				person->held = (gssize) person->n;
			person->items[person->n++] = (guint32) item;
		}
	return person;
}

static double
add_up (const double *scores, const double *weights)
{
	double sum = 0;

	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		sum += weights[part] * scores[part];
	return sum;
}

/* Mean NDCG of the items held back. */
static double
try_weights (const GPtrArray *people, const double *weights)
{
	double gain = 0;

	for (guint p = 0; p < people->len; p++) {
		const Person *person = people->pdata[p];
		double mine;
		gsize rank = 0;

		if (person->held < 0)
			continue;
		mine = add_up (person->scores + (gsize) person->held * SEG_HYBRID_PARTS, weights);
		for (gsize i = 0; i < person->n && rank < PLACES; i++) {
			const double other = add_up (person->scores + i * SEG_HYBRID_PARTS, weights);

			rank += other > mine || (other >= mine && (gssize) i < person->held);
		}
		gain += rank < PLACES && mine > 0 ? 1 / log2 ((double) rank + 2) : 0;
	}
	return gain / (double) MAX (people->len, 1);
}

static void
search (const GPtrArray *people, double *weights)
{
	static const double steps[] = { 0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5 };
	double best = -1, sum = 0;
	gboolean better = TRUE;
	gsize start = 0;

	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++) {
		double alone[SEG_HYBRID_PARTS] = { 0 }, gain;

		alone[part] = 1;
		gain = weights[part] > 0 ? try_weights (people, alone) : -1;
		if (gain > best) {
			best = gain;
			start = part;
		}
	}
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		weights[part] = weights[part] > 0 ? (part == start ? 1 : 0) : -1; /* -1: cannot be used */
	for (int round = 0; round < MOST_ROUNDS && better; round++) {
		better = FALSE;
		for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
			for (gsize s = 0; weights[part] >= 0 && s < G_N_ELEMENTS (steps); s++) {
				double tried[SEG_HYBRID_PARTS], gain;

				for (gsize i = 0; i < SEG_HYBRID_PARTS; i++)
					tried[i] = MAX (weights[i], 0);
				tried[part] = steps[s];
				gain = try_weights (people, tried);
				if (gain > best + 1e-9) {
					best = gain;
					weights[part] = steps[s];
					better = TRUE;
				}
			}
	}
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		sum += weights[part] = MAX (weights[part], 0);
	for (gsize part = 0; part < SEG_HYBRID_PARTS; part++)
		weights[part] /= sum;
}

/* The last items of some people, evenly spaced; the others keep theirs (-1). Where nothing has a time, one of each at random. */
static gssize *
hold_back (const SegInteractions *interactions, guint8 *keep)
{
	gssize *held = seg_one_item_each (interactions);
	gsize n = 0, n_seen = 0, every;

	for (gsize user = 0; held != NULL && user < interactions->n_users; user++)
		n += held[user] >= 0;
	every = MAX (n / SEG_HYBRID_VALIDATED, 1);
	for (gsize user = 0; held != NULL && user < interactions->n_users; user++) {
		if (held[user] < 0)
			continue;
		if (n_seen++ % every == 0)
			keep[seg_interactions_pair (interactions, user, (gsize) held[user])] = 0;
		else
			held[user] = -1;
	}
	return held;
}

/* People are looked at independently of each other. */
typedef struct {
	const SegHybrid *model;
	const SegInteractions *training;
	const gsize  *users;
	const gssize *held;
	Person      **people;
	gsize         offset;
	SegJob       *job;
} Looking;

static void
look_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Looking *looking = data;
	g_autofree double *all = g_try_new (double, SEG_HYBRID_PARTS * looking->model->n_items);

	(void) block;
	for (gsize i = looking->offset + first; all != NULL && i < looking->offset + last && !seg_job_is_cancelled (looking->job); i++)
		looking->people[i] = look_at (looking->model, looking->training, looking->users[i], (gsize) looking->held[looking->users[i]], all);
}

/* Those of whom an item is held back. */
static GPtrArray *
look_at_all (const SegHybrid *model, const SegInteractions *training, const gssize *held, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (free_person);
	g_autofree gsize *users = seg_try_allocate (training->n_users, sizeof *users, error);
	Looking looking = { model, training, users, held, NULL, 0, job };
	gsize n = 0;

	for (gsize user = 0; users != NULL && user < training->n_users; user++)
		if (held[user] >= 0)
			users[n++] = user;
	if (users == NULL)
		return NULL;
	g_ptr_array_set_size (people, (gint) n);
	looking.people = (Person **) people->pdata;
	for (; looking.offset < n; looking.offset += PEOPLE_BETWEEN_ASKING) {
		seg_parallel_blocks (MIN (PEOPLE_BETWEEN_ASKING, n - looking.offset), PEOPLE_A_BLOCK, look_block, &looking);
		if (!seg_job_proceed (job, (double) looking.offset / (double) n, _("weighing recommenders"), error))
			return NULL;
	}
	for (gsize i = 0; i < n; i++)
		if (looking.people[i] == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), training->n_items);
			return NULL;
		}
	return g_steal_pointer (&people);
}

gboolean
seg_hybrid_validate (SegHybrid *weighed, const SegInteractions *interactions, SegJob *job, GError **error)
{
	g_autofree guint8 *keep = g_malloc (interactions->pair_start[interactions->n_users] + 1);
	g_autofree gssize *held = NULL;
	g_autoptr (SegInteractions) training = NULL;
	g_autoptr (SegHybrid) model = g_new0 (SegHybrid, 1);
	g_autoptr (GPtrArray) people = NULL;
	SegJobSpan outer;
	gboolean fitted;

	memset (keep, 1, interactions->pair_start[interactions->n_users] + 1);
	held = hold_back (interactions, keep);
	if (held == NULL || (training = seg_interactions_keep (interactions, keep, error)) == NULL)
		return FALSE;
	model->n_items = interactions->n_items;
	memcpy (model->weights, weighed->weights, sizeof model->weights);
	outer = seg_job_enter (job, 0, 0.7);
	fitted = seg_hybrid_fit_parts (model, training, job, error);
	seg_job_leave (job, outer);
	outer = seg_job_enter (job, 0.7, 1);
	if (fitted && (people = look_at_all (model, training, held, job, error)) != NULL)
		search (people, weighed->weights);
	seg_job_leave (job, outer);
	return people != NULL;
}
