/* What is hidden from recommenders to see whether they find it: what was first taken after an instant, what each person took last, or
 * some at random. Nothing that happened later, or to a hidden pair, is learned from. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/random.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name, *meaning; } ways[SEG_N_SPLITS] = {
	[SEG_SPLIT_AUTO] = { "auto", N_("by time, or at random where events have none") },
	[SEG_SPLIT_TIME] = { "time", N_("what was first taken after an instant is hidden: as in use, the past says the future") },
	[SEG_SPLIT_LAST] = { "last", N_("what each person took last is hidden; of others also what came later is known") },
	[SEG_SPLIT_RANDOM] = { "random", N_("some of what each person took is hidden, whenever it was; easier than the future") },
};

const char *
seg_split_name (SegSplitWay way)
{
	return ways[way].name;
}

const char *
seg_split_meaning (SegSplitWay way)
{
	return ways[way].meaning;
}

gboolean
seg_split_named (const char *name, SegSplitWay *way, GError **error)
{
	for (guint i = 0; i < SEG_N_SPLITS; i++)
		if (strcmp (ways[i].name, name) == 0) {
			*way = (SegSplitWay) i;
			return TRUE;
		}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is no way to hide something; there are: auto, time, last, random"), name);
	return FALSE;
}

/* Times ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_taken (const SegInteractions *pool, gsize pair)
{
	return (pool->pair_flags[pair] & SEG_PAIR_TAKEN) != 0;
}

static gboolean
has_times (const SegInteractions *pool)
{
	for (gsize i = 0; i < pool->pair_start[pool->n_users]; i++)
		if (is_taken (pool, i) && pool->pair_times[i] != 0)
			return TRUE;
	return FALSE;
}

static int
compare_times (const void *a, const void *b)
{
	const gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

/* When everything was first taken, ascending. */
static gint64 *
sort_times (const SegInteractions *pool, gsize *n_times, gsize *n_undated, GError **error)
{
	const gsize n_pairs = pool->pair_start[pool->n_users];
	gint64 *times = seg_try_allocate (n_pairs, sizeof *times, error);

	*n_times = *n_undated = 0;
	for (gsize i = 0; times != NULL && i < n_pairs; i++) {
		if (is_taken (pool, i) && pool->pair_times[i] != 0)
			times[(*n_times)++] = pool->pair_times[i];
		else if (is_taken (pool, i))
			(*n_undated)++;
	}
	if (times != NULL)
		qsort (times, *n_times, sizeof *times, compare_times);
	return times;
}

/* The instant after which about the share was taken: as many as are taken at one time stay on one side. */
static gboolean
choose_instant (const gint64 *times, gsize n, SegSplitOptions *options, GError **error)
{
	gsize kept = (gsize) ((1 - options->share) * (double) n);
	g_autofree char *first = NULL, *last = NULL, *asked = NULL;

	if (options->cut_at == 0) {
		kept = CLAMP (kept, 1, n);
		while (kept > 1 && times[kept - 1] == times[n - 1])
			kept--;
		options->cut_at = times[kept - 1];
	}
	if (options->cut_at >= times[0] && options->cut_at < times[n - 1])
		return TRUE;
	first = seg_format_time (times[0]);
	last = seg_format_time (times[n - 1]);
	asked = seg_format_time (options->cut_at);
	g_set_error (error, SEG_ERROR, SEG_ERROR_DATA,
	             _("Nothing can be hidden after %s: what was taken was first taken from %s to %s. Choose an instant between, or hide at random"), asked, first, last);
	return FALSE;
}

static gboolean
split_by_time (const SegInteractions *pool, SegSplit *split, GError **error)
{
	gsize n_times;
	g_autofree gint64 *times = sort_times (pool, &n_times, &split->n_undated, error);

	if (times == NULL)
		return FALSE;
	if (n_times == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA,
		                     _("No event that takes an item has a time, so nothing can be hidden by time; hide at random instead"));
		return FALSE;
	}
	if (!choose_instant (times, n_times, &split->options, error))
		return FALSE;
	split->filter.until = split->options.cut_at;
	split->filter.dated = TRUE;
	for (gsize i = 0; i < pool->pair_start[pool->n_users]; i++)
		split->hidden[i] = is_taken (pool, i) && pool->pair_times[i] > split->options.cut_at;
	return TRUE;
}

/* The last of each ------------------------------------------------------------------------------------------------------ */

gssize *
seg_last_items (const SegInteractions *interactions)
{
	gssize *held = g_try_malloc_n (MAX (interactions->n_users, 1), sizeof *held);

	for (gsize user = 0; held != NULL && user < interactions->n_users; user++) {
		gsize latest = 0, n = 0;

		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++)
			if (is_taken (interactions, i) && (n++ == 0 || interactions->pair_times[i] >= interactions->pair_times[latest]))
				latest = i;
		held[user] = n < 2 ? -1 : (gssize) interactions->pair_items[latest];
	}
	return held;
}

static gboolean
split_last (const SegInteractions *pool, SegSplit *split, GError **error)
{
	g_autofree gssize *held = seg_last_items (pool);

	if (held == NULL || (split->user_until = seg_try_allocate (pool->n_users, sizeof (gint64), error)) == NULL)
		return FALSE;
	for (gsize user = 0; user < pool->n_users; user++) {
		split->user_until[user] = G_MAXINT64;
		if (held[user] >= 0) {
			const gssize pair = seg_interactions_pair (pool, user, (gsize) held[user]);

			split->hidden[pair] = 1;
			if (pool->pair_times[pair] != 0)
				split->user_until[user] = pool->pair_times[pair];
		}
	}
	split->filter.hidden = split->hidden;
	split->filter.pairs = pool;
	split->filter.user_until = split->user_until;
	return TRUE;
}

/* At random -------------------------------------------------------------------------------------------------------------- */

/* A number for each pair that depends on nothing but the seed and the two ids. */
static guint64
draw (const SegInteractions *pool, gsize user, gsize pair, guint64 seed)
{
	return seg_random_mix (seg_random_mix (seg_random_mix (seed) ^ (guint64) pool->user_ids[user]) ^ (guint64) pool->item_ids[pool->pair_items[pair]]);
}

/* Everybody keeps one. */
static void
split_user (const SegInteractions *pool, gsize user, SegSplit *split)
{
	gsize n = 0, n_hidden = 0, kept = 0;
	guint64 most = 0;

	for (gsize i = pool->pair_start[user]; i < pool->pair_start[user + 1]; i++) {
		const guint64 number = draw (pool, user, i, split->options.seed);

		if (!is_taken (pool, i))
			continue;
		if (n++ == 0 || number > most) {
			most = number;
			kept = i;
		}
		split->hidden[i] = (double) (number >> 11) * 0x1p-53 < split->options.share;
		n_hidden += split->hidden[i];
	}
	if (n > 0 && n_hidden == n)
		split->hidden[kept] = 0;
}

static gboolean
split_at_random (const SegInteractions *pool, SegSplit *split)
{
	for (gsize user = 0; user < pool->n_users; user++)
		split_user (pool, user, split);
	split->options.cut_at = 0;
	split->filter.hidden = split->hidden;
	split->filter.pairs = pool;
	return TRUE;
}

/* Without times the one with the highest number would be the same few for everybody. */
gssize *
seg_one_item_each (const SegInteractions *interactions)
{
	gssize *held = seg_last_items (interactions);

	if (held == NULL || has_times (interactions))
		return held;
	for (gsize user = 0; user < interactions->n_users; user++) {
		guint64 most = 0;

		for (gsize i = interactions->pair_start[user]; held[user] >= 0 && i < interactions->pair_start[user + 1]; i++) {
			const guint64 number = draw (interactions, user, i, 1);

			if (is_taken (interactions, i) && number >= most) {
				most = number;
				held[user] = (gssize) interactions->pair_items[i];
			}
		}
	}
	return held;
}

/* All ---------------------------------------------------------------------------------------------------------------------- */

static gboolean
check_last (const SegInteractions *pool, GError **error)
{
	if (has_times (pool))
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("No event that takes an item has a time, so nobody knows what was last; hide at random instead"));
	return FALSE;
}

gboolean
seg_split_make (const SegInteractions *pool, const SegSplitOptions *options, const SegEventFilter *also, SegSplit *split, GError **error)
{
	gboolean made;

	*split = (SegSplit) { .options = *options, .filter = { .until = G_MAXINT64, .also = also } };
	if (split->options.share == 0)
		split->options.share = SEG_USUAL_SHARE;
	if (!(split->options.share > 0 && split->options.share < 1)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The share that is hidden must be above 0 and below 1"));
		return FALSE;
	}
	if (options->way == SEG_SPLIT_AUTO)
		split->options.way = has_times (pool) ? SEG_SPLIT_TIME : SEG_SPLIT_RANDOM;
	if ((split->hidden = seg_try_allocate (pool->pair_start[pool->n_users], sizeof (guint8), error)) == NULL)
		return FALSE;
	if (split->options.way == SEG_SPLIT_TIME)
		made = split_by_time (pool, split, error);
	else if (split->options.way == SEG_SPLIT_LAST)
		made = check_last (pool, error) && split_last (pool, split, error);
	else
		made = split_at_random (pool, split);
	for (gsize i = 0; made && i < pool->pair_start[pool->n_users]; i++)
		split->n_hidden += split->hidden[i];
	return made;
}

void
seg_split_clear (SegSplit *split)
{
	g_clear_pointer (&split->hidden, g_free);
	g_clear_pointer (&split->user_until, g_free);
}
