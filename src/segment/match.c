/* Matching new groups with old segments: by the users they share and by how near their middles are, solved as a linear assignment, so
 * that the names stay where most people keep them, whatever order the groups came in.
 *
 * Users count only where they are in both: growth and loss do not make groups less alike. Where few are in both, the middles decide. */
#include <config.h>
#include "match-private.h"

#include <segscope/linear_assignment.h>

#include <math.h>

#define BY_USERS 0.75 /* the weight of the Jaccard index where everyone is in both */

void
seg_match_free (SegMatch *match)
{
	if (match == NULL)
		return;
	g_free (match->shared);
	g_free (match->old_sizes);
	g_free (match->old_there);
	g_free (match->new_sizes);
	g_free (match->new_known);
	g_free (match->similarity);
	g_free (match->old_of);
	g_free (match->new_of);
	g_free (match);
}

static double
jaccard (const SegMatch *match, guint old, guint new)
{
	double both = (double) seg_match_shared (match, old, new);
	double either = (double) match->old_there[old] + (double) match->new_known[new] - both;

	return either > 0 ? both / either : 0;
}

static double
sum (const gint64 *values, guint n)
{
	double total = 0;

	for (guint i = 0; i < n; i++)
		total += (double) values[i];
	return total;
}

static void
compare (SegMatch *match, const double *closeness, gint32 old_noise, gint32 new_noise)
{
	double fewer = MIN (sum (match->old_sizes, match->n_old), sum (match->new_sizes, match->n_new));
	double share = fewer > 0 ? MIN (sum (match->old_there, match->n_old) / fewer, 1) : 0;
	double by_middle = closeness != NULL ? 1 - BY_USERS * share : 0;

	for (guint old = 0; old < match->n_old; old++)
		for (guint new = 0; new < match->n_new; new++) {
			gsize place = (gsize) old * match->n_new + new;
			gboolean old_is_noise = (gint32) old == old_noise, new_is_noise = (gint32) new == new_noise;

			if (old_is_noise || new_is_noise)
				match->similarity[place] = old_is_noise && new_is_noise ? 1 : 0;
			else
				match->similarity[place] = (1 - by_middle) * jaccard (match, old, new) + (closeness != NULL ? by_middle * closeness[place] : 0);
		}
}

SegMatch *
seg_match_new (guint n_old, guint n_new, const gint32 *old_labels, const gint32 *new_labels, gsize n, const gint64 *old_sizes,
               const double *closeness, gint32 old_noise, gint32 new_noise)
{
	SegMatch *match = g_new0 (SegMatch, 1);

	match->n_old = n_old;
	match->n_new = n_new;
	match->shared = g_new0 (gint64, (gsize) n_old * n_new + 1);
	match->similarity = g_new0 (double, (gsize) n_old * n_new + 1);
	match->old_sizes = g_memdup2 (old_sizes, n_old * sizeof *old_sizes);
	match->old_there = g_new0 (gint64, n_old + 1);
	match->new_sizes = g_new0 (gint64, n_new + 1);
	match->new_known = g_new0 (gint64, n_new + 1);
	match->old_of = g_new0 (gint32, n_new + 1);
	match->new_of = g_new0 (gint32, n_old + 1);
	for (gsize i = 0; i < n; i++) {
		if (new_labels[i] < 0)
			continue;
		match->new_sizes[new_labels[i]]++;
		if (old_labels[i] < 0)
			continue;
		match->new_known[new_labels[i]]++;
		match->old_there[old_labels[i]]++;
		match->shared[(gsize) old_labels[i] * n_new + (gsize) new_labels[i]]++;
	}
	compare (match, closeness, old_noise, new_noise);
	return match;
}

/* What pairing them costs: a person's word is not weighed. */
static double
cost_of (const SegMatch *match, const gint32 *forced, const guint8 *taken, guint old, guint new)
{
	if (forced != NULL && forced[new] != SEG_MATCH_FREE)
		return forced[new] == (gint32) old ? -1000 : 1000;
	return taken[old] ? 1000 : 1 - match->similarity[(gsize) old * match->n_new + new];
}

gboolean
seg_match_solve (SegMatch *match, const gint32 *forced, GError **error)
{
	g_autofree double *costs = g_new (double, (gsize) match->n_old * match->n_new + 1);
	g_autofree guint8 *taken = g_new0 (guint8, match->n_old + 1);

	for (guint new = 0; forced != NULL && new < match->n_new; new++)
		if (forced[new] >= 0)
			taken[forced[new]] = 1;
	for (guint new = 0; new < match->n_new; new++)
		for (guint old = 0; old < match->n_old; old++)
			costs[(gsize) new * match->n_old + old] = cost_of (match, forced, taken, old, new);
	if (!seg_linear_assignment (costs, match->n_new, match->n_old, 1 - SEG_MATCH_LEAST, match->old_of, error))
		return FALSE;
	for (guint old = 0; old < match->n_old; old++)
		match->new_of[old] = -1;
	for (guint new = 0; new < match->n_new; new++)
		if (match->old_of[new] >= 0)
			match->new_of[match->old_of[new]] = (gint32) new;
	return TRUE;
}
