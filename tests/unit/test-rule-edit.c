/* Edited rules against plain loops over the rows: put together, divided, borders moved, kept as bytes and read again. */
#include <config.h>
#include <segscope/random.h>
#include <segscope/rule_edit.h>

#include <math.h>

#define N 400
#define D 3

static SegMatrix *
some_rows (guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 1);
	SegMatrix *matrix = seg_matrix_new (N, D, NULL);

	for (gsize i = 0; i < N * D; i++)
		matrix->values[i] = seg_random_uniform (random) * 4 + (double) (i / D % 4);
	return matrix;
}

static SegMatrix *
some_centres (guint k, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 2);
	SegMatrix *matrix = seg_matrix_new (k, D, NULL);

	for (gsize i = 0; i < k * D; i++)
		matrix->values[i] = seg_random_uniform (random) * 7;
	return matrix;
}

static gsize
nearest (const SegMatrix *centres, const double *row)
{
	double least = INFINITY;
	gsize best = 0;

	for (gsize c = 0; c < centres->n_rows; c++) {
		double squares = 0;

		for (gsize j = 0; j < D; j++)
			squares += pow (row[j] - seg_matrix_row (centres, c)[j], 2);
		if (squares < least) {
			least = squares;
			best = c;
		}
	}
	return best;
}

/* From the plane half way, in the usual way: (row - middle) * unit vector. */
static double
from_plane (const double *row, const double *from, const double *to)
{
	double length = 0, product = 0;

	for (gsize j = 0; j < D; j++) {
		length += pow (from[j] - to[j], 2);
		product += (row[j] - (from[j] + to[j]) / 2) * (from[j] - to[j]);
	}
	return product / sqrt (length);
}

/* What the rule gives out, also after it was kept as bytes. */
static void
assign (const SegClusterRule *rule, const SegMatrix *rows, gint32 *labels, double *distances)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GBytes) bytes = seg_cluster_rule_to_bytes (rule);
	g_autoptr (SegClusterRule) again = seg_cluster_rule_from_bytes (bytes, &error);
	g_autofree gint32 *other = g_new (gint32, N);

	g_assert_no_error (error);
	seg_cluster_rule_assign (rule, rows, NULL, labels, distances, NULL, &error);
	g_assert_no_error (error);
	seg_cluster_rule_assign (again, rows, NULL, other, NULL, NULL, &error);
	g_assert_no_error (error);
	for (gsize i = 0; i < N; i++)
		g_assert_cmpint (labels[i], ==, other[i]);
}

static SegClusterRule *
begin (SegMatrix *centres)
{
	g_autoptr (GError) error = NULL;
	SegClusterRule *rule = seg_rule_edit_begin (seg_cluster_rule_nearest (centres), &error);

	g_assert_no_error (error);
	return rule;
}

static void
end (SegClusterRule *rule, const gint32 *labels, guint n, const gboolean *touched)
{
	g_autoptr (GError) error = NULL;

	seg_rule_edit_end (rule, labels, n, some_centres (n, 99), touched, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (seg_cluster_rule_k (rule), ==, n);
}

/* 0 and 2 of four are put together. */
static void
test_together (void)
{
	g_autoptr (SegMatrix) rows = some_rows (1), centres = some_centres (4, 1);
	g_autoptr (SegClusterRule) rule = begin (some_centres (4, 1));
	const gint32 labels[] = { 0, 1, 0, 2 };
	const gboolean touched[] = { TRUE, FALSE, FALSE };
	g_autoptr (SegMatrix) middles = some_centres (3, 99);
	gint32 found[N];
	double distances[N];

	end (rule, labels, 3, touched);
	assign (rule, rows, found, distances);
	for (gsize i = 0; i < N; i++) {
		gsize group = nearest (centres, seg_matrix_row (rows, i));
		const double *middle = labels[group] == 0 ? seg_matrix_row (middles, 0) : seg_matrix_row (centres, group);
		double squares = 0;

		for (gsize j = 0; j < D; j++)
			squares += pow (seg_matrix_row (rows, i)[j] - middle[j], 2);
		g_assert_cmpint (found[i], ==, labels[group]);
		g_assert_cmpfloat_with_epsilon (distances[i], sqrt (squares), 1e-9);
	}
}

/* 1 is divided in three by other centres, of which the first goes on as 1; then its border to 0 moves, and the last part goes to 0 too. */
static void
test_steps (void)
{
	g_autoptr (SegMatrix) rows = some_rows (2), centres = some_centres (3, 3), parts = some_centres (3, 4);
	g_autoptr (SegClusterRule) rule = begin (some_centres (3, 3)), sub = seg_cluster_rule_nearest (some_centres (3, 4));
	const double *from = seg_matrix_row (parts, 0), *to = seg_matrix_row (centres, 0);
	const gint32 parts_are[] = { 1, 3, 4, 1 }, same[] = { 0, 1, 2, 3, 4 }, together[] = { 0, 1, 2, 3, 0 };
	const gboolean untouched[] = { FALSE, FALSE, FALSE, FALSE, FALSE };
	g_autoptr (GError) error = NULL;
	gint32 found[N];
	gsize n_over = 0;

	g_assert_true (seg_rule_edit_divide (rule, 1, sub, parts_are, &error));
	end (rule, same, 5, untouched);
	g_assert_true (seg_rule_edit_border (rule, 1, from, 0, to, 4.0, &error));
	end (rule, same, 5, untouched);
	end (rule, together, 4, untouched);
	g_assert_no_error (error);
	assign (rule, rows, found, NULL);
	for (gsize i = 0; i < N; i++) {
		const double *row = seg_matrix_row (rows, i);
		gint32 expected = (gint32) nearest (centres, row);

		if (expected == 1)
			expected = parts_are[nearest (parts, row)];
		if (expected == 1 && from_plane (row, from, to) < 4.0) {
			expected = 0;
			n_over++;
		}
		g_assert_cmpint (found[i], ==, expected == 4 ? 0 : expected);
	}
	g_assert_cmpuint (n_over, >, 0);
}

/* Those who fit none of a density based rule. */
static void
test_none (void)
{
	g_autoptr (SegMatrix) rows = some_rows (5);
	SegClusterSettings settings;
	g_autoptr (SegClusterModel) model = NULL;
	g_autoptr (SegClusterRule) rule = NULL;
	g_autoptr (GError) error = NULL;
	gint32 plain[N], found[N];
	guint k, n_none = 0;

	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find ("dbscan"));
	seg_cluster_settings_put (&settings, "eps", 0.7);
	model = seg_cluster_fit (rows, &settings, NULL, &error);
	g_assert_no_error (error);
	assign (model->rule, rows, plain, NULL);
	k = seg_cluster_rule_k (model->rule);
	rule = seg_rule_edit_begin (g_steal_pointer (&model->rule), &error);
	assign (rule, rows, found, NULL);
	for (gsize i = 0; i < N; i++) {
		g_assert_cmpint (found[i], ==, plain[i]);
		n_none += plain[i] < 0;
	}
	g_assert_cmpuint (n_none, >, 0);
	g_assert_cmpuint (seg_rule_edit_none (rule), ==, k);
	seg_rule_edit_call (rule, k, 0);
	assign (rule, rows, found, NULL);
	for (gsize i = 0; i < N; i++)
		g_assert_cmpint (found[i], ==, MAX (plain[i], 0));
}

/* Files are written by strangers: whatever byte is wrong, the rule is refused or works. */
static void
test_damaged (void)
{
	g_autoptr (SegMatrix) rows = some_rows (2);
	g_autoptr (SegClusterRule) rule = begin (some_centres (3, 3)), sub = seg_cluster_rule_nearest (some_centres (2, 4));
	const gint32 parts[] = { 1, 3, 1 }, same[] = { 0, 1, 2, 3 };
	const gboolean untouched[] = { FALSE, FALSE, FALSE, FALSE };
	g_autoptr (GBytes) bytes = NULL;
	const guint8 *data;
	gsize size;

	seg_rule_edit_divide (rule, 1, sub, parts, NULL);
	seg_rule_edit_border (rule, 1, rows->values, 0, rows->values + D, 0.5, NULL);
	end (rule, same, 4, untouched);
	bytes = seg_cluster_rule_to_bytes (rule);
	data = g_bytes_get_data (bytes, &size);
	for (gsize i = 0; i < size; i++) {
		g_autofree guint8 *damaged = g_memdup2 (data, size);
		g_autoptr (GBytes) wrong = NULL;
		g_autoptr (SegClusterRule) read = NULL;
		gint32 labels[N];

		damaged[i] ^= (guint8) (1 << (i % 8));
		wrong = g_bytes_new (damaged, size);
		read = seg_cluster_rule_from_bytes (wrong, NULL);
		if (read != NULL)
			seg_cluster_rule_assign (read, rows, NULL, labels, NULL, NULL, NULL);
	}
}

static void
test_widths (void)
{
	g_autoptr (SegMatrix) rows = some_rows (7), centres = some_centres (4, 8);
	g_autofree gint32 *four = g_new (gint32, N), *three = g_new (gint32, N);
	const gint32 *labels[3] = { four, three, four };
	const guint ks[3] = { 4, 3, 1 };
	SegPartitionWidths exact[3] = { 0 }, sampled[3] = { 0 };
	g_autofree gint32 *one = g_new0 (gint32, N);
	g_autoptr (GError) error = NULL;
	double mean;

	labels[2] = one;
	seg_cluster_assign (rows, centres, four, NULL);
	for (gsize i = 0; i < N; i++)
		three[i] = MIN (four[i], 2);
	seg_partitions_widths (rows, labels, ks, 3, &(SegWidthsSample) { .exact_rows = N }, NULL, exact, &error);
	g_assert_no_error (error);
	for (guint p = 0; p < 2; p++) {
		double widths[N], sums[4] = { 0 }, sizes[4] = { 0 };

		seg_silhouette (rows, labels[p], ks[p], NULL, widths, &mean, &error);
		g_assert_no_error (error);
		g_assert_cmpfloat_with_epsilon (exact[p].silhouette, mean, 1e-9);
		for (gsize i = 0; i < N; i++) {
			sums[labels[p][i]] += widths[i];
			sizes[labels[p][i]]++;
			g_assert_cmpfloat_with_epsilon (exact[p].rows[i], widths[i], 1e-9);
		}
		for (guint c = 0; c < ks[p]; c++)
			g_assert_cmpfloat_with_epsilon (exact[p].widths[c], sums[c] / sizes[c], 1e-9);
	}
	g_assert_true (isnan (exact[2].silhouette));
	seg_partitions_widths (rows, labels, ks, 3, &(SegWidthsSample) { N - 1, 200, N, 30, 1 }, NULL, sampled, &error);
	g_assert_no_error (error);
	for (guint p = 0; p < 2; p++) {
		g_assert_cmpfloat (sampled[p].error, >, 0);
		g_assert_cmpfloat (fabs (sampled[p].silhouette - exact[p].silhouette), <, 5 * sampled[p].error);
		g_assert_null (sampled[p].rows);
	}
	g_assert_true (isnan (sampled[2].silhouette));
	for (guint p = 0; p < 3; p++) {
		seg_partition_widths_clear (exact + p);
		seg_partition_widths_clear (sampled + p);
	}
}

/* A large cluster and a small one become one: drawn just as densely, the small one would count for far too much. */
#define N_MANY 6000

static void
make_many (SegMatrix *rows, gint32 *three, gint32 *two)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 1);

	for (gsize i = 0; i < N_MANY; i++) {
		three[i] = i < 3600 ? 0 : i < 5940 ? 1 : 2;
		two[i] = three[i] == 1;
		for (gsize j = 0; j < D; j++)
			seg_matrix_row (rows, i)[j] = 2 * seg_random_uniform (random) + (three[i] == 0 ? 0 : three[i] == 1 ? 1.5 : 6);
	}
}

static void
test_sampled_widths (void)
{
	g_autoptr (SegMatrix) rows = seg_matrix_new (N_MANY, D, NULL);
	g_autofree gint32 *three = g_new (gint32, N_MANY), *two = g_new (gint32, N_MANY);
	const gint32 *labels[2] = { three, two };
	const guint ks[2] = { 3, 2 };
	const SegWidthsSample samples[] = { { N_MANY, 0, 0, 0, 1 }, { 0, N_MANY, N_MANY, 1, 1 }, { 0, 800, 2000, 300, 1 } };
	SegPartitionWidths widths[3][2] = { 0 };
	g_autoptr (GError) error = NULL;

	make_many (rows, three, two);
	for (guint s = 0; s < 3; s++) {
		seg_partitions_widths (rows, labels, ks, 2, samples + s, NULL, widths[s], &error);
		g_assert_no_error (error);
	}
	for (guint p = 0; p < 2; p++) {
		g_assert_cmpfloat_with_epsilon (widths[1][p].silhouette, widths[0][p].silhouette, 1e-6); /* a sample of all */
		g_assert_cmpfloat_with_epsilon (widths[1][p].error, 0, 1e-12);
		g_assert_cmpfloat (fabs (widths[2][p].silhouette - widths[0][p].silhouette), <, 4 * widths[2][p].error);
		g_assert_cmpfloat (widths[2][p].error, <, 0.02);
		for (guint c = 0; c < ks[p]; c++) {
			g_assert_cmpfloat_with_epsilon (widths[1][p].widths[c], widths[0][p].widths[c], 1e-6);
			g_assert_cmpfloat_with_epsilon (widths[2][p].widths[c], widths[0][p].widths[c], 0.05);
		}
	}
	for (guint s = 0; s < 3; s++)
		for (guint p = 0; p < 2; p++)
			seg_partition_widths_clear (&widths[s][p]);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/rule-edit/together", test_together);
	g_test_add_func ("/rule-edit/steps", test_steps);
	g_test_add_func ("/rule-edit/none", test_none);
	g_test_add_func ("/rule-edit/damaged", test_damaged);
	g_test_add_func ("/rule-edit/widths", test_widths);
	g_test_add_func ("/rule-edit/sampled-widths", test_sampled_widths);
	return g_test_run ();
}
