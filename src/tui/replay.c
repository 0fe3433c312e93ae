/* Doing a recorded session again. */
#include <config.h>
#include "recording.h"

#include <glib/gi18n.h>
#include <string.h>

#include "script.h"
#include "terminal.h"

#define LARGEST_FILE (16 << 20) /* bytes; a long afternoon is some 100 KB */
#define USUAL_PACE 0.15         /* seconds a key */
#define LOOK_AGAIN_MS 20        /* while something runs */
#define PATIENCE 10.0           /* seconds that an expected text may be late after all work has ended */

struct SegReplay {
	char      *name;
	GPtrArray *steps; /* of SegScriptStep* */
	guint      next;
	double     pace;
	gint64     due;   /* when the next step may come, monotonic microseconds */
	gint64     since; /* when waiting for a text began, or 0 */
};

void
seg_replay_free (SegApp *app)
{
	SegReplay *replay = app->replay;

	if (replay == NULL)
		return;
	app->replay = NULL;
	g_ptr_array_unref (replay->steps);
	g_free (replay->name);
	g_free (replay);
}

static char *
read_script (const char *path, GError **error)
{
	g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);

	if (file == NULL)
		return NULL;
	if (g_mapped_file_get_length (file) > LARGEST_FILE || memchr (g_mapped_file_get_contents (file) != NULL ? g_mapped_file_get_contents (file) : "", '\0',
	                                                              g_mapped_file_get_length (file)) != NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_DATA, _("%s is not a recorded session"), path);
		return NULL;
	}
	return g_strndup (g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
}

/* Clicks mean something only on the screen they were made on. */
static gboolean
fits (const GPtrArray *steps, const char *path, GError **error)
{
	int width = 0, height = 0, wanted_width = 0, wanted_height = 0;

	seg_terminal_size (&width, &height);
	for (guint i = 0; i < steps->len; i++) {
		const SegScriptStep *step = steps->pdata[i];

		if (step->kind == SEG_SCRIPT_SIZE) {
			wanted_width = step->event.x;
			wanted_height = step->event.y;
		} else if (step->kind == SEG_SCRIPT_EVENT && step->event.kind != SEG_EVENT_KEY && (width != wanted_width || height != wanted_height)) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT,
			             _("%s has clicks (line %u) for a terminal of %d by %d; this one has %d by %d. Change its size, or write keys instead."), path,
			             step->line, wanted_width, wanted_height, width, height);
			return FALSE;
		}
	}
	return TRUE;
}

gboolean
seg_replay_start (SegApp *app, const char *path, double pace, GError **error)
{
	g_autofree char *text = read_script (path, error);
	g_autofree char *name = g_filename_display_name (path);
	g_autoptr (GPtrArray) steps = text != NULL ? seg_script_parse (text, name, error) : NULL;

	if (steps == NULL || !fits (steps, name, error))
		return FALSE;
	seg_replay_free (app);
	app->replay = g_new0 (SegReplay, 1);
	app->replay->name = g_steal_pointer (&name);
	app->replay->steps = g_steal_pointer (&steps);
	app->replay->pace = pace;
	return TRUE;
}

gboolean
seg_replay_is_on (const SegApp *app)
{
	return app->replay != NULL;
}

void
seg_replay_interrupt (SegApp *app)
{
	const SegReplay *replay = app->replay;

	seg_app_say (app, _("The session stopped at line %u of %s; what it did stays."),
	             ((const SegScriptStep *) replay->steps->pdata[MIN (replay->next, replay->steps->len - 1)])->line, replay->name);
	seg_replay_free (app);
}

static gboolean
shows (const SegCells *cells, const char *text)
{
	for (int y = 0; y < cells->height; y++) {
		g_autofree char *line = seg_cells_line (cells, y);

		if (strstr (line, text) != NULL)
			return TRUE;
	}
	return FALSE;
}

static void
fail (SegApp *app, const SegScriptStep *step)
{
	g_free (app->replay_failure);
	app->replay_failure = g_strdup_printf (_("%s, line %u: “%s” is not on the screen. The session stopped there; what it did stays."), app->replay->name,
	                                       step->line, step->text);
	seg_replay_free (app);
	seg_dialog_tell (app, NULL, _("The session did not go as recorded"), app->replay_failure);
}

/* Whether @step is done, so that the next may come. */
static gboolean
has_come (SegApp *app, const SegScriptStep *step, const SegCells *cells)
{
	SegReplay *replay = app->replay;

	if (!seg_app_is_idle (app)) {
		replay->since = 0;
		return FALSE;
	}
	if (step->kind == SEG_SCRIPT_WAIT || shows (cells, step->text))
		return TRUE;
	if (replay->since == 0)
		replay->since = g_get_monotonic_time ();
	if ((double) (g_get_monotonic_time () - replay->since) > PATIENCE * G_USEC_PER_SEC)
		fail (app, step);
	return FALSE;
}

int
seg_replay_go_on (SegApp *app, const SegCells *cells)
{
	SegReplay *replay = app->replay;
	gint64 now = g_get_monotonic_time ();
	const SegScriptStep *step;

	if (replay == NULL)
		return -1;
	if (replay->next == replay->steps->len) {
		seg_app_say (app, _("All of %s has been done again."), replay->name);
		seg_replay_free (app);
		return 0;
	}
	if (now < replay->due)
		return (int) ((replay->due - now) / 1000) + 1;
	step = replay->steps->pdata[replay->next];
	if ((step->kind == SEG_SCRIPT_WAIT || step->kind == SEG_SCRIPT_EXPECT) && !has_come (app, step, cells))
		return app->replay != NULL ? LOOK_AGAIN_MS : 0;
	replay->since = 0;
	replay->next++;
	replay->due = now + (gint64) ((step->kind == SEG_SCRIPT_PAUSE ? step->seconds : step->kind == SEG_SCRIPT_EVENT ? replay->pace : 0) * G_USEC_PER_SEC);
	if (step->kind == SEG_SCRIPT_EVENT)
		seg_app_handle (app, &step->event);
	return 0;
}

char *
seg_recording_mark (const SegApp *app)
{
	if (app->replay != NULL)
		return g_strdup_printf (_("▶ %u of %u "), app->replay->next, app->replay->steps->len);
	return app->recorder != NULL ? g_strdup (_("● recording ")) : NULL;
}

/* The question ------------------------------------------------------------------------------------------------------- */

static gboolean
take_path (SegView *view, const char *path, gpointer data, GError **error)
{
	(void) view;
	return seg_replay_start (data, path, USUAL_PACE, error);
}

void
seg_replay_ask (SegApp *app)
{
	seg_ask_path (seg_app_view (app), _("Do a recorded session again"), _("It begins on this screen. Any key stops it."), "session.txt", take_path, app, NULL);
}
