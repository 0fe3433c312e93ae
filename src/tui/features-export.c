/* Writing the chosen features to a CSV file: which values, which file, then a job. */
#include <config.h>
#include "features.h"

#include <glib/gi18n.h>

typedef struct {
	gint64     set_id;
	GPtrArray *selection;
	gboolean   scaled;
	char      *path;
} Export;

static Export *
export_new (gint64 set_id, GPtrArray *selection)
{
	Export *export = g_new0 (Export, 1);

	export->set_id = set_id;
	export->selection = selection;
	return export;
}

static void
free_export (gpointer data)
{
	Export *export = data;

	g_ptr_array_unref (export->selection);
	g_free (export->path);
	g_free (export);
}

static gboolean
run_export (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Export *export = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load_id (workspace, export->set_id, error);

	return set != NULL && seg_feature_export (workspace, set, export->selection, export->path, export->scaled, job, error);
}

static void
done_export (SegView *view, gpointer data)
{
	seg_say (view, _("The features were written to %s"), ((const Export *) data)->path);
}

static const SegWork export_work = { N_("writing features"), run_export, done_export, NULL, free_export, FALSE, FALSE };

static void
write_to (SegView *view, const char *path, gpointer data)
{
	const Export *asked = data;
	Export *export = export_new (asked->set_id, g_ptr_array_ref (asked->selection));

	export->scaled = asked->scaled;
	export->path = g_strdup (path);
	seg_view_run (view, &export_work, export);
}

static void
kind_chosen (SegView *view, guint choice, gpointer data)
{
	const Export *asked = data;
	Export *export = export_new (asked->set_id, g_ptr_array_ref (asked->selection));

	export->scaled = choice == 1;
	seg_ask_file (view, _("Write the chosen features to which file?"), _("One line a user: the key, then a column for each feature."),
	              "features.csv", write_to, export, free_export);
}

void
seg_features_export (SegView *view, gint64 set_id, GPtrArray *selection)
{
	const char *labels[] = { _("values as they are"), _("values as clustering sees them"), NULL };
	const char *remarks[] = { _("missing ones stay empty"), _("filled and scaled"), NULL };

	if (selection->len == 0) {
		g_ptr_array_unref (selection);
		seg_say (view, "%s", _("Nothing is chosen, so there is nothing to write."));
		return;
	}
	seg_ask_choice (view, _("What to write"), labels, remarks, 0, kind_chosen, export_new (set_id, selection), free_export);
}
