/* What the files behind SegAudience share: answers about every user in memory, and the walk through the funnel. */
#ifndef SEG_AUDIENCE_PRIVATE_H
#define SEG_AUDIENCE_PRIVATE_H

#include <segscope/audience.h>
#include <segscope/user_counter.h>

#include "address-private.h"
#include "campaign-private.h"

G_BEGIN_DECLS

/* Answers (audience.c) ---------------------------------------------------------------------------------------------- */

struct SegAudience {
	gatomicrefcount n_holders;
	SegUserCounter *counter;
	const gint64   *ids;   /* of the counter */
	gsize           n;
	gint64          campaign_id; /* the draft that is changed: who is on its list keeps their arm; 0: none */
	GHashTable     *kept;  /* char* -> Kept* */
	SegRefusals    *refusals; /* or NULL: not read yet */
	gsize           size;  /* bytes kept */
	guint64         clock;
};

/* Who asks, for the functions below. */
typedef struct {
	SegAudience  *audience;
	SegWorkspace *workspace;
	SegJob       *job;
	gint64        own_campaign; /* contacts by it do not count; 0: all do */
} SegAsking;

/* Reads the users, and forgets what was read of an earlier state of the file. */
gboolean seg_asking_begin (const SegAsking *asking, GError **error);

/* Fills @values for each user of asking->audience; FALSE with @error. */
typedef gboolean (*SegAnswerFunc) (const SegAsking *asking, gpointer values, gconstpointer data, GError **error);
/* The answer called @key, made by @fill where it is not kept: @size bytes a user, zero at first. Stays until the next seg_asking_begin(). */
gpointer seg_asking_get (const SegAsking *asking, const char *key, gsize size, SegAnswerFunc fill, gconstpointer data, GError **error);

/* The pieces of it, for answers that are made several at once. An array for each user, @size bytes a user, all zero; g_free(). */
gpointer seg_asking_new (const SegAsking *asking, gsize size, GError **error);
/* Takes @values over. */
void     seg_asking_keep (const SegAsking *asking, const char *key, gpointer values, gsize size);
gboolean seg_asking_is_kept (const SegAsking *asking, const char *key);
/* What is kept and is asked for now; NULL: nothing. What is only prepared gives way first. */
gpointer seg_asking_kept (const SegAsking *asking, const char *key);
/* Whether answers of @size bytes a user fit beside those that are kept. */
gboolean seg_asking_has_room (const SegAsking *asking, gsize size);

/* Who wants no more, and by which channels. */
const SegRefusals *seg_asking_refusals (const SegAsking *asking, GError **error);

/* 1 for the users whose ids @sql gives; @text: the value of :text, or NULL. */
const guint8 *seg_asking_sql (const SegAsking *asking, const char *sql, const char *text, GError **error);
/* 1 for those whom the filter takes. */
const guint8 *seg_asking_filter (const SegAsking *asking, const char *text, gint64 segmentation_id, GError **error);
/* The segment of each; 0: none. */
const gint64 *seg_asking_segments (const SegAsking *asking, gint64 segmentation_id, GError **error);
/* Numbers of an attribute or feature; NAN: missing. */
const double *seg_asking_numbers (const SegAsking *asking, const char *name, GError **error);
/* HMACs of the keys. */
const guint64 *seg_asking_hashes (const SegAsking *asking, const char *secret, GError **error);

/* What the address of each user is compared by; both halves 0: nobody is reached. (audience_reach.c) */
const XXH128_hash_t *seg_asking_addresses (const SegAsking *asking, const char *channel, const char *column, GError **error);
/* 1 for those who have agreed, by a column of yes and no. */
const guint8  *seg_asking_consents (const SegAsking *asking, const char *column, GError **error);

/* The place of a user among those of the audience; -1: not in use. */
gssize         seg_audience_find (const SegAudience *audience, gint64 user_id);
/* The same of users who come in the order of their ids, or nearly so: @next is where the search begins, 0 at first. */
gssize         seg_audience_find_next (const SegAudience *audience, gsize *next, gint64 user_id);
/* 1 + the number of the arm that each user keeps when the draft @campaign_id is made anew from @draft; 0: none. *@arms NULL without error: arms
 * are drawn anew, or @campaign_id is 0. (kept_arms.c) */
gboolean       seg_asking_kept_arms (const SegAsking *asking, const SegCampaignDraft *draft, gint64 campaign_id, const guint8 **arms, GError **error);

/* Conditions (audience_masks.c) -------------------------------------------------------------------------------------- */

/* Items, look-alikes, other campaigns, filters. */
const guint8 *seg_asking_part (const SegAsking *asking, const SegCampaignDraft *draft, const SegAudiencePart *part, GError **error);
/* "for item X", "like those: F", ...: owned. */
char         *seg_audience_part_words (const SegAudiencePart *part);
/* Whom a suppression takes off, as it would without an override: those where @mask is @when. @mask NULL without error: it cannot be said, or
 * nobody. @label: owned. */
gboolean      seg_asking_suppression (const SegAsking *asking, const SegCampaignDraft *draft, SegSuppression suppression, const guint8 **mask,
                                      guint8 *when, char **label, GError **error);
/* Whom the rules for contacts take off a campaign's list today, its own contacts apart: of each user the suppression, or SEG_N_SUPPRESSIONS. Only
 * SEG_SUPPRESS_CONTACTED, FREQUENCY and HOLD_OUT are asked, as far as the campaign does not override them. */
#define SEG_TAKEN_SAME_ADDRESS (SEG_N_SUPPRESSIONS + 1) /* not by them: by seg_asking_keep_one_today() */
guint8       *seg_asking_taken_today (const SegAsking *asking, const SegCampaignDraft *draft, GError **error);
/* Whether there is anybody whom they could take off; costs nothing where nobody was contacted and nobody is held back from all campaigns. */
gboolean      seg_asking_rules_matter (SegWorkspace *workspace, const SegCampaignDraft *draft, gint64 own_campaign, gboolean *matter, GError **error);
/* 1 for those most like the ones whom @seeds takes, without them. (alike.c) */
gboolean      seg_alike_find (const SegAsking *asking, const guint8 *seeds, gint64 n, guint8 *alike, GError **error);

/* The walk (audience_walk.c) ----------------------------------------------------------------------------------------- */

/* Where each user is in the funnel. */
enum { SEG_PLACE_OUTSIDE = 0, SEG_PLACE_OFF = 1 /* + number of the step */, SEG_PLACE_WORTH = 252, SEG_PLACE_RANK = 253, SEG_PLACE_CHOSEN = 254 };

typedef struct {
	const SegCampaignDraft *draft;
	GPtrArray *steps;      /* of SegFunnelStep*: those that take people off */
	guint8    *places;     /* of each user of the audience */
	char      *audience;   /* label */
	gint64     n_audience, n_eligible, n_worth, n_rank, n_chosen, n_control;
	char      *rank_label; /* or NULL */
	const guint8 *arms;    /* as seg_asking_kept_arms(); NULL: nobody has one */
	guint8    *dealt;      /* with @arms: the arm of each user of the audience who is chosen; or NULL */
} SegAudienceWalk;

/* Somebody who could be chosen. (rank.c) */
typedef struct {
	double order; /* the highest first; NAN: last */
	double cost, worth; /* worth NAN: not known */
	gsize  at;    /* among the users of the audience */
} SegCandidate;

/* All who are eligible, in the order of the list. */
SegCandidate    *seg_audience_rank_all (const SegAsking *asking, const SegAudienceWalk *walk, gsize *n, GError **error);

/* Good until the next seg_asking_begin(). */
SegAudienceWalk *seg_audience_walk (const SegAsking *asking, const SegCampaignDraft *draft, GError **error);
void             seg_audience_walk_free (SegAudienceWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAudienceWalk, seg_audience_walk_free)
/* The funnel as steps. */
GPtrArray       *seg_audience_walk_funnel (const SegAudienceWalk *walk);
/* The people chosen, with segment, hash and stratum, and the arm where it was dealt: walk->n_chosen. Free with g_free(). */
SegEligible     *seg_audience_walk_people (const SegAsking *asking, const SegAudienceWalk *walk, GError **error);
/* Fills walk->dealt anew for those chosen: whoever has an arm keeps it. */
gboolean         seg_audience_walk_deal (const SegAsking *asking, SegAudienceWalk *walk, GError **error);

/* Of those chosen with one address, all but the one who comes first go to a step of their own, as far as the draft wants that. (audience_shared.c) */
gboolean         seg_audience_keep_one (const SegAsking *asking, SegAudienceWalk *walk, GError **error);
/* The same today, of those on the campaign's list who are to be sent to and whom @taken leaves there: sets SEG_TAKEN_SAME_ADDRESS. */
gboolean         seg_asking_keep_one_today (const SegAsking *asking, const SegCampaignDraft *draft, guint8 *taken, GError **error);
/* How many people like those chosen come in, and how long it takes until there are enough; @end: of the data. Nothing where there are enough, or where
 * the data are too young. (audience_duration.c) */
gboolean         seg_audience_say_arrival (const SegAsking *asking, const SegAudienceWalk *walk, gint64 end, SegAudienceOutlook *outlook, GError **error);
/* 1 for those who have unsubscribed or are not to be contacted by the draft's channel, and for all who have an address of theirs. */
const guint8    *seg_asking_unwanted (const SegAsking *asking, const SegCampaignDraft *draft, GError **error);
/* 1 for those who are not reached at what stands in @column. */
const guint8    *seg_asking_unreached (const SegAsking *asking, const char *channel, const char *column, GError **error);
/* Adds to *@mask, where the draft wants one message an address, all who share the address of somebody it takes. */
gboolean         seg_asking_spread (const SegAsking *asking, const SegCampaignDraft *draft, const guint8 **mask, GError **error);
/* Says first how many of the people chosen have the address of somebody else who is chosen. */
gboolean         seg_audience_say_shared (const SegAsking *asking, const SegAudienceWalk *walk, GPtrArray *sentences, GError **error);
/* The column whose bands the strata are, owned; NULL without error: there is none. */
char            *seg_audience_value_column (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);

/* What the order of a list is made of; good until the next seg_asking_begin(). (rank.c) */
typedef struct {
	const double *rank, *propensity; /* or NULL */
	double contact_cost, offer_cost;
	gboolean is_worth, has_budget, ascending;
} SegRankFigures;

gboolean         seg_rank_read (const SegAsking *asking, const SegCampaignDraft *draft, SegRankFigures *figures, GError **error);
/* Whether the user at @a of the audience comes before the one at @b. */
gboolean         seg_rank_is_before (const SegRankFigures *figures, gsize a, gsize b);
/* Who first (rank.c): of those chosen, those who cost more than they bring go to WORTH and those beyond limit and budget to RANK. */
gboolean         seg_audience_rank (const SegAsking *asking, SegAudienceWalk *walk, GError **error);

G_END_DECLS

#endif
