/* Segments made of conditions: whoever meets the first is in the first segment, and so on; the rest are in one of their own. The conditions
 * stay with the segmentation (options: [{"condition", "segment"}], the rest: condition ""), so that later users are put in alike. */
#include <config.h>
#include "filter-private.h"

#include <segscope/edit.h>
#include <segscope/history.h>
#include <segscope/outline.h>
#include <segscope/own_feature.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Conditions ---------------------------------------------------------------------------------------------------------- */

char *
seg_segment_condition (const SegSegmentation *segmentation, const SegSegment *segment)
{
	g_autofree char *of = seg_filter_quote (segmentation->name), *name = seg_filter_quote (segment->name);

	return g_strdup_printf ("segment of %s = %s", of, name);
}

char *
seg_algebra_condition (SegAlgebra algebra, const char *const *conditions)
{
	static const char *const between[] = { [SEG_ALGEBRA_AND] = " and ", [SEG_ALGEBRA_OR] = " or ", [SEG_ALGEBRA_MINUS] = " and not " };
	GString *text = g_string_new (NULL);

	for (guint i = 0; conditions[i] != NULL; i++) {
		g_autoptr (SegOutline) outline = seg_outline_parse (conditions[i], NULL);
		gboolean simple = outline != NULL && seg_outline_is_one (outline);

		g_string_append_printf (text, simple ? "%s%s" : "%s(%s)", i > 0 ? between[algebra] : "", conditions[i]);
	}
	return g_string_free (text, FALSE);
}

/* Marks the users of @ids who have no segment yet (-1) with @label. Returns how many. */
static gsize
mark (const gint64 *user_ids, gsize n, gint32 *labels, const GArray *ids, gint32 label)
{
	gsize marked = 0, at = 0;

	for (gsize i = 0; i < n; i++) {
		while (at < ids->len && g_array_index (ids, gint64, at) < user_ids[i])
			at++;
		if (at == ids->len || g_array_index (ids, gint64, at) != user_ids[i] || labels[i] >= 0)
			continue;
		labels[i] = label;
		marked++;
	}
	return marked;
}

/* Who meets @condition, which must mean the same people in every list. */
static GArray *
ask (SegWorkspace *workspace, const SegFeatureSet *set, const char *condition, SegJob *job, GError **error)
{
	g_autoptr (SegFilter) fixed = seg_filter_parse_rule (workspace, NULL, condition, error);
	g_autoptr (SegFilter) filter = fixed != NULL ? seg_filter_parse (workspace, set, condition, error) : NULL;
	SegUserQuery query = { .set = set, .filter = filter };
	GArray *ids;

	if (filter == NULL)
		return NULL;
	seg_workspace_watch (workspace, job);
	ids = seg_user_ids (workspace, &query, error);
	seg_workspace_watch (workspace, NULL);
	return ids;
}

/* Saving ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	char                    *name;
	const SegFeatureSet     *set;
	const SegConditionGroup *groups;
	guint                    n_groups;
	const char              *rest;
	SegFeatureMatrix        *matrix;
	gint32                  *labels; /* rows of the matrix: group, or n_groups */
	gsize                   *sizes;  /* n_groups + 1 */
	gint64                   id;
	gint64                  *segment_ids; /* n_groups + 1; 0: nobody is left for it */
} Saving;

static gboolean
place_all (SegWorkspace *workspace, Saving *saving, SegJob *job, GError **error)
{
	gsize n = saving->matrix->scaled->n_rows;

	for (gsize i = 0; i < n; i++)
		saving->labels[i] = -1;
	for (guint g = 0; g < saving->n_groups; g++) {
		g_autoptr (GArray) ids = NULL;

		if (!seg_job_proceed (job, (double) g / saving->n_groups, _("asking who meets the conditions"), error)
		    || (ids = ask (workspace, saving->set, saving->groups[g].condition, job, error)) == NULL)
			return FALSE;
		saving->sizes[g] = mark (saving->matrix->user_ids, n, saving->labels, ids, (gint32) g);
		if (saving->sizes[g] == 0 || saving->sizes[g] == n) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, saving->sizes[g] == 0 ? _("Nobody meets: %s") : _("Everyone meets: %s"),
			             saving->groups[g].condition);
			return FALSE;
		}
	}
	for (gsize i = 0; i < n; i++)
		if (saving->labels[i] < 0) {
			saving->labels[i] = (gint32) saving->n_groups;
			saving->sizes[saving->n_groups]++;
		}
	return TRUE;
}

static char *
options_to_json (const Saving *saving)
{
	g_autoptr (JsonBuilder) builder = json_builder_new ();
	g_autoptr (JsonNode) root = NULL;

	json_builder_begin_object (builder);
	json_builder_set_member_name (builder, "groups");
	json_builder_begin_array (builder);
	for (guint g = 0; g <= saving->n_groups; g++) {
		if (saving->segment_ids[g] == 0)
			continue;
		json_builder_begin_object (builder);
		json_builder_set_member_name (builder, "condition");
		json_builder_add_string_value (builder, g < saving->n_groups ? saving->groups[g].condition : "");
		json_builder_set_member_name (builder, "segment");
		json_builder_add_int_value (builder, saving->segment_ids[g]);
		json_builder_end_object (builder);
	}
	json_builder_end_array (builder);
	json_builder_end_object (builder);
	root = json_builder_get_root (builder);
	return json_to_string (root, FALSE);
}

static gboolean
insert_segmentation (SegWorkspace *workspace, Saving *saving, GError **error)
{
	g_autofree char *selection = seg_selection_to_json (saving->set->selection);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO segmentation (name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, program_version, fingerprint, "
		"transforms, set_fingerprint, definitions) SELECT :name, id, :selection, '" SEG_CONDITIONS_ALGORITHM "', '{}', 0, :n, :at, :version, :fingerprint, "
		":transforms, fingerprint, :definitions FROM feature_set WHERE id = :set", error);
	g_autofree char *definitions = statement != NULL ? seg_own_selection_digest (workspace, saving->set->selection, error) : NULL;

	if (definitions == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", saving->name);
	seg_statement_bind_text (statement, ":selection", selection);
	seg_statement_bind_integer (statement, ":n", (gint64) saving->matrix->scaled->n_rows);
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":fingerprint", saving->matrix->fingerprint);
	seg_statement_bind_text (statement, ":transforms", saving->matrix->transforms);
	seg_statement_bind_text (statement, ":definitions", definitions);
	seg_statement_bind_integer (statement, ":set", saving->set->id);
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
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO segment (id, segmentation_id, position, name, description, colour, size, centroid) VALUES (" SEG_SQL_NEXT_SEGMENT
		", :segmentation, :position, :name, "
		":description, :colour, :size, '[]')", error);
	guint position = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", saving->id);
	for (guint g = 0; g <= saving->n_groups; g++) {
		if (saving->sizes[g] == 0)
			continue;
		position++;
		seg_statement_bind_integer (statement, ":position", position);
		seg_statement_bind_text (statement, ":name", g < saving->n_groups ? saving->groups[g].name : saving->rest);
		seg_statement_bind_text (statement, ":description", g < saving->n_groups ? saving->groups[g].condition : "");
		seg_statement_bind_integer (statement, ":colour", (position - 1) % SEG_SEGMENT_COLOURS + 1);
		seg_statement_bind_integer (statement, ":size", (gint64) saving->sizes[g]);
		if (!seg_statement_run (statement, error))
			return FALSE;
		saving->segment_ids[g] = seg_workspace_last_id (workspace);
	}
	return TRUE;
}

static gboolean
insert_members (SegWorkspace *workspace, gint64 segmentation_id, const gint64 *user_ids, const gint32 *labels, gsize n, const gint64 *segment_ids,
                gint64 *n_inserted, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT OR IGNORE INTO membership (segmentation_id, user_id, segment_id) VALUES (:segmentation, :user, :segment)", error);

	if (statement == NULL)
		return FALSE;
	*n_inserted = 0;
	seg_statement_bind_integer (statement, ":segmentation", segmentation_id);
	for (gsize i = 0; i < n; i++) {
		if (i % 4096 == 0 && !seg_job_proceed (job, (double) i / (double) n, _("keeping the segments"), error))
			return FALSE;
		if (labels[i] < 0 || segment_ids[labels[i]] == 0)
			continue;
		seg_statement_bind_integer (statement, ":user", user_ids[i]);
		seg_statement_bind_integer (statement, ":segment", segment_ids[labels[i]]);
		if (!seg_statement_run (statement, error))
			return FALSE;
		*n_inserted += seg_workspace_changes (workspace);
	}
	return TRUE;
}

static gboolean
write_text (SegWorkspace *workspace, const char *sql, gint64 id, const char *text, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer_at (statement, 1, id);
	seg_statement_bind_text_at (statement, 2, text);
	return seg_statement_run (statement, error);
}

static gboolean
save (SegWorkspace *workspace, Saving *saving, gboolean replace, SegJob *job, GError **error)
{
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	g_autofree char *options = NULL;
	gint64 n;

	if (edit == NULL || !seg_segmentation_clear_name (workspace, saving->name, replace, error))
		return FALSE;
	seg_edit_makes_segmentation (edit, 0);
	if (!insert_segmentation (workspace, saving, error) || !insert_segments (workspace, saving, error)
	    || !insert_members (workspace, saving->id, saving->matrix->user_ids, saving->labels, saving->matrix->scaled->n_rows, saving->segment_ids,
	                        &n, job, error))
		return FALSE;
	options = options_to_json (saving);
	seg_edit_makes_segmentation (edit, saving->id);
	return write_text (workspace, "UPDATE segmentation SET options = ?2 WHERE id = ?1", saving->id, options, error)
	       && seg_audit_add (workspace, "segments by conditions", saving->name, options, error)
	       && seg_edit_commit (g_steal_pointer (&edit), N_("Keep a segmentation"), saving->name, error);
}

/* As those of segments that are named by hand, and all different: conditions ask for segments by these names. */
static gboolean
check_names (const SegConditionGroup *groups, guint n_groups, const char *rest, GError **error)
{
	g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	for (guint g = 0; g <= n_groups; g++) {
		g_autofree char *name = seg_segment_name_check (g < n_groups ? groups[g].name : rest, error);

		if (name == NULL)
			return FALSE;
		if (!g_hash_table_add (names, g_utf8_casefold (name, -1))) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("Two of the groups would be called \"%s\"; segments need different names"), name);
			return FALSE;
		}
	}
	return TRUE;
}

gint64
seg_conditions_save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const SegConditionGroup *groups, guint n_groups,
                     const char *rest, gboolean replace, SegJob *job, GError **error)
{
	Saving saving = { .set = set, .groups = groups, .n_groups = n_groups, .rest = rest };
	SegJobSpan span;
	gboolean saved;

	saving.name = seg_name_check (name, _("A segmentation needs a name"), error);
	if (saving.name == NULL || !check_names (groups, n_groups, rest, error)) {
		g_free (saving.name);
		return 0;
	}
	span = seg_job_enter (job, 0, 0.4);
	saving.matrix = seg_feature_matrix (workspace, set, set->selection, job, error);
	seg_job_leave (job, span);
	saving.labels = saving.matrix != NULL ? g_try_new (gint32, MAX (saving.matrix->scaled->n_rows, 1)) : NULL;
	saving.sizes = g_new0 (gsize, n_groups + 1);
	saving.segment_ids = g_new0 (gint64, n_groups + 1);
	span = seg_job_enter (job, 0.4, 1);
	saved = saving.labels != NULL && place_all (workspace, &saving, job, error) && save (workspace, &saving, replace, job, error);
	seg_job_leave (job, span);
	seg_feature_matrix_free (saving.matrix);
	g_free (saving.labels);
	g_free (saving.sizes);
	g_free (saving.segment_ids);
	g_free (saving.name);
	return saved ? saving.id : 0;
}

/* Later users ------------------------------------------------------------------------------------------------------- */

/* Who belongs where now, of the users of @matrix: labels are places in @segment_ids. */
static gboolean
place_by_options (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, const SegFeatureMatrix *matrix,
                  gint32 *labels, GArray *segment_ids, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT json_extract (one.value, '$.condition'), json_extract (one.value, '$.segment') FROM segmentation, "
		"json_each (options, '$.groups') AS one WHERE segmentation.id = :id ORDER BY one.key", error);
	GError *failure = NULL;
	gsize n = matrix->scaled->n_rows;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	for (gsize i = 0; i < n; i++)
		labels[i] = -1;
	while (seg_statement_next (statement, &failure)) {
		g_autofree char *condition = g_strdup (seg_statement_text (statement, 0));
		gint64 segment = seg_statement_integer (statement, 1);
		g_autoptr (GArray) ids = NULL;

		for (gsize i = 0; condition[0] == '\0' && i < n; i++)
			labels[i] = labels[i] < 0 ? (gint32) segment_ids->len : labels[i];
		if (condition[0] != '\0' && (ids = ask (workspace, set, condition, job, error)) == NULL)
			return FALSE;
		if (ids != NULL)
			mark (matrix->user_ids, n, labels, ids, (gint32) segment_ids->len);
		g_array_append_val (segment_ids, segment);
	}
	return seg_query_ended (failure, error);
}

gboolean
seg_conditions_assign (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 *n, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error), fresh = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	g_autoptr (GArray) segment_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
	g_autofree gint32 *labels = NULL;

	if (set != NULL && set->stale
	    && (fresh = seg_feature_set_build (workspace, set->name, seg_feature_set_wanted_as_of (set), set->selection, job, error)) == NULL)
		return FALSE;
	matrix = set != NULL ? seg_feature_matrix (workspace, fresh != NULL ? fresh : set, segmentation->selection, job, error) : NULL;
	labels = matrix != NULL ? g_new (gint32, MAX (matrix->scaled->n_rows, 1)) : NULL;
	return labels != NULL && seg_pins_lift (workspace, segmentation->id, error)
	       && place_by_options (workspace, segmentation, fresh != NULL ? fresh : set, matrix, labels, segment_ids, job, error)
	       && insert_members (workspace, segmentation->id, matrix->user_ids, labels, matrix->scaled->n_rows,
	                          (const gint64 *) (gpointer) segment_ids->data, n, job, error)
	       && write_text (workspace, "UPDATE segment SET size = (SELECT count (*) FROM membership WHERE segment_id = segment.id) "
	                                 "WHERE segmentation_id = ?1 AND ?2 = ''", segmentation->id, "", error)
	       && write_text (workspace, "UPDATE segmentation SET n_users = (SELECT count (*) FROM membership WHERE segmentation_id = ?1) "
	                                 "WHERE id = ?1 AND ?2 = ''", segmentation->id, "", error)
	       && seg_pins_apply (workspace, segmentation->id, error)
	       && seg_audit_add (workspace, "assign new users", segmentation->name, NULL, error);
}
