/* Copies of the workspace by SQLite's online backup: one moment of the file, whoever else reads or writes meanwhile. A copy is
 * written under another name, read through, and only then named as the person asked. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/hint.h>
#include <segscope/maintenance.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGES_AT_ONCE 64 /* a megabyte: short enough to be cancelled at once */
#define COPY_SHARE 0.6    /* of the time; the rest reads the copy through */

static gboolean
fail (const char *path, const char *why, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write the backup copy %s (%s); nothing was changed"), path, why);
	return FALSE;
}

/* Copying -------------------------------------------------------------------------------------------------------------- */

/* Returns SQLite's code; SQLITE_INTERRUPT with @error when it was cancelled. */
static int
copy_pages (sqlite3_backup *backup, SegJob *job, GError **error)
{
	int code;

	do {
		int n_pages, n_left;

		code = sqlite3_backup_step (backup, PAGES_AT_ONCE);
		n_pages = sqlite3_backup_pagecount (backup);
		n_left = sqlite3_backup_remaining (backup);
		if (!seg_job_proceed (job, n_pages > 0 ? 1 - (double) n_left / n_pages : 0, _("copying the workspace"), error))
			return SQLITE_INTERRUPT;
	} while (code == SQLITE_OK);
	return code;
}

/* The pages of a connection into the file of another. */
static gboolean
copy_into (SegWorkspace *workspace, sqlite3 *copy, const char *path, SegJob *job, GError **error)
{
	sqlite3_backup *backup = sqlite3_backup_init (copy, "main", workspace->db, "main");
	int code = backup != NULL ? copy_pages (backup, job, error) : sqlite3_errcode (copy);

	sqlite3_backup_finish (backup);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		return seg_workspace_fail (workspace, code, "backup", error);
	return code == SQLITE_DONE || (code != SQLITE_INTERRUPT && fail (path, sqlite3_errstr (code), error));
}

/* A transaction that only reads holds the moment that is copied: without it a busy writer would make the copy begin anew again and
 * again. */
gboolean
seg_backup_pages (SegWorkspace *workspace, const char *path, SegJob *job, GError **error)
{
	gboolean fine = seg_workspace_execute (workspace, "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1", error);
	sqlite3 *copy = NULL;

	if (fine && sqlite3_open_v2 (path, &copy, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fine = fail (path, sqlite3_errmsg (copy), error);
	fine = fine && copy_into (workspace, copy, path, job, error);
	sqlite3_close (copy);
	sqlite3_exec (workspace->db, "ROLLBACK", NULL, NULL, NULL);
	return fine;
}

static gboolean
copy_compactly (SegWorkspace *workspace, const char *path, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) vacuum = seg_workspace_prepare (workspace, "VACUUM INTO :path", error);
	gboolean fine;

	if (vacuum == NULL || !seg_job_proceed (job, 0, _("copying the workspace without unused space"), error))
		return FALSE;
	seg_statement_bind_text (vacuum, ":path", path);
	seg_workspace_execute (workspace, "PRAGMA query_only = OFF", NULL); /* which means the copy, too */
	seg_workspace_watch (workspace, job);
	fine = seg_statement_run (vacuum, error);
	seg_workspace_watch (workspace, NULL);
	if (workspace->read_only)
		seg_workspace_execute (workspace, "PRAGMA query_only = ON", NULL);
	return fine;
}

/* Reading it through --------------------------------------------------------------------------------------------------- */

/* A connection of its own to a file that nobody else knows of. */
static gboolean
is_whole (const char *path, SegJob *job, GError **error)
{
	g_autoptr (SegWorkspace) copy = g_new0 (SegWorkspace, 1);
	g_autoptr (SegStatement) check = NULL;
	gboolean fine;

	copy->path = g_strdup (path);
	if (sqlite3_open_v2 (path, &copy->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fail (path, sqlite3_errmsg (copy->db), error);
	/* Not its log, which would stay beside it: the next to open the copy sets that again. */
	if (!seg_workspace_execute (copy, "PRAGMA journal_mode = DELETE", error)
	    || (check = seg_workspace_prepare (copy, "PRAGMA integrity_check (1)", error)) == NULL)
		return FALSE;
	seg_workspace_watch (copy, job);
	fine = seg_statement_next (check, error);
	if (fine && strcmp (seg_statement_text (check, 0), "ok") != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             seg_hint (_("The copy is not whole (%s), and was not kept. Is the workspace damaged? Look with: segscope check WORKSPACE"),
		                       _("The copy is not whole (%s), and was not kept. Is the workspace damaged? Check it on Data with c")),
		             seg_statement_text (check, 0));
		fine = FALSE;
	}
	seg_statement_reset (check);
	seg_workspace_watch (copy, NULL);
	return fine;
}

/* The file ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_same_file (const char *a, const char *b)
{
	GStatBuf status_a, status_b;

	return g_stat (a, &status_a) == 0 && g_stat (b, &status_b) == 0 && status_a.st_dev == status_b.st_dev
	       && status_a.st_ino == status_b.st_ino;
}

/* A log beside a file that gets a new content would be played into it by the next who opens it. */
static gboolean
check_target (SegWorkspace *workspace, const char *path, gboolean replace, GError **error)
{
	static const char *const companions[] = { "-wal", "-journal" };

	for (gsize i = 0; i < G_N_ELEMENTS (companions); i++) {
		g_autofree char *beside = g_strconcat (path, companions[i], NULL);

		if (g_file_test (beside, G_FILE_TEST_EXISTS)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_FILE,
			             _("%s is in use (there is a file %s); close what has it open, or name another file"), path, beside);
			return FALSE;
		}
	}
	if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
		return TRUE;
	if (is_same_file (path, workspace->path))
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("%s is the workspace itself; name another file for its copy"), path);
	else if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("%s is not a file that could hold a copy; name another"), path);
	else if (!replace)
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, seg_hint (_("There is a file %s already; name another, or replace it with --force"),
		                       _("There is a file %s already; name another")), path);
	else
		return TRUE;
	return FALSE;
}

/* What was written is on the disk before it gets its name, and the name is when this returns. */
gboolean
seg_file_settle (const char *temporary, const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname (path);
	int fd = g_open (temporary, O_RDONLY | O_CLOEXEC);
	gboolean fine = fd >= 0 && fsync (fd) == 0;

	if (fd >= 0)
		close (fd);
	if (!fine || g_rename (temporary, path) != 0)
		return fail (path, g_strerror (errno), error);
	fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync (fd);
		close (fd);
	}
	return TRUE;
}

static gboolean
write_copy (SegWorkspace *workspace, const char *temporary, gboolean compact, SegJob *job, GError **error)
{
	SegJobSpan span = seg_job_enter (job, 0, COPY_SHARE);
	gboolean fine = compact ? copy_compactly (workspace, temporary, job, error) : seg_backup_pages (workspace, temporary, job, error);

	seg_job_leave (job, span);
	return fine && seg_job_proceed (job, COPY_SHARE, _("reading the copy through"), error) && is_whole (temporary, job, error)
	       && seg_job_proceed (job, 1, NULL, error);
}

gboolean
seg_workspace_backup (SegWorkspace *workspace, const char *path, const SegBackupOptions *options, SegJob *job, gint64 *size,
                      GError **error)
{
	const SegBackupOptions given = options != NULL ? *options : (SegBackupOptions) { FALSE, FALSE };
	g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
	GStatBuf status;
	int fd;

	if (!check_target (workspace, path, given.replace, error))
		return FALSE;
	fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail (path, g_strerror (errno), error);
	close (fd);
	if (!write_copy (workspace, temporary, given.compact, job, error) || !seg_file_settle (temporary, path, error)) {
		g_unlink (temporary);
		return FALSE;
	}
	if (size != NULL)
		*size = g_stat (path, &status) == 0 ? status.st_size : 0;
	return TRUE;
}
