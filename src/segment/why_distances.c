/* How far a user is from every segment, by the labels of the rule, and which segment comes next. */
#include <config.h>
#include "why-private.h"

#include <math.h>
#include <string.h>

static gint
compare_distances (gconstpointer a, gconstpointer b)
{
	const SegWhyDistance *first = a, *second = b;
	gboolean shares = !isnan (first->share);
	double x = shares ? -first->share : first->distance, y = shares ? -second->share : second->distance;

	if (isnan (x) || isnan (y))
		return isnan (x) == isnan (y) ? first->segment - second->segment : isnan (x) ? 1 : -1;
	return x < y ? -1 : x > y ? 1 : first->segment - second->segment;
}

gboolean
seg_why_assign (const SegWhyWork *work, const SegMatrix *rows, gint32 *places, GError **error)
{
	if (!seg_cluster_rule_assign (work->rule, rows, work->job, places, NULL, NULL, error))
		return FALSE;
	for (gsize row = 0; row < rows->n_rows; row++)
		places[row] = places[row] >= 0 ? work->place_of[places[row]] : -1;
	return TRUE;
}

gint32
seg_why_label_of (const SegWhyWork *work, gint32 place)
{
	const SegMatrix *centroids = seg_cluster_rule_centroids (work->rule);
	const double *user = seg_matrix_row (work->matrix->scaled, work->row);
	gint32 nearest = -1;
	double least = INFINITY;

	for (gsize label = 0; place >= 0 && label < centroids->n_rows; label++) {
		const double *centroid = seg_matrix_row (centroids, label);
		double squared = 0;

		for (gsize j = 0; j < centroids->n_columns; j++)
			squared += (user[j] - centroid[j]) * (user[j] - centroid[j]);
		if (work->place_of[label] == place && squared < least) {
			nearest = (gint32) label;
			least = squared;
		}
	}
	return nearest;
}

/* Segments by the labels of the rule: people may have put some together, or renewed them in another order. */
void
seg_why_find_places (SegWhyWork *work, const SegSegmentation *segmentation)
{
	guint k = seg_cluster_rule_k (work->rule);

	work->place_of = g_new (gint32, k + 1);
	for (guint label = 0; label < k; label++) {
		const SegSegment *segment = seg_segmentation_labelled (segmentation, (gint32) label);

		work->place_of[label] = -1;
		for (guint i = 0; i < segmentation->segments->len && segment != NULL && !segment->noise; i++)
			if (segmentation->segments->pdata[i] == segment)
				work->place_of[label] = (gint32) i;
	}
}

/* Puts in a distance, or the nearer of two and the sum of shares. */
static void
add_distance (SegWhy *why, gint32 place, double distance, double share)
{
	SegWhyDistance added = { place, distance, share, 0 };

	for (guint i = 0; i < why->distances->len; i++) {
		SegWhyDistance *there = &g_array_index (why->distances, SegWhyDistance, i);

		if (there->segment != place)
			continue;
		there->distance = distance < there->distance ? distance : there->distance;
		there->share += share;
		return;
	}
	g_array_append_val (why->distances, added);
}

/* To the middles of all segments, and shares in them. By density there are no middles; why_near.c fills what is nearest. */
gboolean
seg_why_find_distances (const SegWhyWork *work, SegWhy *why, GError **error)
{
	guint k = seg_cluster_rule_k (work->rule);
	g_autoptr (SegMatrix) row = seg_matrix_new (1, work->matrix->n_columns, error), distances = NULL, costs = NULL;

	if (row == NULL)
		return FALSE;
	memcpy (row->values, seg_matrix_row (work->matrix->scaled, work->row), row->n_columns * sizeof (double));
	if (k > 0 && ((distances = seg_matrix_new (1, k, error)) == NULL || (costs = seg_matrix_new (1, k, error)) == NULL
	              || !seg_cluster_rule_measure (work->rule, row, work->job, distances, costs, error)))
		return FALSE;
	for (guint c = 0; c < k; c++)
		if (work->place_of[c] >= 0)
			add_distance (why, work->place_of[c], why->basis == SEG_WHY_DENSITY ? NAN : distances->values[c],
			              why->basis == SEG_WHY_SHARES ? exp (-costs->values[c]) : NAN);
	return seg_why_assign (work, row, &why->now, error);
}

/* Who comes next: where the figures speak for another segment than their own, that one. */
void
seg_why_choose_next (SegWhy *why)
{
	g_array_sort (why->distances, compare_distances);
	if (why->own >= 0 && why->now >= 0 && why->own != why->now)
		why->next = why->now;
	for (guint i = 0; i < why->distances->len && why->next < 0; i++) {
		gint32 segment = g_array_index (why->distances, SegWhyDistance, i).segment;

		if (segment != (why->own >= 0 ? why->own : why->now))
			why->next = segment;
	}
}
