/* A chart in a view of its own: a cursor that reads its values, a part of it seen from nearer, and the way to a file. It shows what was
 * there when it was opened. */
#include <config.h>
#include "chart-view.h"

#include <glib/gi18n.h>
#include <math.h>

#define NEARER 0.5

typedef struct {
	SegPlot    *plot;
	SegPlotView view;
	int         anchor;   /* column where a range by keys began, or -1 */
	int         word_lines; /* that the line of words has needed so far */
	gboolean    is_held;  /* the mouse button, in the chart */
	guint64     made;     /* generation of the session the figures are of */
} State;

enum { NEAR = SEG_ACTION_OWN, FAR, ALL, RANGE };

static const SegBinding bindings[] = {
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "left", NULL, N_("Go to the value before") },
	{ 'h', SEG_ACTION_LEFT, "left", NULL, N_("Go to the value before") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "right", N_("values"), N_("Go to the next value") },
	{ 'l', SEG_ACTION_RIGHT, "right", NULL, N_("Go to the next value") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "up", NULL, N_("Go to the row or the curve above") },
	{ 'k', SEG_ACTION_UP, "up", NULL, N_("Go to the row or the curve above") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "down", NULL, N_("Go to the row or the curve below") },
	{ 'j', SEG_ACTION_DOWN, "down", NULL, N_("Go to the row or the curve below") },
	{ SEG_KEY_HOME, SEG_ACTION_FIRST, "first", NULL, N_("Go to the first value") },
	{ 'g', SEG_ACTION_FIRST, "first", NULL, N_("Go to the first value") },
	{ SEG_KEY_END, SEG_ACTION_LAST, "last", NULL, N_("Go to the last value") },
	{ 'G', SEG_ACTION_LAST, "last", NULL, N_("Go to the last value") },
	{ '+', NEAR, "zoom-in", N_("nearer"), N_("See half as much from nearer, around the cursor; the mouse wheel does too") },
	{ '=', NEAR, "zoom-in", NULL, N_("See half as much from nearer, around the cursor; the mouse wheel does too") },
	{ '-', FAR, "zoom-out", NULL, N_("See twice as much") },
	{ SEG_CTRL ('w'), SEG_ACTION_WRITE_CHART, "write-chart", N_("write"), N_("Write the chart to a file: SVG, PNG or PDF") },
	{ 'v', RANGE, "zoom-range", N_("range"), N_("Begin a range at the cursor, and at the other end see just that; dragging with the mouse does too") },
	{ '0', ALL, "zoom-all", N_("all"), N_("See all of it again") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Give up the range, see all of it again, or go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Life -------------------------------------------------------------------------------------------------------------------------- */

void
seg_chart_open (SegView *view)
{
	SegPlot *plot = view->class->plot != NULL ? view->class->plot (view) : NULL;

	if (plot == NULL)
		seg_say (view, "%s", _("There is no chart here at the moment."));
	else if (!seg_view_push (view, &seg_chart_view, plot))
		seg_plot_free (plot);
}

void
seg_chart_draw (SegPlot *plot, SegCells *cells, SegRect rect)
{
	g_autoptr (SegPlot) owned = plot;
	SegPlotView view;

	if (plot == NULL)
		return;
	seg_plot_view_init (&view, plot, FALSE);
	view.untitled = view.unnamed = TRUE;
	seg_plot_draw (plot, &view, cells, rect);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->plot = argument;
	state->anchor = -1;
	state->made = seg_view_session (view)->generation;
	seg_plot_view_init (&state->view, state->plot, TRUE);
	state->view.untitled = TRUE;
	return TRUE;
}

static void
close_view (SegView *view)
{
	seg_plot_free (((State *) view->state)->plot);
}

/* Moving and zooming -------------------------------------------------------------------------------------------------------------- */

static void
follow_range (State *state)
{
	if (state->anchor < 0)
		return;
	state->view.drag[0] = state->anchor;
	state->view.drag[1] = seg_plot_cursor_column (state->plot, &state->view);
}

static void
end_range (State *state)
{
	state->anchor = -1;
	state->is_held = FALSE;
	state->view.drag[0] = state->view.drag[1] = -1;
}

static void
move_to_end (State *state, int direction)
{
	gboolean is_table = state->plot->kind == SEG_PLOT_HEAT_MAP || state->plot->kind == SEG_PLOT_FLOW;

	while (seg_plot_move (state->plot, &state->view, direction, is_table ? direction : 0))
		;
}

static gboolean
move (State *state, int action)
{
	static const struct { int action, right, down; } steps[] = {
		{ SEG_ACTION_LEFT, -1, 0 }, { SEG_ACTION_RIGHT, 1, 0 }, { SEG_ACTION_UP, 0, -1 }, { SEG_ACTION_DOWN, 0, 1 },
	};

	if (action == SEG_ACTION_FIRST || action == SEG_ACTION_LAST)
		move_to_end (state, action == SEG_ACTION_FIRST ? -1 : 1);
	for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
		if (steps[i].action == action)
			seg_plot_move (state->plot, &state->view, steps[i].right, steps[i].down);
	follow_range (state);
	return TRUE;
}

/* The cursor stays among what is shown. */
static void
settle (State *state)
{
	seg_plot_move (state->plot, &state->view, 0, 0);
}

static void
zoom_to_range (SegView *view)
{
	State *state = view->state;
	gboolean done = seg_plot_zoom_to (state->plot, &state->view, state->view.drag[0], state->view.drag[1]);

	end_range (state);
	if (done)
		settle (state);
	else
		seg_say (view, "%s", _("A range needs two different places."));
}

static void
choose_range (SegView *view)
{
	State *state = view->state;

	if (state->anchor >= 0) {
		zoom_to_range (view);
		return;
	}
	state->anchor = seg_plot_cursor_column (state->plot, &state->view);
	follow_range (state);
	seg_say (view, "%s", _("The range begins here. Go to its other end and press v again; Esc gives it up."));
}

static gboolean
back (SegView *view)
{
	State *state = view->state;

	if (state->anchor >= 0 || state->is_held)
		end_range (state);
	else if (!isnan (state->view.x_low))
		seg_plot_zoom_out (&state->view);
	else
		return FALSE;
	return TRUE;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case NEAR:
	case FAR:
		end_range (state);
		if (!seg_plot_zoom (state->plot, &state->view, action == NEAR ? NEARER : 1 / NEARER))
			seg_say (view, "%s", action == NEAR ? _("This is as near as it goes.") : _("This is all of it."));
		settle (state);
		return TRUE;
	case ALL:
		end_range (state);
		seg_plot_zoom_out (&state->view);
		return TRUE;
	case RANGE:
		choose_range (view);
		return TRUE;
	case SEG_ACTION_BACK:
		return back (view);
	case SEG_ACTION_OPEN:
		if (state->anchor >= 0)
			zoom_to_range (view);
		return TRUE;
	case SEG_ACTION_WRITE_CHART:
		seg_chart_ask_file_of (view, seg_plot_ref (state->plot), &state->view);
		return TRUE;
	default:
		return action >= SEG_ACTION_UP && action <= SEG_ACTION_RIGHT && action != SEG_ACTION_FILTER && move (state, action);
	}
}

static gboolean
can (SegView *view, int action)
{
	State *state = view->state;

	return (action != NEAR && action != FAR && action != ALL && action != RANGE) || seg_plot_can_zoom (state->plot);
}

/* The mouse ------------------------------------------------------------------------------------------------------------------------ */

static void
let_go (SegView *view)
{
	State *state = view->state;
	gboolean dragged = state->is_held && state->view.drag[1] >= 0 && ABS (state->view.drag[1] - state->view.drag[0]) >= 1;

	if (dragged && seg_plot_can_zoom (state->plot))
		zoom_to_range (view);
	else
		end_range (state);
}

static gboolean
mouse (SegView *view, const SegEvent *event)
{
	State *state = view->state;
	SegRect plot = state->view.plot;

	switch (event->kind) {
	case SEG_EVENT_CLICK:
		end_range (state);
		if (!seg_plot_point_at (state->plot, &state->view, event->x, event->y))
			return TRUE;
		state->is_held = TRUE;
		state->view.drag[0] = event->x;
		state->view.drag[1] = -1;
		return TRUE;
	case SEG_EVENT_DRAG:
		if (!state->is_held)
			return TRUE;
		seg_plot_point_at (state->plot, &state->view, event->x, event->y);
		if (seg_plot_can_zoom (state->plot))
			state->view.drag[1] = CLAMP (event->x, plot.x, plot.x + plot.width - 1);
		return TRUE;
	case SEG_EVENT_RELEASE:
		let_go (view);
		return TRUE;
	case SEG_EVENT_DOUBLE_CLICK:
		return can (view, NEAR) && seg_plot_point_at (state->plot, &state->view, event->x, event->y) && act (view, NEAR);
	case SEG_EVENT_WHEEL:
		seg_plot_point_at (state->plot, &state->view, event->x, event->y);
		return can (view, NEAR) ? act (view, event->amount < 0 ? NEAR : FAR) : move (state, event->amount < 0 ? SEG_ACTION_UP : SEG_ACTION_DOWN);
	default:
		return FALSE;
	}
}

/* Drawing -------------------------------------------------------------------------------------------------------------------------- */

/* The words below take as many lines as they ever needed, so that the chart does not jump. */
static void
draw_chart (State *state, SegCells *cells, SegRect rect)
{
	int most = rect.height >= 14 ? 3 : 1, gap = rect.height >= 14 ? 1 : 0, lines = CLAMP (state->word_lines, 1, most), needed;
	g_autofree char *words = NULL;
	g_auto (GStrv) wrapped = NULL;

	seg_plot_draw (state->plot, &state->view, cells, seg_rect_top (rect, rect.height - lines - gap));
	words = seg_plot_words (state->plot, &state->view);
	wrapped = seg_text_wrap (words, MAX (rect.width, 1));
	needed = MIN ((int) g_strv_length (wrapped), most);
	if (needed > lines) {
		state->word_lines = lines = needed;
		seg_draw_clear (cells, rect, SEG_INK_NORMAL);
		seg_plot_draw (state->plot, &state->view, cells, seg_rect_top (rect, rect.height - lines - gap));
	}
	seg_draw_paragraph (cells, seg_rect_below (rect, rect.height - lines), 0, 0, SEG_INK_ACCENT, words);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *range = seg_plot_range_words (state->plot, &state->view);
	gboolean old = seg_view_session (view)->generation != state->made;

	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, state->plot->title != NULL ? state->plot->title : _("Chart"), range));
	if (old && rect.height > 8)
		rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_WARNING, _("The workspace has changed since this chart was drawn; Esc leads to it as it is now.")));
	draw_chart (state, cells, rect);
}

const SegViewClass seg_chart_view = {
	.name = "chart", .title = N_("Chart"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A closer look at a chart. The cursor goes from value to value, and the line at the bottom reads what is under it. + comes nearer, - goes "
	           "farther away, 0 shows all; v begins a range, v again shows just that. With a mouse: click reads, the wheel comes nearer, dragging "
	           "chooses a range.\n\n"
	           "Ctrl-W writes the chart, or the part that is shown, to a file for slides and reports: SVG and PDF stay sharp at any size, PNG goes "
	           "everywhere."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .mouse = mouse, .drags = TRUE,
};
