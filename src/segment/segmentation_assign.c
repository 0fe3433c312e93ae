/* New users into the segments there are: their features are treated as those of the users were whom the segments were made of, and
 * the algorithm's own rule takes them: of most the nearest centroid. Who is farther from it than nearly all of that segment fits none.
 * Nobody who is in a segment already changes sides. */
#include <config.h>
#include "filter-private.h"
#include "rfm-private.h"

#include <segscope/assignment.h>
#include <segscope/hint.h>
#include <segscope/pin.h>
#include <segscope/history.h>

#include <glib/gi18n.h>
#include <math.h>

static gboolean
refuse (const SegSegmentation *segmentation, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
	             seg_hint (_("How new users would be treated was not kept with \"%s\"; make it anew (segscope cluster --replace), or take another"),
	                       _("How new users would be treated was not kept with \"%s\"; make it anew on Clusters, or take another")),
	             segmentation->name);
	return FALSE;
}

/* @transforms: (out) what was fitted when the segmentation was made. */
static gboolean
read_transforms (SegWorkspace *workspace, const SegSegmentation *segmentation, char **transforms, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT transforms FROM segmentation WHERE id = :id", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	if (seg_statement_next (statement, &failure))
		*transforms = g_strdup (seg_statement_text (statement, 0));
	if (!seg_query_ended (failure, error))
		return FALSE;
	return (*transforms != NULL && **transforms != '\0') || refuse (segmentation, error);
}

/* How many labels there are where no rule was kept: those of the nearest centroids. */
static guint
n_labels (const SegSegmentation *segmentation)
{
	return segmentation->rule_segments != NULL ? segmentation->rule_segments->len : segmentation->segments->len;
}

/* The centroids as a rule; NULL with @error for segments that have none. */
static SegClusterRule *
rule_of_centroids (const SegSegmentation *segmentation, gsize n_columns, GError **error)
{
	SegMatrix *centroids = seg_matrix_new (n_labels (segmentation), n_columns, error);

	for (guint i = 0; centroids != NULL && i < n_labels (segmentation); i++) {
		const SegSegment *segment = seg_segmentation_labelled (segmentation, (gint32) i);

		if (segment != NULL && segment->n_values == n_columns) {
			for (gsize j = 0; j < n_columns; j++)
				seg_matrix_row (centroids, i)[j] = segment->centroid[j];
			continue;
		}
		g_clear_pointer (&centroids, seg_matrix_free);
		refuse (segmentation, error);
	}
	return centroids != NULL ? seg_cluster_rule_nearest (centroids) : NULL;
}

SegClusterRule *
seg_segmentation_rule (SegWorkspace *workspace, const SegSegmentation *segmentation, gsize n_columns, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT rule FROM segmentation WHERE id = :id AND rule IS NOT NULL", error);
	GError *failure = NULL;
	g_autoptr (GBytes) bytes = NULL;
	SegClusterRule *rule;

	if (statement == NULL)
		return NULL;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	if (seg_statement_next (statement, &failure)) {
		gsize size;
		const void *data = seg_statement_blob (statement, 0, &size);

		bytes = g_bytes_new (data, size);
	}
	if (!seg_query_ended (failure, error))
		return NULL;
	if (bytes == NULL)
		return rule_of_centroids (segmentation, n_columns, error);
	rule = seg_cluster_rule_from_bytes (bytes, error);
	if (rule != NULL && seg_cluster_rule_k (rule) > n_labels (segmentation)) {
		g_clear_pointer (&rule, seg_cluster_rule_free);
		refuse (segmentation, error);
	}
	return rule;
}

/* The set of the segmentation, computed again where the data have changed. */
static SegFeatureSet *
fresh_set (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);

	if (set == NULL || !set->stale)
		return g_steal_pointer (&set);
	return seg_feature_set_build (workspace, set->name, seg_feature_set_wanted_as_of (set), set->selection, job, error);
}

/* What was found out about the users of @matrix, some of whom are members already. */
typedef struct {
	const SegFeatureMatrix *matrix;
	gint32    *labels;
	double    *distances;
	SegMatrix *shares; /* NULL: segments that do not overlap */
} Placing;

static void
placing_clear (Placing *placing)
{
	g_free (placing->labels);
	g_free (placing->distances);
	seg_matrix_free (placing->shares);
}

/* Room for what is found; shares where the segments are such that users have some in several. */
static gboolean
placing_init (Placing *placing, const SegSegmentation *segmentation, const SegFeatureMatrix *matrix, const SegClusterRule *rule, GError **error)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (segmentation->algorithm);
	gsize n = matrix->scaled->n_rows;

	placing->matrix = matrix;
	placing->labels = g_try_new (gint32, n);
	placing->distances = g_try_new (double, n);
	if (placing->labels == NULL || placing->distances == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), n);
		return FALSE;
	}
	if (algorithm == NULL || !algorithm->has_membership || seg_cluster_rule_k (rule) < 2)
		return TRUE;
	placing->shares = seg_matrix_new (n, seg_cluster_rule_k (rule), error);
	return placing->shares != NULL;
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	const SegSegmentation *segmentation;
	SegStatement *member, *fits_none, *shares;
	gint64       *segment_ids; /* by label of the rule */
	double       *reaches;     /* by position of the segment */
} Writing;

static void
writing_clear (Writing *writing)
{
	seg_statement_free (writing->member);
	seg_statement_free (writing->fits_none);
	seg_statement_free (writing->shares);
	g_free (writing->segment_ids);
	g_free (writing->reaches);
}

static gboolean
writing_init (SegWorkspace *workspace, Writing *writing, const SegSegmentation *segmentation, const SegClusterRule *rule, GError **error)
{
	guint k = seg_cluster_rule_k (rule);

	writing->segmentation = segmentation;
	writing->segment_ids = g_new0 (gint64, k + 1);
	for (guint label = 0; label < k; label++) {
		const SegSegment *segment = seg_segmentation_labelled (segmentation, (gint32) label);

		writing->segment_ids[label] = segment != NULL ? segment->id : 0;
	}
	writing->reaches = seg_segmentation_reaches (workspace, segmentation, error);
	if (writing->reaches == NULL)
		return FALSE;
	writing->member = seg_workspace_prepare (workspace,
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, assigned_at) VALUES (:segmentation, :user, :segment, :distance, "
		"unixepoch ())", error);
	writing->fits_none = writing->member != NULL ? seg_workspace_prepare (workspace,
		"INSERT INTO fits_none (segmentation_id, user_id, segment_id, distance, reach) VALUES (:segmentation, :user, :segment, :distance, :reach)",
		error) : NULL;
	writing->shares = writing->fits_none != NULL ? seg_shares_prepare (workspace, segmentation->id, error) : NULL;
	return writing->shares != NULL;
}

static double
reach_of (const Writing *writing, const SegSegment *segment)
{
	guint place;

	return g_ptr_array_find (writing->segmentation->segments, segment, &place) ? writing->reaches[place] : INFINITY;
}

/* @segment: the nearest, or NULL. */
static gboolean
write_row (Writing *writing, gboolean fits, gint64 user_id, const SegSegment *segment, double distance, double reach, GError **error)
{
	SegStatement *statement = fits ? writing->member : writing->fits_none;

	seg_statement_bind_integer (statement, ":segmentation", writing->segmentation->id);
	seg_statement_bind_integer (statement, ":user", user_id);
	if (segment != NULL)
		seg_statement_bind_integer (statement, ":segment", segment->id);
	else
		seg_statement_bind_null (statement, ":segment");
	seg_statement_bind_double (statement, ":distance", segment != NULL ? distance : NAN);
	if (!fits)
		seg_statement_bind_double (statement, ":reach", segment != NULL ? reach : NAN);
	return seg_statement_run (statement, error);
}

/* Row @row of the placing: into its segment where it is near enough. */
static gboolean
write_user (Writing *writing, const Placing *placing, gsize row, gint64 *n, GError **error)
{
	const SegSegment *segment = seg_segmentation_labelled (writing->segmentation, placing->labels[row]);
	double reach = segment != NULL ? reach_of (writing, segment) : INFINITY;
	gboolean fits = segment != NULL && !(placing->distances[row] > reach);
	gint64 user = placing->matrix->user_ids[row];

	if (!write_row (writing, fits, user, segment, placing->distances[row], reach, error))
		return FALSE;
	*n += fits;
	return !fits || placing->shares == NULL
	       || seg_shares_insert (writing->shares, user, writing->segment_ids, seg_matrix_row (placing->shares, row), placing->shares->n_columns, error);
}

static gboolean
insert (const SegMembers *members, Writing *writing, const Placing *placing, SegJob *job, gint64 *n, GError **error)
{
	const SegFeatureMatrix *matrix = placing->matrix;
	gsize member = 0;

	for (gsize row = 0; row < matrix->scaled->n_rows; row++) {
		if (row % 4096 == 0 && !seg_job_proceed (job, 1, NULL, error))
			return FALSE;
		while (member < members->n && members->user_ids[member] < matrix->user_ids[row])
			member++;
		if ((member == members->n || members->user_ids[member] != matrix->user_ids[row]) && !write_user (writing, placing, row, n, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
forget_unfit (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "DELETE FROM fits_none WHERE segmentation_id = :id", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	return seg_statement_run (statement, error);
}

static gboolean
audit (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 n, GError **error)
{
	g_autofree char *detail = g_strdup_printf ("{\"users\": %" G_GINT64_FORMAT "}", n);

	return n == 0 || seg_audit_add (workspace, "assign new users", segmentation->name, detail, error);
}

/* Users who are pinned out count as members here: where they would be stays what it was. */
static gboolean
place (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureMatrix *matrix, SegJob *job, gint64 *n,
       GError **error)
{
	g_autoptr (SegMembers) members = seg_pins_lift (workspace, segmentation->id, error) ? seg_members_load (workspace, segmentation, job, error) : NULL;
	g_autoptr (SegClusterRule) rule = members != NULL ? seg_segmentation_rule (workspace, segmentation, matrix->n_columns, error) : NULL;
	Placing placing = { 0 };
	Writing writing = { 0 };
	gboolean placed = rule != NULL && placing_init (&placing, segmentation, matrix, rule, error)
	                  && seg_cluster_rule_assign (rule, matrix->scaled, job, placing.labels, placing.distances, placing.shares, error)
	                  && forget_unfit (workspace, segmentation, error) && writing_init (workspace, &writing, segmentation, rule, error)
	                  && insert (members, &writing, &placing, job, n, error) && audit (workspace, segmentation, *n, error)
	                  && seg_pins_apply (workspace, segmentation->id, error) && seg_job_proceed (job, 1, NULL, error);

	placing_clear (&placing);
	writing_clear (&writing);
	return placed;
}

gboolean
seg_segmentation_assign (SegWorkspace *workspace, gint64 id, SegJob *job, gint64 *n, GError **error)
{
	g_autoptr (SegEdit) edit = seg_pins_expire (workspace, 0, NULL, error) ? seg_edit_begin (workspace, error) : NULL;
	g_autoptr (SegSegmentation) segmentation = edit != NULL ? seg_segmentation_load_id (workspace, id, error) : NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autofree char *transforms = NULL;
	gint64 placed = 0;
	SegJobSpan span;

	if (segmentation != NULL && seg_segmentation_is_rfm (segmentation))
		return seg_rfm_assign (workspace, segmentation, n, job, error)
		       && seg_edit_commit (g_steal_pointer (&edit), N_("Put in new users"), segmentation->name, error);
	if (segmentation != NULL && g_str_equal (segmentation->algorithm, SEG_CONDITIONS_ALGORITHM))
		return seg_conditions_assign (workspace, segmentation, n, job, error)
		       && seg_edit_commit (g_steal_pointer (&edit), N_("Put in new users"), segmentation->name, error);
	if (segmentation == NULL || !read_transforms (workspace, segmentation, &transforms, error))
		return FALSE;
	span = seg_job_enter (job, 0, 0.5);
	set = fresh_set (workspace, segmentation, job, error);
	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.5, 0.9);
	matrix = set != NULL ? seg_feature_matrix_again (workspace, set, transforms, job, error) : NULL;
	seg_job_leave (job, span);
	if (matrix == NULL || !place (workspace, segmentation, matrix, job, &placed, error)
	    || !seg_edit_commit (g_steal_pointer (&edit), N_("Put in new users"), segmentation->name, error))
		return FALSE;
	*n = placed;
	return TRUE;
}
