/* The curves of the indices over k: two beside the table on a small screen, of which one can be chosen; as many as fit on a
 * large one. */
#include <config.h>
#include "clusters.h"

#include <glib/gi18n.h>
#include <math.h>

#define TALLEST 18
#define SHORTEST 7    /* lines of a curve in a grid */
#define NARROWEST 28  /* columns of a curve in a grid */
#define SIDE_BY_SIDE 66

typedef struct {
	const char *title; /* translatable */
	double (*value) (const SegSweepRow *row);
	SegInk ink;
} Index;

static double
inertia (const SegSweepRow *row)
{
	return row->clustering->inertia;
}

static double
silhouette (const SegSweepRow *row)
{
	return row->silhouette;
}

static double
gap (const SegSweepRow *row)
{
	return row->gap;
}

static double
stability (const SegSweepRow *row)
{
	return row->stability.n_resamples > 0 ? row->stability.least : NAN;
}

static double
calinski_harabasz (const SegSweepRow *row)
{
	return row->calinski_harabasz;
}

static double
davies_bouldin (const SegSweepRow *row)
{
	return row->davies_bouldin;
}

static double
bic (const SegSweepRow *row)
{
	return row->bic;
}

static double
crowds (const SegSweepRow *row)
{
	return row->crowds;
}

static double
smallest (const SegSweepRow *row)
{
	return (double) row->smallest;
}

static double
simplified (const SegSweepRow *row)
{
	return row->simplified;
}

/* The first is the inertia, which always stands there; the others are chosen from. */
static const Index indices[] = {
	{ NULL, inertia, SEG_INK_SERIES_1 }, { N_("silhouette: higher is better"), silhouette, SEG_INK_SERIES_3 },
	{ N_("gap: higher is better"), gap, SEG_INK_SERIES_2 }, { N_("stability of the least sure"), stability, SEG_INK_SERIES_4 },
	{ N_("CH: higher is better"), calinski_harabasz, SEG_INK_SERIES_5 }, { N_("DB: lower is better"), davies_bouldin, SEG_INK_SERIES_6 },
	{ N_("BIC: lower is better"), bic, SEG_INK_SERIES_7 }, { N_("crowds: higher is better"), crowds, SEG_INK_SERIES_2 }, { N_("users in the smallest"), smallest, SEG_INK_SERIES_8 },
	{ N_("simplified silhouette"), simplified, SEG_INK_SERIES_3 },
};

static gboolean
is_known (const SegSweep *sweep, guint index)
{
	guint n = 0;

	for (guint i = 0; i < sweep->n_rows; i++)
		n += isfinite (indices[index].value (sweep->rows + i)) != 0;
	return n > 1;
}

guint
seg_clusters_next_index (const SegTrial *trial, guint index)
{
	for (guint step = 1; step < G_N_ELEMENTS (indices); step++) {
		guint next = (index - 1 + step) % (G_N_ELEMENTS (indices) - 1) + 1;

		if (is_known (trial->sweep, next))
			return next;
	}
	return index;
}

static char *
title_of (const SegSweep *sweep, guint index)
{
	if (indices[index].title != NULL)
		return g_strdup (_(indices[index].title));
	return sweep->knee > 0 ? g_strdup_printf (_("inertia: bends at %u"), sweep->knee) : g_strdup (_("inertia: no clear bend"));
}

static void
draw_curve (const SegClustersPicture *picture, guint index, SegCells *cells, SegRect rect)
{
	const SegSweep *sweep = picture->trial->sweep;
	g_autofree double *k = g_new (double, sweep->n_rows), *y = g_new (double, sweep->n_rows);
	g_autofree char *title = title_of (sweep, index);
	SegLineChart chart = {
		.title = title, .x = k, .y = y, .n = sweep->n_rows, .marked = (gssize) sweep->suggested, .cursor = (gssize) picture->row,
		.ink = indices[index].ink, .integer_x = TRUE,
	};

	for (guint i = 0; i < sweep->n_rows; i++) {
		k[i] = sweep->rows[i].clustering->k;
		y[i] = indices[index].value (sweep->rows + i);
	}
	seg_chart_line (cells, rect, &chart);
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
	for (guint index = 0; index < G_N_ELEMENTS (indices) && place < across * down; index++) {
		SegRect one = { rect.x + (int) (place % across) * width, rect.y + (int) (place / across) * height, width - 2, height - 1 };

		if (!is_known (picture->trial->sweep, index))
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

	for (guint index = 0; index < G_N_ELEMENTS (indices); index++)
		n_known += is_known (picture->trial->sweep, index) != 0;
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
	SegLineChart chart = {
		.title = _("simplified silhouette, by distances to the middles"), .x = k, .y = y, .n = n, .marked = -1, .cursor = -1,
		.ink = SEG_INK_SERIES_3, .integer_x = TRUE,
	};

	rect.height = MIN (rect.height, TALLEST);
	seg_chart_line (cells, rect, &chart);
}
