/* A person of a kept campaign, with what they are offered, as they will read it. */
#include <config.h>
#include "campaign-private.h"
#include "message-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* FALSE with SEG_ERROR_NOT_FOUND: not on the list. */
static gboolean
read_place (SegWorkspace *workspace, gint64 campaign_id, SegMessagePreview *preview, gint64 *segment_id, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace,
		"SELECT m.arm, coalesce (m.segment_id, 0), s.name, u.key FROM campaign_member m JOIN user u ON u.id = m.user_id "
		"LEFT JOIN segment s ON s.id = m.segment_id WHERE m.campaign_id = :campaign AND m.user_id = :user", error);
	GError *failure = NULL;

	if (row == NULL)
		return FALSE;
	seg_statement_bind_integer (row, ":campaign", campaign_id);
	seg_statement_bind_integer (row, ":user", preview->user_id);
	if (seg_statement_next (row, &failure)) {
		preview->arm = g_strdup (seg_statement_text (row, 0));
		*segment_id = seg_statement_integer (row, 1);
		preview->segment = g_strdup (seg_statement_text (row, 2));
		preview->key = g_strdup (seg_statement_text (row, 3));
		return TRUE;
	}
	if (seg_query_ended (failure, error))
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("This person is not on the list of the campaign"));
	return FALSE;
}

static gboolean
read_items (SegWorkspace *workspace, gint64 campaign_id, gint64 user_id, GPtrArray *texts[3], GError **error)
{
	g_autofree char *title = seg_item_title_sql (workspace, "i", error);
	g_autofree char *sql = title != NULL ? g_strdup_printf ("SELECT i.key, %s, r.reason FROM campaign_item r JOIN item i ON i.id = r.item_id WHERE "
	                                                        "r.campaign_id = :campaign AND r.user_id = :user ORDER BY r.position", title) : NULL;
	g_autoptr (SegStatement) rows = sql != NULL ? seg_workspace_prepare (workspace, sql, error) : NULL;
	GError *failure = NULL;

	if (rows == NULL)
		return FALSE;
	seg_statement_bind_integer (rows, ":campaign", campaign_id);
	seg_statement_bind_integer (rows, ":user", user_id);
	while (seg_statement_next (rows, &failure))
		for (int i = 0; i < 3; i++)
			g_ptr_array_add (texts[i], g_strdup (seg_statement_text (rows, i)));
	return seg_query_ended (failure, error);
}

void
seg_message_preview_free (SegMessagePreview *preview)
{
	GPtrArray *arrays[] = { preview->missing, preview->titles, preview->reasons };
	char *texts[] = { preview->key, preview->arm, preview->segment, preview->subject, preview->text };

	for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
		if (arrays[i] != NULL)
			g_ptr_array_unref (arrays[i]);
	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
		g_free (texts[i]);
	g_free (preview);
}

static void
free_missing (gpointer data)
{
	seg_missing_field_free (data);
}

static GPtrArray *
copy_missing (const GPtrArray *missing)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func (free_missing);

	for (guint i = 0; i < missing->len; i++) {
		const SegMissingField *field = missing->pdata[i];
		SegMissingField *one = g_new (SegMissingField, 1);

		*one = (SegMissingField) { g_strdup (field->name), g_strdup (field->instead) };
		g_ptr_array_add (copy, one);
	}
	return copy;
}

gboolean
seg_message_preview_fill (SegMessagePreview *preview, SegWorkspace *workspace, const SegCampaignDraft *draft, gint64 segment_id, GPtrArray *const items[3],
                          GError **error)
{
	g_autoptr (SegMessageWriter) writer = seg_message_writer_new (workspace, draft, error);
	const SegMessageItems all = { items[0], items[1], items[2] };

	if (writer == NULL)
		return FALSE;
	preview->titles = g_ptr_array_ref (items[1]);
	preview->reasons = g_ptr_array_ref (items[2]);
	preview->held_back = strcmp (preview->arm, SEG_ARM_NAME_CONTROL) == 0;
	if (!preview->held_back
	    && !seg_message_write (writer, preview->user_id, preview->arm, segment_id, &all, &preview->subject, &preview->text, NULL, error))
		return FALSE;
	preview->message = seg_message_written (writer);
	preview->missing = copy_missing (seg_message_missing (writer));
	return TRUE;
}

SegMessagePreview *
seg_campaign_preview (SegWorkspace *workspace, const SegCampaign *campaign, gint64 user_id, GError **error)
{
	g_autoptr (SegMessagePreview) preview = g_new0 (SegMessagePreview, 1);
	g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free), titles = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
	GPtrArray *items[3] = { keys, titles, reasons };
	gint64 segment_id;

	preview->user_id = user_id;
	if (!read_place (workspace, campaign->id, preview, &segment_id, error) || !read_items (workspace, campaign->id, user_id, items, error)
	    || !seg_message_preview_fill (preview, workspace, campaign->draft, segment_id, items, error))
		return NULL;
	return g_steal_pointer (&preview);
}
