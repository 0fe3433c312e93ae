/* Recommendations: what to offer whom, each with its reason. */
#ifndef SEGSCOPE_RECOMMEND_H
#define SEGSCOPE_RECOMMEND_H

#include <segscope/workspace.h>

G_BEGIN_DECLS

/* Who took what, in compressed rows by user and by item. What counts as taking is said by seg_workspace_taking(). */
typedef struct {
	gsize       n_users, n_items;
	gint64     *user_ids, *item_ids;   /* ascending; an index below is a position here */
	gsize      *user_start;            /* n_users + 1 */
	guint32    *user_items;            /* item indices of each user, ascending */
	gsize      *item_start;            /* n_items + 1 */
	guint32    *item_users;
	gint64     *segment_ids;           /* n_users: segment in the newest segmentation, or 0 */
	char      **item_titles, **item_keys; /* n_items; title falls back to the key */
	guint8     *item_offered;          /* n_items: 1 unless an items file was imported that does not name the item */
	GHashTable *segment_names;         /* gint64* -> char* */
	const char *basis;                 /* what taking means: seg_workspace_taking() */
	gsize      *owned_start;           /* n_users + 1 */
	guint32    *owned_items;           /* what a user must not be offered again: bought, rated or reviewed; ascending */
} SegInteractions;

/** Whether there are any: an event that names an item. FALSE with @error. */
gboolean seg_interactions_exist (SegWorkspace *workspace, gboolean *exist, GError **error);
/** Reads them from the workspace. SEG_ERROR_DATA when no event has an item. Cost: one pass over the events.
 * @segmentation_id: whose segments the users are in; 0: the newest segmentation. */
SegInteractions *seg_interactions_load (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error);
void             seg_interactions_free (SegInteractions *interactions);
/** Position of @user_id, or -1. O(log n). */
gssize           seg_interactions_user (const SegInteractions *interactions, gint64 user_id);

#define SEG_REASON_ITEMS 2

typedef struct {
	gint64 item_id;
	char  *item_key, *title;
	double score;
	char  *reason;       /* a sentence: "because they took X: 61 of 100 who did also took this" */
	const char *recommender; /* name of the one that gave it */
	guint  n_because;
	gint64 because[SEG_REASON_ITEMS]; /* item ids behind the reason */
} SegRecommendation;

void seg_recommendation_free (SegRecommendation *recommendation);

typedef struct SegModel SegModel;

/* A recommender. Adding one is one file and one row of the table in recommend/recommender.c. */
typedef struct {
	const char *name;    /* "item-to-item", "popularity" */
	const char *label, *meaning; /* translatable */
	gpointer (*fit) (const SegInteractions *interactions, SegJob *job, GError **error);
	/* Scores of all items for user number @user (n_items values; 0 = nothing to say). n_users is a user nobody knows. */
	void     (*score) (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
	/* Fills reason and because of @recommendation for item number @item; leaves reason NULL when it has nothing to say. */
	void     (*explain) (gconstpointer model, const SegInteractions *interactions, gsize user, gsize item,
	                     SegRecommendation *recommendation);
	void     (*free) (gpointer model);
	/* Scores of all items as being like item number @item (n_items values). NULL: it knows no likeness. */
	void     (*score_similar) (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
	/* Scores of all users for item number @item, comparable between users (n_users values). */
	void     (*score_users) (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
} SegRecommender;

const SegRecommender *seg_recommenders (gsize *n_recommenders);
const SegRecommender *seg_recommender_find (const char *name);

/**
 * Fits the recommender @name (NULL: the best there is for the person: item-to-item, filled up with popularity within the
 * segment) on the workspace.
 * Item-to-item: cosine of the items' user sets with shrinkage 10; at most 100 neighbours an item.
 * Cost: one pass over the events, then over the pairs of items each user took; memory O(items x neighbours).
 * Source: Sarwar et al. 2001, WWW10, 285-295; shrinkage: Bell, Koren 2007, ICDM.
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

/** All items, most taken first: GPtrArray of SegItemRow*, owned. */
GPtrArray *seg_items (SegWorkspace *workspace, GError **error);
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
} SegSegmentItem;

/**
 * What marks the taste of a segment off: items by lift, among those that at least @least_users of its people took.
 * GPtrArray of SegSegmentItem*, owned. SEG_ERROR_NOT_FOUND when the model's segmentation has no such segment.
 */
GPtrArray *seg_segment_items (const SegModel *model, gint64 segment_id, gint64 least_users, guint n, GError **error);

/* Evaluation: how often what a person took next was among what was offered. */
typedef struct {
	const char *recommender;
	gsize  n_users;      /* evaluated */
	double hit_rate, ndcg, recall, precision; /* at n */
	double coverage;     /* share of the items on offer that are in some list */
} SegEvaluation;

/**
 * Holds back the last item each user took (users with two or more), fits each recommender of the table on the rest and
 * looks for the item in the first @n places of the list the person would have got. The last item is the one first taken
 * latest; of several at that time the one with the greatest id. GPtrArray of SegEvaluation*, in the order of the table, owned.
 */
GPtrArray *seg_evaluate (SegWorkspace *workspace, guint n, SegJob *job, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegInteractions, seg_interactions_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegModel, seg_model_free)

G_END_DECLS

#endif
