/* Writing a campaign's list to a file: which file, which columns, for which program, which people; then a job. */
#include <config.h>
#include "campaigns.h"

#include <segscope/campaign_export.h>

#include <glib/gi18n.h>
#include <string.h>

/* What was answered so far; each question hands a copy on to the next. */
typedef struct {
	char    *name;     /* of the campaign */
	char    *path;
	char   **columns;  /* NULL: the usual ones */
	gboolean bom;
	SegArm   arm;
	gint64   n_send, n_control;
	gint64   n_rows;   /* in the file */
} Export;

static void
free_export (gpointer data)
{
	Export *export = data;

	g_free (export->name);
	g_free (export->path);
	g_strfreev (export->columns);
	g_free (export);
}

static Export *
copy_export (const Export *export)
{
	Export *copy = g_memdup2 (export, sizeof *export);

	copy->name = g_strdup (export->name);
	copy->path = g_strdup (export->path);
	copy->columns = g_strdupv (export->columns);
	return copy;
}

/* The job ---------------------------------------------------------------------------------------------------------- */

static gboolean
run_export (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Export *export = data;
	SegExportOptions options = { .columns = (const char *const *) export->columns, .arm = export->arm };
	g_autoptr (SegCampaign) campaign = seg_campaign_load (workspace, export->name, error);
	g_autoptr (SegExport) done = NULL;

	options.file.encoding = export->bom ? seg_text_encoding_find ("utf-8-bom", NULL) : NULL;
	done = campaign != NULL ? seg_campaign_export (workspace, campaign, export->path, &options, job, error) : NULL;
	export->n_rows = done != NULL ? done->n_rows : 0;
	return done != NULL;
}

/* Whoever is missing or should not be written to is told in a message that stays, not in a line that goes. */
static void
done_export (SegView *view, gpointer data)
{
	const Export *export = data;
	gint64 n_expected = (export->arm != SEG_ARM_CONTROL ? export->n_send : 0) + (export->arm != SEG_ARM_SEND ? export->n_control : 0);
	g_autofree char *people = seg_format_integer (export->n_rows), *gone = seg_format_integer (n_expected - export->n_rows);
	g_autoptr (GString) text = g_string_new (NULL);

	if (export->n_rows < n_expected)
		g_string_append_printf (text, _("%s people were left out: since the list was made they have taken back their consent, or cleaning has left them out.\n\n"), gone);
	if (export->arm != SEG_ARM_SEND)
		g_string_append (text, _("The file holds people who are held back: do not write to them.\n\n"));
	if (text->len == 0) {
		seg_say (view, _("%s people are in %s"), people, export->path);
		return;
	}
	g_string_append_printf (text, _("%s people are in %s"), people, export->path);
	seg_tell (view, _("The list is written"), text->str);
}

static const SegWork export_work = { N_("writing the list"), run_export, done_export, NULL, free_export, TRUE, FALSE };

/* Who -------------------------------------------------------------------------------------------------------------- */

static void
arm_chosen (SegView *view, guint choice, gpointer data)
{
	Export *export = copy_export (data);

	export->arm = (SegArm) choice;
	seg_view_run (view, &export_work, export);
}

static void
ask_arm (SegView *view, const Export *asked)
{
	g_autofree char *send = seg_format_integer (asked->n_send), *control = seg_format_integer (asked->n_control);
	g_autofree char *to_send = g_strdup_printf (_("the %s people to send to"), send);
	g_autofree char *held_back = g_strdup_printf (_("the %s people held back"), control);
	const char *labels[] = { to_send, held_back, _("both"), NULL };
	const char *remarks[] = { _("the usual"), _("to measure with, not to write to"), _("with a column that says which"), NULL };

	if (asked->n_control > 0)
		seg_ask_choice (view, _("Who goes into the file?"), labels, remarks, 0, arm_chosen, copy_export (asked), free_export);
	else
		arm_chosen (view, SEG_ARM_SEND, (gpointer) asked);
}

/* For which program ------------------------------------------------------------------------------------------------ */

static void
program_chosen (SegView *view, guint choice, gpointer data)
{
	Export *export = data;

	export->bom = choice == 0;
	ask_arm (view, export);
}

static void
ask_program (SegView *view, const Export *asked)
{
	const char *labels[] = { _("Excel"), _("any other"), NULL };
	const char *remarks[] = { _("UTF-8 with byte order mark"), _("UTF-8"), NULL };

	seg_ask_choice (view, _("Which program will read the file?"), labels, remarks, 0, program_chosen, copy_export (asked), free_export);
}

/* Columns ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	Export *export;
	char  **all;
} Columns;

static void
free_columns (gpointer data)
{
	Columns *columns = data;

	free_export (columns->export);
	g_strfreev (columns->all);
	g_free (columns);
}

static gboolean
take_columns (SegView *view, const gboolean *chosen, gpointer data, GError **error)
{
	Columns *columns = data;
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

	for (guint i = 0; columns->all[i] != NULL; i++)
		if (chosen[i])
			g_ptr_array_add (names, g_strdup (columns->all[i]));
	if (names->len == 0) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A file needs at least one column."));
		return FALSE;
	}
	g_ptr_array_add (names, NULL);
	g_ptr_array_set_free_func (names, NULL);
	g_strfreev (columns->export->columns);
	columns->export->columns = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
	ask_program (view, columns->export);
	return TRUE;
}

/* What a column holds, where its name does not say it. */
static const char *
column_words (const GPtrArray *user_columns, const char *name)
{
	static const struct { const char *prefix, *words; } own[] = {
		{ "key", N_("what the user is called in your data") }, { "arm", N_("send or control") }, { "segment", N_("the segment's name") },
		{ "item", N_("key of a recommended item") }, { "title", N_("its title") }, { "reason", N_("why it is recommended") },
	};
	const SegUserColumn *column;

	for (gsize i = 0; i < G_N_ELEMENTS (own); i++) {
		gsize length = strlen (own[i].prefix);

		if (g_str_has_prefix (name, own[i].prefix) && strspn (name + length, "0123456789") == strlen (name + length))
			return _(own[i].words);
	}
	column = seg_user_columns_find (user_columns, name);
	return column != NULL && strcmp (column->label, name) != 0 ? column->label : "";
}

/* All columns, the usual ones first: so they keep their usual order in the file. */
static char **
order_columns (char **all, char **usual)
{
	GPtrArray *names = g_ptr_array_new ();

	for (guint i = 0; usual[i] != NULL; i++)
		g_ptr_array_add (names, g_strdup (usual[i]));
	for (guint i = 0; all[i] != NULL; i++)
		if (!g_strv_contains ((const char *const *) usual, all[i]))
			g_ptr_array_add (names, g_strdup (all[i]));
	g_ptr_array_add (names, NULL);
	return (char **) g_ptr_array_free (names, FALSE);
}

static void
ask_columns (SegView *view, const Export *asked, const SegCampaign *campaign, GError **error)
{
	SegWorkspace *workspace = seg_view_workspace (view);
	g_auto (GStrv) all = seg_campaign_columns_all (workspace, campaign, error), usual = NULL;
	g_autoptr (GPtrArray) user_columns = all != NULL ? seg_user_columns (workspace, NULL, error) : NULL;
	g_autofree gboolean *chosen = NULL;
	g_autofree const char **remarks = NULL;
	Columns *columns;

	if (user_columns == NULL || (usual = seg_campaign_columns (workspace, campaign, SEG_ARM_SEND, error)) == NULL)
		return;
	columns = g_new0 (Columns, 1);
	columns->export = copy_export (asked);
	columns->all = order_columns (all, usual);
	chosen = g_new0 (gboolean, g_strv_length (columns->all) + 1);
	remarks = g_new0 (const char *, g_strv_length (columns->all) + 1);
	for (guint i = 0; columns->all[i] != NULL; i++) {
		chosen[i] = i < g_strv_length (usual);
		remarks[i] = column_words (user_columns, columns->all[i]);
	}
	seg_ask_several (view, _("Columns of the file"), NULL, (const char *const *) columns->all, remarks, chosen, take_columns, columns,
	                 free_columns);
}

static void
columns_chosen (SegView *view, guint choice, gpointer data)
{
	const Export *export = data;
	g_autoptr (GError) error = NULL;
	g_autoptr (SegCampaign) campaign = NULL;

	if (choice == 0) {
		ask_program (view, export);
		return;
	}
	campaign = seg_campaign_load (seg_view_workspace (view), export->name, &error);
	if (campaign != NULL)
		ask_columns (view, export, campaign, &error);
	if (error != NULL)
		seg_report (view, error);
}

static void
ask_which_columns (SegView *view, const Export *asked)
{
	const char *labels[] = { _("the usual columns"), _("choose from all"), NULL };
	const char *remarks[] = { _("key, name and e-mail, segment, items with reasons"), _("every attribute and feature"), NULL };

	seg_ask_choice (view, _("Which columns?"), labels, remarks, 0, columns_chosen, copy_export (asked), free_export);
}

/* Which file ------------------------------------------------------------------------------------------------------- */

static void
take_path (SegView *view, const char *path, gpointer data)
{
	Export *export = data;

	g_free (export->path);
	export->path = g_strdup (path);
	ask_which_columns (view, export);
}

void
seg_campaign_ask_export (SegView *view, const SegCampaign *campaign)
{
	g_autofree char *file = g_strconcat (campaign->name, ".csv", NULL);
	Export *export;

	if (seg_view_is_busy (view, &export_work))
		return;
	export = g_new0 (Export, 1);
	export->name = g_strdup (campaign->name);
	export->n_send = campaign->n_send;
	export->n_control = campaign->n_control;
	seg_ask_file (view, _("Write the list to which file?"),
	              campaign->stale ? _("The data have changed since the list was made: the file would be of then.")
	                              : _("A CSV file, one line a person. Everything is kept in the audit log: the file, its columns, how many people."),
	              g_strdelimit (file, "/\\", '-'), take_path, export, free_export);
}
