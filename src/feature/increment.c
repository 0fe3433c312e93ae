/* After new events: their users' values alone, where nothing else has changed. */
#include <config.h>
#include "feature/basis.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define MOST_PARTS 8            /* more cost reading; then all users are computed anew */
#define MOST_TOUCHED 2          /* one in so many users: more are as quick to compute all together */
#define MOST_LOOKED_UP 5        /* one new event to so many users: of more it is as quick to read all users */

void
seg_increment_clear (SegIncrement *increment)
{
	seg_feature_context_free (increment->context);
	g_clear_pointer (&increment->blocks, g_ptr_array_unref);
	g_clear_pointer (&increment->packs, g_ptr_array_unref);
	g_clear_pointer (&increment->attributes, g_free);
	seg_basis_free (increment->now);
	*increment = (SegIncrement) { 0 };
}

/* Leaves the users with an event in the chunks. */
static void
keep_touched (SegBehaviour *behaviour)
{
	g_autofree guint8 *touched = g_malloc0 (behaviour->n_users + 1);
	gsize n = 0;

	for (guint i = 0; i < behaviour->chunks->len; i++) {
		const SegEventChunk *chunk = behaviour->chunks->pdata[i];

		for (gsize k = 0; k < chunk->n; k++)
			touched[chunk->user[k]] = 1;
	}
	for (gsize user = 0; user < behaviour->n_users; user++)
		if (touched[user]) {
			behaviour->user_ids[n] = behaviour->user_ids[user];
			behaviour->registered[n++] = behaviour->registered[user];
		}
	behaviour->n_users = n;
	behaviour->is_part = TRUE;
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

static gboolean
computes (SegIncrement *increment, SegBehaviour *behaviour, const SegBasis *before, SegJob *job, GError **error)
{
	SegFeaturePlan *plan = seg_feature_plan_new (increment->context, behaviour->user_ids, behaviour->n_users, job, error);
	g_autofree char *digest = NULL;
	gboolean fine = plan != NULL && (digest = seg_basis_digest (increment->context, before->last_event_id, &increment->attributes, error)) != NULL;

	if (fine && g_strcmp0 (digest, before->digest) != 0)
		increment->because = _("what else the features are computed from has changed");
	else if (fine)
		fine = seg_behaviour_read (behaviour, increment->context, job, error)
		       && seg_behaviour_sort (behaviour, increment->context, job, error)
		       && (increment->blocks = seg_behaviour_compute (behaviour, plan, job, error)) != NULL;
	seg_feature_plan_free (plan);
	return fine;
}

/* What the new events say; NULL in @because where they may be all that matters. */
static gboolean
look_at_new (SegIncrement *increment, SegBehaviour *behaviour, const SegBasis *before, gint64 as_of, SegJob *job, GError **error)
{
	gint64 instant = as_of;

	behaviour->after_id = before->last_event_id;
	seg_behaviour_make_packs (behaviour);
	if (!seg_behaviour_read (behaviour, increment->context, job, error))
		return FALSE;
	behaviour->after_id = 0;
	increment->packs = g_steal_pointer (&behaviour->packs);
	if (!add_facts (behaviour->facts, before->facts))
		increment->because = _("there are new kinds of events");
	else if (as_of == 0 && !seg_feature_as_of_after (increment->context->workspace, behaviour->facts, &instant, error))
		return FALSE;
	else if (instant != before->as_of)
		increment->because = _("the as-of day has moved");
	else if (behaviour->last_given_back > instant)
		increment->because = _("purchases were given back after the as-of day");
	if (increment->because != NULL)
		return TRUE;
	keep_touched (behaviour);
	if ((gint64) behaviour->n_users > before->n_users / MOST_TOUCHED)
		increment->because = _("most users have new events");
	return TRUE;
}

static gboolean
run (SegIncrement *increment, SegBehaviour *behaviour, SegBasis *before, gint64 as_of, SegJob *job, GError **error)
{
	SegBasis *now;
	SegEventFacts *facts;
	gint64 last;

	if (!look_at_new (increment, behaviour, before, as_of, job, error))
		return FALSE;
	if (increment->because != NULL)
		return TRUE;
	facts = g_steal_pointer (&behaviour->facts); /* reading the touched users' events finds those of all users no more */
	now = increment->now = g_new0 (SegBasis, 1);
	now->facts = facts;
	if (!seg_workspace_count (increment->context->workspace, "SELECT ifnull (max (id), 0) FROM event", &last, error)
	    || !seg_feature_context_complete (increment->context, facts, error)
	    || !computes (increment, behaviour, before, job, error))
		return FALSE;
	if (increment->blocks == NULL)
		return TRUE;
	increment->n_touched = (gint64) behaviour->n_users;
	now->last_event_id = last;
	now->digest = seg_basis_digest (increment->context, last, &increment->attributes, error);
	return now->digest != NULL && seg_event_facts_keep (increment->context->workspace, facts, error);
}

/* Whether there is a set to go on from; its next part. */
static gboolean
goes_on (SegIncrement *increment, SegWorkspace *workspace, const SegBasis *before, gint64 as_of, gboolean everyone, GError **error)
{
	gint64 n_kept, n_steps;

	if (!seg_feature_blocks_count (workspace, before->set, &increment->part, &n_kept, error)
	    || !seg_workspace_count (workspace, "SELECT count(*) FROM cleaning_step WHERE enabled", &n_steps, error))
		return FALSE;
	if ((as_of != 0 && as_of != before->as_of) || everyone != before->everyone)
		increment->because = _("the as-of day or who counts was chosen anew");
	else if (n_steps > 0)
		increment->because = _("cleaning steps may have changed earlier events");
	else if (increment->part < 1 || increment->part >= MOST_PARTS)
		increment->because = _("there were many small changes before");
	return TRUE;
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

/* The users of new events where they are few, ascending; else NULL: all have to be looked at. */
static gboolean
find_users (SegWorkspace *workspace, const SegBasis *before, GArray **users, GError **error)
{
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autoptr (SegStatement) rows = NULL;
	GError *failure = NULL;
	gint64 last;

	*users = NULL;
	if (!seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM event", &last, error))
		return FALSE;
	if (last - before->last_event_id > before->n_users / MOST_LOOKED_UP)
		return TRUE;
	rows = seg_workspace_prepare (workspace, "SELECT user_id FROM event WHERE id > :after", error);
	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":after", before->last_event_id);
	while (seg_statement_next (rows, &failure)) {
		gint64 id = seg_statement_integer (rows, 0);

		g_array_append_val (ids, id);
	}
	make_set (ids);
	*users = g_steal_pointer (&ids);
	return seg_query_ended (failure, error);
}

gboolean
seg_increment_compute (SegIncrement *increment, SegWorkspace *workspace, const char *name, gint64 as_of, gboolean everyone, SegJob *job,
                       GError **error)
{
	g_autoptr (SegBasis) before = NULL;
	g_autoptr (GArray) users = NULL;
	SegBehaviour *behaviour;
	gboolean fine;

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
	if (increment->context == NULL || !find_users (workspace, before, &users, error))
		return FALSE;
	increment->context->everyone = everyone;
	behaviour = users != NULL ? seg_behaviour_new_of (increment->context, users, error) : seg_behaviour_new (increment->context, 0, error);
	fine = behaviour != NULL && run (increment, behaviour, before, as_of, job, error);
	seg_behaviour_free (behaviour);
	return fine;
}
