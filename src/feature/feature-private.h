/* What the files of feature/ share: events as the pass over one user sees them, the table of behaviour features, and the
 * pure numeric parts. */
#ifndef SEG_FEATURE_PRIVATE_H
#define SEG_FEATURE_PRIVATE_H

#include <segscope/feature.h>

#include <json-glib/json-glib.h>
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
	SegSelected      *selected; /* owned */
	SegEncoder       *encoder;  /* of a category, else NULL */
	const SegFeature *feature;  /* borrowed from the catalogue */
	SegFill           fill;     /* never SEG_FILL_USUAL */
	char             *sql;      /* expression over f (the set's table) and u (user) */
	gsize             first_column, n_columns; /* the last one says what is missing, if selected->indicator */
	gsize             n_shown;  /* one-hot: values with a column of their own */
	gsize             n_others; /* one-hot: values that share one column, "other" */
} SegSource;

void       seg_source_free (SegSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSource, seg_source_free)
/** What @selection becomes for the users of @set, categories coded as these users have them: GPtrArray of SegSource*, owned,
 * borrowing from @catalogue; @n_columns of them all. */
GPtrArray *seg_sources_plan (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection,
                             const GPtrArray *catalogue, gsize *n_columns, GError **error);
/** Makes @sources that were read from JSON ready for @set. */
gboolean   seg_sources_bind (SegWorkspace *workspace, const SegFeatureSet *set, GPtrArray *sources, const GPtrArray *catalogue,
                             GError **error);
/** Puts the value at @column of the statement's current row into @row of the raw matrix, which holds zeros: NAN for a missing
 * number or code; a missing one-hot category is marked in @filled. FALSE: the user is to be left out. */
gboolean   seg_source_read (const SegSource *source, SegStatement *statement, int column, gint64 as_of_day, gint64 user_id,
                            double *row, guint8 *filled);
/** Names the columns of @source; @columns: those of the whole matrix. */
void       seg_source_name_columns (const SegSource *source, SegMatrixColumn *columns);

/** Numbers the values of @encoder; call once they are all there. */
void       seg_encoder_index (SegEncoder *encoder);
/** The position of @value, -1: it was not there. */
gssize     seg_encoder_position (const SegEncoder *encoder, const char *value);

/* Members of JSON objects: what was selected for a feature. */
void         seg_selected_add_json (JsonBuilder *builder, const SegSelected *selected);
SegSelected *seg_selected_from_json (JsonObject *object); /* NULL: it is none */

/** All that was fitted, as JSON. Free with g_free(). */
char      *seg_transforms_to_json (const GPtrArray *sources, const SegMatrixColumn *columns);
/** The sources in such a text, to be bound; @columns: (out) n_columns of them with their scalers and fills, not named.
 * NULL with SEG_ERROR_WORKSPACE. */
GPtrArray *seg_transforms_from_json (const char *json, SegMatrixColumn **columns, gsize *n_columns, GError **error);

/* Numbers. ------------------------------------------------------------------------------------------------------------- */

double seg_mean (const double *values, gsize n);
double seg_deviation (const double *values, gsize n, double mean); /* divisor n */
/** Type-7 quantile; @scratch holds the values and is reordered. */
double seg_quantile (double *scratch, gsize n, double probability);

/** What stands for NAN in @values by the rule; @scratch has room for @n. */
double seg_column_fill_value (const double *values, gsize n, SegFill fill, double *scratch);
/** Replaces NAN in @values by @value. Returns how many; @filled gets 1 at each, with @stride. */
gsize  seg_column_fill (double *values, gsize n, double value, guint8 *filled, gsize stride);
/** Fills in minimum ... deviation and constant of @column. @scratch: room for @n. */
void   seg_column_describe (const double *values, gsize n, double *scratch, SegMatrixColumn *column);

/* The parts of some scalings: see scaling.c. */
void   seg_fit_power (SegScaler *scaler, const double *values, gsize n, double *scratch);
double seg_transform_power (const SegScaler *scaler, double x);
void   seg_fit_quantiles (SegScaler *scaler, const double *values, gsize n, double *scratch);
double seg_transform_quantile (const SegScaler *scaler, double x);

/** Sets duplicate_of of all columns, whose constant is known. */
gboolean seg_columns_find_duplicates (const SegMatrix *scaled, SegMatrixColumn *columns, SegJob *job, GError **error);

#endif
