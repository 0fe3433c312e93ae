/* Two runs side by side: how much they agree, and a table of who is where in both. */
#include <config.h>
#include "cross-table.h"
#include "reading.h"
#include "runs.h"
#include "screens.h"
#include "users.h"

#include <glib/gi18n.h>
#include <inttypes.h>

typedef struct {
	SegReading    reading; /* of SegRunComparison */
	SegRunPair    pair;
	SegCrossTable table;
	gboolean      shares;  /* of the first's segments instead of users */
} State;

enum { USERS = SEG_ACTION_OWN, SHARES };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "overlap-users", N_("users"), N_("List the users behind the number") },
	{ '%', SHARES, "overlap-shares", N_("shares"), N_("Show shares of the segments of the first run instead of users, or users again") },
	SEG_CROSS_BINDINGS
};

/* Comparing ----------------------------------------------------------------------------------------------------------- */

static gpointer
compare (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const SegRunPair *pair = request;

	return seg_runs_compare (workspace, pair->first, pair->second, job, error);
}

static void
free_comparison (gpointer comparison)
{
	seg_run_comparison_free (comparison);
}

static const SegReadingClass comparison_reading = { SEG_READING_WORK (N_("comparing runs")), compare, NULL, free_comparison };

static void
refresh (SegView *view)
{
	const State *state = view->state;

	seg_reading_begin (view, &comparison_reading, &state->pair, sizeof state->pair);
}

/* The table ----------------------------------------------------------------------------------------------------------- */

static const SegAgreement *
agreement_of (const State *state)
{
	return ((const SegRunComparison *) state->reading.result)->agreement;
}

static void
size (gconstpointer data, guint *n_rows, guint *n_columns)
{
	*n_rows = agreement_of (data)->k_first;
	*n_columns = agreement_of (data)->k_second;
}

static void
row_name (gconstpointer data, guint row, SegCells *cells, SegRect rect)
{
	(void) data;
	seg_draw_text (cells, rect, 0, 0, seg_ink_series (row + 1), "■");
	seg_draw_format (cells, rect, 2, 0, SEG_INK_NORMAL, "%2u", row + 1);
}

static void
column_name (gconstpointer data, guint column, SegCells *cells, SegRect rect)
{
	(void) data;
	seg_draw_text (cells, rect, rect.width - 4, 0, seg_ink_series (column + 1), "■");
	seg_draw_format (cells, rect, rect.width - 2, 0, SEG_INK_HEADING, "%2u", column + 1);
}

static gsize
users_at (const SegAgreement *agreement, guint row, guint column)
{
	return row == SEG_CROSS_ALL ? agreement->second_sizes[column] : column == SEG_CROSS_ALL ? agreement->first_sizes[row]
	       : agreement->table[(gsize) row * agreement->k_second + column];
}

/* The largest of a row stands out: where most of that segment went. */
static gboolean
is_most (const SegAgreement *agreement, guint row, gsize users)
{
	for (guint j = 0; j < agreement->k_second; j++)
		if (users_at (agreement, row, j) > users)
			return FALSE;
	return TRUE;
}

static char *
cell (gconstpointer data, guint row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegAgreement *agreement = agreement_of (state);
	gboolean total = row == SEG_CROSS_ALL || column == SEG_CROSS_ALL;
	gsize users;

	if (row == SEG_CROSS_ALL && column == SEG_CROSS_ALL)
		return NULL;
	users = users_at (agreement, row, column);
	if (total)
		return seg_format_integer ((gint64) users);
	*ink = users == 0 ? SEG_INK_MUTED : is_most (agreement, row, users) ? SEG_INK_ACCENT : SEG_INK_NORMAL;
	return users == 0 ? g_strdup ("·") : state->shares ? seg_format_share ((double) users / (double) MAX (agreement->first_sizes[row], 1))
	       : seg_format_integer ((gint64) users);
}

static const SegCrossSource source = { size, row_name, column_name, cell, FALSE, N_("all") };

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
	const SegRunComparison *comparison = state->reading.result;
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
	seg_reading_clear (view->state);
}

/* In group @group of run @id; of totals, in any. */
static char *
condition_of (gint64 id, guint group)
{
	return group == SEG_CROSS_ALL ? g_strdup_printf ("group of run %" PRId64 " is not missing", id)
	       : g_strdup_printf ("group of run %" PRId64 " = %u", id, group + 1);
}

static void
show_users (SegView *view)
{
	const State *state = view->state;
	g_autofree char *first = condition_of (state->pair.first, state->table.row), *second = condition_of (state->pair.second, state->table.column);
	g_autofree char *filter = g_strdup_printf ("%s and %s", first, second);

	if (users_at (agreement_of (state), state->table.row, state->table.column) == 0)
		seg_say (view, "%s", _("Nobody is behind this number."));
	else
		seg_view_push (view, &seg_users_view, &(SegUsersPlace) { .filter = filter });
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || ((const State *) view->state)->reading.result != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (state->reading.result == NULL)
		return FALSE;
	switch (action) {
	case USERS:
		show_users (view);
		return TRUE;
	case SHARES:
		state->shares = !state->shares;
		return TRUE;
	default:
		return seg_cross_table_act (&state->table, &source, state, action);
	}
}

static gboolean
mouse (SegView *view, const SegEvent *event)
{
	State *state = view->state;
	gboolean open;

	if (state->reading.result == NULL || !seg_cross_table_mouse (&state->table, &source, state, event, &open))
		return FALSE;
	if (open)
		show_users (view);
	return TRUE;
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Comparing the two runs ..."));
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;

	rect = seg_reading_draw (view, cells, rect, _("How much do two runs agree?"), NULL);
	if (rect.height < 1)
		return;
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + 1);
	seg_cross_table_draw (&state->table, &source, state, (SegCrossWidths) { 7, 9, 9 }, cells, rect, seg_view_has_focus (view));
}

const SegViewClass seg_run_comparison_view = {
	.name = "compare-runs", .title = N_("How much do two runs agree?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each cell is how many users are in that segment of the first run (row) and that of the second (column). One large number a row means that the "
	           "segment stays together. Enter lists the users behind a number.\n\n"
	           "Adjusted Rand index: share of pairs of users treated alike, less what chance would give. Normalised mutual information: how much one division "
	           "tells about the other, from 0 to 1. Variation of information: how much is left untold, in nats."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
	.mouse = mouse,
};
