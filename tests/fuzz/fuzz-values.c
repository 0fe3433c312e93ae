/* Single values: whatever the text, reading it as a number, a date, yes or no gives the same answer each time, one that can
 * be written down and read back, and that does not depend on what it should not. */
#include <config.h>
#include "fuzz.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include "ingest/ingest-private.h"

/* Commas and points exchanged, the full-width ones too. */
static char *
exchange_separators (const char *text)
{
	static const gunichar pairs[] = { ',', '.', 0xFF0C, 0xFF0E };
	GString *other = g_string_new (NULL);

	for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
		gunichar c = g_utf8_get_char (at);

		for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
			if (pairs[i] == g_utf8_get_char (at))
				c = pairs[i ^ 1];
		g_string_append_unichar (other, c);
	}
	return g_string_free (other, FALSE);
}

/* A number is finite, survives being written, and 1.234,5 with a decimal comma is 1,234.5 with a point. */
static void
check_number (const char *text, gboolean comma)
{
	g_autofree char *other = exchange_separators (text);
	char written[G_ASCII_DTOSTR_BUF_SIZE];
	double number, again = NAN;

	if (!seg_value_number (text, comma, &number)) {
		g_assert_false (seg_value_number (other, !comma, &again));
		return;
	}
	g_assert_true (isfinite (number));
	g_assert_true (seg_value_number (other, !comma, &again) && again == number);
	g_ascii_dtostr (written, sizeof written, number);
	g_assert_true (seg_value_number (written, FALSE, &again) && again == number);
}

/* A date lies between the years 1 and 9999 (a day of grace for offsets), and survives being written. */
static void
check_instant (gint64 at)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (at);
	g_autofree char *written = time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S") : NULL;
	gint64 again = G_MININT64;

	g_assert_cmpint (at, >=, G_GINT64_CONSTANT (-62135596800) - 86400);
	g_assert_cmpint (at, <, G_GINT64_CONSTANT (253402300800) + 86400);
	if (written == NULL || g_date_time_get_year (time) < 1000)
		return; /* beyond what four digits write */
	g_assert_true (seg_value_date (written, SEG_DATE_ISO, &again, NULL));
	g_assert_cmpint (again, ==, at);
}

static void
check_date (const char *text)
{
	static const SegDateOrder orders[] = { SEG_DATE_ISO, SEG_DATE_DAY_FIRST, SEG_DATE_MONTH_FIRST };
	gint64 at[3] = { 0 };
	gboolean read[3];
	SegDateForm form[3];
	int first, second;

	for (gsize i = 0; i < 3; i++) {
		read[i] = seg_value_date (text, orders[i], &at[i], &form[i]);
		g_assert_true (read[i] == (form[i] != SEG_DATE_FORM_NONE));
		if (read[i])
			check_instant (at[i]);
	}
	/* only 3/5/2024 depends on the order of day and month */
	if (form[0] == SEG_DATE_FORM_CLEAR || form[0] == SEG_DATE_FORM_NUMBER)
		g_assert_true (read[1] && read[2] && at[0] == at[1] && at[1] == at[2]);
	if (seg_value_date_places (text, &first, &second) && first == second)
		g_assert_true (read[1] == read[2] && at[1] == at[2]);
}

static void
check_words (const char *text)
{
	gboolean truth = 2, again = 3;
	double number;

	if (seg_value_boolean (text, &truth)) {
		g_assert_true (truth == TRUE || truth == FALSE);
		g_assert_true (seg_value_boolean (text, &again) && again == truth);
	}
	if (seg_value_is_missing (text)) /* "-" and "N/A" are nothing, not a number */
		g_assert_false (seg_value_number (text, FALSE, &number));
	if (seg_value_is_whole (text))
		g_assert_true (strlen (text) > 60 || seg_value_number (text, FALSE, &number));
}

/* The bytes are one value a line; texts come to values as UTF-8 without zero bytes. */
int
LLVMFuzzerTestOneInput (const unsigned char *bytes, size_t size)
{
	g_autofree char *text = g_strndup ((const char *) bytes, size), *valid = g_utf8_make_valid (text, -1);
	g_auto (GStrv) lines = g_strsplit (valid, "\n", 64);

	for (gsize i = 0; lines[i] != NULL; i++) {
		check_number (lines[i], FALSE);
		check_number (lines[i], TRUE);
		check_date (lines[i]);
		check_words (lines[i]);
	}
	return 0;
}
