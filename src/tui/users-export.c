/* The list of users on its way to a file. */
#include <config.h>
#include "users.h"

#include <glib/gi18n.h>

/* A list on its way to a file. */
typedef struct {
	SegUserRead  *read;
	GArray *marked; /* ids; NULL: all */
	char   *path;
	gint64  n;
} Export;

static void
free_export (gpointer data)
{
	Export *export = data;

	seg_user_read_free (export->read);
	g_clear_pointer (&export->marked, g_array_unref);
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
	if (export->marked != NULL) { /* all of them, as they are counted on the screen, also those whom the filter of the moment leaves out */
		query.only = export->marked;
		query.filter = NULL;
		query.segment_id = 0;
	}
	return seg_user_export (workspace, &query, export->path, TRUE, job, &export->n, error);
}

static void
done_export (SegView *view, gpointer data)
{
	const Export *export = data;
	g_autofree char *n = seg_format_integer (export->n);

	seg_say (view, ngettext ("%s user is in %s", "%s users are in %s", (gulong) export->n), n, export->path);
}

static const SegWork export_work = { N_("writing the list of users"), run_export, done_export, NULL, free_export, FALSE, FALSE };

static void
write_to (SegView *view, const char *path, gpointer data)
{
	Export **asked = data;

	(*asked)->path = g_strdup (path);
	seg_view_run (view, &export_work, g_steal_pointer (asked));
}

static void
free_asked (gpointer data)
{
	Export **asked = data;

	if (*asked != NULL)
		free_export (*asked);
	g_free (asked);
}

void
seg_users_ask_export (SegView *view, SegUserRead *asked, const GArray *marked)
{
	Export **kept = g_new (Export *, 1), *export = g_new0 (Export, 1);

	export->read = asked;
	if (marked != NULL)
		export->marked = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (gint64)), marked->data, marked->len);
	*kept = export;
	seg_ask_file (view, _("Write this list to which file?"),
	              marked != NULL ? _("Only the marked users, with these columns. The end of the name says the format: .csv, .xlsx, .jsonl")
	                             : _("All of it, as filtered and sorted, with these columns. The end of the name says the format: .csv, .xlsx, .jsonl"), "users.csv", write_to, kept, free_asked);
}
