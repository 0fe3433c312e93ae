/* What the files that read dates share: date.c (days), clock.c (times of day). */
#ifndef SEG_DATE_PRIVATE_H
#define SEG_DATE_PRIVATE_H

#include "ingest-private.h"

#include <string.h>

/* Reads 1 to @most digits; moves @text on. */
static inline gboolean
seg_take_digits (const char **text, int most, int *value, int *n_digits)
{
	int n = 0, number = 0;

	for (; n < most && **text >= '0' && **text <= '9'; n++, (*text)++)
		number = number * 10 + (**text - '0');
	*value = number;
	if (n_digits != NULL)
		*n_digits = n;
	return n > 0;
}

static inline gboolean
seg_take_text (const char **text, const char *expected)
{
	gsize length = strlen (expected);

	if (strncmp (*text, expected, length) != 0)
		return FALSE;
	*text += length;
	return TRUE;
}

static inline void
seg_skip_spaces (const char **text)
{
	while (**text == ' ')
		(*text)++;
}

/** What follows a day: nothing, or a time. @seconds: from the day's beginning, the offset taken off. */
gboolean seg_clock_read (const char *text, gint64 *seconds);

#endif
