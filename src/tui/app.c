/* The program behind the screens: what is open, what an event means, when to read again. Drawing is in frame.c. */
#include <config.h>
#include "app.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdarg.h>
#include <unistd.h>

#include "demo-mode.h"
#include "list-tools.h"
#include "mask.h"
#include "recording.h"
#include "chart-view.h"
#include "terminal.h"

static void work_ended (SegView *view, const SegWork *work, gpointer data, const GError *error, gpointer user_data);
static void pane_work_ended (SegView *view, const SegWork *work, gpointer data, const GError *error, gpointer user_data);

/* Opening ---------------------------------------------------------------------------------------------------------- */

/* Any thread. */
static void
hear (const char *sentence, gpointer data)
{
	g_async_queue_push (((SegApp *) data)->told, g_strdup (sentence));
}

static void
pass_on_told (SegApp *app)
{
	g_autofree char *sentence = g_async_queue_try_pop (app->told);

	if (sentence != NULL)
		seg_dialog_tell (app, NULL, _("Something did not finish"), sentence);
}

static char *
cover_title (const char *title, gpointer data)
{
	return seg_demo_text (data, title);
}

SegApp *
seg_app_new (const char *path, GError **error)
{
	SegApp *app = g_new0 (SegApp, 1);

	app->wake_pipe[0] = app->wake_pipe[1] = -1;
	app->dialogs = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_dialog_free);
	app->session = seg_session_new ();
	app->recent = g_ptr_array_new ();
	app->told = g_async_queue_new_full (g_free);
	seg_workspace_set_teller (hear, app);
	seg_draw_cover_titles (cover_title, app);
	if (!g_unix_open_pipe (app->wake_pipe, FD_CLOEXEC, error)) {
		seg_app_free (app);
		return NULL;
	}
	g_unix_set_fd_nonblocking (app->wake_pipe[0], TRUE, NULL);
	g_unix_set_fd_nonblocking (app->wake_pipe[1], TRUE, NULL);
	app->queue = seg_work_queue_new (app->wake_pipe[1]);
	seg_work_queue_set_ended (app->queue, work_ended, app);
	app->pane_queue = seg_work_queue_new (app->wake_pipe[1]);
	seg_work_queue_set_ended (app->pane_queue, pane_work_ended, app);
	app->glance_queue = seg_work_queue_new (app->wake_pipe[1]);
	seg_work_queue_set_ended (app->glance_queue, work_ended, app);
	if (path != NULL ? !seg_app_open (app, path, error)
	                 : (app->start = seg_view_open (app, SEG_MAX_SCREENS, &seg_start_view, NULL, error)) == NULL) {
		seg_app_free (app);
		return NULL;
	}
	seg_app_ready (app);
	return app;
}

static void
close_views (SegApp *app)
{
	for (guint i = 0; i < SEG_MAX_SCREENS; i++) {
		while (app->views[i] != NULL && app->views[i]->len > 0)
			seg_view_close (g_ptr_array_steal_index (app->views[i], app->views[i]->len - 1));
		g_clear_pointer (&app->views[i], g_ptr_array_unref);
	}
	g_clear_pointer (&app->start, seg_view_close);
}

void
seg_app_free (SegApp *app)
{
	if (app->queue != NULL) {
		seg_work_queue_set_ended (app->queue, NULL, NULL);
		seg_work_queue_set_ended (app->pane_queue, NULL, NULL);
		seg_work_queue_set_ended (app->glance_queue, NULL, NULL);
		close_views (app);
		seg_work_queue_free (app->queue);
		seg_work_queue_free (app->pane_queue);
		seg_work_queue_free (app->glance_queue);
	}
	seg_recording_free (app);
	seg_replay_free (app);
	g_ptr_array_unref (app->dialogs);
	seg_session_free (app->session);
	seg_workspace_close (app->workspace);
	for (int i = 0; i < 2; i++)
		if (app->wake_pipe[i] >= 0)
			close (app->wake_pipe[i]);
	seg_workspace_set_teller (NULL, NULL);
	seg_draw_cover_titles (NULL, NULL);
	g_async_queue_unref (app->told);
	g_free (app->path);
	g_free (app->notice);
	g_free (app->replay_failure);
	seg_mask_free (app->mask);
	g_free (app->mask_of);
	g_clear_pointer (&app->typed, g_hash_table_unref);
	g_clear_pointer (&app->things, g_ptr_array_unref);
	g_ptr_array_unref (app->recent);
	g_free (app);
}

gboolean
seg_app_open (SegApp *app, const char *path, GError **error)
{
	gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
	SegWorkspace *workspace = seg_workspace_open (path, SEG_WORKSPACE_CREATE, error);
	SegWorkspace *old = app->workspace;
	SegView *start = app->start;

	if (workspace == NULL)
		return FALSE;
	app->workspace = workspace;
	g_free (app->path);
	app->path = g_strdup (path);
	seg_work_queue_set_path (app->queue, path);
	seg_work_queue_set_path (app->pane_queue, path);
	seg_work_queue_set_path (app->glance_queue, path);
	if (seg_view_open (app, 0, seg_screens[0].class, NULL, error) == NULL) {
		app->workspace = old;
		seg_workspace_close (workspace);
		return FALSE;
	}
	app->start = NULL;
	g_clear_pointer (&start, seg_view_close);
	seg_workspace_close (old);
	app->screen = 0;
	app->last_fix = 0;
	if (is_new)
		seg_app_say (app, _("%s is a new, empty workspace."), path);
	seg_app_changed (app);
	pass_on_told (app);
	return TRUE;
}

gboolean
seg_app_leave_workspace (SegApp *app)
{
	g_autoptr (GError) error = NULL;
	SegView *start = seg_view_open (app, SEG_MAX_SCREENS, &seg_start_view, NULL, &error);

	if (start == NULL) {
		seg_dialog_tell (app, NULL, _("That did not work"), error->message);
		return FALSE;
	}
	close_views (app);
	app->start = start;
	app->screen = 0;
	app->rail_has_focus = FALSE;
	seg_session_free (app->session);
	app->session = seg_session_new ();
	seg_work_queue_set_path (app->queue, NULL);
	seg_work_queue_set_path (app->pane_queue, NULL);
	seg_work_queue_set_path (app->glance_queue, NULL);
	g_clear_pointer (&app->things, g_ptr_array_unref);
	g_clear_pointer (&app->path, g_free);
	g_clear_pointer (&app->workspace, seg_workspace_close);
	return TRUE;
}

SegView *
seg_app_host (SegApp *app)
{
	const GPtrArray *stack = app->views[app->screen];

	return app->start != NULL || stack == NULL ? app->start : stack->pdata[stack->len - 1];
}

SegView *
seg_app_view (SegApp *app)
{
	SegView *view = seg_app_host (app);

	return view->pane.has_focus && view->pane.view != NULL ? view->pane.view : view;
}

void
seg_app_ready (SegApp *app)
{
	SegView *view = seg_app_host (app);

	seg_view_ready (view);
	if (view->pane.view != NULL)
		seg_view_ready (view->pane.view);
}

gboolean
seg_app_tend (SegApp *app)
{
	gboolean changed = seg_work_queue_tend (app->queue);

	changed |= seg_work_queue_tend (app->glance_queue);
	return seg_work_queue_tend (app->pane_queue) || changed;
}

gboolean
seg_app_is_idle (const SegApp *app)
{
	return seg_work_queue_is_idle (app->queue) && seg_work_queue_is_idle (app->pane_queue) && seg_work_queue_is_idle (app->glance_queue);
}

void
seg_app_show_screen (SegApp *app, guint screen)
{
	g_autoptr (GError) error = NULL;

	if (app->start != NULL)
		return;
	if (app->views[screen] == NULL && seg_view_open (app, screen, seg_screens[screen].class, NULL, &error) == NULL) {
		seg_report (seg_app_view (app), error);
		return;
	}
	app->screen = screen;
	app->came_from = 0;
	seg_app_ready (app);
}

void
seg_app_note_way_back (SegApp *app, guint from)
{
	app->came_from = from + 1;
	if (app->notice == NULL)
		seg_app_say (app, _("Esc goes back to %s."), _(seg_screens[from].class->title));
}

void
seg_app_say (SegApp *app, const char *format, ...)
{
	va_list arguments;

	g_free (app->notice);
	va_start (arguments, format);
	app->notice = g_strdup_vprintf (format, arguments);
	va_end (arguments);
}

/* Work ------------------------------------------------------------------------------------------------------------- */

static void
outdate_screen (SegApp *app, guint screen)
{
	for (guint i = 0; app->views[screen] != NULL && i < app->views[screen]->len; i++) {
		((SegView *) app->views[screen]->pdata[i])->outdated = TRUE;
		seg_pane_outdate (app->views[screen]->pdata[i]);
	}
}

void
seg_app_outdate (SegApp *app)
{
	for (guint i = 0; i < SEG_MAX_SCREENS; i++)
		outdate_screen (app, i);
	seg_app_ready (app);
}

void
seg_app_changed (SegApp *app)
{
	if (app->workspace == NULL)
		return;
	seg_work_queue_add (app->queue, NULL, &seg_session_work, seg_session_new ());
}

void
seg_app_check_quality (SegApp *app)
{
	const SegWorkspaceInfo *info = app->session->info;

	app->session->quality_stopped = FALSE;
	if (info != NULL && info->n_users + info->n_items > 0 && !seg_work_queue_has (app->queue, NULL, &seg_session_quality_work))
		seg_work_queue_add (app->queue, NULL, &seg_session_quality_work, g_new0 (SegQualityReport *, 1));
}

/* The quality report is made as soon as there is something to report on, and again when that has changed. */
static void
session_ended (SegApp *app, SegSession *fresh)
{
	seg_session_take (app->session, fresh);
	if ((app->session->quality == NULL || app->session->quality->stale) && !app->session->quality_stopped)
		seg_app_check_quality (app);
	seg_app_outdate (app);
}

static void
quality_ended (SegApp *app, SegQualityReport **report)
{
	g_clear_pointer (&app->session->quality, seg_quality_report_free);
	app->session->quality = g_steal_pointer (report);
	app->session->generation++;
	for (guint i = 0; seg_screens[i].class != NULL; i++)
		if (seg_screens[i].shows_quality)
			outdate_screen (app, i);
	seg_app_ready (app);
}

/* Rows may have changed: lists that sort and filter by themselves look again. */
static void
outdate_lists (SegApp *app)
{
	SegView *host = seg_app_host (app), *views[] = { host, host->pane.view };

	for (gsize i = 0; i < G_N_ELEMENTS (views); i++)
		if (views[i] != NULL && seg_view_list (views[i]) != NULL)
			seg_list_outdate (seg_view_list (views[i]));
}

static void
work_ended (SegView *view, const SegWork *work, gpointer data, const GError *error, gpointer user_data)
{
	SegApp *app = user_data;

	outdate_lists (app);
	if (work == &seg_found_users_work) { /* or given up, as something else was typed */
		seg_palette_take_users (app, data);
		return;
	}
	if (error != NULL && work == &seg_session_quality_work)
		app->session->quality_stopped = TRUE;
	if (error == NULL && work == &seg_demo_work)
		seg_demo_take (app, data);
	if (error == NULL && work == &seg_things_work)
		seg_palette_take_things (app, data);
	if (work == &seg_session_work)
		app->session->unreadable = error != NULL;
	if (error == NULL && work == &seg_session_work && app->workspace != NULL)
		session_ended (app, data);
	else if (error == NULL && work == &seg_session_quality_work)
		quality_ended (app, data);
	else if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED) && work->failed == NULL)
		seg_app_say (app, "%s", _("Stopped; nothing was changed."));
	else if (error != NULL && (work->failed == NULL || view == NULL))
		seg_dialog_tell (app, view, _("That did not work"), error->message);
	if (work->writes && error == NULL)
		seg_app_changed (app);
	seg_view_ended (view, work, error);
	seg_demo_tend (app);
	pass_on_told (app);
}

/* Nobody asked for it: it has no dialog of its own, and nothing was stopped that somebody waits for. */
static void
pane_work_ended (SegView *view, const SegWork *work, gpointer data, const GError *error, gpointer user_data)
{
	(void) data;
	outdate_lists (user_data);
	if (view != NULL && error != NULL && work->failed == NULL)
		seg_pane_fail (view, error);
	seg_view_ended (view, work, error);
}

/* Actions ---------------------------------------------------------------------------------------------------------- */

/* The screen that an empty view sends the person to, or NULL. */
static const char *
next_screen (SegView *view)
{
	return seg_view_shows_nothing (view) && view->class->leads_to != NULL ? view->class->leads_to (view) : NULL;
}

void
seg_app_bindings (SegApp *app, const SegBinding *tables[SEG_BINDING_TABLES])
{
	SegView *view = seg_app_view (app);
	guint n = 0;

	if (seg_demo_is_on ())
		tables[n++] = seg_bindings_demo;
	if (app->rail_has_focus)
		tables[n++] = seg_bindings_rail;
	else if (next_screen (view) != NULL)
		tables[n++] = seg_bindings_next;
	if (view->class->bindings != NULL)
		tables[n++] = view->class->bindings;
	if (view->class->list != NULL && !app->rail_has_focus)
		tables[n++] = seg_bindings_list;
	if (view->class->plot != NULL && !app->rail_has_focus)
		tables[n++] = seg_bindings_chart;
	if (seg_app_host (app)->class->pane != NULL)
		tables[n++] = view->host != NULL ? seg_bindings_in_pane : seg_bindings_pane;
	tables[n++] = seg_bindings_everywhere;
	tables[n] = NULL;
}

static guint
n_screens (void)
{
	guint n = 0;

	while (seg_screens[n].class != NULL)
		n++;
	return n;
}

gboolean
seg_app_can (SegApp *app, const SegBinding *binding)
{
	SegView *view = seg_app_view (app);
	SegList *list = seg_view_list (view);

	if (binding->action >= SEG_ACTION_SCREEN_1 && binding->action <= SEG_ACTION_SCREEN_9)
		return app->start == NULL && (guint) (binding->action - SEG_ACTION_SCREEN_1) < n_screens ();
	if (binding->action == SEG_ACTION_RAIL || binding->action == SEG_ACTION_TOUR)
		return app->start == NULL;
	if (binding->action == SEG_ACTION_PANE)
		return seg_pane_can_focus (seg_app_host (app));
	if (binding->action == SEG_ACTION_HIDE_PANE)
		return seg_pane_can_hide (seg_app_host (app));
	if (seg_binding_is_in (seg_bindings_rail, binding) || seg_binding_is_in (seg_bindings_next, binding))
		return TRUE;
	if (binding->action == SEG_ACTION_CHART || binding->action == SEG_ACTION_WRITE_CHART)
		return seg_binding_is_in (seg_bindings_chart, binding) ? !seg_view_shows_nothing (view) : view->class->bindings != NULL;
	if (seg_view_refuses (view, binding) || (view->class->can != NULL && !view->class->can (view, binding->action)))
		return FALSE;
	if (binding->action < SEG_ACTION_UP || binding->action > SEG_ACTION_EXPORT_VIEW)
		return TRUE;
	if (view->class->bindings != NULL && seg_binding_is_in (view->class->bindings, binding))
		return TRUE; /* movement in what is no list */
	return list != NULL && seg_list_can (list, binding->action) && !seg_view_shows_nothing (view);
}

static gboolean
act_on_rail (SegApp *app, int action)
{
	switch (action) {
	case SEG_ACTION_UP:
		seg_app_show_screen (app, app->screen > 0 ? app->screen - 1 : 0);
		return TRUE;
	case SEG_ACTION_DOWN:
		seg_app_show_screen (app, MIN (app->screen + 1, n_screens () - 1));
		return TRUE;
	case SEG_ACTION_OPEN:
	case SEG_ACTION_RIGHT:
	case SEG_ACTION_BACK:
		app->rail_has_focus = FALSE;
		return TRUE;
	default:
		return FALSE;
	}
}

/* Reading the session is not a job of the person's; without it the program would know nothing of the workspace. */
static void
cancel_job (SegApp *app)
{
	if (!seg_work_queue_cancel_wished (app->queue, &seg_session_work) && !seg_work_queue_cancel (app->glance_queue) && !seg_work_queue_cancel (app->pane_queue))
		seg_app_say (app, "%s", _("Nothing is running that could be stopped. q leaves segscope."));
}

/* The whole of the next step is shown, not what stood open there. */
static void
step_to (SegApp *app, guint next)
{
	seg_view_home (app->views[app->screen]->pdata[0]);
	app->rail_has_focus = FALSE;
	seg_app_show_screen (app, next);
}

static void
step_on (SegView *view, gpointer app)
{
	(void) view;
	step_to (app, ((SegApp *) app)->screen + 1);
}

static void
step_back (SegView *view, gpointer app)
{
	(void) view;
	step_to (app, ((SegApp *) app)->screen - 1);
}

static void
step_by (SegApp *app, int by)
{
	const guint n = n_screens (), next = app->screen + (guint) by;

	if (app->start == NULL && next < n && !seg_app_ask_to_leave (app, app->screen, 1, by > 0 ? step_on : step_back, app, NULL))
		step_to (app, next);
}

static void
act_everywhere (SegApp *app, int action)
{
	switch (action) {
	case SEG_ACTION_BACK:
		if (seg_app_host (app)->pane.has_focus)
			seg_pane_toggle_focus (seg_app_host (app));
		else if (seg_tour_is_on (app) && app->views[app->screen]->len == 1)
			seg_tour_leave (app);
		else
			seg_view_go_back (seg_app_view (app));
		break;
	case SEG_ACTION_PANE:
		app->rail_has_focus = FALSE;
		seg_pane_toggle_focus (seg_app_host (app));
		break;
	case SEG_ACTION_HIDE_PANE:
		seg_pane_toggle (app);
		break;
	case SEG_ACTION_CHART:
		seg_chart_open (seg_app_view (app));
		break;
	case SEG_ACTION_WRITE_CHART:
		seg_chart_ask_file (seg_app_view (app));
		break;
	case SEG_ACTION_TOUR:
		seg_tour_next (app);
		break;
	case SEG_ACTION_DEMO:
		seg_demo_toggle (app);
		break;
	case SEG_ACTION_NEXT_STEP:
		step_by (app, 1);
		break;
	case SEG_ACTION_PREVIOUS_STEP:
		step_by (app, -1);
		break;
	case SEG_ACTION_RAIL:
		app->rail_has_focus = app->start == NULL && !app->rail_has_focus;
		break;
	case SEG_ACTION_PALETTE:
		seg_palette_show (app);
		break;
	case SEG_ACTION_HELP:
		seg_help_show (app);
		break;
	case SEG_ACTION_JOBS:
		seg_jobs_show (app);
		break;
	case SEG_ACTION_SETTINGS:
		seg_settings_show (app);
		break;
	case SEG_ACTION_RECORD:
		seg_recording_ask (app);
		break;
	case SEG_ACTION_REPLAY:
		seg_replay_ask (app);
		break;
	case SEG_ACTION_CANCEL_JOB:
		cancel_job (app);
		break;
	case SEG_ACTION_REDRAW:
		seg_terminal_repaint ();
		break;
	case SEG_ACTION_SUSPEND:
		seg_terminal_suspend ();
		break;
	case SEG_ACTION_QUIT:
		seg_app_quit (app);
		break;
	default:
		if (action >= SEG_ACTION_SCREEN_1 && (guint) (action - SEG_ACTION_SCREEN_1) < n_screens ()) {
			app->rail_has_focus = FALSE;
			seg_app_show_screen (app, (guint) (action - SEG_ACTION_SCREEN_1));
		}
	}
}

void
seg_app_act (SegApp *app, int action)
{
	SegView *view = seg_app_view (app);
	SegList *list = seg_view_list (view);

	if (app->rail_has_focus && act_on_rail (app, action))
		return;
	if (action == SEG_ACTION_OPEN && next_screen (view) != NULL) {
		seg_view_visit (view, next_screen (view), NULL, 0);
		return;
	}
	if (action == SEG_ACTION_BACK && view->host == NULL && app->came_from > 0 && app->views[app->screen]->len == 1) { /* rather than only clearing its filter */
		seg_app_show_screen (app, app->came_from - 1);
		return;
	}
	if (view->class->act != NULL && (view->class->can == NULL || view->class->can (view, action)) && view->class->act (view, action)) {
		outdate_lists (app);
		return;
	}
	if (list != NULL && !seg_view_shows_nothing (view) && (seg_list_act (list, action) || seg_list_tools_act (view, action)))
		return;
	act_everywhere (app, action);
}

/* Events ----------------------------------------------------------------------------------------------------------- */

/* The dialog in front is off the stack while it works, so that closing its view cannot pull it from under itself. */
static void
handle_in_dialog (SegApp *app, const SegEvent *event)
{
	guint at = app->dialogs->len - 1;
	SegDialog *dialog = g_ptr_array_steal_index (app->dialogs, at);
	gboolean stays = event->kind == SEG_EVENT_KEY ? dialog->class->key (dialog, event->key)
	                                              : dialog->class->mouse == NULL || dialog->class->mouse (dialog, event);

	if (stays)
		g_ptr_array_insert (app->dialogs, (int) MIN (at, app->dialogs->len), dialog);
	else
		seg_dialog_free (dialog);
}

static void
handle_key (SegApp *app, int key)
{
	const SegBinding *tables[SEG_BINDING_TABLES], *refused = NULL;
	SegList *list = seg_view_list (seg_app_view (app));

	if (list != NULL && seg_list_is_typing (list) && !app->rail_has_focus && key != SEG_CTRL ('c') && key != SEG_CTRL ('l')) {
		seg_list_key (list, key);
		return;
	}
	seg_app_bindings (app, tables);
	for (guint i = 0; tables[i] != NULL; i++) {
		const SegBinding *binding = seg_binding_find (tables[i], key);

		if (binding != NULL && seg_app_can (app, binding)) {
			seg_recording_action (app, binding->name);
			seg_app_act (app, binding->action);
			return;
		}
		if (refused == NULL)
			refused = binding;
		if (refused != NULL && seg_refusal_is_final (app, refused))
			break;
	}
	if (refused != NULL)
		seg_refusal_say (app, refused);
}

/* The view under the mouse; a click gives it the focus, the wheel turns it where it is. */
static SegView *
view_under (SegApp *app, const SegEvent *event)
{
	SegView *host = seg_app_host (app);
	gboolean in_pane = app->pane.width > 0 && host->pane.view != NULL && seg_rect_contains (app->pane, event->x, event->y);

	if (event->kind <= SEG_EVENT_DOUBLE_CLICK || (host->pane.has_focus && !in_pane))
		host->pane.has_focus = in_pane && seg_pane_can_focus (host);
	return in_pane ? host->pane.view : host;
}

static void
handle_mouse (SegApp *app, const SegEvent *event)
{
	SegView *view = view_under (app, event);
	SegList *list = seg_view_list (view);
	gboolean opened = FALSE;

	if (seg_rect_contains (app->rail, event->x, event->y)) {
		guint screen = (guint) (event->y - app->rail.y);

		if (event->kind <= SEG_EVENT_DOUBLE_CLICK && screen < n_screens ())
			act_everywhere (app, SEG_ACTION_SCREEN_1 + (int) screen);
		return;
	}
	if ((event->kind == SEG_EVENT_DRAG || event->kind == SEG_EVENT_RELEASE) && !view->class->drags)
		return;
	app->rail_has_focus = FALSE;
	if (view->class->mouse != NULL && view->class->mouse (view, event))
		return;
	if (list != NULL && seg_list_mouse (list, event, &opened)) {
		if (opened)
			handle_key (app, SEG_KEY_ENTER); /* as bound by the view */
	} else if (event->kind == SEG_EVENT_DOUBLE_CLICK && view->class->plot != NULL && !seg_view_shows_nothing (view))
		seg_chart_open (view);
}

void
seg_app_handle (SegApp *app, const SegEvent *event)
{
	if (event->kind == SEG_EVENT_RESIZE)
		return;
	seg_recording_event (app, event);
	g_clear_pointer (&app->notice, g_free);
	seg_demo_tend (app);
	if (app->width < SEG_MIN_WIDTH || app->height < SEG_MIN_HEIGHT) {
		if (event->kind == SEG_EVENT_KEY && (event->key == 'q' || event->key == SEG_CTRL ('c')))
			seg_app_quit_small (app);
		else
			app->asked_small = FALSE;
	} else if (app->dialogs->len > 0) {
		if (event->kind != SEG_EVENT_DRAG && event->kind != SEG_EVENT_RELEASE)
			handle_in_dialog (app, event);
	} else if (event->kind == SEG_EVENT_KEY)
		handle_key (app, event->key);
	else
		handle_mouse (app, event);
}
