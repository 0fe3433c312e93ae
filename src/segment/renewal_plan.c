/* What becomes of each group and each user in the next version, as it was accepted: segments that go on, new ones, their middles and distances. */
#include <config.h>
#include "renewal-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static void
clear_target (gpointer data)
{
	SegRenewalTarget *target = data;

	g_free (target->name);
	g_free (target->centroid);
}

void
seg_renewal_plan_clear (SegRenewalPlan *plan)
{
	g_array_unref (plan->targets);
	g_free (plan->of_group);
	g_free (plan->labels);
	g_free (plan->distances);
	g_free (plan->options);
}

/* What becomes what ------------------------------------------------------------------------------------------------ */

static gint32
add_target (SegRenewalPlan *plan, gint32 old, gint32 group, const char *came, double confidence)
{
	SegRenewalTarget target = { .old = old, .group = group, .came = came, .confidence = confidence };

	if (old >= 0)
		target.id = ((const SegSegment *) plan->renewal->before->segments->pdata[old])->id;
	g_array_append_val (plan->targets, target);
	return (gint32) plan->targets->len - 1;
}

/* A name that no segment that stays has, and no other new one. */
static char *
free_name (const SegRenewalPlan *plan, const char *proposed)
{
	for (guint number = 1;; number++) {
		g_autofree char *name = number > 1 ? g_strdup_printf ("%s %u", proposed, number) : g_strdup (proposed);
		gboolean taken = FALSE;

		for (guint i = 0; i < plan->renewal->before->segments->len; i++)
			taken |= strcmp (((const SegSegment *) plan->renewal->before->segments->pdata[i])->name, name) == 0;
		for (guint i = 0; i < plan->targets->len; i++)
			taken |= g_strcmp0 (seg_renewal_target (plan, (gint32) i)->name, name) == 0;
		if (!taken)
			return g_steal_pointer (&name);
	}
}

/* Groups that are segments of their own first, then those that join one. */
static void
place_groups (SegRenewalPlan *plan)
{
	const GPtrArray *proposals = plan->renewal->proposals;
	guint k = seg_renewal_n_groups (plan->renewal);

	for (guint group = 0; group < k; group++) {
		const SegRenewalProposal *proposal = proposals->pdata[group];

		plan->of_group[group] = -1;
		if (proposal->kind == SEG_RENEWAL_SAME)
			plan->of_group[group] = add_target (plan, proposal->segment, (gint32) group, "same", proposal->confidence);
		else if (proposal->accepted) {
			g_autofree char *name = free_name (plan, proposal->name);

			plan->of_group[group] = add_target (plan, -1, (gint32) group, proposal->kind == SEG_RENEWAL_SPLIT ? "split" : "new", NAN);
			seg_renewal_target (plan, plan->of_group[group])->name = g_steal_pointer (&name);
		}
	}
	for (guint group = 0; group < k; group++) {
		const SegRenewalProposal *proposal = proposals->pdata[group];
		gint32 at = (gint32) group;

		for (guint steps = 0; plan->of_group[at] < 0 && steps < k; steps++)
			at = ((const SegRenewalProposal *) proposals->pdata[at])->into;
		if (plan->of_group[group] < 0 && proposal->kind != SEG_RENEWAL_SAME) {
			plan->of_group[group] = plan->of_group[at];
			seg_renewal_target (plan, plan->of_group[at])->changed = TRUE;
		}
	}
}

/* Segments that were to go and stay; those of a declined merging keep their users: @stays by old segment. */
static void
place_kept (SegRenewalPlan *plan, gint32 *stays)
{
	const GPtrArray *proposals = plan->renewal->proposals;

	for (guint i = seg_renewal_n_groups (plan->renewal); i < proposals->len; i++) {
		const SegRenewalProposal *proposal = proposals->pdata[i];

		if (proposal->accepted)
			continue;
		if (proposal->kind == SEG_RENEWAL_MERGED) {
			stays[proposal->segment] = add_target (plan, proposal->segment, -1, "same", NAN);
			seg_renewal_target (plan, stays[proposal->segment])->changed = TRUE;
			seg_renewal_target (plan, plan->of_group[proposal->group])->changed = TRUE;
		} else
			add_target (plan, proposal->segment, -1, "kept", NAN);
	}
}

static void
place_rows (SegRenewalPlan *plan, const gint32 *stays)
{
	const SegRenewal *renewal = plan->renewal;
	const SegClustering *clustering = renewal->outcome.clustering;

	for (gsize row = 0; row < clustering->n_rows; row++) {
		gint32 old = renewal->old_labels[row], target = plan->of_group[clustering->labels[row]];

		for (guint i = seg_renewal_n_groups (renewal); old >= 0 && stays[old] >= 0 && i < renewal->proposals->len; i++) {
			const SegRenewalProposal *proposal = renewal->proposals->pdata[i];

			if (proposal->segment == old && proposal->group == clustering->labels[row])
				target = stays[old];
		}
		plan->labels[row] = target;
		seg_renewal_target (plan, target)->size++;
	}
}

/* The middles, of a segment that is just its group those of the clustering; of one kept without users that of those who were in it and are
 * still there, so that they are known when they come back. */
static gboolean
find_centroids (SegRenewalPlan *plan, GError **error)
{
	const SegRenewal *renewal = plan->renewal;
	const SegMatrix *matrix = renewal->outcome.matrix->scaled;
	gsize d = matrix->n_columns;

	for (guint i = 0; i < plan->targets->len; i++) {
		SegRenewalTarget *target = seg_renewal_target (plan, (gint32) i);
		gsize n = 0;

		if (target->group >= 0 && !target->changed) {
			target->centroid = g_memdup2 (seg_matrix_row (renewal->outcome.clustering->centroids, (gsize) target->group), d * sizeof (double));
			continue;
		}
		target->centroid = g_new0 (double, d + 1);
		for (gsize row = 0; row < matrix->n_rows; row++) {
			if (target->size > 0 ? plan->labels[row] != (gint32) i : renewal->old_labels[row] != target->old)
				continue;
			n++;
			for (gsize j = 0; j < d; j++)
				target->centroid[j] += seg_matrix_row (matrix, row)[j];
		}
		for (gsize j = 0; j < d && n > 0; j++)
			target->centroid[j] /= (double) n;
		if (n == 0)
			g_clear_pointer (&target->centroid, g_free);
		if (n == 0 && target->size > 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" would be without users"), target->name);
			return FALSE;
		}
	}
	return TRUE;
}

/* As the clustering says, but to the new middle where the segment is not just its group; unknown where the algorithm measures otherwise. */
static void
find_distances (SegRenewalPlan *plan)
{
	const SegOutcome *outcome = &plan->renewal->outcome;
	const SegMatrix *matrix = outcome->matrix->scaled;
	gboolean euclidean = outcome->model == NULL || outcome->model->distance == SEG_DISTANCE_EUCLIDEAN;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		const SegRenewalTarget *target = seg_renewal_target (plan, plan->labels[row]);
		double squares = 0;

		for (gsize j = 0; target->changed && j < matrix->n_columns; j++) {
			double apart = seg_matrix_row (matrix, row)[j] - target->centroid[j];

			squares += apart * apart;
		}
		plan->distances[row] = !target->changed ? outcome->clustering->distances[row] : euclidean ? sqrt (squares) : NAN;
	}
}

gboolean
seg_renewal_plan_make (SegRenewalPlan *plan, GError **error)
{
	const SegRenewal *renewal = plan->renewal;
	gsize n = renewal->outcome.clustering->n_rows;
	guint n_old = renewal->before->segments->len;
	g_autofree gint32 *stays = g_new (gint32, n_old + 1);

	plan->targets = g_array_new (FALSE, TRUE, sizeof (SegRenewalTarget));
	g_array_set_clear_func (plan->targets, clear_target);
	plan->of_group = g_new0 (gint32, seg_renewal_n_groups (renewal) + 1);
	plan->labels = g_try_new (gint32, n + 1);
	plan->distances = g_try_new (double, n + 1);
	if (plan->labels == NULL || plan->distances == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), n);
		return FALSE;
	}
	for (guint i = 0; i < n_old; i++)
		stays[i] = -1;
	place_groups (plan);
	place_kept (plan, stays);
	place_rows (plan, stays);
	if (!find_centroids (plan, error))
		return FALSE;
	find_distances (plan);
	return TRUE;
}
