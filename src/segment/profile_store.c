/* Profiles as they are kept in the workspace: computed once, read in a moment, computed again when what they are made of is another. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>

#define FORM 1 /* of the JSON, and of what the figures mean: raise it with either */

/* The data (of which users and events follow), the features computed from them, whom each segment has (who moves deletes the rows: see the
 * triggers on membership), and the language of labels. */
char *
seg_profiles_inputs (SegWorkspace *workspace, const SegSegmentation *segmentation, GError **error)
{
	g_autofree char *data = seg_workspace_fingerprint (workspace, error);
	g_autoptr (SegFeatureSet) set = data != NULL ? seg_feature_set_load_id (workspace, segmentation->feature_set_id, error) : NULL;
	g_autoptr (GString) text = NULL;
	gint64 clock;

	if (set == NULL || !seg_clock_offset (workspace, &clock, error))
		return NULL;
	text = g_string_new (NULL);
	/* LANGUAGE alone says nothing where the locale is C: what labels come out as does */
	g_string_append_printf (text, "%d %s %s data %s set %" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " clock %" G_GINT64_FORMAT
	                        " segmentation %" G_GINT64_FORMAT, FORM, g_get_language_names ()[0], _("Category taken"), data, set->id, set->fingerprint, set->as_of,
	                        set->created_at, clock, segmentation->created_at);
	for (guint i = 0; i < segmentation->segments->len; i++) {
		const SegSegment *segment = segmentation->segments->pdata[i];

		g_string_append_printf (text, " %" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, segment->id, segment->size);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What is kept, by segment; an array with holes where something is missing or cannot be read. */
static GPtrArray *
read_kept (SegWorkspace *workspace, const SegSegmentation *segmentation, const char *inputs, guint *n_read, GError **error)
{
	g_autoptr (GPtrArray) profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_profile_free);
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT segment_id, profile FROM segment_profile WHERE segmentation_id = :id AND inputs = :inputs", error);
	GError *failure = NULL;

	if (statement == NULL)
		return NULL;
	g_ptr_array_set_size (profiles, (int) segmentation->segments->len);
	seg_statement_bind_integer (statement, ":id", segmentation->id);
	seg_statement_bind_text (statement, ":inputs", inputs);
	while (seg_statement_next (statement, &failure))
		for (guint i = 0; i < segmentation->segments->len; i++) {
			const SegSegment *segment = segmentation->segments->pdata[i];

			if (segment->id != seg_statement_integer (statement, 0) || profiles->pdata[i] != NULL)
				continue;
			profiles->pdata[i] = seg_profile_from_json (seg_statement_text (statement, 1));
			if (profiles->pdata[i] != NULL) {
				((SegProfile *) profiles->pdata[i])->segment_id = segment->id;
				seg_profile_describe (profiles->pdata[i]);
				++*n_read;
			}
		}
	return seg_query_ended (failure, error) ? g_steal_pointer (&profiles) : NULL;
}

static gboolean
write_profiles (SegWorkspace *workspace, const SegSegmentation *segmentation, const GPtrArray *profiles, const char *inputs, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"INSERT OR REPLACE INTO segment_profile (segment_id, segmentation_id, inputs, profile, made_at) "
		"SELECT id, segmentation_id, :inputs, :profile, unixepoch () FROM segment WHERE id = :segment AND segmentation_id = :segmentation", error);

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":segmentation", segmentation->id);
	seg_statement_bind_text (statement, ":inputs", inputs);
	for (guint i = 0; i < profiles->len; i++) {
		g_autofree char *json = seg_profile_to_json (profiles->pdata[i]);

		seg_statement_bind_integer (statement, ":segment", ((const SegProfile *) profiles->pdata[i])->segment_id);
		seg_statement_bind_text (statement, ":profile", json);
		if (!seg_statement_run (statement, error))
			return FALSE;
	}
	return TRUE;
}

/* Keeps @profiles, unless what they are made of has changed meanwhile. That they cannot be kept is no reason not to show them. */
static void
keep (SegWorkspace *workspace, const SegSegmentation *segmentation, const GPtrArray *profiles, const char *inputs)
{
	g_autoptr (SegTransaction) transaction = seg_workspace_is_read_only (workspace) ? NULL : seg_transaction_begin (workspace, NULL);
	g_autofree char *now = transaction != NULL ? seg_profiles_inputs (workspace, segmentation, NULL) : NULL;

	if (g_strcmp0 (now, inputs) == 0 && write_profiles (workspace, segmentation, profiles, inputs, NULL))
		seg_transaction_commit (g_steal_pointer (&transaction), NULL);
}

GPtrArray *
seg_profiles_kept (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autofree char *inputs = seg_profiles_inputs (workspace, segmentation, error);
	guint n_read = 0;
	g_autoptr (GPtrArray) profiles = inputs != NULL ? read_kept (workspace, segmentation, inputs, &n_read, error) : NULL;

	if (profiles == NULL || n_read == segmentation->segments->len)
		return g_steal_pointer (&profiles);
	g_clear_pointer (&profiles, g_ptr_array_unref);
	profiles = seg_profiles (workspace, segmentation, job, error);
	if (profiles != NULL)
		keep (workspace, segmentation, profiles, inputs);
	return g_steal_pointer (&profiles);
}
