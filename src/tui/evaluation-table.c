/* The table of a test: a row for each recommender tested, with what it found and whether it is better than popularity. */
#include <config.h>
#include "evaluation.h"

#include <glib/gi18n.h>
#include <math.h>

#define WIDE 130

enum { NAME, FOUND, NDCG, BAR, GAIN, VERDICT, SHOWN, INTERVAL, PRECISION, HITS, MAP, DIVERSITY, KNOWN, SECONDS, N_COLUMNS };

static const SegListColumn columns[N_COLUMNS] = {
	[NAME] = { N_("Recommender"), SEG_ALIGN_LEFT, -26, FALSE }, [FOUND] = { N_("Found"), SEG_ALIGN_RIGHT, 7, FALSE },
	[NDCG] = { N_("NDCG"), SEG_ALIGN_RIGHT, 6, FALSE },         [BAR] = { "", SEG_ALIGN_LEFT, 8, FALSE },
	[GAIN] = { N_("Better by"), SEG_ALIGN_RIGHT, 9, FALSE },    [VERDICT] = { "", SEG_ALIGN_LEFT, 8, FALSE },
	[SHOWN] = { N_("Shown"), SEG_ALIGN_RIGHT, 6, FALSE },       [INTERVAL] = { N_("95 % interval"), SEG_ALIGN_RIGHT, 15, FALSE },
	[PRECISION] = { N_("Precision"), SEG_ALIGN_RIGHT, 9, FALSE }, [HITS] = { N_("Right for"), SEG_ALIGN_RIGHT, 9, FALSE },
	[MAP] = { N_("MAP"), SEG_ALIGN_RIGHT, 6, FALSE },           [DIVERSITY] = { N_("Diversity"), SEG_ALIGN_RIGHT, 9, FALSE },
	[KNOWN] = { N_("Known by"), SEG_ALIGN_RIGHT, 8, FALSE },    [SECONDS] = { N_("Took"), SEG_ALIGN_RIGHT, 8, FALSE },
};

/* 80 columns: without the bar, names have more room. */
static const int narrow[SEG_TEST_NARROW] = { NAME, FOUND, NDCG, GAIN, VERDICT, SHOWN };

static const SegEvaluationRun *
run_at (gconstpointer data, gsize row)
{
	return ((const SegTestState *) data)->evaluation->runs->pdata[row];
}

/* Those that were tested or could not be; what was tried is on the page of its recommender. */
static gsize
n_rows (gpointer data)
{
	const SegTestState *state = data;
	gsize n = 0;

	while (state->evaluation != NULL && n < state->evaluation->runs->len && !run_at (state, n)->tried)
		n++;
	return n;
}

static char *
name_cell (const SegTestState *state, const SegEvaluationRun *run)
{
	const SegRecommender *recommender = seg_recommender_find (run->recommender);
	const char *label = recommender != NULL ? _(recommender->label) : run->recommender;
	const gboolean used = recommender != NULL && recommender == state->used && g_strcmp0 (run->options, state->used_options) == 0;

	return g_strdup_printf ("%s%s%s", label, run->searched ? _(" · better settings") : "", used ? _(" · in use") : "");
}

static char *
verdict_cell (const SegTestState *state, const SegEvaluationRun *run, SegInk *ink)
{
	const SegVerdict verdict = seg_evaluation_verdict (run);

	if (state->evaluation->proposed >= 0 && state->evaluation->runs->pdata[state->evaluation->proposed] == run) {
		*ink = SEG_INK_ACCENT;
		return g_strdup (_("proposed"));
	}
	*ink = verdict == SEG_VERDICT_WORSE ? SEG_INK_WARNING : SEG_INK_MUTED;
	return g_strdup (verdict == SEG_VERDICT_UNSURE ? _("chance?") : verdict == SEG_VERDICT_WORSE ? _("worse") : run->unfit != NULL ? _("not fit") : "");
}

static char *
interval_cell (const SegFigure *figure)
{
	g_autofree char *low = seg_format_number (figure->low, 3), *high = seg_format_number (figure->high, 3);

	return isnan (figure->low) ? NULL : g_strdup_printf ("%s – %s", low, high);
}

static char *
figure_cell (const SegEvaluationRun *run, SegMeasureKind measure)
{
	const double value = run->figures[measure].value;

	if (isnan (value))
		return NULL;
	return seg_measure_info (measure)->share ? seg_format_share (value) : seg_format_number (value, 3);
}

static guint
column_of (const SegTestState *state, guint column)
{
	return state->wide ? column : (guint) narrow[column];
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	static const SegMeasureKind measures[N_COLUMNS] = {
		[FOUND] = SEG_MEASURE_RECALL, [NDCG] = SEG_MEASURE_NDCG, [SHOWN] = SEG_MEASURE_COVERAGE, [PRECISION] = SEG_MEASURE_PRECISION,
		[HITS] = SEG_MEASURE_HIT_RATE, [MAP] = SEG_MEASURE_MAP, [DIVERSITY] = SEG_MEASURE_DIVERSITY, [KNOWN] = SEG_MEASURE_POPULARITY,
	};
	const SegTestState *state = data;
	const SegEvaluationRun *run = run_at (data, row);

	*ink = run->unfit != NULL ? SEG_INK_MUTED : SEG_INK_NORMAL;
	column = column_of (state, column);
	switch (column) {
	case NAME:
		return name_cell (state, run);
	case GAIN:
		return run->unfit == NULL && run != seg_evaluation_baseline (state->evaluation) ? seg_evaluation_gain_text (state->evaluation, run) : NULL;
	case VERDICT:
		return verdict_cell (state, run, ink);
	case INTERVAL:
		return interval_cell (&run->figures[SEG_MEASURE_NDCG]);
	case SECONDS:
		return run->unfit == NULL ? seg_format_duration (run->seconds) : NULL;
	case BAR:
		return NULL;
	default:
		return figure_cell (run, measures[column]);
	}
}

/* Against the best one. */
static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	const double best = run_at (data, 0)->figures[SEG_MEASURE_NDCG].value, value = run_at (data, row)->figures[SEG_MEASURE_NDCG].value;

	if (column_of (data, column) != BAR || !(value >= 0) || !(best > 0))
		return FALSE;
	seg_chart_bar (cells, rect.x, rect.y, rect.width, value / best, selected ? SEG_INK_SELECTED : SEG_INK_ACCENT);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

void
seg_test_table_init (SegTestState *state)
{
	for (guint i = 0; i < G_N_ELEMENTS (narrow); i++)
		state->narrow[i] = columns[narrow[i]];
	state->list = seg_list_new (&source, state->narrow, G_N_ELEMENTS (narrow), state);
}

int
seg_test_table_draw (SegTestState *state, SegCells *cells, SegRect rect, gboolean focused)
{
	const int height = MIN ((int) n_rows (state) + 1, MAX (rect.height - 5, 6));

	state->wide = rect.width >= WIDE;
	seg_list_set_columns (state->list, state->wide ? columns : state->narrow, state->wide ? N_COLUMNS : G_N_ELEMENTS (narrow));
	seg_list_draw (state->list, cells, seg_rect_top (rect, height), focused);
	return height;
}

const SegEvaluationRun *
seg_test_table_cursor (const SegTestState *state)
{
	gsize row;

	return state->evaluation != NULL && seg_list_cursor (state->list, &row) ? run_at (state, row) : NULL;
}
