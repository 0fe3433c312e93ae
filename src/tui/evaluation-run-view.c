/* One recommender of a test: all its figures, for whom it is right, who gets what, and which settings were tried. */
#include <config.h>
#include "evaluation.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define WIDEST 110

/* A line of the page. */
typedef struct {
	char       *name, *n, *value, *interval, *gain, *gain_interval;
	const char *meaning; /* translatable, or NULL */
	gboolean    heading;
	SegVerdict  verdict;
} Line;

typedef struct {
	SegEvaluation *evaluation;
	gint64         run;
	SegList       *list;
	GPtrArray     *lines; /* of Line* */
} State;

static const SegBinding bindings[] = {
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back to all recommenders") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Lines -------------------------------------------------------------------------------------------------------------- */

static void
free_line (gpointer data)
{
	Line *line = data;

	g_free (line->name);
	g_free (line->n);
	g_free (line->value);
	g_free (line->interval);
	g_free (line->gain);
	g_free (line->gain_interval);
	g_free (line);
}

static Line *
add_line (State *state, const char *name)
{
	Line *line = g_new0 (Line, 1);

	line->name = g_strdup (name);
	line->verdict = SEG_VERDICT_NONE;
	g_ptr_array_add (state->lines, line);
	return line;
}

static void
add_heading (State *state, const char *name, const char *n, const char *value, const char *interval, const char *gain)
{
	Line *line;

	if (state->lines->len > 0)
		add_line (state, "")->heading = TRUE;
	line = add_line (state, name);
	line->heading = TRUE;
	line->n = g_strdup (n);
	line->value = g_strdup (value);
	line->interval = g_strdup (interval);
	line->gain = g_strdup (gain);
	line->gain_interval = gain != NULL ? g_strdup (_("95 % interval")) : NULL;
}

static char *
number (double value, gboolean share)
{
	return isnan (value) ? NULL : share ? seg_format_share (value) : seg_format_number (value, 3);
}

static char *
interval (const SegFigure *figure, gboolean share)
{
	g_autofree char *low = number (figure->low, share), *high = number (figure->high, share);

	return low != NULL && high != NULL ? g_strdup_printf ("%s – %s", low, high) : NULL;
}

/* A difference of shares is in points: +14 % would be read as so much more of it. */
static char *
difference (double value, gboolean share)
{
	g_autofree char *text = share ? seg_format_number (100 * value, 1) : seg_format_number (value, 3);
	g_autofree char *number = g_strconcat (value > 0 ? "+" : "", text, NULL);

	if (isnan (value))
		return NULL;
	return share ? g_strdup_printf (_("%s points"), number) : g_steal_pointer (&number);
}

static void
set_gain (Line *line, const SegFigure *gain, gboolean share)
{
	const SegFigure points = { 100 * gain->value, 100 * gain->low, 100 * gain->high };
	g_autofree char *low = seg_format_number (points.low, 1), *high = seg_format_number (points.high, 1);

	line->gain = difference (gain->value, share);
	line->gain_interval = !share ? interval (gain, FALSE) : isnan (gain->low) ? NULL : g_strdup_printf ("%s – %s", low, high);
	if (!isnan (gain->low))
		line->verdict = gain->low > 0 ? SEG_VERDICT_BETTER : gain->high < 0 ? SEG_VERDICT_WORSE : SEG_VERDICT_UNSURE;
}

static void
add_figures (State *state, const SegEvaluationRun *run)
{
	add_heading (state, _("Figures"), NULL, NULL, _("95 % interval"), _("Over popularity"));
	for (SegMeasureKind measure = 0; measure < SEG_N_MEASURES; measure++) {
		const SegMeasureInfo *info = seg_measure_info (measure);
		Line *line;

		if (isnan (run->figures[measure].value))
			continue;
		line = add_line (state, _(info->label));
		line->meaning = info->meaning;
		line->value = number (run->figures[measure].value, info->share);
		line->interval = interval (&run->figures[measure], info->share);
		if (measure < SEG_N_USER_MEASURES)
			set_gain (line, &run->gains[measure], info->share);
	}
}

static void
add_people (State *state, const SegEvaluationRun *run, SegTestedKind kind, const char *title)
{
	gboolean headed = FALSE;

	for (guint i = 0; i < run->parts->len; i++) {
		const SegEvaluationPart *part = run->parts->pdata[i];
		g_autofree char *label = NULL;
		Line *line;

		if (part->kind != kind)
			continue;
		if (!headed)
			add_heading (state, title, _("People"), _("NDCG"), _("95 % interval"), _("Over popularity"));
		headed = TRUE;
		label = seg_evaluation_part_label (part);
		line = add_line (state, label);
		line->n = seg_format_integer ((gint64) part->n);
		line->value = number (part->ndcg.value, FALSE);
		line->interval = interval (&part->ndcg, FALSE);
		line->meaning = N_("whether the recommender is as good for these people as for others; few people make wide intervals");
		set_gain (line, &part->gain, FALSE);
	}
}

static void
add_items (State *state, const SegEvaluationRun *run)
{
	gboolean headed = FALSE;

	for (guint i = 0; i < run->parts->len; i++) {
		const SegEvaluationPart *part = run->parts->pdata[i];
		g_autofree char *label = NULL;
		Line *line;

		if (part->kind != SEG_TESTED_ITEMS)
			continue;
		if (!headed)
			add_heading (state, _("Who gets what: items"), _("Items"), _("Taken"), _("Of the places"), NULL);
		headed = TRUE;
		label = seg_evaluation_part_label (part);
		line = add_line (state, label);
		line->n = seg_format_integer ((gint64) part->n);
		line->value = number (part->taken, TRUE);
		line->interval = number (part->shown, TRUE);
		line->meaning = N_("by how many took them: their share of what was taken before, and of the places in all lists; where the latter is more they get better known");
	}
}

static void
add_tried (State *state, const SegEvaluationRun *run)
{
	gboolean headed = FALSE;

	for (guint i = 0; i < state->evaluation->runs->len; i++) {
		const SegEvaluationRun *other = state->evaluation->runs->pdata[i];
		Line *line;

		if (!other->tried || strcmp (other->recommender, run->recommender) != 0)
			continue;
		if (!headed)
			add_heading (state, _("Settings tried"), NULL, _("NDCG"), _("Seconds"), NULL);
		headed = TRUE;
		line = add_line (state, other->options);
		line->value = other->unfit == NULL ? number (other->figures[SEG_MEASURE_NDCG].value, FALSE) : g_strdup (_("not fit"));
		line->interval = seg_format_number (other->seconds, 1);
		line->meaning = N_("tried on a part of what was learned from; the best of them is tested on what is hidden, beside the usual ones");
	}
}

/* The list ------------------------------------------------------------------------------------------------------------- */

enum { NAME, N, VALUE, INTERVAL, GAIN, GAIN_INTERVAL };

static const SegListColumn columns[] = {
	[NAME] = { "", SEG_ALIGN_LEFT, -17, FALSE },     [N] = { "", SEG_ALIGN_RIGHT, 7, FALSE }, [VALUE] = { "", SEG_ALIGN_RIGHT, 7, FALSE },
	[INTERVAL] = { "", SEG_ALIGN_RIGHT, 16, FALSE }, [GAIN] = { "", SEG_ALIGN_RIGHT, 15, FALSE },
	[GAIN_INTERVAL] = { "", SEG_ALIGN_RIGHT, 18, FALSE },
};

static const Line *
line_at (gconstpointer data, gsize row)
{
	return ((const State *) data)->lines->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return state->lines != NULL ? state->lines->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Line *line = line_at (data, row);
	const char *const texts[] = { line->name, line->n, line->value, line->interval, line->gain, line->gain_interval };

	*ink = line->heading ? SEG_INK_MUTED : SEG_INK_NORMAL;
	if (column >= GAIN && !line->heading)
		*ink = line->verdict == SEG_VERDICT_BETTER ? SEG_INK_ACCENT : line->verdict == SEG_VERDICT_WORSE ? SEG_INK_WARNING : SEG_INK_MUTED;
	return g_strdup (texts[column]);
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

/* The view -------------------------------------------------------------------------------------------------------------- */

static const SegEvaluationRun *
find_run (const State *state)
{
	for (guint i = 0; state->evaluation != NULL && i < state->evaluation->runs->len; i++)
		if (((const SegEvaluationRun *) state->evaluation->runs->pdata[i])->id == state->run)
			return state->evaluation->runs->pdata[i];
	return NULL;
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	const SegRunPlace *place = argument;
	State *state = view->state;
	const SegEvaluationRun *run;

	state->run = place->run;
	state->evaluation = seg_evaluation_load (seg_view_workspace (view), place->evaluation, error);
	if (state->evaluation == NULL)
		return FALSE;
	if ((run = find_run (state)) == NULL) {
		seg_evaluation_free (state->evaluation);
		g_set_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("The run %" PRId64 " does not exist any more"), place->run);
		return FALSE;
	}
	state->lines = g_ptr_array_new_with_free_func (free_line);
	add_figures (state, run);
	add_people (state, run, SEG_TESTED_ACTIVITY, _("By what people took before"));
	add_people (state, run, SEG_TESTED_SEGMENT, _("By segment"));
	add_items (state, run);
	add_tried (state, run);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	seg_list_set_cursor (state->list, 1);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->lines, g_ptr_array_unref);
	seg_evaluation_free (state->evaluation);
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
	const SegEvaluationRun *run = find_run (state);
	const SegRecommender *recommender = seg_recommender_find (run->recommender);
	const char *verdict = seg_verdict_words (seg_evaluation_verdict (run));
	g_autofree char *settings = g_strdup_printf (_("Settings: %s"), run->options);
	const int below = rect.height >= 16 ? 3 : 0;
	gsize row;
	int used = seg_draw_heading (cells, rect, recommender != NULL ? _(recommender->label) : run->recommender, verdict);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, settings);
	if (seg_list_cursor (state->list, &row) && line_at (state, row)->meaning != NULL && below > 0) {
		g_autofree char *meaning = g_strdup_printf ("%s: %s", line_at (state, row)->name, _(line_at (state, row)->meaning));

		seg_draw_paragraph (cells, seg_rect_below (rect, rect.height - below), 0, 0, SEG_INK_MUTED, meaning);
	}
	rect = seg_rect_top (rect, rect.height - below);
	rect = seg_rect_below (rect, used);
	rect.width = MIN (rect.width, WIDEST);
	seg_list_set_columns (state->list, columns, rect.width >= 100 ? G_N_ELEMENTS (columns) : GAIN_INTERVAL);
	seg_list_draw (state->list, cells, rect, seg_view_has_focus (view));
}

const SegViewClass seg_evaluation_run_view = {
	.name = "evaluation-run", .title = N_("A recommender, tested"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("All figures of one recommender in a test, with intervals: in 95 of 100 tests like this one the figure would be within. Over popularity: the "
	           "difference for the same people.\n\n"
	           "By what people took before and by segment: whether some are served worse than others. Who gets what: how much of the places goes to the "
	           "well-known, the middle and the long tail of the items.\n\nThe line below says what the figure under the cursor means."),
	.open = open_view, .close = close_view, .draw = draw, .list = list,
};
