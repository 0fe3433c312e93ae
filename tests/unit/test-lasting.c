/* What lasts while segments are renamed, put together, renewed, taken back: conditions wherever they stand, ids and numbers, pins, cards,
 * the segments of a campaign's people. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/choose.h>
#include <segscope/edit.h>
#include <segscope/pin.h>
#include <segscope/rfm.h>
#include <segscope/rule.h>
#include <segscope/undo.h>

#include "history-dump.h"
#include "src/segment/filter-private.h"
#include "src/segment/renewal-private.h"
#include "src/segment/version-private.h"

static void
keep (Shop *shop, const char *name, const char *condition)
{
	g_autoptr (GError) error = NULL;

	seg_rule_save (shop->workspace, name, condition, NULL, FALSE, &error);
	g_assert_no_error (error);
}

static SegSegmentation *
save (Shop *shop, const char *name)
{
	g_autoptr (GError) error = NULL;
	gint64 id = shop_save (shop, name, shop_labels, FALSE, NULL, &error);
	SegSegmentation *segmentation;

	g_assert_no_error (error);
	segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	return segmentation;
}

static gint64
segment_id (const SegSegmentation *segmentation, guint place)
{
	return ((const SegSegment *) segmentation->segments->pdata[place])->id;
}

static void
campaign (Shop *shop, const char *name, const char *segmentation, const char *options)
{
	g_autofree char *sql = g_strdup_printf ("INSERT INTO campaign (name, status, segmentation_id, options, funnel, seed, created_at, program_version, "
	                                        "fingerprint) VALUES ('%s', 'draft', %s, '%s', '[]', 1, 0, '0', '')", name, segmentation, options);

	shop_run (shop, sql);
}

static char *
text (Shop *shop, const char *sql)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (shop->workspace, sql, &error);

	g_assert_no_error (error);
	g_assert_true (seg_statement_next (statement, &error));
	return g_strdup (seg_statement_text (statement, 0));
}

static void
expect_text (Shop *shop, const char *sql, const char *expected)
{
	g_autofree char *found = text (shop, sql);

	g_assert_cmpstr (found, ==, expected);
}

#define CONDITION(n) "SELECT json_extract (options, '$.groups[" #n "].condition') FROM segmentation WHERE name = 'outer'"

/* Everything that is renamed is followed by the conditions of segments, and by the parts of a campaign's audience. */
static void
test_names (Shop *shop, gconstpointer data)
{
	const SegConditionGroup groups[] = { { "Old", "age > 50 and rule = grown" }, { "Few", "segment of autumn = 2" } };
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) autumn = NULL;
	g_autoptr (SegRule) rule = NULL;
	g_autoptr (GPtrArray) uses = NULL;
	g_autofree char *words = NULL;

	(void) data;
	autumn = save (shop, "autumn");
	keep (shop, "grown", "age > 20");
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (autumn, 1), "Some", NULL, 0, &error));
	g_assert_cmpint (seg_conditions_save (shop->workspace, "outer", shop->set, groups, 2, "Rest", FALSE, NULL, &error), >, 0);
	g_assert_no_error (error);
	campaign (shop, "May", "NULL", "{\"filter\":\"\",\"parts\":[{\"use\":\"add\",\"kind\":\"item\",\"text\":\"rule = grown\"},"
	          "{\"use\":\"keep\",\"kind\":\"filter\",\"text\":\"rule = grown or segment of autumn = Some\"}]}");
	rule = seg_rule_load (shop->workspace, "grown", &error);
	uses = seg_rule_where_used (shop->workspace, rule, SEG_CHANGE_DELETE, &error);
	words = seg_uses_words (uses);
	g_assert_cmpuint (uses->len, ==, 2);
	g_assert_nonnull (strstr (words, "campaign \"May\" (its condition asks for it)"));
	g_assert_nonnull (strstr (words, "segments \"outer\" (its condition asks for it)"));
	g_assert_false (seg_rule_delete (shop->workspace, rule->id, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_assert_nonnull (strstr (error->message, "segments \"outer\""));
	g_clear_error (&error);
	g_assert_true (seg_rule_edit (shop->workspace, rule->id, "adult", NULL, &error));
	g_assert_true (seg_segmentation_rename (shop->workspace, autumn->id, "fall", NULL, &error));
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (autumn, 1), "Any", NULL, 0, &error));
	g_assert_no_error (error);
	expect_text (shop, CONDITION (0), "age > 50 and rule = \"adult\"");
	expect_text (shop, CONDITION (1), "segment of \"fall\" = 2");
	expect_text (shop, "SELECT description FROM segment WHERE name = 'Old'", "age > 50 and rule = \"adult\"");
	expect_text (shop, "SELECT json_extract (options, '$.parts[1].text') FROM campaign", "rule = \"adult\" or segment of \"fall\" = \"Any\"");
	expect_text (shop, "SELECT json_extract (options, '$.parts[0].text') FROM campaign", "rule = grown"); /* the key of an item */
	g_assert_false (seg_segmentation_delete (shop->workspace, autumn->id, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_assert_nonnull (strstr (error->message, "segments \"outer\""));
}

/* Numbers of segments that are put together are followed too; and a version that is in use has the segments of now. */
static void
test_merge (Shop *shop, gconstpointer data)
{
	const SegConditionGroup groups[] = { { "Few", "segment of autumn = 2" } };
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (SegEditRequest) merge = seg_edit_request_new (SEG_EDIT_MERGE, autumn->id, segment_id (autumn, 0));
	g_autoptr (GError) error = NULL;
	gint64 second = segment_id (autumn, 1);
	const char *first = ((const SegSegment *) autumn->segments->pdata[0])->name;
	g_autofree char *expected = g_strdup_printf ("segment of autumn = \"%s\"", first), *messages = NULL;
	g_autofree char *version = g_strdup_printf ("segment of autumn version 1 in (1, \"%s\")", first);

	(void) data;
	g_assert_true (seg_version_close (shop->workspace, autumn->id, &error));
	keep (shop, "then", "segment of autumn version 1 in (1, 2)");
	g_assert_cmpint (seg_conditions_save (shop->workspace, "outer", shop->set, groups, 1, "Rest", FALSE, NULL, &error), >, 0);
	messages = g_strdup_printf ("{\"segments\":[%d],\"messages\":[{\"arm\":\"A\",\"segment\":%d,\"text\":\"x\"},{\"arm\":\"A\",\"text\":\"y\"}]}",
	                            (int) second, (int) second);
	campaign (shop, "May", "1", messages);
	g_array_append_val (merge->others, second);
	merge->n_resamples = 0;
	g_assert_true (seg_edit_do (shop->workspace, merge, NULL, &error));
	g_assert_no_error (error);
	expect_text (shop, CONDITION (0), expected);
	expect_text (shop, "SELECT condition FROM rule", version);
	g_assert_cmpint (shop_count (shop, "SELECT json_extract (options, '$.messages[0].segment') FROM campaign"), ==, segment_id (autumn, 0));
	g_assert_cmpint (shop_count (shop, "SELECT json_extract (options, '$.messages[1].segment') IS NULL FROM campaign"), ==, 1);
}

/* "segment of autumn version 1" goes on meaning the same people when a segment is called otherwise, also when the next version has come. */
static void
test_versions (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegRule) rule = NULL;
	gint64 before = 0, now = 0;

	(void) data;
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (autumn, 1), "Some", NULL, 0, &error));
	keep (shop, "then", "segment of autumn version 1 = Some");
	rule = seg_rule_load (shop->workspace, "then", &error);
	g_assert_true (seg_rule_count (shop->workspace, rule, NULL, &before, &error));
	g_assert_cmpint (before, ==, 2);
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (autumn, 1), "Few", NULL, 0, &error));
	expect_text (shop, "SELECT condition FROM rule", "segment of autumn version 1 = \"Few\"");
	g_assert_true (seg_version_close (shop->workspace, autumn->id, &error));
	g_assert_true (seg_version_open (shop->workspace, autumn->id, NULL, NULL, NULL, NULL, &error));
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (autumn, 1), "Later", NULL, 0, &error));
	expect_text (shop, "SELECT condition FROM rule", "segment of autumn version 1 = \"Few\""); /* so it was called then */
	seg_rule_free (g_steal_pointer (&rule));
	rule = seg_rule_load (shop->workspace, "then", &error);
	g_assert_true (seg_rule_count (shop->workspace, rule, NULL, &now, &error));
	g_assert_no_error (error);
	g_assert_cmpint (now, ==, before);
}

static void
expect_refused (Shop *shop, gboolean redo, const char *pattern)
{
	g_autoptr (GError) error = NULL;
	g_autofree char *before = history_dump (shop->workspace), *after = NULL;

	g_assert_false ((redo ? seg_redo : seg_undo) (shop->workspace, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	if (!g_pattern_match_simple (pattern, error->message))
		g_error ("\"%s\" does not match \"%s\"", error->message, pattern);
	after = history_dump (shop->workspace);
	history_assert_same (after, before);
}

/* Made after an edit, a campaign may ask for what taking it back would remove. */
static void
test_undo_keeps_conditions (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn"), winter = save (shop, "winter");
	g_autoptr (GError) error = NULL;

	(void) data;
	keep (shop, "grown", "age > 20");
	campaign (shop, "May", "NULL", "{\"filter\":\"rule = grown\"}");
	expect_refused (shop, FALSE, "*campaign \"May\" would ask for something that is gone*grown*");
	shop_run (shop, "UPDATE campaign SET options = '{\"filter\":\"age > 3\"}'");
	g_assert_true (seg_undo (shop->workspace, NULL, NULL, &error));
	g_assert_true (seg_redo (shop->workspace, NULL, NULL, &error));
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (autumn, 1), "Some", NULL, 0, &error));
	g_assert_true (seg_segment_edit (shop->workspace, segment_id (winter, 1), "Some", NULL, 0, &error));
	shop_run (shop, "UPDATE campaign SET segmentation_id = 2, options = '{\"filter\":\"segment = some\"}'");
	expect_refused (shop, FALSE, "*campaign \"May\" would ask for something that is gone*Some*");
	shop_run (shop, "UPDATE campaign SET segmentation_id = NULL, options = '{\"filter\":\"segment of winter = some\"}'");
	expect_refused (shop, FALSE, "*campaign \"May\" would ask for something that is gone*");
	shop_run (shop, "UPDATE campaign SET segmentation_id = NULL, options = '{\"filter\":\"segment of autumn = some\"}'");
	g_assert_true (seg_undo (shop->workspace, NULL, NULL, &error)); /* winter's is nobody's concern */
	g_assert_false (seg_undo_go (shop->workspace, 1, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_clear_error (&error);
	shop_run (shop, "UPDATE campaign SET options = '{\"filter\":\"rule = nowhere\"}'"); /* broken before: no reason to stop */
	g_assert_true (seg_undo (shop->workspace, NULL, NULL, &error));
	g_assert_no_error (error);
}

/* The people of a campaign would lose the segments they were chosen by. */
static void
test_undo_keeps_people (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (SegEditRequest) carve = seg_edit_request_new (SEG_EDIT_CARVE, autumn->id, 0);
	g_autoptr (GError) error = NULL;

	(void) data;
	carve->n_resamples = 0;
	carve->condition = g_strdup ("age = 60");
	carve->name = g_strdup ("Sixty");
	g_assert_true (seg_edit_do (shop->workspace, carve, NULL, &error));
	g_assert_no_error (error);
	campaign (shop, "May", "1", "{}");
	shop_run (shop, "INSERT INTO campaign_member (campaign_id, user_id, segment_id, arm) SELECT 1, user_id, segment_id, 'A' "
	                "FROM membership WHERE segment_id = (SELECT id FROM segment WHERE name = 'Sixty')");
	expect_refused (shop, FALSE, "*the campaign \"May\" was made from these segments since*");
	shop_run (shop, "DELETE FROM campaign_member; DELETE FROM campaign");
	g_assert_true (seg_undo (shop->workspace, NULL, NULL, &error));
	g_assert_no_error (error);
}

/* A segment that comes later has an id and a number that none before it had. */
static void
test_ids (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (SegEditRequest) merge = seg_edit_request_new (SEG_EDIT_MERGE, autumn->id, segment_id (autumn, 0));
	g_autoptr (SegEditRequest) carve = seg_edit_request_new (SEG_EDIT_CARVE, autumn->id, 0);
	g_autoptr (GError) error = NULL;
	gint64 last = segment_id (autumn, 2);

	(void) data;
	g_assert_true (seg_version_close (shop->workspace, autumn->id, &error)); /* the version that had three */
	g_array_append_val (merge->others, last);
	merge->n_resamples = carve->n_resamples = 0;
	g_assert_true (seg_edit_do (shop->workspace, merge, NULL, &error));
	carve->condition = g_strdup ("age = 60");
	carve->name = g_strdup ("4711");
	g_assert_false (seg_edit_do (shop->workspace, carve, NULL, &error)); /* a number is no name */
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	g_assert_false (seg_segment_edit (shop->workspace, segment_id (autumn, 0), " 12 ", NULL, 0, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	g_free (carve->name);
	carve->name = g_strdup ("Sixty");
	g_assert_true (seg_edit_do (shop->workspace, carve, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, "SELECT id FROM segment WHERE name = 'Sixty'"), ==, last + 1);
	g_assert_cmpint (shop_count (shop, "SELECT position FROM segment WHERE name = 'Sixty'"), ==, 4);
}

/* Pins and what is written on a card keep a segment that nobody is left in. */
static void
test_needs (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (GError) error = NULL;
	g_autofree char *nothing = seg_segment_needed_by (shop->workspace, autumn, 0, &error), *pin = NULL, *card = NULL, *group = NULL;
	const SegConditionGroup groups[] = { { "Few", "segment of autumn = 3" } };

	(void) data;
	g_assert_no_error (error);
	g_assert_null (nothing);
	g_assert_true (seg_pin_put (shop->workspace, segment_id (autumn, 0), 1, TRUE, NULL, 0, &error));
	pin = seg_segment_needed_by (shop->workspace, autumn, 0, &error);
	g_assert_cmpstr (pin, ==, "a pinned user");
	shop_run (shop, "INSERT INTO persona_text (segment_id, part, text, changed_at) SELECT id, 'story', 'They read.', 0 FROM segment WHERE position = 2");
	card = seg_segment_needed_by (shop->workspace, autumn, 1, &error);
	g_assert_cmpstr (card, ==, "what was written on its card");
	g_assert_cmpint (seg_conditions_save (shop->workspace, "outer", shop->set, groups, 1, "Rest", FALSE, NULL, &error), >, 0);
	group = seg_segment_needed_by (shop->workspace, autumn, 2, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (group, ==, "segments \"outer\"");
}

#define WHERE_IS(user) "SELECT coalesce ((SELECT segment_id FROM membership WHERE user_id = " #user "), 0)"

/* A pin is lifted before an edit looks at who is where, and holds again afterwards; taken off, the user is where the edit left them. */
static void
test_pins (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (SegEditRequest) carve = seg_edit_request_new (SEG_EDIT_CARVE, autumn->id, 0);
	g_autoptr (GError) error = NULL;
	gint64 first = segment_id (autumn, 0), sixty;

	(void) data;
	g_assert_true (seg_pin_put (shop->workspace, first, 6, TRUE, NULL, 0, &error)); /* of the third segment */
	carve->n_resamples = 0;
	carve->condition = g_strdup ("age = 60"); /* users 5 and 6 */
	carve->name = g_strdup ("Sixty");
	g_assert_true (seg_edit_do (shop->workspace, carve, NULL, &error));
	g_assert_no_error (error);
	sixty = shop_count (shop, "SELECT id FROM segment WHERE name = 'Sixty'");
	g_assert_cmpint (shop_count (shop, WHERE_IS (6)), ==, first);
	g_assert_cmpint (shop_count (shop, WHERE_IS (5)), ==, sixty);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM segment s WHERE size <> (SELECT count (*) FROM membership m WHERE m.segment_id = s.id)"), ==, 0);
	g_assert_true (seg_pin_remove (shop->workspace, first, 6, &error));
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM segment s WHERE size <> (SELECT count (*) FROM membership m WHERE m.segment_id = s.id)"), ==, 0);
}

/* The same where new users are placed by conditions. */
static void
test_pins_and_conditions (Shop *shop, gconstpointer data)
{
	const SegConditionGroup groups[] = { { "Old", "age >= 60" } };
	g_autoptr (GError) error = NULL;
	gint64 id = seg_conditions_save (shop->workspace, "outer", shop->set, groups, 1, "Rest", FALSE, NULL, &error), n;
	gint64 old = shop_count (shop, "SELECT id FROM segment WHERE name = 'Old'"), rest = shop_count (shop, "SELECT id FROM segment WHERE name = 'Rest'");

	(void) data;
	g_assert_no_error (error);
	g_assert_true (seg_pin_put (shop->workspace, old, 5, FALSE, NULL, 0, &error)); /* out of it: in no segment */
	g_assert_true (seg_pin_put (shop->workspace, old, 1, TRUE, NULL, 0, &error));
	shop_run (shop, "INSERT INTO user VALUES (9, 'u9', 1, 'Gil', NULL, 70, NULL, NULL, NULL); UPDATE source SET checksum = 'def'; INSERT INTO event (user_id, kind_id, at, source_id) VALUES (9, 3, unixepoch ('2024-05-01'), 1)");
	g_assert_true (seg_segmentation_assign (shop->workspace, id, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, 1);
	g_assert_cmpint (shop_count (shop, WHERE_IS (9)), ==, old);
	g_assert_cmpint (shop_count (shop, WHERE_IS (5)), ==, 0);
	g_assert_cmpint (shop_count (shop, WHERE_IS (1)), ==, old);
	g_assert_true (seg_pin_remove (shop->workspace, old, 5, &error));
	g_assert_true (seg_pin_remove (shop->workspace, old, 1, &error));
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, WHERE_IS (5)), ==, old);
	g_assert_cmpint (shop_count (shop, WHERE_IS (1)), ==, rest);
}

/* A segment that nobody is in any more keeps its middle: new users may come. */
static void
test_emptied (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) autumn = save (shop, "autumn");
	g_autoptr (SegEditRequest) carve = seg_edit_request_new (SEG_EDIT_CARVE, autumn->id, 0);
	g_autofree char *before = text (shop, "SELECT centroid FROM segment WHERE position = 2"), *after = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	carve->n_resamples = 0;
	carve->condition = g_strdup ("segment of autumn = 2");
	carve->name = g_strdup ("All of them");
	g_assert_true (seg_edit_do (shop->workspace, carve, NULL, &error));
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, "SELECT size FROM segment WHERE position = 2"), ==, 0);
	after = text (shop, "SELECT centroid FROM segment WHERE position = 2");
	g_assert_cmpstr (after, ==, before);
}

/* What is kept of set algebra takes the people it was counted with: brackets hold. */
static void
test_brackets (Shop *shop, gconstpointer data)
{
	const char *const parts[] = { "city = Beijing or age = 60", "vip = yes", NULL }, *const turned[] = { "vip = yes", "city = Beijing or age = 60", NULL };
	static const struct {
		SegAlgebra algebra;
		gint64     n, n_turned;
	} cases[] = { { SEG_ALGEBRA_AND, 1, 1 }, { SEG_ALGEBRA_OR, 5, 5 }, { SEG_ALGEBRA_MINUS, 2, 2 } };
	g_autoptr (GError) error = NULL;

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_autofree char *one = seg_algebra_condition (cases[i].algebra, parts), *other = seg_algebra_condition (cases[i].algebra, turned);
		g_autofree char *name = g_strdup_printf ("a%zu", i), *name_turned = g_strdup_printf ("b%zu", i);
		g_autoptr (SegRule) first = NULL, second = NULL;
		gint64 n, n_turned;

		keep (shop, name, one);
		keep (shop, name_turned, other);
		first = seg_rule_load (shop->workspace, name, &error);
		second = seg_rule_load (shop->workspace, name_turned, &error);
		g_assert_true (seg_rule_count (shop->workspace, first, NULL, &n, &error) && seg_rule_count (shop->workspace, second, NULL, &n_turned, &error));
		g_assert_cmpint (n, ==, cases[i].n);
		g_assert_cmpint (n_turned, ==, cases[i].n_turned);
	}
}

/* Names that conditions would take for numbers, or that two groups would have, make no segments; nothing is kept. */
static void
test_group_names (Shop *shop, gconstpointer data)
{
	static const SegConditionGroup wrong[][2] = {
		{ { "7", "age > 50" }, { "Few", "vip = yes" } }, { { "Old", "age > 50" }, { "OLD", "vip = yes" } }, { { "Old", "age > 50" }, { "Rest", "vip = yes" } },
		{ { "Old", "age > 50" }, { " ", "vip = yes" } },
	};
	g_autoptr (GError) error = NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autofree char *before = history_dump (shop->workspace), *after = NULL;

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_assert_cmpint (seg_conditions_save (shop->workspace, "outer", shop->set, wrong[i], 2, "Rest", FALSE, NULL, &error), ==, 0);
		g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
		g_clear_error (&error);
	}
	g_assert_cmpint (seg_conditions_save (shop->workspace, "outer", shop->set, wrong[1], 1, "12", FALSE, NULL, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	definition = seg_rfm_definition_usual (shop->workspace, shop->set, &error);
	g_assert_no_error (error);
	g_assert_false (seg_rfm_set_name (definition, SEG_RFM_CHAMPIONS, "1", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	after = history_dump (shop->workspace);
	g_assert_cmpstr (after, ==, before);
}

/* Two long strips: nearest neighbours find them in every draw, k-means never does. */
static void
test_own_algorithm (void)
{
	const guint n = 400;
	g_autoptr (SegMatrix) strips = seg_matrix_new (n, 2, NULL);
	gint32 labels[400];
	double own[2], means[2];
	SegPartition partition = { 2, labels };
	SegStability by_own = { .jaccards = own }, by_means = { .jaccards = means };
	SegClusterSettings settings;
	g_autoptr (GError) error = NULL;

	for (guint i = 0; i < n; i++) {
		labels[i] = (gint32) (i % 2);
		seg_matrix_row (strips, i)[0] = 20.0 * (i / 2) / (n / 2) + 0.01 * (i * 7 % 5);
		seg_matrix_row (strips, i)[1] = 3.0 * (i % 2) + 0.02 * (i * 3 % 7);
	}
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find ("single"));
	seg_cluster_settings_put (&settings, "k", 5); /* the partition says how many */
	g_assert_true (seg_stability_again (strips, &settings, &partition, 1, 10, 300, NULL, &by_own, &error));
	g_assert_true (seg_stability (strips, &partition, 1, 10, 300, 1, NULL, &by_means, &error));
	g_assert_no_error (error);
	g_assert_cmpuint (by_own.n_returned, ==, 10);
	g_assert_cmpfloat (by_own.least, ==, 1);
	g_assert_cmpfloat (by_means.least, <, SEG_DISSOLVED);
	g_assert_cmpfloat (seg_stability_again_seconds (&settings, 1, 10, n, 2, 300), >=, 0);
}

/* What nothing clustered is tried with k-means, which the preview says. */
static void
test_no_algorithm (Shop *shop, gconstpointer data)
{
	const SegConditionGroup groups[] = { { "Old", "age >= 40" } };
	g_autoptr (GError) error = NULL;
	gint64 id = seg_conditions_save (shop->workspace, "outer", shop->set, groups, 1, "Rest", FALSE, NULL, &error);
	g_autoptr (SegEditRequest) carve = seg_edit_request_new (SEG_EDIT_CARVE, id, 0);
	g_autoptr (SegEditPreview) preview = NULL;
	g_autofree char *words = NULL;

	(void) data;
	carve->condition = g_strdup ("age = 18");
	preview = seg_edit_preview (shop->workspace, carve, NULL, &error);
	g_assert_no_error (error);
	words = seg_edit_preview_words (preview);
	g_assert_cmpint (SHOP_N, <, 4 * 3); /* too few to try anything: nothing is said of it either */
	g_assert_null (strstr (words, "k-means"));
	g_clear_pointer (&preview, seg_edit_preview_free);
	g_clear_pointer (&words, g_free);
	shop_run (shop, "INSERT INTO user WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 160) "
	                "SELECT i, 'w' || i, 1, NULL, NULL, i % 60, NULL, NULL, NULL FROM n; "
	                "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT id, 1, unixepoch ('2024-05-01') + id * 3600, id % 13, 1 FROM user WHERE id >= 100; "
	                "UPDATE source SET checksum = 'many'");
	{
		gint64 n;

		g_assert_true (seg_segmentation_assign (shop->workspace, id, NULL, &n, &error));
		g_assert_no_error (error);
		g_assert_cmpint (n, ==, 61);
	}
	preview = seg_edit_preview (shop->workspace, carve, NULL, &error);
	g_assert_no_error (error);
	words = seg_edit_preview_words (preview);
	g_assert_nonnull (strstr (words, "Stability was tried with k-means: \"conditions\" does not cluster."));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
#define TEST(name, func) g_test_add ("/lasting/" name, Shop, NULL, shop_set_up, func, shop_tear_down)
	TEST ("names", test_names);
	TEST ("merge", test_merge);
	TEST ("versions", test_versions);
	TEST ("undo-keeps-conditions", test_undo_keeps_conditions);
	TEST ("undo-keeps-people", test_undo_keeps_people);
	TEST ("ids", test_ids);
	TEST ("needs", test_needs);
	TEST ("pins", test_pins);
	TEST ("pins-and-conditions", test_pins_and_conditions);
	TEST ("emptied", test_emptied);
	TEST ("brackets", test_brackets);
	TEST ("group-names", test_group_names);
	g_test_add_func ("/lasting/own-algorithm", test_own_algorithm);
	TEST ("no-algorithm", test_no_algorithm);
	return g_test_run ();
}
