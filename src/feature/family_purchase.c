/* Purchases: how many and how much lately, how large, how far apart, at what price and discount, what of it was given back, and on
 * which categories the money goes.
 *
 * What a purchase is, and what of refunds and cancellations is money, says the policy for orders. Sums over prices of items are
 * added from the smallest up, as events of one instant may come in any order of items. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"
#include "feature/item_facts.h"
#include "feature/measures.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define DISCOUNTED 0.99 /* of the list price: less is a discount and no rounding */

enum {
	MEAN_ORDER_VALUE, LARGEST_ORDER, ITEMS_AN_ORDER, PURCHASE_DAYS, GAP, GAP_VARIATION, OVERDUE, ORDERS_30, ORDERS_90, ORDERS_365,
	MONETARY_30, MONETARY_90, MONETARY_365, MEAN_PRICE, PRICE_LEVEL, DISCOUNT, DISCOUNTED_SHARE, REFUND, N_DEFINITIONS
};

#define ROW(index, name, label, meaning, unit, scaling, fill, needs) \
	[index] = { name, label, meaning, unit, SEG_GROUP_PURCHASE, scaling, fill, SEG_DATA_PURCHASES | (needs), SEG_DATA_NEVER, 0 }
#define MONEY_IN(index, name, label, meaning) ROW (index, name, label, meaning, NC_("unit", "money"), SEG_SCALING_LOG, SEG_FILL_ZERO, \
	SEG_DATA_TIMES | SEG_DATA_AMOUNTS)
#define ORDERS_IN(index, name, label, meaning) ROW (index, name, label, meaning, NC_("unit", "orders"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES)

static const SegFeatureDefinition definitions[] = {
	ROW (MEAN_ORDER_VALUE, "mean_order_value", N_("Mean order value"),
	     N_("The money divided by the number of orders, both by the policy for orders. 0 for people without orders."),
	     NC_("unit", "money"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS),
	ROW (LARGEST_ORDER, "largest_order", N_("Largest order"), N_("The money of the largest order. 0 for people without orders."),
	     NC_("unit", "money"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS),
	ROW (ITEMS_AN_ORDER, "items_per_order", N_("Items an order"), N_("Mean number of lines in an order. 0 for people without orders."),
	     NC_("unit", "items"), SEG_SCALING_LOG, SEG_FILL_ZERO, 0),
	ROW (PURCHASE_DAYS, "purchase_days", N_("Purchase days"), N_("Number of different calendar days with a purchase."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (GAP, "days_between_purchases", N_("Days between purchases"),
	     N_("Mean distance of consecutive purchase days; people with fewer than two count as the longest distance."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES),
	ROW (GAP_VARIATION, "purchase_gap_variation", N_("Irregularity of purchases"),
	     N_("How much the days between purchases vary, as a share of their mean: 0 buys like clockwork, above 1 in bursts. Needs three "
	        "purchase days; others count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES),
	ROW (OVERDUE, "purchase_overdue", N_("Overdue for a purchase"),
	     N_("Days since the last purchase, divided by the person's usual days between purchases: above 1 the next purchase is late. "
	        "People with fewer than two purchase days count as the median."),
	     NC_("unit", "times"), SEG_SCALING_LOG, SEG_FILL_MEDIAN, SEG_DATA_TIMES),
	ORDERS_IN (ORDERS_30, "orders_30d", N_("Orders in 30 days"), N_("Different orders in the 30 calendar days that end with the as-of day.")),
	ORDERS_IN (ORDERS_90, "orders_90d", N_("Orders in 90 days"), N_("Different orders in the 90 calendar days that end with the as-of day.")),
	ORDERS_IN (ORDERS_365, "orders_365d", N_("Orders in 365 days"),
	           N_("Different orders in the 365 calendar days that end with the as-of day.")),
	MONEY_IN (MONETARY_30, "monetary_30d", N_("Spend in 30 days"),
	          N_("Money of the 30 calendar days that end with the as-of day; refunds of these days are taken off where they are netted.")),
	MONEY_IN (MONETARY_90, "monetary_90d", N_("Spend in 90 days"),
	          N_("Money of the 90 calendar days that end with the as-of day; refunds of these days are taken off where they are netted.")),
	MONEY_IN (MONETARY_365, "monetary_365d", N_("Spend in 365 days"),
	          N_("Money of the 365 calendar days that end with the as-of day; refunds of these days are taken off where they are netted.")),
	ROW (MEAN_PRICE, "mean_price", N_("Mean price paid"), N_("Money paid for one piece, on average over all pieces bought. 0 for people who bought none."),
	     NC_("unit", "money"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_AMOUNTS),
	ROW (PRICE_LEVEL, "price_level", N_("Price level"),
	     N_("How dear the bought items are among everything on offer, by list price: 0 the cheapest, 0.5 the middle, 1 the dearest. People "
	        "who bought none count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_PRICES | SEG_DATA_ITEMS),
	ROW (DISCOUNT, "discount_share", N_("Discount"),
	     N_("What was saved on the list prices of the bought items, as a share of them. People who bought none count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_PRICES | SEG_DATA_ITEMS | SEG_DATA_AMOUNTS),
	ROW (DISCOUNTED_SHARE, "discounted_share", N_("Bought on sale"),
	     N_("Share of the purchases that cost less than the list price. People who bought none count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_PRICES | SEG_DATA_ITEMS | SEG_DATA_AMOUNTS),
	ROW (REFUND, "refund_share", N_("Given back"),
	     N_("Share of the money of all orders that was given back by refunds and cancellations. People without orders count as 0."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_ZERO, SEG_DATA_AMOUNTS | SEG_DATA_RETURNS),
};

/* State ------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	guint32      *about;      /* by number of the kind */
	SegItemFacts *facts;
	gboolean      has_shares; /* of categories */
} Purchases;

static void
release (gpointer state)
{
	Purchases *purchases = state;

	g_free (purchases->about);
	g_clear_pointer (&purchases->facts, seg_item_facts_free);
	g_free (purchases);
}

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	const guint needed = SEG_DATA_CATEGORIES | SEG_DATA_AMOUNTS | SEG_DATA_PURCHASES;
	SegItemFacts *facts = seg_item_facts_new (context, error);
	Purchases *purchases;

	(void) user_ids, (void) n_users, (void) job;
	if (facts == NULL)
		return FALSE;
	*state = purchases = g_new0 (Purchases, 1);
	purchases->facts = facts;
	purchases->has_shares = (context->data & needed) == needed;
	purchases->about = seg_event_kinds_about (context->kinds);
	return TRUE;
}

static void
extend (const SegFeatureContext *context, gconstpointer state, GPtrArray *features)
{
	const Purchases *purchases = state;
	g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	(void) context;
	for (guint column = 0; purchases->has_shares && column < purchases->facts->n_columns; column++) {
		const char *name = seg_item_facts_category (purchases->facts, column);
		char *meaning = name != NULL
			? g_strdup_printf (_("Share of the money spent that went to items of the category \"%s\"; an item of several categories "
			                     "counts in equal parts."), name)
			: g_strdup_printf (_("Share of the money spent that went to items of the %u rarer categories."), purchases->facts->n_others);

		g_ptr_array_add (features, seg_number_feature (seg_feature_name_new ("spend_share_", name != NULL ? name : "other categories", taken),
			g_strdup_printf (_("Spend on: %s"), name != NULL ? name : _("other categories")), meaning, "", SEG_GROUP_PURCHASE,
			SEG_SCALING_Z_SCORE, SEG_FILL_ZERO));
	}
}

/* Orders ----------------------------------------------------------------------------------------------------------------- */

typedef struct {
	guint64 order, place;
} Line;

static int
compare_lines (const void *first, const void *second)
{
	const Line *a = first, *b = second;

	if (a->order != b->order)
		return a->order < b->order ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

/* The largest sum over the lines of one order; NAN: no line has an amount. */
static double
largest_order (const SegHistory *history)
{
	Line *lines = (Line *) (gpointer) history->scratch;
	double largest = NAN, sum = 0;
	gsize n = 0;

	for (gsize k = 0; k < history->n_purchases; k++) {
		gsize i = history->purchases[k];

		if (isnan (history->amount[i]))
			continue;
		if (history->order[i] != 0)
			lines[n++] = (Line) { history->order[i], i };
		else
			largest = isnan (largest) ? history->amount[i] : MAX (largest, history->amount[i]);
	}
	if (n > 1)
		qsort (lines, n, sizeof *lines, compare_lines);
	for (gsize i = 0; i < n; i++) {
		sum = (i > 0 && lines[i].order == lines[i - 1].order ? sum : 0) + history->amount[lines[i].place];
		if (i + 1 == n || lines[i + 1].order != lines[i].order)
			largest = isnan (largest) ? sum : MAX (largest, sum);
	}
	return largest;
}

static void
put_orders (const SegHistory *history, double *values)
{
	static const struct { int orders, money; SegWindow window; } windows[] = {
		{ ORDERS_30, MONETARY_30, SEG_WINDOW_30 }, { ORDERS_90, MONETARY_90, SEG_WINDOW_90 }, { ORDERS_365, MONETARY_365, SEG_WINDOW_365 },
	};
	const SegUserSummary *summary = &history->summary;
	gsize n_lines = history->n_purchases;

	if (summary->n_purchase_amounts > 0) {
		values[MEAN_ORDER_VALUE] = summary->monetary / (double) summary->n_orders;
		values[LARGEST_ORDER] = largest_order (history);
	}
	if (n_lines > 0)
		values[ITEMS_AN_ORDER] = (double) n_lines / (double) summary->n_orders;
	for (gsize w = 0; w < G_N_ELEMENTS (windows); w++) {
		values[windows[w].orders] = (double) seg_history_orders (history, history->since[windows[w].window]);
		values[windows[w].money] = seg_history_money (history, history->since[windows[w].window]);
	}
}

/* Days ------------------------------------------------------------------------------------------------------------------- */

static void
put_days (const SegFeatureContext *context, const SegHistory *history, double *values)
{
	const SegUserSummary *summary = &history->summary;
	double n = (double) summary->purchase_days - 1, squares = 0;
	gint64 last = SEG_NO_TIME, span;

	values[PURCHASE_DAYS] = (double) summary->purchase_days;
	if (summary->purchase_days < 2)
		return;
	for (gsize k = 0; k < history->n_purchases; k++) {
		gsize i = history->purchases[k];

		if (i < history->n_undated || history->day[i] == last)
			continue;
		if (last != SEG_NO_TIME)
			squares += (double) (history->day[i] - last) * (double) (history->day[i] - last);
		last = history->day[i];
	}
	span = summary->last_purchase_day - summary->first_purchase_day;
	values[GAP] = (double) span / n;
	values[GAP_VARIATION] = seg_variation (n, (double) span, squares);
	values[OVERDUE] = (double) (context->as_of_day - last) / values[GAP];
}

/* Prices ----------------------------------------------------------------------------------------------------------------- */

static double
pieces (const SegHistory *history, gsize i)
{
	return history->quantity[i] > 0 ? history->quantity[i] : 1; /* not a number: 1 */
}

static void
put_prices (const SegItemFacts *facts, const SegHistory *history, double *values)
{
	double *list = (double *) (gpointer) history->scratch, *ranks = list + history->n_events;
	double paid = 0, n_pieces = 0, paid_of_list = 0, total;
	gsize n_list = 0, n_ranks = 0, n_discounted = 0;

	for (gsize k = 0; k < history->n_purchases; k++) {
		gsize i = history->purchases[k];
		double price = history->item[i] != 0 ? facts->price[history->item[i] - 1] : NAN;

		if (!isnan (price))
			ranks[n_ranks++] = facts->rank[history->item[i] - 1];
		if (isnan (history->amount[i]))
			continue;
		paid += history->amount[i];
		n_pieces += pieces (history, i);
		if (isnan (price))
			continue;
		list[n_list] = price * pieces (history, i);
		n_discounted += history->amount[i] < DISCOUNTED * list[n_list++];
		paid_of_list += history->amount[i];
	}
	if (n_pieces > 0)
		values[MEAN_PRICE] = paid / n_pieces;
	if (n_ranks > 0)
		values[PRICE_LEVEL] = seg_sum_sorted (ranks, n_ranks) / (double) n_ranks;
	if (n_list == 0)
		return;
	total = seg_sum_sorted (list, n_list);
	values[DISCOUNT] = MAX (1 - paid_of_list / total, 0);
	values[DISCOUNTED_SHARE] = (double) n_discounted / (double) n_list;
}

/* Entries that take money off, and orders that their state says were given back, of all that was sold. */
static void
put_refunds (const guint32 *about, const SegHistory *history, double *values)
{
	double sold = 0, returned = 0;

	for (gsize i = 0; i < history->n_events; i++) {
		guint32 kind = about[SEG_KIND_NUMBER (history->kind[i])];

		if (!(kind & (SEG_ABOUT_SALE | SEG_ABOUT_RETURN | SEG_ABOUT_RETURNED)) || isnan (history->amount[i]))
			continue;
		if (kind & SEG_ABOUT_SALE)
			sold += MAX (history->amount[i], 0);
		if (kind & (SEG_ABOUT_RETURN | SEG_ABOUT_RETURNED))
			returned += fabs (history->amount[i]);
	}
	if (sold > 0)
		values[REFUND] = MIN (returned / sold, 1);
}

/* Items of one category first, then those of two, ...: equal amounts of one instant may come in any order of items. */
static void
put_shares (const SegItemFacts *facts, const SegHistory *history, double *shares)
{
	double total = 0;

	for (guint column = 0; column < facts->n_columns; column++)
		shares[column] = 0;
	for (guint n = 1; n <= facts->most; n++)
		for (gsize k = 0; k < history->n_purchases; k++) {
			gsize i = history->purchases[k];
			const gsize *start = history->item[i] != 0 ? facts->start + history->item[i] - 1 : NULL;

			if (!(history->amount[i] > 0) || start == NULL || start[1] - start[0] != n)
				continue;
			total += history->amount[i];
			for (gsize label = start[0]; label < start[1]; label++)
				shares[facts->column[facts->labels[label]]] += history->amount[i] / (double) n;
		}
	for (guint column = 0; column < facts->n_columns; column++)
		shares[column] = total > 0 ? shares[column] / total : NAN;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const Purchases *purchases = state;

	if (!(context->data & SEG_DATA_PURCHASES))
		return;
	put_orders (history, values);
	put_days (context, history, values);
	put_prices (purchases->facts, history, values);
	put_refunds (purchases->about, history, values);
	if (purchases->has_shares)
		put_shares (purchases->facts, history, values + N_DEFINITIONS);
}

const SegFamily seg_family_purchase = { "purchase", definitions, G_N_ELEMENTS (definitions), extend, prepare, release, compute };
