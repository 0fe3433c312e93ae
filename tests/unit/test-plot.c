/* Charts described once: where ticks stand, what is drawn into cells, how the cursor reads and zooms, and what stands in files. */
#include <config.h>
#include <segscope/error.h>
#include <segscope/plot.h>
#include <segscope/text.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400.0

static void
assert_words (const SegPlot *plot, const SegPlotView *view, const char *expected)
{
	g_autofree char *words = seg_plot_words (plot, view);

	g_assert_cmpstr (words, ==, expected);
}

/* Ticks --------------------------------------------------------------------------------------------------------------------------- */

static gboolean
is_one_two_five (double step)
{
	double mantissa = step / pow (10, floor (log10 (step) + 1e-9));

	return fabs (mantissa - 1) < 1e-6 || fabs (mantissa - 2) < 1e-6 || fabs (mantissa - 5) < 1e-6;
}

static void
check_labels (const GArray *ticks, double step, SegScale scale)
{
	for (guint i = 1; i < ticks->len; i++) {
		g_autofree char *before = seg_tick_label (g_array_index (ticks, double, i - 1), step, scale);
		g_autofree char *label = seg_tick_label (g_array_index (ticks, double, i), step, scale);

		g_assert_cmpstr (before, !=, label);
	}
}

static void
test_ticks (void)
{
	GRand *random = g_rand_new_with_seed (7);

	for (int trial = 0; trial < 20000; trial++) {
		double size = pow (10, g_rand_double_range (random, -4, 9)), low = g_rand_double_range (random, -1, 1) * size;
		double high = low + g_rand_double_range (random, 0.001, 2) * size, step;
		int most = g_rand_int_range (random, 2, 20);
		SegScale scale = (SegScale) (trial % 3);
		g_autoptr (GArray) ticks = seg_ticks (low, high, most, scale, &step);

		g_assert_cmpuint (ticks->len, >=, 1);
		g_assert_cmpuint (ticks->len, <=, (guint) most);
		g_assert_true (is_one_two_five (step));
		g_assert_true (scale != SEG_SCALE_COUNT || step >= 1);
		for (guint i = 0; i < ticks->len; i++) {
			double tick = g_array_index (ticks, double, i);

			g_assert_cmpfloat (tick, >=, low - step * 1e-6);
			g_assert_cmpfloat (tick, <=, high + step * 1e-6);
			g_assert_true (i == 0 || tick > g_array_index (ticks, double, i - 1));
			if (ticks->len > 2)
				g_assert_cmpfloat (fabs (tick / step - round (tick / step)), <, 1e-4);
		}
		if (fabs (low) < 1000 * (high - low) && (scale != SEG_SCALE_COUNT || high - low >= 2)) /* between whole numbers there is no tick */
			check_labels (ticks, step, scale);
	}
	g_rand_free (random);
}

/* No step of 1, 2, 5 with more ticks would have fitted. */
static void
test_ticks_use_room (void)
{
	double step;
	g_autoptr (GArray) ticks = seg_ticks (0.31, 0.42, 6, SEG_SCALE_NUMBER, &step);
	g_autofree char *first = seg_tick_label (g_array_index (ticks, double, 0), step, SEG_SCALE_NUMBER);

	g_assert_cmpfloat_with_epsilon (step, 0.02, 1e-12);
	g_assert_cmpuint (ticks->len, ==, 6);
	g_assert_cmpstr (first, ==, "0.32");
}

static void
test_ticks_of_dates (void)
{
	static const struct { double days; int most; const char *first, *second; } cases[] = {
		{ 3, 6, "2024-03-06", "2024-03-07" }, { 40, 7, "2024-03-11", "2024-03-18" }, { 300, 6, "2024-05", "2024-07" },
		{ 1500, 6, "2025", "2026" }, { 0.5, 6, "03-05 12:00", "03-05 15:00" },
	};
	double low = 1709640000; /* 2024-03-05 12:00 */

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		double step;
		g_autoptr (GArray) ticks = seg_ticks (low, low + cases[i].days * DAY, cases[i].most, SEG_SCALE_DATE, &step);
		g_autofree char *first = NULL, *second = NULL;

		g_assert_cmpuint (ticks->len, >=, 2);
		g_assert_cmpuint (ticks->len, <=, (guint) cases[i].most);
		first = seg_tick_label (g_array_index (ticks, double, 0), step, SEG_SCALE_DATE);
		second = seg_tick_label (g_array_index (ticks, double, 1), step, SEG_SCALE_DATE);
		g_assert_cmpstr (first, ==, cases[i].first);
		g_assert_cmpstr (second, ==, cases[i].second);
		check_labels (ticks, step, SEG_SCALE_DATE);
	}
}

static void
test_values (void)
{
	static const struct { SegScale scale; const char *unit; double value; const char *expected; } cases[] = {
		{ SEG_SCALE_MONEY, NULL, 1234567.5, "1,234,567.50" }, { SEG_SCALE_SHARE, NULL, 0.077, "7.7 %" }, { SEG_SCALE_NUMBER, "days", 41, "41 days" },
		{ SEG_SCALE_DATE, NULL, 1709596800, "2024-03-05" }, { SEG_SCALE_COUNT, "users", 5012, "5,012 users" }, { SEG_SCALE_COUNT, "users", NAN, "–" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		SegPlotAxis axis = { NULL, (char *) cases[i].unit, cases[i].scale, FALSE, FALSE };
		g_autofree char *text = seg_plot_value (&axis, cases[i].value);

		g_assert_cmpstr (text, ==, cases[i].expected);
	}
}

/* Kinds, each as small as it says something ---------------------------------------------------------------------------------------- */

static SegPlot *
make_line (const char *title)
{
	const double k[] = { 2, 3, 4, 5, 6 }, y[] = { 0.3, 0.36, 0.41, NAN, 0.33 }, low[] = { 0.28, 0.34, 0.4, 0, 0.3 }, high[] = { 0.32, 0.38, 0.42, 0, 0.36 };
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, title);
	SegPlotSeries *series = seg_plot_add_series (plot, NULL, SEG_INK_SERIES_3, k, y, 5);

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, "segments", NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, "silhouette", NULL);
	seg_plot_set_band (series, low, high);
	series->marked = 2;
	return plot;
}

static SegPlot *
make_histogram (const char *title)
{
	const gint64 counts[] = { 8, 4, 2, 0, 1, 1 };
	SegPlot *plot = seg_plot_new (SEG_PLOT_HISTOGRAM, title);

	seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, NULL, "days");
	seg_plot_axis (&plot->y, SEG_SCALE_COUNT, "users", NULL);
	seg_plot_add_even_bins (plot, SEG_INK_SERIES_1, 0, 60, counts, 6);
	seg_plot_add_rule (plot, FALSE, 12, SEG_INK_ACCENT, "median");
	return plot;
}

static SegPlot *
make_box (const char *title)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_BOX, title);

	seg_plot_axis (&plot->x, SEG_SCALE_MONEY, NULL, NULL);
	for (int i = 0; i < 2; i++) {
		SegPlotRow *row = seg_plot_add_row (plot, i == 0 ? "高价值" : "asleep", NAN, seg_ink_series ((guint) i + 1));

		if (i == 0)
			row->low = 0, row->quarter = 20, row->middle = 40, row->three_quarters = 70, row->high = 100, row->n = 388;
	}
	return plot;
}

static SegPlot *
make_scatter (const char *title)
{
	double x[400], y[400];
	gint32 groups[400];
	SegPlot *plot = seg_plot_new (SEG_PLOT_SCATTER, title);

	for (int i = 0; i < 400; i++) {
		groups[i] = i < 300 ? 0 : i < 399 ? 1 : -1;
		x[i] = i < 300 ? 0.1 : (i - 300) / 99.0;
		y[i] = i < 300 ? 0.1 : x[i];
	}
	seg_plot_add_series (plot, NULL, SEG_INK_SERIES_1, x, y, 400);
	seg_plot_set_groups (plot, groups, 2, (const char *const[]) { "asleep", "awake" }, NULL);
	return plot;
}

static SegPlot *
make_rows (SegPlotKind kind, const char *title)
{
	const char *const names[] = { "at the start", "no consent", "contacted" };
	const double values[] = { 200, 150, 90 };
	SegPlot *plot = seg_plot_new (kind, title);

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, NULL, NULL);
	for (int i = 0; i < 3; i++)
		seg_plot_add_row (plot, names[i], values[i], SEG_INK_SERIES_1);
	if (kind == SEG_PLOT_BARS) {
		plot->average = 120;
		g_array_index (plot->rows, SegPlotRow, 1).low = 130;
		g_array_index (plot->rows, SegPlotRow, 1).high = 180;
	}
	return plot;
}

static SegPlot *
make_table (SegPlotKind kind, const char *title)
{
	const char *const names[] = { "spend", "orders" };
	const double r[] = { 1, -0.3, -0.3, NAN }, moved[] = { 90, 10, 0, 40 };
	SegPlot *plot = seg_plot_new (kind, title);

	seg_plot_axis (&plot->y, kind == SEG_PLOT_FLOW ? SEG_SCALE_COUNT : SEG_SCALE_NUMBER, NULL, NULL);
	seg_plot_set_table (plot, kind == SEG_PLOT_FLOW ? moved : r, 2, 2, names, names);
	plot->table.signed_ = kind == SEG_PLOT_HEAT_MAP;
	return plot;
}

static SegPlot *
make_silhouette (const char *title)
{
	const double widths[] = { 0.8, 0.6, 0.4, 0.2, -0.2, 0.5 };
	const gint32 labels[] = { 0, 0, 0, 0, 1, 1 };
	SegPlot *plot = seg_plot_new (SEG_PLOT_SILHOUETTE, title);

	seg_plot_set_silhouette (plot, widths, labels, 6, 2, 0.38, NULL, NULL);
	return plot;
}

static SegPlot *
make_tree (const char *title)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_DENDROGRAM, title);

	seg_plot_set_tree (plot, 4, (const gint32[]) { 0, 2, 4 }, (const gint32[]) { 1, 3, 5 }, (const double[]) { 1, 2, 4 }, 3);
	return plot;
}

static SegPlot *
make (SegPlotKind kind, const char *title)
{
	switch (kind) {
	case SEG_PLOT_LINE:
		return make_line (title);
	case SEG_PLOT_HISTOGRAM:
		return make_histogram (title);
	case SEG_PLOT_BOX:
		return make_box (title);
	case SEG_PLOT_SCATTER:
		return make_scatter (title);
	case SEG_PLOT_SILHOUETTE:
		return make_silhouette (title);
	case SEG_PLOT_DENDROGRAM:
		return make_tree (title);
	case SEG_PLOT_HEAT_MAP:
	case SEG_PLOT_FLOW:
		return make_table (kind, title);
	default:
		return make_rows (kind, title);
	}
}

/* All kinds with Unicode and in ASCII, as reviewed by eye. SEGSCOPE_TEST_PRINT=FILE writes what there is now. */
static void
test_kinds (void)
{
	const char *folder = g_getenv ("SEGSCOPE_TEST_DATA");
	g_autoptr (GString) text = g_string_new (NULL);
	g_autofree char *path = NULL, *expected = NULL;
	g_auto (GStrv) lines = NULL, wanted = NULL;

	if (folder == NULL) {
		g_test_skip ("SEGSCOPE_TEST_DATA is not set");
		return;
	}
	for (int kind = 0; kind < SEG_N_PLOTS; kind++)
		for (int ascii = 0; ascii < 2; ascii++) {
			g_autoptr (SegPlot) plot = make ((SegPlotKind) kind, "Title");
			g_autoptr (SegCells) cells = seg_cells_new (44, 10);

			cells->ascii = ascii;
			seg_plot_draw (plot, NULL, cells, (SegRect) { 0, 0, 44, 10 });
			for (int y = 0; y < 10; y++) {
				g_autofree char *line = seg_cells_line (cells, y);

				g_string_append_printf (text, "%s\n", line);
			}
		}
	if (g_getenv ("SEGSCOPE_TEST_PRINT") != NULL)
		g_assert_true (g_file_set_contents (g_getenv ("SEGSCOPE_TEST_PRINT"), text->str, -1, NULL));
	path = g_build_filename (folder, "charts", "kinds.txt", NULL);
	g_assert_true (g_file_get_contents (path, &expected, NULL, NULL));
	lines = g_strsplit (text->str, "\n", -1);
	wanted = g_strsplit (expected, "\n", -1);
	for (gsize i = 0; lines[i] != NULL && wanted[i] != NULL; i++)
		g_assert_cmpstr (lines[i], ==, wanted[i]);
	g_assert_cmpuint (g_strv_length (lines), ==, g_strv_length (wanted));
}

/* Cursor and zoom ----------------------------------------------------------------------------------------------------------------- */

static void
draw_somewhere (const SegPlot *plot, SegPlotView *view)
{
	g_autoptr (SegCells) cells = seg_cells_new (80, 20);

	seg_plot_draw (plot, view, cells, (SegRect) { 0, 0, 80, 20 });
}

static void
test_cursor_of_line (void)
{
	g_autoptr (SegPlot) plot = make_line (NULL);
	SegPlotView view;

	seg_plot_view_init (&view, plot, TRUE);
	assert_words (plot, &view, "segments 4: silhouette 0.410 (0.400 to 0.420)");
	g_assert_true (seg_plot_move (plot, &view, 1, 0)); /* over the point that is none */
	assert_words (plot, &view, "segments 6: silhouette 0.330 (0.300 to 0.360)");
	g_assert_false (seg_plot_move (plot, &view, 1, 0));
	draw_somewhere (plot, &view);
	g_assert_true (seg_plot_point_at (plot, &view, view.plot.x + 1, view.plot.y + 2));
	assert_words (plot, &view, "segments 2: silhouette 0.300 (0.280 to 0.320)");
	g_assert_false (seg_plot_point_at (plot, &view, view.plot.x - 1, view.plot.y));
}

static void
test_cursor_of_curves (void)
{
	const double x[] = { 1, 2, 3 }, low[] = { 1, 1, 1 }, high[] = { 5, 6, 7 };
	g_autoptr (SegPlot) plot = seg_plot_new (SEG_PLOT_LINE, NULL);
	SegPlotView view;

	seg_plot_add_series (plot, "control", SEG_INK_SERIES_1, x, low, 3);
	seg_plot_add_series (plot, "written to", SEG_INK_SERIES_2, x, high, 3);
	seg_plot_view_init (&view, plot, TRUE);
	g_assert_true (seg_plot_move (plot, &view, 1, 0));
	g_assert_true (seg_plot_move (plot, &view, 0, 1));
	assert_words (plot, &view, "2: written to 6");
	g_assert_false (seg_plot_move (plot, &view, 0, 1));
	draw_somewhere (plot, &view);
	g_assert_true (seg_plot_point_at (plot, &view, view.plot.x + view.plot.width - 1, view.plot.y + view.plot.height - 1));
	assert_words (plot, &view, "3: control 1");
}

static void
test_cursor_of_others (void)
{
	static const struct { SegPlotKind kind; int right, down; const char *words; } cases[] = {
		{ SEG_PLOT_HISTOGRAM, 1, 0, "10 days to 20 days: 4 users (25.0 %)" },
		{ SEG_PLOT_BOX, 0, 1, "asleep: no data" },
		{ SEG_PLOT_BARS, 0, 1, "no consent: 150 (130 to 180); average 120" },
		{ SEG_PLOT_FUNNEL, 0, 2, "contacted: 90 left, 45.0 % of the start; this step took 60" },
		{ SEG_PLOT_HEAT_MAP, 1, 0, "spend, orders: -0.300" },
		{ SEG_PLOT_FLOW, 1, 0, "from spend to orders: 10, 10.0 % of those from there" },
		{ SEG_PLOT_SILHOUETTE, 0, 1, "2: 2 users, mean silhouette 0.15; 50.0 % would be better placed elsewhere" },
		{ SEG_PLOT_DENDROGRAM, 1, 0, "3 groups become 2 at 2" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (SegPlot) plot = make (cases[i].kind, NULL);
		SegPlotView view;

		seg_plot_view_init (&view, plot, TRUE);
		draw_somewhere (plot, &view);
		for (int step = 0; step < MAX (cases[i].right, cases[i].down); step++)
			g_assert_true (seg_plot_move (plot, &view, cases[i].right > 0, cases[i].down > 0));
		assert_words (plot, &view, cases[i].words);
		draw_somewhere (plot, &view);
	}
}

/* The 300 on one place and the one of the line that goes through it. */
static void
test_cursor_of_scatter (void)
{
	g_autoptr (SegPlot) plot = make_scatter (NULL);
	SegPlotView view;

	seg_plot_view_init (&view, plot, TRUE);
	draw_somewhere (plot, &view);
	view.across = view.up = 0.1;
	assert_words (plot, &view, "x 0.100, y 0.100: 301 points here, 300 of them of asleep");
	g_assert_true (seg_plot_move (plot, &view, 40, 0));
	g_assert_true (seg_plot_zoom (plot, &view, 0.5));
	draw_somewhere (plot, &view);
	g_assert_cmpfloat_with_epsilon (view.shown[1] - view.shown[0], 0.5, 1e-9);
	g_assert_cmpfloat_with_epsilon (view.shown[3] - view.shown[2], 0.5, 1e-9);
}

static void
test_zoom (void)
{
	g_autoptr (SegPlot) plot = make_histogram (NULL);
	g_autofree char *words = NULL;
	SegPlotView view;

	seg_plot_view_init (&view, plot, TRUE);
	g_assert_null (seg_plot_range_words (plot, &view));
	g_assert_false (seg_plot_zoom (plot, &view, 2));
	g_assert_true (seg_plot_zoom (plot, &view, 0.5)); /* around 5 */
	g_assert_cmpfloat (view.x_low, >=, 0);
	g_assert_cmpfloat_with_epsilon (view.x_high - view.x_low, 30, 1e-9);
	g_assert_true (seg_plot_zoom (plot, &view, 2));
	g_assert_true (isnan (view.x_low));
	draw_somewhere (plot, &view);
	g_assert_false (seg_plot_zoom_to (plot, &view, view.plot.x + 5, view.plot.x + 5));
	g_assert_true (seg_plot_zoom_to (plot, &view, view.plot.x + view.plot.width / 2, view.plot.x + 500)); /* the right half, to the edge */
	g_assert_cmpfloat_with_epsilon (view.x_low, 30, 1);
	g_assert_cmpfloat (view.x_high, ==, 60);
	words = seg_plot_range_words (plot, &view);
	g_assert_true (g_str_has_suffix (words, "to 60 days"));
	for (int i = 0; i < 100; i++)
		seg_plot_zoom (plot, &view, 0.5);
	g_assert_false (seg_plot_zoom (plot, &view, 0.5)); /* there is a nearest */
	g_assert_cmpfloat (view.x_high, >, view.x_low);
	seg_plot_zoom_out (&view);
	g_assert_true (isnan (view.x_low));
}

/* Files --------------------------------------------------------------------------------------------------------------------------- */

static char *
write_to (const SegPlot *plot, const char *name)
{
	g_autofree char *folder = g_dir_make_tmp ("plot-XXXXXX", NULL), *path = g_build_filename (folder, name, NULL), *bytes = NULL;
	g_autoptr (GError) error = NULL;
	gsize size;

	g_assert_true (seg_plot_write (plot, NULL, path, 0, 0, &error));
	g_assert_no_error (error);
	g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
	g_remove (path);
	g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing else was left there */
	return g_steal_pointer (&bytes);
}

static void
assert_well_formed (const char *svg)
{
	static const GMarkupParser parser = { NULL, NULL, NULL, NULL, NULL };
	g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, NULL, NULL);
	g_autoptr (GError) error = NULL;

	g_assert_true (g_markup_parse_context_parse (context, svg, -1, &error));
	g_assert_no_error (error);
	g_assert_true (g_markup_parse_context_end_parse (context, &error));
}

static void
test_formats (void)
{
	for (int kind = 0; kind < SEG_N_PLOTS; kind++) {
		g_autoptr (SegPlot) plot = make ((SegPlotKind) kind, "标题 Title");
		g_autofree char *svg = write_to (plot, "chart.SVG"), *png = write_to (plot, "chart.png"), *pdf = write_to (plot, "chart.pdf");

		assert_well_formed (svg);
		g_assert_nonnull (strstr (svg, "<title>标题 Title</title>"));
		g_assert_true (memcmp (png, "\x89PNG\r\n", 6) == 0);
		g_assert_true (memcmp (pdf, "%PDF-", 5) == 0);
	}
}

/* The curve in the file goes through points that lie as the values do. */
static void
test_svg_numbers (void)
{
	const double x[] = { 0, 10, 40 }, y[] = { 0, 5, 10 };
	g_autoptr (SegPlot) plot = seg_plot_new (SEG_PLOT_LINE, NULL);
	g_autofree char *svg = NULL;
	const char *path;
	double at[3][2];
	char *end;

	seg_plot_add_series (plot, NULL, SEG_INK_SERIES_1, x, y, 3);
	svg = write_to (plot, "chart.svg");
	path = strstr (svg, "stroke-width:1.6"); /* the style of curves alone */
	g_assert_nonnull (path);
	path = strstr (path, " d=\"M ");
	g_assert_nonnull (path);
	path += strlen (" d=\"M");
	for (int i = 0; i < 3; i++) {
		at[i][0] = g_ascii_strtod (path, &end);
		at[i][1] = g_ascii_strtod (end, &end);
		path = end + (i < 2 ? strlen (" L") : 0);
	}
	g_assert_cmpfloat_with_epsilon ((at[1][0] - at[0][0]) / (at[2][0] - at[0][0]), 0.25, 1e-3);
	g_assert_cmpfloat_with_epsilon ((at[1][1] - at[0][1]) / (at[2][1] - at[0][1]), 0.5, 1e-3);
	g_assert_cmpfloat (at[2][1], <, at[0][1]); /* upwards */
	g_assert_nonnull (strstr (svg, "10: 5\n"));
}

/* Names from data can neither be markup nor reach a terminal as anything but text. */
static void
test_hostile_names (void)
{
	const char *hostile = "<script>alert(1)</script>\x1b[31m\x01&\"'\xff]]>";

	for (int kind = 0; kind < SEG_N_PLOTS; kind++) {
		g_autoptr (SegPlot) plot = make ((SegPlotKind) kind, hostile);
		g_autoptr (SegCells) cells = seg_cells_new (90, 12);
		g_autofree char *svg = NULL;

		seg_plot_axis (&plot->x, SEG_SCALE_NUMBER, hostile, hostile);
		seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, hostile, hostile);
		seg_plot_add_rule (plot, FALSE, 3, SEG_INK_ACCENT, hostile);
		seg_plot_add_row (plot, hostile, 3, SEG_INK_SERIES_1);
		seg_plot_draw (plot, NULL, cells, (SegRect) { 0, 0, 90, 12 });
		for (int i = 0; i < 90 * 12; i++)
			g_assert_true (cells->cells[i].character == 0 || (cells->cells[i].character >= 0x20 && cells->cells[i].character != 0x7f));
		svg = write_to (plot, "chart.svg");
		assert_well_formed (svg);
		g_assert_null (strstr (svg, "<script"));
		g_assert_nonnull (strstr (svg, "&lt;script&gt;"));
		g_assert_null (strchr (svg, 0x1b));
	}
}

/* More rows than a picture holds: as many as it has room for, and a word about the rest, in it and beside it. */
static void
test_more_than_fits (void)
{
	g_autofree char *folder = g_dir_make_tmp ("plot-XXXXXX", NULL), *pdf = g_build_filename (folder, "chart.pdf", NULL), *svg = g_build_filename (folder, "chart.svg", NULL);
	g_autofree char *cut = NULL, *whole = NULL, *text = NULL;
	g_autoptr (SegPlot) plot = seg_plot_new (SEG_PLOT_BARS, "Many");

	for (guint i = 0; i < 2500; i++) {
		g_autofree char *label = g_strdup_printf ("row%u", i);

		seg_plot_add_row (plot, label, i, SEG_INK_SERIES_1);
	}
	g_assert_true (seg_plot_write_telling (plot, NULL, pdf, 0, 0, &cut, NULL));
	g_assert_nonnull (cut);
	g_assert_nonnull (strstr (cut, "of 2,500 rows"));
	g_assert_true (seg_plot_write_telling (plot, NULL, svg, 0, 0, &whole, NULL));
	g_assert_null (whole);
	g_assert_true (g_file_get_contents (svg, &text, NULL, NULL));
	g_assert_nonnull (strstr (text, "row2499"));
	g_remove (pdf);
	g_remove (svg);
	g_rmdir (folder);
}

static void
test_file_errors (void)
{
	g_autoptr (SegPlot) plot = make_line ("Title");
	g_autoptr (GError) ending = NULL, folder = NULL;

	g_assert_false (seg_plot_write (plot, NULL, "chart.gif", 0, 0, &ending));
	g_assert_error (ending, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (ending->message, "chart.gif"));
	g_assert_false (g_file_test ("chart.gif", G_FILE_TEST_EXISTS));
	g_assert_false (seg_plot_write (plot, NULL, "/nonexistent/chart.svg", 0, 0, &folder));
	g_assert_error (folder, SEG_ERROR, SEG_ERROR_FILE);
}

/* Any size, any values, any place of the cursor: nothing outside ------------------------------------------------------------------ */

#define GUARD 0x2603 /* a character no chart draws */

static double
any_number (GRand *random)
{
	static const double awkward[] = { NAN, INFINITY, -INFINITY, 0, 1e308, -1e308, 1e-308, 1e299 };

	if (g_rand_int_range (random, 0, 8) == 0)
		return awkward[g_rand_int_range (random, 0, G_N_ELEMENTS (awkward))];
	return g_rand_double_range (random, -100, 1000);
}

static SegPlot *
any_plot (GRand *random)
{
	SegPlot *plot = seg_plot_new ((SegPlotKind) g_rand_int_range (random, 0, SEG_N_PLOTS), g_rand_boolean (random) ? "标题 title" : NULL);
	int n = g_rand_int_range (random, 0, 60);
	double x[60], y[60], low[60], high[60];
	gint32 labels[60], first[60], second[60];

	seg_plot_axis (&plot->x, (SegScale) g_rand_int_range (random, 0, 5), g_rand_boolean (random) ? "x" : NULL, NULL);
	seg_plot_axis (&plot->y, (SegScale) g_rand_int_range (random, 0, 5), g_rand_boolean (random) ? "y" : NULL, "天");
	for (int i = 0; i < n; i++) {
		SegPlotRow *row = seg_plot_add_row (plot, i % 3 == 0 ? "高价值用户" : "row", any_number (random), SEG_INK_SERIES_2);

		x[i] = any_number (random);
		y[i] = any_number (random);
		low[i] = row->low = any_number (random);
		high[i] = row->high = any_number (random);
		row->quarter = row->middle = row->three_quarters = any_number (random);
		labels[i] = g_rand_int_range (random, -1, 6);
		first[i] = i == 0 ? 0 : n + i - 1;
		second[i] = i + 1;
	}
	seg_plot_set_band (seg_plot_add_series (plot, "one", SEG_INK_SERIES_1, x, y, (gsize) n), low, high);
	seg_plot_set_band (seg_plot_add_series (plot, NULL, SEG_INK_SERIES_1, y, x, (gsize) n), low, high);
	seg_plot_set_groups (plot, labels, 6, NULL, NULL);
	if (plot->kind == SEG_PLOT_SCATTER)
		seg_plot_add_names (plot, (const char *const[]) { "消费 90 天", "", "orders\033[31m" }, x, y, (gsize) MIN (n, 3));
	seg_plot_add_rule (plot, g_rand_boolean (random), any_number (random), SEG_INK_ACCENT, "rule");
	seg_plot_set_table (plot, x, (gsize) n / 7, (gsize) MIN (n, 7), NULL, NULL);
	seg_plot_set_silhouette (plot, x, labels, (gsize) n, 5, any_number (random), NULL, NULL);
	seg_plot_set_tree (plot, (gsize) n, first, second, y, any_number (random));
	return plot;
}

static void
check_cells (const SegCells *cells, SegRect rect)
{
	for (int y = 0; y < cells->height; y++)
		for (int x = 0; x < cells->width; x++) {
			const SegCell *cell = &cells->cells[y * cells->width + x];
			gboolean inside = x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;

			if (!inside)
				g_assert_cmpuint (cell->character, ==, GUARD);
			else if (cells->ascii && cell->character != GUARD)
				g_assert_cmpuint (cell->character, <, 0x80);
			g_assert_cmpint ((int) cell->ink, <, SEG_N_INKS);
		}
}

static void
test_fuzz (void)
{
	GRand *random = g_rand_new_with_seed (20240301);

	for (int trial = 0; trial < 2000; trial++) {
		int most = trial % 10 == 0 ? 150 : 40;
		g_autoptr (SegCells) cells = seg_cells_new (g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most));
		SegRect rect = { g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most),
		                 g_rand_int_range (random, 0, most) };
		g_autoptr (SegPlot) plot = any_plot (random);
		SegPlotView view;

		cells->ascii = g_rand_boolean (random);
		for (int i = 0; i < cells->width * cells->height; i++)
			cells->cells[i].character = GUARD;
		seg_plot_view_init (&view, plot, g_rand_int_range (random, 0, 4) > 0);
		view.unnamed = g_rand_boolean (random);
		for (int step = 0; step < 6; step++) {
			g_autofree char *words = NULL;

			seg_plot_draw (plot, &view, cells, rect);
			seg_plot_move (plot, &view, g_rand_int_range (random, -3, 4), 0);
			seg_plot_move (plot, &view, 0, g_rand_int_range (random, -3, 4));
			seg_plot_point_at (plot, &view, g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most));
			if (g_rand_boolean (random))
				seg_plot_zoom (plot, &view, g_rand_boolean (random) ? 0.3 : 3);
			if (step == 3)
				seg_plot_zoom_to (plot, &view, g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most));
			words = seg_plot_words (plot, &view);
			g_assert_nonnull (words);
		}
		check_cells (cells, rect);
	}
	g_rand_free (random);
}

int
main (int argc, char **argv)
{
	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/plot/ticks", test_ticks);
	g_test_add_func ("/plot/ticks-use-room", test_ticks_use_room);
	g_test_add_func ("/plot/ticks-of-dates", test_ticks_of_dates);
	g_test_add_func ("/plot/values", test_values);
	g_test_add_func ("/plot/kinds", test_kinds);
	g_test_add_func ("/plot/cursor-of-line", test_cursor_of_line);
	g_test_add_func ("/plot/cursor-of-curves", test_cursor_of_curves);
	g_test_add_func ("/plot/cursor-of-others", test_cursor_of_others);
	g_test_add_func ("/plot/cursor-of-scatter", test_cursor_of_scatter);
	g_test_add_func ("/plot/zoom", test_zoom);
	g_test_add_func ("/plot/formats", test_formats);
	g_test_add_func ("/plot/svg-numbers", test_svg_numbers);
	g_test_add_func ("/plot/hostile-names", test_hostile_names);
	g_test_add_func ("/plot/file-errors", test_file_errors);
	g_test_add_func ("/plot/more-than-fits", test_more_than_fits);
	g_test_add_func ("/plot/fuzz", test_fuzz);
	return g_test_run ();
}
