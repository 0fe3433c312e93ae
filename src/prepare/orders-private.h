/* What the files of the policy for orders share: the kinds that a load gives to lines of orders. */
#ifndef SEG_ORDERS_PRIVATE_H
#define SEG_ORDERS_PRIVATE_H

#include <segscope/orders.h>

#define SEG_KIND_NAME_PURCHASE     "purchase"
#define SEG_KIND_NAME_REFUND       "refund"       /* an entry that takes money off */
#define SEG_KIND_NAME_REFUNDED     "refunded"     /* an order that was given back, as its state says */
#define SEG_KIND_NAME_CANCELLATION "cancellation" /* an entry that takes money off */
#define SEG_KIND_NAME_CANCELLED    "cancelled"    /* an order that was never paid */
#define SEG_KIND_NAME_GIVEN_BACK   "given back"   /* a purchase that entries took back in full */
#define SEG_KIND_NAME_TEST         "test order"

/* The kinds of a class: entries of their own, and orders in a state. NULL: none. */
typedef struct {
	const char *entry, *order;
} SegOrdersKinds;

const SegOrdersKinds *seg_orders_kinds (SegOrdersClass class);

/** Where the policy left the number of entries that found no purchase. */
#define SEG_ORDERS_UNMATCHED "orders.unmatched"

/**
 * Matches the entries of the kinds refund (@refunds) and cancellation (@cancellations) with the purchases they take back: those
 * that are taken back in full get the kind "given back". In the caller's transaction.
 */
gboolean seg_orders_net (SegWorkspace *workspace, gboolean refunds, gboolean cancellations, SegJob *job, GError **error);

#endif
