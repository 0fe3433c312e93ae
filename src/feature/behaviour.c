/* The behaviour features of all users: each user's history is made once, on all cores, and every family takes its values from it. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

#define BLOCK_USERS 1024

typedef struct {
	const SegBehaviour   *behaviour;
	const SegFeaturePlan *plan;
	SegMatrix            *values;
	SegJob               *job;
	atomic_bool           out_of_memory;
} Pass;

static gsize
longest_slice (const SegBehaviour *behaviour, gsize first, gsize last)
{
	gsize longest = 0;

	for (gsize user = first; user < last; user++)
		longest = MAX (longest, behaviour->n_events[user]);
	return longest;
}

/* All families in turn; each sees what those before it found. @all: room for all their values. */
static void
compute_user (const Pass *pass, SegHistory *history, double *all, double *row)
{
	const SegFeaturePlan *plan = pass->plan;
	const SegFamily *const *families = seg_families ();
	gsize n_features = plan->context->features->len, done = 0;

	for (gsize i = 0; i < plan->first[plan->n_families]; i++)
		all[i] = NAN;
	history->row = row;
	for (gsize i = 0; i < plan->n_families; i++) {
		gsize end = i + 1 < plan->n_families ? plan->n_before[i + 1] : n_features;

		families[i]->compute (plan->context, plan->states[i], history, all + plan->first[i]);
		for (; done < end; done++)
			row[done] = all[plan->value_of[done]];
	}
}

static void
compute_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	SegHistoryRoom *room = seg_history_room_new (longest_slice (pass->behaviour, first, last));
	g_autofree double *all = g_new (double, pass->plan->first[pass->plan->n_families] + 1);

	(void) block;
	if (room == NULL)
		atomic_store (&pass->out_of_memory, TRUE);
	for (gsize user = first; room != NULL && user < last && !seg_job_is_cancelled (pass->job); user++) {
		SegHistory history;

		seg_history_make (pass->plan->context, pass->behaviour, user, room, &history);
		compute_user (pass, &history, all, seg_matrix_row (pass->values, user));
	}
	seg_history_room_free (room);
}

gboolean
seg_behaviour_compute (const SegBehaviour *behaviour, const SegFeaturePlan *plan, SegMatrix *values, SegJob *job, GError **error)
{
	Pass pass = { behaviour, plan, values, job, FALSE };

	seg_parallel_blocks (behaviour->n_users, BLOCK_USERS, compute_block, &pass);
	if (atomic_load (&pass.out_of_memory)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to go through the events of %zu users"),
		             behaviour->n_users);
		return FALSE;
	}
	return seg_job_proceed (job, 1, NULL, error);
}
