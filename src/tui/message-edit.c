/* Changing the message of a campaign in the making: its lines, fields in them, and for whom it is. */
#include <config.h>
#include "message-edit.h"

#include <glib/gi18n.h>
#include <string.h>

static SegBuilder *
builder_of (SegView *view)
{
	return ((const SegMessageEdit *) view->state)->builder->state;
}

/* For whom --------------------------------------------------------------------------------------------------------- */

static const char *
segment_name (const SegBuilder *builder, gint64 id)
{
	const SegSegment *segment;

	for (guint i = 0; builder->segmentation != NULL && i < builder->segmentation->segments->len; i++)
		if ((segment = builder->segmentation->segments->pdata[i])->id == id)
			return segment->name;
	return _("of another segmentation");
}

static char *
for_whom (const SegBuilder *builder, const char *arm, gint64 segment_id)
{
	if (arm != NULL && segment_id != 0)
		return g_strdup_printf (_("for arm %s of segment \"%s\""), arm, segment_name (builder, segment_id));
	if (arm != NULL)
		return g_strdup_printf (_("for arm %s"), arm);
	return segment_id != 0 ? g_strdup_printf (_("for segment \"%s\""), segment_name (builder, segment_id)) : g_strdup (_("for everyone"));
}

char *
seg_message_variant_words (SegView *view, int number)
{
	const SegMessageEdit *edit = view->state;
	const SegBuilder *builder = builder_of (view);
	const SegMessage *message = number >= 0 && number < (int) builder->draft->messages->len ? builder->draft->messages->pdata[number] : NULL;

	return message != NULL ? for_whom (builder, message->arm, message->segment_id) : for_whom (builder, edit->arm, edit->segment_id);
}

char *
seg_message_written_words (SegView *view)
{
	guint n = builder_of (view)->draft->messages->len;

	return n == 0 ? NULL : g_strdup_printf (ngettext ("%u message", "%u messages", n), n);
}

static const SegMessage *
find_message (const SegBuilder *builder, const char *arm, gint64 segment_id)
{
	for (guint i = 0; i < builder->draft->messages->len; i++) {
		const SegMessage *message = builder->draft->messages->pdata[i];

		if (message->segment_id == segment_id && g_strcmp0 (message->arm, arm) == 0)
			return message;
	}
	return NULL;
}

static void
read_lines (SegMessageEdit *edit, const SegMessage *message)
{
	g_auto (GStrv) lines = message != NULL && message->text[0] != '\0' ? g_strsplit (message->text, "\n", -1) : NULL;

	g_ptr_array_set_size (edit->lines, 0);
	g_ptr_array_add (edit->lines, g_strdup (message != NULL ? message->subject : ""));
	for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
		g_ptr_array_add (edit->lines, g_strdup (lines[i]));
	seg_list_changed (edit->list);
}

void
seg_message_choose_variant (SegView *view, const char *arm, gint64 segment_id)
{
	SegMessageEdit *edit = view->state;
	char *kept = g_strdup (arm);

	g_free (edit->arm);
	edit->arm = kept;
	edit->segment_id = segment_id;
	read_lines (edit, find_message (builder_of (view), arm, segment_id));
	seg_list_set_cursor (edit->list, 0);
	seg_message_find_reader (view);
}

typedef struct {
	char  *arm;
	gint64 segment_id;
} Variant;

static void
free_variant (gpointer data)
{
	g_free (((Variant *) data)->arm);
	g_free (data);
}

static void
add_variant (GPtrArray *variants, const char *arm, gint64 segment_id)
{
	Variant *variant = g_new (Variant, 1);

	*variant = (Variant) { g_strdup (arm), segment_id };
	g_ptr_array_add (variants, variant);
}

static gboolean
is_in_draft (const SegCampaignDraft *draft, gint64 segment_id)
{
	for (guint i = 0; i < draft->segment_ids->len; i++)
		if (g_array_index (draft->segment_ids, gint64, i) == segment_id)
			return TRUE;
	return draft->segment_ids->len == 0 && draft->segmentation_id != 0;
}

static gboolean
has_variant (const GPtrArray *variants, const SegMessage *message)
{
	for (guint i = 0; i < variants->len; i++) {
		const Variant *variant = variants->pdata[i];

		if (variant->segment_id == message->segment_id && g_strcmp0 (variant->arm, message->arm) == 0)
			return TRUE;
	}
	return FALSE;
}

/* Everyone, each arm, each segment, then both; and what was written for such as are no part of the campaign any more. */
static GPtrArray *
list_variants (const SegBuilder *builder)
{
	GPtrArray *variants = g_ptr_array_new_with_free_func (free_variant);
	const guint n_arms = builder->draft->arms->len, n_segments = builder->segmentation != NULL ? builder->segmentation->segments->len : 0;

	for (guint a = 0; a <= n_arms; a++)
		add_variant (variants, a > 0 ? ((const SegDraftArm *) builder->draft->arms->pdata[a - 1])->name : NULL, 0);
	for (guint a = 0; a <= n_arms; a++)
		for (guint s = 0; s < n_segments; s++) {
			const SegSegment *segment = builder->segmentation->segments->pdata[s];

			if (is_in_draft (builder->draft, segment->id))
				add_variant (variants, a > 0 ? ((const SegDraftArm *) builder->draft->arms->pdata[a - 1])->name : NULL, segment->id);
		}
	for (guint i = 0; i < builder->draft->messages->len; i++) {
		const SegMessage *message = builder->draft->messages->pdata[i];

		if (!has_variant (variants, message))
			add_variant (variants, message->arm, message->segment_id);
	}
	return variants;
}

static void
variant_chosen (SegView *view, guint choice, gpointer data)
{
	const Variant *variant = ((const GPtrArray *) data)->pdata[choice];

	seg_message_choose_variant (view, variant->arm, variant->segment_id);
}

static void
free_variants (gpointer variants)
{
	g_ptr_array_unref (variants);
}

static void
ask_variant (SegView *view)
{
	const SegMessageEdit *edit = view->state;
	const SegBuilder *builder = builder_of (view);
	GPtrArray *variants = list_variants (builder);
	g_autoptr (GPtrArray) labels = g_ptr_array_new_with_free_func (g_free), remarks = g_ptr_array_new ();
	guint current = 0;

	for (guint i = 0; i < variants->len; i++) {
		const Variant *variant = variants->pdata[i];
		const SegMessage *message = find_message (builder, variant->arm, variant->segment_id);

		if (variant->segment_id == edit->segment_id && g_strcmp0 (variant->arm, edit->arm) == 0)
			current = i;
		g_ptr_array_add (labels, for_whom (builder, variant->arm, variant->segment_id));
		g_ptr_array_add (remarks, (gpointer) (message == NULL ? _("not written") : message->subject[0] != '\0' ? message->subject : message->text));
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("The message for whom?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, current, variant_chosen, variants,
	                free_variants);
}

/* Showing ------------------------------------------------------------------------------------------------------------ */

void
seg_message_show (SegView *view)
{
	SegMessageEdit *edit = view->state;
	g_autoptr (GError) error = NULL;

	if (edit->sample == NULL || edit->at >= seg_message_sample_n (edit->sample))
		return;
	g_clear_pointer (&edit->preview, seg_message_preview_free);
	g_clear_pointer (&edit->failure, g_free);
	edit->preview = seg_message_sample_write (edit->sample, seg_view_workspace (view), builder_of (view)->draft, edit->at, &error);
	if (edit->preview == NULL)
		edit->failure = g_strdup (error->message);
}

static gboolean
is_reader (const SegMessageEdit *edit, const SegBuilder *builder)
{
	const SegMessage *message = edit->preview != NULL && edit->preview->message >= 0 ? builder->draft->messages->pdata[edit->preview->message] : NULL;

	return message != NULL && message->segment_id == edit->segment_id && g_strcmp0 (message->arm, edit->arm) == 0;
}

void
seg_message_find_reader (SegView *view)
{
	SegMessageEdit *edit = view->state;
	const SegBuilder *builder = builder_of (view);
	gsize n = edit->sample != NULL ? seg_message_sample_n (edit->sample) : 0;

	seg_message_show (view);
	for (gsize i = 0; i < n && edit->failure == NULL && !is_reader (edit, builder); i++) {
		edit->at = i;
		seg_message_show (view);
	}
	if (n > 0 && edit->failure == NULL && !is_reader (edit, builder)) {
		edit->at = 0;
		seg_message_show (view);
	}
}

/* Lines ------------------------------------------------------------------------------------------------------------ */

gboolean
seg_message_edit_is_empty (const SegMessageEdit *edit)
{
	for (guint i = 0; i < edit->lines->len; i++)
		if (((const char *) edit->lines->pdata[i])[0] != '\0')
			return FALSE;
	return TRUE;
}

static void
write_lines (const SegMessageEdit *edit, SegCampaignDraft *draft)
{
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 1; i < edit->lines->len; i++)
		g_string_append_printf (text, "%s%s", i > 1 ? "\n" : "", (const char *) edit->lines->pdata[i]);
	seg_campaign_draft_set_message (draft, edit->arm, edit->segment_id, edit->lines->pdata[0], seg_message_edit_is_empty (edit) ? NULL : text->str);
}

static void
lines_changed (SegView *view)
{
	const SegMessageEdit *edit = view->state;

	write_lines (edit, builder_of (view)->draft);
	edit->builder->unsaved = TRUE;
	seg_list_changed (edit->list);
	seg_message_find_reader (view);
}

/* Whether a message can have such a line: its fields are there, its braces close. */
static gboolean
check_line (SegView *view, const char *line, GError **error)
{
	g_autoptr (SegCampaignDraft) trial = seg_campaign_draft_copy (builder_of (view)->draft);
	g_autoptr (SegMessageWriter) writer = NULL;

	g_ptr_array_set_size (trial->messages, 0);
	seg_campaign_draft_set_message (trial, NULL, 0, NULL, line);
	writer = seg_message_writer_new (seg_view_workspace (view), trial, error);
	return writer != NULL;
}

static gboolean
take_line (SegView *view, const char *text, gpointer data, GError **error)
{
	SegMessageEdit *edit = view->state;
	guint row = GPOINTER_TO_UINT (data);

	if (!check_line (view, text, error))
		return FALSE;
	if (row >= edit->lines->len)
		g_ptr_array_add (edit->lines, g_strdup (text));
	else {
		g_free (edit->lines->pdata[row]);
		edit->lines->pdata[row] = g_strdup (text);
	}
	lines_changed (view);
	seg_list_set_cursor (edit->list, MIN (row, edit->lines->len - 1));
	return TRUE;
}

static void
ask_line (SegView *view, guint row)
{
	const SegMessageEdit *edit = view->state;

	seg_ask_line (view, row == 0 ? _("Subject") : _("Line of text"),
	              _("Fields in braces are filled in for each person, what is put for a missing value after a bar: Hi {name|there}, {title1} is waiting."),
	              row < edit->lines->len ? edit->lines->pdata[row] : "", take_line, GUINT_TO_POINTER (row), NULL);
}

static gboolean
take_new_line (SegView *view, const char *text, gpointer data, GError **error)
{
	SegMessageEdit *edit = view->state;
	guint row = MIN (GPOINTER_TO_UINT (data), edit->lines->len);

	if (!check_line (view, text, error))
		return FALSE;
	g_ptr_array_insert (edit->lines, (int) row, g_strdup (text));
	lines_changed (view);
	seg_list_set_cursor (edit->list, row);
	return TRUE;
}

/* Fields --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	GPtrArray *fields; /* of SegMessageField* */
	guint      choice, row;
} Field;

static void
free_field (gpointer data)
{
	g_ptr_array_unref (((Field *) data)->fields);
	g_free (data);
}

static gboolean
take_stand_in (SegView *view, const char *text, gpointer data, GError **error)
{
	SegMessageEdit *edit = view->state;
	const Field *field = data;
	const char *name = ((const SegMessageField *) field->fields->pdata[field->choice])->name;
	const char *before = field->row < edit->lines->len ? edit->lines->pdata[field->row] : "";
	g_autofree char *added = *text != '\0' ? g_strdup_printf ("{%s|%s}", name, text) : g_strdup_printf ("{%s}", name);
	g_autofree char *line = g_strconcat (before, added, NULL);

	return take_line (view, line, GUINT_TO_POINTER (field->row), error);
}

static void
field_chosen (SegView *view, guint choice, gpointer data)
{
	const Field *asked = data;
	Field *field = g_new (Field, 1);
	g_autofree char *title = g_strdup_printf (_("What is put where {%s} is missing?"), ((const SegMessageField *) asked->fields->pdata[choice])->name);

	*field = (Field) { g_ptr_array_ref (asked->fields), choice, asked->row };
	seg_ask_line (view, title, _("Empty: nothing. The field comes to the end of the line; Enter on the line moves it."), "", take_stand_in, field, free_field);
}

static void
ask_field (SegView *view, guint row)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *fields = seg_message_fields (seg_view_workspace (view), builder_of (view)->draft, &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), meanings = g_ptr_array_new ();
	Field *field;

	if (fields == NULL) {
		seg_report (view, error);
		return;
	}
	for (guint i = 0; i < fields->len; i++) {
		g_ptr_array_add (labels, ((const SegMessageField *) fields->pdata[i])->name);
		g_ptr_array_add (meanings, ((const SegMessageField *) fields->pdata[i])->meaning);
	}
	g_ptr_array_add (labels, NULL);
	field = g_new (Field, 1);
	*field = (Field) { fields, 0, row };
	seg_ask_choice (view, _("Which field?"), (const char *const *) labels->pdata, (const char *const *) meanings->pdata, 0, field_chosen, field, free_field);
}

gboolean
seg_message_edit_act (SegView *view, int action)
{
	SegMessageEdit *edit = view->state;
	gsize row = 0;

	seg_list_cursor (edit->list, &row);
	switch (action) {
	case SEG_MESSAGE_WRITE:
		ask_line (view, (guint) row);
		return TRUE;
	case SEG_MESSAGE_INSERT:
		seg_ask_line (view, _("Line of text"), _("Fields in braces are filled in for each person, what is put for a missing value after a bar: Hi {name|there}, {title1} is waiting."),
		              "", take_new_line, GUINT_TO_POINTER ((guint) row + 1), NULL);
		return TRUE;
	case SEG_MESSAGE_DELETE:
		g_ptr_array_remove_index (edit->lines, (guint) row);
		lines_changed (view);
		return TRUE;
	case SEG_MESSAGE_FIELD:
		ask_field (view, (guint) row);
		return TRUE;
	case SEG_MESSAGE_VARIANT:
		ask_variant (view);
		return TRUE;
	default:
		return FALSE;
	}
}
