/* Asking for the file that a list is written to, in a job; and what the keys do that every list has. */
#include <config.h>
#include "app.h"
#include "demo-mode.h"
#include "list-file.h"
#include "list-tools.h"

#include <glib/gi18n.h>

static gboolean
run_export (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	return seg_list_file_write (data, workspace, job, error);
}

static void
done_export (SegView *view, gpointer data)
{
	const SegListFile *file = data;
	g_autofree char *n = seg_format_integer ((gint64) seg_list_file_n_rows (file));

	seg_say (view, ngettext ("%s row is in %s", "%s rows are in %s", seg_list_file_n_rows (file)), n, seg_list_file_path (file));
}

static const SegWork export_work = { N_("writing the list"), run_export, done_export, NULL, seg_list_file_free, FALSE, FALSE };

/* The file of a question that was not answered goes with the question. */
static void
drop_file (gpointer data)
{
	SegListFile **file = data;

	seg_list_file_free (*file);
	g_free (file);
}

static void
write_to (SegView *view, const char *path, gpointer data)
{
	SegListFile **file = data;

	seg_list_file_set_path (*file, path);
	seg_view_run (view, &export_work, g_steal_pointer (file));
}

void
seg_list_ask_file (SegView *view, SegListFile *file, gboolean marked)
{
	SegListFile **data = g_new (SegListFile *, 1);
	const gulong n_rows = seg_list_file_n_rows (file);
	g_autofree char *n = seg_format_integer ((gint64) n_rows), *name = g_strconcat (view->class->name, ".csv", NULL);
	g_autofree char *title = g_strdup_printf (ngettext ("Write this %s row to which file?", "Write these %s rows to which file?", n_rows), n);

	*data = file;
	seg_ask_file (view, title, marked ? _("Only the marked rows, with the columns that are shown. The end of the name says the format: .csv, .xlsx, .jsonl")
	                                  : _("As filtered and sorted, with the columns that are shown. The end of the name says the format: .csv, .xlsx, .jsonl"),
	              name, write_to, data, drop_file);
}

static void
ask (SegView *view, SegList *list)
{
	SegListFile *file = seg_list_file_new (list);

	seg_list_file_take (file, list);
	seg_list_ask_file (view, file, seg_list_n_marked (list) > 0);
}

void
seg_list_ask_export (SegView *view)
{
	SegList *list = seg_view_list (view);

	if (seg_demo_is_on ())
		seg_say (view, "%s", _("Demo mode is on: lists are not written to files, which would hold the names. Ctrl-D ends it."));
	else if (list != NULL && seg_list_n_shown (list) == 0 && seg_list_n_marked (list) == 0)
		seg_say (view, "%s", _("There is no row to write."));
	else if (list != NULL && !seg_list_export_itself (list))
		ask (view, list);
}

/* What a key does ---------------------------------------------------------------------------------------------------- */

SegList *
seg_view_list (SegView *view)
{
	SegList *list = view->class->list != NULL ? view->class->list (view) : NULL;

	if (list != NULL)
		seg_list_set_name (list, view->class->name);
	return list;
}

gboolean
seg_list_tools_act (SegView *view, int action)
{
	SegList *list = seg_view_list (view);

	if (list == NULL || !seg_list_can (list, action))
		return FALSE;
	switch (action) {
	case SEG_ACTION_COPY:
		seg_list_show_row (view);
		return TRUE;
	case SEG_ACTION_COLUMNS:
		seg_list_show_columns (view);
		return TRUE;
	case SEG_ACTION_EXPORT_VIEW:
		seg_list_ask_export (view);
		return TRUE;
	default:
		return FALSE;
	}
}
