/* Users who came after the segments were made: those who fit none, with how far they are from the nearest, and those who were put in. Opened
 * from Segments. */
#include <config.h>
#include "reading.h"
#include "versions.h"

#include <segscope/assignment.h>

#include <glib/gi18n.h>
#include <math.h>

#include "users.h"

#define MOST 1000 /* of each */

typedef struct {
	GPtrArray *users; /* of SegAssigned* */
	gint64     n_put_in, n_fit_none;
} Found;

typedef struct {
	SegReading reading; /* Found* */
	gint64     segmentation_id;
	SegList   *list;
} State;

enum { USER = SEG_ACTION_OWN };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USER, "assigned-user", N_("user"), N_("Show the user") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { KEY, FITS, SEGMENT, DISTANCE, REACH, AT };

static const SegListColumn columns[] = {
	[KEY] = { N_("User"), SEG_ALIGN_LEFT, 14, FALSE },
	[FITS] = { N_("Fits"), SEG_ALIGN_LEFT, 6, FALSE },
	[SEGMENT] = { N_("Nearest segment"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (16), FALSE },
	[DISTANCE] = { N_("Distance"), SEG_ALIGN_RIGHT, 9, FALSE },
	[REACH] = { N_("Farthest"), SEG_ALIGN_RIGHT, 9, FALSE },
	[AT] = { N_("Put in"), SEG_ALIGN_LEFT, 10, FALSE },
};

static const Found *
found_in (const State *state)
{
	return state->reading.result;
}

static const SegAssigned *
user_at (const State *state, gsize row)
{
	return found_in (state)->users->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const State *state = data;

	return found_in (state) != NULL ? found_in (state)->users->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegAssigned *user = user_at (data, row);

	switch (column) {
	case KEY:
		return g_strdup (user->user);
	case FITS:
		*ink = user->fits ? SEG_INK_NORMAL : SEG_INK_WARNING;
		return g_strdup (user->fits ? _("yes") : _("no"));
	case SEGMENT:
		*ink = user->segment != NULL ? seg_ink_series (user->colour) : SEG_INK_MUTED;
		return user->segment != NULL ? g_strconcat ("■ ", user->segment, NULL) : g_strdup ("–");
	case DISTANCE:
		return isfinite (user->distance) ? seg_format_number (user->distance, 2) : NULL;
	case REACH:
		return isfinite (user->reach) ? seg_format_number (user->reach, 2) : NULL;
	case AT:
	default:
		return user->at != 0 ? seg_format_date (user->at) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

/* Reading ---------------------------------------------------------------------------------------------------------- */

static void
free_found (gpointer data)
{
	Found *found = data;

	g_clear_pointer (&found->users, g_ptr_array_unref);
	g_free (found);
}

static gpointer
read_users (SegWorkspace *workspace, SegJob *job, gconstpointer data, GError **error)
{
	const gint64 segmentation_id = *(const gint64 *) data;
	Found *found = g_new0 (Found, 1);

	(void) job;
	if (seg_assigned_count (workspace, segmentation_id, &found->n_put_in, &found->n_fit_none, error))
		found->users = seg_assigned (workspace, segmentation_id, MOST, error);
	if (found->users != NULL)
		return found;
	free_found (found);
	return NULL;
}

static void
show (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("reading who came later")), read_users, show, free_found };

static void
refresh (SegView *view)
{
	seg_reading_begin (view, &reading, &((const State *) view->state)->segmentation_id, sizeof (gint64));
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	state->segmentation_id = *(const gint64 *) argument;
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	seg_reading_clear (&state->reading);
}

static const char *
when_empty (SegView *view)
{
	const char *words = seg_reading_when_empty (view->state, _("Reading who came later ..."));

	if (words != NULL || n_rows (view->state) > 0)
		return words;
	return _("Nobody has come since these segments were made, or nobody was put in yet: a on Segments puts new users in.");
}

static char *
describe (const Found *found)
{
	g_autofree char *in = seg_format_integer (found->n_put_in), *unfit = seg_format_integer (found->n_fit_none), *most = seg_format_integer (MOST);
	g_autofree char *first = g_strdup_printf (ngettext ("%s user fits no segment: farther from all than nearly everyone in the nearest.",
	                                                    "%s users fit no segment: farther from all than nearly everyone in the nearest.",
	                                                    (gulong) found->n_fit_none), unfit);
	g_autofree char *second = g_strdup_printf (ngettext ("%s was put in.", "%s were put in.", (gulong) found->n_put_in), in);
	g_autofree char *part = found->n_put_in > MOST || found->n_fit_none > MOST
	                        ? g_strdup_printf (_("The first %s of each are listed; segscope segments --assigned lists all."), most) : g_strdup ("");

	return g_strjoin (" ", first, second, part, NULL);
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *words = describe (found_in (state));
	int used = seg_draw_heading (cells, rect, _("Who came later"), NULL);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_NORMAL, words) + 1;
	seg_list_draw (state->list, cells, seg_rect_below (rect, used), seg_view_has_focus (view));
}

static gboolean
can (SegView *view, int action)
{
	return action < SEG_ACTION_OWN || n_rows (view->state) > 0;
}

static gboolean
act (SegView *view, int action)
{
	State *state = view->state;
	gsize row;

	if (action != USER || !seg_list_cursor (state->list, &row))
		return FALSE;
	return seg_view_push (view, &seg_user_view, (gpointer) &user_at (state, row)->user_id);
}

static SegList *
list (SegView *view)
{
	State *state = view->state;

	return n_rows (state) > 0 ? state->list : NULL;
}

static SegView *
open_pane (SegView *view, gsize row, GError **error)
{
	return seg_pane_view (view, &seg_user_view, (gpointer) &user_at (view->state, row)->user_id, error);
}

static const SegPaneClass pane = SEG_USER_PANE (open_pane);

const SegViewClass seg_assigned_view = {
	.name = "assigned", .title = N_("Who came later"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Users who came after the segments were made, as putting in new users left them. Whoever is farther from the nearest segment than 99.9 % of those it was made of "
	           "fits none, and is in no list or campaign of these segments."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .pane = &pane,
};
