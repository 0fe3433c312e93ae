/* Segmentations: kept and read back, named, edited, refused, marked stale, cancelled; and profiles worked out by hand. */
#include <config.h>
#include "segment-shop.h"
#include "segment/segment-private.h"

#include <segscope/error.h>
#include <math.h>
#include <string.h>

static SegSegmentation *
save_and_load (Shop *shop, const char *name)
{
	g_autoptr (GError) error = NULL;
	gint64 id = shop_save (shop, name, shop_labels, FALSE, NULL, &error);
	SegSegmentation *segmentation;

	g_assert_no_error (error);
	g_assert_cmpint (id, >, 0);
	segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	return segmentation;
}

static const SegSegment *
segment_at (const SegSegmentation *segmentation, guint index)
{
	return segmentation->segments->pdata[index];
}

static void
test_round_trip (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "  first ");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegClustering) clustering = NULL;
	const SegSelected *selected = segmentation->selection->pdata[1];

	(void) data;
	g_assert_cmpstr (segmentation->name, ==, "first");
	g_assert_cmpstr (segmentation->algorithm, ==, "k-means");
	g_assert_cmpint (segmentation->seed, ==, 7);
	g_assert_cmpint (segmentation->n_users, ==, SHOP_N);
	g_assert_cmpfloat (segmentation->silhouette, ==, 0.303);
	g_assert_false (segmentation->stale);
	g_assert_cmpuint (segmentation->selection->len, ==, 2);
	g_assert_cmpstr (selected->name, ==, "monetary");
	g_assert_cmpint (selected->scaling, ==, SEG_SCALING_LOG);
	g_assert_cmpuint (segmentation->segments->len, ==, 3);
	matrix = seg_feature_matrix (shop->workspace, shop->set, segmentation->selection, NULL, &error);
	g_assert_no_error (error);
	clustering = shop_clustering (matrix, shop_labels, 3);
	for (guint c = 0; c < 3; c++) {
		const SegSegment *segment = segment_at (segmentation, c);

		g_assert_cmpuint (segment->position, ==, c + 1);
		g_assert_cmpuint (segment->colour, ==, c + 1);
		g_assert_cmpint (segment->size, ==, (gint64) clustering->sizes[c]);
		g_assert_cmpuint (segment->n_values, ==, 2);
		for (gsize j = 0; j < 2; j++) /* not a bit is lost on the way */
			g_assert_cmpfloat (segment->centroid[j], ==, seg_matrix_row (clustering->centroids, c)[j]);
	}
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership"), ==, SHOP_N);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership m JOIN segment s ON s.id = segment_id "
	                                   "WHERE user_id = 5 AND position = 2 AND m.silhouette = 0.125"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM audit WHERE action = 'cluster' AND object = 'first' "
	                                   "AND json_extract (detail, '$.k') = 3"), ==, 1);
}

/* A newcomer gets the treatment of those who were there: nothing is fitted again, nobody else moves. */
static double
correlation (const SegMatrix *a, gsize column, const SegMatrix *b, gsize direction)
{
	double n = (double) a->n_rows, mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;

	for (gsize i = 0; i < a->n_rows; i++) {
		mean_a += seg_matrix_row (a, i)[column] / n;
		mean_b += seg_matrix_row (b, i)[direction] / n;
	}
	for (gsize i = 0; i < a->n_rows; i++) {
		double x = seg_matrix_row (a, i)[column] - mean_a, y = seg_matrix_row (b, i)[direction] - mean_b;

		ab += x * y;
		aa += x * x;
		bb += y * y;
	}
	return ab / sqrt (aa * bb);
}

/* What a direction is, is said by how the columns correlate with it. */
static void
test_structure (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "apart");
	g_autoptr (GError) error = NULL;
	g_autoptr (SegDiscriminants) found = seg_segmentation_discriminants (shop->workspace, segmentation, NULL, NULL, &error);

	(void) data;
	g_assert_no_error (error);
	g_assert_cmpuint (found->structure->n_rows, ==, found->matrix->scaled->n_columns);
	g_assert_cmpuint (found->structure->n_columns, ==, found->lda->n_directions);
	for (gsize column = 0; column < found->structure->n_rows; column++)
		for (gsize i = 0; i < found->structure->n_columns; i++)
			g_assert_cmpfloat_with_epsilon (seg_matrix_row (found->structure, column)[i],
			                                correlation (found->matrix->scaled, column, found->lda->scores, i), 1e-9);
}

static void
test_assign (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first"), after = NULL;
	g_autoptr (GError) error = NULL;
	gint64 n = -1;

	(void) data;
	g_assert_true (seg_segmentation_assign (shop->workspace, segmentation->id, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, 0);
	/* As u6: many orders and much money. As u3: nothing. */
	shop_run (shop, "INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
	                "rows_repeated, imported_at, program_version) VALUES ('more.csv', 'x', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '0');"
	                "INSERT INTO user (id, key, listed) VALUES (20, 'rich', 1), (21, 'new', 1);"
	                "INSERT INTO event (user_id, item_id, kind_id, at, amount, order_key, source_id) VALUES"
	                " (20, 1, 1, unixepoch ('2024-05-01'), 1000, 'n1', 1), (20, 2, 1, unixepoch ('2024-05-02'), 1000, 'n2', 1),"
	                " (20, 3, 1, unixepoch ('2024-05-03'), 1000, 'n3', 1), (21, 1, 3, unixepoch ('2024-05-03'), NULL, NULL, 1)");
	g_assert_true (seg_segmentation_assign (shop->workspace, segmentation->id, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, 2);
	g_assert_cmpint (shop_count (shop, "SELECT position FROM membership m JOIN segment s ON s.id = segment_id WHERE user_id = 20"), ==,
	                 shop_count (shop, "SELECT position FROM membership m JOIN segment s ON s.id = segment_id WHERE user_id = 6"));
	g_assert_cmpint (shop_count (shop, "SELECT position FROM membership m JOIN segment s ON s.id = segment_id WHERE user_id = 21"), ==,
	                 shop_count (shop, "SELECT position FROM membership m JOIN segment s ON s.id = segment_id WHERE user_id = 3"));
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership WHERE user_id = 21 AND distance = "
	                                   "(SELECT distance FROM membership WHERE user_id = 3)"), ==, 1);
	after = seg_segmentation_load_id (shop->workspace, segmentation->id, &error);
	g_assert_cmpint (after->n_users, ==, SHOP_N + 2);
	g_assert_cmpint (segment_at (after, 0)->size, ==, segment_at (segmentation, 0)->size + 1);
	for (guint c = 0; c < 3; c++)
		g_assert_cmpfloat (segment_at (after, c)->centroid[0], ==, segment_at (segmentation, c)->centroid[0]);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM audit WHERE action = 'assign new users'"), ==, 1);
}

/* Segments of an older version, or without centroids, say what to do. */
static void
test_assign_refused (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (GError) error = NULL;
	gint64 n = -1;

	(void) data;
	shop_run (shop, "UPDATE segment SET centroid = '[]' WHERE position = 2");
	g_assert_false (seg_segmentation_assign (shop->workspace, segmentation->id, NULL, &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	shop_run (shop, "UPDATE segmentation SET transforms = ''");
	g_assert_false (seg_segmentation_assign (shop->workspace, segmentation->id, NULL, &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_assert_cmpint (n, ==, -1);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership"), ==, SHOP_N);
}

static void
test_names (Shop *shop, gconstpointer data)
{
	static const gint32 alike[SHOP_N] = { 0, 1, 2, 0, 1, 1, 2 }; /* u4 and u8 are the same in both features, as is u3 */
	static const gint32 steps[SHOP_N] = { 1, 1, 0, 0, 0, 2, 0 };  /* u6 has more of all that marks off u1 and u2 */
	static const gint32 middle[SHOP_N] = { 0, 0, 1, 1, 2, 0, 1 }; /* u5 alone: one order as the mean, and nearly the mean spend */
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (GError) error = NULL;
	gint64 id = shop_save (shop, "alike", alike, FALSE, NULL, &error);
	g_autoptr (SegSegmentation) second = NULL, third = NULL, fourth = NULL;

	(void) data;
	g_assert_no_error (error);
	g_assert_cmpstr (segment_at (segmentation, 0)->name, ==, "Low spend, few orders");
	g_assert_cmpstr (segment_at (segmentation, 2)->name, ==, "High spend, many orders");
	second = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	for (guint a = 0; a < 3; a++)
		for (guint b = 0; b < a; b++)
			g_assert_cmpstr (segment_at (second, a)->name, !=, segment_at (second, b)->name);
	id = shop_save (shop, "middle", middle, FALSE, NULL, &error);
	third = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (segment_at (third, 2)->name, ==, "Like everyone");
	id = shop_save (shop, "steps", steps, FALSE, NULL, &error);
	fourth = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	g_assert_true (g_str_has_prefix (segment_at (fourth, 1)->name, "Relatively "));
	g_assert_false (g_str_has_prefix (segment_at (fourth, 2)->name, "Relatively "));
	g_assert_null (strpbrk (segment_at (fourth, 2)->name, "0123456789"));
}

static void
test_refusals (Shop *shop, gconstpointer data)
{
	static const gint32 wrong[SHOP_N] = { 0, 1, 2, 0, 1, 2, 0 };
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (GError) error = NULL;
	gint64 id;

	(void) data;
	g_assert_cmpint (shop_save (shop, " \t", shop_labels, FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a name");
	g_assert_cmpint (shop_save (shop, "first", shop_labels, FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "already a segmentation \"first\"");
	id = shop_save (shop, "first", wrong, TRUE, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (shop_count (shop, "SELECT position FROM membership JOIN segment ON segment.id = segment_id WHERE user_id = 1"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM segmentation"), ==, 1);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM segment"), ==, 3);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership"), ==, SHOP_N);
	shop_run (shop, "INSERT INTO campaign (id, name, status, segmentation_id, options, funnel, seed, created_at, program_version, "
	                "fingerprint) SELECT 1, 'spring', 'draft', id, '{}', '[]', 1, 0, '', '' FROM segmentation");
	g_assert_true (seg_segmentation_name_is_free (shop->workspace, "second", FALSE, &error));
	g_assert_false (seg_segmentation_name_is_free (shop->workspace, " first", FALSE, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "already a segmentation");
	g_assert_false (seg_segmentation_name_is_free (shop->workspace, "first", TRUE, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "\"spring\"");
	g_assert_cmpint (shop_save (shop, "first", shop_labels, TRUE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "The campaign \"spring\" was made from \"first\"");
	g_assert_false (seg_segmentation_delete (shop->workspace, id, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "\"spring\"");
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership"), ==, SHOP_N);
	shop_run (shop, "DELETE FROM campaign");
	g_assert_true (seg_segmentation_delete (shop->workspace, id, &error));
	g_assert_cmpint (shop_count (shop, "SELECT (SELECT count(*) FROM segment) + (SELECT count(*) FROM membership)"), ==, 0);
	g_assert_false (seg_segmentation_delete (shop->workspace, id, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "does not exist any more");
}

/* What does not belong together is refused before anything is written. */
static void
test_shapes (Shop *shop, gconstpointer data)
{
	g_autoptr (GPtrArray) selection = seg_feature_selection_proposed (shop->workspace, NULL);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (shop->workspace, shop->set, selection, NULL, NULL);
	g_autoptr (SegClustering) clustering = shop_clustering (matrix, shop_labels, 3);
	SegClusterOptions options = { 3, 1, 1, 1 };
	g_autoptr (GError) error = NULL;

	(void) data;
	clustering->labels[4] = 3;
	g_assert_cmpint (seg_segmentation_save (shop->workspace, "x", shop->set, selection, matrix, "k-means", &options, clustering, NAN,
	                                        NULL, FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "Row 5 is in cluster 3 of 3");
	clustering->labels[4] = 0;
	clustering->n_rows--;
	g_assert_cmpint (seg_segmentation_save (shop->workspace, "x", shop->set, selection, matrix, "k-means", &options, clustering, NAN,
	                                        NULL, FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "not of this matrix");
	clustering->n_rows++;
	shop->set->id = 99;
	g_assert_cmpint (seg_segmentation_save (shop->workspace, "x", shop->set, selection, matrix, "k-means", &options, clustering, NAN,
	                                        NULL, FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_NOT_FOUND, "does not exist any more");
	g_assert_cmpint (shop_count (shop, "SELECT (SELECT count(*) FROM segmentation) + (SELECT count(*) FROM segment)"), ==, 0);
}

static void
test_cancel (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;

	(void) data;
	seg_job_cancel (job);
	g_assert_cmpint (shop_save (shop, "first", shop_labels, TRUE, job, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	g_assert_cmpint (shop_count (shop, "SELECT id FROM segmentation"), ==, segmentation->id); /* the old one is still there */
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership"), ==, SHOP_N);
	g_assert_null (seg_profiles (shop->workspace, segmentation, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
}

static void
test_find (Shop *shop, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) first = NULL, second = NULL, newest = NULL;
	g_autoptr (GPtrArray) all = NULL;

	(void) data;
	g_assert_null (seg_segmentation_load (shop->workspace, NULL, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "segscope cluster");
	first = save_and_load (shop, "first");
	second = save_and_load (shop, "second");
	newest = seg_segmentation_load (shop->workspace, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (newest->id, ==, second->id);
	all = seg_segmentations (shop->workspace, &error);
	g_assert_cmpuint (all->len, ==, 2);
	g_assert_cmpint (((const SegSegmentation *) all->pdata[1])->id, ==, first->id);
	g_assert_null (seg_segmentation_load (shop->workspace, "First", &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "no segmentation \"First\"");
	g_assert_true (seg_segmentation_find (first, "2", &error) == segment_at (first, 1));
	g_assert_true (seg_segmentation_find (first, "high SPEND, many orders", &error) == segment_at (first, 2));
	g_assert_null (seg_segmentation_find (first, "4", &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "it has: 1 Low spend, few orders; 2 ");
}

static void
test_edit (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first"), other = save_and_load (shop, "other"), edited = NULL;
	gint64 id = segment_at (segmentation, 1)->id;
	g_autoptr (GError) error = NULL;

	(void) data;
	g_assert_true (seg_segment_edit (shop->workspace, id, " 夜猫 ", "They buy at night", 8, &error));
	g_assert_true (seg_segment_edit (shop->workspace, id, NULL, NULL, 0, &error)); /* leaves everything */
	g_assert_true (seg_segment_edit (shop->workspace, segment_at (other, 1)->id, "夜猫", NULL, 0, &error)); /* of another one */
	g_assert_true (seg_segmentation_rename (shop->workspace, segmentation->id, NULL, "Trial", &error));
	edited = seg_segmentation_load (shop->workspace, "first", &error);
	g_assert_no_error (error);
	g_assert_cmpstr (edited->description, ==, "Trial");
	g_assert_cmpstr (segment_at (edited, 1)->name, ==, "夜猫");
	g_assert_cmpstr (segment_at (edited, 1)->description, ==, "They buy at night");
	g_assert_cmpuint (segment_at (edited, 1)->colour, ==, 8);
	g_assert_false (seg_segment_edit (shop->workspace, segment_at (segmentation, 0)->id, "夜猫", NULL, 0, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "already called \"夜猫\"");
	g_assert_false (seg_segment_edit (shop->workspace, id, "", NULL, 0, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "needs a name");
	g_assert_false (seg_segment_edit (shop->workspace, id, NULL, NULL, 9, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "1 to 8");
	g_assert_false (seg_segment_edit (shop->workspace, 12345, "x", NULL, 0, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "does not exist");
	g_assert_false (seg_segmentation_rename (shop->workspace, segmentation->id, "other", NULL, &error));
	test_error (&error, SEG_ERROR_ARGUMENT, "already a segmentation \"other\"");
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM audit WHERE action LIKE 'edit %'"), ==, 4);
}

static gboolean
is_stale (Shop *shop)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load (shop->workspace, "first", &error);

	g_assert_no_error (error);
	return segmentation->stale;
}

static void
rebuild (Shop *shop, gint64 as_of)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (shop->workspace, "default", as_of, NULL, NULL, &error);

	g_assert_no_error (error);
	g_assert_false (set->stale);
	g_assert_cmpint (set->id, ==, shop->set->id);
}

static void
test_stale (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");

	(void) data;
	g_assert_false (is_stale (shop));
	rebuild (shop, shop->set->as_of); /* the same again */
	g_assert_false (is_stale (shop));
	rebuild (shop, shop->set->as_of - 86400); /* fresh, but another day */
	g_assert_true (is_stale (shop));
	rebuild (shop, shop->set->as_of);
	g_assert_false (is_stale (shop));
	shop_run (shop, "INSERT INTO source (path, checksum, role, mapping, encoding, delimiter, rows_read, rows_loaded, rows_rejected, "
	                "rows_repeated, imported_at, program_version) VALUES ('b.csv', 'b', 'users', '{}', 'UTF-8', ',', 0, 0, 0, 0, 0, '')");
	g_assert_true (is_stale (shop)); /* new data, old features */
	rebuild (shop, 0);
	g_assert_true (is_stale (shop)); /* new data, new features, old segments */
}

/* Profiles --------------------------------------------------------------------------------------------------------- */

static const SegProfileFeature *
feature_of (const SegProfile *profile, const char *label)
{
	for (guint i = 0; i < profile->features->len; i++)
		if (strcmp (((const SegProfileFeature *) profile->features->pdata[i])->label, label) == 0)
			return profile->features->pdata[i];
	g_error ("no feature %s", label);
}

static void
assert_near (double value, double expected)
{
	g_assert_cmpfloat_with_epsilon (value, expected, 1e-12 * MAX (1, fabs (expected)));
}

static void
check_feature (const SegProfile *profile, const char *label, double mean, double median, double mean_all, double median_all)
{
	const SegProfileFeature *feature = feature_of (profile, label);

	assert_near (feature->mean, mean);
	assert_near (feature->median, median);
	assert_near (feature->mean_all, mean_all);
	assert_near (feature->median_all, median_all);
	if (mean_all != 0)
		assert_near (feature->index, 100 * mean / mean_all);
}

/* Ages as their distance from 38: around zero, where a share of everyone's mean would say nothing. */
static void
test_index_around_zero (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	shop_run (shop, "UPDATE user SET age = age - 38");
	segmentation = save_and_load (shop, "first");
	profiles = seg_profiles (shop->workspace, segmentation, NULL, &error);
	g_assert_no_error (error);
	for (guint i = 0; i < profiles->len; i++) {
		g_assert_true (isnan (feature_of (profiles->pdata[i], "Age in years")->index));
		g_assert_true (isfinite (feature_of (profiles->pdata[i], "Age in years")->mean));
		g_assert_true (isfinite (feature_of (profiles->pdata[i], "Orders")->index));
	}
}

/* Segment 1: u3, u4, u8; segment 2: u2, u5; segment 3: u1, u6. */
static void
test_profile (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) profiles = seg_profiles (shop->workspace, segmentation, NULL, &error);
	const SegProfile *others, *little, *much;
	const SegProfileFeature *orders;

	(void) data;
	g_assert_no_error (error);
	g_assert_cmpuint (profiles->len, ==, 3);
	others = profiles->pdata[0];
	little = profiles->pdata[1];
	much = profiles->pdata[2];
	g_assert_cmpint (much->segment_id, ==, segment_at (segmentation, 2)->id);
	g_assert_cmpint (others->size, ==, 3);
	assert_near (others->share_users, 3.0 / 7);
	assert_near (much->revenue, 400); /* u7's 40 are nobody's here */
	assert_near (little->share_revenue, 70.0 / 470);
	assert_near (others->share_revenue, 0);

	check_feature (much, "Orders", 2, 2, 1, 1);
	check_feature (others, "Orders", 0, 0, 1, 1);
	orders = feature_of (much, "Orders"); /* 1, 2, 0, 0, 1, 3, 0: variance 8 / 7 */
	assert_near (orders->effect, 1 / sqrt (8.0 / 7));
	g_assert_false (orders->share);
	check_feature (little, "Spend", 35, 35, 470.0 / 7, 10);
	/* known values only: ages 30 40 25 60 60 18 */
	check_feature (others, "Age in years", 21.5, 21.5, 233.0 / 6, 35);
	check_feature (others, "VIP", 0.5, 0.5, 0.5, 0.5);
	g_assert_true (feature_of (others, "VIP")->share);
	/* an unknown city is none of the cities */
	check_feature (others, "城市 = 上海", 1.0 / 3, 0, 2.0 / 7, 0);
	/* order values: 150 of u1 less 50 given back, 30 of u2, 10 of u5, 100 of u6; the others have none */
	check_feature (much, "Mean order value", 100, 100, 60, 65);
	g_assert_true (isnan (feature_of (others, "Mean order value")->mean));
	g_assert_cmpfloat (feature_of (others, "Mean order value")->effect, ==, 0);
	for (guint i = 1; i < much->features->len; i++)
		g_assert_cmpfloat (fabs (((const SegProfileFeature *) much->features->pdata[i - 1])->effect), >=,
		                   fabs (((const SegProfileFeature *) much->features->pdata[i])->effect));
	test_contains (much->sentence, "2 users, 28.6 % of all, bring 85.1 % of revenue: ");
	test_contains (much->sentence, "(everyone ");
	test_contains (much->sentence, much->marks);
}

static void
test_profile_items (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (GPtrArray) profiles = seg_profiles (shop->workspace, segmentation, NULL, NULL);
	const GPtrArray *much = ((const SegProfile *) profiles->pdata[2])->items;
	const GPtrArray *little = ((const SegProfile *) profiles->pdata[1])->items;
	const SegProfileItem *item = much->pdata[0];

	(void) data;
	/* i1: u1 u2 u6, i2: u1 u5 u6, i3: u6 (u7 is in no segment); the one not everybody takes stands first among equals */
	g_assert_cmpuint (much->len, ==, 3);
	g_assert_cmpstr (item->key, ==, "i1");
	g_assert_cmpstr (item->title, ==, "Alpha");
	g_assert_cmpint (item->n_users, ==, 2);
	assert_near (item->share, 1);
	assert_near (item->lift, 1 / (3.0 / 7));
	item = much->pdata[2];
	g_assert_cmpstr (item->title, ==, "i3"); /* no title: the key */
	assert_near (item->lift, 0.5 / (1.0 / 7));
	g_assert_cmpuint (little->len, ==, 2);
	g_assert_cmpint (((const SegProfileItem *) little->pdata[0])->n_users, ==, 1); /* u2 took i1 twice */
	g_assert_cmpuint (((const SegProfile *) profiles->pdata[0])->items->len, ==, 0); /* only looked at one */
}

/* What came after the as-of instant is not seen, neither as money nor as items. */
static void
test_profile_as_of (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	const SegProfile *much, *little;

	(void) data;
	rebuild (shop, 1714564800); /* 2024-05-01 12:00: of u6's three orders the first */
	segmentation = save_and_load (shop, "first");
	profiles = seg_profiles (shop->workspace, segmentation, NULL, NULL);
	little = profiles->pdata[1];
	much = profiles->pdata[2];
	assert_near (much->revenue, 200);
	assert_near (little->revenue, 70); /* an undated one counts */
	g_assert_cmpuint (much->items->len, ==, 2);
	g_assert_cmpint (((const SegProfileItem *) much->items->pdata[1])->n_users, ==, 1);
}

/* Neither money nor items, features that came after the set: profiles still tell what there is. */
static void
test_profile_poor (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = save_and_load (shop, "first");
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	const SegProfile *profile;

	(void) data;
	shop_run (shop, "UPDATE event SET item_id = NULL, amount = NULL; INSERT INTO event_kind (id, name) VALUES (5, 'gift');"
	                "INSERT INTO event (user_id, kind_id, at, source_id) VALUES (1, 5, 1700000000, 1);"
	                "DELETE FROM membership WHERE user_id = 8");
	profiles = seg_profiles (shop->workspace, segmentation, NULL, &error);
	g_assert_no_error (error);
	profile = profiles->pdata[0];
	g_assert_true (isnan (profile->share_revenue));
	g_assert_cmpuint (profile->items->len, ==, 0);
	g_assert_cmpint (profile->size, ==, 2);
	g_assert_null (strstr (profile->sentence, "revenue"));
}

/* Figures of one thing share a theme, so that a segment is not marked off by one thing thrice. */
static void
test_themes (void)
{
	g_assert_cmpstr (seg_feature_theme ("orders_365d"), ==, seg_feature_theme ("orders"));
	g_assert_cmpstr (seg_feature_theme ("count_view_30d"), ==, seg_feature_theme ("count_view"));
	g_assert_cmpstr (seg_feature_theme ("count_分享_7d"), ==, seg_feature_theme ("count_分享"));
	g_assert_cmpstr (seg_feature_theme ("days_since_view"), ==, seg_feature_theme ("recency_days"));
	g_assert_cmpstr (seg_feature_theme ("seconds_90d"), ==, seg_feature_theme ("seconds_total"));
	g_assert_cmpstr (seg_feature_theme ("user.age"), ==, "user.age");
	g_assert_cmpstr (seg_feature_theme ("orders"), !=, seg_feature_theme ("monetary"));
}

/* What is known of few of the segment's users comes after all else, whatever its effect. */
static void
test_known_of_few (void)
{
	SegMatrixColumn column = { .feature = (char *) "a", .name = (char *) "a", .label = (char *) "a", .unit = (char *) "" };
	g_autoptr (GPtrArray) features = g_ptr_array_new_with_free_func (seg_profile_feature_free);
	static const struct { double effect, known; } cases[] = { { 9, 0.1 }, { 1, 1 }, { -2, 0.5 }, { 12, 0 } };
	static const double order[] = { -2, 1, 12, 9 };

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		SegProfileFeature *feature = seg_profile_feature_new (&column);

		feature->effect = cases[i].effect;
		feature->known = cases[i].known;
		g_ptr_array_add (features, feature);
	}
	seg_profile_features_sort (features);
	for (gsize i = 0; i < G_N_ELEMENTS (order); i++)
		g_assert_cmpfloat (((SegProfileFeature *) features->pdata[i])->effect, ==, order[i]);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/segment/round-trip", Shop, NULL, shop_set_up, test_round_trip, shop_tear_down);
	g_test_add ("/segment/structure", Shop, NULL, shop_set_up, test_structure, shop_tear_down);
	g_test_add ("/segment/assign", Shop, NULL, shop_set_up, test_assign, shop_tear_down);
	g_test_add ("/segment/assign-refused", Shop, NULL, shop_set_up, test_assign_refused, shop_tear_down);
	g_test_add ("/segment/names", Shop, NULL, shop_set_up, test_names, shop_tear_down);
	g_test_add ("/segment/refusals", Shop, NULL, shop_set_up, test_refusals, shop_tear_down);
	g_test_add ("/segment/shapes", Shop, NULL, shop_set_up, test_shapes, shop_tear_down);
	g_test_add ("/segment/cancel", Shop, NULL, shop_set_up, test_cancel, shop_tear_down);
	g_test_add ("/segment/find", Shop, NULL, shop_set_up, test_find, shop_tear_down);
	g_test_add ("/segment/edit", Shop, NULL, shop_set_up, test_edit, shop_tear_down);
	g_test_add ("/segment/stale", Shop, NULL, shop_set_up, test_stale, shop_tear_down);
	g_test_add ("/segment/profile", Shop, NULL, shop_set_up, test_profile, shop_tear_down);
	g_test_add ("/segment/profile-items", Shop, NULL, shop_set_up, test_profile_items, shop_tear_down);
	g_test_add ("/segment/profile-as-of", Shop, NULL, shop_set_up, test_profile_as_of, shop_tear_down);
	g_test_add ("/segment/index-around-zero", Shop, NULL, shop_set_up, test_index_around_zero, shop_tear_down);
	g_test_add ("/segment/profile-poor", Shop, NULL, shop_set_up, test_profile_poor, shop_tear_down);
	g_test_add_func ("/segment/themes", test_themes);
	g_test_add_func ("/segment/known-of-few", test_known_of_few);
	return g_test_run ();
}
