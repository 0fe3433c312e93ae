/* What to do with a segment, and with which others: questions one after the other, until there is a request to be looked at. */
#include <config.h>
#include "edit.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* What has been said so far. */
typedef struct {
	SegEditRequest  *request;
	SegSegmentation *segmentation; /* names of the segments, for the questions */
	guint            row;
	gint64          *ids;          /* of the others, as they were offered; ends with 0 */
} Ask;

static void
free_ask (gpointer data)
{
	Ask *ask = data;

	seg_edit_request_free (ask->request);
	seg_segmentation_free (ask->segmentation);
	g_free (ask->ids);
	g_free (ask);
}

static const SegSegment *
segment_of (const Ask *ask)
{
	return ask->segmentation->segments->pdata[ask->row];
}

/* A copy of the segments is enough for the questions: names, numbers, sizes. */
static SegSegmentation *
copy_segments (const SegSegmentation *segmentation)
{
	SegSegmentation *copy = g_new0 (SegSegmentation, 1);

	copy->id = segmentation->id;
	copy->name = g_strdup (segmentation->name);
	copy->segments = g_ptr_array_new ();
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];
		SegSegment *one = g_new0 (SegSegment, 1);

		one->id = segment->id;
		one->position = segment->position;
		one->name = g_strdup (segment->name);
		one->size = segment->size;
		one->noise = segment->noise;
		one->n_values = segment->n_values;
		g_ptr_array_add (copy->segments, one);
	}
	return copy;
}

static void
free_segment (gpointer data)
{
	g_free (((SegSegment *) data)->name);
	g_free (data);
}

static Ask *
ask_new (SegEditKind kind, const SegSegmentation *segmentation, guint row)
{
	Ask *ask = g_new0 (Ask, 1);

	ask->segmentation = copy_segments (segmentation);
	g_ptr_array_set_free_func (ask->segmentation->segments, free_segment);
	ask->row = row;
	ask->request = seg_edit_request_new (kind, segmentation->id, kind == SEG_EDIT_CARVE ? 0 : segment_of (ask)->id);
	return ask;
}

/* A step further, with what was said: the question that is answered goes away with its own. */
static Ask *
ask_again (const Ask *ask)
{
	Ask *next = ask_new (ask->request->kind, ask->segmentation, ask->row);

	seg_edit_request_free (next->request);
	next->request = seg_edit_request_copy (ask->request);
	return next;
}

void
seg_edit_show (SegView *view, SegEditRequest *request)
{
	seg_view_push (view, &seg_edit_view, request);
	seg_edit_request_free (request);
}

static void
show (SegView *view, const Ask *ask)
{
	seg_edit_show (view, seg_edit_request_copy (ask->request));
}

/* The other segments: their labels and remarks for a question, their ids for the answer. */
static void
offer_others (Ask *ask, gboolean with_centre, GPtrArray *labels, GPtrArray *remarks)
{
	g_autoptr (GArray) ids = g_array_new (TRUE, FALSE, sizeof (gint64));

	for (guint i = 0; i < ask->segmentation->segments->len; i++) {
		const SegSegment *segment = ask->segmentation->segments->pdata[i];
		g_autofree char *users = seg_format_integer (segment->size);

		if (i == ask->row || (with_centre && (segment->noise || segment->n_values == 0)))
			continue;
		g_array_append_val (ids, segment->id);
		g_ptr_array_add (labels, g_strdup_printf ("%u  %s", segment->position, segment->name));
		g_ptr_array_add (remarks, g_strdup_printf (ngettext ("%s user", "%s users", (gulong) segment->size), users));
	}
	g_ptr_array_add (labels, NULL);
	g_ptr_array_add (remarks, NULL);
	ask->ids = (gint64 *) (gpointer) g_array_free (g_steal_pointer (&ids), FALSE);
}

/* Together ---------------------------------------------------------------------------------------------------------- */

static gboolean
accept_name (SegView *view, const char *text, gpointer data, GError **error)
{
	Ask *ask = data;

	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A segment needs a name"));
		return FALSE;
	}
	g_free (ask->request->name);
	ask->request->name = ask->request->kind == SEG_EDIT_MERGE && strcmp (text, segment_of (ask)->name) == 0 ? NULL : g_strdup (text);
	show (view, ask);
	return TRUE;
}

static gboolean
accept_others (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	Ask *ask = data, *next;

	g_array_set_size (ask->request->others, 0);
	for (guint i = 0; ask->ids[i] != 0; i++)
		if (chosen[i])
			g_array_append_val (ask->request->others, ask->ids[i]);
	if (ask->request->others->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("Mark at least one with space"));
		return FALSE;
	}
	next = ask_again (ask);
	seg_ask_line (view, _("Name of what they make together"), _("As you would call these people"), segment_of (ask)->name, accept_name, next, free_ask);
	return TRUE;
}

static void
ask_merge (SegView *view, const SegSegmentation *segmentation, guint row)
{
	Ask *ask = ask_new (SEG_EDIT_MERGE, segmentation, row);
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free), remarks = g_ptr_array_new_with_free_func (g_free);
	g_autofree char *title = g_strdup_printf (_("Put together with \"%s\""), segment_of (ask)->name);

	offer_others (ask, FALSE, labels, remarks);
	seg_ask_several (view, title, _("Its number, colour and notes stay; the others go into it."), (const char *const *) labels->pdata,
	                 (const char *const *) remarks->pdata, NULL, accept_others, ask, free_ask);
}

/* Border ------------------------------------------------------------------------------------------------------------ */

static gboolean
accept_distance (SegView *view, const char *text, gpointer data, GError **error)
{
	Ask *ask = data;
	gint64 users = 0;
	char *end;
	double distance = g_ascii_strtod (text, &end);
	gboolean counted = strchr (text, '.') == NULL && g_ascii_string_to_signed (text, 10, -G_MAXINT32, G_MAXINT32, &users, NULL);

	if (*text == '\0' || *end != '\0' || !isfinite (distance) || distance == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A number of users, as 50, or a distance with a point, as 0.35"));
		return FALSE;
	}
	ask->request->n_users = counted ? users : 0;
	ask->request->offset = counted ? 0 : distance;
	show (view, ask);
	return TRUE;
}

static void
border_chosen (SegView *view, guint choice, gpointer data)
{
	const Ask *ask = data;
	Ask *next = ask_again (ask);

	g_array_append_val (next->request->others, ask->ids[choice]);
	seg_ask_line (view, _("How far does the border move?"),
	              _("So many borderline users go over to the other segment: 50. Or a distance in scaled units: 0.35. With a minus they come from there."),
	              "50", accept_distance, next, free_ask);
}

static void
ask_border (SegView *view, const SegSegmentation *segmentation, guint row)
{
	Ask *ask = ask_new (SEG_EDIT_BORDER, segmentation, row);
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free), remarks = g_ptr_array_new_with_free_func (g_free);
	g_autofree char *title = g_strdup_printf (_("The border between \"%s\" and"), segment_of (ask)->name);

	offer_others (ask, TRUE, labels, remarks);
	if (ask->ids[0] == 0 || segment_of (ask)->n_values == 0) {
		seg_say (view, "%s", _("A border lies between two segments that have centres; these have none"));
		free_ask (ask);
		return;
	}
	seg_ask_choice (view, title, (const char *const *) labels->pdata, (const char *const *) remarks->pdata, 0, border_chosen, ask, free_ask);
}

/* Taking out -------------------------------------------------------------------------------------------------------- */

static gboolean
accept_condition (SegView *view, const char *text, gpointer data, GError **error)
{
	Ask *ask = data;
	g_autoptr (SegFilter) filter = seg_filter_parse (seg_view_workspace (view), NULL, text, error);

	if (filter == NULL)
		return FALSE;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A condition says who, as: orders >= 2 and city = 上海"));
		return FALSE;
	}
	g_free (ask->request->condition);
	ask->request->condition = g_strdup (text);
	seg_ask_line (view, _("Name of the new segment"), _("As you would call these people"), "", accept_name, ask_again (ask), free_ask);
	return TRUE;
}

static void
ask_carve (SegView *view, const SegSegmentation *segmentation, guint row)
{
	seg_ask_line (view, _("Who leaves their segment for a new one?"), _("A condition, as in lists of users: did refund in the last 30 days"), "",
	              accept_condition, ask_new (SEG_EDIT_CARVE, segmentation, row), free_ask);
}

/* What to do -------------------------------------------------------------------------------------------------------- */

static void
kind_chosen (SegView *view, guint choice, gpointer data)
{
	const Ask *ask = data;

	switch ((SegEditKind) choice) {
	case SEG_EDIT_MERGE:
		ask_merge (view, ask->segmentation, ask->row);
		break;
	case SEG_EDIT_SPLIT:
		seg_edit_ask_split (view, seg_edit_request_new (SEG_EDIT_SPLIT, ask->segmentation->id, segment_of (ask)->id));
		break;
	case SEG_EDIT_BORDER:
		ask_border (view, ask->segmentation, ask->row);
		break;
	case SEG_EDIT_CARVE:
	default:
		ask_carve (view, ask->segmentation, ask->row);
	}
}

void
seg_edit_ask (SegView *view, const SegSegmentation *segmentation, guint row)
{
	Ask *ask = ask_new (SEG_EDIT_SPLIT, segmentation, row);
	const char *labels[] = { _("Put together"), _("Divide"), _("Move a border"), _("Take users out"), NULL };
	const char *remarks[] = { _("with one or more others"), _("by any algorithm, on its users alone"), _("borderline users go to another segment"),
		                      _("of any segments, by a condition, into a new one"), NULL };
	g_autofree char *title = g_strdup_printf (_("What to do with \"%s\"?"), segment_of (ask)->name);

	seg_ask_choice (view, title, labels, remarks, 0, kind_chosen, ask, free_ask);
}
