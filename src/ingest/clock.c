/* Times of day behind a date: 14:05, 14:05:09.123+08:00, 2:05 PM, 下午2:05, 14时05分. */
#include <config.h>
#include "date-private.h"

typedef enum { NO_HALF, MORNING, AFTERNOON, NOON } Half;

/* "PM", "上午": which half of the day. In Chinese the hour may be of 24 hours all the same. */
static Half
take_half (const char **text, gboolean *strict)
{
	static const struct { const char *word; Half half; } words[] = {
		{ "上午", MORNING }, { "凌晨", MORNING }, { "早上", MORNING }, { "下午", AFTERNOON }, { "晚上", AFTERNOON }, { "傍晚", AFTERNOON },
		{ "中午", NOON },
	};

	for (gsize i = 0; i < G_N_ELEMENTS (words) && (guint8) **text >= 0x80; i++)
		if (seg_take_text (text, words[i].word))
			return words[i].half;
	for (int i = 0; i < 2; i++) {
		const char *plain = i == 0 ? "am" : "pm", *dotted = i == 0 ? "a.m." : "p.m.";
		gsize length = g_ascii_strncasecmp (*text, plain, 2) == 0 ? 2 : g_ascii_strncasecmp (*text, dotted, 4) == 0 ? 4 : 0;

		if (length > 0) {
			*text += length;
			*strict = TRUE;
			return i == 0 ? MORNING : AFTERNOON;
		}
	}
	return NO_HALF;
}

/* The hour of 24 hours. FALSE when it does not fit its half of the day. */
static gboolean
turn_hour (Half half, gboolean strict, int *hour)
{
	if (half == NO_HALF)
		return TRUE;
	if (*hour > 12)
		return !strict && half != MORNING && *hour < 24;
	if (half == MORNING)
		*hour %= 12;
	else if (half == AFTERNOON ? *hour < 12 : *hour < 6)
		*hour += 12;
	return TRUE;
}

/* "Z", "+08:00", "+0800", "+08", " UTC+8": seconds east of Greenwich. Without one: UTC. */
static gboolean
take_offset (const char **text, gint64 *offset)
{
	int hours, minutes = 0, sign, n_digits;

	*offset = 0;
	seg_skip_spaces (text);
	if (seg_take_text (text, "Z") || seg_take_text (text, "z"))
		return TRUE;
	if (!seg_take_text (text, "UTC"))
		seg_take_text (text, "GMT");
	if (**text != '+' && **text != '-')
		return TRUE;
	sign = *(*text)++ == '-' ? -1 : 1;
	if (!seg_take_digits (text, 2, &hours, &n_digits))
		return FALSE;
	if ((seg_take_text (text, ":") || (n_digits == 2 && g_ascii_isdigit (**text))) && !seg_take_digits (text, 2, &minutes, NULL))
		return FALSE;
	*offset = sign * (hours * 3600 + minutes * 60);
	return hours <= 14 && minutes < 60;
}

/* Passes ".123456" or ",123": instants are whole seconds. */
static void
pass_fraction (const char **text)
{
	if ((**text == '.' || **text == ',') && g_ascii_isdigit ((*text)[1]))
		for ((*text)++; g_ascii_isdigit (**text); (*text)++)
			;
}

/* 14:05, 14:05:09, 14时05分09秒, 14点. */
static gboolean
take_clock (const char **text, int *hour, int *minute, int *second)
{
	gboolean in_words;

	*minute = *second = 0;
	if (!seg_take_digits (text, 2, hour, NULL))
		return FALSE;
	in_words = seg_take_text (text, "时") || seg_take_text (text, "點") || seg_take_text (text, "点");
	if (!in_words && !seg_take_text (text, ":"))
		return FALSE;
	if (!seg_take_digits (text, 2, minute, NULL))
		return in_words && **text == '\0';
	in_words = seg_take_text (text, "分");
	if ((seg_take_text (text, ":") || (in_words && g_ascii_isdigit (**text))) && !seg_take_digits (text, 2, second, NULL))
		return FALSE;
	seg_take_text (text, "秒");
	pass_fraction (text);
	return TRUE;
}

gboolean
seg_clock_read (const char *text, gint64 *seconds)
{
	int hour, minute, second;
	gint64 offset;
	gboolean strict = FALSE, midnight;
	Half half;

	*seconds = 0;
	if (*text == 'T' || *text == 't' || *text == ',')
		text++;
	seg_skip_spaces (&text);
	if (*text == '\0')
		return TRUE;
	half = take_half (&text, &strict);
	seg_skip_spaces (&text);
	if (!take_clock (&text, &hour, &minute, &second))
		return FALSE;
	seg_skip_spaces (&text);
	if (half == NO_HALF)
		half = take_half (&text, &strict);
	midnight = hour == 24 && half == NO_HALF && minute == 0 && second == 0; /* ISO 8601: the end of the day */
	if (!turn_hour (half, strict, &hour) || (hour > 23 && !midnight) || minute > 59 || second > 60 || !take_offset (&text, &offset))
		return FALSE;
	seg_skip_spaces (&text);
	*seconds = hour * 3600 + minute * 60 + MIN (second, 59) - offset;
	return *text == '\0';
}
