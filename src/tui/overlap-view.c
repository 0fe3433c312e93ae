/* The overlap of segments with other segments or with rules: a matrix to walk through, with the users behind each cell. */
#include <config.h>
#include "edit.h"
#include "overlap.h"
#include "users.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

#define NAME_WIDTH 22
#define CELL_WIDTH 10
#define SIZE_WIDTH 8

typedef enum { SHOW_USERS, SHOW_ROW, SHOW_COLUMN, SHOW_JACCARD, N_SHOWS } Show;

typedef struct {
	SegOverlapPair pair;
	SegOverlap *overlap; /* NULL while it is being counted, or failed */
	char  *names[2];     /* of what is compared */
	char  *failure;
	guint  row, column;  /* under the cursor */
	guint  first_row, first_column; /* that are in sight */
	Show   show;
} State;

enum { USERS = SEG_ACTION_OWN, SHOW, KEEP };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "overlap-users", N_("users"), N_("List the users who are in both") },
	{ '%', SHOW, "overlap-figures", N_("figures"), N_("Show users, shares of the row, shares of the column, or the Jaccard index") },
	{ 'w', KEEP, "keep-overlap", N_("keep"), N_("Keep who is in both, in either, or in one and not the other: as a rule, or as segments") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "overlap-left", NULL, N_("Go to the column to the left") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "overlap-right", NULL, N_("Go to the column to the right") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "overlap-up", NULL, N_("Go to the row above") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "overlap-down", NULL, N_("Go to the row below") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Counting ---------------------------------------------------------------------------------------------------------- */

typedef struct {
	SegOverlapPair pair;
	char       *names[2];
	SegOverlap *overlap;
} Count;

static void
free_count (gpointer data)
{
	Count *count = data;

	g_free (count->names[0]);
	g_free (count->names[1]);
	seg_overlap_free (count->overlap);
	g_free (count);
}

/* The segments of @id, or all rules for 0. */
static GPtrArray *
read_sets (SegWorkspace *workspace, gint64 id, char **name, GError **error)
{
	g_autoptr (GPtrArray) sets = seg_user_sets_new (), rules = NULL;
	g_autoptr (SegSegmentation) segmentation = NULL;

	if (id != 0) {
		segmentation = seg_segmentation_load_id (workspace, id, error);
		if (segmentation == NULL)
			return NULL;
		*name = g_strdup (segmentation->name);
		seg_user_sets_add_segmentation (sets, segmentation);
		return g_steal_pointer (&sets);
	}
	*name = g_strdup (_("rules"));
	if ((rules = seg_rules (workspace, error)) == NULL)
		return NULL;
	for (guint i = 0; i < rules->len; i++)
		seg_user_sets_add_rule (sets, rules->pdata[i]);
	if (sets->len > 0)
		return g_steal_pointer (&sets);
	g_set_error_literal (error, SEG_ERROR, SEG_ERROR_NOT_FOUND, _("There are no rules yet. R on Segments leads to them."));
	return NULL;
}

static gboolean
run_count (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Count *count = data;
	g_autoptr (GPtrArray) rows = read_sets (workspace, count->pair.first, count->names, error);
	g_autoptr (GPtrArray) columns = rows != NULL ? read_sets (workspace, count->pair.second, count->names + 1, error) : NULL;

	if (columns == NULL)
		return FALSE;
	count->overlap = seg_overlap_new (workspace, g_steal_pointer (&rows), g_steal_pointer (&columns), job, error);
	return count->overlap != NULL;
}

static void
done_count (SegView *view, gpointer data)
{
	State *state = view->state;
	Count *count = data;

	g_clear_pointer (&state->failure, g_free);
	seg_overlap_free (state->overlap);
	state->overlap = g_steal_pointer (&count->overlap);
	for (guint i = 0; i < 2; i++) {
		g_free (state->names[i]);
		state->names[i] = g_steal_pointer (&count->names[i]);
	}
	state->row = MIN (state->row, state->overlap->rows->len - 1);
	state->column = MIN (state->column, state->overlap->columns->len - 1);
}

static void
failed_count (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) ? g_strdup (_("Stopped; Esc leads back.")) : g_strdup (error->message);
}

static const SegWork count_work = { N_("counting who is in both"), run_count, done_count, failed_count, free_count, FALSE, FALSE };

static void
refresh (SegView *view)
{
	Count *count;

	if (seg_view_is_busy (view, &count_work))
		return;
	count = g_new0 (Count, 1);
	count->pair = ((const State *) view->state)->pair;
	seg_view_run (view, &count_work, count);
}

/* Drawing ----------------------------------------------------------------------------------------------------------- */

static char *
share_text (double share)
{
	return isnan (share) ? g_strdup ("–") : seg_format_share (share);
}

static char *
cell_text (const State *state, guint row, guint column)
{
	const SegOverlap *overlap = state->overlap;
	double jaccard = seg_overlap_jaccard (overlap, row, column);

	if (seg_overlap_both (overlap, row, column) == 0)
		return g_strdup ("·");
	switch (state->show) {
	case SHOW_ROW:
		return share_text (seg_overlap_share_of_row (overlap, row, column));
	case SHOW_COLUMN:
		return share_text (seg_overlap_share_of_column (overlap, row, column));
	case SHOW_JACCARD:
		return seg_format_number (jaccard, 2);
	case SHOW_USERS:
	case N_SHOWS:
	default:
		return seg_format_integer ((gint64) seg_overlap_both (overlap, row, column));
	}
}

/* What the cell under the cursor says, in words with all figures. */
static char *
describe (const State *state)
{
	const SegOverlap *overlap = state->overlap;
	const SegUserSet *row = overlap->rows->pdata[state->row], *column = overlap->columns->pdata[state->column];
	g_autofree char *both = seg_format_integer ((gint64) seg_overlap_both (overlap, state->row, state->column));
	g_autofree char *of_row = share_text (seg_overlap_share_of_row (overlap, state->row, state->column));
	g_autofree char *of_column = share_text (seg_overlap_share_of_column (overlap, state->row, state->column));
	double jaccard = seg_overlap_jaccard (overlap, state->row, state->column);
	g_autofree char *index = isnan (jaccard) ? g_strdup ("–") : seg_format_number (jaccard, 3);

	return g_strdup_printf (_("%s users are in \"%s\" and in \"%s\": %s of the first, %s of the second, Jaccard index %s."), both, row->label, column->label,
	                        of_row, of_column, index);
}

static void
draw_row (const State *state, guint i, guint n_columns, SegCells *cells, SegRect line)
{
	const SegUserSet *row = state->overlap->rows->pdata[i];
	g_autofree char *size = seg_format_integer (row->users->len);

	seg_draw_fit (cells, line, 0, 0, NAME_WIDTH - 1, SEG_ALIGN_LEFT, row->colour > 0 ? seg_ink_series (row->colour) : SEG_INK_NORMAL, row->label);
	seg_draw_fit (cells, line, NAME_WIDTH, 0, SIZE_WIDTH - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, size);
	for (guint j = 0; j < n_columns; j++) {
		guint column = state->first_column + j;
		g_autofree char *text = cell_text (state, i, column);
		gboolean here = i == state->row && column == state->column;
		double share = seg_overlap_share_of_row (state->overlap, i, column);

		seg_draw_fit (cells, line, NAME_WIDTH + SIZE_WIDTH + (int) j * CELL_WIDTH, 0, CELL_WIDTH - 1, SEG_ALIGN_RIGHT,
		              here ? SEG_INK_SELECTED : share >= 0.5 ? SEG_INK_ACCENT : share > 0 ? SEG_INK_NORMAL : SEG_INK_MUTED, text);
	}
}

static void
draw_matrix (State *state, SegCells *cells, SegRect rect)
{
	const SegOverlap *overlap = state->overlap;
	guint fit = (guint) MAX ((rect.width - NAME_WIDTH - SIZE_WIDTH) / CELL_WIDTH, 1), n_columns = MIN (fit, overlap->columns->len);
	guint n_rows = MIN ((guint) MAX (rect.height - 2, 1), overlap->rows->len);

	state->first_column = CLAMP (state->first_column, state->column >= n_columns ? state->column - n_columns + 1 : 0, state->column);
	state->first_row = CLAMP (state->first_row, state->row >= n_rows ? state->row - n_rows + 1 : 0, state->row);
	state->first_column = MIN (state->first_column, overlap->columns->len - n_columns);
	state->first_row = MIN (state->first_row, overlap->rows->len - n_rows);
	seg_draw_fit (cells, rect, NAME_WIDTH, 1, SIZE_WIDTH - 1, SEG_ALIGN_RIGHT, SEG_INK_HEADING, _("Users"));
	for (guint j = 0; j < n_columns; j++) {
		const SegUserSet *column = overlap->columns->pdata[state->first_column + j];
		g_autofree char *size = seg_format_integer (column->users->len);
		int x = NAME_WIDTH + SIZE_WIDTH + (int) j * CELL_WIDTH;

		seg_draw_fit (cells, rect, x + 1, 0, CELL_WIDTH - 2, SEG_ALIGN_RIGHT, column->colour > 0 ? seg_ink_series (column->colour) : SEG_INK_HEADING, column->label);
		seg_draw_fit (cells, rect, x, 1, CELL_WIDTH - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, size);
	}
	for (guint i = 0; i < n_rows; i++) {
		SegRect line = { rect.x, rect.y + 2 + (int) i, rect.width, 1 };

		draw_row (state, state->first_row + i, n_columns, cells, line);
	}
}

/* The view ---------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	if (argument != NULL)
		((State *) view->state)->pair = *(const SegOverlapPair *) argument;
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_overlap_free (state->overlap);
	g_free (state->names[0]);
	g_free (state->names[1]);
	g_free (state->failure);
}

static void
show_users (SegView *view, const State *state)
{
	g_autofree char *condition = seg_overlap_condition (state->overlap, state->row, state->column);
	g_autofree char *errand = g_strconcat (SEG_USERS_FILTER, condition, NULL);

	if (seg_overlap_both (state->overlap, state->row, state->column) == 0) {
		seg_say (view, "%s", _("Nobody is behind this number."));
		return;
	}
	seg_view_visit (view, "users", errand, 0);
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || ((const State *) view->state)->overlap != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (state->overlap == NULL)
		return FALSE;
	switch (action) {
	case USERS:
	case SEG_ACTION_OPEN:
		show_users (view, state);
		return TRUE;
	case SHOW:
		state->show = (state->show + 1) % N_SHOWS;
		return TRUE;
	case KEEP:
		seg_overlap_ask_keep (view, state->overlap->rows->pdata[state->row], state->overlap->columns->pdata[state->column]);
		return TRUE;
	case SEG_ACTION_LEFT:
		state->column -= state->column > 0;
		return TRUE;
	case SEG_ACTION_RIGHT:
		state->column += state->column + 1 < state->overlap->columns->len;
		return TRUE;
	case SEG_ACTION_UP:
		state->row -= state->row > 0;
		return TRUE;
	case SEG_ACTION_DOWN:
		state->row += state->row + 1 < state->overlap->rows->len;
		return TRUE;
	default:
		return FALSE;
	}
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->overlap != NULL)
		return NULL;
	return state->failure != NULL ? state->failure : _("Counting who is in both ...  Ctrl-C stops it.");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	static const char *const shows[] = { N_("users in both"), N_("share of the row"), N_("share of the column"), N_("Jaccard index") };
	State *state = view->state;
	int used = seg_draw_heading (cells, rect, _("Who is in both?"), state->overlap != NULL ? _(shows[state->show]) : NULL);
	g_autofree char *which = NULL, *words = NULL;

	rect = seg_rect_below (rect, used);
	if (state->overlap == NULL) {
		seg_draw_paragraph (cells, rect, 0, 0, state->failure != NULL ? SEG_INK_WARNING : SEG_INK_NORMAL, when_empty (view));
		return;
	}
	which = g_strdup_printf (_("Rows: %s. Columns: %s."), state->names[0], state->names[1]);
	words = describe (state);
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, which);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	draw_matrix (state, cells, seg_rect_below (rect, used));
}

const SegViewClass seg_overlap_view = {
	.name = "overlap", .title = N_("Who is in both?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each cell is how many users are in the set of its row and in that of its column. % shows them as shares of the row, as shares of the column, or as "
	           "Jaccard index: users in both over users in any, 1 where the two are the same. Cells with at least half of their row stand out.\n\n"
	           "Enter lists the users behind a cell. w keeps who is in both, in either, or in one but not the other, as a rule, which stays up to date; or both "
	           "sets as segments."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
};
