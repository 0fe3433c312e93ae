/* Who moved from segment to segment between two versions: what changed in sentences, and a table of who was where and is where; the users
 * behind each number. Opened from Segments. */
#include <config.h>
#include "versions.h"

#include <segscope/migration.h>

#include <glib/gi18n.h>

#include "users.h"

#define NARROW 100 /* cells: names give way to numbers */
#define LEAST_CELL 8
#define WIDEST_CELL 18

typedef struct {
	gint64        segmentation_id;
	GPtrArray    *versions; /* of SegVersion*; NULL while nothing is loaded */
	guint         from, to; /* of these */
	gboolean      chosen;   /* from and to were said by the person */
	SegMigration *migration;
	GPtrArray    *words;    /* of char* */
	char         *failure;
	guint         row, column, first_column, first_row;
	gboolean      shares;
} State;

enum { USERS = SEG_ACTION_OWN, SHARES, EARLIER, LATER, DRIFT };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "moved-users", N_("users"), N_("List the users behind the number") },
	{ '%', SHARES, "moved-shares", N_("shares"), N_("Show shares of the segment before instead of users, or users again") },
	{ '<', EARLIER, "earlier-version", N_("earlier"), N_("Compare with the version before") },
	{ '>', LATER, "later-version", NULL, N_("Compare with the version after") },
	{ 'd', DRIFT, "drift", N_("drift"), N_("Show how far the values of features have drifted") },
	{ SEG_KEY_LEFT, SEG_ACTION_LEFT, "moved-left", NULL, N_("Go to the left") },
	{ SEG_KEY_RIGHT, SEG_ACTION_RIGHT, "moved-right", NULL, N_("Go to the right") },
	{ SEG_KEY_UP, SEG_ACTION_UP, "moved-up", NULL, N_("Go up") },
	{ SEG_KEY_DOWN, SEG_ACTION_DOWN, "moved-down", NULL, N_("Go down") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

/* Loading ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	gint64        segmentation_id;
	gboolean      chosen;
	guint         from, to;
	GPtrArray    *versions, *words;
	SegMigration *migration;
} Load;

static void
free_load (gpointer data)
{
	Load *load = data;

	g_clear_pointer (&load->versions, g_ptr_array_unref);
	g_clear_pointer (&load->words, g_ptr_array_unref);
	seg_migration_free (load->migration);
	g_free (load);
}

static gboolean
run_load (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Load *load = data;
	g_autoptr (GPtrArray) drift = NULL;

	load->versions = seg_versions (workspace, load->segmentation_id, error);
	if (load->versions == NULL)
		return FALSE;
	if (load->versions->len < 2)
		return TRUE;
	if (!load->chosen || load->to >= load->versions->len) {
		load->to = load->versions->len - 1;
		load->from = load->to - 1;
	}
	load->migration = seg_migration (workspace, load->versions->pdata[load->from], load->versions->pdata[load->to], job, error);
	if (load->migration == NULL)
		return FALSE;
	drift = seg_drift (workspace, load->versions->pdata[load->from], load->versions->pdata[load->to], job, NULL);
	load->words = seg_migration_words (load->migration, drift);
	return seg_job_proceed (job, 1, NULL, error);
}

static void
done_load (SegView *view, gpointer data)
{
	State *state = view->state;
	Load *load = data;

	g_clear_pointer (&state->failure, g_free);
	g_clear_pointer (&state->versions, g_ptr_array_unref);
	g_clear_pointer (&state->words, g_ptr_array_unref);
	seg_migration_free (state->migration);
	state->versions = g_steal_pointer (&load->versions);
	state->words = g_steal_pointer (&load->words);
	state->migration = g_steal_pointer (&load->migration);
	state->from = load->from;
	state->to = load->to;
}

static void
failed_load (SegView *view, gpointer data, const GError *error)
{
	State *state = view->state;

	(void) data;
	g_free (state->failure);
	state->failure = g_strdup (error->message);
}

static const SegWork load_work = { N_("comparing versions"), run_load, done_load, failed_load, free_load, FALSE, FALSE };

static void
refresh (SegView *view)
{
	const State *state = view->state;
	Load *load;

	if (seg_view_is_busy (view, &load_work))
		return;
	load = g_new0 (Load, 1);
	load->segmentation_id = state->segmentation_id;
	load->chosen = state->chosen;
	load->from = state->from;
	load->to = state->to;
	seg_view_run (view, &load_work, load);
}

/* Widths of names and of numbers, so that all columns fit where they can. */
typedef struct {
	int name, cell;
} Widths;

/* Drawing ------------------------------------------------------------------------------------------------------------ */

static void
draw_name (const SegMigrationSide *side, guint place, SegCells *cells, SegRect rect, int x, int y, int width, SegInk ink)
{
	const SegMigrationSegment *segment = place < side->segments->len ? side->segments->pdata[place] : NULL;

	seg_draw_text (cells, rect, x, y, segment != NULL ? seg_ink_series (segment->colour) : SEG_INK_MUTED, segment != NULL ? "■" : " ");
	seg_draw_fit (cells, rect, x + 2, y, width - 2, SEG_ALIGN_LEFT, ink, segment != NULL ? segment->name : _("none"));
}

static gint64
size_of_row (const SegMigration *migration, guint from)
{
	return from < migration->from.segments->len ? ((const SegMigrationSegment *) migration->from.segments->pdata[from])->size : migration->n_came;
}

static void
draw_number (const State *state, guint from, guint to, SegCells *cells, SegRect rect, int x, int y, int width, gboolean focused)
{
	const SegMigration *migration = state->migration;
	gint64 users = seg_migration_users (migration, from, to), all = size_of_row (migration, from);
	gboolean stays = from < migration->from.segments->len && migration->goes_on[from] == (gint32) to;
	gboolean nobody = from == migration->from.segments->len && to == migration->to.segments->len;
	g_autofree char *text = nobody ? g_strdup ("") : users == 0 ? g_strdup ("·") : state->shares && all > 0
		? seg_format_share ((double) users / (double) all) : seg_format_integer (users);

	seg_draw_fit (cells, rect, x, y, width - 1, SEG_ALIGN_RIGHT, users == 0 ? SEG_INK_MUTED : stays ? SEG_INK_ACCENT : SEG_INK_NORMAL, text);
	if (focused && from == state->row && to == state->column)
		seg_draw_ink (cells, (SegRect) { rect.x + x, rect.y + y, width - 1, 1 }, SEG_INK_SELECTED);
}

/* The window of the table around the cursor. */
static void
scroll (State *state, guint fit_columns, guint fit_rows)
{
	guint n_columns = state->migration->to.segments->len + 1, n_rows = state->migration->from.segments->len + 1;

	state->row = MIN (state->row, n_rows - 1);
	state->column = MIN (state->column, n_columns - 1);
	state->first_column = MIN (state->first_column, state->column);
	state->first_row = MIN (state->first_row, state->row);
	if (state->column >= state->first_column + fit_columns)
		state->first_column = state->column - fit_columns + 1;
	if (state->row >= state->first_row + fit_rows)
		state->first_row = state->row - fit_rows + 1;
}

static Widths
widths_for (const SegMigration *migration, int width)
{
	Widths widths = { width < NARROW ? 16 : 30, 0 };

	widths.cell = CLAMP ((width - widths.name) / ((int) migration->to.segments->len + 2), LEAST_CELL, WIDEST_CELL);
	return widths;
}

static void
draw_row (const State *state, guint from, guint fit_columns, const Widths *widths, SegCells *cells, SegRect rect, int y, gboolean focused)
{
	g_autofree char *all = seg_format_integer (size_of_row (state->migration, from));

	draw_name (&state->migration->from, from, cells, rect, 0, y, widths->name - 1, SEG_INK_NORMAL);
	for (guint j = 0; j < fit_columns; j++)
		draw_number (state, from, state->first_column + j, cells, rect, widths->name + (int) j * widths->cell, y, widths->cell, focused);
	seg_draw_fit (cells, rect, widths->name + (int) fit_columns * widths->cell, y, widths->cell - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, all);
}

/* Names in full of what is under the cursor: headings are cut. */
static void
draw_cursor (const State *state, SegCells *cells, SegRect rect, int y)
{
	const SegMigration *migration = state->migration;
	const char *from = state->row < migration->from.segments->len ? ((const SegMigrationSegment *) migration->from.segments->pdata[state->row])->name : _("none");
	const char *to = state->column < migration->to.segments->len ? ((const SegMigrationSegment *) migration->to.segments->pdata[state->column])->name : _("none");
	g_autofree char *users = seg_format_integer (seg_migration_users (migration, state->row, state->column));
	g_autofree char *words = g_strdup_printf ("%s → %s: %s", from, to, users);

	seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, words);
}

static void
draw_table (State *state, SegCells *cells, SegRect rect, gboolean focused)
{
	const SegMigration *migration = state->migration;
	Widths widths = widths_for (migration, rect.width);
	guint n_columns = migration->to.segments->len + 1, n_rows = migration->from.segments->len + 1;
	guint fit_columns = (guint) CLAMP ((rect.width - widths.name) / widths.cell - 1, 1, (int) n_columns);
	guint fit_rows = (guint) CLAMP (rect.height - 3, 1, (int) n_rows);

	scroll (state, fit_columns, fit_rows);
	for (guint j = 0; j < fit_columns; j++)
		draw_name (&migration->to, state->first_column + j, cells, rect, widths.name + (int) j * widths.cell, 0, widths.cell - 1, SEG_INK_HEADING);
	seg_draw_fit (cells, rect, widths.name + (int) fit_columns * widths.cell, 0, widths.cell - 1, SEG_ALIGN_RIGHT, SEG_INK_MUTED, _("all"));
	for (guint i = 0; i < fit_rows; i++)
		draw_row (state, state->first_row + i, fit_columns, &widths, cells, rect, (int) i + 1, focused);
	draw_cursor (state, cells, rect, (int) fit_rows + 2);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (state->failure != NULL)
		return state->failure;
	if (state->versions != NULL && state->migration == NULL)
		return _("There is only one version of these segments yet. When new data have come, N on Segments makes the next one; then this says who moved.");
	return state->migration == NULL ? _("Comparing the versions ...") : NULL;
}

/* As many sentences as leave room for the table. */
static int
draw_words (const State *state, SegCells *cells, SegRect rect)
{
	int most = MAX (rect.height - (int) state->migration->from.segments->len - 6, 3), used = 0;

	for (guint i = 0; i < state->words->len && used + seg_text_width (state->words->pdata[i]) / MAX (rect.width, 1) < most; i++)
		used += seg_draw_paragraph (cells, seg_rect_top (rect, most), 0, used, i == 0 ? SEG_INK_NORMAL : SEG_INK_MUTED, state->words->pdata[i]);
	return used;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *remark = state->migration != NULL ? g_strdup_printf (_("version %u → version %u"), state->migration->from.number,
	                                                                        state->migration->to.number) : NULL;
	int used = seg_draw_heading (cells, rect, _("Who moved?"), remark);

	rect = seg_rect_below (rect, used);
	if (state->migration == NULL) {
		seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, when_empty (view));
		return;
	}
	rect = seg_rect_below (rect, draw_words (state, cells, rect) + 1);
	draw_table (state, cells, rect, seg_view_has_focus (view));
}

/* The view ----------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	if (argument != NULL)
		((State *) view->state)->segmentation_id = *(const gint64 *) argument;
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	g_clear_pointer (&state->versions, g_ptr_array_unref);
	g_clear_pointer (&state->words, g_ptr_array_unref);
	seg_migration_free (state->migration);
	g_free (state->failure);
}

static void
show_users (SegView *view)
{
	const State *state = view->state;
	g_autofree char *filter = seg_migration_filter (state->migration, state->row, state->column), *errand = NULL;

	if (filter == NULL)
		return;
	if (seg_migration_users (state->migration, state->row, state->column) == 0) {
		seg_say (view, "%s", _("Nobody is behind this number."));
		return;
	}
	errand = g_strconcat (SEG_USERS_FILTER, filter, NULL);
	seg_view_visit (view, "users", errand, 0);
}

/* The version to compare with, one earlier or later. */
static void
choose (SegView *view, int step)
{
	State *state = view->state;

	if (state->versions == NULL || state->versions->len < 2)
		return;
	if (step < 0 && state->from > 0)
		state->from--;
	else if (step > 0 && state->from + 1 < state->to)
		state->from++;
	else if (step > 0 && state->to + 1 < state->versions->len)
		state->to++;
	else
		return;
	state->chosen = TRUE;
	refresh (view);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == USERS)
		return state->migration != NULL && !(state->row == state->migration->from.segments->len && state->column == state->migration->to.segments->len);
	if (action == EARLIER)
		return state->migration != NULL && state->from > 0;
	if (action == LATER)
		return state->migration != NULL && (state->from + 1 < state->to || state->to + 1 < state->versions->len);
	return action < SEG_ACTION_OWN || state->versions != NULL;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (state->versions != NULL && action == DRIFT) {
		const SegVersion *from = state->versions->pdata[state->from], *to = state->versions->pdata[state->to];

		return seg_view_push (view, &seg_drift_view,
		                      &(SegDriftPair) { state->segmentation_id, from->number, state->migration != NULL ? to->number : 0 });
	}
	if (state->migration == NULL)
		return FALSE;
	switch (action) {
	case USERS:
		show_users (view);
		return TRUE;
	case SHARES:
		state->shares = !state->shares;
		return TRUE;
	case EARLIER:
		choose (view, -1);
		return TRUE;
	case LATER:
		choose (view, 1);
		return TRUE;
	case SEG_ACTION_LEFT:
		state->column -= state->column > 0;
		return TRUE;
	case SEG_ACTION_RIGHT:
		state->column++;
		return TRUE;
	case SEG_ACTION_UP:
		state->row -= state->row > 0;
		return TRUE;
	case SEG_ACTION_DOWN:
		state->row++;
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_migration_view = {
	.name = "migration", .title = N_("Who moved?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each row is a segment of the version before, each column one of the version after; the number is how many users were in the one and are in "
	           "the other. \"none\" are those who came or left. Numbers in colour stayed. Enter lists the users behind a number as a filter, which a campaign "
	           "can take too; < and > choose other versions."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
};
