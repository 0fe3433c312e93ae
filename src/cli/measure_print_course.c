/* What the arms of a campaign did over time, and the looks that were taken, printed. */
#include <config.h>
#include "measure_print.h"

#include <segscope/course.h>
#include <segscope/learning.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

static SegCourse *
read_course (const SegMeasured *measured, GError **error)
{
	g_autoptr (SegJob) job = seg_cli_job (measured->common);
	SegCourse *course = seg_campaign_course (measured->workspace, measured->campaign, measured->options, job, error);

	seg_cli_job_end ();
	return course;
}

gboolean
seg_measure_print_funnel (const SegMeasured *measured, GError **error)
{
	g_autoptr (SegCourse) course = read_course (measured, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (course == NULL)
		return FALSE;
	if (!course->has_results)
		seg_cli_remark (measured->common, _("No file of results says who opened or clicked: import one (--as results)"));
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "step", _("Step"), SEG_CELL_TEXT);
	seg_table_column (table, "people", _("People"), SEG_CELL_INTEGER);
	seg_table_column (table, "of_list", _("Of the list"), SEG_CELL_SHARE);
	for (guint i = 0; i < course->n_arms; i++)
		for (guint step = 0; step < SEG_N_COURSE_STEPS; step++) {
			const SegCourseArm *arm = &course->arms[i];

			if (step >= SEG_COURSE_OPENED && step <= SEG_COURSE_REACHED && !course->has_results)
				continue;
			seg_table_text (table, arm->name);
			seg_table_text (table, measured->common->output == SEG_OUTPUT_TABLE ? seg_course_step_label ((SegCourseStep) step) : seg_course_step_name ((SegCourseStep) step));
			seg_table_integer (table, arm->steps[step]);
			seg_table_number (table, arm->n > 0 ? (double) arm->steps[step] / (double) arm->n : NAN);
		}
	seg_table_print (table, measured->common->output);
	return TRUE;
}

/* A row for each arm and period. */
static gboolean
print_periods (const SegMeasured *measured, gboolean is_value, GError **error)
{
	g_autoptr (SegCourse) course = read_course (measured, error);
	g_autoptr (SegTable) table = seg_table_new ();

	if (course == NULL)
		return FALSE;
	if (course->events_end <= course->from) {
		g_set_error_literal (error, SEG_ERROR, SEG_ERROR_DATA, _("No events were imported of the days since it went out, so nothing is known of this: import them"));
		return FALSE;
	}
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "until", _("Until"), SEG_CELL_DATE);
	if (!is_value)
		seg_table_column (table, "active", _("Came back"), SEG_CELL_INTEGER);
	seg_table_column (table, is_value ? "money" : "share", is_value ? _("Money each so far") : _("Share"), is_value ? SEG_CELL_NUMBER : SEG_CELL_SHARE);
	seg_table_column (table, "low", _("From"), is_value ? SEG_CELL_NUMBER : SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), is_value ? SEG_CELL_NUMBER : SEG_CELL_SHARE);
	for (guint i = 0; i < course->n_arms; i++)
		for (guint period = 0; period < course->n_periods; period++) {
			const SegCourseArm *arm = &course->arms[i];
			const SegInterval interval = is_value ? arm->value_interval[period] : arm->active_interval[period];

			seg_table_text (table, arm->name);
			seg_table_integer (table, seg_course_period_end (course, period));
			if (!is_value)
				seg_table_integer (table, arm->active[period]);
			seg_table_number (table, is_value ? arm->value[period] : arm->n > 0 ? (double) arm->active[period] / (double) arm->n : NAN);
			seg_table_number (table, interval.low);
			seg_table_number (table, interval.high);
		}
	seg_table_print (table, measured->common->output);
	return TRUE;
}

gboolean
seg_measure_print_retention (const SegMeasured *measured, GError **error)
{
	return print_periods (measured, FALSE, error);
}

gboolean
seg_measure_print_value (const SegMeasured *measured, GError **error)
{
	return print_periods (measured, TRUE, error);
}

static void
add_look (SegTable *table, const SegLook *look)
{
	seg_table_text (table, look->arm != NULL ? look->arm : _("everyone"));
	seg_table_integer (table, look->until);
	seg_table_integer (table, look->looked_at);
	seg_table_number (table, look->share.difference);
	seg_table_number (table, look->always.low);
	seg_table_number (table, look->always.high);
	seg_table_number (table, look->p);
	seg_table_number (table, look->share.interval.low);
	seg_table_number (table, look->share.interval.high);
}

gboolean
seg_measure_print_looks (const SegMeasured *measured, GError **error)
{
	g_autoptr (GPtrArray) looks = seg_campaign_looks (measured->workspace, measured->campaign, measured->measurement->goal, measured->measurement->from, error);
	g_autoptr (GPtrArray) words = looks != NULL ? seg_looks_words (looks, measured->measurement->untrusted) : NULL;
	g_autoptr (SegTable) table = seg_table_new ();

	if (looks == NULL)
		return FALSE;
	for (guint i = 0; i < measured->measurement->failed->len; i++)
		seg_cli_say (measured->common, _("Check: %s"), (const char *) measured->measurement->failed->pdata[i]);
	for (guint i = 0; i < words->len; i++)
		seg_cli_say (measured->common, "%s", (const char *) words->pdata[i]);
	seg_table_column (table, "arm", _("Arm"), SEG_CELL_TEXT);
	seg_table_column (table, "until", _("Data until"), SEG_CELL_DATE);
	seg_table_column (table, "looked_at", _("Looked at"), SEG_CELL_DATE);
	seg_table_column (table, "difference", _("Difference"), SEG_CELL_SHARE);
	seg_table_column (table, "low", _("At all looks from"), SEG_CELL_SHARE);
	seg_table_column (table, "high", _("To"), SEG_CELL_SHARE);
	seg_table_column (table, "p", _("Always-valid p"), SEG_CELL_NUMBER);
	seg_table_column (table, "this_low", _("If the only look, from"), SEG_CELL_SHARE);
	seg_table_column (table, "this_high", _("To"), SEG_CELL_SHARE);
	for (guint i = 0; i < looks->len; i++)
		add_look (table, looks->pdata[i]);
	seg_table_print (table, measured->common->output);
	return TRUE;
}
