/* Keeping what was tried. */
#include <config.h>
#include "run-private.h"

#include <glib/gi18n.h>
#include <math.h>

typedef struct {
	const SegFeatureSet    *set;
	const SegFeatureMatrix *matrix;
	const SegClusterModel  *model;
	const SegSweep         *sweep;
	char   *selection;
	gint64  users_id, trial;
} Keeping;

/* The users of the matrix: those already there, or now. */
static gboolean
keep_users (SegWorkspace *workspace, Keeping *keeping, GError **error)
{
	g_autoptr (GByteArray) ids = seg_run_pack_ids (keeping->matrix->user_ids, keeping->matrix->scaled->n_rows);
	g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, ids->data, ids->len);
	g_autoptr (SegStatement) find = seg_workspace_prepare (workspace, "SELECT id FROM run_users WHERE digest = :digest", error), insert = NULL;
	GError *failure = NULL;

	if (find == NULL)
		return FALSE;
	seg_statement_bind_text (find, ":digest", digest);
	if (seg_statement_next (find, &failure))
		keeping->users_id = seg_statement_integer (find, 0);
	if (!seg_query_ended (failure, error) || keeping->users_id != 0)
		return failure == NULL;
	insert = seg_workspace_prepare (workspace, "INSERT INTO run_users (digest, n_users, ids) VALUES (:digest, :n, :ids)", error);
	if (insert == NULL)
		return FALSE;
	seg_statement_bind_text (insert, ":digest", digest);
	seg_statement_bind_integer (insert, ":n", (gint64) keeping->matrix->scaled->n_rows);
	seg_statement_bind_blob (insert, ":ids", ids->data, ids->len);
	if (!seg_statement_run (insert, error))
		return FALSE;
	keeping->users_id = seg_workspace_last_id (workspace);
	return TRUE;
}

/* The algorithm and its parameters, with k as it came out. */
static void
settings_of (const Keeping *keeping, const SegSweepRow *row, SegClusterSettings *settings)
{
	const SegSweepOptions *options = &keeping->sweep->options;

	if (keeping->model != NULL) {
		*settings = keeping->model->settings;
		if (keeping->model->dendrogram == NULL)
			return;
	} else {
		seg_cluster_settings_init (settings, seg_cluster_algorithm_find ("k-means"));
		settings->seed = options->seed;
		seg_cluster_settings_put (settings, "restarts", options->restarts);
		seg_cluster_settings_put (settings, "passes", options->max_passes);
	}
	seg_cluster_settings_put (settings, "k", row->clustering->k);
}

static void
bind_figures (SegStatement *statement, const SegSweepRow *row)
{
	const SegStability *stability = &row->stability;
	gboolean resampled = stability->n_resamples > 0;

	seg_statement_bind_double (statement, ":inertia", row->clustering->inertia);
	seg_statement_bind_double (statement, ":silhouette", row->silhouette);
	seg_statement_bind_double (statement, ":silhouette_error", row->silhouette_error);
	seg_statement_bind_double (statement, ":calinski_harabasz", row->calinski_harabasz);
	seg_statement_bind_double (statement, ":davies_bouldin", row->davies_bouldin);
	seg_statement_bind_double (statement, ":gap", row->gap);
	seg_statement_bind_double (statement, ":gap_error", row->gap_error);
	seg_statement_bind_double (statement, ":bic", row->bic);
	seg_statement_bind_text (statement, ":bic_shape", isnan (row->bic) ? NULL : row->bic_shape);
	seg_statement_bind_double (statement, ":stability", resampled ? stability->least : NAN);
	seg_statement_bind_double (statement, ":returned", resampled ? (double) stability->n_returned / stability->n_resamples : NAN);
	seg_statement_bind_double (statement, ":seconds", row->seconds);
}

#define EQUAL "fingerprint = :fingerprint AND algorithm = :algorithm AND options = :options AND seed = :seed AND k = :k"

static void
bind_equal (SegStatement *statement, const Keeping *keeping, const SegClusterSettings *settings, const char *options, guint k)
{
	seg_statement_bind_text (statement, ":fingerprint", keeping->matrix->fingerprint);
	seg_statement_bind_text (statement, ":algorithm", settings->algorithm->name);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_integer (statement, ":seed", (gint64) settings->seed);
	seg_statement_bind_integer (statement, ":k", k);
}

/* An older run of the same values with the same options. */
static gboolean
drop_equal (SegWorkspace *workspace, const Keeping *keeping, const SegClusterSettings *settings, const char *options, guint k, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "DELETE FROM cluster_run WHERE " EQUAL, error);

	if (statement == NULL)
		return FALSE;
	bind_equal (statement, keeping, settings, options, k);
	return seg_statement_run (statement, error);
}

/* Whether the same segments are there already, of a sweep or with figures that were not measured now. */
static gboolean
find_richer (SegWorkspace *workspace, const Keeping *keeping, const SegSweepRow *row, const SegClusterSettings *settings, const char *options,
             const GByteArray *labels, gboolean *found, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	GError *failure = NULL;

	*found = FALSE;
	if (keeping->sweep->n_rows > 1 || !isnan (row->gap) || !isnan (row->bic) || row->stability.n_resamples > 0)
		return TRUE;
	statement = seg_workspace_prepare (workspace,
		"SELECT 1 FROM cluster_run r WHERE " EQUAL " AND labels = :labels AND (coalesce (gap, bic, stability) IS NOT NULL "
		"OR EXISTS (SELECT 1 FROM cluster_run other WHERE other.trial = r.trial AND other.id <> r.id))", error);
	if (statement == NULL)
		return FALSE;
	bind_equal (statement, keeping, settings, options, row->clustering->k);
	seg_statement_bind_blob (statement, ":labels", labels->data, labels->len);
	*found = seg_statement_next (statement, &failure);
	return seg_query_ended (failure, error);
}

static void
bind_origin (SegStatement *statement, const Keeping *keeping, const SegClusterSettings *settings, const char *options)
{
	seg_statement_bind_integer (statement, ":trial", keeping->trial);
	seg_statement_bind_integer (statement, ":set_id", keeping->set->id);
	seg_statement_bind_text (statement, ":set", keeping->set->name);
	seg_statement_bind_text (statement, ":selection", keeping->selection);
	seg_statement_bind_text (statement, ":fingerprint", keeping->matrix->fingerprint);
	seg_statement_bind_text (statement, ":algorithm", settings->algorithm->name);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_integer (statement, ":seed", (gint64) settings->seed);
	seg_statement_bind_integer (statement, ":created_at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_integer (statement, ":users_id", keeping->users_id);
}

static gboolean
insert_run (SegWorkspace *workspace, Keeping *keeping, guint i, SegStatement *statement, GError **error)
{
	const SegSweepRow *row = keeping->sweep->rows + i;
	const SegClustering *clustering = row->clustering;
	SegClusterSettings settings;
	g_autofree char *options = NULL;
	g_autoptr (GByteArray) labels = seg_run_pack_labels (clustering->labels, clustering->n_rows, clustering->k);
	gboolean recommended = keeping->sweep->n_rows > 1 && i == keeping->sweep->suggested, found;

	settings_of (keeping, row, &settings);
	options = seg_run_options_to_json (&settings);
	if (!find_richer (workspace, keeping, row, &settings, options, labels, &found, error))
		return FALSE;
	if (found)
		return TRUE;
	if (!drop_equal (workspace, keeping, &settings, options, clustering->k, error))
		return FALSE;
	bind_origin (statement, keeping, &settings, options);
	bind_figures (statement, row);
	seg_statement_bind_integer (statement, ":k", clustering->k);
	seg_statement_bind_integer (statement, ":n_users", (gint64) clustering->n_rows);
	seg_statement_bind_integer (statement, ":smallest", (gint64) row->smallest);
	seg_statement_bind_integer (statement, ":recommended", recommended);
	seg_statement_bind_text (statement, ":reason", recommended ? keeping->sweep->reason : "");
	seg_statement_bind_blob (statement, ":labels", labels->data, labels->len);
	return seg_statement_run (statement, error);
}

/* The number of a new trial: above all there are. */
static gboolean
number_trial (SegWorkspace *workspace, Keeping *keeping, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT coalesce (max (max (id), max (trial)), 0) + 1 FROM cluster_run", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	if (seg_statement_next (statement, &failure))
		keeping->trial = seg_statement_integer (statement, 0);
	return seg_query_ended (failure, error);
}

static gboolean
insert_runs (SegWorkspace *workspace, Keeping *keeping, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO cluster_run (trial, feature_set_id, feature_set, set_fingerprint, selection, fingerprint, algorithm, options, seed, k, n_users, "
		"smallest, inertia, silhouette, silhouette_error, calinski_harabasz, davies_bouldin, gap, gap_error, bic, bic_shape, stability, returned, "
		"recommended, reason, seconds, created_at, program_version, users_id, labels) "
		"SELECT :trial, :set_id, :set, fingerprint, :selection, :fingerprint, :algorithm, :options, :seed, :k, :n_users, :smallest, :inertia, "
		":silhouette, :silhouette_error, :calinski_harabasz, :davies_bouldin, :gap, :gap_error, :bic, :bic_shape, :stability, :returned, "
		":recommended, :reason, :seconds, :created_at, :version, :users_id, :labels FROM feature_set WHERE id = :set_id", error);

	if (statement == NULL)
		return FALSE;
	for (guint i = 0; i < keeping->sweep->n_rows; i++)
		if (!seg_job_proceed (job, (double) i / keeping->sweep->n_rows, _("keeping the runs"), error)
		    || !insert_run (workspace, keeping, i, statement, error))
			return FALSE;
	return TRUE;
}

gboolean
seg_runs_keep (SegWorkspace *workspace, const SegFeatureSet *set, const GPtrArray *selection, const SegFeatureMatrix *matrix,
               const SegClusterModel *model, const SegSweep *sweep, SegJob *job, gint64 *trial, GError **error)
{
	g_autofree char *chosen = seg_selection_to_json (selection);
	Keeping keeping = { set, matrix, model, sweep, chosen, 0, 0 };
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);

	if (transaction == NULL || !keep_users (workspace, &keeping, error) || !number_trial (workspace, &keeping, error)
	    || !insert_runs (workspace, &keeping, job, error) || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	if (trial != NULL)
		*trial = keeping.trial;
	return TRUE;
}
