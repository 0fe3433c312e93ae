/* The playbook: plays in order, what each says to do, when it applies, and whether it does to the segment one comes from. */
#include <config.h>
#include "campaigns.h"
#include "persona.h"

#include <segscope/playbook.h>

#include <glib/gi18n.h>
#include <string.h>

enum { CONDITION = SEG_ACTION_OWN, NAME, ACTION, OFFER, CHANNEL, SWITCH, UP, DOWN, ADD, REMOVE, USUAL, EXPORT, IMPORT, RESET, WORKED };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CONDITION, "play-condition", N_("when"), N_("Change when the play applies") },
	{ 'n', NAME, "play-name", N_("name"), N_("Give the play another name") },
	{ 'd', ACTION, "play-action", N_("do"), N_("Change what the play says to do") },
	{ 'o', OFFER, "play-offer", N_("offer"), N_("Change what it offers") },
	{ 'c', CHANNEL, "play-channel", N_("channel"), N_("Change by which channel") },
	{ 't', SWITCH, "play-switch", N_("on or off"), N_("Switch the play on or off") },
	{ '-', UP, "play-up", N_("up"), N_("Move the play up: the first that applies is suggested") },
	{ '+', DOWN, "play-down", N_("down"), N_("Move the play down") },
	{ 'a', ADD, "play-add", N_("add"), N_("Add a play of your own, before the one under the cursor") },
	{ 'w', WORKED, "playbook-worked", N_("what worked"), N_("Show what worked for which segment: offers and channels of campaigns that were measured") },
	{ 'D', REMOVE, "play-remove", NULL, N_("Take the play out of the book") },
	{ 'x', USUAL, "play-as-built-in", NULL, N_("Take the play's texts and condition as built in again") },
	{ 'e', EXPORT, "playbook-export", N_("export"), N_("Write the playbook to a text file") },
	{ 'i', IMPORT, "playbook-import", NULL, N_("Take the plays of such a file in place of all") },
	{ 'X', RESET, "playbook-reset", NULL, N_("Take the whole playbook as built in") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { NUMBER, PLAY, WHEN, STATE };

static const SegListColumn columns[] = {
	[NUMBER] = { "#", SEG_ALIGN_RIGHT, 3, FALSE },
	[PLAY] = { N_("Play"), SEG_ALIGN_LEFT, 22, FALSE },
	[WHEN] = { N_("It applies when"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (20), FALSE },
	[STATE] = { N_("State"), SEG_ALIGN_LEFT, 10, FALSE },
};

typedef struct {
	SegList     *list;
	GPtrArray   *plays;    /* of SegPlay*; NULL: could not be read */
	SegSegments *segments; /* NULL: opened without a segment */
	guint        index;
	char        *failure;
} State;

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->plays != NULL ? state->plays->len : 0;
}

static const SegProfile *
profile_of (const State *state)
{
	return state->segments != NULL ? state->segments->profiles->pdata[state->index] : NULL;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegPlay *play = state->plays->pdata[row];
	gboolean applies = profile_of (state) != NULL && seg_play_applies (play->condition, profile_of (state), NULL);

	if (!play->enabled)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case NUMBER:
		return g_strdup_printf ("%" G_GSIZE_FORMAT, row + 1);
	case PLAY:
		if (applies && play->enabled)
			*ink = seg_playbook_choose (state->plays, profile_of (state)) == row + 1 ? SEG_INK_ACCENT : SEG_INK_GOOD;
		return g_strdup (play->name);
	case WHEN:
		return g_strdup (*play->condition != '\0' ? play->condition : _("always"));
	default:
		if (play->edited && play->enabled)
			*ink = SEG_INK_WARNING;
		return g_strdup (seg_play_state (play));
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegProfilePlace *place = argument;

	(void) error;
	if (place != NULL) {
		state->segments = seg_segments_ref (place->segments);
		state->index = place->index;
	}
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->plays, g_ptr_array_unref);
	seg_segments_unref (state->segments);
	g_free (state->failure);
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	g_clear_pointer (&state->plays, g_ptr_array_unref);
	g_clear_pointer (&state->failure, g_free);
	state->plays = seg_playbook (seg_view_workspace (view), &error);
	if (state->plays == NULL)
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

static const char *
when_empty (SegView *view)
{
	return ((State *) view->state)->failure;
}

/* The play under the cursor in full, and the figures that decide. */
static int
draw_detail (const State *state, const SegPlay *play, SegCells *cells, SegRect rect)
{
	const char *labels[] = { _("Do"), _("Offer"), _("Channel") }, *texts[] = { play->action, play->offer, play->channel };
	g_autoptr (GPtrArray) tests = NULL;
	int y = 0;

	for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
		seg_draw_fit (cells, rect, 0, y, 10, SEG_ALIGN_LEFT, SEG_INK_MUTED, labels[i]);
		y += MAX (seg_draw_paragraph (cells, rect, 11, y, SEG_INK_NORMAL, texts[i]), 1);
	}
	if (profile_of (state) == NULL)
		return y;
	seg_draw_format (cells, rect, 0, y++, SEG_INK_MUTED, seg_play_applies (play->condition, profile_of (state), &tests) ? _("It applies to \"%s\":") : _("It does not apply to \"%s\":"),
	                 ((const SegSegment *) state->segments->segmentation->segments->pdata[state->index])->name);
	for (guint i = 0; i < tests->len; i++) {
		const SegPlayTest *test = tests->pdata[i];

		g_autofree char *words = g_strdup_printf ("%s  (%s)", test->words, test->text);

		seg_draw_text (cells, rect, 2, y, test->holds ? SEG_INK_GOOD : SEG_INK_MUTED, test->holds ? "✓" : "✗");
		y += seg_draw_paragraph (cells, rect, 4, y, test->holds ? SEG_INK_GOOD : SEG_INK_MUTED, words);
	}
	return y;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Playbook: what to do for whom"), NULL), detail = seg_pane_is_shown (view) ? 0 : rect.height >= 30 ? 10 : 8;
	gsize row;

	if (state->plays == NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, state->failure);
		return;
	}
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, _("The first play that applies to a segment is suggested on its card."));
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), MAX (rect.height - used - detail, 3)), seg_view_has_focus (view));
	if (detail == 0)
		return;
	rect = seg_rect_below (rect, MAX (rect.height - detail, used + 3));
	seg_draw_rule (cells, rect, 0);
	if (seg_list_cursor (state->list, &row))
		draw_detail (state, state->plays->pdata[row], cells, seg_rect_below (rect, 1));
}

/* Changing --------------------------------------------------------------------------------------------------------- */

typedef struct {
	int    action;
	guint  number;
	char  *field, *text;
} Change;

static void
free_change (gpointer data)
{
	Change *change = data;

	g_free (change->field);
	g_free (change->text);
	g_free (change);
}

static Change *
new_change (int action, guint number, const char *field, const char *text)
{
	Change *change = g_new0 (Change, 1);

	change->action = action;
	change->number = number;
	change->field = g_strdup (field);
	change->text = g_strdup (text);
	return change;
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;
	g_autoptr (SegPlay) play = NULL;
	guint n;

	(void) job;
	switch (change->action) {
	case SWITCH:
		return seg_playbook_enable (workspace, change->number, change->text != NULL, error);
	case UP:
		return seg_playbook_move (workspace, change->number, change->number - 1, error);
	case DOWN:
		return seg_playbook_move (workspace, change->number, change->number + 1, error);
	case ADD:
		play = seg_play_new (change->text, "users share > 0.5", "", "", "");
		return seg_playbook_add (workspace, change->number, play, error);
	case REMOVE:
		return seg_playbook_remove (workspace, change->number, error);
	case USUAL:
		return seg_playbook_take_built_in (workspace, change->number, error);
	case EXPORT:
		return seg_playbook_export (workspace, change->text, error);
	case IMPORT:
		return seg_playbook_import (workspace, change->text, &n, error);
	case RESET:
		return seg_playbook_reset (workspace, error);
	default:
		return seg_playbook_change (workspace, change->number, change->field, change->text, error);
	}
}

static void
done_change (SegView *view, gpointer data)
{
	const Change *change = data;

	if (change->action == EXPORT)
		seg_say (view, _("Written to %s"), change->text);
}

static const SegWork change_work = { N_("writing the playbook"), run_change, done_change, NULL, free_change, TRUE, FALSE };

static gboolean
accept_text (SegView *view, const char *text, gpointer data, GError **error)
{
	const Change *asked = data;

	if (asked->action == CONDITION && !seg_play_check (text, error))
		return FALSE;
	seg_view_run (view, &change_work, new_change (asked->action, asked->number, asked->field, text));
	return TRUE;
}

static void
accept_file (SegView *view, const char *path, gpointer data)
{
	(void) data;
	seg_view_run (view, &change_work, new_change (EXPORT, 0, NULL, path));
}

static void
accept_yes (SegView *view, gpointer data)
{
	const Change *asked = data;

	seg_view_run (view, &change_work, new_change (asked->action, asked->number, NULL, NULL));
}

static void
ask (SegView *view, int action, guint number, const char *title, const char *hint, const char *field, const char *initial)
{
	seg_ask_line (view, title, hint, initial, accept_text, new_change (action, number, field, NULL), free_change);
}

static gboolean
act_on_play (SegView *view, const SegPlay *play, guint number, int action)
{
	switch (action) {
	case CONDITION:
		ask (view, action, number, _("When does it apply?"), _("recency index < 70 and value index > 150; empty: always. ? explains the words."), "condition", play->condition);
		return TRUE;
	case NAME:
		ask (view, action, number, _("Name of the play"), NULL, "name", play->name);
		return TRUE;
	case ACTION:
		ask (view, action, number, _("What to do"), NULL, "action", play->action);
		return TRUE;
	case OFFER:
		ask (view, action, number, _("What to offer"), NULL, "offer", play->offer);
		return TRUE;
	case CHANNEL:
		ask (view, action, number, _("By which channel"), NULL, "channel", play->channel);
		return TRUE;
	case ADD:
		ask (view, action, number, _("Name of the new play"), _("Then say when it applies and what to do."), NULL, "");
		return TRUE;
	case SWITCH:
		seg_view_run (view, &change_work, new_change (action, number, NULL, play->enabled ? NULL : "on"));
		return TRUE;
	case REMOVE:
		seg_ask_yes (view, _("Take this play out of the book?"), accept_yes, new_change (action, number, NULL, NULL), free_change);
		return TRUE;
	default:
		seg_view_run (view, &change_work, new_change (action, number, NULL, NULL));
		return TRUE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	if (action < SEG_ACTION_OWN || action == WORKED)
		return TRUE;
	if (state->plays == NULL || !seg_list_cursor (state->list, &row))
		return FALSE;
	return action == UP ? row > 0 : action == DOWN ? row + 1 < state->plays->len
	       : action == USUAL ? ((const SegPlay *) state->plays->pdata[row])->built_in != NULL : TRUE;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	if (action == WORKED)
		return seg_view_push (view, &seg_worked_view, NULL);
	if (action < SEG_ACTION_OWN || state->plays == NULL || !seg_list_cursor (state->list, &row))
		return FALSE;
	switch (action) {
	case EXPORT:
		seg_ask_file (view, _("Write the playbook to"), NULL, "playbook.ini", accept_file, NULL, NULL);
		return TRUE;
	case IMPORT:
		seg_ask_path (view, _("Take the playbook of"), _("All plays there are go (undo brings them back)."), "", accept_text, new_change (IMPORT, 0, NULL, NULL), free_change);
		return TRUE;
	case RESET:
		seg_ask_yes (view, _("Take the whole playbook as built in?"), accept_yes, new_change (RESET, 0, NULL, NULL), free_change);
		return TRUE;
	case UP:
	case DOWN:
		act_on_play (view, state->plays->pdata[row], (guint) row + 1, action);
		seg_list_set_cursor (state->list, action == UP ? row - 1 : row + 1);
		return TRUE;
	default:
		return act_on_play (view, state->plays->pdata[row], (guint) row + 1, action);
	}
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* The play under the cursor, beside the list. */
static void
draw_play (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->host->state;
	const SegPlay *play;
	gsize row;
	int used;

	if (state->plays == NULL || !seg_list_cursor (state->list, &row))
		return;
	play = state->plays->pdata[row];
	used = seg_draw_heading (cells, rect, play->name, seg_play_state (play));
	used += draw_detail (state, play, cells, seg_rect_below (rect, used)) + 1;
	seg_draw_text (cells, rect, 0, used++, SEG_INK_MUTED, _("It applies when"));
	seg_draw_paragraph (cells, rect, 2, used, SEG_INK_NORMAL, *play->condition != '\0' ? play->condition : _("always"));
}

static const SegViewClass play_view = { .name = "play", .title = N_("Playbook"), .draw = draw_play };

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	(void) row;
	return seg_pane_view (view, &play_view, NULL, error);
}

static const SegPaneClass pane = { .list_least = 50, .list_most = 110, .least = 48, .at_once = TRUE, .open = open_pane };

const SegViewClass seg_playbook_view = {
	.name = "playbook", .title = N_("Playbook"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Plays in order: the first whose condition a segment meets is suggested on its persona card. A condition compares figures of the segment, WHAT MEASURE "
	           "OPERATOR NUMBER, joined by and, or: recency index < 70 and value index > 150. WHAT is recency, frequency, value, order value, discount, completion, "
	           "activity, tenure, refunds, variety, price, learning, or a feature by its name; or users, revenue, events. MEASURE is index (100: as everyone), mean, "
	           "median, effect (standard deviations from everyone); of users, revenue and events also share. Plays are translated until you change them."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .pane = &pane,
};
