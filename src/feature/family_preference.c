/* Preference: how many different things, and how they are rated. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <glib/gi18n.h>

/* In the order of the table below. */
enum { DISTINCT_ITEMS, DISTINCT_CATEGORIES, MEAN_RATING };

static const SegFeatureDefinition definitions[] = {
	{ "distinct_items", N_("Different items"),
	  N_("Number of different items in events of any kind."),
	  N_("items"), SEG_GROUP_PREFERENCE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_ITEMS, SEG_DATA_ITEMS | SEG_DATA_OTHERS,
	  SEG_DATA_PURCHASES | SEG_DATA_ACTIONS },
	{ "distinct_categories", N_("Different categories"),
	  N_("Number of different categories of the items in events of any kind."),
	  N_("categories"), SEG_GROUP_PREFERENCE, SEG_SCALING_Z_SCORE, SEG_FILL_ZERO, SEG_DATA_CATEGORIES, SEG_DATA_NEVER, 0 },
	{ "mean_rating", N_("Mean rating given"),
	  N_("Mean of the ratings the person gave (the stars of reviews where there are no others); people without ratings count as the median."),
	  N_("points"), SEG_GROUP_PREFERENCE, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_RATINGS, SEG_DATA_RATINGS,
	  SEG_DATA_PURCHASES | SEG_DATA_ACTIONS },
};

static gsize
count_items (const SegHistory *history, const guint32 *categories)
{
	gsize n_found = 0;

	for (gsize i = 0; i < history->n_events; i++) {
		guint32 value = history->item[i];

		if (categories != NULL && value != 0)
			value = categories[value - 1];
		if (value != 0)
			history->scratch[n_found++] = value;
	}
	return seg_count_distinct (history->scratch, n_found);
}

/* The stars of reviews apart: they often repeat a rating. */
static double
mean_rating (const SegHistory *history)
{
	double totals[2] = { 0, 0 };
	gsize  n[2] = { 0, 0 }, which;

	for (gsize i = 0; i < history->n_events; i++) {
		if (isnan (history->rating[i]))
			continue;
		which = (history->kind[i] & SEG_KIND_REVIEW) != 0;
		totals[which] += history->rating[i];
		n[which]++;
	}
	which = n[0] == 0;
	return n[which] > 0 ? totals[which] / (double) n[which] : NAN;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	(void) state;
	values[DISTINCT_ITEMS] = (double) count_items (history, NULL);
	values[DISTINCT_CATEGORIES] = context->categories != NULL ? (double) count_items (history, context->categories) : 0;
	values[MEAN_RATING] = mean_rating (history);
}

const SegFamily seg_family_preference = {
	.name = "preference", .definitions = definitions, .n_definitions = G_N_ELEMENTS (definitions), .compute = compute,
};
