#include <config.h>
#include "app.h"
#include "list-tools.h"

#include <segscope/settings.h>

#include <glib/gi18n.h>
#include <string.h>

#define REST_MS 120 /* that the cursor rests on a row before what is to be read of it is read: longer than keys that are held down take */
#define GAP 3       /* columns between list and pane: a line with a space on each side */
#define LEAST_BESIDE 100 /* columns of both from which they stand side by side */
#define LEAST_LINES 12   /* of the list with what stands above it, over a pane */

static gboolean
is_hidden (void)
{
	return strcmp (seg_setting (SEG_SETTING_DETAILS), "off") == 0;
}

/* What the row under the cursor is, whatever the order; @index: which row of the list, or NULL. FALSE: there is none. */
static gboolean
row_under_cursor (SegView *view, gint64 *id, gsize *index)
{
	SegList *list;
	gsize row;

	if (view->class->when_empty != NULL && view->class->when_empty (view) != NULL)
		return FALSE;
	list = seg_view_list (view);
	if (list == NULL || !seg_list_cursor (list, &row))
		return FALSE;
	*id = seg_list_id (list, row);
	if (index != NULL)
		*index = row;
	return TRUE;
}

/* Where it stands ---------------------------------------------------------------------------------------------------- */

/* Both get what they need; of the rest each gets half, as far as the list has use for it. */
static SegRect
cut_beside (const SegPaneClass *pane, SegRect body, SegRect *room)
{
	int spare = body.width - GAP - pane->list_least - pane->least;
	SegRect list = seg_rect_split (body, MIN (pane->list_least + spare / 2, pane->list_most), room);

	seg_rect_split (*room, GAP, room);
	return list;
}

static SegRect
cut_below (const SegPaneClass *pane, SegRect body, SegRect *room)
{
	int lines = MAX (pane->lines, body.height / 2);

	*room = seg_rect_below (body, body.height - lines);
	return seg_rect_top (body, body.height - lines - 1);
}

/* FALSE: there is no room for both. */
static gboolean
cut (const SegPaneClass *pane, SegRect body, SegRect *list, SegRect *room)
{
	if (body.width >= MAX (LEAST_BESIDE, pane->list_least + GAP + pane->least))
		*list = cut_beside (pane, body, room);
	else if (pane->lines > 0 && body.height >= MAX (2 * LEAST_LINES, LEAST_LINES + 1 + pane->lines))
		*list = cut_below (pane, body, room);
	else
		return FALSE;
	return TRUE;
}

SegRect
seg_pane_lay_out (SegApp *app, SegView *view, SegRect body)
{
	SegRect list = body, room;
	gint64 row;

	app->pane = (SegRect) { 0, 0, 0, 0 };
	if (view->class->pane == NULL || is_hidden () || !row_under_cursor (view, &row, NULL) || !cut (view->class->pane, body, &list, &room))
		return body;
	app->pane = room;
	return list;
}

/* What stands in it -------------------------------------------------------------------------------------------------- */

SegView *
seg_pane_view (SegView *host, const SegViewClass *class, gpointer argument, GError **error)
{
	return seg_view_open_in (host, class, argument, error);
}

void
seg_pane_close (SegView *view)
{
	SegView *old = g_steal_pointer (&view->pane.view);

	g_free (view->pane.failure);
	view->pane = (SegPane) { 0 };
	if (old != NULL)
		seg_view_close (old);
}

static void
open_row (SegView *view, gint64 row, gsize index)
{
	g_autoptr (GError) error = NULL;

	seg_pane_close (view);
	view->pane.row = view->pane.wanted = row;
	view->pane.view = view->class->pane->open (view, index, &error);
	if (view->pane.view != NULL)
		seg_view_ready (view->pane.view);
	else
		view->pane.failure = g_strdup (error->message);
}

static gboolean
is_of (const SegPane *pane, gint64 row)
{
	return (pane->view != NULL || pane->failure != NULL) && pane->row == row && !pane->is_stale;
}

static void
note_wanted (SegPane *pane, gint64 row, gint64 now)
{
	if (pane->since != 0 && pane->wanted == row)
		return;
	pane->wanted = row;
	pane->since = now;
}

void
seg_pane_follow (SegApp *app, SegView *view)
{
	SegPane *pane = &view->pane;
	gint64 row, now = g_get_monotonic_time (), due;
	gsize index;

	app->pane_due = 0;
	if (view->class->pane == NULL || app->dialogs->len > 0)
		return; /* a question may be its own */
	if (app->pane.width == 0 || !row_under_cursor (view, &row, &index)) {
		seg_pane_close (view);
		return;
	}
	if (pane->has_focus && pane->view != NULL)
		return; /* what is being read there stays */
	if (is_of (pane, row)) {
		pane->since = 0;
		return;
	}
	note_wanted (pane, row, now);
	if (pane->is_stale && seg_view_is_busy (view, NULL))
		return; /* the list itself is being read again */
	due = pane->since + REST_MS * 1000;
	if (view->class->pane->at_once || now >= due)
		open_row (view, row, index);
	else
		app->pane_due = due;
}

int
seg_pane_time_left (const SegApp *app)
{
	return app->pane_due == 0 ? -1 : (int) (MAX (app->pane_due - g_get_monotonic_time (), 0) / 1000) + 1;
}

void
seg_pane_outdate (SegView *view)
{
	if (view->pane.view != NULL && view->pane.has_focus)
		view->pane.view->outdated = TRUE;
	else
		view->pane.is_stale = TRUE;
}

void
seg_pane_fail (SegView *view, const GError *error)
{
	SegPane *pane = &view->host->pane;

	g_free (pane->failure);
	pane->failure = g_strdup (error->message);
}

/* Drawing ------------------------------------------------------------------------------------------------------------ */

static void
draw_border (const SegApp *app, SegCells *cells, SegInk ink)
{
	SegRect line = { app->pane.x - 2, app->pane.y, 1, app->pane.height };

	if (app->pane.x == app->body.x) {
		seg_draw_rule (cells, (SegRect) { app->pane.x, app->pane.y - 1, app->pane.width, 1 }, 0);
		return;
	}
	for (int y = 0; y < line.height; y++)
		seg_draw_text (cells, line, 0, y, ink, "│");
}

/* While the focus is in the pane, the row that it is of stands out, but not as the cursor does. */
static void
calm_cursor (const SegApp *app, SegCells *cells)
{
	for (int y = app->body.y; y < app->body.y + app->body.height; y++)
		for (int x = app->body.x; x < app->body.x + app->body.width; x++) {
			SegCell *cell = seg_cells_at (cells, x, y);

			if (cell != NULL && cell->ink == SEG_INK_SELECTED && !seg_rect_contains (app->pane, x, y))
				cell->ink = SEG_INK_ACCENT;
		}
}

void
seg_pane_draw (SegApp *app, SegView *view, SegCells *cells, void (*draw) (SegApp *app, SegView *view, SegCells *cells, SegRect rect))
{
	const SegPane *pane = &view->pane;

	if (app->pane.width == 0)
		return;
	draw_border (app, cells, pane->has_focus ? SEG_INK_ACCENT : SEG_INK_AXIS);
	if (pane->has_focus)
		calm_cursor (app, cells);
	if (pane->view != NULL && pane->failure == NULL)
		draw (app, pane->view, cells, app->pane);
	else if (pane->failure != NULL)
		seg_draw_paragraph (cells, app->pane, 0, 2, SEG_INK_WARNING, pane->failure);
	if (pane->since != 0 || pane->is_stale)
		seg_draw_ink (cells, app->pane, SEG_INK_MUTED);
}

/* Keys --------------------------------------------------------------------------------------------------------------- */

gboolean
seg_pane_is_shown (const SegView *view)
{
	return view->app->pane.width > 0 && seg_app_host (view->app) == view;
}

/* What has neither keys nor a list of its own is there to be read only. */
gboolean
seg_pane_can_focus (SegView *view)
{
	const SegView *inside = view->pane.view;

	if (!seg_pane_is_shown (view))
		return FALSE;
	return inside == NULL || inside->class->bindings != NULL || inside->class->list != NULL;
}

const char *
seg_pane_why_not (const SegView *view)
{
	if (is_hidden ())
		return _("What stands beside lists is hidden; \\ shows it again.");
	if (!seg_pane_is_shown (view))
		return _("Nothing stands beside the list: there is no room for it, or no row is under the cursor.");
	return _("What stands there can only be read.");
}

void
seg_pane_toggle_focus (SegView *view)
{
	gint64 row;
	gsize index;

	if (view->pane.has_focus || !seg_pane_is_shown (view) || !row_under_cursor (view, &row, &index)) {
		view->pane.has_focus = FALSE;
		return;
	}
	if (!is_of (&view->pane, row))
		open_row (view, row, index); /* now, or keys that come next would reach something else */
	view->pane.has_focus = view->pane.view != NULL && seg_pane_can_focus (view);
}

gboolean
seg_pane_can_hide (const SegView *view)
{
	return view->class->pane != NULL && (is_hidden () || seg_pane_is_shown (view));
}

void
seg_pane_toggle (SegApp *app)
{
	g_autoptr (GError) error = NULL;
	const char *value = is_hidden () ? "on" : "off";

	if (!seg_setting_set (SEG_SETTING_DETAILS, value, &error)) {
		seg_setting_use (SEG_SETTING_DETAILS, value); /* at least until the program ends */
		seg_app_say (app, "%s", error->message);
	} else if (is_hidden ())
		seg_app_say (app, "%s", _("What stands beside lists is hidden; \\ shows it again."));
	else
		seg_app_say (app, "%s", _("Beside lists stands what the row under the cursor is, where there is room."));
}
