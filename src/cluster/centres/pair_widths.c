/* Silhouettes in a distance of which every pair must be looked at: Gower's dissimilarity. Each distance is computed once for all
 * labellings. O(n^2 d) for all rows, O(n d) for each of some. */
#include <config.h>
#include "space.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <string.h>

#define BLOCK_ROWS 16

typedef struct {
	const SegSpace *space;
	const SegLabelling *labellings;
	guint   n_labellings, n_sums; /* sums of a row: of all labellings together */
	const gsize *queries;         /* NULL: all rows */
	gsize **sizes;                /* of each labelling: k */
	SegProgress progress;
} Pairs;

/* Sums of the distances from @row to the clusters of each labelling, one labelling after the other. */
static void
sum_row (const Pairs *work, gsize row, double *sums)
{
	const SegSpace *space = work->space;
	gsize n = space->rows->n_rows;
	_Alignas (64) double costs[SEG_TILE_ROWS];

	memset (sums, 0, work->n_sums * sizeof *sums);
	for (gsize first = 0; first < n; first += SEG_TILE_ROWS) {
		gsize end = MIN (first + SEG_TILE_ROWS, n);
		double *own = sums;

		seg_space_kernel ()->costs (space, seg_tiles_at (space->tiles, first), seg_matrix_row (space->rows, row), costs);
		for (guint l = 0; l < work->n_labellings; own += work->labellings[l++].k)
			for (gsize j = first; j < end; j++)
				own[work->labellings[l].labels[j]] += costs[j - first];
	}
}

static double
width_of (const double *sums, const gsize *sizes, guint k, guint own)
{
	double inside, other = INFINITY, largest;

	if (sizes[own] == 1)
		return 0;
	inside = sums[own] / (double) (sizes[own] - 1);
	for (guint c = 0; c < k; c++)
		if (c != own && sizes[c] > 0)
			other = MIN (other, sums[c] / (double) sizes[c]);
	largest = MAX (inside, other);
	return largest > 0 && isfinite (largest) ? (other - inside) / largest : 0;
}

static void
measure_block (gsize block, gsize first, gsize last, gpointer data)
{
	Pairs *work = data;
	g_autofree double *sums = g_new (double, work->n_sums);

	(void) block;
	for (gsize i = first; i < last; i++) {
		gsize row = work->queries != NULL ? work->queries[i] : i;
		const double *own = sums;

		sum_row (work, row, sums);
		for (guint l = 0; l < work->n_labellings; own += work->labellings[l++].k)
			work->labellings[l].widths[i] = width_of (own, work->sizes[l], work->labellings[l].k, (guint) work->labellings[l].labels[row]);
		if (!seg_progress_advance (&work->progress, 1))
			return;
	}
}

gboolean
seg_space_pair_widths (const SegSpace *space, const SegLabelling *labellings, guint n_labellings, const gsize *queries, gsize n_queries,
                       SegJob *job, GError **error)
{
	Pairs work = { .space = space, .labellings = labellings, .n_labellings = n_labellings, .queries = queries };

	work.sizes = g_new0 (gsize *, n_labellings);
	for (guint l = 0; l < n_labellings; l++) {
		work.n_sums += labellings[l].k;
		work.sizes[l] = g_new0 (gsize, labellings[l].k);
		for (gsize row = 0; row < space->rows->n_rows; row++)
			work.sizes[l][labellings[l].labels[row]]++;
	}
	seg_progress_init (&work.progress, job, n_queries, _("how well every user fits"));
	seg_parallel_blocks (n_queries, BLOCK_ROWS, measure_block, &work);
	for (guint l = 0; l < n_labellings; l++)
		g_free (work.sizes[l]);
	g_free (work.sizes);
	return seg_progress_finish (&work.progress, error);
}
