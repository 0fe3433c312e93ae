/* What kind of thing a line of an order is: states in words, negative entries, test orders. */
#ifndef SEG_ORDER_KIND_H
#define SEG_ORDER_KIND_H

#include "ingest-private.h"

typedef enum {
	SEG_ORDER_STATE_PAID, SEG_ORDER_STATE_REFUNDED, SEG_ORDER_STATE_CANCELLED,
	SEG_ORDER_STATE_UNPAID, /* not yet, or never */
	SEG_ORDER_STATE_TEST
} SegOrderState;

/** What a state like "已退款", "Cancelled", "shipped" says of its order. */
SegOrderState seg_order_state (const char *text);

/* The kinds that an order's line can have, in the order of seg_order_kind_names. */
typedef enum {
	SEG_ORDER_PURCHASE,
	SEG_ORDER_REFUND,       /* an entry that takes money off */
	SEG_ORDER_REFUNDED,     /* an order that was given back, by its state */
	SEG_ORDER_CANCELLATION, /* an entry that takes money off */
	SEG_ORDER_CANCELLED,    /* an order that was never paid, by its state */
	SEG_ORDER_TEST,
	SEG_ORDER_N_KINDS
} SegOrderKind;

extern const char *const seg_order_kind_names[SEG_ORDER_N_KINDS]; /* as in the table event_kind */

/* What a line says; NULL and NAN: nothing. */
typedef struct {
	SegOrderState state;
	const char   *order, *title;
	gboolean      test_user; /* see below */
	double        amount, quantity;
} SegOrderLine;

/** The kind of a line. An entry's amount must then be made negative: -fabs (amount). */
SegOrderKind  seg_order_kind (const SegImportPlan *plan, const SegOrderLine *line);
/** Whether a user's key, or an e-mail address, is one that people give to tests. */
gboolean      seg_order_is_test_user (const char *text);
gboolean      seg_order_is_test_address (const char *text);
/** Whether lines of @kind are entries of their own. */
gboolean      seg_order_is_entry (SegOrderKind kind);

#endif
