/* The charts of what a campaign did over time. */
#include <config.h>
#include "course.h"

#include <glib/gi18n.h>
#include <string.h>

char *
seg_course_arm_words (const SegCourse *course, guint arm)
{
	const SegCourseArm *a = &course->arms[arm];

	if (a->is_control)
		return g_strdup (C_("arm", "held back"));
	return strcmp (a->name, SEG_ARM_NAME_SEND) == 0 ? g_strdup (C_("arm", "sent to")) : g_strdup_printf (_("arm %s"), a->name);
}

/* Those held back are drawn quietly: they are what the others are held against. */
static SegInk
ink_of (const SegCourse *course, guint arm)
{
	return course->arms[arm].is_control ? SEG_INK_SERIES_8 : seg_ink_series (arm + (course->arms[0].is_control ? 0 : 1));
}

SegPlot *
seg_course_funnel_plot (const SegCourse *course, guint arm)
{
	const SegCourseArm *a = &course->arms[arm];
	g_autofree char *title = seg_course_arm_words (course, arm);
	SegPlot *plot = seg_plot_new (SEG_PLOT_FUNNEL, title);

	seg_plot_axis (&plot->x, SEG_SCALE_COUNT, _("people"), NULL);
	for (guint step = 0; step < SEG_N_COURSE_STEPS; step++) {
		const gboolean by_results = step >= SEG_COURSE_OPENED && step <= SEG_COURSE_REACHED;

		if ((by_results && (!course->has_results || a->is_control)) || (step == SEG_COURSE_SENT && a->is_control))
			continue;
		seg_plot_add_row (plot, seg_course_step_label ((SegCourseStep) step), (double) a->steps[step],
		                  step == SEG_COURSE_ANYWAY ? SEG_INK_ACCENT : ink_of (course, arm));
	}
	return plot;
}

/* Days since it went out, or dates where periods are longer. */
static void
add_arm (SegPlot *plot, const SegCourse *course, guint arm, const double *values, const SegInterval *intervals, double share_of)
{
	const guint n = course->n_periods;
	g_autofree double *x = g_new (double, n), *y = g_new (double, n), *low = g_new (double, n), *high = g_new (double, n);
	g_autofree char *name = seg_course_arm_words (course, arm);

	for (guint i = 0; i < n; i++) {
		x[i] = (double) seg_course_period_end (course, i);
		y[i] = values != NULL ? values[i] : (double) course->arms[arm].active[i] / share_of;
		low[i] = intervals[i].low;
		high[i] = intervals[i].high;
	}
	seg_plot_set_band (seg_plot_add_series (plot, name, ink_of (course, arm), x, y, n), low, high);
}

static const char *
per_period (const SegCourse *course)
{
	const gint64 days = course->seconds / 86400;

	return days == 1 ? _("active that day") : days == 7 ? _("active that week") : _("active in those 30 days");
}

SegPlot *
seg_course_retention_plot (const SegCourse *course)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, _("Who came back, by arm"));

	seg_plot_axis (&plot->x, SEG_SCALE_DATE, _("until"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_SHARE, per_period (course), NULL);
	plot->y.from_zero = TRUE;
	for (guint i = 0; i < course->n_arms; i++)
		add_arm (plot, course, i, NULL, course->arms[i].active_interval, (double) MAX (course->arms[i].n, 1));
	return plot;
}

SegPlot *
seg_course_value_plot (const SegCourse *course)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, _("Money each so far, by arm"));

	seg_plot_axis (&plot->x, SEG_SCALE_DATE, _("until"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_MONEY, _("money each"), NULL);
	plot->y.from_zero = TRUE;
	for (guint i = 0; i < course->n_arms; i++)
		add_arm (plot, course, i, course->arms[i].value, course->arms[i].value_interval, 1);
	return plot;
}

/* Of goals that are no events the days do not go on from look to look: what is new is when it was taken. */
static gboolean
days_stand_still (const GPtrArray *looks)
{
	for (guint i = 1; i < looks->len; i++) {
		const SegLook *look = looks->pdata[i], *before = looks->pdata[i - 1];

		if (look->arm == NULL && look->until == before->until)
			return TRUE;
	}
	return FALSE;
}

SegPlot *
seg_course_looks_plot (const GPtrArray *looks)
{
	SegPlot *plot = seg_plot_new (SEG_PLOT_LINE, _("Points of difference at each look"));
	g_autofree double *x = g_new (double, looks->len + 1), *y = g_new (double, looks->len + 1), *low = g_new (double, looks->len + 1), *high = g_new (double, looks->len + 1);
	const gboolean by_time = days_stand_still (looks);
	gsize n = 0;

	seg_plot_axis (&plot->x, SEG_SCALE_DATE, by_time ? _("looked at") : _("data until"), NULL);
	seg_plot_axis (&plot->y, SEG_SCALE_NUMBER, _("points"), NULL);
	plot->y.from_zero = TRUE;
	for (guint i = 0; i < looks->len; i++) {
		const SegLook *look = looks->pdata[i];

		if (look->arm != NULL)
			continue;
		x[n] = (double) (by_time ? look->looked_at : look->until);
		y[n] = 100 * look->share.difference;
		low[n] = 100 * look->always.low;
		high[n++] = 100 * look->always.high;
	}
	seg_plot_set_band (seg_plot_add_series (plot, NULL, SEG_INK_SERIES_1, x, y, n), low, high);
	seg_plot_add_rule (plot, TRUE, 0, SEG_INK_MUTED, NULL);
	return plot;
}
