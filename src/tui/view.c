/* Views: their life, and what they may ask of the program. */
#include <config.h>
#include "app.h"
#include "list-tools.h"

#include <glib/gi18n.h>
#include <stdarg.h>

static SegView *
make_view (SegApp *app, SegView *host, const SegViewClass *class, gpointer argument, GError **error)
{
	SegView *view = g_new0 (SegView, 1);

	view->class = class;
	view->app = app;
	view->host = host;
	view->state = g_malloc0 (MAX (class->state_size, 1));
	view->outdated = TRUE;
	if (class->open != NULL && !class->open (view, argument, error)) {
		seg_view_close (view);
		return NULL;
	}
	return view;
}

SegView *
seg_view_open_in (SegView *host, const SegViewClass *class, gpointer argument, GError **error)
{
	return make_view (host->app, host, class, argument, error);
}

SegView *
seg_view_open (SegApp *app, guint screen, const SegViewClass *class, gpointer argument, GError **error)
{
	SegView *view = make_view (app, NULL, class, argument, error);

	if (view != NULL && screen < SEG_MAX_SCREENS) {
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
	seg_pane_close (view);
	drop_dialogs (view->app, view);
	seg_work_queue_forget (view->app->queue, view);
	seg_work_queue_forget (view->app->pane_queue, view);
	seg_work_queue_forget (view->app->glance_queue, view);
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
	if (seg_view_list (view) != NULL)
		seg_list_outdate (seg_view_list (view));
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
	return !view->app->rail_has_focus && (view->host == NULL || view->host->pane.has_focus);
}

guint
seg_view_screen (const SegView *view)
{
	if (view->host != NULL)
		view = view->host;
	for (guint screen = 0; screen < SEG_MAX_SCREENS; screen++)
		if (view->app->views[screen] != NULL && g_ptr_array_find (view->app->views[screen], view, NULL))
			return screen;
	return SEG_MAX_SCREENS;
}

gboolean
seg_view_push (SegView *view, const SegViewClass *class, gpointer argument)
{
	g_autoptr (GError) error = NULL;
	SegView *pushed = seg_view_open (view->app, seg_view_screen (view), class, argument, &error);

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
	guint screen = seg_view_screen (view), i;

	if (view->host != NULL) {
		seg_pane_close (view->host);
		return;
	}
	if (screen == SEG_MAX_SCREENS || !g_ptr_array_find (app->views[screen], view, &i) || i == 0)
		return;
	while (app->views[screen]->len > i)
		seg_view_close (g_ptr_array_steal_index (app->views[screen], app->views[screen]->len - 1));
	if (screen == app->screen)
		seg_app_ready (app);
}

gboolean
seg_view_replace (SegView *view, const SegViewClass *class, gpointer argument)
{
	SegApp *app = view->app;
	guint screen = seg_view_screen (view), i;
	g_autoptr (GError) error = NULL;
	SegView *next;

	if (view->host != NULL) /* the pane shows what the row is, not what came of it */
		return seg_view_push (view, class, argument);
	next = seg_view_open (app, SEG_MAX_SCREENS, class, argument, &error);
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
	const GPtrArray *stack = view->app->views[seg_view_screen (view)];

	if (stack->len > 1)
		seg_view_pop (stack->pdata[1]);
}

/* Visits ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	SegApp *app;
	char   *screen, *errand;
	gint64  id;
} Visit;

static void
free_visit (gpointer data)
{
	Visit *visit = data;

	g_free (visit->screen);
	g_free (visit->errand);
	g_free (visit);
}

static void
go_visiting (SegApp *app, const char *screen, const char *errand, gint64 id)
{
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

static void
go_all_the_same (SegView *view, gpointer data)
{
	const Visit *visit = data;

	(void) view;
	go_visiting (visit->app, visit->screen, visit->errand, visit->id);
}

/* An errand closes what stands open on the screen that it leads to. */
void
seg_view_visit (SegView *view, const char *screen, const char *errand, gint64 id)
{
	SegApp *app = view->app;
	Visit *visit;

	for (guint i = 0; errand != NULL && seg_screens[i].class != NULL; i++)
		if (g_strcmp0 (seg_screens[i].class->name, screen) == 0 && seg_app_has_unsaved (app, i, 1)) {
			visit = g_new (Visit, 1);
			*visit = (Visit) { app, g_strdup (screen), g_strdup (errand), id };
			seg_app_ask_to_leave (app, i, 1, go_all_the_same, visit, free_visit);
			return;
		}
	go_visiting (app, screen, errand, id);
}

void
seg_view_run (SegView *view, const SegWork *work, gpointer data)
{
	gboolean by_itself = view->host != NULL && !view->host->pane.has_focus && !work->writes;

	seg_work_queue_add (by_itself ? view->app->pane_queue : view->app->queue, view, work, data);
}

/* All that a view reads stays in one queue: its pieces of work may share what they read. */
void
seg_view_glance (SegView *view, const SegWork *work, gpointer data)
{
	SegApp *app = view->app;

	if (view->host == NULL
	    && (seg_work_queue_has (app->glance_queue, view, NULL) || seg_work_queue_is_taken (app->queue, view))) {
		seg_work_queue_pass_on (app->queue, app->glance_queue, view);
		seg_work_queue_add (app->glance_queue, view, work, data);
	} else
		seg_view_run (view, work, data);
}

void
seg_view_cancel (SegView *view, const SegWork *work)
{
	seg_work_queue_cancel_work (view->app->queue, view, work);
	seg_work_queue_cancel_work (view->app->pane_queue, view, work);
	seg_work_queue_cancel_work (view->app->glance_queue, view, work);
}

gboolean
seg_view_is_busy (SegView *view, const SegWork *work)
{
	return seg_work_queue_has (view->app->queue, view, work) || seg_work_queue_has (view->app->pane_queue, view, work)
	       || seg_work_queue_has (view->app->glance_queue, view, work);
}

gboolean
seg_view_again_after (SegView *view, const SegWork *work)
{
	if (!seg_view_is_busy (view, work))
		return FALSE;
	view->again = work;
	return TRUE;
}

gboolean
seg_view_is_at (SegView *view, const SegWork *work)
{
	if (!seg_view_is_busy (view, work))
		return FALSE;
	seg_say (view, "%s", _("That is under way already."));
	return TRUE;
}

gboolean
seg_view_is_keeping (SegView *view)
{
	return seg_work_queue_keeps (view->app->queue, view);
}

gboolean
seg_view_shows_nothing (SegView *view)
{
	return view->class->when_empty != NULL && view->class->when_empty (view) != NULL;
}

void
seg_view_ended (SegView *view, const SegWork *work, const GError *error)
{
	if (view == NULL || view->again != work)
		return;
	view->again = NULL;
	if (g_error_matches (error, SEG_ERROR, SEG_ERROR_CANCELLED)) /* by somebody who does not want it now */
		return;
	view->outdated = TRUE;
	seg_app_ready (view->app);
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
