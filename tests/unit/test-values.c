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
	check_number ("1.13万", FALSE, 11300); /* rounded once: 1.13 * 10000 is not 11300 */
	check_number ("2.3亿", FALSE, 230000000);
	check_number ("5千", FALSE, 5000);
	check_number ("1.2k", FALSE, 1200);
	check_number ("3M", FALSE, 3e6);
	check_number ("1.1%", FALSE, 0.011);
	check_number ("5‰", FALSE, 0.005);
	check_number ("USD 12.50", FALSE, 12.5);
	check_number ("12.50 CNY", FALSE, 12.5);
	check_number ("RMB1,299", FALSE, 1299);
	check_number ("US$5", FALSE, 5);
	check_number ("HK$ 7", FALSE, 7);
	check_number ("-USD 5", FALSE, -5);
	check_number ("12.50-", FALSE, -12.5);
	check_number ("1 234,5", TRUE, 1234.5);                  /* no-break space */
	check_number ("1 234,5", TRUE, 1234.5);                  /* narrow no-break space */
	check_number ("1’234.5", FALSE, 1234.5);
	check_number ("（５．００）", FALSE, -5);
	check_number ("－３", FALSE, -3);
	check_number ("12345678901234567890", FALSE, 12345678901234567890.0);
	check_number ("0.1", FALSE, 0.1);
	check_number ("9007199254740993", FALSE, 9007199254740992.0); /* half way: to even */
	check_number ("-1,5", TRUE, -1.5);
	check_number ("1.234,56", TRUE, 1234.56);
	check_number ("12,5", TRUE, 12.5);
	check_number ("1234", TRUE, 1234);
}

static void
test_not_numbers (void)
{
	static const char *const texts[] = {
		"", " ", "-", "--", ".", "+", "abc", "1a", "a1", "1.2.3", "1,23", "12,34,567", "1,2345", ",5", "inf", "nan", "0x10", "1e",
		"1e999", "(5", "5)", "%", "1%2", "1¥2", "10-20", "2024-01-01", "12:30", "万", "1万2", "1,234 567", "１a", "€", "12 kg",
		"k", "1kk", "USD", "5-5", "-5-", "1e5万e", "5 USDX", "May 5", "2k4",
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

/* Against the C library, which rounds correctly: random decimals of every length, and those right between two doubles. */
static void
test_rounding (void)
{
	g_autoptr (GRand) random = g_rand_new_with_seed (3);
	char text[64];

	for (int i = 0; i < 200000; i++) {
		int n_digits = g_rand_int_range (random, 1, 22), point = g_rand_int_range (random, 0, n_digits + 1), n = 0;
		double expected, value = NAN;

		if (g_rand_boolean (random))
			text[n++] = '-';
		for (int j = 0; j < n_digits; j++) {
			if (j == point)
				text[n++] = '.';
			text[n++] = (char) ('0' + g_rand_int_range (random, 0, 10));
		}
		text[n] = '\0';
		if (g_rand_int_range (random, 0, 8) == 0)
			g_snprintf (text + n, sizeof text - (gsize) n, "e%d", g_rand_int_range (random, -30, 30));
		expected = g_ascii_strtod (text, NULL);
		if (!seg_value_number (text, FALSE, &value) || value != expected)
			g_error ("\"%s\" reads as %.17g, not %.17g", text, value, expected);
	}
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
	check_date ("2024-03-05T14:05:09Z", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("2024/03/05 14:05:09", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("2024-03-05T14:05:09,5+0530", SEG_DATE_ISO, "2024-03-05T08:35:09Z");
	check_date ("2024-03-05 14:05 UTC+8", SEG_DATE_ISO, "2024-03-05T06:05:00Z");
	check_date ("2024-03-05 14:05 GMT", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("20240305T140509Z", SEG_DATE_ISO, "2024-03-05T14:05:09Z");
	check_date ("20240305T1405", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("2024年3月5日 下午2:05", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("2024/3/5 上午 9:05:01", SEG_DATE_ISO, "2024-03-05T09:05:01Z");
	check_date ("2024/3/5 下午14:05", SEG_DATE_ISO, "2024-03-05T14:05:00Z"); /* said twice */
	check_date ("2024/3/5 中午12:30", SEG_DATE_ISO, "2024-03-05T12:30:00Z");
	check_date ("2024/3/5 凌晨12:30", SEG_DATE_ISO, "2024-03-05T00:30:00Z");
	check_date ("2024年3月5日14点", SEG_DATE_ISO, "2024-03-05T14:00:00Z");
	check_date ("2024年3月5日 星期二 14:05", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("2024年3月5日（周二）", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("２０２４－０３－０５　１４：０５", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("２０２４／３／５", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("5 Mar 2024", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("05-Mar-24", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("March 5, 2024 2:05 PM", SEG_DATE_ISO, "2024-03-05T14:05:00Z");
	check_date ("Mar 5th, 2024", SEG_DATE_ISO, "2024-03-05T00:00:00Z");
	check_date ("5. September 2024", SEG_DATE_ISO, "2024-09-05T00:00:00Z");
	check_date ("Sept. 5, 2024", SEG_DATE_ISO, "2024-09-05T00:00:00Z");
	check_date ("Tue, 05 Mar 2024 14:05:00 +0800", SEG_DATE_ISO, "2024-03-05T06:05:00Z");
	check_date ("3/5/2024 8:26:01 p.m.", SEG_DATE_MONTH_FIRST, "2024-03-05T20:26:01Z");
	check_date ("3/5/2024 0:26 AM", SEG_DATE_MONTH_FIRST, "2024-03-05T00:26:00Z");
	check_date ("05/03/99", SEG_DATE_DAY_FIRST, "1999-03-05T00:00:00Z");
	check_date ("2024-02-29", SEG_DATE_ISO, "2024-02-29T00:00:00Z");
	check_date ("1969-12-31 23:59:59", SEG_DATE_ISO, "1969-12-31T23:59:59Z");
}

static void
test_not_dates (void)
{
	static const char *const texts[] = {
		"", "yesterday", "2025-13-45", "2025-02-30 25:61:00", "2025-02-29", "2024-00-10", "2024-01-00", "2024-01-01 24:01",
		"2024-01-01 12:60", "2024-01-01 x", "2024-01", "2024", "12", "1234567", "20241345", "2024-01/01", "2024--01", "1/2/3",
		"3/5/2024", "2024-01-01 10:00+99:00", "99999999999999999999", "13/13/2024", "2024年13月5日", "2024-1-1-1", "20240305251010",
		"2024-03-05T25:00:00", "20240305T2560", "31 Feb 2024", "Mar 2024", "5 Mrz 2024", "may", "Marching 5, 2024", "2024-03-05 14:05 PM",
		"2024年3月5日 下午25:05", "2024-3-5 14", "２０２４", "45356",
	};
	gint64 at = 17;

	for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
		if (seg_value_date (texts[i], SEG_DATE_ISO, &at, NULL))
			g_error ("\"%s\" is no date, but read as %" G_GINT64_FORMAT, texts[i], at);
	}
	g_assert_false (seg_value_date ("3/13/2024", SEG_DATE_DAY_FIRST, &at, NULL));
	g_assert_false (seg_value_date ("13/3/2024", SEG_DATE_MONTH_FIRST, &at, NULL));
}

/* Any instant, written in any of the ways that leave no doubt, reads as itself. */
static void
test_random_instants (void)
{
	static const char *const formats[] = {
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y/%m/%d %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日%H时%M分%S秒",
		"%d %b %Y %H:%M:%S", "%B %d, %Y %I:%M:%S %p", "%Y%m%d%H%M%S", "%Y%m%dT%H%M%SZ", "%a, %d %b %Y %H:%M:%S +0000", "%Y.%m.%d %H:%M:%S",
	};
	g_autoptr (GRand) random = g_rand_new_with_seed (4);

	for (int i = 0; i < 5000; i++) {
		gint64 expected = (gint64) (g_rand_double (random) * 4e9) - G_GINT64_CONSTANT (500000000);
		g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (expected);

		for (gsize j = 0; j < G_N_ELEMENTS (formats); j++) {
			g_autofree char *text = g_date_time_format (time, formats[j]);
			gint64 at = 0;

			if (!seg_value_date (text, SEG_DATE_ISO, &at, NULL) || at != expected)
				g_error ("\"%s\" reads as %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT, text, at, expected);
		}
	}
}

static void
test_serial_days (void)
{
	static const char *const not_days[] = { "4535", "453567", "45356.", "4535a", "99999", "04535", "", "-45356" };
	gint64 at;

	g_assert_true (seg_value_serial_day ("45356", &at));
	g_assert_cmpint (at, ==, G_GINT64_CONSTANT (1709596800)); /* 2024-03-05 */
	g_assert_true (seg_value_serial_day ("45356.5", &at));
	g_assert_cmpint (at, ==, G_GINT64_CONSTANT (1709640000));
	g_assert_true (seg_value_serial_day ("45356.586921296", &at));
	g_assert_cmpint (at, ==, G_GINT64_CONSTANT (1709647510)); /* 14:05:10 */
	for (gsize i = 0; i < G_N_ELEMENTS (not_days); i++)
		if (seg_value_serial_day (not_days[i], &at) && strcmp (not_days[i], "45356.") != 0)
			g_error ("\"%s\" is no day number", not_days[i]);
}

static void
test_booleans (void)
{
	static const struct { const char *text; gboolean value; } cases[] = {
		{ "yes", TRUE }, { "NO", FALSE }, { "True", TRUE }, { "false", FALSE }, { "1", TRUE }, { "0", FALSE }, { "是", TRUE },
		{ "否", FALSE }, { "同意", TRUE }, { "不同意", FALSE }, { "Y", TRUE }, { "n", FALSE }, { "unsubscribed", FALSE },
		{ "有", TRUE }, { "没有", FALSE }, { "真", TRUE }, { "假", FALSE }, { "t", TRUE }, { "F", FALSE }, { "On", TRUE }, { "OFF", FALSE },
		{ "✓", TRUE }, { "1.0", TRUE },
	};
	gboolean value;

	for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
		g_assert_true (seg_value_boolean (cases[i].text, &value));
		g_assert_cmpint (value, ==, cases[i].value);
	}
	g_assert_false (seg_value_boolean ("maybe", &value));
	g_assert_false (seg_value_boolean ("2", &value));
	g_assert_false (seg_value_boolean ("", &value));
	g_assert_false (seg_value_boolean ("男", &value));
	g_assert_false (seg_value_boolean ("女", &value));
	g_assert_false (seg_value_boolean ("无", &value)); /* missing, but in a column of 有 */
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

/* The words can be chosen; 无 is no where 有 is yes; what a style says holds for all readers. */
static void
test_styles (void)
{
	static const char *const words[] = { "未知", "unknown", NULL };
	SegMissing *missing = seg_missing_new (words);
	SegValueStyle style = { .missing = missing }, have = { .none_is_no = TRUE }, days = { .serial_days = TRUE }, comma = { .decimal_comma = TRUE };
	g_auto (GStrv) only = seg_import_missing_parse ("NA, 未知"), more = seg_import_missing_parse ("+未知,");
	gboolean truth = TRUE;
	double number;
	gint64 at;

	g_assert_true (seg_style_is_missing (&style, ""));
	g_assert_true (seg_style_is_missing (&style, "UNKNOWN"));
	g_assert_true (seg_style_is_missing (&style, "未知"));
	g_assert_false (seg_style_is_missing (&style, "NA"));
	g_assert_false (seg_style_is_missing (&have, "无"));
	g_assert_true (seg_style_is_missing (&have, "NULL"));
	g_assert_true (seg_style_boolean (&have, "无", &truth));
	g_assert_false (truth);
	g_assert_true (seg_style_date (&days, "45356", &at));
	g_assert_true (seg_style_date (&days, "2024-03-05", &at)); /* a few may be written out */
	g_assert_true (seg_style_number (&comma, "1,5", &number));
	g_assert_cmpfloat (number, ==, 1.5);
	g_assert_cmpstr (only[0], ==, "NA");
	g_assert_cmpstr (only[1], ==, "未知");
	g_assert_null (only[2]);
	g_assert_cmpstr (more[0], ==, "+");
	g_assert_cmpstr (more[1], ==, "未知");
	g_assert_null (more[2]);
	g_assert_null (seg_import_missing_parse ("usual"));
	seg_missing_free (missing);
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
	g_test_add_func ("/ingest/values/rounding", test_rounding);
	g_test_add_func ("/ingest/values/random-instants", test_random_instants);
	g_test_add_func ("/ingest/values/serial-days", test_serial_days);
	g_test_add_func ("/ingest/values/styles", test_styles);
	g_test_add_func ("/ingest/values/every-day", test_every_day);
	g_test_add_func ("/ingest/values/dates", test_dates);
	g_test_add_func ("/ingest/values/not-dates", test_not_dates);
	g_test_add_func ("/ingest/values/booleans", test_booleans);
	g_test_add_func ("/ingest/values/missing", test_missing);
	g_test_add_func ("/ingest/keys/keys", test_keys);
	return g_test_run ();
}
