/* What goes with all that a person took: the sum of the similarities of what is linked with any of it.
 *
 * What everybody takes is among the neighbours of most items, and its links are most of all there are to follow. They are held as rows, one
 * number for each item, added up one beside the other; the links of everything else are followed one by one. The sum of an item is that of
 * the rows by ascending item, then that of the links likewise, however it is asked for. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#define MOST_LONG 64
#define LONG 4         /* linked with more than one of so many items */
#define LEAST_ITEMS 64 /* fewer are not worth it */
#define FETCHED_AHEAD 2
#define AT_A_TIME 1024 /* numbers of each row, so that the sums stay near the processor */

typedef double Doubles __attribute__ ((vector_size (16), may_alias));

static gboolean
is_long (const SegItemToItem *model, gsize item)
{
	return model->n_items >= LEAST_ITEMS && model->used_start[item + 1] - model->used_start[item] > model->n_items / LONG;
}

/* The longest, in the order of items. */
static void
list_long (SegItemToItem *model)
{
	SegTopEntry entries[MOST_LONG];
	SegTop top = { MOST_LONG, 0, entries };

	for (gsize item = 0; item < model->n_items; item++)
		if (is_long (model, item))
			seg_top_offer (&top, (double) (model->used_start[item + 1] - model->used_start[item]), (guint32) item, (guint32) item);
	for (gsize item = 0; item < model->n_items && model->n_long < top.n; item++)
		for (gsize i = 0; i < top.n; i++)
			if (entries[i].index == item)
				model->long_items[model->n_long++] = (guint32) item;
}

gboolean
seg_item_to_item_make_rows (SegItemToItem *model, GError **error)
{
	gsize size;

	if ((model->long_items = seg_try_allocate (MOST_LONG, sizeof *model->long_items, error)) == NULL)
		return FALSE;
	list_long (model);
	model->row_length = (model->n_items / SEG_ITEMS_A_MARK + 1) * SEG_ITEMS_A_MARK;
	size = MAX (model->n_long, 1) * model->row_length * sizeof (double);
	if ((model->long_rows = aligned_alloc (64, size)) == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), model->n_items);
		return FALSE;
	}
	memset (model->long_rows, 0, size);
	for (gsize row = 0; row < model->n_long; row++)
		for (gsize i = model->used_start[model->long_items[row]]; i < model->used_start[model->long_items[row] + 1]; i++)
			model->long_rows[row * model->row_length + model->used_by[i].item] = model->used_by[i].similarity;
	return TRUE;
}

/* Position of @item among the long ones, or -1. */
static gssize
find_long (const SegItemToItem *model, guint32 item)
{
	for (gsize row = 0; row < model->n_long && model->long_items[row] <= item; row++)
		if (model->long_items[row] == item)
			return (gssize) row;
	return -1;
}

static void
add_four (double *scores, const double *const *rows, gsize first, gsize last)
{
	const double *one = rows[0], *two = rows[1], *three = rows[2], *four = rows[3];

	for (gsize i = first; i < last; i += 2) {
		Doubles sum = *(const Doubles *) (scores + i) + *(const Doubles *) (one + i);

		sum += *(const Doubles *) (two + i);
		sum += *(const Doubles *) (three + i);
		sum += *(const Doubles *) (four + i);
		*(Doubles *) (scores + i) = sum;
	}
}

static void
add_one (double *scores, const double *row, gsize first, gsize last)
{
	for (gsize i = first; i < last; i += 2)
		*(Doubles *) (scores + i) += *(const Doubles *) (row + i);
}

/* @scores: row_length numbers. */
static void
add_rows (const SegItemToItem *model, const double *const *rows, gsize n_rows, double *scores)
{
	for (gsize first = 0; first < model->row_length; first += AT_A_TIME) {
		const gsize last = MIN (first + AT_A_TIME, model->row_length);
		gsize row = 0;

		for (; row + 4 <= n_rows; row += 4)
			add_four (scores, rows + row, first, last);
		for (; row < n_rows; row++)
			add_one (scores, rows[row], first, last);
	}
}

/* Where a list of links starts has to be waited for; the rest follows by itself. */
static void
fetch_links (const SegItemToItem *model, guint32 taken)
{
	const char *links = (const char *) (model->used_by + model->used_start[taken]);

	for (gsize line = 0; line < 256; line += 64)
		__builtin_prefetch (links + line);
}

static void
follow_links (const SegItemToItem *model, guint32 taken, SegSomeScores *some)
{
	for (gsize i = model->used_start[taken]; i < model->used_start[taken + 1]; i++) {
		const SegNeighbour *link = &model->used_by[i];

		some->scores[link->item] += link->similarity;
		some->marks[link->item / SEG_ITEMS_A_MARK] = 1;
	}
}

void
seg_item_to_item_score_some (gconstpointer data, const SegInteractions *interactions, gsize user, SegSomeScores *some)
{
	const SegItemToItem *model = data;
	const double *rows[MOST_LONG];
	gsize n_rows = 0;

	if (user >= interactions->n_users)
		return;
	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++) {
		const gssize row = find_long (model, interactions->user_items[i]);

		if (row >= 0)
			rows[n_rows++] = model->long_rows + (gsize) row * model->row_length;
	}
	if (n_rows > 0) {
		add_rows (model, rows, n_rows, some->scores);
		memset (some->marks, 1, model->n_items / SEG_ITEMS_A_MARK + 1);
	}
	for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++) {
		if (i + FETCHED_AHEAD < interactions->user_start[user + 1])
			fetch_links (model, interactions->user_items[i + FETCHED_AHEAD]);
		if (find_long (model, interactions->user_items[i]) < 0)
			follow_links (model, interactions->user_items[i], some);
	}
}

void
seg_item_to_item_score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const SegItemToItem *model = data;
	g_autofree guint8 *marks = g_new (guint8, model->n_items / SEG_ITEMS_A_MARK + 1);
	double *sums = aligned_alloc (64, model->row_length * sizeof *sums);
	SegSomeScores some = { sums, marks, NULL, NULL };

	memset (scores, 0, model->n_items * sizeof *scores);
	if (sums == NULL)
		return;
	memset (sums, 0, model->row_length * sizeof *sums);
	seg_item_to_item_score_some (model, interactions, user, &some);
	memcpy (scores, sums, model->n_items * sizeof *scores);
	free (sums);
}
