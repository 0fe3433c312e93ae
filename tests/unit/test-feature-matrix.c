/* The matrix that clustering sees: attributes, categories, filling, what is constant or repeated, the export. */
#include <config.h>

#include "feature-fixture.h"
#include "feature/feature-private.h"
#include "support/figures.h"

#include <segscope/feature_half.h>

#define HOSTILE "a\"b'; DROP TABLE user; --"

/* Ten customers and no events. */
static void
customers (Fixture *fixture)
{
	fixture_attribute (fixture, "user", "age", "Age", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "months", "Age in months", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "spend", "Spend", NULL, SEG_TYPE_NUMBER);
	fixture_attribute (fixture, "user", "gender", "Gender", NULL, SEG_TYPE_CATEGORY);
	fixture_attribute (fixture, "user", "vip", "VIP", NULL, SEG_TYPE_BOOLEAN);
	fixture_attribute (fixture, "user", "consent", "Mail?", "consent", SEG_TYPE_BOOLEAN);
	fixture_attribute (fixture, "user", "born", "Born", NULL, SEG_TYPE_DATE);
	fixture_attribute (fixture, "user", "remarks", "Remarks", NULL, SEG_TYPE_TEXT);
	fixture_attribute (fixture, "user", "mail", "Mail", "email", SEG_TYPE_CATEGORY);
	fixture_attribute (fixture, "user", HOSTILE, "Hostile", NULL, SEG_TYPE_NUMBER);
	fixture_execute (fixture,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) "
		"INSERT INTO user (id, key, listed, age, months, spend, gender, vip, consent, born, remarks, mail) SELECT "
		"i, 'k' || i, 1, CASE WHEN i <> 4 THEN 20 + i END, CASE WHEN i <> 4 THEN -12 * (20 + i) + 7 END, i * i * i * i * i * i, "
		"CASE i % 3 WHEN 0 THEN 'm' WHEN 1 THEN 'f' END, CASE WHEN i <> 5 THEN i > 3 END, i % 2, (100 - i) * 86400 + 40000, "
		"'hi', 'm' || i % 2 FROM n");
	fixture_execute (fixture, "UPDATE user SET \"a\"\"b'; DROP TABLE user; --\" = 7");
}

static SegFeatureMatrix *
build_matrix (Fixture *fixture, const GPtrArray *selection)
{
	GError *error = NULL;
	g_autoptr (SegFeatureSet) set = fixture_build (fixture, 0);
	SegFeatureMatrix *matrix = seg_feature_matrix (fixture->workspace, set, selection, NULL, &error);

	g_assert_no_error (error);
	return matrix;
}

static gsize
column_of (const SegFeatureMatrix *matrix, const char *name)
{
	for (gsize i = 0; i < matrix->n_columns; i++)
		if (strcmp (matrix->columns[i].name, name) == 0)
			return i;
	g_error ("no column %s", name);
}

static double
raw (const SegFeatureMatrix *matrix, gsize row, const char *name)
{
	return seg_matrix_row (matrix->raw, row)[column_of (matrix, name)];
}

static void
test_attributes (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	const SegMatrixColumn *column;

	(void) data;
	customers (fixture);
	all = seg_feature_selection_all (fixture->workspace, NULL);
	matrix = build_matrix (fixture, all);
	g_assert_cmpuint (matrix->raw->n_rows, ==, 10);
	g_assert_cmpint (matrix->user_ids[9], ==, 10);
	for (gsize i = 0; i < matrix->n_columns; i++)
		g_assert_true (strstr (matrix->columns[i].name, "remarks") == NULL && strstr (matrix->columns[i].name, "mail") == NULL);

	/* The median of 21, 22, 23, 25 ... 30 stands for the missing age. */
	column = &matrix->columns[column_of (matrix, "user.age")];
	g_assert_cmpuint (column->n_missing, ==, 1);
	g_assert_cmpfloat (raw (matrix, 3, "user.age"), ==, 26);
	g_assert_cmpuint (matrix->filled[3 * matrix->n_columns + column_of (matrix, "user.age")], ==, 1);
	g_assert_cmpuint (matrix->filled[4 * matrix->n_columns + column_of (matrix, "user.age")], ==, 0);
	g_assert_false (column->is_share);

	/* Most are VIPs, so the one unknown counts as one. */
	g_assert_cmpfloat (raw (matrix, 4, "user.vip"), ==, 1);
	g_assert_true (matrix->columns[column_of (matrix, "user.vip")].is_share);

	/* f four times, m three times; the others are unknown: 0 in both. */
	g_assert_cmpuint (column_of (matrix, "user.gender=m"), ==, column_of (matrix, "user.gender=f") + 1);
	g_assert_cmpfloat (raw (matrix, 0, "user.gender=f"), ==, 1);
	g_assert_cmpfloat (raw (matrix, 1, "user.gender=f"), ==, 0);
	g_assert_cmpfloat (raw (matrix, 1, "user.gender=m"), ==, 0);
	g_assert_cmpuint (matrix->columns[column_of (matrix, "user.gender=m")].n_missing, ==, 3);
	g_assert_cmpstr (matrix->columns[column_of (matrix, "user.gender=m")].label, ==, "Gender = m");
	g_assert_cmpfloat (matrix->columns[column_of (matrix, "user.gender=f")].mean, ==, 0.4);

	/* Days before the end of the latest date in the data (day 99). */
	g_assert_cmpfloat (raw (matrix, 0, "user.born"), ==, 0);
	g_assert_cmpfloat (raw (matrix, 9, "user.born"), ==, 9);
}

static void
test_remarks (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;

	(void) data;
	customers (fixture);
	all = seg_feature_selection_all (fixture->workspace, NULL);
	matrix = build_matrix (fixture, all);
	g_assert_true (matrix->columns[column_of (matrix, "user." HOSTILE)].constant);
	g_assert_cmpint (matrix->columns[column_of (matrix, "user." HOSTILE)].duplicate_of, ==, -1);
	g_assert_false (matrix->columns[column_of (matrix, "user.age")].constant);
	/* Months are a linear function of years, falling at that. */
	g_assert_cmpint (matrix->columns[column_of (matrix, "user.months")].duplicate_of, ==, (gssize) column_of (matrix, "user.age"));
	g_assert_cmpint (matrix->columns[column_of (matrix, "user.age")].duplicate_of, ==, -1);
	g_assert_cmpint (matrix->columns[column_of (matrix, "user.spend")].duplicate_of, ==, -1);
}

/* A category of two values without gaps: the second column is the first one turned round. */
static void
test_two_values (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_NONE, "user.gender", NULL);
	g_autoptr (SegFeatureMatrix) matrix = NULL;

	(void) data;
	customers (fixture);
	fixture_execute (fixture, "UPDATE user SET gender = 'f' WHERE gender IS NULL");
	matrix = build_matrix (fixture, selection);
	g_assert_cmpuint (matrix->n_columns, ==, 2);
	g_assert_cmpint (matrix->columns[1].duplicate_of, ==, 0);
}

static void
test_other_values (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_NONE, "user.city", NULL);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	double total = 0;

	(void) data;
	fixture_attribute (fixture, "user", "city", "City", NULL, SEG_TYPE_CATEGORY);
	/* City c of 1..20 has c users; the twelve most frequent are 20..9. */
	fixture_execute (fixture,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20), m (j) AS (SELECT * FROM n) "
		"INSERT INTO user (key, listed, city) SELECT i || '-' || j, 1, 'c' || i FROM n, m WHERE j <= i");
	matrix = build_matrix (fixture, selection);
	g_assert_cmpuint (matrix->n_columns, ==, SEG_CATEGORY_LIMIT + 1);
	g_assert_cmpstr (matrix->columns[0].name, ==, "user.city=c20");
	g_assert_cmpstr (matrix->columns[11].name, ==, "user.city=c9");
	g_assert_cmpstr (matrix->columns[12].name, ==, "user.city=(other)");
	g_assert_cmpstr (matrix->columns[12].label, ==, "City = other (8 values)");
	assert_close (matrix->columns[12].mean, 36.0 / 210, 1e-15);
	for (gsize i = 0; i < 13; i++)
		total += matrix->columns[i].mean;
	assert_close (total, 1, 1e-14);
}

/* What is proposed for a pure table of customers. */
static void
test_proposed (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) catalogue = NULL;
	g_autoptr (GString) proposed = g_string_new (NULL);

	(void) data;
	customers (fixture);
	fixture_attribute (fixture, "user", "churn", "Churn", "outcome", SEG_TYPE_BOOLEAN);
	fixture_execute (fixture, "UPDATE user SET churn = id % 2");
	catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	for (guint i = 0; i < catalogue->len; i++)
		if (((SegFeature *) catalogue->pdata[i])->proposed)
			g_string_append_printf (proposed, "%s ", ((SegFeature *) catalogue->pdata[i])->name);
	g_assert_cmpstr (proposed->str, ==, "user.age user.months user.spend user.vip ");
	g_assert_cmpint (seg_feature_find (catalogue, "spend")->scaling, ==, SEG_SCALING_LOG);
	g_assert_cmpint (seg_feature_find (catalogue, "age")->scaling, ==, SEG_SCALING_Z_SCORE);
	g_assert_false (seg_feature_find (catalogue, "consent")->proposed);
	g_assert_true (seg_feature_find (catalogue, "churn")->is_outcome); /* what became of people: never proposed, and last */
	g_assert_true (catalogue->pdata[catalogue->len - 1] == seg_feature_find (catalogue, "churn"));
	g_assert_false (seg_feature_find (catalogue, "age")->is_outcome);
	fixture_execute (fixture, "UPDATE user SET months = 1");
	g_ptr_array_unref (catalogue);
	catalogue = seg_feature_catalogue (fixture->workspace, NULL);
	g_assert_false (seg_feature_find (catalogue, "months")->proposed); /* the same for everyone */
	g_assert_true (seg_feature_find (catalogue, "gender")->proposed);  /* only two numbers are left */
}

/* People who never came count as the longest absent. */
static void
test_fill_of_behaviour (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "recency_days", "recency_purchase_days",
	                                                     "mean_order_value", NULL);
	g_autoptr (SegFeatureMatrix) matrix = NULL;

	(void) data;
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'), (2, 'purchase');"
	                 "INSERT INTO user (id, key, listed) VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 1), (4, 'd', 1);"
	                 "INSERT INTO event (user_id, kind_id, at, amount, source_id) VALUES (1, 2, 86400, 50, 1), (2, 1, 10 * 86400, NULL, 1), "
	                 "(3, 2, 5 * 86400, 20, 1)");
	matrix = build_matrix (fixture, selection);
	g_assert_cmpfloat (raw (matrix, 3, "recency_days"), ==, 9);
	g_assert_cmpfloat (raw (matrix, 1, "recency_purchase_days"), ==, 9);
	g_assert_cmpfloat (raw (matrix, 2, "recency_purchase_days"), ==, 5);
	g_assert_cmpfloat (raw (matrix, 3, "mean_order_value"), ==, 0);
	g_assert_cmpuint (matrix->columns[1].n_missing, ==, 2);
}

/* Computed figures are read as columns, or row by row where somebody is left out: the same bits, also with attributes between them, and
 * where only scaled values are asked for. */
static void
test_ways_of_reading (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "recency_days", "user.gender", "monetary", "orders", "user.age", NULL);
	SegSelected *monetary = selection->pdata[2], *orders = selection->pdata[3];
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegFeatureMatrix) columns = NULL, again = NULL, scaled = NULL, rows = NULL;
	gsize bytes;

	(void) data;
	customers (fixture);
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'), (2, 'purchase');"
	                 "INSERT INTO event (user_id, kind_id, at, amount, source_id) SELECT id, 2, 86400 * id * id, 10.25 * id, 1 FROM user WHERE id < 8;"
	                 "INSERT INTO event (user_id, kind_id, at, source_id) SELECT id, 1, 86400 * 90, 1 FROM user WHERE id % 2 = 0");
	monetary->indicator = TRUE;
	orders->limited = TRUE;
	orders->high = 0.5;
	set = fixture_build (fixture, 0);
	columns = build_matrix (fixture, selection);
	again = seg_feature_matrix_again (fixture->workspace, set, columns->transforms, NULL, NULL);
	scaled = seg_feature_matrix_scaled (fixture->workspace, set, columns->transforms, NULL, NULL);
	((SegSelected *) selection->pdata[3])->fill = SEG_FILL_LEAVE_OUT; /* nobody lacks it */
	rows = build_matrix (fixture, selection);
	g_assert_cmpuint (rows->n_left_out, ==, 0);
	bytes = columns->raw->n_rows * columns->n_columns * sizeof (double);
	g_assert_cmpuint (columns->n_columns, ==, 7);
	g_assert_cmpuint (columns->columns[column_of (columns, "recency_days")].n_missing, ==, rows->columns[column_of (rows, "recency_days")].n_missing);
	g_assert_cmpfloat (raw (columns, 9, "orders"), ==, 0);
	test_same_bytes (columns->raw->values, rows->raw->values, bytes);
	test_same_bytes (columns->scaled->values, rows->scaled->values, bytes);
	test_same_bytes (columns->filled, rows->filled, bytes / sizeof (double));
	test_same_bytes (columns->scaled->values, again->scaled->values, bytes);
	test_same_bytes (columns->scaled->values, scaled->scaled->values, bytes);
	test_same_bytes (columns->user_ids, scaled->user_ids, 10 * sizeof (gint64));
	g_assert_null (again->fingerprint);
	seg_feature_matrix_sign (again);
	g_assert_cmpstr (columns->fingerprint, ==, again->fingerprint);
}

static void
test_fingerprint (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_Z_SCORE, "user.age", NULL);
	g_autoptr (GPtrArray) robust = fixture_selection (SEG_SCALING_ROBUST, "user.age", NULL);
	g_autoptr (SegFeatureMatrix) first = NULL, again = NULL, other = NULL, changed = NULL;

	(void) data;
	customers (fixture);
	first = build_matrix (fixture, selection);
	again = build_matrix (fixture, selection);
	other = build_matrix (fixture, robust);
	g_assert_cmpuint (strlen (first->fingerprint), ==, 64);
	g_assert_cmpstr (first->fingerprint, ==, again->fingerprint);
	g_assert_cmpstr (first->fingerprint, !=, other->fingerprint);
	fixture_execute (fixture, "UPDATE user SET age = 33 WHERE id = 1");
	changed = build_matrix (fixture, selection);
	g_assert_cmpstr (first->fingerprint, !=, changed->fingerprint);
}

/* Values beyond the limits count as the limit for clustering; what a person reads stays as it is. */
static void
test_limits (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free), again = NULL;
	g_autoptr (SegFeatureMatrix) free_matrix = NULL, limited = NULL;
	SegSelected *spend = seg_selected_new ("user.spend", SEG_SCALING_NONE);
	g_autofree char *json = NULL;

	(void) data;
	customers (fixture);
	g_ptr_array_add (selection, spend);
	free_matrix = build_matrix (fixture, selection);
	spend->limited = TRUE;
	spend->high = 1000;
	limited = build_matrix (fixture, selection);
	for (gsize row = 0; row < 10; row++) {
		double value = pow ((double) row + 1, 6);

		g_assert_cmpfloat (seg_matrix_row (limited->raw, row)[0], ==, value);
		g_assert_cmpfloat (seg_matrix_row (free_matrix->scaled, row)[0], ==, value);
		g_assert_cmpfloat (seg_matrix_row (limited->scaled, row)[0], ==, MIN (value, 1000));
	}
	g_assert_cmpuint (limited->columns[0].n_limited, ==, 7);
	g_assert_cmpuint (free_matrix->columns[0].n_limited, ==, 0);
	g_assert_cmpfloat (limited->columns[0].maximum, ==, 1e6);
	g_assert_cmpstr (limited->fingerprint, !=, free_matrix->fingerprint);

	json = seg_selection_to_json (selection);
	again = seg_selection_from_json (json, NULL);
	g_assert_true (((SegSelected *) again->pdata[0])->limited);
	g_assert_cmpfloat (((SegSelected *) again->pdata[0])->high, ==, 1000);
	g_assert_cmpfloat (((SegSelected *) again->pdata[0])->low, ==, -INFINITY);
}

/* Half of a matrix is that half of it, to the same bits; the raw one becomes the scaled one. */
static void
test_halves (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureMatrix) both = NULL, early = NULL, late = NULL;
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	SegSelected *spend;
	gsize bytes;

	(void) data;
	customers (fixture);
	all = seg_feature_selection_all (fixture->workspace, NULL);
	spend = (SegSelected *) seg_selection_find (all, "user.spend");
	spend->limited = TRUE;
	spend->low = 10;
	spend->high = 5000;
	set = fixture_build (fixture, 0);
	both = seg_feature_matrix (fixture->workspace, set, all, NULL, NULL);
	early = seg_feature_matrix_half (fixture->workspace, set, all, SEG_MATRIX_SCALED, NULL, NULL);
	late = seg_feature_matrix_half (fixture->workspace, set, all, SEG_MATRIX_RAW, NULL, NULL);
	g_assert_nonnull (early);
	g_assert_null (early->raw);
	g_assert_null (late->scaled);
	bytes = both->raw->n_rows * both->n_columns * sizeof (double);
	g_assert_cmpint (memcmp (late->raw->values, both->raw->values, bytes), ==, 0);
	g_assert_true (seg_feature_matrix_scale (late, all, NULL, NULL));
	g_assert_null (late->raw);
	g_assert_cmpint (memcmp (late->scaled->values, both->scaled->values, bytes), ==, 0);
	g_assert_cmpint (memcmp (early->scaled->values, both->scaled->values, bytes), ==, 0);
	for (gsize i = 0; i < both->n_columns; i++)
		for (int half = 0; half < 2; half++) {
			const SegMatrixColumn *column = &(half == 0 ? early : late)->columns[i], *right = &both->columns[i];

			g_assert_cmpstr (column->name, ==, right->name);
			g_assert_cmpuint (column->n_missing, ==, right->n_missing);
			g_assert_cmpuint (column->n_limited, ==, right->n_limited);
			g_assert_cmpfloat (column->median, ==, right->median);
			g_assert_cmpint (column->constant, ==, right->constant);
			g_assert_cmpint (column->duplicate_of, ==, right->duplicate_of);
		}
	g_assert_cmpuint (both->columns[column_of (both, "user.spend")].n_limited, >, 0);
	g_assert_cmpint (both->columns[column_of (both, "user.months")].duplicate_of, >=, 0);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (GPtrArray) none = fixture_selection (SEG_SCALING_NONE, NULL), unknown = fixture_selection (SEG_SCALING_NONE, "x", NULL);
	g_autoptr (GPtrArray) later = fixture_selection (SEG_SCALING_NONE, "count_view", NULL), age = fixture_selection (SEG_SCALING_Z_SCORE, "user.age", NULL);
	g_autoptr (GPtrArray) of_set = NULL, gender = fixture_selection (SEG_SCALING_NONE, "user.gender", NULL);
	g_autoptr (SegJob) job = seg_job_new ();
	GError *error = NULL;

	(void) data;
	customers (fixture);
	set = fixture_build (fixture, 0);
	g_assert_null (seg_feature_matrix (fixture->workspace, set, none, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "--select");
	g_assert_null (seg_feature_matrix (fixture->workspace, set, unknown, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "\"x\"");
	seg_job_cancel (job);
	g_assert_null (seg_feature_matrix (fixture->workspace, set, NULL, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
	fixture_execute (fixture, "UPDATE user SET gender = NULL");
	g_assert_null (seg_feature_matrix (fixture->workspace, set, gender, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "no values");
	fixture_execute (fixture, "UPDATE user SET age = 1e308");
	fixture_execute (fixture, "UPDATE user SET age = -1e308 WHERE id = 1");
	g_assert_null (seg_feature_matrix (fixture->workspace, set, age, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "too large");
	/* Events that came after the set was built. */
	fixture_execute (fixture, "INSERT INTO event_kind (id, name) VALUES (1, 'view'); INSERT INTO event (user_id, kind_id, source_id) VALUES (1, 1, 1)");
	g_assert_null (seg_feature_matrix (fixture->workspace, set, later, NULL, &error));
	test_error (&error, SEG_ERROR_DATA, "build it again");
	of_set = seg_feature_selection_of_set (fixture->workspace, set, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (of_set->len, ==, 8);
}

/* An infinite number is nothing to compute with: it counts as missing. */
static void
test_infinite (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) age = fixture_selection (SEG_SCALING_Z_SCORE, "user.age", NULL);
	g_autoptr (SegFeatureMatrix) matrix = NULL;

	(void) data;
	customers (fixture);
	fixture_execute (fixture, "UPDATE user SET age = 9e999 WHERE id = 1");
	matrix = build_matrix (fixture, age);
	g_assert_cmpuint (matrix->columns[0].n_missing, ==, 2);
	g_assert_cmpfloat (matrix->columns[0].maximum, ==, 30);
}

static void
test_export (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = fixture_selection (SEG_SCALING_MIN_MAX, "user.age", "user.gender", NULL);
	g_autoptr (SegFeatureSet) set = NULL;
	g_autofree char *path = g_build_filename (fixture->folder, "out.csv", NULL), *text = NULL;
	GError *error = NULL;

	(void) data;
	customers (fixture);
	fixture_execute (fixture, "UPDATE user SET key = '=1+1' WHERE id = 1");
	set = fixture_build (fixture, 0);
	g_assert_true (seg_feature_export (fixture->workspace, set, selection, path, FALSE, NULL, &error));
	g_assert_no_error (error);
	text = test_file_read (path);
	g_assert_true (g_str_has_prefix (text, "user,user.age,user.gender=f,user.gender=m\r\n'=1+1,21,1,0\r\nk2,22,,\r\n"));
	test_contains (text, "k4,,1,0\r\n");
	g_free (text);
	g_assert_true (seg_feature_export (fixture->workspace, set, selection, path, TRUE, NULL, &error));
	text = test_file_read (path);
	test_contains (text, "k10,1,1,0\r\n");
	test_contains (text, "k4,0.5555555555555556,1,0\r\n");
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM audit WHERE action = 'export features'"), ==, 2);
	g_assert_false (seg_feature_export (fixture->workspace, set, selection, "/nowhere/at/all.csv", FALSE, NULL, &error));
	test_error (&error, SEG_ERROR_FILE, "/nowhere");
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM audit WHERE action = 'export features'"), ==, 2);
}

#define ADD(path, test) g_test_add ("/feature-matrix/" path, Fixture, NULL, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("halves", test_halves);
	ADD ("attributes", test_attributes);
	ADD ("remarks", test_remarks);
	ADD ("two-values", test_two_values);
	ADD ("other-values", test_other_values);
	ADD ("proposed", test_proposed);
	ADD ("fill-of-behaviour", test_fill_of_behaviour);
	ADD ("ways-of-reading", test_ways_of_reading);
	ADD ("fingerprint", test_fingerprint);
	ADD ("limits", test_limits);
	ADD ("errors", test_errors);
	ADD ("infinite", test_infinite);
	ADD ("export", test_export);
	return g_test_run ();
}
