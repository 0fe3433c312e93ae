/* Import, first view: which file? A folder's CSV files and subfolders. */
#include <config.h>
#include "file-preview.h"
#include "import.h"
#include "screens.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MOST_PREVIEW 14 /* lines of the file under the cursor */

typedef struct {
	char    *name;
	gboolean is_folder;
	goffset  size;
	char    *imported_as; /* role of the file when it was imported before, or NULL */
	gboolean is_list;     /* segscope wrote it */
} Entry;

typedef struct {
	char      *folder;  /* absolute */
	SegFilePreview preview; /* of the file under the cursor */
	GPtrArray *entries; /* of Entry*: "..", folders, files */
	SegList   *list;
} State;

enum { TYPE_PATH = SEG_ACTION_OWN, PARENT };

static const SegBinding bindings[] = {
	{ SEG_KEY_ENTER, SEG_ACTION_OPEN, "open", N_("look at it"), N_("Show what the file would become, or open the folder") },
	{ 'p', TYPE_PATH, "type-path", N_("type a path"), N_("Type the path of the file; Tab completes it") },
	{ SEG_KEY_BACKSPACE, PARENT, "parent-folder", N_("folder above"), N_("Go to the folder above") },
	{ SEG_KEY_ESCAPE, SEG_ACTION_BACK, "back", N_("back"), N_("Go back") },
	{ 0, 0, NULL, NULL, NULL }
};

static const SegListColumn columns[] = {
	{ N_("File"), SEG_ALIGN_LEFT, -20, FALSE },
	{ N_("Size"), SEG_ALIGN_RIGHT, 10, FALSE },
	{ "", SEG_ALIGN_LEFT, 24, FALSE },
};

static void
entry_free (Entry *entry)
{
	g_free (entry->name);
	g_free (entry->imported_as);
	g_free (entry);
}

/* Reading the folder ----------------------------------------------------------------------------------------------- */

static gboolean
looks_like_data (const char *name)
{
	static const char *const endings[] = { ".csv", ".tsv", ".txt", ".tab", ".data", ".dat" }, *const packed[] = { ".gz", ".zst" };
	g_autofree char *lower = g_ascii_strdown (name, -1);

	for (gsize i = 0; i < G_N_ELEMENTS (packed); i++)
		if (g_str_has_suffix (lower, packed[i])) {
			lower[strlen (lower) - strlen (packed[i])] = '\0';
			break;
		}
	for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
		if (g_str_has_suffix (lower, endings[i]))
			return TRUE;
	return FALSE;
}

static char *
find_imported (const GPtrArray *sources, const char *path)
{
	for (guint i = sources->len; i-- > 0;) {
		const SegSource *source = sources->pdata[i];
		g_autofree char *absolute = g_canonicalize_filename (source->path, NULL);

		if (strcmp (absolute, path) == 0)
			return g_strdup (source->role);
	}
	return NULL;
}

static void
add_entry (State *state, const char *name, const GPtrArray *sources, GHashTable *lists)
{
	g_autofree char *path = g_build_filename (state->folder, name, NULL);
	GStatBuf status;
	Entry *entry;

	if (name[0] == '.' || g_stat (path, &status) != 0 || (!S_ISDIR (status.st_mode) && !looks_like_data (name)))
		return;
	entry = g_new0 (Entry, 1);
	entry->name = g_strdup (name);
	entry->is_folder = S_ISDIR (status.st_mode);
	entry->size = status.st_size;
	entry->is_list = !entry->is_folder && g_hash_table_contains (lists, path);
	entry->imported_as = entry->is_folder ? NULL : find_imported (sources, path);
	g_ptr_array_add (state->entries, entry);
}

/* Files first: they are what one came for; lists that were written by segscope are hardly that. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
	const Entry *one = *(Entry *const *) a, *other = *(Entry *const *) b;

	if (one->is_folder != other->is_folder)
		return one->is_folder - other->is_folder;
	return one->is_list != other->is_list ? one->is_list - other->is_list : strcmp (one->name, other->name);
}

/* The lists that were written from the workspace, by their full paths. */
static GHashTable *
find_lists (SegWorkspace *workspace)
{
	GHashTable *lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr (GHashTable) named = seg_audit_lists (workspace, NULL);
	GHashTableIter iter;
	gpointer path;

	if (named == NULL)
		return lists;
	g_hash_table_iter_init (&iter, named);
	while (g_hash_table_iter_next (&iter, &path, NULL))
		g_hash_table_add (lists, g_canonicalize_filename (path, NULL));
	return lists;
}

static void
read_folder (SegView *view)
{
	State *state = view->state;
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) sources = seg_sources (seg_view_workspace (view), NULL);
	g_autoptr (GHashTable) lists = find_lists (seg_view_workspace (view));
	g_autoptr (GDir) dir = g_dir_open (state->folder, 0, &error);
	g_autoptr (GPtrArray) none = g_ptr_array_new ();
	Entry *parent = g_new0 (Entry, 1);
	const char *name;

	g_ptr_array_set_size (state->entries, 0);
	if (dir == NULL)
		seg_report (view, error);
	while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
		add_entry (state, name, sources != NULL ? sources : none, lists);
	g_ptr_array_sort (state->entries, compare_entries);
	parent->name = g_strdup ("..");
	parent->is_folder = TRUE;
	g_ptr_array_add (state->entries, parent);
	seg_list_changed (state->list);
}

static void
change_folder (SegView *view, const char *name)
{
	State *state = view->state;
	g_autofree char *folder = g_canonicalize_filename (name, state->folder);

	g_free (state->folder);
	state->folder = g_steal_pointer (&folder);
	seg_list_set_filter (state->list, ""); /* it was about the other folder */
	read_folder (view);
	seg_list_set_cursor (state->list, 0);
}

/* List ------------------------------------------------------------------------------------------------------------- */

static gsize
n_rows (gpointer data)
{
	return ((State *) data)->entries->len;
}

static char *
cell (gpointer data, gsize row, guint column, SegInk *ink)
{
	const Entry *entry = ((State *) data)->entries->pdata[row];
	g_autofree char *shown = NULL;

	if (entry->is_folder || entry->is_list)
		*ink = SEG_INK_MUTED;
	switch (column) {
	case 0:
		shown = g_filename_display_name (entry->name);
		return entry->is_folder ? g_strconcat (shown, "/", NULL) : g_steal_pointer (&shown);
	case 1:
		*ink = SEG_INK_MUTED;
		return entry->is_folder ? NULL : g_format_size ((guint64) entry->size);
	default:
		*ink = entry->imported_as != NULL ? SEG_INK_GOOD : SEG_INK_MUTED;
		if (entry->is_list && entry->imported_as == NULL)
			return g_strdup (_("a list made here"));
		return entry->imported_as != NULL ? g_strdup_printf (_("imported as %s"), _(entry->imported_as)) : NULL;
	}
}

static const SegListSource source = { .n_rows = n_rows, .cell = cell, .is_table = TRUE };

static gboolean
open_view (SegView *view, gpointer argument, GError **error)
{
	State *state = view->state;

	(void) argument;
	(void) error;
	state->folder = g_get_current_dir ();
	state->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
	state->list = seg_list_new (&source, columns, G_N_ELEMENTS (columns), state);
	return TRUE;
}

static void
close_view (SegView *view)
{
	State *state = view->state;

	seg_list_free (state->list);
	g_clear_pointer (&state->entries, g_ptr_array_unref);
	g_free (state->folder);
	seg_file_preview_clear (&state->preview);
}

static SegList *
list (SegView *view)
{
	return ((State *) view->state)->list;
}

/* The file under the cursor; NULL: there is none, or it is a folder. */
static char *
path_at_cursor (const State *state)
{
	gsize row;
	const Entry *entry = seg_list_cursor (state->list, &row) ? state->entries->pdata[row] : NULL;

	return entry != NULL && !entry->is_folder ? g_build_filename (state->folder, entry->name, NULL) : NULL;
}

static void
draw (SegView *view, SegCells *cells, SegRect rect)
{
	State *state = view->state;
	g_autofree char *folder = g_filename_display_name (state->folder), *path = path_at_cursor (state);
	int y = seg_draw_heading (cells, rect, _("Which file?"), folder);
	const int preview = rect.height >= 16 ? MIN (rect.height / 3, MOST_PREVIEW) : 0;
	SegRect below = seg_rect_below (rect, y);

	seg_list_draw (state->list, cells, seg_rect_top (below, below.height - preview), seg_view_has_focus (view));
	seg_file_preview_draw (&state->preview, cells, seg_rect_below (below, below.height - preview), preview > 0 ? path : NULL);
}

/* Looking at a file ------------------------------------------------------------------------------------------------ */

SegPlanRequest *
seg_plan_request_new (const char *path)
{
	SegPlanRequest *request = g_new0 (SegPlanRequest, 1);

	request->path = g_strdup (path);
	return request;
}

void
seg_plan_request_free (SegPlanRequest *request)
{
	g_clear_pointer (&request->plan, seg_import_plan_free);
	g_free (request->path);
	g_free (request->encoding);
	g_free (request->missing);
	g_free (request->kind);
	g_free (request);
}

gboolean
seg_plan_request_run (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	SegPlanRequest *request = data;
	g_auto (GStrv) missing = request->missing != NULL ? seg_import_missing_parse (request->missing) : NULL;
	SegImportOptions options = {
		.encoding = request->encoding, .delimiter = request->delimiter, .date_order = request->date_order,
		.header = request->header, .quotes = request->quotes, .event_kind = request->kind, .job = job,
	};

	if (request->missing == NULL && !seg_import_missing_recall (workspace, &missing, error))
		return FALSE;
	options.missing = (const char *const *) missing;
	request->plan = seg_import_plan (request->path, request->role, &options, error);
	if (request->plan == NULL
	    || (!request->forget && !seg_import_plan_recall (request->plan, workspace, request->role, &options, error)))
		return FALSE;
	return request->role != NULL || seg_import_plan_correct (request->plan, workspace, 0, error);
}

static void
looked_at (SegView *view, gpointer data)
{
	SegPlanRequest *request = data;

	if (seg_view_push (view, &seg_import_plan_view, request->plan))
		request->plan = NULL;
}

static const SegWork look_work = {
	N_("looking at the file"), seg_plan_request_run, looked_at, NULL, (GDestroyNotify) seg_plan_request_free, FALSE, FALSE
};

static gboolean
accept_path (SegView *view, const char *text, gpointer data, GError **error)
{
	const State *state = view->state;
	g_autofree char *path = g_canonicalize_filename (text, state->folder);

	(void) data;
	if (*text == '\0' || !g_file_test (path, G_FILE_TEST_EXISTS)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_FILE, _("There is no file \"%s\"; Tab completes names"), text);
		return FALSE;
	}
	if (g_file_test (path, G_FILE_TEST_IS_DIR))
		change_folder (view, path);
	else
		seg_view_run (view, &look_work, seg_plan_request_new (path));
	return TRUE;
}

static void
open_entry (SegView *view)
{
	const State *state = view->state;
	g_autofree char *path = NULL;
	const Entry *entry;
	gsize row;

	if (!seg_list_cursor (state->list, &row))
		return;
	entry = state->entries->pdata[row];
	path = g_build_filename (state->folder, entry->name, NULL);
	if (entry->is_folder)
		change_folder (view, path);
	else if (!seg_view_is_at (view, &look_work))
		seg_view_run (view, &look_work, seg_plan_request_new (path));
}

static gboolean
act (SegView *view, int action)
{
	switch (action) {
	case SEG_ACTION_OPEN:
		open_entry (view);
		return TRUE;
	case TYPE_PATH:
		seg_ask_path (view, _("File to import"), NULL, "", accept_path, NULL, NULL);
		return TRUE;
	case PARENT:
		change_folder (view, "..");
		return TRUE;
	default:
		return FALSE;
	}
}

const SegViewClass seg_import_files_view = {
	.name = "import-files", .title = N_("Which file?"), .bindings = bindings, .state_size = sizeof (State),
	.help = N_("Choose the file to import. Nothing is loaded yet: the next screen shows what each column would become."),
	.open = open_view, .close = close_view, .refresh = read_folder, .draw = draw, .act = act, .list = list,
};
