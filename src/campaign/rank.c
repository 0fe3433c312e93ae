/* Who first: the best list for so many contacts, or for so much money.
 *
 * Everyone costs contact_cost, and, where a propensity is known, the cost of the offer times it. What somebody is worth is rank_by times the
 * propensity. With rank_is_worth, whoever is not worth more than they cost is left out. The others come in the order of worth less cost: no
 * list of so many people brings more. Where a budget is set, they come in the order of worth by cost until it is spent: where everybody costs
 * the same, no list of that cost brings more; where costs differ, none brings more by more than one person's worth (Dantzig 1957). Without
 * rank_is_worth the order is that of rank_by. People without a figure come last; of equals, the one
 * with the smaller id first.
 *
 * Only those sent to cost money and count towards the limit: the list is longer by its control group. */
#include <config.h>
#include "audience-private.h"

#include <segscope/offer.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

static int
compare_candidates (const void *a, const void *b)
{
	const SegCandidate *one = a, *other = b;

	if (isnan (one->order) != isnan (other->order))
		return isnan (one->order) ? 1 : -1;
	if (one->order != other->order && !isnan (one->order))
		return one->order > other->order ? -1 : 1;
	return one->at < other->at ? -1 : one->at > other->at;
}

/* Without anything to go by they stand in their order already, by arrival. */
static void
sort_candidates (SegCandidate *candidates, gsize n)
{
	gsize i = 1;

	while (i < n && compare_candidates (&candidates[i - 1], &candidates[i]) < 0)
		i++;
	if (i < n)
		qsort (candidates, n, sizeof *candidates, compare_candidates);
}

static gboolean
read_figures (const SegAsking *asking, const SegCampaignDraft *draft, SegRankFigures *figures, GError **error)
{
	*figures = (SegRankFigures) { .contact_cost = draft->contact_cost, .is_worth = draft->rank_is_worth, .has_budget = draft->budget > 0,
	                       .ascending = draft->rank_ascending };
	if (draft->rank_by != NULL && (figures->rank = seg_asking_numbers (asking, draft->rank_by, error)) == NULL)
		return FALSE;
	if (draft->propensity_by != NULL && (figures->propensity = seg_asking_numbers (asking, draft->propensity_by, error)) == NULL)
		return FALSE;
	if (draft->offer_id != 0 && figures->propensity != NULL) {
		g_autoptr (SegOffer) offer = seg_offer_load_id (asking->workspace, draft->offer_id, error);

		if (offer == NULL)
			return FALSE;
		figures->offer_cost = offer->cost;
	}
	return TRUE;
}

/* A propensity is a share: anything else is a column that was not meant. */
static gboolean
check_propensity (const SegAsking *asking, const SegCampaignDraft *draft, const double *propensity, GError **error)
{
	for (gsize i = 0; propensity != NULL && i < asking->audience->n; i++)
		if (propensity[i] < 0 || propensity[i] > 1) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("%s cannot be a probability: it has %g, which is not between 0 and 1"),
			             draft->propensity_by, propensity[i]);
			return FALSE;
		}
	return TRUE;
}

static SegCandidate
judge (const SegRankFigures *figures, gsize at)
{
	double propensity = figures->propensity != NULL ? figures->propensity[at] : 1;
	double cost = figures->contact_cost + figures->offer_cost * (isnan (propensity) ? 0 : propensity);
	double worth = figures->rank != NULL ? figures->rank[at] * propensity : 0;

	if (!figures->is_worth)
		return (SegCandidate) { figures->ascending ? -worth : worth, cost, worth, at };
	if (!(worth > cost))
		return (SegCandidate) { NAN, cost, worth, at };
	return (SegCandidate) { figures->has_budget && cost > 0 ? worth / cost : worth - cost, cost, worth, at };
}

gboolean
seg_rank_read (const SegAsking *asking, const SegCampaignDraft *draft, SegRankFigures *figures, GError **error)
{
	return read_figures (asking, draft, figures, error) && check_propensity (asking, draft, figures->propensity, error);
}

gboolean
seg_rank_is_before (const SegRankFigures *figures, gsize a, gsize b)
{
	const SegCandidate one = judge (figures, a), other = judge (figures, b);

	return compare_candidates (&one, &other) < 0;
}

#define MOST_ROUNDS 8

/* Those whom this is about; who is not worth it goes at once. */
static SegCandidate *
list_candidates (const SegAsking *asking, SegAudienceWalk *walk, const SegRankFigures *figures, gsize *n, GError **error)
{
	SegCandidate *candidates = g_try_malloc_n ((gsize) walk->n_chosen + 1, sizeof *candidates);

	*n = 0;
	if (candidates == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), (gsize) walk->n_chosen);
		return NULL;
	}
	for (gsize i = 0; i < asking->audience->n; i++) {
		if (walk->places[i] != SEG_PLACE_CHOSEN)
			continue;
		candidates[*n] = judge (figures, i);
		if (figures->is_worth && isnan (candidates[*n].order)) {
			walk->places[i] = SEG_PLACE_WORTH;
			walk->n_worth++;
		} else
			(*n)++;
	}
	walk->n_chosen = (gint64) *n;
	return candidates;
}

/* How many of the first stay, by exact shares: those sent to are at most the limit, and cost at most the budget. */
static gsize
cut_by_shares (const SegCampaignDraft *draft, const SegCandidate *candidates, gsize n)
{
	const double sent_share = 1 - draft->control_share;
	double spent = 0;
	gsize kept = 0;

	for (; kept < n; kept++) {
		gint64 n_send = (gint64) (kept + 1) - seg_split_control_size (draft, (gint64) kept + 1);

		spent += candidates[kept].cost * sent_share;
		if ((draft->limit > 0 && n_send > draft->limit) || (draft->budget > 0 && spent > draft->budget * (1 + 1e-12)))
			break;
	}
	return kept;
}

/* The same where each one's hash says whether they are sent to. */
static gsize
cut_by_hashes (const SegCampaignDraft *draft, const SegCandidate *candidates, gsize n, const guint64 *hashes)
{
	double spent = 0;
	gint64 n_send = 0;
	gsize kept = 0;

	for (; kept < n; kept++) {
		if (seg_split_holds_back (draft, hashes[candidates[kept].at]))
			continue;
		n_send++;
		spent += candidates[kept].cost;
		if ((draft->limit > 0 && n_send > draft->limit) || (draft->budget > 0 && spent > draft->budget * (1 + 1e-12)))
			break;
	}
	return kept;
}

/* Of the first @kept, how many stay by the arms dealt to them; fills how many are sent to and what they cost. */
static gsize
count_dealt (const SegCampaignDraft *draft, const SegCandidate *candidates, gsize kept, const guint8 *dealt, gint64 *n_send, double *spent)
{
	*n_send = 0;
	*spent = 0;
	for (gsize i = 0; i < kept; i++) {
		if (dealt[candidates[i].at] == 0)
			continue;
		if ((draft->limit > 0 && *n_send + 1 > draft->limit) || (draft->budget > 0 && *spent + candidates[i].cost > draft->budget * (1 + 1e-12)))
			return i;
		++*n_send;
		*spent += candidates[i].cost;
	}
	return kept;
}

/* How many would fill up what is left, if they had their shares. */
static gsize
fill_up (const SegCampaignDraft *draft, const SegCandidate *candidates, gsize kept, gsize n, gint64 n_send, double spent)
{
	const double sent_share = 1 - draft->control_share;
	double sent = (double) n_send;

	for (; kept < n; kept++) {
		sent += sent_share;
		spent += candidates[kept].cost * sent_share;
		if ((draft->limit > 0 && sent > (double) draft->limit + 1e-9) || (draft->budget > 0 && spent > draft->budget * (1 + 1e-12)))
			break;
	}
	return kept;
}

/* Where people keep the arms they have, these are dealt for real: a list that is too short for its limit grows, one that is too long is cut. */
static gboolean
cut_by_arms (const SegAsking *asking, SegAudienceWalk *walk, const SegCampaignDraft *limits, const SegCandidate *candidates, gsize n, gsize *kept, GError **error)
{
	for (guint round = 0; ; round++) {
		gsize fitting, wanted;
		gint64 n_send;
		double spent;

		for (gsize i = 0; i < n; i++)
			walk->places[candidates[i].at] = i < *kept ? SEG_PLACE_CHOSEN : SEG_PLACE_RANK;
		walk->n_chosen = (gint64) *kept;
		if (!seg_audience_walk_deal (asking, walk, error))
			return FALSE;
		fitting = count_dealt (limits, candidates, *kept, walk->dealt, &n_send, &spent);
		wanted = fitting < *kept || round == MOST_ROUNDS ? fitting : fill_up (limits, candidates, *kept, n, n_send, spent);
		if (wanted <= *kept) {
			*kept = wanted;
			return TRUE;
		}
		*kept = wanted;
	}
}

/* With equal costs, exact: as many are sent to as the budget pays for. */
static gint64
paid_for (const SegCampaignDraft *draft, double cost)
{
	gint64 n = draft->limit > 0 ? draft->limit : G_MAXINT64;

	if (draft->budget > 0 && cost > 0)
		n = (gint64) MIN ((double) n, floor (draft->budget / cost * (1 + 1e-12)));
	return n;
}

static char *
rank_label (const SegCampaignDraft *draft, gint64 n_send)
{
	g_autofree char *n = seg_format_integer (n_send);

	if (draft->rank_by == NULL)
		return g_strdup_printf (_("beyond the first %s (in order of arrival)"), n);
	return g_strdup_printf (draft->rank_is_worth ? _("beyond the %s worth most for their cost (%s)") : draft->rank_ascending
	                        ? _("beyond the %s with the lowest %s") : _("beyond the %s with the highest %s"), n, draft->rank_by);
}

static gint64
held_back (const SegCampaignDraft *draft, const SegCandidate *candidates, gsize n, const guint64 *hashes, const guint8 *dealt)
{
	gint64 count = 0;

	for (gsize i = 0; dealt != NULL && i < n; i++)
		count += dealt[candidates[i].at] == 0;
	if (dealt != NULL)
		return count;
	if (hashes == NULL)
		return seg_split_control_size (draft, (gint64) n);
	for (gsize i = 0; i < n; i++)
		count += seg_split_holds_back (draft, hashes[candidates[i].at]);
	return count;
}

static gboolean
cut (const SegAsking *asking, SegAudienceWalk *walk, const SegRankFigures *figures, SegCandidate *candidates, gsize n, GError **error)
{
	SegCampaignDraft limits = *walk->draft; /* what counts here: limit, budget, share */
	g_autofree char *secret = seg_split_secret (walk->draft);
	const guint64 *hashes = NULL;
	gsize kept, n_paid = n;

	if (figures->offer_cost <= 0) { /* everybody costs the same */
		gint64 most = paid_for (walk->draft, walk->draft->contact_cost);

		limits.limit = most < G_MAXINT64 ? most : 0;
		limits.budget = 0;
		n_paid = most == 0 ? 0 : n; /* perhaps not even one */
	}
	if (limits.limit == 0 && limits.budget <= 0 && n_paid == n)
		return TRUE;
	if (limits.split == SEG_SPLIT_HASH && (hashes = seg_asking_hashes (asking, secret, error)) == NULL)
		return FALSE;
	sort_candidates (candidates, n);
	kept = hashes != NULL ? cut_by_hashes (&limits, candidates, n_paid, hashes) : cut_by_shares (&limits, candidates, n_paid);
	if (walk->arms != NULL && n_paid > 0 && !cut_by_arms (asking, walk, &limits, candidates, n_paid, &kept, error))
		return FALSE;
	for (gsize i = kept; i < n; i++)
		walk->places[candidates[i].at] = SEG_PLACE_RANK;
	walk->n_rank = (gint64) (n - kept);
	walk->n_chosen = (gint64) kept;
	walk->rank_label = rank_label (walk->draft, (gint64) kept - held_back (walk->draft, candidates, kept, hashes, walk->dealt));
	return TRUE;
}

gboolean
seg_audience_rank (const SegAsking *asking, SegAudienceWalk *walk, GError **error)
{
	const SegCampaignDraft *draft = walk->draft;
	g_autofree SegCandidate *candidates = NULL;
	SegRankFigures figures;
	gsize n;

	if (draft->limit == 0 && draft->budget <= 0 && !draft->rank_is_worth)
		return TRUE;
	if (!seg_rank_read (asking, draft, &figures, error))
		return FALSE;
	candidates = list_candidates (asking, walk, &figures, &n, error);
	return candidates != NULL && cut (asking, walk, &figures, candidates, n, error);
}

SegCandidate *
seg_audience_rank_all (const SegAsking *asking, const SegAudienceWalk *walk, gsize *n, GError **error)
{
	g_autofree SegCandidate *candidates = g_try_malloc_n ((gsize) walk->n_eligible + 1, sizeof *candidates);
	SegRankFigures figures;

	if (candidates == NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for a list of %zu people"), (gsize) walk->n_eligible);
	if (candidates == NULL || !seg_rank_read (asking, walk->draft, &figures, error))
		return NULL;
	*n = 0;
	for (gsize i = 0; i < asking->audience->n; i++) {
		guint8 place = walk->places[i];

		if (place == SEG_PLACE_CHOSEN || place == SEG_PLACE_RANK || place == SEG_PLACE_WORTH)
			candidates[(*n)++] = judge (&figures, i);
	}
	sort_candidates (candidates, *n);
	return g_steal_pointer (&candidates);
}
