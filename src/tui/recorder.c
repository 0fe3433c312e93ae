/* Writing down a session. */
#include <config.h>
#include "recording.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include <segscope/out_file.h>

#include "equivalent.h"
#include "script.h"

#define LONGEST_LINE 60 /* characters of keys, then another line begins */

struct SegRecorder {
	int                 file;
	char               *path;
	GString            *keys;     /* since the last line */
	gboolean            worked;   /* something ran since the last event */
	const SegViewClass *seen;     /* the view of the last remark */
	int                 width, height; /* as last written */
};

static void
give_up (SegApp *app)
{
	int code = errno;
	SegRecorder *recorder = app->recorder;
	g_autofree char *text = g_strdup_printf (_("The session is no longer recorded: %s cannot be written (%s)."), recorder->path, g_strerror (code));

	g_string_truncate (recorder->keys, 0);
	seg_recording_free (app);
	seg_dialog_tell (app, NULL, _("That did not work"), text);
}

static void
write_line (SegApp *app, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
write_line (SegApp *app, const char *format, ...)
{
	va_list arguments;
	g_autofree char *line = NULL;
	g_autofree char *whole = NULL;

	if (app->recorder == NULL)
		return;
	va_start (arguments, format);
	line = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	whole = g_strconcat (line, "\n", NULL);
	if (write (app->recorder->file, whole, strlen (whole)) != (gssize) strlen (whole))
		give_up (app);
}

static void
end_keys (SegApp *app)
{
	SegRecorder *recorder = app->recorder;
	g_autofree char *keys = NULL;

	if (recorder->keys->len == 0)
		return;
	keys = g_strdup (recorder->keys->str);
	g_string_truncate (recorder->keys, 0);
	write_line (app, "keys %s", keys);
}

gboolean
seg_recording_start (SegApp *app, const char *path, GError **error)
{
	int file = seg_file_may_be_written (path, error) ? g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -2;
	g_autoptr (GDateTime) now = g_date_time_new_now_local ();
	g_autofree char *when = g_date_time_format (now, "%Y-%m-%d %H:%M");

	if (file == -2)
		return FALSE;
	if (file < 0) {
		int code = errno;

		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write %s: %s"), path, g_strerror (code));
		return FALSE;
	}
	seg_recording_free (app);
	app->recorder = g_new0 (SegRecorder, 1);
	app->recorder->file = file;
	app->recorder->path = g_strdup (path);
	app->recorder->keys = g_string_new (NULL);
	write_line (app, "# segscope %s, %s; segscope replay WORKSPACE FILE does it again", PACKAGE_VERSION, when);
	if (app->recorder == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("Cannot write %s"), path);
		return FALSE;
	}
	return TRUE;
}

void
seg_recording_stop (SegApp *app)
{
	if (app->recorder == NULL)
		return;
	seg_app_say (app, _("The session is in %s; @ does it again."), app->recorder->path);
	seg_recording_free (app);
}

/* Where the person is, and how large the terminal is, when that has changed. */
static void
note_place (SegApp *app)
{
	SegView *view = seg_app_view (app);
	SegRecorder *recorder = app->recorder;

	if (recorder->width != app->width || recorder->height != app->height) {
		recorder->width = app->width;
		recorder->height = app->height;
		end_keys (app); /* when it cannot be written there is no recorder any more */
		write_line (app, "size %dx%d", app->width, app->height);
	}
	if (app->recorder != NULL && recorder->seen != view->class) {
		recorder->seen = view->class;
		end_keys (app);
		write_line (app, "# %s", _(view->class->title));
	}
}

/* Whether a person would wait; what panes read by themselves is not waited for. */
static gboolean
is_working (const SegApp *app)
{
	return !seg_work_queue_is_idle (app->queue) || !seg_work_queue_is_idle (app->glance_queue);
}

void
seg_recording_event (SegApp *app, const SegEvent *event)
{
	g_autofree char *text = NULL;

	if (app->recorder == NULL || event->kind == SEG_EVENT_RESIZE)
		return;
	if (app->recorder->worked && !is_working (app)) {
		app->recorder->worked = FALSE;
		end_keys (app);
		write_line (app, "wait");
	}
	if (app->recorder != NULL)
		note_place (app);
	if (app->recorder == NULL)
		return;
	text = event->kind == SEG_EVENT_KEY ? seg_script_key (event->key) : seg_script_mouse (event);
	if (event->kind == SEG_EVENT_KEY)
		g_string_append (app->recorder->keys, text);
	if (event->kind != SEG_EVENT_KEY || app->recorder->keys->len > LONGEST_LINE)
		end_keys (app);
	if (event->kind != SEG_EVENT_KEY && text != NULL)
		write_line (app, "%s", text);
}

void
seg_recording_action (SegApp *app, const char *name)
{
	g_autofree char *command = app->recorder != NULL && app->path != NULL ? seg_equivalent (name, app->path) : NULL;

	if (command == NULL || strcmp (name, "record-session") == 0) /* which ends this, and is taken back */
		return;
	end_keys (app);
	write_line (app, "# %s", command);
}

void
seg_recording_look (SegApp *app)
{
	if (app->recorder != NULL && is_working (app))
		app->recorder->worked = TRUE;
}

void
seg_recording_free (SegApp *app)
{
	SegRecorder *recorder = app->recorder;

	if (recorder == NULL)
		return;
	end_keys (app);
	if (app->recorder == NULL) /* that failed, which freed it */
		return;
	app->recorder = NULL;
	close (recorder->file);
	g_string_free (recorder->keys, TRUE);
	g_free (recorder->path);
	g_free (recorder);
}

/* The question ------------------------------------------------------------------------------------------------------- */

static void
take_path (SegView *view, const char *path, gpointer data)
{
	SegApp *app = data;
	g_autoptr (GError) error = NULL;

	if (!seg_recording_start (app, path, &error))
		seg_report (view, error);
	else
		seg_app_say (app, _("From now on all you do is written to %s; Ctrl-T ends that."), path);
}

void
seg_recording_ask (SegApp *app)
{
	if (app->recorder != NULL) {
		g_string_truncate (app->recorder->keys, app->recorder->keys->len - MIN (app->recorder->keys->len, strlen ("<C-t>"))); /* the key that ends it */
		seg_recording_stop (app);
		return;
	}
	seg_ask_file (seg_app_view (app), _("Record what you do, to do it again"),
	              _("A text file, a line for each step with the command that does the same. What you type is in it."), "session.txt", take_path, app, NULL);
}
