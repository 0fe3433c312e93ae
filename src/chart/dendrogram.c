/* A tree of merges: brackets of lines, as high as the merge, and a line where it is cut. */
#include <config.h>
#include "chart-private.h"

#include <math.h>

#define LABELS 8 /* cells for heights at the left */

typedef struct {
	const SegDendrogramChart *chart;
	SegCells *cells;
	SegRect   plot;
	double    high;  /* the highest merge */
	double   *x;     /* by node: cells from the left */
} Tree;

static int
row_of (const Tree *tree, double height)
{
	double share = tree->high > 0 && isfinite (tree->high) && isfinite (height) ? CLAMP (height / tree->high, 0, 1) : 0;

	return tree->plot.y + (int) lround ((1 - share) * (tree->plot.height - 1));
}

static int
node_row (const Tree *tree, gint32 node)
{
	gsize n = tree->chart->n_leaves;

	return (gsize) node < n ? tree->plot.y + tree->plot.height - 1 : row_of (tree, tree->chart->heights[(gsize) node - n]);
}

/* Leaves from left to right as the tree hangs; a merge in the middle of its two. */
static void
place_nodes (Tree *tree)
{
	const SegDendrogramChart *chart = tree->chart;
	gsize n = chart->n_leaves, n_stack = 0, next = 0;
	g_autofree gint32 *stack = g_new (gint32, 2 * n);
	double step = (double) tree->plot.width / (double) n;

	stack[n_stack++] = (gint32) (2 * n - 2);
	while (n_stack > 0) {
		gint32 node = stack[--n_stack];

		if ((gsize) node < n) {
			tree->x[node] = ((double) next++ + 0.5) * step;
			continue;
		}
		stack[n_stack++] = chart->second[(gsize) node - n];
		stack[n_stack++] = chart->first[(gsize) node - n];
	}
	for (gsize i = 0; i + 1 < n; i++)
		tree->x[n + i] = (tree->x[chart->first[i]] + tree->x[chart->second[i]]) / 2;
}

static void
put (const Tree *tree, int x, int y, const char *fancy, const char *plain, SegInk ink)
{
	seg_cells_text (tree->cells, x, y, 1, ink, tree->cells->ascii ? plain : fancy);
}

static void
draw_merge (const Tree *tree, gsize i)
{
	const SegDendrogramChart *chart = tree->chart;
	int left = tree->plot.x + (int) tree->x[chart->first[i]], right = tree->plot.x + (int) tree->x[chart->second[i]];
	int top = row_of (tree, chart->heights[i]), ends[] = { node_row (tree, chart->first[i]), node_row (tree, chart->second[i]) };
	SegInk ink = chart->heights[i] > chart->cut ? SEG_INK_MUTED : SEG_INK_SERIES_1;

	for (int side = 0; side < 2; side++)
		for (int y = top + 1; y <= ends[side]; y++)
			put (tree, side == 0 ? left : right, y, "│", "|", ink);
	for (int x = left + 1; x < right; x++)
		put (tree, x, top, "─", "-", ink);
	put (tree, left, top, left == right ? "│" : "╭", "+", ink);
	if (right > left)
		put (tree, right, top, "╮", "+", ink);
}

static void
draw_axis (const Tree *tree, SegRect rect)
{
	g_autofree char *high = seg_chart_axis_label (tree->high, tree->high), *cut = seg_chart_axis_label (tree->chart->cut, tree->high);
	int row = row_of (tree, tree->chart->cut);

	seg_cells_text (tree->cells, rect.x, rect.y, LABELS - 1, SEG_INK_AXIS, high);
	seg_cells_text (tree->cells, rect.x, rect.y + rect.height - 1, LABELS - 1, SEG_INK_AXIS, "0");
	seg_cells_text (tree->cells, rect.x, row, LABELS - 1, SEG_INK_ACCENT, cut);
	for (int x = tree->plot.x; x < tree->plot.x + tree->plot.width; x++) {
		const SegCell *cell = seg_cells_at (tree->cells, x, row);

		if (cell != NULL && cell->character == ' ')
			put (tree, x, row, "┄", "-", SEG_INK_ACCENT);
	}
}

void
seg_chart_dendrogram (SegCells *cells, SegRect rect, const SegDendrogramChart *chart)
{
	Tree tree = { .chart = chart, .cells = cells, .plot = rect };
	g_autofree double *x = NULL;

	if (rect.width <= LABELS + 4 || rect.height < 3)
		return;
	if (chart->n_leaves < 2) {
		seg_chart_no_data (cells, rect);
		return;
	}
	tree.plot.x += LABELS;
	tree.plot.width -= LABELS;
	tree.high = chart->heights[chart->n_leaves - 2];
	tree.x = x = g_new (double, 2 * chart->n_leaves);
	place_nodes (&tree);
	for (gsize i = chart->n_leaves - 1; i-- > 0;) /* high ones first: low ones are drawn over their legs */
		draw_merge (&tree, i);
	draw_axis (&tree, rect);
}
