/* Users who came later in the workspace: who was put in, who fits none, and how far a segment reaches. */
#include <config.h>
#include "segment-private.h"

#include <segscope/assignment.h>

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static int
compare_doubles (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static double
reach_of (GArray *distances)
{
	if (distances->len < SEG_REACH_USERS)
		return INFINITY;
	qsort (distances->data, distances->len, sizeof (double), compare_doubles);
	return gsl_stats_quantile_from_sorted_data (&g_array_index (distances, double, 0), 1, distances->len, SEG_REACH_SHARE);
}

/* The distances of those in segment @id whom it was made of, to @distances and to @all. */
static gboolean
read_distances (SegWorkspace *workspace, gint64 id, GArray *distances, GArray *all, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT distance FROM membership WHERE segment_id = :id AND distance IS NOT NULL AND assigned_at IS NULL", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	while (seg_statement_next (statement, &failure)) {
		double distance = seg_statement_double (statement, 0);

		g_array_append_val (distances, distance);
		g_array_append_val (all, distance);
	}
	return seg_query_ended (failure, error);
}

double *
seg_segmentation_reaches (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (segmentation->algorithm);
	g_autofree double *reaches = g_new (double, segmentation->segments->len + 1);
	g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
	gboolean limited = algorithm != NULL && !algorithm->has_noise;
	double together;

	for (guint i = 0; i < segmentation->segments->len; i++) {
		g_autoptr (GArray) distances = g_array_new (FALSE, FALSE, sizeof (double));

		reaches[i] = INFINITY;
		if (limited && !read_distances (workspace, ((const SegSegment *) segmentation->segments->pdata[i])->id, distances, all, error))
			return NULL;
		reaches[i] = reach_of (distances);
	}
	together = reach_of (all);
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (!isfinite (reaches[i]))
			reaches[i] = together;
	return g_steal_pointer (&reaches);
}

/* Listing ---------------------------------------------------------------------------------------------------------- */

void
seg_assigned_free (SegAssigned *assigned)
{
	if (assigned == NULL)
		return;
	g_free (assigned->user);
	g_free (assigned->segment);
	g_free (assigned);
}

#define NO_PIN "NOT EXISTS (SELECT 1 FROM pin WHERE pin.segmentation_id = m.segmentation_id AND pin.user_id = m.user_id)"

static gboolean
read_list (SegWorkspace *workspace, const char *sql, gint64 segmentation_id, gint64 limit, GPtrArray *list, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	seg_statement_bind_integer (statement, ":limit", limit > 0 ? limit : -1);
	while (seg_statement_next (statement, &failure)) {
		SegAssigned *assigned = g_new0 (SegAssigned, 1);

		assigned->user_id = seg_statement_integer (statement, 0);
		assigned->user = g_strdup (seg_statement_text (statement, 1));
		assigned->segment_id = seg_statement_integer (statement, 2);
		assigned->segment = g_strdup (seg_statement_text (statement, 3));
		assigned->colour = (guint) CLAMP (seg_statement_integer (statement, 4), 1, SEG_SEGMENT_COLOURS);
		assigned->distance = seg_statement_double (statement, 5);
		assigned->reach = seg_statement_double (statement, 6);
		assigned->at = seg_statement_integer (statement, 7);
		assigned->fits = assigned->at != 0;
		g_ptr_array_add (list, assigned);
	}
	return seg_query_ended (failure, error);
}

GPtrArray *
seg_assigned (SegWorkspace *workspace, gint64 segmentation_id, gint64 limit, GError **error)
{
	g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_assigned_free);

	if (!read_list (workspace,
		"SELECT m.user_id, user.key, m.segment_id, s.name, s.colour, m.distance, m.reach, 0 FROM fits_none m "
		"JOIN user ON user.id = m.user_id LEFT JOIN segment s ON s.id = m.segment_id WHERE m.segmentation_id = :id "
		"ORDER BY m.distance / m.reach DESC, user.key LIMIT :limit", segmentation_id, limit, list, error)
	    || !read_list (workspace,
		"SELECT m.user_id, user.key, m.segment_id, s.name, s.colour, m.distance, NULL, m.assigned_at FROM membership m "
		"JOIN user ON user.id = m.user_id JOIN segment s ON s.id = m.segment_id WHERE m.segmentation_id = :id AND m.assigned_at IS NOT NULL "
		"AND " NO_PIN " ORDER BY m.assigned_at DESC, user.key LIMIT :limit", segmentation_id, limit, list, error))
		return NULL;
	return g_steal_pointer (&list);
}

gboolean
seg_assigned_count (SegWorkspace *workspace, gint64 segmentation_id, gint64 *n_put_in, gint64 *n_fit_none, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT (SELECT count (*) FROM membership m WHERE segmentation_id = :id AND assigned_at IS NOT NULL AND " NO_PIN "), "
		"(SELECT count (*) FROM fits_none WHERE segmentation_id = :id)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation_id);
	if (!seg_statement_next (statement, error))
		return FALSE;
	*n_put_in = seg_statement_integer (statement, 0);
	*n_fit_none = seg_statement_integer (statement, 1);
	return TRUE;
}
