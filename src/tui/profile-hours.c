/* The page of when they come: hours of the day and days of the week, against everyone. */
#include <config.h>
#include "profile.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>

#define N_HOURS 24
#define N_WEEKDAYS 7

enum { WHEN, EVENTS, SHARE, EVERYONE, BAR };

static const SegListColumn columns[] = {
	[WHEN] = { N_("When"), SEG_ALIGN_LEFT, 12, FALSE },
	[EVENTS] = { N_("Events"), SEG_ALIGN_RIGHT, 10, FALSE },
	[SHARE] = { N_("Share"), SEG_ALIGN_RIGHT, 7, FALSE },
	[EVERYONE] = { N_("Everyone"), SEG_ALIGN_RIGHT, 9, FALSE },
	[BAR] = { N_("▏ is everyone"), SEG_ALIGN_LEFT, -20, FALSE },
};

/* The figures of row @row: of an hour, or of a day of the week. */
typedef struct {
	gboolean is_hour;
	guint    number;
	gint64   n;
	double   share, everyone, most; /* most: of all rows of its kind, either share */
} Row;

static double
share_of (gint64 n, gint64 total)
{
	return total > 0 ? (double) n / (double) total : 0;
}

static gint64
sum_of (const gint64 *counts, guint n)
{
	gint64 sum = 0;

	for (guint i = 0; i < n; i++)
		sum += counts[i];
	return sum;
}

static Row
row_at (const SegProfileState *state, gsize row)
{
	const SegHabits *habits = seg_profile_profile (state)->habits;
	guint n_hours = habits->has_hours ? N_HOURS : 0;
	gboolean is_hour = row < n_hours;
	const gint64 *here = is_hour ? habits->by_hour : habits->by_weekday, *all = is_hour ? habits->by_hour_all : habits->by_weekday_all;
	guint n = is_hour ? N_HOURS : N_WEEKDAYS, number = (guint) row - (is_hour ? 0 : n_hours);
	gint64 total = sum_of (here, n), total_all = sum_of (all, n);
	Row result = { is_hour, number, here[number], share_of (here[number], total), share_of (all[number], total_all), 0 };

	for (guint i = 0; i < n; i++)
		result.most = MAX (result.most, MAX (share_of (here[i], total), share_of (all[i], total_all)));
	return result;
}

static gsize
n_rows (gpointer data)
{
	const SegHabits *habits = seg_profile_profile (data)->habits;

	return habits->n_periods == 0 ? 0 : (habits->has_hours ? N_HOURS : 0) + N_WEEKDAYS;
}

static char *
cell (gpointer data, gsize number, guint column, SegInk *ink)
{
	static const char *const weekdays[] = { N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday") };
	Row row = row_at (data, number);

	switch (column) {
	case WHEN:
		return row.is_hour ? g_strdup_printf ("%02u:00", row.number) : g_strdup (_(weekdays[row.number]));
	case EVENTS:
		return seg_format_integer (row.n);
	case SHARE:
		*ink = row.share > 1.25 * row.everyone ? SEG_INK_ACCENT : SEG_INK_NORMAL;
		return seg_format_share (row.share);
	case EVERYONE:
		return seg_format_share (row.everyone);
	default:
		return NULL;
	}
}

static gboolean
draw_cell (gpointer data, gsize number, guint column, SegCells *cells, SegRect rect, gboolean selected)
{
	Row row = row_at (data, number);
	int at;
	SegCell *mark;

	(void) selected;
	if (column != BAR)
		return FALSE;
	if (row.most > 0) {
		seg_chart_bar (cells, rect.x, rect.y, rect.width, row.share / row.most, seg_ink_series (seg_profile_segment (data)->colour));
		at = MIN ((int) (row.everyone / row.most * rect.width), rect.width - 1);
		mark = seg_cells_at (cells, rect.x + at, rect.y);
		if (mark != NULL)
			*mark = (SegCell) { .character = cells->ascii ? '|' : 0x258F, .ink = SEG_INK_AXIS };
	}
	return TRUE;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .draw_cell = draw_cell, .is_table = TRUE };

static SegList *
new_list (SegProfileState *state)
{
	return seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
}

static gboolean
open_row (SegView *view, SegProfileState *state, gsize number)
{
	Row row = row_at (state, number);
	g_autofree char *segment = seg_profile_own_filter (state);

	return seg_profile_open_users (view, state, row.is_hour ? seg_habit_filter_hour (segment, row.number) : seg_habit_filter_weekday (segment, row.number),
	                               NULL, NULL);
}

/* Two lines of columns: theirs and everyone's. */
static void
draw_aside (const SegProfileState *state, SegCells *cells, SegRect rect)
{
	const SegHabits *habits = seg_profile_profile (state)->habits;
	g_autoptr (SegPlot) plot = seg_figure_hours (seg_profile_segment (state), habits);

	if (plot == NULL) {
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, habits->n_periods > 0 ? _("Events have dates without a time of day.") : _("Events have no times."));
		return;
	}
	seg_draw_fit (cells, rect, 0, 0, 10, SEG_ALIGN_LEFT, SEG_INK_NORMAL, _("They"));
	seg_plot_draw_sparkline (plot, 0, cells, rect.x + 11, rect.y, MIN (N_HOURS, rect.width - 11));
	seg_draw_fit (cells, rect, 0, 1, 10, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("Everyone"));
	seg_plot_draw_sparkline (plot, 1, cells, rect.x + 11, rect.y + 1, MIN (N_HOURS, rect.width - 11));
	seg_draw_text (cells, rect, 11, 2, SEG_INK_MUTED, "0     6     12    18   23");
}

const SegProfilePage seg_profile_page_hours = {
	.title = N_("When"), .empty = N_("Events have no times."), .new_list = new_list, .open = open_row, .of_everyone = TRUE, .aside = draw_aside, .aside_lines = 3,
};
