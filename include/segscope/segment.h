/* Segments: a clustering kept under a name, its groups as things a marketer can name, describe and understand; and the
 * users in them. */
#ifndef SEGSCOPE_SEGMENT_H
#define SEGSCOPE_SEGMENT_H

#include <segscope/cluster.h>
#include <segscope/feature.h>
#include <segscope/workspace.h>

G_BEGIN_DECLS

#define SEG_SEGMENT_COLOURS 8

typedef struct {
	gint64  id;
	guint   position;   /* 1 = largest when it was made */
	char   *name;
	char   *description;
	guint   colour;     /* 1..SEG_SEGMENT_COLOURS */
	gint64  size;       /* users */
	gsize   n_values;
	double *centroid;   /* in the scaled feature space */
	gboolean noise;     /* those who fit no segment */
} SegSegment;

typedef struct {
	gint64     id;
	char      *name, *description;
	gint64     feature_set_id;
	GPtrArray *selection; /* of SegSelected*: the features it was made from */
	char      *algorithm;
	char      *options;   /* JSON */
	gint64     seed;
	gint64     n_users;
	double     inertia, silhouette; /* silhouette NAN when unknown */
	gint64     created_at;
	gboolean   stale;     /* data or feature set have changed since */
	gboolean   has_tree;  /* seg_segmentation_tree() */
	GPtrArray *segments;  /* of SegSegment*, by position */
	GArray    *rule_segments; /* of gint64: segment of each label of the rule; NULL: by position. seg_segmentation_labelled() */
} SegSegmentation;

void seg_segmentation_free (SegSegmentation *segmentation);

/**
 * Keeps a clustering of @matrix (built from @set with @selection) as the segmentation @name, one transaction.
 *
 * @widths: silhouette widths, one a row, or NULL. @options: what clustered. @replace: an older one of that name goes
 * (refused with SEG_ERROR_ARGUMENT while a campaign uses it).
 * Segments get names proposed from what marks them off most ("High spend, many orders"), unique within the segmentation.
 * Returns the id, or 0 with SEG_ERROR_ARGUMENT (name empty or taken) ...
 */
gint64 seg_segmentation_save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set,
                              const GPtrArray *selection, const SegFeatureMatrix *matrix,
                              const char *algorithm, const SegClusterOptions *options,
                              const SegClustering *clustering, double silhouette, const double *widths,
                              gboolean replace, SegJob *job, GError **error);

/**
 * The same for the outcome of any algorithm. @clustering: of @model, with the noise as a group (as seg_cluster_judge() makes
 * it), which becomes the last segment. What the model found, its rule for new users and its shares are kept too.
 */
gint64 seg_segmentation_save_model (SegWorkspace *workspace, const char *name, const SegFeatureSet *set,
                                    const GPtrArray *selection, const SegFeatureMatrix *matrix, const SegClusterModel *model,
                                    const SegClustering *clustering, double silhouette, const double *widths,
                                    gboolean replace, SegJob *job, GError **error);

/** Whether seg_segmentation_save() would take @name: asked before the clustering, which may take long. FALSE with
 * SEG_ERROR_ARGUMENT: empty, taken, or to be replaced while a campaign uses it. */
gboolean seg_segmentation_name_is_free (SegWorkspace *workspace, const char *name, gboolean replace, GError **error);

/** How @segmentation takes users that were not there: rows of @n_columns scaled features. NULL with SEG_ERROR_ARGUMENT (segments without
 * centroids) or SEG_ERROR_WORKSPACE. What a label means says seg_segmentation_labelled(); -1 those who fit none. */
SegClusterRule *seg_segmentation_rule (SegWorkspace *workspace, const SegSegmentation *segmentation, gsize n_columns, GError **error);
/** The segment that @label of the rule stands for; of -1 that of those who fit none. NULL: there is none. Borrowed. */
const SegSegment *seg_segmentation_labelled (const SegSegmentation *segmentation, gint32 label);

/* The tree that a hierarchical clustering left, with the users of it who are still there. */
typedef struct {
	SegFeatureSet    *set;    /* with the selection of the segmentation */
	SegFeatureMatrix *matrix; /* of these users; treated as it was when the tree was made */
	SegClusterModel  *model;  /* its tree is of the rows of the matrix; cut into as many segments as were kept */
	gsize             n_gone; /* users of the tree who are not there any more */
	gboolean          figures_changed; /* users have other values now than when the tree was made: segments are measured by those of now */
} SegKeptTree;

/** Reads the tree again. NULL with SEG_ERROR_ARGUMENT (none was kept), SEG_ERROR_DATA (nobody is left), as seg_feature_matrix_again(). */
SegKeptTree *seg_segmentation_tree (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error);
void         seg_kept_tree_free (SegKeptTree *kept);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegKeptTree, seg_kept_tree_free)

/** By name, or the newest for NULL. NULL with SEG_ERROR_NOT_FOUND, which says how to make one. */
SegSegmentation *seg_segmentation_load (SegWorkspace *workspace, const char *name, GError **error);
SegSegmentation *seg_segmentation_load_id (SegWorkspace *workspace, gint64 id, GError **error);
/** All, newest first: GPtrArray of SegSegmentation*, owned. */
GPtrArray *seg_segmentations (SegWorkspace *workspace, GError **error);
/** Refused with SEG_ERROR_ARGUMENT while a campaign uses it (names it). */
gboolean seg_segmentation_delete (SegWorkspace *workspace, gint64 id, GError **error);
gboolean seg_segmentation_rename (SegWorkspace *workspace, gint64 id, const char *name, const char *description,
                                  GError **error);

/** The segment with that name or position ("2"), or NULL with SEG_ERROR_NOT_FOUND (lists those there are). */
const SegSegment *seg_segmentation_find (const SegSegmentation *segmentation, const char *name, GError **error);

/** Changes name, description and colour (NULL or 0: leave as it is). SEG_ERROR_ARGUMENT: empty or taken name. Audited. */
gboolean seg_segment_edit (SegWorkspace *workspace, gint64 segment_id, const char *name, const char *description,
                           guint colour, GError **error);

/**
 * Puts users who have come since segmentation @id was made into its segments: what they do is treated with the parameters that were
 * fitted then (fills, codes, scalings), and its algorithm's rule (of most the nearest centroid) takes them. Its feature set is computed again first where the data have
 * changed. Nobody changes segments. One transaction, audited. @n: (out) users who were put into a segment.
 *
 * FALSE with SEG_ERROR_ARGUMENT: the segments have no centroids, or the parameters were not kept (older versions); as seg_feature_matrix_again().
 */
gboolean seg_segmentation_assign (SegWorkspace *workspace, gint64 id, SegJob *job, gint64 *n, GError **error);

/** The segment of each row of @matrix, by position from 0; -1: in none. Free with g_free(); NULL with @error. */
gint32 *seg_segmentation_labels (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureMatrix *matrix,
                                 SegJob *job, GError **error);

/* What segments are apart in. */
typedef struct {
	SegFeatureMatrix *matrix; /* the features the discriminants are made of */
	gint32           *labels; /* segment of each row, by position from 0; -1: in none */
	SegLda           *lda;
	SegMatrix        *structure; /* columns x directions: correlation of each column with the scores, which says what a direction is (weights of
	                              * columns that go together take from each other); 0 where a column does not vary */
} SegDiscriminants;

/** Linear discriminants of @segmentation over its own features, or over @selection. Errors as seg_feature_matrix(), seg_lda(). */
SegDiscriminants *seg_segmentation_discriminants (SegWorkspace *workspace, const SegSegmentation *segmentation,
                                                  const GPtrArray *selection, SegJob *job, GError **error);
void              seg_discriminants_free (SegDiscriminants *discriminants);

/* Profiles --------------------------------------------------------------------------------------------------------- */

/* Above this, a difference is said to be possibly chance. */
#define SEG_PROFILE_CHANCE 0.05

/* One feature of one segment against everyone. */
typedef struct {
	char  *feature, *label, *unit;
	char  *column;   /* as SegMatrixColumn.name: "orders", "user.city=上海", "user.city=(other)" */
	gboolean share;  /* means are shares 0..1: of users with a yes or a value (of an unknown category: 0), of events ... */
	double mean, median;         /* of the segment's users whose value is known; NAN: of none */
	double mean_all, median_all; /* of everyone in the segmentation whose value is known */
	double index;    /* 100 * mean / mean_all; NAN where that says nothing: one is negative, all are 0, or the numbers lie
	                  * around zero (some negative, mean_all below a quarter of their deviation) */
	double effect;   /* (mean - mean_all) / sd_all: how far it is marked off, signed; 0 for constants */
	double difference, low, high; /* mean here - mean of all others, and its 95 % interval (Welch); NAN: too few, or all alike */
	double p;        /* of a difference as large by chance (Welch), corrected for the number of features (Benjamini, Hochberg); NAN likewise */
	double known;    /* share of the segment's users whose value is known; features known for less than half come last */
	double known_users; /* and how many that are; NAN: unknown */
} SegProfileFeature;

/* An item and how much the segment takes it. */
typedef struct {
	gint64 item_id;
	char  *key, *title;
	gint64 n_users;   /* of the segment that took it (see seg_workspace_taking()) */
	double share;     /* of the segment's users */
	double lift;      /* share here / share of everyone */
} SegProfileItem;

typedef struct SegHabits SegHabits; /* habits.h */

typedef struct {
	gint64     segment_id;
	gint64     size;
	double     share_users;            /* 0..1 */
	double     revenue, share_revenue; /* NAN share where there is no revenue at all */
	GPtrArray *features; /* of SegProfileFeature*, largest |effect| first: every feature of the catalogue */
	GPtrArray *items;    /* of SegProfileItem*, most users first, at most 10 */
	char      *marks;    /* what marks it off: "Orders 5.2 (everyone 1.4), Spend 612 (148)"; "much like everyone" */
	char      *sentence; /* size, revenue and what marks it off, in words with figures */
	SegHabits *habits;   /* events, categories, cities, hours, who comes back, who is typical */
} SegProfile;

/**
 * Profiles of all segments of @segmentation, computed: GPtrArray of SegProfile*, in order of position, owned. Most callers want
 * seg_profiles_kept() (habits.h). Same bits for any number of threads.
 * Cost: O(n d) time, one pass over the users' attributes and one over the events; memory of a few columns of features, and of the events.
 */
GPtrArray *seg_profiles (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error);
void       seg_profile_free (SegProfile *profile);

/* What a cluster would be as a segment, before anything is kept. */
typedef struct {
	char      *name;     /* as seg_segmentation_save() would propose */
	gsize      size;
	double     share;    /* of all rows */
	GPtrArray *features; /* of SegProfileFeature*, largest |effect| first: the columns of the matrix that vary, without those
	                      * that repeat another; medians are NAN */
} SegSegmentPreview;

/**
 * Previews of the clusters of @clustering, which was made from @matrix: GPtrArray of SegSegmentPreview*, by cluster, owned.
 * Figures as in profiles: of the users whose value is known.
 * NULL with SEG_ERROR_ARGUMENT (shapes), SEG_ERROR_CANCELLED.
 * Cost: O(n d).
 */
GPtrArray *seg_segments_preview (const SegFeatureMatrix *matrix, const SegClustering *clustering, SegJob *job, GError **error);
void       seg_segment_preview_free (SegSegmentPreview *preview);

/* Users ------------------------------------------------------------------------------------------------------------ */

/* Something that users can be filtered and sorted by and that a list of users can show. */
typedef struct {
	char    *name;  /* "key", "segment", "distance", "listed", or the name of an attribute or feature */
	char    *label; /* in words; of attributes the file's header */
	char    *unit;  /* of features, else "" */
	SegType  type;
	gboolean is_attribute, is_feature; /* neither: one of the program's own */
	char    *expression; /* computed from features (scores of the RFM grid, rfm.h): see seg_user_column_sql(); else NULL */
} SegUserColumn;

/** All of them: the program's own, the attributes, the features of @set (NULL: of the newest set, if there is one).
 * GPtrArray of SegUserColumn*, owned. */
GPtrArray *seg_user_columns (SegWorkspace *workspace, const SegFeatureSet *set, GError **error);
/** By name or label, in any case; "user.NAME" is always the attribute. NULL: there is none. Borrowed from @columns. */
const SegUserColumn *seg_user_columns_find (const GPtrArray *columns, const char *name);
/** What a list shows when nobody has chosen: the segment (@with_segment), the name, up to four features (the classic three,
 * where they exist, and others that @set has chosen), and the first attributes worth comparing, those chosen as features in
 * @set before others. @set may be NULL. Owned string array. */
char **seg_user_columns_usual (SegWorkspace *workspace, const GPtrArray *columns, const SegFeatureSet *set, gboolean with_segment,
                               GError **error);
/** Their names, for messages: "key, segment, age, ...". Free with g_free(). */
char *seg_user_columns_names (const GPtrArray *columns);
/** The SQL expression of @column over the aliases u (user), m (membership), s (segment) and @feature_alias (the table of the
 * feature set), for stores that join them. Free with g_free(). */
char *seg_user_column_sql (const SegUserColumn *column, const char *feature_alias);
/** The value of @column in the current row of @statement, ready to print; "" when missing. @exact: for files: all digits, no
 * thousands separators, nothing translated. Free with g_free(). */
char *seg_user_value_text (const SegUserColumn *column, SegStatement *statement, int position, gboolean exact);

/* Conditions a user must meet: "(city = 上海 or vip = yes) and spend > 400 and did not purchase in the last 30 days". Compiled to SQL
 * with bound values. */
typedef struct SegFilter SegFilter;

/**
 * Parses a filter over attributes, behaviour, segments, rules and the features of the newest (or @set) feature set.
 *
 * Grammar: FILTER: ALL {or ALL}; ALL: ONE {and ONE}; ONE: not ONE | (FILTER) | CONDITION;
 * CONDITION: NAME OPERATOR VALUE | NAME [not] in (VALUE, VALUE ...) | NAME [not] between VALUE and VALUE | NAME is [not] missing
 * | segment of SEGMENTATION [version N] ... (as any NAME, but < and > say nothing) | group of run N = 1.. | rule = RULE | rule != RULE
 * | did [not] KIND|anything [of item ITEM | of category CATEGORY] [at hour 0..23] [on weekday 1..7, 1 Monday] [at least N | at most N
 * | exactly N | once] [times] [in [the] last N days|weeks | since DATE | before DATE
 * | on DATE | between DATE and DATE | N weeks|months|quarters|years after the first]; OPERATOR: = != < <= > >= contains.
 * NAME and VALUE may stand in double quotes ("" inside is one quote). Names: as seg_user_columns_find(). Dates as 2024-03-05 mean the
 * whole day; yes/no as yes, no, true, false, 1, 0, 是, 否; text is compared without regard to case (ASCII). != and not also take those
 * whose value is missing. A segment is named or numbered. The last days are those before the instant of the feature set, or (without
 * one) before the last event.
 * Without any condition, the words are searched, each, in key and text attributes.
 * NULL or "" is everyone. NULL with SEG_ERROR_USAGE: names the position and the mistake, lists the names there are.
 * Cost of using it: a pass over the users; for each "did" a pass over the events.
 */
SegFilter *seg_filter_parse (SegWorkspace *workspace, const SegFeatureSet *set, const char *text, GError **error);
void       seg_filter_free (SegFilter *filter);
/** The text it was parsed from, never NULL. */
const char *seg_filter_text (const SegFilter *filter);

/**
 * SQL condition over the aliases u (user) and f (the table of the feature set) and m (membership), "1" for everyone; its
 * parameters are named :filter1, :filter2 ...; bind them with seg_filter_bind(). Most callers want seg_user_ids().
 */
const char *seg_filter_sql (const SegFilter *filter);
void        seg_filter_bind (const SegFilter *filter, SegStatement *statement);
/** The feature set whose table feature_set_N f stands for; 0: the filter uses no feature, and f need not be joined. */
gint64      seg_filter_set_id (const SegFilter *filter);

/** The key of user @id; NULL with SEG_ERROR_NOT_FOUND. Owned. */
char *seg_user_key (SegWorkspace *workspace, gint64 id, GError **error);

/* One row of a list of users. */
typedef struct {
	gint64 id;
	char  *key;
	gint64 segment_id;  /* 0: in none */
	double distance;    /* to the centroid; NAN: in none */
	GPtrArray *values;  /* of char* ready to print, one for each column asked for; "" is missing */
} SegUserRow;

void seg_user_row_free (SegUserRow *row);

/* What to list. */
typedef struct {
	const SegFeatureSet   *set;          /* for features as columns; NULL: the newest, if there is one */
	const SegSegmentation *segmentation; /* NULL: the newest, if there is one */
	gint64                 segment_id;   /* only this one, or 0 */
	const SegFilter       *filter;       /* or NULL */
	const char *const     *columns;      /* names as seg_user_columns_find(), NULL-terminated; or NULL: none */
	const char            *sort;         /* such a name; NULL: key */
	gboolean               descending;   /* missing values always come last */
	gboolean               exact;        /* values for files: no thousands separators, all digits */
	const GArray          *only;         /* of gint64: only users of these ids; NULL: whoever */
} SegUserQuery;

/* All three: SEG_ERROR_USAGE for a column that is not there (lists those there are). */
gboolean   seg_user_count (SegWorkspace *workspace, const SegUserQuery *query, gint64 *n, GError **error);
/** A window of the list: GPtrArray of SegUserRow*, owned. Cost: O(offset + limit) after the sort inside SQLite. */
GPtrArray *seg_user_list (SegWorkspace *workspace, const SegUserQuery *query, gint64 offset, gint64 limit,
                          GError **error);
/** Ids of all users that match, ascending: GArray of gint64, owned. */
GArray    *seg_user_ids (SegWorkspace *workspace, const SegUserQuery *query, GError **error);

/**
 * Writes all users of @query with its columns (after the key) as CSV: temporary file, then rename. Constant memory.
 * Audited.
 * @bom: UTF-8 byte order mark first. @n: (out) users in the file.
 */
gboolean   seg_user_export (SegWorkspace *workspace, const SegUserQuery *query, const char *path, gboolean bom, SegJob *job,
                            gint64 *n, GError **error);

/** The id behind a key. FALSE with SEG_ERROR_NOT_FOUND. */
gboolean seg_user_find (SegWorkspace *workspace, const char *key, gint64 *id, GError **error);

/* An event of one user, for the time line. */
typedef struct {
	gint64 at;       /* 0 when unknown */
	char  *kind;
	char  *item_key, *item_title; /* NULL without item */
	double amount, quantity, rating, seconds; /* NAN when not there */
	char  *text;     /* review or search words, or NULL */
} SegUserEvent;

typedef struct {
	gint64 id;
	char  *key;
	gboolean listed;
	char  *cleaning;               /* what cleaning did with the user, a sentence; NULL: nothing */
	GPtrArray *labels, *values;    /* of char*: the attributes, ready to print */
	gint64 n_events, first_at, last_at;
	gint64 n_orders;
	double revenue;
	gint64 by_month[24];           /* events in each of the 24 calendar months up to the month of the last event of all */
	gint64 last_month;             /* that month: year * 12 + month from 1; 0: the user has no event with a date */
	gint64 segment_id;             /* in the newest segmentation, 0: none */
	char  *segment_name, *segmentation_name;
	guint  segment_colour;
	double distance;               /* to its centroid, scaled units; NAN: none */
	double distance_rank;          /* share of the segment's users that are nearer, 0..1; NAN: none, or fits_none */
	gboolean fits_none;            /* the segment is of those who fit none: it has no middle, the distance is to the nearest that has */
	double silhouette;             /* or NAN */
	char  *shares;                 /* where segments overlap: "62 % Loyal · 30 % New"; else NULL */
} SegUserPage;

/* A value of a user that a later file replaced. */
typedef struct {
	char  *label;          /* of the attribute */
	char  *before, *after; /* ready to print */
	char  *source;         /* the file that replaced it, without its folder */
	gint64 at;             /* when that was imported */
	guint  position;       /* among the user's changes, from 0, oldest first */
} SegUserChange;

/** What later files replaced, newest first: GPtrArray of SegUserChange*, owned; NULL with @error. */
GPtrArray *seg_user_history (SegWorkspace *workspace, gint64 user_id, GError **error);
/** "city: Beijing → Shanghai (users_2024-06.csv)". Free with g_free(). */
char      *seg_user_change_words (const SegUserChange *change);

SegUserPage *seg_user_page (SegWorkspace *workspace, gint64 user_id, GError **error);
void         seg_user_page_free (SegUserPage *page);
/** A window of the user's events, newest first: GPtrArray of SegUserEvent*, owned. */
GPtrArray   *seg_user_events (SegWorkspace *workspace, gint64 user_id, gint64 offset, gint64 limit, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegSegmentation, seg_segmentation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegDiscriminants, seg_discriminants_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegFilter, seg_filter_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegUserPage, seg_user_page_free)

G_END_DECLS

#endif
