/* Average and complete linkage, from a matrix of all distances.
 *
 * Both are reducible (joining two clusters never brings them nearer to a third than the nearer of the two was), so the
 * nearest-neighbour chain finds the tree: follow the nearest neighbours until two are each other's, join them, go on from the
 * rest of the chain. The distances to the joined cluster follow from those to its parts: their weighted mean, or the larger.
 * The matrix keeps each distance once. Ties: the neighbour before in the chain, else the one that stands first.
 * Sources: Murtagh 1983, Comput. J. 26:354-359; Lance, Williams 1967, Comput. J. 9:373-380. */
#include <config.h>
#include "hierarchical.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define BLOCK_ROWS 64 /* of the matrix computed together */

typedef struct {
	const SegMatrix *matrix;
	const SegSpace *space; /* NULL: Euclidean */
	SegLinkage linkage;
	gsize   n;
	double *distances;  /* row by row, of each pair once: (i, j) with i < j */
	double *weights;    /* n */
	double *heights;    /* n: of the last merge */
	gint32 *live;       /* those left, ascending */
	gsize   n_live;
	gint32 *chain;
	gsize   n_chain;
	SegMerge *merges;
	gsize   n_merges;
	SegProgress progress;
} Linkage;

static inline double *
distance_at (const Linkage *linkage, gsize i, gsize j)
{
	gsize low = MIN (i, j), high = MAX (i, j);

	return linkage->distances + low * (2 * linkage->n - low - 1) / 2 + (high - low - 1);
}

/* The distances of row @i to those after it, in the space. */
static void
fill_from_space (const Linkage *linkage, gsize i, double *out)
{
	_Alignas (64) double costs[SEG_TILE_ROWS];
	gsize n = linkage->n;

	for (gsize first = (i + 1) / SEG_TILE_ROWS * SEG_TILE_ROWS; first < n; first += SEG_TILE_ROWS) {
		seg_space_kernel ()->costs (linkage->space, seg_tiles_at (linkage->space->tiles, first), seg_matrix_row (linkage->space->rows, i), costs);
		for (gsize j = MAX (first, i + 1); j < MIN (first + SEG_TILE_ROWS, n); j++)
			*out++ = costs[j - first];
	}
}

static void
fill_rows (gsize block, gsize first, gsize last, gpointer data)
{
	Linkage *linkage = data;
	const SegMatrix *matrix = linkage->matrix;

	(void) block;
	for (gsize i = first; i < last; i++) {
		const double *x = seg_matrix_row (matrix, i);
		double *out = i + 1 < linkage->n ? distance_at (linkage, i, i + 1) : NULL;

		if (seg_job_is_cancelled (linkage->progress.job))
			return;
		if (linkage->space != NULL && out != NULL)
			fill_from_space (linkage, i, out);
		for (gsize j = i + 1; j < linkage->n && linkage->space == NULL; j++) {
			const double *y = seg_matrix_row (matrix, j);
			double sum = 0;

			for (gsize column = 0; column < matrix->n_columns; column++)
				sum += (x[column] - y[column]) * (x[column] - y[column]);
			*out++ = sqrt (sum);
		}
		seg_progress_advance (&linkage->progress, 1);
	}
}

static gint32
nearest (const Linkage *linkage, gint32 from, gint32 before, double *least)
{
	gint32 best = before;

	*least = before >= 0 ? *distance_at (linkage, (gsize) from, (gsize) before) : INFINITY;
	for (gsize i = 0; i < linkage->n_live; i++) {
		gint32 other = linkage->live[i];
		double distance;

		if (other == from)
			continue;
		distance = *distance_at (linkage, (gsize) from, (gsize) other);
		if (distance < *least) {
			*least = distance;
			best = other;
		}
	}
	return best;
}

/* What is left of @a and @b, a < b, stands at @b: as scipy has it, so that ties are broken alike. */
static void
join (Linkage *linkage, gint32 a, gint32 b, double height)
{
	double w = linkage->weights[a], v = linkage->weights[b];
	gsize n_live = 0;

	for (gsize i = 0; i < linkage->n_live; i++) {
		gint32 other = linkage->live[i];
		double *to_a, *to_b;

		if (other == a)
			continue;
		linkage->live[n_live++] = other;
		if (other == b)
			continue;
		to_a = distance_at (linkage, (gsize) a, (gsize) other);
		to_b = distance_at (linkage, (gsize) b, (gsize) other);
		if (linkage->linkage == SEG_LINKAGE_COMPLETE)
			*to_b = MAX (*to_a, *to_b);
		else /* a mean lies between, also when it is rounded: else a chain could meet itself */
			*to_b = CLAMP ((w * *to_a + v * *to_b) / (w + v), MIN (*to_a, *to_b), MAX (*to_a, *to_b));
	}
	linkage->n_live = n_live;
	linkage->weights[b] = w + v;
	linkage->heights[b] = MAX (height, MAX (linkage->heights[a], linkage->heights[b]));
	linkage->merges[linkage->n_merges++] = (SegMerge) { linkage->heights[b], a, b, 0 };
}

/* One step along the chain. */
static void
step (Linkage *linkage)
{
	gint32 last, before, next;
	double least;

	if (linkage->n_chain == 0)
		linkage->chain[linkage->n_chain++] = linkage->live[0];
	last = linkage->chain[linkage->n_chain - 1];
	before = linkage->n_chain > 1 ? linkage->chain[linkage->n_chain - 2] : -1;
	next = nearest (linkage, last, before, &least);
	if (next != before) {
		linkage->chain[linkage->n_chain++] = next;
		return;
	}
	linkage->n_chain -= 2;
	join (linkage, MIN (last, before), MAX (last, before), least);
}

static gboolean
allocate (Linkage *linkage, const double *weights, GError **error)
{
	gsize n = linkage->n;

	linkage->distances = seg_aligned_new (n * (n - 1) / 2, error);
	if (linkage->distances == NULL)
		return FALSE;
	linkage->weights = g_new (double, n);
	linkage->heights = g_new0 (double, n);
	linkage->live = g_new (gint32, n);
	linkage->chain = g_new (gint32, n + 1);
	for (gsize i = 0; i < n; i++) {
		linkage->weights[i] = weights != NULL ? weights[i] : 1;
		linkage->live[i] = (gint32) i;
	}
	return TRUE;
}

static gboolean
run (Linkage *linkage, SegJob *job, GError **error)
{
	gsize n = linkage->n;

	seg_progress_init (&linkage->progress, job, n * 4, _("distances between users"));
	seg_parallel_blocks (n, BLOCK_ROWS, fill_rows, linkage);
	while (linkage->n_live > 1) {
		if (!seg_job_goes_on (job, error))
			return FALSE;
		step (linkage);
		if (linkage->n_merges % 64 == 0
		    && !seg_job_proceed (job, 0.25 + 0.75 * (double) linkage->n_merges / (double) n, _("joining the most alike"), error))
			return FALSE;
	}
	return TRUE;
}

gboolean
seg_linkage_merges (const SegMatrix *matrix, const SegSpace *space, const double *weights, SegLinkage kind, SegMerge *merges, SegJob *job, GError **error)
{
	Linkage linkage = { .matrix = matrix, .space = space, .linkage = kind, .n = matrix->n_rows, .n_live = matrix->n_rows, .merges = merges };
	gboolean success = linkage.n < 2 || (allocate (&linkage, weights, error) && run (&linkage, job, error));

	free (linkage.distances);
	g_free (linkage.weights);
	g_free (linkage.heights);
	g_free (linkage.live);
	g_free (linkage.chain);
	return success;
}
