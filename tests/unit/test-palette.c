/* What the palette finds, what it says one could type in a shell instead, and what words of the trade mean. */
#include <config.h>
#include "workspace-fixture.h"

#include <segscope/error.h>
#include <segscope/names.h>
#include <segscope/pinyin.h>

#include <string.h>

#include "tui/binding.h"
#include "tui/equivalent.h"
#include "tui/fuzzy.h"
#include "tui/glossary.h"
#include "tui/screens.h"

static void
test_fuzzy (void)
{
	/* in each row: what is typed, and names in the order in which they should be found; after NULL those that should not be */
	static const char *const cases[][10] = {
		{ "rfm", "rfm grid", "the rfm grid", "xrfm", "rows for men", NULL, "mfr", NULL },
		{ "grid rfm", "rfm grid", NULL, "rfm", "grid", NULL },
		{ "数据", "数据分析", "大数据", NULL, "数字", "据数", NULL },
		{ "", "anything", NULL, NULL },
		{ "ab", "ab", "x ab", "xab", "all but", NULL, "axb", "ba", NULL },
		{ "exp", "export", "re export", "reexport", "e x p", "eager xylo p", NULL, "pxe", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		int last = G_MAXINT;
		guint j = 1;

		for (; cases[i][j] != NULL; j++) {
			int score = seg_fuzzy_score (cases[i][j], cases[i][0]);

			g_assert_cmpint (score, >, 0);
			g_assert_cmpint (score, <=, last);
			last = score;
		}
		for (j++; j < 10 && cases[i][j] != NULL; j++)
			g_assert_cmpint (seg_fuzzy_score (cases[i][j], cases[i][0]), ==, 0);
	}
}

static void
test_pinyin (void)
{
	static const struct { const char *text, *pinyin; } cases[] = {
		{ "数据分析", "sjfx shujufenxi" }, { "Python 数据分析", "Python sjfx Python shujufenxi" }, { "《理财入门》", "《lcrm》 《licairumen》" },
		{ "courses", NULL }, { "", NULL }, { "绿", "l lu" }, { "30 讲", "30 j 30 jiang" }, { "ひらがな", NULL },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *pinyin = seg_pinyin (cases[i].text);

		g_assert_cmpstr (pinyin, ==, cases[i].pinyin);
	}
}

static char *
user_keys (SegWorkspace *workspace, const char *prefix, guint most)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) names = seg_user_names (workspace, prefix, most, &error);
	GString *keys = g_string_new (NULL);

	g_assert_no_error (error);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", ((SegName *) names->pdata[i])->key);
	return g_string_free (keys, FALSE);
}

static void
test_names (void)
{
	static const char *const users[] = { "a1", "a10", "a2", "A1", "a%", "a'b", "\xe5\xbc\xa0", "\xf4\x8f\xbf\xbf" };
	static const struct { const char *prefix; guint most; const char *keys; } cases[] = {
		{ "a1", 5, "a1 a10" }, { "a", 9, "a% a'b a1 a10 a2" }, { "a", 2, "a% a'b" }, { "A", 5, "A1" }, { "a%", 5, "a%" }, { "a'", 5, "a'b" },
		{ "\xe5\xbc\xa0", 5, "\xe5\xbc\xa0" }, { "zz", 5, "" }, { "a3", 5, "" },
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (SegWorkspace) workspace = make (folder);
	g_autofree char *left = NULL;

	for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
		add_user (workspace, users[i]);
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *keys = user_keys (workspace, cases[i].prefix, cases[i].most);

		g_assert_cmpstr (keys, ==, cases[i].keys);
	}
	run (workspace, "INSERT INTO cleaning_step (id, position, kind, options, created_at) VALUES (1, 1, 'exclude', '{}', 0)");
	run (workspace, "INSERT INTO excluded_user (user_id, step_id) SELECT id, 1 FROM user WHERE key = 'a10'");
	left = user_keys (workspace, "a1", 5);
	g_assert_cmpstr (left, ==, "a1"); /* those whom cleaning left out are not offered */
}

static gboolean
is_bound (const SegBinding *table, const char *name)
{
	for (; table != NULL && table->key != 0; table++)
		if (strcmp (table->name, name) == 0)
			return TRUE;
	return FALSE;
}

/* Every row names a command of some screen, once. */
static void
test_equivalents (void)
{
	for (const SegEquivalent *row = seg_equivalents; row->name != NULL; row++) {
		gboolean found = is_bound (seg_bindings_everywhere, row->name);

		for (guint i = 0; seg_view_classes[i] != NULL && !found; i++)
			found = is_bound (seg_view_classes[i]->bindings, row->name);
		if (!found)
			g_error ("no screen has a command called %s", row->name);
		for (const SegEquivalent *other = seg_equivalents; other < row; other++)
			g_assert_cmpstr (other->name, !=, row->name);
		g_assert_true (g_str_has_prefix (row->command, "segscope "));
	}
}

static void
test_paths (void)
{
	static const struct { const char *path, *command; } cases[] = {
		{ "shop.seg", "segscope sweep shop.seg" }, { "my shop.seg", "segscope sweep 'my shop.seg'" }, { "it's.seg", "segscope sweep 'it'\\''s.seg'" },
		{ "/a/b-c_1.seg", "segscope sweep /a/b-c_1.seg" }, { "数据.seg", "segscope sweep '数据.seg'" }, { "~/x.seg", "segscope sweep '~/x.seg'" },
		{ "-x.seg", "segscope sweep ./-x.seg" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *command = seg_equivalent ("run-sweep", cases[i].path);

		g_assert_cmpstr (command, ==, cases[i].command);
	}
	g_assert_null (seg_equivalent ("next-row", "shop.seg"));
}

/* Terms are found as words, in any case and in the plural; parts of other words are not. */
static void
test_glossary (void)
{
	static const struct { const char *text, *terms; } cases[] = {
		{ "Silhouette 0.41", "silhouette" }, { "silhouettes", "silhouette" }, { "the gaps are", "gap" }, { "Singapore", "" }, { "powerful", "" },
		{ "RFM grid: recency", "RFM recency" }, { "uncontrolled", "" }, { "", "" }, { "PSI", "PSI" }, { "psittacosis", "" },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autoptr (GPtrArray) found = seg_glossary_find (cases[i].text);
		GString *terms = g_string_new (NULL);

		for (guint j = 0; j < found->len; j++)
			g_string_append_printf (terms, "%s%s", j > 0 ? " " : "", ((SegTerm *) found->pdata[j])->term);
		g_assert_cmpstr (terms->str, ==, cases[i].terms);
		g_string_free (terms, TRUE);
	}
	for (const SegTerm *term = seg_glossary; term->term != NULL; term++)
		for (const SegTerm *other = seg_glossary; other < term; other++)
			g_assert_cmpstr (other->term, !=, term->term);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/palette/fuzzy", test_fuzzy);
	g_test_add_func ("/palette/pinyin", test_pinyin);
	g_test_add_func ("/palette/names", test_names);
	g_test_add_func ("/palette/equivalents", test_equivalents);
	g_test_add_func ("/palette/paths", test_paths);
	g_test_add_func ("/palette/glossary", test_glossary);
	return g_test_run ();
}
