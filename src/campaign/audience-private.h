/* What the files behind SegAudience share: answers about every user in memory, and the walk through the funnel. */
#ifndef SEG_AUDIENCE_PRIVATE_H
#define SEG_AUDIENCE_PRIVATE_H

#include <segscope/audience.h>
#include <segscope/user_counter.h>

#include "campaign-private.h"

G_BEGIN_DECLS

/* Answers (audience.c) ---------------------------------------------------------------------------------------------- */

struct SegAudience {
	gatomicrefcount n_holders;
	SegUserCounter *counter;
	const gint64   *ids;   /* of the counter */
	gsize           n;
	char           *stamp; /* of the file when all this was read */
	GHashTable     *kept;  /* char* -> Kept* */
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
 * SEG_SUPPRESS_CONTACTED, FREQUENCY, HOLD_OUT and (where @with_address) ADDRESS are asked, as far as the campaign does not override them. */
guint8       *seg_asking_taken_today (const SegAsking *asking, const SegCampaignDraft *draft, gboolean with_address, GError **error);
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
	GHashTable *arms;      /* gint64 of users -> number of the arm that they keep; NULL: nobody has one; the caller's */
	guint8    *dealt;      /* with @arms: the arm of each user of the audience who is chosen; or NULL */
} SegAudienceWalk;

/* @arms: as in SegAudienceWalk, or NULL; must live as long as the walk. */
SegAudienceWalk *seg_audience_walk (const SegAsking *asking, const SegCampaignDraft *draft, GHashTable *arms, GError **error);
void             seg_audience_walk_free (SegAudienceWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SegAudienceWalk, seg_audience_walk_free)
/* The funnel as steps. */
GPtrArray       *seg_audience_walk_funnel (const SegAudienceWalk *walk);
/* The people chosen, with segment, hash and stratum, and the arm where it was dealt: walk->n_chosen. Free with g_free(). */
SegEligible     *seg_audience_walk_people (const SegAsking *asking, const SegAudienceWalk *walk, GError **error);
/* Fills walk->dealt anew for those chosen: whoever has an arm keeps it. */
gboolean         seg_audience_walk_deal (const SegAsking *asking, SegAudienceWalk *walk, GError **error);

/* The column whose bands the strata are, owned; NULL without error: there is none. */
char            *seg_audience_value_column (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error);

/* Who first (rank.c): of those chosen, those who cost more than they bring go to WORTH and those beyond limit and budget to RANK. */
gboolean         seg_audience_rank (const SegAsking *asking, SegAudienceWalk *walk, GError **error);

G_END_DECLS

#endif
