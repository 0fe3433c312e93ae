/* The behaviour features of all users: each user's history is made once, on all cores, and every family takes its values from it. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

typedef struct {
	SegBehaviour         *behaviour;
	const SegFeaturePlan *plan;
	const SegEventSource *source; /* NULL: events are in slices */
	const guint32        *users;  /* those that count */
	gsize                 longest; /* most events of one of them */
	GAsyncQueue          *desks;  /* of Desk*, that nobody uses at the moment */
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

/* What a thread computes with; kept from block to block, as fresh memory costs more than what is written to it. */
typedef struct {
	SegHistoryRoom *room;
	SegBehaviour    view;   /* the whole, or with columns of its own, of some users */
	double *values; /* a column for each feature */
	double *rows;   /* of a few users */
	double *all;    /* values of all families for one user */
} Desk;

#define TILE 64 /* users whose values are turned into columns at once, while they are near */

static void
free_desk (gpointer data)
{
	Desk *desk = data;

	if (desk->view.room > 0)
		seg_event_columns_clear (&desk->view.columns);
	seg_history_room_free (desk->room);
	g_free (desk->values);
	g_free (desk->rows);
	g_free (desk->all);
	g_free (desk);
}

/* NULL: out of memory. */
static Desk *
take_desk (const Pass *pass)
{
	const SegFeaturePlan *plan = pass->plan;
	const gsize n_features = plan->context->features->len;
	Desk *desk = g_async_queue_try_pop (pass->desks);

	if (desk != NULL)
		return desk;
	desk = g_new0 (Desk, 1);
	desk->view = *pass->behaviour;
	desk->room = seg_history_room_new (pass->longest, plan->context->n_items);
	desk->values = g_try_malloc_n (SEG_BLOCK_USERS * (n_features + 1), sizeof (double));
	desk->rows = g_try_malloc_n (TILE * (n_features + 1), sizeof (double));
	desk->all = g_try_malloc_n (plan->first[plan->n_families] + 1, sizeof (double));
	if (desk->room == NULL || desk->values == NULL || desk->rows == NULL || desk->all == NULL)
		g_clear_pointer (&desk, free_desk);
	return desk;
}

static gsize
longest_slice (const SegBehaviour *behaviour, const GArray *users)
{
	gsize longest = 0;

	for (guint i = 0; i < users->len; i++)
		longest = MAX (longest, seg_behaviour_n_events (behaviour, g_array_index (users, guint32, i)));
	return longest;
}

void
seg_feature_plan_compute (const SegFeaturePlan *plan, SegHistory *history, double *all, double *row)
{
	const SegFamily *const *families = seg_families ();
	gsize n_features = plan->context->features->len, done = 0;

	memcpy (all, plan->nothing, plan->first[plan->n_families] * sizeof *all);
	history->row = row;
	for (gsize i = 0; i < plan->n_families; i++) {
		gsize end = i + 1 < plan->n_families ? plan->n_before[i + 1] : n_features;

		families[i]->compute (plan->context, plan->states[i], history, all + plan->first[i]);
		for (; done < end; done++)
			row[done] = all[plan->value_of[done]];
	}
}

/* From rows of users to a column of @n values for each feature. */
static void
turn (const double *rows, gsize n_rows, gsize n_features, gsize n, double *columns)
{
	for (gsize feature = 0; feature < n_features; feature++)
		for (gsize i = 0; i < n_rows; i++)
			columns[feature * n + i] = rows[i * n_features + feature];
}

static void
compute_users (Pass *pass, gsize first, gsize n, Desk *desk)
{
	gsize n_features = pass->plan->context->features->len;

	for (gsize done = 0; done < n && !seg_job_is_cancelled (pass->job); done += TILE) {
		gsize n_rows = MIN (n - done, TILE);

		for (gsize i = 0; i < n_rows && !seg_job_is_cancelled (pass->job); i++) {
			SegHistory history;

			seg_history_make (pass->plan->context, &desk->view, pass->users[first + done + i], desk->room, &history);
			seg_feature_plan_compute (pass->plan, &history, desk->all, desk->rows + i * n_features);
		}
		turn (desk->rows, n_rows, n_features, n, desk->values + done);
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

/* FALSE: out of memory. */
static gboolean
fetch_events (const Pass *pass, gsize first, gsize last, Desk *desk)
{
	return pass->source == NULL || seg_job_is_cancelled (pass->job) || desk->view.start == NULL
	       || pass->source->fill (&desk->view, pass->users[first], (gsize) pass->users[last - 1] + 1, pass->source->data);
}

static void
compute_block (gsize number, gsize first, gsize last, gpointer data)
{
	Pass *pass = data;
	Desk *desk = take_desk (pass);
	gsize n_done;

	if (desk == NULL || !fetch_events (pass, first, last, desk))
		atomic_store (&pass->out_of_memory, TRUE);
	else if (desk->view.start != NULL) {
		compute_users (pass, first, last - first, desk);
		if (!seg_job_is_cancelled (pass->job))
			pass->blocks[number] = pack_users (pass, first, last - first, desk->values);
	}
	if (desk != NULL)
		g_async_queue_push (pass->desks, desk);
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

/* A few thousand users are cut smaller, so that no thread waits for another. */
static gsize
users_a_block (gsize n_users)
{
	return CLAMP ((n_users + 7) / 8, SEG_FEW_USERS, SEG_BLOCK_USERS);
}

GPtrArray *
seg_behaviour_compute (SegBehaviour *behaviour, const SegFeaturePlan *plan, const SegEventSource *source, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_computed_block_free);
	g_autoptr (GArray) users = users_that_count (behaviour, plan->context);
	Pass pass = { .behaviour = behaviour, .plan = plan, .source = source, .users = (const guint32 *) (gpointer) users->data, .job = job,
	              .caller = g_thread_self () };
	gsize n = source != NULL ? users_a_block (users->len) : SEG_BLOCK_USERS;

	g_ptr_array_set_size (blocks, (int) seg_parallel_n_blocks (users->len, n));
	pass.blocks = (SegComputedBlock **) blocks->pdata;
	pass.longest = longest_slice (behaviour, users);
	pass.desks = g_async_queue_new_full (free_desk);
	seg_parallel_blocks (users->len, n, compute_block, &pass);
	g_async_queue_unref (pass.desks);
	if (atomic_load (&pass.out_of_memory)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to go through the events of %u users"), users->len);
		return NULL;
	}
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&blocks) : NULL;
}
