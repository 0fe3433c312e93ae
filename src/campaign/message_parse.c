/* Messages taken apart into words and fields, and which fields there are. */
#include <config.h>
#include "campaign-private.h"
#include "message-private.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
	const char *name;
	gboolean    numbered;
	const char *meaning;
} own_fields[] = {
	[SEG_FIELD_KEY] = { "key", FALSE, N_("who it is, in your files") }, [SEG_FIELD_SEGMENT] = { "segment", FALSE, N_("name of their segment") },
	[SEG_FIELD_ARM] = { "arm", FALSE, N_("name of their arm") },        [SEG_FIELD_OFFER] = { "offer", FALSE, N_("what is offered") },
	[SEG_FIELD_TERMS] = { "terms", FALSE, N_("terms of the offer") },   [SEG_FIELD_ITEM] = { "item", TRUE, N_("key of a recommended item") },
	[SEG_FIELD_TITLE] = { "title", TRUE, N_("title of a recommended item") }, [SEG_FIELD_REASON] = { "reason", TRUE, N_("why it is recommended") },
};

static void
free_piece (gpointer data)
{
	g_free (((SegPiece *) data)->text);
	g_free (((SegPiece *) data)->name);
	g_free (data);
}

static gboolean
find_own (const SegMessageWriter *writer, const char *name, SegPiece *piece)
{
	for (guint i = 0; i < G_N_ELEMENTS (own_fields); i++) {
		const char *rest = name + strlen (own_fields[i].name);
		guint64 number;

		piece->kind = (SegFieldKind) i;
		if (!own_fields[i].numbered && g_ascii_strcasecmp (name, own_fields[i].name) == 0)
			return TRUE;
		if (own_fields[i].numbered && g_ascii_strncasecmp (name, own_fields[i].name, strlen (own_fields[i].name)) == 0
		    && g_ascii_string_to_unsigned (rest, 10, 1, MAX (writer->draft->n_recommendations, 1), &number, NULL)
		    && number <= writer->draft->n_recommendations) {
			piece->number = (guint) number;
			return TRUE;
		}
	}
	return FALSE;
}

/* By name or label, else by what it means ("name"). */
static const SegUserColumn *
find_column (SegMessageWriter *writer, const char *name, GError **error)
{
	const SegUserColumn *column = seg_user_columns_find (writer->all, name);
	g_autoptr (GPtrArray) attributes = NULL;
	const SegAttribute *attribute;

	if (column != NULL && (column->is_attribute || column->is_feature))
		return column;
	attributes = seg_attributes (writer->workspace, "user", error);
	attribute = attributes != NULL ? seg_attributes_with_field (attributes, name) : NULL;
	return attribute != NULL ? seg_user_columns_find (writer->all, attribute->name) : NULL;
}

static gboolean
fail_field (const SegMessageWriter *writer, const char *name, GError **error)
{
	g_autoptr (GString) names = g_string_new ("key, segment, arm, offer, terms");
	guint n_features = 0;

	for (guint i = 1; i <= writer->draft->n_recommendations; i++)
		g_string_append_printf (names, ", item%u, title%u, reason%u", i, i, i);
	for (guint i = 0; i < writer->all->len; i++) {
		const SegUserColumn *column = writer->all->pdata[i];

		if (column->is_attribute)
			g_string_append_printf (names, ", %s", column->name);
		n_features += column->is_feature ? 1 : 0;
	}
	if (n_features > 0)
		g_string_append_printf (names, ngettext (", and %u feature", ", and %u features by their names", n_features), n_features);
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no field {%s} for messages; there are: %s"), name, names->str);
	return FALSE;
}

static gboolean
set_field (SegMessageWriter *writer, const char *inside, SegPiece *piece, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (inside, "|", 2);
	const SegUserColumn *column;
	guint at;

	piece->is_field = TRUE;
	if (parts[0] == NULL)
		return fail_field (writer, "", error);
	piece->text = g_strdup (parts[1]);
	piece->name = g_strdup (g_strstrip (parts[0]));
	if (find_own (writer, parts[0], piece))
		return TRUE;
	column = parts[0][0] != '\0' ? find_column (writer, parts[0], error) : NULL;
	if (column == NULL)
		return error != NULL && *error != NULL ? FALSE : fail_field (writer, parts[0], error);
	piece->kind = SEG_FIELD_COLUMN;
	if (!g_ptr_array_find (writer->columns, column, &at)) {
		at = writer->columns->len;
		g_ptr_array_add (writer->columns, (gpointer) column);
	}
	piece->number = at;
	return TRUE;
}

static void
add_words (GPtrArray *pieces, GString *words)
{
	SegPiece *piece;

	if (words->len == 0)
		return;
	piece = g_new0 (SegPiece, 1);
	piece->text = g_strndup (words->str, words->len);
	g_ptr_array_add (pieces, piece);
	g_string_truncate (words, 0);
}

/* "{{name}}", as many services write fields, would go out to everyone as it stands, less one brace: what is between the braces, or NULL. */
static char *
between_two_braces (const char *text)
{
	const char *end = text + 2 + strcspn (text + 2, "{}");

	return end > text + 2 && g_str_has_prefix (end, "}}") ? g_strndup (text + 2, (gsize) (end - text) - 2) : NULL;
}

/* Two braces at *@text stand for one; two more after them are meant to be two. */
static gboolean
add_brace (const char **text, GString *words, GError **error)
{
	const gboolean is_second = words->len > 0 && words->str[words->len - 1] == '{';
	g_autofree char *inside = is_second || (*text)[2] == '{' ? NULL : between_two_braces (*text);

	if (inside != NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("Fields have one brace on each side, {%s}, not {{%s}}; for a field that your mailing service fills in write {{{{%s}}"),
		             inside, inside, inside);
		return FALSE;
	}
	g_string_append_c (words, '{');
	*text += 2;
	return TRUE;
}

/* The field that begins at *@text. */
static gboolean
add_field_piece (SegMessageWriter *writer, const char **text, GPtrArray *pieces, GString *words, GError **error)
{
	const char *end = strchr (*text, '}');
	g_autofree char *inside = end != NULL ? g_strndup (*text + 1, (gsize) (end - *text) - 1) : NULL;
	SegPiece *piece = g_new0 (SegPiece, 1);

	add_words (pieces, words);
	g_ptr_array_add (pieces, piece);
	if (end == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A field begins at \"%.20s\" and has no }; write {{ for a brace"), *text);
		return FALSE;
	}
	*text = end + 1;
	return set_field (writer, inside, piece, error);
}

static guint
line_of (const char *begin, const char *at)
{
	guint line = 1;

	for (; begin < at; begin++)
		line += *begin == '\n';
	return line;
}

GPtrArray *
seg_message_parse (SegMessageWriter *writer, const char *text, GError **error)
{
	g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (free_piece);
	g_autoptr (GString) words = g_string_new (NULL);
	const char *at = text;

	while (*at != '\0') {
		const char *before = at;
		gboolean fine = TRUE;

		if (at[0] == '{')
			fine = at[1] == '{' ? add_brace (&at, words, error) : add_field_piece (writer, &at, pieces, words, error);
		else
			g_string_append_c (words, *at++);
		if (!fine && strchr (text, '\n') != NULL)
			g_prefix_error (error, _("Line %u: "), line_of (text, before));
		if (!fine)
			return NULL;
	}
	add_words (pieces, words);
	return g_steal_pointer (&pieces);
}

/* Which there are ------------------------------------------------------------------------------------------------------ */

static void
free_field (gpointer data)
{
	SegMessageField *field = data;

	g_free (field->name);
	g_free (field->meaning);
	g_free (field);
}

static void
add_field (GPtrArray *fields, char *name, const char *meaning)
{
	SegMessageField *field = g_new (SegMessageField, 1);

	*field = (SegMessageField) { name, g_strdup (meaning) };
	g_ptr_array_add (fields, field);
}

/* Names of people's columns that read like one of the program's own fields mean that field. */
GPtrArray *
seg_message_fields (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (GPtrArray) columns = seg_user_columns (workspace, NULL, error);
	GPtrArray *fields = columns != NULL ? g_ptr_array_new_with_free_func (free_field) : NULL;

	for (guint i = 0; fields != NULL && i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_attribute)
			add_field (fields, g_strdup (column->name), column->label);
	}
	for (guint i = 0; fields != NULL && i < G_N_ELEMENTS (own_fields); i++)
		for (guint n = 1; n <= (own_fields[i].numbered ? draft->n_recommendations : 1); n++)
			add_field (fields, own_fields[i].numbered ? g_strdup_printf ("%s%u", own_fields[i].name, n) : g_strdup (own_fields[i].name), _(own_fields[i].meaning));
	for (guint i = 0; fields != NULL && i < columns->len; i++) {
		const SegUserColumn *column = columns->pdata[i];

		if (column->is_feature)
			add_field (fields, g_strdup (column->name), column->label);
	}
	return fields;
}
