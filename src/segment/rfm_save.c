/* An RFM grid kept as a segmentation, and putting users into its segments anew by the cut points kept with it. */
#include <config.h>
#include "rfm-private.h"
#include "version-private.h"

#include <segscope/history.h>
#include <segscope/own_feature.h>
#include <segscope/pin.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* Segments by group: their ids, 0 where there is none. */
typedef struct {
	gint64 segmentation_id;
	gint64 segment_ids[SEG_RFM_N_GROUPS];
} Segments;

/* Colours by what a group is worth: 1..SEG_SEGMENT_COLOURS. */
static guint
colour_of (SegRfmGroup group)
{
	return (guint) group % SEG_SEGMENT_COLOURS + 1;
}

static GPtrArray *
selection_of (const SegRfmDefinition *definition)
{
	GPtrArray *selection = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_selected_free);

	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		gboolean is_there = FALSE;

		for (guint i = 0; i < axis; i++)
			is_there = is_there || strcmp (definition->axes[i].feature, definition->axes[axis].feature) == 0;
		if (!is_there)
			g_ptr_array_add (selection, seg_selected_new (definition->axes[axis].feature, SEG_SCALING_NONE));
	}
	return selection;
}

/* SHA-256 over who is in which group. */
static char *
fingerprint_of (const SegRfm *rfm, const char *definition)
{
	GChecksum *checksum = g_checksum_new (G_CHECKSUM_SHA256);
	char *fingerprint;

	g_checksum_update (checksum, (const guchar *) definition, -1);
	g_checksum_update (checksum, (const guchar *) rfm->user_ids, (gssize) (rfm->n_users * sizeof *rfm->user_ids));
	g_checksum_update (checksum, rfm->group_of, (gssize) rfm->n_users);
	fingerprint = g_strdup (g_checksum_get_string (checksum));
	g_checksum_free (checksum);
	return fingerprint;
}

static gboolean
insert_segmentation (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const SegRfm *rfm, const char *options,
                     Segments *segments, GError **error)
{
	g_autoptr (GPtrArray) selection = selection_of (rfm->definition);
	g_autofree char *json = seg_selection_to_json (selection), *fingerprint = fingerprint_of (rfm, options);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO segmentation (name, feature_set_id, selection, algorithm, options, seed, n_users, created_at, program_version, "
		"fingerprint, set_fingerprint) SELECT :name, id, :selection, '" SEG_RFM_ALGORITHM "', :options, 0, 0, :created_at, :version, "
		":fingerprint, fingerprint FROM feature_set WHERE id = :set", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_text (statement, ":name", name);
	seg_statement_bind_integer (statement, ":set", set->id);
	seg_statement_bind_text (statement, ":selection", json);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_integer (statement, ":created_at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":fingerprint", fingerprint);
	if (!seg_statement_run (statement, error))
		return FALSE;
	if (seg_workspace_changes (workspace) != 1) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The feature set \"%s\" does not exist any more"), set->name);
		return FALSE;
	}
	segments->segmentation_id = seg_workspace_last_id (workspace);
	return TRUE;
}

/* A name that no segment has yet: a person may have given another group's name to one. */
static gboolean
insert_segment (SegWorkspace *workspace, const SegRfm *rfm, SegRfmGroup group, Segments *segments, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT INTO segment (id, segmentation_id, position, name, description, colour, size, centroid) "
		"SELECT " SEG_SQL_NEXT_SEGMENT ", :segmentation, 1 + coalesce (max (position), 0), :name || CASE WHEN sum (name = :name) > 0 "
		"THEN ' ' || (1 + coalesce (max (position), 0)) ELSE '' END, :description, :colour, 0, '[]' "
		"FROM segment WHERE segmentation_id = :segmentation", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", segments->segmentation_id);
	seg_statement_bind_text (statement, ":name", rfm->definition->names[group]);
	seg_statement_bind_text (statement, ":description", seg_rfm_group_meaning (group));
	seg_statement_bind_integer (statement, ":colour", colour_of (group));
	if (!seg_statement_run (statement, error))
		return FALSE;
	segments->segment_ids[group] = seg_workspace_last_id (workspace);
	return TRUE;
}

static gboolean
insert_segments (SegWorkspace *workspace, const SegRfm *rfm, Segments *segments, GError **error)
{
	for (guint group = 0; group < SEG_RFM_N_GROUPS; group++)
		if (rfm->groups[group].n_users > 0 && segments->segment_ids[group] == 0
		    && !insert_segment (workspace, rfm, (SegRfmGroup) group, segments, error))
			return FALSE;
	return TRUE;
}

/* @there: users who are in a segment already, and stay there; NULL: nobody is. @n: (out) who were put in. */
static gboolean
insert_members (SegWorkspace *workspace, const SegRfm *rfm, const Segments *segments, const SegMembers *there, gint64 *n, SegJob *job,
                GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		there == NULL ? "INSERT INTO membership (segmentation_id, user_id, segment_id) VALUES (:segmentation, :user, :segment)"
		              : "INSERT INTO membership (segmentation_id, user_id, segment_id, assigned_at) VALUES (:segmentation, :user, :segment, unixepoch ())",
		error);
	int user, segment;
	gsize member = 0;

	if (statement == NULL)
		return FALSE;
	*n = 0;
	seg_statement_bind_integer (statement, ":segmentation", segments->segmentation_id);
	user = seg_statement_parameter (statement, ":user");
	segment = seg_statement_parameter (statement, ":segment");
	for (gsize i = 0; i < rfm->n_users; i++) {
		if (i % 4096 == 0 && !seg_job_proceed (job, (double) i / (double) rfm->n_users, _("keeping the segments"), error))
			return FALSE;
		while (there != NULL && member < there->n && there->user_ids[member] < rfm->user_ids[i])
			member++;
		if (there != NULL && member < there->n && there->user_ids[member] == rfm->user_ids[i])
			continue;
		seg_statement_bind_integer_at (statement, user, rfm->user_ids[i]);
		seg_statement_bind_integer_at (statement, segment, segments->segment_ids[rfm->group_of[i]]);
		if (!seg_statement_run (statement, error))
			return FALSE;
		++*n;
	}
	return TRUE;
}

/* Which segment is which group goes into the options, beside the definition: people may rename segments. */
static char *
options_to_json (const SegRfmDefinition *definition, const Segments *segments)
{
	g_autofree char *json = seg_rfm_to_json (definition);
	g_autoptr (JsonParser) parser = json_parser_new ();
	g_autoptr (JsonNode) root = NULL;
	JsonObject *ids = json_object_new ();

	json_parser_load_from_data (parser, json, -1, NULL);
	root = json_parser_steal_root (parser);
	for (guint group = 0; group < SEG_RFM_N_GROUPS; group++)
		if (segments->segment_ids[group] != 0)
			json_object_set_int_member (ids, seg_rfm_group_code ((SegRfmGroup) group), segments->segment_ids[group]);
	json_object_set_object_member (json_node_get_object (root), "segments", ids);
	return json_to_string (root, FALSE);
}

static void
read_segment_ids (const SegSegmentation *segmentation, Segments *segments)
{
	g_autoptr (JsonParser) parser = json_parser_new ();
	JsonNode *root = json_parser_load_from_data (parser, segmentation->options, -1, NULL) ? json_parser_get_root (parser) : NULL;
	JsonNode *ids = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_object_get_member (json_node_get_object (root), "segments") : NULL;

	for (guint group = 0; group < SEG_RFM_N_GROUPS && ids != NULL && JSON_NODE_HOLDS_OBJECT (ids); group++) {
		gint64 id = json_object_get_int_member_with_default (json_node_get_object (ids), seg_rfm_group_code ((SegRfmGroup) group), 0);

		for (guint i = 0; i < segmentation->segments->len; i++) /* only what is still there */
			if (((const SegSegment *) segmentation->segments->pdata[i])->id == id)
				segments->segment_ids[group] = id;
	}
}

/* Where only new users were put in, those who are there may stand elsewhere by now: the grid stays stale. */
static gboolean
finish (SegWorkspace *workspace, const SegRfm *rfm, const Segments *segments, gboolean only_new, GError **error)
{
	g_autofree char *options = options_to_json (rfm->definition, segments), *fingerprint = fingerprint_of (rfm, options);
	g_autoptr (GPtrArray) selection = selection_of (rfm->definition);
	g_autofree char *definitions = seg_own_selection_digest (workspace, selection, error);
	g_autoptr (SegStatement) sizes = NULL, statement = NULL;

	if (definitions == NULL)
		return FALSE;
	sizes = seg_workspace_prepare (workspace, "UPDATE segment SET size = (SELECT count (*) FROM membership WHERE segment_id = segment.id) "
	                               "WHERE segmentation_id = :id", error);
	statement = sizes != NULL ? seg_workspace_prepare (workspace,
		"UPDATE segmentation SET options = :options, fingerprint = :fingerprint, program_version = :version, "
		"definitions = CASE WHEN :only_new THEN definitions ELSE :definitions END, "
		"n_users = (SELECT count (*) FROM membership WHERE segmentation_id = :id), "
		"set_fingerprint = CASE WHEN :only_new THEN set_fingerprint ELSE (SELECT fingerprint FROM feature_set WHERE id = feature_set_id) END "
		"WHERE id = :id", error) : NULL;
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (sizes, ":id", segments->segmentation_id);
	seg_statement_bind_integer (statement, ":id", segments->segmentation_id);
	seg_statement_bind_text (statement, ":options", options);
	seg_statement_bind_text (statement, ":fingerprint", fingerprint);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	seg_statement_bind_text (statement, ":definitions", definitions);
	seg_statement_bind_integer (statement, ":only_new", only_new);
	return seg_statement_run (sizes, error) && seg_statement_run (statement, error);
}

/* What the segmentation is now is its next version. */
static gboolean
open_version (SegWorkspace *workspace, const SegFeatureSet *set, const SegRfm *rfm, gint64 segmentation_id, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) selection = selection_of (rfm->definition);
	g_autoptr (SegFeatureMatrix) matrix = seg_feature_matrix (workspace, set, selection, job, error);

	return matrix != NULL && seg_version_open (workspace, segmentation_id, matrix, NULL, NULL, job, error);
}

static gint64
save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const SegRfm *rfm, gboolean replace, SegJob *job,
      GError **error)
{
	g_autofree char *definition = seg_rfm_to_json (rfm->definition);
	g_autoptr (SegEdit) edit = seg_edit_begin (workspace, error);
	Segments segments = { 0 };
	gint64 n;

	if (edit == NULL || !seg_segmentation_clear_name (workspace, name, replace, error))
		return 0;
	seg_edit_makes_segmentation (edit, 0);
	if (!insert_segmentation (workspace, name, set, rfm, definition, &segments, error)
	    || !insert_segments (workspace, rfm, &segments, error) || !insert_members (workspace, rfm, &segments, NULL, &n, job, error)
	    || !finish (workspace, rfm, &segments, FALSE, error) || !open_version (workspace, set, rfm, segments.segmentation_id, job, error)
	    || !seg_audit_add (workspace, "rfm", name, definition, error))
		return 0;
	seg_edit_makes_segmentation (edit, segments.segmentation_id);
	if (!seg_edit_commit (g_steal_pointer (&edit), N_("Keep an RFM grid"), name, error))
		return 0;
	return segments.segmentation_id;
}

void
seg_rfm_segment_ids (const SegSegmentation *segmentation, gint64 *ids)
{
	Segments segments = { 0 };

	read_segment_ids (segmentation, &segments);
	memcpy (ids, segments.segment_ids, sizeof segments.segment_ids);
}

gint64
seg_rfm_save (SegWorkspace *workspace, const char *name, const SegFeatureSet *set, const SegRfm *rfm, gboolean replace, SegJob *job,
              GError **error)
{
	g_autofree char *checked = seg_name_check (name, _("A segmentation needs a name"), error);

	if (checked == NULL)
		return 0;
	if (rfm->set_id == set->id)
		return save (workspace, checked, set, rfm, replace, job, error);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("The grid was made from other features"));
	return 0;
}

/* Anew ------------------------------------------------------------------------------------------------------------- */

/* The set of the segmentation, computed again where it is stale. */
static SegFeatureSet *
fresh_set (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);

	if (set == NULL || !set->stale)
		return g_steal_pointer (&set);
	return seg_feature_set_build (workspace, set->name, seg_feature_set_wanted_as_of (set), set->selection, job, error);
}

/* Users whose segment is another one now, who are new, or who are gone. */
static gint64
count_moved (const SegRfm *rfm, const Segments *segments, const SegSegmentation *segmentation, const SegMembers *before)
{
	gint64 moved = 0;
	gsize i = 0, j = 0;

	while (i < rfm->n_users || j < before->n) {
		gint64 now = i < rfm->n_users ? rfm->user_ids[i] : G_MAXINT64, then = j < before->n ? before->user_ids[j] : G_MAXINT64;

		if (now == then)
			moved += segments->segment_ids[rfm->group_of[i]]
			         != ((const SegSegment *) segmentation->segments->pdata[before->labels[j]])->id;
		else
			moved++;
		i += now <= then;
		j += then <= now;
	}
	return moved;
}

static gboolean
replace_members (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegRfm *rfm, Segments *segments, gboolean only_new,
                 gint64 *n_moved, SegJob *job, GError **error)
{
	g_autoptr (SegMembers) before = seg_members_load (workspace, segmentation, job, error);
	g_autoptr (SegStatement) clear = NULL;
	gint64 n;

	if (before == NULL
	    || (clear = seg_workspace_prepare (workspace, "DELETE FROM membership WHERE segmentation_id = :id", error)) == NULL
	    || !insert_segments (workspace, rfm, segments, error))
		return FALSE;
	*n_moved = count_moved (rfm, segments, segmentation, before);
	seg_statement_bind_integer (clear, ":id", segmentation->id);
	if ((!only_new && !seg_statement_run (clear, error))
	    || !insert_members (workspace, rfm, segments, only_new ? before : NULL, &n, job, error))
		return FALSE;
	if (only_new)
		*n_moved = n;
	return finish (workspace, rfm, segments, only_new, error);
}

/* As replace_members(), with pins; users who are put in anew make the next version, unless everyone is where they were. */
static gboolean
put_in (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, const SegRfm *rfm, gboolean only_new,
        gint64 *n_moved, SegJob *job, GError **error)
{
	Segments segments = { .segmentation_id = segmentation->id };

	read_segment_ids (segmentation, &segments);
	if ((!only_new && !seg_version_close (workspace, segmentation->id, error)) || !seg_pins_lift (workspace, segmentation->id, error)
	    || !replace_members (workspace, segmentation, rfm, &segments, only_new, n_moved, job, error))
		return FALSE;
	if (!only_new && !(*n_moved > 0 ? open_version (workspace, set, rfm, segmentation->id, job, error)
	                                : seg_version_reopen (workspace, segmentation->id, error)))
		return FALSE;
	return seg_pins_apply (workspace, segmentation->id, error);
}

static gboolean
refresh (SegWorkspace *workspace, const SegSegmentation *segmentation, gboolean only_new, gint64 *n_moved, SegJob *job, GError **error)
{
	g_autoptr (SegEdit) edit = seg_pins_expire (workspace, 0, NULL, error) ? seg_edit_begin (workspace, error) : NULL;
	g_autoptr (SegRfmDefinition) definition = NULL;
	g_autoptr (SegFeatureSet) set = NULL;
	g_autoptr (SegRfm) rfm = NULL;

	if (edit == NULL || (definition = seg_rfm_from_json (segmentation->options, error)) == NULL
	    || (set = fresh_set (workspace, segmentation, job, error)) == NULL
	    || (rfm = seg_rfm_compute (workspace, set, definition, TRUE, job, error)) == NULL)
		return FALSE;
	return put_in (workspace, segmentation, set, rfm, only_new, n_moved, job, error)
	       && seg_audit_add (workspace, only_new ? "assign new users" : "refresh rfm", segmentation->name, NULL, error)
	       && seg_edit_commit (g_steal_pointer (&edit), only_new ? N_("Put in new users") : N_("Put users in anew"), segmentation->name, error);
}

gboolean
seg_rfm_refresh (SegWorkspace *workspace, gint64 id, gint64 *n_moved, SegJob *job, GError **error)
{
	g_autoptr (SegSegmentation) segmentation = seg_segmentation_load_id (workspace, id, error);

	if (segmentation == NULL)
		return FALSE;
	if (seg_segmentation_is_rfm (segmentation))
		return refresh (workspace, segmentation, FALSE, n_moved, job, error);
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is no RFM grid but was made by %s; cluster again instead"),
	             segmentation->name, segmentation->algorithm);
	return FALSE;
}

gboolean
seg_rfm_assign (SegWorkspace *workspace, const SegSegmentation *segmentation, gint64 *n, SegJob *job, GError **error)
{
	return refresh (workspace, segmentation, TRUE, n, job, error);
}
