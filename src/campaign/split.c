/* Who comes into which arm: by HMAC-SHA256 of each one's key under the campaign's seed and name.
 *
 * A good keyed hash puts people in an order that has nothing to do with what they are, so arms are as good as random; and it depends on
 * nothing but seed, name and the people's own keys, so anyone can draw them again and nobody can pick them.
 *
 * Stratified (as usual): people of one stratum (segment and band of value) stand in the order of their hashes, and each stratum gives its
 * share to each arm. What rounding leaves over is carried from stratum to stratum, so that the whole list has its exact shares and each
 * stratum is at most one person off. When a list grows, everyone on it keeps the arm they have (SegEligible.fixed), and newcomers, in the
 * order of their hashes, go where most people are lacking. Drawn from scratch with more people, a few near the borders would change arms.
 *
 * By hash alone: the hash as a number from 0 to 1 falls into the range of one arm. Nobody's arm depends on anyone else, not even drawn from
 * scratch; for that, arms have about their shares (of 1,000 people 10 % are 100, give or take 19), and strata likewise. */
#include <config.h>
#include "campaign-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

SegSplitHasher *
seg_split_hasher_new_key (const char *secret)
{
	return seg_keyed_digest_new (secret, strlen (secret));
}

char *
seg_split_secret (const SegCampaignDraft *draft)
{
	return g_strdup_printf ("%" G_GUINT64_FORMAT ":%s", draft->seed, draft->name != NULL ? draft->name : "");
}

SegSplitHasher *
seg_split_hasher_new (const SegCampaignDraft *draft)
{
	g_autofree char *secret = seg_split_secret (draft);

	return seg_split_hasher_new_key (secret);
}

void
seg_split_hasher_free (SegSplitHasher *hasher)
{
	seg_keyed_digest_free (hasher);
}

guint64
seg_split_hash (const SegSplitHasher *hasher, const char *key)
{
	guint8 hmac[SEG_DIGEST_SIZE];
	guint64 hash = 0;

	seg_keyed_digest_make (hasher, key, strlen (key), hmac);
	for (gsize i = 0; i < sizeof hash; i++)
		hash = hash << 8 | hmac[i];
	return hash;
}

/* Arms --------------------------------------------------------------------------------------------------------------- */

guint
seg_split_n_arms (const SegCampaignDraft *draft)
{
	return MAX (draft->arms->len, 1);
}

const char *
seg_split_arm_name (const SegCampaignDraft *draft, guint arm)
{
	if (arm == 0)
		return SEG_ARM_NAME_CONTROL;
	return draft->arms->len > 0 ? ((const SegDraftArm *) draft->arms->pdata[arm - 1])->name : SEG_ARM_NAME_SEND;
}

/* Share of the list; arm 0 is control. */
static double
share_of (const SegCampaignDraft *draft, guint arm)
{
	if (arm == 0)
		return draft->control_share;
	return (1 - draft->control_share) * (draft->arms->len > 0 ? ((const SegDraftArm *) draft->arms->pdata[arm - 1])->share : 1);
}

gint64
seg_split_control_size (const SegCampaignDraft *draft, gint64 n)
{
	return (gint64) llround (draft->control_share * (double) n);
}

/* By hash alone ------------------------------------------------------------------------------------------------------ */

double
seg_split_position (guint64 hash)
{
	return (double) (hash >> 11) * 0x1p-53;
}

gboolean
seg_split_holds_back (const SegCampaignDraft *draft, guint64 hash)
{
	return seg_split_position (hash) < draft->control_share;
}

static guint8
arm_of_hash (const SegCampaignDraft *draft, guint64 hash)
{
	double at = seg_split_position (hash), end = 0;
	guint n_arms = seg_split_n_arms (draft);

	for (guint arm = 0; arm < n_arms; arm++) {
		end += share_of (draft, arm);
		if (at < end)
			return (guint8) arm;
	}
	return (guint8) n_arms;
}

/* Stratified --------------------------------------------------------------------------------------------------------- */

/* What was dealt of each arm so far, against those it was dealt from. */
typedef struct {
	gint64 from, dealt;
} Carry;

/* How many of @n people each arm gets: control first, of those left the first arm, and so on. */
static void
set_quotas (const SegCampaignDraft *draft, gint64 n, Carry *carries, gint64 *quotas)
{
	guint n_arms = seg_split_n_arms (draft);
	double rest = 1;

	for (guint arm = 0; arm <= n_arms; arm++) {
		double share = share_of (draft, arm);
		gint64 until;

		carries[arm].from += n;
		until = arm == n_arms ? carries[arm].from : (gint64) llround ((double) carries[arm].from * MIN (share / rest, 1));
		quotas[arm] = until - carries[arm].dealt;
		carries[arm].dealt = until;
		n -= quotas[arm];
		rest -= share;
	}
}

/* Newcomers go, one after the other, where most are lacking. */
static void
deal_stratum (const SegCampaignDraft *draft, SegEligible **people, gsize n, Carry *carries)
{
	guint n_arms = seg_split_n_arms (draft), arm = 0;
	g_autofree gint64 *lacking = g_new0 (gint64, n_arms + 1);
	gboolean any_fixed = FALSE;

	set_quotas (draft, (gint64) n, carries, lacking);
	for (gsize i = 0; i < n; i++)
		if (people[i]->fixed) {
			lacking[people[i]->arm]--;
			any_fixed = TRUE;
		}
	for (gsize i = 0; i < n; i++) {
		if (people[i]->fixed)
			continue;
		if (any_fixed) {
			arm = 0;
			for (guint other = 1; other <= n_arms; other++)
				if (lacking[other] > lacking[arm])
					arm = other;
		} else
			while (lacking[arm] == 0)
				arm++;
		people[i]->arm = (guint8) arm;
		lacking[arm]--;
	}
}

/* By hash; two people with one hash, which hardly anybody will live to see, by id. */
static int
compare_people (const void *a, const void *b)
{
	const SegEligible *one = *(SegEligible *const *) a, *other = *(SegEligible *const *) b;

	if (one->hash != other->hash)
		return one->hash < other->hash ? -1 : 1;
	return (one->user_id > other->user_id) - (one->user_id < other->user_id);
}

/* People put together by stratum, in each of them newcomers first. */
typedef struct {
	SegEligible **order;
	gsize        *starts; /* of each stratum in @order, and of those in it who keep their arm; behind them the end */
	gsize         n_strata;
} Strata;

static void
clear_strata (Strata *strata)
{
	g_free (strata->order);
	g_free (strata->starts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Strata, clear_strata)

static gsize
group_of (const SegEligible *person)
{
	return 2 * (gsize) person->stratum + (person->fixed ? 1 : 0);
}

static gboolean
sort_into_strata (SegEligible *people, gsize n_people, Strata *strata, GError **error)
{
	for (gsize i = 0; i < n_people; i++)
		strata->n_strata = MAX (strata->n_strata, (gsize) people[i].stratum + 1);
	strata->order = g_try_malloc_n (MAX (n_people, 1), sizeof *strata->order);
	strata->starts = g_try_malloc0_n (2 * strata->n_strata + 2, sizeof *strata->starts);
	if (strata->order == NULL || strata->starts == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to choose a control group of %zu people"), n_people);
		return FALSE;
	}
	for (gsize i = 0; i < n_people; i++) /* how many there are stands two places on, so that counting places up leaves the starts */
		strata->starts[group_of (&people[i]) + 2]++;
	for (gsize group = 2; group < 2 * strata->n_strata + 2; group++)
		strata->starts[group] += strata->starts[group - 1];
	for (gsize i = 0; i < n_people; i++)
		strata->order[strata->starts[group_of (&people[i]) + 1]++] = &people[i];
	return TRUE;
}

/* Only newcomers are dealt one after the other, and need an order. */
static gboolean
deal_stratified (const SegCampaignDraft *draft, SegEligible *people, gsize n_people, GError **error)
{
	g_auto (Strata) strata = { NULL, NULL, 0 };
	g_autofree Carry *carries = g_new0 (Carry, seg_split_n_arms (draft) + 1);

	if (!sort_into_strata (people, n_people, &strata, error))
		return FALSE;
	for (gsize stratum = 0; stratum < strata.n_strata; stratum++) {
		const gsize first = strata.starts[2 * stratum], fixed = strata.starts[2 * stratum + 1], last = strata.starts[2 * stratum + 2];

		qsort (strata.order + first, fixed - first, sizeof *strata.order, compare_people);
		if (last > first)
			deal_stratum (draft, strata.order + first, last - first, carries);
	}
	return TRUE;
}

gboolean
seg_split_deal (const SegCampaignDraft *draft, SegEligible *people, gsize n_people, GError **error)
{
	if (draft->split == SEG_SPLIT_STRATIFIED)
		return deal_stratified (draft, people, n_people, error);
	for (gsize i = 0; i < n_people; i++)
		if (!people[i].fixed)
			people[i].arm = arm_of_hash (draft, people[i].hash);
	return TRUE;
}
