/* Writing the people to tell about an item to a CSV file: which file, then a job. */
#include <config.h>
#include "recommend.h"

#include <glib/gi18n.h>

typedef struct {
	SegFitted *fitted;
	gint64     item_id;
	guint      n;
	char      *path;
	gint64     n_rows;
} Export;

static Export *
export_new (SegFitted *fitted, gint64 item_id, guint n, const char *path)
{
	Export *export = g_new0 (Export, 1);

	export->fitted = seg_fitted_ref (fitted);
	export->item_id = item_id;
	export->n = n;
	export->path = g_strdup (path);
	return export;
}

static void
free_export (gpointer data)
{
	Export *export = data;

	seg_fitted_unref (export->fitted);
	g_free (export->path);
	g_free (export);
}

static gboolean
run_export (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Export *export = data;

	return seg_item_audience_export (workspace, export->fitted->model, export->item_id, export->n, export->path, TRUE, job,
	                                 &export->n_rows, error);
}

static void
done_export (SegView *view, gpointer data)
{
	const Export *export = data;
	g_autofree char *n = seg_format_integer (export->n_rows);

	seg_say (view, _("%s people are in %s"), n, export->path);
}

static const SegWork export_work = { N_("writing the list"), run_export, done_export, NULL, free_export, FALSE, FALSE };

static void
write_now (SegView *view, const Export *asked, const char *path)
{
	seg_view_run (view, &export_work, export_new (asked->fitted, asked->item_id, asked->n, path));
}

static void
overwrite (SegView *view, gpointer data)
{
	write_now (view, data, ((const Export *) data)->path);
}

static gboolean
accept_path (SegView *view, const char *text, gpointer data, GError **error)
{
	const Export *asked = data;

	if (*text == '\0' || g_file_test (text, G_FILE_TEST_IS_DIR)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("The name of a file is needed, for example audience.csv"));
		return FALSE;
	}
	if (g_file_test (text, G_FILE_TEST_EXISTS)) {
		g_autofree char *question = g_strdup_printf (_("There is already a file %s.\nWrite over it?"), text);

		seg_ask_yes (view, question, overwrite, export_new (asked->fitted, asked->item_id, asked->n, text), free_export);
	} else
		write_now (view, asked, text);
	return TRUE;
}

void
seg_item_ask_export (SegView *view, SegFitted *fitted, gint64 item_id, guint n)
{
	if (seg_view_is_busy (view, &export_work))
		return;
	seg_ask_path (view, _("Write the people to tell to which file?"),
	              _("Rank, key, segment and score. It does not ask for consent and holds nobody back: for a list to write to, make a campaign."),
	              "audience.csv", accept_path, export_new (fitted, item_id, n, NULL), free_export);
}
