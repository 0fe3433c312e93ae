/* What the arms of a campaign did over time: one pass over the events, then period by period. */
#include <config.h>
#include "measure-private.h"

#include <segscope/course.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define DAY 86400
#define ROWS_BETWEEN_ASKING 4096
#define Z 1.959963984540054 /* 95 %, two-sided */

/* What one person did in a period: sorted by it. */
typedef struct {
	guint32 period, person;
	double  money;
} Deed;

static const struct {
	const char *name, *label;
} steps[SEG_N_COURSE_STEPS] = {
	[SEG_COURSE_LISTED] = { "listed", NC_("course", "on the list") }, [SEG_COURSE_SENT] = { "sent", NC_("course", "sent") },
	[SEG_COURSE_OPENED] = { "opened", NC_("course", "opened") }, [SEG_COURSE_CLICKED] = { "clicked", NC_("course", "clicked") },
	[SEG_COURSE_REACHED] = { "clicked_and_did", NC_("course", "clicked and did it") }, [SEG_COURSE_ANYWAY] = { "did", NC_("course", "did it, clicked or not") },
};

const char *
seg_course_step_label (SegCourseStep step)
{
	return g_dpgettext2 (NULL, "course", steps[step].label);
}

const char *
seg_course_step_name (SegCourseStep step)
{
	return steps[step].name;
}

gint64
seg_course_period_end (const SegCourse *course, guint i)
{
	return MIN (course->from + (gint64) (i + 1) * course->seconds, course->until);
}

void
seg_course_free (SegCourse *course)
{
	if (course == NULL)
		return;
	for (guint i = 0; i < course->n_arms; i++) {
		g_free (course->arms[i].name);
		g_free (course->arms[i].active);
		g_free (course->arms[i].active_interval);
		g_free (course->arms[i].value);
		g_free (course->arms[i].value_interval);
	}
	g_free (course->arms);
	g_free (course->campaign);
	g_free (course->goal);
	g_free (course);
}

/* Arms and periods ------------------------------------------------------------------------------------------------------------------ */

static gint64
period_for (gint64 span)
{
	return span <= 31 * (gint64) DAY ? DAY : span <= 61 * 7 * (gint64) DAY ? 7 * DAY : span <= 61 * 30 * (gint64) DAY ? 30 * DAY : 90 * DAY;
}

static SegCourse *
course_new (const SegCampaign *campaign, const SegMeasurement *span)
{
	SegCourse *course = g_new0 (SegCourse, 1);
	const gint64 until = span->events_end > span->from ? MIN (span->until, span->events_end + 1) : span->until;

	*course = (SegCourse) { .campaign = g_strdup (span->campaign), .goal = g_strdup (span->goal), .from = span->from, .until = until, .days = span->days,
		                    .events_end = span->events_end, .seconds = period_for (until - span->from), .n_arms = campaign->arms->len };
	course->n_periods = (guint) MAX ((course->until - course->from + course->seconds - 1) / course->seconds, 1);
	course->arms = g_new0 (SegCourseArm, course->n_arms + 1);
	for (guint i = 0; i < course->n_arms; i++) {
		const SegCampaignArm *arm = campaign->arms->pdata[i];

		course->arms[i] = (SegCourseArm) { .name = g_strdup (arm->name), .is_control = arm->is_control, .active = g_new0 (gint64, course->n_periods),
			                               .active_interval = g_new0 (SegInterval, course->n_periods), .value = g_new0 (double, course->n_periods),
			                               .value_interval = g_new0 (SegInterval, course->n_periods) };
	}
	return course;
}

/* How far people went ----------------------------------------------------------------------------------------------------------------- */

enum { WAS_SENT = 1, OPENED = 2, CLICKED = 4 };

/* Notes @flag for each person that the query gives. */
static gboolean
note (SegWorkspace *workspace, const char *sql, gint64 campaign_id, const SegPeople *people, guint8 *flags, guint8 flag, gint64 *n, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace, sql, error);
	GError *failure = NULL;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":campaign", campaign_id);
	while (seg_statement_next (statement, &failure)) {
		gssize at = seg_people_find (people, seg_statement_integer (statement, 0));

		if (at >= 0)
			flags[at] |= flag;
		(*n)++;
	}
	return seg_query_ended (failure, error);
}

static void
count_steps (SegCourse *course, const SegPeople *people, const guint8 *flags)
{
	for (gsize i = 0; i < people->n; i++) {
		gint64 *n = course->arms[people->arms[i]].steps;
		const gboolean clicked = (flags[i] & CLICKED) != 0, opened = clicked || (flags[i] & OPENED) != 0, sent = opened || (flags[i] & WAS_SENT) != 0;

		course->arms[people->arms[i]].n++;
		n[SEG_COURSE_LISTED]++;
		n[SEG_COURSE_SENT] += sent;
		n[SEG_COURSE_OPENED] += opened;
		n[SEG_COURSE_CLICKED] += clicked;
		n[SEG_COURSE_REACHED] += clicked && people->reached[i];
		n[SEG_COURSE_ANYWAY] += people->reached[i];
	}
}

static gboolean
read_steps (SegWorkspace *workspace, gint64 campaign_id, const SegPeople *people, SegCourse *course, GError **error)
{
	g_autofree guint8 *flags = g_new0 (guint8, people->n + 1);
	gint64 n_written = 0, n_results = 0;

	if (!note (workspace, "SELECT w.user_id FROM export x JOIN contact w ON w.export_id = x.id WHERE x.campaign_id = :campaign AND w.counts", campaign_id, people, flags,
	           WAS_SENT, &n_written, error)
	    || !note (workspace, "SELECT member FROM " SEG_SQL_RESULTS_OF_LIST " WHERE campaign_id = :campaign AND outcome = 'opened'", campaign_id, people, flags, OPENED, &n_results, error)
	    || !note (workspace, "SELECT member FROM " SEG_SQL_RESULTS_OF_LIST " WHERE campaign_id = :campaign AND outcome IN ('clicked', 'visited', 'replied')", campaign_id, people, flags,
	              CLICKED, &n_results, error))
		return FALSE;
	course->has_results = n_results > 0;
	for (gsize i = people->n_control; n_written == 0 && i < people->n; i++)
		flags[i] |= WAS_SENT; /* it went out by other ways */
	count_steps (course, people, flags);
	return TRUE;
}

/* Week by week ------------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	Deed *rows;
	gsize n, room;
} Deeds;

static gboolean
add_deed (Deeds *deeds, Deed deed, GError **error)
{
	if (deeds->n == deeds->room) {
		const gsize room = MAX (2 * deeds->room, 4096);
		Deed *rows = g_try_realloc_n (deeds->rows, room, sizeof *rows);

		if (rows == NULL) {
			g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory for %zu events"), room);
			return FALSE;
		}
		deeds->rows = rows;
		deeds->room = room;
	}
	deeds->rows[deeds->n++] = deed;
	return TRUE;
}

static gboolean
read_deeds (SegWorkspace *workspace, const SegMeasurement *span, const SegPeople *people, const SegCourse *course, Deeds *deeds, SegJob *job, GError **error)
{
	g_autoptr (SegStatement) statement = seg_workspace_prepare (workspace,
		"SELECT user_id, at, CASE WHEN kind_id IN " SEG_SQL_KINDS_OF_MONEY " THEN amount END FROM event WHERE at >= :from AND at < :until", error);
	GError *failure = NULL;
	gsize n_read = 0;

	if (statement == NULL)
		return FALSE;
	seg_statement_bind_integer (statement, ":from", span->from);
	seg_statement_bind_integer (statement, ":until", span->until + (span->cut_short ? 1 : 0)); /* the last event is in */
	while (seg_statement_next (statement, &failure)) {
		const gssize at = seg_people_find (people, seg_statement_integer (statement, 0));
		const gint64 period = (seg_statement_integer (statement, 1) - span->from) / course->seconds;
		Deed deed = { (guint32) MIN (period, (gint64) course->n_periods - 1), (guint32) MAX (at, 0), seg_statement_is_null (statement, 2) ? 0 : seg_statement_double (statement, 2) };

		if (at >= 0 && !add_deed (deeds, deed, error))
			return FALSE;
		if (++n_read % ROWS_BETWEEN_ASKING == 0 && !seg_job_proceed (job, 0.7, _("what they did"), error))
			return FALSE;
	}
	return seg_query_ended (failure, error);
}

/* Sums go the same way whatever the order of rows in the file. */
static int
compare_deeds (gconstpointer a, gconstpointer b)
{
	const Deed *one = a, *other = b;

	if (one->period != other->period)
		return one->period < other->period ? -1 : 1;
	if (one->person != other->person)
		return one->person < other->person ? -1 : 1;
	return (one->money > other->money) - (one->money < other->money);
}

static void
close_period (SegCourse *course, guint period, const double *sums, const double *squares)
{
	for (guint i = 0; i < course->n_arms; i++) {
		SegCourseArm *arm = &course->arms[i];
		const double n = (double) arm->n, mean = n > 0 ? sums[i] / n : NAN;
		const double error = n > 1 ? sqrt (MAX (squares[i] - n * mean * mean, 0) / (n - 1) / n) : NAN;

		arm->value[period] = mean;
		arm->value_interval[period] = (SegInterval) { mean - Z * error, mean + Z * error };
		arm->active_interval[period] = seg_wilson_interval ((SegArmCount) { arm->n, arm->active[period] }, 0.95);
	}
}

/* Each person's money so far; with it the sums and squares of the arms. */
static void
walk_deeds (SegCourse *course, const SegPeople *people, const Deeds *deeds, double *so_far)
{
	g_autofree double *sums = g_new0 (double, course->n_arms + 1), *squares = g_new0 (double, course->n_arms + 1);
	gsize at = 0;

	for (guint period = 0; period < course->n_periods; period++) {
		gint64 last = -1;

		for (; at < deeds->n && deeds->rows[at].period == period; at++) {
			const Deed *deed = &deeds->rows[at];
			const guint arm = people->arms[deed->person];
			const double before = so_far[deed->person], after = before + deed->money;

			sums[arm] += deed->money;
			squares[arm] += after * after - before * before;
			so_far[deed->person] = after;
			course->arms[arm].active[period] += (gint64) deed->person != last;
			last = deed->person;
		}
		close_period (course, period, sums, squares);
	}
}

SegCourse *
seg_campaign_course (SegWorkspace *workspace, const SegCampaign *campaign, const SegMeasureOptions *options, SegJob *job, GError **error)
{
	const SegMeasureOptions all = seg_measure_options_of (campaign, options);
	g_autoptr (SegMeasurement) span = seg_measurement_begin (campaign, &all, FALSE, error);
	g_autoptr (SegPeople) people = span != NULL ? seg_people_read (workspace, campaign, &all, span, job, error) : NULL;
	g_autoptr (SegCourse) course = people != NULL ? course_new (campaign, span) : NULL;
	g_autofree double *so_far = people != NULL ? g_try_new0 (double, people->n + 1) : NULL;
	Deeds deeds = { 0 };
	gboolean done;

	if (course == NULL || !read_steps (workspace, campaign->id, people, course, error))
		return NULL;
	if (so_far == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_MEMORY, _("Not enough memory to measure what %zu people did"), people->n);
		return NULL;
	}
	done = read_deeds (workspace, span, people, course, &deeds, job, error);
	if (done && deeds.n > 0)
		qsort (deeds.rows, deeds.n, sizeof *deeds.rows, compare_deeds);
	if (done)
		walk_deeds (course, people, &deeds, so_far);
	g_free (deeds.rows);
	return done ? g_steal_pointer (&course) : NULL;
}
