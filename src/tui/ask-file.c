/* The question for a file to write: what stands there already is written over only when the person says so. */
#include <config.h>
#include "dialog.h"

#include <glib/gi18n.h>

/* Shared by the two questions, which come after each other. */
typedef struct {
	char          *path, *example;
	SegFileAnswer  answer;
	gpointer       data;
	GDestroyNotify free_data;
} Asked;

static void
clear (gpointer data)
{
	Asked *asked = data;

	if (asked->free_data != NULL)
		asked->free_data (asked->data);
	g_free (asked->path);
	g_free (asked->example);
}

static void
release (gpointer data)
{
	g_rc_box_release_full (data, clear);
}

static void
overwrite (SegView *view, gpointer data)
{
	const Asked *asked = data;

	asked->answer (view, asked->path, asked->data);
}

static gboolean
accept_path (SegView *view, const char *text, gpointer data, GError **error)
{
	Asked *asked = data;
	g_autofree char *shown = g_filename_display_name (text);
	g_autofree char *question = NULL;

	if (*text == '\0' || g_file_test (text, G_FILE_TEST_IS_DIR)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("The name of a file is needed, for example %s"), asked->example);
		return FALSE;
	}
	g_free (asked->path);
	asked->path = g_strdup (text);
	if (!g_file_test (text, G_FILE_TEST_EXISTS)) {
		asked->answer (view, text, asked->data);
		return TRUE;
	}
	question = g_strdup_printf (_("There is already a file %s.\nWrite over it?"), shown);
	seg_ask_yes (view, question, overwrite, g_rc_box_acquire (asked), release);
	return TRUE;
}

void
seg_ask_file (SegView *view, const char *title, const char *hint, const char *initial, SegFileAnswer answer, gpointer data,
              GDestroyNotify free_data)
{
	Asked *asked = g_rc_box_new0 (Asked);

	asked->example = g_strdup (initial);
	asked->answer = answer;
	asked->data = data;
	asked->free_data = free_data;
	seg_ask_path (view, title, hint, initial, accept_path, asked, release);
}
