/* Days as exports write them, read into UTC seconds. Only days and times that exist are dates. Times of day are in clock.c. */
#include <config.h>
#include "date-private.h"

#include <math.h>

#define DAY 86400
#define YEAR_MOST 9999
#define INSTANT_MOST G_GINT64_CONSTANT (4102444800) /* 2100: a larger number is no instant */
#define DATE_MOST 64 /* bytes */
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

/* Two digits at @text; -1 when they are none. */
static int
two_digits (const char *text)
{
	guint tens = (guint) text[0] - '0', ones = (guint) text[1] - '0';

	return tens <= 9 && ones <= 9 ? (int) (tens * 10 + ones) : -1;
}

/* 2024-03-05, 2024-03-05 14:05:09, with T or Z: what nearly all programs write, read without a detour. */
static gboolean
read_iso (const char *text, gint64 *at)
{
	gsize length = strnlen (text, 21);
	int century, year, month, day, hour, minute, second;

	if ((length != 10 && length != 19 && length != 20) || (text[4] != '-' && text[4] != '/') || text[7] != text[4])
		return FALSE;
	century = two_digits (text);
	year = two_digits (text + 2);
	month = two_digits (text + 5);
	day = two_digits (text + 8);
	if (century < 0 || year < 0 || !make_day (century * 100 + year, month, day, at))
		return FALSE;
	if (length == 10)
		return TRUE;
	hour = two_digits (text + 11);
	minute = two_digits (text + 14);
	second = two_digits (text + 17);
	if ((text[10] != ' ' && text[10] != 'T') || text[13] != ':' || text[16] != ':' || (length == 20 && text[19] != 'Z') || hour < 0
	    || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
		return FALSE;
	*at += hour * 3600 + minute * 60 + second;
	return TRUE;
}

/* Three numbers with a separator between them; @rest: what follows. */
typedef struct {
	int         first, second, third;
	int         n_first, n_third; /* digits */
	char        separator;        /* - / . or 'c' for 年月日 */
	const char *rest;
} Places;

/* " 星期二", "(周二)" behind a day. */
static const char *
pass_weekday (const char *text)
{
	const char *at = text + strspn (text, " (");

	if (!seg_take_text (&at, "星期") && !seg_take_text (&at, "周"))
		return text;
	at = *at != '\0' ? g_utf8_next_char (at) : at;
	return *at == ')' ? at + 1 : at;
}

static gboolean
take_places (const char *text, Places *places)
{
	if (!seg_take_digits (&text, 4, &places->first, &places->n_first))
		return FALSE;
	if (seg_take_text (&text, "年"))
		places->separator = 'c';
	else if (*text == '-' || *text == '/' || *text == '.')
		places->separator = *text++;
	else
		return FALSE;
	if (!seg_take_digits (&text, 2, &places->second, NULL))
		return FALSE;
	if (places->separator == 'c' ? !seg_take_text (&text, "月") : *text++ != places->separator)
		return FALSE;
	if (!seg_take_digits (&text, 4, &places->third, &places->n_third))
		return FALSE;
	if (places->separator == 'c' && !seg_take_text (&text, "日") && !seg_take_text (&text, "号"))
		return FALSE;
	places->rest = pass_weekday (text);
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

/* The month whose English name, short or full, @text begins with; moves @text behind it. 0: none. */
static int
take_month (const char **text)
{
	static const char *const names[] = {
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"
	};
	gsize length = 0;

	while (g_ascii_isalpha ((*text)[length]))
		length++;
	for (int i = 0; i < 12 && length >= 3; i++)
		if (g_ascii_strncasecmp (*text, names[i], length) == 0 || (length == 4 && i == 8 && g_ascii_strncasecmp (*text, "sept", 4) == 0)) {
			*text += length + ((*text)[length] == '.');
			return i + 1;
		}
	return 0;
}

static void
pass_between (const char **text)
{
	while (**text != '\0' && strchr (" -/,.", **text) != NULL)
		(*text)++;
}

/* "Tue, " before a day. */
static void
pass_day_name (const char **text)
{
	static const char *const names[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };
	gsize length = 0;

	while (g_ascii_isalpha ((*text)[length]))
		length++;
	for (gsize i = 0; i < G_N_ELEMENTS (names) && length >= 3; i++)
		if (g_ascii_strncasecmp (*text, names[i], length) == 0) {
			*text += length;
			pass_between (text);
			return;
		}
}

/* 5 Mar 2024, 05-Mar-24, March 5, 2024, Tue, 05 Mar 2024 14:05:00 +0800. */
static gboolean
read_named_month (const char *text, gint64 *at)
{
	int day = 0, month, year, n_year;
	gint64 seconds;

	pass_day_name (&text);
	if (seg_take_digits (&text, 2, &day, NULL)) {
		pass_between (&text);
		month = take_month (&text);
	} else {
		month = take_month (&text);
		pass_between (&text);
		if (month > 0 && !seg_take_digits (&text, 2, &day, NULL))
			return FALSE;
		(void) (seg_take_text (&text, "st") || seg_take_text (&text, "nd") || seg_take_text (&text, "rd") || seg_take_text (&text, "th"));
	}
	if (month == 0 || g_ascii_isdigit (*text)) /* Mar 2024 is no day */
		return FALSE;
	pass_between (&text);
	if (!seg_take_digits (&text, 4, &year, &n_year) || n_year == 1 || n_year == 3 || g_ascii_isdigit (*text))
		return FALSE;
	if (n_year == 2)
		year += year < 70 ? 2000 : 1900;
	if (!make_day (year, month, day, at) || !seg_clock_read (text, &seconds))
		return FALSE;
	*at += seconds;
	return TRUE;
}

/* Unix seconds, as most logs have them: read without a detour. */
static gboolean
read_seconds (const char *text, gint64 *at)
{
	gint64 number = 0;
	int n = 0;

	for (; n <= 10 && text[n] >= '0' && text[n] <= '9'; n++)
		number = number * 10 + (text[n] - '0');
	if (n < 9 || n > 10 || text[n] != '\0' || number >= INSTANT_MOST)
		return FALSE;
	*at = number;
	return TRUE;
}

/* 20240305T140509Z: ISO 8601 without its signs. */
static gboolean
read_compact (const char *text, gint64 *at)
{
	gsize n_digits = strspn (text + 9, "0123456789");
	int hour = n_digits >= 4 ? two_digits (text + 9) : -1, minute = n_digits >= 4 ? two_digits (text + 11) : 0;
	int second = n_digits == 6 ? two_digits (text + 13) : 0;
	const char *rest = text + 9 + n_digits;

	if ((n_digits != 4 && n_digits != 6) || hour > 23 || minute > 59 || second > 59 || (strcmp (rest, "") != 0 && strcmp (rest, "Z") != 0)
	    || !make_day (two_digits (text) * 100 + two_digits (text + 2), two_digits (text + 4), two_digits (text + 6), at))
		return FALSE;
	*at += hour * 3600 + minute * 60 + second;
	return TRUE;
}

/* 20240305, 20240305140509, Unix seconds, milliseconds, microseconds, nanoseconds; a fraction is dropped. */
static gboolean
read_number (const char *text, gint64 *at)
{
	gsize n_digits = strspn (text, "0123456789");
	gint64 number, clock = 0;

	if (n_digits == 8 && text[8] == 'T')
		return read_compact (text, at);

	if (n_digits < 8 || n_digits > 19 || (text[n_digits] != '\0' && (text[n_digits] != '.' || n_digits < 9
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
	*at = n_digits <= 10 ? number : n_digits == 12 || n_digits == 13 ? number / 1000 : n_digits == 16 ? number / 1000000 : n_digits == 19 ? number / 1000000000 : -1;
	return *at >= 0 && *at < INSTANT_MOST;
}

/* @text with full-width digits, signs and spaces made narrow; FALSE when it is too long for a date. */
static gboolean
make_narrow (const char *text, char narrow[DATE_MOST])
{
	gsize n = 0;

	for (; *text != '\0'; text = g_utf8_next_char (text)) {
		gunichar c = g_utf8_get_char (text);

		if (n + 7 > DATE_MOST)
			return FALSE;
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		else if (c == 0x3000 || c == 0xA0 || c == 0x202F)
			c = ' ';
		n += (gsize) g_unichar_to_utf8 (c, narrow + n);
	}
	narrow[n] = '\0';
	return TRUE;
}

/* Whether @text has anything in it that is not ASCII; only then it needs to be made narrow. */
static gboolean
is_wide (const char *text)
{
	for (; *text != '\0'; text++)
		if ((guint8) *text >= 0x80)
			return TRUE;
	return FALSE;
}

/* A day written in three numbers, or with the month's name. */
static gboolean
read_written (const char *text, SegDateOrder order, gint64 *at, SegDateForm *form)
{
	Places places;
	gint64 seconds;

	if (!take_places (text, &places)) {
		*form = read_named_month (text, at) ? SEG_DATE_FORM_CLEAR : SEG_DATE_FORM_NONE;
		return *form != SEG_DATE_FORM_NONE;
	}
	*form = form_of (&places);
	if (*form == SEG_DATE_FORM_NONE || !seg_clock_read (places.rest, &seconds) || !read_places (&places, *form, order, at))
		return FALSE;
	*at += seconds;
	return TRUE;
}

gboolean
seg_value_date (const char *text, SegDateOrder order, gint64 *at, SegDateForm *form)
{
	char narrow[DATE_MOST];
	SegDateForm found = SEG_DATE_FORM_CLEAR;
	gint64 instant;

	if (form != NULL)
		*form = SEG_DATE_FORM_NONE;
	if (read_seconds (text, &instant))
		found = SEG_DATE_FORM_NUMBER;
	else if (!read_iso (text, &instant)) {
		if (is_wide (text)) {
			if (!make_narrow (text, narrow))
				return FALSE;
			text = narrow;
		}
		if (!g_ascii_isalnum (text[0]))
			return FALSE;
		if (read_number (text, &instant))
			found = SEG_DATE_FORM_NUMBER;
		else if (!read_written (text, order, &instant, &found))
			return FALSE;
	}
	*at = instant;
	if (form != NULL)
		*form = found;
	return TRUE;
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
	char narrow[DATE_MOST];
	Places places;
	gint64 seconds;

	if (is_wide (text) && make_narrow (text, narrow))
		text = narrow;
	if (!g_ascii_isdigit (text[0]) || !take_places (text, &places) || form_of (&places) != SEG_DATE_FORM_DOUBT
	    || !seg_clock_read (places.rest, &seconds))
		return FALSE;
	*first = places.first;
	*second = places.second;
	return TRUE;
}
