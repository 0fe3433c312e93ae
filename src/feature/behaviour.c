/* The behaviour features of all users: each user's slice is summarised once, on all cores, and every feature takes its value
 * from the summary. */
#include <config.h>
#include "feature-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>

#define BLOCK_USERS 64

/* Where a column of the values comes from. */
typedef struct {
	const SegFeatureDefinition *definition; /* or NULL: */
	guint                       count;      /* the number of this count of events */
} Column;

typedef struct {
	const SegBehaviour *behaviour;
	const Column       *columns;
	gsize               n_counts;
	guint32            *counts; /* n_users x n_counts */
	SegMatrix          *values;
	SegJob             *job;
} Pass;

static gboolean
find_column (const SegBehaviour *behaviour, const char *name, Column *column)
{
	*column = (Column) { .definition = seg_feature_definition_find (name) };
	for (guint i = 0; column->definition == NULL && i < behaviour->kinds->len; i++) {
		const SegEventKind *kind = behaviour->kinds->pdata[i];

		column->count = SEG_KIND_COLUMN (kind->kind);
		if (g_strcmp0 (kind->feature, name) == 0)
			return TRUE;
	}
	return column->definition != NULL;
}

static void
compute_user (const Pass *pass, gsize user)
{
	const SegBehaviour *behaviour = pass->behaviour;
	guint32 *counts = pass->counts + user * pass->n_counts;
	double *row = seg_matrix_row (pass->values, user);
	SegUserSummary summary = {
		.as_of_day = seg_day_of (behaviour->as_of), .registered_day = behaviour->registered[user]
	};

	seg_user_summarise (behaviour->events + behaviour->start[user], behaviour->n_events[user], behaviour->categories,
	                    behaviour->scratch + behaviour->start[user], &summary, counts);
	for (gsize i = 0; i < pass->values->n_columns; i++)
		row[i] = pass->columns[i].definition != NULL ? pass->columns[i].definition->value (&summary)
		                                             : (double) counts[pass->columns[i].count];
}

static void
compute_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Pass *pass = data;

	(void) block;
	if (seg_job_is_cancelled (pass->job))
		return;
	for (gsize user = first; user < last; user++)
		compute_user (pass, user);
}

gboolean
seg_behaviour_compute (const SegBehaviour *behaviour, const GPtrArray *features, SegMatrix *values, SegJob *job,
                       GError **error)
{
	g_autofree Column *columns = g_new0 (Column, MAX (features->len, 1));
	g_autofree guint32 *counts = NULL;
	gsize n_counts = seg_event_kinds_n_columns (behaviour->kinds);
	Pass pass = { behaviour, columns, n_counts, NULL, values, job };

	for (guint i = 0; i < features->len; i++) {
		const SegFeature *feature = features->pdata[i];

		if (!find_column (behaviour, feature->name, &columns[i]))
			g_error ("the catalogue offers %s, but nothing computes it", feature->name);
	}
	counts = g_try_malloc0_n (MAX (behaviour->n_users * n_counts, 1), sizeof *counts);
	if (counts == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to count the events of %zu users"),
		             behaviour->n_users);
		return FALSE;
	}
	pass.counts = counts;
	seg_parallel_blocks (behaviour->n_users, BLOCK_USERS, compute_block, &pass);
	return seg_job_proceed (job, 1, NULL, error);
}
