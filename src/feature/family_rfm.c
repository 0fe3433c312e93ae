/* Recency, frequency, money: how long ago, how often, how much. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"

#include <glib/gi18n.h>

/* In the order of the table below. */
enum { RECENCY_DAYS, RECENCY_PURCHASE_DAYS, ORDERS, MONETARY };

static const SegFeatureDefinition definitions[] = {
	{ "recency_days", N_("Days since last event"),
	  N_("Calendar days from the last event of any kind to the as-of day; people without events count as the longest absent."),
	  N_("days"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES, SEG_DATA_TIMES, 0 },
	{ "recency_purchase_days", N_("Days since last purchase"),
	  N_("Calendar days from the last purchase to the as-of day; people without purchases count as the longest absent."),
	  N_("days"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	{ "orders", N_("Orders"),
	  N_("Number of different orders; a purchase without an order number is one order. Orders that were "
	     "given back in full do not count where refunds are netted."),
	  N_("orders"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_PURCHASES, SEG_DATA_PURCHASES, 0 },
	{ "monetary", N_("Spend"),
	  N_("Money of all purchases; refunds and cancellations are taken off where the policy for orders nets them."),
	  N_("money"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS, SEG_DATA_AMOUNTS, 0 },
};

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const SegUserSummary *summary = &history->summary;

	(void) state;
	values[RECENCY_DAYS] = seg_days_since (context, summary->last_day);
	values[RECENCY_PURCHASE_DAYS] = seg_days_since (context, summary->last_purchase_day);
	values[ORDERS] = (double) summary->n_orders;
	values[MONETARY] = summary->monetary;
}

const SegFamily seg_family_rfm = {
	.name = "rfm", .definitions = definitions, .n_definitions = G_N_ELEMENTS (definitions), .compute = compute,
};
