/* Where a preset takes its fields from: named by the person, else the one column that was imported as such or is called so. Where there are
 * several the person is asked; nothing is guessed. */
#include <config.h>
#include "export-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <string.h>

static void
free_choice (gpointer data)
{
	SegFieldChoice *choice = data;

	g_free (choice->column);
	g_ptr_array_unref (choice->candidates);
	g_free (choice);
}

static gboolean
is_new (const GPtrArray *names, const char *name)
{
	for (guint i = 0; i < names->len; i++)
		if (strcmp (names->pdata[i], name) == 0)
			return FALSE;
	return TRUE;
}

/* Columns that were imported as the field, else those of one of its usual names. */
static void
find_candidates (const GPtrArray *attributes, SegPresetField field, GPtrArray *names)
{
	const SegAttribute *imported = seg_attributes_with_field (attributes, seg_preset_field_name (field));
	const char *const *guesses = seg_preset_field_guesses (field);

	if (imported != NULL)
		g_ptr_array_add (names, g_strdup (imported->name));
	for (guint i = 0; names->len == 0 && guesses[i] != NULL; i++) {
		g_autofree char *folded = g_utf8_casefold (guesses[i], -1);

		for (guint a = 0; a < attributes->len; a++) {
			const SegAttribute *attribute = attributes->pdata[a];
			g_autofree char *name = g_utf8_casefold (attribute->name, -1), *label = g_utf8_casefold (attribute->label, -1);

			if ((strcmp (folded, name) == 0 || strcmp (folded, label) == 0) && is_new (names, attribute->name))
				g_ptr_array_add (names, g_strdup (attribute->name));
		}
	}
}

/* The column that @fields names for @field, or NULL; "-" stands for none. */
static const char *
named (const char *const *fields, SegPresetField field)
{
	const char *name = seg_preset_field_name (field);

	for (gsize i = 0; fields != NULL && fields[i] != NULL; i++)
		if (g_str_has_prefix (fields[i], name) && fields[i][strlen (name)] == '=')
			return fields[i] + strlen (name) + 1;
	return NULL;
}

static gboolean
check_named (const char *const *fields, const SegPreset *preset, GError **error)
{
	for (gsize i = 0; fields != NULL && fields[i] != NULL; i++) {
		const char *equals = strchr (fields[i], '=');
		g_autofree char *name = equals != NULL ? g_strndup (fields[i], (gsize) (equals - fields[i])) : NULL;
		gboolean asked = FALSE;
		SegPresetField field;

		if (name == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" says no column; write FIELD=COLUMN, such as email=mail"), fields[i]);
			return FALSE;
		}
		if (!seg_preset_field_find (name, &field, error))
			return FALSE;
		for (guint c = 0; preset->columns[c].heading != NULL; c++)
			asked |= preset->columns[c].field == field;
		if (!asked && field != SEG_PRESET_COUNTRY) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s has no field \"%s\""), _(preset->label), name);
			return FALSE;
		}
	}
	return TRUE;
}

static SegFieldChoice *
choose (const GPtrArray *attributes, const SegPresetColumn *column, const char *const *fields)
{
	SegFieldChoice *choice = g_new0 (SegFieldChoice, 1);
	const char *name = named (fields, column->field);

	choice->field = column->field;
	choice->heading = column->heading;
	choice->identifies = column->identifies;
	choice->candidates = g_ptr_array_new_with_free_func (g_free);
	choice->chosen = name != NULL;
	if (column->field == SEG_PRESET_KEY || column->field == SEG_PRESET_SEGMENT || column->field == SEG_PRESET_ARM)
		choice->column = g_strdup (seg_preset_field_name (column->field));
	else if (name != NULL)
		choice->column = strcmp (name, "-") != 0 ? g_strdup (name) : NULL;
	else {
		find_candidates (attributes, column->field, choice->candidates);
		choice->column = choice->candidates->len == 1 ? g_strdup (choice->candidates->pdata[0]) : NULL;
	}
	return choice;
}

GPtrArray *
seg_export_fields (SegWorkspace *workspace, const SegPreset *preset, const char *const *fields, GError **error)
{
	g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func (free_choice);
	g_autoptr (GPtrArray) attributes = check_named (fields, preset, error) ? seg_attributes (workspace, "user", error) : NULL;

	if (attributes == NULL)
		return NULL;
	for (guint i = 0; preset->columns[i].heading != NULL; i++)
		g_ptr_array_add (choices, choose (attributes, &preset->columns[i], fields));
	return g_steal_pointer (&choices);
}

/* Adding them to a plan ------------------------------------------------------------------------------------------------ */

/* "--use email=COLUMN" */
static char *
how_to_say (SegPresetField field)
{
	return g_strdup_printf (seg_hint (_("--use %s=COLUMN"), _("u (%s)")), seg_preset_field_name (field));
}

static gboolean
refuse_unclear (const SegPreset *preset, const SegFieldChoice *choice, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);
	g_autofree char *how = NULL;

	if (choice->column != NULL || choice->candidates->len < 2)
		return TRUE;
	for (guint i = 0; i < choice->candidates->len; i++)
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (const char *) choice->candidates->pdata[i]);
	how = how_to_say (choice->field);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Several columns may be the %s that %s asks for (%s); say which with %s"),
	             seg_preset_field_label (choice->field), _(preset->label), names->str, how);
	return FALSE;
}

/* "e-mail address or telephone number" */
static void
refuse_nameless (const SegPreset *preset, GError **error)
{
	g_autoptr (GString) needed = g_string_new (NULL);
	SegPresetField example = SEG_PRESET_EMAIL;
	g_autofree char *how = NULL;

	for (guint i = 0; preset->columns[i].heading != NULL; i++)
		if (preset->columns[i].identifies) {
			g_string_append_printf (needed, "%s%s", needed->len > 0 ? _(" or ") : "", seg_preset_field_label (preset->columns[i].field));
			example = preset->columns[i].field;
		}
	how = how_to_say (example);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s needs the %s of users, and no column of this workspace is known to have it; say which does with %s"),
	             _(preset->label), needed->str, how);
}

static gboolean
add_field (SegExportPlan *plan, const SegPresetColumn *preset, const SegFieldChoice *choice, GError **error)
{
	SegExportColumn *column;

	if (!seg_export_columns_add (plan->campaign, plan->user_columns, choice->column, plan->columns, error))
		return FALSE;
	column = plan->columns->pdata[plan->columns->len - 1];
	column->preset = preset;
	g_free (column->name);
	column->name = g_strdup (preset->heading);
	return TRUE;
}

/* Whether a column that goes in with others only is alone. */
static gboolean
lacks_others (const SegExportPlan *plan, guint number)
{
	const SegPresetColumn *columns = plan->options->preset->columns;
	gboolean lacks = FALSE;

	for (guint i = 0; columns[number].together && i < plan->fields->len; i++)
		lacks |= columns[i].together && ((const SegFieldChoice *) plan->fields->pdata[i])->column == NULL;
	return lacks;
}

/* The country of each person, for telephone numbers that do not say it. */
static void
find_country (SegExportPlan *plan)
{
	for (guint i = 0; i < plan->fields->len; i++) {
		const SegFieldChoice *choice = plan->fields->pdata[i];

		if (choice->field == SEG_PRESET_COUNTRY && choice->column != NULL)
			plan->country = seg_user_columns_find (plan->user_columns, choice->column);
	}
}

gboolean
seg_export_fields_add (SegExportPlan *plan, GError **error)
{
	const SegPreset *preset = plan->options->preset;
	gboolean identified = FALSE;

	for (guint i = 0; i < plan->fields->len; i++) {
		const SegFieldChoice *choice = plan->fields->pdata[i];

		if (!refuse_unclear (preset, choice, error))
			return FALSE;
		if (choice->column == NULL || (choice->field == SEG_PRESET_SEGMENT && plan->campaign->draft->segmentation_id == 0))
			continue;
		if (lacks_others (plan, i)) {
			if (plan->incomplete == NULL)
				plan->incomplete = g_string_new (NULL);
			g_string_append_printf (plan->incomplete, "%s%s", plan->incomplete->len > 0 ? ", " : "", choice->heading);
			continue;
		}
		if (!add_field (plan, &preset->columns[i], choice, error))
			return FALSE;
		identified |= choice->identifies;
	}
	if (!identified) {
		refuse_nameless (preset, error);
		return FALSE;
	}
	find_country (plan);
	return TRUE;
}
