/* Without a workspace: which one, or a new one? */
#include <config.h>
#include "app.h"
#include "maintenance.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
	GPtrArray *names; /* of char*: the *.seg files of this folder */
	SegList   *list;
} State;

enum { NEW = SEG_ACTION_OWN, OPEN_PATH, DEMO, REPAIR };

#define DEMO_WORKSPACE "demo.seg"

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("open"), N_("Open the workspace under the cursor") },
	{ 'n', NEW, "new-workspace", N_("new"), N_("Make a new workspace") },
	{ 'o', OPEN_PATH, "open-workspace", N_("open another"), N_("Open a workspace of another folder") },
	{ 'd', DEMO, "make-demo", N_("demo"), N_("Make the workspace demo.seg from made-up data of a course platform, and look around in it") },
	{ 'r', REPAIR, "repair-workspace", N_("repair"), N_("Look the workspace under the cursor through, and put it right where something is wrong with it") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("Workspaces in this folder"), SEG_ALIGN_LEFT, -20, FALSE },
	{ N_("Size"), SEG_ALIGN_RIGHT, 10, FALSE },
};

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->names->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const char *name = ((State *) data)->names->pdata[row];
	GStatBuf status;

	if (column == 0)
		return g_strdup (name);
	*ink = SEG_INK_MUTED;
	return g_stat (name, &status) == 0 ? g_format_size ((guint64) status.st_size) : NULL;
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell };

static int
compare_names (gconstpointer a, gconstpointer b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;
	g_autoptr (GDir) dir = g_dir_open (".", 0, NULL);
	const char *name;

	(void) argument;
	(void) error;
	state->names = g_ptr_array_new_with_free_func (g_free);
	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
		if (g_str_has_suffix (name, ".seg"))
			g_ptr_array_add (state->names, g_strdup (name));
	g_ptr_array_sort (state->names, compare_names);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->names, g_ptr_array_unref);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	const State *state = view->state;
	int y = 1;

	seg_draw_text (cells, rect, 0, y, SEG_INK_HEADING, "segscope");
	y += 1 + seg_draw_paragraph (cells, rect, 0, y + 1, SEG_INK_NORMAL,
	                             _("Find customer segments in your own exports, recommend, and build campaign lists. "
	                               "Everything stays on this computer, in one workspace file."));
	y += 1 + seg_draw_paragraph (cells, rect, 0, y + 1, SEG_INK_MUTED,
	                             view->app->demo != NULL ? _("n makes a new workspace for your data; d makes one from made-up data, to look around first.")
	                                                     : _("n makes a new workspace for your data."));
	rect = seg_rect_below (rect, y + 1);
	if (state->names->len > 0)
		seg_list_draw (state->list, cells, rect, TRUE);
	else
		seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, _("There is no workspace in this folder yet."));
}

/* Closes this view when it succeeds. */
static gboolean
open_workspace (SegView *view, const char *path, GError **error)
{
	return seg_app_open (view->app, path, error);
}

static gboolean
accept_new (SegView *view, const char *text, gpointer data, GError **error)
{
	g_autofree char *path = g_str_has_suffix (text, ".seg") ? g_strdup (text) : g_strconcat (text, ".seg", NULL);

	(void) data;
	if (*text == '\0') {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE, _("A name is needed, for example courses.seg"));
		return FALSE;
	}
	if (g_file_test (path, G_FILE_TEST_EXISTS)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("%s exists already; Esc, then o opens it"), path);
		return FALSE;
	}
	return open_workspace (view, path, error);
}

static gboolean
accept_path (SegView *view, const char *text, gpointer data, GError **error)
{
	(void) data;
	if (!g_file_test (text, G_FILE_TEST_EXISTS)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no file \"%s\"; Tab completes names"), text);
		return FALSE;
	}
	return open_workspace (view, text, error);
}

/* The demo --------------------------------------------------------------------------------------------------------- */

/* The function is all the worker needs; it is copied for it. */
static gboolean
run_demo (SegWorkspace *none, SegJob *job, gpointer data, GError **error)
{
	(void) none;
	return (*(SegTuiDemo *) data) (DEMO_WORKSPACE, job, error);
}

static void
demo_made (SegView *view, gpointer data)
{
	g_autoptr (GError) error = NULL;
	SegApp *app = view->app;

	(void) data;
	if (open_workspace (view, DEMO_WORKSPACE, &error))
		seg_tour_next (app);
	else
		seg_report (view, error);
}

static const SegWork demo_work = { N_("making the demo"), run_demo, demo_made, NULL, g_free, FALSE, FALSE };

static gboolean
can (SegView *view, int action)
{
	const State *state = view->state;

	if (action == DEMO)
		return view->app->demo != NULL && !seg_view_is_busy (view, NULL);
	if (action == REPAIR && seg_view_is_busy (view, NULL))
		return FALSE;
	return (action != SEG_ACTION_OPEN && action != REPAIR) || state->names->len > 0;
}

static gboolean
act (SegView *view, int action)
{
	const State *state = view->state;
	g_autoptr (GError) error = NULL;
	gsize row;

	switch (action) {
	case NEW:
		seg_ask_line (view, _("Name of the new workspace"), _("A file of this name is made in this folder; only you can read it."),
		              "", accept_new, NULL, NULL);
		return TRUE;
	case OPEN_PATH:
		seg_ask_path (view, _("Workspace to open"), NULL, "", accept_path, NULL, NULL);
		return TRUE;
	case SEG_ACTION_OPEN:
		if (seg_list_cursor (state->list, &row) && !open_workspace (view, state->names->pdata[row], &error))
			seg_report (view, error);
		return TRUE;
	case REPAIR:
		if (seg_list_cursor (state->list, &row))
			seg_maintenance_check (view, state->names->pdata[row]);
		return TRUE;
	case DEMO:
		seg_view_run (view, &demo_work, g_memdup2 (&view->app->demo, sizeof view->app->demo));
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_start_view = {
	.name = "start", .title = N_("Welcome"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("A workspace is one file that holds your data and everything made from them."),
	.open = open_view, .close = close_view, .draw = draw, .act = act, .can = can, .list = list,
};
