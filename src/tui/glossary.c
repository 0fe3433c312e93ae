/* What words on the screens mean, in plain words, and what a good value is. `?` shows those that stand on the screen in sight. */
#include <config.h>
#include "glossary.h"

#include <glib/gi18n.h>
#include <string.h>

const SegTerm seg_glossary[] = {
	{ N_("silhouette"),
	  N_("How much nearer a user is to the own segment than to the next one, from -1 to 1. The mean of a good division is "
	     "above 0.5; between 0.25 and 0.5 the segments touch; below that they are a convenient cut through one crowd. "
	     "Below 0 a user would sit better in the next segment.") },
	{ N_("inertia"),
	  N_("The sum of squared distances of all users to the centres of their segments. It always falls with more segments, "
	     "so look for where it stops falling fast.") },
	{ N_("elbow"),
	  N_("The number of segments from which on more of them bring little: the bend of the curve of inertia. Where the "
	     "curve has no clear bend, none is named.") },
	{ N_("stability"),
	  N_("How surely a segment comes back when users are drawn anew (mean Jaccard overlap of 0 to 1). From 0.75 it is "
	     "stable, from 0.5 doubtful, below that it dissolves.") },
	{ N_("gap"),
	  N_("How much tighter the segments are than those found in data without any groups. The smallest number whose gap is "
	     "not clearly beaten by the next one is chosen; a gap best at 1 means there are no groups.") },
	{ N_("Hopkins"),
	  N_("Whether there are groups at all: 0.5 means users are spread evenly, above 0.75 they crowd in places.") },
	{ N_("Calinski-Harabasz"),
	  N_("Distance between segments against distance within them; the larger, the better. Only numbers of segments of the "
	     "same data can be compared by it.") },
	{ N_("Davies-Bouldin"),
	  N_("How near the most alike segments are to each other, for their width; the smaller, the better.") },
	{ N_("BIC"),
	  N_("How well a mixture fits, less a fine for each number it needs; the smaller, the better.") },
	{ N_("Rand index"),
	  N_("How far two divisions agree on who belongs together, corrected for chance: 1 the same, 0 as by chance.") },
	{ N_("noise"),
	  N_("Users who lie in no crowd. The density methods leave them out rather than force them into a segment.") },
	{ N_("centroid"),
	  N_("The means of all features over a segment: its middle, which need not be any real user.") },
	{ N_("typical"),
	  N_("The users nearest to the middle of a segment: read their pages to get a feeling for it.") },
	{ N_("z-score"),
	  N_("How many standard deviations a value lies from the mean: makes money and days comparable.") },
	{ N_("median"),
	  N_("The value in the middle: half lie below, half above. A few very large values do not move it.") },
	{ N_("quantile"),
	  N_("The value below which a given share lies: a tenth of all lie below the quantile 0.1.") },
	{ N_("correlation"),
	  N_("How far two features go together, from -1 to 1. Above 0.9 they say nearly the same, and would count twice.") },
	{ N_("component"),
	  N_("A weighted mix of features that tells users apart most. The first ones hold most of what differs.") },
	{ N_("loading"),
	  N_("How strongly a feature goes with a component, from -1 to 1.") },
	{ N_("variance inflation"),
	  N_("How far a feature can be foretold from all others: above 10 it brings hardly anything new.") },
	{ N_("mutual information"),
	  N_("How much knowing one column says about the other, in any form, also where it is no straight line; 0: nothing.") },
	{ N_("RFM"),
	  N_("Recency, frequency, monetary value: when someone last bought, how often, for how much.") },
	{ N_("recency"),
	  N_("Days since the last time; small is good.") },
	{ N_("index"),
	  N_("100 is like everyone, 200 twice as much, 50 half.") },
	{ N_("effect"),
	  N_("How many standard deviations the segment's mean lies from everyone's: 0.2 is small, 0.5 can be felt, above 0.8 "
	     "is large.") },
	{ N_("may be chance"),
	  N_("A difference as large would come up by chance in more than 1 of 20 tries, after correcting for how many were "
	     "looked at.") },
	{ N_("interval"),
	  N_("Where the true value lies with the confidence that is named, mostly 95 %: the wider, the less is known.") },
	{ N_("lift"),
	  N_("How many times as often here as among everyone: 1 is the same, 2 twice as often.") },
	{ N_("retention"),
	  N_("The share of those who began in one period and came back in a later one.") },
	{ N_("cohort"),
	  N_("People who began in the same period.") },
	{ N_("drift"),
	  N_("How far the people of now differ from those the segments were made from.") },
	{ N_("PSI"),
	  N_("Population stability index, how far a feature's distribution has moved: below 0.1 little, 0.1 to 0.25 look at "
	     "it, above that cluster anew.") },
	{ N_("precision"),
	  N_("Of those named by a rule, or offered to someone, the share that is right.") },
	{ N_("recall"),
	  N_("Of those that are right, the share that was named or offered.") },
	{ N_("NDCG"),
	  N_("How well the best come first in a list, from 0 to 1; a hit further down counts less.") },
	{ N_("coverage"),
	  N_("The share of the catalogue that is recommended to anybody at all.") },
	{ N_("novelty"),
	  N_("How little known the recommended items are: the more, the less one would have found them alone.") },
	{ N_("cold start"),
	  N_("New users or items of whom nothing is known yet.") },
	{ N_("control"),
	  N_("People of the same kind who get nothing, held back at random: only against them can be seen what the campaign "
	     "did.") },
	{ N_("power"),
	  N_("The chance to see an effect of a given size where there is one: 80 % is usual.") },
	{ N_("sample ratio"),
	  N_("Whether the groups have the sizes they were drawn with; where not, something went wrong in sending, and the "
	     "numbers cannot be trusted.") },
	{ N_("CUPED"),
	  N_("Takes off what was known of people before the campaign, so that the same effect shows with fewer people.") },
	{ N_("uplift"),
	  N_("What the campaign changes for a person: buying with it less buying without it.") },
	{ N_("ROI"),
	  N_("What came in because of the campaign, less its cost, over its cost.") },
	{ NULL, NULL }
};

/* Whether @word stands in @text by itself; a plural's "s" may follow. Chinese needs no spaces around it. */
static gboolean
stands_in (const char *text, const char *word)
{
	gsize length = strlen (word);
	gboolean latin = g_ascii_isalpha (*word);

	for (const char *at = strstr (text, word); at != NULL; at = strstr (at + 1, word)) {
		const char *after = at + length;
		gboolean begins = at == text || !g_ascii_isalnum (at[-1]);

		after += *after == 's';
		if (!latin || (begins && !g_ascii_isalnum (*after)))
			return TRUE;
	}
	return FALSE;
}

GPtrArray *
seg_glossary_find (const char *text)
{
	g_autofree char *folded = g_utf8_casefold (text, -1);
	GPtrArray *found = g_ptr_array_new ();

	for (const SegTerm *term = seg_glossary; term->term != NULL; term++) {
		g_autofree char *word = g_utf8_casefold (_(term->term), -1);

		if (stands_in (folded, word))
			g_ptr_array_add (found, (gpointer) term);
	}
	return found;
}
