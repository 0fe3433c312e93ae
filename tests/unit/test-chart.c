/* Charts as lines of text, and the promise that nothing is ever drawn outside its rectangle. */
#include <config.h>
#include <segscope/chart.h>
#include <segscope/text.h>

#include <glib.h>
#include <math.h>

static void
assert_lines (SegCells *cells, const char *const *expected)
{
	for (int y = 0; expected[y] != NULL; y++) {
		g_autofree char *line = seg_cells_line (cells, y);

		g_assert_cmpstr (line, ==, expected[y]);
	}
}

static void
test_text (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (10, 4);

	g_assert_cmpint (seg_cells_text (cells, 0, 0, 10, SEG_INK_NORMAL, "a\x1b[31mb\n"), ==, 8);
	g_assert_cmpint (seg_cells_text (cells, 1, 1, 5, SEG_INK_BAD, "数据分析"), ==, 5);
	g_assert_cmpint (seg_cells_text (cells, 8, 2, 10, SEG_INK_NORMAL, "中文"), ==, 1); /* no room for a wide one beside the ellipsis */
	g_assert_cmpint (seg_cells_text (cells, 0, 4, 10, SEG_INK_NORMAL, "below"), ==, 0);
	g_assert_cmpint (seg_cells_text (cells, 12, 0, 10, SEG_INK_NORMAL, "right"), ==, 0);
	g_assert_cmpint (seg_cells_text (cells, 0, 3, 10, SEG_INK_NORMAL, "e\xcc\x81t\xff"), ==, 3);
	assert_lines (cells, (const char *const[]) { "a·[31mb", " 数据…", "        …", "ét\xef\xbf\xbd", NULL });
	g_assert_cmpint (seg_cells_at (cells, 1, 1)->ink, ==, SEG_INK_BAD);
	g_assert_cmpuint (seg_cells_at (cells, 2, 1)->character, ==, 0);
	g_assert_null (seg_cells_at (cells, 10, 0));
	g_assert_null (seg_cells_at (cells, 0, -1));
}

/* Overwriting one half of a wide character leaves no half behind. */
static void
test_text_over_wide (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (6, 1);

	seg_cells_text (cells, 0, 0, 6, SEG_INK_NORMAL, "数据");
	seg_cells_text (cells, 1, 0, 1, SEG_INK_NORMAL, "x");
	assert_lines (cells, (const char *const[]) { " x据", NULL });
	seg_cells_text (cells, 2, 0, 1, SEG_INK_NORMAL, "y");
	assert_lines (cells, (const char *const[]) { " xy", NULL });
	seg_cells_text (cells, -1, 0, 4, SEG_INK_NORMAL, "数z");
	assert_lines (cells, (const char *const[]) { " zy", NULL });
}

static void
test_ascii (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (12, 1);

	cells->ascii = TRUE;
	seg_cells_text (cells, 0, 0, 12, SEG_INK_NORMAL, "─│●○▰▱·… 中é");
	assert_lines (cells, (const char *const[]) { "-|*-#..~ ???", NULL });
}

static void
test_bar (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (8, 6);
	const double shares[] = { 0, 0.001, 0.5, 0.33, 1, 7 };

	for (int y = 0; y < 6; y++)
		seg_chart_bar (cells, 0, y, 8, shares[y], SEG_INK_ACCENT);
	assert_lines (cells, (const char *const[]) { "", "▏", "████", "██▋", "████████", "████████", NULL });
	seg_chart_bar (cells, 0, 0, 8, NAN, SEG_INK_ACCENT);
	assert_lines (cells, (const char *const[]) { "", NULL });
}

static void
test_index_bar (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (9, 6);
	const double indices[] = { 100, 400, 25, 200, 50, NAN };

	for (int y = 0; y < 6; y++)
		seg_chart_index_bar (cells, 0, y, 9, indices[y]);
	assert_lines (cells, (const char *const[]) { "    ┃", "    ┃████", "████┃", "    ┃██", "  ██┃", "    ┃", NULL });
}

static void
test_sparkline (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (8, 2);
	const gint64 values[] = { 0, 1, 2, 4, 8, 8, 4, 100 };

	seg_chart_sparkline (cells, 0, 0, 8, values, 7, SEG_INK_ACCENT);
	seg_chart_sparkline (cells, 0, 1, 4, values, 8, SEG_INK_ACCENT); /* in pairs: 1, 6, 16, 104 */
	assert_lines (cells, (const char *const[]) { " ▁▂▄██▄", "▁▁▁█", NULL });
}

static void
test_histogram (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (12, 3);
	const gint64 counts[] = { 1, 8, 16, 0 };

	seg_chart_histogram (cells, (SegRect) { 0, 0, 12, 3 }, &(SegHistogram) { counts, 4, "0", "99", SEG_INK_SERIES_1 });
	assert_lines (cells, (const char *const[]) { "      ███", "▁▁▁██████", "0         99", NULL });
}

static void
test_line (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (14, 5);
	const double x[] = { 2, 3, 4 }, y[] = { 0, 0.5, 1 };

	seg_chart_line (cells, (SegRect) { 0, 0, 14, 5 },
	                &(SegLineChart) { "silhouette", x, y, 3, 2, -1, SEG_INK_SERIES_1, TRUE, FALSE });
	assert_lines (cells, (const char *const[]) { "silhouette", "1.00       ⢀⠔●", "        ⢀⡠⠊⠁", "0.00 ⡠⠔⠊⠁", "     2   3   4", NULL });
	g_assert_cmpint (seg_cells_at (cells, 13, 1)->ink, ==, SEG_INK_ACCENT);
}

/* Leaves 0 and 1 are joined first, then 2 and 3, then both pairs; cut between. */
static void
test_dendrogram (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (24, 5);
	const gint32 first[] = { 0, 2, 4 }, second[] = { 1, 3, 5 };
	const double heights[] = { 1, 2, 4 };

	seg_chart_dendrogram (cells, (SegRect) { 0, 0, 24, 5 }, &(SegDendrogramChart) { 4, first, second, heights, 3 });
	assert_lines (cells, (const char *const[]) {
		"4.0         ╭───────╮", "3.0     ┄┄┄┄│┄┄┄┄┄┄┄│┄┄┄", "            │     ╭───╮", "          ╭───╮   │   │", "0         │   │   │   │", NULL });
	g_assert_cmpint (seg_cells_at (cells, 12, 0)->ink, ==, SEG_INK_MUTED);
	g_assert_cmpint (seg_cells_at (cells, 10, 4)->ink, ==, SEG_INK_SERIES_1);
}

static void
test_silhouette (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (24, 6);
	const double widths[] = { 0.8, 0.6, 0.4, 0.2, -0.2, 0.5 };
	const gint32 labels[] = { 0, 0, 0, 0, 1, 1 };

	seg_chart_silhouette (cells, (SegRect) { 0, 0, 24, 6 },
	                      &(SegSilhouetteChart) { widths, labels, 6, 2, 0.38, NULL, NULL });
	assert_lines (cells, (const char *const[]) {
		"        ████████████████", "1       ████████████", "        ██████  ┊", "        ██████████", "2   ████│       ┊",
		NULL });
}

static void
test_scatter (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (4, 2);
	const double x[] = { 0, 1, 0, 0.01 }, y[] = { 0, 1, 0.01, 0 };
	const gint32 groups[] = { 1, 0, 2, 2 };

	seg_chart_scatter (cells, (SegRect) { 0, 0, 4, 2 }, &(SegScatterChart) { x, y, 4, groups, NULL, NULL, NULL });
	assert_lines (cells, (const char *const[]) { "   ⠈", "⡀", NULL });
	g_assert_cmpint (seg_cells_at (cells, 3, 0)->ink, ==, SEG_INK_SERIES_1);
	g_assert_cmpint (seg_cells_at (cells, 0, 1)->ink, ==, SEG_INK_SERIES_3);
}

static void
test_no_data (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (15, 3);
	const double x[] = { NAN, 1 }, y[] = { 1, INFINITY };

	seg_chart_line (cells, (SegRect) { 0, 0, 15, 3 }, &(SegLineChart) { .x = x, .y = y, .n = 2, .marked = 1, .cursor = 0 });
	assert_lines (cells, (const char *const[]) { "", "    no data", "", NULL });
}

/* Fuzz ------------------------------------------------------------------------------------------------------------- */

#define N_MOST 60
#define GUARD 0x2603 /* a character no chart draws */

typedef struct {
	double  x[N_MOST], y[N_MOST], widths[N_MOST];
	gint32  labels[N_MOST];
	gint64  counts[N_MOST];
	gsize   n;
} Data;

static double
any_number (GRand *random)
{
	static const double awkward[] = { NAN, INFINITY, -INFINITY, 0, 1e308, -1e308, 1e-308 };

	if (g_rand_int_range (random, 0, 8) == 0)
		return awkward[g_rand_int_range (random, 0, G_N_ELEMENTS (awkward))];
	return g_rand_double_range (random, -100, 1000);
}

static void
fill (Data *data, GRand *random)
{
	data->n = (gsize) g_rand_int_range (random, 0, N_MOST);
	for (gsize i = 0; i < data->n; i++) {
		data->x[i] = any_number (random);
		data->y[i] = any_number (random);
		data->widths[i] = g_rand_double_range (random, -1.2, 1.2);
		data->labels[i] = g_rand_int_range (random, -1, 6);
		data->counts[i] = g_rand_int_range (random, 0, 9) == 0 ? G_MAXINT64 : g_rand_int_range (random, -3, 5000);
	}
}

/* A chain of merges of any heights. */
static void
draw_tree (SegCells *cells, SegRect rect, const Data *data, GRand *random)
{
	gsize n = data->n;
	g_autofree gint32 *first = g_new (gint32, n + 1), *second = g_new (gint32, n + 1);

	for (gsize i = 0; i + 1 < n; i++) {
		first[i] = i == 0 ? 0 : (gint32) (n + i - 1);
		second[i] = (gint32) (i + 1);
	}
	seg_chart_dendrogram (cells, rect, &(SegDendrogramChart) { n, first, second, data->y, any_number (random) });
}

static void
draw_one (SegCells *cells, SegRect rect, const Data *data, GRand *random, int kind)
{
	int end = (int) data->n + 1;
	gboolean flags[2] = { g_rand_boolean (random), g_rand_boolean (random) };

	switch (kind) {
	case 0:
		seg_chart_line (cells, rect, &(SegLineChart) { flags[0] ? "标题 title" : NULL, data->x, data->y, data->n,
		                g_rand_int_range (random, -1, end), g_rand_int_range (random, -1, end), SEG_INK_ACCENT, flags[0], flags[1] });
		break;
	case 1:
		seg_chart_histogram (cells, rect, &(SegHistogram) { data->counts, data->n, flags[0] ? "低" : NULL, "1,000,000", SEG_INK_ACCENT });
		break;
	case 2:
		seg_chart_silhouette (cells, rect, &(SegSilhouetteChart) { data->widths, data->labels, data->n, 5, 0.3, NULL, NULL });
		break;
	case 3:
		seg_chart_scatter (cells, rect, &(SegScatterChart) { data->x, data->y, data->n, data->labels, NULL, "x", "y" });
		break;
	case 4:
		draw_tree (cells, rect, data, random);
		break;
	default:
		if (rect.height < 1)
			return;
		seg_chart_bar (cells, rect.x, rect.y, rect.width, any_number (random), SEG_INK_ACCENT);
		seg_chart_index_bar (cells, rect.x, rect.y, rect.width, any_number (random));
		seg_chart_sparkline (cells, rect.x, rect.y, rect.width, data->counts, data->n, SEG_INK_ACCENT);
	}
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
			g_assert_cmpint ((int) cell->ink, >=, 0);
			g_assert_cmpint ((int) cell->ink, <, SEG_N_INKS);
		}
}

static void
test_fuzz (void)
{
	GRand *random = g_rand_new_with_seed (20240301);
	Data data;

	for (int round = 0; round < 1500; round++) {
		int most = round % 10 == 0 ? 200 : 40;
		g_autoptr (SegCells) cells = seg_cells_new (g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most));
		SegRect rect = { g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most),
		                 g_rand_int_range (random, 0, most) };

		fill (&data, random);
		cells->ascii = g_rand_boolean (random);
		for (int i = 0; i < cells->width * cells->height; i++)
			cells->cells[i].character = GUARD;
		draw_one (cells, rect, &data, random, round % 6);
		check_cells (cells, rect);
	}
	g_rand_free (random);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/chart/text", test_text);
	g_test_add_func ("/chart/text-over-wide", test_text_over_wide);
	g_test_add_func ("/chart/ascii", test_ascii);
	g_test_add_func ("/chart/bar", test_bar);
	g_test_add_func ("/chart/index-bar", test_index_bar);
	g_test_add_func ("/chart/sparkline", test_sparkline);
	g_test_add_func ("/chart/histogram", test_histogram);
	g_test_add_func ("/chart/line", test_line);
	g_test_add_func ("/chart/dendrogram", test_dendrogram);
	g_test_add_func ("/chart/silhouette", test_silhouette);
	g_test_add_func ("/chart/scatter", test_scatter);
	g_test_add_func ("/chart/no-data", test_no_data);
	g_test_add_func ("/chart/fuzz", test_fuzz);
	return g_test_run ();
}
