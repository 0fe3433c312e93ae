/* Who is in which segment of a segmentation, as arrays: what the parts of a profile are computed over. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>
#include <math.h>

#define RANGE 16384 /* rows between two looks at the job */

void
seg_members_free (SegMembers *members)
{
	if (members == NULL)
		return;
	g_free (members->user_ids);
	g_free (members->labels);
	g_free (members->distances);
	g_free (members->silhouettes);
	g_free (members->sizes);
	g_free (members);
}

/* The position of segment @id in @segmentation, counted from 0, or -1. */
static gint32
segment_number (const SegSegmentation *segmentation, gint64 id)
{
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == id)
			return (gint32) i;
	return -1;
}

typedef struct {
	const SegSegmentation *segmentation;
	SegMembers *members;
	GArray *ids, *labels, *distances, *silhouettes;
	gint64  last; /* user read last */
	gsize   read;
} Reading;

static double
number_or_nan (const SegRow *row, guint column)
{
	return seg_row_is_null (row, column) ? NAN : seg_row_double (row, column);
}

static void
take_member (const SegRow *row, gpointer data)
{
	Reading *reading = data;
	gint64 id = seg_row_integer (row, 0);
	gint32 label = segment_number (reading->segmentation, seg_row_integer (row, 1));
	double distance = number_or_nan (row, 2), silhouette = number_or_nan (row, 3);

	reading->last = id;
	reading->read++;
	if (label < 0)
		return;
	g_array_append_val (reading->ids, id);
	g_array_append_val (reading->labels, label);
	g_array_append_val (reading->distances, distance);
	g_array_append_val (reading->silhouettes, silhouette);
	reading->members->sizes[label]++;
}

/* All rows, a range of them at a time. */
static gboolean
read_members (SegWorkspace *workspace, Reading *reading, SegJob *job, GError **error)
{
	g_autofree char *from = g_strdup_printf ("FROM (SELECT user_id, segment_id, distance, silhouette FROM membership WHERE segmentation_id = %"
	                                         G_GINT64_FORMAT " AND user_id > :first ORDER BY user_id LIMIT :last)", reading->segmentation->id);
	g_autoptr (SegRows) rows = seg_rows_new (workspace, "user_id, segment_id, distance, silhouette", from, take_member, reading, error);
	gsize before;

	if (rows == NULL)
		return FALSE;
	reading->last = G_MININT64;
	do {
		before = reading->read;
		if (!seg_job_proceed (job, 0, _("reading the segments"), error) || !seg_rows_run (rows, reading->last, RANGE, error))
			return FALSE;
	} while (reading->read - before == RANGE);
	return TRUE;
}

SegMembers *
seg_members_load (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autoptr (SegMembers) members = g_new0 (SegMembers, 1);
	Reading reading = { .segmentation = segmentation, .members = members };
	gboolean fine;

	members->k = segmentation->segments->len;
	members->sizes = g_new0 (gsize, members->k + 1);
	reading.ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	reading.labels = g_array_new (FALSE, FALSE, sizeof (gint32));
	reading.distances = g_array_new (FALSE, FALSE, sizeof (double));
	reading.silhouettes = g_array_new (FALSE, FALSE, sizeof (double));
	fine = read_members (workspace, &reading, job, error);
	members->n = reading.ids->len;
	members->user_ids = (gint64 *) (gpointer) g_array_free (reading.ids, FALSE);
	members->labels = (gint32 *) (gpointer) g_array_free (reading.labels, FALSE);
	members->distances = (double *) (gpointer) g_array_free (reading.distances, FALSE);
	members->silhouettes = (double *) (gpointer) g_array_free (reading.silhouettes, FALSE);
	return fine ? g_steal_pointer (&members) : NULL;
}
