/* The behaviour features of all users: each user's history is made once, on all cores, and every family takes its values from it. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>

typedef struct {
	const SegBehaviour   *behaviour;
	const SegFeaturePlan *plan;
	const guint32        *users;  /* those that count */
	SegComputedBlock    **blocks;
	SegJob               *job;
	GThread              *caller; /* alone tells how far it is */
	atomic_size_t         n_done; /* users */
	atomic_bool           out_of_memory;
} Pass;

void
seg_computed_block_free (SegComputedBlock *block)
{
	if (block == NULL)
		return;
	for (gsize i = 0; i < block->n_columns; i++)
		g_clear_pointer (&block->columns[i], g_bytes_unref);
	g_free (block->columns);
	g_free (block->user_ids);
	g_free (block);
}

static gsize
longest_slice (const Pass *pass, gsize first, gsize last)
{
	gsize longest = 0;

	for (gsize i = first; i < last; i++)
		longest = MAX (longest, seg_behaviour_n_events (pass->behaviour, pass->users[i]));
	return longest;
}

void
seg_feature_plan_compute (const SegFeaturePlan *plan, SegHistory *history, double *all, double *row)
{
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

/* @values: a column of @n values for each feature. */
static void
compute_users (Pass *pass, gsize first, gsize n, SegHistoryRoom *room, double *values)
{
	gsize n_features = pass->plan->context->features->len;
	g_autofree double *all = g_new (double, pass->plan->first[pass->plan->n_families] + 1);
	g_autofree double *row = g_new (double, n_features + 1);

	for (gsize i = 0; i < n && !seg_job_is_cancelled (pass->job); i++) {
		SegHistory history;

		seg_history_make (pass->plan->context, pass->behaviour, pass->users[first + i], room, &history);
		seg_feature_plan_compute (pass->plan, &history, all, row);
		for (gsize feature = 0; feature < n_features; feature++)
			values[feature * n + i] = row[feature];
	}
}

static SegComputedBlock *
pack_users (const Pass *pass, gsize first, gsize n, const double *values)
{
	SegComputedBlock *block = g_new0 (SegComputedBlock, 1);

	block->n = n;
	block->n_columns = pass->plan->context->features->len;
	block->user_ids = g_new (gint64, n);
	for (gsize i = 0; i < n; i++)
		block->user_ids[i] = pass->behaviour->user_ids[pass->users[first + i]];
	block->columns = g_new (GBytes *, block->n_columns + 1);
	for (gsize feature = 0; feature < block->n_columns; feature++)
		block->columns[feature] = seg_values_pack (values + feature * n, n);
	return block;
}

static void
compute_block (gsize number, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	SegHistoryRoom *room = seg_history_room_new (longest_slice (pass, first, last));
	g_autofree double *values = g_try_malloc_n ((last - first) * (pass->plan->context->features->len + 1), sizeof *values);
	gsize n_done;

	if (room == NULL || values == NULL)
		atomic_store (&pass->out_of_memory, TRUE);
	else {
		compute_users (pass, first, last - first, room, values);
		if (!seg_job_is_cancelled (pass->job))
			pass->blocks[number] = pack_users (pass, first, last - first, values);
	}
	seg_history_room_free (room);
	n_done = atomic_fetch_add (&pass->n_done, last - first) + last - first;
	if (g_thread_self () == pass->caller)
		seg_job_proceed (pass->job, (double) n_done / (double) MAX (pass->behaviour->n_users, 1), _("computing features"), NULL);
}

static GArray *
users_that_count (const SegBehaviour *behaviour, const SegFeatureContext *context)
{
	GArray *users = g_array_new (FALSE, FALSE, sizeof (guint32));

	for (gsize user = 0; user < behaviour->n_users; user++) {
		guint32 number = (guint32) user;

		if (seg_behaviour_counts (behaviour, context, user))
			g_array_append_val (users, number);
	}
	return users;
}

GPtrArray *
seg_behaviour_compute (const SegBehaviour *behaviour, const SegFeaturePlan *plan, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_computed_block_free);
	g_autoptr (GArray) users = users_that_count (behaviour, plan->context);
	Pass pass = { .behaviour = behaviour, .plan = plan, .users = (const guint32 *) (gpointer) users->data, .job = job,
	              .caller = g_thread_self () };

	g_ptr_array_set_size (blocks, (int) seg_parallel_n_blocks (users->len, SEG_BLOCK_USERS));
	pass.blocks = (SegComputedBlock **) blocks->pdata;
	seg_parallel_blocks (users->len, SEG_BLOCK_USERS, compute_block, &pass);
	if (atomic_load (&pass.out_of_memory)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to go through the events of %u users"), users->len);
		return NULL;
	}
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&blocks) : NULL;
}
