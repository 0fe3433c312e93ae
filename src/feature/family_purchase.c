/* Purchases: how large, how far apart, how many lately. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <glib/gi18n.h>

/* In the order of the table below. */
enum { MEAN_ORDER_VALUE, PURCHASE_DAYS, DAYS_BETWEEN_PURCHASES, ORDERS_90D, MONETARY_90D };

static const SegFeatureDefinition definitions[] = {
	{ "mean_order_value", N_("Mean order value"),
	  N_("The money divided by the number of orders, both by the policy for orders. 0 for people without orders."),
	  N_("money"), SEG_GROUP_PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	{ "purchase_days", N_("Purchase days"),
	  N_("Number of different calendar days with a purchase."),
	  N_("days"), SEG_GROUP_PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	{ "days_between_purchases", N_("Days between purchases"),
	  N_("Mean distance of consecutive purchase days; people with fewer than two count as the longest distance."),
	  N_("days"), SEG_GROUP_PURCHASE, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	{ "orders_90d", N_("Orders in 90 days"),
	  N_("Different orders in the 90 calendar days that end with the as-of day."),
	  N_("orders"), SEG_GROUP_PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	{ "monetary_90d", N_("Spend in 90 days"),
	  N_("Money of the 90 calendar days that end with the as-of day; refunds of these days are taken off where they are netted."),
	  N_("money"), SEG_GROUP_PURCHASE, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES | SEG_DATA_AMOUNTS, SEG_DATA_NEVER, 0 },
};

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const SegUserSummary *summary = &history->summary;
	double span = (double) (summary->last_purchase_day - summary->first_purchase_day);

	(void) context;
	(void) state;
	if (summary->n_purchase_amounts > 0)
		values[MEAN_ORDER_VALUE] = summary->monetary / (double) summary->n_orders;
	values[PURCHASE_DAYS] = (double) summary->purchase_days;
	if (summary->purchase_days > 1)
		values[DAYS_BETWEEN_PURCHASES] = span / (double) (summary->purchase_days - 1);
	values[ORDERS_90D] = (double) summary->n_orders_90;
	values[MONETARY_90D] = summary->monetary_90;
}

const SegFamily seg_family_purchase = {
	.name = "purchase", .definitions = definitions, .n_definitions = G_N_ELEMENTS (definitions), .compute = compute,
};
