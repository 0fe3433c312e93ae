/* Several files put under their names together.
 *
 * Each gets a name beside its own first, so that what may fail (no room for the name, no permission) fails before anything has changed;
 * what stands under the name is kept beside it too until all is settled. Then a rename each. A program killed in between leaves names
 * of the plan behind, which seg_file_plan_undo() takes away. */
#include <config.h>
#include "out_file-private.h"

#include <segscope/error.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
free_file (gpointer file)
{
	seg_out_file_free (file);
}

SegFileSet *
seg_file_set_new (void)
{
	SegFileSet *set = g_new0 (SegFileSet, 1);

	set->files = g_ptr_array_new_with_free_func (free_file);
	set->suffix = g_strdup_printf (".%06x", g_random_int () & 0xFFFFFF);
	return set;
}

SegOutFile *
seg_file_set_add (SegFileSet *set, const char *path, GError **error)
{
	SegOutFile *file = seg_out_file_open (path, error);

	for (guint i = 0; file != NULL && !file->direct && i < set->files->len; i++)
		if (strcmp (((const SegOutFile *) set->files->pdata[i])->target, file->target) == 0) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Two files of this list would be called %s"), path);
			g_clear_pointer (&file, seg_out_file_free);
		}
	if (file != NULL)
		g_ptr_array_add (set->files, file);
	return file;
}

static char *
name_of (const SegFileSet *set, const SegOutFile *file, const char *end)
{
	return g_strconcat (file->target, set->suffix, end, NULL);
}

#define NEW_END ".new"
#define OLD_END ".old"

GPtrArray *
seg_file_set_plan (SegFileSet *set)
{
	GPtrArray *plan = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; i < set->files->len; i++) {
		const SegOutFile *file = set->files->pdata[i];

		if (file->direct)
			continue;
		g_ptr_array_add (plan, g_canonicalize_filename (file->target, NULL));
		g_ptr_array_add (plan, g_strdup (seg_out_file_sha256 (file)));
		for (int old = 0; old <= 1; old++) {
			g_autofree char *name = name_of (set, file, old ? OLD_END : NEW_END);

			g_ptr_array_add (plan, g_canonicalize_filename (name, NULL));
		}
	}
	return plan;
}

/* The file is ours by its checksum: one that somebody has put there since stays. */
static void
undo_one (const char *path, const char *sha256, const char *new_name, const char *old_name)
{
	g_autofree char *there = seg_file_sha256 (path, NULL, NULL);
	gboolean is_ours = there != NULL && strcmp (there, sha256) == 0;

	g_unlink (new_name);
	if ((is_ours || there == NULL) && g_rename (old_name, path) != 0 && is_ours)
		g_unlink (path);
	g_unlink (old_name);
}

void
seg_file_plan_undo (const GPtrArray *plan)
{
	for (guint i = 0; i + 3 < plan->len; i += 4)
		undo_one (plan->pdata[i], plan->pdata[i + 1], plan->pdata[i + 2], plan->pdata[i + 3]);
}

/* Gives the file a name beside its own. */
static gboolean
give_name (SegFileSet *set, SegOutFile *file, GError **error)
{
	g_autofree char *name = name_of (set, file, NEW_END);

	if (file->temporary != NULL ? g_rename (file->temporary, name) != 0
	                            : linkat (AT_FDCWD, file->writable, AT_FDCWD, name, AT_SYMLINK_FOLLOW) != 0)
		return seg_out_file_fail (file, _("create"), error);
	g_free (file->temporary);
	file->temporary = g_steal_pointer (&name);
	return TRUE;
}

/* What stands under the name gets a second one; where the file system has no second names, the file itself moves there. */
static gboolean
keep_old (SegFileSet *set, SegOutFile *file, GError **error)
{
	g_autofree char *name = name_of (set, file, OLD_END);

	if (!g_file_test (file->target, G_FILE_TEST_EXISTS))
		return TRUE;
	if (link (file->target, name) != 0 && g_rename (file->target, name) != 0)
		return seg_out_file_fail (file, _("replace"), error);
	file->kept = g_steal_pointer (&name);
	return TRUE;
}

static gboolean
rename_to_target (SegOutFile *file, GError **error)
{
	if (g_rename (file->temporary, file->target) != 0)
		return seg_out_file_fail (file, _("rename to"), error);
	g_clear_pointer (&file->temporary, g_free);
	file->placed = TRUE;
	return TRUE;
}

/* The names themselves must survive a power cut too. A folder that cannot be synced is no reason to fail. */
static void
sync_folder (const SegOutFile *file)
{
	g_autofree char *folder = g_path_get_dirname (file->target);
	int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		G_GNUC_UNUSED int synced = fsync (fd);

		close (fd);
	}
}

gboolean
seg_file_set_place (SegFileSet *set, GError **error)
{
	static gboolean (*const steps[]) (SegFileSet *, SegOutFile *, GError **) = { give_name, keep_old };

	for (gsize step = 0; step < G_N_ELEMENTS (steps); step++)
		for (guint i = 0; i < set->files->len; i++) {
			SegOutFile *file = set->files->pdata[i];

			if (!file->direct && !steps[step] (set, file, error))
				return FALSE;
		}
	for (guint i = 0; i < set->files->len; i++) {
		SegOutFile *file = set->files->pdata[i];

		if (!file->direct && !rename_to_target (file, error))
			return FALSE;
	}
	for (guint i = 0; i < set->files->len; i++)
		sync_folder (set->files->pdata[i]);
	return TRUE;
}

void
seg_file_set_settle (SegFileSet *set)
{
	for (guint i = 0; i < set->files->len; i++) {
		SegOutFile *file = set->files->pdata[i];

		if (file->kept != NULL)
			g_unlink (file->kept);
	}
	set->is_settled = TRUE;
}

/* Puts back what stood there. */
static void
take_back (SegOutFile *file)
{
	if (file->kept != NULL && g_rename (file->kept, file->target) == 0)
		g_unlink (file->kept); /* two names of one file: the rename did nothing */
	else if (file->placed)
		g_unlink (file->target);
}

void
seg_file_set_free (SegFileSet *set)
{
	if (set == NULL)
		return;
	for (guint i = 0; !set->is_settled && i < set->files->len; i++)
		take_back (set->files->pdata[i]);
	g_ptr_array_unref (set->files);
	g_free (set->suffix);
	g_free (set);
}
