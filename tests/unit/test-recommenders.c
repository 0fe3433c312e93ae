/* recommend/: the family of recommenders on random data, each against brute force: weights of events, measures of likeness, people like
 * someone, what is popular lately; kept models; options. */
#include <config.h>
#include <segscope/parallel.h>
#include <segscope/recommender.h>

#include <math.h>
#include <string.h>

#include "recommend-fixture.h"
#include "recommend/autoencoder.h"
#include "recommend/content.h"
#include "recommend/dense.h"
#include "recommend/recommend-private.h"
#include "made-interactions.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

#define DAY 86400

/* Weights ---------------------------------------------------------------------------------------------------------- */

static float
weight_of (const SegInteractions *all, gsize user, gsize item)
{
	gssize pair = seg_interactions_pair (all, user, item);

	g_assert_cmpint (pair, >=, 0);
	return all->pair_weights[pair];
}

static void
test_weights (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = NULL, other = NULL;
	SegEventWeights weights = seg_event_weights_defaults ();
	GError *error = NULL;

	(void) data;
	fixture_populate (fixture, 3, 5);
	fixture_execute (fixture,
		"INSERT INTO event_kind (id, name, money, purchase) VALUES (5, 'lesson_completed', 0, 0), (6, 'play', 0, 0), (7, 'refund', 1, 0);"
		"UPDATE event_kind SET purchase = 1 WHERE id = 1;"
		"INSERT INTO event (user_id, item_id, kind_id, at, rating, source_id) VALUES"
		"(1, 1, 4, 86400000, NULL, 1), (1, 1, 1, 86400000, NULL, 1), (1, 2, 5, 86400000, NULL, 1), (1, 2, 4, 54864000, NULL, 1),"
		"(1, 3, 6, NULL, NULL, 1), (1, 4, 7, 86400000, NULL, 1),"
		"(2, 1, 2, 100, 5, 1), (2, 2, 2, 100, 3, 1), (2, 3, 2, 100, 4, 1), (2, 3, 2, 100, 2, 1)");
	all = seg_interactions_load (fixture->workspace, 0, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpfloat_with_epsilon (weight_of (all, 0, 0), 6, 1e-6);       /* viewed and bought */
	g_assert_cmpfloat_with_epsilon (weight_of (all, 0, 1), 3.5, 1e-6);     /* finished; looked at a year before */
	g_assert_cmpfloat_with_epsilon (weight_of (all, 0, 2), 2, 1e-6);       /* played, nobody knows when */
	g_assert_cmpfloat (weight_of (all, 0, 3), ==, 0);                      /* given back */
	g_assert_cmpfloat_with_epsilon (weight_of (all, 1, 0), 4, 1e-6);       /* above the mean of 3.5 */
	g_assert_cmpfloat_with_epsilon (weight_of (all, 1, 1), 1, 1e-6);
	g_assert_cmpfloat_with_epsilon (weight_of (all, 1, 2), 5, 1e-6);
	g_assert_cmpfloat (all->pair_ratings[seg_interactions_pair (all, 1, 2)], ==, 2); /* the latest */
	g_assert_cmpint (seg_interactions_pair (all, 2, 0), ==, -1);
	g_assert_cmpint (all->last_at, ==, 86400000);
	g_assert_true (seg_event_weights_parse ("purchase=1, half-life=730 other=0.5", &weights, &error));
	g_assert_true (seg_event_weights_write (fixture->workspace, &weights, &error));
	other = seg_interactions_load (fixture->workspace, 0, NULL, &error);
	g_assert_cmpfloat_with_epsilon (weight_of (other, 0, 0), 1.5, 1e-6);
	g_assert_cmpfloat_with_epsilon (weight_of (other, 0, 1), 3 + 0.5 * M_SQRT1_2, 1e-6);
	g_assert_false (seg_event_weights_parse ("purchase=-1", &weights, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_clear_error (&error);
	g_assert_false (seg_event_weights_parse ("gift=1", &weights, &error));
	g_assert_nonnull (strstr (error->message, "\"gift=1\""));
	g_clear_error (&error);
	g_assert_cmpfloat (weights.weights[SEG_WEIGHT_PURCHASE], ==, 1);
}

/* Options ----------------------------------------------------------------------------------------------------------- */

static void
test_options (void)
{
	const SegRecommender *recommender = seg_recommender_find ("item-to-item");
	double options[SEG_MOST_OPTIONS];
	g_autofree char *text = NULL;
	GError *error = NULL;
	gsize n;

	seg_recommender_defaults (recommender, options);
	g_assert_true (seg_recommender_options_parse (recommender, "shrinkage=2.5 measure=jaccard", options, &error));
	text = seg_recommender_options_text (recommender, options);
	g_assert_cmpstr (text, ==, "neighbours=100 shrinkage=2.5 measure=jaccard");
	g_assert_false (seg_recommender_options_parse (recommender, "shrinkage=1 neighbours=1.5", options, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (error->message, "whole number from 1 to 1000"));
	g_clear_error (&error);
	g_assert_cmpfloat (options[1], ==, 2.5); /* nothing of it was taken */
	g_assert_false (seg_recommender_options_parse (recommender, "measure=euclid", options, &error));
	g_assert_nonnull (strstr (error->message, "cosine, jaccard, conditional"));
	g_clear_error (&error);
	g_assert_false (seg_recommender_options_parse (recommender, "k=3", options, &error));
	g_clear_error (&error);
	for (gsize i = 0; i < (seg_recommenders (&n), n); i++) {
		const SegRecommender *one = seg_recommenders (&n)[i];

		g_assert_cmpuint (one->n_options, <=, SEG_MOST_OPTIONS);
		g_assert_true (seg_recommender_find (one->name) == one);
		g_assert_true (one->fit != NULL && one->free != NULL && one->score != NULL && one->explain != NULL);
		g_assert_true ((one->save == NULL) == (one->load == NULL));
		seg_recommender_defaults (one, options);
		g_free (text);
		text = seg_recommender_options_text (one, options);
		g_assert_true (seg_recommender_options_parse (one, text, options, NULL));
	}
}

/* Item-to-item ------------------------------------------------------------------------------------------------------- */

static double
likeness_by_hand (const SegInteractions *all, gsize one, gsize other, const SegItemToItemOptions *options)
{
	const double together = (double) seg_items_together (all, one, other), a = (double) seg_item_count (all, one), b = (double) seg_item_count (all, other);

	if (options->measure == SEG_LIKENESS_JACCARD)
		return together / (a + b - together + options->shrinkage);
	return options->measure == SEG_LIKENESS_CONDITIONAL ? together / (b + options->shrinkage) : together / (sqrt (a * b) + options->shrinkage);
}

/* Every list of neighbours against all pairs; catalogues in which items are counted by list and as a whole. */
static void
test_neighbours (void)
{
	static const struct { gsize n_users, n_items, n_pairs; } sizes[] = { { 200, 70, 3000 }, { 60, 900, 1200 } };
	static const SegItemToItemOptions options[] = {
		{ 7, 0, SEG_LIKENESS_COSINE }, { 7, 3, SEG_LIKENESS_JACCARD }, { 5, 2, SEG_LIKENESS_CONDITIONAL }, { 1000, 1, SEG_LIKENESS_COSINE },
	};

	for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
		g_autoptr (SegInteractions) all = made_interactions (sizes[s].n_users, sizes[s].n_items, sizes[s].n_pairs, 5, 11);

		for (gsize o = 0; o < G_N_ELEMENTS (options); o++) {
			g_autoptr (SegItemToItem) model = seg_item_to_item_fit (all, &options[o], NULL, NULL, NULL);

			for (gsize item = 0; item < all->n_items; item++) {
				const gsize n = model->start[item + 1] - model->start[item];
				gsize n_alike = 0, n_better = 0;

				for (gsize i = 0; i < n; i++) {
					const SegNeighbour *neighbour = &model->neighbours[model->start[item] + i];

					g_assert_cmpfloat_with_epsilon (neighbour->similarity, likeness_by_hand (all, item, neighbour->item, &options[o]), 1e-14);
					if (i > 0)
						g_assert_cmpfloat (neighbour->similarity, <=, neighbour[-1].similarity + 1e-12);
				}
				for (gsize other = 0; other < all->n_items; other++) {
					const double like = other != item ? likeness_by_hand (all, item, other, &options[o]) : 0;

					n_alike += like > 0;
					n_better += n > 0 && like > model->neighbours[model->start[item + 1] - 1].similarity + 1e-12;
				}
				g_assert_cmpuint (n, ==, MIN (n_alike, options[o].n_neighbours));
				g_assert_cmpuint (n_better, <, MAX (n, 1));
			}
		}
	}
}

/* User-to-user ------------------------------------------------------------------------------------------------------- */

static void
test_user_to_user (void)
{
	g_autoptr (SegInteractions) all = made_interactions (150, 60, 1500, 4, 3);
	const SegRecommender *recommender = seg_recommender_find ("user-to-user");
	const double options[SEG_MOST_OPTIONS] = { 150, 2 }; /* everybody is asked */
	gpointer model = recommender->fit (all, options, NULL, NULL);
	g_autofree double *scores = g_new (double, all->n_items), *like = g_new (double, all->n_users);

	for (gsize user = 0; user <= all->n_users; user += 7) {
		recommender->score (model, all, user, scores);
		recommender->score_similar_users (model, all, user, like);
		for (gsize item = 0; item < all->n_items; item++) {
			double expected = 0;

			for (gsize other = 0; user < all->n_users && other < all->n_users; other++) {
				gsize n_common = 0;

				for (gsize i = 0; i < all->n_items; i++)
					n_common += seg_interactions_taken (all, user, i) >= 0 && seg_interactions_taken (all, other, i) >= 0;
				if (other == user || n_common == 0)
					continue;
				if (seg_interactions_taken (all, other, item) >= 0)
					expected += like[other];
				g_assert_cmpfloat_with_epsilon (like[other], (double) n_common
					/ (sqrt ((double) ((all->user_start[user + 1] - all->user_start[user]) * (all->user_start[other + 1] - all->user_start[other]))) + 2), 1e-14);
			}
			g_assert_cmpfloat_with_epsilon (scores[item], expected, 1e-9);
		}
	}
	recommender->free (model);
}

/* Few are asked: those of greatest likeness, of equal ones the first. */
static void
check_nearest_people (const SegInteractions *all)
{
	const SegRecommender *recommender = seg_recommender_find ("user-to-user");
	const double options[SEG_MOST_OPTIONS] = { 9, 3 };
	gpointer model = recommender->fit (all, options, NULL, NULL);
	g_autofree double *scores = g_new (double, all->n_items), *like = g_new (double, all->n_users), *expected = g_new (double, all->n_items);

	for (gsize user = 0; user < all->n_users; user += 3) {
		memset (expected, 0, all->n_items * sizeof *expected);
		recommender->score (model, all, user, scores);
		recommender->score_similar_users (model, all, user, like);
		for (int n = 0; n < 9; n++) {
			gsize best = 0;

			for (gsize other = 1; other < all->n_users; other++)
				if (rint (like[other] * 1e12) > rint (like[best] * 1e12))
					best = other;
			for (gsize i = all->user_start[best]; like[best] > 0 && i < all->user_start[best + 1]; i++)
				expected[all->user_items[i]] += like[best];
			like[best] = 0;
		}
		g_assert_true (memcmp (expected, scores, all->n_items * sizeof *scores) == 0);
	}
	recommender->free (model);
}

/* Items that everybody takes; people with more items than a byte counts, in many of which they are alike; nobody who took anything. */
static void
test_nearest_people (void)
{
	g_autoptr (SegInteractions) all = made_interactions (400, 40, 3000, 4, 8), many = made_interactions (30, 1200, 90000, 1, 2);
	g_autoptr (SegInteractions) nothing = made_interactions (5, 4, 0, 1, 2);

	g_assert_cmpuint (many->user_start[1], >, 300);
	check_nearest_people (all);
	check_nearest_people (many);
	check_nearest_people (nothing);
}

/* Popular lately ------------------------------------------------------------------------------------------------------ */

static void
test_trending (Fixture *fixture, gconstpointer data)
{
	SegModelRequest request = { .recommender = seg_recommender_find ("trending"), .options = "half-life=10" };
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) list = NULL;
	GError *error = NULL;
	const SegRecommendation *best;

	(void) data;
	fixture_populate (fixture, 9, 3);
	/* Item 1: three long ago; item 2: two lately; the last event of all is on day 1000. */
	fixture_execute (fixture,
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) VALUES (1, 1, 1, 900 * 86400, 1), (2, 1, 1, 900 * 86400, 1),"
		"(3, 1, 1, 900 * 86400, 1), (4, 2, 1, 995 * 86400, 1), (5, 2, 1, 990 * 86400, 1), (6, 2, 1, 980 * 86400, 1), (7, 3, 1, 1000 * 86400, 1)");
	model = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_no_error (error);
	list = seg_recommend (model, 9, 3, NULL, &error);
	best = list->pdata[0];
	g_assert_cmpint (best->item_id, ==, 2);
	g_assert_cmpfloat_with_epsilon (best->score, (exp2 (-0.5) + 0.5 + 0.25) / 10, 1e-12);
	g_assert_cmpstr (best->reason, ==, "popular lately: 2 of 3 who bought it did so in the last 10 days");
	g_assert_cmpint (best->kind, ==, SEG_REASON_LATELY);
	g_assert_cmpint (((SegRecommendation *) list->pdata[1])->item_id, ==, 3);
	g_assert_cmpstr (((SegRecommendation *) list->pdata[2])->reason, ==, "popular: 3 of 9 users bought it");
}

/* Bayes ------------------------------------------------------------------------------------------------------------------ */

static void
test_bayes (void)
{
	g_autoptr (SegInteractions) all = made_interactions (120, 25, 900, 4, 3);
	const double options[SEG_MOST_OPTIONS] = { 3, 0.25 };
	g_autoptr (SegModel) model = seg_model_fit_interactions (all, seg_recommender_find ("bayes"), options, NULL, NULL);
	g_autofree double *scores = g_new (double, all->n_items);

	for (gsize user = 0; user < all->n_users; user += 5) {
		model->chain[0].recommender->score (model->chain[0].model, all, user, scores);
		for (gsize item = 0; item < all->n_items; item++) {
			const double share = ((double) seg_item_count (all, item) + 0.5) / 121;
			double evidence = 0, n = 0, odds;

			for (gsize i = 0; i < all->n_items; i++) {
				double with = 0, without = 0, p = ((double) seg_item_count (all, i) + 0.5) / 121;

				if (seg_interactions_taken (all, user, i) < 0)
					continue;
				n++;
				for (gsize other = 0; other < all->n_users; other++)
					if (seg_interactions_taken (all, other, i) >= 0)
						*(seg_interactions_taken (all, other, item) >= 0 ? &with : &without) += 1;
				if (i != item)
					evidence += log ((with + 3 * p) / ((double) seg_item_count (all, item) + 3) / ((without + 3 * p) / (120 - (double) seg_item_count (all, item) + 3)));
			}
			odds = log (share / (1 - share)) + evidence / pow (n, 0.25);
			g_assert_cmpfloat_with_epsilon (scores[item], n > 0 ? 1 / (1 + exp (-odds)) : 0, 1e-6);
		}
	}
}

/* Singular vectors ------------------------------------------------------------------------------------------------------- */

/* What is left of R v - s u and R' u - s v, relative to s, where the vectors come from passes over a matrix that is too large for all. */
static void
test_singular_vectors (void)
{
	g_autoptr (SegInteractions) all = made_interactions (1500, 1300, 40000, 6, 4);
	const double options[SEG_MOST_OPTIONS] = { 5, 1, 0, 10 };
	g_autoptr (SegModel) model = seg_model_fit_interactions (all, seg_recommender_find ("svd"), options, NULL, NULL);
	double last = INFINITY;
	SegFactors view;

	g_assert_true (model->chain[0].recommender->factors (model->chain[0].model, &view));
	g_assert_cmpuint (view.n_factors, ==, 5);
	for (gsize f = 0; f < 5; f++) {
		g_autofree double *back = g_new0 (double, all->n_items);
		double size = 0, off = 0, off_back = 0;

		for (gsize user = 0; user < all->n_users; user++)
			size += (double) view.users[user * 5 + f] * (double) view.users[user * 5 + f];
		for (gsize user = 0; user < all->n_users; user++) {
			double sum = 0;

			for (gsize i = all->user_start[user]; i < all->user_start[user + 1]; i++) {
				sum += (double) view.items[all->user_items[i] * 5 + f];
				back[all->user_items[i]] += (double) view.users[user * 5 + f];
			}
			off += pow (sum - (double) view.users[user * 5 + f], 2);
		}
		for (gsize item = 0; item < all->n_items; item++)
			off_back += pow (back[item] / size - (double) view.items[item * 5 + f], 2);
		g_test_message ("singular value %.6f, off by %.2g and %.2g", sqrt (size), sqrt (off / size), sqrt (off_back));
		g_assert_cmpfloat (sqrt (size), <, last);
		g_assert_cmpfloat (sqrt (off / size), <, 1e-5);
		g_assert_cmpfloat (sqrt (off_back), <, 1e-3);
		last = sqrt (size);
	}
}

/* With all singular values shrunk away the biases are left. */
static void
test_biases (void)
{
	g_autoptr (SegInteractions) all = made_interactions (70, 40, 600, 3, 9);
	const double options[SEG_MOST_OPTIONS] = { 4, 0, 1e6, 2.5 };
	g_autoptr (SegModel) model = seg_model_fit_interactions (all, seg_recommender_find ("svd"), options, NULL, NULL);
	g_autofree double *scores = g_new (double, all->n_items), *of_item = g_new0 (double, all->n_items), *n = g_new0 (double, all->n_items);
	const gsize n_pairs = all->pair_start[all->n_users];
	double mean = 0;

	for (gsize i = 0; i < n_pairs; i++)
		mean += (double) all->pair_ratings[i] / (double) n_pairs;
	for (gsize i = 0; i < n_pairs; i++) {
		of_item[all->pair_items[i]] += (double) all->pair_ratings[i] - mean;
		n[all->pair_items[i]]++;
	}
	for (gsize item = 0; item < all->n_items; item++)
		of_item[item] /= n[item] + 2.5;
	for (gsize user = 0; user < all->n_users; user++) {
		SegRecommendation recommendation = { 0 };
		double of_user = 0, total = 0;

		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++) {
			of_user += (double) all->pair_ratings[i] - mean - of_item[all->pair_items[i]];
			total += (double) all->pair_ratings[i];
		}
		of_user /= (double) (all->pair_start[user + 1] - all->pair_start[user]) + 2.5;
		model->chain[0].recommender->score (model->chain[0].model, all, user, scores);
		for (gsize item = 0; item < all->n_items; item++)
			g_assert_cmpfloat_with_epsilon (scores[item], mean + of_user + of_item[item], 1e-5);
		model->chain[0].recommender->explain (model->chain[0].model, all, user, 3, &recommendation);
		if (all->pair_start[user + 1] > all->pair_start[user]) {
			g_assert_cmpint (recommendation.kind, ==, SEG_REASON_RATING);
			g_assert_cmpfloat_with_epsilon (recommendation.part, scores[3], 1e-12);
			g_assert_cmpfloat_with_epsilon (recommendation.whole, total / (double) (all->pair_start[user + 1] - all->pair_start[user]), 1e-9);
		}
		g_free (recommendation.reason);
	}
}

/* Dense algebra ----------------------------------------------------------------------------------------------------------- */

static void
test_inverse (void)
{
	static const gsize sizes[] = { 1, 40, 128, 300 };

	for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++) {
		const gsize n = sizes[s];
		g_autofree double *matrix = g_new0 (double, n * n), *work = g_new (double, n * n), *first = g_new (double, n * n), *other = g_new (double, n * n);
		g_autoptr (SegRandom) random = seg_random_new (3, n);
		double worst = 0;

		for (gsize k = 0; k < n; k++) { /* a sum of squares of vectors */
			g_autofree double *vector = g_new (double, n);

			for (gsize i = 0; i < n; i++)
				vector[i] = seg_random_gaussian (random);
			for (gsize i = 0; i < n; i++)
				for (gsize j = 0; j < n; j++)
					matrix[i * n + j] += vector[i] * vector[j] / (double) n + (k == 0 && i == j ? 0.5 : 0);
		}
		for (guint t = 0; t < 4; t++) {
			seg_parallel_set_threads ((guint[]) { 1, 2, 3, 8 }[t]);
			memcpy (work, matrix, n * n * sizeof *work);
			g_assert_true (seg_dense_invert (work, t == 0 ? first : other, n, NULL, NULL, NULL));
			g_assert_true (t == 0 || memcmp (first, other, n * n * sizeof *first) == 0);
		}
		seg_parallel_set_threads (0);
		for (gsize i = 0; i < n; i++)
			for (gsize j = 0; j < n; j++) {
				double sum = 0;

				for (gsize k = 0; k < n; k++)
					sum += matrix[i * n + k] * first[k * n + j];
				worst = MAX (worst, fabs (sum - (i == j)));
			}
		g_assert_cmpfloat (worst, <, 1e-10);
		matrix[0] = -1;
		{
			GError *error = NULL;

			g_assert_false (seg_dense_invert (matrix, first, n, NULL, NULL, &error));
			g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
			g_clear_error (&error);
		}
	}
}

/* EASE from the users' side is EASE from the items': the same people and things, with more of either left unused. */
static void
test_ease_sides (void)
{
	g_autoptr (SegInteractions) all = made_interactions (90, 90, 1500, 3, 9);
	const double options[SEG_MOST_OPTIONS] = { 20 };
	g_autoptr (SegModel) by_items = seg_model_fit_interactions (all, seg_recommender_find ("ease"), options, NULL, NULL), by_users = NULL;
	g_autofree double *a = g_new (double, all->n_items), *b = g_new (double, all->n_items + 1);
	SegInteractions wider = *all; /* one more item, which nobody took */

	wider.n_items++;
	wider.item_ids = g_new (gint64, 91);
	memcpy (wider.item_ids, all->item_ids, 90 * sizeof (gint64));
	wider.item_ids[90] = 91;
	wider.item_keys = g_new0 (char *, 91);
	wider.item_titles = g_new0 (char *, 91);
	for (gsize i = 0; i < 91; i++)
		wider.item_keys[i] = wider.item_titles[i] = (char *) "x";
	wider.item_offered = g_malloc0 (91);
	wider.item_start = g_new (gsize, 92);
	memcpy (wider.item_start, all->item_start, 91 * sizeof (gsize));
	wider.item_start[91] = all->item_start[90];
	by_users = seg_model_fit_interactions (&wider, seg_recommender_find ("ease"), options, NULL, NULL);
	for (gsize user = 0; user < all->n_users; user++) {
		by_items->chain[0].recommender->score (by_items->chain[0].model, all, user, a);
		by_users->chain[0].recommender->score (by_users->chain[0].model, &wider, user, b);
		for (gsize item = 0; item < all->n_items; item++)
			if (seg_interactions_taken (all, user, item) < 0)
				g_assert_cmpfloat_with_epsilon (a[item], b[item], 1e-12);
	}
	for (gsize item = 0; item < all->n_items; item += 11) {
		by_items->chain[0].recommender->score_similar (by_items->chain[0].model, all, item, a);
		by_users->chain[0].recommender->score_similar (by_users->chain[0].model, &wider, item, b);
		for (gsize other = 0; other < all->n_items; other++)
			g_assert_cmpfloat_with_epsilon (a[other], b[other], 1e-12);
		by_items->chain[0].recommender->score_users (by_items->chain[0].model, all, item, a);
		by_users->chain[0].recommender->score_users (by_users->chain[0].model, &wider, item, b);
		for (gsize user = 0; user < all->n_users; user++)
			g_assert_cmpfloat_with_epsilon (a[user], b[user], 1e-12);
	}
	g_clear_pointer (&by_users, seg_model_free);
	g_free (wider.item_ids);
	g_free (wider.item_keys);
	g_free (wider.item_titles);
	g_free (wider.item_offered);
	g_free (wider.item_start);
}

/* All of them ---------------------------------------------------------------------------------------------------------- */

/* One list at a time and all at once give the same; nothing owned; any number of threads. */
static void
check_lists (const SegInteractions *all, const SegRecommender *recommender)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	const gsize n = 7;
	g_autofree gint64 *first = NULL;
	g_autofree double *first_scores = NULL;
	gsize n_explained = 0;

	for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
		g_autofree gint64 *items = g_new (gint64, all->n_users * n);
		g_autofree double *scores = g_new (double, all->n_users * n);
		g_autoptr (SegModel) model = NULL;
		GError *error = NULL;

		seg_parallel_set_threads (threads[t]);
		model = seg_model_fit_interactions (all, recommender, NULL, NULL, &error);
		g_assert_no_error (error);
		g_assert_true (seg_recommend_many (model, all->user_ids, all->n_users, (guint) n, items, scores, NULL, &error));
		if (first != NULL) {
			g_assert_true (memcmp (items, first, all->n_users * n * sizeof *items) == 0);
			g_assert_true (memcmp (scores, first_scores, all->n_users * n * sizeof *scores) == 0);
			continue;
		}
		for (gsize user = 0; user < all->n_users; user++) {
			g_autoptr (GPtrArray) list = seg_recommend (model, all->user_ids[user], (guint) n, NULL, &error);

			g_assert_cmpuint (list->len, ==, n);
			for (guint i = 0; i < n; i++) {
				const SegRecommendation *one = list->pdata[i];

				g_assert_cmpint (one->item_id, ==, items[user * n + i]);
				g_assert_cmpfloat (one->score, ==, scores[user * n + i]);
				g_assert_false (seg_interactions_owns (all, user, (gsize) one->item_id - 1));
				n_explained += one->reason != NULL && strcmp (one->recommender, recommender->name) == 0;
				for (guint b = 0; b < one->n_because; b++) /* what a reason names, they took */
					g_assert_cmpint (seg_interactions_taken (all, user, (gsize) one->because[b] - 1), >=, 0);
			}
		}
		g_assert_cmpuint (n_explained, >, all->n_users * n * 9 / 10);
		first = g_steal_pointer (&items);
		first_scores = g_steal_pointer (&scores);
	}
	seg_parallel_set_threads (0);
}

static void
test_lists (void)
{
	g_autoptr (SegInteractions) all = made_interactions (220, 90, 4000, 5, 8);
	gsize n;
	const SegRecommender *const *recommenders = seg_recommenders (&n);

	for (gsize i = 0; i < n; i++) {
		SegFitEstimate estimate;
		double options[SEG_MOST_OPTIONS];

		seg_recommender_defaults (recommenders[i], options);
		seg_recommender_estimate (recommenders[i], all, options, &estimate);
		g_test_message ("%s", recommenders[i]->name);
		if (estimate.unfit == NULL)
			check_lists (all, recommenders[i]);
		seg_fit_estimate_clear (&estimate);
	}
}

/* A fit that is stopped says so and leaves nothing behind. */
static void
test_cancel (void)
{
	g_autoptr (SegInteractions) all = made_interactions (220, 90, 4000, 5, 8);
	gsize n;
	const SegRecommender *const *recommenders = seg_recommenders (&n);

	for (gsize i = 0; i < n; i++) {
		g_autoptr (SegJob) job = seg_job_new ();
		GError *error = NULL;

		seg_job_cancel (job);
		if (recommenders[i]->needs & SEG_NEEDS_CONTENT)
			continue;
		g_assert_null (seg_model_fit_interactions (all, recommenders[i], NULL, job, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
		g_clear_error (&error);
	}
}

/* Content ------------------------------------------------------------------------------------------------------------------ */

static void
note_word (const char *word, gpointer data)
{
	g_string_append_printf (data, "[%s]", word);
}

static void
test_words (void)
{
	g_autoptr (GString) words = g_string_new (NULL);

	seg_words_each ("The Kubernetes way, 2nd: 数据分析入门 a R&D 2024 — Go", note_word, words);
	g_assert_nonnull (strstr (words->str, "[kubernetes][way]"));
	g_assert_nonnull (strstr (words->str, "[数据]"));
	g_assert_nonnull (strstr (words->str, "[入门]"));
	g_assert_nonnull (strstr (words->str, "[go]"));
	g_assert_null (strstr (words->str, "[the]"));
	g_assert_null (strstr (words->str, "[2024]"));
	g_assert_null (strstr (words->str, "[a]"));
	seg_words_each ("\xff\xfe broken \xe4", note_word, words);
	g_assert_nonnull (strstr (words->str, "[broken]"));
}

static void
add_catalogue (Fixture *fixture)
{
	fixture_execute (fixture,
		"ALTER TABLE item ADD COLUMN title TEXT; ALTER TABLE item ADD COLUMN topic TEXT; ALTER TABLE user ADD COLUMN city TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text'), "
		"('item', 'topic', 'Topic', NULL, 'category'), ('user', 'city', 'City', NULL, 'category');"
		"UPDATE item SET title = 'Python for Data', topic = 'code|data' WHERE id = 1; UPDATE item SET title = 'Cooking Rice', topic = 'food' WHERE id = 2;"
		"UPDATE item SET title = 'Data with Python', topic = 'code' WHERE id = 3; UPDATE item SET title = 'Rice and Beans', topic = 'food' WHERE id = 4;"
		"UPDATE item SET title = 'Nothing Alike', topic = 'other' WHERE id = 5;"
		"UPDATE user SET city = CASE WHEN id <= 3 THEN 'Bern' ELSE 'Ulm' END");
}

/* Items 3 and 4 are new: nobody took them; content knows them all the same, and says so. */
static void
test_content (Fixture *fixture, gconstpointer data)
{
	SegModelRequest request = { .recommender = seg_recommender_find ("content") };
	g_autoptr (SegModel) model = NULL;
	g_autoptr (SegInteractions) all = NULL;
	g_autoptr (GPtrArray) list = NULL, similar = NULL;
	const SegRecommendation *best;
	GError *error = NULL;
	double length = 0;

	(void) data;
	fixture_populate (fixture, 6, 5);
	add_catalogue (fixture);
	fixture_events (fixture, 1, "1:1 2:2 3:5");
	model = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_no_error (error);
	list = seg_recommend (model, 1, 1, NULL, &error);
	best = list->pdata[0];
	g_assert_cmpint (best->item_id, ==, 3);
	g_assert_cmpstr (best->recommender, ==, "content");
	g_assert_cmpint (best->kind, ==, SEG_REASON_CONTENT);
	g_assert_true (g_str_has_prefix (best->reason, "new: nobody took it yet; like “Python for Data”: "));
	g_assert_nonnull (strstr (best->reason, "python"));
	g_assert_nonnull (strstr (best->reason, "Topic: code"));
	g_assert_cmpint (best->because[0], ==, 1);
	similar = seg_similar_items (model, 2, 3, &error);
	g_assert_cmpuint (similar->len, ==, 1);
	g_assert_cmpint (((SegRecommendation *) similar->pdata[0])->item_id, ==, 4);
	/* Two items share three terms each, of weights log (6 / 2): as three equal parts of length 1 they are the same. */
	all = seg_interactions_load_all (fixture->workspace, 0, NULL, &error);
	for (gsize i = all->content->items.start[0]; i < all->content->items.start[1]; i++)
		length += (double) all->content->items.weights[i] * (double) all->content->items.weights[i];
	g_assert_cmpfloat_with_epsilon (length, 1, 1e-6);
	g_assert_cmpfloat_with_epsilon (best->score, 1, 1e-6);
}

/* User 6 took nothing: people of the same city say something. */
static void
test_attributes (Fixture *fixture, gconstpointer data)
{
	SegModelRequest request = { .recommender = seg_recommender_find ("attributes"), .options = "smoothing=1" };
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) list = NULL;
	const SegRecommendation *best;
	GError *error = NULL;

	(void) data;
	fixture_populate (fixture, 6, 5);
	add_catalogue (fixture);
	fixture_events (fixture, 1, "1:1 2:1 3:1 4:2 5:2 4:1");
	model = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_no_error (error);
	list = seg_recommend (model, 6, 2, NULL, &error);
	best = list->pdata[0];
	g_assert_cmpint (best->item_id, ==, 2);
	g_assert_cmpfloat_with_epsilon (best->score, (2 + 2.0 / 6) / (3 + 1), 1e-12);
	g_assert_cmpstr (best->reason, ==, "popular in “City: Ulm”: 2 of 3 there bought it");
	best = list->pdata[1];
	g_assert_cmpfloat_with_epsilon (best->score, (1 + 4.0 / 6) / (3 + 1), 1e-12);
}

/* A workspace without attributes: both say that they know nothing. */
static void
test_no_content (Fixture *fixture, gconstpointer data)
{
	static const char *const names[] = { "content", "attributes" };

	(void) data;
	fixture_populate (fixture, 3, 3);
	fixture_events (fixture, 1, "1:1 2:1");
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		SegModelRequest request = { .recommender = seg_recommender_find (names[i]) };
		GError *error = NULL;

		g_assert_null (seg_model_get (fixture->workspace, &request, NULL, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
		g_clear_error (&error);
	}
}

/* The network --------------------------------------------------------------------------------------------------------------- */

/* Every gradient against the loss a little to both sides, with items hidden and numbers held small. */
static void
test_gradient (void)
{
	g_autoptr (SegInteractions) all = made_interactions (12, 15, 70, 3, 4);
	g_autoptr (SegNetwork) network = seg_network_new (15, 4, NULL), gradient = seg_network_new (15, 4, NULL), spare = seg_network_new (15, 4, NULL);
	g_autoptr (SegRandom) random = seg_random_new (5, 1);
	gsize users[12], n = 0;
	SegBatch batch = { all, users, 0, 0.4, 7 };

	for (gsize user = 0; user < 12; user++)
		if (all->user_start[user + 1] > all->user_start[user])
			users[n++] = user;
	batch.n = n;
	for (gsize i = 0; i < network->n_values; i++)
		network->values[i] = 0.5 * seg_random_gaussian (random);
	seg_network_gradient (network, &batch, 0.03, gradient);
	for (gsize i = 0; i < network->n_values; i++) {
		const double kept = network->values[i], step = 1e-5;
		double above, below;

		network->values[i] = kept + step;
		above = seg_network_gradient (network, &batch, 0.03, spare);
		network->values[i] = kept - step;
		below = seg_network_gradient (network, &batch, 0.03, spare);
		network->values[i] = kept;
		g_assert_cmpfloat_with_epsilon (gradient->values[i], (above - below) / (2 * step), 1e-8);
	}
}

/* The loss falls, and what is learned finds groups again. */
static void
test_learns (void)
{
	g_autoptr (SegInteractions) all = made_interactions (300, 40, 3000, 4, 4);
	const double few[SEG_MOST_OPTIONS] = { 8, 1, 0.5, 0.01, 0, 32 }, more[SEG_MOST_OPTIONS] = { 8, 40, 0.5, 0.01, 0, 32 };
	g_autoptr (SegModel) early = seg_model_fit_interactions (all, seg_recommender_find ("autoencoder"), few, NULL, NULL);
	g_autoptr (SegModel) late = seg_model_fit_interactions (all, seg_recommender_find ("autoencoder"), more, NULL, NULL);
	g_autoptr (SegNetwork) gradient = seg_network_new (40, 8, NULL);
	g_autofree gsize *users = g_new (gsize, 300);
	SegBatch batch = { all, users, 0, 0, 0 };

	for (gsize user = 0; user < 300; user++)
		if (all->user_start[user + 1] > all->user_start[user])
			users[batch.n++] = user;
	g_assert_cmpfloat (seg_network_gradient (late->chain[0].model, &batch, 0, gradient), <,
	                   0.9 * seg_network_gradient (early->chain[0].model, &batch, 0, gradient));
}

/* Hybrid ------------------------------------------------------------------------------------------------------------------------- */

static void
test_hybrid (void)
{
	g_autoptr (SegInteractions) all = made_interactions (260, 60, 3000, 4, 4);
	g_autoptr (SegModel) model = seg_model_fit_interactions (all, seg_recommender_find ("hybrid"), NULL, NULL, NULL);
	g_autofree char *found = seg_model_describe (model);
	g_auto (GStrv) weights = g_strsplit (found, ", ", -1);
	double sum = 0;

	g_test_message ("%s", found);
	for (guint i = 0; weights[i] != NULL; i++)
		sum += g_ascii_strtod (strrchr (weights[i], ' '), NULL);
	g_assert_cmpfloat_with_epsilon (sum, 1, 0.03);
	g_assert_null (strstr (found, "content")); /* nothing is known of these items */
}

/* Keeping -------------------------------------------------------------------------------------------------------------- */

static void
check_same_scores (const SegModel *one, const SegModel *other)
{
	const SegInteractions *all = one->interactions;
	g_autofree double *a = g_new (double, all->n_items), *b = g_new (double, all->n_items);

	for (gsize user = 0; user <= all->n_users; user++) {
		one->chain[0].recommender->score (one->chain[0].model, all, user, a);
		other->chain[0].recommender->score (other->chain[0].model, other->interactions, user, b);
		g_assert_true (memcmp (a, b, all->n_items * sizeof *a) == 0);
	}
}

static void
check_kept (Fixture *fixture, const SegRecommender *recommender)
{
	SegModelRequest request = { .recommender = recommender };
	g_autoptr (SegModel) fitted = NULL, kept = NULL, anew = NULL, damaged = NULL;
	g_autofree char *sql = g_strdup_printf ("UPDATE model SET bytes = substr (bytes, 1, length (bytes) - 3) WHERE recommender = '%s'", recommender->name);
	GError *error = NULL;

	g_test_message ("%s", recommender->name);
	fitted = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (seg_model_origin (fitted), ==, SEG_MODEL_FITTED);
	g_assert_true (seg_model_keep (fixture->workspace, fitted, NULL, &error));
	g_assert_no_error (error);
	kept = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_cmpint (seg_model_origin (kept), ==, SEG_MODEL_KEPT);
	check_same_scores (fitted, kept);
	request.anew = TRUE;
	anew = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_cmpint (seg_model_origin (anew), ==, SEG_MODEL_FITTED);
	request.anew = FALSE;
	fixture_execute (fixture, sql);
	damaged = seg_model_get (fixture->workspace, &request, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpint (seg_model_origin (damaged), ==, SEG_MODEL_FITTED);
	check_same_scores (fitted, damaged);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = made_interactions (80, 30, 700, 3, 2);
	const SegRecommender *chosen;
	g_autofree char *options = NULL, *other = NULL;
	gsize n;
	const SegRecommender *const *recommenders = seg_recommenders (&n);

	(void) data;
	fixture_populate (fixture, 80, 30);
	made_events (fixture, all);
	for (gsize i = 0; i < n; i++)
		if (recommenders[i]->needs == 0)
			check_kept (fixture, recommenders[i]);
	g_assert_true (seg_model_chosen (fixture->workspace, &chosen, &options, NULL));
	g_assert_true (chosen == recommenders[0]);
	g_assert_null (options);
	g_assert_true (seg_model_choose (fixture->workspace, &seg_recommender_user_to_user, "neighbours=20 shrinkage=1", NULL));
	g_assert_true (seg_model_chosen (fixture->workspace, &chosen, &options, NULL));
	g_assert_true (chosen == &seg_recommender_user_to_user);
	g_assert_cmpstr (options, ==, "neighbours=20 shrinkage=1");
	fixture_execute (fixture, "UPDATE setting SET value = 'of another version' WHERE name = 'recommender'");
	g_assert_true (seg_model_chosen (fixture->workspace, &chosen, &other, NULL));
	g_assert_true (chosen == recommenders[0]);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/recommenders/weights", test_weights);
	g_test_add_func ("/recommenders/options", test_options);
	g_test_add_func ("/recommenders/neighbours", test_neighbours);
	g_test_add_func ("/recommenders/user-to-user", test_user_to_user);
	g_test_add_func ("/recommenders/nearest-people", test_nearest_people);
	add_test ("/recommenders/trending", test_trending);
	g_test_add_func ("/recommenders/bayes", test_bayes);
	g_test_add_func ("/recommenders/singular-vectors", test_singular_vectors);
	g_test_add_func ("/recommenders/biases", test_biases);
	g_test_add_func ("/recommenders/inverse", test_inverse);
	g_test_add_func ("/recommenders/ease-sides", test_ease_sides);
	g_test_add_func ("/recommenders/lists", test_lists);
	g_test_add_func ("/recommenders/cancel", test_cancel);
	g_test_add_func ("/recommenders/gradient", test_gradient);
	g_test_add_func ("/recommenders/learns", test_learns);
	g_test_add_func ("/recommenders/hybrid", test_hybrid);
	g_test_add_func ("/recommenders/words", test_words);
	add_test ("/recommenders/content", test_content);
	add_test ("/recommenders/attributes", test_attributes);
	add_test ("/recommenders/no-content", test_no_content);
	add_test ("/recommenders/kept", test_kept);
	return g_test_run ();
}
