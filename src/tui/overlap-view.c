/* The overlap of segments with other segments or with rules: a matrix to walk through, with the users behind each cell. */
#include <config.h>
#include "cross-table.h"
#include "edit.h"
#include "overlap.h"
#include "reading.h"
#include "screens.h"
#include "users.h"

#include <segscope/figure.h>
#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>

typedef enum { SHOW_USERS, SHOW_ROW, SHOW_COLUMN, SHOW_JACCARD, N_SHOWS } Show;

typedef struct {
	SegOverlap *overlap;
	char       *names[2]; /* of what is compared */
} Outcome;

typedef struct {
	SegReading     reading; /* of Outcome */
	SegOverlapPair pair;
	SegCrossTable  table;
	Show           show;
} State;

enum { USERS = SEG_ACTION_OWN, SHOW, KEEP };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "overlap-users", N_("users"), N_("List the users who are in both") },
	{ '%', SHOW, "overlap-figures", N_("figures"), N_("Show users, shares of the row, shares of the column, or the Jaccard index") },
	{ 'w', KEEP, "keep-overlap", N_("keep"), N_("Keep who is in both, in either, or in one and not the other: as a rule, or as segments") },
	SEG_CROSS_BINDINGS
};

static const SegOverlap *
overlap_of (const State *state)
{
	const Outcome *outcome = state->reading.result;

	return outcome != NULL ? outcome->overlap : NULL;
}

/* NULL: the cursor is on the totals of rows, or of columns. */
static const SegUserSet *
row_set (const State *state, guint row)
{
	return row != SEG_CROSS_ALL ? overlap_of (state)->rows->pdata[row] : NULL;
}

static const SegUserSet *
column_set (const State *state, guint column)
{
	return column != SEG_CROSS_ALL ? overlap_of (state)->columns->pdata[column] : NULL;
}

#define LEAST_NAME 22 /* cells */
#define WIDEST_CELL 26

/* Counting ---------------------------------------------------------------------------------------------------------- */

static void
free_outcome (gpointer data)
{
	Outcome *outcome = data;

	g_free (outcome->names[0]);
	g_free (outcome->names[1]);
	seg_overlap_free (outcome->overlap);
	g_free (outcome);
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

static gpointer
count (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const SegOverlapPair *pair = request;
	Outcome *outcome = g_new0 (Outcome, 1);
	g_autoptr (GPtrArray) rows = read_sets (workspace, pair->first, outcome->names, error);
	g_autoptr (GPtrArray) columns = rows != NULL ? read_sets (workspace, pair->second, outcome->names + 1, error) : NULL;

	if (columns != NULL)
		outcome->overlap = seg_overlap_new (workspace, g_steal_pointer (&rows), g_steal_pointer (&columns), job, error);
	if (outcome->overlap != NULL)
		return outcome;
	free_outcome (outcome);
	return NULL;
}

static const SegReadingClass overlap_reading = { SEG_READING_WORK (N_("counting who is in both")), count, NULL, free_outcome };

static void
refresh (SegView *view)
{
	const State *state = view->state;

	seg_reading_begin (view, &overlap_reading, &state->pair, sizeof state->pair);
}

/* The table --------------------------------------------------------------------------------------------------------- */

static void
size (gconstpointer data, guint *n_rows, guint *n_columns)
{
	*n_rows = overlap_of (data)->rows->len;
	*n_columns = overlap_of (data)->columns->len;
}

static void
row_name (gconstpointer data, guint row, SegCells *cells, SegRect rect)
{
	const SegUserSet *set = row_set (data, row);

	seg_draw_fit (cells, rect, 0, 0, rect.width, SEG_ALIGN_LEFT, set->colour > 0 ? seg_ink_series (set->colour) : SEG_INK_NORMAL, set->label);
}

static void
column_name (gconstpointer data, guint column, SegCells *cells, SegRect rect)
{
	const SegUserSet *set = column_set (data, column);

	seg_draw_fit (cells, rect, 1, 0, rect.width - 1, SEG_ALIGN_RIGHT, set->colour > 0 ? seg_ink_series (set->colour) : SEG_INK_HEADING, set->label);
}

static char *
share_text (double share)
{
	return isnan (share) ? g_strdup ("–") : seg_format_share (share);
}

static char *
cell (gconstpointer data, guint row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegOverlap *overlap = overlap_of (state);
	const SegUserSet *one = row_set (state, row), *other = column_set (state, column);
	double share;

	if (one == NULL || other == NULL)
		return one != NULL ? seg_format_integer (one->users->len) : other != NULL ? seg_format_integer (other->users->len) : NULL;
	share = seg_overlap_share_of_row (overlap, row, column);
	*ink = share >= 0.5 ? SEG_INK_ACCENT : share > 0 ? SEG_INK_NORMAL : SEG_INK_MUTED;
	if (seg_overlap_both (overlap, row, column) == 0)
		return g_strdup ("·");
	switch (state->show) {
	case SHOW_ROW:
		return share_text (share);
	case SHOW_COLUMN:
		return share_text (seg_overlap_share_of_column (overlap, row, column));
	case SHOW_JACCARD:
		return seg_format_number (seg_overlap_jaccard (overlap, row, column), 2);
	case SHOW_USERS:
	case N_SHOWS:
	default:
		return seg_format_integer ((gint64) seg_overlap_both (overlap, row, column));
	}
}

static const SegCrossSource source = { size, row_name, column_name, cell, TRUE, N_("Users") };

/* What the cell under the cursor says, in words with all figures. */
static char *
describe (const State *state)
{
	const SegOverlap *overlap = overlap_of (state);
	guint i = state->table.row, j = state->table.column;
	const SegUserSet *row = row_set (state, i), *column = column_set (state, j), *one = row != NULL ? row : column;
	g_autofree char *both = NULL, *of_row = NULL, *of_column = NULL, *index = NULL;
	double jaccard;

	if (row == NULL || column == NULL) {
		both = seg_format_integer (one->users->len);
		return g_strdup_printf (ngettext ("%s user is in \"%s\".", "%s users are in \"%s\".", one->users->len), both, one->label);
	}
	jaccard = seg_overlap_jaccard (overlap, i, j);
	both = seg_format_integer ((gint64) seg_overlap_both (overlap, i, j));
	of_row = share_text (seg_overlap_share_of_row (overlap, i, j));
	of_column = share_text (seg_overlap_share_of_column (overlap, i, j));
	index = isnan (jaccard) ? g_strdup ("–") : seg_format_number (jaccard, 3);
	return g_strdup_printf (ngettext ("%s user is in \"%s\" and in \"%s\": %s of the first, %s of the second, Jaccard index %s.",
	                                  "%s users are in \"%s\" and in \"%s\": %s of the first, %s of the second, Jaccard index %s.",
	                                  (gulong) seg_overlap_both (overlap, i, j)), both, row->label, column->label,
	                        of_row, of_column, index);
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
	seg_reading_clear (view->state);
}

static void
show_users (SegView *view)
{
	const State *state = view->state;
	guint i = state->table.row, j = state->table.column;
	const SegUserSet *row = row_set (state, i), *column = column_set (state, j), *one = row != NULL ? row : column;
	gboolean both = row != NULL && column != NULL;
	g_autofree char *condition = both ? seg_overlap_condition (overlap_of (state), i, j) : g_strdup (one->condition);

	if ((both ? seg_overlap_both (overlap_of (state), i, j) : one->users->len) == 0)
		seg_say (view, "%s", _("Nobody is behind this number."));
	else
		seg_view_push (view, &seg_users_view, &(SegUsersPlace) { .filter = condition });
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action < SEG_ACTION_OWN)
		return TRUE;
	return overlap_of (state) != NULL && (action != KEEP || (state->table.row != SEG_CROSS_ALL && state->table.column != SEG_CROSS_ALL));
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (overlap_of (state) == NULL)
		return FALSE;
	switch (action) {
	case USERS:
	case SEG_ACTION_OPEN:
		show_users (view);
		return TRUE;
	case SHOW:
		state->show = (state->show + 1) % N_SHOWS;
		return TRUE;
	case KEEP:
		seg_overlap_ask_keep (view, row_set (state, state->table.row), column_set (state, state->table.column));
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

	if (overlap_of (state) == NULL || !seg_cross_table_mouse (&state->table, &source, state, event, &open))
		return FALSE;
	if (open)
		show_users (view);
	return TRUE;
}

static const char *
when_empty (SegView *view)
{
	return seg_reading_when_empty (view->state, _("Counting who is in both ...  Ctrl-C stops it."));
}

/* Names in full and wider columns where there is room. */
static SegCrossWidths
widths_for (const SegOverlap *overlap, int width)
{
	int longest = LEAST_NAME;

	for (guint i = 0; i < overlap->rows->len; i++)
		longest = MAX (longest, seg_text_width (((const SegUserSet *) overlap->rows->pdata[i])->label));
	longest = CLAMP (width / 4, LEAST_NAME, longest);
	return (SegCrossWidths) { longest, CLAMP ((width - longest) / ((int) overlap->columns->len + 1), 10, WIDEST_CELL), 8 };
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	static const char *const shows[] = { N_("users in both"), N_("share of the row"), N_("share of the column"), N_("Jaccard index") };
	State *state = view->state;
	const Outcome *outcome = state->reading.result;
	g_autofree char *which = NULL, *words = NULL;
	int used;

	rect = seg_reading_draw (view, cells, rect, _("Who is in both?"), outcome != NULL ? _(shows[state->show]) : NULL);
	if (outcome == NULL || rect.height < 1)
		return;
	which = g_strdup_printf (_("Rows: %s. Columns: %s."), outcome->names[0], outcome->names[1]);
	words = describe (state);
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_MUTED, which);
	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	seg_cross_table_draw (&state->table, &source, state, widths_for (overlap_of (state), rect.width), cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static SegPlot *
plot (SegView *view)
{
	const State *state = view->state;

	return overlap_of (state) != NULL ? seg_figure_overlap (_("Who is in both?"), overlap_of (state)) : NULL;
}

const SegViewClass seg_overlap_view = {
	.name = "overlap", .title = N_("Who is in both?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each cell is how many users are in the set of its row and in that of its column. % shows them as shares of the row, as shares of the column, or as "
	           "Jaccard index: users in both over users in any, 1 where the two are the same. Cells with at least half of their row stand out.\n\n"
	           "Enter lists the users behind a cell. w keeps who is in both, in either, or in one but not the other, as a rule, which stays up to date; or both "
	           "sets as segments."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
	.mouse = mouse,
	.plot = plot,
};
