/* Dates as exports write them, read into UTC seconds. Only days and times that exist are dates. */
#include <config.h>
#include "ingest-private.h"

#include <math.h>
#include <string.h>

#define DAY 86400
#define YEAR_MOST 9999
#define SERIAL_MOST 73415 /* the end of 2100 */

/* Days from 1970-01-01 in the Gregorian calendar. */
static gint64
days_from_civil (int year, int month, int day)
{
	gint64 y = year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400;
	gint64 year_of_era = y - era * 400;
	gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static gboolean
make_day (int year, int month, int day, gint64 *at)
{
	static const int lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	gboolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (year < 1 || year > YEAR_MOST || month < 1 || month > 12 || day < 1 || day > lengths[month - 1]
	    || (month == 2 && day == 29 && !leap))
		return FALSE;
	*at = days_from_civil (year, month, day) * DAY;
	return TRUE;
}

/* Reads 1 to @most digits; moves @text on. */
static gboolean
take_digits (const char **text, int most, int *value, int *n_digits)
{
	int n = 0, number = 0;

	for (; n < most && g_ascii_isdigit (**text); n++, (*text)++)
		number = number * 10 + (**text - '0');
	*value = number;
	if (n_digits != NULL)
		*n_digits = n;
	return n > 0;
}

static gboolean
take_text (const char **text, const char *expected)
{
	gsize length = strlen (expected);

	if (strncmp (*text, expected, length) != 0)
		return FALSE;
	*text += length;
	return TRUE;
}

static void
skip_spaces (const char **text)
{
	while (**text == ' ')
		(*text)++;
}

/* "PM", "上午"; @hour is changed. FALSE when the hour does not fit a clock of twelve hours. */
static gboolean
take_half (const char **text, int *hour)
{
	gboolean afternoon = g_ascii_strncasecmp (*text, "pm", 2) == 0;

	if (!afternoon && g_ascii_strncasecmp (*text, "am", 2) != 0)
		return TRUE;
	if (*hour < 1 || *hour > 12)
		return FALSE;
	*hour = *hour % 12 + (afternoon ? 12 : 0);
	*text += 2;
	return TRUE;
}

/* "Z", "+08:00", "+0800", "+08", " UTC": seconds east of Greenwich. Without one: UTC. */
static gboolean
take_offset (const char **text, gint64 *offset)
{
	int hours, minutes = 0, sign;

	*offset = 0;
	skip_spaces (text);
	if (take_text (text, "Z") || take_text (text, "UTC") || take_text (text, "GMT"))
		return TRUE;
	if (**text != '+' && **text != '-')
		return TRUE;
	sign = *(*text)++ == '-' ? -1 : 1;
	if (!take_digits (text, 2, &hours, NULL))
		return FALSE;
	if ((take_text (text, ":") || g_ascii_isdigit (**text)) && !take_digits (text, 2, &minutes, NULL))
		return FALSE;
	*offset = sign * (hours * 3600 + minutes * 60);
	return hours <= 14 && minutes < 60;
}

/* What follows a day: nothing, or a time. @seconds: from the day's beginning, the offset taken off. */
static gboolean
take_time (const char *text, gint64 *seconds)
{
	int hour, minute, second = 0, fraction;
	gint64 offset;

	*seconds = 0;
	if (*text == 'T' || *text == 't' || *text == ',')
		text++;
	skip_spaces (&text);
	if (*text == '\0')
		return TRUE;
	if (!take_digits (&text, 2, &hour, NULL) || !(take_text (&text, ":") || take_text (&text, "时") || take_text (&text, "："))
	    || !take_digits (&text, 2, &minute, NULL))
		return FALSE;
	take_text (&text, "分");
	if ((take_text (&text, ":") || take_text (&text, "：") || g_ascii_isdigit (*text)) && !take_digits (&text, 2, &second, NULL))
		return FALSE;
	take_text (&text, "秒");
	if ((*text == '.' || *text == ',') && g_ascii_isdigit (text[1]))
		for (text++; take_digits (&text, 9, &fraction, NULL);)
			;
	skip_spaces (&text);
	if (!take_half (&text, &hour) || hour > 23 || minute > 59 || second > 60 || !take_offset (&text, &offset))
		return FALSE;
	skip_spaces (&text);
	*seconds = hour * 3600 + minute * 60 + MIN (second, 59) - offset;
	return *text == '\0';
}

/* Three numbers with a separator between them; @rest: what follows. */
typedef struct {
	int         first, second, third;
	int         n_first, n_third; /* digits */
	char        separator;        /* - / . or 'c' for 年月日 */
	const char *rest;
} Places;

static gboolean
take_places (const char *text, Places *places)
{
	if (!take_digits (&text, 4, &places->first, &places->n_first))
		return FALSE;
	if (take_text (&text, "年"))
		places->separator = 'c';
	else if (*text == '-' || *text == '/' || *text == '.')
		places->separator = *text++;
	else
		return FALSE;
	if (!take_digits (&text, 2, &places->second, NULL))
		return FALSE;
	if (places->separator == 'c' ? !take_text (&text, "月") : *text++ != places->separator)
		return FALSE;
	if (!take_digits (&text, 4, &places->third, &places->n_third))
		return FALSE;
	if (places->separator == 'c' && !take_text (&text, "日") && !take_text (&text, "号"))
		return FALSE;
	places->rest = text;
	return places->separator == 'c' || !g_ascii_isdigit (*text);
}

static SegDateForm
form_of (const Places *places)
{
	if (places->n_first == 4 && places->n_third <= 2)
		return SEG_DATE_FORM_CLEAR;
	if (places->n_first > 2 || places->separator == 'c' || places->n_third == 3 || places->n_third == 1)
		return SEG_DATE_FORM_NONE;
	return places->separator == '.' ? SEG_DATE_FORM_CLEAR : SEG_DATE_FORM_DOUBT;
}

static gboolean
read_places (const Places *places, SegDateForm form, SegDateOrder order, gint64 *at)
{
	int year = places->third;

	if (places->n_first == 4)
		return make_day (places->first, places->second, places->third, at);
	if (places->n_third == 2)
		year += year < 70 ? 2000 : 1900;
	if (form == SEG_DATE_FORM_DOUBT && order == SEG_DATE_ISO) { /* no order is known: only what can be read in one way */
		if (places->first <= 12 && places->second <= 12 && places->first != places->second)
			return FALSE;
		order = places->second > 12 ? SEG_DATE_MONTH_FIRST : SEG_DATE_DAY_FIRST;
	}
	if (form == SEG_DATE_FORM_DOUBT && order == SEG_DATE_MONTH_FIRST)
		return make_day (year, places->first, places->second, at);
	return make_day (year, places->second, places->first, at);
}

/* 20240305, 20240305140509, Unix seconds, milliseconds, microseconds; a fraction is dropped. */
static gboolean
read_number (const char *text, gint64 *at)
{
	gsize n_digits = strspn (text, "0123456789");
	gint64 number;
	gint64 clock = 0;

	if (n_digits < 8 || n_digits > 16 || (text[n_digits] != '\0' && (text[n_digits] != '.' || n_digits < 9
	    || text[n_digits + 1 + strspn (text + n_digits + 1, "0123456789")] != '\0')))
		return FALSE;
	number = g_ascii_strtoll (text, NULL, 10);
	if (n_digits == 14) {
		clock = number / 10000 % 100 * 3600 + number / 100 % 100 * 60 + number % 100;
		if (number / 10000 % 100 > 23 || number / 100 % 100 > 59 || number % 100 > 59)
			return FALSE;
		number /= 1000000;
	}
	if (n_digits == 8 || n_digits == 14) {
		if (number < 19000101 || number > 21001231
		    || !make_day ((int) (number / 10000), (int) (number / 100 % 100), (int) (number % 100), at))
			return FALSE;
		*at += clock;
		return TRUE;
	}
	*at = n_digits <= 10 ? number : n_digits == 12 || n_digits == 13 ? number / 1000 : n_digits == 16 ? number / 1000000 : -1;
	return *at >= 0 && *at < G_GINT64_CONSTANT (4102444800); /* 2100 */
}

gboolean
seg_value_date (const char *text, SegDateOrder order, gint64 *at, SegDateForm *form)
{
	Places places;
	SegDateForm found = SEG_DATE_FORM_NONE;
	gint64 seconds = 0, day;

	if (form != NULL)
		*form = SEG_DATE_FORM_NONE;
	if (!g_ascii_isdigit (text[0]))
		return FALSE;
	if (take_places (text, &places)) {
		found = form_of (&places);
		if (found == SEG_DATE_FORM_NONE || !take_time (places.rest, &seconds) || !read_places (&places, found, order, &day))
			return FALSE;
		*at = day + seconds;
	} else if (read_number (text, at))
		found = SEG_DATE_FORM_NUMBER;
	if (form != NULL)
		*form = found;
	return found != SEG_DATE_FORM_NONE;
}

/* Day 1 is 1900-01-01, but 1900 is taken for a leap year; from March of that year the count begins two days before. */
gboolean
seg_value_serial_day (const char *text, gint64 *at)
{
	gsize n_digits = strspn (text, "0123456789"), n_decimals = 0;
	double days;

	if (text[n_digits] == '.')
		n_decimals = strspn (text + n_digits + 1, "0123456789") + 1;
	if (n_digits != 5 || text[0] == '0' || text[n_digits + n_decimals] != '\0')
		return FALSE;
	days = g_ascii_strtod (text, NULL);
	if (days > SERIAL_MOST)
		return FALSE;
	*at = (gint64) floor ((days - 25569) * DAY + 0.5);
	return TRUE;
}

gboolean
seg_value_date_places (const char *text, int *first, int *second)
{
	Places places;
	gint64 seconds;

	if (!g_ascii_isdigit (text[0]) || !take_places (text, &places) || form_of (&places) != SEG_DATE_FORM_DOUBT
	    || !take_time (places.rest, &seconds))
		return FALSE;
	*first = places.first;
	*second = places.second;
	return TRUE;
}
