/* Which features go together: a clustered heat map with a cursor that reads a pair. */
#include <config.h>
#include "judging.h"

#include <segscope/feature_half.h>
#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define GROUP_FROM 0.9
#define PANEL_WIDTH 44
#define PANEL_FROM 40 /* columns left over beside the map */

/* What a job brings. */
typedef struct {
	gboolean   all;      /* features, not just those selected */
	gsize      n;
	gint64     n_users;
	char     **labels;
	SegMatrix *correlations[2]; /* by method */
	SegCorrelationOrder *orders[2];
} Figures;

typedef struct {
	Figures *figures;    /* NULL: being computed, or failed */
	SegCorrelationMethod method;
	gsize    row, column;
	gboolean all, failed;
	SegHeatMapPlace place;
} State;

enum { METHOD = SEG_ACTION_OWN, ALL, SELECTION };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SELECTION, "propose-selection", N_("what to keep"), N_("Propose which features to keep, with reasons") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "left", NULL, N_("Go left") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "right", NULL, N_("Go right") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "up", NULL, N_("Go up") },
	{ 'k', SEG_ACTION_UP, "up", NULL, N_("Go up") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "down", NULL, N_("Go down") },
	{ 'j', SEG_ACTION_DOWN, "down", NULL, N_("Go down") },
	{ SEG_KEY_HOME, SEG_ACTION_FIRST, "first", NULL, N_("Go to the first pair") },
	{ SEG_KEY_END, SEG_ACTION_LAST, "last", NULL, N_("Go to the last pair") },
	{ 'm', METHOD, "correlation-method", N_("Pearson or Spearman"), N_("Change between Pearson (straight lines) and Spearman (ranks)") },
	{ 'a', ALL, "all-features", N_("all or selected"), N_("Change between all features and those that are selected") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static void
free_figures (gpointer data)
{
	Figures *figures = data;

	if (figures == NULL)
		return;
	g_strfreev (figures->labels);
	for (int method = 0; method < 2; method++) {
		seg_matrix_free (figures->correlations[method]);
		seg_correlation_order_free (figures->orders[method]);
	}
	g_free (figures);
}

/* The job ------------------------------------------------------------------------------------------------------------------ */

static gboolean
run_figures (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Figures *figures = data;
	g_autoptr (SegFeatureSet) set = seg_feature_set_load (workspace, NULL, error);
	g_autoptr (GPtrArray) all = NULL;
	g_autoptr (SegFeatureMatrix) matrix = NULL;
	SegJobSpan span;
	gboolean success;

	if (set == NULL || (figures->all && (all = seg_feature_selection_of_set (workspace, set, error)) == NULL))
		return FALSE;
	span = seg_job_enter (job, 0, 0.7);
	matrix = seg_feature_matrix_half (workspace, set, all, SEG_MATRIX_SCALED, job, error);
	seg_job_leave (job, span);
	if (matrix == NULL)
		return FALSE;
	figures->n = matrix->n_columns;
	figures->n_users = (gint64) matrix->scaled->n_rows;
	figures->labels = g_new0 (char *, figures->n + 1);
	for (gsize i = 0; i < figures->n; i++)
		figures->labels[i] = g_strdup (matrix->columns[i].label);
	span = seg_job_enter (job, 0.7, 1);
	success = seg_correlations_both_in_place (matrix->scaled, figures->correlations, job, error);
	seg_job_leave (job, span);
	for (int method = 0; success && method < 2; method++)
		figures->orders[method] = seg_correlation_order (figures->correlations[method], GROUP_FROM);
	return success;
}

/* The strongest pair is read first. */
static void
go_to_strongest (State *state)
{
	const Figures *figures = state->figures;
	const SegCorrelationOrder *order = figures->orders[state->method];
	double most = -1;

	state->row = state->column = 0;
	for (gsize i = 0; i < figures->n; i++)
		for (gsize j = 0; j < i; j++) {
			double r = fabs (seg_matrix_row (figures->correlations[state->method], order->order[i])[order->order[j]]);

			if (r > most) {
				most = r;
				state->row = i;
				state->column = j;
			}
		}
}

static void
done_figures (SegView *view, gpointer data)
{
	State *state = view->state;
	Figures *figures = data;

	free_figures (state->figures);
	state->figures = g_new (Figures, 1);
	*state->figures = *figures;
	*figures = (Figures) { 0 };
	go_to_strongest (state);
}

static void
failed_figures (SegView *view, gpointer data, const GError *error)
{
	(void) data;
	((State *) view->state)->failed = TRUE;
	if (!g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED))
		seg_report (view, error);
}

static const SegWork figures_work = { N_("correlations"), run_figures, done_figures, failed_figures, free_figures, FALSE, FALSE };

static void
refresh (SegView *view)
{
	State *state = view->state;
	Figures *figures = g_new0 (Figures, 1);

	figures->all = state->all;
	state->failed = FALSE;
	seg_view_run (view, &figures_work, figures);
}

/* Actions -------------------------------------------------------------------------------------------------------------------- */

/* The pair stays under the cursor when the order changes. */
static void
change_method (State *state)
{
	const Figures *figures = state->figures;
	gsize a = figures->orders[state->method]->order[state->row], b = figures->orders[state->method]->order[state->column];

	state->method = state->method == SEG_CORRELATION_PEARSON ? SEG_CORRELATION_SPEARMAN : SEG_CORRELATION_PEARSON;
	for (gsize place = 0; place < figures->n; place++) {
		if (figures->orders[state->method]->order[place] == a)
			state->row = place;
		if (figures->orders[state->method]->order[place] == b)
			state->column = place;
	}
}

static gboolean
move (State *state, int action)
{
	gsize last = state->figures->n - 1;

	switch (action) {
	case SEG_ACTION_LEFT:
		state->column -= state->column > 0;
		return TRUE;
	case SEG_ACTION_RIGHT:
		state->column += state->column < last;
		return TRUE;
	case SEG_ACTION_UP:
		state->row -= state->row > 0;
		return TRUE;
	case SEG_ACTION_DOWN:
		state->row += state->row < last;
		return TRUE;
	case SEG_ACTION_FIRST:
		state->row = state->column = 0;
		return TRUE;
	case SEG_ACTION_LAST:
		state->row = state->column = last;
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case METHOD:
		change_method (state);
		return TRUE;
	case ALL:
		state->all = !state->all;
		refresh (view);
		return TRUE;
	case SELECTION:
		if (state->failed) {
			refresh (view);
			return TRUE;
		}
		return seg_view_push (view, &seg_selection_view, NULL);
	default:
		return state->figures != NULL && move (state, action);
	}
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	return (action != METHOD && action != SELECTION) || state->figures != NULL || (action == SELECTION && state->failed);
}

static gboolean
mouse (SegView *view, const SegEvent *event)
{
	State *state = view->state;
	SegRect cells = state->place.cells;

	if (state->figures == NULL || event->kind != SEG_EVENT_CLICK || !seg_rect_contains (cells, event->x, event->y))
		return FALSE;
	state->column = MIN (state->place.first_column + (gsize) ((event->x - cells.x) / state->place.width), state->figures->n - 1);
	state->row = MIN (state->place.first_row + (gsize) (event->y - cells.y), state->figures->n - 1);
	return TRUE;
}

/* Drawing ------------------------------------------------------------------------------------------------------------------------ */

static const char *
pair_words (double r)
{
	double strength = fabs (r);

	return strength >= 0.9 ? _("they say nearly the same") : strength >= 0.7 ? _("they go together closely")
	       : strength >= 0.5 ? _("they go together") : strength >= 0.25 ? _("they go together a little") : _("they have little to do with each other");
}

static char *
sentence (const State *state)
{
	const Figures *figures = state->figures;
	const SegCorrelationOrder *order = figures->orders[state->method];
	gsize a = order->order[state->row], b = order->order[state->column];
	double pearson = seg_matrix_row (figures->correlations[0], a)[b], spearman = seg_matrix_row (figures->correlations[1], a)[b];
	g_autofree char *p = seg_format_number (pearson, 2), *s = seg_format_number (spearman, 2);

	if (isnan (pearson))
		return g_strdup_printf (_("%s has one value only and goes with nothing."),
		                        figures->labels[isnan (seg_matrix_row (figures->correlations[0], a)[a]) ? a : b]);
	if (a == b)
		return g_strdup_printf (_("%s with itself."), figures->labels[a]);
	return g_strdup_printf (_("%s and %s: Pearson %s, Spearman %s; %s."), figures->labels[a], figures->labels[b], p, s,
	                        pair_words (fabs (pearson) > fabs (spearman) ? pearson : spearman));
}

/* Each group with its members. */
static void
draw_groups (const State *state, SegCells *cells, SegRect rect)
{
	const Figures *figures = state->figures;
	const SegCorrelationOrder *order = figures->orders[state->method];
	int y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_HEADING, order->n_groups > 0 ? _("Groups that say nearly the same (all pairs 0.9 or more)")
	                                                                                     : _("No pair correlates with 0.9 or more."));

	for (guint group = 1; group <= order->n_groups && y < rect.height; group++) {
		g_autofree char *letter = seg_heat_map_letter (group);
		g_autoptr (GString) words = g_string_new (NULL);

		for (gsize place = 0; place < figures->n; place++)
			if (order->groups[order->order[place]] == group)
				g_string_append_printf (words, "%s%s", words->len > 0 ? _(", ") : "", figures->labels[order->order[place]]);
		seg_draw_text (cells, rect, 0, y, seg_ink_series (group + 2), letter);
		y += seg_draw_paragraph (cells, seg_rect_inset ((SegRect) { rect.x + 1, rect.y, rect.width, rect.height }, 1, 0), 1, y, SEG_INK_NORMAL, words->str);
	}
}

static const char *
legend (const SegCells *cells)
{
	return cells->ascii ? _("# 0.9  O 0.7  o 0.5  . 0.25 or more; - negative; letters: groups (0.9)")
	       : _("█ 0.9  ▓ 0.7  ▒ 0.5  ░ 0.25 or more; - negative; letters: groups (0.9)");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const Figures *figures = state->figures;
	SegHeatMap map = { figures->correlations[state->method], figures->orders[state->method], figures->labels, state->row, state->column };
	g_autofree char *words = sentence (state);
	g_autofree char *remark = g_strdup_printf (figures->all ? _("%s, all %zu columns") : _("%s, %zu columns selected"),
	                                           state->method == SEG_CORRELATION_PEARSON ? "Pearson" : "Spearman", figures->n);
	int used = seg_draw_heading (cells, rect, _("Which features go together?"), remark), wanted;
	SegRect panel;

	rect = seg_rect_below (rect, used);
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words) + (rect.height > 14));
	seg_draw_text (cells, rect, 0, rect.height - 1, SEG_INK_MUTED, legend (cells));
	rect.height -= 1;
	wanted = 37 + (int) figures->n * 6;
	if (rect.width - MIN (wanted, rect.width - PANEL_WIDTH) >= PANEL_FROM && rect.width >= 120) {
		rect = seg_rect_split (rect, MIN (wanted, rect.width - PANEL_WIDTH), &panel);
		panel.x += 2;
		panel.width -= 2;
		draw_groups (state, cells, panel);
	}
	seg_heat_map_draw (&map, cells, rect, seg_view_has_focus (view), &state->place);
}

static void
close_view (SegView *view)
{
	free_figures (((State *) view->state)->figures);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->figures != NULL && state->figures->n > 0)
		return NULL;
	return state->failed ? _("Stopped. Press Enter to compute the correlations again.") : _("Computing the correlations…");
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;
	const Figures *figures = state->figures;

	if (figures == NULL || figures->n == 0)
		return NULL;
	return seg_figure_correlations (state->method == SEG_CORRELATION_PEARSON ? _("Which features go together? (Pearson)") : _("Which features go together? (Spearman)"),
	                                figures->correlations[state->method], figures->orders[state->method], (const char *const *) figures->labels);
}

const SegViewClass seg_correlations_view = {
	.name = "correlations", .title = N_("Which features go together?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each cell is a pair of features; the darker, the more they go together. Pearson's correlation says how near the pair is to a "
	           "straight line, Spearman's whether one rises with the other at all. Features that go together stand together, and those of which all "
	           "pairs reach 0.9 share a letter: they say nearly the same, and one of them is enough.\n\n"
	           "Values are taken as scaled for clustering."),
	.close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .mouse = mouse, .when_empty = when_empty,
	.plot = plot,
};
