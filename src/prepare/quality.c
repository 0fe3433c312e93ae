/* The quality report: columns, what is there twice, findings in words. */
#include <config.h>
#include "prepare-private.h"

#include <glib/gi18n.h>

static void
free_column (gpointer data)
{
	SegColumnQuality *column = data;

	g_free (column->name);
	g_free (column->label);
	for (gsize i = 0; i < column->n_top; i++)
		g_free (column->top[i].value);
	g_free (column);
}

static void
free_finding (gpointer data)
{
	SegFinding *finding = data;

	g_free (finding->sentence);
	g_free (finding->advice);
	g_free (finding);
}

void
seg_quality_report_free (SegQualityReport *report)
{
	if (report == NULL)
		return;
	g_ptr_array_unref (report->columns);
	g_ptr_array_unref (report->findings);
	g_free (report);
}

void
seg_quality_say (SegQualityReport *report, SegFindingWeight weight, gint64 count, const char *advice, const char *format, ...)
{
	SegFinding *finding = g_new0 (SegFinding, 1);
	va_list arguments;

	va_start (arguments, format);
	finding->sentence = g_strdup_vprintf (format, arguments);
	va_end (arguments);
	finding->weight = weight;
	finding->count = count;
	finding->advice = g_strdup (advice);
	g_ptr_array_add (report->findings, finding);
}

static gboolean
look (SegWorkspace *workspace, SegQualityReport *report, SegJob *job, GError **error)
{
	return seg_job_proceed (job, 0, _("checking users"), error)
	       && seg_quality_entity (workspace, "user", report, error)
	       && seg_job_proceed (job, 0.2, _("checking items"), error)
	       && seg_quality_entity (workspace, "item", report, error)
	       && seg_job_proceed (job, 0.3, _("checking events"), error)
	       && seg_quality_events (workspace, report, error)
	       && seg_job_proceed (job, 0.6, _("looking for what is there twice"), error)
	       && seg_quality_repeats (workspace, report, job, error)
	       && seg_job_proceed (job, 0.9, _("checking what was found"), error)
	       && seg_quality_findings (workspace, report, error)
	       && seg_job_proceed (job, 1, NULL, error);
}

SegQualityReport *
seg_quality_report (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (SegQualityReport) report = g_new0 (SegQualityReport, 1);
	gboolean fine;

	report->columns = g_ptr_array_new_with_free_func (free_column);
	report->findings = g_ptr_array_new_with_free_func (free_finding);
	seg_workspace_watch (workspace, job);
	fine = look (workspace, report, job, error);
	seg_workspace_watch (workspace, NULL);
	return fine ? g_steal_pointer (&report) : NULL;
}
