/* What people read, written line by line beside the person who will read it: a message for everyone, for an arm, for a segment, or for both. It
 * is a part of the campaign in the making and kept with it. */
#include <config.h>
#include "campaigns.h"
#include "message-edit.h"

#include <glib/gi18n.h>
#include <string.h>

#define N_SAMPLE 60

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_MESSAGE_WRITE, "message-line", N_("write"), N_("Write the line under the cursor") },
	{ 'o', SEG_MESSAGE_INSERT, "message-insert-line", N_("new line"), N_("Put a line below this one") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "reader-after", N_("next person"), N_("Show it to the next person") },
	{ 'f', SEG_MESSAGE_FIELD, "message-field", N_("field"), N_("Put a field into the line: a name, a city, a recommended title; with what stands for a missing value") },
	{ 'v', SEG_MESSAGE_VARIANT, "message-for", N_("for whom"), N_("Write another message for an arm or a segment") },
	{ 'D', SEG_MESSAGE_DELETE, "message-delete-line", NULL, N_("Delete the line") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "reader-before", N_("before"), N_("Show it to the person before") },
	{ 'p', SEG_MESSAGE_PERSON, "message-person", N_("person"), N_("Show it to a certain person") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to the campaign; the message is kept with it") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Lines ------------------------------------------------------------------------------------------------------------ */

static const SegListColumn columns[] = { { "", SEG_ALIGN_RIGHT, 8, FALSE }, { "", SEG_ALIGN_LEFT, -30, FALSE } };

static gsize
n_rows (gpointer data)
{
	return ((const SegMessageEdit *) data)->lines->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const char *line = ((const SegMessageEdit *) data)->lines->pdata[row];

	if (column == 0) {
		*ink = SEG_INK_MUTED;
		return row == 0 ? g_strdup (_("Subject")) : g_strdup_printf ("%" G_GSIZE_FORMAT, row);
	}
	if (*line == '\0')
		*ink = SEG_INK_MUTED;
	return g_strdup (*line != '\0' ? line : row == 0 ? _("(none)") : _("(empty line)"));
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Who reads it --------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegCampaignDraft *draft;
	gint64 campaign_id, user_id;
	SegMessageSample *sample;
} Sampling;

static void
free_sampling (gpointer data)
{
	Sampling *sampling = data;

	seg_campaign_draft_free (sampling->draft);
	seg_message_sample_free (sampling->sample);
	g_free (sampling);
}

static gboolean
run_sampling (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Sampling *sampling = data;
	g_autoptr (SegAudience) audience = seg_audience_new ();

	seg_audience_set_campaign (audience, sampling->campaign_id);
	seg_workspace_watch (workspace, job);
	sampling->sample = seg_message_sample_new (audience, workspace, sampling->draft, sampling->user_id, N_SAMPLE, job, error);
	seg_workspace_watch (workspace, NULL);
	return sampling->sample != NULL;
}

static void
done_sampling (SegView *view, gpointer data)
{
	SegMessageEdit *edit = view->state;
	Sampling *sampling = data;

	seg_message_sample_free (edit->sample);
	edit->sample = g_steal_pointer (&sampling->sample);
	edit->at = 0;
	g_clear_pointer (&edit->failure, g_free);
	if (sampling->user_id == 0)
		seg_message_find_reader (view);
	else
		seg_message_show (view);
}

/* Of a certain person, that they are not on the list is told; those who were shown stay. */
static void
failed_sampling (SegView *view, gpointer data, const GError *error)
{
	SegMessageEdit *edit = view->state;

	if (((const Sampling *) data)->user_id != 0) {
		seg_report (view, error);
		return;
	}
	g_free (edit->failure);
	edit->failure = g_strdup (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? _("Stopped: nobody is shown. p shows it to a certain person.") : error->message);
}

static const SegWork sampling_work = { N_("finding readers"), run_sampling, done_sampling, failed_sampling, free_sampling, FALSE, FALSE };

static void
sample_people (SegView *view, gint64 user_id)
{
	const SegMessageEdit *edit = view->state;
	const SegBuilder *builder = edit->builder->state;
	Sampling *sampling = g_new0 (Sampling, 1);

	*sampling = (Sampling) { seg_campaign_draft_copy (builder->draft), builder->campaign_id, user_id, NULL };
	seg_view_run (view, &sampling_work, sampling);
}

static gboolean
take_person (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *key = g_strstrip (g_strdup (text));
	gint64 id;

	(void) data;
	if (!seg_user_find (seg_view_workspace (view), key, &id, error))
		return FALSE;
	sample_people (view, id);
	return TRUE;
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	SegMessageEdit *edit = view->state;

	(void) error;
	edit->builder = argument;
	edit->lines = g_ptr_array_new_with_free_func (g_free);
	edit->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), edit);
	seg_message_choose_variant (view, NULL, 0);
	return TRUE;
}

static void
close_view (SegView *view)
{
	SegMessageEdit *edit = view->state;

	seg_list_free (edit->list);
	g_ptr_array_unref (edit->lines);
	g_free (edit->arm);
	g_free (edit->failure);
	seg_message_sample_free (edit->sample);
	g_clear_pointer (&edit->preview, seg_message_preview_free);
}

static void
refresh (SegView *view)
{
	if (!seg_view_again_after (view, &sampling_work))
		sample_people (view, 0);
}

static SegList *
list (SegView *view)
{
	return ((SegMessageEdit *) view->state)->list;
}

static gboolean
can (SegView *view, int action)
{
	const SegMessageEdit *edit = view->state;
	gsize row, n = edit->sample != NULL ? seg_message_sample_n (edit->sample) : 0;

	if (action == SEG_ACTION_LEFT)
		return edit->at > 0;
	if (action == SEG_ACTION_RIGHT)
		return edit->at + 1 < n;
	return action != SEG_MESSAGE_DELETE || (seg_list_cursor (edit->list, &row) && row > 0);
}

static gboolean
act (SegView *view, int action)
{
	SegMessageEdit *edit = view->state;

	switch (action) {
	case SEG_ACTION_LEFT:
	case SEG_ACTION_RIGHT:
		edit->at += action == SEG_ACTION_LEFT ? (gsize) -1 : 1;
		seg_message_show (view);
		return TRUE;
	case SEG_MESSAGE_PERSON:
		seg_ask_line (view, _("Show it to whom?"), _("The key of a user, as it stands in your files."), "", take_person, NULL, NULL);
		return TRUE;
	default:
		return seg_message_edit_act (view, action);
	}
}

static void
draw_reader (SegView *view, SegCells *cells, SegRect rect)
{
	const SegMessageEdit *edit = view->state;
	g_autofree char *person = NULL, *for_whom = NULL, *words = NULL;

	if (edit->failure != NULL || edit->preview == NULL) {
		seg_draw_paragraph (cells, rect, 0, 1, edit->failure != NULL ? SEG_INK_WARNING : SEG_INK_MUTED,
		                    edit->failure != NULL ? edit->failure : _("Finding people to show it to ..."));
		return;
	}
	person = seg_message_person_words (edit->preview);
	for_whom = edit->preview->message >= 0 ? seg_message_variant_words (view, edit->preview->message) : g_strdup ("");
	words = edit->preview->message >= 0 ? g_strdup_printf (_("%s reads the message %s:"), person, for_whom) : g_strdup_printf ("%s:", person);
	seg_draw_rule (cells, rect, 0);
	seg_draw_format (cells, rect, 1, 0, SEG_INK_ACCENT, " %" G_GSIZE_FORMAT "/%" G_GSIZE_FORMAT "  %s ", edit->at + 1, seg_message_sample_n (edit->sample), words);
	seg_message_preview_draw (edit->preview, cells, seg_rect_below (rect, 1));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const SegMessageEdit *edit = view->state;
	g_autofree char *for_whom = seg_message_variant_words (view, -1), *title = g_strdup_printf (_("What people read: the message %s"), for_whom);
	g_autofree char *written = seg_message_written_words (view);
	int used = seg_draw_heading (cells, rect, title, written), lines;

	if (seg_message_edit_is_empty (edit))
		used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL,
		                            _("Nothing is written yet. Enter writes the subject, o a line of text; f puts in a name or a recommended title. Below it stands as each person gets it."));
	lines = CLAMP ((int) edit->lines->len + 1, 2, MAX ((rect.height - used) / 2, 2));
	seg_list_draw (edit->list, cells, seg_rect_top (seg_rect_below (rect, used), lines), seg_view_has_focus (view));
	draw_reader (view, cells, seg_rect_below (rect, used + lines));
}

const SegViewClass seg_message_view = {
	.name = "message", .title = N_("What people read"), .bindings = bindings, .state_size = sizeof (SegMessageEdit),
	.help = N_("Above, the message: its subject and its lines. Below, as one person of the list gets it, with the arm that lot would give them; the arrows go through "
	           "some sixty people, of each arm and segment some.\n\n"
	           "Fields stand in braces and are filled in for each person; what stands after a bar is put where there is no value: Hi {name|there}. \"{{\" is a brace.\n\n"
	           "Of several messages each person gets the one that says most about whom it is for: arm and segment, then arm, then segment, then everyone."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
};
