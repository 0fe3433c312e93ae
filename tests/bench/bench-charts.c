/* Milliseconds of processor time a frame of 200 x 60 cells takes, by kind of chart, of data as large as they get: the first frame, one
 * after it (the cursor moves), and the words below it. */
#include <config.h>
#include <segscope/plot.h>

#include <math.h>
#include <stdio.h>
#include <time.h>

#define USERS 1000000
#define FRAMES 20
#define K 6

static double
now (void)
{
	struct timespec time;

	clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
	return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

typedef struct {
	double *x, *y, *widths;
	gint32 *labels;
} Data;

static void
make_data (Data *data)
{
	GRand *random = g_rand_new_with_seed (1);

	*data = (Data) { g_new (double, USERS), g_new (double, USERS), g_new (double, USERS), g_new (gint32, USERS) };
	for (int i = 0; i < USERS; i++) {
		data->labels[i] = i % K;
		data->x[i] = i % K + 2 * g_rand_double (random);
		data->y[i] = sin (i % K) + g_rand_double (random) * g_rand_double (random);
		data->widths[i] = 1.3 * g_rand_double (random) - 0.3;
	}
	g_rand_free (random);
}

static void
add_rows (SegPlot *plot, int n)
{
	for (int i = 0; i < n; i++) {
		SegPlotRow *row = seg_plot_add_row (plot, "a row of the chart", n - i, SEG_INK_SERIES_1);

		row->low = 1;
		row->quarter = 2;
		row->middle = 3;
		row->three_quarters = 4;
		row->high = n + 1;
	}
}

static void
add_table (SegPlot *plot, const double *values, gsize n)
{
	g_auto (GStrv) names = g_new0 (char *, n + 1);

	for (gsize i = 0; i < n; i++)
		names[i] = g_strdup_printf ("feature %zu", i);
	seg_plot_set_table (plot, values, n, n, (const char *const *) names, (const char *const *) names);
}

static void
add_tree (SegPlot *plot, gint32 n)
{
	g_autofree gint32 *first = g_new (gint32, n), *second = g_new (gint32, n);
	g_autofree double *heights = g_new (double, n);

	for (gint32 i = 0; i + 1 < n; i++) {
		first[i] = i > 0 ? n - 1 + i : 0;
		second[i] = i + 1;
		heights[i] = i + 1;
	}
	seg_plot_set_tree (plot, (gsize) n, first, second, heights, n / 2.0);
}

static SegPlot *
make (SegPlotKind kind, const Data *data)
{
	SegPlot *plot = seg_plot_new (kind, "chart");
	double x[400];
	gint64 counts[400];

	for (int i = 0; i < 400; i++) {
		x[i] = i;
		counts[i] = i * i % 977;
	}
	if (kind == SEG_PLOT_LINE)
		seg_plot_set_band (seg_plot_add_series (plot, "curve", SEG_INK_SERIES_1, x, data->y, 400), data->widths, data->x);
	else if (kind == SEG_PLOT_SCATTER) {
		seg_plot_add_series (plot, NULL, SEG_INK_SERIES_1, data->x, data->y, USERS);
		seg_plot_set_groups (plot, data->labels, K, NULL, NULL);
	} else if (kind == SEG_PLOT_HISTOGRAM)
		seg_plot_add_even_bins (plot, SEG_INK_SERIES_1, 0, 1, counts, 400);
	else if (kind == SEG_PLOT_HEAT_MAP || kind == SEG_PLOT_FLOW)
		add_table (plot, data->y, 150);
	else if (kind == SEG_PLOT_SILHOUETTE)
		seg_plot_set_silhouette (plot, data->widths, data->labels, USERS, K, 0.3, NULL, NULL);
	else if (kind == SEG_PLOT_DENDROGRAM)
		add_tree (plot, 60);
	else
		add_rows (plot, 500);
	return plot;
}

static void
measure (const char *name, SegPlotKind kind, const Data *data)
{
	g_autoptr (SegCells) cells = seg_cells_new (200, 60);
	const SegRect rect = { 0, 0, 200, 60 };
	double times[5] = { now () };
	g_autoptr (SegPlot) plot = make (kind, data);
	g_autofree char *words = NULL;
	SegPlotView view;

	times[1] = now ();
	seg_plot_view_init (&view, plot, TRUE);
	seg_plot_draw (plot, &view, cells, rect);
	times[2] = now ();
	for (int i = 0; i < FRAMES; i++)
		seg_plot_draw (plot, &view, cells, rect);
	times[3] = now ();
	words = seg_plot_words (plot, &view);
	times[4] = now ();
	printf ("%-11s described %6.2f  first frame %6.2f  frame %6.2f  words %6.2f ms\n", name, times[1] - times[0], times[2] - times[1],
	        (times[3] - times[2]) / FRAMES, times[4] - times[3]);
}

int
main (void)
{
	static const char *const names[SEG_N_PLOTS] = { "line", "histogram", "box", "scatter", "bars", "funnel", "heat map", "flow", "silhouettes", "dendrogram" };
	Data data;

	make_data (&data);
	for (int kind = 0; kind < SEG_N_PLOTS; kind++)
		measure (names[kind], (SegPlotKind) kind, &data);
	g_free (data.x);
	g_free (data.y);
	g_free (data.widths);
	g_free (data.labels);
	return 0;
}
