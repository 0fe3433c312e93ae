/* Features: what users did and are, as columns of numbers.
 *
 * The catalogue says which features the data allow. A feature set is built as of an instant: every behaviour feature of
 * the catalogue is computed for every user and kept in the workspace as the table feature_set_N (raw values, NULL where
 * not defined); a selection of them (and of the imported attributes), each with a scaling, makes the matrix that
 * clustering sees. */
#ifndef SEGSCOPE_FEATURE_H
#define SEGSCOPE_FEATURE_H

#include <segscope/matrix.h>
#include <segscope/reduction.h>
#include <segscope/transform.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

/* A feature of the catalogue, for this workspace. */
typedef struct {
	char      *name;     /* "recency_days", "count_play", "user.city" for an attribute */
	char      *label;    /* "Days since last event" */
	char      *meaning;  /* one sentence */
	char      *unit;     /* "days", "orders", "¥" is never assumed: "money", ""  */
	const char *group;   /* "recency-frequency-monetary", "activity", "learning", "purchase", "preference", "response", "text",
	                      * "profile", "outcome", "own" (own_feature.h), "components" (component.h) */
	SegScaling scaling;  /* sensible default */
	gboolean   is_attribute;
	gboolean   is_outcome; /* an attribute that says what became of the person (left, bought): to be predicted, never proposed */
	SegType    type;     /* NUMBER; for attributes also CATEGORY, BOOLEAN, DATE (as days before as_of) */
	gboolean   proposed; /* part of the default selection */
	SegFill    fill;     /* numbers and yes/no; a missing category is 0 in all its columns */
	char      *definition; /* of one's own features and components: a digest of what they are computed by; else NULL */
} SegFeature;

void seg_feature_free (SegFeature *feature);

/** The feature of that name; else an attribute by its name alone ("city"), else by label without regard to case. Borrowed
 * from @catalogue; NULL when there is none. */
const SegFeature *seg_feature_find (const GPtrArray *catalogue, const char *name);
/** Where all events are later than @as_of, which then tells nothing: UTC seconds of the first one. 0 where there are earlier ones (mostly
 * the first that are looked at), or none has a time. */
gboolean          seg_feature_first_event_after (SegWorkspace *workspace, gint64 as_of, gint64 *at, GError **error);
/** Sets SEG_ERROR_DATA: there is no feature @name, with those that may have been meant. */
void              seg_feature_set_unknown (const GPtrArray *catalogue, const char *name, GError **error);

/**
 * The features this workspace's data allow (no "seconds learned" where nobody has seconds), in order of groups:
 * GPtrArray of SegFeature*, owned. Free text, names, e-mail addresses and phone numbers are not features.
 *
 * Proposed: the behaviour features that tell people apart without repeating one another; in a workspace without events the
 * numbers (of more than three values: fewer are codes) and yes/no attributes that vary, and categories of few values where
 * there are fewer than three numbers; never consent.
 * Cost: looks for the first event with a time, an amount, a rating ... (all events where there is none), and at the first
 * 10,000 users to choose scalings and proposals among attributes.
 */
GPtrArray *seg_feature_catalogue (SegWorkspace *workspace, GError **error);
/** Words for the group of a feature; what is no group is its own words. */
const char *seg_feature_group_words (const char *group);

typedef struct {
	gint64     id;      /* 0 while not saved */
	char      *name;
	gint64     as_of;   /* UTC seconds: the last instant that counts */
	gint64     as_of_local; /* the same in local time, to be shown and named */
	gboolean   as_of_given; /* a person named it; else it was the end of the data, and moves when the set is built again */
	GPtrArray *selection; /* of SegSelected*, owned */
	gint64     n_users;
	gboolean   everyone;    /* a person chose that users without a place in a users file count too */
	gboolean   only_listed; /* a users file was imported, and those it lists are the ones that count */
	gint64     created_at;
	char      *fingerprint; /* of what it was computed from */
	gboolean   stale;   /* the data, or a selected own feature or component, have changed since it was built */
	gint64     n_computed; /* of the set that a build returns: users computed by it; fewer than n_users when only they had new events */
	const char *all_because; /* likewise: why all users were computed though the set was there, in words; NULL: they were not, or it was not */
	gboolean   data_changed, lacks_own; /* which of the two; both may be */
} SegFeatureSet;

void seg_feature_set_free (SegFeatureSet *set);
/** A copy of a selection, owned; and its entry of that name, borrowed, or NULL. */
GPtrArray   *seg_selection_copy (const GPtrArray *selection);
SegSelected *seg_selection_find (const GPtrArray *selection, const char *name);

/** A selection as it is kept in the workspace: [{"feature": name, "scaling": name, ...}, ...]; what is as usual is left out.
 * Free with g_free(). */
char      *seg_selection_to_json (const GPtrArray *selection);
/** The selection in such a text: GPtrArray of SegSelected*, owned. NULL with SEG_ERROR_WORKSPACE when it is none. */
GPtrArray *seg_selection_from_json (const char *json, GError **error);

/**
 * Computes all features of the catalogue and keeps them under @name (replacing the table of an older set of that name,
 * whose segmentations then show as stale).
 *
 * Users: those with an event up to @as_of; where a users file was imported, only the listed ones (unless everyone was chosen for
 * the set of that name, see below), and of them also those without events unless they registered later. The set's n_users says how many.
 * @as_of: UTC seconds, or 0 for the end of the local day of the last event (without dated events: of the latest date among
 * the users' attributes, else of the last import). Later events are not seen; events without a time always count.
 * @selection: GPtrArray of SegSelected*, or NULL for the proposed one. Not taken over.
 * Returns the saved set, or NULL: SEG_ERROR_DATA (no users; a selected feature does not exist: lists those there are),
 * SEG_ERROR_CANCELLED. On failure the workspace is as before.
 * Where the set was built before and only events have come since, up to the same as-of instant, just the users who have some are
 * computed again, to the same bits; whatever else has changed (cleaning steps, policy, attributes, kinds of events) makes it
 * compute all. The set returned says which (n_computed, all_because).
 * Cost: one pass over the events in the order of the file on all cores, a counting sort by user, one pass over each user's events.
 * Memory: 10 bytes an event, and for each figure that some event has: 8 (amount, quantity, rating, seconds, order), 4 (item,
 * length of text), all of it twice for a moment; 1 to 3 a user and feature. Same bits for any number of threads and any order of
 * events.
 */
SegFeatureSet *seg_feature_set_build (SegWorkspace *workspace, const char *name, gint64 as_of,
                                      const GPtrArray *selection, SegJob *job, GError **error);

/* Whom a set is to be about, where a users file was imported. */
typedef enum {
	SEG_POPULATION_AS_BEFORE, /* as the set of that name; the listed ones for a new set */
	SEG_POPULATION_LISTED,    /* those that a users file lists */
	SEG_POPULATION_EVERYONE   /* and those that are only known from what they did */
} SegPopulation;

/** As seg_feature_set_build(), and says who counts. */
SegFeatureSet *seg_feature_set_build_of (SegWorkspace *workspace, const char *name, gint64 as_of, SegPopulation population,
                                         const GPtrArray *selection, SegJob *job, GError **error);

/**
 * What features that people define are computed by (own features, components): digests by name, of char* to char*. Another digest
 * means other values. NULL with @error.
 */
GHashTable    *seg_feature_definitions (SegWorkspace *workspace, GError **error);
/** One digest of them all; "" without any. Free with g_free(); NULL with @error. */
char          *seg_feature_definitions_digest (SegWorkspace *workspace, GError **error);

/** Has the next build of the set of that name compute all users, whatever has changed. */
gboolean       seg_feature_set_forget_basis (SegWorkspace *workspace, const char *name, GError **error);

/* Local time: seconds that it is ahead of the times in the files (a setting of the workspace, 0 unless set). Hours of the day, weekdays,
 * calendar days and the ends of as-of days are counted by it; sets computed before are then stale. */
gboolean seg_clock_offset (SegWorkspace *workspace, gint64 *offset, GError **error);
/** The same, or 0 where no event has a time of day: then days are those of the files. Local time is an instant plus this. */
gboolean seg_calendar_offset (SegWorkspace *workspace, gint64 *offset, GError **error);
/** The instant at which local time is @local. */
gboolean seg_calendar_instant (SegWorkspace *workspace, gint64 local, gint64 *instant, GError **error);
/** One transaction, noted in the audit log. Sets as of a day that a person named keep that day. */
gboolean seg_clock_set_offset (SegWorkspace *workspace, gint64 offset, GError **error);
/** "+08:00", "UTC-3:30", "8", "0". FALSE with SEG_ERROR_USAGE. */
gboolean seg_clock_parse (const char *text, gint64 *offset, GError **error);
/** "UTC+08:00". Free with g_free(). */
char    *seg_clock_format (gint64 offset);

/** The instant to build @set again with: its own where a person named it, else 0 (the end of the data). */
static inline gint64
seg_feature_set_wanted_as_of (const SegFeatureSet *set)
{
	return set->as_of_given ? set->as_of : 0;
}

/** Seconds that local time is ahead of the set's instant. */
static inline gint64
seg_feature_set_ahead (const SegFeatureSet *set)
{
	return set->as_of_local - set->as_of;
}

/** Changes only the selection of a set; nothing is computed. */
gboolean seg_feature_set_select (SegWorkspace *workspace, gint64 id, const GPtrArray *selection, GError **error);

/** The set in use: the one computed or opened (seg_feature_set_use()) last. @id: 0 while there is none. */
gboolean seg_feature_set_in_use (SegWorkspace *workspace, gint64 *id, GError **error);
/** From now on @id is the set in use. */
gboolean seg_feature_set_use (SegWorkspace *workspace, gint64 id, GError **error);

/** The set of that name, or the one in use for NULL; NULL with SEG_ERROR_NOT_FOUND, which says how to build one. */
SegFeatureSet *seg_feature_set_load (SegWorkspace *workspace, const char *name, GError **error);
SegFeatureSet *seg_feature_set_load_id (SegWorkspace *workspace, gint64 id, GError **error);
/** All sets, newest first: GPtrArray of SegFeatureSet*, owned. */
GPtrArray *seg_feature_sets (SegWorkspace *workspace, GError **error);

/* Sets as things a person keeps. (sets.c, sets_compare.c) */
/** The set of that name (NULL: the one in use, built as "default" where there is none), computed again where the data have changed. */
SegFeatureSet *seg_feature_set_fresh (SegWorkspace *workspace, const char *name, SegJob *job, GError **error);
/** A set as of that instant: one that is there and fresh, else one built under the name "as of DAY". The set in use stays in use. */
SegFeatureSet *seg_feature_set_as_of (SegWorkspace *workspace, gint64 as_of, SegJob *job, GError **error);
/** Keeps the set once more under another name: what is chosen, the instant, and all values. Its id; 0 with SEG_ERROR_ARGUMENT
 * (name empty or taken). Audited, as the next two. */
gint64   seg_feature_set_copy (SegWorkspace *workspace, gint64 id, const char *name, GError **error);
gboolean seg_feature_set_rename (SegWorkspace *workspace, gint64 id, const char *name, GError **error);
/** Refused with SEG_ERROR_ARGUMENT while segments were made from it (names them). */
gboolean seg_feature_set_delete (SegWorkspace *workspace, gint64 id, GError **error);

/* A feature in two sets. */
typedef struct {
	char      *name, *label, *unit;
	gboolean   in_first, in_second;           /* has values there (attributes: always) */
	char      *first, *second;                /* what is done to it where it is chosen (seg_selected_words()); NULL: not chosen */
	gint64     n_different;                   /* of the users in both, those with another value; 0 for attributes, which are of now */
	double     mean_first, mean_second;       /* of the users in both who have a value; NAN: none, or an attribute */
	double     mean_change;                   /* mean of |second - first| of those who have both */
} SegFeatureDifference;

typedef struct {
	SegFeatureSet *first, *second;
	gint64     n_both, n_only_first, n_only_second; /* users */
	GPtrArray *features;                      /* of SegFeatureDifference*, in the order of the catalogue, then what it does not know */
} SegFeatureSetDifference;

/** How two sets differ. NULL with SEG_ERROR_CANCELLED ... Cost: a join of both tables of values. */
SegFeatureSetDifference *seg_feature_sets_compare (SegWorkspace *workspace, gint64 first, gint64 second, SegJob *job, GError **error);
void     seg_feature_set_difference_free (SegFeatureSetDifference *difference);
/** Whether anything of the feature differs: chosen or not, what is done to it, values. */
gboolean seg_feature_differs (const SegFeatureDifference *feature);

/* A column of the matrix: a selected feature, or one value of a category. */
typedef struct {
	char      *feature; /* name in the catalogue */
	char      *name;    /* of the column: "orders", "user.city=上海", "user.city=(other)", "user.age=(missing)" */
	char      *label;   /* "Orders", "City = 上海", "City = other", "Age missing" */
	char      *unit;
	gboolean   is_share;      /* holds 0 and 1 only (yes/no, a value of a category): its mean is a share */
	SegScaler  scaler;        /* how it was scaled */
	double     fill;          /* what stands for a missing value */
	gsize      n_missing;     /* filled */
	gsize      n_limited;     /* values beyond the limits of the selection: scaled as the limit, raw as they are */
	double     minimum, maximum, mean, median, deviation; /* of the raw values, after filling; divisor n */
	gboolean   constant;      /* one value only: scaled to 0, of no use to clustering */
	gssize     duplicate_of;  /* index of an earlier column that says the same (a linear function of it), or -1 */
} SegMatrixColumn;

typedef struct {
	SegMatrix       *raw;      /* n x d, missing values filled; categories 0/1 or codes */
	SegMatrix       *scaled;   /* n x d, what clustering sees */
	guint8          *filled;   /* n x d: 1 where the value was missing */
	gint64          *user_ids; /* n, ascending */
	gsize            n_columns;
	SegMatrixColumn *columns;
	gsize            n_left_out; /* users of the set that are not here: they lack a value and SEG_FILL_LEAVE_OUT is chosen */
	char            *transforms; /* JSON: all that was fitted, for seg_feature_matrix_again() */
	char            *selection;   /* JSON: what it was made for */
	char            *fingerprint; /* SHA-256 over selection, user ids and scaled values */
} SegFeatureMatrix;

/**
 * The matrix of @set for @selection (NULL: the set's own).
 *
 * Yes/no attributes and each value of a one-hot category become one 0/1 column; values by falling frequency, then by name.
 * Missing numbers are filled by the selected rule, as a rule the feature's own (SegFill); missing categories are 0 in all columns
 * of that category.
 * NULL with SEG_ERROR_DATA (empty selection, unknown feature or one that the set was built without, no users, numbers too
 * large to scale, a rule that does not fit the feature).
 * Cost: O(n d) time and memory (two matrices and a byte a value).
 */
SegFeatureMatrix *seg_feature_matrix (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection,
                                      SegJob *job, GError **error);
/**
 * The users of @set now, as columns like those of an earlier matrix: nothing is fitted again.
 *
 * @transforms: of that matrix. What is missing is filled, coded and scaled as it was then; a value of a category that was not
 * there then counts as "other", or as missing where there is no other. With the same users and values as then: the same bits.
 * fingerprint is NULL until seg_feature_matrix_sign(), as it takes as long as the rest.
 * Errors as above; SEG_ERROR_WORKSPACE when @transforms cannot be read.
 */
SegFeatureMatrix *seg_feature_matrix_again (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, SegJob *job,
                                            GError **error);
/**
 * The same with the scaled values only, in less than half the time and memory: no transforms, fingerprint or figures of columns; raw and
 * filled are of no use.
 */
SegFeatureMatrix *seg_feature_matrix_scaled (SegWorkspace *workspace, const SegFeatureSet *set, const char *transforms, SegJob *job,
                                             GError **error);
/** Fills in the fingerprint of a matrix that was made again. */
void              seg_feature_matrix_sign (SegFeatureMatrix *matrix);
void              seg_feature_matrix_free (SegFeatureMatrix *matrix);
/** The keys of its users, row by row: GPtrArray of char*, owned. */
GPtrArray        *seg_feature_matrix_keys (SegWorkspace *workspace, const SegFeatureMatrix *matrix, GError **error);

/** The whole catalogue as a selection (every feature with its default scaling), for profiles. Owned GPtrArray. */
GPtrArray *seg_feature_selection_all (SegWorkspace *workspace, GError **error);
GPtrArray *seg_feature_selection_proposed (SegWorkspace *workspace, GError **error);
/** As seg_feature_selection_all(), but only what @set was built with: serves a stale set too. */
GPtrArray *seg_feature_selection_of_set (SegWorkspace *workspace, const SegFeatureSet *set, GError **error);

/**
 * Writes the columns of @selection (NULL: the set's own) as a CSV file: the user's key, then one column a matrix column.
 *
 * @scaled: the values clustering sees; else the raw ones, with missing values left empty.
 * FALSE with SEG_ERROR_FILE and as seg_feature_matrix(); there is then no new file.
 */
gboolean seg_feature_export (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection,
                             const char *path, gboolean scaled, SegJob *job, GError **error);

/* Bins of a histogram, at most. */
#define SEG_HISTOGRAM_BINS 32

/* What the values of a feature look like, of the users who have one. */
typedef struct {
	char     *name;               /* in the catalogue */
	gint64    n_known, n_missing; /* users */
	double    minimum, maximum, mean, median; /* NAN where nobody has a value, and for categories */
	double    fill;               /* what stands for missing values in the matrix; NAN: nothing missing, or a category */
	gboolean  constant;           /* in the matrix, after filling: of no use to clustering */
	char     *same_as;            /* earlier feature that says the same (a linear function, both scaled as selected), or NULL */
	gsize     n_bins;             /* 0: no values */
	gint64    counts[SEG_HISTOGRAM_BINS];
	gboolean  one_value_a_bin;    /* whole numbers */
	double    low, high;          /* the range of the bins */
	gboolean  has_tail;           /* the last bin also counts what lies above @high */
	GPtrArray *values;            /* category: of char*, the value of each bin, most frequent first; else NULL */
} SegFeatureStatistics;

/**
 * Figures and histograms of the features in @selection, in that order: GPtrArray of SegFeatureStatistics*, owned.
 * Errors and cost as seg_feature_matrix(), which it makes and gives up.
 */
GPtrArray *seg_feature_statistics (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection,
                                   SegJob *job, GError **error);
void       seg_feature_statistics_free (SegFeatureStatistics *statistics);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegFeatureSet, seg_feature_set_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegFeatureSetDifference, seg_feature_set_difference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegFeatureMatrix, seg_feature_matrix_free)

G_END_DECLS

#endif
