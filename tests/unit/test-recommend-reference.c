/* recommend/: item-to-item, EASE, truncated SVD and popularity against the figures of shared/reference/recommend (those of movielens_all that test-recommend does not check): hit rate, NDCG, precision,
 * recall and coverage on four real sets, and the lists of five people in each. Lists are made here from the scores alone. */
#include <config.h>
#include <segscope/random.h>
#include <segscope/recommender.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recommend/recommend-private.h"
#include "support/folder.h"

#define LIST 20

typedef struct {
	gint64 user, item, time;
} Line;

typedef struct {
	const char *name, *path;
	int         columns[4]; /* of user, item, rating (-1: none), time (-1: none) */
	double      least_rating;
	gsize       least_pairs;
	gboolean    last_one;   /* of each user is tested; else about every fifth */
} Set;

static const Set sets[] = {
	{ "movielens_all", "data/movielens-latest-small/ratings.csv", { 0, 1, 2, 3 }, 0, 5, TRUE },
	{ "movielens_liked", "data/movielens-latest-small/ratings.csv", { 0, 1, 2, -1 }, 4, 5, FALSE },
	{ "lectures_liked", "data/lecture-evaluations/InstEval.csv", { 1, 2, 7, -1 }, 4, 5, FALSE },
	{ "msweb", "data/msweb/visits_train.csv", { 0, 1, -1, -1 }, 0, 3, FALSE },
};

/* @tolerance: 1e-6 where scores are exact in doubles; factors are kept in single precision, so near ties may fall either way. */
static const struct { const char *set, *model, *recommender, *options; double tolerance; } trials[] = {
	{ "movielens_all", "EASE lambda=250", "ease", "lambda=250", 1e-6 },
	{ "movielens_all", "truncated SVD rank=32", "svd", "rank=32 values=ones", 1e-4 },
	{ "movielens_liked", "item-knn k=50 shrinkage=0", "item-to-item", "neighbours=50 shrinkage=0", 1e-6 },
	{ "movielens_liked", "EASE lambda=100", "ease", "lambda=100", 1e-6 },
	{ "movielens_liked", "truncated SVD rank=16", "svd", "rank=16 values=ones", 1e-4 },
	{ "lectures_liked", "item-knn k=30 shrinkage=5", "item-to-item", "neighbours=30 shrinkage=5", 1e-6 },
	{ "lectures_liked", "EASE lambda=50", "ease", "lambda=50", 1e-6 },
	{ "lectures_liked", "truncated SVD rank=20", "svd", "rank=20 values=ones", 1e-4 },
	{ "msweb", "popularity", "popularity", "", 1e-6 },
	{ "msweb", "item-knn k=20 shrinkage=0", "item-to-item", "neighbours=20 shrinkage=0", 1e-6 },
	{ "msweb", "EASE lambda=100", "ease", "lambda=100", 1e-6 },
	{ "msweb", "truncated SVD rank=10", "svd", "rank=10 values=ones", 1e-4 },
};

/* A set cut into what is learned from and what is tested. */
typedef struct {
	SegInteractions *training;
	GArray          *tests; /* of Line: numbers of user and item, by user */
} Cut;

static int
compare_lines (gconstpointer a, gconstpointer b)
{
	const Line *one = a, *other = b;

	if (one->user != other->user)
		return one->user < other->user ? -1 : 1;
	if (one->time != other->time)
		return one->time < other->time ? -1 : 1;
	return (one->item > other->item) - (one->item < other->item);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
	const gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

static GArray *
read_lines (const Set *set)
{
	g_autofree char *path = test_shared_file (set->path), *text = NULL;
	g_auto (GStrv) rows = NULL;
	GArray *lines;

	if (path == NULL)
		return NULL;
	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	rows = g_strsplit (text, "\n", -1);
	lines = g_array_new (FALSE, FALSE, sizeof (Line));
	for (guint i = 1; rows[i] != NULL && *rows[i] != '\0'; i++) {
		g_auto (GStrv) cells = g_strsplit (rows[i], ",", -1);
		Line line = { g_ascii_strtoll (cells[set->columns[0]], NULL, 10), g_ascii_strtoll (cells[set->columns[1]], NULL, 10), 0 };

		if (set->columns[3] >= 0)
			line.time = g_ascii_strtoll (cells[set->columns[3]], NULL, 10);
		if (set->columns[2] < 0 || g_ascii_strtod (cells[set->columns[2]], NULL) >= set->least_rating)
			g_array_append_val (lines, line);
	}
	return lines;
}

/* One line a pair, without people who have too few, by user, time and item. */
static void
tidy (GArray *lines, gsize least_pairs)
{
	g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GHashTable) counts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
	guint n = 0;

	for (guint i = 0; i < lines->len; i++) {
		const Line line = g_array_index (lines, Line, i);

		if (!g_hash_table_add (seen, g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, line.user, line.item)))
			continue;
		g_array_index (lines, Line, n++) = line;
		g_hash_table_insert (counts, g_memdup2 (&line.user, sizeof line.user),
		                     GSIZE_TO_POINTER (GPOINTER_TO_SIZE (g_hash_table_lookup (counts, &line.user)) + 1));
	}
	g_array_set_size (lines, n);
	n = 0;
	for (guint i = 0; i < lines->len; i++) {
		const Line line = g_array_index (lines, Line, i);

		if (GPOINTER_TO_SIZE (g_hash_table_lookup (counts, &line.user)) >= least_pairs)
			g_array_index (lines, Line, n++) = line;
	}
	g_array_set_size (lines, n);
	g_array_sort (lines, compare_lines);
}

static gint64 *
distinct (const GArray *lines, gboolean of_users, gsize *n)
{
	gint64 *ids = g_new (gint64, lines->len);

	*n = 0;
	for (guint i = 0; i < lines->len; i++)
		ids[i] = of_users ? g_array_index (lines, Line, i).user : g_array_index (lines, Line, i).item;
	qsort (ids, lines->len, sizeof *ids, compare_numbers);
	for (guint i = 0; i < lines->len; i++)
		if (i == 0 || ids[i] != ids[i - 1])
			ids[(*n)++] = ids[i];
	return ids;
}

static gboolean
is_test (const Set *set, const GArray *lines, guint i)
{
	const Line *line = &g_array_index (lines, Line, i);

	if (set->last_one)
		return i + 1 == lines->len || line[1].user != line->user;
	return seg_random_mix ((guint64) line->user * ((guint64) 1 << 32) + (guint64) line->item) % 5 == 0;
}

static SegInteractions *
new_interactions (const GArray *lines)
{
	SegInteractions *all = g_new0 (SegInteractions, 1);

	all->basis = "event";
	all->user_ids = distinct (lines, TRUE, &all->n_users);
	all->item_ids = distinct (lines, FALSE, &all->n_items);
	all->segment_ids = g_new0 (gint64, all->n_users);
	all->item_keys = g_new (char *, all->n_items);
	all->item_titles = g_new (char *, all->n_items);
	all->item_offered = g_malloc (all->n_items);
	memset (all->item_offered, 1, all->n_items);
	all->segment_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	for (gsize i = 0; i < all->n_items; i++) {
		all->item_keys[i] = g_strdup_printf ("%" G_GINT64_FORMAT, all->item_ids[i]);
		all->item_titles[i] = g_strdup (all->item_keys[i]);
	}
	return all;
}

static gboolean
cut (const Set *set, Cut *result)
{
	g_autoptr (GArray) lines = read_lines (set);
	SegInteractions *all;
	gsize n = 0;

	if (lines == NULL)
		return FALSE;
	tidy (lines, set->least_pairs);
	result->training = all = new_interactions (lines);
	result->tests = g_array_new (FALSE, FALSE, sizeof (Line));
	g_assert_true (seg_interactions_allocate_pairs (all, lines->len, NULL));
	for (guint i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index (lines, Line, i);
		const gsize user = (gsize) seg_ids_find (all->user_ids, all->n_users, line->user);
		const gsize item = (gsize) seg_ids_find (all->item_ids, all->n_items, line->item);

		if (is_test (set, lines, i)) {
			const Line test = { (gint64) user, (gint64) item, 0 };

			g_array_append_val (result->tests, test);
		} else {
			gsize place = n++; /* in order of the item */

			for (; place > all->pair_start[user] && all->pair_items[place - 1] > item; place--)
				all->pair_items[place] = all->pair_items[place - 1];
			all->pair_items[place] = (guint32) item;
		}
		all->pair_start[user + 1] = n;
	}
	for (gsize i = 0; i < n; i++) {
		all->pair_weights[i] = 1;
		all->pair_ratings[i] = NAN;
		all->pair_flags[i] = SEG_PAIR_TAKEN | SEG_PAIR_OWNED;
	}
	g_assert_true (seg_interactions_derive (all, NULL));
	return TRUE;
}

static void
clear_cut (Cut *result)
{
	seg_interactions_free (result->training);
	g_array_unref (result->tests);
}

typedef struct {
	double  key;
	guint32 item;
} Place;

static gboolean
is_better (Place one, Place other)
{
	return one.key != other.key ? one.key > other.key : one.item < other.item;
}

/* The LIST best items the user does not have, equal scores by the number of the item; items without a score too. */
static gsize
best_of (const SegModel *model, gsize user, double *scores, Place *places)
{
	const SegInteractions *all = model->interactions;
	gsize n = 0, next = all->user_start[user];

	model->chain[0].recommender->score (model->chain[0].model, all, user, scores);
	for (gsize item = 0; item < all->n_items; item++) {
		const Place place = { rint (scores[item] * 1e10), (guint32) item };
		gsize at;

		if (next < all->user_start[user + 1] && all->user_items[next] == item) {
			next++;
			continue;
		}
		if (n == LIST && !is_better (place, places[LIST - 1]))
			continue;
		n = MIN (n + 1, LIST);
		for (at = n - 1; at > 0 && is_better (place, places[at - 1]); at--)
			places[at] = places[at - 1];
		places[at] = place;
	}
	return n;
}

/* In the order of measures.csv: users, hit rate, NDCG, precision, recall at 20, MRR, coverage. */
static void
measure (const SegModel *model, const Cut *data, double *figures)
{
	const SegInteractions *all = model->interactions;
	g_autofree double *scores = g_new (double, all->n_items);
	Place places[LIST];
	g_autofree guint8 *shown = g_malloc0 (all->n_items);
	gsize n_users = 0, n_shown = 0;

	memset (figures, 0, 7 * sizeof *figures);
	for (guint first = 0, last; first < data->tests->len; first = last) {
		const gsize user = (gsize) g_array_index (data->tests, Line, first).user;
		gsize n_tests, n_hits = 0, n_found = 0, n_best;
		double gain = 0, ideal = 0, reciprocal = 0;

		for (last = first + 1; last < data->tests->len && (gsize) g_array_index (data->tests, Line, last).user == user;)
			last++;
		n_tests = last - first;
		if (all->user_start[user] == all->user_start[user + 1])
			continue;
		n_best = best_of (model, user, scores, places);
		for (gsize place = 0; place < MIN (LIST, n_best); place++) {
			gboolean hit = FALSE;

			for (guint i = first; i < last; i++)
				hit |= (guint32) g_array_index (data->tests, Line, i).item == places[place].item;
			n_found += hit ? 1 : 0;
			if (place >= 10)
				continue;
			shown[places[place].item] = 1;
			n_hits += hit ? 1 : 0;
			gain += hit ? 1 / log2 ((double) place + 2) : 0;
			if (hit && reciprocal == 0)
				reciprocal = 1 / (double) (place + 1);
			ideal += place < n_tests ? 1 / log2 ((double) place + 2) : 0;
		}
		n_users++;
		figures[1] += n_hits > 0;
		figures[2] += gain / ideal;
		figures[3] += (double) n_hits / 10;
		figures[4] += (double) n_found / (double) n_tests;
		figures[5] += reciprocal;
	}
	for (int i = 1; i <= 5; i++)
		figures[i] /= (double) n_users;
	for (gsize item = 0; item < all->n_items; item++)
		n_shown += shown[item];
	figures[0] = (double) n_users;
	figures[6] = (double) n_shown / (double) all->n_items;
}

static void
check_measures (const SegModel *model, const Cut *data, char **lines, const char *set, const char *name, double tolerance)
{
	double figures[7], worst = 0;
	gboolean found = FALSE;

	measure (model, data, figures);
	for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
		g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);

		if (strcmp (cells[0], set) != 0 || strcmp (cells[1], name) != 0)
			continue;
		found = TRUE;
		g_assert_cmpfloat (figures[0], ==, g_ascii_strtod (cells[2], NULL));
		for (int f = 1; f < 7; f++)
			worst = MAX (worst, fabs (figures[f] - g_ascii_strtod (cells[2 + f], NULL)));
	}
	g_test_message ("%s, %s: hit rate %.6f, off by %.2g at most", set, name, figures[1], worst);
	g_assert_true (found);
	g_assert_cmpfloat (worst, <=, tolerance);
}

/* Scores of the first places of five people. */
static void
check_scores (const SegModel *model, char **lines, const char *set, const char *name)
{
	const SegInteractions *all = model->interactions;
	g_autofree double *scores = g_new (double, all->n_items);
	const gboolean counted = strcmp (name, "popularity") == 0;
	gssize scored = -1;
	guint n_checked = 0;

	for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
		g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
		gssize user, item;

		if (strcmp (cells[0], set) != 0 || strcmp (cells[1], name) != 0)
			continue;
		user = seg_ids_find (all->user_ids, all->n_users, g_ascii_strtoll (cells[2], NULL, 10));
		item = seg_ids_find (all->item_ids, all->n_items, g_ascii_strtoll (cells[4], NULL, 10));
		g_assert_true (user >= 0 && item >= 0);
		if (user != scored)
			model->chain[0].recommender->score (model->chain[0].model, all, (gsize) user, scores);
		scored = user;
		g_assert_cmpfloat_with_epsilon (counted ? scores[item] * (double) (all->n_users + 1) : scores[item], g_ascii_strtod (cells[5], NULL), 1e-6);
		n_checked++;
	}
	g_assert_cmpuint (n_checked, >=, 50);
}

static char **
read_reference (const char *name)
{
	g_autofree char *path = test_shared_file (name), *text = NULL;

	if (path == NULL)
		return NULL;
	g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
	return g_strsplit (text, "\n", -1);
}

static void
test_set (gconstpointer data)
{
	const Set *set = data;
	g_auto (GStrv) measures = read_reference ("reference/recommend/measures.csv"), lists = read_reference ("reference/recommend/top10.csv");
	Cut cutting;

	if (measures == NULL || lists == NULL || !cut (set, &cutting))
		return;
	for (gsize i = 0; i < G_N_ELEMENTS (trials); i++) {
		const SegRecommender *recommender = seg_recommender_find (trials[i].recommender);
		double options[SEG_MOST_OPTIONS];
		g_autoptr (SegModel) model = NULL;
		GError *error = NULL;

		if (strcmp (trials[i].set, set->name) != 0)
			continue;
		seg_recommender_defaults (recommender, options);
		g_assert_true (seg_recommender_options_parse (recommender, trials[i].options, options, NULL));
		model = seg_model_fit_interactions (cutting.training, recommender, options, NULL, &error);
		g_assert_no_error (error);
		check_measures (model, &cutting, measures, set->name, trials[i].model, trials[i].tolerance);
		check_scores (model, lists, set->name, trials[i].model);
	}
	clear_cut (&cutting);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS (sets); i++) {
#ifdef __SANITIZE_ADDRESS__ /* slow there: the smallest set goes everywhere that the others go */
		if (strcmp (sets[i].name, "lectures_liked") != 0)
			continue;
#endif
		g_autofree char *path = g_strconcat ("/recommend-reference/", sets[i].name, NULL);

		g_test_add_data_func (path, &sets[i], test_set);
	}
	return g_test_run ();
}
