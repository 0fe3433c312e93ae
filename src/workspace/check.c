/* The checkup: pages first, for nothing else can be trusted where they are damaged; then what the rows say. */
#include <config.h>
#include "check.h"

#include <segscope/steps.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define MOST_FAULTS 100 /* that SQLite lists before it gives up */
#define FAULTS_SHOWN 3

SegProblem *
seg_problem_new (const char *check, char *what, char *remedy)
{
	SegProblem *problem = g_new0 (SegProblem, 1);

	problem->check = check;
	problem->what = what;
	problem->remedy = remedy;
	return problem;
}

void
seg_problem_free (SegProblem *problem)
{
	if (problem == NULL)
		return;
	g_free (problem->what);
	g_free (problem->remedy);
	g_free (problem);
}

void
seg_checkup_found (SegCheckup *checkup, const char *check, char *what, char *remedy, const char *repair)
{
	g_ptr_array_add (checkup->problems, seg_problem_new (check, what, remedy));
	if (repair != NULL)
		g_ptr_array_add (checkup->repairs, g_strdup (repair));
}

static gboolean
run_repairs (SegCheckup *checkup, GError **error)
{
	for (guint i = 0; checkup->repair && i < checkup->repairs->len; i++)
		if (!seg_workspace_execute (checkup->workspace, checkup->repairs->pdata[i], error))
			return FALSE;
	g_ptr_array_set_size (checkup->repairs, 0);
	return TRUE;
}

gboolean
seg_checkup_count (SegCheckup *checkup, const char *sql, gint64 *value, GError **error)
{
	return seg_job_proceed (checkup->job, 0, NULL, error) && seg_workspace_count (checkup->workspace, sql, value, error);
}

/* Pages and indexes ----------------------------------------------------------------------------------------------------- */

/* A fault of an index alone is put right by making the index anew. */
static gboolean
is_of_index (const char *fault)
{
	return strstr (fault, "missing from index") != NULL || strstr (fault, "wrong # of entries in index") != NULL
	       || strstr (fault, "rowid not at end-of-record") != NULL || strstr (fault, "values differ from index") != NULL;
}

/* "a; b; c (and 7 more)" */
static char *
list_faults (const GPtrArray *faults)
{
	GString *list = g_string_new (NULL);

	for (guint i = 0; i < MIN (faults->len, FAULTS_SHOWN); i++)
		g_string_append_printf (list, "%s%s", i > 0 ? "; " : "", (const char *) faults->pdata[i]);
	if (faults->len > FAULTS_SHOWN)
		g_string_append_printf (list, _(" (and %u more)"), faults->len - FAULTS_SHOWN);
	return g_string_free (list, FALSE);
}

static void
add_damage (GPtrArray *problems, const char *faults)
{
	SegProblem *problem = seg_problem_new ("file", g_strdup_printf (_("The file is damaged: %s"), faults),
	                                       g_strdup (_("what can be read is saved into a new file; the damaged one is kept beside it")));

	problem->is_damage = TRUE;
	g_ptr_array_add (problems, problem);
}

/* It looks at every value of every table. */
static double
steps_of_pages (SegCheckup *checkup)
{
	g_autoptr (SegStatement) tables = seg_workspace_prepare (checkup->workspace,
		"SELECT name, ncol FROM pragma_table_list WHERE schema = 'main' AND type = 'table'", NULL);
	double n = 0;

	while (tables != NULL && seg_statement_next (tables, NULL))
		n += SEG_STEPS_A_VALUE * (double) seg_statement_integer (tables, 1) * seg_workspace_about_rows (checkup->workspace, seg_statement_text (tables, 0));
	return n;
}

/* SQLite's own look at every page, every index entry and every value. Its lists may name several faults in one row. */
static gboolean
read_faults (SegCheckup *checkup, GPtrArray *of_file, GPtrArray *of_indexes, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (checkup->workspace,
		"PRAGMA integrity_check (" G_STRINGIFY (MOST_FAULTS) ")", error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_workspace_expect (checkup->workspace, steps_of_pages (checkup));
	while (seg_statement_next (statement, &failure)) {
		g_auto (GStrv) lines = g_strsplit (seg_statement_text (statement, 0), "\n", -1);

		for (char **line = lines; *line != NULL; line++)
			if (strcmp (*line, "ok") != 0 && **line != '\0' && !g_str_has_prefix (*line, "*** "))
				g_ptr_array_add (is_of_index (*line) ? of_indexes : of_file, g_strdup (*line));
	}
	seg_workspace_expect (checkup->workspace, 0);
	return seg_query_ended (failure, error);
}

static gboolean
check_pages (SegCheckup *checkup, gboolean *is_damaged, GError **error)
{
	g_autoptr (GPtrArray) of_file = g_ptr_array_new_with_free_func (g_free), of_indexes = g_ptr_array_new_with_free_func (g_free);
	GError *failure = NULL;

	*is_damaged = FALSE;
	if (!read_faults (checkup, of_file, of_indexes, &failure)) {
		if ((sqlite3_errcode (checkup->workspace->db) & 0xFF) != SQLITE_CORRUPT) {
			g_propagate_error (error, failure);
			return FALSE;
		}
		g_ptr_array_add (of_file, g_strdup (sqlite3_errmsg (checkup->workspace->db)));
		g_clear_error (&failure);
	}
	if (of_file->len > 0) {
		g_autofree char *faults = list_faults (of_file);

		*is_damaged = TRUE;
		add_damage (checkup->problems, faults);
		return TRUE;
	}
	if (of_indexes->len > 0) {
		g_autofree char *faults = list_faults (of_indexes);

		seg_checkup_found (checkup, "file", g_strdup_printf (_("Indexes do not agree with their tables: %s"), faults),
		                   g_strdup (_("all indexes are made anew")), "REINDEX");
	}
	return run_repairs (checkup, error);
}

/* The file --------------------------------------------------------------------------------------------------------------- */

/* Whoever else may read the file reads the customers' data. */
static gboolean
check_permissions (SegCheckup *checkup, GError **error)
{
	GStatBuf status;
	const char *path = checkup->workspace->path;

	(void) error;
	if (g_stat (path, &status) != 0 || (status.st_mode & 077) == 0)
		return TRUE;
	seg_checkup_found (checkup, "permissions",
	                   g_strdup_printf (_("Other people may open the file (mode %04o)"), (guint) status.st_mode & 07777),
	                   g_strdup (_("it is closed to them (mode 0600)")), NULL);
	if (checkup->repair)
		g_chmod (path, 0600);
	return TRUE;
}

/* All of it -------------------------------------------------------------------------------------------------------------- */

gboolean
seg_checkup_run (SegCheckup *checkup, GError **error)
{
	static const struct {
		double      from; /* of the time, seen with ten million events */
		const char *phrase;
		gboolean (*check) (SegCheckup *, GError **);
	} checks[] = {
		{ 0.25, N_("comparing tables with those of a new file"), seg_check_schema },
		{ 0.26, N_("comparing attributes and columns"), seg_check_columns },
		{ 0.28, N_("following links between tables"), seg_check_links },
		{ 0.80, N_("counting rows"), seg_check_rows },
		{ 0.99, N_("looking at the file"), check_permissions },
	};
	gboolean is_damaged = FALSE, fine;
	SegJobSpan span;

	if (!seg_job_proceed (checkup->job, 0, _("reading every page"), error))
		return FALSE;
	span = seg_job_enter (checkup->job, 0, checks[0].from);
	fine = check_pages (checkup, &is_damaged, error);
	seg_job_leave (checkup->job, span);
	for (gsize i = 0; fine && !is_damaged && i < G_N_ELEMENTS (checks); i++) {
		span = seg_job_enter (checkup->job, checks[i].from, i + 1 < G_N_ELEMENTS (checks) ? checks[i + 1].from : 1);
		fine = seg_job_proceed (checkup->job, 0, _(checks[i].phrase), error) && checks[i].check (checkup, error) && run_repairs (checkup, error);
		seg_job_leave (checkup->job, span);
	}
	if (!fine)
		return FALSE;
	return seg_job_proceed (checkup->job, 1, NULL, error);
}

/* What opening a damaged file leaves to say. Only SQLite's code tells damage from everything else that can go wrong. */
static gboolean
is_damaged_file (const char *path, char **fault)
{
	sqlite3 *db;
	gboolean damaged;

	*fault = NULL;
	damaged = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK /* so that it can tidy up after itself */
	          && (sqlite3_exec (db, "SELECT * FROM sqlite_schema", NULL, NULL, NULL) & 0xFF) == SQLITE_CORRUPT;
	if (damaged)
		*fault = g_strdup (sqlite3_errmsg (db));
	sqlite3_close (db);
	return damaged;
}

GPtrArray *
seg_workspace_check (const char *path, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_problem_free);
	GError *failure = NULL;
	g_autoptr (SegWorkspace) workspace = seg_workspace_open (path, SEG_WORKSPACE_READ_ONLY, &failure);
	g_autofree char *fault = NULL;
	g_autoptr (GPtrArray) repairs = g_ptr_array_new_with_free_func (g_free);
	SegCheckup checkup = { workspace, job, FALSE, problems, repairs };
	gboolean fine;

	if (workspace == NULL) {
		if (!is_damaged_file (path, &fault)) {
			g_propagate_error (error, failure);
			return NULL;
		}
		g_clear_error (&failure);
		add_damage (problems, fault);
		return g_steal_pointer (&problems);
	}
	seg_workspace_watch (workspace, job);
	fine = seg_checkup_run (&checkup, error);
	seg_workspace_watch (workspace, NULL);
	return fine ? g_steal_pointer (&problems) : NULL;
}
