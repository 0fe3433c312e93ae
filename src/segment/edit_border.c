/* Moving the border between two segments. It is the plane half way between their centres; how far a user is from it says who is borderline.
 * Those nearer to it than the border moves go to the other side, and so does, later, whoever is new there. */
#include <config.h>
#include "edit-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int
compare_doubles (const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static const double *
centre (const SegEditPreview *preview, guint slot)
{
	return ((const SegSegment *) preview->segmentation->segments->pdata[slot])->centroid;
}

/* Distances of the rows from the border, as seen from the slot that loses users; NAN for others. */
static double *
distances (const SegEditPreview *preview, gsize *n_there)
{
	const SegEditing *editing = preview->editing;
	double *values = g_new (double, MAX (editing->rows->n_rows, 1));

	*n_there = 0;
	for (gsize row = 0; row < editing->rows->n_rows; row++) {
		gboolean there = editing->members->labels[editing->member_of[row]] == (gint32) editing->from;

		values[row] = there ? seg_border_distance (seg_matrix_row (editing->rows, row), centre (preview, editing->from),
		                                           centre (preview, editing->to), editing->rows->n_columns) : NAN;
		*n_there += there ? 1 : 0;
	}
	return values;
}

/* How far the border must move for @wanted users to be beyond it: half way to the next one. */
static double
reach_for (const double *values, gsize n, gsize n_there, gsize wanted)
{
	g_autofree double *sorted = g_new (double, MAX (n_there, 1));
	gsize found = 0;

	for (gsize row = 0; row < n; row++)
		if (!isnan (values[row]))
			sorted[found++] = values[row];
	qsort (sorted, found, sizeof *sorted, compare_doubles);
	if (wanted >= found)
		return INFINITY;
	return sorted[wanted - 1] + (sorted[wanted] - sorted[wanted - 1]) / 2;
}

static gboolean
check (SegEditPreview *preview, GError **error)
{
	const SegEditRequest *request = preview->request;
	SegEditing *editing = preview->editing;
	guint first, second;

	if (request->others->len != 1 || (request->offset == 0 && request->n_users == 0) || !isfinite (request->offset)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Name two segments, and how far the border between them moves or how many users go over"));
		return FALSE;
	}
	if (!seg_edit_find_slot (preview, request->segment_id, &first, error)
	    || !seg_edit_find_slot (preview, g_array_index (request->others, gint64, 0), &second, error))
		return FALSE;
	if (first == second || seg_edit_slot (preview, first)->noise || seg_edit_slot (preview, second)->noise || !seg_edit_has_centres (preview)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("A border lies between two segments that have centres; these have none"));
		return FALSE;
	}
	editing->from = request->n_users < 0 || (request->n_users == 0 && request->offset < 0) ? second : first;
	editing->to = editing->from == first ? second : first;
	return TRUE;
}

static double
apart (const double *one, const double *other, gsize d)
{
	double squares = 0;

	for (gsize j = 0; j < d; j++)
		squares += (one[j] - other[j]) * (one[j] - other[j]);
	return sqrt (squares);
}

gboolean
seg_edit_plan_border (SegEditPreview *preview, GError **error)
{
	const SegEditRequest *request = preview->request;
	SegEditing *editing = preview->editing;
	g_autofree double *values = NULL;
	gsize n_there, n_over = 0;

	if (!check (preview, error))
		return FALSE;
	values = distances (preview, &n_there);
	editing->reach = request->n_users == 0 ? fabs (request->offset)
	                                       : reach_for (values, editing->rows->n_rows, n_there, (gsize) llabs (request->n_users));
	for (gsize row = 0; row < editing->rows->n_rows; row++)
		if (values[row] < editing->reach) {
			editing->after[editing->member_of[row]] = (gint32) editing->to;
			n_over++;
		}
	preview->apart = apart (centre (preview, editing->from), centre (preview, editing->to), editing->rows->n_columns);
	preview->offset = editing->from == editing->to || seg_edit_slot (preview, editing->from)->id == request->segment_id ? editing->reach : -editing->reach;
	if (n_over > 0 && n_over < n_there)
		return TRUE;
	if (n_over == 0)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("No user of \"%s\" is so near to the border; move it farther"),
		             seg_edit_slot (preview, editing->from)->name);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("All users of \"%s\" would go over; put the two segments together instead"),
		             seg_edit_slot (preview, editing->from)->name);
	return FALSE;
}
