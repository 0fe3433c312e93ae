/* What the files of feature/ share: events as the pass over one user sees them, the table of behaviour features, and the
 * pure numeric parts. */
#ifndef SEG_FEATURE_PRIVATE_H
#define SEG_FEATURE_PRIVATE_H

#include <segscope/feature.h>

#include <math.h>

/* Grows whenever the meaning of a feature changes: sets built before are then stale. */
#define SEG_FEATURE_DEFINITIONS 1

#define SEG_DAY 86400
#define SEG_NO_TIME G_MININT64 /* of an event, or a day, that is not known */

/** The UTC calendar day of an instant, counted from 1970-01-01; rounds down before it too. */
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
	SEG_DATA_NEVER      = 1 << 30  /* what no workspace has */
} SegFeatureData;

/** Looks what there is. FALSE with @error. */
gboolean seg_feature_data_find (SegWorkspace *workspace, SegFeatureData *data, GError **error);

/* Kinds of events. -------------------------------------------------------------------------------------------------- */

/* So many kinds get a feature of their own, in order of arrival; the rest share one. */
#define SEG_KIND_LIMIT 60

#define SEG_KIND_REVIEW   (1u << 29)
#define SEG_KIND_PURCHASE (1u << 30)
#define SEG_KIND_MONEY    (1u << 31)
#define SEG_KIND_COLUMN(kind) ((kind) & 0xffffu)

typedef struct {
	gint64  id;
	char   *name;
	char   *feature; /* "count_view"; several kinds share "count_other_kinds" */
	guint32 kind;    /* number of the count, and the flags above */
	gboolean is_action;   /* something people do that no other feature stands for: "view", not "purchase" or "rating" */
	gboolean has_seconds; /* its events have a length: time spent says more than their count */
} SegEventKind;

/** The kinds that events have, by id: GPtrArray of SegEventKind*, owned. */
GPtrArray *seg_event_kinds (SegWorkspace *workspace, GError **error);
guint      seg_event_kinds_n_columns (const GPtrArray *kinds);
/** Whether the counts of actions are worth proposing: there are some, and not so many that they drown the rest. */
gboolean   seg_event_kinds_have_actions (const GPtrArray *kinds);

/* Behaviour. --------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64  at;                      /* or SEG_NO_TIME */
	double  amount, rating, seconds; /* NAN: none */
	guint64 order;                   /* hash of the order's key, 0: none */
	guint32 item;                    /* position of the item + 1, 0: none */
	guint32 kind;                    /* SegEventKind.kind */
} SegFeatureEvent;

/* What one pass over a user's events gathers. */
typedef struct {
	gint64 as_of_day, registered_day;
	gint64 first_day, last_day;                   /* with an event, SEG_NO_TIME: never */
	gint64 first_purchase_day, last_purchase_day;
	gsize  n_events, n_dated, n_evening, n_weekend, n_events_30, n_events_90;
	gsize  active_days, purchase_days;
	gsize  n_orders, n_orders_90;
	gsize  n_items, n_categories;
	gsize  n_ratings, n_review_ratings, n_purchase_amounts; /* the stars of reviews apart: they often repeat a rating */
	double monetary, monetary_90;  /* by the policy for orders */
	double rating_total, review_rating_total, seconds_total;
} SegUserSummary;

/**
 * Sorts a user's events by what they say and gathers @summary, whose as_of_day and registered_day are given.
 *
 * @categories: by item, 0: none; NULL without categories. @scratch: room for @n_events values. @counts: (out) zeroed before,
 * events by SEG_KIND_COLUMN. Sums do not depend on the order in which events arrive.
 */
void seg_user_summarise (SegFeatureEvent *events, gsize n_events, const guint32 *categories, guint64 *scratch,
                         SegUserSummary *summary, guint32 *counts);

/* A behaviour feature: one row of the table in definition.c. */
typedef struct {
	const char    *name, *label, *meaning, *unit, *group;
	SegScaling     scaling;
	SegFill        fill;
	SegFeatureData needs;           /* all of it, or the feature is not in the catalogue */
	SegFeatureData proposed_with;   /* proposed where all of this is there ... */
	SegFeatureData proposed_unless; /* ... and none of this */
	double       (*value) (const SegUserSummary *summary); /* NAN: not defined for this user */
} SegFeatureDefinition;

const SegFeatureDefinition *seg_feature_definitions (gsize *n_definitions);
const SegFeatureDefinition *seg_feature_definition_find (const char *name);

/* All users that may count and their events up to an instant, in slices by user. */
typedef struct {
	gint64           as_of;
	gsize            n_users;
	gint64          *user_ids;   /* ascending */
	gint64          *registered; /* day, or SEG_NO_TIME */
	gboolean         has_list;   /* users came with a users file: these are the listed ones */
	gsize           *start;      /* n_users + 1: where a user's slice begins */
	gsize           *n_events;   /* of the slice, up to as_of */
	SegFeatureEvent *events;
	guint64         *scratch;    /* as long as events */
	guint32         *categories; /* by item, 0: none; NULL where there are none */
	GPtrArray       *kinds;
} SegBehaviour;

/** Reads them by one pass over the table of events. */
SegBehaviour *seg_behaviour_load (SegWorkspace *workspace, gint64 as_of, SegJob *job, GError **error);
void          seg_behaviour_free (SegBehaviour *behaviour);
/** Whether user number @user counts: has events, or is listed and had registered. */
gboolean      seg_behaviour_counts (const SegBehaviour *behaviour, gsize user);

/**
 * Computes the behaviour features named in @features (those of the catalogue that are not attributes).
 * @values: (out) n_users x features, NAN where not defined.
 */
gboolean seg_behaviour_compute (const SegBehaviour *behaviour, const GPtrArray *features, SegMatrix *values,
                                SegJob *job, GError **error);

/* Positions of ids: a direct table where ids are dense, else a binary search. */
typedef struct {
	const gint64 *ids; /* ascending, borrowed */
	gsize         n;
	guint32      *table; /* position + 1 by id, or NULL */
	gsize         table_size;
} SegIdIndex;

void   seg_id_index_init (SegIdIndex *index, const gint64 *ids, gsize n);
void   seg_id_index_clear (SegIdIndex *index);
gssize seg_id_index_find (const SegIdIndex *index, gint64 id); /* -1: none */

/* Attributes of users as features. -------------------------------------------------------------------------------- */

/** "user.NAME" */
#define SEG_ATTRIBUTE_PREFIX "user."

/** Appends the features that the users' attributes are to @catalogue. */
gboolean seg_attribute_features_add (SegWorkspace *workspace, SegFeatureData data, GPtrArray *catalogue, GError **error);

/* The catalogue and the sets. --------------------------------------------------------------------------------------- */

char *seg_feature_names (const GPtrArray *catalogue); /* "recency_days, orders, ..." for messages */

/** FALSE with SEG_ERROR_DATA unless each of @selection is in @catalogue. */
gboolean seg_selection_check (const GPtrArray *selection, const GPtrArray *catalogue, GError **error);

/** The table of a set as an SQL identifier. */
char *seg_feature_set_table (gint64 id);
/** SHA-256 over the data, the instant and the version of the definitions. */
char *seg_feature_set_fingerprint (SegWorkspace *workspace, gint64 as_of, GError **error);
/** Keeps the set's row, its table of @values and what its columns mean; the caller holds the transaction. 0: failed. */
gint64 seg_feature_set_store (SegWorkspace *workspace, const char *name, gboolean as_of_given, const GPtrArray *selection,
                              const GPtrArray *features, const SegBehaviour *behaviour, const SegMatrix *values,
                              SegJob *job, GError **error);
/** The columns of the set's table: a set of names. */
GHashTable *seg_feature_set_columns (SegWorkspace *workspace, gint64 id, GError **error);

/* Encoding and scaling. ----------------------------------------------------------------------------------------------- */

/* A selected feature and the columns it becomes. */
typedef struct {
	const SegFeature  *feature;
	const SegSelected *selected;
	char       *sql;      /* expression over f (the set's table) and u (user) */
	gsize       first_column, n_columns;
	GPtrArray  *values;   /* category: the values with a column of their own, most frequent first; else NULL */
	GHashTable *offsets;  /* category: value -> offset of its column + 1 */
	gsize       n_others; /* category: values that share the last column, "other" */
} SegSource;

void       seg_source_free (SegSource *source);
/** What @selection becomes for the users of @set: GPtrArray of SegSource*, owned, borrowing from the others; @n_columns of
 * them all. */
GPtrArray *seg_sources_plan (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection,
                             const GPtrArray *catalogue, gsize *n_columns, GError **error);
/** Puts the value at @column of the statement's current row into @row of the raw matrix: NAN for a missing number; a missing
 * category is marked in @filled. */
void       seg_source_read (const SegSource *source, SegStatement *statement, int column, gint64 as_of_day, double *row,
                            guint8 *filled);
/** Names the columns of @source; @columns: those of the whole matrix. */
void       seg_source_name_columns (const SegSource *source, SegMatrixColumn *columns);

/** Replaces NAN in @values by the rule; @scratch has room for @n. Returns how many; @filled gets 1 at each, with @stride. */
gsize seg_column_fill (double *values, gsize n, SegFill fill, double *scratch, guint8 *filled, gsize stride);
/** Fills in minimum ... deviation, constant, centre and scale of @column, whose scaling is given. */
void  seg_column_describe (const double *values, gsize n, double *scratch, SegMatrixColumn *column);
/** @scaled = (t(x) - centre) / scale; 0 for a constant column. */
void  seg_column_scale (const double *values, gsize n, const SegMatrixColumn *column, double *scaled);

/** Sets duplicate_of of all columns, whose constant is known. */
gboolean seg_columns_find_duplicates (const SegMatrix *scaled, SegMatrixColumn *columns, SegJob *job, GError **error);

#endif
