/* Single values as exports write them: numbers, dates, yes and no, missing. */
#include <config.h>

#include <math.h>
#include <string.h>

#include "ingest/ingest-private.h"

static void
check_number (const char *text, gboolean decimal_comma, double expected)
{
	double value = NAN;

	if (!seg_value_number (text, decimal_comma, &value))
		g_error ("\"%s\" should be a number", text);
	if (value != expected)
		g_error ("\"%s\" reads as %.17g, not %.17g", text, value, expected);
}

static void
test_numbers (void)
{
	check_number ("0", FALSE, 0);
	check_number ("-0", FALSE, 0);
	check_number ("3.86", FALSE, 3.86);
	check_number (".5", FALSE, 0.5);
	check_number ("5.", FALSE, 5);
	check_number ("-12.75", FALSE, -12.75);
	check_number ("+7", FALSE, 7);
	check_number ("123456789012345", FALSE, 123456789012345.0);
	check_number ("1234567890.12345678901", FALSE, 1234567890.12345678901);
	check_number ("1e3", FALSE, 1000);
	check_number ("2.5E-2", FALSE, 0.025);
	check_number ("1,234", FALSE, 1234);
	check_number ("1,234,567.89", FALSE, 1234567.89);
	check_number ("1 234 567", FALSE, 1234567);
	check_number ("1'234.5", FALSE, 1234.5);
	check_number ("¥199.00", FALSE, 199);
	check_number ("￥１，２９９．５０", FALSE, 1299.5);
	check_number ("$-5", FALSE, -5);
	check_number ("-$5", FALSE, -5);
	check_number ("199元", FALSE, 199);
	check_number ("12 €", FALSE, 12);
	check_number ("£5", FALSE, 5);
	check_number ("12.5%", FALSE, 0.125);
	check_number ("12.5 %", FALSE, 0.125);
	check_number ("(5.00)", FALSE, -5);
	check_number ("($5.00)", FALSE, -5);
	check_number ("1.2万", FALSE, 12000);
	check_number ("3亿", FALSE, 3e8);
	check_number ("−4", FALSE, -4);
	check_number ("1.234,56", TRUE, 1234.56);
	check_number ("12,5", TRUE, 12.5);
	check_number ("1234", TRUE, 1234);
}

static void
test_not_numbers (void)
{
	static const char *const texts[] = {
		"", " ", "-", "--", ".", "+", "abc", "1a", "a1", "1.2.3", "1,23", "12,34,567", "1,2345", ",5", "inf", "nan", "0x10", "1e",
		"1e999", "(5", "5)", "%", "1%2", "1¥2", "10-20", "2024-01-01", "12:30", "万", "1万2", "1,234 567", "１a", "€",
	};
	double value = 17;

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		if (seg_value_number (texts[i], FALSE, &value))
			g_error ("\"%s\" is no number, but read as %g", texts[i], value);
		g_assert_cmpfloat (value, ==, 17);
	}
	g_assert_false (seg_value_number ("1,2,3", TRUE, &value));
	g_assert_false (seg_value_number ("1.23", TRUE, &value)); /* points stand every three digits there */
}

/* Days counted without a calendar library: the truth for the whole range. */
static void
test_every_day (void)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	gint64 expected = -25567 * G_GINT64_CONSTANT (86400); /* 1900-01-01 */

	for (int year = 1900; year <= 2100; year++)
		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (month == 2 && (year % 4 == 0) && (year % 100 != 0 || year % 400 == 0));

			for (int day = 1; day <= length + 1; day++) {
				g_autofree char *text = g_strdup_printf ("%04d-%02d-%02d", year, month, day);
				gint64 at = 1;

				if (day > length) {
					g_assert_false (seg_value_date (text, SEG_DATE_ISO, &at, NULL));
					continue;
				}
				g_assert_true (seg_value_date (text, SEG_DATE_ISO, &at, NULL));
				g_assert_cmpint (at, ==, expected);
				expected += 86400;
			}
		}
}

static void
check_date (const char *text, SegDateOrder order, const char *expected)
{
	g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (expected, NULL);
	gint64 at = 0;

	g_assert_nonnull (time);
	if (!seg_value_date (text, order, &at, NULL))
		g_error ("\"%s\" should be a date", text);
	if (at != g_date_time_to_unix (time))
		g_error ("\"%s\" reads as %" G_GINT64_FORMAT ", not %s", text, at, expected);
}

static void
test_dates (void)
{
	check_date ("2024-03-05 14:05:09", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("2024-03-05T14:05:09.123456Z", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("2024-03-05T14:05:09+08:00", SEG_DATE_ISO, "2024-03-05T06:05:09Z");
	check_date ("2024-03-05 14:05:09+0800", SEG_DATE_ISO, "2024-03-05T06:05:09Z");
	check_date ("2024-03-05 14:05-05", SEG_DATE_ISO, "2024-03-05T19:05:00Z");
	check_date ("2024-03-05 14:05:09 UTC", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("2024/3/5 14:05", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("2024.3.5", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("05.03.2024", SEG_DATE_MONTH_FIRST, "2024-03-05T00:00:00Z"); /* with points the day is always first */
	check_date ("3/5/2024 8:26", SEG_DATE_MONTH_FIRST, "2024-03-05T08:26:00Z");
	check_date ("3/5/2024 8:26", SEG_DATE_DAY_FIRST, "2024-05-03T08:26:00Z");
	check_date ("3/5/2024 8:26 PM", SEG_DATE_MONTH_FIRST, "2024-03-05T20:26:00Z");
	check_date ("3/5/2024 12:01 am", SEG_DATE_MONTH_FIRST, "2024-03-05T00:01:00Z");
	check_date ("3/5/24", SEG_DATE_MONTH_FIRST, "2024-03-05T00:00:00Z");
	check_date ("13/5/2024", SEG_DATE_ISO, "2024-05-13T00:00:00Z"); /* readable in one way only */
	check_date ("2024年3月5日 14:05", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("2024年3月5日14时05分09秒", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("20240305", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("20240305140509", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("964982703", SEG_DATE_ISO, "2000-07-30T18:45:03Z");
	check_date ("1704096000", SEG_DATE_ISO, "2024-01-01T08:00:00Z");
	check_date ("1704096000123", SEG_DATE_ISO, "2024-01-01T08:00:00Z");
	check_date ("1704096000.5", SEG_DATE_ISO, "2024-01-01T08:00:00Z");
	check_date ("2024-02-29", SEG_DATE_ISO, "2024-02-29T00:00:00Z");
	check_date ("1969-12-31 23:59:59", SEG_DATE_ISO, "1969-12-31T23:59:59Z");
}

static void
test_not_dates (void)
{
	static const char *const texts[] = {
		"", "yesterday", "2025-13-45", "2025-02-30 25:61:00", "2025-02-29", "2024-00-10", "2024-01-00", "2024-01-01 24:00",
		"2024-01-01 12:60", "2024-01-01 x", "2024-01", "2024", "12", "1234567", "20241345", "2024-01/01", "2024--01", "1/2/3",
		"3/5/2024", "2024-01-01 10:00+99:00", "99999999999999999999", "13/13/2024", "2024年13月5日", "2024-1-1-1", "20240305251010",
	};
	gint64 at = 17;

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		if (seg_value_date (texts[i], SEG_DATE_ISO, &at, NULL))
			g_error ("\"%s\" is no date, but read as %" G_GINT64_FORMAT, texts[i], at);
	}
	g_assert_false (seg_value_date ("3/13/2024", SEG_DATE_DAY_FIRST, &at, NULL));
	g_assert_false (seg_value_date ("13/3/2024", SEG_DATE_MONTH_FIRST, &at, NULL));
}

static void
test_booleans (void)
{
	static const struct { const char *text; gboolean value; } cases[] = {
		{ "yes", TRUE }, { "NO", FALSE }, { "True", TRUE }, { "false", FALSE }, { "1", TRUE }, { "0", FALSE }, { "是", TRUE },
		{ "否", FALSE }, { "同意", TRUE }, { "不同意", FALSE }, { "Y", TRUE }, { "n", FALSE }, { "unsubscribed", FALSE },
	};
	gboolean value;

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_assert_true (seg_value_boolean (cases[i].text, &value));
		g_assert_cmpint (value, ==, cases[i].value);
	}
	g_assert_false (seg_value_boolean ("maybe", &value));
	g_assert_false (seg_value_boolean ("2", &value));
	g_assert_false (seg_value_boolean ("", &value));
}

static void
test_missing (void)
{
	static const char *const missing[] = { "", "NULL", "null", "NA", "N/A", "n/a", "NaN", "-", "无", "\\N", "#N/A", "None", "nil", "--",
		"(null)", "空", "#DIV/0!", "—" };
	static const char *const present[] = { "none", "NIL", "----", "0", "Nan Hai", "NAS", "无锡", "no", "?", "未知", "-1" };

	for (gsize i = 0; i < G_N_ELEMENTS (missing); i++)
		g_assert_true (seg_value_is_missing (missing[i]));
	for (gsize i = 0; i < G_N_ELEMENTS (present); i++)
		g_assert_false (seg_value_is_missing (present[i]));
}

/* The table of rows seen: against a hash table that is surely right, with hashes that collide in their low bits. */
/* Keys of up to 16 bytes stand in their slot, longer ones elsewhere; beginnings of each other are different keys. */
static char *
make_key (guint32 i)
{
	return g_strdup_printf ("%.*s%u", (int) (i % 25), "key-key-key-key-key-key-key-", i * 7919);
}

static void
test_keys (void)
{
	g_autoptr (SegKeys) keys = seg_keys_new ();
	g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	gsize position = 0;

	g_assert_null (seg_keys_find (keys, "a"));
	for (guint32 i = 1; i <= 20000; i++) {
		g_autofree char *text = make_key (i);
		SegKey *key;

		g_assert_null (seg_keys_find (keys, text));
		key = seg_keys_add (keys, text, i, NULL);
		key->seen = i % 2 == 0;
		key->listed = i % 5 == 0;
	}
	for (guint32 i = 1; i <= 20000; i++) {
		g_autofree char *text = make_key (i);

		g_assert_cmpint (seg_keys_find (keys, text)->id, ==, i);
	}
	for (const SegKey *key; (key = seg_keys_next (keys, &position)) != NULL;) {
		g_autofree char *expected = make_key (key->id);
		gsize size;
		const char *text = seg_key_text (key, &size);

		g_assert_cmpuint (size, ==, strlen (expected));
		g_assert_true (memcmp (text, expected, size) == 0);
		g_assert_true (g_hash_table_add (found, g_strndup (text, size)));
	}
	g_assert_cmpint (g_hash_table_size (found), ==, 20000);
	g_assert_null (seg_keys_find (keys, "key-1"));
	g_assert_null (seg_keys_find (keys, ""));
	g_assert_cmpint (seg_keys_n_listed (keys), ==, 4000);
	g_assert_cmpint (seg_keys_count_unlisted (keys), ==, 8000);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/ingest/values/numbers", test_numbers);
	g_test_add_func ("/ingest/values/not-numbers", test_not_numbers);
	g_test_add_func ("/ingest/values/every-day", test_every_day);
	g_test_add_func ("/ingest/values/dates", test_dates);
	g_test_add_func ("/ingest/values/not-dates", test_not_dates);
	g_test_add_func ("/ingest/values/booleans", test_booleans);
	g_test_add_func ("/ingest/values/missing", test_missing);
	g_test_add_func ("/ingest/keys/keys", test_keys);
	return g_test_run ();
}
