/* What the files of recommend/ share. */
#ifndef SEG_RECOMMEND_PRIVATE_H
#define SEG_RECOMMEND_PRIVATE_H

#include <segscope/ids.h>
#include <segscope/recommender.h>

/* Interactions (interactions.c) ------------------------------------------------------------------------------------ */

/** Ids of the users in use, ascending; free with g_free(). NULL with @error. */
gint64  *seg_user_ids_read (SegWorkspace *workspace, gsize *n_users, GError **error);
/** Reads, beyond seg_interactions_load(), what recommenders with @needs (SEG_NEEDS_...) look at. */
SegInteractions *seg_interactions_load_for (SegWorkspace *workspace, gint64 segmentation_id, guint needs, SegJob *job, GError **error);

/* Which events are learned from, where some are hidden to see how good recommendations are. */
typedef struct SegEventFilter {
	gint64        until;      /* later events are left out, and purchases given back later are still purchases; G_MAXINT64: all are there */
	gboolean      dated;      /* events without a time are left out */
	const SegInteractions *pairs;
	const guint8 *hidden;     /* by position among those pairs: all events of these are left out; NULL: of none */
	const gint64 *user_until; /* of each user: later events are left out; NULL: none are */
	const struct SegEventFilter *also;
} SegEventFilter;

/** The events of users and items that are there already. @filter: NULL: all of them. (interactions_events.c) */
gboolean seg_interactions_read_events (SegWorkspace *workspace, SegInteractions *interactions, const SegEventWeights *weights,
                                       const SegEventFilter *filter, SegJob *job, GError **error);
/**
 * What was known when only the events that @filter lets through had happened: nobody is in a segment; with @filter->until, users and items
 * that no such event and no file names are not there. With what recommenders look at.
 */
SegInteractions *seg_interactions_load_known (SegWorkspace *workspace, const SegEventFilter *filter, SegJob *job, GError **error);
/** Users and items that are neither marked here (by position) nor have a pair go; segments are not looked at. (interactions_known.c) */
gboolean seg_interactions_drop_unknown (SegInteractions *interactions, const guint8 *users, const guint8 *items, GError **error);
/** Room for @n_pairs, all zero; the caller fills them, then calls seg_interactions_derive(). */
gboolean seg_interactions_allocate_pairs (SegInteractions *interactions, gsize n_pairs, GError **error);
gboolean seg_interactions_derive (SegInteractions *interactions, GError **error);

/** Position among the pairs, or -1. */
gssize   seg_interactions_pair (const SegInteractions *interactions, gsize user, gsize item);
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

/* Allocates n x size bytes (zeroed) or says how much was asked for. */
gpointer seg_try_allocate (gsize n, gsize size, GError **error);
/* The same aligned to 64 bytes, and to a multiple of them; free with free(). */
gpointer seg_try_allocate_aligned (gsize n, gsize size, GError **error);

/* The best of many (top.c) ------------------------------------------------------------------------------------------ */

typedef struct {
	double  key;
	guint32 tie, index;
	double  score; /* not looked at */
} SegTopEntry;

/* The @limit entries of greatest key (equal keys: smallest tie) among those offered; a heap with the worst on top. */
typedef struct {
	gsize        limit, n;
	SegTopEntry *entries;
} SegTop;

void seg_top_offer (SegTop *top, double key, guint32 tie, guint32 index);
/** The key is that of @score. */
void seg_top_offer_score (SegTop *top, double score, guint32 tie, guint32 index);
/** Puts the entries in order, best first; seg_top_offer() only again after n = 0. */
void seg_top_sort (SegTop *top);

/** Scores are compared rounded to ten digits after the point, so that sums of equal parts in another order stay equal. */
double seg_score_key (double score);

typedef gboolean (*SegScoreMany) (gconstpointer model, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer data);
/** The hook score() by way of the hook score_many(). */
void seg_score_one (SegScoreMany score_many, gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);

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
	gsize         n_long, row_length; /* of those that many have: all items' similarities as rows (item_to_item_score.c) */
	guint8       *long_of;    /* n_items: 1 + the row of the item; 0: it has none */
	double       *long_rows;  /* n_long x row_length */
} SegItemToItem;

typedef enum { SEG_LIKENESS_COSINE, SEG_LIKENESS_JACCARD, SEG_LIKENESS_CONDITIONAL } SegLikeness;

typedef struct {
	guint       n_neighbours;
	double      shrinkage;
	SegLikeness measure;
} SegItemToItemOptions;

/* Neighbours that need not be looked for again. */
typedef struct {
	const SegItemToItem *old;
	const guint8  *again;  /* of the items now: 1: look for them */
	const guint32 *then;   /* where the others were */
	const guint32 *now;    /* where what was then is */
} SegItemToItemKept;

/** @kept: NULL: none. */
SegItemToItem *seg_item_to_item_fit (const SegInteractions *interactions, const SegItemToItemOptions *options, const SegItemToItemKept *kept, SegJob *job,
                                     GError **error);
/** The same, with the neighbours of items that @before cannot have changed taken from @old: bit for bit as fitted anew. */
SegItemToItem *seg_item_to_item_update (const SegItemToItem *old, const SegBefore *before, const SegInteractions *now, const SegItemToItemOptions *options,
                                        SegJob *job, GError **error);
void           seg_item_to_item_free (SegItemToItem *model);
/** used_start, used_by and the long rows from the neighbours. */
gboolean       seg_item_to_item_turn_round (SegItemToItem *model, GError **error);
gboolean       seg_item_to_item_make_rows (SegItemToItem *model, GError **error);
void           seg_item_to_item_score (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
gboolean       seg_item_to_item_score_many (gconstpointer model, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take,
                                            gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegItemToItem, seg_item_to_item_free)

/* The rows of the table --------------------------------------------------------------------------------------------- */

extern const SegRecommender seg_recommender_item_to_item, seg_recommender_user_to_user, seg_recommender_als, seg_recommender_ease, seg_recommender_svd, seg_recommender_bayes, seg_recommender_content, seg_recommender_attributes,
	seg_recommender_autoencoder, seg_recommender_hybrid,
	seg_recommender_popularity,
	seg_recommender_trending;

/** How like @user all users are by the items they have in common, for recommenders that do not say. */
void seg_user_to_user_score_plain (const SegInteractions *interactions, gsize user, double *scores);

gboolean seg_interactions_have_ratings (const SegInteractions *interactions);

/* What items and users are (content.c) ------------------------------------------------------------------------------ */

typedef struct SegContent SegContent;

gboolean seg_content_load (SegWorkspace *workspace, SegInteractions *interactions, SegJob *job, GError **error);
void     seg_content_free (SegContent *content);

/* Models as bytes (pack.c) ------------------------------------------------------------------------------------------ */

SegModelWriter *seg_model_writer_new (void);
GBytes    *seg_model_writer_end (SegModelWriter *packer, GError **error); /* frees it; NULL: more than can be kept */
void       seg_pack_word (SegModelWriter *packer, guint32 value);
void       seg_pack_sizes (SegModelWriter *packer, const gsize *values, gsize n);
void       seg_pack_doubles (SegModelWriter *packer, const double *values, gsize n);
void       seg_pack_floats (SegModelWriter *packer, const float *values, gsize n);
void       seg_pack_count (SegModelWriter *packer, guint64 value); /* small ones take a byte */
void       seg_pack_counts (SegModelWriter *packer, const guint32 *values, gsize n); /* the same, and runs of 0 two or three */
void       seg_pack_model (SegModelWriter *packer, const SegRecommender *recommender, gconstpointer model); /* within another */

SegModelReader *seg_model_reader_new (gconstpointer bytes, gsize n); /* free with g_free(); borrows @bytes */
guint32      seg_unpack_word (SegModelReader *unpacker, guint32 below); /* G_MAXUINT32: any */
void         seg_unpack_doubles (SegModelReader *unpacker, double *values, gsize n);
void         seg_unpack_floats (SegModelReader *unpacker, float *values, gsize n);
guint64      seg_unpack_count (SegModelReader *unpacker);
void         seg_unpack_counts (SegModelReader *unpacker, guint32 *values, gsize n);
gpointer     seg_unpack_model (SegModelReader *unpacker, const SegRecommender *recommender, const SegInteractions *interactions,
                               const double *options, GError **error);
gboolean     seg_unpack_fine (const SegModelReader *unpacker); /* so far */
/** @n + 1 starts of rows, from 0 on and ascending; NULL with @error. */
gsize       *seg_unpack_starts (SegModelReader *unpacker, gsize n, GError **error);
/** Whether all was there, nothing more, and nothing that cannot be. */
gboolean     seg_unpack_ended (const SegModelReader *unpacker, GError **error);
gboolean     seg_unpack_refuse (GError **error); /* says that it is damaged; FALSE */

/* What a model was fitted on (model_basis.c) ------------------------------------------------------------------------ */

/** Who took what, and a digest of what else users did. @changed: users who are to count as changed from then on; NULL: nobody. NULL: more than
 * can be kept. */
GBytes    *seg_basis_pack (const SegInteractions *interactions, const guint8 *changed, GError **error);
/** What changed from then to @now. NULL where users or items are no longer there, or with @error: it is damaged, out of memory. */
SegBefore *seg_basis_compare (GBytes *basis, const SegInteractions *now, GError **error);
void       seg_before_free (SegBefore *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegBefore, seg_before_free)

#define SEG_MOST_CHANGED 0.1 /* share of the users; when more is new, a model of which an update is not exact is fitted anew */

/* Kept models (model_store.c) --------------------------------------------------------------------------------------- */

/** Digest of what a fitted model depends on besides its options. */
char    *seg_model_inputs (SegWorkspace *workspace, gint64 segmentation_id, GError **error);

/* Reasons (reason.c) ------------------------------------------------------------------------------------------------ */

/** Another item behind the reason; beyond SEG_REASON_ITEMS they are left out. */
void seg_reason_add_item (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item, double share);
/** The items whose @parts of the score are the largest, of those above 0, with their shares of the sum of those above 0. */
void seg_reason_strongest (SegRecommendation *recommendation, const SegInteractions *interactions, const guint32 *items, const double *parts,
                           gsize n);
/** From the items added: how many who took the first also took @item; where nobody did, as seg_reason_factors(). */
void seg_reason_together (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item);
/** From the items added: their shares of the score. @looked_at: they were not taken. */
void seg_reason_factors (SegRecommendation *recommendation, const SegInteractions *interactions, gboolean looked_at);
/** They looked at the item itself, which makes @share of its score. */
void seg_reason_looked_at (SegRecommendation *recommendation, double share);
void seg_reason_popular (SegRecommendation *recommendation, const SegInteractions *interactions, const char *segment, gsize count, gsize of);
void seg_reason_lately (SegRecommendation *recommendation, const SegInteractions *interactions, gsize count, gsize of, double days);
/** @expected: the rating that is expected; @mean: of those they gave. */
void seg_reason_rating (SegRecommendation *recommendation, double expected, double mean);
/** @probability: of this person; @share: of anybody. With the items added. */
void seg_reason_probability (SegRecommendation *recommendation, const SegInteractions *interactions, double probability, double share);
/** @words: the terms the item has in common with what they took. Says where nobody took @item yet. */
void seg_reason_content (SegRecommendation *recommendation, const SegInteractions *interactions, gsize item, const char *words);
/** @count of @of people with @attribute ("city: Berlin") took it. */
void seg_reason_attribute (SegRecommendation *recommendation, const SegInteractions *interactions, const char *attribute, gsize count, gsize of);
void seg_reason_people (SegRecommendation *recommendation, const SegInteractions *interactions, gsize count, gsize of);

/* The model (model.c) ----------------------------------------------------------------------------------------------- */

#define SEG_CHAIN 4

struct SegAdvicePlan;

/* A recommender, and the ones that fill the places it leaves. */
struct SegModel {
	SegInteractions *interactions;
	gboolean         owns_interactions;
	double           options[SEG_MOST_OPTIONS]; /* of the first of the chain */
	SegModelOrigin   origin;
	double           seconds;                   /* that fitting took */
	gint64           fitted_at;
	gint64           updated_at;                /* 0: never, or not yet kept */
	double           changed;                   /* share of users put in by an update since */
	gint64           events_since;              /* events put in by updates since */
	GBytes          *basis;                     /* what it was fitted on, where that is not just interactions (model_basis.c) */
	gint64           segmentation_id;
	char            *inputs;                    /* seg_model_inputs() when its data were read; NULL: not known */
	guint            n_chain;
	struct {
		const SegRecommender *recommender;
		gpointer              model;
	} chain[SEG_CHAIN];
	guint            cold;      /* number of the link for people who took nothing yet; G_MAXUINT: there is none */
	guint            newcomers; /* of the one for items that nobody took yet, which fills no other places; G_MAXUINT: none */
	struct SegAdvicePlan *plan;  /* rules for recommendations; NULL: none (offer.h) */
	const guint8    *offered;   /* n_items: 1 where everybody may be offered the item */
	gboolean         by_ratings;/* the first recommender predicts ratings, from those people gave */
	gboolean         shares;    /* what is fitted belongs to another model */
	guint32         *rank; /* n_items: order among items of equal score: most takers first, then by key */
};

/** Fits @recommender, and others to fill up, on @interactions (borrowed). @options: NULL: the usual ones. */
SegModel *seg_model_fit_interactions (const SegInteractions *interactions, const SegRecommender *recommender, const double *options,
                                      SegJob *job, GError **error);
/** The same around what is fitted already, which it takes over; frees it on failure. */
SegModel *seg_model_around (const SegInteractions *interactions, const SegRecommender *recommender, const double *options, gpointer fitted,
                            SegJob *job, GError **error);

/* A place in a list: which item, by which link of the chain, with what score. */
typedef struct {
	guint32 item, link;
	double  score;
} SegPlace;

/** The @n best items for user number @user (n_users: nobody known) into @places; returns how many there are.
 * @scores: room for n_items values. @entries: room for @n. */
gsize seg_model_places (const SegModel *model, gsize user, gsize n, double *scores, SegTopEntry *entries, SegPlace *places);

/** The same from link number @link of the chain on, where @n_places are filled already. */
gsize seg_model_fill_places (const SegModel *model, gsize user, gsize n, double *scores, SegTopEntry *entries, SegPlace *places,
                             gsize n_places, guint link);
/** Whether link number @link fills places of @user. */
gboolean seg_model_link_serves (const SegModel *model, guint link, gsize user);
/** The @n best of @scores among what is on offer, into @entries; those of 0 and less are left out. Returns how many there are. */
gsize seg_model_pick (const SegModel *model, const double *scores, gsize n, SegTopEntry *entries);
/** Offers @scores (of @n items from number @first on; to a multiple of SEG_SCORES_TOGETHER, 0 beyond @n) to the best of user number @user: what is
 * on offer, not owned, and above 0. *@least: 0 at first; scores up to there cannot change @top any more. */
void seg_model_offer (const SegModel *model, gsize user, const double *scores, gsize first, gsize n, SegTop *top, double *least);
/** Whether the first recommender finds the best of many users together faster than one by one. */
typedef struct SegTogether SegTogether;
SegTogether *seg_together_new (const SegModel *model, gsize n_users, GError **error); /* NULL without @error: it does not */
void         seg_together_free (SegTogether *together);
/** The @n best of the first recommender for each of @users (n_users: nobody known) into @entries (n a user), how many into @n_best; owned ones
 * left out. FALSE: out of memory. Any thread. */
gboolean     seg_together_find (const SegTogether *together, const gsize *users, gsize n_users, gsize n, SegTopEntry *entries, gsize *n_best);
/** Into how large blocks @n_users are best cut. */
gsize        seg_together_block (const SegTogether *together, gsize n_users);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTogether, seg_together_free)

/** The number of a user, or n_users for one the model does not know. */
gsize seg_model_user (const SegModel *model, gint64 user_id);
/**
 * The lists of users (numbers; n_users: nobody known) on all cores: @places (n a user) and how many of them are filled, in @lengths.
 * @phrase: what it does. FALSE when cancelled or out of memory.
 */
gboolean seg_model_lists (const SegModel *model, const gsize *users, gsize n_users, gsize n, SegPlace *places, guint32 *lengths,
                          const char *phrase, SegJob *job, GError **error);

/* The best of products of factors (top_factors.c). */
typedef struct SegTopFactors SegTopFactors;

SegTopFactors *seg_top_factors_new (const SegModel *model, const SegFactors *factors, GError **error); /* borrows both */
void           seg_top_factors_free (SegTopFactors *top);
/** The @n best for each of @users into @entries (n a user), how many into @n_best; owned ones left out. FALSE: out of memory. Any thread. */
gboolean       seg_top_factors_find (const SegTopFactors *top, const gsize *users, gsize n_users, gsize n, SegTopEntry *entries, gsize *n_best);
/** The score of one pair. */
double         seg_factors_score (const SegFactors *factors, gsize user, gsize item);
/** The same of all items, bit for bit. */
void           seg_factors_scores (const SegFactors *factors, gsize user, gsize n_items, double *scores);

/** How like people all users are, on average over @seeds (n_users values); of a hybrid against the greatest (people_like.c). */
gboolean       seg_people_like (const SegRecommender *recommender, gconstpointer model, const SegInteractions *interactions, const gsize *seeds, gsize n_seeds,
                                double *scores, SegJob *job, GError **error);
/** How like row number @row all @n are: the cosine of their factors; 0 for itself and where there are none. */
void           seg_factors_cosines (const float *rows, gsize n, gsize n_factors, gsize stride, gsize row, double *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegTopFactors, seg_top_factors_free)

/** A recommendation without reason. */
SegRecommendation *seg_recommendation_new (const SegInteractions *interactions, gsize item, double score,
                                           const char *recommender);

/** The item each user took last, or -1 for users with fewer than two. The last one is that first taken latest; of several at that time
 * the one with the greatest id. (split.c) */
gssize *seg_last_items (const SegInteractions *interactions);
/** The same where something has a time; else one of each, drawn from the ids. */
gssize *seg_one_item_each (const SegInteractions *interactions);

/* Wording (wording.c) ----------------------------------------------------------------------------------------------- */

/** "because they bought X and Y: 61 of 143 who bought X also bought this". @second: a title or NULL. */
char *seg_word_because (const char *basis, const char *first, const char *second, gsize together, gsize count);
/** "61 of 143 who bought X also bought this" */
char *seg_word_also (const char *basis, const char *title, gsize together, gsize count);
/** "popular in “SEGMENT”: 34 of 388 there bought it"; without @segment: "popular: 512 of 5,012 users bought it". */
char *seg_word_popular (const char *basis, const char *segment, gsize count, gsize size);
/** "popular lately: 34 of 50 who bought it did so in the last 30 days" */
char *seg_word_lately (const char *basis, gsize count, gsize of, double days);
/** "12 of the 50 people most like them bought this" */
char *seg_word_people (const char *basis, gsize count, gsize of);
/** "goes with X and Y, from which 34 % and 12 % of its score come". @second: a title or NULL. */
char *seg_word_rating (double expected, double mean);
/** "31 % of people with what they have take this, 2.1 % of all; most for X and Y". @first, @second: titles or NULL. */
char *seg_word_probability (double probability, double share, const char *first, const char *second);
/** "like X: kubernetes, category: Database". @title: NULL where they only looked at things; @new: nobody took it yet. */
char *seg_word_content (const char *title, const char *words, gboolean new);
char *seg_word_factors (const char *first, double share, const char *second, double other_share, gboolean looked_at);

#endif
