/* What the pass over events gathers, and what findings are made of it. */
#ifndef SEG_PREPARE_EVENT_PRIVATE_H
#define SEG_PREPARE_EVENT_PRIVATE_H

#include "prepare-private.h"

#define SEG_EVENT_COLUMNS 8
enum { SEG_EVENT_KIND, SEG_EVENT_AT, SEG_EVENT_ITEM, SEG_EVENT_AMOUNT, SEG_EVENT_QUANTITY, SEG_EVENT_RATING, SEG_EVENT_SECONDS, SEG_EVENT_ORDER };

#define SEG_MONEY_UNIT 10000.0 /* money is added up in such parts: sums of whole numbers do not depend on the order */

/* What is known of users (users.c reads it), and what their events add up to. */
typedef struct {
	gsize    n;
	gint64  *ids;        /* ascending */
	gint64  *registered; /* G_MININT64: not known */
	guint8  *state;      /* SEG_USER_... */
	guint32 *n_events;   /* atomic */
	gint64  *money;      /* atomic: purchases less refunds, in parts */
	guint8  *refunds;    /* atomic: has refunds */
} SegEventUsers;

#define SEG_USER_LISTED 1
#define SEG_USER_EXCLUDED 2

/* Counts of one worker. */
typedef struct {
	gint64 n, n_future, n_ancient, n_early, n_unknown_user, n_unknown_item, n_free, n_purchases, n_refunds;
	gint64 *possible; /* for each kind: events, then those with a value in each column */
} SegEventCounts;

typedef struct {
	SegEventUsers users;
	gsize    n_items;
	gint64  *items;       /* ids, ascending, of items that no file brought; NULL when none did */
	gsize    n_kinds;
	gint64  *kinds;       /* ids, ascending */
	guint8  *kind_is;     /* SEG_KIND_... */
	SegScan *columns[SEG_EVENT_COLUMNS];
	SegScan *rows;        /* hashes of whole events */
	gboolean has_registered, users_listed, items_listed, reviews;
	gint64   now;
	guint    n_workers;
	SegEventCounts *counts; /* for each worker */
	SegEventCounts  sum;
} SegEventScan;

#define SEG_KIND_PURCHASE 1
#define SEG_KIND_REFUND 2

/* Reads users, items and kinds (event-context.c). */
gboolean seg_event_scan_prepare (SegEventScan *scan, SegWorkspace *workspace, GError **error);
void     seg_event_scan_clear (SegEventScan *scan);

/* Says what the pass found (event-findings.c, event-days.c). */
gboolean seg_event_say (const SegEventScan *scan, SegWorkspace *workspace, SegQualityReport *report, GError **error);
void     seg_event_say_days (const SegTally *at, SegQualityReport *report);

#endif
