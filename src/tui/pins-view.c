/* Pins: which users are in a segment, or not in it, because a person wants it so. Opened from Segments. */
#include <config.h>
#include "reading.h"
#include "versions.h"

#include <segscope/pin.h>

#include <glib/gi18n.h>

#include "users.h"

typedef struct {
	SegReading reading;         /* GPtrArray of SegPin* */
	gint64     segmentation_id; /* 0: of all */
	SegList   *list;
} State;

enum { USER = SEG_ACTION_OWN, CHANGE, TAKE_OFF };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, USER, "pinned-user", N_("user"), N_("Show the user") },
	{ 'c', CHANGE, "change-pin", N_("until, note"), N_("Change until when the pin holds, and its note") },
	{ 'D', TAKE_OFF, "take-off-pin", N_("take off"), N_("Take the pin off: the user is where the clustering says again") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

enum { KEY, SIDE, SEGMENT, WITHOUT, UNTIL, NOTE };

static const SegListColumn columns[] = {
	[KEY] = { N_("User"), SEG_ALIGN_LEFT, 12, FALSE },
	[SIDE] = { N_("Pinned"), SEG_ALIGN_LEFT, 6, FALSE },
	[SEGMENT] = { N_("Segment"), SEG_ALIGN_LEFT, -13, FALSE },
	[WITHOUT] = { N_("Else in"), SEG_ALIGN_LEFT, -11, FALSE },
	[UNTIL] = { N_("Until"), SEG_ALIGN_LEFT, 10, FALSE },
	[NOTE] = { N_("Note"), SEG_ALIGN_LEFT, SEG_LIST_TEXT (8), FALSE },
};

static const SegPin *
pin_at (const State *state, gsize row)
{
	return ((const GPtrArray *) state->reading.result)->pdata[row];
}

static gsize
n_rows (gpointer data)
{
	const GPtrArray *pins = ((const State *) data)->reading.result;

	return pins != NULL ? pins->len : 0;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const SegPin *pin = pin_at (data, row);

	switch (column) {
	case KEY:
		return g_strdup (pin->user);
	case SIDE:
		return g_strdup (pin->in ? C_("pinned", "in") : C_("pinned", "out of"));
	case SEGMENT:
		*ink = seg_ink_series (pin->colour);
		return g_strconcat ("■ ", pin->segment, NULL);
	case WITHOUT:
		*ink = SEG_INK_MUTED;
		return g_strdup (pin->without != NULL ? pin->without : _("none"));
	case UNTIL:
		if (pin->until == 0)
			return NULL;
		*ink = pin->until <= g_get_real_time () / G_USEC_PER_SEC ? SEG_INK_WARNING : SEG_INK_NORMAL;
		return seg_format_date (pin->until - 1);
	case NOTE:
	default:
		return g_strdup (pin->note);
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static gpointer
read_pins (SegWorkspace *workspace, SegJob *job, gconstpointer segmentation_id, GError **error)
{
	(void) job;
	return seg_pins (workspace, *(const gint64 *) segmentation_id, 0, error);
}

static void
free_pins (gpointer pins)
{
	g_ptr_array_unref (pins);
}

static void
show (SegView *view)
{
	seg_list_changed (((State *) view->state)->list);
}

static const SegReadingClass reading = { SEG_READING_WORK (N_("reading the pins")), read_pins, show, free_pins };

static void
refresh (SegView *view)
{
	seg_reading_begin (view, &reading, &((const State *) view->state)->segmentation_id, sizeof (gint64));
}

typedef struct {
	gint64 segment_id, user_id;
} TakeOff;

static gboolean
run_take_off (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	const TakeOff *off = data;

	(void) job;
	return seg_pin_remove (workspace, off->segment_id, off->user_id, error);
}

static const SegWork take_off_work = { N_("taking the pin off"), run_take_off, NULL, NULL, g_free, TRUE, FALSE };

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) error;
	if (argument != NULL)
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
	const char *words = seg_reading_when_empty (view->state, _("Reading the pins ..."));

	return words != NULL || n_rows (view->state) > 0 ? words : _("No user is pinned in these segments. On a user's page, p pins the user in a segment or out of it.");
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	const guint n = (guint) n_rows (view->state);
	g_autofree char *count = seg_format_integer (n);
	g_autofree char *words = g_strdup_printf (ngettext ("%s pin holds over clustering again and putting in new users, until it ends.",
	                                                    "%s pins hold over clustering again and putting in new users, until they end.", n), count);
	int used = seg_draw_heading (cells, rect, _("Pinned users"), NULL);

	used += seg_draw_paragraph (cells, rect, 0, used, SEG_INK_MUTED, words) + 1;
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
	const SegPin *pin;
	gsize row;

	if (action < SEG_ACTION_OWN || !seg_list_cursor (state->list, &row))
		return FALSE;
	pin = pin_at (state, row);
	if (action == CHANGE) {
		seg_ask_pin_change (view, pin);
		return TRUE;
	}
	if (action == TAKE_OFF) {
		TakeOff *off = g_new (TakeOff, 1);

		*off = (TakeOff) { pin->segment_id, pin->user_id };
		seg_view_run (view, &take_off_work, off);
		return TRUE;
	}
	return seg_view_push (view, &seg_user_view, (gpointer) &pin->user_id);
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
	return seg_pane_view (view, &seg_user_view, (gpointer) &pin_at (view->state, row)->user_id, error);
}

static const SegPaneClass pane = SEG_USER_PANE (open_pane);

const SegViewClass seg_pins_view = {
	.name = "pins", .title = N_("Pinned users"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Users whom a person wants in a segment, or not in it, whatever the clustering says. A pin ends with its last day, or when it is taken off; then the user is "
	           "where the clustering says. Out of a segment, a user is in none, unless pinned in another."),
	.open = open_view, .close = close_view, .refresh = refresh, .draw = draw, .act = act, .can = can, .list = list, .when_empty = when_empty, .pane = &pane,
};
