/* Covering what names people: on cells and in texts, whole, cut off, within sentences; and nothing else. */
#include <config.h>

#include <segscope/chart.h>

#include "tui/mask.h"

static SegMask *
new_mask (void)
{
	static const char *const names[] = { "林凯", "欧阳杰", "Oliver Lee", "Ann", "Anna Teo", "Ola Nordmann", "x", "上海路 12 号", "E\xcc\x81" "mile", "กิ่งแก้ว", NULL };
	g_autoptr (GPtrArray) values = g_ptr_array_new ();

	for (gsize i = 0; names[i] != NULL; i++)
		g_ptr_array_add (values, (gpointer) names[i]);
	return seg_mask_new (values);
}

static const struct { const char *text, *covered; } cases[] = {
	{ "u00004  林凯   114", "u00004  林*   114" },
	{ "给欧阳杰的建议", "给欧**的建议" },
	{ "Oliver Lee buys", "O***** *** buys" },
	{ "Anna Teo, Ann and Annabel", "A*** ***, A** and Annabel" },
	{ "Oliver L…  3", "O***** *…  3" },
	{ "Oli...", "O**..." },
	{ "lives at 上海路 12 号.", "lives at 上** ** *." },
	{ "\xc3\x89mile", "\xc3\x89****" },
	{ "ขอบคุณ กิ่งแก้ว", "ขอบคุณ กิ่****" },
	{ "mail a.b@example.com now", "mail a**@*********** now" },
	{ "a@b is cut: anna@exa…", "a@* is cut: a***@****" },
	{ "13800138000 and +44 20 7946 0958", "138******** and +44 ** **** ****" },
	{ "138****2210", "138****2210" },
	{ "1,284,310 users on 2024-03-05 14:05, 20240301-8841", "1,284,310 users on 2024-03-05 14:05, 20240301-8841" },
	{ "x marks the spot @ noon", "x marks the spot @ noon" },
	{ "", "" },
};

static void
test_text (void)
{
	SegMask *mask = new_mask ();

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *covered = seg_mask_text (mask, cases[i].text);

		g_assert_cmpstr (covered, ==, cases[i].covered);
	}
	seg_mask_free (mask);
}

/* Wide characters give way to two stars, so that nothing moves; what is outside the rectangle stays. */
static void
test_cells (void)
{
	SegMask *mask = new_mask ();
	g_autoptr (SegCells) cells = seg_cells_new (24, 2);
	g_autofree char *first = NULL, *second = NULL;

	seg_cells_text (cells, 0, 0, 24, SEG_INK_NORMAL, "林凯 │ 欧阳杰 12");
	seg_cells_text (cells, 0, 1, 24, SEG_INK_NORMAL, "林凯 │ Anna Teo");
	seg_cells_text (cells, 16, 1, 8, SEG_INK_NORMAL, "กิ่งแก้ว");
	seg_mask_cells (mask, cells, (SegRect) { 0, 1, 24, 1 });
	first = seg_cells_line (cells, 0);
	second = seg_cells_line (cells, 1);
	g_assert_cmpstr (first, ==, "林凯 │ 欧阳杰 12");
	g_assert_cmpstr (second, ==, "林** │ A*** *** กิ่****");
	seg_mask_free (mask);
}

static void
test_nothing (void)
{
	SegMask *mask = seg_mask_new (NULL);
	g_autofree char *text = seg_mask_text (mask, "Anna Teo, b@c.d");

	g_assert_cmpstr (text, ==, "Anna Teo, b@***");
	seg_mask_free (mask);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/mask/text", test_text);
	g_test_add_func ("/mask/cells", test_cells);
	g_test_add_func ("/mask/nothing", test_nothing);
	return g_test_run ();
}
