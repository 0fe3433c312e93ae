/* Whether segments last: each one's share of users that comes back in resamples, tested once and kept. */
#include <config.h>
#include "segment-private.h"
#include "stability-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define RESAMPLES 50
#define MOST_USERS 5000

gboolean
seg_segment_stability (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 segment_id, SegSegmentStability *stability, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT jaccard, resamples, n_users, tested_at FROM segment_stability WHERE segment_id = :id", error);
	GError *failure = NULL;

	*stability = (SegSegmentStability) { .jaccard = NAN };
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segment_id);
	if (seg_statement_next (statement, &failure)) {
		stability->jaccard = seg_statement_double (statement, 0);
		stability->resamples = seg_statement_integer (statement, 1);
		stability->n_users = seg_statement_integer (statement, 2);
		stability->tested_at = seg_statement_integer (statement, 3);
		stability->stale = stability->n_users != segmentation->n_users || stability->tested_at < segmentation->created_at;
	}
	return seg_query_ended (failure, error);
}

/* The rows of users who are in a segment, and their labels. */
static SegMatrix *
rows_of_members (const SegMatrix *scaled, const gint32 *labels, gint32 *kept, GError **error)
{
	SegMatrix *rows;
	gsize n = 0;

	for (gsize i = 0; i < scaled->n_rows; i++)
		n += labels[i] >= 0 ? 1 : 0;
	rows = seg_matrix_new (n, scaled->n_columns, error);
	if (rows != NULL && scaled->groups != NULL)
		rows->groups = g_memdup2 (scaled->groups, scaled->n_columns * sizeof *scaled->groups);
	n = 0;
	for (gsize i = 0; rows != NULL && i < scaled->n_rows; i++)
		if (labels[i] >= 0) {
			memcpy (seg_matrix_row (rows, n), seg_matrix_row (scaled, i), scaled->n_columns * sizeof (double));
			kept[n++] = labels[i];
		}
	return rows;
}

static gboolean
write_jaccards (SegWorkspace *workspace, const SegSegmentation *segmentation, const double *jaccards, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autoptr (SegStatement) statement = transaction != NULL ? seg_workspace_prepare (workspace,
		"INSERT OR REPLACE INTO segment_stability (segment_id, jaccard, resamples, n_users, tested_at) VALUES (:id, :jaccard, :resamples, :users, unixepoch ())",
		error) : NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":resamples", RESAMPLES);
	seg_statement_bind_integer (statement, ":users", segmentation->n_users);
	for (guint i = 0; i < segmentation->segments->len; i++) {
		seg_statement_bind_integer (statement, ":id", ((const SegSegment *) segmentation->segments->pdata[i])->id);
		seg_statement_bind_double (statement, ":jaccard", isfinite (jaccards[i]) ? jaccards[i] : 0);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_segmentation_test_stability (SegWorkspace *workspace, gint64 segmentation_id, SegJob *job, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, segmentation_id, error);
	g_autoptr (SegFeatureSet) set = segmentation != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (SegMatrix) rows = NULL;
	g_autofree gint32 *labels = NULL, *kept = NULL;
	g_autofree double *jaccards = NULL;
	SegStability stability = { 0 };
	SegPartition partition;
	SegJobSpan span;

	if (set == NULL)
		return FALSE;
	if (segmentation->segments->len < 2) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" has one segment: there is nothing to test"), segmentation->name);
		return FALSE;
	}
	span = seg_job_enter (job, 0, 0.3);
	matrix = seg_segmentation_scaled (workspace, segmentation, set, job, error);
	seg_job_leave (job, span);
	if (matrix == NULL || (labels = seg_segmentation_labels (workspace, segmentation, matrix, job, error)) == NULL)
		return FALSE;
	kept = g_new (gint32, matrix->scaled->n_rows + 1);
	if ((rows = rows_of_members (matrix->scaled, labels, kept, error)) == NULL)
		return FALSE;
	jaccards = g_new0 (double, segmentation->segments->len);
	stability.jaccards = jaccards;
	partition = (SegPartition) { segmentation->segments->len, kept };
	span = seg_job_enter (job, 0.3, 1);
	if (!seg_stability_own (segmentation, rows, &partition, 1, RESAMPLES, MOST_USERS, INFINITY, job, &stability, NULL, error))
		return FALSE;
	seg_job_leave (job, span);
	return write_jaccards (workspace, segmentation, jaccards, error);
}
