/* The k-distance curve, from which a reach for DBSCAN is read. */
#include <config.h>
#include "density.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#define POINTS 400 /* of the curve that the knee is looked for on */

static int
compare (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

double *
seg_k_distances (const SegMatrix *matrix, guint k, SegJob *job, GError **error)
{
	g_autoptr (SegKdTree) tree = NULL;
	g_autofree double *distances = g_try_new (double, matrix->n_rows);

	if (k < 1 || k >= MAX (matrix->n_rows, 2)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There are only %zu users, so nobody has a neighbour number %u"), matrix->n_rows, k);
		return NULL;
	}
	if (distances == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the distances of %zu users"), matrix->n_rows);
		return NULL;
	}
	if (!seg_cluster_check_matrix (matrix, job, error) || (tree = seg_kd_tree_new (matrix, job, error)) == NULL)
		return NULL;
	if (matrix->n_rows < 2)
		distances[0] = 0;
	else if (!seg_kth_distances (tree, (gsize) k + 1, job, distances, error))
		return NULL;
	qsort (distances, matrix->n_rows, sizeof *distances, compare);
	return g_steal_pointer (&distances);
}

/* From the users with the emptiest surroundings down the curve falls steeply and then flattens: the knee of the
 * falling curve. Where it has no clear one, what nine in ten users keep to. */
double
seg_k_distance_bend (const double *distances, gsize n)
{
	gsize points = MIN (n, POINTS);
	g_autofree double *x = g_new (double, points), *y = g_new (double, points);
	gssize knee;

	for (gsize i = 0; i < points; i++) {
		gsize at = points > 1 ? n - 1 - i * (n - 1) / (points - 1) : 0;

		x[i] = (double) i;
		y[i] = distances[at];
	}
	knee = points > 2 ? seg_knee (x, y, points, 1) : -1;
	return knee > 0 ? y[knee] : distances[(gsize) ((double) (n - 1) * 0.9)];
}
