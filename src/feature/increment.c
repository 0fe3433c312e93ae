/* After new events: their users' values alone, where nothing else has changed. */
#include <config.h>
#include "feature/basis.h"
#include "feature/given_back.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define MOST_PARTS 8            /* more cost reading; then all but the first are put together, */
#define MOST_IN_PARTS 2         /* and that one too, when they have one in so many users */
#define MOST_TOUCHED 2          /* one in so many users: more are as quick to compute all together */

void
seg_increment_clear (SegIncrement *increment)
{
	seg_feature_context_free (increment->context);
	g_clear_pointer (&increment->blocks, g_ptr_array_unref);
	g_clear_pointer (&increment->packs, g_ptr_array_unref);
	seg_basis_free (increment->now);
	*increment = (SegIncrement) { 0 };
}

/* Adds what earlier events had; FALSE when a kind is new or gone. */
static gboolean
add_facts (SegEventFacts *facts, const SegEventFacts *earlier)
{
	for (gsize i = 0; i < earlier->n_kinds; i++) {
		gssize number = seg_event_facts_find (facts, earlier->kind_ids[i]);

		if (number < 0)
			return FALSE;
		facts->n_events[number] += earlier->n_events[i];
		facts->has[number] |= earlier->has[i];
	}
	facts->last_at = MAX (facts->last_at, earlier->last_at);
	return facts->n_kinds == earlier->n_kinds;
}

static int
compare_ids (const void *first, const void *second)
{
	gint64 a = *(const gint64 *) first, b = *(const gint64 *) second;

	return (a > b) - (a < b);
}

static void
make_set (GArray *ids)
{
	gint64 *values = (gint64 *) (gpointer) ids->data;
	guint n = 0;

	if (ids->len > 1)
		qsort (values, ids->len, sizeof *values, compare_ids);
	for (guint i = 0; i < ids->len; i++)
		if (n == 0 || values[i] != values[n - 1])
			values[n++] = values[i];
	g_array_set_size (ids, n);
}

/* What the new events say, and who is touched by them: @users; increment->because where they cannot be all that matters. */
static gboolean
look_at_new (SegIncrement *increment, SegWorkspace *workspace, const SegBasis *before, gint64 as_of, GArray *users, SegJob *job, GError **error)
{
	SegNewEvents new = { .after_id = before->last_event_id, .users = users };
	g_autoptr (SegEventFacts) fresh = NULL;
	gboolean known = TRUE;
	gint64 instant = as_of;

	if (!seg_behaviour_read_new (increment->context, &new, job, error))
		return FALSE;
	increment->packs = new.packs;
	increment->now = g_new0 (SegBasis, 1);
	increment->now->facts = new.facts;
	fresh = seg_event_facts_copy (new.facts);
	if (!add_facts (new.facts, before->facts))
		increment->because = _("there are new kinds of events");
	else if (as_of == 0 && !seg_feature_as_of_after (workspace, new.facts, &instant, error))
		return FALSE;
	else if (instant != before->as_of)
		increment->because = _("the as-of day has moved");
	else if (new.last_given_back > instant)
		increment->because = _("purchases were given back after the as-of day");
	else if (!seg_given_back_follow (workspace, before->set, before->last_event_id, fresh, new.facts, users, &known, error))
		return FALSE;
	if (!known)
		increment->because = _("purchases were given back that are not there");
	make_set (users);
	if (increment->because == NULL && users->len > before->n_users / MOST_TOUCHED)
		increment->because = _("most users have new events");
	return TRUE;
}

/* The values of the users in @behaviour, if nothing but events has changed. */
static gboolean
compute (SegIncrement *increment, SegBehaviour *behaviour, const SegBasis *before, SegJob *job, GError **error)
{
	SegFeaturePlan *plan = seg_feature_plan_new (increment->context, behaviour->user_ids, behaviour->n_users, job, error);
	g_autofree char *digest = NULL;
	gboolean fine = plan != NULL && (digest = seg_basis_digest (increment->now, increment->context, before->last_event_id, error)) != NULL;

	if (fine && g_strcmp0 (digest, before->digest) != 0)
		increment->because = _("what else the features are computed from has changed");
	else if (fine)
		fine = (increment->blocks = seg_behaviour_compute_touched (behaviour, plan, before->set, job, error)) != NULL;
	seg_feature_plan_free (plan);
	return fine;
}

/* How many users the set has with those in the blocks. Whoever has events in the copy was in it from the beginning. */
static gboolean
count_users (SegIncrement *increment, const SegBehaviour *behaviour, const SegBasis *before, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	gsize user = 0;
	gint64 n_found = 0;

	for (guint i = 0; i < increment->blocks->len; i++) {
		const SegComputedBlock *block = increment->blocks->pdata[i];

		for (gsize k = 0; k < block->n; k++) {
			while (behaviour->user_ids[user] != block->user_ids[k])
				user++; /* both ascend, and whoever is in a block is here */
			if (behaviour->copy == NULL || behaviour->copy->n[user] == 0)
				g_array_append_val (ids, block->user_ids[k]);
		}
	}
	if (ids->len > 0
	    && !seg_feature_blocks_find (increment->context->workspace, before->set, (const gint64 *) (gpointer) ids->data, ids->len, &n_found, error))
		return FALSE;
	increment->n_users = before->n_users + ids->len - n_found;
	return TRUE;
}

/* Where there would be many parts, puts them together with what was computed. */
static gboolean
gather_parts (SegIncrement *increment, SegJob *job, GError **error)
{
	const char *count = "SELECT ifnull (sum (n_users), 0) FROM feature_block WHERE position = 0 AND part > 0 AND feature_set_id = ";
	g_autofree char *sql = g_strdup_printf ("%s%" G_GINT64_FORMAT, count, increment->set);
	GPtrArray *blocks;
	gint64 n;

	if (increment->part < MOST_PARTS || increment->blocks->len == 0)
		return TRUE;
	if (!seg_workspace_count (increment->context->workspace, sql, &n, error))
		return FALSE;
	increment->part = n > increment->n_users / MOST_IN_PARTS ? 0 : 1;
	blocks = seg_feature_parts_merge (increment->context->workspace, increment->set, increment->part, increment->blocks,
	                                  increment->context->features->len, job, error);
	if (blocks == NULL)
		return FALSE;
	g_ptr_array_unref (increment->blocks);
	increment->blocks = blocks;
	return TRUE;
}

/* Computes the touched users, as far as nothing speaks against it. */
static gboolean
run (SegIncrement *increment, const SegBasis *before, const GArray *users, SegJob *job, GError **error)
{
	SegBasis *now = increment->now;
	SegBehaviour *behaviour;
	gboolean fine;

	if (!seg_workspace_count (increment->context->workspace, "SELECT ifnull (max (id), 0) FROM event", &now->last_event_id, error)
	    || !seg_basis_find_attributes (now, increment->context->workspace, before, error)
	    || !seg_feature_context_complete (increment->context, now->facts, error)
	    || (behaviour = seg_behaviour_new_of (increment->context, users, error)) == NULL)
		return FALSE;
	behaviour->is_part = TRUE;
	increment->n_touched = (gint64) behaviour->n_users;
	fine = compute (increment, behaviour, before, job, error)
	       && (increment->blocks == NULL || count_users (increment, behaviour, before, error));
	seg_behaviour_free (behaviour);
	if (!fine || increment->blocks == NULL)
		return fine;
	now->digest = seg_basis_digest (now, increment->context, now->last_event_id, error);
	return now->digest != NULL && gather_parts (increment, job, error)
	       && seg_event_facts_keep (increment->context->workspace, now->facts, error);
}

/* Whether there is a set to go on from; its next part. */
static gboolean
goes_on (SegIncrement *increment, SegWorkspace *workspace, const SegBasis *before, gint64 as_of, gboolean everyone, GError **error)
{
	g_autofree char *count = g_strdup_printf ("SELECT ifnull (max (part) + 1, 0) FROM feature_block WHERE feature_set_id = %" G_GINT64_FORMAT,
	                                          before->set);
	gint64 n_steps;

	if (!seg_workspace_count (workspace, count, &increment->part, error)
	    || !seg_workspace_count (workspace, "SELECT count(*) FROM cleaning_step WHERE enabled", &n_steps, error))
		return FALSE;
	if ((as_of != 0 && as_of != before->as_of) || everyone != before->everyone)
		increment->because = _("the as-of day or who counts was chosen anew");
	else if (n_steps > 0)
		increment->because = _("cleaning steps may have changed earlier events");
	else if (increment->part < 1)
		increment->because = _("the values computed before are not there");
	return TRUE;
}

gboolean
seg_increment_compute (SegIncrement *increment, SegWorkspace *workspace, const char *name, gint64 as_of, gboolean everyone, SegJob *job,
                       GError **error)
{
	g_autoptr (SegBasis) before = NULL;
	g_autoptr (GArray) users = g_array_new (FALSE, FALSE, sizeof (gint64));

	if (!seg_basis_load (workspace, name, &before, error))
		return FALSE;
	if (before == NULL)
		return TRUE;
	increment->set = before->set;
	if (!goes_on (increment, workspace, before, as_of, everyone, error))
		return FALSE;
	if (increment->because != NULL)
		return TRUE;
	increment->context = seg_feature_context_begin (workspace, before->as_of, error);
	if (increment->context == NULL)
		return FALSE;
	increment->context->everyone = everyone;
	if (!look_at_new (increment, workspace, before, as_of, users, job, error))
		return FALSE;
	return increment->because != NULL || run (increment, before, users, job, error);
}
