/* How new users are put into segments after an edit: the rule there was, with the edit as one more step (rule_edit.h). */
#include <config.h>
#include "edit-private.h"

#include <string.h>

/* The slot that each label of the rule means; -1: a segment that is gone. */
static gint32 *
slots_of_labels (SegWorkspace *workspace, const SegEditPreview *preview, guint n_labels, GError **error)
{
	g_autoptr (GArray) ids = NULL;
	gint32 *slots;
	guint slot;

	if (!seg_edit_read_rule_segments (workspace, preview->segmentation->id, &ids, error))
		return NULL;
	slots = g_new (gint32, MAX (n_labels, 1));
	for (guint label = 0; label < n_labels; label++) {
		if (ids == NULL)
			slots[label] = label < preview->editing->n_old ? (gint32) label : -1;
		else
			slots[label] = label < ids->len && seg_edit_find_slot (preview, g_array_index (ids, gint64, label), &slot, NULL) ? (gint32) slot : -1;
	}
	return slots;
}

/* Labels become slots. @touched: (out) those whose distances are measured already, one a slot. */
static void
call_by_slots (SegClusterRule *rule, const gint32 *slots, gboolean *touched)
{
	for (guint group = 0; group < seg_rule_edit_n_groups (rule); group++) {
		gint32 label = seg_rule_edit_label (rule, group);

		if (label < 0)
			continue;
		if (slots[label] >= 0)
			touched[slots[label]] |= seg_rule_edit_is_touched (rule, label);
		seg_rule_edit_call (rule, group, slots[label]);
	}
}

static void
put_together (SegClusterRule *rule, const SegEditPreview *preview, gint32 into)
{
	for (guint group = 0; group < seg_rule_edit_n_groups (rule); group++) {
		gint32 slot = seg_rule_edit_label (rule, group);

		if (slot >= 0 && seg_edit_slot (preview, (guint) slot)->gone)
			seg_rule_edit_call (rule, group, into);
	}
	for (guint slot = 0; slot < preview->editing->n_old; slot++)
		if (seg_edit_slot (preview, slot)->noise && seg_edit_slot (preview, slot)->gone)
			seg_rule_edit_call (rule, seg_rule_edit_none (rule), into);
}

static gboolean
take_step (SegClusterRule *rule, const SegEditPreview *preview, GError **error)
{
	const SegEditing *editing = preview->editing;
	const GPtrArray *segments = preview->segmentation->segments;
	guint slot = 0;

	switch (preview->request->kind) {
	case SEG_EDIT_MERGE:
		seg_edit_find_slot (preview, preview->request->segment_id, &slot, NULL);
		put_together (rule, preview, (gint32) slot);
		return TRUE;
	case SEG_EDIT_SPLIT:
		seg_edit_find_slot (preview, preview->request->segment_id, &slot, NULL);
		if (seg_edit_slot (preview, slot)->noise)
			seg_rule_edit_call (rule, seg_rule_edit_none (rule), (gint32) slot);
		return seg_rule_edit_divide (rule, (gint32) slot, editing->sub, editing->sub_slots, error);
	case SEG_EDIT_BORDER:
		return seg_rule_edit_border (rule, (gint32) editing->from, ((const SegSegment *) segments->pdata[editing->from])->centroid,
		                             (gint32) editing->to, ((const SegSegment *) segments->pdata[editing->to])->centroid, editing->reach, error);
	case SEG_EDIT_CARVE:
	default:
		return TRUE;
	}
}

/* Slots that are there afterwards become labels, in their order. */
static gboolean
finish (SegClusterRule *rule, const SegEditPreview *preview, const SegMatrix *centroids, const gboolean *was_touched, GArray *slots, GError **error)
{
	guint n = preview->segments->len;
	g_autofree gint32 *labels = g_new (gint32, MAX (n, 1));
	g_autofree gboolean *touched = g_new0 (gboolean, MAX (n, 1));
	SegMatrix *kept;

	for (guint slot = 0; slot < n; slot++) {
		const SegEditSegment *segment = seg_edit_slot (preview, slot);

		labels[slot] = segment->gone ? -1 : (gint32) slots->len;
		if (segment->gone)
			continue;
		touched[slots->len] = segment->touched || was_touched[slot];
		g_array_append_val (slots, slot);
	}
	kept = seg_matrix_new (slots->len, centroids->n_columns, error);
	for (guint label = 0; kept != NULL && label < slots->len; label++) {
		guint slot = g_array_index (slots, guint, label);
		const SegSegment *segment = slot < preview->editing->n_old ? preview->segmentation->segments->pdata[slot] : NULL;
		gboolean as_before = segment != NULL && (!seg_edit_slot (preview, slot)->touched || seg_edit_slot (preview, slot)->after == 0);

		memcpy (seg_matrix_row (kept, label), as_before ? segment->centroid : seg_matrix_row (centroids, slot), kept->n_columns * sizeof (double));
	}
	return kept != NULL && seg_rule_edit_end (rule, labels, slots->len, kept, touched, error);
}

SegClusterRule *
seg_edit_rule (SegWorkspace *workspace, const SegEditPreview *preview, const SegMatrix *centroids, GArray **slots, GError **error)
{
	g_autoptr (GError) failure = NULL;
	g_autoptr (SegClusterRule) rule = NULL;
	g_autofree gint32 *by_label = NULL;
	g_autofree gboolean *touched = g_new0 (gboolean, preview->segments->len + 1);
	SegClusterRule *base;

	*slots = g_array_new (FALSE, FALSE, sizeof (guint));
	if (!seg_edit_has_centres (preview))
		return NULL;
	base = seg_segmentation_rule (workspace, preview->segmentation, centroids->n_columns, &failure);
	if (base == NULL) {
		if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_ARGUMENT))
			g_propagate_error (error, g_steal_pointer (&failure));
		return NULL;
	}
	if ((rule = seg_rule_edit_begin (base, error)) == NULL
	    || (by_label = slots_of_labels (workspace, preview, seg_cluster_rule_k (rule), error)) == NULL)
		return NULL;
	call_by_slots (rule, by_label, touched);
	return take_step (rule, preview, error) && finish (rule, preview, centroids, touched, *slots, error) ? g_steal_pointer (&rule) : NULL;
}
