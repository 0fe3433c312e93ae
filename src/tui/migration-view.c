/* Who moved from segment to segment between two versions: what changed in sentences, and a table of who was where and is where; the users
 * behind each number. Opened from Segments. */
#include <config.h>
#include "cross-table.h"
#include "reading.h"
#include "screens.h"
#include "users.h"
#include "versions.h"

#include <segscope/figure.h>
#include <segscope/migration.h>

#include <glib/gi18n.h>

#define NARROW 100 /* cells: names give way to numbers */
#define LEAST_CELL 8
#define WIDEST_CELL 18

/* Which versions are wanted. */
typedef struct {
	gint64   segmentation_id;
	gboolean chosen; /* from and to were said by the person */
	guint    from, to; /* of all versions, from 0 */
} Wanted;

typedef struct {
	guint         from, to; /* of these */
	GPtrArray    *versions; /* of SegVersion* */
	SegMigration *migration; /* NULL: there is only one version */
	GPtrArray    *words;    /* of char* */
} Outcome;

typedef struct {
	SegReading    reading; /* of Outcome */
	Wanted        wanted;
	SegCrossTable table;
	gboolean      shares;
} State;

enum { USERS = SEG_ACTION_OWN, SHARES, EARLIER, LATER, DRIFT, WORDS };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USERS, "moved-users", N_("users"), N_("List the users behind the number") },
	{ '%', SHARES, "moved-shares", N_("shares"), N_("Show shares of the segment before instead of users, or users again") },
	{ '<', EARLIER, "earlier-version", N_("earlier"), N_("Compare with the version before") },
	{ '>', LATER, "later-version", NULL, N_("Compare with the version after") },
	{ 'w', WORDS, "moved-words", N_("all sentences"), N_("Show all sentences, also those that have no room") },
	{ 'd', DRIFT, "drift", N_("drift"), N_("Show how far the values of features have drifted") },
	SEG_CROSS_BINDINGS
};

static const Outcome *
outcome_of (const State *state)
{
	return state->reading.result;
}

/* NULL: nothing is to be seen. */
static const SegMigration *
migration_of (const State *state)
{
	return outcome_of (state) != NULL ? outcome_of (state)->migration : NULL;
}

/* Reading ------------------------------------------------------------------------------------------------------------ */

static void
free_outcome (gpointer data)
{
	Outcome *outcome = data;

	g_clear_pointer (&outcome->versions, g_ptr_array_unref);
	g_clear_pointer (&outcome->words, g_ptr_array_unref);
	seg_migration_free (outcome->migration);
	g_free (outcome);
}

static gboolean
compare (SegWorkspace *workspace, SegJob *job, Outcome *outcome, GError **error)
{
	g_autoptr (GPtrArray) drift = NULL;
	const SegVersion *from = outcome->versions->pdata[outcome->from], *to = outcome->versions->pdata[outcome->to];

	outcome->migration = seg_migration (workspace, from, to, job, error);
	if (outcome->migration == NULL)
		return FALSE;
	drift = seg_drift (workspace, from, to, job, NULL);
	outcome->words = seg_migration_words (outcome->migration, drift);
	return seg_job_proceed (job, 1, NULL, error);
}

static gpointer
read_migration (SegWorkspace *workspace, SegJob *job, gconstpointer request, GError **error)
{
	const Wanted *wanted = request;
	Outcome *outcome = g_new0 (Outcome, 1);
	gboolean chosen;

	outcome->versions = seg_versions (workspace, wanted->segmentation_id, error);
	if (outcome->versions != NULL && outcome->versions->len < 2)
		return outcome;
	if (outcome->versions != NULL) {
		chosen = wanted->chosen && wanted->to < outcome->versions->len;
		outcome->to = chosen ? wanted->to : outcome->versions->len - 1;
		outcome->from = chosen ? wanted->from : outcome->to - 1;
		if (compare (workspace, job, outcome, error))
			return outcome;
	}
	free_outcome (outcome);
	return NULL;
}

static const SegReadingClass migration_reading = { SEG_READING_WORK (N_("comparing versions")), read_migration, NULL, free_outcome };

static void
refresh (SegView *view)
{
	seg_reading_begin (view, &migration_reading, &((const State *) view->state)->wanted, sizeof (Wanted));
}

/* The table ---------------------------------------------------------------------------------------------------------- */

static void
size (gconstpointer data, guint *n_rows, guint *n_columns)
{
	const SegMigration *migration = migration_of (data);

	*n_rows = migration->from.segments->len + 1;
	*n_columns = migration->to.segments->len + 1;
}

static const char *
name_of (const SegMigrationSide *side, guint place)
{
	return place == SEG_CROSS_ALL ? _("all") : place < side->segments->len ? ((const SegMigrationSegment *) side->segments->pdata[place])->name : _("none");
}

static void
draw_name (const SegMigrationSide *side, guint place, SegCells *cells, SegRect rect, SegInk ink)
{
	const SegMigrationSegment *segment = place < side->segments->len ? side->segments->pdata[place] : NULL;

	seg_draw_text (cells, rect, 0, 0, segment != NULL ? seg_ink_series (segment->colour) : SEG_INK_MUTED, segment != NULL ? "■" : " ");
	seg_draw_fit (cells, rect, 2, 0, rect.width - 2, SEG_ALIGN_LEFT, ink, name_of (side, place));
}

static void
row_name (gconstpointer data, guint row, SegCells *cells, SegRect rect)
{
	draw_name (&migration_of (data)->from, row, cells, rect, SEG_INK_NORMAL);
}

static void
column_name (gconstpointer data, guint column, SegCells *cells, SegRect rect)
{
	draw_name (&migration_of (data)->to, column, cells, rect, SEG_INK_HEADING);
}

/* Also of totals; those who are in none of either are nobody. */
static gint64
users_at (const SegMigration *migration, guint row, guint column)
{
	gint64 users = 0;

	for (guint i = 0; i <= migration->from.segments->len; i++)
		for (guint j = 0; j <= migration->to.segments->len; j++)
			if ((row == SEG_CROSS_ALL || row == i) && (column == SEG_CROSS_ALL || column == j))
				users += seg_migration_users (migration, i, j);
	return users;
}

static gboolean
is_nobody (const SegMigration *migration, guint row, guint column)
{
	return row == migration->from.segments->len && column == migration->to.segments->len;
}

static char *
cell (gconstpointer data, guint row, guint column, SegInk *ink)
{
	const State *state = data;
	const SegMigration *migration = migration_of (state);
	gint64 users = users_at (migration, row, column), all = row != SEG_CROSS_ALL ? users_at (migration, row, SEG_CROSS_ALL) : 0;
	gboolean total = row == SEG_CROSS_ALL || column == SEG_CROSS_ALL;

	if ((row == SEG_CROSS_ALL && column == SEG_CROSS_ALL) || is_nobody (migration, row, column))
		return NULL;
	if (!total)
		*ink = users == 0 ? SEG_INK_MUTED : row < migration->from.segments->len && migration->goes_on[row] == (gint32) column ? SEG_INK_ACCENT : SEG_INK_NORMAL;
	if (users == 0 && !total)
		return g_strdup ("·");
	return state->shares && !total && all > 0 ? seg_format_share ((double) users / (double) all) : seg_format_integer (users);
}

static const SegCrossSource source = { size, row_name, column_name, cell, FALSE, N_("all") };

/* Widths of names and of numbers, so that all columns fit where they can. */
static SegCrossWidths
widths_for (const SegMigration *migration, int width)
{
	int name = width < NARROW ? 16 : 30;
	int cell_width = CLAMP ((width - name) / ((int) migration->to.segments->len + 2), LEAST_CELL, WIDEST_CELL);

	return (SegCrossWidths) { name, cell_width, cell_width };
}

/* Drawing ------------------------------------------------------------------------------------------------------------ */

/* Names in full of what is under the cursor: headings are cut. */
static char *
describe (const State *state)
{
	const SegMigration *migration = migration_of (state);
	g_autofree char *users = seg_format_integer (users_at (migration, state->table.row, state->table.column));

	return g_strdup_printf (_("%s → %s: %s"), name_of (&migration->from, state->table.row), name_of (&migration->to, state->table.column), users);
}

static const char *
when_empty (SegView *view)
{
	const State *state = view->state;

	if (outcome_of (state) != NULL && migration_of (state) == NULL)
		return _("There is only one version of these segments yet. When new data have come, N on Segments makes the next one; then this says who moved.");
	return seg_reading_when_empty (&state->reading, _("Comparing the versions ..."));
}

/* As many sentences as leave room for the table. */
static int
draw_words (const Outcome *outcome, SegCells *cells, SegRect rect)
{
	int most = MAX (rect.height - (int) outcome->migration->from.segments->len - 7, 3), used = 0;

	for (guint i = 0; i < outcome->words->len && used + seg_text_width (outcome->words->pdata[i]) / MAX (rect.width, 1) < most; i++)
		used += seg_draw_paragraph (cells, seg_rect_top (rect, most), 0, used, i == 0 ? SEG_INK_NORMAL : SEG_INK_MUTED, outcome->words->pdata[i]);
	return used;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	const SegMigration *migration = migration_of (state);
	g_autofree char *remark = migration != NULL ? g_strdup_printf (_("version %u → version %u"), migration->from.number, migration->to.number) : NULL;
	g_autofree char *words = NULL;
	int used;

	rect = seg_reading_draw (view, cells, rect, _("Who moved?"), remark);
	if (migration == NULL || rect.height < 1)
		return;
	rect = seg_rect_below (rect, draw_words (outcome_of (state), cells, rect) + 1);
	used = seg_cross_table_draw (&state->table, &source, state, widths_for (migration, rect.width), cells, seg_rect_top (rect, rect.height - 2),
	                             seg_view_has_focus (view));
	words = describe (state);
	seg_draw_paragraph (cells, rect, 0, used + 1, SEG_INK_NORMAL, words);
}

/* The view ----------------------------------------------------------------------------------------------------------- */

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	(void) error;
	if (argument != NULL)
		((State *) view->state)->wanted.segmentation_id = *(const gint64 *) argument;
	return TRUE;
}

static void
close_view (SegView *view)
{
	seg_reading_clear (&((State *) view->state)->reading);
}

static void
show_users (SegView *view)
{
	const State *state = view->state;
	const SegMigration *migration = migration_of (state);
	g_autofree char *filter = seg_migration_filter (migration, state->table.row, state->table.column);

	if (filter == NULL || users_at (migration, state->table.row, state->table.column) == 0)
		seg_say (view, "%s", _("Nobody is behind this number."));
	else
		seg_view_push (view, &seg_users_view, &(SegUsersPlace) { .filter = filter, .segmentation_id = state->wanted.segmentation_id });
}

/* The version to compare with, one earlier or later. */
static void
choose (SegView *view, int step)
{
	State *state = view->state;
	const Outcome *outcome = outcome_of (state);
	Wanted wanted = { state->wanted.segmentation_id, TRUE, outcome->from, outcome->to };

	if (step < 0 && wanted.from > 0)
		wanted.from--;
	else if (step > 0 && wanted.from + 1 < wanted.to)
		wanted.from++;
	else if (step > 0 && wanted.to + 1 < outcome->versions->len)
		wanted.to++;
	else
		return;
	state->wanted = wanted;
	refresh (view);
}

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;
	const Outcome *outcome = outcome_of (state);
	const SegMigration *migration = migration_of (state);

	if (action < SEG_ACTION_OWN || outcome == NULL)
		return action < SEG_ACTION_OWN;
	switch (action) {
	case USERS:
		return migration != NULL && !is_nobody (migration, state->table.row, state->table.column);
	case EARLIER:
		return migration != NULL && outcome->from > 0;
	case LATER:
		return migration != NULL && (outcome->from + 1 < outcome->to || outcome->to + 1 < outcome->versions->len);
	case SHARES:
	case WORDS:
		return migration != NULL;
	default:
		return TRUE;
	}
}

/* What changed, in full. */
static void
tell_words (SegView *view)
{
	const Outcome *outcome = outcome_of (view->state);
	g_autoptr (GString) words = g_string_new (NULL);

	for (guint i = 0; i < outcome->words->len; i++)
		g_string_append_printf (words, "%s%s", i > 0 ? "\n" : "", (const char *) outcome->words->pdata[i]);
	seg_tell (view, _("What changed"), words->str);
}

static gboolean
show_drift (SegView *view)
{
	const State *state = view->state;
	const Outcome *outcome = outcome_of (state);
	const SegVersion *from = outcome->versions->pdata[outcome->from], *to = outcome->versions->pdata[outcome->to];

	return seg_view_push (view, &seg_drift_view,
	                      &(SegDriftPair) { state->wanted.segmentation_id, from->number, outcome->migration != NULL ? to->number : 0 });
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;

	if (outcome_of (state) != NULL && action == DRIFT)
		return show_drift (view);
	if (migration_of (state) == NULL)
		return FALSE;
	switch (action) {
	case USERS:
		show_users (view);
		return TRUE;
	case SHARES:
		state->shares = !state->shares;
		return TRUE;
	case WORDS:
		tell_words (view);
		return TRUE;
	case EARLIER:
	case LATER:
		choose (view, action == EARLIER ? -1 : 1);
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

	if (migration_of (state) == NULL || !seg_cross_table_mouse (&state->table, &source, state, event, &open))
		return FALSE;
	if (open)
		show_users (view);
	return TRUE;
}

static SegPlot *
plot (SegView *view)
{
	const SegMigration *migration = migration_of (view->state);

	return migration != NULL ? seg_figure_migration (migration) : NULL;
}

const SegViewClass seg_migration_view = {
	.name = "migration", .title = N_("Who moved?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Each row is a segment of the version before, each column one of the version after; the number is how many users were in the one and are in "
	           "the other. \"none\" are those who came or left, \"all\" everyone of the row or the column. Numbers in colour stayed. Enter lists the users behind a number as a filter, which a campaign "
	           "can take too; < and > choose other versions."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .when_empty = when_empty,
	.mouse = mouse,
	.plot = plot,
};
