/* Lists of neighbours from a k-d tree of the different rows.
 *
 * A value that many users share is one row of the tree with a weight, so that lists are not filled by copies of the row itself
 * and no distance in them is 0. Of equal distances the row that comes first in the data is nearer.
 *
 * The dimension is that of Levina, Bickel 2004 (NIPS 17), averaged as inverses (MacKay, Ghahramani 2005): from how fast the number of
 * neighbours grows with the distance. */
#include <config.h>
#include "near-rows.h"

#include "../choose/choose-private.h"
#include "../hierarchical/hierarchical.h"

#include <segscope/parallel.h>

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>

void
seg_near_rows_free (SegNearRows *rows)
{
	if (rows == NULL)
		return;
	g_free (rows->first);
	g_free (rows->of);
	g_free (rows->near);
	g_free (rows->n_near);
	g_free (rows->reach);
	g_free (rows->within);
	g_free (rows);
}

/* Same values ------------------------------------------------------------------------------------------------------ */

/* Numbers the different rows as they appear; @weights: users of each. */
static void
number_rows (SegNearRows *rows, const gint32 *first, gsize n_rows, double *weights)
{
	gsize n = 0;

	for (gsize row = 0; row < n_rows; row++) {
		if ((gsize) first[row] == row) {
			rows->first[n] = row;
			rows->of[row] = (gint32) n;
			weights[n++] = 0;
		} else
			rows->of[row] = rows->of[first[row]];
		weights[rows->of[row]]++;
	}
}

/* Lists ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegNearRows     *rows;
	const SegKdTree *tree;
	const double    *weights;
	double          *spread; /* n: sum over the neighbours but the last of ln (reach / distance) */
	double          *counted; /* n: how many these are */
	SegProgress      progress;
} Lists;

/* The list of row @i from the places found, of which one is the row itself. */
static void
fill_list (const Lists *lists, gsize i, const gssize *places, const double *squared, gsize n_found)
{
	SegNearRows *rows = lists->rows;
	gint32 *near = rows->near + i * rows->k;
	double within = lists->weights[i] - 1, reach = 0;
	guint n = 0;

	for (gsize at = 0; at < n_found && places[at] >= 0 && n < rows->k && (within < rows->k || n == 0); at++) {
		gint32 other = lists->tree->order[places[at]];

		if ((gsize) other == i)
			continue;
		near[n++] = other;
		within += lists->weights[other];
		reach = sqrt (squared[at]);
	}
	rows->n_near[i] = n;
	rows->reach[i] = MAX (reach, DBL_MIN); /* differences that vanish when squared */
	rows->within[i] = MAX (within, 1);
	lists->spread[i] = lists->counted[i] = 0;
	for (gsize at = 0, seen = 0; seen + 1 < n; at++) {
		gint32 other = lists->tree->order[places[at]];

		if ((gsize) other == i)
			continue;
		seen++;
		lists->spread[i] += lists->weights[other] * log (rows->reach[i] / MAX (sqrt (squared[at]), DBL_MIN));
		lists->counted[i] += lists->weights[other];
	}
}

static void
fill_leaf (gsize block, gsize first, gsize last, gpointer data)
{
	Lists *lists = data;
	const SegKdTree *tree = lists->tree;
	gsize wanted = (gsize) lists->rows->k + 1;
	g_autofree double *squared = g_new (double, wanted), *point = g_new (double, tree->n_columns);
	g_autofree gssize *places = g_new (gssize, wanted);

	(void) block;
	for (gsize leaf = first; leaf < last; leaf++) {
		for (gsize lane = 0; lane < seg_kd_leaf_rows (tree, leaf) && !seg_job_is_cancelled (lists->progress.job); lane++) {
			for (gsize column = 0; column < tree->n_columns; column++)
				point[column] = seg_kd_tile (tree, leaf)[column * SEG_TILE_ROWS + lane];
			seg_nearest_places (tree, point, wanted, squared, places);
			fill_list (lists, (gsize) tree->order[leaf * SEG_TILE_ROWS + lane], places, squared, wanted);
		}
		if (!seg_progress_advance (&lists->progress, 1))
			return;
	}
}

/* Over all rows, users of the same values as often as there are. */
static double
dimension_of (const Lists *lists, gsize n_columns)
{
	double spread = 0, counted = 0;

	for (gsize i = 0; i < lists->rows->n; i++) {
		spread += lists->weights[i] * lists->spread[i];
		counted += lists->weights[i] * lists->counted[i];
	}
	return spread > 0 ? MIN (counted / spread, (double) n_columns) : (double) n_columns;
}

static gboolean
make_lists (SegNearRows *rows, const SegMatrix *matrix, const double *weights, SegJob *job, GError **error)
{
	g_autoptr (SegMatrix) different = seg_subset_matrix (matrix, rows->first, rows->n, error);
	g_autoptr (SegKdTree) tree = different != NULL ? seg_kd_tree_new (different, job, error) : NULL;
	g_autofree double *spread = g_try_new (double, rows->n), *counted = g_try_new (double, rows->n);
	Lists lists = { .rows = rows, .tree = tree, .weights = weights, .spread = spread, .counted = counted };

	if (tree == NULL)
		return FALSE;
	rows->near = g_try_malloc_n (rows->n, rows->k * sizeof *rows->near);
	rows->n_near = g_try_new (guint, rows->n);
	rows->reach = g_try_new (double, rows->n);
	rows->within = g_try_new (double, rows->n);
	if (rows->near == NULL || rows->n_near == NULL || rows->reach == NULL || rows->within == NULL || spread == NULL || counted == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the %u neighbours of %zu users"), rows->k, rows->n);
		return FALSE;
	}
	seg_progress_init (&lists.progress, job, tree->n_leaves, _("neighbours of every user"));
	seg_parallel_blocks (tree->n_leaves, 4, fill_leaf, &lists);
	if (!seg_progress_finish (&lists.progress, error))
		return FALSE;
	rows->dimension = dimension_of (&lists, matrix->n_columns);
	return TRUE;
}

SegNearRows *
seg_near_rows_new (const SegMatrix *matrix, guint k, SegJob *job, GError **error)
{
	g_autoptr (SegNearRows) rows = g_new0 (SegNearRows, 1);
	g_autofree gint32 *first = g_try_new (gint32, matrix->n_rows);
	g_autofree double *weights = NULL;

	rows->k = k;
	rows->of = g_try_new (gint32, matrix->n_rows);
	if (first != NULL && rows->of != NULL) {
		rows->n = seg_distinct_rows (matrix, first);
		rows->first = g_try_new (gsize, rows->n);
		weights = g_try_new (double, rows->n);
	}
	if (rows->first == NULL || weights == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the %u neighbours of %zu users"), k, matrix->n_rows);
		return NULL;
	}
	number_rows (rows, first, matrix->n_rows, weights);
	return make_lists (rows, matrix, weights, job, error) ? g_steal_pointer (&rows) : NULL;
}
