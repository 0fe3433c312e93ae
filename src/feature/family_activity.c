/* Activity: how much people do, in how many days and sessions, whether it grows, how regularly, and at what times.
 *
 * Weeks are counted back from the as-of day, seven days each, so that no week is cut. Entropy is in bits: 0 when all events fall
 * into one hour (weekday), log2 24 (log2 7) when they spread evenly. */
#include <config.h>
#include "feature/families.h"
#include "feature/measures.h"

#include <glib/gi18n.h>

#define SESSION_GAP   (30 * 60)
#define EVENING_FROM  18
#define NIGHT_UNTIL   6
#define OFFICE_FROM   9
#define OFFICE_UNTIL  18
#define TREND_WEEKS   12

enum {
	TENURE, ACTIVE_DAYS, EVENTS, EVENTS_7, EVENTS_30, EVENTS_90, EVENTS_365, TREND, SESSIONS, SESSION_MINUTES, EVENTS_A_SESSION,
	ACTIVE_WEEKS_SHARE, STREAK_DAYS, STREAK_WEEKS, GAP, GAP_LONGEST, GAP_VARIATION, EVENING, NIGHT, OFFICE, WEEKEND, HOUR_ENTROPY,
	WEEKDAY_ENTROPY
};

#define ROW(index, name, label, meaning, unit, scaling, fill, needs) \
	[index] = { name, label, meaning, unit, SEG_GROUP_ACTIVITY, scaling, fill, needs, SEG_DATA_NEVER, 0 }
#define CLOCK (SEG_DATA_TIMES | SEG_DATA_CLOCK)

static const SegFeatureDefinition definitions[] = {
	[TENURE] = { "tenure_days", N_("Days as a customer"),
	  N_("Calendar days from registration, or from the first event where that is not known, to the as-of day."),
	  NC_("unit", "days"), SEG_GROUP_ACTIVITY, SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TENURE, SEG_DATA_TENURE, SEG_DATA_EVENTS },
	[ACTIVE_DAYS] = { "active_days", N_("Active days"), N_("Number of different calendar days with an event."),
	  NC_("unit", "days"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES, SEG_DATA_TIMES | SEG_DATA_OTHERS, 0 },
	ROW (EVENTS, "events", N_("Events"), N_("Number of events of any kind."), NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_ZERO,
	     SEG_DATA_EVENTS),
	ROW (EVENTS_7, "events_7d", N_("Events in 7 days"), N_("Events in the 7 calendar days that end with the as-of day."),
	     NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (EVENTS_30, "events_30d", N_("Events in 30 days"), N_("Events in the 30 calendar days that end with the as-of day."),
	     NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (EVENTS_90, "events_90d", N_("Events in 90 days"), N_("Events in the 90 calendar days that end with the as-of day."),
	     NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (EVENTS_365, "events_365d", N_("Events in 365 days"), N_("Events in the 365 calendar days that end with the as-of day."),
	     NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (TREND, "events_trend", N_("Trend of activity"),
	     N_("By how many events a week the activity grew (below zero: fell) from one week to the next, over the last 12 weeks: the slope "
	        "of the straight line that fits best."),
	     NC_("unit", "events a week"), SEG_SCALING_ROBUST, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (SESSIONS, "sessions", N_("Sessions"),
	     N_("Number of visits: events with less than 30 minutes between one and the next belong to one visit."),
	     NC_("unit", "sessions"), SEG_SCALING_LOG, SEG_FILL_ZERO, CLOCK),
	ROW (SESSION_MINUTES, "session_minutes", N_("Minutes a session"),
	     N_("Mean time from the first to the last event of a visit; a visit of a single event lasts 0 minutes."),
	     NC_("unit", "minutes"), SEG_SCALING_LOG, SEG_FILL_ZERO, CLOCK),
	ROW (EVENTS_A_SESSION, "events_per_session", N_("Events a session"), N_("Mean number of events in a visit."),
	     NC_("unit", "events"), SEG_SCALING_LOG, SEG_FILL_MEDIAN, CLOCK),
	ROW (ACTIVE_WEEKS_SHARE, "active_weeks_share", N_("Active weeks"),
	     N_("Share of the weeks since the first event that have an event: 100 % came every week."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (STREAK_DAYS, "streak_days", N_("Longest run of days"), N_("The most calendar days in a row that all have an event."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (STREAK_WEEKS, "streak_weeks", N_("Longest run of weeks"), N_("The most weeks in a row that all have an event."),
	     NC_("unit", "weeks"), SEG_SCALING_LOG, SEG_FILL_ZERO, SEG_DATA_TIMES),
	ROW (GAP, "gap_days", N_("Days between visits"),
	     N_("Mean distance of an active day to the next one; people with fewer than two count as the longest distance."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES),
	ROW (GAP_LONGEST, "gap_longest_days", N_("Longest pause"),
	     N_("The most days between an active day and the next one; people with fewer than two active days count as the longest pause."),
	     NC_("unit", "days"), SEG_SCALING_LOG, SEG_FILL_MAXIMUM, SEG_DATA_TIMES),
	ROW (GAP_VARIATION, "gap_variation", N_("Irregularity of visits"),
	     N_("How much the days between visits vary, as a share of their mean: 0 comes like clockwork, above 1 in bursts. Needs three "
	        "active days; others count as the median."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES),
	ROW (EVENING, "evening_share", N_("Evening share"), N_("Share of events from 18:00 to midnight, local time."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, CLOCK),
	ROW (NIGHT, "night_share", N_("Night share"), N_("Share of events from midnight to 6:00, local time."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, CLOCK),
	ROW (OFFICE, "office_share", N_("Office hours share"), N_("Share of events from Monday to Friday between 9:00 and 18:00, local time."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, CLOCK),
	ROW (WEEKEND, "weekend_share", N_("Weekend share"), N_("Share of events on Saturdays and Sundays, local time."),
	     "", SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES),
	ROW (HOUR_ENTROPY, "hour_entropy", N_("Spread over the day"),
	     N_("How widely events spread over the hours of the day (entropy): 0 always the same hour, 4.6 all hours alike."),
	     NC_("unit", "bits"), SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, CLOCK),
	ROW (WEEKDAY_ENTROPY, "weekday_entropy", N_("Spread over the week"),
	     N_("How widely events spread over the days of the week (entropy): 0 always the same weekday, 2.8 all alike."),
	     NC_("unit", "bits"), SEG_SCALING_Z_SCORE, SEG_FILL_MEDIAN, SEG_DATA_TIMES),
};

/* Times of the day and the week ------------------------------------------------------------------------------------------ */

typedef struct {
	guint32 hours[24], weekdays[7]; /* Monday first */
	gsize   n_office;
} Times;

static void
add_time (Times *times, guint weekday, guint hour)
{
	times->weekdays[weekday]++;
	times->hours[hour]++;
	times->n_office += weekday < 5 && hour >= OFFICE_FROM && hour < OFFICE_UNTIL;
}

static void
gather_times (const SegFeatureContext *context, const SegHistory *history, Times *times)
{
	gboolean clock = (context->data & SEG_DATA_CLOCK) != 0;

	*times = (Times) { 0 };
	for (gsize i = history->n_undated; i < history->n_events; i++) {
		gint64 local = history->at[i] + context->clock_offset;

		if (clock && G_LIKELY ((guint64) local <= G_MAXUINT32)) { /* 1970 to 2106: dividing is quicker then */
			guint32 seconds = (guint32) local, day = seconds / SEG_DAY;

			add_time (times, (day + 3) % 7, (seconds - day * SEG_DAY) / 3600);
		} else {
			gint64 day = seg_day_of (local), weekday = ((day + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */

			if (clock)
				add_time (times, (guint) weekday, (guint) ((local - day * SEG_DAY) / 3600));
			else
				times->weekdays[weekday]++;
		}
	}
}

static gsize
count_between (const guint32 *counts, guint from, guint until)
{
	gsize n = 0;

	for (guint i = from; i < until; i++)
		n += counts[i];
	return n;
}

static void
put_times (const Times *times, gsize n_dated, double *values)
{
	double n = (double) n_dated;

	values[EVENING] = (double) count_between (times->hours, EVENING_FROM, 24) / n;
	values[NIGHT] = (double) count_between (times->hours, 0, NIGHT_UNTIL) / n;
	values[OFFICE] = (double) times->n_office / n;
	values[WEEKEND] = (double) count_between (times->weekdays, 5, 7) / n;
	values[HOUR_ENTROPY] = seg_entropy_of_counts (times->hours, 24, n_dated);
	values[WEEKDAY_ENTROPY] = seg_entropy_of_counts (times->weekdays, 7, n_dated);
}

/* Sessions --------------------------------------------------------------------------------------------------------------- */

static void
put_sessions (const SegHistory *history, double *values)
{
	gsize first = history->n_undated, n = first < history->n_events;
	gint64 seconds = 0;

	for (gsize i = first + 1; i < history->n_events; i++) {
		gint64 gap = history->at[i] - history->at[i - 1];

		if (gap > SESSION_GAP)
			n++;
		else
			seconds += gap;
	}
	values[SESSIONS] = (double) n;
	if (n == 0)
		return;
	values[SESSION_MINUTES] = (double) seconds / 60 / (double) n;
	values[EVENTS_A_SESSION] = (double) (history->n_events - first) / (double) n;
}

/* Days and weeks --------------------------------------------------------------------------------------------------------- */

/* What the different active days say, in order. Sums are whole numbers, so exact. */
typedef struct {
	gsize  n_days, n_weeks, run_days, run_weeks, streak_days, streak_weeks;
	gint64 last_day, last_week, longest_gap;
	double gaps, squares; /* of the gaps */
} Days;

static void
add_week (Days *days, gint64 week)
{
	if (days->n_weeks > 0 && week == days->last_week)
		return;
	days->run_weeks = days->n_weeks > 0 && week == days->last_week - 1 ? days->run_weeks + 1 : 1; /* they count back */
	days->streak_weeks = MAX (days->streak_weeks, days->run_weeks);
	days->last_week = week;
	days->n_weeks++;
}

static void
add_day (Days *days, gint64 day)
{
	gint64 gap = day - days->last_day;

	if (days->n_days > 0 && gap == 0)
		return;
	if (days->n_days > 0) {
		days->gaps += (double) gap;
		days->squares += (double) gap * (double) gap;
		days->longest_gap = MAX (days->longest_gap, gap);
	}
	days->run_days = days->n_days > 0 && gap == 1 ? days->run_days + 1 : 1;
	days->streak_days = MAX (days->streak_days, days->run_days);
	days->last_day = day;
	days->n_days++;
}

static void
put_days (const SegFeatureContext *context, const SegHistory *history, double *values)
{
	Days days = { 0 };

	for (gsize i = history->n_undated; i < history->n_events; i++) {
		if (days.n_days > 0 && history->day[i] == days.last_day)
			continue;
		add_day (&days, history->day[i]);
		add_week (&days, (context->as_of_day - history->day[i]) / 7);
	}
	values[STREAK_DAYS] = (double) days.streak_days;
	values[STREAK_WEEKS] = (double) days.streak_weeks;
	if (days.n_days > 0)
		values[ACTIVE_WEEKS_SHARE] = (double) days.n_weeks
		                             / (double) ((context->as_of_day - history->summary.first_day) / 7 + 1);
	if (days.n_days > 1) {
		values[GAP] = days.gaps / (double) (days.n_days - 1);
		values[GAP_LONGEST] = (double) days.longest_gap;
	}
	values[GAP_VARIATION] = seg_variation ((double) days.n_days - 1, days.gaps, days.squares);
}

/* The slope of the least-squares line through the events of each week, the week before the as-of day last. */
static double
trend (const SegFeatureContext *context, const SegHistory *history)
{
	const double middle = (TREND_WEEKS - 1) / 2.0, squares = TREND_WEEKS * (TREND_WEEKS * TREND_WEEKS - 1) / 12.0;
	double sum = 0;

	for (gsize i = history->since[SEG_WINDOW_90]; i < history->n_events; i++) {
		gint64 week = (context->as_of_day - history->day[i]) / 7;

		if (week < TREND_WEEKS)
			sum += middle - (double) week;
	}
	return sum / squares;
}

/* A registration after the as-of day was not known then. */
static double
tenure (const SegFeatureContext *context, const SegHistory *history)
{
	gboolean known = history->registered_day != SEG_NO_TIME && history->registered_day <= context->as_of_day;
	gint64 since = known ? history->registered_day : history->summary.first_day;

	return since != SEG_NO_TIME ? (double) (context->as_of_day - since) : NAN;
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	gsize n_dated = history->n_events - history->n_undated;
	Times times;

	(void) state;
	values[TENURE] = tenure (context, history);
	values[ACTIVE_DAYS] = (double) history->summary.active_days;
	values[EVENTS] = (double) history->n_events;
	for (int window = 0; window < SEG_N_WINDOWS; window++)
		values[EVENTS_7 + window] = (double) (history->n_events - history->since[window]);
	values[TREND] = trend (context, history);
	put_sessions (history, values);
	put_days (context, history, values);
	if (n_dated == 0)
		return;
	gather_times (context, history, &times);
	put_times (&times, n_dated, values);
}

const SegFamily seg_family_activity = { "activity", definitions, G_N_ELEMENTS (definitions), NULL, NULL, NULL, compute };
