/* recommend/: small cases worked out by hand, brute force on random ones, reference figures on MovieLens. */
#include <config.h>
#include <segscope/parallel.h>
#include <segscope/random.h>
#include <segscope/recommend.h>
#include <segscope/text.h>

#include <math.h>
#include <string.h>

#include "recommend-fixture.h"
#include <segscope/evaluate.h>

#include "recommend/recommend-private.h"
#include "support/folder.h"

#define add_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

static SegModel *
fit (Fixture *fixture, const char *name)
{
	GError *error = NULL;
	SegModel *model = seg_model_fit (fixture->workspace, name, NULL, &error);

	g_assert_no_error (error);
	return model;
}

static GPtrArray *
recommend (const SegModel *model, gint64 user, guint n)
{
	GError *error = NULL;
	GPtrArray *list = seg_recommend (model, user, n, NULL, &error);

	g_assert_no_error (error);
	return list;
}

/* Item keys of @list as one text. */
static char *
keys_of (const GPtrArray *list)
{
	GString *keys = g_string_new (NULL);

	for (guint i = 0; i < list->len; i++)
		g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", ((SegRecommendation *) list->pdata[i])->item_key);
	return g_string_free (keys, FALSE);
}

/* Items 1 and 2 go together (users 1, 2, 3); 3 goes with 1 once; user 4 has only item 1; user 5 nothing. */
static void
make_shop (Fixture *fixture)
{
	fixture_populate (fixture, 6, 5);
	fixture_events (fixture, 1, "1:1 1:2 2:1 2:2 3:1 3:2 3:3 4:1 6:4");
}

static void
test_item_to_item (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) list = NULL;
	g_autofree char *keys = NULL, *reason = NULL;
	const SegRecommendation *best;

	(void) data;
	make_shop (fixture);
	model = fit (fixture, NULL);
	list = recommend (model, 4, 10);
	keys = keys_of (list);
	g_assert_cmpstr (keys, ==, "i2 i3 i4");
	best = list->pdata[0];
	g_assert_cmpfloat_with_epsilon (best->score, 3 / (sqrt (4 * 3) + 10), 1e-15);
	g_assert_cmpstr (best->recommender, ==, "item-to-item");
	g_assert_cmpstr (best->reason, ==, "because they bought “i1”: 3 of 4 who bought it also bought this");
	g_assert_cmpuint (best->n_because, ==, 1);
	g_assert_cmpint (best->because[0], ==, 1);
	best = list->pdata[2];
	g_assert_cmpstr (best->recommender, ==, "popularity");
	g_assert_cmpstr (best->reason, ==, "popular: 1 of 6 users bought it");
	reason = seg_recommendation_reason (model, 4, 2);
	g_assert_cmpstr (reason, ==, "because they bought “i1”: 3 of 4 who bought it also bought this");
}

static void
test_two_reasons (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) list = NULL;

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture,
		"ALTER TABLE item ADD COLUMN title TEXT; UPDATE item SET title = '理财入门' WHERE id = 1;"
		"UPDATE item SET title = 'Go \"fast\"' WHERE id = 2;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text')");
	model = fit (fixture, NULL);
	list = recommend (model, 1, 1);
	g_assert_cmpstr (((SegRecommendation *) list->pdata[0])->title, ==, "i3");
	/* Item 2 (3 takers) speaks more for item 3 than item 1 (4 takers): 1 / (sqrt (3) + 10) > 1 / (2 + 10). */
	g_assert_cmpstr (((SegRecommendation *) list->pdata[0])->reason, ==,
	                 "because they bought “Go \"fast\"” and 《理财入门》: 1 of 3 who bought “Go \"fast\"” also bought this");
}

static void
test_owned (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) list = NULL;
	g_autofree char *keys = NULL;
	guint n_owned;

	(void) data;
	make_shop (fixture);
	fixture_events (fixture, 2, "4:2"); /* rated without having bought */
	fixture_events (fixture, 3, "4:3"); /* reviewed */
	fixture_events (fixture, 4, "4:4"); /* only looked at */
	model = fit (fixture, NULL);
	list = seg_recommend (model, 4, 10, &n_owned, NULL);
	keys = keys_of (list);
	g_assert_cmpstr (keys, ==, "i4");
	g_assert_cmpuint (n_owned, ==, 3);
}

static void
test_basis (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) ratings = NULL, views = NULL;
	g_autoptr (GPtrArray) list = NULL;

	(void) data;
	fixture_populate (fixture, 4, 4);
	fixture_events (fixture, 4, "1:1 1:2 2:1 2:2 3:1");
	views = fit (fixture, NULL);
	g_assert_cmpstr (seg_model_interactions (views)->basis, ==, "event");
	list = recommend (views, 3, 5);
	g_assert_cmpuint (list->len, ==, 1); /* what was used is not offered again */
	g_assert_cmpstr (((SegRecommendation *) list->pdata[0])->reason, ==,
	                 "because they used “i1”: 2 of 3 who used it also used this");
	fixture_events (fixture, 2, "1:3 2:3 3:4");
	ratings = fit (fixture, NULL);
	g_assert_cmpstr (seg_model_interactions (ratings)->basis, ==, "rating");
	g_assert_cmpuint (seg_model_interactions (ratings)->user_start[4], ==, 3);
}

static void
test_segments (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL, other = NULL;
	g_autoptr (GPtrArray) nobody = NULL, unknown = NULL, list = NULL, items = NULL, elsewhere = NULL;
	g_autofree char *keys = NULL, *unknown_keys = NULL;
	const SegSegmentItem *item;
	gint64 older;

	(void) data;
	fixture_populate (fixture, 8, 4);
	fixture_events (fixture, 1, "1:1 2:1 5:2 6:2 7:2 6:3");
	older = fixture_segment (fixture, "older", 7, 8);
	fixture_segment (fixture, "newer", 4, 8);
	model = fit (fixture, "popularity");
	nobody = recommend (model, 8, 3);
	keys = keys_of (nobody);
	g_assert_cmpstr (keys, ==, "i2 i3 i1");
	g_assert_cmpstr (((SegRecommendation *) nobody->pdata[0])->reason, ==, "popular in “B”: 3 of 4 there bought it");
	g_assert_cmpstr (((SegRecommendation *) nobody->pdata[2])->reason, ==, "popular: 2 of 8 users bought it");
	unknown = recommend (model, 99, 3);
	unknown_keys = keys_of (unknown);
	g_assert_cmpstr (unknown_keys, ==, "i2 i1 i3");
	items = seg_segment_items (model, seg_model_interactions (model)->segment_ids[7], 1, 9, NULL);
	g_assert_cmpuint (items->len, ==, 2);
	item = items->pdata[0];
	g_assert_cmpstr (item->item_key, ==, "i2");
	g_assert_cmpfloat (item->share, ==, 0.75);
	g_assert_cmpfloat_with_epsilon (item->lift, 2, 1e-15);
	other = seg_model_fit_segmentation (fixture->workspace, "popularity", older, NULL, NULL);
	elsewhere = recommend (other, 4, 1);
	g_assert_cmpstr (((SegRecommendation *) elsewhere->pdata[0])->reason, ==, "popular in “A”: 3 of 7 there bought it");
}

static void
test_unlisted (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL, without_file = NULL;
	g_autoptr (GPtrArray) list = NULL, similar = NULL, all = NULL;
	g_autofree char *keys = NULL, *similar_keys = NULL, *all_keys = NULL;

	(void) data;
	make_shop (fixture);
	fixture_execute (fixture, "UPDATE item SET listed = 0 WHERE id = 2");
	model = fit (fixture, NULL);
	list = recommend (model, 4, 10);
	keys = keys_of (list);
	g_assert_cmpstr (keys, ==, "i3 i4");
	similar = seg_similar_items (model, 1, 5, NULL);
	similar_keys = keys_of (similar);
	g_assert_cmpstr (similar_keys, ==, "i3");
	fixture_execute (fixture, "UPDATE item SET listed = 0"); /* no items file at all: everything can be offered */
	without_file = fit (fixture, NULL);
	all = recommend (without_file, 4, 10);
	all_keys = keys_of (all);
	g_assert_cmpstr (all_keys, ==, "i2 i3 i4");
}

static void
test_similar_and_audience (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL, popular = NULL;
	g_autoptr (GPtrArray) similar = NULL, audience = NULL, counted = NULL;

	(void) data;
	make_shop (fixture);
	model = fit (fixture, NULL);
	similar = seg_similar_items (model, 2, 5, NULL);
	g_assert_cmpuint (similar->len, ==, 2);
	g_assert_cmpstr (((SegRecommendation *) similar->pdata[0])->item_key, ==, "i1");
	g_assert_cmpstr (((SegRecommendation *) similar->pdata[0])->reason, ==, "3 of 3 who bought “i2” also bought this");
	audience = seg_item_audience (fixture->workspace, model, 3, 10, NULL, NULL);
	g_assert_cmpuint (audience->len, ==, 3); /* 1 and 2 took both others, 4 one of them; 3 owns it; 5 and 6 have no link */
	g_assert_cmpstr (((SegAudienceRow *) audience->pdata[0])->key, ==, "u1");
	g_assert_cmpstr (((SegAudienceRow *) audience->pdata[2])->key, ==, "u4");
	popular = fit (fixture, "popularity");
	counted = seg_similar_items (popular, 2, 5, NULL); /* popularity knows none: by who took both */
	g_assert_cmpuint (counted->len, ==, 2);
	g_assert_cmpstr (((SegRecommendation *) counted->pdata[0])->item_key, ==, "i1");
	g_assert_cmpstr (((SegRecommendation *) counted->pdata[0])->recommender, ==, "item-to-item");
}

/* The file holds what the list holds; one that cannot be written is refused and leaves nothing behind. */
static void
test_audience_export (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) audience = NULL;
	g_autoptr (GString) expected = g_string_new ("rank,key,segment,score\r\n");
	g_autofree char *path = g_build_filename (fixture->folder, "audience.csv", NULL), *text = NULL;
	g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere", "audience.csv", NULL);
	g_autoptr (GError) error = NULL;
	gint64 n;

	(void) data;
	make_shop (fixture);
	model = fit (fixture, NULL);
	audience = seg_item_audience (fixture->workspace, model, 3, 2, NULL, NULL);
	for (guint i = 0; i < audience->len; i++) {
		const SegAudienceRow *row = audience->pdata[i];
		g_autofree char *score = seg_format_exact (row->score);
		const char *segment = g_hash_table_lookup (seg_model_interactions (model)->segment_names, &row->segment_id);

		g_string_append_printf (expected, "%u,%s,%s,%s\r\n", i + 1, row->key, segment != NULL ? segment : "", score);
	}
	g_assert_true (seg_item_audience_export (fixture->workspace, model, 3, 2, path, FALSE, NULL, &n, &error));
	g_assert_cmpint (n, ==, 2);
	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	g_assert_cmpstr (text, ==, expected->str);
	g_assert_false (seg_item_audience_export (fixture->workspace, model, 3, 2, nowhere, FALSE, NULL, &n, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_FILE);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegJob) job = seg_job_new ();
	g_autoptr (GPtrArray) evaluations = NULL;

	(void) data;
	g_assert_null (seg_model_fit (fixture->workspace, NULL, NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
	g_clear_error (&error);
	make_shop (fixture);
	g_assert_null (seg_model_fit (fixture->workspace, "crystal ball", NULL, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_assert_nonnull (strstr (error->message, "item-to-item, user-to-user, als"));
	g_clear_error (&error);
	seg_job_cancel (job);
	g_assert_null (seg_model_fit (fixture->workspace, NULL, job, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_CANCELLED);
	g_clear_error (&error);
}

static void
test_items (Fixture *fixture, gconstpointer data)
{
	g_autoptr (GPtrArray) items = NULL;
	g_autoptr (GError) error = NULL;
	const SegItemRow *first;
	gint64 id;

	(void) data;
	make_shop (fixture);
	fixture_events (fixture, 1, "1:1"); /* a second time: one user more it is not */
	fixture_execute (fixture, "INSERT INTO event (user_id, item_id, kind_id, rating, source_id) VALUES (1, 1, 2, 5, 1), (2, 1, 2, 4, 1);"
		"ALTER TABLE item ADD COLUMN \"the \"\"title\" TEXT; UPDATE item SET \"the \"\"title\" = 'One' WHERE id = 1;"
		"UPDATE item SET \"the \"\"title\" = 'Same' WHERE id IN (2, 3);"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'the \"title', 't', 'title', 'text')");
	items = seg_items (fixture->workspace, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (items->len, ==, 5);
	first = items->pdata[0];
	g_assert_cmpstr (first->title, ==, "One");
	g_assert_null (first->category);
	g_assert_cmpint (first->n_users, ==, 4);
	g_assert_cmpint (first->n_events, ==, 7);
	g_assert_cmpfloat (first->revenue, ==, 50);
	g_assert_cmpfloat (first->mean_rating, ==, 4.5);
	g_assert_true (isnan (((SegItemRow *) items->pdata[4])->mean_rating));
	g_assert_true (seg_item_find (fixture->workspace, "i3", &id, NULL));
	g_assert_cmpint (id, ==, 3);
	g_assert_true (seg_item_find (fixture->workspace, "One", &id, NULL));
	g_assert_cmpint (id, ==, 1);
	g_assert_false (seg_item_find (fixture->workspace, "Same", &id, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
}

/* Random interactions, 300 users x 90 items with skewed popularity. */
static void
fill_random (Fixture *fixture)
{
	g_autoptr (SegRandom) random = seg_random_new (7, 1);
	g_autoptr (SegStatement) insert = NULL;

	fixture_populate (fixture, 300, 90);
	fixture_segment (fixture, "halves", 150, 300);
	insert = seg_workspace_prepare (fixture->workspace,
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) VALUES (:user, :item, :kind, :at, 1)", NULL);
	fixture_execute (fixture, "BEGIN");
	for (int i = 0; i < 5000; i++) {
		double u = seg_random_uniform (random);

		seg_statement_bind_integer (insert, ":user", 1 + (gint64) seg_random_below (random, 300));
		seg_statement_bind_integer (insert, ":item", 1 + (gint64) (u * u * 90));
		seg_statement_bind_integer (insert, ":kind", 1 + (gint64) seg_random_below (random, 4));
		seg_statement_bind_integer (insert, ":at", 1000 + (gint64) seg_random_below (random, 1000));
		g_assert_true (seg_statement_run (insert, NULL));
	}
	fixture_execute (fixture, "COMMIT");
}

/* Similarities, counts and neighbours against every pair counted one by one. */
static void
test_brute_force (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = NULL;
	const SegItemToItemOptions options = { 5, 2.5, SEG_LIKENESS_COSINE };
	SegItemToItem *model;
	gint64 n_pairs;

	(void) data;
	fill_random (fixture);
	all = seg_interactions_load (fixture->workspace, 0, NULL, NULL);
	g_assert_nonnull (all);
	g_assert_true (seg_workspace_count (fixture->workspace,
		"SELECT count(*) FROM (SELECT DISTINCT user_id, item_id FROM event WHERE kind_id = 1)", &n_pairs, NULL));
	g_assert_cmpuint (all->user_start[all->n_users], ==, (gsize) n_pairs);
	g_assert_true (seg_workspace_count (fixture->workspace,
		"SELECT count(*) FROM (SELECT DISTINCT user_id, item_id FROM event WHERE kind_id <= 3)", &n_pairs, NULL));
	g_assert_cmpuint (all->owned_start[all->n_users], ==, (gsize) n_pairs);
	model = seg_item_to_item_fit (all, &options, NULL, NULL, NULL);
	for (gsize item = 0; item < all->n_items; item++) {
		double worst = INFINITY;
		gsize n_better = 0;

		g_assert_cmpuint (model->start[item + 1] - model->start[item], <=, 5);
		for (gsize i = model->start[item]; i < model->start[item + 1]; i++) {
			gsize other = model->neighbours[i].item, together = seg_items_together (all, item, other);
			double expected = (double) together
				/ (sqrt ((double) (seg_item_count (all, item) * seg_item_count (all, other))) + 2.5);

			g_assert_cmpuint (model->neighbours[i].together, ==, together);
			g_assert_cmpfloat_with_epsilon (model->neighbours[i].similarity, expected, 1e-14);
			g_assert_cmpfloat (model->neighbours[i].similarity, <=, worst + 1e-12);
			worst = model->neighbours[i].similarity;
		}
		for (gsize other = 0; other < all->n_items; other++)
			n_better += other != item && (double) seg_items_together (all, item, other)
				/ (sqrt ((double) (seg_item_count (all, item) * seg_item_count (all, other))) + 2.5) > worst + 1e-12;
		g_assert_cmpuint (n_better, <, 5);
	}
	seg_item_to_item_free (model);
}

/* One list at a time and all at once give the same; nothing owned; any number of threads. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
	static const guint threads[] = { 1, 2, 3, 8 };
	g_autofree gint64 *users = g_new (gint64, 301), *first_items = NULL;
	g_autofree double *first_scores = NULL;

	(void) data;
	fill_random (fixture);
	for (int i = 0; i <= 300; i++)
		users[i] = i + 1; /* the last one is unknown */
	for (gsize t = 0; t < G_N_ELEMENTS (threads); t++) {
		g_autoptr (SegModel) model = NULL;
		g_autofree gint64 *items = g_new (gint64, 301 * 7);
		g_autofree double *scores = g_new (double, 301 * 7);

		seg_parallel_set_threads (threads[t]);
		model = fit (fixture, NULL);
		g_assert_true (seg_recommend_many (model, users, 301, 7, items, scores, NULL, NULL));
		if (first_items == NULL) {
			first_items = g_memdup2 (items, sizeof *items * 301 * 7);
			first_scores = g_memdup2 (scores, sizeof *scores * 301 * 7);
		}
		g_assert_true (memcmp (items, first_items, sizeof *items * 301 * 7) == 0);
		g_assert_true (memcmp (scores, first_scores, sizeof *scores * 301 * 7) == 0);
		for (gsize i = 0; t == 0 && i <= 300; i++) {
			g_autoptr (GPtrArray) list = recommend (model, users[i], 7);

			g_assert_cmpuint (list->len, ==, 7);
			for (guint place = 0; place < list->len; place++) {
				const SegRecommendation *one = list->pdata[place];

				g_assert_cmpint (one->item_id, ==, items[i * 7 + place]);
				g_assert_cmpfloat (one->score, ==, scores[i * 7 + place]);
				g_assert_nonnull (one->reason);
				g_assert_true (i == 300 || !seg_interactions_owns (seg_model_interactions (model), i, (gsize) one->item_id - 1));
			}
		}
	}
	seg_parallel_set_threads (0);
}

static void
test_last_items (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegInteractions) all = NULL;
	g_autofree gssize *held = NULL;

	(void) data;
	fixture_populate (fixture, 3, 4);
	fixture_events (fixture, 1, "1:2 1:3 2:1 1:2 3:3 3:1"); /* user 1 takes item 2 once more after item 3 */
	all = seg_interactions_load (fixture->workspace, 0, NULL, NULL);
	held = seg_last_items (all);
	g_assert_cmpint (held[0], ==, 2);
	g_assert_cmpint (held[1], ==, -1);
	g_assert_cmpint (held[2], ==, 0);
}

/* Reference figures: shared/reference/recommend, case movielens_all. ------------------------------------------------ */

/* Ratings as events; keys are padded with zeros so that their order is the order of the numbers. */
static void
load_movielens (Fixture *fixture, const char *path)
{
	g_autofree char *text = NULL;
	g_autoptr (SegStatement) insert = NULL;
	gsize length;

	g_assert_true (g_file_get_contents (path, &text, &length, NULL));
	fixture_execute (fixture, "BEGIN; CREATE TEMP TABLE line (user INTEGER, item INTEGER, at INTEGER)");
	insert = seg_workspace_prepare (fixture->workspace, "INSERT INTO line VALUES (:user, :item, :at)", NULL);
	for (char *cell = memchr (text, '\n', length) + 1; cell < text + length; cell++) {
		seg_statement_bind_integer (insert, ":user", g_ascii_strtoll (cell, &cell, 10));
		seg_statement_bind_integer (insert, ":item", g_ascii_strtoll (cell + 1, &cell, 10));
		for (cell++; *cell != ','; cell++) /* the rating */
			;
		seg_statement_bind_integer (insert, ":at", g_ascii_strtoll (cell + 1, &cell, 10));
		g_assert_true (seg_statement_run (insert, NULL));
		cell += *cell == '\r';
	}
	fixture_execute (fixture,
		"INSERT INTO user (id, key) SELECT DISTINCT user, user FROM line ORDER BY user;"
		"INSERT INTO item (id, key) SELECT DISTINCT item, printf ('%08d', item) FROM line ORDER BY item;"
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) SELECT user, item, 2, at, 1 FROM line; COMMIT");
}

/* The evaluation of the workspace itself, with what each took last hidden. */
static void
check_measures (SegWorkspace *workspace)
{
	static const struct { const char *options; double hit_rate, ndcg, precision, coverage; } expected[] = {
		{ "scope=segment half-life=0", 0.04262295081967213, 0.01943045329253413, 0.004262295081967214, 0.012546277252159605 },
		{ "neighbours=50 shrinkage=0 measure=cosine", 0.05901639344262295, 0.028709747883773964, 0.0059016393442622985, 0.0748663101604278 },
		{ "neighbours=20 shrinkage=10 measure=cosine", 0.06229508196721312, 0.028353726402741287, 0.0062295081967213145, 0.08134512546277252 },
	};
	const char *const wanted[] = { "item-to-item neighbours=50 shrinkage=0", "item-to-item neighbours=20 shrinkage=10", NULL };
	const SegEvaluateOptions options = { .split = { .way = SEG_SPLIT_LAST, .seed = 1 }, .wanted = wanted };
	g_autoptr (SegEvaluation) evaluation = seg_evaluate (workspace, &options, NULL, NULL);

	g_assert_nonnull (evaluation);
	g_assert_cmpint (evaluation->n_users, ==, 610);
	g_assert_cmpint (evaluation->n_learned, ==, 100226);
	g_assert_cmpuint (evaluation->runs->len, ==, 3);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];
		guint e = 0;

		while (e < 3 && strcmp (expected[e].options, run->options) != 0)
			e++;
		g_assert_cmpuint (e, <, 3);
		g_assert_cmpfloat_with_epsilon (run->figures[SEG_MEASURE_HIT_RATE].value, expected[e].hit_rate, 1e-6);
		g_assert_cmpfloat_with_epsilon (run->figures[SEG_MEASURE_RECALL].value, expected[e].hit_rate, 1e-6);
		g_assert_cmpfloat_with_epsilon (run->figures[SEG_MEASURE_NDCG].value, expected[e].ndcg, 1e-6);
		g_assert_cmpfloat_with_epsilon (run->figures[SEG_MEASURE_PRECISION].value, expected[e].precision, 1e-6);
		/* Ties at the tenth place go to the more popular item here, to the smaller number there. */
		g_assert_cmpfloat_with_epsilon (run->figures[SEG_MEASURE_COVERAGE].value, expected[e].coverage, 1e-3);
	}
}

/* The item each user rated last goes from the workspace too, so that the neighbours are those of the training matrix. */
static void
check_neighbours (Fixture *fixture, const SegInteractions *all, const gssize *held, const char *path)
{
	g_autoptr (SegInteractions) training = NULL;
	g_autofree char *text = NULL;
	g_auto (GStrv) lines = NULL;
	const SegItemToItemOptions options = { 50, 0, SEG_LIKENESS_COSINE };
	SegItemToItem *model;
	guint n_checked = 0;

	for (gsize user = 0; user < all->n_users; user++) {
		g_autofree char *sql = g_strdup_printf ("DELETE FROM event WHERE user_id = %" G_GINT64_FORMAT " AND item_id = %" G_GINT64_FORMAT,
			all->user_ids[user], all->item_ids[held[user]]);

		fixture_execute (fixture, sql);
	}
	training = seg_interactions_load (fixture->workspace, 0, NULL, NULL);
	model = seg_item_to_item_fit (training, &options, NULL, NULL, NULL);
	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	lines = g_strsplit (text, "\n", -1);
	for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++) {
		g_auto (GStrv) cells = g_strsplit (lines[i], ",", 9);
		gssize item, rank = (gssize) g_ascii_strtoll (cells[5], NULL, 10) - 1;
		const SegNeighbour *neighbour;

		if (strcmp (cells[0], "movielens_all") != 0)
			continue;
		item = seg_ids_find (training->item_ids, training->n_items, g_ascii_strtoll (cells[3], NULL, 10));
		neighbour = &model->neighbours[model->start[item] + (gsize) rank];
		g_assert_cmpint (training->item_ids[neighbour->item], ==, g_ascii_strtoll (cells[6], NULL, 10));
		g_assert_cmpfloat_with_epsilon (neighbour->similarity, g_ascii_strtod (cells[7], NULL), 1e-9);
		g_assert_cmpuint (neighbour->together, ==, (guint) g_ascii_strtoull (cells[8], NULL, 10));
		n_checked++;
	}
	g_assert_cmpuint (n_checked, ==, 25);
	seg_item_to_item_free (model);
}

static void
test_movielens (Fixture *fixture, gconstpointer data)
{
	g_autofree char *ratings = test_shared_file ("data/movielens-latest-small/ratings.csv"), *neighbours = NULL;
	g_autoptr (SegInteractions) all = NULL;
	g_autofree gssize *held = NULL;

	(void) data;
	if (ratings == NULL || (neighbours = test_shared_file ("reference/recommend/neighbours.csv")) == NULL)
		return;
	load_movielens (fixture, ratings);
	all = seg_interactions_load (fixture->workspace, 0, NULL, NULL);
	g_assert_cmpuint (all->n_users, ==, 610);
	g_assert_cmpuint (all->n_items, ==, 9724);
	g_assert_cmpuint (all->user_start[610], ==, 100226 + 610);
	held = seg_last_items (all);
	check_measures (fixture->workspace);
	check_neighbours (fixture, all, held, neighbours);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/recommend/item-to-item", test_item_to_item);
	add_test ("/recommend/two-reasons", test_two_reasons);
	add_test ("/recommend/owned", test_owned);
	add_test ("/recommend/basis", test_basis);
	add_test ("/recommend/segments", test_segments);
	add_test ("/recommend/unlisted", test_unlisted);
	add_test ("/recommend/similar-and-audience", test_similar_and_audience);
	add_test ("/recommend/audience-export", test_audience_export);
	add_test ("/recommend/errors", test_errors);
	add_test ("/recommend/items", test_items);
	add_test ("/recommend/brute-force", test_brute_force);
	add_test ("/recommend/many", test_many);
	add_test ("/recommend/last-items", test_last_items);
	add_test ("/recommend/movielens", test_movielens);
	return g_test_run ();
}
