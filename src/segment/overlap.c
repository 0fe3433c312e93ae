/* Overlap of sets of users: each set is asked for once, as ids in order; pairs are counted by going through two lists side by side. */
#include <config.h>
#include "segment-private.h"

#include <segscope/edit.h>
#include <segscope/overlap.h>

#include <glib/gi18n.h>
#include <math.h>

void
seg_user_set_free (SegUserSet *set)
{
	if (set == NULL)
		return;
	g_free (set->label);
	g_free (set->condition);
	g_clear_pointer (&set->users, g_array_unref);
	g_free (set);
}

GPtrArray *
seg_user_sets_new (void)
{
	return g_ptr_array_new_with_free_func ((GDestroyNotify) seg_user_set_free);
}

static void
add (GPtrArray *sets, const char *label, char *condition, guint colour)
{
	SegUserSet *set = g_new0 (SegUserSet, 1);

	*set = (SegUserSet) { g_strdup (label), condition, colour, NULL };
	g_ptr_array_add (sets, set);
}

void
seg_user_sets_add_segment (GPtrArray *sets, const SegSegmentation *segmentation, const SegSegment *segment)
{
	add (sets, segment->name, seg_segment_condition (segmentation, segment), segment->colour);
}

void
seg_user_sets_add_segmentation (GPtrArray *sets, const SegSegmentation *segmentation)
{
	for (guint i = 0; i < segmentation->segments->len; i++)
		seg_user_sets_add_segment (sets, segmentation, segmentation->segments->pdata[i]);
}

void
seg_user_sets_add_rule (GPtrArray *sets, const SegRule *rule)
{
	add (sets, rule->name, seg_rule_filter (rule->name), 0);
}

void
seg_user_sets_add_condition (GPtrArray *sets, const char *condition)
{
	add (sets, condition, g_strdup (condition), 0);
}

/* Asking ------------------------------------------------------------------------------------------------------------ */

static gboolean
ask (SegWorkspace *workspace, SegUserSet *set, SegJob *job, GError **error)
{
	g_autoptr (SegFilter) filter = NULL;
	SegUserQuery query = { 0 };

	if (set->users != NULL)
		return TRUE;
	filter = seg_filter_parse (workspace, NULL, set->condition, error);
	if (filter == NULL)
		return FALSE;
	query.filter = filter;
	seg_workspace_watch (workspace, job);
	set->users = seg_user_ids (workspace, &query, error);
	seg_workspace_watch (workspace, NULL);
	return set->users != NULL;
}

static gboolean
ask_all (SegWorkspace *workspace, GPtrArray *sets, double from, double to, SegJob *job, GError **error)
{
	for (guint i = 0; i < sets->len; i++)
		if (!seg_job_proceed (job, from + (to - from) * i / sets->len, _("asking who is in the sets"), error)
		    || !ask (workspace, sets->pdata[i], job, error))
			return FALSE;
	return TRUE;
}

static gsize
count_both (const GArray *one, const GArray *other)
{
	gsize n = 0;

	for (guint i = 0, j = 0; i < one->len && j < other->len; ) {
		gint64 a = g_array_index (one, gint64, i), b = g_array_index (other, gint64, j);

		n += a == b;
		i += a <= b;
		j += b <= a;
	}
	return n;
}

SegOverlap *
seg_overlap_new (SegWorkspace *workspace, GPtrArray *rows, GPtrArray *columns, SegJob *job, GError **error)
{
	g_autoptr (SegOverlap) overlap = g_new0 (SegOverlap, 1);

	overlap->rows = rows;
	overlap->columns = columns != rows ? columns : g_ptr_array_ref (rows);
	if (rows->len == 0 || columns->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("There is nothing to compare: name segmentations, rules or conditions"));
		return NULL;
	}
	overlap->both = g_new0 (gsize, (gsize) rows->len * columns->len);
	if (!ask_all (workspace, rows, 0, 0.45, job, error) || !ask_all (workspace, columns, 0.45, 0.9, job, error))
		return NULL;
	for (guint i = 0; i < rows->len; i++) {
		if (!seg_job_proceed (job, 0.9 + 0.1 * i / rows->len, NULL, error))
			return NULL;
		for (guint j = 0; j < columns->len; j++)
			overlap->both[(gsize) i * columns->len + j] = count_both (((const SegUserSet *) rows->pdata[i])->users,
			                                                          ((const SegUserSet *) columns->pdata[j])->users);
	}
	return g_steal_pointer (&overlap);
}

void
seg_overlap_free (SegOverlap *overlap)
{
	if (overlap == NULL)
		return;
	g_ptr_array_unref (overlap->rows);
	g_ptr_array_unref (overlap->columns);
	g_free (overlap->both);
	g_free (overlap);
}

/* Figures ----------------------------------------------------------------------------------------------------------- */

static double
size_of (const GPtrArray *sets, guint number)
{
	return ((const SegUserSet *) sets->pdata[number])->users->len;
}

static double
share (double part, double whole)
{
	return whole > 0 ? part / whole : NAN;
}

gsize
seg_overlap_both (const SegOverlap *overlap, guint row, guint column)
{
	return overlap->both[(gsize) row * overlap->columns->len + column];
}

double
seg_overlap_share_of_row (const SegOverlap *overlap, guint row, guint column)
{
	return share ((double) seg_overlap_both (overlap, row, column), size_of (overlap->rows, row));
}

double
seg_overlap_share_of_column (const SegOverlap *overlap, guint row, guint column)
{
	return share ((double) seg_overlap_both (overlap, row, column), size_of (overlap->columns, column));
}

double
seg_overlap_jaccard (const SegOverlap *overlap, guint row, guint column)
{
	double both = (double) seg_overlap_both (overlap, row, column);

	return share (both, size_of (overlap->rows, row) + size_of (overlap->columns, column) - both);
}

char *
seg_overlap_condition (const SegOverlap *overlap, guint row, guint column)
{
	const char *conditions[] = { ((const SegUserSet *) overlap->rows->pdata[row])->condition,
		                         ((const SegUserSet *) overlap->columns->pdata[column])->condition, NULL };

	return seg_algebra_condition (SEG_ALGEBRA_AND, conditions);
}
