/* Keeping a clustering under a name: the segmentation, its segments with proposed names, and who belongs where. */
#include <config.h>
#include "outcome-private.h"
#include "version-private.h"

#include <segscope/hint.h>
#include <segscope/history.h>
#include <segscope/own_feature.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* What seg_segmentation_save() was given, for its steps. */
typedef struct {
	char *name;
	const SegFeatureSet *set;
	const GPtrArray *selection;
	const SegFeatureMatrix *matrix;
	const SegClusterSettings *settings;
	const SegClusterModel *model; /* NULL: k-means, nothing but the clustering */
	const SegClustering *clustering;
	double silhouette;
	const double *widths;
	gint64 id;           /* once it is inserted */
	gint64 *segment_ids; /* k, once they are inserted */
} Saving;

static gboolean
check_shapes (const Saving *saving, GError **error)
{
	const SegClustering *clustering = saving->clustering;
	gsize n = saving->matrix->scaled->n_rows;

	if (clustering->n_rows != n || clustering->centroids->n_columns != saving->matrix->scaled->n_columns) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
		             _("The clusters (%zu users, %zu features) are not of this matrix (%zu users, %zu features)"),
		             clustering->n_rows, clustering->centroids->n_columns, n, saving->matrix->scaled->n_columns);
		return FALSE;
	}
	for (gsize i = 0; i < n; i++)
		if (clustering->labels[i] < 0 || (guint) clustering->labels[i] >= clustering->k) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Row %zu is in cluster %d of %u"), i + 1,
			             clustering->labels[i], clustering->k);
			return FALSE;
		}
	return TRUE;
}

/* @id: of the segmentation @name, 0 when there is none. */
static gboolean
find_id (SegWorkspace *workspace, const char *name, gint64 *id, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, "SELECT id FROM segmentation WHERE name = :name", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	*id = seg_statement_next (statement, &failure) ? seg_statement_integer (statement, 0) : 0;
	return seg_query_ended (failure, error);
}

/* @id: the older segmentation that is in the way and may go, or 0. */
static gboolean
check_name (SegWorkspace *workspace, const char *name, gboolean replace, gint64 *id, GError **error)
{
	if (!find_id (workspace, name, id, error))
		return FALSE;
	if (*id == 0)
		return TRUE;
	if (replace)
		return seg_segmentation_check_unused (workspace, *id, name, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
	             seg_hint (_("There is already a segmentation \"%s\"; choose another name, or replace it (--replace)"),
	                       _("There is already a segmentation \"%s\"; choose another name")), name);
	return FALSE;
}

gboolean
seg_segmentation_name_is_free (SegWorkspace *workspace, const char *name, gboolean replace, GError **error)
{
	g_autofree char *checked = seg_name_check (name, _("A segmentation needs a name"), error);
	gint64 id;

	return checked != NULL && check_name (workspace, checked, replace, &id, error);
}

gboolean
seg_segmentation_clear_name (SegWorkspace *workspace, const char *name, gboolean replace, GError **error)
{
	gint64 id;

	return check_name (workspace, name, replace, &id, error)
	       && (id == 0 || seg_segmentation_delete (workspace, id, error));
}

/* The parameters by their names; "passes" of k-means is called max_passes, since files of before do. */
static void
add_parameters (JsonBuilder *builder, const SegClusterSettings *settings)
{
	const SegClusterParameter *parameters = settings->algorithm->parameters;

	for (gsize i = 0; parameters[i].name != NULL; i++) {
		double value = settings->values[i];

		if (strcmp (parameters[i].name, "k") == 0 || isnan (value))
			continue;
		json_builder_set_member_name (builder, strcmp (parameters[i].name, "passes") == 0 ? "max_passes" : parameters[i].name);
		if (parameters[i].type == SEG_PARAMETER_INTEGER)
			json_builder_add_int_value (builder, (gint64) value);
		else if (parameters[i].type == SEG_PARAMETER_NUMBER)
			json_builder_add_double_value (builder, value);
		else
			json_builder_add_string_value (builder, parameters[i].choices[(gsize) value]);
	}
}

static void
add_findings (JsonBuilder *builder, const SegClusterModel *model)
{
	json_builder_set_member_name (builder, "found");
	json_builder_begin_object (builder);
	for (guint i = 0; i < model->findings->len; i++) {
		const SegClusterFinding *finding = model->findings->pdata[i];

		json_builder_set_member_name (builder, finding->name);
		if (isfinite (finding->value))
			json_builder_add_double_value (builder, finding->value);
		else
			json_builder_add_string_value (builder, finding->words);
	}
	json_builder_end_object (builder);
}

/* Everything that made the clusters and is not a column of its own; also the detail of the audit line. */
static char *
options_to_json (const Saving *saving)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "k");
	json_builder_add_int_value (builder, saving->clustering->k);
	add_parameters (builder, saving->settings);
	json_builder_set_member_name (builder, "passes");
	json_builder_add_int_value (builder, saving->clustering->passes);
	json_builder_set_member_name (builder, "converged");
	json_builder_add_boolean_value (builder, saving->clustering->converged != FALSE);
	if (saving->model != NULL)
		add_findings (builder, saving->model);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static gboolean
insert_segmentation (SegWorkspace *workspace, Saving *saving, const char *options, GError **error)
{
	g_autofree char *selection = seg_selection_to_json (saving->selection);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO segmentation (name, feature_set_id, selection, algorithm, options, seed, n_users, inertia, silhouette, "
		"created_at, program_version, fingerprint, transforms, set_fingerprint, definitions) "
		"SELECT :name, id, :selection, :algorithm, :options, :seed, :n_users, :inertia, :silhouette, :created_at, :version, "
		":fingerprint, :transforms, fingerprint, :definitions FROM feature_set WHERE id = :set", error);
	g_autofree char *definitions = statement != NULL ? seg_own_selection_digest (workspace, saving->selection, error) : NULL;

	if (definitions == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":definitions", definitions);
	seg_statement_bind_text (statement, ":name", saving->name);
	seg_statement_bind_integer (statement, ":set", saving->set->id);
	seg_statement_bind_text (statement, ":selection", selection);
	seg_statement_bind_text (statement, ":algorithm", saving->settings->algorithm->name);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_integer (statement, ":seed", (gint64) saving->settings->seed);
	seg_statement_bind_integer (statement, ":n_users", (gint64) saving->clustering->n_rows);
	seg_statement_bind_double (statement, ":inertia", saving->clustering->inertia);
	seg_statement_bind_double (statement, ":silhouette", saving->silhouette);
	seg_statement_bind_integer (statement, ":created_at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":fingerprint", saving->matrix->fingerprint);
	seg_statement_bind_text (statement, ":transforms", saving->matrix->transforms);
	if (!seg_statement_run (statement, error))
		return FALSE;
	if (seg_workspace_changes (workspace) != 1) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The feature set \"%s\" does not exist any more"), saving->set->name);
		return FALSE;
	}
	saving->id = seg_workspace_last_id (workspace);
	return TRUE;
}

static gboolean
insert_segments (SegWorkspace *workspace, Saving *saving, GError **error)
{
	const SegClustering *clustering = saving->clustering;
	g_autoptr (GPtrArray) names = seg_names_propose (saving->matrix, clustering);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO segment (id, segmentation_id, position, name, colour, size, centroid, noise) "
		"VALUES (" SEG_SQL_NEXT_SEGMENT ", :segmentation, :position, :name, :colour, :size, :centroid, :noise)", error);

	if (statement == NULL)
		return FALSE;
	saving->segment_ids = g_new (gint64, clustering->k);
	for (guint c = 0; c < clustering->k; c++) {
		g_autofree char *centroid = seg_numbers_to_json (seg_matrix_row (clustering->centroids, c), clustering->centroids->n_columns);

		seg_statement_bind_integer (statement, ":segmentation", saving->id);
		seg_statement_bind_integer (statement, ":position", c + 1);
		seg_statement_bind_text (statement, ":name", names->pdata[c]);
		seg_statement_bind_integer (statement, ":colour", c % SEG_SEGMENT_COLOURS + 1);
		seg_statement_bind_integer (statement, ":size", (gint64) clustering->sizes[c]);
		seg_statement_bind_text (statement, ":centroid", centroid);
		seg_statement_bind_integer (statement, ":noise", clustering->noise_group && c + 1 == clustering->k);
		if (!seg_statement_run (statement, error))
			return FALSE;
		saving->segment_ids[c] = seg_workspace_last_id (workspace);
	}
	return TRUE;
}

static gboolean
insert_members (SegWorkspace *workspace, const Saving *saving, SegJob *job, GError **error)
{
	const SegClustering *clustering = saving->clustering;
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO membership (segmentation_id, user_id, segment_id, distance, silhouette, leaf) "
		"VALUES (:segmentation, :user, :segment, :distance, :silhouette, :leaf)", error);
	gboolean has_tree = saving->model != NULL && saving->model->dendrogram != NULL;
	int user, segment, distance, silhouette, leaf;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", saving->id);
	user = seg_statement_parameter (statement, ":user");
	segment = seg_statement_parameter (statement, ":segment");
	distance = seg_statement_parameter (statement, ":distance");
	silhouette = seg_statement_parameter (statement, ":silhouette");
	leaf = seg_statement_parameter (statement, ":leaf");
	for (gsize i = 0; i < clustering->n_rows; i++) {
		if (i % 4096 == 0
		    && !seg_job_proceed (job, (double) i / (double) clustering->n_rows, _("keeping the segments"), error))
			return FALSE;
		seg_statement_bind_integer_at (statement, user, saving->matrix->user_ids[i]);
		seg_statement_bind_integer_at (statement, segment, saving->segment_ids[clustering->labels[i]]);
		seg_statement_bind_double_at (statement, distance, clustering->distances[i]);
		seg_statement_bind_double_at (statement, silhouette, saving->widths != NULL ? saving->widths[i] : NAN);
		if (has_tree)
			seg_statement_bind_integer_at (statement, leaf, (gint64) i);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean
insert_shares (SegWorkspace *workspace, const Saving *saving, SegJob *job, GError **error)
{
	const SegMatrix *shares = saving->model != NULL ? saving->model->membership : NULL;
	g_autoptr (SegStatement) statement = NULL;

	if (shares == NULL || shares->n_columns < 2)
		return TRUE;
	statement = seg_shares_prepare (workspace, saving->id, error);
	for (gsize i = 0; statement != NULL && i < shares->n_rows; i++)
		if ((i % 1024 == 0 && !seg_job_proceed (job, 1, NULL, error))
		    || !seg_shares_insert (statement, saving->matrix->user_ids[i], saving->segment_ids, seg_matrix_row (shares, i), shares->n_columns,
		                           error))
			return FALSE;
	return statement != NULL;
}

static gboolean
save_tree (SegWorkspace *workspace, const Saving *saving, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autoptr (GBytes) bytes = NULL;
	const void *data;
	gsize size;

	if (saving->model == NULL || saving->model->dendrogram == NULL)
		return TRUE;
	statement = seg_workspace_prepare (workspace, "UPDATE segmentation SET tree = :tree WHERE id = :id", error);
	if (statement == NULL)
		return FALSE;
	bytes = seg_dendrogram_to_bytes (saving->model->dendrogram);
	data = g_bytes_get_data (bytes, &size);
	seg_statement_bind_blob (statement, ":tree", data, size);
	seg_statement_bind_integer (statement, ":id", saving->id);
	return seg_statement_run (statement, error);
}

static gboolean
save_rule (SegWorkspace *workspace, const Saving *saving, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autoptr (GBytes) bytes = NULL;
	const void *data;
	gsize size;

	if (saving->model == NULL)
		return TRUE;
	statement = seg_workspace_prepare (workspace, "UPDATE segmentation SET rule = :rule WHERE id = :id", error);
	if (statement == NULL)
		return FALSE;
	bytes = seg_cluster_rule_to_bytes (saving->model->rule);
	data = g_bytes_get_data (bytes, &size);
	seg_statement_bind_blob (statement, ":rule", data, size);
	seg_statement_bind_integer (statement, ":id", saving->id);
	return seg_statement_run (statement, error);
}

static gboolean
save (SegWorkspace *workspace, Saving *saving, gboolean replace, SegJob *job, GError **error)
{
	g_autofree char *options = options_to_json (saving);
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);

	if (edit == NULL || !seg_segmentation_clear_name (workspace, saving->name, replace, error))
		return FALSE;
	seg_edit_makes_segmentation (edit, 0);
	if (!insert_segmentation (workspace, saving, options, error) || !insert_segments (workspace, saving, error)
	    || !insert_members (workspace, saving, job, error) || !insert_shares (workspace, saving, job, error)
	    || !save_rule (workspace, saving, error) || !save_tree (workspace, saving, error)
	    || !seg_version_open (workspace, saving->id, saving->matrix, NULL, NULL, job, error)
	    || !seg_audit_add (workspace, "cluster", saving->name, options, error))
		return FALSE;
	seg_edit_makes_segmentation (edit, saving->id);
	return seg_edit_commit (g_steal_pointer (&edit), N_("Keep a segmentation"), saving->name, error);
}

static gint64
check_and_save (SegWorkspace *workspace, Saving *saving, const char *name, gboolean replace, SegJob *job, GError **error)
{
	gboolean saved;

	saving->name = seg_name_check (name, _("A segmentation needs a name"), error);
	saved = saving->name != NULL && check_shapes (saving, error) && save (workspace, saving, replace, job, error);
	g_free (saving->name);
	g_free (saving->segment_ids);
	return saved ? saving->id : 0;
}

gint64
seg_segmentation_save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const GPtrArray *selection,
                       const SegFeatureMatrix *matrix, const char *algorithm, const SegClusterOptions *options,
                       const SegClustering *clustering, double silhouette, const double *widths, gboolean replace,
                       SegJob *job, GError **error)
{
	const SegClusterAlgorithm *known = seg_cluster_algorithm_find (algorithm);
	SegClusterSettings settings;
	Saving saving = { .set = set, .selection = selection, .matrix = matrix, .settings = &settings, .clustering = clustering,
		              .silhouette = silhouette, .widths = widths };

	g_return_val_if_fail (known != NULL, 0);
	seg_cluster_settings_init (&settings, known);
	settings.seed = options->seed;
	seg_cluster_settings_put (&settings, "k", options->k);
	seg_cluster_settings_put (&settings, "restarts", options->restarts);
	seg_cluster_settings_put (&settings, "passes", options->max_passes);
	return check_and_save (workspace, &saving, name, replace, job, error);
}

gint64
seg_segmentation_save_model (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const GPtrArray *selection,
                             const SegFeatureMatrix *matrix, const SegClusterModel *model, const SegClustering *clustering,
                             double silhouette, const double *widths, gboolean replace, SegJob *job, GError **error)
{
	Saving saving = { .set = set, .selection = selection, .matrix = matrix, .settings = &model->settings, .model = model,
		              .clustering = clustering, .silhouette = silhouette, .widths = widths };

	return check_and_save (workspace, &saving, name, replace, job, error);
}

gint64
seg_segmentation_save_outcome (SegWorkspace *workspace, const char *name, const SegOutcome *outcome, gboolean replace, SegJob *job,
                               GError **error)
{
	Saving saving = { .set = outcome->set, .selection = outcome->selection, .matrix = outcome->matrix, .settings = &outcome->settings,
		              .model = outcome->model, .clustering = outcome->clustering, .silhouette = outcome->silhouette, .widths = outcome->widths };

	if (outcome->model != NULL)
		saving.settings = &outcome->model->settings;
	return check_and_save (workspace, &saving, name, replace, job, error);
}

char *
seg_outcome_options (const SegOutcome *outcome)
{
	Saving saving = { .settings = outcome->model != NULL ? &outcome->model->settings : &outcome->settings, .model = outcome->model,
		              .clustering = outcome->clustering };

	return options_to_json (&saving);
}
