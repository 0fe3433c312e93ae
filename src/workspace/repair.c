/* Making a workspace whole again. What was there before is kept under another name, and the file changes at one instant: with the
 * commit of one transaction, or by the rename of a complete file. */
#include <config.h>
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static SegRepair *
repair_new (void)
{
	SegRepair *repair = g_new0 (SegRepair, 1);

	repair->done = g_ptr_array_new_with_free_func (g_free);
	return repair;
}

void
seg_repair_free (SegRepair *repair)
{
	if (repair == NULL)
		return;
	g_clear_pointer (&repair->problems, g_ptr_array_unref);
	g_clear_pointer (&repair->left, g_ptr_array_unref);
	g_ptr_array_unref (repair->done);
	g_free (repair->kept_as);
	g_free (repair);
}

/* A free name for the file as it was: "shop.seg.before-repair", "shop.seg.before-repair-2", ... */
static char *
name_to_keep (const char *path)
{
	char *name = g_strconcat (path, ".before-repair", NULL);

	for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS) || g_file_test (name, G_FILE_TEST_IS_SYMLINK); i++) {
		g_free (name);
		name = g_strdup_printf ("%s.before-repair-%u", path, i);
	}
	return name;
}

/* Putting right what a whole file says ----------------------------------------------------------------------------------- */

static gboolean
put_right_inside (SegWorkspace *workspace, gboolean is_new, SegJob *job, GPtrArray *done, GError **error)
{
	g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_problem_free);
	g_autoptr (GPtrArray) repairs = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	g_autofree char *name = g_path_get_basename (workspace->path);
	SegCheckup checkup = { workspace, job, TRUE, problems, repairs };

	if (transaction == NULL || (is_new && !seg_workspace_make_views (workspace, error)) || !seg_checkup_run (&checkup, error)
	    || !seg_workspace_make_views (workspace, error) || !seg_workspace_index_keys (workspace, error)
	    || !seg_audit_add (workspace, "repair", name, NULL, error) || !seg_transaction_commit (g_steal_pointer (&transaction), error))
		return FALSE;
	for (guint i = 0; i < problems->len; i++) {
		const SegProblem *problem = problems->pdata[i];

		g_ptr_array_add (done, g_strdup_printf (_("%s: %s"), problem->what, problem->remedy));
	}
	return TRUE;
}

/* Rows may point to nothing for as long as the transaction lasts. @is_new: a file that has no views yet. */
static gboolean
put_right (const char *path, gboolean is_new, SegJob *job, GPtrArray *done, GError **error)
{
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, error);
	gboolean fine;

	if (workspace == NULL || !seg_workspace_execute (workspace, "PRAGMA foreign_keys = OFF", error))
		return FALSE;
	seg_workspace_watch (workspace, job);
	fine = put_right_inside (workspace, is_new, job, done, error);
	seg_workspace_watch (workspace, NULL);
	return fine;
}

static gboolean
repair_in_place (const char *path, SegJob *job, SegRepair *repair, GError **error)
{
	g_autofree char *kept = name_to_keep (path);
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_WRITE, error);
	SegJobSpan span = seg_job_enter (job, 0.3, 0.5);
	gboolean fine;

	if (workspace != NULL && workspace->read_only) {
		seg_workspace_fail (workspace, SQLITE_READONLY, "repair", error);
		fine = FALSE;
	} else
		fine = workspace != NULL && seg_workspace_backup (workspace, kept, NULL, job, NULL, error);
	seg_job_leave (job, span);
	g_clear_pointer (&workspace, seg_workspace_close);
	if (!fine)
		return FALSE;
	span = seg_job_enter (job, 0.5, 0.8);
	fine = put_right (path, FALSE, job, repair->done, error);
	seg_job_leave (job, span);
	if (fine)
		repair->kept_as = g_steal_pointer (&kept);
	else
		g_unlink (kept); /* nothing was changed */
	return fine;
}

/* A new file for a damaged one -------------------------------------------------------------------------------------------- */

/* The damaged file stays under the second name; the first is never without a file where links are possible. */
static gboolean
exchange (const char *temporary, const char *path, const char *kept, GError **error)
{
	if (link (path, kept) != 0 && g_rename (path, kept) != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot keep the damaged file as %s (%s); nothing was changed"), kept, g_strerror (errno));
		return FALSE;
	}
	if (seg_file_settle (temporary, path, error))
		return TRUE;
	if (g_file_test (path, G_FILE_TEST_EXISTS))
		g_unlink (kept);
	else
		g_rename (kept, path);
	return FALSE;
}

static gboolean
make_anew (const char *path, const char *temporary, SegJob *job, SegRepair *repair, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0.1, 0.6);
	gboolean fine = seg_salvage (path, temporary, job, repair->done, error);

	seg_job_leave (job, span);
	span = seg_job_enter (job, 0.6, 0.8);
	fine = fine && put_right (temporary, TRUE, job, repair->done, error);
	seg_job_leave (job, span);
	return fine;
}

/* A file of an older version is migrated on the way; its copy is the damaged file itself. */
static void
remove_beside (const char *temporary)
{
	for (int version = 1; version < SEG_WORKSPACE_VERSION; version++) {
		g_autofree char *backup = g_strdup_printf ("%s.backup-v%d", temporary, version);

		g_unlink (backup);
	}
}

static gboolean
repair_damage (const char *path, SegJob *job, SegRepair *repair, GError **error)
{
	g_autofree char *kept = name_to_keep (path), *temporary = g_strconcat (path, ".XXXXXX", NULL);
	int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
	gboolean fine;

	if (fd < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write beside %s (%s); nothing was changed"), path, g_strerror (errno));
		return FALSE;
	}
	close (fd);
	fine = make_anew (path, temporary, job, repair, error) && exchange (temporary, path, kept, error);
	remove_beside (temporary);
	if (fine)
		repair->kept_as = g_steal_pointer (&kept);
	else
		g_unlink (temporary);
	return fine;
}

/* Both --------------------------------------------------------------------------------------------------------------------- */

static gboolean
has_damage (const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++)
		if (((const SegProblem *) problems->pdata[i])->is_damage)
			return TRUE;
	return FALSE;
}

static GPtrArray *
check_within (const char *path, SegJob *job, double from, double to, GError **error)
{
	SegJobSpan span = seg_job_enter (job, from, to);
	GPtrArray *problems = seg_workspace_check (path, job, error);

	seg_job_leave (job, span);
	return problems;
}

SegRepair *
seg_workspace_repair (const char *path, SegJob *job, GError **error)
{
	g_autoptr (SegRepair) repair = repair_new ();
	gboolean fine;

	repair->problems = check_within (path, job, 0, 0.3, error);
	if (repair->problems == NULL)
		return NULL;
	if (repair->problems->len == 0) {
		repair->left = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_problem_free);
		return g_steal_pointer (&repair);
	}
	fine = has_damage (repair->problems) ? repair_damage (path, job, repair, error) : repair_in_place (path, job, repair, error);
	if (!fine)
		return NULL;
	/* The file is repaired whatever the person does now: this look at it is not to be cancelled. */
	repair->left = check_within (path, NULL, 0.8, 1, error);
	return repair->left != NULL ? g_steal_pointer (&repair) : NULL;
}
