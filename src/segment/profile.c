/* Profiles: what each segment of a segmentation is like. Features are in profile_features.c, attributes in profile_groups.c, what happened in
 * profile_events.c, items in profile_takings.c, who is typical in profile_people.c, the words in profile_text.c; profile_store.c keeps them. */
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

SegProfile *
seg_profile_new (gint64 segment_id)
{
	SegProfile *profile = g_new0 (SegProfile, 1);

	profile->segment_id = segment_id;
	profile->features = g_ptr_array_new_with_free_func (seg_profile_feature_free);
	profile->items = g_ptr_array_new_with_free_func (free_item);
	profile->habits = seg_habits_new ();
	return profile;
}

void
seg_profile_free (SegProfile *profile)
{
	if (profile == NULL)
		return;
	g_ptr_array_unref (profile->features);
	g_ptr_array_unref (profile->items);
	seg_habits_free (profile->habits);
	g_free (profile->marks);
	g_free (profile->sentence);
	g_free (profile);
}

static GPtrArray *
new_profiles (const SegSegmentation *segmentation, const SegMembers *members)
{
	GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_profile_free);

	for (guint i = 0; i < members->k; i++) {
		SegProfile *profile = seg_profile_new (((const SegSegment *) segmentation->segments->pdata[i])->id);

		profile->size = (gint64) members->sizes[i];
		profile->share_users = members->n > 0 ? (double) members->sizes[i] / (double) members->n : 0;
		g_ptr_array_add (profiles, profile);
	}
	return profiles;
}

/* What they did, from one reading. */
static gboolean
fill_events (SegWorkspace *workspace, const SegFeatureSet *set, const SegMembers *members, GPtrArray *profiles, SegJob *job, GError **error)
{
	SegMemberEvents events;
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gboolean filled = seg_member_events_read (&events, workspace, members, set->as_of, job, error);

	seg_job_leave (job, span);
	if (filled) {
		span = seg_job_enter (job, 0.5, 0.75);
		filled = seg_profile_events (&events, profiles, job, error);
		seg_job_leave (job, span);
	}
	if (filled) {
		span = seg_job_enter (job, 0.75, 1);
		filled = seg_profile_takings (&events, profiles, job, error);
		seg_job_leave (job, span);
	}
	seg_member_events_clear (&events);
	return filled;
}

/* The parts one after the other, each with its share of the progress. */
static gboolean
fill_profiles (SegWorkspace *workspace, const SegSegmentation *segmentation, const SegFeatureSet *set, const SegMembers *members,
               GPtrArray *profiles, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, 0.5);
	gboolean filled = fill_events (workspace, set, members, profiles, job, error);

	seg_job_leave (job, span);
	if (filled) {
		span = seg_job_enter (job, 0.5, 0.8);
		filled = seg_profile_features (workspace, set, members, profiles, job, error);
		seg_job_leave (job, span);
	}
	if (filled) {
		span = seg_job_enter (job, 0.8, 1);
		filled = seg_profile_people (workspace, segmentation, set, members, profiles, job, error);
		seg_job_leave (job, span);
	}
	return filled && seg_job_proceed (job, 1, NULL, error);
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
	filled = fill_profiles (workspace, segmentation, set, members, profiles, job, error);
	seg_workspace_watch (workspace, NULL);
	if (!filled)
		return NULL;
	g_ptr_array_foreach (profiles, describe, NULL);
	return g_steal_pointer (&profiles);
}
