/* A person of a kept campaign, with what they are offered, as they will read it. */
#include <config.h>
#include "campaign-private.h"

#include <segscope/message.h>

#include <glib/gi18n.h>

/* FALSE with SEG_ERROR_NOT_FOUND: not on the list. */
static gboolean
read_place (SegWorkspace *workspace, gint64 campaign_id, gint64 user_id, char **arm, gint64 *segment_id, GError **error)
{
	g_autoptr (SegStatement) row = seg_workspace_prepare (workspace,
		"SELECT arm, coalesce (segment_id, 0) FROM campaign_member WHERE campaign_id = :campaign AND user_id = :user", error);
	GError *failure = NULL;

	if (row == NULL)
		return FALSE;
	seg_statement_bind_integer (row, ":campaign", campaign_id);
	seg_statement_bind_integer (row, ":user", user_id);
	if (seg_statement_next (row, &failure)) {
		*arm = g_strdup (seg_statement_text (row, 0));
		*segment_id = seg_statement_integer (row, 1);
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

gboolean
seg_campaign_preview (SegWorkspace *workspace, const SegCampaign *campaign, gint64 user_id, char **subject, char **text, guint *n_missing, GError **error)
{
	g_autoptr (SegMessageWriter) writer = seg_message_writer_new (workspace, campaign->draft, error);
	g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free), titles = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func (g_free);
	GPtrArray *texts[3] = { keys, titles, reasons };
	const SegMessageItems items = { keys, titles, reasons };
	g_autofree char *arm = NULL;
	gint64 segment_id;

	*subject = *text = NULL;
	if (writer == NULL || !read_place (workspace, campaign->id, user_id, &arm, &segment_id, error)
	    || !read_items (workspace, campaign->id, user_id, texts, error))
		return FALSE;
	return g_strcmp0 (arm, SEG_ARM_NAME_CONTROL) == 0
	       || seg_message_write (writer, user_id, arm, segment_id, &items, subject, text, n_missing, error);
}
