/* Two runs side by side: how much they agree, and a table of who is where in both. */
#include <config.h>
#include "runs.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#define NAME_WIDTH 7
#define CELL_WIDTH 9

typedef struct {
	SegRunPair pair;
	SegRunComparison *comparison; /* NULL while it is being made, or failed */
	char *failure;
	guint first_column; /* of the table, where it is wider than the screen */
	guint first_row;
	gboolean shares;    /* of the first's segments instead of users */
} State;

enum { SHARES = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ '%', SHARES, "overlap-shares", N_("shares"), N_("Show shares of the segments of the first run instead of users, or users again") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "overlap-left", NULL, N_("Show the segments further left") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "overlap-right", NULL, N_("Show the segments further right") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "overlap-up", NULL, N_("Show the segments further up") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "overlap-down", NULL, N_("Show the segments further down") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Comparing ----------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegRunPair pair;
	SegRunComparison *comparison;
} Load;

static void
free_load (gpointer data)
{
	seg_run_comparison_free (((Load *) data)->comparison);
	g_free (data);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;

	load->comparison = seg_runs_compare (workspace, load->pair.first, load->pair.second, job, error);
	return load->comparison != NULL;
}

static void
done_load (SegView *view, gpointer data)
{
	State *state = view->state;

	g_clear_pointer (&state->failure, g_free);
	seg_run_comparison_free (state->comparison);
	state->comparison = g_steal_pointer (&((Load *) data)->comparison);
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (error->message);
}

static const SegWork load_work = { N_("comparing runs"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

static void
refresh (SegView *view)
{
	Load *load;

	if (seg_view_is_busy (view, &load_work))
		return;
	load = g_new0 (Load, 1);
	load->pair = ((const State *) view->state)->pair;
	seg_view_run (view, &load_work, load);
}

/* Drawing ------------------------------------------------------------------------------------------------------------- */

static char *
run_words (const SegRun *run)
{
	const SegClusterAlgorithm *algorithm = seg_cluster_algorithm_find (run->algorithm);

	return g_strdup_printf (ngettext ("run %" PRId64 " (%s, %u segment of \"%s\")", "run %" PRId64 " (%s, %u segments of \"%s\")", run->k),
	                        run->id, algorithm != NULL ? _(algorithm->label) : run->algorithm, run->k, run->feature_set);
}

static int
draw_words (const State *state, SegCells *cells, SegRect rect)
{
	const SegRunComparison *comparison = state->comparison;
	const SegAgreement *agreement = comparison->agreement;
	g_autofree char *first = run_words (comparison->first), *second = run_words (comparison->second);
	g_autofree char *users = seg_format_integer ((gint64) agreement->n_rows), *ari = seg_format_number (agreement->ari, 2);
	g_autofree char *nmi = seg_format_number (agreement->nmi, 2), *vi = seg_format_number (agreement->vi, 2);
	g_autofree char *verdict = g_strdup_printf (_("Of %s users in both: %s."), users, _(seg_agreement_words (agreement->ari)));
	g_autofree char *measures = g_strdup_printf (_("Adjusted Rand index %s (1: the same, 0: as by chance) · normalised mutual information %s · variation of "
	                                               "information %s (0: the same)"), ari, nmi, vi);
	g_autofree char *which = g_strdup_printf (_("Rows: %s. Columns: %s."), first, second);
	int y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, verdict);

	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, measures);
	if (comparison->n_only_first + comparison->n_only_second > 0) {
		g_autofree char *only = g_strdup_printf (_("%zu users are only in the first, %zu only in the second."), comparison->n_only_first,
		                                         comparison->n_only_second);

		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, only);
	}
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, which);
}

/* The largest cell of a row stands out: where most of that segment went. */
static void
draw_row (const State *state, guint i, guint n_columns, SegCells *cells, SegRect line)
{
	const SegAgreement *agreement = state->comparison->agreement;
	const gsize *row = agreement->table + (gsize) i * agreement->k_second;
	g_autofree char *all = seg_format_integer ((gint64) agreement->first_sizes[i]);
	gsize most = 0;

	for (guint j = 0; j < agreement->k_second; j++)
		most = MAX (most, row[j]);
	seg_draw_text (cells, line, 0, 0, seg_ink_series (i + 1), "■");
	seg_draw_format (cells, line, 2, 0, SEG_INK_NORMAL, "%2u", i + 1);
	for (guint j = 0; j < n_columns; j++) {
		gsize both = row[state->first_column + j];
		g_autofree char *text = both == 0 ? g_strdup ("·") : state->shares ? seg_format_share ((double) both / (double) MAX (agreement->first_sizes[i], 1))
		                        : seg_format_integer ((gint64) both);

		seg_draw_fit (cells, line, NAME_WIDTH + (int) j * CELL_WIDTH, 0, CELL_WIDTH - 1, SEG_ALIGN_RIGHT,
		              both == 0 ? SEG_INK_MUTED : both == most ? SEG_INK_ACCENT : SEG_INK_NORMAL, text);
	}
	seg_draw_fit (cells, line, NAME_WIDTH + (int) n_columns * CELL_WIDTH, 0, CELL_WIDTH - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, all);
}

static void
draw_table (State *state, SegCells *cells, SegRect rect)
{
	const SegAgreement *agreement = state->comparison->agreement;
	guint fit = (guint) MAX ((rect.width - NAME_WIDTH) / CELL_WIDTH - 1, 1), n_columns = MIN (fit, agreement->k_second);
	guint n_rows = MIN ((guint) MAX (rect.height - 1, 0), agreement->k_first);

	state->first_column = MIN (state->first_column, agreement->k_second - n_columns);
	state->first_row = MIN (state->first_row, agreement->k_first - n_rows);
	for (guint j = 0; j < n_columns; j++) {
		int x = NAME_WIDTH + (int) j * CELL_WIDTH;

		seg_draw_text (cells, rect, x + CELL_WIDTH - 5, 0, seg_ink_series (state->first_column + j + 1), "■");
		seg_draw_format (cells, rect, x + CELL_WIDTH - 3, 0, SEG_INK_HEADING, "%2u", state->first_column + j + 1);
	}
	seg_draw_fit (cells, rect, NAME_WIDTH + (int) n_columns * CELL_WIDTH, 0, CELL_WIDTH - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("all"));
	for (guint i = 0; i < n_rows; i++) {
		SegRect line = { rect.x, rect.y + 1 + (int) i, rect.width, 1 };

		draw_row (state, state->first_row + i, n_columns, cells, line);
	}
}

/* The view ------------------------------------------------------------------------------------------------------------ */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	if (argument != NULL)
		((State *) view->state)->pair = *(const SegRunPair *) argument;
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_run_comparison_free (state->comparison);
	g_free (state->failure);
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	switch (action) {
	case SHARES:
		state->shares = !state->shares;
		return TRUE;
	case SEG_ACTION_LEFT:
		state->first_column -= state->first_column > 0;
		return TRUE;
	case SEG_ACTION_RIGHT:
		state->first_column++;
		return TRUE;
	case SEG_ACTION_UP:
		state->first_row -= state->first_row > 0;
		return TRUE;
	case SEG_ACTION_DOWN:
		state->first_row++;
		return TRUE;
	default:
		return FALSE;
	}
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	return state->comparison == NULL ? _("Comparing the two runs ...") : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("How much do two runs agree?"), NULL);

	rect = seg_rect_below (rect, used);
	if (state->comparison == NULL) {
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, when_empty (view));
		return;
	}
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + 1);
	draw_table (state, cells, rect);
}

const SegViewClass seg_run_comparison_view = {
	.name = "compare-runs", .title = N_("How much do two runs agree?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each cell is how many users are in that segment of the first run (row) and that of the second (column). One large number a row means that the "
	           "segment stays together.\n\n"
	           "Adjusted Rand index: share of pairs of users treated alike, less what chance would give. Normalised mutual information: how much one division "
	           "tells about the other, from 0 to 1. Variation of information: how much is left untold, in nats."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .when_empty = when_empty,
};
