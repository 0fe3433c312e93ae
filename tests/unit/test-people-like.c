/* recommend/: people like others, by every recommender: the cosine of what it says of both, or the items both took; the mean over several; of the hybrid the weighted sum. */
#include <config.h>
#include <segscope/parallel.h>

#include <math.h>
#include <string.h>

#include "made-interactions.h"

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
#define USERS 60

static void
populate (Fixture *fixture)
{
	g_autoptr (SegInteractions) all = made_interactions (USERS, 25, 450, 3, 4);

	fixture_populate (fixture, USERS + 1, 25); /* the last one did nothing */
	fixture_execute (fixture,
		"ALTER TABLE item ADD COLUMN title TEXT; ALTER TABLE user ADD COLUMN city TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text'), ('user', 'city', 'City', NULL, 'category');"
		"UPDATE item SET title = 'Course ' || (id % 4 + 100) || ' of ' || CASE id % 3 WHEN 0 THEN 'cooking' WHEN 1 THEN 'reading' ELSE 'singing' END;"
		"UPDATE user SET city = CASE id % 3 WHEN 0 THEN 'Bern' WHEN 1 THEN 'Ulm' ELSE NULL END");
	made_events (fixture, all);
	fixture_segment (fixture, "main", 20, USERS);
}

/* The cosine of the traits of two people. */
static double
cosine (const SegModel *model, gsize one, gsize other)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	const gsize n = recommender->n_traits (model->chain[0].model, model->interactions);
	g_autofree double *a = g_new0 (double, n), *b = g_new0 (double, n);
	double ab = 0, aa = 0, bb = 0;

	recommender->traits (model->chain[0].model, model->interactions, one, a);
	recommender->traits (model->chain[0].model, model->interactions, other, b);
	for (gsize i = 0; i < n; i++) {
		ab += a[i] * b[i];
		aa += a[i] * a[i];
		bb += b[i] * b[i];
	}
	return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}

static void
check_traits (const SegModel *model)
{
	const gsize seeds[] = { 3, 17, 40 };
	g_autofree double *scores = g_new (double, USERS + 1);

	g_assert_true (seg_people_like (model->chain[0].recommender, model->chain[0].model, model->interactions, seeds, 3, scores, NULL, NULL));
	for (gsize user = 0; user < model->interactions->n_users; user++)
		g_assert_cmpfloat_with_epsilon (scores[user], (cosine (model, 3, user) + cosine (model, 17, user) + cosine (model, 40, user)) / 3, 1e-12);
}

static void
check_list (Fixture *fixture, const SegModel *model)
{
	const guint threads[] = { 1, 3, 8 };
	GError *error = NULL;
	g_autoptr (GPtrArray) first = seg_similar_users (fixture->workspace, model, 4, 10, NULL, &error);

	g_assert_no_error (error);
	g_assert_cmpuint (first->len, >, 0);
	for (guint i = 0; i < first->len; i++) {
		const SegSimilarUser *one = first->pdata[i];

		g_assert_true (one->score > 0 && isfinite (one->score) && one->user_id != 4);
		g_assert_true (i == 0 || one->score <= ((SegSimilarUser *) first->pdata[i - 1])->score + 1e-9);
	}
	for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
		const gint64 seeds[] = { 4 };
		g_autoptr (GPtrArray) again = NULL, alikes = NULL;

		seg_parallel_set_threads (threads[t]);
		again = seg_similar_users (fixture->workspace, model, 4, 10, NULL, NULL);
		alikes = seg_look_alikes (fixture->workspace, model, seeds, 1, 10, NULL, NULL);
		g_assert_cmpuint (again->len, ==, first->len);
		g_assert_cmpuint (alikes->len, ==, first->len);
		for (guint i = 0; i < first->len; i++) { /* like one alone and like a group of one are the same */
			g_assert_cmpint (((SegSimilarUser *) first->pdata[i])->user_id, ==, ((SegSimilarUser *) again->pdata[i])->user_id);
			g_assert_cmpint (((SegSimilarUser *) first->pdata[i])->user_id, ==, ((SegSimilarUser *) alikes->pdata[i])->user_id);
			g_assert_true (memcmp (&((SegSimilarUser *) first->pdata[i])->score, &((SegSimilarUser *) again->pdata[i])->score, sizeof (double)) == 0);
		}
	}
	seg_parallel_set_threads (0);
}

static void
check_hybrid (const SegModel *model)
{
	const SegRecommender *part;
	const gsize seed = 5;
	gconstpointer fitted;
	double weight, sums[USERS + 1] = { 0 }, scores[USERS + 1];
	gsize n = 0;

	for (gsize i = 0; model->chain[0].recommender->part (model->chain[0].model, i, &part, &fitted, &weight); i++) {
		double one[USERS + 1], most = 0;

		if (fitted == NULL)
			continue;
		g_assert_true (seg_people_like (part, fitted, model->interactions, &seed, 1, one, NULL, NULL));
		for (gsize user = 0; user <= USERS; user++)
			most = user != seed ? MAX (most, one[user]) : most;
		for (gsize user = 0; user <= USERS; user++)
			sums[user] += weight * MAX (one[user], 0) / most;
		n++;
	}
	g_assert_cmpuint (n, >, 0);
	g_assert_true (seg_people_like (model->chain[0].recommender, model->chain[0].model, model->interactions, &seed, 1, scores, NULL, NULL));
	for (gsize user = 0; user <= USERS; user++)
		g_assert_cmpfloat_with_epsilon (scores[user], sums[user], 1e-12);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
	gsize n, n_traits = 0;
	const SegRecommender *const *recommenders = seg_recommenders (&n);

	(void) data;
	populate (fixture);
	for (gsize i = 0; i < n; i++) {
		const SegModelRequest request = { .recommender = recommenders[i] };
		GError *error = NULL;
		g_autoptr (SegModel) model = seg_model_get (fixture->workspace, &request, NULL, &error);

		g_assert_no_error (error);
		g_test_message ("%s: %s", recommenders[i]->name, seg_recommender_alike (recommenders[i]));
		if (recommenders[i]->traits != NULL) {
			check_traits (model);
			n_traits++;
		}
		if (recommenders[i]->part != NULL)
			check_hybrid (model);
		check_list (fixture, model);
	}
	g_assert_cmpuint (n_traits, ==, 7);
}

/* Somebody who did nothing is like nobody, and nobody like them; looking stops when it is told to. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
	const char *const names[] = { "als", "content", "autoencoder", "ease", "user-to-user" };

	(void) data;
	populate (fixture);
	for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
		const SegModelRequest request = { .recommender = seg_recommender_find (names[i]) };
		g_autoptr (SegModel) model = seg_model_get (fixture->workspace, &request, NULL, NULL);
		g_autoptr (GPtrArray) list = seg_similar_users (fixture->workspace, model, USERS + 1, 10, NULL, NULL);
		g_autoptr (SegJob) job = seg_job_new ();
		g_autoptr (GError) error = NULL;
		const gint64 seeds[] = { 4, 5 };

		g_assert_cmpuint (list->len, ==, 0);
		seg_job_cancel (job);
		g_assert_null (seg_look_alikes (fixture->workspace, model, seeds, 2, 10, job, &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	}
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	ADD ("/people-like/all", test_all);
	ADD ("/people-like/nothing", test_nothing);
	return g_test_run ();
}
