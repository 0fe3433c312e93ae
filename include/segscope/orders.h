/* Orders as they are: refunds, cancellations, free and test orders, and the policy by which they are treated.
 *
 * A load gives every line of an order its kind: purchase; refund or cancellation (an entry of its own that takes money off: a
 * negative amount or quantity, an invoice number like C1234); refunded or cancelled (an order that its state says was given back,
 * or was never paid); test order. What each of them counts for is the policy's matter: it is kept in the workspace, applied after
 * every load, and can be changed at any time without importing again, as nothing is ever thrown away.
 *
 *              net                              keep                          drop
 *   refunds    money is taken off, and an       as if they had not happened:  likewise, and the entries
 *              order given back in full is no   the order counts in full,     are set aside
 *              longer an order                  the entry stays in the
 *                                               time line without money
 *   cancel-    likewise; an order that was      likewise; an order that was   likewise; an order that was
 *   lations    never paid is no order           never paid counts in full     never paid is set aside
 *   free       -                                they count as orders          set aside
 *   test       -                                they count as orders          set aside
 *
 * Only with "net" an entry is matched with what it takes back: purchases of the same user, not later than it; first those with the
 * same order number and item, then those of the same item and quantity, then other quantities of the item, the latest first; each
 * purchase is taken back once. What finds no purchase (it was made before the data begin) is taken off the money all the same. */
#ifndef SEGSCOPE_ORDERS_H
#define SEGSCOPE_ORDERS_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

typedef enum { SEG_ORDERS_NET, SEG_ORDERS_KEEP, SEG_ORDERS_DROP } SegOrdersTreatment;

typedef enum {
	SEG_ORDERS_REFUNDS, SEG_ORDERS_CANCELLATIONS, SEG_ORDERS_FREE, SEG_ORDERS_TESTS, SEG_ORDERS_N_CLASSES
} SegOrdersClass;

typedef struct {
	SegOrdersTreatment treatment[SEG_ORDERS_N_CLASSES];
} SegOrdersPolicy;

/** Refunds and cancellations netted, free orders kept, test orders dropped. */
SegOrdersPolicy seg_orders_policy_default (void);
/** "refunds", "cancellations", "free", "tests"; "net", "keep", "drop": as --orders takes them. */
const char     *seg_orders_class_name (SegOrdersClass class);
const char     *seg_orders_treatment_name (SegOrdersTreatment treatment);
/** Whether @class can be treated so: free and test orders have nothing to be netted against. */
gboolean        seg_orders_allows (SegOrdersClass class, SegOrdersTreatment treatment);
/** Changes @policy by a text like "refunds=drop,tests=keep". FALSE with SEG_ERROR_USAGE (@policy is left alone then). */
gboolean        seg_orders_policy_parse (const char *text, SegOrdersPolicy *policy, GError **error);
/** The whole policy as such a text. Free with g_free(). */
char           *seg_orders_policy_text (const SegOrdersPolicy *policy);

/** The policy of the workspace; the default where nobody chose one. */
gboolean seg_orders_policy (SegWorkspace *workspace, SegOrdersPolicy *policy, GError **error);
/** Writes it down; does not apply it. For one that is chosen with a load; else seg_orders_change(). */
gboolean seg_orders_set_policy (SegWorkspace *workspace, const SegOrdersPolicy *policy, GError **error);

/**
 * Undoes what the policy did: events that were set aside come back under their ids, matched purchases are purchases again. Before a
 * load, so that it meets every event as it was imported. In the caller's transaction.
 */
gboolean seg_orders_withdraw (SegWorkspace *workspace, SegJob *job, GError **error);
/**
 * Applies the policy to all events, from what was imported (it withdraws itself first). In the caller's transaction, after a load
 * and before the cleaning recipe.
 * Cost: one pass over the events of kinds of orders; memory: the purchases of one user at a time.
 */
gboolean seg_orders_apply (SegWorkspace *workspace, SegJob *job, GError **error);
/** Chooses another policy and applies it: withdraws the cleaning recipe, applies, replays the recipe; one transaction, noted in the
 * audit log. Features and segments made before are stale then. */
gboolean seg_orders_change (SegWorkspace *workspace, const SegOrdersPolicy *policy, SegJob *job, GError **error);

/* What there is of a class. */
typedef struct {
	gint64 n_entries;      /* entries that take money off */
	double entries_amount; /* their money as imported: negative */
	gint64 n_orders;       /* orders of that state (refunded, never paid), free or test orders: lines */
	double orders_amount;
} SegOrdersCount;

typedef struct {
	SegOrdersPolicy policy;
	gint64          n_purchases;  /* lines that stand as orders under the policy */
	double          revenue;      /* under the policy */
	gint64          n_given_back; /* purchases that were taken back in full */
	gint64          n_unmatched;  /* netted entries that found no purchase */
	SegOrdersCount  classes[SEG_ORDERS_N_CLASSES];
} SegOrdersSummary;

gboolean seg_orders_summary (SegWorkspace *workspace, SegOrdersSummary *summary, GError **error);
/** What there is and what is done with it, a sentence for each class that occurs: GPtrArray of char*, owned; empty when there
 * is nothing but purchases. */
GPtrArray *seg_orders_sentences (const SegOrdersSummary *summary);
/** "Refunds netted, cancellations dropped, test orders dropped": the classes that occur in the workspace, for one line of a report.
 * "" when none does. Free with g_free(); NULL with @error. */
char      *seg_orders_line (SegWorkspace *workspace, GError **error);

G_END_DECLS

#endif
