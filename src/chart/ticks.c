/* Where ticks stand and what they say.
 *
 * A step is 1, 2 or 5 times a power of ten, the smallest that gives no more ticks than there is room for; ticks are whole multiples of
 * it, so that the same values stand there whatever part of the axis is shown. Dates step by hours, days, weeks from Monday, months and
 * years of the calendar (UTC). */
#include <config.h>
#include "plot-private.h"

#include <segscope/format.h>

#include <math.h>

#define DAY 86400.0
#define MONTH (DAY * 365.2425 / 12)
#define MONDAY (4 * DAY) /* the first one after 1970-01-01, a Thursday */
#define MOST_TICKS 200
#define MOST_DECIMALS 8

/* Steps of dates; of months and longer by the calendar. */
static const struct { double seconds; int months; } date_steps[] = {
	{ 3600, 0 }, { 3 * 3600, 0 }, { 6 * 3600, 0 }, { 12 * 3600, 0 }, { DAY, 0 }, { 2 * DAY, 0 }, { 7 * DAY, 0 }, { 14 * DAY, 0 },
	{ MONTH, 1 }, { 2 * MONTH, 2 }, { 3 * MONTH, 3 }, { 6 * MONTH, 6 }, { 12 * MONTH, 12 }, { 24 * MONTH, 24 }, { 60 * MONTH, 60 },
	{ 120 * MONTH, 120 }, { 240 * MONTH, 240 }, { 600 * MONTH, 600 }, { 1200 * MONTH, 1200 },
};

/* The smallest 1, 2, 5 step that cuts @span into at most @parts. */
static double
number_step (double span, int parts)
{
	double raw = span / parts, power = pow (10, floor (log10 (raw)));
	static const double ones[] = { 1, 2, 5, 10 };

	for (gsize i = 0; i < G_N_ELEMENTS (ones); i++)
		if (ones[i] * power >= raw * (1 - 1e-9))
			return ones[i] * power;
	return 10 * power;
}

static GArray *
multiples (double low, double high, double step, double origin)
{
	GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
	double first = ceil ((low - origin) / step - 1e-9);

	for (double i = first; ticks->len < MOST_TICKS; i += 1) {
		double value = origin + i * step;

		if (value > high + step * 1e-9)
			break;
		if (i == 0 && origin == 0)
			value = 0; /* not the -0 that a product can be */
		g_array_append_val (ticks, value);
	}
	return ticks;
}

/* The first of the month that is @months after January of the year 0. */
static double
month_start (int months)
{
	g_autoptr (GDateTime) time = g_date_time_new_utc (months / 12, months % 12 + 1, 1, 0, 0, 0);

	return time != NULL ? (double) g_date_time_to_unix (time) : NAN;
}

static GArray *
calendar_ticks (double low, double high, int months)
{
	GArray *ticks = g_array_new (FALSE, FALSE, sizeof (double));
	g_autoptr (GDateTime) from = g_date_time_new_from_unix_utc ((gint64) low);
	int at = from != NULL ? (g_date_time_get_year (from) * 12 + g_date_time_get_month (from) - 1) / months * months : 0;

	for (; from != NULL && ticks->len < MOST_TICKS; at += months) {
		double value = month_start (at);

		if (!(value <= high))
			break;
		if (value >= low)
			g_array_append_val (ticks, value);
	}
	return ticks;
}

static GArray *
date_ticks (double low, double high, int most, double *step)
{
	gsize n = G_N_ELEMENTS (date_steps), i = 0;

	while (i + 1 < n && (high - low) / date_steps[i].seconds > most - 0.5)
		i++;
	*step = date_steps[i].seconds;
	for (;; i++) {
		GArray *ticks = date_steps[i].months > 0 ? calendar_ticks (low, high, date_steps[i].months)
		                : multiples (low, high, date_steps[i].seconds, date_steps[i].seconds >= 7 * DAY ? MONDAY : 0);

		*step = date_steps[i].seconds;
		if ((int) ticks->len <= most || i + 1 == n)
			return ticks;
		g_array_unref (ticks);
	}
}

/* Never empty: one tick at the only value, or at both ends when no multiple lies between them. */
static GArray *
at_least_one (GArray *ticks, double low, double high)
{
	if (ticks->len == 0) {
		g_array_append_val (ticks, low);
		if (high > low)
			g_array_append_val (ticks, high);
	}
	return ticks;
}

GArray *
seg_ticks (double low, double high, int most, SegScale scale, double *step)
{
	double chosen = 0;
	GArray *ticks;

	most = CLAMP (most, 1, MOST_TICKS);
	if (!seg_plot_is_number (low) || !seg_plot_is_number (high) || high < low)
		ticks = g_array_new (FALSE, FALSE, sizeof (double));
	else if (!(high - low > fabs (high) * 1e-12))
		ticks = at_least_one (g_array_new (FALSE, FALSE, sizeof (double)), low, low);
	else if (scale == SEG_SCALE_DATE && fabs (low) < 2e11 && fabs (high) < 2e11)
		ticks = at_least_one (date_ticks (low, high, most, &chosen), low, high);
	else {
		chosen = number_step (high - low, most);
		if (scale == SEG_SCALE_COUNT)
			chosen = MAX (chosen, 1);
		ticks = multiples (low, high, chosen, 0);
		while ((int) ticks->len > most) { /* a range that begins at a multiple has one more than parts */
			g_array_unref (ticks);
			chosen = number_step (chosen * 1.5, 1);
			ticks = multiples (low, high, chosen, 0);
		}
		ticks = at_least_one (ticks, low, high);
	}
	if (step != NULL)
		*step = chosen;
	return ticks;
}

/* Digits after the point that tell multiples of @step apart. */
static int
decimals_of (double step)
{
	return step > 0 ? CLAMP ((int) ceil (-log10 (step) - 1e-9), 0, MOST_DECIMALS) : 2;
}

static char *
number_label (double value, double step)
{
	static const struct { double at; const char *suffix; } units[] = { { 1e12, "T" }, { 1e9, "B" }, { 1e6, "M" }, { 1e3, "k" } };

	if (step > 0 && value != 0 && (fabs (value) >= 1e15 || step < 1e-6))
		return g_strdup_printf ("%.*g", CLAMP ((int) ceil (log10 (fabs (value) / step) + 1e-9) + 1, 1, 15), value);
	if (step == 0)
		return seg_format_auto (value);
	for (gsize i = 0; fabs (value) >= 10000 && i < G_N_ELEMENTS (units); i++)
		if (fabs (value) >= units[i].at && decimals_of (step / units[i].at) <= 2) {
			g_autofree char *number = seg_format_number (value / units[i].at, decimals_of (step / units[i].at));

			return g_strconcat (number, units[i].suffix, NULL);
		}
	return seg_format_number (value, decimals_of (step));
}

static char *
date_label (double value, double step)
{
	g_autoptr (GDateTime) time = fabs (value) < 2e11 ? g_date_time_new_from_unix_utc ((gint64) value) : NULL;

	if (time == NULL)
		return g_strdup ("–");
	if (step == 0 || (step >= DAY && step < 0.9 * MONTH))
		return seg_format_date ((gint64) value);
	return g_date_time_format (time, step >= 11.5 * MONTH ? "%Y" : step >= DAY ? "%Y-%m" : "%m-%d %H:%M");
}

char *
seg_tick_label (double value, double step, SegScale scale)
{
	g_autofree char *number = NULL;

	if (!isfinite (value))
		return g_strdup ("–");
	if (scale == SEG_SCALE_DATE)
		return date_label (value, step);
	if (scale == SEG_SCALE_COUNT && step > 0)
		step = MAX (step, 1);
	if (scale != SEG_SCALE_SHARE)
		return number_label (value, step);
	number = step > 0 ? seg_format_number (value * 100, decimals_of (step * 100)) : seg_format_number (value * 100, 1);
	return g_strconcat (number, " %", NULL);
}

static char *
plain_value (const SegPlotAxis *axis, double value)
{
	switch (axis->scale) {
	case SEG_SCALE_SHARE:
		return seg_format_share (value);
	case SEG_SCALE_MONEY:
		return seg_format_money (value, 2);
	case SEG_SCALE_COUNT:
		return value == floor (value) ? seg_format_number (value, 0) : seg_format_auto (value);
	case SEG_SCALE_DATE:
		if (fabs (value) < 2e11)
			return fmod (value, DAY) == 0 ? seg_format_date ((gint64) value) : seg_format_time ((gint64) value);
		return seg_format_auto (value);
	default:
		return seg_format_auto (value);
	}
}

char *
seg_plot_value (const SegPlotAxis *axis, double value)
{
	g_autofree char *plain = isfinite (value) ? plain_value (axis, value) : g_strdup ("–");

	return axis->unit != NULL && isfinite (value) ? g_strconcat (plain, " ", axis->unit, NULL) : g_steal_pointer (&plain);
}
