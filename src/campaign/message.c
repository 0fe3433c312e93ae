/* Messages with merge fields: taken apart once, filled in for each person. */
#include <config.h>
#include "campaign-private.h"
#include "message-private.h"

#include <segscope/format.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

static void
free_parsed (gpointer data)
{
	SegParsed *parsed = data;

	g_clear_pointer (&parsed->subject, g_ptr_array_unref);
	g_clear_pointer (&parsed->text, g_ptr_array_unref);
	g_free (parsed);
}

static void
free_missing (gpointer data)
{
	seg_missing_field_free (data);
}

void
seg_missing_field_free (SegMissingField *field)
{
	g_free (field->name);
	g_free (field->instead);
	g_free (field);
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
	g_ptr_array_unref (writer->missing);
	g_free (writer);
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

/* Which of several messages is at fault, and whether it is the subject. */
static void
say_which (const SegMessageWriter *writer, const SegMessage *message, gboolean is_subject, GError **error)
{
	const char *segment = message->segment_id != 0 ? g_hash_table_lookup (writer->segments, &message->segment_id) : NULL;
	g_autofree char *arm = message->arm != NULL ? g_strdup_printf (_("arm %s"), message->arm) : NULL;

	if (is_subject)
		g_prefix_error (error, "%s", _("Subject: "));
	if (writer->draft->messages->len < 2)
		return;
	if (arm != NULL && segment != NULL)
		g_prefix_error (error, _("Message for %s and \"%s\": "), arm, segment);
	else
		g_prefix_error (error, _("Message for %s: "), arm != NULL ? arm : segment != NULL ? segment : _("everyone"));
}

SegMessageWriter *
seg_message_writer_new (SegWorkspace *workspace, const SegCampaignDraft *draft, GError **error)
{
	g_autoptr (SegMessageWriter) writer = g_new0 (SegMessageWriter, 1);

	writer->workspace = workspace;
	writer->draft = draft;
	writer->written = -1;
	writer->parsed = g_ptr_array_new_with_free_func (free_parsed);
	writer->columns = g_ptr_array_new ();
	writer->missing = g_ptr_array_new_with_free_func (free_missing);
	writer->segments = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
	writer->all = seg_user_columns (workspace, NULL, error);
	if (writer->all == NULL || !read_segments (writer, error)
	    || (draft->offer_id != 0 && (writer->offer = seg_offer_load_id (workspace, draft->offer_id, error)) == NULL))
		return NULL;
	for (guint i = 0; i < draft->messages->len; i++) {
		const SegMessage *message = draft->messages->pdata[i];
		SegParsed *parsed = g_new0 (SegParsed, 1);

		g_ptr_array_add (writer->parsed, parsed);
		if ((parsed->subject = seg_message_parse (writer, message->subject, error)) == NULL || (parsed->text = seg_message_parse (writer, message->text, error)) == NULL) {
			say_which (writer, message, parsed->subject == NULL, error);
			return NULL;
		}
	}
	return prepare (writer, error) ? g_steal_pointer (&writer) : NULL;
}

/* Filling in ----------------------------------------------------------------------------------------------------------- */

/* The message that says most about whom it is for; -1: none is. */
static int
choose (const SegMessageWriter *writer, const char *arm, gint64 segment_id)
{
	guint best_rank = 0;
	int best = -1;

	for (guint i = 0; i < writer->draft->messages->len; i++) {
		const SegMessage *message = writer->draft->messages->pdata[i];
		guint rank = 1 + (message->arm != NULL ? 2u : 0u) + (message->segment_id != 0 ? 1u : 0u);

		if ((message->arm != NULL && g_strcmp0 (message->arm, arm) != 0) || (message->segment_id != 0 && message->segment_id != segment_id)
		    || rank <= best_rank)
			continue;
		best = (int) i;
		best_rank = rank;
	}
	return best;
}

/* What a customer reads does not depend on how the sender likes numbers on screens. */
static char *
usual_number (double value)
{
	SegFormatManner before = seg_format_set_manner (SEG_FORMAT_USUAL);
	char *text = seg_format_auto (value);

	seg_format_set_manner (before);
	return text;
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
		return usual_number (seg_statement_double (writer->values, at));
	case SEG_TYPE_DATE:
		return seg_format_exact_date (seg_statement_integer (writer->values, at));
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
} Person;

static char *
field_value (const SegMessageWriter *writer, const SegPiece *piece, const Person *person)
{
	switch (piece->kind) {
	case SEG_FIELD_KEY:
		return g_strdup (seg_statement_text (writer->values, 0));
	case SEG_FIELD_SEGMENT:
		return g_strdup (g_hash_table_lookup (writer->segments, &person->segment_id));
	case SEG_FIELD_ARM:
		return g_strdup (person->arm);
	case SEG_FIELD_OFFER:
		return writer->offer != NULL ? g_strdup (writer->offer->text[0] != '\0' ? writer->offer->text : writer->offer->name) : NULL;
	case SEG_FIELD_TERMS:
		return writer->offer != NULL ? g_strdup (writer->offer->terms) : NULL;
	case SEG_FIELD_ITEM:
		return item_value (person->items != NULL ? person->items->keys : NULL, piece->number);
	case SEG_FIELD_TITLE:
		return item_value (person->items != NULL ? person->items->titles : NULL, piece->number);
	case SEG_FIELD_REASON:
		return item_value (person->items != NULL ? person->items->reasons : NULL, piece->number);
	case SEG_FIELD_COLUMN:
	default:
		return column_value (writer, piece->number);
	}
}

static void
note_missing (SegMessageWriter *writer, const SegPiece *piece)
{
	SegMissingField *field = g_new (SegMissingField, 1);

	*field = (SegMissingField) { g_strdup (piece->name), g_strdup (piece->text) };
	g_ptr_array_add (writer->missing, field);
}

static guint
count_unfilled (const SegMessageWriter *writer)
{
	guint n = 0;

	for (guint i = 0; i < writer->missing->len; i++)
		n += ((const SegMissingField *) writer->missing->pdata[i])->instead == NULL;
	return n;
}

static char *
fill_in (SegMessageWriter *writer, const GPtrArray *pieces, const Person *person)
{
	GString *text = g_string_new (NULL);

	for (guint i = 0; i < pieces->len; i++) {
		const SegPiece *piece = pieces->pdata[i];
		g_autofree char *value = piece->is_field ? field_value (writer, piece, person) : NULL;
		gboolean missing = piece->is_field && (value == NULL || value[0] == '\0');

		if (missing)
			note_missing (writer, piece);
		g_string_append (text, piece->is_field && !missing ? value : piece->text != NULL ? piece->text : "");
	}
	return g_string_free (text, FALSE);
}

gboolean
seg_message_write (SegMessageWriter *writer, gint64 user_id, const char *arm, gint64 segment_id, const SegMessageItems *items, char **subject, char **text,
                   guint *n_missing, GError **error)
{
	const SegParsed *parsed;
	const Person person = { arm, segment_id, items };
	GError *failure = NULL;

	g_ptr_array_set_size (writer->missing, 0);
	*subject = *text = NULL;
	if (n_missing != NULL)
		*n_missing = 0;
	writer->written = choose (writer, arm, segment_id);
	if (writer->written < 0)
		return TRUE;
	parsed = writer->parsed->pdata[writer->written];
	seg_statement_bind_integer (writer->values, ":id", user_id);
	if (seg_statement_next (writer->values, &failure)) {
		*subject = fill_in (writer, parsed->subject, &person);
		*text = fill_in (writer, parsed->text, &person);
	}
	seg_statement_reset (writer->values);
	if (n_missing != NULL)
		*n_missing = count_unfilled (writer);
	return seg_query_ended (failure, error);
}

const GPtrArray *
seg_message_missing (const SegMessageWriter *writer)
{
	return writer->missing;
}

int
seg_message_written (const SegMessageWriter *writer)
{
	return writer->written;
}
