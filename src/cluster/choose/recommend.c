/* Which k: every index has one vote, and what lasts and is large enough to work with counts too.
 *
 * Votes: silhouette, Calinski-Harabasz and gap for their highest, Davies-Bouldin and BIC for their lowest value, the elbow for its
 * knee, and the crowds (crowds.c) for the division that follows them best. An index other than the silhouette whose best value is at an end of the range abstains (k = 2 is no end: there is nothing
 * below it): it may go on getting better. The gap takes the smallest k within one standard error of its highest (Dudoit, Fridlyand
 * 2002, Genome Biol. 3:0036), and votes for nothing when that is k = 1.
 * Where the suggestion has another way before it (density peaks, a mixture of normal segments), find_other_way() says why.
 * To the votes comes 1 where every segment is stable, and 1 is taken off where one dissolves, and where one has too few users to
 * measure anything in it. The highest sum wins; among equals the highest silhouette; where these differ by less than 0.01 (or one
 * standard error) the fewest segments. A person's limits come first: votes are cast among what keeps within them. */
#include <config.h>
#include "choose-private.h"

#include <math.h>

#define AS_GOOD 0.01 /* silhouettes that differ by less are equal for a person's purpose */

typedef double (*Figure) (const SegSweepRow *row);

static double
silhouette (const SegSweepRow *row)
{
	return row->silhouette;
}

static double
calinski_harabasz (const SegSweepRow *row)
{
	return row->calinski_harabasz;
}

static double
davies_bouldin (const SegSweepRow *row)
{
	return -row->davies_bouldin;
}

static double
bic (const SegSweepRow *row)
{
	return -row->bic;
}

static double
crowds (const SegSweepRow *row)
{
	return row->crowds;
}

/* The row of the highest figure of those in @allowed, of equals the smallest k; G_MAXUINT: no row has one. */
static guint
highest (const SegSweep *sweep, const gboolean *allowed, Figure figure)
{
	guint best = G_MAXUINT;

	for (guint i = 0; i < sweep->n_rows; i++) {
		double value = figure (sweep->rows + i);

		if (allowed[i] && !isnan (value) && (best == G_MAXUINT || value > figure (sweep->rows + best)))
			best = i;
	}
	return best;
}

/* Whether row @i is the last that is allowed, or the first and above 2. */
static gboolean
is_end (const SegSweep *sweep, const gboolean *allowed, guint i)
{
	gboolean first = TRUE, last = TRUE;

	for (guint other = 0; other < i; other++)
		first &= !allowed[other];
	for (guint other = i + 1; other < sweep->n_rows; other++)
		last &= !allowed[other];
	return last || (first && sweep->rows[i].clustering->k > 2);
}

static void
vote (SegSweep *sweep, const gboolean *allowed, guint row, SegVotes for_it, gboolean even_at_end)
{
	if (row != G_MAXUINT && allowed[row] && (even_at_end || !is_end (sweep, allowed, row)))
		sweep->rows[row].votes |= for_it;
}

static guint
row_of_k (const SegSweep *sweep, guint k)
{
	for (guint i = 0; i < sweep->n_rows; i++)
		if (sweep->rows[i].clustering->k == k)
			return i;
	return G_MAXUINT;
}

/* The smallest k within one standard error of the highest gap of what is allowed; 1: no groups; 0: not computed. */
static guint
gap_choice (const SegSweep *sweep, const gboolean *allowed)
{
	double most = sweep->gap_one, error = sweep->gap_one_error;

	if (isnan (most))
		return 0;
	for (guint i = 0; i < sweep->n_rows; i++)
		if (allowed[i] && sweep->rows[i].gap > most) {
			most = sweep->rows[i].gap;
			error = sweep->rows[i].gap_error;
		}
	if (sweep->gap_one >= most - error)
		return 1;
	for (guint i = 0; i < sweep->n_rows; i++)
		if (allowed[i] && sweep->rows[i].gap >= most - error)
			return sweep->rows[i].clustering->k;
	return 0;
}

static void
cast_votes (SegSweep *sweep, const gboolean *allowed)
{
	for (guint i = 0; i < sweep->n_rows; i++)
		sweep->rows[i].votes = 0;
	if (sweep->n_rows < 2)
		return;
	vote (sweep, allowed, highest (sweep, allowed, silhouette), SEG_VOTE_SILHOUETTE, TRUE);
	vote (sweep, allowed, highest (sweep, allowed, calinski_harabasz), SEG_VOTE_CALINSKI_HARABASZ, FALSE);
	vote (sweep, allowed, highest (sweep, allowed, davies_bouldin), SEG_VOTE_DAVIES_BOULDIN, FALSE);
	vote (sweep, allowed, highest (sweep, allowed, bic), SEG_VOTE_BIC, FALSE);
	vote (sweep, allowed, highest (sweep, allowed, crowds), SEG_VOTE_CROWDS, FALSE);
	vote (sweep, allowed, row_of_k (sweep, sweep->knee), SEG_VOTE_ELBOW, TRUE);
	vote (sweep, allowed, row_of_k (sweep, gap_choice (sweep, allowed)), SEG_VOTE_GAP, FALSE);
}

/* Choosing --------------------------------------------------------------------------------------------------------- */

int
seg_recommend_score (const SegSweepRow *row)
{
	int score = __builtin_popcount (row->votes);

	if (row->stability.n_resamples > 0)
		score += row->stability.least >= SEG_STABLE ? 1 : row->stability.least <= SEG_DISSOLVED ? -1 : 0;
	return row->smallest < SEG_FEW_USERS ? score - 1 : score;
}

/* The best row of those in @allowed but @without; G_MAXUINT: there is none. */
static guint
best_row (const SegSweep *sweep, const gboolean *allowed, guint without)
{
	double most = -INFINITY, error = 0;
	int score = G_MININT;

	for (guint i = 0; i < sweep->n_rows; i++)
		if (allowed[i] && i != without)
			score = MAX (score, seg_recommend_score (sweep->rows + i));
	for (guint i = 0; i < sweep->n_rows; i++) {
		const SegSweepRow *row = sweep->rows + i;

		if (allowed[i] && i != without && seg_recommend_score (row) == score && row->silhouette > most) {
			most = row->silhouette;
			error = row->silhouette_error;
		}
	}
	for (guint i = 0; i < sweep->n_rows; i++)
		if (allowed[i] && i != without && seg_recommend_score (sweep->rows + i) == score
		    && !(sweep->rows[i].silhouette < most - MAX (AS_GOOD, error)))
			return i;
	return G_MAXUINT;
}

/* Where nothing keeps within the limits: not too many segments, if that can be, and the largest smallest segment. */
static guint
nearest_to_limits (const SegSweep *sweep)
{
	guint nearest = 0;

	for (guint i = 1; i < sweep->n_rows; i++)
		if ((sweep->options.most_segments == 0 || sweep->rows[i].clustering->k <= sweep->options.most_segments)
		    && sweep->rows[i].smallest > sweep->rows[nearest].smallest)
			nearest = i;
	return nearest;
}

static guint
knee_of (const SegSweep *sweep)
{
	g_autofree double *k = g_new (double, sweep->n_rows), *inertia = g_new (double, sweep->n_rows);
	gssize knee;

	for (guint i = 0; i < sweep->n_rows; i++) {
		k[i] = sweep->rows[i].clustering->k;
		inertia[i] = sweep->rows[i].clustering->inertia;
	}
	knee = seg_knee (k, inertia, sweep->n_rows, 1);
	return knee >= 0 ? sweep->rows[knee].clustering->k : 0;
}

gboolean
seg_row_cuts_crowds (const SegSweepRow *row)
{
	return row->crowds < SEG_GOOD_AGREEMENT && row->across <= SEG_FEW_ACROSS && row->dents > SEG_DENTED;
}

static gboolean
is_within_limits (const SegSweep *sweep, guint n_segments, double smallest)
{
	const SegSweepOptions *limits = &sweep->options;

	return (limits->most_segments == 0 || n_segments <= limits->most_segments) && smallest >= (double) limits->least_users;
}

/* What is suggested does not follow the crowds, but crosses the valleys between them or divides them where there is none. */
static gboolean
suits_peaks (const SegSweep *sweep)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;

	return sweep->crowds.n > 1 && ((row->crowds < SEG_GOOD_AGREEMENT && row->across > SEG_FEW_ACROSS) || seg_row_cuts_crowds (row))
	       && is_within_limits (sweep, sweep->crowds.n, sweep->crowds.smallest * (double) row->clustering->n_rows);
}

/* The algorithm that suits the users better than k-means; NULL: none. */
static const char *
find_other_way (const SegSweep *sweep)
{
	const SegNormalFound *normal = &sweep->normal;

	if (suits_peaks (sweep))
		return "density-peaks";
	return normal->k > sweep->rows[sweep->suggested].clustering->k && is_within_limits (sweep, normal->k, (double) normal->smallest) ? "mixture" : NULL;
}

gboolean
seg_sweep_other_settings (const SegSweep *sweep, SegClusterSettings *settings)
{
	if (sweep->other_way == NULL)
		return FALSE;
	seg_cluster_settings_init (settings, seg_cluster_algorithm_find (sweep->other_way));
	settings->seed = sweep->options.seed;
	if (settings->algorithm == &seg_algorithm_mixture)
		seg_normal_settings (sweep->normal.k, sweep->options.seed, settings);
	return TRUE;
}

/* Returns how many rows keep within the limits. */
static guint
apply_limits (SegSweep *sweep, gboolean *allowed)
{
	const SegSweepOptions *limits = &sweep->options;
	guint n = 0;

	for (guint i = 0; i < sweep->n_rows; i++) {
		SegSweepRow *row = sweep->rows + i;

		row->within_limits = (limits->most_segments == 0 || row->clustering->k <= limits->most_segments)
		                     && (limits->least_users == 0 || row->smallest >= limits->least_users);
		allowed[i] = row->within_limits;
		n += row->within_limits != FALSE;
	}
	return n;
}

void
seg_sweep_suggest (SegSweep *sweep, guint k_max_asked)
{
	g_autofree gboolean *allowed = g_new (gboolean, sweep->n_rows);
	SegRecommendation found = { .k_max_asked = k_max_asked };

	sweep->k_max_asked = k_max_asked;
	for (guint i = 0; i < sweep->n_rows; i++)
		allowed[i] = TRUE;
	sweep->knee = knee_of (sweep);
	sweep->gap_choice = gap_choice (sweep, allowed);
	cast_votes (sweep, allowed);
	found.without_limits = best_row (sweep, allowed, G_MAXUINT);
	found.n_within_limits = apply_limits (sweep, allowed);
	if (found.n_within_limits > 0)
		cast_votes (sweep, allowed);
	sweep->unlimited = found.without_limits;
	sweep->suggested = found.n_within_limits > 0 ? best_row (sweep, allowed, G_MAXUINT) : nearest_to_limits (sweep);
	sweep->runner_up = best_row (sweep, allowed, sweep->suggested);
	if (sweep->runner_up == G_MAXUINT)
		sweep->runner_up = sweep->suggested;
	sweep->other_way = find_other_way (sweep);
	seg_recommend_say (sweep, &found);
}

void
seg_sweep_limit (SegSweep *sweep, guint most_segments, gsize least_users)
{
	sweep->options.most_segments = most_segments;
	sweep->options.least_users = least_users;
	if (sweep->n_rows > 1 || sweep->k_max_asked > 0)
		seg_sweep_suggest (sweep, sweep->k_max_asked);
}
