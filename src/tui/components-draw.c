/* The parts of the components screen: the answer in words, the loadings of a component, users and features in the plane of two. */
#include <config.h>
#include "components.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define LABEL_WIDTH 30
#define LEAST_ARROW 0.25 /* of the longest: features whose names stand in the plane */

int
seg_components_draw_words (const SegComponents *components, SegCells *cells, SegRect rect)
{
	gsize n_keep = components->analysis->n_keep, n = components->matrix->n_columns;
	double share = 0;
	g_autofree char *share_text = NULL, *text = NULL;

	for (gsize i = 0; i < n_keep; i++)
		share += components->pca->shares[i];
	share_text = seg_format_share (share);
	if (n_keep == 0)
		text = g_strdup_printf (_("None stands out: these %zu columns are as independent as random numbers. Look at each by itself."), n);
	else
		text = g_strdup_printf (ngettext ("%zu component is worth keeping: it stands above 95 of 100 sets of random numbers and says %s of what "
		                                  "varies in %zu columns.",
		                                  "%zu components are worth keeping: they stand above 95 of 100 sets of random numbers and say %s of what "
		                                  "varies in %zu columns.", (gulong) n_keep), n_keep, share_text, n);
	return seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, text);
}

/* Columns by falling weight on a component. */
typedef struct {
	const SegMatrix *loadings;
	gsize component;
} Order;

static gint
compare (gconstpointer first, gconstpointer second, gpointer data)
{
	const Order *order = data;
	double a = fabs (seg_matrix_row (order->loadings, *(const gsize *) first)[order->component]);
	double b = fabs (seg_matrix_row (order->loadings, *(const gsize *) second)[order->component]);

	return a > b ? -1 : a < b;
}

void
seg_components_draw_loadings (const SegComponents *components, gsize component, SegCells *cells, SegRect rect)
{
	const SegMatrix *loadings = components->pca->loadings;
	g_autofree gsize *columns = g_new (gsize, loadings->n_rows);
	Order order = { loadings, component };
	int label_width = CLAMP (rect.width / 2 - 4, 12, LABEL_WIDTH), half = MAX ((rect.width - label_width - 10) / 2, 2);

	seg_draw_format (cells, rect, 0, 0, SEG_INK_HEADING, _("Component %zu: how each column enters"), component + 1);
	for (gsize i = 0; i < loadings->n_rows; i++)
		columns[i] = i;
	g_qsort_with_data (columns, (gint) loadings->n_rows, sizeof *columns, compare, &order);
	for (int y = 1; y < rect.height && (gsize) y <= loadings->n_rows; y++) {
		double loading = seg_matrix_row (loadings, columns[y - 1])[component];
		int length = (int) lround (fabs (loading) * half);
		g_autofree char *number = seg_format_number (loading, 2);

		seg_draw_fit (cells, rect, 0, y, label_width, SEG_ALIGN_LEFT, SEG_INK_NORMAL, components->matrix->columns[columns[y - 1]].label);
		seg_draw_fit (cells, rect, label_width + 1, y, 7, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, number);
		for (int x = 0; x < length; x++)
			seg_draw_text (cells, rect, label_width + 9 + half + (loading < 0 ? -1 - x : x), y,
			               loading < 0 ? SEG_INK_SERIES_2 : SEG_INK_SERIES_1, cells->ascii ? "#" : "█");
	}
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
draw_features (const SegComponents *components, gsize first, gsize second, double x_zero, double y_zero, SegCells *cells, SegRect rect)
{
	const SegMatrix *loadings = components->pca->loadings;
	g_autofree gboolean *taken = g_new0 (gboolean, (gsize) rect.height);
	double longest = 1e-12;

	for (gsize i = 0; i < loadings->n_rows; i++)
		longest = MAX (longest, hypot (seg_matrix_row (loadings, i)[first], seg_matrix_row (loadings, i)[second]));
	for (gsize i = 0; i < loadings->n_rows; i++) {
		double across = seg_matrix_row (loadings, i)[first] / longest, up = seg_matrix_row (loadings, i)[second] / longest;
		const char *label = components->matrix->columns[i].label;
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

void
seg_components_draw_biplot (const SegComponents *components, gsize component, SegCells *cells, SegRect rect)
{
	const SegMatrix *scores = components->pca->scores;
	gsize n = scores->n_rows, first = component, second = component + 1 < scores->n_columns ? component + 1 : component > 0 ? component - 1 : component;
	g_autofree double *x = g_try_new (double, n), *y = g_try_new (double, n);
	SegScatterChart chart = { x, y, n, components->labels, NULL, NULL, NULL };
	g_autofree char *segments = components->segmentation != NULL
		? g_strdup_printf (_("colours: the segments of \"%s\""), components->segmentation->name) : g_strdup (_("each dot is a user"));

	if (x == NULL || y == NULL)
		return;
	for (gsize i = 0; i < n; i++) {
		x[i] = seg_matrix_row (scores, i)[first];
		y[i] = seg_matrix_row (scores, i)[second];
	}
	seg_draw_format (cells, rect, 0, 0, SEG_INK_HEADING, _("To the right component %zu, upwards component %zu; %s"), first + 1, second + 1, segments);
	rect = seg_rect_below (rect, 1);
	seg_chart_scatter (cells, rect, &chart);
	if (rect.height > 2)
		draw_features (components, first, second, place_of_zero (x, n), place_of_zero (y, n), cells, rect);
}
