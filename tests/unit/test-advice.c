/* Rules for recommendations against brute force on a shop made up by a seeded rule; reasons against SQL; look-alikes; people and items of
 * whom nothing is known. */
#include <config.h>
#include <segscope/advice.h>
#include <segscope/parallel.h>
#include <segscope/random.h>
#include <segscope/recommender.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "made-interactions.h"
#include "recommend-fixture.h"
#include "recommend/content.h"

#define N_USERS 160
#define N_ITEMS 60 /* the last three nobody took */
#define N_TAKEN 57

static const char *const every[] = { "item-to-item", "user-to-user", "als", "ease", "svd", "bayes", "content", "autoencoder", "hybrid", "attributes",
	                                 "popularity", "trending" };

static void
make_shop (Fixture *fixture, gconstpointer data)
{
	SegInteractions *all;

	fixture_set_up (fixture, data);
	fixture_populate (fixture, N_USERS, N_ITEMS);
	fixture_execute (fixture,
		"ALTER TABLE item ADD COLUMN title TEXT; ALTER TABLE item ADD COLUMN topic TEXT; ALTER TABLE item ADD COLUMN writer TEXT;"
		"ALTER TABLE item ADD COLUMN price REAL; ALTER TABLE item ADD COLUMN status TEXT; ALTER TABLE item ADD COLUMN ends INTEGER;"
		"ALTER TABLE user ADD COLUMN city TEXT;"
		"INSERT INTO attribute (entity, name, label, field, type) VALUES ('item', 'title', 'Title', 'title', 'text'), ('item', 'topic', 'Topic', 'category', 'category'), "
		"('item', 'writer', 'Writer', 'author', 'text'), ('item', 'price', 'Price', 'price', 'number'), ('item', 'status', 'Status', NULL, 'category'), "
		"('item', 'ends', 'Ends', NULL, 'date'), ('user', 'city', 'City', NULL, 'category');"
		"UPDATE item SET title = 'Book ' || char (97 + id % 7) || char (97 + id % 7) || ' of ' || char (97 + id % 11) || char (97 + id % 11), topic = 't' || (id % 5) || CASE WHEN id % 7 = 0 THEN '|extra' ELSE '' END, "
		"writer = 'w' || (id % 8), price = CASE WHEN id % 13 = 0 THEN NULL ELSE (id * 37) % 100 + 1 END, status = CASE id % 4 WHEN 0 THEN 'gone' ELSE 'active' END, "
		"ends = 1760000000 + id * 86400;"
		"UPDATE user SET city = CASE id % 3 WHEN 0 THEN 'Bern' WHEN 1 THEN 'Ulm' ELSE 'Genf' END;");
	all = made_interactions (N_USERS - 10, N_TAKEN, 1400, 5, 7); /* the last ten users took nothing */
	made_events (fixture, all);
	fixture_execute (fixture, "UPDATE event SET amount = 5 + (user_id * 7 + item_id) % 60, rating = CASE WHEN (user_id + item_id) % 3 = 0 THEN 1 + item_id % 5 END");
	seg_interactions_free (all);
	fixture_segment (fixture, "two", 70, N_USERS);
}

#define add_test(path, func) g_test_add (path, Fixture, NULL, make_shop, func, fixture_tear_down)

static SegModel *
get (Fixture *fixture, const char *name)
{
	SegModelRequest request = { .recommender = seg_recommender_find (name) };
	GError *error = NULL;
	SegModel *model = seg_model_get (fixture->workspace, &request, NULL, &error);

	g_assert_no_error (error);
	return model;
}

static void
set (Fixture *fixture, const char *const *words)
{
	g_auto (SegAdviceRules) rules = { 0 };
	GError *error = NULL;

	for (guint i = 0; words[i] != NULL; i++) {
		seg_advice_rules_parse (&rules, fixture->workspace, words[i], &error);
		g_assert_no_error (error);
	}
	g_assert_true (seg_advice_rules_write (fixture->workspace, &rules, NULL));
}

static gint64
count (Fixture *fixture, const char *format, ...)
{
	va_list arguments;
	g_autofree char *sql = NULL;
	GError *error = NULL;
	gint64 n;

	va_start (arguments, format);
	sql = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	seg_workspace_count (fixture->workspace, sql, &n, &error);
	g_assert_no_error (error);
	return n;
}

/* Rules ------------------------------------------------------------------------------------------------------------ */

/* Each rule with a value, and what items it leaves to user %1$d, as SQL over item. */
static const struct {
	const char *word, *leaves;
} removing[] = {
	{ "on-sale=status=active", "status = 'active'" },
	{ "sale-until=ends", "ends >= 1762560000" },
	{ "categories=t1, t2,extra", "(topic LIKE 't1%%' OR topic LIKE 't2%%' OR topic LIKE '%%extra')" },
	{ "categories-not=t3", "topic NOT LIKE 't3%%'" },
	{ "price-most=70", "price <= 70" },
	{ "price-times=1.5", "price IS NOT NULL AND (price <= 1.5 * ifnull ((SELECT avg (amount) FROM (SELECT amount, row_number () OVER (ORDER BY amount) AS r, "
	  "count (*) OVER () AS n FROM event WHERE user_id = %d AND amount > 0) WHERE r IN ((n + 1) / 2, (n + 2) / 2)), 1e9))" },
	{ "never=i5,Book bb of ii", "key NOT IN ('i5', 'i8')" },
};

static const char *const ranking[] = { "per-category=1", "per-author=2", "diversity=0.6", "first=i3, i9,i3", "new=1" };

/* The condition for a user under the rules chosen by the bits of @mask. */
static char *
left_to (guint mask, int user)
{
	g_autoptr (GString) sql = g_string_new (NULL);

	g_string_append_printf (sql, "id NOT IN (SELECT item_id FROM event WHERE user_id = %d)", user);
	for (guint i = 0; i < G_N_ELEMENTS (removing); i++)
		if (mask >> i & 1) {
			g_string_append (sql, " AND ");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			g_string_append_printf (sql, removing[i].leaves, user);
#pragma GCC diagnostic pop
		}
	return g_string_free (g_steal_pointer (&sql), FALSE);
}

static void
set_mask (Fixture *fixture, guint mask, guint list_mask)
{
	g_autoptr (GPtrArray) words = g_ptr_array_new ();

	g_ptr_array_add (words, (gpointer) "sale-day=2025-11-08");
	for (guint i = 0; i < G_N_ELEMENTS (removing); i++)
		if (mask >> i & 1)
			g_ptr_array_add (words, (gpointer) removing[i].word);
	for (guint i = 0; i < G_N_ELEMENTS (ranking); i++)
		if (list_mask >> i & 1)
			g_ptr_array_add (words, (gpointer) ranking[i]);
	g_ptr_array_add (words, NULL);
	set (fixture, (const char *const *) words->pdata);
}

static void
check_list (Fixture *fixture, const GPtrArray *list, int user, guint mask, guint list_mask)
{
	g_autofree char *left = left_to (mask, user);
	g_autoptr (GString) ids = g_string_new ("0");

	for (guint i = 0; i < list->len; i++) {
		const SegRecommendation *one = list->pdata[i];

		for (guint j = 0; j < i; j++)
			g_assert_cmpint (((const SegRecommendation *) list->pdata[j])->item_id, !=, one->item_id);
		g_string_append_printf (ids, ",%" G_GINT64_FORMAT, one->item_id);
	}
	g_assert_cmpint (count (fixture, "SELECT count (*) FROM item WHERE id IN (%s) AND %s", ids->str, left), ==, list->len);
	if (list_mask & 1)
		g_assert_cmpint (count (fixture, "SELECT ifnull (max (n), 0) FROM (SELECT count (*) AS n FROM item WHERE id IN (%s) GROUP BY substr (topic, 1, 2))", ids->str), <=, 1);
	if (list_mask & 2)
		g_assert_cmpint (count (fixture, "SELECT ifnull (max (n), 0) FROM (SELECT count (*) AS n FROM item WHERE id IN (%s) GROUP BY writer)", ids->str), <=, 2);
	if ((list_mask & 8) && count (fixture, "SELECT count (*) FROM item WHERE id = 3 AND %s", left) > 0)
		g_assert_cmpint (((const SegRecommendation *) list->pdata[0])->item_id, ==, 3);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegRandom) random = seg_random_new (3, 1);

	(void) data;
	for (guint round = 0; round < 24; round++) {
		const guint mask = (guint) seg_random_below (random, 1 << G_N_ELEMENTS (removing)), list_mask = (guint) seg_random_below (random, 1 << G_N_ELEMENTS (ranking));
		g_autoptr (SegModel) model = NULL;

		set_mask (fixture, mask, list_mask);
		model = get (fixture, every[round % G_N_ELEMENTS (every)]);
		for (int user = 1 + (int) round % 7; user <= N_USERS; user += 23) {
			SegAdviceTally tally;
			g_autoptr (GPtrArray) list = seg_advise (model, user, 8, &tally, NULL);
			g_autofree char *left = left_to (mask, user);
			gint64 sum = tally.n_left;

			check_list (fixture, list, user, mask, list_mask);
			for (guint rule = 0; rule < SEG_ADVICE_PER_CATEGORY; rule++)
				sum += tally.counts[rule];
			g_assert_cmpint (sum, ==, N_ITEMS);
			g_assert_cmpint (tally.n_left, ==, count (fixture, "SELECT count (*) FROM item WHERE %s", left));
			g_assert_cmpint (tally.counts[SEG_ADVICE_OWNED], ==, count (fixture, "SELECT count (DISTINCT item_id) FROM event WHERE user_id = %d", user));
			g_assert_cmpint (tally.n_offered, ==, list->len);
			g_assert_cmpint (tally.n_short, ==, list->len < 8);
		}
	}
}

/* Lists of many are those of each page, whatever the number of threads; nothing is filled silently. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
	gint64 users[N_USERS];

	(void) data;
	for (int i = 0; i < N_USERS; i++)
		users[i] = i + 1;
	for (guint round = 0; round < 8; round++) {
		static const guint threads[] = { 1, 2, 3, 8 };
		static const char *const models[] = { "als", "item-to-item" };
		g_autoptr (SegModel) model = NULL;
		g_autoptr (SegAdviceLists) lists = NULL;
		SegAdviceTally sum = { 0 };

		set_mask (fixture, round * 21 % 128, round * 11 % 32);
		model = get (fixture, models[round % 2]);
		seg_parallel_set_threads (threads[round % 4]);
		lists = seg_advice_lists_new (model, users, N_USERS, 5, NULL, NULL);
		for (gsize i = 0; i < N_USERS; i++) {
			SegAdviceTally tally;
			g_autoptr (GPtrArray) list = seg_advise (model, users[i], 5, &tally, NULL);

			g_assert_cmpuint (seg_advice_lists_n (lists, i), ==, list->len);
			for (guint place = 0; place < list->len; place++) {
				g_autoptr (SegRecommendation) one = seg_advice_lists_get (lists, i, place);
				const SegRecommendation *other = list->pdata[place];

				g_assert_cmpint (one->item_id, ==, other->item_id);
				g_assert_cmpstr (one->reason, ==, other->reason);
			}
			seg_advice_tally_add (&sum, &tally);
		}
		g_assert_true (memcmp (&sum, seg_advice_lists_tally (lists), sizeof sum) == 0);
	}
	seg_parallel_set_threads (0);
}

/* The limit of people: giving places away from a list of all claims, best first. ----------------------------------------- */

typedef struct {
	gint64 user, item;
	guint  stage;
	double score;
	char   key[16];
} Claim;

static int
compare_claims (const void *a, const void *b)
{
	const Claim *one = a, *other = b;

	if (one->stage != other->stage)
		return one->stage < other->stage ? -1 : 1;
	if (rint (one->score * 1e10) != rint (other->score * 1e10))
		return one->score > other->score ? -1 : 1;
	return strcmp (one->key, other->key);
}

static void
test_limit (Fixture *fixture, gconstpointer data)
{
	const guint n = 3, limit = 11;
	static const char *const none[] = { NULL }, *const limited[] = { "most-people=11", NULL };
	g_autoptr (SegModel) model = NULL;
	g_autoptr (SegAdviceLists) lists = NULL, again = NULL;
	g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (Claim));
	guint given[N_ITEMS + 1] = { 0 }, places[N_USERS + 1] = { 0 };
	gint64 users[N_USERS];

	(void) data;
	set (fixture, none);
	model = get (fixture, "item-to-item");
	for (int user = 1; user <= N_USERS; user++) {
		g_autoptr (GPtrArray) list = seg_advise (model, user, N_ITEMS, NULL, NULL);

		users[user - 1] = user;
		for (guint i = 0; i < list->len; i++) {
			const SegRecommendation *one = list->pdata[i];
			Claim claim = { user, one->item_id, strcmp (one->recommender, "item-to-item") == 0 ? 0 : strcmp (one->recommender, "attributes") == 0 ? 1 : 2,
				            one->score, "" };

			g_snprintf (claim.key, sizeof claim.key, "u%d", user);
			g_array_append_val (claims, claim);
		}
	}
	/* equal scores of one person stay in the order of the list: a stable sort */
	for (guint i = 1; i < claims->len; i++) {
		Claim moved = g_array_index (claims, Claim, i);
		guint place = i;

		for (; place > 0 && compare_claims (&g_array_index (claims, Claim, place - 1), &moved) > 0; place--)
			g_array_index (claims, Claim, place) = g_array_index (claims, Claim, place - 1);
		g_array_index (claims, Claim, place) = moved;
	}
	set (fixture, limited);
	g_assert_true (seg_model_renew_rules (model, fixture->workspace, NULL, NULL));
	lists = seg_advice_lists_new (model, users, N_USERS, n, NULL, NULL);
	for (guint i = 0; i < claims->len; i++) {
		const Claim *claim = &g_array_index (claims, Claim, i);
		double score;

		if (given[claim->item] == limit || places[claim->user] == n)
			continue;
		given[claim->item]++;
		g_assert_cmpint (seg_advice_lists_item (lists, (gsize) claim->user - 1, places[claim->user]++, &score), ==, claim->item);
	}
	for (int user = 1; user <= N_USERS; user++)
		g_assert_cmpuint (seg_advice_lists_n (lists, (gsize) user - 1), ==, places[user]);
	g_assert_cmpint (seg_advice_lists_tally (lists)->n_at_limit, >, 5);
	seg_parallel_set_threads (3);
	again = seg_advice_lists_new (model, users, N_USERS, n, NULL, NULL);
	seg_parallel_set_threads (0);
	g_assert_true (memcmp (seg_advice_lists_tally (lists), seg_advice_lists_tally (again), sizeof (SegAdviceTally)) == 0);
}

/* However rules for lists and the limit come together, nobody has what they own and no item more people than it may. */
static void
test_limit_with_rules (Fixture *fixture, gconstpointer data)
{
	gint64 users[N_USERS];

	(void) data;
	for (int i = 0; i < N_USERS; i++)
		users[i] = N_USERS - i;
	for (guint list_mask = 1; list_mask < 32; list_mask += 5) {
		g_autoptr (SegModel) model = NULL;
		g_autoptr (SegAdviceLists) lists = NULL;
		guint given[N_ITEMS + 1] = { 0 };
		g_auto (SegAdviceRules) rules = { 0 };

		set_mask (fixture, list_mask * 3 % 128, list_mask);
		g_assert_true (seg_advice_rules_read (fixture->workspace, &rules, NULL));
		g_assert_true (seg_advice_rules_set (&rules, fixture->workspace, SEG_ADVICE_MOST_PEOPLE, "9", NULL));
		g_assert_true (seg_advice_rules_write (fixture->workspace, &rules, NULL));
		model = get (fixture, list_mask % 2 ? "als" : "popularity");
		lists = seg_advice_lists_new (model, users, N_USERS, 4, NULL, NULL);
		for (gsize i = 0; i < N_USERS; i++) {
			g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_recommendation_free);

			for (guint place = 0; place < seg_advice_lists_n (lists, i); place++) {
				SegRecommendation *one = seg_advice_lists_get (lists, i, place);

				g_ptr_array_add (list, one);
				g_assert_cmpuint (++given[one->item_id], <=, 9);
			}
			if (i % 9 == 0)
				check_list (fixture, list, (int) users[i], list_mask * 3 % 128, list_mask & ~8u); /* what is put first may be given to others */
			else
				for (guint place = 0; place < list->len; place++)
					g_assert_false (seg_interactions_owns (seg_model_interactions (model), (gsize) users[i] - 1,
					                                       (gsize) ((SegRecommendation *) list->pdata[place])->item_id - 1));
		}
	}
}

/* Maximal marginal relevance ------------------------------------------------------------------------------------------- */

static double
likeness (const SegTerms *terms, gsize one, gsize other)
{
	double sum = 0;

	for (gsize i = terms->start[one]; i < terms->start[one + 1]; i++)
		for (gsize j = terms->start[other]; j < terms->start[other + 1]; j++)
			if (terms->term_of[i] == terms->term_of[j])
				sum += (double) terms->weights[i] * (double) terms->weights[j];
	return sum;
}

static void
test_diversity (Fixture *fixture, gconstpointer data)
{
	static const char *const none[] = { NULL }, *const unlike[] = { "diversity=0.4", NULL };
	g_autoptr (SegModel) plain = NULL, diverse = NULL;
	const SegTerms *terms;
	gsize n_changed = 0;

	(void) data;
	set (fixture, none);
	plain = get (fixture, "als");
	set (fixture, unlike);
	diverse = seg_model_with_rules (plain, fixture->workspace, NULL, NULL);
	terms = &seg_model_interactions (plain)->content->items;
	for (int user = 1; user <= N_USERS - 10; user += 4) {
		g_autoptr (GPtrArray) all = seg_advise (plain, user, N_ITEMS, NULL, NULL), list = seg_advise (diverse, user, 6, NULL, NULL);
		gboolean used[N_ITEMS] = { FALSE };
		gsize chosen[6];

		for (guint place = 0; place < list->len; place++) {
			gssize best = -1;
			double most = 0;

			for (guint i = 0; i < all->len; i++) {
				const SegRecommendation *one = all->pdata[i];
				double like = 0, value;

				if (used[i] || strcmp (one->recommender, "als") != 0)
					continue;
				for (guint j = 0; j < place; j++)
					like = MAX (like, likeness (terms, (gsize) one->item_id - 1, chosen[j]));
				value = rint ((0.4 * one->score / ((SegRecommendation *) all->pdata[0])->score - 0.6 * like) * 1e10);
				if (best < 0 || value > most) {
					best = (gssize) i;
					most = value;
				}
			}
			if (best < 0)
				break;
			used[best] = TRUE;
			chosen[place] = (gsize) ((SegRecommendation *) all->pdata[best])->item_id - 1;
			g_assert_cmpint (((SegRecommendation *) list->pdata[place])->item_id, ==, (gint64) chosen[place] + 1);
			n_changed += (guint) best != place;
		}
	}
	g_assert_cmpuint (n_changed, >, 20);
}

/* An item's audience --------------------------------------------------------------------------------------------------- */

static void
test_audience (Fixture *fixture, gconstpointer data)
{
	(void) data;
	for (guint round = 0; round < 12; round++) {
		const guint mask = round * 13 % 128;
		const int item = 1 + (int) round * 5 % N_ITEMS;
		g_autoptr (SegModel) model = NULL;
		g_autoptr (GPtrArray) audience = NULL;
		SegAdviceTally tally;
		gint64 sum, n_left = 0;

		set_mask (fixture, mask, 0);
		model = get (fixture, every[round]);
		audience = seg_advice_audience (fixture->workspace, model, item, 1000, &tally, NULL, NULL);
		for (int user = 1; user <= N_USERS; user++) {
			g_autofree char *left = left_to (mask, user);

			n_left += count (fixture, "SELECT count (*) FROM item WHERE id = %d AND %s", item, left);
		}
		g_assert_cmpint (tally.n_left, ==, n_left);
		sum = tally.n_left;
		for (guint rule = 0; rule < SEG_ADVICE_PER_CATEGORY; rule++)
			sum += tally.counts[rule];
		g_assert_cmpint (sum, ==, N_USERS);
		for (guint i = 0; i < audience->len; i++) {
			g_autofree char *left = left_to (mask, (int) ((SegAudienceRow *) audience->pdata[i])->user_id);

			g_assert_cmpint (count (fixture, "SELECT count (*) FROM item WHERE id = %d AND %s", item, left), ==, 1);
		}
	}
}

/* A limit of people leaves the best of those whom it would suit, and says how many more these are; who asks for fewer is told nothing. */
static void
test_audience_limit (Fixture *fixture, gconstpointer data)
{
	static const char *const none[] = { NULL }, *const most[] = { "most-people=3", NULL };
	g_autoptr (SegModel) free_model = NULL, model = NULL;
	g_autoptr (GPtrArray) all = NULL, few = NULL, fewer = NULL;
	g_autofree char *text = NULL, *expected = NULL;
	SegAdviceTally tally;

	(void) data;
	set (fixture, none);
	free_model = get (fixture, "item-to-item");
	all = seg_advice_audience (fixture->workspace, free_model, 2, 1000, &tally, NULL, NULL);
	g_assert_cmpuint (all->len, >, 4);
	g_assert_cmpint (tally.counts[SEG_ADVICE_MOST_PEOPLE], ==, 0);
	set (fixture, most);
	model = get (fixture, "item-to-item");
	few = seg_advice_audience (fixture->workspace, model, 2, 1000, &tally, NULL, NULL);
	g_assert_cmpuint (few->len, ==, 3);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpint (((SegAudienceRow *) few->pdata[i])->user_id, ==, ((SegAudienceRow *) all->pdata[i])->user_id);
	g_assert_cmpint (tally.counts[SEG_ADVICE_MOST_PEOPLE], ==, all->len - 3);
	text = seg_advice_tally_text (&tally);
	expected = g_strdup_printf ("%u offered to enough others", all->len - 3);
	g_assert_nonnull (strstr (text, expected));
	fewer = seg_advice_audience (fixture->workspace, model, 2, 2, &tally, NULL, NULL);
	g_assert_cmpuint (fewer->len, ==, 2);
	g_assert_cmpint (tally.counts[SEG_ADVICE_MOST_PEOPLE], ==, 0);
}

/* What is set, in words of the command line and of the screen. */
static void
test_rule_words (Fixture *fixture, gconstpointer data)
{
	static const char *const some[] = { "price-most=70", "per-category=2", NULL };
	g_auto (SegAdviceRules) rules = { 0 };
	g_autofree char *text = NULL, *words = NULL;

	(void) data;
	set (fixture, some);
	g_assert_true (seg_advice_rules_read (fixture->workspace, &rules, NULL));
	text = seg_advice_rules_text (&rules);
	words = seg_advice_rules_words (&rules);
	g_assert_cmpstr (text, ==, "price-most=70; per-category=2");
	g_assert_cmpstr (words, ==, "Price, at most: 70; Items of one category, at most: 2");
}

/* Cold start ----------------------------------------------------------------------------------------------------------- */

static void
test_cold (Fixture *fixture, gconstpointer data)
{
	static const char *const new[] = { "new=2", NULL };

	(void) data;
	set (fixture, new);
	for (guint i = 0; i < G_N_ELEMENTS (every); i++) {
		g_autoptr (SegModel) model = get (fixture, every[i]);
		g_autoptr (GPtrArray) list = seg_advise (model, N_USERS, 5, NULL, NULL), warm = seg_advise (model, 3, 5, NULL, NULL);
		g_autoptr (GPtrArray) audience = seg_item_audience (fixture->workspace, model, N_ITEMS, 10, NULL, NULL);
		g_autoptr (GPtrArray) alike = seg_similar_items (model, N_ITEMS, 5, NULL);

		g_assert_cmpuint (list->len, ==, 5);
		for (guint place = 0; place < list->len; place++) /* all that is known of this one is a city, and the segment */
			g_assert_nonnull (strstr (((SegRecommendation *) list->pdata[place])->reason, "popular"));
		if (strcmp (every[i], "als") == 0)
			g_assert_true (g_str_has_prefix (((SegRecommendation *) list->pdata[0])->reason, "they took nothing yet; popular in “City: "));
		g_assert_cmpuint (warm->len, ==, 5);
		for (guint place = 3; place < 5; place++) {
			const SegRecommendation *one = warm->pdata[place];

			g_assert_cmpint (one->item_id, >, N_TAKEN);
			g_assert_true (g_str_has_prefix (one->reason, "new: nobody took it yet; like "));
		}
		g_assert_cmpuint (audience->len, ==, 10);
		g_assert_cmpuint (alike->len, ==, 5);
	}
}

/* Who took nothing but looked at things is told what these say, and no word that is not so. */
static void
test_looked_at (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegModel) model = NULL;
	g_autoptr (GPtrArray) list = NULL;
	guint n_own = 0, n_others = 0;

	(void) data;
	fixture_execute (fixture,
	                          "INSERT INTO event (user_id, item_id, kind_id, at, source_id) SELECT 160, value, 4, 1750000000 + value, (SELECT min (id) FROM source) "
	                          "FROM json_each ('[2, 3, 5]')");
	model = get (fixture, "als");
	list = seg_advise (model, 160, 20, NULL, NULL);
	for (guint i = 0; i < list->len; i++) {
		const SegRecommendation *one = list->pdata[i];
		const gboolean own = one->item_id == 2 || one->item_id == 3 || one->item_id == 5;

		if (strcmp (one->recommender, "als") != 0)
			continue;
		g_assert_nonnull (one->reason);
		g_assert_nonnull (strstr (one->reason, own ? "they looked at" : "which they looked at"));
		for (guint j = 0; j < one->n_because; j++)
			g_assert_true (one->because[j] != one->item_id && (one->because[j] == 2 || one->because[j] == 3 || one->because[j] == 5));
		g_assert_null (strstr (one->reason, "took nothing yet"));
		n_own += own != FALSE;
		n_others += !own;
	}
	g_assert_cmpuint (n_own, >, 0);
	g_assert_cmpuint (n_others, >, 0);
}

/* Look-alikes ---------------------------------------------------------------------------------------------------------- */

static void
test_look_alikes (Fixture *fixture, gconstpointer data)
{
	static const gint64 seeds[] = { 4, 9, 9, 14, 19, N_USERS /* took nothing */, 77777 };
	static const char *const models[] = { "als", "svd", "item-to-item", "user-to-user" };

	(void) data;
	for (guint m = 0; m < G_N_ELEMENTS (models); m++) {
		g_autoptr (SegModel) model = get (fixture, models[m]);
		g_autoptr (GPtrArray) list = seg_look_alikes (fixture->workspace, model, seeds, G_N_ELEMENTS (seeds), 1000, NULL, NULL);
		g_autoptr (GPtrArray) few = seg_look_alikes (fixture->workspace, model, seeds, G_N_ELEMENTS (seeds), 7, NULL, NULL);
		double means[N_USERS + 1] = { 0 };

		for (guint s = 0; s < 5; s++) {
			g_autoptr (GPtrArray) like = seg_similar_users (fixture->workspace, model, seeds[s], 1000, NULL, NULL);

			for (guint i = 0; s != 2 && i < like->len; i++)
				means[((SegSimilarUser *) like->pdata[i])->user_id] += ((SegSimilarUser *) like->pdata[i])->score / 4;
		}
		g_assert_cmpuint (list->len, >, 50);
		g_assert_cmpuint (few->len, ==, 7);
		for (guint i = 0; i < list->len; i++) {
			const SegSimilarUser *one = list->pdata[i];

			for (guint s = 0; s < G_N_ELEMENTS (seeds); s++)
				g_assert_cmpint (one->user_id, !=, seeds[s]);
			if (strcmp (models[m], "als") != 0 && strcmp (models[m], "svd") != 0) /* where likeness below 0 counts too */
				g_assert_cmpfloat_with_epsilon (one->score, means[one->user_id], 1e-12);
			g_assert_true (i == 0 || rint (one->score * 1e10) <= rint (((SegSimilarUser *) list->pdata[i - 1])->score * 1e10));
			if (i < 7)
				g_assert_cmpint (((SegSimilarUser *) few->pdata[i])->user_id, ==, one->user_id);
		}
	}
}

/* With one seed, look-alikes are the people like it. */
static void
test_one_seed (Fixture *fixture, gconstpointer data)
{
	(void) data;
	for (guint m = 0; m < G_N_ELEMENTS (every); m++) {
		g_autoptr (SegModel) model = get (fixture, every[m]);
		const gint64 seed = 12;
		g_autoptr (GPtrArray) list = seg_look_alikes (fixture->workspace, model, &seed, 1, 30, NULL, NULL);
		g_autoptr (GPtrArray) like = seg_similar_users (fixture->workspace, model, seed, 30, NULL, NULL);

		g_assert_cmpuint (list->len, ==, like->len);
		for (guint i = 0; i < list->len; i++) {
			g_assert_cmpint (((SegSimilarUser *) list->pdata[i])->user_id, ==, ((SegSimilarUser *) like->pdata[i])->user_id);
			g_assert_cmpfloat_with_epsilon (((SegSimilarUser *) list->pdata[i])->score, ((SegSimilarUser *) like->pdata[i])->score, 1e-12);
		}
	}
}

/* Reasons -------------------------------------------------------------------------------------------------------------- */

#define TAKERS "SELECT DISTINCT user_id FROM event WHERE item_id = %" G_GINT64_FORMAT

/* The figures of a reason, recomputed. */
static void
check_reason (Fixture *fixture, const SegModel *model, int user, const SegRecommendation *one)
{
	const gint64 item = one->item_id, takers = count (fixture, "SELECT count (*) FROM (" TAKERS ")", item);
	gint64 segment = user <= 70 ? 70 : N_USERS - 70;
	const char *city;

	for (guint i = 0; i < one->n_because; i++)
		g_assert_cmpint (count (fixture, "SELECT count (*) FROM event WHERE user_id = %d AND item_id = %" G_GINT64_FORMAT, user, one->because[i]), >, 0);
	switch (one->kind) {
	case SEG_REASON_TOGETHER:
		g_assert_cmpint ((gint64) one->of, ==, count (fixture, "SELECT count (*) FROM (" TAKERS ")", one->because[0]));
		g_assert_cmpint ((gint64) one->count, ==, count (fixture, "SELECT count (*) FROM (" TAKERS " INTERSECT " TAKERS ")", one->because[0], item));
		break;
	case SEG_REASON_SEGMENT:
		g_assert_cmpint ((gint64) one->of, ==, segment);
		g_assert_cmpint ((gint64) one->count, ==, count (fixture, "SELECT count (*) FROM (" TAKERS ") WHERE (user_id <= 70) = %d", item, user <= 70));
		break;
	case SEG_REASON_POPULAR:
		g_assert_cmpint ((gint64) one->of, ==, N_USERS);
		g_assert_cmpint ((gint64) one->count, ==, takers);
		break;
	case SEG_REASON_LATELY:
		g_assert_cmpint ((gint64) one->of, ==, takers);
		g_assert_cmpint ((gint64) one->count, ==, count (fixture, "SELECT count (DISTINCT user_id) FROM event WHERE item_id = %" G_GINT64_FORMAT
			" AND (SELECT max (at) FROM event) - at <= %d * 86400", item, (int) one->part));
		break;
	case SEG_REASON_PEOPLE: {
		g_autoptr (GPtrArray) like = seg_similar_users (fixture->workspace, model, user, (guint) one->of, NULL, NULL);
		g_autoptr (GString) ids = g_string_new ("0");

		for (guint i = 0; i < like->len; i++)
			g_string_append_printf (ids, ",%" G_GINT64_FORMAT, ((SegSimilarUser *) like->pdata[i])->user_id);
		g_assert_cmpint ((gint64) one->count, ==, count (fixture, "SELECT count (*) FROM (" TAKERS ") WHERE user_id IN (%s)", item, ids->str));
		break;
	}
	case SEG_REASON_RATING:
		g_assert_cmpfloat_with_epsilon (one->whole, (double) count (fixture, "SELECT cast (round (1e6 * avg (rating)) AS INTEGER) FROM event WHERE user_id = %d", user) / 1e6, 2e-6);
		break;
	case SEG_REASON_PROBABILITY:
		g_assert_cmpfloat (one->part, >, 0);
		g_assert_cmpfloat (one->part, <, 1);
		g_assert_cmpfloat_with_epsilon (one->whole, ((double) takers + 0.5) / (N_USERS + 1), 0.004);
		break;
	case SEG_REASON_ATTRIBUTES:
		city = strstr (one->reason, "City: ");
		g_assert_nonnull (city);
		g_assert_cmpint ((gint64) one->of, ==, count (fixture, "SELECT count (*) FROM user WHERE city = substr ('%.4s', 1, length (city)) AND city = (SELECT city FROM user WHERE id = %d)", city + 6, user));
		g_assert_cmpint ((gint64) one->count, ==, count (fixture, "SELECT count (*) FROM (" TAKERS ") JOIN user ON user.id = user_id WHERE city = (SELECT city FROM user WHERE id = %d)", item, user));
		break;
	case SEG_REASON_CONTENT:
		g_assert_cmpint ((gint64) one->count, ==, takers);
		break;
	case SEG_REASON_FACTORS:
		g_assert_cmpfloat (one->share[0], >=, one->share[1]);
		g_assert_cmpfloat (one->share[0] + one->share[1], <=, 1 + 1e-9);
		break;
	case SEG_REASON_NONE:
	default:
		g_assert_null (one->reason);
	}
}

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
	static const char *const none[] = { NULL };

	(void) data;
	set (fixture, none);
	for (guint m = 0; m < G_N_ELEMENTS (every); m++) {
		g_autoptr (SegModel) model = get (fixture, every[m]);
		guint n_said = 0, n = 0;

		for (int user = 2; user <= N_USERS; user += 29) {
			g_autoptr (GPtrArray) list = seg_advise (model, user, 6, NULL, NULL);

			for (guint i = 0; i < list->len; i++) {
				const SegRecommendation *one = list->pdata[i];
				g_autofree char *numbers = seg_recommendation_numbers (model, user, one);

				check_reason (fixture, model, user, one);
				n_said += one->reason != NULL;
				n++;
				g_assert_nonnull (strstr (numbers, "Of all people, took it: "));
			}
		}
		g_test_message ("%s: %u of %u have a reason", every[m], n_said, n);
		g_assert_cmpuint (n_said, ==, n);
	}
}

/* Setting them --------------------------------------------------------------------------------------------------------- */

static void
test_refused (Fixture *fixture, gconstpointer data)
{
	static const char *const wrong[] = { "price-most=cheap", "price-most=-1", "per-category=0", "per-category=1.5", "diversity=2", "only=nothing of the kind",
		                                 "categories=t9", "on-sale=nowhere=1", "on-sale=status=sold", "sale-until=title", "sale-day=tomorrow", "colour=red", "owned=no", "price-most" };
	static const char *const right[] = { "price-most=70", "only=i3, Book aa of dd", NULL };
	g_auto (SegAdviceRules) rules = { 0 };
	g_autofree char *text = NULL;

	(void) data;
	for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) error = NULL;

		g_assert_false (seg_advice_rules_parse (&rules, fixture->workspace, wrong[i], &error));
		g_assert_nonnull (error);
		g_assert_false (seg_advice_rules_any (&rules));
	}
	set (fixture, right);
	g_assert_true (seg_advice_rules_read (fixture->workspace, &rules, NULL));
	text = seg_advice_rules_text (&rules);
	g_assert_cmpstr (text, ==, "only=i3, i14; price-most=70");
	g_assert_true (seg_advice_rules_parse (&rules, fixture->workspace, "only=", NULL));
	g_assert_true (seg_advice_rules_write (fixture->workspace, &rules, NULL));
	g_assert_cmpint (count (fixture, "SELECT count (*) FROM setting WHERE name LIKE 'advice %%'"), ==, 1);
	g_assert_cmpint (count (fixture, "SELECT count (*) FROM audit WHERE action = 'set rules for recommendations'"), ==, 2);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	add_test ("/advice/refused", test_refused);
	add_test ("/advice/rules", test_rules);
	add_test ("/advice/many", test_many);
	add_test ("/advice/limit", test_limit);
	add_test ("/advice/limit-with-rules", test_limit_with_rules);
	add_test ("/advice/diversity", test_diversity);
	add_test ("/advice/audience", test_audience);
	add_test ("/advice/audience-limit", test_audience_limit);
	add_test ("/advice/rule-words", test_rule_words);
	add_test ("/advice/cold", test_cold);
	add_test ("/advice/looked-at", test_looked_at);
	add_test ("/advice/look-alikes", test_look_alikes);
	add_test ("/advice/one-seed", test_one_seed);
	add_test ("/advice/reasons", test_reasons);
	return g_test_run ();
}
