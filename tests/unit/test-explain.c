/* Segments explained: rules that are known are found, precision and recall are those that filters count, the first split of the tree is the
 * best of all, and its leaves part the rows. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/error.h>
#include <segscope/explain.h>
#include <segscope/rule.h>

#include "src/segment/explain-private.h"

#define N 600

static const char many_sql[] =
	"DELETE FROM review; DELETE FROM event; DELETE FROM user;"
	"WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 600) "
	"INSERT INTO user SELECT i, 'm' || i, 1, 'Name', CASE i % 4 WHEN 0 THEN '上海' WHEN 1 THEN 'Bei\"jing' WHEN 2 THEN 'rock and roll' END, "
	"CASE WHEN i % 50 <> 0 THEN 18 + (i * 37) % 61 END, unixepoch ('2024-01-01'), CASE WHEN i % 41 <> 0 THEN i % 3 = 0 END, (i * 7919) % 1000 / 10.0 FROM numbers;"
	"INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) SELECT id, 1, 1, unixepoch ('2024-04-01'), (id * 13) % 500, "
	"'o' || id, 1 FROM user WHERE id % 5 <> 0";

/* Whom the segments are to tell apart: SQL over the user and amount. */
static const char *const truths[] = {
	"age > 40 AND city = '上海'",
	"(age <= 25 AND vip = 1) OR (city = 'Bei\"jing')",
	"amount > 300.5",
	"(id * 7919) % 10 < 4 AND age > 30", /* most of it is by chance */
};

/* 1 for each row of @matrix that @truth takes. */
static gint32 *
labels_of (Shop *shop, const SegFeatureMatrix *matrix, const char *truth)
{
	gint32 *labels = g_new (gint32, matrix->raw->n_rows);

	for (gsize i = 0; i < matrix->raw->n_rows; i++) {
		g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM (SELECT user.*, (SELECT amount FROM event WHERE user_id = user.id) AS amount FROM user) "
		                                        "WHERE id = %" G_GINT64_FORMAT " AND (%s)", matrix->user_ids[i], truth);

		labels[i] = (gint32) shop_count (shop, sql);
	}
	return labels;
}

/* The segmentation "known": users whom @truth takes, and the others. */
static SegSegmentation *
save (Shop *shop, const char *truth)
{
	static const char *const names[] = { "user.age", "user.city", "user.vip", "monetary", "orders" };
	g_autoptr (GPtrArray) selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClustering) clustering = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree gint32 *labels = NULL;
	SegClusterOptions options = { 2, 10, 300, 7 };
	SegSegmentation *segmentation;
	gint64 id;

	for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
		g_ptr_array_add (selection, seg_selected_new (names[i], SEG_SCALING_NONE));
	matrix = seg_feature_matrix (shop->workspace, shop->set, selection, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (matrix->raw->n_rows, ==, N);
	labels = labels_of (shop, matrix, truth);
	clustering = shop_clustering (matrix, labels, 2);
	id = seg_segmentation_save (shop->workspace, "known", shop->set, selection, matrix, "k-means", &options, clustering, NAN, NULL, TRUE, NULL, &error);
	g_assert_no_error (error);
	segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	return segmentation;
}

static void
many_set_up (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;

	shop_set_up (shop, data);
	shop_run (shop, many_sql);
	seg_feature_set_free (shop->set);
	shop->set = seg_feature_set_build (shop->workspace, "default", 0, NULL, NULL, &error);
	g_assert_no_error (error);
}

static gint64
count (Shop *shop, const SegSegmentation *segmentation, gint64 segment_id, const char *condition)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFilter) filter = seg_filter_parse (shop->workspace, shop->set, condition, &error);
	SegUserQuery query = { .set = shop->set, .segmentation = segmentation, .segment_id = segment_id, .filter = filter };
	gint64 n = -1;

	g_assert_no_error (error);
	seg_user_count (shop->workspace, &query, &n, &error);
	g_assert_no_error (error);
	return n;
}

/* What is said of a rule is what a filter of its words counts. */
static void
check_counts (Shop *shop, const SegSegmentation *segmentation, const SegExplanation *explanation)
{
	g_assert_cmpint (count (shop, segmentation, 0, explanation->condition), ==, (gint64) explanation->n_rule);
	g_assert_cmpint (count (shop, segmentation, explanation->segment_id, explanation->condition), ==, (gint64) explanation->n_both);
	g_assert_cmpint (count (shop, segmentation, explanation->segment_id, NULL), ==, (gint64) explanation->n_segment);
	g_assert_cmpfloat (explanation->precision, ==, (double) explanation->n_both / (double) explanation->n_rule);
	g_assert_cmpfloat (explanation->recall, ==, (double) explanation->n_both / (double) explanation->n_segment);
}

static void
test_known (Shop *shop, gconstpointer data)
{
	(void) data;
	for (gsize t = 0; t < G_N_ELEMENTS (truths); t++) {
		g_autoptr (GError) error = NULL;
		g_autoptr (SegSegmentation) segmentation = save (shop, truths[t]);
		g_autoptr (GPtrArray) explanations = seg_segments_explain (shop->workspace, segmentation, SEG_EXPLAIN_BY_SELECTION, NULL, &error);

		g_assert_no_error (error);
		g_assert_cmpuint (explanations->len, ==, 2);
		for (guint i = 0; i < explanations->len; i++) {
			const SegExplanation *explanation = explanations->pdata[i];
			g_autofree char *sentence = seg_explanation_sentence (explanation);

			g_test_message ("%s: %s", truths[t], sentence);
			if (t == 3) /* little better than taking everyone */
				g_assert_null (explanation->condition);
			if (explanation->condition == NULL)
				continue;
			check_counts (shop, segmentation, explanation);
			if (explanation->n_segment < N / 2 && t < 3) { /* those whom the truth takes */
				g_assert_cmpfloat (explanation->precision, >=, t == 1 ? 0.95 : 1);
				g_assert_cmpfloat (explanation->recall, >=, t == 1 ? 0.95 : 1);
			}
		}
	}
}

/* What a rule was found for can be kept, and takes the same people. */
static void
test_keep (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = save (shop, truths[0]);
	g_autoptr (GPtrArray) explanations = seg_segments_explain (shop->workspace, segmentation, SEG_EXPLAIN_BY_ALL, NULL, &error);
	const SegExplanation *explanation;
	g_autoptr (SegRule) rule = NULL;
	gint64 n;

	(void) data;
	g_assert_no_error (error);
	explanation = explanations->pdata[((SegSegment *) segmentation->segments->pdata[0])->size < N / 2 ? 0 : 1];
	g_assert_cmpstr (explanation->condition, ==, "user.city = \"上海\" and user.age > 40");
	seg_rule_save (shop->workspace, "found", explanation->condition, NULL, FALSE, &error);
	g_assert_no_error (error);
	rule = seg_rule_load (shop->workspace, "found", &error);
	seg_rule_count (shop->workspace, rule, NULL, &n, &error);
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, (gint64) explanation->n_rule);
}

static void
test_cancel (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = save (shop, truths[0]);
	g_autoptr (SegJob) job = seg_job_new ();

	(void) data;
	seg_job_cancel (job);
	g_assert_null (seg_segments_explain (shop->workspace, segmentation, SEG_EXPLAIN_BY_ALL, job, &error));
	test_error (&error, SEG_ERROR_CANCELLED, "");
}

/* Trees -------------------------------------------------------------------------------------------------------------- */

static double
gini (double inside, double outside)
{
	return inside + outside > 0 ? 2 * inside * outside / (inside + outside) : 0;
}

/* The most impurity that any split of any column takes away. */
static double
best_gain (const SegTreeColumn *columns, guint d, const guint8 *inside, gsize n, double weight)
{
	double best = 0;

	for (guint j = 0; j < d; j++)
		for (guint c = 0; c < columns[j].n_cuts; c++) {
			double side[3][2] = { { 0 } };
			gsize rows[3] = { 0 };

			for (gsize i = 0; i < n; i++) {
				guint s = columns[j].bins[i] == SEG_TREE_MISSING ? 2 : columns[j].bins[i] > c;

				rows[s]++;
				side[s][inside[i]] += inside[i] ? weight : 1;
			}
			if (rows[0] >= 10 && rows[1] >= 10) {
				double before = gini (side[0][1] + side[1][1] + side[2][1], side[0][0] + side[1][0] + side[2][0]);

				best = MAX (best, before - gini (side[0][1], side[0][0]) - gini (side[1][1], side[1][0]) - gini (side[2][1], side[2][0]));
			}
		}
	return best;
}

static double
gain_of (const SegTreeCondition *condition, const SegTreeColumn *columns, const guint8 *inside, gsize n, double weight)
{
	SegTreeColumn one = columns[condition->column];
	double cut = one.cuts[condition->cut];
	guint8 *bins = g_new (guint8, n);
	double gain;

	for (gsize i = 0; i < n; i++) /* the same column with that cut alone */
		bins[i] = one.bins[i] == SEG_TREE_MISSING ? SEG_TREE_MISSING : one.bins[i] > condition->cut;
	one = (SegTreeColumn) { 1, &cut, bins };
	gain = best_gain (&one, 1, inside, n, weight);
	g_free (bins);
	return gain;
}

static void
check_tree (GRand *random)
{
	gsize n = (gsize) g_rand_int_range (random, 12, 120);
	guint d = (guint) g_rand_int_range (random, 1, 4);
	double weight = g_rand_boolean (random) ? 1 : 3.5;
	g_autofree double *values = g_new (double, n);
	g_autofree guint8 *filled = g_new (guint8, n), *inside = g_new (guint8, n);
	SegTreeColumn columns[4];
	g_autoptr (GArray) leaves = NULL;
	gsize taken = 0;

	for (gsize i = 0; i < n; i++)
		inside[i] = (guint8) g_rand_int_range (random, 0, 2);
	for (guint j = 0; j < d; j++) {
		for (gsize i = 0; i < n; i++) {
			values[i] = g_rand_int_range (random, -5, 5) / 3.0 + (inside[i] ? 0.4 : 0);
			filled[i] = g_rand_int_range (random, 0, 8) == 0;
		}
		seg_tree_column_init (&columns[j], values, filled, n, 1);
		for (gsize i = 0; i < n; i++)
			for (guint c = 0; c < columns[j].n_cuts && !filled[i]; c++)
				g_assert_true ((values[i] <= columns[j].cuts[c]) == (columns[j].bins[i] <= c));
	}
	leaves = seg_tree_grow (columns, d, inside, n, weight, NULL, NULL);
	for (guint l = 0; l < leaves->len; l++) {
		const SegTreeLeaf *leaf = &g_array_index (leaves, SegTreeLeaf, l);
		gsize n_rows = 0, n_inside = 0;

		for (gsize i = 0; i < n; i++)
			if (seg_tree_leaf_takes (leaf, columns, i)) {
				n_rows++;
				n_inside += inside[i];
			}
		g_assert_cmpuint (n_rows, ==, leaf->n_rows);
		g_assert_cmpuint (n_inside, ==, leaf->n_inside);
		taken += n_rows;
		g_assert_cmpfloat_with_epsilon (gain_of (&leaf->conditions[0], columns, inside, n, weight), best_gain (columns, d, inside, n, weight), 1e-9);
	}
	g_assert_cmpuint (taken, <=, n); /* leaves do not overlap */
	for (guint j = 0; j < d; j++)
		seg_tree_column_clear (&columns[j]);
}

static void
test_tree (void)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (11);

	for (int i = 0; i < 500; i++)
		check_tree (random);
}

static void
test_round (void)
{
	static const struct { double low, high, expected; } cases[] = {
		{ 399, 401, 400 }, { 7.6, 8.2, 8 }, { 0, 1, 0 }, { -3, 2, -3 }, { 0.1234, 0.1299, 0.124 }, { 2599.5, 2601, 2600 }, { -1234.56, -1234.5, -1234.5 - 0.06 },
		{ 1, 2, 1 }, { 99.5, 99.9, 99.5 }, { 1e300, 2e300, 1e300 }, { 5, 5.0000001, 5 },
	};
	g_autoptr (GRand) random = g_rand_new_with_seed (3);

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
		g_assert_cmpfloat_with_epsilon (seg_tree_round_between (cases[i].low, cases[i].high), cases[i].expected, fabs (cases[i].expected) * 1e-12 + 1e-12);
	for (int i = 0; i < 20000; i++) {
		double low = g_rand_double_range (random, -1, 1) * pow (10, g_rand_int_range (random, -6, 9)), high = low + fabs (low) * pow (10, -g_rand_double_range (random, 0, 9));
		double value = seg_tree_round_between (low, high);

		g_assert_cmpfloat (value, >=, low);
		g_assert_cmpfloat (value, <, high);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/explain/round", test_round);
	g_test_add_func ("/explain/tree", test_tree);
	g_test_add ("/explain/known", Shop, NULL, many_set_up, test_known, shop_tear_down);
	g_test_add ("/explain/keep", Shop, NULL, many_set_up, test_keep, shop_tear_down);
	g_test_add ("/explain/cancel", Shop, NULL, many_set_up, test_cancel, shop_tear_down);
	return g_test_run ();
}
