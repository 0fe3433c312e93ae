/* The state of a workspace's file, as the system tells it. */
#include <config.h>
#include "workspace-private.h"

#include <segscope/stamp.h>

#include <inttypes.h>
#include <sys/stat.h>

static void
add_file (GString *text, const char *path)
{
	struct stat info;

	if (stat (path, &info) == 0)
		g_string_append_printf (text, " %" PRIu64 ":%" PRIu64 ":%" PRIu64 ":%" PRId64 ".%09ld", (guint64) info.st_dev, (guint64) info.st_ino,
		                        (guint64) info.st_size, (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

char *
seg_workspace_stamp (SegWorkspace *workspace, GError **error)
{
	g_autoptr (GString) text = g_string_new (NULL);
	g_autofree char *log = g_strconcat (workspace->path, "-wal", NULL);
	gint64 last; /* files written to twice within one tick of the clock have the same time */

	if (!seg_workspace_count (workspace, "SELECT ifnull (max (id), 0) FROM audit", &last, error))
		return NULL;
	g_string_printf (text, "%" PRId64, last);
	add_file (text, workspace->path);
	add_file (text, log);
	return g_string_free (g_steal_pointer (&text), FALSE);
}
