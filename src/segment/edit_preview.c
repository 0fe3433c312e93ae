/* Looking at an edit before it is done: reads who is where, lets the kind say who goes where, and measures both. */
#include <config.h>
#include "edit-private.h"
#include "filter-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define USUAL_RESAMPLES 20

SegEditRequest *
seg_edit_request_new (SegEditKind kind, gint64 segmentation_id, gint64 segment_id)
{
	SegEditRequest *request = g_new0 (SegEditRequest, 1);

	request->kind = kind;
	request->segmentation_id = segmentation_id;
	request->segment_id = segment_id;
	request->others = g_array_new (FALSE, FALSE, sizeof (gint64));
	seg_cluster_settings_init (&request->settings, seg_cluster_algorithm_find ("k-means"));
	seg_cluster_settings_put (&request->settings, "k", 2);
	request->n_resamples = USUAL_RESAMPLES;
	return request;
}

SegEditRequest *
seg_edit_request_copy (const SegEditRequest *request)
{
	SegEditRequest *copy = g_memdup2 (request, sizeof *request);

	copy->others = g_array_copy (request->others);
	copy->condition = g_strdup (request->condition);
	copy->name = g_strdup (request->name);
	return copy;
}

void
seg_edit_request_free (SegEditRequest *request)
{
	if (request == NULL)
		return;
	g_array_unref (request->others);
	g_free (request->condition);
	g_free (request->name);
	g_free (request);
}

/* Segments ---------------------------------------------------------------------------------------------------------- */

static void
free_segment (gpointer data)
{
	g_free (((SegEditSegment *) data)->name);
	g_free (data);
}

SegEditSegment *
seg_edit_slot (const SegEditPreview *preview, guint slot)
{
	return preview->segments->pdata[slot];
}

gboolean
seg_edit_find_slot (const SegEditPreview *preview, gint64 id, guint *slot, GError **error)
{
	for (guint i = 0; i < preview->editing->n_old; i++)
		if (seg_edit_slot (preview, i)->id == id) {
			*slot = i;
			return TRUE;
		}
	g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The segment number %" PRId64 " does not exist any more"), id);
	return FALSE;
}

static SegEditSegment *
add_segment (SegEditPreview *preview, gint64 id, const char *name, guint colour, gboolean noise)
{
	SegEditSegment *segment = g_new0 (SegEditSegment, 1);

	*segment = (SegEditSegment) { .id = id, .name = g_strdup (name), .colour = colour, .noise = noise,
		.revenue_before = NAN, .revenue_after = NAN, .silhouette_before = NAN, .silhouette_after = NAN,
		.stability_before = NAN, .stability_after = NAN };
	g_ptr_array_add (preview->segments, segment);
	return segment;
}

static gboolean
is_taken (const SegEditPreview *preview, const char *name)
{
	g_autofree char *folded = g_utf8_casefold (name, -1);

	for (guint i = 0; i < preview->segments->len; i++) {
		g_autofree char *other = g_utf8_casefold (seg_edit_slot (preview, i)->name, -1);

		if (strcmp (folded, other) == 0)
			return TRUE;
	}
	return FALSE;
}

guint
seg_edit_add_slot (SegEditPreview *preview, const char *name, gboolean noise)
{
	g_autofree char *different = g_strdup (name);
	guint slot = preview->segments->len, highest = 0;

	for (guint number = 2; is_taken (preview, different); number++) {
		g_free (different);
		different = g_strdup_printf ("%s %u", name, number);
	}
	for (guint i = 0; i < preview->segmentation->segments->len; i++)
		highest = MAX (highest, ((const SegSegment *) preview->segmentation->segments->pdata[i])->position);
	add_segment (preview, 0, different, (highest + slot - preview->editing->n_old) % SEG_SEGMENT_COLOURS + 1, noise);
	return slot;
}

void
seg_edit_remark (SegEditPreview *preview, char *remark)
{
	g_ptr_array_add (preview->remarks, remark);
}

gboolean
seg_edit_has_centres (const SegEditPreview *preview)
{
	const SegMatrix *rows = preview->editing->rows;

	for (guint i = 0; rows != NULL && i < preview->editing->n_old; i++)
		if (((const SegSegment *) preview->segmentation->segments->pdata[i])->n_values != rows->n_columns)
			return FALSE;
	return rows != NULL;
}

/* Reading ----------------------------------------------------------------------------------------------------------- */

static void
free_editing (SegEditing *editing)
{
	if (editing == NULL)
		return;
	if (editing->owns_rows)
		seg_matrix_free (editing->rows);
	seg_feature_matrix_free (editing->features);
	seg_feature_set_free (editing->set);
	seg_members_free (editing->members);
	if (editing->sub != NULL)
		seg_cluster_rule_free (editing->sub);
	g_free (editing->sub_slots);
	g_free (editing->after);
	g_free (editing->member_of);
	g_free (editing->row_of);
	g_free (editing->revenue);
	g_free (editing->widths);
	g_free (editing);
}

void
seg_edit_preview_free (SegEditPreview *preview)
{
	if (preview == NULL)
		return;
	free_editing (preview->editing);
	seg_edit_request_free (preview->request);
	seg_segmentation_free (preview->segmentation);
	g_clear_pointer (&preview->segments, g_ptr_array_unref);
	g_clear_pointer (&preview->uses, g_ptr_array_unref);
	g_clear_pointer (&preview->remarks, g_ptr_array_unref);
	g_free (preview->found);
	g_free (preview);
}

static gboolean
read_all (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error)
{
	SegEditing *editing = preview->editing = g_new0 (SegEditing, 1);

	preview->segmentation = seg_segmentation_load_id (workspace, preview->request->segmentation_id, error);
	if (preview->segmentation == NULL || (editing->members = seg_members_load (workspace, preview->segmentation, job, error)) == NULL)
		return FALSE;
	preview->n_users = editing->members->n;
	editing->n_old = preview->segmentation->segments->len;
	editing->after = g_try_new (gint32, MAX (preview->n_users, 1));
	if (editing->after == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), preview->n_users);
		return FALSE;
	}
	memcpy (editing->after, editing->members->labels, preview->n_users * sizeof (gint32));
	for (guint i = 0; i < editing->n_old; i++) {
		const SegSegment *segment = preview->segmentation->segments->pdata[i];

		add_segment (preview, segment->id, segment->name, segment->colour, segment->noise);
	}
	return seg_edit_read_features (workspace, preview, job, error);
}

static gboolean
plan (SegWorkspace *workspace, SegEditPreview *preview, SegJob *job, GError **error)
{
	switch (preview->request->kind) {
	case SEG_EDIT_MERGE:
		return seg_edit_plan_merge (preview, error);
	case SEG_EDIT_SPLIT:
		return seg_edit_plan_split (preview, job, error);
	case SEG_EDIT_BORDER:
		return seg_edit_plan_border (preview, error);
	case SEG_EDIT_CARVE:
	default:
		return seg_edit_plan_carve (workspace, preview, job, error);
	}
}

/* What uses several of the segments is named once: with what becomes of one that is gone. */
static void
add_uses (GPtrArray *uses, GPtrArray *more)
{
	for (guint i = more->len; i-- > 0; ) {
		const SegUse *use = more->pdata[i];
		gboolean known = FALSE;

		for (guint j = 0; j < uses->len && !known; j++) {
			SegUse *other = uses->pdata[j];

			known = strcmp (use->what, other->what) == 0 && strcmp (use->how, other->how) == 0;
			if (known && strlen (use->happens) > strlen (other->happens)) {
				g_free (other->happens);
				other->happens = g_strdup (use->happens);
			}
		}
		if (!known)
			g_ptr_array_add (uses, g_ptr_array_steal_index (more, i));
	}
}

/* What depends on the segments that are touched. */
static gboolean
find_uses (SegWorkspace *workspace, SegEditPreview *preview, GError **error)
{
	preview->uses = seg_uses_new ();
	for (guint i = 0; i < preview->editing->n_old; i++) {
		const SegEditSegment *segment = seg_edit_slot (preview, i);
		g_autoptr (GPtrArray) uses = NULL;

		if (!segment->touched && !segment->gone)
			continue;
		uses = seg_segment_uses (workspace, preview->segmentation, segment->id, segment->gone ? SEG_CHANGE_MERGE : SEG_CHANGE_USERS, error);
		if (uses == NULL)
			return FALSE;
		add_uses (preview->uses, uses);
	}
	return TRUE;
}

static void
add_remarks (SegEditPreview *preview)
{
	const SegSegmentation *segmentation = preview->segmentation;

	if (strcmp (segmentation->algorithm, "rfm") == 0)
		seg_edit_remark (preview, g_strdup (_("It is no RFM grid any more then: users are not put in anew by its cut points.")));
	if (strcmp (segmentation->algorithm, "conditions") == 0)
		seg_edit_remark (preview, g_strdup (_("Users who come later are not put in by its conditions any more.")));
	if (preview->n_unmeasured > 0) {
		g_autofree char *n = seg_format_integer ((gint64) preview->n_unmeasured);

		seg_edit_remark (preview, g_strdup_printf (ngettext ("%s user without features now is in no silhouette.",
		                                                     "%s users without features now are in no silhouette.", preview->n_unmeasured), n));
	}
	for (guint i = 0; i < preview->editing->n_old; i++)
		if (seg_edit_slot (preview, i)->after == 0 && seg_edit_slot (preview, i)->before > 0 && !seg_edit_slot (preview, i)->gone)
			seg_edit_remark (preview, g_strdup_printf (_("Nobody is left in \"%s\"."), seg_edit_slot (preview, i)->name));
}

SegEditPreview *
seg_edit_preview (SegWorkspace *workspace, const SegEditRequest *request, SegJob *job, GError **error)
{
	g_autoptr (SegEditPreview) preview = g_new0 (SegEditPreview, 1);
	SegJobSpan span;
	gboolean done;

	preview->request = seg_edit_request_copy (request);
	preview->segments = g_ptr_array_new_with_free_func (free_segment);
	preview->remarks = g_ptr_array_new_with_free_func (g_free);
	preview->silhouette_before = preview->silhouette_after = preview->stability_before = preview->stability_after = NAN;
	preview->offset = preview->apart = NAN;
	span = seg_job_enter (job, 0, 0.3);
	done = read_all (workspace, preview, job, error);
	seg_job_leave (job, span);
	if (!done)
		return NULL;
	span = seg_job_enter (job, 0.3, 0.5);
	done = plan (workspace, preview, job, error) && seg_edit_read_revenue (workspace, preview, job, error);
	seg_job_leave (job, span);
	if (!done)
		return NULL;
	span = seg_job_enter (job, 0.5, 1);
	done = seg_edit_measure (preview, job, error);
	seg_job_leave (job, span);
	if (!done || !find_uses (workspace, preview, error))
		return NULL;
	add_remarks (preview);
	return g_steal_pointer (&preview);
}

/* Words ------------------------------------------------------------------------------------------------------------- */

static void
add_change (GString *words, const char *what, double before, double after, double error)
{
	g_autofree char *one = isfinite (before) ? seg_format_number (before, 3) : g_strdup ("–");
	g_autofree char *other = isfinite (after) ? seg_format_number (after, 3) : g_strdup ("–");
	g_autofree char *about = error > 0 ? seg_format_number (error, 3) : NULL;

	if (!isfinite (before) && !isfinite (after))
		return;
	g_string_append_printf (words, about != NULL ? _("  %s %s → %s (± %s, of a sample).") : _("  %s %s → %s."), what, one, other, about);
}

char *
seg_edit_preview_words (const SegEditPreview *preview)
{
	GString *words = g_string_new (NULL);
	g_autofree char *moved = seg_format_integer ((gint64) preview->n_moved);

	g_string_append_printf (words, ngettext ("%s user comes into another segment.", "%s users come into another segment.", preview->n_moved), moved);
	if (isfinite (preview->offset)) {
		g_autofree char *offset = seg_format_number (fabs (preview->offset), 3), *apart = seg_format_number (preview->apart, 3);

		g_string_append_printf (words, _("  The border moves by %s; the centres are %s apart."), offset, apart);
	}
	add_change (words, _("Silhouette"), preview->silhouette_before, preview->silhouette_after, preview->silhouette_error);
	add_change (words, _("Least stable segment"), preview->stability_before, preview->stability_after, 0);
	if (preview->found != NULL && preview->found[0] != '\0')
		g_string_append_printf (words, "  %s", preview->found);
	for (guint i = 0; i < preview->remarks->len; i++)
		g_string_append_printf (words, "  %s", (const char *) preview->remarks->pdata[i]);
	return g_string_free (words, FALSE);
}

gboolean
seg_edit_do (SegWorkspace *workspace, const SegEditRequest *request, SegJob *job, GError **error)
{
	g_autoptr (SegEditPreview) preview = seg_edit_preview (workspace, request, job, error);

	return preview != NULL && seg_edit_apply (workspace, preview, job, error);
}
