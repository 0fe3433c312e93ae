/* recommend/: testing recommenders. Figures against brute force, nothing learned from what is hidden, what is kept. */
#include <config.h>
#include <segscope/parallel.h>

#include <math.h>
#include <string.h>

#include "made-interactions.h"
#include "recommend/evaluate-private.h"

#define USERS 240
#define ITEMS 60
#define PAIRS 2600

static void
add_test (const char *path, void (*test) (Fixture *, gconstpointer))
{
	g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

/* A company of the made interactions as purchases, and a rating each some minutes later. */
static void
make_company (Fixture *fixture)
{
	g_autoptr (SegInteractions) made = made_interactions (USERS, ITEMS, PAIRS, 6, 7);

	fixture_populate (fixture, USERS, ITEMS);
	made_events (fixture, made);
	fixture_execute (fixture, "INSERT INTO event (user_id, item_id, kind_id, at, rating, source_id) "
		"SELECT user_id, item_id, 2, at + 60, 1 + (user_id * 7 + item_id * 3) % 5, 1 FROM event WHERE kind_id = 1 AND (user_id + item_id) % 3 = 0");
	fixture_segment (fixture, "halves", USERS / 2, USERS);
}

static SegEvaluation *
evaluate (Fixture *fixture, const SegEvaluateOptions *options)
{
	GError *error = NULL;
	SegEvaluation *evaluation = seg_evaluate (fixture->workspace, options, NULL, &error);

	g_assert_no_error (error);
	return evaluation;
}

/* Figures ------------------------------------------------------------------------------------------------------------ */

/* Lists and hidden items drawn at random, of which figures are counted here place by place. */
static void
test_people (void)
{
	g_autoptr (SegRandom) random = seg_random_new (3, 1);

	for (guint round = 0; round < 300; round++) {
		const gsize n = 1 + seg_random_below (random, 12), n_hidden = 1 + seg_random_below (random, 15), n_items = 30;
		SegPlace places[12];
		guint32 length = (guint32) seg_random_below (random, n + 1), items[15];
		gsize order[30], start[2] = { 0, n_hidden };
		const SegLists lists = { n, 1, places, &length };
		const SegHidden hidden = { .n_users = 1, .start = start, .items = items };
		double row[SEG_N_USER_MEASURES], hits = 0, dcg = 0, best = 0, precision = 0;

		for (gsize i = 0; i < n_items; i++)
			order[i] = i;
		seg_random_shuffle (random, order, n_items);
		for (gsize i = 0; i < length; i++)
			places[i] = (SegPlace) { (guint32) order[i], 0, 1 };
		seg_random_shuffle (random, order, n_items);
		for (gsize i = 0; i < n_hidden; i++)
			items[i] = i == 0 && round % 7 == 0 ? SEG_ITEM_UNKNOWN : (guint32) order[i];
		seg_lists_judge (&lists, &hidden, row);
		for (gsize place = 1; place <= n; place++) {
			gboolean hit = FALSE;

			for (gsize i = 0; place <= length && i < n_hidden; i++)
				hit = hit || items[i] == places[place - 1].item;
			hits += hit;
			dcg += hit * log (2) / log ((double) place + 1);
			precision += hit * hits / (double) place;
			best += place <= n_hidden ? log (2) / log ((double) place + 1) : 0;
		}
		g_assert_cmpfloat_with_epsilon (row[SEG_MEASURE_NDCG], dcg / best, 1e-12);
		g_assert_cmpfloat_with_epsilon (row[SEG_MEASURE_RECALL], hits / (double) n_hidden, 1e-12);
		g_assert_cmpfloat_with_epsilon (row[SEG_MEASURE_PRECISION], hits / (double) n, 1e-12);
		g_assert_cmpfloat (row[SEG_MEASURE_HIT_RATE], ==, hits > 0);
		g_assert_cmpfloat_with_epsilon (row[SEG_MEASURE_MAP], precision / (double) MIN (n, n_hidden), 1e-12);
	}
}

static double
brute_cosine (const SegInteractions *all, gsize one, gsize other)
{
	double both = 0, n_one = 0, n_other = 0;

	for (gsize user = 0; user < all->n_users; user++) {
		const gboolean has_one = seg_interactions_taken (all, user, one) >= 0, has_other = seg_interactions_taken (all, user, other) >= 0;

		both += has_one && has_other;
		n_one += has_one;
		n_other += has_other;
	}
	return n_one * n_other > 0 ? both / sqrt (n_one * n_other) : 0;
}

/* Mean absolute difference of all pairs over twice the mean. */
static double
brute_gini (const double *counts, gsize n)
{
	double differences = 0, sum = 0;

	for (gsize i = 0; i < n; i++) {
		sum += counts[i];
		for (gsize j = 0; j < n; j++)
			differences += fabs (counts[i] - counts[j]);
	}
	return differences / (2 * (double) n * sum);
}

static void
test_lists (void)
{
	g_autoptr (SegInteractions) all = made_interactions (80, 40, 700, 4, 11);
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_evaluation_part_free);
	double counts[40] = { 0 }, popularity = 0, novelty = 0, likeness = 0, n_pairs = 0, n_places = 0, n_people = 0, shown = 0, taken = 0, sum = 0;
	SegFigure figures[SEG_N_MEASURES];
	gsize users[80];
	SegLists lists;

	all->item_offered[3] = all->item_offered[17] = 0;
	model = seg_model_fit_interactions (all, &seg_recommender_item_to_item, NULL, NULL, NULL);
	for (gsize i = 0; i < 80; i++) {
		users[i] = i;
		n_people += all->user_start[i + 1] > all->user_start[i];
	}
	g_assert_true (seg_lists_make (model, users, 80, 12, &lists, NULL, NULL));
	for (gsize user = 0; user < 80; user++)
		for (gsize place = 0; place < lists.lengths[user]; place++) {
			const guint32 item = lists.places[user * 12 + place].item;
			const double share = (double) seg_item_count (all, item) / n_people;

			counts[item]++;
			n_places++;
			popularity += share;
			novelty += -log2 (share);
			for (gsize other = 0; place < 10 && other < place; other++, n_pairs++)
				likeness += brute_cosine (all, item, lists.places[user * 12 + other].item);
		}
	g_assert_true (seg_lists_describe (&lists, all, figures, NULL, NULL));
	g_assert_cmpfloat (counts[3] + counts[17], ==, 0);
	counts[3] = counts[38]; /* those on offer, in any order */
	counts[17] = counts[39];
	for (gsize i = 0; i < 38; i++)
		shown += counts[i] > 0;
	g_assert_cmpfloat_with_epsilon (figures[SEG_MEASURE_COVERAGE].value, shown / 38, 1e-12);
	g_assert_cmpfloat_with_epsilon (figures[SEG_MEASURE_POPULARITY].value, popularity / n_places, 1e-12);
	g_assert_cmpfloat_with_epsilon (figures[SEG_MEASURE_NOVELTY].value, novelty / n_places, 1e-10);
	g_assert_cmpfloat_with_epsilon (figures[SEG_MEASURE_DIVERSITY].value, 1 - likeness / n_pairs, 1e-10);
	g_assert_cmpfloat_with_epsilon (figures[SEG_MEASURE_GINI].value, brute_gini (counts, 38), 1e-12);
	g_assert_true (seg_lists_exposure (&lists, model, parts, NULL));
	g_assert_cmpuint (parts->len, ==, 3);
	for (guint i = 0; i < 3; i++) {
		const SegEvaluationPart *part = parts->pdata[i];

		taken += part->taken;
		sum += part->shown;
		g_assert_cmpuint (part->n, ==, ((const gsize[]) { 4, 15, 19 })[i]);
	}
	g_assert_cmpfloat_with_epsilon (taken, 1, 1e-12);
	g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
	seg_lists_clear (&lists);
}

/* Of a mean of n, about twice its standard error to each side; the same bits with any number of threads. */
static void
test_intervals (void)
{
	g_autoptr (SegRandom) random = seg_random_new (9, 1);
	double rows[2 * 400], sum = 0, squares = 0, error;
	SegFigure first[2], again[2];

	for (gsize i = 0; i < 400; i++) {
		rows[2 * i] = seg_random_gaussian (random);
		rows[2 * i + 1] = 0.25;
		sum += rows[2 * i];
		squares += rows[2 * i] * rows[2 * i];
	}
	error = sqrt ((squares / 400 - sum / 400 * sum / 400) / 400);
	for (guint threads = 1; threads <= 8; threads = threads < 3 ? threads + 1 : threads + 5) {
		seg_parallel_set_threads (threads);
		g_assert_true (seg_intervals (rows, 2, NULL, 400, 5, threads == 1 ? first : again, NULL, NULL));
		g_assert_true (threads == 1 || memcmp (first, again, sizeof first) == 0);
	}
	seg_parallel_set_threads (0);
	g_assert_cmpfloat_with_epsilon (first[0].value, sum / 400, 1e-12);
	g_assert_cmpfloat_with_epsilon (first[0].high - first[0].value, 1.96 * error, 0.2 * error);
	g_assert_cmpfloat_with_epsilon (first[0].value - first[0].low, 1.96 * error, 0.2 * error);
	g_assert_cmpfloat (first[1].low, ==, 0.25);
	g_assert_cmpfloat (first[1].high, ==, 0.25);
	g_assert_cmpuint (seg_n_resamples (600), ==, 1000);
	g_assert_cmpuint (seg_n_resamples (10000000), ==, 200);
}

/* What is hidden ------------------------------------------------------------------------------------------------------ */

static void
test_splits (void)
{
	g_autoptr (SegInteractions) all = made_interactions (100, 30, 900, 3, 5);
	const gsize n_pairs = all->pair_start[100];
	SegSplit split, other;
	gsize n = 0;

	g_assert_true (seg_split_make (all, &(SegSplitOptions) { .way = SEG_SPLIT_AUTO, .share = 0.3 }, NULL, &split, NULL));
	g_assert_cmpint (split.options.way, ==, SEG_SPLIT_TIME);
	for (gsize i = 0; i < n_pairs; i++)
		g_assert_cmpint (split.hidden[i], ==, all->pair_times[i] > split.options.cut_at);
	g_assert_cmpfloat_with_epsilon ((double) split.n_hidden / (double) n_pairs, 0.3, 0.01);
	seg_split_clear (&split);

	g_assert_true (seg_split_make (all, &(SegSplitOptions) { .way = SEG_SPLIT_RANDOM, .share = 0.9, .seed = 4 }, NULL, &split, NULL));
	g_assert_true (seg_split_make (all, &(SegSplitOptions) { .way = SEG_SPLIT_RANDOM, .share = 0.9, .seed = 5 }, NULL, &other, NULL));
	g_assert_cmpint (memcmp (split.hidden, other.hidden, n_pairs), !=, 0);
	for (gsize user = 0; user < 100; user++) {
		gsize kept = 0;

		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++)
			kept += !split.hidden[i];
		g_assert_true (kept > 0 || all->pair_start[user] == all->pair_start[user + 1]);
	}
	seg_split_clear (&split);
	seg_split_clear (&other);

	for (gsize i = 0; i < n_pairs; i++)
		all->pair_times[i] = 0;
	g_assert_false (seg_split_make (all, &(SegSplitOptions) { .way = SEG_SPLIT_TIME }, NULL, &split, NULL));
	seg_split_clear (&split);
	g_assert_false (seg_split_make (all, &(SegSplitOptions) { .way = SEG_SPLIT_LAST }, NULL, &split, NULL));
	seg_split_clear (&split);
	g_assert_true (seg_split_make (all, &(SegSplitOptions) { .way = SEG_SPLIT_AUTO }, NULL, &split, NULL));
	g_assert_cmpint (split.options.way, ==, SEG_SPLIT_RANDOM);
	seg_split_clear (&split);
	/* Without times the one hidden of each is not the same few of everybody. */
	{
		g_autofree gssize *held = seg_one_item_each (all), *last = seg_last_items (all);

		for (gsize user = 0; user < 100; user++)
			n += held[user] == last[user];
		g_assert_cmpuint (n, <, 50);
	}
}

/* What there is of a recommender to see: scores of everyone known, and of someone unknown. */
static GChecksum *
digest_model (const SegInteractions *training, const SegRecommender *recommender)
{
	g_autofree double *scores = g_new0 (double, training->n_items);
	g_autoptr (SegModel) model = seg_model_fit_interactions (training, recommender, NULL, NULL, NULL);
	GChecksum *digest = g_checksum_new (G_CHECKSUM_MD5);

	g_assert_nonnull (model);
	for (gsize user = 0; user <= training->n_users; user++) {
		model->chain[0].recommender->score (model->chain[0].model, training, user, scores);
		g_checksum_update (digest, (const guchar *) scores, (gssize) (training->n_items * sizeof *scores));
	}
	return digest;
}

static GPtrArray *
digest_all (SegWorkspace *workspace, gint64 until)
{
	const SegEventFilter filter = { .until = until, .dated = TRUE };
	g_autoptr (SegInteractions) training = seg_interactions_load_known (workspace, &filter, NULL, NULL);
	GPtrArray *digests = g_ptr_array_new_with_free_func ((GDestroyNotify) g_checksum_free);
	gsize n;
	const SegRecommender *const *all = seg_recommenders (&n);

	g_assert_nonnull (training);
	for (gsize i = 0; i < n; i++)
		if (all[i] != &seg_recommender_attributes && all[i] != &seg_recommender_content) /* nothing is known of anybody here */
			g_ptr_array_add (digests, digest_model (training, all[i]));
	return digests;
}

/* Whatever happens after the cut (also to purchases before it), everything that is learned has the same bits. */
static void
test_no_leak (Fixture *fixture, gconstpointer data)
{
	const gint64 cut = 1600000;
	g_autoptr (GPtrArray) before = NULL, after = NULL;

	(void) data;
	make_company (fixture);
	fixture_execute (fixture, "DELETE FROM event WHERE at > 1600000; DELETE FROM event_pack");
	before = digest_all (fixture->workspace, cut);
	fixture_execute (fixture,
		"INSERT INTO user (id, key) VALUES (1000, 'new1'), (1001, 'new2'); INSERT INTO item (id, key) VALUES (500, 'newer'), (501, 'newest');"
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) VALUES (1000, 1, 1, 1600001, 1), (1000, 500, 1, 1700000, 1), (1001, 501, 1, 1700000, 1);"
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) SELECT user_id, 1 + (item_id * 7) % 60, 1, at + 700000, 1 FROM event WHERE at < 1600000;"
		"INSERT INTO event (user_id, item_id, kind_id, at, rating, source_id) SELECT user_id, item_id, 2, 1600002, 5, 1 FROM event WHERE at < 1600000 AND user_id % 2 = 0;"
		"INSERT INTO event_kind (id, name) VALUES (9, 'given back');"
		"CREATE TEMP TABLE back AS SELECT id FROM event WHERE at < 1600000 AND kind_id = 1 AND id % 5 = 0;"
		"INSERT INTO given_back (event_id, at) SELECT id, 1650000 FROM back;"
		"UPDATE event SET kind_id = 9 WHERE id IN (SELECT id FROM back); DELETE FROM event_pack");
	fixture_segment (fixture, "later", USERS / 3, USERS);
	after = digest_all (fixture->workspace, cut);
	g_assert_cmpuint (before->len, ==, after->len);
	for (guint i = 0; i < before->len; i++)
		g_assert_cmpstr (g_checksum_get_string (before->pdata[i]), ==, g_checksum_get_string (after->pdata[i]));
	/* It can tell. */
	g_ptr_array_unref (after);
	after = digest_all (fixture->workspace, cut + 200000);
	g_assert_cmpstr (g_checksum_get_string (before->pdata[0]), !=, g_checksum_get_string (after->pdata[0]));
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
	const char *const wanted[] = { "popularity", NULL };
	const SegEvaluateOptions options = { .split = { .way = SEG_SPLIT_TIME, .cut_at = 1500 }, .wanted = wanted };
	g_autoptr (SegEvaluation) evaluation = NULL;
	g_autofree char *words = NULL;

	(void) data;
	fixture_populate (fixture, 40, 10);
	fixture_execute (fixture,
		"UPDATE item SET listed = 0 WHERE id = 9; UPDATE user SET listed = 0 WHERE id = 40; INSERT INTO item (id, key, listed) VALUES (11, 'new', 0);"
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) SELECT id, 1 + id % 3, 1, 1000, 1 FROM user WHERE id < 40;" /* learned */
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) SELECT id, 1 + (id + 1) % 3, 1, 2000, 1 FROM user WHERE id <= 30;" /* hidden */
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) VALUES (40, 2, 1, 2000, 1), (35, 11, 1, 2000, 1), (1, 9, 1, 1000, 1), (36, 9, 1, 2000, 1);"
		"INSERT INTO event (user_id, item_id, kind_id, at, rating, source_id) VALUES (37, 5, 2, 1000, 4, 1);" /* had it, as its rating says */
		"INSERT INTO event (user_id, item_id, kind_id, at, source_id) VALUES (37, 5, 1, 2000, 1);"
		"INSERT INTO event (user_id, item_id, kind_id, source_id) VALUES (38, 7, 1, 1);");
	evaluation = evaluate (fixture, &options);
	g_assert_cmpint (evaluation->n_learned, ==, 40);
	g_assert_cmpint (evaluation->n_hidden, ==, 34);
	g_assert_cmpint (evaluation->n_users, ==, 32); /* 30, the new one, the one with the new item */
	g_assert_cmpint (evaluation->n_new_users, ==, 1);
	g_assert_cmpint (evaluation->n_new_items, ==, 1);
	g_assert_cmpint (evaluation->n_unlisted, ==, 1);
	g_assert_cmpint (evaluation->n_had, ==, 1);
	g_assert_cmpint (evaluation->n_undated, ==, 1);
	words = seg_evaluation_left_out (evaluation);
	g_assert_nonnull (strstr (words, "no time"));
	/* Three items for everybody: the one they have is left out, so all is found but the new item. */
	g_assert_cmpfloat_with_epsilon (((SegEvaluationRun *) evaluation->runs->pdata[0])->figures[SEG_MEASURE_RECALL].value, 31.0 / 32, 1e-12);
}

/* The whole ------------------------------------------------------------------------------------------------------------ */

/* The same bits, or neither is a number. */
static void
check_doubles (gconstpointer one, gconstpointer other, gsize size)
{
	const double *a = one, *b = other;

	for (gsize i = 0; i < size / sizeof *a; i++)
		if (!isnan (a[i]) || !isnan (b[i]))
			g_assert_cmpfloat (a[i], ==, b[i]);
}

static void
check_same (const SegEvaluation *one, const SegEvaluation *other)
{
	g_assert_cmpuint (one->runs->len, ==, other->runs->len);
	g_assert_cmpint (one->proposed, ==, other->proposed);
	g_assert_cmpstr (one->reason, ==, other->reason);
	for (guint i = 0; i < one->runs->len; i++) {
		const SegEvaluationRun *a = one->runs->pdata[i], *b = other->runs->pdata[i];

		g_assert_cmpstr (a->recommender, ==, b->recommender);
		g_assert_cmpstr (a->options, ==, b->options);
		g_assert_cmpstr (a->unfit, ==, b->unfit);
		check_doubles (a->figures, b->figures, sizeof a->figures);
		check_doubles (a->gains, b->gains, sizeof a->gains);
		check_doubles (&a->behind, &b->behind, sizeof a->behind);
		g_assert_cmpuint (a->parts->len, ==, b->parts->len);
		for (guint p = 0; p < a->parts->len; p++) {
			const SegEvaluationPart *x = a->parts->pdata[p], *y = b->parts->pdata[p];

			g_assert_cmpint (x->kind, ==, y->kind);
			g_assert_cmpstr (x->name, ==, y->name);
			g_assert_cmpuint (x->n, ==, y->n);
			check_doubles (&x->ndcg, &y->ndcg, sizeof x->ndcg);
			check_doubles (&x->gain, &y->gain, sizeof x->gain);
			check_doubles (&x->items, &y->items, 3 * sizeof x->items);
		}
	}
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
	const SegEvaluateOptions options = { .split = { .way = SEG_SPLIT_TIME, .seed = 3 }, .n_places = 5 };
	g_autoptr (SegEvaluation) first = NULL;

	(void) data;
	make_company (fixture);
	for (guint threads = 1; threads <= 8; threads = threads < 3 ? threads + 1 : threads + 5) {
		g_autoptr (SegEvaluation) evaluation = NULL;

		seg_parallel_set_threads (threads);
		evaluation = evaluate (fixture, &options);
		if (first == NULL)
			first = g_steal_pointer (&evaluation);
		else
			check_same (first, evaluation);
	}
	seg_parallel_set_threads (0);
}

/* Ratings: popularity's are the means of items, SVD's are its own; better ones have fewer errors, never the other way round unseen. */
static void
check_ratings (Fixture *fixture, const SegEvaluation *evaluation)
{
	const SegEventFilter filter = { .until = evaluation->split.cut_at, .dated = TRUE };
	g_autoptr (SegInteractions) training = seg_interactions_load_known (fixture->workspace, &filter, NULL, NULL), all = seg_interactions_load (fixture->workspace, 0, NULL, NULL);
	double squares = 0, n = 0, mean = 0, n_all = 0;

	for (gsize i = 0; i < training->pair_start[training->n_users]; i++)
		if (!isnan (training->pair_ratings[i])) {
			mean += (double) training->pair_ratings[i];
			n_all++;
		}
	for (gsize user = 0; user < all->n_users; user++)
		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++) {
			double sum = 0, count = 0, expected;

			if (isnan (all->pair_ratings[i]) || all->pair_times[i] <= evaluation->split.cut_at)
				continue;
			for (gsize j = 0; j < training->pair_start[training->n_users]; j++)
				if (training->item_ids[training->pair_items[j]] == all->item_ids[all->pair_items[i]] && !isnan (training->pair_ratings[j])) {
					sum += (double) training->pair_ratings[j];
					count++;
				}
			expected = count > 0 ? sum / count : mean / n_all;
			squares += (expected - (double) all->pair_ratings[i]) * (expected - (double) all->pair_ratings[i]);
			n++;
		}
	g_assert_cmpfloat (n, >, 50);
	g_assert_cmpfloat_with_epsilon (seg_evaluation_baseline (evaluation)->figures[SEG_MEASURE_RMSE].value, sqrt (squares / n), 1e-9);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
	const SegEvaluateOptions options = { .split = { .way = SEG_SPLIT_TIME, .seed = 1 } };
	g_autoptr (SegEvaluation) evaluation = NULL, loaded = NULL;
	g_autoptr (GPtrArray) list = NULL;
	g_autoptr (GError) error = NULL;
	SegEventWeights weights = seg_event_weights_defaults ();
	gint64 n;

	(void) data;
	make_company (fixture);
	g_assert_null (seg_evaluation_load (fixture->workspace, 0, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	g_clear_error (&error);
	evaluation = evaluate (fixture, &options);
	check_ratings (fixture, evaluation);
	g_assert_true (seg_evaluation_keep (fixture->workspace, evaluation, &error));
	g_assert_cmpint (evaluation->id, >, 0);
	loaded = seg_evaluation_load (fixture->workspace, 0, &error);
	g_assert_no_error (error);
	check_same (evaluation, loaded);
	g_assert_false (loaded->stale);
	g_assert_cmpint (loaded->n_hidden, ==, evaluation->n_hidden);
	g_assert_cmpint (loaded->split.cut_at, ==, evaluation->split.cut_at);
	weights.half_life = 7;
	g_assert_true (seg_event_weights_write (fixture->workspace, &weights, NULL));
	list = seg_evaluations (fixture->workspace, NULL);
	g_assert_cmpuint (list->len, ==, 1);
	g_assert_true (((SegEvaluation *) list->pdata[0])->stale);
	g_assert_true (seg_evaluation_delete (fixture->workspace, evaluation->id, NULL));
	g_assert_true (seg_workspace_count (fixture->workspace, "SELECT count(*) FROM evaluation_figure", &n, NULL));
	g_assert_cmpint (n, ==, 0);
	g_assert_false (seg_evaluation_delete (fixture->workspace, evaluation->id, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
}

/* The simplest that is not behind the best beyond chance. */
static void
test_proposed (Fixture *fixture, gconstpointer data)
{
	const SegEvaluateOptions options = { .split = { .way = SEG_SPLIT_LAST } };
	g_autoptr (SegEvaluation) evaluation = NULL;
	const SegEvaluationRun *best, *proposed;

	(void) data;
	make_company (fixture);
	evaluation = evaluate (fixture, &options);
	best = evaluation->runs->pdata[0];
	proposed = evaluation->runs->pdata[evaluation->proposed];
	g_assert_cmpfloat (best->behind.value, ==, 0);
	g_assert_cmpfloat (proposed->behind.low, <=, 0);
	for (guint i = 1; i < evaluation->runs->len && ((SegEvaluationRun *) evaluation->runs->pdata[i])->unfit == NULL; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];

		g_assert_cmpfloat (run->figures[SEG_MEASURE_NDCG].value, <=, ((SegEvaluationRun *) evaluation->runs->pdata[i - 1])->figures[SEG_MEASURE_NDCG].value);
		g_assert_cmpfloat_with_epsilon (run->behind.value, best->figures[SEG_MEASURE_NDCG].value - run->figures[SEG_MEASURE_NDCG].value, 1e-12);
		g_assert_cmpfloat_with_epsilon (run->gains[SEG_MEASURE_NDCG].value,
		                                run->figures[SEG_MEASURE_NDCG].value - seg_evaluation_baseline (evaluation)->figures[SEG_MEASURE_NDCG].value, 1e-12);
	}
	g_assert_nonnull (strstr (evaluation->reason, seg_recommender_label (proposed->recommender)));
	g_assert_cmpint (seg_evaluation_verdict (seg_evaluation_baseline (evaluation)), ==, SEG_VERDICT_BASELINE);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
	const char *const wanted[] = { "item-to-item", "svd", NULL }, *const grid[] = { "item-to-item neighbours=1,5 shrinkage=0,20", "svd values=ones rank=2,4", NULL };
	SegEvaluateOptions options = { .split = { .way = SEG_SPLIT_TIME }, .wanted = wanted, .grid = grid, .seconds = 1000 };
	g_autoptr (SegEvaluation) evaluation = NULL, hurried = NULL;
	guint n_tried = 0, n_searched = 0;

	(void) data;
	make_company (fixture);
	evaluation = evaluate (fixture, &options);
	for (guint i = 0; i < evaluation->runs->len; i++) {
		const SegEvaluationRun *run = evaluation->runs->pdata[i];

		n_tried += run->tried ? 1 : 0;
		n_searched += run->searched ? 1 : 0;
		g_assert_false (run->tried && evaluation->proposed >= (gssize) i);
	}
	g_assert_cmpuint (n_tried, ==, 1 + 4 + 1 + 2); /* with the usual ones */
	g_assert_cmpuint (n_searched, <=, 2);
	g_assert_cmpstr (evaluation->untried, ==, "");
	options.seconds = 1e-9;
	hurried = evaluate (fixture, &options);
	g_assert_nonnull (strstr (hurried->untried, "svd rank=4 values=ones"));
}

/* Settings are chosen on a split of what is learned from: what is hidden for the test is in neither part. */
static void
test_inner_split (Fixture *fixture, gconstpointer data)
{
	static const SegSplitWay ways[] = { SEG_SPLIT_TIME, SEG_SPLIT_LAST, SEG_SPLIT_RANDOM };

	(void) data;
	make_company (fixture);
	for (guint w = 0; w < G_N_ELEMENTS (ways); w++) {
		g_autoptr (SegInteractions) pool = seg_interactions_load (fixture->workspace, 0, NULL, NULL);
		SegSplitOptions options = { .way = ways[w], .seed = 2 };
		SegCut outer, inner;
		gsize n_inner = 0;

		g_assert_true (seg_cut_make (fixture->workspace, pool, &options, NULL, &outer, NULL, NULL));
		options.seed = 3;
		g_assert_true (seg_cut_make (fixture->workspace, outer.training, &options, &outer.split.filter, &inner, NULL, NULL));
		for (gsize user = 0; user < pool->n_users; user++)
			for (gsize i = pool->pair_start[user]; i < pool->pair_start[user + 1]; i++) {
				const gssize inner_user = seg_interactions_user (inner.training, pool->user_ids[user]);
				const gssize item = seg_ids_find (inner.training->item_ids, inner.training->n_items, pool->item_ids[pool->pair_items[i]]);

				if (outer.split.hidden[i] && inner_user >= 0 && item >= 0)
					g_assert_cmpint (seg_interactions_taken (inner.training, (gsize) inner_user, (gsize) item), <, 0);
			}
		for (gsize i = 0; i < outer.training->pair_start[outer.training->n_users]; i++)
			n_inner += inner.split.hidden[i];
		g_assert_cmpuint (n_inner, ==, inner.split.n_hidden);
		g_assert_cmpuint (inner.training->user_start[inner.training->n_users] + n_inner, <=, outer.training->user_start[outer.training->n_users]);
		seg_cut_clear (&inner);
		seg_cut_clear (&outer);
	}
}

static void
check_error (Fixture *fixture, const SegEvaluateOptions *options, SegJob *job, int code, const char *words)
{
	g_autoptr (GError) error = NULL;

	g_assert_null (seg_evaluate (fixture->workspace, options, job, &error));
	g_assert_error (error, SEG_ERROR, code);
	if (strstr (error->message, words) == NULL)
		g_error ("\"%s\" is not in \"%s\"", words, error->message);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
	const char *const nobody[] = { "crystal-ball", NULL }, *const wrong[] = { "als factors=many", NULL }, *const grid[] = { "als colour=1,2", NULL };
	g_autoptr (SegJob) job = seg_job_new ();
	gint64 n;

	(void) data;
	fixture_populate (fixture, 30, 5);
	fixture_events (fixture, 1, "1:1 1:2 2:1 2:3 3:1");
	check_error (fixture, &(SegEvaluateOptions) { 0 }, NULL, SEG_ERROR_DATA, "at least 20 are needed");
	check_error (fixture, &(SegEvaluateOptions) { .split = { .way = SEG_SPLIT_LAST } }, NULL, SEG_ERROR_DATA, "there are 2, and at least 20");
	check_error (fixture, &(SegEvaluateOptions) { .split = { .way = SEG_SPLIT_TIME, .cut_at = 5000 } }, NULL, SEG_ERROR_DATA, "Nothing can be hidden after");
	check_error (fixture, &(SegEvaluateOptions) { .split = { .way = SEG_SPLIT_TIME, .share = 1.5 } }, NULL, SEG_ERROR_ARGUMENT, "share");
	fixture_execute (fixture, "INSERT INTO event (user_id, item_id, kind_id, at, source_id) SELECT id, 1 + n % 5, 1, 2000 + n, 1 FROM user, (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3 UNION SELECT 4)");
	check_error (fixture, &(SegEvaluateOptions) { .wanted = nobody }, NULL, SEG_ERROR_USAGE, "crystal-ball");
	check_error (fixture, &(SegEvaluateOptions) { .wanted = wrong }, NULL, SEG_ERROR_USAGE, "factors=many");
	check_error (fixture, &(SegEvaluateOptions) { .grid = grid, .seconds = 1 }, NULL, SEG_ERROR_USAGE, "colour=1");
	seg_job_cancel (job);
	check_error (fixture, &(SegEvaluateOptions) { 0 }, job, SEG_ERROR_CANCELLED, "");
	g_assert_true (seg_workspace_count (fixture->workspace, "SELECT count(*) FROM evaluation", &n, NULL));
	g_assert_cmpint (n, ==, 0);
}

/* What a test will take is said without making one: as many as would be tested, what cannot be with its reason. */
static void
test_expected (Fixture *fixture, gconstpointer data)
{
	const char *const some[] = { "als factors=8", "attributes", NULL };
	const SegEvaluateOptions all = { .seconds = 0 }, few = { .wanted = some, .seconds = 30 };
	g_autoptr (GPtrArray) list = NULL, less = NULL;
	double seconds, more;
	gint64 n_kept;
	GError *error = NULL;

	(void) data;
	make_company (fixture);
	list = seg_evaluate_expect (fixture->workspace, &all, &seconds, NULL, &error);
	g_assert_no_error (error);
	less = seg_evaluate_expect (fixture->workspace, &few, &more, NULL, &error);
	g_assert_no_error (error);
	g_assert_cmpuint (list->len, >=, 12);
	g_assert_cmpuint (less->len, ==, 3); /* popularity is always there */
	g_assert_cmpfloat (seconds, >, 0);
	g_assert_cmpfloat (more, >=, 30);
	for (guint i = 0; i < less->len; i++) {
		const SegExpectedRun *expected = less->pdata[i];

		g_assert_true ((expected->unfit != NULL) == (strcmp (expected->recommender, "attributes") == 0));
		g_assert_true (strcmp (expected->recommender, "als") != 0 || strstr (expected->options, "factors=8") != NULL);
		g_assert_cmpfloat (expected->seconds, >, 0);
	}
	g_assert_true (seg_workspace_count (fixture->workspace, "SELECT count (*) FROM evaluation", &n_kept, NULL));
	g_assert_cmpint (n_kept, ==, 0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/evaluate/people", test_people);
	g_test_add_func ("/evaluate/lists", test_lists);
	g_test_add_func ("/evaluate/intervals", test_intervals);
	g_test_add_func ("/evaluate/splits", test_splits);
	add_test ("/evaluate/no-leak", test_no_leak);
	add_test ("/evaluate/left-out", test_left_out);
	add_test ("/evaluate/threads", test_threads);
	add_test ("/evaluate/kept", test_kept);
	add_test ("/evaluate/proposed", test_proposed);
	add_test ("/evaluate/settings", test_settings);
	add_test ("/evaluate/inner-split", test_inner_split);
	add_test ("/evaluate/expected", test_expected);
	add_test ("/evaluate/errors", test_errors);
	return g_test_run ();
}
