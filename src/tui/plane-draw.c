/* The plane of two directions: users as dots, features where they grow; and the weights of one direction as bars. */
#include <config.h>
#include "plane.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define LABEL_WIDTH 30
#define LEAST_ARROW 0.25 /* of the longest: features whose names stand in the plane */

guint *
seg_plane_colours (const SegSegmentation *segmentation)
{
	guint *colours = g_new (guint, segmentation->segments->len);

	for (guint i = 0; i < segmentation->segments->len; i++)
		colours[i] = ((const SegSegment *) segmentation->segments->pdata[i])->colour;
	return colours;
}

/* Columns by falling weight on a direction. */
typedef struct {
	const SegMatrix *weights;
	gsize direction;
} Order;

static gint
compare (gconstpointer first, gconstpointer second, gpointer data)
{
	const Order *order = data;
	double a = fabs (seg_matrix_row (order->weights, *(const gsize *) first)[order->direction]);
	double b = fabs (seg_matrix_row (order->weights, *(const gsize *) second)[order->direction]);

	return a > b ? -1 : a < b;
}

static void
draw_weight (const SegPlane *plane, gsize column, double weight, int y, SegCells *cells, SegRect rect)
{
	int label_width = CLAMP (rect.width / 2 - 4, 12, LABEL_WIDTH), half = MAX ((rect.width - label_width - 10) / 2, 2);
	int length = (int) lround (fabs (weight) * half);
	g_autofree char *number = seg_format_number (weight, 2);

	seg_draw_fit (cells, rect, 0, y, label_width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, plane->columns[column].label);
	seg_draw_fit (cells, rect, label_width + 1, y, 7, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, number);
	for (int x = 0; x < length; x++)
		seg_draw_text (cells, rect, label_width + 9 + half + (weight < 0 ? -1 - x : x), y,
		               weight < 0 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1, cells->ascii ? "#" : "█");
}

void
seg_plane_draw_weights (const SegPlane *plane, gsize direction, const char *title, SegCells *cells, SegRect rect)
{
	const SegMatrix *weights = plane->weights;
	g_autofree gsize *columns = g_new (gsize, weights->n_rows);
	Order order = { weights, direction };

	seg_draw_fit (cells, rect, 0, 0, rect.width, SEG_ALIGN_LEFT, SEG_INK_HEADING, title);
	for (gsize i = 0; i < weights->n_rows; i++)
		columns[i] = i;
	g_qsort_with_data (columns, (gint) weights->n_rows, sizeof *columns, compare, &order);
	for (int y = 1; y < rect.height && (gsize) y <= weights->n_rows; y++)
		draw_weight (plane, columns[y - 1], seg_matrix_row (weights, columns[y - 1])[direction], y, cells, rect);
}

/* Where the value 0 lies between the smallest and the largest score, 0..1. */
static double
place_of_zero (const double *values, gsize n)
{
	double low = 0, high = 0;

	for (gsize i = 0; i < n; i++) {
		low = MIN (low, values[i]);
		high = MAX (high, values[i]);
	}
	return high > low ? -low / (high - low) : 0.5;
}

/* The line nearest to @y that has no name yet, at most two away; -1: none. */
static int
free_line (const gboolean *taken, int height, int y)
{
	for (int away = 0; away <= 2; away++)
		for (int sign = -1; sign <= 1; sign += 2) {
			int line = y + sign * away;

			if (line >= 0 && line < height && !taken[line])
				return line;
		}
	return -1;
}

/* The name of each feature where its arrow would end: from the middle of the users in the direction in which it grows. */
static void
draw_features (const SegPlane *plane, gsize first, gsize second, double x_zero, double y_zero, SegCells *cells, SegRect rect)
{
	const SegMatrix *weights = plane->weights;
	g_autofree gboolean *taken = g_new0 (gboolean, (gsize) rect.height);
	double longest = 1e-12;

	for (gsize i = 0; i < weights->n_rows; i++)
		longest = MAX (longest, hypot (seg_matrix_row (weights, i)[first], seg_matrix_row (weights, i)[second]));
	for (gsize i = 0; i < weights->n_rows; i++) {
		double across = seg_matrix_row (weights, i)[first] / longest, up = seg_matrix_row (weights, i)[second] / longest;
		const char *label = plane->columns[i].label;
		double width = (across < 0 ? x_zero : 1 - x_zero) * rect.width, height = (up < 0 ? y_zero : 1 - y_zero) * rect.height;
		int x = (int) (x_zero * rect.width + 0.9 * across * width), y = (int) ((1 - y_zero) * rect.height - 0.9 * up * height);

		y = free_line (taken, rect.height, CLAMP (y, 0, rect.height - 1));
		if (hypot (across, up) < LEAST_ARROW || y < 0)
			continue;
		taken[y] = TRUE;
		x = CLAMP (across < 0 ? x - seg_text_width (label) : x, 0, MAX (rect.width - seg_text_width (label), 0));
		seg_draw_text (cells, rect, x, y, SEG_INK_HEADING, label);
	}
}

gsize
seg_plane_other (const SegPlane *plane, gsize first)
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

void
seg_plane_draw_users (const SegPlane *plane, gsize first, gsize second, const char *title, SegCells *cells, SegRect rect)
{
	gsize n = plane->scores->n_rows;
	g_autofree double *x = g_try_new (double, n), *y = g_try_new (double, n);
	SegScatterChart chart = { x, y, n, plane->labels, plane->colours, NULL, NULL };

	if (x == NULL || y == NULL)
		return;
	for (gsize i = 0; i < n; i++) {
		x[i] = seg_matrix_row (plane->scores, i)[first];
		y[i] = height_of (plane, i, first, second);
	}
	seg_draw_fit (cells, rect, 0, 0, rect.width, SEG_ALIGN_LEFT, SEG_INK_HEADING, title);
	rect = seg_rect_below (rect, 1);
	seg_chart_scatter (cells, rect, &chart);
	if (rect.height > 2 && first != second)
		draw_features (plane, first, second, place_of_zero (x, n), place_of_zero (y, n), cells, rect);
}
