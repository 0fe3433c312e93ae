/* Segments of any algorithm: noise as a segment of its own, the rule that takes new users, shares in overlapping segments. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/error.h>

#include "../support/figures.h"

#include <math.h>
#include <string.h>

typedef struct {
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegClusterModel  *model;
	SegSweep         *sweep;
	gint64            id;
} Made;

static void
made_clear (Made *made)
{
	g_ptr_array_unref (made->selection);
	seg_feature_matrix_free (made->matrix);
	seg_cluster_model_free (made->model);
	seg_sweep_free (made->sweep);
}

/* Clusters the shop by @algorithm with one parameter set and keeps it. */
static void
make (Shop *shop, Made *made, const char *algorithm, const char *name, double value)
{
	SegClusterSettings settings;
	SegSweepOptions options = seg_sweep_options_defaults ();
	GError *error = NULL;

	made->selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);
	g_ptr_array_add (made->selection, seg_selected_new ("orders", SEG_SCALING_Z_SCORE));
	g_ptr_array_add (made->selection, seg_selected_new ("monetary", SEG_SCALING_LOG));
	made->matrix = seg_feature_matrix (shop->workspace, shop->set, made->selection, NULL, &error);
	g_assert_no_error (error);
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find (algorithm));
	seg_cluster_settings_put (&settings, name, value);
	if (strcmp (algorithm, "dbscan") == 0)
		seg_cluster_settings_put (&settings, "min-points", 2);
	made->model = seg_cluster_fit (made->matrix->scaled, &settings, NULL, &error);
	g_assert_no_error (error);
	made->sweep = seg_cluster_judge (made->matrix->scaled, made->model, &options, NULL, &error);
	g_assert_no_error (error);
	made->id = seg_segmentation_save_model (shop->workspace, algorithm, shop->set, made->selection, made->matrix, made->model,
	                                        made->sweep->rows[0].clustering, made->sweep->rows[0].silhouette, made->sweep->rows[0].widths,
	                                        FALSE, NULL, &error);
	g_assert_no_error (error);
}

/* The smallest reach at which somebody fits and somebody does not. */
static double
reach_with_noise (Shop *shop)
{
	double found = 0;
	Made made;

	make (shop, &made, "ward", "k", 2);
	for (double reach = 0.05; reach < 5 && found <= 0; reach *= 1.1) {
		SegClusterSettings settings;
		g_autoptr (SegClusterModel) model = NULL;

		seg_cluster_settings_init (&settings, seg_cluster_algorithm_find ("dbscan"));
		seg_cluster_settings_put (&settings, "eps", reach);
		seg_cluster_settings_put (&settings, "min-points", 2);
		model = seg_cluster_fit (made.matrix->scaled, &settings, NULL, NULL);
		if (model->clustering->k > 0 && model->clustering->n_noise > 0)
			found = reach;
	}
	g_assert_true (seg_segmentation_delete (shop->workspace, made.id, NULL));
	made_clear (&made);
	g_assert_cmpfloat (found, >, 0);
	return found;
}

/* Whoever is taken out of the segments is put back where it was. */
static void
check_assigned_again (Shop *shop, const Made *made)
{
	g_autoptr (GError) error = NULL;
	gint64 n = 0, same;

	shop_run (shop, "CREATE TEMP TABLE before AS SELECT * FROM membership");
	shop_run (shop, "DELETE FROM membership");
	g_assert_true (seg_segmentation_assign (shop->workspace, made->id, NULL, &n, &error));
	g_assert_no_error (error);
	g_assert_cmpint (n, ==, SHOP_N);
	same = shop_count (shop, "SELECT count (*) FROM membership m JOIN temp.before b USING (segmentation_id, user_id, segment_id)");
	g_assert_cmpint (same, ==, SHOP_N);
	shop_run (shop, "DROP TABLE temp.before");
}

static void
test_noise (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (GError) error = NULL;
	const SegSegment *last;
	guint n_noise = 0;
	Made made;

	(void) data;
	make (shop, &made, "dbscan", "eps", reach_with_noise (shop));
	segmentation = seg_segmentation_load_id (shop->workspace, made.id, &error);
	g_assert_no_error (error);
	g_assert_cmpstr (segmentation->algorithm, ==, "dbscan");
	g_assert_cmpuint (segmentation->segments->len, ==, made.model->clustering->k + 1);
	for (guint i = 0; i < segmentation->segments->len; i++)
		n_noise += ((const SegSegment *) segmentation->segments->pdata[i])->noise ? 1 : 0;
	g_assert_cmpuint (n_noise, ==, 1);
	last = segmentation->segments->pdata[segmentation->segments->len - 1];
	g_assert_true (last->noise);
	g_assert_cmpstr (last->name, ==, "Fits no segment");
	g_assert_cmpint (last->size, ==, (gint64) made.model->clustering->n_noise);
	g_assert_nonnull (strstr (segmentation->options, "\"found\""));
	for (gsize row = 0; row < made.matrix->raw->n_rows; row++) { /* those who fit none have no rank in a middle that is none */
		g_autoptr (SegUserPage) page = seg_user_page (shop->workspace, made.matrix->user_ids[row], &error);

		g_assert_no_error (error);
		g_assert_cmpint (page->fits_none, ==, made.model->clustering->labels[row] < 0);
		g_assert_cmpint (isnan (page->distance_rank) != 0, ==, made.model->clustering->labels[row] < 0);
		g_assert_true (isfinite (page->distance));
	}
	check_assigned_again (shop, &made);
	made_clear (&made);
}

static void
test_shares (Shop *shop, gconstpointer data)
{
	g_autoptr (SegUserPage) page = NULL;
	g_autoptr (GError) error = NULL;
	Made made;

	(void) data;
	make (shop, &made, "mixture", "k", 2);
	if (made.model->clustering->k == 2) {
		g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM membership_share"), >=, SHOP_N);
		g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM (SELECT sum (share) AS s FROM membership_share GROUP BY user_id) "
		                                   "WHERE s < 0.97 OR s > 1.000001"), ==, 0);
		page = seg_user_page (shop->workspace, made.matrix->user_ids[0], &error);
		g_assert_no_error (error);
		g_assert_nonnull (page->shares);
	}
	shop_run (shop, "CREATE TEMP TABLE shares AS SELECT * FROM membership_share");
	shop_run (shop, "DELETE FROM membership_share");
	check_assigned_again (shop, &made);
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM membership_share"), ==, shop_count (shop, "SELECT count (*) FROM temp.shares"));
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM membership_share m JOIN temp.shares b USING (segmentation_id, user_id, segment_id) "
	                                   "WHERE abs (m.share - b.share) < 1e-9"), ==, shop_count (shop, "SELECT count (*) FROM temp.shares"));
	shop_run (shop, "DROP TABLE temp.shares");
	g_assert_true (seg_segmentation_delete (shop->workspace, made.id, &error));
	g_assert_cmpint (shop_count (shop, "SELECT count (*) FROM membership_share"), ==, 0);
	made_clear (&made);
}

static void
test_tree (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autoptr (SegClusterRule) rule = NULL;
	g_autoptr (GError) error = NULL;
	Made made;

	(void) data;
	make (shop, &made, "ward", "k", 3);
	segmentation = seg_segmentation_load_id (shop->workspace, made.id, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (segmentation->segments->len, ==, 3);
	rule = seg_segmentation_rule (shop->workspace, segmentation, 2, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (seg_cluster_rule_k (rule), ==, 3);
	shop_run (shop, "UPDATE segmentation SET rule = x'00112233'");
	g_assert_null (seg_segmentation_rule (shop->workspace, segmentation, 2, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
	made_clear (&made);
}

/* The tree that was kept is the one that was found; what is cut from it are the segments that were kept; of users who are gone and
 * of new ones nothing is in it. */
static void
test_kept_tree (Shop *shop, gconstpointer data)
{
	g_autoptr (SegSegmentation) segmentation = NULL, other = NULL;
	g_autoptr (SegKeptTree) kept = NULL, fewer = NULL, none = NULL;
	g_autoptr (SegClusterModel) recut = NULL;
	g_autoptr (SegSweep) sweep = NULL;
	SegSweepOptions options = seg_sweep_options_defaults ();
	g_autoptr (GError) error = NULL;
	gsize n;
	Made made;

	(void) data;
	make (shop, &made, "average", "k", 3);
	n = made.matrix->raw->n_rows;
	segmentation = seg_segmentation_load_id (shop->workspace, made.id, &error);
	g_assert_true (segmentation->has_tree);
	kept = seg_segmentation_tree (shop->workspace, segmentation, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (kept->n_gone, ==, 0);
	g_assert_false (kept->figures_changed);
	g_assert_cmpstr (kept->model->settings.algorithm->name, ==, "average");
	test_same_bytes (kept->model->dendrogram->heights, made.model->dendrogram->heights, (n - 1) * sizeof (double));
	test_same_bytes (kept->model->dendrogram->first, made.model->dendrogram->first, (n - 1) * sizeof (gint32));
	test_same_bytes (kept->model->clustering->labels, made.model->clustering->labels, n * sizeof (gint32));

	options.k_min = options.k_max = 4; /* another cut, kept too */
	sweep = seg_cluster_judge (kept->matrix->scaled, kept->model, &options, NULL, &error);
	recut = seg_cluster_model_recut (kept->model, kept->matrix->scaled, sweep->rows->clustering, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpfloat (seg_cluster_model_found (recut, "height_below"), ==, made.model->dendrogram->heights[n - 1 - 4]);
	g_assert_cmpfloat (seg_cluster_model_found (recut, "height_above"), ==, made.model->dendrogram->heights[n - 4]);
	g_assert_cmpfloat (seg_cluster_settings_get (&recut->settings, "k"), ==, 4);
	g_assert_cmpint (seg_segmentation_save_model (shop->workspace, "finer", kept->set, kept->set->selection, kept->matrix, recut,
	                                              sweep->rows->clustering, sweep->rows->silhouette, sweep->rows->widths, FALSE, NULL, &error), !=, 0);
	g_assert_no_error (error);
	other = seg_segmentation_load (shop->workspace, "finer", &error);
	g_assert_cmpuint (other->segments->len, ==, 4);
	g_assert_true (other->has_tree);

	shop_run (shop, "UPDATE membership SET leaf = NULL WHERE leaf IN (0, 3)");
	fewer = seg_segmentation_tree (shop->workspace, segmentation, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (fewer->n_gone, ==, 2);
	g_assert_cmpuint (fewer->model->dendrogram->n_rows, ==, n - 2);
	g_assert_cmpuint (fewer->matrix->scaled->n_rows, ==, n - 2);

	shop_run (shop, "UPDATE membership SET leaf = 1 WHERE leaf IS NOT NULL"); /* damaged */
	none = seg_segmentation_tree (shop->workspace, segmentation, NULL, &error);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
	g_clear_error (&error);
	shop_run (shop, "UPDATE segmentation SET tree = x'0011'");
	none = seg_segmentation_tree (shop->workspace, segmentation, NULL, &error);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE);
	g_clear_error (&error);
	shop_run (shop, "UPDATE segmentation SET tree = NULL");
	none = seg_segmentation_tree (shop->workspace, segmentation, NULL, &error);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	made_clear (&made);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/segment/model/noise", Shop, NULL, shop_set_up, test_noise, shop_tear_down);
	g_test_add ("/segment/model/shares", Shop, NULL, shop_set_up, test_shares, shop_tear_down);
	g_test_add ("/segment/model/tree", Shop, NULL, shop_set_up, test_tree, shop_tear_down);
	g_test_add ("/segment/model/kept-tree", Shop, NULL, shop_set_up, test_kept_tree, shop_tear_down);
	return g_test_run ();
}
