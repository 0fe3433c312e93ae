/* Previews of clusters: the same names and figures that the segments have once they are kept, and some worked out by hand. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/error.h>
#include <string.h>

/* Everything the shop's catalogue has: unknown ages, dates and cities among it. */
typedef struct {
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegClustering    *clustering;
} Made;

static void
make (Shop *shop, Made *made)
{
	g_autoptr (GError) error = NULL;

	made->selection = seg_feature_selection_all (shop->workspace, &error);
	g_assert_no_error (error);
	made->matrix = seg_feature_matrix (shop->workspace, shop->set, made->selection, NULL, &error);
	g_assert_no_error (error);
	made->clustering = shop_clustering (made->matrix, shop_labels, 3);
}

static void
clear (Made *made)
{
	g_ptr_array_unref (made->selection);
	seg_feature_matrix_free (made->matrix);
	seg_clustering_free (made->clustering);
}

static const SegProfileFeature *
find (const GPtrArray *features, const char *label)
{
	for (guint i = 0; i < features->len; i++)
		if (strcmp (((const SegProfileFeature *) features->pdata[i])->label, label) == 0)
			return features->pdata[i];
	g_error ("no feature %s", label);
}

static void
assert_same (double value, double expected)
{
	if (isnan (expected))
		g_assert_true (isnan (value));
	else
		g_assert_cmpfloat_with_epsilon (value, expected, 1e-9 * MAX (1, fabs (expected)));
}

/* Profiles are computed by other code, from the workspace. */
static void
test_like_profiles (Shop *shop, gconstpointer data)
{
	SegClusterOptions options = { 3, 10, 300, 7 };
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) previews = NULL, profiles = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;
	Made made;
	gint64 id;

	(void) data;
	make (shop, &made);
	previews = seg_segments_preview (made.matrix, made.clustering, NULL, &error);
	g_assert_no_error (error);
	id = seg_segmentation_save (shop->workspace, "all", shop->set, made.selection, made.matrix, "k-means", &options, made.clustering,
	                            NAN, NULL, FALSE, NULL, &error);
	g_assert_no_error (error);
	segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	profiles = seg_profiles (shop->workspace, segmentation, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (previews->len, ==, 3);
	for (guint c = 0; c < 3; c++) {
		const SegSegmentPreview *preview = previews->pdata[c];
		const SegProfile *profile = profiles->pdata[c];

		g_assert_cmpstr (preview->name, ==, ((const SegSegment *) segmentation->segments->pdata[c])->name);
		g_assert_cmpint ((gint64) preview->size, ==, profile->size);
		assert_same (preview->share, profile->share_users);
		g_assert_cmpuint (preview->features->len, >, 5);
		for (guint i = 0; i < preview->features->len; i++) {
			const SegProfileFeature *feature = preview->features->pdata[i], *expected = find (profile->features, feature->label);

			assert_same (feature->mean, expected->mean);
			assert_same (feature->mean_all, expected->mean_all);
			assert_same (feature->index, expected->index);
			assert_same (feature->effect, expected->effect);
			g_assert_true (feature->share == expected->share);
			if (i > 0)
				g_assert_cmpfloat (fabs (feature->effect), <=, fabs (((const SegProfileFeature *) preview->features->pdata[i - 1])->effect));
		}
	}
	clear (&made);
}

/* Ages 30, 40, -, 25, 60, 60, 18: the others (u3, u4, u8) are 25 and 18, everyone 233 / 6. */
static void
test_unknown (Shop *shop, gconstpointer data)
{
	g_autoptr (GPtrArray) previews = NULL;
	const SegProfileFeature *age;
	Made made;

	(void) data;
	make (shop, &made);
	previews = seg_segments_preview (made.matrix, made.clustering, NULL, NULL);
	age = find (((const SegSegmentPreview *) previews->pdata[0])->features, "Age in years");
	assert_same (age->mean, 21.5);
	assert_same (age->mean_all, 233.0 / 6);
	assert_same (age->index, 100 * 21.5 / (233.0 / 6));
	g_assert_true (isnan (age->median));
	clear (&made);
}

static void
test_refusals (Shop *shop, gconstpointer data)
{
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GError) error = NULL;
	Made made;

	(void) data;
	make (shop, &made);
	made.clustering->n_rows--;
	g_assert_null (seg_segments_preview (made.matrix, made.clustering, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	made.clustering->n_rows++;
	seg_job_cancel (job);
	g_assert_null (seg_segments_preview (made.matrix, made.clustering, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	clear (&made);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/segment/preview/like-profiles", Shop, NULL, shop_set_up, test_like_profiles, shop_tear_down);
	g_test_add ("/segment/preview/unknown", Shop, NULL, shop_set_up, test_unknown, shop_tear_down);
	g_test_add ("/segment/preview/refusals", Shop, NULL, shop_set_up, test_refusals, shop_tear_down);
	return g_test_run ();
}
