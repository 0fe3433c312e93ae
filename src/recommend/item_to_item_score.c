/* What goes with all that a person took: the sum of the similarities of what is linked with any of it.
 *
 * What everybody takes is among the neighbours of most items, and its links are most of all there are to follow. They are held as rows, one
 * number for each item, added up one beside the other; the links of everything else are followed one by one. The sum of an item is that of
 * the rows by ascending item, then that of the links likewise, however it is asked for.
 *
 * Many people are scored some items at a time: that part of the rows, and of the links, stays near the processor while everybody's are added up. */
#include <config.h>
#include "recommend/sums-kernel.h"
#include "recommend-private.h"

#include <stdlib.h>
#include <string.h>

#define MOST_LONG 64
#define LONG 4         /* linked with more than one of so many items */
#define LEAST_ITEMS 64 /* fewer are not worth it */
#define AT_A_TIME 2048 /* items; a multiple of SEG_PANEL */

static gboolean
is_long (const SegItemToItem *model, gsize item)
{
	return model->n_items >= LEAST_ITEMS && model->used_start[item + 1] - model->used_start[item] > model->n_items / LONG;
}

/* The longest, in the order of items; as many as there are into @items. */
static void
list_long (SegItemToItem *model, gsize *items)
{
	SegTopEntry entries[MOST_LONG];
	SegTop top = { MOST_LONG, 0, entries };

	for (gsize item = 0; item < model->n_items; item++)
		if (is_long (model, item))
			seg_top_offer (&top, (double) (model->used_start[item + 1] - model->used_start[item]), (guint32) item, (guint32) item);
	for (gsize i = 0; i < top.n; i++)
		model->long_of[entries[i].index] = 1;
	for (gsize item = 0; item < model->n_items; item++)
		if (model->long_of[item]) {
			items[model->n_long++] = item;
			model->long_of[item] = (guint8) model->n_long;
		}
}

gboolean
seg_item_to_item_make_rows (SegItemToItem *model, GError **error)
{
	gsize items[MOST_LONG];

	if ((model->long_of = seg_try_allocate (model->n_items, 1, error)) == NULL)
		return FALSE;
	list_long (model, items);
	model->row_length = (model->n_items / AT_A_TIME + 1) * AT_A_TIME;
	if ((model->long_rows = seg_try_allocate_aligned (model->n_long * model->row_length, sizeof (double), error)) == NULL)
		return FALSE;
	for (gsize row = 0; row < model->n_long; row++)
		for (gsize i = model->used_start[items[row]]; i < model->used_start[items[row] + 1]; i++)
			model->long_rows[row * model->row_length + model->used_by[i].item] = model->used_by[i].similarity;
	return TRUE;
}

/* One of many who are scored together: their rows, and how far the links of each of their other items have been followed. */
typedef struct {
	gsize        n_rows, n_links;
	const double *rows[MOST_LONG];
	const SegNeighbour **next, **end; /* n_links each */
} Person;

/* What all of them need, in one piece each. */
typedef struct {
	Person *people;
	const SegNeighbour **cursors;
} Group;

static void
begin_person (const SegItemToItem *model, const SegInteractions *interactions, gsize user, const SegNeighbour **cursors, Person *person)
{
	const gsize first = user < interactions->n_users ? interactions->user_start[user] : 0;
	const gsize n = user < interactions->n_users ? interactions->user_start[user + 1] - first : 0;

	person->n_rows = person->n_links = 0;
	person->next = cursors;
	person->end = cursors + n;
	for (gsize i = 0; i < n; i++) {
		const guint32 item = interactions->user_items[first + i];

		if (model->long_of[item]) {
			person->rows[person->n_rows++] = model->long_rows + (model->long_of[item] - 1u) * model->row_length;
			continue;
		}
		person->next[person->n_links] = model->used_by + model->used_start[item];
		person->end[person->n_links++] = model->used_by + model->used_start[item + 1];
	}
}

static gboolean
begin_group (const SegItemToItem *model, const SegInteractions *interactions, const gsize *users, gsize n_users, Group *group)
{
	gsize n = 0;

	for (gsize i = 0; i < n_users; i++)
		n += users[i] < interactions->n_users ? 2 * (interactions->user_start[users[i] + 1] - interactions->user_start[users[i]]) : 0;
	group->people = g_try_new (Person, n_users);
	group->cursors = g_try_new (const SegNeighbour *, n + 1);
	if (group->people == NULL || group->cursors == NULL)
		return FALSE;
	n = 0;
	for (gsize i = 0; i < n_users; i++) {
		begin_person (model, interactions, users[i], group->cursors + n, &group->people[i]);
		n += users[i] < interactions->n_users ? 2 * (interactions->user_start[users[i] + 1] - interactions->user_start[users[i]]) : 0;
	}
	return TRUE;
}

/* Adds up items @first to @last of one person. */
static void
add_up (Person *person, gsize first, gsize last, double *sums)
{
	if (person->n_rows > 0) {
		const double *rows[MOST_LONG];

		for (gsize row = 0; row < person->n_rows; row++)
			rows[row] = person->rows[row] + first;
		seg_sums_kernel ()->add_rows (rows, person->n_rows, AT_A_TIME, sums);
	}
	for (gsize i = 0; i < person->n_links; i++) {
		const SegNeighbour *link = person->next[i];

		for (; link < person->end[i] && link->item < last; link++)
			sums[link->item - first] += link->similarity;
		person->next[i] = link;
	}
}

gboolean
seg_item_to_item_score_many (gconstpointer data, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer taker)
{
	const SegItemToItem *model = data;
	Group group = { NULL, NULL };
	double *sums = seg_try_allocate_aligned (AT_A_TIME, sizeof *sums, NULL);
	const gboolean fine = sums != NULL && begin_group (model, interactions, users, n_users, &group);

	for (gsize first = 0; fine && first < model->n_items; first += AT_A_TIME)
		for (gsize i = 0; i < n_users; i++) {
			const gsize last = MIN (first + AT_A_TIME, model->n_items);

			if (group.people[i].n_rows + group.people[i].n_links == 0)
				continue;
			add_up (&group.people[i], first, last, sums);
			take (taker, i, first, last - first, sums);
			memset (sums, 0, AT_A_TIME * sizeof *sums);
		}
	g_free (group.people);
	g_free (group.cursors);
	free (sums);
	return fine;
}

void
seg_item_to_item_score (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores)
{
	seg_score_one (seg_item_to_item_score_many, model, interactions, user, scores);
}
