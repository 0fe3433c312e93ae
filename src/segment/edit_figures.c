/* What an edit does to the figures: sizes, revenue, silhouettes, stability, each before and after, of the same users. */
#include <config.h>
#include "edit-private.h"
#include "stability-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define EXACT_ROWS 30000       /* their pairs take a second or two */
#define STABILITY_SECONDS 5
#define STABILITY_ROWS 2000

static void
count (SegEditPreview *preview)
{
	const SegEditing *editing = preview->editing;
	gboolean money = editing->revenue != NULL;

	for (guint i = 0; money && i < preview->segments->len; i++)
		seg_edit_slot (preview, i)->revenue_before = seg_edit_slot (preview, i)->revenue_after = 0;
	for (gsize member = 0; member < editing->members->n; member++) {
		SegEditSegment *before = seg_edit_slot (preview, (guint) editing->members->labels[member]);
		SegEditSegment *after = seg_edit_slot (preview, (guint) editing->after[member]);

		before->before++;
		after->after++;
		if (money) {
			before->revenue_before += editing->revenue[member];
			after->revenue_after += editing->revenue[member];
		}
		if (before == after)
			continue;
		before->touched = after->touched = TRUE;
		preview->n_moved++;
	}
	for (guint i = 0; money && i < preview->segments->len; i++) {
		SegEditSegment *segment = seg_edit_slot (preview, i);

		if (segment->id == 0)
			segment->revenue_before = NAN;
		if (segment->gone)
			segment->revenue_after = NAN;
	}
}

/* The rows that belong to a segment before and after (not to those who fit none), and their two labellings without gaps. */
typedef struct {
	SegMatrix *rows;
	gboolean   owned;
	gsize     *numbers;     /* of each row among those of the edit */
	gint32    *labels[2];   /* before, after */
	gint32    *clusters[2]; /* by slot; -1: nobody */
	guint      ks[2];
} Measured;

static void
measured_clear (Measured *measured)
{
	if (measured->owned)
		seg_matrix_free (measured->rows);
	g_free (measured->numbers);
	for (guint i = 0; i < 2; i++) {
		g_free (measured->labels[i]);
		g_free (measured->clusters[i]);
	}
}

static gint32
slot_of (const SegEditing *editing, gsize row, guint when)
{
	gsize member = editing->member_of[row];

	return when == 0 ? editing->members->labels[member] : editing->after[member];
}

static gboolean
is_measured (const SegEditPreview *preview, gsize row)
{
	return !seg_edit_slot (preview, (guint) slot_of (preview->editing, row, 0))->noise
	       && !seg_edit_slot (preview, (guint) slot_of (preview->editing, row, 1))->noise;
}

static gboolean
measured_init (Measured *measured, const SegEditPreview *preview, GError **error)
{
	const SegEditing *editing = preview->editing;
	gsize n = 0, d = editing->rows->n_columns;

	measured->numbers = g_new (gsize, MAX (editing->rows->n_rows, 1));
	for (gsize row = 0; row < editing->rows->n_rows; row++)
		if (is_measured (preview, row))
			measured->numbers[n++] = row;
	measured->rows = editing->rows;
	measured->owned = n < editing->rows->n_rows;
	if (measured->owned && (measured->rows = seg_matrix_new (n, d, error)) == NULL)
		return FALSE;
	if (measured->owned && editing->rows->groups != NULL)
		measured->rows->groups = g_memdup2 (editing->rows->groups, d * sizeof *editing->rows->groups);
	for (gsize i = 0; measured->owned && i < n; i++)
		memcpy (seg_matrix_row (measured->rows, i), seg_matrix_row (editing->rows, measured->numbers[i]), d * sizeof (double));
	for (guint when = 0; when < 2; when++) {
		gint32 *clusters = measured->clusters[when] = g_new (gint32, preview->segments->len);

		memset (clusters, -1, preview->segments->len * sizeof *clusters);
		measured->labels[when] = g_new (gint32, MAX (n, 1));
		for (gsize i = 0; i < n; i++) {
			gint32 slot = slot_of (editing, measured->numbers[i], when);

			if (clusters[slot] < 0)
				clusters[slot] = (gint32) measured->ks[when]++;
			measured->labels[when][i] = clusters[slot];
		}
	}
	return TRUE;
}

static double
at (const double *values, gint32 cluster)
{
	return cluster >= 0 ? values[cluster] : NAN;
}

static gboolean
measure_silhouettes (SegEditPreview *preview, const Measured *measured, SegJob *job, GError **error)
{
	const gint32 *labels[2] = { measured->labels[0], measured->labels[1] };
	gsize n = measured->rows->n_rows;
	SegPartitionWidths widths[2] = { 0 };
	const SegWidthsSample sample = { .exact_rows = EXACT_ROWS, .queries = 2000, .references = 50000, .least = 1000, .seed = 1 };

	if (n < 2)
		return TRUE;
	if (!seg_partitions_widths (measured->rows, labels, measured->ks, 2, &sample, job, widths, error))
		return FALSE;
	preview->silhouette_before = widths[0].silhouette;
	preview->silhouette_after = widths[1].silhouette;
	preview->silhouette_error = MAX (widths[0].error, widths[1].error);
	for (guint i = 0; i < preview->segments->len; i++) {
		seg_edit_slot (preview, i)->silhouette_before = at (widths[0].widths, measured->clusters[0][i]);
		seg_edit_slot (preview, i)->silhouette_after = at (widths[1].widths, measured->clusters[1][i]);
	}
	if (widths[1].rows != NULL) {
		preview->editing->widths = g_new (double, preview->editing->rows->n_rows);
		for (gsize row = 0; row < preview->editing->rows->n_rows; row++)
			preview->editing->widths[row] = NAN;
		for (gsize i = 0; i < n; i++)
			preview->editing->widths[measured->numbers[i]] = widths[1].rows[i];
	}
	for (guint i = 0; i < 2; i++)
		seg_partition_widths_clear (widths + i);
	return TRUE;
}

/* Whether the segments are found again in resamples; too few rows say nothing. */
static gboolean
measure_stability (SegEditPreview *preview, const Measured *measured, SegJob *job, GError **error)
{
	SegPartition partitions[2];
	SegStability stabilities[2] = { 0 };
	g_autofree double *before = g_new0 (double, preview->segments->len + 1), *after = g_new0 (double, preview->segments->len + 1);
	guint most = MAX (measured->ks[0], measured->ks[1]), least = MIN (measured->ks[0], measured->ks[1]);
	g_autoptr (GError) failure = NULL;
	g_autofree char *remark = NULL;
	gboolean done;

	if (preview->request->n_resamples == 0 || least < 2 || measured->rows->n_rows < 4 * (gsize) most)
		return TRUE;
	for (guint i = 0; i < 2; i++) {
		partitions[i] = (SegPartition) { measured->ks[i], measured->labels[i] };
		stabilities[i].jaccards = i == 0 ? before : after;
	}
	done = seg_stability_own (preview->segmentation, measured->rows, partitions, 2, preview->request->n_resamples, STABILITY_ROWS, STABILITY_SECONDS,
	                          job, stabilities, &remark, &failure);
	if (done && remark != NULL)
		seg_edit_remark (preview, g_steal_pointer (&remark));
	if (done) {
		preview->stability_before = stabilities[0].least;
		preview->stability_after = stabilities[1].least;
	} else if (g_error_matches (failure, SEG_ERROR, SEG_ERROR_CANCELLED) || g_error_matches (failure, SEG_ERROR, SEG_ERROR_MEMORY))
		g_propagate_error (error, g_steal_pointer (&failure));
	else
		done = TRUE; /* too many users alike: it stays unknown */
	for (guint i = 0; isfinite (preview->stability_after) && i < preview->segments->len; i++) {
		seg_edit_slot (preview, i)->stability_before = at (before, measured->clusters[0][i]);
		seg_edit_slot (preview, i)->stability_after = at (after, measured->clusters[1][i]);
	}
	return done;
}

gboolean
seg_edit_measure (SegEditPreview *preview, SegJob *job, GError **error)
{
	Measured measured = { 0 };
	SegJobSpan span;
	gboolean done;

	count (preview);
	if (preview->editing->rows == NULL)
		return TRUE;
	preview->n_unmeasured = preview->n_users - preview->editing->rows->n_rows;
	done = measured_init (&measured, preview, error);
	if (done) {
		span = seg_job_enter (job, 0, 0.6);
		done = measure_silhouettes (preview, &measured, job, error);
		seg_job_leave (job, span);
	}
	if (done) {
		span = seg_job_enter (job, 0.6, 1);
		done = measure_stability (preview, &measured, job, error);
		seg_job_leave (job, span);
	}
	measured_clear (&measured);
	return done;
}

SegMatrix *
seg_edit_centroids (const SegEditPreview *preview, GError **error)
{
	const SegEditing *editing = preview->editing;
	SegMatrix *centroids = seg_matrix_new (preview->segments->len, editing->rows->n_columns, error);
	g_autofree gsize *sizes = g_new0 (gsize, preview->segments->len);

	for (gsize row = 0; centroids != NULL && row < editing->rows->n_rows; row++) {
		double *sum = seg_matrix_row (centroids, (gsize) slot_of (editing, row, 1)), *values = seg_matrix_row (editing->rows, row);

		sizes[slot_of (editing, row, 1)]++;
		for (gsize j = 0; j < centroids->n_columns; j++)
			sum[j] += values[j];
	}
	for (guint i = 0; centroids != NULL && i < preview->segments->len; i++)
		for (gsize j = 0; j < centroids->n_columns; j++)
			seg_matrix_row (centroids, i)[j] /= (double) MAX (sizes[i], 1);
	return centroids;
}
