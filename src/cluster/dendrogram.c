/* Dendrograms: merges by rising height, and what can be asked of them. */
#include <config.h>
#include "cluster-private.h"

#include <glib/gi18n.h>
#include <math.h>

void
seg_dendrogram_free (SegDendrogram *dendrogram)
{
	if (dendrogram == NULL)
		return;
	g_free (dendrogram->first);
	g_free (dendrogram->second);
	g_free (dendrogram->heights);
	g_free (dendrogram->sizes);
	g_free (dendrogram);
}

SegDendrogram *
seg_dendrogram_empty (gsize n_rows, GError **error)
{
	g_autoptr (SegDendrogram) dendrogram = g_new0 (SegDendrogram, 1);
	gsize n = MAX (n_rows, 2) - 1;

	dendrogram->n_rows = n_rows;
	dendrogram->first = g_try_new (gint32, n);
	dendrogram->second = g_try_new (gint32, n);
	dendrogram->heights = g_try_new (double, n);
	dendrogram->sizes = g_try_new (gint32, n);
	if (dendrogram->first != NULL && dendrogram->second != NULL && dendrogram->heights != NULL && dendrogram->sizes != NULL)
		return g_steal_pointer (&dendrogram);
	g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n_rows);
	return NULL;
}

/* Merges as they were found, to be sorted. */
static gint
compare_merges (gconstpointer a, gconstpointer b, gpointer data)
{
	const SegMerge *first = a, *second = b;

	(void) data;
	if (first->height < second->height || first->height > second->height)
		return first->height < second->height ? -1 : 1;
	return first->order < second->order ? -1 : first->order > second->order;
}

gint32
seg_union_root (gint32 *parents, gint32 node)
{
	while (parents[node] != node) {
		parents[node] = parents[parents[node]];
		node = parents[node];
	}
	return node;
}

SegDendrogram *
seg_dendrogram_new (SegMerge *merges, gsize n_rows, GError **error)
{
	g_autoptr (SegDendrogram) dendrogram = seg_dendrogram_empty (n_rows, error);
	g_autofree gint32 *parents = g_try_new (gint32, n_rows), *nodes = g_try_new (gint32, n_rows);

	if (dendrogram == NULL)
		return NULL;
	if (parents == NULL || nodes == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for the tree of %zu users"), n_rows);
		return NULL;
	}
	for (gsize i = 0; i < n_rows; i++)
		parents[i] = nodes[i] = (gint32) i;
	for (gsize i = 0; i + 1 < n_rows; i++)
		merges[i].order = (gint32) i;
	g_qsort_with_data (merges, (gint) (n_rows - 1), sizeof *merges, compare_merges, NULL);
	for (gsize i = 0; i + 1 < n_rows; i++) {
		gint32 a = seg_union_root (parents, merges[i].a), b = seg_union_root (parents, merges[i].b);
		gint32 node_a = nodes[a], node_b = nodes[b], low = MIN (a, b);

		dendrogram->first[i] = MIN (node_a, node_b);
		dendrogram->second[i] = MAX (node_a, node_b);
		dendrogram->heights[i] = merges[i].height;
		dendrogram->sizes[i] = seg_dendrogram_size (dendrogram, node_a) + seg_dendrogram_size (dendrogram, node_b);
		parents[a] = parents[b] = low;
		nodes[low] = (gint32) (n_rows + i);
	}
	return g_steal_pointer (&dendrogram);
}

/* Cutting ---------------------------------------------------------------------------------------------------------- */

void
seg_dendrogram_cut (const SegDendrogram *dendrogram, gsize k, gint32 *labels)
{
	gsize n = dendrogram->n_rows, n_merges;
	g_autofree gint32 *above = NULL;
	gint32 next = 0;

	g_return_if_fail (k >= 1 && k <= n);
	n_merges = n - k;
	above = g_new (gint32, n + n_merges + 1);
	for (gsize node = 0; node < n + n_merges; node++)
		above[node] = -1;
	for (gsize i = 0; i < n_merges; i++)
		above[dendrogram->first[i]] = above[dendrogram->second[i]] = (gint32) (n + i);
	for (gsize i = n_merges; i-- > 0; ) /* parents before children: every node learns the top it hangs under */
		if (above[n + i] < 0)
			above[n + i] = -2 - (gint32) (n + i);
		else
			above[n + i] = above[above[n + i]];
	for (gsize row = 0; row < n; row++) {
		gint32 top = above[row] < 0 ? -1 : -2 - above[above[row]];

		labels[row] = top;
	}
	for (gsize i = 0; i < n_merges; i++)
		above[n + i] = -1; /* from here: the number given to a top */
	for (gsize row = 0; row < n; row++) {
		gint32 top = labels[row];

		if (top < 0)
			labels[row] = next++;
		else {
			if (above[top] < 0)
				above[top] = next++;
			labels[row] = above[top];
		}
	}
}

gsize
seg_dendrogram_k_at (const SegDendrogram *dendrogram, double height)
{
	gsize low = 0, high = dendrogram->n_rows - 1; /* merges before low are at most that high */

	while (low < high) {
		gsize middle = low + (high - low) / 2;

		if (dendrogram->heights[middle] <= height)
			low = middle + 1;
		else
			high = middle;
	}
	return dendrogram->n_rows - low;
}

/* Cophenetic correlation ------------------------------------------------------------------------------------------- */

/* Sums over all pairs of rows, kept by the merge at which the two meet. */
typedef struct {
	double n, x, y, xx, yy, xy;
} PairSums;

static void
add_pair (PairSums *sums, double distance, double height)
{
	sums->n++;
	sums->x += distance;
	sums->y += height;
	sums->xx += distance * distance;
	sums->yy += height * height;
	sums->xy += distance * height;
}

static double
distance_of (const SegMatrix *matrix, gint32 a, gint32 b)
{
	const double *x = seg_matrix_row (matrix, (gsize) a), *y = seg_matrix_row (matrix, (gsize) b);
	double sum = 0;

	for (gsize column = 0; column < matrix->n_columns; column++)
		sum += (x[column] - y[column]) * (x[column] - y[column]);
	return sqrt (sum);
}

double
seg_dendrogram_cophenetic (const SegDendrogram *dendrogram, const SegMatrix *matrix)
{
	gsize n = dendrogram->n_rows;
	g_autofree gint32 *next = g_new (gint32, n), *head = g_new (gint32, 2 * n), *tail = g_new (gint32, 2 * n);
	PairSums sums = { 0 };
	double spread;

	for (gsize row = 0; row < n; row++) {
		next[row] = -1;
		head[row] = tail[row] = (gint32) row;
	}
	for (gsize i = 0; i + 1 < n; i++) {
		gint32 first = dendrogram->first[i], second = dendrogram->second[i];

		for (gint32 a = head[first]; a >= 0; a = next[a])
			for (gint32 b = head[second]; b >= 0; b = next[b])
				add_pair (&sums, distance_of (matrix, a, b), dendrogram->heights[i]);
		next[tail[first]] = head[second];
		head[n + i] = head[first];
		tail[n + i] = tail[second];
	}
	spread = sqrt ((sums.xx - sums.x * sums.x / sums.n) * (sums.yy - sums.y * sums.y / sums.n));
	return spread > 0 ? (sums.xy - sums.x * sums.y / sums.n) / spread : NAN;
}
