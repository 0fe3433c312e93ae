/* Lloyd's k-means: assign every row to its nearest centre, move each centre to the mean of its rows, until no row changes
 * sides. Each step lowers the sum over rows of |x - c(x)|^2, the inertia.
 *
 * Awkward cases: a cluster that loses its last row takes the row farthest from its centre; a tie goes to the lowest
 * cluster; more clusters than different rows are refused at the door. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define PATIENCE 20 /* passes that gain as much as the last one must be enough to reach a target; gains shrink */

SegClusterOptions
seg_cluster_options_defaults (void)
{
	return (SegClusterOptions) { .k = 5, .restarts = 10, .max_passes = 300, .seed = 1 };
}

/* The iteration ---------------------------------------------------------------------------------------------------- */

SegKmeans *
seg_kmeans_new (const SegTiles *tiles, guint k, GError **error)
{
	g_autoptr (SegKmeans) state = g_new0 (SegKmeans, 1);
	gsize n_values = k * tiles->matrix->n_columns;

	state->assignment = seg_assignment_new (tiles, k, error);
	if (state->assignment == NULL)
		return NULL;
	state->centres = g_try_new0 (double, n_values);
	state->sums = g_try_new0 (double, n_values);
	state->rests = g_try_new0 (double, n_values);
	state->counts = g_try_new0 (gsize, k);
	if (state->centres == NULL || state->sums == NULL || state->rests == NULL || state->counts == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %u segments"), k);
		return NULL;
	}
	return g_steal_pointer (&state);
}

void
seg_kmeans_free (SegKmeans *state)
{
	if (state == NULL)
		return;
	seg_assignment_free (state->assignment);
	g_free (state->centres);
	g_free (state->sums);
	g_free (state->rests);
	g_free (state->counts);
	g_free (state);
}

void
seg_kmeans_begin (SegKmeans *state, const double *centres)
{
	const SegAssignment *assignment = state->assignment;

	if (centres != state->centres)
		memcpy (state->centres, centres, sizeof *centres * assignment->k * assignment->tiles->matrix->n_columns);
	seg_assignment_reset (state->assignment);
	state->inertia = INFINITY;
	state->passes = 0;
	state->converged = FALSE;
}

/* The row farthest from its centre that its cluster can spare. */
static gsize
farthest_row (const SegKmeans *state)
{
	const SegAssignment *assignment = state->assignment;
	gsize farthest = 0;
	double distance = -1;

	for (gsize row = 0; row < assignment->tiles->matrix->n_rows; row++)
		if (assignment->squared[row] > distance && state->counts[assignment->labels[row]] > 1) {
			farthest = row;
			distance = assignment->squared[row];
		}
	return farthest;
}

/* Gives every empty cluster one row. */
static void
refill (SegKmeans *state)
{
	SegAssignment *assignment = state->assignment;

	seg_assignment_measure (assignment, state->centres);
	for (guint cluster = 0; cluster < assignment->k; cluster++) {
		gsize row;

		if (state->counts[cluster] > 0)
			continue;
		row = farthest_row (state);
		state->counts[assignment->labels[row]]--;
		state->counts[cluster]++;
		state->inertia -= assignment->squared[row];
		assignment->squared[row] = 0;
		seg_assignment_move (assignment, row, cluster);
	}
	seg_assignment_gather (assignment, state->sums, state->rests, state->counts);
}

static gboolean
has_empty_cluster (const SegKmeans *state)
{
	for (guint cluster = 0; cluster < state->assignment->k; cluster++)
		if (state->counts[cluster] == 0)
			return TRUE;
	return FALSE;
}

gboolean
seg_kmeans_step (SegKmeans *state, SegJob *job)
{
	gsize n_columns = state->assignment->tiles->matrix->n_columns;

	if (!seg_assignment_pass (state->assignment, state->centres, job))
		return FALSE;
	state->passes++;
	state->converged = seg_assignment_gather (state->assignment, state->sums, state->rests, state->counts) == 0;
	state->inertia = seg_assignment_inertia (state->assignment, state->centres, state->sums, state->rests, state->counts);
	if (state->converged)
		return TRUE;
	if (has_empty_cluster (state))
		refill (state);
	for (gsize i = 0; i < state->assignment->k * n_columns; i++)
		state->centres[i] = (state->sums[i] + state->rests[i]) / (double) state->counts[i / n_columns];
	return TRUE;
}

gboolean
seg_kmeans_iterate (SegKmeans *state, guint max_passes, double least_gain, double target, SegProgress *progress)
{
	double before = INFINITY;
	gsize counted = 0;

	while (state->passes < max_passes && !state->converged) {
		double gain;
		gsize reached;

		if (!seg_kmeans_step (state, progress->job))
			return FALSE;
		reached = (gsize) (SEG_ITERATE_UNITS * state->passes) / (state->passes + 20); /* the end is not known */
		if (reached > counted && !seg_progress_advance (progress, reached - counted))
			return FALSE;
		counted = MAX (counted, reached);
		gain = before - state->inertia;
		if (least_gain <= 0 && isinf (target)) /* to the very end: the least gains drown in rounding */
			continue;
		if (gain < least_gain * state->inertia || state->inertia - PATIENCE * gain > target)
			break;
		before = state->inertia;
	}
	return seg_progress_advance (progress, SEG_ITERATE_UNITS - counted);
}

/* The doors -------------------------------------------------------------------------------------------------------- */

SegClustering *
seg_kmeans (const SegMatrix *matrix, const SegClusterOptions *options, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = NULL;

	if (!seg_cluster_check_matrix (matrix, job, error) || !seg_cluster_check_options (matrix, options, error) ||
	    !seg_cluster_check_distinct (matrix, options->k, job, error))
		return NULL;
	tiles = seg_tiles_new_with_singles (matrix, job, error);
	return tiles != NULL ? seg_kmeans_search (tiles, options, job, error) : NULL;
}

static gboolean
check_starts (const SegMatrix *matrix, const SegMatrix *starts, guint max_passes, GError **error)
{
	SegClusterOptions options = { .k = (guint) starts->n_rows, .restarts = 1, .max_passes = max_passes };

	if (!seg_cluster_check_options (matrix, &options, error) || !seg_cluster_check_matrix (starts, NULL, error))
		return FALSE;
	if (starts->n_columns == matrix->n_columns)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The starts have %zu features, the users %zu"),
	             starts->n_columns, matrix->n_columns);
	return FALSE;
}

SegClustering *
seg_kmeans_from (const SegMatrix *matrix, const SegMatrix *starts, guint max_passes, SegJob *job, GError **error)
{
	g_autoptr (SegTiles) tiles = NULL;
	g_autoptr (SegKmeans) state = NULL;
	g_autofree char *phrase = g_strdup_printf (_("k=%u, k-means"), (guint) starts->n_rows);
	SegClustering *clustering;
	SegProgress progress;

	if (!seg_cluster_check_matrix (matrix, job, error) || !check_starts (matrix, starts, max_passes, error) ||
	    !seg_cluster_check_distinct (matrix, (guint) starts->n_rows, job, error))
		return NULL;
	tiles = seg_tiles_new_of_singles (matrix, job, error);
	state = tiles != NULL ? seg_kmeans_new (tiles, (guint) starts->n_rows, error) : NULL;
	if (state == NULL)
		return NULL;
	seg_kmeans_begin (state, starts->values);
	seg_progress_init (&progress, job, SEG_ITERATE_UNITS, phrase);
	seg_kmeans_iterate (state, max_passes, 0, INFINITY, &progress);
	if (!seg_progress_finish (&progress, error))
		return NULL;
	clustering = seg_clustering_new (matrix, state->assignment->labels, state->assignment->k, job, error);
	if (clustering != NULL) {
		clustering->passes = state->passes;
		clustering->converged = state->converged;
	}
	return clustering;
}
