/* Rules for recommendations, understood: what the files offer_*.c share. */
#ifndef SEG_RECOMMEND_ADVICE_H
#define SEG_RECOMMEND_ADVICE_H

#include <segscope/advice.h>

#include "recommend-private.h"

/* Groups of items (categories, authors) in compressed rows. */
typedef struct {
	gsize   *start;  /* n_items + 1 */
	guint32 *groups;
	gsize    n_groups;
} SegAdviceGroups;

/* The rules against the items and users of a model. */
struct SegAdvicePlan {
	SegAdviceRules rules;
	guint8  *removed;      /* n_items: the rule that takes the item from everybody, 0: none */
	guint8  *offered;      /* n_items: 1 where nothing does */
	gint64   n_removed[SEG_N_ADVICE_RULES];
	double  *prices;       /* n_items, NAN unknown; NULL: no rule asks what a person usually pays */
	double  *usual;        /* n_users: what the person usually pays; NAN: never paid */
	double   price_times;
	SegAdviceGroups categories, authors;
	guint    per_category, per_author; /* 0: any number */
	double   lambda;       /* of MMR; 1: by score alone */
	guint32 *first;        /* items to be put first */
	gsize    n_first;
	guint    n_new;
	gsize    most_people;  /* 0: any number */
	guint32 *user_rank;    /* n_users: by key; NULL without a limit of people */
	gboolean ranks;        /* lists are more than the best by score */
};

typedef struct SegAdvicePlan SegAdvicePlan;

SegAdvicePlan *seg_advice_plan_new (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error);
void          seg_advice_plan_free (SegAdvicePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAdvicePlan, seg_advice_plan_free)

/** Whether the rules leave @item to @user beyond what they leave to everybody; n_users: nobody known. */
gboolean seg_advice_plan_affords (const SegAdvicePlan *plan, const SegInteractions *interactions, gsize user, gsize item);

/* What rules are made of (advice_store.c). */

/** The text of @attribute of each item (numbers as text), NULL where there is none: n_items strings. Free with seg_advice_texts_free(). */
char   **seg_advice_item_texts (SegWorkspace *workspace, const SegInteractions *interactions, const SegAttribute *attribute, GError **error);
void     seg_advice_texts_free (char **texts, gsize n);
/** The median of what each user paid for one item; NAN: never paid. */
double  *seg_advice_usual_prices (SegWorkspace *workspace, const SegInteractions *interactions, SegJob *job, GError **error);
/** Where each user stands in order of key. */
guint32 *seg_advice_user_ranks (SegWorkspace *workspace, const SegInteractions *interactions, GError **error);
/** The attribute of items that @rule needs, by its field. SEG_ERROR_USAGE names what lacks. */
/** How messages name a rule: as it is written on the command line, as it stands on the screen. */
const char *seg_advice_rule_said (SegAdviceRule rule);
const SegAttribute *seg_advice_attribute (const GPtrArray *attributes, const char *field, const char *rule, GError **error);

/** Parts of a list that a person typed: separated by commas (or ， 、), blanks around them taken off, double quotes hold a comma. */
char   **seg_advice_split (const char *text);

/* Choosing a list, one place after another (advice_choose.c). */

/* Room for one person's choice, to be used for one after another. */
typedef struct {
	double      *scores;  /* n_items */
	SegTopEntry *entries; /* n_entries */
	gsize        n_entries;
} SegAdviceScratch;

gboolean seg_advice_scratch_init (SegAdviceScratch *scratch, const SegModel *model); /* FALSE: out of memory */
void     seg_advice_scratch_clear (SegAdviceScratch *scratch);

typedef enum { SEG_CANDIDATE_WAITS, SEG_CANDIDATE_TAKEN, SEG_CANDIDATE_PASSED } SegCandidateState;

typedef struct {
	double  score, like; /* like: the greatest likeness to the first n_seen places of the list */
	guint32 item, n_seen, state;
} SegCandidate;

/* The best of one recommender for one person, as far as they were asked for. */
typedef struct {
	SegCandidate *candidates; /* best first */
	gsize    n, asked, cursor; /* n below asked: these are all; cursor: all before it are done with */
	double   best;            /* score of the best of all */
	gboolean fetched, again;  /* again: asked for more, without those passed or taken */
} SegPool;

/* A list that is being made. */
typedef struct {
	const SegModel *model;
	gsize     user, wanted, n; /* n: no more than there are items */
	guint     stage;        /* who chooses the next place: SEG_STAGE_... */
	gsize     n_looked_at;  /* of the items to be put first */
	double   *first_scores;
	SegPool   newcomers, pool;
	guint     n_new;
	SegPlace *places;       /* room for n */
	gsize     n_places;
	gboolean  out_of_memory;
	SegAdviceTally tally;
} SegAdviceList;

enum { SEG_STAGE_FIRST, SEG_STAGE_NEW, SEG_STAGE_LINKS };

/** Begins a list of @n places for user number @user into @places. Any thread. */
void     seg_advice_list_init (SegAdviceList *list, const SegModel *model, gsize user, gsize n, SegPlace *places);
void     seg_advice_list_clear (SegAdviceList *list);
/** Looks at the first candidates, so that what follows mostly need not score anything. */
void     seg_advice_list_prepare (SegAdviceList *list, SegAdviceScratch *scratch);
/** How many candidates of the first recommender are looked at, at first. */
gsize    seg_advice_list_looks_at (const SegAdviceList *list);
/** Gives it these candidates, found elsewhere: the best that everybody may be offered, without what the user owns; @n of @asked. */
void     seg_advice_list_give (SegAdviceList *list, const SegTopEntry *entries, gsize n, gsize asked);
/** The place that comes next, not taken yet; @gone: items that nobody gets any more (n_items), or NULL. FALSE: there is none. */
gboolean seg_advice_list_next (SegAdviceList *list, const guint8 *gone, SegAdviceScratch *scratch, SegPlace *place);
void     seg_advice_list_accept (SegAdviceList *list, const SegPlace *place);
/** Puts the places in the order in which they are shown and ends the tally. */
void     seg_advice_list_end (SegAdviceList *list);
/** Counts its places, however they were filled. */
void     seg_advice_list_count (SegAdviceList *list);

/* In SegPlace.link, beside the number of the link. */
#define SEG_PLACE_LINK  0xffu
#define SEG_PLACE_FIRST 0x100u /* put first by the rules */
#define SEG_PLACE_NEW   0x200u /* nobody took it yet */

/* Lists (advice_lists.c) ----------------------------------------------------------------------------------------------- */

/** With its reason. */
SegRecommendation *seg_advice_explain (const SegModel *model, gsize user, const SegPlace *place);

#endif
