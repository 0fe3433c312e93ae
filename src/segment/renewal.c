/* Preparing the next version of a segmentation: clustering again, and finding which group goes on as which segment. */
#include <config.h>
#include "renewal-private.h"

#include <segscope/rfm.h>
#include <segscope/version.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

void
seg_renewal_free (SegRenewal *renewal)
{
	if (renewal == NULL)
		return;
	seg_segmentation_free (renewal->before);
	seg_outcome_clear (&renewal->outcome);
	seg_match_free (renewal->match);
	g_free (renewal->old_labels);
	g_free (renewal->forced);
	g_free (renewal->apart);
	g_clear_pointer (&renewal->names, g_ptr_array_unref);
	g_clear_pointer (&renewal->used_by, g_ptr_array_unref);
	g_clear_pointer (&renewal->proposals, g_ptr_array_unref);
	g_free (renewal);
}

const SegSegmentation *
seg_renewal_before (const SegRenewal *renewal)
{
	return renewal->before;
}

const GPtrArray *
seg_renewal_proposals (const SegRenewal *renewal)
{
	return renewal->proposals;
}

SegRenewalFigures
seg_renewal_figures (const SegRenewal *renewal)
{
	SegRenewalFigures figures = { seg_renewal_n_groups (renewal), (gint64) renewal->outcome.clustering->n_rows, 0, renewal->n_left,
		                          renewal->outcome.silhouette };

	for (gsize row = 0; row < renewal->outcome.clustering->n_rows; row++)
		figures.n_new += renewal->old_labels[row] < 0;
	return figures;
}

/* Clustering ------------------------------------------------------------------------------------------------------- */

/* The features of now, in a transaction of their own: they stay whatever becomes of the segments. */
static gboolean
load_matrix (SegWorkspace *workspace, SegRenewal *renewal, SegJob *job, GError **error)
{
	SegOutcome *outcome = &renewal->outcome;
	SegJobSpan span = seg_job_enter (job, 0, 0.6);

	outcome->set = seg_feature_set_load_id (workspace, renewal->before->feature_set_id, error);
	if (outcome->set != NULL && outcome->set->stale) {
		SegFeatureSet *fresh = seg_feature_set_build (workspace, outcome->set->name, seg_feature_set_wanted_as_of (outcome->set),
		                                              outcome->set->selection, job, error);

		seg_feature_set_free (outcome->set);
		outcome->set = fresh;
	}
	seg_job_leave (job, span);
	if (outcome->set == NULL)
		return FALSE;
	outcome->selection = seg_selection_copy (renewal->before->selection);
	span = seg_job_enter (job, 0.6, 1);
	outcome->matrix = seg_feature_matrix (workspace, outcome->set, outcome->selection, job, error);
	seg_job_leave (job, span);
	return outcome->matrix != NULL;
}

static gboolean
cluster (SegWorkspace *workspace, SegRenewal *renewal, guint k, SegJob *job, GError **error)
{
	SegOutcome *outcome = &renewal->outcome;
	SegJobSpan span;
	gboolean done;

	if (!seg_segmentation_settings (renewal->before, &outcome->settings, error))
		return FALSE;
	if (k > 0) {
		if (seg_cluster_parameter_find (outcome->settings.algorithm, "k") == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The algorithm \"%s\" finds out by itself how many segments there are"),
			             outcome->settings.algorithm->name);
			return FALSE;
		}
		seg_cluster_settings_put (&outcome->settings, "k", k);
	}
	span = seg_job_enter (job, 0, 0.4);
	done = load_matrix (workspace, renewal, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.4, 1);
	done = done && seg_outcome_fit (outcome, job, error);
	seg_job_leave (job, span);
	return done;
}

/* Who was where ---------------------------------------------------------------------------------------------------- */

/* As without pins: those who are pinned stand in pinned_away. */
#define MEMBERS_WITHOUT_PINS \
	"SELECT user_id, segment_id FROM membership WHERE segmentation_id = :id " \
	"AND user_id NOT IN (SELECT user_id FROM pinned_away WHERE segmentation_id = :id) " \
	"UNION ALL SELECT user_id, segment_id FROM pinned_away WHERE segmentation_id = :id AND segment_id IS NOT NULL ORDER BY user_id"

static gint32
index_of (const SegSegmentation *segmentation, gint64 segment_id)
{
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->id == segment_id)
			return (gint32) i;
	return -1;
}

/* @sizes: (out) of the segments then, without pins. */
static gboolean
read_old_labels (SegWorkspace *workspace, SegRenewal *renewal, gint64 *sizes, SegJob *job, GError **error)
{
	const SegFeatureMatrix *matrix = renewal->outcome.matrix;
	gsize n = matrix->scaled->n_rows, row = 0, read = 0;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, MEMBERS_WITHOUT_PINS, error);
	GError *failure = NULL;

	renewal->old_labels = g_try_new (gint32, n + 1);
	if (statement == NULL || renewal->old_labels == NULL)
		return statement == NULL ? FALSE : (g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), n), FALSE);
	for (gsize i = 0; i < n; i++)
		renewal->old_labels[i] = -1;
	seg_statement_bind_integer (statement, ":id", renewal->before->id);
	while (seg_statement_next (statement, &failure)) {
		gint64 user = seg_statement_integer (statement, 0);
		gint32 label = index_of (renewal->before, seg_statement_integer (statement, 1));

		if (read++ % 4096 == 0 && !seg_job_proceed (job, 0, _("reading the segments"), error))
			return FALSE;
		if (label < 0)
			continue;
		sizes[label]++;
		while (row < n && matrix->user_ids[row] < user)
			row++;
		if (row < n && matrix->user_ids[row] == user)
			renewal->old_labels[row] = label;
		else
			renewal->n_left++;
	}
	return seg_query_ended (failure, error);
}

/* How near the middles are ----------------------------------------------------------------------------------------- */

/* The middles of the new groups, and (return) the root mean square of how far users are from theirs, in the space of @matrix. */
static double
middles_in (const SegRenewal *renewal, const SegFeatureMatrix *matrix, SegMatrix *middles)
{
	const SegFeatureMatrix *own = renewal->outcome.matrix;
	const gint32 *labels = renewal->outcome.clustering->labels;
	g_autofree gsize *counts = g_new0 (gsize, middles->n_rows);
	gsize d = matrix->n_columns, n = 0;
	double squares = 0;

	for (guint pass = 0; pass < 2; pass++) {
		for (gsize row = 0, other = 0; row < matrix->scaled->n_rows; row++) {
			const double *values = seg_matrix_row (matrix->scaled, row);
			double *middle;

			while (other < own->scaled->n_rows && own->user_ids[other] < matrix->user_ids[row])
				other++;
			if (other == own->scaled->n_rows || own->user_ids[other] != matrix->user_ids[row])
				continue;
			middle = seg_matrix_row (middles, (gsize) labels[other]);
			counts[labels[other]] += pass == 0;
			n += pass;
			for (gsize j = 0; j < d; j++)
				if (pass == 0)
					middle[j] += values[j];
				else
					squares += (values[j] - middle[j]) * (values[j] - middle[j]);
		}
		for (gsize i = 0; pass == 0 && i < middles->n_rows; i++)
			for (gsize j = 0; j < d; j++)
				seg_matrix_row (middles, i)[j] /= (double) MAX (counts[i], 1);
	}
	return n > 0 ? sqrt (squares / (double) n) : 0;
}

static double
squared_distance (const double *a, const double *b, gsize d)
{
	double sum = 0;

	for (gsize j = 0; j < d; j++)
		sum += (a[j] - b[j]) * (a[j] - b[j]);
	return sum;
}

static gboolean
has_centroids (const SegSegmentation *segmentation, gsize n_columns)
{
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		if (segment->n_values != n_columns && segment->size > 0)
			return FALSE;
	}
	return TRUE;
}

static char *
read_transforms (SegWorkspace *workspace, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT transforms FROM segmentation WHERE id = :id", error);

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_next (statement, error) ? g_strdup (seg_statement_text (statement, 0)) : NULL;
}

/* exp (-d^2 / 2 r^2) for each pair, d between the middles in the units of the old segments, r how far users are from theirs: 1 where the
 * middles are the same, 0.6 where they are as far apart as a user is from one, 0.1 where twice. */
static double *
closeness_in (const SegRenewal *renewal, const SegFeatureMatrix *matrix, GError **error)
{
	guint n_old = renewal->before->segments->len, n_new = seg_renewal_n_groups (renewal);
	g_autoptr (SegMatrix) middles = seg_matrix_new (n_new, matrix->n_columns, error);
	double *closeness, radius;

	if (middles == NULL)
		return NULL;
	radius = middles_in (renewal, matrix, middles);
	closeness = g_new0 (double, (gsize) n_old * n_new + 1);
	for (guint old = 0; old < n_old; old++) {
		const SegSegment *segment = renewal->before->segments->pdata[old];

		for (guint new = 0; segment->n_values == matrix->n_columns && new < n_new; new++) {
			double squared = squared_distance (segment->centroid, seg_matrix_row (middles, new), matrix->n_columns);

			closeness[(gsize) old * n_new + new] = radius > 0 ? exp (-squared / (2 * radius * radius)) : squared > 0 ? 0 : 1;
		}
	}
	return closeness;
}

/* *closeness stays NULL where the middles cannot be compared: the features are others now, or nothing was kept of their scaling. */
static gboolean
compare_middles (SegWorkspace *workspace, const SegRenewal *renewal, double **closeness, SegJob *job, GError **error)
{
	GError *failure = NULL;
	g_autofree char *transforms = read_transforms (workspace, renewal->before->id, &failure);
	g_autoptr (SegFeatureMatrix) matrix = NULL;

	if (!seg_query_ended (failure, error))
		return FALSE;
	if (transforms == NULL || *transforms == '\0')
		return TRUE;
	matrix = seg_feature_matrix_again (workspace, renewal->outcome.set, transforms, job, &failure);
	if (matrix == NULL) {
		if (!g_error_matches (failure, SEG_ERROR, SEG_ERROR_DATA))
			return seg_query_ended (failure, error);
		g_error_free (failure);
		return TRUE;
	}
	if (!has_centroids (renewal->before, matrix->n_columns))
		return TRUE;
	*closeness = closeness_in (renewal, matrix, error);
	return *closeness != NULL;
}

/* Together --------------------------------------------------------------------------------------------------------- */

static void
measure_apart (SegRenewal *renewal)
{
	const SegMatrix *centroids = renewal->outcome.clustering->centroids;
	guint k = seg_renewal_n_groups (renewal);

	renewal->apart = g_new0 (double, (gsize) k * k);
	for (guint i = 0; i < k; i++)
		for (guint j = 0; j < k; j++)
			renewal->apart[(gsize) i * k + j] = sqrt (squared_distance (seg_matrix_row (centroids, i), seg_matrix_row (centroids, j),
			                                                           centroids->n_columns));
}

static gint32
noise_of (const SegSegmentation *segmentation)
{
	for (guint i = 0; i < segmentation->segments->len; i++)
		if (((const SegSegment *) segmentation->segments->pdata[i])->noise)
			return (gint32) i;
	return -1;
}

static gboolean
find_needs (SegWorkspace *workspace, SegRenewal *renewal, GError **error)
{
	renewal->used_by = g_ptr_array_new_with_free_func (g_free);
	for (guint i = 0; i < renewal->before->segments->len; i++) {
		GError *failure = NULL;

		g_ptr_array_add (renewal->used_by, seg_segment_needed_by (workspace, renewal->before, i, &failure));
		if (!seg_query_ended (failure, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_name_taken (const SegRenewal *renewal, const char *name, guint but)
{
	for (guint i = 0; i < renewal->before->segments->len; i++)
		if (strcmp (((const SegSegment *) renewal->before->segments->pdata[i])->name, name) == 0)
			return TRUE;
	for (guint i = 0; i < renewal->names->len; i++)
		if (i != but && strcmp (renewal->names->pdata[i], name) == 0)
			return TRUE;
	return FALSE;
}

/* What a new segment would be called is not what another one is or was called: the list says both, side by side. */
static void
tell_names_apart (SegRenewal *renewal)
{
	for (guint group = 0; group < renewal->names->len; group++) {
		g_autofree char *proposed = g_strdup (renewal->names->pdata[group]);

		for (guint number = 2; is_name_taken (renewal, renewal->names->pdata[group], group); number++) {
			g_free (renewal->names->pdata[group]);
			renewal->names->pdata[group] = g_strdup_printf ("%s %u", proposed, number);
		}
	}
}

static gboolean
match (SegWorkspace *workspace, SegRenewal *renewal, SegJob *job, GError **error)
{
	const SegClustering *clustering = renewal->outcome.clustering;
	guint n_old = renewal->before->segments->len;
	g_autofree gint64 *sizes = g_new0 (gint64, n_old + 1);
	g_autofree double *closeness = NULL;

	if (!read_old_labels (workspace, renewal, sizes, job, error) || !compare_middles (workspace, renewal, &closeness, job, error)
	    || !find_needs (workspace, renewal, error))
		return FALSE;
	renewal->match = seg_match_new (n_old, clustering->k, renewal->old_labels, clustering->labels, clustering->n_rows, sizes, closeness,
	                                noise_of (renewal->before), clustering->noise_group ? (gint32) clustering->k - 1 : -1);
	renewal->forced = g_new (gint32, clustering->k + 1);
	for (guint group = 0; group < clustering->k; group++)
		renewal->forced[group] = SEG_MATCH_FREE;
	renewal->names = seg_names_propose (renewal->outcome.matrix, clustering);
	tell_names_apart (renewal);
	measure_apart (renewal);
	if (!seg_match_solve (renewal->match, renewal->forced, error))
		return FALSE;
	seg_renewal_propose (renewal);
	return TRUE;
}

static gboolean
load_before (SegWorkspace *workspace, SegRenewal *renewal, gint64 id, GError **error)
{
	g_autoptr (GPtrArray) versions = NULL;

	renewal->before = seg_segmentation_load_id (workspace, id, error);
	if (renewal->before == NULL || (versions = seg_versions (workspace, id, error)) == NULL)
		return FALSE;
	renewal->number = ((const SegVersion *) versions->pdata[versions->len - 1])->number;
	if (!seg_segmentation_is_rfm (renewal->before))
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is an RFM grid: its groups go on by themselves; put the users in anew instead"),
	             renewal->before->name);
	return FALSE;
}

SegRenewal *
seg_renewal_new (SegWorkspace *workspace, gint64 id, guint k, gint64 run, SegJob *job, GError **error)
{
	g_autoptr (SegRenewal) renewal = g_new0 (SegRenewal, 1);
	SegJobSpan span;
	gboolean done;

	if (!load_before (workspace, renewal, id, error))
		return NULL;
	span = seg_job_enter (job, 0, 0.9);
	done = run != 0 ? seg_outcome_of_run (workspace, run, &renewal->outcome, job, error) : cluster (workspace, renewal, k, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.9, 1);
	done = done && match (workspace, renewal, job, error);
	seg_job_leave (job, span);
	return done ? g_steal_pointer (&renewal) : NULL;
}
