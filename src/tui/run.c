/* The loop: sleep until a key, finished work or a signal; handle; draw. */
#include <config.h>
#include "tui.h"

#include <signal.h>
#include <string.h>

#include "app.h"
#include "terminal.h"

#include <segscope/hint.h>
#include <segscope/settings.h>

#define REDRAW_MS 100 /* while work is running: its progress */

static void
draw (SegApp *app)
{
	int width, height;
	g_autoptr (SegCells) cells = NULL;

	seg_terminal_size (&width, &height);
	cells = seg_cells_new (width, height);
	cells->ascii = !seg_terminal_is_utf8 () || strcmp (seg_setting (SEG_SETTING_CHARACTERS), "ascii") == 0;
	seg_app_draw (app, cells);
	seg_terminal_show (cells, app->cursor_x, app->cursor_y);
}

static void
loop (SegApp *app)
{
	while (!app->quit && seg_terminal_stop_signal () == 0) {
		SegWorkStatus work;
		SegEvent event;

		draw (app);
		seg_work_queue_read (app->queue, &work);
		seg_terminal_wait (app->wake_pipe[0], work.running ? REDRAW_MS : -1);
		while (!app->quit && seg_terminal_next_event (&event))
			seg_app_handle (app, &event);
		seg_work_queue_tend (app->queue);
	}
}

gboolean
seg_tui_run (const char *path, SegTuiDemo demo, gboolean tour, GError **error)
{
	SegApp *app;
	int stop;

	if (!seg_terminal_open (error))
		return FALSE;
	seg_hint_for_screens ();
	app = seg_app_new (path, error);
	if (app != NULL) {
		app->demo = demo;
		if (tour)
			seg_tour_next (app);
		loop (app);
		seg_app_free (app);
	}
	stop = seg_terminal_stop_signal ();
	seg_terminal_close ();
	if (stop != 0)
		raise (stop); /* end as whoever sent it expects, after everything has been put in order */
	return app != NULL;
}
