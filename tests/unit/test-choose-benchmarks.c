/* Published sets with known groups: which way and which number are recommended, and how near the segments come to the groups.
 *
 * One rule for all sets, none of its constants found on them. Two of the three species of iris overlap so that few users show no valley between
 * them; what is like a normal distribution tells them apart. */
#include <config.h>
#include "cluster-fixture.h"

#include <segscope/choose.h>

static const struct {
	const char *name;
	guint  groups, k_max;
	const char *other_way; /* recommended in place of k-means, or NULL */
	guint  recommended;
	double least_ari;    /* of what is recommended with the known groups */
} sets[] = {
	{ "s1", 15, 18, NULL, 15, 0.98 },
	{ "s2", 15, 18, NULL, 15, 0.93 },
	{ "a2", 35, 38, NULL, 35, 0.96 },
	{ "a1", 20, 23, NULL, 20, 0.96 },
	{ "r15", 15, 18, NULL, 15, 0.99 },
	{ "unbalance", 8, 12, NULL, 8, 0.999 },
	{ "aggregation", 7, 10, "density-peaks", 7, 0.99 },
	{ "flame", 2, 8, "density-peaks", 2, 0.96 },
	{ "iris", 3, 8, "mixture", 3, 0.9 },
	{ "jain", 2, 8, "density-peaks", 2, 0.99 },
};

static gint32 *
known_groups (const TestFigures *figures, guint *k)
{
	gint32 *labels = g_new (gint32, figures->n_rows);

	*k = 0;
	for (gsize row = 0; row < figures->n_rows; row++) {
		labels[row] = (gint32) test_figures_number (figures, row, "label") - 1;
		*k = MAX (*k, (guint) labels[row] + 1);
	}
	return labels;
}

static SegSweep *
choose (const SegMatrix *matrix, guint k_max)
{
	SegChooseOptions options = seg_choose_options_defaults ();

	options.sweep.k_max = k_max;
	options.most_rows = 1500; /* enough, and quick */
	options.references = 8;
	options.resamples = 16;
	return seg_choose_k (matrix, &options, NULL, NULL);
}

/* k-means with 4 keeps to the shallow valley between both shapes, which has a second opinion, but divides them where they are no thinner. */
static void
check_flame (const SegSweep *sweep, const SegClusterModel *peaks)
{
	const SegSweepRow *row = sweep->rows + sweep->suggested;

	g_assert_cmpuint (row->clustering->k, ==, 4);
	g_assert_cmpfloat (row->across, <=, SEG_FEW_ACROSS);
	g_assert_cmpfloat (row->dents, >, SEG_DENTED);
	g_assert_cmpuint (sweep->crowds.n, ==, 2);
	g_assert_true (sweep->crowds.seconded);
	test_contains (sweep->reason, "they crowd in 2 places, and the 4 segments of k-means divide these further where users stand as close");
	test_contains (sweep->reason, "They keep to the valleys between the 2 places");
	g_assert_cmpfloat (seg_cluster_model_found (peaks, "seconded"), ==, 1);
}

static void
check_set (gsize number)
{
	static const char *const not_values[] = { "label", NULL };
	g_autofree char *file = g_strdup_printf ("data/clustering-benchmarks/%s.csv", sets[number].name);
	g_autoptr (TestFigures) figures = reference_figures (file);
	g_autoptr (SegMatrix) matrix = NULL;
	g_autofree gint32 *known = NULL;
	g_autoptr (SegSweep) sweep = NULL;
	g_autoptr (SegClusterModel) other = NULL;
	g_autoptr (SegAgreement) agreement = NULL, of_kmeans = NULL;
	const SegClustering *by_kmeans, *found;
	SegClusterSettings settings;
	guint k;

	if (figures == NULL)
		return;
	matrix = test_figures_matrix (figures, not_values);
	known = known_groups (figures, &k);
	g_assert_cmpuint (k, ==, sets[number].groups);
	sweep = choose (matrix, sets[number].k_max);
	if (seg_sweep_other_settings (sweep, &settings))
		other = fit_model (matrix, &settings);
	by_kmeans = sweep->rows[sweep->suggested].clustering;
	found = other != NULL ? other->clustering : by_kmeans;
	agreement = seg_agreement_new (known, k, found->labels, found->k, matrix->n_rows, NULL);
	of_kmeans = seg_agreement_new (known, k, by_kmeans->labels, by_kmeans->k, matrix->n_rows, NULL);
	g_test_message ("%-12s %2u known groups: %s, %u segments, ARI %.3f (k-means: %u, ARI %.3f; valleys: %u)", sets[number].name, k,
	                other != NULL ? sweep->other_way : "k-means", found->k, agreement->ari, by_kmeans->k, of_kmeans->ari, sweep->crowds.n);
	g_assert_cmpstr (sweep->other_way, ==, sets[number].other_way);
	g_assert_cmpuint (found->k, ==, sets[number].recommended);
	g_assert_cmpfloat (agreement->ari, >=, sets[number].least_ari);
	g_assert_cmpint (strstr (sweep->reason, "suit these users better") != NULL, ==, sweep->other_way != NULL);
	test_contains (sweep->structure, "There is structure to find");
	if (g_str_equal (sets[number].name, "iris"))
		test_contains (sweep->reason, "3 segments by the algorithm Gaussian mixture suit these users better");
	g_assert_cmpint (strstr (sweep->structure, "in 2 places. The valleys between them are shallow") != NULL, ==, g_str_equal (sets[number].name, "flame"));
	if (g_str_equal (sets[number].name, "flame"))
		check_flame (sweep, other);
}

static void
test_benchmarks (void)
{
	for (gsize i = 0; i < G_N_ELEMENTS (sets); i++)
		check_set (i);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/choose/benchmarks", test_benchmarks);
	return g_test_run ();
}
