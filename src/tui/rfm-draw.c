/* How the RFM screen looks: the answer in words, the grid with its shades, what is under the cursor, the groups. */
#include <config.h>
#include "rfm.h"

#include <segscope/format.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SIDE_BY_SIDE 118 /* columns from which the groups stand beside the grid */
#define GROUPS_WIDTH(width) ((width) >= 150 ? 72 : 54) /* then */
#define DETAIL_LINES 4
#define WIDEST_CELL 26
#define ROOMY_CELL 9     /* from here on a cell has room for its name and a broader shade */

/* Colour says what a group is worth; its name says it as well. */
static const SegInk group_inks[SEG_RFM_N_GROUPS] = {
	[SEG_RFM_CHAMPIONS] = SEG_INK_GOOD, [SEG_RFM_LOYAL] = SEG_INK_GOOD, [SEG_RFM_POTENTIAL] = SEG_INK_ACCENT, [SEG_RFM_NEW] = SEG_INK_ACCENT,
	[SEG_RFM_PROMISING] = SEG_INK_ACCENT, [SEG_RFM_ATTENTION] = SEG_INK_WARNING, [SEG_RFM_SLEEPY] = SEG_INK_WARNING,
	[SEG_RFM_AT_RISK] = SEG_INK_BAD, [SEG_RFM_CANNOT_LOSE] = SEG_INK_BAD, [SEG_RFM_HIBERNATING] = SEG_INK_MUTED, [SEG_RFM_LOST] = SEG_INK_MUTED,
	[SEG_RFM_NONE] = SEG_INK_MUTED,
};

/* Figures ---------------------------------------------------------------------------------------------------------- */

static double
share_of_users (const SegRfm *rfm, const SegRfmCell *cell)
{
	return rfm->n_users > 0 ? (double) cell->n_users / (double) rfm->n_users : 0;
}

static double
share_of_revenue (const SegRfm *rfm, const SegRfmCell *cell)
{
	return rfm->has_revenue && rfm->all.revenue > 0 ? cell->revenue / rfm->all.revenue : NAN;
}

char *
seg_rfm_cell_words (const SegRfm *rfm, const SegRfmCell *cell)
{
	g_autofree char *users = seg_format_integer (cell->n_users), *share = seg_format_share (share_of_users (rfm, cell));
	g_autofree char *revenue = seg_format_share (share_of_revenue (rfm, cell)), *money = seg_format_money (cell->revenue, -1);

	if (isnan (share_of_revenue (rfm, cell)))
		return g_strdup_printf (ngettext ("%s user (%s)", "%s users (%s)", (gulong) cell->n_users), users, share);
	return g_strdup_printf (ngettext ("%s user (%s), %s of the revenue (%s)", "%s users (%s), %s of the revenue (%s)", (gulong) cell->n_users), users,
	                        share, revenue, money);
}

char *
seg_rfm_cuts_words (const SegRfmRule *rule)
{
	GString *words = g_string_new (NULL);

	for (guint i = 0; i + 1 < rule->n_bins; i++) {
		g_autofree char *cut = seg_format_auto (rule->cuts[i]);

		g_string_append_printf (words, "%s%s", i > 0 ? " · " : "", cut);
	}
	return g_string_free (words, FALSE);
}

/* The answer in words ------------------------------------------------------------------------------------------------ */

static char *
short_words (const SegRfm *rfm, const SegRfmCell *cell)
{
	g_autofree char *users = seg_format_integer (cell->n_users), *share = seg_format_share (share_of_users (rfm, cell));
	g_autofree char *revenue = seg_format_share (share_of_revenue (rfm, cell));

	if (isnan (share_of_revenue (rfm, cell)))
		return g_strdup_printf (ngettext ("%s user (%s)", "%s users (%s)", (gulong) cell->n_users), users, share);
	return g_strdup_printf (ngettext ("%s user, %s of revenue", "%s users, %s of revenue", (gulong) cell->n_users), users, revenue);
}

static void
say_group (GString *words, const SegRfm *rfm, SegRfmGroup group)
{
	g_autofree char *users = short_words (rfm, &rfm->groups[group]);

	if (rfm->groups[group].n_users > 0)
		g_string_append_printf (words, _("%s: %s. "), rfm->definition->names[group], users);
}

/* Who brings most, and who may go with how much. */
static char *
words_of (const SegRfm *rfm)
{
	g_autoptr (GString) words = g_string_new (NULL);
	SegRfmCell leaving = rfm->groups[SEG_RFM_AT_RISK];

	say_group (words, rfm, SEG_RFM_CHAMPIONS);
	leaving.n_users += rfm->groups[SEG_RFM_CANNOT_LOSE].n_users;
	leaving.revenue += rfm->groups[SEG_RFM_CANNOT_LOSE].revenue;
	if (leaving.n_users > 0) {
		g_autofree char *users = short_words (rfm, &leaving);

		g_string_append_printf (words, _("Slipping away: %s. "), users);
	}
	if (rfm->n_rated < rfm->n_users) {
		g_autofree char *outside = seg_format_integer (rfm->groups[SEG_RFM_NONE].n_users);

		g_string_append_printf (words, _("Outside: %s (%s)."), outside, rfm->definition->names[SEG_RFM_NONE]);
	}
	return g_string_free (g_steal_pointer (&words), FALSE);
}

static int
draw_words (const SegRfmState *state, SegCells *cells, SegRect rect)
{
	g_autofree char *words = words_of (state->rfm);
	int y = 0;

	if (state->set->stale)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, _("! The data have changed since these figures were computed. Press r to compute them again."));
	return y + seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, words);
}

/* The grid ----------------------------------------------------------------------------------------------------------- */

/* Where the grid lies. */
typedef struct {
	SegRect rect;
	int     label, cell, lines; /* width of the labels, of a cell; height of a cell */
	double  most;               /* share of the fullest cell */
	gboolean both;              /* there is room for users and share in every cell */
} Layout;

static double
share_of (const SegRfmState *state, const SegRfmCell *cell)
{
	double share = state->by_revenue ? share_of_revenue (state->rfm, cell) : share_of_users (state->rfm, cell);

	return isfinite (share) && share > 0 ? share : 0;
}

/* "≤ 30 days", "> 326 days": with the row above it, all there is to know. */
static char *
row_label (const SegRfm *rfm, guint score)
{
	const SegRfmRule *rule = &rfm->definition->axes[SEG_RFM_RECENCY];
	guint bin = rule->n_bins - score;
	double value = rule->cuts[bin + 1 < rule->n_bins ? bin : bin - 1];
	g_autofree char *cut = seg_format_auto (value);

	return g_strdup_printf ("%u %s %s %s", score, bin + 1 < rule->n_bins ? "≤" : ">", cut, seg_rfm_unit (rfm, SEG_RFM_RECENCY, value));
}

/* "167  3.3 %" */
static char *
users_and_share (const SegRfmState *state, const SegRfmCell *cell)
{
	g_autofree char *share = seg_format_share (share_of (state, cell)), *users = seg_format_integer (cell->n_users);

	return g_strdup_printf ("%s  %s", users, share);
}

static int
widest_figure (const SegRfmState *state)
{
	int widest = 0;

	for (guint row = 0; row < state->rfm->n_rows; row++)
		for (guint column = 0; column < state->rfm->n_columns; column++) {
			g_autofree char *words = users_and_share (state, &state->rfm->cells[row][column]);

			widest = MAX (widest, seg_text_width (words));
		}
	return widest;
}

static Layout
lay_out (const SegRfmState *state, SegRect rect)
{
	const SegRfm *rfm = state->rfm;
	Layout layout = { .rect = rect, .label = 8 };

	for (guint row = 1; row <= rfm->n_rows; row++) {
		g_autofree char *label = row_label (rfm, row);

		layout.label = MAX (layout.label, seg_text_width (label) + 1);
		for (guint column = 0; column < rfm->n_columns; column++)
			layout.most = MAX (layout.most, share_of (state, &rfm->cells[row - 1][column]));
	}
	layout.label = MIN (layout.label, rect.width / 3);
	layout.cell = CLAMP ((rect.width - layout.label) / (int) rfm->n_columns, 4, WIDEST_CELL);
	layout.lines = CLAMP ((rect.height - 1) / (int) rfm->n_rows, 1, layout.cell < ROOMY_CELL ? 1 : 3);
	layout.both = widest_figure (state) <= layout.cell - 3;
	return layout;
}

static const char *
shade_of (double share, double most)
{
	static const char *const shades[] = { " ", "░", "▒", "▓", "█" };
	guint step = most > 0 && share > 0 ? (guint) CLAMP (ceil (share / most * 4), 1, 4) : 0;

	return shades[step];
}

/* The number of users, or of the share of revenue, as it fits. */
static char *
cell_figure (const SegRfmState *state, const SegRfmCell *cell, int width, gboolean both)
{
	g_autofree char *share = seg_format_share (share_of (state, cell)), *users = seg_format_integer (cell->n_users);

	if (cell->n_users == 0)
		return g_strdup ("·");
	if (both)
		return users_and_share (state, cell);
	if (state->by_revenue)
		return seg_text_width (share) <= width ? g_steal_pointer (&share) : g_strdup_printf ("%.0f%%", share_of (state, cell) * 100);
	return seg_text_width (users) <= width ? g_steal_pointer (&users) : seg_format_compact ((double) cell->n_users);
}

static void
draw_cell (const SegRfmState *state, const Layout *layout, SegCells *cells, guint row, guint column, gboolean selected)
{
	const SegRfm *rfm = state->rfm;
	const SegRfmCell *cell = &rfm->cells[row - 1][column - 1];
	SegRfmGroup group = seg_rfm_group_at (rfm->definition, row, column);
	int width = layout->cell - 1, x = layout->label + (int) (column - 1) * layout->cell, y = 1 + (int) (rfm->n_rows - row) * layout->lines;
	double share = share_of (state, cell);
	g_autofree char *figure = cell_figure (state, cell, width - (layout->cell >= ROOMY_CELL ? 2 : 1), layout->both);
	int line = y;

	if (layout->lines >= 2)
		seg_draw_fit (cells, layout->rect, x, line++, width, SEG_ALIGN_LEFT, group_inks[group], rfm->definition->names[group]);
	seg_draw_text (cells, layout->rect, x, line, group_inks[group], shade_of (share, layout->most));
	if (layout->cell >= ROOMY_CELL)
		seg_draw_text (cells, layout->rect, x + 1, line, group_inks[group], shade_of (share, layout->most));
	seg_draw_fit (cells, layout->rect, x + (layout->cell >= ROOMY_CELL ? 2 : 1), line, width - (layout->cell >= ROOMY_CELL ? 2 : 1),
	              SEG_ALIGN_RIGHT, cell->n_users > 0 ? SEG_INK_NORMAL : SEG_INK_MUTED, figure);
	if (selected)
		seg_draw_ink (cells, (SegRect) { layout->rect.x + x, layout->rect.y + y, width, MIN (layout->lines, 2) }, SEG_INK_SELECTED);
}

/* "1 rarely", "2", ... "5 often": what the columns are stands below, beside the cell under the cursor. */
static char *
column_label (const SegRfm *rfm, guint score)
{
	gboolean is_frequency = rfm->definition->columns == SEG_RFM_BY_FREQUENCY;

	if (score == 1)
		return g_strdup_printf ("1 %s", is_frequency ? _("rarely") : _("little"));
	if (score == rfm->n_columns)
		return g_strdup_printf ("%u %s", score, is_frequency ? _("often") : _("much"));
	return g_strdup_printf ("%u", score);
}

static void
draw_grid (const SegRfmState *state, SegCells *cells, SegRect rect, gboolean focused)
{
	const SegRfm *rfm = state->rfm;
	Layout layout = lay_out (state, rect);

	seg_draw_fit (cells, rect, 0, 0, layout.label - 1, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("Recency"));
	for (guint column = 1; column <= rfm->n_columns; column++) {
		g_autofree char *label = layout.cell >= ROOMY_CELL ? column_label (rfm, column) : g_strdup_printf ("%u", column);
		int x = layout.label + (int) (column - 1) * layout.cell;

		seg_draw_fit (cells, rect, x, 0, layout.cell - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, label);
	}
	for (guint row = 1; row <= rfm->n_rows; row++) {
		g_autofree char *label = row_label (rfm, row);

		seg_draw_fit (cells, rect, 0, 1 + (int) (rfm->n_rows - row) * layout.lines, layout.label - 1, SEG_ALIGN_LEFT, SEG_INK_MUTED, label);
		for (guint column = 1; column <= rfm->n_columns; column++)
			draw_cell (state, &layout, cells, row, column, focused && !state->in_groups && row == state->row && column == state->column);
	}
}

/* What is under the cursor ------------------------------------------------------------------------------------------- */

static char *
place_words (const SegRfmState *state)
{
	const SegRfm *rfm = state->rfm;
	g_autofree char *recency = seg_rfm_range (rfm, SEG_RFM_RECENCY, state->row), *column = NULL;
	SegRfmAxis axis = rfm->definition->columns == SEG_RFM_BY_MONETARY ? SEG_RFM_MONETARY : SEG_RFM_FREQUENCY;

	if (rfm->definition->columns == SEG_RFM_BY_BOTH)
		return g_strdup_printf (_("%s %s; frequency and money together %u of %u."), rfm->labels[SEG_RFM_RECENCY], recency, state->column,
		                        rfm->n_columns);
	column = seg_rfm_range (rfm, axis, state->column);
	return g_strdup_printf (_("%s %s; %s %s."), rfm->labels[SEG_RFM_RECENCY], recency, rfm->labels[axis], column);
}

static void
draw_axes (const SegRfm *rfm, SegCells *cells, SegRect rect)
{
	static const char *const names[] = { N_("Recency"), N_("Frequency"), N_("Money") };

	for (guint axis = 0; axis < SEG_RFM_N_AXES; axis++) {
		const SegRfmRule *rule = &rfm->definition->axes[axis];
		g_autofree char *cuts = seg_rfm_cuts_words (rule);

		seg_draw_format (cells, rect, 0, (int) axis, SEG_INK_MUTED, rule->own_cuts ? _("%s: %s, your cut points %s") : _("%s: %s, cut at %s (bins alike in size)"),
		                 _(names[axis]), rfm->labels[axis], cuts);
	}
}

static void
draw_detail (const SegRfmState *state, SegCells *cells, SegRect rect)
{
	const SegRfm *rfm = state->rfm;
	SegRfmGroup group = seg_rfm_current_group (state);
	const SegRfmCell *cell = state->in_groups ? &rfm->groups[group] : &rfm->cells[state->row - 1][state->column - 1];
	g_autofree char *figures = seg_rfm_cell_words (rfm, cell), *place = state->in_groups ? NULL : place_words (state);
	int x, y = 1;

	if (rect.height < 1)
		return;
	x = seg_draw_text (cells, rect, 0, 0, group_inks[group], rfm->definition->names[group]);
	seg_draw_format (cells, rect, x, 0, SEG_INK_NORMAL, "  %s", figures);
	if (place != NULL)
		y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, place);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, seg_rfm_group_meaning (group));
	if (rect.height >= y + 2 + SEG_RFM_N_AXES)
		draw_axes (rfm, cells, seg_rect_below (rect, y + 1));
}

/* The groups --------------------------------------------------------------------------------------------------------- */

static void
draw_group (const SegRfmState *state, SegCells *cells, SegRect rect, int y, SegRfmGroup group, gboolean selected)
{
	const SegRfm *rfm = state->rfm;
	const SegRfmCell *cell = &rfm->groups[group];
	g_autofree char *users = seg_format_integer (cell->n_users), *share = seg_format_share (share_of_users (rfm, cell));
	g_autofree char *revenue = seg_format_share (share_of_revenue (rfm, cell));
	int name = MIN (rect.width - 28, 28), bar = rect.width - name - 30;

	seg_draw_fit (cells, rect, 0, y, name, SEG_ALIGN_LEFT, group_inks[group], rfm->definition->names[group]);
	seg_draw_fit (cells, rect, name, y, 10, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, users);
	seg_draw_fit (cells, rect, name + 10, y, 8, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, share);
	if (rfm->has_revenue)
		seg_draw_fit (cells, rect, name + 18, y, 10, SEG_ALIGN_RIGHT, SEG_INK_NORMAL, revenue);
	if (bar > 4)
		seg_chart_bar (cells, rect.x + rect.width - bar, rect.y + y, bar, state->by_revenue ? share_of (state, cell) : share_of_users (rfm, cell),
		               group_inks[group]);
	if (selected)
		seg_draw_ink (cells, (SegRect) { rect.x, rect.y + y, MIN (rect.width, name + 28), 1 }, SEG_INK_SELECTED);
}

static void
draw_groups (const SegRfmState *state, SegCells *cells, SegRect rect, gboolean focused)
{
	int name = MIN (rect.width - 28, 28), y = 1;

	seg_draw_fit (cells, rect, 0, 0, name, SEG_ALIGN_LEFT, SEG_INK_MUTED, _("Group"));
	seg_draw_fit (cells, rect, name, 0, 10, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("Users"));
	seg_draw_fit (cells, rect, name + 10, 0, 8, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("Share"));
	if (state->rfm->has_revenue)
		seg_draw_fit (cells, rect, name + 18, 0, 10, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("Revenue"));
	for (guint group = 0; group < SEG_RFM_N_GROUPS; group++)
		draw_group (state, cells, rect, y++, (SegRfmGroup) group, focused && state->in_groups && group == state->group);
}

void
seg_rfm_draw (const SegRfmState *state, SegCells *cells, SegRect rect, gboolean focused)
{
	gboolean side_by_side = rect.width >= SIDE_BY_SIDE;
	SegRect detail, groups;

	if (side_by_side || !state->in_groups || rect.height > 24) /* else the groups need the room, and say it themselves */
		rect = seg_rect_below (rect, draw_words (state, cells, rect) + (rect.height > 24 ? 1 : 0));
	if (side_by_side) {
		rect = seg_rect_split (rect, rect.width - GROUPS_WIDTH (rect.width), &groups);
		groups.x += 3;
		groups.width -= 3;
		draw_groups (state, cells, groups, focused);
	}
	detail = seg_rect_below (rect, MIN (rect.height - DETAIL_LINES, side_by_side ? 3 * (int) state->rfm->n_rows + 2 : rect.height));
	rect = seg_rect_top (rect, rect.height - detail.height);
	if (state->in_groups && !side_by_side)
		draw_groups (state, cells, rect, focused);
	else
		draw_grid (state, cells, rect, focused);
	seg_draw_rule (cells, detail, 0);
	draw_detail (state, cells, seg_rect_below (detail, 1));
}
