/* Charts as lines of text, and the promise that nothing is ever drawn outside its rectangle. */
#include <config.h>
#include <segscope/plot.h>
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

/* Marks stand in the cell of what they stand on, go with it, and never join what was counted apart. */
static void
test_text_marks (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (12, 4);
	const SegCell *cell;

	g_assert_cmpint (seg_cells_text (cells, 0, 0, 12, SEG_INK_NORMAL, "กิ่งแก้ว 文\xE3\x82\x99!"), ==, 9);
	g_assert_cmpint (seg_cells_text (cells, 0, 1, 12, SEG_INK_NORMAL, "👩\xE2\x80\x8D👧 ❤\xEF\xB8\x8F 👍🏽"), ==, 9);
	g_assert_cmpint (seg_cells_text (cells, 0, 2, 12, SEG_INK_NORMAL, "\xCC\x81" "a\xCC\x97\xCC\x98\xCC\x99\xCC\x9A\xCC\x9B\xCC\x9C" "b"), ==, 2);
	assert_lines (cells, (const char *const[]) { "กิ่งแก้ว 文\xE3\x82\x99!", "👩👧 ❤ 👍", NULL });
	cell = seg_cells_at (cells, 0, 0);
	g_assert_true (cell->character == 0xE01 && cell->marks[0] == 0xE34 && cell->marks[1] == 0xE48 && cell->marks[2] == 0);
	cell = seg_cells_at (cells, 6, 0);
	g_assert_true (cell->character == 0x6587 && cell->marks[0] == 0x3099);
	cell = seg_cells_at (cells, 0, 2);
	g_assert_true (cell->character == 'a' && cell->marks[SEG_CELL_MARKS - 1] != 0); /* as many as there is room for, and nobody else's room */
	g_assert_cmpuint (seg_cells_at (cells, 1, 2)->character, ==, 'b');
	g_assert_cmpuint (seg_cells_at (cells, 1, 2)->marks[0], ==, 0);
	seg_cells_text (cells, 0, 0, 1, SEG_INK_NORMAL, "x");
	g_assert_cmpuint (seg_cells_at (cells, 0, 0)->marks[0], ==, 0);
	seg_cells_text (cells, 7, 0, 1, SEG_INK_NORMAL, "y"); /* over the right half of the wide one */
	assert_lines (cells, (const char *const[]) { "xงแก้ว  y!", NULL });
	g_assert_cmpint (seg_cells_text (cells, 0, 3, 3, SEG_INK_NORMAL, "กิ่งแก้ว"), ==, 3);
	assert_lines (cells, (const char *const[]) { "xงแก้ว  y!", "👩👧 ❤ 👍", NULL });
	cell = seg_cells_at (cells, 2, 3);
	g_assert_true (cell->character == 0x2026 && cell->marks[0] == 0);
	cells->ascii = TRUE;
	seg_cells_text (cells, 0, 0, 12, SEG_INK_NORMAL, "กิ่ง");
	g_assert_true (seg_cells_at (cells, 0, 0)->character == '?' && seg_cells_at (cells, 0, 0)->marks[0] == 0);
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

/* Neighbours are put together where there is less room; what is below 0 or no number counts for nothing. */
static void
test_sparkline (void)
{
	g_autoptr (SegCells) cells = seg_cells_new (8, 3);
	g_autoptr (SegPlot) plot = seg_plot_new (SEG_PLOT_LINE, NULL);
	const double x[] = { 0, 1, 2, 3, 4, 5, 6, 7 }, values[] = { 0, 1, 2, 4, 8, 8, 4, 100 }, awkward[] = { NAN, -4, 3, INFINITY };

	seg_plot_add_series (plot, NULL, SEG_INK_ACCENT, x, values, 7);
	seg_plot_add_series (plot, NULL, SEG_INK_SERIES_2, x, values, 8);
	seg_plot_add_series (plot, NULL, SEG_INK_SERIES_2, x, awkward, 4);
	seg_plot_draw_sparkline (plot, 0, cells, 0, 0, 8);
	seg_plot_draw_sparkline (plot, 1, cells, 0, 1, 4); /* in pairs: 1, 6, 16, 104 */
	seg_plot_draw_sparkline (plot, 2, cells, 0, 2, 100);
	seg_plot_draw_sparkline (plot, 3, cells, 0, 2, 100); /* there is none */
	assert_lines (cells, (const char *const[]) { " ▁▂▄██▄", "▁▁▁█", "  █", NULL });
	g_assert_cmpint (seg_cells_at (cells, 1, 0)->ink, ==, SEG_INK_ACCENT);
}

/* Fuzz ------------------------------------------------------------------------------------------------------------- */

#define N_MOST 60
#define GUARD 0x2603 /* a character no chart draws */

static double
any_number (GRand *random)
{
	static const double awkward[] = { NAN, INFINITY, -INFINITY, 0, 1e308, -1e308, 1e-308 };

	if (g_rand_int_range (random, 0, 8) == 0)
		return awkward[g_rand_int_range (random, 0, G_N_ELEMENTS (awkward))];
	return g_rand_double_range (random, -100, 1000);
}

static void
draw_one (SegCells *cells, SegRect rect, GRand *random)
{
	g_autoptr (SegPlot) plot = seg_plot_new (SEG_PLOT_LINE, NULL);
	double values[N_MOST];
	gsize n = (gsize) g_rand_int_range (random, 0, N_MOST);

	for (gsize i = 0; i < n; i++)
		values[i] = any_number (random);
	seg_plot_add_series (plot, NULL, SEG_INK_ACCENT, values, values, n);
	if (rect.height < 1)
		return;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, any_number (random), SEG_INK_ACCENT);
	seg_chart_index_bar (cells, rect.x, rect.y, rect.width, any_number (random));
	seg_plot_draw_sparkline (plot, 0, cells, rect.x, rect.y, rect.width);
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

	for (int round = 0; round < 1500; round++) {
		int most = round % 10 == 0 ? 200 : 40;
		g_autoptr (SegCells) cells = seg_cells_new (g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most));
		SegRect rect = { g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most), g_rand_int_range (random, 0, most),
		                 g_rand_int_range (random, 0, most) };

		cells->ascii = g_rand_boolean (random);
		for (int i = 0; i < cells->width * cells->height; i++)
			cells->cells[i].character = GUARD;
		draw_one (cells, rect, random);
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
	g_test_add_func ("/chart/text-marks", test_text_marks);
	g_test_add_func ("/chart/ascii", test_ascii);
	g_test_add_func ("/chart/bar", test_bar);
	g_test_add_func ("/chart/index-bar", test_index_bar);
	g_test_add_func ("/chart/sparkline", test_sparkline);
	g_test_add_func ("/chart/fuzz", test_fuzz);
	return g_test_run ();
}
