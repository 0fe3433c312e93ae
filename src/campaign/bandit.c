#include <config.h>
#include <segscope/bandit.h>

#include <segscope/error.h>
#include <segscope/random.h>

#include <glib/gi18n.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#define DRAWS 10000
#define EPSILON 0.1

static double
share_of (SegArmCount arm)
{
	return arm.n > 0 ? (double) arm.did / (double) arm.n : 0;
}

/* How often each arm is the best when its share is drawn from what is known of it: Beta (1 + did, 1 + n - did) (Thompson 1933). */
static void
thompson (const SegArmCount *arms, gsize n, guint64 seed, double *shares)
{
	gsl_rng *random = gsl_rng_alloc (gsl_rng_mt19937);

	gsl_rng_set (random, (unsigned long) seg_random_mix (seed));
	memset (shares, 0, n * sizeof *shares);
	for (guint draw = 0; draw < DRAWS; draw++) {
		double best = -1;
		gsize winner = 0;

		for (gsize i = 0; i < n; i++) {
			double share = gsl_ran_beta (random, 1 + (double) arms[i].did, 1 + (double) (arms[i].n - arms[i].did));

			if (share > best) {
				best = share;
				winner = i;
			}
		}
		shares[winner] += 1.0 / DRAWS;
	}
	gsl_rng_free (random);
}

static gsize
highest (const double *values, gsize n)
{
	gsize best = 0;

	for (gsize i = 1; i < n; i++)
		if (values[i] > values[best])
			best = i;
	return best;
}

/* All to the arm that could be the best: its share and what is not known of it (UCB1, Auer, Cesa-Bianchi, Fischer 2002). */
static void
ucb1 (const SegArmCount *arms, gsize n, guint64 seed, double *shares)
{
	g_autofree double *bounds = g_new (double, MAX (n, 1));
	double total = 0;

	(void) seed;
	for (gsize i = 0; i < n; i++)
		total += (double) arms[i].n;
	for (gsize i = 0; i < n; i++) {
		bounds[i] = arms[i].n > 0 ? share_of (arms[i]) + sqrt (2 * log (MAX (total, 1)) / (double) arms[i].n) : INFINITY;
		shares[i] = 0;
	}
	shares[highest (bounds, n)] = 1;
}

/* Nine of ten to the best so far, the rest evenly (Sutton and Barto 2018, section 2.4). */
static void
epsilon_greedy (const SegArmCount *arms, gsize n, guint64 seed, double *shares)
{
	g_autofree double *means = g_new (double, MAX (n, 1));

	(void) seed;
	for (gsize i = 0; i < n; i++) {
		means[i] = share_of (arms[i]);
		shares[i] = EPSILON / (double) n;
	}
	shares[highest (means, n)] += 1 - EPSILON;
}

static const SegBandit by_thompson = { "thompson", N_("Thompson sampling"), N_("Each arm gets as many people as it is likely to be the best"), thompson };
static const SegBandit by_ucb1 = { "ucb1", N_("Upper confidence bound"), N_("All people to the arm that could be the best, given how little is known of it"), ucb1 };
static const SegBandit by_epsilon = { "epsilon-greedy", N_("Epsilon-greedy"), N_("Nine of ten people to the best arm so far, the rest evenly"), epsilon_greedy };

const SegBandit *const seg_bandits[] = { &by_thompson, &by_ucb1, &by_epsilon, NULL };

const SegBandit *
seg_bandit_find (const char *name, GError **error)
{
	GString *names = g_string_new (NULL);

	for (gsize i = 0; seg_bandits[i] != NULL; i++) {
		if (strcmp (seg_bandits[i]->name, name) == 0) {
			g_string_free (names, TRUE);
			return seg_bandits[i];
		}
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", seg_bandits[i]->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no policy \"%s\"; there are: %s"), name, names->str);
	g_string_free (names, TRUE);
	return NULL;
}

void
seg_bandit_keep_least (double *shares, gsize n, double least)
{
	double free_share = 1 - least * (double) n, above = 0;

	for (gsize i = 0; i < n; i++)
		above += MAX (0, shares[i] - least);
	for (gsize i = 0; i < n; i++)
		shares[i] = above > 0 ? least + MAX (0, shares[i] - least) / above * free_share : 1 / (double) n;
}

/* Replay ---------------------------------------------------------------------------------------------------------------- */

static gsize
draw_arm (const double *shares, gsize n, SegRandom *random)
{
	double at = seg_random_uniform (random), sum = 0;

	for (gsize i = 0; i + 1 < n; i++) {
		sum += shares[i];
		if (at < sum)
			return i;
	}
	return n - 1;
}

static void
weigh (const SegArmCount *seen, gsize n_arms, SegReplay *replay, double *keep)
{
	gint64 fewest = G_MAXINT64;
	double all = 0, did = 0;

	for (gsize i = 0; i < n_arms; i++)
		fewest = MIN (fewest, seen[i].n);
	for (gsize i = 0; i < n_arms; i++) {
		keep[i] = seen[i].n > 0 ? (double) fewest / (double) seen[i].n : 0;
		replay->best = MAX (replay->best, share_of (seen[i]));
		all += 1;
		did += share_of (seen[i]);
	}
	replay->mean_random = did / all; /* evenly over the arms, however large each was */
}

SegReplay
seg_bandit_replay (const SegBandit *bandit, const guint8 *arm, const guint8 *did, gsize n, gsize n_arms, gsize batch, double least, guint64 seed)
{
	g_autofree SegArmCount *seen = g_new0 (SegArmCount, n_arms), *known = g_new0 (SegArmCount, n_arms);
	g_autofree double *shares = g_new (double, n_arms), *keep = g_new (double, n_arms);
	g_autoptr (SegRandom) random = seg_random_new (seed, 0);
	SegArmCount used = { 0 };
	SegReplay replay = { 0 };
	SegInterval interval;
	gint64 next = 0; /* people used when shares are given anew */

	for (gsize i = 0; i < n; i++) {
		seen[arm[i]].n++;
		seen[arm[i]].did += did[i];
	}
	weigh (seen, n_arms, &replay, keep);
	for (gsize i = 0; i < n; i++) {
		if (used.n >= next) {
			next = used.n + (gint64) MAX (batch, 1);
			bandit->shares (known, n_arms, seed + (guint64) used.n, shares);
			seg_bandit_keep_least (shares, n_arms, least);
		}
		if (seg_random_uniform (random) >= keep[arm[i]] || draw_arm (shares, n_arms, random) != arm[i])
			continue;
		known[arm[i]].n++;
		known[arm[i]].did += did[i];
		used.n++;
		used.did += did[i];
	}
	interval = seg_wilson_interval (used, 0.95);
	replay.n_used = (gsize) used.n;
	replay.mean = share_of (used);
	replay.low = interval.low;
	replay.high = interval.high;
	replay.regret = (replay.best - replay.mean) * 1000;
	replay.regret_random = (replay.best - replay.mean_random) * 1000;
	return replay;
}
