/* Recommendations: what to offer whom, each with its reason. */
#ifndef SEGSCOPE_RECOMMEND_H
#define SEGSCOPE_RECOMMEND_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

#define SEG_PAIR_TAKEN (1u << 0)
#define SEG_PAIR_OWNED (1u << 1) /* not to be offered again: bought, rated or reviewed */

/* Who did what with which item, in compressed rows by user and by item. What counts as taking is said by seg_workspace_taking(). */
typedef struct {
	gsize       n_users, n_items;
	gint64     *user_ids, *item_ids;   /* ascending; an index below is a position here */
	/* Every pair of a user and an item that an event names, by user; 21 bytes a pair. What follows is made from them. */
	gsize      *pair_start;            /* n_users + 1 */
	guint32    *pair_items;            /* ascending within a user */
	float      *pair_weights;          /* by the weights of their kinds, summed and decayed (recommender.h); 0: says nothing */
	float      *pair_ratings;          /* the latest; NAN: none */
	gint64     *pair_times;            /* when first taken, or done where it was not taken; 0: no event of it has a time */
	guint8     *pair_flags;            /* SEG_PAIR_... */
	gint64      last_at;               /* the latest time of all; 0: there is none */
	gint64      n_events;              /* behind the pairs */
	/* Those taken. */
	gsize      *user_start;            /* n_users + 1 */
	guint32    *user_items;            /* item indices of each user, ascending */
	gsize      *item_start;            /* n_items + 1 */
	guint32    *item_users;
	gint64     *segment_ids;           /* n_users: segment in the newest segmentation, or 0 */
	char      **item_titles, **item_keys; /* n_items; title falls back to the key */
	guint8     *item_offered;          /* n_items: 1 unless an items file was imported that does not name the item */
	GHashTable *segment_names;         /* gint64* -> char* */
	const char *basis;                 /* what taking means: seg_workspace_taking() */
	gboolean    borrowed;              /* ids, keys, titles and segments are those of others (seg_interactions_keep()) */
	gsize      *owned_start;           /* n_users + 1 */
	guint32    *owned_items;           /* what a user must not be offered again: bought, rated or reviewed; ascending */
	struct SegContent *content;        /* what items and users are, where a recommender needs it; NULL: not read */
} SegInteractions;

/** Whether there are any: an event that names an item. FALSE with @error. */
gboolean seg_interactions_exist (SegWorkspace *workspace, gboolean *exist, GError **error);
/** Reads them from the workspace. SEG_ERROR_DATA when no event has an item. Cost: one pass over the events.
 * @segmentation_id: whose segments the users are in; 0: the newest segmentation. */
SegInteractions *seg_interactions_load (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error);
void             seg_interactions_free (SegInteractions *interactions);
/** Those pairs of @all for which @keep (by position among the pairs) says so; borrows the rest of @all, which must outlive it. NULL:
 * out of memory, with @error. */
SegInteractions *seg_interactions_keep (const SegInteractions *all, const guint8 *keep, GError **error);
/** Position of @user_id, or -1. O(log n). */
gssize           seg_interactions_user (const SegInteractions *interactions, gint64 user_id);

#define SEG_REASON_ITEMS 2

/* What a reason rests on; says what the figures of a recommendation are. */
typedef enum {
	SEG_REASON_NONE,
	SEG_REASON_TOGETHER,    /* because, the first of which count of "of" people who took it also took this */
	SEG_REASON_SEGMENT,     /* count of "of" people in the segment took it */
	SEG_REASON_POPULAR,     /* count of "of" people took it */
	SEG_REASON_LATELY,      /* count of "of" people who took it did so in the last days (part) */
	SEG_REASON_PEOPLE,      /* count of the "of" people most like them took it */
	SEG_REASON_FACTORS,     /* because, whose shares of the score are in share */
	SEG_REASON_RATING,      /* part: the rating that is expected, where theirs are around whole */
	SEG_REASON_CONTENT,     /* because, and what the items have in common: words */
	SEG_REASON_PROBABILITY, /* part: the probability that they take it; whole: of anybody */
	SEG_REASON_ATTRIBUTES   /* count of "of" people with the same attribute (words) took it */
} SegReasonKind;

typedef struct {
	gint64 item_id;
	char  *item_key, *title;
	double score;
	char  *reason;       /* a sentence: "because they took X: 61 of 100 who did also took this" */
	const char *recommender; /* name of the one that gave it */
	SegReasonKind kind;
	guint  n_because;
	gint64 because[SEG_REASON_ITEMS]; /* item ids behind the reason */
	double share[SEG_REASON_ITEMS];   /* of the score that comes from each */
	gsize  count, of;
	double part, whole;
} SegRecommendation;

void seg_recommendation_free (SegRecommendation *recommendation);

typedef struct SegModel SegModel;
typedef struct SegRecommender SegRecommender; /* recommender.h */

/**
 * Fits the recommender @name (NULL: the best there is for the person: item-to-item, filled up with popularity within the
 * segment) on the workspace.
 * Where the workspace keeps one of the same data, that one is taken. See seg_model_get() in recommender.h for more to ask for.
 */
SegModel *seg_model_fit (SegWorkspace *workspace, const char *name, SegJob *job, GError **error);
/** The same with the segments of @segmentation_id instead of the newest segmentation. */
SegModel *seg_model_fit_segmentation (SegWorkspace *workspace, const char *name, gint64 segmentation_id, SegJob *job,
                                      GError **error);
void      seg_model_free (SegModel *model);
const SegInteractions *seg_model_interactions (const SegModel *model);

/**
 * The @n best items for a user, best first: GPtrArray of SegRecommendation*, owned; may be shorter.
 *
 * Nothing the user owns. Places that the recommender cannot fill (no history) go to what is popular in the user's segment,
 * then to what is popular over all; the reason says which. Equal scores: the item more users took, then by item key.
 * @n_owned: (out) how many items were left out as owned; NULL to skip.
 * A @user_id the model does not know is treated as one without history.
 */
GPtrArray *seg_recommend (const SegModel *model, gint64 user_id, guint n, guint *n_owned, GError **error);

/** Item ids as seg_recommend(), without reasons, for many users at once on all cores: @items (n_users x n, 0 = none)
 * and @scores. FALSE when cancelled. */
gboolean seg_recommend_many (const SegModel *model, const gint64 *user_ids, gsize n_users, guint n,
                             gint64 *items, double *scores, SegJob *job, GError **error);

/** The reason seg_recommend() gives for @item_id, or NULL when there is none. Free with g_free(). */
char *seg_recommendation_reason (const SegModel *model, gint64 user_id, gint64 item_id);

/* One user to tell about an item. */
typedef struct {
	gint64 user_id;
	char  *key;
	double score;
	gint64 segment_id;
} SegAudienceRow;

/** Who to tell about an item, best first, owners left out: GPtrArray of SegAudienceRow*, owned; only people for whom the
 * model has something to say. Equal scores: the smaller user id. */
GPtrArray *seg_item_audience (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, SegJob *job,
                              GError **error);

/** Writes the audience of an item, best first, as CSV: rank, key, segment (by name), score. @bom: UTF-8 byte order mark first.
 * @n: at most so many people. @n_rows: (out) people in the file. SEG_ERROR_FILE as seg_csv_file_create(). Audited. */
gboolean seg_item_audience_export (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, const char *path,
                                   gboolean bom, SegJob *job, gint64 *n_rows, GError **error);

/* An item of the catalogue, with how it does. */
typedef struct {
	gint64 id;
	char  *key, *title, *category; /* category NULL where unknown */
	gint64 n_users;    /* who took it */
	gint64 n_events;
	double revenue, mean_rating; /* NAN without ratings */
} SegItemRow;

/**
 * All items in use, most taken first (equally many: in the order of their keys): GPtrArray of SegItemRow*, owned. NULL with @error
 * (SEG_ERROR_CANCELLED, SEG_ERROR_MEMORY ...).
 *
 * Money and ratings are added up in the order in which the events came in. A review repeats the rating of what it is about: it counts
 * only for an item that nobody rated otherwise.
 *
 * Cost: one pass over all events, read as columns on all cores; while it lasts up to 30 bytes an event (18 where none has a rating)
 * and 8 a user.
 */
GPtrArray *seg_items (SegWorkspace *workspace, SegJob *job, GError **error);
/** Who is in which segment of the segmentation, as a text that changes when anybody moves (by an edit, a pin, undo ...). Free with
 * g_free(); NULL with @error. Cost: a pass over its members, some 0.1 s a million. */
char      *seg_membership_digest (SegWorkspace *workspace, gint64 segmentation_id, GError **error);

/** The id behind a key, or behind a title that only one item has. FALSE with SEG_ERROR_NOT_FOUND. */
gboolean   seg_item_find (SegWorkspace *workspace, const char *key, gint64 *id, GError **error);
/** Items most like @item_id by the model, best first: GPtrArray of SegRecommendation*, owned. */
GPtrArray *seg_similar_items (const SegModel *model, gint64 item_id, guint n, GError **error);

/* An item and how much a segment takes it. */
typedef struct {
	gint64 item_id;
	char  *item_key, *title;
	gint64 n_users; /* of the segment that took it */
	double share;   /* of the segment's users */
	double lift;    /* share here / share of everyone */
	double low, high; /* between which the lift lies, with a confidence of 95 %: the share here by Wilson's interval */
} SegSegmentItem;

/**
 * What marks the taste of a segment off: items by the low end of their lift, so that small counts do not shout, among those that at least
 * @least_users of its people took.
 * GPtrArray of SegSegmentItem*, owned. SEG_ERROR_NOT_FOUND when the model's segmentation has no such segment.
 */
GPtrArray *seg_segment_items (const SegModel *model, gint64 segment_id, gint64 least_users, guint n, GError **error);

/** The numbers behind @recommendation of @model for @user_id, in lines that end with line feeds: what was counted, of how many, beside what
 * holds for everyone. Free with g_free(). */
char *seg_recommendation_numbers (const SegModel *model, gint64 user_id, const SegRecommendation *recommendation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegInteractions, seg_interactions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegModel, seg_model_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegRecommendation, seg_recommendation_free)

G_END_DECLS

#endif
