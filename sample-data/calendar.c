/* Sales, seasons and dates. */
#include "calendar.h"

#include <stdio.h>

typedef struct {
	int first, last;
	int discount;      /* percent */
} Sale;

static const Sale sales[] = {
	{ 20087, 20091, 30 },   /* new year 2025 */
	{ 20199, 20202, 35 },   /* book day, 21-24 April */
	{ 20255, 20259, 45 },   /* 6.18, 16-20 June */
	{ 20401, 20404, 50 },   /* 11.11, 9-12 November */
	{ 20420, 20423, 40 },   /* Black Friday, 28 November to 1 December */
	{ 20452, 20456, 30 },   /* new year 2026 */
	{ 20564, 20567, 35 },   /* book day */
	{ 20620, 20624, 45 },   /* 6.18 */
};

enum { N_SALES = sizeof sales / sizeof *sales };

int
calendar_day_of (Moment moment)
{
	return (int) (moment / DAY_SECONDS);
}

Moment
calendar_start_of (int day)
{
	return (Moment) day * DAY_SECONDS;
}

int
calendar_discount (int day)
{
	for (int i = 0; i < N_SALES; i++)
		if (day >= sales[i].first && day <= sales[i].last)
			return sales[i].discount;
	return 0;
}

/* Hinnant's civil_from_days for days after 1970. */
static void
split_day (int day, int *year, int *month, int *day_of_month)
{
	int shifted = day + 719468;
	int era = shifted / 146097;
	int of_era = shifted - era * 146097;
	int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int march_month = (5 * of_year + 2) / 153;

	*day_of_month = of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

static double
season (int day)
{
	static const double by_month[12] = { 1.10, 0.85, 1.10, 1.05, 1.00, 1.05, 0.78, 0.72, 1.10, 1.02, 1.15, 1.00 };
	int year, month, day_of_month;

	split_day (day, &year, &month, &day_of_month);
	return by_month[month - 1];
}

static double
busyness (int day)
{
	static const double by_weekday[7] = { 0.95, 0.98, 1.02, 0.97, 0.82, 1.10, 1.25 };   /* Monday first */
	double growth = 1 + 0.8 * (day - OPENING_DAY) / (LAST_DAY - OPENING_DAY);
	double sale = calendar_discount (day) > 0 ? 1.7 : 1;

	return by_weekday[(day + 3) % 7] * season (day) * growth * sale;
}

int
calendar_random_day (Random *random, int first, int last)
{
	static const double busiest = 4.5;
	int day;

	do
		day = random_between (random, first, last);
	while (random_uniform (random) * busiest > busyness (day));
	return day;
}

int
calendar_random_sale_day (Random *random, int first, int last)
{
	double weights[N_SALES];
	int chosen, from, to;

	for (int i = 0; i < N_SALES; i++)
		weights[i] = sales[i].last >= first && sales[i].first <= last ? sales[i].discount : 0;
	chosen = random_weighted (random, weights, N_SALES);
	if (chosen < 0)
		return -1;
	from = sales[chosen].first > first ? sales[chosen].first : first;
	to = sales[chosen].last < last ? sales[chosen].last : last;
	return random_between (random, from, to);
}

void
calendar_format_date (int day, char *text)
{
	int year, month, day_of_month;

	split_day (day, &year, &month, &day_of_month);
	snprintf (text, 20, "%04u-%02u-%02u", (unsigned) year % 10000, (unsigned) month % 100, (unsigned) day_of_month % 100);
}

void
calendar_format_iso (Moment moment, char *text)
{
	unsigned second = (unsigned) (moment % DAY_SECONDS);

	calendar_format_date (calendar_day_of (moment), text);
	snprintf (text + 10, 10, " %02u:%02u:%02u", second / 3600 % 24, second / 60 % 60, second % 60);
}

void
calendar_format_slashes (Moment moment, char *text)
{
	unsigned second = (unsigned) (moment % DAY_SECONDS);
	int year, month, day_of_month;

	split_day (calendar_day_of (moment), &year, &month, &day_of_month);
	snprintf (text, 20, "%u/%u/%u %02u:%02u", (unsigned) year % 10000, (unsigned) month % 100,
	          (unsigned) day_of_month % 100, second / 3600 % 24, second / 60 % 60);
}
