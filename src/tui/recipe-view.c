/* The cleaning recipe: its steps in order with what each changed; adding, changing, moving, switching off, and taking all that back. */
#include <config.h>
#include "recipe.h"
#include "screens.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
	GPtrArray *steps; /* of SegStep*; NULL until they are read */
	SegList   *list;
	char      *text;  /* the recipe as it is */
	GPtrArray *past;  /* of char*: recipes before, for undo; the last is the newest */
	GPtrArray *future;/* of char*: recipes that were undone */
	gboolean   travelling; /* the change under way is an undo or redo, which sees to the two itself */
} State;

enum { ADD = SEG_ACTION_OWN, EDIT, TOGGLE, EARLIER, LATER, REMOVE, UNDO, REDO, NOTE, EXPORT, IMPORT };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, EDIT, "edit-step", N_("change"), N_("Change the step's options, with a preview") },
	{ 'a', ADD, "add-step", N_("add"), N_("Add a step after this one") },
	{ ' ', TOGGLE, "switch-step", N_("on/off"), N_("Switch the step off or on") },
	{ '<', EARLIER, "step-earlier", N_("earlier"), N_("Let the step run earlier") },
	{ '>', LATER, "step-later", N_("later"), N_("Let the step run later") },
	{ 'K', EARLIER, "step-earlier", NULL, N_("Let the step run earlier") },
	{ 'J', LATER, "step-later", NULL, N_("Let the step run later") },
	{ 'd', REMOVE, "remove-step", N_("remove"), N_("Take the step out; its changes go with it") },
	{ 'u', UNDO, "undo-recipe", N_("undo"), N_("Take the last change of the recipe back") },
	{ 'r', REDO, "redo-recipe", N_("redo"), N_("Do again what was taken back") },
	{ 'n', NOTE, "note-step", N_("note"), N_("Write a remark to the step") },
	{ 'e', EXPORT, "export-recipe", N_("export"), N_("Write the recipe to a file, for another workspace") },
	{ 'i', IMPORT, "import-recipe", N_("import"), N_("Put the recipe of a file in the place of this one") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("No."), SEG_ALIGN_RIGHT, 3, FALSE },
	{ N_("Step"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (26), FALSE },
	{ N_("Before"), SEG_ALIGN_RIGHT, 10, FALSE },
	{ N_("After"), SEG_ALIGN_RIGHT, 10, FALSE },
	{ N_("Values"), SEG_ALIGN_RIGHT, 9, FALSE },
};

/* The list ------------------------------------------------------------------------------------------------------------------------ */

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->steps != NULL ? state->steps->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegStep *step = ((State *) data)->steps->pdata[row];

	if (!step->enabled)
		*ink = SEG_INK_MUTED;
	else if (step->effect.skipped != NULL)
		*ink = SEG_INK_WARNING;
	switch (column) {
	case 0:
		return g_strdup_printf ("%" G_GINT64_FORMAT, step->position);
	case 1: {
		g_autofree char *sentence = seg_step_sentence (step);

		return step->enabled ? g_steal_pointer (&sentence) : g_strdup_printf (_("(off) %s"), sentence);
	}
	default:
		if (!step->enabled || step->effect.skipped != NULL)
			return column == 2 ? g_strdup (step->enabled ? _("skipped") : _("off")) : NULL;
		return seg_format_integer (column == 2 ? step->effect.rows_before : column == 3 ? step->effect.rows_after : step->effect.cells);
	}
}

static gint64
id (gpointer data, gsize row)
{
	return ((SegStep *) ((State *) data)->steps->pdata[row])->id;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .id = id };

static SegStep *
current (const State *state)
{
	gsize row;

	return state->steps != NULL && seg_list_cursor (state->list, &row) ? state->steps->pdata[row] : NULL;
}

/* Reading ------------------------------------------------------------------------------------------------------------------------- */

/* Each change of the recipe, wherever it was made, can be undone here. */
static void
remember (State *state)
{
	g_autofree char *text = seg_recipe_to_text (state->steps);

	if (state->text != NULL && !state->travelling && strcmp (state->text, text) != 0) {
		g_ptr_array_add (state->past, g_steal_pointer (&state->text));
		g_ptr_array_set_size (state->future, 0);
	}
	state->travelling = FALSE;
	g_free (state->text);
	state->text = g_steal_pointer (&text);
}

static void
refresh (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	GPtrArray *steps = seg_recipe_list (seg_view_workspace (view), &error);

	if (steps == NULL) {
		seg_report (view, error);
		return;
	}
	g_clear_pointer (&state->steps, g_ptr_array_unref);
	state->steps = steps;
	remember (state);
	seg_list_changed (state->list);
}

/* Changing ------------------------------------------------------------------------------------------------------------------------- */

typedef enum { DO_REMOVE, DO_MOVE, DO_TOGGLE, DO_UPDATE, DO_REPLACE } What;

typedef struct {
	What       what;
	SegStep   *step;
	gint64     position;
	GPtrArray *steps; /* for REPLACE */
	int        travel; /* -1 undo, 1 redo, 0 neither */
} Change;

static Change *
change_new (What what, const SegStep *step)
{
	Change *change = g_new0 (Change, 1);

	change->what = what;
	change->step = step != NULL ? seg_step_copy (step) : NULL;
	return change;
}

static void
change_free (gpointer data)
{
	Change *change = data;

	seg_step_free (change->step);
	g_clear_pointer (&change->steps, g_ptr_array_unref);
	g_free (change);
}

static gboolean
run_change (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const Change *change = data;

	switch (change->what) {
	case DO_REMOVE:
		return seg_recipe_remove (workspace, change->step->id, job, error);
	case DO_MOVE:
		return seg_recipe_move (workspace, change->step->id, change->position, job, error);
	case DO_TOGGLE:
		return seg_recipe_set_enabled (workspace, change->step->id, !change->step->enabled, job, error);
	case DO_UPDATE:
		return seg_recipe_update (workspace, change->step, job, error);
	case DO_REPLACE:
	default:
		return seg_recipe_replace (workspace, change->steps, job, error);
	}
}

/* Moves the newest text of one stack to the other: what is, goes to where one came from. */
static void
travel (State *state, GPtrArray *from, GPtrArray *to)
{
	if (from->len == 0)
		return;
	g_ptr_array_add (to, g_strdup (state->text));
	g_ptr_array_remove_index (from, from->len - 1);
	state->travelling = TRUE;
}

static void
changed (SegView *view, gpointer data)
{
	State *state = view->state;
	const Change *change = data;

	if (change->travel != 0)
		travel (state, change->travel < 0 ? state->past : state->future, change->travel < 0 ? state->future : state->past);
	if (change->what == DO_MOVE)
		seg_list_set_cursor (state->list, (gsize) change->position - 1);
	refresh (view);
	seg_say (view, "%s", change->travel < 0 ? _("Taken back; r does it again") : change->travel > 0 ? _("Done again")
	         : _("The recipe has changed and the data with it; u takes that back"));
}

static const SegWork change_work = { N_("cleaning"), run_change, changed, NULL, change_free, TRUE, FALSE };

static void
move (SegView *view, int by)
{
	const State *state = view->state;
	const SegStep *step = current (state);
	Change *change;

	if (step == NULL || step->position + by < 1 || step->position + by > state->steps->len)
		return;
	change = change_new (DO_MOVE, step);
	change->position = step->position + by;
	seg_view_run (view, &change_work, change);
}

/* Puts the recipe of @text in place; @travel as in Change. */
static void
replace (SegView *view, const char *text, int direction)
{
	g_autoptr (GError) error = NULL;
	GPtrArray *steps = seg_recipe_from_text (text, &error);
	Change *change;

	if (steps == NULL) {
		seg_report (view, error);
		return;
	}
	change = change_new (DO_REPLACE, NULL);
	change->steps = steps;
	change->travel = direction;
	seg_view_run (view, &change_work, change);
}

/* Asking ---------------------------------------------------------------------------------------------------------------------------- */

static void
kind_chosen (SegView *view, guint choice, gpointer data)
{
	gsize n_kinds;
	g_autoptr (SegStep) step = seg_step_new (seg_step_kinds (&n_kinds)[choice]);
	const SegStep *after = current (view->state);

	(void) data;
	step->position = after != NULL && after->position < ((State *) view->state)->steps->len ? after->position + 1 : 0;
	seg_view_push (view, &seg_recipe_step_view, step);
}

static void
ask_kind (SegView *view)
{
	gsize n_kinds;
	const SegStepKind *const *kinds = seg_step_kinds (&n_kinds);
	g_autoptr (GPtrArray) labels = g_ptr_array_new ();

	for (gsize i = 0; i < n_kinds; i++)
		g_ptr_array_add (labels, (gpointer) _(kinds[i]->label));
	g_ptr_array_add (labels, NULL);
	seg_ask_choice (view, _("What should the step do?"), (const char *const *) labels->pdata, NULL, 0, kind_chosen, NULL, NULL);
}

static gboolean
note_given (SegView *view, const char *text, gpointer data, GError **error)
{
	Change *change = change_new (DO_UPDATE, data);

	(void) error;
	g_free (change->step->note);
	change->step->note = g_strdup (text);
	seg_view_run (view, &change_work, change);
	return TRUE;
}

static void
export_to (SegView *view, const char *path, gpointer data)
{
	g_autoptr (GError) error = NULL;

	(void) data;
	if (seg_recipe_export (seg_view_workspace (view), path, &error))
		seg_say (view, _("The recipe is in %s"), path);
	else
		seg_report (view, error);
}

static gboolean
import_from (SegView *view, const char *text, gpointer data, GError **error)
{
	GPtrArray *steps = seg_recipe_read (text, error);
	Change *change;

	(void) data;
	if (steps == NULL)
		return FALSE;
	change = change_new (DO_REPLACE, NULL);
	change->steps = steps;
	seg_view_run (view, &change_work, change);
	return TRUE;
}

/* Life ---------------------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->past = g_ptr_array_new_with_free_func (g_free);
	state->future = g_ptr_array_new_with_free_func (g_free);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->steps, g_ptr_array_unref);
	g_ptr_array_unref (state->past);
	g_ptr_array_unref (state->future);
	g_free (state->text);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->steps == NULL || state->steps->len > 0)
		return NULL;
	return _("There is no cleaning step yet: everything is as it was imported. a adds one; on Quality, Enter on a problem adds the step that fixes "
	         "it. Imported values are never lost, and the steps run again after each import.");
}

/* What the step under the cursor did, in full. */
static void
draw_details (const State *state, SegCells *cells, SegRect rect)
{
	const SegStep *step = current (state);
	g_autofree char *sentence = step != NULL ? seg_step_sentence (step) : NULL, *effect = step != NULL ? seg_step_effect_sentence (step) : NULL;
	int y = 1;

	if (step == NULL)
		return;
	seg_draw_rule (cells, rect, 0);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_HEADING, sentence);
	y += seg_draw_paragraph (cells, rect, 0, y, step->effect.skipped != NULL ? SEG_INK_WARNING : SEG_INK_NORMAL, effect);
	if (*step->note != '\0')
		seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, step->note);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const guint n = state->steps != NULL ? state->steps->len : 0;
	g_autofree char *remark = g_strdup_printf (ngettext ("%u step", "%u steps", n), n);
	const int y = seg_draw_heading (cells, rect, _("Cleaning recipe"), remark);
	SegRect body = seg_rect_below (rect, y);
	const int details = MIN (6, body.height / 3);

	seg_list_draw (state->list, cells, seg_rect_top (body, body.height - details), seg_view_has_focus (view));
	draw_details (state, cells, seg_rect_below (body, body.height - details));
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	const SegStep *step = current (state);

	switch (action) {
	case EDIT:
	case TOGGLE:
	case REMOVE:
	case NOTE:
		return step != NULL;
	case EARLIER:
		return step != NULL && step->position > 1;
	case LATER:
		return step != NULL && step->position < state->steps->len;
	case UNDO:
		return state->past->len > 0 || (state->steps != NULL && state->steps->len > 0);
	case REDO:
		return state->future->len > 0;
	case EXPORT:
		return state->steps != NULL && state->steps->len > 0;
	default:
		return TRUE;
	}
}

static void
ask_note (SegView *view)
{
	const SegStep *step = current (view->state);

	seg_ask_line (view, _("Note"), _("Why the step is there; it goes with the recipe"), step->note, note_given, seg_step_copy (step),
	              (GDestroyNotify) seg_step_free);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case ADD:
		ask_kind (view);
		return TRUE;
	case EDIT:
	case SEG_ACTION_OPEN:
		if (current (state) != NULL)
			seg_view_push (view, &seg_recipe_step_view, current (state));
		return TRUE;
	case TOGGLE:
	case REMOVE:
		seg_view_run (view, &change_work, change_new (action == TOGGLE ? DO_TOGGLE : DO_REMOVE, current (state)));
		return TRUE;
	case EARLIER:
	case LATER:
		move (view, action == EARLIER ? -1 : 1);
		return TRUE;
	case UNDO:
		if (state->past->len == 0)
			seg_say (view, "%s", _("Nothing has been changed since this list was opened; d removes the step under the cursor."));
		else
			replace (view, state->past->pdata[state->past->len - 1], -1);
		return TRUE;
	case REDO:
		replace (view, state->future->pdata[state->future->len - 1], 1);
		return TRUE;
	case NOTE:
		ask_note (view);
		return TRUE;
	case EXPORT:
		seg_ask_file (view, _("Write the recipe to which file?"), _("Another workspace can import it"), "recipe.json", export_to, NULL, NULL);
		return TRUE;
	case IMPORT:
		seg_ask_path (view, _("Import the recipe of which file?"), _("It takes the place of this one; u takes that back"), "recipe.json", import_from,
		              NULL, NULL);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_recipe_view = {
	.name = "recipe", .title = N_("Cleaning recipe"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Steps that clean users, items and events, in the order in which they run. Beside each stand the rows in use before and after it, and "
	           "the values it changed. What was imported is kept: a step that is switched off or taken out takes its changes with it, and all "
	           "steps run again after each import. A step whose column is gone is skipped and says so."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty,
};
