/* The loop: sleep until a key, finished work or a signal; handle; draw. */
#include <config.h>
#include "tui.h"

#include <signal.h>
#include <string.h>

#include "recording.h"
#include "terminal.h"

#include <segscope/format.h>
#include <segscope/hint.h>
#include <segscope/settings.h>

#define REDRAW_MS 100 /* while work is running: its progress */

/* What is shown now. Free with seg_cells_free(). */
static SegCells *
draw (SegApp *app)
{
	int width, height;
	SegCells *cells;

	seg_terminal_size (&width, &height);
	cells = seg_cells_new (width, height);
	cells->ascii = !seg_terminal_is_utf8 () || strcmp (seg_setting (SEG_SETTING_CHARACTERS), "ascii") == 0;
	seg_app_draw (app, cells);
	seg_terminal_show (cells, app->cursor_x, app->cursor_y);
	return cells;
}

/* How long to sleep when nothing happens, in milliseconds; -1: for ever. */
static int
time_to_sleep (SegApp *app, const SegCells *cells)
{
	int reasons[] = { seg_replay_go_on (app, cells), seg_pane_time_left (app), -1 }, least = -1;
	SegWorkStatus work;

	seg_work_queue_read (app->queue, &work);
	reasons[2] = work.running ? REDRAW_MS : -1;
	for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
		if (reasons[i] >= 0 && (least < 0 || reasons[i] < least))
			least = reasons[i];
	return least;
}

/* A key of the person's stops a session that is being done again, and does nothing else. */
static void
handle (SegApp *app, const SegEvent *event)
{
	if (seg_replay_is_on (app) && event->kind != SEG_EVENT_RESIZE)
		seg_replay_interrupt (app);
	else
		seg_app_handle (app, event);
}

/* Whether nothing will change before somebody presses a key. */
static gboolean
is_still (const SegApp *app, int sleep_ms)
{
	return sleep_ms < 0 && seg_app_is_idle (app);
}

static void
loop (SegApp *app)
{
	guint n_events = 0;

	while (!app->quit && seg_terminal_stop_signal () == 0) {
		g_autoptr (SegCells) cells = draw (app);
		int sleep_ms = time_to_sleep (app, cells);
		SegEvent event;

		if (is_still (app, sleep_ms))
			seg_terminal_tell_still (n_events, cells);
		if (!app->quit)
			seg_terminal_wait (app->wake_pipe[0], sleep_ms);
		while (!app->quit && seg_terminal_next_event (&event)) {
			n_events += event.kind != SEG_EVENT_RESIZE;
			handle (app, &event);
			seg_app_tend (app); /* so that Ctrl-C right behind a key stops what the key began */
		}
		seg_recording_look (app);
		seg_app_tend (app);
	}
}

gboolean
seg_tui_run (const char *path, const SegTuiOptions *options, GError **error)
{
	SegApp *app;
	gboolean done = FALSE;
	int stop;

	if (!seg_terminal_open (error))
		return FALSE;
	seg_hint_for_screens ();
	seg_format_use (seg_setting (SEG_SETTING_NUMBERS), seg_setting (SEG_SETTING_DATES), seg_setting (SEG_SETTING_CURRENCY));
	app = seg_app_new (path, error);
	if (app != NULL) {
		app->demo = options->demo;
		if (options->tour)
			seg_tour_next (app);
		if (options->replay == NULL) /* whose keys would only close it */
			seg_settings_tell_mistake (app);
		done = (options->record == NULL || seg_recording_start (app, options->record, error))
		       && (options->replay == NULL || seg_replay_start (app, options->replay, options->pace, error));
		if (done)
			loop (app);
		if (done && app->replay_failure != NULL) {
			g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, app->replay_failure);
			done = FALSE;
		}
		seg_app_free (app);
	}
	stop = seg_terminal_stop_signal ();
	seg_terminal_close ();
	if (stop != 0)
		raise (stop); /* end as whoever sent it expects, after everything has been put in order */
	return done;
}
