/* What the files of feature/ share: events as the pass over one user sees them, the table of behaviour features, and the
 * pure numeric parts. */
#ifndef SEG_FEATURE_PRIVATE_H
#define SEG_FEATURE_PRIVATE_H

#include <segscope/feature.h>

#include "feature/event_facts.h"
#include "feature/family.h"

#include <segscope/event_copy.h>
#include <segscope/event_pack.h>
#include <segscope/event_reader.h>
#include <segscope/feature_blocks.h>

#include <json-glib/json-glib.h>

/* Grows whenever the meaning of a feature changes: sets built before are then stale. */
#define SEG_FEATURE_DEFINITIONS 4

/* What the data are like. ------------------------------------------------------------------------------------------- */

/** Looks what there is. FALSE with @error. */
gboolean seg_feature_data_find (SegWorkspace *workspace, const GPtrArray *kinds, SegFeatureData *data, GError **error);

/** The kinds that events have, by id: GPtrArray of SegEventKind*, owned. */
GPtrArray *seg_event_kinds (SegWorkspace *workspace, const SegEventFacts *facts, GError **error);
guint      seg_event_kinds_n_columns (const GPtrArray *kinds);
/** Whether the counts of actions are worth proposing: there are some, and not so many that they drown the rest. */
gboolean   seg_event_kinds_have_actions (const GPtrArray *kinds);
/** What is there by the names of the kinds: actions worth proposing, learning, returns. */
SegFeatureData seg_event_kinds_data (const GPtrArray *kinds);

/** What is the same for all users. @as_of: 0 while only the catalogue is asked for; items are not read then. */
SegFeatureContext *seg_feature_context_new (SegWorkspace *workspace, gint64 as_of, GError **error);
/** The same in two steps, for whoever reads all events anyway: first without kinds and data, then with what was found. */
SegFeatureContext *seg_feature_context_begin (SegWorkspace *workspace, gint64 as_of, GError **error);
void               seg_feature_context_set_as_of (SegFeatureContext *context, gint64 as_of);
gboolean           seg_feature_context_complete (SegFeatureContext *context, const SegEventFacts *facts, GError **error);
void               seg_feature_context_free (SegFeatureContext *context);

/* The families at work. ---------------------------------------------------------------------------------------------- */

/* The families with their state, and where each feature of the catalogue finds its value. */
typedef struct {
	SegFeatureContext *context;   /* borrowed */
	gpointer          *states;    /* by family */
	gsize             *first;     /* by family: its first value among those of all families; one more at the end */
	gsize              n_families;
	gsize             *value_of;  /* by feature of context->features */
	gsize             *n_before;  /* by family: features of the families above */
	double            *nothing;   /* NAN for each value of all families */
} SegFeaturePlan;

/** Prepares all families; fills in context->features. @user_ids: NULL while only the catalogue is asked for. */
SegFeaturePlan *seg_feature_plan_new (SegFeatureContext *context, const gint64 *user_ids, gsize n_users, SegJob *job, GError **error);
void            seg_feature_plan_free (SegFeaturePlan *plan);

/* Behaviour. --------------------------------------------------------------------------------------------------------- */

/* Events in slices by user, a column a figure; NULL: no event has it. */
typedef struct {
	gint64  *at;
	guint16 *kind;
	guint32 *item, *text_length;
	guint64 *order;
	double  *amount, *quantity, *rating, *seconds;
} SegEventColumns;

void seg_event_columns_clear (SegEventColumns *columns);

/* All users that may count and their events up to an instant. */
typedef struct {
	gsize           n_users;
	gint64         *user_ids;   /* ascending */
	gint64         *registered; /* as the file says, or SEG_NO_TIME */
	gboolean        has_list;   /* who counts without doing anything: those of users files, or everyone where there is neither such a file nor an event */
	gboolean        is_part;    /* most events are of other users */
	gint64          after_id;   /* only events with higher ids are read; 0: all */
	gsize          *start;      /* n_users + 1: where a user's slice begins */
	SegEventColumns columns;
	gsize           first_event; /* the event that the columns begin with: 0, but while some users' events are there alone */
	gsize           room;        /* events that these columns have room for then */
	GPtrArray      *chunks;     /* of SegEventChunk*, as they were read, until they are put in slices */
	SegEventFacts  *facts;      /* of all events */
	GPtrArray      *packs;      /* of SegEventPack*: made of events that had none, to be written; NULL: none are made */
	SegEventCopy   *copy;       /* where events up to after_id come from (touched.c); NULL: none do */
	gint64          last_given_back; /* the latest time at which a purchase was given back, or SEG_NO_TIME */
} SegBehaviour;

static inline gsize
seg_behaviour_n_events (const SegBehaviour *behaviour, gsize user)
{
	return behaviour->start[user + 1] - behaviour->start[user];
}

/** The users in use: all, or about @most evenly spaced ones (0: all). */
SegBehaviour *seg_behaviour_new (const SegFeatureContext *context, gsize most, GError **error);
/** Those of @ids (of gint64, ascending) that are in use. */
SegBehaviour *seg_behaviour_new_of (const SegFeatureContext *context, const GArray *ids, GError **error);
/** Reads their events by one pass over the table; of @context only the instant and the items are needed. */
gboolean      seg_behaviour_read (SegBehaviour *behaviour, const SegFeatureContext *context, SegJob *job, GError **error);
/* Events that a set does not know yet. */
typedef struct {
	gint64         after_id;  /* those with higher ids */
	GArray        *users;     /* of gint64: gets their users' ids, in no order, some more than once */
	SegEventFacts *facts;     /* of these events; owned by the caller, as is: */
	GPtrArray     *packs;     /* of SegEventPack*: what was packed of them, to be written */
	gint64         last_given_back; /* the latest time at which any purchase was given back, or SEG_NO_TIME */
} SegNewEvents;

/** Reads what they say. FALSE with @error; then there are neither facts nor packs. */
gboolean      seg_behaviour_read_new (const SegFeatureContext *context, SegNewEvents *new, SegJob *job, GError **error);
/** Puts them in slices, with kinds as in @context. */
gboolean      seg_behaviour_sort (SegBehaviour *behaviour, const SegFeatureContext *context, SegJob *job, GError **error);
/** Keeps a copy of the events in @behaviour by user, which are in order, as those of the set up to the event @last_event_id, instead of any other; where
 * that cannot be, there is none afterwards. FALSE with @error. */
gboolean      seg_behaviour_copy_keep (const SegBehaviour *behaviour, const SegFeatureContext *context, gint64 set, gint64 last_event_id, SegJob *job,
                                       GError **error);
/** For whoever may write: reading packs what has no pack yet; then it is written. */
void          seg_behaviour_make_packs (SegBehaviour *behaviour);
gboolean      seg_behaviour_write_packs (SegBehaviour *behaviour, SegWorkspace *workspace, GError **error);
/** All of it for about so many users; 0: all. */
SegBehaviour *seg_behaviour_load_some (SegWorkspace *workspace, const SegFeatureContext *context, gsize most_users, SegJob *job,
                                       GError **error);
void          seg_behaviour_free (SegBehaviour *behaviour);
gint64        seg_behaviour_registered_day (const SegBehaviour *behaviour, const SegFeatureContext *context, gsize user); /* or SEG_NO_TIME */
/** Whether user number @user counts: has events, or is listed and had registered. */
gboolean      seg_behaviour_counts (const SegBehaviour *behaviour, const SegFeatureContext *context, gsize user);

/* The features of some users, packed. */
typedef struct {
	gint64  *user_ids; /* ascending */
	gsize    n;        /* up to SEG_BLOCK_USERS */
	GBytes **columns;  /* n_columns */
	gsize    n_columns;
} SegComputedBlock;

void seg_computed_block_free (SegComputedBlock *block);
/** The values in the set's parts from @first_part on together with @fresh, which count instead of them: GPtrArray of SegComputedBlock*, owned,
 * ascending. NULL with @error. (parts.c) */
GPtrArray *seg_feature_parts_merge (SegWorkspace *workspace, gint64 set, gint64 first_part, const GPtrArray *fresh, gsize n_columns,
                                    SegJob *job, GError **error);

/* Where the events of some users come from while they are computed. */
typedef struct {
	/* Puts those of users number @first to @last - 1 into the columns of @view, which is as the whole but for its columns, and is handed in again for
	 * others; start NULL afterwards: nothing is to be computed any more. FALSE: out of memory. On any thread. */
	gboolean (*fill) (SegBehaviour *view, gsize first, gsize last, gpointer data);
	gpointer data;
} SegEventSource;

/** Computes the features of @plan's context for the users that count: GPtrArray of SegComputedBlock*, owned, ascending. @source NULL: events
 * are in slices, and are put in order of time. */
GPtrArray *seg_behaviour_compute (SegBehaviour *behaviour, const SegFeaturePlan *plan, const SegEventSource *source, SegJob *job, GError **error);
/** The same for a few of all users whose events are not read yet: what the set's copy of events has comes from there, the rest is read.
 * (touched.c) */
GPtrArray *seg_behaviour_compute_touched (SegBehaviour *behaviour, const SegFeaturePlan *plan, gint64 set, SegJob *job, GError **error);
#define SEG_FEW_USERS 256 /* of so many, a thread alone computes the values */

/* Room for the histories of one thread, large enough for its longest slice. */
typedef struct SegHistoryRoom SegHistoryRoom;

SegHistoryRoom *seg_history_room_new (gsize n_events, gsize n_items); /* NULL: out of memory */
void            seg_history_room_free (SegHistoryRoom *room);
/** The values of all families for a user; each sees in @row what those before it found. @all: room for plan->first[n_families] values. */
void            seg_feature_plan_compute (const SegFeaturePlan *plan, SegHistory *history, double *all, double *row);
/** The history of user number @user, whose events are put in order of time; what it points to lives until the room's next. */
void            seg_history_make (const SegFeatureContext *context, SegBehaviour *behaviour, gsize user, SegHistoryRoom *room,
                                  SegHistory *history);

/* Attributes of users as features. -------------------------------------------------------------------------------- */

/** "user.NAME" */
#define SEG_ATTRIBUTE_PREFIX "user."

/** Appends the features that the users' attributes are to @catalogue. */
gboolean seg_attribute_features_add (SegWorkspace *workspace, SegFeatureData data, GPtrArray *catalogue, GError **error);

/** Whether @attribute of users may be used for features: not who somebody is, and not what became of them. */
gboolean seg_attribute_is_feature (const SegAttribute *attribute);

/* The catalogue and the sets. --------------------------------------------------------------------------------------- */

/** "orders, orders_90d": those of @names that @wanted may have meant, the nearest first; NULL when none is near. (names_near.c) */
char    *seg_names_near (const char *wanted, const char *const *names, gsize n_names);
gboolean seg_name_is_near (const char *wanted, const char *name);

/** FALSE with SEG_ERROR_DATA unless each of @selection, which was chosen before, is still in @catalogue. */
gboolean seg_selection_check (const GPtrArray *selection, const GPtrArray *catalogue, GError **error);

/** The table of a set as an SQL identifier. */
char *seg_feature_set_table (gint64 id);
/** The end of the local day of the last event; without one, of the last day that anything else speaks of. */
gboolean seg_feature_as_of_after (SegWorkspace *workspace, const SegEventFacts *facts, gint64 *as_of, GError **error);
/** What SegFeatureContext.clock_offset is where events are as @facts say. */
gboolean seg_clock_offset_for (SegWorkspace *workspace, const SegEventFacts *facts, gint64 *offset, GError **error);
/** The end of the last day that anything in the data speaks of. */
gboolean seg_feature_default_as_of (SegWorkspace *workspace, gint64 *as_of, GError **error);
/* The feature that is in the catalogue whenever campaigns are: a set without it has none that could tell them. */
#define SEG_FEATURE_OF_CAMPAIGNS "campaigns"
/** SHA-256 over all that the features of a set depend on (inputs.c), but for what is in seg_feature_definitions(). @campaigns: the set has
 * SEG_FEATURE_OF_CAMPAIGNS. */
char *seg_feature_set_fingerprint (SegWorkspace *workspace, gint64 as_of, gboolean everyone, gboolean campaigns, GError **error);
/** The campaigns that reached people by @as_of, as a text that changes when they do. Free with g_free(). */
char *seg_feature_campaigns_by (SegWorkspace *workspace, gint64 as_of, GError **error);
/** Whether the set of that name is about everyone; FALSE where there is none. */
gboolean seg_feature_set_everyone (SegWorkspace *workspace, const char *name, gboolean *everyone, GError **error);
/** Keeps the set's row, its values, in @blocks, and what its columns mean; the caller holds the transaction. 0: failed. */
gint64 seg_feature_set_store (SegWorkspace *workspace, const char *name, gboolean as_of_given, const GPtrArray *selection,
                              const SegFeatureContext *context, const GPtrArray *blocks, SegJob *job, GError **error);
/** Writes @blocks as the part @part of the set, instead of that and later ones; it has @n_users then, inside the caller's transaction. */
gboolean seg_feature_set_add_part (SegWorkspace *workspace, gint64 set, gint64 part, const char *name, gboolean as_of_given,
                                   const GPtrArray *selection, const SegFeatureContext *context, const GPtrArray *blocks, gint64 n_users,
                                   SegJob *job, GError **error);
/** The columns of the set's table: a set of names. */
GHashTable *seg_feature_set_columns (SegWorkspace *workspace, gint64 id, GError **error);

/* Names of features that a person may change or take away: own features, components. (feature_names.c) ---------------- */

/** @json with the new name in place of the old one, wherever that stands for a feature; NULL where it does not. Free with g_free(). */
char    *seg_feature_name_replace (const char *json, const char *old_name, const char *new_name);
/** Everywhere in the workspace but in formulas; the caller holds the transaction. */
gboolean seg_feature_name_change (SegWorkspace *workspace, const char *old_name, const char *new_name, GError **error);
/** The same for what the feature @name is called in words, which stands in filters; not where something else is called so too. */
gboolean seg_feature_label_change (SegWorkspace *workspace, const char *name, const char *old_label, const char *new_label, GError **error);
/** Who uses one of @names (of char*), as one sentence; "" when nobody does. Free with g_free(); NULL with @error. */
char    *seg_feature_users (SegWorkspace *workspace, const GPtrArray *names, GError **error);
/** Takes @names out of the selections of all sets; the caller holds the transaction. */
gboolean seg_feature_names_deselect (SegWorkspace *workspace, const GPtrArray *names, GError **error);

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
/** The same without a set: all of @catalogue is there. */
gboolean   seg_sources_bind_to (GPtrArray *sources, const GPtrArray *catalogue, GError **error);
/** Puts the value at @column of the statement's current row into @row of the raw matrix, which holds zeros: NAN for a missing
 * number or code; a missing one-hot category is marked in @filled. FALSE: the user is to be left out. */
gboolean   seg_source_read (const SegSource *source, SegStatement *statement, int column, SegCalendar calendar, gint64 user_id,
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
/** Replaces NAN in @values by @value. Returns how many; @filled gets 1 at each, with @stride (NULL: nobody asks). */
gsize  seg_column_fill (double *values, gsize n, double value, guint8 *filled, gsize stride);
/** Fills in minimum ... deviation and constant of @column. @scratch: room for @n. */
void   seg_column_describe (const double *values, gsize n, double *scratch, SegMatrixColumn *column);

/** Figures and histogram of @n known values. @scratch: room for as many. */
void   seg_statistics_describe (SegFeatureStatistics *statistics, const double *known, gsize n, double *scratch);

/* The parts of some scalings: see scaling.c. */
void   seg_fit_power (SegScaler *scaler, const double *values, gsize n, double *scratch);
double seg_transform_power (const SegScaler *scaler, double x);
void   seg_fit_quantiles (SegScaler *scaler, const double *values, gsize n, double *scratch);
double seg_transform_quantile (const SegScaler *scaler, double x);

/** Sets duplicate_of of all columns, whose constant is known. */
gboolean seg_columns_find_duplicates (const SegMatrix *scaled, SegMatrixColumn *columns, SegJob *job, GError **error);

#endif
