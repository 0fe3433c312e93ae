/* Popularity: what most people of the person's segment took, then what most people of all took; "trending" lets what was taken fade.
 *
 *     count (i) = sum over those who took it of 2^(-(last - at) / half-life), each 1 where nothing fades
 *     score (user, i) = count (i in the segment) + count (i) / (users + 1)
 *
 * The second part is below 1, so it only orders items that are equal in the segment; someone in no segment gets it alone. last is the
 * time of the last event there is; takings without a time do not count where they fade. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_A_DAY 86400.0

typedef struct {
	gsize    n_segments, n_items, n_users;
	double   half_life;    /* days, 0: nothing fades */
	gint64  *segment_ids;  /* ascending */
	guint32 *sizes;        /* users in each */
	guint32 *counts;       /* n_segments x n_items: users of the segment who took the item */
	gint32  *user_segment; /* n_users: position in segment_ids, or -1 */
	double  *sums;         /* likewise n_segments x n_items, then n_items of all: what they count where they fade; else NULL */
	guint32 *recent;       /* n_items: who took it within a half-life; else NULL */
} Popularity;

enum { SCOPE, HALF_LIFE, N_OPTIONS };

static const char *const scopes[] = { "segment", "everyone", NULL };

static const SegRecommenderOption popular_options[N_OPTIONS] = {
	[SCOPE] = { "scope", N_("among whom it is popular"), 0, 0, 1, TRUE, scopes },
	[HALF_LIFE] = { "half-life", N_("days in which taking comes to count half; 0: never"), 0, 0, 36500, FALSE, NULL },
};
static const SegRecommenderOption trending_options[N_OPTIONS] = {
	[SCOPE] = { "scope", N_("among whom it is popular"), 0, 0, 1, TRUE, scopes },
	[HALF_LIFE] = { "half-life", N_("days in which taking comes to count half"), 30, 0.01, 36500, FALSE, NULL },
};

static int
compare_ids (const void *a, const void *b)
{
	gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

static void
free_model (gpointer data)
{
	Popularity *model = data;

	if (model == NULL)
		return;
	g_free (model->segment_ids);
	g_free (model->sizes);
	g_free (model->counts);
	g_free (model->user_segment);
	g_free (model->sums);
	g_free (model->recent);
	g_free (model);
}

static gboolean
list_segments (Popularity *model, const SegInteractions *interactions, gboolean everyone, GError **error)
{
	GHashTableIter iterator;
	gpointer id;
	gsize n = everyone ? 0 : g_hash_table_size (interactions->segment_names);

	if ((model->segment_ids = seg_try_allocate (n, sizeof (gint64), error)) == NULL
	    || (model->sizes = seg_try_allocate (n, sizeof (guint32), error)) == NULL
	    || (model->counts = seg_try_allocate (n * interactions->n_items, sizeof (guint32), error)) == NULL
	    || (model->user_segment = seg_try_allocate (interactions->n_users, sizeof (gint32), error)) == NULL
	    || (model->half_life > 0
	        && ((model->sums = seg_try_allocate ((n + 1) * interactions->n_items, sizeof (double), error)) == NULL
	            || (model->recent = seg_try_allocate (interactions->n_items, sizeof (guint32), error)) == NULL)))
		return FALSE;
	g_hash_table_iter_init (&iterator, interactions->segment_names);
	while (!everyone && g_hash_table_iter_next (&iterator, &id, NULL))
		model->segment_ids[model->n_segments++] = *(const gint64 *) id;
	qsort (model->segment_ids, n, sizeof (gint64), compare_ids);
	return TRUE;
}

static void
count_faded (Popularity *model, const SegInteractions *interactions, gsize pair, gssize segment)
{
	const guint32 item = interactions->pair_items[pair];
	const double days = (double) (interactions->last_at - interactions->pair_times[pair]) / SECONDS_A_DAY;
	const double count = exp2 (-days / model->half_life);

	if (interactions->pair_times[pair] == 0)
		return;
	model->recent[item] += days <= model->half_life;
	model->sums[model->n_segments * model->n_items + item] += count;
	if (segment >= 0)
		model->sums[(gsize) segment * model->n_items + item] += count;
}

static void
count_segments (Popularity *model, const SegInteractions *interactions)
{
	for (gsize user = 0; user < interactions->n_users; user++) {
		gssize segment = seg_ids_find (model->segment_ids, model->n_segments, interactions->segment_ids[user]);

		model->user_segment[user] = (gint32) segment;
		if (segment >= 0)
			model->sizes[segment]++;
		for (gsize i = interactions->pair_start[user]; i < interactions->pair_start[user + 1]; i++) {
			if (!(interactions->pair_flags[i] & SEG_PAIR_TAKEN))
				continue;
			if (segment >= 0)
				model->counts[(gsize) segment * interactions->n_items + interactions->pair_items[i]]++;
			if (model->half_life > 0)
				count_faded (model, interactions, i, segment);
		}
	}
}

static Popularity *
new_model (const SegInteractions *interactions, const double *options, GError **error)
{
	Popularity *model = g_new0 (Popularity, 1);

	model->n_items = interactions->n_items;
	model->n_users = interactions->n_users;
	model->half_life = options[HALF_LIFE];
	if (!list_segments (model, interactions, options[SCOPE] > 0, error))
		g_clear_pointer (&model, free_model);
	return model;
}

static gpointer
fit (const SegInteractions *interactions, const double *options, SegJob *job, GError **error)
{
	Popularity *model = seg_job_proceed (job, 0, NULL, error) ? new_model (interactions, options, error) : NULL;

	if (model != NULL)
		count_segments (model, interactions);
	return model;
}

static gssize
segment_of (const Popularity *model, const SegInteractions *interactions, gsize user)
{
	return user < interactions->n_users ? model->user_segment[user] : -1;
}

/* How much @item counts in a segment, or with -1 among all. */
static double
count_of (const Popularity *model, const SegInteractions *interactions, gssize segment, gsize item)
{
	if (model->half_life > 0)
		return model->sums[(segment < 0 ? model->n_segments : (gsize) segment) * model->n_items + item];
	return segment < 0 ? (double) seg_item_count (interactions, item) : model->counts[(gsize) segment * model->n_items + item];
}

static void
score_segment (const Popularity *model, const SegInteractions *interactions, gssize segment, double *scores)
{
	for (gsize item = 0; item < interactions->n_items; item++)
		scores[item] = (segment < 0 ? 0 : count_of (model, interactions, segment, item))
		               + count_of (model, interactions, -1, item) / (double) (interactions->n_users + 1);
}

static void
score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	score_segment (data, interactions, segment_of (data, interactions, user), scores);
}

/* Everybody in a segment has the same scores. */
static gboolean
score_many (gconstpointer data, const SegInteractions *interactions, const gsize *users, gsize n_users, SegTakeScores take, gpointer taker)
{
	const Popularity *model = data;
	double *scores = seg_try_allocate_aligned (interactions->n_items + SEG_SCORES_TOGETHER, sizeof *scores, NULL);
	const gboolean fine = scores != NULL;

	for (gssize segment = -1; fine && segment < (gssize) model->n_segments; segment++) {
		gboolean scored = FALSE;

		for (gsize i = 0; i < n_users; i++) {
			if (segment_of (model, interactions, users[i]) != segment)
				continue;
			if (!scored)
				score_segment (model, interactions, segment, scores);
			scored = TRUE;
			take (taker, i, 0, interactions->n_items, scores);
		}
	}
	free (scores);
	return fine;
}

/* Between users counts say little where segments differ in size: the share of the segment that took the item does. */
static void
score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const Popularity *model = data;
	double everyone = count_of (model, interactions, -1, item) / (double) MAX (interactions->n_users, 1);

	for (gsize user = 0; user < interactions->n_users; user++) {
		gssize segment = segment_of (model, interactions, user);

		scores[user] = segment < 0 ? everyone : count_of (model, interactions, segment, item) / (double) model->sizes[segment];
	}
}

static void
explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item, SegRecommendation *recommendation)
{
	const Popularity *model = data;
	gssize segment = segment_of (model, interactions, user);
	guint32 count = segment < 0 ? 0 : model->counts[(gsize) segment * interactions->n_items + item];

	if (model->half_life > 0 && model->recent[item] > 0)
		seg_reason_lately (recommendation, interactions, model->recent[item], seg_item_count (interactions, item), model->half_life);
	else if (count > 0)
		seg_reason_popular (recommendation, interactions,
		                    g_hash_table_lookup (interactions->segment_names, &model->segment_ids[segment]), count, model->sizes[segment]);
	else if (seg_item_count (interactions, item) > 0)
		seg_reason_popular (recommendation, interactions, NULL, seg_item_count (interactions, item), interactions->n_users);
}

/* Keeping ---------------------------------------------------------------------------------------------------------- */

static void
save (gconstpointer data, SegModelWriter *packer)
{
	const Popularity *model = data;

	seg_pack_count (packer, model->n_segments);
	seg_pack_count (packer, model->n_users);
	seg_pack_counts (packer, model->sizes, model->n_segments);
	seg_pack_counts (packer, model->counts, model->n_segments * model->n_items);
	for (gsize user = 0; user < model->n_users; user++)
		seg_pack_count (packer, (guint64) (model->user_segment[user] + 1));
	if (model->half_life > 0) {
		seg_pack_doubles (packer, model->sums, (model->n_segments + 1) * model->n_items);
		seg_pack_counts (packer, model->recent, model->n_items);
	}
}

static gboolean
unpack (Popularity *model, SegModelReader *unpacker, GError **error)
{
	gboolean fine = seg_unpack_count (unpacker) == model->n_segments && seg_unpack_count (unpacker) == model->n_users;

	seg_unpack_counts (unpacker, model->sizes, model->n_segments);
	seg_unpack_counts (unpacker, model->counts, model->n_segments * model->n_items);
	for (gsize user = 0; user < model->n_users; user++) {
		const guint64 segment = seg_unpack_count (unpacker);

		fine = fine && segment <= model->n_segments;
		model->user_segment[user] = fine ? (gint32) segment - 1 : -1;
	}
	if (model->half_life > 0) {
		seg_unpack_doubles (unpacker, model->sums, (model->n_segments + 1) * model->n_items);
		seg_unpack_counts (unpacker, model->recent, model->n_items);
	}
	return seg_unpack_ended (unpacker, error) && (fine || seg_unpack_refuse (error));
}

static gpointer
load (SegModelReader *unpacker, const SegInteractions *interactions, const double *options, GError **error)
{
	Popularity *model = new_model (interactions, options, error);

	if (model != NULL && !unpack (model, unpacker, error))
		g_clear_pointer (&model, free_model);
	return model;
}

const SegRecommender seg_recommender_popularity = {
	.name = "popularity", .label = N_("Popular in the segment"),
	.meaning = N_("Items most people of the person's segment took, then most people of all"),
	.options = popular_options, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .score_many = score_many, .users_together = 1024, .explain = explain, .score_users = score_users, .save = save, .load = load,
	.recounts = TRUE,
	.updating = N_("Everything is counted again, which takes no longer than putting in what is new; the same as fitted anew."),
};

const SegRecommender seg_recommender_trending = {
	.name = "trending", .label = N_("Popular lately"),
	.meaning = N_("Items that people of the segment, then all, took in the last time before the data end; what was taken long ago fades"),
	.options = trending_options, .n_options = N_OPTIONS,
	.fit = fit, .free = free_model, .score = score, .score_many = score_many, .users_together = 1024, .explain = explain, .score_users = score_users, .save = save, .load = load,
	.recounts = TRUE,
	.updating = N_("Everything is counted again, which takes no longer than putting in what is new; the same as fitted anew."),
};
