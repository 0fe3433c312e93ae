/* Saving the next version: what was in use is kept (version_store.c), then groups become the segments that were accepted. */
#include <config.h>
#include "renewal-private.h"
#include "version-private.h"

#include <segscope/history.h>
#include <segscope/own_feature.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* A segment of the next version. */
typedef struct {
	gint32    old;     /* of the segmentation before, from 0; -1: a new one */
	gint32    group;   /* the group it is, -1: none */
	gboolean  changed; /* it is not just its group: others joined, or some stayed apart */
	gint64    id;
	char     *name;    /* of a new one */
	gsize     size;
	double   *centroid;
	double    confidence;
	const char *came;
} Target;

typedef struct {
	SegRenewal *renewal;
	GArray     *targets;   /* of Target */
	gint32     *of_group;  /* the target of each group */
	gint32     *labels;    /* the target of each row */
	double     *distances; /* of each row */
	char       *options;
	gint64      version_id;
} Saving;

static Target *
target_at (const Saving *saving, gint32 index)
{
	return &g_array_index (saving->targets, Target, (guint) index);
}

static void
clear_target (gpointer data)
{
	Target *target = data;

	g_free (target->name);
	g_free (target->centroid);
}

static void
saving_clear (Saving *saving)
{
	g_array_unref (saving->targets);
	g_free (saving->of_group);
	g_free (saving->labels);
	g_free (saving->distances);
	g_free (saving->options);
}

/* What becomes what ------------------------------------------------------------------------------------------------ */

static gint32
add_target (Saving *saving, gint32 old, gint32 group, const char *came, double confidence)
{
	Target target = { .old = old, .group = group, .came = came, .confidence = confidence };

	if (old >= 0)
		target.id = ((const SegSegment *) saving->renewal->before->segments->pdata[old])->id;
	g_array_append_val (saving->targets, target);
	return (gint32) saving->targets->len - 1;
}

/* A name that no segment that stays has, and no other new one. */
static char *
free_name (const Saving *saving, const char *proposed)
{
	for (guint number = 1;; number++) {
		g_autofree char *name = number > 1 ? g_strdup_printf ("%s %u", proposed, number) : g_strdup (proposed);
		gboolean taken = FALSE;

		for (guint i = 0; i < saving->renewal->before->segments->len; i++)
			taken |= strcmp (((const SegSegment *) saving->renewal->before->segments->pdata[i])->name, name) == 0;
		for (guint i = 0; i < saving->targets->len; i++)
			taken |= g_strcmp0 (target_at (saving, (gint32) i)->name, name) == 0;
		if (!taken)
			return g_steal_pointer (&name);
	}
}

/* Groups that are segments of their own first, then those that join one. */
static void
place_groups (Saving *saving)
{
	const GPtrArray *proposals = saving->renewal->proposals;
	guint k = seg_renewal_n_groups (saving->renewal);

	for (guint group = 0; group < k; group++) {
		const SegRenewalProposal *proposal = proposals->pdata[group];

		saving->of_group[group] = -1;
		if (proposal->kind == SEG_RENEWAL_SAME)
			saving->of_group[group] = add_target (saving, proposal->segment, (gint32) group, "same", proposal->confidence);
		else if (proposal->accepted) {
			g_autofree char *name = free_name (saving, proposal->name);

			saving->of_group[group] = add_target (saving, -1, (gint32) group, proposal->kind == SEG_RENEWAL_SPLIT ? "split" : "new", NAN);
			target_at (saving, saving->of_group[group])->name = g_steal_pointer (&name);
		}
	}
	for (guint group = 0; group < k; group++) {
		const SegRenewalProposal *proposal = proposals->pdata[group];
		gint32 at = (gint32) group;

		for (guint steps = 0; saving->of_group[at] < 0 && steps < k; steps++)
			at = ((const SegRenewalProposal *) proposals->pdata[at])->into;
		if (saving->of_group[group] < 0 && proposal->kind != SEG_RENEWAL_SAME) {
			saving->of_group[group] = saving->of_group[at];
			target_at (saving, saving->of_group[at])->changed = TRUE;
		}
	}
}

/* Segments that were to go and stay; those of a declined merging keep their users: @stays by old segment. */
static void
place_kept (Saving *saving, gint32 *stays)
{
	const GPtrArray *proposals = saving->renewal->proposals;

	for (guint i = seg_renewal_n_groups (saving->renewal); i < proposals->len; i++) {
		const SegRenewalProposal *proposal = proposals->pdata[i];

		if (proposal->accepted)
			continue;
		if (proposal->kind == SEG_RENEWAL_MERGED) {
			stays[proposal->segment] = add_target (saving, proposal->segment, -1, "same", NAN);
			target_at (saving, stays[proposal->segment])->changed = TRUE;
			target_at (saving, saving->of_group[proposal->group])->changed = TRUE;
		} else
			add_target (saving, proposal->segment, -1, "kept", NAN);
	}
}

static void
place_rows (Saving *saving, const gint32 *stays)
{
	const SegRenewal *renewal = saving->renewal;
	const SegClustering *clustering = renewal->outcome.clustering;

	for (gsize row = 0; row < clustering->n_rows; row++) {
		gint32 old = renewal->old_labels[row], target = saving->of_group[clustering->labels[row]];

		for (guint i = seg_renewal_n_groups (renewal); old >= 0 && stays[old] >= 0 && i < renewal->proposals->len; i++) {
			const SegRenewalProposal *proposal = renewal->proposals->pdata[i];

			if (proposal->segment == old && proposal->group == clustering->labels[row])
				target = stays[old];
		}
		saving->labels[row] = target;
		target_at (saving, target)->size++;
	}
}

/* The middles, of a segment that is just its group those of the clustering; of one kept without users that of those who were in it and are
 * still there, so that they are known when they come back. */
static gboolean
find_centroids (Saving *saving, GError **error)
{
	const SegRenewal *renewal = saving->renewal;
	const SegMatrix *matrix = renewal->outcome.matrix->scaled;
	gsize d = matrix->n_columns;

	for (guint i = 0; i < saving->targets->len; i++) {
		Target *target = target_at (saving, (gint32) i);
		gsize n = 0;

		if (target->group >= 0 && !target->changed) {
			target->centroid = g_memdup2 (seg_matrix_row (renewal->outcome.clustering->centroids, (gsize) target->group), d * sizeof (double));
			continue;
		}
		target->centroid = g_new0 (double, d + 1);
		for (gsize row = 0; row < matrix->n_rows; row++) {
			if (target->size > 0 ? saving->labels[row] != (gint32) i : renewal->old_labels[row] != target->old)
				continue;
			n++;
			for (gsize j = 0; j < d; j++)
				target->centroid[j] += seg_matrix_row (matrix, row)[j];
		}
		for (gsize j = 0; j < d && n > 0; j++)
			target->centroid[j] /= (double) n;
		if (n == 0)
			g_clear_pointer (&target->centroid, g_free);
		if (n == 0 && target->size > 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" would be without users"), target->name);
			return FALSE;
		}
	}
	return TRUE;
}

/* As the clustering says, but to the new middle where the segment is not just its group; unknown where the algorithm measures otherwise. */
static void
find_distances (Saving *saving)
{
	const SegOutcome *outcome = &saving->renewal->outcome;
	const SegMatrix *matrix = outcome->matrix->scaled;
	gboolean euclidean = outcome->model == NULL || outcome->model->distance == SEG_DISTANCE_EUCLIDEAN;

	for (gsize row = 0; row < matrix->n_rows; row++) {
		const Target *target = target_at (saving, saving->labels[row]);
		double squares = 0;

		for (gsize j = 0; target->changed && j < matrix->n_columns; j++) {
			double apart = seg_matrix_row (matrix, row)[j] - target->centroid[j];

			squares += apart * apart;
		}
		saving->distances[row] = !target->changed ? outcome->clustering->distances[row] : euclidean ? sqrt (squares) : NAN;
	}
}

static gboolean
plan (Saving *saving, GError **error)
{
	const SegRenewal *renewal = saving->renewal;
	gsize n = renewal->outcome.clustering->n_rows;
	guint n_old = renewal->before->segments->len;
	g_autofree gint32 *stays = g_new (gint32, n_old + 1);

	saving->targets = g_array_new (FALSE, TRUE, sizeof (Target));
	g_array_set_clear_func (saving->targets, clear_target);
	saving->of_group = g_new0 (gint32, seg_renewal_n_groups (renewal) + 1);
	saving->labels = g_try_new (gint32, n + 1);
	saving->distances = g_try_new (double, n + 1);
	if (saving->labels == NULL || saving->distances == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to place %zu users"), n);
		return FALSE;
	}
	for (guint i = 0; i < n_old; i++)
		stays[i] = -1;
	place_groups (saving);
	place_kept (saving, stays);
	place_rows (saving, stays);
	if (!find_centroids (saving, error))
		return FALSE;
	find_distances (saving);
	return TRUE;
}

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
delete_gone (SegWorkspace *workspace, const Saving *saving, GError **error)
{
	const GPtrArray *segments = saving->renewal->before->segments;

	for (guint i = 0; i < segments->len; i++) {
		gboolean stays = FALSE;

		for (guint t = 0; t < saving->targets->len; t++)
			stays |= target_at (saving, (gint32) t)->old == (gint32) i;
		if (!stays && !run_for (workspace, "DELETE FROM segment WHERE id = :id", ((const SegSegment *) segments->pdata[i])->id, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
is_noise (const Saving *saving, const Target *target)
{
	const SegClustering *clustering = saving->renewal->outcome.clustering;

	return clustering->noise_group && target->group == (gint32) clustering->k - 1;
}

/* Segments that go on keep what people gave them; new ones get the numbers after the highest there has been in this segmentation. */
static gboolean
write_segment (SegWorkspace *workspace, const Saving *saving, Target *target, GError **error)
{
	g_autofree char *centroid = seg_numbers_to_json (target->centroid, target->centroid != NULL ? saving->renewal->outcome.matrix->n_columns : 0);
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
		seg_statement_bind_integer (statement, ":segmentation", saving->renewal->before->id);
		seg_statement_bind_text (statement, ":name", target->name);
	}
	seg_statement_bind_integer (statement, ":size", (gint64) target->size);
	seg_statement_bind_text (statement, ":centroid", centroid);
	seg_statement_bind_integer (statement, ":noise", is_noise (saving, target));
	if (!seg_statement_run (statement, error))
		return FALSE;
	if (target->id == 0)
		target->id = seg_workspace_last_id (workspace);
	return TRUE;
}

/* Every group is a segment of its own, in this order, and nothing else is: then what the algorithm keeps of its groups holds of the segments. */
static gboolean
is_as_clustered (const Saving *saving)
{
	gboolean as_clustered = saving->targets->len == seg_renewal_n_groups (saving->renewal);

	for (guint i = 0; as_clustered && i < saving->targets->len; i++)
		as_clustered = !target_at (saving, (gint32) i)->changed;
	return as_clustered;
}

/* The segment of each label of the rule; without one, those that have a middle, to the nearest of which new users go. Owned. */
static char *
rule_segments (const Saving *saving)
{
	const SegRenewal *renewal = saving->renewal;
	g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

	if (renewal->outcome.model != NULL && renewal->outcome.model->rule != NULL) {
		for (guint label = 0; label < seg_cluster_rule_k (renewal->outcome.model->rule); label++)
			g_array_append_val (ids, target_at (saving, saving->of_group[label])->id);
	} else
		for (guint i = 0; i < saving->targets->len; i++)
			if (target_at (saving, (gint32) i)->size > 0)
				g_array_append_val (ids, target_at (saving, (gint32) i)->id);
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
bind_model (SegStatement *statement, const Saving *saving)
{
	const SegClusterModel *model = saving->renewal->outcome.model;
	gboolean has_tree = model != NULL && model->dendrogram != NULL && is_as_clustered (saving);
	g_autoptr (GBytes) rule = model != NULL && model->rule != NULL ? seg_cluster_rule_to_bytes (model->rule) : NULL;
	g_autoptr (GBytes) tree = has_tree ? seg_dendrogram_to_bytes (model->dendrogram) : NULL;

	bind_bytes (statement, ":rule", rule);
	bind_bytes (statement, ":tree", tree);
}

static gboolean
write_segmentation (SegWorkspace *workspace, const Saving *saving, GError **error)
{
	const SegOutcome *outcome = &saving->renewal->outcome;
	g_autofree char *selection = seg_selection_to_json (outcome->selection), *rule_ids = rule_segments (saving);
	g_autofree char *definitions = seg_own_selection_digest (workspace, outcome->selection, error);
	const SegClusterSettings *settings = outcome->model != NULL ? &outcome->model->settings : &outcome->settings;
	g_autoptr (SegStatement) statement = definitions != NULL ? seg_workspace_prepare (workspace,
		"UPDATE segmentation SET feature_set_id = :set, selection = :selection, algorithm = :algorithm, options = :options, seed = :seed, "
		"n_users = :n_users, inertia = :inertia, silhouette = :silhouette, created_at = unixepoch (), program_version = :version, "
		"fingerprint = :fingerprint, transforms = :transforms, definitions = :definitions, rule = :rule, tree = :tree, rule_segments = :segments, "
		"set_fingerprint = (SELECT fingerprint FROM feature_set WHERE id = :set) WHERE id = :id", error) : NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", saving->renewal->before->id);
	seg_statement_bind_integer (statement, ":set", outcome->set->id);
	seg_statement_bind_text (statement, ":selection", selection);
	seg_statement_bind_text (statement, ":algorithm", settings->algorithm->name);
	seg_statement_bind_text (statement, ":options", saving->options);
	seg_statement_bind_integer (statement, ":seed", (gint64) settings->seed);
	seg_statement_bind_integer (statement, ":n_users", (gint64) outcome->clustering->n_rows);
	seg_statement_bind_double (statement, ":inertia", outcome->clustering->inertia);
	seg_statement_bind_double (statement, ":silhouette", is_as_clustered (saving) ? outcome->silhouette : NAN);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":fingerprint", outcome->matrix->fingerprint);
	seg_statement_bind_text (statement, ":transforms", outcome->matrix->transforms);
	seg_statement_bind_text (statement, ":definitions", definitions);
	seg_statement_bind_text (statement, ":segments", rule_ids);
	bind_model (statement, saving);
	return seg_statement_run (statement, error);
}

/* A silhouette says how a user lies among the groups: only where these are the segments. */
static gboolean
write_members (SegWorkspace *workspace, const Saving *saving, SegJob *job, GError **error)
{
	const SegOutcome *outcome = &saving->renewal->outcome;
	gsize n = outcome->clustering->n_rows;
	gboolean has_widths = outcome->widths != NULL && is_as_clustered (saving);
	gboolean has_tree = outcome->model != NULL && outcome->model->dendrogram != NULL && is_as_clustered (saving);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette, leaf) "
		"VALUES (:segmentation, :user, :segment, :distance, :silhouette, :leaf)", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", saving->renewal->before->id);
	for (gsize row = 0; row < n; row++) {
		if (row % 4096 == 0 && !seg_job_proceed (job, (double) row / (double) n, _("keeping the segments"), error))
			return FALSE;
		seg_statement_bind_integer (statement, ":user", outcome->matrix->user_ids[row]);
		seg_statement_bind_integer (statement, ":segment", target_at (saving, saving->labels[row])->id);
		seg_statement_bind_double (statement, ":distance", saving->distances[row]);
		seg_statement_bind_double (statement, ":silhouette", has_widths ? outcome->widths[row] : NAN);
		if (has_tree)
			seg_statement_bind_integer (statement, ":leaf", (gint64) row);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_shares (SegWorkspace *workspace, const Saving *saving, SegJob *job, GError **error)
{
	const SegOutcome *outcome = &saving->renewal->outcome;
	const SegMatrix *shares = outcome->model != NULL ? outcome->model->membership : NULL;
	g_autofree gint64 *ids = NULL;
	g_autoptr (SegStatement) statement = NULL;

	if (shares == NULL || shares->n_columns < 2)
		return TRUE;
	ids = g_new (gint64, shares->n_columns);
	for (gsize label = 0; label < shares->n_columns; label++)
		ids[label] = target_at (saving, saving->of_group[label])->id;
	statement = seg_shares_prepare (workspace, saving->renewal->before->id, error);
	for (gsize row = 0; statement != NULL && row < shares->n_rows; row++)
		if ((row % 1024 == 0 && !seg_job_proceed (job, 1, NULL, error))
		    || !seg_shares_insert (statement, outcome->matrix->user_ids[row], ids, seg_matrix_row (shares, row), shares->n_columns, error))
			return FALSE;
	return statement != NULL;
}

static gboolean
write_version (SegWorkspace *workspace, Saving *saving, const char *note, SegJob *job, GError **error)
{
	if (!seg_version_open (workspace, saving->renewal->before->id, saving->renewal->outcome.matrix, note, &saving->version_id, job, error))
		return FALSE;
	for (guint i = 0; i < saving->targets->len; i++) {
		const Target *target = target_at (saving, (gint32) i);

		if (!seg_version_say_came (workspace, saving->version_id, target->id, target->came, target->confidence, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
write_all (SegWorkspace *workspace, Saving *saving, const char *note, SegJob *job, GError **error)
{
	gint64 id = saving->renewal->before->id;

	if (!seg_version_close (workspace, id, error) || !clear_before (workspace, id, error) || !delete_gone (workspace, saving, error))
		return FALSE;
	for (guint i = 0; i < saving->targets->len; i++)
		if (!write_segment (workspace, saving, target_at (saving, (gint32) i), error))
			return FALSE;
	return write_segmentation (workspace, saving, error) && write_members (workspace, saving, job, error)
	       && write_shares (workspace, saving, job, error) && write_version (workspace, saving, note, job, error)
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
	Saving saving = { .renewal = renewal };
	g_autoptr (SegEdit) edit = NULL;
	g_autofree char *detail = NULL;
	gboolean saved = FALSE;

	if (plan (&saving, error) && (edit = seg_edit_begin (workspace, error)) != NULL && check_same (workspace, renewal, error)
	    && seg_pins_expire (workspace, 0, NULL, error)) {
		saving.options = seg_outcome_options (&renewal->outcome);
		detail = g_strdup_printf ("{\"version\": %u, \"segments\": %u}", renewal->number + 1, saving.targets->len);
		saved = write_all (workspace, &saving, note, job, error) && seg_audit_add (workspace, "next version", renewal->before->name, detail, error)
		        && seg_edit_commit (g_steal_pointer (&edit), N_("Make the next version"), renewal->before->name, error);
	}
	if (saved && number != NULL)
		*number = renewal->number + 1;
	saving_clear (&saving);
	return saved;
}
