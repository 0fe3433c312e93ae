/* The form that builds rules, without a terminal: parts by choosing, counts beside them, what is kept in the end. */
#include <config.h>

#include "segment-shop.h"
#include "tui-app.h"

#include <segscope/rule.h>

static SegApp *
at_rules (Shop *shop)
{
	g_autofree char *path = g_strdup (seg_workspace_path (shop->workspace));
	SegApp *app;

	seg_workspace_close (g_steal_pointer (&shop->workspace));
	app = new_app (path);
	press (app, '6');
	settle (app);
	press (app, 'R');
	settle (app);
	settle (app);
	return app;
}

static void
choose (SegApp *app, int down)
{
	for (; down > 0; down--)
		press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	settle (app);
	settle (app);
}

static void
enter (SegApp *app, const char *text)
{
	press_text (app, text);
	press (app, SEG_KEY_ENTER);
	settle (app);
	settle (app);
}

/* 城市 in (上海), or age >= 60, and not did view. */
static void
test_build (Shop *shop, gconstpointer data)
{
	g_autoptr (SegRule) rule = NULL;
	g_autofree char *path = g_build_filename (shop->folder, "shop.seg", NULL);
	SegApp *app = at_rules (shop);

	(void) data;
	press (app, 'b');
	settle (app);
	settle (app);
	assert_shows (app, "No condition yet");
	press (app, 'g'); /* any of these: */
	settle (app);
	press (app, 'a');
	choose (app, 0); /* an attribute: */
	choose (app, 1); /* city */
	choose (app, 0); /* is */
	choose (app, 0); /* the value most have */
	assert_shows (app, "city = 上海");
	assert_shows (app, "2 of 8 users");
	press (app, 'a'); /* beside it */
	choose (app, 0);
	choose (app, 2); /* age */
	choose (app, 0); /* at least */
	enter (app, "old");
	assert_shows (app, "is a number");
	press (app, SEG_CTRL ('u'));
	enter (app, "60");
	assert_shows (app, "4 of 8 users");
	press (app, SEG_KEY_HOME);
	press (app, 'a'); /* into the whole */
	choose (app, 2);  /* what users did */
	choose (app, 4);  /* anything, purchase, refund, search: view */
	choose (app, 0);
	choose (app, 0);
	assert_shows (app, "(city = 上海 or age >= 60) and did view");
	press (app, 'n');
	settle (app);
	settle (app);
	assert_shows (app, "not did view");
	assert_shows (app, "3 of 8 users");
	press (app, 'k');
	enter (app, "Built");
	assert_shows (app, "Built");
	press (app, 'e'); /* again in parts: without the last */
	settle (app);
	settle (app);
	assert_shows (app, "any of these");
	press (app, SEG_KEY_END);
	press (app, 'D');
	settle (app);
	settle (app);
	press (app, 'k');
	settle (app);
	settle (app);
	seg_app_free (app);
	shop->workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, NULL);
	rule = seg_rule_load (shop->workspace, "Built", NULL);
	g_assert_nonnull (rule);
	g_assert_cmpstr (rule->condition, ==, "city = 上海 or age >= 60");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/tui-rule/build", Shop, NULL, shop_set_up, test_build, shop_tear_down);
	return g_test_run ();
}
