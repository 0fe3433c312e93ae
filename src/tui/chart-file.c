/* A chart on its way to a file: which one is asked for, with a name proposed; drawing and writing are a job. */
#include <config.h>
#include "chart-view.h"

#include <segscope/error.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LONGEST_NAME 40 /* characters */

typedef struct {
	SegPlot    *plot;
	SegPlotView part;
	char       *path;
	char       *left_out; /* what the picture has no room for; or NULL */
} Writing;

static void
free_writing (gpointer data)
{
	Writing *writing = data;

	seg_plot_free (writing->plot);
	g_free (writing->path);
	g_free (writing->left_out);
	g_free (writing);
}

static gboolean
run_writing (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Writing *writing = data;

	(void) workspace;
	(void) job;
	return seg_plot_write_telling (writing->plot, &writing->part, writing->path, 0, 0, &writing->left_out, error);
}

static void
done_writing (SegView *view, gpointer data)
{
	const Writing *writing = data;
	g_autofree char *shown = g_filename_display_name (writing->path);

	if (writing->left_out != NULL)
		seg_say (view, _("The chart is in %s. %s."), shown, writing->left_out);
	else
		seg_say (view, _("The chart is in %s"), shown);
}

static const SegWork write_work = { N_("writing the chart"), run_writing, done_writing, NULL, free_writing, FALSE, FALSE };

static void
write_to (SegView *view, const char *path, gpointer data)
{
	Writing *asked = data, *writing;
	g_autofree char *whole = seg_plot_is_writable (path) ? g_strdup (path) : g_strconcat (path, ".svg", NULL);

	if (strcmp (whole, path) != 0 && g_file_test (whole, G_FILE_TEST_EXISTS)) { /* the question was about the name without the ending */
		g_autofree char *shown = g_filename_display_name (whole);

		seg_say (view, _("There is already a file %s, and nothing was written; give the whole name to write over it"), shown);
		return;
	}
	writing = g_new0 (Writing, 1);
	writing->plot = g_steal_pointer (&asked->plot);
	writing->part = asked->part;
	writing->path = g_steal_pointer (&whole);
	seg_view_run (view, &write_work, writing);
}

/* The title as the name of a file: letters and digits of any writing, the rest hyphens. */
static char *
propose_name (const SegPlot *plot)
{
	g_autoptr (GString) name = g_string_new (NULL);
	g_autofree char *title = plot->title != NULL ? g_utf8_strdown (plot->title, -1) : g_strdup ("");
	int n = 0;

	for (const char *at = title; *at != '\0' && n < LONGEST_NAME; at = g_utf8_next_char (at)) {
		gunichar c = g_utf8_get_char (at);

		if (g_unichar_isalnum (c))
			g_string_append_unichar (name, c);
		else if (name->len > 0 && name->str[name->len - 1] != '-')
			g_string_append_c (name, '-');
		n++;
	}
	while (name->len > 0 && name->str[name->len - 1] == '-')
		g_string_truncate (name, name->len - 1);
	return g_strconcat (name->len > 0 ? name->str : "chart", ".svg", NULL);
}

void
seg_chart_ask_file_of (SegView *view, SegPlot *plot, const SegPlotView *part)
{
	Writing *asked = g_new0 (Writing, 1);
	g_autofree char *name = propose_name (plot);

	asked->plot = plot;
	if (part != NULL)
		asked->part = *part;
	else
		seg_plot_view_init (&asked->part, plot, FALSE);
	seg_ask_file (view, _("Write the chart to which file?"),
	              part != NULL && !isnan (part->x_low) ? _("The part that is shown. The ending says what it becomes: .svg, .png or .pdf")
	              : _("The ending says what it becomes: .svg, .png or .pdf"), name, write_to, asked, free_writing);
}

void
seg_chart_ask_file (SegView *view)
{
	SegPlot *plot = view->class->plot != NULL ? view->class->plot (view) : NULL;

	if (plot != NULL)
		seg_chart_ask_file_of (view, plot, NULL);
	else
		seg_say (view, "%s", _("There is no chart here at the moment."));
}
