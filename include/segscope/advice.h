/* Rules for recommendations: what may be offered to whom, whatever the recommender says. One set a workspace, kept there; it holds on a user's page, for
 * the audience of an item, in campaigns and in exports alike, and says what each of its rules did.
 *
 * What a person owns is never offered; that rule cannot be taken off. Rules that need to know something of an item (a price, a date, a
 * category) leave out the items of which it is not known. */
#ifndef SEGSCOPE_ADVICE_H
#define SEGSCOPE_ADVICE_H

#include <segscope/recommend.h>

G_BEGIN_DECLS

/* In the order in which they are asked: what several rules would leave out is counted for the first of them. */
typedef enum {
	SEG_ADVICE_OWNED,          /* bought, rated, reviewed, or given back */
	SEG_ADVICE_LISTED,         /* not in the items file, where there is one */
	SEG_ADVICE_ON_SALE,        /* ATTRIBUTE=VALUE,VALUE */
	SEG_ADVICE_SALE_FROM,      /* a date of the item */
	SEG_ADVICE_SALE_UNTIL,
	SEG_ADVICE_SALE_DAY,       /* the day the two are compared with; leaves nothing out itself */
	SEG_ADVICE_ONLY,           /* keys */
	SEG_ADVICE_NEVER,
	SEG_ADVICE_CATEGORIES,
	SEG_ADVICE_NOT_CATEGORIES,
	SEG_ADVICE_PRICE_MOST,
	SEG_ADVICE_PRICE_TIMES,    /* times the median of what the person paid for an item */
	SEG_ADVICE_PER_CATEGORY,   /* from here on about whole lists */
	SEG_ADVICE_PER_AUTHOR,
	SEG_ADVICE_DIVERSITY,      /* lambda of MMR */
	SEG_ADVICE_FIRST,          /* keys */
	SEG_ADVICE_NEW,            /* places for items that nobody took yet */
	SEG_ADVICE_MOST_PEOPLE,    /* an item is offered to, in one list */
	SEG_N_ADVICE_RULES
} SegAdviceRule;

/* What is set: the text of each rule, NULL where it is off. */
typedef struct {
	char *values[SEG_N_ADVICE_RULES];
} SegAdviceRules;

/** The name by which a rule is set ("price-most"); NULL for those that always hold. */
const char *seg_advice_rule_name (SegAdviceRule rule);
/** A few words and a sentence, translatable. */
const char *seg_advice_rule_label (SegAdviceRule rule);
const char *seg_advice_rule_meaning (SegAdviceRule rule);
/** What it left out or changed, as "not on sale" after a count; translatable. */
const char *seg_advice_rule_effect (SegAdviceRule rule);

void     seg_advice_rules_clear (SegAdviceRules *rules);
gboolean seg_advice_rules_any (const SegAdviceRules *rules);
/** Sets one: @text "" or NULL takes it off. SEG_ERROR_USAGE says what it must be. Attributes and keys are looked up in @workspace. */
gboolean seg_advice_rules_set (SegAdviceRules *rules, SegWorkspace *workspace, SegAdviceRule rule, const char *text, GError **error);
/** The same from "NAME=VALUE". */
gboolean seg_advice_rules_parse (SegAdviceRules *rules, SegWorkspace *workspace, const char *word, GError **error);
/** Those of the workspace; clear with seg_advice_rules_clear(). SEG_ERROR_DATA: they cannot be read. */
gboolean seg_advice_rules_read (SegWorkspace *workspace, SegAdviceRules *rules, GError **error);
/** Keeps them instead of those before. One audited transaction. */
gboolean seg_advice_rules_write (SegWorkspace *workspace, const SegAdviceRules *rules, GError **error);
/** "price-most=300; per-category=2"; "" where none is set. Free with g_free(). */
char    *seg_advice_rules_text (const SegAdviceRules *rules);
/** The same for screens: "Price, at most: 300; Items of one category, at most: 2". Free with g_free(). */
char    *seg_advice_rules_words (const SegAdviceRules *rules);

/* What rules did to one list or to many. Of the rules that leave items out, for each person, the items of the catalogue that they took away;
 * of those about whole lists, the items among the best n that gave way to others (SEG_ADVICE_FIRST, SEG_ADVICE_NEW: that were put in). */
typedef struct {
	gint64 counts[SEG_N_ADVICE_RULES];
	gint64 n_people;
	gint64 n_items;      /* of the catalogue, for each person */
	gint64 n_left;       /* of those, not left out */
	gint64 n_offered;    /* places filled */
	gint64 n_short;      /* people with fewer than were asked for */
	gint64 n_none;       /* of them, those with nothing */
	gint64 n_at_limit;   /* items that were offered to as many as SEG_ADVICE_MOST_PEOPLE allows */
} SegAdviceTally;

void  seg_advice_tally_add (SegAdviceTally *sum, const SegAdviceTally *other);
/** "12 already own; 3 not on sale", for one person as for many; "" where nothing was. Free with g_free(). */
char *seg_advice_tally_text (const SegAdviceTally *tally);
/** The same in sentences, with who gets less than was asked for; "" where there is nothing to say. Free with g_free(). */
char *seg_advice_tally_words (const SegAdviceTally *tally, const SegAdviceRules *rules);

/** The rules by which @model recommends, borrowed; never NULL. Those of the workspace at the time the model was got. */
const SegAdviceRules *seg_model_advice_rules (const SegModel *model);
/** Gives @model the rules the workspace has now. Nobody else must use the model meanwhile. */
gboolean seg_model_renew_rules (SegModel *model, SegWorkspace *workspace, SegJob *job, GError **error);
/** A model on the same fitted numbers with the rules the workspace has now; @model must outlive it. */
SegModel *seg_model_with_rules (const SegModel *model, SegWorkspace *workspace, SegJob *job, GError **error);

/** As seg_recommend(), with what the rules did. @tally may be NULL. */
GPtrArray *seg_advise (const SegModel *model, gint64 user_id, guint n, SegAdviceTally *tally, GError **error);

/* Lists for many people, made together, so that what holds for the whole of them does (SEG_ADVICE_MOST_PEOPLE). */
typedef struct SegAdviceLists SegAdviceLists;

/** @n items for each of @user_ids. Memory 16 bytes a place; with a limit of people, 16 more for each of some dozen candidates. */
SegAdviceLists *seg_advice_lists_new (const SegModel *model, const gint64 *user_ids, gsize n_users, guint n, SegJob *job, GError **error);
void       seg_advice_lists_free (SegAdviceLists *lists);
guint      seg_advice_lists_n (const SegAdviceLists *lists, gsize user);
gint64     seg_advice_lists_item (const SegAdviceLists *lists, gsize user, guint place, double *score);
/** With its reason. Free with seg_recommendation_free(). */
SegRecommendation   *seg_advice_lists_get (const SegAdviceLists *lists, gsize user, guint place);
const SegAdviceTally *seg_advice_lists_tally (const SegAdviceLists *lists);

/** As seg_item_audience(), with what the rules did: counts are people, of SEG_ADVICE_MOST_PEOPLE those beyond the limit whom it would suit, too, where
 * that is below @n. @tally may be NULL. */
GPtrArray *seg_advice_audience (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, SegAdviceTally *tally, SegJob *job,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAdviceLists, seg_advice_lists_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SegAdviceRules, seg_advice_rules_clear)

G_END_DECLS

#endif
