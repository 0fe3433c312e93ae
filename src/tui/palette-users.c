/* Users whose key begins with what is typed into the palette. Keys have no order in the file, so that all of them are looked through: where these are
 * many, in a job of its own, which is given up when another letter comes. */
#include <config.h>
#include "app.h"
#include "palette-things.h"

#include <glib/gi18n.h>

#define DIRECT_USERS 20000 /* up to so many that takes a millisecond or two */

struct SegFoundUsers {
	char      *typed;
	guint      most;
	GPtrArray *users; /* of SegThing* */
	gboolean   whole; /* not given up */
};

static void
free_found (gpointer data)
{
	SegFoundUsers *found = data;

	g_free (found->typed);
	g_ptr_array_unref (found->users);
	g_free (found);
}

static gboolean
run_find (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegFoundUsers *found = data;

	seg_workspace_watch (workspace, job);
	seg_things_add_users (workspace, found->typed, found->most, found->users);
	seg_workspace_watch (workspace, NULL);
	found->whole = seg_job_proceed (job, 1, NULL, error);
	return found->whole;
}

const SegWork seg_found_users_work = { N_("reading names"), run_find, NULL, NULL, free_found, FALSE, FALSE };

GPtrArray *
seg_palette_find_users (SegApp *app, const char *typed, guint most)
{
	const SegWorkspaceInfo *info = app->session->info;
	GPtrArray *users;
	SegFoundUsers *found;

	if (info != NULL && info->n_users <= DIRECT_USERS) {
		users = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_thing_free);
		seg_things_add_users (app->workspace, typed, most, users);
		return users;
	}
	if (seg_work_queue_has (app->glance_queue, NULL, &seg_found_users_work)) { /* when it has ended, the palette asks again */
		seg_work_queue_cancel_work (app->glance_queue, NULL, &seg_found_users_work);
		return NULL;
	}
	found = g_new (SegFoundUsers, 1);
	*found = (SegFoundUsers) { g_strdup (typed), most, g_ptr_array_new_with_free_func ((GDestroyNotify) seg_thing_free), FALSE };
	seg_work_queue_add (app->glance_queue, NULL, &seg_found_users_work, found);
	return NULL;
}

GPtrArray *
seg_palette_found_users (SegFoundUsers *found, const char *typed)
{
	return found->whole && g_strcmp0 (found->typed, typed) == 0 ? g_ptr_array_ref (found->users) : NULL;
}
