/* What was chosen for a list, in words. */
#include <config.h>
#include "export-form.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

SegExportChoice *
seg_export_choice_copy (const SegExportChoice *choice)
{
	SegExportChoice *copy = g_memdup2 (choice, sizeof *choice);

	copy->name = g_strdup (choice->name);
	copy->path = g_strdup (choice->path);
	copy->columns = g_strdupv (choice->columns);
	copy->fields = g_strdupv (choice->fields);
	copy->country = g_strdup (choice->country);
	return copy;
}

void
seg_export_choice_free (SegExportChoice *choice)
{
	if (choice == NULL)
		return;
	g_free (choice->name);
	g_free (choice->path);
	g_strfreev (choice->columns);
	g_strfreev (choice->fields);
	g_free (choice->country);
	g_free (choice);
}

SegExportOptions
seg_export_choice_options (const SegExportChoice *choice)
{
	return (SegExportOptions) {
		.columns = (const char *const *) choice->columns, .preset = choice->preset, .fields = (const char *const *) choice->fields,
		.country = choice->country, .file = choice->file, .arm = choice->arm, .parts = choice->parts, .pseudonyms = choice->pseudonyms,
		.smallest_group = choice->smallest_group,
	};
}

gboolean
seg_export_form_has (const SegExportForm *form, SegFormRow row)
{
	switch (row) {
	case SEG_FORM_FIELDS:
		return form->choice->preset != NULL;
	case SEG_FORM_COLUMNS:
		return form->choice->preset == NULL;
	case SEG_FORM_ENCODING:
		return form->choice->file.format == NULL || form->choice->file.format == seg_table_format (0);
	case SEG_FORM_PEOPLE:
		return form->campaign != NULL && form->campaign->n_control > 0;
	default:
		return TRUE;
	}
}

/* "e-mail address = mail, telephone number: none" */
static char *
fields_words (const SegExportForm *form)
{
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; form->fields != NULL && i < form->fields->len; i++) {
		const SegFieldChoice *choice = form->fields->pdata[i];
		const char *column = choice->column != NULL ? choice->column : choice->candidates->len > 1 ? _("which?") : "–";

		if (choice->field == SEG_PRESET_SEGMENT || (choice->column == NULL && !choice->identifies && choice->candidates->len < 2))
			continue;
		g_string_append_printf (words, "%s%s = %s", words->len > 0 ? ", " : "", seg_preset_field_label (choice->field), column);
	}
	return g_string_free (g_steal_pointer (&words), FALSE);
}

static char *
columns_words (const SegExportForm *form)
{
	if (form->choice->columns == NULL)
		return g_strdup (_("the usual ones: key, e-mail, name, segment, items with reasons, what each person reads"));
	return g_strjoinv (", ", form->choice->columns);
}

static char *
encoding_words (const SegExportForm *form)
{
	const SegTextEncoding *encoding = form->choice->file.encoding != NULL ? form->choice->file.encoding : seg_text_encoding (0);
	const char delimiter[] = { form->choice->file.delimiter != '\0' ? form->choice->file.delimiter : ',', '\0' };

	return g_strdup_printf (_("%s, for %s; separated by %s"), seg_text_encoding_name (encoding), seg_text_encoding_label (encoding),
	                        delimiter[0] == '\t' ? _("tabs") : delimiter);
}

static char *
people_words (const SegExportForm *form)
{
	gint64 n_send = form->campaign != NULL ? form->campaign->n_send : 0, n_control = form->campaign != NULL ? form->campaign->n_control : 0;
	g_autofree char *send = seg_format_integer (n_send), *control = seg_format_integer (n_control), *both = seg_format_integer (n_send + n_control);

	switch (form->choice->arm) {
	case SEG_ARM_CONTROL:
		return g_strdup_printf (_("the %s people held back: not to write to"), control);
	case SEG_ARM_BOTH:
		return g_strdup_printf (_("all %s, with a column that says which are held back"), both);
	case SEG_ARM_SEND:
	default:
		return g_strdup_printf (_("the %s people to send to"), send);
	}
}

static char *
group_words (const SegExportForm *form)
{
	g_autofree char *n = seg_format_integer (form->choice->smallest_group);

	return form->choice->smallest_group > 1 ? g_strdup_printf (_("segments and arms of fewer than %s people are held back"), n)
	                                        : g_strdup (_("groups of any size go into the file"));
}

char *
seg_export_form_value (const SegExportForm *form, SegFormRow row)
{
	const SegExportChoice *choice = form->choice;
	static const char *const parts[] = { [SEG_EXPORT_TOGETHER] = N_("one for all"), [SEG_EXPORT_BY_ARM] = N_("one for each arm"),
	                                     [SEG_EXPORT_BY_SEGMENT] = N_("one for each segment") };

	switch (row) {
	case SEG_FORM_PRESET:
		return g_strdup (choice->preset != NULL ? _(choice->preset->label) : _("no service: columns as chosen below"));
	case SEG_FORM_FIELDS:
		return choice->preset != NULL ? fields_words (form) : g_strdup ("–");
	case SEG_FORM_COLUMNS:
		return choice->preset == NULL ? columns_words (form) : g_strdup (_("those of the service"));
	case SEG_FORM_FORMAT:
		return g_strdup (seg_table_format_label (choice->file.format != NULL ? choice->file.format : seg_table_format (0)));
	case SEG_FORM_ENCODING:
		return seg_export_form_has (form, row) ? encoding_words (form) : g_strdup ("UTF-8");
	case SEG_FORM_PEOPLE:
		return people_words (form);
	case SEG_FORM_PARTS:
		return g_strdup (_(parts[choice->parts]));
	case SEG_FORM_PSEUDONYMS:
		return g_strdup (choice->pseudonyms ? _("pseudonyms in place of keys; the key to them stays in the workspace") : _("the users' own keys"));
	case SEG_FORM_GROUP:
		return group_words (form);
	default:
		return g_strdup (_("choose the file, then write it"));
	}
}
