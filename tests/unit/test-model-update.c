/* recommend/: every recommender after new events. What only counts, and item-to-item, is as fitted anew, bit for bit; what is placed beside what was fitted says with how many
 * events of how many people; nobody else's scores move, owned items stay out, and what cannot be brought up to date is fitted anew. Scores of many at once are those of each. */
#include <config.h>
#include <segscope/parallel.h>
#include <segscope/processor.h>

#include <math.h>
#include <string.h>

#include "made-interactions.h"
#include "recommend/advice.h"
#include "recommend/ease.h"
#include "recommend/svd.h"

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
#define USERS 90
#define ITEMS 30

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
pack (const SegModel *model)
{
	SegModelWriter *writer = seg_model_writer_new ();

	model->chain[0].recommender->save (model->chain[0].model, writer);
	return seg_model_writer_end (writer, NULL);
}

static void
check_same_bits (const SegModel *one, const SegModel *other)
{
	g_autoptr (GBytes) a = pack (one), b = pack (other);

	g_assert_true (g_bytes_equal (a, b));
}

static double *
scores_of (const SegModel *model, gsize user)
{
	double *scores = g_new (double, model->interactions->n_items);

	model->chain[0].recommender->score (model->chain[0].model, model->interactions, user, scores);
	return scores;
}

/* People with attributes, items with titles, segments, times. */
static void
populate (Fixture *fixture)
{
	g_autoptr (SegInteractions) all = made_interactions (USERS, ITEMS, 900, 3, 4);

	fixture_populate (fixture, USERS, ITEMS);
	fixture_execute (fixture,
		"ALTER TABLE item ADD COLUMN title TEXT; ALTER TABLE user ADD COLUMN city TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text'), ('user', 'city', 'City', NULL, 'category');"
		"UPDATE item SET title = 'Course ' || (id % 4 + 100) || ' of ' || CASE id % 3 WHEN 0 THEN 'cooking' WHEN 1 THEN 'reading' ELSE 'singing' END;"
		"UPDATE user SET city = CASE id % 3 WHEN 0 THEN 'Bern' WHEN 1 THEN 'Ulm' ELSE NULL END");
	made_events (fixture, all);
	fixture_segment (fixture, "main", 20, USERS);
}

/* Five events of four people, one of whom is new, with an item that is new: 4 of 91 people. */
static void
go_on (Fixture *fixture)
{
	fixture_execute (fixture, "INSERT INTO user (id, key, city, listed) VALUES (200, 'new', 'Bern', 1);"
		"INSERT INTO item (id, key, title, listed) VALUES (100, 'fresh', 'Course 100 of cooking', 1)");
	fixture_events (fixture, 1, "3:100 8:100 200:1 200:2 5:29");
}

static void
check_people (const SegModel *before, const SegModel *model)
{
	const SegInteractions *all = model->interactions;

	for (gsize user = 0; user < all->n_users; user++) {
		g_autoptr (GPtrArray) list = seg_recommend (model, all->user_ids[user], 8, NULL, NULL);
		g_autofree double *now = scores_of (model, user), *then = user < USERS ? scores_of (before, user) : NULL;
		const gint64 id = all->user_ids[user];

		g_assert_cmpuint (list->len, >, 0);
		for (guint i = 0; i < list->len; i++)
			g_assert_false (seg_interactions_owns (all, user, (gsize) seg_ids_find (all->item_ids, all->n_items, ((SegRecommendation *) list->pdata[i])->item_id)));
		for (gsize item = 0; item < all->n_items; item++)
			g_assert_true (isfinite (now[item]));
		if (strcmp (model->chain[0].recommender->name, "ease") == 0 || strcmp (model->chain[0].recommender->name, "autoencoder") == 0
		    || strcmp (model->chain[0].recommender->name, "svd") == 0)
			for (gsize item = 0; item < ITEMS && id != 3 && id != 5 && id != 8 && id != 200; item++)
				g_assert_cmpfloat_with_epsilon (now[item], then[item], 1e-15);
	}
}

static void
check_words (Fixture *fixture, const SegModel *model)
{
	const gboolean exact = model->chain[0].recommender->recounts || model->chain[0].recommender->update_is_exact;
	g_autofree char *said = seg_model_origin_text (model), *brief = seg_model_origin_brief (model), *listed = NULL, *again = NULL;
	g_autoptr (SegModel) kept = NULL;
	g_autoptr (GPtrArray) list = NULL;

	g_assert_nonnull (strstr (said, "5 events since"));
	g_assert_nonnull (strstr (brief, "5 events since"));
	g_assert_true ((strstr (said, "the same as fitted anew") != NULL) == exact);
	g_assert_true ((strstr (said, "4.4 %") != NULL) == !exact);
	g_assert_cmpint (seg_model_events_since (model), ==, 5);
	keep (fixture, model);
	kept = get (fixture, model->chain[0].recommender->name, FALSE);
	g_assert_cmpint (seg_model_origin (kept), ==, SEG_MODEL_KEPT);
	check_same_bits (model, kept);
	again = seg_model_origin_text (kept);
	g_assert_nonnull (strstr (again, "5 events since"));
	g_assert_cmpint (seg_model_fitted_at (kept), ==, seg_model_fitted_at (model));
	list = seg_models_kept (fixture->workspace, NULL);
	for (guint i = 0; i < list->len; i++)
		if (((SegKeptModel *) list->pdata[i])->recommender == model->chain[0].recommender)
			listed = seg_kept_model_text (list->pdata[i]);
	g_assert_nonnull (strstr (listed, "5 events since"));
	g_assert_true ((strstr (listed, "not fitted anew") != NULL) == !exact);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
	const guint threads[] = { 1, 3, 8 };
	gsize n;
	const SegRecommender *const *recommenders = seg_recommenders (&n);
	g_autoptr (GPtrArray) fitted = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_model_free);

	(void) data;
	populate (fixture);
	for (gsize i = 0; i < n; i++) {
		g_ptr_array_add (fitted, get (fixture, recommenders[i]->name, FALSE));
		keep (fixture, fitted->pdata[i]);
		g_assert_nonnull (recommenders[i]->updating);
	}
	go_on (fixture);
	for (gsize i = 0; i < n; i++) {
		g_autoptr (SegModel) updated = get (fixture, recommenders[i]->name, FALSE), anew = get (fixture, recommenders[i]->name, TRUE);
		const gboolean exact = recommenders[i]->recounts || recommenders[i]->update_is_exact;

		g_test_message ("%s", recommenders[i]->name);
		g_assert_cmpint (seg_model_origin (updated), ==, SEG_MODEL_UPDATED);
		g_assert_cmpfloat_with_epsilon (seg_model_changed (updated), exact ? 0 : 4.0 / 91, 1e-12);
		if (exact)
			check_same_bits (anew, updated);
		check_people (fitted->pdata[i], updated);
		for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
			g_autoptr (SegModel) other = NULL;

			seg_parallel_set_threads (threads[t]);
			other = get (fixture, recommenders[i]->name, FALSE);
			check_same_bits (updated, other);
		}
		seg_parallel_set_threads (0);
		check_words (fixture, updated);
	}
}

/* People are scored by what they have now, by the table that was fitted; what is new is not known to it. */
static void
test_ease (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) fitted = NULL, updated = NULL;

	(void) data;
	populate (fixture);
	fitted = get (fixture, "ease", FALSE);
	keep (fixture, fitted);
	go_on (fixture);
	updated = get (fixture, "ease", FALSE);
	for (gsize user = 0; user < updated->interactions->n_users; user++) {
		const SegInteractions *now = updated->interactions;
		g_autofree double *scores = scores_of (updated, user), *sums = g_new0 (double, ITEMS), *row = g_new (double, ITEMS);

		for (gsize i = now->user_start[user]; i < now->user_start[user + 1]; i++) {
			if (now->user_items[i] >= ITEMS) /* the new one */
				continue;
			seg_ease_score_similar (fitted->chain[0].model, fitted->interactions, now->user_items[i], row);
			for (gsize item = 0; item < ITEMS; item++)
				sums[item] += row[item];
		}
		for (gsize item = 0; item < ITEMS; item++)
			g_assert_cmpfloat_with_epsilon (scores[item], sums[item], 1e-12);
		g_assert_cmpfloat (scores[ITEMS], ==, 0);
	}
}

/* With fewer people than items the table is of the people, so it is fitted anew. */
static void
test_ease_by_users (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = made_interactions (30, 60, 500, 3, 4);
	g_autoptr (SegModel) fitted = NULL, later = NULL;

	(void) data;
	fixture_populate (fixture, 30, 60);
	made_events (fixture, all);
	fitted = get (fixture, "ease", FALSE);
	keep (fixture, fitted);
	fixture_events (fixture, 1, "3:1 3:2 3:3");
	later = get (fixture, "ease", FALSE);
	g_assert_cmpint (seg_model_origin (later), ==, SEG_MODEL_FITTED);
	g_assert_cmpint (seg_model_events_since (later), ==, 0);
}

/* Whoever is placed among the directions that were found by what they had then is where they were. A new item is where those are who took it. */
static void
check_placed (const double *options)
{
	g_autoptr (SegInteractions) all = made_interactions (70, 40, 900, 3, 6);
	g_autoptr (SegSvd) fitted = seg_svd_fit (all, options, NULL, NULL), placed = NULL;
	g_autoptr (GBytes) basis = seg_basis_pack (all, NULL, NULL);
	g_autoptr (SegBefore) before = seg_basis_compare (basis, all, NULL);

	memset (before->changed, 1, all->n_users);
	before->n_changed = all->n_users;
	placed = seg_svd_update (fitted, before, all, options, NULL, NULL);
	for (gsize i = 0; i < fitted->n_users * fitted->n_columns; i++)
		g_assert_cmpfloat_with_epsilon (fitted->users[i], placed->users[i], 2e-5);
	g_assert_true (memcmp (fitted->items, placed->items, fitted->n_items * fitted->n_columns * sizeof (float)) == 0);
	for (gsize item = 0; item < 40; item += 13) { /* as if it had come since */
		gsize n_others = 0;

		before->interactions->n_items = 39;
		for (gsize other = 0; other < 40; other++)
			if (other != item)
				before->items_now[n_others++] = (guint32) other;
		{
			g_autoptr (SegInteractions) then = made_interactions (70, 40, 900, 3, 6);
			g_autoptr (SegSvd) less = seg_svd_fit (then, options, NULL, NULL), updated = NULL;

			memmove (less->items + item * less->n_columns, less->items + (item + 1) * less->n_columns, (39 - item) * less->n_columns * sizeof (float));
			less->n_items = 39;
			memset (before->changed, 0, all->n_users);
			updated = seg_svd_update (less, before, all, options, NULL, NULL);
			for (gsize f = 0; f < fitted->rank; f++)
				g_assert_cmpfloat_with_epsilon (updated->items[item * fitted->n_columns + f], fitted->items[item * fitted->n_columns + f], 1e-4);
		}
	}
}

static void
test_svd (void)
{
	const double rated[SEG_MOST_OPTIONS] = { 6, 0, 0, 10 }, shrunk[SEG_MOST_OPTIONS] = { 6, 0, 0.5, 10 }, ones[SEG_MOST_OPTIONS] = { 6, 1, 0, 10 };

	check_placed (rated);
	check_placed (shrunk);
	check_placed (ones);
}

/* Many together ---------------------------------------------------------------------------------------------------- */

typedef struct {
	gsize   n_items;
	double *scores; /* as many rows as users */
} Taken;

static void
take (gpointer data, gsize number, gsize first, gsize n, const double *scores)
{
	const Taken *taken = data;

	for (gsize i = 0; i < n; i++) {
		g_assert_true (isnan (taken->scores[number * taken->n_items + first + i])); /* each once */
		taken->scores[number * taken->n_items + first + i] = scores[i];
	}
	for (gsize i = n; i % SEG_SCORES_TOGETHER != 0; i++) /* nothing beyond the end */
		g_assert_cmpfloat (scores[i], ==, 0);
}

static void
check_many (const SegInteractions *all, const SegRecommender *recommender, gpointer model)
{
	const gsize users[] = { 3, 0, all->n_users, 7, 7, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16 }, n = G_N_ELEMENTS (users);
	g_autofree double *many = g_new (double, n * all->n_items), *one = g_new (double, all->n_items);
	Taken taken = { all->n_items, many };

	for (gsize i = 0; i < n * all->n_items; i++)
		many[i] = NAN;
	g_assert_true (recommender->score_many (model, all, users, n, take, &taken));
	for (gsize i = 0; i < n; i++) {
		recommender->score (model, all, users[i], one);
		for (gsize item = 0; item < all->n_items; item++)
			g_assert_true (many[i * all->n_items + item] == one[item] || (isnan (many[i * all->n_items + item]) && one[item] == 0));
	}
}

/* More items than are scored at a time, and fewer than fill a panel; more people than items and fewer. */
static void
test_many (void)
{
	const gsize sizes[][2] = { { 120, 33 }, { 60, 2500 }, { 40, 70 }, { 300, 90 } };
	gsize n;
	const SegRecommender *const *recommenders = seg_recommenders (&n);

	for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
		g_autoptr (SegInteractions) all = made_interactions (sizes[s][0], sizes[s][1], 25 * sizes[s][0], 3, s);

		for (gsize i = 0; i < n; i++) {
			double options[SEG_MOST_OPTIONS];
			gpointer model;

			if (recommenders[i]->score_many == NULL)
				continue;
			seg_recommender_defaults (recommenders[i], options);
			model = recommenders[i]->fit (all, options, NULL, NULL);
			check_many (all, recommenders[i], model);
			recommenders[i]->free (model);
		}
	}
}

/* Every kind of processor adds up in the same order; multiplying rounds differently only where it is fused with adding. */
static void
test_processors (void)
{
	g_autoptr (SegInteractions) few = made_interactions (40, 70, 900, 3, 1), many = made_interactions (150, 70, 2500, 3, 1);
	const double options[SEG_MOST_OPTIONS] = { 50 };
	gpointer by_users = seg_recommender_ease.fit (few, options, NULL, NULL), by_items = seg_recommender_ease.fit (many, options, NULL, NULL);
	g_autofree double *first = g_new (double, 140), *scores = g_new (double, 140);

	for (SegProcessor processor = SEG_N_PROCESSORS; processor-- > 0;) { /* the baseline first */
		if (!seg_processor_is_supported (processor))
			continue;
		seg_processor_choose (processor);
		seg_ease_score (by_items, many, 5, scores);
		seg_ease_score (by_users, few, 5, scores + 70);
		if (processor == SEG_PROCESSOR_BASELINE)
			memcpy (first, scores, 140 * sizeof *first);
		for (gsize item = 0; item < 140; item++)
			g_assert_cmpfloat_with_epsilon (scores[item], first[item], item < 70 ? 1e-300 : 1e-12);
	}
	seg_processor_choose (SEG_N_PROCESSORS);
	seg_ease_free (by_users);
	seg_ease_free (by_items);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("/model-update/all", test_all);
	ADD ("/model-update/ease", test_ease);
	ADD ("/model-update/ease-by-users", test_ease_by_users);
	g_test_add_func ("/model-update/svd", test_svd);
	g_test_add_func ("/model-update/many", test_many);
	g_test_add_func ("/model-update/processors", test_processors);
	return g_test_run ();
}
