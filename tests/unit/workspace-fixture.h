/* A fresh workspace, and short ways to rows in it, for the tests of workspace/. */
#ifndef WORKSPACE_FIXTURE_H
#define WORKSPACE_FIXTURE_H

#include <segscope/workspace.h>

#include "support/folder.h"

/* A new workspace in @folder. */
static inline SegWorkspace *
make (const char *folder)
{
	g_autofree char *path = g_build_filename (folder, "test.seg", NULL);
	g_autoptr (GError) error = NULL;
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, &error);

	g_assert_no_error (error);
	return workspace;
}

static inline gint64
count (SegWorkspace *workspace, const char *sql)
{
	g_autoptr (GError) error = NULL;
	gint64 value = -1;

	seg_workspace_count (workspace, sql, &value, &error);
	g_assert_no_error (error);
	return value;
}

static inline void
run (SegWorkspace *workspace, const char *sql)
{
	g_autoptr (GError) error = NULL;

	seg_workspace_execute (workspace, sql, &error);
	g_assert_no_error (error);
}

static inline void
add_user (SegWorkspace *workspace, const char *key)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (SegStatement) insert = seg_workspace_prepare (workspace, "INSERT INTO user (key) VALUES (:key)", &error);

	g_assert_no_error (error);
	seg_statement_bind_text (insert, ":key", key);
	g_assert_true (seg_statement_run (insert, &error));
}

#endif
