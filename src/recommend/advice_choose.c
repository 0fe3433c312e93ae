/* A list under rules, chosen one place after another: what is to be put first, places for new items, then the recommender's best, of which
 * those are passed over whose category or author has enough places; then what fills up.
 *
 *     MMR: each place goes to the candidate i with the greatest lambda s(i) / s(best) - (1 - lambda) max over j in the list of like (i, j)
 *
 * like: cosine of what items are (content.h). Candidates are the best by score, ten times as many as places and at least 100; where they do
 * not fill the list, more are looked at. Equal: the better by score. Nothing here depends on other people but @gone.
 *
 * Source: Carbonell and Goldstein 1998, SIGIR, 335-336. */
#include <config.h>
#include "recommend/advice.h"
#include "recommend/content.h"

#include <math.h>
#include <string.h>

#define LEAST_LOOKED_AT 100 /* candidates where lists are to be of unlike items */
#define MOST_MORE 1000

gboolean
seg_advice_scratch_init (SegAdviceScratch *scratch, const SegModel *model)
{
	*scratch = (SegAdviceScratch) { g_try_new (double, model->interactions->n_items + 1), NULL, 0 };
	return scratch->scores != NULL;
}

void
seg_advice_scratch_clear (SegAdviceScratch *scratch)
{
	g_free (scratch->scores);
	g_free (scratch->entries);
}

static gboolean
has_room (SegAdviceScratch *scratch, gsize n)
{
	if (n > scratch->n_entries) {
		g_free (scratch->entries);
		scratch->entries = g_try_new (SegTopEntry, n);
		scratch->n_entries = scratch->entries != NULL ? n : 0;
	}
	return n <= scratch->n_entries;
}

/* The plan of a model without rules does not exist: nothing holds but that owned items are left out. */
static const SegAdvicePlan no_plan = { .lambda = 1 };

static const SegAdvicePlan *
plan_of (const SegAdviceList *list)
{
	return list->model->plan != NULL ? list->model->plan : &no_plan;
}

/* Candidates ------------------------------------------------------------------------------------------------------- */

static gboolean
may_have (const SegAdviceList *list, gsize item)
{
	const SegInteractions *interactions = list->model->interactions;

	return list->model->offered[item] && (list->user >= interactions->n_users || !seg_interactions_owns (interactions, list->user, item))
	       && seg_advice_plan_affords (plan_of (list), interactions, list->user, item);
}

static void
strike_out (const SegAdviceList *list, const guint8 *gone, double *scores)
{
	const SegInteractions *interactions = list->model->interactions;
	const SegAdvicePlan *plan = plan_of (list);

	if (list->user < interactions->n_users)
		for (gsize i = interactions->owned_start[list->user]; i < interactions->owned_start[list->user + 1]; i++)
			scores[interactions->owned_items[i]] = 0;
	for (gsize i = 0; i < list->n_places; i++)
		scores[list->places[i].item] = 0;
	for (gsize item = 0; gone != NULL && item < interactions->n_items; item++)
		if (gone[item])
			scores[item] = 0;
	for (gsize item = 0; plan->prices != NULL && item < interactions->n_items; item++)
		if (scores[item] > 0 && !seg_advice_plan_affords (plan, interactions, list->user, item))
			scores[item] = 0;
}

static void
fill_pool (SegPool *pool, const SegTopEntry *entries, gsize n, const double *scores)
{
	g_free (pool->candidates);
	pool->candidates = g_try_new0 (SegCandidate, n + 1);
	pool->n = pool->candidates != NULL ? n : 0;
	pool->cursor = 0;
	for (gsize i = 0; i < pool->n; i++)
		pool->candidates[i] = (SegCandidate) { .score = scores[entries[i].index], .item = entries[i].index };
	if (!pool->again)
		pool->best = pool->n > 0 ? pool->candidates[0].score : 0;
	pool->fetched = TRUE;
}

/* The @pool->asked best by link number @link. */
static void
fetch (SegAdviceList *list, SegPool *pool, guint link, gboolean newcomers, const guint8 *gone, SegAdviceScratch *scratch)
{
	const SegModel *model = list->model;
	gsize n;

	pool->asked = MIN (pool->asked, model->interactions->n_items);
	if (!has_room (scratch, pool->asked + 1)) {
		list->out_of_memory = TRUE;
		return;
	}
	model->chain[link].recommender->score (model->chain[link].model, model->interactions, list->user, scratch->scores);
	strike_out (list, gone, scratch->scores);
	for (gsize item = 0; newcomers && item < model->interactions->n_items; item++)
		if (seg_item_count (model->interactions, item) > 0)
			scratch->scores[item] = 0;
	n = seg_model_pick (model, scratch->scores, pool->asked, scratch->entries);
	fill_pool (pool, scratch->entries, n, scratch->scores);
	list->out_of_memory |= pool->candidates == NULL;
}

gsize
seg_advice_list_looks_at (const SegAdviceList *list)
{
	const SegAdvicePlan *plan = plan_of (list);

	if (plan->lambda < 1)
		return MAX (LEAST_LOOKED_AT, MIN (10 * list->n, list->n + MOST_MORE));
	return plan->per_category > 0 || plan->per_author > 0 ? 2 * list->n + 16 : list->n;
}

void
seg_advice_list_give (SegAdviceList *list, const SegTopEntry *entries, gsize n, gsize asked)
{
	const SegModel *model = list->model;
	SegPool *pool = &list->pool;
	gsize n_kept = 0, room = seg_advice_list_looks_at (list);

	if (!seg_model_link_serves (model, 0, list->user) || (pool->candidates = g_try_new0 (SegCandidate, n + 1)) == NULL)
		return; /* it is fetched then, if need be */
	for (gsize i = 0; i < n && n_kept < room; i++)
		if (seg_advice_plan_affords (plan_of (list), model->interactions, list->user, entries[i].index))
			pool->candidates[n_kept++] = (SegCandidate) { .score = entries[i].score, .item = entries[i].index };
	if (n_kept < room && n == asked) /* there may be more than was looked at */
		return;
	pool->n = n_kept;
	pool->asked = room;
	pool->best = n_kept > 0 ? pool->candidates[0].score : 0;
	pool->fetched = TRUE;
}

/* Rules about the list --------------------------------------------------------------------------------------------- */

/* Whether a group of @item has its @most places. */
static gboolean
is_full (const SegAdviceList *list, const SegAdviceGroups *groups, guint most, gsize item)
{
	for (gsize g = most > 0 ? groups->start[item] : 0, end = most > 0 ? groups->start[item + 1] : 0; g < end; g++) {
		guint n = 0;

		for (gsize i = 0; i < list->n_places; i++)
			for (gsize h = groups->start[list->places[i].item]; h < groups->start[list->places[i].item + 1]; h++)
				n += groups->groups[h] == groups->groups[g];
		if (n >= most)
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_in (const SegAdviceList *list, gsize item)
{
	for (gsize i = 0; i < list->n_places; i++)
		if (list->places[i].item == item)
			return TRUE;
	return FALSE;
}

/* The rule about the list that passes @item over; SEG_ADVICE_OWNED: none. */
static SegAdviceRule
passed_by (const SegAdviceList *list, const guint8 *gone, gsize item)
{
	const SegAdvicePlan *plan = plan_of (list);

	if (gone != NULL && gone[item])
		return SEG_ADVICE_MOST_PEOPLE;
	if (is_full (list, &plan->categories, plan->per_category, item))
		return SEG_ADVICE_PER_CATEGORY;
	return is_full (list, &plan->authors, plan->per_author, item) ? SEG_ADVICE_PER_AUTHOR : SEG_ADVICE_OWNED;
}

static double
likeness (const SegTerms *terms, gsize one, gsize other)
{
	gsize i = terms->start[one], j = terms->start[other];
	double sum = 0;

	while (i < terms->start[one + 1] && j < terms->start[other + 1]) {
		const guint32 a = terms->term_of[i], b = terms->term_of[j];

		if (a == b)
			sum += (double) terms->weights[i] * (double) terms->weights[j];
		i += a <= b;
		j += b <= a;
	}
	return sum;
}

static double
value_of (const SegAdviceList *list, const SegPool *pool, SegCandidate *candidate)
{
	const double lambda = plan_of (list)->lambda;

	for (; candidate->n_seen < list->n_places; candidate->n_seen++)
		candidate->like = MAX (candidate->like, likeness (&list->model->interactions->content->items, candidate->item,
		                                                  list->places[candidate->n_seen].item));
	return seg_score_key (lambda * candidate->score / pool->best - (1 - lambda) * candidate->like);
}

/* The next of @pool, not taken yet; NULL: none is left in it. */
static SegCandidate *
look (SegAdviceList *list, SegPool *pool, const guint8 *gone)
{
	const gboolean counts = pool == &list->pool && list->stage == SEG_STAGE_LINKS && !pool->again;
	SegCandidate *best = NULL;
	double most = 0;

	for (gsize i = pool->cursor; i < pool->n; i++) {
		SegCandidate *candidate = &pool->candidates[i];
		const SegAdviceRule rule = candidate->state == SEG_CANDIDATE_WAITS && !is_in (list, candidate->item) ? passed_by (list, gone, candidate->item) : SEG_ADVICE_OWNED;
		double value;

		if (rule != SEG_ADVICE_OWNED) {
			candidate->state = SEG_CANDIDATE_PASSED;
			list->tally.counts[rule] += counts && i < list->n;
		}
		if (candidate->state == SEG_CANDIDATE_WAITS && is_in (list, candidate->item)) /* put first, or new */
			candidate->state = SEG_CANDIDATE_PASSED;
		if (candidate->state != SEG_CANDIDATE_WAITS) {
			pool->cursor += i == pool->cursor;
			continue;
		}
		if (plan_of (list)->lambda >= 1)
			return candidate;
		value = value_of (list, pool, candidate);
		if (best == NULL || value > most) {
			best = candidate;
			most = value;
		}
	}
	return best;
}

/* Stages ----------------------------------------------------------------------------------------------------------- */

static gboolean
next_first (SegAdviceList *list, const guint8 *gone, SegPlace *place)
{
	const SegAdvicePlan *plan = plan_of (list);

	for (; list->n_looked_at < plan->n_first; list->n_looked_at++) {
		const guint32 item = plan->first[list->n_looked_at];

		if (may_have (list, item) && !is_in (list, item) && passed_by (list, gone, item) == SEG_ADVICE_OWNED) {
			*place = (SegPlace) { item, SEG_PLACE_FIRST, list->first_scores != NULL ? list->first_scores[list->n_looked_at] : 0 };
			return TRUE;
		}
	}
	return FALSE;
}

/* Asks for more candidates where @pool may have them. */
static gboolean
go_on (SegAdviceList *list, SegPool *pool, guint link, const guint8 *gone, SegAdviceScratch *scratch)
{
	if (list->out_of_memory || (pool->fetched && pool->n < pool->asked) || (pool->fetched && pool->asked >= list->model->interactions->n_items))
		return FALSE;
	if (pool->fetched) {
		pool->again = TRUE;
		pool->asked = MAX (pool->asked * 2, 1);
	} else
		pool->asked = seg_advice_list_looks_at (list);
	fetch (list, pool, link, pool == &list->newcomers, gone, scratch);
	return TRUE;
}

static SegCandidate *
look_on (SegAdviceList *list, SegPool *pool, guint link, const guint8 *gone, SegAdviceScratch *scratch)
{
	SegCandidate *candidate = pool->fetched ? look (list, pool, gone) : NULL;

	while (candidate == NULL && go_on (list, pool, link, gone, scratch))
		candidate = look (list, pool, gone);
	return candidate;
}

/* What MMR took out of the best of the first recommender. */
static void
count_diversity (SegAdviceList *list)
{
	const SegPool *pool = &list->pool;
	gsize n_taken = 0, n_open = 0;

	if (list->stage != SEG_STAGE_LINKS || pool->again || plan_of (list)->lambda >= 1)
		return;
	for (gsize i = 0; i < pool->n; i++)
		n_taken += pool->candidates[i].state == SEG_CANDIDATE_TAKEN;
	for (gsize i = 0; i < pool->n && n_open < n_taken; i++) {
		n_open += pool->candidates[i].state != SEG_CANDIDATE_PASSED;
		list->tally.counts[SEG_ADVICE_DIVERSITY] += pool->candidates[i].state == SEG_CANDIDATE_WAITS;
	}
}

/* The link behind the stage, or n_chain where there are no more. */
static guint
link_of (const SegAdviceList *list)
{
	return list->stage - SEG_STAGE_LINKS;
}

static void
next_stage (SegAdviceList *list)
{
	if (list->stage >= SEG_STAGE_LINKS) {
		count_diversity (list);
		g_free (list->pool.candidates);
		list->pool = (SegPool) { 0 };
	}
	do
		list->stage++;
	while (list->stage >= SEG_STAGE_LINKS && link_of (list) < list->model->n_chain && !seg_model_link_serves (list->model, link_of (list), list->user));
}

gboolean
seg_advice_list_next (SegAdviceList *list, const guint8 *gone, SegAdviceScratch *scratch, SegPlace *place)
{
	const SegModel *model = list->model;
	const SegCandidate *candidate = NULL;

	for (; list->n_places < list->n && (list->stage < SEG_STAGE_LINKS || link_of (list) < model->n_chain); next_stage (list)) {
		const gboolean newcomers = list->stage == SEG_STAGE_NEW;
		const guint link = newcomers ? model->newcomers : list->stage == SEG_STAGE_FIRST ? 0 : link_of (list);

		if (list->stage == SEG_STAGE_FIRST) {
			if (next_first (list, gone, place))
				return TRUE;
			continue;
		}
		if (newcomers && (link >= model->n_chain || list->n_new >= plan_of (list)->n_new))
			continue;
		candidate = look_on (list, newcomers ? &list->newcomers : &list->pool, link, gone, scratch);
		if (candidate != NULL) {
			*place = (SegPlace) { candidate->item, link | (newcomers ? SEG_PLACE_NEW : 0), candidate->score };
			return TRUE;
		}
	}
	return FALSE;
}

void
seg_advice_list_accept (SegAdviceList *list, const SegPlace *place)
{
	SegPool *pool = place->link & SEG_PLACE_NEW ? &list->newcomers : &list->pool;

	list->places[list->n_places++] = *place;
	if (place->link & SEG_PLACE_FIRST) {
		list->n_looked_at++;
		list->tally.counts[SEG_ADVICE_FIRST]++;
		return;
	}
	for (gsize i = pool->cursor; i < pool->n; i++)
		if (pool->candidates[i].item == place->item) {
			pool->candidates[i].state = SEG_CANDIDATE_TAKEN;
			break;
		}
	if (place->link & SEG_PLACE_NEW) {
		list->n_new++;
		list->tally.counts[SEG_ADVICE_NEW]++;
	}
}

/* The whole ---------------------------------------------------------------------------------------------------------- */

/* Of all items, those that rules leave out for this person, each for the first rule that does. */
static void
count_left_out (SegAdviceList *list)
{
	const SegInteractions *interactions = list->model->interactions;
	const SegAdvicePlan *plan = plan_of (list);
	SegAdviceTally *tally = &list->tally;

	tally->n_people = 1;
	tally->n_items = tally->n_left = (gint64) interactions->n_items;
	memcpy (tally->counts, plan->n_removed, sizeof tally->counts);
	if (list->user < interactions->n_users)
		for (gsize i = interactions->owned_start[list->user]; i < interactions->owned_start[list->user + 1]; i++) {
			const guint8 rule = plan->removed != NULL ? plan->removed[interactions->owned_items[i]] : 0;

			tally->counts[SEG_ADVICE_OWNED]++;
			tally->counts[rule] -= rule != 0;
		}
	for (gsize item = 0; plan->prices != NULL && item < interactions->n_items; item++)
		tally->counts[SEG_ADVICE_PRICE_TIMES] += list->model->offered[item] && !seg_advice_plan_affords (plan, interactions, list->user, item)
		                                        && !(list->user < interactions->n_users && seg_interactions_owns (interactions, list->user, item));
	for (guint rule = 0; rule <= SEG_ADVICE_PRICE_TIMES; rule++)
		tally->n_left -= tally->counts[rule];
}

void
seg_advice_list_init (SegAdviceList *list, const SegModel *model, gsize user, gsize n, SegPlace *places)
{
	*list = (SegAdviceList) { .model = model, .user = user, .wanted = n, .n = MIN (n, model->interactions->n_items), .places = places };
	count_left_out (list);
}

void
seg_advice_list_clear (SegAdviceList *list)
{
	g_free (list->first_scores);
	g_free (list->newcomers.candidates);
	g_free (list->pool.candidates);
}

void
seg_advice_list_prepare (SegAdviceList *list, SegAdviceScratch *scratch)
{
	const SegModel *model = list->model;
	const SegAdvicePlan *plan = plan_of (list);

	if (plan->n_first > 0 && (list->first_scores = g_try_new (double, plan->n_first)) != NULL) {
		model->chain[0].recommender->score (model->chain[0].model, model->interactions, list->user, scratch->scores);
		for (gsize i = 0; i < plan->n_first; i++)
			list->first_scores[i] = scratch->scores[plan->first[i]];
	}
	if (plan->n_new > 0 && model->newcomers < model->n_chain)
		go_on (list, &list->newcomers, model->newcomers, NULL, scratch);
	if (!list->pool.fetched && seg_model_link_serves (model, 0, list->user))
		go_on (list, &list->pool, 0, NULL, scratch);
}

/* 0: put first, 1: others, 2: new. */
static int
group_of (const SegPlace *place)
{
	return place->link & SEG_PLACE_FIRST ? 0 : place->link & SEG_PLACE_NEW ? 2 : 1;
}

void
seg_advice_list_count (SegAdviceList *list)
{
	list->tally.n_offered = (gint64) list->n_places;
	list->tally.n_short = list->n_places < list->wanted;
	list->tally.n_none = list->n_places == 0;
}

void
seg_advice_list_end (SegAdviceList *list)
{
	g_autofree SegPlace *chosen = g_memdup2 (list->places, list->n_places * sizeof *chosen);
	gsize n = 0;

	count_diversity (list);
	for (int group = 0; group <= 2; group++)
		for (gsize i = 0; i < list->n_places; i++)
			if (group_of (&chosen[i]) == group)
				list->places[n++] = chosen[i];
	seg_advice_list_count (list);
}
