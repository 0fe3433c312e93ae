/* The interface of feature families: one file family_NAME.c each, one row in families.c.
 *
 * A family is a table of definitions and one function that turns a user's history into one value for each of them. The engine
 * reads the events, sorts them by user and time, and calls every family once a user, on all cores; a family sees no SQL and no
 * other user. What it must not do is depend on anything but the context and the history: the same history gives the same bits,
 * which is what incremental rebuilds (only users touched), "as of" and determinism over threads rest on.
 *
 * Features that depend on the data (one for each kind of event, each category, each feature that a person defined) are added by
 * the family's extend() from the context: value number n_definitions + i belongs to the i-th that it added.
 *
 * A family that needs more than events (results of campaigns, definitions kept in the workspace) reads it once in prepare(),
 * before any user, into a state of its own. */
#ifndef SEG_FEATURE_FAMILY_H
#define SEG_FEATURE_FAMILY_H

#include <segscope/event_kind.h>
#include <segscope/feature.h>

#include <math.h>

#define SEG_DAY 86400
#define SEG_NO_TIME G_MININT64 /* of an event, or a day, that is not known */
#define SEG_NO_DAY G_MININT32

/** The calendar day of an instant, counted from 1970-01-01; rounds down before it too. */
static inline gint64
seg_day_of (gint64 at)
{
	return at / SEG_DAY - (at % SEG_DAY < 0);
}

/* What a workspace has: features ask for it. ---------------------------------------------------------------------- */

typedef enum {
	SEG_DATA_EVENTS     = 1 << 0,
	SEG_DATA_TIMES      = 1 << 1,  /* events with a time */
	SEG_DATA_CLOCK      = 1 << 2,  /* times that are not all midnight */
	SEG_DATA_PURCHASES  = 1 << 3,
	SEG_DATA_AMOUNTS    = 1 << 4,  /* purchases or refunds with an amount */
	SEG_DATA_RATINGS    = 1 << 5,
	SEG_DATA_SECONDS    = 1 << 6,
	SEG_DATA_ITEMS      = 1 << 7,
	SEG_DATA_CATEGORIES = 1 << 8,  /* events with items, and an item attribute with the meaning "category" */
	SEG_DATA_OTHERS     = 1 << 9,  /* events other than purchases and refunds */
	SEG_DATA_TENURE     = 1 << 10, /* registration dates or events with a time */
	SEG_DATA_ACTIONS    = 1 << 11, /* kinds of events whose counts are proposed */
	SEG_DATA_QUANTITIES = 1 << 12, /* of purchases */
	SEG_DATA_TEXTS      = 1 << 13, /* reviews, comments */
	SEG_DATA_LEARNING   = 1 << 14, /* kinds of learning or finishing, or events with a length */
	SEG_DATA_FINISHING  = 1 << 15,
	SEG_DATA_PRICES     = 1 << 16, /* list prices of items */
	SEG_DATA_LEVELS     = 1 << 17, /* events with items, and levels of items */
	SEG_DATA_RETURNS    = 1 << 18, /* refunds, cancellations, orders given back */
	SEG_DATA_RESULTS    = 1 << 19, /* of campaigns, or lists that were exported; and among the results: */
	SEG_DATA_OPENED     = 1 << 20,
	SEG_DATA_CLICKED    = 1 << 21,
	SEG_DATA_CONVERTED  = 1 << 22,
	SEG_DATA_RESULT_TIMES = 1 << 23, /* of openings, clicks, purchases */
	SEG_DATA_RESULT_MONEY = 1 << 24,
	SEG_DATA_NEVER      = 1 << 30  /* what no workspace has */
} SegFeatureData;

/* A feature that is there whatever the data: one row of a family's table. */
typedef struct {
	const char    *name, *label, *meaning, *unit, *group;
	SegScaling     scaling;
	SegFill        fill;
	SegFeatureData needs;           /* all of it, or the feature is not in the catalogue */
	SegFeatureData proposed_with;   /* proposed where all of this is there ... */
	SegFeatureData proposed_unless; /* ... and none of this */
} SegFeatureDefinition;

/* Kinds of events. -------------------------------------------------------------------------------------------------- */

/* So many kinds get a feature of their own, in order of arrival; the rest share one. */
#define SEG_KIND_LIMIT 60

/* An event's kind: its number in the context's kinds, and what the policy for orders makes of it as of the instant. */
#define SEG_KIND_REVIEW   (1u << 13)
#define SEG_KIND_PURCHASE (1u << 14)
#define SEG_KIND_MONEY    (1u << 15)
#define SEG_KIND_NUMBER(kind) ((kind) & 0x1fffu)

typedef struct {
	gint64  id;
	char   *name;
	char   *feature; /* "count_view"; several kinds share "count_other_kinds" */
	guint   column;  /* number of the count: up to SEG_KIND_LIMIT */
	guint16 kind;    /* as above */
	gboolean is_action;   /* something people do that no other feature stands for: "view", not "purchase" or "rating" */
	gboolean is_detailed; /* orders and money do not speak for it: counted by windows of days too */
	gboolean has_seconds; /* its events have a length: time spent says more than their count */
	guint32  about;       /* SEG_ABOUT_... */
	guint32  has;         /* what its events have: SegEventHas of event_reader.h */
} SegEventKind;

/** By SEG_KIND_NUMBER, of all numbers there can be. Free with g_free(). */
guint32 *seg_event_kinds_about (const GPtrArray *kinds);

/* What families see. ------------------------------------------------------------------------------------------------- */

/* What is the same for all users. */
typedef struct {
	SegWorkspace  *workspace;    /* for prepare() only: compute() runs on several threads */
	GPtrArray     *features;     /* of SegFeature*, so far: those of the families above in the table, in the order of SegHistory.row */
	SegFeatureData data;         /* what the workspace has */
	gint64         as_of;        /* nothing later is in any history; 0 while only the catalogue is asked for */
	gint64         as_of_day;    /* in local time, as all days */
	gboolean       everyone;     /* users who are in no users file count too */
	gint64         clock_offset; /* seconds that local time is ahead of the times in the files: hours and days are counted by it. 0 where no
	                              * event has a time of day: days are then those of the files */
	GPtrArray     *kinds;        /* of SegEventKind*, by SEG_KIND_NUMBER; those that have events */
	guint16       *kind_rank;    /* by SEG_KIND_NUMBER: order of their names */
	guint          n_counts;     /* counts of kinds: SegEventKind.column below this */
	/* Items by position; an event's item is the position + 1. Not there while only the catalogue is asked for. */
	gsize          n_items;
	gint64        *item_ids;     /* ascending */
} SegFeatureContext;

/* What of the past counts as recent: the last days that end with the as-of day. */
typedef enum { SEG_WINDOW_7, SEG_WINDOW_30, SEG_WINDOW_90, SEG_WINDOW_365, SEG_N_WINDOWS } SegWindow;
extern const gint32 seg_window_days[SEG_N_WINDOWS];

/* What several families want to know, gathered once. */
typedef struct {
	gint64 first_day, last_day;                   /* with an event, SEG_NO_TIME: never */
	gint64 first_purchase_day, last_purchase_day;
	gsize  n_dated, active_days, purchase_days;
	gsize  n_orders;
	gsize  n_purchase_amounts;
	double monetary; /* by the policy for orders */
} SegUserSummary;

/* A user's events up to the as-of instant, as columns of equal length in order of time: those without a time first, those of one
 * instant by what they say and never by the order in which files came. No column is ever NULL: one that the data do not have
 * holds NAN, or 0, throughout. */
typedef struct {
	gsize          n_events;
	const gint64  *at;          /* UTC seconds, or SEG_NO_TIME */
	const gint32  *day;         /* in local time, or SEG_NO_DAY */
	const guint16 *kind;        /* SEG_KIND_... */
	const guint32 *item;        /* position + 1, 0: none */
	const double  *amount, *quantity, *rating, *seconds; /* NAN: none */
	const guint64 *order;       /* equal within one order, 0: no order number */
	const guint32 *text_length; /* characters of the review or comment, 0: none */

	gsize  n_undated;              /* events without a time: the first so many */
	gsize  since[SEG_N_WINDOWS];   /* the first event of the window */
	gint64 registered_day;         /* or SEG_NO_TIME */
	gint64 user_id;
	gsize  user;                   /* number of the user: position in ids handed to prepare() */
	SegUserSummary summary;
	const guint32 *purchases;      /* numbers of the events that are purchases, ascending, */
	gsize  n_purchases;
	const guint32 *money;          /* and of those with an amount that counts as money */
	gsize  n_money;
	guint64 *scratch;              /* room for 2 * n_events + 64 values, for the family to write to */
	guint64 *seen;                 /* a bit for every item and one more: zeros, and left so */
	const double *row;             /* values of SegFeatureContext.features that families above in the table have computed */
} SegHistory;

/* What days are counted by. */
typedef struct {
	gint64 as_of_day, clock_offset; /* as in SegFeatureContext */
} SegCalendar;

/** The local day of an instant that a file gives; midnight stands for the day itself: most such values are dates. */
static inline gint64
seg_calendar_day (SegCalendar calendar, gint64 at)
{
	return at % SEG_DAY == 0 ? seg_day_of (at) : seg_day_of (at + calendar.clock_offset);
}

static inline SegCalendar
seg_context_calendar (const SegFeatureContext *context)
{
	return (SegCalendar) { context->as_of_day, context->clock_offset };
}

/** Days from @day to the as-of day; NAN for SEG_NO_TIME. */
static inline double
seg_days_since (const SegFeatureContext *context, gint64 day)
{
	return day != SEG_NO_TIME ? (double) (context->as_of_day - day) : NAN;
}

/** Sorts @values and counts the different ones. */
gsize seg_count_distinct (guint64 *values, gsize n);

/** Different orders among the purchases from event number @first on; each purchase without an order number is one. Uses the
 * scratch. */
gsize seg_history_orders (const SegHistory *history, gsize first);

/** The money of the events from number @first on, added in order. */
double seg_history_money (const SegHistory *history, gsize first);

/* The families. -------------------------------------------------------------------------------------------------------- */

typedef struct SegFamily {
	const char *name;
	const SegFeatureDefinition *definitions;
	gsize       n_definitions;
	/** Appends features that the data call for: SegFeature*, owned by @features. May be NULL. @state: of prepare(). */
	void      (*extend) (const SegFeatureContext *context, gconstpointer state, GPtrArray *features);
	/** Reads what the family needs beside events. May be NULL. @user_ids: ascending, or NULL while only the catalogue is asked
	 * for (then only what extend() needs). FALSE with @error. */
	gboolean  (*prepare) (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job,
	                      GError **error);
	void      (*release) (gpointer state);
	/** Writes all values of a user: n_definitions and then those that extend() added. They are NAN ("not defined for this
	 * user") before the call. Runs on several threads at once. */
	void      (*compute) (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values);
} SegFamily;

/** NULL-terminated, in the order of the catalogue. */
const SegFamily *const *seg_families (void);

/* Groups of the catalogue. */
#define SEG_GROUP_RFM        "recency-frequency-monetary"
#define SEG_GROUP_ACTIVITY   "activity"
#define SEG_GROUP_LEARNING   "learning"
#define SEG_GROUP_PURCHASE   "purchase"
#define SEG_GROUP_PREFERENCE "preference"
#define SEG_GROUP_RESPONSE   "response"
#define SEG_GROUP_TEXT       "text"
#define SEG_GROUP_OWN        "own"
#define SEG_GROUP_COMPONENTS "components"

#endif
