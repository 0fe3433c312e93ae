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

	seg_say (view, ngettext ("%s person is in %s", "%s people are in %s", (gulong) export->n_rows), n, export->path);
}

static const SegWork export_work = { N_("writing the list"), run_export, done_export, NULL, free_export, FALSE, FALSE };

static void
write_to (SegView *view, const char *path, gpointer data)
{
	const Export *asked = data;

	seg_view_run (view, &export_work, export_new (asked->fitted, asked->item_id, asked->n, path));
}

void
seg_item_ask_export (SegView *view, SegFitted *fitted, gint64 item_id, guint n)
{
	if (seg_view_is_at (view, &export_work))
		return;
	seg_ask_file (view, _("Write the people to tell to which file?"),
	              _("Rank, key, segment and score. It does not ask for consent and holds nobody back: for a list to write to, make a campaign."),
	              "audience.csv", write_to, export_new (fitted, item_id, n, NULL), free_export);
}
