/* Messages with merge fields: taken apart once, filled in for each person. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/message.h>
#include <segscope/offer.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

typedef enum {
	FIELD_KEY, FIELD_SEGMENT, FIELD_ARM, FIELD_OFFER, FIELD_TERMS, FIELD_ITEM, FIELD_TITLE, FIELD_REASON, FIELD_COLUMN
} FieldKind;

static const struct {
	const char *name;
	gboolean    numbered;
} own_fields[] = {
	[FIELD_KEY] = { "key", FALSE },     [FIELD_SEGMENT] = { "segment", FALSE }, [FIELD_ARM] = { "arm", FALSE },     [FIELD_OFFER] = { "offer", FALSE },
	[FIELD_TERMS] = { "terms", FALSE }, [FIELD_ITEM] = { "item", TRUE },        [FIELD_TITLE] = { "title", TRUE }, [FIELD_REASON] = { "reason", TRUE },
};

/* A piece of a message: words as they are, or a field. */
typedef struct {
	char     *text;    /* the words, or what stands for a missing value (NULL: nothing) */
	gboolean  is_field;
	FieldKind kind;
	guint     number;  /* of the item, from 1; of the column among those asked for */
} Piece;

typedef struct {
	GPtrArray *subject, *text; /* of Piece* */
} Parsed;

struct SegMessageWriter {
	SegWorkspace *workspace;
	const SegCampaignDraft *draft;
	GPtrArray    *parsed;    /* of Parsed*, by message */
	GPtrArray    *all;       /* of SegUserColumn* */
	GPtrArray    *columns;   /* of const SegUserColumn*: those asked for */
	SegStatement *values;    /* of one user: key, then the columns; NULL: not prepared yet */
	GHashTable   *segments;  /* id -> name */
	SegOffer     *offer;     /* or NULL */
};

static void
free_piece (gpointer data)
{
	g_free (((Piece *) data)->text);
	g_free (data);
}

static void
free_parsed (gpointer data)
{
	Parsed *parsed = data;

	g_clear_pointer (&parsed->subject, g_ptr_array_unref);
	g_clear_pointer (&parsed->text, g_ptr_array_unref);
	g_free (parsed);
}

void
seg_message_writer_free (SegMessageWriter *writer)
{
	if (writer == NULL)
		return;
	g_ptr_array_unref (writer->parsed);
	g_clear_pointer (&writer->all, g_ptr_array_unref);
	g_ptr_array_unref (writer->columns);
	g_clear_pointer (&writer->values, seg_statement_free);
	g_hash_table_unref (writer->segments);
	seg_offer_free (writer->offer);
	g_free (writer);
}

/* Taking apart --------------------------------------------------------------------------------------------------------- */

static gboolean
find_own (const SegMessageWriter *writer, const char *name, Piece *piece)
{
	for (guint i = 0; i < G_N_ELEMENTS (own_fields); i++) {
		const char *rest = name + strlen (own_fields[i].name);
		guint64 number;

		piece->kind = (FieldKind) i;
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

	for (guint i = 1; i <= writer->draft->n_recommendations; i++)
		g_string_append_printf (names, ", item%u, title%u, reason%u", i, i, i);
	for (guint i = 0; i < writer->all->len; i++) {
		const SegUserColumn *column = writer->all->pdata[i];

		if (column->is_attribute || column->is_feature)
			g_string_append_printf (names, ", %s", column->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no field {%s} for messages; there are: %s"), name, names->str);
	return FALSE;
}

static gboolean
set_field (SegMessageWriter *writer, const char *inside, Piece *piece, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (inside, "|", 2);
	const SegUserColumn *column;
	guint at;

	piece->is_field = TRUE;
	if (parts[0] == NULL)
		return fail_field (writer, "", error);
	piece->text = g_strdup (parts[1]);
	g_strstrip (parts[0]);
	if (find_own (writer, parts[0], piece))
		return TRUE;
	column = parts[0][0] != '\0' ? find_column (writer, parts[0], error) : NULL;
	if (column == NULL)
		return error != NULL && *error != NULL ? FALSE : fail_field (writer, parts[0], error);
	piece->kind = FIELD_COLUMN;
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
	Piece *piece;

	if (words->len == 0)
		return;
	piece = g_new0 (Piece, 1);
	piece->text = g_strndup (words->str, words->len);
	g_ptr_array_add (pieces, piece);
	g_string_truncate (words, 0);
}

static GPtrArray *
parse (SegMessageWriter *writer, const char *text, GError **error)
{
	g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (free_piece);
	g_autoptr (GString) words = g_string_new (NULL);

	while (*text != '\0') {
		const char *end = text[0] == '{' && text[1] != '{' ? strchr (text, '}') : NULL;
		g_autofree char *inside = end != NULL ? g_strndup (text + 1, (gsize) (end - text) - 1) : NULL;

		if (text[0] == '{' && text[1] != '{') {
			Piece *piece = g_new0 (Piece, 1);

			add_words (pieces, words);
			g_ptr_array_add (pieces, piece);
			if (end == NULL) {
				g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("A field begins at \"%.20s\" and has no }; write {{ for a brace"), text);
				return NULL;
			}
			if (!set_field (writer, inside, piece, error))
				return NULL;
			text = end + 1;
		} else {
			g_string_append_c (words, *text);
			text += text[0] == '{' ? 2 : 1;
		}
	}
	add_words (pieces, words);
	return g_steal_pointer (&pieces);
}

/* The writer ----------------------------------------------------------------------------------------------------------- */

static gboolean
read_segments (SegMessageWriter *writer, GError **error)
{
	g_autoptr (SegStatement) rows = seg_workspace_prepare (writer->workspace, "SELECT id, name FROM segment", error);
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	while (seg_statement_next (rows, &failure)) {
		gint64 *id = g_new (gint64, 1);

		*id = seg_statement_integer (rows, 0);
		g_hash_table_insert (writer->segments, id, g_strdup (seg_statement_text (rows, 1)));
	}
	return seg_query_ended (failure, error);
}

static gboolean
prepare (SegMessageWriter *writer, GError **error)
{
	g_autoptr (GString) sql = g_string_new ("SELECT u.key");
	gint64 set_id = 0;

	for (guint i = 0; i < writer->columns->len; i++) {
		const SegUserColumn *column = writer->columns->pdata[i];
		g_autofree char *expression = seg_user_column_sql (column, "c");

		g_string_append_printf (sql, ", %s", expression);
		if (column->is_feature && set_id == 0 && !seg_feature_set_in_use (writer->workspace, &set_id, error))
			return FALSE;
	}
	g_string_append (sql, " FROM user u");
	if (set_id != 0)
		g_string_append_printf (sql, " LEFT JOIN feature_set_%" G_GINT64_FORMAT " c ON c.user_id = u.id", set_id);
	g_string_append (sql, " WHERE u.id = :id");
	writer->values = seg_workspace_prepare (writer->workspace, sql->str, error);
	return writer->values != NULL;
}

SegMessageWriter *
seg_message_writer_new (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegMessageWriter) writer = g_new0 (SegMessageWriter, 1);

	writer->workspace = workspace;
	writer->draft = draft;
	writer->parsed = g_ptr_array_new_with_free_func (free_parsed);
	writer->columns = g_ptr_array_new ();
	writer->segments = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	writer->all = seg_user_columns (workspace, NULL, error);
	if (writer->all == NULL || !read_segments (writer, error)
	    || (draft->offer_id != 0 && (writer->offer = seg_offer_load_id (workspace, draft->offer_id, error)) == NULL))
		return NULL;
	for (guint i = 0; i < draft->messages->len; i++) {
		const SegMessage *message = draft->messages->pdata[i];
		Parsed *parsed = g_new0 (Parsed, 1);

		g_ptr_array_add (writer->parsed, parsed);
		if ((parsed->subject = parse (writer, message->subject, error)) == NULL || (parsed->text = parse (writer, message->text, error)) == NULL)
			return NULL;
	}
	return prepare (writer, error) ? g_steal_pointer (&writer) : NULL;
}

/* Filling in ----------------------------------------------------------------------------------------------------------- */

/* The message that says most about whom it is for; NULL: none is. */
static const Parsed *
choose (const SegMessageWriter *writer, const char *arm, gint64 segment_id)
{
	const Parsed *best = NULL;
	guint best_rank = 0;

	for (guint i = 0; i < writer->draft->messages->len; i++) {
		const SegMessage *message = writer->draft->messages->pdata[i];
		guint rank = 1 + (message->arm != NULL ? 2u : 0u) + (message->segment_id != 0 ? 1u : 0u);

		if ((message->arm != NULL && g_strcmp0 (message->arm, arm) != 0) || (message->segment_id != 0 && message->segment_id != segment_id)
		    || rank <= best_rank)
			continue;
		best = writer->parsed->pdata[i];
		best_rank = rank;
	}
	return best;
}

static char *
column_value (const SegMessageWriter *writer, guint number)
{
	const SegUserColumn *column = writer->columns->pdata[number];
	int at = (int) number + 1;

	if (seg_statement_is_null (writer->values, at))
		return NULL;
	switch (column->type) {
	case SEG_TYPE_NUMBER:
		return seg_format_auto (seg_statement_double (writer->values, at));
	case SEG_TYPE_DATE:
		return seg_format_date (seg_statement_integer (writer->values, at));
	case SEG_TYPE_BOOLEAN:
		return g_strdup (seg_statement_integer (writer->values, at) != 0 ? _("yes") : _("no"));
	case SEG_TYPE_TEXT:
	case SEG_TYPE_CATEGORY:
	default:
		return g_strdup (seg_statement_text (writer->values, at));
	}
}

static char *
item_value (const GPtrArray *texts, guint number)
{
	return texts != NULL && number <= texts->len ? g_strdup (texts->pdata[number - 1]) : NULL;
}

/* Whom a message is filled in for. */
typedef struct {
	const char *arm;
	gint64      segment_id;
	const SegMessageItems *items;
	guint       n_missing;
} Person;

static char *
field_value (const SegMessageWriter *writer, const Piece *piece, const Person *person)
{
	switch (piece->kind) {
	case FIELD_KEY:
		return g_strdup (seg_statement_text (writer->values, 0));
	case FIELD_SEGMENT:
		return g_strdup (g_hash_table_lookup (writer->segments, &person->segment_id));
	case FIELD_ARM:
		return g_strdup (person->arm);
	case FIELD_OFFER:
		return writer->offer != NULL ? g_strdup (writer->offer->text[0] != '\0' ? writer->offer->text : writer->offer->name) : NULL;
	case FIELD_TERMS:
		return writer->offer != NULL ? g_strdup (writer->offer->terms) : NULL;
	case FIELD_ITEM:
		return item_value (person->items != NULL ? person->items->keys : NULL, piece->number);
	case FIELD_TITLE:
		return item_value (person->items != NULL ? person->items->titles : NULL, piece->number);
	case FIELD_REASON:
		return item_value (person->items != NULL ? person->items->reasons : NULL, piece->number);
	case FIELD_COLUMN:
	default:
		return column_value (writer, piece->number);
	}
}

static char *
fill_in (const SegMessageWriter *writer, const GPtrArray *pieces, Person *person)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < pieces->len; i++) {
		const Piece *piece = pieces->pdata[i];
		g_autofree char *value = piece->is_field ? field_value (writer, piece, person) : NULL;
		gboolean missing = piece->is_field && (value == NULL || value[0] == '\0');

		person->n_missing += missing && piece->text == NULL;
		g_string_append (text, piece->is_field && !missing ? value : piece->text != NULL ? piece->text : "");
	}
	return g_string_free (text, FALSE);
}

gboolean
seg_message_write (SegMessageWriter *writer, gint64 user_id, const char *arm, gint64 segment_id, const SegMessageItems *items, char **subject, char **text,
                   guint *n_missing, GError **error)
{
	const Parsed *parsed = choose (writer, arm, segment_id);
	Person person = { arm, segment_id, items, 0 };
	GError *failure = NULL;

	*subject = *text = NULL;
	if (n_missing != NULL)
		*n_missing = 0;
	if (parsed == NULL)
		return TRUE;
	seg_statement_bind_integer (writer->values, ":id", user_id);
	if (seg_statement_next (writer->values, &failure)) {
		*subject = fill_in (writer, parsed->subject, &person);
		*text = fill_in (writer, parsed->text, &person);
	}
	seg_statement_reset (writer->values);
	if (n_missing != NULL)
		*n_missing = person.n_missing;
	return seg_query_ended (failure, error);
}
