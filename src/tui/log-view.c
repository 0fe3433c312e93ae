/* What was done to a campaign, or to the rules for contacts: when, by whom, and the reason that was given. */
#include <config.h>
#include "contact.h"
#include "reading.h"

#include <glib/gi18n.h>

/* What is asked for. */
typedef struct {
	SegLogSubject subject;
	char         *campaign; /* NULL: all */
} Question;

typedef struct {
	SegReading reading; /* GPtrArray of SegLogLine* */
	Question   question;
	SegList   *list;
} State;

enum { SHOW = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SHOW, "log-line", N_("whole"), N_("Show the line as a whole") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { AT, WHO, OBJECT, WHAT, REASON };

static const SegListColumn columns[] = {
	[AT] = { N_("Date"), SEG_ALIGN_LEFT, 10, FALSE },      [WHO] = { N_("Who"), SEG_ALIGN_LEFT, 6, FALSE },
	[OBJECT] = { N_("Of"), SEG_ALIGN_LEFT, 12, FALSE },    [WHAT] = { N_("What was done"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (18), FALSE },
	[REASON] = { N_("Reason"), SEG_ALIGN_LEFT, 14, FALSE },
};

static const SegLogLine *
line_at (gpointer data, gsize row)
{
	return ((const GPtrArray *) ((const State *) data)->reading.result)->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const GPtrArray *lines = ((const State *) data)->reading.result;

	return lines != NULL ? lines->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegLogLine *line = line_at (data, row);

	switch (column) {
	case AT:
		*ink = SEG_INK_MUTED;
		return seg_format_date (line->at);
	case WHO:
		*ink = SEG_INK_MUTED;
		return g_strdup (line->who);
	case OBJECT:
		return g_strdup (line->object);
	case WHAT:
		*ink = line->is_grave ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return g_strdup (line->what);
	default:
		return g_strdup (line->reason);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
clear_question (gpointer data)
{
	g_free (((Question *) data)->campaign);
}

static gpointer
read_lines (SegWorkspace *workspace, SegJob *job, gconstpointer data, GError **error)
{
	const Question *question = data;

	(void) job;
	return seg_campaign_log (workspace, question->subject, question->campaign, error);
}

static void
free_lines (gpointer lines)
{
	g_ptr_array_unref (lines);
}

static void
show (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("reading the audit log")), read_lines, show, free_lines };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	const Question question = { state->question.subject, g_strdup (state->question.campaign) };

	seg_reading_begin_with (view, &reading, &question, sizeof question, clear_question);
}

/* The view --------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegLogPlace *place = argument;

	(void) error;
	state->question = (Question) { place->subject, g_strdup (place->campaign) };
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_reading_clear (&state->reading);
	g_free (state->question.campaign);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;
	const char *words = seg_reading_when_empty (&state->reading, _("Reading the audit log ..."));

	return words != NULL || n_rows (view->state) > 0 ? words : _("Nothing was done yet. Esc goes back.");
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	g_autofree char *at = NULL, *text = NULL;
	const SegLogLine *line;
	gsize row;

	if (action != SHOW || n_rows (state) == 0 || !seg_list_cursor (state->list, &row))
		return FALSE;
	line = line_at (state, row);
	at = seg_format_time (line->at);
	text = g_strdup_printf (_("%s, by %s\n\n%s\n\nReason: %s"), at, line->who, line->what, line->reason != NULL ? line->reason : _("none was asked for"));
	seg_tell (view, line->object, text);
	return TRUE;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *title = state->question.subject == SEG_LOG_CONTACT ? g_strdup (_("What was done to the rules for contacts"))
		: state->question.campaign != NULL ? g_strdup_printf (_("What was done to \"%s\""), state->question.campaign) : g_strdup (_("What was done to campaigns"));
	int used = seg_draw_heading (cells, rect, title, _("the latest first"));

	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

const SegViewClass seg_log_view = {
	.name = "campaign-log", .title = N_("What was done"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("From the audit log, which nobody can change here: when the list was made, changed, drawn anew and exported; what was left aside, by whom and for which "
	           "reason."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .list = list, .when_empty = when_empty,
};
