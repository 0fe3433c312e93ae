/* The columns a list can have: the program's own, and every attribute and feature of the users. */
#include <config.h>
#include "campaign-private.h"

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
	{ "item", SEG_EXPORT_ITEM, TRUE },    { "title", SEG_EXPORT_TITLE, TRUE },  { "reason", SEG_EXPORT_REASON, TRUE },
};

static void
free_column (gpointer data)
{
	SegExportColumn *column = data;

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
	g_autoptr (GString) names = g_string_new ("key, arm, segment");

	for (guint i = 1; i <= campaign->draft->n_recommendations; i++)
		g_string_append_printf (names, ", item%u, title%u, reason%u", i, i, i);
	for (guint i = 0; i < user_columns->len; i++) {
		const SegUserColumn *column = user_columns->pdata[i];

		if (column->is_attribute || column->is_feature)
			g_string_append_printf (names, ", %s", column->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no column \"%s\"; there are: %s"), name, names->str);
}

GPtrArray *
seg_export_columns_find (const SegCampaign *campaign, const GPtrArray *user_columns, const char *const *names, GError **error)
{
	g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (free_column);

	for (gsize i = 0; names[i] != NULL; i++) {
		SegExportColumn *column = g_new0 (SegExportColumn, 1);

		g_ptr_array_add (columns, column);
		column->name = g_strdup (names[i]);
		if (find_own (campaign, names[i], column))
			continue;
		column->kind = SEG_EXPORT_USER;
		column->column = seg_user_columns_find (user_columns, names[i]);
		if (column->column == NULL || !(column->column->is_attribute || column->column->is_feature)) {
			set_unknown (campaign, user_columns, names[i], error);
			return NULL;
		}
	}
	if (columns->len > 0)
		return g_steal_pointer (&columns);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A file needs at least one column"));
	return NULL;
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
	if (arm == SEG_ARM_BOTH)
		g_ptr_array_add (names, g_strdup ("arm"));
	if (campaign->draft->segmentation_id != 0)
		g_ptr_array_add (names, g_strdup ("segment"));
	add_recommendations (names, campaign);
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
	for (guint i = 0; i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_attribute)
			g_ptr_array_add (names, attribute_name (campaign, column->name));
		else if (column->is_feature)
			g_ptr_array_add (names, g_strdup (column->name));
	}
	return end_names (names);
}
