#include <config.h>
#include "maintenance.h"

#include <segscope/campaign.h>
#include <segscope/maintenance.h>

#include <glib/gi18n.h>
#include <string.h>

/* The check ------------------------------------------------------------------------------------------------------------ */

static void
free_check (gpointer data)
{
	GPtrArray **problems = data;

	g_clear_pointer (problems, g_ptr_array_unref);
	g_free (problems);
}

static gboolean
run_check (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	GPtrArray **problems = data, *stale;

	*problems = seg_workspace_check (seg_workspace_path (workspace), job, error);
	if (*problems == NULL || (stale = seg_stale_results (workspace, error)) == NULL)
		return FALSE;
	g_ptr_array_extend_and_steal (*problems, stale);
	return TRUE;
}

static void
tell_check (SegView *view, gpointer data)
{
	const GPtrArray *problems = *(GPtrArray **) data;
	g_autoptr (GString) text = g_string_new (NULL);
	guint n_faults = 0;

	for (guint i = 0; i < problems->len; i++) {
		const SegProblem *problem = problems->pdata[i];

		n_faults += problem->is_remark ? 0 : 1;
		g_string_append_printf (text, "%s.\n    %s.\n\n", problem->what, problem->remedy);
	}
	if (n_faults > 0)
		g_string_append_printf (text, _("Leave segscope and put this right with:\n    segscope repair %s"),
		                        seg_workspace_path (seg_view_workspace (view)));
	else
		g_string_prepend (text, _("Pages, indexes, tables, links, counts and permissions are as they should be.\n\n"));
	seg_tell (view, n_faults > 0 ? _("Something is wrong with the file") : _("The file is whole"), text->str);
}

static const SegWork check_work = { N_("looking the file through"), run_check, tell_check, NULL, free_check, FALSE, FALSE };

void
seg_maintenance_check (SegView *view)
{
	seg_view_run (view, &check_work, g_new0 (GPtrArray *, 1));
}

/* The copy ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char  *path;
	gint64 size;
} Copy;

static void
free_copy (gpointer data)
{
	Copy *copy = data;

	g_free (copy->path);
	g_free (copy);
}

static gboolean
run_copy (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Copy *copy = data;

	return seg_workspace_backup (workspace, copy->path, NULL, job, &copy->size, error);
}

static void
say_copy (SegView *view, gpointer data)
{
	const Copy *copy = data;
	g_autofree char *size = g_format_size ((guint64) copy->size);

	seg_say (view, _("%s is a copy of the workspace (%s), read through and whole."), copy->path, size);
}

static const SegWork copy_work = { N_("copying the workspace"), run_copy, say_copy, NULL, free_copy, FALSE, FALSE };

static gboolean
accept_path (SegView *view, const char *text, gpointer data, GError **error)
{
	Copy *copy;

	(void) data;
	if (*text == '\0' || g_file_test (text, G_FILE_TEST_EXISTS)) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_USAGE,
		                     *text == '\0' ? _("Name a file, for example copy.seg") : _("There is a file of that name; name another"));
		return FALSE;
	}
	copy = g_new0 (Copy, 1);
	copy->path = g_strdup (text);
	seg_view_run (view, &copy_work, copy);
	return TRUE;
}

/* "shop.seg" -> "shop-2026-11-22.seg" */
static char *
propose_path (const char *path)
{
	g_autoptr (GDateTime) now = g_date_time_new_now_local ();
	g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
	gsize stem = g_str_has_suffix (path, ".seg") ? strlen (path) - strlen (".seg") : strlen (path);

	return g_strdup_printf ("%.*s-%s.seg", (int) stem, path, day);
}

void
seg_maintenance_ask_backup (SegView *view)
{
	g_autofree char *proposed = propose_path (seg_workspace_path (seg_view_workspace (view)));

	seg_ask_path (view, _("Copy the workspace to which file?"), _("As it is now; the copy is read through before it gets its name"), proposed,
	              accept_path, NULL, NULL);
}
