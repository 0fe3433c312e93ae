/* The page of who comes back: cohorts by the period of a user's first event, and the share of each that is active so many periods later, as a
 * heat map. */
#include <config.h>
#include "profile.h"

#include <glib/gi18n.h>
#include <math.h>

#define CELL 4 /* cells of one figure: shade, two digits, blank */

enum { COHORT, USERS, MAP };

static const SegListColumn columns[] = {
	[COHORT] = { N_("First active"), SEG_ALIGN_LEFT, 12, FALSE },
	[USERS] = { N_("Users"), SEG_ALIGN_RIGHT, 8, FALSE },
	[MAP] = { "", SEG_ALIGN_LEFT, -20, FALSE },
};

static const SegHabits *
habits_of (const SegProfileState *state)
{
	return seg_profile_profile (state)->habits;
}

static guint
cohort_at (const SegProfileState *state, gsize row)
{
	return g_array_index (state->cohorts, guint, row);
}

static gsize
n_rows (gpointer data)
{
	return ((SegProfileState *) data)->cohorts->len;
}

/* Whether @later periods after the cohort (of all: after any) are over. */
static gboolean
is_over (const SegHabits *habits, guint cohort, guint later)
{
	return (cohort == SEG_HABIT_ALL_COHORTS ? 0 : cohort) + later < habits->n_periods;
}

/* Of all cohorts: of those that had so many periods to come back in. */
static gint64
retained (const SegHabits *habits, guint cohort, guint later)
{
	gint64 n = 0;

	if (cohort != SEG_HABIT_ALL_COHORTS)
		return seg_habits_retained (habits, cohort, later);
	for (guint c = 0; c + later < habits->n_periods; c++)
		n += seg_habits_retained (habits, c, later);
	return n;
}

/* How many could have come back. */
static gint64
could (const SegHabits *habits, guint cohort, guint later)
{
	gint64 n = 0;

	if (cohort != SEG_HABIT_ALL_COHORTS)
		return seg_habits_retained (habits, cohort, 0);
	for (guint c = 0; c + later < habits->n_periods; c++)
		n += seg_habits_retained (habits, c, 0);
	return n;
}

static double
share_at (const SegHabits *habits, guint cohort, guint later)
{
	gint64 size = could (habits, cohort, later);

	return size > 0 ? (double) retained (habits, cohort, later) / (double) size : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegHabits *habits = habits_of (data);
	guint cohort = cohort_at (data, row);

	(void) ink;
	if (column == USERS)
		return seg_format_integer (retained (habits, cohort, 0));
	return column == MAP ? NULL : cohort == SEG_HABIT_ALL_COHORTS ? g_strdup (_("All cohorts")) : seg_period_name (habits->period, habits->starts[cohort]);
}

static int
level_of (double share)
{
	return share >= 0.75 ? 4 : share >= 0.5 ? 3 : share >= 0.25 ? 2 : share >= 0.1 ? 1 : 0;
}

/* Shade and figure of one place. */
static void
draw_share (SegCells *cells, SegRect rect, int x, double share, gboolean here)
{
	static const gunichar blocks[] = { ' ', 0x2591, 0x2592, 0x2593, 0x2588 }, signs[] = { ' ', '.', 'o', 'O', '#' };
	static const SegInk inks[] = { SEG_INK_MUTED, SEG_INK_MUTED, SEG_INK_NORMAL, SEG_INK_ACCENT, SEG_INK_ACCENT };
	int level = level_of (share);
	g_autofree char *figure = share >= 0.995 ? g_strdup (cells->ascii ? "##" : "██") : g_strdup_printf ("%2.0f", 100 * share); /* all of them: full */
	SegCell *cell = seg_cells_at (cells, rect.x + x, rect.y);

	if (cell != NULL && x < rect.width)
		*cell = (SegCell) { .character = (cells->ascii ? signs : blocks)[level], .ink = inks[level] };
	seg_draw_fit (cells, rect, x + 1, 0, CELL - 2, SEG_ALIGN_RIGHT, here ? SEG_INK_SELECTED : inks[level], figure);
}

/* How many periods fit into @width. */
static guint
n_fit (int width)
{
	return (guint) MAX (width / CELL, 1);
}

static gboolean
draw_cell (gpointer data, gsize row, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	SegProfileState *state = data;
	const SegHabits *habits = habits_of (state);
	guint cohort = cohort_at (state, row), shown = n_fit (rect.width);

	if (column != MAP)
		return FALSE;
	if (state->later < state->first_later || state->later >= state->first_later + shown)
		state->first_later = state->later >= shown ? state->later - shown + 1 : 0;
	for (guint i = 0; i < shown && is_over (habits, cohort, state->first_later + i); i++)
		draw_share (cells, rect, (int) i * CELL, share_at (habits, cohort, state->first_later + i), selected && state->first_later + i == state->later);
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

static SegList *
new_list (SegProfileState *state)
{
	state->cohorts = g_array_new (FALSE, FALSE, sizeof (guint));
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
}

static void
show (SegProfileState *state)
{
	const SegHabits *habits = habits_of (state);

	g_array_set_size (state->cohorts, 0);
	for (guint cohort = 0; cohort < habits->n_periods; cohort++)
		if (seg_habits_retained (habits, cohort, 0) > 0)
			g_array_append_val (state->cohorts, cohort);
	if (state->cohorts->len > 1)
		g_array_append_vals (state->cohorts, &(guint) { SEG_HABIT_ALL_COHORTS }, 1);
	state->later = habits->n_periods > 1 ? MIN (MAX (state->later, 1), habits->n_periods - 1) : 0;
}

gboolean
seg_profile_retention_move (SegProfileState *state, int step)
{
	gint64 to = (gint64) state->later + step;

	if (to < 0 || to >= (gint64) habits_of (state)->n_periods)
		return FALSE;
	state->later = (guint) to;
	return TRUE;
}

static const char *
unit_words (SegHabitPeriod period)
{
	return period == SEG_PERIOD_WEEK ? _("weeks") : period == SEG_PERIOD_MONTH ? _("months") : period == SEG_PERIOD_QUARTER ? _("quarters") : _("years");
}

/* "1 month later" */
static char *
later_words (SegHabitPeriod period, guint later)
{
	switch (period) {
	case SEG_PERIOD_WEEK:
		return g_strdup_printf (ngettext ("%u week later", "%u weeks later", later), later);
	case SEG_PERIOD_MONTH:
		return g_strdup_printf (ngettext ("%u month later", "%u months later", later), later);
	case SEG_PERIOD_QUARTER:
		return g_strdup_printf (ngettext ("%u quarter later", "%u quarters later", later), later);
	case SEG_PERIOD_YEAR:
	default:
		return g_strdup_printf (ngettext ("%u year later", "%u years later", later), later);
	}
}

/* What the place under the cursor says. */
static char *
place_words (const SegProfileState *state, guint cohort)
{
	const SegHabits *habits = habits_of (state);
	gint64 n, size = could (habits, cohort, state->later);
	g_autofree char *name = cohort == SEG_HABIT_ALL_COHORTS ? g_strdup (_("All cohorts")) : seg_period_name (habits->period, habits->starts[cohort]);
	g_autofree char *later = later_words (habits->period, state->later), *came = NULL, *of = seg_format_integer (size), *share = NULL, *all = NULL;

	if (!is_over (habits, cohort, state->later))
		return g_strdup_printf (_("%s: %s is not over yet."), name, later);
	n = retained (habits, cohort, state->later);
	came = seg_format_integer (n);
	share = seg_format_share (size > 0 ? (double) n / (double) size : NAN);
	if (cohort == SEG_HABIT_ALL_COHORTS)
		return g_strdup_printf (_("%s: %s of %s users (%s) were active %s. Enter lists them."), name, came, of, share, later);
	all = seg_format_share (seg_habits_retention (habits, state->later));
	return g_strdup_printf (_("%s: %s of %s users (%s) were active %s; of all cohorts %s. Enter lists them."), name, came, of, share, later, all);
}

/* What the place under the cursor says, and the scale. */
static int
draw_above (SegProfileState *state, SegCells *cells, SegRect rect)
{
	const SegHabits *habits = habits_of (state);
	g_autofree char *words = NULL;
	gsize row;
	int used;

	if (habits->n_periods == 0 || !seg_list_cursor (state->lists[SEG_PROFILE_RETENTION], &row))
		return 0;
	words = place_words (state, cohort_at (state, row));
	used = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, words);
	seg_draw_format (cells, rect, 0, used, SEG_INK_MUTED, cells->ascii ? _("Active %s later, in %%:  . 10+  o 25+  O 50+  # 75+")
	                 : _("Active %s later, in %%:  ░ 10+  ▒ 25+  ▓ 50+  █ 75+"), unit_words (habits->period));
	return used + 1;
}

static gboolean
open_row (SegView *view, SegProfileState *state, gsize row)
{
	const SegHabits *habits = habits_of (state);
	guint cohort = cohort_at (state, row);
	g_autofree char *segment = seg_profile_own_filter (state);

	if (!is_over (habits, cohort, state->later))
		return TRUE;
	return seg_profile_open_users (view, state, seg_habit_filter_cohort (segment, habits, cohort, state->later), NULL, NULL);
}

/* All cohorts together. */
static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	const SegHabits *habits = habits_of (state);
	SegRect line = { rect.x + 12, rect.y, rect.width - 12, 1 };

	if (habits->n_periods == 0)
		return;
	seg_draw_fit (cells, rect, 0, 0, 11, SEG_ALIGN_LEFT, SEG_INK_NORMAL, _("All cohorts"));
	for (guint later = 0; later < habits->n_periods && (int) later < line.width / CELL; later++) {
		double share = seg_habits_retention (habits, later);

		if (isfinite (share))
			draw_share (cells, line, (int) later * CELL, share, FALSE);
	}
	seg_draw_format (cells, rect, 12, 1, SEG_INK_MUTED, _("per cent active, %s after the first, from 0"), unit_words (habits->period));
}

const SegProfilePage seg_profile_page_retention = {
	.title = N_("Who comes back"), .empty = N_("Events have no times, so nobody can be seen to come back."), .new_list = new_list, .show = show,
	.above = draw_above, .open = open_row, .aside = draw_aside, .aside_lines = 2,
};
