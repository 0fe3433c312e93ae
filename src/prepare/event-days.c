/* Whole days without events, and months that break off: where a part of the export is missing. */
#include <config.h>
#include "event-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY 86400
#define USUAL_LEAST 10.0   /* events of a usual day: then an empty one hardly comes by chance (e^-10) */
#define DAYS_LEAST 14      /* from so many days on it is known what is usual */
#define DAYS_MOST 100000   /* of stray dates nothing is said here */
#define BROKEN 0.3         /* a month with less than this share of what the months beside it have a day */

/* Events of each day. */
typedef struct {
	gint64  first; /* number of the day since 1970 */
	gsize   n;
	gint64 *counts;
	gint64  total;
	double  usual; /* median of the days that have any */
} Days;

static int
compare (const void *a, const void *b)
{
	gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

	return (x > y) - (x < y);
}

static double
median_of_days (const Days *days)
{
	g_autofree gint64 *sorted = g_new (gint64, days->n);
	gsize n = 0;

	for (gsize i = 0; i < days->n; i++)
		if (days->counts[i] > 0)
			sorted[n++] = days->counts[i];
	qsort (sorted, n, sizeof *sorted, compare);
	return n > 0 ? (double) sorted[n / 2] : 0;
}

/* The middle 99.8 % of the events: single stray dates would make years of gaps. */
static gboolean
count_days (const SegTally *at, Days *days)
{
	double low = seg_tally_quantile (at, 0.001), high = seg_tally_quantile (at, 0.999);

	if (at->total == 0 || high - low > (double) DAYS_MOST * DAY)
		return FALSE;
	days->first = (gint64) floor (low / DAY);
	days->n = (gsize) ((gint64) floor (high / DAY) - days->first + 1);
	days->counts = g_new0 (gint64, days->n);
	for (gsize i = 0; i < at->n; i++) {
		gint64 day = (gint64) floor (seg_double_of_key (at->keys[i]) / DAY) - days->first;

		if (day >= 0 && day < (gint64) days->n) {
			days->counts[day] += seg_tally_at (at, i);
			days->total += seg_tally_at (at, i);
		}
	}
	days->usual = median_of_days (days);
	return TRUE;
}

/* Days of the week on which nothing ever happens (a shop that is closed on Sundays) are no gaps. */
static void
find_closed (const Days *days, gboolean closed[7])
{
	gint64 empty[7] = { 0 }, all[7] = { 0 };

	for (gsize i = 0; i < days->n; i++) {
		gsize weekday = (gsize) (((days->first + (gint64) i) % 7 + 7) % 7);

		all[weekday]++;
		empty[weekday] += days->counts[i] == 0;
	}
	for (gsize i = 0; i < 7; i++)
		closed[i] = empty[i] * 2 > all[i];
}

static void
say_gaps (const Days *days, SegQualityReport *report)
{
	gboolean closed[7];
	gint64 n_empty = 0;
	gsize longest = 0, start = 0, length = 0, run = 0, open = 0; /* open: days of the run that are no closed ones */
	g_autofree char *from = NULL, *to = NULL, *n = NULL;

	find_closed (days, closed);
	for (gsize i = 0; i < days->n; i++) {
		gboolean shut = closed[((days->first + (gint64) i) % 7 + 7) % 7];

		n_empty += days->counts[i] == 0 && !shut;
		run = days->counts[i] == 0 ? run + 1 : 0;
		open = days->counts[i] == 0 ? open + !shut : 0;
		if (open > longest) {
			longest = open;
			start = i + 1 - run;
			length = run;
		}
	}
	if (n_empty == 0)
		return;
	n = seg_format_integer (n_empty);
	from = seg_format_date ((days->first + (gint64) start) * DAY);
	to = seg_format_date ((days->first + (gint64) (start + length) - 1) * DAY);
	seg_quality_say (report, SEG_FINDING_GAP, n_empty >= 3 ? SEG_FINDING_WARNING : SEG_FINDING_NOTE, "event", n_empty, (gint64) days->n,
	                 _("A part of the export is missing, or the shop was closed: ask for those days once more at the source."),
	                 length == 1 ? _("%s whole days have no events (the first: %s)") : _("%s whole days have no events; the longest gap: %s to %s"), n, from,
	                 to);
}

/* Months ------------------------------------------------------------------------------------------------------------------------ */

typedef struct {
	int    year, month;
	gint64 n_days, n_events;
} Month;

static GArray *
count_months (const Days *days)
{
	GArray *months = g_array_new (FALSE, FALSE, sizeof (Month));

	for (gsize i = 0; i < days->n; i++) {
		g_autoptr (GDateTime) day = g_date_time_new_from_unix_utc ((days->first + (gint64) i) * DAY);
		int year = g_date_time_get_year (day), month = g_date_time_get_month (day);
		Month *last = months->len > 0 ? &g_array_index (months, Month, months->len - 1) : NULL;

		if (last == NULL || last->year != year || last->month != month) {
			Month next = { year, month, 0, 0 };

			g_array_append_val (months, next);
			last = &g_array_index (months, Month, months->len - 1);
		}
		last->n_days++;
		last->n_events += days->counts[i];
	}
	return months;
}

static double
rate (const Month *month)
{
	return (double) month->n_events / (double) month->n_days;
}

/* Months between others that have far fewer events a day. */
static void
say_months (const Days *days, SegQualityReport *report)
{
	g_autoptr (GArray) months = count_months (days);
	gint64 n = 0, n_days = 0;
	guint worst = 0;
	double least = 1;

	for (guint i = 1; i + 1 < months->len; i++) {
		const Month *month = &g_array_index (months, Month, i);
		double share = rate (month) / MAX (MIN (rate (month - 1), rate (month + 1)), 1e-9);

		if (share >= BROKEN)
			continue;
		n++;
		n_days += month->n_days;
		if (share < least) {
			least = share;
			worst = i;
		}
	}
	if (n > 0) {
		const Month *month = &g_array_index (months, Month, worst);
		g_autofree char *share = seg_format_share (least);

		seg_quality_say (report, SEG_FINDING_BROKEN_MONTH, SEG_FINDING_WARNING, "event", n_days, (gint64) days->n,
		                 _("The export of that month breaks off, or something was not recorded: ask for it once more at the source."),
		                 n == 1 ? _("%04d-%02d has only %s of the events a day that the months beside it have")
		                        : _("%04d-%02d has only %s of the events a day that the months beside it have; other months break off too"),
		                 month->year, month->month, share);
	}
}

void
seg_event_say_days (const SegTally *at, SegQualityReport *report)
{
	Days days = { 0 };

	if (!count_days (at, &days))
		return;
	if (days.n >= DAYS_LEAST && days.usual >= USUAL_LEAST) {
		say_gaps (&days, report);
		say_months (&days, report);
	}
	g_free (days.counts);
}
