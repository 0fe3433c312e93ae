/* The quality report: its life, and the order in which it is made. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>
#include <string.h>

void
seg_suspect_free (SegSuspect *suspect)
{
	g_free (suspect->value);
	g_free (suspect->reason);
	g_free (suspect);
}

void
seg_variants_free (SegVariants *variants)
{
	g_free (variants->value);
	g_ptr_array_unref (variants->others);
	g_free (variants);
}

void
seg_fix_free (SegFix *fix)
{
	if (fix == NULL)
		return;
	g_free (fix->step);
	g_strfreev (fix->options);
	g_free (fix->label);
	g_free (fix->effect);
	g_free (fix);
}

static void
free_column (gpointer data)
{
	SegColumnQuality *column = data;

	g_free (column->name);
	g_free (column->label);
	g_free (column->field);
	for (gsize i = 0; i < column->n_top; i++)
		g_free (column->top[i].value);
	g_ptr_array_unref (column->suspects);
	g_ptr_array_unref (column->variants);
	g_free (column);
}

static void
free_finding (gpointer data)
{
	SegFinding *finding = data;

	g_free (finding->column);
	g_free (finding->sentence);
	g_free (finding->advice);
	g_free (finding->fix_key);
	g_free (finding->fix_value);
	seg_fix_free (finding->fix);
	g_free (finding);
}

SegQualityReport *
seg_quality_report_new (void)
{
	SegQualityReport *report = g_new0 (SegQualityReport, 1);

	report->tables = g_ptr_array_new_with_free_func (g_free);
	report->columns = g_ptr_array_new_with_free_func (free_column);
	report->findings = g_ptr_array_new_with_free_func (free_finding);
	report->problems = g_ptr_array_new ();
	return report;
}

void
seg_quality_report_free (SegQualityReport *report)
{
	if (report == NULL)
		return;
	g_ptr_array_unref (report->problems);
	g_ptr_array_unref (report->tables);
	g_ptr_array_unref (report->columns);
	g_ptr_array_unref (report->findings);
	g_free (report->fingerprint);
	g_free (report);
}

SegFinding *
seg_quality_say (SegQualityReport *report, SegFindingKind kind, SegFindingWeight weight, const char *table, gint64 count, gint64 whole,
                 const char *advice, const char *format, ...)
{
	SegFinding *finding = g_new0 (SegFinding, 1);
	va_list arguments;

	va_start (arguments, format);
	finding->sentence = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	finding->kind = kind;
	finding->weight = weight;
	finding->table = table;
	finding->count = count;
	finding->whole = whole;
	finding->advice = g_strdup (advice);
	g_ptr_array_add (report->findings, finding);
	return finding;
}

void
seg_quality_of_column (SegFinding *finding, const SegColumnQuality *column)
{
	finding->column = g_strdup (column->name);
}

const SegColumnQuality *
seg_quality_column (const SegQualityReport *report, const char *table, const char *name)
{
	g_autofree char *wanted = g_utf8_casefold (name, -1);

	for (guint i = 0; i < report->columns->len; i++) {
		const SegColumnQuality *column = report->columns->pdata[i];
		g_autofree char *label = g_utf8_casefold (column->label, -1), *own = g_utf8_casefold (column->name, -1);

		if ((table == NULL || strcmp (table, column->table) == 0) && (strcmp (label, wanted) == 0 || strcmp (own, wanted) == 0))
			return column;
	}
	return NULL;
}

const SegTableQuality *
seg_quality_table (const SegQualityReport *report, const char *table)
{
	for (guint i = 0; i < report->tables->len; i++)
		if (strcmp (((SegTableQuality *) report->tables->pdata[i])->table, table) == 0)
			return report->tables->pdata[i];
	return NULL;
}

/* Making it ---------------------------------------------------------------------------------------------------------------- */

typedef gboolean (*Part) (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error);

static gboolean
users (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	return seg_quality_entity (workspace, "user", report, job, error);
}

static gboolean
items (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	return seg_quality_entity (workspace, "item", report, job, error);
}

static gboolean
findings (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	(void) job;
	return seg_quality_findings (workspace, report, error);
}

static gboolean
run_part (Part part, SegWorkspace *workspace, SegQualityReport *report, SegJob *job, double from, double to, const char *phrase,
          GError **error)
{
	SegJobSpan span = seg_job_enter (job, from, to);
	gboolean fine = seg_job_proceed (job, 0, phrase, error) && part (workspace, report, job, error);

	seg_job_leave (job, span);
	return fine;
}

/* How the time divides depends on how large the tables are. */
static gboolean
look (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	gint64 n_users, n_events;
	double share;

	if (!seg_workspace_count (workspace, "SELECT max (id) FROM user", &n_users, error)
	    || !seg_workspace_count (workspace, "SELECT max (id) FROM event", &n_events, error))
		return FALSE;
	share = 0.05 + 0.85 * (double) n_users * 3 / ((double) n_users * 3 + (double) n_events + 1);
	return run_part (users, workspace, report, job, 0, share, _("checking users"), error)
	       && run_part (items, workspace, report, job, share, share + 0.02, _("checking items"), error)
	       && run_part (seg_quality_events, workspace, report, job, share + 0.02, 0.98, _("checking events"), error)
	       && run_part (findings, workspace, report, job, 0.98, 1, _("checking what was found"), error);
}

SegQualityReport *
seg_quality_report (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (SegQualityReport) report = seg_quality_report_new ();
	gboolean fine;

	seg_workspace_watch (workspace, job);
	report->fingerprint = seg_workspace_fingerprint (workspace, error);
	report->made_at = g_get_real_time () / G_USEC_PER_SEC;
	fine = report->fingerprint != NULL && look (workspace, report, job, error);
	seg_workspace_watch (workspace, NULL);
	if (!fine)
		return NULL;
	seg_quality_fixes (report);
	seg_quality_score (report);
	return seg_job_proceed (job, 1, NULL, error) ? g_steal_pointer (&report) : NULL;
}
