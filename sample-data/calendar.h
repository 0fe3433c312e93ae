/* The calendar of the platform: dates as day numbers since 1970, its sale days, and how busy a day is.
 * Times are the platform's own wall clock; no zones, no daylight saving. */
#ifndef SAMPLE_CALENDAR_H
#define SAMPLE_CALENDAR_H

#include "random.h"

#include <stdbool.h>
#include <stdint.h>

typedef int64_t Moment;    /* seconds since 1970-01-01 00:00 on the wall clock */

enum {
	OPENING_DAY = 19783,   /* 2024-03-01: the first registrations */
	FIRST_DAY   = 20089,   /* 2025-01-01: the first day of the export */
	LAST_DAY    = 20634,   /* 2026-06-30: its last day */
	DAY_SECONDS = 86400
};

int    calendar_day_of (Moment moment);
Moment calendar_start_of (int day);

/* Percent off everything on that day; 0 on most days. */
int calendar_discount (int day);

/* A day of first..last: busier days come more often (week, season, sales, growth). */
int calendar_random_day (Random *random, int first, int last);

/* A sale day of first..last, or -1 when there is none. */
int calendar_random_sale_day (Random *random, int first, int last);

/* @text takes at least 20 bytes. */
void calendar_format_date (int day, char *text);            /* 2025-03-05 */
void calendar_format_iso (Moment moment, char *text);       /* 2025-03-05 14:05:00 */
void calendar_format_slashes (Moment moment, char *text);   /* 2025/3/5 14:05 */

#endif
