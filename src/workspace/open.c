/* Opening and closing the file, and saying plainly why it cannot be opened. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/hint.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <inttypes.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIKE_PATTERN_MOST 1000 /* bytes: longer patterns, which a condition could bring, take time that nothing could stop */

static SegErrorCode
code_of (int code)
{
	switch (code & 0xFF) {
	case SQLITE_INTERRUPT:
		return SEG_ERROR_CANCELLED;
	case SQLITE_NOMEM:
		return SEG_ERROR_MEMORY;
	default:
		return SEG_ERROR_WORKSPACE;
	}
}

/* Says who is writing, and since when, where that can be found out: long work has left a note; of other work only its lock is known,
 * and so is all work while a new file is loaded, which nobody else can read then. */
static void
fail_busy (const SegWorkspace *workspace, GError **error)
{
	g_autofree char *who = seg_work_say_running (workspace), *name = NULL;
	gint64 process = who == NULL ? seg_process_writing (workspace->path) : 0;

	if (process > 0) {
		name = seg_process_name (process);
		who = g_strdup_printf (_("%s (process %" PRId64 ") is writing to the workspace"), name, process);
	}
	if (who != NULL)
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("%s; nothing was changed in %s. Try again when it is done"), who,
		             workspace->path);
	else
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             _("Another segscope is writing to %s; nothing was changed. Try again when it is done"), workspace->path);
}

gboolean
seg_workspace_fail (const SegWorkspace *workspace, int code, const char *what, GError **error)
{
	const char *path = workspace->path;
	/* what a query reads through another (values of features) looks damaged to it when that one was stopped */
	gboolean stopped = (code & 0xFF) == SQLITE_CORRUPT && seg_job_is_cancelled (workspace->job);

	switch (stopped ? SQLITE_INTERRUPT : code & 0xFF) {
	case SQLITE_INTERRUPT:
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_CANCELLED, _("Stopped; nothing was changed"));
		break;
	case SQLITE_FULL:
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             _("The disk is full: %s was left as it was; free some space and try again"), path);
		break;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             _("%s is read-only; nothing was changed. Copy it to a folder you may write to"), path);
		break;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		fail_busy (workspace, error);
		break;
	case SQLITE_IOERR:
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             _("Reading or writing %s failed (%s); nothing was changed. Is the disk full or unplugged?"), path,
		             sqlite3_errmsg (workspace->db));
		break;
	case SQLITE_CANTOPEN:
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             _("Cannot open %s or make the files it needs beside it. May you write to its folder?"), path);
		break;
	case SQLITE_NOTADB:
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("%s is not a segscope workspace; it was left alone"), path);
		break;
	case SQLITE_CORRUPT:
		if (sqlite3_extended_errcode (workspace->db) == SQLITE_CORRUPT_VTAB) { /* of a feature set: it says what to do */
			g_set_error_literal (error, SEG_ERROR, SEG_ERROR_WORKSPACE, sqlite3_errmsg (workspace->db));
			break;
		}
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             seg_hint (_("%s is damaged (%s); segscope repair saves what can be read, or go on with a copy of it"),
		                       _("%s is damaged (%s); c on Data, or r in the list of workspaces, saves what can be read")), path,
		             sqlite3_errmsg (workspace->db));
		break;
	default:
		g_set_error (error, SEG_ERROR, (gint) code_of (code), "%s: %s (%s)", path, sqlite3_errmsg (workspace->db), what);
	}
	return FALSE;
}

static gboolean
refuse (const char *path, const char *format, GError **error)
{
	/* @format is one of the sentences below, each with exactly one %s. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, format, path);
#pragma GCC diagnostic pop
	return FALSE;
}

/* What can be said of the path before SQLite sees it. @exists: (out) there is a file with something in it. */
static gboolean
check_path (const char *path, SegWorkspaceMode mode, gboolean *exists, GError **error)
{
	GStatBuf status;

	*exists = FALSE;
	if (g_stat (path, &status) != 0) {
		if (errno != ENOENT) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("Cannot open %s: %s"), path, g_strerror (errno));
			return FALSE;
		}
		return mode == SEG_WORKSPACE_CREATE
		       || refuse (path, _("There is no workspace %s; make one with: segscope import WORKSPACE FILE --as users"), error);
	}
	if (S_ISDIR (status.st_mode))
		return refuse (path, _("%s is a folder, not a workspace file"), error);
	if (!S_ISREG (status.st_mode))
		return refuse (path, _("%s is not a file that could hold a workspace"), error);
	if (status.st_size == 0 && mode != SEG_WORKSPACE_CREATE)
		return refuse (path, _("%s is an empty file, not a workspace"), error);
	*exists = status.st_size > 0;
	if (g_access (path, R_OK) != 0)
		return refuse (path, _("You may not read %s; ask its owner, or copy it"), error);
	return TRUE;
}

/* Makes the file with a mode that keeps others out before SQLite writes the first byte. An empty file (mktemp) will do as
 * well. @made: (out) it was not there before. */
static gboolean
create_private (const char *path, gboolean *made, GError **error)
{
	int fd = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

	*made = fd >= 0;
	if (!*made && errno == EEXIST)
		fd = g_open (path, O_RDWR | O_CLOEXEC);
	if (fd < 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("Cannot make the workspace %s: %s"), path, g_strerror (errno));
		return FALSE;
	}
	fchmod (fd, 0600);
	close (fd);
	return TRUE;
}

/* Refuses files of other programs and of newer versions of this one. */
static gboolean
check_identity (SegWorkspace *workspace, GError **error)
{
	gint64 application_id, version;

	if (!seg_workspace_count (workspace, "PRAGMA application_id", &application_id, error)
	    || !seg_workspace_count (workspace, "PRAGMA user_version", &version, error))
		return FALSE;
	if (application_id != SEG_WORKSPACE_APPLICATION_ID)
		return refuse (workspace->path, _("%s is not a segscope workspace; it was left alone"), error);
	if (version > SEG_WORKSPACE_VERSION) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
		             _("%s was made by a newer segscope (workspace version %" PRId64 ", this one knows %d); "
		               "it was left alone. Install the newer segscope"),
		             workspace->path, version, SEG_WORKSPACE_VERSION);
		return FALSE;
	}
	if (workspace->read_only && version < SEG_WORKSPACE_VERSION)
		return refuse (workspace->path,
		               _("%s was made by an older segscope and must be brought up to date first: open it once where you may "
		                 "write to it (segscope WORKSPACE)"), error);
	return TRUE;
}

static gboolean
configure (SegWorkspace *workspace, GError **error)
{
	sqlite3_extended_result_codes (workspace->db, 1);
	sqlite3_busy_timeout (workspace->db, SEG_BUSY_TIMEOUT_MS);
	sqlite3_db_config (workspace->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config (workspace->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config (workspace->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_limit (workspace->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LIKE_PATTERN_MOST);
	return seg_workspace_execute (workspace, "PRAGMA page_size = 16384;" /* of a new file */
	                              "PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE; " SEG_PRAGMA_CACHE, error);
}

/* A new file becomes a workspace, an old one is migrated. */
static gboolean
prepare_for_writing (SegWorkspace *workspace, GError **error)
{
	gsize n_migrations;
	const SegMigration *migrations = seg_workspace_migrations (&n_migrations);

	return workspace->read_only
	       || (seg_workspace_migrate (workspace, migrations, n_migrations, error)
	           && seg_workspace_execute (workspace, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", error));
}

/* Connects to the file. @writable: the system allows writing, so that the connection can tidy its log away when it closes, even
 * if it is only for reading. @immutable: nobody can change the file, so that neither locks nor files beside it are needed. */
static gboolean
connect (SegWorkspace *workspace, gboolean writable, gboolean immutable, GError **error)
{
	g_autofree char *escaped = g_uri_escape_string (workspace->path, "/", FALSE);
	/* The "./" keeps a file named ":memory:" a file. */
	g_autofree char *uri = g_strconcat (g_path_is_absolute (workspace->path) ? "file:" : "file:./", escaped,
	                                    immutable ? "?immutable=1" : "", NULL);
	int flags = (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
	int code;

	sqlite3_close_v2 (g_steal_pointer (&workspace->db));
	code = sqlite3_open_v2 (uri, &workspace->db, flags, NULL);
	return (code == SQLITE_OK || seg_workspace_fail (workspace, code, "open", error)) && configure (workspace, error)
	       && (!workspace->read_only || seg_workspace_execute (workspace, "PRAGMA query_only = ON", error));
}

static gboolean
find_file (const SegWorkspace *workspace, guint64 *device, guint64 *inode)
{
	GStatBuf status;

	if (g_stat (sqlite3_db_filename (workspace->db, "main"), &status) != 0)
		return FALSE;
	*device = status.st_dev;
	*inode = status.st_ino;
	return TRUE;
}

gboolean
seg_workspace_is_there (const SegWorkspace *workspace, GError **error)
{
	guint64 device, inode;

	if (find_file (workspace, &device, &inode) && device == workspace->device && inode == workspace->inode)
		return TRUE;
	g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE,
	             _("%s was moved, deleted or replaced while it was open; nothing was changed. Open it again"), workspace->path);
	return FALSE;
}

static gboolean
is_folder_writable (const char *path)
{
	g_autofree char *folder = g_path_get_dirname (path);

	return g_access (folder, W_OK) == 0;
}

/* A file in WAL mode needs two files beside it even to be read. In a folder that cannot be written, and with no writer's log
 * there, it can only be read as what it is at the moment. */
static gboolean
needs_immutable (const SegWorkspace *workspace)
{
	g_autofree char *log = g_strconcat (workspace->path, "-wal", NULL), *journal = g_strconcat (workspace->path, "-journal", NULL);

	return !is_folder_writable (workspace->path) && !g_file_test (log, G_FILE_TEST_EXISTS) && !g_file_test (journal, G_FILE_TEST_EXISTS);
}

SegWorkspace *
seg_workspace_open (const char *path, SegWorkspaceMode mode, GError **error)
{
	g_autoptr (SegWorkspace) workspace = NULL;
	gboolean exists, made = FALSE, writable;

	if (!check_path (path, mode, &exists, error) || (!exists && !create_private (path, &made, error)))
		return NULL;
	workspace = g_new0 (SegWorkspace, 1);
	workspace->path = g_strdup (path);
	writable = g_access (path, W_OK) == 0 && is_folder_writable (path);
	workspace->read_only = mode == SEG_WORKSPACE_READ_ONLY || !writable;
	if (!exists && !writable) { /* an empty file that was given, in a folder that takes no other files */
		seg_workspace_fail (workspace, SQLITE_CANTOPEN, "create", error);
		return NULL;
	}
	if (!connect (workspace, writable, needs_immutable (workspace), error) || (exists && !check_identity (workspace, error))
	    || !prepare_for_writing (workspace, error)) {
		if (made)
			g_unlink (path);
		return NULL;
	}
	find_file (workspace, &workspace->device, &workspace->inode);
	seg_workspace_know_feature_sets (workspace);
	seg_workspace_add_often (workspace);
	seg_work_tell_lost (workspace);
	return g_steal_pointer (&workspace);
}

void
seg_workspace_close (SegWorkspace *workspace)
{
	if (workspace == NULL)
		return;
	sqlite3_close_v2 (workspace->db);
	seg_job_unref (workspace->job);
	g_free (workspace->bare_table);
	g_free (workspace->bare_text);
	g_free (workspace->path);
	g_free (workspace);
}

const char *
seg_workspace_path (const SegWorkspace *workspace)
{
	return workspace->path;
}

gboolean
seg_workspace_is_read_only (const SegWorkspace *workspace)
{
	return workspace->read_only;
}
