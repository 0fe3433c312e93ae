/* Writing a campaign's list: the form, the file's name, then a job. */
#include <config.h>
#include "export-form.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	SegExportChoice *choice;
	SegExport       *result;
} Writing;

static void
free_writing (gpointer data)
{
	Writing *writing = data;

	seg_export_choice_free (writing->choice);
	seg_export_free (writing->result);
	g_free (writing);
}

static gboolean
run_writing (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Writing *writing = data;
	SegExportOptions options = seg_export_choice_options (writing->choice);
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, writing->choice->name, error);

	writing->result = campaign != NULL ? seg_campaign_export (workspace, campaign, writing->choice->path, &options, job, error) : NULL;
	return writing->result != NULL;
}

static void
append_files (GString *text, const SegExport *export)
{
	for (guint i = 0; i < export->files->len; i++) {
		const SegExportedFile *file = export->files->pdata[i];
		g_autofree char *n = seg_format_integer (file->n_rows);

		g_string_append_printf (text, file->is_remainder ? _("%s values that are none are listed in %s") : _("%s people are in %s"), n, file->path);
		g_string_append (text, "\n");
	}
	if (export->manifest != NULL)
		g_string_append_printf (text, _("What they are made of stands in %s"), export->manifest);
}

/* Whoever is missing or should not be written to is told in a message that stays, not in a line that goes. */
static void
done_writing (SegView *view, gpointer data)
{
	const SegExport *export = ((Writing *) data)->result;
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < export->remarks->len; i++)
		g_string_append_printf (text, "%s.\n\n", (const char *) export->remarks->pdata[i]);
	append_files (text, export);
	if (export->key_id != NULL)
		g_string_append_printf (text, _("\n\nPseudonyms are made with the key %s, which stays in the workspace."), export->key_id);
	g_string_append_printf (text, "\n\n%s", _("Next: send it, and leave alone whoever is held back. When the days of the goal are over, import the events since then (i on Data) or the file of "
	                                          "results (w on the campaign); m there says what it did."));
	((SegExportForm *) view->state)->written = TRUE;
	view->unsaved = FALSE;
	seg_tell (view, _("The list is written"), text->str);
}

static const SegWork writing_work = { N_("writing the list"), run_writing, done_writing, NULL, free_writing, SEG_WORK_KEEPS, FALSE };

static void
take_path (SegView *view, const char *path, gpointer data)
{
	const SegExportForm *form = view->state;
	Writing *writing = g_new0 (Writing, 1);

	(void) data;
	writing->choice = seg_export_choice_copy (form->choice);
	g_free (writing->choice->path);
	writing->choice->path = g_strdup (path);
	seg_view_run (view, &writing_work, writing);
}

void
seg_export_form_write (SegView *view)
{
	const SegExportForm *form = view->state;
	const SegTableFormat *format = form->choice->file.format != NULL ? form->choice->file.format : seg_table_format (0);
	g_autofree char *file = g_strconcat (form->choice->name, seg_table_format_ending (format), NULL);

	if (!seg_view_is_at (view, &writing_work))
		seg_ask_file (view, _("Write the list to which file?"),
		              form->choice->parts == SEG_EXPORT_TOGETHER ? _("A manifest is written beside it. Everything is kept in the audit log.")
		                                                         : _("The arm or segment is added to the name of each file; a manifest is written beside them."),
		              g_strdelimit (file, "/\\", '-'), take_path, NULL, NULL);
}

void
seg_campaign_ask_export (SegView *view, const SegCampaign *campaign)
{
	seg_view_push (view, &seg_export_form_view, campaign->name);
}
