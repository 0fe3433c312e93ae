/* What is to be found: the hidden pairs as numbers of what is learned from, and the ratings among them. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

void
seg_hidden_clear (SegHidden *hidden)
{
	g_clear_pointer (&hidden->users, g_free);
	g_clear_pointer (&hidden->pool_users, g_free);
	g_clear_pointer (&hidden->start, g_free);
	g_clear_pointer (&hidden->items, g_free);
	g_clear_pointer (&hidden->rating_users, g_free);
	g_clear_pointer (&hidden->rating_items, g_free);
	g_clear_pointer (&hidden->ratings, g_free);
}

static gboolean
allocate (const SegInteractions *pool, const SegSplit *split, SegHidden *hidden, GError **error)
{
	gsize n_ratings = 0;

	for (gsize i = 0; i < pool->pair_start[pool->n_users]; i++)
		n_ratings += isnan (pool->pair_ratings[i]) ? 0 : 1;
	return (hidden->users = seg_try_allocate (pool->n_users, sizeof (gsize), error)) != NULL
	       && (hidden->pool_users = seg_try_allocate (pool->n_users, sizeof (gsize), error)) != NULL
	       && (hidden->start = seg_try_allocate (pool->n_users + 1, sizeof (gsize), error)) != NULL
	       && (hidden->items = seg_try_allocate (split->n_hidden, sizeof (guint32), error)) != NULL
	       && (hidden->rating_users = seg_try_allocate (n_ratings, sizeof (gsize), error)) != NULL
	       && (hidden->rating_items = seg_try_allocate (n_ratings, sizeof (guint32), error)) != NULL
	       && (hidden->ratings = seg_try_allocate (n_ratings, sizeof (double), error)) != NULL;
}

/* Numbers of the items of @pool in what is learned from. */
static guint32 *
number_items (const SegInteractions *pool, const SegInteractions *training, GError **error)
{
	guint32 *numbers = seg_try_allocate (pool->n_items, sizeof *numbers, error);

	for (gsize item = 0; numbers != NULL && item < pool->n_items; item++) {
		const gssize number = seg_ids_find (training->item_ids, training->n_items, pool->item_ids[item]);

		numbers[item] = number < 0 ? SEG_ITEM_UNKNOWN : (guint32) number;
	}
	return numbers;
}

/* What nobody could have offered is not to be found. */
static gboolean
is_tested (const SegInteractions *training, gsize user, guint32 item, SegHidden *hidden)
{
	if (item == SEG_ITEM_UNKNOWN)
		hidden->n_new_items++;
	else if (!training->item_offered[item]) {
		hidden->n_unlisted++;
		return FALSE;
	} else if (user < training->n_users && seg_interactions_owns (training, user, item)) {
		hidden->n_had++;
		return FALSE;
	}
	return TRUE;
}

/* Whether the rating of a pair is from after what is learned from. */
static gboolean
is_hidden_rating (const SegInteractions *pool, const SegSplit *split, gsize pair)
{
	return !isnan (pool->pair_ratings[pair])
	       && (split->hidden[pair] || (split->options.way == SEG_SPLIT_TIME && pool->pair_times[pair] > split->options.cut_at));
}

static void
find_of_user (const SegInteractions *pool, const SegSplit *split, const SegInteractions *training, const guint32 *numbers, gsize pool_user,
              SegHidden *hidden)
{
	const gssize found = seg_interactions_user (training, pool->user_ids[pool_user]);
	const gsize user = found < 0 ? training->n_users : (gsize) found, first = hidden->start[hidden->n_users];
	gsize n = first;

	for (gsize i = pool->pair_start[pool_user]; i < pool->pair_start[pool_user + 1]; i++) {
		const guint32 item = numbers[pool->pair_items[i]];

		if (is_hidden_rating (pool, split, i)) {
			hidden->rating_users[hidden->n_ratings] = user;
			hidden->rating_items[hidden->n_ratings] = item;
			hidden->ratings[hidden->n_ratings++] = (double) pool->pair_ratings[i];
		}
		if (split->hidden[i] && is_tested (training, user, item, hidden))
			hidden->items[n++] = item;
	}
	if (n == first)
		return;
	hidden->users[hidden->n_users] = user;
	hidden->pool_users[hidden->n_users] = pool_user;
	hidden->n_new_users += user == training->n_users || training->user_start[user] == training->user_start[user + 1];
	hidden->start[++hidden->n_users] = n;
}

gboolean
seg_hidden_find (const SegInteractions *pool, const SegSplit *split, const SegInteractions *training, SegHidden *hidden, GError **error)
{
	g_autofree guint32 *numbers = number_items (pool, training, error);

	*hidden = (SegHidden) { 0 };
	if (numbers == NULL || !allocate (pool, split, hidden, error))
		return FALSE;
	for (gsize user = 0; user < pool->n_users; user++)
		find_of_user (pool, split, training, numbers, user, hidden);
	return TRUE;
}

gboolean
seg_hidden_enough (const SegHidden *hidden, const SegSplit *split, GError **error)
{
	g_autofree char *n = seg_format_integer ((gint64) hidden->n_users), *at = NULL;

	if (hidden->n_users >= SEG_LEAST_TESTED)
		return TRUE;
	if (split->options.way == SEG_SPLIT_TIME) {
		at = seg_format_time (split->options.cut_at);
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("Too little history: of people who took something new after %s there are %s, and at least %d are needed to say anything. "
		               "Hide more, or hide what each person took last"), at, n, SEG_LEAST_TESTED);
	} else {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
		             _("Too little history: of people who took two items or more, so that one can be hidden, there are %s, and at least %d are needed "
		               "to say anything"), n, SEG_LEAST_TESTED);
	}
	return FALSE;
}
