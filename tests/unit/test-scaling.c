/* Filling, describing and scaling one column, against reference figures and by hand. */
#include <config.h>

#include "feature-fixture.h"
#include "feature/feature-private.h"

static const char *const files[] = {
	"cdnow_frequency", "cdnow_recency", "mall_Age", "mall_Annual_Income", "mall_Spending_Score", "wholesale_Delicassen",
	"wholesale_Detergents_Paper", "wholesale_Fresh", "wholesale_Frozen", "wholesale_Grocery", "wholesale_Milk",
	"xapi_AnnouncementsView", "xapi_raisedhands",
};

static double *
column_of (const Table *table, const char *name)
{
	double *values = g_new (double, table->n_rows);

	for (gsize row = 0; row < table->n_rows; row++)
		values[row] = table_number (table, row, name);
	return values;
}

static void
check_scaling (const Table *table, SegScaling scaling, const char *reference)
{
	gsize n = table->n_rows;
	g_autofree double *values = column_of (table, "value"), *expected = column_of (table, reference);
	g_autofree double *scratch = g_new (double, n), *scaled = g_new (double, n);
	SegScaler scaler = { .scaling = scaling };

	seg_scaler_fit (&scaler, values, n, scratch);
	seg_scaler_apply (&scaler, values, n, scaled);
	g_assert_false (scaler.constant);
	for (gsize row = 0; row < n; row++)
		assert_close (scaling == SEG_SCALING_LOG ? scaled[row] * scaler.scale + scaler.centre : scaled[row], expected[row], 1e-10);
	seg_scaler_clear (&scaler);
}

/* -n/2 ln(variance of the transformed) + (lambda - 1) sum sign(x) ln(1 + |x|), by the book. */
static double
log_likelihood (const double *values, gsize n, double lambda)
{
	double mean = 0, square = 0, logarithms = 0;

	for (gsize i = 0; i < n; i++) {
		mean += seg_yeo_johnson (values[i], lambda) / (double) n;
		logarithms += copysign (log1p (fabs (values[i])), values[i]);
	}
	for (gsize i = 0; i < n; i++)
		square += pow (seg_yeo_johnson (values[i], lambda) - mean, 2);
	return -(double) n / 2 * log (square / (double) n) + (lambda - 1) * logarithms;
}

/* The power itself to 1e-6 of the reference's; where the optimum is flat, no less likely than theirs. */
static void
check_power (const Table *table, const char *name)
{
	g_autoptr (Table) parameters = table_read ("reference/scaling/parameters.csv");
	gsize n = table->n_rows, row = 0;
	g_autofree double *values = column_of (table, "value"), *expected = column_of (table, "yeo_johnson");
	g_autofree double *expected_z = column_of (table, "yeo_johnson_z"), *scaled = g_new (double, n);
	SegScaler scaler = { .scaling = SEG_SCALING_YEO_JOHNSON };
	double lambda;

	while (strcmp (table_text (parameters, row, "name"), name) != 0)
		row++;
	lambda = table_number (parameters, row, "yeo_johnson_lambda");
	seg_scaler_fit (&scaler, values, n, scaled);
	seg_scaler_apply (&scaler, values, n, scaled);
	assert_close (scaler.lambda, lambda, 1e-6);
	g_assert_cmpfloat (log_likelihood (values, n, scaler.lambda), >=, log_likelihood (values, n, lambda) - 1e-7);
	assert_close (log_likelihood (values, n, lambda), table_number (parameters, row, "yeo_johnson_loglik"), 1e-10);
	for (gsize i = 0; i < n; i++) {
		assert_close (seg_yeo_johnson (values[i], lambda), expected[i], 1e-10);
		assert_close (scaled[i], expected_z[i], 1e-6);
	}
}

/* scikit-learn and R: shared/reference/scaling. */
static void
test_reference (gconstpointer data)
{
	g_autofree char *name = g_strdup_printf ("reference/scaling/numeric/%s.csv", (const char *) data);
	g_autoptr (Table) table = table_read (name);

	if (table == NULL)
		return;
	check_scaling (table, SEG_SCALING_Z_SCORE, "z_population");
	check_scaling (table, SEG_SCALING_MIN_MAX, "min_max");
	check_scaling (table, SEG_SCALING_ROBUST, "robust");
	check_scaling (table, SEG_SCALING_LOG, "log1p");
	check_scaling (table, SEG_SCALING_NONE, "value");
	check_scaling (table, SEG_SCALING_QUANTILE_NORMAL, "quantile_normal");
	check_scaling (table, SEG_SCALING_NORMAL_SCORES, "normal_scores");
	check_power (table, data);
}

static void
test_parameters (void)
{
	g_autoptr (Table) parameters = table_read ("reference/scaling/parameters.csv");

	for (gsize row = 0; parameters != NULL && row < parameters->n_rows; row++) {
		g_autofree char *name = g_strdup_printf ("reference/scaling/numeric/%s.csv", table_text (parameters, row, "name"));
		g_autoptr (Table) table = table_read (name);
		g_autofree double *values = column_of (table, "value"), *scratch = g_new (double, table->n_rows);
		SegMatrixColumn column = { .scaler.scaling = SEG_SCALING_ROBUST };

		seg_column_describe (values, table->n_rows, scratch, &column);
		seg_scaler_fit (&column.scaler, values, table->n_rows, scratch);
		assert_close (column.mean, table_number (parameters, row, "mean"), 1e-13);
		assert_close (column.deviation, table_number (parameters, row, "sd_population"), 1e-12);
		g_assert_cmpfloat (column.minimum, ==, table_number (parameters, row, "minimum"));
		g_assert_cmpfloat (column.maximum, ==, table_number (parameters, row, "maximum"));
		assert_close (column.scaler.centre, table_number (parameters, row, "median"), 1e-14);
		assert_close (column.median, table_number (parameters, row, "median"), 1e-14);
		assert_close (column.scaler.scale, table_number (parameters, row, "q3") - table_number (parameters, row, "q1"), 1e-13);
	}
}

static void
scale (const double *values, gsize n, SegScaling scaling, SegMatrixColumn *column, double *scaled)
{
	double scratch[16];

	*column = (SegMatrixColumn) { .scaler.scaling = scaling };
	seg_column_describe (values, n, scratch, column);
	seg_scaler_fit (&column->scaler, values, n, scratch);
	column->constant = column->scaler.constant;
	seg_scaler_apply (&column->scaler, values, n, scaled);
}

static void
test_constant (void)
{
	const double values[] = { 0.1, 0.1, 0.1 };

	for (SegScaling scaling = SEG_SCALING_NONE; scaling < SEG_N_SCALINGS; scaling++) {
		SegMatrixColumn column;
		double scaled[3];

		scale (values, 3, scaling, &column, scaled);
		g_assert_true (column.constant);
		g_assert_cmpfloat (column.mean, ==, 0.1);
		g_assert_cmpfloat (column.deviation, ==, 0);
		for (gsize i = 0; i < 3; i++)
			g_assert_cmpfloat (scaled[i], ==, 0);
	}
}

/* Most values equal: the quartiles coincide, and the distance is divided by 1. */
static void
test_robust_without_spread (void)
{
	const double values[] = { 5, 5, 5, 5, 5, 5, 8, 1 };
	double scaled[8];
	SegMatrixColumn column;

	scale (values, 8, SEG_SCALING_ROBUST, &column, scaled);
	g_assert_cmpfloat (scaled[0], ==, 0);
	g_assert_cmpfloat (scaled[6], ==, 3);
	g_assert_cmpfloat (scaled[7], ==, -4);
}

/* Below zero the logarithm is mirrored: one large refund leaves the distances among the others as they are. */
static void
test_log_of_negative (void)
{
	const double values[] = { -4287, -0.5, 0, 12.5, 400 }, expected[] = { -log (4288), -log (1.5), 0, log (13.5), log (401) };
	double scaled[5], total = 0;
	SegMatrixColumn column;

	scale (values, 5, SEG_SCALING_LOG, &column, scaled);
	for (gsize i = 0; i < 5; i++) {
		assert_close (scaled[i] * column.scaler.scale + column.scaler.centre, expected[i], 1e-14);
		total += scaled[i];
	}
	assert_close (total, 0, 1e-14);
}

static double
filled_with (SegFill fill, const double *given, gsize n, gsize n_expected)
{
	double values[8], scratch[8], result = NAN;
	guint8 filled[16] = { 0 };

	memcpy (values, given, n * sizeof *values);
	g_assert_cmpuint (seg_column_fill (values, n, seg_column_fill_value (values, n, fill, scratch), filled, 2), ==, n_expected);
	for (gsize i = 0; i < n; i++) {
		g_assert_cmpint (filled[2 * i], ==, isnan (given[i]) != 0);
		g_assert_cmpuint (filled[2 * i + 1], ==, 0);
		if (isnan (given[i]))
			result = values[i];
		else
			g_assert_cmpfloat (values[i], ==, given[i]);
	}
	return result;
}

static void
test_fill (void)
{
	const double numbers[] = { 4, NAN, 1, 2, NAN, 9 }, answers[] = { 1, NAN, 1, 0 }, even[] = { 1, NAN, 0 }, none[] = { NAN, NAN };

	g_assert_cmpfloat (filled_with (SEG_FILL_MEDIAN, numbers, 6, 2), ==, 3);
	g_assert_cmpfloat (filled_with (SEG_FILL_MAXIMUM, numbers, 6, 2), ==, 9);
	g_assert_cmpfloat (filled_with (SEG_FILL_ZERO, numbers, 6, 2), ==, 0);
	g_assert_cmpfloat (filled_with (SEG_FILL_FREQUENT, answers, 4, 1), ==, 1);
	g_assert_cmpfloat (filled_with (SEG_FILL_FREQUENT, even, 3, 1), ==, 0);
	for (SegFill fill = SEG_FILL_MEDIAN; fill <= SEG_FILL_FREQUENT; fill++)
		g_assert_cmpfloat (filled_with (fill, none, 2, 2), ==, 0);
	g_assert_true (isnan (filled_with (SEG_FILL_MEDIAN, numbers + 2, 2, 0)));
}

/* One row alone, and two. */
static void
test_few_rows (void)
{
	const double values[] = { 2, 4 };
	double scaled[2];
	SegMatrixColumn column;

	scale (values, 1, SEG_SCALING_Z_SCORE, &column, scaled);
	g_assert_true (column.constant);
	scale (values, 2, SEG_SCALING_Z_SCORE, &column, scaled);
	g_assert_cmpfloat (scaled[0], ==, -1);
	g_assert_cmpfloat (scaled[1], ==, 1);
	g_assert_cmpfloat (column.median, ==, 3);
}

static void
test_names (void)
{
	SegScaling scaling;

	for (SegScaling each = SEG_SCALING_NONE; each < SEG_N_SCALINGS; each++) {
		g_assert_true (seg_scaling_parse (seg_scaling_name (each), &scaling));
		g_assert_cmpint (scaling, ==, each);
	}
	g_assert_false (seg_scaling_parse ("zscore", &scaling));
	g_assert_false (seg_scaling_parse (NULL, &scaling));
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
		g_autofree char *path = g_strdup_printf ("/scaling/reference/%s", files[i]);

		g_test_add_data_func (path, files[i], test_reference);
	}
	g_test_add_func ("/scaling/parameters", test_parameters);
	g_test_add_func ("/scaling/constant", test_constant);
	g_test_add_func ("/scaling/robust-without-spread", test_robust_without_spread);
	g_test_add_func ("/scaling/log-of-negative", test_log_of_negative);
	g_test_add_func ("/scaling/fill", test_fill);
	g_test_add_func ("/scaling/few-rows", test_few_rows);
	g_test_add_func ("/scaling/names", test_names);
	return g_test_run ();
}
