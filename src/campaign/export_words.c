/* What must be said after an export, in sentences: who is missing and why, what the file holds that must not be written to, where things came from.
 * The command and the screen say the same. */
#include <config.h>
#include "export-private.h"

#include <segscope/format.h>
#include <segscope/hint.h>
#include <segscope/text.h>

#include <glib/gi18n.h>

static void G_GNUC_PRINTF (2, 3)
say (SegExport *export, const char *format, ...)
{
	va_list arguments;

	va_start (arguments, format);
	g_ptr_array_add (export->remarks, g_strdup_vprintf (format, arguments));
	va_end (arguments);
}

/* @one and @many have one place for the number. */
static void
say_count (SegExport *export, gint64 n, const char *one, const char *many)
{
	if (n > 0)
		g_ptr_array_add (export->remarks, seg_format_counted (n, one, many));
}

static void
say_left_out (const SegExportPlan *plan, SegExport *export)
{
	say_count (export, export->n_withdrawn, N_("%s person was left out: since the list was made they have withdrawn their consent or asked not to be contacted"),
	           N_("%s people were left out: since the list was made they have withdrawn their consent or asked not to be contacted"));
	say_count (export, export->n_cleaned, N_("%s person was left out: cleaning has left them out since the list was made"),
	           N_("%s people were left out: cleaning has left them out since the list was made"));
	say_count (export, export->n_contacted, N_("%s person was left out: another campaign has contacted them since, and the days of quiet are not over"),
	           N_("%s people were left out: another campaign has contacted them since, and the days of quiet are not over"));
	say_count (export, export->n_too_often, N_("%s person was left out: other campaigns have contacted them as often as allowed"),
	           N_("%s people were left out: other campaigns have contacted them as often as allowed"));
	say_count (export, export->n_held_back, N_("%s person was left out: they are now held back from all campaigns"),
	           N_("%s people were left out: they are now held back from all campaigns"));
	say_count (export, export->n_unreachable, plan->options->preset != NULL ? N_("%s person was left out: they have no valid address that the service could use")
	                                                                        : N_("%s person was left out: they have no address for the channel any more"),
	           plan->options->preset != NULL ? N_("%s people were left out: they have no valid address that the service could use")
	                                         : N_("%s people were left out: they have no address for the channel any more"));
	say_count (export, export->n_same_address, N_("%s person was left out: their address is now also that of somebody else on the list, who comes first"),
	           N_("%s people were left out: their address is now also that of somebody else on the list, who comes first"));
	if (export->n_small > 0) {
		g_autofree char *people = seg_format_counted (export->n_small, "%s person", "%s people");
		g_autofree char *groups = seg_format_counted (export->n_small_groups, "%s group", "%s groups");

		say (export, _("Left out: %s in %s smaller than the smallest that was chosen"), people, groups);
	}
	say_count (export, export->n_invalid, N_("%s value was no valid address, number or device and was left empty"),
	           N_("%s values were no valid address, number or device and were left empty"));
	say_count (export, export->n_wordless, N_("%s person is in the file without a message: none of the campaign's messages is for them"),
	           N_("%s people are in the file without a message: none of the campaign's messages is for them"));
	say_count (export, export->n_blank, N_("%s person reads nothing where a field of their message is missing; {field|words} puts words there"),
	           N_("%s people read nothing where a field of their message is missing; {field|words} puts words there"));
	say_count (export, export->n_replaced, N_("%s cell had control characters or damaged text; U+FFFD stands in its place"),
	           N_("%s cells had control characters or damaged text; U+FFFD stands in their place"));
}

static gboolean
tells_who (const SegExportPlan *plan)
{
	for (guint i = 0; i < plan->columns->len; i++) {
		const SegExportColumn *column = plan->columns->pdata[i];
		const char *field = column->kind == SEG_EXPORT_USER ? column->source : "";

		if (column->preset != NULL || column->kind == SEG_EXPORT_SUBJECT || column->kind == SEG_EXPORT_MESSAGE || g_strcmp0 (field, "email") == 0 || g_strcmp0 (field, "phone") == 0 || g_strcmp0 (field, "name") == 0)
			return TRUE;
	}
	return FALSE;
}

/* Which column was taken for which field, when nobody has said so. */
static void
say_fields (const SegExportPlan *plan, SegExport *export)
{
	g_autoptr (GString) found = g_string_new (NULL), missing = g_string_new (NULL);

	for (guint i = 0; plan->fields != NULL && i < plan->fields->len; i++) {
		const SegFieldChoice *choice = plan->fields->pdata[i];

		if (choice->column == NULL && !choice->chosen)
			g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", choice->heading);
		else if (choice->column != NULL && !choice->chosen && choice->field != SEG_PRESET_SEGMENT)
			g_string_append_printf (found, "%s%s=%s", found->len > 0 ? ", " : "", seg_preset_field_name (choice->field), choice->column);
	}
	if (found->len > 0)
		say (export, seg_hint (_("Taken by their names: %s; --use FIELD=COLUMN takes others"), _("Taken by their names: %s; u takes others")), found->str);
	if (missing->len > 0)
		say (export, _("Not in the file, since no column of this workspace is known to have it: %s"), missing->str);
}

static void
say_incomplete (const SegExportPlan *plan, SegExport *export)
{
	g_autoptr (GString) all = g_string_new (NULL);

	if (plan->incomplete == NULL)
		return;
	for (const SegPresetColumn *column = plan->options->preset->columns; column->heading != NULL; column++)
		if (column->together)
			g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", column->heading);
	say (export, _("Left out of the file: %s; %s takes them only all together (%s)"), plan->incomplete->str, _(plan->options->preset->label), all->str);
}

static void
say_sheets (SegExport *export)
{
	for (guint i = 0; i < export->files->len; i++) {
		const SegExportedFile *file = export->files->pdata[i];

		if (file->n_sheets > 1)
			say (export, _("%s has %u sheets of people: a sheet holds 1,048,576 rows"), file->path, file->n_sheets);
	}
}

void
seg_export_say (const SegExportPlan *plan, SegExport *export)
{
	if (plan->options->arm != SEG_ARM_SEND)
		say (export, _("The file holds people of the control group: do not write to them"));
	if (plan->campaign->stale)
		say (export, _("The list is stale: the data or its segmentation have changed since it was made"));
	say_left_out (plan, export);
	if (export->key_id != NULL && tells_who (plan))
		say (export, _("The file has pseudonyms, but other columns in it say who the people are"));
	say_fields (plan, export);
	say_incomplete (plan, export);
	say_sheets (export);
}
