#include <config.h>
#include "app.h"
#include "maintenance.h"

#include <segscope/campaign.h>
#include <segscope/maintenance.h>

#include <glib/gi18n.h>
#include <string.h>

/* The check ------------------------------------------------------------------------------------------------------------ */

typedef struct {
	char      *path;
	GPtrArray *problems;
} Check;

static void
free_check (gpointer data)
{
	Check *check = data;

	g_clear_pointer (&check->problems, g_ptr_array_unref);
	g_free (check->path);
	g_free (check);
}

static gboolean
is_damaged (const GPtrArray *problems)
{
	for (guint i = 0; i < problems->len; i++)
		if (((const SegProblem *) problems->pdata[i])->is_damage)
			return TRUE;
	return FALSE;
}

/* What is out of date is asked for in a workspace that is open; on the start screen none is. */
static gboolean
run_check (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Check *check = data;
	GPtrArray *stale;

	check->problems = seg_workspace_check (check->path, job, error);
	if (check->problems == NULL || workspace == NULL || is_damaged (check->problems))
		return check->problems != NULL;
	stale = seg_stale_results (workspace, error);
	if (stale != NULL)
		g_ptr_array_extend_and_steal (check->problems, stale);
	return stale != NULL;
}

/* Repair --------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char      *path;
	SegRepair *repair;
} Repair;

static void
free_repair (gpointer data)
{
	Repair *repair = data;

	g_clear_pointer (&repair->repair, seg_repair_free);
	g_free (repair->path);
	g_free (repair);
}

static Repair *
new_repair (const char *path)
{
	Repair *repair = g_new0 (Repair, 1);

	repair->path = g_strdup (path);
	return repair;
}

static gboolean
run_repair (SegWorkspace *workspace, SegJob *job, gpointer data, GError **error)
{
	Repair *repair = data;

	(void) workspace;
	return (repair->repair = seg_workspace_repair (repair->path, job, error)) != NULL;
}

static void
tell_repair (SegView *view, gpointer data)
{
	const SegRepair *repair = ((const Repair *) data)->repair;
	g_autoptr (GString) text = g_string_new (NULL);

	for (guint i = 0; i < repair->done->len; i++)
		g_string_append_printf (text, "%s.\n", (const char *) repair->done->pdata[i]);
	for (guint i = 0; i < repair->left->len; i++)
		g_string_append_printf (text, _("Still wrong: %s.\n"), ((const SegProblem *) repair->left->pdata[i])->what);
	if (repair->kept_as != NULL)
		g_string_append_printf (text, _("\nThe file as it was is kept as %s."), repair->kept_as);
	else
		g_string_append (text, _("There was nothing to put right any more."));
	seg_tell (view, repair->left->len > 0 ? _("Not everything could be put right") : _("The file is whole again"), text->str);
}

/* The workspace is opened anew, and what was done is told on its first screen. */
static void
open_repaired (SegView *view, gpointer data)
{
	SegApp *app = view->app;
	g_autoptr (GError) error = NULL;

	if (!seg_app_open (app, ((const Repair *) data)->path, &error))
		seg_report (view, error);
	else
		tell_repair (seg_app_view (app), data);
}

/* Where the file is changed in place; and where a new one takes its place, which nobody may have open meanwhile. */
static const SegWork repair_work = { N_("putting the file right"), run_repair, tell_repair, NULL, free_repair, TRUE, FALSE };
static const SegWork salvage_work = { N_("putting the file right"), run_repair, open_repaired, NULL, free_repair, FALSE, FALSE };

static void
repair_now (SegView *view, gpointer path)
{
	seg_view_run (view, &repair_work, new_repair (path));
}

/* All views are closed by it. */
static void
salvage_all_the_same (SegView *view, gpointer path)
{
	SegApp *app = view->app;
	Repair *repair = new_repair (path);

	if (app->workspace != NULL && !seg_app_leave_workspace (app))
		free_repair (repair);
	else
		seg_view_run (seg_app_view (app), &salvage_work, repair);
}

static void
salvage_now (SegView *view, gpointer path)
{
	if (!seg_app_ask_to_leave_all (view->app, salvage_all_the_same, g_strdup (path), g_free))
		salvage_all_the_same (view, path);
}

/* Faults first: they need an answer; remarks, on what is out of date, only stand below. */
static void
append_problems (GString *text, const GPtrArray *problems, gboolean remarks)
{
	for (guint i = 0; i < problems->len; i++) {
		const SegProblem *problem = problems->pdata[i];

		if (problem->is_remark == remarks)
			g_string_append_printf (text, "%s%s.\n    %s.", text->len > 0 ? "\n\n" : "", problem->what, problem->remedy);
	}
}

static void
tell_check (SegView *view, gpointer data)
{
	const Check *check = data;
	gboolean is_open = view->app->workspace != NULL;
	g_autoptr (GString) text = g_string_new (NULL);

	append_problems (text, check->problems, FALSE);
	if (text->len == 0) {
		g_string_append (text, _("Pages, indexes, tables, links, counts and permissions are as they should be."));
		append_problems (text, check->problems, TRUE);
		seg_tell (view, _("The file is whole"), text->str);
	} else if (is_damaged (check->problems)) {
		g_string_append (text, _("\n\nSave what can be read into a new file now? It takes this one's place when it is complete. The file as it was is kept "
		                         "beside it."));
		seg_ask_yes (view, text->str, salvage_now, g_strdup (check->path), g_free);
	} else {
		g_string_append (text, _("\n\nPut this right now? The file as it was is kept beside it."));
		seg_ask_yes (view, text->str, is_open ? repair_now : salvage_now, g_strdup (check->path), g_free);
	}
}

static const SegWork check_work = { N_("looking the file through"), run_check, tell_check, NULL, free_check, FALSE, FALSE };

void
seg_maintenance_check (SegView *view, const char *path)
{
	Check *check = g_new0 (Check, 1);

	check->path = g_strdup (path);
	seg_view_run (view, &check_work, check);
}

/* The copy ------------------------------------------------------------------------------------------------------------- */

typedef struct {
	char    *path;
	gboolean replace; /* an older copy, which the person allowed */
	gint64   size;
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

	return seg_workspace_backup (workspace, copy->path, &(SegBackupOptions) { .replace = copy->replace }, job, &copy->size, error);
}

static void
say_copy (SegView *view, gpointer data)
{
	const Copy *copy = data;
	g_autofree char *size = g_format_size ((guint64) copy->size);

	seg_say (view, _("%s is a copy of the workspace (%s), read through and whole."), copy->path, size);
}

static const SegWork copy_work = { N_("copying the workspace"), run_copy, say_copy, NULL, free_copy, FALSE, FALSE };

static void
copy_to (SegView *view, const char *path, gpointer data)
{
	Copy *copy = g_new0 (Copy, 1);

	(void) data;
	copy->path = g_strdup (path);
	copy->replace = g_file_test (path, G_FILE_TEST_EXISTS);
	seg_view_run (view, &copy_work, copy);
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

	seg_ask_file (view, _("Copy the workspace to which file?"), _("As it is now; the copy is read through before it gets its name"), proposed,
	              copy_to, NULL, NULL);
}
