/* The cleaning recipe in the terminal interface, without a terminal: from the empty page to undo, redo and a file. */
#include <config.h>

#include "recipe-fixture.h"
#include "tui-app.h"

static SegApp *
at_recipe (Shop *shop)
{
	g_autofree char *path = g_strdup (seg_workspace_path (shop->workspace));
	SegApp *app;

	seg_workspace_close (g_steal_pointer (&shop->workspace));
	app = new_app (path);
	press (app, '2');
	settle (app);
	press (app, 'r');
	settle (app);
	return app;
}

/* Chooses entry number @n of a list or dialog. */
static void
choose (SegApp *app, int n)
{
	for (int i = 0; i < n; i++)
		press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	settle (app);
}

static void
test_journey (void)
{
	IN_THE_SHOP;
	SegApp *app;
	g_autofree char *file = NULL, *text = NULL;

	fill_shop (&shop);
	app = at_recipe (&shop);
	assert_shows (app, "There is no cleaning step yet");
	press (app, 'a');
	choose (app, 0);                  /* fill */
	assert_shows (app, "Choose first: Columns");
	choose (app, 1);                  /* the columns */
	for (int i = 0; i < 3; i++)
		press (app, SEG_KEY_DOWN);
	press (app, ' ');                 /* age */
	press (app, SEG_KEY_ENTER);
	settle (app);
	assert_shows (app, "2 values changed");
	assert_shows (app, "(missing) → 41");
	press (app, 'a');
	settle (app);
	assert_shows (app, "fill missing age with the median");
	assert_shows (app, "u takes it back");

	press (app, 'a');
	choose (app, 7);                  /* filter */
	choose (app, 1);
	press_text (app, "agge > 3");
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "is wrong at character 1: no such column");
	press (app, SEG_CTRL ('u'));
	press_text (app, "age > 25");
	press (app, SEG_KEY_ENTER);
	settle (app);
	assert_shows (app, "1 user left out");
	press (app, 'a');
	settle (app);
	assert_shows (app, "2 steps");

	press (app, SEG_KEY_DOWN);
	press (app, '<');                 /* before the fill, two more are unknown */
	settle (app);
	assert_shows (app, "  1  keep only users with age > 25                         8           5");
	press (app, ' ');
	settle (app);
	assert_shows (app, "(off) keep only users");
	for (int i = 0; i < 3; i++) {
		press (app, 'u');
		settle (app);
	}
	assert_shows (app, "1 step");
	press (app, 'r');
	settle (app);
	assert_shows (app, "  2  keep only users with age > 25                         8           7");

	press (app, 'e');
	press (app, SEG_CTRL ('u'));
	file = g_build_filename (shop.folder, "recipe.json", NULL);
	press_text (app, file);
	press (app, SEG_KEY_ENTER);
	g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
	test_contains (text, "\"where\" : \"age > 25\"");
	press (app, 'd');
	settle (app);
	assert_shows (app, "1 step");
	seg_app_free (app);
}

/* At any size, with any step's form open, drawing does no harm. */
static void
test_sizes (void)
{
	IN_THE_SHOP;
	SegApp *app;
	gsize n_kinds;

	fill_shop (&shop);
	add_step (&shop, "recode column=city fold=yes");
	app = at_recipe (&shop);
	seg_step_kinds (&n_kinds);
	for (int i = 0; i < (int) n_kinds; i++) {
		press (app, 'a');
		choose (app, i);
		for (int width = 60; width <= 200; width += 20) {
			g_autofree char *text = draw_app (app, width, width / 4);

			g_assert_nonnull (text);
		}
		press (app, SEG_KEY_ESCAPE);
	}
	assert_shows (app, "one spelling for each value");
	seg_app_free (app);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/tui-recipe/journey", test_journey);
	g_test_add_func ("/tui-recipe/sizes", test_sizes);
	return g_test_run ();
}
