/* The columns a list can have: the program's own, and every attribute and feature of the users. */
#include <config.h>
#include "export-private.h"

#include <segscope/hint.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* The program's own columns. Numbered ones stand once for each recommendation: "item1", "title1", "reason1". */
static const struct {
	const char   *name;
	SegExportKind kind;
	gboolean      numbered;
} own_columns[] = {
	{ "key", SEG_EXPORT_KEY, FALSE },     { "arm", SEG_EXPORT_ARM, FALSE },     { "segment", SEG_EXPORT_SEGMENT, FALSE },
	{ "subject", SEG_EXPORT_SUBJECT, FALSE }, { "message", SEG_EXPORT_MESSAGE, FALSE },
	{ "item", SEG_EXPORT_ITEM, TRUE },    { "title", SEG_EXPORT_TITLE, TRUE },  { "reason", SEG_EXPORT_REASON, TRUE },
};

void
seg_export_column_free (gpointer data)
{
	SegExportColumn *column = data;

	g_free (column->source);
	g_free (column->name);
	g_free (column);
}

/* The rest of @name after @prefix as a number from 1 to @most without leading zeros, or 0. */
static guint
parse_position (const char *name, const char *prefix, guint most)
{
	const char *digits = name + strlen (prefix);
	char *end;
	guint64 position;

	if (!g_str_has_prefix (name, prefix) || !g_ascii_isdigit (digits[0]) || digits[0] == '0')
		return 0;
	position = g_ascii_strtoull (digits, &end, 10);
	return *end == '\0' && position <= most ? (guint) position : 0;
}

/* Whether @name is one of the program's own columns; fills @column. */
static gboolean
find_own (const SegCampaign *campaign, const char *name, SegExportColumn *column)
{
	for (gsize i = 0; i < G_N_ELEMENTS (own_columns); i++) {
		guint position = own_columns[i].numbered
		                 ? parse_position (name, own_columns[i].name, campaign->draft->n_recommendations) : 0;

		if (own_columns[i].numbered ? position > 0 : strcmp (name, own_columns[i].name) == 0) {
			column->kind = own_columns[i].kind;
			column->position = position;
			return TRUE;
		}
	}
	return FALSE;
}

static void
set_unknown (const SegCampaign *campaign, const GPtrArray *user_columns, const char *name, GError **error)
{
	g_autoptr (GString) names = g_string_new ("key, arm, segment, subject, message");

	for (guint i = 1; i <= campaign->draft->n_recommendations; i++)
		g_string_append_printf (names, ", item%u, title%u, reason%u", i, i, i);
	for (guint i = 0; i < user_columns->len; i++) {
		const SegUserColumn *column = user_columns->pdata[i];

		if (column->is_attribute || column->is_feature)
			g_string_append_printf (names, ", %s", column->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no column \"%s\"; there are: %s"), name, names->str);
}

/* NAME=HEADING: the heading, "NAME" alone: NULL. A column whose own name has = in it is taken by that name first. */
static const char *
split_heading (const SegCampaign *campaign, const GPtrArray *user_columns, const char *text, char **name)
{
	const char *equals = strchr (text, '=');
	SegExportColumn own;

	*name = g_strdup (text);
	if (equals == NULL || find_own (campaign, text, &own) || seg_user_columns_find (user_columns, text) != NULL)
		return NULL;
	(*name)[equals - text] = '\0';
	g_strstrip (*name);
	return equals + 1 + strspn (equals + 1, " ");
}

gboolean
seg_export_columns_add (const SegCampaign *campaign, const GPtrArray *user_columns, const char *text, GPtrArray *columns, GError **error)
{
	SegExportColumn *column = g_new0 (SegExportColumn, 1);
	const char *heading = split_heading (campaign, user_columns, text, &column->source);

	column->name = g_strdup (heading != NULL && *heading != '\0' ? heading : column->source);
	g_ptr_array_add (columns, column);
	if (find_own (campaign, column->source, column))
		return TRUE;
	column->kind = SEG_EXPORT_USER;
	column->column = seg_user_columns_find (user_columns, column->source);
	if (column->column != NULL && (column->column->is_attribute || column->column->is_feature))
		return TRUE;
	set_unknown (campaign, user_columns, column->source, error);
	return FALSE;
}

/* Plans --------------------------------------------------------------------------------------------------------------- */

void
seg_export_plan_free (SegExportPlan *plan)
{
	if (plan == NULL)
		return;
	g_clear_pointer (&plan->columns, g_ptr_array_unref);
	g_clear_pointer (&plan->fields, g_ptr_array_unref);
	g_clear_pointer (&plan->user_columns, g_ptr_array_unref);
	if (plan->incomplete != NULL)
		g_string_free (plan->incomplete, TRUE);
	g_free (plan->default_country);
	g_free (plan);
}

static gboolean
is_of_message (const char *name)
{
	return strcmp (name, "subject") == 0 || strcmp (name, "message") == 0;
}

static gboolean
add_chosen (SegWorkspace *workspace, SegExportPlan *plan, GError **error)
{
	const char *const *names = plan->options->columns;
	g_auto (GStrv) usual = NULL;

	if (names == NULL && plan->options->preset == NULL) {
		usual = seg_campaign_columns (workspace, plan->campaign, plan->options->arm, error);
		if (usual == NULL)
			return FALSE;
		names = (const char *const *) usual;
	}
	for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
		const SegUserColumn *column = usual != NULL && plan->options->pseudonyms ? seg_user_columns_find (plan->user_columns, names[i]) : NULL;
		gboolean is_message = column == NULL && usual != NULL && plan->options->pseudonyms && is_of_message (names[i]);
		gboolean identifies = is_message || (column != NULL && column->is_attribute); /* the name, the address; what is written to them may hold both */

		if (!identifies && !seg_export_columns_add (plan->campaign, plan->user_columns, names[i], plan->columns, error))
			return FALSE;
	}
	if (plan->columns->len > 0)
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A file needs at least one column"));
	return FALSE;
}

static gboolean
take_country (SegExportPlan *plan, GError **error)
{
	char code[3];

	if (plan->options->country == NULL)
		return TRUE;
	if (!seg_country_find (plan->options->country, code)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\" is not a country; write its two letters, such as CN or US"), plan->options->country);
		return FALSE;
	}
	plan->default_country = g_strdup (code);
	return TRUE;
}

/* The key under its own name would say that pseudonyms are keys. */
static void
finish (SegExportPlan *plan)
{
	for (guint i = 0; i < plan->columns->len; i++) {
		SegExportColumn *column = plan->columns->pdata[i];

		if (plan->options->pseudonyms && column->kind == SEG_EXPORT_KEY && strcmp (column->name, "key") == 0) {
			g_free (column->name);
			column->name = g_strdup ("pseudonym");
		}
		plan->has_segment |= column->kind == SEG_EXPORT_SEGMENT;
		plan->has_arm |= column->kind == SEG_EXPORT_ARM;
	}
	plan->has_segment |= plan->options->parts == SEG_EXPORT_BY_SEGMENT;
	plan->has_arm |= plan->options->parts == SEG_EXPORT_BY_ARM;
}

gboolean
seg_export_options_check (const SegExportOptions *options, GError **error)
{
	if (options->preset == NULL || options->arm == SEG_ARM_SEND || (options->arm == SEG_ARM_BOTH && options->parts == SEG_EXPORT_BY_ARM))
		return TRUE;
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, options->arm == SEG_ARM_CONTROL
		? seg_hint (_("A preset makes a file to be sent to, and people of the control group are not to be written to; leave out --arm control, or --preset"),
		            _("A file for a service is to be sent to, and people of the control group are not to be written to; take the people to send to, or no service"))
		: seg_hint (_("A preset makes a file to be sent to, and nothing in it would say who is of the control group; leave out --arm both, or add --split arm"),
		            _("A file for a service is to be sent to, and nothing in it would say who is of the control group; take the people to send to, or one file for each arm")));
	return FALSE;
}

SegExportPlan *
seg_export_plan_new (SegWorkspace *workspace, const SegCampaign *campaign, const SegExportOptions *options, GError **error)
{
	g_autoptr (SegExportPlan) plan = g_new0 (SegExportPlan, 1);

	plan->campaign = campaign;
	plan->options = options;
	plan->columns = g_ptr_array_new_with_free_func (seg_export_column_free);
	plan->user_columns = seg_user_columns (workspace, NULL, error);
	if (plan->user_columns == NULL || !seg_export_options_check (options, error) || !take_country (plan, error))
		return NULL;
	if (options->preset != NULL) {
		plan->fields = seg_export_fields (workspace, options->preset, options->fields, error);
		if (plan->fields == NULL || !seg_export_fields_add (plan, error))
			return NULL;
	}
	if (!add_chosen (workspace, plan, error))
		return NULL;
	finish (plan);
	return g_steal_pointer (&plan);
}

/* An attribute's name such as it is understood here: with "user." before it where the program has a column of that name. */
static char *
attribute_name (const SegCampaign *campaign, const char *name)
{
	SegExportColumn own;

	return find_own (campaign, name, &own) ? g_strconcat ("user.", name, NULL) : g_strdup (name);
}

static void
add_recommendations (GPtrArray *names, const SegCampaign *campaign)
{
	for (guint i = 1; i <= campaign->draft->n_recommendations; i++) {
		g_ptr_array_add (names, g_strdup_printf ("item%u", i));
		g_ptr_array_add (names, g_strdup_printf ("title%u", i));
		g_ptr_array_add (names, g_strdup_printf ("reason%u", i));
	}
}

/* What people read, where the campaign says it. */
static void
add_message (GPtrArray *names, const SegCampaign *campaign)
{
	gboolean has_subject = FALSE;

	for (guint i = 0; i < campaign->draft->messages->len; i++)
		has_subject |= ((const SegMessage *) campaign->draft->messages->pdata[i])->subject[0] != '\0';
	if (has_subject)
		g_ptr_array_add (names, g_strdup ("subject"));
	if (campaign->draft->messages->len > 0)
		g_ptr_array_add (names, g_strdup ("message"));
}

static char **
end_names (GPtrArray *names)
{
	g_ptr_array_add (names, NULL);
	return (char **) g_ptr_array_free (names, FALSE);
}

char **
seg_campaign_columns (SegWorkspace *workspace, const SegCampaign *campaign, SegArm arm, GError **error)
{
	static const char *const fields[] = { "email", "name" };
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "user", error);
	GPtrArray *names;

	if (attributes == NULL)
		return NULL;
	names = g_ptr_array_new ();
	g_ptr_array_add (names, g_strdup ("key"));
	for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
		const SegAttribute *attribute = seg_attributes_with_field (attributes, fields[i]);

		if (attribute != NULL)
			g_ptr_array_add (names, attribute_name (campaign, attribute->name));
	}
	if (arm == SEG_ARM_BOTH || (arm == SEG_ARM_SEND && campaign->draft->arms->len > 1))
		g_ptr_array_add (names, g_strdup ("arm"));
	if (campaign->draft->segmentation_id != 0)
		g_ptr_array_add (names, g_strdup ("segment"));
	add_recommendations (names, campaign);
	if (arm == SEG_ARM_SEND)
		add_message (names, campaign);
	return end_names (names);
}

char **
seg_campaign_columns_all (SegWorkspace *workspace, const SegCampaign *campaign, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, NULL, error);
	GPtrArray *names;

	if (columns == NULL)
		return NULL;
	names = g_ptr_array_new ();
	g_ptr_array_add (names, g_strdup ("key"));
	g_ptr_array_add (names, g_strdup ("arm"));
	g_ptr_array_add (names, g_strdup ("segment"));
	add_recommendations (names, campaign);
	g_ptr_array_add (names, g_strdup ("subject"));
	g_ptr_array_add (names, g_strdup ("message"));
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_attribute)
			g_ptr_array_add (names, attribute_name (campaign, column->name));
		else if (column->is_feature)
			g_ptr_array_add (names, g_strdup (column->name));
	}
	return end_names (names);
}
