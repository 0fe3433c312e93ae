/* Moving single rows, where Lloyd's iteration has come to rest.
 *
 * Taking a row out of a cluster of n rows lowers its sum of squares by n / (n - 1) times the row's squared distance to the
 * centre; putting it into another of n rows raises that by n / (n + 1) times the squared distance. So a row may do better
 * elsewhere although its own centre is the nearest, and the inertia falls further than by Lloyd alone.
 *
 * One pass over the tiles finds the rows that would do better; there are few. These are then looked at again one by one,
 * in order, against centres that follow every move. Source: Hartigan, Wong 1979, Appl. Stat. 28:100-108; Telgarsky,
 * Vattani 2010, AISTATS, 820-827. */
#include <config.h>
#include "cluster-private.h"

#include <segscope/parallel.h>

#include <math.h>

#define CLEAR_GAIN (1 - 1e-12) /* what rounding could explain moves nothing: otherwise two rows could change for ever */

typedef struct {
	SegAssignment *assignment;
	const SegKernel *kernel;
	const double *centres, *stay, *join;
	SegJob *job;
} Survey;

static void
survey_block (gsize block, gsize first, gsize last, gpointer data)
{
	const Survey *survey = data;
	SegAssignment *assignment = survey->assignment;
	gsize n_tiles = (last - first + SEG_TILE_ROWS - 1) / SEG_TILE_ROWS;

	(void) block;
	if (!seg_job_is_cancelled (survey->job))
		survey->kernel->cheapest (seg_tiles_at (assignment->tiles, first), n_tiles, assignment->tiles->matrix->n_columns,
		                          survey->centres, assignment->k, survey->stay, survey->join,
		                          assignment->labels + first, assignment->fresh + first);
}

static double
factor (gsize size, gboolean stays)
{
	double n = (double) size;

	if (!stays)
		return n / (n + 1);
	return size > 1 ? n / (n - 1) * CLEAR_GAIN : 0; /* the only row of a cluster stays */
}

static double
squared_distance (const double *row, const double *centre, gsize n_columns)
{
	double sum = 0;

	for (gsize column = 0; column < n_columns; column++)
		sum += (row[column] - centre[column]) * (row[column] - centre[column]);
	return sum;
}

/* The cluster in which @row costs least now. */
static guint
best_cluster (const SegKmeans *state, const double *row, guint own)
{
	gsize n_columns = state->assignment->tiles->matrix->n_columns;
	double least = squared_distance (row, state->centres + own * n_columns, n_columns) * factor (state->counts[own], TRUE);
	guint best = own;

	for (guint cluster = 0; cluster < state->assignment->k; cluster++) {
		double cost;

		if (cluster == own)
			continue;
		cost = squared_distance (row, state->centres + cluster * n_columns, n_columns) *
		       factor (state->counts[cluster], FALSE);
		if (cost < least) {
			least = cost;
			best = cluster;
		}
	}
	return best;
}

static void
move_row (SegKmeans *state, const double *row, guint from, guint to)
{
	gsize n_columns = state->assignment->tiles->matrix->n_columns;
	double *old = state->centres + from * n_columns, *new = state->centres + to * n_columns;
	double n_old = (double) --state->counts[from], n_new = (double) ++state->counts[to];

	for (gsize column = 0; column < n_columns; column++) {
		old[column] -= (row[column] - old[column]) / n_old;
		new[column] += (row[column] - new[column]) / n_new;
	}
}

gsize
seg_kmeans_move_rows (SegKmeans *state, SegJob *job)
{
	SegAssignment *assignment = state->assignment;
	const SegMatrix *matrix = assignment->tiles->matrix;
	g_autofree double *stay = g_new (double, assignment->k), *join = g_new (double, assignment->k);
	Survey survey = { assignment, seg_kernel (), state->centres, stay, join, job };
	gsize n_moved = 0;

	for (guint cluster = 0; cluster < assignment->k; cluster++) {
		stay[cluster] = factor (state->counts[cluster], TRUE);
		join[cluster] = factor (state->counts[cluster], FALSE);
	}
	seg_parallel_blocks (matrix->n_rows, assignment->block_rows, survey_block, &survey);
	for (gsize row = 0; row < matrix->n_rows && !seg_job_is_cancelled (job); row++) {
		guint own = (guint) assignment->labels[row], best;

		if (assignment->fresh[row] == assignment->labels[row])
			continue;
		best = best_cluster (state, seg_matrix_row (matrix, row), own);
		if (best == own)
			continue;
		move_row (state, seg_matrix_row (matrix, row), own, best);
		seg_assignment_move (assignment, row, best);
		n_moved++;
	}
	if (n_moved > 0)
		state->converged = FALSE;
	return n_moved;
}
