/* The behaviour features: one row each. Adding a feature is one row here and, where no figure of the summary serves, one more
 * figure in summary.c. Events by kind are not rows: there is one for each kind in the data (event_kind.c).
 *
 * A value of NAN means "not defined for this user"; the fill rule says what stands for it in the matrix. */
#include <config.h>
#include "feature-private.h"

#include <glib/gi18n.h>

#define RFM        "recency-frequency-monetary"
#define ACTIVITY   "activity"
#define LEARNING   "learning"
#define PURCHASE   "purchase"
#define PREFERENCE "preference"

static double
days_since (const SegUserSummary *summary, gint64 day)
{
	return day != SEG_NO_TIME ? (double) (summary->as_of_day - day) : NAN;
}

static double
share_of_dated (const SegUserSummary *summary, gsize n)
{
	return summary->n_dated > 0 ? (double) n / (double) summary->n_dated : NAN;
}

static double
recency_days (const SegUserSummary *summary)
{
	return days_since (summary, summary->last_day);
}

static double
recency_purchase_days (const SegUserSummary *summary)
{
	return days_since (summary, summary->last_purchase_day);
}

static double
orders (const SegUserSummary *summary)
{
	return (double) summary->n_orders;
}

static double
monetary (const SegUserSummary *summary)
{
	return summary->monetary;
}

/* A registration after the as-of day was not known then. */
static double
tenure_days (const SegUserSummary *summary)
{
	gboolean known = summary->registered_day != SEG_NO_TIME && summary->registered_day <= summary->as_of_day;

	return days_since (summary, known ? summary->registered_day : summary->first_day);
}

static double
active_days (const SegUserSummary *summary)
{
	return (double) summary->active_days;
}

static double
events_30d (const SegUserSummary *summary)
{
	return (double) summary->n_events_30;
}

static double
events_90d (const SegUserSummary *summary)
{
	return (double) summary->n_events_90;
}

static double
evening_share (const SegUserSummary *summary)
{
	return share_of_dated (summary, summary->n_evening);
}

static double
weekend_share (const SegUserSummary *summary)
{
	return share_of_dated (summary, summary->n_weekend);
}

static double
seconds_total (const SegUserSummary *summary)
{
	return summary->seconds_total;
}

static double
mean_order_value (const SegUserSummary *summary)
{
	return summary->n_purchase_amounts > 0 ? summary->monetary / (double) summary->n_orders : NAN;
}

static double
purchase_days (const SegUserSummary *summary)
{
	return (double) summary->purchase_days;
}

static double
days_between_purchases (const SegUserSummary *summary)
{
	gint64 span = summary->last_purchase_day - summary->first_purchase_day;

	return summary->purchase_days > 1 ? (double) span / (double) (summary->purchase_days - 1) : NAN;
}

static double
orders_90d (const SegUserSummary *summary)
{
	return (double) summary->n_orders_90;
}

static double
monetary_90d (const SegUserSummary *summary)
{
	return summary->monetary_90;
}

static double
distinct_items (const SegUserSummary *summary)
{
	return (double) summary->n_items;
}

static double
distinct_categories (const SegUserSummary *summary)
{
	return (double) summary->n_categories;
}

static double
mean_rating (const SegUserSummary *summary)
{
	if (summary->n_ratings > 0)
		return summary->rating_total / (double) summary->n_ratings;
	return summary->n_review_ratings > 0 ? summary->review_rating_total / (double) summary->n_review_ratings : NAN;
}

#define NEVER SEG_DATA_NEVER

static const SegFeatureDefinition definitions[] = {
	{ "recency_days", N_("Days since last event"),
	  N_("Calendar days from the last event of any kind to the as-of day; people without events count as the longest absent."),
	  N_("days"), RFM, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES, SEG_DATA_TIMES, 0, recency_days },
	{ "recency_purchase_days", N_("Days since last purchase"),
	  N_("Calendar days from the last purchase to the as-of day; people without purchases count as the longest absent."),
	  N_("days"), RFM, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES | SEG_DATA_PURCHASES, NEVER, 0,
	  recency_purchase_days },
	{ "orders", N_("Orders"),
	  N_("Number of different orders; a purchase without an order number is one order. Orders that were "
	     "given back in full do not count where refunds are netted."),
	  N_("orders"), RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_PURCHASES, SEG_DATA_PURCHASES, 0, orders },
	{ "monetary", N_("Spend"),
	  N_("Money of all purchases; refunds and cancellations are taken off where the policy for orders nets them."),
	  N_("money"), RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS, SEG_DATA_AMOUNTS, 0, monetary },

	{ "tenure_days", N_("Days as a customer"),
	  N_("Calendar days from registration, or from the first event where that is not known, to the as-of day."),
	  N_("days"), ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TENURE, SEG_DATA_TENURE, SEG_DATA_EVENTS,
	  tenure_days },
	{ "active_days", N_("Active days"),
	  N_("Number of different calendar days with an event."),
	  N_("days"), ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, SEG_DATA_TIMES | SEG_DATA_OTHERS, 0,
	  active_days },
	{ "events_30d", N_("Events in 30 days"),
	  N_("Events in the 30 calendar days that end with the as-of day."),
	  N_("events"), ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, NEVER, 0, events_30d },
	{ "events_90d", N_("Events in 90 days"),
	  N_("Events in the 90 calendar days that end with the as-of day."),
	  N_("events"), ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, NEVER, 0, events_90d },
	{ "evening_share", N_("Evening share"),
	  N_("Share of events from 18:00 to midnight, by the clock of the imported files."),
	  "", ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES | SEG_DATA_CLOCK, NEVER, 0, evening_share },
	{ "weekend_share", N_("Weekend share"),
	  N_("Share of events on Saturdays and Sundays."),
	  "", ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES, NEVER, 0, weekend_share },

	{ "seconds_total", N_("Time spent"),
	  N_("Seconds of learning, playing or reading, all events together."),
	  N_("seconds"), LEARNING, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_SECONDS, SEG_DATA_SECONDS, 0, seconds_total },

	{ "mean_order_value", N_("Mean order value"),
	  N_("The money divided by the number of orders, both by the policy for orders. 0 for people without orders."),
	  N_("money"), PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS | SEG_DATA_PURCHASES, NEVER, 0,
	  mean_order_value },
	{ "purchase_days", N_("Purchase days"),
	  N_("Number of different calendar days with a purchase."),
	  N_("days"), PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES | SEG_DATA_PURCHASES, NEVER, 0, purchase_days },
	{ "days_between_purchases", N_("Days between purchases"),
	  N_("Mean distance of consecutive purchase days; people with fewer than two count as the longest distance."),
	  N_("days"), PURCHASE, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES | SEG_DATA_PURCHASES, NEVER, 0,
	  days_between_purchases },
	{ "orders_90d", N_("Orders in 90 days"),
	  N_("Different orders in the 90 calendar days that end with the as-of day."),
	  N_("orders"), PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES | SEG_DATA_PURCHASES, NEVER, 0, orders_90d },
	{ "monetary_90d", N_("Spend in 90 days"),
	  N_("Money of the 90 calendar days that end with the as-of day; refunds of these days are taken off where they are netted."),
	  N_("money"), PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES | SEG_DATA_AMOUNTS, NEVER, 0, monetary_90d },

	{ "distinct_items", N_("Different items"),
	  N_("Number of different items in events of any kind."),
	  N_("items"), PREFERENCE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_ITEMS, SEG_DATA_ITEMS | SEG_DATA_OTHERS,
	  SEG_DATA_PURCHASES | SEG_DATA_ACTIONS, distinct_items },
	{ "distinct_categories", N_("Different categories"),
	  N_("Number of different categories of the items in events of any kind."),
	  N_("categories"), PREFERENCE, SEG_SCALING_Z_SCORE, SEG_FILL_ZERO, SEG_DATA_CATEGORIES, NEVER, 0,
	  distinct_categories },
	{ "mean_rating", N_("Mean rating given"),
	  N_("Mean of the ratings the person gave (the stars of reviews where there are no others); people without ratings count as the median."),
	  N_("points"), PREFERENCE, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_RATINGS, SEG_DATA_RATINGS,
	  SEG_DATA_PURCHASES | SEG_DATA_ACTIONS, mean_rating },
};

const SegFeatureDefinition *
seg_feature_definitions (gsize *n_definitions)
{
	*n_definitions = G_N_ELEMENTS (definitions);
	return definitions;
}

const SegFeatureDefinition *
seg_feature_definition_find (const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS (definitions); i++)
		if (g_strcmp0 (definitions[i].name, name) == 0)
			return &definitions[i];
	return NULL;
}
