/* A persona card: who these people are and what to do about them; every text can be written anew, every number traced. */
#include <config.h>
#include "persona.h"
#include "profile.h"
#include "screens.h"
#include "users.h"

#include <segscope/persona.h>

#include <glib/gi18n.h>
#include <string.h>

enum { EDIT = SEG_ACTION_OWN, USUAL, RESET, SOURCE, BEHIND, ADD, PLAYBOOK, TAKE_NAME, PREVIOUS, NEXT, CAMPAIGN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SOURCE, "persona-source", N_("source"), N_("Say where the number of this line comes from") },
	{ 'u', BEHIND, "persona-users", N_("who"), N_("List the users behind this line; Esc leads back") },
	{ 'w', EDIT, "persona-write", N_("write"), N_("Write this text anew; an empty fact is not told") },
	{ 'a', ADD, "persona-add", N_("add"), N_("Add a fact of your own") },
	{ 'x', USUAL, "persona-as-proposed", N_("as proposed"), N_("Show this text as proposed again") },
	{ 'X', RESET, "persona-reset", NULL, N_("Show the whole card as proposed again") },
	{ 'P', PLAYBOOK, "playbook", N_("playbook"), N_("What to do for which kind of segment: the plays, and when each applies") },
	{ 'N', TAKE_NAME, "persona-name", N_("as name"), N_("Take the name under the cursor as the segment's name") },
	{ 'e', CAMPAIGN, "campaign-from-segment", N_("campaign"), N_("Make a campaign for the segment") },
	{ '[', PREVIOUS, "previous-segment", NULL, N_("Show the segment before this one") },
	{ ']', NEXT, "next-segment", N_("next"), N_("Show the next segment") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { LABEL, TEXT, MARK };

static const SegListColumn columns[] = {
	[LABEL] = { N_("Part"), SEG_ALIGN_LEFT, 14, FALSE },
	[TEXT] = { N_("Text"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (30), FALSE },
	[MARK] = { "", SEG_ALIGN_LEFT, 8, FALSE },
};

typedef struct {
	SegSegments *segments;
	guint        index;
	SegList     *list;
	SegPersona  *persona; /* NULL: it could not be read */
	char        *failure;
} State;

static const SegSegment *
segment (const State *state)
{
	return state->segments->segmentation->segments->pdata[state->index];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->persona != NULL ? state->persona->parts->len : 0;
}

static const SegPersonaPart *
part_at (const State *state, gsize row)
{
	return state->persona->parts->pdata[row];
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegPersonaPart *part = part_at (data, row);

	switch (column) {
	case LABEL:
		*ink = SEG_INK_MUTED;
		return g_strdup (part->label);
	case TEXT:
		*ink = strcmp (part->part, "name") == 0 || strcmp (part->part, "name_zh") == 0 ? SEG_INK_HEADING
		       : strcmp (part->part, "play") == 0 ? SEG_INK_ACCENT : SEG_INK_NORMAL;
		return g_strdup (*part->text != '\0' ? part->text : "–");
	default:
		*ink = SEG_INK_WARNING;
		return part->edited ? g_strdup (_("edited")) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* Life ------------------------------------------------------------------------------------------------------------- */

static void
show (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;

	seg_persona_free (state->persona);
	g_clear_pointer (&state->failure, g_free);
	state->persona = seg_persona (seg_view_workspace (view), state->segments->segmentation, state->index, state->segments->profiles->pdata[state->index], &error);
	if (state->persona == NULL)
		state->failure = g_strdup (error->message);
	seg_list_changed (state->list);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	const SegProfilePlace *place = argument;

	(void) error;
	state->segments = seg_segments_ref (place->segments);
	state->index = place->index;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	show (view);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_persona_free (state->persona);
	g_free (state->failure);
	seg_segments_unref (state->segments);
}

static void
loaded (SegView *view, SegSegments *segments, const GError *error)
{
	State *state = view->state;
	gint64 id = segment (state)->id;

	if (error != NULL) {
		if (g_error_matches (error, SEG_ERROR, SEG_ERROR_NOT_FOUND))
			seg_view_pop (view);
		return;
	}
	seg_segments_unref (state->segments);
	state->segments = segments;
	state->index = MIN (state->index, segments->segmentation->segments->len - 1);
	for (guint i = 0; i < segments->segmentation->segments->len; i++)
		if (((SegSegment *) segments->segmentation->segments->pdata[i])->id == id)
			state->index = i;
	show (view);
}

static void
refresh (SegView *view)
{
	State *state = view->state;

	seg_segments_load (view, state->segments->segmentation->id, state->segments, loaded);
}

static const char *
when_empty (SegView *view)
{
	return ((State *) view->state)->failure;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *title = g_strdup_printf ("■ %u  %s", segment (state)->position, segment (state)->name), *remark = NULL, *detail = NULL;
	const SegPersonaPart *part;
	int used, detail_lines;
	gsize row;

	if (state->persona != NULL && state->persona->n_edited > 0)
		remark = g_strdup_printf (ngettext ("%u text edited", "%u texts edited", state->persona->n_edited), state->persona->n_edited);
	used = seg_draw_heading (cells, rect, title, remark != NULL ? remark : _("as proposed"));
	seg_draw_text (cells, rect, 0, 0, seg_ink_series (segment (state)->colour), "■");
	if (state->persona == NULL) {
		seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, state->failure);
		return;
	}
	if (!seg_list_cursor (state->list, &row))
		return;
	part = part_at (state, row);
	/* The line under the cursor in full, with where it comes from. */
	detail = part->source != NULL ? g_strdup_printf ("%s\n↳ %s", part->text, part->source) : g_strdup (part->text);
	detail_lines = rect.height >= 30 ? 8 : 6;
	seg_list_draw (state->list, cells, seg_rect_top (seg_rect_below (rect, used), MAX (rect.height - used - detail_lines, 3)), seg_view_has_focus (view));
	rect = seg_rect_below (rect, MAX (rect.height - detail_lines, used + 3));
	seg_draw_rule (cells, rect, 0);
	seg_draw_paragraph (cells, seg_rect_below (rect, 1), 0, 0, SEG_INK_NORMAL, detail);
}

/* Writing ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 segment_id;
	char  *part, *text; /* text NULL: as proposed; part NULL: all of it */
} Writing;

static void
free_writing (gpointer data)
{
	Writing *writing = data;

	g_free (writing->part);
	g_free (writing->text);
	g_free (writing);
}

static gboolean
run_write (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Writing *writing = data;

	(void) job;
	return writing->part != NULL ? seg_persona_write (workspace, writing->segment_id, writing->part, writing->text, error)
	                             : seg_persona_reset (workspace, writing->segment_id, error);
}

static const SegWork write_work = { N_("writing on the card"), run_write, NULL, NULL, free_writing, TRUE, FALSE };

static Writing *
new_writing (const State *state, const char *part, const char *text)
{
	Writing *writing = g_new0 (Writing, 1);

	writing->segment_id = segment (state)->id;
	writing->part = g_strdup (part);
	writing->text = g_strdup (text);
	return writing;
}

static gboolean
accept_text (SegView *view, const char *text, gpointer data, GError **error)
{
	const Writing *asked = data;

	(void) error;
	seg_view_run (view, &write_work, new_writing (view->state, asked->part, text));
	return TRUE;
}

static void
accept_play (SegView *view, guint choice, gpointer data)
{
	char **names = data;

	seg_view_run (view, &write_work, new_writing (view->state, "play", choice > 0 ? names[choice] : NULL));
}

static void
ask_play (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) plays = seg_playbook (seg_view_workspace (view), &error);
	g_autoptr (GPtrArray) labels = g_ptr_array_new (), remarks = g_ptr_array_new ();

	if (plays == NULL) {
		seg_report (view, error);
		return;
	}
	g_ptr_array_add (labels, (gpointer) _("The first that applies"));
	g_ptr_array_add (remarks, (gpointer) "");
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];

		g_ptr_array_add (labels, play->name);
		g_ptr_array_add (remarks, seg_play_applies (play->condition, state->segments->profiles->pdata[state->index], NULL) ? (gpointer) _("applies") : (gpointer) "");
	}
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("Which play?"), (const char *const *) labels->pdata, (const char *const *) remarks->pdata, state->persona->play, accept_play,
	                g_strdupv ((char **) labels->pdata), (GDestroyNotify) g_strfreev);
}

static void
ask_text (SegView *view, const SegPersonaPart *part)
{
	if (strcmp (part->part, "play") == 0) {
		ask_play (view);
		return;
	}
	seg_ask_line (view, part->label, part->proposed != NULL ? _("x shows what is proposed again.") : NULL, part->text, accept_text,
	              new_writing (view->state, part->part, NULL), free_writing);
}

/* A fact of one's own: "fact:own 1", the first number that is free. */
static void
ask_fact (SegView *view)
{
	const State *state = view->state;

	for (guint i = 1;; i++) {
		g_autofree char *part = g_strdup_printf ("fact:own %u", i);

		if (seg_persona_part (state->persona, part) != NULL)
			continue;
		seg_ask_line (view, _("A fact of your own"), _("What you know about these people from elsewhere"), "", accept_text,
		              new_writing (state, part, NULL), free_writing);
		return;
	}
}

static void
reset (SegView *view, gpointer data)
{
	(void) data;
	seg_view_run (view, &write_work, new_writing (view->state, NULL, NULL));
}

static gboolean
run_name (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Writing *writing = data;

	(void) job;
	return seg_segment_edit (workspace, writing->segment_id, writing->text, NULL, 0, error);
}

static const SegWork name_work = { N_("writing the change"), run_name, NULL, NULL, free_writing, TRUE, FALSE };

static void
turn (SegView *view, guint step)
{
	State *state = view->state;

	state->index = (state->index + step) % state->segments->segmentation->segments->len;
	seg_list_set_cursor (state->list, 0);
	show (view);
}

static void
open_users (SegView *view, const SegPersonaPart *part)
{
	const State *state = view->state;
	g_autofree char *own = seg_segment_filter (state->segments->segmentation, segment (state));
	SegUsersPlace place = { part->filter != NULL ? part->filter : own, state->segments->segmentation->feature_set_id, state->segments->segmentation->id, NULL };

	seg_view_push (view, &seg_users_view, &place);
}

static gboolean
act_on_part (SegView *view, const SegPersonaPart *part, int action)
{
	State *state = view->state;

	switch (action) {
	case SOURCE:
		seg_tell (view, part->label, part->source != NULL ? part->source : _("This line has no number of its own."));
		return TRUE;
	case BEHIND:
		open_users (view, part);
		return TRUE;
	case EDIT:
		ask_text (view, part);
		return TRUE;
	case ADD:
		ask_fact (view);
		return TRUE;
	case USUAL:
		seg_view_run (view, &write_work, new_writing (state, part->part, NULL));
		return TRUE;
	case RESET:
		seg_ask_yes (view, _("Show the whole card as proposed again? What was written on it is gone then (undo brings it back)."), reset, NULL, NULL);
		return TRUE;
	case TAKE_NAME:
		seg_view_run (view, &name_work, new_writing (state, NULL, part->text));
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	if (action < SEG_ACTION_OWN)
		return TRUE;
	if (state->persona == NULL || !seg_list_cursor (state->list, &row))
		return FALSE;
	if (action == USUAL)
		return part_at (state, row)->edited;
	if (action == RESET)
		return state->persona->n_edited > 0;
	return action != TAKE_NAME || g_str_has_prefix (part_at (state, row)->part, "name");
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	switch (action) {
	case PLAYBOOK:
		return seg_view_push (view, &seg_playbook_view, &(SegProfilePlace) { state->segments, state->index });
	case CAMPAIGN:
		seg_view_visit (view, "campaigns", "segment", segment (state)->id);
		return TRUE;
	case PREVIOUS:
	case SEG_ACTION_LEFT:
		turn (view, state->segments->segmentation->segments->len - 1);
		return TRUE;
	case NEXT:
	case SEG_ACTION_RIGHT:
		turn (view, 1);
		return TRUE;
	default:
		return action >= SEG_ACTION_OWN && state->persona != NULL && seg_list_cursor (state->list, &row) && act_on_part (view, part_at (state, row), action);
	}
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

const SegViewClass seg_persona_view = {
	.name = "persona", .title = N_("Persona card"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Who these people are, to hand on: names proposed in English and Chinese from what marks them off, facts each with the number it comes from (Enter), "
	           "keywords, and what to do about them by the playbook, with the figures that made its play apply. w writes any text anew; it is marked as edited and "
	           "stays when the users are clustered anew, x shows what is proposed again."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
