/* The best items for many users where scores are products of factors.
 *
 * Items are put in order of the length of their factors. No score is above the product of the two lengths, so a user whose list is full
 * is done with once the lengths that follow are too short; the users who are not done are multiplied with the next items together, in
 * single precision. What comes near the worst of a user's list is scored again in double precision, as everywhere else: the result is
 * that of scoring everything in doubles. */
#include <config.h>
#include "recommend-private.h"

#include <segscope/blas.h>

#include <cblas.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 512        /* items multiplied at a time */
#define LOOK 32          /* scores looked at together; a multiple of 4, divides CHUNK */
#define BESIDE 8
#define ROUNDING 1e-5    /* of a product in single precision, relative to the lengths */

struct SegTopFactors {
	const SegModel *model;
	SegFactors factors;
	gsize      n_items;   /* on offer */
	guint32   *order;     /* item numbers, longest factors first */
	float     *items;     /* their factors in that order, to a multiple of CHUNK */
	float     *lengths;   /* of them: the longest of each chunk */
};

typedef float Floats __attribute__ ((vector_size (16), aligned (4)));
typedef gint32 Words __attribute__ ((vector_size (16), aligned (4)));

/* A user on the way through the items. */
typedef struct {
	gsize  user, number; /* number: among those asked for */
	double length;
	float  least;        /* scores up to here need not be looked at */
	SegTop top;
} Person;

typedef struct {
	double  length;
	guint32 item;
} Measured;

double
seg_factors_score (const SegFactors *factors, gsize user, gsize item)
{
	const float *x = factors->users + user * factors->stride, *y = factors->items + item * factors->stride;
	double sum = 0;

	for (gsize f = 0; f < factors->n_factors; f++)
		sum += (double) x[f] * (double) y[f];
	return sum;
}

/* Some items beside each other: a sum has to wait for the one before it, those of others need not. */
void
seg_factors_scores (const SegFactors *factors, gsize user, gsize n_items, double *scores)
{
	const float *x = factors->users + user * factors->stride;
	gsize item = 0;

	for (; item + BESIDE <= n_items; item += BESIDE) {
		const float *y = factors->items + item * factors->stride;
		double sums[BESIDE] = { 0 };

		for (gsize f = 0; f < factors->n_factors; f++)
			for (gsize i = 0; i < BESIDE; i++)
				sums[i] += (double) x[f] * (double) y[i * factors->stride + f];
		memcpy (scores + item, sums, sizeof sums);
	}
	for (; item < n_items; item++)
		scores[item] = seg_factors_score (factors, user, item);
}

void
seg_factors_cosines (const float *rows, gsize n, gsize n_factors, gsize stride, gsize row, double *scores)
{
	const SegFactors view = { n_factors, stride, rows, rows };
	const double length = row < n ? sqrt (seg_factors_score (&view, row, row)) : 0;

	for (gsize other = 0; other < n; other++) {
		const double size = length * sqrt (seg_factors_score (&view, other, other));

		scores[other] = size > 0 && other != row ? seg_factors_score (&view, row, other) / size : 0;
	}
}

static double
length_of (const float *values, gsize n)
{
	double sum = 0;

	for (gsize f = 0; f < n; f++)
		sum += (double) values[f] * (double) values[f];
	return sqrt (sum);
}

static int
compare_measured (const void *a, const void *b)
{
	const Measured *one = a, *other = b;

	if (one->length != other->length)
		return one->length > other->length ? -1 : 1;
	return (one->item > other->item) - (one->item < other->item);
}

void
seg_top_factors_free (SegTopFactors *top)
{
	if (top == NULL)
		return;
	g_free (top->order);
	g_free (top->items);
	g_free (top->lengths);
	g_free (top);
}

static gboolean
order_items (SegTopFactors *top, GError **error)
{
	const SegInteractions *interactions = top->model->interactions;
	const SegFactors *factors = &top->factors;
	g_autofree Measured *measured = seg_try_allocate (interactions->n_items, sizeof *measured, error);
	gsize n_chunks, n = 0;

	if (measured == NULL)
		return FALSE;
	for (gsize item = 0; item < interactions->n_items; item++)
		if (top->model->offered[item])
			measured[n++] = (Measured) { length_of (factors->items + item * factors->stride, factors->n_factors), (guint32) item };
	qsort (measured, n, sizeof *measured, compare_measured);
	top->n_items = n;
	n_chunks = (n + CHUNK - 1) / CHUNK;
	if ((top->order = seg_try_allocate (n, sizeof *top->order, error)) == NULL
	    || (top->items = seg_try_allocate (n_chunks * CHUNK * factors->n_factors, sizeof (float), error)) == NULL
	    || (top->lengths = seg_try_allocate (n_chunks, sizeof (float), error)) == NULL)
		return FALSE;
	for (gsize i = 0; i < n; i++) {
		top->order[i] = measured[i].item;
		memcpy (top->items + i * factors->n_factors, factors->items + measured[i].item * factors->stride, factors->n_factors * sizeof (float));
		if (i % CHUNK == 0)
			top->lengths[i / CHUNK] = (float) measured[i].length;
	}
	return TRUE;
}

SegTopFactors *
seg_top_factors_new (const SegModel *model, const SegFactors *factors, GError **error)
{
	g_autoptr (SegTopFactors) top = g_new0 (SegTopFactors, 1);

	seg_blas_stay_alone ();
	top->model = model;
	top->factors = *factors;
	return order_items (top, error) ? g_steal_pointer (&top) : NULL;
}

static inline gboolean
any_above (const float *scores, float least)
{
	Words any = { 0 };

	for (gsize i = 0; i < LOOK; i += 4)
		any |= *(const Floats *) (scores + i) > least;
	return (any[0] | any[1] | any[2] | any[3]) != 0;
}

/* Whether items whose factors are @length long at most can still change the person's list. */
static gboolean
may_change (const Person *person, float length)
{
	return person->top.n < person->top.limit
	       || person->length * (double) length * (1 + ROUNDING) > (person->top.entries[0].key - 1) * 1e-10;
}

static void
offer (const SegTopFactors *top, Person *person, guint32 item, float length)
{
	const SegInteractions *interactions = top->model->interactions;
	double score;

	if (seg_interactions_owns (interactions, person->user, item))
		return;
	score = seg_factors_score (&top->factors, person->user, item);
	if (score > 0)
		seg_top_offer_score (&person->top, score, top->model->rank[item], item);
	if (person->top.n == person->top.limit)
		person->least = MAX (0, (float) ((person->top.entries[0].key - 1) * 1e-10 - person->length * (double) length * ROUNDING));
}

static void
look_through (const SegTopFactors *top, Person *person, const float *scores, gsize chunk)
{
	const gsize first = chunk * CHUNK, n = MIN (CHUNK, top->n_items - first);
	const float length = top->lengths[chunk];

	/* What is rounded up or down to 0 here may be a little more. */
	if (person->top.n < person->top.limit)
		person->least = -(float) (person->length * (double) length * ROUNDING) - FLT_MIN;
	for (gsize i = 0; i < n; i += LOOK) {
		if (!any_above (scores + i, person->least))
			continue;
		for (gsize j = i; j < MIN (i + LOOK, n); j++)
			if (scores[j] > person->least)
				offer (top, person, top->order[first + j], length);
	}
}

/* Leaves the people who are not done, in order, and gathers their factors. */
static gsize
leave_undone (const SegTopFactors *top, Person *people, gsize n_people, float length, float *gathered)
{
	const gsize n_factors = top->factors.n_factors;
	gsize n = 0;

	for (gsize i = 0; i < n_people; i++) {
		if (!may_change (&people[i], length))
			continue;
		people[n] = people[i];
		memcpy (gathered + n * n_factors, top->factors.users + people[n].user * top->factors.stride, n_factors * sizeof (float));
		n++;
	}
	return n;
}

/* Those who are done drop out of @people on the way, so their lists are written back each time. */
static void
go_through (const SegTopFactors *top, Person *people, gsize n_people, float *gathered, float *scores, SegTop *tops)
{
	const gsize n_factors = top->factors.n_factors;

	for (gsize chunk = 0; chunk * CHUNK < top->n_items && n_people > 0; chunk++) {
		n_people = leave_undone (top, people, n_people, top->lengths[chunk], gathered);
		if (n_people == 0)
			return;
		cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) n_people, CHUNK, (blasint) n_factors, 1, gathered, (blasint) n_factors,
		             top->items + chunk * CHUNK * n_factors, (blasint) n_factors, 0, scores, CHUNK);
		for (gsize i = 0; i < n_people; i++) {
			look_through (top, &people[i], scores + i * CHUNK, chunk);
			tops[people[i].number] = people[i].top;
		}
	}
}

gboolean
seg_top_factors_find (const SegTopFactors *top, const gsize *users, gsize n_users, gsize n, SegTopEntry *entries, gsize *n_best)
{
	const SegFactors *factors = &top->factors;
	g_autofree Person *people = g_try_new (Person, n_users);
	g_autofree SegTop *tops = g_try_new0 (SegTop, n_users);
	g_autofree float *gathered = g_try_new (float, n_users * factors->n_factors + 1), *scores = g_try_new (float, n_users * CHUNK);
	gsize n_people = 0;

	if (people == NULL || tops == NULL || gathered == NULL || scores == NULL)
		return FALSE;
	for (gsize i = 0; i < n_users; i++) {
		tops[i] = (SegTop) { n, 0, entries + i * n };
		if (users[i] < top->model->interactions->n_users)
			people[n_people++] = (Person) { users[i], i, length_of (factors->users + users[i] * factors->stride, factors->n_factors), 0, tops[i] };
	}
	go_through (top, people, n_people, gathered, scores, tops);
	for (gsize i = 0; i < n_users; i++) {
		seg_top_sort (&tops[i]);
		n_best[i] = tops[i].n;
	}
	return TRUE;
}
