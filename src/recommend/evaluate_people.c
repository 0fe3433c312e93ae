/* How right lists were, person by person, and how far expected ratings were off.
 *
 *     hits = hidden items in the list of n;   recall = hits / hidden items;   precision = hits / n;   hit rate: 1 where there is one
 *     NDCG = sum over hits of 1 / log2 (rank + 1), over the same for min (n, hidden items) hits in the first places
 *     MAP = sum over hits of (hits up to that rank / rank), over min (n, hidden items)
 *
 * (Järvelin, Kekäläinen 2002; Manning, Raghavan, Schütze 2008, chapter 8.) Popularity expects of everybody the item's mean rating. */
#include <config.h>
#include "evaluate-private.h"

#include <segscope/parallel.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define USERS_A_BLOCK 256

/* Lists -------------------------------------------------------------------------------------------------------------- */

gboolean
seg_lists_make (const SegModel *model, const gsize *users, gsize n_users, gsize n, SegLists *lists, SegJob *job, GError **error)
{
	*lists = (SegLists) { .n = n, .n_users = n_users };
	return (lists->places = seg_try_allocate (n_users * n, sizeof *lists->places, error)) != NULL
	       && (lists->lengths = seg_try_allocate (n_users, sizeof *lists->lengths, error)) != NULL
	       && seg_model_lists (model, users, n_users, n, lists->places, lists->lengths, _("making the lists"), job, error);
}

void
seg_lists_clear (SegLists *lists)
{
	g_clear_pointer (&lists->places, g_free);
	g_clear_pointer (&lists->lengths, g_free);
}

/* People ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegLists  *lists;
	const SegHidden *hidden;
	double          *rows;
} Judge;

static gboolean
is_hidden (const SegHidden *hidden, gsize person, guint32 item)
{
	gsize low = hidden->start[person], high = hidden->start[person + 1];

	for (gsize i = low; i < high; i++)
		if (hidden->items[i] == item)
			return TRUE;
	return FALSE;
}

static void
judge_person (const Judge *judge, gsize person)
{
	const SegLists *lists = judge->lists;
	const gsize n_hidden = judge->hidden->start[person + 1] - judge->hidden->start[person];
	double *row = judge->rows + person * SEG_N_USER_MEASURES, gain = 0, ideal = 0, precision = 0;
	gsize n_hits = 0;

	for (gsize place = 0; place < lists->lengths[person]; place++) {
		if (!is_hidden (judge->hidden, person, lists->places[person * lists->n + place].item))
			continue;
		n_hits++;
		gain += 1 / log2 ((double) place + 2);
		precision += (double) n_hits / (double) (place + 1);
	}
	for (gsize place = 0; place < MIN (lists->n, n_hidden); place++)
		ideal += 1 / log2 ((double) place + 2);
	row[SEG_MEASURE_NDCG] = gain / ideal;
	row[SEG_MEASURE_RECALL] = (double) n_hits / (double) n_hidden;
	row[SEG_MEASURE_PRECISION] = (double) n_hits / (double) lists->n;
	row[SEG_MEASURE_HIT_RATE] = n_hits > 0 ? 1 : 0;
	row[SEG_MEASURE_MAP] = precision / (double) MIN (lists->n, n_hidden);
}

static void
judge_block (gsize block, gsize first, gsize last, gpointer data)
{
	(void) block;
	for (gsize person = first; person < last; person++)
		judge_person (data, person);
}

void
seg_lists_judge (const SegLists *lists, const SegHidden *hidden, double *rows)
{
	Judge judge = { lists, hidden, rows };

	seg_parallel_blocks (lists->n_users, USERS_A_BLOCK, judge_block, &judge);
}

/* Ratings ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	double  mean, least, most;
	double *items; /* mean of each, where nothing else is known the mean of all */
} KnownRatings;

/* FALSE: there are none, or no memory. */
static gboolean
look_at_ratings (const SegInteractions *training, KnownRatings *known)
{
	g_autofree double *n = g_try_new0 (double, training->n_items + 1);
	double n_all = 0;

	*known = (KnownRatings) { 0, INFINITY, -INFINITY, g_try_new0 (double, training->n_items + 1) };
	for (gsize i = 0; n != NULL && known->items != NULL && i < training->pair_start[training->n_users]; i++) {
		const double rating = (double) training->pair_ratings[i];

		if (isnan (rating))
			continue;
		known->mean += rating;
		known->least = MIN (known->least, rating);
		known->most = MAX (known->most, rating);
		known->items[training->pair_items[i]] += rating;
		n[training->pair_items[i]]++;
		n_all++;
	}
	known->mean /= MAX (n_all, 1);
	for (gsize item = 0; n_all > 0 && item < training->n_items; item++)
		known->items[item] = n[item] > 0 ? known->items[item] / n[item] : known->mean;
	return n_all > 0;
}

/* FALSE: the recommender expects no ratings. */
static gboolean
expect (const SegModel *model, const KnownRatings *known, gsize user, guint32 item, double *rating)
{
	const SegRecommender *recommender = model->chain[0].recommender;
	const SegInteractions *training = model->interactions;

	*rating = item == SEG_ITEM_UNKNOWN ? known->mean : known->items[item];
	if (recommender->expect_rating == NULL)
		return recommender == &seg_recommender_popularity;
	return user >= training->n_users || item == SEG_ITEM_UNKNOWN
	       || recommender->expect_rating (model->chain[0].model, training, user, item, rating);
}

void
seg_ratings_judge (const SegModel *model, const SegHidden *hidden, SegFigure *figures)
{
	KnownRatings known;
	double squares = 0, sum = 0;
	gboolean expected = look_at_ratings (model->interactions, &known);

	for (gsize i = 0; expected && i < hidden->n_ratings; i++) {
		double rating = 0, off;

		expected = expect (model, &known, hidden->rating_users[i], hidden->rating_items[i], &rating);
		off = CLAMP (rating, known.least, known.most) - hidden->ratings[i];
		squares += off * off;
		sum += fabs (off);
	}
	if (expected && hidden->n_ratings > 0) {
		figures[SEG_MEASURE_RMSE].value = sqrt (squares / (double) hidden->n_ratings);
		figures[SEG_MEASURE_MAE].value = sum / (double) hidden->n_ratings;
	}
	g_free (known.items);
}
