/* recommend/: fitted models kept in the workspace. All of them are the same bits with any number of threads, and are read back as they were; after new events neighbours are those
 * of a fresh fit, bit for bit, and factors say how far they are not; what cannot be brought up to date is fitted anew or dropped. */
#include <config.h>
#include <segscope/parallel.h>

#include <math.h>
#include <string.h>

#include "made-interactions.h"
#include "recommend/als.h"

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

static SegModel *
get (Fixture *fixture, const char *name, gboolean anew)
{
	const SegModelRequest request = { .recommender = seg_recommender_find (name), .anew = anew };
	GError *error = NULL;
	SegModel *model = seg_model_get (fixture->workspace, &request, NULL, &error);

	g_assert_no_error (error);
	return model;
}

static void
keep (Fixture *fixture, const SegModel *model)
{
	GError *error = NULL;

	g_assert_true (seg_model_keep (fixture->workspace, model, NULL, &error));
	g_assert_no_error (error);
}

static GBytes *
pack (const SegRecommender *recommender, gconstpointer model)
{
	SegModelWriter *writer = seg_model_writer_new ();

	recommender->save (model, writer);
	return seg_model_writer_end (writer, NULL);
}

static void
check_same_bits (const SegModel *one, const SegModel *other)
{
	g_autoptr (GBytes) a = pack (one->chain[0].recommender, one->chain[0].model), b = pack (other->chain[0].recommender, other->chain[0].model);

	g_assert_cmpuint (one->interactions->n_users, ==, other->interactions->n_users);
	g_assert_true (g_bytes_equal (a, b));
}

static void
add_attributes (Fixture *fixture)
{
	fixture_execute (fixture,
		"ALTER TABLE item ADD COLUMN title TEXT; ALTER TABLE user ADD COLUMN city TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text'), ('user', 'city', 'City', NULL, 'category');"
		"UPDATE item SET title = 'Course ' || (id % 4 + 100) || ' of ' || CASE id % 3 WHEN 0 THEN 'cooking' WHEN 1 THEN 'reading' ELSE 'singing' END;"
		"UPDATE user SET city = CASE id % 3 WHEN 0 THEN 'Bern' WHEN 1 THEN 'Ulm' ELSE NULL END");
}

/* Reasons and scores of some people as one text. */
static char *
describe (const SegModel *model)
{
	GString *text = g_string_new (NULL);

	for (gint64 user = 1; user <= 12; user++) {
		g_autoptr (GPtrArray) list = seg_recommend (model, user, 5, NULL, NULL);

		for (guint i = 0; i < list->len; i++) {
			const SegRecommendation *one = list->pdata[i];

			g_string_append_printf (text, "%s %a %s %s\n", one->item_key, one->score, one->recommender, one->reason);
		}
	}
	return g_string_free (text, FALSE);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autoptr (SegInteractions) all = made_interactions (60, 25, 500, 3, 2);
	gsize n;
	const SegRecommender *const *recommenders = seg_recommenders (&n);

	(void) data;
	fixture_populate (fixture, 60, 25);
	add_attributes (fixture);
	made_events (fixture, all);
	fixture_segment (fixture, "main", 20, 60);
	for (gsize i = 0; i < n; i++) {
		g_autoptr (SegModel) fitted = get (fixture, recommenders[i]->name, FALSE), kept = NULL;
		g_autofree char *before = describe (fitted), *after = NULL;

		g_test_message ("%s", recommenders[i]->name);
		g_assert_cmpint (seg_model_origin (fitted), ==, SEG_MODEL_FITTED);
		keep (fixture, fitted);
		kept = get (fixture, recommenders[i]->name, FALSE);
		g_assert_cmpint (seg_model_origin (kept), ==, SEG_MODEL_KEPT);
		g_assert_cmpfloat (seg_model_changed (kept), ==, 0);
		check_same_bits (fitted, kept);
		after = describe (kept);
		g_assert_cmpstr (before, ==, after);
		for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
			g_autoptr (SegModel) anew = NULL;

			seg_parallel_set_threads (threads[t]);
			anew = get (fixture, recommenders[i]->name, TRUE);
			check_same_bits (fitted, anew);
		}
		seg_parallel_set_threads (0);
	}
	g_assert_true (n == 12);
}

/* Counts and runs of zeros, at the borders of their lengths; what is cut off or goes on is refused. */
static void
test_counts (void)
{
	const guint32 values[] = { 0, 0, 1, 127, 128, 0, 16383, 16384, G_MAXUINT32, 0, 0, 0 };
	guint32 back[G_N_ELEMENTS (values)];
	SegModelWriter *writer = seg_model_writer_new ();
	g_autoptr (GBytes) bytes = NULL;
	gsize n;
	gconstpointer packed;

	seg_pack_counts (writer, values, G_N_ELEMENTS (values));
	bytes = seg_model_writer_end (writer, NULL);
	packed = g_bytes_get_data (bytes, &n);
	for (gsize less = 0; less <= n; less++) {
		g_autofree SegModelReader *reader = seg_model_reader_new (packed, n - less);

		seg_unpack_counts (reader, back, G_N_ELEMENTS (values));
		g_assert_true (seg_unpack_ended (reader, NULL) == (less == 0));
		g_assert_true (less > 0 || memcmp (values, back, sizeof values) == 0);
	}
	for (gsize room = 0; room < G_N_ELEMENTS (values); room++) {
		g_autofree SegModelReader *reader = seg_model_reader_new (packed, n);

		seg_unpack_counts (reader, back, room);
		g_assert_false (seg_unpack_ended (reader, NULL));
	}
}

/* Neighbours after changes ------------------------------------------------------------------------------------------ */

/* @share: of the pairs, from user number @first on; the others are all there. */
static SegInteractions *
without (const SegInteractions *all, double share, gsize first, guint64 seed)
{
	g_autoptr (SegRandom) random = seg_random_new (seed, 3);
	g_autofree guint8 *there = g_malloc (all->pair_start[all->n_users] + 1);
	SegInteractions *kept;

	for (gsize user = 0; user < all->n_users; user++)
		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++)
			there[i] = user < first || seg_random_uniform (random) >= share;
	kept = seg_interactions_keep (all, there, NULL);
	g_assert_nonnull (kept);
	return kept;
}

static SegBefore *
compare (const SegInteractions *then, const SegInteractions *now)
{
	g_autoptr (GBytes) basis = seg_basis_pack (then, NULL, NULL);
	GError *error = NULL;
	SegBefore *before = seg_basis_compare (basis, now, &error);

	g_assert_no_error (error);
	g_assert_nonnull (before);
	return before;
}

static void
check_neighbours (const SegInteractions *then, const SegInteractions *now, SegLikeness measure)
{
	const SegItemToItemOptions options = { 8, 2.5, measure };
	g_autoptr (SegBefore) before = compare (then, now);
	g_autoptr (SegItemToItem) old = seg_item_to_item_fit (then, &options, NULL, NULL, NULL), fresh = seg_item_to_item_fit (now, &options, NULL, NULL, NULL);
	g_autoptr (SegItemToItem) updated = seg_item_to_item_update (old, before, now, &options, NULL, NULL);
	g_autoptr (GBytes) a = pack (&seg_recommender_item_to_item, fresh), b = pack (&seg_recommender_item_to_item, updated);

	g_assert_true (g_bytes_equal (a, b));
}

static void
test_neighbours (void)
{
	for (guint64 seed = 1; seed <= 6; seed++) {
		g_autoptr (SegInteractions) all = made_interactions (90, 60, 500, 6, seed);
		const gsize firsts[] = { 0, 70, 88 };

		for (gsize f = 0; f < G_N_ELEMENTS (firsts); f++) {
			g_autoptr (SegInteractions) less = without (all, 0.4, firsts[f], seed);

			for (SegLikeness measure = SEG_LIKENESS_COSINE; measure <= SEG_LIKENESS_CONDITIONAL; measure++) {
				check_neighbours (less, all, measure); /* events came */
				check_neighbours (all, less, measure); /* events were taken back */
			}
		}
	}
}

/* Two kinds of people who have nothing in common: where only the one kind does something, the other's items are not looked at again. */
static void
test_some_neighbours (void)
{
	g_autoptr (SegInteractions) all = made_interactions (80, 60, 900, 2, 5);
	g_autofree guint8 *apart = g_malloc (all->pair_start[80]);
	g_autoptr (SegInteractions) now = NULL, then = NULL;
	const SegItemToItemOptions options = { 100, 0, SEG_LIKENESS_COSINE };
	g_autoptr (SegItemToItem) old = NULL, updated = NULL;
	g_autoptr (SegBefore) before = NULL;
	gsize n_rows = 0;

	for (gsize user = 0; user < 80; user++)
		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++)
			apart[i] = (user < 60) == (all->pair_items[i] < 45);
	now = seg_interactions_keep (all, apart, NULL);
	then = without (now, 0.5, 60, 1);
	before = compare (then, now);
	g_assert_cmpuint (before->n_changed, >, 0);
	g_assert_cmpuint (before->n_changed, <=, 20);
	old = seg_item_to_item_fit (then, &options, NULL, NULL, NULL);
	for (gsize item = 0; item < 45; item++) /* another number shows what was taken over */
		for (gsize i = old->start[item]; i < old->start[item + 1]; i++, n_rows++)
			old->neighbours[i].together += 1000;
	updated = seg_item_to_item_update (old, before, now, &options, NULL, NULL);
	g_assert_cmpuint (n_rows, >, 100);
	for (gsize item = 0; item < 60; item++)
		for (gsize i = updated->start[item]; i < updated->start[item + 1]; i++)
			g_assert_true ((updated->neighbours[i].together >= 1000) == (item < 45));
}

/* What changed is told user by user; users and items that are gone, and bytes that are damaged, leave nothing to update. */
static void
test_basis (void)
{
	g_autoptr (SegInteractions) all = made_interactions (40, 20, 300, 2, 3);
	g_autoptr (GBytes) basis = NULL;
	g_autoptr (SegBefore) same = compare (all, all);
	gsize n;
	const guint8 *bytes;

	g_assert_cmpuint (same->n_changed, ==, 0);
	g_assert_cmpuint (same->interactions->user_start[40], ==, all->user_start[40]);
	g_assert_true (memcmp (same->interactions->user_items, all->user_items, all->user_start[40] * sizeof (guint32)) == 0);
	basis = seg_basis_pack (all, NULL, NULL);
	bytes = g_bytes_get_data (basis, &n);
	g_assert_cmpuint (n, <, 2 * all->user_start[40] + 10 * 40 + 100);
	for (gsize less = 1; less <= n; less++) {
		g_autoptr (GBytes) cut = g_bytes_new (bytes, n - less);

		g_assert_null (seg_basis_compare (cut, all, NULL));
	}
	all->pair_weights[all->pair_start[7]] += 1;
	all->pair_flags[all->pair_start[9]] ^= SEG_PAIR_OWNED;
	{
		g_autoptr (SegBefore) before = seg_basis_compare (basis, all, NULL);

		g_assert_cmpuint (before->n_changed, ==, 2);
		g_assert_true (before->changed[7] && before->changed[9]);
	}
	all->user_ids[39] = 1000;
	g_assert_null (seg_basis_compare (basis, all, NULL));
}

/* Factors after changes --------------------------------------------------------------------------------------------- */

static double
objective (const SegModel *model)
{
	const SegInteractions *all = model->interactions;
	g_autofree float *confidences = g_new (float, all->pair_start[all->n_users] + 1);
	SegAlsSide side = { all->pair_start, all->pair_items, confidences };

	for (gsize i = 0; i < all->pair_start[all->n_users]; i++)
		confidences[i] = (float) (1 + 0.3 * (double) all->pair_weights[i]);
	return seg_als_objective (*(SegAls **) model->chain[0].model, &side, 30);
}

static const float *
factors_of (const SegModel *model, gsize user)
{
	const SegAls *als = *(SegAls **) model->chain[0].model;

	return als->users + user * als->stride;
}

/* Few do something: only they and their items are solved for, nearly as well as when fitted anew, and it is said. Many: it is fitted anew. */
static void
test_factors (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = made_interactions (80, 30, 900, 3, 4);
	g_autoptr (SegModel) fitted = NULL, updated = NULL, anew = NULL, kept = NULL, again = NULL, many = NULL;
	g_autofree char *said = NULL;

	(void) data;
	fixture_populate (fixture, 80, 30);
	made_events (fixture, all);
	fitted = get (fixture, "als", FALSE);
	keep (fixture, fitted);
	fixture_execute (fixture, "INSERT INTO user (id, key, listed) VALUES (200, 'new', 1); INSERT INTO item (id, key, listed) VALUES (100, 'fresh', 1)");
	fixture_events (fixture, 1, "3:100 200:100 200:1 200:2 5:29");
	updated = get (fixture, "als", FALSE);
	g_assert_cmpint (seg_model_origin (updated), ==, SEG_MODEL_UPDATED);
	g_assert_cmpfloat_with_epsilon (seg_model_changed (updated), 3.0 / 81, 1e-12);
	said = seg_model_origin_text (updated);
	g_assert_nonnull (strstr (said, "3.7 %"));
	for (gsize user = 0; user < 80; user++)
		g_assert_true ((memcmp (factors_of (fitted, user), factors_of (updated, user), 64 * sizeof (float)) == 0) == (user != 2 && user != 4));
	anew = get (fixture, "als", TRUE);
	g_assert_cmpfloat (objective (updated), <, objective (anew) * 1.01);
	keep (fixture, updated);
	kept = get (fixture, "als", FALSE);
	g_assert_cmpint (seg_model_origin (kept), ==, SEG_MODEL_KEPT);
	g_assert_cmpfloat_with_epsilon (seg_model_changed (kept), 3.0 / 81, 1e-12);
	check_same_bits (updated, kept);
	fixture_events (fixture, 1, "7:29"); /* everybody counted from the fit, not from the update */
	again = get (fixture, "als", FALSE);
	g_assert_cmpfloat_with_epsilon (seg_model_changed (again), 4.0 / 81, 1e-12);
	fixture_events (fixture, 1, "11:29 12:29 13:29 14:29 15:29 16:29");
	many = get (fixture, "als", FALSE);
	g_assert_cmpint (seg_model_origin (many), ==, SEG_MODEL_FITTED);
	g_assert_cmpfloat (seg_model_changed (many), ==, 0);
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
	const guint counts[] = { 1, 2, 3, 8 };
	const char *const names[] = { "als", "item-to-item" };
	g_autoptr (SegInteractions) all = made_interactions (80, 30, 900, 3, 4);

	(void) data;
	fixture_populate (fixture, 80, 30);
	made_events (fixture, all);
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autoptr (SegModel) fitted = get (fixture, names[i], FALSE);

		keep (fixture, fitted);
	}
	fixture_events (fixture, 1, "3:30 8:1 9:2");
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autoptr (SegModel) first = NULL;

		for (gsize t = 0; t < G_N_ELEMENTS (counts); t++) {
			g_autoptr (SegModel) model = NULL;

			seg_parallel_set_threads (counts[t]);
			model = get (fixture, names[i], FALSE);
			g_assert_cmpint (seg_model_origin (model), ==, SEG_MODEL_UPDATED);
			if (first != NULL)
				check_same_bits (first, model);
			else
				first = g_steal_pointer (&model);
		}
	}
	seg_parallel_set_threads (0);
}

/* The list of what is kept ------------------------------------------------------------------------------------------- */

static guint
count_current (Fixture *fixture, guint *n_kept)
{
	g_autoptr (GPtrArray) list = seg_models_kept (fixture->workspace, NULL);
	guint n = 0;

	*n_kept = list->len;
	for (guint i = 0; i < list->len; i++) {
		const SegKeptModel *kept = list->pdata[i];
		g_autofree char *text = seg_kept_model_text (kept);

		g_assert_cmpint (kept->n_bytes, >, 0);
		g_assert_true (g_str_has_prefix (text, "out of date") == !kept->current);
		n += kept->current ? 1 : 0;
	}
	return n;
}

/* New events leave all behind; refreshing brings all up to date and drops what nobody knows any more. Weights change everything. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
	const char *const names[] = { "als", "item-to-item", "bayes" };
	g_autoptr (SegInteractions) all = made_interactions (80, 30, 900, 3, 4);
	SegEventWeights weights = seg_event_weights_defaults ();
	guint n_kept, n_refreshed, n_dropped;
	GError *error = NULL;

	(void) data;
	fixture_populate (fixture, 80, 30);
	made_events (fixture, all);
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		g_autoptr (SegModel) fitted = get (fixture, names[i], FALSE);

		keep (fixture, fitted);
	}
	g_assert_cmpuint (count_current (fixture, &n_kept), ==, 3);
	fixture_events (fixture, 1, "3:30 8:1");
	g_assert_cmpuint (count_current (fixture, &n_kept), ==, 0);
	fixture_execute (fixture, "INSERT INTO model (recommender, options, inputs, weights, n_users, n_items, seconds, fitted_at, program_version, bytes) "
		"SELECT 'oracle', options, inputs, weights, n_users, n_items, seconds, fitted_at, program_version, bytes FROM model WHERE recommender = 'bayes'");
	g_assert_true (seg_models_refresh (fixture->workspace, NULL, &n_refreshed, &n_dropped, &error));
	g_assert_no_error (error);
	g_assert_cmpuint (n_refreshed, ==, 3);
	g_assert_cmpuint (count_current (fixture, &n_kept), ==, 3);
	g_assert_cmpuint (n_kept, ==, 3);
	weights.weights[SEG_WEIGHT_PURCHASE] = 3;
	g_assert_true (seg_event_weights_write (fixture->workspace, &weights, NULL));
	{
		g_autoptr (SegModel) model = get (fixture, "als", FALSE);

		g_assert_cmpint (seg_model_origin (model), ==, SEG_MODEL_FITTED);
	}
	g_assert_cmpuint (count_current (fixture, &n_kept), ==, 0);
	{
		g_autoptr (SegModel) model = get (fixture, "popularity", FALSE);

		fixture_execute (fixture, "UPDATE model SET basis = NULL WHERE recommender = 'bayes'");
		keep (fixture, model); /* as if bayes could only be fitted anew: of no more use */
	}
	g_assert_cmpuint (count_current (fixture, &n_kept), ==, 1);
	g_assert_cmpuint (n_kept, ==, 3);
}

/* A user who is gone, and a basis that cannot be read: fitted anew. */
static void
test_anew (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = made_interactions (80, 30, 900, 3, 4);
	const char *const changes[] = { "UPDATE model SET basis = substr (basis, 1, length (basis) - 1)", "UPDATE model SET basis = x''",
		                            "UPDATE model SET bytes = substr (bytes, 1, length (bytes) - 1)", "DELETE FROM event WHERE user_id = 9; DELETE FROM user WHERE id = 9" };

	(void) data;
	fixture_populate (fixture, 80, 30);
	made_events (fixture, all);
	for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
		g_autoptr (SegModel) fitted = get (fixture, "item-to-item", FALSE), model = NULL;

		keep (fixture, fitted);
		fixture_events (fixture, 1, "3:30");
		fixture_execute (fixture, changes[i]);
		model = get (fixture, "item-to-item", FALSE);
		g_assert_cmpint (seg_model_origin (model), ==, SEG_MODEL_FITTED);
		fixture_execute (fixture, "DELETE FROM model");
	}
}

/* Whoever moves to another segment changes what a kept recommender is of; so does what arrives while one is being fitted. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GError) error = NULL;
	g_autofree char *before = NULL, *after = NULL, *back = NULL;
	g_autoptr (SegInteractions) all = made_interactions (80, 30, 900, 3, 4);

	(void) data;
	fixture_populate (fixture, 80, 30);
	made_events (fixture, all);
	fixture_execute (fixture,
		"PRAGMA foreign_keys = OFF; INSERT INTO membership (segmentation_id, user_id, segment_id, distance) VALUES (77, 1, 5, 0), (77, 2, 6, 0), (77, 3, 6, 0)");
	before = seg_membership_digest (fixture->workspace, 77, &error);
	fixture_execute (fixture, "UPDATE membership SET segment_id = 11 - segment_id WHERE segmentation_id = 77 AND user_id < 3"); /* two change places */
	after = seg_membership_digest (fixture->workspace, 77, &error);
	g_assert_cmpstr (before, !=, after);
	fixture_execute (fixture, "UPDATE membership SET segment_id = 11 - segment_id WHERE segmentation_id = 77 AND user_id < 3");
	back = seg_membership_digest (fixture->workspace, 77, &error);
	g_assert_cmpstr (before, ==, back);
	fixture_execute (fixture, "DELETE FROM membership WHERE segmentation_id = 77");

	model = get (fixture, "popularity", TRUE);
	fixture_events (fixture, 1, "3:30");
	g_assert_false (seg_model_keep (fixture->workspace, model, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("/keep/moved", test_moved);
	g_test_add_func ("/keep/counts", test_counts);
	g_test_add_func ("/keep/basis", test_basis);
	g_test_add_func ("/keep/neighbours", test_neighbours);
	g_test_add_func ("/keep/some-neighbours", test_some_neighbours);
	ADD ("/keep/all", test_all);
	ADD ("/keep/factors", test_factors);
	ADD ("/keep/threads", test_threads);
	ADD ("/keep/refresh", test_refresh);
	ADD ("/keep/anew", test_anew);
	return g_test_run ();
}
