/* Lists under the rules of a model: for one person, and for many together.
 *
 * A limit of people for each item makes lists depend on each other. Places are then given away one after another over all people: always the
 * one with the best score of those that come next in somebody's list (what is put first before what is recommended, and that before what fills
 * up; equal scores by key). An item that was given to as many as may have it is gone for everybody else. */
#include <config.h>
#include "recommend/advice.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#define USERS_A_BLOCK 64
#define USERS_BETWEEN_ASKING 1024
#define ROUNDS_BETWEEN_ASKING 4096

/* One person -------------------------------------------------------------------------------------------------------- */

/* Chooses all places of a list; FALSE: out of memory. */
static gboolean
fill (SegAdviceList *list, SegAdviceScratch *scratch)
{
	SegPlace place;

	while (seg_advice_list_next (list, NULL, scratch, &place))
		seg_advice_list_accept (list, &place);
	seg_advice_list_end (list);
	return !list->out_of_memory;
}

/* The reason of an item that was put first: what any of the recommenders says for it, if one does. */
static void
explain_first (const SegModel *model, gsize user, gsize item, SegRecommendation *recommendation)
{
	char *reason;

	for (guint link = 0; recommendation->reason == NULL && link < model->n_chain; link++)
		model->chain[link].recommender->explain (model->chain[link].model, model->interactions, user, item, recommendation);
	reason = recommendation->reason != NULL ? g_strdup_printf (_("put first by your rules; %s"), recommendation->reason)
	                                        : g_strdup (_("put first by your rules"));
	g_free (recommendation->reason);
	recommendation->reason = reason;
}

static gboolean
took_nothing (const SegInteractions *interactions, gsize user)
{
	return user >= interactions->n_users || interactions->user_start[user] == interactions->user_start[user + 1];
}

SegRecommendation *
seg_advice_explain (const SegModel *model, gsize user, const SegPlace *place)
{
	const guint link = place->link & SEG_PLACE_LINK;
	const SegRecommender *recommender = model->chain[link].recommender;
	SegRecommendation *recommendation = seg_recommendation_new (model->interactions, place->item, place->score, recommender->name);

	if (place->link & SEG_PLACE_FIRST) {
		explain_first (model, user, place->item, recommendation);
		return recommendation;
	}
	recommender->explain (model->chain[link].model, model->interactions, user, place->item, recommendation);
	if (link > 0 && recommendation->reason != NULL && took_nothing (model->interactions, user)) {
		char *reason = g_strdup_printf (_("they took nothing yet; %s"), recommendation->reason);

		g_free (recommendation->reason);
		recommendation->reason = reason;
	}
	return recommendation;
}

static gboolean
fail_memory (const SegModel *model, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to score %zu items"), model->interactions->n_items);
	return FALSE;
}

static void
free_recommendation (gpointer recommendation)
{
	seg_recommendation_free (recommendation);
}

GPtrArray *
seg_advise (const SegModel *model, gint64 user_id, guint n, SegAdviceTally *tally, GError **error)
{
	const gsize user = seg_model_user (model, user_id);
	g_autofree SegPlace *places = g_new (SegPlace, MIN (n, model->interactions->n_items) + 1);
	GPtrArray *recommendations = NULL;
	SegAdviceScratch scratch;
	SegAdviceList list;

	seg_advice_list_init (&list, model, user, n, places);
	if (seg_advice_scratch_init (&scratch, model)) {
		seg_advice_list_prepare (&list, &scratch);
		if (fill (&list, &scratch))
			recommendations = g_ptr_array_new_with_free_func (free_recommendation);
	}
	for (gsize i = 0; recommendations != NULL && i < list.n_places; i++)
		g_ptr_array_add (recommendations, seg_advice_explain (model, user, &places[i]));
	if (tally != NULL)
		*tally = list.tally;
	seg_advice_list_clear (&list);
	seg_advice_scratch_clear (&scratch);
	if (recommendations == NULL)
		fail_memory (model, error);
	return recommendations;
}

/* Many together ------------------------------------------------------------------------------------------------------ */

struct SegAdviceLists {
	const SegModel *model;
	gsize    n_users;
	guint    n;
	gsize   *users;   /* numbers */
	SegPlace *places; /* n a user */
	guint32 *lengths;
	SegAdviceTally tally;
};

typedef struct {
	SegAdviceLists     *advice;
	SegAdviceList  *lists;    /* of a slab, or of all where they depend on each other */
	const SegTogether *together; /* NULL: one by one */
	gsize          block, slab, offset; /* slab: users between asking the job; offset: the first of it */
	gboolean       fills;    /* else only prepared */
	SegJob        *job;
	atomic_bool    out_of_memory;
} Work;

/* Finds the first candidates of @n lists at once. */
static void
find_together (const Work *work, SegAdviceList *lists, gsize n)
{
	const gsize asked = MIN (2 * seg_advice_list_looks_at (&lists[0]), work->advice->model->interactions->n_items);
	g_autofree SegTopEntry *entries = g_try_new (SegTopEntry, n * asked + 1);
	g_autofree gsize *users = g_new (gsize, n), *n_best = g_new (gsize, n);

	for (gsize i = 0; i < n; i++)
		users[i] = lists[i].user;
	if (entries != NULL && seg_together_find (work->together, users, n, asked, entries, n_best))
		for (gsize i = 0; i < n; i++)
			if (users[i] < work->advice->model->interactions->n_users)
				seg_advice_list_give (&lists[i], entries + i * asked, n_best[i], asked);
}

static void
work_block (gsize block, gsize first, gsize last, gpointer data)
{
	Work *work = data;
	SegAdviceLists *advice = work->advice;
	SegAdviceScratch scratch;

	(void) block;
	if (!seg_advice_scratch_init (&scratch, advice->model)) {
		atomic_store (&work->out_of_memory, TRUE);
		return;
	}
	for (gsize i = first; i < last; i++)
		seg_advice_list_init (&work->lists[i], advice->model, advice->users[work->offset + i], advice->n,
		                     advice->places + (work->offset + i) * advice->n);
	if (work->together != NULL && !seg_job_is_cancelled (work->job))
		find_together (work, work->lists + first, last - first);
	for (gsize i = first; i < last && !seg_job_is_cancelled (work->job); i++) {
		seg_advice_list_prepare (&work->lists[i], &scratch);
		if (work->fills ? !fill (&work->lists[i], &scratch) : work->lists[i].out_of_memory)
			atomic_store (&work->out_of_memory, TRUE);
	}
	seg_advice_scratch_clear (&scratch);
}

static void
take_lists (SegAdviceLists *advice, SegAdviceList *lists, gsize offset, gsize n)
{
	for (gsize i = 0; i < n; i++) {
		advice->lengths[offset + i] = (guint32) lists[i].n_places;
		seg_advice_tally_add (&advice->tally, &lists[i].tally);
	}
}

static void
clear_lists (SegAdviceList *lists, gsize n)
{
	for (gsize i = 0; i < n; i++)
		seg_advice_list_clear (&lists[i]);
	memset (lists, 0, n * sizeof *lists);
}

/* Lists that do not depend on each other, some at a time; or, where they do, the first candidates of all. */
static gboolean
work_on (Work *work, double share, GError **error)
{
	SegAdviceLists *advice = work->advice;
	SegAdviceList *lists = work->lists;

	for (gsize first = 0; first < advice->n_users; first += work->slab) {
		const gsize n = MIN (advice->n_users - first, work->slab);

		work->offset = first;
		if (!work->fills)
			work->lists = lists + first;
		seg_parallel_blocks (n, work->block, work_block, work);
		if (work->fills) {
			take_lists (advice, work->lists, first, n);
			clear_lists (work->lists, n);
		}
		if (!seg_job_proceed (work->job, share * (double) (first + n) / (double) advice->n_users, _("recommending"), error))
			return FALSE;
	}
	work->lists = lists;
	return !atomic_load (&work->out_of_memory) || fail_memory (advice->model, error);
}

/* The limit of people -------------------------------------------------------------------------------------------------- */

typedef struct {
	guint    stage;  /* lower goes first */
	double   score;
	guint32  rank;   /* of the person, by key */
	gsize    list;
	SegPlace place;
} Claim;

static gboolean
goes_before (const Claim *one, const Claim *other)
{
	if (one->stage != other->stage)
		return one->stage < other->stage;
	if (one->score != other->score)
		return one->score > other->score;
	return one->rank != other->rank ? one->rank < other->rank : one->list < other->list;
}

/* A heap with the best claim on top. */
static void
push (Claim *heap, gsize *n, Claim claim)
{
	gsize i = (*n)++;

	for (; i > 0 && goes_before (&claim, &heap[(i - 1) / 2]); i = (i - 1) / 2)
		heap[i] = heap[(i - 1) / 2];
	heap[i] = claim;
}

static Claim
pop (Claim *heap, gsize *n)
{
	const Claim top = heap[0], last = heap[--*n];
	gsize i = 0;

	for (gsize child; (child = 2 * i + 1) < *n; i = child) {
		child += child + 1 < *n && goes_before (&heap[child + 1], &heap[child]);
		if (!goes_before (&heap[child], &last))
			break;
		heap[i] = heap[child];
	}
	heap[i] = last;
	return top;
}

/* The next claim of a list, if it has one. */
static void
claim_next (const Work *work, gsize number, const guint8 *gone, SegAdviceScratch *scratch, Claim *heap, gsize *n)
{
	SegAdviceList *list = &work->lists[number];
	const SegModel *model = work->advice->model;
	Claim claim = { .list = number, .rank = list->user < model->interactions->n_users ? model->plan->user_rank[list->user] : G_MAXUINT32 };

	if (!seg_advice_list_next (list, gone, scratch, &claim.place))
		return;
	claim.stage = list->stage;
	claim.score = seg_score_key (claim.place.score);
	push (heap, n, claim);
}

static gboolean
give_away (Work *work, Claim *heap, guint8 *gone, guint32 *n_people, SegAdviceScratch *scratch, GError **error)
{
	SegAdviceLists *advice = work->advice;
	gsize n = 0, n_given = 0;

	for (gsize i = 0; i < advice->n_users; i++)
		claim_next (work, i, gone, scratch, heap, &n);
	while (n > 0) {
		const Claim claim = pop (heap, &n);

		if (!gone[claim.place.item]) {
			seg_advice_list_accept (&work->lists[claim.list], &claim.place);
			gone[claim.place.item] = ++n_people[claim.place.item] >= advice->model->plan->most_people;
			advice->tally.n_at_limit += gone[claim.place.item];
		}
		claim_next (work, claim.list, gone, scratch, heap, &n);
		if (++n_given % ROUNDS_BETWEEN_ASKING == 0
		    && !seg_job_proceed (work->job, 0.6 + 0.4 * MIN (1, (double) n_given / (double) (advice->n_users * advice->n)), NULL, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
share_out (Work *work, GError **error)
{
	SegAdviceLists *advice = work->advice;
	const gsize n_items = advice->model->interactions->n_items;
	g_autofree Claim *heap = seg_try_allocate (advice->n_users, sizeof *heap, error);
	g_autofree guint8 *gone = heap != NULL ? seg_try_allocate (n_items, 1, error) : NULL;
	g_autofree guint32 *n_people = gone != NULL ? seg_try_allocate (n_items, sizeof *n_people, error) : NULL;
	SegAdviceScratch scratch = { 0 };
	gboolean given = n_people != NULL && (seg_advice_scratch_init (&scratch, advice->model) || fail_memory (advice->model, error))
	                 && give_away (work, heap, gone, n_people, &scratch, error);

	seg_advice_scratch_clear (&scratch);
	for (gsize i = 0; given && i < advice->n_users; i++) {
		seg_advice_list_end (&work->lists[i]);
		given = !work->lists[i].out_of_memory || fail_memory (advice->model, error);
	}
	if (given)
		take_lists (advice, work->lists, 0, advice->n_users);
	return given;
}

/* Advice --------------------------------------------------------------------------------------------------------------- */

/* Whether a list is just the best by score of what everybody may be offered. */
static gboolean
is_plain (const SegModel *model)
{
	return model->plan == NULL || (!model->plan->ranks && model->plan->prices == NULL && model->plan->most_people == 0);
}

static gboolean
make_plain (SegAdviceLists *advice, SegJob *job, GError **error)
{
	if (!seg_model_lists (advice->model, advice->users, advice->n_users, advice->n, advice->places, advice->lengths, _("recommending"), job, error))
		return FALSE;
	for (gsize i = 0; i < advice->n_users; i++) {
		SegAdviceList list;

		seg_advice_list_init (&list, advice->model, advice->users[i], advice->n, NULL);
		list.n_places = advice->lengths[i];
		seg_advice_list_count (&list);
		seg_advice_tally_add (&advice->tally, &list.tally);
	}
	return TRUE;
}

static gboolean
make_lists (SegAdviceLists *advice, SegJob *job, GError **error)
{
	const SegModel *model = advice->model;
	const gboolean limited = model->plan != NULL && model->plan->most_people > 0;
	GError *failure = NULL;
	g_autoptr (SegTogether) together = seg_together_new (model, advice->n_users, &failure);
	const gsize block = together != NULL ? seg_together_block (together, advice->n_users) : USERS_A_BLOCK, slab = MAX (USERS_BETWEEN_ASKING, 4 * block);
	const gsize n_lists = limited ? advice->n_users : MIN (advice->n_users, slab);
	Work work = { .advice = advice, .together = together, .block = block, .slab = slab, .fills = !limited, .job = job };
	gboolean made;

	if (failure != NULL) {
		g_propagate_error (error, failure);
		return FALSE;
	}
	if ((work.lists = seg_try_allocate (n_lists, sizeof *work.lists, error)) == NULL)
		return FALSE;
	made = work_on (&work, limited ? 0.6 : 1, error) && (!limited || share_out (&work, error));
	clear_lists (work.lists, n_lists);
	g_free (work.lists);
	return made;
}

SegAdviceLists *
seg_advice_lists_new (const SegModel *model, const gint64 *user_ids, gsize n_users, guint n, SegJob *job, GError **error)
{
	g_autoptr (SegAdviceLists) advice = g_new0 (SegAdviceLists, 1);

	*advice = (SegAdviceLists) { .model = model, .n_users = n_users, .n = n };
	if ((advice->users = seg_try_allocate (n_users, sizeof *advice->users, error)) == NULL
	    || (advice->places = seg_try_allocate (n_users * n, sizeof *advice->places, error)) == NULL
	    || (advice->lengths = seg_try_allocate (n_users, sizeof *advice->lengths, error)) == NULL)
		return NULL;
	for (gsize i = 0; i < n_users; i++)
		advice->users[i] = seg_model_user (model, user_ids[i]);
	return n == 0 || (is_plain (model) ? make_plain : make_lists) (advice, job, error) ? g_steal_pointer (&advice) : NULL;
}

void
seg_advice_lists_free (SegAdviceLists *advice)
{
	if (advice == NULL)
		return;
	g_free (advice->users);
	g_free (advice->places);
	g_free (advice->lengths);
	g_free (advice);
}

guint
seg_advice_lists_n (const SegAdviceLists *advice, gsize user)
{
	return advice->lengths[user];
}

gint64
seg_advice_lists_item (const SegAdviceLists *advice, gsize user, guint place, double *score)
{
	const SegPlace *one = &advice->places[user * advice->n + place];

	*score = one->score;
	return advice->model->interactions->item_ids[one->item];
}

SegRecommendation *
seg_advice_lists_get (const SegAdviceLists *advice, gsize user, guint place)
{
	return seg_advice_explain (advice->model, advice->users[user], &advice->places[user * advice->n + place]);
}

const SegAdviceTally *
seg_advice_lists_tally (const SegAdviceLists *advice)
{
	return &advice->tally;
}

gboolean
seg_recommend_many (const SegModel *model, const gint64 *user_ids, gsize n_users, guint n, gint64 *items, double *scores, SegJob *job,
                    GError **error)
{
	g_autoptr (SegAdviceLists) advice = seg_advice_lists_new (model, user_ids, n_users, n, job, error);

	for (gsize i = 0; advice != NULL && i < n_users * n; i++) {
		const gboolean filled = i % n < advice->lengths[i / n];

		items[i] = filled ? seg_advice_lists_item (advice, i / n, (guint) (i % n), &scores[i]) : 0;
		scores[i] = filled ? scores[i] : 0;
	}
	return advice != NULL;
}
