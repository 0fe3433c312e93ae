/* One recommendation over all ways, and why. */
#include <config.h>
#include "ways-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static guint
number_of (const SegWays *ways, const SegClusterAlgorithm *algorithm)
{
	for (guint i = 0; i < ways->n; i++)
		if (ways->ways[i].settings.algorithm == algorithm)
			return i;
	return 0;
}

/* Two are the same for a person's purpose when they agree well. */
static guint
count_alike (const SegWays *ways, guint number, guint *n_others)
{
	const SegClustering *own = seg_way_row (ways->ways + number)->clustering;
	guint n = 0;

	*n_others = 0;
	for (guint i = 0; i < ways->n; i++) {
		const SegSweepRow *row = seg_way_row (ways->ways + i);
		g_autoptr (SegAgreement) agreement = NULL;

		if (i == number || row == NULL)
			continue;
		agreement = seg_agreement_new (own->labels, own->k, row->clustering->labels, row->clustering->k, own->n_rows, NULL);
		*n_others += 1;
		n += agreement != NULL && agreement->ari >= SEG_GOOD_AGREEMENT;
	}
	return n;
}

static void
say_choice (const SegWays *ways, GString *words)
{
	const SegWay *way = ways->ways + ways->suggested;
	const SegCrowdsFound *crowds = &ways->ways[0].sweep->crowds;
	const char *label = _(way->settings.algorithm->label);
	const SegSweepRow *kmeans = seg_way_row (ways->ways);
	g_autofree char *agreement = seg_format_number (way->crowds, 2), *across = seg_format_share (kmeans->across);
	guint k = seg_way_row (way)->clustering->k;

	if (ways->suggested != 0 && way->settings.algorithm == &seg_algorithm_mixture)
		g_string_append_printf (words, _("%s, %u segments, because none of them differs clearly from a normal distribution, one segment fewer describes the users clearly worse, "
		                                 "and between any two stand clearly fewer users than in either."), label, k);
	else if (ways->suggested != 0 && seg_row_cuts_crowds (kmeans))
		g_string_append_printf (words, _("%s, %u segments, because users crowd in %u places parted by valleys, and the %u segments of k-means divide these further where "
		                                 "users stand as close together as on either side."), label, k, crowds->n, kmeans->clustering->k);
	else if (ways->suggested != 0)
		g_string_append_printf (words, _("%s, %u segments, because users crowd in %u places parted by valleys, and k-means, which cuts round groups, puts %s of the users "
		                                 "together with others across a valley."), label, k, crowds->n, across);
	else if (crowds->n > 1 && way->crowds >= SEG_GOOD_AGREEMENT)
		g_string_append_printf (words, _("%s, %u segments, because they follow the %u places where users crowd (adjusted Rand index %s), and no way is easier to explain."),
		                        label, k, crowds->n, agreement);
	else if (crowds->n > 1 && kmeans->across <= SEG_FEW_ACROSS)
		g_string_append_printf (words, _("%s, %u segments, because they keep to the valleys between the %u places where users crowd and divide these further, and no way is easier "
		                                 "to explain."), label, k, crowds->n);
	else if (crowds->n > 1)
		g_string_append_printf (words, _("%s, %u segments. Users crowd in %u places that these do not follow (adjusted Rand index %s), but segments that do are not "
		                                 "within your limits."), label, k, crowds->n, agreement);
	else
		g_string_append_printf (words, _("%s, %u segments, because no valleys part these users: whatever the way, segments cut through a continuum, and no way is easier to explain."),
		                        label, k);
}

static void
say_company (const SegWays *ways, GString *words)
{
	guint n_others, n = count_alike (ways, ways->suggested, &n_others);

	if (n_others == 0)
		return;
	if (n == 0)
		g_string_append_printf (words, ngettext ("  None of the %u other way makes much the same segments.", "  None of the %u other ways makes much the same segments.", n_others),
		                        n_others);
	else
		g_string_append_printf (words, ngettext ("  %u of %u other ways makes much the same segments.", "  %u of %u other ways make much the same segments.", n), n, n_others);
}

static void
say_stability (const SegWay *way, GString *words)
{
	const SegStability *stability = &way->stability;
	g_autofree char *least = seg_format_number (stability->least, 2);

	if (stability->n_resamples == 0)
		return;
	switch (seg_stability_verdict (stability->least)) {
	case SEG_STABILITY_STABLE:
		g_string_append_printf (words, _("  All segments are stable when other users are drawn (the least sure %s)."), least);
		break;
	case SEG_STABILITY_DOUBTFUL:
		g_string_append_printf (words, _("  Not all segments are sure to come back when other users are drawn (the least sure %s)."), least);
		break;
	default:
		g_string_append_printf (words, _("  But not all segments last when other users are drawn (the least sure %s)."), least);
	}
}

void
seg_ways_recommend (SegWays *ways)
{
	SegClusterSettings other;
	GString *words = g_string_new (NULL);

	if (seg_sweep_other_settings (ways->ways->sweep, &other)) {
		guint number = number_of (ways, other.algorithm);
		const SegWay *way = ways->ways + number;

		if (way->sweep != NULL && way->within_limits && seg_way_row (way)->clustering->k > 1
		    && (other.algorithm != &seg_algorithm_mixture || seg_way_row (way)->clustering->k == ways->ways->sweep->normal.k))
			ways->suggested = number;
	}
	say_choice (ways, words);
	say_stability (ways->ways + ways->suggested, words);
	say_company (ways, words);
	ways->reason = g_string_free (words, FALSE);
}
