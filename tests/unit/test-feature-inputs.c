/* What values of features depend on: every change is seen at once, also two within a second, and the set that is computed again says
 * what one computed from nothing says. Names of features that change, wherever they stand. */
#include <config.h>
#include "support/ledger.h"
#include "feature-fixture.h"

#include <segscope/campaign.h>
#include <segscope/component.h>
#include <segscope/own_feature.h>

#define AS_OF (G_GINT64_CONSTANT (1700000000) + 30 * DAY)

static void
define (Fixture *fixture, const char *name, const char *formula)
{
	g_autoptr (GPtrArray) owns = seg_own_features (fixture->workspace, NULL);
	const SegOwnFeature *there = seg_own_feature_find (owns, name);
	g_autoptr (SegOwnFeature) own = there != NULL ? seg_own_feature_copy (there) : seg_own_feature_new (name);
	GError *error = NULL;

	g_free (own->expression);
	own->expression = g_strdup (formula);
	seg_own_feature_save (fixture->workspace, own, NULL, &error);
	g_assert_no_error (error);
}

static void
rename_own (Fixture *fixture, const char *name, const char *other, const char *label)
{
	g_autoptr (GPtrArray) owns = seg_own_features (fixture->workspace, NULL);
	g_autoptr (SegOwnFeature) own = seg_own_feature_copy (seg_own_feature_find (owns, name));
	GError *error = NULL;

	g_free (own->name);
	own->name = g_strdup (other);
	if (label != NULL) {
		g_free (own->label);
		own->label = g_strdup (label);
	}
	seg_own_feature_save (fixture->workspace, own, NULL, &error);
	g_assert_no_error (error);
}

/* Components "pc" of orders, active days, the own feature "weight" and an attribute. */
static void
keep_components (Fixture *fixture, SegScaling scaling)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (fixture->workspace, "for components", AS_OF, NULL, NULL, NULL);
	g_autoptr (GPtrArray) selection = fixture_selection (scaling, "orders", "active_days", "weight", "user.age", NULL);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, NULL);
	g_autoptr (SegPca) pca = seg_pca (matrix->scaled, 2, NULL, NULL);
	GError *error = NULL;

	seg_reduction_keep_pca (fixture->workspace, "pc", "default", matrix, pca, 2, &error);
	g_assert_no_error (error);
	seg_feature_set_delete (fixture->workspace, set->id, &error);
	g_assert_no_error (error);
}

/* A list that went out @at to every @step-th user. */
static void
export_campaign (Fixture *fixture, int id, gint64 at, int step)
{
	fixture_executef (fixture, "INSERT INTO campaign (id, name, status, options, funnel, seed, created_at, exported_at, program_version, fingerprint) "
	                  "VALUES (%d, 'c%d', '%s', '{\"filter\": \"\"}', '[]', 1, 0, nullif (%" G_GINT64_FORMAT ", 0), '0', '')", id, id,
	                  at != 0 ? "exported" : "draft", at);
	fixture_executef (fixture, "INSERT INTO campaign_member (campaign_id, user_id, arm) SELECT %d, id, 'send' FROM user WHERE id %% %d = 0" TEST_SQL_LEDGER, id, step);
}

static GPtrArray *
usual_selection (void)
{
	return fixture_selection (SEG_SCALING_Z_SCORE, "orders", "twice", "pc1", NULL);
}

static SegFeatureSet *
build (Fixture *fixture, const char *name)
{
	g_autoptr (GPtrArray) selection = usual_selection ();
	GError *error = NULL;
	SegFeatureSet *set = seg_feature_set_build (fixture->workspace, name, AS_OF, selection, NULL, &error);

	g_assert_no_error (error);
	return set;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
	fixture_set_up (fixture, data);
	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view')");
	fixture_execute (fixture, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
	                 "INSERT INTO user (id, key, listed, age) SELECT i, 'k' || i, 1, 20 + i * 13 % 41 FROM n");
	fixture_execute (fixture, "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT u.id, 1 + d.value % 2, 1700000000 + u.id * 5000 + "
	                 "d.value * 86400, 10 + u.id * d.value % 17, 1 FROM user u, json_each ('[1, 2, 3, 5, 8]') d WHERE u.id % 6 >= d.value % 4");
	export_campaign (fixture, 1, AS_OF - 5 * DAY, 3);
	export_campaign (fixture, 2, 0, 5);
	fixture_execute (fixture, "INSERT INTO result (campaign, campaign_id, user_id, outcome, at, source_id) "
	                 "SELECT 'c2', 2, id, 'opened', 1700500000, 1 FROM user WHERE id % 5 = 0");
	export_campaign (fixture, 3, 0, 7);
	define (fixture, "base", "orders");
	define (fixture, "twice", "base * 2");
	define (fixture, "weight", "active_days + 1");
	define (fixture, "aside", "orders + 7");
	keep_components (fixture, SEG_SCALING_Z_SCORE);
}

/* Changes: each twice in a row, @n is 0 and 1. ----------------------------------------------------------------------- */

static void
change_file (Fixture *fixture, guint n)
{
	fixture_executef (fixture, "INSERT INTO source SELECT %u, path, 'c%u', role, mapping, encoding, delimiter, 1, 1, 0, 0, imported_at, program_version, "
	                  "NULL, NULL, 0, '{}' FROM source WHERE id = 1", n + 2, n);
	fixture_executef (fixture, "INSERT INTO event (user_id, kind_id, at, amount, source_id) VALUES (%u, 1, 1700100000, 12, %u)", n + 4, n + 2);
}

static void
change_mapping (Fixture *fixture, guint n)
{
	fixture_executef (fixture, "UPDATE source SET mapping = '{\"n\": %u}'", n);
}

static void
change_policy (Fixture *fixture, guint n)
{
	g_assert_true (seg_setting_write (fixture->workspace, "orders", n == 0 ? "net" : "keep", NULL));
}

static void
change_step (Fixture *fixture, guint n)
{
	fixture_executef (fixture, "INSERT INTO cleaning_step (position, kind, options, created_at) VALUES (%u, 'drop-column', '{\"n\": %u}', 0)", n + 1, n);
}

static void
change_clock (Fixture *fixture, guint n)
{
	g_assert_true (seg_clock_set_offset (fixture->workspace, 3600 * (n + 5), NULL));
}

static void
change_formula (Fixture *fixture, guint n)
{
	define (fixture, "base", n == 0 ? "orders + 1" : "orders + 2");
}

static void
change_weight (Fixture *fixture, guint n)
{
	define (fixture, "weight", n == 0 ? "active_days * 3" : "active_days + orders");
}

static void
change_aside (Fixture *fixture, guint n)
{
	define (fixture, "aside", n == 0 ? "orders + 8" : "orders + 9");
}

static void
change_label (Fixture *fixture, guint n)
{
	rename_own (fixture, "base", "base", n == 0 ? "Label" : "Another label");
}

static void
change_name (Fixture *fixture, guint n)
{
	rename_own (fixture, n == 0 ? "weight" : "gewicht", n == 0 ? "gewicht" : "schwere", NULL);
}

static void
change_components (Fixture *fixture, guint n)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (fixture->workspace, "default", NULL);
	g_autoptr (GPtrArray) selection = usual_selection ();
	GError *error = NULL;

	seg_reduction_forget (fixture->workspace, "pc", TRUE, &error);
	g_assert_no_error (error);
	keep_components (fixture, n == 0 ? SEG_SCALING_LOG : SEG_SCALING_ROBUST);
	seg_feature_set_select (fixture->workspace, set->id, selection, &error);
	g_assert_no_error (error);
}

static void
change_export (Fixture *fixture, guint n)
{
	export_campaign (fixture, 10 + (int) n, AS_OF - n, 4);
}

static void
change_export_later (Fixture *fixture, guint n)
{
	export_campaign (fixture, 10 + (int) n, AS_OF + 1 + n, 4);
}

static void
change_deleted (Fixture *fixture, guint n)
{
	/* As programs did that still deleted campaigns that had been exported. */
	fixture_execute (fixture, "DELETE FROM export WHERE campaign_id = 1; DELETE FROM campaign_member WHERE campaign_id = 1; DELETE FROM campaign WHERE id = 1");
	g_assert_true (seg_audit_add (fixture->workspace, "delete campaign", "c1", "{\"had_reached_people\": true}", NULL));
	export_campaign (fixture, 1, AS_OF - 5 * DAY, 8 + (int) n); /* of the same id */
}

static void
change_deleted_results (Fixture *fixture, guint n)
{
	g_assert_true (seg_campaign_delete (fixture->workspace, 2, NULL));
	export_campaign (fixture, 2, 0, 2);
	fixture_executef (fixture, "UPDATE result SET campaign_id = 2 WHERE user_id %% 2 = %u", n);
}

static void
change_deleted_draft (Fixture *fixture, guint n)
{
	(void) n;
	g_assert_true (seg_campaign_delete (fixture->workspace, 3, NULL));
	export_campaign (fixture, 3, 0, 2);
}

static void
change_repair (Fixture *fixture, guint n)
{
	g_assert_true (seg_audit_add (fixture->workspace, "repair", "x.seg", NULL, NULL));
	fixture_executef (fixture, "DELETE FROM event WHERE user_id = %u", n + 5);
}

static const struct {
	const char *name;
	void (*make) (Fixture *fixture, guint n);
	gboolean matters;
} changes[] = {
	{ "file", change_file, TRUE }, { "mapping", change_mapping, TRUE }, { "policy", change_policy, TRUE }, { "step", change_step, TRUE },
	{ "clock", change_clock, TRUE }, { "formula", change_formula, TRUE }, { "own-of-component", change_weight, TRUE },
	{ "own-not-selected", change_aside, FALSE }, { "label", change_label, FALSE }, { "name", change_name, FALSE },
	{ "components", change_components, TRUE }, { "export", change_export, TRUE }, { "export-later", change_export_later, FALSE },
	{ "deleted-campaign", change_deleted, TRUE }, { "deleted-results", change_deleted_results, TRUE },
	{ "deleted-draft", change_deleted_draft, FALSE }, { "repair", change_repair, TRUE },
};

/* Everything that both sets hold is the same. */
static void
assert_same_values (Fixture *fixture, const SegFeatureSet *first, const SegFeatureSet *second)
{
	g_autoptr (SegFeatureSetDifference) difference = seg_feature_sets_compare (fixture->workspace, first->id, second->id, NULL, NULL);

	g_assert_nonnull (difference);
	g_assert_cmpint (difference->n_both, ==, first->n_users);
	g_assert_cmpint (difference->n_both, ==, second->n_users);
	for (guint i = 0; i < difference->features->len; i++) {
		const SegFeatureDifference *feature = difference->features->pdata[i];

		if (feature->n_different != 0 || feature->in_first != feature->in_second)
			g_error ("%s differs for %d users", feature->name, (int) feature->n_different);
	}
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
	const gsize number = GPOINTER_TO_SIZE (data);
	g_autoptr (SegFeatureSet) first = build (fixture, "default");

	g_assert_false (first->stale);
	for (guint n = 0; n < 2; n++) {
		g_autoptr (SegFeatureSet) set = NULL, again = NULL, anew = NULL;

		changes[number].make (fixture, n);
		set = seg_feature_set_load (fixture->workspace, "default", NULL);
		g_assert_cmpint (set->stale, ==, changes[number].matters);
		again = build (fixture, "default");
		g_assert_false (again->stale);
		anew = build (fixture, n == 0 ? "anew" : "anew too");
		assert_same_values (fixture, again, anew);
	}
}

/* Names ------------------------------------------------------------------------------------------------------------- */

/* The own feature "base" wherever a feature can stand; what was fitted in @transforms. */
static void
name_everywhere (Fixture *fixture, char **transforms)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "orders", "base", NULL);
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (fixture->workspace, "default", AS_OF, selection, NULL, NULL);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (fixture->workspace, set, NULL, NULL, NULL);
	g_autoptr (SegPca) pca = seg_pca (matrix->scaled, 1, NULL, NULL);
	g_autoptr (SegStatement) insert = NULL;
	GError *error = NULL;

	seg_reduction_keep_pca (fixture->workspace, "of_base", "default", matrix, pca, 1, &error);
	g_assert_no_error (error);
	insert = seg_workspace_prepare (fixture->workspace, "INSERT INTO segmentation (name, feature_set_id, selection, algorithm, options, seed, n_users, "
		"created_at, program_version, fingerprint, transforms) SELECT 'autumn', id, selection, 'rfm', "
		"'{\"axes\":{\"frequency\":{\"feature\":\"base\",\"cuts\":[1]}}}', 1, 0, 0, '0', '', :transforms FROM feature_set", &error);
	g_assert_no_error (error);
	*transforms = g_strdup (matrix->transforms);
	seg_statement_bind_text (insert, ":transforms", matrix->transforms);
	g_assert_true (seg_statement_run (insert, &error));
	fixture_execute (fixture, "INSERT INTO rfm_grid VALUES (1, '{\"axes\":{\"frequency\":{\"feature\":\"base\",\"cuts\":[1.5]}},\"columns\":\"both\","
	                          "\"names\":{\"loyal\":\"base\"}}', 0)");
	fixture_execute (fixture, "UPDATE campaign SET options = '{\"filter\":\"city = base and Base > 3 and \\\"base\\\"<9 and base is not missing and "
	                          "user.city contains base and a base = 1 and base＝2\"}' WHERE id = 3");
}

static char *
text_of (Fixture *fixture, const char *sql)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (fixture->workspace, sql, NULL);

	g_assert_true (seg_statement_next (statement, NULL));
	return g_strdup (seg_statement_text (statement, 0));
}

#define assert_text(fixture, sql, expected) \
	G_STMT_START { g_autofree char *text_ = text_of (fixture, sql); g_assert_cmpstr (text_, ==, expected); } G_STMT_END

static void
test_rename (Fixture *fixture, gconstpointer data)
{
	g_autofree char *transforms = NULL, *renamed = NULL, *users = NULL;
	g_autoptr (SegFeatureSet) set = NULL, later = NULL;
	g_autoptr (SegFeatureMatrix) before = NULL, after = NULL;
	g_autoptr (GPtrArray) catalogue = NULL;
	GError *error = NULL;

	(void) data;
	name_everywhere (fixture, &transforms);
	users = seg_own_feature_users (fixture->workspace, "base", &error);
	g_assert_cmpstr (users, ==, "own features made of it: twice; feature sets: default; segmentations: autumn; components: of_base; the RFM grid; "
	                            "campaigns: c3");
	set = seg_feature_set_build (fixture->workspace, "default", AS_OF, NULL, NULL, &error);
	before = seg_feature_matrix_again (fixture->workspace, set, transforms, NULL, &error);
	g_assert_no_error (error);
	rename_own (fixture, "base", "Grund", NULL);

	assert_text (fixture, "SELECT json_extract (selection, '$[1].feature') FROM segmentation", "Grund");
	assert_text (fixture, "SELECT json_extract (options, '$.axes.frequency.feature') FROM segmentation", "Grund");
	assert_text (fixture, "SELECT json_extract (definition, '$.axes.frequency.feature') FROM rfm_grid", "Grund");
	assert_text (fixture, "SELECT json_extract (definition, '$.names.loyal') FROM rfm_grid", "base");
	assert_text (fixture, "SELECT json_extract (definition, '$.axes.frequency.cuts[0]') FROM rfm_grid", "1.5");
	assert_text (fixture, "SELECT json_extract (transforms, '$[1].feature') FROM reduction WHERE name = 'of_base'", "Grund");
	assert_text (fixture, "SELECT json_extract (transforms, '$[1].columns[0].name') FROM reduction WHERE name = 'of_base'", "Grund");
	assert_text (fixture, "SELECT json_extract (options, '$.filter') FROM campaign WHERE id = 3",
	             "city = base and Grund > 3 and Grund<9 and Grund is not missing and user.city contains base and a base = 1 and Grund＝2");
	g_clear_pointer (&users, g_free);
	users = seg_own_feature_users (fixture->workspace, "base", &error);
	g_assert_cmpstr (users, ==, "");

	later = seg_feature_set_load (fixture->workspace, "default", &error);
	g_assert_false (later->stale); /* no value has changed */
	catalogue = seg_feature_catalogue (fixture->workspace, &error);
	g_assert_nonnull (seg_feature_find (catalogue, "of_base1"));
	renamed = text_of (fixture, "SELECT transforms FROM segmentation");
	after = seg_feature_matrix_again (fixture->workspace, later, renamed, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (memcmp (before->scaled->values, after->scaled->values, before->scaled->n_rows * 2 * sizeof (double)), ==, 0);
}

/* Who is made of it must go first; who only selects it can do without. */
static void
test_forget (Fixture *fixture, gconstpointer data)
{
	g_autofree char *transforms = NULL, *users = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	GError *error = NULL;

	(void) data;
	name_everywhere (fixture, &transforms);
	g_assert_false (seg_own_feature_forget (fixture->workspace, "base", TRUE, &error));
	test_error (&error, SEG_ERROR_DATA, "twice, the components of_base");
	set = build (fixture, "default");
	g_assert_false (seg_reduction_forget (fixture->workspace, "pc", FALSE, &error));
	test_error (&error, SEG_ERROR_DATA, "feature sets: default");
	users = seg_reduction_users (fixture->workspace, "of_base", &error);
	g_assert_cmpstr (users, ==, "");
	g_assert_null (seg_reduction_users (fixture->workspace, "no", &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "pc");
	g_assert_true (seg_reduction_forget (fixture->workspace, "pc", TRUE, &error));
	g_assert_true (seg_reduction_forget (fixture->workspace, "of_base", FALSE, &error));
	g_clear_pointer (&set, seg_feature_set_free);
	set = seg_feature_set_load (fixture->workspace, "default", &error);
	g_assert_no_error (error);
	g_assert_null (seg_selection_find (set->selection, "pc1"));
	g_assert_cmpuint (set->selection->len, ==, 2);
	g_assert_false (set->stale);
}

/* Names that are gone some other way can be taken out, one after another; new ones have to exist. */
static void
test_vanished (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = build (fixture, "default");
	g_autoptr (GPtrArray) selection = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "DELETE FROM reduction; DELETE FROM own_feature");
	selection = fixture_selection (SEG_SCALING_Z_SCORE, "orders", "pc1", NULL);
	g_assert_true (seg_feature_set_select (fixture->workspace, set->id, selection, &error));
	g_assert_no_error (error);
	g_ptr_array_set_size (selection, 1);
	g_assert_true (seg_feature_set_select (fixture->workspace, set->id, selection, &error));
	g_ptr_array_add (selection, seg_selected_new ("pc1", SEG_SCALING_NONE));
	g_assert_false (seg_feature_set_select (fixture->workspace, set->id, selection, &error));
	test_error (&error, SEG_ERROR_DATA, "pc1");
}

/* Values that somebody damaged are said to be, with what to do, and doing it helps. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = build (fixture, "default"), again = NULL;
	g_autoptr (SegFeatureMatrix) before = seg_feature_matrix (fixture->workspace, set, NULL, NULL, NULL), after = NULL;
	GError *error = NULL;

	(void) data;
	fixture_execute (fixture, "UPDATE feature_block SET bytes = x'00' WHERE feature_set_id = (SELECT max (id) FROM feature_set)");
	g_assert_null (seg_feature_matrix (fixture->workspace, set, NULL, NULL, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "segscope features WORKSPACE --rebuild");
	g_assert_true (seg_feature_set_forget_basis (fixture->workspace, "default", &error));
	g_assert_no_error (error);
	again = build (fixture, "default");
	g_assert_cmpint (again->n_computed, ==, again->n_users);
	after = seg_feature_matrix (fixture->workspace, again, NULL, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (before->fingerprint, ==, after->fingerprint);
}

/* A shop that has imported nothing but its users: a list goes out on the day that its features are of, and none of them tells campaigns. */
static void
test_users_only (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "user.age", NULL);
	g_autoptr (SegFeatureSet) set = NULL, after = NULL, again = NULL, later = NULL;
	GError *error = NULL;

	(void) data;
	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_execute (fixture, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) "
	                 "INSERT INTO user (id, key, listed, age) SELECT i, 'k' || i, 1, 20 + i * 13 % 41 FROM n");
	set = seg_feature_set_build (fixture->workspace, "default", 0, selection, NULL, &error);
	g_assert_no_error (error);
	export_campaign (fixture, 1, set->as_of - 10, 3);
	after = seg_feature_set_load (fixture->workspace, "default", &error);
	g_assert_no_error (error);
	g_assert_false (after->stale);
	again = seg_feature_set_build (fixture->workspace, "default", 0, selection, NULL, &error);
	g_assert_no_error (error);
	g_assert_false (again->stale);
	export_campaign (fixture, 2, set->as_of - 5, 4); /* now there is a feature that counts them */
	later = seg_feature_set_load (fixture->workspace, "default", &error);
	g_assert_no_error (error);
	g_assert_true (later->stale);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		g_autofree char *path = g_strdup_printf ("/feature/inputs/%s", changes[i].name);

		g_test_add (path, Fixture, GSIZE_TO_POINTER (i), set_up, test_change, fixture_tear_down);
	}
#define ADD(path, test) g_test_add ("/feature/inputs/" path, Fixture, NULL, set_up, test, fixture_tear_down)
	ADD ("rename", test_rename);
	ADD ("forget", test_forget);
	ADD ("vanished", test_vanished);
	ADD ("damaged", test_damaged);
	g_test_add ("/feature/inputs/users-only", Fixture, NULL, fixture_set_up, test_users_only, fixture_tear_down);
	return g_test_run ();
}
