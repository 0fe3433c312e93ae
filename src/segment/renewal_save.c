/* Saving the next version: what was in use is kept (version_store.c), then groups become the segments that were planned (renewal_plan.c). */
#include <config.h>
#include "renewal-private.h"
#include "version-private.h"

#include <segscope/history.h>
#include <segscope/own_feature.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Writing ---------------------------------------------------------------------------------------------------------- */

static gboolean
run_for (SegWorkspace *workspace, const char *sql, gint64 id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", id);
	return seg_statement_run (statement, error);
}

static gboolean
clear_before (SegWorkspace *workspace, gint64 id, GError **error)
{
	static const char *const steps[] = {
		"DELETE FROM membership WHERE segmentation_id = :id",
		"DELETE FROM membership_share WHERE segmentation_id = :id",
		"DELETE FROM pinned_away WHERE segmentation_id = :id",
		"DELETE FROM fits_none WHERE segmentation_id = :id",
		"DELETE FROM segment_stability WHERE segment_id IN (SELECT id FROM segment WHERE segmentation_id = :id)",
	};

	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
		if (!run_for (workspace, steps[i], id, error))
			return FALSE;
	return TRUE;
}

static gboolean
delete_gone (SegWorkspace *workspace, const SegRenewalPlan *plan, GError **error)
{
	const GPtrArray *segments = plan->renewal->before->segments;

	for (guint i = 0; i < segments->len; i++) {
		gboolean stays = FALSE;

		for (guint t = 0; t < plan->targets->len; t++)
			stays |= seg_renewal_target (plan, (gint32) t)->old == (gint32) i;
		if (!stays && !run_for (workspace, "DELETE FROM segment WHERE id = :id", ((const SegSegment *) segments->pdata[i])->id, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_noise (const SegRenewalPlan *plan, const SegRenewalTarget *target)
{
	const SegClustering *clustering = plan->renewal->outcome.clustering;

	return clustering->noise_group && target->group == (gint32) clustering->k - 1;
}

/* Segments that go on keep what people gave them; new ones get the numbers after the highest there has been in this segmentation. */
static gboolean
write_segment (SegWorkspace *workspace, const SegRenewalPlan *plan, SegRenewalTarget *target, GError **error)
{
	g_autofree char *centroid = seg_numbers_to_json (target->centroid, target->centroid != NULL ? plan->renewal->outcome.matrix->n_columns : 0);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, target->id != 0
		? "UPDATE segment SET size = :size, centroid = :centroid, noise = :noise WHERE id = :id"
		: "INSERT INTO segment (id, segmentation_id, position, name, colour, size, centroid, noise) SELECT " SEG_SQL_NEXT_SEGMENT
		  ", :segmentation, p, :name, (p - 1) % 8 + 1, :size, :centroid, :noise FROM (SELECT " SEG_SQL_NEXT_POSITION " AS p)", error);

	G_STATIC_ASSERT (SEG_SEGMENT_COLOURS == 8);
	if (statement == NULL)
		return FALSE;
	if (target->id != 0)
		seg_statement_bind_integer (statement, ":id", target->id);
	else {
		seg_statement_bind_integer (statement, ":segmentation", plan->renewal->before->id);
		seg_statement_bind_text (statement, ":name", target->name);
	}
	seg_statement_bind_integer (statement, ":size", (gint64) target->size);
	seg_statement_bind_text (statement, ":centroid", centroid);
	seg_statement_bind_integer (statement, ":noise", is_noise (plan, target));
	if (!seg_statement_run (statement, error))
		return FALSE;
	if (target->id == 0)
		target->id = seg_workspace_last_id (workspace);
	return TRUE;
}

/* Every group is a segment of its own, in this order, and nothing else is: then what the algorithm keeps of its groups holds of the segments. */
static gboolean
is_as_clustered (const SegRenewalPlan *plan)
{
	gboolean as_clustered = plan->targets->len == seg_renewal_n_groups (plan->renewal);

	for (guint i = 0; as_clustered && i < plan->targets->len; i++)
		as_clustered = !seg_renewal_target (plan, (gint32) i)->changed;
	return as_clustered;
}

/* The segment of each label of the rule; without one, those that have a middle, to the nearest of which new users go. Owned. */
static char *
rule_segments (const SegRenewalPlan *plan)
{
	const SegRenewal *renewal = plan->renewal;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

	if (renewal->outcome.model != NULL && renewal->outcome.model->rule != NULL) {
		for (guint label = 0; label < seg_cluster_rule_k (renewal->outcome.model->rule); label++)
			g_array_append_val (ids, seg_renewal_target (plan, plan->of_group[label])->id);
	} else
		for (guint i = 0; i < plan->targets->len; i++)
			if (seg_renewal_target (plan, (gint32) i)->size > 0)
				g_array_append_val (ids, seg_renewal_target (plan, (gint32) i)->id);
	return seg_ids_to_json (&g_array_index (ids, gint64, 0), ids->len);
}

static void
bind_bytes (SegStatement *statement, const char *name, GBytes *bytes)
{
	gsize size;
	const void *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

	if (data != NULL)
		seg_statement_bind_blob (statement, name, data, size);
	else
		seg_statement_bind_null (statement, name);
}

static void
bind_model (SegStatement *statement, const SegRenewalPlan *plan)
{
	const SegClusterModel *model = plan->renewal->outcome.model;
	gboolean has_tree = model != NULL && model->dendrogram != NULL && is_as_clustered (plan);
	g_autoptr (GBytes) rule = model != NULL && model->rule != NULL ? seg_cluster_rule_to_bytes (model->rule) : NULL;
	g_autoptr (GBytes) tree = has_tree ? seg_dendrogram_to_bytes (model->dendrogram) : NULL;

	bind_bytes (statement, ":rule", rule);
	bind_bytes (statement, ":tree", tree);
}

static gboolean
write_segmentation (SegWorkspace *workspace, const SegRenewalPlan *plan, GError **error)
{
	const SegOutcome *outcome = &plan->renewal->outcome;
	g_autofree char *selection = seg_selection_to_json (outcome->selection), *rule_ids = rule_segments (plan);
	g_autofree char *definitions = seg_own_selection_digest (workspace, outcome->selection, error);
	const SegClusterSettings *settings = outcome->model != NULL ? &outcome->model->settings : &outcome->settings;
	g_autoptr (SegStatement) statement = definitions != NULL ? seg_workspace_prepare (workspace,
		"UPDATE segmentation SET feature_set_id = :set, selection = :selection, algorithm = :algorithm, options = :options, seed = :seed, "
		"n_users = :n_users, inertia = :inertia, silhouette = :silhouette, created_at = unixepoch (), program_version = :version, "
		"fingerprint = :fingerprint, transforms = :transforms, definitions = :definitions, rule = :rule, tree = :tree, rule_segments = :segments, "
		"set_fingerprint = (SELECT fingerprint FROM feature_set WHERE id = :set) WHERE id = :id", error) : NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", plan->renewal->before->id);
	seg_statement_bind_integer (statement, ":set", outcome->set->id);
	seg_statement_bind_text (statement, ":selection", selection);
	seg_statement_bind_text (statement, ":algorithm", settings->algorithm->name);
	seg_statement_bind_text (statement, ":options", plan->options);
	seg_statement_bind_integer (statement, ":seed", (gint64) settings->seed);
	seg_statement_bind_integer (statement, ":n_users", (gint64) outcome->clustering->n_rows);
	seg_statement_bind_double (statement, ":inertia", outcome->clustering->inertia);
	seg_statement_bind_double (statement, ":silhouette", is_as_clustered (plan) ? outcome->silhouette : NAN);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":fingerprint", outcome->matrix->fingerprint);
	seg_statement_bind_text (statement, ":transforms", outcome->matrix->transforms);
	seg_statement_bind_text (statement, ":definitions", definitions);
	seg_statement_bind_text (statement, ":segments", rule_ids);
	bind_model (statement, plan);
	return seg_statement_run (statement, error);
}

/* A silhouette says how a user lies among the groups: only where these are the segments. */
static gboolean
write_members (SegWorkspace *workspace, const SegRenewalPlan *plan, SegJob *job, GError **error)
{
	const SegOutcome *outcome = &plan->renewal->outcome;
	gsize n = outcome->clustering->n_rows;
	gboolean has_widths = outcome->widths != NULL && is_as_clustered (plan);
	gboolean has_tree = outcome->model != NULL && outcome->model->dendrogram != NULL && is_as_clustered (plan);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette, leaf) "
		"VALUES (:segmentation, :user, :segment, :distance, :silhouette, :leaf)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", plan->renewal->before->id);
	for (gsize row = 0; row < n; row++) {
		if (row % 4096 == 0 && !seg_job_proceed (job, (double) row / (double) n, _("keeping the segments"), error))
			return FALSE;
		seg_statement_bind_integer (statement, ":user", outcome->matrix->user_ids[row]);
		seg_statement_bind_integer (statement, ":segment", seg_renewal_target (plan, plan->labels[row])->id);
		seg_statement_bind_double (statement, ":distance", plan->distances[row]);
		seg_statement_bind_double (statement, ":silhouette", has_widths ? outcome->widths[row] : NAN);
		if (has_tree)
			seg_statement_bind_integer (statement, ":leaf", (gint64) row);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_shares (SegWorkspace *workspace, const SegRenewalPlan *plan, SegJob *job, GError **error)
{
	const SegOutcome *outcome = &plan->renewal->outcome;
	const SegMatrix *shares = outcome->model != NULL ? outcome->model->membership : NULL;
	g_autofree gint64 *ids = NULL;
	g_autoptr (SegStatement) statement = NULL;

	if (shares == NULL || shares->n_columns < 2)
		return TRUE;
	ids = g_new (gint64, shares->n_columns);
	for (gsize label = 0; label < shares->n_columns; label++)
		ids[label] = seg_renewal_target (plan, plan->of_group[label])->id;
	statement = seg_shares_prepare (workspace, plan->renewal->before->id, error);
	for (gsize row = 0; statement != NULL && row < shares->n_rows; row++)
		if ((row % 1024 == 0 && !seg_job_proceed (job, 1, NULL, error))
		    || !seg_shares_insert (statement, outcome->matrix->user_ids[row], ids, seg_matrix_row (shares, row), shares->n_columns, error))
			return FALSE;
	return statement != NULL;
}

static gboolean
write_version (SegWorkspace *workspace, SegRenewalPlan *plan, const char *note, SegJob *job, GError **error)
{
	if (!seg_version_open (workspace, plan->renewal->before->id, plan->renewal->outcome.matrix, note, &plan->version_id, job, error))
		return FALSE;
	for (guint i = 0; i < plan->targets->len; i++) {
		const SegRenewalTarget *target = seg_renewal_target (plan, (gint32) i);

		if (!seg_version_say_came (workspace, plan->version_id, target->id, target->came, target->confidence, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_all (SegWorkspace *workspace, SegRenewalPlan *plan, const char *note, SegJob *job, GError **error)
{
	gint64 id = plan->renewal->before->id;

	if (!seg_version_close (workspace, id, error) || !clear_before (workspace, id, error) || !delete_gone (workspace, plan, error))
		return FALSE;
	for (guint i = 0; i < plan->targets->len; i++)
		if (!write_segment (workspace, plan, seg_renewal_target (plan, (gint32) i), error))
			return FALSE;
	return write_segmentation (workspace, plan, error) && write_members (workspace, plan, job, error)
	       && write_shares (workspace, plan, job, error) && write_version (workspace, plan, note, job, error)
	       && seg_pins_apply (workspace, id, error);
}

/* What was matched must be what is there. */
static gboolean
check_same (SegWorkspace *workspace, const SegRenewal *renewal, GError **error)
{
	g_autoptr (SegSegmentation) now = seg_segmentation_load_id (workspace, renewal->before->id, error);
	g_autoptr (GPtrArray) versions = now != NULL ? seg_versions (workspace, renewal->before->id, error) : NULL;
	gboolean same;

	if (versions == NULL)
		return FALSE;
	same = versions->len > 0 && ((const SegVersion *) versions->pdata[versions->len - 1])->number == renewal->number
	       && now->segments->len == renewal->before->segments->len && now->n_users == renewal->before->n_users;
	for (guint i = 0; same && i < now->segments->len; i++)
		same = ((const SegSegment *) now->segments->pdata[i])->id == ((const SegSegment *) renewal->before->segments->pdata[i])->id;
	if (!same)
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" has changed since it was clustered again; match it once more"),
		             renewal->before->name);
	return same;
}

gboolean
seg_renewal_save (SegWorkspace *workspace, SegRenewal *renewal, const char *note, guint *number, SegJob *job, GError **error)
{
	SegRenewalPlan plan = { .renewal = renewal };
	g_autoptr (SegEdit) edit = NULL;
	g_autofree char *detail = NULL;
	gboolean saved = FALSE;

	if (seg_renewal_plan_make (&plan, error) && (edit = seg_edit_begin (workspace, error)) != NULL && check_same (workspace, renewal, error)
	    && seg_pins_expire (workspace, 0, NULL, error)) {
		plan.options = seg_outcome_options (&renewal->outcome);
		detail = g_strdup_printf ("{\"version\": %u, \"segments\": %u}", renewal->number + 1, plan.targets->len);
		saved = write_all (workspace, &plan, note, job, error) && seg_audit_add (workspace, "next version", renewal->before->name, detail, error)
		        && seg_edit_commit (g_steal_pointer (&edit), N_("Make the next version"), renewal->before->name, error);
	}
	if (saved && number != NULL)
		*number = renewal->number + 1;
	seg_renewal_plan_clear (&plan);
	return saved;
}
