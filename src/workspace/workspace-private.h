/* What the files of workspace/ share: the connection itself. */
#ifndef SEG_WORKSPACE_PRIVATE_H
#define SEG_WORKSPACE_PRIVATE_H

#include <segscope/workspace.h>

#include <sqlite3.h>

struct SegWorkspace {
	char    *path;
	sqlite3 *db;
	gboolean read_only;
	guint    depth; /* of nested transactions */
	SegJob  *job;   /* watched: its cancel interrupts the running statement */
};

/* Fills @error from the connection's last error: full disk, read-only, locked, damaged, cancelled. Returns FALSE. */
gboolean seg_workspace_fail (const SegWorkspace *workspace, int code, const char *what, GError **error);

/* A step of the way from one version of the file to the next. */
typedef struct {
	int         version; /* after the step */
	const char *sql;
} SegMigration;

/* Brings the file from its user_version up to the last of @migrations, in one transaction, after a copy beside it. */
gboolean seg_workspace_migrate (SegWorkspace *workspace, const SegMigration *migrations, gsize n_migrations,
                                GError **error);
const SegMigration *seg_workspace_migrations (gsize *n_migrations);

#endif
