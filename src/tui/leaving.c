/* Leaving: whoever would lose something by it is asked first, and told all that would be lost. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>

/* What is being kept goes on when the view is left. */
static gboolean
is_unsaved (SegView *view)
{
	return view->unsaved && !seg_view_is_keeping (view);
}

/* The views of @screen, from the one at @from on, in which something is not kept yet, the topmost first. */
static void
collect (SegApp *app, guint screen, guint from, GPtrArray *unsaved)
{
	for (guint i = app->views[screen] != NULL ? app->views[screen]->len : 0; i-- > from;)
		if (is_unsaved (app->views[screen]->pdata[i]))
			g_ptr_array_add (unsaved, app->views[screen]->pdata[i]);
}

gboolean
seg_app_has_unsaved (SegApp *app, guint screen, guint from)
{
	g_autoptr (GPtrArray) unsaved = g_ptr_array_new ();

	collect (app, screen, from, unsaved);
	return unsaved->len > 0;
}

/* The one in sight first. */
static GPtrArray *
collect_all (SegApp *app)
{
	GPtrArray *unsaved = g_ptr_array_new ();

	collect (app, app->screen, 0, unsaved);
	for (guint screen = 0; screen < SEG_MAX_SCREENS; screen++)
		if (screen != app->screen)
			collect (app, screen, 0, unsaved);
	return unsaved;
}

/* "· New campaign (Campaigns)", a line for each. */
static void
append_places (GString *text, const GPtrArray *unsaved)
{
	for (guint i = 0; i < unsaved->len; i++) {
		SegView *view = unsaved->pdata[i];

		g_string_append_printf (text, _("\n· %s (%s)"), _(view->class->title), _(seg_screens[seg_view_screen (view)].label));
	}
}

/* @is_working: something runs that would be missed. */
static char *
question (const GPtrArray *unsaved, gboolean is_working)
{
	GString *text = g_string_new (NULL);

	if (is_working)
		g_string_append (text, _("A job is running. Stop it and leave? What it has done so far will be undone."));
	else if (unsaved->len == 1)
		g_string_append_printf (text, _("Leave \"%s\"? What was changed there and not kept yet is lost."), _(((SegView *) unsaved->pdata[0])->class->title));
	else
		g_string_append (text, _("Leave all of these? What was changed there and not kept yet is lost:"));
	if (is_working && unsaved->len > 0)
		g_string_append (text, _("\n\nWhat was changed here and not kept yet is lost as well:"));
	if (is_working || unsaved->len > 1)
		append_places (text, unsaved);
	return g_string_free (text, FALSE);
}

/* The question goes with the view on top: then it is about other things than it says. */
static gboolean
ask (SegApp *app, const GPtrArray *unsaved, gboolean is_working, SegYesAnswer leave, gpointer data, GDestroyNotify free_data)
{
	g_autofree char *text = NULL;

	if (unsaved->len == 0 && !is_working) {
		if (free_data != NULL)
			free_data (data);
		return FALSE;
	}
	text = question (unsaved, is_working);
	seg_dialog_ask_yes (app, unsaved->len > 0 ? unsaved->pdata[0] : NULL, text, leave, data, free_data);
	return TRUE;
}

gboolean
seg_app_ask_to_leave (SegApp *app, guint screen, guint from, SegYesAnswer leave, gpointer data, GDestroyNotify free_data)
{
	g_autoptr (GPtrArray) unsaved = g_ptr_array_new ();

	collect (app, screen, from, unsaved);
	return ask (app, unsaved, FALSE, leave, data, free_data);
}

gboolean
seg_app_ask_to_leave_all (SegApp *app, SegYesAnswer leave, gpointer data, GDestroyNotify free_data)
{
	g_autoptr (GPtrArray) unsaved = collect_all (app);

	return ask (app, unsaved, FALSE, leave, data, free_data);
}

static void
quit_now (SegView *view, gpointer data)
{
	(void) view;
	((SegApp *) data)->quit = TRUE;
}

void
seg_app_quit (SegApp *app)
{
	g_autoptr (GPtrArray) unsaved = collect_all (app);

	if (!ask (app, unsaved, seg_work_queue_would_be_missed (app->queue), quit_now, app, NULL))
		app->quit = TRUE;
}

/* Where there is no room for a question -------------------------------------------------------------------------------- */

/* What leaving now would lose, or NULL. */
static char *
loss_words (SegApp *app)
{
	g_autoptr (GPtrArray) unsaved = collect_all (app);
	GString *text = g_string_new (seg_work_queue_would_be_missed (app->queue) ? _("A job is running.") : "");

	if (unsaved->len > 0 || app->dialogs->len > 0) /* what is being typed there */
		g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", _("Something is not kept yet."));
	return g_string_free (text, text->len == 0);
}

void
seg_app_quit_small (SegApp *app)
{
	g_autofree char *loss = loss_words (app);

	if (loss == NULL || app->asked_small)
		app->quit = TRUE;
	app->asked_small = TRUE;
}

char *
seg_app_small_words (SegApp *app)
{
	g_autofree char *loss = app->asked_small ? loss_words (app) : NULL;

	if (loss != NULL)
		return g_strdup_printf (_("%s q once more leaves all the same."), loss);
	return g_strdup_printf (_("Please make the window larger: %dx%d at least. q leaves."), SEG_MIN_WIDTH, SEG_MIN_HEIGHT);
}

/* Going back ----------------------------------------------------------------------------------------------------------- */

static void
pop_all_the_same (SegView *view, gpointer data)
{
	(void) data;
	seg_view_pop (view);
}

void
seg_view_go_back (SegView *view)
{
	SegApp *app = view->app;
	const guint screen = seg_view_screen (view);

	if (screen == SEG_MAX_SCREENS || app->views[screen]->len < 2
	    || !seg_app_ask_to_leave (app, screen, app->views[screen]->len - 1, pop_all_the_same, NULL, NULL))
		seg_view_pop (view);
}
