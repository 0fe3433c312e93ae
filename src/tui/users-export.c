/* The list of users on its way to a file. */
#include <config.h>
#include "users.h"

#include <glib/gi18n.h>

/* A list on its way to a file. */
typedef struct {
	SegUserRead  *read;
	char  *path;
	gint64 n;
} Export;

static void
free_export (gpointer data)
{
	Export *export = data;

	seg_user_read_free (export->read);
	g_free (export->path);
	g_free (export);
}

static gboolean
run_export (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Export *export = data;
	SegUserQuery query;

	if (!seg_user_read_run (workspace, job, export->read, error))
		return FALSE;
	query = seg_user_table_query (export->read->table);
	return seg_user_export (workspace, &query, export->path, TRUE, job, &export->n, error);
}

static void
done_export (SegView *view, gpointer data)
{
	const Export *export = data;
	g_autofree char *n = seg_format_integer (export->n);

	seg_say (view, _("%s users are in %s"), n, export->path);
}

static const SegWork export_work = { N_("writing the list of users"), run_export, done_export, NULL, free_export, FALSE, FALSE };

static void
write_to (SegView *view, const char *path, gpointer data)
{
	SegUserRead **asked = data;
	Export *export = g_new0 (Export, 1);

	export->path = g_strdup (path);
	export->read = g_steal_pointer (asked);
	seg_view_run (view, &export_work, export);
}

static void
free_asked (gpointer data)
{
	SegUserRead **asked = data;

	seg_user_read_free (*asked);
	g_free (asked);
}

void
seg_users_ask_export (SegView *view, SegUserRead *asked)
{
	SegUserRead **kept = g_new (SegUserRead *, 1);

	*kept = asked;
	seg_ask_file (view, _("Write this list to which CSV file?"),
	              _("As filtered and sorted, with these columns, UTF-8 with byte order mark"), "users.csv", write_to, kept, free_asked);
}
