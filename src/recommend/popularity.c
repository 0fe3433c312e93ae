/* Popularity: what most people of the person's segment took, then what most people of all took.
 *
 *     score (user, i) = count (i in the segment) + count (i) / (users + 1)
 *
 * The second part is below 1, so it only orders items that are equal in the segment; someone in no segment gets it alone. */
#include <config.h>
#include "recommend-private.h"

#include <stdlib.h>
#include <string.h>

static int
compare_ids (const void *a, const void *b)
{
	gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

	return (one > other) - (one < other);
}

static gboolean
list_segments (SegPopularity *model, const SegInteractions *interactions, GError **error)
{
	GHashTableIter iterator;
	gpointer id;
	gsize n = g_hash_table_size (interactions->segment_names);

	if ((model->segment_ids = seg_try_allocate (n, sizeof (gint64), error)) == NULL
	    || (model->sizes = seg_try_allocate (n, sizeof (guint32), error)) == NULL
	    || (model->counts = seg_try_allocate (n * interactions->n_items, sizeof (guint32), error)) == NULL
	    || (model->user_segment = seg_try_allocate (interactions->n_users, sizeof (gint32), error)) == NULL)
		return FALSE;
	g_hash_table_iter_init (&iterator, interactions->segment_names);
	while (g_hash_table_iter_next (&iterator, &id, NULL))
		model->segment_ids[model->n_segments++] = *(const gint64 *) id;
	qsort (model->segment_ids, n, sizeof (gint64), compare_ids);
	return TRUE;
}

static void
count_segments (SegPopularity *model, const SegInteractions *interactions)
{
	for (gsize user = 0; user < interactions->n_users; user++) {
		gssize segment = seg_ids_find (model->segment_ids, model->n_segments, interactions->segment_ids[user]);

		model->user_segment[user] = (gint32) segment;
		if (segment < 0)
			continue;
		model->sizes[segment]++;
		for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
			model->counts[(gsize) segment * interactions->n_items + interactions->user_items[i]]++;
	}
}

gpointer
seg_popularity_fit (const SegInteractions *interactions, SegJob *job, GError **error)
{
	SegPopularity *model = g_new0 (SegPopularity, 1);

	if (!seg_job_proceed (job, 0, NULL, error) || !list_segments (model, interactions, error)) {
		seg_popularity_destroy (model);
		return NULL;
	}
	count_segments (model, interactions);
	return model;
}

void
seg_popularity_destroy (gpointer data)
{
	SegPopularity *model = data;

	if (model == NULL)
		return;
	g_free (model->segment_ids);
	g_free (model->sizes);
	g_free (model->counts);
	g_free (model->user_segment);
	g_free (model);
}

static gssize
segment_of (const SegPopularity *model, const SegInteractions *interactions, gsize user)
{
	return user < interactions->n_users ? model->user_segment[user] : -1;
}

void
seg_popularity_score (gconstpointer data, const SegInteractions *interactions, gsize user, double *scores)
{
	const SegPopularity *model = data;
	gssize segment = segment_of (model, interactions, user);
	const guint32 *counts = segment < 0 ? NULL : model->counts + (gsize) segment * interactions->n_items;

	for (gsize item = 0; item < interactions->n_items; item++)
		scores[item] = (counts != NULL ? counts[item] : 0)
		               + (double) seg_item_count (interactions, item) / (double) (interactions->n_users + 1);
}

/* Between users counts say little where segments differ in size: the share of the segment that took the item does. */
void
seg_popularity_score_users (gconstpointer data, const SegInteractions *interactions, gsize item, double *scores)
{
	const SegPopularity *model = data;
	double everyone = (double) seg_item_count (interactions, item) / (double) MAX (interactions->n_users, 1);

	for (gsize user = 0; user < interactions->n_users; user++) {
		gssize segment = segment_of (model, interactions, user);

		scores[user] = segment < 0 ? everyone
		               : model->counts[(gsize) segment * interactions->n_items + item] / (double) model->sizes[segment];
	}
}

void
seg_popularity_explain (gconstpointer data, const SegInteractions *interactions, gsize user, gsize item,
                        SegRecommendation *recommendation)
{
	const SegPopularity *model = data;
	gssize segment = segment_of (model, interactions, user);
	guint32 count = segment < 0 ? 0 : model->counts[(gsize) segment * interactions->n_items + item];

	if (count > 0)
		recommendation->reason = seg_word_popular (interactions->basis,
			g_hash_table_lookup (interactions->segment_names, &model->segment_ids[segment]), count, model->sizes[segment]);
	else if (seg_item_count (interactions, item) > 0)
		recommendation->reason = seg_word_popular (interactions->basis, NULL, seg_item_count (interactions, item),
		                                           interactions->n_users);
}
