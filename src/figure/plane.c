/* Users in the plane of two directions, with the features where they grow. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define LEAST_NAMED 0.25 /* of the longest: columns whose names stand in the plane */
#define REACH 0.9        /* of the way to the edge that the longest goes */

gsize
seg_figure_plane_other (const SegPlane *plane, gsize first)
{
	return first + 1 < plane->scores->n_columns ? first + 1 : first > 0 ? first - 1 : first;
}

/* Upwards the second direction; where there is none, the segments below each other. */
static double
height_of (const SegPlane *plane, gsize row, gsize first, gsize second)
{
	if (first == second && plane->labels != NULL)
		return -(double) plane->labels[row];
	return seg_matrix_row (plane->scores, row)[second];
}

static void
find_ends (const double *values, gsize n, double ends[2])
{
	ends[0] = ends[1] = 0;
	for (gsize i = 0; i < n; i++) {
		ends[0] = MIN (ends[0], values[i]);
		ends[1] = MAX (ends[1], values[i]);
	}
}

/* The name of each column where its arrow would end: from 0 in the direction in which it grows. */
static void
add_columns (SegPlot *plot, const SegPlane *plane, gsize first, gsize second, const double across[2], const double up[2])
{
	gsize n = plane->weights->n_rows, n_named = 0;
	g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
	g_autofree const char **names = g_new (const char *, n + 1);
	double longest = 1e-12;

	for (gsize i = 0; i < n; i++)
		longest = MAX (longest, hypot (seg_matrix_row (plane->weights, i)[first], seg_matrix_row (plane->weights, i)[second]));
	for (gsize i = 0; i < n; i++) {
		double right = seg_matrix_row (plane->weights, i)[first] / longest, high = seg_matrix_row (plane->weights, i)[second] / longest;

		if (hypot (right, high) < LEAST_NAMED)
			continue;
		x[n_named] = REACH * fabs (right) * across[right >= 0];
		y[n_named] = REACH * fabs (high) * up[high >= 0];
		names[n_named++] = plane->columns[i].label;
	}
	seg_plot_add_names (plot, names, x, y, n_named);
}

static void
set_segments (SegPlot *plot, const SegPlane *plane)
{
	guint k = plane->segmentation->segments->len;
	g_autofree const char **names = g_new (const char *, k + 1);
	g_autofree guint *colours = g_new (guint, k + 1);

	for (guint i = 0; i < k; i++) {
		const SegSegment *segment = plane->segmentation->segments->pdata[i];

		names[i] = segment->name;
		colours[i] = segment->colour;
	}
	seg_plot_set_groups (plot, plane->labels, k, names, colours);
}

SegPlot *
seg_figure_plane (const char *title, const SegPlane *plane, gsize first, GError **error)
{
	gsize n = plane->scores->n_rows, second = seg_figure_plane_other (plane, first);
	g_autofree double *x = g_try_new (double, n), *y = g_try_new (double, n);
	double across[2], up[2];
	SegPlot *plot;

	if (x == NULL || y == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to draw %zu users"), n);
		return NULL;
	}
	for (gsize i = 0; i < n; i++) {
		x[i] = seg_matrix_row (plane->scores, i)[first];
		y[i] = height_of (plane, i, first, second);
	}
	find_ends (x, n, across);
	find_ends (y, n, up);
	plot = seg_plot_new (SEG_PLOT_SCATTER, title);
	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, plane->words[first], NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, second != first ? plane->words[second] : NULL, NULL);
	plot->y.bare = second == first;
	seg_plot_add_series (plot, NULL, SEG_INK_SERIES_1, x, y, n);
	if (plane->labels != NULL && plane->segmentation != NULL)
		set_segments (plot, plane);
	if (second != first)
		add_columns (plot, plane, first, second, across, up);
	return plot;
}
