/* From an older version of the file to this one. A new file is an old one of version 0. */
#include <config.h>
#include "workspace-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workspace/schema-sql.h"

/* Later versions append a row; released rows never change. */
static const SegMigration migrations[] = {
	{ 1, schema_version_1 },
	{ 2, schema_version_2 },
	{ 3, schema_version_3 },
};

const SegMigration *
seg_workspace_migrations (gsize *n_migrations)
{
	*n_migrations = G_N_ELEMENTS (migrations);
	return migrations;
}

const char *
seg_workspace_views_template (void)
{
	return schema_views;
}

/* A full copy beside the file, so that nobody loses a workspace to a migration. */
static gboolean
back_up (SegWorkspace *workspace, gint64 version, GError **error)
{
	g_autofree char *path = g_strdup_printf ("%s.backup-v%" G_GINT64_FORMAT, workspace->path, version);
	int fd = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 || fchmod (fd, 0600) != 0) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_WORKSPACE, _("Cannot write the backup copy %s (%s); nothing was changed"), path,
		             g_strerror (errno));
		return FALSE;
	}
	close (fd);
	return seg_backup_pages (workspace, path, NULL, error);
}

static gboolean
apply (SegWorkspace *workspace, const SegMigration *migration, GError **error)
{
	g_autofree char *pragma = g_strdup_printf ("PRAGMA user_version = %d", migration->version);

	return seg_workspace_execute (workspace, migration->sql, error) && seg_workspace_execute (workspace, pragma, error);
}

/* The first line of the audit log, and who made the file. */
static gboolean
record (SegWorkspace *workspace, gint64 from, int to, GError **error)
{
	g_autoptr (SegStatement) statement = NULL;
	g_autofree char *detail = g_strdup_printf ("{\"from\": %" G_GINT64_FORMAT ", \"to\": %d}", from, to);
	g_autofree char *name = g_path_get_basename (workspace->path);

	if (from > 0)
		return seg_audit_add (workspace, "migrate", name, detail, error);
	if (!seg_workspace_execute (workspace, "PRAGMA application_id = " G_STRINGIFY (SEG_WORKSPACE_APPLICATION_ID), error))
		return FALSE;
	statement = seg_workspace_prepare (workspace, "INSERT INTO workspace VALUES (:at, :version)", error);
	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":at", g_get_real_time () / G_USEC_PER_SEC);
	seg_statement_bind_text (statement, ":version", PACKAGE_VERSION);
	return seg_statement_run (statement, error) && seg_audit_add (workspace, "create", name, NULL, error);
}

/* The steps after @version, all or none. Another segscope may have taken them since @version was read. */
static gboolean
migrate_from (SegWorkspace *workspace, gint64 version, const SegMigration *steps, gsize n_steps, GError **error)
{
	g_autoptr (SegTransaction) transaction = seg_transaction_begin (workspace, error);
	gint64 version_now;

	if (transaction == NULL || !seg_workspace_count (workspace, "PRAGMA user_version", &version_now, error))
		return FALSE;
	if (version_now != version) { /* begins anew, with its own copy, which cannot be made inside a transaction */
		g_clear_pointer (&transaction, seg_transaction_abandon);
		return seg_workspace_migrate (workspace, steps, n_steps, error);
	}
	for (gsize i = 0; i < n_steps; i++)
		if (steps[i].version > version && !apply (workspace, &steps[i], error))
			return FALSE;
	return (version > 0 || seg_workspace_execute (workspace, schema_new_file, error)) && seg_workspace_make_views (workspace, error)
	       && record (workspace, version, steps[n_steps - 1].version, error)
	       && seg_transaction_commit (g_steal_pointer (&transaction), error);
}

gboolean
seg_workspace_migrate (SegWorkspace *workspace, const SegMigration *steps, gsize n_steps, GError **error)
{
	gint64 version;

	if (!seg_workspace_count (workspace, "PRAGMA user_version", &version, error))
		return FALSE;
	if (version >= steps[n_steps - 1].version)
		return TRUE;
	if (version > 0 && !back_up (workspace, version, error))
		return FALSE;
	return migrate_from (workspace, version, steps, n_steps, error);
}
