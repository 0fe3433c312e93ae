/* The history of edits: all taken back gives the same bytes, all done again too; what cannot be taken back leaves everything as it is. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/history.h>
#include <segscope/rule.h>

#include "history-dump.h"

static GPtrArray *
entries_of (Shop *shop)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *entries = seg_history (shop->workspace, &error);

	g_assert_no_error (error);
	return entries;
}

static gint64
save (Shop *shop, const char *name, gboolean replace)
{
	g_autoptr (GError) error = NULL;
	static const gint32 others[SHOP_N] = { 0, 0, 0, 1, 1, 2, 2 };
	gint64 id = shop_save (shop, name, replace ? others : shop_labels, replace, NULL, &error);

	g_assert_no_error (error);
	g_assert_cmpint (id, >, 0);
	return id;
}

static void
move (Shop *shop, gboolean redo, const char *words)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegHistoryEntry) entry = NULL;

	(redo ? seg_history_redo : seg_history_undo) (shop->workspace, NULL, &entry, &error);
	g_assert_no_error (error);
	if (words != NULL) {
		g_autofree char *found = seg_history_entry_words (entry);

		g_assert_cmpstr (found, ==, words);
	}
}

static void
expect_failure (Shop *shop, gboolean redo, int code, const char *pattern)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *before = history_dump (shop->workspace), *after = NULL;

	g_assert_false ((redo ? seg_history_redo : seg_history_undo) (shop->workspace, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, code);
	if (!g_pattern_match_simple (pattern, error->message))
		g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
	after = history_dump (shop->workspace);
	history_assert_same (before, after);
}

static void
test_names (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = save (shop, "autumn", FALSE);
	gint64 segment = shop_count (shop, "SELECT id FROM segment WHERE position = 1");
	g_autofree char *before = history_dump (shop->workspace), *after = NULL, *again = NULL;

	(void) data;
	seg_segment_edit (shop->workspace, segment, "Loyal", NULL, 0, &error);
	g_assert_no_error (error);
	seg_segment_edit (shop->workspace, segment, NULL, NULL, 5, &error);
	g_assert_no_error (error);
	seg_segmentation_rename (shop->workspace, id, "winter", NULL, &error);
	g_assert_no_error (error);
	after = history_dump (shop->workspace);
	move (shop, FALSE, "Name a segmentation: autumn → winter");
	move (shop, FALSE, "Colour a segment: Loyal");
	move (shop, FALSE, NULL);
	again = history_dump (shop->workspace);
	history_assert_same (again, before);
	g_clear_pointer (&again, g_free);
	for (guint i = 0; i < 3; i++)
		move (shop, TRUE, NULL);
	again = history_dump (shop->workspace);
	history_assert_same (again, after);
	expect_failure (shop, TRUE, SEG_ERROR_NOT_FOUND, "There is nothing to do again");
}

/* What is changed to what it is already is not an edit. */
static void
test_nothing (Shop *shop, gconstpointer data)
{
	g_autoptr (GPtrArray) entries = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	expect_failure (shop, FALSE, SEG_ERROR_NOT_FOUND, "There is nothing to take back");
	save (shop, "autumn", FALSE);
	seg_segment_edit (shop->workspace, shop_count (shop, "SELECT id FROM segment WHERE position = 1"), NULL, "", 0, &error);
	g_assert_no_error (error);
	entries = entries_of (shop);
	g_assert_cmpuint (entries->len, ==, 1);
}

/* Making, replacing and deleting segmentations, with their users. */
static void
test_segmentations (Shop *shop, gconstpointer data)
{
	g_autofree char *nothing = history_dump (shop->workspace), *first = NULL, *second = NULL, *now = NULL;
	g_autoptr (GError) error = NULL;
	gint64 id;

	(void) data;
	save (shop, "autumn", FALSE);
	first = history_dump (shop->workspace);
	id = save (shop, "autumn", TRUE);
	second = history_dump (shop->workspace);
	seg_segmentation_delete (shop->workspace, id, &error);
	g_assert_no_error (error);
	now = history_dump (shop->workspace);
	history_assert_same (now, nothing);
	for (guint round = 0; round < 2; round++) {
		const char *expected[] = { second, first, nothing, first, second, nothing };

		for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
			move (shop, i >= 3, NULL);
			g_free (now);
			now = history_dump (shop->workspace);
			history_assert_same (now, expected[i]);
		}
	}
}

static void
test_go (Shop *shop, gconstpointer data)
{
	g_autoptr (GPtrArray) entries = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *states[5] = { history_dump (shop->workspace) };
	guint n = 0;

	(void) data;
	for (guint i = 1; i < 5; i++) {
		g_autofree char *name = g_strdup_printf ("Rule %u", i);

		seg_rule_save (shop->workspace, name, "age > 20", NULL, FALSE, &error);
		g_assert_no_error (error);
		states[i] = history_dump (shop->workspace);
	}
	entries = entries_of (shop);
	g_assert_cmpuint (entries->len, ==, 4);
	for (guint i = 0; i < 20; i++) {
		guint target = (i * 7 + 3) % 5;
		g_autofree char *now = NULL;

		seg_history_go (shop->workspace, target == 0 ? 0 : ((const SegHistoryEntry *) entries->pdata[target - 1])->id, NULL, &n, &error);
		g_assert_no_error (error);
		now = history_dump (shop->workspace);
		history_assert_same (now, states[target]);
	}
	g_assert_false (seg_history_go (shop->workspace, 4711, NULL, &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	for (guint i = 1; i < 5; i++)
		g_clear_pointer (&states[i], g_free);
}

/* A new edit after some were taken back: those are gone. */
static void
test_branch (Shop *shop, gconstpointer data)
{
	g_autoptr (GPtrArray) entries = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	seg_rule_save (shop->workspace, "one", "age > 20", NULL, FALSE, &error);
	seg_rule_save (shop->workspace, "two", "age > 30", NULL, FALSE, &error);
	move (shop, FALSE, "Keep a rule: two");
	seg_rule_save (shop->workspace, "three", "age > 40", NULL, FALSE, &error);
	g_assert_no_error (error);
	expect_failure (shop, TRUE, SEG_ERROR_NOT_FOUND, "There is nothing to do again");
	entries = entries_of (shop);
	g_assert_cmpuint (entries->len, ==, 2);
	g_assert_cmpstr (((const SegHistoryEntry *) entries->pdata[1])->object, ==, "three");
}

/* The rows were changed by something that is no edit: said so, and nothing is done by halves. */
static void
test_conflict (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = save (shop, "autumn", FALSE);

	(void) data;
	seg_segmentation_rename (shop->workspace, id, "winter", NULL, &error);
	g_assert_no_error (error);
	shop_run (shop, "UPDATE segmentation SET name = 'spring'");
	expect_failure (shop, FALSE, SEG_ERROR_DATA, "\"Name a segmentation: autumn → winter\" cannot be taken back: a segmentation was changed*");
	shop_run (shop, "UPDATE segmentation SET name = 'winter'");
	move (shop, FALSE, NULL);
	shop_run (shop, "DELETE FROM membership; DELETE FROM segmentation");
	expect_failure (shop, TRUE, SEG_ERROR_DATA, "*cannot be done again*");
	expect_failure (shop, FALSE, SEG_ERROR_DATA, "\"Keep a segmentation: autumn\" cannot be taken back*");
}

/* A user left the workspace: who was in the deleted segmentation cannot come back. A campaign needs what was made. */
static void
test_links (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	gint64 id = save (shop, "autumn", FALSE);

	(void) data;
	shop_run (shop, "INSERT INTO campaign (name, status, segmentation_id, options, funnel, seed, created_at, program_version, fingerprint) "
	                "VALUES ('May', 'draft', 1, '{}', '[]', 1, 0, '0', '')");
	expect_failure (shop, FALSE, SEG_ERROR_DATA, "*the campaign \"May\" was made from these segments since*");
	shop_run (shop, "DELETE FROM campaign");
	seg_segmentation_delete (shop->workspace, id, &error);
	g_assert_no_error (error);
	shop_run (shop, "DELETE FROM user WHERE id = 8");
	expect_failure (shop, FALSE, SEG_ERROR_DATA, "\"Delete a segmentation: autumn\" cannot be taken back: *");
}

/* Rolled back inside, or as a whole: not an edit. One within another is part of it. */
static void
test_nesting (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *before = history_dump (shop->workspace), *now = NULL;
	g_autoptr (GPtrArray) entries = NULL;
	SegEdit *outer = seg_edit_begin (shop->workspace, &error), *inner;

	(void) data;
	g_assert_no_error (error);
	save (shop, "autumn", FALSE);
	inner = seg_edit_begin (shop->workspace, &error);
	shop_run (shop, "DELETE FROM membership; DELETE FROM segmentation");
	seg_edit_abandon (inner);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM membership"), ==, SHOP_N);
	seg_rule_save (shop->workspace, "one", "age > 20", NULL, FALSE, &error);
	g_assert_no_error (error);
	g_assert_true (seg_edit_commit (outer, "Two at once", "", &error));
	entries = entries_of (shop);
	g_assert_cmpuint (entries->len, ==, 1);
	move (shop, FALSE, "Two at once");
	now = history_dump (shop->workspace);
	history_assert_same (now, before);
	outer = seg_edit_begin (shop->workspace, &error);
	save (shop, "autumn", FALSE);
	seg_edit_abandon (outer);
	g_free (now);
	now = history_dump (shop->workspace);
	history_assert_same (now, before);
	move (shop, TRUE, "Two at once");
}

static void
test_cancel (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	guint n;

	(void) data;
	save (shop, "autumn", FALSE);
	seg_job_cancel (job);
	g_assert_false (seg_history_go (shop->workspace, 0, job, &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM segmentation"), ==, 1);
	seg_history_forget (shop->workspace, &n, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (n, ==, 1);
	expect_failure (shop, FALSE, SEG_ERROR_NOT_FOUND, "There is nothing to take back");
}

/* Random edits ------------------------------------------------------------------------------------------------------- */

static gint64
any (Shop *shop, GRand *random, const char *table)
{
	g_autofree char *count = g_strdup_printf ("SELECT count (*) FROM %s", table), *pick = NULL;
	gint64 n = shop_count (shop, count);

	if (n == 0)
		return 0;
	pick = g_strdup_printf ("SELECT id FROM %s ORDER BY id LIMIT 1 OFFSET %d", table, g_rand_int_range (random, 0, (gint32) n));
	return shop_count (shop, pick);
}

/* One edit at random; it may fail (a name that is taken), which is no edit. */
static void
edit_at_random (Shop *shop, GRand *random)
{
	static const char *const names[] = { "Loyal", "New", "上海", "It's \"quoted\"" };
	const char *name = names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))];
	SegWorkspace *workspace = shop->workspace;
	gint32 labels[SHOP_N];

	for (guint i = 0; i < SHOP_N; i++)
		labels[i] = i < 3 ? (gint32) i : g_rand_int_range (random, 0, 3);
	switch (g_rand_int_range (random, 0, 9)) {
	case 0:
		shop_save (shop, name, labels, g_rand_boolean (random), NULL, NULL);
		break;
	case 1:
		seg_segmentation_delete (workspace, any (shop, random, "segmentation"), NULL);
		break;
	case 2:
		seg_segmentation_rename (workspace, any (shop, random, "segmentation"), name, NULL, NULL);
		break;
	case 3:
	case 4:
		seg_segment_edit (workspace, any (shop, random, "segment"), g_rand_boolean (random) ? name : NULL, name,
		                  (guint) g_rand_int_range (random, 0, 9), NULL);
		break;
	case 5:
		seg_rule_save (workspace, name, "age > 20 and rule != New", name, g_rand_boolean (random), NULL);
		seg_rule_save (workspace, "New", "did purchase", NULL, FALSE, NULL);
		break;
	case 6:
		seg_rule_freeze (workspace, any (shop, random, "rule"), NULL, NULL);
		break;
	case 7:
		seg_rule_edit (workspace, any (shop, random, "rule"), name, NULL, NULL);
		break;
	default:
		seg_rule_delete (workspace, any (shop, random, "rule"), NULL);
	}
}

static void
check_back_and_forth (Shop *shop, const GPtrArray *states)
{
	for (guint i = states->len - 1; i-- > 0; ) {
		g_autofree char *now = NULL;

		move (shop, FALSE, NULL);
		now = history_dump (shop->workspace);
		history_assert_same (now, states->pdata[i]);
	}
	expect_failure (shop, FALSE, SEG_ERROR_NOT_FOUND, "*");
	for (guint i = 1; i < states->len; i++) {
		g_autofree char *now = NULL;

		move (shop, TRUE, NULL);
		now = history_dump (shop->workspace);
		history_assert_same (now, states->pdata[i]);
	}
}

static void
test_random (Shop *shop, gconstpointer data)
{
	g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GRand) random = g_rand_new_with_seed (GPOINTER_TO_UINT (data));

	g_ptr_array_add (states, history_dump (shop->workspace));
	for (guint i = 0; i < 60; i++) {
		g_autoptr (GPtrArray) before = entries_of (shop), after = NULL;
		gint64 last = shop_count (shop, "SELECT coalesce (max (id), 0) FROM history");

		edit_at_random (shop, random);
		after = entries_of (shop);
		if (shop_count (shop, "SELECT coalesce (max (id), 0) FROM history") == last)
			continue;
		for (guint n = before->len + 1; n < after->len; n++) /* two edits at once: the state between is not looked at */
			g_ptr_array_add (states, NULL);
		g_ptr_array_add (states, history_dump (shop->workspace));
	}
	for (guint i = 0; i < states->len; i++) /* fill in those states by going there */
		if (states->pdata[i] == NULL) {
			g_autoptr (GPtrArray) entries = entries_of (shop);
			g_autoptr (GError) error = NULL;

			seg_history_go (shop->workspace, ((const SegHistoryEntry *) entries->pdata[i - 1])->id, NULL, NULL, &error);
			g_assert_no_error (error);
			states->pdata[i] = history_dump (shop->workspace);
			seg_history_go (shop->workspace, ((const SegHistoryEntry *) entries->pdata[entries->len - 1])->id, NULL, NULL, &error);
			g_assert_no_error (error);
		}
	g_assert_cmpuint (states->len, >, 20);
	check_back_and_forth (shop, states);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
#define TEST(name, func, seed) g_test_add (name, Shop, GUINT_TO_POINTER (seed), shop_set_up, func, shop_tear_down)
	TEST ("/history/names", test_names, 0);
	TEST ("/history/nothing", test_nothing, 0);
	TEST ("/history/segmentations", test_segmentations, 0);
	TEST ("/history/go", test_go, 0);
	TEST ("/history/branch", test_branch, 0);
	TEST ("/history/conflict", test_conflict, 0);
	TEST ("/history/links", test_links, 0);
	TEST ("/history/nesting", test_nesting, 0);
	TEST ("/history/cancel", test_cancel, 0);
	TEST ("/history/random-1", test_random, 1);
	TEST ("/history/random-2", test_random, 2);
	TEST ("/history/random-3", test_random, 3);
	return g_test_run ();
}
