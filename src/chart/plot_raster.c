/* A plane of points as a raster: how many lie in each place, and what most of them are. */
#include <config.h>
#include "plot-private.h"

#include <math.h>
#include <string.h>

#define N_SERIES 8

/* What was drawn last: as long as it is the same part of the plane in the same size, points are not walked over again. Several threads
 * may draw a plot (one the screen, another a file), so whoever uses it holds the lock. */
struct SegPlotRaster {
	GMutex   lock;
	gboolean is_ranged, any;
	double   range[4];  /* x_low, x_high, y_low, y_high of all points */
	double   shown[4];  /* of the part */
	int      width, height; /* places */
	guint32 *counts;    /* width x height, NULL: nothing yet */
	guint8  *inks;      /* of the group with most points there */
	guint32  fullest;   /* points in the fullest cell */
};

typedef struct SegPlotRaster Raster;

Raster *
seg_plot_raster_new (void)
{
	Raster *raster = g_new0 (Raster, 1);

	g_mutex_init (&raster->lock);
	return raster;
}

void
seg_plot_raster_free (Raster *raster)
{
	if (raster == NULL)
		return;
	g_mutex_clear (&raster->lock);
	g_free (raster->counts);
	g_free (raster->inks);
	g_free (raster);
}

static gboolean
find_range (const SegPlotSeries *points, double range[4])
{
	gboolean any = FALSE;

	for (gsize i = 0; points != NULL && i < points->n; i++) {
		if (!seg_plot_is_point (points, i))
			continue;
		range[0] = any ? MIN (range[0], points->x[i]) : points->x[i];
		range[1] = any ? MAX (range[1], points->x[i]) : points->x[i];
		range[2] = any ? MIN (range[2], points->y[i]) : points->y[i];
		range[3] = any ? MAX (range[3], points->y[i]) : points->y[i];
		any = TRUE;
	}
	return any;
}

gboolean
seg_plot_raster_range (const SegPlot *plot, double range[4])
{
	Raster *raster = plot->raster;

	g_mutex_lock (&raster->lock);
	if (!raster->is_ranged) {
		raster->any = find_range (seg_plot_points (plot), raster->range);
		raster->is_ranged = TRUE;
	}
	g_mutex_unlock (&raster->lock);
	memcpy (range, raster->range, sizeof raster->range);
	return raster->any;
}

guint32
seg_cloud_fullest (const guint32 *counts, SegRect rect, int fine_x, int fine_y)
{
	g_autofree guint32 *cells = g_new0 (guint32, (gsize) rect.width * (gsize) rect.height + 1);
	guint32 most = 0;

	for (int y = 0; y < rect.height * fine_y; y++)
		for (int x = 0; x < rect.width * fine_x; x++)
			cells[y / fine_y * rect.width + x / fine_x] += counts[(gsize) y * (gsize) (rect.width * fine_x) + (gsize) x];
	for (int i = 0; i < rect.width * rect.height; i++)
		most = MAX (most, cells[i]);
	return most;
}

/* The logarithm between SEG_CLOUD_SINGLE and the fullest in four equal parts. */
guint32
seg_cloud_least (int level, guint32 fullest)
{
	double part = log ((double) MAX (fullest, SEG_CLOUD_CROWDED) / SEG_CLOUD_SINGLE) / 4;

	return level == 0 ? SEG_CLOUD_SINGLE + 1 : (guint32) ceil (SEG_CLOUD_SINGLE * exp (level * part));
}

/* From a value to its place: 0..steps-1. */
typedef struct {
	double low, high, part;
	int    least; /* where there is no span: the middle */
} Scale;

static Scale
make_scale (double low, double high, int steps)
{
	return (Scale) { low, high, high > low ? (steps - 1) / (high - low) : 0, high > low ? 0 : (steps - 1) / 2 };
}

static inline gboolean
is_on (const Scale *scale, double value)
{
	return value >= scale->low && value <= scale->high; /* not what is no number */
}

static inline gsize
place (const Scale *scale, double value)
{
	return (gsize) ((value - scale->low) * scale->part + 0.5) + (gsize) scale->least;
}

/* By group from -1 on: its series from 0, or N_SERIES where it has none. */
static guint8 *
series_of_groups (const SegPlot *plot, gint32 *most)
{
	const SegPlotSeries *points = seg_plot_points (plot);
	guint8 *series;

	*most = -1;
	for (gsize i = 0; points->groups != NULL && i < points->n; i++)
		*most = MAX (*most, points->groups[i]);
	series = g_new (guint8, *most + 2);
	for (gint32 group = -1; group <= *most; group++) {
		SegInk ink = points->groups != NULL ? seg_plot_group_ink (plot, group) : points->ink;

		series[group + 1] = ink >= SEG_INK_SERIES_1 ? (guint8) (ink - SEG_INK_SERIES_1) : N_SERIES;
	}
	return series;
}

/* @by_series: N_SERIES a place. */
static void
count_points (const SegPlot *plot, Raster *raster, guint32 *by_series)
{
	const SegPlotSeries *points = seg_plot_points (plot);
	const Scale across = make_scale (raster->shown[0], raster->shown[1], raster->width), up = make_scale (raster->shown[2], raster->shown[3], raster->height);
	gint32 most;
	g_autofree guint8 *series = series_of_groups (plot, &most);

	for (gsize i = 0; i < points->n; i++) {
		gsize at;
		guint8 of;

		if (!is_on (&across, points->x[i]) || !is_on (&up, points->y[i]))
			continue;
		at = ((gsize) raster->height - 1 - place (&up, points->y[i])) * (gsize) raster->width + place (&across, points->x[i]);
		of = series[points->groups != NULL ? MAX (points->groups[i], -1) + 1 : 0];
		raster->counts[at]++;
		if (of < N_SERIES)
			by_series[at * N_SERIES + of]++;
	}
}

static void
choose_inks (Raster *raster, const guint32 *by_series)
{
	for (gsize at = 0; at < (gsize) raster->width * (gsize) raster->height; at++) {
		guint32 most = 0;

		raster->inks[at] = SEG_INK_MUTED;
		for (guint series = 0; raster->counts[at] > 0 && series < N_SERIES; series++)
			if (by_series[at * N_SERIES + series] > most) {
				most = by_series[at * N_SERIES + series];
				raster->inks[at] = (guint8) (SEG_INK_SERIES_1 + series);
			}
	}
}

static void
fill (const SegPlot *plot, Raster *raster, const SegPlotFrame *frame, const SegPen *pen)
{
	const double shown[4] = { frame->x_low, frame->x_high, frame->y_low, frame->y_high };
	int width = frame->plot.width * pen->fine_x, height = frame->plot.height * pen->fine_y;
	gsize n = (gsize) width * (gsize) height;
	g_autofree guint32 *by_series = NULL;

	if (raster->counts != NULL && raster->width == width && raster->height == height && memcmp (raster->shown, shown, sizeof shown) == 0)
		return;
	memcpy (raster->shown, shown, sizeof shown);
	raster->width = width;
	raster->height = height;
	g_free (raster->counts);
	g_free (raster->inks);
	raster->counts = g_new0 (guint32, n + 1);
	raster->inks = g_new0 (guint8, n + 1);
	by_series = g_new0 (guint32, n * N_SERIES + 1);
	count_points (plot, raster, by_series);
	choose_inks (raster, by_series);
	raster->fullest = seg_cloud_fullest (raster->counts, frame->plot, pen->fine_x, pen->fine_y);
}

guint32
seg_plot_raster_draw (const SegPlot *plot, const SegPlotFrame *frame, SegPen *pen)
{
	Raster *raster = plot->raster;
	guint32 fullest;

	g_mutex_lock (&raster->lock);
	fill (plot, raster, frame, pen);
	pen->class->cloud (pen, frame->plot, raster->counts, raster->inks, raster->fullest);
	fullest = raster->fullest;
	g_mutex_unlock (&raster->lock);
	return fullest;
}
