/* The family of recommenders: what one is, what it can be told, what it costs, and how it is kept in the workspace.
 *
 * A recommender sees interactions (recommend.h) and numbers, never the database. Adding one is one file in recommend/ and one row of
 * the table in recommend/recommender.c; commands, screens and the evaluation are made from the table. */
#ifndef SEGSCOPE_RECOMMENDER_H
#define SEGSCOPE_RECOMMENDER_H

#include <segscope/recommend.h>

G_BEGIN_DECLS

/* A number that a recommender can be told. */
typedef struct {
	const char *name;    /* "neighbours" */
	const char *meaning; /* translatable: a few words */
	double      value;   /* the usual one */
	double      least, most;
	gboolean    whole;
	const char *const *choices; /* names of the values 0, 1, ... up to most, ended by NULL; NULL: it is a number */
} SegRecommenderOption;

#define SEG_MOST_OPTIONS 8

/* What fitting would take. */
typedef struct {
	double memory;  /* bytes at the peak, roughly */
	double seconds; /* roughly, on this machine */
	char  *unfit;   /* why it is not to be used on these data, a sentence; NULL: it can be. Free with g_free(). */
} SegFitEstimate;

/* Bytes of a model on their way into the workspace and back. */
typedef struct SegModelWriter SegModelWriter;
typedef struct SegModelReader SegModelReader;

/* Scores that are products: of user u and item i sum over f of users[u, f] x items[i, f], the sum in doubles, f ascending. */
typedef struct {
	gsize        n_factors, stride; /* stride: numbers a row */
	const float *users, *items;
} SegFactors;

#define SEG_SCORES_TOGETHER 16

/* Takes the @scores of user @number (of those asked for) for @n items from number @first on. There is room to a multiple of SEG_SCORES_TOGETHER, 0
 * beyond @n. */
typedef void (*SegTakeScores) (gpointer data, gsize number, gsize first, gsize n, const double *scores);

/* What a model was fitted on, as seen from newer data. */
typedef struct {
	SegInteractions *interactions;           /* what was taken then; nothing else of it is known */
	guint32         *users_now, *items_now;  /* where its users and items are now */
	guint8          *changed;                /* of the users there are now: 1 where one is new, or anything of what they did is other than then */
	gsize            n_changed;
} SegBefore;

/* All scores are comparable within one call: higher is better, 0 says nothing. Hooks marked optional may be NULL. */
struct SegRecommender {
	const char *name;            /* "item-to-item" */
	const char *label, *meaning; /* translatable */
	const SegRecommenderOption *options;
	guint       n_options;
	guint       needs;           /* SEG_NEEDS_... */

	/* @options: a value for each of its options. */
	gpointer (*fit) (const SegInteractions *interactions, const double *options, SegJob *job, GError **error);
	void     (*free) (gpointer model);
	/* Scores of all items for user number @user (n_items values). n_users is a user nobody knows. Any thread. */
	void     (*score) (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
	/* Optional: the same numbers, bit for bit, for many users at once, some items at a time and in any order: @take gets all that are not 0. Any
	 * thread. Where memory lacks nothing is given to @take: FALSE. */
	gboolean (*score_many) (gconstpointer model, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer data);
	gsize      users_together; /* how many users score_many() is best given at once */
	/* Fills reason, kind, because and the figures of @recommendation for item number @item from the model's own numbers; leaves
	 * reason NULL when it has nothing to say. */
	void     (*explain) (gconstpointer model, const SegInteractions *interactions, gsize user, gsize item,
	                     SegRecommendation *recommendation);
	/* Scores of all users for item number @item, comparable between users (n_users values). Optional: by score(), user by user. */
	void     (*score_users) (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
	/* Optional: scores of all items as being like item number @item (n_items values). */
	void     (*score_similar) (gconstpointer model, const SegInteractions *interactions, gsize item, double *scores);
	/* Optional: what people are compared by: so many numbers each, all 0 where nothing is known of somebody; how like two are is the cosine of
	 * theirs. Any thread. */
	gsize    (*n_traits) (gconstpointer model, const SegInteractions *interactions);
	void     (*traits) (gconstpointer model, const SegInteractions *interactions, gsize user, double *traits);
	/* Optional: scores of all users as being like user number @user (n_users values). NULL, and no traits: by the items they have in common. */
	void     (*score_similar_users) (gconstpointer model, const SegInteractions *interactions, gsize user, double *scores);
	const char *alike; /* by what people are alike, a few words; translatable; NULL: items both took */
	/* Optional: what it is made of: recommender number @i, what of it is fitted (NULL: it is not used) and its weight. FALSE: there are no more. */
	gboolean (*part) (gconstpointer model, gsize i, const SegRecommender **recommender, gconstpointer *fitted, double *weight);
	/* Optional: its scores as products of factors, for what is done for all users at once. FALSE: not with these options. */
	gboolean (*factors) (gconstpointer model, SegFactors *factors);
	/* Optional: what fitting takes; without it a pass over the data. */
	void     (*estimate) (const SegInteractions *interactions, const double *options, SegFitEstimate *estimate);
	/* Optional: what it found, in a few words ("item-to-item 0.6, als 0.4"). Free with g_free(). */
	char    *(*describe) (gconstpointer model);
	/* Optional: into bytes and back. load() checks what it reads against @interactions, of the same data. Without them it is fitted anew. */
	void     (*save) (gconstpointer model, SegModelWriter *packer);
	gpointer (*load) (SegModelReader *unpacker, const SegInteractions *interactions, const double *options, GError **error);
	/* Optional: the rating that is expected of user number @user for item number @item. FALSE: not with these options. */
	gboolean (*expect_rating) (gconstpointer model, const SegInteractions *interactions, gsize user, gsize item, double *rating);
	/* Optional: the model for newer data, in which all items and users of before still are: what costs much is kept, what is new is put in its
	 * place. NULL without @error where that cannot be done with these data. Without it, or then, it is fitted anew. */
	gpointer (*update) (gconstpointer model, const SegBefore *before, const SegInteractions *now, const double *options, SegJob *job, GError **error);
	gboolean update_is_exact; /* the same bits as fitted anew */
	gboolean recounts;        /* fitting is only counting: it is brought up to date by counting everything again; update() is not asked */
	const char *updating;     /* what bringing it up to date does, a sentence; translatable */
};

#define SEG_NEEDS_CONTENT (1u << 0) /* what items are: SegInteractions.content */
#define SEG_NEEDS_RATINGS (1u << 1)

/** The table: of @n_recommenders rows, the first of which is what is used unless something else is asked for. */
const SegRecommender *const *seg_recommenders (gsize *n_recommenders);
const SegRecommender *seg_recommender_find (const char *name);
/** What people read in place of @name: the recommender's translated label; of one that this program does not know, @name. */
const char           *seg_recommender_label (const char *name);
/** The same; SEG_ERROR_USAGE names those there are. @name: NULL: the first. */
const SegRecommender *seg_recommender_named (const char *name, GError **error);

/** The usual values into @options (SEG_MOST_OPTIONS). */
void     seg_recommender_defaults (const SegRecommender *recommender, double *options);
/** Reads "neighbours=50 shrinkage=0" (blanks or commas between) into @options, which hold the usual values or others. */
gboolean seg_recommender_options_parse (const SegRecommender *recommender, const char *text, double *options, GError **error);
/** The same back as text: all of them. Free with g_free(). */
char    *seg_recommender_options_text (const SegRecommender *recommender, const double *options);
/** As seg_interactions_load() with all that recommenders may need, also to say what fitting takes. */
SegInteractions *seg_interactions_load_all (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error);
/** What fitting takes; clear with seg_fit_estimate_clear(). */
void     seg_recommender_estimate (const SegRecommender *recommender, const SegInteractions *interactions, const double *options,
                                   SegFitEstimate *estimate);
void     seg_fit_estimate_clear (SegFitEstimate *estimate);

/* What a recommender is fitted by. */
typedef struct {
	const SegRecommender *recommender; /* NULL: the one chosen for the workspace, else the first of the table */
	const char *options;               /* as seg_recommender_options_parse(); NULL: those chosen, else the usual ones */
	gint64      segmentation_id;       /* whose segments; 0: the newest */
	gboolean    anew;                  /* fit even where a kept one would do */
	gboolean    anyway;                /* fit even where it says that it is unfit for the data */
} SegModelRequest;

/** Fits, or takes a kept one that is of the same data, options and weights (brought up to date where events came since). */
SegModel *seg_model_get (SegWorkspace *workspace, const SegModelRequest *request, SegJob *job, GError **error);

const SegRecommender *seg_model_recommender (const SegModel *model);
const double         *seg_model_options (const SegModel *model);
/** "kept of 3 May", "fitted": how it was got. */
typedef enum { SEG_MODEL_FITTED, SEG_MODEL_KEPT, SEG_MODEL_UPDATED } SegModelOrigin;
SegModelOrigin seg_model_origin (const SegModel *model);
/** When it was fitted, and the share of the users who did something since that was only put in by an update; 0 where the model is what fitting
 * anew would give. */
gint64 seg_model_fitted_at (const SegModel *model);
double seg_model_changed (const SegModel *model);
/** How many events were put in by updates since it was fitted; less than 0 where more were taken away. */
gint64 seg_model_events_since (const SegModel *model);
/** How it was got, in a sentence, where that is not by fitting it just now; else NULL. Free with g_free(). */
char  *seg_model_origin_text (const SegModel *model);
/** The same in a few words, for pages. */
char  *seg_model_origin_brief (const SegModel *model);
/** What it found, or NULL. Free with g_free(). */
char *seg_model_describe (const SegModel *model);

/** Keeps @model in the workspace, instead of one of the same recommender. Drops others that are of no more use. Audited. */
gboolean seg_model_keep (SegWorkspace *workspace, const SegModel *model, SegJob *job, GError **error);

/* A model in the workspace. */
typedef struct {
	const SegRecommender *recommender; /* NULL: of another version of the program */
	char    *name, *options;
	gint64   fitted_at, updated_at;    /* updated_at: when later events were last put in; 0: never */
	double   changed;                  /* as seg_model_changed() */
	gint64   events_since;             /* as seg_model_events_since() */
	gint64   n_bytes;
	gboolean current;                  /* of the data as they are now; else it is brought up to date, or fitted anew, when it is asked for */
} SegKeptModel;

/** All there are: GPtrArray of SegKeptModel*, owned. */
GPtrArray *seg_models_kept (SegWorkspace *workspace, GError **error);
/** What of @kept is to be said, in a sentence. Free with g_free(). */
char      *seg_kept_model_text (const SegKeptModel *kept);
/** The same in a few words, of one that was updated: when, with how many events. Free with g_free(). */
char      *seg_kept_model_update_text (const SegKeptModel *kept);
/** What @recommender does after new events, in a few words; translatable. */
const char *seg_recommender_update_words (const SegRecommender *recommender);
/** Brings all of them up to date, and drops those that no longer can be. @n_refreshed, @n_dropped: (out) how many. Audited. */
gboolean   seg_models_refresh (SegWorkspace *workspace, SegJob *job, guint *n_refreshed, guint *n_dropped, GError **error);
/** Which recommender and options are used where nobody says another; NULL: the first of the table, the usual ones. */
gboolean seg_model_choose (SegWorkspace *workspace, const SegRecommender *recommender, const char *options, GError **error);
/** What was chosen; *@recommender is never NULL. *@options: free with g_free(), may be NULL. */
gboolean seg_model_chosen (SegWorkspace *workspace, const SegRecommender **recommender, char **options, GError **error);

/* How much events say. ------------------------------------------------------------------------------------------------ */

typedef enum {
	SEG_WEIGHT_PURCHASE, SEG_WEIGHT_LIKED, SEG_WEIGHT_RATING, SEG_WEIGHT_COMPLETED, SEG_WEIGHT_PLAY, SEG_WEIGHT_OTHER, SEG_WEIGHT_NONE,
	SEG_N_WEIGHTS = SEG_WEIGHT_NONE
} SegWeightClass;

typedef struct {
	double weights[SEG_N_WEIGHTS];
	double half_life; /* days in which an event comes to count half, back from the person's last one; 0: they all count alike */
} SegEventWeights;

/** purchase 5, liked (a rating above the person's mean) 4, rating (another) 1, completed 3, play 2, other (click, view) 1, half-life 365. */
SegEventWeights seg_event_weights_defaults (void);
/** The name by which a weight is set ("purchase"), and its meaning (translatable). */
const char *seg_event_weight_name (SegWeightClass class);
const char *seg_event_weight_meaning (SegWeightClass class);
/** Those of the workspace. */
gboolean seg_event_weights_read (SegWorkspace *workspace, SegEventWeights *weights, GError **error);
gboolean seg_event_weights_write (SegWorkspace *workspace, const SegEventWeights *weights, GError **error);
/** Reads "purchase=5 half-life=90" into @weights, and back. */
gboolean seg_event_weights_parse (const char *text, SegEventWeights *weights, GError **error);
char    *seg_event_weights_text (const SegEventWeights *weights);

/* People like someone. */
typedef struct {
	gint64  user_id;
	char   *key;
	double  score;
	guint32 n_common; /* items both took */
	gint64  segment_id;
} SegSimilarUser;

/** By what @recommender compares people, a few words; translatable. */
const char *seg_recommender_alike (const SegRecommender *recommender);
/** The @n people most like @user_id by the model, best first: GPtrArray of SegSimilarUser*, owned. */
GPtrArray *seg_similar_users (SegWorkspace *workspace, const SegModel *model, gint64 user_id, guint n, SegJob *job, GError **error);
/**
 * Look-alikes: the @n people most like all of @seeds (ids) by the model, best first, none of whom is among @seeds.
 *
 * The score is the mean over the seeds of how like each the person is. GPtrArray of SegSimilarUser*, owned; n_common: items the person took
 * that at least one in ten of the seeds took. SEG_ERROR_DATA: none of the seeds took anything. Cost: as seg_similar_users() for each seed; for
 * models with factors, as for one.
 */
GPtrArray *seg_look_alikes (SegWorkspace *workspace, const SegModel *model, const gint64 *seeds, gsize n_seeds, guint n, SegJob *job,
                            GError **error);

G_END_DECLS

#endif
