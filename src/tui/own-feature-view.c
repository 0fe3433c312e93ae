/* The form of an own feature: what it is made of, and what it yields. Its parts are in the other files own-feature-*.c. */
#include <config.h>
#include "own-feature.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <string.h>

typedef SegForm State;

enum { CHANGE = SEG_ACTION_OWN, CLEAR, KEEP, TRY };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, CHANGE, "change-field", N_("change"), N_("Type or choose what the field holds; it is tried out at every key") },
	{ 'd', CLEAR, "clear-field", N_("clear"), N_("Empty the field") },
	{ 's', KEEP, "keep-feature", N_("keep"), N_("Keep the feature; it then stands in the list of features") },
	{ 't', TRY, "try-feature", N_("try again"), N_("Try it out again, after that was stopped") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back without keeping it") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Field"), SEG_ALIGN_LEFT, 10, FALSE },
	{ N_("Holds"), SEG_ALIGN_LEFT, -20, FALSE },
};

/* The list of fields ------------------------------------------------------------------------------------------------------ */

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->n_shown;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const State *state = data;

	return column == 0 ? g_strdup (seg_form_label (state->shown[row])) : seg_form_value (state, state->shown[row], ink);
}

/* Remembers where the value under the cursor is, for typing over it. */
static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	(void) row;
	(void) cells;
	if (selected && column == 1)
		((State *) data)->value_rect = rect;
	return FALSE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell };

static gboolean
field_at_cursor (const State *state, SegFormField *field)
{
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return FALSE;
	*field = state->shown[row];
	return TRUE;
}

/* Clearing ---------------------------------------------------------------------------------------------------------------- */

static char **
text_of (State *state, SegFormField field)
{
	switch (field) {
	case SEG_FORM_EXPRESSION:
		return &state->own->expression;
	case SEG_FORM_OF:
		return &state->own->measured;
	case SEG_FORM_KIND:
		return &state->own->event_kind;
	case SEG_FORM_WHERE:
		return &state->own->filter;
	case SEG_FORM_NAME:
		return &state->own->name;
	case SEG_FORM_LABEL:
		return &state->own->label;
	case SEG_FORM_UNIT:
		return &state->own->unit;
	default:
		return NULL;
	}
}

static void
clear (SegView *view)
{
	State *state = view->state;
	SegFormField field = SEG_FORM_FIELDS;
	char **text = field_at_cursor (state, &field) ? text_of (state, field) : NULL;

	if (text != NULL)
		g_clear_pointer (text, g_free);
	else if (field == SEG_FORM_WINDOW) {
		state->own->last_days = 0;
		state->own->first_day = state->own->last_day = SEG_OWN_NO_DAY;
	}
	seg_form_changed (view);
}

/* Life -------------------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	g_autoptr (GPtrArray) owns = argument != NULL ? seg_own_features (seg_view_workspace (view), error) : NULL;
	const SegOwnFeature *old = owns != NULL ? seg_own_feature_find (owns, argument) : NULL;

	if (argument != NULL && owns == NULL)
		return FALSE;
	state->own = old != NULL ? seg_own_feature_copy (old) : seg_own_feature_new (NULL);
	state->by_events = old != NULL && old->expression == NULL;
	state->suited = old == NULL;
	if (old == NULL) {
		state->own->expression = g_strdup ("");
		seg_own_feature_suit (state->own);
		g_clear_pointer (&state->own->expression, g_free);
	}
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	seg_form_gather (state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_own_feature_free (state->own);
	g_free (state->expression);
	g_clear_pointer (&state->feature_names, g_ptr_array_unref);
	g_clear_pointer (&state->event_names, g_ptr_array_unref);
	g_clear_pointer (&state->kinds, g_ptr_array_unref);
	seg_form_drop_trial (state);
	seg_own_preview_free (state->preview);
	g_free (state->fault);
}

/* The data may have changed: users are read again. */
static void
refresh (SegView *view)
{
	seg_form_drop_trial (view->state);
	seg_form_load (view);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const int used = seg_draw_heading (cells, rect, _("A feature of your own"), state->own->id != 0 ? state->own->name : _("a new one"));
	SegRect body = seg_rect_below (rect, used), right;

	if (rect.width >= 110) {
		SegRect left = seg_rect_split (body, MIN (70, rect.width / 2), &right);

		seg_list_draw (state->list, cells, left, seg_view_has_focus (view));
		right.x += 2;
		right.width -= 2;
		seg_form_draw_outcome (view, cells, right);
	} else {
		const int lines = MIN ((int) state->n_shown + 1, body.height * 3 / 5);

		seg_list_draw (state->list, cells, seg_rect_top (body, lines), seg_view_has_focus (view));
		seg_draw_rule (cells, body, lines);
		seg_form_draw_outcome (view, cells, seg_rect_below (body, lines + 1));
	}
}

static gboolean
can (SegView *view, int action)
{
	State *state = view->state;
	SegFormField field = SEG_FORM_FIELDS;

	switch (action) {
	case CLEAR:
		return field_at_cursor (state, &field)
		       && (field == SEG_FORM_WINDOW || (text_of (state, field) != NULL && *text_of (state, field) != NULL));
	case KEEP:
		return !seg_form_is_empty (state);
	case TRY:
		return state->stopped;
	default:
		return TRUE;
	}
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	SegFormField field;

	switch (action) {
	case CHANGE:
	case SEG_ACTION_OPEN:
		if (field_at_cursor (state, &field))
			seg_form_ask (view, field);
		return TRUE;
	case CLEAR:
		clear (view);
		return TRUE;
	case KEEP:
		seg_form_keep (view);
		return TRUE;
	case TRY:
		seg_form_changed (view);
		return TRUE;
	default:
		return FALSE;
	}
}

static SegPlot *
plot (SegView *view)
{
	const SegForm *form = view->state;

	return form->preview != NULL ? seg_figure_own_feature (_("A feature of your own"), NULL, form->preview->figures) : NULL;
}

const SegViewClass seg_own_feature_view = {
	.name = "own-feature", .title = N_("A feature of your own"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A feature of your own is made of other features and what is known of users (monetary / orders), or of events: how many, or the sum, mean, smallest, "
	           "largest or last of something, or how many different ones, of one kind, for which a condition holds, in the last days or between two days.\n\n"
	           "While a field is typed, what it yields is tried out: how many have a value, the figures, a histogram, some users. Tab completes names. Names that "
	           "are no plain words stand in double quotes, texts in single ones: city = 'Paris'. What is missing makes the result missing, and so does a division "
	           "by zero.\n\n"
	           "Nothing is kept until you press s."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list,
	.plot = plot,
};
