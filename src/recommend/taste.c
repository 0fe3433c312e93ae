/* What a segment takes more than others do. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define NORMAL_95 1.959963984540054 /* of the standard normal distribution, 97.5 % are below */

static void
free_segment_item (gpointer data)
{
	SegSegmentItem *item = data;

	g_free (item->item_key);
	g_free (item->title);
	g_free (item);
}

/* Counts the segment's people, and for each item those who took it. */
static gsize
count_takers (const SegInteractions *interactions, gint64 segment_id, guint32 *counts)
{
	gsize size = 0;

	for (gsize user = 0; user < interactions->n_users; user++) {
		if (interactions->segment_ids[user] != segment_id)
			continue;
		size++;
		for (gsize i = interactions->user_start[user]; i < interactions->user_start[user + 1]; i++)
			counts[interactions->user_items[i]]++;
	}
	return size;
}

static double
lift_of (const SegInteractions *interactions, gsize item, guint32 count, gsize size)
{
	return (double) count / (double) size / ((double) seg_item_count (interactions, item) / (double) interactions->n_users);
}

/* Wilson's interval of the share @count of @size, 95 %. Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209-212. */
static void
share_interval (double count, double size, double *low, double *high)
{
	const double z = NORMAL_95, share = count / size, middle = (share + z * z / (2 * size)) / (1 + z * z / size);
	const double half = z / (1 + z * z / size) * sqrt (share * (1 - share) / size + z * z / (4 * size * size));

	*low = MAX (middle - half, 0);
	*high = MIN (middle + half, 1);
}

/* The ends of the lift; the share of everyone is taken as known. */
static void
lift_interval (const SegInteractions *interactions, gsize item, guint32 count, gsize size, double *low, double *high)
{
	const double everyone = (double) seg_item_count (interactions, item) / (double) interactions->n_users;

	share_interval ((double) count, (double) size, low, high);
	*low /= everyone;
	*high /= everyone;
}

static SegSegmentItem *
describe (const SegInteractions *interactions, gsize item, guint32 count, gsize size)
{
	SegSegmentItem *row = g_new0 (SegSegmentItem, 1);

	row->item_id = interactions->item_ids[item];
	row->item_key = g_strdup (interactions->item_keys[item]);
	row->title = g_strdup (interactions->item_titles[item]);
	row->n_users = count;
	row->share = (double) count / (double) size;
	row->lift = lift_of (interactions, item, count, size);
	lift_interval (interactions, item, count, size, &row->low, &row->high);
	return row;
}

GPtrArray *
seg_segment_items (const SegModel *model, gint64 segment_id, gint64 least_users, guint n, GError **error)
{
	const SegInteractions *interactions = model->interactions;
	g_autofree guint32 *counts = seg_try_allocate (interactions->n_items, sizeof *counts, error);
	g_autofree SegTopEntry *entries = g_new (SegTopEntry, MIN (n, interactions->n_items) + 1);
	SegTop top = { MIN (n, interactions->n_items), 0, entries };
	GPtrArray *rows;
	gsize size;

	if (counts == NULL)
		return NULL;
	if (!g_hash_table_contains (interactions->segment_names, &segment_id)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segment is not in the segmentation that is looked at"));
		return NULL;
	}
	size = count_takers (interactions, segment_id, counts);
	for (gsize item = 0; item < interactions->n_items; item++) {
		double low, high;

		if (counts[item] == 0 || counts[item] < least_users)
			continue;
		lift_interval (interactions, item, counts[item], size, &low, &high);
		seg_top_offer (&top, seg_score_key (low), model->rank[item], (guint32) item);
	}
	seg_top_sort (&top);
	rows = g_ptr_array_new_with_free_func (free_segment_item);
	for (gsize i = 0; i < top.n; i++)
		g_ptr_array_add (rows, describe (interactions, entries[i].index, counts[entries[i].index], size));
	return rows;
}
