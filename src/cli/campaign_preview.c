/* What people would read, printed by the command campaign. */
#include <config.h>
#include "campaign_print.h"

#include <glib/gi18n.h>

static char *
missing_words (const SegMessagePreview *preview)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < preview->missing->len; i++) {
		const SegMissingField *field = preview->missing->pdata[i];

		g_string_append_printf (text, i > 0 ? "; " : "");
		if (field->instead != NULL)
			g_string_append_printf (text, _("{%s} is missing, \"%s\" is put instead"), field->name, field->instead);
		else
			g_string_append_printf (text, _("{%s} is missing, and nothing is put instead"), field->name);
	}
	return g_string_free (text, FALSE);
}

/* A line each, as the person will read it. */
static void
say_lines (const SegCommonOptions *common, const char *text)
{
	g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

	for (guint i = 0; lines[i] != NULL; i++)
		seg_cli_say (common, "%s", lines[i]);
}

static void
print_text (const SegCommonOptions *common, const SegMessagePreview *preview)
{
	g_autofree char *missing = missing_words (preview);

	seg_cli_say (common, preview->segment != NULL ? _("== %s · arm %s · segment \"%s\"") : _("== %s · arm %s"), preview->key, preview->arm, preview->segment);
	if (preview->held_back)
		seg_cli_say (common, "%s", _("Held back: gets nothing."));
	else if (preview->text == NULL)
		seg_cli_say (common, "%s", _("No message is for this person."));
	else {
		if (preview->subject[0] != '\0')
			seg_cli_say (common, _("Subject: %s"), preview->subject);
		say_lines (common, preview->text);
	}
	if (preview->titles->len > 0)
		seg_cli_say (common, "%s", "");
	for (guint i = 0; i < preview->titles->len; i++)
		seg_cli_say (common, "%u  %s: %s", i + 1, (const char *) preview->titles->pdata[i], (const char *) preview->reasons->pdata[i]);
	if (preview->missing->len > 0)
		seg_cli_remark (common, "%s: %s", preview->key, missing);
}

void
seg_campaign_print_previews (const SegCommonOptions *common, const GPtrArray *previews)
{
	g_autoptr (SegTable) table = NULL;

	if (common->output == SEG_OUTPUT_TABLE) {
		for (guint i = 0; i < previews->len; i++)
			print_text (common, previews->pdata[i]);
		return;
	}
	table = seg_table_new ();
	seg_table_column (table, "key", _("User"), SEG_CELL_TEXT);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "segment", _("Segment"), SEG_CELL_TEXT);
	seg_table_column (table, "subject", _("Subject"), SEG_CELL_TEXT);
	seg_table_column (table, "text", _("Text"), SEG_CELL_TEXT);
	seg_table_column (table, "missing", _("Missing"), SEG_CELL_TEXT);
	for (guint i = 0; i < previews->len; i++) {
		const SegMessagePreview *preview = previews->pdata[i];
		g_autofree char *missing = missing_words (preview);

		seg_table_text (table, preview->key);
		seg_table_text (table, preview->arm);
		seg_table_text (table, preview->segment);
		seg_table_text (table, preview->subject);
		seg_table_text (table, preview->text);
		seg_table_text (table, missing);
	}
	seg_table_print (table, common->output);
}
