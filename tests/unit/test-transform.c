/* What a person chooses for a feature, category codes against reference figures, missing values, and that what was fitted is applied to
 * later users without being fitted again. */
#include <config.h>

#include "feature-fixture.h"
#include "feature/feature-private.h"
#include "support/figures.h"

/* Words --------------------------------------------------------------------------------------------------------------- */

static void
test_words (void)
{
	static const char *const words[] = {
		"none", "log", "robust:missing=mean", "z-score:one-hot=5:missing=frequent:missing=column", "none:ordinal",
		"min-max:ordinal=low<medium<high", "yeo-johnson:frequency:missing=leave-out", "normal-scores:target=churn",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
		g_autoptr (SegSelected) selected = seg_selected_new ("x", SEG_SCALING_Z_SCORE), copy = NULL, again = NULL;
		g_autoptr (GPtrArray) selection = g_ptr_array_new (), back = NULL;
		g_autofree char *text = NULL, *json = NULL;

		g_assert_true (seg_selected_parse (selected, words[i], NULL));
		text = seg_selected_words (selected);
		g_assert_cmpstr (text, ==, words[i]);
		copy = seg_selected_copy (selected);
		g_assert_true (seg_selected_equal (copy, selected));
		g_ptr_array_add (selection, selected);
		json = seg_selection_to_json (selection);
		back = seg_selection_from_json (json, NULL);
		g_assert_true (seg_selected_equal (back->pdata[0], selected));
		again = seg_selected_new ("x", SEG_SCALING_MIN_MAX);
		g_assert_cmpint (seg_selected_equal (again, selected), ==, FALSE);
	}
}

static void
test_wrong_words (void)
{
	static const char *const words[] = { "zscore", "missing=often", "missing", "one-hot=0", "one-hot=x", "target", "target=", "frequency=2", "" };
	static const char *const texts[] = {
		"[{\"feature\":\"x\",\"scaling\":\"log\",\"missing\":\"never\"}]", "[{\"feature\":\"x\",\"scaling\":\"log\",\"encoding\":\"target\"}]",
		"[{\"feature\":\"x\",\"scaling\":\"log\",\"values\":-1}]", "[{\"feature\":\"x\",\"scaling\":\"log\",\"encoding\":\"hash\"}]",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
		g_autoptr (SegSelected) selected = seg_selected_new ("x", SEG_SCALING_LOG), before = seg_selected_copy (selected);
		g_autofree char *both = g_strconcat ("robust:", words[i], NULL);
		GError *error = NULL;

		g_assert_false (seg_selected_parse (selected, both, &error));
		g_assert_true (seg_selected_equal (selected, before));
		test_error (&error, SEG_ERROR_USAGE, "yeo-johnson");
	}
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		GError *error = NULL;

		g_assert_null (seg_selection_from_json (texts[i], &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "x");
	}
}

/* Codes --------------------------------------------------------------------------------------------------------------- */

static const char *
data_file (const char *name)
{
	return strcmp (name, "telco") == 0 ? "data/telco-churn/Telco-Customer-Churn.csv" : "data/online-shoppers/online_shoppers_intention.csv";
}

/* The encoder of one column, its values as row numbers tell folds. */
static SegEncoder *
encoder_of (const Table *table, const char *column, SegEncoding encoding, const char *target, const char *positive)
{
	g_autofree const char **values = g_new (const char *, table->n_rows);
	g_autofree gint64 *ids = g_new (gint64, table->n_rows);
	g_autofree double *outcomes = g_new (double, table->n_rows);

	for (gsize row = 0; row < table->n_rows; row++) {
		values[row] = table_text (table, row, column);
		ids[row] = (gint64) row;
		outcomes[row] = g_ascii_strcasecmp (table_text (table, row, target), positive) == 0;
	}
	return seg_encoder_fit (encoding, values, table->n_rows, ids, outcomes, NULL, NULL);
}

static void
check_codes (const Table *reference, const char *name, const char *target, const char *positive)
{
	g_autoptr (Table) table = table_read (data_file (name));

	for (gsize row = 0; table != NULL && row < reference->n_rows; row++) {
		const char *column = table_text (reference, row, "column"), *value = table_text (reference, row, "category");
		g_autoptr (SegEncoder) ordinal = NULL, frequency = NULL, outcome = NULL;
		gsize rank = (gsize) table_number (reference, row, "rank_by_count");
		gint64 first = (gint64) table_number (reference, row, "first_row");

		if (strcmp (table_text (reference, row, "name"), name) != 0)
			continue;
		ordinal = encoder_of (table, column, SEG_ENCODING_ORDINAL, target, positive);
		frequency = encoder_of (table, column, SEG_ENCODING_FREQUENCY, target, positive);
		outcome = encoder_of (table, column, SEG_ENCODING_TARGET, target, positive);
		g_assert_cmpstr (ordinal->values->pdata[rank], ==, value);
		g_assert_cmpuint (ordinal->counts[rank], ==, (gsize) table_number (reference, row, "count"));
		g_assert_cmpfloat (seg_encoder_code (ordinal, value, 0), ==, (double) rank);
		assert_close (seg_encoder_code (frequency, value, 0), table_number (reference, row, "frequency"), 1e-14);
		assert_close (seg_encoder_code (outcome, value, first), table_number (reference, row, "out_of_fold_encoding_of_first_row"), 1e-12);
		assert_close (seg_encoder_code (outcome, value, (gint64) table->n_rows), table_number (reference, row, "target_encoding_all_rows"), 1e-12);
	}
}

/* pandas: shared/reference/scaling/categories.csv. */
static void
test_codes_reference (void)
{
	g_autoptr (Table) reference = table_read ("reference/scaling/categories.csv");

	if (reference == NULL)
		return;
	check_codes (reference, "telco", "Churn", "Yes");
	check_codes (reference, "shoppers", "Revenue", "True");
}

static void
test_codes_by_hand (void)
{
	const char *const values[] = { "low", "high", NULL, "low", "medium" };
	const gint64 ids[] = { 1, 2, 3, 4, 5 };
	const double outcomes[] = { 1, 0, 1, NAN, 0 }, unknown[] = { NAN, NAN, NAN, NAN, NAN };
	g_autoptr (SegEncoder) ordinal = NULL, frequency = NULL, target = NULL;
	GError *error = NULL;

	ordinal = seg_encoder_fit (SEG_ENCODING_ORDINAL, values, 5, ids, NULL, " low < medium<high ", NULL);
	g_assert_cmpfloat (seg_encoder_code (ordinal, "high", 9), ==, 2);
	g_assert_true (isnan (seg_encoder_code (ordinal, "huge", 9)) && isnan (seg_encoder_code (ordinal, NULL, 9)));
	g_assert_null (seg_encoder_fit (SEG_ENCODING_ORDINAL, values, 5, ids, NULL, "low<high", &error));
	test_error (&error, SEG_ERROR_DATA, "medium");
	frequency = seg_encoder_fit (SEG_ENCODING_FREQUENCY, values, 5, ids, NULL, NULL, NULL);
	g_assert_cmpfloat (seg_encoder_code (frequency, "low", 1), ==, 0.5);
	g_assert_cmpfloat (seg_encoder_code (frequency, "huge", 1), ==, 0);
	target = seg_encoder_fit (SEG_ENCODING_TARGET, values, 5, ids, outcomes, NULL, NULL);
	/* The mean of all is 1/2; of low one outcome, 1, is known. */
	assert_close (seg_encoder_code (target, "low", 6), (1 + 20 * 0.5) / 21, 1e-15);
	g_assert_cmpfloat (seg_encoder_code (target, "huge", 6), ==, 0.5);
	/* User 1 without the own outcome: nothing is known of low, and the mean of the others is 1/3. */
	assert_close (seg_encoder_code (target, "low", 1), 1.0 / 3, 1e-15);
	g_assert_null (seg_encoder_fit (SEG_ENCODING_TARGET, values, 5, ids, unknown, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "outcome");
}

/* Nobody's code depends on their own outcome. */
static void
test_no_leak (void)
{
	enum { N = 60 };
	const char *values[N];
	gint64 ids[N];
	double outcomes[N];

	for (gsize i = 0; i < N; i++) {
		values[i] = i % 7 < 3 ? "a" : i % 7 < 5 ? "b" : "c";
		ids[i] = (gint64) (3 * i + 1);
		outcomes[i] = i % 3 == 0;
	}
	for (gsize i = 0; i < N; i++) {
		g_autoptr (SegEncoder) before = seg_encoder_fit (SEG_ENCODING_TARGET, values, N, ids, outcomes, NULL, NULL), after = NULL;

		outcomes[i] = 1 - outcomes[i];
		after = seg_encoder_fit (SEG_ENCODING_TARGET, values, N, ids, outcomes, NULL, NULL);
		outcomes[i] = 1 - outcomes[i];
		g_assert_cmpfloat (seg_encoder_code (before, values[i], ids[i]), ==, seg_encoder_code (after, values[i], ids[i]));
		g_assert_cmpfloat (seg_encoder_code (before, values[i], 1000), !=, seg_encoder_code (after, values[i], 1000));
	}
}

/* Quantiles ----------------------------------------------------------------------------------------------------------- */

/* More different values than knots: still rising, the middle at 0, and within half a knot of the exact ones. */
static void
test_thinned (void)
{
	gsize n = 5000;
	g_autofree double *values = g_new (double, n), *scratch = g_new (double, n), *scaled = g_new (double, n);
	SegScaler scaler = { .scaling = SEG_SCALING_NORMAL_SCORES };
	double beyond[2] = { -1e9, 1e9 };

	for (gsize i = 0; i < n; i++)
		values[i] = exp ((double) (i * 4999 % n) / 500);
	seg_scaler_fit (&scaler, values, n, scratch);
	g_assert_cmpuint (scaler.n_knots, ==, SEG_MOST_KNOTS);
	seg_scaler_apply (&scaler, values, n, scaled);
	for (gsize i = 0; i < n; i++) {
		double rank = log (values[i]) * 500;

		g_assert_cmpfloat (fabs (0.5 * erfc (-scaled[i] / sqrt (2)) - (rank + 0.5) / (double) n), <=, 0.5 / SEG_MOST_KNOTS);
	}
	seg_scaler_apply (&scaler, beyond, 2, beyond);
	assert_close (beyond[0], -beyond[1], 1e-12);
	g_assert_cmpfloat (beyond[1], <, 4);
	seg_scaler_clear (&scaler);
}

/* Fit and apply ------------------------------------------------------------------------------------------------------- */

/* @from..@to - 1: numbers with gaps, a category of five values with gaps, and who churned. */
static void
add_users (Fixture *fixture, int from, int to)
{
	fixture_executef (fixture, FIXTURE_USERS_FILE
		"WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d - 1) "
		"INSERT INTO user (id, key, listed, age, spend, plan, churn) SELECT i, 'k' || i, 1, CASE WHEN i %% 7 <> 0 THEN 20 + i * 13 %% 41 END, "
		"i * i %% 997 * 1.5, CASE WHEN i %% 11 <> 0 THEN substr ('aaaabbbccd', 1 + i * 7 %% 10, 1) END, "
		"CASE WHEN i %% 9 <> 0 THEN i %% 3 = 0 END FROM n", from, to);
}

static void
prepare (Fixture *fixture)
{
	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "spend", "Spend", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "plan", "Plan", NULL, SEG_TYPE_CATEGORY);
	fixture_attribute (fixture, "user", "churn", "Churn", "outcome", SEG_TYPE_BOOLEAN);
	add_users (fixture, 1, 101);
}

/* "age:robust:missing=mean" and so on, separated by blanks. */
static GPtrArray *
select_words (const char *list)
{
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_auto (GStrv) words = g_strsplit (list, " ", -1);

	for (gsize i = 0; words[i] != NULL; i++) {
		char *colon = strchr (words[i], ':');
		g_autofree char *name = g_strdup_printf ("user.%.*s", (int) (colon - words[i]), words[i]);
		GError *error = NULL;

		g_ptr_array_add (selection, seg_selected_new (name, SEG_SCALING_NONE));
		g_assert_true (seg_selected_parse (selection->pdata[i], colon + 1, &error));
	}
	return selection;
}

static SegFeatureMatrix *
fit (Fixture *fixture, const char *list)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	g_autoptr (GPtrArray) selection = select_words (list);
	GError *error = NULL;
	SegFeatureMatrix *matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, &error);

	g_assert_no_error (error);
	return matrix;
}

static SegFeatureMatrix *
apply (Fixture *fixture, const char *transforms)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	GError *error = NULL;
	SegFeatureMatrix *matrix = seg_feature_matrix_again (fixture->workspace, set, transforms, NULL, &error);

	g_assert_no_error (error);
	return matrix;
}

static const char *const choices[] = {
	"age:z-score spend:log", "age:min-max:missing=mean spend:robust", "age:yeo-johnson:missing=minimum spend:yeo-johnson",
	"age:quantile-normal:missing=maximum spend:normal-scores", "plan:none:one-hot=2 age:none:missing=zero",
	"plan:none:ordinal=d<c<b<a age:none:missing=column", "plan:z-score:frequency:missing=frequent", "plan:min-max:target=churn spend:none",
	"plan:none:target=user.spend:missing=leave-out age:none:missing=leave-out", "plan:none:one-hot:missing=frequent:missing=column",
	"plan:none:one-hot:missing=leave-out", "age:none:missing=median churn:none",
};

/* The same users: the same bits. Users who come later change nothing for those who were there, and are treated by what was fitted. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
	const char *list = data;
	g_autoptr (SegFeatureMatrix) first = NULL, again = NULL, later = NULL;
	gsize n, d;

	prepare (fixture);
	first = fit (fixture, list);
	again = apply (fixture, first->transforms);
	n = first->scaled->n_rows;
	d = first->n_columns;
	g_assert_cmpuint (again->n_columns, ==, d);
	g_assert_cmpuint (again->scaled->n_rows, ==, n);
	g_assert_cmpuint (again->n_left_out, ==, first->n_left_out);
	test_same_bytes (again->scaled->values, first->scaled->values, n * d * sizeof (double));
	test_same_bytes (again->raw->values, first->raw->values, n * d * sizeof (double));
	g_assert_cmpstr (again->transforms, ==, first->transforms);
	seg_feature_matrix_sign (again);
	g_assert_cmpstr (again->fingerprint, ==, first->fingerprint);

	add_users (fixture, 101, 140);
	fixture_execute (fixture, "UPDATE user SET spend = 1e6, plan = 'new' WHERE id = 130");
	later = apply (fixture, first->transforms);
	g_assert_cmpuint (later->scaled->n_rows + later->n_left_out, ==, 139);
	test_same_bytes (later->scaled->values, first->scaled->values, n * d * sizeof (double));
	g_assert_cmpstr (later->transforms, ==, first->transforms);
	for (gsize i = 0; i < d; i++)
		g_assert_cmpstr (later->columns[i].label, ==, first->columns[i].label);
}

static double
value_of (const SegFeatureMatrix *matrix, gint64 user_id, const char *name)
{
	for (gsize row = 0; row < matrix->raw->n_rows; row++)
		for (gsize i = 0; i < matrix->n_columns; i++)
			if (matrix->user_ids[row] == user_id && strcmp (matrix->columns[i].name, name) == 0)
				return seg_matrix_row (matrix->scaled, row)[i];
	g_error ("no column %s of user %" G_GINT64_FORMAT, name, user_id);
}

/* A newcomer's values by hand: beyond the old maximum, with a value nobody had. */
static void
test_newcomers (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) first = NULL, later = NULL;
	double mean, deviation;

	(void) data;
	prepare (fixture);
	first = fit (fixture, "spend:z-score plan:none:one-hot=2 age:none:missing=mean:missing=column churn:none");
	mean = first->columns[0].mean;
	deviation = first->columns[0].deviation;
	fixture_execute (fixture, FIXTURE_USERS_FILE "INSERT INTO user (id, key, listed, spend, plan) VALUES (500, 'new', 1, 1e6, 'never seen')");
	later = apply (fixture, first->transforms);
	assert_close (value_of (later, 500, "user.spend"), (1e6 - mean) / deviation, 1e-13);
	g_assert_cmpfloat (value_of (later, 500, "user.plan=a"), ==, 0);
	g_assert_cmpfloat (value_of (later, 500, "user.plan=(other)"), ==, 1);
	g_assert_cmpfloat (value_of (later, 500, "user.age"), ==, first->columns[4].fill);
	assert_close (first->columns[4].fill, fixture_number (fixture, "SELECT avg (age) FROM user WHERE id < 500"), 1e-13);
	g_assert_cmpfloat (value_of (later, 500, "user.age=(missing)"), ==, 1);
	g_assert_cmpfloat (value_of (later, 1, "user.age=(missing)"), ==, 0);
	g_assert_cmpstr (later->columns[5].label, ==, "Age missing");
}

/* Several values in one text are several values, as for categories of items: counted and coded by hand. */
static void
test_joined (Fixture *fixture, gconstpointer data)
{
	static const char *const texts[] = { "'music|film'", "'film; music '", "'sport'", "'film'", "NULL", "'编程、film'", "'|'", "'film|film'" };
	g_autoptr (SegFeatureMatrix) first = NULL, later = NULL, whole = NULL;
	g_autoptr (GPtrArray) selection = NULL, statistics = NULL;
	g_autoptr (SegFeatureSet) set = NULL;

	(void) data;
	prepare (fixture);
	fixture_attribute (fixture, "user", "likes", "Likes", NULL, SEG_TYPE_CATEGORY);
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		fixture_executef (fixture, "UPDATE user SET likes = %s WHERE id = %d", texts[i], (int) i + 1);
	first = fit (fixture, "likes:none:one-hot=2:missing=column");
	g_assert_cmpuint (first->n_columns, ==, 4);
	g_assert_cmpstr (first->columns[0].name, ==, "user.likes=film");
	g_assert_cmpstr (first->columns[1].name, ==, "user.likes=music");
	g_assert_cmpstr (first->columns[2].label, ==, "Likes = other (2 values)");
	for (gint64 id = 1; id <= 9; id++) {
		g_assert_cmpfloat (value_of (first, id, "user.likes=film"), ==, id <= 2 || id == 4 || id == 6 || id == 8);
		g_assert_cmpfloat (value_of (first, id, "user.likes=music"), ==, id <= 2);
		g_assert_cmpfloat (value_of (first, id, "user.likes=(other)"), ==, id == 3 || id == 6);
	}
	g_assert_cmpfloat (value_of (first, 5, "user.likes=(missing)"), ==, 1);
	g_assert_cmpfloat (value_of (first, 6, "user.likes=(missing)"), ==, 0);

	fixture_execute (fixture, FIXTURE_USERS_FILE "INSERT INTO user (id, key, listed, likes) VALUES (500, 'new', 1, 'chess|music')");
	later = apply (fixture, first->transforms);
	g_assert_cmpfloat (value_of (later, 500, "user.likes=music"), ==, 1);
	g_assert_cmpfloat (value_of (later, 500, "user.likes=(other)"), ==, 1);
	whole = fit (fixture, "likes:none:frequency");
	assert_close (seg_matrix_row (whole->raw, 2)[0], 1.0 / 8, 1e-15);
	set = fixture_build (fixture, 0);
	selection = select_words ("likes:none:one-hot");
	statistics = seg_feature_statistics (fixture->workspace, set, selection, NULL, NULL);
	g_assert_cmpint (((SegFeatureStatistics *) statistics->pdata[0])->n_known, ==, 7); /* people, not values */
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) selection = NULL;
	GError *error = NULL;

	(void) data;
	prepare (fixture);
	matrix = fit (fixture, "age:none:missing=leave-out plan:none:frequency:missing=leave-out");
	g_assert_cmpuint (matrix->n_left_out, ==, (gsize) fixture_number (fixture, "SELECT count(*) FROM user WHERE age IS NULL OR plan IS NULL"));
	for (gsize row = 0; row < matrix->raw->n_rows; row++) {
		g_assert_true (matrix->user_ids[row] % 7 != 0 && matrix->user_ids[row] % 11 != 0);
		g_assert_cmpfloat (seg_matrix_row (matrix->raw, row)[0], ==, 20 + (double) (matrix->user_ids[row] * 13 % 41));
	}
	fixture_execute (fixture, "UPDATE user SET age = NULL");
	set = fixture_build (fixture, 0);
	selection = select_words ("age:none:missing=leave-out");
	g_assert_null (seg_feature_matrix (fixture->workspace, set, selection, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "lacks");
}

static void
refuse_selection (Fixture *fixture, const char *list, const char *about)
{
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	g_autoptr (GPtrArray) selection = select_words (list);
	GError *error = NULL;

	g_assert_null (seg_feature_matrix (fixture->workspace, set, selection, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, about);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
	(void) data;
	prepare (fixture);
	refuse_selection (fixture, "age:none:frequency", "user.age");
	refuse_selection (fixture, "age:none:one-hot=3", "user.age");
	refuse_selection (fixture, "plan:none:missing=median", "user.plan");
	refuse_selection (fixture, "plan:none:target=nothing", "nothing");
	refuse_selection (fixture, "plan:none:target=plan", "plan");
	refuse_selection (fixture, "plan:none:ordinal=a<b", "Plan: ");
}

/* A workspace that somebody edited. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
	static const char *const texts[] = {
		"", "{}", "[1]", "[{}]", "[{\"feature\":\"user.age\",\"scaling\":\"none\"}]",
		"[{\"feature\":\"user.age\",\"scaling\":\"none\",\"columns\":[1]}]",
		"[{\"feature\":\"user.age\",\"scaling\":\"none\",\"columns\":[{\"scaling\":\"z-score\",\"scale\":0}]}]",
		"[{\"feature\":\"user.age\",\"scaling\":\"none\",\"columns\":[{\"scaling\":\"normal-scores\",\"knots\":[1,2],\"places\":[0]}]}]",
		"[{\"feature\":\"user.age\",\"scaling\":\"none\",\"columns\":[{\"scaling\":\"normal-scores\",\"knots\":[2,1],\"places\":[0,1]}]}]",
		"[{\"feature\":\"user.plan\",\"scaling\":\"none\",\"encoding\":\"frequency\",\"category\":[\"a\",\"b\"],\"codes\":[1],\"columns\":[{\"scaling\":\"none\"}]}]",
		"[{\"feature\":\"user.plan\",\"scaling\":\"none\",\"category\":[1],\"columns\":[]}]",
	};
	static const char *const others[] = {
		"[{\"feature\":\"user.plan\",\"scaling\":\"none\",\"category\":[\"a\",\"b\"],\"columns\":[{\"scaling\":\"none\"}]}]",
		"[{\"feature\":\"user.plan\",\"scaling\":\"none\",\"columns\":[{\"scaling\":\"none\"}]}]",
		"[{\"feature\":\"user.age\",\"scaling\":\"none\",\"category\":[\"a\"],\"columns\":[{\"scaling\":\"none\"}]}]",
		"[{\"feature\":\"gone\",\"scaling\":\"none\",\"columns\":[{\"scaling\":\"none\"}]}]",
	};
	g_autoptr (SegFeatureSet) set = NULL;
	GError *error = NULL;

	(void) data;
	prepare (fixture);
	set = fixture_build (fixture, 0);
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		g_assert_null (seg_feature_matrix_again (fixture->workspace, set, texts[i], NULL, &error));
		test_error (&error, SEG_ERROR_WORKSPACE, "scalings");
	}
	for (gsize i = 0; i < G_N_ELEMENTS (others); i++) {
		g_assert_null (seg_feature_matrix_again (fixture->workspace, set, others[i], NULL, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
		g_clear_error (&error);
	}
}

#define ADD(path, test) g_test_add ("/transform/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/transform/words", test_words);
	g_test_add_func ("/transform/wrong-words", test_wrong_words);
	g_test_add_func ("/transform/codes/reference", test_codes_reference);
	g_test_add_func ("/transform/codes/by-hand", test_codes_by_hand);
	g_test_add_func ("/transform/codes/no-leak", test_no_leak);
	g_test_add_func ("/transform/thinned", test_thinned);
	for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
		g_autofree char *path = g_strdup_printf ("/transform/again/%zu", i);

		g_test_add (path, Fixture, choices[i], fixture_set_up, test_again, fixture_tear_down);
	}
	ADD ("newcomers", test_newcomers);
	ADD ("joined", test_joined);
	ADD ("left-out", test_left_out);
	ADD ("refused", test_refused);
	ADD ("damaged", test_damaged);
	return g_test_run ();
}
