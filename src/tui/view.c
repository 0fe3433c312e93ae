/* Views: their life, and what they may ask of the program. */
#include <config.h>
#include "app.h"

#include <stdarg.h>

SegView *
seg_view_open (SegApp *app, guint screen, const SegViewClass *class, gpointer argument, GError **error)
{
	SegView *view = g_new0 (SegView, 1);

	view->class = class;
	view->app = app;
	view->state = g_malloc0 (MAX (class->state_size, 1));
	view->outdated = TRUE;
	if (class->open != NULL && !class->open (view, argument, error)) {
		seg_view_close (view);
		return NULL;
	}
	if (screen < SEG_MAX_SCREENS) {
		if (app->views[screen] == NULL)
			app->views[screen] = g_ptr_array_new ();
		g_ptr_array_add (app->views[screen], view);
	}
	return view;
}

static void
drop_dialogs (SegApp *app, const SegView *view)
{
	for (guint i = app->dialogs->len; i-- > 0;)
		if (((SegDialog *) app->dialogs->pdata[i])->view == view)
			g_ptr_array_remove_index (app->dialogs, i);
}

void
seg_view_close (SegView *view)
{
	drop_dialogs (view->app, view);
	seg_work_queue_forget (view->app->queue, view);
	if (view->class->close != NULL)
		view->class->close (view);
	g_free (view->state);
	g_free (view);
}

void
seg_view_ready (SegView *view)
{
	if (!view->outdated)
		return;
	view->outdated = FALSE;
	if (view->class->refresh != NULL)
		view->class->refresh (view);
}

SegWorkspace *
seg_view_workspace (SegView *view)
{
	return view->app->workspace;
}

const SegSession *
seg_view_session (SegView *view)
{
	return view->app->session;
}

gboolean
seg_view_has_focus (SegView *view)
{
	return !view->app->rail_has_focus;
}

/* The screen whose stack holds @view, or SEG_MAX_SCREENS. */
static guint
screen_of (const SegView *view)
{
	for (guint screen = 0; screen < SEG_MAX_SCREENS; screen++)
		if (view->app->views[screen] != NULL && g_ptr_array_find (view->app->views[screen], view, NULL))
			return screen;
	return SEG_MAX_SCREENS;
}

gboolean
seg_view_push (SegView *view, const SegViewClass *class, gpointer argument)
{
	g_autoptr (GError) error = NULL;
	SegView *pushed = seg_view_open (view->app, screen_of (view), class, argument, &error);

	if (pushed == NULL) {
		seg_report (view, error);
		return FALSE;
	}
	seg_view_ready (pushed);
	return TRUE;
}

void
seg_view_pop (SegView *view)
{
	SegApp *app = view->app;
	guint screen = screen_of (view), i;

	if (screen == SEG_MAX_SCREENS || !g_ptr_array_find (app->views[screen], view, &i) || i == 0)
		return;
	while (app->views[screen]->len > i)
		seg_view_close (g_ptr_array_steal_index (app->views[screen], app->views[screen]->len - 1));
	if (screen == app->screen)
		seg_view_ready (seg_app_view (app));
}

gboolean
seg_view_replace (SegView *view, const SegViewClass *class, gpointer argument)
{
	SegApp *app = view->app;
	guint screen = screen_of (view), i;
	g_autoptr (GError) error = NULL;
	SegView *next = seg_view_open (app, SEG_MAX_SCREENS, class, argument, &error);

	if (next == NULL) {
		seg_report (view, error);
		return FALSE;
	}
	g_ptr_array_find (app->views[screen], view, &i);
	while (app->views[screen]->len > i)
		seg_view_close (g_ptr_array_steal_index (app->views[screen], app->views[screen]->len - 1));
	g_ptr_array_add (app->views[screen], next);
	seg_view_ready (next);
	return TRUE;
}

void
seg_view_home (SegView *view)
{
	const GPtrArray *stack = view->app->views[screen_of (view)];

	if (stack->len > 1)
		seg_view_pop (stack->pdata[1]);
}

void
seg_view_visit (SegView *view, const char *screen, const char *errand, gint64 id)
{
	SegApp *app = view->app;

	for (guint i = 0; seg_screens[i].class != NULL; i++)
		if (g_strcmp0 (seg_screens[i].class->name, screen) == 0) {
			SegView *root;
			guint from = app->screen;

			seg_app_show_screen (app, i);
			if (app->views[i] == NULL)
				return;
			if (errand != NULL && from != i)
				seg_app_note_way_back (app, from);
			root = app->views[i]->pdata[0];
			if (errand == NULL || root->class->visit == NULL)
				return;
			if (app->views[i]->len > 1)
				seg_view_pop (app->views[i]->pdata[1]);
			root->class->visit (root, errand, id);
			return;
		}
}

void
seg_view_run (SegView *view, const SegWork *work, gpointer data)
{
	seg_work_queue_add (view->app->queue, view, work, data);
}

gboolean
seg_view_is_busy (SegView *view, const SegWork *work)
{
	return seg_work_queue_has (view->app->queue, view, work);
}

void
seg_say (SegView *view, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start (arguments, format);
	text = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	seg_app_say (view->app, "%s", text);
}

void
seg_view_changed (SegView *view)
{
	seg_app_changed (view->app);
}
