/* Runs and limits: kept, listed, compared, made into segments, deleted; and what broken bytes do. */
#include <config.h>
#include "segment-shop.h"

#include <segscope/ids.h>
#include <segscope/migration.h>
#include <segscope/people_list.h>
#include <segscope/rule.h>
#include <segscope/run.h>

#include <math.h>
#include <string.h>

typedef struct {
	GPtrArray        *selection;
	SegFeatureMatrix *matrix;
	SegClusterModel  *model;
	SegSweep         *sweep;
	gint64            trial;
} Tried;

static void
tried_clear (Tried *tried)
{
	g_ptr_array_unref (tried->selection);
	seg_feature_matrix_free (tried->matrix);
	seg_cluster_model_free (tried->model);
	seg_sweep_free (tried->sweep);
}

/* Tries 2 and 3 segments by k-means (@settings NULL), or another algorithm, and keeps what was tried. */
static void
try_settings (Shop *shop, Tried *tried, const SegClusterSettings *settings)
{
	SegChooseOptions options = seg_choose_options_defaults ();
	GError *error = NULL;

	*tried = (Tried) { .selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free) };
	g_ptr_array_add (tried->selection, seg_selected_new ("orders", SEG_SCALING_Z_SCORE));
	g_ptr_array_add (tried->selection, seg_selected_new ("monetary", SEG_SCALING_LOG));
	tried->matrix = seg_feature_matrix (shop->workspace, shop->set, tried->selection, NULL, &error);
	g_assert_no_error (error);
	options.sweep.k_max = 3;
	options.references = 4;
	options.resamples = 4;
	if (settings != NULL) {
		tried->model = seg_cluster_fit (tried->matrix->scaled, settings, NULL, &error);
		g_assert_no_error (error);
		options.sweep.k_min = options.sweep.k_max = (guint) seg_cluster_settings_get (settings, "k");
		tried->sweep = seg_cluster_judge (tried->matrix->scaled, tried->model, &options.sweep, NULL, &error);
	} else
		tried->sweep = seg_choose_k (tried->matrix->scaled, &options, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_runs_keep (shop->workspace, shop->set, tried->selection, tried->matrix, tried->model, tried->sweep, NULL, &tried->trial, &error));
	g_assert_no_error (error);
}

static void
try (Shop *shop, Tried *tried, const char *algorithm, guint k)
{
	SegClusterSettings settings;

	if (algorithm != NULL) {
		seg_cluster_settings_init (&settings, seg_cluster_algorithm_find (algorithm));
		seg_cluster_settings_put (&settings, "k", k);
	}
	try_settings (shop, tried, algorithm != NULL ? &settings : NULL);
}

static GPtrArray *
runs_of (Shop *shop, gboolean all)
{
	GError *error = NULL;
	GPtrArray *runs = seg_runs (shop->workspace, all, &error);

	g_assert_no_error (error);
	return runs;
}

static gint64
id_at (const GPtrArray *runs, guint i)
{
	return ((const SegRun *) runs->pdata[i])->id;
}

static void
check_run (const SegRun *run, const SegSweepRow *row)
{
	g_assert_cmpuint (run->k, ==, row->clustering->k);
	g_assert_cmpint (run->n_users, ==, (gint64) row->clustering->n_rows);
	g_assert_cmpint (run->smallest, ==, (gint64) row->smallest);
	g_assert_cmpfloat (run->silhouette, ==, row->silhouette);
	g_assert_cmpfloat (run->inertia, ==, row->clustering->inertia);
	g_assert_cmpfloat (run->gap, ==, row->gap);
	g_assert_cmpfloat (run->stability, ==, row->stability.least);
	g_assert_cmpuint (run->n_features, ==, 2);
	g_assert_cmpstr (run->algorithm, ==, "k-means");
	g_assert_false (run->stale);
}

static void
test_kept (Shop *shop, gconstpointer data)
{
	Tried tried, again;
	g_autoptr (GPtrArray) all = NULL, best = NULL, twice = NULL;
	g_autofree gint64 *ids = NULL;
	g_autofree gint32 *labels = NULL;
	GError *error = NULL;
	gsize n;

	(void) data;
	try (shop, &tried, NULL, 0);
	all = runs_of (shop, TRUE);
	best = runs_of (shop, FALSE);
	g_assert_cmpuint (all->len, ==, 2);
	g_assert_cmpuint (best->len, ==, 1);
	for (guint i = 0; i < 2; i++)
		check_run (all->pdata[i], tried.sweep->rows + i);
	g_assert_cmpstr (((const SegRun *) best->pdata[0])->reason, ==, tried.sweep->reason);
	g_assert_true (seg_run_labels (shop->workspace, id_at (all, 1), &ids, &labels, &n, &error));
	g_assert_cmpuint (n, ==, tried.matrix->scaled->n_rows);
	g_assert_cmpint (memcmp (ids, tried.matrix->user_ids, n * sizeof *ids), ==, 0);
	g_assert_cmpint (memcmp (labels, tried.sweep->rows[1].clustering->labels, n * sizeof *labels), ==, 0);
	try (shop, &again, NULL, 0); /* the same again takes the place of what was */
	twice = runs_of (shop, TRUE);
	g_assert_cmpuint (twice->len, ==, 2);
	g_assert_cmpint (again.trial, >, tried.trial);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM run_users"), ==, 1);
	tried_clear (&tried);
	tried_clear (&again);
}

static void
test_compared (Shop *shop, gconstpointer data)
{
	Tried tried;
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (SegRunComparison) comparison = NULL, same = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	try (shop, &tried, NULL, 0);
	all = runs_of (shop, TRUE);
	comparison = seg_runs_compare (shop->workspace, id_at (all, 0), id_at (all, 1), NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (comparison->agreement->n_rows, ==, tried.matrix->scaled->n_rows);
	g_assert_cmpuint (comparison->agreement->k_first, ==, 2);
	g_assert_cmpuint (comparison->agreement->k_second, ==, 3);
	g_assert_cmpuint (comparison->n_only_first + comparison->n_only_second, ==, 0);
	same = seg_runs_compare (shop->workspace, id_at (all, 1), id_at (all, 1), NULL, &error);
	g_assert_cmpfloat (same->agreement->ari, ==, 1);
	g_assert_null (seg_runs_compare (shop->workspace, id_at (all, 0), 999, NULL, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "There is no run 999");
	tried_clear (&tried);
}

/* Segments made of a run are those it had; of a tree it is cut again. */
static void
check_saved (Shop *shop, const Tried *tried, guint i, const char *name)
{
	g_autoptr (GPtrArray) all = runs_of (shop, FALSE);
	g_autoptr (SegSegmentation) segmentation = NULL;
	g_autofree gint32 *labels = NULL;
	GError *error = NULL;
	gint64 id = seg_run_save (shop->workspace, id_at (all, 0), name, FALSE, NULL, &error);

	g_assert_no_error (error);
	segmentation = seg_segmentation_load_id (shop->workspace, id, &error);
	g_assert_no_error (error);
	labels = seg_segmentation_labels (shop->workspace, segmentation, tried->matrix, NULL, &error);
	g_assert_cmpint (memcmp (labels, tried->sweep->rows[i].clustering->labels, tried->matrix->scaled->n_rows * sizeof *labels), ==, 0);
	g_assert_cmpuint (segmentation->segments->len, ==, tried->sweep->rows[i].clustering->k);
}

static void
test_saved (Shop *shop, gconstpointer data)
{
	Tried kmeans, ward, mixture;
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	try (shop, &kmeans, NULL, 0);
	check_saved (shop, &kmeans, kmeans.sweep->suggested, "of k-means");
	try (shop, &ward, "ward", 3);
	check_saved (shop, &ward, 0, "of a tree");
	try (shop, &mixture, "mixture", 2);
	check_saved (shop, &mixture, 0, "of a mixture");
	all = runs_of (shop, FALSE);
	g_assert_cmpint (seg_run_save (shop->workspace, id_at (all, 0), "of a tree", FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_ARGUMENT, "already a segmentation");
	g_assert_cmpint (seg_run_save (shop->workspace, id_at (all, 0), "of a tree", TRUE, NULL, &error), !=, 0);
	g_assert_cmpint (seg_run_save (shop->workspace, 999, "none", FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_NOT_FOUND, "no run 999");
	shop_run (shop, "UPDATE cluster_run SET fingerprint = 'other'");
	g_assert_cmpint (seg_run_save (shop->workspace, id_at (all, 0), "late", FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_DATA, "computed again since");
	tried_clear (&kmeans);
	tried_clear (&ward);
	tried_clear (&mixture);
}

/* One number by hand takes nothing from the sweep that has it already, and is not recommended. */
static void
test_single (Shop *shop, gconstpointer data)
{
	SegSweepOptions options = seg_sweep_options_defaults ();
	Tried tried, ward;
	g_autoptr (SegSweep) single = NULL;
	g_autoptr (GPtrArray) all = NULL, best = NULL;
	GError *error = NULL;

	(void) data;
	try (shop, &tried, NULL, 0);
	options.k_min = options.k_max = 3;
	single = seg_sweep (tried.matrix->scaled, &options, NULL, &error);
	g_assert_no_error (error);
	g_assert_true (seg_runs_keep (shop->workspace, shop->set, tried.selection, tried.matrix, NULL, single, NULL, NULL, &error));
	g_assert_no_error (error);
	all = runs_of (shop, TRUE);
	g_assert_cmpuint (all->len, ==, 2);
	check_run (all->pdata[1], tried.sweep->rows + 1);
	try (shop, &ward, "ward", 3);
	best = runs_of (shop, FALSE);
	g_assert_cmpuint (best->len, ==, 2);
	g_assert_false (((const SegRun *) best->pdata[0])->recommended);
	g_assert_true (((const SegRun *) best->pdata[1])->recommended);
	tried_clear (&tried);
	tried_clear (&ward);
}

/* Distances to the middle of a segment of Gower's tree are such ones: shares of the range. */
static void
test_gower (Shop *shop, gconstpointer data)
{
	SegClusterSettings settings;
	Tried tried;

	(void) data;
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find ("average"));
	seg_cluster_settings_put (&settings, "distance", 1);
	seg_cluster_settings_put (&settings, "k", 2);
	try_settings (shop, &tried, &settings);
	check_saved (shop, &tried, 0, "of Gower's tree");
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM membership WHERE distance > 1"), ==, 0);
	tried_clear (&tried);
}

/* Numbers of the options keep all their digits; what comes out otherwise than it was is not kept under the run's name. */
static void
test_again (Shop *shop, gconstpointer data)
{
	SegClusterSettings settings;
	Tried tried;
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *words = NULL;

	(void) data;
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find ("mixture"));
	seg_cluster_settings_put (&settings, "ridge", 0.1234567890123);
	seg_cluster_settings_put (&settings, "k", 2);
	try_settings (shop, &tried, &settings);
	all = runs_of (shop, FALSE);
	g_assert_nonnull (strstr (((const SegRun *) all->pdata[0])->options, "0.1234567890123"));
	words = seg_run_options_words (all->pdata[0]);
	test_contains (words, "Gaussian mixture · Segments ");
	g_assert_null (strchr (words, '{'));
	check_saved (shop, &tried, 0, "the same");
	shop_run (shop, "UPDATE cluster_run SET labels = zeroblob (length (labels))");
	g_assert_cmpint (seg_run_save (shop->workspace, id_at (all, 0), "other", FALSE, NULL, &error), ==, 0);
	test_error (&error, SEG_ERROR_DATA, "gives other segments");
	tried_clear (&tried);
}

/* A run of density peaks from before rounded values were spread took them for exact, and is said and done again so. */
static void
test_older (Shop *shop, gconstpointer data)
{
	SegClusterSettings settings;
	Tried tried;
	g_autoptr (GPtrArray) all = NULL, older = NULL;
	g_autofree char *now = NULL, *then = NULL;

	(void) data;
	seg_cluster_settings_init (&settings, seg_cluster_algorithm_find ("density-peaks"));
	try_settings (shop, &tried, &settings);
	all = runs_of (shop, FALSE);
	now = seg_run_options_words (all->pdata[0]);
	test_contains (now, "Rounded values spread");
	shop_run (shop, "UPDATE cluster_run SET options = json_remove (options, '$.rounded')");
	older = runs_of (shop, FALSE);
	then = seg_run_options_words (older->pdata[0]);
	test_contains (then, "Rounded values exact");
	tried_clear (&tried);
}

static void
test_deleted (Shop *shop, gconstpointer data)
{
	Tried tried, ward;
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (GError) error = NULL;

	(void) data;
	try (shop, &tried, NULL, 0);
	try (shop, &ward, "ward", 2);
	all = runs_of (shop, TRUE);
	g_assert_cmpuint (all->len, ==, 3);
	g_assert_true (seg_run_delete (shop->workspace, id_at (all, 0), FALSE, &error));
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM cluster_run"), ==, 2);
	g_assert_true (seg_run_delete (shop->workspace, id_at (all, 1), TRUE, &error)); /* and the other of its trial */
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM cluster_run"), ==, 0);
	g_assert_cmpint (shop_count (shop, "SELECT count(*) FROM run_users"), ==, 0);
	g_assert_false (seg_run_delete (shop->workspace, id_at (all, 1), FALSE, &error));
	test_error (&error, SEG_ERROR_NOT_FOUND, "There is no run");
	tried_clear (&tried);
	tried_clear (&ward);
}

/* What a file contains is never trusted. */
static void
test_broken (Shop *shop, gconstpointer data)
{
	static const char *const damages[] = {
		"UPDATE run_users SET ids = x'ff'", "UPDATE run_users SET ids = CAST (ids || x'01' AS BLOB)", "UPDATE run_users SET ids = x'0000000000000000'",
		"UPDATE run_users SET n_users = 1000000000000", "UPDATE run_users SET n_users = -5", "UPDATE cluster_run SET labels = x''",
		"UPDATE cluster_run SET k = 1", "UPDATE cluster_run SET k = -1", "UPDATE cluster_run SET k = 100000", "UPDATE run_users SET n_users = 0, ids = x''",
	};
	g_autoptr (GPtrArray) all = NULL;
	Tried tried;

	(void) data;
	try (shop, &tried, NULL, 0);
	all = runs_of (shop, TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS (damages); i++) {
		g_autoptr (GError) error = NULL;

		shop_run (shop, "SAVEPOINT whole");
		shop_run (shop, damages[i]);
		g_assert_null (seg_runs_compare (shop->workspace, id_at (all, 0), id_at (all, 1), NULL, &error));
		g_assert_nonnull (error);
		shop_run (shop, "ROLLBACK TO whole; RELEASE whole");
	}
	shop_run (shop, "UPDATE cluster_run SET options = '[1]'");
	{
		g_autoptr (GError) error = NULL;

		g_assert_cmpint (seg_run_save (shop->workspace, id_at (all, 0), "broken", FALSE, NULL, &error), ==, 0);
		test_error (&error, SEG_ERROR_WORKSPACE, "cannot be read");
	}
	tried_clear (&tried);
}

static void
test_limits (Shop *shop, gconstpointer data)
{
	SegSweepOptions options = seg_sweep_options_defaults ();
	GError *error = NULL;

	(void) data;
	g_assert_true (seg_limits_read (shop->workspace, &options, &error));
	g_assert_cmpuint (options.most_segments + options.least_users, ==, 0);
	g_assert_true (seg_limits_write (shop->workspace, 7, 500, &error));
	g_assert_true (seg_limits_read (shop->workspace, &options, &error));
	g_assert_cmpuint (options.most_segments, ==, 7);
	g_assert_cmpuint (options.least_users, ==, 500);
	g_assert_true (seg_limits_write (shop->workspace, 0, 500, &error));
	g_assert_true (seg_limits_read (shop->workspace, &options, &error));
	g_assert_cmpuint (options.most_segments, ==, 0);
	shop_run (shop, "UPDATE setting SET value = 'many' WHERE name = 'clusters.least_users'");
	g_assert_true (seg_limits_read (shop->workspace, &options, &error));
	g_assert_cmpuint (options.least_users, ==, 0);
	g_assert_no_error (error);
}

/* Filters for the groups of runs take exactly the users they were given to, with every way to compare; rules do not take such filters. */
static void
test_filter (Shop *shop, gconstpointer data)
{
	Tried tried;
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (GArray) everyone = NULL;
	g_autofree gint64 *ids = NULL;
	g_autofree gint32 *labels = NULL;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegMigration) migration = NULL;
	static const char *const wrong[] = { "group of run %d = 0", "group of run %d = 9", "group of run %d = two", "group of run %d > 1", "group of run %d9 = 1", "group of run x%d = 1" };
	gint64 first, second;
	gsize n;

	(void) data;
	try (shop, &tried, NULL, 0);
	all = runs_of (shop, TRUE);
	first = id_at (all, 0);
	second = id_at (all, 1);
	g_assert_true (seg_run_labels (shop->workspace, second, &ids, &labels, &n, &error));
	everyone = seg_people_matching (shop->workspace, "", NULL, &error);
	for (gint32 group = 0; group < 3; group++) {
		static const char *const forms[] = { "group of run %d = %d", "group of run %d != %d", "group of run %d in (%d)", "not (GROUP of Run %d = %d)" };

		for (guint form = 0; form < G_N_ELEMENTS (forms); form++) {
			g_autofree char *text = g_strdup_printf (forms[form], (int) second, group + 1);
			g_autoptr (GArray) users = seg_people_matching (shop->workspace, text, NULL, &error);
			guint expected = 0;

			g_assert_no_error (error);
			for (gsize i = 0; i < n; i++)
				expected += labels[i] == group;
			if (form % 2 == 1)
				expected = everyone->len - expected;
			g_assert_cmpuint (users->len, ==, expected);
			for (gsize i = 0; form == 0 && i < users->len; i++)
				g_assert_cmpint (labels[seg_ids_find (ids, n, g_array_index (users, gint64, i))], ==, group);
		}
	}
	migration = seg_migration_of_runs (shop->workspace, first, second, NULL, &error);
	g_assert_no_error (error);
	for (guint from = 0; from <= migration->from.segments->len; from++)
		for (guint to = 0; to <= migration->to.segments->len; to++) {
			g_autofree char *text = seg_migration_filter (migration, from, to);
			g_autoptr (GArray) users = seg_people_matching (shop->workspace, text, NULL, &error);

			g_assert_no_error (error);
			if (from < migration->from.segments->len || to < migration->to.segments->len)
				g_assert_cmpint (users->len, ==, seg_migration_users (migration, from, to));
		}
	for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autofree char *text = g_strdup_printf (wrong[i], (int) second);
		g_autoptr (GArray) users = seg_people_matching (shop->workspace, text, NULL, &error);

		g_assert_null (users);
		g_assert_nonnull (error);
		g_clear_error (&error);
	}
	g_assert_cmpint (seg_rule_save (shop->workspace, "grouped", "group of run 1 = 1", NULL, FALSE, &error), ==, 0);
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	tried_clear (&tried);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add ("/runs/kept", Shop, NULL, shop_set_up, test_kept, shop_tear_down);
	g_test_add ("/runs/compared", Shop, NULL, shop_set_up, test_compared, shop_tear_down);
	g_test_add ("/runs/saved", Shop, NULL, shop_set_up, test_saved, shop_tear_down);
	g_test_add ("/runs/single", Shop, NULL, shop_set_up, test_single, shop_tear_down);
	g_test_add ("/runs/again", Shop, NULL, shop_set_up, test_again, shop_tear_down);
	g_test_add ("/runs/gower", Shop, NULL, shop_set_up, test_gower, shop_tear_down);
	g_test_add ("/runs/older", Shop, NULL, shop_set_up, test_older, shop_tear_down);
	g_test_add ("/runs/deleted", Shop, NULL, shop_set_up, test_deleted, shop_tear_down);
	g_test_add ("/runs/broken", Shop, NULL, shop_set_up, test_broken, shop_tear_down);
	g_test_add ("/runs/filter", Shop, NULL, shop_set_up, test_filter, shop_tear_down);
	g_test_add ("/runs/limits", Shop, NULL, shop_set_up, test_limits, shop_tear_down);
	return g_test_run ();
}
