/* The recommendation and what there is to say about structure, in words.
 *
 * The words about strength are those of Kaufman, Rousseeuw 1990, Finding Groups in Data, table 4: a mean silhouette up to
 * 0.25 means no substantial structure, up to 0.50 a weak one, up to 0.70 a reasonable one, above that a strong one. */
#include <config.h>
#include "choose-private.h"

#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define SMALL_SHARE 0.01
#define NORMAL_95 1.959964 /* half-width of the interval that holds 95 % of a normal distribution, in standard deviations */
#define CROWDED 0.75       /* Hopkins: from here on rows clearly crowd */
#define EVEN 0.6
#define CLEAR_DENTS 0.05

static const struct {
	SegVotes    vote;
	const char *name;
} names[] = {
	{ SEG_VOTE_SILHOUETTE, N_("silhouette") }, { SEG_VOTE_CALINSKI_HARABASZ, N_("Calinski-Harabasz") },
	{ SEG_VOTE_DAVIES_BOULDIN, N_("Davies-Bouldin") }, { SEG_VOTE_GAP, N_("gap") }, { SEG_VOTE_BIC, N_("BIC") },
	{ SEG_VOTE_ELBOW, N_("elbow") }, { SEG_VOTE_CROWDS, N_("crowds") },
};

char *
seg_votes_text (SegVotes votes)
{
	g_autoptr (GPtrArray) list = g_ptr_array_new ();

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		if (votes & names[i].vote)
			g_ptr_array_add (list, (gpointer) _(names[i].name));
	g_ptr_array_add (list, NULL);
	return g_strjoinv (_(", "), (char **) list->pdata);
}

static char *
silhouette_text (const SegSweepRow *row)
{
	g_autofree char *value = seg_format_number (row->silhouette, 2);
	g_autofree char *around = seg_format_number (NORMAL_95 * row->silhouette_error, 3);

	return row->silhouette_error > 0 ? g_strdup_printf ("%s ± %s", value, around) : g_steal_pointer (&value);
}

/* How many votes were cast in all. */
static guint
n_votes (const SegSweep *sweep)
{
	guint n = 0;

	for (guint i = 0; i < sweep->n_rows; i++)
		n += (guint) __builtin_popcount (sweep->rows[i].votes);
	return n;
}

/* Whether @algorithm suits better than k-means. */
static gboolean
is_by (const SegSweep *sweep, const char *algorithm)
{
	return g_strcmp0 (sweep->other_way, algorithm) == 0;
}

/* Why ---------------------------------------------------------------------------------------------------------------- */

static void
say_votes (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;
	g_autofree char *voting = seg_votes_text (row->votes), *own = silhouette_text (row);
	guint n = (guint) __builtin_popcount (row->votes), k = row->clustering->k;

	if (sweep->n_rows == 1)
		g_string_append_printf (words, ngettext ("%u segment, the only number tried; silhouette %s.", "%u segments, the only number tried; silhouette %s.", k),
		                        k, own);
	else if (n == 0)
		g_string_append_printf (words, _("%u segments, because on balance they do best, although no index has its best value here; silhouette %s."), k, own);
	else
		g_string_append_printf (words, ngettext ("%u segments, because %u of %u indices votes for them (%s); silhouette %s.",
		                                         "%u segments, because %u of %u indices vote for them (%s); silhouette %s.", n),
		                        k, n, n_votes (sweep), voting, own);
}

/* Segments of each verdict. */
static void
count_verdicts (const SegSweepRow *row, guint *doubtful, guint *dissolving)
{
	*doubtful = *dissolving = 0;
	for (guint c = 0; c < row->clustering->k; c++) {
		SegStabilityVerdict verdict = seg_stability_verdict (row->stability.jaccards[c]);

		*doubtful += verdict == SEG_STABILITY_DOUBTFUL;
		*dissolving += verdict == SEG_STABILITY_DISSOLVES;
	}
}

static void
say_stability (const SegSweepRow *row, GString *words)
{
	guint doubtful, dissolving;

	if (row->stability.n_resamples == 0)
		return;
	count_verdicts (row, &doubtful, &dissolving);
	if (doubtful + dissolving == 0)
		g_string_append_printf (words, ngettext ("  All of them are stable: together they come back in %u of %u draw of other users.",
		                                         "  All of them are stable: together they come back in %u of %u draws of other users.",
		                                         row->stability.n_resamples), row->stability.n_returned, row->stability.n_resamples);
	else if (dissolving == 0)
		g_string_append_printf (words, ngettext ("  %u of them is doubtful when other users are drawn, the others are stable.",
		                                         "  %u of them are doubtful when other users are drawn, the others are stable.", doubtful), doubtful);
	else
		g_string_append_printf (words, ngettext ("  But %u of them dissolves when other users are drawn.",
		                                         "  But %u of them dissolve when other users are drawn.", dissolving), dissolving);
}

static gboolean
is_too_small (const SegSweepRow *row)
{
	return row->smallest < SEG_FEW_USERS || (double) row->smallest < SMALL_SHARE * (double) row->clustering->n_rows;
}

static void
say_smallest (const SegSweepRow *row, GString *words)
{
	g_autofree char *count = seg_format_integer ((gint64) row->smallest);

	if (!is_too_small (row))
		g_string_append_printf (words, _("  The smallest has %s users."), count);
}

/* What dividing crowds further has for it. */
static void
say_borders (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;

	if (row->dents <= CLEAR_DENTS)
		g_string_append (words, _("  Fewer users stand on borders inside these places than on either side, more clearly than chance makes it."));
	else if (row->dents <= SEG_DENTED)
		g_string_append (words, _("  Perhaps fewer users stand on borders inside these places than on either side, but chance makes it as well."));
	else if (row->dents > SEG_DENTED && !is_by (sweep, "density-peaks")) /* else it has been said first */
		g_string_append (words, _("  On borders inside these places users stand as close together as on either side."));
}

/* Only where valleys are kept to; else it is said at the beginning that they are not. */
static void
say_crowds (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;
	g_autofree char *agreement = seg_format_number (row->crowds, 2);

	if (row->crowds < SEG_GOOD_AGREEMENT && row->across <= SEG_FEW_ACROSS) {
		g_string_append_printf (words, _("  They keep to the valleys between the %u places where users crowd, and divide these further."), sweep->crowds.n);
		say_borders (sweep, words);
	} else if (row->crowds >= SEG_GOOD_AGREEMENT)
		g_string_append_printf (words, _("  They follow the %u places where users crowd, whatever shape these have (adjusted Rand index %s)."),
		                        sweep->crowds.n, agreement);
}

static void
say_why (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;

	say_votes (sweep, words);
	say_stability (row, words);
	say_smallest (row, words);
	say_crowds (sweep, words);
}

static void
say_runner_up (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->runner_up;
	g_autofree char *voting = seg_votes_text (row->votes), *silhouette = silhouette_text (row);

	if (sweep->runner_up == sweep->suggested)
		return;
	if (row->votes == 0)
		g_string_append_printf (words, _("  %u is the runner-up; silhouette %s."), row->clustering->k, silhouette);
	else
		g_string_append_printf (words, ngettext ("  %u is the runner-up: %s votes for it; silhouette %s.",
		                                         "  %u is the runner-up: %s vote for it; silhouette %s.", (gulong) __builtin_popcount (row->votes)),
		                        row->clustering->k, voting, silhouette);
	if (row->stability.n_resamples > 0 && row->stability.least <= SEG_DISSOLVED)
		g_string_append (words, _("  Not all segments of the runner-up last when other users are drawn."));
}

/* Against -------------------------------------------------------------------------------------------------------------- */

static void
say_too_small (const SegSweepRow *row, GString *words)
{
	g_autofree char *count = seg_format_integer ((gint64) row->smallest);
	g_autofree char *share = seg_format_share ((double) row->smallest / (double) row->clustering->n_rows);

	if (is_too_small (row))
		g_string_append_printf (words, ngettext ("  Mind the smallest: %s user (%s), too few for a campaign of its own or to measure one.",
		                                         "  Mind the smallest: %s users (%s), too few for a campaign of their own or to measure one.",
		                                         (gulong) row->smallest), count, share);
}

/* What the limits did, where there are any. */
static void
say_limits (const SegSweep *sweep, const SegRecommendation *found, GString *words)
{
	const SegSweepOptions *limits = &sweep->options;
	g_autofree char *least = seg_format_integer ((gint64) limits->least_users);

	if (limits->most_segments > 0 && limits->least_users > 0)
		g_string_append_printf (words, _("  Your limits: at most %u segments, none under %s users."), limits->most_segments, least);
	else if (limits->most_segments > 0)
		g_string_append_printf (words, _("  Your limit: at most %u segments."), limits->most_segments);
	else if (limits->least_users > 0)
		g_string_append_printf (words, _("  Your limit: no segment under %s users."), least);
	else
		return;
	if (found->n_within_limits == 0)
		g_string_append (words, _("  No number that was tried keeps within; this comes nearest."));
	else if (found->without_limits != sweep->suggested)
		g_string_append_printf (words, _("  That rules out %u, which would be recommended without."),
		                        sweep->rows[found->without_limits].clustering->k);
	else
		g_string_append (words, _("  It is kept."));
}

static void
say_elbow (const SegSweep *sweep, GString *words)
{
	if (sweep->n_rows >= 3 && sweep->knee == 0)
		g_string_append (words, _("  The elbow shows no clear knee."));
}

static void
say_strength (const SegSweep *sweep, GString *words)
{
	double silhouette = sweep->rows[sweep->suggested].silhouette;

	g_string_append (words, "  ");
	if (silhouette <= 0.25)
		g_string_append (words, _("The groups overlap: treat them as a convenient division, not as natural groups."));
	else if (silhouette <= 0.5)
		g_string_append (words, _("The structure is weak: the groups touch, and other features or users may draw other borders."));
	else if (silhouette <= 0.7)
		g_string_append (words, _("The structure is reasonable: most users are clearly nearer to their own group."));
	else
		g_string_append (words, _("The structure is strong: the groups stand well apart."));
}

static void
say_rest (const SegSweep *sweep, const SegRecommendation *found, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;
	g_autofree char *sampled = seg_format_integer ((gint64) sweep->n_sampled), *looked = seg_format_integer ((gint64) sweep->n_looked_at);

	if (sweep->n_rows > 1 && sweep->suggested + 1 == sweep->n_rows && found->k_max_asked == sweep->options.k_max)
		g_string_append_printf (words, _("  %u is the most that was tried: look further."), found->k_max_asked);
	if (found->k_max_asked != sweep->options.k_max)
		g_string_append_printf (words, _("  Tried up to %u, not %u: there are only %u different users in these features."),
		                        sweep->options.k_max, found->k_max_asked, sweep->options.k_max + 1);
	if (!sweep->exact) {
		g_autofree char *low = seg_format_number (row->silhouette - NORMAL_95 * row->silhouette_error, 3);
		g_autofree char *high = seg_format_number (row->silhouette + NORMAL_95 * row->silhouette_error, 3);

		g_string_append_printf (words, _("  Silhouettes are estimated from %s users drawn at random from every segment: with 95 %% certainty that of all users "
		                                 "is from %s to %s."), sampled, low, high);
	}
	if (sweep->n_looked_at > 0 && sweep->n_looked_at < row->clustering->n_rows
	    && (!isnan (row->gap) || !isnan (row->bic) || row->stability.n_resamples > 0))
		g_string_append_printf (words, _("  Gap, stability and BIC are those of %s users drawn at random."), looked);
}

static char *
chance_text (double chance)
{
	return chance < 0.01 ? g_strdup ("< 0.01") : seg_format_number (chance, 2);
}

/* Why a mixture is believed. */
static void
say_normal (const SegSweep *sweep, GString *words)
{
	g_autofree char *chance = chance_text (sweep->normal.chance), *normality = chance_text (sweep->normal.normality);

	g_string_append_printf (words, _("%u segments by the algorithm Gaussian mixture suit these users better: none of them differs clearly from a normal distribution (p %s), "
	                                 "one segment fewer describes the users clearly worse (p %s), and between any two stand clearly fewer users than in either.  By k-means: "),
	                        sweep->normal.k, normality, chance);
}

/* Where k-means is not the way: said before all else. */
static void
say_other_way (const SegSweep *sweep, GString *words)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;
	g_autofree char *across = seg_format_share (row->across);

	if (is_by (sweep, "mixture"))
		say_normal (sweep, words);
	else if (sweep->other_way != NULL && seg_row_cuts_crowds (row))
		g_string_append_printf (words, _("%u segments by the algorithm density peaks suit these users better: they crowd in %u places, and the %u segments of k-means divide "
		                                 "these further where users stand as close together as on either side.  By k-means: "),
		                        sweep->crowds.n, sweep->crowds.n, row->clustering->k);
	else if (sweep->other_way != NULL)
		g_string_append_printf (words, _("%u segments by the algorithm density peaks suit these users better: they crowd in %u places of different shapes or sizes, and "
		                                 "k-means, which cuts round groups, puts %s of them across a valley from most of their segment.  By k-means: "),
		                        sweep->crowds.n, sweep->crowds.n, across);
}

/* Structure ------------------------------------------------------------------------------------------------------------ */

static void
say_crowding (const SegSweep *sweep, GString *words)
{
	g_autofree char *value = seg_format_number (sweep->hopkins, 2), *around = seg_format_number (sweep->hopkins_deviation, 2);
	const char *meaning = sweep->hopkins >= CROWDED ? _("users crowd together rather than being spread evenly")
	                      : sweep->hopkins >= EVEN ? _("users crowd a little") : _("users are spread about evenly");

	if (!isnan (sweep->hopkins))
		g_string_append_printf (words, _("  Hopkins %s ± %s: %s."), value, around, meaning);
}

static void
say_gap (const SegSweep *sweep, GString *words)
{
	g_autofree char *one = seg_format_number (sweep->gap_one, 2), *best = NULL;

	if (sweep->gap_choice == 0)
		return;
	if (sweep->gap_choice == 1) {
		g_string_append_printf (words, _("  Gap %s without groups: no number of groups gains more on users spread evenly than none at all."), one);
		return;
	}
	best = seg_format_number (sweep->rows[sweep->gap_choice - sweep->options.k_min].gap, 2);
	g_string_append_printf (words, _("  Gap %s without groups, %s with %u: groups explain more than they would of users spread evenly."), one, best,
	                        sweep->gap_choice);
}

static void
say_valleys (const SegSweep *sweep, GString *words)
{
	if (sweep->crowds.n == 1 && is_by (sweep, "mixture"))
		g_string_append (words, _("  Without an assumption about their shape no valleys are proved; of normal shape segments are."));
	else if (sweep->crowds.n == 1)
		g_string_append (words, _("  No valleys: between any two users lead others who are as close together, so segments cut through a continuum."));
	if (sweep->crowds.n == 1 && sweep->crowds.n_unsure > 1)
		g_string_append_printf (words, seg_hint (_("  Dents that chance makes as well would part %u places (segscope cluster --algorithm density-peaks --contrast 1.6)."),
		                                         _("  Dents that chance makes as well would part %u places: density peaks with a depth of valleys of 1.6 shows them.")),
		                        sweep->crowds.n_unsure);
	else if (sweep->crowds.n > 1 && sweep->crowds.seconded)
		g_string_append_printf (words, _("  Users crowd in %u places. The valleys between them are shallow, but another way (HDBSCAN*) finds the same places."), sweep->crowds.n);
	else if (sweep->crowds.n > 1)
		g_string_append_printf (words, _("  Users crowd in %u places with valleys between them that are deeper than chance makes them."), sweep->crowds.n);
}

/* The verdict first; one index against it is said after it. */
static char *
structure_words (const SegSweep *sweep)
{
	GString *words;

	if (isnan (sweep->hopkins) && sweep->gap_choice == 0 && sweep->crowds.n == 0)
		return NULL;
	words = g_string_new (NULL);
	if (sweep->crowds.n < 2 && !is_by (sweep, "mixture") && (sweep->gap_choice == 1 || sweep->hopkins < EVEN))
		g_string_append (words, _("No groups stand out: segments will cut through a continuum, which may still be useful."));
	else
		g_string_append (words, _("There is structure to find."));
	say_crowding (sweep, words);
	say_gap (sweep, words);
	say_valleys (sweep, words);
	return g_string_free (words, FALSE);
}

void
seg_recommend_say (SegSweep *sweep, const SegRecommendation *found)
{
	GString *words = g_string_new (NULL);

	say_other_way (sweep, words);
	say_why (sweep, words);
	say_runner_up (sweep, words);
	say_too_small (sweep->rows + sweep->suggested, words);
	say_limits (sweep, found, words);
	say_strength (sweep, words);
	say_elbow (sweep, words);
	say_rest (sweep, found, words);
	g_free (sweep->reason);
	sweep->reason = g_string_free (words, FALSE);
	g_free (sweep->structure);
	sweep->structure = structure_words (sweep);
}
