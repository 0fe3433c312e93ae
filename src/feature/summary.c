/* One ordered pass over a user's events.
 *
 * The slice is sorted by what the events say (time, then amount, rating, seconds), never by their ids: sums then have the same
 * bits in whatever order the files were imported. */
#include <config.h>
#include "feature-private.h"

#include <stdlib.h>
#include <string.h>

#define EVENING_FROM (18 * 3600)

static inline int
compare_doubles (double a, double b)
{
	if (isnan (a) || isnan (b))
		return isnan (b) - isnan (a); /* nothing comes first */
	return (a > b) - (a < b);
}

static int
compare_events (const void *first, const void *second)
{
	const SegFeatureEvent *a = first, *b = second;
	int order;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if ((order = compare_doubles (a->amount, b->amount)) != 0
	    || (order = compare_doubles (a->rating, b->rating)) != 0)
		return order;
	return compare_doubles (a->seconds, b->seconds);
}

/* Most exports come in order of time: one look at the slice saves the sort. */
static void
sort_events (SegFeatureEvent *events, gsize n)
{
	for (gsize i = 1; i < n; i++)
		if (compare_events (&events[i - 1], &events[i]) > 0) {
			qsort (events, n, sizeof *events, compare_events);
			return;
		}
}

static int
compare_integers (const void *first, const void *second)
{
	guint64 a = *(const guint64 *) first, b = *(const guint64 *) second;

	return (a > b) - (a < b);
}

static gsize
count_distinct (guint64 *values, gsize n)
{
	gsize n_distinct = n > 0;

	if (n > 1)
		qsort (values, n, sizeof *values, compare_integers);
	for (gsize i = 1; i < n; i++)
		n_distinct += values[i] != values[i - 1];
	return n_distinct;
}

/* Orders of the purchases since @from: different keys, and each purchase without a key is one. */
static gsize
count_orders (const SegFeatureEvent *events, gsize n, gint64 from, guint64 *scratch)
{
	gsize n_keyed = 0, n_single = 0;

	for (gsize i = 0; i < n; i++) {
		if (!(events[i].kind & SEG_KIND_PURCHASE) || events[i].at < from)
			continue;
		if (events[i].order != 0)
			scratch[n_keyed++] = events[i].order;
		else
			n_single++;
	}
	return n_single + count_distinct (scratch, n_keyed);
}

static gsize
count_items (const SegFeatureEvent *events, gsize n, const guint32 *categories, guint64 *scratch)
{
	gsize n_found = 0;

	for (gsize i = 0; i < n; i++) {
		guint32 value = events[i].item;

		if (categories != NULL && value != 0)
			value = categories[value - 1];
		if (value != 0)
			scratch[n_found++] = value;
	}
	return count_distinct (scratch, n_found);
}

/* Whether @day lies in the @length days that end with the as-of day. */
static inline gsize
is_within (const SegUserSummary *summary, gint64 day, gint64 length)
{
	return day > summary->as_of_day - length;
}

static void
add_money (SegUserSummary *summary, const SegFeatureEvent *event, gint64 day)
{
	if (!(event->kind & SEG_KIND_MONEY) || isnan (event->amount))
		return;
	summary->monetary += event->amount;
	if (day != SEG_NO_TIME && is_within (summary, day, 90))
		summary->monetary_90 += event->amount;
	summary->n_purchase_amounts += (event->kind & SEG_KIND_PURCHASE) != 0;
}

/* Days are counted where they change, as events come in order of time. */
static void
add_day (SegUserSummary *summary, const SegFeatureEvent *event, gint64 day)
{
	gint64 clock = event->at - day * SEG_DAY, weekday = (day % 7 + 7 + 3) % 7; /* 0 is Monday; 1970-01-01 was a Thursday */

	summary->n_dated++;
	summary->active_days += day != summary->last_day;
	summary->last_day = day;
	if (summary->first_day == SEG_NO_TIME)
		summary->first_day = day;
	summary->n_evening += clock >= EVENING_FROM;
	summary->n_weekend += weekday >= 5;
	summary->n_events_30 += is_within (summary, day, 30);
	summary->n_events_90 += is_within (summary, day, 90);
	if (event->kind & SEG_KIND_PURCHASE) {
		summary->purchase_days += day != summary->last_purchase_day;
		summary->last_purchase_day = day;
		if (summary->first_purchase_day == SEG_NO_TIME)
			summary->first_purchase_day = day;
	}
}

static void
add_rating (SegUserSummary *summary, const SegFeatureEvent *event)
{
	if (event->kind & SEG_KIND_REVIEW) {
		summary->review_rating_total += event->rating;
		summary->n_review_ratings++;
	} else {
		summary->rating_total += event->rating;
		summary->n_ratings++;
	}
}

static void
add_event (SegUserSummary *summary, const SegFeatureEvent *event)
{
	gint64 day = event->at != SEG_NO_TIME ? seg_day_of (event->at) : SEG_NO_TIME;

	summary->n_events++;
	add_money (summary, event, day);
	if (day != SEG_NO_TIME)
		add_day (summary, event, day);
	if (!isnan (event->rating))
		add_rating (summary, event);
	if (!isnan (event->seconds))
		summary->seconds_total += event->seconds;
}

void
seg_user_summarise (SegFeatureEvent *events, gsize n_events, const guint32 *categories, guint64 *scratch,
                    SegUserSummary *summary, guint32 *counts)
{
	*summary = (SegUserSummary) {
		.as_of_day = summary->as_of_day, .registered_day = summary->registered_day,
		.first_day = SEG_NO_TIME, .last_day = SEG_NO_TIME,
		.first_purchase_day = SEG_NO_TIME, .last_purchase_day = SEG_NO_TIME,
	};
	sort_events (events, n_events);
	for (gsize i = 0; i < n_events; i++) {
		add_event (summary, &events[i]);
		counts[SEG_KIND_COLUMN (events[i].kind)]++;
	}
	summary->n_orders = count_orders (events, n_events, SEG_NO_TIME, scratch);
	summary->n_orders_90 = count_orders (events, n_events, (summary->as_of_day - 89) * SEG_DAY, scratch);
	summary->n_items = count_items (events, n_events, NULL, scratch);
	if (categories != NULL)
		summary->n_categories = count_items (events, n_events, categories, scratch);
}
