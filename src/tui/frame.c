/* What stands around the view: header, rail, status line and line of keys. */
#include <config.h>
#include "demo-mode.h"
#include "list-tools.h"
#include "recording.h"

#include <glib/gi18n.h>

#define WIDE 100        /* columns from which the rail has words */
#define RAIL_WIDE 14
#define SHOW_WORK_AFTER 0.25 /* seconds: shorter work would only flicker */
#define BAR_WIDTH 10
#define WIDEST_TEXT 90 /* columns that are pleasant to read */

static char *
counts (const SegApp *app)
{
	const SegWorkspaceInfo *info = app->session->info;
	g_autofree char *users = NULL, *items = NULL, *events = NULL;

	if (info == NULL)
		return g_strdup ("");
	users = seg_format_counted (info->n_users, "%s user", "%s users");
	items = seg_format_counted (info->n_items, "%s item", "%s items");
	events = seg_format_counted (info->n_events, "%s event", "%s events");
	return g_strdup_printf ("%s · %s · %s", users, items, events);
}

static void
draw_header (SegApp *app, SegCells *cells, SegRect line)
{
	g_autofree char *name = app->path != NULL ? g_path_get_basename (app->path) : g_strdup ("segscope");
	g_autofree char *right = counts (app), *spaced = g_strconcat (right, " ", NULL);
	g_autofree char *mark = seg_recording_mark (app);
	gboolean read_only = app->workspace != NULL && seg_workspace_is_read_only (app->workspace);
	g_autofree char *title = g_strconcat (seg_demo_is_on () ? _("DEMO: names are covered · ") : "", name, read_only ? _(" (read-only)") : "", NULL);
	int room = line.width - 1;

	if (mark != NULL)
		room -= seg_draw_right (cells, line, 0, SEG_INK_WARNING, mark) + 2;
	else if (seg_text_width (spaced) < line.width - 12)
		room -= seg_draw_right (cells, line, 0, SEG_INK_MUTED, spaced) + 2;
	seg_draw_fit (cells, line, 1, 0, room, SEG_ALIGN_LEFT, seg_demo_is_on () ? SEG_INK_WARNING : SEG_INK_HEADING, title);
}

/* Rail ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_working (const SegApp *app, guint screen, const SegWorkStatus *work)
{
	return work->running && work->status.elapsed > SHOW_WORK_AFTER && work->view != NULL && app->views[screen] != NULL
	       && g_ptr_array_find (app->views[screen], work->view, NULL);
}

static void
draw_step (SegApp *app, SegCells *cells, SegRect line, guint screen, const SegWorkStatus *work)
{
	static const struct { const char *mark; SegInk ink; } marks[] = {
		[SEG_STEP_NOT_YET] = { "○", SEG_INK_MUTED }, [SEG_STEP_RUNNING] = { "◐", SEG_INK_ACCENT },
		[SEG_STEP_DONE] = { "●", SEG_INK_GOOD }, [SEG_STEP_STALE] = { "!", SEG_INK_WARNING },
	};
	const SegScreen *step = &seg_screens[screen];
	const char *name = _(line.width >= RAIL_WIDE ? step->label : step->letter);
	int at = line.width >= RAIL_WIDE ? 3 : 2, number = line.width - 1;
	gboolean current = screen == app->screen, focused = current && app->rail_has_focus;
	SegStepState state = is_working (app, screen, work) ? SEG_STEP_RUNNING : step->state (app->session);
	SegInk ink = focused ? SEG_INK_SELECTED : current ? SEG_INK_ACCENT : SEG_INK_NORMAL;

	if (focused)
		seg_draw_clear (cells, line, SEG_INK_SELECTED);
	if (current)
		seg_draw_text (cells, line, 0, 0, ink, "▸");
	seg_draw_text (cells, line, 1, 0, focused ? ink : marks[state].ink, marks[state].mark);
	seg_draw_text (cells, line, at, 0, ink, name);
	seg_draw_format (cells, line, number, 0, focused ? ink : SEG_INK_MUTED, "%u", screen + 1);
}

/* A mark, the step's letter, its number; letters are two cells wide in some languages. */
static int
narrow_rail (void)
{
	int letter = 1;

	for (guint i = 0; seg_screens[i].class != NULL; i++)
		letter = MAX (letter, seg_text_width (_(seg_screens[i].letter)));
	return 3 + letter;
}

static void
draw_rail (SegApp *app, SegCells *cells, SegRect rect, const SegWorkStatus *work)
{
	for (guint i = 0; seg_screens[i].class != NULL && (int) i < rect.height; i++)
		draw_step (app, cells, (SegRect) { rect.x, rect.y + (int) i, rect.width, 1 }, i, work);
}

/* Status line ------------------------------------------------------------------------------------------------------ */

static void
draw_bar (SegCells *cells, SegRect line, int x, double fraction)
{
	int filled = (int) (CLAMP (fraction, 0, 1) * BAR_WIDTH + 0.5);

	for (int i = 0; i < BAR_WIDTH; i++)
		seg_draw_text (cells, line, x + i, 0, i < filled ? SEG_INK_ACCENT : SEG_INK_MUTED, i < filled ? "▰" : "▱");
}

static char *
work_details (const SegWorkStatus *work)
{
	g_autofree char *left = work->status.remaining >= 0 ? seg_format_duration (work->status.remaining) : NULL;
	GString *text = g_string_new (NULL);

	g_string_append_printf (text, "%3.0f %%", CLAMP (work->status.fraction, 0, 1) * 100);
	if (left != NULL)
		g_string_append_printf (text, _("   %s left"), left);
	if (work->n_waiting > 0)
		g_string_append_printf (text, _("   %u waiting"), work->n_waiting);
	return g_string_free (text, FALSE);
}

static void
draw_work (SegCells *cells, SegRect line, const SegWorkStatus *work)
{
	g_autofree char *details = work_details (work);
	int x = 1;

	if (line.width >= 72 && !work->status.cancelling && work->work != &seg_session_work) /* that is not the person's to stop */
		seg_draw_right (cells, line, 0, SEG_INK_MUTED, _("Ctrl-C stops it "));
	x += seg_draw_text (cells, line, x, 0, SEG_INK_ACCENT, "◐") + 1;
	if (work->status.cancelling)
		x += seg_draw_text (cells, line, x, 0, SEG_INK_WARNING, _("cancelling…")) + 2;
	x += seg_draw_text (cells, line, x, 0, SEG_INK_NORMAL, work->status.phrase) + 3;
	if (x + BAR_WIDTH + 1 + seg_text_width (details) > line.width - 18)
		return;
	draw_bar (cells, line, x, work->status.fraction);
	seg_draw_text (cells, line, x + BAR_WIDTH + 1, 0, SEG_INK_NORMAL, details);
}

/* Line of keys ----------------------------------------------------------------------------------------------------- */

static int
draw_key (SegCells *cells, SegRect line, int x, const SegBinding *binding)
{
	g_autofree char *key = seg_key_name (seg_binding_key (binding));

	x += seg_draw_text (cells, line, x, 0, SEG_INK_ACCENT, key) + 1;
	return x + seg_draw_text (cells, line, x, 0, SEG_INK_MUTED, _(binding->label)) + 3;
}

static int
key_width (const SegBinding *binding)
{
	g_autofree char *key = seg_key_name (seg_binding_key (binding));

	return seg_text_width (key) + 1 + seg_text_width (_(binding->label));
}

/* Whether an earlier table already has a use for the key. */
static gboolean
is_taken (SegApp *app, const SegBinding *const *tables, guint n, int key)
{
	for (guint i = 0; i < n; i++) {
		const SegBinding *earlier = seg_binding_find (tables[i], key);

		if (earlier != NULL && seg_app_can (app, earlier))
			return TRUE;
	}
	return FALSE;
}

static gboolean
is_at_the_end (const SegBinding *binding)
{
	return binding->action == SEG_ACTION_HELP || binding->action == SEG_ACTION_QUIT || binding->action == SEG_ACTION_PANE;
}

/* Returns where they begin. */
static int
draw_last_keys (SegApp *app, SegCells *cells, SegRect line)
{
	const SegBinding *pane = seg_app_view (app)->host != NULL ? seg_bindings_in_pane : seg_bindings_pane;
	const SegBinding *last[] = { seg_binding_find (seg_bindings_everywhere, 'q'), seg_binding_find (seg_bindings_everywhere, '?'), pane };
	int right = line.width + 2;

	for (gsize i = 0; i < G_N_ELEMENTS (last); i++)
		if (last[i] != pane || (seg_app_host (app)->class->pane != NULL && seg_app_can (app, pane))) {
			right -= 3 + key_width (last[i]);
			draw_key (cells, line, right, last[i]);
		}
	return right;
}

/* Pane, help and quit have the right end of the line; whatever else has a label fills the rest from the left. */
static void
draw_keys (SegApp *app, SegCells *cells, SegRect line)
{
	const SegBinding *tables[SEG_BINDING_TABLES];
	int right = draw_last_keys (app, cells, line), x = 1;

	seg_app_bindings (app, tables);
	for (guint i = 0; tables[i] != NULL; i++)
		for (const SegBinding *binding = tables[i]; binding->key != 0; binding++) {
			if (binding->label == NULL || is_at_the_end (binding)
			    || !seg_app_can (app, binding) || is_taken (app, tables, i, binding->key))
				continue;
			if (x + key_width (binding) + 2 < right)
				x = draw_key (cells, line, x, binding);
		}
}

/* All together ----------------------------------------------------------------------------------------------------- */

static void
draw_cross (SegCells *cells, SegRect screen, int x, int y, const char *character)
{
	seg_draw_rule (cells, screen, y);
	if (x > 0)
		seg_draw_text (cells, screen, x, y, SEG_INK_AXIS, character);
}

static void
draw_view (SegApp *app, SegView *view, SegCells *cells, SegRect rect)
{
	const char *empty = view->class->when_empty != NULL ? view->class->when_empty (view) : NULL;
	SegList *list = seg_view_list (view);
	SegRect inside = seg_rect_inset (seg_rect_below (rect, 3), rect.width > 50 ? 4 : 0, 0);

	if (empty == NULL) {
		view->class->draw (view, cells, rect);
		if (list != NULL && seg_list_is_typing (list) && view == seg_app_view (app))
			seg_list_text_cursor (list, &app->cursor_x, &app->cursor_y);
		return;
	}
	seg_draw_heading (cells, rect, _(view->class->title), NULL);
	inside.width = MIN (inside.width, WIDEST_TEXT);
	seg_draw_paragraph (cells, inside, 0, 0, SEG_INK_NORMAL, empty);
}

/* The view in sight, and what stands beside it. */
static void
draw_views (SegApp *app, SegCells *cells)
{
	SegView *view = seg_app_host (app);
	SegRect room = seg_pane_lay_out (app, view, app->body);

	seg_pane_follow (app, view);
	draw_view (app, view, cells, room);
	seg_pane_draw (app, view, cells, draw_view);
}

static void
draw_too_small (SegApp *app, SegCells *cells, SegRect screen)
{
	g_autofree char *text = seg_app_small_words (app);

	seg_draw_paragraph (cells, screen, 0, 0, SEG_INK_NORMAL, text);
}

static void
draw_frame (SegApp *app, SegCells *cells, SegRect screen)
{
	SegRect middle = { 0, 2, screen.width, screen.height - 5 };
	int rail_width = app->start != NULL ? 0 : screen.width >= WIDE ? RAIL_WIDE : narrow_rail ();
	SegWorkStatus work;
	SegRect status = { 0, screen.height - 2, screen.width, 1 }, keys = { 0, screen.height - 1, screen.width, 1 };

	seg_work_queue_read (app->queue, &work);
	draw_header (app, cells, seg_rect_top (screen, 1));
	draw_cross (cells, screen, rail_width, 1, "┬");
	draw_cross (cells, screen, rail_width, screen.height - 3, "┴");
	app->rail = seg_rect_split (middle, rail_width, &app->body);
	if (rail_width > 0) {
		draw_rail (app, cells, app->rail, &work);
		for (int y = 0; y < middle.height; y++)
			seg_draw_text (cells, middle, rail_width, y, SEG_INK_AXIS, "│");
		seg_rect_split (app->body, 1, &app->body);
	}
	app->body = seg_tour_draw (app, cells, seg_rect_inset (app->body, 1, 0));
	draw_views (app, cells);
	if (app->notice != NULL)
		seg_draw_text (cells, status, 1, 0, SEG_INK_ACCENT, app->notice);
	else if (work.running && work.status.elapsed > SHOW_WORK_AFTER)
		draw_work (cells, status, &work);
	if (app->dialogs->len == 0)
		draw_keys (app, cells, keys);
}

void
seg_app_draw (SegApp *app, SegCells *cells)
{
	SegRect screen = { 0, 0, cells->width, cells->height };

	app->width = cells->width;
	app->height = cells->height;
	app->cursor_x = -1;
	if (screen.width < SEG_MIN_WIDTH || screen.height < SEG_MIN_HEIGHT) {
		draw_too_small (app, cells, screen);
		return;
	}
	app->asked_small = FALSE;
	draw_frame (app, cells, screen);
	for (guint i = 0; i < app->dialogs->len; i++) {
		SegDialog *dialog = app->dialogs->pdata[i];

		dialog->cursor_x = -1;
		dialog->class->draw (dialog, cells, screen);
		app->cursor_x = dialog->cursor_x;
		app->cursor_y = dialog->cursor_y;
	}
	seg_demo_cover (app, cells);
}
