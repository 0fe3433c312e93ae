/* What the files of workspace/ share: the connection itself. */
#ifndef SEG_WORKSPACE_PRIVATE_H
#define SEG_WORKSPACE_PRIVATE_H

#include <segscope/workspace.h>

#include <sqlite3.h>

#define SEG_BUSY_TIMEOUT_MS 3000 /* how long a connection waits for another writer */

/* How much of the file is kept in memory: while questions are asked, and while a new file is filled from end to end. */
#define SEG_PRAGMA_CACHE "PRAGMA cache_size = -65536"
#define SEG_PRAGMA_CACHE_OF_BULK "PRAGMA cache_size = -8192"

struct SegWorkspace {
	char    *path;
	sqlite3 *db;
	gboolean read_only;
	guint64  device, inode; /* of the file when it was opened */
	guint    depth; /* of nested transactions */
	gint64   n_changes; /* rows changed by this connection when the outermost transaction began */
	char    *bare_table, *bare_text; /* the table that is without its rules now, and what they are; or NULL */
	SegJob  *job;   /* watched: its cancel interrupts the running statement */
	double   n_expected; /* steps of statements that move it through its span; 0: none do */
	guint    n_looks;    /* since they are expected */
	struct SegEdit *edit; /* that records what changes (history.h), the outermost; NULL: none */
};

/* Fills @error from the connection's last error: full disk, read-only, locked, damaged, cancelled. Returns FALSE. */
gboolean seg_workspace_fail (const SegWorkspace *workspace, int code, const char *what, GError **error);

/* Whether the file is still the one that was opened. SQLite itself would go on writing to one that has lost its name. */
gboolean seg_workspace_is_there (const SegWorkspace *workspace, GError **error);

/* What tells the process with this number from a later one with the same number; "" where the system does not say. Free with
 * g_free(). */
char    *seg_process_mark (gint64 process);
/* Whether the process that had @mark is no more. */
gboolean seg_process_is_gone (gint64 process, const char *mark);

/* A process other than this one that holds a write lock on the database @path; 0: none, or the system does not say. */
gint64   seg_process_writing (const char *path);
/* What the process calls itself: "segscope", "sqlite3". Free with g_free(). */
char    *seg_process_name (gint64 process);

/* Tells of work that was begun by a process that is gone, notes it in the audit log and forgets it. */
void seg_work_tell_lost (SegWorkspace *workspace);
/* "segscope 4711 on this computer has been busy with the import of events.csv since 22 November 01:50 UTC", or NULL when nobody says so. */
char *seg_work_say_running (const SegWorkspace *workspace);

/* Copies the pages, as they are at this moment, into the empty file @path. */
gboolean seg_backup_pages (SegWorkspace *workspace, const char *path, SegJob *job, GError **error);
/* Gives a finished file its name; both have reached the disk when it returns. */
gboolean seg_file_settle (const char *temporary, const char *path, GError **error);

/* The transaction in which a table was laid bare is rolled back. */
void seg_workspace_forget_bare (SegWorkspace *workspace);

/* Whether a transaction is open that has changed nothing yet: other connections see what this one sees, and nobody can change it. */
gboolean seg_transaction_is_untouched (const SegWorkspace *workspace);

/* Makes the tables of all feature sets known to the connection (feature_table.c), with the columns they have now. Whether there is
 * one; and whether a statement may have failed because one was computed since. */
gboolean seg_workspace_know_feature_sets (SegWorkspace *workspace);
gboolean seg_workspace_may_miss_feature_set (SegWorkspace *workspace, int code);

/* Makes the aggregate seg_often() known to the connection (often.c). */
void seg_workspace_add_often (SegWorkspace *workspace);

/* What expressions by people may consist of (guard.c). A query inside one needs one of a few words, a comment could hide its end, an
 * odd parenthesis could end what stands around it: what is wrong with it in that way, or NULL. @offset: (out) byte of the mistake, -1
 * when it is the whole. */
const char *seg_guard_check_words (const char *expression, glong *offset);
/* The last mistake that @db found in a statement with @expression after @before bytes, in words. @denied: the function that was not let
 * through, or NULL. @offset: (out) byte of the expression, its length at its end, -1 when it is not known. Free with g_free(). */
char       *seg_guard_explain (sqlite3 *db, const char *expression, gsize before, const char *denied, glong *offset);

/* A step of the way from one version of the file to the next. */
typedef struct {
	int         version; /* after the step */
	const char *sql;
} SegMigration;

/* Brings the file from its user_version up to the last of @migrations, in one transaction, after a copy beside it. */
gboolean seg_workspace_migrate (SegWorkspace *workspace, const SegMigration *migrations, gsize n_migrations,
                                GError **error);
const SegMigration *seg_workspace_migrations (gsize *n_migrations);
/* "CREATE VIEW" statements with gaps: {user_attributes}, {item_attributes}, {title}. */
const char         *seg_workspace_views_template (void);

#endif
