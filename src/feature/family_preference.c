/* Preference: how many different things, of which categories and how widely spread, how demanding, and how they are rated.
 *
 * An event counts for the categories of its item; an item of several ("Comedy|Drama") counts in equal parts. The parts are whole
 * numbers of PARTS-ths, so that their sums do not depend on the order of events. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"
#include "feature/item_facts.h"
#include "feature/measures.h"

#include <glib/gi18n.h>

#define PARTS 720720 /* divides evenly by 1 to 16 */
#define FEW_CATEGORIES 256

enum {
	DISTINCT_ITEMS, EVENTS_AN_ITEM, DISTINCT_CATEGORIES, CATEGORY_ENTROPY, TOP_CATEGORY, MEAN_LEVEL, MEAN_RATING, RATING_SPREAD,
	N_DEFINITIONS
};

#define ROW(index, name, label, meaning, unit, scaling, fill, needs) \
	[index] = { name, label, meaning, unit, SEG_GROUP_PREFERENCE, scaling, fill, needs, SEG_DATA_NEVER, 0 }

static const SegFeatureDefinition definitions[] = {
	[DISTINCT_ITEMS] = { "distinct_items", N_("Different items"), N_("Number of different items in events of any kind."),
	  NC_("unit", "items"), SEG_GROUP_PREFERENCE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_ITEMS, SEG_DATA_ITEMS | SEG_DATA_OTHERS,
	  SEG_DATA_PURCHASES | SEG_DATA_ACTIONS },
	ROW (EVENTS_AN_ITEM, "events_per_item", N_("Events an item"),
	     N_("Mean number of events with the same item: high for people who come back to one thing. 0 for people without any."),
	     NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_ITEMS),
	ROW (DISTINCT_CATEGORIES, "distinct_categories", N_("Different categories"),
	     N_("Number of different categories of the items in events of any kind."),
	     NC_("unit", "categories"), SEG_SCALING_Z_SCORE, SEG_FILL_ZERO, SEG_DATA_CATEGORIES),
	ROW (CATEGORY_ENTROPY, "category_entropy", N_("Breadth of interest"),
	     N_("How widely events spread over the categories (entropy): 0 a single category, 1 two alike, 2 four alike. People without "
	        "categories count as the median."),
	     NC_("unit", "bits"), SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_CATEGORIES),
	ROW (TOP_CATEGORY, "top_category_share", N_("Favourite category"),
	     N_("Share of the events that belong to the person's most frequent category. People without categories count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_CATEGORIES),
	ROW (MEAN_LEVEL, "mean_level", N_("Mean level"),
	     N_("Mean level of the items in events: 1 for beginners, 2 intermediate, 3 advanced (numbers as they are). People without any "
	        "count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_LEVELS),
	[MEAN_RATING] = { "mean_rating", N_("Mean rating given"),
	  N_("Mean of the ratings the person gave (the stars of reviews where there are no others); people without ratings count as the median."),
	  NC_("unit", "points"), SEG_GROUP_PREFERENCE, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_RATINGS, SEG_DATA_RATINGS,
	  SEG_DATA_PURCHASES | SEG_DATA_ACTIONS },
	ROW (RATING_SPREAD, "rating_spread", N_("Spread of ratings"),
	     N_("Standard deviation of the ratings the person gave: 0 always the same, high for people who tell good from bad. Needs two ratings; "
	        "others count as the median."),
	     NC_("unit", "points"), SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_RATINGS),
};

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	(void) user_ids, (void) n_users, (void) job;
	*state = seg_item_facts_new (context, error);
	return *state != NULL;
}

static void
extend (const SegFeatureContext *context, gconstpointer state, GPtrArray *features)
{
	const SegItemFacts *facts = state;
	g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	for (guint column = 0; (context->data & SEG_DATA_CATEGORIES) && column < facts->n_columns; column++) {
		const char *name = seg_item_facts_category (facts, column);
		char *meaning = name != NULL
			? g_strdup_printf (_("Share of the events with an item that belong to the category \"%s\"; an item of several categories counts "
			                     "in equal parts."), name)
			: g_strdup_printf (_("Share of the events with an item that belong to the %u rarer categories."), facts->n_others);

		g_ptr_array_add (features, seg_number_feature (seg_feature_name_new ("share_", name != NULL ? name : "other categories", taken),
			g_strdup_printf (_("Interest in: %s"), name != NULL ? name : _("other categories")), meaning, "", SEG_GROUP_PREFERENCE,
			SEG_SCALING_Z_SCORE, SEG_FILL_ZERO));
	}
}

/* Categories --------------------------------------------------------------------------------------------------------------- */

/* The parts of each category; returns their sum. */
static guint64
gather_categories (const SegItemFacts *facts, const SegHistory *history, guint64 *parts)
{
	guint64 total = 0;

	for (gsize i = 0; i < history->n_events; i++) {
		const gsize *start = history->item[i] != 0 ? facts->start + history->item[i] - 1 : NULL;

		for (gsize label = start != NULL ? start[0] : 0; start != NULL && label < start[1]; label++) {
			guint64 part = PARTS / (start[1] - start[0]);

			parts[facts->labels[label]] += part;
			total += part;
		}
	}
	return total;
}

static void
put_category_figures (const guint64 *parts, guint n_categories, guint64 total, double *values)
{
	double most = 0;
	gsize n = 0;

	for (guint i = 0; i < n_categories; i++) {
		n += parts[i] > 0;
		most = MAX (most, (double) parts[i] / (double) total);
	}
	values[DISTINCT_CATEGORIES] = (double) n;
	values[CATEGORY_ENTROPY] = seg_entropy_of_parts (parts, n_categories, total);
	values[TOP_CATEGORY] = most;
}

static void
put_categories (const SegItemFacts *facts, const SegHistory *history, double *values)
{
	guint64 few[FEW_CATEGORIES] = { 0 };
	g_autofree guint64 *many = facts->n_categories > FEW_CATEGORIES ? g_new0 (guint64, facts->n_categories) : NULL;
	guint64 *parts = many != NULL ? many : few, total = gather_categories (facts, history, parts);
	double *shares = values + N_DEFINITIONS;

	values[DISTINCT_CATEGORIES] = 0;
	if (total == 0)
		return;
	put_category_figures (parts, facts->n_categories, total, values);
	for (guint column = 0; column < facts->n_columns; column++)
		shares[column] = 0;
	for (guint i = 0; i < facts->n_categories; i++)
		shares[facts->column[i]] += (double) parts[i]; /* whole numbers: exact */
	for (guint column = 0; column < facts->n_columns; column++)
		shares[column] /= (double) total;
}

/* Items -------------------------------------------------------------------------------------------------------------------- */

/* Each item is marked where it is seen first. */
static gsize
count_items (const SegHistory *history, gsize *n_with_item)
{
	guint64 *seen = history->seen;
	gsize n = 0, n_distinct = 0;

	seen[0] |= 1; /* no item */
	for (gsize i = 0; i < history->n_events; i++) {
		const guint32 item = history->item[i];
		const guint64 word = seen[item / 64], bit = G_GUINT64_CONSTANT (1) << item % 64;

		n += item != 0;
		n_distinct += !(word & bit);
		seen[item / 64] = word | bit;
	}
	for (gsize i = 0; i < history->n_events; i++)
		seen[history->item[i] / 64] = 0;
	seen[0] = 0;
	*n_with_item = n;
	return n_distinct;
}

static void
put_items (const SegItemFacts *facts, const SegHistory *history, double *values)
{
	double *grades = (double *) (gpointer) history->scratch;
	gsize n, n_grades = 0, n_distinct = count_items (history, &n);

	values[DISTINCT_ITEMS] = (double) n_distinct;
	if (n_distinct > 0)
		values[EVENTS_AN_ITEM] = (double) n / (double) n_distinct;
	if (!facts->has_grades)
		return;
	for (gsize i = 0; i < history->n_events; i++)
		if (history->item[i] != 0 && !isnan (facts->grade[history->item[i] - 1]))
			grades[n_grades++] = facts->grade[history->item[i] - 1];
	if (n_grades > 0)
		values[MEAN_LEVEL] = seg_sum_sorted (grades, n_grades) / (double) n_grades;
}

/* The stars of reviews apart: they often repeat a rating. */
static void
put_ratings (const SegHistory *history, double *values)
{
	double sum[2] = { 0, 0 }, squares[2] = { 0, 0 }, n[2] = { 0, 0 }, variance;
	int which;

	for (gsize i = 0; i < history->n_events; i++) {
		if (isnan (history->rating[i]))
			continue;
		which = (history->kind[i] & SEG_KIND_REVIEW) != 0;
		sum[which] += history->rating[i];
		squares[which] += history->rating[i] * history->rating[i];
		n[which]++;
	}
	which = n[0] <= 0;
	if (n[which] > 0)
		values[MEAN_RATING] = sum[which] / n[which];
	if (n[which] < 2)
		return;
	variance = (n[which] * squares[which] - sum[which] * sum[which]) / (n[which] * n[which]);
	values[RATING_SPREAD] = sqrt (MAX (variance, 0));
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	if (context->data & SEG_DATA_ITEMS)
		put_items (state, history, values);
	if (context->data & SEG_DATA_CATEGORIES)
		put_categories (state, history, values);
	if (context->data & SEG_DATA_RATINGS)
		put_ratings (history, values);
}

const SegFamily seg_family_preference = { "preference", definitions, G_N_ELEMENTS (definitions), extend, prepare, seg_item_facts_free, compute };
