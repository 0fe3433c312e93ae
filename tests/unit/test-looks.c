/* That work which is stopped ends at its next look at the job, whatever it is at, and leaves nothing behind; and how much it does between two
 * looks: counted in numbers passed over, not in seconds. Linked so that every look comes through here, and so does what costs. */
#include <config.h>
#include "feature-fixture.h"
#include "support/dump.h"

#include <segscope/association.h>
#include <segscope/cluster.h>
#include <segscope/correlation.h>
#include <segscope/parallel.h>
#include <segscope/random.h>
#include <segscope/select.h>

#include "feature/feature-private.h"

#include <stdatomic.h>

/* Looks ---------------------------------------------------------------------------------------------------------------------------- */

static struct {
	SegJob        *job;
	gint64         stop_at;      /* the look at which it is cancelled; 0: never */
	atomic_llong   n_looks;
	atomic_llong   n_after;      /* times that it asked on after it had been told */
	atomic_llong   work, most_work; /* since the last look, and the most between two */
	atomic_llong   work_after;   /* since it was cancelled */
} seen;

static void
look (const SegJob *job)
{
	long long work = atomic_exchange (&seen.work, 0), most = atomic_load (&seen.most_work);

	if (job == NULL || job != seen.job)
		return;
	while (work > most && !atomic_compare_exchange_weak (&seen.most_work, &most, work))
		;
	if (atomic_fetch_add (&seen.n_looks, 1) + 1 == seen.stop_at)
		seg_job_cancel (seen.job);
}

static void
work (gsize n)
{
	atomic_fetch_add (&seen.work, (long long) n);
	if (seen.stop_at > 0 && atomic_load (&seen.n_looks) >= seen.stop_at)
		atomic_fetch_add (&seen.work_after, (long long) n);
}

gboolean __real_seg_job_proceed (SegJob *job, double fraction, const char *phrase, GError **error);
gboolean __wrap_seg_job_proceed (SegJob *job, double fraction, const char *phrase, GError **error);
gboolean __real_seg_job_is_cancelled (const SegJob *job);
gboolean __wrap_seg_job_is_cancelled (const SegJob *job);

gboolean
__wrap_seg_job_proceed (SegJob *job, double fraction, const char *phrase, GError **error)
{
	gboolean goes_on;

	look (job);
	goes_on = __real_seg_job_proceed (job, fraction, phrase, error);
	if (!goes_on)
		atomic_fetch_add (&seen.n_after, 1);
	return goes_on;
}

gboolean
__wrap_seg_job_is_cancelled (const SegJob *job)
{
	look (job);
	return __real_seg_job_is_cancelled (job);
}

/* What costs: numbers that are passed over, some times each. */
#define WORK(name, type, parameters, arguments, n) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters \
	{ \
		work (n); \
		return __real_##name arguments; \
	}

WORK (seg_ranks_twice, void, (const double *values, gsize n, guint32 *ranks, guint64 *scratch), (values, n, ranks, scratch), n)
WORK (seg_scaler_fit, void, (SegScaler *scaler, const double *values, gsize n, double *scratch), (scaler, values, n, scratch), n)
WORK (seg_scaler_apply, void, (const SegScaler *scaler, const double *values, gsize n, double *scaled), (scaler, values, n, scaled), n)
WORK (seg_column_describe, void, (const double *values, gsize n, double *scratch, SegMatrixColumn *column), (values, n, scratch, column), n)
WORK (seg_quantile_bins, guint, (const double *values, gsize n, guint n_bins, double *scratch, gint32 *bins), (values, n, n_bins, scratch, bins), n)
WORK (seg_chi_square, SegTest, (const gint32 *first, guint n_first, const gint32 *second, guint n_second, gsize n),
      (first, n_first, second, n_second, n), n)
WORK (seg_anova, SegTest, (const double *values, const gint32 *labels, guint n_classes, gsize n), (values, labels, n_classes, n), n)
WORK (seg_statement_next, gboolean, (SegStatement *statement, GError **error), (statement, error), 1)

static void
forget (SegJob *job, gint64 stop_at)
{
	seen.job = job;
	seen.stop_at = stop_at;
	atomic_store (&seen.n_looks, 0);
	atomic_store (&seen.n_after, 0);
	atomic_store (&seen.work, 0);
	atomic_store (&seen.most_work, 0);
	atomic_store (&seen.work_after, 0);
}

/* Stopping ------------------------------------------------------------------------------------------------------------------------- */

#define ONCE 2    /* the work, and what it was part of */
#define BLOCKS 64 /* each block of rows, which then does nothing */

/* A piece of work; TRUE: it came to its end, and @said is what it found. */
typedef gboolean (*Piece) (gpointer data, SegJob *job, char **said, GError **error);

static gboolean
run_until (Piece piece, gpointer data, gint64 stop_at, char **said)
{
	g_autoptr (SegJob) job = seg_job_new ();
	GError *error = NULL;
	gboolean done;

	forget (job, stop_at);
	done = piece (data, job, said, &error);
	seen.job = NULL;
	if (done)
		g_assert_no_error (error);
	else
		g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
	return done;
}

/* Stopped at looks from the first to the last, at first every one, then ever fewer, it ends there: it asks at most @most_asks times again, and does at
 * most @most_work after. @path: of the workspace, which stays as it is; or NULL. Returns what it says when nothing stops it any more; free with g_free(). */
static char *
stop_everywhere (Piece piece, gpointer data, int most_asks, long long most_work, const char *path)
{
	g_autofree char *before = path != NULL ? test_dump (path) : NULL;
	char *said = NULL;
	gint64 n_stopped = 0;

	for (gint64 stop_at = 1; !run_until (piece, data, stop_at, &said); stop_at += (stop_at + 1) / 2) {
		n_stopped++;
		g_assert_null (said);
		g_assert_cmpint (atomic_load (&seen.n_after), <=, most_asks);
		g_assert_cmpint (atomic_load (&seen.work_after), <=, most_work);
		if (path != NULL) {
			g_autofree char *after = test_dump (path);

			g_assert_cmpstr (before, ==, after);
		}
	}
	g_assert_cmpint (n_stopped, >=, 5);
	return said;
}

/* Proposals ------------------------------------------------------------------------------------------------------------------------ */

#define N_USERS 400
#define N_NUMBERS 12
#define BATCH 8 /* columns between two looks, at most */

/* Numbers out of a hash, some of which go together, and a category. */
static void
many_numbers (Fixture *fixture)
{
	g_autoptr (GString) sql = g_string_new ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO user (id, key, listed, town");

	fixture_attribute (fixture, "user", "town", "Town", NULL, SEG_TYPE_CATEGORY);
	fixture_attribute (fixture, "user", "bought", "Bought", "outcome", SEG_TYPE_BOOLEAN);
	for (int k = 0; k < N_NUMBERS; k++) {
		g_autofree char *name = g_strdup_printf ("x%d", k);

		fixture_attribute (fixture, "user", name, name, NULL, SEG_TYPE_NUMBER);
		g_string_append_printf (sql, ", x%d", k);
	}
	g_string_append (sql, ") SELECT i, 'u' || i, 1, char (97 + i % 5)");
	for (int k = 0; k < N_NUMBERS; k++)
		g_string_append_printf (sql, ", (i * %d) %% %d / 7.0 + i %% 3 * %d", 7919 + 2 * k, 1009 + 13 * k, k % 4 * 50);
	g_string_append (sql, " FROM n");
	fixture_execute (fixture, sql->str);
	fixture_execute (fixture, "UPDATE user SET bought = x1 > 60");
}

typedef struct {
	SegWorkspace    *workspace;
	SegFeatureSet   *set;
	SegSelectOptions options;
} Proposing;

static gboolean
propose (gpointer data, SegJob *job, char **said, GError **error)
{
	const Proposing *proposing = data;
	g_autoptr (SegProposal) proposal = seg_select_propose (proposing->workspace, proposing->set, &proposing->options, job, error);
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; proposal != NULL && i < proposal->rows->len; i++) {
		const SegProposalRow *row = proposal->rows->pdata[i];

		g_string_append_printf (words, "%s %d %s\n", row->feature, row->keep, row->reason);
	}
	if (proposal != NULL)
		*said = g_strdup (words->str);
	return proposal != NULL;
}

static void
test_proposals (Fixture *fixture, gconstpointer target)
{
	g_autofree char *path = g_build_filename (fixture->folder, "test.seg", NULL), *before = NULL, *after = NULL, *said = NULL, *anew = NULL;
	guint usual = seg_parallel_threads ();
	Proposing proposing = { fixture->workspace, NULL, seg_select_options_defaults () };

	many_numbers (fixture);
	proposing.set = fixture_build (fixture, 0);
	proposing.options.target = target;
	proposing.options.sample = proposing.options.sample_path = 40;
	before = test_dump (path);
	for (guint threads = 1; threads <= 2; threads++) {
		seg_parallel_set_threads (threads);
		said = stop_everywhere (propose, &proposing, ONCE, threads * BATCH * N_USERS, NULL);
		g_assert_true (run_until (propose, &proposing, 0, &anew));
		g_assert_cmpstr (said, ==, anew);
		g_assert_cmpint (atomic_load (&seen.most_work), <=, 3 * BATCH * N_USERS); /* described, fitted, applied */
		g_clear_pointer (&said, g_free);
		g_clear_pointer (&anew, g_free);
	}
	seg_parallel_set_threads (usual);
	after = test_dump (path);
	g_assert_cmpstr (before, ==, after);
	seg_feature_set_free (proposing.set);
}

/* Correlations alone: of many columns, none waits for all others. */
static gboolean
correlate (gpointer data, SegJob *job, char **said, GError **error)
{
	SegMatrix *both[2];

	if (!seg_correlations_both (data, both, job, error))
		return FALSE;
	*said = g_strdup_printf ("%.17g %.17g", both[0]->values[1], both[1]->values[1]);
	seg_matrix_free (both[0]);
	seg_matrix_free (both[1]);
	return TRUE;
}

static SegMatrix *
random_matrix (gsize n, gsize d)
{
	g_autoptr (SegRandom) random = seg_random_new (5, 11);
	SegMatrix *matrix = seg_matrix_new (n, d, NULL);

	for (gsize i = 0; i < n * d; i++)
		matrix->values[i] = seg_random_gaussian (random) + (i / d % 3 == 0 ? 4 : 0);
	return matrix;
}

static void
test_correlations (void)
{
	g_autoptr (SegMatrix) matrix = random_matrix (3000, 50);
	g_autofree char *said = stop_everywhere (correlate, matrix, ONCE, 2 * 3000, NULL);

	g_assert_cmpint (atomic_load (&seen.most_work), <=, 2 * 3000);
}

/* Features ------------------------------------------------------------------------------------------------------------------------- */

#define T0 1700000000

static void
add_events (Fixture *fixture, int first, int last, int n_users)
{
	fixture_executef (fixture,
		"WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
		"INSERT INTO event (id, user_id, item_id, kind_id, at, amount, quantity, source_id) "
		"SELECT i, 1 + (i * 7919) %% %d, 1 + i %% 40, 1 + i %% 2, %d + (i * 104729) %% 25000000, i %% 100, 1, 1 FROM n", first, last, n_users, T0);
	g_assert_true (seg_workspace_index_events (fixture->workspace, NULL));
}

static void
shop (Fixture *fixture)
{
	fixture_execute (fixture,
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO user (id, key) SELECT i, 'u' || i FROM n;"
		"WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40) INSERT INTO item (id, key) SELECT i, 'i' || i FROM n;"
		"INSERT INTO event_kind (id, name) VALUES (1, 'purchase'), (2, 'view')");
	add_events (fixture, 1, 3000, 500);
}

static gboolean
build (gpointer data, SegJob *job, char **said, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (data, "default", T0 + 400 * DAY, NULL, job, error);

	if (set != NULL)
		*said = g_strdup_printf ("%d of %d", (int) set->n_computed, (int) set->n_users);
	return set != NULL;
}

static void
assert_as_another (Fixture *fixture)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_build (fixture->workspace, "another", T0 + 400 * DAY, NULL, NULL, NULL);

	g_assert_nonnull (set);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM (SELECT * FROM feature_set_1 EXCEPT SELECT * FROM feature_set_2)"), ==, 0);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(*) FROM feature_set_1"), ==, (double) set->n_users);
}

/* All users, then some, then some with all parts put together: stopped anywhere, the set is as it was; then it is right. */
static void
test_features (Fixture *fixture, gconstpointer data)
{
	g_autofree char *path = g_build_filename (fixture->folder, "test.seg", NULL), *all = NULL, *some = NULL, *last = NULL;

	(void) data;
	shop (fixture);
	all = stop_everywhere (build, fixture->workspace, ONCE, 0, path);
	g_assert_cmpstr (all, ==, "500 of 500");
	add_events (fixture, 3001, 3030, 450);
	some = stop_everywhere (build, fixture->workspace, ONCE, 0, path);
	g_assert_cmpstr (some, ==, "30 of 500");
	for (int i = 0; i < 7; i++) {
		add_events (fixture, 3031 + 20 * i, 3050 + 20 * i, 450);
		if (i < 6)
			seg_feature_set_free (fixture_build (fixture, T0 + 400 * DAY));
	}
	last = stop_everywhere (build, fixture->workspace, ONCE, 0, path);
	g_assert_cmpfloat (fixture_number (fixture, "SELECT count(DISTINCT part) FROM feature_block WHERE feature_set_id = 1"), ==, 2);
	assert_as_another (fixture);
}

/* Clustering ----------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegMatrix         *matrix;
	SegClusterSettings settings;
} Fitting;

static gboolean
fit (gpointer data, SegJob *job, char **said, GError **error)
{
	const Fitting *fitting = data;
	SegClusterModel *model = seg_cluster_fit (fitting->matrix, &fitting->settings, job, error);

	if (model != NULL)
		*said = seg_cluster_model_describe (model);
	seg_cluster_model_free (model);
	return model != NULL;
}

/* Every way of clustering. */
static void
test_clustering (void)
{
	Fitting fitting = { .matrix = random_matrix (400, 3) };
	const SegClusterAlgorithm *algorithm;

	fitting.matrix->groups = g_new0 (guint32, 3); /* the last one is yes or no */
	fitting.matrix->groups[2] = 1;
	for (gsize row = 0; row < fitting.matrix->n_rows; row++)
		seg_matrix_row (fitting.matrix, row)[2] = seg_matrix_row (fitting.matrix, row)[2] > 2;
	for (gsize i = 0; (algorithm = seg_cluster_algorithm_at (i)) != NULL; i++) {
		g_autofree char *said = NULL, *anew = NULL;

		seg_cluster_settings_init (&fitting.settings, algorithm);
		if (seg_cluster_parameter_find (algorithm, "min-size") != NULL)
			seg_cluster_settings_put (&fitting.settings, "min-size", 30);
		said = stop_everywhere (fit, &fitting, BLOCKS, 0, NULL);
		g_assert_true (run_until (fit, &fitting, 0, &anew));
		g_assert_cmpstr (said, ==, anew);
		g_test_message ("%s: %d looks", algorithm->name, (int) atomic_load (&seen.n_looks));
	}
	seg_matrix_free (fitting.matrix);
}

#define ADD(path, test, data) g_test_add ("/looks/" path, Fixture, data, fixture_set_up, test, fixture_tear_down)

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("proposals", test_proposals, NULL);
	ADD ("proposals-by-target", test_proposals, "bought");
	g_test_add_func ("/looks/correlations", test_correlations);
	ADD ("features", test_features, NULL);
	g_test_add_func ("/looks/clustering", test_clustering);
	return g_test_run ();
}
