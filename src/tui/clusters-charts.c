/* The curves of the indices over k: two beside the table on a small screen, of which one can be chosen; as many as fit on a
 * large one. */
#include <config.h>
#include "clusters.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>

#define TALLEST 18
#define SHORTEST 7    /* lines of a curve in a grid */
#define NARROWEST 28  /* columns of a curve in a grid */
#define SIDE_BY_SIDE 66

guint
seg_clusters_next_index (const SegTrial *trial, guint index)
{
	for (guint step = 1; step < seg_figure_n_indices (); step++) {
		guint next = (index - 1 + step) % (seg_figure_n_indices () - 1) + 1;

		if (seg_figure_index_is_known (trial->sweep, next))
			return next;
	}
	return index;
}

static void
draw_curve (const SegClustersPicture *picture, guint index, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) plot = seg_figure_sweep (picture->trial->sweep, index);
	SegPlotView view;

	seg_plot_view_init (&view, plot, TRUE);
	view.point = picture->row;
	seg_plot_draw (plot, &view, cells, rect);
}

/* All that are known, in rows and columns. */
static void
draw_grid (const SegClustersPicture *picture, SegCells *cells, SegRect rect, guint n_known)
{
	guint across = (guint) CLAMP (rect.width / NARROWEST, 1, 4), down = (guint) MAX (rect.height / SHORTEST, 1), place = 0;
	int width, height;

	across = MIN (across, (n_known + 1) / 2);
	down = MIN (down, (n_known + across - 1) / across);
	width = rect.width / (int) across;
	height = MIN (rect.height / (int) down, TALLEST);
	for (guint index = 0; index < seg_figure_n_indices () && place < across * down; index++) {
		SegRect one = { rect.x + (int) (place % across) * width, rect.y + (int) (place / across) * height, width - 2, height - 1 };

		if (!seg_figure_index_is_known (picture->trial->sweep, index))
			continue;
		draw_curve (picture, index, cells, one);
		place++;
	}
}

/* The inertia and the one chosen. */
static void
draw_two (const SegClustersPicture *picture, SegCells *cells, SegRect rect)
{
	SegRect first, second;

	if (rect.width >= SIDE_BY_SIDE || rect.height < 10) {
		first = seg_rect_split (rect, rect.width / 2, &second);
		first.width -= 2;
		first.height = second.height = MIN (rect.height, TALLEST);
	} else {
		first = seg_rect_top (rect, rect.height / 2);
		second = seg_rect_below (rect, rect.height - rect.height / 2);
	}
	draw_curve (picture, 0, cells, first);
	draw_curve (picture, picture->index, cells, second);
}

void
seg_clusters_draw_curves (const SegClustersPicture *picture, SegCells *cells, SegRect rect)
{
	guint n_known = 0;

	for (guint index = 0; index < seg_figure_n_indices (); index++)
		n_known += seg_figure_index_is_known (picture->trial->sweep, index) != 0;
	if (n_known > 2 && rect.width >= 2 * NARROWEST && rect.height >= 2 * SHORTEST)
		draw_grid (picture, cells, rect, n_known);
	else if (rect.width < SIDE_BY_SIDE && rect.height < 14) /* no room for two: the one chosen */
		draw_curve (picture, picture->index, cells, rect);
	else
		draw_two (picture, cells, rect);
}

void
seg_clusters_draw_preview_curve (SegClustersPreview *preview, SegCells *cells, SegRect rect)
{
	g_autofree double *k = NULL, *y = NULL;
	guint n = seg_clusters_preview_read (preview, &k, &y);
	g_autoptr (SegPlot) plot = seg_plot_new (SEG_PLOT_LINE, _("simplified silhouette, by distances to the middles"));

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("segments"), NULL);
	seg_plot_add_series (plot, NULL, SEG_INK_SERIES_3, k, y, n);
	rect.height = MIN (rect.height, TALLEST);
	seg_plot_draw (plot, NULL, cells, rect);
}
