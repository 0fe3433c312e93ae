/* Components kept as features: the scores they were, newcomers by the same weights, names, forgetting. */
#include <config.h>

#include "feature-fixture.h"
#include "feature/feature-private.h"

#include <segscope/component.h>

/* Users with numbers, gaps and a category, and what they bought. */
static void
add_users (Fixture *fixture, int from, int to)
{
	fixture_executef (fixture,
		"WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d - 1) "
		"INSERT INTO user (id, key, listed, age, plan) SELECT i, 'k' || i, 1, CASE WHEN i %% 7 <> 0 THEN 20 + i * 13 %% 41 END, "
		"CASE WHEN i %% 11 <> 0 THEN substr ('aaaabbbccd', 1 + i * 7 %% 10, 1) END FROM n", from, to);
	fixture_executef (fixture,
		"INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT u.id, 1, 1700000000 + u.id * 5000 + d.value * 86400, "
		"10 + u.id * d.value %% 17, 1 FROM user u, json_each ('[1, 2, 3, 5, 8]') d WHERE u.id >= %d AND u.id < %d AND u.id %% 6 >= d.value %% 4",
		from, to);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
	fixture_set_up (fixture, data);
	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "plan", "Plan", NULL, SEG_TYPE_CATEGORY);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'purchase')");
	add_users (fixture, 1, 81);
}

static GPtrArray *
selection_of (void)
{
	static const char *const choices[][2] = {
		{ "orders", "z-score" }, { "monetary", "log" }, { "user.age", "robust:missing=mean:missing=column" }, { "user.plan", "none:one-hot=2" },
	};
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
		g_ptr_array_add (selection, seg_selected_new (choices[i][0], SEG_SCALING_NONE));
		g_assert_true (seg_selected_parse (selection->pdata[i], choices[i][1], NULL));
	}
	return selection;
}

/* Keeps two components of the fixture's features as @name; *matrix and the result: what they were. */
static SegPca *
keep (Fixture *fixture, const char *name, SegFeatureMatrix **matrix, GError **error)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	g_autoptr (GPtrArray) selection = selection_of ();
	SegPcaOptions options = seg_pca_options_defaults ();
	SegPca *pca;

	*matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, NULL);
	g_assert_nonnull (*matrix);
	options.correlation = TRUE;
	pca = seg_pca_run ((*matrix)->scaled, &options, NULL, NULL);
	g_assert_nonnull (pca);
	seg_reduction_keep_pca (fixture->workspace, name, "default", *matrix, pca, 2, error);
	return pca;
}

/* The features pc1 and pc2 of the set as it is now. */
static SegFeatureMatrix *
scores_now (Fixture *fixture)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_NONE, "pc1", "pc2", NULL);
	GError *error = NULL;
	SegFeatureMatrix *matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, &error);

	g_assert_no_error (error);
	return matrix;
}

static void
test_scores (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL, scores = NULL, later = NULL;
	g_autoptr (SegPca) pca = NULL;
	g_autoptr (GPtrArray) catalogue = NULL, reductions = NULL;
	GError *error = NULL;

	(void) data;
	pca = keep (fixture, "pc", &matrix, &error);
	g_assert_no_error (error);
	scores = scores_now (fixture);
	g_assert_cmpuint (scores->raw->n_rows, ==, 80);
	for (gsize row = 0; row < 80; row++)
		for (gsize i = 0; i < 2; i++)
			assert_close (seg_matrix_row (scores->raw, row)[i], seg_matrix_row (pca->scores, row)[i], 1e-9);
	catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	g_assert_cmpstr (seg_feature_find (catalogue, "pc2")->group, ==, SEG_GROUP_COMPONENTS);
	g_assert_false (seg_feature_find (catalogue, "pc2")->proposed);
	g_assert_nonnull (strstr (seg_feature_find (catalogue, "pc1")->meaning, "default"));
	reductions = seg_reductions (fixture->workspace, NULL);
	g_assert_cmpuint (reductions->len, ==, 1);
	g_assert_cmpint (((SegReduction *) reductions->pdata[0])->n_users, ==, 80);

	/* Newcomers change nobody's scores, and get theirs by the old weights. */
	add_users (fixture, 81, 121);
	later = scores_now (fixture);
	g_assert_cmpuint (later->raw->n_rows, ==, 120);
	g_assert_cmpint (memcmp (later->raw->values, scores->raw->values, 80 * 2 * sizeof (double)), ==, 0);
}

/* A newcomer like somebody who is there lies where that one does. */
static void
test_twin (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL, later = NULL;
	g_autoptr (SegPca) pca = NULL;
	GError *error = NULL;

	(void) data;
	pca = keep (fixture, "pc", &matrix, &error);
	fixture_execute (fixture, "INSERT INTO user (id, key, listed, age, plan) SELECT 500, 'twin', 1, age, plan FROM user WHERE id = 17;"
	                          "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT 500, kind_id, at, amount, 1 FROM event WHERE user_id = 17");
	later = scores_now (fixture);
	g_assert_cmpint (later->user_ids[80], ==, 500);
	g_assert_cmpint (memcmp (seg_matrix_row (later->raw, 80), seg_matrix_row (later->raw, 16), 2 * sizeof (double)), ==, 0);
}

static void
test_discriminants (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = selection_of (), kept = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL, scores = NULL;
	g_autoptr (SegLda) lda = NULL;
	gint32 labels[80];
	GError *error = NULL;

	(void) data;
	set = fixture_build (fixture, 0);
	matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, NULL);
	for (gsize row = 0; row < 80; row++)
		labels[row] = (gint32) ((row + 1) % 6 / 2);
	lda = seg_lda (matrix->scaled, labels, 3, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_reduction_keep_lda (fixture->workspace, "apart", "groups", matrix, lda, &error));
	g_assert_no_error (error);
	g_clear_pointer (&set, seg_feature_set_free);
	set = fixture_build (fixture, 0);
	kept = fixture_selection (SEG_SCALING_NONE, "apart1", "apart2", NULL);
	scores = seg_feature_matrix (fixture->workspace, set, kept, NULL, &error);
	g_assert_no_error (error);
	for (gsize row = 0; row < 80; row++)
		for (gsize i = 0; i < 2; i++)
			assert_close (seg_matrix_row (scores->raw, row)[i], seg_matrix_row (lda->scores, row)[i], 1e-8);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
	static const char *const wrong[] = { "", "pc1", "a b", "a\"b", "名", "x'; DROP TABLE user; --" };

	(void) data;
	for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (SegFeatureMatrix) matrix = NULL;
		g_autoptr (SegPca) pca = NULL;
		GError *error = NULL;

		pca = keep (fixture, wrong[i], &matrix, &error);
		g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
		g_clear_error (&error);
	}
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM reduction"), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL, again = NULL, scores = NULL;
	g_autoptr (SegPca) pca = NULL, same = NULL, of_scores = NULL;
	GError *error = NULL;

	(void) data;
	pca = keep (fixture, "pc", &matrix, &error);
	g_assert_no_error (error);
	same = keep (fixture, "PC", &again, &error);
	test_error (&error, SEG_ERROR_ARGUMENT, "PC1");
	scores = scores_now (fixture);
	of_scores = seg_pca (scores->scaled, 1, NULL, NULL);
	g_assert_false (seg_reduction_keep_pca (fixture->workspace, "deep", "default", scores, of_scores, 1, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "pc1");
	g_assert_false (seg_reduction_keep_pca (fixture->workspace, "more", "default", matrix, pca, 99, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "99");
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegPca) pca = NULL;
	g_autoptr (GPtrArray) catalogue = NULL;
	GError *error = NULL;

	(void) data;
	g_assert_false (seg_reduction_forget (fixture->workspace, "pc", FALSE, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "--keep");
	pca = keep (fixture, "pc", &matrix, &error);
	g_assert_false (seg_reduction_forget (fixture->workspace, "cp", FALSE, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "pc");
	/* What somebody broke is said, and can be forgotten. */
	fixture_execute (fixture, "UPDATE reduction SET means = '[1,'");
	g_assert_null (seg_feature_catalogue (fixture->workspace, &error));
	test_error (&error, SEG_ERROR_WORKSPACE, "--forget pc");
	g_assert_true (seg_reduction_forget (fixture->workspace, "pc", FALSE, &error));
	catalogue = seg_feature_catalogue (fixture->workspace, &error);
	g_assert_no_error (error);
	g_assert_null (seg_feature_find (catalogue, "pc1"));
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM audit WHERE action LIKE '% components'"), ==, 2);
}

/* Features that are gone take their components along; those with transforms that make no sense are not there. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegPca) pca = NULL;
	g_autoptr (GPtrArray) catalogue = NULL;
	GError *error = NULL;

	(void) data;
	pca = keep (fixture, "pc", &matrix, &error);
	fixture_execute (fixture, "UPDATE reduction SET transforms = replace (transforms, 'user.age', 'user.gone')");
	catalogue = seg_feature_catalogue (fixture->workspace, &error);
	g_assert_no_error (error);
	g_assert_null (seg_feature_find (catalogue, "pc1"));
	g_assert_nonnull (seg_feature_find (catalogue, "user.age"));
}

#define ADD(path, test) g_test_add ("/component/" path, Fixture, NULL, set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("scores", test_scores);
	ADD ("twin", test_twin);
	ADD ("discriminants", test_discriminants);
	ADD ("names", test_names);
	ADD ("refused", test_refused);
	ADD ("forget", test_forget);
	ADD ("gone", test_gone);
	return g_test_run ();
}
