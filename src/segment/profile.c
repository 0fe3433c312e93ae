/* Profiles: what each segment of a segmentation is like. Features are in profile_features.c, money and items in
 * profile_items.c, the words in profile_text.c. */
#include <config.h>
#include "segment-private.h"

#include <glib/gi18n.h>

static void
free_item (gpointer data)
{
	SegProfileItem *item = data;

	g_free (item->key);
	g_free (item->title);
	g_free (item);
}

void
seg_profile_free (SegProfile *profile)
{
	if (profile == NULL)
		return;
	g_ptr_array_unref (profile->features);
	g_ptr_array_unref (profile->items);
	g_free (profile->marks);
	g_free (profile->sentence);
	g_free (profile);
}

static GPtrArray *
new_profiles (const SegSegmentation *segmentation, const SegMembers *members)
{
	GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_profile_free);

	for (guint i = 0; i < members->k; i++) {
		SegProfile *profile = g_new0 (SegProfile, 1);

		profile->segment_id = ((const SegSegment *) segmentation->segments->pdata[i])->id;
		profile->size = (gint64) members->sizes[i];
		profile->share_users = members->n > 0 ? (double) members->sizes[i] / (double) members->n : 0;
		profile->features = g_ptr_array_new_with_free_func (seg_profile_feature_free);
		profile->items = g_ptr_array_new_with_free_func (free_item);
		g_ptr_array_add (profiles, profile);
	}
	return profiles;
}

/* The parts one after the other, each with its share of the progress. */
static gboolean
fill_profiles (SegWorkspace *workspace, const SegFeatureSet *set, const SegMembers *members, GPtrArray *profiles, SegJob *job,
               GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.6);
	gboolean filled = seg_profile_features (workspace, set, members, profiles, job, error);

	seg_job_leave (job, span);
	seg_workspace_watch (workspace, job); /* building the matrix ended the first watch */
	if (filled) {
		span = seg_job_enter (job, 0.6, 0.75);
		filled = seg_profile_revenue (workspace, members, set->as_of, profiles, job, error);
		seg_job_leave (job, span);
	}
	if (filled) {
		span = seg_job_enter (job, 0.75, 1);
		filled = seg_profile_items (workspace, members, set->as_of, profiles, job, error);
		seg_job_leave (job, span);
	}
	return filled;
}

static void
describe (gpointer profile, gpointer data)
{
	(void) data;
	seg_profile_describe (profile);
}

GPtrArray *
seg_profiles (SegWorkspace *workspace, const SegSegmentation *segmentation, SegJob *job, GError **error)
{
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, segmentation->feature_set_id, error);
	g_autoptr (SegMembers) members = NULL;
	g_autoptr (GPtrArray) profiles = NULL;
	gboolean filled;

	if (set == NULL || (members = seg_members_load (workspace, segmentation, job, error)) == NULL)
		return NULL;
	profiles = new_profiles (segmentation, members);
	seg_workspace_watch (workspace, job);
	filled = fill_profiles (workspace, set, members, profiles, job, error);
	seg_workspace_watch (workspace, NULL);
	if (!filled)
		return NULL;
	g_ptr_array_foreach (profiles, describe, NULL);
	return g_steal_pointer (&profiles);
}
