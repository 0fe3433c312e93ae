/* How long recommenders take: bench-recommend WHAT USERS ITEMS PAIRS [FILE]. WHAT: names of recommenders with a comma between, each with options
 * after a colon ("als:steps=2"). FILE gets the pairs as raw numbers (users, items as 32-bit integers, counts as 32-bit floats, one after the
 * other) for the peers (recommend-peers.py); where it is there already, they are read from it.
 *
 * The pairs are made by a rule: people in 60 groups, each with its own order of the items; six in ten of what they do follows the group's
 * order, the rest everybody's; items are popular by a power law; people differ in how much they do. */
#include <config.h>
#include "recommend/advice.h"
#include "recommend/als.h"

#include <segscope/parallel.h>
#include <segscope/random.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define GROUPS 60

static int
compare_keys (const void *a, const void *b)
{
	guint64 one = *(const guint64 *) a, other = *(const guint64 *) b;

	return (one > other) - (one < other);
}

/* Position in ascending @sums of the first above @value. */
static gsize
draw (const double *sums, gsize n, double value)
{
	gsize low = 0, high = n - 1;

	while (low < high) {
		gsize middle = (low + high) / 2;

		if (sums[middle] > value)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static double *
sum_up (gsize n, double (*weight) (gsize, SegRandom *), SegRandom *random)
{
	double *sums = g_new (double, n), sum = 0;

	for (gsize i = 0; i < n; i++)
		sums[i] = sum += weight (i, random);
	for (gsize i = 0; i < n; i++)
		sums[i] /= sum;
	return sums;
}

static double
popularity (gsize item, SegRandom *random)
{
	(void) random;
	return pow ((double) item + 1, -0.9);
}

static double
activity (gsize user, SegRandom *random)
{
	(void) user;
	return exp (0.9 * seg_random_gaussian (random));
}

/* Sorted keys user x n_items + item, each as often as it was drawn, until there are @n_pairs different ones. */
static GArray *
draw_pairs (gsize n_users, gsize n_items, gsize n_pairs)
{
	g_autoptr (SegRandom) random = seg_random_new (41, 1);
	g_autofree double *items = sum_up (n_items, popularity, random), *users = sum_up (n_users, activity, random);
	g_autofree gsize *orders = g_new (gsize, GROUPS * n_items);
	GArray *keys = g_array_new (FALSE, FALSE, sizeof (guint64));
	gsize n_different = 0;

	for (gsize group = 0; group < GROUPS; group++) {
		for (gsize i = 0; i < n_items; i++)
			orders[group * n_items + i] = i;
		seg_random_shuffle (random, orders + group * n_items, n_items);
	}
	while (n_different < n_pairs) {
		for (gsize i = 0; i < n_pairs / 8 + 1; i++) {
			const gsize user = draw (users, n_users, seg_random_uniform (random)), item = draw (items, n_items, seg_random_uniform (random));
			const gsize taken = seg_random_uniform (random) < 0.6 ? orders[user % GROUPS * n_items + item] : item;
			const guint64 key = (guint64) user * n_items + taken;

			g_array_append_val (keys, key);
		}
		qsort (keys->data, keys->len, sizeof (guint64), compare_keys);
		n_different = 0;
		for (guint i = 0; i < keys->len; i++)
			n_different += i == 0 || g_array_index (keys, guint64, i) != g_array_index (keys, guint64, i - 1);
	}
	return keys;
}

static SegInteractions *
make (gsize n_users, gsize n_items, GArray *keys)
{
	SegInteractions *all = g_new0 (SegInteractions, 1);
	gsize n = 0;

	all->n_users = n_users;
	all->n_items = n_items;
	all->basis = "purchase";
	all->user_ids = g_new (gint64, n_users);
	all->item_ids = g_new (gint64, n_items);
	all->segment_ids = g_new0 (gint64, n_users);
	all->item_keys = g_new (char *, n_items);
	all->item_titles = g_new (char *, n_items);
	all->item_offered = g_malloc (n_items);
	memset (all->item_offered, 1, n_items);
	all->segment_names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	for (gsize i = 0; i < n_users; i++)
		all->user_ids[i] = (gint64) i + 1;
	for (gsize i = 0; i < n_items; i++) {
		all->item_ids[i] = (gint64) i + 1;
		all->item_keys[i] = g_strdup_printf ("i%zu", i + 1);
		all->item_titles[i] = g_strdup_printf ("item %zu", i + 1);
	}
	if (!seg_interactions_allocate_pairs (all, keys->len, NULL))
		exit (1);
	for (guint i = 0; i < keys->len; i++) {
		const guint64 key = g_array_index (keys, guint64, i);

		if (i > 0 && key == g_array_index (keys, guint64, i - 1)) {
			all->pair_weights[n - 1] += 1;
			continue;
		}
		all->pair_items[n] = (guint32) (key % n_items);
		all->pair_weights[n] = 1;
		all->pair_ratings[n] = NAN;
		all->pair_flags[n++] = SEG_PAIR_TAKEN | SEG_PAIR_OWNED;
		all->pair_start[key / n_items + 1] = n;
	}
	for (gsize user = 0; user < n_users; user++)
		all->pair_start[user + 1] = MAX (all->pair_start[user + 1], all->pair_start[user]);
	if (!seg_interactions_derive (all, NULL))
		exit (1);
	return all;
}

/* The keys back from what write_file() wrote, or NULL: there is no such file. */
static GArray *
read_keys (const char *path, gsize n_items)
{
	g_autofree char *bytes = NULL;
	gsize size, n;
	GArray *keys;

	if (path == NULL || !g_file_get_contents (path, &bytes, &size, NULL))
		return NULL;
	n = size / 12;
	keys = g_array_new (FALSE, FALSE, sizeof (guint64));
	for (gsize i = 0; i < n; i++) {
		const guint64 key = (guint64) ((const guint32 *) bytes)[i] * n_items + ((const guint32 *) bytes)[n + i];

		for (float left = ((const float *) bytes)[2 * n + i]; left > 0; left--)
			g_array_append_val (keys, key);
	}
	return keys;
}

static void
write_file (const SegInteractions *all, const char *path)
{
	FILE *file = fopen (path, "wb");
	const gsize n = all->pair_start[all->n_users];
	g_autofree guint32 *users = g_new (guint32, n);

	for (gsize user = 0; user < all->n_users; user++)
		for (gsize i = all->pair_start[user]; i < all->pair_start[user + 1]; i++)
			users[i] = (guint32) user;
	if (file == NULL || fwrite (users, 4, n, file) != n || fwrite (all->pair_items, 4, n, file) != n || fwrite (all->pair_weights, 4, n, file) != n
	    || fclose (file) != 0) {
		fprintf (stderr, "bench-recommend: %s cannot be written\n", path);
		exit (1);
	}
}

static double
seconds_since (gint64 began)
{
	return (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC;
}

static double
peak_mib (void)
{
	struct rusage usage;

	getrusage (RUSAGE_SELF, &usage);
	return (double) usage.ru_maxrss / 1024;
}

/* Of the processor, all threads together. */
static double
processor_seconds (void)
{
	struct rusage usage;

	getrusage (RUSAGE_SELF, &usage);
	return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The objective as the peer writes it: over all pairs, per confidence. */
static void
print_loss (const SegInteractions *all, const SegAls *als, double alpha, double lambda)
{
	const gsize n = all->pair_start[all->n_users];
	g_autofree float *confidences = g_new (float, n);
	double total = 0;
	SegAlsSide side = { all->pair_start, all->pair_items, confidences };

	for (gsize i = 0; i < n; i++) {
		confidences[i] = (float) (1 + alpha * (double) all->pair_weights[i]);
		total += (double) confidences[i];
	}
	printf (" loss=%.6f", seg_als_objective (als, &side, lambda) / (total + (double) all->n_users * (double) all->n_items - (double) n));
}

static void
lists (const SegModel *model)
{
	const gsize n = model->interactions->n_users;
	g_autofree gint64 *items = g_new (gint64, n * 10);
	g_autofree double *scores = g_new (double, n * 10);
	const double processor = processor_seconds ();
	gint64 began = g_get_monotonic_time ();

	if (!seg_recommend_many (model, model->interactions->user_ids, n, 10, items, scores, NULL, NULL))
		exit (1);
	printf (" top10_all_users_s=%.3f top10_processor_s=%.3f", seconds_since (began), processor_seconds () - processor);
	began = g_get_monotonic_time ();
	for (int i = 0; i < 20; i++)
		g_ptr_array_unref (seg_recommend (model, model->interactions->user_ids[(gsize) i * n / 20], 10, NULL, NULL));
	printf (" page_ms=%.2f", seconds_since (began) * 1000 / 20);
}

/* The same where no item may be offered to more than one in fifty people, and at most two of a list may be of the same of 200 categories. */
static void
limited_lists (SegModel *model)
{
	const SegInteractions *all = model->interactions;
	SegAdvicePlan plan = { .offered = all->item_offered, .lambda = 1, .per_category = 2, .most_people = all->n_users / 50, .ranks = TRUE };
	const double processor = processor_seconds ();
	const gint64 began = g_get_monotonic_time ();
	g_autoptr (SegAdviceLists) lists = NULL;

	plan.removed = g_malloc0 (all->n_items);
	plan.user_rank = g_new (guint32, all->n_users);
	for (gsize user = 0; user < all->n_users; user++)
		plan.user_rank[user] = (guint32) user;
	plan.categories.start = g_new (gsize, all->n_items + 1);
	plan.categories.groups = g_new (guint32, all->n_items);
	plan.authors.start = g_new0 (gsize, all->n_items + 1);
	for (gsize item = 0; item <= all->n_items; item++)
		plan.categories.start[item] = item;
	for (gsize item = 0; item < all->n_items; item++)
		plan.categories.groups[item] = (guint32) item % 200;
	plan.categories.n_groups = 200;
	model->plan = &plan;
	lists = seg_advice_lists_new (model, all->user_ids, all->n_users, 10, NULL, NULL);
	if (lists == NULL)
		exit (1);
	printf (" limited_s=%.3f limited_processor_s=%.3f at_limit=%d short=%d", seconds_since (began), processor_seconds () - processor,
	        (int) seg_advice_lists_tally (lists)->n_at_limit, (int) seg_advice_lists_tally (lists)->n_short);
	model->plan = NULL;
	g_free (plan.removed);
	g_free (plan.user_rank);
	g_free (plan.categories.start);
	g_free (plan.categories.groups);
	g_free (plan.authors.start);
}

/* @what: a recommender's name, and after a colon options of it. */
static void
measure (const SegInteractions *all, const char *words)
{
	g_auto (GStrv) parts = g_strsplit (words, ":", 2);
	const char *what = parts[0];
	const SegRecommender *recommender = seg_recommender_find (what);
	double options[SEG_MOST_OPTIONS];
	const gint64 began = g_get_monotonic_time ();
	const double processor = processor_seconds ();
	g_autoptr (GError) error = NULL;
	SegModel *model;

	if (recommender == NULL)
		return;
	seg_recommender_defaults (recommender, options);
	if (strcmp (what, "als") == 0) /* as the peer: confidence 10 a count */
		seg_recommender_options_parse (recommender, "factors=64 passes=15 steps=3 lambda=0.05 alpha=10", options, NULL);
	if (parts[1] != NULL && !seg_recommender_options_parse (recommender, parts[1], options, &error)) {
		fprintf (stderr, "bench-recommend: %s\n", error->message);
		exit (1);
	}
	model = seg_model_fit_interactions (all, recommender, options, NULL, &error);
	if (model == NULL) {
		fprintf (stderr, "bench-recommend: %s\n", error->message);
		exit (1);
	}
	printf ("RESULT what=%s users=%zu items=%zu pairs=%zu threads=%u s=%.3f processor_s=%.3f", what, all->n_users, all->n_items, all->pair_start[all->n_users],
	        seg_parallel_threads (), seconds_since (began), processor_seconds () - processor);
	lists (model);
	if (g_getenv ("BENCH_LIMITED") != NULL)
		limited_lists (model);
	if (strcmp (what, "als") == 0)
		print_loss (all, *(SegAls **) model->chain[0].model, 10, 0.05);
	printf (" peak_mib=%.0f\n", peak_mib ());
	seg_model_free (model);
}

int
main (int argc, char **argv)
{
	g_autoptr (SegInteractions) all = NULL;
	g_autoptr (GArray) keys = NULL;
	gboolean drawn;
	gsize n_items;

	if (argc < 5) {
		fprintf (stderr, "bench-recommend WHAT USERS ITEMS PAIRS [FILE]\n");
		return 2;
	}
	n_items = strtoull (argv[3], NULL, 10);
	keys = read_keys (argv[5], n_items);
	drawn = keys == NULL;
	if (drawn)
		keys = draw_pairs (strtoull (argv[2], NULL, 10), n_items, strtoull (argv[4], NULL, 10));
	all = make (strtoull (argv[2], NULL, 10), n_items, keys);
	if (drawn && argc > 5)
		write_file (all, argv[5]);
	fprintf (stderr, "data: %.0f MiB\n", peak_mib ());
	for (char **what = g_strsplit (argv[1], ",", -1); *what != NULL; what++)
		measure (all, *what);
	return 0;
}
