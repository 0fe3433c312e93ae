/* What the files of recommend/ share. */
#ifndef SEG_RECOMMEND_PRIVATE_H
#define SEG_RECOMMEND_PRIVATE_H

#include <segscope/ids.h>
#include <segscope/recommend.h>

/* Interactions (interactions.c) ------------------------------------------------------------------------------------ */

/** Makes compressed rows of @pairs: user index << 32 | item index << 1 | taken. Pairs that are not taken are only owned.
 * Fills user_start ... item_users and owned_start, owned_items; @pairs is put in another order. FALSE with SEG_ERROR_MEMORY. */
gboolean seg_interactions_fill (SegInteractions *interactions, guint64 *pairs, gsize n_pairs, GError **error);

/** Position in user_items of @item, or -1 where @user did not take it. */
gssize   seg_interactions_taken (const SegInteractions *interactions, gsize user, gsize item);
gboolean seg_interactions_owns (const SegInteractions *interactions, gsize user, gsize item);
/** How many users took @item. */
static inline gsize
seg_item_count (const SegInteractions *interactions, gsize item)
{
	return interactions->item_start[item + 1] - interactions->item_start[item];
}
/** How many users took both. */
gsize seg_items_together (const SegInteractions *interactions, gsize one, gsize other);

/** First time each user took each of their items, beside user_items (0 where no event of the pair has a time).
 * NULL with @error; free with g_free(). */
gint64 *seg_interactions_times (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error);

/* Allocates n x size bytes (zeroed) or says how much was asked for. */
gpointer seg_try_allocate (gsize n, gsize size, GError **error);

/* The best of many (top.c) ------------------------------------------------------------------------------------------ */

typedef struct {
	double  key;
	guint32 tie, index;
} SegTopEntry;

/* The @limit entries of greatest key (equal keys: smallest tie) among those offered; a heap with the worst on top. */
typedef struct {
	gsize        limit, n;
	SegTopEntry *entries;
} SegTop;

void seg_top_offer (SegTop *top, double key, guint32 tie, guint32 index);
/** Puts the entries in order, best first; seg_top_offer() only again after n = 0. */
void seg_top_sort (SegTop *top);

/** Scores are compared rounded to ten digits after the point, so that sums of equal parts in another order stay equal. */
double seg_score_key (double score);

/* Item-to-item (item_to_item.c) ------------------------------------------------------------------------------------- */

typedef struct {
	guint32 item, together; /* together: users who took both */
	double  similarity;
} SegNeighbour;

typedef struct {
	gsize         n_items;
	gsize        *start;      /* n_items + 1 */
	SegNeighbour *neighbours; /* of each item, nearest first */
	gsize        *used_start; /* n_items + 1: the same links seen from the neighbour */
	SegNeighbour *used_by;    /* the items that have this one among their neighbours */
} SegItemToItem;

/** Cosine with @shrinkage, @n_neighbours an item. See item_to_item.c. */
SegItemToItem *seg_item_to_item_fit (const SegInteractions *interactions, guint n_neighbours, double shrinkage,
                                     SegJob *job, GError **error);

void     seg_item_to_item_free (SegItemToItem *model);

/* The hooks of its row in the table. */
gpointer seg_item_to_item_fit_default (const SegInteractions *interactions, SegJob *job, GError **error);
void     seg_item_to_item_score (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
void     seg_item_to_item_explain (gconstpointer model, const SegInteractions *interactions, gsize user, gsize item,
                                   SegRecommendation *recommendation);
void     seg_item_to_item_destroy (gpointer model);
void     seg_item_to_item_score_similar (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
void     seg_item_to_item_score_users (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);

/* Popularity (popularity.c) ----------------------------------------------------------------------------------------- */

typedef struct {
	gsize    n_segments;
	gint64  *segment_ids; /* ascending */
	guint32 *sizes;       /* users in each */
	guint32 *counts;      /* n_segments x n_items: users of the segment who took the item */
	gint32  *user_segment;/* n_users: position in segment_ids, or -1 */
} SegPopularity;

gpointer seg_popularity_fit (const SegInteractions *interactions, SegJob *job, GError **error);
void     seg_popularity_score (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
void     seg_popularity_explain (gconstpointer model, const SegInteractions *interactions, gsize user, gsize item,
                                 SegRecommendation *recommendation);
void     seg_popularity_destroy (gpointer model);
void     seg_popularity_score_users (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);

/* The model (model.c) ----------------------------------------------------------------------------------------------- */

#define SEG_CHAIN 2

/* A recommender, and the ones that fill the places it leaves. */
struct SegModel {
	SegInteractions *interactions;
	gboolean         owns_interactions;
	guint            n_chain;
	struct {
		const SegRecommender *recommender;
		gpointer              model;
	} chain[SEG_CHAIN];
	guint32         *rank; /* n_items: order among items of equal score: most takers first, then by key */
};

/** Fits @recommender, and popularity to fill up, on @interactions (borrowed). */
SegModel *seg_model_fit_interactions (const SegInteractions *interactions, const SegRecommender *recommender,
                                      SegJob *job, GError **error);

typedef struct {
	guint32 item;
	guint   link;  /* of the chain that gave it */
	double  score;
} SegPlace;

/** The @n best items for user number @user (n_users: nobody known) into @places; returns how many there are.
 * @scores: room for n_items values. @entries: room for @n. */
gsize seg_model_places (const SegModel *model, gsize user, gsize n, double *scores, SegTopEntry *entries, SegPlace *places);

/** A recommendation without reason. */
SegRecommendation *seg_recommendation_new (const SegInteractions *interactions, gsize item, double score,
                                           const char *recommender);

/* Evaluation (evaluate.c) ------------------------------------------------------------------------------------------- */

/** Evaluates @recommenders with item number @held[user] taken out of each user's items (negative: not evaluated). */
GPtrArray *seg_evaluate_held (const SegInteractions *interactions, const gssize *held,
                              const SegRecommender *recommenders, gsize n_recommenders, guint n, SegJob *job, GError **error);
/** The item each user took last, or -1 for users with fewer than two. @times: as seg_interactions_times(). */
gssize *seg_last_items (const SegInteractions *interactions, const gint64 *times);

/* Wording (wording.c) ----------------------------------------------------------------------------------------------- */

/** "because they bought X and Y: 61 of 143 who bought X also bought this". @second: a title or NULL. */
char *seg_word_because (const char *basis, const char *first, const char *second, gsize together, gsize count);
/** "61 of 143 who bought X also bought this" */
char *seg_word_also (const char *basis, const char *title, gsize together, gsize count);
/** "popular in “SEGMENT”: 34 of 388 there bought it"; without @segment: "popular: 512 of 5,012 users bought it". */
char *seg_word_popular (const char *basis, const char *segment, gsize count, gsize size);

#endif
