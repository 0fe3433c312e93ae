/* Recency, frequency, money: when people last came and bought, how often, for how much. */
#include <config.h>
#include "feature/families.h"

#include <glib/gi18n.h>

enum { RECENCY, RECENCY_PURCHASE, FIRST_PURCHASE, ORDERS, MONETARY, QUANTITY };

static const SegFeatureDefinition definitions[] = {
	[RECENCY] = { "recency_days", N_("Days since last event"),
	  N_("Calendar days from the last event of any kind to the as-of day; people without events count as the longest absent."),
	  NC_("unit", "days"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES, SEG_DATA_TIMES, 0 },
	[RECENCY_PURCHASE] = { "recency_purchase_days", N_("Days since last purchase"),
	  N_("Calendar days from the last purchase to the as-of day; people without purchases count as the longest absent."),
	  NC_("unit", "days"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	[FIRST_PURCHASE] = { "first_purchase_days", N_("Days since first purchase"),
	  N_("Calendar days from the first purchase to the as-of day; people without purchases count as the median."),
	  NC_("unit", "days"), SEG_GROUP_RFM, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES | SEG_DATA_PURCHASES, SEG_DATA_NEVER, 0 },
	[ORDERS] = { "orders", N_("Orders"),
	  N_("Number of different orders; a purchase without an order number is one order. Orders that were "
	     "given back in full do not count where refunds are netted."),
	  NC_("unit", "orders"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_PURCHASES, SEG_DATA_PURCHASES, 0 },
	[MONETARY] = { "monetary", N_("Spend"),
	  N_("Money of all purchases; refunds and cancellations are taken off where the policy for orders nets them."),
	  NC_("unit", "money"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS, SEG_DATA_AMOUNTS, 0 },
	[QUANTITY] = { "quantity", N_("Pieces bought"),
	  N_("Quantity of all purchases; a line without a quantity is one piece."),
	  NC_("unit", "pieces"), SEG_GROUP_RFM, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_PURCHASES | SEG_DATA_QUANTITIES, SEG_DATA_NEVER, 0 },
};

static double
quantity (const SegHistory *history)
{
	double total = 0;

	for (gsize k = 0; k < history->n_purchases; k++) {
		double pieces = history->quantity[history->purchases[k]];

		total += isnan (pieces) ? 1 : pieces;
	}
	return total;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const SegUserSummary *summary = &history->summary;

	(void) state;
	values[RECENCY] = seg_days_since (context, summary->last_day);
	values[RECENCY_PURCHASE] = seg_days_since (context, summary->last_purchase_day);
	values[FIRST_PURCHASE] = seg_days_since (context, summary->first_purchase_day);
	values[ORDERS] = (double) summary->n_orders;
	values[MONETARY] = summary->monetary;
	values[QUANTITY] = quantity (history);
}

const SegFamily seg_family_rfm = { "rfm", definitions, G_N_ELEMENTS (definitions), NULL, NULL, NULL, compute };
