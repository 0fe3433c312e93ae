/* Whom to tell about an item: all users scored for it at once. */
#include <config.h>
#include "recommend/advice.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

#define USERS_A_BLOCK 64
#define USERS_AT_ONCE 2048 /* between asking the job */

static void
free_row (gpointer data)
{
	SegAudienceRow *row = data;

	g_free (row->key);
	g_free (row);
}

/* The @room best users for @item whom the rules leave it to, into @entries; those they do not are counted. @limited: the rules leave no more room. */
static gsize
pick_users (const SegModel *model, guint link, gsize item, const double *scores, gsize room, gboolean limited, SegTopEntry *entries, SegAdviceTally *tally)
{
	const SegInteractions *interactions = model->interactions;
	SegTop top = { room, 0, entries };
	gsize n_suited = 0;

	for (gsize user = 0; user < interactions->n_users; user++) {
		const gboolean owns = seg_interactions_owns (interactions, user, item);

		tally->n_people++;
		if (owns)
			tally->counts[SEG_ADVICE_OWNED]++;
		else if (!model->offered[item])
			tally->counts[model->plan != NULL ? model->plan->removed[item] : SEG_ADVICE_LISTED]++;
		else if (model->plan != NULL && !seg_advice_plan_affords (model->plan, interactions, user, item))
			tally->counts[SEG_ADVICE_PRICE_TIMES]++;
		else {
			tally->n_left++;
			if (scores[user] > 0 && (link != 0 || seg_model_link_serves (model, link, user))) {
				seg_top_offer (&top, seg_score_key (scores[user]), (guint32) user, (guint32) user);
				n_suited++;
			}
		}
	}
	seg_top_sort (&top);
	if (limited)
		tally->counts[SEG_ADVICE_MOST_PEOPLE] = (gint64) (n_suited - top.n);
	tally->n_offered = (gint64) top.n;
	return top.n;
}

/* All users, each by its own scores of all items, for recommenders that cannot do better. */
typedef struct {
	const SegModel *model;
	guint           link;
	gsize           item, offset;
	double         *scores;
	SegJob         *job;
	atomic_bool     out_of_memory;
} Each;

static void
score_block (gsize block, gsize first, gsize last, gpointer data)
{
	Each *each = data;
	const SegInteractions *interactions = each->model->interactions;
	g_autofree double *all = g_try_malloc_n (interactions->n_items, sizeof *all);

	(void) block;
	if (all == NULL)
		atomic_store (&each->out_of_memory, TRUE);
	for (gsize i = each->offset + first; all != NULL && i < each->offset + last && !seg_job_is_cancelled (each->job); i++) {
		each->model->chain[each->link].recommender->score (each->model->chain[each->link].model, interactions, i, all);
		each->scores[i] = all[each->item];
	}
}

static gboolean
score_users (const SegModel *model, guint link, gsize item, double *scores, SegJob *job, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	const SegRecommender *recommender = model->chain[link].recommender;
	Each each = { model, link, item, 0, scores, job, FALSE };
	SegFactors factors;

	if (recommender->score_users != NULL) {
		recommender->score_users (model->chain[link].model, interactions, item, scores);
		return TRUE;
	}
	if (recommender->factors != NULL && recommender->factors (model->chain[link].model, &factors)) {
		for (gsize user = 0; user < interactions->n_users; user++)
			scores[user] = seg_factors_score (&factors, user, item);
		return TRUE;
	}
	for (; each.offset < interactions->n_users; each.offset += USERS_AT_ONCE) {
		seg_parallel_blocks (MIN (USERS_AT_ONCE, interactions->n_users - each.offset), USERS_A_BLOCK, score_block, &each);
		if (!seg_job_proceed (job, (double) each.offset / (double) interactions->n_users, NULL, error))
			return FALSE;
	}
	if (atomic_load (&each.out_of_memory))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to look for people"));
	return !atomic_load (&each.out_of_memory);
}

/* By the first recommender; for an item that nobody took yet, by what it is where that is known. */
static guint
link_for (const SegModel *model, gsize item)
{
	return seg_item_count (model->interactions, item) == 0 && model->newcomers < model->n_chain ? model->newcomers : 0;
}

static GPtrArray *
read_keys (SegWorkspace *workspace, const SegInteractions *interactions, const double *scores, const SegTopEntry *entries,
           gsize n, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT key FROM user WHERE id = :id", error);
	g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);

	for (gsize i = 0; statement != NULL && i < n; i++) {
		SegAudienceRow *row = g_new0 (SegAudienceRow, 1);
		gsize user = entries[i].index;
		GError *failure = NULL;

		g_ptr_array_add (rows, row);
		*row = (SegAudienceRow) { interactions->user_ids[user], NULL, scores[user], interactions->segment_ids[user] };
		seg_statement_bind_integer (statement, ":id", row->user_id);
		if (seg_statement_next (statement, &failure))
			row->key = g_strdup (seg_statement_text (statement, 0));
		seg_statement_reset (statement);
		if (!seg_query_ended (failure, error) || !seg_job_proceed (job, (double) i / (double) n, NULL, error))
			return NULL;
	}
	return statement != NULL ? g_steal_pointer (&rows) : NULL;
}

/* At most so many people may be told about one item. */
static gsize
most_people (const SegModel *model)
{
	return model->plan != NULL && model->plan->most_people > 0 ? model->plan->most_people : G_MAXSIZE;
}

GPtrArray *
seg_advice_audience (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, SegAdviceTally *tally, SegJob *job, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	gssize item = seg_ids_find (interactions->item_ids, interactions->n_items, item_id);
	const gsize most = most_people (model), room = MIN (MIN (n, interactions->n_users), most);
	SegAdviceTally unused = { 0 };
	g_autofree double *scores = NULL;
	g_autofree SegTopEntry *entries = NULL;
	gsize n_found;

	if (item < 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The item came after the recommender was fitted; fit it again"));
		return NULL;
	}
	scores = seg_try_allocate (interactions->n_users, sizeof *scores, error);
	entries = scores != NULL ? seg_try_allocate (room, sizeof *entries, error) : NULL;
	if (entries == NULL || !seg_job_proceed (job, 0, _("looking for people"), error)
	    || !score_users (model, link_for (model, (gsize) item), (gsize) item, scores, job, error))
		return NULL;
	if (tally == NULL)
		tally = &unused;
	*tally = (SegAdviceTally) { .n_items = 1 };
	n_found = pick_users (model, link_for (model, (gsize) item), (gsize) item, scores, room, most < n, entries, tally);
	tally->n_at_limit = n_found == most;
	return read_keys (workspace, interactions, scores, entries, n_found, job, error);
}

GPtrArray *
seg_item_audience (SegWorkspace *workspace, const SegModel *model, gint64 item_id, guint n, SegJob *job, GError **error)
{
	return seg_advice_audience (workspace, model, item_id, n, NULL, job, error);
}
