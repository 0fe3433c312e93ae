/* The form of one step: its options, and beside them what the step would change, tried out anew after each answer. */
#include <config.h>
#include "recipe.h"
#include "screens.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

typedef struct {
	SegStep         *step;
	GPtrArray       *options; /* of const SegStepOption*: those that have a meaning now */
	SegList         *list;
	SegCleanPreview *preview; /* NULL while there is none */
	char            *fault;   /* why it cannot run yet, or NULL */
} State;

enum { CHANGE = SEG_ACTION_OWN, CLEAR, APPLY, TRY };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-option", N_("change"), N_("Give the option another value") },
	{ 'd', CLEAR, "clear-option", N_("clear"), N_("Take the value away: the standard holds") },
	{ 'a', APPLY, "apply-step", N_("apply"), N_("Put the step into the recipe and clean") },
	{ 'p', TRY, "try-step", N_("try again"), N_("Try it out again, after that was stopped") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back without the step") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Option"), SEG_ALIGN_LEFT, 14, FALSE },
	{ N_("Value"), SEG_ALIGN_LEFT, -16, FALSE },
};

/* The options ------------------------------------------------------------------------------------------------------------------ */

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->options->len;
}

static const char *
choice_label (const SegStepOption *option, const char *value)
{
	for (gsize i = 0; option->choices != NULL && option->choices[i] != NULL; i++)
		if (strcmp (option->choices[i], value) == 0)
			return _(option->choice_labels[i]);
	return value;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegStepOption *option = state->options->pdata[row];
	const char *const *values = seg_step_get_all (state->step, option->name);

	if (column == 0)
		return g_strdup (_(option->label));
	if (values != NULL)
		return values[1] == NULL ? g_strdup (choice_label (option, values[0])) : g_strjoinv (", ", (char **) values);
	*ink = option->required && option->standard == NULL ? SEG_INK_WARNING : SEG_INK_MUTED;
	return g_strdup (option->standard != NULL ? choice_label (option, option->standard) : option->required ? _("needed") : "–");
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static void
gather_options (State *state)
{
	const SegStepKind *kind = state->step->kind;

	g_ptr_array_set_size (state->options, 0);
	for (gsize i = 0; i < kind->n_options; i++)
		if (seg_step_option_matters (state->step, &kind->options[i])
		    && (kind->options[i].choices == NULL || kind->options[i].choices[1] != NULL)) /* one choice is none */
			g_ptr_array_add (state->options, (gpointer) &kind->options[i]);
	seg_list_changed (state->list);
}

/* Trying it out ------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegStep         *step;
	SegCleanPreview *preview;
} Trial;

static Trial *
trial_new (const State *state)
{
	Trial *trial = g_new0 (Trial, 1);

	trial->step = seg_step_copy (state->step);
	return trial;
}

static void
trial_free (gpointer data)
{
	Trial *trial = data;

	seg_step_free (trial->step);
	seg_clean_preview_free (trial->preview);
	g_free (trial);
}

static gboolean
run_trial (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Trial *trial = data;

	trial->preview = seg_recipe_preview (workspace, trial->step, trial->step->id == 0 ? trial->step->position : 0, job, error);
	return trial->preview != NULL;
}

static void
tried (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->preview, seg_clean_preview_free);
	state->preview = g_steal_pointer (&((Trial *) data)->preview);
	g_clear_pointer (&state->fault, g_free);
}

static void
not_tried (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_clear_pointer (&state->preview, seg_clean_preview_free);
	g_free (state->fault);
	state->fault = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("Stopped; p tries it out again.")) : g_strdup (error->message);
}

static const SegWork try_work = { N_("trying the step out"), run_trial, tried, not_tried, trial_free, FALSE, FALSE };

/* The first option that is needed and not given, or NULL. */
static const SegStepOption *
find_needed (const State *state)
{
	for (guint i = 0; i < state->options->len; i++) {
		const SegStepOption *option = state->options->pdata[i];

		if (option->required && seg_step_get (state->step, option->name) == NULL)
			return option;
	}
	return NULL;
}

static void
try_out (SegView *view)
{
	State *state = view->state;
	const SegStepOption *needed = find_needed (state);

	g_clear_pointer (&state->fault, g_free);
	if (needed != NULL) {
		g_clear_pointer (&state->preview, seg_clean_preview_free);
		state->fault = g_strdup_printf (_("Choose first: %s (%s)."), _(needed->label), _(needed->help));
	} else {
		seg_view_run (view, &try_work, trial_new (state));
	}
}

static void
option_changed (SegView *view)
{
	State *state = view->state;

	view->unsaved = TRUE;
	gather_options (state);
	try_out (view);
}

/* Into the recipe ----------------------------------------------------------------------------------------------------------------- */

static gboolean
run_apply (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegStep *step = ((Trial *) data)->step;

	return step->id != 0 ? seg_recipe_update (workspace, step, job, error) : seg_recipe_add (workspace, step, step->position, job, error);
}

static void
applied (SegView *view, gpointer data)
{
	const SegStep *step = ((Trial *) data)->step;
	g_autofree char *effect = seg_step_effect_sentence (step);
	const gboolean is_new = ((const State *) view->state)->step->id == 0;

	seg_say (view, is_new ? _("Done: %s. u takes it back.") : _("The step was changed. u takes that back."), effect);
	seg_view_pop (view);
}

static const SegWork apply_work = { N_("cleaning"), run_apply, applied, NULL, trial_free, SEG_WORK_KEEPS, FALSE };

/* Life ---------------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->step = seg_step_copy (argument);
	state->options = g_ptr_array_new ();
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	gather_options (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_ptr_array_unref (state->options);
	seg_step_free (state->step);
	g_clear_pointer (&state->preview, seg_clean_preview_free);
	g_free (state->fault);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static void
draw_outcome (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;

	if (state->fault != NULL)
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_WARNING, state->fault);
	else if (state->preview != NULL && !seg_view_is_busy (view, &try_work))
		seg_recipe_draw_preview (cells, rect, 0, state->step, state->preview);
	else
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("Trying it out…"));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	g_autofree char *which = g_strdup_printf (state->step->id != 0 ? _("step %" PRId64) : _("a new step, as number %" PRId64),
	                                          (gint64) state->step->position);
	const int y = seg_draw_heading (cells, rect, _(state->step->kind->label), state->step->position > 0 ? which : _("a new step, the last"));
	const int used = y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _(state->step->kind->meaning)) + 1;
	SegRect body = seg_rect_below (rect, used), right;

	if (rect.width >= 90) {
		SegRect left = seg_rect_split (body, MIN (46, rect.width / 2), &right);

		seg_list_draw (state->list, cells, left, seg_view_has_focus (view));
		draw_outcome (view, cells, seg_rect_inset (right, 1, 0));
	} else {
		const int lines = MIN ((int) state->options->len + 1, body.height / 2);

		seg_list_draw (state->list, cells, seg_rect_top (body, lines), seg_view_has_focus (view));
		draw_outcome (view, cells, seg_rect_below (body, lines + 1));
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	gsize row;

	switch (action) {
	case APPLY:
		return state->fault == NULL && (state->step->id == 0 || view->unsaved);
	case CLEAR:
		return seg_list_cursor (state->list, &row)
		       && seg_step_get_all (state->step, ((const SegStepOption *) state->options->pdata[row])->name) != NULL;
	case TRY:
		return state->preview == NULL && find_needed (state) == NULL && !seg_view_is_busy (view, &try_work);
	default:
		return TRUE;
	}
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	switch (action) {
	case CHANGE:
	case SEG_ACTION_OPEN:
		if (seg_list_cursor (state->list, &row))
			seg_recipe_ask (view, state->step, state->options->pdata[row], option_changed);
		return TRUE;
	case CLEAR:
		if (seg_list_cursor (state->list, &row))
			seg_step_unset (state->step, ((const SegStepOption *) state->options->pdata[row])->name);
		option_changed (view);
		return TRUE;
	case APPLY:
		seg_view_run (view, &apply_work, trial_new (state));
		return TRUE;
	case TRY:
		try_out (view);
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_recipe_step_view = {
	.name = "recipe-step", .title = N_("Step"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("The options of a cleaning step. After each answer the step is tried out at its place in the recipe, and what it would change "
	           "is shown: rows and missing values before and after, the values of a number column before and after, some examples. Nothing is "
	           "changed until you apply it (a)."),
	.open = open_view, .close = close_view, .refresh = try_out, .draw = draw, .act = act, .can = can, .list = list,
};
